//! The engine: every check of a Sigstore signature as a recorded value, and the proof that only
//! passing checks can build.
//!
//! Pure: bytes, digests, trust data and *now* come in as arguments. Nothing here reads a file, a
//! clock or the network, and nothing panics on outside input.
//!
//! [`verify`] runs every check whose inputs are there and records each as a [`Check`]; it does not
//! stop at the first failure. Whether somebody is a proven signer is not read off the record: it is
//! the existence of a [`Proven<Signer>`], which only the checks can build.
//!
//! ```compile_fail
//! // A proof cannot be made up outside the engine.
//! fn forge(signer: whence_verify::Signer) -> whence_verify::Proven<whence_verify::Signer> {
//!     whence_verify::Proven { value: signer }
//! }
//! ```

mod chain;
mod checks;
mod content;
pub mod crypto;
mod ct;
mod git;
mod installed;
pub mod listed;
mod merkle;
pub mod model;
mod proof;
pub mod provenance;
mod registry;
mod run;
mod times;
mod tlog;
pub mod trust;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]
mod vectors;

pub use checks::{About, Check, CheckId, Code, Family, Gate, Item, Status, Value};
pub use git::completed;
pub use installed::{ChosenBy, Installed, TrustUsed};
pub use listed::verify_listed;
pub use merkle::{ProofStep, Side, inclusion_steps};
pub use proof::{
    CertificateIdentity, Claim, Covers, Identity, Proven, RELEASE_SERVICE, Signer, SignerKind,
    TimeSource, VerifiedTime,
};
pub use run::{
    Artifact, KeyFileRejected, ManagedKey, Outcome, Report, Request, digests_needed, verify,
    verify_folder, verify_installed,
};
pub use trust::{Instance, Policy, PreparedTrust, Shipped};
