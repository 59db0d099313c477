//! The list in memory: only whole, checked files become one.

use std::sync::{Arc, OnceLock};

use whence_evidence::{Digest, UnixTime, certificate::SanKind};
use whence_verify::Claim;

use crate::breadth::Breadth;
use crate::index::Index;
use crate::rule::IdentityRule;

/// A trusted identity list: the person's own, or several in layers. Empty by default.
#[derive(Clone, Debug, Default)]
pub struct IdentityList {
    entries: Vec<Entry>,
    rules: Vec<Rule>,
    index: OnceLock<Arc<Index>>,
}

impl PartialEq for IdentityList {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries && self.rules == other.rules
    }
}

impl Eq for IdentityList {}

impl IdentityList {
    /// A list of entries that were made here, such as those of an import or of the starter set.
    pub fn new(entries: Vec<Entry>, rules: Vec<Rule>) -> Self {
        Self {
            entries,
            rules,
            index: OnceLock::new(),
        }
    }

    /// Arranges the list for looking up signers, which the first look-up would do otherwise. Worth while
    /// beforehand for thousands of entries.
    pub fn prepare(&self) {
        self.index();
    }

    pub(crate) fn index(&self) -> &Index {
        self.index
            .get_or_init(|| Arc::new(Index::of(&self.entries)))
    }

    /// Several lists as one, in order of precedence: usually the person's own and below it those of an
    /// organisation. Among entries that fit equally well the first counts.
    pub fn layered(layers: impl IntoIterator<Item = (Origin, Self)>) -> Self {
        let (mut entries, mut rules) = (Vec::new(), Vec::new());
        for (origin, list) in layers {
            entries.extend(list.entries.into_iter().map(|entry| Entry {
                origin: origin.clone(),
                ..entry
            }));
            rules.extend(list.rules.into_iter().map(|rule| Rule {
                origin: origin.clone(),
                ..rule
            }));
        }
        Self::new(entries, rules)
    }

    /// The entries in order, those not in force included.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The rules in order, those switched off included.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The entry of this id in one of the layers. Ids are names within their list: those of another layer are
    /// about somebody else.
    pub fn entry(&self, origin: &Origin, id: &str) -> Option<&Entry> {
        let mut entries = self.entries.iter();
        entries.find(|entry| entry.id == id && entry.origin == *origin)
    }

    /// Fills in the keys that entries refer to by file (`key-file`). `read` gives the PEM text of a file,
    /// named as in the list. An entry whose key is not there or not a key matches nobody; its position
    /// among the entries is returned.
    pub fn read_key_files(&mut self, mut read: impl FnMut(&str) -> Option<String>) -> Vec<usize> {
        let mut missing = Vec::new();
        self.index = OnceLock::new();
        for (position, entry) in self.entries.iter_mut().enumerate() {
            if let Who::Key(key) = &mut entry.who
                && let (Some(file), None) = (&key.file, &key.spki_sha256)
            {
                match read(file).and_then(|pem| KeyRule::from_pem(&pem)) {
                    Some(found) => {
                        key.spki_sha256 = found.spki_sha256;
                        key.pem = found.pem;
                    }
                    None => missing.push(position),
                }
            }
        }
        missing
    }
}

/// Which list an entry or rule comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The person's own list, which they can edit.
    #[default]
    Own,
    /// A list that somebody else keeps, by its name. Read-only.
    Managed(String),
}

/// One signer a person chose to rely on, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Stable name within its list: lower-case letters, digits and hyphens. Made from the label when the
    /// file gives none.
    pub id: String,
    /// What the person calls the signer; no other entry of the list has one that looks like it.
    pub label: String,
    /// Who it is.
    pub who: Who,
    /// What the entry counts for.
    pub scope: Scope,
    /// How the person knows that this is the signer.
    pub basis: Option<Basis>,
    /// Whether a change of signer stops the person rather than being noted.
    pub pinned: bool,
    /// Whether the entry counts at all.
    pub enabled: bool,
    /// From this time on, the start of a day in UTC, the entry no longer counts.
    pub expires: Option<UnixTime>,
    /// A remark.
    pub note: Option<String>,
    /// Who added the entry.
    pub added_by: Option<String>,
    /// When it was added, as written.
    pub added: Option<String>,
    /// The policy of another tool, or the list, it was imported from. Counts only once reviewed.
    pub imported_from: Option<String>,
    /// The day an imported entry was reviewed, as written.
    pub reviewed: Option<String>,
    /// Which list it comes from. Not in the file.
    pub origin: Origin,
    /// First line of the entry in its file, from 1; 0 when it was made here.
    pub first_line: u32,
    /// Last line of the entry in its file, from 1; 0 when it was made here.
    pub last_line: u32,
}

