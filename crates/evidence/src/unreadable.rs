//! Why a piece of evidence could not be read.

use std::fmt;

/// Input that is not what its format demands.
///
/// Carries what was wrong and where, never an excerpt long enough to be mistaken for our own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The kind of defect.
    pub code: UnreadableCode,
    /// Where in the input it was met.
    pub place: Place,
    /// One line for people who repair such files. English, without text from the input.
    pub detail: String,
}

/// The kinds of defect, each a stable kebab-case code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnreadableCode {
    /// Larger, deeper or more numerous than [`crate::limits`] allow.
    LimitExceeded,
    /// Not the JSON this format prescribes: syntax, duplicate or unknown key, wrong type.
    MalformedJson,
    /// Not the DER this format prescribes.
    MalformedDer,
    /// A text format with its own grammar (checkpoint, PEM) is broken.
    MalformedText,
    /// Base64 with illegal symbols, line breaks or wrong padding.
    MalformedBase64,
    /// Well formed, but of a type or version this program does not read.
    UnknownFormat,
    /// A signature, but one of another system than Sigstore.
    OtherSystem,
}

impl UnreadableCode {
    /// The stable name used in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LimitExceeded => "limit-exceeded",
            Self::MalformedJson => "malformed-json",
            Self::MalformedDer => "malformed-der",
            Self::MalformedText => "malformed-text",
            Self::MalformedBase64 => "malformed-base64",
            Self::UnknownFormat => "unknown-format",
            Self::OtherSystem => "other-system",
        }
    }
}

/// Where a defect was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The input as a whole.
    Whole,
    /// One-based line and column of a text.
    LineColumn(usize, usize),
    /// A member, as a dotted path such as `verificationMaterial.tlogEntries[0].logId`.
    Member(String),
    /// Zero-based offset in bytes.
    Offset(usize),
}

impl Unreadable {
    /// A defect with its place.
    pub fn new(code: UnreadableCode, place: Place, detail: impl Into<String>) -> Self {
        Self {
            code,
            place,
            detail: detail.into(),
        }
    }

    /// A defect in DER.
    pub fn der(detail: impl Into<String>) -> Self {
        Self::new(UnreadableCode::MalformedDer, Place::Whole, detail)
    }

    /// A defect in a text format.
    pub fn text(detail: impl Into<String>) -> Self {
        Self::new(UnreadableCode::MalformedText, Place::Whole, detail)
    }

    /// Something exceeds a limit.
    pub fn limit(detail: impl Into<String>) -> Self {
        Self::new(UnreadableCode::LimitExceeded, Place::Whole, detail)
    }

    /// Well formed, but nothing this program reads.
    pub fn unknown(detail: impl Into<String>) -> Self {
        Self::new(UnreadableCode::UnknownFormat, Place::Whole, detail)
    }

    /// The same defect, said to be at `member`.
    #[must_use]
    pub fn at(mut self, member: impl Into<String>) -> Self {
        self.place = Place::Member(member.into());
        self
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Whole => write!(f, "{}", self.detail),
            Place::LineColumn(line, column) => {
                write!(f, "line {line}, column {column}: {}", self.detail)
            }
            Place::Member(member) => write!(f, "{member}: {}", self.detail),
            Place::Offset(offset) => write!(f, "byte {offset}: {}", self.detail),
        }
    }
}

impl std::error::Error for Unreadable {}
