//! What the window shows of the trusted identity list, and what it may ask for. Texts a person types come
//! and go as they are typed ([`EntryDraft`]); everything else from outside is [`DisplayText`].

use serde::{Deserialize, Serialize};
use whence_display::DisplayText;

use crate::{
    history::view::CompareView,
    view::{Fact, ListProblemView, Message, State},
};

/// Entries on one page of the list.
pub const ENTRIES_PER_PAGE: usize = 100;
/// Starter entries that one search answers with.
pub const MOST_STARTERS: usize = 8;
/// Rows of each kind that a test of an entry lists.
pub const MOST_TEST_ROWS: usize = 100;

// --- the list ----------------------------------------------------------------------------------------

/// What to show of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct SignersQuery {
    /// Words that all have to occur in label, identity, issuer or note; empty for everything. Starter
    /// entries are only searched when it is not empty.
    pub text: String,
    /// Number of the first entry, from 0.
    pub first: u32,
}

/// A page of the trusted identity list.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct SignersView {
    /// Where the person's own list is.
    pub location: DisplayText,
    /// Whether that file exists.
    pub exists: bool,
    /// Names this state of the list in later calls. An edit that names another one changes nothing.
    pub revision: String,
    /// Short fingerprint of the entries in force, to be read aloud or compared: `7F3A-09C2-…`.
    pub fingerprint: String,
    /// What is wrong with the file; nothing can be edited then.
    pub problems: Vec<ListProblemView>,
    /// Whether entries that were read before the mistakes were there are in force. After a start none are.
    pub kept: bool,
    /// Why the list cannot be edited here: read-only, broken, no home folder. Absent when it can.
    pub fixed_because: Option<Message>,
    /// What was changed outside this window since it was last looked at; told until it is acknowledged.
    pub changed_outside: Option<ListChange>,
    /// Lists of the organisation, read-only.
    pub managed: Vec<ManagedList>,
    /// The entries of this page: own ones in the order of the file, then managed ones.
    pub rows: Vec<SignerRow>,
    /// Number of the first entry of this page.
    pub first: u32,
    /// Entries that fit the query.
    pub total: u32,
    /// Entries in all.
    pub all: u32,
    /// Entries that were imported and not looked at yet.
    pub to_review: u32,
    /// Rules of the lists: what needs several signers. Changed in the file.
    pub rules: Vec<RuleView>,
    /// Starter entries that fit the query and are not on the list. At most [`MOST_STARTERS`].
    pub starters: Vec<Starter>,
}

/// A rule: what fits it needs several signers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct RuleView {
    /// What it is called.
    pub label: DisplayText,
    /// Whose rule it is.
    pub source: EntrySource,
    /// What it is for and which entries it needs.
    pub facts: Vec<Fact>,
    /// Whether it counts.
    pub in_force: bool,
}

/// A list of the organisation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ManagedList {
    /// Where it is.
    pub location: DisplayText,
    /// How many entries it has.
    pub entries: u32,
    /// What is wrong with it.
    pub problems: Vec<ListProblemView>,
    /// As [`SignersView::kept`].
    pub kept: bool,
}

/// An entry as one row.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct SignerRow {
    /// Names the entry in later calls, together with the revision.
    pub entry: u32,
    /// What the person calls the signer.
    pub label: DisplayText,
    /// Who it is, in a few words: *acme/tool · release.yml on code.example*.
    pub who: Message,
    /// What it counts for, in a few words: *build records of any version tag*.
    pub scope: Message,
    /// How much it leaves open.
    pub breadth: BreadthView,
    /// Whose entry it is.
    pub source: EntrySource,
    /// Whether it counts now.
    pub standing: EntryStanding,
    /// How the person knows the signer.
    pub basis: BasisView,
    /// From this time on it no longer counts, milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub expires: Option<i64>,
    /// Whether another signer of the same product is a stop and not a note.
    pub pinned: bool,
    /// When it last fitted a checked file, milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub last_used: Option<i64>,
    /// How many checked files it fitted.
    pub uses: u32,
    /// How grave the gravest finding about it is; absent when there is none.
    pub gravest: Option<Gravity>,
}

