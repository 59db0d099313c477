//! The difference between two documents.
//!
//! Components are matched by their package URL without version, qualifiers and subpath; those without one by
//! group, name and kind. Where a key is there several times (several versions side by side), equal versions are
//! matched first, the rest in the order of their versions. What is then left on one side was added or removed.

use std::cmp::Ordering;

use crate::{Component, ComponentId, HashName, Index, check, finding::codes, query::natural};

codes! {
    /// What happened to a component. One change can be of several kinds.
    ChangeKind {
        /// It is only in the newer document.
        Added => "added",
        /// It is only in the older document.
        Removed => "removed",
        /// Its version differs.
        Version => "version",
        /// Its licences differ.
        Licence => "licence",
        /// A digest of the same algorithm differs.
        Hash => "hash",
    }
}

/// One component that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// In the older document.
    pub before: Option<ComponentId>,
    /// In the newer document.
    pub after: Option<ComponentId>,
    /// Its version differs.
    pub version: bool,
    /// Its licences differ.
    pub licence: bool,
    /// A digest of the same algorithm differs.
    pub hash: bool,
}

impl Change {
    /// Whether it is of this kind.
    pub fn is(&self, kind: ChangeKind) -> bool {
        match kind {
            ChangeKind::Added => self.before.is_none(),
            ChangeKind::Removed => self.after.is_none(),
            ChangeKind::Version => self.version,
            ChangeKind::Licence => self.licence,
            ChangeKind::Hash => self.hash,
        }
    }
}

/// What differs between two documents, by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    changes: Vec<Change>,
    unchanged: u32,
}

impl Difference {
    /// All changes, in the order of their keys.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Components that are in both and alike.
    pub fn unchanged(&self) -> u32 {
        self.unchanged
    }

    /// Changes of one kind.
    pub fn of(&self, kind: ChangeKind) -> impl Iterator<Item = &Change> + '_ {
        self.changes.iter().filter(move |change| change.is(kind))
    }

    /// How many are of one kind.
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.of(kind).count()
    }
}

/// What differs between an older and a newer document.
pub fn diff(older: &Index, newer: &Index) -> Difference {
    let mut all: Vec<_> = older
        .components()
        .map(|one| keyed(one, Side::Before))
        .collect();
    all.extend(newer.components().map(|one| keyed(one, Side::After)));
    // Stable: within a key the older side comes first, each side in the order of its document.
    all.sort_by(|a, b| a.0.cmp(&b.0));
    let mut difference = Difference::default();
    for same in all.chunk_by(|a, b| a.0 == b.0) {
        let of = |side| {
            let own = same.iter().filter(move |one| one.1 == side);
            own.map(|one| one.2).collect::<Vec<_>>()
        };
        let (mut before, mut after) = (of(Side::Before), of(Side::After));
        before.sort_by(order);
        after.sort_by(order);
        let pairs = pair(&before, &after);
        for (before, after) in pairs {
            let change = match (before, after) {
                (Some(before), Some(after)) => Change {
                    before: Some(before.id()),
                    after: Some(after.id()),
                    version: before.version() != after.version(),
                    licence: licences(before) != licences(after),
                    hash: other_hash(before, after),
                },
                (before, after) => Change {
                    before: before.map(|one| one.id()),
                    after: after.map(|one| one.id()),
                    version: false,
                    licence: false,
                    hash: false,
                },
            };
            if ChangeKind::ALL.iter().any(|kind| change.is(*kind)) {
                difference.changes.push(change);
            } else {
                difference.unchanged += 1;
            }
        }
    }
    difference
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

fn keyed<'a>(component: Component<'a>, side: Side) -> (Key<'a>, Side, Component<'a>) {
    (Key::of(&component), side, component)
}

/// What stays the same from one version to the next.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Purl(&'a str),
    Name(&'a str, Option<&'a str>, &'static str),
}

impl<'a> Key<'a> {
    fn of(component: &Component<'a>) -> Self {
        match component.purl().map(check::purl_line) {
            Some(purl) if !purl.is_empty() => Self::Purl(purl),
            _ => Self::Name(
                component.name(),
                component.group(),
                component.kind().as_str(),
            ),
        }
    }
}

/// The order in which components of one key are matched: the same for both sides, so that a document has no
/// difference to itself.
fn order(a: &Component<'_>, b: &Component<'_>) -> Ordering {
    natural(
        a.version().unwrap_or_default(),
        b.version().unwrap_or_default(),
    )
    .then_with(|| licences(a).cmp(&licences(b)))
    .then_with(|| hashes(a).cmp(&hashes(b)))
    .then_with(|| a.id().cmp(&b.id()))
}

type Pair<'c, 'a> = (Option<&'c Component<'a>>, Option<&'c Component<'a>>);

fn pair<'c, 'a>(before: &'c [Component<'a>], after: &'c [Component<'a>]) -> Vec<Pair<'c, 'a>> {
    let mut pairs: Vec<Pair<'c, 'a>> = Vec::new();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let (mut a, mut b) = (before.iter().peekable(), after.iter().peekable());
    // Both are sorted by version: equal ones meet in one pass.
    loop {
        let order = match (a.peek(), b.peek()) {
            (Some(x), Some(y)) => natural(
                x.version().unwrap_or_default(),
                y.version().unwrap_or_default(),
            ),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        match order {
            Ordering::Equal => pairs.push((a.next(), b.next())),
            Ordering::Less => left.extend(a.next()),
            Ordering::Greater => right.extend(b.next()),
        }
    }
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    loop {
        match (left.next(), right.next()) {
            (None, None) => return pairs,
            other => pairs.push(other),
        }
    }
}

fn licences<'a>(component: &Component<'a>) -> Vec<&'a str> {
    let mut list: Vec<_> = component.licences().map(|licence| licence.text).collect();
    list.sort_unstable();
    list.dedup();
    list
}

fn hashes<'a>(component: &Component<'a>) -> Vec<(HashName, &'a str)> {
    let mut list: Vec<_> = component.hashes().collect();
    list.sort_unstable();
    list
}

/// Whether an algorithm both have gives another digest. Algorithms that only one has say nothing.
fn other_hash(before: &Component<'_>, after: &Component<'_>) -> bool {
    before.hashes().any(|(name, _)| {
        let of = |component: &Component<'_>| {
            let mut list: Vec<_> = component
                .hashes()
                .filter(|(other, _)| *other == name)
                .map(|(_, hex)| hex.to_ascii_lowercase())
                .collect();
            list.sort_unstable();
            list
        };
        let (old, new) = (of(before), of(after));
        !new.is_empty() && old != new
    })
}
