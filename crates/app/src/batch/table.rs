use std::{
    borrow::Cow,
    cmp::Ordering,
    collections::{BTreeMap, HashMap},
    ffi::OsString,
    path::PathBuf,
    sync::Arc,
};

use whence_display::DisplayText;
use whence_evidence::Digest;
use whence_verdict::{Note, SeenSigner, State, VerdictCode};
use whence_verify::Claim;

use super::{
    Place, Ready, Target,
    view::{BatchColumn, BatchOrder, BatchPage, BatchQuery, BatchRow, ROWS_PER_PAGE},
};
use crate::{
    check::{Against, Checked},
    history::view::StateTotal,
    present,
    view::{Arg, Message, SubjectKind},
    words::Words,
};

/// Worst news first: the order of tables and totals.
const WORST_FIRST: [State; 5] = [
    State::Failed,
    State::CouldNotCheck,
    State::Unlisted,
    State::NoSignature,
    State::Listed,
];
/// Orders that are remembered, so that pages of one table fit together while it grows.
const ORDERS: usize = 4;

/// What is kept of the checks of a batch.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Row>,
    names: Names,
    totals: [u32; 5],
    revision: u64,
    orders: Vec<(BatchQuery, u64, Arc<[u32]>)>,
}

/// What is kept of one check: a few hundred bytes, and nothing of the evidence.
#[derive(Debug, Clone)]
pub struct Row {
    pub(super) place: Arc<Place>,
    pub(super) name: OsString,
    target: Target,
    kind: SubjectKind,
    pub(super) size: Option<u64>,
    pub(super) digest: Option<Digest>,
    /// The package it says it is, as a package URL.
    pub(super) package: Option<Box<str>>,
    pub(super) state: State,
    pub(super) code: VerdictCode,
    against: Against,
    pub(super) claim: Option<Claim>,
    pub(super) signer: Option<Arc<Signer>>,
    /// The most important note in words.
    note: Option<Arc<Message>>,
    /// All notes, most important first.
    pub(super) notes: Arc<[Note]>,
    pub(super) at: i64,
}

/// A proven signer, the same one for many rows.
#[derive(Debug, PartialEq)]
pub(super) struct Signer {
    pub(super) label: Option<String>,
    pub(super) seen: SeenSigner,
    shown: Message,
    /// What is searched and sorted by, in lower case.
    words: String,
}

/// What many rows have in common, kept once.
#[derive(Debug, Default)]
struct Names {
    signers: HashMap<String, Vec<Arc<Signer>>>,
    notes: HashMap<String, Arc<Message>>,
    note_lists: HashMap<Vec<Note>, Arc<[Note]>>,
}

/// Makes rows of checks without keeping any.
#[derive(Debug, Default)]
pub struct Rows(Names);

impl Rows {
    /// The row of a check.
    pub fn row(&mut self, ready: &Ready) -> Row {
        self.0.row(ready)
    }
}

impl Table {
    /// Adds a check as a new row.
    pub fn add(&mut self, ready: &Ready) {
        let row = self.names.row(ready);
        if let Some(total) = self.totals.get_mut(rank(row.state)) {
            *total += 1;
        }
        self.rows.push(row);
        self.revision += 1;
    }

    /// Puts a later check in the place of an earlier one of the same file. Whether it says something else.
    pub fn replace(&mut self, row: u32, checked: &Checked) -> bool {
        let Some(before) = self.row(row) else {
            return false;
        };
        let target = before.target.clone();
        let now = self
            .names
            .row_of(Arc::clone(&before.place), &target, checked);
        let Some(before) = self.rows.get_mut(row as usize) else {
            return false;
        };
        let differs =
            (before.state, before.code, before.digest) != (now.state, now.code, now.digest);
        for (state, add) in [(before.state, false), (now.state, true)] {
            if let Some(total) = self.totals.get_mut(rank(state)) {
                *total = if add {
                    *total + 1
                } else {
                    total.saturating_sub(1)
                };
            }
        }
        *before = now;
        self.revision += 1;
        differs
    }

    /// One row.
    pub fn row(&self, row: u32) -> Option<&Row> {
        self.rows.get(row as usize)
    }

