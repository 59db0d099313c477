//! What was checked before: product by product, compared, kept and forgotten; and folders that are watched.
//!
//! A check becomes an [`Observation`]: names, digests and results, never content, and no path but those of parts
//! lists. Where it is kept is the store's business. [`Past`] is what checks ask of it.

pub mod compare;
pub mod export;
mod present;
mod product;
mod record;
pub mod view;

use std::{fmt::Debug, sync::Arc};

use whence_identity::KnownSigners;
use whence_verdict::{Change, Note, Sighting};

use crate::{parts::ListPlace, view::SubjectKind};

pub use present::{group_view, note_words, row_view};
pub use product::Product;
pub(crate) use record::{kept_digest, seen};
pub use record::{observation, sighting};

/// Bytes of a text that are kept; names are shorter on every system, and certificates have no say in it.
pub const LONGEST_TEXT: usize = 1024;

/// What checks ask of the history. An answer never fails: a history that cannot be read is an empty one, and
/// what is wrong with it is told elsewhere.
pub trait Past: Debug + Send + Sync {
    /// What earlier checks are to be compared with this one of these products, up to the check of this number:
    /// those that were kept under one of them, and those of files that are called like one of them.
    fn earlier(&self, products: &[&str], now: &Sighting, until: Option<u64>) -> Earlier;

    /// Signers that are known from earlier checks.
    fn known_signers(&self) -> Arc<KnownSigners>;
}

/// Earlier checks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Earlier {
    /// Number of the latest check there is: what comes later is not asked when the same check is decided
    /// again.
    pub latest: u64,
    /// Those that may be compared with.
    pub sightings: Vec<Sighting>,
}

/// What differs from earlier checks, and what those were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Number of the latest check there was.
    pub until: Option<u64>,
    /// What differs, most important first.
    pub changes: Vec<Change>,
    /// The checks they speak of.
    pub before: Vec<Sighting>,
}

impl Changes {
    /// Whether the signer is another one than before.
    pub fn is_stranger(&self) -> bool {
        let strange = [
            Note::SignerChanged,
            Note::IssuerChanged,
            Note::AccountChanged,
        ];
        self.changes
            .iter()
            .any(|change| strange.contains(&change.note))
    }

    /// The earlier check that a note speaks of.
    pub fn before(&self, note: Note) -> Option<&Sighting> {
        let check = self.changes.iter().find(|it| it.note == note)?.before?;
        self.before.iter().find(|it| it.check == check)
    }

    /// The earlier check that the most important change speaks of.
    pub fn compared_with(&self) -> Option<u64> {
        self.changes.iter().find_map(|change| change.before)
    }
}

/// One check, to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// When the check was made, milliseconds since 1970.
    pub at: i64,
    /// What was checked.
    pub kind: SubjectKind,
    /// Name of the file without its folder, or the digest.
    pub name: String,
    /// Names the product.
    pub product: String,
    /// Size in bytes.
    pub size: Option<u64>,
    /// The code of the verdict.
    pub code: String,
    /// What later checks are compared with; once kept, it has the number of the check.
    pub sighting: Sighting,
    /// Kinds of the evidence that was looked at.
    pub evidence: Vec<String>,
    /// Day of the trust data, milliseconds since 1970; absent for a file, which has none.
    pub trust_dated: Option<i64>,
    /// What differed from earlier checks.
    pub changes: Vec<Change>,
    /// Where its parts lists are, to compare later ones with. Never part of an export.
    pub lists: Vec<ListPlace>,
}
