//! A list arranged for looking up one signer among many thousands of entries.

use std::collections::HashMap;

use whence_evidence::Digest;

use crate::list::IdentityKind;
use crate::list::{CertificateRule, Entry, Who};
use crate::names::{NameParts, Names};
use crate::parts::{Parts, UriParts};
use crate::rule::IdentityRule;

/// Where entries stand, by what a signer must have in common with them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// Entries with this exact identity.
    exact: HashMap<String, Vec<usize>>,
    /// Entries whose identities all have this host and owner, or this mail host.
    places: HashMap<String, Vec<usize>>,
    /// Those of `places` that leave something open.
    open: HashMap<String, Vec<usize>>,
    keys: HashMap<Digest, Vec<usize>>,
    /// What entries are called.
    pub(crate) names: Names,
}

impl Index {
    pub(crate) fn of(entries: &[Entry]) -> Self {
        let mut index = Self::default();
        for (position, entry) in entries.iter().enumerate() {
            match &entry.who {
                Who::Key(key) => {
                    if let Some(digest) = key.spki_sha256 {
                        index.keys.entry(digest).or_default().push(position);
                    }
                }
                Who::Certificate(rule) => index.add(rule, position),
            }
        }
        index
    }

    fn add(&mut self, rule: &CertificateRule, position: usize) {
        let text = outline(&rule.identity);
        let place = place_of(&text);
        match &rule.identity {
            IdentityRule::Exact(identity) => {
                self.exact
                    .entry(identity.clone())
                    .or_default()
                    .push(position);
            }
            IdentityRule::Parts(_) | IdentityRule::Pattern(_) | IdentityRule::Regex(_) => {
                self.open.entry(place.clone()).or_default().push(position);
            }
        }
        self.places.entry(place).or_default().push(position);
        if let Some(parts) = NameParts::of(rule.kind, &text) {
            self.names.add(rule.kind, &parts, position);
        }
    }

    /// The entries whose rule may describe this identity, in order.
    pub(crate) fn may_describe(&self, identity: &str) -> Vec<usize> {
        merged(self.exact.get(identity), self.open.get(&place_of(identity)))
    }

    /// The entries that may nearly describe it, in order.
    pub(crate) fn may_be_near(&self, identity: &str) -> Vec<usize> {
        merged(
            self.exact.get(identity),
            self.places.get(&place_of(identity)),
        )
    }

    /// The entries with this key, in order.
    pub(crate) fn with_key(&self, digest: &Digest) -> Vec<usize> {
        merged(self.keys.get(digest), None)
    }
}

fn merged(first: Option<&Vec<usize>>, second: Option<&Vec<usize>>) -> Vec<usize> {
    let mut positions: Vec<usize> = first.into_iter().chain(second).flatten().copied().collect();
    positions.sort_unstable();
    positions.dedup();
    positions
}

/// The text of a rule with stars where it is open; of an expression what is plain to see of it.
pub(crate) fn outline(rule: &IdentityRule) -> String {
    match rule {
        IdentityRule::Regex(regex) => {
            let prefix = regex.prefix();
            match UriParts::of(prefix) {
                Some(parts) if parts.path.is_some() => prefix.to_owned(),
                // The last part may go on.
                Some(_) => format!("{prefix}*"),
                None => format!("*{}", regex.suffix()),
            }
        }
        other => other.text(),
    }
}

/// What all identities of a rule have in common, and no others: host and owner, or the mail host, or all.
fn place_of(text: &str) -> String {
    let kind = IdentityKind::of_text(text);
    match Parts::of(kind, text) {
        Parts::Uri(parts) => format!("{}/{}", parts.host, parts.owner.unwrap_or_default()),
        Parts::Email { host, .. } => format!("@{host}"),
        Parts::Whole(whole) => whole.to_owned(),
    }
}
