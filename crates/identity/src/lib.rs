//! The trusted identity list: file format and matching of proven signers.
//!
//! The list is a TOML file that a person can read and edit:
//!
//! ```toml
//! schema = 1
//!
//! [[signer]]
//! label = "Acme releases"
//! issuer = "https://token.actions.githubusercontent.com"
//! identity = "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/v1.2.3"
//! # or, with `*` inside one path segment and `**` across segments:
//! # identity-pattern = "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/*"
//! kind = "uri"                          # or "email", "other-name"; read off the identity when absent
//! claims = ["signature", "build-record"] # also "parts-list", "publish-record", "statement"; all when absent
//! enabled = true
//! expires = 2027-01-01                   # from the start of this day (UTC) the entry no longer counts
//! note = "…"
//! basis = "…"
//! added-by = "…"
//! added = 2026-11-20
//! ```
//!
//! [`IdentityList::parse`] takes all of a file or nothing of it, and reports every mistake with its
//! place. [`IdentityList::match_signer`] takes a signer that the engine proved and nothing else. Pure:
//! no file is read and no clock is asked.

mod glob;
mod list;
mod matching;
mod parse;
mod parts;
mod problem;

pub use list::{Breadth, Entry, IdentityKind, IdentityList, IdentityRule};
pub use matching::{Difference, Listed, LookAlikeEntry, Match, NearMiss, Unlisted};
pub use parse::{LARGEST_FILE, MOST_ENTRIES};
pub use parts::Part;
pub use problem::{Problem, ProblemCode};
