//! RFC 3161 time-stamp responses and tokens, a narrow reading of CMS (RFC 5652).
//!
//! DER only, except that the members of a SET OF may stand in any order: signers are known to leave
//! them unsorted, and what is signed is kept as it was written.

use crate::{
    Place, UnixTime, Unreadable, UnreadableCode,
    certificate::{AlgorithmIdentifier, ObjectIdentifier, algorithm_identifier},
    der_reader::{Element, Reader, generalized_time, tag},
    limits,
};

/// Object identifiers of digests, and of the parts of a token.
pub mod oid {
    use super::ObjectIdentifier;

    /// SHA-1, recognised so that it can be refused by name.
    pub const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
    /// SHA-256.
    pub const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
    /// SHA-384.
    pub const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
    /// SHA-512.
    pub const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
    /// Content of a token: `TSTInfo`.
    pub const TST_INFO: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

    pub(super) const SIGNED_DATA: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
    pub(super) const CONTENT_TYPE: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
    pub(super) const MESSAGE_DIGEST: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
    pub(super) const SIGNING_CERTIFICATE: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
    pub(super) const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
}

/// What a time-stamping authority answered (RFC 3161 §2.4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampResponse {
    /// PKIStatus: 0 granted, 1 granted with modifications, above that no token.
    pub status: u32,
    /// The token, when there is one.
    pub token: Option<TimestampToken>,
}

/// A time-stamp token: CMS signed data around a [`TstInfo`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampToken {
    /// CMS version; 3 is usual.
    pub version: u32,
    /// What is signed: the bytes inside of the OCTET STRING, DER of the `TSTInfo`.
    pub content: Vec<u8>,
    /// The same, read.
    pub info: TstInfo,
    /// Certificates that came along, DER each, unordered and not to be believed.
    pub certificates: Vec<Vec<u8>>,
    /// The signers; a token has exactly one, which is for the verifier to insist on.
    pub signers: Vec<SignerInfo>,
}

/// RFC 3161 §2.4.2, version 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TstInfo {
    /// Policy under which the token was made.
    pub policy: ObjectIdentifier,
    /// Digest algorithm of the imprint.
    pub imprint_algorithm: ObjectIdentifier,
    /// Digest of the stamped bytes.
    pub imprint: Vec<u8>,
    /// Serial number, big-endian two's complement as written.
    pub serial: Vec<u8>,
    /// When the token was made, to the nanosecond at best.
    pub gen_time: UnixTime,
    /// How far `gen_time` may be off.
    pub accuracy: Option<Accuracy>,
    /// Whether the authority's tokens can be ordered by `gen_time` alone.
    pub ordering: bool,
    /// Nonce of the request, as written.
    pub nonce: Option<Vec<u8>>,
    /// Whether the authority names itself.
    pub has_tsa_name: bool,
}

/// A deviation; parts that are absent are zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accuracy {
    /// Whole seconds.
    pub seconds: u32,
    /// 0 to 999.
    pub millis: u16,
    /// 0 to 999.
    pub micros: u16,
}

/// RFC 5652 §5.3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerInfo {
    /// 1 with issuer and serial number, 3 with a key identifier.
    pub version: u32,
    /// Which certificate is the signer's.
    pub sid: SignerIdentifier,
    /// Digest algorithm of the content, and of the signature when it leaves that open.
    pub digest_algorithm: ObjectIdentifier,
    /// What is signed in place of the content.
    pub signed_attributes: Option<SignedAttributes>,
    /// The signature algorithm.
    pub signature_algorithm: AlgorithmIdentifier,
    /// The signature.
    pub signature: Vec<u8>,
    /// Attributes beside it that are not signed: the members of the SET as written.
    pub unsigned_attributes: Option<Vec<u8>>,
}

/// How a signer's certificate is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignerIdentifier {
    /// By issuer and serial number.
    IssuerAndSerial {
        /// DER of the issuer's `Name`.
        issuer_der: Vec<u8>,
        /// The serial number as written.
        serial: Vec<u8>,
    },
    /// By the subject key identifier.
    SubjectKeyId(Vec<u8>),
}

/// Attributes that are signed together with the digest of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedAttributes {
    /// Exactly what is signed: the bytes as written, with the tag of a SET (RFC 5652 §5.4).
    pub set_der: Vec<u8>,
    /// The values of each content-type attribute; one attribute with one value is right.
    pub content_types: Vec<Vec<ObjectIdentifier>>,
    /// The values of each message-digest attribute; one attribute with one value is right.
    pub message_digests: Vec<Vec<Vec<u8>>>,
    /// ESSCertIDs of a signing-certificate attribute (RFC 2634 §5.4).
    pub signing_certificate_v1: Option<Vec<EssCertId>>,
    /// ESSCertIDs of a signing-certificate-v2 attribute (RFC 5035 §3).
    pub signing_certificate_v2: Option<Vec<EssCertId>>,
}

