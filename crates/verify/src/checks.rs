//! What a verification leaves behind: one [`Check`] for each thing that was looked at, in the fixed
//! order of the engine. A failed check is a value; only [`crate::Proven`] decides.

use whence_evidence::{Digest, UnixTime, Window};

/// One recorded check.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Which check.
    pub id: CheckId,
    /// Which piece of the evidence it is about.
    pub about: About,
    /// Whether the verdict depends on it here.
    pub gate: Gate,
    /// How it came out.
    pub status: Status,
    /// What was compared or found.
    pub evidence: Vec<Item>,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Made, and it held.
    Held,
    /// Made, and it did not hold.
    Failed(Code),
    /// Not made because something is missing or not supported.
    Missing(Code),
    /// Not made because a check it builds on did not hold.
    Blocked(CheckId),
    /// Not made because this kind of evidence has no need of it.
    NotNeeded,
}

/// Whether the verdict depends on a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// It must hold.
    Required,
    /// It is recorded and shown; the verdict does not depend on it.
    Informational,
}

/// Which piece of the evidence a check is about. Positions count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The evidence as a whole.
    Whole,
    /// A transparency-log entry.
    Entry(usize),
    /// A time-stamp token.
    Timestamp(usize),
    /// A signed certificate timestamp.
    Sct(usize),
}

/// A labelled value recorded with a check.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What the value is; message `item-{label}` names it.
    pub label: &'static str,
    /// The value.
    pub value: Value,
}

/// A recorded value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A digest.
    Digest(Digest),
    /// Other bytes, shown in hex.
    Bytes(Vec<u8>),
    /// A point in time.
    Time(UnixTime),
    /// A span of time.
    Window(Window),
    /// A count or an index.
    Number(u64),
    /// Text from the evidence: show it only as text from outside.
    Outside(String),
    /// One of our own names: an algorithm, a kind, a file position.
    Name(&'static str),
}

macro_rules! check_ids {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, [$($spec:literal),*];)+) => {
        /// The checks, in the order of `docs/VERIFICATION.md`. Names are stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum CheckId { $($(#[doc = $doc])+ $variant,)+ }

        impl CheckId {
            /// All checks.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Sections of the specifications the check follows.
            pub const fn spec(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($spec),*],)+ }
            }
        }
    };
}

