//! Values that exist only because checks held.

use whence_evidence::{
    Digest, UnixTime,
    certificate::{Certificate, SanKind},
    dsse::Envelope,
    fulcio::FulcioClaims,
    predicate::Release,
    statement::Statement,
};

use crate::{times::TokenHeld, tlog::PromiseHeld, trust::Instance};

/// A value that was proven by the engine's checks. Has no public constructor.
#[derive(Debug, Clone, PartialEq)]
pub struct Proven<T> {
    value: T,
}

impl<T> Proven<T> {
    /// Only the last step of [`crate::verify`] calls this, with every token in hand, and
    /// [`crate::verify_listed`], which adds one check to a proof that is there.
    pub(crate) const fn new(value: T) -> Self {
        Self { value }
    }

    /// The proven value.
    pub const fn value(&self) -> &T {
        &self.value
    }
}

/// Who signed, what kind of claim, and over what.
#[derive(Debug, Clone, PartialEq)]
pub struct Signer {
    pub(crate) kind: SignerKind,
    pub(crate) claim: Claim,
    pub(crate) covers: Covers,
    pub(crate) times: Vec<VerifiedTime>,
}

impl Signer {
    /// By certificate or by key.
    pub const fn kind(&self) -> &SignerKind {
        &self.kind
    }

    /// What kind of claim was signed.
    pub const fn claim(&self) -> Claim {
        self.claim
    }

    /// The same signer, shown to cover something else.
    pub(crate) fn covering(&self, covers: Covers) -> Self {
        Self {
            covers,
            ..self.clone()
        }
    }

    /// What the signature was shown to cover.
    pub const fn covers(&self) -> &Covers {
        &self.covers
    }

    /// The proven times, earliest first. Empty only for keys without any time source.
    pub fn times(&self) -> &[VerifiedTime] {
        &self.times
    }
}

/// How the signer is known.
#[derive(Debug, Clone, PartialEq)]
pub enum SignerKind {
    /// By a short-lived certificate that names an identity.
    Certificate(Box<CertificateIdentity>),
    /// By a public key.
    Key {
        /// The package registry whose key it is by the trust data; absent for a key that was given.
        registry: Option<&'static str>,
        /// SHA-256 of the key's SubjectPublicKeyInfo DER.
        spki_sha256: Digest,
        /// Name of the key's algorithm.
        algorithm: &'static str,
    },
}

/// What a verified Fulcio certificate says of its holder.
#[derive(Debug, Clone, PartialEq)]
pub struct CertificateIdentity {
    pub(crate) identity: Identity,
    pub(crate) issuer: Option<String>,
    pub(crate) instance: Instance,
    /// The name the instance was installed under.
    pub(crate) instance_name: Option<String>,
    pub(crate) claims: FulcioClaims,
    pub(crate) certificate: Certificate,
    pub(crate) release: Option<Release>,
}

/// The name in the certificates that GitHub signs its release records with.
pub const RELEASE_SERVICE: &str = "https://dotcom.releases.github.com";

impl CertificateIdentity {
    /// The subject alternative name.
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The login service (OIDC issuer) that vouched for the identity. GitHub release attestations
    /// carry none.
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// The instance whose authority issued the certificate. A name is worth what its instance is.
    pub const fn instance(&self) -> Instance {
        self.instance
    }

    /// The name of that instance when it is one the person added. One without a name has an empty one here, so
    /// that it never passes for one that is built in.
    pub fn added_instance(&self) -> Option<&str> {
        let name = self.instance_name.as_deref().unwrap_or_default();
        matches!(self.instance, Instance::Private { .. }).then_some(name)
    }

    /// The further claims of the certificate.
    pub const fn claims(&self) -> &FulcioClaims {
        &self.claims
    }

    /// What GitHub's release service, [`RELEASE_SERVICE`], says it released. Its certificate names nobody but
    /// itself, for releases of everybody; whose release it is stands in the record it signed.
    pub const fn release(&self) -> Option<&Release> {
        self.release.as_ref()
    }

