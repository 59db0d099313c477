//! What is shown of a parts list (SBOM): pages of rows, counts and codes. Everything a document says of
//! itself and of its parts is a claim; only [`PartsBinding`] speaks of what was checked.

use serde::{Deserialize, Serialize};
use whence_display::DisplayText;

use crate::view::{Fact, Message, Outcome};

/// A parts list that has to do with a result and was not read yet.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsFound {
    /// Names the document in later calls.
    pub document: u32,
    /// File name, without its folder.
    pub name: DisplayText,
    /// How it came to be looked at.
    pub origin: PartsOrigin,
    /// Which of the things attached to the image it is, by position.
    pub attached: Option<u32>,
}

/// How a parts list came to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum PartsOrigin {
    /// It is the content of a statement that was looked at as evidence.
    Statement,
    /// It is the file that was checked.
    Itself,
    /// It is attached to the image, without a signature of its own.
    Attached,
    /// It lies beside the file under a name made for it.
    Beside,
    /// It was handed over together with the file.
    Together,
    /// The person chose it to compare with.
    Chosen,
}

/// A parts list that was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsDocument {
    /// Names the document in later calls.
    pub document: u32,
    /// File name, without its folder.
    pub name: DisplayText,
    /// How it came to be looked at.
    pub origin: PartsOrigin,
    /// What ties it to the file, said before anything else.
    pub binding: PartsBinding,
    /// What the document says of itself.
    pub facts: Vec<Fact>,
    /// Parts in all.
    pub parts: u32,
    /// Relations in all.
    pub relations: u32,
    /// Whether the document says which parts use which.
    pub has_relations: bool,
    /// Different licences among the parts.
    pub licences: u32,
    /// Different suppliers among the parts.
    pub suppliers: u32,
    /// Vulnerabilities the document states.
    pub vulnerabilities: u32,
    /// Problems found in the document.
    pub findings: u32,
    /// Files of the same drop, looked up in this list by digest.
    pub files: Vec<PartsFile>,
}

/// What ties a parts list to the file that was checked: the first step of the ladder that applies.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsBinding {
    /// Which step.
    pub step: PartsStep,
    /// How it stands: held, failed (it belongs to another file), or only noted.
    pub outcome: Outcome,
    /// The step in words.
    pub sentence: Message,
    /// Who signed, which digest, and what that means.
    pub details: Vec<Message>,
}

/// A step of the ladder of bindings, the strongest first, and the cases beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum PartsStep {
    /// A signed statement whose subject is this file.
    SignedStatement,
    /// A signed file whose root has the digest of this file.
    SignedDocument,
    /// Nobody signed it; it names the digest of this file.
    DigestOnly,
    /// Only name and version are the same.
    NameOnly,
    /// Nothing ties it to this file.
    Untied,
    /// It is signed, but for a different file.
    OtherFile,
    /// Nobody signed it, and it names the digest of a different file.
    OtherDigest,
    /// There is no file: the list itself was checked, and it is signed.
    AloneSigned,
    /// There is no file: the list itself was looked at, and nobody signed it.
    AloneUnsigned,
}

/// A file of the same drop, looked up in a list by its digest.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsFile {
    /// File name, without its folder.
    pub name: DisplayText,
    /// Whether the list has it.
    pub listed: bool,
    /// *Listed in this parts list as …*, or why it is not.
    pub sentence: Message,
    /// The part it is listed as.
    pub part: Option<u32>,
}

/// What is to be shown of the parts of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsQuery {
    /// Words that name, version, identifiers, licence or supplier must have in them.
    pub text: String,
    /// Filters: those of one kind widen each other, different kinds narrow.
    pub filters: Vec<PartsFilter>,
    /// Order; that of the document when absent.
    pub sort: Option<PartsSort>,
    /// Grouping, if any.
    pub group: Option<PartsGrouping>,
    /// Numbers of the groups that are open.
    pub open: Vec<u32>,
}

/// One filter of the parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "by", content = "value", rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum PartsFilter {
    /// Of this kind, by its code.
    Kind(String),
    /// Standing here in the graph, by its code.
    Relation(String),
    /// Without this element, by its code; one at a time.
    Gap(String),
    /// With this problem, by its code; one at a time.
    Finding(String),
    /// With a vulnerability stated by the document, or without one.
    Vulnerable(bool),
    /// With this licence, by its number.
    Licence(u32),
    /// By this supplier, by its number.
    Supplier(u32),
}

/// Order of the parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsSort {
    /// By what.
    pub column: PartsColumn,
    /// From the end.
    pub descending: bool,
}

/// A column of the table of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum PartsColumn {
    /// Name, with the group in front.
    Name,
    /// Version.
    Version,
    /// Library, application, file, …
    Kind,
    /// Licence.
    Licence,
    /// Supplier.
    Supplier,
    /// Direct, transitive, not connected.
    Relation,
    /// Whether it has a digest.
    Hash,
    /// How many parts use it.
    UsedBy,
    /// How many parts it uses.
    Uses,
    /// Its first identifier.
    Identifier,
}