    /// Rows in all.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Grows with every change.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// How many files are in which state, worst first; none of those that have no file.
    pub fn totals(&self) -> Vec<StateTotal> {
        totals(&self.totals)
    }

    /// Numbers of the rows in one of these states.
    pub fn in_states(&self, states: &[crate::view::State]) -> Vec<u32> {
        (0..)
            .zip(&self.rows)
            .filter(|(_, row)| states.contains(&present::state_view(row.state)))
            .map(|(number, _)| number)
            .collect()
    }

    /// Some rows that fit. With `revision`, those of that table, if it is still remembered.
    pub fn page(&mut self, query: &BatchQuery, revision: Option<u64>, first: u32) -> BatchPage {
        let (revision, order) = self.order(query, revision);
        let from = (first as usize).min(order.len());
        let until = (from + ROWS_PER_PAGE).min(order.len());
        let numbers = order.get(from..until).unwrap_or_default();
        let rows = numbers
            .iter()
            .filter_map(|number| Some(self.row(*number)?.view(*number)));
        BatchPage {
            rows: rows.collect(),
            first,
            total: count(order.len()),
            revision,
            totals: self.totals_with(&query.text),
        }
    }

    /// The next row from `after` on, round the end, whose name begins like this.
    pub fn seek(
        &mut self,
        query: &BatchQuery,
        revision: u64,
        prefix: &str,
        after: u32,
    ) -> Option<u32> {
        let (_, order) = self.order(query, Some(revision));
        let prefix = prefix.to_lowercase();
        let fits = |position: &u32| {
            let number = order.get(*position as usize);
            let row = number.and_then(|number| self.row(*number));
            row.is_some_and(|row| {
                row.name
                    .to_string_lossy()
                    .to_lowercase()
                    .starts_with(&prefix)
            })
        };
        let end = count(order.len());
        (after..end).chain(0..after.min(end)).find(fits)
    }

    /// The rows that fit, in their order.
    pub fn rows(&mut self, query: &BatchQuery) -> Vec<Row> {
        let (_, order) = self.order(query, None);
        order
            .iter()
            .filter_map(|number| self.row(*number).cloned())
            .collect()
    }

    /// Rows by their positions in a table that was shown.
    pub fn rows_at(&mut self, query: &BatchQuery, revision: u64, positions: &[u32]) -> Vec<Row> {
        let (_, order) = self.order(query, Some(revision));
        positions
            .iter()
            .filter_map(|position| self.row(*order.get(*position as usize)?).cloned())
            .collect()
    }

    fn totals_with(&self, text: &str) -> Vec<StateTotal> {
        if text.trim().is_empty() {
            return self.totals();
        }
        let words = words_of(text);
        let mut counts = [0; 5];
        for row in self.rows.iter().filter(|row| row.has(&words)) {
            if let Some(count) = counts.get_mut(rank(row.state)) {
                *count += 1;
            }
        }
        totals(&counts)
    }

    fn order(&mut self, query: &BatchQuery, revision: Option<u64>) -> (u64, Arc<[u32]>) {
        let wanted = revision.unwrap_or(self.revision);
        let known = self
            .orders
            .iter()
            .find(|(known, at, _)| *at == wanted && known == query);
        if let Some((_, at, order)) = known {
            return (*at, Arc::clone(order));
        }
        let words = words_of(&query.text);
        let fits = |row: &Row| {
            (query.states.is_empty() || query.states.contains(&present::state_view(row.state)))
                && row.has(&words)
        };
        let mut numbers: Vec<u32> = (0..)
            .zip(&self.rows)
            .filter(|(_, row)| fits(row))
            .map(|(number, _)| number)
            .collect();
        let sort = query.sort.unwrap_or(BatchOrder {
            column: BatchColumn::State,
            descending: false,
        });
        // The words of a column are put together once for each row.
        let finding = (sort.column == BatchColumn::Finding).then(|| self.findings(&numbers));
        let compare = |one: &u32, other: &u32| {
            let (Some(a), Some(b)) = (self.row(*one), self.row(*other)) else {
                return Ordering::Equal;
            };
            let by = match sort.column {
                BatchColumn::State => rank(a.state).cmp(&rank(b.state)),
                BatchColumn::Name => a.by_name(b),
                BatchColumn::Signer => a.signer_words().cmp(&b.signer_words()),
                BatchColumn::Finding => finding.as_ref().map_or(Ordering::Equal, |words| {
                    words.get(one).cmp(&words.get(other))
                }),
                BatchColumn::Size => a.size.cmp(&b.size),
            };
            let by = if sort.descending { by.reverse() } else { by };
            by.then_with(|| a.by_name(b)).then(one.cmp(other))
        };
        numbers.sort_unstable_by(compare);
        let order: Arc<[u32]> = numbers.into();
        self.orders
            .push((query.clone(), self.revision, Arc::clone(&order)));
        if self.orders.len() > ORDERS {
            self.orders.remove(0);
        }
        (self.revision, order)
    }

