//! X.509 certificates (RFC 5280), kept as the bytes that were signed.

use std::{fmt, ops::Range, sync::Arc};

pub use der::oid::ObjectIdentifier;

use crate::{
    Unreadable, UnreadableCode, Window,
    der_reader::{Element, Reader, header, tag},
    hash::to_hex,
    limits, pem,
};

/// Object identifiers of extensions and purposes that this program knows by name.
pub mod oid {
    use super::ObjectIdentifier;

    /// Subject key identifier.
    pub const SUBJECT_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
    /// Key usage.
    pub const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
    /// Subject alternative name.
    pub const SUBJECT_ALTERNATIVE_NAME: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("2.5.29.17");
    /// Basic constraints.
    pub const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
    /// Authority key identifier.
    pub const AUTHORITY_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
    /// Extended key usage.
    pub const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
    /// Embedded signed certificate timestamps (RFC 6962 §3.3).
    pub const SCT_LIST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11129.2.4.2");
    /// Purpose: any.
    pub const ANY_PURPOSE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
    /// Purpose: signing of downloadable code.
    pub const CODE_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.3");
    /// Purpose: time stamping.
    pub const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
    /// Purpose: issuing precertificates (RFC 6962 §3.1).
    pub const PRECERTIFICATE_SIGNING: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11129.2.4.4");
    /// Type of the otherName that carries a Fulcio user name.
    pub const FULCIO_USER_NAME: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.3.6.1.4.1.57264.1.7");
}

/// One certificate. Cloning is cheap in bytes: they are shared.
#[derive(Clone)]
pub struct Certificate {
    der: Arc<[u8]>,
    tbs: Range<usize>,
    serial: Range<usize>,
    issuer: Range<usize>,
    validity: Window,
    subject: Range<usize>,
    spki: Range<usize>,
    /// The `[3]` element around the extensions.
    extensions_wrapper: Range<usize>,
    extensions: Vec<ExtensionPlace>,
    signature_algorithm: AlgorithmIdentifier,
    signature_algorithms_agree: bool,
    signature: Range<usize>,
}

#[derive(Clone)]
struct ExtensionPlace {
    oid: ObjectIdentifier,
    critical: bool,
    whole: Range<usize>,
    value: Range<usize>,
}

/// An algorithm with its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlgorithmIdentifier {
    /// The algorithm.
    pub oid: ObjectIdentifier,
    /// DER of the parameters, when there are any.
    pub parameters: Option<Vec<u8>>,
}

/// One extension, borrowed from its certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension<'a> {
    /// Its type.
    pub oid: ObjectIdentifier,
    /// Whether whoever does not know it must refuse the certificate.
    pub critical: bool,
    /// The bytes inside the OCTET STRING.
    pub value: &'a [u8],
    /// Where they begin in the certificate, for error messages.
    offset: usize,
}

/// RFC 5280 §4.2.1.9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether the subject may issue certificates.
    pub ca: bool,
    /// How many intermediates may follow below it.
    pub path_len: Option<u32>,
}

/// RFC 5280 §4.2.1.3: bit 0 of the standard is the highest bit here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage {
    bits: u16,
}

/// RFC 5280 §4.2.1.12.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtendedKeyUsages {
    /// Whether the extension is critical.
    pub critical: bool,
    /// The purposes in the order written, at least one.
    pub purposes: Vec<ObjectIdentifier>,
}

/// RFC 5280 §4.2.1.6.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectAlternativeNames {
    /// Whether the extension is critical.
    pub critical: bool,
    /// The names in the order written, at least one.
    pub names: Vec<San>,
}

/// One subject alternative name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct San {
    /// Its kind. Names of different kinds are never equal.
    pub kind: SanKind,
    /// The name as text. An address for [`SanKind::Ip`]; a description for
    /// [`SanKind::Unsupported`].
    pub value: String,
}

/// Kinds of subject alternative names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SanKind {
    /// `rfc822Name`.
    Email,
    /// `uniformResourceIdentifier`.
    Uri,
    /// `otherName` of type [`oid::FULCIO_USER_NAME`].
    OtherName,
    /// `dNSName`.
    Dns,
    /// `iPAddress`.
    Ip,
    /// Any other kind.
    Unsupported,
}

impl SanKind {
    /// The stable name used in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Uri => "uri",
            Self::OtherName => "other-name",
            Self::Dns => "dns",
            Self::Ip => "ip",
            Self::Unsupported => "unsupported",
        }
    }
}

impl Certificate {
    /// Reads one certificate that fills all of `der`.
    ///
    /// # Errors
    /// [`UnreadableCode::MalformedDer`] for anything that is not strict DER of this structure, for
    /// bytes after it and for an extension that occurs twice; [`UnreadableCode::LimitExceeded`].
    pub fn parse(der: &[u8]) -> Result<Self, Unreadable> {
        if der.len() > limits::CERTIFICATE_BYTES {
            return Err(Unreadable::limit("certificate too large"));
        }
        let mut input = Reader::new(der, 0);
        let mut certificate = input.sequence("certificate")?;
        input.finish("certificate")?;
        let tbs = certificate.expect(tag::SEQUENCE, "TBSCertificate")?;
        let outer_algorithm = certificate.expect(tag::SEQUENCE, "signature algorithm")?;
        let signature_algorithm = algorithm_identifier(outer_algorithm)?;
        let signature = certificate.bit_string_bytes("signature")?;
        certificate.finish("signature")?;

        let mut fields = tbs.inside();
        let version = version(&mut fields)?;
        let serial = fields.integer("serial number")?;
        // RFC 5280 §4.1.2.2: positive, 20 octets, one more when the sign needs room.
        if serial.content.len() > 21 || serial.content.first().is_some_and(|byte| *byte >= 0x80) {
            return Err(serial.defect("serial number", "negative or too long"));
        }
        let inner_algorithm = fields.expect(tag::SEQUENCE, "inner signature algorithm")?;
        let issuer = fields.expect(tag::SEQUENCE, "issuer")?;
        check_name(issuer)?;
        let mut period = fields.sequence("validity")?;
        let validity = Window {
            start: period.certificate_time("notBefore")?,
            end: Some(period.certificate_time("notAfter")?),
        };
        period.finish("validity")?;
        let subject = fields.expect(tag::SEQUENCE, "subject")?;
        check_name(subject)?;
        let spki = fields.expect(tag::SEQUENCE, "public key")?;
        check_spki(spki)?;
        if version >= 2 {
            // Unique identifiers: nobody uses them, RFC 5280 §4.1.2.8 lets them stand.
            fields.optional(tag::context(1), "issuer unique identifier")?;
            fields.optional(tag::context(2), "subject unique identifier")?;
        }
        let mut extensions = Vec::new();
        let mut extensions_wrapper = 0..0;
        if version == 3
            && let Some(wrapper) = fields.optional(tag::context_constructed(3), "extensions")?
        {
            extensions_wrapper = wrapper.range();
            extensions = extension_places(wrapper)?;
        }
        fields.finish("TBSCertificate")?;

        Ok(Self {
            tbs: tbs.range(),
            serial: serial.content_range(),
            issuer: issuer.range(),
            validity,
            subject: subject.range(),
            spki: spki.range(),
            extensions_wrapper,
            extensions,
            signature_algorithms_agree: inner_algorithm.der == outer_algorithm.der,
            signature_algorithm,
            signature,
            der: der.into(),
        })
    }

