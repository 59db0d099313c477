//! Real evidence of the registries and of older tools, handed over as people hand it over: beside its file, or
//! alone. Expected is what stands in `real_evidence.expected`, and that is held against the catalogue.
//!
//! The vectors are no part of this repository; without them nothing is checked here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

use serde_json::Value;
use whence_app::{Checked, Checker, Input, check::Against, settings::TrustData};
use whence_evidence::UnixTime;
use whence_verdict::State;

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors")
}

/// The names that files of these roles have beside the file of a case.
fn suffix(role: &str) -> Option<&'static str> {
    Some(match role {
        "attestation" => ".publish.attestation",
        "attestations" => ".sigstore.json",
        "provenance" => ".provenance",
        "signature" => ".sig",
        "certificate" => ".crt",
        _ => return None,
    })
}

fn check(case: &Value) -> Vec<Checked> {
    let folder = tempfile::tempdir().unwrap();
    let file = |role: &str| {
        let path = case["files"][role].as_str()?;
        Some(vectors().join(path))
    };
    let artifact = file("artifact");
    let name = match &artifact {
        Some(path) => path.file_name().unwrap().to_str().unwrap().to_owned(),
        None => "file".to_owned(),
    };
    let mut dropped = None;
    if let Some(artifact) = &artifact {
        fs::copy(artifact, folder.path().join(&name)).unwrap();
        dropped = Some(folder.path().join(&name));
    }
    for role in case["files"].as_object().unwrap().keys() {
        if let (Some(suffix), Some(from)) = (suffix(role), file(role)) {
            let to = folder.path().join(format!("{name}{suffix}"));
            fs::copy(from, &to).unwrap();
            dropped.get_or_insert(to);
        }
    }
    let trust = match file("trusted_root") {
        Some(root) if !root.to_string_lossy().contains("public-good") => {
            TrustData::load(Some(&root))
        }
        _ => TrustData::load(None),
    };
    let checker = Checker {
        trust,
        list: Arc::default(),
        list_problem: None,
        key: None,
        against: Against::OwnList,
        past: None,
        registries: None,
        platform: None,
    };
    let inputs = [Input::Path(dropped.unwrap())];
    let now = UnixTime::parse_rfc3339("2026-11-21T00:00:00Z").unwrap();
    let cancel = AtomicBool::new(false);
    checker
        .check(&inputs, &[], now, &mut |_| (), &cancel)
        .unwrap()
}

#[test]
fn every_case_comes_to_its_verdict() {
    let Ok(index) = fs::read(vectors().join("index.json")) else {
        println!("skipped: the vectors are not there");
        return;
    };
    let index: Vec<Value> = serde_json::from_slice(&index).unwrap();
    let mut found = String::new();
    for case in &index {
        if !["pypi", "npm", "legacy-bundle", "gcb"].contains(&case["kind"].as_str().unwrap()) {
            continue;
        }
        let id = case["id"].as_str().unwrap();
        let checked = check(case);
        let one = |checked: &Checked| {
            let pieces: Vec<&str> = checked
                .pieces
                .iter()
                .map(|piece| {
                    piece
                        .finding()
                        .map_or("-", |finding| finding.code().as_str())
                })
                .collect();
            format!("{} [{}]", checked.verdict.code.as_str(), pieces.join(" "))
        };
        let outcomes: Vec<String> = checked.iter().map(one).collect();
        found.push_str(&format!("{id}: {}\n", outcomes.join(", ")));
        if case["expected"] == "pass" {
            let state = checked[0].verdict.state;
            assert_eq!(state, State::Unlisted, "{id}");
        }
    }
    let expected: String = include_str!("real_evidence.expected")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(found, expected, "found:\n{found}");
}
