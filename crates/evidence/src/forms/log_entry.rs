//! Entries of a transparency log by themselves: Rekor v1's answer, the `rekorBundle` of cosign, and the
//! entry of a bundle. An entry over a file names signature, signer and digest, so it can stand alone.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::unknown;
use crate::{
    Unreadable,
    bundle::{Bundle, Form, InclusionProof, LogEntry, MessageSignature, wire},
    dsse,
    hash::from_hex,
    json::{self, Base64, Bounded, Count, Members},
    limits,
    log_entry::{Body, Kind, Verifier},
    statement,
};

/// `{SignedEntryTimestamp, Payload}`: an entry with the log's promise.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RekorBundle {
    #[serde(rename = "SignedEntryTimestamp")]
    set: Base64,
    #[serde(rename = "Payload")]
    payload: Payload,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Payload {
    body: Base64,
    integrated_time: Count,
    log_index: Count,
    #[serde(rename = "logID")]
    log_id: String,
}

/// One entry of Rekor v1's answer. The server adds members now and then; none of them is signed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    body: Base64,
    integrated_time: Count,
    log_index: Count,
    #[serde(rename = "logID")]
    log_id: String,
    verification: Option<Verification>,
    attestation: Option<Attestation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Verification {
    inclusion_proof: Option<Proof>,
    signed_entry_timestamp: Option<Base64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Proof {
    log_index: Count,
    root_hash: String,
    tree_size: Count,
    hashes: Bounded<String, { limits::INCLUSION_HASHES }>,
    checkpoint: Option<String>,
}

/// What the log stored of an envelope: its payload.
#[derive(Deserialize)]
struct Attestation {
    data: Option<Base64>,
}

/// Whether the members are entries by their ids, as Rekor v1 answers: 64 hex digits, or 80 with the tree.
pub(super) fn is_answer(members: &[(String, &RawValue)]) -> bool {
    !members.is_empty()
        && members
            .iter()
            .all(|(id, _)| matches!(id.len(), 64 | 80) && from_hex(id).is_some())
}

/// The entries in an answer of Rekor v1, without asking whether one could stand alone: they may complete a
/// signature that came without its entry. Those that cannot be read are left out.
pub fn entries(bytes: &[u8]) -> Vec<LogEntry> {
    let answer: Result<Members<&RawValue, { limits::TOP_MEMBERS }>, _> = json::read(bytes);
    let members = answer.map(|members| members.0).unwrap_or_default();
    if !is_answer(&members) {
        return Vec::new();
    }
    let read = |entry: &RawValue| Some(read_entry(entry.get().as_bytes()).ok()?.0);
    members
        .iter()
        .filter_map(|(_, entry)| read(entry))
        .collect()
}

/// Reads one entry of Rekor v1's answer.
///
/// # Errors
/// When it is not JSON of this shape, or what it is about is not in it.
pub(super) fn read_answer(bytes: &[u8]) -> Result<Bundle, Unreadable> {
    let (entry, payload) = read_entry(bytes)?;
    alone(entry, payload)
}

/// An entry, and what the log stored of an envelope.
fn read_entry(bytes: &[u8]) -> Result<(LogEntry, Option<Vec<u8>>), Unreadable> {
    let wire: Answer = json::read(bytes)?;
    let (proof, set) = wire.verification.map_or((None, None), |verification| {
        (
            verification.inclusion_proof,
            verification.signed_entry_timestamp,
        )
    });
    // Without a checkpoint nothing signs a proof's root, so it is none; the promise is left.
    let proof = proof
        .filter(|proof| proof.checkpoint.is_some())
        .map(Proof::into_proof)
        .transpose()?;
    let payload = wire.attestation.and_then(|attestation| attestation.data);
    let entry = entry(
        wire.body.0,
        wire.integrated_time,
        wire.log_index,
        &wire.log_id,
    )?;
    let entry = LogEntry {
        proof,
        set: set.map(|set| set.0),
        ..entry
    };
    Ok((entry, payload.map(|payload| payload.0)))
}

/// Reads `{SignedEntryTimestamp, Payload}`.
///
/// # Errors
/// Those of [`read_answer`].
pub(super) fn read_rekor_bundle(bytes: &[u8]) -> Result<Bundle, Unreadable> {
    alone(json::read::<RekorBundle>(bytes)?.into_entry()?, None)
}

/// Reads an entry as a bundle holds it.
///
/// # Errors
/// Those of [`read_answer`].
pub(super) fn read_bundle_entry(bytes: &[u8]) -> Result<Bundle, Unreadable> {
    alone(json::read::<wire::LogEntry>(bytes)?.into(), None)
}

impl RekorBundle {
    pub(super) fn into_entry(self) -> Result<LogEntry, Unreadable> {
        let Payload {
            body,
            integrated_time,
            log_index,
            log_id,
        } = self.payload;
        Ok(LogEntry {
            set: Some(self.set.0),
            ..entry(body.0, integrated_time, log_index, &log_id)?
        })
    }
}

impl Proof {
    fn into_proof(self) -> Result<InclusionProof, Unreadable> {
        let hex = |text: &str| {
            from_hex(text)
                .ok_or_else(|| Unreadable::text("not hex").at("verification.inclusionProof"))
        };
        Ok(InclusionProof {
            log_index: self.log_index.0,
            root_hash: hex(&self.root_hash)?,
            tree_size: self.tree_size.0,
            hashes: self
                .hashes
                .0
                .iter()
                .map(|hash| hex(hash))
                .collect::<Result<_, _>>()?,
            checkpoint: self.checkpoint,
        })
    }
}

/// Kind and version stand in the body alone here.
fn entry(
    body: Vec<u8>,
    integrated_time: Count,
    log_index: Count,
    log_id: &str,
) -> Result<LogEntry, Unreadable> {
    let (kind, version) = Body::stated_kind(&body).map_err(|error| error.at("body"))?;
    Ok(LogEntry {
        log_index: log_index.0,
        log_id: from_hex(log_id).ok_or_else(|| Unreadable::text("not hex").at("logID"))?,
        kind,
        version,
        integrated_time: integrated_time.0,
        set: None,
        proof: None,
        body,
    })
}

/// The evidence that an entry is by itself.
fn alone(entry: LogEntry, payload: Option<Vec<u8>>) -> Result<Bundle, Unreadable> {
    let body = Body::parse(&entry.body).map_err(|error| match error.code {
        crate::UnreadableCode::UnknownFormat => error,
        _ => error.at("body"),
    })?;
    let mut bundle = Bundle::empty(Form::LogEntry);
    match body.verifier {
        Verifier::Certificate(der) => bundle.certificate = Some(der),
        Verifier::PublicKey(_) => bundle.public_key_hint = Some(String::new()),
    }
    match (body.kind, payload) {
        (Kind::HashedRekordV1 | Kind::RekordV1 | Kind::HashedRekordV2, _) => {
            let algorithm = body.recorded.algorithm().protobuf_name().to_owned();
            bundle.message = Some(MessageSignature {
                digest: Some((algorithm, body.recorded.as_bytes().to_vec())),
                signature: body.signature.unwrap_or_default(),
            });
        }
        (Kind::DsseV1 | Kind::IntotoV2, Some(payload)) => {
            bundle.envelope = Some(dsse::Envelope {
                payload,
                payload_type: body
                    .payload_type
                    .unwrap_or_else(|| statement::PAYLOAD_TYPE.to_owned()),
                signatures: vec![dsse::Signature {
                    sig: body.signature.unwrap_or_default(),
                    keyid: String::new(),
                }],
                exact: None,
            });
        }
        // The log recorded digests of an envelope, which is somewhere else; the oldest kind does not even
        // say what its signature was.
        (Kind::DsseV1 | Kind::IntotoV2, None) | (Kind::IntotoV1, _) => return Err(unknown()),
    }
    bundle.log_entries.push(entry);
    Ok(bundle)
}
