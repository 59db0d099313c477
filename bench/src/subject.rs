//! The bundles that are measured.

use std::{fs, path::PathBuf};

use serde_json::Value;
use whence_evidence::{Digest, HashAlgorithm, UnixTime};
use whence_testkit::{Minted, Scenario, rekor::Kind};

/// One bundle with everything that is needed to check it.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Its shape, or its name in the catalogue it comes from.
    pub name: String,
    /// The bundle.
    pub bundle: Vec<u8>,
    /// The file.
    pub artifact: Content,
    /// The trusted root.
    pub trusted_root: Vec<u8>,
    /// The signer.
    pub identity: String,
    /// The signer's login service.
    pub issuer: String,
    /// The moment of checking.
    pub now: UnixTime,
}

/// What there is of the file.
#[derive(Debug, Clone)]
pub enum Content {
    /// All of it.
    Bytes(Vec<u8>),
    /// One digest.
    Digest(Digest),
}

impl Subject {
    fn minted(name: &str, minted: Minted) -> Self {
        Self {
            name: name.to_owned(),
            bundle: minted.bundle_json,
            artifact: Content::Bytes(minted.artifact),
            trusted_root: minted.trusted_root_json,
            identity: minted.identity,
            issuer: minted.issuer,
            now: UnixTime::from_seconds(minted.now),
        }
    }
}

/// One bundle of each shape, minted here.
pub fn minted() -> Vec<Subject> {
    [
        ("minted message, Rekor v1", Scenario::message_rekor_v1()),
        (
            "minted envelope, Rekor v1",
            Scenario::envelope_rekor_v1(Kind::Dsse),
        ),
        (
            "minted message, Rekor v2 + time stamp",
            Scenario::message_rekor_v2(),
        ),
        (
            "minted envelope, Rekor v2 + time stamp",
            Scenario::envelope_rekor_v2(),
        ),
    ]
    .into_iter()
    .map(|(name, scenario)| Subject::minted(name, scenario.mint()))
    .collect()
}

/// Bundle number `number` of many: a shape as [`minted`] has them, with a key, a certificate and a file that no
/// other number has.
pub fn distinct(number: usize) -> Subject {
    let (name, scenario) = Scenario::distinct(number);
    Subject::minted(&name, scenario.mint())
}

/// Real bundles of the same shapes, when the folder of vectors lies beside this repository.
pub fn real() -> Vec<Subject> {
    [
        "conformance.happy-path-v0.3",
        "sigstore-js.bundleV02-dsse",
        "conformance.rekor2-happy-path",
        "conformance.rekor2-dsse-happy-path",
    ]
    .into_iter()
    .filter_map(real_one)
    .collect()
}

fn real_one(id: &str) -> Option<Subject> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors");
    let index = fs::read(folder.join("index.json")).ok()?;
    let catalogue: Vec<Value> = serde_json::from_slice(&index).expect("a catalogue");
    let case = catalogue.into_iter().find(|case| case["id"] == id)?;
    let file = |role: &str| {
        let path = case["files"][role].as_str()?;
        Some(fs::read(folder.join(path)).expect("a file of the catalogue"))
    };
    let text = |name: &str| case["args"][name].as_str().unwrap_or_default().to_owned();
    let digest = || {
        let algorithm = HashAlgorithm::from_name(&text("digest_algorithm")).expect("an algorithm");
        Digest::from_hex(algorithm, &text("digest")).expect("a digest")
    };
    Some(Subject {
        name: id.to_owned(),
        bundle: file("bundle")?,
        artifact: file("artifact").map_or_else(|| Content::Digest(digest()), Content::Bytes),
        trusted_root: file("trusted_root")?,
        identity: text("certificate_identity"),
        issuer: text("certificate_oidc_issuer"),
        now: UnixTime::parse_rfc3339("2026-11-21T00:00:00Z").expect("a time"),
    })
}
