//! The one use case over minted bundles: states, grouping, and what is shown of a result.

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

use serde_json::Value;
use tempfile::TempDir;
use whence_app::{
    Checked, Checker, Input,
    check::Against,
    present, report,
    settings::{Freshness, TrustData, TrustSources},
    summary::summary,
    trust_data::{PrivateInstance, PrivateSource},
    view::{
        Block, Fact, Message, Progress, RawForm, ResultView, Standing, SubjectKind, TabKind,
        TabView, TrustDataView,
    },
    words::Words,
};
use whence_evidence::{HashAlgorithm, UnixTime, Window, trusted_root::TrustedRoot};
use whence_identity::IdentityList;
use whence_testkit::{
    Case, Expect, Minted, Policy, Scenario, negatives, positives, scenario::Content,
};
use whence_verdict::{Note, State};
use whence_verify::{Installed, Instance, ManagedKey, PreparedTrust, crypto::digest};

const TABS: [TabKind; 5] = [
    TabKind::Certificate,
    TabKind::LogEntry,
    TabKind::Timestamps,
    TabKind::Statement,
    TabKind::Raw,
];

/// A folder with files, and what is needed to check them.
struct Desk {
    folder: TempDir,
    checker: Checker,
    now: UnixTime,
}

impl Desk {
    fn of(minted: &Minted) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root.json");
        fs::write(&root, &minted.trusted_root_json).unwrap();
        // A key that cannot be used is refused before anything is checked; then none is given.
        let key = minted
            .key_pem
            .as_ref()
            .and_then(|pem| ManagedKey::from_pem(pem).ok())
            .map(|key| {
                let window = minted.key_window.map(|window| Window {
                    start: UnixTime::from_seconds(window.start.unwrap_or(0)),
                    end: window.end.map(UnixTime::from_seconds),
                });
                match window {
                    Some(window) => key.valid_within(window),
                    None => key,
                }
            });
        let checker = Checker {
            trust: TrustData::load(Some(&root)),
            list: Arc::default(),
            list_problem: None,
            key,
            against: Against::OwnList,
            past: None,
            registries: None,
            platform: None,
        };
        Self {
            folder,
            checker,
            now: UnixTime::from_seconds(minted.now),
        }
    }

    fn with_list(mut self, minted: &Minted, more: &str) -> Self {
        let list = format!(
            "schema = 1\n[[signer]]\nlabel = \"Acme\"\nissuer = \"{}\"\nidentity = \"{}\"\n{more}",
            minted.issuer, minted.identity
        );
        self.checker.list = Arc::new(IdentityList::parse(list.as_bytes()).unwrap());
        self
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn check(&self, inputs: &[Input]) -> Vec<Checked> {
        self.check_with(inputs, &[])
    }

    fn check_with(&self, inputs: &[Input], evidence: &[PathBuf]) -> Vec<Checked> {
        self.checker
            .check(
                inputs,
                evidence,
                self.now,
                &mut |_| (),
                &AtomicBool::new(false),
            )
            .unwrap()
    }

    /// Checks the file of a case with its bundle beside it, or its digest where there is only that.
    fn check_case(&self, case: &Case) -> Checked {
        let file = self.put("tool.zip", &case.minted.artifact);
        let evidence = self.put("tool.zip.sigstore.json", &case.minted.bundle_json);
        if !case.minted.digest_only {
            return self.check_one(&file);
        }
        let digests = HashAlgorithm::ALL
            .map(|algorithm| Input::Digest(digest(algorithm, &case.minted.artifact)));
        self.check_with(&digests[..1], &[evidence]).remove(0)
    }

    fn check_one(&self, path: &Path) -> Checked {
        let mut checked = self.check(&[Input::Path(path.to_owned())]);
        assert_eq!(checked.len(), 1);
        checked.remove(0)
    }
}

fn usual(case: &&Case) -> bool {
    [Policy::PUBLIC_GOOD, Policy::MANAGED_KEY].contains(&case.policy)
}

fn signed() -> Minted {
    Scenario::message_rekor_v1().mint()
}

fn built() -> Minted {
    Scenario::envelope_rekor_v2().mint()
}