impl Entry {
    /// Every claim an entry can count for; all of them when the file names none.
    pub const ALL_CLAIMS: [Claim; 5] = [
        Claim::Signature,
        Claim::BuildRecord,
        Claim::PartsList,
        Claim::PublishRecord,
        Claim::Statement,
    ];

    /// An entry in force for everything, to be filled in further.
    pub fn new(label: impl Into<String>, who: Who) -> Self {
        let label = label.into();
        Self {
            id: id_of(&label),
            label,
            who,
            scope: Scope::default(),
            basis: None,
            pinned: false,
            enabled: true,
            expires: None,
            note: None,
            added_by: None,
            added: None,
            imported_from: None,
            reviewed: None,
            origin: Origin::Own,
            first_line: 0,
            last_line: 0,
        }
    }

    /// Whether the entry counts now: enabled, reviewed if it was imported, and not expired.
    pub fn in_force(&self, now: UnixTime) -> bool {
        self.enabled && !self.awaits_review() && !self.expired(now)
    }

    /// Whether it was imported and nobody looked at it yet.
    pub fn awaits_review(&self) -> bool {
        self.imported_from.is_some() && self.reviewed.is_none()
    }

    /// Whether its last day has passed.
    pub fn expired(&self, now: UnixTime) -> bool {
        self.expires.is_some_and(|expires| now >= expires)
    }

    /// How much the entry leaves open.
    pub fn breadth(&self) -> Breadth {
        Breadth::of(&self.who)
    }

    /// The rule for certificates; absent when the signer is known by a key.
    pub fn certificate(&self) -> Option<&CertificateRule> {
        match &self.who {
            Who::Certificate(rule) => Some(rule),
            Who::Key(_) => None,
        }
    }

    /// The day since which the person has seen this signer, when that is all they know of them.
    pub fn first_seen(&self) -> Option<&str> {
        let basis = self.basis.as_ref()?;
        (basis.kind == BasisKind::FirstSeen).then_some(self.added.as_deref().unwrap_or_default())
    }
}

/// The id that a label gives when the file names none.
pub(crate) fn id_of(label: &str) -> String {
    let mut id = String::new();
    for character in label.chars().flat_map(char::to_lowercase) {
        match character {
            'a'..='z' | '0'..='9' => id.push(character),
            _ if character.is_alphanumeric() => {
                id.push_str(&format!("u{:x}", u32::from(character)))
            }
            _ if id.is_empty() || id.ends_with('-') => {}
            _ => id.push('-'),
        }
    }
    let id: String = id.trim_end_matches('-').chars().take(LONGEST_ID).collect();
    if id.is_empty() { "entry".into() } else { id }
}

/// This id, or the first with a number that is not taken.
pub fn free_id(id: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(id) {
        return id.to_owned();
    }
    // The number stands within the longest id, or every number would give the same one.
    let numbered = |number: u32| {
        let number = format!("-{number}");
        let kept = LONGEST_ID.saturating_sub(number.len());
        id.chars().take(kept).collect::<String>() + &number
    };
    (2..=u32::MAX)
        .map(numbered)
        .find(|id| !taken(id))
        .unwrap_or_default()
}

/// Longest id, in characters.
pub(crate) const LONGEST_ID: usize = 64;

/// How a signer is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// By an identity in a certificate.
    Certificate(CertificateRule),
    /// By a public key.
    Key(KeyRule),
}

/// What a signer's certificate must say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRule {
    /// The login service (OIDC issuer), compared exactly.
    pub issuer: String,
    /// The kind of subject alternative name to match.
    pub kind: IdentityKind,
    /// The subject alternative name to match.
    pub identity: IdentityRule,
    /// The signing service that must have issued the certificate, by its name, when it is one the person added.
    /// Absent for those built in: whoever runs another can write any name into its certificates, so an entry
    /// that does not name it is never about them.
    pub instance: Option<String>,
    /// What else the certificate must say. Nothing by default.
    pub conditions: Conditions,
}

/// Further facts of the certificate. A condition whose fact the certificate does not have is not met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Account number of the source repository, which survives renaming (Fulcio 1.15).
    pub repository_id: Option<String>,
    /// Account number of its owner (Fulcio 1.17).
    pub owner_id: Option<String>,
    /// Address of the source repository (Fulcio 1.12); another than that of a shared workflow.
    pub source_repository: Option<String>,
    /// Branch or tag of the source (Fulcio 1.14).
    pub source_ref: Option<RefRule>,
    /// Whose machine the build ran on (Fulcio 1.11).
    pub runner: Option<Runner>,
    /// Events that may have started the build (Fulcio 1.20); any when empty.
    pub triggers: Vec<String>,
}

