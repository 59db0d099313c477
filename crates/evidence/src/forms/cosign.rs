//! cosign's JSON of `--bundle` before version 3 (`LocalSignedPayload` of cosign).

use serde::Deserialize;

use super::{borrowed, detached, envelope, log_entry};
use crate::{
    Unreadable,
    bundle::{Bundle, Form, MessageSignature},
    json::Base64,
    limits,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wire {
    base64_signature: Base64,
    /// A certificate or a public key: PEM, or base64 of it. Absent for keys that are not named.
    cert: Option<String>,
    rekor_bundle: Option<log_entry::RekorBundle>,
}

/// Reads one. What is signed is a file, or for `attest-blob` an envelope, which then stands in place of
/// the signature.
///
/// # Errors
/// When it is not JSON of this shape or a part in it cannot be decoded.
pub(super) fn read(bytes: &[u8]) -> Result<Bundle, Unreadable> {
    let wire: Wire = borrowed(bytes)?;
    let mut bundle = Bundle::empty(Form::CosignBlobBundle);
    let signature = wire.base64_signature.0;
    if signature.starts_with(b"{") {
        bundle.envelope = envelope::read(&signature)
            .map_err(|error| error.at("base64Signature"))?
            .envelope;
    } else {
        bundle.message = Some(MessageSignature {
            digest: None,
            signature,
        });
    }
    match wire.cert.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() => {
            detached::add_signer(&mut bundle, text.as_bytes()).map_err(|error| error.at("cert"))?;
        }
        _ => bundle.public_key_hint = Some(bundle.envelope_key_id()),
    }
    if let Some(entry) = wire.rekor_bundle {
        bundle.log_entries.push(entry.into_entry()?);
    }
    Ok(bundle)
}

/// Reads an attestation as cosign attaches it to a container image: `layer` is the envelope, and in the
/// annotations beside it stand `certificate` (PEM) and `rekor_bundle` (JSON). A certificate that is empty
/// or blank, as cosign writes it for keys, is none. The annotated chain is of no use: anchors come from
/// trust data.
///
/// # Errors
/// When a part cannot be read.
pub fn cosign_attestation(
    layer: &[u8],
    certificate: Option<&[u8]>,
    rekor_bundle: Option<&[u8]>,
) -> Result<Bundle, Unreadable> {
    if layer.len() > limits::EVIDENCE_BYTES {
        return Err(Unreadable::limit(
            "an envelope larger than this program reads",
        ));
    }
    let mut bundle = Bundle {
        form: Form::CosignAttestation,
        ..envelope::read(layer)?
    };
    if let Some(text) = certificate
        .map(<[u8]>::trim_ascii)
        .filter(|text| !text.is_empty())
    {
        bundle.public_key_hint = None;
        detached::add_signer(&mut bundle, text).map_err(|error| error.at("certificate"))?;
    }
    if let Some(json) = rekor_bundle {
        let entry: log_entry::RekorBundle = borrowed(json).map_err(|error| error.at("bundle"))?;
        bundle.log_entries.push(entry.into_entry()?);
    }
    Ok(bundle)
}