/// Everything about one entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct SignerView {
    /// Its row.
    pub row: SignerRow,
    /// What it trusts, as one sentence.
    pub sentence: Message,
    /// The identity by its parts.
    pub parts: Vec<PartView>,
    /// What the lint finds, gravest first.
    pub findings: Vec<Finding>,
    /// Remarks and conditions: who added it and when, note, and what this editor leaves as it is.
    pub facts: Vec<Fact>,
    /// Its values to edit; absent for an entry of the organisation.
    pub draft: Option<EntryDraft>,
}

/// A part of an identity, in the order of reading.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartView {
    /// What it is: service, owner, repository, workflow, ref, mailbox, login service.
    pub label: Message,
    /// Its text; with stars where it is a pattern. Absent where any will do.
    pub value: Option<DisplayText>,
    /// How much of it is given.
    pub openness: Openness,
    /// What *any* means here, or the account number it is fixed to: *any version tag*, *no. 8841*.
    pub remark: Option<Message>,
}

/// How much of a part is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum Openness {
    /// Exactly this text.
    Fixed,
    /// Text of this shape.
    Shaped,
    /// Anything.
    Any,
}

/// How much an entry leaves open, in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct BreadthView {
    /// One of three.
    pub level: BreadthLevel,
    /// What it accepts: *any repository of “acme”*.
    pub sentence: Message,
}

/// How much an entry leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum BreadthLevel {
    /// One identity, or one workflow on version tags.
    Narrow,
    /// Several workflows, branches or tags of one repository.
    Wide,
    /// More than one repository, or more than one mailbox.
    VeryWide,
}

/// Whose entry it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum EntrySource {
    /// The person's own.
    Own,
    /// Of the organisation: shown, not edited.
    Managed,
}

/// Whether an entry counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum EntryStanding {
    /// It counts.
    InForce,
    /// It was switched off.
    Disabled,
    /// It was imported and is off until somebody looked at it.
    ToReview,
    /// Its day has passed.
    Expired,
}

/// How the person knows the signer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct BasisView {
    /// One of the kinds; absent when the entry has free text only, or nothing.
    pub kind: Option<BasisKind>,
    /// In words, with what was given as proof.
    pub words: Message,
}

/// How a person can know a signer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum BasisKind {
    /// The project's own page says so.
    ProjectPage,
    /// Somebody they know told them.
    ToldBySomeone,
    /// Their organisation says so.
    MyOrganisation,
    /// They have only seen it here; the entry stays marked *first seen*.
    FirstSeen,
}

/// Something the lint found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct Finding {
    /// Stable kebab-case code.
    pub code: String,
    /// How grave it is.
    pub gravity: Gravity,
    /// What is the matter and what follows from it.
    pub message: Message,
    /// The field it is about; absent when it is about the entry as a whole.
    pub field: Option<EntryField>,
    /// Text that would be better in that field.
    pub suggestion: Option<String>,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum Gravity {
    /// Worth knowing.
    Note,
    /// Accepts more than most people mean.
    Warning,
    /// Not written as the format has it: the entry cannot be saved.
    Mistake,
}

