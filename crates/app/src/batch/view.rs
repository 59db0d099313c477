//! What the window shows of a batch, and what it may ask for.

use serde::{Deserialize, Serialize};
use whence_display::DisplayText;

use crate::{
    history::view::StateTotal,
    view::{Message, State},
};

/// Rows of one page of the table.
pub const ROWS_PER_PAGE: usize = 200;

/// How far a batch is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct BatchProgress {
    /// Names the batch in later calls.
    pub batch: u32,
    /// Files found so far.
    pub found: u32,
    /// Files checked.
    pub done: u32,
    /// Bytes of the files found.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes_found: u64,
    /// Bytes read.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes_done: u64,
    /// Milliseconds since it began.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub elapsed: u64,
    /// Whether more files are still being found.
    pub looking: bool,
    /// How many files are in which state, worst first; none of those that have no file.
    pub totals: Vec<StateTotal>,
    /// Grows with every change of the table.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub revision: u64,
}

/// A batch as a whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct BatchView {
    /// How far it is, or how it ended.
    pub progress: BatchProgress,
    /// Name of the first thing that was handed over.
    pub name: DisplayText,
    /// Further things that were handed over with it.
    pub more: u32,
    /// Whether it is being checked at the moment.
    pub running: bool,
    /// Files that were found and not checked, because it was stopped.
    pub left: u32,
    /// What was left out and why, and other remarks about the whole.
    pub remarks: Vec<Message>,
    /// Whether hidden files were left out, so that they can be asked for.
    pub hidden: bool,
    /// Whether the list is another one since.
    pub list_changed: bool,
}

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum BatchColumn {
    /// The state, worst first.
    State,
    /// Folder and file name.
    Name,
    /// Who signed.
    Signer,
    /// What was found, in words.
    Finding,
    /// Size in bytes.
    Size,
}

/// An order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct BatchOrder {
    /// Ordered by this; rows that are alike stay in the order of their names.
    pub column: BatchColumn,
    /// The other way round.
    pub descending: bool,
}

/// What to show of the table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct BatchQuery {
    /// Words that all have to occur in folder, file name or signer; empty for everything.
    pub text: String,
    /// Only files in one of these states; none for all.
    pub states: Vec<State>,
    /// The order; worst first when absent.
    pub sort: Option<BatchOrder>,
}

/// Some rows of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct BatchPage {
    /// The rows. At most [`ROWS_PER_PAGE`].
    pub rows: Vec<BatchRow>,
    /// Number of the first of them.
    pub first: u32,
    /// Rows that fit the query.
    pub total: u32,
    /// The table they are of: another one may have other rows at the same numbers.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub revision: u64,
    /// How many rows with these words are in which state, worst first.
    pub totals: Vec<StateTotal>,
}

/// One file of a batch.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct BatchRow {
    /// Names it within the batch.
    pub row: u32,
    /// What it came to.
    pub state: State,
    /// File name.
    pub name: DisplayText,
    /// Folder, seen from where the batch begins; absent for that one itself.
    pub folder: Option<DisplayText>,
    /// Who signed: the label of the list, or the proven signer; absent when nobody is proven.
    pub signer: Option<Message>,
    /// What was found, or the most important note.
    pub finding: Message,
    /// Size in bytes.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub size: Option<u64>,
    /// When it was checked, milliseconds since 1970-01-01T00:00:00Z.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub checked_at: i64,
}

/// What of a batch to check once more.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum BatchAgain {
    /// Everything that was handed over, looked for anew.
    All {
        /// Hidden files too.
        hidden: bool,
    },
    /// What was not checked because it was stopped.
    Rest,
    /// Files in one of these states.
    States {
        /// The states.
        states: Vec<State>,
    },
    /// These rows.
    Rows {
        /// Their names within the batch.
        rows: Vec<u32>,
    },
}

/// The form of a file with rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum BatchFormat {
    /// Values separated by commas.
    Csv,
    /// One object for each row.
    Json,
}