    /// Reads one or several `CERTIFICATE` blocks. Text outside of blocks is skipped (RFC 7468 §2),
    /// blocks of another label are refused.
    ///
    /// # Errors
    /// [`UnreadableCode::MalformedText`] for broken or no blocks, [`UnreadableCode::LimitExceeded`]
    /// for more than [`limits::CHAIN_LENGTH`], and the errors of [`Self::parse`].
    pub fn parse_pem(text: &str) -> Result<Vec<Self>, Unreadable> {
        if text.len() > limits::CHAIN_LENGTH * limits::CERTIFICATE_BYTES {
            return Err(Unreadable::limit("PEM text too large"));
        }
        let blocks = pem::blocks(text, limits::CHAIN_LENGTH)?;
        if blocks.is_empty() {
            return Err(Unreadable::text("no PEM block with a certificate"));
        }
        blocks
            .into_iter()
            .map(|(label, der)| match label {
                "CERTIFICATE" => Self::parse(&der),
                _ => Err(Unreadable::text("a PEM block other than a certificate")),
            })
            .collect()
    }

    /// The whole certificate.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The part that is signed, as it was signed.
    pub fn tbs_der(&self) -> &[u8] {
        self.slice(&self.tbs)
    }

    /// The public key: a `SubjectPublicKeyInfo`.
    pub fn spki_der(&self) -> &[u8] {
        self.slice(&self.spki)
    }

    /// The issuer: a `Name`, see [`name_text`].
    pub fn issuer_der(&self) -> &[u8] {
        self.slice(&self.issuer)
    }

    /// The subject: a `Name`, see [`name_text`].
    pub fn subject_der(&self) -> &[u8] {
        self.slice(&self.subject)
    }

    /// The serial number, big-endian as written, never negative; a leading zero may be there.
    pub fn serial(&self) -> &[u8] {
        self.slice(&self.serial)
    }

    /// The algorithm of the signature as said outside of the signed part.
    pub fn signature_algorithm(&self) -> &AlgorithmIdentifier {
        &self.signature_algorithm
    }

    /// Whether the signed part names the same algorithm, byte for byte (RFC 5280 §4.1.1.2).
    pub fn signature_algorithms_agree(&self) -> bool {
        self.signature_algorithms_agree
    }

    /// The signature over [`Self::tbs_der`].
    pub fn signature(&self) -> &[u8] {
        self.slice(&self.signature)
    }

    /// From notBefore to notAfter, both included. The end is always there.
    pub fn validity(&self) -> Window {
        self.validity
    }

