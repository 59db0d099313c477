//! `whence trust-data`, without any network.

use std::fs;

use serde_json::Value;

use super::{code, run, stderr, stdout};

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
    let kept = folder.path().join("config/trust-data/public-good");
    fs::create_dir_all(&kept).unwrap();
    fs::write(kept.join("checked.json"), b"{").unwrap();
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
        stdout(&output).contains("! What was kept of it"),
        "{}",
        stdout(&output)
    );
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
