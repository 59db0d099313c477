//! `whence list` as a person or a script meets it.

use std::{fs, path::PathBuf, process::Output};

use serde_json::Value;
use tempfile::TempDir;

use super::{code, run, schema::assert_fits_list, stderr, stdout};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const RELEASE: &str = "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/v1.2.3";

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn list(&self, arguments: &[&str]) -> Output {
        run(self.folder.path(), &[&["list"], arguments].concat())
    }

    /// The document of an action, which fits its schema.
    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.list(&[arguments, &["--format", "json"]].concat());
        let document = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)));
        let definition = match arguments.first() {
            None | Some(&"show") => "show",
            Some(&"lint") => "lint",
            Some(&"test") => "test",
            Some(_) => "done",
        };
        assert_fits_list(definition, &document);
        document
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("config/identities.toml")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.file()).unwrap()
    }

    fn add_acme(&self) -> Output {
        let basis = [
            "--basis",
            "project-page",
            "--basis-link",
            "https://acme.example/keys",
        ];
        let who = [
            "--label",
            "Acme releases",
            "--issuer",
            GITHUB,
            "--identity",
            RELEASE,
        ];
        self.list(&[&["add"][..], &who, &basis, &["--width", "version-tags"]].concat())
    }
}

#[test]
fn an_entry_is_added_shown_switched_removed_and_put_back() {
    let desk = Desk::new();
    let empty = desk.list(&[]);
    assert_eq!(code(&empty), 0);
    assert!(
        stdout(&empty).contains("(not there yet): 0 entries"),
        "{}",
        stdout(&empty)
    );
    assert!(!desk.file().exists());

    let added = desk.add_acme();
    assert_eq!(
        (code(&added), stdout(&added).as_str()),
        (0, "“Acme releases” was added.\n"),
        "{}",
        stderr(&added)
    );
    let shown = stdout(&desk.list(&["show", "ACME"]));
    assert!(
        shown.contains("[counts] Acme releases (acme-releases)"),
        "{shown}"
    );
    assert!(
        shown.contains("the workflow release.yml of acme/tool on github.com, at version tags"),
        "{shown}"
    );
    assert!(
        shown.contains("the project's own page says so: https://acme.example/keys"),
        "{shown}"
    );
    assert!(!stdout(&desk.list(&["show", "nobody"])).contains("Acme"));
    let json = desk.json(&["show"]);
    let entry = &json["entries"][0];
    assert_eq!(
        (&entry["form"], &entry["standing"], &entry["breadth"]),
        (
            &Value::from("parts"),
            &Value::from("in-force"),
            &Value::from("narrow")
        )
    );
    assert!(entry["added"].as_str().unwrap().len() == 10);
    // What is begun stays as it was begun.
    assert!(desk.text().starts_with("# Whose signatures count"));

    fs::write(desk.file(), desk.text() + "# a remark\n").unwrap();
    assert_eq!(code(&desk.list(&["disable", "acme-releases"])), 0);
    assert!(
        desk.text().contains("enabled = false\n# a remark\n"),
        "{}",
        desk.text()
    );
    assert!(stdout(&desk.list(&[])).contains("[switched off] Acme releases"));
    assert_eq!(
        desk.json(&["enable", "Acme releases"])["done"],
        "switched-on"
    );
    let removed = desk.list(&["remove", "Acme releases"]);
    assert_eq!(stdout(&removed), "“Acme releases” was deleted.\n");
    assert!(desk.text().contains("# a remark\n"));
    let back = desk.list(&["undo"]);
    assert_eq!(stdout(&back), "“Acme releases” was put back.\n");
    assert_eq!(
        stdout(&desk.list(&["undo"])),
        "“Acme releases” is as it was before.\n"
    );
    assert_eq!(
        stdout(&desk.list(&["undo"])),
        "“Acme releases” is as it was before.\n"
    );
    // Before that stands the remark, which was not made from here.
    let no_more = desk.list(&["undo"]);
    assert_eq!((code(&no_more), stdout(&no_more).as_str()), (3, ""));
    assert_eq!(
        stderr(&no_more),
        "whence: There is no change of this app to take back.\n"
    );
}

