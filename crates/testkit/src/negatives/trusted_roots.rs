//! Item 91: the trusted root.

use super::{cut, put};
use crate::{Case, Expect, Scenario};
use serde_json::json;

/// Item 91.
pub(super) fn trusted_roots() -> Vec<Case> {
    let base = Scenario::message_rekor_v1;
    let parse = Expect::fails("root.parse");
    vec![
        Case::fault(91, "root-log-without-start", parse, base(), |s| {
            s.root.with(cut("/tlogs/0/publicKey/validFor", "start"));
        }),
        Case::fault(91, "root-log-window-reversed", parse, base(), |s| {
            s.root.with(|root| {
                root["tlogs"][0]["publicKey"]["validFor"]["end"] = json!("2023-01-01T00:00:00Z");
            });
        }),
        Case::fault(91, "root-ca-window-reversed", parse, base(), |s| {
            s.root.with(|root| {
                root["certificateAuthorities"][0]["validFor"]["end"] =
                    json!("2023-01-01T00:00:00Z");
            });
        }),
        Case::fault(91, "root-log-id-twice", parse, base(), |s| {
            s.root.with(|root| {
                let first = root["tlogs"][0].clone();
                root["tlogs"].as_array_mut().unwrap().push(first);
            });
        }),
        Case::fault(
            91,
            "root-log-key-not-of-the-algorithm-beside-it",
            Expect::not_done("tlog.threshold"),
            Scenario::message_rekor_v2(),
            |s| {
                let other = json!("PKIX_ECDSA_P256_SHA_256");
                s.root.with(put("/tlogs/1/publicKey/keyDetails", other));
            },
        ),
        Case::fault(91, "root-media-type-unknown", parse, base(), |s| {
            let next = json!("application/vnd.dev.sigstore.trustedroot.v0.3+json");
            s.root.with(put("/mediaType", next));
        }),
        Case::fault(91, "root-date-without-zone", parse, base(), |s| {
            let date = json!("2024-02-01T00:00:00");
            s.root.with(put("/tlogs/0/publicKey/validFor/start", date));
        }),
    ]
}