/// The fields of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum EntryField {
    /// [`EntryDraft::label`].
    Label,
    /// [`EntryDraft::issuer`].
    Issuer,
    /// [`EntryDraft::kind`].
    Kind,
    /// [`EntryDraft::instance`].
    Instance,
    /// [`EntryDraft::identity`].
    Identity,
    /// [`PartsDraft::host`].
    Host,
    /// [`PartsDraft::owner`].
    Owner,
    /// [`PartsDraft::repository`].
    Repository,
    /// [`PartsDraft::workflow`].
    Workflow,
    /// [`PartsDraft::reference`].
    Reference,
    /// [`EntryDraft::pattern`].
    Pattern,
    /// [`EntryDraft::regex`].
    Regex,
    /// [`EntryDraft::key`].
    Key,
    /// [`EntryDraft::key_file`].
    KeyFile,
    /// [`EntryDraft::repository_id`].
    RepositoryId,
    /// [`EntryDraft::owner_id`].
    OwnerId,
    /// [`EntryDraft::source_repository`].
    SourceRepository,
    /// [`EntryDraft::source_ref`].
    SourceRef,
    /// [`EntryDraft::runner`].
    Runner,
    /// [`EntryDraft::triggers`].
    Triggers,
    /// [`EntryDraft::files`].
    Files,
    /// [`EntryDraft::images`].
    Images,
    /// [`EntryDraft::packages`].
    Packages,
    /// [`EntryDraft::claims`].
    Claims,
    /// [`EntryDraft::basis`].
    Basis,
    /// [`EntryDraft::basis_link`].
    BasisLink,
    /// [`EntryDraft::expires`].
    Expires,
    /// [`EntryDraft::note`].
    Note,
    /// The name that has to be typed for a very wide entry.
    TypedName,
}

// --- adding and editing --------------------------------------------------------------------------------

/// An entry as it is typed. Nothing here has been judged; see [`Lint`]. Fields of forms that are not chosen
/// keep what was typed into them and mean nothing. Keys and comments of the file that are not here stay.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct EntryDraft {
    /// What the person calls the signer.
    pub label: String,
    /// How the signer is described.
    pub form: WhoForm,
    /// The login service (OIDC issuer), an https address. All forms but `key`.
    pub issuer: String,
    /// The kind of name by its name in the file format; empty to read it off the identity.
    pub kind: String,
    /// The signing service the certificate must be of, by its name, when it is one the person added; empty for
    /// those built in. All forms but `key`.
    pub instance: String,
    /// Form `exact`: the identity.
    pub identity: String,
    /// Form `parts`: the address of a build workflow, part by part; `*` as the file format has it.
    pub parts: PartsDraft,
    /// Form `pattern`.
    pub pattern: String,
    /// Form `regex`.
    pub regex: String,
    /// Form `key`: `sha256:…` of the key, or its PEM block. Empty when the entry names a key file.
    pub key: String,
    /// Form `key`: the file that holds it, as written in the list; empty for none.
    pub key_file: String,
    /// Account number of the repository; empty for any.
    pub repository_id: String,
    /// Account number of its owner; empty for any.
    pub owner_id: String,
    /// Address of the source repository; empty for any.
    pub source_repository: String,
    /// Branch or tag of the source; empty for any.
    pub source_ref: String,
    /// `hosted` or `self-hosted`; empty for either.
    pub runner: String,
    /// Events that may have started the build, one a line; empty for any.
    pub triggers: String,
    /// File names, one a line.
    pub files: String,
    /// Image repositories, one a line.
    pub images: String,
    /// Package addresses, one a line. Without files, images and packages: anything.
    pub packages: String,
    /// The claims it counts for, by their names in the file format; empty for all.
    pub claims: Vec<String>,
    /// How the person knows the signer.
    pub basis: Option<BasisKind>,
    /// Where that can be read, an https address; empty for nowhere.
    pub basis_link: String,
    /// The first day on which it no longer counts, `2027-01-01`; empty for never.
    pub expires: String,
    /// Whether it counts.
    pub enabled: bool,
    /// Whether another signer of the same product is a stop and not a note.
    pub pinned: bool,
    /// A remark.
    pub note: String,
}

/// How an entry describes its signer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum WhoForm {
    /// One name, letter by letter.
    #[default]
    Exact,
    /// A build workflow, part by part.
    Parts,
    /// A name with stars.
    Pattern,
    /// A regular expression: offered only for entries that have one already.
    Regex,
    /// A public key.
    Key,
}

