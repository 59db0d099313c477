//! The command line that the public conformance suite drives.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod support;

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use support::Server;
use whence_testkit::tuf::Tuf;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_whence-tuf-conformance"))
        .args(arguments)
        .output()
        .unwrap()
}

fn held(output: &Output) -> bool {
    output.status.success()
}

/// Names of the metadata that is trusted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn init_refresh_download() {
    let mut tuf = Tuf::new();
    tuf.target("a/file.txt", b"content");
    // Far enough: the program asks the real clock.
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
    let server = Server::start();
    server.files(&tuf.files);
    let desk = tempfile::tempdir().unwrap();
    let pinned = desk.path().join("pinned.json");
    fs::write(&pinned, tuf.pinned()).unwrap();
    let metadata = desk.path().join("metadata");
    let targets = desk.path().join("targets");
    fs::create_dir_all(&targets).unwrap();
    let (metadata, targets) = (metadata.to_str().unwrap(), targets.to_str().unwrap());
    let base = format!("{}/targets", server.address);

    assert!(held(&run(&[
        "--metadata-dir",
        metadata,
        "init",
        pinned.to_str().unwrap()
    ])));
    assert_eq!(names(Path::new(metadata)), ["root.json"]);
    let refresh = [
        "--metadata-dir",
        metadata,
        "--metadata-url",
        &server.address,
        "refresh",
    ];
    assert!(held(&run(&refresh)));
    assert_eq!(
        names(Path::new(metadata)),
        [
            "root.json",
            "snapshot.json",
            "targets.json",
            "timestamp.json"
        ]
    );
    let download = [
        "--metadata-dir",
        metadata,
        "--metadata-url",
        &server.address,
        "--target-base-url",
        &base,
        "--target-dir",
        targets,
        "--target-name",
        "a/file.txt",
        "download",
    ];
    let asked = || {
        server
            .asked()
            .iter()
            .filter(|path| path.starts_with("/targets"))
            .count()
    };
    assert!(held(&run(&download)));
    assert_eq!(
        fs::read(Path::new(targets).join("a/file.txt")).unwrap(),
        b"content"
    );
    // What is there already is not fetched again.
    assert!(held(&run(&download)));
    assert_eq!(asked(), 1);

    tuf.timestamp.signers = vec!["somebody".to_owned()];
    tuf.publish();
    server.files(&tuf.files);
    let refused = run(&refresh);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("threshold"));
}

#[test]
fn what_cannot_be_done_is_said() {
    for arguments in [
        &["init"][..],
        &["--metadata-dir"],
        &["--nothing"],
        &["dance"],
        &[],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(!output.stderr.is_empty());
    }
}
