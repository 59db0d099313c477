//! Updates of trust data that end in the middle: programs that are killed while they write, and disks that are
//! full. The next start works from a state that was whole, and the next update succeeds.
//!
//! What is killed is this test program, run again with the name of the test that is to work in it.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    collections::BTreeMap,
    env, fs,
    io::{BufRead, BufReader},
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::LazyLock,
    thread,
    time::Duration,
};

use sigstore_tuf::transport::FetchFuture;
use whence_evidence::UnixTime;
use whence_fetch::tuf::{self, Problem, ProblemCode, Proven, Repository};
use whence_testkit::{Scenario, tuf::Tuf};

/// Says to the test below in which folder it updates.
const FOLDER: &str = "WHENCE_TEST_UPDATES_IN";
/// Says how often it does; for ever otherwise.
const TIMES: &str = "WHENCE_TEST_UPDATES";

const SIGXFSZ: i32 = 25;
const SIGKILL: i32 = 9;

/// A mirror in memory.
struct Files(BTreeMap<String, Vec<u8>>);

impl sigstore_tuf::Repository for Files {
    fn fetch_metadata<'a>(&'a self, name: &'a str, _: u64) -> FetchFuture<'a> {
        Box::pin(async move { Ok(self.0.get(name).cloned()) })
    }

    fn fetch_target<'a>(&'a self, path: &'a str, _: u64) -> FetchFuture<'a> {
        Box::pin(async move { Ok(self.0.get(&format!("targets/{path}")).cloned()) })
    }
}

fn now() -> UnixTime {
    UnixTime::parse_rfc3339("2026-06-01T00:00:00Z").unwrap()
}

/// The repository with these versions.
fn version(version: u64) -> Tuf {
    static BLANK: LazyLock<Tuf> = LazyLock::new(|| {
        let mut tuf = Tuf::blank();
        tuf.target(
            "trusted_root.json",
            &Scenario::message_rekor_v1().mint().trusted_root_json,
        );
        tuf.publish_root();
        tuf
    });
    let mut tuf = BLANK.clone();
    for role in [&mut tuf.timestamp, &mut tuf.snapshot, &mut tuf.targets] {
        role.version = version;
    }
    tuf.publish();
    tuf
}

fn repository() -> Repository {
    Repository {
        name: "minted".to_owned(),
        root: version(1).pinned(),
        mirror: String::new(),
    }
}

fn update(folder: &Path, to: u64) -> Result<Proven, Problem> {
    let (repository, mirror) = (repository(), Files(version(to).files));
    let work = tuf::update(&repository, mirror, folder, now());
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(work)
}

fn load(folder: &Path) -> Result<Option<Proven>, Problem> {
    tuf::load(&repository(), folder, now())
}

/// The version of the timestamp of what is in force; 0 when there is nothing.
fn in_force(folder: &Path) -> u64 {
    let kept = load(folder).unwrap_or_else(|problem| panic!("nothing half is found: {problem}"));
    kept.map_or(0, |kept| {
        assert_eq!(kept.in_place_of, None, "nothing is damaged");
        kept.roles[1].version
    })
}

#[test]
#[ignore = "what the others run in a process of its own"]
fn worker() {
    let folder = PathBuf::from(env::var_os(FOLDER).expect("a folder to work in"));
    let times = env::var(TIMES).map_or(u64::MAX, |times| times.parse().unwrap());
    let first = in_force(&folder) + 1;
    for to in (first..).take(usize::try_from(times).unwrap_or(usize::MAX)) {
        match update(&folder, to) {
            Ok(_) => println!("updated {to}"),
            Err(problem) => {
                println!("refused {}", problem.code.as_str());
                return;
            }
        }
    }
}

/// This program again, to update in a folder; run by a shell that sets limits before.
fn worker_after(script: &str, folder: &Path, times: Option<u64>) -> Command {
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("{script} exec \"$0\" \"$@\""))
        .arg(env::current_exe().unwrap())
        .args(["--ignored", "--exact", "worker", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if let Some(times) = times {
        command.env(TIMES, times.to_string());
    }
    command
}

/// What lies in the folder beside the files that are meant to.
fn leftovers(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            !["minted.json", "minted.before.json", "minted.lock"].contains(&name.as_str())
        })
        .collect()
}

/// After it ended in the middle: something whole is in force, not older than what was, and the next update
/// succeeds and leaves nothing else behind.
fn recovers(folder: &Path, before: u64) {
    let after = in_force(folder);
    assert!(after >= before, "{after} is older than {before}");
    update(folder, after + 1).unwrap();
    assert_eq!(in_force(folder), after + 1);
    assert_eq!(leftovers(folder), Vec::<String>::new());
}

fn kept_bytes(folder: &Path) -> u64 {
    fs::metadata(folder.join("minted.json")).unwrap().len()
}

