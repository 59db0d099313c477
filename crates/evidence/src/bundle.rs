//! Sigstore bundles, all versions (`sigstore_bundle.proto` of the protobuf specs). The other forms of
//! [`crate::forms`] are brought into the same value.
//!
//! Parsing settles the JSON only. Which members a version allows or demands is for the engine to
//! record, so both members of a one-of are kept when both are there.

use serde::Deserialize;

use crate::{
    Unreadable,
    certificate::ObjectIdentifier,
    common::{Chain, LogId, Raw},
    dsse,
    json::{self, Base64, Bounded, Count},
    limits,
    timestamp::{SignedAttributes, SignerIdentifier},
};

/// A bundle as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The form it was written in.
    pub form: Form,
    /// The media type as written; empty when absent.
    pub media_type: String,
    /// The version it stands for; `None` for a media type this program does not know.
    pub version: Option<Version>,
    /// `publicKey.hint`: the bundle was made with a key of one's own.
    pub public_key_hint: Option<String>,
    /// `x509CertificateChain`: DER certificates, signer first.
    pub certificate_chain: Option<Vec<Vec<u8>>>,
    /// `certificate`: the signer's DER certificate.
    pub certificate: Option<Vec<u8>>,
    /// Transparency-log entries, as listed.
    pub log_entries: Vec<LogEntry>,
    /// RFC 3161 responses (DER), as listed.
    pub timestamps: Vec<Vec<u8>>,
    /// `messageSignature`.
    pub message: Option<MessageSignature>,
    /// `dsseEnvelope`.
    pub envelope: Option<dsse::Envelope>,
    /// What [`Self::message`] is over, when that is not the file itself but a payload that names it.
    pub image_payload: Option<Vec<u8>>,
    /// The object of Git that the signature stands in. The message is then the attributes in it.
    pub git: Option<Box<GitSignature>>,
}

/// What a signature in an object of Git is made over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitSignature {
    /// The object with its signature.
    pub object: Vec<u8>,
    /// The object without it: what the attributes must give the digest of.
    pub signed: Vec<u8>,
    /// How many signed; one is right.
    pub signers: usize,
    /// Which certificate is the signer's.
    pub sid: SignerIdentifier,
    /// The digest algorithm the attributes are said to use.
    pub digest_algorithm: ObjectIdentifier,
    /// What is signed.
    pub attributes: SignedAttributes,
}

/// The forms that evidence is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A Sigstore bundle by itself, or on a line of JSON Lines.
    Bundle,
    /// A bundle in the npm registry's answer.
    NpmAttestation,
    /// A bundle in GitHub's answer.
    GitHubAttestation,
    /// A bundle in RubyGems' answer.
    RubyGemsAttestation,
    /// An attestation of PEP 740.
    PyPiAttestation,
    /// cosign's own JSON of `--bundle` before version 3.
    CosignBlobBundle,
    /// A payload that cosign attached to a container image, with signature, certificate and entry beside it.
    CosignSignature,
    /// An envelope that cosign attached to a container image, with certificate and entry beside it.
    CosignAttestation,
    /// An entry of a transparency log by itself.
    LogEntry,
    /// A DSSE envelope by itself, with or without the certificate beside its signature.
    Envelope,
    /// A signature file, with or without a certificate file.
    Detached,
    /// A commit or tag of Git with a signature of gitsign in it.
    GitObject,
}

impl Form {
    /// All forms.
    pub const ALL: [Self; 12] = [
        Self::Bundle,
        Self::NpmAttestation,
        Self::GitHubAttestation,
        Self::RubyGemsAttestation,
        Self::PyPiAttestation,
        Self::CosignBlobBundle,
        Self::CosignSignature,
        Self::CosignAttestation,
        Self::LogEntry,
        Self::Envelope,
        Self::Detached,
        Self::GitObject,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bundle => "bundle",
            Self::NpmAttestation => "npm-attestation",
            Self::GitHubAttestation => "github-attestation",
            Self::RubyGemsAttestation => "rubygems-attestation",
            Self::PyPiAttestation => "pypi-attestation",
            Self::CosignBlobBundle => "cosign-blob-bundle",
            Self::CosignSignature => "cosign-signature",
            Self::CosignAttestation => "cosign-attestation",
            Self::LogEntry => "log-entry",
            Self::Envelope => "envelope",
            Self::Detached => "detached-signature",
            Self::GitObject => "git-object",
        }
    }

    /// Whether it holds a Sigstore bundle as it is, so that the bundle's version decides.
    pub const fn is_bundle(self) -> bool {
        matches!(
            self,
            Self::Bundle
                | Self::NpmAttestation
                | Self::GitHubAttestation
                | Self::RubyGemsAttestation
        )
    }
}

/// The bundle versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 0.1.
    V0_1,
    /// 0.2.
    V0_2,
    /// 0.3, in either spelling of the media type.
    V0_3,
}