#[test]
fn bundles_that_hold_are_unlisted_until_the_list_names_the_signer() {
    for case in positives().iter().filter(usual) {
        let desk = Desk::of(&case.minted);
        let by_key = case.minted.key_pem.is_some();
        let expected = if by_key {
            State::Listed
        } else {
            State::Unlisted
        };
        assert_eq!(
            desk.check_case(case).verdict.state,
            expected,
            "{}",
            case.name
        );
        if !by_key {
            let desk = desk.with_list(&case.minted, "");
            assert_eq!(
                desk.check_case(case).verdict.state,
                State::Listed,
                "{}",
                case.name
            );
        }
    }
}

#[test]
fn bundles_with_one_fault_are_never_proven_and_never_seen_as_unsigned() {
    let usual_signer = signed();
    for case in negatives().iter().filter(usual) {
        // Most faults leave the signer's name as it is, so the list must not be what refuses them.
        let desk = Desk::of(&case.minted).with_list(&usual_signer, "");
        let checked = desk.check_case(case);
        let states: &[State] = match case.expect {
            Expect::Holds => panic!("{} is no fault", case.name),
            Expect::Fails { .. } => &[State::Failed, State::CouldNotCheck],
            Expect::NotDone { .. } | Expect::Unreadable { .. } => {
                &[State::CouldNotCheck, State::Failed]
            }
        };
        assert!(
            states.contains(&checked.verdict.state),
            "{}: {:?}",
            case.name,
            checked.verdict
        );
        let view = present::result_view(&checked, 7);
        assert!(
            view.verdict
                .detail
                .as_ref()
                .is_none_or(|detail| detail.id == "detail-claimed"),
            "{}",
            case.name
        );
        let identity = identity_facts(&checked);
        assert!(
            identity
                .iter()
                .all(|fact| fact.standing == Standing::Claimed),
            "{}",
            case.name
        );
    }
}

fn identity_facts(checked: &Checked) -> Vec<Fact> {
    let blocks = present::tab(checked, 0, TabKind::Certificate).blocks;
    let of_identity = blocks.into_iter().find_map(|block| match block {
        Block::Facts { title, facts, .. } if title.id == "block-identity" => Some(facts),
        _ => None,
    });
    of_identity.unwrap_or_default()
}

#[test]
fn a_proven_identity_is_marked_as_checked() {
    let minted = signed();
    let desk = Desk::of(&minted);
    let file = desk.put("tool.zip", &minted.artifact);
    desk.put("tool.zip.sigstore.json", &minted.bundle_json);
    let facts = identity_facts(&desk.check_one(&file));
    assert!(facts.len() > 5 && facts.iter().all(|fact| fact.standing == Standing::Checked));
}

/// The index over all shards of Rekor v1 is covered by its promise alone, whatever number stands there.
#[test]
fn an_index_that_nothing_covers_is_marked_as_claimed() {
    let standing = |name: &str| {
        let case = positives().into_iter().find(|case| case.name == name);
        let mut minted = case.unwrap().minted;
        let mut bundle: serde_json::Value = serde_json::from_slice(&minted.bundle_json).unwrap();
        let entry = &mut bundle["verificationMaterial"]["tlogEntries"][0];
        if entry["inclusionPromise"].is_null() {
            entry["logIndex"] = entry["inclusionProof"]["logIndex"].clone();
            minted.bundle_json = bundle.to_string().into_bytes();
        }
        let desk = Desk::of(&minted);
        let file = desk.put("tool.zip", &minted.artifact);
        desk.put("tool.zip.sigstore.json", &minted.bundle_json);
        let checked = desk.check_one(&file);
        assert_eq!(checked.verdict.state, State::Unlisted, "{name}");
        let blocks = present::tab(&checked, 0, TabKind::LogEntry).blocks;
        let facts = blocks.into_iter().find_map(|block| match block {
            Block::Facts { facts, .. } => Some(facts),
            _ => None,
        });
        let mut facts = facts.unwrap().into_iter();
        let index = facts.find(|fact| fact.label.id == "fact-log-index");
        index.unwrap().standing
    };
    assert_eq!(standing("message-v03-rekor1"), Standing::Checked);
    assert_eq!(standing("message-v03-rekor2"), Standing::Checked);
    let unpromised = "message-v03-rekor1-timestamp-instead-of-promise";
    assert_eq!(standing(unpromised), Standing::Claimed);
}

