//! Signed certificate timestamps embedded in a certificate (RFC 6962 §3.2 and §3.3).

use crate::{
    UnixTime, Unreadable,
    certificate::{Certificate, oid},
    der_reader::{Reader, tag},
    limits,
};

/// A CT log's promise to publish a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sct {
    /// SHA-256 of the log's public key.
    pub log_id: [u8; 32],
    /// When the log made the promise.
    pub timestamp: UnixTime,
    /// The same in milliseconds, as it is signed.
    pub timestamp_ms: u64,
    /// Extensions of the SCT, signed but not read.
    pub extensions: Vec<u8>,
    /// TLS HashAlgorithm (RFC 5246 §7.4.1.4.1): 4 is SHA-256.
    pub hash_algorithm: u8,
    /// TLS SignatureAlgorithm: 1 is RSA, 3 is ECDSA.
    pub signature_algorithm: u8,
    /// The signature over [`Self::signed_data`].
    pub signature: Vec<u8>,
}

/// The SCTs embedded in `certificate`, in the order written; `None` when it has no such extension.
///
/// # Errors
/// [`crate::UnreadableCode::MalformedDer`] for a wrapper or list that is not exact, for an empty
/// list and for an SCT of another version than 1; [`crate::UnreadableCode::LimitExceeded`] above
/// [`limits::SCTS`].
pub fn embedded(certificate: &Certificate) -> Result<Option<Vec<Sct>>, Unreadable> {
    certificate
        .extension(&oid::SCT_LIST)
        .map(|extension| parse_extension(extension.value))
        .transpose()
}

/// Reads the value of the extension: an OCTET STRING around a TLS list.
///
/// # Errors
/// As [`embedded`].
pub fn parse_extension(value: &[u8]) -> Result<Vec<Sct>, Unreadable> {
    let mut input = Reader::new(value, 0);
    let wrapper = input.expect(tag::OCTET_STRING, "SCT list")?;
    input.finish("SCT list")?;
    let mut outer = TlsReader(wrapper.content);
    let mut list = TlsReader(outer.vector()?);
    outer.finish()?;
    let mut scts = Vec::with_capacity(1);
    while !list.0.is_empty() {
        if scts.len() == limits::SCTS {
            return Err(Unreadable::limit("too many SCTs"));
        }
        scts.push(Sct::parse(list.vector()?)?);
    }
    if scts.is_empty() {
        return Err(Unreadable::der("SCT list without an SCT"));
    }
    Ok(scts)
}

impl Sct {
    fn parse(sct: &[u8]) -> Result<Self, Unreadable> {
        let mut input = TlsReader(sct);
        if input.array()? != [0_u8] {
            return Err(Unreadable::der("SCT of another version than 1"));
        }
        let log_id = input.array()?;
        let timestamp_ms = u64::from_be_bytes(input.array()?);
        let extensions = input.vector()?.to_vec();
        let [hash_algorithm, signature_algorithm] = input.array()?;
        let signature = input.vector()?.to_vec();
        input.finish()?;
        Ok(Self {
            log_id,
            timestamp: UnixTime::from_milliseconds(timestamp_ms),
            timestamp_ms,
            extensions,
            hash_algorithm,
            signature_algorithm,
            signature,
        })
    }

    /// The bytes that the log signed for a precertificate: `issuer_key_hash` is SHA-256 of the
    /// issuer's SPKI, `precert_tbs` comes from [`Certificate::precertificate_tbs`].
    ///
    /// # Errors
    /// [`crate::UnreadableCode::LimitExceeded`] when a part is longer than its length field can say.
    pub fn signed_data(
        &self,
        issuer_key_hash: &[u8; 32],
        precert_tbs: &[u8],
    ) -> Result<Vec<u8>, Unreadable> {
        const VERSION_1: u8 = 0;
        const CERTIFICATE_TIMESTAMP: u8 = 0;
        const PRECERT_ENTRY: [u8; 2] = [0, 1];
        let too_long = |_| Unreadable::limit("longer than an SCT can cover");
        let tbs_length = u32::try_from(precert_tbs.len()).map_err(too_long)?;
        let [0, tbs_length @ ..] = tbs_length.to_be_bytes() else {
            return Err(Unreadable::limit("longer than an SCT can cover"));
        };
        let extensions_length = u16::try_from(self.extensions.len()).map_err(too_long)?;
        Ok([
            &[VERSION_1, CERTIFICATE_TIMESTAMP][..],
            &self.timestamp_ms.to_be_bytes(),
            &PRECERT_ENTRY,
            issuer_key_hash,
            &tbs_length,
            precert_tbs,
            &extensions_length.to_be_bytes(),
            &self.extensions,
        ]
        .concat())
    }
}

