//! The trusted identity list: read whole, or refused with every mistake named.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whence_identity::IdentityList;

fuzz_target!(|bytes: &[u8]| {
    if let Err(problems) = IdentityList::parse(bytes) {
        assert!(!problems.is_empty());
    }
});