check_ids! {
    /// File, counts and sizes are within limits.
    InputLimits = "input.limits", [];
    /// One UTF-8 JSON document without duplicate or unknown members.
    JsonStrict = "json.strict", ["Protobuf JSON mapping", "RFC 8259 §4"];
    /// The form of the evidence, for bundles their media type, is one this program reads.
    BundleMediaType = "bundle.media_type", ["Sigstore bundle format"];
    /// Exactly one content and exactly one kind of key material.
    BundleOneof = "bundle.oneof", ["Sigstore bundle format"];
    /// The evidence carries what its form and version demand.
    BundleVersionShape = "bundle.version_shape", ["Sigstore bundle format", "client spec §4.1"];
    /// The chain starts with a signer; further certificates are only hints.
    ChainSuperfluous = "chain.superfluous", ["Sigstore bundle format", "client spec §4.2"];
    /// Which trust data applies.
    RootInstanceChoice = "root.instance_choice", [];
    /// The trust data is not older than the person allows.
    RootAge = "root.age", [];
    /// The authority in the trust data is sound from the issuing certificate up to its last one.
    RootPrepare = "root.prepare", ["RFC 5280 §6", "client spec §4.3"];
    /// The signing certificate is well-formed.
    LeafParse = "leaf.parse", ["RFC 5280 §4.1"];
    /// The log that made the entry is one the trust data names.
    TlogLog = "tlog.log", ["client spec §4.4"];
    /// The entry is of a kind this program reads and says so consistently.
    TlogBodyKind = "tlog.body_kind", ["Rekor v2 spec §4.3", "client spec §4.4"];
    /// The log's signed promise (SET) covers this entry, index and time.
    TlogSet = "tlog.set", ["client spec §4.4", "RFC 8785"];
    /// The checkpoint follows the signed-note grammar.
    TlogCheckpointFormat = "tlog.checkpoint_format", ["C2SP tlog-checkpoint", "C2SP signed-note"];
    /// The log signed the checkpoint.
    TlogCheckpointSig = "tlog.checkpoint_sig", ["C2SP tlog-checkpoint", "C2SP signed-note"];
    /// Log id, checkpoint and proof speak of one log and one tree.
    TlogLogBinding = "tlog.log_binding", ["client spec §4.4"];
    /// The inclusion proof leads from the entry to the root the log signed.
    TlogInclusion = "tlog.inclusion", ["RFC 9162 §2.1.3.2"];
    /// Signatures of witnesses on the checkpoint.
    TlogWitness = "tlog.witness", ["C2SP tlog-cosignature"];
    /// The log's key was in use at the time.
    TlogWindow = "tlog.window", ["client spec §4.4"];
    /// Enough log entries hold.
    TlogThreshold = "tlog.threshold", ["client spec §4.4"];
    /// The time-stamp response was granted and carries a token.
    TspStatus = "tsp.status", ["RFC 3161 §2.4.2"];
    /// The time stamp is over exactly this signature.
    TspImprint = "tsp.imprint", ["RFC 3161 §2.4.2"];
    /// One signer, and it is a service the trust data names.
    TspSigner = "tsp.signer", ["RFC 5652 §5.3", "RFC 3161 §2.4.2"];
    /// The signed attributes name this content.
    TspAttrs = "tsp.attrs", ["RFC 5652 §5.4, §11"];
    /// The time service's signature holds.
    TspSignature = "tsp.signature", ["RFC 5652 §5.6"];
    /// The token names the certificate that signed it.
    TspEss = "tsp.ess", ["RFC 3161 §2.4.1", "RFC 5035 §5"];
    /// The service's certificate is made for time stamping.
    TspCert = "tsp.cert", ["RFC 3161 §2.3"];
    /// The time lies within the service's validity.
    TspWindow = "tsp.window", ["client spec §4.3"];
    /// Each source of time that was found.
    TimeSources = "time.sources", ["client spec §4.3"];
    /// Enough independent sources prove a time.
    TimeThreshold = "time.threshold", ["client spec §4.3"];
    /// No proven time lies in the future.
    TimeFuture = "time.future", [];
    /// A certificate authority of the trust data issued the signing certificate.
    ChainPath = "chain.path", ["RFC 5280 §6.1", "client spec §4.3"];
    /// The authority's signature on the signing certificate holds.
    ChainSignatures = "chain.signatures", ["RFC 5280 §6.1.3"];
    /// CA flags, path lengths and critical extensions are in order.
    ChainConstraints = "chain.constraints", ["RFC 5280 §6.1.4"];
    /// The certificate is made for code signing.
    ChainEku = "chain.eku", ["RFC 5280 §4.2.1.12", "Fulcio certificate spec §7"];
    /// Signing certificate and authority were valid at every proven time.
    ChainTime = "chain.time", ["client spec §4.3"];
    /// The signing certificate has the shape Fulcio gives.
    LeafProfile = "leaf.profile", ["Fulcio certificate spec §7.3"];
    /// The login service named in the certificate is readable and unambiguous.
    IssuerRead = "issuer.read", ["Fulcio OID information"];
    /// The certificate carries proof that it was publicly logged (SCT).
    SctPresent = "sct.present", ["RFC 6962 §3.3", "client spec §4.3"];
    /// The certificate log is one the trust data names, in use at that time.
    SctLog = "sct.log", ["RFC 6962 §3.2"];
    /// The certificate log's signature holds.
    SctSignature = "sct.signature", ["RFC 6962 §3.2"];
    /// The key to check with was given, and the bundle's hint does not name another.
    KeyHint = "key.hint", ["Sigstore bundle format"];
    /// The key was valid at every proven time, and there is one.
    KeyWindow = "key.window", ["Sigstore trusted root"];
    /// The signature algorithm fits the key and is supported.
    SigAlgorithm = "sig.algorithm", ["Sigstore algorithm registry"];
    /// The envelope has exactly one signature.
    DsseOneSignature = "dsse.one_signature", ["client spec §4.5"];
    /// The envelope's content type is in-toto.
    DsseType = "dsse.type", ["DSSE protocol", "in-toto attestation spec"];
    /// The envelope's signature holds over the payload.
    DssePae = "dsse.pae", ["DSSE protocol"];
    /// The payload is an in-toto statement.
    IntotoStatement = "intoto.statement", ["in-toto attestation spec"];
    /// The statement names exactly this file.
    IntotoSubject = "intoto.subject", ["in-toto attestation spec"];
    /// The statement lists the files of a folder in a way this program reads.
    ModelManifest = "model.manifest", ["OpenSSF Model Signing 1.0"];
    /// The digest of the statement's subject is that of the listed files together.
    ModelRoot = "model.root", ["OpenSSF Model Signing 1.0"];
    /// Every listed file is in the folder and as listed, and no other is.
    ModelFiles = "model.files", ["OpenSSF Model Signing 1.0"];
    /// One signer signed the object of Git, and the certificate with it is that signer's.
    GitSigner = "git.signer", ["RFC 5652 §5.3", "gitsign"];
    /// What is signed is the digest of exactly this object without its signature.
    GitObject = "git.object", ["RFC 5652 §5.4, §11", "gitsign"];
    /// The signature holds over exactly this file.
    SigMessage = "sig.message", ["client spec §4.5"];
    /// The signed payload is one of cosign's and names exactly this image.
    ImagePayload = "image.payload", ["cosign SIGNATURE_SPEC"];
    /// The digest written in the bundle is that of this file.
    MessageDigest = "message.digest", ["Sigstore bundle format"];
    /// The log entry records this signature.
    EntrySignature = "entry.signature", ["client spec §4.4", "Rekor v2 spec §6.1.4"];
    /// The log entry records this certificate or key.
    EntryKey = "entry.key", ["client spec §4.4", "Rekor v2 spec §6.1.4"];
    /// The log entry records this content.
    EntryDigest = "entry.digest", ["client spec §4.4", "Rekor v2 spec §6.1.4"];
    /// The signed checksum list names this file with its digest.
    ListLine = "list.line", [];
}

