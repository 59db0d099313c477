//! The view model: what a window, a terminal or a report shows, as codes, typed arguments and
//! [`DisplayText`]. No prose here (every sentence stands in `locales/`), no paths, no decisions.
//!
//! The TypeScript twins of these types are written by `cargo xtask gen-types`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use whence_display::DisplayText;

use crate::{appearance::AppearanceView, batch::view::BatchProgress, lookup::view::LookedView};

/// A sentence: the id of a message in `locales/` and what is put into it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct Message {
    /// Message id, such as `verdict-listed`.
    pub id: String,
    /// Values of the message's variables.
    pub args: BTreeMap<String, Arg>,
}

/// A value put into a sentence.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum Arg {
    /// Text from outside.
    Text(DisplayText),
    /// A count.
    Number(#[cfg_attr(feature = "ts", ts(type = "number"))] u64),
    /// A size in bytes.
    Size(#[cfg_attr(feature = "ts", ts(type = "number"))] u64),
    /// A point in time, milliseconds since 1970-01-01T00:00:00Z.
    Time(#[cfg_attr(feature = "ts", ts(type = "number"))] i64),
    /// A day, milliseconds of its start in UTC: shown without clock time.
    Date(#[cfg_attr(feature = "ts", ts(type = "number"))] i64),
    /// Another message, put in as words.
    Words(Box<Message>),
    /// A selector of Fluent variants, one of our own kebab-case codes.
    Code(String),
}

/// The five states of a verdict, worst news last in no particular sense: see `docs/VERDICTS.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum State {
    /// Every required check held and the signer is on the list.
    Listed,
    /// Every required check held; nobody on the list signed.
    Unlisted,
    /// A required check gave a definite no.
    Failed,
    /// Nothing was found where we looked.
    NoSignature,
    /// Something needed was missing.
    CouldNotCheck,
}

/// How one check or one line of *Why* came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum Outcome {
    /// The check was made and held.
    Held,
    /// The check was made and did not hold.
    Failed,
    /// The check was not made: not needed here, blocked by another, or something is missing.
    NotDone,
    /// Not a check at all: a remark that neither speaks for the file nor against it.
    Noted,
}

/// Whether a fact was proven here or only stated by its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum Standing {
    /// Backed by a check that held on this computer.
    Checked,
    /// Stated by the evidence, not proven.
    Claimed,
    /// Computed from the bytes at hand, nothing to prove.
    Computed,
}

/// Everything one check of one target came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ResultView {
    /// Names this result in later calls (tabs, raw bytes, show in folder).
    pub result: u32,
    /// What was checked.
    pub subject: SubjectView,
    /// The verdict.
    pub verdict: VerdictView,
    /// *Why*: five to seven plain lines, each with the checks behind it.
    pub why: Vec<WhyLine>,
    /// The pieces of evidence that were looked at, the deciding one first.
    pub evidence: Vec<EvidenceView>,
    /// What was handed over together, when it was more than the target.
    pub handed: Vec<HandedView>,
    /// The trust data everything was checked with.
    pub trust_data: TrustDataView,
    /// Where was looked on the network and where not; absent where that is of no interest.
    pub looked: Option<LookedView>,
    /// When the check ended, milliseconds since 1970-01-01T00:00:00Z.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub checked_at: i64,
    /// When it was proven once more with newer trust data, milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub proven_again: Option<i64>,
}

/// What was checked.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct SubjectView {
    /// What kind of thing the verdict is about.
    pub kind: SubjectKind,
    /// File name without its folder.
    pub name: DisplayText,
    /// Size in bytes; absent when no file was read.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub size: Option<u64>,
    /// What the content is, as words: *Windows program*, *Sigstore bundle*.
    pub content: Option<Message>,
    /// What an archive says of itself and holds: claims of whoever packed it.
    pub claims: Vec<Message>,
    /// Warnings about the name itself: hidden extension, direction controls.
    pub name_notes: Vec<Message>,
    /// Digests that were computed of the file.
    pub digests: Vec<DigestView>,
    /// What the image is, when it is one.
    pub image: Option<crate::image::ImageView>,
}

