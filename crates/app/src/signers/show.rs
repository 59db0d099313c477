//! The list as the window shows it.

use whence_display::DisplayText;
use whence_evidence::UnixTime;
use whence_identity::{Entry, IdentityList, Origin, Rule};

use super::{
    describe, draft, lint,
    lists::{ListDifference, LoadedList, Revision},
    past::Past,
    starter,
    view::{
        ChangeRow, ChangedFact, ENTRIES_PER_PAGE, EntryChange, ListChange, MOST_TEST_ROWS,
        ManagedList, RuleView, SignerRow, SignerView, SignersQuery, SignersView,
    },
};
use crate::{
    present,
    view::{Fact, FactValue, ListProblemView, Message, Standing},
};

/// A page of the lists.
pub(super) fn page(
    loaded: &LoadedList,
    revision: &str,
    changed_outside: Option<ListChange>,
    query: &SignersQuery,
    past: &Past,
    now: UnixTime,
) -> SignersView {
    let words = words_of(&query.text);
    let entries = loaded.list.entries();
    let fitting: Vec<(usize, &Entry)> = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| words_occur(entry, &words))
        .collect();
    let rows = fitting
        .iter()
        .skip(query.first as usize)
        .take(ENTRIES_PER_PAGE)
        .map(|(position, entry)| row(&loaded.list, *position, entry, past, now));
    SignersView {
        location: place(&loaded.location),
        exists: loaded.exists,
        revision: revision.to_owned(),
        fingerprint: fingerprint(loaded),
        problems: problems(&loaded.problems, loaded.unreadable),
        kept: loaded.in_force != Revision::NO_FILE,
        fixed_because: fixed_because(loaded),
        changed_outside,
        managed: loaded
            .managed
            .iter()
            .map(|managed| ManagedList {
                location: place(&managed.location),
                entries: count(managed.list.entries().len()),
                problems: problems(&managed.problems, managed.unreadable),
                kept: managed.in_force != Revision::NO_FILE,
            })
            .collect(),
        rows: rows.collect(),
        first: query.first,
        total: count(fitting.len()),
        all: count(entries.len()),
        to_review: count(entries.iter().filter(|entry| entry.awaits_review()).count()),
        rules: loaded.list.rules().iter().map(rule).collect(),
        starters: starter::search(&query.text, &loaded.list),
    }
}

/// Everything about one entry.
pub(super) fn signer(
    list: &IdentityList,
    position: usize,
    entry: &Entry,
    past: &Past,
    now: UnixTime,
) -> SignerView {
    SignerView {
        row: row(list, position, entry, past, now),
        sentence: describe::sentence(entry),
        parts: describe::parts(&entry.who),
        findings: lint::findings(list, position, now),
        facts: describe::facts(entry),
        draft: (entry.origin == Origin::Own).then(|| draft::of(entry)),
    }
}

fn row(
    list: &IdentityList,
    position: usize,
    entry: &Entry,
    past: &Past,
    now: UnixTime,
) -> SignerRow {
    let mut uses = past
        .files()
        .iter()
        .filter(|file| file.fits(entry))
        .peekable();
    let last_used = uses.peek().map(|file| file.checked_at.milliseconds());
    SignerRow {
        entry: count(position),
        label: DisplayText::identifier(&entry.label),
        who: describe::who(&entry.who),
        scope: describe::scope(entry),
        breadth: describe::breadth(&entry.who),
        source: describe::source(&entry.origin),
        standing: describe::standing(entry, now),
        basis: describe::basis(entry),
        expires: entry.expires.map(UnixTime::milliseconds),
        pinned: entry.pinned,
        last_used,
        uses: count(uses.count()),
        gravest: lint::gravest(list, position, now),
    }
}

fn rule(rule: &Rule) -> RuleView {
    let texts = |label: &'static str, texts: &[String]| -> Vec<Fact> {
        let fact = |text: &String| Fact {
            label: Message::new(label),
            value: FactValue::Text(DisplayText::identifier(text)),
            standing: Standing::Claimed,
        };
        texts.iter().map(fact).collect()
    };
    let facts = [
        texts("entry-files", &rule.scope.files),
        texts("entry-images", &rule.scope.images),
        texts("entry-packages", &rule.scope.packages),
        texts("rule-requires", &rule.requires),
    ];
    RuleView {
        label: DisplayText::identifier(&rule.label),
        source: describe::source(&rule.origin),
        facts: facts.concat(),
        in_force: rule.enabled,
    }
}

