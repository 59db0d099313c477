//! `whence trust-data`, without any network.

use std::fs;

use serde_json::Value;

use whence_testkit::{Minted, Scenario, tuf::Tuf};

use super::{Desk, code, run, stderr, stdout};

#[test]
fn the_built_in_data_is_shown_with_its_date() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["trust-data", "show"]);
    assert_eq!(code(&output), 0);
    assert!(stdout(&output).starts_with("Sigstore Public Good: built in, as of 20"));
    let output = run(folder.path(), &["trust-data", "show", "--format", "json"]);
    let shown: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(shown["instances"][0]["source"], "built-in");
    assert_eq!(shown["instances"][1]["name"], "GitHub");
}

#[test]
fn a_mirror_that_is_none_changes_nothing_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("stick/github")).unwrap();
    fs::write(folder.path().join("stick/github/timestamp.json"), b"{}").unwrap();
    let output = run(folder.path(), &["trust-data", "update", "--from", "stick"]);
    assert_eq!(code(&output), 1);
    assert!(
        stdout(&output).contains("GitHub: not updated."),
        "{}",
        stdout(&output)
    );
    let output = run(folder.path(), &["trust-data", "show"]);
    assert!(stdout(&output).contains("GitHub: built in"));
}

#[test]
fn what_was_kept_and_is_damaged_is_told_with_every_check() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("config/trust-data");
    fs::create_dir_all(&kept).unwrap();
    fs::write(kept.join("public-good.json"), b"{").unwrap();
    fs::write(folder.path().join("file"), b"x").unwrap();
    let output = run(folder.path(), &["check", "file"]);
    assert_eq!(code(&output), 4);
    assert!(
        stderr(&output).contains("does not hold any more"),
        "{}",
        stderr(&output)
    );
    let output = run(folder.path(), &["trust-data", "show"]);
    assert!(
        stdout(&output).contains("! The trust data of Sigstore Public Good that was last updated"),
        "{}",
        stdout(&output)
    );
}

/// A file that a service of one's own signed, and the folder of a person who knows no such service yet.
fn corp() -> (Desk, Minted) {
    let minted = Scenario::message_rekor_v1().mint();
    let desk = Desk::new(&minted);
    desk.put(
        "list.toml",
        entry(&minted, "instance = \"corp\"").as_bytes(),
    );
    (desk, minted)
}

fn entry(minted: &Minted, rest: &str) -> String {
    format!(
        "schema = 1\n[[signer]]\nlabel = \"Acme\"\nissuer = \"{}\"\nidentity = \"{}\"\n{rest}\n",
        minted.issuer, minted.identity
    )
}

const CHECK: [&str; 4] = ["check", "tool.zip", "--list", "list.toml"];

#[test]
fn an_instance_of_ones_own_counts_from_file_until_it_is_removed() {
    let (desk, _) = corp();
    assert_eq!(code(&desk.run(&CHECK)), 5, "an unknown service");
    let added = desk.run(&["trust-data", "add", "corp", "--trusted-root", "root.json"]);
    assert_eq!(code(&added), 0, "{}", stderr(&added));
    assert!(stdout(&added).starts_with("Added: “corp”"));
    // The file is not needed any more.
    fs::remove_file(desk.folder.path().join("root.json")).unwrap();
    let output = desk.run(&[&CHECK[..], &["--verbose"]].concat());
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    assert!(stdout(&output).contains("“corp”, a signing service you added"));
    let shown = desk.run(&["trust-data", "show", "--format", "json"]);
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    let corp = &shown["instances"][2];
    assert_eq!(
        (&corp["source"], &corp["origin"]),
        (&"file".into(), &"root.json".into())
    );
    let again = desk.run(&["trust-data", "add", "corp", "--trusted-root", "list.toml"]);
    assert_eq!(code(&again), 2);
    assert!(stderr(&again).contains("no trusted root"));
    assert_eq!(code(&desk.run(&["trust-data", "remove", "nobody"])), 2);
    assert_eq!(code(&desk.run(&["trust-data", "remove", "corp"])), 0);
    assert_eq!(code(&desk.run(&CHECK)), 5);
}