    fn findings(&self, numbers: &[u32]) -> BTreeMap<u32, String> {
        let words = Words::english();
        let rows = numbers.iter().filter_map(|number| {
            let row = self.row(*number)?;
            Some((*number, words.render(&row.finding())))
        });
        rows.collect()
    }
}

impl Names {
    fn row(&mut self, ready: &Ready) -> Row {
        self.row_of(Arc::clone(&ready.place), &ready.target, &ready.checked)
    }

    fn row_of(&mut self, place: Arc<Place>, target: &Target, checked: &Checked) -> Row {
        let named = checked
            .notes
            .first()
            .map(|note| present::note_view(checked, *note));
        let digest = crate::history::kept_digest(&checked.subject);
        Row {
            place,
            name: if target.name.is_empty() {
                checked.subject.name.clone()
            } else {
                target.name.clone()
            },
            target: target.clone(),
            kind: checked.subject.kind,
            size: checked.subject.size,
            digest,
            package: checked.subject.package.as_deref().map(Box::from),
            state: checked.verdict.state,
            code: checked.verdict.code,
            against: checked.compared_with(),
            claim: checked.sighting.claim,
            signer: self.signer(checked),
            note: named.map(|note| self.note(note.message)),
            notes: self.note_list(&checked.notes),
            at: checked.checked_at.milliseconds(),
        }
    }

    fn signer(&mut self, checked: &Checked) -> Option<Arc<Signer>> {
        let seen = checked.sighting.signer.as_ref()?;
        // Who names a signer for one check gives no label.
        let label = checked
            .sighting
            .entry
            .as_ref()
            .filter(|_| checked.against != Against::NamedSigner)
            .map(|(_, label)| label.as_str());
        let name = match seen {
            SeenSigner::Certificate(certificate) => certificate.identity.as_str(),
            SeenSigner::Key { fingerprint, .. } => fingerprint.as_str(),
        };
        let alike = self.signers.entry(name.to_owned()).or_default();
        let known = alike
            .iter()
            .find(|known| known.seen == *seen && known.label.as_deref() == label);
        if let Some(known) = known {
            return Some(Arc::clone(known));
        }
        let (issuer, instance) = match seen {
            SeenSigner::Certificate(it) => (it.issuer.as_deref(), it.instance.as_deref()),
            SeenSigner::Key { registry, .. } => (registry.as_deref(), None),
        };
        let words = [label, Some(name), issuer, instance].map(Option::unwrap_or_default);
        let signer = Arc::new(Signer {
            label: label.map(str::to_owned),
            seen: seen.clone(),
            shown: match label {
                Some(label) => {
                    Message::new("batch-label").with("label", DisplayText::identifier(label))
                }
                None => present::seen_signer(seen),
            },
            words: words.join("\n").to_lowercase(),
        });
        alike.push(Arc::clone(&signer));
        Some(signer)
    }

    fn note(&mut self, message: Message) -> Arc<Message> {
        let key = serde_json::to_string(&message).unwrap_or_default();
        Arc::clone(self.notes.entry(key).or_insert_with(|| Arc::new(message)))
    }

    fn note_list(&mut self, notes: &[Note]) -> Arc<[Note]> {
        if let Some(known) = self.note_lists.get(notes) {
            return Arc::clone(known);
        }
        let list: Arc<[Note]> = notes.into();
        self.note_lists.insert(notes.to_vec(), Arc::clone(&list));
        list
    }
}

