//! The command line that the public conformance suite drives, over the kinds of cases the suite has: what is
//! asked for, what is trusted afterwards, what is downloaded, and the exit code.

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
    process::{Command, Output},
};

use serde_json::{Value, json};
use tempfile::TempDir;
use whence_testkit::{
    keys::{hex, sha256},
    tuf::{Tuf, key_id},
    web::Server,
};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_whence-tuf-conformance"))
        .args(arguments)
        .output()
        .unwrap()
}

/// A path below the server as the suite has them: the name of the test is in it, escaped.
const PLACE: &str = "a%20test%5B1%5D";

/// A client with folders of its own, and the mirror it asks.
struct Client {
    desk: TempDir,
    server: Server,
}

impl Client {
    /// One that was given the first root of a repository, which is then served.
    fn new(tuf: &Tuf) -> Self {
        let client = Self::given(&tuf.pinned());
        client.serve(tuf);
        client
    }

    fn given(root: &[u8]) -> Self {
        let desk = tempfile::tempdir().unwrap();
        for folder in ["metadata", "targets"] {
            fs::create_dir(desk.path().join(folder)).unwrap();
        }
        fs::write(desk.path().join("initial_root.json"), root).unwrap();
        let client = Self {
            desk,
            server: Server::start(),
        };
        let (metadata, root) = (client.path("metadata"), client.path("initial_root.json"));
        run(&["--metadata-dir", &metadata, "init", &root]);
        client
    }

    fn serve(&self, tuf: &Tuf) {
        let below = |(name, content): (&String, &Vec<u8>)| {
            let folder = if name.starts_with("targets/") {
                ""
            } else {
                "metadata/"
            };
            (format!("{PLACE}/{folder}{name}"), content.clone())
        };
        self.server.files(&tuf.files.iter().map(below).collect());
    }

    fn path(&self, name: &str) -> String {
        self.desk.path().join(name).to_str().unwrap().to_owned()
    }

    fn address(&self, folder: &str) -> String {
        format!("{}/{PLACE}/{folder}/", self.server.address)
    }

    /// Whether it says that all of it was done.
    fn refresh(&self) -> bool {
        let output = run(&[
            "--metadata-url",
            &self.address("metadata"),
            "--metadata-dir",
            &self.path("metadata"),
            "refresh",
        ]);
        told(&output)
    }

    fn download(&self, name: &str) -> bool {
        let output = run(&[
            "--metadata-url",
            &self.address("metadata"),
            "--metadata-dir",
            &self.path("metadata"),
            "--target-name",
            name,
            "--target-dir",
            &self.path("targets"),
            "--target-base-url",
            &self.address("targets"),
            "download",
        ]);
        told(&output)
    }

    /// Refreshes from a repository as it is now.
    fn refresh_from(&self, tuf: &Tuf) -> bool {
        self.serve(tuf);
        self.refresh()
    }

    /// Names and versions of the metadata that is trusted.
    fn trusted(&self) -> Vec<(String, u64)> {
        let mut trusted: Vec<(String, u64)> = files(&self.desk.path().join("metadata"))
            .into_iter()
            .map(|(path, content)| {
                let name = path.file_name().unwrap().to_str().unwrap();
                let name = name.strip_suffix(".json").unwrap().to_owned();
                let file: Value = serde_json::from_slice(&content).unwrap();
                (name, file["signed"]["version"].as_u64().unwrap())
            })
            .collect();
        trusted.sort();
        trusted
    }

    fn version(&self, role: &str) -> Option<u64> {
        let mut trusted = self.trusted().into_iter();
        trusted
            .find(|(name, _)| name == role)
            .map(|(_, version)| version)
    }

    fn content(&self, role: &str) -> Vec<u8> {
        fs::read(self.path(&format!("metadata/{role}.json"))).unwrap()
    }

    /// What was downloaded.
    fn downloaded(&self) -> Vec<Vec<u8>> {
        files(&self.desk.path().join("targets"))
            .into_values()
            .collect()
    }

    /// What was asked for since the last time, below the place of the repository.
    fn asked(&self) -> Vec<String> {
        let place = format!("/{PLACE}/");
        let below = |path: String| {
            let path = path.strip_prefix(&place).unwrap();
            path.strip_prefix("metadata/").unwrap_or(path).to_owned()
        };
        self.server.take_paths().into_iter().map(below).collect()
    }
}

/// Nothing but 0 and 1 is said, and the reason stands with the 1.
fn told(output: &Output) -> bool {
    match output.status.code() {
        Some(0) => true,
        Some(1) => {
            assert!(!output.stderr.is_empty());
            eprint!("{}", String::from_utf8_lossy(&output.stderr));
            false
        }
        other => panic!("exit code {other:?}"),
    }
}

/// All files below a folder.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(path).unwrap());
        }
    }
    found
}

/// A repository that outlives every clock: the program asks the real one.
fn fresh() -> Tuf {
    let mut tuf = Tuf::blank();
    for role in [
        &mut tuf.root,
        &mut tuf.timestamp,
        &mut tuf.snapshot,
        &mut tuf.targets,
    ] {
        role.expires = LATER.to_owned();
    }
    tuf
}

const LATER: &str = "2999-01-01T00:00:00Z";
const PASSED: &str = "2020-01-01T00:00:00Z";

/// One that was published once, with versions alone in snapshot and timestamp, so that a test can change one
/// file without the others.
fn plain() -> Tuf {
    let mut tuf = fresh();
    tuf.digests = false;
    tuf.publish_root();
    tuf.publish();
    tuf
}