    /// All extensions in the order written; no type occurs twice.
    pub fn extensions(&self) -> impl ExactSizeIterator<Item = Extension<'_>> {
        self.extensions.iter().map(|place| Extension {
            oid: place.oid,
            critical: place.critical,
            value: self.slice(&place.value),
            offset: place.value.start,
        })
    }

    /// The extension of this type.
    pub fn extension(&self, oid: &ObjectIdentifier) -> Option<Extension<'_>> {
        self.extensions().find(|extension| extension.oid == *oid)
    }

    /// The basic constraints; `None` when the extension is absent.
    ///
    /// # Errors
    /// [`UnreadableCode::MalformedDer`].
    pub fn basic_constraints(&self) -> Result<Option<BasicConstraints>, Unreadable> {
        self.read(&oid::BASIC_CONSTRAINTS, |_, input| {
            let mut fields = input.sequence("basic constraints")?;
            let ca = fields.boolean_or_false("CA flag")?;
            let path_len = match fields.optional(tag::INTEGER, "path length")? {
                Some(number) => Some(number.unsigned("path length")?),
                None => None,
            };
            fields.finish("basic constraints")?;
            Ok(BasicConstraints { ca, path_len })
        })
    }

    /// The key usage; `None` when the extension is absent.
    ///
    /// # Errors
    /// [`UnreadableCode::MalformedDer`].
    pub fn key_usage(&self) -> Result<Option<KeyUsage>, Unreadable> {
        self.read(&oid::KEY_USAGE, |_, input| {
            let string = input.expect(tag::BIT_STRING, "key usage")?;
            let (unused, bits) = match *string.content {
                [unused, high] => (unused, u16::from(high) << 8),
                [unused, high, low] => (unused, u16::from(high) << 8 | u16::from(low)),
                _ => return Err(string.defect("key usage", "not one or two bytes of bits")),
            };
            let last = string.content.last().copied().unwrap_or_default();
            if unused > 7 || last.trailing_zeros() != u32::from(unused) {
                return Err(string.defect("key usage", "bits not in their shortest form"));
            }
            Ok(KeyUsage { bits })
        })
    }

    /// The purposes; `None` when the extension is absent.
    ///
    /// # Errors
    /// [`UnreadableCode::MalformedDer`].
    pub fn extended_key_usages(&self) -> Result<Option<ExtendedKeyUsages>, Unreadable> {
        self.read(&oid::EXTENDED_KEY_USAGE, |extension, input| {
            let mut list = input.sequence("extended key usage")?;
            let mut purposes = Vec::with_capacity(1);
            while !list.is_empty() {
                purposes.push(list.object_identifier("purpose")?);
            }
            if purposes.is_empty() {
                return Err(list.defect("extended key usage", "no purpose"));
            }
            Ok(ExtendedKeyUsages {
                critical: extension.critical,
                purposes,
            })
        })
    }

    /// The identifier of this key; `None` when the extension is absent.
    ///
    /// # Errors
    /// [`UnreadableCode::MalformedDer`].
    pub fn subject_key_id(&self) -> Result<Option<&[u8]>, Unreadable> {
        self.read(&oid::SUBJECT_KEY_ID, |_, input| {
            Ok(input
                .expect(tag::OCTET_STRING, "subject key identifier")?
                .content)
        })
    }

    /// The identifier of the issuer's key; `None` when the extension is absent or names the issuer
    /// otherwise.
    ///
    /// # Errors
    /// [`UnreadableCode::MalformedDer`].
    pub fn authority_key_id(&self) -> Result<Option<&[u8]>, Unreadable> {
        let id = self.read(&oid::AUTHORITY_KEY_ID, |_, input| {
            let mut fields = input.sequence("authority key identifier")?;
            let id = fields.optional(tag::context(0), "key identifier")?;
            fields.optional(tag::context_constructed(1), "authority issuer")?;
            fields.optional(tag::context(2), "authority serial number")?;
            fields.finish("authority key identifier")?;
            Ok(id.map(|id| id.content))
        })?;
        Ok(id.flatten())
    }

    /// The names of the subject; `None` when the extension is absent.
    ///
    /// # Errors
    /// [`UnreadableCode::MalformedDer`].
    pub fn subject_alternative_names(&self) -> Result<Option<SubjectAlternativeNames>, Unreadable> {
        self.read(&oid::SUBJECT_ALTERNATIVE_NAME, |extension, input| {
            let mut list = input.sequence("subject alternative name")?;
            let mut names = Vec::with_capacity(1);
            while !list.is_empty() {
                names.push(general_name(list.any("general name")?)?);
            }
            if names.is_empty() {
                return Err(list.defect("subject alternative name", "no name"));
            }
            Ok(SubjectAlternativeNames {
                critical: extension.critical,
                names,
            })
        })
    }

    /// Critical extensions whose meaning this program does not know: whoever meets one must refuse
    /// the certificate (RFC 5280 §4.2).
    pub fn unknown_critical_extensions(&self) -> Vec<ObjectIdentifier> {
        const KNOWN: [ObjectIdentifier; 7] = [
            oid::BASIC_CONSTRAINTS,
            oid::KEY_USAGE,
            oid::EXTENDED_KEY_USAGE,
            oid::SUBJECT_ALTERNATIVE_NAME,
            oid::AUTHORITY_KEY_ID,
            oid::SUBJECT_KEY_ID,
            oid::SCT_LIST,
        ];
        self.extensions
            .iter()
            .filter(|place| place.critical && !KNOWN.contains(&place.oid))
            .map(|place| place.oid)
            .collect()
    }

    /// What the CT log signed: the signed part without the embedded SCT list (RFC 6962 §3.2). Cut
    /// out of the original bytes, so that whatever the CA wrote stays as it wrote it.
    ///
    /// # Errors
    /// [`UnreadableCode::MalformedDer`] when there is no SCT list.
    pub fn precertificate_tbs(&self) -> Result<Vec<u8>, Unreadable> {
        let list = self
            .extensions
            .iter()
            .find(|place| place.oid == oid::SCT_LIST)
            .ok_or_else(|| Unreadable::der("no embedded SCT list"))?;
        let (Some(first), Some(last)) = (self.extensions.first(), self.extensions.last()) else {
            return Err(Unreadable::der("no extensions"));
        };
        let before = self.slice(&(first.whole.start..list.whole.start));
        let after = self.slice(&(list.whole.end..last.whole.end));
        let kept = before.len() + after.len();
        let mut sequence = Vec::new();
        let mut wrapper = Vec::new();
        if kept > 0 {
            sequence = header(tag::SEQUENCE, kept);
            wrapper = header(tag::context_constructed(3), sequence.len() + kept);
        }
        let fields = Reader::new(self.tbs_der(), self.tbs.start)
            .any("TBSCertificate")?
            .content_range();
        let fields = self.slice(&(fields.start..self.extensions_wrapper.start));
        let length = fields.len() + wrapper.len() + sequence.len() + kept;
        let outer = header(tag::SEQUENCE, length);
        Ok([&outer, fields, &wrapper, &sequence, before, after].concat())
    }

    fn slice(&self, range: &Range<usize>) -> &[u8] {
        // Every range was measured on these very bytes.
        self.der.get(range.clone()).unwrap_or_default()
    }

    /// Reads the value of an extension whole.
    fn read<'a, T>(
        &'a self,
        oid: &ObjectIdentifier,
        value: impl FnOnce(Extension<'a>, &mut Reader<'a>) -> Result<T, Unreadable>,
    ) -> Result<Option<T>, Unreadable> {
        let Some(extension) = self.extension(oid) else {
            return Ok(None);
        };
        let mut input = Reader::new(extension.value, extension.offset);
        let read = value(extension, &mut input)?;
        input.finish("extension value")?;
        Ok(Some(read))
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &name_text(self.subject_der()))
            .field("serial", &to_hex(self.serial()))
            .field("bytes", &self.der.len())
            .finish()
    }
}

impl KeyUsage {
    /// The names of the standard, bit 0 first.
    const NAMES: [&str; 9] = [
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];

    /// May sign data.
    pub const fn digital_signature(self) -> bool {
        self.bit(0)
    }

    /// May sign certificates.
    pub const fn key_cert_sign(self) -> bool {
        self.bit(5)
    }

    /// The names of all set bits, for display.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        (0..)
            .zip(Self::NAMES)
            .filter_map(move |(number, name)| self.bit(number).then_some(name))
    }

    const fn bit(self, number: u8) -> bool {
        self.bits & (0x8000 >> number) != 0
    }
}

impl Extension<'_> {
    /// The value as a DER UTF8String that fills it.
    ///
    /// # Errors
    /// [`UnreadableCode::MalformedDer`].
    pub fn utf8_string(&self) -> Result<&str, Unreadable> {
        let mut input = Reader::new(self.value, self.offset);
        let string = input.expect(tag::UTF8_STRING, "extension value")?;
        input.finish("extension value")?;
        str::from_utf8(string.content).map_err(|_| string.defect("extension value", "not UTF-8"))
    }
}

