//! Items 46 to 66: promises, proofs, checkpoints, entries.

use super::{OTHER_ARTIFACT, put};
use crate::keys::{Hash, Key, base64, hex, p256_twin, pem, sha256};
use crate::note::NoteSigner;
use crate::rekor::{Entry, Kind, Log};
use crate::rekor_v2::RekorV2;
use crate::scenario::{Content, envelope};
use crate::statement::{PAYLOAD_TYPE, payload, pre_authentication_encoding, provenance};
use crate::time::{INTEGRATED, ISSUED, LISTED_START, STAMPED, Window};
use crate::tsa::Token;
use crate::world::{REKOR_V1, REKOR_V2};
use crate::{ARTIFACT, Case, Expect, Scenario};
use serde_json::{Value, json};

/// Items 46 to 48, 65 and 66: what a log or nobody says about the time.
pub(super) fn promises_and_times() -> Vec<Case> {
    // A time stamp beside the entry keeps the time when the promise is worth nothing.
    let base = || {
        let mut scenario = Scenario::message_rekor_v1();
        scenario.tokens.push(Token::new(0));
        scenario
    };
    let set = Expect::fails("tlog.set");
    let threshold = Expect::fails("time.threshold");
    let future = Expect::fails("time.future");
    vec![
        Case::fault(46, "promise-damaged", set, base(), |s| {
            s.entry().set.with(|m| m.damaged = true)
        }),
        Case::fault(46, "promise-for-another-body", set, base(), |s| {
            s.entry().set.with(|m| m.body = base64(b"{}"));
        }),
        Case::fault(46, "promise-for-another-index", set, base(), |s| {
            s.entry().set.with(|m| m.log_index += 1);
        }),
        Case::fault(46, "promise-for-the-shard-index", set, base(), |s| {
            s.entry().set.with(|m| m.log_index = 5);
        }),
        Case::fault(46, "promise-for-another-time", set, base(), |s| {
            s.entry().set.with(|m| m.integrated_time += 1);
        }),
        Case::fault(46, "promise-for-another-log", set, base(), |s| {
            s.entry().set.with(|m| m.log_id = hex(&[7; 32]));
        }),
        Case::fault(
            47,
            "logged-after-the-key-window",
            Expect::fails("tlog.window"),
            base(),
            |s| {
                s.world.rekor_v1().window = Window::new(LISTED_START, INTEGRATED - 1);
            },
        ),
        Case::fault(
            47,
            "logged-before-the-key-window",
            Expect::fails("tlog.window"),
            base(),
            |s| {
                s.world.rekor_v1().window = Window {
                    start: Some(INTEGRATED + 1),
                    end: None,
                };
            },
        ),
        Case::fault(
            47,
            "logged-after-the-leaf",
            Expect::fails("chain.time"),
            base(),
            |s| {
                s.entry().integrated_time = ISSUED + 601;
            },
        )
        .also(&["chain.time"]),
        Case::fault(
            47,
            "logged-before-the-leaf",
            Expect::fails("chain.time"),
            base(),
            |s| {
                s.entry().integrated_time = ISSUED - 1;
            },
        )
        .also(&["chain.time"]),
        Case::fault(
            47,
            "logged-in-the-future",
            future,
            Scenario::message_rekor_v1(),
            |s| {
                s.now = INTEGRATED - 1;
            },
        ),
        Case::fault(
            47,
            "logged-before-now-and-stamped-after",
            future,
            base(),
            |s| {
                s.token().at = INTEGRATED + 60;
                s.now = INTEGRATED + 30;
            },
        ),
        Case::fault(
            47,
            "stamped-in-the-future",
            future,
            Scenario::message_rekor_v2(),
            |s| {
                s.now = STAMPED - 1;
            },
        ),
        Case::fault(
            48,
            "logged-time-without-promise",
            threshold,
            Scenario::message_rekor_v1(),
            |s| {
                s.entry().with_promise = false;
            },
        ),
        Case::fault(
            48,
            "logged-time-of-rekor2",
            threshold,
            Scenario::message_rekor_v2(),
            |s| {
                s.tokens.clear();
                s.entry()
                    .finish
                    .with(|entry| entry["integratedTime"] = json!(INTEGRATED.to_string()));
            },
        ),
        Case::fault(
            65,
            "no-entry",
            Expect::fails("tlog.threshold"),
            Scenario::message_rekor_v2(),
            |s| {
                s.entries.clear();
            },
        ),
        Case::fault(
            65,
            "two-records-under-one-number",
            Expect::fails("tlog.threshold"),
            Scenario::envelope_rekor_v1(Kind::Dsse),
            |s| s.entries.push(Entry::new(REKOR_V1, Kind::InToto)),
        ),
        Case::fault(
            65,
            "one-record-under-two-numbers",
            Expect::fails("tlog.threshold"),
            Scenario::envelope_rekor_v1(Kind::Dsse),
            |s| {
                s.entries.push(Entry {
                    index: 7,
                    ..Entry::new(REKOR_V1, Kind::Dsse)
                });
            },
        ),
        Case::fault(
            65,
            "two-entries-of-one-log-where-two-logs-are-asked-for",
            Expect::fails("tlog.threshold"),
            Scenario::envelope_rekor_v1(Kind::Dsse),
            |s| {
                s.policy.logs = 2;
                s.entries.push(Entry {
                    index: 7,
                    ..Entry::new(REKOR_V1, Kind::InToto)
                });
            },
        ),
        Case::fault(
            65,
            "three-entries-of-two-logs-where-three-logs-are-asked-for",
            Expect::fails("tlog.threshold"),
            Scenario::envelope_rekor_v1(Kind::Dsse),
            |s| {
                s.policy.logs = 3;
                s.entries.push(Entry::new(REKOR_V2, Kind::HashedRekord));
                s.entries.push(Entry {
                    index: 7,
                    ..Entry::new(REKOR_V1, Kind::InToto)
                });
            },
        ),
        Case::fault(
            66,
            "no-time",
            threshold,
            Scenario::message_rekor_v2(),
            |s| s.tokens.clear(),
        ),
        Case::fault(
            66,
            "no-time-envelope",
            threshold,
            Scenario::envelope_rekor_v2(),
            |s| {
                s.tokens.clear();
            },
        ),
    ]
}

