//! From many pieces of evidence to one verdict. Pure and total: no clock, no file, no words.
//!
//! The engine says what each piece is worth, the list says whether its signer is on it, the caller says
//! what happened to the file and to the search. [`decide`] weighs them by the rules below, first match
//! wins:
//!
//! 1. the file could not be read, or changed meanwhile → [`State::CouldNotCheck`];
//! 2. any piece **listed**, and every rule of the list met → [`State::Listed`]: whoever can add junk must not be able to take away a proof;
//! 3. any piece **failed** → [`State::Failed`], even beside a complete signature of a stranger, because a
//!    swapped file leaves exactly this pair;
//! 4. any piece **unlisted** → [`State::Unlisted`];
//! 5. any piece that could not be checked, or a search that did not finish → [`State::CouldNotCheck`];
//! 6. else [`State::NoSignature`], also where a checksum list that nobody signed names the file as it is.

mod change;
mod codes;
mod decide;
mod version;

pub use change::{Change, SeenCertificate, SeenSigner, Sighting, changes, stop_at_pinned};
pub use codes::{Note, Problem, State, UnlistedReason, VerdictCode};
pub use decide::{Finding, Piece, Relation, Rules, Search, Target, Verdict, decide};
pub use version::compare_versions;
