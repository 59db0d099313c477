//! Identities cut into parts, to say how two of them differ. Nothing here decides a match.

use crate::list::IdentityKind;

/// The part in which two identities differ or look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// What follows `@` in the URI of a workflow: branch, tag or commit.
    Reference,
    /// What follows the repository: the workflow.
    Path,
    /// The second segment of a URI's path.
    Repository,
    /// What stands before `@` in a mail address.
    Mailbox,
    /// The first segment of a URI's path.
    Owner,
    /// The host of a URI or mail address.
    Host,
    /// The login service.
    Issuer,
    /// All of it, where there are no parts.
    Whole,
}

impl Part {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Path => "path",
            Self::Repository => "repository",
            Self::Mailbox => "mailbox",
            Self::Owner => "owner",
            Self::Host => "host",
            Self::Issuer => "issuer",
            Self::Whole => "whole",
        }
    }
}

/// An identity or pattern by its parts.
pub(crate) enum Parts<'a> {
    Uri(UriParts<'a>),
    Email { mailbox: &'a str, host: &'a str },
    Whole(&'a str),
}

/// `scheme://host/owner/repository/path@reference`, each part without the separators around it.
#[derive(Clone, Copy)]
pub(crate) struct UriParts<'a> {
    /// With the scheme.
    pub(crate) host: &'a str,
    pub(crate) owner: Option<&'a str>,
    pub(crate) repository: Option<&'a str>,
    pub(crate) path: Option<&'a str>,
    pub(crate) reference: Option<&'a str>,
}

impl<'a> Parts<'a> {
    pub(crate) fn of(kind: IdentityKind, text: &'a str) -> Self {
        match kind {
            IdentityKind::Uri => UriParts::of(text).map_or(Self::Whole(text), Self::Uri),
            IdentityKind::Email => {
                text.rsplit_once('@')
                    .map_or(Self::Whole(text), |(mailbox, host)| Self::Email {
                        mailbox,
                        host,
                    })
            }
            IdentityKind::OtherName => Self::Whole(text),
        }
    }
}

impl<'a> UriParts<'a> {
    pub(crate) fn of(text: &'a str) -> Option<Self> {
        let authority = text.find("://")? + "://".len();
        let host_end = text
            .get(authority..)?
            .find('/')
            .map_or(text.len(), |slash| authority + slash);
        let (host, rest) = text.split_at(host_end);
        let (place, reference) = split(rest, '@');
        let mut segments = place
            .strip_prefix('/')
            .unwrap_or(place)
            .splitn(3, '/')
            .map(Some);
        let mut next = || {
            segments
                .next()
                .flatten()
                .filter(|segment| !segment.is_empty())
        };
        Some(Self {
            host,
            owner: next(),
            repository: next(),
            path: next(),
            reference,
        })
    }
}

fn split(text: &str, separator: char) -> (&str, Option<&str>) {
    text.split_once(separator)
        .map_or((text, None), |(before, after)| (before, Some(after)))
}
