//! What of a verification depends on who asks and with what, rather than on the evidence alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

#[allow(dead_code, reason = "shared with other tests")]
mod support;

use support::Ready;
use whence_evidence::{UnixTime, UnreadableCode, bundle::Bundle, forms};
use whence_testkit::{Case, FormCase, FormEvidence, keys::Key, positives};
use whence_verify::{
    CheckId, Code, Installed, KeyFileRejected, ManagedKey, Outcome, PreparedTrust, Report, Request,
    Status, Value, verify, verify_installed,
};

const NOW: UnixTime = UnixTime::from_seconds(1_795_219_200);

fn positive(name: &str) -> Case {
    let mut cases = positives().into_iter();
    cases.find(|case| case.name == name).unwrap()
}

fn form(name: &str) -> FormCase {
    let mut cases = forms().into_iter();
    cases.find(|case| case.name == name).unwrap()
}

fn forms() -> Vec<FormCase> {
    whence_testkit::forms()
}

fn bundle_of(case: &FormCase) -> Bundle {
    match &case.evidence {
        FormEvidence::File(bytes) => forms::read(bytes).remove(0).content.unwrap(),
        FormEvidence::Pair {
            signature,
            certificate,
        } => forms::detached(signature, certificate.as_deref()).unwrap(),
    }
}

fn status(report: &Report, id: CheckId) -> Status {
    let mut checks = report.checks().iter();
    checks.find(|check| check.id == id).unwrap().status
}

fn alone<'a>(bundle: &'a Bundle, key: Option<&'a ManagedKey>) -> Request<'a> {
    Request {
        bundle,
        artifact: None,
        key,
        now: NOW,
    }
}

/// §10, 82: who asks for a key is not answered with a certificate.
#[test]
fn a_certificate_never_meets_a_key_that_was_asked_for() {
    let case = positive("message-v03-rekor1");
    let with_key = |key_pem: Option<String>| {
        let minted = whence_testkit::Minted {
            key_pem,
            ..case.minted.clone()
        };
        let read = || Ok(Bundle::parse(&minted.bundle_json).unwrap());
        let ready = Ready::around(&minted, case.policy, read).unwrap();
        ready.report(&ready.bundle, &ready.artifact)
    };
    assert!(with_key(None).proven().is_some());
    let report = with_key(Some(Key::p256("anybody").public_pem()));
    assert!(report.proven().is_none());
    assert_eq!(report.outcome(), Outcome::Failed(Code::KeyMismatch));
}

#[test]
fn a_key_file_holds_one_key() {
    let key = Key::p256("one").public_pem();
    assert!(ManagedKey::from_pem(&key).is_ok());
    let two = format!("{key}{}", Key::p256("other").public_pem());
    let Err(KeyFileRejected::Unreadable(error)) = ManagedKey::from_pem(&two) else {
        panic!("two keys");
    };
    assert_eq!(error.code, UnreadableCode::LimitExceeded);
}

#[test]
fn without_trust_data_the_reason_is_on_record() {
    let case = positive("message-v03-rekor1");
    let bundle = Bundle::parse(&case.minted.bundle_json).unwrap();
    let report = verify_installed(&alone(&bundle, None), &Installed::default());
    let missing = Code::SigningServiceUnknown;
    assert_eq!(report.outcome(), Outcome::Missing(missing));
    let id = CheckId::RootInstanceChoice;
    assert_eq!(status(&report, id), Status::Missing(missing));
}

#[test]
fn the_certificates_above_the_signers_are_told() {
    let case = positive("message-v03-rekor1");
    let ready = Ready::of(&case).unwrap();
    let report = ready.report(&ready.bundle, &ready.artifact);
    let path = report.path();
    assert_eq!(path.len(), 2);
    let leaf = report.leaf().unwrap();
    assert_eq!(leaf.issuer_der(), path[0].subject_der());
    assert_eq!(path[0].issuer_der(), path[1].subject_der());
}

#[test]
fn certificates_that_came_beside_the_signers_are_counted() {
    for (name, further) in [
        ("message-v03-rekor1", 0),
        ("message-v01-rekor1", 0),
        ("chain-lists-intermediate-and-root", 2),
    ] {
        let case = positive(name);
        let ready = Ready::of(&case).unwrap();
        let report = ready.report(&ready.bundle, &ready.artifact);
        let mut checks = report.checks().iter();
        let check = checks.find(|check| check.id == CheckId::ChainSuperfluous);
        let item = &check.unwrap().evidence[0];
        assert_eq!(item.label, "further-certificates");
        assert_eq!(item.value, Value::Number(further), "{name}");
    }
}

/// A statement that no file is compared with is not called open for that.
#[test]
fn what_only_informs_is_never_the_reason() {
    let case = form("envelope-with-certificate");
    let bundle = bundle_of(&case);
    let root = whence_evidence::trusted_root::TrustedRoot::parse(&case.minted.trusted_root_json);
    let trust = PreparedTrust::prepare(&root.unwrap(), whence_verify::Instance::File);
    let report = verify(&alone(&bundle, None), &trust);
    let needs_file = Status::Missing(Code::NeedsFile);
    assert_eq!(status(&report, CheckId::IntotoSubject), needs_file);
    let code = Code::SigningTimeNotIncluded;
    assert_eq!(report.outcome(), Outcome::Missing(code));
}

/// What is no JSON is not said to be strict JSON, and the record names the form.
#[test]
fn the_record_names_the_form_it_was_made_of() {
    let trust = PreparedTrust::public_good().unwrap();
    for (name, json, form_name) in [
        (
            "detached-text-and-pem",
            Status::NotNeeded,
            "detached-signature",
        ),
        ("git-commit", Status::NotNeeded, "git-object"),
        ("pypi-attestation", Status::Held, "pypi-attestation"),
    ] {
        let bundle = bundle_of(&form(name));
        let report = verify(&alone(&bundle, None), &trust);
        assert_eq!(status(&report, CheckId::JsonStrict), json, "{name}");
        let mut checks = report.checks().iter();
        let check = checks.find(|check| check.id == CheckId::BundleMediaType);
        let item = &check.unwrap().evidence[0];
        assert_eq!(item.label, "form", "{name}");
        assert_eq!(item.value, Value::Name(form_name));
    }
}
