//! The trusted identity list: file format and matching of proven signers.
//!
//! The list is a TOML file that a person can read and edit:
//!
//! ```toml
//! schema = 1
//!
//! [[signer]]
//! id = "acme-releases"                   # stable; made from the label when absent
//! label = "Acme releases"
//! issuer = "https://token.actions.githubusercontent.com"   # always exact
//! # who, one of these, always all of the name:
//! identity = "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/v1.2.3"
//! # parts = { host = "github.com", owner = "acme", repository = "tool",
//! #           workflow = ".github/workflows/release.yml", ref = "refs/tags/v*" }
//! #   `repository` and `workflow` may be "*"; `ref` may be "*", "refs/tags/*", "refs/heads/*" or
//! #   "refs/tags/v*" (any version tag, with or without the v)
//! # identity-pattern = "https://github.com/acme/tool/.github/workflows/*@refs/tags/*"
//! #   `*` inside one path segment and `**` across segments
//! # identity-regex = 'https://github\.com/acme/tool/\.github/workflows/release\.yml@refs/tags/v[0-9.]+'
//! # releases on GitHub, by their repository: GitHub's own service signs the record of each
//! # issuer = "https://dotcom.releases.github.com"
//! # identity = "https://github.com/acme/tool"
//! # or, in place of issuer and identity, a public key:
//! # key = "sha256:…"                     # of its SubjectPublicKeyInfo
//! # key-pem = """-----BEGIN PUBLIC KEY-----…"""
//! # key-file = "keys/acme.pub"
//! kind = "uri"                           # or "email", "other-name"; read off the identity when absent
//! instance = "Company"                   # a signing service the person added; without it those built in count
//! repository-id = 55120                  # further facts of the certificate; what it lacks does not fit
//! owner-id = 8841
//! source-repository = "https://github.com/acme/tool"
//! source-ref = "refs/tags/*"
//! runner = "hosted"                      # or "self-hosted"
//! triggers = ["push", "release"]
//! files = ["tool-*"]                     # without files, images and packages: anything
//! images = ["ghcr.io/acme/**"]
//! packages = ["pkg:npm/acme-tool"]
//! claims = ["signature", "build-record"] # also "parts-list", "publish-record", "statement"; all when absent
//! basis = "project-page"                 # or "told-by-someone", "my-organisation", "first-seen"
//! basis-link = "https://acme.example/releases"
//! added-by = "…"
//! added = 2026-11-20
//! expires = 2027-01-01                   # from the start of this day (UTC) the entry no longer counts
//! enabled = true
//! pinned = false                         # true: a change of signer stops rather than being noted
//! imported-from = "policy.yaml"          # such an entry counts only with `reviewed = 2026-11-20`
//! note = "…"
//!
//! [[rule]]                               # what fits files, images or packages needs all of these entries
//! label = "Tool needs both"
//! files = ["tool-*"]
//! requires = ["acme-releases", "acme-builds"]
//! ```
//!
//! [`IdentityList::parse`] takes all of a file or nothing of it, and reports every mistake with its
//! place. [`IdentityList::match_signer`] takes a signer that the engine proved and nothing else. Pure:
//! no file is read and no clock is asked.

mod accepts;
mod breadth;
mod command;
mod glob;
mod import;
mod impostor;
mod index;
mod lint;
mod list;
mod mail_host;
mod matching;
mod names;
mod parse;
mod parts;
pub mod policy;
mod problem;
mod regex;
mod rule;
mod search_pattern;
mod signer;
pub mod starter;
mod test_entry;
mod width;
mod write;

pub use accepts::accepts;
pub use breadth::Breadth;
pub use command::{NotExpressible, Tool};
pub use import::{CommandRefused, import_command};
pub use impostor::{Impostor, Trick, impostors, sample};
pub use lint::{Finding, Gravity, LintCode, Subject};
pub use list::{
    Basis, BasisKind, CertificateRule, Conditions, Entry, IdentityKind, IdentityList, KeyRule,
    Origin, RefRule, Rule, Runner, Scope, Who, free_id,
};
pub use matching::{
    Difference, Listed, LookAlikeSigner, Match, NearMiss, Resembled, ScopeFit, Unlisted, Unmet,
};
pub use parse::{LARGEST_FILE, MOST_ENTRIES};
pub use parts::Part;
pub use problem::{Problem, ProblemCode};
pub use regex::WholeRegex;
pub use rule::{IdentityRule, PartRule, WorkflowRule};
pub use search_pattern::NotEqual;
pub use signer::{CertificateFacts, KnownBy, KnownSigner, KnownSigners, SignerFacts, TargetFacts};
pub use test_entry::{EntryTest, PastSigner, in_scope, test_entry};
pub use width::{Proposal, Width, proposals};