/// Reads an `AlgorithmIdentifier`.
pub(crate) fn algorithm_identifier(
    element: Element<'_>,
) -> Result<AlgorithmIdentifier, Unreadable> {
    let mut fields = element.inside();
    let oid = fields.object_identifier("algorithm")?;
    let parameters = if fields.is_empty() {
        None
    } else {
        Some(fields.any("algorithm parameters")?.der.to_vec())
    };
    fields.finish("algorithm identifier")?;
    Ok(AlgorithmIdentifier { oid, parameters })
}

/// 1, 2 or 3.
fn version(fields: &mut Reader<'_>) -> Result<u32, Unreadable> {
    let Some(wrapper) = fields.optional(tag::context_constructed(0), "version")? else {
        return Ok(1);
    };
    let mut inside = wrapper.inside();
    let number = inside.unsigned("version")?;
    inside.finish("version")?;
    match number {
        1 | 2 => Ok(number + 1),
        _ => Err(Unreadable::new(
            UnreadableCode::UnknownFormat,
            crate::Place::Offset(wrapper.range().start),
            "certificate of an unknown version",
        )),
    }
}

fn extension_places(wrapper: Element<'_>) -> Result<Vec<ExtensionPlace>, Unreadable> {
    let mut inside = wrapper.inside();
    let mut list = inside.sequence("extensions")?;
    inside.finish("extensions")?;
    if list.is_empty() {
        return Err(list.defect("extensions", "an empty list"));
    }
    let mut places: Vec<ExtensionPlace> = Vec::with_capacity(24);
    while !list.is_empty() {
        let whole = list.expect(tag::SEQUENCE, "extension")?;
        let mut fields = whole.inside();
        let oid = fields.object_identifier("extension type")?;
        let critical = fields.boolean_or_false("critical flag")?;
        let value = fields.expect(tag::OCTET_STRING, "extension value")?;
        fields.finish("extension")?;
        if places.iter().any(|place| place.oid == oid) {
            return Err(whole.defect("extension", "occurs twice"));
        }
        if places.len() == limits::EXTENSIONS {
            return Err(Unreadable::limit("too many extensions"));
        }
        places.push(ExtensionPlace {
            oid,
            critical,
            whole: whole.range(),
            value: value.content_range(),
        });
    }
    Ok(places)
}

fn check_spki(spki: Element<'_>) -> Result<(), Unreadable> {
    let mut fields = spki.inside();
    let mut algorithm = fields.sequence("key algorithm")?;
    algorithm.object_identifier("key algorithm")?;
    if !algorithm.is_empty() {
        algorithm.any("key parameters")?;
    }
    algorithm.finish("key algorithm")?;
    fields.bit_string_bytes("public key")?;
    fields.finish("public key")
}

fn check_name(name: Element<'_>) -> Result<(), Unreadable> {
    each_attribute(name, |_, _, _| ())
}

/// Calls `found` with each attribute of a `Name`: whether it begins a new relative name, its type
/// and its value.
fn each_attribute<'a>(
    name: Element<'a>,
    mut found: impl FnMut(bool, ObjectIdentifier, Element<'a>),
) -> Result<(), Unreadable> {
    let mut relative_names = name.inside();
    while !relative_names.is_empty() {
        let mut set = relative_names.expect(tag::SET, "relative name")?.inside();
        let mut first = true;
        while first || !set.is_empty() {
            let mut attribute = set.sequence("name attribute")?;
            let oid = attribute.object_identifier("name attribute type")?;
            let value = attribute.any("name attribute value")?;
            attribute.finish("name attribute")?;
            found(first, oid, value);
            first = false;
        }
    }
    Ok(())
}

/// A `Name` on one line in the manner of RFC 4514, most specific part first: `CN=a, O=b`. Values of
/// types without a text are written as `#` and hex.
///
/// # Errors
/// [`UnreadableCode::MalformedDer`] when `der` is not a `Name`.
pub fn name_text(der: &[u8]) -> Result<String, Unreadable> {
    let mut input = Reader::new(der, 0);
    let name = input.expect(tag::SEQUENCE, "name")?;
    input.finish("name")?;
    let mut parts: Vec<String> = Vec::new();
    each_attribute(name, |begins, oid, value| {
        let text = format!("{}={}", attribute_label(oid), attribute_text(value));
        match parts.last_mut() {
            Some(part) if !begins => {
                part.push('+');
                part.push_str(&text);
            }
            _ => parts.push(text),
        }
    })?;
    parts.reverse();
    Ok(parts.join(", "))
}

fn attribute_label(oid: ObjectIdentifier) -> String {
    const LABELS: [(ObjectIdentifier, &str); 12] = [
        (ObjectIdentifier::new_unwrap("2.5.4.3"), "CN"),
        (ObjectIdentifier::new_unwrap("2.5.4.4"), "SN"),
        (ObjectIdentifier::new_unwrap("2.5.4.5"), "serialNumber"),
        (ObjectIdentifier::new_unwrap("2.5.4.6"), "C"),
        (ObjectIdentifier::new_unwrap("2.5.4.7"), "L"),
        (ObjectIdentifier::new_unwrap("2.5.4.8"), "ST"),
        (ObjectIdentifier::new_unwrap("2.5.4.9"), "STREET"),
        (ObjectIdentifier::new_unwrap("2.5.4.10"), "O"),
        (ObjectIdentifier::new_unwrap("2.5.4.11"), "OU"),
        (
            ObjectIdentifier::new_unwrap("2.5.4.97"),
            "organizationIdentifier",
        ),
        (
            ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.25"),
            "DC",
        ),
        (
            ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1"),
            "emailAddress",
        ),
    ];
    LABELS
        .iter()
        .find(|(known, _)| *known == oid)
        .map_or_else(|| oid.to_string(), |(_, label)| (*label).to_owned())
}