/// What kind of thing a verdict is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum SubjectKind {
    /// A file whose bytes were read.
    File,
    /// A folder whose files were read.
    Folder,
    /// A digest that was given instead of a file.
    Digest,
    /// One digest of an image.
    Image,
    /// A signed statement alone: no file was compared.
    Statement,
}

/// A digest in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct DigestView {
    /// `sha256`, `sha384` or `sha512`.
    pub algorithm: String,
    /// Lower-case hex digits.
    pub hex: String,
}

/// Level 0: what stands in the verdict panel.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct VerdictView {
    /// One of five.
    pub state: State,
    /// The reason, a stable kebab-case code with a heading in `docs/VERDICTS.md`.
    pub code: String,
    /// Who signed and which claim, or what is the matter. At most 90 characters of our own words.
    pub headline: Message,
    /// A second line, such as who made a signature that is not on the list.
    pub detail: Option<Message>,
    /// What the headline does not tell. Always there.
    pub limit: Message,
    /// At most two notes, most important first; the rest stands under *Why*.
    pub notes: Vec<NoteView>,
    /// What a person can do now, in order. Empty for *listed*.
    pub steps: Vec<Message>,
    /// The one action offered first.
    pub action: Action,
}

/// A fact that colours but never changes the state.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct NoteView {
    /// Stable kebab-case code.
    pub code: String,
    /// The note in words.
    pub message: Message,
}

/// The one action offered first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum Action {
    /// Show the file in its folder.
    ShowInFolder,
    /// Open *Why*.
    Why,
    /// Show the steps.
    WhatToDo,
    /// Show where was looked and where not.
    WhereWeLooked,
    /// Check again.
    TryAgain,
}

/// One plain line of *Why*.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct WhyLine {
    /// Worst outcome of the checks behind it.
    pub outcome: Outcome,
    /// The line.
    pub sentence: Message,
    /// Why it did not hold or was not done, and what to do: absent when it held.
    pub reason: Option<Message>,
    /// The recorded checks behind the line.
    pub checks: Vec<CheckRow>,
    /// A detail that is shown when more is asked for.
    pub more: bool,
}

/// One recorded check, for those who want every one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct CheckRow {
    /// Stable id, such as `tlog.checkpoint_sig`.
    pub id: String,
    /// Which entry, token or SCT it was about, when there can be several; counted from 0.
    pub about: Option<u32>,
    /// How it came out.
    pub outcome: Outcome,
    /// Why it failed or was not done; absent when it held.
    pub code: Option<String>,
    /// Whether the verdict depends on it.
    pub required: bool,
    /// What was checked, in words.
    pub sentence: Message,
    /// Values that were compared or found.
    pub facts: Vec<Fact>,
    /// Sections of the specifications it follows.
    pub spec: Vec<String>,
}

/// One piece of evidence that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct EvidenceView {
    /// Names this piece within the result.
    pub index: u32,
    /// File name of the evidence, without its folder.
    pub name: DisplayText,
    /// How it came to be looked at.
    pub origin: Origin,
    /// What it says by itself.
    pub state: State,
    /// What it is and what came of it, in words.
    pub summary: Message,
    /// The steps from the target to the signer, when a checksum list stands between them.
    pub chain: Vec<LinkView>,
    /// Whether it can be saved as a bundle beside the file.
    pub savable: bool,
    /// The tabs that have content.
    pub tabs: Vec<TabKind>,
}

/// One step of the way from a target to a signer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct LinkView {
    /// Name of the file the step starts from.
    pub from: DisplayText,
    /// What leads on from it, in words.
    pub by: Message,
    /// How that came out.
    pub outcome: Outcome,
}

/// How a piece of evidence came to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum Origin {
    /// Handed over by the person: dropped together, or named with `--evidence`.
    Handed,
    /// Found beside the file under a name made for it.
    Beside,
    /// In the folder of the file under another name, and about the file by its own word.
    Nearby,
    /// It is itself what was dropped.
    Itself,
    /// Attached to the image.
    Attached,
    /// Found on the network, with the person's consent.
    LookedUp,
}