/// The TLS presentation language, as far as SCTs need it.
struct TlsReader<'a>(&'a [u8]);

impl<'a> TlsReader<'a> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], Unreadable> {
        let (array, rest) = self
            .0
            .split_first_chunk()
            .ok_or_else(|| Unreadable::der("SCT list cut short"))?;
        self.0 = rest;
        Ok(*array)
    }

    /// A vector with a length of two bytes.
    fn vector(&mut self) -> Result<&'a [u8], Unreadable> {
        let length = usize::from(u16::from_be_bytes(self.array()?));
        let (vector, rest) = self
            .0
            .split_at_checked(length)
            .ok_or_else(|| Unreadable::der("SCT list cut short"))?;
        self.0 = rest;
        Ok(vector)
    }

    fn finish(&self) -> Result<(), Unreadable> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Unreadable::der("SCT list followed by other bytes"))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        UnreadableCode,
        certificate::made::{extension, parts},
        der_reader::writer::octets,
    };

    fn vector(content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap();
        [&length.to_be_bytes()[..], content].concat()
    }

    fn sct() -> Vec<u8> {
        [
            &[0][..],
            &[0xab; 32],
            &1_772_546_400_123_u64.to_be_bytes(),
            &vector(b"ext"),
            &[4, 3],
            &vector(b"signature"),
        ]
        .concat()
    }

    fn list(scts: &[Vec<u8>]) -> Vec<u8> {
        let members: Vec<u8> = scts.iter().flat_map(|sct| vector(sct)).collect();
        octets(&vector(&members))
    }

    #[test]
    fn reads_embedded_scts() {
        let der = parts(vec![extension(
            oid::SCT_LIST,
            false,
            &list(&[sct(), sct()]),
        )])
        .der();
        let scts = embedded(&Certificate::parse(&der).unwrap())
            .unwrap()
            .unwrap();
        assert_eq!(scts.len(), 2);
        assert_eq!(scts[0], scts[1]);
        assert_eq!(scts[0].log_id, [0xab; 32]);
        assert_eq!(scts[0].timestamp.to_string(), "2026-03-03T14:00:00.123Z");
        assert_eq!(scts[0].timestamp_ms, 1_772_546_400_123);
        assert_eq!(scts[0].extensions, b"ext");
        assert_eq!(
            (scts[0].hash_algorithm, scts[0].signature_algorithm),
            (4, 3)
        );
        assert_eq!(scts[0].signature, b"signature");
        let without = Certificate::parse(&parts(vec![]).der()).unwrap();
        assert_eq!(embedded(&without), Ok(None));
    }

    #[test]
    fn refuses_lists_that_are_not_exact() {
        let mut version_2 = sct();
        version_2[0] = 1;
        let mut longer = sct();
        longer.push(0);
        let shorter = sct()[..50].to_vec();
        let mut trailing = list(&[sct()]);
        trailing.push(0);
        for broken in [
            list(&[]),
            list(&[version_2]),
            list(&[longer]),
            list(&[shorter]),
            list(&[vec![]]),
            trailing,
            octets(&[vector(&vector(&sct())), vec![0]].concat()),
            octets(&[0]),
            vector(&vector(&sct())),
            vec![],
        ] {
            assert_eq!(
                parse_extension(&broken).unwrap_err().code,
                UnreadableCode::MalformedDer,
                "{broken:02x?}"
            );
        }
        assert_eq!(parse_extension(&list(&vec![sct(); 16])).unwrap().len(), 16);
        assert_eq!(
            parse_extension(&list(&vec![sct(); 17])).unwrap_err().code,
            UnreadableCode::LimitExceeded
        );
    }

    #[test]
    fn builds_what_the_log_signed() {
        let [sct] = parse_extension(&list(&[sct()]))
            .unwrap()
            .try_into()
            .unwrap();
        assert_eq!(
            sct.signed_data(&[0xcd; 32], b"tbs").unwrap(),
            [
                &[0, 0][..],
                &[0x00, 0x00, 0x01, 0x9c, 0xb3, 0xff, 0x9f, 0x7b],
                &[0, 1],
                &[0xcd; 32],
                &[0, 0, 3],
                b"tbs",
                &[0, 3],
                b"ext",
            ]
            .concat()
        );
        assert!(sct.signed_data(&[0; 32], &vec![0; 1 << 24]).is_err());
    }

    proptest! {
        #[test]
        fn mutated_lists_never_panic(at in any::<prop::sample::Index>(), value in any::<u8>()) {
            let mut bytes = list(&[sct(), sct()]);
            let at = at.index(bytes.len());
            bytes[at] = value;
            let _ = parse_extension(&bytes);
            let _ = parse_extension(&bytes[..at]);
        }
    }
}
