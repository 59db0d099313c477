//! Documents of other projects, from `../shared/vectors` where it is there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{fs, path::Path};

use serde_json::Value;

fn cases(kinds: &[&str]) -> Vec<(Value, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let Ok(index) = fs::read(folder.join("index.json")) else {
        println!("skipped: no ../shared/vectors");
        return Vec::new();
    };
    let index: Vec<Value> = serde_json::from_slice(&index).unwrap();
    index
        .into_iter()
        .filter(|case| kinds.contains(&case["kind"].as_str().unwrap()))
        .map(|case| {
            let file = case["files"]["document"].as_str().unwrap();
            let bytes = fs::read(folder.join(file)).unwrap();
            (case, bytes)
        })
        .collect()
}

#[test]
fn every_document_is_read_or_refused() {
    for (case, bytes) in cases(&["sbom", "sbom-conformance", "vex"]) {
        let id = case["id"].as_str().unwrap();
        match whence_sbom::read(bytes) {
            Ok(index) => println!(
                "{id}\t{} {}\t{} components\t{} relations\t{:?}\t{:?}",
                case["expected"].as_str().unwrap(),
                index.facts().format.as_str(),
                index.len(),
                index.facts().relations_declared,
                index.finding_counts(),
                index.findings().first(),
            ),
            Err(refused) => println!(
                "{id}\t{} {refused} {:?}",
                case["expected"].as_str().unwrap(),
                refused.format
            ),
        }
    }
}
