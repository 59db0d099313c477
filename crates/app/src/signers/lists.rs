//! The lists in force and the port through which they are read and changed.

use std::{collections::HashMap, ffi::OsString, fmt, path::PathBuf};

use whence_evidence::{HashAlgorithm, hash::to_hex};
use whence_identity::{Entry, IdentityList, Origin, Problem, Rule};
use whence_verify::crypto::digest;

/// Names one content of the person's own list file: whoever edits says which content they saw.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Revision([u8; 32]);

impl Revision {
    /// There is no file.
    pub const NO_FILE: Self = Self([0; 32]);

    /// Of a file with this content.
    pub fn of(content: &[u8]) -> Self {
        let digest = digest(HashAlgorithm::Sha256, content);
        let mut name = [0; 32];
        for (into, from) in name.iter_mut().zip(digest.as_bytes()) {
            *into = *from;
        }
        Self(name)
    }
}

/// 64 lower-case hex digits.
impl fmt::Display for Revision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&to_hex(&self.0))
    }
}

impl fmt::Debug for Revision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Revision({self})")
    }
}

/// The person's own list and, below it, those of their organisation.
pub trait SignerLists: Send {
    /// The lists in force now.
    fn load(&mut self) -> LoadedList;

    /// Changes the person's own list, all changes or none. With `seen`, only when its file still has that
    /// content. Comments, order and whatever the changes do not touch stay as they are.
    ///
    /// # Errors
    /// Why nothing was changed.
    fn edit(&mut self, seen: Option<Revision>, changes: &[Change]) -> Result<Revision, NotEdited>;

    /// The files and folders the lists are made of, whether they are there or not: what to watch.
    fn places(&self) -> Vec<PathBuf>;

    /// Whether the person's own file, as it is on the disk now, has mistakes.
    fn is_broken(&self) -> bool;

    /// Where the person's own list lies, after a first one without entries was put there if there was none.
    ///
    /// # Errors
    /// Why there is none.
    fn begin(&mut self) -> Result<PathBuf, NotEdited>;

    /// Takes the latest edit back, also one of an earlier run of the program or of another one.
    ///
    /// # Errors
    /// Why nothing was changed.
    fn undo(&mut self, seen: Option<Revision>) -> Result<Revision, NotEdited>;
}

/// One change of the person's own list. Entries are named by their id.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Adds an entry at the end. Its id gets a number when it is taken.
    Add(Box<Entry>),
    /// Adds a rule at the end, which names entries by their ids.
    AddRule(Box<Rule>),
    /// Gives the entry of this id other values. What does not differ stays as it is written.
    Replace {
        /// The entry.
        id: String,
        /// Its values from now on.
        entry: Box<Entry>,
    },
    /// Takes the entry out, with the comments that stand directly above it.
    Delete {
        /// The entry.
        id: String,
    },
}

/// Why a list was not changed.
#[derive(Debug, Clone, PartialEq)]
pub enum NotEdited {
    /// The file is not what the editor had seen. What it was then, when that is still known.
    ChangedOutside {
        /// The list the editor had seen.
        seen: Option<IdentityList>,
    },
    /// The file has mistakes; what a person wrote is never overwritten.
    Broken(Vec<Problem>),
    /// The list would have these mistakes. Places are those of the file as it would be.
    WouldBreak(Vec<Problem>),
    /// The person's own list has no entry of this id.
    NoSuchEntry(String),
    /// The latest change was not made by this program, or there is none.
    NothingToUndo,
    /// Another program has been changing the list for a while.
    Busy,
    /// The system names no folder for the list.
    NoPlace,
    /// The file, or the folder it is in, cannot be read or written; what the system says of it.
    NotWritable(String),
}

/// The lists as they were loaded.
#[derive(Debug, Clone)]
pub struct LoadedList {
    /// Where the person's own file is or would be.
    pub location: PathBuf,
    /// Whether there is a file.
    pub exists: bool,
    /// The content of the file, good or not.
    pub revision: Revision,
    /// The content that the entries in force are of.
    pub in_force: Revision,
    /// The person's own entries in force: of the file, or of its last good copy when it has problems.
    pub own: IdentityList,
    /// All entries in force, the person's own first.
    pub list: IdentityList,
    /// What is wrong with the person's own file.
    pub problems: Vec<Problem>,
    /// The file is there and cannot be read at all.
    pub unreadable: bool,
    /// What the own list would be again after [`SignerLists::undo`].
    pub before: Option<IdentityList>,
    /// The lists of the organisation, in the order of their names.
    pub managed: Vec<ManagedList>,
}

