//! The sentences: complete, short, used, documented, and free of words that promise too much.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use whence_app::{
    archive, classify, present,
    view::{Arg, Message},
    words::Words,
};
use whence_display::DisplayText;
use whence_evidence::predicate::{Outcome, provenance::Own};
use whence_identity::policy;
use whence_sbom::{
    self as sbom, AttributeKind, ComponentKind, Element, FindingCode, RefusedCode, RelationKind,
    Scope, Standard,
};
use whence_verdict::{Note, State, VerdictCode};
use whence_verify::{CheckId, Claim, Instance, provenance::Part};

const FILES: &[&str] = &[
    "verdict",
    "checks",
    "evidence",
    "cli",
    "commands",
    "statement",
    "parts",
    "history",
    "trust",
    "network",
    "signers",
    "policy",
    "lookup",
    "batch",
    "image",
    "intake",
    "pasted",
    "report",
    "settings",
];
const FORBIDDEN: [&str; 17] = [
    "safe",
    "safely",
    "secure",
    "trusted file",
    "genuine",
    "authentic",
    "clean",
    "harmless",
    "virus",
    "malicious",
    "tampered",
    "hacked",
    "guaranteed",
    "certified",
    "verified publisher",
    "ok",
    "valid",
];
const CLAIMS: [Claim; 5] = [
    Claim::Signature,
    Claim::BuildRecord,
    Claim::PartsList,
    Claim::PublishRecord,
    Claim::Statement,
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every message by its id: the text after `=`, with its variants.
fn messages() -> BTreeMap<String, String> {
    let mut messages: BTreeMap<String, String> = BTreeMap::new();
    for file in FILES {
        let text = fs::read_to_string(root().join(format!("locales/en/{file}.ftl"))).unwrap();
        let mut last = None;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.split_once(" =") {
                Some((id, value)) if line.starts_with(|first: char| first.is_ascii_lowercase()) => {
                    let earlier = messages.insert(id.to_owned(), value.trim().to_owned());
                    assert_eq!(earlier, None, "{id} is there twice");
                    last = Some(id.to_owned());
                }
                _ => {
                    if let Some(message) = last.as_ref().and_then(|id| messages.get_mut(id)) {
                        message.push('\n');
                        message.push_str(line);
                    }
                }
            }
        }
    }
    messages
}

/// All Rust and Svelte sources that may name a message.
fn sources() -> String {
    let mut all = String::new();
    let mut folders: Vec<PathBuf> = [
        "crates/app/src",
        "crates/cli/src",
        "crates/store/src",
        "crates/fetch/src",
        "src-tauri/src",
        "ui/src",
    ]
    .map(|folder| root().join(folder))
    .to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|end| end == "rs" || end == "ts" || end == "svelte")
            {
                all.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    all
}

/// The labels of recorded values, from the engine's own sources.
fn item_labels() -> BTreeSet<String> {
    let mut labels = BTreeSet::new();
    for entry in fs::read_dir(root().join("crates/verify/src"))
        .unwrap()
        .flatten()
    {
        let Ok(text) = fs::read_to_string(entry.path()) else {
            continue;
        };
        for rest in text.split("item(").skip(1) {
            if let Some(label) = rest.trim_start().strip_prefix('"') {
                labels.insert(label.split('"').next().unwrap().to_owned());
            }
        }
    }
    assert!(
        labels.len() > 30,
        "the labels are not where this test looks for them"
    );
    labels
}

/// Ids that code puts together.
fn composed_ids() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for code in VerdictCode::all() {
        let code = code.as_str();
        ids.extend([code.to_owned(), format!("{code}-why"), format!("{code}-do")]);
    }
    ids.extend(Note::ALL.map(|note| format!("note-{}", note.as_str())));
    ids.extend(State::ALL.map(|state| format!("state-{}", state.as_str())));
    ids.extend(State::ALL.map(|state| format!("batch-total-{}", state.as_str())));
    ids.extend(
        CheckId::ALL
            .iter()
            .map(|check| present::check_message(*check)),
    );
    let dated = whence_evidence::UnixTime::from_seconds(0);
    for instance in [
        Instance::PublicGood { dated },
        Instance::GitHub { dated },
        Instance::Staging { dated },
        Instance::File,
        Instance::Private { dated: None },
    ] {
        ids.insert(format!("trust-data-{}", instance.as_str()));
    }
    ids.extend(item_labels().iter().map(|label| format!("item-{label}")));
    ids.extend(whence_verify::ChosenBy::ALL.map(|by| format!("chosen-by-{}", by.as_str())));
    ids.extend(
        whence_evidence::fulcio::Claim::ALL.map(|claim| format!("claim-{}", claim.as_str())),
    );
    ids.extend(
        whence_identity::ProblemCode::ALL
            .iter()
            .map(|code| format!("list-problem-{}", code.as_str())),
    );
    ids.extend(whence_app::signers::lint_message_ids());
    ids.extend(whence_app::lookup::message_ids());
    ids.extend(whence_app::image::message_ids());
    ids.extend(
        policy::Format::ALL
            .iter()
            .map(|code| format!("policy-format-{}", code.as_str())),
    );
    ids.extend(
        policy::Why::ALL
            .iter()
            .map(|code| format!("policy-why-{}", code.as_str())),
    );
    ids.extend(
        policy::RefusedCode::ALL
            .iter()
            .map(|code| format!("policy-refused-{}", code.as_str())),
    );
    ids.extend(
        policy::LeftOut::ALL
            .iter()
            .map(|code| format!("policy-left-out-{}", code.as_str())),
    );
    ids.extend(["label-taken", "label-looks-alike"].map(|code| format!("signer-{code}")));
    let (groups, fields) = whence_evidence::predicate::names();
    ids.extend(groups.iter().map(|name| format!("group-{name}")));
    ids.extend(fields.iter().map(|name| format!("field-{name}")));
    ids.extend(Part::ALL.map(|part| format!("record-{}", part.as_str())));
    ids.extend(ids_of_parts_lists());
    let systems = classify::OtherSystem::ALL.iter();
    ids.extend(systems.map(|system| format!("system-{}", system.as_str())));
    ids.extend(
        classify::Kind::NAMES
            .iter()
            .filter(|name| **name != "other-signature")
            .map(|name| format!("kind-{name}")),
    );
    ids
}

