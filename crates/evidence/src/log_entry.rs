//! Bodies of transparency-log entries: what the log recorded (Rekor v1 types; Rekor v2 spec §4.3).

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::{
    Digest, HashAlgorithm, Unreadable, base64,
    json::{self, Base64, Bounded},
    limits, pem,
};

/// The body of an entry, read from its canonicalized JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// `kind` in the body.
    pub kind: Kind,
    /// What the entry says was signed.
    pub recorded: Digest,
    /// The signature the entry records; `intoto` 0.0.1 records none but the envelope it stands in.
    pub signature: Option<Vec<u8>>,
    /// Digest of the envelope's JSON as it was handed in, where nothing else records the signature.
    pub envelope: Option<Digest>,
    /// The certificate or key the entry records.
    pub verifier: Verifier,
    /// Content type of the envelope; `intoto` entries alone record it.
    pub payload_type: Option<String>,
}

/// The entry kinds this program reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `hashedrekord` 0.0.1: digest of a file.
    HashedRekordV1,
    /// `rekord` 0.0.1, the forerunner: digest of a file. Not for bundles.
    RekordV1,
    /// `dsse` 0.0.1: digest of an envelope's payload.
    DsseV1,
    /// `intoto` 0.0.1, the forerunner: digest of an envelope's JSON and of its payload. Not for bundles,
    /// which do not keep that JSON.
    IntotoV1,
    /// `intoto` 0.0.2: digest of an envelope's payload.
    IntotoV2,
    /// `hashedrekord` 0.0.2 of Rekor v2: digest of a file, or of an envelope's signed bytes.
    HashedRekordV2,
}

impl Kind {
    /// Kind and version as the log writes them.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::HashedRekordV1 => ("hashedrekord", "0.0.1"),
            Self::RekordV1 => ("rekord", "0.0.1"),
            Self::DsseV1 => ("dsse", "0.0.1"),
            Self::IntotoV1 => ("intoto", "0.0.1"),
            Self::IntotoV2 => ("intoto", "0.0.2"),
            Self::HashedRekordV2 => ("hashedrekord", "0.0.2"),
        }
    }

    /// Whether entries of this kind come from Rekor v2, which promises no time.
    pub const fn is_rekor_v2(self) -> bool {
        matches!(self, Self::HashedRekordV2)
    }
}

/// Who the entry says signed. DER bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verifier {
    /// A certificate.
    Certificate(Vec<u8>),
    /// A SubjectPublicKeyInfo.
    PublicKey(Vec<u8>),
}

impl Body {
    /// Reads a canonicalized body.
    ///
    /// # Errors
    /// [`UnreadableCode::UnknownFormat`] for a kind this program does not read, otherwise when the
    /// body is not what its kind demands.
    pub fn parse(body: &[u8]) -> Result<Self, Unreadable> {
        if body.len() > limits::EVIDENCE_BYTES {
            return Err(Unreadable::limit("entry body too large"));
        }
        let head: Head<'_> = json::read(body)?;
        match (head.kind.as_str(), head.api_version.as_str()) {
            ("hashedrekord", "0.0.1") => spec::<HashedRekordV1>(head.spec)?.into_body(),
            ("rekord", "0.0.1") => spec::<RekordV1>(head.spec)?.into_body(),
            ("dsse", "0.0.1") => spec::<DsseV1>(head.spec)?.into_body(),
            ("intoto", "0.0.1") => spec::<IntotoV1>(head.spec)?.into_body(),
            ("intoto", "0.0.2") => spec::<IntotoV2>(head.spec)?.into_body(),
            ("hashedrekord", "0.0.2") => spec::<HashedRekordV2>(head.spec)?.into_body(),
            _ => Err(Unreadable::unknown("an entry kind this program does not read").at("kind")),
        }
    }

    /// Kind and version as the body states them, whether or not this program reads that kind.
    ///
    /// # Errors
    /// When the body is not JSON with those members.
    pub fn stated_kind(body: &[u8]) -> Result<(String, String), Unreadable> {
        let head: Head<'_> = json::read(body)?;
        Ok((head.kind, head.api_version))
    }
}

