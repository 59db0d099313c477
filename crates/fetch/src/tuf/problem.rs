use std::{fmt, io};

use sigstore_tuf::Error;
use whence_app::view::Message;
use whence_display::DisplayText;

use crate::Trouble;

/// Why trust data is not believed, or could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of reason.
    pub code: ProblemCode,
    /// The reason in the words of whoever found it; may hold text from outside.
    pub detail: String,
    /// What the network did, when it was the network.
    pub trouble: Option<Trouble>,
}

/// The kinds of reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemCode {
    /// Too few of the keys that must sign did sign.
    Signatures,
    /// Older than what was seen before.
    Rollback,
    /// The time until which it counts has passed.
    Expired,
    /// Its parts do not belong together: length, digest or version differ from what is signed.
    MixedParts,
    /// It is not what a repository should hold.
    Malformed,
    /// Something the repository must have is not there.
    Missing,
    /// The trusted root itself cannot be used.
    Content,
    /// The mirror cannot be reached or does not answer as it should.
    Network,
    /// The folder for trust data cannot be read or written.
    Folder,
    /// What was kept there does not hold any more.
    CacheBroken,
    /// The computer's clock cannot be right.
    Clock,
}

impl ProblemCode {
    /// All codes.
    pub const ALL: [Self; 11] = [
        Self::Signatures,
        Self::Rollback,
        Self::Expired,
        Self::MixedParts,
        Self::Malformed,
        Self::Missing,
        Self::Content,
        Self::Network,
        Self::Folder,
        Self::CacheBroken,
        Self::Clock,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signatures => "signatures",
            Self::Rollback => "rollback",
            Self::Expired => "expired",
            Self::MixedParts => "mixed-parts",
            Self::Malformed => "malformed",
            Self::Missing => "missing",
            Self::Content => "content",
            Self::Network => "network",
            Self::Folder => "folder",
            Self::CacheBroken => "cache-broken",
            Self::Clock => "clock",
        }
    }

    /// The id of the sentence that tells it.
    const fn sentence(self) -> &'static str {
        match self {
            Self::Signatures => "trust-data-problem-signatures",
            Self::Rollback => "trust-data-problem-rollback",
            Self::Expired => "trust-data-problem-expired",
            Self::MixedParts => "trust-data-problem-mixed-parts",
            Self::Malformed => "trust-data-problem-malformed",
            Self::Missing => "trust-data-problem-missing",
            Self::Content => "trust-data-problem-content",
            Self::Network => "trust-data-problem-network",
            Self::Folder => "trust-data-problem-folder",
            Self::CacheBroken => "trust-data-problem-cache-broken",
            Self::Clock => "trust-data-problem-clock",
        }
    }
}

impl Problem {
    /// The problem in words.
    pub fn message(&self) -> Message {
        match &self.trouble {
            Some(trouble) => trouble.message(),
            None => {
                Message::new(self.code.sentence()).with("detail", DisplayText::prose(&self.detail))
            }
        }
    }

    pub(super) fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            trouble: None,
        }
    }

    pub(super) fn folder(error: &io::Error) -> Self {
        Self::new(ProblemCode::Folder, error.to_string())
    }

    /// The root that everything hangs on is unusable: a fault of whoever gave it.
    pub(super) fn pinned_root(error: Error) -> Self {
        let problem = Self::from(error);
        Self::new(
            ProblemCode::Malformed,
            format!("pinned root: {}", problem.detail),
        )
    }

    /// What was kept holds no longer; why, is told.
    pub(super) fn kept(error: Error) -> Self {
        let problem = Self::from(error);
        Self::new(
            ProblemCode::CacheBroken,
            format!("{}: {}", problem.code.as_str(), problem.detail),
        )
    }
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        Self {
            code: ProblemCode::Network,
            detail: trouble.to_string(),
            trouble: Some(trouble),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let trouble = match &error {
            Error::Transport {
                source: Some(source),
                ..
            } => source.downcast_ref::<Trouble>().cloned(),
            _ => None,
        };
        let code = match &error {
            Error::ThresholdNotMet { .. }
            | Error::DuplicateSignature { .. }
            | Error::UnusableKey { .. }
            | Error::UnsupportedScheme { .. }
            | Error::Crypto(_) => ProblemCode::Signatures,
            Error::Rollback { .. } | Error::BadRootVersion { .. } => ProblemCode::Rollback,
            Error::Expired { .. } => ProblemCode::Expired,
            Error::IntegrityMismatch(_) => ProblemCode::MixedParts,
            Error::TargetNotFound(_) => ProblemCode::Missing,
            // A mirror that lacks what the signed metadata names.
            Error::Transport { source: None, .. } => ProblemCode::Missing,
            Error::Transport { .. } => ProblemCode::Network,
            Error::Io { .. } => ProblemCode::Folder,
            _ => ProblemCode::Malformed,
        };
        Self {
            code,
            detail: in_full(&error),
            trouble,
        }
    }
}

/// An error with all that lies beneath it.
fn in_full(error: &Error) -> String {
    let mut text = error.to_string();
    let mut beneath = std::error::Error::source(error);
    while let Some(cause) = beneath {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        beneath = cause.source();
    }
    text
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)
    }
}

impl std::error::Error for Problem {}
