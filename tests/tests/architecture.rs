//! The arrows of docs/ARCHITECTURE.md, held over what Cargo says of the workspace.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use serde_json::Value;

/// The rooms a room may depend on, for what it ships (dependencies of its tests are free).
const ARROWS: &[(&str, &[&str])] = &[
    ("display", &[]),
    ("evidence", &[]),
    ("verify", &["evidence"]),
    ("identity", &["display", "evidence", "verify"]),
    ("sbom", &["display"]),
    ("verdict", &["verify", "identity", "evidence"]),
    (
        "app",
        &[
            "display", "evidence", "verify", "identity", "sbom", "verdict",
        ],
    ),
    (
        "store",
        &[
            "app", "display", "evidence", "identity", "verdict", "verify",
        ],
    ),
    (
        "fetch",
        &["app", "display", "evidence", "verdict", "verify"],
    ),
    (
        "cli",
        &[
            "app", "store", "fetch", "display", "evidence", "verify", "identity", "sbom", "verdict",
        ],
    ),
    (
        "window",
        &[
            "app", "store", "fetch", "display", "evidence", "verify", "identity", "verdict",
        ],
    ),
    ("testkit", &[]),
];

/// Who may name these crates in what it ships.
const RESERVED: &[(&[&str], &[&str])] = &[
    (
        &[
            "aws-lc-rs",
            "p256",
            "p384",
            "p521",
            "ed25519-dalek",
            "sha2",
            "ring",
            "rsa",
            "openssl",
        ],
        &["verify", "testkit"],
    ),
    (&["reqwest", "hyper", "ureq"], &["fetch", "tests"]),
    (&["tauri", "tauri-build", "rfd"], &["window"]),
    (&["rusqlite", "libsqlite3-sys"], &["store"]),
    (&["notify"], &["app"]),
    (&["tokio", "async-std", "smol"], &["fetch", "window"]),
];

fn shipped_dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let room = |name: &str| name.strip_prefix("whence-").unwrap_or(name).to_owned();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap().iter();
            let shipped = dependencies
                .filter(|dependency| dependency["kind"].is_null())
                .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
                .collect();
            (room(package["name"].as_str().unwrap()), shipped)
        })
        .collect()
}

#[test]
fn rooms_depend_leftwards_only() {
    let dependencies = shipped_dependencies();
    for (room, allowed) in ARROWS {
        let found = dependencies
            .get(*room)
            .unwrap_or_else(|| panic!("no room {room}"));
        for name in found.iter().filter_map(|name| name.strip_prefix("whence-")) {
            assert!(allowed.contains(&name), "{room} must not depend on {name}");
        }
    }
}

#[test]
fn reserved_crates_are_named_where_they_belong() {
    let dependencies = shipped_dependencies();
    for (reserved, rooms) in RESERVED {
        for (room, found) in &dependencies {
            if rooms.contains(&room.as_str()) || matches!(room.as_str(), "bench" | "oracle") {
                continue;
            }
            for name in *reserved {
                assert!(!found.contains(*name), "{room} must not name {name}");
            }
        }
    }
}

/// Rooms that are pure do not so much as name the parts of the standard library that are not.
#[test]
fn pure_rooms_touch_neither_disk_nor_clock_nor_thread() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    for room in [
        "display", "evidence", "verify", "identity", "sbom", "verdict",
    ] {
        let mut folders = vec![crates.join(room).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let source = fs::read_to_string(&path).unwrap();
                let shipped = source.split("#[cfg(test)]").next().unwrap_or_default();
                for impure in [
                    "std::fs",
                    "TcpStream",
                    "UdpSocket",
                    "std::thread",
                    "SystemTime",
                    "Instant::now",
                    "std::env",
                    "std::process",
                ] {
                    assert!(
                        !shipped.contains(impure) || path.ends_with("tests.rs"),
                        "{} names {impure}",
                        path.display()
                    );
                }
            }
        }
    }
}

/// Each check is explained where the README sends people.
#[test]
fn every_check_is_explained() {
    let page = include_str!("../../docs/VERIFICATION.md");
    for check in whence_verify::CheckId::ALL {
        assert!(
            page.contains(&format!("| `{}` |", check.as_str())),
            "{}",
            check.as_str()
        );
    }
}
