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