impl Row {
    /// What to check to see it again.
    pub const fn target(&self) -> &Target {
        &self.target
    }

    /// The state in the words of a badge.
    pub fn badge(&self) -> Message {
        present::badge_of(self.state, self.against)
    }

    /// Who signed: the label of the list, or the proven signer.
    pub fn signer(&self) -> Option<&Message> {
        self.signer.as_deref().map(|signer| &signer.shown)
    }

    /// What was found, or the most important note.
    pub fn finding(&self) -> Message {
        match (&self.note, self.state, self.claim) {
            (Some(note), ..) => Message::clone(note),
            (None, State::Listed | State::Unlisted, Some(claim)) => {
                Message::new("batch-claim").select("claim", claim.as_str())
            }
            (None, ..) => Message::new(self.code.as_str()).select(
                "target",
                match self.kind {
                    SubjectKind::File => "file",
                    SubjectKind::Folder => "folder",
                    SubjectKind::Digest => "digest",
                    SubjectKind::Image => "image",
                    SubjectKind::Statement => "statement",
                },
            ),
        }
    }

    /// Folder and name, seen from where the batch begins.
    pub fn shown(&self) -> PathBuf {
        self.place.shown.join(&self.name)
    }

    fn view(&self, number: u32) -> BatchRow {
        let folder = self.place.shown.as_os_str();
        BatchRow {
            row: number,
            state: present::state_view(self.state),
            name: DisplayText::file_name(&self.name),
            folder: (!folder.is_empty())
                .then(|| DisplayText::from_bytes(folder.as_encoded_bytes())),
            signer: self.signer().cloned(),
            finding: self.finding(),
            size: self.size,
            checked_at: self.at,
        }
    }

    fn by_name(&self, other: &Self) -> Ordering {
        // Mostly it is the same folder, and a path is compared part by part.
        let place = if Arc::ptr_eq(&self.place, &other.place) {
            Ordering::Equal
        } else {
            self.place.shown.cmp(&other.place.shown)
        };
        place.then_with(|| self.name.cmp(&other.name))
    }

    fn signer_words(&self) -> (bool, &str) {
        let words = self.signer.as_ref().map(|signer| signer.words.as_str());
        (words.is_none(), words.unwrap_or_default())
    }

    fn has(&self, words: &[String]) -> bool {
        if words.is_empty() {
            return true;
        }
        let folder = self.place.shown.to_string_lossy();
        let name: Cow<'_, str> = self.name.to_string_lossy();
        let own = format!("{folder}/{name}").to_lowercase();
        let (_, signer) = self.signer_words();
        words
            .iter()
            .all(|word| own.contains(word.as_str()) || signer.contains(word.as_str()))
    }
}

/// `40 files: one does not hold, 39 on your list`, worst first. `against`: what signers were compared with.
pub fn summary(counts: &[u32; 5], against: Against, words: &Words) -> String {
    let totals: Vec<String> = WORST_FIRST
        .into_iter()
        .zip(counts)
        .filter(|(_, count)| **count > 0)
        .map(|(state, count)| {
            let total = Message::new(format!("batch-total-{}", state.as_str()))
                .with("count", Arg::Number((*count).into()))
                .select("against", against.as_str());
            words.render(&total)
        })
        .collect();
    let all = counts.iter().map(|count| u64::from(*count)).sum();
    if totals.is_empty() {
        return words.render(&Message::new("batch-files").with("count", Arg::Number(all)));
    }
    let head = Message::new("batch-head").with("count", Arg::Number(all));
    format!("{} {}", words.render(&head), totals.join(", "))
}

/// How many are in which state, worst first; none of those that have none.
pub fn totals(counts: &[u32; 5]) -> Vec<StateTotal> {
    WORST_FIRST
        .into_iter()
        .zip(counts)
        .filter(|(_, count)| **count > 0)
        .map(|(state, count)| StateTotal {
            state: present::state_view(state),
            count: *count,
        })
        .collect()
}

/// Position of a state when the worst is first.
pub const fn rank(state: State) -> usize {
    match state {
        State::Failed => 0,
        State::CouldNotCheck => 1,
        State::Unlisted => 2,
        State::NoSignature => 3,
        State::Listed => 4,
    }
}

fn words_of(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