/// The part that a file plays among those that were handed over together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum Role {
    /// What is checked.
    File,
    /// Evidence for another file.
    Evidence,
    /// A checksum list for other files.
    Checksums,
    /// A parts list, which is checked like any file and shown with the others.
    PartsList,
    /// A public key: not used unless somebody says so.
    Key,
    /// Trust data: not used unless it is chosen in the settings.
    TrustedRoot,
    /// A policy: not used, it can be imported into a list.
    Policy,
    /// A list of signers: not used, it can be imported.
    SignerList,
    /// Left out of account.
    LeftOut,
}

/// A file that was handed over, and what it was taken for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct HandedView {
    /// Position among what was handed over.
    pub index: u32,
    /// File name without its folder.
    pub name: DisplayText,
    /// What the content is, in words.
    pub kind: Message,
    /// What it was taken for.
    pub role: Role,
    /// What became of it, where that needs to be said.
    pub remark: Option<Message>,
    /// What it may be taken for instead.
    pub others: Vec<Role>,
}

/// The evidence tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum TabKind {
    /// Signing certificate, its fields and its chain.
    Certificate,
    /// Transparency-log entries.
    LogEntry,
    /// Proven times.
    Timestamps,
    /// The signed statement, or the plain signature.
    Statement,
    /// Exact bytes.
    Raw,
}

/// The content of one tab.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TabView {
    /// Which tab.
    pub kind: TabKind,
    /// Its content, in order.
    pub blocks: Vec<Block>,
}

/// A part of a tab.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum Block {
    /// Labelled values.
    Facts {
        /// Heading.
        title: Message,
        /// Shown folded at first.
        folded: bool,
        /// The values.
        facts: Vec<Fact>,
    },
    /// A certificate chain, signer first.
    Chain {
        /// Heading.
        title: Message,
        /// The certificates.
        certificates: Vec<ChainLink>,
    },
    /// Times on one line together with the certificate's window.
    Timeline {
        /// Heading.
        title: Message,
        /// First moment of the certificate's validity, milliseconds since 1970.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        from: i64,
        /// Last moment of it.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        until: i64,
        /// The times, earliest first.
        points: Vec<TimePoint>,
    },
    /// An inclusion proof, step by step.
    InclusionProof {
        /// Heading.
        title: Message,
        /// Hash of the entry as a leaf, hex.
        leaf: String,
        /// The steps from leaf to root.
        steps: Vec<ProofStep>,
        /// Root that was computed, hex.
        computed_root: String,
        /// Root the log signed in the checkpoint, hex; absent when there is no readable checkpoint.
        signed_root: Option<String>,
    },
    /// A document as an outline.
    Tree {
        /// Heading.
        title: Message,
        /// Whether it is claimed.
        standing: Standing,
        /// The members of the top level.
        nodes: Vec<TreeNode>,
    },
    /// Lines of text from outside.
    Lines {
        /// Heading.
        title: Message,
        /// Whether it is claimed.
        standing: Standing,
        /// The lines.
        lines: Vec<DisplayText>,
    },
    /// The parts whose exact bytes can be shown, copied and saved.
    RawParts {
        /// The parts.
        parts: Vec<RawPart>,
    },
    /// A remark, or the reason why there is nothing.
    Remark {
        /// The words.
        message: Message,
    },
}

/// A labelled value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct Fact {
    /// What it is, in plain words with the standard term in brackets.
    pub label: Message,
    /// The value.
    pub value: FactValue,
    /// Whether it is proven.
    pub standing: Standing,
}

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum FactValue {
    /// Text from outside.
    Text(DisplayText),
    /// Our own words.
    Words(Message),
    /// A point in time, milliseconds since 1970-01-01T00:00:00Z.
    Time(#[cfg_attr(feature = "ts", ts(type = "number"))] i64),
    /// A number, in decimal digits: log indices exceed what JavaScript counts exactly.
    Number(String),
    /// Bytes in lower-case hex.
    Hex(String),
    /// A digest.
    Digest(DigestView),
}

/// One certificate of a chain.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ChainLink {
    /// *signer*, *intermediate*, *root*, and where it comes from.
    pub role: Message,
    /// Whether it was verified as part of the chain.
    pub standing: Standing,
    /// Its fields.
    pub facts: Vec<Fact>,
}

