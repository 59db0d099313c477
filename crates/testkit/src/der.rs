//! A DER encoder, just large enough for certificates, SCTs and time stamps.
//!
//! Every function returns one complete tag-length-value element (X.690).

use crate::time;

/// One element with the given tag byte.
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len();
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let bytes = length.to_be_bytes();
        let significant: Vec<u8> = bytes.iter().copied().skip_while(|b| *b == 0).collect();
        out.push(0x80 | significant.len() as u8);
        out.extend(significant);
    }
    out.extend_from_slice(content);
    out
}

/// SEQUENCE of already encoded elements.
pub fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

/// SET OF: DER wants the encodings in ascending order.
pub fn set_of(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut sorted = parts.to_vec();
    sorted.sort();
    element(0x31, &sorted.concat())
}

/// Context-specific constructed element, `[number]`.
pub fn context(number: u8, content: &[u8]) -> Vec<u8> {
    element(0xa0 | number, content)
}

/// Context-specific primitive element, `[number] IMPLICIT` over a primitive type.
pub fn context_primitive(number: u8, content: &[u8]) -> Vec<u8> {
    element(0x80 | number, content)
}

/// INTEGER from an unsigned big-endian number.
pub fn integer(big_endian: &[u8]) -> Vec<u8> {
    let mut bytes: Vec<u8> = big_endian.iter().copied().skip_while(|b| *b == 0).collect();
    if bytes.first().is_none_or(|first| first & 0x80 != 0) {
        bytes.insert(0, 0);
    }
    element(0x02, &bytes)
}

/// INTEGER from a small number.
pub fn small_integer(value: u64) -> Vec<u8> {
    integer(&value.to_be_bytes())
}

/// BOOLEAN.
pub fn boolean(value: bool) -> Vec<u8> {
    element(0x01, &[if value { 0xff } else { 0 }])
}

/// NULL.
pub fn null() -> Vec<u8> {
    element(0x05, &[])
}

/// OCTET STRING.
pub fn octet_string(bytes: &[u8]) -> Vec<u8> {
    element(0x04, bytes)
}

/// BIT STRING of whole bytes.
pub fn bit_string(bytes: &[u8]) -> Vec<u8> {
    element(0x03, &[&[0], bytes].concat())
}

/// Named BIT STRING of at most eight bits, most significant bit first, trailing zero bits removed (X.690 11.2.2).
pub fn named_bits(bits: u8) -> Vec<u8> {
    if bits == 0 {
        return element(0x03, &[0]);
    }
    element(0x03, &[bits.trailing_zeros() as u8, bits])
}

/// UTF8String.
pub fn utf8_string(text: &str) -> Vec<u8> {
    element(0x0c, text.as_bytes())
}

/// PrintableString; the caller keeps to its alphabet.
pub fn printable_string(text: &str) -> Vec<u8> {
    element(0x13, text.as_bytes())
}

/// OBJECT IDENTIFIER from its dotted form.
pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted
        .split('.')
        .map(|arc| arc.parse().expect("a number"))
        .collect();
    let mut content = Vec::new();
    let first = arcs[0] * 40 + arcs[1];
    for arc in std::iter::once(first).chain(arcs[2..].iter().copied()) {
        let mut groups = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            groups.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        content.extend(groups.iter().rev());
    }
    element(0x06, &content)
}

/// UTCTime, for certificate dates before 2050 (RFC 5280 4.1.2.5).
pub fn utc_time(at: time::Seconds) -> Vec<u8> {
    element(0x17, &time::compact(at).as_bytes()[2..])
}

/// GeneralizedTime from its text, so that a caller can write fractions or nonsense.
pub fn generalized_time(text: &str) -> Vec<u8> {
    element(0x18, text.as_bytes())
}

/// Object identifiers used in more than one place.
pub mod oids {
    /// id-sha256
    pub const SHA256: &str = "2.16.840.1.101.3.4.2.1";
    /// id-sha384
    pub const SHA384: &str = "2.16.840.1.101.3.4.2.2";
    /// id-sha512
    pub const SHA512: &str = "2.16.840.1.101.3.4.2.3";
    /// id-sha1
    pub const SHA1: &str = "1.3.14.3.2.26";
    /// id-kp-codeSigning
    pub const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
    /// id-kp-timeStamping
    pub const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
    /// id-kp-clientAuth
    pub const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
    /// Embedded SCT list (RFC 6962 3.3).
    pub const SCT_LIST: &str = "1.3.6.1.4.1.11129.2.4.2";
    /// Fulcio's arc; the claim number follows.
    pub const FULCIO: &str = "1.3.6.1.4.1.57264.1";
    /// id-ct-TSTInfo
    pub const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
    /// id-data
    pub const DATA: &str = "1.2.840.113549.1.7.1";
    /// id-signedData
    pub const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
    /// CMS attribute contentType
    pub const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
    /// CMS attribute messageDigest
    pub const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
    /// ESS signingCertificate (SHA-1)
    pub const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.12";
    /// ESS signingCertificateV2
    pub const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";
    /// keyUsage
    pub const KEY_USAGE: &str = "2.5.29.15";
    /// extKeyUsage
    pub const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
    /// basicConstraints
    pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
    /// subjectKeyIdentifier
    pub const SUBJECT_KEY: &str = "2.5.29.14";
    /// authorityKeyIdentifier
    pub const AUTHORITY_KEY: &str = "2.5.29.35";
    /// subjectAltName
    pub const SUBJECT_ALT_NAME: &str = "2.5.29.17";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_integers_and_oids_follow_x690() {
        assert_eq!(element(4, &[0; 127])[..2], [4, 127]);
        assert_eq!(element(4, &[0; 128])[..3], [4, 0x81, 128]);
        assert_eq!(element(4, &[0; 256])[..4], [4, 0x82, 1, 0]);
        assert_eq!(integer(&[0, 0]), [2, 1, 0]);
        assert_eq!(integer(&[0x80]), [2, 2, 0, 0x80]);
        assert_eq!(small_integer(256), [2, 2, 1, 0]);
        assert_eq!(
            oid("1.2.840.10045.4.3.2"),
            [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]
        );
        assert_eq!(named_bits(0x80), [3, 2, 7, 0x80]);
        assert_eq!(named_bits(0x06), [3, 2, 1, 0x06]);
    }
}
