//! Evidence of every form, told by its content, and every check of the engine over what could be read of it.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use whence_evidence::{UnixTime, forms};
use whence_verify::{PreparedTrust, Request, completed, verify};

static TRUST: LazyLock<PreparedTrust> =
    LazyLock::new(|| PreparedTrust::public_good().expect("the built-in trust data is readable"));

fuzz_target!(|bytes: &[u8]| {
    let documents = forms::read(bytes);
    assert!(!documents.is_empty());
    let _ = forms::is_evidence(bytes);
    // As many as there may be are checked one by one; a few are as good as all.
    for document in documents.into_iter().take(4) {
        if let Ok(bundle) = document.content {
            let request = Request {
                bundle: &completed(bundle),
                artifact: None,
                key: None,
                now: UnixTime::from_seconds(1_795_219_200),
            };
            let _ = verify(&request, &TRUST);
        }
    }
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let _ = forms::detached(first, Some(second));
});
