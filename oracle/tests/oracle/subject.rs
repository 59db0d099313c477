//! Bundles with everything that is needed to check them.

use std::{fs, path::PathBuf, sync::Arc};

use serde_json::{Value, json};
use whence_evidence::{
    Digest, HashAlgorithm, UnixTime, Window, base64,
    bundle::{Bundle, LogEntry},
    trusted_root::TrustedRoot,
};
use whence_testkit::{Case, FormEvidence, Minted, negatives, positives};
use whence_verify::{
    Artifact, Instance, ManagedKey, Policy, PreparedTrust, Report, Request, crypto::digest, verify,
};

/// A trusted root as text and prepared.
pub struct Trust {
    pub json: Vec<u8>,
    pub prepared: PreparedTrust,
}

/// One bundle to be judged by both verifiers.
#[derive(Clone)]
pub struct Subject {
    pub name: String,
    pub bundle: Vec<u8>,
    pub trust: Arc<Trust>,
    /// Bytes of the file, when more than its digest is at hand.
    pub artifact: Option<Vec<u8>>,
    pub digests: Vec<Digest>,
    pub key: Option<ManagedKey>,
    pub key_pem: Option<String>,
    pub now: UnixTime,
}

impl Subject {
    /// What whence says.
    pub fn report(&self, bundle: &Bundle) -> Report {
        let request = Request {
            bundle,
            artifact: (!self.digests.is_empty()).then_some(Artifact {
                digests: &self.digests,
                bytes: self.artifact.as_deref(),
            }),
            key: self.key.as_ref(),
            now: self.now,
        };
        verify(&request, &self.trust.prepared)
    }

    /// The same with another file.
    pub fn with_artifact(mut self, artifact: Vec<u8>) -> Self {
        self.digests = digests(&artifact);
        self.artifact = Some(artifact);
        self
    }
}

fn digests(artifact: &[u8]) -> Vec<Digest> {
    HashAlgorithm::ALL
        .into_iter()
        .map(|algorithm| digest(algorithm, artifact))
        .collect()
}

/// Everything minted whose key and trusted root can be read.
pub fn minted() -> impl Iterator<Item = Subject> {
    positives()
        .into_iter()
        .chain(negatives())
        .filter_map(of_case)
}

fn of_case(case: Case) -> Option<Subject> {
    of_minted(case.name, case.minted, case.policy)
}

fn of_minted(name: &str, minted: Minted, policy: whence_testkit::Policy) -> Option<Subject> {
    let root = TrustedRoot::parse(&minted.trusted_root_json).ok()?;
    let prepared = PreparedTrust::prepare(&root, Instance::File).with_policy(Policy {
        logs: policy.logs.into(),
        certificate_logs: policy.scts.into(),
        times: policy.times.into(),
    });
    let key = match &minted.key_pem {
        Some(pem) => Some(ManagedKey::from_pem(pem).ok()?),
        None => None,
    };
    let window = minted.key_window.map(|window| Window {
        start: UnixTime::from_seconds(window.start.unwrap_or(0)),
        end: window.end.map(UnixTime::from_seconds),
    });
    Some(Subject {
        name: name.to_owned(),
        bundle: minted.bundle_json,
        trust: Arc::new(Trust {
            json: minted.trusted_root_json,
            prepared,
        }),
        digests: digests(&minted.artifact),
        artifact: (!minted.digest_only).then_some(minted.artifact),
        key: match (key, window) {
            (Some(key), Some(window)) => Some(key.valid_within(window)),
            (key, _) => key,
        },
        key_pem: minted.key_pem,
        now: UnixTime::from_seconds(minted.now),
    })
}

/// Every minted piece of another form that can be written as a bundle: that bundle, and the piece as it was
/// read. Kinds of entries that no bundle has are left out.
pub fn forms() -> Vec<(Subject, Bundle)> {
    let mut subjects = Vec::new();
    for case in whence_testkit::forms::forms() {
        let pieces = match &case.evidence {
            FormEvidence::File(bytes) => whence_evidence::forms::read(bytes)
                .into_iter()
                .filter_map(|document| document.content.ok())
                .collect(),
            FormEvidence::Pair {
                signature,
                certificate,
            } => {
                let read = whence_evidence::forms::detached(signature, certificate.as_deref());
                Vec::from_iter(read.ok())
            }
        };
        for (number, piece) in pieces.into_iter().enumerate() {
            let has_own_kind = piece.log_entries.iter().any(|entry| {
                ["rekord", "intoto"].contains(&entry.kind.as_str()) && entry.version == "0.0.1"
            });
            if has_own_kind {
                continue;
            }
            let subject = of_minted(case.name, case.minted.clone(), case.policy);
            let subject = subject.map(|subject| Subject {
                name: format!("{} [{number}]", subject.name),
                bundle: as_bundle(&piece).to_string().into_bytes(),
                ..subject
            });
            subjects.extend(subject.map(|subject| (subject, piece)));
        }
    }
    subjects
}

