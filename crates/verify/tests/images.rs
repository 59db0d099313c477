//! Signatures over container images: the signature is over a payload, and the payload names the image.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

#[path = "support/catalogue.rs"]
mod catalogue;

use catalogue::{Case, catalogue};
use serde_json::{Value, json};
use whence_evidence::{
    Digest, HashAlgorithm, UnixTime,
    bundle::Bundle,
    forms,
    oci::{Annotations, Attachment, Manifest, attachment_of, dir_signature},
    trusted_root::TrustedRoot,
};
use whence_testkit::{
    Minted,
    images::{self, Repository},
    json_text,
    keys::Key,
};
use whence_verify::{
    Artifact, CheckId, Claim, Code, Covers, Instance, ManagedKey, Outcome, PreparedTrust, Report,
    Request, SignerKind, Value as Told, verify,
};

const IMAGE: &str = "sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a";

fn image() -> Digest {
    Digest::new(HashAlgorithm::Sha256, &[0x0a; 32]).unwrap()
}

fn payload() -> Value {
    images::payload(IMAGE, "registry.example/acme/tool")
}

/// The evidence in a layer.
fn read(repository: &Repository, layer: &Value) -> Bundle {
    let bytes = &repository.blobs[layer["digest"].as_str().unwrap()];
    let texts = layer["annotations"].as_object().unwrap();
    let annotations: Annotations = texts
        .iter()
        .map(|(name, text)| (name.clone(), text.as_str().unwrap().to_owned()))
        .collect();
    forms::cosign_signature(bytes, &forms::CosignAnnotations::of(&annotations)).unwrap()
}

fn report(bundle: &Bundle, minted: &Minted, digest: Option<Digest>) -> Report {
    let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
    let trust = PreparedTrust::prepare(&root, Instance::File);
    let key = minted.key_pem.as_deref();
    let key = key.map(|pem| ManagedKey::from_pem(pem).unwrap());
    let digests: Vec<Digest> = digest.into_iter().collect();
    let artifact = Artifact {
        digests: &digests,
        bytes: None,
    };
    let request = Request {
        bundle,
        artifact: digest.map(|_| artifact),
        key: key.as_ref(),
        now: UnixTime::from_seconds(minted.now),
    };
    verify(&request, &trust)
}

fn outcome(payload: &Value) -> Outcome {
    let mut repository = Repository::default();
    let (layer, minted) = images::signature(&mut repository, payload);
    report(&read(&repository, &layer), &minted, Some(image())).outcome()
}

#[test]
fn a_payload_that_names_the_image_proves_who_signed_it() {
    let mut repository = Repository::default();
    let (layer, minted) = images::signature(&mut repository, &payload());
    let bundle = read(&repository, &layer);
    let found = report(&bundle, &minted, Some(image()));
    assert_eq!(found.outcome(), Outcome::Proven);
    let signer = found.proven().unwrap().value();
    assert_eq!(signer.claim(), Claim::Signature);
    let covers = Covers::Artifact {
        digest: image(),
        subject: None,
    };
    assert_eq!(*signer.covers(), covers);
    let alone = report(&bundle, &minted, None);
    assert_eq!(alone.outcome(), Outcome::Missing(Code::NeedsFile));
    for key in [Key::p256("image"), Key::ed25519("image")] {
        let (layer, minted) = images::key_signature(&mut repository, &payload(), key);
        let bundle = read(&repository, &layer);
        let found = report(&bundle, &minted, Some(image()));
        assert_eq!(found.outcome(), Outcome::Proven);
        let mut other = minted.clone();
        other.key_pem = Some(Key::p256("another").public_pem());
        let found = report(&bundle, &other, Some(image()));
        assert_eq!(found.outcome(), Outcome::Failed(Code::SignatureInvalid));
    }
}

