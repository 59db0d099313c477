//! Look-ups: evidence for a file that is somewhere on the network, asked for with the person's consent.
//!
//! [`Preferences`] hold what the person allows, [`Question`] what would be sent to whom, to the last character.
//! The port [`Lookups`] asks; whoever implements it opens the sockets. What comes back is bytes that the
//! engine judges like any other evidence: finding something makes no verdict better than it proves.

mod found;
pub mod origin;
pub mod package;
mod plan;
mod question;
mod registries;
pub mod view;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, atomic::AtomicBool},
};

pub use found::{Found, Looked};
pub use plan::{Facts, Idle, Plan};
pub use question::{Holder, Question};
pub use registries::Registries;

use crate::view::Message;

/// Places on the network that may know of evidence, each with a switch of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// Attestations that GitHub keeps for a repository or an owner, by digest.
    GitHub,
    /// The search of the public log (Rekor v1), by digest.
    Log,
    /// Attestations of an npm registry, by package.
    Npm,
    /// Attestations of a Python package index, by file.
    PyPi,
    /// The bundle beside a file that was downloaded from a Maven repository.
    Maven,
    /// Attestations beside a gem that was downloaded from a server of gems.
    RubyGems,
}

impl Source {
    /// All of them, in the order they are shown and asked.
    pub const ALL: [Self; 6] = [
        Self::GitHub,
        Self::Log,
        Self::Npm,
        Self::PyPi,
        Self::Maven,
        Self::RubyGems,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GitHub => "github",
            Self::Log => "log",
            Self::Npm => "npm",
            Self::PyPi => "pypi",
            Self::Maven => "maven",
            Self::RubyGems => "rubygems",
        }
    }

    /// The reverse of [`Self::as_str`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == name)
    }

    /// What it is called.
    pub fn name(self) -> Message {
        Message::new(format!("lookup-source-{}", self.as_str()))
    }

    /// What asking it would send, for the words at its switch. What is sent for one file says
    /// [`Question::sends`].
    pub fn sends(self) -> Message {
        Message::new(format!("lookup-sends-{}", self.as_str()))
    }

    /// Where it is asked unless the person named another place. Package registries have no such place.
    pub const fn default_place(self) -> Option<&'static str> {
        match self {
            Self::GitHub => Some("https://api.github.com"),
            Self::Log => Some("https://rekor.sigstore.dev"),
            Self::Npm | Self::PyPi | Self::Maven | Self::RubyGems => None,
        }
    }

    /// Whether a person can name the place: the others are asked where the file came from.
    pub const fn has_place(self) -> bool {
        !matches!(self, Self::Maven | Self::RubyGems)
    }
}

/// Whether a source may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Consent {
    /// Not unless the person asks for it for one file.
    #[default]
    Off,
    /// The person is asked each time.
    Ask,
    /// Whenever a file has no signature that can be checked without it.
    On,
}

impl Consent {
    /// All of them, the most reserved first.
    pub const ALL: [Self; 3] = [Self::Off, Self::Ask, Self::On];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Ask => "ask",
            Self::On => "on",
        }
    }

    /// The reverse of [`Self::as_str`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|consent| consent.as_str() == name)
    }
}

/// Which sources the person allows to be asked, and where. By default none is asked by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    /// The sources whose consent is another than [`Consent::Off`].
    pub consents: BTreeMap<Source, Consent>,
    /// Places the person named, in place of the default or where there is none: addresses.
    pub places: BTreeMap<Source, String>,
    /// Hosts of this computer or of the local network that may be asked, which are refused otherwise. Those
    /// of `places` may be asked in any case.
    pub local_hosts: BTreeSet<String>,
}

impl Preferences {
    /// Whether a source may be asked, as long as the network is not switched off.
    pub fn consent(&self, source: Source) -> Consent {
        self.consents.get(&source).copied().unwrap_or_default()
    }

    /// Sets it.
    pub fn set_consent(&mut self, source: Source, consent: Consent) {
        match consent {
            Consent::Off => self.consents.remove(&source),
            other => self.consents.insert(source, other),
        };
    }

