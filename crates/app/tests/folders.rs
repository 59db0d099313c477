//! Folders with a signature over their files: minted ones with one fault each, and real ones.

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
    sync::{Arc, atomic::AtomicBool},
};

use tempfile::TempDir;
use whence_app::{
    Checked, Checker, Input,
    check::Against,
    present,
    settings::TrustData,
    view::{Arg, SubjectKind},
};
use whence_display::DisplayText;
use whence_evidence::UnixTime;
use whence_testkit::{Expect, ModelCase, models};
use whence_verdict::{Note, State, VerdictCode};
use whence_verify::{Code, Gate, ManagedKey, Status};

fn checker(trust: TrustData, key: Option<&str>) -> Checker {
    Checker {
        trust,
        list: Arc::default(),
        list_problem: None,
        key: key.map(|pem| ManagedKey::from_pem(pem).unwrap()),
        against: Against::OwnList,
        past: None,
        registries: None,
        platform: None,
    }
}

/// The folder of a case, with its signature in it.
struct Desk {
    folder: TempDir,
    checker: Checker,
    now: UnixTime,
}

impl Desk {
    fn of(case: &ModelCase) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root.json");
        fs::write(&root, &case.minted.trusted_root_json).unwrap();
        let desk = Self {
            checker: checker(TrustData::load(Some(&root)), case.minted.key_pem.as_deref()),
            now: UnixTime::from_seconds(case.minted.now),
            folder,
        };
        let model = desk.model();
        fs::create_dir(&model).unwrap();
        for (path, content) in &case.files {
            let path = model.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        #[cfg(unix)]
        for (path, to) in &case.links {
            std::os::unix::fs::symlink(to, model.join(path)).unwrap();
        }
        fs::write(model.join("model.sig"), &case.minted.bundle_json).unwrap();
        desk
    }

    fn model(&self) -> PathBuf {
        self.folder.path().join("model")
    }

    fn check(&self, input: &Path, evidence: &[PathBuf]) -> Checked {
        check(&self.checker, input, evidence, self.now)
    }
}

fn check(checker: &Checker, input: &Path, evidence: &[PathBuf], now: UnixTime) -> Checked {
    let inputs = [Input::Path(input.to_owned())];
    let cancel = AtomicBool::new(false);
    let checked = checker.check(&inputs, evidence, now, &mut |_| (), &cancel);
    let [checked] = <[Checked; 1]>::try_from(checked.unwrap()).unwrap();
    checked
}

/// Ids of the required checks that came out so.
fn ids(checked: &Checked, wanted: fn(Status) -> bool) -> Vec<&'static str> {
    let judged = checked.pieces[0].judged().unwrap();
    let checks = judged.report.checks().iter();
    checks
        .filter(|check| check.gate == Gate::Required && wanted(check.status))
        .map(|check| check.id.as_str())
        .collect()
}

