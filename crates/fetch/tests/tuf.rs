//! Trust data over TUF: repositories that are honest, and one attack each (TUF specification §5 and 1.5.2).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use sigstore_tuf::transport::FetchFuture;
use tempfile::TempDir;
use whence_evidence::UnixTime;
use whence_fetch::{
    Client, Manners, Trouble,
    tuf::{self, FolderMirror, HttpMirror, Problem, ProblemCode, Proven, Repository},
};
use whence_testkit::web::{Reply, Server};
use whence_testkit::{Scenario, tuf::Tuf};

/// A mirror in memory.
#[derive(Clone)]
struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    fn find(&self, name: String, limit: u64) -> sigstore_tuf::Result<Option<Vec<u8>>> {
        let file = self.0.get(&name).cloned();
        match file {
            Some(file) if file.len() as u64 > limit => Err(
                sigstore_tuf::Error::transport_with_source(name, Trouble::TooLarge),
            ),
            other => Ok(other),
        }
    }
}

impl sigstore_tuf::Repository for Files {
    fn fetch_metadata<'a>(&'a self, name: &'a str, max_length: u64) -> FetchFuture<'a> {
        Box::pin(async move { self.find(name.to_owned(), max_length) })
    }

    fn fetch_target<'a>(&'a self, path: &'a str, max_length: u64) -> FetchFuture<'a> {
        Box::pin(async move { self.find(format!("targets/{path}"), max_length) })
    }
}

fn at(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).unwrap()
}

fn now() -> UnixTime {
    at("2026-06-01T00:00:00Z")
}

fn root_json() -> Vec<u8> {
    Scenario::message_rekor_v1().mint().trusted_root_json
}

/// A repository with a trusted root in it.
fn honest() -> Tuf {
    let mut tuf = Tuf::new();
    tuf.target("trusted_root.json", &root_json());
    tuf.publish();
    tuf
}

struct Desk {
    folder: TempDir,
    repository: Repository,
}

impl Desk {
    fn new(tuf: &Tuf) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            repository: Repository {
                name: "minted".to_owned(),
                root: tuf.pinned(),
                mirror: String::new(),
            },
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn update_at(&self, tuf: &Tuf, now: UnixTime) -> Result<Proven, Problem> {
        block_on(tuf::update(
            &self.repository,
            Files(tuf.files.clone()),
            self.path(),
            now,
        ))
    }

    fn update(&self, tuf: &Tuf) -> Result<Proven, Problem> {
        self.update_at(tuf, now())
    }

    fn refused(&self, tuf: &Tuf) -> ProblemCode {
        self.update(tuf).expect_err("must be refused").code
    }

