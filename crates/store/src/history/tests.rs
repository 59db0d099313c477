#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    fs,
    process::{Command, Stdio},
};

use whence_app::{history::view::Forget, parts::ListPlace, view::SubjectKind};
use whence_evidence::{Digest, HashAlgorithm};
use whence_verdict::{Change, Note, SeenCertificate, SeenSigner, State};

use super::*;

fn certificate(owner: &str, tag: &str) -> SeenSigner {
    let repository = format!("https://code.example/{owner}/tool");
    SeenSigner::Certificate(Box::new(SeenCertificate {
        kind: "uri".into(),
        identity: format!("{repository}/.github/workflows/release.yml@refs/tags/{tag}"),
        issuer: Some("https://login.example".into()),
        repository: Some(repository),
        repository_id: Some("42".into()),
        owner: Some(format!("https://code.example/{owner}")),
        owner_id: None,
        source_ref: Some(format!("refs/tags/{tag}")),
        trigger: Some("push".into()),
        runner: None,
        instance: None,
    }))
}

fn observation(product: &str, version: u32) -> Observation {
    Observation {
        at: i64::from(version) * 1000,
        kind: SubjectKind::File,
        name: format!("{product}-{version}.0.zip"),
        product: product.into(),
        size: Some(u64::from(version)),
        code: "no-entry".into(),
        sighting: Sighting {
            check: 0,
            line: format!("{product}-#.zip"),
            version: Some(format!("{version}.0")),
            digest: Some(format!("sha256:{product}{version}")),
            state: State::Unlisted,
            signer: Some(certificate("acme", &format!("v{version}"))),
            claim: Some(whence_verify::Claim::BuildRecord),
            logged: true,
            timestamped: false,
            entry: Some(("acme".into(), "Acme \"releases\"".into())),
            changed: false,
        },
        evidence: vec!["build-record 0.3".into(), "signature".into()],
        trust_dated: Some(-5),
        changes: vec![
            Change {
                note: Note::SignerChanged,
                before: Some(7),
            },
            Change {
                note: Note::FirstSeen,
                before: None,
            },
        ],
        lists: vec![list(&format!("/home/{product}.cdx.json"), 1)],
    }
}

fn list(path: &str, content: u8) -> ListPlace {
    ListPlace {
        path: path.into(),
        digest: Digest::new(HashAlgorithm::Sha256, &[content; 32]).unwrap(),
    }
}

fn unsigned(product: &str, version: u32) -> Observation {
    let mut it = observation(product, version);
    it.sighting.signer = None;
    it.sighting.claim = None;
    it.sighting.entry = None;
    it.sighting.state = State::NoSignature;
    it.changes.clear();
    it
}

fn history() -> (tempfile::TempDir, Arc<HistoryFile>) {
    let folder = tempfile::tempdir().unwrap();
    let file = HistoryFile::in_folder(&folder.path().join("not/there/yet"));
    (folder, file)
}

fn all() -> Filter {
    Filter::default()
}

#[test]
fn the_log_does_not_grow_with_the_number_of_processes() {
    let (folder, file) = history();
    let path = file.path().to_owned();
    let log = path.with_file_name("history.db-wal");
    let mut longest = 0;
    for number in 0..300 {
        let file = HistoryFile::in_folder(path.parent().unwrap());
        file.record(&[observation("tool", number)]).unwrap();
        drop(file);
        longest = longest.max(fs::metadata(&log).map_or(0, |log| log.len()));
    }
    assert!(longest < 512 << 10, "{longest} bytes in the log");
    assert_eq!(file.total(file.group("tool").unwrap()), 300);
    drop(folder);
}

