//! Formats with a grammar of their own: checkpoints, PEM, times, base64.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whence_evidence::{UnixTime, base64, checkpoint::Checkpoint, pem};

fuzz_target!(|text: &str| {
    if let Ok(checkpoint) = Checkpoint::parse(text) {
        assert!(text.starts_with(checkpoint.note_text()));
    }
    let _ = pem::blocks(text, 8);
    if let Ok(bytes) = base64::decode(text) {
        assert_eq!(base64::decode(&base64::encode(&bytes)), Ok(bytes));
    }
    if let Ok(time) = UnixTime::parse_rfc3339(text) {
        let _ = time.to_string();
    }
});
