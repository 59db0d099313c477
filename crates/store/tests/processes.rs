//! Several processes and a text editor on one list at the same time, and processes that are killed.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Child, Command},
    thread,
    time::Duration,
};

use whence_app::signers::{Change, NotEdited, SignerLists};
use whence_identity::{CertificateRule, Entry, IdentityKind, IdentityList, IdentityRule, Who};
use whence_store::ListFile;

const EDITS: usize = 15;

/// What the child processes run: this test, told by the environment what to do.
#[test]
fn child() {
    let (Ok(role), Ok(folder)) = (std::env::var("ROLE"), std::env::var("FOLDER")) else {
        return;
    };
    let path = Path::new(&folder).join("identities.toml");
    let mut file = ListFile::at(path.clone());
    match role.as_str() {
        "editor-in-place" | "editor-by-name" => {
            for number in 0..EDITS {
                let mut text = fs::read_to_string(&path).unwrap();
                // An edit that finds itself in the way is taken back at once; for that moment the file is
                // another one, and whoever reads it then would save without what they saved before.
                let last = number
                    .checked_sub(1)
                    .map(|last| format!("# {role} {last}\n"));
                for _ in 0..1_000 {
                    if last.as_ref().is_none_or(|last| text.contains(last)) {
                        break;
                    }
                    thread::sleep(Duration::from_millis(1));
                    text = fs::read_to_string(&path).unwrap();
                }
                text.push_str(&format!("# {role} {number}\n"));
                if role == "editor-in-place" {
                    fs::write(&path, text).unwrap();
                } else {
                    let temporary = path.with_extension("swp");
                    fs::write(&temporary, text).unwrap();
                    fs::rename(&temporary, &path).unwrap();
                }
                thread::sleep(Duration::from_millis(3));
            }
        }
        "forever" => {
            for number in 0.. {
                let change = add(&format!("forever {number}"));
                file.edit(None, &[change]).unwrap();
                if number % 3 == 2 {
                    file.undo(None).unwrap();
                }
                if number % 50 == 49 {
                    file.edit(
                        None,
                        &[Change::Delete {
                            id: format!("forever-{}", number - 4),
                        }],
                    )
                    .unwrap();
                }
            }
        }
        name => {
            for number in 0..EDITS {
                let change = add(&format!("{name} {number}"));
                // An editor that saves in this very moment is told of, and the edit made again.
                while let Err(error) = file.edit(None, std::slice::from_ref(&change)) {
                    assert!(
                        matches!(
                            error,
                            NotEdited::ChangedOutside { .. } | NotEdited::Broken(_)
                        ),
                        "{error:?}"
                    );
                    thread::sleep(Duration::from_millis(1));
                }
            }
        }
    }
}

fn add(label: &str) -> Change {
    let rule = CertificateRule {
        issuer: "https://accounts.example.com".into(),
        kind: IdentityKind::Email,
        identity: IdentityRule::Exact(format!("{}@example.com", label.replace(' ', "."))),
        instance: None,
        conditions: Default::default(),
    };
    Change::Add(Box::new(Entry::new(label, Who::Certificate(rule))))
}

fn start(role: &str, folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env("ROLE", role)
        .env("FOLDER", folder)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap()
}

fn run_together(roles: &[&str], folder: &Path) -> (String, BTreeSet<String>) {
    let path = folder.join("identities.toml");
    fs::write(&path, "# The list.\nschema = 1\n").unwrap();
    let children: Vec<Child> = roles.iter().map(|role| start(role, folder)).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let text = fs::read_to_string(&path).unwrap();
    let list = IdentityList::parse(text.as_bytes()).unwrap();
    let labels = list.entries().iter().map(|entry| entry.label.clone());
    (text.clone(), labels.collect())
}

#[test]
fn writers_that_know_the_lock_lose_nothing_of_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let (text, labels) = run_together(&["one", "two", "three"], folder.path());
    assert!(text.starts_with("# The list.\nschema = 1\n"));
    for name in ["one", "two", "three"] {
        for number in 0..EDITS {
            assert!(
                labels.contains(&format!("{name} {number}")),
                "{name} {number}"
            );
        }
    }
    assert_eq!(labels.len(), 3 * EDITS);
}

#[test]
fn what_a_text_editor_saves_meanwhile_is_never_written_over() {
    for editor in ["editor-in-place", "editor-by-name"] {
        let folder = tempfile::tempdir().unwrap();
        let (text, labels) = run_together(&["one", "two", editor], folder.path());
        // What the editor had not read when it saved is its own to lose; what it saved is not ours to.
        for number in 0..EDITS {
            let line = format!("# {editor} {number}\n");
            assert_eq!(text.matches(&line).count(), 1, "{line}");
        }
        assert!(!labels.is_empty());
    }
}

#[test]
fn a_killed_writer_leaves_a_whole_list_and_no_lock() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("identities.toml");
    fs::write(&path, "schema = 1\n").unwrap();
    let mut entries = 0;
    for round in 0..30 {
        let mut child = start("forever", folder.path());
        thread::sleep(Duration::from_millis(15 + round * 2));
        child.kill().unwrap();
        child.wait().unwrap();
        let bytes = fs::read(&path).unwrap();
        let list = IdentityList::parse(&bytes)
            .unwrap_or_else(|problems| panic!("round {round}: {problems:?}"));
        entries += list.entries().len();
        // The next one begins anew, with what the killed one left behind.
        fs::write(&path, "schema = 1\n").unwrap();
        let mut file = ListFile::at(path.clone());
        file.edit(None, &[add("after")]).unwrap();
        file.undo(None).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "schema = 1\n");
    }
    assert!(entries > 0, "no writer came to write");
    let names = fs::read_dir(folder.path()).unwrap().count();
    assert!(names < 60, "{names} files were left behind");
}
