//! Real bundles with their catalogued outcomes, and for each refused one the check that refuses it.
//!
//! The vectors are not part of this repository; when the folder beside it is missing, only the
//! minted cases of `minted.rs` are left.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

#[path = "support/catalogue.rs"]
mod catalogue;

use std::sync::LazyLock;

use catalogue::{Case, catalogue, expectations};
use serde_json::Value;
use whence_evidence::{
    Digest, HashAlgorithm, UnixTime, Window, bundle::Bundle, trusted_root::TrustedRoot,
};
use whence_verify::{
    Artifact, Gate, Installed, Instance, ManagedKey, PreparedTrust, Report, Request, SignerKind,
    Status, verify, verify_installed,
};

fn digests(artifact: &[u8]) -> Vec<Digest> {
    HashAlgorithm::ALL
        .into_iter()
        .map(|algorithm| whence_verify::crypto::digest(algorithm, artifact))
        .collect()
}

/// The trust data that verifies a case.
#[derive(Clone, Copy, PartialEq)]
enum Under {
    /// The trusted root of the case.
    ItsOwn,
    /// What is built into the program, where that has the instance of the case.
    BuiltIn,
}

/// `held`, or the required checks that failed or miss something, as `id:code`, or why the bundle
/// could not be read.
fn outcome(case: &Case, bundle: &[u8], under: Under) -> String {
    let root = match TrustedRoot::parse(&case.file("trusted_root").unwrap()) {
        Ok(root) => root,
        Err(error) => return format!("root.parse:{}", error.code.as_str()),
    };
    let trust = PreparedTrust::prepare(&root, Instance::File);
    let bundle = match Bundle::parse(bundle) {
        Ok(bundle) => bundle,
        Err(error) => return format!("json.strict:{}", error.code.as_str()),
    };
    let args = case.args();
    let bytes = case.file("artifact");
    let digests = match (&bytes, args["digest"].as_str()) {
        (Some(bytes), _) => digests(bytes),
        (None, Some(hex)) => {
            let name = args["digest_algorithm"].as_str().unwrap_or("sha256");
            vec![Digest::from_hex(HashAlgorithm::from_name(name).unwrap(), hex).unwrap()]
        }
        (None, None) => Vec::new(),
    };
    let key = case.file("key").map(|pem| {
        let key = ManagedKey::from_pem(std::str::from_utf8(&pem).unwrap());
        let until = args["key_valid_until"].as_str();
        key.map(|key| match until {
            Some(end) => key.valid_within(Window {
                start: UnixTime::from_seconds(0),
                end: Some(UnixTime::parse_rfc3339(end).unwrap()),
            }),
            None => key,
        })
    });
    let key = match key.transpose() {
        Ok(key) => key,
        Err(error) => return format!("key:{error:?}"),
    };
    let request = Request {
        bundle: &bundle,
        artifact: (!digests.is_empty()).then_some(Artifact {
            digests: &digests,
            bytes: bytes.as_deref(),
        }),
        key: key.as_ref(),
        now: UnixTime::parse_rfc3339("2026-11-21T00:00:00Z").unwrap(),
    };
    let report = match under {
        Under::ItsOwn => verify(&request, &trust),
        Under::BuiltIn => {
            let report = verify_installed(&request, &BUILT_IN);
            let used = report.trust().map(|used| used.instance.as_str());
            if report.proven().is_some() && key.is_none() {
                let root = case.path("trusted_root").unwrap();
                let own = format!("trust/{}/trusted_root.json", used.unwrap());
                assert!(root.ends_with(own), "{}", case.id());
            }
            report
        }
    };
    describe(&report, args)
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
    if let SignerKind::Certificate(signer) = proven.value().kind() {
        let wanted = args["certificate_identity"].as_str().unwrap_or_default();
        if signer.identity().value() != wanted {
            return "another-identity".to_owned();
        }
        if args["certificate_oidc_issuer"].as_str() != signer.issuer() {
            return "another-issuer".to_owned();
        }
    }
    "held".to_owned()
}

static BUILT_IN: LazyLock<Installed> = LazyLock::new(|| Installed::built_in().unwrap());

#[test]
fn bundles_come_out_as_catalogued() {
    compare(Under::ItsOwn);
}

/// Public Good and GitHub at once, as the program checks: each bundle finds its own instance.
#[test]
fn bundles_of_built_in_instances_come_out_the_same_among_both() {
    compare(Under::BuiltIn);
}

fn compare(under: Under) {
    let expected = expectations(include_str!("vectors.expected"), " ");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for case in catalogue().iter().filter(|case| case.kind() == "bundle") {
        let root = case.path("trusted_root").unwrap_or_default();
        let is_built_in = ["public-good", "github"]
            .iter()
            .any(|name| root.ends_with(format!("trust/{name}/trusted_root.json")));
        // A root that cannot be read is a case of its own.
        if under == Under::BuiltIn && !is_built_in {
            continue;
        }
        let id = case.id();
        let outcomes: Vec<String> = match (case.file("bundle"), case.file("bundle_jsonl")) {
            (Some(bundle), _) => vec![outcome(case, &bundle, under)],
            (None, Some(lines)) => lines
                .split(|byte| *byte == b'\n')
                .filter(|line| !line.is_empty())
                .map(|line| outcome(case, line, under))
                .collect(),
            (None, None) => panic!("{id} names no bundle"),
        };
        seen += 1;
        let found = outcomes.join(" | ");
        let wanted = match case.expected() {
            "pass" => "held",
            _ => expected.get(id).copied().unwrap_or("(not written down)"),
        };
        let agrees = match case.expected() {
            "pass" => outcomes.iter().any(|outcome| outcome == "held"),
            _ => found == wanted,
        };
        if !agrees {
            wrong.push(format!("{id} {found}    # expected {wanted}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n{} of {seen}",
        wrong.join("\n"),
        wrong.len()
    );
    if seen > 0 {
        eprintln!("{seen} bundles as catalogued");
    }
}
