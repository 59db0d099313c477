//! `trusted_root.json` from a world.

use serde_json::{Value, json};

use crate::keys::{Key, base64};
use crate::note::first_four;
use crate::rekor::Log;
use crate::time::{Window, rfc3339};
use crate::world::World;
use crate::x509::Chain;

/// What production still uses.
pub const OLD_MEDIA_TYPE: &str = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";
/// The same version in the new spelling.
pub const MEDIA_TYPE_V01: &str = "application/vnd.dev.sigstore.trustedroot.v0.1+json";
/// Adds `operator` and `checkpointKeyId`.
pub const MEDIA_TYPE_V02: &str = "application/vnd.dev.sigstore.trustedroot.v0.2+json";

/// The trusted root that lists everything in `world`.
pub fn trusted_root(world: &World) -> Value {
    let v02 = world.root_media_type == MEDIA_TYPE_V02;
    let tlogs: Vec<Value> = world
        .logs
        .iter()
        .map(|log| {
            let (key, host, log_id, window, operator) = match log {
                Log::V1(log) => (&log.key, &log.host, log.log_id(), log.window, &log.operator),
                Log::V2(log) => (&log.key, &log.host, log.log_id(), log.window, &log.operator),
            };
            let mut out = log_instance(&format!("https://{host}"), key, &log_id, window);
            if v02 {
                out["checkpointKeyId"] = json!({ "keyId": base64(&first_four(log_id)) });
                set_operator(&mut out, operator.as_deref());
            }
            out
        })
        .collect();
    let ctlogs: Vec<Value> = world
        .ct_logs
        .iter()
        .map(|log| log_instance(&log.base_url, &log.key, &log.log_id(), log.window))
        .collect();
    let authorities: Vec<Value> = world
        .authorities
        .iter()
        .map(|ca| {
            let operator = ca.operator.as_deref().filter(|_| v02);
            authority(&ca.chain, &ca.uri, ca.window, operator)
        })
        .collect();
    let tsas: Vec<Value> = world
        .tsas
        .iter()
        .map(|tsa| {
            let operator = tsa.operator.as_deref().filter(|_| v02);
            authority(&tsa.chain, &tsa.uri, tsa.window, operator)
        })
        .collect();
    json!({
        "mediaType": world.root_media_type,
        "tlogs": tlogs,
        "certificateAuthorities": authorities,
        "ctlogs": ctlogs,
        "timestampAuthorities": tsas,
    })
}

fn log_instance(base_url: &str, key: &Key, log_id: &[u8], window: Window) -> Value {
    json!({
        "baseUrl": base_url,
        "hashAlgorithm": "SHA2_256",
        "publicKey": {
            "rawBytes": base64(&key.spki()),
            "keyDetails": key.key_details(),
            "validFor": valid_for(window),
        },
        "logId": { "keyId": base64(log_id) },
    })
}

fn authority(chain: &Chain, uri: &str, window: Window, operator: Option<&str>) -> Value {
    let certificates: Vec<Value> = chain
        .certificates()
        .iter()
        .map(|der| json!({ "rawBytes": base64(der) }))
        .collect();
    let anchor = &chain.links.last().expect("a chain").draft.subject;
    let mut out = json!({
        "subject": { "organization": anchor[0].1, "commonName": anchor[1].1 },
        "uri": uri,
        "certChain": { "certificates": certificates },
        "validFor": valid_for(window),
    });
    set_operator(&mut out, operator);
    out
}

fn set_operator(instance: &mut Value, operator: Option<&str>) {
    if let Some(operator) = operator {
        instance["operator"] = json!(operator);
    }
}

fn valid_for(window: Window) -> Value {
    let mut out = json!({});
    if let Some(start) = window.start {
        out["start"] = json!(rfc3339(start));
    }
    if let Some(end) = window.end {
        out["end"] = json!(rfc3339(end));
    }
    out
}
