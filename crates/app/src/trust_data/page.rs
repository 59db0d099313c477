//! Trust data as the window's settings ask for it and change it.

use serde::{Deserialize, Serialize};
use whence_display::DisplayText;

use super::{InstanceView, ServiceView, TrustChange};
use crate::view::Message;

/// The part of the settings about trust data.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TrustDataPage {
    /// Every instance, those of this program first.
    pub instances: Vec<InstanceView>,
    /// How old the data may become.
    pub freshness: FreshnessView,
    /// Whether an update is under way.
    pub updating: bool,
    /// What came of the last update of this run.
    pub last: Option<UpdateOutcome>,
    /// What is wrong.
    pub problems: Vec<Message>,
}

/// How old trust data may become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct FreshnessView {
    /// Whether it is brought up to date without being asked for each time.
    pub automatic: bool,
    /// Days from which on a note says how old the data is.
    pub note_after: u32,
    /// Days from which on nothing is proven with it; absent for no limit.
    pub stop_after: Option<u32>,
}

/// What came of an update.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct UpdateOutcome {
    /// When, milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub at: i64,
    /// Whether the program began it by itself.
    pub automatic: bool,
    /// Each instance that was asked for.
    pub rows: Vec<UpdateRow>,
}

/// What came of the update of one instance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct UpdateRow {
    /// Whether it is up to date now.
    pub done: bool,
    /// What to say of it.
    pub message: Message,
    /// What changed.
    pub changes: Vec<TrustChange>,
}

/// How far an update has come.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct UpdateProgress {
    /// The instance that is asked for.
    pub name: Message,
    /// What is asked for.
    pub step: Message,
    /// Steps done so far, of all instances.
    pub done: u32,
    /// Steps in all; fewer may be needed.
    pub total: u32,
}

/// A file from which an instance can be added.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ChosenInstance {
    /// What the file is called.
    pub file_name: DisplayText,
    /// Whether it is the root of an update repository, which needs an address; else a trusted root.
    pub repository: bool,
    /// What the trusted root names; empty for a repository.
    pub services: Vec<ServiceView>,
}

/// What came of adding an instance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum AddAnswer {
    /// It is there.
    Added,
    /// Something typed is not right.
    Refused {
        /// The field it stands in.
        field: InstanceField,
        /// What is wrong.
        message: Message,
    },
}

/// A field of the form for an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum InstanceField {
    /// The name.
    Name,
    /// The address.
    Mirror,
}