/// The bundle that says the same: of version 0.3 where every entry has its proof, else of 0.1.
fn as_bundle(piece: &Bundle) -> Value {
    let encode = base64::encode;
    let proven = piece.log_entries.iter().all(|entry| entry.proof.is_some());
    let mut material = json!({});
    match (&piece.public_key_hint, piece.leaf()) {
        (Some(hint), _) => material["publicKey"] = json!({ "hint": hint }),
        (None, Some(leaf)) if proven => {
            material["certificate"] = json!({ "rawBytes": encode(leaf) });
        }
        (None, Some(leaf)) => {
            let list = json!([{ "rawBytes": encode(leaf) }]);
            material["x509CertificateChain"] = json!({ "certificates": list });
        }
        (None, None) => {}
    }
    let entries: Vec<Value> = piece.log_entries.iter().map(entry).collect();
    material["tlogEntries"] = json!(entries);
    let stamps = piece.timestamps.iter();
    let stamps: Vec<Value> = stamps
        .map(|stamp| json!({ "signedTimestamp": encode(stamp) }))
        .collect();
    material["timestampVerificationData"] = json!({ "rfc3161Timestamps": stamps });
    let mut bundle = json!({
        "mediaType": if proven {
            "application/vnd.dev.sigstore.bundle.v0.3+json"
        } else {
            "application/vnd.dev.sigstore.bundle+json;version=0.1"
        },
        "verificationMaterial": material,
    });
    if let Some(message) = &piece.message {
        bundle["messageSignature"] = json!({ "signature": encode(&message.signature) });
        if let Some((algorithm, digest)) = &message.digest {
            let stated = json!({ "algorithm": algorithm, "digest": encode(digest) });
            bundle["messageSignature"]["messageDigest"] = stated;
        }
    }
    if let Some(envelope) = &piece.envelope {
        let signatures = envelope.signatures.iter();
        let signatures: Vec<Value> = signatures
            .map(|signature| json!({ "sig": encode(&signature.sig), "keyid": signature.keyid }))
            .collect();
        bundle["dsseEnvelope"] = json!({
            "payload": encode(&envelope.payload),
            "payloadType": envelope.payload_type,
            "signatures": signatures,
        });
    }
    bundle
}

fn entry(entry: &LogEntry) -> Value {
    let encode = base64::encode;
    let mut written = json!({
        "logIndex": entry.log_index.to_string(),
        "logId": { "keyId": encode(&entry.log_id) },
        "kindVersion": { "kind": entry.kind, "version": entry.version },
        "integratedTime": entry.integrated_time.to_string(),
        "canonicalizedBody": encode(&entry.body),
    });
    if let Some(set) = &entry.set {
        written["inclusionPromise"] = json!({ "signedEntryTimestamp": encode(set) });
    }
    if let Some(proof) = &entry.proof {
        let hashes: Vec<String> = proof.hashes.iter().map(|hash| encode(hash)).collect();
        written["inclusionProof"] = json!({
            "logIndex": proof.log_index.to_string(),
            "rootHash": encode(&proof.root_hash),
            "treeSize": proof.tree_size.to_string(),
            "hashes": hashes,
            "checkpoint": { "envelope": proof.checkpoint },
        });
    }
    written
}

/// The catalogued bundles, when the folder of vectors lies beside this repository.
pub fn real() -> Vec<Subject> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors");
    let Ok(index) = fs::read(folder.join("index.json")) else {
        return Vec::new();
    };
    let catalogue: Vec<Value> = serde_json::from_slice(&index).unwrap();
    let mut roots: Vec<Arc<Trust>> = Vec::new();
    let mut subjects = Vec::new();
    for case in catalogue.iter().filter(|case| case["kind"] == "bundle") {
        let file = |role: &str| {
            let path = case["files"][role].as_str()?;
            Some(fs::read(folder.join(path)).unwrap())
        };
        let json = file("trusted_root").unwrap();
        let trust = match roots.iter().find(|trust| trust.json == json) {
            Some(trust) => Arc::clone(trust),
            None => {
                let Ok(root) = TrustedRoot::parse(&json) else {
                    continue;
                };
                let prepared = PreparedTrust::prepare(&root, Instance::File);
                roots.push(Arc::new(Trust { json, prepared }));
                Arc::clone(roots.last().unwrap())
            }
        };
        let key_pem = file("key").map(|pem| String::from_utf8(pem).unwrap());
        let key = match key_pem.as_ref().map(|pem| ManagedKey::from_pem(pem)) {
            Some(Err(_)) => continue,
            Some(Ok(key)) => Some(key),
            None => None,
        };
        let artifact = file("artifact");
        let args = &case["args"];
        let stated = || {
            let name = args["digest_algorithm"].as_str().unwrap_or("sha256");
            let algorithm = HashAlgorithm::from_name(name)?;
            Digest::from_hex(algorithm, args["digest"].as_str()?)
        };
        let digests = match &artifact {
            Some(artifact) => digests(artifact),
            None => stated().into_iter().collect(),
        };
        let bundles: Vec<Vec<u8>> = match file("bundle") {
            Some(bundle) => vec![bundle],
            None => {
                let lines = file("bundle_jsonl").unwrap();
                let lines = lines.split(|byte| *byte == b'\n').map(<[u8]>::to_vec);
                lines.filter(|line| !line.is_empty()).collect()
            }
        };
        subjects.extend(bundles.into_iter().map(|bundle| Subject {
            name: case["id"].as_str().unwrap().to_owned(),
            bundle,
            trust: Arc::clone(&trust),
            artifact: artifact.clone(),
            digests: digests.clone(),
            key: key.clone(),
            key_pem: key_pem.clone(),
            now: UnixTime::parse_rfc3339("2026-11-21T00:00:00Z").unwrap(),
        }));
    }
    subjects
}