    fn load(&self) -> Result<Option<Proven>, Problem> {
        tuf::load(&self.repository, self.path(), now())
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}

#[test]
fn an_honest_repository_is_believed_and_kept() {
    let tuf = honest();
    let desk = Desk::new(&tuf);
    assert_eq!(desk.load(), Ok(None));
    let proven = desk.update(&tuf).unwrap();
    assert_eq!(proven.trusted_root, root_json());
    assert_eq!(proven.checked_at, now());
    let versions: Vec<(&str, u64)> = proven
        .roles
        .iter()
        .map(|role| (role.role, role.version))
        .collect();
    assert_eq!(
        versions,
        [
            ("root", 1),
            ("timestamp", 2),
            ("snapshot", 2),
            ("targets", 2)
        ]
    );
    assert_eq!(desk.load(), Ok(Some(proven)));
}

#[test]
fn what_is_kept_serves_long_after_its_timestamp_has_passed() {
    let mut tuf = honest();
    tuf.timestamp.expires = "2026-06-02T00:00:00Z".to_owned();
    tuf.publish();
    let desk = Desk::new(&tuf);
    let proven = desk.update(&tuf).unwrap();
    let later = tuf::load(&desk.repository, desk.path(), at("2027-06-01T00:00:00Z"));
    assert_eq!(later, Ok(Some(proven)));
}

#[test]
fn roots_are_followed_one_by_one() {
    let mut tuf = honest();
    let desk = Desk::new(&tuf);
    for generation in 2..6 {
        tuf.root.keys = (1..=3)
            .map(|key| format!("root {generation} {key}"))
            .collect();
        tuf.root.signers = tuf.root.keys[1..].to_vec();
        tuf.publish_root();
    }
    assert_eq!(desk.update(&tuf).unwrap().roles[0].version, 5);
    // And from what was kept, although the pinned root is the first.
    assert_eq!(desk.load().unwrap().unwrap().roles[0].version, 5);
}

#[test]
fn roots_that_do_not_follow_are_refused() {
    // Signed by the new keys alone.
    let mut tuf = honest();
    let desk = Desk::new(&tuf);
    let mut foreign = Tuf::new();
    foreign.root.keys = vec!["foreign 1".to_owned(), "foreign 2".to_owned()];
    foreign.root.signers = foreign.root.keys.clone();
    foreign.publish_root();
    foreign.publish_root();
    let second = foreign.files["3.root.json"].clone();
    tuf.files.insert("2.root.json".to_owned(), second);
    assert!(matches!(
        desk.refused(&tuf),
        ProblemCode::Signatures | ProblemCode::Rollback
    ));
    // Signed by one of the old keys where two are needed.
    let mut tuf = honest();
    tuf.root.signers = vec!["tuf root 1".to_owned()];
    tuf.publish_root();
    let mut files = tuf.clone();
    files.files = honest().files;
    let lonely: Vec<u8> = tuf.files["2.root.json"].clone();
    let text = String::from_utf8(lonely).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    value["signatures"].as_array_mut().unwrap().truncate(1);
    files
        .files
        .insert("2.root.json".to_owned(), value.to_string().into_bytes());
    assert_eq!(Desk::new(&files).refused(&files), ProblemCode::Signatures);
    // The same signature twice is one signature.
    let only = value["signatures"][0].clone();
    value["signatures"].as_array_mut().unwrap().push(only);
    files
        .files
        .insert("2.root.json".to_owned(), value.to_string().into_bytes());
    assert_eq!(Desk::new(&files).refused(&files), ProblemCode::Signatures);
    // A version left out.
    let mut tuf = honest();
    tuf.root.version = 3;
    tuf.publish_root();
    let third = tuf.files["3.root.json"].clone();
    tuf.files.insert("2.root.json".to_owned(), third);
    assert_eq!(Desk::new(&tuf).refused(&tuf), ProblemCode::Rollback);
}

#[test]
fn what_has_expired_is_refused() {
    let expire: [fn(&mut Tuf); 4] = [
        |tuf| {
            tuf.root.expires = "2026-05-31T00:00:00Z".to_owned();
            tuf.publish_root();
        },
        |tuf| tuf.timestamp.expires = "2026-05-31T00:00:00Z".to_owned(),
        |tuf| tuf.snapshot.expires = "2026-05-31T00:00:00Z".to_owned(),
        |tuf| tuf.targets.expires = "2026-05-31T00:00:00Z".to_owned(),
    ];
    for (number, expire) in expire.into_iter().enumerate() {
        let mut tuf = honest();
        expire(&mut tuf);
        tuf.publish();
        let desk = Desk::new(&tuf);
        assert_eq!(desk.refused(&tuf), ProblemCode::Expired, "{number}");
        let before = at("2026-05-30T00:00:00Z");
        assert!(desk.update_at(&tuf, before).is_ok(), "{number}");
    }
}

#[test]
fn going_back_is_refused() {
    let old = honest();
    let mut new = old.clone();
    new.target(
        "trusted_root.json",
        &Scenario::message_rekor_v2().mint().trusted_root_json,
    );
    new.publish();
    let desk = Desk::new(&old);
    desk.update(&new).unwrap();
    assert_eq!(desk.refused(&old), ProblemCode::Rollback);
    // What was kept is what it was.
    assert_eq!(desk.load().unwrap().unwrap().roles[1].version, 3);
}

#[test]
fn parts_that_do_not_belong_together_are_refused() {
    type Tamper = fn(&mut Tuf);
    let tamper: [(&str, Tamper); 4] = [
        ("snapshot of another time", |tuf| {
            let old = tuf.files["1.snapshot.json"].clone();
            tuf.files.insert("2.snapshot.json".to_owned(), old);
        }),
        ("targets of another time", |tuf| {
            let old = tuf.files["1.targets.json"].clone();
            tuf.files.insert("2.targets.json".to_owned(), old);
        }),
        ("another target of the same length", |tuf| {
            let name = target_name(tuf);
            tuf.files.get_mut(&name).unwrap()[20] ^= 1;
        }),
        ("a shorter target", |tuf| {
            let name = target_name(tuf);
            tuf.files.get_mut(&name).unwrap().pop();
        }),
    ];
    for (what, tamper) in tamper {
        let mut tuf = honest();
        tamper(&mut tuf);
        assert_eq!(
            Desk::new(&tuf).refused(&tuf),
            ProblemCode::MixedParts,
            "{what}"
        );
    }
}

fn target_name(tuf: &Tuf) -> String {
    let name = tuf.files.keys().find(|name| name.starts_with("targets/"));
    name.unwrap().clone()
}

#[test]
fn every_role_must_be_signed_by_its_own_keys() {
    let change: [fn(&mut Tuf); 3] = [
        |tuf| tuf.timestamp.signers = vec!["somebody".to_owned()],
        |tuf| tuf.snapshot.signers = vec!["tuf timestamp".to_owned()],
        |tuf| tuf.targets.signers = vec!["tuf snapshot".to_owned()],
    ];
    for (number, change) in change.into_iter().enumerate() {
        let mut tuf = honest();
        change(&mut tuf);
        tuf.publish();
        assert_eq!(
            Desk::new(&tuf).refused(&tuf),
            ProblemCode::Signatures,
            "{number}"
        );
    }
}

#[test]
fn what_is_no_metadata_is_refused() {
    for (name, content) in [
        ("timestamp.json", &b"<html>"[..]),
        ("timestamp.json", b"{}"),
        ("2.snapshot.json", b""),
        ("2.root.json", b"[]"),
        ("timestamp.json", b"{\"signed\":{},\"signatures\":[]}"),
    ] {
        let mut tuf = honest();
        tuf.files.insert(name.to_owned(), content.to_vec());
        let code = Desk::new(&tuf).refused(&tuf);
        assert!(
            matches!(code, ProblemCode::Malformed | ProblemCode::MixedParts),
            "{name} {code:?}"
        );
    }
    for name in ["timestamp.json", "2.snapshot.json", "2.targets.json"] {
        let mut tuf = honest();
        tuf.files.remove(name);
        assert_eq!(
            Desk::new(&tuf).refused(&tuf),
            ProblemCode::Missing,
            "{name}"
        );
    }
    // Without the target, or with one that is no trusted root.
    assert_eq!(
        Desk::new(&Tuf::new()).refused(&Tuf::new()),
        ProblemCode::Missing
    );
    let mut tuf = Tuf::new();
    tuf.target("trusted_root.json", b"{\"mediaType\":\"text/plain\"}");
    tuf.publish();
    assert_eq!(Desk::new(&tuf).refused(&tuf), ProblemCode::Content);
    let mut tuf = honest();
    tuf.files
        .insert("timestamp.json".to_owned(), vec![b' '; 1 << 20]);
    assert_eq!(Desk::new(&tuf).refused(&tuf), ProblemCode::Network);
}

#[test]
fn lost_keys_can_be_replaced_after_a_version_that_was_too_high() {
    // Somebody with the timestamp key published version 1000; new keys begin again.
    let mut tuf = honest();
    let desk = Desk::new(&tuf);
    let mut attacked = tuf.clone();
    attacked.timestamp.version = 1000;
    attacked.snapshot.version = 1000;
    attacked.publish();
    desk.update(&attacked).unwrap();
    tuf.timestamp.keys = vec!["timestamp after".to_owned()];
    tuf.timestamp.signers = tuf.timestamp.keys.clone();
    tuf.snapshot.keys = vec!["snapshot after".to_owned()];
    tuf.snapshot.signers = tuf.snapshot.keys.clone();
    tuf.publish_root();
    tuf.publish();
    let proven = desk.update(&tuf).unwrap();
    assert_eq!(proven.roles[1].version, 3);
}

/// The file in which all of it is kept.
fn kept(desk: &Desk) -> PathBuf {
    desk.path().join("minted.json")
}

/// Changes what is kept of one file of the repository.
fn spoil(desk: &Desk, name: &str, change: impl FnOnce(&mut String)) {
    let mut state: serde_json::Value =
        serde_json::from_slice(&fs::read(kept(desk)).unwrap()).unwrap();
    let mut text = state["files"][name].as_str().unwrap().to_owned();
    change(&mut text);
    state["files"][name] = text.into();
    fs::write(kept(desk), state.to_string()).unwrap();
}

#[test]
fn what_is_kept_is_proven_again_and_nothing_is_put_in_its_place() {
    let tuf = honest();
    let desk = Desk::new(&tuf);
    desk.update(&tuf).unwrap();
    for name in [
        "timestamp.json",
        "snapshot.json",
        "targets.json",
        "targets/trusted_root.json",
    ] {
        let damages: [fn(&mut String); 3] = [
            |text| *text = text.replacen('1', "2", 1),
            |text| text.truncate(text.len() / 2),
            String::clear,
        ];
        for damage in damages {
            spoil(&desk, name, damage);
            let loaded = desk.load();
            assert_eq!(loaded.unwrap_err().code, ProblemCode::CacheBroken, "{name}");
            // The next update mends it.
            let mended = desk.update(&tuf);
            assert!(mended.is_ok(), "{name}: {mended:?}");
            assert!(desk.load().unwrap().is_some(), "{name}");
            // A damaged state does not become the one before.
            assert!(!desk.path().join("minted.before.json").exists());
        }
    }
    for damage in [
        &b""[..],
        b"{",
        b"[]",
        b"{\"schema\":2,\"checked-at\":0,\"files\":{}}",
    ] {
        fs::write(kept(&desk), damage).unwrap();
        assert_eq!(desk.load().unwrap_err().code, ProblemCode::CacheBroken);
        desk.update(&tuf).unwrap();
    }
}

/// Two updates of a repository, the second with another trusted root.
fn twice() -> (Desk, Tuf, Tuf) {
    let old = honest();
    let mut new = old.clone();
    new.target(
        "trusted_root.json",
        &Scenario::message_rekor_v2().mint().trusted_root_json,
    );
    new.publish();
    let desk = Desk::new(&old);
    desk.update(&old).unwrap();
    (desk, old, new)
}

#[test]
fn when_the_latest_state_is_damaged_the_one_before_is_in_force() {
    let (desk, old, new) = twice();
    let before = desk.load().unwrap().unwrap();
    let after = desk.update(&new).unwrap();
    assert_eq!(desk.load(), Ok(Some(after.clone())));
    let good = fs::read(kept(&desk)).unwrap();
    for damage in [vec![], good[..good.len() / 2].to_vec()] {
        fs::write(kept(&desk), damage).unwrap();
        let found = desk.load().unwrap().unwrap();
        assert_eq!(found.trusted_root, before.trusted_root);
        let problem = found.in_place_of.unwrap();
        assert_eq!(problem.code, ProblemCode::CacheBroken);
    }
    // What was seen before the damage is no floor any more, but the state before is.
    assert_eq!(desk.update(&new).unwrap().trusted_root, after.trusted_root);
    assert_eq!(desk.refused(&old), ProblemCode::Rollback);
    // Ended between the two steps of writing: only the state before is there.
    fs::remove_file(kept(&desk)).unwrap();
    let found = desk.load().unwrap().unwrap();
    assert_eq!(
        (found.trusted_root, found.in_place_of),
        (before.trusted_root, None)
    );
    assert_eq!(desk.update(&new).unwrap().trusted_root, after.trusted_root);
}

#[test]
fn a_trusted_root_put_into_the_folder_by_hand_is_not_believed() {
    let tuf = honest();
    let desk = Desk::new(&tuf);
    desk.update(&tuf).unwrap();
    let forged = Scenario::envelope_private().mint().trusted_root_json;
    spoil(&desk, "targets/trusted_root.json", |text| {
        *text = String::from_utf8(forged).unwrap();
    });
    assert_eq!(desk.load().unwrap_err().code, ProblemCode::CacheBroken);
    // Neither is a file that tells of an update in the future.
    desk.update(&tuf).unwrap();
    let mut state: serde_json::Value =
        serde_json::from_slice(&fs::read(kept(&desk)).unwrap()).unwrap();
    state["checked-at"] = 4_102_444_800_i64.into();
    fs::write(kept(&desk), state.to_string()).unwrap();
    assert_eq!(desk.load().unwrap_err().code, ProblemCode::CacheBroken);
}

#[test]
fn a_mirror_that_falls_silent_leaves_what_was_before() {
    // After each number of files.
    for answers in 0..6 {
        let (desk, _, new) = twice();
        let before = desk.load().unwrap();
        let mut names: Vec<&String> = new.files.keys().collect();
        names.sort_by_key(|name| (name.starts_with("targets"), name.contains("targets")));
        let mut cut = new.clone();
        for name in names.into_iter().skip(answers) {
            cut.files.remove(name);
        }
        cut.files
            .entry("timestamp.json".to_owned())
            .or_insert_with(|| new.files["timestamp.json"].clone());
        if desk.update(&cut).is_err() {
            assert_eq!(desk.load().unwrap(), before, "{answers}");
        }
        assert!(desk.update(&new).is_ok(), "{answers}");
        assert!(desk.load().unwrap().is_some());
    }
}

#[test]
fn a_folder_that_cannot_be_written_leaves_what_was_before() {
    let (desk, _, new) = twice();
    let before = desk.load().unwrap();
    // Something stands where the state before would go.
    let in_the_way = desk.path().join("minted.before.json");
    fs::create_dir_all(in_the_way.join("full")).unwrap();
    assert_eq!(desk.refused(&new), ProblemCode::Folder);
    assert_eq!(desk.load().unwrap(), before);
    fs::remove_dir_all(in_the_way).unwrap();
    assert!(desk.update(&new).is_ok());
}

#[test]
fn a_folder_serves_as_a_mirror() {
    let tuf = honest();
    let stick = tempfile::tempdir().unwrap();
    for (name, content) in &tuf.files {
        let path = stick.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let desk = Desk::new(&tuf);
    let mirror = FolderMirror::new(stick.path());
    let proven = block_on(tuf::update(&desk.repository, mirror, desk.path(), now())).unwrap();
    assert_eq!(proven.trusted_root, root_json());
}

#[test]
fn a_mirror_on_the_web_that_fails_is_no_verdict_on_the_data() {
    let tuf = honest();
    let desk = Desk::new(&tuf);
    let update = |address: &str| {
        let client = Client::new(Manners {
            private_addresses: true,
            ..Manners::default()
        })
        .unwrap();
        let mirror = HttpMirror::new(client, address);
        block_on(tuf::update(&desk.repository, mirror, desk.path(), now()))
    };
    let server = Server::start();
    server.files(&tuf.files);
    assert_eq!(update(&server.address).unwrap().trusted_root, root_json());
    for reply in [
        Reply::Status(500, vec![]),
        Reply::Status(429, vec!["retry-after: 900".to_owned()]),
        Reply::Endless,
        Reply::Short(b"{".to_vec()),
    ] {
        server.reply("/timestamp.json", reply);
        assert_eq!(
            update(&server.address).unwrap_err().code,
            ProblemCode::Network
        );
        assert_eq!(desk.load().unwrap().unwrap().trusted_root, root_json());
    }
    let nobody = update("http://127.0.0.1:1").unwrap_err();
    assert_eq!(nobody.trouble, Some(Trouble::Unreachable));
}

#[test]
fn two_programs_update_one_folder_at_once_and_the_newest_stays() {
    let old = honest();
    let mut states = vec![old.clone()];
    for number in 0..4 {
        let mut next = states[number].clone();
        next.publish();
        states.push(next);
    }
    let desk = Desk::new(&old);
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|writer| {
                let (desk, states) = (&desk, &states);
                scope.spawn(move || {
                    for state in states {
                        // Behind the other by then: refused, as an old copy is.
                        let updated = desk.update(state);
                        assert!(
                            updated.is_ok() || updated.unwrap_err().code == ProblemCode::Rollback,
                            "{writer}"
                        );
                        // At every moment something whole is there.
                        assert!(desk.load().unwrap().unwrap().in_place_of.is_none());
                    }
                })
            })
            .collect();
        for one in all {
            one.join().unwrap();
        }
    });
    let newest = desk.load().unwrap().unwrap();
    assert_eq!(newest.roles[1].version, states[4].timestamp.version - 1);
    let leftovers: Vec<_> = fs::read_dir(desk.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("minted."))
        .collect();
    assert_eq!(leftovers, Vec::<String>::new());
}

#[test]
fn the_pinned_roots_are_what_they_say() {
    for (repository, version) in [
        (Repository::public_good(), 16),
        (Repository::staging(), 15),
        (Repository::github(), 9),
    ] {
        let trusted = sigstore_tuf::TrustedMetadataSet::from_root(&repository.root).unwrap();
        assert_eq!(trusted.root().version, version, "{}", repository.name);
        assert!(repository.mirror.starts_with("https://"));
    }
}
