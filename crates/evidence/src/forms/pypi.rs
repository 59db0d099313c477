//! Attestations and provenance objects of Python package indexes (PEP 740).

use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use crate::{
    Unreadable,
    bundle::{Bundle, Form, LogEntry, wire},
    dsse,
    json::{self, Base64, Bounded},
    limits, statement,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attestation {
    version: u64,
    verification_material: Material,
    envelope: Envelope,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Material {
    /// DER.
    certificate: Base64,
    transparency_entries: Bounded<wire::LogEntry, { limits::LOG_ENTRIES }>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    statement: Base64,
    signature: Base64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Provenance<'a> {
    version: u64,
    #[serde(borrow)]
    attestation_bundles: Bounded<AttestationBundle<'a>, { limits::DOCUMENTS }>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AttestationBundle<'a> {
    /// What the index says of the publisher; the certificates say it themselves.
    #[serde(rename = "publisher")]
    _publisher: IgnoredAny,
    #[serde(borrow)]
    attestations: Bounded<&'a RawValue, { limits::DOCUMENTS }>,
}

fn demand_version_1(version: u64) -> Result<(), Unreadable> {
    if version == 1 {
        Ok(())
    } else {
        Err(Unreadable::unknown("a version this program does not read").at("version"))
    }
}

/// Reads an attestation.
///
/// # Errors
/// When it is not JSON of this shape, or of another version.
pub(super) fn read_attestation(bytes: &[u8]) -> Result<Bundle, Unreadable> {
    let wire: Attestation = json::read(bytes)?;
    demand_version_1(wire.version)?;
    let entries = wire.verification_material.transparency_entries.0;
    Ok(Bundle {
        certificate: Some(wire.verification_material.certificate.0),
        log_entries: entries.into_iter().map(LogEntry::from).collect(),
        envelope: Some(dsse::Envelope {
            payload: wire.envelope.statement.0,
            payload_type: statement::PAYLOAD_TYPE.to_owned(),
            signatures: vec![dsse::Signature {
                sig: wire.envelope.signature.0,
                keyid: String::new(),
            }],
            exact: None,
        }),
        ..Bundle::empty(Form::PyPiAttestation)
    })
}

/// The attestations in a provenance object.
///
/// # Errors
/// When it is not JSON of this shape, of another version, or holds too many.
pub(super) fn attestations(bytes: &[u8]) -> Result<Vec<&RawValue>, Unreadable> {
    let wire: Provenance<'_> = json::read(bytes)?;
    demand_version_1(wire.version)?;
    let all: Vec<&RawValue> = wire
        .attestation_bundles
        .0
        .into_iter()
        .flat_map(|bundle| bundle.attestations.0)
        .take(limits::DOCUMENTS + 1)
        .collect();
    match all.len() {
        0 => Err(Unreadable::unknown("no attestation").at("attestation_bundles")),
        count if count > limits::DOCUMENTS => Err(super::too_many()),
        _ => Ok(all),
    }
}