/// Whatever the system lets be written of the new state before it ends the process: nothing, a part, or all but
/// the last bytes.
#[test]
fn killed_while_a_state_is_written() {
    let desk = tempfile::tempdir().unwrap();
    let folder = desk.path();
    update(folder, 1).unwrap();
    let whole = kept_bytes(folder);
    // The shell counts in blocks of 512 bytes, or of 1024.
    let mut killed = 0;
    for blocks in 0..whole / 512 {
        let before = in_force(folder);
        let limits = format!("ulimit -c 0; ulimit -f {blocks};");
        let status = worker_after(&limits, folder, Some(1)).status().unwrap();
        if status.signal() == Some(SIGXFSZ) {
            killed += 1;
            assert_eq!(in_force(folder), before);
        }
        recovers(folder, before);
    }
    assert!(killed >= whole / 1024, "{killed} of {whole} bytes");
}

/// The same limits, but the write fails instead: as on a full disk.
#[test]
fn a_write_that_fails_in_the_middle_leaves_nothing_behind() {
    let desk = tempfile::tempdir().unwrap();
    let folder = desk.path();
    update(folder, 1).unwrap();
    let whole = kept_bytes(folder);
    let mut refused = 0;
    for blocks in 0..whole / 512 {
        let before = in_force(folder);
        let limits = format!("trap '' XFSZ; ulimit -f {blocks};");
        let output = worker_after(&limits, folder, Some(1)).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{said}");
        if said.contains("refused folder") {
            refused += 1;
            assert_eq!(in_force(folder), before);
            assert_eq!(leftovers(folder), Vec::<String>::new());
        }
        recovers(folder, before);
    }
    assert!(refused >= whole / 1024, "{refused} of {whole} bytes");
}

/// Also the very first update, before which there is nothing.
#[test]
fn killed_while_the_first_state_is_written() {
    for blocks in [0, 1, 4] {
        let desk = tempfile::tempdir().unwrap();
        let limits = format!("ulimit -c 0; ulimit -f {blocks};");
        let status = worker_after(&limits, desk.path(), Some(1))
            .status()
            .unwrap();
        assert_eq!(status.signal(), Some(SIGXFSZ), "{blocks}");
        assert_eq!(load(desk.path()), Ok(None));
        recovers(desk.path(), 0);
    }
}

/// Killed at any moment, again and again: between the renames, too, if it comes to that.
#[test]
fn killed_at_any_moment() {
    let desk = tempfile::tempdir().unwrap();
    let folder = desk.path();
    update(folder, 1).unwrap();
    // The moments are all different ones, and the same in every run as far as a clock can make them so.
    let mut moment = 1_u64;
    for _ in 0..40 {
        let before = in_force(folder);
        let mut child: Child = worker_after("", folder, None).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        // It is at work; from here on it never stops by itself.
        assert!(said.any(|line| line.unwrap().contains("updated")));
        moment = moment
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        thread::sleep(Duration::from_micros((moment >> 33) % 20_000));
        child.kill().unwrap();
        assert_eq!(child.wait().unwrap().signal(), Some(SIGKILL));
        assert!(in_force(folder) > before);
        recovers(folder, before);
    }
}

/// A disk of its own, a few pages large, that is filled to the last byte but these.
#[test]
fn on_a_disk_that_is_full() {
    let desk = tempfile::tempdir().unwrap();
    // In the process that has the disk.
    if let Some(disk) = env::var_os(FOLDER) {
        return full_disk(Path::new(&disk));
    }
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c"])
        .arg("mount -t tmpfs -o size=256k tmpfs \"$1\" || exit 77; exec \"$0\" --exact \"$2\" --nocapture")
        .arg(env::current_exe().unwrap())
        .arg(desk.path())
        .arg("on_a_disk_that_is_full")
        .env(FOLDER, desk.path())
        .output();
    let output = match output {
        Ok(output) => output,
        Err(error) => return println!("skipped: no disk of its own can be had here ({error})"),
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if said.contains(FILLED) {
        assert!(output.status.success(), "{said}");
    } else {
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        // Whoever is not allowed to have one is told before anything is tried.
        assert!(!said.contains("running"), "{said} {why}");
        println!(
            "skipped: no disk of its own can be had here ({})",
            why.trim()
        );
    }
}

/// Said when all of it was tried.
const FILLED: &str = "the disk was full";

fn full_disk(disk: &Path) {
    let folder = disk.join("trust-data");
    update(&folder, 1).unwrap();
    for free in [0, 4096, 8192, 12288] {
        let before = in_force(&folder);
        let filler = disk.join("filler");
        fill(&filler);
        let file = fs::OpenOptions::new().write(true).open(&filler).unwrap();
        let full = file.metadata().unwrap().len();
        file.set_len(full - free).unwrap();
        drop(file);
        match update(&folder, before + 1) {
            Err(problem) => {
                assert_eq!(problem.code, ProblemCode::Folder, "{free}");
                assert_eq!(in_force(&folder), before, "{free}");
            }
            Ok(_) => assert!(free > 0, "a full disk takes nothing"),
        }
        fs::remove_file(&filler).unwrap();
        recovers(&folder, before);
    }
    println!("{FILLED}");
}

/// Writes until the disk takes no more.
fn fill(filler: &Path) {
    let mut file = fs::File::create(filler).unwrap();
    while std::io::Write::write(&mut file, &[0; 4096]).is_ok_and(|written| written > 0) {}
}
