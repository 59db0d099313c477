//! What only passing checks may hand out is made in one room each.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::{fs, path::Path};

/// What makes a value, and the one file that may. Who signed a list has signed what it lists only where
/// the line is compared, so that a proof is made there too.
const MADE_IN: [(&str, &str); 8] = [
    ("Proven::new(proven.value().covering(", "listed.rs"),
    ("Proven::new(", "run.rs"),
    ("VerifiedLeaf {", "chain.rs"),
    ("VerifiedEntry {", "tlog.rs"),
    ("Logged {", "tlog.rs"),
    ("PromiseHeld(())", "tlog.rs"),
    ("TokenHeld(())", "times.rs"),
    ("VerifiedContent {", "content.rs"),
];

#[test]
fn tokens_are_made_where_they_are_checked() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut made = [0; MADE_IN.len()];
    for file in fs::read_dir(sources).unwrap() {
        let path = file.unwrap().path();
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        for line in text.lines().map(str::trim_start) {
            // A pattern takes a value apart, a declaration or a block of methods makes none.
            let makes_none = ["//", "let ", "pub(crate) struct", "struct", "impl"]
                .into_iter()
                .any(|start| line.starts_with(start) && !line.contains("= Logged"));
            if makes_none && !line.contains("::new(") && !line.contains("let logged = ") {
                continue;
            }
            for (number, (value, room)) in MADE_IN.into_iter().enumerate() {
                if line.contains(value) {
                    assert_eq!(name, room, "{value} in {name}: {line}");
                    made[number] += 1;
                    break;
                }
            }
        }
    }
    assert!(made.iter().all(|count| *count > 0), "{made:?}");
}