#[test]
fn a_key_is_not_said_to_have_the_dates_of_a_certificate() {
    let case = positives()
        .into_iter()
        .find(|case| case.name == "managed-p384-timestamp");
    let minted = case.unwrap().minted;
    let desk = Desk::of(&minted);
    let file = desk.put("tool.zip", &minted.artifact);
    desk.put("tool.zip.sigstore.json", &minted.bundle_json);
    let view = present::result_view(&desk.check_one(&file), 0);
    let words = Words::english();
    let why: Vec<String> = view
        .why
        .iter()
        .map(|line| words.render(&line.sentence))
        .collect();
    assert!(
        why.iter().any(|line| line.starts_with("Signed on ")),
        "{why:?}"
    );
    assert!(
        !why.iter().any(|line| line.contains("certificate")),
        "{why:?}"
    );
}

#[test]
fn every_view_is_made_of_sentences_that_exist() {
    let words = Words::english();
    for case in positives().iter().chain(&negatives()).filter(usual) {
        let desk = Desk::of(&case.minted);
        let checked = desk.check_case(case);
        let view = present::result_view(&checked, 0);
        assert_sentences(&words, &serde_json::to_value(&view).unwrap(), case.name);
        for kind in TABS {
            let tab = present::tab(&checked, 0, kind);
            assert_sentences(&words, &serde_json::to_value(&tab).unwrap(), case.name);
            let offered = view.evidence[0].tabs.contains(&kind);
            assert!(
                !offered || !tab.blocks.is_empty(),
                "{}: {kind:?} is empty",
                case.name
            );
        }
        assert_eq!(summary(&view).len(), 6);
        for line in summary(&view) {
            let text = words.render(&line);
            assert!(
                !text.contains('\n') && !text.contains("{$"),
                "{}: {text}",
                case.name
            );
        }
    }
}

/// Every message below `value` exists, and everything it puts in is there.
fn assert_sentences(words: &Words, value: &Value, case: &str) {
    match value {
        Value::Array(items) => items
            .iter()
            .for_each(|item| assert_sentences(words, item, case)),
        Value::Object(members) => {
            if let (Some(Value::String(id)), Some(Value::Object(arguments))) =
                (members.get("id"), members.get("args"))
            {
                assert!(words.contains(id), "{case}: there is no sentence {id}");
                let mut message = whence_app::view::Message::new(id.as_str());
                for (name, argument) in arguments {
                    let code = (argument["kind"] == "code")
                        .then(|| argument["value"].as_str())
                        .flatten();
                    message = message.select(name, code.unwrap_or("x"));
                }
                let text = words.render(&message);
                assert!(!text.contains('{'), "{case}: {id} lacks a value: {text}");
            }
            members
                .values()
                .for_each(|member| assert_sentences(words, member, case));
        }
        _ => {}
    }
}

#[test]
fn an_entry_that_nearly_fits_gives_the_reason() {
    let minted = signed();
    let cases = [
        ("enabled = false\n", "entry-disabled"),
        ("expires = 2025-01-01\n", "entry-expired"),
        ("claims = [\"build-record\"]\n", "entry-other-claim"),
    ];
    for (more, code) in cases {
        let desk = Desk::of(&minted).with_list(&minted, more);
        let file = desk.put("tool.zip", &minted.artifact);
        desk.put("tool.zip.sigstore.json", &minted.bundle_json);
        let checked = desk.check_one(&file);
        assert_eq!(
            (checked.verdict.state, checked.verdict.code.as_str()),
            (State::Unlisted, code)
        );
    }
}

