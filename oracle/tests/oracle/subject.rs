//! Bundles with everything that is needed to check them.

use std::{fs, path::PathBuf, sync::Arc};

use serde_json::Value;
use whence_evidence::{
    Digest, HashAlgorithm, UnixTime, Window, bundle::Bundle, trusted_root::TrustedRoot,
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
            let written = whence_evidence::forms::as_bundle(&piece);
            let subject = subject.zip(written).map(|(subject, bundle)| Subject {
                name: format!("{} [{number}]", subject.name),
                bundle,
                ..subject
            });
            subjects.extend(subject.map(|subject| (subject, piece)));
        }
    }
    subjects
}

/// A signature that came without its entry, completed with the one of the log, as look-ups do it; and the bundle
/// that is saved of it.
pub fn completed() -> Vec<(Subject, Bundle)> {
    let mut subjects = Vec::new();
    for case in positives() {
        let read = Bundle::parse(&case.minted.bundle_json).ok();
        let Some(whole) = read.filter(|whole| whole.message.is_some() && whole.leaf().is_some())
        else {
            continue;
        };
        let signature = whole.signature().unwrap_or_default();
        let Ok(mut detached) = whence_evidence::forms::detached(signature, whole.leaf()) else {
            continue;
        };
        detached.log_entries = whole.log_entries;
        let saved = whence_evidence::forms::as_bundle(&detached);
        let subject = of_minted(case.name, case.minted, case.policy);
        if let (Some(bundle), Some(subject)) = (saved, subject) {
            subjects.push((Subject { bundle, ..subject }, detached));
        }
    }
    subjects
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