/// What a code means for the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// A definite no: *failed*.
    No,
    /// Something needed is missing: *could not check*.
    Missing,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $family:ident;)+) => {
        /// Why a check did not hold or was not made. Names are stable and each has a heading in
        /// `docs/VERDICTS.md`. The order is that of precedence among several failures: the most
        /// telling first.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it means for the verdict.
            pub const fn family(self) -> Family {
                match self { $(Self::$variant => Family::$family,)+ }
            }
        }
    };
}

codes! {
    /// The signature, or the statement's subject, is for other bytes than this file's.
    FileMismatch = "file-mismatch", No;
    /// The checksum list names this file with another digest.
    ChecksumMismatch = "checksum-mismatch", No;
    /// The checksum list names this file twice, with different digests.
    ChecksumAmbiguous = "checksum-ambiguous", No;
    /// The files of a folder are not those that were signed: changed, missing or more.
    FolderMismatch = "folder-mismatch", No;
    /// The signature does not hold over what it claims to cover.
    SignatureInvalid = "signature-invalid", No;
    /// The log entry records another signature, certificate, key or content.
    LogEntryAboutSomethingElse = "log-entry-about-something-else", No;
    /// A certificate of the chain is not signed by the next, or may not issue.
    ChainBroken = "chain-broken", No;
    /// A certificate was not valid at a proven time.
    CertificateOutsideDates = "certificate-outside-dates", No;
    /// The certificate is not made for code signing, or has not the shape of a signer's.
    CertificateWrongUse = "certificate-wrong-use", No;
    /// The login service in the certificate is unreadable or named twice, differently.
    IssuerContradiction = "issuer-contradiction", No;
    /// The certificate carries no proof that it was publicly logged.
    IssuanceProofMissing = "issuance-proof-missing", No;
    /// The proof that the certificate was publicly logged does not hold.
    IssuanceProofInvalid = "issuance-proof-invalid", No;
    /// The evidence carries no log entry, or an entry without its proof.
    LogProofMissing = "log-proof-missing", No;
    /// The proof of inclusion in the log does not hold.
    LogProofInvalid = "log-proof-invalid", No;
    /// A signature of the log does not hold.
    LogSignatureInvalid = "log-signature-invalid", No;
    /// The log's key was not in use at that time.
    LogOutsideDates = "log-outside-dates", No;
    /// A time stamp of a known service does not hold.
    TimestampInvalid = "timestamp-invalid", No;
    /// A time stamp lies outside its service's validity.
    TimestampServiceOutsideDates = "timestamp-service-outside-dates", No;
    /// Nothing proves when the signature was made.
    SigningTimeMissing = "signing-time-missing", No;
    /// A proven time lies after the moment of checking.
    SigningTimeInFuture = "signing-time-in-future", No;
    /// A proven time lies outside the validity of the given key.
    KeyOutsideDates = "key-outside-dates", No;
    /// The evidence was made with another key than the one given.
    KeyMismatch = "key-mismatch", No;
    /// The statement names no file at all.
    StatementWithoutSubject = "statement-without-subject", No;
    /// The signed content is not the statement its type promises.
    StatementUnreadable = "statement-unreadable", No;
    /// Two parts of the evidence contradict each other.
    EvidenceContradiction = "evidence-contradiction", No;
    /// The evidence lacks or exceeds what its version demands.
    EvidenceIncomplete = "evidence-incomplete", No;
    /// The same proof is listed twice.
    EvidenceDuplicated = "evidence-duplicated", No;
    /// The signature belongs to a file that was not given.
    NeedsFile = "needs-file", Missing;
    /// The signature can only be checked against the file itself, not against a digest.
    NeedsFileBytes = "needs-file-bytes", Missing;
    /// The checksum list does not name this file.
    ChecksumAbsent = "checksum-absent", Missing;
    /// The checksum list has the digest of this file under the name of another.
    ChecksumOtherName = "checksum-other-name", Missing;
    /// The checksum list gives this file only digests that prove nothing any more.
    ChecksumWeak = "checksum-weak", Missing;
    /// The evidence was made with a key that was not given.
    NeedsKey = "needs-key", Missing;
    /// The form of the signature has no place for a signing time, and a certificate needs one.
    SigningTimeNotIncluded = "signing-time-not-included", Missing;
    /// The trust data is older than the person allows.
    TrustDataTooOld = "trust-data-too-old", Missing;
    /// The signing service is not one the trust data names.
    SigningServiceUnknown = "signing-service-unknown", Missing;
    /// The log is not one the trust data names.
    LogUnknown = "log-unknown", Missing;
    /// The time service is not one the trust data names.
    TimeServiceUnknown = "time-service-unknown", Missing;
    /// The trust data's own chain does not hold.
    TrustDataBroken = "trust-data-broken", Missing;
    /// The algorithm is not one this program checks.
    AlgorithmUnsupported = "algorithm-unsupported", Missing;
    /// The kind or version of the evidence is not one this program reads.
    FormatUnsupported = "format-unsupported", Missing;
    /// A part of the evidence cannot be read.
    EvidenceUnreadable = "evidence-unreadable", Missing;
    /// The evidence exceeds a limit of this program.
    LimitExceeded = "limit-exceeded", Missing;
}

