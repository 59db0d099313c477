//! Every minted case, each refused by exactly the one check its fault is about.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod support;

use support::Ready;
use whence_testkit::{Case, Expect, negatives, positives};
use whence_verify::{Gate, Status};

/// What came of a case: ids of the required checks that failed and that are missing something.
#[derive(Debug, Default)]
struct Found {
    proven: bool,
    failed: Vec<&'static str>,
    missing: Vec<&'static str>,
    unreadable: Option<&'static str>,
}

fn run(case: &Case) -> Found {
    let ready = match Ready::of(case) {
        Ok(ready) => ready,
        Err(check) => {
            return Found {
                unreadable: Some(check),
                ..Found::default()
            };
        }
    };
    let report = ready.report(&ready.bundle, &ready.artifact);
    let required = || {
        report
            .checks()
            .iter()
            .filter(|check| check.gate == Gate::Required)
    };
    Found {
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
    }
}

#[test]
fn every_form_that_is_right_is_proven() {
    let mut wrong = Vec::new();
    for case in positives() {
        let found = run(&case);
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
        let found = run(&case);
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