/// Whoever runs a signing service can write any name into its certificates.
#[test]
fn an_instance_of_ones_own_signs_for_nobody_whose_entry_does_not_name_it() {
    let (desk, minted) = corp();
    desk.put("plain.toml", entry(&minted, "").as_bytes());
    let plain = |more: &[&str]| {
        let check = ["check", "tool.zip", "--list", "plain.toml", "--no-history"];
        desk.run(&[&check[..], more].concat())
    };
    desk.run(&["trust-data", "add", "corp", "--trusted-root", "root.json"]);
    let output = plain(&["--verbose"]);
    assert_eq!(code(&output), 3, "{}", stdout(&output));
    let said = stdout(&output);
    assert!(
        said.contains("as the signing service “corp” says"),
        "{said}"
    );
    assert!(
        said.contains("signed through “corp”, which the entry does not name"),
        "{said}"
    );
    let json: Value = serde_json::from_slice(&plain(&["--format", "json"]).stdout).unwrap();
    super::schema::assert_fits(&json);
    let identity = &json["evidence"][0];
    assert!(
        json.to_string().contains("\"instance\":\"corp\""),
        "{identity}"
    );
    assert_eq!(code(&desk.run(&CHECK)), 0);
    // The trusted root in place of the built-in ones is what entries are about then.
    assert_eq!(code(&plain(&["--trusted-root", "root.json"])), 0);
    assert_eq!(
        code(&desk.run(&[&CHECK[..], &["--trusted-root", "root.json"]].concat())),
        3
    );

    let (identity, issuer) = (minted.identity.as_str(), minted.issuer.as_str());
    let named = [
        "check",
        "tool.zip",
        "--identity",
        identity,
        "--issuer",
        issuer,
    ];
    assert_eq!(code(&desk.run(&named)), 3);
    assert_eq!(
        code(&desk.run(&[&named[..], &["--instance", "corp"]].concat())),
        0
    );

    let label = "Acme at corp";
    let add = [
        "list",
        "add",
        "--label",
        label,
        "--issuer",
        issuer,
        "--identity",
        identity,
    ];
    let added = desk.run(&[&add[..], &["--instance", "corp"]].concat());
    assert_eq!(code(&added), 0, "{}", stderr(&added));
    assert_eq!(code(&desk.run(&["check", "tool.zip"])), 0);
    let shown = desk.run(&["list", "show"]);
    assert!(
        stdout(&shown).contains("as the signing service “corp” says"),
        "{}",
        stdout(&shown)
    );
    let shown = desk.run(&["list", "show", "--format", "json"]);
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(shown["entries"][0]["instance"], "corp");
    let exported = desk.run(&["list", "export"]);
    assert!(stdout(&exported).contains("instance = \"corp\"\n"));
    // What it says there would be about the public service.
    let exported = desk.run(&["list", "export", "--as", "cosign"]);
    assert!(
        !stdout(&exported).contains("cosign"),
        "{}",
        stdout(&exported)
    );
}

#[test]
fn an_instance_with_a_repository_is_fetched_aged_and_refused_when_too_old() {
    let (desk, minted) = corp();
    let mut tuf = Tuf::new();
    tuf.target("trusted_root.json", &minted.trusted_root_json);
    for role in [
        &mut tuf.root,
        &mut tuf.timestamp,
        &mut tuf.snapshot,
        &mut tuf.targets,
    ] {
        role.expires = "2999-01-01T00:00:00Z".to_owned();
    }
    tuf.publish_root();
    tuf.publish();
    for (name, content) in &tuf.files {
        let path = desk.folder.path().join("stick").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    desk.put("1.root.json", &tuf.pinned());
    let add = [
        "trust-data",
        "add",
        "corp",
        "--root",
        "1.root.json",
        "--mirror",
    ];
    let refused = desk.run(&[&add[..], &["http://tuf.corp.example"]].concat());
    assert_eq!(code(&refused), 2);
    let mirror = ["https://tuf.corp.example", "--from", "stick"];
    let added = desk.run(&[&add[..], &mirror].concat());
    assert_eq!(code(&added), 0, "{}", stdout(&added));
    assert_eq!(code(&desk.run(&CHECK)), 0);
    let twice = desk.run(&[&add[..], &mirror].concat());
    assert!(
        stderr(&twice).contains("added before"),
        "{}",
        stderr(&twice)
    );

    // As if a hundred days had passed.
    let instance = fs::read_dir(desk.folder.path().join("config/trust-data"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|it| it == "json"))
        .unwrap();
    let mut state: Value = serde_json::from_slice(&fs::read(&instance).unwrap()).unwrap();
    let checked_at = state["checked-at"].as_i64().unwrap();
    state["checked-at"] = (checked_at - 100 * 86_400).into();
    fs::write(&instance, state.to_string()).unwrap();
    let output = desk.run(&CHECK);
    assert_eq!(code(&output), 0);
    assert!(
        stdout(&output).contains("which is 100 days old"),
        "{}",
        stdout(&output)
    );
    let settings = desk.folder.path().join("config/settings.toml");
    fs::write(
        &settings,
        "schema = 1\n[trust-data]\nstop-after-days = 60\n",
    )
    .unwrap();
    let output = desk.run(&CHECK);
    assert_eq!(code(&output), 5);
    assert!(
        stdout(&output).contains("the trust data is too old"),
        "{}",
        stdout(&output)
    );
    let shown = desk.run(&["trust-data", "show"]);
    assert!(
        stdout(&shown).contains("This is older than you allow."),
        "{}",
        stdout(&shown)
    );
    // From the stick it is new again, whoever the stick belongs to.
    let updated = desk.run(&["trust-data", "update", "--from", "stick"]);
    assert_eq!(code(&updated), 0, "{}", stdout(&updated));
    assert!(stdout(&updated).contains("“corp”"), "{}", stdout(&updated));
    assert!(
        !stdout(&updated).contains("not updated"),
        "{}",
        stdout(&updated)
    );
    assert_eq!(code(&desk.run(&CHECK)), 0);
}

#[test]
fn wrong_use_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["trust-data"][..],
        &["trust-data", "dance"],
        &["trust-data", "update", "--from"],
    ] {
        assert_eq!(code(&run(folder.path(), arguments)), 2, "{arguments:?}");
    }
}
