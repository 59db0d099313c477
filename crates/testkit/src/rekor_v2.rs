//! Rekor v2: one entry kind, no SET, no time, checkpoints whose origin is the log's host name.

use serde_json::{Value, json};

use crate::keys::{Key, base64};
use crate::note::{Checkpoint, NoteSigner, log_key_id};
use crate::rekor::{Entry, Signed, Verifier};
use crate::time::Window;

/// A Rekor v2 log.
#[derive(Clone)]
pub struct RekorV2 {
    /// Ed25519 or P-256 key for checkpoints.
    pub key: Key,
    /// Host name: origin and key name of checkpoints.
    pub host: String,
    /// `validFor` of its key.
    pub window: Window,
    /// `operator` in a trusted root of version 0.2.
    pub operator: Option<String>,
}

impl RekorV2 {
    /// An Ed25519 log of this label.
    pub fn new(label: &str, host: &str) -> RekorV2 {
        RekorV2 {
            key: Key::ed25519(&format!("{label} rekor v2")),
            host: host.to_owned(),
            window: Window::OPEN,
            operator: None,
        }
    }

    /// The full 32 bytes of the checkpoint key id (docs/VERIFICATION.md, fact 4).
    pub fn log_id(&self) -> [u8; 32] {
        log_key_id(&self.host, &self.key)
    }

    /// Logs `signed` as hashedrekord 0.0.2; for an envelope the hashed data is its PAE.
    pub(crate) fn enter(&self, entry: &Entry, signed: &Signed) -> Value {
        let mut verifier = match &signed.verifier {
            Verifier::Certificate(der) => json!({ "x509Certificate": { "rawBytes": base64(der) } }),
            Verifier::PublicKey(der) => json!({ "publicKey": { "rawBytes": base64(der) } }),
        };
        verifier["keyDetails"] = json!(signed.key_details);
        let body = json!({
            "apiVersion": "0.0.2",
            "kind": "hashedrekord",
            "spec": { "hashedRekordV002": {
                "data": {
                    "algorithm": signed.hash.proto_name(),
                    "digest": base64(&signed.hash.digest(&signed.message)),
                },
                "signature": { "content": base64(&signed.signature), "verifier": verifier },
            } },
        });
        let body = entry.canonical_body(body);
        let proof = entry.proof(&body, |size, root| {
            Checkpoint::new(
                &self.host,
                size,
                root,
                NoteSigner::log(&self.host, &self.key),
            )
        });
        json!({
            "logIndex": entry.index.to_string(),
            "logId": { "keyId": base64(&self.log_id()) },
            "kindVersion": { "kind": "hashedrekord", "version": "0.0.2" },
            "inclusionProof": proof,
            "canonicalizedBody": base64(&body),
        })
    }
}
