//! The history with 100,000 checks: opening its page, searching it, the notes on one check, and what it costs
//! a short-lived command. The floor is SQLite reading every check once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "measurement: what cannot be measured must stop the run"
)]

use std::sync::Arc;

use whence_app::{
    history::{Observation, Past},
    view::SubjectKind,
};
use whence_bench::{
    rounds::{Times, Variant, interleave, thread_time},
    table,
};
use whence_store::{Filter, HistoryFile};
use whence_verdict::{SeenCertificate, SeenSigner, Sighting, State};

const ROUNDS: usize = 31;
const CHECKS: usize = 100_000;
/// One product has this many of them, and every other one fifty.
const MANY: usize = 10_000;
const EACH: usize = 50;

fn main() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let file = HistoryFile::in_folder(folder.path());
    let began = std::time::Instant::now();
    let all: Vec<Observation> = (0..CHECKS).map(observation).collect();
    for batch in all.chunks(1000) {
        file.record(batch).expect("a history");
    }
    let filling = began.elapsed();
    let floor = rusqlite::Connection::open(file.path()).expect("a database");
    let scan = |word: &str| -> i64 {
        floor
            .prepare_cached("SELECT count(*) FROM observation WHERE instr(words, ?1) > 0")
            .and_then(|mut statement| statement.query_row([word], |row| row.get(0)))
            .expect("a count")
    };
    assert!(scan("product-1") > 0);

    let usual = observation(EACH * 3 + MANY + 7);
    let many = observation(5);
    let notes = |file: &HistoryFile, it: &Observation| {
        let now = Sighting {
            digest: Some("sha256:new".into()),
            ..it.sighting.clone()
        };
        let earlier = file.earlier(&[it.product.as_str()], &now, None);
        assert!(!earlier.sightings.is_empty());
        whence_verdict::changes(&now, &earlier.sightings)
    };
    let mut fresh = 0;
    let mut variants = [
        Variant::new("floor: SQLite reads every check", || {
            assert!(scan("nothing of this kind") == 0);
        }),
        Variant::new("first page of all products", || {
            assert!(file.page(&Filter::default(), 0).all_checks >= CHECKS as u64);
        }),
        Variant::new("last page of all products", || {
            assert!(!file.page(&Filter::default(), 1750).groups.is_empty());
        }),
        Variant::new("search that finds one product", || {
            assert_eq!(
                file.page(&Filter::new("product-77-", None), 0).total_groups,
                1
            );
        }),
        Variant::new("search that finds everything", || {
            assert!(file.page(&Filter::new("product zip", None), 0).total_groups > 1000);
        }),
        Variant::new("all that failed", || {
            assert!(
                file.page(&Filter::new("", Some(State::Failed)), 0)
                    .total_checks
                    > 0
            );
        }),
        Variant::new("notes on one check", || {
            notes(&file, &usual);
        }),
        Variant::new("notes, 10,000 of that product", || {
            notes(&file, &many);
        }),
        Variant::new("recording one check", || {
            fresh += 1;
            let mut it = observation(MANY + fresh);
            it.sighting.digest = Some(format!("sha256:fresh{fresh}"));
            let checks = file.record(&[it]).expect("recorded");
            assert_eq!(checks.len(), 1);
        }),
        Variant::new("a command: open, notes, record, close", || {
            let file = HistoryFile::in_folder(folder.path());
            notes(&file, &usual);
            let checks = file.record(std::slice::from_ref(&usual)).expect("recorded");
            assert_eq!(checks.len(), 1);
            drop(Arc::into_inner(file));
        }),
    ];
    let times = interleave(&mut variants, ROUNDS, 1, thread_time);
    drop(variants);
    println!(
        "{CHECKS} checks, medians of {ROUNDS} rounds. Filling took {:.1} s, the file has {:.1} MB.\n",
        filling.as_secs_f64(),
        std::fs::metadata(file.path()).expect("a file").len() as f64 / 1e6
    );
    let rows: Vec<Vec<String>> = times.iter().map(|each| row(each, &times[0])).collect();
    table::print(
        &["", "wall ms", "x floor", "processor ms", "x floor"],
        &rows,
    );
    println!("\nAims: pages below 200 ms, notes on one check below 1 ms.");
}

fn row(times: &Times, floor: &Times) -> Vec<String> {
    let milliseconds = |median: std::time::Duration| format!("{:.3}", median.as_secs_f64() * 1e3);
    vec![
        times.name.clone(),
        milliseconds(times.wall.median()),
        format!("{:.3}", times.wall.ratio_to(&floor.wall)),
        milliseconds(times.processor.median()),
        format!("{:.3}", times.processor.ratio_to(&floor.processor)),
    ]
}

/// Check number `number`: the first ten thousand are of one product, of the others fifty each.
fn observation(number: usize) -> Observation {
    let (product, version) = match number.checked_sub(MANY) {
        None => (0, number),
        Some(rest) => (1 + rest / EACH, rest % EACH),
    };
    let state = match number % 10 {
        0 => State::Failed,
        1 | 2 => State::NoSignature,
        3..6 => State::Listed,
        _ => State::Unlisted,
    };
    let proven = matches!(state, State::Listed | State::Unlisted);
    let repository = format!(
        "https://code.example/owner-{}/product-{product}",
        product % 300
    );
    Observation {
        at: number as i64 * 60_000,
        kind: SubjectKind::File,
        name: format!("product-{product}-{version}.0.1.zip"),
        product: format!("product-{product}-x"),
        size: Some(number as u64),
        code: "no-entry".into(),
        sighting: Sighting {
            check: 0,
            line: format!("product-{product}-#.zip"),
            version: Some(format!("{version}.0.1")),
            digest: Some(format!("sha256:{number:064x}")),
            state,
            signer: proven.then(|| {
                SeenSigner::Certificate(Box::new(SeenCertificate {
                    kind: "uri".into(),
                    identity: format!(
                        "{repository}/.github/workflows/release.yml@refs/tags/v{version}"
                    ),
                    issuer: Some("https://login.example".into()),
                    repository: Some(repository),
                    repository_id: Some(product.to_string()),
                    owner: None,
                    owner_id: Some((product % 300).to_string()),
                    source_ref: Some(format!("refs/tags/v{version}")),
                    trigger: Some("push".into()),
                    runner: Some("github-hosted".into()),
                    instance: None,
                }))
            }),
            claim: proven.then_some(whence_verify::Claim::BuildRecord),
            logged: proven,
            timestamped: proven,
            entry: None,
            changed: false,
        },
        evidence: vec!["build-record 0.3".into()],
        trust_dated: Some(0),
        changes: vec![],
        lists: vec![],
    }
}