/// A reference to a certificate. The first of a list is the signer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EssCertId {
    /// Digest algorithm: SHA-1 in version 1, SHA-256 unless said otherwise in version 2.
    pub hash_algorithm: ObjectIdentifier,
    /// Digest of the whole certificate.
    pub hash: Vec<u8>,
    /// Issuer and serial number, when given.
    pub issuer_serial: Option<IssuerSerial>,
}

/// RFC 5035 §4, with one directory name as it demands for certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerSerial {
    /// DER of the issuer's `Name`.
    pub issuer_der: Vec<u8>,
    /// The serial number as written.
    pub serial: Vec<u8>,
}

impl TimestampResponse {
    /// Reads one response that fills all of `der`.
    ///
    /// # Errors
    /// [`UnreadableCode::MalformedDer`] and [`UnreadableCode::LimitExceeded`], and the errors of
    /// [`TimestampToken::parse`].
    pub fn parse(der: &[u8]) -> Result<Self, Unreadable> {
        check_size(der)?;
        let mut input = Reader::new(der, 0);
        let mut response = input.sequence("time-stamp response")?;
        input.finish("time-stamp response")?;
        let mut status_info = response.sequence("status")?;
        let status = status_info.unsigned("status")?;
        status_info.optional(tag::SEQUENCE, "status text")?;
        status_info.optional(tag::BIT_STRING, "failure information")?;
        status_info.finish("status")?;
        let token = if response.is_empty() {
            None
        } else {
            Some(token(&mut response)?)
        };
        response.finish("time-stamp response")?;
        Ok(Self { status, token })
    }
}

impl TimestampToken {
    /// Reads one bare token that fills all of `der`.
    ///
    /// # Errors
    /// [`UnreadableCode::MalformedDer`]; [`UnreadableCode::UnknownFormat`] for CMS of another type,
    /// content other than a `TSTInfo` of version 1, and critical extensions in it;
    /// [`UnreadableCode::LimitExceeded`].
    pub fn parse(der: &[u8]) -> Result<Self, Unreadable> {
        check_size(der)?;
        let mut input = Reader::new(der, 0);
        let token = token(&mut input)?;
        input.finish("time-stamp token")?;
        Ok(token)
    }
}

fn check_size(der: &[u8]) -> Result<(), Unreadable> {
    if der.len() > limits::TIMESTAMP_BYTES {
        return Err(Unreadable::limit("time stamp too large"));
    }
    Ok(())
}

fn unknown(element: Element<'_>, detail: &str) -> Unreadable {
    Unreadable::new(
        UnreadableCode::UnknownFormat,
        Place::Offset(element.range().start),
        detail,
    )
}

fn token(input: &mut Reader<'_>) -> Result<TimestampToken, Unreadable> {
    let data = signed_data(input, "time-stamp token")?;
    let content = encapsulated_content(data.encapsulated)?;
    Ok(TimestampToken {
        version: data.version,
        content: content.content.to_vec(),
        info: tst_info(content.inside())?,
        certificates: data.certificates,
        signers: data.signers,
    })
}

/// Signed data (RFC 5652 §5.1) around content of any type.
pub(crate) struct SignedData<'a> {
    version: u32,
    pub(crate) encapsulated: Element<'a>,
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) signers: Vec<SignerInfo>,
}

/// A `ContentInfo` with signed data; `what` names it in errors.
pub(crate) fn signed_data<'a>(
    input: &mut Reader<'a>,
    what: &'static str,
) -> Result<SignedData<'a>, Unreadable> {
    let whole = input.expect(tag::SEQUENCE, what)?;
    let mut content_info = whole.inside();
    if content_info.object_identifier("content type")? != oid::SIGNED_DATA {
        return Err(unknown(whole, "CMS other than signed data"));
    }
    let mut wrapper = content_info
        .expect(tag::context_constructed(0), "signed data")?
        .inside();
    content_info.finish(what)?;
    let mut fields = wrapper.sequence("signed data")?;
    wrapper.finish("signed data")?;

    let version = fields.unsigned("CMS version")?;
    fields.expect(tag::SET, "digest algorithms")?;
    let encapsulated = fields.expect(tag::SEQUENCE, "encapsulated content")?;
    let certificates = match fields.optional(tag::context_constructed(0), "certificates")? {
        Some(set) => certificates(set.inside())?,
        None => Vec::new(),
    };
    fields.optional(tag::context_constructed(1), "revocation lists")?;
    let mut signer_infos = fields.expect(tag::SET, "signer infos")?.inside();
    fields.finish("signed data")?;
    let mut signers = Vec::with_capacity(1);
    while !signer_infos.is_empty() {
        signers.push(signer_info(signer_infos.sequence("signer info")?)?);
    }
    Ok(SignedData {
        version,
        encapsulated,
        certificates,
        signers,
    })
}

