//! cosign's JSON of `--bundle` before version 3 (`LocalSignedPayload` of cosign).

use serde::Deserialize;

use super::{borrowed, detached, envelope, log_entry};
use crate::{
    Unreadable,
    bundle::{Bundle, Form, MessageSignature},
    json::Base64,
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