#[test]
fn what_a_record_comes_to_has_its_own_words_each() {
    let words = Words::english();
    let said: BTreeSet<String> = Outcome::ALL
        .iter()
        .map(|outcome| Message::new("predicate-outcome").select("outcome", outcome.as_str()))
        .chain(
            Own::ALL
                .iter()
                .map(|own| Message::new("block-build-own").select("own", own.as_str())),
        )
        .map(|message| words.render(&message))
        .collect();
    assert_eq!(said.len(), Outcome::ALL.len() + Own::ALL.len(), "{said:?}");
}

#[test]
fn every_reason_not_to_look_into_an_archive_has_its_own_words() {
    let words = Words::english();
    let said: BTreeSet<String> = archive::Refused::ALL
        .iter()
        .map(|reason| Message::new("archive-refused").select("reason", reason.as_str()))
        .map(|message| words.render(&message))
        .collect();
    assert_eq!(said.len(), archive::Refused::ALL.len(), "{said:?}");
}

/// Ids that codes of parts lists are put into, in Rust and in the page.
fn ids_of_parts_lists() -> BTreeSet<String> {
    fn all(prefix: &str, codes: impl IntoIterator<Item = &'static str>) -> Vec<String> {
        let id = |code| format!("parts-{prefix}-{code}");
        codes.into_iter().map(id).collect()
    }
    let refusals = RefusedCode::ALL.iter().map(|code| code.as_str());
    let findings = FindingCode::ALL.iter().map(|code| code.as_str());
    let kinds = ComponentKind::ALL.iter().map(|kind| kind.as_str());
    let places = sbom::Relation::ALL.iter().map(|place| place.as_str());
    let relations = RelationKind::ALL.iter().map(|kind| kind.as_str());
    let scopes = Scope::ALL.iter().map(|scope| scope.as_str());
    let attributes = AttributeKind::ALL.iter().map(|kind| kind.as_str());
    let elements = Element::ALL.iter().map(|element| element.as_str());
    let standards = Standard::ALL.iter().map(|standard| standard.as_str());
    let columns = "name version kind licence supplier relation hash used-by uses identifier";
    let views = "table tree gaps licences suppliers vulnerabilities problems";
    let steps = "signed-statement signed-document digest-only name-only untied";
    let origins = "statement itself attached beside together chosen";
    [
        all("refused", refusals),
        all("finding", findings),
        all("kind", kinds),
        all("relation", places),
        all("how", relations),
        all("scope", scopes),
        all("attribute", attributes),
        all("element", elements),
        all("standard", standards),
        all("column", columns.split(' ')),
        all("view", views.split(' ')),
        all("ladder", steps.split(' ')),
        all("origin", origins.split(' ')),
        all("change", "added removed version licence hash".split(' ')),
        all("compare", "name version licence hash".split(' ')),
        all("side", "used-by uses related".split(' ')),
        all("side", "used-by-none uses-none related-none".split(' ')),
        all("find", ["licence", "supplier"]),
        all("values", ["licence", "supplier"]),
        all("group-without", ["licence", "supplier"]),
    ]
    .concat()
    .into_iter()
    .collect()
}

#[test]
fn every_code_check_item_and_claim_has_its_sentence() {
    let messages = messages();
    for id in composed_ids() {
        assert!(messages.contains_key(&id), "{id} is missing");
    }
}