/// Whatever came of it.
#[test]
fn the_record_tells_what_a_payload_names() {
    let told = |payload: &Value| {
        let mut repository = Repository::default();
        let (layer, minted) = images::signature(&mut repository, payload);
        let report = report(&read(&repository, &layer), &minted, Some(image()));
        let mut checks = report.checks().iter();
        let check = checks.find(|check| check.id == CheckId::ImagePayload);
        let evidence = check.unwrap().evidence.iter();
        evidence
            .map(|item| (item.label, item.value.clone()))
            .collect::<Vec<_>>()
    };
    let digest = Told::Digest(image());
    let both = [("file-digest", digest.clone()), ("signed-digest", digest)];
    assert_eq!(told(&payload()), both);
    let mut other = payload();
    other["critical"]["image"]["docker-manifest-digest"] = json!("sha3:00");
    let stated = Told::Outside("sha3:00".to_owned());
    assert_eq!(told(&other)[1], ("signed-digest", stated));
    let mut other = payload();
    other["critical"]["type"] = json!("another");
    let kind = Told::Outside("another".to_owned());
    assert_eq!(told(&other), [("payload-type", kind)]);
    assert_eq!(told(&json!({ "critical": 1 }))[0].0, "defect");
}

#[test]
fn a_payload_of_another_image_or_of_another_type_is_refused() {
    assert_eq!(outcome(&payload()), Outcome::Proven);
    let changed = |place: &str, text: &str| {
        let mut payload = payload();
        *payload.pointer_mut(place).unwrap() = json!(text);
        outcome(&payload)
    };
    let digest = "/critical/image/docker-manifest-digest";
    for other in [
        format!("sha256:{}", "0b".repeat(32)),
        format!("sha512:{}", "0a".repeat(64)),
        IMAGE.to_uppercase(),
        "0a".repeat(32),
        String::new(),
    ] {
        let refused = Outcome::Failed(Code::FileMismatch);
        assert_eq!(changed(digest, &other), refused, "{other}");
    }
    for kind in [
        "atomic container signature",
        "Cosign container image signature",
        "",
    ] {
        let refused = Outcome::Failed(Code::EvidenceContradiction);
        assert_eq!(changed("/critical/type", kind), refused, "{kind}");
    }
    let mut further = payload();
    further["critical"]["image"]["further"] = json!(1);
    assert_eq!(
        outcome(&further),
        Outcome::Failed(Code::StatementUnreadable)
    );
    // What the signer called the image is told, not compared.
    let name = "/critical/identity/docker-reference";
    assert_eq!(changed(name, "elsewhere.example/x"), Outcome::Proven);
}

#[test]
fn a_payload_that_was_changed_after_signing_is_refused() {
    let mut repository = Repository::default();
    let other = images::payload(&IMAGE.replace('a', "b"), "registry.example/acme/tool");
    let (layer, minted) = images::signature(&mut repository, &other);
    let mut bundle = read(&repository, &layer);
    bundle.image_payload = Some(json_text(&payload()).into_bytes());
    let found = report(&bundle, &minted, Some(image()));
    assert!(matches!(found.outcome(), Outcome::Failed(_)));
    assert!(found.proven().is_none());
}

#[test]
fn what_has_nothing_beside_it_cannot_be_proven_offline() {
    let mut repository = Repository::default();
    let (layer, minted) = images::signature(&mut repository, &payload());
    let mut bundle = read(&repository, &layer);
    bundle.log_entries.clear();
    let found = report(&bundle, &minted, Some(image()));
    let missing = Outcome::Missing(Code::SigningTimeNotIncluded);
    assert_eq!(found.outcome(), missing, "{:?}", found.checks());
    assert!(
        found
            .checks()
            .iter()
            .any(|check| check.id == CheckId::ImagePayload)
    );
}

