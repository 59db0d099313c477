//! A signature in one file, and in another one the certificate or key it was made with.

use super::unknown;
use crate::{
    Unreadable, base64,
    bundle::{Bundle, Form, MessageSignature},
    limits, pem,
};

/// The largest signature file: base64 of an RSA signature of 16384 bits, with room for line breaks.
const SIGNATURE_BYTES: usize = 4096;

/// Brings a signature file and the certificate file beside it together. Both may be text or binary: the
/// signature base64 or raw; the certificate PEM, base64 of PEM, or DER.
///
/// # Errors
/// [`crate::UnreadableCode::UnknownFormat`] when the signature is one of another system, otherwise when a
/// file is not of its form.
pub fn detached(signature: &[u8], certificate: Option<&[u8]>) -> Result<Bundle, Unreadable> {
    let mut bundle = Bundle::empty(Form::Detached);
    bundle.message = Some(MessageSignature {
        digest: None,
        signature: read_signature(signature)?,
    });
    match certificate {
        Some(certificate) => add_signer(&mut bundle, certificate)?,
        // Made with a key; nothing says which.
        None => bundle.public_key_hint = Some(String::new()),
    }
    Ok(bundle)
}

/// Whether the bytes are a signature as [`detached`] reads it.
pub fn looks_like_signature(bytes: &[u8]) -> bool {
    read_signature(bytes).is_ok()
}

fn read_signature(bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    if bytes.len() > SIGNATURE_BYTES {
        return Err(unknown());
    }
    let text = std::str::from_utf8(bytes).ok().map(|text| {
        text.chars()
            .filter(|c| !c.is_ascii_whitespace())
            .collect::<String>()
    });
    let decoded = text.and_then(|text| base64::decode(&text).ok());
    [decoded, Some(bytes.to_vec())]
        .into_iter()
        .flatten()
        .find(|bytes| is_signature(bytes))
        .ok_or_else(unknown)
}

/// By shape: an ECDSA signature is a DER sequence, Ed25519's has 64 bytes, RSA's the length of its key.
/// Signatures of OpenPGP, minisign and SSH have none of these shapes.
fn is_signature(bytes: &[u8]) -> bool {
    match bytes {
        [0x30, length @ 0..=0x7f, rest @ ..] => rest.len() == usize::from(*length),
        [0x30, 0x81, length, rest @ ..] => rest.len() == usize::from(*length),
        _ => matches!(bytes.len(), 64 | 256 | 384 | 512),
    }
}

/// Adds the certificates in a file, or notes that it holds a key. A key that came with the signature says
/// nothing of who made it, so it is not taken over.
pub(super) fn add_signer(bundle: &mut Bundle, bytes: &[u8]) -> Result<(), Unreadable> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let decoded;
    let (text, der) = if text.contains("-----BEGIN ") {
        (text, bytes)
    } else if let Ok(inner) = base64::decode(&text.split_ascii_whitespace().collect::<String>())
        && !inner.is_empty()
    {
        decoded = inner;
        (
            std::str::from_utf8(&decoded).unwrap_or_default(),
            decoded.as_slice(),
        )
    } else {
        ("", bytes)
    };
    let mut certificates = Vec::new();
    for (label, der) in pem::blocks(text, limits::CHAIN_LENGTH)? {
        match label {
            "CERTIFICATE" => certificates.push(der),
            "PUBLIC KEY" if certificates.is_empty() => {
                bundle.public_key_hint = Some(bundle.envelope_key_id());
                return Ok(());
            }
            _ => return Err(Unreadable::text("neither a certificate nor a public key")),
        }
    }
    if certificates.is_empty() {
        // A certificate in DER is a sequence; whether it is one is for its own reader to say.
        if !matches!(der, [0x30, 0x82, _, _, ..]) {
            return Err(Unreadable::text("no certificate"));
        }
        certificates.push(der.to_vec());
    }
    bundle.certificate_chain = Some(certificates);
    Ok(())
}
