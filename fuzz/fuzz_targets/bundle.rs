//! Bundles, and every check of the engine over what could be read of them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use whence_evidence::{Digest, HashAlgorithm, UnixTime, bundle::Bundle};
use whence_verify::{Artifact, PreparedTrust, Request, crypto, digests_needed, verify};

static TRUST: LazyLock<PreparedTrust> =
    LazyLock::new(|| PreparedTrust::public_good().expect("the built-in trust data is readable"));
static DIGESTS: LazyLock<[Digest; 3]> =
    LazyLock::new(|| HashAlgorithm::ALL.map(|algorithm| crypto::digest(algorithm, b"file")));

fuzz_target!(|bytes: &[u8]| {
    let Ok(bundle) = Bundle::parse(bytes) else {
        return;
    };
    let _ = digests_needed(&bundle);
    let artifact = Artifact {
        digests: &*DIGESTS,
        bytes: Some(b"file"),
    };
    for artifact in [None, Some(artifact)] {
        let request = Request {
            bundle: &bundle,
            artifact,
            key: None,
            now: UnixTime::from_seconds(1_795_219_200),
        };
        let report = verify(&request, &TRUST);
        assert!(
            report.proven().is_none() || artifact.is_none(),
            "a signature over these four bytes was made up"
        );
    }
});