/// The value as text, escaped so that it cannot pass for the punctuation around it.
fn attribute_text(value: Element<'_>) -> String {
    let decoded = match value.tag {
        tag::UTF8_STRING | tag::PRINTABLE_STRING | tag::IA5_STRING => {
            str::from_utf8(value.content).ok().map(str::to_owned)
        }
        // T.61 proper is extinct; what carries the tag is Latin-1.
        tag::TELETEX_STRING => Some(value.content.iter().map(|byte| char::from(*byte)).collect()),
        tag::BMP_STRING if value.content.len().is_multiple_of(2) => {
            let units = value.content.chunks_exact(2).map(|pair| {
                pair.iter()
                    .fold(0_u16, |unit, byte| unit << 8 | u16::from(*byte))
            });
            char::decode_utf16(units).collect::<Result<_, _>>().ok()
        }
        _ => None,
    };
    let Some(text) = decoded else {
        return format!("#{}", to_hex(value.der));
    };
    let last = text.chars().count().saturating_sub(1);
    let mut escaped = String::with_capacity(text.len());
    for (position, character) in text.chars().enumerate() {
        let at_edge = (character == ' ' && (position == 0 || position == last))
            || (character == '#' && position == 0);
        if character.is_control() {
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() {
                escaped.push('\\');
                escaped.push_str(&to_hex(&[byte]));
            }
        } else {
            if at_edge || r#"",+;<>\"#.contains(character) {
                escaped.push('\\');
            }
            escaped.push(character);
        }
    }
    escaped
}

fn general_name(name: Element<'_>) -> Result<San, Unreadable> {
    const WHAT: &str = "general name";
    let ascii = |kind| match str::from_utf8(name.content) {
        Ok(text) if text.is_ascii() && !text.is_empty() => Ok(San {
            kind,
            value: text.to_owned(),
        }),
        _ => Err(name.defect(WHAT, "empty or not ASCII")),
    };
    let unsupported = |value: String| {
        Ok(San {
            kind: SanKind::Unsupported,
            value,
        })
    };
    match name.tag {
        0x81 => ascii(SanKind::Email),
        0x82 => ascii(SanKind::Dns),
        0x86 => ascii(SanKind::Uri),
        0x87 => {
            let address = if let Ok(octets) = <[u8; 4]>::try_from(name.content) {
                std::net::IpAddr::from(octets)
            } else if let Ok(octets) = <[u8; 16]>::try_from(name.content) {
                std::net::IpAddr::from(octets)
            } else {
                return Err(name.defect(WHAT, "address of a wrong length"));
            };
            Ok(San {
                kind: SanKind::Ip,
                value: address.to_string(),
            })
        }
        0xa0 => {
            let mut fields = name.inside();
            let oid = fields.object_identifier("other name type")?;
            let mut value = fields
                .expect(tag::context_constructed(0), "other name")?
                .inside();
            fields.finish("other name")?;
            if oid != oid::FULCIO_USER_NAME {
                return unsupported(format!("otherName {oid}"));
            }
            let string = value.expect(tag::UTF8_STRING, "other name")?;
            value.finish("other name")?;
            match str::from_utf8(string.content) {
                Ok(text) if !text.is_empty() => Ok(San {
                    kind: SanKind::OtherName,
                    value: text.to_owned(),
                }),
                _ => Err(string.defect("other name", "empty or not UTF-8")),
            }
        }
        0xa3 => unsupported("x400Address".to_owned()),
        0xa4 => unsupported("directoryName".to_owned()),
        0xa5 => unsupported("ediPartyName".to_owned()),
        0x88 => unsupported("registeredID".to_owned()),
        _ => Err(name.defect(WHAT, "of an unknown kind")),
    }
}

/// Certificates made for tests, right or wrong as asked.
#[cfg(test)]
pub(crate) mod made {
    use super::{ObjectIdentifier, oid};
    use crate::der_reader::{
        tag,
        writer::{element, integer, octets, oid as oid_der, sequence, set, utf8},
    };

    pub(crate) const ECDSA_WITH_SHA384: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
    const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
    const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");

    /// The parts of a certificate, DER each.
    #[derive(Clone)]
    pub(crate) struct Parts {
        pub(crate) version: Vec<u8>,
        pub(crate) serial: Vec<u8>,
        pub(crate) inner_algorithm: Vec<u8>,
        pub(crate) issuer: Vec<u8>,
        pub(crate) validity: Vec<u8>,
        pub(crate) subject: Vec<u8>,
        pub(crate) spki: Vec<u8>,
        pub(crate) extensions: Vec<Vec<u8>>,
        pub(crate) outer_algorithm: Vec<u8>,
        pub(crate) signature: Vec<u8>,
    }

    impl Parts {
        pub(crate) fn der(&self) -> Vec<u8> {
            sequence(&[&self.tbs(), &self.outer_algorithm, &self.signature])
        }

        pub(crate) fn tbs(&self) -> Vec<u8> {
            let list = sequence(&[&self.extensions.concat()]);
            let wrapper = match self.extensions.len() {
                0 => Vec::new(),
                _ => element(tag::context_constructed(3), &[&list]),
            };
            sequence(&[
                &self.version,
                &self.serial,
                &self.inner_algorithm,
                &self.issuer,
                &self.validity,
                &self.subject,
                &self.spki,
                &wrapper,
            ])
        }
    }

    /// The like of a Fulcio leaf, with these extensions.
    pub(crate) fn parts(extensions: Vec<Vec<u8>>) -> Parts {
        let algorithm = sequence(&[&oid_der(ECDSA_WITH_SHA384)]);
        let time = |text: &str| element(tag::UTC_TIME, &[text.as_bytes()]);
        let mut point = vec![0, 4];
        point.resize(66, 9);
        Parts {
            version: element(tag::context_constructed(0), &[&integer(&[2])]),
            serial: integer(&[0x00, 0x91, 0x42]),
            inner_algorithm: algorithm.clone(),
            issuer: name(&[
                ("2.5.4.10", "sigstore.dev"),
                ("2.5.4.3", "sigstore-intermediate"),
            ]),
            validity: sequence(&[&time("260303140000Z"), &time("260303141000Z")]),
            subject: sequence(&[]),
            spki: sequence(&[
                &sequence(&[&oid_der(EC_PUBLIC_KEY), &oid_der(P256)]),
                &element(tag::BIT_STRING, &[&point]),
            ]),
            extensions,
            outer_algorithm: algorithm,
            signature: element(tag::BIT_STRING, &[&[0], b"signature"]),
        }
    }

    pub(crate) fn name(attributes: &[(&str, &str)]) -> Vec<u8> {
        let sets: Vec<u8> = attributes
            .iter()
            .flat_map(|(oid, text)| {
                set(&[&sequence(&[
                    &oid_der(ObjectIdentifier::new_unwrap(oid)),
                    &utf8(text),
                ])])
            })
            .collect();
        sequence(&[&sets])
    }