/// What parts are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum PartsGrouping {
    /// By licence.
    Licence,
    /// By supplier.
    Supplier,
}

/// Some rows of the table of parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsPage {
    /// The rows.
    pub rows: Vec<PartsRow>,
    /// Number of the first, from 0.
    pub first: u32,
    /// Rows in all: parts, or groups and the parts of those that are open.
    pub total: u32,
    /// Parts that fit the query.
    pub parts: u32,
}

/// A row of the table of parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "row", rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum PartsRow {
    /// A group.
    Group(PartsGroup),
    /// A part.
    Part(Box<PartsItem>),
}

/// A licence or supplier with the parts that have it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsGroup {
    /// Names the value in filters and in the groups that are open.
    pub value: u32,
    /// The value; absent for parts that state none.
    pub name: Option<DisplayText>,
    /// Parts that have it.
    pub count: u32,
    /// Whether its parts are shown.
    pub open: bool,
}

/// A part as a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsItem {
    /// Names the part in later calls.
    pub part: u32,
    /// Name, with the group in front; empty when it has none.
    pub name: DisplayText,
    /// Version.
    pub version: Option<DisplayText>,
    /// Library, application, file, …
    pub kind: Message,
    /// Licence, as one expression or list.
    pub licence: Option<DisplayText>,
    /// Supplier.
    pub supplier: Option<DisplayText>,
    /// Direct, transitive, not connected.
    pub relation: Message,
    /// Whether a digest is given.
    pub has_hash: bool,
    /// How many parts use it.
    pub used_by: u32,
    /// How many parts it uses.
    pub uses: u32,
    /// Its first identifier.
    pub identifier: Option<DisplayText>,
}

/// Counts that are filters: kinds and places in the graph, each as if it were not filtered by yet, and the
/// other filters that are chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsCounts {
    /// Kinds of part, the most frequent first.
    pub kinds: Vec<PartsCount>,
    /// Places in the graph.
    pub relations: Vec<PartsCount>,
    /// Other filters of the query: gaps, problems, licences, suppliers.
    pub chosen: Vec<PartsChosen>,
}

/// A filter that is chosen, in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsChosen {
    /// The filter.
    pub filter: PartsFilter,
    /// What it means.
    pub label: Message,
}

/// What published lists of minimum elements ask for, counted. Never a score.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsGaps {
    /// Whose list.
    pub standard: Message,
    /// Its elements.
    pub elements: Vec<PartsElement>,
}

/// One element that is asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsElement {
    /// What it is.
    pub label: Message,
    /// How it stands, in words.
    pub standing: Message,
    /// Parts that lack it.
    pub missing: Option<u32>,
    /// Shows those; absent where none lacks it and where it is none of parts.
    pub filter: Option<PartsFilter>,
}

/// A filter and how many parts it leaves.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsCount {
    /// The filter.
    pub filter: PartsFilter,
    /// What it means.
    pub label: Message,
    /// Parts it leaves.
    pub count: u32,
}

/// Licences or suppliers, the most frequent first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsValues {
    /// The values.
    pub values: Vec<PartsGroup>,
    /// Number of the first, from 0.
    pub first: u32,
    /// Values in all.
    pub total: u32,
    /// The largest count of all: the length of the longest bar.
    pub most: u32,
}

/// All about one part.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsDetail {
    /// The part as a row.
    pub item: PartsItem,
    /// What the document says of it.
    pub facts: Vec<Fact>,
    /// Facts that are not listed here because there are too many.
    pub omitted: u32,
    /// What is remarkable about its place: not connected, no relations declared.
    pub remarks: Vec<Message>,
}

/// A part by name, to go to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsName {
    /// Names the part in later calls.
    pub part: u32,
    /// Name, with the group in front; empty when it has none.
    pub name: DisplayText,
    /// Version.
    pub version: Option<DisplayText>,
}

/// Which side of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum PartsSide {
    /// Parts that use it.
    UsedBy,
    /// Parts it uses.
    Uses,
    /// Parts it is otherwise related to.
    Related,
}

/// Some neighbours of a part; also the children of a place in the tree.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsNeighbours {
    /// The neighbours.
    pub rows: Vec<PartsNeighbour>,
    /// Number of the first, from 0.
    pub first: u32,
    /// Neighbours in all that fit.
    pub total: u32,
}

/// A neighbour of a part.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsNeighbour {
    /// The part.
    pub name: PartsName,
    /// How they are related; absent for the tops of the tree.
    pub how: Option<Message>,
    /// How many parts it uses itself.
    pub uses: u32,
}

