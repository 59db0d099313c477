//! The trusted identity list as something to work with: editing, testing, trusting, importing, exporting.

mod compare;
mod describe;
mod desk;
mod draft;
mod lint;
mod lists;
mod past;
mod show;
mod starter;
mod transfer;
mod trial;
mod trust;
pub mod view;

pub use describe::{Described, describe_entry};
pub use desk::{Desk, Reloaded, not_edited, switched, undone};
pub use lint::{findings as entry_findings, lint_message_ids};
pub use lists::{
    Change, ListDifference, ListProblem, LoadedList, ManagedList, NotEdited, Revision, SignerLists,
};
pub use past::{Past, PastFile};
pub use show::{fingerprint, occurs};
pub use transfer::{Exported, export};
pub use trial::trial as try_entry;