/// The package is what the signed statement calls the file, or else what its name says.
#[test]
fn an_entry_counts_for_its_packages_only() {
    let wheel = "tool-1.2.3-py3-none-any.whl";
    let named = |name: &str| {
        let mut scenario = Scenario::envelope_rekor_v2();
        let mut statement = whence_testkit::statement::provenance(&scenario.artifact);
        statement["subject"][0]["name"] = name.into();
        let Content::Envelope { payload, .. } = &mut scenario.content else {
            panic!("an envelope")
        };
        *payload = whence_testkit::statement::payload(&statement);
        scenario.mint()
    };
    for (minted, name, package, state) in [
        (signed(), wheel, "pkg:pypi/tool", State::Listed),
        (signed(), wheel, "pkg:pypi/other", State::Unlisted),
        (signed(), "tool.zip", "pkg:pypi/tool", State::Unlisted),
        (
            named("pkg:npm/%40acme/tool@1.2.3"),
            "tool-1.2.3.tgz",
            "pkg:npm/@acme/tool",
            State::Listed,
        ),
        (
            named("pkg:npm/%40acme/tool@1.2.3"),
            wheel,
            "pkg:pypi/tool",
            State::Unlisted,
        ),
        (named(wheel), "renamed.whl", "pkg:pypi/tool", State::Listed),
    ] {
        let desk = Desk::of(&minted).with_list(&minted, &format!("packages = [\"{package}\"]\n"));
        let file = desk.put(name, &minted.artifact);
        desk.put(&format!("{name}.sigstore.json"), &minted.bundle_json);
        let checked = desk.check_one(&file);
        assert_eq!(checked.verdict.state, state, "{name} {package}");
        if state == State::Unlisted {
            assert_eq!(checked.verdict.code.as_str(), "entry-other-target");
        }
    }
}

/// An archive may say that it is any package.
#[test]
fn what_an_archive_says_of_itself_makes_no_entry_fit_and_takes_no_rule_away() {
    let mut scenario = whence_testkit::Scenario::message_rekor_v1();
    let manifest = br#"{"name":"other","version":"1.0.0"}"#;
    let files = [("package/package.json", manifest.as_slice())];
    scenario.artifact = whence_testkit::archives::gzip(&whence_testkit::archives::tar(&files));
    let minted = scenario.mint();
    let check = |rest: &str| {
        let desk = Desk::of(&minted).with_list(&minted, rest);
        let file = desk.put("tool-1.0.0.tgz", &minted.artifact);
        desk.put("tool-1.0.0.tgz.sigstore.json", &minted.bundle_json);
        let checked = desk.check_one(&file);
        assert_eq!(
            checked.subject.package.as_deref(),
            Some("pkg:npm/other@1.0.0")
        );
        checked.verdict.code.as_str()
    };
    assert_eq!(check(""), "listed");
    assert_eq!(
        check("packages = [\"pkg:npm/other\"]\n"),
        "entry-other-target"
    );
    let rule = |package: &str| {
        format!(
            "id = \"one\"\n[[signer]]\nid = \"two\"\nlabel = \"Two\"\nissuer = \"https://login.example\"\n\
             identity = \"two@acme.example\"\n[[rule]]\nlabel = \"Both\"\npackages = [\"{package}\"]\n\
             requires = [\"one\", \"two\"]\n"
        )
    };
    assert_eq!(check(&rule("pkg:npm/another")), "listed");
    assert_eq!(check(&rule("pkg:npm/other")), "entry-requirement-unmet");
}

#[test]
fn a_changed_file_fails_and_a_file_without_evidence_does_not() {
    let minted = signed();
    let desk = Desk::of(&minted).with_list(&minted, "");
    let file = desk.put("tool.zip", b"something else");
    assert_eq!(desk.check_one(&file).verdict.code.as_str(), "none-found");
    desk.put("tool.zip.sigstore.json", &minted.bundle_json);
    let checked = desk.check_one(&file);
    assert_eq!(
        (checked.verdict.state, checked.verdict.code.as_str()),
        (State::Failed, "file-mismatch")
    );
}

#[test]
fn evidence_dropped_with_its_file_is_found_whatever_its_name() {
    let minted = signed();
    let desk = Desk::of(&minted).with_list(&minted, "");
    let file = desk.put("tool.zip", &minted.artifact);
    let evidence = desk.put("proof", &minted.bundle_json);
    let both = [Input::Path(evidence.clone()), Input::Path(file.clone())];
    let checked = desk.check(&both);
    assert_eq!(checked.len(), 1);
    assert_eq!(
        (checked[0].verdict.state, checked[0].path.as_deref()),
        (State::Listed, Some(file.as_path()))
    );
    let named = desk.check_with(&both[1..], &[evidence]);
    assert_eq!(named[0].verdict.state, State::Listed);
}