impl Status {
    /// Of a check that could be made: held, or failed for this reason.
    pub(crate) const fn held_or(holds: bool, code: Code) -> Self {
        if holds {
            Self::Held
        } else {
            Self::Failed(code)
        }
    }

    /// The code, when there is one.
    pub const fn code(self) -> Option<Code> {
        match self {
            Self::Failed(code) | Self::Missing(code) => Some(code),
            Self::Held | Self::Blocked(_) | Self::NotNeeded => None,
        }
    }
}

/// The record of one verification, filled in order.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    checks: Vec<Check>,
}

impl Trace {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self {
            checks: Vec::with_capacity(capacity),
        }
    }

    pub(crate) fn record(
        &mut self,
        id: CheckId,
        about: About,
        gate: Gate,
        status: Status,
        evidence: Vec<Item>,
    ) {
        self.checks.push(Check {
            id,
            about,
            gate,
            status,
            evidence,
        });
    }

    /// Takes the verdict off the checks that `which` picks; they stay on record.
    pub(crate) fn make_informational(&mut self, which: impl Fn(&Check) -> bool) {
        for check in self.checks.iter_mut().filter(|check| which(check)) {
            check.gate = Gate::Informational;
        }
    }

    pub(crate) fn into_checks(self) -> Vec<Check> {
        self.checks
    }

    pub(crate) fn checks(&self) -> &[Check] {
        &self.checks
    }
}

/// Shorthand for an [`Item`].
pub(crate) const fn item(label: &'static str, value: Value) -> Item {
    Item { label, value }
}
