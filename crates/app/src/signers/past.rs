//! What was checked before, as far as entries are tried on it.

use whence_display::DisplayText;
use whence_evidence::{Digest, HashAlgorithm, UnixTime};
use whence_identity::{CertificateFacts, Entry, IdentityKind, KnownBy, SignerFacts, accepts};
use whence_verdict::SeenSigner;

use super::trial::past_signer;
use crate::{
    history::Observation,
    present,
    view::{Message, State},
};

/// A checked file with a proven signer.
#[derive(Debug, Clone, PartialEq)]
pub struct PastFile {
    /// File name.
    pub name: String,
    /// The package it is by its name.
    pub package: Option<String>,
    /// The facts of the signer.
    pub facts: SignerFacts,
    /// Who signed, in words.
    pub who: Message,
    /// What the check came to then.
    pub state: State,
    /// When it was checked.
    pub checked_at: UnixTime,
}

/// The files that were checked before, newest first.
#[derive(Debug, Clone, PartialEq)]
pub enum Past {
    /// They are kept.
    Files(Vec<PastFile>),
    /// They are not kept or cannot be read; why.
    NotKept(Message),
}

impl Past {
    /// The files; none where none are kept.
    pub fn files(&self) -> &[PastFile] {
        match self {
            Self::Files(files) => files,
            Self::NotKept(_) => &[],
        }
    }

    /// How many an entry would accept; `None` where none are kept.
    pub(super) fn fitting(&self, entry: &Entry) -> Option<usize> {
        match self {
            Self::Files(files) => Some(files.iter().filter(|file| file.fits(entry)).count()),
            Self::NotKept(_) => None,
        }
    }
}

impl PastFile {
    /// Of a check that is kept; `None` when it proved no signer an entry could name.
    pub fn of(observation: &Observation) -> Option<Self> {
        let sighting = &observation.sighting;
        let signer = sighting.signer.as_ref()?;
        let known_by = match signer {
            SeenSigner::Key { fingerprint, .. } => {
                KnownBy::Key(Digest::from_hex(HashAlgorithm::Sha256, fingerprint)?)
            }
            SeenSigner::Certificate(seen) => {
                let kind = IdentityKind::ALL
                    .into_iter()
                    .find(|kind| kind.as_str() == seen.kind)?;
                let seen = (**seen).clone();
                KnownBy::Certificate(CertificateFacts {
                    kind,
                    identity: seen.identity,
                    issuer: seen.issuer,
                    repository_id: seen.repository_id,
                    owner_id: seen.owner_id,
                    source_repository: seen.repository,
                    source_ref: seen.source_ref,
                    runner: seen.runner,
                    trigger: seen.trigger,
                    instance: seen.instance,
                })
            }
        };
        Some(Self {
            package: crate::package::of_file(&observation.name),
            name: observation.name.clone(),
            facts: SignerFacts {
                known_by,
                claim: sighting.claim?,
            },
            who: present::seen_signer(signer),
            state: present::state_view(sighting.state),
            checked_at: UnixTime::from_seconds(observation.at.div_euclid(1000)),
        })
    }

    /// Whether an entry accepts it, as if the entry counted now.
    pub(super) fn fits(&self, entry: &Entry) -> bool {
        accepts(entry, &past_signer(self))
    }

    pub(super) fn shown_name(&self) -> DisplayText {
        DisplayText::identifier(&self.name)
    }
}
