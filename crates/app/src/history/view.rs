//! What the window shows of earlier checks and of what is watched, and what it may ask for.

use serde::{Deserialize, Serialize};
use whence_display::DisplayText;

use crate::view::{FactValue, Message, NoteView, State};

/// Groups on one page of the history.
pub const GROUPS_PER_PAGE: usize = 50;
/// Newest checks that come with their group; the rest is asked for with `history_rows`.
pub const ROWS_PER_GROUP: usize = 5;
/// Checks that one call of `history_rows`, or rows that one call of `watched_rows`, answers with.
pub const ROWS_PER_CALL: usize = 100;

/// What to show of the history.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct HistoryQuery {
    /// Words that all have to occur in file name, product, signer or digest; empty for everything.
    pub text: String,
    /// Only checks that came to this state.
    pub state: Option<State>,
    /// Number of the first group, from 0; newest group first.
    pub first: u32,
}

/// A page of the history.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct HistoryView {
    /// The groups, the one with the newest check first. At most [`GROUPS_PER_PAGE`].
    pub groups: Vec<HistoryGroup>,
    /// Number of the first group of this page.
    pub first: u32,
    /// Groups that fit the query.
    pub total_groups: u32,
    /// Checks that fit the query.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub total_checks: u64,
    /// Checks that are kept in all, whatever the query.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub all_checks: u64,
    /// For how many months checks are kept: 0 for not at all, absent for ever.
    pub keep_months: Option<u32>,
    /// Where it is kept; absent when the system names no home.
    pub location: Option<DisplayText>,
    /// Why the history cannot be read or written; `groups` is then what could be read, perhaps nothing.
    pub problem: Option<Message>,
}

/// Checks of the same thing over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct HistoryGroup {
    /// Names the group in later calls.
    pub group: u32,
    /// The product: file name without its version, package or repository.
    pub product: DisplayText,
    /// Its newest checks, newest first. At most [`ROWS_PER_GROUP`].
    pub rows: Vec<HistoryRow>,
    /// How many checks of the group fit the query.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub total: u64,
}

/// One earlier check.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct HistoryRow {
    /// Names the check in later calls.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub check: u64,
    /// File name, or the digest that was given.
    pub name: DisplayText,
    /// Version, when the name or the evidence tells one.
    pub version: Option<DisplayText>,
    /// What it came to.
    pub state: State,
    /// Who signed, in words: proven, or marked as a claim; absent when nobody did.
    pub signer: Option<Message>,
    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub checked_at: i64,
    /// What differs from earlier checks of the group, most important first.
    pub notes: Vec<NoteView>,
    /// The earlier check those notes compare with.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub compare_with: Option<u64>,
    /// Whether the file is still where it was, so that it can be checked again.
    pub can_check_again: bool,
}

/// Two things side by side: two checks, or a signer and what it could be taken for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct CompareView {
    /// What the comparison comes to, as one sentence.
    pub said: Message,
    /// The earlier, or the known one.
    pub before: CompareSide,
    /// The later, or the one at hand.
    pub after: CompareSide,
    /// Fact by fact, differences first.
    pub rows: Vec<CompareRow>,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct CompareSide {
    /// What it is: *Earlier check*, *Your entry*, *This file*.
    pub role: Message,
    /// File name or label.
    pub name: DisplayText,
    /// What the check came to; absent for an entry of the list.
    pub state: Option<State>,
    /// When it was checked or added, milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub at: Option<i64>,
}

/// One fact on both sides.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct CompareRow {
    /// What it is.
    pub label: Message,
    /// On the left; absent when there is none.
    pub before: Option<CompareValue>,
    /// On the right; absent when there is none.
    pub after: Option<CompareValue>,
    /// Whether both sides are the same.
    pub same: bool,
    /// The difference said for those who do not see it: *in place 5 stands l instead of 1*.
    pub spelled: Option<Message>,
}

/// A value in a comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum CompareValue {
    /// A value as in any table of facts.
    Fact(FactValue),
    /// Text from outside, cut where it begins and ends to differ.
    Marked(Vec<MarkedText>),
}

/// A stretch of a compared text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct MarkedText {
    /// The characters.
    pub text: DisplayText,
    /// Whether the other side differs here.
    pub differs: bool,
}

/// What to forget.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum Forget {
    /// One check.
    Check {
        /// Its number.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        check: u64,
    },
    /// All checks of one product.
    Group {
        /// Its number.
        group: u32,
    },
    /// Everything.
    Everything,
}

/// What came of forgetting.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct Forgotten {
    /// How many checks were forgotten.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub checks: u64,
    /// Brings them back while the program runs; absent when they cannot be brought back.
    pub undo: Option<u32>,
}

/// What the history is exported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum HistoryForm {
    /// One object a line.
    Json,
    /// A table; cells that a spreadsheet would compute are quoted.
    Csv,
}

/// Folders that are watched.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct WatchedView {
    /// The folders, in the order they were added.
    pub folders: Vec<WatchedFolder>,
    /// Why nothing can be watched on this computer.
    pub problem: Option<Message>,
}

/// A folder whose new and changed files are checked as they come.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct WatchedFolder {
    /// Names the folder in later calls.
    pub folder: u32,
    /// Where it is.
    pub location: DisplayText,
    /// How it stands.
    pub standing: WatchStanding,
    /// Why it is not watched now, and what to do.
    pub problem: Option<Message>,
    /// Files that were checked.
    pub files: u32,
    /// Files that wait to be checked.
    pub pending: u32,
    /// How many of the checked files are in which state, worst first.
    pub totals: Vec<StateTotal>,
    /// The latest of its files, those that need attention first. At most [`ROWS_PER_GROUP`].
    pub rows: Vec<WatchedRow>,
}

/// How many files are in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct StateTotal {
    /// The state.
    pub state: State,
    /// How many.
    pub count: u32,
}

/// How a watched folder stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum WatchStanding {
    /// It is watched.
    Watching,
    /// The person paused it.
    Paused,
    /// It is not there now; it is watched again when it comes back.
    Gone,
    /// It cannot be watched.
    Broken,
}

/// A file of a watched folder.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct WatchedRow {
    /// Names the file in later calls.
    pub file: u32,
    /// File name.
    pub name: DisplayText,
    /// What its last check came to; absent while that check still waits or runs.
    pub state: Option<State>,
    /// Who signed, in words.
    pub signer: Option<Message>,
    /// When it was last checked, milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub checked_at: Option<i64>,
    /// How it changed since that check; the state above is then withdrawn.
    pub changed: Option<FileChange>,
}

/// A result whose file is no longer what was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ChangedView {
    /// The result.
    pub result: u32,
    /// What happened to the file.
    pub change: FileChange,
    /// When it was noticed, milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub at: i64,
}

/// What happened to a file after it was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum FileChange {
    /// Its bytes, or its size or time, are others.
    Content,
    /// Another file lies in its place.
    Replaced,
    /// It is no longer there.
    Gone,
    /// Its signature file was changed, or went.
    Evidence,
}
