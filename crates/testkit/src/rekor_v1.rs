//! Rekor v1: entries of four kinds, a signed entry timestamp (SET), a Merkle tree per shard.

use serde_json::{Value, json};

use crate::json_text;
use crate::keys::{Hash, Key, base64, hex, sha256};
use crate::note::{Checkpoint, NoteSigner};
use crate::rekor::{Entry, Kind, Signed, hash_object};
use crate::time::Window;

/// A Rekor v1 log.
#[derive(Clone)]
pub struct RekorV1 {
    /// P-256 key for SETs and checkpoints.
    pub key: Key,
    /// Host name, which is also the key name in checkpoints.
    pub host: String,
    /// Tree id behind the host in the checkpoint's origin.
    pub tree_id: u64,
    /// Entries in earlier shards: global index = shard index + this.
    pub earlier_entries: u64,
    /// `validFor` of its key.
    pub window: Window,
    /// `operator` in a trusted root of version 0.2.
    pub operator: Option<String>,
}

/// The four values that a SET signs (docs/VERIFICATION.md G3).
#[derive(Clone)]
pub struct SetMessage {
    /// base64 of the canonical body.
    pub body: String,
    /// Seconds.
    pub integrated_time: i64,
    /// Lower-case hex of the log id.
    pub log_id: String,
    /// Global index.
    pub log_index: u64,
    /// Damages the finished signature.
    pub damaged: bool,
}

impl RekorV1 {
    /// A log of this label.
    pub fn new(label: &str, host: &str) -> RekorV1 {
        RekorV1 {
            key: Key::p256(&format!("{label} rekor v1")),
            host: host.to_owned(),
            tree_id: 2_605_736_670_972_794_746,
            earlier_entries: 4_163_431,
            window: Window::OPEN,
            operator: None,
        }
    }

    /// SHA-256 of the public key.
    pub fn log_id(&self) -> [u8; 32] {
        sha256(&self.key.spki())
    }

    /// First line of this log's checkpoints.
    pub fn origin(&self) -> String {
        format!("{} - {}", self.host, self.tree_id)
    }

    /// Signs a SET.
    pub fn promise(&self, set: &SetMessage) -> Vec<u8> {
        // RFC 8785 form: keys sorted, no white space, and none of the values needs escaping.
        let message = format!(
            r#"{{"body":"{}","integratedTime":{},"logID":"{}","logIndex":{}}}"#,
            set.body, set.integrated_time, set.log_id, set.log_index
        );
        let mut signature = self.key.sign(Hash::Sha256, message.as_bytes());
        if set.damaged {
            *signature.last_mut().expect("not empty") ^= 1;
        }
        signature
    }

    /// Logs `signed`.
    pub(crate) fn enter(&self, entry: &Entry, signed: &Signed) -> Value {
        let (kind, version, spec) = match entry.kind {
            Kind::HashedRekord => ("hashedrekord", "0.0.1", hashed_rekord(signed)),
            Kind::Dsse => ("dsse", "0.0.1", dsse(signed)),
            Kind::InToto => ("intoto", "0.0.2", in_toto(signed)),
            Kind::InTotoV1 => ("intoto", "0.0.1", in_toto_v1(signed)),
        };
        let body = json!({ "apiVersion": version, "kind": kind, "spec": spec });
        let body = entry.canonical_body(body);
        let log_index = entry.index + self.earlier_entries;
        let mut set = SetMessage {
            body: base64(&body),
            integrated_time: entry.integrated_time,
            log_id: hex(&self.log_id()),
            log_index,
            damaged: false,
        };
        entry.set.apply(&mut set);
        let proof = entry.proof(&body, |size, root| {
            Checkpoint::new(
                &self.origin(),
                size,
                root,
                NoteSigner::log(&self.host, &self.key),
            )
        });
        let mut out = json!({
            "logIndex": log_index.to_string(),
            "logId": { "keyId": base64(&self.log_id()) },
            "kindVersion": { "kind": kind, "version": version },
            "integratedTime": entry.integrated_time.to_string(),
            "inclusionProof": proof,
            "canonicalizedBody": base64(&body),
        });
        if entry.with_promise {
            let promise = json!({ "signedEntryTimestamp": base64(&self.promise(&set)) });
            out["inclusionPromise"] = promise;
        }
        out
    }
}

fn hashed_rekord(signed: &Signed) -> Value {
    json!({
        "data": { "hash": hash_object(signed.hash, &signed.message) },
        "signature": {
            "content": base64(&signed.signature),
            "publicKey": { "content": signed.verifier.pem_base64() },
        },
    })
}

fn dsse(signed: &Signed) -> Value {
    let (_, payload, envelope) = signed.envelope.as_ref().expect("an envelope");
    json!({
        "envelopeHash": hash_object(Hash::Sha256, json_text(envelope).as_bytes()),
        "payloadHash": hash_object(Hash::Sha256, payload),
        "signatures": [{
            "signature": base64(&signed.signature),
            "verifier": signed.verifier.pem_base64(),
        }],
    })
}

fn in_toto_v1(signed: &Signed) -> Value {
    let (_, payload, envelope) = signed.envelope.as_ref().expect("an envelope");
    json!({
        "content": {
            "hash": hash_object(Hash::Sha256, json_text(envelope).as_bytes()),
            "payloadHash": hash_object(Hash::Sha256, payload),
        },
        "publicKey": signed.verifier.pem_base64(),
    })
}

fn in_toto(signed: &Signed) -> Value {
    let (payload_type, payload, envelope) = signed.envelope.as_ref().expect("an envelope");
    json!({
        "content": {
            "envelope": {
                "payloadType": payload_type,
                "signatures": [{
                    "publicKey": signed.verifier.pem_base64(),
                    // base64 of base64: the entry stores the envelope's text, encoded once more.
                    "sig": base64(base64(&signed.signature).as_bytes()),
                }],
            },
            "hash": hash_object(Hash::Sha256, json_text(envelope).as_bytes()),
            "payloadHash": hash_object(Hash::Sha256, payload),
        },
    })
}
