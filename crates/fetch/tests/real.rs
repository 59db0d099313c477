//! The real history of the Public Good repository, from its oldest readable root to the newest.
//!
//! The vectors are not part of this repository; without them the minted repositories of `tuf.rs` are left.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use whence_evidence::UnixTime;
use whence_fetch::tuf::{self, FolderMirror, Problem, ProblemCode, Proven, Repository};

struct History {
    vectors: PathBuf,
    unpacked: tempfile::TempDir,
}

impl History {
    fn open() -> Option<Self> {
        let vectors = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors/tuf");
        let packed = vectors.join("tuf-real.public-good/repository.tar.gz");
        if !packed.exists() {
            eprintln!("no vectors beside this repository: the real history is not tried");
            return None;
        }
        let unpacked = tempfile::tempdir().unwrap();
        let tar = Command::new("tar")
            .arg("xzf")
            .arg(packed)
            .arg("-C")
            .arg(unpacked.path())
            .status()
            .expect("tar");
        assert!(tar.success());
        Some(Self { vectors, unpacked })
    }

    fn update(&self, root: &Path, now: &str, folder: &Path) -> Result<Proven, Problem> {
        let repository = Repository {
            name: "real".to_owned(),
            root: fs::read(self.vectors.join(root)).unwrap(),
            mirror: String::new(),
        };
        let mirror = FolderMirror::new(&self.unpacked.path().join("repository"));
        let now = UnixTime::parse_rfc3339(now).unwrap();
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(tuf::update(&repository, mirror, folder, now))
    }
}

#[test]
fn the_whole_history_is_followed_to_the_newest_root() {
    let Some(history) = History::open() else {
        return;
    };
    for root in ["tuf-real.public-good", "tuf-real.public-good-recent"] {
        let folder = tempfile::tempdir().unwrap();
        let root = Path::new(root).join("initial_root.json");
        let proven = history
            .update(&root, "2026-08-24T00:00:00Z", folder.path())
            .unwrap();
        assert_eq!(proven.roles[0].version, 15);
    }
}

#[test]
fn a_repository_that_stands_still_is_refused() {
    let Some(history) = History::open() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new("tuf-real.public-good-expired/initial_root.json");
    let refused = history.update(root, "2026-09-15T00:00:00Z", folder.path());
    assert_eq!(refused.unwrap_err().code, ProblemCode::Expired);
}

#[test]
fn the_oldest_roots_are_not_read() {
    let Some(history) = History::open() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut seen = 0;
    let old = history.vectors.join("tuf-real.public-good/old_roots");
    for entry in fs::read_dir(old).unwrap().flatten() {
        let refused = history.update(&entry.path(), "2026-08-24T00:00:00Z", folder.path());
        assert!(refused.is_err(), "{}", entry.path().display());
        seen += 1;
    }
    assert_eq!(seen, 4);
}

/// Every repository among the vectors, whoever made it, comes out as its maker says.
#[test]
fn repositories_of_other_clients_come_out_as_they_say() {
    use sigstore_tuf::{FileStore, MetadataStore, Updater};

    let vectors = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let Ok(index) = fs::read(vectors.join("index.json")) else {
        eprintln!("skipped: no vectors beside this repository");
        return;
    };
    let index: Vec<serde_json::Value> = serde_json::from_slice(&index).unwrap();
    let (mut believed, mut refused) = (0, 0);
    for case in index.iter().filter(|case| case["kind"] == "tuf") {
        let name = case["id"].as_str().unwrap();
        let file = |key: &str| case["files"][key].as_str().map(|path| vectors.join(path));
        if let Some(root) = file("root") {
            assert!(!tuf::is_root(&fs::read(root).unwrap()), "{name}");
            refused += 1;
            continue;
        }
        let repository = file("repository").unwrap();
        if !repository.is_dir() {
            // The packed one has tests of its own.
            continue;
        }
        let now: jiff::Timestamp = case["args"]["time"].as_str().unwrap().parse().unwrap();
        let root = fs::read(file("initial_root").unwrap()).unwrap();
        let kept = tempfile::tempdir().unwrap();
        let store = FileStore::new(kept.path());
        if let Some(client) = file("client") {
            for entry in fs::read_dir(client).unwrap().flatten() {
                let name = entry.file_name().into_string().unwrap();
                store
                    .store(&name, &fs::read(entry.path()).unwrap())
                    .unwrap();
            }
        }
        let outcome = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(async {
                let mut updater =
                    Updater::new(FolderMirror::new(&repository), &root)?.with_store(store);
                updater.refresh(now).await?;
                if let Some(target) = case["args"]["target"].as_str() {
                    updater.get_target(target, now).await?;
                }
                Ok::<(), sigstore_tuf::Error>(())
            })
            .map_err(Problem::from);
        match case["expected"].as_str().unwrap() {
            "fail" => {
                assert!(outcome.is_err(), "{name}");
                refused += 1;
            }
            // Some of them end before the last role; what is there must hold.
            "pass" => {
                let partly = case["args"]["refresh_up_to"].is_string();
                let held = match &outcome {
                    Ok(()) => true,
                    Err(problem) => partly && problem.code == ProblemCode::Missing,
                };
                assert!(held, "{name}: {outcome:?}");
                believed += 1;
            }
            // Its maker says neither.
            _ => {}
        }
    }
    assert_eq!((believed, refused), (7, 16));
}