/// The parts of a build workflow's address as they are typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PartsDraft {
    /// Host.
    pub host: String,
    /// Owner.
    pub owner: String,
    /// Repository, or `*`.
    pub repository: String,
    /// Workflow file, or `*`.
    pub workflow: String,
    /// Branch or tag, or one of the words of the format: `*`, `refs/tags/*`, `refs/tags/v*`, `refs/heads/*`.
    pub reference: String,
}

/// What is to be said of a draft while it is typed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct Lint {
    /// Whether the draft could be saved: no finding is a mistake, and a name that has to be typed was.
    pub can_save: bool,
    /// Findings, in the order of the fields.
    pub findings: Vec<Finding>,
    /// What it would trust, as one sentence; absent while the identity cannot be read.
    pub sentence: Option<Message>,
    /// The identity by its parts; empty while it cannot be read.
    pub parts: Vec<PartView>,
    /// How much it leaves open; absent while the identity cannot be read.
    pub breadth: Option<BreadthView>,
    /// The name that has to be typed because the entry is very wide.
    pub name_to_type: Option<DisplayText>,
    /// The same signer narrower and wider, from narrow to wide; empty where there is nothing to choose.
    pub scopes: Vec<DraftScope>,
}

/// A draft with another width.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct DraftScope {
    /// What it accepts, in a few words: *this workflow, any version tag*.
    pub label: Message,
    /// How much it leaves open.
    pub breadth: BreadthView,
    /// The draft as it would be; only what says who differs.
    pub draft: EntryDraft,
    /// Whether the draft has this width now.
    pub chosen: bool,
}

/// A well-known signer that can be added.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct Starter {
    /// Who it is: *Python releases (3.13)*.
    pub name: DisplayText,
    /// The identity in a few words.
    pub who: Message,
    /// Where this was read, and when: shown, never opened.
    pub read_at: Message,
    /// The entry to begin with. Label and basis are left to the person.
    pub draft: EntryDraft,
}

/// A change of the list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum SignerEdit {
    /// Adds an entry at the end.
    Add {
        /// The entry.
        draft: EntryDraft,
        /// The owner's name, typed because the entry is very wide; otherwise empty.
        typed_name: String,
    },
    /// Changes an entry. Comments and keys that a draft does not have stay as they are.
    Change {
        /// The entry.
        entry: u32,
        /// Its values from now on.
        draft: EntryDraft,
        /// As for `add`.
        typed_name: String,
    },
    /// Switches an entry on or off; on also says that an imported one was looked at.
    Switch {
        /// The entry.
        entry: u32,
        /// On or off.
        enabled: bool,
    },
    /// Makes another signer of the same product a stop, or a note again.
    Pin {
        /// The entry.
        entry: u32,
        /// A stop.
        pinned: bool,
    },
    /// Deletes an entry.
    Delete {
        /// The entry.
        entry: u32,
    },
    /// Adds entries of an import, switched off until they are looked at.
    TakeImport {
        /// The import.
        import: u32,
        /// Which of its rows.
        rows: Vec<u32>,
    },
    /// Trusts the signer of a result.
    Trust {
        /// The result.
        result: u32,
        /// The piece of evidence whose signer it is.
        evidence: u32,
        /// How it is trusted.
        draft: TrustDraft,
    },
    /// Takes an edit back.
    Undo {
        /// As [`EditAnswer::Done::undo`] named it.
        undo: u32,
    },
}

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum EditAnswer {
    /// The file was written.
    Done {
        /// Revision of the list now.
        revision: String,
        /// The entry that was added or changed; absent after a deletion and after several.
        entry: Option<u32>,
        /// What was done, in words: *“Acme releases” was deleted.*
        said: Message,
        /// Takes it back while the program runs; absent when there is nothing to take back.
        undo: Option<u32>,
    },
    /// The file is another one than the window knew. Nothing was written.
    ChangedOutside {
        /// What differs.
        change: ListChange,
        /// The entry the edit was about, as the list is now; absent when it is gone or there was none.
        entry: Option<u32>,
    },
    /// The draft has mistakes. Nothing was written.
    Refused {
        /// What is to be said of it.
        lint: Lint,
    },
}

