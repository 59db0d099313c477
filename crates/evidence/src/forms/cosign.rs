//! cosign's JSON of `--bundle` before version 3 (`LocalSignedPayload` of cosign).

use serde::Deserialize;

use super::{detached, envelope, log_entry};
use crate::{
    Unreadable, base64,
    bundle::{Bundle, Form, MessageSignature},
    json::{self, Base64},
    limits,
    oci::{Annotations, annotations as names},
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
    let wire: Wire = json::read(bytes)?;
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

/// What cosign writes beside a layer that it attaches to a container image. What is blank, as it writes for keys,
/// is absent. The annotated chain is of no use: anchors come from trust data.
#[derive(Debug, Clone, Copy, Default)]
pub struct CosignAnnotations<'a> {
    /// The signature over a payload, base64; empty beside envelopes, which hold their own.
    pub signature: Option<&'a str>,
    /// The signer's certificate, PEM.
    pub certificate: Option<&'a str>,
    /// Entry and promise of the log, JSON.
    pub log_entry: Option<&'a str>,
    /// A time stamp, JSON.
    pub timestamp: Option<&'a str>,
}

impl<'a> CosignAnnotations<'a> {
    /// Of a layer's descriptor.
    pub fn of(annotations: &'a Annotations) -> Self {
        Self {
            signature: annotations.filled(names::SIGNATURE),
            certificate: annotations.filled(names::CERTIFICATE),
            log_entry: annotations.filled(names::LOG_ENTRY),
            timestamp: annotations.filled(names::TIMESTAMP),
        }
    }

    /// Adds certificate, log entry and time stamp.
    fn add_to(&self, bundle: &mut Bundle) -> Result<(), Unreadable> {
        if let Some(text) = self.certificate {
            bundle.public_key_hint = None;
            detached::add_signer(bundle, text.trim().as_bytes())
                .map_err(|error| error.at("certificate"))?;
        }
        if let Some(json) = self.log_entry {
            let entry: log_entry::RekorBundle =
                json::read(json.as_bytes()).map_err(|error| error.at("bundle"))?;
            bundle.log_entries.push(entry.into_entry()?);
        }
        if let Some(json) = self.timestamp {
            let stamp: Timestamp =
                json::read(json.as_bytes()).map_err(|error| error.at("rfc3161timestamp"))?;
            bundle.timestamps.push(stamp.response.0);
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Timestamp {
    #[serde(rename = "SignedRFC3161Timestamp")]
    response: Base64,
}

/// Reads an attestation as cosign attaches it to a container image: `layer` is the envelope.
///
/// # Errors
/// When a part cannot be read.
pub fn cosign_attestation(
    layer: &[u8],
    beside: &CosignAnnotations<'_>,
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
    beside.add_to(&mut bundle)?;
    Ok(bundle)
}

/// Reads a signature as cosign attaches it to a container image: `layer` is the payload, and names the image.
///
/// # Errors
/// When a part cannot be read, or there is no signature.
pub fn cosign_signature(
    layer: &[u8],
    beside: &CosignAnnotations<'_>,
) -> Result<Bundle, Unreadable> {
    if layer.len() > limits::PAYLOAD_BYTES {
        return Err(Unreadable::limit(
            "a payload larger than this program reads",
        ));
    }
    let at = |error: Unreadable| error.at("signature");
    let text = beside
        .signature
        .ok_or_else(|| at(Unreadable::text("no signature")))?;
    // Go's decoder passes over line ends, and tools write them.
    let text: String = text.split_ascii_whitespace().collect();
    let mut bundle = Bundle::empty(Form::CosignSignature);
    bundle.message = Some(MessageSignature {
        digest: None,
        signature: base64::decode(&text).map_err(at)?,
    });
    bundle.image_payload = Some(layer.to_vec());
    // Made with a key unless there is a certificate; nothing says which.
    bundle.public_key_hint = Some(String::new());
    beside.add_to(&mut bundle)?;
    Ok(bundle)
}
