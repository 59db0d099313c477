//! `whence statement`: what a signed statement says, and what of it was checked.

use serde_json::{Value, json};
use whence_testkit::{Scenario, scenario::Content, statement};

use super::{Desk, code, stdout};

/// A signed build record, altered before it is signed.
fn desk(alter: impl FnOnce(&mut Value)) -> Desk {
    let mut scenario = Scenario::envelope_rekor_v2();
    let mut said = statement::provenance(&scenario.artifact);
    alter(&mut said);
    if let Content::Envelope { payload, .. } = &mut scenario.content {
        *payload = statement::payload(&said);
    }
    Desk::new(&scenario.mint())
}

fn said(desk: &Desk, arguments: &[&str]) -> Value {
    let all = [
        &[
            "statement",
            "--trusted-root",
            "root.json",
            "--format",
            "json",
        ],
        arguments,
    ]
    .concat();
    serde_json::from_slice(&desk.run(&all).stdout).unwrap()
}

#[test]
fn an_honest_record_is_shown_with_what_the_certificate_backs() {
    let desk = desk(|_| {});
    let output = desk.run(&[
        "statement",
        "--trusted-root",
        "root.json",
        "--list",
        "list.toml",
        "tool.zip",
    ]);
    assert_eq!(code(&output), 0);
    let text = stdout(&output);
    for line in [
        "    checked here    Source repository: https://github.com/testkit/project",
        "    checked here    Commit: 0123456789abcdef0123456789abcdef01234567",
        "  Consistent with SLSA Build L2 as produced by a builder you trust at L2: a workflow's own record",
        "    claimed         Kind of build (build type): workflow of GitHub Actions",
        "        repository: https://github.com/testkit/project",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let record = &said(&desk, &["tool.zip"])["targets"][0]["statements"][0];
    assert_eq!(record["signer"], "proven");
    assert_eq!(record["buildRecord"]["level"], "L2");
    assert_eq!(
        record["statement"]["predicateType"],
        "https://slsa.dev/provenance/v1"
    );
}

#[test]
fn a_record_that_lies_is_contradicted_and_keeps_its_verdict() {
    let desk = desk(|said| {
        said["predicate"]["buildDefinition"]["externalParameters"]["workflow"]["repository"] =
            json!("https://github.com/acme/famous\u{202e}");
    });
    let output = desk.run(&[
        "statement",
        "--trusted-root",
        "root.json",
        "--list",
        "list.toml",
        "tool.zip",
    ]);
    assert_eq!(code(&output), 0, "who signed does not change");
    let text = stdout(&output);
    assert!(text.contains("say different things"), "{text}");
    assert!(text.contains("No SLSA build level"), "{text}");
    assert!(text.contains(
        "Source repository, as the certificate says: https://github.com/testkit/project"
    ));
    assert!(!text.contains('\u{202e}'));
    let output = desk.run(&[
        "statement",
        "--trusted-root",
        "root.json",
        "--format",
        "json",
        "tool.zip",
    ]);
    assert!(output.stdout.is_ascii());
    let record = &said(&desk, &["tool.zip"])["targets"][0]["statements"][0]["buildRecord"];
    assert_eq!(record["level"], "contradicted");
    let repository = record["parts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|part| part["part"] == "repository")
        .unwrap();
    assert_eq!(repository["standing"], "differs");
}

#[test]
fn an_unsigned_statement_is_nobodys_claim() {
    let desk = desk(|_| {});
    let bare = statement::payload(&statement::provenance(b"whatever"));
    desk.put("record.json", &bare);
    let output = desk.run(&["statement", "record.json"]);
    assert_eq!(code(&output), 4);
    let text = stdout(&output);
    assert!(text.contains("Nobody signed this statement."), "{text}");
    assert!(text.contains("somebody's claim of SLSA Build L1"), "{text}");
    assert!(!text.contains("checked here"), "{text}");
    let record = &said(&desk, &["record.json"])["targets"][0]["statements"][0];
    assert_eq!(record["signer"], "unsigned");
    assert_eq!(record["buildRecord"]["level"], "not-proven");
}

#[test]
fn layouts_and_links_are_shown_and_not_verified() {
    let desk = desk(|_| {});
    let layout = json!({
        "signed": { "_type": "layout", "expires": "2030-01-01T00:00:00Z",
            "steps": [{ "name": "write-code", "threshold": 1, "pubkeys": ["ab"] }] },
        "signatures": [{ "keyid": "cd", "sig": "00" }],
    });
    desk.put("demo.layout", layout.to_string().as_bytes());
    let output = desk.run(&["statement", "demo.layout"]);
    assert_eq!(code(&output), 5);
    let text = stdout(&output);
    for line in [
        "its form of signature is not read here",
        "This app shows it and does not verify it",
        "Key that is said to have signed it: cd",
        "Signatures it must have: 1",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("checked here"), "{text}");
    let record = &said(&desk, &["demo.layout"])["targets"][0]["statements"][0];
    assert_eq!(record["signer"], "not-read");
    assert_eq!(record["predicateKind"], "layout");
    // In an envelope it stands under the type of statements, and is none.
    let link = br#"{"_type":"link","name":"build","products":{"tool":{"sha256":"00"}}}"#;
    let mut scenario = Scenario::envelope_rekor_v2();
    if let Content::Envelope { payload, .. } = &mut scenario.content {
        *payload = link.to_vec();
    }
    let desk = Desk::new(&scenario.mint());
    let output = desk.run(&["statement", "--trusted-root", "root.json", "tool.zip"]);
    assert_eq!(code(&output), 5);
    let text = stdout(&output);
    assert!(
        text.contains("what one step was given and what it made"),
        "{text}"
    );
    assert!(text.contains("What the step made, 1"), "{text}");
}

#[test]
fn what_holds_no_statement_is_said_to_hold_none() {
    let desk = Desk::new(&super::signed());
    let output = desk.run(&["statement", "--trusted-root", "root.json", "tool.zip"]);
    assert_eq!(code(&output), 3);
    assert!(stdout(&output).contains("There is no statement here"));
    assert_eq!(
        said(&desk, &["tool.zip"])["targets"][0]["statements"],
        json!([])
    );
}