/// What was changed outside this window.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ListChange {
    /// Revision of the list now; `look_at_signers` with it acknowledges the change.
    pub revision: String,
    /// When it was noticed, milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub at: i64,
    /// Entry by entry. At most [`MOST_TEST_ROWS`].
    pub rows: Vec<ChangeRow>,
    /// Further changed entries that are not listed.
    pub more: u32,
}

/// An entry that differs between two lists.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ChangeRow {
    /// What the entry is called.
    pub label: DisplayText,
    /// What happened to it.
    pub change: EntryChange,
    /// The values that differ; for a new or deleted entry all of them.
    pub facts: Vec<ChangedFact>,
}

/// What happened to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum EntryChange {
    /// It is new.
    Added,
    /// It has other values.
    Changed,
    /// It is gone.
    Deleted,
    /// Nothing: it is there as it is.
    Same,
}

/// A value that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ChangedFact {
    /// What it is.
    pub label: Message,
    /// As it was; absent when there was none.
    pub before: Option<DisplayText>,
    /// As it is; absent when there is none.
    pub after: Option<DisplayText>,
}

// --- testing an entry ------------------------------------------------------------------------------------

/// What a draft accepts of the files that were checked before, and of names made to be taken for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct SignerTest {
    /// Checked files with a proven signer that it accepts.
    pub accepted: u32,
    /// Checked files with a proven signer.
    pub past: u32,
    /// Those accepted first, newest first. At most [`MOST_TEST_ROWS`].
    pub files: Vec<TestedFile>,
    /// Look-alikes that it refuses.
    pub refused: u32,
    /// Look-alikes that were made.
    pub look_alikes: u32,
    /// Those accepted first. At most [`MOST_TEST_ROWS`].
    pub names: Vec<TestedName>,
    /// Why no files were tried: no history is kept, or it cannot be read.
    pub no_past_because: Option<Message>,
}

/// A checked file an entry was tried on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TestedFile {
    /// File name.
    pub name: DisplayText,
    /// Who signed it.
    pub who: Message,
    /// What the check came to then.
    pub state: State,
    /// When it was checked, milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub checked_at: i64,
    /// Whether the entry accepts it.
    pub accepted: bool,
    /// The first reason why not.
    pub because: Option<Message>,
}

/// A made-up name an entry was tried on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TestedName {
    /// The name.
    pub identity: DisplayText,
    /// How it deceives: *another owner with one letter more*.
    pub how: Message,
    /// Whether the entry accepts it.
    pub accepted: bool,
}

// --- trusting the signer of a result ---------------------------------------------------------------------

/// What is asked before the signer of a result is trusted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TrustView {
    /// The signer in words.
    pub who: Message,
    /// What it could be taken for, or who signed before: to be looked at first.
    pub compare: Vec<CompareView>,
    /// From narrow to wide; exactly one is recommended.
    pub scopes: Vec<TrustScope>,
    /// The entry that is for this signer and does not count here; *Update entry…* instead of a new one.
    pub update: Option<TrustUpdate>,
}

/// The entry that would be updated.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TrustUpdate {
    /// The entry.
    pub entry: u32,
    /// What it is called.
    pub label: DisplayText,
    /// Why it does not count here.
    pub because: Message,
}

/// How widely a signer can be trusted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TrustScope {
    /// Names the scope in [`TrustDraft::scope`].
    pub scope: u32,
    /// In a few words: *this workflow, version tags only*.
    pub label: Message,
    /// What would be trusted, as one sentence.
    pub sentence: Message,
    /// What follows from it: *anyone who can push a branch*.
    pub consequence: Message,
    /// How much it leaves open.
    pub breadth: BreadthView,
    /// Whether it is the recommended one.
    pub recommended: bool,
    /// The identity by its parts.
    pub parts: Vec<PartView>,
    /// How many checked files it fits; absent when no history is kept.
    pub fits: Option<u32>,
    /// The name that has to be typed because it is very wide.
    pub name_to_type: Option<DisplayText>,
    /// What the button says: *Trust release.yml of acme/tool*.
    pub confirm: Message,
}

