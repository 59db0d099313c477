//! What Rekor v1 and v2 have in common: the thing that is logged, the tree, the entry as a bundle carries it.

use serde_json::{Value, json};

use crate::keys::{Hash, base64, hex, pem};
use crate::merkle;
use crate::note::Checkpoint;
use crate::rekor_v1::{RekorV1, SetMessage};
use crate::rekor_v2::RekorV2;
use crate::time::{INTEGRATED, Seconds};
use crate::{Edit, json_text};

/// A transparency log of either generation.
#[derive(Clone)]
pub enum Log {
    /// Rekor v1.
    V1(RekorV1),
    /// Rekor v2.
    V2(RekorV2),
}

impl Log {
    /// The 32 bytes of `logId`.
    pub fn id(&self) -> [u8; 32] {
        match self {
            Log::V1(log) => log.log_id(),
            Log::V2(log) => log.log_id(),
        }
    }
}

/// Key or certificate with which the logged signature verifies.
#[derive(Clone)]
pub enum Verifier {
    /// X.509 certificate, DER.
    Certificate(Vec<u8>),
    /// SubjectPublicKeyInfo, DER.
    PublicKey(Vec<u8>),
}

impl Verifier {
    /// base64 of the PEM, as Rekor v1 stores it.
    pub fn pem_base64(&self) -> String {
        let text = match self {
            Verifier::Certificate(der) => pem("CERTIFICATE", der),
            Verifier::PublicKey(der) => pem("PUBLIC KEY", der),
        };
        base64(text.as_bytes())
    }
}

/// What a signer hands to a log.
#[derive(Clone)]
pub struct Signed {
    /// Raw signature.
    pub signature: Vec<u8>,
    /// Its key.
    pub verifier: Verifier,
    /// `keyDetails` of the key, with `PKIX_ED25519_PH` where that was used.
    pub key_details: &'static str,
    /// Digest under which the signature was made.
    pub hash: Hash,
    /// The artifact for a message signature, the PAE for an envelope.
    pub message: Vec<u8>,
    /// Payload type, payload and the envelope's JSON, for an envelope.
    pub envelope: Option<(String, Vec<u8>, Value)>,
}

/// Which body Rekor v1 stores. Rekor v2 has one kind only.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `hashedrekord`
    HashedRekord,
    /// `dsse`
    Dsse,
    /// `intoto` 0.0.2
    InToto,
    /// `intoto` 0.0.1
    InTotoV1,
}

/// A log entry to be made, with its place in the tree and its faults.
pub struct Entry {
    /// Number of the log in the world's list.
    pub log: usize,
    /// A log that the trusted root does not list.
    pub unlisted_log: Option<Log>,
    /// Body kind.
    pub kind: Kind,
    /// Number inside the tree.
    pub index: u64,
    /// Leaves in the tree.
    pub size: u64,
    /// What v1 writes as `integratedTime`.
    pub integrated_time: Seconds,
    /// Keeps the SET.
    pub with_promise: bool,
    /// Keeps the inclusion proof.
    pub with_proof: bool,
    /// Logs this instead of what the bundle carries.
    pub logged_instead: Option<Signed>,
    /// Changes the body before it is logged: SET, proof and checkpoint hold over the changed body.
    pub body: Edit<Value>,
    /// Changes what the SET is made over.
    pub set: Edit<SetMessage>,
    /// Changes the checkpoint before it is signed.
    pub checkpoint: Edit<Checkpoint>,
    /// Changes the finished entry.
    pub finish: Edit<Value>,
}

impl Entry {
    /// Entry number 5 of 11.
    pub fn new(log: usize, kind: Kind) -> Entry {
        Entry {
            log,
            unlisted_log: None,
            kind,
            index: 5,
            size: 11,
            integrated_time: INTEGRATED,
            with_promise: true,
            with_proof: true,
            logged_instead: None,
            body: Edit::none(),
            set: Edit::none(),
            checkpoint: Edit::none(),
            finish: Edit::none(),
        }
    }

    /// Puts `signed` into `log` and returns the TransparencyLogEntry.
    pub fn make(&self, log: &Log, signed: &Signed) -> Value {
        let signed = self.logged_instead.as_ref().unwrap_or(signed);
        let mut entry = match log {
            Log::V1(log) => log.enter(self, signed),
            Log::V2(log) => log.enter(self, signed),
        };
        if !self.with_proof {
            entry
                .as_object_mut()
                .expect("an object")
                .remove("inclusionProof");
        }
        self.finish.apply(&mut entry);
        entry
    }

    /// The changed body, as the log's canonical JSON.
    pub(crate) fn canonical_body(&self, mut body: Value) -> Vec<u8> {
        self.body.apply(&mut body);
        json_text(&body).into_bytes()
    }

    /// InclusionProof over `body`, with the checkpoint that `sign` starts.
    pub(crate) fn proof(
        &self,
        body: &[u8],
        sign: impl Fn(u64, &merkle::Node) -> Checkpoint,
    ) -> Value {
        let (root, path) = merkle::place(body, self.index, self.size);
        let mut checkpoint = sign(self.size, &root);
        self.checkpoint.apply(&mut checkpoint);
        let hashes: Vec<String> = path.iter().map(|node| base64(node)).collect();
        json!({
            "logIndex": self.index.to_string(),
            "rootHash": base64(&root),
            "treeSize": self.size.to_string(),
            "hashes": hashes,
            "checkpoint": { "envelope": checkpoint.render() },
        })
    }
}

/// `{"algorithm": …, "value": hex}` of Rekor v1.
pub(crate) fn hash_object(hash: Hash, message: &[u8]) -> Value {
    json!({ "algorithm": hash.short_name(), "value": hex(&hash.digest(message)) })
}