#[test]
fn what_was_recorded_is_found_again_exactly() {
    let (_folder, file) = history();
    assert_eq!(file.page(&all(), 0), Page::default());
    assert!(!file.path().exists(), "asking makes nothing");

    let mut key = observation("key", 1);
    key.sighting.signer = Some(SeenSigner::Key {
        fingerprint: "ab".repeat(32),
        registry: Some("npm".into()),
    });
    let mut odd = observation("odd", 1);
    odd.name = "\u{202e}'; DROP TABLE observation; --\n\0".into();
    let mut recorded = vec![observation("tool", 1), unsigned("tool", 2), key, odd];
    let checks = file.record(&recorded).unwrap();
    for (observation, check) in recorded.iter_mut().zip(checks) {
        observation.sighting.check = check;
        assert_eq!(file.find(check).as_ref(), Some(&*observation));
    }
    let mut found = Vec::new();
    let mut take = |it: &Observation| {
        found.push(it.clone());
        true
    };
    file.each(&all(), &mut take).unwrap();
    assert_eq!(found, recorded);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(file.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn products_come_newest_first_and_are_searched() {
    let (_folder, file) = history();
    file.record(&[
        observation("tool", 1),
        observation("other", 1),
        observation("tool", 2),
    ])
    .unwrap();
    file.record(&[unsigned("third", 1)]).unwrap();
    let names = |page: &Page| -> Vec<String> {
        page.groups
            .iter()
            .map(|group| group.product.clone())
            .collect()
    };
    let page = file.page(&all(), 0);
    assert_eq!(names(&page), ["third", "tool", "other"]);
    assert_eq!(
        (page.total_groups, page.total_checks, page.all_checks),
        (3, 4, 4)
    );
    assert_eq!(page.groups[1].rows[0].name, "tool-2.0.zip");
    assert_eq!(names(&file.page(&all(), 2)), ["other"]);

    let found = file.page(&Filter::new("ACME Tool-1", None), 0);
    assert_eq!(
        (names(&found), found.total_checks, found.all_checks),
        (vec!["tool".to_owned()], 1, 4)
    );
    assert_eq!(
        names(&file.page(&Filter::new("", Some(State::NoSignature)), 0)),
        ["third"]
    );
    assert_eq!(
        names(&file.page(&Filter::new("releases\" sha256:tool2", None), 0)),
        ["tool"]
    );
    for nothing in ["%", "_", "tool-3", "'", "x\u{0}y"] {
        assert!(
            names(&file.page(&Filter::new(nothing, None), 0)).is_empty(),
            "{nothing}"
        );
    }
    let tool = file.group("tool").unwrap();
    assert_eq!(file.rows(&all(), tool, 1, 5).len(), 1);
    assert_eq!(file.total(tool), 2);
}

#[test]
fn what_is_forgotten_is_gone_from_the_file_and_can_be_put_back() {
    let (_folder, file) = history();
    let checks = file
        .record(&[
            observation("tool", 1),
            observation("tool", 2),
            observation("secretive", 1),
        ])
        .unwrap();
    let forgotten = file.forget(&Forget::Check { check: checks[0] }).unwrap();
    assert_eq!((forgotten.checks, forgotten.removed.len()), (1, 1));
    file.put_back(&forgotten.removed).unwrap();
    assert_eq!(file.find(checks[0]).as_ref(), forgotten.removed.first());
    assert_eq!(
        file.page(&all(), 0).groups[1].rows[0].sighting.check,
        checks[1]
    );

    let group = file.group("secretive").unwrap();
    assert_eq!(file.forget(&Forget::Group { group }).unwrap().checks, 1);
    assert_eq!(file.group("secretive"), None);
    let traces = |word: &str| {
        let folder = file.path().parent().unwrap();
        fs::read_dir(folder).unwrap().any(|entry| {
            let bytes = fs::read(entry.unwrap().path()).unwrap_or_default();
            bytes.windows(word.len()).any(|it| it == word.as_bytes())
        })
    };
    assert!(traces("tool-1.0.zip") && !traces("secretive"));

    assert_eq!(file.count_before(2000), 1);
    assert_eq!(file.forget_before(2000), Ok(1));
    assert_eq!(file.forget(&Forget::Everything).unwrap().checks, 1);
    assert_eq!(file.page(&all(), 0), Page::default());
    assert!(
        !traces("acme") && !traces("tool-2"),
        "signers are forgotten too"
    );
    // Numbers are never given twice: a note must not come to speak of another check.
    assert!(file.record(&[observation("tool", 3)]).unwrap()[0] > checks[2]);
}

#[test]
fn checks_are_compared_with_the_latest_of_each_signer() {
    let (_folder, file) = history();
    let mut stranger = observation("tool", 5);
    stranger.sighting.signer = Some(certificate("evil", "v5"));
    stranger.sighting.changed = true;
    let mut failed = observation("tool", 9);
    failed.sighting.state = State::Failed;
    let checks = file
        .record(&[
            observation("tool", 1),
            observation("tool", 2),
            stranger,
            failed,
            unsigned("tool", 8),
            observation("other", 9),
        ])
        .unwrap();
    let now = observation("tool", 3).sighting;
    let ask = |now: &Sighting, until| {
        let earlier = file.earlier(&["tool"], now, until);
        let checks: Vec<u64> = earlier.sightings.iter().map(|it| it.check).collect();
        (earlier.latest, checks)
    };
    assert_eq!(ask(&now, None), (checks[5], vec![checks[1], checks[2]]));
    // Its own bytes are told, as themselves.
    let again = observation("tool", 2).sighting;
    assert_eq!(ask(&again, None).1, [checks[0], checks[1], checks[2]]);
    assert_eq!(ask(&again, Some(checks[0])), (checks[0], vec![checks[0]]));
    let unsigned = unsigned("tool", 3).sighting;
    assert_eq!(ask(&unsigned, None).1, [checks[1]]);
    assert_eq!(file.earlier(&["unknown"], &now, None).sightings, []);

    let moved = Sighting {
        digest: Some("sha256:another".into()),
        ..observation("tool", 1).sighting
    };
    let changes = whence_verdict::changes(&moved, &file.earlier(&["tool"], &moved, None).sightings);
    let notes: Vec<_> = changes.iter().map(|it| (it.note, it.before)).collect();
    assert_eq!(
        notes,
        [
            (Note::DigestMoved, Some(checks[0])),
            (Note::OlderThanSeen, Some(checks[2]))
        ]
    );
}

#[test]
fn who_asks_does_not_wait_for_what_is_being_recorded() {
    let (_folder, file) = history();
    file.record(&[observation("tool", 1)]).unwrap();
    let writing = file.writing.lock().unwrap();
    let now = observation("tool", 2).sighting;
    assert_eq!(file.earlier(&["tool"], &now, None).sightings.len(), 1);
    assert_eq!(file.page(&all(), 0).all_checks, 1);
    drop(writing);
    file.record(&[observation("tool", 2)]).unwrap();
    assert_eq!(file.page(&all(), 0).all_checks, 2);
}

#[test]
fn of_very_many_signers_the_latest_are_compared_with() {
    let (_folder, file) = history();
    let by_number: Vec<Observation> = (0..600)
        .map(|number| {
            let mut it = observation("tool", number);
            it.sighting.signer = Some(certificate(&format!("owner-{number}"), "v1"));
            it
        })
        .collect();
    let checks = file.record(&by_number).unwrap();
    let last = *checks.last().unwrap();
    let earlier = |now: &Sighting, until| {
        let earlier = file.earlier(&["tool"], now, until).sightings;
        earlier.iter().map(|it| it.check).collect::<Vec<_>>()
    };
    let signed = earlier(&observation("tool", 1000).sighting, None);
    assert_eq!(signed, checks[checks.len() - signed.len()..]);
    assert!((200..600).contains(&signed.len()), "{}", signed.len());
    assert_eq!(earlier(&unsigned("tool", 1000).sighting, None), [last]);
    // Before there was any of this product, there is none.
    assert_eq!(
        earlier(&observation("tool", 1).sighting, Some(0)),
        [0_u64; 0]
    );
}

#[test]
fn signers_are_known_as_soon_as_they_are_recorded() {
    let (_folder, file) = history();
    let known = |file: &HistoryFile| format!("{:?}", Past::known_signers(file));
    assert!(!known(&file).contains("acme"));
    let mut stranger = observation("tool", 2);
    stranger.sighting.signer = Some(certificate("evil", "v2"));
    stranger.sighting.changed = true;
    file.record(&[observation("tool", 1), stranger]).unwrap();
    assert!(known(&file).contains("code.example/acme/tool"));
    // Who was another signer than before is nobody to be mistaken for.
    assert!(!known(&file).contains("evil"));
}

#[test]
fn a_damaged_history_is_set_aside_and_checks_go_on() {
    type Damage = fn(&[u8]) -> Vec<u8>;
    let damages: [Damage; 5] = [
        |_| b"this is no database, though it is long enough to be one".repeat(100),
        |_| b"short".to_vec(),
        |bytes| bytes[..bytes.len() / 2].to_vec(),
        |bytes| {
            let mut bytes = bytes.to_vec();
            bytes[100..].fill(0x55);
            bytes
        },
        |bytes| {
            // Some other program's.
            let mut bytes = bytes.to_vec();
            bytes[68..72].copy_from_slice(b"Othr");
            bytes
        },
    ];
    for (number, damage) in damages.into_iter().enumerate() {
        let (_folder, file) = history();
        let many: Vec<Observation> = (0..200).map(|it| observation("tool", it)).collect();
        file.record(&many).unwrap();
        // Merges the log into the file, as time does.
        file.forget(&Forget::Check { check: 1 }).unwrap();
        let whole = fs::read(file.path()).unwrap();
        drop(file);
        let path = _folder.path().join("not/there/yet/history.db");
        for log in ["-wal", "-shm"] {
            let _ = fs::remove_file(path.with_file_name(format!("history.db{log}")));
        }
        let damaged = damage(&whole);
        fs::write(&path, &damaged).unwrap();

        let file = HistoryFile::in_folder(path.parent().unwrap());
        // Asking ends in nothing, or in what is still whole; writing works at the second try at the latest.
        let _ = file.page(&all(), 0);
        let recorded = file.record(&[observation("new", 1)]);
        let recorded = recorded.or_else(|_| file.record(&[observation("new", 1)]));
        assert!(recorded.is_ok(), "damage {number}: {recorded:?}");
        assert!(file.group("new").is_some(), "damage {number}");
        assert_eq!(
            file.problem().map(|it| it.id).as_deref(),
            Some("history-damaged"),
            "damage {number}"
        );
        let aside = fs::read(path.with_file_name("history.db.broken-1")).unwrap();
        assert_eq!(
            aside.len(),
            damaged.len(),
            "damage {number}: what was there is kept"
        );
    }
}

#[test]
fn parts_lists_are_told_once_newest_first_and_forgotten_with_their_checks() {
    let (_folder, file) = history();
    assert_eq!(file.parts_lists(10), []);
    let of = |version: u32, lists: Vec<ListPlace>| Observation {
        lists,
        ..observation("tool", version)
    };
    let (same, other) = (list("/a/tool.cdx.json", 1), list("/a/\n'\".spdx", 2));
    let rebuilt = list("/a/tool.cdx.json", 3);
    let checks = file
        .record(&[
            of(1, vec![same.clone()]),
            of(2, vec![rebuilt.clone(), other.clone()]),
            of(3, vec![same.clone()]),
            of(4, vec![]),
        ])
        .unwrap();
    let told = |most| -> Vec<(i64, ListPlace)> {
        let all = file.parts_lists(most).into_iter();
        all.map(|it| (it.at, it.place)).collect()
    };
    let all = [(3000, same), (2000, other), (2000, rebuilt)];
    assert_eq!(told(10), all);
    assert_eq!(told(2), all[..2]);
    let second = file.parts_lists(10)[1].list;
    assert_eq!(file.parts_list(second).as_ref(), Some(&all[1].1));
    assert_eq!(file.parts_list(99), None);

    let forgotten = file.forget(&Forget::Check { check: checks[1] }).unwrap();
    assert_eq!(told(10), all[..1]);
    file.put_back(&forgotten.removed).unwrap();
    assert_eq!(told(10).len(), 3);
    file.forget(&Forget::Everything).unwrap();
    assert_eq!(told(10), []);
}

#[test]
fn a_history_of_the_first_version_is_led_on() {
    let (_folder, file) = history();
    let kept = file.record(&[observation("tool", 1)]).unwrap()[0];
    let connection = rusqlite::Connection::open(file.path()).unwrap();
    connection
        .execute_batch(
            "PRAGMA foreign_keys = OFF; \
             CREATE TABLE signer_1 (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, \
             issuer TEXT NOT NULL, repository TEXT NOT NULL, repository_id TEXT NOT NULL, owner TEXT NOT NULL, \
             owner_id TEXT NOT NULL, latest INTEGER NOT NULL DEFAULT 0, product INTEGER, \
             UNIQUE (name, kind, issuer, repository, repository_id, owner, owner_id)) STRICT; \
             INSERT INTO signer_1 SELECT id, kind, name, issuer, repository, repository_id, owner, owner_id, latest, \
             product FROM signer; DROP TABLE signer; ALTER TABLE signer_1 RENAME TO signer; \
             DROP TABLE parts_list; DROP TABLE called_like; DROP INDEX observation_digest; DROP INDEX observation_base; \
             CREATE INDEX observation_base ON observation (product, standing, signer, digest, id) WHERE standing > 0; \
             PRAGMA user_version = 1;",
        )
        .unwrap();
    drop(connection);

    let file = HistoryFile::in_folder(file.path().parent().unwrap());
    let found = file.find(kept).unwrap();
    assert_eq!((found.name.as_str(), found.lists), ("tool-1.0.zip", vec![]));
    assert_eq!(found.sighting.signer, Some(certificate("acme", "v1")));
    file.record(&[observation("tool", 2)]).unwrap();
    assert_eq!(file.parts_lists(10).len(), 1);
    let now = observation("tool", 3).sighting;
    assert_eq!(file.earlier(&["tool"], &now, None).sightings.len(), 1);
    assert_eq!(file.problem(), None);
    let connection = rusqlite::Connection::open(file.path()).unwrap();
    let check = |pragma: &str| connection.prepare(pragma).unwrap().exists([]).unwrap();
    assert!(!check("PRAGMA foreign_key_check"));
    let signers = connection.query_row("SELECT count(*) FROM signer", [], |row| row.get(0));
    assert_eq!(signers, Ok(1), "the same signer is still one");
}

#[test]
fn a_name_of_another_signing_service_is_another_signer() {
    let (_folder, file) = history();
    let by = |version: u32, instance: Option<&str>| {
        let mut it = observation("tool", version);
        if let Some(SeenSigner::Certificate(certificate)) = &mut it.sighting.signer {
            certificate.instance = instance.map(str::to_owned);
        }
        it
    };
    let all = [by(1, None), by(2, Some("Company")), by(3, None)];
    let numbers = file.record(&all).unwrap();
    for (number, kept) in numbers.iter().zip(&all) {
        assert_eq!(
            file.find(*number).unwrap().sighting.signer,
            kept.sighting.signer
        );
    }
    let connection = rusqlite::Connection::open(file.path()).unwrap();
    let signers = connection.query_row("SELECT count(*) FROM signer", [], |row| row.get(0));
    assert_eq!(signers, Ok(2));
}

/// A file that says it is a package, with what it is called like.
fn package(package: &str, version: u32) -> Observation {
    Observation {
        product: format!("pkg:npm/{package}"),
        ..observation("tool", version)
    }
}

#[test]
fn files_that_say_they_are_packages_are_found_by_their_names_too() {
    let (_folder, file) = history();
    let checks = file
        .record(&[package("acme/tool", 1), package("other", 2)])
        .unwrap();
    let now = observation("tool", 9).sighting;
    let found = |products: &[&str]| -> Vec<u64> {
        let earlier = file.earlier(products, &now, None);
        earlier.sightings.iter().map(|it| it.check).collect()
    };
    assert_eq!(found(&["tool"]), checks);
    assert_eq!(found(&["pkg:npm/other", "tool"]), checks);
    assert_eq!(found(&["pkg:npm/acme/tool"]), checks[..1]);
    assert_eq!(found(&["too"]), [0; 0]);
    assert_eq!(file.earlier(&["tool"], &now, Some(0)).sightings, []);
    // Forgotten is forgotten, and what is put back is found again.
    let forgotten = file.forget(&Forget::Check { check: checks[1] }).unwrap();
    assert_eq!(found(&["tool"]), checks[..1]);
    file.put_back(&forgotten.removed).unwrap();
    assert_eq!(found(&["tool"]), checks);
    file.forget(&Forget::Everything).unwrap();
    let connection = rusqlite::Connection::open(file.path()).unwrap();
    let names = connection.query_row("SELECT count(*) FROM called_like", [], |row| row.get(0));
    assert_eq!(names, Ok(0));
}

#[test]
fn names_of_packages_kept_before_they_were_noted_are_noted() {
    let (_folder, file) = history();
    let kept = file
        .record(&[package("acme/tool", 1), observation("tool", 2)])
        .unwrap();
    let connection = rusqlite::Connection::open(file.path()).unwrap();
    connection
        .execute_batch("DROP TABLE called_like; PRAGMA user_version = 3;")
        .unwrap();
    drop(connection);
    let file = HistoryFile::in_folder(file.path().parent().unwrap());
    let now = observation("tool", 9).sighting;
    let earlier = file.earlier(&["tool"], &now, None).sightings;
    let found: Vec<u64> = earlier.iter().map(|it| it.check).collect();
    assert_eq!(found, kept);
}

#[test]
fn what_a_later_version_wrote_is_neither_read_nor_touched() {
    let (_folder, file) = history();
    file.record(&[observation("tool", 1)]).unwrap();
    let version = |number: i32| {
        let connection = rusqlite::Connection::open(file.path()).unwrap();
        connection
            .pragma_update(None, "user_version", number)
            .unwrap();
    };
    version(99);
    let again = HistoryFile::in_folder(file.path().parent().unwrap());
    assert_eq!(again.page(&all(), 0), Page::default());
    assert_eq!(
        again.record(&[observation("tool", 2)]).unwrap_err().id,
        "history-newer"
    );
    assert_eq!(again.problem().unwrap().id, "history-newer");
    version(4);
    assert_eq!(again.page(&all(), 0).all_checks, 1);
    assert_eq!(again.problem(), None);
    again.begin_anew().unwrap();
    assert_eq!(again.page(&all(), 0).all_checks, 0);
    assert!(file.path().with_file_name("history.db.broken-1").exists());
    // Whoever had it open notices that another one stands in its place.
    file.record(&[observation("tool", 3)]).unwrap();
    assert_eq!(again.page(&all(), 0).all_checks, 1);
}

#[test]
fn a_place_that_cannot_be_written_is_a_problem_and_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("file");
    fs::write(&place, b"not a folder").unwrap();
    let file = HistoryFile::in_folder(&place);
    assert_eq!(
        file.record(&[observation("tool", 1)]).unwrap_err().id,
        "history-unreadable"
    );
    assert_eq!(file.page(&all(), 0), Page::default());
    assert!(file.problem().is_some());
}

/// Not a test of its own: what the two tests below start as processes.
#[test]
fn records_as_told_by_the_environment() {
    let Some(folder) = std::env::var_os("WHENCE_TEST_RECORD_IN") else {
        return;
    };
    let name = std::env::var("WHENCE_TEST_RECORD_AS").unwrap();
    let most: u32 = std::env::var("WHENCE_TEST_RECORD_MOST")
        .unwrap()
        .parse()
        .unwrap();
    let file = HistoryFile::in_folder(Path::new(&folder));
    for number in 0..most {
        file.record(&[observation(&name, number)]).unwrap();
        println!("recorded {number}");
    }
}

fn recorder(folder: &Path, name: &str, most: u32) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "history::tests::records_as_told_by_the_environment",
            "--nocapture",
        ])
        .env("WHENCE_TEST_RECORD_IN", folder)
        .env("WHENCE_TEST_RECORD_AS", name)
        .env("WHENCE_TEST_RECORD_MOST", most.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

#[test]
fn two_processes_write_at_once_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let mut running: Vec<_> = ["one", "two", "three"]
        .map(|name| recorder(folder.path(), name, 40).spawn().unwrap())
        .into();
    let file = HistoryFile::in_folder(folder.path());
    for number in 0..40 {
        file.record(&[observation("here", number)]).unwrap();
    }
    for process in &mut running {
        assert!(process.wait().unwrap().success());
    }
    let page = file.page(&all(), 0);
    assert_eq!(
        (page.total_groups, page.all_checks, file.problem()),
        (4, 160, None)
    );
    assert!(page.groups.iter().all(|group| group.total == 40));
}

#[test]
fn a_process_that_is_killed_while_it_writes_leaves_all_it_had_recorded() {
    use std::io::{BufRead, BufReader};
    let folder = tempfile::tempdir().unwrap();
    let mut process = recorder(folder.path(), "tool", 1_000_000).spawn().unwrap();
    let told = BufReader::new(process.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| line.rsplit_once("recorded ")?.1.parse::<u32>().ok())
        .find(|number| *number >= 50)
        .unwrap();
    process.kill().unwrap();
    process.wait().unwrap();
    let file = HistoryFile::in_folder(folder.path());
    let page = file.page(&all(), 0);
    assert!(
        page.all_checks > u64::from(told),
        "{} of {told}",
        page.all_checks
    );
    assert!(!database::is_damaged(file.path()));
    file.record(&[observation("tool", 1)]).unwrap();
    assert_eq!(file.problem(), None);
}