/// How a signer is to be trusted, as it is chosen and typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TrustDraft {
    /// One of the scopes that were offered.
    pub scope: u32,
    /// What the person calls the signer.
    pub label: String,
    /// How they know it.
    pub basis: Option<BasisKind>,
    /// The address or text they were shown, or who told them; the program compares it with the signer.
    pub basis_text: String,
    /// The name of a very wide scope, typed.
    pub typed_name: String,
    /// Whether another signer of the same product is a stop from now on.
    pub pinned: bool,
    /// Update this entry instead of adding one.
    pub update: Option<u32>,
}

/// What is to be said of a trust draft while it is filled in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TrustLint {
    /// Whether everything is there.
    pub can_trust: bool,
    /// Findings, in the order of the fields.
    pub findings: Vec<Finding>,
    /// What the pasted address or text says about this signer: *names the same owner and repository*.
    pub basis: Option<BasisCheck>,
}

/// What the pasted text says about the signer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct BasisCheck {
    /// Whether it names this signer.
    pub fits: bool,
    /// In words, with what differs.
    pub message: Message,
}

// --- import and export -------------------------------------------------------------------------------------

/// What an import would change. Nothing is changed yet.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ImportView {
    /// Names the import in [`SignerEdit::TakeImport`].
    pub import: u32,
    /// File name, or what was pasted in words.
    pub name: DisplayText,
    /// What it is: *list of Whence*, *Kyverno policy*, *cosign command line*.
    pub format: Message,
    /// What it would bring.
    pub rows: Vec<ImportRow>,
    /// What it holds that is not evaluated here.
    pub ignored: Vec<Message>,
    /// What could not be read.
    pub problems: Vec<ListProblemView>,
}

/// An entry of an import.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ImportRow {
    /// Names the row in [`SignerEdit::TakeImport`].
    pub row: u32,
    /// What the entry would be called.
    pub label: DisplayText,
    /// The identity in a few words.
    pub who: Message,
    /// How much it leaves open; absent when it cannot be taken.
    pub breadth: Option<BreadthView>,
    /// How it differs from the list: `added`, `changed` (an entry of that label is replaced) or `same`.
    pub change: EntryChange,
    /// The values that differ from the entry of the same label.
    pub facts: Vec<ChangedFact>,
    /// What the lint finds.
    pub findings: Vec<Finding>,
    /// Rows that it counts only together with, and is taken only with.
    pub with: Vec<u32>,
    /// Why it cannot be taken.
    pub refused_because: Option<Message>,
}

/// A format the list can be exported to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum ExportKind {
    /// The list itself.
    Whence,
    /// `cosign verify-blob` command lines.
    CosignCommands,
    /// `gh attestation verify` command lines.
    GhCommands,
    /// Sigstore Policy Controller.
    PolicyController,
    /// Kyverno, `ClusterPolicy`.
    Kyverno,
    /// Kyverno, `ImageValidatingPolicy`.
    KyvernoImages,
    /// Connaisseur.
    Connaisseur,
    /// Ratify.
    Ratify,
}

/// An export before it is saved.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ExportView {
    /// How many entries it holds.
    pub entries: u32,
    /// Its first lines. At most [`MOST_TEST_ROWS`].
    pub lines: Vec<DisplayText>,
    /// Further lines that are not shown.
    pub more: u32,
    /// Entries that the format cannot express, and why; never exported wider than they are.
    pub refused: Vec<ExportRefusal>,
}

/// An entry that is left out of an export.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ExportRefusal {
    /// What it is called.
    pub label: DisplayText,
    /// Why.
    pub because: Message,
}
