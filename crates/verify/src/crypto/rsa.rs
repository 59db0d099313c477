//! The rules for RSA public keys, checked before any library sees them.

use spki::{
    AlgorithmIdentifierRef, ObjectIdentifier,
    der::{
        Decode, Reader, SliceReader, TagNumber,
        asn1::{AnyRef, ContextSpecific, UintRef},
    },
};
use whence_evidence::HashAlgorithm;

use super::KeyRejected;

/// Checks a PKCS#1 RSAPublicKey (DER): modulus 2048 to 4096 bits and odd, exponent odd, above 1 and
/// at most 40 bits; aws-lc takes 33 of them.
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
    if !odd(modulus) || !odd(exponent) || exponent == [1] || exponent.len() > 5 {
        return Err(KeyRejected::Malformed);
    }
    // Without leading zeros, so that the first bit of the first byte tells whether it counts.
    match (modulus.len(), modulus.first()) {
        (256, Some(0x80..)) | (257..=512, _) => Ok(()),
        _ => Err(KeyRejected::Unsupported),
    }
}

/// The digest that the parameters of a PSS key demand (RFC 4055 §3.1): the same for the message and within
/// MGF1, a salt that may be as long as the digest, and the one trailer there is.
pub(super) fn pss_hash(parameters: AnyRef<'_>) -> Result<HashAlgorithm, KeyRejected> {
    const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
    let malformed = |_| KeyRejected::Malformed;
    let (message, mask, salt, trailer) = parameters
        .sequence(|fields| {
            let number = |field: Option<ContextSpecific<u32>>| field.map(|field| field.value);
            Ok::<_, spki::der::Error>((
                ContextSpecific::<AlgorithmIdentifierRef<'_>>::decode_explicit(
                    fields,
                    TagNumber(0),
                )?,
                ContextSpecific::<AlgorithmIdentifierRef<'_>>::decode_explicit(
                    fields,
                    TagNumber(1),
                )?,
                number(ContextSpecific::decode_explicit(fields, TagNumber(2))?),
                number(ContextSpecific::decode_explicit(fields, TagNumber(3))?),
            ))
        })
        .map_err(malformed)?;
    // Digest and mask that are not stated mean SHA-1 (RFC 4055 §3.1), which nothing here takes.
    let (Some(message), Some(mask)) = (message, mask) else {
        return Err(KeyRejected::Unsupported);
    };
    let hash = hash_named(&message.value.oid).ok_or(KeyRejected::Unsupported)?;
    if mask.value.oid != MGF1 {
        return Err(KeyRejected::Unsupported);
    }
    let within: AlgorithmIdentifierRef<'_> = mask
        .value
        .parameters
        .ok_or(KeyRejected::Malformed)?
        .decode_as()
        .map_err(malformed)?;
    let same = hash_named(&within.oid) == Some(hash);
    // One that is not stated has 20 bytes (RFC 4055 §3.1), fewer than any of these digests.
    let salt_fits =
        salt.is_none_or(|salt: u32| usize::try_from(salt).is_ok_and(|salt| salt <= hash.length()));
    if same && salt_fits && trailer.unwrap_or(1) == 1 {
        Ok(hash)
    } else {
        Err(KeyRejected::Unsupported)
    }
}

fn hash_named(oid: &ObjectIdentifier) -> Option<HashAlgorithm> {
    const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
    const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
    const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
    match *oid {
        SHA256 => Some(HashAlgorithm::Sha256),
        SHA384 => Some(HashAlgorithm::Sha384),
        SHA512 => Some(HashAlgorithm::Sha512),
        _ => None,
    }
}
