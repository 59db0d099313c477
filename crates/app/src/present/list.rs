//! The list and the settings, as a window shows them.

use whence_display::DisplayText;
use whence_evidence::UnixTime;
use whence_identity::{Entry, IdentityRule, Problem, Who};

use super::{fact, text, words};
use crate::{
    settings::{Settings, TrustData},
    signers::LoadedList,
    view::{
        Arg, Fact, FactValue, ListEntryView, ListProblemView, ListView, Message, SettingsView,
        Standing,
    },
};

/// The list in force and what is wrong with its file.
pub fn list_view(loaded: &LoadedList, now: UnixTime) -> ListView {
    let mut problems: Vec<ListProblemView> = loaded.problems.iter().map(problem_view).collect();
    if loaded.unreadable {
        problems.push(ListProblemView {
            line: 1,
            column: 1,
            message: Message::new("list-unreadable"),
        });
    }
    ListView {
        location: DisplayText::from_bytes(loaded.location.as_os_str().as_encoded_bytes()),
        exists: loaded.exists,
        problems,
        entries: loaded
            .list
            .entries()
            .iter()
            .map(|entry| entry_view(entry, now))
            .collect(),
    }
}

/// The settings in force and what is wrong with the stored ones.
pub fn settings_view(
    settings: &Settings,
    trust: &TrustData,
    problems: Vec<Message>,
) -> SettingsView {
    let path = settings.trusted_root.as_ref();
    SettingsView {
        theme: settings.theme,
        trust_data: trust.view.clone(),
        trusted_root: path.map(|path| DisplayText::from_bytes(path.as_os_str().as_encoded_bytes())),
        problems: problems.into_iter().chain(trust.problem.clone()).collect(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// A mistake in the list file, in words without its place.
pub fn list_problem(problem: &Problem) -> Message {
    let found = DisplayText::prose(problem.found.as_deref().unwrap_or_default());
    let mut message =
        Message::new(format!("list-problem-{}", problem.code.as_str())).with("found", found);
    if let Some(key) = problem.key {
        message = message.with("key", DisplayText::identifier(key));
    }
    if let Some(line) = problem.other_line {
        message = message.with("other-line", Arg::Number(line.into()));
    }
    match problem.suggestion {
        None => message,
        Some(suggestion) => Message::new("list-problem-suggestion")
            .with("problem", message)
            .with("suggestion", DisplayText::identifier(suggestion)),
    }
}

fn problem_view(problem: &Problem) -> ListProblemView {
    ListProblemView {
        line: problem.line,
        column: problem.column,
        message: list_problem(problem),
    }
}

fn entry_view(entry: &Entry, now: UnixTime) -> ListEntryView {
    let given = |label, value| fact(label, value, Standing::Claimed);
    let mut facts = match &entry.who {
        Who::Certificate(rule) => {
            let label = match rule.identity {
                IdentityRule::Exact(_) => "entry-identity",
                IdentityRule::Parts(_) | IdentityRule::Pattern(_) | IdentityRule::Regex(_) => {
                    "entry-identity-pattern"
                }
            };
            vec![
                given(label, text(&rule.identity.text())),
                given(
                    "entry-kind",
                    words(&format!("name-kind-{}", rule.kind.as_str())),
                ),
                given("entry-issuer", text(&rule.issuer)),
            ]
        }
        Who::Key(rule) => {
            let key = rule.spki_sha256.as_ref().map(ToString::to_string);
            let key = key.or_else(|| rule.file.clone()).unwrap_or_default();
            vec![given("entry-key-fingerprint", text(&key))]
        }
    };
    facts.extend(entry.scope.claims.iter().map(|claim| {
        let words = Message::new("claim-kind").select("claim", claim.as_str());
        given("entry-claim", FactValue::Words(words))
    }));
    if let Some(day) = entry.expires {
        facts.push(given("entry-expires", text(&day.to_string())));
    }
    if !entry.enabled {
        facts.push(given("entry-enabled", words("entry-switched-off")));
    }
    let remark = |label, value: &Option<String>| -> Option<Fact> {
        Some(given(
            label,
            FactValue::Text(DisplayText::prose(value.as_ref()?)),
        ))
    };
    facts.extend(remark("entry-note", &entry.note));
    if let Some(basis) = &entry.basis {
        let words = Message::new("basis-kind").select("basis", basis.kind.as_str());
        facts.push(given("entry-basis", FactValue::Words(words)));
        facts.extend(remark("entry-basis-link", &basis.link));
    }
    facts.extend(remark("entry-added-by", &entry.added_by));
    facts.extend(remark("entry-added", &entry.added));
    ListEntryView {
        label: DisplayText::identifier(&entry.label),
        facts,
        in_force: entry.in_force(now),
    }
}