#[test]
fn the_same_evidence_handed_over_and_beside_the_file_counts_once() {
    let minted = signed();
    let desk = Desk::of(&minted);
    let file = desk.put("tool.zip", &minted.artifact);
    let evidence = desk.put("tool.zip.sigstore.json", &minted.bundle_json);
    let checked = desk.check(&[Input::Path(file), Input::Path(evidence)]);
    assert_eq!((checked.len(), checked[0].pieces.len()), (1, 1));
}

#[test]
fn several_files_and_bundles_find_each_other_by_name_and_by_what_they_are_about() {
    let (first, second) = (signed(), built());
    let desk = Desk::of(&first).with_list(&first, "");
    let a = desk.put("a.zip", &first.artifact);
    let b = desk.put("b.zip", b"never signed");
    let by_name = desk.put("b.zip.bundle", &second.bundle_json);
    let by_digest = desk.put("proof.json", &first.bundle_json);
    let checked = desk.check(&[a, b, by_name, by_digest].map(Input::Path));
    let states: Vec<State> = checked
        .iter()
        .map(|checked| checked.verdict.state)
        .collect();
    assert_eq!(states, [State::Listed, State::Failed]);
}

#[test]
fn reading_in_search_of_a_file_tells_how_far_it_has_come() {
    let minted = signed();
    let desk = Desk::of(&minted);
    let file = desk.put("tool.zip", &minted.artifact);
    let evidence = desk.put("proof.json", &minted.bundle_json);
    let other = desk.put("other.zip", b"never signed");
    let size = minted.artifact.len() as u64;
    // To learn which file the evidence is about: among those beside it, and among those handed over.
    let beside = [evidence.clone()].map(Input::Path);
    let handed = [file, other, evidence].map(Input::Path);
    for inputs in [&beside[..], &handed] {
        let mut reads = 0;
        let mut heard = |step| {
            let whole = Progress::Hashing {
                done: size,
                total: size,
            };
            reads += usize::from(step == whole);
        };
        let never = AtomicBool::new(false);
        let checked = desk
            .checker
            .check(inputs, &[], desk.now, &mut heard, &never);
        assert_eq!(checked.unwrap()[0].pieces.len(), 1);
        assert_eq!(reads, 2, "once to find it, once to check it: {inputs:?}");
    }
}

#[test]
fn evidence_alone_leads_to_its_file_or_is_checked_as_a_statement() {
    let minted = built();
    let desk = Desk::of(&minted).with_list(&minted, "");
    let evidence = desk.put("tool.zip.sigstore.json", &minted.bundle_json);
    let alone = desk.check_one(&evidence);
    assert_eq!(
        (alone.subject.kind, alone.verdict.state),
        (SubjectKind::Statement, State::Listed)
    );
    assert_eq!(alone.notes, [Note::NoFileCompared]);
    assert_eq!(
        present::result_view(&alone, 0).verdict.headline.id,
        "listed-alone"
    );

    let file = desk.put("tool.zip", &minted.artifact);
    let found = desk.check_one(&evidence);
    assert_eq!(
        (found.path, found.verdict.state),
        (Some(file), State::Listed)
    );

    let signature = signed();
    let desk = Desk::of(&signature);
    let evidence = desk.put("x.sigstore.json", &signature.bundle_json);
    assert_eq!(
        desk.check_one(&evidence).verdict.code.as_str(),
        "needs-file"
    );
}

