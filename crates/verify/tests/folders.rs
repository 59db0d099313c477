//! Every minted folder, each refused by exactly the one check its fault is about, without a file system between.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

#[allow(dead_code, reason = "shared with other tests")]
mod support;

use std::collections::BTreeMap;

use whence_evidence::{Digest, HashAlgorithm, UnixTime, bundle::Bundle, trusted_root::TrustedRoot};
use whence_testkit::{Expect, ModelCase, Scenario, models, negatives, rekor::Kind};
use whence_verify::{
    Artifact, CheckId, Code, Covers, Gate, Installed, Instance, Item, ManagedKey, Outcome,
    PreparedTrust, Report, Request, Status, Value,
    crypto::digest,
    model::{
        Folder, FolderEntry, FolderEntryKind, PartDigest, PartNeeded, SignedFolder, parts_needed,
    },
    verify, verify_folder,
};

/// What is in the folder; links lead to files within it or to nothing that counts.
fn folder(case: &ModelCase, needed: &BTreeMap<String, Vec<PartNeeded>>) -> Folder {
    let content = |path: &str| {
        let mut files = case.files.iter();
        files.find(|(name, _)| name == path).map(|(_, bytes)| bytes)
    };
    let file = |path: &str, link, bytes: &[u8]| {
        let parts = needed.get(path).map_or(&[][..], Vec::as_slice);
        let digests = parts.iter().filter_map(|part| {
            let start = usize::try_from(part.start).unwrap();
            let end = part
                .end
                .map_or(bytes.len(), |end| usize::try_from(end).unwrap());
            Some(PartDigest {
                digest: digest(part.algorithm, bytes.get(start..end)?),
                part: part.clone(),
            })
        });
        FolderEntryKind::File {
            link,
            size: bytes.len() as u64,
            digests: digests.collect(),
        }
    };
    let files = case.files.iter().map(|(path, bytes)| FolderEntry {
        path: path.clone(),
        kind: file(path, false, bytes),
    });
    let links = case.links.iter().map(|(path, to)| FolderEntry {
        path: path.clone(),
        kind: match content(to) {
            Some(bytes) => file(path, true, bytes),
            None => FolderEntryKind::Link,
        },
    });
    Folder {
        entries: files.chain(links).collect(),
    }
}

fn report(case: &ModelCase, change: impl FnOnce(&mut Folder)) -> Report {
    report_of(case, None, change)
}

/// As [`report`], with the signature in a file of this path.
fn report_of(
    case: &ModelCase,
    signature: Option<&str>,
    change: impl FnOnce(&mut Folder),
) -> Report {
    let minted = &case.minted;
    let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
    let trust = PreparedTrust::prepare(&root, Instance::File);
    let installed = Installed::default().with(trust);
    let bundle = Bundle::parse(&minted.bundle_json).unwrap();
    let key = minted.key_pem.as_ref();
    let key = key.map(|pem| ManagedKey::from_pem(pem).unwrap());
    let mut folder = folder(case, &parts_needed([&bundle]));
    change(&mut folder);
    let request = Request {
        bundle: &bundle,
        artifact: None,
        key: key.as_ref(),
        now: UnixTime::from_seconds(minted.now),
    };
    let folder = SignedFolder {
        folder: &folder,
        signature,
    };
    verify_folder(&request, folder, &installed)
}

fn ids(report: &Report, wanted: fn(Status) -> bool) -> Vec<&'static str> {
    let checks = report.checks().iter();
    checks
        .filter(|check| check.gate == Gate::Required && wanted(check.status))
        .map(|check| check.id.as_str())
        .collect()
}

