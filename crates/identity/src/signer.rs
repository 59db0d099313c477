//! What matching looks at: a proven signer by its facts, the target, and signers known from before.

use std::collections::HashSet;

use whence_evidence::{Digest, fulcio};
use whence_verify::{CertificateIdentity, Claim, RELEASE_SERVICE, Signer, SignerKind};

use crate::list::IdentityKind;
use crate::names::{NameParts, Names};

/// The facts of a signer that entries are compared with. Not a proof: it can be written down, kept in a
/// history and made up. [`crate::IdentityList::match_signer`] takes none of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerFacts {
    /// How the signer is known.
    pub known_by: KnownBy,
    /// What kind of claim was signed.
    pub claim: Claim,
}

/// How a signer is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownBy {
    /// By the identity in a certificate.
    Certificate(CertificateFacts),
    /// By a key: SHA-256 of its SubjectPublicKeyInfo.
    Key(Digest),
}

/// What a certificate says of its holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Kind of the subject alternative name.
    pub kind: IdentityKind,
    /// The subject alternative name.
    pub identity: String,
    /// The login service.
    pub issuer: Option<String>,
    /// Fulcio 1.15.
    pub repository_id: Option<String>,
    /// Fulcio 1.17.
    pub owner_id: Option<String>,
    /// Fulcio 1.12.
    pub source_repository: Option<String>,
    /// Fulcio 1.14.
    pub source_ref: Option<String>,
    /// Fulcio 1.11, as written there.
    pub runner: Option<String>,
    /// Fulcio 1.20.
    pub trigger: Option<String>,
    /// The signing service that issued the certificate, by its name, when it is one the person added. Absent
    /// for those built in and for the trusted root that stands in their place, which every entry is about.
    pub instance: Option<String>,
}

impl CertificateFacts {
    /// Facts with nothing but identity and login service.
    pub fn new(kind: IdentityKind, identity: impl Into<String>, issuer: impl Into<String>) -> Self {
        Self {
            kind,
            identity: identity.into(),
            issuer: Some(issuer.into()),
            repository_id: None,
            owner_id: None,
            source_repository: None,
            source_ref: None,
            runner: None,
            trigger: None,
            instance: None,
        }
    }
}

impl CertificateFacts {
    /// What a proven certificate says. Of a release record it is the repository that counts, for which
    /// GitHub's release service stands in the place of a login service: the service itself signs for
    /// everybody. `None` when the name is of a kind that no entry can ask for.
    pub fn of(certificate: &CertificateIdentity) -> Option<Self> {
        if let Some(release) = certificate.release() {
            let repository = format!("https://github.com/{}", release.repository);
            return Some(Self {
                repository_id: release.repository_id.clone(),
                owner_id: release.owner_id.clone(),
                source_repository: Some(repository.clone()),
                source_ref: release.tag.as_ref().map(|tag| format!("refs/tags/{tag}")),
                ..Self::new(IdentityKind::Uri, repository, RELEASE_SERVICE)
            });
        }
        let claim = |claim| match certificate.claims().claim(claim) {
            Some(Ok(text)) => Some(text.to_owned()),
            Some(Err(_)) | None => None,
        };
        Some(Self {
            kind: IdentityKind::of(certificate.identity().kind())?,
            identity: certificate.identity().value().to_owned(),
            issuer: certificate.issuer().map(str::to_owned),
            repository_id: claim(fulcio::Claim::SourceRepositoryIdentifier),
            owner_id: claim(fulcio::Claim::SourceRepositoryOwnerIdentifier),
            source_repository: claim(fulcio::Claim::SourceRepositoryUri),
            source_ref: claim(fulcio::Claim::SourceRepositoryRef),
            runner: claim(fulcio::Claim::RunnerEnvironment),
            trigger: claim(fulcio::Claim::BuildTrigger),
            instance: certificate.added_instance().map(str::to_owned),
        })
    }
}

impl SignerFacts {
    /// The facts of a signer; `None` when its name is of a kind that no entry can ask for.
    pub fn of(signer: &Signer) -> Option<Self> {
        let known_by = match signer.kind() {
            SignerKind::Key { spki_sha256, .. } => KnownBy::Key(*spki_sha256),
            SignerKind::Certificate(certificate) => {
                KnownBy::Certificate(CertificateFacts::of(certificate)?)
            }
        };
        Some(Self {
            known_by,
            claim: signer.claim(),
        })
    }
}

/// What is known of the target, apart from its bytes. What is not known fits no scope that names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TargetFacts<'a> {
    /// Name of the file, without its folder.
    pub file_name: Option<&'a str>,
    /// Repository of the image, without tag and digest: `ghcr.io/acme/tool`.
    pub image: Option<&'a str>,
    /// The package as a package URL; its version, qualifiers and subpath are not compared.
    pub package: Option<&'a str>,
}

/// A signer seen before, to point out who could be taken for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownSigner {
    /// What the person knows them by: a label or the product they signed.
    pub label: String,
    /// Kind of the subject alternative name.
    pub kind: IdentityKind,
    /// The subject alternative name.
    pub identity: String,
    /// The login service.
    pub issuer: Option<String>,
}

/// Signers seen before.
#[derive(Clone, Debug, Default)]
pub struct KnownSigners {
    pub(crate) signers: Vec<KnownSigner>,
    pub(crate) names: Names,
}

impl KnownSigners {
    /// In any order; the same signer several times is one.
    pub fn new(signers: impl IntoIterator<Item = KnownSigner>) -> Self {
        let mut known = Self::default();
        let mut seen = HashSet::new();
        for signer in signers {
            if seen.insert((signer.kind, signer.identity.clone(), signer.issuer.clone())) {
                if let Some(parts) = NameParts::of(signer.kind, &signer.identity) {
                    known.names.add(signer.kind, &parts, known.signers.len());
                }
                known.signers.push(signer);
            }
        }
        known
    }

    /// They, each once.
    pub fn signers(&self) -> &[KnownSigner] {
        &self.signers
    }
}
