//! Items 1 to 13: the shape of the bundle.

use super::{cut, put};
use crate::keys::{Hash, base64};
use crate::rekor::{Entry, Kind};
use crate::scenario::envelope;
use crate::statement::{PAYLOAD_TYPE, provenance, subject};
use crate::time::STAMPED;
use crate::tsa::Token;
use crate::{ARTIFACT, Case, Expect, Scenario, Version};
use serde_json::json;

/// Items 1 to 13.
pub(super) fn structure() -> Vec<Case> {
    let v1 = Scenario::message_rekor_v1;
    let v2 = Scenario::message_rekor_v2;
    let strict = Expect::unreadable("json.strict");
    let one_of = Expect::fails("bundle.oneof");
    let shape = Expect::fails("bundle.version_shape");
    let limits = Expect::unreadable("input.limits");
    let certificate = || json!({ "rawBytes": base64(&v1().certificate()) });
    vec![
        Case::fault(
            1,
            "media-type-unknown",
            Expect::not_done("bundle.media_type"),
            v1(),
            |s| {
                s.bundle.with(put("/mediaType", json!("application/json")));
            },
        ),
        Case::fault(
            1,
            "media-type-next-version",
            Expect::not_done("bundle.media_type"),
            v1(),
            |s| {
                s.bundle.with(put(
                    "/mediaType",
                    json!("application/vnd.dev.sigstore.bundle.v0.4+json"),
                ));
            },
        ),
        Case::fault(
            1,
            "media-type-patch-version",
            Expect::not_done("bundle.media_type"),
            v1(),
            |s| {
                s.bundle.with(put(
                    "/mediaType",
                    json!("application/vnd.dev.sigstore.bundle.v0.3.1+json"),
                ));
            },
        ),
        Case::fault(2, "json-unknown-member", strict, v1(), |s| {
            s.bundle
                .with(|bundle| bundle["comment"] = json!("unsigned"));
        }),
        Case::fault(2, "json-unknown-member-in-entry", strict, v1(), |s| {
            s.entry()
                .finish
                .with(|entry| entry["comment"] = json!("unsigned"));
        }),
        Case::fault(2, "json-snake-case", strict, v1(), |s| {
            s.text
                .with(|text| *text = text.replace("\"mediaType\"", "\"media_type\""));
        }),
        Case::fault(3, "json-duplicate-member", strict, v1(), |s| {
            s.text.with(|text| {
                *text = text.replace(
                    "\"mediaType\":",
                    "\"mediaType\":\"text/plain\",\"mediaType\":",
                );
            });
        }),
        Case::fault(3, "json-duplicate-member-inside", strict, v1(), |s| {
            s.text.with(|text| {
                *text = text.replace("\"rootHash\":", "\"rootHash\":\"\",\"rootHash\":")
            });
        }),
        Case::fault(4, "two-contents", one_of, v1(), |s| {
            s.bundle.with(|bundle| {
                bundle["dsseEnvelope"] = json!({
                    "payload": base64(b"{}"),
                    "payloadType": PAYLOAD_TYPE,
                    "signatures": [{ "sig": base64(b"unsigned") }],
                });
            });
        }),
        Case::fault(4, "no-content", one_of, v1(), |s| {
            s.bundle.with(cut("", "messageSignature"))
        }),
        Case::fault(5, "certificate-and-public-key", one_of, v1(), |s| {
            s.bundle.with(|bundle| {
                bundle["verificationMaterial"]["publicKey"] = json!({ "hint": "release-key" });
            });
        }),
        Case::fault(5, "certificate-and-chain", one_of, v1(), |s| {
            s.version = Version::V02;
            let certificate = certificate();
            s.bundle.with(move |bundle| {
                bundle["verificationMaterial"]["certificate"] = certificate.clone();
            });
        }),
        Case::fault(5, "no-key-material", one_of, v1(), |s| {
            s.bundle.with(cut("/verificationMaterial", "certificate"));
        }),
        Case::fault(6, "v03-with-chain", shape, v1(), |s| {
            s.version = Version::V02;
            s.bundle.with(put(
                "/mediaType",
                json!("application/vnd.dev.sigstore.bundle.v0.3+json"),
            ));
        }),
        Case::fault(7, "v01-without-promise", shape, v1(), |s| {
            s.version = Version::V01;
            s.entry().with_promise = false;
            s.tokens.push(Token::new(0));
        }),
        Case::fault(8, "v02-without-proof", shape, v1(), |s| {
            s.version = Version::V02;
            s.entry().with_proof = false;
        }),
        Case::fault(8, "v03-without-proof", shape, v1(), |s| {
            s.entry().with_proof = false
        }),
        Case::fault(8, "v03-without-checkpoint", shape, v1(), |s| {
            s.entry().finish.with(cut("/inclusionProof", "checkpoint"));
        }),
        Case::fault(8, "v03-without-proof-rekor2", shape, v2(), |s| {
            s.entry().with_proof = false
        }),
        Case::fault(9, "chain-empty", shape, v1(), |s| {
            s.version = Version::V02;
            let empty = json!([]);
            s.bundle.with(put(
                "/verificationMaterial/x509CertificateChain/certificates",
                empty,
            ));
        }),
        Case::fault(
            9,
            "chain-starts-with-a-ca",
            Expect::fails("chain.superfluous"),
            v1(),
            |s| {
                s.version = Version::V02;
                let list = s.world.authorities[0].chain.certificates();
                s.keyless_signer().more_certificates = list;
                s.bundle.with(|bundle| {
                    let list = "/verificationMaterial/x509CertificateChain/certificates";
                    bundle
                        .pointer_mut(list)
                        .unwrap()
                        .as_array_mut()
                        .unwrap()
                        .swap(0, 1);
                });
            },
        )
        .also(&[
            "chain.constraints",
            "chain.eku",
            "entry.key",
            "leaf.profile",
            "sct.present",
            "sig.message",
        ]),
        Case::fault(10, "too-many-entries", limits, v1(), |s| {
            s.entries = (0..33)
                .map(|index| Entry {
                    index,
                    size: 64,
                    ..Entry::new(0, Kind::HashedRekord)
                })
                .collect();
        }),
        Case::fault(10, "too-many-timestamps", limits, v2(), |s| {
            s.tokens = (0..33)
                .map(|number| Token {
                    at: STAMPED + number,
                    ..Token::new(0)
                })
                .collect();
        }),
        Case::fault(
            10,
            "too-many-subjects",
            Expect::not_done("intoto.statement"),
            Scenario::envelope_rekor_v1(Kind::Dsse),
            |s| {
                let mut statement = provenance(ARTIFACT);
                let subjects = statement["subject"].as_array_mut().unwrap();
                for number in 0..1_024_u32 {
                    let other = number.to_be_bytes();
                    subjects.push(subject(&format!("file-{number}"), Hash::Sha256, &other));
                }
                s.content = envelope(&statement);
            },
        ),
        Case::fault(
            11,
            "same-entry-twice",
            Expect::fails("tlog.threshold"),
            v1(),
            |s| {
                s.entries.push(Entry::new(0, Kind::HashedRekord));
            },
        )
        .also(&["tlog.log"]),
        Case::fault(12, "number-negative", strict, v1(), |s| {
            s.entry().finish.with(put("/logIndex", json!("-1")));
        }),
        Case::fault(12, "number-too-long", strict, v1(), |s| {
            s.entry().finish.with(put(
                "/inclusionProof/treeSize",
                json!("99999999999999999999"),
            ));
        }),
        Case::fault(12, "number-not-decimal", strict, v1(), |s| {
            s.entry()
                .finish
                .with(put("/integratedTime", json!("0x69a6ea22")));
        }),
        Case::fault(12, "number-with-fraction", strict, v1(), |s| {
            s.entry().finish.with(put("/logIndex", json!(4_163_436.5)));
        }),
        Case::fault(13, "base64-with-line-break", strict, v1(), |s| {
            s.bundle.with(|bundle| {
                let place = &mut bundle["messageSignature"]["signature"];
                let mut text = place.as_str().unwrap().to_owned();
                text.insert(40, '\n');
                *place = json!(text);
            });
        }),
        Case::fault(13, "base64-with-foreign-symbol", strict, v1(), |s| {
            s.bundle.with(|bundle| {
                let place = &mut bundle["messageSignature"]["signature"];
                *place = json!(format!("!{}", place.as_str().unwrap()));
            });
        }),
    ]
}
