//! RFC 3161 responses and tokens.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whence_evidence::timestamp::{TimestampResponse, TimestampToken};

fuzz_target!(|bytes: &[u8]| {
    let _ = TimestampResponse::parse(bytes);
    let _ = TimestampToken::parse(bytes);
});