/// Items 49 to 52.
pub(super) fn proofs() -> Vec<Case> {
    let v1 = Scenario::message_rekor_v1;
    let v2 = Scenario::message_rekor_v2;
    let inclusion = Expect::fails("tlog.inclusion");
    let binding = Expect::fails("tlog.log_binding");
    let hashes = |change: fn(&mut Vec<Value>)| {
        move |entry: &mut Value| {
            change(entry["inclusionProof"]["hashes"].as_array_mut().unwrap());
        }
    };
    vec![
        Case::fault(49, "proof-hash-corrupted", inclusion, v1(), |s| {
            s.entry()
                .finish
                .with(hashes(|list| list[0] = json!(base64(&[7; 32]))));
        }),
        Case::fault(49, "proof-hash-corrupted-rekor2", inclusion, v2(), |s| {
            s.entry()
                .finish
                .with(hashes(|list| list[0] = json!(base64(&[7; 32]))));
        }),
        Case::fault(49, "proof-hash-of-31-bytes", inclusion, v1(), |s| {
            s.entry()
                .finish
                .with(hashes(|list| list[0] = json!(base64(&[7; 31]))));
        }),
        Case::fault(49, "proof-too-short", inclusion, v1(), |s| {
            s.entry().finish.with(hashes(|list| {
                list.pop();
            }));
        }),
        Case::fault(49, "proof-too-long", inclusion, v1(), |s| {
            s.entry()
                .finish
                .with(hashes(|list| list.push(json!(base64(&[7; 32])))));
        }),
        Case::fault(49, "proof-for-another-leaf", inclusion, v1(), |s| {
            // The log included another body; only the entry's own copy is ours.
            let mut other = Scenario::message_rekor_v1();
            other.signed_artifact = Some(OTHER_ARTIFACT.to_vec());
            let other = Entry::new(0, Kind::HashedRekord).make(&s.world.logs[0], &other.sign());
            let proof = other["inclusionProof"].clone();
            s.entry().finish.with(put("/inclusionProof", proof));
        }),
        Case::fault(50, "index-is-the-tree-size", inclusion, v1(), |s| {
            s.entry()
                .finish
                .with(put("/inclusionProof/logIndex", json!("11")));
        }),
        Case::fault(51, "index-of-a-neighbour", inclusion, v1(), |s| {
            s.entry()
                .finish
                .with(put("/inclusionProof/logIndex", json!("4")));
        }),
        Case::fault(51, "size-is-not-the-checkpoints", binding, v1(), |s| {
            s.entry()
                .finish
                .with(put("/inclusionProof/treeSize", json!("12")));
        }),
        Case::fault(
            51,
            "size-is-not-the-checkpoints-rekor2",
            binding,
            v2(),
            |s| {
                s.entry()
                    .finish
                    .with(put("/inclusionProof/treeSize", json!("12")));
            },
        ),
        Case::fault(
            51,
            "index-and-size-rewritten-consistently",
            binding,
            v1(),
            |s| {
                // Number 10 of 11 and number 3 of 4 have audit paths of the same shape, so the proof still reaches
                // the root under the unsigned numbers.
                s.entry().index = 10;
                s.entry()
                    .finish
                    .with(put("/inclusionProof/logIndex", json!("3")));
                s.entry()
                    .finish
                    .with(put("/inclusionProof/treeSize", json!("4")));
            },
        )
        .also(&["tlog.inclusion"]),
        Case::fault(
            51,
            "index-is-not-the-entrys-rekor2",
            Expect::fails("tlog.log_binding"),
            v2(),
            |s| {
                s.entry().finish.with(put("/logIndex", json!("4")));
            },
        ),
        Case::fault(52, "root-is-not-the-checkpoints", binding, v1(), |s| {
            s.entry()
                .finish
                .with(put("/inclusionProof/rootHash", json!(base64(&[7; 32]))));
        }),
        Case::fault(52, "checkpoint-of-another-tree", inclusion, v1(), |s| {
            s.entry().checkpoint.with(|c| c.lines[2] = base64(&[7; 32]));
            s.entry()
                .finish
                .with(put("/inclusionProof/rootHash", json!(base64(&[7; 32]))));
        }),
        Case::fault(52, "checkpoint-of-another-size", binding, v2(), |s| {
            s.entry().checkpoint.with(|c| c.lines[1] = "12".to_owned());
        })
        .also(&["tlog.inclusion"]),
    ]
}