/// One key for the root, which suits tests that change it.
fn lone_root() -> Tuf {
    let mut tuf = fresh();
    tuf.digests = false;
    tuf.root.keys = vec!["root".to_owned()];
    tuf.root.signers = tuf.root.keys.clone();
    tuf.root.threshold = 1;
    tuf.publish_root();
    tuf.publish();
    tuf
}

fn all(root: u64, timestamp: u64, snapshot: u64, targets: u64) -> Vec<(String, u64)> {
    [
        ("root", root),
        ("snapshot", snapshot),
        ("targets", targets),
        ("timestamp", timestamp),
    ]
    .into_iter()
    .filter(|(_, version)| *version > 0)
    .map(|(name, version)| (name.to_owned(), version))
    .collect()
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

const REFRESHED: [&str; 4] = [
    "2.root.json",
    "timestamp.json",
    "1.snapshot.json",
    "1.targets.json",
];

#[test]
fn a_refresh_asks_for_each_role_once_and_keeps_the_bytes_it_got() {
    let mut tuf = plain();
    // Nobody else writes it like that.
    tuf.files.get_mut("timestamp.json").unwrap().push(b' ');
    let client = Client::new(&tuf);
    assert_eq!(client.trusted(), all(1, 0, 0, 0));
    assert!(client.refresh());
    assert_eq!(client.asked(), REFRESHED);
    for (role, name) in [
        ("root", "1.root.json"),
        ("timestamp", "timestamp.json"),
        ("snapshot", "1.snapshot.json"),
        ("targets", "1.targets.json"),
    ] {
        assert_eq!(client.content(role), tuf.files[name], "{role}");
    }
    assert_eq!(client.trusted(), all(1, 1, 1, 1));
    assert!(client.downloaded().is_empty());
    // Nothing has changed: nothing else is asked for.
    assert!(client.refresh());
    assert_eq!(client.asked(), ["2.root.json", "timestamp.json"]);
}

#[test]
fn a_download_refreshes_before() {
    let client = Client::new(&plain());
    assert!(!client.download("nobody has it"));
    assert_eq!(client.asked(), REFRESHED);
    assert_eq!(client.trusted(), all(1, 1, 1, 1));
}

#[test]
fn a_first_root_that_cannot_be_used_asks_for_nothing() {
    let tuf = lone_root();
    let mut unversioned = tuf.file("1.root.json");
    unversioned["signed"]
        .as_object_mut()
        .unwrap()
        .remove("version");
    let mut foreign = tuf.clone();
    foreign.sign_by("1.root.json", &["somebody"]);
    let mut misattributed = tuf.file("1.root.json");
    misattributed["signatures"][0]["sig"] =
        foreign.file("1.root.json")["signatures"][0]["sig"].clone();
    for root in [
        unversioned.to_string().into_bytes(),
        foreign.files["1.root.json"].clone(),
        misattributed.to_string().into_bytes(),
        b"{".to_vec(),
    ] {
        let client = Client::given(&root);
        client.serve(&tuf);
        assert!(!client.refresh());
        assert_eq!(client.asked(), Vec::<String>::new());
    }
}

/// For each role something that is wrong with its second version, and what is trusted after it was refused: what
/// comes before it in the order of updates.
fn refused_one_by_one(spoil: impl Fn(&mut Tuf, &str), roles: &[&str]) {
    for role in roles {
        let mut tuf = lone_root();
        let client = Client::new(&tuf);
        tuf.publish_root();
        tuf.files.remove("1.targets.json");
        tuf.publish();
        let name = match *role {
            "timestamp" => "timestamp.json".to_owned(),
            other => format!("2.{other}.json"),
        };
        spoil(&mut tuf, &name);
        assert!(!client.refresh_from(&tuf), "{role}");
        let trusted = match *role {
            "root" => all(1, 0, 0, 0),
            "timestamp" => all(2, 0, 0, 0),
            "snapshot" => all(2, 2, 0, 0),
            _ => all(2, 2, 2, 0),
        };
        assert_eq!(client.trusted(), trusted, "{role}");
    }
}

const ROLES: [&str; 4] = ["root", "timestamp", "snapshot", "targets"];

#[test]
fn a_role_that_is_not_signed_by_its_keys_is_refused_and_those_before_it_are_kept() {
    refused_one_by_one(|tuf, name| tuf.sign_by(name, &[]), &ROLES);
    refused_one_by_one(|tuf, name| tuf.sign_by(name, &["somebody"]), &ROLES);
}

#[test]
fn a_version_other_than_the_one_that_was_asked_for_is_refused() {
    refused_one_by_one(
        |tuf, name| tuf.edit(name, |signed| signed["version"] = 3.into()),
        &["root", "snapshot", "targets"],
    );
}

#[test]
fn a_role_of_another_type_is_refused() {
    let other = |tuf: &mut Tuf, name: &str| {
        tuf.edit(name, |signed| {
            signed["_type"] = match signed["_type"].as_str() {
                Some("targets") => "snapshot".into(),
                _ => "targets".into(),
            };
        });
    };
    refused_one_by_one(other, &ROLES);
    // A snapshot that would do as a timestamp, signed by the key of the timestamp as well.
    let mut tuf = lone_root();
    tuf.snapshot.keys.push("tuf timestamp".to_owned());
    tuf.publish_root();
    let client = Client::new(&tuf);
    tuf.publish();
    tuf.edit("2.snapshot.json", |signed| {
        signed["meta"] = json!({ "snapshot.json": { "version": 1 } });
    });
    tuf.sign_by("2.snapshot.json", &["tuf snapshot", "tuf timestamp"]);
    let snapshot = tuf.files["2.snapshot.json"].clone();
    tuf.files.insert("timestamp.json".to_owned(), snapshot);
    assert!(!client.refresh_from(&tuf));
    assert_eq!(client.trusted(), all(2, 0, 0, 0));
}

#[test]
fn what_is_not_there_is_refused_and_what_came_before_it_is_kept() {
    for (name, trusted) in [
        ("timestamp.json", all(1, 1, 1, 1)),
        ("2.snapshot.json", all(1, 2, 1, 1)),
        ("2.targets.json", all(1, 2, 2, 1)),
    ] {
        let mut tuf = plain();
        let client = Client::new(&tuf);
        assert!(client.refresh());
        tuf.publish();
        tuf.files.remove(name);
        assert!(!client.refresh_from(&tuf), "{name}");
        assert_eq!(client.asked().last().unwrap(), name);
        assert_eq!(client.trusted(), trusted, "{name}");
    }
}

#[test]
fn lengths_and_digests_of_metadata_are_held() {
    let mut tuf = fresh();
    tuf.publish_root();
    tuf.publish();
    let client = Client::new(&tuf);
    assert!(client.refresh());
    tuf.publish();
    assert!(client.refresh_from(&tuf));
    assert_eq!(client.trusted(), all(1, 2, 2, 2));
    // The snapshot tells another digest of the targets than they have.
    let before = tuf.clone();
    let wrong = "46419349341cfb2d95f6ae3d4cd5c3d3dd7f4673985dad42a45130be5e0531a0";
    let other: [fn(&mut Value, &str); 2] = [
        |about, wrong| about["hashes"]["sha256"] = wrong.into(),
        |about, _| about["length"] = 20.into(),
    ];
    for change in other {
        let mut tuf = before.clone();
        tuf.digests = false;
        tuf.publish();
        tuf.edit("3.snapshot.json", |signed| {
            let about = &mut signed["meta"]["targets.json"];
            about["hashes"] = json!({});
            change(about, wrong);
        });
        let client = Client::new(&before);
        assert!(client.refresh());
        assert!(!client.refresh_from(&tuf));
        assert_eq!(client.trusted(), all(1, 3, 3, 2));
        // And the timestamp another one of the snapshot.
        tuf.edit("timestamp.json", |signed| {
            let about = &mut signed["meta"]["snapshot.json"];
            about["hashes"] = json!({});
            change(about, wrong);
        });
        let client = Client::new(&before);
        assert!(client.refresh());
        assert!(!client.refresh_from(&tuf));
        assert_eq!(client.trusted(), all(1, 3, 2, 2));
    }
}

#[test]
fn a_timestamp_of_the_same_version_is_not_another_one() {
    let mut tuf = plain();
    let client = Client::new(&tuf);
    assert!(client.refresh());
    client.asked();
    let before = client.content("timestamp");
    tuf.edit("timestamp.json", |signed| {
        signed["meta"]["snapshot.json"]["version"] = 100.into();
    });
    assert!(client.refresh_from(&tuf));
    assert_eq!(client.asked(), ["2.root.json", "timestamp.json"]);
    assert_eq!(client.content("timestamp"), before);
}

#[test]
fn fields_that_nobody_knows_are_part_of_what_is_signed() {
    let mut tuf = lone_root();
    let client = Client::new(&tuf);
    tuf.publish_root();
    tuf.edit("2.root.json", |signed| {
        signed["custom-field"] = "value".into();
        signed["roles"]["root"]["another-field"] = json!({ "a": [1, true, null] });
        for (_, key) in signed["keys"].as_object_mut().unwrap() {
            // No part of the specification, and no reason for anything.
            key["keyid_hash_algorithms"] = json!(["md5"]);
            key["extra-field"] = json!({ "a": 1, "b": 2 });
        }
    });
    assert!(client.refresh_from(&tuf));
    assert_eq!(client.trusted(), all(2, 1, 1, 1));
    // Taken away again, the signature does not hold.
    let mut file = {
        tuf.publish_root();
        tuf.edit("3.root.json", |signed| {
            signed["custom-field"] = "value".into()
        });
        tuf.file("3.root.json")
    };
    file["signed"]
        .as_object_mut()
        .unwrap()
        .remove("custom-field");
    tuf.files
        .insert("3.root.json".to_owned(), file.to_string().into_bytes());
    assert!(!client.refresh_from(&tuf));
    assert_eq!(client.version("root"), Some(2));
}

#[test]
fn ids_of_keys_are_names_and_no_digests() {
    let mut tuf = lone_root();
    let client = Client::new(&tuf);
    tuf.publish_root();
    let id = key_id("tuf timestamp");
    tuf.edit("2.root.json", |signed| {
        let key = signed["keys"].as_object_mut().unwrap().remove(&id).unwrap();
        signed["keys"]["no hexadecimal at all"] = key;
        signed["roles"]["timestamp"]["keyids"] = json!(["no hexadecimal at all"]);
    });
    let mut timestamp = tuf.file("timestamp.json");
    timestamp["signatures"][0]["keyid"] = "no hexadecimal at all".into();
    tuf.files.insert(
        "timestamp.json".to_owned(),
        timestamp.to_string().into_bytes(),
    );
    assert!(client.refresh_from(&tuf));
    assert_eq!(client.trusted(), all(2, 1, 1, 1));
}

#[test]
fn what_has_expired_is_refused() {
    // The last root is kept, and nothing is believed by it.
    let mut tuf = plain();
    let client = Client::new(&tuf);
    assert!(client.refresh());
    tuf.publish_root();
    tuf.root.expires = PASSED.to_owned();
    tuf.publish_root();
    tuf.publish();
    assert!(!client.refresh_from(&tuf));
    assert_eq!(client.trusted(), all(3, 1, 1, 1));
    // One in between does not matter.
    tuf.root.expires = LATER.to_owned();
    tuf.publish_root();
    assert!(client.refresh_from(&tuf));
    assert_eq!(client.trusted(), all(4, 2, 2, 2));

    type Expire = fn(&mut Tuf);
    let expire: [(Expire, Vec<(String, u64)>); 3] = [
        (
            |tuf| tuf.timestamp.expires = PASSED.to_owned(),
            all(1, 1, 1, 1),
        ),
        (
            |tuf| tuf.snapshot.expires = PASSED.to_owned(),
            all(1, 2, 1, 1),
        ),
        (
            |tuf| tuf.targets.expires = PASSED.to_owned(),
            all(1, 2, 2, 1),
        ),
    ];
    for (expire, trusted) in expire {
        let mut tuf = plain();
        let client = Client::new(&tuf);
        assert!(client.refresh());
        expire(&mut tuf);
        tuf.publish();
        assert!(!client.refresh_from(&tuf));
        assert_eq!(client.trusted(), trusted);
    }
}

#[test]
fn what_has_expired_here_is_still_what_others_must_not_fall_behind() {
    let mut tuf = plain();
    tuf.publish();
    let old = tuf.clone();
    let client = Client::new(&tuf);
    tuf.publish();
    // As if it had been fetched when it still counted.
    let mut then = tuf.clone();
    then.edit("timestamp.json", |signed| signed["expires"] = PASSED.into());
    then.edit("3.snapshot.json", |signed| {
        signed["expires"] = PASSED.into()
    });
    for (role, name) in [
        ("timestamp", "timestamp.json"),
        ("snapshot", "3.snapshot.json"),
        ("targets", "3.targets.json"),
    ] {
        let place = client.path(&format!("metadata/{role}.json"));
        fs::write(place, &then.files[name]).unwrap();
    }
    assert!(!client.refresh_from(&old));
    assert_eq!(client.trusted(), all(1, 3, 3, 3));
    // Standing still is refused too: the mirror goes on serving what has expired.
    assert!(!client.refresh_from(&then));
    tuf.publish();
    assert!(client.refresh_from(&tuf));
    assert_eq!(client.trusted(), all(1, 4, 4, 4));
}

#[test]
fn going_back_is_refused_with_digests_and_without() {
    for digests in [true, false] {
        let mut tuf = fresh();
        tuf.digests = digests;
        tuf.publish_root();
        tuf.publish();
        let first = tuf.clone();
        tuf.publish();
        let client = Client::new(&tuf);
        assert!(client.refresh());
        client.asked();
        // The timestamp itself.
        assert!(!client.refresh_from(&first));
        assert_eq!(client.trusted(), all(1, 2, 2, 2));
        assert_eq!(client.asked().last().unwrap(), "timestamp.json");
        // The snapshot, by a newer timestamp.
        let mut snapshot = first.clone();
        snapshot.timestamp.version = 3;
        snapshot.snapshot.version = 1;
        snapshot.publish();
        assert!(!client.refresh_from(&snapshot));
        assert_eq!(client.trusted(), all(1, 2, 2, 2));
        assert_eq!(client.asked().last().unwrap(), "timestamp.json");
        // The targets, by a newer snapshot.
        let mut targets = tuf.clone();
        targets.targets.version = 1;
        targets.publish();
        assert!(!client.refresh_from(&targets));
        assert_eq!(client.version("targets"), Some(2));
        // A role that the snapshot no longer names.
        let mut without = tuf.clone();
        without.digests = false;
        without.publish();
        without.edit("3.snapshot.json", |signed| signed["meta"] = json!({}));
        assert!(!client.refresh_from(&without));
        assert_eq!(client.version("targets"), Some(2));
    }
}

#[test]
fn a_snapshot_that_went_back_alone_is_not_even_asked_for() {
    let mut tuf = plain();
    tuf.publish();
    let client = Client::new(&tuf);
    assert!(client.refresh());
    client.asked();
    let old = tuf.files["1.snapshot.json"].clone();
    tuf.files.insert("2.snapshot.json".to_owned(), old);
    assert!(client.refresh_from(&tuf));
    assert_eq!(client.asked().last().unwrap(), "timestamp.json");
    assert_eq!(client.version("snapshot"), Some(2));
}

#[test]
fn new_keys_take_back_versions_that_ran_ahead() {
    type Ahead = fn(&mut Tuf);
    let cases: [(Ahead, Ahead, &str); 3] = [
        (
            |tuf| tuf.timestamp.version = 100,
            |tuf| {
                tuf.timestamp.keys = vec!["new timestamp".to_owned()];
                tuf.timestamp.version = 2;
            },
            "timestamp",
        ),
        (
            |tuf| tuf.snapshot.version = 99_999,
            |tuf| {
                tuf.snapshot.keys = vec!["new snapshot".to_owned()];
                tuf.timestamp.keys = vec!["new timestamp".to_owned()];
                tuf.snapshot.version = 2;
            },
            "snapshot",
        ),
        (
            |tuf| tuf.targets.version = 100,
            |tuf| {
                tuf.snapshot.keys = vec!["new snapshot".to_owned()];
                tuf.targets.version = 2;
            },
            "targets",
        ),
    ];
    for (ahead, back, role) in cases {
        let mut tuf = plain();
        ahead(&mut tuf);
        tuf.publish();
        let client = Client::new(&tuf);
        assert!(client.refresh(), "{role}");
        assert!(client.version(role).unwrap() >= 100, "{role}");
        back(&mut tuf);
        for changed in [&mut tuf.timestamp, &mut tuf.snapshot] {
            changed.signers = changed.keys.clone();
        }
        tuf.publish_root();
        tuf.publish();
        assert!(client.refresh_from(&tuf), "{role}");
        assert_eq!(client.version(role), Some(2), "{role}");
    }
}

/// A version of a role: its keys, how many must sign, and who signs.
type Turn = (&'static [u8], usize, &'static [u8]);

fn keys(numbers: &[u8]) -> Vec<String> {
    let name = |number| format!("ed25519 key {number}");
    numbers.iter().map(name).collect()
}

#[test]
fn roots_change_hands_by_those_who_held_and_those_who_hold() {
    let five: &[u8] = &[0, 1, 2, 3, 4];
    let one_else: &[u8] = &[0, 1, 3, 4, 5];
    // Whether the last of each is accepted.
    let cases: &[(bool, &[Turn])] = &[
        (
            true,
            &[(&[1], 1, &[1]), (&[2], 1, &[2, 1]), (&[2], 1, &[2])],
        ),
        (
            true,
            &[
                (&[1], 1, &[3, 1, 4]),
                (&[2], 1, &[3, 2, 1, 4]),
                (&[2], 1, &[3, 2, 4]),
            ],
        ),
        (
            true,
            &[
                (five, 3, &[0, 2, 4]),
                (five, 3, &[0, 4, 1]),
                (five, 3, &[0, 1, 3]),
                (five, 3, &[0, 1, 3]),
            ],
        ),
        (true, &[(five, 3, &[0, 2, 4]), (one_else, 3, &[0, 4, 1])]),
        (
            true,
            &[
                (five, 3, &[0, 2, 4]),
                (one_else, 3, &[0, 2, 4, 5]),
                (one_else, 3, &[0, 4, 5]),
            ],
        ),
        (
            true,
            &[
                (five, 3, &[0, 2, 4]),
                (&[5, 6, 7, 8, 9], 3, &[0, 2, 4, 5, 6, 7]),
                (&[5, 6, 7, 8, 9], 3, &[5, 6, 7]),
            ],
        ),
        (true, &[(&[1, 2, 3], 1, &[1]), (&[1, 2, 3], 2, &[1, 2])]),
        (
            true,
            &[
                (&[1, 2, 3], 2, &[1, 2]),
                (&[1, 2, 3], 1, &[1, 2]),
                (&[1, 2, 3], 1, &[1]),
            ],
        ),
        (true, &[(&[1], 1, &[1]), (&[1, 2], 2, &[1, 2])]),
        (false, &[(&[1], 1, &[1]), (&[2], 1, &[2, 3, 4])]),
        (false, &[(&[1], 1, &[1]), (&[2], 1, &[1, 3, 4])]),
        (false, &[(five, 3, &[0, 2, 4]), (one_else, 3, &[0, 2, 4])]),
        (false, &[(five, 3, &[0, 2, 4]), (one_else, 3, &[0, 4, 5])]),
        (false, &[(&[1, 2, 3], 1, &[1]), (&[1, 2, 3], 2, &[2])]),
        (false, &[(&[1, 2, 3], 2, &[1, 2]), (&[1, 2, 3], 1, &[1])]),
    ];
    for (number, (accepted, turns)) in cases.iter().enumerate() {
        let mut tuf = fresh();
        for (held, threshold, signers) in *turns {
            tuf.root.keys = keys(held);
            tuf.root.threshold = *threshold;
            let name = format!("{}.root.json", tuf.root.version);
            tuf.publish_root();
            let signers = keys(signers);
            let signers: Vec<&str> = signers.iter().map(String::as_str).collect();
            tuf.sign_by(&name, &signers);
        }
        tuf.publish();
        let client = Client::new(&tuf);
        assert_eq!(client.refresh(), *accepted, "{number}");
        let last = turns.len() - usize::from(!accepted);
        let last = &tuf.files[&format!("{last}.root.json")];
        assert_eq!(client.content("root"), *last, "{number}");
    }
}

#[test]
fn the_other_roles_are_signed_by_as_many_of_their_keys_as_must() {
    let five: &[u8] = &[0, 1, 2, 3, 4];
    let one_else: &[u8] = &[0, 1, 3, 4, 5];
    let cases: &[(bool, Turn)] = &[
        (true, (&[2], 1, &[2])),
        (true, (&[1], 1, &[3, 1, 4])),
        (false, (&[2], 1, &[1, 3, 4])),
        (false, (one_else, 3, &[0, 2, 4])),
        (false, (one_else, 3, &[0, 4])),
        (true, (five, 3, &[0, 2, 4])),
        (true, (five, 3, &[0, 4, 1])),
        (true, (five, 3, &[0, 1, 3])),
        (true, (five, 3, &[1, 2, 3])),
        (true, (five, 3, &[2, 3, 4])),
        // More must sign than can.
        (false, (&[1, 2], 3, &[1, 2])),
    ];
    for role in ["timestamp", "snapshot", "targets"] {
        for (number, (accepted, (held, threshold, signers))) in cases.iter().enumerate() {
            let mut tuf = plain();
            let client = Client::new(&tuf);
            let changed = match role {
                "timestamp" => &mut tuf.timestamp,
                "snapshot" => &mut tuf.snapshot,
                _ => &mut tuf.targets,
            };
            changed.keys = keys(held);
            changed.threshold = *threshold;
            changed.signers = keys(signers);
            tuf.publish_root();
            tuf.publish();
            assert_eq!(client.refresh_from(&tuf), *accepted, "{role} {number}");
            let wanted = accepted.then_some(2);
            assert_eq!(client.version(role), wanted, "{role} {number}");
        }
    }
}

#[test]
fn one_key_is_one_signature_however_often_it_signs() {
    // The key stands in the role many times, and so does its signature in the file.
    let mut tuf = plain();
    let client = Client::new(&tuf);
    tuf.snapshot.keys.push("twin".to_owned());
    tuf.snapshot.signers.push("twin".to_owned());
    tuf.publish_root();
    tuf.publish();
    tuf.edit("2.root.json", |signed| {
        let ids = signed["roles"]["snapshot"]["keyids"]
            .as_array_mut()
            .unwrap();
        ids.extend(vec![json!(key_id("twin")); 8]);
        signed["roles"]["snapshot"]["threshold"] = 6.into();
    });
    let mut snapshot = tuf.file("2.snapshot.json");
    let twice = snapshot["signatures"][1].clone();
    let signatures = snapshot["signatures"].as_array_mut().unwrap();
    signatures.extend(vec![twice; 8]);
    tuf.files.insert(
        "2.snapshot.json".to_owned(),
        snapshot.to_string().into_bytes(),
    );
    assert!(!client.refresh_from(&tuf));
    assert_eq!(client.version("snapshot"), None);
    // A second signature by the same key is an error even where one is enough (specification §4.2.1).
    let mut tuf = plain();
    let client = Client::new(&tuf);
    let mut snapshot = tuf.file("1.snapshot.json");
    let twice = snapshot["signatures"][0].clone();
    snapshot["signatures"].as_array_mut().unwrap().push(twice);
    tuf.files.insert(
        "1.snapshot.json".to_owned(),
        snapshot.to_string().into_bytes(),
    );
    assert!(!client.refresh_from(&tuf));
    assert_eq!(client.version("snapshot"), None);
}

#[test]
fn every_kind_of_key_of_the_specification_signs() {
    for kind in ["rsa", "ed25519 key", "p256 key", "p384 key"] {
        let mut tuf = lone_root();
        let client = Client::new(&tuf);
        tuf.root.keys.push(kind.to_owned());
        tuf.root.signers = tuf.root.keys.clone();
        tuf.root.threshold = 2;
        tuf.publish_root();
        assert!(client.refresh_from(&tuf), "{kind}");
        assert_eq!(client.version("root"), Some(2), "{kind}");
        // Signed by it, but not this.
        let id = key_id(kind);
        let of = |file: &Value| {
            let signatures = file["signatures"].as_array().unwrap();
            let mine = signatures.iter().position(|it| it["keyid"] == id.as_str());
            mine.unwrap()
        };
        let second = tuf.file("2.root.json");
        let sound = second["signatures"][of(&second)]["sig"].clone();
        tuf.publish_root();
        let mut third = tuf.file("3.root.json");
        let mine = of(&third);
        third["signatures"][mine]["sig"] = sound;
        tuf.files
            .insert("3.root.json".to_owned(), third.to_string().into_bytes());
        assert!(!client.refresh_from(&tuf), "{kind}");
        assert_eq!(client.version("root"), Some(2), "{kind}");
    }
}

#[test]
fn a_signature_that_does_not_hold_spoils_none_that_do() {
    for wrong in ["", "zz", "3045022100ee44", "00"] {
        let mut tuf = plain();
        tuf.timestamp.keys.push("second".to_owned());
        tuf.timestamp.signers = tuf.timestamp.keys.clone();
        tuf.publish_root();
        let client = Client::new(&tuf);
        tuf.publish();
        let mut timestamp = tuf.file("timestamp.json");
        timestamp["signatures"][0]["sig"] = wrong.into();
        tuf.files.insert(
            "timestamp.json".to_owned(),
            timestamp.to_string().into_bytes(),
        );
        assert!(client.refresh_from(&tuf), "{wrong:?}");
        assert_eq!(client.version("timestamp"), Some(2));
    }
}

#[test]
fn targets_are_downloaded_checked_and_not_downloaded_again() {
    let mut tuf = plain();
    tuf.target("file.txt", b"content");
    tuf.target("path/to/a/file.txt", b"other content");
    tuf.target("another.txt", b"more");
    tuf.publish();
    let client = Client::new(&tuf);
    assert!(client.refresh());
    assert!(client.downloaded().is_empty());
    assert!(client.download("file.txt"));
    assert!(client.download("path/to/a/file.txt"));
    assert_eq!(
        client.downloaded(),
        [b"content".to_vec(), b"other content".to_vec()]
    );
    client.asked();
    assert!(client.download("file.txt"));
    assert_eq!(client.asked(), ["2.root.json", "timestamp.json"]);
    // The mirror changes what it serves; what is here already stays, what is not does not come.
    for (name, content) in &mut tuf.files {
        if name.starts_with("targets/") {
            *content = b"something else".to_vec();
        }
    }
    client.serve(&tuf);
    client.download("file.txt");
    assert!(!client.download("another.txt"));
    assert_eq!(
        client.downloaded(),
        [b"content".to_vec(), b"other content".to_vec()]
    );
    // What was changed here is fetched anew.
    tuf.publish();
    client.serve(&tuf);
    fs::write(client.path("targets/file.txt"), b"changed").unwrap();
    assert!(client.download("file.txt"));
    assert_eq!(
        client.downloaded(),
        [b"content".to_vec(), b"other content".to_vec()]
    );
}

#[test]
fn a_target_that_changes_takes_the_place_of_what_it_was() {
    let mut tuf = plain();
    let client = Client::new(&tuf);
    for turn in 0..6 {
        let content = format!("content {turn}");
        tuf.target("file.txt", content.as_bytes());
        tuf.publish();
        client.serve(&tuf);
        if turn % 2 == 0 {
            assert!(client.download("file.txt"));
            assert_eq!(client.downloaded(), [content.clone().into_bytes()]);
            // Another content under the name and digest of this one.
            let served = format!("targets/{}.file.txt", hex(&sha256(content.as_bytes())));
            tuf.publish();
            tuf.files.insert(served, b"CONTENT 0".to_vec());
            client.serve(&tuf);
            client.download("file.txt");
            assert_eq!(client.downloaded(), [content.into_bytes()]);
        }
    }
}

#[test]
fn targets_are_held_by_every_digest_that_is_known_and_by_none_that_is_not() {
    for (algorithms, held) in [
        (&["sha256"][..], true),
        (&["sha512"], true),
        (&["sha256", "sha512"], true),
        (&["unknown-hash"], false),
    ] {
        let mut tuf = fresh();
        tuf.algorithms = algorithms.to_vec();
        tuf.target("file.txt", b"content");
        tuf.publish_root();
        tuf.publish();
        let client = Client::new(&tuf);
        assert_eq!(client.download("file.txt"), held, "{algorithms:?}");
        let asked = client.asked();
        let fetched = asked.iter().filter(|path| path.starts_with("targets/"));
        assert!(fetched.count() <= 1);
        assert_eq!(client.downloaded().len(), usize::from(held));
    }
}

#[test]
fn repositories_without_consistent_snapshots_are_asked_for_plain_names() {
    let mut tuf = fresh();
    tuf.consistent_snapshot = false;
    tuf.target("file.txt", b"content");
    tuf.delegate("targets", "role", &["deep/*"], false);
    tuf.delegated.get_mut("role").unwrap().role.expires = LATER.to_owned();
    let deep = &mut tuf.delegated.get_mut("role").unwrap().content;
    deep.insert("deep/file.txt".to_owned(), b"deep".to_vec());
    tuf.publish_root();
    tuf.publish();
    let client = Client::new(&tuf);
    assert!(client.download("file.txt"));
    let plain = [
        "2.root.json",
        "timestamp.json",
        "snapshot.json",
        "targets.json",
        "targets/file.txt",
    ];
    assert_eq!(client.asked(), plain);
    assert!(client.download("deep/file.txt"));
    let plain = [
        "2.root.json",
        "timestamp.json",
        "role.json",
        "targets/deep/file.txt",
    ];
    assert_eq!(client.asked(), plain);
}

#[test]
fn names_of_targets_that_mean_something_in_addresses_are_escaped() {
    let mut tuf = fresh();
    let names = ["what?", "a#b", "a%2Fb", "with space", "ünïcode"];
    for name in names {
        tuf.target(name, name.as_bytes());
    }
    tuf.publish_root();
    tuf.publish();
    for (plain, escaped) in [
        ("what?", "what%3F"),
        ("a#b", "a%23b"),
        ("a%2Fb", "a%252Fb"),
        ("with space", "with%20space"),
        ("ünïcode", "%C3%BCn%C3%AFcode"),
    ] {
        let digest = hex(&sha256(plain.as_bytes()));
        let content = tuf
            .files
            .remove(&format!("targets/{digest}.{plain}"))
            .unwrap();
        tuf.files
            .insert(format!("targets/{digest}.{escaped}"), content);
    }
    let client = Client::new(&tuf);
    for name in names {
        assert!(client.download(name), "{name}");
    }
    assert_eq!(client.downloaded().len(), names.len());
    // A name that leads out of the folder does not.
    tuf.target("../../out", b"out");
    tuf.publish();
    client.serve(&tuf);
    client.download("../../out");
    assert!(!client.desk.path().join("out").exists());
    assert!(!client.desk.path().parent().unwrap().join("out").exists());
}

/// A repository in which paths are handed on, and nothing is there.
fn handing_on(delegations: &[(&str, &str, &[&str], bool)]) -> Tuf {
    let mut tuf = fresh();
    for (from, to, paths, terminating) in delegations {
        tuf.delegate(from, to, paths, *terminating);
    }
    for delegated in tuf.delegated.values_mut() {
        delegated.role.expires = LATER.to_owned();
    }
    tuf
}

/// The delegated roles that are asked for, in their order.
fn visited(client: &Client) -> Vec<String> {
    let asked = client.asked();
    let roles = asked.iter().skip(4);
    roles
        .filter(|path| !path.starts_with("targets/"))
        .map(|path| {
            path.trim_start_matches("1.")
                .trim_end_matches(".json")
                .to_owned()
        })
        .collect()
}

#[test]
fn roles_are_asked_in_the_order_of_their_delegations_depth_first() {
    type Edge = (&'static str, &'static str, &'static [&'static str], bool);
    let any: &[&str] = &["*"];
    let python: &[&str] = &["*.py"];
    let edge = |from, to| -> Edge { (from, to, any, false) };
    let cases: Vec<(Vec<Edge>, &[&str])> = vec![
        (vec![edge("targets", "A")], &["A"]),
        (
            vec![edge("targets", "A"), edge("targets", "B")],
            &["A", "B"],
        ),
        (
            vec![edge("targets", "A"), edge("targets", "B"), edge("B", "C")],
            &["A", "B", "C"],
        ),
        (
            vec![
                edge("targets", "A"),
                edge("targets", "B"),
                edge("A", "C"),
                edge("A", "D"),
            ],
            &["A", "C", "D", "B"],
        ),
        (
            vec![
                edge("targets", "A"),
                edge("targets", "B"),
                edge("A", "C"),
                edge("C", "D"),
            ],
            &["A", "C", "D", "B"],
        ),
        (
            vec![
                edge("targets", "A"),
                edge("targets", "B"),
                ("A", "C", any, true),
                edge("A", "D"),
            ],
            &["A", "C"],
        ),
        (
            vec![
                edge("targets", "A"),
                edge("targets", "B"),
                ("A", "C", any, true),
                edge("C", "D"),
            ],
            &["A", "C", "D"],
        ),
        (
            vec![
                ("targets", "A", python, false),
                edge("targets", "B"),
                edge("A", "C"),
            ],
            &["B"],
        ),
        (
            vec![
                edge("targets", "A"),
                edge("targets", "B"),
                ("A", "C", python, false),
                edge("C", "D"),
            ],
            &["A", "B"],
        ),
        (
            vec![
                edge("targets", "A"),
                edge("targets", "B"),
                edge("B", "C"),
                edge("C", "D"),
                edge("D", "B"),
            ],
            &["A", "B", "C", "D"],
        ),
        (
            vec![
                edge("targets", "A"),
                edge("targets", "B"),
                edge("B", "C"),
                edge("A", "C"),
            ],
            &["A", "C", "B"],
        ),
        (
            vec![
                edge("targets", "A"),
                edge("targets", "B"),
                edge("B", "C"),
                ("A", "C", python, false),
            ],
            &["A", "B", "C"],
        ),
    ];
    for (delegations, order) in cases {
        let mut tuf = handing_on(&delegations);
        tuf.publish_root();
        tuf.publish();
        let client = Client::new(&tuf);
        assert!(!client.download("missingpath"), "{order:?}");
        assert_eq!(visited(&client), owned(order));
    }
}

