//! Evidence of every form, told by its content.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whence_evidence::forms;

fuzz_target!(|bytes: &[u8]| {
    let documents = forms::read(bytes);
    assert!(!documents.is_empty());
    let _ = forms::is_evidence(bytes);
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let _ = forms::detached(first, Some(second));
});