#[test]
fn folders_hold_or_are_refused_by_the_check_their_fault_is_about() {
    let mut wrong = Vec::new();
    for case in models() {
        let report = report(&case, |_| ());
        let failed = ids(&report, |status| matches!(status, Status::Failed(_)));
        let missing = ids(&report, |status| matches!(status, Status::Missing(_)));
        let proven = report.proven().is_some();
        let agrees = match case.expect {
            Expect::Holds => proven && failed.is_empty() && missing.is_empty(),
            Expect::Fails { check } => !proven && failed == [check] && missing.is_empty(),
            Expect::NotDone { check } => !proven && missing == [check] && failed.is_empty(),
            Expect::Unreadable { .. } => false,
        };
        if !agrees {
            wrong.push(format!(
                "{}: {:?}, {failed:?} {missing:?}",
                case.name, case.expect
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn case(name: &str) -> ModelCase {
    models().into_iter().find(|case| case.name == name).unwrap()
}

/// The signature over a folder, compared with one file alone, of which only `known` is known.
fn report_on_file(case: &ModelCase, file: &[u8], known: &[HashAlgorithm]) -> Report {
    let minted = &case.minted;
    let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
    let trust = PreparedTrust::prepare(&root, Instance::File);
    let bundle = Bundle::parse(&minted.bundle_json).unwrap();
    let digests: Vec<Digest> = known.iter().map(|name| digest(*name, file)).collect();
    let request = Request {
        bundle: &bundle,
        artifact: Some(Artifact {
            digests: &digests,
            bytes: None,
        }),
        key: None,
        now: UnixTime::from_seconds(minted.now),
    };
    verify(&request, &trust)
}

#[test]
fn each_listed_file_alone_is_covered_and_no_other() {
    use HashAlgorithm::{Sha256, Sha512};
    for (name, algorithm) in [("model-files", Sha256), ("model-files-sha512", Sha512)] {
        let case = case(name);
        for (path, file) in &case.files {
            let report = report_on_file(&case, file, &[algorithm]);
            let proven = report.proven().unwrap_or_else(|| panic!("{name} {path}"));
            let covers = Covers::Artifact {
                digest: digest(algorithm, file),
                subject: None,
            };
            assert_eq!(*proven.value().covers(), covers, "{name} {path}");
            let mut checks = report.checks().iter();
            let subject = checks.find(|check| check.id == CheckId::IntotoSubject);
            assert_eq!(subject.unwrap().status, Status::Held, "{name} {path}");
        }
        let other = report_on_file(&case, b"another file", &[algorithm]);
        assert!(other.proven().is_none());
        assert_eq!(other.outcome(), Outcome::Failed(Code::FileMismatch));
    }
}

#[test]
fn a_statement_about_something_else_says_nothing_of_a_folder() {
    let case = ModelCase {
        minted: Scenario::envelope_rekor_v1(Kind::Dsse).mint(),
        ..case("model-files")
    };
    let report = report(&case, |_| ());
    let unsupported = Code::FormatUnsupported;
    assert_eq!(report.outcome(), Outcome::Missing(unsupported));
    let mut checks = report.checks().iter();
    let manifest = checks.find(|check| check.id == CheckId::ModelManifest);
    assert_eq!(manifest.unwrap().status, Status::Missing(unsupported));
}

#[test]
fn of_a_statement_that_cannot_be_read_no_manifest_is_looked_for() {
    let negative = negatives().into_iter();
    let mut unreadable = negative.filter(|case| case.name == "payload-not-json");
    let case = ModelCase {
        minted: unreadable.next().unwrap().minted,
        ..case("model-files")
    };
    let report = report(&case, |_| ());
    let mut checks = report.checks().iter();
    let manifest = checks.find(|check| check.id == CheckId::ModelManifest);
    let blocked = Status::Blocked(CheckId::IntotoStatement);
    assert_eq!(manifest.unwrap().status, blocked);
    assert!(report.proven().is_none());
}

/// What the digest of the whole folder is over is no file of it.
#[test]
fn the_listed_digests_themselves_are_not_covered() {
    for (name, algorithm) in [
        ("model-files", HashAlgorithm::Sha256),
        ("model-files-sha512", HashAlgorithm::Sha512),
    ] {
        let case = case(name);
        let digests = case.files.iter().map(|(_, file)| digest(algorithm, file));
        let listed: Vec<u8> = digests.flat_map(|it| it.as_bytes().to_vec()).collect();
        let report = report_on_file(&case, &listed, &HashAlgorithm::ALL);
        let needs_folder = Outcome::Missing(Code::NeedsFile);
        assert_eq!(report.outcome(), needs_folder, "{name}");
    }
    // A digest by which nothing is listed decides nothing.
    let report = report_on_file(&case("model-files"), b"a file", &[HashAlgorithm::Sha512]);
    let needs_bytes = Outcome::Missing(Code::NeedsFileBytes);
    assert_eq!(report.outcome(), needs_bytes);
}

/// What a piece is of depends on where it stands, even where it is a whole file.
#[test]
fn a_file_alone_is_not_compared_with_pieces() {
    let case = case("model-one-piece-each");
    for (path, file) in &case.files {
        let report = report_on_file(&case, file, &HashAlgorithm::ALL);
        assert_eq!(
            report.outcome(),
            Outcome::Failed(Code::FileMismatch),
            "{path}"
        );
    }
}

/// The proof says how much of the folder it is about.
#[test]
fn the_files_that_were_compared_are_counted() {
    for (name, files, left_out) in [
        ("model-files", 4, 0),
        // An empty file has no pieces that could be listed.
        ("model-pieces", 3, 1),
        ("model-ignored-paths", 4, 2),
    ] {
        let report = report(&case(name), |_| ());
        let covers = report.proven().unwrap().value().covers().clone();
        assert_eq!(covers, Covers::Folder { files, left_out }, "{name}");
    }
}

/// A signature that lies in the folder cannot list itself; nothing else may lie there.
#[test]
fn only_the_signature_itself_may_lie_beside_the_listed_files() {
    let more = |path: &str| FolderEntry {
        path: path.to_owned(),
        kind: FolderEntryKind::Other,
    };
    let case = case("model-files");
    let with = |signature: &str| {
        report_of(&case, Some(signature), |folder| {
            folder.entries.push(more("model.sig"));
        })
    };
    let report_with = with("model.sig");
    let covers = report_with.proven().unwrap().value().covers();
    let (files, left_out) = (4, 0);
    assert_eq!(*covers, Covers::Folder { files, left_out });
    let mismatch = Outcome::Failed(Code::FolderMismatch);
    assert_eq!(with("other.sig").outcome(), mismatch);
}

/// The record counts what differs and names the first of it, and says nothing of what does not.
#[test]
fn what_differs_is_counted_and_the_first_twenty_are_named() {
    let differing = |count: usize| {
        let report = report(&case("model-files"), |folder| {
            folder.entries.extend((0..count).map(|number| FolderEntry {
                path: format!("more-{number:02}"),
                kind: FolderEntryKind::Other,
            }));
        });
        let check = report
            .checks()
            .iter()
            .find(|check| check.id == CheckId::ModelFiles);
        check.unwrap().evidence.clone()
    };
    let told = |label, value| Item { label, value };
    let counts = || {
        vec![
            told("files-as-signed", Value::Number(4)),
            told("files-left-out", Value::Number(0)),
        ]
    };
    assert_eq!(differing(0), counts());
    for (count, named) in [(2, 2), (21, 20)] {
        let mut expected = counts();
        expected.push(told("files-unlisted", Value::Number(count as u64)));
        let paths = (0..named).map(|number| Value::Outside(format!("more-{number:02}")));
        expected.extend(paths.map(|path| told("unlisted", path)));
        assert_eq!(differing(count), expected);
    }
    let left_out = report(&case("model-files"), |folder| {
        folder.entries.push(FolderEntry {
            path: ".git/config".to_owned(),
            kind: FolderEntryKind::Other,
        });
    });
    let mut checks = left_out.checks().iter();
    let check = checks.find(|check| check.id == CheckId::ModelFiles);
    assert_eq!(
        check.unwrap().evidence,
        [
            told("files-as-signed", Value::Number(4)),
            told("files-left-out", Value::Number(1)),
            told("left-out", Value::Outside(".git/config".to_owned())),
        ]
    );
}

/// What could not be looked at, because the manifest cannot be read, is on record all the same.
#[test]
fn what_an_unreadable_manifest_leaves_open_is_on_record() {
    for name in ["model-path-upwards", "model-digest-unknown"] {
        let report = report(&case(name), |_| ());
        for id in [CheckId::ModelRoot, CheckId::ModelFiles] {
            let mut checks = report.checks().iter();
            let check = checks.find(|check| check.id == id).unwrap();
            let blocked = Status::Blocked(CheckId::ModelManifest);
            assert_eq!((check.gate, check.status), (Gate::Required, blocked));
        }
    }
}

/// A folder is read once for all signatures over it, from the beginning to the end.
#[test]
fn each_piece_is_needed_once_and_in_order() {
    let bundle = |name| Bundle::parse(&case(name).minted.bundle_json).unwrap();
    let (pieces, files) = (bundle("model-pieces"), bundle("model-files"));
    let longer = bundle("model-files-sha512");
    assert_eq!(
        parts_needed([&pieces, &pieces, &files, &files]),
        parts_needed([&files, &pieces])
    );
    let all = parts_needed([&longer, &pieces, &files]);
    assert!(all.values().all(|parts| parts.is_sorted()));
    assert!(all.values().any(|parts| parts.len() > 3), "{all:?}");
}