    /// Where a source is asked: the place the person named, or the default.
    pub fn place(&self, source: Source) -> Option<&str> {
        let named = self.places.get(&source).map(String::as_str);
        named
            .or(source.default_place())
            .map(|place| place.trim_end_matches('/'))
    }

    /// Every host that the person configured, here or for npm or pip, so that it may be asked although it is in the
    /// local network.
    pub fn configured_hosts(&self, registries: &Registries) -> BTreeSet<String> {
        let hosts = self.places.values().filter_map(|place| {
            let host = url::Url::parse(place).ok()?.host_str()?.to_owned();
            Some(host)
        });
        let local = self.local_hosts.iter().cloned();
        hosts.chain(local).chain(registries.hosts()).collect()
    }
}

/// Asks. Implemented in the network room, over the one client there.
pub trait Lookups: Send + Sync {
    /// Asks one question, and waits for the answer.
    ///
    /// # Errors
    /// Why there is no answer. That nothing is known of the file is an answer.
    fn ask(&self, question: &Question, cancel: &Arc<AtomicBool>) -> Result<Reply, LookupTrouble>;
}

/// What a source answered.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reply {
    /// Evidence, or entries of the log; none when the source knows of none.
    pub documents: Vec<FoundDocument>,
    /// How many further pieces there are that were not fetched, because they are more than anybody looks at.
    pub left: u32,
    /// Why some of what was announced did not come; the documents are then not all.
    pub trouble: Option<LookupTrouble>,
}

/// A document that a source answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundDocument {
    /// What to call it: the place it came from.
    pub name: String,
    /// Its bytes, of one of the forms of evidence.
    pub bytes: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq)]
pub struct LookupTrouble {
    /// A stable kebab-case name.
    pub code: &'static str,
    /// The same in words.
    pub message: Message,
}

/// The ids of messages that code puts together here.
pub fn message_ids() -> Vec<String> {
    let sources = Source::ALL.iter().flat_map(|source| {
        ["lookup-source", "lookup-sends", "lookup-asks"]
            .map(|prefix| format!("{prefix}-{}", source.as_str()))
    });
    let consents = Consent::ALL
        .iter()
        .map(|consent| format!("lookup-consent-{}", consent.as_str()));
    let idle = Idle::ALL
        .iter()
        .map(|idle| format!("lookup-idle-{}", idle.as_str()));
    sources.chain(consents).chain(idle).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_allowed_until_somebody_allows_it() {
        let mut preferences = Preferences::default();
        for source in Source::ALL {
            assert_eq!(preferences.consent(source), Consent::Off);
            assert_eq!(Source::from_name(source.as_str()), Some(source));
        }
        preferences.set_consent(Source::Log, Consent::On);
        assert_eq!(preferences.consent(Source::Log), Consent::On);
        preferences.set_consent(Source::Log, Consent::Off);
        assert_eq!(preferences, Preferences::default());
    }

    #[test]
    fn package_registries_have_no_place_until_one_is_named() {
        let mut preferences = Preferences::default();
        let without: Vec<Source> = Source::ALL
            .into_iter()
            .filter(|source| preferences.place(*source).is_none())
            .collect();
        assert_eq!(
            without,
            [Source::Npm, Source::PyPi, Source::Maven, Source::RubyGems]
        );
        let place = "https://packages.example/npm/".to_owned();
        preferences.places.insert(Source::Npm, place);
        assert_eq!(
            preferences.place(Source::Npm),
            Some("https://packages.example/npm")
        );
        let mut registries = Registries::default();
        let hosts = preferences.configured_hosts(&registries);
        assert_eq!(hosts, ["packages.example".to_owned()].into());
        registries.pip = Some("https://pip.example:8443/simple".to_owned());
        let hosts = preferences.configured_hosts(&registries);
        assert!(hosts.contains("packages.example") && hosts.contains("pip.example"));
    }
}
