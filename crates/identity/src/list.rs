//! The list in memory: only whole, checked files become one.

use whence_evidence::{UnixTime, certificate::SanKind};
use whence_verify::Claim;

use crate::glob;
use crate::parts::Parts;

/// A trusted identity list in the order of its file. Empty by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdentityList {
    pub(crate) entries: Vec<Entry>,
}

impl IdentityList {
    /// The entries in the order of the file, those not in force included.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// One signer a person chose to rely on, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// What the person calls the signer; no other entry has one that looks like it.
    pub label: String,
    /// The login service (OIDC issuer), compared exactly.
    pub issuer: String,
    /// The subject alternative name to match.
    pub identity: IdentityRule,
    /// The kind of subject alternative name to match.
    pub kind: IdentityKind,
    /// The claims the entry counts for, never empty, in the order of [`Entry::ALL_CLAIMS`].
    pub claims: Vec<Claim>,
    /// Whether the entry counts at all.
    pub enabled: bool,
    /// From this time on, the start of a day in UTC, the entry no longer counts.
    pub expires: Option<UnixTime>,
    /// A remark.
    pub note: Option<String>,
    /// Why the person relies on the signer.
    pub basis: Option<String>,
    /// Who added the entry.
    pub added_by: Option<String>,
    /// When it was added, as written.
    pub added: Option<String>,
    /// First line of the entry in its file, from 1.
    pub first_line: u32,
    /// Last line of the entry in its file, from 1.
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

    /// Whether the entry counts now: enabled and not expired.
    pub fn in_force(&self, now: UnixTime) -> bool {
        self.enabled && !self.expired(now)
    }

    pub(crate) fn expired(&self, now: UnixTime) -> bool {
        self.expires.is_some_and(|expires| now >= expires)
    }

    /// How much the entry leaves open.
    pub fn breadth(&self) -> Breadth {
        let IdentityRule::Pattern(pattern) = &self.identity else {
            return Breadth::Narrow;
        };
        let Parts::Uri(parts) = Parts::of(self.kind, pattern) else {
            return Breadth::VeryWide;
        };
        let fixed = |part: Option<&str>| part.is_some_and(|part| !part.contains('*'));
        if !fixed(parts.repository) {
            Breadth::VeryWide
        } else if fixed(parts.path)
            && parts
                .reference
                .is_some_and(|reference| reference.starts_with("refs/tags/"))
        {
            Breadth::Narrow
        } else {
            Breadth::Wide
        }
    }
}

/// What the subject alternative name must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityRule {
    /// Exactly this text.
    Exact(String),
    /// A text of this shape, from its first to its last character. `*` stands for printable ASCII
    /// within one path segment and `**` across segments, never for `\ ? # %`; a star before the
    /// pattern's first `@` never stands for `@`; a star alone in a segment stands for something.
    Pattern(String),
}

impl IdentityRule {
    /// The text as it stands in the file.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Exact(text) | Self::Pattern(text) => text,
        }
    }

    pub(crate) fn matches(&self, value: &str) -> bool {
        match self {
            Self::Exact(text) => text == value,
            Self::Pattern(pattern) => glob::matches(pattern, value),
        }
    }
}

/// The kinds of subject alternative name an entry can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdentityKind {
    /// `uniformResourceIdentifier`.
    Uri,
    /// `rfc822Name`.
    Email,
    /// Fulcio's `otherName`: `user!domain`.
    OtherName,
}

impl IdentityKind {
    pub(crate) const ALL: [Self; 3] = [Self::Uri, Self::Email, Self::OtherName];

    /// The name in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Uri => "uri",
            Self::Email => "email",
            Self::OtherName => "other-name",
        }
    }

    /// `None` for the kinds that no entry can ask for.
    pub(crate) const fn of(kind: SanKind) -> Option<Self> {
        match kind {
            SanKind::Uri => Some(Self::Uri),
            SanKind::Email => Some(Self::Email),
            SanKind::OtherName => Some(Self::OtherName),
            SanKind::Dns | SanKind::Ip | SanKind::Unsupported => None,
        }
    }
}

/// How much an entry leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Breadth {
    /// One identity, or one workflow on any tag.
    Narrow,
    /// Several workflows, branches or tags of one repository.
    Wide,
    /// Several repositories of one owner, or several mail boxes of one host.
    VeryWide,
}