#[test]
fn targets_are_found_where_paths_were_handed_to() {
    let mut tuf = handing_on(&[
        ("targets", "A", &["*.doc", "*.md"], false),
        ("targets", "B", &["releases/*/*"], false),
        ("B", "C", &["releases/x/*"], false),
        ("B", "D", &["releases/y/*.zip"], false),
    ]);
    tuf.target("targetfile", b"by targets");
    for (role, path) in [
        ("A", "README.md"),
        ("C", "releases/x/x_v1"),
        ("D", "releases/y/y_v1.zip"),
        ("D", "releases/z/z_v1.zip"),
    ] {
        let delegated = tuf.delegated.get_mut(role).unwrap();
        delegated
            .content
            .insert(path.to_owned(), path.as_bytes().to_vec());
    }
    tuf.publish_root();
    tuf.publish();
    for (path, found, order) in [
        ("targetfile", true, &[][..]),
        ("README.md", true, &["A"]),
        ("releases/x/x_v1", true, &["B", "C"]),
        ("releases/y/y_v1.zip", true, &["B", "D"]),
        ("releases/z/z_v1.zip", false, &["B"]),
    ] {
        let client = Client::new(&tuf);
        assert_eq!(client.download(path), found, "{path}");
        assert_eq!(client.downloaded().len(), usize::from(found), "{path}");
        assert_eq!(visited(&client), owned(order), "{path}");
    }
}

