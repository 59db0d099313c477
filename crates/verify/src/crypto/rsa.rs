//! The rules for RSA public keys, checked before any library sees them.

use spki::der::{Decode, Reader, SliceReader, asn1::UintRef};

use super::KeyRejected;

/// Checks a PKCS#1 RSAPublicKey (DER): modulus 2048 to 4096 bits and odd, exponent odd, above 1 and
/// at most 33 bits (what aws-lc takes).
pub(super) fn check_public_key(der: &[u8]) -> Result<(), KeyRejected> {
    let mut reader = SliceReader::new(der).map_err(|_| KeyRejected::Malformed)?;
    let (modulus, exponent) = reader
        .sequence(|fields: &mut SliceReader<'_>| {
            Ok::<_, spki::der::Error>((UintRef::decode(fields)?, UintRef::decode(fields)?))
        })
        .and_then(|fields| reader.finish().map(|()| fields))
        .map_err(|_| KeyRejected::Malformed)?;
    let odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
    let modulus = modulus.as_bytes();
    let exponent = exponent.as_bytes();
    let bits = modulus.first().map_or(0, |first| {
        modulus.len() * 8 - usize::try_from(first.leading_zeros()).unwrap_or(0)
    });
    if !odd(modulus) || !odd(exponent) || exponent == [1] || exponent.len() > 5 {
        return Err(KeyRejected::Malformed);
    }
    if (2048..=4096).contains(&bits) {
        Ok(())
    } else {
        Err(KeyRejected::Unsupported)
    }
}
