//! The list as a window works with it: from a result to an entry, edits and what comes from outside.

#![allow(
    clippy::unwrap_used,
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
use whence_app::{
    Checked, Checker, Input,
    check::Against,
    present,
    settings::{TrustData, TrustSources},
    signers::{
        Desk, Past, PastFile, Reloaded,
        view::{
            BasisKind, EditAnswer, EntryChange, EntryDraft, EntrySource, EntryStanding, Gravity,
            SignerEdit, SignersQuery, SignersView, TrustDraft, WhoForm,
        },
    },
    trust_data::{PrivateInstance, PrivateSource},
    view::{Message, State},
    words::Words,
};
use whence_evidence::UnixTime;
use whence_identity::SignerFacts;
use whence_store::ListFile;
use whence_testkit::{Minted, Scenario};

const NOW: UnixTime = UnixTime::from_seconds(1_795_219_200);

struct Bench {
    folder: TempDir,
    desk: Desk,
    now: UnixTime,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let managed = folder.path().join("managed");
        let file = ListFile::at(folder.path().join("identities.toml")).with_managed(vec![managed]);
        Self {
            desk: Desk::open(Some(Box::new(file))),
            folder,
            now: NOW,
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("identities.toml")
    }

    fn page(&self) -> SignersView {
        self.search("")
    }

    fn search(&self, text: &str) -> SignersView {
        let query = SignersQuery {
            text: text.to_owned(),
            first: 0,
        };
        self.desk.page(&query, &no_past(), self.now)
    }

    fn labels(&self) -> Vec<String> {
        let rows = self.page().rows;
        rows.iter().map(|row| row.label.to_terminal()).collect()
    }

    fn edit(&mut self, edit: SignerEdit) -> EditAnswer {
        let revision = self.page().revision;
        self.desk.edit(&revision, &edit, None, self.now).unwrap()
    }

    fn done(&mut self, edit: SignerEdit) -> (Option<u32>, u32) {
        match self.edit(edit) {
            EditAnswer::Done { entry, undo, .. } => (entry, undo.unwrap()),
            other => panic!("{other:?}"),
        }
    }

    fn add(&mut self, label: &str) -> (Option<u32>, u32) {
        self.done(SignerEdit::Add {
            draft: draft(label),
            typed_name: String::new(),
        })
    }

    /// The file of a minted case, checked with the list in force.
    fn check(&self, minted: &Minted, name: &str) -> Checked {
        let put = |name: &str, bytes: &[u8]| {
            let path = self.folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            path
        };
        let root = put("root.json", &minted.trusted_root_json);
        let file = put(name, &minted.artifact);
        put(&format!("{name}.sigstore.json"), &minted.bundle_json);
        let checker = self.checker(&root);
        let never = AtomicBool::new(false);
        checker
            .check(&[Input::Path(file)], &[], self.now, &mut |_| (), &never)
            .unwrap()
            .remove(0)
    }

    fn checker(&self, root: &std::path::Path) -> Checker {
        let loaded = self.desk.loaded();
        Checker {
            trust: TrustData::load(Some(root)),
            list: Arc::new(loaded.list.clone()),
            list_problem: loaded.first_problem(),
            key: None,
            against: Against::OwnList,
            past: None,
            registries: None,
            platform: None,
        }
    }

    fn decide_again(&self, checked: &Checked) -> Checked {
        let root = self.folder.path().join("root.json");
        self.checker(&root).decide_again(checked, self.now)
    }
}

fn no_past() -> Past {
    Past::NotKept(Message::new("past-not-kept"))
}

fn draft(label: &str) -> EntryDraft {
    EntryDraft {
        label: label.to_owned(),
        form: WhoForm::Exact,
        issuer: "https://accounts.google.com".into(),
        identity: format!("{}@mail.example", label.to_lowercase()),
        basis: Some(BasisKind::ToldBySomeone),
        enabled: true,
        ..EntryDraft::default()
    }
}

