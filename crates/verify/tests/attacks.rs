//! Bundles written to get more out of the engine than their signatures give, or to keep it busy.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod support;

use support::Ready;
use whence_testkit::{
    Case, Expect, Policy, REKOR_V2, Scenario, Version,
    keys::Key,
    rekor::{Entry, Kind},
    time::{NOW, Window},
    tsa::Token,
};
use whence_verify::{CheckId, Code, Gate, Outcome, Report, Status};

fn ready(scenario: &Scenario) -> Ready {
    let case = Case {
        name: "attack",
        section_10: None,
        minted: scenario.mint(),
        expect: Expect::Holds,
        also: &[],
        policy: scenario.policy,
    };
    Ready::of(&case).unwrap()
}

fn report(scenario: &Scenario) -> Report {
    let ready = ready(scenario);
    ready.report(&ready.bundle, &ready.artifact)
}

fn status(report: &Report, id: CheckId) -> Option<Status> {
    let mut found = report.checks().iter().filter(|check| check.id == id);
    found.next().map(|check| check.status)
}

#[test]
fn a_key_with_dates_needs_a_proven_time() {
    let managed = |window, token| {
        let mut scenario = Scenario::message_managed(Key::p256("managed"));
        scenario.managed().window = window;
        if token {
            scenario.tokens.push(Token::new(0));
        }
        report(&scenario)
    };
    let around = Some(Window::new(0, NOW));
    assert_eq!(managed(None, false).outcome(), Outcome::Proven);
    assert_eq!(managed(around, true).outcome(), Outcome::Proven);
    // The holder of a key that was taken out of use leaves the proof of time away.
    let without = managed(around, false);
    assert_eq!(
        status(&without, CheckId::KeyWindow),
        Some(Status::Failed(Code::SigningTimeMissing))
    );
    assert!(without.proven().is_none());
}

#[test]
fn an_entry_without_any_proof_is_not_let_through_by_an_old_version() {
    for promised in [false, true] {
        let mut scenario = Scenario::message_managed(Key::p256("managed"));
        scenario.version = Version::V01;
        let mut entry = Entry::new(REKOR_V2, Kind::HashedRekord);
        entry.with_proof = false;
        if promised {
            entry.finish.with(|entry| {
                entry["inclusionPromise"] = serde_json::json!({ "signedEntryTimestamp": "AAAA" });
            });
        }
        scenario.entries.push(entry);
        let report = report(&scenario);
        assert_eq!(
            status(&report, CheckId::BundleVersionShape),
            Some(Status::Failed(Code::LogProofMissing))
        );
        assert!(report.proven().is_none());
    }
}

// --- as much as is read ---------------------------------------------------------------------------

#[test]
fn bundles_at_every_limit_come_to_their_own_end() {
    let scenario = {
        let mut scenario = Scenario::message_rekor_v1();
        scenario.tokens.push(Token::new(0));
        scenario
    };
    let ready = ready(&scenario);
    let original = &ready.bundle;

    let mut entries = original.clone();
    let mut entry = original.log_entries[0].clone();
    entry.body.resize(700 << 10, b' ');
    entries.log_entries = vec![entry; 32];
    let report = ready.report(&entries, &ready.artifact);
    let invalid = Code::LogProofInvalid;
    assert_eq!(report.outcome(), Outcome::Failed(invalid));

    let mut lines = original.clone();
    let proof = lines.log_entries[0].proof.as_mut().unwrap();
    let note = proof.checkpoint.clone().unwrap();
    let line = note.lines().last().unwrap().to_owned();
    proof.checkpoint = Some(format!("{note}{}", format!("{line}\n").repeat(63)));
    let entry = lines.log_entries[0].clone();
    lines.log_entries = vec![entry; 32];
    let report = ready.report(&lines, &ready.artifact);
    let duplicated = Code::EvidenceDuplicated;
    assert_eq!(report.outcome(), Outcome::Failed(duplicated));

    let mut tokens = original.clone();
    let token = tokens.timestamps[0].clone();
    tokens.timestamps = vec![token; 32];
    let report = ready.report(&tokens, &ready.artifact);
    assert_eq!(
        status(&report, CheckId::TimeThreshold),
        Some(Status::Failed(duplicated))
    );
}

#[test]
fn statements_at_every_limit_are_read() {
    let mut scenario = Scenario::envelope_rekor_v2();
    let digests: serde_json::Map<String, serde_json::Value> = (0..31)
        .map(|number| (format!("other-{number}"), "00".into()))
        .chain([("sha256".to_owned(), "00".repeat(32).into())])
        .collect();
    let subjects = vec![serde_json::json!({ "digest": digests }); 1024];
    let statement = serde_json::json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subjects,
        "predicateType": "https://example.com/any",
        "predicate": { "padding": " ".repeat(16 << 20) },
    });
    if let whence_testkit::scenario::Content::Envelope { payload, .. } = &mut scenario.content {
        *payload = statement.to_string().into_bytes();
    }
    let ready = ready(&scenario);
    let report = ready.report(&ready.bundle, &ready.artifact);
    assert_eq!(report.outcome(), Outcome::Failed(Code::FileMismatch));
    let open = report
        .checks()
        .iter()
        .filter(|check| check.gate == Gate::Required && check.status != Status::Held);
    assert_eq!(open.count(), 1);
    assert_eq!(scenario.policy, Policy::PUBLIC_GOOD);
}