    pub(crate) fn extension(oid: ObjectIdentifier, critical: bool, value: &[u8]) -> Vec<u8> {
        let flag: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
        sequence(&[&oid_der(oid), flag, &octets(value)])
    }

    /// The standard extensions of a Fulcio leaf and one Fulcio claim.
    pub(crate) fn leaf_extensions() -> Vec<Vec<u8>> {
        vec![
            extension(oid::KEY_USAGE, true, &[3, 2, 7, 0x80]),
            extension(
                oid::EXTENDED_KEY_USAGE,
                false,
                &sequence(&[&oid_der(oid::CODE_SIGNING)]),
            ),
            extension(oid::SUBJECT_KEY_ID, false, &octets(&[1; 20])),
            extension(
                oid::AUTHORITY_KEY_ID,
                false,
                &sequence(&[&element(tag::context(0), &[&[2; 20]])]),
            ),
            extension(
                oid::SUBJECT_ALTERNATIVE_NAME,
                true,
                &sequence(&[&element(0x81, &[b"a@example.com"])]),
            ),
            extension(
                ObjectIdentifier::new_unwrap("1.3.6.1.4.1.57264.1.8"),
                false,
                &utf8("https://accounts.example.com"),
            ),
        ]
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]
mod tests {
    use der::{Decode as _, Encode as _};
    use proptest::prelude::*;

    use super::{
        made::{extension, leaf_extensions, name, parts},
        *,
    };
    use crate::der_reader::writer::{
        element, integer, octets, oid as oid_der, sequence, set, utf8,
    };

    fn leaf() -> Certificate {
        Certificate::parse(&parts(leaf_extensions()).der()).unwrap()
    }

    fn with_extension(oid: ObjectIdentifier, value: &[u8]) -> Certificate {
        Certificate::parse(&parts(vec![extension(oid, true, value)]).der()).unwrap()
    }

    fn problem<T>(result: Result<T, Unreadable>) -> String {
        match result {
            Ok(_) => "accepted".to_owned(),
            Err(error) => error.detail,
        }
    }

    #[test]
    fn hands_out_the_bytes_that_were_signed() {
        let made = parts(leaf_extensions());
        let leaf = leaf();
        assert_eq!(leaf.der(), made.der());
        assert_eq!(leaf.tbs_der(), made.tbs());
        assert_eq!(leaf.spki_der(), made.spki);
        assert_eq!(leaf.issuer_der(), made.issuer);
        assert_eq!(leaf.subject_der(), made.subject);
        assert_eq!(leaf.serial(), [0x00, 0x91, 0x42]);
        assert_eq!(leaf.signature(), b"signature");
        assert_eq!(leaf.signature_algorithm().oid, made::ECDSA_WITH_SHA384);
        assert_eq!(leaf.signature_algorithm().parameters, None);
        assert!(leaf.signature_algorithms_agree());
        assert_eq!(leaf.validity().start.to_string(), "2026-03-03T14:00:00Z");
        assert_eq!(
            leaf.validity().end.unwrap().to_string(),
            "2026-03-03T14:10:00Z"
        );
    }

    #[test]
    fn reads_the_standard_extensions() {
        let leaf = leaf();
        let usage = leaf.key_usage().unwrap().unwrap();
        assert!(usage.digital_signature() && !usage.key_cert_sign());
        assert_eq!(usage.names().collect::<Vec<_>>(), ["digitalSignature"]);
        assert_eq!(leaf.subject_key_id().unwrap(), Some(&[1; 20][..]));
        assert_eq!(leaf.authority_key_id().unwrap(), Some(&[2; 20][..]));
        assert_eq!(leaf.basic_constraints().unwrap(), None);
        let purposes = leaf.extended_key_usages().unwrap().unwrap();
        assert!(!purposes.critical);
        assert_eq!(purposes.purposes, [oid::CODE_SIGNING]);
        let names = leaf.subject_alternative_names().unwrap().unwrap();
        assert!(names.critical);
        assert_eq!(
            names.names,
            [San {
                kind: SanKind::Email,
                value: "a@example.com".to_owned()
            }]
        );
        assert!(leaf.unknown_critical_extensions().is_empty());
    }

    #[test]
    fn agrees_with_a_second_reader() {
        let leaf = leaf();
        let other = x509_cert::Certificate::from_der(leaf.der()).unwrap();
        let tbs = other.tbs_certificate();
        assert_eq!(tbs.to_der().unwrap(), leaf.tbs_der());
        let extensions = tbs.extensions().unwrap();
        assert_eq!(extensions.len(), leaf.extensions().len());
        for (ours, theirs) in leaf.extensions().zip(extensions) {
            assert_eq!(ours.oid, theirs.extn_id);
            assert_eq!(ours.critical, theirs.critical);
            assert_eq!(ours.value, theirs.extn_value.as_bytes());
        }
    }

    #[test]
    fn refuses_what_is_no_certificate() {
        let broken = |change: &dyn Fn(&mut made::Parts)| {
            let mut made = parts(leaf_extensions());
            change(&mut made);
            problem(Certificate::parse(&made.der()))
        };
        assert_eq!(broken(&|_| ()), "accepted");
        assert_eq!(
            broken(&|made| made.version = element(0xa0, &[&integer(&[3])])),
            "certificate of an unknown version"
        );
        for version_without_extensions in [vec![], element(0xa0, &[&integer(&[1])])] {
            assert_eq!(
                broken(&|made| made.version.clone_from(&version_without_extensions)),
                "TBSCertificate: followed by bytes that do not belong there"
            );
        }
        for serial in [&[0x80][..], &[1; 22]] {
            assert_eq!(
                broken(&|made| made.serial = integer(serial)),
                "serial number: negative or too long"
            );
        }
        assert_eq!(
            broken(&|made| made.serial = integer(&[0, 1])),
            "serial number: integer not in its shortest form"
        );
        assert_eq!(
            broken(&|made| made.subject = set(&[])),
            "subject: missing or of another type"
        );
        assert_eq!(
            broken(&|made| made.issuer = sequence(&[&set(&[])])),
            "name attribute: missing or of another type"
        );
        assert_eq!(
            broken(&|made| made.spki = sequence(&[])),
            "key algorithm: missing or of another type"
        );
        assert_eq!(
            broken(&|made| made.signature = element(tag::BIT_STRING, &[&[1, 2]])),
            "signature: not a whole number of bytes"
        );
        assert_eq!(
            broken(&|made| made.signature.push(0)),
            "signature: followed by bytes that do not belong there"
        );
        assert_eq!(
            broken(&|made| made.extensions.push(made.extensions[0].clone())),
            "extension: occurs twice"
        );
        assert_eq!(
            broken(&|made| made.extensions = vec![vec![]]),
            "extensions: an empty list"
        );
        assert_eq!(
            broken(&|made| {
                made.extensions = (0..=64_u32)
                    .map(|arc| extension(oid::FULCIO_USER_NAME.push_arc(arc).unwrap(), false, &[]))
                    .collect();
            }),
            "too many extensions"
        );
        let mut trailing = parts(leaf_extensions()).der();
        trailing.push(0);
        assert_eq!(
            problem(Certificate::parse(&trailing)),
            "certificate: followed by bytes that do not belong there"
        );
        let large = vec![0; limits::CERTIFICATE_BYTES + 1];
        assert_eq!(
            Certificate::parse(&large).unwrap_err().code,
            UnreadableCode::LimitExceeded
        );
    }

