//! Formats of signature evidence, parsed strictly and within [`limits`].
//!
//! Every value this room hands out is *claimed*: it was well formed, nothing more. What holds is for
//! the `verify` room to say. Nothing here reads a file, a clock or the network.

pub mod base64;
pub mod bundle;
pub mod certificate;
pub mod checkpoint;
pub mod checksums;
mod common;
mod der_reader;
pub mod dsse;
pub mod forms;
pub mod fulcio;
pub mod hash;
pub mod json;
pub mod limits;
pub mod log_entry;
pub mod metablock;
pub mod model;
pub mod oci;
pub mod pem;
pub mod predicate;
pub mod sct;
pub mod statement;
pub mod time;
pub mod timestamp;
pub mod trusted_root;
mod unreadable;

pub use hash::{Digest, HashAlgorithm};
pub use time::{UnixTime, Window};
pub use unreadable::{Place, Unreadable, UnreadableCode};