impl Version {
    /// `0.1`, `0.2` or `0.3`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V0_1 => "0.1",
            Self::V0_2 => "0.2",
            Self::V0_3 => "0.3",
        }
    }

    /// Exact spellings only: another one may mean something else.
    fn from_media_type(media_type: &str) -> Option<Self> {
        match media_type {
            "application/vnd.dev.sigstore.bundle+json;version=0.1" => Some(Self::V0_1),
            "application/vnd.dev.sigstore.bundle+json;version=0.2" => Some(Self::V0_2),
            "application/vnd.dev.sigstore.bundle+json;version=0.3"
            | "application/vnd.dev.sigstore.bundle.v0.3+json" => Some(Self::V0_3),
            _ => None,
        }
    }
}

/// A signature over a file itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageSignature {
    /// Digest of the file as the bundle states it: algorithm in protobuf spelling, and value. Not
    /// signed, a hint only.
    pub digest: Option<(String, Vec<u8>)>,
    /// The signature.
    pub signature: Vec<u8>,
}

/// A transparency-log entry (`TransparencyLogEntry` of `sigstore_rekor.proto`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Index over all shards of the log.
    pub log_index: u64,
    /// Id of the log.
    pub log_id: Vec<u8>,
    /// Kind as stated beside the body.
    pub kind: String,
    /// Version of the kind as stated beside the body.
    pub version: String,
    /// Seconds since 1970; 0 when absent. Worth something only under a SET.
    pub integrated_time: u64,
    /// The log's signed promise (SET).
    pub set: Option<Vec<u8>>,
    /// The inclusion proof.
    pub proof: Option<InclusionProof>,
    /// The canonicalized body: the leaf of the log.
    pub body: Vec<u8>,
}

/// An inclusion proof as written; size and root count only as far as the checkpoint confirms them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof {
    /// Index within the shard.
    pub log_index: u64,
    /// Root hash as stated; empty when absent.
    pub root_hash: Vec<u8>,
    /// Tree size as stated.
    pub tree_size: u64,
    /// Sibling hashes from leaf to root.
    pub hashes: Vec<Vec<u8>>,
    /// The signed checkpoint.
    pub checkpoint: Option<String>,
}

impl Bundle {
    /// Reads a bundle.
    ///
    /// # Errors
    /// When it is not JSON of this shape, exceeds [`limits`], or carries broken base64.
    pub fn parse(bytes: &[u8]) -> Result<Self, Unreadable> {
        let wire: wire::Bundle = json::parse(bytes, limits::EVIDENCE_BYTES)?;
        let material = wire.verification_material.unwrap_or_default();
        let media_type = wire.media_type.unwrap_or_default();
        Ok(Self {
            form: Form::Bundle,
            version: Version::from_media_type(&media_type),
            media_type,
            public_key_hint: material.public_key.map(|key| key.hint.unwrap_or_default()),
            certificate_chain: material.x509_certificate_chain.map(Chain::certificates),
            certificate: material.certificate.map(Raw::bytes),
            log_entries: material
                .tlog_entries
                .unwrap_or_default()
                .0
                .into_iter()
                .map(LogEntry::from)
                .collect(),
            timestamps: material
                .timestamp_verification_data
                .and_then(|data| data.rfc3161_timestamps)
                .unwrap_or_default()
                .0
                .into_iter()
                .map(|stamp| stamp.signed_timestamp.unwrap_or_default().0)
                .collect(),
            message: wire.message_signature.map(|message| MessageSignature {
                digest: message.message_digest.and_then(|digest| {
                    let value = present(digest.digest)?;
                    Some((digest.algorithm.unwrap_or_default(), value))
                }),
                signature: message.signature.unwrap_or_default().0,
            }),
            envelope: wire.dsse_envelope.map(|envelope| dsse::Envelope {
                payload: envelope.payload.unwrap_or_default().0,
                payload_type: envelope.payload_type.unwrap_or_default(),
                signatures: envelope
                    .signatures
                    .unwrap_or_default()
                    .0
                    .into_iter()
                    .map(|signature| dsse::Signature {
                        sig: signature.sig.unwrap_or_default().0,
                        keyid: signature.keyid.unwrap_or_default(),
                    })
                    .collect(),
                exact: None,
            }),
            image_payload: None,
            git: None,
        })
    }

    /// Evidence of another form, with nothing in it yet.
    pub(crate) const fn empty(form: Form) -> Self {
        Self {
            form,
            media_type: String::new(),
            version: None,
            public_key_hint: None,
            certificate_chain: None,
            certificate: None,
            log_entries: Vec::new(),
            timestamps: Vec::new(),
            message: None,
            envelope: None,
            image_payload: None,
            git: None,
        }
    }

    /// The signer's certificate: `certificate`, else the first of the chain.
    pub fn leaf(&self) -> Option<&[u8]> {
        self.certificate
            .as_ref()
            .or_else(|| self.certificate_chain.as_ref()?.first())
            .map(Vec::as_slice)
    }