/// A branch, tag or commit as Git names it: `refs/tags/v1.2.3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefRule {
    /// Any branch, tag or commit.
    Any,
    /// Any tag.
    AnyTag,
    /// Any tag that begins like a version: `v1.2.3`, `1.2`.
    AnyVersionTag,
    /// Any branch.
    AnyBranch,
    /// Exactly this.
    Fixed(String),
}

/// Whose machine a build ran on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Runner {
    /// The platform's own.
    Hosted,
    /// Its owner's.
    SelfHosted,
}

impl Runner {
    /// The name in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hosted => "hosted",
            Self::SelfHosted => "self-hosted",
        }
    }
}

/// A signer's public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRule {
    /// SHA-256 of its SubjectPublicKeyInfo. Absent only for a key file that was not read, which matches
    /// nobody.
    pub spki_sha256: Option<Digest>,
    /// The key, when the list or its file gives it: one `PUBLIC KEY` block.
    pub pem: Option<String>,
    /// The file that holds it, as written in the list.
    pub file: Option<String>,
}

impl KeyRule {
    /// The key of one `PUBLIC KEY` block; `None` when it is no key this program can check with.
    pub fn from_pem(pem: &str) -> Option<Self> {
        let key = whence_verify::ManagedKey::from_pem(pem).ok()?;
        Some(Self {
            spki_sha256: Some(key.spki_sha256()),
            pem: Some(pem.to_owned()),
            file: None,
        })
    }
}

/// What an entry counts for. Without files, images and packages: anything; else what fits one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// File names; `*` stands for any characters.
    pub files: Vec<String>,
    /// Image repositories without tag and digest; `*` within a part of the path, `**` across parts.
    pub images: Vec<String>,
    /// Packages as package URLs without version; `*` within a part, `**` across parts.
    pub packages: Vec<String>,
    /// The claims the entry counts for, never empty, in the order of [`Entry::ALL_CLAIMS`].
    pub claims: Vec<Claim>,
}

impl Default for Scope {
    fn default() -> Self {
        Self {
            files: Vec::new(),
            images: Vec::new(),
            packages: Vec::new(),
            claims: Entry::ALL_CLAIMS.to_vec(),
        }
    }
}

/// How the person knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The kind of knowledge.
    pub kind: BasisKind,
    /// Where it can be read: an https address.
    pub link: Option<String>,
}

/// Kinds of knowledge about who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BasisKind {
    /// The project's own page says so.
    ProjectPage,
    /// Somebody the person knows told them.
    ToldBySomeone,
    /// The person's organisation says so.
    MyOrganisation,
    /// The person has only seen the signer here (trust on first use).
    FirstSeen,
}

impl BasisKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [
        Self::ProjectPage,
        Self::ToldBySomeone,
        Self::MyOrganisation,
        Self::FirstSeen,
    ];

    /// The name in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ProjectPage => "project-page",
            Self::ToldBySomeone => "told-by-someone",
            Self::MyOrganisation => "my-organisation",
            Self::FirstSeen => "first-seen",
        }
    }
}

/// Demands several entries for what fits its scope: two signers, or a build record and a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What the person calls the rule.
    pub label: String,
    /// What it applies to: `files`, `images`, `packages`; at least one pattern.
    pub scope: Scope,
    /// Ids of the entries of the same list that must all fit proven signers of the same target. An id that
    /// none of them has is never met.
    pub requires: Vec<String>,
    /// Whether the rule counts.
    pub enabled: bool,
    /// Which list it comes from. Not in the file.
    pub origin: Origin,
    /// First line of the rule in its file, from 1.
    pub first_line: u32,
    /// Last line of the rule in its file, from 1.
    pub last_line: u32,
}

/// The kinds of subject alternative name an entry can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityKind {
    /// `uniformResourceIdentifier`.
    Uri,
    /// `rfc822Name`.
    Email,
    /// Fulcio's `otherName`: `user!domain`.
    OtherName,
}

impl IdentityKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Uri, Self::Email, Self::OtherName];

    /// The name in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Uri => "uri",
            Self::Email => "email",
            Self::OtherName => "other-name",
        }
    }

    /// `None` for the kinds that no entry can ask for.
    pub const fn of(kind: SanKind) -> Option<Self> {
        match kind {
            SanKind::Uri => Some(Self::Uri),
            SanKind::Email => Some(Self::Email),
            SanKind::OtherName => Some(Self::OtherName),
            SanKind::Dns | SanKind::Ip | SanKind::Unsupported => None,
        }
    }

    /// The kind that a text has by its shape.
    pub fn of_text(identity: &str) -> Self {
        if identity.contains("://") {
            Self::Uri
        } else if identity.contains('@') {
            Self::Email
        } else {
            Self::OtherName
        }
    }
}