/// Items 53 to 57.
pub(super) fn checkpoints() -> Vec<Case> {
    let v1 = Scenario::message_rekor_v1;
    let v2 = Scenario::message_rekor_v2;
    let signature = Expect::fails("tlog.checkpoint_sig");
    let format = Expect::fails("tlog.checkpoint_format");
    let second_log = "log2026-2.rekor.testkit.example";
    vec![
        Case::fault(53, "checkpoint-damaged", signature, v1(), |s| {
            s.entry().checkpoint.with(|c| c.signers[0].damaged = true);
        }),
        Case::fault(53, "checkpoint-damaged-rekor2", signature, v2(), |s| {
            s.entry().checkpoint.with(|c| c.signers[0].damaged = true);
        }),
        Case::fault(53, "checkpoint-of-unknown-signers", signature, v2(), |s| {
            s.entry().checkpoint.with(|c| {
                let stranger = Key::ed25519("stranger");
                c.signers = vec![NoteSigner::log("stranger.testkit.example", &stranger)];
            });
        }),
        Case::fault(
            53,
            "checkpoint-with-the-logs-name-and-id-and-another-key",
            signature,
            v2(),
            |s| {
                s.entry()
                    .checkpoint
                    .with(|c| c.signers[0].key = Key::ed25519("stranger"));
            },
        ),
        Case::fault(53, "checkpoint-without-signature", format, v2(), |s| {
            s.entry().checkpoint.with(|c| c.signers.clear());
        })
        .also(&["tlog.checkpoint_sig"]),
        Case::fault(
            54,
            "checkpoint-of-another-listed-log",
            Expect::fails("tlog.log_binding"),
            v2(),
            |s| {
                let first = s.world.logs[REKOR_V2].id();
                s.world
                    .logs
                    .push(Log::V2(RekorV2::new("second", second_log)));
                s.entry().log = 2;
                s.entry()
                    .finish
                    .with(put("/logId/keyId", json!(base64(&first))));
            },
        )
        .also(&["tlog.log_binding"]),
        Case::fault(
            54,
            "log-unknown",
            Expect::not_done("tlog.threshold"),
            v2(),
            |s| {
                let unknown = RekorV2::new("unknown", "unknown.rekor.testkit.example");
                s.entry().unlisted_log = Some(Log::V2(unknown));
            },
        ),
        Case::fault(
            54,
            "log-id-of-nobody",
            Expect::not_done("tlog.threshold"),
            v2(),
            |s| {
                s.entry()
                    .finish
                    .with(put("/logId/keyId", json!(base64(&[7; 32]))));
            },
        ),
        Case::fault(
            55,
            "checkpoint-line-of-foreign-name",
            Expect::not_done("tlog.checkpoint_sig"),
            v2(),
            |s| {
                s.entry()
                    .checkpoint
                    .with(|c| c.signers[0].name = "e".to_owned());
            },
        ),
        Case::fault(
            55,
            "checkpoint-line-of-foreign-name-rekor1",
            Expect::not_done("tlog.checkpoint_sig"),
            v1(),
            |s| {
                s.entry()
                    .checkpoint
                    .with(|c| c.signers[0].name = "rekor.other.example".to_owned());
            },
        ),
        Case::fault(56, "checkpoint-without-origin", format, v2(), |s| {
            s.entry().checkpoint.with(|c| {
                c.lines.remove(0);
            });
        }),
        Case::fault(56, "checkpoint-with-empty-origin", format, v2(), |s| {
            s.entry().checkpoint.with(|c| c.lines[0].clear());
        }),
        Case::fault(56, "checkpoint-without-size", format, v2(), |s| {
            s.entry().checkpoint.with(|c| {
                c.lines.remove(1);
            });
        }),
        Case::fault(56, "checkpoint-without-root", format, v2(), |s| {
            s.entry().checkpoint.with(|c| {
                c.lines.remove(2);
            });
        }),
        Case::fault(56, "checkpoint-size-with-leading-zero", format, v2(), |s| {
            s.entry().checkpoint.with(|c| c.lines[1].insert(0, '0'));
        }),
        Case::fault(56, "checkpoint-with-control-character", format, v1(), |s| {
            s.entry()
                .checkpoint
                .with(|c| c.lines.push("Timestamp:\t1".to_owned()));
        }),
        Case::fault(56, "checkpoint-with-trailing-text", format, v2(), |s| {
            s.entry()
                .checkpoint
                .with(|c| c.trailer = "and so on\n".to_owned());
        }),
        Case::fault(
            56,
            "checkpoint-without-final-line-feed",
            format,
            v2(),
            |s| {
                s.entry().finish.with(|entry| {
                    let place = &mut entry["inclusionProof"]["checkpoint"]["envelope"];
                    *place = json!(place.as_str().unwrap().trim_end_matches('\n'));
                });
            },
        ),
        Case::fault(
            57,
            "checkpoint-of-a-tree-without-number",
            signature,
            v1(),
            |s| {
                s.entry().checkpoint.with(|c| {
                    let (name, _) = c.lines[0].split_once(" - ").unwrap();
                    c.lines[0] = format!("{name} - ");
                });
            },
        ),
        Case::fault(
            57,
            "checkpoint-of-a-tree-with-a-name",
            signature,
            v1(),
            |s| {
                s.entry().checkpoint.with(|c| c.lines[0].push('x'));
            },
        ),
        Case::fault(
            57,
            "checkpoint-of-a-longer-name-rekor1",
            signature,
            v1(),
            |s| {
                s.entry().checkpoint.with(|c| {
                    let (name, tree) = c.lines[0].split_once(" - ").unwrap();
                    c.lines[0] = format!("{name}x - {tree}");
                });
            },
        ),
        Case::fault(
            57,
            "checkpoint-of-a-numbered-tree-rekor2",
            signature,
            v2(),
            |s| {
                s.entry().checkpoint.with(|c| c.lines[0].push_str(" - 1"));
            },
        ),
        Case::fault(
            57,
            "checkpoint-of-foreign-origin-rekor2",
            signature,
            v2(),
            |s| {
                s.entry()
                    .checkpoint
                    .with(|c| c.lines[0] = "log.other.example".to_owned());
            },
        ),
    ]
}