fn spec<T: DeserializeOwned>(raw: &RawValue) -> Result<T, Unreadable> {
    json::read(raw.get().as_bytes()).map_err(|error| error.at("spec"))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Head<'a> {
    api_version: String,
    kind: String,
    #[serde(borrow)]
    spec: &'a RawValue,
}

/// A digest as algorithm name and hex.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HexDigest {
    algorithm: String,
    value: String,
}

impl HexDigest {
    fn read(&self, member: &str) -> Result<Digest, Unreadable> {
        HashAlgorithm::from_name(&self.algorithm)
            .and_then(|algorithm| Digest::from_hex(algorithm, &self.value))
            .ok_or_else(|| Unreadable::text("not a digest of a known algorithm").at(member))
    }
}

/// Rekor v1 wraps a PEM certificate or public key in base64.
fn verifier_in_pem(wrapped: &Base64, member: &str) -> Result<Verifier, Unreadable> {
    let text =
        std::str::from_utf8(&wrapped.0).map_err(|_| Unreadable::text("not PEM").at(member))?;
    let mut blocks = pem::blocks(text, 1).map_err(|error| error.at(member))?;
    match blocks.pop() {
        Some(("CERTIFICATE", der)) => Ok(Verifier::Certificate(der)),
        Some(("PUBLIC KEY", der)) => Ok(Verifier::PublicKey(der)),
        _ => Err(Unreadable::text("neither a certificate nor a public key").at(member)),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HashedRekordV1 {
    data: HashedData,
    signature: HashedSignature,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HashedData {
    hash: HexDigest,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct HashedSignature {
    content: Base64,
    public_key: HashedKey,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HashedKey {
    content: Base64,
}

impl HashedRekordV1 {
    fn into_body(self) -> Result<Body, Unreadable> {
        Ok(Body {
            kind: Kind::HashedRekordV1,
            recorded: self.data.hash.read("spec.data.hash")?,
            verifier: verifier_in_pem(
                &self.signature.public_key.content,
                "spec.signature.publicKey",
            )?,
            signature: Some(self.signature.content.0),
            envelope: None,
            payload_type: None,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RekordV1 {
    data: HashedData,
    signature: RekordSignature,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RekordSignature {
    content: Base64,
    format: String,
    public_key: HashedKey,
}

impl RekordV1 {
    fn into_body(self) -> Result<Body, Unreadable> {
        // The other formats are OpenPGP, minisign and SSH signatures.
        if self.signature.format != "x509" {
            return Err(
                Unreadable::unknown("a signature of another system").at("spec.signature.format")
            );
        }
        Ok(Body {
            kind: Kind::RekordV1,
            recorded: self.data.hash.read("spec.data.hash")?,
            verifier: verifier_in_pem(
                &self.signature.public_key.content,
                "spec.signature.publicKey",
            )?,
            signature: Some(self.signature.content.0),
            envelope: None,
            payload_type: None,
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DsseV1 {
    /// Of the envelope's JSON as it was submitted: cannot be computed again from a bundle.
    #[serde(rename = "envelopeHash")]
    _envelope_hash: HexDigest,
    payload_hash: HexDigest,
    signatures: Bounded<DsseV1Signature, { limits::LOG_ENTRIES }>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DsseV1Signature {
    signature: Base64,
    verifier: Base64,
}

/// The one signature of an entry; an entry over several cannot be bound to a bundle's.
fn only<T>(mut signatures: Vec<T>, member: &str) -> Result<T, Unreadable> {
    match (signatures.pop(), signatures.is_empty()) {
        (Some(signature), true) => Ok(signature),
        _ => Err(Unreadable::text("not exactly one signature").at(member)),
    }
}

impl DsseV1 {
    fn into_body(self) -> Result<Body, Unreadable> {
        let signature = only(self.signatures.0, "spec.signatures")?;
        Ok(Body {
            kind: Kind::DsseV1,
            recorded: self.payload_hash.read("spec.payloadHash")?,
            verifier: verifier_in_pem(&signature.verifier, "spec.signatures[0].verifier")?,
            signature: Some(signature.signature.0),
            envelope: None,
            payload_type: None,
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct IntotoV1 {
    content: IntotoDigests,
    public_key: Base64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct IntotoDigests {
    /// Of the envelope as it was submitted.
    hash: HexDigest,
    /// The first entries do without.
    payload_hash: Option<HexDigest>,
}

impl IntotoV1 {
    fn into_body(self) -> Result<Body, Unreadable> {
        let envelope = self.content.hash.read("spec.content.hash")?;
        let payload = self
            .content
            .payload_hash
            .map(|hash| hash.read("spec.content.payloadHash"))
            .transpose()?;
        Ok(Body {
            kind: Kind::IntotoV1,
            recorded: payload.unwrap_or(envelope),
            signature: None,
            envelope: Some(envelope),
            verifier: verifier_in_pem(&self.public_key, "spec.publicKey")?,
            payload_type: None,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IntotoV2 {
    content: IntotoContent,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct IntotoContent {
    envelope: IntotoEnvelope,
    /// Of the envelope as it was submitted, see [`DsseV1`].
    #[serde(rename = "hash")]
    _hash: HexDigest,
    payload_hash: HexDigest,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct IntotoEnvelope {
    /// Some early entries keep a copy of the payload; its digest beside it is what counts.
    #[serde(rename = "payload")]
    _payload: Option<String>,
    payload_type: String,
    signatures: Bounded<IntotoSignature, { limits::LOG_ENTRIES }>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct IntotoSignature {
    /// The key id of the envelope's signature; a hint.
    #[serde(rename = "keyid")]
    _keyid: Option<String>,
    public_key: Base64,
    /// Base64 of the envelope's own base64.
    sig: Base64,
}

impl IntotoV2 {
    fn into_body(self) -> Result<Body, Unreadable> {
        let envelope = self.content.envelope;
        let signature = only(envelope.signatures.0, "spec.content.envelope.signatures")?;
        let member = "spec.content.envelope.signatures[0].sig";
        let inner = std::str::from_utf8(&signature.sig.0)
            .map_err(|_| Unreadable::text("not base64 inside base64").at(member))?;
        Ok(Body {
            kind: Kind::IntotoV2,
            recorded: self.content.payload_hash.read("spec.content.payloadHash")?,
            signature: Some(base64::decode(inner).map_err(|error| error.at(member))?),
            envelope: None,
            verifier: verifier_in_pem(
                &signature.public_key,
                "spec.content.envelope.signatures[0].publicKey",
            )?,
            payload_type: Some(envelope.payload_type),
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HashedRekordV2 {
    #[serde(rename = "hashedRekordV002")]
    record: RecordV2,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordV2 {
    data: DataV2,
    signature: SignatureV2,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DataV2 {
    algorithm: String,
    digest: Base64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignatureV2 {
    content: Base64,
    verifier: VerifierV2,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct VerifierV2 {
    /// The algorithm the log recorded; the engine takes it from the key itself.
    #[serde(rename = "keyDetails")]
    _key_details: String,
    x509_certificate: Option<RawV2>,
    public_key: Option<RawV2>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawV2 {
    raw_bytes: Base64,
}

impl HashedRekordV2 {
    fn into_body(self) -> Result<Body, Unreadable> {
        let RecordV2 { data, signature } = self.record;
        let recorded = HashAlgorithm::from_protobuf_name(&data.algorithm)
            .and_then(|algorithm| Digest::new(algorithm, &data.digest.0))
            .ok_or_else(|| {
                Unreadable::text("not a digest of a known algorithm")
                    .at("spec.hashedRekordV002.data")
            })?;
        let verifier = match (
            signature.verifier.x509_certificate,
            signature.verifier.public_key,
        ) {
            (Some(certificate), None) => Verifier::Certificate(certificate.raw_bytes.0),
            (None, Some(key)) => Verifier::PublicKey(key.raw_bytes.0),
            _ => {
                return Err(Unreadable::text("not exactly one of certificate and key")
                    .at("spec.hashedRekordV002.signature.verifier"));
            }
        };
        Ok(Body {
            kind: Kind::HashedRekordV2,
            recorded,
            signature: Some(signature.content.0),
            envelope: None,
            verifier,
            payload_type: None,
        })
    }
}