#[test]
fn lines_of_bundles_are_pieces_of_their_own() {
    let minted = built();
    let one_line = |json: &[u8]| -> Vec<u8> {
        let value: Value = serde_json::from_slice(json).unwrap();
        format!("{value}\n").into_bytes()
    };
    let desk = Desk::of(&minted);
    let file = desk.put("tool.zip", &minted.artifact);
    let stranger = Scenario::message_rekor_v1();
    let stranger = Scenario {
        artifact: b"another file".to_vec(),
        ..stranger
    }
    .mint();
    let lines = [
        one_line(&stranger.bundle_json),
        one_line(&minted.bundle_json),
    ]
    .concat();
    desk.put("tool.zip.intoto.jsonl", &lines);
    let checked = desk.check_one(&file);
    assert_eq!(checked.pieces.len(), 2);
    assert_eq!(
        (checked.verdict.state, checked.verdict.deciding),
        (State::Unlisted, Some(1))
    );
    let view = present::result_view(&checked, 0);
    assert_eq!(
        view.evidence
            .iter()
            .map(|piece| piece.index)
            .collect::<Vec<_>>(),
        [1, 0]
    );
}

#[test]
fn a_digest_stands_in_for_its_file() {
    let minted = built();
    let desk = Desk::of(&minted).with_list(&minted, "");
    let file = desk.put("tool.zip", &minted.artifact);
    let evidence = desk.put("proof", &minted.bundle_json);
    let digest = desk.check_one(&file).subject.digests[0];
    let of = |text: String| {
        desk.check_with(&[Input::text(text)], std::slice::from_ref(&evidence))
            .remove(0)
    };
    let checked = of(digest.to_string());
    assert_eq!(
        (checked.subject.kind, checked.verdict.state),
        (SubjectKind::Digest, State::Listed)
    );
    let other = of(format!("sha256:{}", "00".repeat(32)));
    assert_eq!(other.verdict.code.as_str(), "file-mismatch");
}

#[test]
fn trust_data_that_cannot_be_read_is_never_replaced() {
    let minted = signed();
    let mut desk = Desk::of(&minted);
    desk.checker.trust = TrustData::load(Some(&desk.put("broken.json", b"{}")));
    assert!(desk.checker.trust.problem.is_some());
    let file = desk.put("tool.zip", &minted.artifact);
    desk.put("tool.zip.sigstore.json", &minted.bundle_json);
    assert_eq!(
        desk.check_one(&file).verdict.code.as_str(),
        "trust-data-unreadable"
    );
}

#[test]
fn signatures_of_other_kinds_beside_the_file_are_not_no_signature() {
    let minted = signed();
    let desk = Desk::of(&minted);
    let file = desk.put("tool.zip", &minted.artifact);
    desk.put("tool.zip.asc", b"-----BEGIN PGP SIGNATURE-----");
    assert_eq!(
        desk.check_one(&file).verdict.code.as_str(),
        "format-unsupported"
    );
    desk.put("tool.zip.sigstore.json", &minted.bundle_json);
    let checked = desk.check_one(&file);
    assert_eq!(checked.verdict.state, State::Unlisted);
    assert!(checked.notes.is_empty() && checked.pieces.len() == 2);
}

#[test]
fn exact_bytes_come_back_exactly_and_pages_show_all_of_them() {
    let minted = built();
    let desk = Desk::of(&minted);
    let file = desk.put("tool.zip", &minted.artifact);
    desk.put("tool.zip.sigstore.json", &minted.bundle_json);
    let checked = desk.check_one(&file);
    assert_eq!(
        present::raw_bytes(&checked, 0, 0),
        Some(minted.bundle_json.clone())
    );
    assert_eq!(present::raw_bytes(&checked, 1, 0), None);
    assert_eq!(present::raw_bytes(&checked, 0, 99), None);

    let TabView { blocks, .. } = present::tab(&checked, 0, TabKind::Raw);
    let Some(Block::RawParts { parts }) = blocks.first() else {
        panic!("no parts")
    };
    assert!(parts.len() >= 6);
    for part in parts {
        let exact = present::raw_bytes(&checked, 0, part.part).unwrap();
        assert_eq!(part.size, exact.len() as u64);
        let mut shown = String::new();
        let mut first = 0;
        loop {
            let page = present::raw_page(&checked, 0, part.part, RawForm::Hex, first).unwrap();
            shown.extend(
                page.rows
                    .iter()
                    .map(|row| row.to_terminal()[10..57].replace(' ', "")),
            );
            first += page.rows.len() as u64;
            if first >= page.total_rows {
                break;
            }
        }
        assert_eq!(shown, whence_evidence::hash::to_hex(&exact));
    }
    let page = present::raw_page(&checked, 0, 0, RawForm::Text, 0).unwrap();
    let text: String = page
        .rows
        .iter()
        .map(|row| row.exact_text().unwrap().to_owned())
        .collect();
    let without_breaks: Vec<u8> = minted
        .bundle_json
        .iter()
        .copied()
        .filter(|byte| *byte != b'\n')
        .collect();
    assert_eq!(text.as_bytes(), without_breaks);
}

