//! Reading and hashing 1 GiB, next to `openssl dgst -sha256` and `sha256sum`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "measurement: what cannot be measured must stop the run"
)]

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    sync::atomic::AtomicBool,
};

use whence_app::intake;
use whence_bench::{
    process::Line,
    rounds::{Times, Variant, interleave, thread_and_children_time},
    table,
};
use whence_evidence::HashAlgorithm;

const SIZE: usize = 1 << 30;
const ROUNDS: usize = 7;

fn main() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let path = folder.path().join("file");
    write_file(&path).expect("a file of 1 GiB");
    let file = path.to_str().expect("text");
    let openssl = Line::new("openssl", &["dgst", "-sha256", file]);
    let sha256sum = Line::new("sha256sum", &[file]);
    if !openssl.can_run() || !sha256sum.can_run() {
        println!("openssl or sha256sum is missing: there is nothing to compare with.");
        return;
    }
    let hash = |algorithms: &[HashAlgorithm]| {
        let cancel = AtomicBool::new(false);
        let read = intake::read(&path, algorithms, &mut |_, _| (), &cancel);
        assert_eq!(read.expect("a file that can be read").size, SIZE as u64);
    };
    let times = interleave(
        &mut [
            Variant::new("openssl dgst -sha256", || openssl.run()),
            Variant::new("whence, SHA-256", || hash(&[HashAlgorithm::Sha256])),
            Variant::new("whence, reading alone", || hash(&[])),
            Variant::new("sha256sum", || sha256sum.run()),
        ],
        ROUNDS,
        1,
        thread_and_children_time,
    );
    println!("1 GiB from the page cache, medians of {ROUNDS} rounds.\n");
    let reference = &times[0];
    let rows: Vec<Vec<String>> = times.iter().map(|times| row(times, reference)).collect();
    table::print(
        &[
            "",
            "wall ms",
            "x openssl",
            "processor ms",
            "x openssl",
            "MiB/s",
        ],
        &rows,
    );
    println!("\nAim: x openssl at most 0.85.");
}

fn row(times: &Times, reference: &Times) -> Vec<String> {
    let wall = times.wall.median().as_secs_f64();
    vec![
        times.name.clone(),
        format!("{:.0}", wall * 1e3),
        format!("{:.3}", times.wall.ratio_to(&reference.wall)),
        format!("{:.0}", times.processor.median().as_secs_f64() * 1e3),
        format!("{:.3}", times.processor.ratio_to(&reference.processor)),
        format!("{:.0}", 1024.0 / wall),
    ]
}

/// Writes numbers of a xorshift generator: a file of holes would be read faster than a real one.
fn write_file(path: &Path) -> std::io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..SIZE / 8 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        file.write_all(&state.to_le_bytes())?;
    }
    file.into_inner()?.sync_all()
}
