//! Statements, log entries, trusted roots and outlines.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whence_evidence::{json, log_entry::Body, statement::Statement, trusted_root::TrustedRoot};
use whence_verify::{Instance, PreparedTrust};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(statement) = Statement::parse(bytes) {
        let _ = statement.predicate(bytes);
        for subject in &statement.subjects {
            let _ = subject.known_digests().count();
        }
    }
    let _ = Body::parse(bytes);
    let _ = json::outline(bytes, 1_000);
    if let Ok(root) = TrustedRoot::parse(bytes) {
        let _ = PreparedTrust::prepare(&root, Instance::File);
    }
});