#[test]
fn a_delegated_role_is_held_to_what_the_others_are_held_to() {
    let deep = |change: &dyn Fn(&mut Tuf)| {
        let mut tuf = handing_on(&[("targets", "role", &["deep/*"], false)]);
        tuf.digests = false;
        let role = tuf.delegated.get_mut("role").unwrap();
        role.content
            .insert("deep/file".to_owned(), b"deep".to_vec());
        tuf.publish_root();
        tuf.publish();
        change(&mut tuf);
        let client = Client::new(&tuf);
        // All that is refreshed is in order.
        assert!(client.refresh());
        let held = client.download("deep/file");
        assert_eq!(client.downloaded().len(), usize::from(held));
        (held, client.version("role"))
    };
    assert_eq!(deep(&|_| {}), (true, Some(1)));
    let refused: [&dyn Fn(&mut Tuf); 4] = [
        &|tuf| tuf.edit("1.role.json", |signed| signed["expires"] = PASSED.into()),
        &|tuf| tuf.edit("1.role.json", |signed| signed["version"] = 2.into()),
        &|tuf| tuf.sign_by("1.role.json", &["tuf targets"]),
        &|tuf| {
            tuf.files.remove("1.role.json");
        },
    ];
    for change in refused {
        assert_eq!(deep(change), (false, None));
    }
    // What it was handed as a whole it may not have more than.
    let beyond = |tuf: &mut Tuf| {
        tuf.edit("1.targets.json", |signed| {
            signed["delegations"]["roles"][0]["threshold"] = 0.into();
        });
    };
    assert_eq!(deep(&beyond), (false, None));
}

