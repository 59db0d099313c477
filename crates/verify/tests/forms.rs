//! Real evidence of the older and the registries' forms, each piece with its outcome written down.
//!
//! The vectors are not part of this repository; when the folder beside it is missing, only the minted
//! forms are left.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

#[path = "support/catalogue.rs"]
mod catalogue;
#[allow(dead_code, reason = "minted bundles are for other tests")]
mod support;

use std::{collections::BTreeMap, fs};

use catalogue::{Case, catalogue, expectations};
use serde_json::Value;
use support::Ready;
use whence_evidence::{
    Digest, HashAlgorithm, UnixTime, Unreadable, bundle::Bundle, forms, trusted_root::TrustedRoot,
};
use whence_testkit::{Expect, FormCase, FormEvidence};
use whence_verify::{
    Artifact, Gate, Instance, ManagedKey, PreparedTrust, Report, Request, SignerKind, Status,
    completed, verify,
};

const KINDS: [&str; 7] = [
    "legacy-bundle",
    "dsse-envelope",
    "npm",
    "pypi",
    "model-signing",
    "log-entry",
    "gitsign",
];

/// The cases with evidence of a form other than a bundle by itself.
fn of_forms() -> impl Iterator<Item = Case> {
    catalogue()
        .into_iter()
        .filter(|case| KINDS.contains(&case.kind()) || case.path("bundle_jsonl").is_some())
}

fn pieces(case: &Case) -> Vec<Result<Bundle, Unreadable>> {
    if let Some(signature) = case.file("signature") {
        let certificate = case.file("certificate");
        return vec![forms::detached(&signature, certificate.as_deref())];
    }
    let roles = [
        "bundle",
        "bundle_jsonl",
        "envelope",
        "attestations",
        "attestation",
        "provenance",
        "entry",
        "object",
    ];
    let bytes = roles.iter().find_map(|role| case.file(role)).unwrap();
    let documents = forms::read(&bytes);
    documents
        .into_iter()
        .map(|document| document.content.map(completed))
        .collect()
}

fn trust(case: &Case) -> PreparedTrust {
    match case.file("trusted_root") {
        // The registry's keys belong to the trust data as shipped.
        Some(root) if case.kind() != "npm" => {
            PreparedTrust::prepare(&TrustedRoot::parse(&root).unwrap(), Instance::File)
        }
        _ if case.id() == "rekor-java.entry" => PreparedTrust::staging().unwrap(),
        _ => PreparedTrust::public_good().unwrap(),
    }
}

fn digests(case: &Case) -> Vec<Digest> {
    // What is catalogued of a model is the digest over the listed digests, which is no file's.
    if case.kind() == "model-signing" {
        return Vec::new();
    }
    let args = case.args();
    match (case.file("artifact"), args["digest"].as_str()) {
        (Some(bytes), _) => HashAlgorithm::ALL
            .map(|algorithm| whence_verify::crypto::digest(algorithm, &bytes))
            .to_vec(),
        (None, Some(hex)) => {
            let name = args["digest_algorithm"].as_str().unwrap_or("sha256");
            vec![Digest::from_hex(HashAlgorithm::from_name(name).unwrap(), hex).unwrap()]
        }
        (None, None) => Vec::new(),
    }
}

/// The key of the model signatures, where the case is made with one.
fn key(case: &Case) -> Option<ManagedKey> {
    let folder = case
        .path("keys")
        .filter(|path| path.is_dir() && case.id().ends_with("-key"))?;
    let pem = fs::read_to_string(folder.join("signing-key-pub.pem")).unwrap();
    Some(ManagedKey::from_pem(&pem).unwrap())
}

/// `held`, or the required checks that failed or miss something, as `id:code`, or why the piece could not
/// be read.
fn outcome(
    case: &Case,
    trust: &PreparedTrust,
    digests: &[Digest],
    piece: Result<Bundle, Unreadable>,
) -> String {
    let bundle = match piece {
        Ok(bundle) => bundle,
        Err(error) => return format!("unread:{}", error.code.as_str()),
    };
    let key = key(case);
    let report = verify(
        &Request {
            bundle: &bundle,
            artifact: (!digests.is_empty()).then_some(Artifact {
                digests,
                bytes: None,
            }),
            key: key.as_ref(),
            now: UnixTime::parse_rfc3339("2026-11-21T00:00:00Z").unwrap(),
        },
        trust,
    );
    describe(&report, case.args())
}

