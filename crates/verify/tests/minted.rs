//! Every minted case, each refused by exactly the one check its fault is about.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use whence_evidence::{
    Digest, HashAlgorithm, UnixTime, UnreadableCode, Window, bundle::Bundle,
    trusted_root::TrustedRoot,
};
use whence_testkit::{Case, Expect, negatives, positives};
use whence_verify::{
    Artifact, Gate, Instance, ManagedKey, Policy, PreparedTrust, Report, Request, Status, verify,
};

/// What came of a case: ids of the required checks that failed and that are missing something.
#[derive(Debug, Default)]
struct Found {
    proven: bool,
    failed: Vec<&'static str>,
    missing: Vec<&'static str>,
    unreadable: Option<&'static str>,
}

fn run(case: &Case) -> (Found, Option<Report>) {
    let minted = &case.minted;
    let unreadable = |check| {
        let found = Found {
            unreadable: Some(check),
            ..Found::default()
        };
        (found, None)
    };
    let Ok(root) = TrustedRoot::parse(&minted.trusted_root_json) else {
        return unreadable("root.parse");
    };
    let trust = PreparedTrust::prepare(&root, Instance::File).with_policy(Policy {
        logs: case.policy.logs.into(),
        certificate_logs: case.policy.scts.into(),
        times: case.policy.times.into(),
    });
    let bundle = match Bundle::parse(&minted.bundle_json) {
        Ok(bundle) => bundle,
        Err(error) if error.code == UnreadableCode::LimitExceeded => {
            return unreadable("input.limits");
        }
        Err(_) => return unreadable("json.strict"),
    };
    let digests: Vec<Digest> = HashAlgorithm::ALL
        .into_iter()
        .map(|algorithm| whence_verify::crypto::digest(algorithm, &minted.artifact))
        .collect();
    let key = minted.key_pem.as_ref().map(|pem| ManagedKey::from_pem(pem));
    let key = key.map(|key| {
        key.map(|key| match &minted.key_window {
            Some(window) => key.valid_within(Window {
                start: UnixTime::from_seconds(window.start.unwrap_or(0)),
                end: window.end.map(UnixTime::from_seconds),
            }),
            None => key,
        })
    });
    let key = match key.transpose() {
        Ok(key) => key,
        Err(_) => return unreadable("sig.algorithm"),
    };
    let report = verify(
        &Request {
            bundle: &bundle,
            artifact: Some(Artifact {
                digests: &digests,
                bytes: (!minted.digest_only).then_some(&minted.artifact),
            }),
            key: key.as_ref(),
            now: UnixTime::from_seconds(minted.now),
        },
        &trust,
    );
    let required = || {
        report
            .checks()
            .iter()
            .filter(|check| check.gate == Gate::Required)
    };
    let found = Found {
        proven: report.proven().is_some(),
        failed: required()
            .filter(|check| matches!(check.status, Status::Failed(_)))
            .map(|check| check.id.as_str())
            .collect(),
        missing: required()
            .filter(|check| matches!(check.status, Status::Missing(_)))
            .map(|check| check.id.as_str())
            .collect(),
        unreadable: None,
    };
    (found, Some(report))
}

#[test]
fn every_form_that_is_right_is_proven() {
    let mut wrong = Vec::new();
    for case in positives() {
        let (found, _) = run(&case);
        if !found.proven {
            wrong.push(format!("{}: {found:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_single_fault_is_refused_by_its_own_check() {
    let mut wrong = Vec::new();
    for case in negatives() {
        let (found, _) = run(&case);
        let only = |list: &[&str], check: &str| {
            list.contains(&check) && list.iter().all(|id| *id == check || case.also.contains(id))
        };
        let only_also = |list: &[&str]| list.iter().all(|id| case.also.contains(id));
        let agrees = match case.expect {
            Expect::Holds => found.proven,
            // Keys and trusted roots are refused before there is anything to record.
            Expect::Fails { check } if found.unreadable.is_some() => {
                found.unreadable == Some(check)
            }
            Expect::Fails { check } => only(&found.failed, check) && only_also(&found.missing),
            Expect::NotDone { check } => only(&found.missing, check) && only_also(&found.failed),
            Expect::Unreadable { check } => found.unreadable == Some(check),
        };
        if !agrees || (found.proven && case.expect != Expect::Holds) {
            wrong.push(format!(
                "{} (§10 {:?}): expected {:?}, found {found:?}",
                case.name, case.section_10, case.expect
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n{} wrong",
        wrong.join("\n"),
        wrong.len()
    );
}
