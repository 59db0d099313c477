//! The search of a Rekor v1 log by digest. It is experimental, lags behind and may be incomplete: that it
//! finds nothing proves nothing.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{json, value::RawValue};
use whence_app::lookup::{LookupTrouble, Question, Reply};
use whence_evidence::{Digest, HashAlgorithm, base64, limits};
use whence_verify::crypto::Hasher;

use super::{content, document};
use crate::Client;

const PURPOSE: &str = "lookup-log";
/// Entries that are fetched. The digest of an empty file has thousands.
const MOST_ENTRIES: usize = 50;
/// The server gives no more at once.
const AT_ONCE: usize = 10;
/// Bytes of an answer.
const LARGEST: u64 = limits::EVIDENCE_BYTES as u64;

#[derive(Deserialize)]
struct Logged {
    body: String,
}

pub(super) async fn ask(
    client: &Client,
    log: &str,
    digest: Digest,
) -> Result<Reply, LookupTrouble> {
    let question = Question::Log {
        log: log.to_owned(),
        digest,
    };
    let body = question.body().unwrap_or_default();
    let answer = client
        .post(&question.address(), &body, LARGEST, PURPOSE)
        .await;
    let mut reply = Reply::default();
    let Some(answer) = content(answer)? else {
        return Ok(reply);
    };
    let ids: Vec<String> =
        serde_json::from_slice(&answer.body).map_err(|_| LookupTrouble::wrong_content())?;
    if !ids.iter().all(|id| is_id(id)) {
        return Err(LookupTrouble::wrong_content());
    }
    reply.left = u32::try_from(ids.len().saturating_sub(MOST_ENTRIES)).unwrap_or(u32::MAX);
    let wanted: Vec<&str> = ids.iter().take(MOST_ENTRIES).map(String::as_str).collect();
    for ids in wanted.chunks(AT_ONCE) {
        if let Err(trouble) = entries(client, log, ids, &mut reply).await {
            if reply.documents.is_empty() {
                return Err(trouble);
            }
            // What came before is not lost over it.
            reply.trouble.get_or_insert(trouble);
            break;
        }
    }
    Ok(reply)
}

async fn entries(
    client: &Client,
    log: &str,
    ids: &[&str],
    reply: &mut Reply,
) -> Result<(), LookupTrouble> {
    let address = format!("{log}/api/v1/log/entries/retrieve");
    let body = json!({ "entryUUIDs": ids }).to_string();
    let answer = client.post(&address, &body, LARGEST, PURPOSE).await;
    let answer = content(answer)?.ok_or_else(LookupTrouble::wrong_content)?;
    let read: Vec<BTreeMap<String, Box<RawValue>>> =
        serde_json::from_slice(&answer.body).map_err(|_| LookupTrouble::wrong_content())?;
    for (id, entry) in read.iter().flatten() {
        let asked = ids.iter().any(|asked| leaf_of(asked) == leaf_of(id));
        if !asked || !is_leaf(entry, leaf_of(id)) {
            // An entry under another's name: the server's fault, and nothing to look into.
            reply.trouble.get_or_insert(LookupTrouble::wrong_content());
            continue;
        }
        let bytes = format!("{{\"{id}\":{}}}", entry.get());
        reply
            .documents
            .push(document(leaf_of(id).to_owned(), bytes));
    }
    Ok(())
}

/// 64 hex digits of the leaf's hash, or 80 with the id of the tree before them.
fn is_id(id: &str) -> bool {
    matches!(id.len(), 64 | 80) && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn leaf_of(id: &str) -> &str {
    id.get(id.len().saturating_sub(64)..).unwrap_or(id)
}

/// Whether the body hashes to this leaf (RFC 6962 §2.1).
fn is_leaf(entry: &RawValue, leaf: &str) -> bool {
    let Ok(read) = serde_json::from_str::<Logged>(entry.get()) else {
        return false;
    };
    let Ok(body) = base64::decode(&read.body) else {
        return false;
    };
    let mut hasher = Hasher::new(HashAlgorithm::Sha256);
    hasher.update(&[0]);
    hasher.update(&body);
    hasher.finish().to_hex().eq_ignore_ascii_case(leaf)
}