#[test]
fn edits_are_made_undone_and_refused_when_the_list_is_another_one() {
    let mut bench = Bench::new();
    assert!(!bench.page().exists);
    let (entry, _) = bench.add("Ann");
    assert_eq!(entry, Some(0));
    let stale = bench.page().revision;
    let (entry, undo_bob) = bench.add("Bob");
    assert_eq!(
        (entry, bench.labels()),
        (Some(1), vec!["Ann".into(), "Bob".into()])
    );

    // A second window knew the list before Bob.
    let switch = SignerEdit::Switch {
        entry: 0,
        enabled: false,
    };
    match bench.desk.edit(&stale, &switch, None, NOW).unwrap() {
        EditAnswer::ChangedOutside { change, entry } => {
            assert_eq!(entry, Some(0));
            assert_eq!(
                (change.rows.len(), change.rows[0].change),
                (1, EntryChange::Added)
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(bench.page().rows[0].standing, EntryStanding::InForce);
    let unknown = bench.desk.edit("unknown", &switch, None, NOW);
    assert_eq!(unknown.unwrap_err().code, "list-forgotten");

    bench.done(switch);
    assert_eq!(bench.page().rows[0].standing, EntryStanding::Disabled);
    bench.done(SignerEdit::Pin {
        entry: 1,
        pinned: true,
    });
    assert!(bench.page().rows[1].pinned);
    let (_, undo) = bench.done(SignerEdit::Delete { entry: 0 });
    assert_eq!(bench.labels(), ["Bob"]);
    // Only the latest edit can be taken back, then the one before.
    let revision = bench.page().revision;
    let early = SignerEdit::Undo { undo: undo_bob };
    let refused = bench.desk.edit(&revision, &early, None, NOW);
    assert_eq!(refused.unwrap_err().code, "nothing-to-undo");
    let mut next = Some(undo);
    let mut undone = 0;
    while let Some(undo) = next {
        match bench.edit(SignerEdit::Undo { undo }) {
            EditAnswer::Done { undo, .. } => next = undo,
            other => panic!("{other:?}"),
        }
        undone += 1;
    }
    assert_eq!((undone, bench.labels()), (5, vec![]));
}

#[test]
fn a_draft_with_mistakes_is_refused_at_its_field() {
    let mut bench = Bench::new();
    bench.add("Ann");
    let before = fs::read(bench.path()).unwrap();
    let cases: [fn(&mut EntryDraft); 6] = [
        |draft| draft.label = "Ann".into(),
        |draft| draft.label = "  ".into(),
        |draft| draft.issuer = "accounts".into(),
        |draft| draft.identity = "x\u{202e}@y".into(),
        |draft| draft.expires = "tomorrow".into(),
        |draft| draft.note = "x".repeat(5_000),
    ];
    for (number, change) in cases.into_iter().enumerate() {
        let mut draft = draft("Bob");
        change(&mut draft);
        let lint = bench.desk.lint(&draft, None, "", NOW);
        assert!(!lint.can_save, "{number}");
        let mistakes = lint
            .findings
            .iter()
            .filter(|it| it.gravity == Gravity::Mistake);
        assert!(
            mistakes.clone().count() == 1 && mistakes.clone().all(|it| it.field.is_some()),
            "{number}: {lint:?}"
        );
        let add = SignerEdit::Add {
            draft,
            typed_name: String::new(),
        };
        assert!(matches!(bench.edit(add), EditAnswer::Refused { .. }));
    }
    assert_eq!(fs::read(bench.path()).unwrap(), before);

    // The entry itself does not stand in its own way.
    let own = bench
        .desk
        .signer(&bench.page().revision, 0, &no_past(), NOW)
        .unwrap();
    let own = own.draft.unwrap();
    assert!(bench.desk.lint(&own, Some(0), "", NOW).can_save);
    bench.done(SignerEdit::Change {
        entry: 0,
        draft: EntryDraft {
            note: "a remark".into(),
            ..own
        },
        typed_name: String::new(),
    });
    assert!(
        fs::read_to_string(bench.path())
            .unwrap()
            .contains("note = \"a remark\"")
    );
}

#[test]
fn a_very_wide_entry_needs_its_name_typed() {
    let mut bench = Bench::new();
    let mut draft = draft("Acme");
    draft.form = WhoForm::Pattern;
    draft.issuer = "https://token.actions.githubusercontent.com".into();
    draft.pattern = "https://github.com/acme/**".into();
    let lint = bench.desk.lint(&draft, None, "", NOW);
    assert_eq!(lint.name_to_type.unwrap().to_terminal(), "acme");
    assert!(!lint.can_save);
    assert!(!bench.desk.lint(&draft, None, "acm", NOW).can_save);
    bench.done(SignerEdit::Add {
        draft,
        typed_name: "acme".into(),
    });
}

#[test]
fn what_an_editor_saves_is_noted_until_it_is_looked_at() {
    let mut bench = Bench::new();
    bench.add("Ann");
    let text = fs::read_to_string(bench.path()).unwrap();
    let generation = bench.desk.generation();
    fs::write(bench.path(), format!("{text}# a remark\n")).unwrap();
    assert_eq!(bench.desk.reload(NOW), Reloaded::Same);
    fs::write(bench.path(), text.replace("ann@", "anna@")).unwrap();
    assert_eq!(bench.desk.reload(NOW), Reloaded::Changed);
    assert!(bench.desk.generation() > generation);
    let page = bench.page();
    let change = page.changed_outside.unwrap();
    assert_eq!(change.rows[0].change, EntryChange::Changed);
    assert_eq!(change.rows[0].facts.len(), 1);
    assert_eq!(change.revision, page.revision);
    bench.desk.look_at(&page.revision);
    assert_eq!(bench.page().changed_outside, None);

    // A mistake leaves what was in force, and says where it is.
    let generation = bench.desk.generation();
    fs::write(bench.path(), format!("{text}surprise = 1\n")).unwrap();
    assert_eq!(bench.desk.reload(NOW), Reloaded::Changed);
    assert!(
        bench.desk.generation() > generation,
        "results show the mistake"
    );
    let page = bench.page();
    assert_eq!(page.problems[0].line as usize, text.lines().count() + 1);
    let because = Words::english().render(&page.fixed_because.unwrap());
    assert!(because.contains("line"), "{because}");
    assert_eq!(bench.labels(), ["Ann"]);
    let refused = bench
        .desk
        .edit(&page.revision, &SignerEdit::Delete { entry: 0 }, None, NOW);
    assert_eq!(refused.unwrap_err().code, "list-fixed");
}

#[test]
fn entries_of_an_organisation_are_shown_and_never_edited() {
    let mut bench = Bench::new();
    bench.add("Ann");
    fs::create_dir(bench.folder.path().join("managed")).unwrap();
    let list = fs::read_to_string(bench.path())
        .unwrap()
        .replace("Ann", "Company");
    fs::write(bench.folder.path().join("managed/company.toml"), list).unwrap();
    assert_eq!(bench.desk.reload(NOW), Reloaded::Changed);
    let page = bench.page();
    assert_eq!(page.rows[1].source, EntrySource::Managed);
    assert_eq!((page.managed.len(), page.managed[0].entries), (1, 1));
    for edit in [
        SignerEdit::Delete { entry: 1 },
        SignerEdit::Pin {
            entry: 1,
            pinned: true,
        },
        SignerEdit::Switch {
            entry: 1,
            enabled: false,
        },
        SignerEdit::Change {
            entry: 1,
            draft: draft("Mine"),
            typed_name: String::new(),
        },
    ] {
        let refused = bench.desk.edit(&page.revision, &edit, None, NOW);
        assert_eq!(refused.unwrap_err().code, "entry-managed");
    }
    let shown = bench
        .desk
        .signer(&page.revision, 1, &no_past(), NOW)
        .unwrap();
    assert_eq!(shown.draft, None);
}

#[test]
fn well_known_signers_are_found_by_their_words() {
    let mut bench = Bench::new();
    assert!(bench.page().starters.is_empty());
    let found = bench.search("distroless").starters;
    assert_eq!(found.len(), 1);
    let mut draft = found[0].draft.clone();
    assert!(!draft.enabled && draft.label.is_empty() && draft.basis.is_none());
    draft.label = "Distroless".into();
    bench.done(SignerEdit::Add {
        draft,
        typed_name: String::new(),
    });
    let page = bench.search("distroless");
    assert_eq!((page.total, page.starters.len()), (1, 0));
    assert_eq!(page.rows[0].standing, EntryStanding::Disabled);
}

fn trust(label: &str, scope: u32) -> TrustDraft {
    TrustDraft {
        scope,
        label: label.into(),
        basis: Some(BasisKind::FirstSeen),
        ..TrustDraft::default()
    }
}

#[test]
fn trusting_a_signer_decides_the_result_again() {
    let minted = Scenario::envelope_rekor_v2().mint();
    let mut bench = Bench::new();
    bench.now = UnixTime::from_seconds(minted.now);
    let checked = bench.check(&minted, "tool.zip");
    let before = present::result_view(&checked, 1);
    assert_eq!(before.verdict.state, State::Unlisted);
    let facts = SignerFacts::of(
        checked
            .deciding()
            .unwrap()
            .judged()
            .unwrap()
            .signer()
            .unwrap(),
    );
    let past = Past::Files(vec![PastFile {
        name: "tool-0.9.zip".into(),
        package: None,
        facts: facts.unwrap(),
        who: Message::new("past"),
        state: State::Unlisted,
        checked_at: bench.now,
    }]);
    let view = bench.desk.trust_proposal(&checked, 0, &past).unwrap();
    assert_eq!(
        view.scopes.iter().filter(|scope| scope.recommended).count(),
        1
    );
    assert!(view.scopes.iter().all(|scope| scope.fits == Some(1)));
    let recommended = view.scopes.iter().find(|scope| scope.recommended).unwrap();
    let widest = view.scopes.last().unwrap();

    // Everything has to be there.
    let lint = |desk: &Desk, draft: &TrustDraft| {
        let now = UnixTime::from_seconds(minted.now);
        desk.lint_trust(&checked, 0, draft, now).unwrap()
    };
    let good = trust("Acme", recommended.scope);
    assert!(
        lint(&bench.desk, &good).can_trust,
        "{:?}",
        lint(&bench.desk, &good)
    );
    for draft in [
        TrustDraft {
            label: String::new(),
            ..good.clone()
        },
        TrustDraft {
            basis: None,
            ..good.clone()
        },
        TrustDraft {
            basis: Some(BasisKind::ProjectPage),
            ..good.clone()
        },
        TrustDraft {
            scope: 99,
            ..good.clone()
        },
        TrustDraft {
            scope: widest.scope,
            ..good.clone()
        },
    ] {
        assert!(!lint(&bench.desk, &draft).can_trust, "{draft:?}");
        let edit = SignerEdit::Trust {
            result: 1,
            evidence: 0,
            draft,
        };
        let revision = bench.page().revision;
        let refused = bench.desk.edit(&revision, &edit, Some(&checked), bench.now);
        assert_eq!(refused.unwrap_err().code, "trust-incomplete");
    }
    assert!(!bench.path().exists());

    let edit = SignerEdit::Trust {
        result: 1,
        evidence: 0,
        draft: good,
    };
    let revision = bench.page().revision;
    let answer = bench
        .desk
        .edit(&revision, &edit, Some(&checked), bench.now)
        .unwrap();
    assert!(matches!(
        answer,
        EditAnswer::Done {
            entry: Some(0),
            undo: Some(_),
            ..
        }
    ));
    let row = &bench.page().rows[0];
    assert_eq!(row.basis.kind, Some(BasisKind::FirstSeen));
    assert!(row.expires.unwrap() > bench.now.milliseconds());
    let after = bench.decide_again(&checked);
    assert_eq!(present::result_view(&after, 1).verdict.state, State::Listed);
    // Who is on the list is not put there once more.
    let refused = bench.desk.trust_proposal(&after, 0, &past);
    assert_eq!(refused.unwrap_err().code, "trust-refused");
}

#[test]
fn a_signer_of_an_added_service_is_trusted_as_one_of_that_service() {
    let minted = Scenario::envelope_rekor_v2().mint();
    let mut bench = Bench::new();
    bench.now = UnixTime::from_seconds(minted.now);
    let trust_in = |bench: &mut Bench, checked: &Checked, label: &str| {
        let edit = SignerEdit::Trust {
            result: 1,
            evidence: 0,
            draft: trust(label, 0),
        };
        let revision = bench.page().revision;
        let now = bench.now;
        bench
            .desk
            .edit(&revision, &edit, Some(checked), now)
            .unwrap();
    };
    let replaced = bench.check(&minted, "tool.zip");
    trust_in(&mut bench, &replaced, "Acme");
    let root = bench.folder.path().join("root.json");
    let source = PrivateSource::File {
        file_name: String::new(),
        trusted_root: minted.trusted_root_json.clone(),
    };
    let private = [PrivateInstance::new("Company", source, bench.now).unwrap()];
    let sources = TrustSources {
        private: &private,
        ..TrustSources::default()
    };
    let check = |bench: &Bench| {
        let checker = Checker {
            trust: TrustData::assemble(sources, bench.now),
            ..bench.checker(&root)
        };
        let file = Input::Path(bench.folder.path().join("tool.zip"));
        let never = AtomicBool::new(false);
        checker
            .check(&[file], &[], bench.now, &mut |_| (), &never)
            .unwrap()
            .remove(0)
    };
    let words = Words::english();

    let checked = check(&bench);
    let view = present::result_view(&checked, 1);
    assert_eq!(view.verdict.state, State::Unlisted);
    let why: Vec<String> = view
        .why
        .iter()
        .filter_map(|line| Some(words.render(line.reason.as_ref()?)))
        .collect();
    let because = "Nearest entry “Acme”: it fits but for the signing service: this was signed through “Company”, \
                   which the entry does not name.";
    assert!(why.contains(&because.to_owned()), "{why:?}");

    let proposal = bench.desk.trust_proposal(&checked, 0, &no_past()).unwrap();
    // The entry is about others, who would be taken off the list by an update of it.
    assert_eq!(proposal.update, None);
    assert_eq!(proposal.compare.len(), 1);
    for scope in &proposal.scopes {
        let part = scope.parts.last().unwrap();
        assert_eq!(part.label.id, "signer-part-instance");
        assert_eq!(part.value.as_ref().unwrap().to_terminal(), "Company");
    }
    trust_in(&mut bench, &checked, "Acme at Company");
    let instances = |bench: &Bench| -> Vec<Option<String>> {
        let entries = bench.desk.loaded().list.entries().iter();
        entries
            .map(|entry| entry.certificate().unwrap().instance.clone())
            .collect()
    };
    let named = [None, Some("Company".to_owned())];
    assert_eq!(instances(&bench), named);
    let after = present::result_view(&check(&bench), 1);
    assert_eq!(after.verdict.state, State::Listed);
    let entry = |bench: &Bench| {
        let revision = bench.page().revision;
        let view = bench.desk.signer(&revision, 1, &no_past(), bench.now);
        view.unwrap()
    };
    // What is edited stays of that service.
    let own = entry(&bench).draft.unwrap();
    bench.done(SignerEdit::Change {
        entry: 1,
        draft: EntryDraft {
            note: "asked them".into(),
            ..own
        },
        typed_name: String::new(),
    });
    assert_eq!(instances(&bench), named);
}

#[test]
fn nobody_is_trusted_from_a_result_that_proves_nobody() {
    let minted = Scenario::envelope_rekor_v2().mint();
    let mut bench = Bench::new();
    bench.now = UnixTime::from_seconds(minted.now);
    let checked = bench.check(&minted, "tool.zip");

    let evidence = bench.folder.path().join("tool.zip.sigstore.json");
    fs::write(
        bench.folder.path().join("other.zip"),
        b"not what was signed",
    )
    .unwrap();
    let root = bench.folder.path().join("root.json");
    let never = AtomicBool::new(false);
    let check = |inputs: &[Input], evidence: &[PathBuf]| {
        let checker = bench.checker(&root);
        checker
            .check(inputs, evidence, bench.now, &mut |_| (), &never)
            .unwrap()
            .remove(0)
    };
    let failed = check(
        &[Input::Path(bench.folder.path().join("other.zip"))],
        std::slice::from_ref(&evidence),
    );
    assert_eq!(
        present::result_view(&failed, 1).verdict.state,
        State::Failed
    );
    fs::remove_file(bench.folder.path().join("tool.zip")).unwrap();
    let alone = check(&[Input::Path(evidence)], &[]);
    let nothing = check(&[Input::Path(bench.folder.path().join("root.json"))], &[]);
    for checked in [&failed, &alone, &nothing] {
        let view = bench.desk.trust_proposal(checked, 0, &no_past());
        assert_eq!(view.unwrap_err().code, "trust-refused");
        let draft = trust("Acme", 0);
        assert!(
            bench
                .desk
                .lint_trust(checked, 0, &draft, bench.now)
                .is_err()
        );
        let edit = SignerEdit::Trust {
            result: 1,
            evidence: 0,
            draft,
        };
        let revision = bench.page().revision;
        let refused = bench.desk.edit(&revision, &edit, Some(checked), bench.now);
        assert_eq!(refused.unwrap_err().code, "trust-refused");
    }
    let no_piece = bench.desk.trust_proposal(&checked, 7, &no_past());
    assert_eq!(no_piece.unwrap_err().code, "trust-refused");
    assert!(!bench.path().exists());
}