fn encapsulated_content(element: Element<'_>) -> Result<Element<'_>, Unreadable> {
    let mut fields = element.inside();
    if fields.object_identifier("encapsulated content type")? != oid::TST_INFO {
        return Err(unknown(
            element,
            "signed data about something else than time",
        ));
    }
    let mut wrapper = fields
        .expect(tag::context_constructed(0), "encapsulated content")?
        .inside();
    fields.finish("encapsulated content")?;
    let content = wrapper.expect(tag::OCTET_STRING, "encapsulated content")?;
    wrapper.finish("encapsulated content")?;
    Ok(content)
}

fn certificates(mut set: Reader<'_>) -> Result<Vec<Vec<u8>>, Unreadable> {
    let mut certificates = Vec::new();
    while !set.is_empty() {
        let choice = set.any("certificate")?;
        // The other choices are attribute certificates and obsolete forms.
        if choice.tag == tag::SEQUENCE {
            if certificates.len() == limits::CHAIN_LENGTH {
                return Err(Unreadable::limit("too many certificates in a token"));
            }
            certificates.push(choice.der.to_vec());
        }
    }
    Ok(certificates)
}

fn tst_info(mut input: Reader<'_>) -> Result<TstInfo, Unreadable> {
    let whole = input.expect(tag::SEQUENCE, "TSTInfo")?;
    input.finish("TSTInfo")?;
    let mut fields = whole.inside();
    if fields.unsigned("TSTInfo version")? != 1 {
        return Err(unknown(whole, "TSTInfo of another version than 1"));
    }
    let policy = fields.object_identifier("policy")?;
    let mut message_imprint = fields.sequence("message imprint")?;
    let imprint_algorithm = digest_algorithm(&mut message_imprint)?;
    let imprint = message_imprint
        .expect(tag::OCTET_STRING, "message imprint")?
        .content
        .to_vec();
    message_imprint.finish("message imprint")?;
    let serial = fields.integer("serial number")?.content.to_vec();
    let time = fields.expect(tag::GENERALIZED_TIME, "genTime")?;
    let gen_time = generalized_time(time.content)
        .ok_or_else(|| time.defect("genTime", "not a time in the form of RFC 3161"))?;
    let accuracy = match fields.optional(tag::SEQUENCE, "accuracy")? {
        Some(element) => Some(accuracy(element.inside())?),
        None => None,
    };
    let ordering = fields.boolean_or_false("ordering")?;
    let nonce = match fields.next_tag() {
        Some(tag::INTEGER) => Some(fields.integer("nonce")?.content.to_vec()),
        _ => None,
    };
    let has_tsa_name = fields
        .optional(tag::context_constructed(0), "TSA name")?
        .is_some();
    if let Some(extensions) = fields.optional(tag::context_constructed(1), "extensions")? {
        let mut list = extensions.inside();
        while !list.is_empty() {
            let extension = list.expect(tag::SEQUENCE, "extension")?;
            let mut parts = extension.inside();
            parts.object_identifier("extension type")?;
            if parts.boolean_or_false("critical flag")? {
                return Err(unknown(extension, "critical extension of a TSTInfo"));
            }
            parts.expect(tag::OCTET_STRING, "extension value")?;
            parts.finish("extension")?;
        }
    }
    fields.finish("TSTInfo")?;
    Ok(TstInfo {
        policy,
        imprint_algorithm,
        imprint,
        serial,
        gen_time,
        accuracy,
        ordering,
        nonce,
        has_tsa_name,
    })
}

fn accuracy(mut fields: Reader<'_>) -> Result<Accuracy, Unreadable> {
    let seconds = match fields.optional(tag::INTEGER, "accuracy")? {
        Some(element) => element.unsigned("accuracy")?,
        None => 0,
    };
    let mut thousandths = |number| match fields.optional(tag::context(number), "accuracy")? {
        None => Ok(0),
        Some(element) => match u16::try_from(element.unsigned("accuracy")?) {
            Ok(value @ 1..=999) => Ok(value),
            _ => Err(element.defect("accuracy", "not from 1 to 999")),
        },
    };
    let accuracy = Accuracy {
        seconds,
        millis: thousandths(0)?,
        micros: thousandths(1)?,
    };
    fields.finish("accuracy")?;
    Ok(accuracy)
}

/// The algorithm of an `AlgorithmIdentifier` whose parameters can only be absent or NULL.
fn digest_algorithm(input: &mut Reader<'_>) -> Result<ObjectIdentifier, Unreadable> {
    const NULL: [u8; 2] = [5, 0];
    let element = input.expect(tag::SEQUENCE, "digest algorithm")?;
    let mut fields = element.inside();
    let oid = fields.object_identifier("digest algorithm")?;
    if !fields.is_empty() && fields.any("digest parameters")?.der != NULL {
        return Err(element.defect("digest algorithm", "with parameters"));
    }
    fields.finish("digest algorithm")?;
    Ok(oid)
}

fn signer_info(mut fields: Reader<'_>) -> Result<SignerInfo, Unreadable> {
    let version = fields.unsigned("signer version")?;
    let sid = if let Some(key_id) = fields.optional(tag::context(0), "signer key identifier")? {
        SignerIdentifier::SubjectKeyId(key_id.content.to_vec())
    } else {
        let mut names = fields.sequence("signer identifier")?;
        let issuer_der = names.expect(tag::SEQUENCE, "signer issuer")?.der.to_vec();
        let serial = names.integer("signer serial number")?.content.to_vec();
        names.finish("signer identifier")?;
        SignerIdentifier::IssuerAndSerial { issuer_der, serial }
    };
    let digest_algorithm = digest_algorithm(&mut fields)?;
    let signed_attributes = match fields.optional(tag::context_constructed(0), "attributes")? {
        Some(set) => Some(signed_attributes(set)?),
        None => None,
    };
    let signature_algorithm =
        algorithm_identifier(fields.expect(tag::SEQUENCE, "signature algorithm")?)?;
    let signature = fields
        .expect(tag::OCTET_STRING, "signature")?
        .content
        .to_vec();
    let unsigned = fields.optional(tag::context_constructed(1), "unsigned attributes")?;
    fields.finish("signer info")?;
    Ok(SignerInfo {
        version,
        sid,
        digest_algorithm,
        signed_attributes,
        signature_algorithm,
        signature,
        unsigned_attributes: unsigned.map(|set| set.content.to_vec()),
    })
}

fn signed_attributes(set: Element<'_>) -> Result<SignedAttributes, Unreadable> {
    let mut set_der = set.der.to_vec();
    if let Some(first) = set_der.first_mut() {
        *first = tag::SET;
    }
    let mut attributes = SignedAttributes {
        set_der,
        content_types: Vec::with_capacity(1),
        message_digests: Vec::with_capacity(1),
        signing_certificate_v1: None,
        signing_certificate_v2: None,
    };
    let mut list = set.inside();
    while !list.is_empty() {
        let attribute = list.expect(tag::SEQUENCE, "attribute")?;
        let mut fields = attribute.inside();
        let oid = fields.object_identifier("attribute type")?;
        let mut values = fields.expect(tag::SET, "attribute values")?.inside();
        fields.finish("attribute")?;
        match oid {
            oid::CONTENT_TYPE => {
                let mut types = Vec::with_capacity(1);
                while !values.is_empty() {
                    types.push(values.object_identifier("content type")?);
                }
                attributes.content_types.push(types);
            }
            oid::MESSAGE_DIGEST => {
                let mut digests = Vec::with_capacity(1);
                while !values.is_empty() {
                    let digest = values.expect(tag::OCTET_STRING, "message digest")?;
                    digests.push(digest.content.to_vec());
                }
                attributes.message_digests.push(digests);
            }
            oid::SIGNING_CERTIFICATE | oid::SIGNING_CERTIFICATE_V2 => {
                let (ids, default_hash) = if oid == oid::SIGNING_CERTIFICATE {
                    (&mut attributes.signing_certificate_v1, None)
                } else {
                    (&mut attributes.signing_certificate_v2, Some(oid::SHA256))
                };
                // RFC 5035 §3 allows neither a second attribute nor a second value.
                if ids.is_some() {
                    return Err(attribute.defect("signing certificate", "occurs twice"));
                }
                *ids = Some(signing_certificate(&mut values, default_hash)?);
                values.finish("signing certificate")?;
            }
            _ => {}
        }
    }
    Ok(attributes)
}

/// `default_hash` is that of version 2; version 1 knows SHA-1 only.
fn signing_certificate(
    values: &mut Reader<'_>,
    default_hash: Option<ObjectIdentifier>,
) -> Result<Vec<EssCertId>, Unreadable> {
    let mut fields = values.sequence("signing certificate")?;
    let mut list = fields.sequence("certificate references")?;
    fields.optional(tag::SEQUENCE, "signing policies")?;
    fields.finish("signing certificate")?;
    let mut ids = Vec::with_capacity(1);
    while !list.is_empty() {
        if ids.len() == limits::CHAIN_LENGTH {
            return Err(Unreadable::limit("too many certificate references"));
        }
        let mut id = list.sequence("certificate reference")?;
        let hash_algorithm = match default_hash {
            None => oid::SHA1,
            Some(_) if id.next_tag() == Some(tag::SEQUENCE) => digest_algorithm(&mut id)?,
            Some(default) => default,
        };
        let hash = id
            .expect(tag::OCTET_STRING, "certificate digest")?
            .content
            .to_vec();
        let issuer_serial = match id.optional(tag::SEQUENCE, "issuer and serial number")? {
            Some(element) => Some(issuer_serial(element.inside())?),
            None => None,
        };
        id.finish("certificate reference")?;
        ids.push(EssCertId {
            hash_algorithm,
            hash,
            issuer_serial,
        });
    }
    Ok(ids)
}

fn issuer_serial(mut fields: Reader<'_>) -> Result<IssuerSerial, Unreadable> {
    let mut names = fields.sequence("issuer")?;
    // `[4]` is explicit here because Name is a CHOICE.
    let mut directory_name = names
        .expect(tag::context_constructed(4), "issuer directory name")?
        .inside();
    names.finish("issuer")?;
    let issuer_der = directory_name
        .expect(tag::SEQUENCE, "issuer name")?
        .der
        .to_vec();
    directory_name.finish("issuer name")?;
    let serial = fields.integer("issuer serial number")?.content.to_vec();
    fields.finish("issuer and serial number")?;
    Ok(IssuerSerial { issuer_der, serial })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        certificate::made::{ECDSA_WITH_SHA384, name},
        der_reader::writer::{element, integer, octets, oid as oid_der, sequence, set},
    };

    const POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.57264.2");

    /// The parts of a token, DER each.
    #[derive(Clone)]
    struct Parts {
        content_info_type: ObjectIdentifier,
        content_type: ObjectIdentifier,
        info: Vec<u8>,
        /// What stands between the content and the signers.
        certificates: Vec<u8>,
        sid: Vec<u8>,
        attributes: Vec<Vec<u8>>,
        signers: usize,
        unsigned: Vec<u8>,
    }

    fn algorithm(oid: ObjectIdentifier) -> Vec<u8> {
        sequence(&[&oid_der(oid)])
    }

    fn attribute(oid: ObjectIdentifier, values: &[Vec<u8>]) -> Vec<u8> {
        sequence(&[&oid_der(oid), &set(&[&values.concat()])])
    }

    fn time(text: &str) -> Vec<u8> {
        element(tag::GENERALIZED_TIME, &[text.as_bytes()])
    }

    fn tst_info_der(version: u8, gen_time: &str, rest: &[u8]) -> Vec<u8> {
        sequence(&[
            &integer(&[version]),
            &oid_der(POLICY),
            &sequence(&[&algorithm(oid::SHA256), &octets(&[7; 32])]),
            &integer(&[0x12, 0x34]),
            &time(gen_time),
            rest,
        ])
    }

    fn issuer_serial_der(choice: u8) -> Vec<u8> {
        let issuer = name(&[("2.5.4.3", "tsa")]);
        sequence(&[&sequence(&[&element(choice, &[&issuer])]), &integer(&[5])])
    }

    fn parts() -> Parts {
        let accuracy = sequence(&[&integer(&[1]), &element(0x80, &[&[5]])]);
        Parts {
            content_info_type: oid::SIGNED_DATA,
            content_type: oid::TST_INFO,
            info: tst_info_der(
                1,
                "20260303140000.25Z",
                &[accuracy, integer(&[0x00, 0xff])].concat(),
            ),
            certificates: element(0xa0, &[&sequence(&[&integer(&[1])])]),
            sid: sequence(&[&name(&[("2.5.4.3", "tsa")]), &integer(&[5])]),
            attributes: vec![
                attribute(oid::CONTENT_TYPE, &[oid_der(oid::TST_INFO)]),
                attribute(oid::MESSAGE_DIGEST, &[octets(&[8; 48])]),
                attribute(
                    oid::SIGNING_CERTIFICATE_V2,
                    &[sequence(&[&sequence(&[&sequence(&[
                        &octets(&[9; 32]),
                        &issuer_serial_der(0xa4),
                    ])])])],
                ),
                attribute(POLICY, &[integer(&[1])]),
            ],
            signers: 1,
            unsigned: Vec::new(),
        }
    }

    impl Parts {
        fn token(&self) -> Vec<u8> {
            let attributes = match self.attributes.len() {
                0 => Vec::new(),
                _ => element(0xa0, &[&self.attributes.concat()]),
            };
            let signer = sequence(&[
                &integer(&[1]),
                &self.sid,
                &sequence(&[&oid_der(oid::SHA384), &[5, 0]]),
                &attributes,
                &algorithm(ECDSA_WITH_SHA384),
                &octets(b"signature"),
                &self.unsigned,
            ]);
            let signed_data = sequence(&[
                &integer(&[3]),
                &set(&[&algorithm(oid::SHA384)]),
                &sequence(&[
                    &oid_der(self.content_type),
                    &element(0xa0, &[&octets(&self.info)]),
                ]),
                &self.certificates,
                &set(&[&signer.repeat(self.signers)]),
            ]);
            sequence(&[
                &oid_der(self.content_info_type),
                &element(0xa0, &[&signed_data]),
            ])
        }
    }

    fn problem(change: impl Fn(&mut Parts)) -> String {
        let mut made = parts();
        change(&mut made);
        match TimestampToken::parse(&made.token()) {
            Ok(_) => "accepted".to_owned(),
            Err(error) => error.detail,
        }
    }

    fn signed(attributes: Vec<Vec<u8>>) -> Result<SignedAttributes, Unreadable> {
        let mut made = parts();
        made.attributes = attributes;
        let token = TimestampToken::parse(&made.token())?;
        Ok(token.signers[0].signed_attributes.clone().unwrap())
    }

    #[test]
    fn reads_a_token() {
        let made = parts();
        let token = TimestampToken::parse(&made.token()).unwrap();
        assert_eq!(token.version, 3);
        assert_eq!(token.content, made.info);
        assert_eq!(
            token.info,
            TstInfo {
                policy: POLICY,
                imprint_algorithm: oid::SHA256,
                imprint: vec![7; 32],
                serial: vec![0x12, 0x34],
                gen_time: UnixTime::parse_rfc3339("2026-03-03T14:00:00.25Z").unwrap(),
                accuracy: Some(Accuracy {
                    seconds: 1,
                    millis: 5,
                    micros: 0
                }),
                ordering: false,
                nonce: Some(vec![0x00, 0xff]),
                has_tsa_name: false,
            }
        );
        assert_eq!(token.certificates, [sequence(&[&integer(&[1])])]);
        let [signer] = &token.signers[..] else {
            unreachable!("one signer was written");
        };
        assert_eq!(
            signer.sid,
            SignerIdentifier::IssuerAndSerial {
                issuer_der: name(&[("2.5.4.3", "tsa")]),
                serial: vec![5],
            }
        );
        assert_eq!(signer.version, 1);
        assert_eq!(signer.digest_algorithm, oid::SHA384);
        assert_eq!(signer.signature_algorithm.oid, ECDSA_WITH_SHA384);
        assert_eq!(signer.signature, b"signature");
        let attributes = signer.signed_attributes.as_ref().unwrap();
        assert_eq!(attributes.set_der, set(&[&made.attributes.concat()]));
        assert_eq!(attributes.content_types, [[oid::TST_INFO]]);
        assert_eq!(attributes.message_digests, [[vec![8; 48]]]);
        assert_eq!(attributes.signing_certificate_v1, None);
        assert_eq!(
            attributes.signing_certificate_v2,
            Some(vec![EssCertId {
                hash_algorithm: oid::SHA256,
                hash: vec![9; 32],
                issuer_serial: Some(IssuerSerial {
                    issuer_der: name(&[("2.5.4.3", "tsa")]),
                    serial: vec![5],
                }),
            }])
        );
    }

    #[test]
    fn reads_responses() {
        let token = parts().token();
        let status = |parts: &[&[u8]]| sequence(parts);
        let read = |der: &[u8]| {
            TimestampResponse::parse(der)
                .map(|response| (response.status, response.token.is_some()))
        };
        let granted = status(&[&integer(&[0])]);
        assert_eq!(read(&sequence(&[&granted, &token])), Ok((0, true)));
        let text = sequence(&[&crate::der_reader::writer::utf8("no")]);
        let rejected = status(&[&integer(&[2]), &text, &[3, 2, 5, 0x20]]);
        assert_eq!(read(&sequence(&[&rejected])), Ok((2, false)));
        for broken in [
            vec![],
            sequence(&[]),
            sequence(&[&status(&[])]),
            sequence(&[&status(&[&integer(&[0x80])])]),
            sequence(&[&status(&[&integer(&[0]), &integer(&[0])])]),
            sequence(&[&granted, &token, &token]),
            sequence(&[&granted, &integer(&[1])]),
            [sequence(&[&granted, &token]), vec![0]].concat(),
            token.clone(),
        ] {
            assert!(read(&broken).is_err());
        }
        assert!(TimestampToken::parse(&sequence(&[&granted, &token])).is_err());
        assert!(TimestampToken::parse(&[&token[..], &[0]].concat()).is_err());
        let large = vec![0; limits::TIMESTAMP_BYTES + 1];
        for error in [
            TimestampResponse::parse(&large).unwrap_err(),
            TimestampToken::parse(&large).unwrap_err(),
        ] {
            assert_eq!(error.code, UnreadableCode::LimitExceeded);
        }
    }

    #[test]
    fn refuses_other_content() {
        assert_eq!(problem(|_| ()), "accepted");
        assert_eq!(
            problem(|made| made.content_info_type = oid::TST_INFO),
            "CMS other than signed data"
        );
        assert_eq!(
            problem(|made| made.content_type = oid::SIGNED_DATA),
            "signed data about something else than time"
        );
        assert_eq!(
            problem(|made| made.info = tst_info_der(2, "20260303140000Z", &[])),
            "TSTInfo of another version than 1"
        );
        assert_eq!(
            problem(|made| made.info.push(0)),
            "TSTInfo: followed by bytes that do not belong there"
        );
        assert_eq!(
            problem(|made| made.info = tst_info_der(1, "20260303140000+0100", &[])),
            "genTime: not a time in the form of RFC 3161"
        );
        let extension = |critical: &[u8]| {
            let extension = sequence(&[&oid_der(POLICY), critical, &octets(&[])]);
            tst_info_der(1, "20260303140000Z", &element(0xa1, &[&extension]))
        };
        assert_eq!(problem(|made| made.info = extension(&[])), "accepted");
        assert_eq!(
            problem(|made| made.info = extension(&[1, 1, 0xff])),
            "critical extension of a TSTInfo"
        );
    }

    #[test]
    fn reads_the_optional_fields() {
        let read = |rest: &[u8]| {
            let mut made = parts();
            made.info = tst_info_der(1, "20260303140000Z", rest);
            TimestampToken::parse(&made.token()).map(|token| token.info)
        };
        let bare = read(&[]).unwrap();
        assert_eq!(
            (bare.accuracy, bare.ordering, bare.nonce, bare.has_tsa_name),
            (None, false, None, false)
        );
        let tsa = element(0xa0, &[&element(0xa4, &[&name(&[])])]);
        let full =
            read(&[&sequence(&[])[..], &[1, 1, 0xff], &integer(&[1]), &tsa].concat()).unwrap();
        assert_eq!(
            (full.accuracy, full.ordering, full.nonce, full.has_tsa_name),
            (Some(Accuracy::default()), true, Some(vec![1]), true)
        );
        for broken in [
            sequence(&[&element(0x80, &[&[0]])]),
            sequence(&[&element(0x80, &[&[0x03, 0xe8]])]),
            sequence(&[&element(0x81, &[&[1]]), &element(0x80, &[&[1]])]),
            integer(&[]),
            [integer(&[1]), vec![1, 1, 0xff]].concat(),
        ] {
            assert!(read(&broken).is_err(), "{broken:02x?}");
        }
    }

    #[test]
    fn reads_both_ways_to_name_a_signer() {
        let mut made = parts();
        made.sid = element(0x80, &[&[1; 20]]);
        let token = TimestampToken::parse(&made.token()).unwrap();
        assert_eq!(
            token.signers[0].sid,
            SignerIdentifier::SubjectKeyId(vec![1; 20])
        );
        assert_eq!(
            problem(|made| made.sid = integer(&[1])),
            "signer identifier: missing or of another type"
        );
    }

    #[test]
    fn leaves_the_count_of_signers_and_attributes_to_the_verifier() {
        for count in [0, 1, 2] {
            let mut made = parts();
            made.signers = count;
            assert_eq!(
                TimestampToken::parse(&made.token()).unwrap().signers.len(),
                count
            );
        }
        let mut made = parts();
        made.attributes.clear();
        made.certificates.clear();
        made.unsigned = element(0xa1, &[&[1, 2, 3]]);
        let token = TimestampToken::parse(&made.token()).unwrap();
        assert_eq!(token.signers[0].signed_attributes, None);
        assert!(token.certificates.is_empty());

        let digest = attribute(oid::MESSAGE_DIGEST, &[octets(&[1]), octets(&[2])]);
        let types = attribute(oid::CONTENT_TYPE, &[]);
        let attributes = signed(vec![digest.clone(), digest, types]).unwrap();
        assert_eq!(attributes.message_digests, [[[1], [2]], [[1], [2]]]);
        assert_eq!(attributes.content_types, [[]; 1]);
    }

    #[test]
    fn reads_signing_certificates_strictly() {
        let ess = |id: &[u8]| sequence(&[&sequence(&[&sequence(&[id])])]);
        let v1 = |value: Vec<u8>| attribute(oid::SIGNING_CERTIFICATE, &[value]);
        let v2 = |value: Vec<u8>| attribute(oid::SIGNING_CERTIFICATE_V2, &[value]);

        let found = signed(vec![v1(ess(&octets(&[3; 20])))]).unwrap();
        let [id] = &found.signing_certificate_v1.unwrap()[..] else {
            unreachable!("one was written");
        };
        assert_eq!((id.hash_algorithm, &id.hash), (oid::SHA1, &vec![3; 20]));
        assert_eq!(id.issuer_serial, None);

        let named = [algorithm(oid::SHA512), octets(&[4; 64])].concat();
        let found = signed(vec![v2(ess(&named))]).unwrap();
        assert_eq!(
            found.signing_certificate_v2.unwrap()[0].hash_algorithm,
            oid::SHA512
        );

        let parameters = sequence(&[&oid_der(oid::SHA512), &integer(&[1])]);
        for broken in [
            vec![v1(ess(&named))],
            vec![v2(ess(&[]))],
            vec![v2(ess(&[parameters, octets(&[4])].concat()))],
            vec![v2(ess(&[octets(&[4]), issuer_serial_der(0xa5)].concat()))],
            vec![v2(sequence(&[]))],
            vec![v2(ess(&octets(&[4]))); 2],
            vec![attribute(oid::SIGNING_CERTIFICATE_V2, &[])],
            vec![attribute(
                oid::SIGNING_CERTIFICATE_V2,
                &[ess(&octets(&[4])), ess(&octets(&[4]))],
            )],
        ] {
            assert!(signed(broken.clone()).is_err(), "{broken:02x?}");
        }
        let many = sequence(&[&octets(&[4])]).repeat(11);
        assert_eq!(
            signed(vec![v2(sequence(&[&sequence(&[&many])]))])
                .unwrap_err()
                .code,
            UnreadableCode::LimitExceeded
        );
    }

    #[test]
    fn takes_certificates_only_and_not_too_many() {
        let certificate = sequence(&[]);
        let with = |members: Vec<u8>| {
            let mut made = parts();
            made.certificates = element(0xa0, &[&members]);
            TimestampToken::parse(&made.token()).map(|token| token.certificates.len())
        };
        let attribute_certificate = element(0xa2, &[]);
        assert_eq!(
            with([certificate.clone(), attribute_certificate].concat()),
            Ok(1)
        );
        assert_eq!(with(certificate.repeat(10)), Ok(10));
        assert_eq!(
            with(certificate.repeat(11)).unwrap_err().code,
            UnreadableCode::LimitExceeded
        );
        let mut with_crls = parts();
        with_crls
            .certificates
            .extend(element(0xa1, &[&sequence(&[])]));
        assert!(TimestampToken::parse(&with_crls.token()).is_ok());
    }

    proptest! {
        #[test]
        fn mutated_tokens_never_panic(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
            cut in any::<prop::sample::Index>(),
        ) {
            let mut der = sequence(&[&sequence(&[&integer(&[0])]), &parts().token()]);
            for (at, value) in changes {
                let at = at.index(der.len());
                der[at] = value;
            }
            let _ = TimestampResponse::parse(&der);
            let _ = TimestampResponse::parse(&der[..cut.index(der.len())]);
            let _ = TimestampToken::parse(&der[cut.index(der.len())..]);
        }
    }
}
