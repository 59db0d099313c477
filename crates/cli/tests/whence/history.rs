//! What the command remembers of earlier checks, and what it says of it.

use std::fs;

use serde_json::Value;
use whence_testkit::{Minted, Scenario, ca::San};

use super::{Desk, code, stderr, stdout};

/// The file of this version, signed by the usual signer or by another one.
fn minted(content: &[u8], stranger: bool) -> Minted {
    let mut scenario = Scenario::message_rekor_v1();
    scenario.artifact = content.to_vec();
    if stranger {
        let identity = scenario.leaf().identity().replace("/testkit/", "/mirror/");
        let leaf = scenario.leaf();
        leaf.sans = vec![San::Uri(identity)];
        for (number, text) in &mut leaf.claims {
            *text = match number {
                15 | 17 => "99".to_owned(),
                _ => text.replace("/testkit", "/mirror"),
            };
        }
    }
    scenario.mint()
}

/// A desk whose settings name the minted trust data: only checks by one's own standards are remembered.
fn desk() -> Desk {
    let minted = minted(b"first", false);
    let desk = Desk::new(&minted);
    fs::create_dir(desk.folder.path().join("config")).unwrap();
    let root = desk.folder.path().join("root.json");
    let settings = format!("schema = 1\ntrusted-root = {root:?}\n");
    desk.put("config/settings.toml", settings.as_bytes());
    desk.file("tool-1.0.zip", &minted);
    desk
}

impl Desk {
    fn file(&self, name: &str, minted: &Minted) {
        self.put(name, &minted.artifact);
        self.put(&format!("{name}.sigstore.json"), &minted.bundle_json);
    }

    fn listing(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[&["history"], arguments, &["--format", "json"]].concat());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn text(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&["history"], arguments].concat());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        stdout(&output)
    }
}

#[test]
fn an_entry_is_tried_on_what_was_checked_before() {
    let desk = desk();
    desk.run(&["check", "tool-1.0.zip"]);
    desk.file("tool-1.1.zip", &minted(b"second", true));
    desk.run(&["check", "tool-1.1.zip"]);
    let test = |arguments: &[&str]| {
        desk.run(
            &[
                &["list", "test", "acme", "--list", "list.toml"][..],
                arguments,
            ]
            .concat(),
        )
    };
    let text = stdout(&test(&[]));
    assert!(
        text.starts_with("Accepts 1 of 2 files checked so far.\n"),
        "{text}"
    );
    assert!(
        text.contains("  accepts tool-1.0.zip: ") && text.contains("  refuses tool-1.1.zip: "),
        "{text}"
    );
    let json: Value = serde_json::from_slice(&test(&["--format", "json"]).stdout).unwrap();
    super::schema::assert_fits_list("test", &json);
    assert_eq!(
        (&json["past"], &json["pastAccepted"]),
        (&2.into(), &1.into())
    );
    desk.run(&["history", "keep", "off"]);
    let text = stdout(&test(&[]));
    assert!(text.starts_with("No earlier checks are kept"), "{text}");
}

