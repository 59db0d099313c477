//! How much an entry leaves open.

use crate::list::{CertificateRule, IdentityKind, RefRule, Who};
use crate::parts::{Parts, UriParts};
use crate::rule::{IdentityRule, PartRule};

/// How much an entry leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Breadth {
    /// One identity, one key, or one workflow on any tag.
    Narrow,
    /// Several workflows, branches or tags of one repository.
    Wide,
    /// Several repositories of one owner, or several mail boxes of one host.
    VeryWide,
}

impl Breadth {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Narrow => "narrow",
            Self::Wide => "wide",
            Self::VeryWide => "very-wide",
        }
    }

    pub(crate) fn of(who: &Who) -> Self {
        match who {
            Who::Key(_) => Self::Narrow,
            Who::Certificate(rule) => Self::of_rule(rule),
        }
    }

    pub(crate) fn of_rule(rule: &CertificateRule) -> Self {
        match &rule.identity {
            IdentityRule::Exact(_) => Self::Narrow,
            IdentityRule::Pattern(pattern) => Self::of_pattern(rule.kind, pattern),
            IdentityRule::Parts(parts) => {
                match (&parts.repository, &parts.workflow, &parts.reference) {
                    (PartRule::Any, ..) => Self::VeryWide,
                    (_, PartRule::Any, _) | (.., RefRule::Any | RefRule::AnyBranch) => Self::Wide,
                    (.., RefRule::AnyTag | RefRule::AnyVersionTag | RefRule::Fixed(_)) => {
                        Self::Narrow
                    }
                }
            }
            IdentityRule::Regex(regex) => match regex.literal() {
                Some(_) => Self::Narrow,
                // An expression is never told to be narrow: few people can see what it leaves open.
                None => match UriParts::of(regex.prefix()) {
                    Some(parts) if parts.path.is_some() => Self::Wide,
                    _ => Self::VeryWide,
                },
            },
        }
    }

    fn of_pattern(kind: IdentityKind, pattern: &str) -> Self {
        let Parts::Uri(parts) = Parts::of(kind, pattern) else {
            return Self::VeryWide;
        };
        let fixed = |part: Option<&str>| part.is_some_and(|part| !part.contains('*'));
        if !fixed(parts.repository) {
            Self::VeryWide
        } else if fixed(parts.path)
            && parts
                .reference
                .is_some_and(|reference| reference.starts_with("refs/tags/"))
        {
            Self::Narrow
        } else {
            Self::Wide
        }
    }
}