#[test]
fn a_broken_list_is_told_with_its_place_and_left_alone() {
    let desk = Desk::new();
    desk.add_acme();
    let broken = desk.text() + "surprise = 1\n";
    fs::write(desk.file(), &broken).unwrap();
    for arguments in [
        vec!["remove", "Acme releases"],
        vec!["disable", "Acme releases"],
        vec!["undo"],
        vec![
            "add",
            "--label",
            "B",
            "--issuer",
            GITHUB,
            "--identity",
            RELEASE,
        ],
    ] {
        let output = desk.list(&arguments);
        assert_eq!(code(&output), 3, "{arguments:?}: {}", stderr(&output));
        assert_eq!(desk.text(), broken);
    }
    let line = broken.lines().count();
    let export = desk.list(&["export"]);
    assert_eq!((code(&export), stdout(&export).as_str()), (1, ""));
    let shown = desk.list(&["show"]);
    assert_eq!(code(&shown), 1);
    assert!(
        stderr(&shown).contains(&format!("line {line}, column 1")),
        "{}",
        stderr(&shown)
    );
    assert_eq!(code(&desk.list(&["lint"])), 1);
}

#[test]
fn what_is_wrong_with_an_entry_is_said_before_anything_is_written() {
    let desk = Desk::new();
    desk.add_acme();
    let before = desk.text();
    let who = ["--issuer", GITHUB, "--identity", RELEASE];
    let wrong: [(&[&str], &str); 9] = [
        (&["--label", "Acme releases"], "Another entry has the name"),
        (
            &["--label", "Acme-Releases"],
            "could be taken for “Acme releases”",
        ),
        (
            &["--label", "B", "--width", "any-repository"],
            "Say --confirm acme",
        ),
        (
            &["--label", "B", "--width", "widest"],
            "cannot be meant “widest”",
        ),
        (
            &["--label", "B", "--basis", "hearsay"],
            "There is no basis “hearsay”",
        ),
        (&["--label", "B", "--expires", "soon"], "2027-01-01"),
        (&["--label", "B", "--claim", "signatur"], "signature"),
        (&["--label", "B", "--frobnicate"], "There is no option"),
        (&["--label", "B\u{202e}"], "hidden or unusual characters"),
    ];
    for (arguments, words) in wrong {
        let output = desk.list(&[&["add"], &who[..], arguments].concat());
        assert_eq!(
            (code(&output), stdout(&output).as_str()),
            (2, ""),
            "{arguments:?}"
        );
        assert!(
            stderr(&output).contains(words),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(!stderr(&output).contains('\u{202e}'));
    }
    let open = [
        "add",
        "--label",
        "B",
        "--issuer",
        "*",
        "--identity",
        RELEASE,
    ];
    assert_eq!(code(&desk.list(&open)), 2);
    assert_eq!(desk.text(), before);

    let wide = [
        "--label",
        "All of Acme",
        "--width",
        "any-repository",
        "--confirm",
        "acme",
    ];
    assert_eq!(code(&desk.list(&[&["add"], &who[..], &wide].concat())), 0);
    let lint = desk.list(&["lint"]);
    assert_eq!(code(&lint), 1);
    assert!(
        stdout(&lint).contains("warning  Any repository of the owner fits"),
        "{}",
        stdout(&lint)
    );
    assert_eq!(desk.json(&["lint"])["findings"][0]["gravity"], "note");
    assert_eq!(code(&desk.list(&["remove", "all-of-acme"])), 0);
    assert_eq!(code(&desk.list(&["lint"])), 0);
    assert_eq!(code(&desk.list(&["remove", "nobody"])), 2);
    assert_eq!(code(&desk.list(&["remove"])), 2);
    assert_eq!(code(&desk.list(&["frobnicate"])), 2);
    assert_eq!(code(&desk.list(&["lint", "x"])), 2);
}

#[test]
fn an_entry_refuses_the_names_made_to_deceive_it() {
    let desk = Desk::new();
    desk.add_acme();
    let output = desk.list(&["test", "acme-releases"]);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let json = desk.json(&["test", "acme-releases"]);
    assert!(json["lookAlikes"].as_u64().unwrap() > 100);
    assert_eq!(json["lookAlikes"], json["refused"]);
    assert_eq!(json["accepted"], Value::Array(vec![]));
    assert_eq!(
        (&json["past"], &json["files"]),
        (&Value::from(0), &Value::Array(vec![]))
    );
}

/// Every key of the format, as it is written and as it is told.
#[test]
fn everything_an_entry_says_is_told() {
    let desk = Desk::new();
    fs::create_dir(desk.folder.path().join("config")).unwrap();
    let text = format!(
        "schema = 1\n[[signer]]\nid = \"a\"\nlabel = \"A\"\nissuer = \"{GITHUB}\"\n\
         parts = {{ host = \"github.com\", owner = \"acme\", repository = \"*\", workflow = \"*\", ref = \"*\" }}\n\
         repository-id = 1\nowner-id = 2\nsource-repository = \"https://github.com/acme/tool\"\n\
         instance = \"Company\"\nsource-ref = \"refs/tags/*\"\nrunner = \"hosted\"\ntriggers = [\"push\"]\nfiles = [\"x\"]\n\
         images = [\"ghcr.io/acme/*\"]\npackages = [\"pkg:npm/x\"]\nclaims = [\"signature\"]\n\
         basis = \"first-seen\"\nbasis-link = \"https://acme.example/x\"\nadded-by = \"me\"\nadded = 2026-01-02\n\
         expires = 2099-01-01\nenabled = true\npinned = true\nimported-from = \"p\"\nreviewed = 2026-02-03\n\
         note = \"n\"\n[[signer]]\nlabel = \"K\"\nkey-file = \"k.pub\"\n[[rule]]\nlabel = \"both\"\n\
         files = [\"x\"]\nrequires = [\"a\", \"k\"]\n"
    );
    fs::write(desk.file(), text).unwrap();
    let shown = desk.json(&["show"]);
    let entry = shown["entries"][0].as_object().unwrap();
    let silent: Vec<&String> = entry
        .iter()
        .filter(|(key, value)| {
            *key != "list" && (value.is_null() || value.as_array().is_some_and(Vec::is_empty))
        })
        .map(|(key, _)| key)
        .collect();
    assert_eq!(silent, [""; 0], "{shown}");
    assert_eq!(
        (&entry["runner"], &entry["source-ref"]),
        (&"hosted".into(), &"refs/tags/*".into())
    );
    assert_eq!(shown["rules"][0]["requires"], serde_json::json!(["a", "k"]));
}

#[test]
fn managed_lists_are_shown_and_not_changed() {
    let desk = Desk::new();
    desk.add_acme();
    let managed = desk.folder.path().join("managed");
    fs::create_dir(&managed).unwrap();
    let text = desk.text().replace("Acme releases", "Company builds");
    fs::write(managed.join("company.toml"), &text).unwrap();
    let shown = desk.list(&[]);
    assert!(
        stdout(&shown).contains("from the list “company” of your organisation"),
        "{}",
        stdout(&shown)
    );
    let refused = desk.list(&["remove", "Company builds"]);
    assert_eq!(code(&refused), 3);
    assert!(stderr(&refused).contains("which is changed where it is kept"));
    assert_eq!(
        fs::read_to_string(managed.join("company.toml")).unwrap(),
        text
    );
    fs::write(managed.join("company.toml"), "schema = 2\n").unwrap();
    let shown = desk.list(&[]);
    assert!(
        stderr(&shown).contains("company.toml, line 1, column 10"),
        "{}",
        stderr(&shown)
    );
}

#[test]
fn another_list_file_is_changed_where_it_is() {
    let desk = Desk::new();
    let path = desk.folder.path().join("team.toml");
    let add = [
        "add",
        "--label",
        "A",
        "--issuer",
        GITHUB,
        "--identity",
        RELEASE,
        "--list",
        "team.toml",
    ];
    assert_eq!(
        code(&desk.list(&add)),
        2,
        "a list is not made by a slip of the pen"
    );
    fs::write(&path, "schema = 1\n").unwrap();
    assert_eq!(code(&desk.list(&add)), 0);
    assert!(fs::read_to_string(&path).unwrap().contains("label = \"A\""));
    assert!(!desk.file().exists());
}

#[test]
fn what_is_imported_counts_once_it_is_reviewed_and_exports_say_what_they_leave_out() {
    let desk = Desk::new();
    let command = format!(
        "cosign verify-blob --bundle b --certificate-identity {RELEASE} --certificate-oidc-issuer {GITHUB} file\n\
         cosign verify-blob --certificate-identity-regexp .* --certificate-oidc-issuer {GITHUB} file\n"
    );
    fs::write(desk.folder.path().join("commands.txt"), command).unwrap();
    let output = desk.list(&["import", "commands.txt"]);
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(
        stdout(&output).starts_with("One entry was added."),
        "{}",
        stdout(&output)
    );
    assert!(
        stderr(&output).contains("Imported 2: "),
        "{}",
        stderr(&output)
    );
    assert!(stdout(&desk.list(&[])).contains("[to review] Imported 1"));
    assert_eq!(code(&desk.list(&["enable", "Imported 1"])), 0);
    assert!(stdout(&desk.list(&[])).contains("[counts] Imported 1"));
    // A second time there is nothing to add.
    assert_eq!(stdout(&desk.list(&["import", "commands.txt"])), "");

    desk.add_acme();
    let whence = desk.list(&["export"]);
    assert_eq!(code(&whence), 0);
    fs::write(desk.folder.path().join("exported.toml"), &whence.stdout).unwrap();
    let cosign = stdout(&desk.list(&["export", "--as", "cosign", "Imported 1"]));
    assert!(
        cosign.contains("cosign verify-blob") && cosign.contains(RELEASE),
        "{cosign}"
    );
    assert_eq!(code(&desk.list(&["export", "--as", "paper"])), 2);

    let other = Desk::new();
    let from = desk.folder.path().join("exported.toml");
    assert_eq!(code(&other.list(&["import", from.to_str().unwrap()])), 0);
    assert_eq!(other.json(&[])["entries"].as_array().unwrap().len(), 2);
    assert_eq!(other.json(&[])["entries"][1]["standing"], "to-review");
    fs::write(&from, "schema = 1\nx = 1\n").unwrap();
    let broken = other.list(&["import", from.to_str().unwrap()]);
    assert_eq!(code(&broken), 1);
    assert!(
        stderr(&broken).contains("line 2, column 1"),
        "{}",
        stderr(&broken)
    );
}

#[test]
fn an_import_leaves_own_entries_of_its_names_alone_unless_told_to_replace_them() {
    let desk = Desk::new();
    desk.add_acme();
    let entry = |label: &str, mailbox: &str| {
        format!(
            "[[signer]]\nlabel = \"{label}\"\nissuer = \"https://accounts.google.com\"\nidentity = \"{mailbox}@acme.example\"\n"
        )
    };
    let rule =
        "[[rule]]\nlabel = \"r\"\nfiles = [\"*\"]\nrequires = [\"acme-releases\", \"bob\"]\n";
    let path = desk.folder.path().join("team.toml");
    let [acme, bob, eve] = [("Acme releases", "a"), ("Bob", "b"), ("Eve", "e")]
        .map(|(label, mailbox)| entry(label, mailbox));
    fs::write(&path, format!("schema = 1\n{acme}{bob}{eve}{rule}")).unwrap();
    let before = desk.text();

    let output = desk.list(&["import", "team.toml"]);
    assert_eq!(code(&output), 1);
    assert!(
        stdout(&output).starts_with("One entry was added."),
        "{}",
        stdout(&output)
    );
    let told = stderr(&output);
    assert!(
        told.contains("Acme releases: Your list has another entry of this name"),
        "{told}"
    );
    assert!(
        told.contains("Bob: It counts only together with “Acme releases”"),
        "{told}"
    );
    assert!(desk.text().starts_with(&before));
    assert_eq!(desk.json(&[])["entries"].as_array().unwrap().len(), 2);

    let output = desk.list(&["import", "team.toml", "--replace"]);
    assert_eq!((code(&output), stderr(&output).as_str()), (0, ""));
    assert_eq!(
        stdout(&output),
        "One entry was added. It counts once you have reviewed it. Your entry “Acme releases” was replaced. \
         What is there now counts once you have reviewed it.\n"
    );
    let shown = desk.json(&[]);
    assert_eq!(shown["entries"][0]["standing"], "to-review");
    assert_eq!(
        shown["rules"][0]["requires"],
        serde_json::json!(["acme-releases", "bob"])
    );
    desk.list(&["undo"]);
    let document = desk.json(&["import", "team.toml", "--replace"]);
    assert_eq!(document["done"], "imported-and-replaced");
    assert_eq!(code(&desk.list(&["show", "--replace"])), 2);
}

#[test]
fn commands_of_a_second_file_stand_beside_those_of_the_first() {
    let desk = Desk::new();
    let command = |mailbox: &str| {
        format!(
            "cosign verify-blob --certificate-identity {mailbox}@acme.example --certificate-oidc-issuer https://accounts.google.com file\n"
        )
    };
    let put = |text: String| fs::write(desk.folder.path().join("commands.txt"), text).unwrap();
    put(command("a") + "cosign verify-blob --key cosign.pub file\n");
    assert_eq!(code(&desk.list(&["import", "commands.txt"])), 0);
    put(command("b") + &command("a") + "cosign verify-blob --key cosign.pub file\n");
    let output = desk.list(&["import", "commands.txt"]);
    assert!(
        stdout(&output).starts_with("One entry was added."),
        "{}",
        stdout(&output)
    );
    let shown = desk.json(&[]);
    let labels: Vec<&str> = shown["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["label"].as_str().unwrap())
        .collect();
    assert_eq!(labels, ["Imported 1", "Imported 2", "Imported 3"]);
    assert_eq!(shown["entries"][2]["identity"], "b@acme.example");
}

#[test]
fn policies_of_other_tools_come_and_go_without_growing_wider() {
    let desk = Desk::new();
    let acme = ["--label", "Acme", "--issuer", GITHUB, "--identity", RELEASE];
    assert_eq!(code(&desk.list(&[&["add"][..], &acme].concat())), 0);
    let before = desk.text();
    for form in [
        "policy-controller",
        "kyverno",
        "kyverno-images",
        "connaisseur",
        "ratify",
    ] {
        let exported = desk.list(&["export", "--as", form]);
        let text = stdout(&exported);
        assert_eq!(code(&exported), 0, "{form}");
        assert!(text.contains(RELEASE), "{form}: {text}");
        let other = Desk::new();
        fs::write(other.folder.path().join("policy.yaml"), &text).unwrap();
        let output = other.list(&["import", "policy.yaml"]);
        assert!(
            stdout(&output).starts_with("One entry was added."),
            "{form}: {} {}",
            stdout(&output),
            stderr(&output)
        );
        assert!(other.text().contains(RELEASE), "{form}");
        assert!(stdout(&other.list(&[])).contains("[to review]"), "{form}");
    }
    assert_eq!(desk.text(), before);
    let policy = "apiVersion: policy.sigstore.dev/v1beta1\nkind: ClusterImagePolicy\nmetadata:\n  name: p\nspec:\n  images:\n    - glob: \"ghcr.io/acme/**\"\n  authorities:\n    - key:\n        kms: gcpkms://x\n";
    fs::write(desk.folder.path().join("kms.yaml"), policy).unwrap();
    let output = desk.list(&["import", "kms.yaml"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("kms"), "{}", stderr(&output));
    assert_eq!(desk.text(), before);
}

#[test]
fn signers_that_are_needed_together_stay_together() {
    let signer = |name: &str| {
        format!(
            "{{keyless: {{issuer: 'https://accounts.google.com', subject: '{name}@acme.example'}}}}"
        )
    };
    let policy = format!(
        "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {{name: both}}\nspec:\n  rules:\n  - name: r\n    \
         verifyImages:\n    - imageReferences: ['ghcr.io/acme/*']\n      attestors:\n      - entries: [{}]\n      \
         - entries: [{}]\n",
        signer("a"),
        signer("b")
    );
    let desk = Desk::new();
    fs::write(desk.folder.path().join("policy.yaml"), policy).unwrap();
    let output = desk.list(&["import", "policy.yaml"]);
    assert!(
        stdout(&output).starts_with("2 entries were added."),
        "{}",
        stderr(&output)
    );
    let shown = desk.json(&["show"]);
    let ids = [&shown["entries"][0]["id"], &shown["entries"][1]["id"]];
    assert_eq!(shown["rules"][0]["requires"], serde_json::json!(ids));
    assert_eq!(
        shown["rules"][0]["images"],
        serde_json::json!(["ghcr.io/acme/**"])
    );
    // As long as nobody looked at them there is nothing to say of the rule.
    let findings = desk.json(&["lint"])["findings"].to_string();
    assert!(!findings.contains("rule"), "{findings}");
    for id in ids {
        assert_eq!(code(&desk.list(&["enable", id.as_str().unwrap()])), 0);
    }
    // Neither is given away as if it were enough.
    for form in ["kyverno", "cosign", "ratify"] {
        let exported = desk.list(&["export", "--as", form]);
        assert_eq!(
            (code(&exported), stdout(&exported).trim()),
            (1, ""),
            "{form}"
        );
        assert!(
            stderr(&exported).contains("asks for further signers"),
            "{}",
            stderr(&exported)
        );
    }
    // The list itself takes its rule along, where all of it goes.
    let whole = stdout(&desk.list(&["export"]));
    let other = Desk::new();
    fs::write(other.folder.path().join("team.toml"), &whole).unwrap();
    assert_eq!(code(&other.list(&["import", "team.toml"])), 0);
    let there = other.json(&["show"]);
    assert_eq!(there["rules"][0]["requires"], shown["rules"][0]["requires"]);
    // A second time nothing is there to add.
    let before = other.text();
    other.list(&["import", "team.toml"]);
    assert_eq!(other.text(), before);
    let part = desk.list(&["export", ids[0].as_str().unwrap()]);
    assert_eq!(code(&part), 1);
    assert!(
        stderr(&part).contains("asks for further entries"),
        "{}",
        stderr(&part)
    );
}
