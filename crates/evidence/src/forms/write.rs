//! Evidence of another form written as a Sigstore bundle, so that whoever reads bundles can check it.

use serde_json::{Map, Value, json};

use crate::{
    HashAlgorithm, base64,
    bundle::{Bundle, LogEntry},
    log_entry::Body,
};

/// The bundle with the same content: version 0.3, or 0.1 where a log entry has no inclusion proof, which
/// later versions demand. `None` when a part is missing that every version needs. What is written is as
/// claimed as what was read.
pub fn as_bundle(bundle: &Bundle) -> Option<Vec<u8>> {
    let has_proof = |entry: &LogEntry| {
        let proof = entry.proof.as_ref();
        proof.is_some_and(|proof| proof.checkpoint.is_some())
    };
    let proven = bundle.log_entries.iter().all(has_proof);
    if !proven && bundle.log_entries.iter().any(|entry| entry.set.is_none()) {
        return None;
    }
    let mut material = Map::new();
    match (bundle.leaf(), &bundle.public_key_hint) {
        (Some(leaf), None) if proven => {
            material.insert(
                "certificate".into(),
                json!({ "rawBytes": base64::encode(leaf) }),
            );
        }
        (Some(leaf), None) => {
            let chain = json!({ "certificates": [{ "rawBytes": base64::encode(leaf) }] });
            material.insert("x509CertificateChain".into(), chain);
        }
        (_, Some(hint)) => {
            material.insert("publicKey".into(), json!({ "hint": hint }));
        }
        (None, None) => return None,
    }
    let entries: Vec<Value> = bundle.log_entries.iter().map(entry).collect();
    material.insert("tlogEntries".into(), Value::Array(entries));
    if !bundle.timestamps.is_empty() {
        let stamps: Vec<Value> = bundle
            .timestamps
            .iter()
            .map(|stamp| json!({ "signedTimestamp": base64::encode(stamp) }))
            .collect();
        let data = json!({ "rfc3161Timestamps": stamps });
        material.insert("timestampVerificationData".into(), data);
    }
    let media_type = if proven {
        "application/vnd.dev.sigstore.bundle.v0.3+json"
    } else {
        "application/vnd.dev.sigstore.bundle+json;version=0.1"
    };
    let mut document = json!({ "mediaType": media_type, "verificationMaterial": material });
    let (name, content) = content(bundle)?;
    document.as_object_mut()?.insert(name.into(), content);
    serde_json::to_vec(&document).ok()
}

fn content(bundle: &Bundle) -> Option<(&'static str, Value)> {
    match (&bundle.message, &bundle.envelope) {
        (Some(message), None) => {
            // Most readers choose the digest by this hint, and a signature file has none of its own.
            let recorded = || {
                let mut bodies = bundle
                    .log_entries
                    .iter()
                    .map(|entry| Body::parse(&entry.body));
                let recorded = bodies.find_map(Result::ok)?.recorded;
                let name = recorded.algorithm().protobuf_name().to_owned();
                Some((name, recorded.as_bytes().to_vec()))
            };
            let mut content = json!({ "signature": base64::encode(&message.signature) });
            if let Some((algorithm, digest)) = message.digest.clone().or_else(recorded)
                && HashAlgorithm::from_protobuf_name(&algorithm).is_some()
            {
                let digest = json!({ "algorithm": algorithm, "digest": base64::encode(&digest) });
                content
                    .as_object_mut()?
                    .insert("messageDigest".into(), digest);
            }
            Some(("messageSignature", content))
        }
        (None, Some(envelope)) => {
            let signatures: Vec<Value> = envelope
                .signatures
                .iter()
                .map(|signature| {
                    let mut written = json!({ "sig": base64::encode(&signature.sig) });
                    if let Some(written) = written.as_object_mut()
                        && !signature.keyid.is_empty()
                    {
                        written.insert("keyid".into(), signature.keyid.clone().into());
                    }
                    written
                })
                .collect();
            let content = json!({
                "payload": base64::encode(&envelope.payload),
                "payloadType": envelope.payload_type,
                "signatures": signatures,
            });
            Some(("dsseEnvelope", content))
        }
        _ => None,
    }
}

fn entry(entry: &LogEntry) -> Value {
    let mut written = json!({
        "logIndex": entry.log_index.to_string(),
        "logId": { "keyId": base64::encode(&entry.log_id) },
        "kindVersion": { "kind": entry.kind, "version": entry.version },
        "integratedTime": entry.integrated_time.to_string(),
        "canonicalizedBody": base64::encode(&entry.body),
    });
    let Some(members) = written.as_object_mut() else {
        return written;
    };
    if let Some(set) = &entry.set {
        let promise = json!({ "signedEntryTimestamp": base64::encode(set) });
        members.insert("inclusionPromise".into(), promise);
    }
    if let Some(proof) = &entry.proof
        && let Some(checkpoint) = &proof.checkpoint
    {
        let hashes: Vec<String> = proof
            .hashes
            .iter()
            .map(|hash| base64::encode(hash))
            .collect();
        let proof = json!({
            "logIndex": proof.log_index.to_string(),
            "rootHash": base64::encode(&proof.root_hash),
            "treeSize": proof.tree_size.to_string(),
            "hashes": hashes,
            "checkpoint": { "envelope": checkpoint },
        });
        members.insert("inclusionProof".into(), proof);
    }
    written
}