fn describe(report: &Report, args: &Value) -> String {
    let Some(proven) = report.proven() else {
        let open: Vec<String> = report
            .checks()
            .iter()
            .filter(|check| check.gate == Gate::Required)
            .filter_map(|check| match check.status {
                Status::Failed(code) | Status::Missing(code) => {
                    Some(format!("{}:{}", check.id.as_str(), code.as_str()))
                }
                _ => None,
            })
            .collect();
        assert!(!open.is_empty(), "refused without a reason: {report:#?}");
        return open.join(" ");
    };
    match proven.value().kind() {
        SignerKind::Certificate(signer) => {
            if let Some(wanted) = args["certificate_identity"].as_str()
                && signer.identity().value() != wanted
            {
                return "another-identity".to_owned();
            }
            if let Some(wanted) = args["certificate_oidc_issuer"].as_str()
                && Some(wanted) != signer.issuer()
            {
                return "another-issuer".to_owned();
            }
            "held".to_owned()
        }
        SignerKind::Key {
            registry: Some(name),
            ..
        } => format!("held-by-{name}"),
        SignerKind::Key { registry: None, .. } => "held".to_owned(),
    }
}

#[test]
fn pieces_come_out_as_written_down() {
    let expected = expectations(include_str!("forms.expected"), " ");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for case in of_forms() {
        let id = case.id();
        let trust = trust(&case);
        let digests = digests(&case);
        let found: Vec<String> = pieces(&case)
            .into_iter()
            .map(|piece| outcome(&case, &trust, &digests, piece))
            .collect();
        let found = found.join(" | ");
        let wanted = expected.get(id).copied().unwrap_or("(not written down)");
        seen += 1;
        let all_held = found.split(" | ").all(|piece| piece.starts_with("held"));
        if found != wanted || (case.expected() == "pass" && !all_held) {
            wrong.push(format!(
                "{id} {found}\n    # expected {wanted}; catalogued as {}: {}",
                case.expected(),
                case.json["reason"]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n{} of {seen}",
        wrong.join("\n"),
        wrong.len()
    );
}

/// A key that was given is the person's, whosever it is; a registry's key is the registry's only where none was.
#[test]
fn a_given_key_is_not_called_the_registrys() {
    const NPM: &str = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1Olb3zMAFFxXKHiIkQO5cJ3Yhl5i6UPp+IhuteBJbuHcA5UogKo0EWtlWwW6KSaKoTNEYL7JlCQiVnkhBktUgg==\n-----END PUBLIC KEY-----\n";
    let Some(case) = of_forms().find(|case| case.id() == "npm-cli.valid-tuf-js-attestations")
    else {
        return;
    };
    let trust = PreparedTrust::public_good().unwrap();
    let bundle = pieces(&case).remove(1).unwrap();
    let key = ManagedKey::from_pem(NPM).unwrap();
    let registry = |key| {
        let request = Request {
            bundle: &bundle,
            artifact: None,
            key,
            now: UnixTime::parse_rfc3339("2026-11-21T00:00:00Z").unwrap(),
        };
        match verify(&request, &trust).proven().unwrap().value().kind() {
            SignerKind::Key { registry, .. } => *registry,
            SignerKind::Certificate(_) => panic!("a key"),
        }
    };
    assert_eq!(registry(None), Some("npm"));
    assert_eq!(registry(Some(&key)), None);
}

/// Attestations that cosign attached to images: the layer is the envelope, the rest stands in annotations.
#[test]
fn attestations_attached_to_images_hold_by_the_envelope_their_entry_records() {
    let mut kinds = BTreeMap::new();
    let cases = catalogue();
    for case in cases.iter().filter(|case| case.kind() == "cosign-oci") {
        let Some(image) = case.path("layout") else {
            continue;
        };
        let blobs = image.join("blobs/sha256");
        for blob in fs::read_dir(&blobs).into_iter().flatten() {
            let bytes = fs::read(blob.unwrap().path()).unwrap();
            let Ok(manifest) = serde_json::from_slice::<Value>(&bytes) else {
                continue;
            };
            for layer in manifest["layers"].as_array().into_iter().flatten() {
                let note = |name: &str| layer["annotations"][name].as_str();
                if layer["mediaType"] != "application/vnd.dsse.envelope.v1+json"
                    || note("dev.sigstore.cosign/bundle").is_none()
                {
                    continue;
                }
                let (_, name) = layer["digest"].as_str().unwrap().split_once(':').unwrap();
                let layer_bytes = fs::read(blobs.join(name)).unwrap();
                let bundle = forms::cosign_attestation(
                    &layer_bytes,
                    &forms::CosignAnnotations {
                        certificate: note("dev.sigstore.cosign/certificate"),
                        log_entry: note("dev.sigstore.cosign/bundle"),
                        ..Default::default()
                    },
                )
                .unwrap();
                let entry = &bundle.log_entries[0];
                let kind = format!("{} {}", entry.kind, entry.version);
                let check = |bundle: Bundle| {
                    let trust = PreparedTrust::public_good().unwrap();
                    outcome(&Case { json: Value::Null }, &trust, &[], Ok(bundle))
                };
                let id = case.id();
                assert_eq!(check(bundle.clone()), "held", "{id} {kind}");
                if kind == "intoto 0.0.1" {
                    let mut otherwise = bundle;
                    otherwise
                        .envelope
                        .as_mut()
                        .unwrap()
                        .exact
                        .as_mut()
                        .unwrap()
                        .push(b'\n');
                    let refused = "entry.signature:log-entry-about-something-else";
                    assert_eq!(check(otherwise), refused, "{id}");
                }
                *kinds.entry(kind).or_insert(0) += 1;
            }
        }
    }
    assert!(cases.is_empty() || kinds["intoto 0.0.1"] >= 4, "{kinds:?}");
}

/// What came of one piece: whether it is proven, and its checks that failed and that miss something.
struct Found {
    proven: bool,
    failed: Vec<&'static str>,
    missing: Vec<&'static str>,
}

fn run(case: &FormCase, piece: Result<Bundle, Unreadable>) -> Result<Found, &'static str> {
    let read = || piece.map_err(|_| "json.strict");
    let ready = Ready::around(&case.minted, case.policy, read)?;
    let report = ready.report(&ready.bundle, &ready.artifact);
    let ids = |wanted: fn(Status) -> bool| {
        report
            .checks()
            .iter()
            .filter(|check| check.gate == Gate::Required && wanted(check.status))
            .map(|check| check.id.as_str())
            .collect()
    };
    Ok(Found {
        proven: report.proven().is_some(),
        failed: ids(|status| matches!(status, Status::Failed(_))),
        missing: ids(|status| matches!(status, Status::Missing(_))),
    })
}

#[test]
fn minted_forms_are_proven_or_refused_by_their_own_check() {
    let mut wrong = Vec::new();
    for case in whence_testkit::forms::forms() {
        let pieces = match &case.evidence {
            FormEvidence::File(bytes) => forms::read(bytes)
                .into_iter()
                .map(|document| document.content)
                .collect::<Vec<_>>(),
            FormEvidence::Pair {
                signature,
                certificate,
            } => vec![forms::detached(signature, certificate.as_deref())],
        };
        let pieces: Vec<Result<Bundle, Unreadable>> = pieces
            .into_iter()
            .map(|piece| piece.map(completed))
            .collect();
        if pieces.len() != case.expect.len() {
            wrong.push(format!("{}: {} pieces", case.name, pieces.len()));
            continue;
        }
        for (piece, expect) in pieces.into_iter().zip(&case.expect) {
            let defect = piece.as_ref().err().cloned();
            let also = |ids: &[&str]| ids.iter().all(|id| case.also.contains(id));
            let only = |ids: &[&str], check: &str| {
                ids.contains(&check) && ids.iter().all(|id| *id == check || case.also.contains(id))
            };
            let (agrees, found) = match run(&case, piece) {
                Ok(found) => (
                    match *expect {
                        Expect::Holds => found.proven,
                        Expect::Fails { check } => {
                            !found.proven && only(&found.failed, check) && also(&found.missing)
                        }
                        Expect::NotDone { check } => {
                            !found.proven && only(&found.missing, check) && also(&found.failed)
                        }
                        Expect::Unreadable { .. } => false,
                    },
                    format!("failed {:?}, missing {:?}", found.failed, found.missing),
                ),
                Err(check) => (
                    *expect == Expect::Unreadable { check },
                    format!("{check}: {defect:?}"),
                ),
            };
            if !agrees {
                wrong.push(format!("{}: expected {expect:?}, found {found}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
