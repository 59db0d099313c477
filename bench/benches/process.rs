//! Whole processes: `whence check` for a small file and `whence-conformance batch` for many, next to
//! minimal programs on `sigstore-verify` and to `sha256sum`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "measurement: what cannot be measured must stop the run"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use whence_bench::{
    process::{Line, built},
    rounds::{Series, Times, Variant, children_time, interleave},
    subject::{self, Content, Subject},
    table,
};

const ROUNDS: usize = 60;
const BATCH_ROUNDS: usize = 15;
const BATCH_SIZE: usize = 200;
const PEER: &str = env!("CARGO_BIN_EXE_peer-sigstore-verify");
const OBSERVER: &str = env!("CARGO_BIN_EXE_peak-memory");

fn main() {
    let (Some(whence), Some(conformance)) = (built("whence"), built("whence-conformance")) else {
        println!("Build the programs first: cargo build --release -p whence-cli");
        return;
    };
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let minted = subject::minted();
    let laid: Vec<Laid> = minted
        .iter()
        .map(|subject| Laid::new(subject, folder.path()))
        .collect();
    let root = folder.path().join("trusted_root.json");
    let same_root = minted
        .iter()
        .all(|other| other.trusted_root == minted[0].trusted_root);
    assert!(same_root, "one minted instance signed them all");
    fs::write(&root, &minted[0].trusted_root).expect("a file");
    let root = root.to_str().expect("text");

    println!("One minted bundle and its file, medians of {ROUNDS} rounds.\n");
    one(&laid[0], &whence, Some(root));
    if let Some(real) = subject::real().first() {
        println!(
            "\nOne real bundle and its file, trust data built in, medians of {ROUNDS} rounds.\n"
        );
        one(&Laid::new(real, folder.path()), &whence, None);
    }
    println!("\nAims: x peer at most 1, about 3 ms, peak below 15 MiB.");

    println!("\n{BATCH_SIZE} minted bundles, one process, medians of {BATCH_ROUNDS} rounds.\n");
    many(&laid, folder.path(), &conformance, root);
}

/// A file with its bundle beside it.
struct Laid {
    file: String,
    bundle: String,
    identity: String,
    issuer: String,
}

impl Laid {
    fn new(subject: &Subject, folder: &Path) -> Self {
        let folder = folder.join(
            subject
                .name
                .replace(|c: char| !c.is_ascii_alphanumeric(), "-"),
        );
        fs::create_dir_all(&folder).expect("a folder");
        let Content::Bytes(content) = &subject.artifact else {
            panic!("{}: a process needs the file itself", subject.name);
        };
        let write = |name: &str, content: &[u8]| {
            let path = folder.join(name);
            fs::write(&path, content).expect("a file");
            path.to_str().expect("text").to_owned()
        };
        Self {
            file: write("file.bin", content),
            bundle: write("file.bin.sigstore.json", &subject.bundle),
            identity: subject.identity.clone(),
            issuer: subject.issuer.clone(),
        }
    }
}

fn one(laid: &Laid, whence: &PathBuf, root: Option<&str>) {
    let Laid {
        file,
        bundle,
        identity,
        issuer,
    } = laid;
    let mut own = vec!["check", file, "--identity", identity, "--issuer", issuer];
    own.extend(root.iter().flat_map(|root| ["--trusted-root", root]));
    let mut peer = vec!["check", file, bundle, identity, issuer];
    peer.extend(root);
    let lines = [
        ("sigstore-verify", Line::new(PEER, &peer)),
        ("whence check", Line::new(whence, &own)),
        ("sha256sum", Line::new("sha256sum", &[file])),
    ];
    let times = measure(&lines, ROUNDS);
    let rows: Vec<Vec<String>> = times
        .iter()
        .zip(&lines)
        .map(|(each, (_, line))| {
            let mut row = row(each, &times[0]);
            row.push(format!("{:.1}", line.peak_memory(OBSERVER)));
            row
        })
        .collect();
    table::print(
        &[
            "",
            "wall ms",
            "x peer",
            "processor ms",
            "x peer",
            "peak MiB",
        ],
        &rows,
    );
}

fn many(laid: &[Laid], folder: &Path, conformance: &PathBuf, root: &str) {
    let list: Vec<String> = laid
        .iter()
        .cycle()
        .take(BATCH_SIZE)
        .map(|one| [&*one.bundle, &one.identity, &one.issuer, &one.file].join("\t"))
        .collect();
    let path = folder.join("list");
    fs::write(&path, list.join("\n")).expect("a file");
    let path = path.to_str().expect("text");
    let lines = [
        (
            "sigstore-verify, one thread",
            Line::new(PEER, &["batch", path, root]),
        ),
        (
            "whence-conformance batch",
            Line::new(conformance, &["batch", "--trusted-root", root, path]),
        ),
    ];
    let times = measure(&lines, BATCH_ROUNDS);
    let rows: Vec<Vec<String>> = times
        .iter()
        .map(|each| {
            let mut row = row(each, &times[0]);
            let per_second = BATCH_SIZE as f64 / each.wall.median().as_secs_f64();
            row.push(format!("{per_second:.0}"));
            row
        })
        .collect();
    table::print(
        &[
            "",
            "wall ms",
            "x peer",
            "processor ms",
            "x peer",
            "bundles/s",
        ],
        &rows,
    );
}

fn measure<const COUNT: usize>(lines: &[(&str, Line); COUNT], rounds: usize) -> [Times; COUNT] {
    let mut variants = lines
        .each_ref()
        .map(|(name, line)| Variant::new(*name, || line.run()));
    interleave(&mut variants, rounds, 1, children_time)
}

/// `reference`: what the ratios are to.
fn row(times: &Times, reference: &Times) -> Vec<String> {
    let milliseconds = |series: &Series| format!("{:.2}", series.median().as_secs_f64() * 1e3);
    vec![
        times.name.clone(),
        milliseconds(&times.wall),
        format!("{:.2}", times.wall.ratio_to(&reference.wall)),
        milliseconds(&times.processor),
        format!("{:.2}", times.processor.ratio_to(&reference.processor)),
    ]
}
