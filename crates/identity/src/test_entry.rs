//! *Test this entry*: what it would accept of a history and of names made to deceive.

use std::collections::BTreeMap;

use whence_evidence::UnixTime;

use crate::impostor::{Impostor, Trick, impostors};
use crate::list::Entry;
use crate::matching::{Difference, scope_fit};
use crate::signer::{SignerFacts, TargetFacts};

/// Impostors of each trick that are given as examples.
const MOST_EXAMPLES: usize = 3;

/// A signer seen before and what they signed.
#[derive(Clone, Copy, Debug)]
pub struct PastSigner<'a> {
    /// Who it was.
    pub signer: &'a SignerFacts,
    /// What they signed.
    pub target: TargetFacts<'a>,
}

/// What an entry would accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryTest {
    /// Positions of the past signers it accepts.
    pub accepted: Vec<usize>,
    /// Positions of those it refuses, with the reason when it is a near miss.
    pub refused: Vec<(usize, Option<Difference>)>,
    /// How many names made to deceive were tried.
    pub impostors: usize,
    /// Those of them that it accepts: a defect of the entry or of this program. None, normally.
    pub accepted_impostors: Vec<Impostor>,
    /// Some of those it refuses, a few of each trick.
    pub examples: Vec<Impostor>,
}

/// Tries an entry as if it were in force: whether it is switched on, reviewed and not expired does not
/// count here.
pub fn test_entry(entry: &Entry, past: &[PastSigner<'_>]) -> EntryTest {
    let mut entry = entry.clone();
    entry.enabled = true;
    entry.expires = None;
    entry.imported_from = None;
    let now = UnixTime::from_seconds(0);

    let (mut accepted, mut refused) = (Vec::new(), Vec::new());
    for (position, past) in past.iter().enumerate() {
        if entry.fits(past.signer, &past.target, now) {
            accepted.push(position);
        } else {
            refused.push((position, entry.difference(past.signer, &past.target, now)));
        }
    }
    let tried = impostors(&entry);
    let count = tried.len();
    let mut examples: BTreeMap<Trick, Vec<Impostor>> = BTreeMap::new();
    let mut accepted_impostors = Vec::new();
    for impostor in tried {
        if entry.who.fits(&impostor.signer) {
            accepted_impostors.push(impostor);
        } else {
            let of_trick = examples.entry(impostor.trick).or_default();
            if of_trick.len() < MOST_EXAMPLES {
                of_trick.push(impostor);
            }
        }
    }
    EntryTest {
        accepted,
        refused,
        impostors: count,
        accepted_impostors,
        examples: examples.into_values().flatten().collect(),
    }
}

/// Whether a target falls under an entry or rule, for choosing what to test with.
pub fn in_scope(entry: &Entry, target: &TargetFacts<'_>) -> bool {
    scope_fit(&entry.scope, target).is_some()
}