    #[test]
    fn notices_that_the_two_algorithms_differ() {
        let mut made = parts(vec![]);
        made.inner_algorithm = sequence(&[&oid_der(made::ECDSA_WITH_SHA384), &[5, 0]]);
        let certificate = Certificate::parse(&made.der()).unwrap();
        assert!(!certificate.signature_algorithms_agree());
        std::mem::swap(&mut made.inner_algorithm, &mut made.outer_algorithm);
        let certificate = Certificate::parse(&made.der()).unwrap();
        assert_eq!(
            certificate.signature_algorithm().parameters,
            Some(vec![5, 0])
        );
    }

    #[test]
    fn reads_basic_constraints_strictly() {
        let read = |value: &[u8]| {
            with_extension(oid::BASIC_CONSTRAINTS, value)
                .basic_constraints()
                .map(|found| found.map(|found| (found.ca, found.path_len)))
        };
        assert_eq!(read(&[0x30, 0]), Ok(Some((false, None))));
        assert_eq!(read(&[0x30, 3, 1, 1, 0]), Ok(Some((false, None))));
        assert_eq!(read(&[0x30, 3, 1, 1, 0xff]), Ok(Some((true, None))));
        assert_eq!(
            read(&[0x30, 6, 1, 1, 0xff, 2, 1, 0]),
            Ok(Some((true, Some(0))))
        );
        for value in [
            &[][..],
            &[0x30, 0, 0],
            &[0x30, 3, 1, 1, 1],
            &[0x30, 6, 1, 1, 0xff, 2, 1, 0x80],
            &[0x30, 6, 2, 1, 0, 1, 1, 0xff],
        ] {
            assert!(read(value).is_err(), "{value:02x?}");
        }
    }

    #[test]
    fn reads_key_usage_strictly() {
        let read = |value: &[u8]| {
            with_extension(oid::KEY_USAGE, value)
                .key_usage()
                .map(|usage| usage.unwrap().names().collect::<Vec<_>>())
        };
        assert_eq!(read(&[3, 2, 1, 0x06]).unwrap(), ["keyCertSign", "cRLSign"]);
        assert_eq!(read(&[3, 3, 7, 0, 0x80]).unwrap(), ["decipherOnly"]);
        for value in [
            &[3, 1, 0][..],
            &[3, 2, 0, 0x80],
            &[3, 2, 7, 0xff],
            &[3, 2, 8, 0],
            &[3, 4, 0, 1, 1, 1],
            &[3, 2, 7, 0x80, 0],
        ] {
            assert!(read(value).is_err(), "{value:02x?}");
        }
    }

    #[test]
    fn refuses_an_empty_list_of_purposes() {
        let certificate = with_extension(oid::EXTENDED_KEY_USAGE, &sequence(&[]));
        assert!(certificate.extended_key_usages().is_err());
    }

    #[test]
    fn reads_every_kind_of_name() {
        let other_name = |oid: ObjectIdentifier, value: &[u8]| {
            element(0xa0, &[&oid_der(oid), &element(0xa0, &[value])])
        };
        let read = |names: &[Vec<u8>]| {
            with_extension(oid::SUBJECT_ALTERNATIVE_NAME, &sequence(&[&names.concat()]))
                .subject_alternative_names()
                .map(|names| {
                    let text = |san: San| format!("{} {}", san.kind.as_str(), san.value);
                    names
                        .unwrap()
                        .names
                        .into_iter()
                        .map(text)
                        .collect::<Vec<_>>()
                })
        };
        assert_eq!(
            read(&[
                element(0x81, &[b"a@b"]),
                element(0x82, &[b"b.example"]),
                element(0x86, &[b"https://c"]),
                element(0x87, &[&[10, 0, 0, 1]]),
                element(0x87, &[&[0; 16]]),
                other_name(oid::FULCIO_USER_NAME, &utf8("foo!d\u{e9}")),
                other_name(oid::CODE_SIGNING, &utf8("x")),
                element(0xa4, &[&name(&[])]),
            ])
            .unwrap(),
            [
                "email a@b",
                "dns b.example",
                "uri https://c",
                "ip 10.0.0.1",
                "ip ::",
                "other-name foo!d\u{e9}",
                "unsupported otherName 1.3.6.1.5.5.7.3.3",
                "unsupported directoryName",
            ]
        );
        for broken in [
            vec![],
            vec![element(0x81, &[])],
            vec![element(0x86, &["\u{e9}".as_bytes()])],
            vec![element(0x87, &[&[1, 2, 3]])],
            vec![element(0x89, &[])],
            vec![element(0x30, &[])],
            vec![other_name(oid::FULCIO_USER_NAME, &octets(b"x"))],
            vec![other_name(
                oid::FULCIO_USER_NAME,
                &[utf8("x"), utf8("y")].concat(),
            )],
            vec![other_name(oid::FULCIO_USER_NAME, &utf8(""))],
            vec![other_name(
                oid::FULCIO_USER_NAME,
                &element(tag::UTF8_STRING, &[&[0xff]]),
            )],
        ] {
            assert!(read(&broken).is_err(), "{broken:02x?}");
        }
    }

