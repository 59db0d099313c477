//! A DSSE envelope by itself. Generators of SLSA provenance before they wrote bundles put the certificate
//! beside the signature.

use serde::Deserialize;

use super::detached;
use crate::{
    Unreadable,
    bundle::{Bundle, Form},
    dsse,
    json::{self, Base64, Bounded},
    limits,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wire {
    payload: Base64,
    payload_type: String,
    signatures: Bounded<Signature, { limits::LOG_ENTRIES }>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    sig: Base64,
    keyid: Option<String>,
    /// PEM.
    cert: Option<String>,
}

/// Reads one.
///
/// # Errors
/// When it is not JSON of this shape, or the certificate is none.
pub(super) fn read(bytes: &[u8]) -> Result<Bundle, Unreadable> {
    let wire: Wire = json::read(bytes)?;
    let mut bundle = Bundle::empty(Form::Envelope);
    let certificate = wire
        .signatures
        .0
        .first()
        .and_then(|signature| signature.cert.clone())
        .filter(|text| !text.trim().is_empty());
    bundle.envelope = Some(dsse::Envelope {
        payload: wire.payload.0,
        payload_type: wire.payload_type,
        signatures: wire
            .signatures
            .0
            .into_iter()
            .map(|signature| dsse::Signature {
                sig: signature.sig.0,
                keyid: signature.keyid.unwrap_or_default(),
            })
            .collect(),
        exact: Some(bytes.to_vec()),
    });
    match certificate {
        Some(text) => detached::add_signer(&mut bundle, text.as_bytes())
            .map_err(|error| error.at("signatures[0].cert"))?,
        None => bundle.public_key_hint = Some(bundle.envelope_key_id()),
    }
    Ok(bundle)
}

impl Bundle {
    /// The key that the envelope's signature names; empty when it names none.
    pub(super) fn envelope_key_id(&self) -> String {
        self.envelope
            .as_ref()
            .and_then(|envelope| envelope.signatures.first())
            .map(|signature| signature.keyid.clone())
            .unwrap_or_default()
    }
}
