//! A folder of many bundles, each with a key, a certificate and a file of its own: `whence-conformance batch` on all
//! processors, next to `sigstore-verify` on all processors and to the floor by arithmetic; and `whence check FOLDER`,
//! which also finds the files, looks for what lies beside each, asks the list and writes a line.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "measurement: what cannot be measured must stop the run"
)]

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use whence_bench::{
    floor::Floor,
    process::{Line, built},
    rounds::{Series, Variant, children_time, interleave, thread_time},
    subject::{self, Content},
    table,
};

const SIZES: [usize; 3] = [1_000, 3_000, 10_000];
const ROUNDS: usize = 5;
/// Bundles of each shape whose floor is measured.
const FLOORS: usize = 25;
const PEER: &str = env!("CARGO_BIN_EXE_peer-sigstore-verify");
const OBSERVER: &str = env!("CARGO_BIN_EXE_peak-memory");

fn main() {
    let (Some(conformance), Some(whence)) = (built("whence-conformance"), built("whence")) else {
        println!("Build the programs first: cargo build --release -p whence-cli");
        return;
    };
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let lines = mint(folder.path(), SIZES[SIZES.len() - 1], processors);
    let root = folder.path().join("trusted_root.json");
    let root = root.to_str().expect("text");
    let signers: BTreeSet<(&str, &str)> = lines
        .iter()
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            (fields[1], fields[2])
        })
        .collect();
    let signers: Vec<String> = signers
        .iter()
        .map(|(identity, issuer)| {
            format!(
                "[[signer]]\nlabel = {identity:?}\nissuer = {issuer:?}\nidentity = {identity:?}\n"
            )
        })
        .collect();
    let own = folder.path().join("list.toml");
    fs::write(&own, format!("schema = 1\n{}", signers.concat())).expect("a file");
    let own = own.to_str().expect("text");
    let floor = floor();
    println!(
        "{} different bundles, {processors} processors, medians of {ROUNDS} rounds.",
        lines.len()
    );
    println!(
        "Floor of one, processor time: {:.0} microseconds.\n",
        floor.as_secs_f64() * 1e6
    );

    let mut rows = Vec::new();
    for size in SIZES {
        let list = folder.path().join(format!("list-{size}"));
        fs::write(&list, lines[..size].join("\n")).expect("a file");
        let list = list.to_str().expect("text");
        let many = folder.path().join(format!("files-{size}"));
        fs::create_dir(&many).expect("a folder");
        for line in &lines[..size] {
            let fields: Vec<&str> = line.split('\t').collect();
            for path in [fields[0], fields[3]].map(Path::new) {
                fs::hard_link(path, many.join(path.file_name().expect("a name"))).expect("a link");
            }
        }
        let many = many.to_str().expect("text");
        let check = ["check", "--trusted-root", root, "--list", own, many];
        let programs = [
            (
                "whence-conformance",
                Line::new(&conformance, &["batch", "--trusted-root", root, list]),
            ),
            ("sigstore-verify", Line::new(PEER, &["pool", list, root])),
            ("whence check", Line::new(&whence, &check)),
        ];
        let mut variants = programs
            .each_ref()
            .map(|(name, line)| Variant::new(*name, || line.run()));
        let times = interleave(&mut variants, ROUNDS, 1, children_time);
        let least = floor.as_secs_f64() * size as f64;
        for (each, (name, line)) in times.iter().zip(&programs) {
            let peer = &times[1];
            let per_bundle = |series: &Series| {
                format!("{:.0}", series.median().as_secs_f64() * 1e6 / size as f64)
            };
            rows.push(vec![
                format!("{size} bundles, {name}"),
                format!("{:.0}", size as f64 / each.wall.median().as_secs_f64()),
                format!("{:.2}", each.wall.ratio_to(&peer.wall)),
                per_bundle(&each.processor),
                format!("{:.2}", each.processor.ratio_to(&peer.processor)),
                format!("{:.2}", each.processor.median().as_secs_f64() / least),
                format!("{:.1}", line.peak_memory(OBSERVER)),
            ]);
        }
    }
    table::print(
        &[
            "",
            "bundles/s",
            "x peer, wall",
            "processor us each",
            "x peer",
            "x floor",
            "peak MiB",
        ],
        &rows,
    );
}

/// Writes the bundles with their files and the trusted root; returns the lines of the list.
fn mint(folder: &Path, count: usize, processors: usize) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut lines = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return lines;
            }
            let subject = subject::distinct(number);
            let Content::Bytes(content) = &subject.artifact else {
                panic!("a minted file");
            };
            let file = folder.join(&subject.name);
            let bundle = folder.join(format!("{}.sigstore.json", subject.name));
            fs::write(&file, content).expect("a file");
            fs::write(&bundle, &subject.bundle).expect("a file");
            if number == 0 {
                fs::write(folder.join("trusted_root.json"), &subject.trusted_root).expect("a file");
            }
            let text = |path: &Path| path.to_str().expect("text").to_owned();
            lines.push([text(&bundle), subject.identity, subject.issuer, text(&file)].join("\t"));
        }
    };
    let mut lines: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..processors).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("bundles"))
            .collect()
    });
    // In the order of their numbers, so that each list has equally many of each shape.
    lines.sort();
    lines
}

/// Processor time of the signatures and digests of one bundle, on average over the shapes.
fn floor() -> Duration {
    let floors: Vec<Floor> = (0..4 * FLOORS)
        .map(|number| Floor::of(&subject::distinct(number)))
        .collect();
    let mut rounds: Vec<Duration> = (0..9)
        .map(|_| {
            let before = thread_time();
            assert!(floors.iter().all(Floor::run), "every signature holds");
            (thread_time() - before) / u32::try_from(floors.len()).expect("a few")
        })
        .collect();
    rounds.sort();
    rounds[rounds.len() / 2]
}