/// Manifests of real images, as they were catalogued.
#[test]
fn real_manifests_are_read_or_refused_as_catalogued() {
    let cases = catalogue();
    for case in cases.iter().filter(|case| case.kind() == "oci-manifest") {
        let bytes = case.file("manifest").unwrap();
        let read = Manifest::parse(&bytes, None);
        assert_eq!(read.is_ok(), case.expected() == "pass", "{}", case.id());
        let is_old = case.id().contains("schema1") || case.id().contains("v2s1");
        if let Ok(manifest) = read {
            assert_eq!(manifest == Manifest::Schema1, is_old, "{}", case.id());
        }
    }
}

/// What stands in a folder with one image, or in the parts of a registry: payload, annotations and manifest.
fn real_signature(case: &Case) -> Option<(Vec<u8>, Annotations, Digest)> {
    if let Some(folder) = case.path("image") {
        let signature = dir_signature(&std::fs::read(folder.join("signature-1")).ok()?).ok()?;
        if attachment_of(&signature.media_type) != Attachment::Signature {
            return None;
        }
        let manifest = std::fs::read(folder.join("manifest.json")).ok()?;
        let manifest = match Manifest::parse(&manifest, None) {
            Ok(Manifest::Schema1) | Err(_) => return None,
            Ok(_) => whence_verify::crypto::digest(HashAlgorithm::Sha256, &manifest),
        };
        return Some((signature.payload, signature.annotations, manifest));
    }
    let manifest = Manifest::parse(&case.file("signature_manifest")?, None).unwrap();
    let Manifest::Image(manifest) = manifest else {
        panic!("{}: an index", case.id());
    };
    let digest = case.args()["image_digest"].as_str()?;
    let digest = Digest::from_hex(HashAlgorithm::Sha256, digest.strip_prefix("sha256:")?)?;
    let annotations = manifest.layers[0].annotations.clone();
    Some((case.file("payload")?, annotations, digest))
}

#[test]
fn real_signatures_come_to_what_was_catalogued() {
    let cases = catalogue();
    let mut seen = 0;
    for case in cases.iter().filter(|case| case.kind() == "cosign-oci") {
        if case.path("layout").is_some() {
            continue; // Attestations: the test of forms and that of saved images.
        }
        let proven = real_signature(case).is_some_and(|(payload, annotations, digest)| {
            let beside = forms::CosignAnnotations::of(&annotations);
            let bundle = forms::cosign_signature(&payload, &beside).unwrap();
            let keys: Vec<Option<ManagedKey>> = match (case.file("key"), case.path("keys")) {
                (Some(pem), _) => vec![key(&pem)],
                (None, Some(folder)) => std::fs::read_dir(folder)
                    .unwrap()
                    .map(|file| key(&std::fs::read(file.unwrap().path()).unwrap()))
                    .collect(),
                (None, None) => vec![None],
            };
            keys.iter().any(|key| {
                let request = Request {
                    bundle: &bundle,
                    artifact: Some(Artifact {
                        digests: &[digest],
                        bytes: None,
                    }),
                    key: key.as_ref(),
                    now: UnixTime::from_seconds(1_795_219_200),
                };
                let report = verify(&request, &PreparedTrust::public_good().unwrap());
                let wanted = case.args()["certificate_identity"]
                    .as_str()
                    .unwrap_or_default();
                report
                    .proven()
                    .is_some_and(|proven| match proven.value().kind() {
                        SignerKind::Key { .. } => true,
                        SignerKind::Certificate(certificate) => {
                            certificate.identity().value() == wanted
                        }
                    })
            })
        });
        let expected = match case.id() {
            // The catalogue's verifier was handed the authority and asks for no time. Here authorities come from
            // trust data alone, and a certificate proves nothing without a time that somebody else vouches for: this
            // one has neither an entry in a log nor a time stamp.
            "containers-image.dir-img-cosign-pki-valid" => false,
            _ => case.expected() == "pass",
        };
        assert_eq!(proven, expected, "{}", case.id());
        seen += 1;
    }
    assert!(cases.is_empty() || seen == 11, "{seen}");
}

fn key(pem: &[u8]) -> Option<ManagedKey> {
    ManagedKey::from_pem(std::str::from_utf8(pem).ok()?).ok()
}
