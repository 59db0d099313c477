//! Batches: what is walked, what is a target and what is evidence, and what the table keeps.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    fs,
    num::NonZeroUsize,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use whence_app::{
    Checker, Input,
    batch::{self, Counters, DEEPEST, Options, Ready, Table, Target, Watch, view::*},
    check::Against,
    history::{Earlier, Past},
    settings::TrustData,
    surroundings::Surroundings,
    view::State,
};
use whence_evidence::UnixTime;
use whence_identity::{IdentityList, KnownSigners};
use whence_testkit::{
    Minted, Scenario,
    images::{self, Repository},
};
use whence_verdict::{Problem, Sighting};

fn signed() -> Minted {
    Scenario::message_rekor_v1().mint()
}

fn checker(minted: &Minted, folder: &Path) -> Checker {
    let root = folder.join("root.json");
    fs::write(&root, &minted.trusted_root_json).unwrap();
    let list = format!(
        "schema = 1\n[[signer]]\nlabel = \"Acme\"\nissuer = \"{}\"\nidentity = \"{}\"\n",
        minted.issuer, minted.identity
    );
    Checker {
        trust: TrustData::load(Some(&root)),
        list: Arc::new(IdentityList::parse(list.as_bytes()).unwrap()),
        list_problem: None,
        key: None,
        against: Against::OwnList,
        past: None,
        registries: None,
        platform: None,
    }
}

/// Runs a batch over these and returns its table, its counters and what was left.
fn run(checker: &Checker, paths: &[&Path], options: Options) -> (Table, Counters, Vec<Target>) {
    let inputs: Vec<Input> = paths
        .iter()
        .map(|path| Input::Path(path.to_path_buf()))
        .collect();
    let (table, counters) = (Mutex::new(Table::default()), Counters::default());
    let ready = |ready: Ready| table.lock().unwrap().add(&ready);
    let watch = Watch {
        counters: &counters,
        cancel: &AtomicBool::new(false),
        ready: &ready,
        now: &|| UnixTime::from_seconds(1_800_000_000),
    };
    let left = batch::run(checker, &inputs, &[], options, &watch);
    (table.into_inner().unwrap(), counters, left)
}

fn jobs(jobs: usize) -> Options {
    Options {
        jobs: NonZeroUsize::new(jobs).unwrap(),
        ..Options::default()
    }
}

fn names(table: &mut Table, query: &BatchQuery) -> Vec<String> {
    let page = table.page(query, None, 0);
    page.rows.iter().map(|row| row.name.to_terminal()).collect()
}