    /// Takes the repository from a release record, when it is GitHub's own service that signed it: known by
    /// its name under GitHub's own instance, where no login service vouches for it.
    pub(crate) fn with_release(
        mut self,
        statement: Option<&Statement>,
        envelope: Option<&Envelope>,
    ) -> Self {
        let is_service = matches!(self.instance, Instance::GitHub { .. })
            && self.identity.kind == SanKind::Uri
            && self.identity.value == RELEASE_SERVICE
            && self.issuer.is_none();
        if let (true, Some(statement), Some(envelope)) = (is_service, statement, envelope)
            && Release::is_one(&statement.predicate_type)
        {
            self.release = statement
                .predicate(&envelope.payload)
                .and_then(Release::read);
        }
        self
    }

    /// The certificate itself.
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }
}

/// A subject alternative name: kind and value, compared together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub(crate) kind: SanKind,
    pub(crate) value: String,
}

impl Identity {
    /// URI, e-mail or other name.
    pub const fn kind(&self) -> SanKind {
        self.kind
    }

    /// The exact value.
    pub fn value(&self) -> &str {
        &self.value
    }
}

/// The kinds of claim, from the content type and the predicate type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Claim {
    /// A signature over the file itself.
    Signature,
    /// How the file was built (SLSA provenance).
    BuildRecord,
    /// What the file is made of (SBOM).
    PartsList,
    /// That a registry or forge published the file.
    PublishRecord,
    /// Any other statement about the file.
    Statement,
}

impl Claim {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::BuildRecord => "build-record",
            Self::PartsList => "parts-list",
            Self::PublishRecord => "publish-record",
            Self::Statement => "statement",
        }
    }
}

/// What the signature was shown to cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Covers {
    /// The file, by this digest; for a statement, through the subject at this position.
    Artifact {
        /// The digest that was compared.
        digest: Digest,
        /// Position among the statement's subjects; absent for a signature over the file itself.
        subject: Option<usize>,
    },
    /// The file through a line of a checksum list that is what was signed.
    Listed {
        /// Digest of the list that was compared.
        list: Digest,
        /// Digest of the file that was compared.
        digest: Digest,
        /// Number of the line, from 1.
        line: usize,
    },
    /// A folder, file by file.
    Folder {
        /// Files that are as listed.
        files: usize,
        /// Files that the signature leaves out, by its own word or as what version control keeps. The signatures in
        /// the folder are not among them.
        left_out: usize,
    },
    /// The statement alone: no file was compared.
    StatementAlone,
}

/// A time that something other than the signer vouches for.
///
/// ```compile_fail
/// // A time cannot be made up outside the engine.
/// fn forge(at: whence_evidence::UnixTime) -> whence_verify::VerifiedTime {
///     whence_verify::VerifiedTime { at, source: whence_verify::TimeSource::LogEntry(0) }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifiedTime {
    at: UnixTime,
    source: TimeSource,
}

impl VerifiedTime {
    /// The time of the entry at `position`, by the log's promise.
    pub(crate) const fn promised(_: &PromiseHeld, at: UnixTime, position: usize) -> Self {
        Self {
            at,
            source: TimeSource::LogEntry(position),
        }
    }

    /// The time of the token at `position`.
    pub(crate) const fn stamped(_: &TokenHeld, at: UnixTime, position: usize) -> Self {
        Self {
            at,
            source: TimeSource::Timestamp(position),
        }
    }

    /// The time.
    pub const fn at(&self) -> UnixTime {
        self.at
    }

    /// Who vouches for it.
    pub const fn source(&self) -> TimeSource {
        self.source
    }
}

/// What proved a time; positions count from 0 within the bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeSource {
    /// The log's signed promise (SET) of this entry.
    LogEntry(usize),
    /// This time-stamp token.
    Timestamp(usize),
}