#[test]
fn folders_hold_or_are_refused_by_the_check_their_fault_is_about() {
    let mut wrong = Vec::new();
    for case in models() {
        if cfg!(not(unix)) && !case.links.is_empty() {
            continue;
        }
        let desk = Desk::of(&case);
        let checked = desk.check(&desk.model(), &[]);
        assert_eq!(checked.subject.kind, SubjectKind::Folder, "{}", case.name);
        let failed = ids(&checked, |status| matches!(status, Status::Failed(_)));
        let missing = ids(&checked, |status| matches!(status, Status::Missing(_)));
        let proven = checked.pieces[0].judged().unwrap().signer().is_some();
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
        // Whatever came out, every sentence of it can be shown.
        let _ = present::result_view(&checked, 0);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn case(name: &str) -> ModelCase {
    models().into_iter().find(|case| case.name == name).unwrap()
}

#[test]
fn what_differs_is_named() {
    let desk = Desk::of(&case("model-file-changed"));
    fs::remove_file(desk.model().join("README.md")).unwrap();
    for number in 0..20 {
        fs::write(desk.model().join(format!("added {number:02}")), b"").unwrap();
    }
    let checked = desk.check(&desk.model(), &[]);
    let view = present::result_view(&checked, 0);
    let words = whence_app::words::Words::english();
    let lines: Vec<String> = view
        .why
        .iter()
        .map(|line| words.render(&line.sentence))
        .filter(|line| line.contains('“') || line.contains("more"))
        .collect();
    assert_eq!(lines[0], "“weights.bin” was changed.");
    assert_eq!(lines[1], "“README.md” is missing.");
    assert_eq!(lines[2], "“added 00” was not signed.");
    assert_eq!(lines[10], "12 more differ.");
}

#[test]
fn what_the_signature_does_not_cover_is_noted() {
    let desk = Desk::of(&case("model-files"));
    let clean = desk.check(&desk.model(), &[]);
    assert!(!clean.notes.contains(&Note::FilesNotCovered));
    for (number, name) in (1_u64..).zip([".git/hooks/post-checkout", ".github/x"]) {
        let path = desk.model().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, b"x").unwrap();
        let checked = desk.check(&desk.model(), &[]);
        assert_eq!(checked.verdict.state, State::Unlisted);
        assert!(checked.notes.contains(&Note::FilesNotCovered));
        let note = present::note_view(&checked, Note::FilesNotCovered).message;
        assert_eq!(note.args["number"], Arg::Number(number));
        let first = DisplayText::identifier(".git/hooks/post-checkout");
        assert_eq!(note.args["path"], Arg::Text(first));
        let why = present::result_view(&checked, 0).why;
        let told = why
            .iter()
            .filter(|line| line.sentence.id == "why-folder-left-out");
        assert_eq!(told.count() as u64, number);
    }
}

#[test]
fn a_signature_named_by_the_person_stands_for_one_in_the_folder() {
    let desk = Desk::of(&case("model-files"));
    let apart = desk.folder.path().join("elsewhere.json");
    fs::rename(desk.model().join("model.sig"), &apart).unwrap();
    // Without a signature it is a folder like any other.
    let alone = desk.check(&desk.model(), &[]);
    assert_eq!(alone.verdict.code.as_str(), "folder-given");
    let with = desk.check(&desk.model(), std::slice::from_ref(&apart));
    assert_eq!(with.verdict.state, State::Unlisted);
    // A file in the folder that merely bears the signature's name was not signed.
    fs::write(desk.model().join("elsewhere.json"), b"{}").unwrap();
    let more = desk.check(&desk.model(), &[apart]);
    assert_eq!(more.verdict.code, VerdictCode::Engine(Code::FolderMismatch));
}

/// Whatever lies in the folder beside the signature that is judged was added, also what calls itself one.
#[test]
fn only_the_signature_itself_may_lie_in_the_folder_unsigned() {
    let desk = Desk::of(&case("model-files"));
    let signature = fs::read(desk.model().join("model.sig")).unwrap();
    let code = |evidence: &[PathBuf]| desk.check(&desk.model(), evidence).verdict.code;
    let as_signed = code(&[]);
    assert_eq!(as_signed.as_str(), "no-entry");
    let mismatch = VerdictCode::Engine(Code::FolderMismatch);
    // Lines for a program that reads data, of which the first is a signature over the folder.
    let lines = [&signature[..], b"\n{\"text\":\"anything\"}\n"].concat();
    for (name, bytes) in [
        ("train.json", &lines),
        ("train.json", &signature),
        ("model.sigstore.json", &signature),
    ] {
        let added = desk.model().join(name);
        fs::write(&added, bytes).unwrap();
        assert_eq!(code(&[]), mismatch, "{name}");
        assert_eq!(code(&[desk.model().join("model.sig")]), mismatch, "{name}");
        fs::remove_file(added).unwrap();
    }
    // Where the signature itself stands there may be several, and nothing else.
    let path = desk.model().join("model.sig");
    fs::write(&path, &lines).unwrap();
    assert_eq!(code(&[]), mismatch);
    assert_eq!(code(std::slice::from_ref(&path)), mismatch);
    let twice = [&signature[..], b"\n", &signature].concat();
    fs::write(&path, twice).unwrap();
    assert_eq!(code(&[]), as_signed);
    assert_eq!(code(std::slice::from_ref(&path)), as_signed);
    // Under any name, when the person says that it is one.
    fs::remove_file(&path).unwrap();
    let path = desk.model().join("proof.txt");
    fs::write(&path, &signature).unwrap();
    assert_eq!(code(&[path]), as_signed);
}

#[test]
fn a_single_file_of_a_folder_can_be_checked_with_the_signature_over_all() {
    let desk = Desk::of(&case("model-files"));
    let signature = desk.model().join("model.sig");
    let weights = desk.model().join("weights.bin");
    let checked = desk.check(&weights, std::slice::from_ref(&signature));
    assert_eq!(checked.verdict.state, State::Unlisted);
    fs::write(&weights, b"other").unwrap();
    let checked = desk.check(&weights, &[signature]);
    assert_eq!(
        checked.verdict.code,
        VerdictCode::Engine(Code::FileMismatch)
    );
}

#[test]
fn a_signature_over_a_file_says_nothing_of_a_folder() {
    let mut file = case("model-files");
    file.minted = whence_testkit::Scenario::message_rekor_v1().mint();
    let desk = Desk::of(&file);
    let signature = desk.model().join("model.sig");
    let checked = desk.check(&desk.model(), &[signature]);
    assert_eq!(
        checked.verdict.code,
        VerdictCode::Engine(Code::NeedsFile),
        "{checked:?}"
    );
}

#[test]
fn reading_a_folder_tells_how_far_it_has_come_and_stops_when_asked() {
    let desk = Desk::of(&case("model-files"));
    let inputs = [Input::Path(desk.model())];
    let mut seen = Vec::new();
    let cancel = AtomicBool::new(false);
    let mut on_progress = |step| seen.push(step);
    desk.checker
        .check(&inputs, &[], desk.now, &mut on_progress, &cancel)
        .unwrap();
    let total = 10 + 3 + 20;
    assert!(seen.contains(&whence_app::view::Progress::Hashing { done: total, total }));
    cancel.store(true, std::sync::atomic::Ordering::Relaxed);
    let stopped = desk
        .checker
        .check(&inputs, &[], desk.now, &mut |_| (), &cancel);
    assert!(stopped.is_err());
}

/// The published folders, with the code each comes out with. `no-entry` is a proven signer who is not on the
/// list, `listed` a signature by the key that was given.
///
/// - `…-certificate` are signed under authorities of the publisher's own, which no trust data names, and their
///   certificates are not those of a signer.
/// - The elliptic keys before 1.1.0 write a key where a bundle has its hint, which is no bundle.
/// - `v1.0.1-sigstore` has a file in its folder that its signature neither lists nor leaves out; its publisher's
///   test tells the program to pass it over.
#[test]
fn published_models_come_out_as_catalogued() {
    let vectors = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let Ok(index) = fs::read(vectors.join("index.json")) else {
        eprintln!("no vectors beside this repository: nothing to compare with");
        return;
    };
    let cases: Vec<serde_json::Value> = serde_json::from_slice(&index).unwrap();
    let now = UnixTime::parse_rfc3339("2026-11-21T00:00:00Z").unwrap();
    let mut found = Vec::new();
    for case in cases.iter().filter(|case| case["kind"] == "model-signing") {
        let id = case["id"].as_str().unwrap();
        let place = |role: &str| case["files"][role].as_str().map(|path| vectors.join(path));
        let Some(model) = place("model") else {
            continue;
        };
        let key = place("keys")
            .filter(|_| id.ends_with("-key"))
            .map(|keys| fs::read_to_string(keys.join("signing-key-pub.pem")).unwrap());
        let checker = checker(TrustData::load(None), key.as_deref());
        let signature = place("bundle").unwrap();
        let as_published = check(&checker, &model, std::slice::from_ref(&signature), now);
        found.push(format!("{id} {}", as_published.verdict.code.as_str()));

        // Without what the publisher's own test tells its program to pass over.
        let copy = tempfile::tempdir().unwrap();
        for name in ["signme-1", "signme-2"] {
            if let Ok(bytes) = fs::read(model.join(name)) {
                fs::write(copy.path().join(name), bytes).unwrap();
            }
        }
        let as_signed = check(&checker, copy.path(), std::slice::from_ref(&signature), now);
        found.push(format!(
            "  signed files alone: {}",
            as_signed.verdict.code.as_str()
        ));
        fs::write(copy.path().join("signme-1"), b"changed").unwrap();
        let changed = check(&checker, copy.path(), &[signature], now);
        assert_ne!(changed.verdict.state, State::Listed, "{id}");
        assert_ne!(changed.verdict.state, State::Unlisted, "{id}");
    }
    let expected = include_str!("folders.expected");
    assert_eq!(found.join("\n"), expected.trim_end());
}
