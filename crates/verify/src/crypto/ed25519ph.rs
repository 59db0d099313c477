//! Ed25519ph (RFC 8032 §5.1), which aws-lc does not offer.

use ed25519_dalek::{Signature, VerifyingKey};
use sha2::digest::{
    FixedOutput, HashMarker, Output, OutputSizeUser, Update, array::Array, consts::U64,
};
use whence_evidence::Digest;

/// Whether `signature` is over the message with this SHA-512 digest, with an empty context. Strict
/// about small-order points.
pub(super) fn verify(key: &[u8], digest: &Digest, signature: &[u8]) -> bool {
    let parts = || {
        Some((
            VerifyingKey::from_bytes(key.try_into().ok()?).ok()?,
            Signature::from_slice(signature).ok()?,
            // No other digest is as long as one of SHA-512.
            Computed(Array::try_from(digest.as_bytes()).ok()?),
        ))
    };
    parts().is_some_and(|(key, signature, computed)| {
        key.verify_prehashed_strict(computed, None, &signature)
            .is_ok()
    })
}

/// A SHA-512 that was computed before: dalek takes the running hash, not its result.
#[derive(Default)]
struct Computed(Array<u8, U64>);

impl HashMarker for Computed {}

impl OutputSizeUser for Computed {
    type OutputSize = U64;
}

impl Update for Computed {
    fn update(&mut self, _data: &[u8]) {}
}

impl FixedOutput for Computed {
    fn finalize_into(self, out: &mut Output<Self>) {
        *out = self.0;
    }
}
