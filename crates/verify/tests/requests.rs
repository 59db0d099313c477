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

use serde_json::json;
use support::Ready;
use whence_evidence::{HashAlgorithm, UnixTime, UnreadableCode, bundle::Bundle, forms};
use whence_testkit::{
    Case, FormCase, FormEvidence, REKOR_V2, Scenario, Version,
    keys::Key,
    positives,
    rekor::{Entry, Kind},
    tsa::{TimestampAuthority, Token},
};
use whence_verify::{
    CheckId, Code, Installed, KeyFileRejected, ManagedKey, Outcome, PreparedTrust, Report, Request,
    Status, Value, digests_needed, model::is_about_folder, verify, verify_installed,
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

/// What a scenario comes to after a change of what is minted.
fn outcome(scenario: Scenario, change: impl FnOnce(&mut Scenario)) -> Outcome {
    report_of(scenario, change).outcome()
}

fn report_of(mut scenario: Scenario, change: impl FnOnce(&mut Scenario)) -> Report {
    change(&mut scenario);
    let policy = scenario.policy;
    let minted = scenario.mint();
    let read = || Ok(Bundle::parse(&minted.bundle_json).unwrap());
    let ready = Ready::around(&minted, policy, read).unwrap();
    ready.report(&ready.bundle, &ready.artifact)
}

/// Protobuf writes nothing and an empty value alike (proto3, *field presence*).
#[test]
fn what_is_empty_is_as_if_it_were_not_there() {
    for stated in [
        json!({}),
        json!({ "algorithm": "SHA2_256" }),
        json!({ "algorithm": "HASH_ALGORITHM_UNSPECIFIED", "digest": "" }),
    ] {
        let found = outcome(Scenario::message_rekor_v1(), |scenario| {
            let stated = stated.clone();
            scenario.bundle.with(move |bundle| {
                bundle["messageSignature"]["messageDigest"] = stated.clone();
            });
        });
        assert_eq!(found, Outcome::Proven, "{stated}");
    }
    for promise in [json!({}), json!({ "signedEntryTimestamp": "" })] {
        let promise = |scenario: &mut Scenario| {
            let promise = promise.clone();
            let finish = &mut scenario.entry().finish;
            finish.with(move |entry| entry["inclusionPromise"] = promise.clone());
        };
        assert_eq!(
            outcome(Scenario::message_rekor_v2(), promise),
            Outcome::Proven
        );
        // Where it is needed, it lacks.
        let found = outcome(Scenario::message_rekor_v1(), promise);
        assert_eq!(found, Outcome::Failed(Code::SigningTimeMissing));
    }
}

/// Anybody can add a token of a service nobody here knows; beside enough that do it takes nothing away. An answer that
/// says no is noticed: a changed bit in a token may have made it one.
#[test]
fn a_strangers_token_is_set_aside_beside_a_proven_time_and_a_refusal_is_not() {
    let rejected = || Token {
        status: 2,
        with_token: false,
        ..Token::new(0)
    };
    for scenario in [Scenario::message_rekor_v1, Scenario::message_rekor_v2] {
        let strangers = outcome(scenario(), |scenario| {
            scenario.tokens.push(Token {
                unlisted_tsa: Some(TimestampAuthority::new("stranger")),
                second_signer: Some(TimestampAuthority::new("second")),
                ..Token::new(0)
            });
        });
        assert_eq!(strangers, Outcome::Proven);
        let beside = |scenario: &mut Scenario| scenario.tokens.push(rejected());
        assert_ne!(outcome(scenario(), beside), Outcome::Proven);
    }
    let alone = |scenario: &mut Scenario| *scenario.token() = rejected();
    let invalid = Outcome::Failed(Code::TimestampInvalid);
    assert_eq!(outcome(Scenario::message_rekor_v2(), alone), invalid);
}

/// Nobody takes such evidence any more, and nothing in it is wrong.
#[test]
fn a_proof_without_its_checkpoint_beside_a_promise_is_no_definite_no() {
    let early = |promise| {
        move |scenario: &mut Scenario| {
            scenario.version = Version::V01;
            let entry = scenario.entry();
            entry.with_promise = promise;
            entry.finish.with(|entry| {
                let proof = entry["inclusionProof"].as_object_mut().unwrap();
                proof.remove("checkpoint").unwrap();
            });
        }
    };
    let v1 = Scenario::message_rekor_v1;
    let unsupported = Outcome::Missing(Code::FormatUnsupported);
    assert_eq!(outcome(v1(), early(true)), unsupported);
    // A whole entry of the later log beside it changes nothing about that one.
    let beside = report_of(v1(), |scenario| {
        early(true)(scenario);
        scenario
            .entries
            .push(Entry::new(REKOR_V2, Kind::HashedRekord));
    });
    let mut checks = beside.checks().iter();
    let shape = checks.find(|check| check.id == CheckId::BundleVersionShape);
    let unsupported_form = Status::Missing(Code::FormatUnsupported);
    assert_eq!(shape.map(|check| check.status), Some(unsupported_form));
    let failed = |change: &dyn Fn(&mut Scenario)| {
        matches!(
            outcome(v1(), change),
            Outcome::Failed(Code::LogProofMissing)
        )
    };
    assert!(failed(&early(false)));
    // Later versions build on the proof, and a file that is another is still said to be.
    for version in [Version::V02, Version::V03] {
        assert!(failed(&|scenario| {
            early(true)(scenario);
            scenario.version = version;
        }));
    }
    let other = outcome(v1(), |scenario| {
        early(true)(scenario);
        scenario.signed_artifact = Some(b"another file".to_vec());
    });
    assert_eq!(other, Outcome::Failed(Code::FileMismatch));
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

/// What is asked for is what is hashed: too little and nothing can be compared.
#[test]
fn the_digests_that_evidence_needs_are_asked_for() {
    use HashAlgorithm::{Sha256, Sha384, Sha512};
    let (positives, models) = (positives(), whence_testkit::models());
    let of = |name: &str| {
        let case = positives.iter().find(|case| case.name == name).unwrap();
        Bundle::parse(&case.minted.bundle_json).unwrap()
    };
    let model = |name: &str| {
        let case = models.iter().find(|case| case.name == name).unwrap();
        Bundle::parse(&case.minted.bundle_json).unwrap()
    };
    let unstated = |name: &str| {
        let mut bundle = of(name);
        bundle.message.as_mut().unwrap().digest = None;
        bundle
    };
    let with_payload = |mut bundle: Bundle, change: &dyn Fn(&str) -> String| {
        let payload = &mut bundle.envelope.as_mut().unwrap().payload;
        *payload = change(std::str::from_utf8(payload).unwrap()).into_bytes();
        bundle
    };
    let image = |digest: &str| Bundle {
        image_payload: Some(
            whence_testkit::images::payload(digest, "registry.example/tool")
                .to_string()
                .into_bytes(),
        ),
        ..of("managed-p256")
    };
    let pieces_by_sha512 = with_payload(model("model-pieces"), &|text| {
        let mut statement: serde_json::Value = serde_json::from_str(text).unwrap();
        let predicate = &mut statement["predicate"];
        predicate["serialization"]["hash_type"] = "sha512".into();
        for resource in predicate["resources"].as_array_mut().unwrap() {
            resource["algorithm"] = "sha512-sharded-8".into();
            resource["digest"] = "00".repeat(64).into();
        }
        statement.to_string()
    });
    for (what, bundle, expected) in [
        ("stated", of("message-v03-rekor1"), vec![Sha256]),
        ("recorded", unstated("message-v03-rekor1"), vec![Sha256]),
        (
            "neither, by an unknown key",
            unstated("managed-p256"),
            vec![Sha256, Sha384, Sha512],
        ),
        ("a subject", of("envelope-v03-rekor1-dsse"), vec![Sha256]),
        (
            "a subject by SHA-512",
            of("statement-sha512-subject"),
            vec![Sha512],
        ),
        (
            "several subjects",
            of("statement-third-subject-of-three"),
            vec![Sha256],
        ),
        (
            "no statement",
            with_payload(of("envelope-v03-rekor1-dsse"), &|_| "x".to_owned()),
            vec![Sha256],
        ),
        ("files", model("model-files"), vec![Sha256]),
        (
            "files by SHA-512",
            model("model-files-sha512"),
            vec![Sha256, Sha512],
        ),
        ("pieces are not compared", pieces_by_sha512, vec![Sha256]),
        (
            "an image",
            image(&format!("sha512:{}", "0a".repeat(64))),
            vec![Sha512],
        ),
        ("an image of no digest", image("x"), vec![Sha256]),
    ] {
        assert_eq!(digests_needed(&bundle), expected, "{what}");
    }
    assert!(is_about_folder(&model("model-files")));
    assert!(is_about_folder(&model("model-before-version-1")));
    assert!(!is_about_folder(&of("envelope-v03-rekor1-dsse")));
    assert!(!is_about_folder(&of("message-v03-rekor1")));
}

#[test]
fn a_time_service_with_an_unknown_critical_extension_proves_no_time() {
    use whence_testkit::{der, x509::Extension};
    let time = |critical| {
        let mut scenario = Scenario::message_rekor_v2();
        let extension = Extension::new("1.3.6.1.4.1.32473.1", critical, der::null());
        scenario.world.tsa_certificate().extensions.push(extension);
        let minted = scenario.mint();
        let read = || Ok(Bundle::parse(&minted.bundle_json).unwrap());
        let ready = Ready::around(&minted, scenario.policy, read).unwrap();
        ready.report(&ready.bundle, &ready.artifact).outcome()
    };
    assert_eq!(time(false), Outcome::Proven);
    assert_ne!(time(true), Outcome::Proven);
}

#[test]
fn the_statement_is_told_whether_or_not_it_is_proven() {
    let case = positive("envelope-v03-rekor1-dsse");
    let ready = Ready::of(&case).unwrap();
    for (artifact, proven) in [(&ready.artifact[..], true), (b"other", false)] {
        let report = ready.report(&ready.bundle, artifact);
        assert_eq!(report.proven().is_some(), proven);
        assert!(report.statement().is_some());
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