#[test]
fn hostile_names_change_no_word_of_ours() {
    let minted = signed();
    let desk = Desk::of(&minted);
    let headline = |checked: &Checked| -> String {
        let view: ResultView = present::result_view(checked, 0);
        Words::english().render(&view.verdict.headline)
    };
    let names = [
        "plain",
        "\u{202e}gpj.exe",
        "a\nSigned by Acme, who is on your list.",
        "\u{1b}[31mred",
        "{ $label }",
        "<img src=x>",
    ];
    let mut headlines = Vec::new();
    for name in names {
        let file = desk.put(name, &minted.artifact);
        desk.put(&format!("{name}.sigstore.json"), &minted.bundle_json);
        let checked = desk.check_one(&file);
        headlines.push(headline(&checked));
        let shown = present::result_view(&checked, 0).subject.name.to_terminal();
        assert!(
            !shown
                .chars()
                .any(|character| character.is_control() || character == '\u{202e}'),
            "{shown:?}"
        );
    }
    assert!(headlines.iter().all(|text| *text == headlines[0]));
}

#[test]
fn a_report_holds_the_result_and_nothing_that_acts() {
    let minted = built();
    let desk = Desk::of(&minted).with_list(&minted, "");
    let words = Words::english();
    let name = "<img src=x onerror=alert(1)> \u{202e}gpj.exe";
    let file = desk.put(name, &minted.artifact);
    desk.put(&format!("{name}.sigstore.json"), &minted.bundle_json);
    let checked = desk.check_one(&file);
    let view = present::result_view(&checked, 7);
    let page = report::html(&checked, "7F3A-09C2-55B1-0E4D", &words);
    let digest = &view.subject.digests[0].hex;
    let code = report::short_code(&view);
    let kept = [
        words.render(&view.verdict.headline),
        words.render(&view.verdict.limit),
        "7F3A-09C2-55B1-0E4D".to_owned(),
        "&lt;img src=x onerror=alert(1)&gt;".to_owned(),
        digest.clone(),
        code.clone(),
    ];
    for text in kept {
        let text = text.replace('\'', "&#39;");
        assert!(page.contains(&text), "{text} in {page}");
    }
    for never in [
        "<img",
        "<script",
        "javascript:",
        "http-equiv=\"refresh",
        "\u{202e}",
    ] {
        assert!(!page.contains(never), "{never} in {page}");
    }
    let opened: Vec<&str> = page
        .split('<')
        .skip(1)
        .filter(|tag| !tag.starts_with('/'))
        .collect();
    let ours = [
        "!doctype", "html", "meta", "title", "style", "h1", "h2", "h3", "p", "code", "div",
        "table", "tr", "th", "td", "br", "small",
    ];
    for tag in opened {
        let tag: String = tag
            .chars()
            .take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '!')
            .collect();
        assert!(ours.contains(&&*tag), "<{tag}>");
    }
    assert_eq!(
        report::file_name(&checked),
        "img srcx onerroralert1 gpj.exe.whence-report.html"
    );

    // The code stands for the result, and not for the number it has in a window.
    assert_eq!(report::short_code(&present::result_view(&checked, 8)), code);
    assert!(
        words
            .render(summary(&view).last().unwrap())
            .ends_with(&code)
    );
    let other = desk.put("other", &minted.artifact);
    let other = present::result_view(&desk.check_one(&other), 7);
    assert_ne!(report::short_code(&other), code);
}