/// Items 58 to 64: is the entry about this signature? SET, proof and checkpoint hold over what was logged.
pub(super) fn entries() -> Vec<Case> {
    let hashed_rekord = Scenario::message_rekor_v1;
    let dsse = || Scenario::envelope_rekor_v1(Kind::Dsse);
    let in_toto = || Scenario::envelope_rekor_v1(Kind::InToto);
    let v2 = Scenario::message_rekor_v2;
    let envelope_v2 = Scenario::envelope_rekor_v2;
    let kind = Expect::fails("tlog.body_kind");
    let unsupported = Expect::not_done("tlog.body_kind");
    let signature = Expect::fails("entry.signature");
    let key = Expect::fails("entry.key");
    let digest = Expect::fails("entry.digest");

    // The same key and message, the other of the two signatures that ECDSA allows.
    let twin = |scenario: &Scenario| p256_twin(&scenario.sign().signature);
    // The same key, certified once more.
    let other_certificate = |base: fn() -> Scenario| {
        let mut other = base();
        other.leaf().not_before -= 1;
        other.certificate()
    };
    let other_pem = |base| base64(pem("CERTIFICATE", &other_certificate(base)).as_bytes());
    let other_payload = || payload(&provenance(OTHER_ARTIFACT));

    const V2_DATA: &str = "/spec/hashedRekordV002/data";
    const V2_DIGEST: &str = "/spec/hashedRekordV002/data/digest";
    const V2_SIGNATURE: &str = "/spec/hashedRekordV002/signature/content";
    const V2_CERTIFICATE: &str =
        "/spec/hashedRekordV002/signature/verifier/x509Certificate/rawBytes";
    const V1_KEY: &str = "/spec/signature/publicKey/content";
    const IN_TOTO_SIGNATURE: &str = "/spec/content/envelope/signatures/0/sig";
    const IN_TOTO_KEY: &str = "/spec/content/envelope/signatures/0/publicKey";

    let mut cases = vec![
        Case::fault(
            58,
            "kind-version-differs-from-body",
            kind,
            hashed_rekord(),
            |s| {
                s.entry()
                    .finish
                    .with(put("/kindVersion/version", json!("0.0.2")));
            },
        ),
        Case::fault(58, "kind-differs-from-body", kind, hashed_rekord(), |s| {
            s.entry()
                .finish
                .with(put("/kindVersion/kind", json!("dsse")));
        }),
        Case::fault(58, "body-version-differs-from-kind", kind, v2(), |s| {
            s.entry().body.with(put("/apiVersion", json!("0.0.3")));
        }),
        Case::fault(
            58,
            "body-not-json",
            Expect::not_done("tlog.body_kind"),
            v2(),
            |s| {
                s.entry().body.with(|body| *body = json!("hashedrekord"));
            },
        ),
        Case::fault(59, "kind-dsse-rekor2", unsupported, envelope_v2(), |s| {
            s.entry().body.with(|body| {
                let inner = body["spec"]["hashedRekordV002"].take();
                *body = json!({
                    "apiVersion": "0.0.2",
                    "kind": "dsse",
                    "spec": { "dsseV002": {
                        "payloadHash": inner["data"],
                        "signatures": [inner["signature"]],
                    } },
                });
            });
            s.entry()
                .finish
                .with(put("/kindVersion/kind", json!("dsse")));
        }),
        Case::fault(59, "kind-rekord", unsupported, hashed_rekord(), |s| {
            s.entry().body.with(|body| body["kind"] = json!("rekord"));
            s.entry()
                .finish
                .with(put("/kindVersion/kind", json!("rekord")));
        })
        .also(&["time.threshold"]),
        Case::fault(
            60,
            "entry-signature-differs-hashedrekord",
            signature,
            hashed_rekord(),
            |s| {
                let twin = base64(&twin(s));
                s.entry()
                    .body
                    .with(put("/spec/signature/content", json!(twin)));
            },
        ),
        Case::fault(60, "entry-signature-differs-dsse", signature, dsse(), |s| {
            let twin = base64(&twin(s));
            s.entry()
                .body
                .with(put("/spec/signatures/0/signature", json!(twin)));
        }),
        Case::fault(
            60,
            "entry-signature-differs-intoto",
            signature,
            in_toto(),
            |s| {
                let twin = base64(base64(&twin(s)).as_bytes());
                s.entry().body.with(put(IN_TOTO_SIGNATURE, json!(twin)));
            },
        ),
        Case::fault(60, "entry-signature-differs-rekor2", signature, v2(), |s| {
            let twin = base64(&twin(s));
            s.entry().body.with(put(V2_SIGNATURE, json!(twin)));
        }),
        Case::fault(
            60,
            "entry-signature-differs-rekor2-envelope",
            signature,
            envelope_v2(),
            |s| {
                let twin = base64(&twin(s));
                s.entry().body.with(put(V2_SIGNATURE, json!(twin)));
            },
        ),
        Case::fault(
            61,
            "entry-certificate-differs-hashedrekord",
            key,
            hashed_rekord(),
            |s| {
                s.entry()
                    .body
                    .with(put(V1_KEY, json!(other_pem(hashed_rekord))));
            },
        ),
        Case::fault(61, "entry-certificate-differs-dsse", key, dsse(), |s| {
            let place = "/spec/signatures/0/verifier";
            s.entry()
                .body
                .with(put(place, json!(other_pem(hashed_rekord))));
        }),
        Case::fault(
            61,
            "entry-certificate-differs-intoto",
            key,
            in_toto(),
            |s| {
                s.entry()
                    .body
                    .with(put(IN_TOTO_KEY, json!(other_pem(hashed_rekord))));
            },
        ),
        Case::fault(61, "entry-certificate-differs-rekor2", key, v2(), |s| {
            let other = base64(&other_certificate(v2));
            s.entry().body.with(put(V2_CERTIFICATE, json!(other)));
        }),
        Case::fault(61, "entry-public-key-differs", key, hashed_rekord(), |s| {
            let other = Scenario::message_managed(Key::p256("managed"));
            *s = Scenario {
                entries: std::mem::take(&mut s.entries),
                ..other
            };
            let stranger = base64(Key::p256("stranger").public_pem().as_bytes());
            s.entry().body.with(put(V1_KEY, json!(stranger)));
        }),
        Case::fault(
            62,
            "entry-digest-differs-hashedrekord",
            digest,
            hashed_rekord(),
            |s| {
                let other = hex(&sha256(OTHER_ARTIFACT));
                s.entry()
                    .body
                    .with(put("/spec/data/hash/value", json!(other)));
            },
        ),
        Case::fault(62, "entry-digest-differs-rekor2", digest, v2(), |s| {
            let other = base64(&sha256(OTHER_ARTIFACT));
            s.entry().body.with(put(V2_DIGEST, json!(other)));
        }),
        Case::fault(
            62,
            "entry-digest-algorithm-differs-rekor2",
            digest,
            v2(),
            |s| {
                let data = json!({
                    "algorithm": Hash::Sha512.proto_name(),
                    "digest": base64(&Hash::Sha512.digest(ARTIFACT)),
                });
                s.entry().body.with(put(V2_DATA, data));
            },
        ),
        Case::fault(
            62,
            "entry-digest-algorithm-differs-rekor2-envelope",
            digest,
            envelope_v2(),
            |s| {
                let Content::Envelope {
                    payload_type,
                    payload,
                    ..
                } = &s.content
                else {
                    panic!("an envelope")
                };
                let signed = pre_authentication_encoding(payload_type, payload);
                let data = json!({
                    "algorithm": Hash::Sha512.proto_name(),
                    "digest": base64(&Hash::Sha512.digest(&signed)),
                });
                s.entry().body.with(put(V2_DATA, data));
            },
        ),
        Case::fault(63, "entry-of-another-payload-dsse", digest, dsse(), |s| {
            let other = hex(&sha256(&other_payload()));
            s.entry()
                .body
                .with(put("/spec/payloadHash/value", json!(other)));
        }),
        Case::fault(
            63,
            "entry-of-another-payload-intoto",
            digest,
            in_toto(),
            |s| {
                let other = hex(&sha256(&other_payload()));
                s.entry()
                    .body
                    .with(put("/spec/content/payloadHash/value", json!(other)));
            },
        ),
        Case::fault(
            63,
            "entry-of-another-payload-type-intoto",
            digest,
            in_toto(),
            |s| {
                let place = "/spec/content/envelope/payloadType";
                s.entry()
                    .body
                    .with(put(place, json!("application/vnd.example+json")));
            },
        ),
        Case::fault(
            63,
            "entry-of-another-payload-rekor2",
            digest,
            envelope_v2(),
            |s| {
                let other = pre_authentication_encoding(PAYLOAD_TYPE, &other_payload());
                s.entry()
                    .body
                    .with(put(V2_DIGEST, json!(base64(&sha256(&other)))));
            },
        ),
    ];
    type Base = fn() -> Scenario;
    let spliced: [(&str, Base); 3] = [
        (
            "entry-of-another-signature-hashedrekord",
            Scenario::message_rekor_v1,
        ),
        ("entry-of-another-signature-dsse", || {
            Scenario::envelope_rekor_v1(Kind::Dsse)
        }),
        (
            "entry-of-another-signature-rekor2",
            Scenario::message_rekor_v2,
        ),
    ];
    for (name, base) in spliced {
        let case = Case::fault(64, name, signature, base(), |s| {
            let mut other = base();
            other.leaf().key = Key::p256("another leaf");
            other.signed_artifact = Some(OTHER_ARTIFACT.to_vec());
            if let Content::Envelope { .. } = other.content {
                other.content = envelope(&provenance(OTHER_ARTIFACT));
            }
            s.entry().logged_instead = Some(other.sign());
        });
        cases.push(case.also(&["entry.key", "entry.digest"]));
    }
    cases
}