#[test]
fn every_sentence_is_used() {
    let (composed, sources) = (composed_ids(), sources());
    let all = messages();
    // A sentence may be part of others.
    let texts: String = all.values().map(String::as_str).collect();
    for id in all.keys() {
        // A command that cannot be done names its code alone: `error("bug")`.
        let by_code = id
            .strip_prefix("command-")
            .map(|code| format!("error(\"{code}\")"));
        let spellings = [format!("\"{id}\""), format!("'{id}'")];
        let mut spellings = spellings.into_iter().chain(by_code);
        assert!(
            composed.contains(id)
                || texts.contains(&format!("{{ {id} }}"))
                || spellings.any(|spelling| sources.contains(&spelling)),
            "{id} is used nowhere"
        );
    }
}

#[test]
fn every_sentence_that_code_names_is_there() {
    let messages = messages();
    let sources: Vec<PathBuf> = ["app", "cli", "store", "fetch"]
        .map(|room| root().join(format!("crates/{room}/src")))
        .to_vec();
    let mut folders = sources;
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for rest in text.split("Message::new(\"").skip(1) {
                let id = rest.split('"').next().unwrap();
                assert!(
                    messages.contains_key(id),
                    "{id}, named in {}, is missing",
                    path.display()
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 50);
}

#[test]
fn fluent_reads_all_that_is_written() {
    let words = Words::english();
    for id in messages().keys() {
        assert!(words.contains(id), "{id} is lost in parsing");
    }
}

#[test]
fn no_sentence_promises_too_much() {
    for (id, text) in messages() {
        let text = text.to_lowercase();
        for word in FORBIDDEN {
            let found = text.match_indices(word).any(|(at, _)| {
                let letter = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
                !letter(text[..at].chars().next_back())
                    && !letter(text[at + word.len()..].chars().next())
            });
            assert!(!found, "{id} says “{word}”");
        }
        assert!(!text.contains('!'), "{id} raises its voice");
    }
}

/// The sentence with nothing put in, in every variant of claim and target.
fn bare_variants(id: &str) -> BTreeSet<String> {
    let words = Words::english();
    let empty = || DisplayText::identifier("");
    let mut variants = BTreeSet::new();
    for claim in CLAIMS {
        for target in ["file", "digest", "statement", "list"] {
            let mut message = Message::new(id)
                .with("claim", Arg::Code(claim.as_str().to_owned()))
                .with("target", Arg::Code(target.to_owned()));
            for name in [
                "label",
                "who",
                "claimed",
                "looked",
                "skipped",
                "extension",
                "list",
            ] {
                message = message.with(name, empty());
            }
            variants.insert(words.render(&message));
        }
    }
    variants
}

#[test]
fn headlines_and_limits_are_short() {
    let headlines = VerdictCode::all().map(|code| code.as_str().to_owned());
    for id in headlines.chain(["listed-alone", "listed-key"].map(str::to_owned)) {
        for text in bare_variants(&id) {
            assert!(text.chars().count() <= 90, "{id}: {text}");
        }
    }
    for id in messages().keys().filter(|id| {
        id.starts_with("limit-") && *id != "limit-exceeded-why" && *id != "limit-exceeded-do"
    }) {
        for text in bare_variants(id) {
            assert!(
                text.chars().count() <= 220,
                "{id} has {}: {text}",
                text.chars().count()
            );
        }
    }
}

#[test]
fn a_sentence_of_the_verdict_is_never_only_what_was_put_in() {
    let text = fs::read_to_string(root().join("locales/en/verdict.ftl")).unwrap();
    for (id, message) in messages()
        .iter()
        .filter(|(id, _)| text.contains(&format!("\n{id} =")))
    {
        for variant in bare_variants(id) {
            assert!(variant.chars().any(char::is_alphabetic), "{id}: {message}");
        }
    }
}

#[test]
fn the_two_states_that_learn_nothing_and_the_missing_signature_never_blame() {
    for code in VerdictCode::all().filter(|code| code.state() == State::NoSignature) {
        for text in bare_variants(code.as_str()) {
            for word in ["damage", "broken", "changed", "wrong", "fail"] {
                assert!(!text.contains(word), "{text}");
            }
        }
    }
}

#[test]
fn the_page_about_verdicts_has_a_heading_for_every_code_and_no_other() {
    let page = fs::read_to_string(root().join("docs/VERDICTS.md")).unwrap();
    let headings: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`'))
        .collect();
    let codes = VerdictCode::all()
        .map(VerdictCode::as_str)
        .chain(Note::ALL.map(Note::as_str));
    let expected: BTreeSet<&str> = codes.collect();
    let found: BTreeSet<&str> = headings.iter().copied().collect();
    assert_eq!(found, expected);
    assert_eq!(headings.len(), found.len(), "a heading is there twice");
    for section in page.split("### `").skip(1) {
        let code = section.split('`').next().unwrap();
        if !Note::ALL.map(Note::as_str).contains(&code) {
            assert!(
                section.contains("**Cause.** ") && section.contains("**What to do.** "),
                "{code}"
            );
        }
    }
}