#[test]
fn another_list_decides_again_without_another_look_at_the_file() {
    let usual_signer = signed();
    for case in positives().iter().chain(&negatives()).filter(usual) {
        let without = Desk::of(&case.minted);
        let before = without.check_case(case);
        let with = Desk::of(&case.minted).with_list(&usual_signer, "");
        let fresh = with.check_case(case);
        // Nothing is there any more that could be read again.
        let (first, second) = (without.folder.path(), with.folder.path());
        for folder in [first, second] {
            fs::remove_dir_all(folder).unwrap();
        }
        let again = with.checker.decide_again(&before, with.now);
        let shown = |checked: &Checked| {
            let view = present::result_view(checked, 1);
            (view.verdict, view.why, view.evidence)
        };
        assert_eq!(shown(&again), shown(&fresh), "{}", case.name);
        let back = without.checker.decide_again(&again, without.now);
        assert_eq!(shown(&back), shown(&before), "{}", case.name);
    }
}

#[test]
fn other_trust_data_proves_again_without_another_look_at_the_file() {
    let built_in = TrustData::load(None);
    for case in positives().iter().chain(&negatives()).filter(usual) {
        let with = Desk::of(&case.minted);
        let fresh = with.check_case(case);
        let without = Checker {
            trust: built_in.clone(),
            ..with.checker.clone()
        };
        let shown = |checked: &Checked| {
            let view = present::result_view(checked, 1);
            (view.verdict, view.why, view.evidence, view.trust_data)
        };
        let unknown = without.prove_again(&fresh, with.now);
        assert_eq!(unknown.proven_again, Some(with.now));
        // What needs the file itself keeps its proof only while the file can be read, so it stays here.
        let again = with.checker.prove_again(&unknown, with.now);
        assert_eq!(shown(&again), shown(&fresh), "{}", case.name);
        if case.minted.key_pem.is_none() {
            assert_ne!(unknown.verdict.state, State::Listed, "{}", case.name);
            assert_ne!(unknown.verdict.state, State::Unlisted, "{}", case.name);
        }
    }
}

#[test]
fn the_age_of_trust_data_is_a_note_and_beyond_the_limit_no_proof() {
    let minted = signed();
    let desk = Desk::of(&minted);
    let file = desk.put("tool.zip", &minted.artifact);
    desk.put("tool.zip.sigstore.json", &minted.bundle_json);
    let source = PrivateSource::File {
        file_name: String::new(),
        trusted_root: minted.trusted_root_json.clone(),
    };
    let private = [PrivateInstance::new("corp", source, desk.now).unwrap()];
    let checked = |days: i64, stop_after: Option<u32>| {
        let dated = UnixTime::from_seconds(minted.now - days * 86_400);
        let freshness = Freshness {
            stop_after,
            ..Freshness::default()
        };
        let of_file = TrustData::assemble(
            TrustSources {
                private: &private,
                freshness,
                ..TrustSources::default()
            },
            desk.now,
        );
        assert_eq!(of_file.instances.len(), 3);
        // The same data as an update of that day would have brought it.
        let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
        let limit = stop_after.map(|days| i64::from(days) * 86_400);
        let updated = PreparedTrust::prepare(&root, Instance::Private { dated: Some(dated) })
            .named("corp")
            .with_age_limit(limit);
        let mut trust = of_file;
        trust.installed = Some(Arc::new(Installed::default().with(updated)));
        trust.instances = vec![TrustDataView {
            name: Message::new("trust-data-private"),
            dated: Some(dated.milliseconds()),
        }];
        let checker = Checker {
            trust,
            ..desk.checker.clone()
        };
        let inputs = [Input::Path(file.clone())];
        let never = AtomicBool::new(false);
        let mut all = checker
            .check(&inputs, &[], desk.now, &mut |_| (), &never)
            .unwrap();
        let checked = all.remove(0);
        let noted = checked.notes.contains(&Note::TrustDataDated);
        (checked.verdict.code.as_str(), noted)
    };
    assert_eq!(checked(13, None), ("no-entry", false));
    assert_eq!(checked(14, None), ("no-entry", true));
    assert_eq!(checked(1000, None), ("no-entry", true));
    assert_eq!(checked(59, Some(60)), ("no-entry", true));
    assert_eq!(checked(60, Some(60)), ("trust-data-too-old", true));
}