#[test]
fn evidence_is_no_row_of_its_own_unless_its_file_is_missing() {
    let (release, desk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let minted = signed();
    let put = |name: &str, bytes: &[u8]| fs::write(release.path().join(name), bytes).unwrap();
    put("a.zip", &minted.artifact);
    put("a.zip.sigstore.json", &minted.bundle_json);
    put("a.zip.asc", b"-----BEGIN PGP SIGNATURE-----\n");
    put("gone.zip.sigstore.json", &minted.bundle_json);
    // Named like evidence and none by its content: it is checked by itself.
    put("b", b"bytes");
    put("b.bundle", b"# v2 git bundle\n");
    let checker = checker(&minted, desk.path());
    let (mut table, counters, left) = run(&checker, &[release.path()], jobs(2));
    assert_eq!(
        names(
            &mut table,
            &BatchQuery {
                sort: by(BatchColumn::Name),
                ..BatchQuery::default()
            }
        ),
        ["a.zip", "b", "b.bundle", "gone.zip.sigstore.json"]
    );
    assert_eq!(counters.evidence.load(Ordering::Relaxed), 2);
    assert_eq!(counters.found.load(Ordering::Relaxed), 4);
    assert_eq!(counters.done.load(Ordering::Relaxed), 4);
    assert_eq!(
        counters.bytes_done.load(Ordering::Relaxed),
        counters.bytes_found.load(Ordering::Relaxed)
    );
    assert!(left.is_empty() && counters.walked.load(Ordering::Relaxed));
}

fn by(column: BatchColumn) -> Option<BatchOrder> {
    Some(BatchOrder {
        column,
        descending: false,
    })
}

fn many(folder: &Path, minted: &Minted) {
    for number in 0..30 {
        let path = folder.join(format!("part-{number:02}/tool-{number}.zip"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &minted.artifact).unwrap();
        match number % 3 {
            0 => fs::write(
                format!("{}.sigstore.json", path.display()),
                &minted.bundle_json,
            )
            .unwrap(),
            1 => {
                fs::write(
                    format!("{}.sigstore.json", path.display()),
                    &minted.bundle_json,
                )
                .unwrap();
                fs::write(&path, b"another").unwrap();
            }
            _ => {}
        }
    }
}

#[test]
fn the_table_is_filtered_searched_sorted_and_exported() {
    let (release, desk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let minted = signed();
    many(release.path(), &minted);
    let checker = checker(&minted, desk.path());
    let (mut table, ..) = run(&checker, &[release.path()], jobs(3));
    let page = table.page(&BatchQuery::default(), None, 0);
    assert_eq!((page.total, page.rows.len()), (30, 30));
    let states: Vec<State> = page.rows.iter().map(|row| row.state).collect();
    // Worst first, and the same names in the same order whoever was ready first.
    let expected = [State::Failed, State::NoSignature, State::Listed].map(|state| [state; 10]);
    assert_eq!(states, expected.concat());
    assert_eq!(page.rows[0].name.to_terminal(), "tool-1.zip");
    assert_eq!(
        page.rows[0].folder.as_ref().unwrap().to_terminal(),
        "part-01"
    );
    assert_eq!(page.rows[29].signer.as_ref().unwrap().id, "batch-label");

    let query = BatchQuery {
        text: "ACME tool-1".to_owned(),
        ..BatchQuery::default()
    };
    assert_eq!(
        names(&mut table, &query),
        ["tool-12.zip", "tool-15.zip", "tool-18.zip"]
    );
    let query = BatchQuery {
        text: "part-0".to_owned(),
        states: vec![State::Failed],
        sort: Some(BatchOrder {
            column: BatchColumn::Name,
            descending: true,
        }),
    };
    assert_eq!(
        names(&mut table, &query),
        ["tool-7.zip", "tool-4.zip", "tool-1.zip"]
    );
    let page = table.page(&query, None, 0);
    // Pills count what the words leave, whatever the states.
    let counts: Vec<u32> = page.totals.iter().map(|total| total.count).collect();
    assert_eq!(counts, [3, 3, 4]);
    assert_eq!(table.seek(&query, page.revision, "TOOL-4", 0), Some(1));
    assert_eq!(table.seek(&query, page.revision, "tool-7", 2), Some(0));
    assert_eq!(table.seek(&query, page.revision, "x", 0), None);

    let mut csv = batch::Exporter::begin(Vec::new(), BatchFormat::Csv).unwrap();
    let mut json = batch::Exporter::begin(Vec::new(), BatchFormat::Json).unwrap();
    for row in table.rows(&query) {
        csv.write(&row).unwrap();
        json.write(&row).unwrap();
    }
    let csv = String::from_utf8(csv.end().unwrap()).unwrap();
    assert_eq!(csv.lines().count(), 4);
    assert!(
        csv.lines()
            .nth(1)
            .unwrap()
            .starts_with("\"part-07/tool-7.zip\",\"failed\",\"file-mismatch\",")
    );
    let json: serde_json::Value = serde_json::from_slice(&json.end().unwrap()).unwrap();
    assert_eq!(json[2]["path"], "part-01/tool-1.zip");
    let copied = batch::copy(&table.rows_at(&query, page.revision, &[2]));
    assert!(
        copied
            .lines()
            .nth(1)
            .unwrap()
            .starts_with("part-01/tool-1.zip\tfailed\t"),
        "{copied}"
    );
}

#[test]
fn pages_of_one_table_fit_together_while_it_changes() {
    let (release, desk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let minted = signed();
    many(release.path(), &minted);
    let checker = checker(&minted, desk.path());
    let (mut table, ..) = run(&checker, &[release.path()], jobs(2));
    let query = BatchQuery::default();
    let before = table.page(&query, None, 0);
    // The first row is put right and checked again: it moves, but not in the table that is shown.
    let first = before.rows[0].row;
    let target = table.row(first).unwrap().target().clone();
    fs::write(target.path().unwrap(), &minted.artifact).unwrap();
    let now = UnixTime::from_seconds(1_800_000_001);
    let never = AtomicBool::new(false);
    let again = target
        .check(&checker, &Default::default(), now, &mut |_| (), &never)
        .unwrap();
    assert!(table.replace(first, &again));
    assert!(!table.replace(first, &again));
    assert_eq!(table.len(), 30);
    let same = table.page(&query, Some(before.revision), 0);
    assert_eq!(same.rows[0].row, first);
    assert_eq!(same.rows[0].state, State::Listed);
    let now = table.page(&query, None, 0);
    assert_ne!(now.rows[0].row, first);
    let counts: Vec<u32> = now.totals.iter().map(|total| total.count).collect();
    assert_eq!(counts, [9, 10, 11]);
    assert_eq!(table.in_states(&[State::Failed]).len(), 9);
}

#[test]
fn what_was_stopped_is_left_and_can_be_checked_later() {
    let (release, desk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let minted = signed();
    many(release.path(), &minted);
    let checker = checker(&minted, desk.path());
    let (table, counters) = (Mutex::new(Table::default()), Counters::default());
    let cancel = AtomicBool::new(false);
    let ready = |ready: Ready| {
        let mut table = table.lock().unwrap();
        table.add(&ready);
        if table.len() == 5 {
            cancel.store(true, Ordering::Relaxed);
        }
    };
    let now = || UnixTime::from_seconds(1_800_000_000);
    let watch = Watch {
        counters: &counters,
        cancel: &cancel,
        ready: &ready,
        now: &now,
    };
    let inputs = [Input::Path(release.path().to_owned())];
    let left = batch::run(&checker, &inputs, &[], jobs(1), &watch);
    assert_eq!(table.lock().unwrap().len(), 5);
    cancel.store(false, Ordering::Relaxed);
    let found = table.lock().unwrap().len();
    let rest = Counters::default();
    let ready = |ready: Ready| table.lock().unwrap().add(&ready);
    let watch = Watch {
        counters: &rest,
        ready: &ready,
        ..watch
    };
    assert!(batch::run_again(&checker, left, jobs(2), &watch).is_empty());
    let all = table.lock().unwrap().len();
    // Walking stops too, so that what was not found yet is not among the rest.
    assert_eq!(all, found + rest.done.load(Ordering::Relaxed));
}

#[cfg(unix)]
#[test]
fn a_walk_neither_leaves_its_folder_nor_goes_round() {
    use std::os::unix::fs::symlink;
    let (release, desk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let minted = signed();
    let elsewhere = desk.path().join("secret");
    fs::write(&elsewhere, b"secret").unwrap();
    symlink(&elsewhere, release.path().join("out")).unwrap();
    symlink(".", release.path().join("loop")).unwrap();
    symlink(release.path(), release.path().join("self")).unwrap();
    fs::write(release.path().join("file"), b"file").unwrap();
    symlink("file", release.path().join("link")).unwrap();
    let deep = release.path().join("d/".repeat(DEEPEST + 3));
    fs::create_dir_all(&deep).unwrap();
    let checker = checker(&minted, desk.path());
    let (mut table, counters, _) = run(&checker, &[release.path()], jobs(2));
    assert_eq!(
        names(&mut table, &BatchQuery::default()),
        ["d", "file", "link"]
    );
    let page = table.page(&BatchQuery::default(), None, 0);
    assert_eq!(page.rows[0].finding.id, "folder-too-large");
    assert_eq!(counters.links.load(Ordering::Relaxed), 3);
}

#[test]
fn evidence_under_a_foreign_name_is_no_file_of_its_own_beside_its_file() {
    let (release, desk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let minted = signed();
    fs::write(release.path().join("tool"), &minted.artifact).unwrap();
    fs::write(
        release.path().join("download (3).json"),
        &minted.bundle_json,
    )
    .unwrap();
    let checker = checker(&minted, desk.path());
    let (mut table, counters, _) = run(&checker, &[release.path()], jobs(2));
    assert_eq!(names(&mut table, &BatchQuery::default()), ["tool"]);
    assert_eq!(counters.evidence.load(Ordering::Relaxed), 1);

    // Without its file it is one.
    fs::remove_file(release.path().join("tool")).unwrap();
    let (mut table, ..) = run(&checker, &[release.path()], jobs(2));
    assert_eq!(
        names(&mut table, &BatchQuery::default()),
        ["download (3).json"]
    );
}

#[test]
fn many_pieces_of_evidence_lead_to_files_that_were_not_handed_over() {
    let (release, desk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let minted = signed();
    let mut handed = Vec::new();
    for number in 0..70 {
        let name = release.path().join(format!("tool-{number:02}"));
        fs::write(&name, &minted.artifact).unwrap();
        let evidence = release
            .path()
            .join(format!("tool-{number:02}.sigstore.json"));
        fs::write(&evidence, &minted.bundle_json).unwrap();
        handed.push(evidence);
    }
    let handed: Vec<&Path> = handed.iter().map(AsRef::as_ref).collect();
    let checker = checker(&minted, desk.path());
    let (table, ..) = run(&checker, &handed, jobs(2));
    assert_eq!(table.len(), 70);
}

/// Remembers until when it was asked.
#[derive(Debug, Default)]
struct Asked(Mutex<Vec<Option<u64>>>);

impl Past for Asked {
    fn earlier(&self, _: &[&str], _: &Sighting, until: Option<u64>) -> Earlier {
        let mut asked = self.0.lock().unwrap();
        asked.push(until);
        Earlier {
            // As if every check were recorded at once.
            latest: 40 + asked.len() as u64,
            sightings: vec![],
        }
    }

    fn known_signers(&self) -> Arc<KnownSigners> {
        Arc::default()
    }
}

#[test]
fn files_of_a_batch_are_compared_with_what_was_before_it() {
    let (release, desk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let minted = signed();
    many(release.path(), &minted);
    let past = Arc::new(Asked::default());
    let checker = Checker {
        past: Some(Arc::clone(&past) as _),
        ..checker(&minted, desk.path())
    };
    run(&checker, &[release.path()], jobs(2));
    let asked = past.0.lock().unwrap();
    assert_eq!(asked.len(), 31);
    assert_eq!(asked.iter().filter(|until| until.is_none()).count(), 1);
    assert!(asked.iter().flatten().all(|until| *until == 41));
}

#[test]
fn a_saved_image_among_files_has_a_row_for_each_of_its_digests() {
    let folder = tempfile::tempdir().unwrap();
    let mut repository = Repository::default();
    let platforms = ["amd64", "arm64"].map(|machine| repository.image("linux", machine));
    let listed = [
        (&platforms[0], ["linux", "amd64"]),
        (&platforms[1], ["linux", "arm64"]),
    ];
    let index = repository.index(&listed);
    let digest = images::digest_of(&index);
    let payload = images::payload(&digest, "registry.example/acme/tool");
    let (layer, minted) = images::signature(&mut repository, &payload);
    let signature = repository.attach(&digest, "sig", &[layer]);
    let downloads = folder.path().join("downloads");
    fs::create_dir(&downloads).unwrap();
    fs::write(downloads.join("notes.txt"), "notes\n").unwrap();
    let forms = images::saved_forms(&repository, &index, &platforms, &signature);
    let mut expected = vec![("notes.txt".to_owned(), State::NoSignature)];
    for form in &forms {
        let name = format!("{}.tar", form.name);
        fs::write(downloads.join(&name), images::tar(&form.files)).unwrap();
        let unpacked = downloads.join(form.name);
        for (path, bytes) in &form.files {
            let path = unpacked.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let (state, further) = match form.name {
            "podman-save-oci" => (State::NoSignature, vec![]),
            "docker-save-classic" | "podman-save-docker" => (State::CouldNotCheck, vec![]),
            _ => (State::Listed, vec![" linux/amd64", " linux/arm64"]),
        };
        assert_eq!(further.len() + 1, form.digests, "{name}");
        for name in [form.name, &name] {
            expected.push((name.to_owned(), state));
            let further = further.iter().map(|more| (format!("{name}{more}"), state));
            expected.extend(further);
        }
    }
    expected.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let checker = checker(&minted, folder.path());
    let (mut table, counters, left) = run(&checker, &[&downloads], Options::default());
    assert!(left.is_empty());
    let query = BatchQuery {
        sort: by(BatchColumn::Name),
        ..BatchQuery::default()
    };
    let rows = table.page(&query, None, 0).rows;
    let shown: Vec<(String, State)> = rows
        .iter()
        .map(|row| (row.name.to_terminal(), row.state))
        .collect();
    assert_eq!(shown, expected);
    assert_eq!(counters.done.load(Ordering::Relaxed), expected.len());
    let (found, done) = (&counters.bytes_found, &counters.bytes_done);
    assert_eq!(found.load(Ordering::Relaxed), done.load(Ordering::Relaxed));
    // Each opens and is checked again by itself, and what is no longer in its file says so.
    let number = rows
        .iter()
        .find(|row| row.name.to_terminal() == "oci-layout.tar linux/arm64")
        .map(|row| row.row)
        .unwrap();
    let again = |table: &Table| {
        let target = table.row(number).unwrap().target();
        let never = AtomicBool::new(false);
        let now = UnixTime::from_seconds(minted.now);
        let around = Surroundings::default();
        target
            .check(&checker, &around, now, &mut |_| (), &never)
            .unwrap()
    };
    let checked = again(&table);
    assert_eq!(checked.verdict.state, whence_verdict::State::Listed);
    let digest = checked.subject.digests[0].to_string();
    assert_eq!(digest, images::digest_of(&platforms[1]));
    let other = forms.iter().find(|form| form.name == "podman-save-oci");
    let other = images::tar(&other.unwrap().files);
    fs::write(downloads.join("oci-layout.tar"), other).unwrap();
    let checked = again(&table);
    assert_eq!(checked.target.problem, Some(Problem::PlatformMissing));
    assert!(table.replace(number, &checked));
}
