//! Example policies of the policy controller go through the list and out again, and stay what they were.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{fs, path::Path};

use whence_evidence::UnixTime;
use whence_identity::Entry;
use whence_identity::policy::{Format, Imported, export, import};

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);

/// In force, as after the person looked at it.
fn reviewed(imported: &Imported) -> Vec<Entry> {
    let in_force = |entry: &Entry| Entry {
        enabled: true,
        imported_from: None,
        first_line: 0,
        last_line: 0,
        ..entry.clone()
    };
    imported.entries.iter().map(in_force).collect()
}

#[test]
fn examples_come_back_as_the_same_entries() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let Ok(index) = fs::read(folder.join("index.json")) else {
        println!("skipped: no ../shared/vectors");
        return;
    };
    let index: Vec<serde_json::Value> = serde_json::from_slice(&index).unwrap();
    let (mut read, mut back) = (0, 0);
    for case in index.iter().filter(|case| case["kind"] == "policy") {
        let text = fs::read_to_string(folder.join(case["files"]["policy"].as_str().unwrap()));
        let Ok(imported) = import("policy.yaml", &text.unwrap()) else {
            continue;
        };
        let entries = reviewed(&imported);
        read += entries.len();
        for format in Format::ALL {
            let all: Vec<&Entry> = entries.iter().collect();
            let exported = export(
                *format,
                &all,
                &imported.rules.iter().collect::<Vec<_>>(),
                NOW,
            );
            let left_out =
                |position: &usize| exported.left_out.iter().any(|(at, _)| at == position);
            let expected: Vec<&Entry> = (0..entries.len())
                .filter(|position| !left_out(position))
                .map(|position| &entries[position])
                .collect();
            println!(
                "{} {format:?}: {} of {}, {:?}",
                case["id"],
                expected.len(),
                entries.len(),
                exported.left_out
            );
            if expected.is_empty() {
                assert_eq!(exported.text, "");
                continue;
            }
            let again = reviewed(&import("policy.yaml", &exported.text).unwrap());
            assert_eq!(
                again.iter().collect::<Vec<_>>(),
                expected,
                "{}\n{}",
                case["id"],
                exported.text
            );
            back += expected.len();
        }
    }
    // The others say something that these formats do not hold: keys for Ratify, images by two stars for Kyverno.
    assert_eq!((read, back), (10, 26));
}