    /// The signature that is logged and time-stamped: the message's, else the envelope's first.
    pub fn signature(&self) -> Option<&[u8]> {
        match (&self.message, &self.envelope) {
            (Some(message), _) => Some(&message.signature),
            (None, Some(envelope)) => envelope
                .signatures
                .first()
                .map(|first| first.sig.as_slice()),
            (None, None) => None,
        }
    }
}

/// A member that is there and not empty: of bytes, the two are one in protobuf (proto3, *field presence*).
fn present(bytes: Option<Base64>) -> Option<Vec<u8>> {
    bytes.map(|bytes| bytes.0).filter(|bytes| !bytes.is_empty())
}

impl From<wire::LogEntry> for LogEntry {
    fn from(entry: wire::LogEntry) -> Self {
        let (kind, version) = entry.kind_version.map_or_else(Default::default, |kind| {
            (
                kind.kind.unwrap_or_default(),
                kind.version.unwrap_or_default(),
            )
        });
        Self {
            log_index: entry.log_index.unwrap_or_default().0,
            log_id: entry.log_id.map(LogId::bytes).unwrap_or_default(),
            kind,
            version,
            integrated_time: entry.integrated_time.unwrap_or_default().0,
            set: entry
                .inclusion_promise
                .and_then(|promise| present(promise.signed_entry_timestamp)),
            proof: entry.inclusion_proof.map(|proof| InclusionProof {
                log_index: proof.log_index.unwrap_or_default().0,
                root_hash: proof.root_hash.unwrap_or_default().0,
                tree_size: proof.tree_size.unwrap_or_default().0,
                hashes: proof
                    .hashes
                    .unwrap_or_default()
                    .0
                    .into_iter()
                    .map(|hash| hash.0)
                    .collect(),
                checkpoint: proof
                    .checkpoint
                    .map(|checkpoint| checkpoint.envelope.unwrap_or_default()),
            }),
            body: entry.canonicalized_body.unwrap_or_default().0,
        }
    }
}

/// The JSON itself. In proto3 every member may be absent or null, which means its default.
pub(crate) mod wire {
    use super::{Base64, Bounded, Count, Deserialize, limits};
    use crate::common::{Chain, LogId, Raw};

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct Bundle {
        pub(super) media_type: Option<String>,
        pub(super) verification_material: Option<VerificationMaterial>,
        pub(super) message_signature: Option<MessageSignature>,
        pub(super) dsse_envelope: Option<Envelope>,
    }

    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct VerificationMaterial {
        pub(super) public_key: Option<PublicKey>,
        pub(super) x509_certificate_chain: Option<Chain>,
        pub(super) certificate: Option<Raw>,
        pub(super) tlog_entries: Option<Bounded<LogEntry, { limits::LOG_ENTRIES }>>,
        pub(super) timestamp_verification_data: Option<Timestamps>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct PublicKey {
        pub(super) hint: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Timestamps {
        #[serde(rename = "rfc3161Timestamps")]
        pub(super) rfc3161_timestamps: Option<Bounded<Timestamp, { limits::TIMESTAMPS }>>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct Timestamp {
        pub(super) signed_timestamp: Option<Base64>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(crate) struct LogEntry {
        pub(super) log_index: Option<Count>,
        pub(super) log_id: Option<LogId>,
        pub(super) kind_version: Option<KindVersion>,
        pub(super) integrated_time: Option<Count>,
        pub(super) inclusion_promise: Option<InclusionPromise>,
        pub(super) inclusion_proof: Option<InclusionProof>,
        pub(super) canonicalized_body: Option<Base64>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct KindVersion {
        pub(super) kind: Option<String>,
        pub(super) version: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct InclusionPromise {
        pub(super) signed_entry_timestamp: Option<Base64>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct InclusionProof {
        pub(super) log_index: Option<Count>,
        pub(super) root_hash: Option<Base64>,
        pub(super) tree_size: Option<Count>,
        pub(super) hashes: Option<Bounded<Base64, { limits::INCLUSION_HASHES }>>,
        pub(super) checkpoint: Option<Checkpoint>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Checkpoint {
        pub(super) envelope: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct MessageSignature {
        pub(super) message_digest: Option<MessageDigest>,
        pub(super) signature: Option<Base64>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct MessageDigest {
        pub(super) algorithm: Option<String>,
        pub(super) digest: Option<Base64>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct Envelope {
        pub(super) payload: Option<Base64>,
        pub(super) payload_type: Option<String>,
        /// Bounded like the other lists of a bundle; the engine then demands exactly one.
        pub(super) signatures: Option<Bounded<Signature, { limits::LOG_ENTRIES }>>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Signature {
        pub(super) sig: Option<Base64>,
        pub(super) keyid: Option<String>,
    }
}