#[test]
fn unusual_names_of_roles_are_escaped_in_addresses_and_on_disk() {
    for (role, escaped) in [
        ("?", "%3F"),
        ("#", "%23"),
        ("/delegatedrole", "%2Fdelegatedrole"),
        ("../delegatedrole", "..%2Fdelegatedrole"),
        (".", "."),
        ("..", ".."),
        ("1", "1"),
        ("7.root", "7.root"),
    ] {
        let mut tuf = handing_on(&[("targets", role, &["*"], false)]);
        tuf.publish_root();
        tuf.publish();
        let client = Client::new(&tuf);
        assert!(!client.download("nobody has it"), "{role}");
        assert_eq!(client.asked().last().unwrap(), &format!("1.{escaped}.json"));
        assert_eq!(client.version(escaped), Some(1), "{role}");
        assert_eq!(client.trusted().len(), 5, "{role}");
        let outside: Vec<_> = fs::read_dir(client.desk.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| !["metadata", "targets", "initial_root.json"].contains(&name.as_str()))
            .collect();
        assert_eq!(outside, Vec::<String>::new(), "{role}");
    }
}

#[test]
fn what_cannot_be_done_is_said() {
    for arguments in [
        &["init"][..],
        &["--metadata-dir"],
        &["--nothing"],
        &["dance"],
        &[],
    ] {
        assert!(!told(&run(arguments)), "{arguments:?}");
    }
}