    #[test]
    fn lists_critical_extensions_it_does_not_know() {
        const POISON: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11129.2.4.3");
        const POLICIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.32");
        let mut extensions = leaf_extensions();
        extensions.push(extension(POISON, true, &[5, 0]));
        extensions.push(extension(POLICIES, false, &[5, 0]));
        let certificate = Certificate::parse(&parts(extensions).der()).unwrap();
        assert_eq!(certificate.unknown_critical_extensions(), [POISON]);
    }

    #[test]
    fn cuts_the_sct_list_out_wherever_it_stands() {
        // Sizes around the steps of the length encoding.
        for size in [1, 60, 120, 130, 200, 260, 7_000] {
            let scts = extension(oid::SCT_LIST, false, &octets(&vec![7; size]));
            for position in 0..=leaf_extensions().len() {
                let mut extensions = leaf_extensions();
                extensions.insert(position, scts.clone());
                let certificate = Certificate::parse(&parts(extensions).der()).unwrap();
                assert_eq!(
                    certificate.precertificate_tbs().unwrap(),
                    parts(leaf_extensions()).tbs()
                );
            }
            let alone = Certificate::parse(&parts(vec![scts]).der()).unwrap();
            assert_eq!(
                alone.precertificate_tbs().unwrap(),
                parts(vec![]).tbs(),
                "the wrapper goes as well"
            );
        }
        assert!(leaf().precertificate_tbs().is_err());
    }

    #[test]
    fn writes_names_on_one_line() {
        assert_eq!(
            name_text(leaf().issuer_der()).unwrap(),
            "CN=sigstore-intermediate, O=sigstore.dev"
        );
        assert_eq!(name_text(&sequence(&[])).unwrap(), "");
        let common_name = |value: &[u8]| {
            let attribute = sequence(&[&oid_der(ObjectIdentifier::new_unwrap("2.5.4.3")), value]);
            name_text(&sequence(&[&set(&[&attribute])])).unwrap()
        };
        assert_eq!(
            common_name(&utf8("#a, O=b\\\n\u{85} ")),
            "CN=\\#a\\, O=b\\\\\\0a\\c2\\85\\ "
        );
        assert_eq!(
            common_name(&element(tag::TELETEX_STRING, &[&[0xe9]])),
            "CN=\u{e9}"
        );
        assert_eq!(
            common_name(&element(tag::BMP_STRING, &[&[0x20, 0x14]])),
            "CN=\u{2014}"
        );
        assert_eq!(
            common_name(&element(tag::BMP_STRING, &[&[0xd8, 0x00]])),
            "CN=#1e02d800"
        );
        assert_eq!(
            common_name(&element(tag::UTF8_STRING, &[&[0xff]])),
            "CN=#0c01ff"
        );
        let pair = |oid: &str, value: &str| {
            sequence(&[&oid_der(ObjectIdentifier::new_unwrap(oid)), &utf8(value)])
        };
        assert_eq!(
            name_text(&sequence(&[&set(&[
                &pair("2.5.4.3", "a"),
                &pair("1.2.3", "b")
            ])]))
            .unwrap(),
            "CN=a+1.2.3=b"
        );
        assert!(name_text(&[0x31, 0]).is_err());
    }

    #[test]
    fn reads_pem_blocks() {
        let der = parts(leaf_extensions()).der();
        let block = |label: &str| {
            format!(
                "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
                crate::base64::encode(&der)
            )
        };
        let one = block("CERTIFICATE");
        let read = |text: &str| Certificate::parse_pem(text);
        assert_eq!(read(&one).unwrap(), [leaf()]);
        assert_eq!(
            read(&format!("subject=x\r\n{}{one}", one.replace('\n', "\r\n")))
                .unwrap()
                .len(),
            2
        );
        assert_eq!(read(&one.repeat(10)).unwrap().len(), 10);
        assert_eq!(
            read(&one.repeat(11)).unwrap_err().code,
            UnreadableCode::LimitExceeded
        );
        for broken in [
            String::new(),
            "text".to_owned(),
            block("PUBLIC KEY"),
            format!("{one}{}", block("PRIVATE KEY")),
            one.replace("-----END CERTIFICATE-----", ""),
            one.replace("-----END CERTIFICATE-----", "-----END X-----"),
            format!("-----BEGIN CERTIFICATE-----\n{one}"),
            one.replacen('M', "_", 1),
            one.replacen('M', "?", 1),
        ] {
            assert!(read(&broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn debug_output_is_short() {
        assert_eq!(
            format!("{:?}", leaf()),
            format!(
                "Certificate {{ subject: Ok(\"\"), serial: \"009142\", bytes: {} }}",
                leaf().der().len()
            )
        );
    }

    /// Reads all there is to read; the values do not matter.
    fn read_everything(der: &[u8]) {
        let Ok(certificate) = Certificate::parse(der) else {
            return;
        };
        assert_eq!(certificate.der(), der);
        let _ = certificate.basic_constraints();
        let _ = certificate.key_usage();
        let _ = certificate.extended_key_usages();
        let _ = certificate.subject_key_id();
        let _ = certificate.authority_key_id();
        let _ = certificate.subject_alternative_names();
        let _ = certificate.precertificate_tbs();
        let _ = name_text(certificate.subject_der()).unwrap();
        let _ = name_text(certificate.issuer_der()).unwrap();
        let _ = crate::sct::embedded(&certificate);
        let _ = crate::fulcio::FulcioClaims::read(&certificate).issuer();
    }

    proptest! {
        #[test]
        fn mutated_certificates_never_panic(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
            cut in any::<prop::sample::Index>(),
        ) {
            let mut extensions = leaf_extensions();
            extensions.push(extension(oid::SCT_LIST, false, &octets(&[0, 3, 0, 1, 0])));
            extensions.push(extension(oid::BASIC_CONSTRAINTS, true, &[0x30, 6, 1, 1, 0xff, 2, 1, 0]));
            let mut der = parts(extensions).der();
            for (at, value) in changes {
                let at = at.index(der.len());
                der[at] = value;
            }
            read_everything(&der);
            read_everything(&der[..cut.index(der.len())]);
        }

        #[test]
        fn arbitrary_bytes_never_panic(der in prop::collection::vec(any::<u8>(), 0..200)) {
            read_everything(&der);
            let _ = name_text(&der);
            let _ = Certificate::parse_pem(&String::from_utf8_lossy(&der));
        }
    }
}
