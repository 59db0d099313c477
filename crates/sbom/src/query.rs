//! Rows for a table: filtered, searched, sorted, grouped, page by page.

use std::{cmp::Ordering, collections::HashMap, ops::Range};

use crate::{
    Component, ComponentId, ComponentKind, Element, FindingCode, Index, Relation, finding::codes,
};

/// Which components, in which order. All filters must hold; within a list any entry suffices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words that must all occur in name, version, group, package URL, licence or supplier; case does not matter.
    pub search: String,
    /// Kinds; empty: any.
    pub kinds: Vec<ComponentKind>,
    /// Licences exactly as written; `None`: without any. Empty: any.
    pub licences: Vec<Option<String>>,
    /// Suppliers exactly as written; `None`: without any. Empty: any.
    pub suppliers: Vec<Option<String>>,
    /// Where it stands; empty: anywhere.
    pub relations: Vec<Relation>,
    /// Lacks this element.
    pub gap: Option<Element>,
    /// Has this finding.
    pub finding: Option<FindingCode>,
    /// Has (or has not) a vulnerability of the document.
    pub vulnerable: Option<bool>,
    /// Order; `None`: that of the document.
    pub sort: Option<Sort>,
}

/// An order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub column: Column,
    /// The other way round. Ties stay in the order of the document.
    pub descending: bool,
}

codes! {
    /// A column of the table.
    Column {
        /// Name.
        Name => "name",
        /// Version; numbers within it are compared as numbers.
        Version => "version",
        /// Group.
        Group => "group",
        /// Kind.
        Kind => "kind",
        /// Licences.
        Licence => "licence",
        /// Supplier.
        Supplier => "supplier",
        /// Where it stands.
        Relation => "relation",
        /// Whether it has a digest.
        Hash => "hash",
        /// How many components use it.
        UsedBy => "used-by",
        /// How many components it uses.
        Uses => "uses",
        /// Package URL.
        Purl => "purl",
        /// Its name within the document.
        Reference => "reference",
        /// Its digests; sorted as [`Self::Hash`].
        Digests => "digests",
        /// Its CPE names; sorted by the first.
        Cpe => "cpe",
        /// Its scope.
        Scope => "scope",
    }
}

codes! {
    /// What rows can be gathered by.
    GroupBy {
        /// Each licence as written. A component with several is in several groups.
        Licence => "licence",
        /// Supplier.
        Supplier => "supplier",
        /// Kind.
        Kind => "kind",
        /// Where it stands.
        Relation => "relation",
    }
}

/// One group with the number of rows in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its text as written, or a code ([`ComponentKind::as_str`], [`Relation::as_str`]); `None`: without.
    pub key: Option<String>,
    /// Rows in it.
    pub count: u32,
}

/// The components a query found, in its order. Holds numbers only: pages are cut from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    ids: Vec<ComponentId>,
}

impl Rows {
    /// How many.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// All of them, in order.
    pub fn ids(&self) -> &[ComponentId] {
        &self.ids
    }

    /// A page: positions beyond the end give nothing.
    pub fn page(&self, positions: Range<usize>) -> &[ComponentId] {
        let end = positions.end.min(self.ids.len());
        self.ids.get(positions.start..end).unwrap_or_default()
    }

    /// Where a component is among the rows.
    pub fn position(&self, id: ComponentId) -> Option<usize> {
        self.ids.iter().position(|other| *other == id)
    }
}

impl Index {
    /// The components that fit `query`.
    pub fn select(&self, query: &Query) -> Rows {
        let filter = Filter::new(self, query);
        let mut ids: Vec<_> = self
            .components()
            .filter(|component| filter.holds(component))
            .map(|component| component.id())
            .collect();
        if let Some(sort) = query.sort {
            self.sort(&mut ids, sort);
        }
        Rows { ids }
    }

