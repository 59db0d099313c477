//! The trusted identity list: read whole, or refused with every mistake named. Commands and policies of other tools
//! become entries that wait for review, or nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whence_identity::{IdentityList, import_command, policy};

fuzz_target!(|bytes: &[u8]| {
    if let Err(problems) = IdentityList::parse(bytes) {
        assert!(!problems.is_empty());
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(entry) = import_command("imported", text)
    {
        assert!(!entry.enabled && entry.awaits_review());
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(imported) = policy::import("policy.yaml", text)
    {
        for entry in &imported.entries {
            assert!(!entry.enabled && entry.awaits_review());
        }
    }
});