/// Mistakes of a list file with their places.
pub(super) fn problems(
    problems: &[whence_identity::Problem],
    unreadable: bool,
) -> Vec<ListProblemView> {
    let unreadable = unreadable.then(|| ListProblemView {
        line: 1,
        column: 1,
        message: Message::new("list-unreadable"),
    });
    let views = problems.iter().map(|problem| ListProblemView {
        line: problem.line,
        column: problem.column,
        message: present::list_problem(problem),
    });
    views.chain(unreadable).collect()
}

/// Why the person's own list cannot be edited, when it is in the list itself.
pub(super) fn fixed_because(loaded: &LoadedList) -> Option<Message> {
    if loaded.location.as_os_str().is_empty() {
        return Some(Message::new("signers-no-place"));
    }
    if loaded.unreadable {
        return Some(Message::new("list-unreadable"));
    }
    loaded.problems.first().map(broken)
}

/// That a list with a mistake is not edited, and where the mistake is.
pub(super) fn broken(problem: &whence_identity::Problem) -> Message {
    Message::new("signers-broken")
        .with("line", crate::view::Arg::Number(problem.line.into()))
        .with("column", crate::view::Arg::Number(problem.column.into()))
        .with("problem", present::list_problem(problem))
}

/// `7F3A-09C2-55B1-0E4D`: begins the SHA-256 of the list file, or of the digests of all of them.
pub fn fingerprint(loaded: &LoadedList) -> String {
    let managed = loaded.managed.iter().map(|managed| managed.in_force);
    let mut all: Vec<Revision> = managed.collect();
    all.insert(0, loaded.in_force);
    let digest = match all.as_slice() {
        [only] => *only,
        several => {
            let digests: String = several.iter().map(Revision::to_string).collect();
            Revision::of(digests.as_bytes())
        }
    };
    let digits: Vec<char> = digest.to_string().to_uppercase().chars().take(16).collect();
    let groups: Vec<String> = digits.chunks(4).map(|four| four.iter().collect()).collect();
    groups.join("-")
}

/// How two lists differ, entry by entry.
pub(super) fn changes(difference: &ListDifference) -> Vec<ChangeRow> {
    let one = |entry: &Entry, change| ChangeRow {
        label: DisplayText::identifier(&entry.label),
        change,
        facts: match change {
            EntryChange::Deleted => changed_facts(Some(entry), None),
            _ => changed_facts(None, Some(entry)),
        },
    };
    let changed = difference.changed.iter().map(|(before, after)| ChangeRow {
        label: DisplayText::identifier(&after.label),
        change: EntryChange::Changed,
        facts: changed_facts(Some(before), Some(after)),
    });
    let added = difference
        .added
        .iter()
        .map(|entry| one(entry, EntryChange::Added));
    let deleted = difference
        .deleted
        .iter()
        .map(|entry| one(entry, EntryChange::Deleted));
    changed.chain(added).chain(deleted).collect()
}

/// What was changed, as a note to look at.
pub(super) fn list_change(difference: &ListDifference, revision: &str, at: i64) -> ListChange {
    let mut rows = changes(difference);
    let more = rows.len().saturating_sub(MOST_TEST_ROWS);
    rows.truncate(MOST_TEST_ROWS);
    ListChange {
        revision: revision.to_owned(),
        at,
        rows,
        more: count(more),
    }
}

/// The values that differ.
pub(super) fn changed_facts(before: Option<&Entry>, after: Option<&Entry>) -> Vec<ChangedFact> {
    let values = |entry: Option<&Entry>| entry.map(draft::values).unwrap_or_default();
    let (before, after) = (values(before), values(after));
    let mut names: Vec<&str> = before.keys().chain(after.keys()).copied().collect();
    names.sort_unstable();
    names.dedup();
    let shown = |value: Option<&String>| value.map(|value| DisplayText::prose(value));
    names
        .into_iter()
        .filter(|name| before.get(name) != after.get(name))
        .map(|name| ChangedFact {
            label: Message::new(name),
            before: shown(before.get(name)),
            after: shown(after.get(name)),
        })
        .collect()
}

fn words_of(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

/// Whether every word of `text` occurs in label, identity, issuer, signing service or note.
pub fn occurs(entry: &Entry, text: &str) -> bool {
    words_occur(entry, &words_of(text))
}

fn words_occur(entry: &Entry, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let who = match entry.certificate() {
        Some(rule) => {
            let instance = rule.instance.as_deref().unwrap_or_default();
            format!("{}\n{}\n{instance}", rule.identity.text(), rule.issuer)
        }
        None => String::new(),
    };
    let note = entry.note.as_deref().unwrap_or_default();
    let text = format!("{}\n{who}\n{note}", entry.label).to_lowercase();
    words.iter().all(|word| text.contains(word))
}

fn place(path: &std::path::Path) -> DisplayText {
    DisplayText::from_bytes(path.as_os_str().as_encoded_bytes())
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
