//! Signers of well-known projects, as the projects themselves say: data to begin with, never in force
//! before a person says so.

use std::sync::OnceLock;

use crate::list::{Entry, IdentityList};

/// Entries in the list's own format: the label names the artifact, the note says where it was read.
const DATA: &str = include_str!("starters.toml");

/// A well-known signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Starter {
    /// What it signs: *Python 3.14*.
    pub name: String,
    /// Where the project says so.
    pub source: String,
    /// The day that was read: `2026-11-20`.
    pub read_on: String,
    entry: Entry,
}

impl Starter {
    /// An entry for it, switched off, without basis: whether the person knows better is theirs to say.
    pub fn entry(&self) -> Entry {
        self.entry.clone()
    }
}

/// All of them, by name.
pub fn all() -> &'static [Starter] {
    static ALL: OnceLock<Vec<Starter>> = OnceLock::new();
    ALL.get_or_init(|| {
        // A test reads the data, so that it is never empty here.
        let list = IdentityList::parse(DATA.as_bytes()).unwrap_or_default();
        let mut starters: Vec<Starter> = list.entries().iter().map(starter).collect();
        starters.sort_by_key(|starter| starter.name.to_lowercase());
        starters
    })
}

/// Those in which every word of `text` occurs, in the name, the identity, the scope or the source; all of
/// them for an empty text. Names that begin with the text come first.
pub fn search(text: &str) -> Vec<&'static Starter> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().take(16).collect();
    let mut found: Vec<&Starter> = all()
        .iter()
        .filter(|starter| {
            let haystack = format!(
                "{} {} {}",
                starter.name,
                starter.source,
                starter.entry.to_toml()
            )
            .to_lowercase();
            words.iter().all(|word| haystack.contains(word))
        })
        .collect();
    let rank = |starter: &Starter| {
        let name = starter.name.to_lowercase();
        match words.first() {
            Some(first) if name.starts_with(first) => 0,
            Some(_) if words.iter().all(|word| name.contains(word)) => 1,
            _ => 2,
        }
    };
    found.sort_by_key(|starter| rank(starter));
    found
}

fn starter(entry: &Entry) -> Starter {
    Starter {
        name: entry.label.clone(),
        source: entry.note.clone().unwrap_or_default(),
        read_on: entry.added.clone().unwrap_or_default(),
        entry: Entry {
            enabled: false,
            note: None,
            added: None,
            first_line: 0,
            last_line: 0,
            ..entry.clone()
        },
    }
}
