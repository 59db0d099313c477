//! Files with what lies around them, each with the verdict it comes to.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    fs,
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use tempfile::TempDir;
use whence_app::{
    Checked, Checker, Input,
    check::Against,
    present,
    settings::TrustData,
    view::{Origin, Outcome},
    words::Words,
};
use whence_evidence::UnixTime;
use whence_identity::IdentityList;
use whence_testkit::{Drop, Minted, drops};
use whence_verdict::{Note, State};
use whence_verify::Covers;

fn checker(minted: &Minted, root: &Path) -> Checker {
    fs::write(root, &minted.trusted_root_json).unwrap();
    Checker {
        trust: TrustData::load(Some(root)),
        list: Arc::default(),
        list_problem: None,
        key: None,
        against: Against::OwnList,
        past: None,
        registries: None,
        platform: None,
    }
}

/// The folder of a case, and its checks of what was dropped.
fn check(case: &Drop, list: Option<&str>) -> (TempDir, Vec<Checked>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in &case.files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let mut checker = checker(&case.minted, &elsewhere.path().join("root.json"));
    if let Some(list) = list {
        checker.list = Arc::new(IdentityList::parse(list.as_bytes()).unwrap());
    }
    let input = |name: &String| Input::Path(folder.path().join(name));
    let inputs: Vec<Input> = case.dropped.iter().map(input).collect();
    let now = UnixTime::from_seconds(case.minted.now);
    let cancel = AtomicBool::new(false);
    let checked = checker.check(&inputs, &[], now, &mut |_| (), &cancel);
    (folder, checked.unwrap())
}

fn case(name: &str) -> Drop {
    let found = drops().into_iter().find(|case| case.name == name);
    found.unwrap_or_else(|| panic!("no case {name}"))
}

#[test]
fn every_folder_comes_to_its_verdict() {
    let mut wrong = Vec::new();
    for case in drops() {
        let (_folder, checked) = check(&case, None);
        let found: Vec<(String, usize)> = checked
            .iter()
            .map(|one| (one.verdict.code.as_str().to_owned(), one.pieces.len()))
            .collect();
        if found != [(case.code.to_owned(), case.pieces)] {
            wrong.push(format!(
                "{}: {found:?}, expected {} with {}",
                case.name, case.code, case.pieces
            ));
        }
        let words = Words::english();
        for one in &checked {
            let view = present::result_view(one, 0);
            assert!(
                !words.render(&view.verdict.headline).contains('{'),
                "{}",
                case.name
            );
            for link in view.evidence.iter().flat_map(|piece| &piece.chain) {
                assert!(!words.render(&link.by).contains('{'), "{}", case.name);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_of_cases_are_unique() {
    let mut names: Vec<String> = drops().into_iter().map(|case| case.name).collect();
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
    assert!(count > 100, "{count}");
}

fn list_of(minted: &Minted) -> String {
    format!(
        "schema = 1\n[[signer]]\nlabel = \"Acme\"\nissuer = \"{}\"\nidentity = \"{}\"\n",
        minted.issuer, minted.identity
    )
}

#[test]
fn a_signed_list_is_two_steps_wherever_it_is_shown() {
    let case = case("list-checksums-txt-good");
    let (_folder, checked) = check(&case, Some(&list_of(&case.minted)));
    let checked = &checked[0];
    assert_eq!(checked.verdict.state, State::Listed);
    let judged = checked.deciding().unwrap().judged().unwrap();
    let covers = judged.signer().unwrap().covers().clone();
    assert!(
        matches!(covers, Covers::Listed { line: 2, .. }),
        "{covers:?}"
    );

    let words = Words::english();
    let view = present::result_view(checked, 0);
    assert_eq!(
        words.render(&view.verdict.headline),
        "The checksum list that names this file was signed by Acme, who is on your list."
    );
    let steps: Vec<(String, String, Outcome)> = view.evidence[0]
        .chain
        .iter()
        .map(|link| {
            (
                link.from.to_terminal(),
                words.render(&link.by),
                link.outcome,
            )
        })
        .collect();
    assert_eq!(steps[0].0, whence_testkit::drops::FILE);
    assert_eq!(steps[0].1, "line 2, SHA-256 digest");
    assert_eq!(steps[1].0, "checksums.txt");
    assert!(steps[1].1.starts_with("signed by "), "{steps:?}");
    assert!(steps.iter().all(|step| step.2 == Outcome::Held));
    assert_eq!(
        words.render(&view.why[0].sentence),
        "Line 2 of the checksum list “checksums.txt” names this file with its SHA-256 digest."
    );
    assert_eq!(view.why[0].checks[0].id, "list.line");
}

#[test]
fn an_unsigned_list_says_that_it_shows_damage_and_nothing_else() {
    let (_folder, checked) = check(&case("list-checksums-txt-unsigned"), None);
    let words = Words::english();
    let view = present::result_view(&checked[0], 0);
    let detail = words.render(view.verdict.detail.as_ref().unwrap());
    assert_eq!(
        detail,
        "The file is as “checksums.txt” says, so it was not damaged on its way. But nobody signed that list."
    );
    assert_eq!(checked[0].verdict.state, State::NoSignature);
}

#[test]
fn what_a_list_calls_otherwise_and_what_no_longer_counts_is_noted() {
    let (_folder, checked) = check(&case("list-handed-and-renamed"), None);
    assert!(checked[0].notes.contains(&Note::OtherName));
    let (_folder, checked) = check(&case("list-signed-weak-beside-strong"), None);
    assert!(checked[0].notes.contains(&Note::WeakChecksumIgnored));
}

#[test]
fn what_merely_lies_near_is_said_to() {
    let (_folder, checked) = check(&case("some-bundle-in-the-folder"), None);
    assert_eq!(checked[0].pieces[0].piece.origin, Origin::Nearby);
}

#[test]
fn one_list_serves_all_the_files_it_names() {
    let mut case = case("list-checksums-txt-good");
    case.files
        .push(("other.zip".to_owned(), b"not as listed".to_vec()));
    case.files
        .push(("third.zip".to_owned(), b"not in the list".to_vec()));
    case.dropped = [
        whence_testkit::drops::FILE,
        "other.zip",
        "third.zip",
        "checksums.txt",
    ]
    .map(str::to_owned)
    .to_vec();
    let (_folder, checked) = check(&case, None);
    let codes: Vec<&str> = checked
        .iter()
        .map(|one| one.verdict.code.as_str())
        .collect();
    assert_eq!(codes, ["no-entry", "checksum-mismatch", "none-found"]);
}