    /// The groups of what `query` finds, the largest first, then by their text.
    pub fn groups(&self, query: &Query, by: GroupBy) -> Vec<Group> {
        let filter = Filter::new(self, query);
        let mut counts: HashMap<Option<&str>, u32> = HashMap::new();
        for component in self
            .components()
            .filter(|component| filter.holds(component))
        {
            match by {
                GroupBy::Licence => {
                    let mut seen: Vec<&str> = Vec::new();
                    for licence in component.licences() {
                        if !seen.contains(&licence.text) {
                            seen.push(licence.text);
                            *counts.entry(Some(licence.text)).or_default() += 1;
                        }
                    }
                    if seen.is_empty() {
                        *counts.entry(None).or_default() += 1;
                    }
                }
                GroupBy::Supplier => *counts.entry(component.supplier()).or_default() += 1,
                GroupBy::Kind => *counts.entry(Some(component.kind().as_str())).or_default() += 1,
                GroupBy::Relation => {
                    *counts
                        .entry(Some(component.relation().as_str()))
                        .or_default() += 1;
                }
            }
        }
        let mut groups: Vec<_> = counts
            .into_iter()
            .map(|(key, count)| Group {
                key: key.map(str::to_owned),
                count,
            })
            .collect();
        groups.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.key.cmp(&b.key)));
        groups
    }

    fn sort(&self, ids: &mut [ComponentId], sort: Sort) {
        let graph = self.graph();
        let count = |ids: usize| u32::try_from(ids).unwrap_or(u32::MAX);
        match sort.column {
            Column::Version => self.sort_text(ids, sort, natural, |one| one.version()),
            Column::Name => self.sort_text(ids, sort, folded, |one| Some(one.name())),
            Column::Group => self.sort_text(ids, sort, folded, |one| one.group()),
            Column::Supplier => self.sort_text(ids, sort, folded, |one| one.supplier()),
            Column::Purl => self.sort_text(ids, sort, folded, |one| one.purl()),
            Column::Reference => self.sort_text(ids, sort, folded, |one| one.reference()),
            Column::Licence => self.sort_text(ids, sort, folded, |one| {
                one.licences().next().map(|licence| licence.text)
            }),
            Column::Cpe => self.sort_text(ids, sort, folded, |one| {
                one.first(crate::AttributeKind::Cpe)
            }),
            Column::Kind => self.sort_text(ids, sort, folded, |one| Some(one.kind().as_str())),
            Column::Scope => {
                self.sort_text(ids, sort, folded, |one| {
                    one.scope().map(crate::Scope::as_str)
                });
            }
            Column::Relation => self.sort_number(ids, sort, |one| one.relation() as u32),
            Column::Hash | Column::Digests => {
                self.sort_number(ids, sort, |one| u32::from(one.hashes().next().is_none()));
            }
            Column::UsedBy => {
                self.sort_number(ids, sort, |one| count(graph.used_by(one.id()).count()));
            }
            Column::Uses => self.sort_number(ids, sort, |one| count(graph.uses(one.id()).count())),
        }
    }

    /// Rows without a text come last, whatever the direction.
    fn sort_text<'a>(
        &'a self,
        ids: &mut [ComponentId],
        sort: Sort,
        compare: fn(&str, &str) -> Ordering,
        text: impl Fn(Component<'a>) -> Option<&'a str>,
    ) {
        let mut keyed: Vec<_> = ids
            .iter()
            .map(|id| {
                let text = self.component(*id).and_then(&text);
                (text.filter(|text| !text.is_empty()), *id)
            })
            .collect();
        keyed.sort_by(|(a, _), (b, _)| match (a, b) {
            (Some(a), Some(b)) if sort.descending => compare(b, a),
            (Some(a), Some(b)) => compare(a, b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
        for (place, (_, id)) in ids.iter_mut().zip(keyed) {
            *place = id;
        }
    }

    fn sort_number(
        &self,
        ids: &mut [ComponentId],
        sort: Sort,
        number: impl Fn(Component<'_>) -> u32,
    ) {
        let mut keyed: Vec<_> = ids
            .iter()
            .map(|id| (self.component(*id).map_or(0, &number), *id))
            .collect();
        keyed.sort_by(|(a, _), (b, _)| if sort.descending { b.cmp(a) } else { a.cmp(b) });
        for (place, (_, id)) in ids.iter_mut().zip(keyed) {
            *place = id;
        }
    }
}

/// A query made ready for many components.
struct Filter<'q> {
    query: &'q Query,
    words: Vec<String>,
    /// For each component whether it has the finding asked for.
    finding: Option<Vec<bool>>,
    vulnerable: Option<Vec<bool>>,
}

impl<'q> Filter<'q> {
    fn new(index: &Index, query: &'q Query) -> Self {
        let marks = |ids: &mut dyn Iterator<Item = ComponentId>| {
            let mut marks = vec![false; index.len()];
            for id in ids {
                if let Some(mark) = marks.get_mut(id.0 as usize) {
                    *mark = true;
                }
            }
            marks
        };
        let findings = index.findings().iter();
        let vulnerabilities = index.vulnerabilities().iter();
        Self {
            query,
            words: query
                .search
                .split_whitespace()
                .map(str::to_lowercase)
                .collect(),
            finding: query.finding.map(|code| {
                marks(
                    &mut findings
                        .filter(|one| one.code == code)
                        .filter_map(|one| one.component),
                )
            }),
            vulnerable: query.vulnerable.map(|_| {
                marks(&mut vulnerabilities.flat_map(|one| one.components.iter().copied()))
            }),
        }
    }

    fn holds(&self, component: &Component<'_>) -> bool {
        let query = self.query;
        let at = component.id().0 as usize;
        let marked = |marks: &Vec<bool>| marks.get(at).copied().unwrap_or(false);
        (query.kinds.is_empty() || query.kinds.contains(&component.kind()))
            && (query.relations.is_empty() || query.relations.contains(&component.relation()))
            && query.gap.is_none_or(|gap| {
                crate::gaps::is_asked(component)
                    && component.index().gaps_of(component.id()).lacks(gap)
            })
            && self.finding.as_ref().is_none_or(marked)
            && self
                .vulnerable
                .as_ref()
                .is_none_or(|marks| Some(marked(marks)) == query.vulnerable)
            && (query.suppliers.is_empty()
                || query
                    .suppliers
                    .iter()
                    .any(|supplier| supplier.as_deref() == component.supplier()))
            && (query.licences.is_empty()
                || query.licences.iter().any(|licence| match licence {
                    Some(text) => component.licences().any(|one| one.text == text),
                    None => component.licences().next().is_none(),
                }))
            && self.words.iter().all(|word| mentions(component, word))
    }
}

/// Whether a word (in lower case) occurs in what is searched.
fn mentions(component: &Component<'_>, word: &str) -> bool {
    contains(component.name(), word)
        || [
            component.version(),
            component.group(),
            component.purl(),
            component.supplier(),
        ]
        .into_iter()
        .flatten()
        .any(|text| contains(text, word))
        || component
            .licences()
            .any(|licence| contains(licence.text, word))
}

/// Whether `word`, which is in lower case, occurs in `text` in any case.
fn contains(text: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return !text.is_ascii() && text.to_lowercase().contains(word);
    }
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let Some(first) = word.first() else {
        return true;
    };
    let mut rest = text;
    while rest.len() >= word.len() {
        let head = rest.get(..rest.len() - word.len() + 1).unwrap_or_default();
        let Some(at) = head
            .iter()
            .position(|byte| byte.to_ascii_lowercase() == *first)
        else {
            return false;
        };
        let found = rest.get(at..at + word.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(word)) {
            return true;
        }
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    false
}

/// By letters whatever their case (ASCII), then exactly, so that the order is total.
fn folded(a: &str, b: &str) -> Ordering {
    a.bytes()
        .map(|byte| byte.to_ascii_lowercase())
        .cmp(b.bytes().map(|byte| byte.to_ascii_lowercase()))
        .then_with(|| a.cmp(b))
}

/// Versions: runs of digits as numbers, the rest by letters.
pub(crate) fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.as_bytes(), b.as_bytes());
    loop {
        match (left.first(), right.first()) {
            (None, None) => return a.cmp(b),
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (x, after_x) = digits(left);
                let (y, after_y) = digits(right);
                let order = x.len().cmp(&y.len()).then_with(|| x.cmp(y));
                if order != Ordering::Equal {
                    return order;
                }
                (left, right) = (after_x, after_y);
            }
            (Some(x), Some(y)) => {
                let order = x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase());
                if order != Ordering::Equal {
                    return order;
                }
                left = left.get(1..).unwrap_or_default();
                right = right.get(1..).unwrap_or_default();
            }
        }
    }
}

/// The leading digits without leading zeros, and what follows.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| !byte.is_ascii_digit());
    let (digits, rest) = text.split_at(end.unwrap_or(text.len()));
    let zeros = digits.iter().take_while(|byte| **byte == b'0').count();
    (digits.get(zeros..).unwrap_or_default(), rest)
}
