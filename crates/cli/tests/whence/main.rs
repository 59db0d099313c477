//! The command as a person or a script meets it: exit codes, words, JSON.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod history;
mod images;
mod list;
mod lookup;
mod many;
mod network;
mod registry;
mod sbom;
mod schema;
mod statement;
mod trust_data;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;
use whence_testkit::{Minted, Scenario, keys::Key};

struct Desk {
    folder: TempDir,
}

impl Desk {
    /// `tool.zip` with its bundle, the trusted root, and a list that names the signer.
    fn new(minted: &Minted) -> Self {
        let desk = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        desk.put("root.json", &minted.trusted_root_json);
        desk.put("tool.zip", &minted.artifact);
        desk.put("tool.zip.sigstore.json", &minted.bundle_json);
        let list = format!(
            "schema = 1\n[[signer]]\nlabel = \"Acme\"\nissuer = \"{}\"\nidentity = \"{}\"\n",
            minted.issuer, minted.identity
        );
        desk.put("list.toml", list.as_bytes());
        desk
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn run(&self, arguments: &[&str]) -> Output {
        run(self.folder.path(), arguments)
    }

    fn check(&self, arguments: &[&str]) -> Output {
        self.run(&[&["check", "--trusted-root", "root.json"], arguments].concat())
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.check(&[arguments, &["--format", "json"]].concat());
        let value = serde_json::from_slice(&output.stdout).unwrap();
        schema::assert_fits(&value);
        value
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whence"));
    command
        .args(arguments)
        .current_dir(folder)
        .env("WHENCE_CONFIG_DIR", folder.join("config"))
        .env("WHENCE_MANAGED_LISTS", folder.join("managed"));
    command
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn signed() -> Minted {
    Scenario::message_rekor_v1().mint()
}

#[test]
fn each_state_has_its_exit_code_and_its_words() {
    let desk = Desk::new(&signed());
    desk.put("plain.txt", b"never signed");
    desk.put("other.zip", b"not what was signed");
    let evidence = "tool.zip.sigstore.json";
    let cases: [(&[&str], i32, &str); 5] = [
        (
            &["tool.zip", "--list", "list.toml"],
            0,
            "Signed by Acme, who is on your list.",
        ),
        (&["tool.zip"], 3, "Not signed by anyone on your list."),
        (
            &["other.zip", "--evidence", evidence],
            1,
            "The signature does not match this file.",
        ),
        (&["plain.txt"], 4, "No signature was found for this file."),
        (&["absent.txt"], 5, "There is no such file."),
    ];
    for (arguments, expected, words) in cases {
        let output = desk.check(arguments);
        assert_eq!(code(&output), expected, "{arguments:?}");
        assert!(stdout(&output).contains(words), "{}", stdout(&output));
        assert_eq!(stderr(&output), "");
    }
}

#[test]
fn the_rule_of_an_organisation_asks_for_the_entries_of_its_own_list() {
    let minted = signed();
    let desk = Desk::new(&minted);
    for folder in ["config", "managed"] {
        fs::create_dir(desk.folder.path().join(folder)).unwrap();
    }
    let entry = |label: &str, issuer: &str, identity: &str| {
        format!("[[signer]]\nlabel = {label:?}\nissuer = {issuer:?}\nidentity = {identity:?}\n")
    };
    let acme = entry("Acme", &minted.issuer, &minted.identity);
    let bob = entry("Bob", "https://accounts.example.org", "bob@example.org");
    let rule = "[[rule]]\nlabel = \"two\"\nfiles = [\"*\"]\nrequires = [\"acme\", \"bob\"]\n";
    let company = format!("schema = 1\n{acme}{bob}{rule}");
    desk.put("managed/company.toml", company.as_bytes());
    let unmet = "everyone your list asks for";
    assert!(stdout(&desk.check(&["tool.zip"])).contains(unmet));
    // Others of the same names, waiting for review, neither switch it off nor meet it.
    let more = "imported-from = \"x\"\n";
    let issuer = "https://accounts.example.org";
    let waiting = [
        "schema = 1\n",
        &entry("Acme", issuer, "x@example.org"),
        more,
        &entry("Bob", issuer, "y@example.org"),
        more,
    ];
    desk.put("config/identities.toml", waiting.concat().as_bytes());
    let output = desk.check(&["tool.zip"]);
    assert_eq!(code(&output), 3);
    assert!(stdout(&output).contains(unmet), "{}", stdout(&output));
    let own = format!("schema = 1\n{}", acme.replace("Acme", "Bob"));
    desk.put("config/identities.toml", own.as_bytes());
    let output = desk.check(&["tool.zip"]);
    assert!(stdout(&output).contains(unmet), "{}", stdout(&output));
}

#[test]
fn of_several_targets_the_worst_decides() {
    let desk = Desk::new(&signed());
    desk.put("plain.txt", b"never signed");
    desk.put("other.zip", b"not what was signed");
    desk.put(
        "other.zip.sigstore.json",
        &fs::read(desk.folder.path().join("tool.zip.sigstore.json")).unwrap(),
    );
    let cases: [(&[&str], i32); 4] = [
        (&["tool.zip", "plain.txt", "absent", "other.zip"], 1),
        (&["tool.zip", "plain.txt", "absent"], 5),
        (&["tool.zip", "plain.txt"], 4),
        (&["tool.zip", "tool.zip"], 3),
    ];
    for (targets, expected) in cases {
        assert_eq!(code(&desk.check(targets)), expected, "{targets:?}");
    }
}

#[test]
fn the_list_of_the_person_is_used_and_its_mistakes_are_told() {
    let desk = Desk::new(&signed());
    fs::create_dir(desk.folder.path().join("config")).unwrap();
    fs::copy(
        desk.folder.path().join("list.toml"),
        desk.folder.path().join("config/identities.toml"),
    )
    .unwrap();
    assert_eq!(code(&desk.check(&["tool.zip"])), 0);

    desk.put("config/identities.toml", b"schema = 1\nsigners = 3\n");
    let output = desk.check(&["tool.zip"]);
    assert_eq!(code(&output), 3);
    assert!(
        stderr(&output).contains("line 2, column 1"),
        "{}",
        stderr(&output)
    );
    assert!(
        stdout(&output)
            .contains("The list file “identities.toml” has a mistake in line 2, column 1.")
    );

    let named = desk.check(&["tool.zip", "--list", "config/identities.toml"]);
    assert_eq!((code(&named), stdout(&named)), (2, String::new()));
    assert_eq!(code(&desk.check(&["tool.zip", "--list", "absent.toml"])), 2);
}

#[test]
fn who_was_only_seen_before_is_told_as_that() {
    let desk = Desk::new(&signed());
    let list = fs::read_to_string(desk.folder.path().join("list.toml")).unwrap();
    let seen = format!("{list}basis = \"first-seen\"\nadded = 2026-01-02\n");
    desk.put("list.toml", seen.as_bytes());
    let told = "you have only seen this signer, first on 2026-01-02.";
    let output = desk.check(&["tool.zip", "--list", "list.toml"]);
    assert_eq!(code(&output), 0);
    assert!(stdout(&output).contains(told), "{}", stdout(&output));
    // Whoever else knows more of them has said so.
    let other = seen.clone() + list.trim_start_matches("schema = 1\n");
    desk.put("list.toml", other.replacen("Acme", "Them", 1).as_bytes());
    let output = desk.check(&["tool.zip", "--list", "list.toml"]);
    assert_eq!(code(&output), 0);
    assert!(
        !stdout(&output).contains("only seen"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn one_identity_can_be_given_instead_of_a_list() {
    let minted = signed();
    let desk = Desk::new(&minted);
    let check = |identity: &str, issuer: &str| {
        code(&desk.check(&["tool.zip", "--identity", identity, "--issuer", issuer]))
    };
    assert_eq!(check(&minted.identity, &minted.issuer), 0);
    assert_eq!(check(&format!("{}x", minted.identity), &minted.issuer), 3);
    assert_eq!(check(&minted.identity, "https://accounts.example.com"), 3);
    assert_eq!(check("*", &minted.issuer), 2);
    // No list was asked, so none is named.
    let named = [
        "tool.zip",
        "--identity",
        &minted.identity,
        "--issuer",
        &minted.issuer,
    ];
    let output = stdout(&desk.check(&[&named[..], &["--verbose"]].concat()));
    assert!(
        output.starts_with("[the signer you named] tool.zip\n  Signed by the signer you named.\n"),
        "{output}"
    );
    assert!(!output.contains("your list"), "{output}");
    let verdict = &desk.json(&named)["targets"][0];
    assert_eq!(verdict["verdict"]["against"], "named-signer");
    assert_eq!(verdict["identity"]["label"], Value::Null);
    let other = [
        "tool.zip",
        "--identity",
        "https://github.com/x/y",
        "--issuer",
        &minted.issuer,
    ];
    let output = stdout(&desk.check(&[&other[..], &["--verbose"]].concat()));
    assert!(
        output.starts_with("[another signer] tool.zip\n  Not signed by the signer you named.\n"),
        "{output}"
    );
    assert!(!output.contains("your list"), "{output}");
    assert_eq!(check("\"\nlabel = \"x", &minted.issuer), 2);
}

#[test]
fn a_digest_can_stand_for_the_file() {
    let desk = Desk::new(&signed());
    let hex = desk.json(&["tool.zip"])["targets"][0]["digests"][0]["hex"]
        .as_str()
        .unwrap()
        .to_owned();
    let digest = format!("sha256:{hex}");
    let evidence = [
        "--evidence",
        "tool.zip.sigstore.json",
        "--list",
        "list.toml",
    ];
    assert_eq!(
        code(&desk.check(&[&[digest.as_str()], &evidence[..]].concat())),
        0
    );
    let other = format!("sha256:{}", "0".repeat(64));
    assert_eq!(
        code(&desk.check(&[&[other.as_str()], &evidence[..]].concat())),
        1
    );
    assert_eq!(code(&desk.check(&[&digest])), 4);
}

#[test]
fn a_key_that_is_given_counts() {
    let minted = Scenario::message_managed(Key::p256("a key of one's own")).mint();
    let desk = Desk::new(&signed());
    desk.put("own.zip", &minted.artifact);
    desk.put("own.zip.sigstore.json", &minted.bundle_json);
    desk.put("own.pem", minted.key_pem.as_ref().unwrap().as_bytes());
    assert_eq!(code(&desk.check(&["own.zip"])), 5);
    let output = desk.check(&["own.zip", "--key", "own.pem"]);
    assert_eq!(code(&output), 0);
    assert!(
        stdout(&output).starts_with("[the key you gave] own.zip\n  Signed with the key you gave.")
    );
    assert!(
        !stdout(&output).contains("your list"),
        "{}",
        stdout(&output)
    );
    let verdict = &desk.json(&["own.zip", "--key", "own.pem"])["targets"][0]["verdict"];
    assert_eq!(verdict["against"], "given-key");
    assert_eq!(code(&desk.check(&["own.zip", "--key", "tool.zip"])), 2);
    // A signature made with a certificate is not answered by a key.
    assert_ne!(code(&desk.check(&["tool.zip", "--key", "own.pem"])), 0);
}

#[test]
fn json_of_every_state_fits_its_schema() {
    let desk = Desk::new(&Scenario::envelope_rekor_v2().mint());
    desk.put("plain.txt", b"never signed");
    desk.put("broken.zip", b"x");
    desk.put(
        "broken.zip.sigstore.json",
        br#"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","x":1}"#,
    );
    desk.put("other.zip", b"not what was signed");
    fs::copy(
        desk.folder.path().join("tool.zip.sigstore.json"),
        desk.folder.path().join("other.zip.sigstore.json"),
    )
    .unwrap();
    let names = ["tool.zip", "plain.txt", "broken.zip", "other.zip", "absent"];
    let targets = names.map(|name| desk.json(&[name, "--list", "list.toml"])["targets"][0].clone());
    let states = targets
        .each_ref()
        .map(|target| target["verdict"]["state"].as_str().unwrap());
    assert_eq!(
        states,
        [
            "listed",
            "no-signature",
            "could-not-check",
            "failed",
            "could-not-check"
        ]
    );
    let listed = &targets[0];
    assert_eq!(listed["identity"]["label"], "Acme");
    assert_eq!(listed["identity"]["claim"], "build-record");
    let checks = listed["evidence"][0]["checks"].as_array().unwrap();
    assert!(checks.len() > 30);
    let signature = checks
        .iter()
        .find(|check| check["id"] == "dsse.pae")
        .unwrap();
    assert_eq!(
        (&signature["status"], &signature["required"]),
        (&Value::from("held"), &Value::from(true))
    );
    let failed = targets[3]["evidence"][0]["checks"].as_array().unwrap();
    let subject = failed
        .iter()
        .find(|check| check["id"] == "intoto.subject")
        .unwrap();
    assert_eq!(
        (&subject["status"], &subject["code"]),
        (&Value::from("failed"), &Value::from("file-mismatch"))
    );
    assert_eq!(targets[3]["identity"], Value::Null);
}

#[test]
fn every_check_is_told_with_verbose() {
    let desk = Desk::new(&signed());
    let output = stdout(&desk.check(&["tool.zip", "--verbose"]));
    for id in [
        "chain.signatures",
        "tlog.inclusion",
        "sct.signature",
        "sig.message",
        "entry.key",
    ] {
        assert!(output.contains(id), "{id}");
    }
    assert!(
        !output.contains('\u{1b}'),
        "no colour unless somebody looks"
    );
}

#[test]
fn hostile_names_reach_the_terminal_only_as_escapes() {
    let minted = signed();
    let desk = Desk::new(&minted);
    let name = "evil\u{202e}gpj\u{1b}[2J\nSigned by Acme, who is on your list..exe";
    desk.put(name, &minted.artifact);
    for arguments in [
        vec![name],
        vec![name, "--verbose"],
        vec![name, "--format", "json"],
        vec![name, "--list", name],
    ] {
        let output = desk.check(&arguments);
        let all = stdout(&output) + &stderr(&output);
        assert!(!all.contains(['\u{202e}', '\u{1b}']), "{all:?}");
        assert!(!all.contains("\nSigned by"), "{all:?}");
    }
    let output = desk.run(&["\u{1b}[31m"]);
    assert_eq!(code(&output), 2);
    assert!(!stderr(&output).contains('\u{1b}'));
}

#[test]
fn wrong_use_says_what_is_wrong() {
    let desk = Desk::new(&signed());
    for arguments in [
        vec!["check"],
        vec!["frobnicate"],
        vec!["check", "tool.zip", "--nope"],
        vec!["check", "tool.zip", "--trusted-root", "absent"],
        vec!["check", "tool.zip", "--trusted-root", "tool.zip"],
    ] {
        let output = desk.run(&arguments);
        assert_eq!(
            (code(&output), stdout(&output).as_str()),
            (2, ""),
            "{arguments:?}"
        );
        assert!(stderr(&output).starts_with("whence: "));
    }
    assert!(stdout(&desk.run(&["help"])).contains("Usage:"));
    assert_eq!(
        stdout(&desk.run(&["--version"])),
        format!("whence {}\n", env!("CARGO_PKG_VERSION"))
    );
}