#[test]
fn another_signer_than_before_is_told_beside_the_one_before() {
    let desk = desk();
    let first = stdout(&desk.run(&["check", "tool-1.0.zip"]));
    assert!(!first.contains("Earlier versions"), "{first}");
    desk.file("tool-1.1.zip", &minted(b"second", true));
    for _ in 0..2 {
        // Checked once more it says the same: being checked makes nobody the usual signer.
        let second = stdout(&desk.run(&["check", "tool-1.1.zip"]));
        assert!(
            second.contains("Earlier versions were signed by"),
            "{second}"
        );
        assert!(
            second.contains("testkit") && second.contains("mirror"),
            "{second}"
        );
    }
    let unsigned = desk.put("tool-1.2.zip", b"third");
    let third = stdout(&desk.run(&["check", unsigned.to_str().unwrap()]));
    assert!(
        third.contains("Earlier versions of this file were signed by"),
        "{third}"
    );

    let listing = desk.listing(&["show", "tool"]);
    let checks = listing["products"][0]["checks"].as_array().unwrap();
    let states: Vec<&str> = checks
        .iter()
        .map(|it| it["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["no-signature", "unlisted", "unlisted", "unlisted"]);
    assert_eq!(checks[1]["notes"][0]["code"], "signer-changed");
    assert_eq!(checks[1]["notes"][0]["before"], checks[3]["check"]);
    assert!(checks[3]["digest"].as_str().unwrap().starts_with("sha256:"));

    let number = |at: usize| checks[at]["check"].to_string();
    let compared = desk.text(&["compare", &number(3), &number(1)]);
    assert!(compared.contains("! Signer:"), "{compared}");
    assert!(compared.contains("= Login service (issuer):"), "{compared}");
    let compared = desk.listing(&["compare", &number(3), &number(1)]);
    assert_eq!(compared["facts"][0]["same"], false);
}

#[test]
fn a_pinned_signer_turns_another_one_into_a_stop() {
    let desk = desk();
    let usual = minted(b"first", false);
    let other = minted(b"second", true);
    let entry = |label: &str, minted: &Minted, more: &str| {
        format!(
            "[[signer]]\nlabel = {label:?}\nissuer = {:?}\nidentity = {:?}\n{more}",
            minted.issuer, minted.identity
        )
    };
    let list = |pinned: &str| {
        let list = [
            "schema = 1\n",
            &entry("Acme", &usual, pinned),
            &entry("Mirror", &other, ""),
        ]
        .concat();
        desk.put("config/identities.toml", list.as_bytes());
    };
    list("pinned = true\n");
    assert_eq!(code(&desk.run(&["check", "tool-1.0.zip"])), 0);
    desk.file("tool-1.1.zip", &other);
    let stopped = desk.run(&["check", "tool-1.1.zip"]);
    let said = stdout(&stopped);
    assert_eq!(code(&stopped), 3, "{said}");
    assert!(said.contains("until now it was “Acme”"), "{said}");
    list("");
    let noted = desk.run(&["check", "tool-1.1.zip"]);
    assert_eq!(code(&noted), 0, "{}", stdout(&noted));
    assert!(stdout(&noted).contains("Earlier versions were signed by"));
}

#[test]
fn an_own_entry_of_the_same_id_takes_no_pin_off_an_organisation_s_entry() {
    let desk = desk();
    let usual = minted(b"first", false);
    let other = minted(b"second", true);
    let entry = |label: &str, identity: &str, issuer: &str| {
        format!("[[signer]]\nlabel = {label:?}\nissuer = {issuer:?}\nidentity = {identity:?}\n")
    };
    let company = entry("Acme", &usual.identity, &usual.issuer);
    fs::create_dir(desk.folder.path().join("managed")).unwrap();
    let text = format!("schema = 1\n{company}pinned = true\n");
    desk.put("managed/company.toml", text.as_bytes());
    let list = |acme: &str| {
        let mirror = entry("Mirror", &other.identity, &other.issuer);
        let text = format!("schema = 1\n{acme}{mirror}");
        desk.put("config/identities.toml", text.as_bytes());
    };
    list("");
    assert_eq!(code(&desk.run(&["check", "tool-1.0.zip"])), 0);
    list(&entry("Acme", "somebody@else.example", &usual.issuer));
    desk.file("tool-1.1.zip", &other);
    let stopped = desk.run(&["check", "tool-1.1.zip"]);
    assert_eq!(code(&stopped), 3, "{}", stdout(&stopped));
}

#[test]
fn checks_are_searched_forgotten_and_exported() {
    let desk = desk();
    desk.put("=cmd-2.0.zip", b"other");
    assert!(desk.text(&[]).contains("Nothing was found."));
    desk.run(&["check", "tool-1.0.zip", "=cmd-2.0.zip"]);
    assert_eq!(desk.listing(&["show"])["totalChecks"], 2);
    assert_eq!(
        desk.listing(&["search", "TESTKIT"])["products"][0]["product"],
        "tool"
    );
    assert_eq!(
        desk.listing(&["search", "--state", "no-signature"])["totalProducts"],
        1
    );
    assert!(desk.text(&["show"]).contains("tool (one check)"));

    let table = desk.text(&["export"]);
    assert_eq!(table.lines().count(), 3);
    assert!(
        table.contains("\"'=cmd-2.0.zip\"") && !table.contains(",=cmd"),
        "{table}"
    );
    let lines = desk.text(&["export", "--format", "json"]);
    assert!(
        lines
            .lines()
            .all(|line| serde_json::from_str::<Value>(line).is_ok())
    );
    let place = desk.folder.path().join("table.csv");
    desk.text(&["export", place.to_str().unwrap()]);
    assert_eq!(fs::read_to_string(&place).unwrap(), table);
    // Never over a file that is there.
    let again = desk.run(&["history", "export", place.to_str().unwrap()]);
    assert_eq!(code(&again), 2);

    assert_eq!(desk.listing(&["forget", "--product", "tool"])["checks"], 1);
    assert_eq!(code(&desk.run(&["history", "show", "tool"])), 2);
    assert_eq!(code(&desk.run(&["history", "compare", "1", "2"])), 2);
    assert_eq!(desk.listing(&["forget", "--all"])["checks"], 1);
    assert_eq!(desk.listing(&["show"])["totalChecks"], 0);
}

#[test]
fn only_checks_by_ones_own_standards_are_remembered_and_none_when_it_is_off() {
    let desk = desk();
    for arguments in [
        &["check", "tool-1.0.zip", "--trusted-root", "root.json"][..],
        &["check", "tool-1.0.zip", "--list", "list.toml"],
        &["check", "tool-1.0.zip", "--no-history"],
        &["statement", "tool-1.0.zip"],
    ] {
        desk.run(arguments);
        assert_eq!(desk.listing(&["show"])["totalChecks"], 0, "{arguments:?}");
    }
    desk.run(&["check", "tool-1.0.zip"]);
    assert_eq!(desk.listing(&["show"])["totalChecks"], 1);
    assert_eq!(desk.listing(&["keep"])["months"], 12);
    assert_eq!(desk.listing(&["keep", "off"])["months"], 0);
    assert_eq!(desk.listing(&["show"])["totalChecks"], 0);
    desk.run(&["check", "tool-1.0.zip"]);
    assert_eq!(desk.listing(&["show"])["totalChecks"], 0);
    assert!(desk.text(&["keep", "3"]).contains("3 months"));
    assert!(
        desk.text(&["keep", "forever"])
            .contains("until you forget them")
    );
    // What else the settings say stays.
    let settings = fs::read_to_string(desk.folder.path().join("config/settings.toml")).unwrap();
    assert!(settings.contains("trusted-root"), "{settings}");
}

#[test]
fn a_damaged_history_is_told_and_the_check_stands() {
    let desk = desk();
    desk.put(
        "config/history.db",
        b"not a database, but long enough to be looked at as one",
    );
    let output = desk.run(&["check", "tool-1.0.zip"]);
    assert_eq!(code(&output), 3);
    assert!(stdout(&output).contains("Not signed by anyone on your list."));
    assert!(
        stderr(&output).contains("history.db.broken-1"),
        "{}",
        stderr(&output)
    );
    let again = desk.run(&["check", "tool-1.0.zip"]);
    assert_eq!((code(&again), stderr(&again).as_str()), (3, ""));
    let aside = desk.folder.path().join("config/history.db.broken-1");
    assert!(fs::read(aside).unwrap().starts_with(b"not a database"));
    assert_eq!(desk.listing(&["show"])["totalChecks"], 2);
}
