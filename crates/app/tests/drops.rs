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
    view::{Origin, Outcome, Role},
    words::Words,
};
use whence_evidence::UnixTime;
use whence_identity::IdentityList;
use whence_testkit::{
    Drop, Minted,
    drops::{drops, drops_around},
    packages::packages,
};
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
fn evidence_alone_leads_to_its_file_by_the_bytes_and_nothing_else() {
    for case in drops() {
        if !case.name.starts_with("reverse-") {
            continue;
        }
        let (folder, checked) = check(&case, None);
        let is_there = !matches!(
            case.name.as_str(),
            "reverse-without-the-file" | "reverse-by-the-name-of-other-bytes"
        );
        let expected = is_there.then(|| folder.path().join(whence_testkit::drops::FILE));
        assert_eq!(checked[0].path, expected, "{}", case.name);
    }
}

/// Every form of package with evidence around it; what it says of itself changes no verdict.
#[test]
fn packages_come_to_their_verdicts_and_say_what_they_claim() {
    for package in packages() {
        for case in drops_around(package.file, &package.bytes) {
            let (_folder, checked) = check(&case, None);
            let label = format!("{} {}", package.file, case.name);
            assert_eq!(checked.len(), 1, "{label}");
            assert_eq!(checked[0].verdict.code.as_str(), case.code, "{label}");
            assert_eq!(
                checked[0].subject.package.as_deref(),
                package.purl,
                "{label}"
            );
        }
    }
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
    let (_folder, checked) = check(&case("list-own-under-another-name"), None);
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

/// Name, kind and role of everything that was handed over, as the first result shows it.
fn roles(checked: &[Checked]) -> Vec<(String, &'static str, Role)> {
    let handed = checked[0].handed.iter();
    handed
        .map(|it| {
            (
                it.name.to_string_lossy().into_owned(),
                it.kind.as_str(),
                it.role,
            )
        })
        .collect()
}

#[test]
fn roles_in_a_mixed_drop_are_worked_out_and_shown() {
    let mut case = case("list-checksums-txt-good");
    let root = case.minted.trusted_root_json.clone();
    case.files.extend([
        (
            "cosign.pub".to_owned(),
            b"-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n".to_vec(),
        ),
        ("root.json".to_owned(), root),
        (
            "policy.yaml".to_owned(),
            b"apiVersion: policy.sigstore.dev/v1beta1\nkind: ClusterImagePolicy\n".to_vec(),
        ),
        (
            "tool.cdx.json".to_owned(),
            b"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}".to_vec(),
        ),
    ]);
    case.dropped = case.files.iter().map(|(name, _)| name.clone()).collect();
    let (_folder, checked) = check(&case, None);
    let found = roles(&checked);
    let expected = [
        (whence_testkit::drops::FILE, "other", Role::File),
        ("checksums.txt", "checksum-list", Role::Checksums),
        ("checksums.txt.sigstore.json", "evidence", Role::Evidence),
        ("cosign.pub", "public-key", Role::Key),
        ("root.json", "trusted-root", Role::TrustedRoot),
        ("policy.yaml", "policy", Role::Policy),
        ("tool.cdx.json", "parts-list", Role::PartsList),
    ]
    .map(|(name, kind, role)| (name.to_owned(), kind, role));
    assert_eq!(found, expected);
    let codes: Vec<&str> = checked
        .iter()
        .map(|one| one.verdict.code.as_str())
        .collect();
    assert_eq!(codes, ["no-entry", "none-found"]);
    let view = present::result_view(&checked[0], 0);
    assert_eq!(view.handed[3].remark.as_ref().unwrap().id, "handed-key");
    assert!(view.handed[1].others.contains(&Role::File));
}

/// The codes when one of the files that are dropped is said to be something else.
fn codes_when(case: &Drop, name: &str, role: Role) -> Vec<&'static str> {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in &case.files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let checker = checker(&case.minted, &elsewhere.path().join("root.json"));
    let input = |dropped: &String| {
        let input = Input::Path(folder.path().join(dropped));
        if dropped == name {
            input.said_to_be(role)
        } else {
            input
        }
    };
    let inputs: Vec<Input> = case.dropped.iter().map(input).collect();
    let now = UnixTime::from_seconds(case.minted.now);
    let cancel = AtomicBool::new(false);
    let checked = checker
        .check(&inputs, &[], now, &mut |_| (), &cancel)
        .unwrap();
    checked
        .iter()
        .map(|one| one.verdict.code.as_str())
        .collect()
}

#[test]
fn roles_can_be_corrected() {
    let case = case("list-checksums-txt-handed-over");
    assert_eq!(
        codes_when(&case, "checksums.txt", Role::Checksums),
        ["no-entry"]
    );
    // As a file it is checked by itself; lying beside, it covers the other file all the same.
    assert_eq!(
        codes_when(&case, "checksums.txt", Role::File),
        ["no-entry", "no-entry"]
    );
    let mut notes = Drop {
        code: "list-unsigned",
        ..case
    };
    notes.files = vec![
        notes.files[0].clone(),
        (
            "notes.md".to_owned(),
            format!(
                "What is new\nMuch.\nMore.\n{}",
                String::from_utf8_lossy(&notes.files[1].1)
            )
            .into_bytes(),
        ),
    ];
    notes.dropped = notes.files.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(
        codes_when(&notes, "", Role::File),
        ["none-found", "none-found"]
    );
    // Nobody can make a list of what is none.
    assert_eq!(
        codes_when(&notes, "notes.md", Role::Checksums),
        ["format-unsupported"]
    );
    assert_eq!(
        codes_when(&notes, "notes.md", Role::LeftOut),
        ["none-found"]
    );
}

#[test]
fn signatures_of_other_systems_are_told_by_name() {
    let words = Words::english();
    for (suffix, bytes, system) in [
        (
            ".asc",
            &b"-----BEGIN PGP SIGNATURE-----\n\niQ==\n"[..],
            "OpenPGP",
        ),
        (".sig", b"\x89\x02\x33\x04\x00\x01\x08\x00", "OpenPGP"),
        (
            ".minisig",
            b"untrusted comment: x\nRW\ntrusted comment: timestamp:1\n",
            "minisign",
        ),
        (
            ".sig",
            b"untrusted comment: verify with a.pub\nRW\n",
            "signify",
        ),
        (
            ".p7s",
            b"\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0",
            "PKCS #7 (CMS)",
        ),
        (".sig", b"-----BEGIN SSH SIGNATURE-----\nU1NI\n", "OpenSSH"),
    ] {
        let name = format!("{}{suffix}", whence_testkit::drops::FILE);
        let mut case = case("junk-texts");
        case.files.truncate(1);
        case.files.push((name.clone(), bytes.to_vec()));
        for dropped in [vec![0], vec![1], vec![0, 1]] {
            case.dropped = dropped
                .iter()
                .map(|at: &usize| case.files[*at].0.clone())
                .collect();
            let (_folder, checked) = check(&case, None);
            assert_eq!(checked.len(), 1, "{name} {dropped:?}");
            assert_eq!(
                checked[0].verdict.code.as_str(),
                "format-unsupported",
                "{name} {dropped:?}"
            );
            let view = present::result_view(&checked[0], 0);
            let summary = words.render(&view.evidence[0].summary);
            assert_eq!(
                summary,
                format!("Signature of {system}, which this app does not check")
            );
        }
    }
}
