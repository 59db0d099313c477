//! The older and the registries' forms, found beside the file they are for and judged.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
};

use tempfile::TempDir;
use whence_app::{Checked, Checker, Input, check::Against, present, settings::TrustData};
use whence_evidence::UnixTime;
use whence_testkit::{Expect, FormCase, FormEvidence, forms};
use whence_verdict::{State, VerdictCode};
use whence_verify::{Code, ManagedKey};

/// The file of a case with its evidence beside it.
struct Desk {
    folder: TempDir,
    checker: Checker,
    now: UnixTime,
}

impl Desk {
    fn of(case: &FormCase) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
        put("root.json", &case.minted.trusted_root_json);
        put("tool.zip", &case.minted.artifact);
        match &case.evidence {
            FormEvidence::File(bytes) => put("tool.zip.bundle", bytes),
            FormEvidence::Pair {
                signature,
                certificate,
            } => {
                put("tool.zip.sig", signature);
                if let Some(certificate) = certificate {
                    put("tool.zip.pem", certificate);
                }
            }
        }
        let key = case.minted.key_pem.as_ref();
        let checker = Checker {
            trust: TrustData::load(Some(&folder.path().join("root.json"))),
            list: Arc::default(),
            list_problem: None,
            key: key.map(|pem| ManagedKey::from_pem(pem).unwrap()),
            against: Against::OwnList,
            past: None,
            registries: None,
            platform: None,
        };
        Self {
            folder,
            checker,
            now: UnixTime::from_seconds(case.minted.now),
        }
    }

    fn check(&self, names: &[&str]) -> Vec<Checked> {
        let input = |name: &&str| Input::Path(self.path(name));
        let inputs: Vec<Input> = names.iter().map(input).collect();
        let cancel = AtomicBool::new(false);
        self.checker
            .check(&inputs, &[], self.now, &mut |_| (), &cancel)
            .unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn case(name: &str) -> FormCase {
    forms().into_iter().find(|case| case.name == name).unwrap()
}

#[test]
fn every_form_is_found_beside_its_file_and_comes_to_its_state() {
    let mut wrong = Vec::new();
    for case in forms() {
        let mut checked = Desk::of(&case).check(&["tool.zip"]);
        assert_eq!(checked.len(), 1, "{}", case.name);
        let checked = checked.remove(0);
        // Who gives a key relies on it.
        let proven = match case.minted.key_pem {
            Some(_) => State::Listed,
            None => State::Unlisted,
        };
        let state = match case.expect[0] {
            Expect::Holds => proven,
            Expect::Fails { .. } => State::Failed,
            Expect::NotDone { .. } | Expect::Unreadable { .. } => State::CouldNotCheck,
        };
        if (checked.pieces.len(), checked.verdict.state) != (case.expect.len(), state) {
            wrong.push(format!(
                "{}: {} pieces, {:?}",
                case.name,
                checked.pieces.len(),
                checked.verdict
            ));
        }
        present::result_view(&checked, 0);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Told by their content, however they are called; without a signature they are files.
#[test]
fn signed_objects_of_git_that_are_handed_over_are_judged() {
    let git = forms()
        .into_iter()
        .filter(|case| case.name.starts_with("git-"));
    let mut seen = 0;
    for case in git {
        let desk = Desk::of(&case);
        let FormEvidence::File(object) = &case.evidence else {
            panic!("one file");
        };
        fs::write(desk.path("object"), object).unwrap();
        fs::remove_file(desk.path("tool.zip")).unwrap();
        fs::remove_file(desk.path("tool.zip.bundle")).unwrap();
        let [checked] = <[Checked; 1]>::try_from(desk.check(&["object"])).unwrap();
        let state = match case.expect[0] {
            Expect::Holds => State::Unlisted,
            Expect::Fails { .. } => State::Failed,
            Expect::NotDone { .. } | Expect::Unreadable { .. } => State::CouldNotCheck,
        };
        assert_eq!(checked.verdict.state, state, "{}", case.name);
        seen += 1;
    }
    assert!(seen > 10);
    let desk = Desk::of(&case("git-commit"));
    let unsigned = format!("tree {}\n\nnobody signed this\n", "a".repeat(40));
    fs::write(desk.path("object"), unsigned).unwrap();
    let checked = desk.check(&["object"]).remove(0);
    assert_eq!(checked.verdict.state, State::NoSignature);
}

#[test]
fn a_signature_and_its_certificate_are_one_piece_however_they_are_handed_over() {
    let desk = Desk::of(&case("detached-text-and-pem"));
    for names in [
        &["tool.zip"][..],
        &["tool.zip.sig"],
        &["tool.zip.pem"],
        &["tool.zip.sig", "tool.zip.pem"],
        &["tool.zip", "tool.zip.sig", "tool.zip.pem"],
    ] {
        let checked = desk.check(names);
        assert_eq!(checked.len(), 1, "{names:?}");
        assert_eq!(checked[0].path, Some(desk.path("tool.zip")), "{names:?}");
        assert_eq!(checked[0].pieces.len(), 1, "{names:?}");
        let code = VerdictCode::Engine(Code::SigningTimeNotIncluded);
        assert_eq!(checked[0].verdict.code, code, "{names:?}");
    }
}

#[test]
fn a_certificate_of_the_same_name_changes_nothing_for_other_evidence() {
    let desk = Desk::of(&case("cosign-blob-bundle"));
    fs::write(desk.path("tool.zip.pem"), b"no certificate").unwrap();
    let checked = desk.check(&["tool.zip"]).remove(0);
    assert_eq!(checked.verdict.state, State::Unlisted);
    // By itself it is a file like any other.
    let checked = desk.check(&["tool.zip.pem"]).remove(0);
    assert_eq!(checked.verdict.state, State::NoSignature);
}

#[test]
fn an_unreadable_certificate_leaves_the_signature_unchecked() {
    let desk = Desk::of(&case("detached-text-and-pem"));
    fs::write(desk.path("tool.zip.pem"), b"no certificate").unwrap();
    let checked = desk.check(&["tool.zip"]).remove(0);
    let code = VerdictCode::Engine(Code::EvidenceUnreadable);
    assert_eq!(checked.verdict.code, code);
}

#[test]
fn evidence_by_itself_leads_to_its_file() {
    for name in ["github-snappy-block", "rubygems-array", "log-entry-answer"] {
        let desk = Desk::of(&case(name));
        let checked = desk.check(&["tool.zip.bundle"]);
        assert_eq!(checked.len(), 1, "{name}");
        assert_eq!(checked[0].path, Some(desk.path("tool.zip")), "{name}");
        assert_eq!(checked[0].verdict.state, State::Unlisted, "{name}");
    }
}
