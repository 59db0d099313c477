//! What a subject alternative name must be, and whether one is.

use crate::glob;
use crate::list::RefRule;
use crate::regex::WholeRegex;

/// What the subject alternative name must be, always from its first to its last character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityRule {
    /// Exactly this text.
    Exact(String),
    /// The address of a build workflow, part by part.
    Parts(WorkflowRule),
    /// A text of this shape. `*` stands for printable ASCII within one path segment and `**` across
    /// segments, never for `\ ? # %`; a star before the pattern's first `@` never stands for `@`; a star
    /// alone in a segment stands for something.
    Pattern(String),
    /// A text that this regular expression describes as a whole. Only printable ASCII fits.
    Regex(WholeRegex),
}

/// `https://{host}/{owner}/{repository}/{workflow}@{reference}`, each part fixed or open; host and owner
/// always fixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkflowRule {
    /// Host, with a port if it has one.
    pub host: String,
    /// Owner: the first segment of the path.
    pub owner: String,
    /// Repository: the second segment; for forges with nested groups several.
    pub repository: PartRule,
    /// Path of the workflow in its repository. Of GitLab's addresses it begins with a slash.
    pub workflow: PartRule,
    /// Branch, tag or commit of the workflow.
    pub reference: RefRule,
}

/// A part of an identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartRule {
    /// Anything that can stand there.
    Any,
    /// Exactly this.
    Fixed(String),
}

impl IdentityRule {
    /// The rule as one text: the exact identity, the pattern, the expression, or the parts with `*` for
    /// those that are open.
    pub fn text(&self) -> String {
        match self {
            Self::Exact(text) | Self::Pattern(text) => text.clone(),
            Self::Parts(parts) => parts.text(),
            Self::Regex(regex) => regex.as_str().to_owned(),
        }
    }

    /// The key of the list format that holds it.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Exact(_) => "identity",
            Self::Parts(_) => "parts",
            Self::Pattern(_) => "identity-pattern",
            Self::Regex(_) => "identity-regex",
        }
    }

    /// Whether the rule describes all of `value`.
    pub fn matches(&self, value: &str) -> bool {
        match self {
            Self::Exact(text) => text == value,
            Self::Parts(parts) => parts.matches(value),
            Self::Pattern(pattern) => glob::matches(pattern, value),
            Self::Regex(regex) => regex.matches(value),
        }
    }
}

impl WorkflowRule {
    /// The parts as one text, `*` for those that are open.
    pub fn text(&self) -> String {
        let Self { host, owner, .. } = self;
        let (repository, workflow) = (self.repository.text(), self.workflow.text());
        let reference = self.reference.text();
        format!("https://{host}/{owner}/{repository}/{workflow}@{reference}")
    }

    fn matches(&self, value: &str) -> bool {
        let rest = value
            .strip_prefix("https://")
            .and_then(|rest| rest.strip_prefix(self.host.as_str()))
            .and_then(|rest| rest.strip_prefix('/'))
            .and_then(|rest| rest.strip_prefix(self.owner.as_str()))
            .and_then(|rest| rest.strip_prefix('/'));
        let Some(rest) = rest else { return false };
        let Some(rest) = self.repository.taken_from(rest, '/') else {
            return false;
        };
        let Some(reference) = self.workflow.taken_from(rest, '@') else {
            return false;
        };
        self.reference.matches(reference)
    }
}

impl PartRule {
    /// What is open shows as `*`.
    pub fn text(&self) -> &str {
        match self {
            Self::Any => "*",
            Self::Fixed(text) => text,
        }
    }

    /// Whether the part is `value`.
    pub fn matches(&self, value: &str) -> bool {
        match self {
            Self::Any => glob::is_plain(value),
            Self::Fixed(text) => text == value,
        }
    }

    /// What follows the part and its end.
    fn taken_from<'a>(&self, text: &'a str, end: char) -> Option<&'a str> {
        match self {
            Self::Fixed(part) => text.strip_prefix(part.as_str())?.strip_prefix(end),
            Self::Any => {
                let (part, rest) = text.split_once(end)?;
                glob::is_plain(part).then_some(rest)
            }
        }
    }
}

impl RefRule {
    /// The name in the file, which no reference of Git can have, or the reference itself.
    pub fn text(&self) -> &str {
        match self {
            Self::Any => "*",
            Self::AnyTag => "refs/tags/*",
            Self::AnyVersionTag => "refs/tags/v*",
            Self::AnyBranch => "refs/heads/*",
            Self::Fixed(text) => text,
        }
    }

    /// The reverse of [`Self::text`]; `None` when a star stands elsewhere.
    pub fn from_text(text: &str) -> Option<Self> {
        Some(match text {
            "*" => Self::Any,
            "refs/tags/*" => Self::AnyTag,
            "refs/tags/v*" => Self::AnyVersionTag,
            "refs/heads/*" => Self::AnyBranch,
            _ if text.contains('*') => return None,
            _ => Self::Fixed(text.to_owned()),
        })
    }

    /// Whether this is one of the references.
    pub fn matches(&self, reference: &str) -> bool {
        let under = |prefix: &str| {
            reference
                .strip_prefix(prefix)
                .filter(|name| glob::is_plain(name))
        };
        match self {
            Self::Any => glob::is_plain(reference),
            Self::AnyTag => under("refs/tags/").is_some(),
            Self::AnyVersionTag => under("refs/tags/").is_some_and(is_version),
            Self::AnyBranch => under("refs/heads/").is_some(),
            Self::Fixed(text) => text == reference,
        }
    }
}

/// `1`, `v1.2`, `v1.2.3-rc.1+build`.
fn is_version(tag: &str) -> bool {
    let number = tag.strip_prefix('v').unwrap_or(tag);
    number.starts_with(|first: char| first.is_ascii_digit())
        && number
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-+_".contains(&byte))
}