/// A point on the line of time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TimePoint {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub at: i64,
    /// What happened and who says so.
    pub label: Message,
    /// Whether the time is proven.
    pub standing: Standing,
    /// Whether it lies inside the certificate's window.
    pub inside: bool,
}

/// One step of an inclusion proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ProofStep {
    /// On which side of the running hash the sibling stands.
    pub side: Side,
    /// The sibling, hex.
    pub sibling: String,
    /// The running hash after this step, hex.
    pub result: String,
}

/// A side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum Side {
    /// The sibling is hashed first.
    Left,
    /// The sibling is hashed last.
    Right,
}

/// A member of an outline.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TreeNode {
    /// Key or index.
    pub key: DisplayText,
    /// Value of a leaf; absent for objects and arrays.
    pub value: Option<DisplayText>,
    /// Members of an object or array.
    pub children: Vec<TreeNode>,
    /// How many further members are not listed here because the document is larger than an outline holds.
    pub omitted: u32,
}

/// A part of the evidence whose exact bytes can be had.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct RawPart {
    /// Names the part in later calls.
    pub part: u32,
    /// What it is.
    pub name: Message,
    /// How it can be looked at, the natural one first.
    pub forms: Vec<RawForm>,
    /// Size in bytes.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub size: u64,
}

/// A way to look at exact bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum RawForm {
    /// Lines of UTF-8 text.
    Text,
    /// Sixteen bytes a row.
    Hex,
    /// PEM armour around DER.
    Pem,
}

/// A page of exact bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct RawPage {
    /// Rows of this page.
    pub rows: Vec<DisplayText>,
    /// Number of the first row, from 0.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub first_row: u64,
    /// Rows in all.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub total_rows: u64,
}

/// The trust data a check was made with.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TrustDataView {
    /// Which signing services: *Public Good*, or a file the person chose.
    pub name: Message,
    /// The date of the data, milliseconds since 1970; absent for a file, which carries none.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub dated: Option<i64>,
}

/// How far a check has come.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum Progress {
    /// Looking for evidence.
    Looking,
    /// Reading the file.
    Hashing {
        /// Bytes read so far.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        done: u64,
        /// Bytes in all.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        total: u64,
    },
    /// Checking the evidence.
    Checking,
    /// Asking on the network.
    Asking {
        /// Who is asked.
        name: Message,
        /// Questions answered so far.
        done: u32,
        /// Questions in all.
        total: u32,
    },
    /// It is a batch, and how far that is.
    Batch(BatchProgress),
}

/// A target that waits to be checked: what the window is told of a dropped path.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct OpenedView {
    /// Names the waiting targets in `check` and `cancel`.
    pub ticket: u32,
    /// Name of the first target.
    pub name: DisplayText,
    /// How many files were handed over together.
    pub count: u32,
    /// The registry that checking it means asking, when it is an image by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub registry: Option<DisplayText>,
}

/// A mistake in the list file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ListProblemView {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: Message,
}

/// The settings as the window shows them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct SettingsView {
    /// How the window looks.
    pub appearance: AppearanceView,
    /// Trust data in force.
    pub trust_data: TrustDataView,
    /// The trusted-root file chosen instead of the built-in data; absent when built in.
    pub trusted_root: Option<DisplayText>,
    /// What is wrong with settings or trusted root; what is then in force is said in the message.
    pub problems: Vec<Message>,
    /// Version of the program.
    pub version: String,
}

/// Why a call from the window could not be answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct CommandError {
    /// Stable kebab-case code; `cancelled` is not an error to show.
    pub code: String,
    /// What to tell the person.
    pub message: Message,
}
