//! Two parts lists side by side.

use std::sync::Arc;

use serde_json::{Map, Value};
use whence_display::DisplayText;
use whence_sbom::{Change, ChangeKind, Component, ComponentId, Difference, diff};

use super::{
    Opened, count,
    document::page,
    full_name, licence,
    view::{
        PartsChange, PartsChangeCount, PartsCompareQuery, PartsCompared, PartsComparison,
        PartsDifference, PartsDifferences, PartsFormat, PartsState,
    },
};

/// What differs between an earlier and a later list.
#[derive(Debug)]
pub struct Comparison {
    before: Arc<Opened>,
    after: Arc<Opened>,
    difference: Difference,
}

impl Comparison {
    /// Compares two lists.
    pub fn new(before: Arc<Opened>, after: Arc<Opened>) -> Self {
        let difference = diff(&before.index, &after.index);
        Self {
            before,
            after,
            difference,
        }
    }

    /// What is shown before anything is asked. The numbers name it and its sides in later calls.
    pub fn view(&self, comparison: u32, before: u32, after: u32) -> PartsComparison {
        let side = |document, opened: &Opened| PartsCompared {
            document,
            name: DisplayText::file_name(&opened.name),
            parts: opened.parts(),
            binding: opened.binding.sentence.clone(),
            details: opened.binding.details.clone(),
        };
        PartsComparison {
            comparison,
            before: side(before, &self.before),
            after: side(after, &self.after),
            counts: CHANGES
                .map(|(change, kind)| PartsChangeCount {
                    change,
                    count: count(self.difference.count(kind)),
                })
                .to_vec(),
            same: self.difference.unchanged(),
            different: count(self.difference.changes().len()),
        }
    }

    /// One page of the differences that fit.
    pub fn page(&self, query: &PartsCompareQuery, first: u32) -> PartsDifferences {
        let fitting = self.fitting(query);
        PartsDifferences {
            rows: page(&fitting, first)
                .filter_map(|change| self.row(change))
                .collect(),
            first,
            total: count(fitting.len()),
        }
    }

    /// The differences that fit as a file.
    pub fn export(&self, query: &PartsCompareQuery, format: PartsFormat) -> String {
        let rows = self.fitting(query);
        match format {
            PartsFormat::Csv => self.csv(&rows),
            PartsFormat::Json => {
                let rows = rows.iter().map(|change| self.json(change));
                Value::Array(rows.collect()).to_string()
            }
        }
    }

    /// Every difference in the order of its name.
    pub fn rows(&self) -> impl Iterator<Item = PartsDifference> + '_ {
        self.difference
            .changes()
            .iter()
            .filter_map(|change| self.row(change))
    }

    fn fitting(&self, query: &PartsCompareQuery) -> Vec<&Change> {
        let words: Vec<String> = query
            .text
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let asked = |change: &Change| {
            query.changes.is_empty()
                || CHANGES
                    .iter()
                    .any(|(name, kind)| query.changes.contains(name) && change.is(*kind))
        };
        let mentions = |change: &Change| {
            self.component(change).is_some_and(|one| {
                let name = one.name().to_lowercase();
                let group = one.group().unwrap_or_default().to_lowercase();
                words
                    .iter()
                    .all(|word| name.contains(word) || group.contains(word))
            })
        };
        let all = self.difference.changes().iter();
        all.filter(|change| asked(change) && (words.is_empty() || mentions(change)))
            .collect()
    }

    /// The part as it is, or as it was when it went away.
    fn component(&self, change: &Change) -> Option<Component<'_>> {
        self.after_of(change).or_else(|| self.before_of(change))
    }

    fn before_of(&self, change: &Change) -> Option<Component<'_>> {
        self.before.index.component(change.before?)
    }

    fn after_of(&self, change: &Change) -> Option<Component<'_>> {
        self.after.index.component(change.after?)
    }

    fn row(&self, change: &Change) -> Option<PartsDifference> {
        Some(PartsDifference {
            name: full_name(&self.component(change)?),
            changes: CHANGES
                .into_iter()
                .filter(|(_, kind)| change.is(*kind))
                .map(|(name, _)| name)
                .collect(),
            before: self.before_of(change).map(|one| state(&one)),
            after: self.after_of(change).map(|one| state(&one)),
        })
    }

    fn csv(&self, rows: &[&Change]) -> String {
        let mut csv = String::from(
            "change,name,version before,version after,licence before,licence after,digests before,digests after\r\n",
        );
        for change in rows {
            let cells = self
                .cells(change)
                .map(|(_, text)| DisplayText::identifier(&text).with_cap(CELL).to_csv_cell());
            csv.push_str(&cells.join(","));
            csv.push_str("\r\n");
        }
        csv
    }

    fn json(&self, change: &Change) -> Value {
        let cells = self.cells(change).into_iter();
        let members = cells.map(|(name, text)| (name.to_owned(), Value::String(text)));
        Value::Object(members.collect::<Map<_, _>>())
    }

    fn cells(&self, change: &Change) -> [(&'static str, String); 8] {
        let (before, after) = (self.before_of(change), self.after_of(change));
        let kinds: Vec<&str> = CHANGES
            .into_iter()
            .filter(|(_, kind)| change.is(*kind))
            .map(|(_, kind)| kind.as_str())
            .collect();
        let version = |one: Option<Component<'_>>| {
            one.and_then(|one| one.version())
                .unwrap_or_default()
                .to_owned()
        };
        let licences = |one: Option<Component<'_>>| {
            let all = one.map(|one| one.licences().map(|one| one.text).collect::<Vec<_>>());
            all.unwrap_or_default().join(" | ")
        };
        let digests = |one: Option<Component<'_>>| {
            let all = one.map(|one| {
                let all = one.hashes();
                all.map(|(name, hex)| format!("{}:{hex}", name.as_str()))
                    .collect::<Vec<_>>()
            });
            all.unwrap_or_default().join(" | ")
        };
        let name = self.component(change).map(|one| match one.group() {
            Some(group) => format!("{group}/{}", one.name()),
            None => one.name().to_owned(),
        });
        [
            ("change", kinds.join(" ")),
            ("name", name.unwrap_or_default()),
            ("version-before", version(before)),
            ("version-after", version(after)),
            ("licence-before", licences(before)),
            ("licence-after", licences(after)),
            ("digests-before", digests(before)),
            ("digests-after", digests(after)),
        ]
    }
}

/// Characters of one cell of a file.
const CELL: usize = 32_000;

const CHANGES: [(PartsChange, ChangeKind); 5] = [
    (PartsChange::Added, ChangeKind::Added),
    (PartsChange::Removed, ChangeKind::Removed),
    (PartsChange::Version, ChangeKind::Version),
    (PartsChange::Licence, ChangeKind::Licence),
    (PartsChange::Hash, ChangeKind::Hash),
];

fn state(component: &Component<'_>) -> PartsState {
    let ComponentId(part) = component.id();
    PartsState {
        version: component.version().map(DisplayText::identifier),
        licence: licence(component),
        hash: component
            .hashes()
            .next()
            .map(|(name, hex)| DisplayText::identifier(&format!("{}:{hex}", name.as_str()))),
        part,
    }
}