/// Ways from a part to the tops of the list, the shortest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsPaths {
    /// Each from the top down to the part.
    pub paths: Vec<Vec<PartsName>>,
    /// Whether there are more.
    pub more: bool,
}

/// Some vulnerabilities as the document states them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsVulnerabilities {
    /// The statements.
    pub rows: Vec<PartsVulnerability>,
    /// Number of the first, from 0.
    pub first: u32,
    /// Statements in all.
    pub total: u32,
}

/// A vulnerability as the document states it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsVulnerability {
    /// Its identifier.
    pub id: DisplayText,
    /// What the document says about it, among it the state (VEX).
    pub facts: Vec<Fact>,
    /// The parts it is about, the first ones.
    pub affects: Vec<PartsName>,
    /// The parts it is about, in all.
    pub affected: u32,
}

/// Problems of the document.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsFindings {
    /// Some of the problems.
    pub rows: Vec<PartsFinding>,
    /// Number of the first, from 0.
    pub first: u32,
    /// Problems that are kept one by one.
    pub total: u32,
    /// How often each kind occurs among those.
    pub counts: Vec<PartsFindingCount>,
    /// Problems beyond those that are kept.
    pub dropped: u32,
}

/// A kind of problem and how often it occurs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsFindingCount {
    /// Stable kebab-case code.
    pub code: String,
    /// What it is.
    pub label: Message,
    /// How often.
    pub count: u32,
    /// Shows the parts that have it; absent where it is not about parts.
    pub filter: Option<PartsFilter>,
}

/// A problem of the document.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsFinding {
    /// What it is.
    pub label: Message,
    /// The text it is about.
    pub text: Option<DisplayText>,
    /// Where in the document.
    pub place: DisplayText,
    /// Line in the document, from 1, where it is known.
    pub line: Option<u32>,
    /// The part it is about.
    pub part: Option<PartsName>,
}

/// A parts list of an earlier check, to compare one with.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsEarlier {
    /// Names it in later calls.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub list: u64,
    /// File name, without its folder.
    pub name: DisplayText,
    /// Where it was.
    pub folder: DisplayText,
    /// When it was checked, milliseconds since 1970-01-01T00:00:00Z.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub checked_at: i64,
    /// Whether it can still be compared with.
    pub standing: PartsStanding,
}

/// What became of a file that was checked earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum PartsStanding {
    /// It is where it was, as it was.
    There,
    /// There is another file in its place, or it is another one now.
    Changed,
    /// There is no file any more.
    Gone,
}

/// Two parts lists side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsComparison {
    /// Names the comparison in later calls.
    pub comparison: u32,
    /// The earlier one.
    pub before: PartsCompared,
    /// The later one.
    pub after: PartsCompared,
    /// How many parts changed in which way; one may have changed in several.
    pub counts: Vec<PartsChangeCount>,
    /// Parts that are the same in both.
    pub same: u32,
    /// Parts with a difference.
    pub different: u32,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsCompared {
    /// Names the document in later calls.
    pub document: u32,
    /// File name, without its folder.
    pub name: DisplayText,
    /// Parts in all.
    pub parts: u32,
    /// What is known about who stands behind it, in words.
    pub binding: Message,
    /// By whom, and what to think of it.
    pub details: Vec<Message>,
}

/// A way to differ and how many parts do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsChangeCount {
    /// The way.
    pub change: PartsChange,
    /// How many.
    pub count: u32,
}

/// A way in which a part differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum PartsChange {
    /// Only in the later list.
    Added,
    /// Only in the earlier list.
    Removed,
    /// Another version.
    Version,
    /// Another licence.
    Licence,
    /// Another digest of the same algorithm.
    Hash,
}

/// What is to be shown of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsCompareQuery {
    /// Words that the name must have in it.
    pub text: String,
    /// Ways to differ, any of them; all when empty.
    pub changes: Vec<PartsChange>,
}

/// Some differences.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsDifferences {
    /// The rows.
    pub rows: Vec<PartsDifference>,
    /// Number of the first, from 0.
    pub first: u32,
    /// Rows in all.
    pub total: u32,
}

/// A part that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsDifference {
    /// Name, with the group in front.
    pub name: DisplayText,
    /// In which ways.
    pub changes: Vec<PartsChange>,
    /// What it was; absent when it was added.
    pub before: Option<PartsState>,
    /// What it is; absent when it was removed.
    pub after: Option<PartsState>,
}

/// A part on one side of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsState {
    /// Version.
    pub version: Option<DisplayText>,
    /// Licence.
    pub licence: Option<DisplayText>,
    /// A digest: algorithm and hex.
    pub hash: Option<DisplayText>,
    /// The part in the document of its side.
    pub part: u32,
}

/// How a table is written to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum PartsFormat {
    /// Comma-separated values for a spreadsheet; text that it would take for a formula is marked.
    Csv,
    /// JSON with the text exactly as it stands in the document.
    Json,
}