impl Default for LoadedList {
    fn default() -> Self {
        Self {
            location: PathBuf::new(),
            exists: false,
            revision: Revision::NO_FILE,
            in_force: Revision::NO_FILE,
            own: IdentityList::default(),
            list: IdentityList::default(),
            problems: Vec::new(),
            unreadable: false,
            before: None,
            managed: Vec::new(),
        }
    }
}

impl LoadedList {
    /// Whether the entries in force are not those of the files.
    pub fn has_problems(&self) -> bool {
        self.own_has_problems() || self.managed.iter().any(ManagedList::has_problems)
    }

    /// Where the first mistake stands that keeps entries of a file from being in force.
    pub fn first_problem(&self) -> Option<ListProblem> {
        let own = (
            &self.location,
            &self.problems,
            self.unreadable,
            self.in_force,
        );
        let managed = self.managed.iter().map(|list| {
            (
                &list.location,
                &list.problems,
                list.unreadable,
                list.in_force,
            )
        });
        std::iter::once(own)
            .chain(managed)
            .find(|(_, problems, unreadable, _)| *unreadable || !problems.is_empty())
            .map(|(location, problems, _, in_force)| ListProblem {
                file: location.file_name().unwrap_or_default().to_owned(),
                kept: in_force != Revision::NO_FILE,
                place: problems
                    .first()
                    .map(|problem| (problem.line, problem.column)),
            })
    }

    /// Whether the person's own entries in force are not those of their file.
    pub fn own_has_problems(&self) -> bool {
        self.unreadable || !self.problems.is_empty()
    }
}

/// That the entries in force are not those of their file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListProblem {
    /// Name of the file.
    pub file: OsString,
    /// Line and column of its first mistake, from 1; absent when it cannot be read at all.
    pub place: Option<(u32, u32)>,
    /// Whether entries that were read before the mistake was there are in force; if not, none of that file are.
    pub kept: bool,
}

/// A list that somebody else keeps.
#[derive(Debug, Clone)]
pub struct ManagedList {
    /// What its entries name as their origin: the name of the file without its ending.
    pub name: String,
    /// Where it is.
    pub location: PathBuf,
    /// The content that its entries in force are of.
    pub in_force: Revision,
    /// The entries in force: of the file, or of its last good copy when it has problems.
    pub list: IdentityList,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// The file is there and cannot be read at all.
    pub unreadable: bool,
}

impl ManagedList {
    /// Whether its entries in force are not those of the file.
    pub fn has_problems(&self) -> bool {
        self.unreadable || !self.problems.is_empty()
    }
}

/// How one list differs from another, entry by entry, without regard to order and place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListDifference {
    /// Entries that only the later list has.
    pub added: Vec<Entry>,
    /// Entries with other values, before and after.
    pub changed: Vec<(Entry, Entry)>,
    /// Entries that only the earlier list has.
    pub deleted: Vec<Entry>,
    /// Whether the rules differ.
    pub rules: bool,
}

impl ListDifference {
    /// From `before` to `after`. Entries are the same by origin and id, or else by origin and label.
    pub fn between(before: &IdentityList, after: &IdentityList) -> Self {
        let mut by_id: HashMap<(&Origin, &str), &Entry> = HashMap::new();
        let mut by_label: HashMap<(&Origin, &str), &Entry> = HashMap::new();
        for entry in before.entries() {
            by_id.insert((&entry.origin, &entry.id), entry);
            by_label.insert((&entry.origin, &entry.label), entry);
        }
        let mut known: Vec<&Entry> = Vec::new();
        let mut difference = Self {
            rules: unplaced_rules(before) != unplaced_rules(after),
            ..Self::default()
        };
        for entry in after.entries() {
            let earlier = by_id
                .get(&(&entry.origin, entry.id.as_str()))
                .or_else(|| by_label.get(&(&entry.origin, entry.label.as_str())))
                .copied();
            match earlier {
                None => difference.added.push(entry.clone()),
                Some(earlier) => {
                    known.push(earlier);
                    if unplaced(earlier) != unplaced(entry) {
                        difference.changed.push((earlier.clone(), entry.clone()));
                    }
                }
            }
        }
        let is_known: std::collections::HashSet<*const Entry> =
            known.into_iter().map(std::ptr::from_ref).collect();
        difference.deleted = before
            .entries()
            .iter()
            .filter(|entry| !is_known.contains(&std::ptr::from_ref(*entry)))
            .cloned()
            .collect();
        difference
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The entry without its place in a file.
fn unplaced(entry: &Entry) -> Entry {
    Entry {
        first_line: 0,
        last_line: 0,
        ..entry.clone()
    }
}

fn unplaced_rules(list: &IdentityList) -> Vec<Rule> {
    let unplaced = |rule: &Rule| Rule {
        first_line: 0,
        last_line: 0,
        ..rule.clone()
    };
    list.rules().iter().map(unplaced).collect()
}
