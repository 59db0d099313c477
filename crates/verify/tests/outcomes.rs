//! How every check of every minted case comes out and what is told of it, against the list beside this file.
//!
//! Most faults are caught twice, by a check on record and by what is built on it. Whether both still do is seen
//! nowhere but here. After a change that is meant, the new list is where the test says; its difference to the old one
//! is to be read before it replaces it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use support::Ready;
use whence_testkit::{Case, negatives, positives};
use whence_verify::{Check, CheckId, Gate, Outcome, Report, Status};

#[test]
fn every_check_of_every_case_comes_out_as_listed() {
    let cases: Vec<Case> = positives().into_iter().chain(negatives()).collect();
    let mut held = BTreeSet::new();
    let mut found: String = cases.iter().map(|case| line(case, &mut held)).collect();
    found.extend(held);
    let listed = include_str!("outcomes.txt");
    if found == listed {
        return;
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outcomes.txt");
    std::fs::write(&path, &found).unwrap();
    let differing: Vec<String> = found
        .lines()
        .filter(|line| !listed.lines().any(|other| other == *line))
        .map(str::to_owned)
        .collect();
    panic!(
        "{} lines are not listed, beginning with\n{}\nThe new list: {}",
        differing.len(),
        differing
            .iter()
            .take(5)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n"),
        path.display()
    );
}

/// The case, what it came to, a column for each check with how often it held, then each check that did not. `held`
/// gathers what is told of those that did.
fn line(case: &Case, held: &mut BTreeSet<String>) -> String {
    let ready = match Ready::of(case) {
        Ok(ready) => ready,
        Err(check) => return format!("{}: unreadable, {check}\n", case.name),
    };
    let report = ready.report(&ready.bundle, &ready.artifact);
    // Minted trust data has no date, and so no age.
    let listed = CheckId::ALL.iter().filter(|id| **id != CheckId::RootAge);
    let columns: String = listed.map(|id| column(&report, *id)).collect();
    let mut line = format!("{}: {} {columns}", case.name, outcome(&report));
    for check in report.checks() {
        let labels: Vec<&str> = check.evidence.iter().map(|item| item.label).collect();
        let labels = labels.join(" ");
        if check.status == Status::Held {
            held.insert(format!("held {} [{labels}]\n", check.id.as_str()));
            continue;
        }
        let gate = if check.gate == Gate::Required {
            ""
        } else {
            "informational "
        };
        write!(
            line,
            "; {gate}{} {:?} {} [{labels}]",
            check.id.as_str(),
            check.about,
            status(check),
        )
        .unwrap();
    }
    line + "\n"
}

fn outcome(report: &Report) -> String {
    match report.outcome() {
        Outcome::Proven => "proven".to_owned(),
        Outcome::Failed(code) => format!("failed {}", code.as_str()),
        Outcome::Missing(code) => format!("missing {}", code.as_str()),
    }
}

/// `.` for never, `1` for once, `a` for once where nothing depends on it.
fn column(report: &Report, id: CheckId) -> char {
    let held = |gate: Gate| {
        let of = |check: &&Check| (check.id, check.gate, check.status) == (id, gate, Status::Held);
        u32::try_from(report.checks().iter().filter(of).count()).unwrap()
    };
    match (held(Gate::Required), held(Gate::Informational)) {
        (0, 0) => '.',
        (0, count) => char::from_u32(u32::from('a') + count.min(26) - 1).unwrap(),
        (count, 0) => char::from_digit(count.min(9), 10).unwrap(),
        (_, _) => '*',
    }
}

fn status(check: &Check) -> String {
    match check.status {
        Status::Held => "held".to_owned(),
        Status::Failed(code) => format!("failed {}", code.as_str()),
        Status::Missing(code) => format!("missing {}", code.as_str()),
        Status::Blocked(by) => format!("blocked by {}", by.as_str()),
        Status::NotNeeded => "not needed".to_owned(),
    }
}
