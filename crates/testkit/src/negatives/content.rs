//! Items 14 to 23: what was signed.

use super::{OTHER_ARTIFACT, put};
use crate::keys::{Hash, Key, base64, hex, p256_twin, sha1, sha256};
use crate::rekor::Kind;
use crate::scenario::{Content, envelope};
use crate::statement::{PAYLOAD_TYPE, payload, provenance};
use crate::{ARTIFACT, Case, Expect, Scenario};
use serde_json::{Value, json};

/// Items 14 to 23.
pub(super) fn contents() -> Vec<Case> {
    let message = Scenario::message_rekor_v1;
    let dsse = || Scenario::envelope_rekor_v1(Kind::Dsse);
    let rekor_v2 = Scenario::envelope_rekor_v2;
    let signature = Expect::fails("sig.message");
    let pae = Expect::fails("dsse.pae");
    let one_signature = Expect::fails("dsse.one_signature");
    let statement = Expect::fails("intoto.statement");
    let in_toto_subject = Expect::fails("intoto.subject");
    let with_payload = |payload: &[u8]| Content::Envelope {
        payload_type: PAYLOAD_TYPE.to_owned(),
        signed_type: None,
        payload: payload.to_vec(),
        key_id: None,
    };
    let changed = |change: fn(&mut Value)| {
        let mut statement = provenance(ARTIFACT);
        change(&mut statement);
        envelope(&statement)
    };
    let damage = |signature: &mut Vec<u8>| *signature.last_mut().unwrap() ^= 1;
    vec![
        Case::fault(14, "artifact-is-another", signature, message(), |s| {
            s.artifact = OTHER_ARTIFACT.to_vec();
            s.signed_artifact = Some(ARTIFACT.to_vec());
        })
        .also(&["entry.digest", "message.digest"]),
        Case::fault(
            14,
            "signature-over-another-artifact",
            signature,
            message(),
            |s| {
                // Digest hint and log entry speak of the right file; only the signature does not.
                let key = Key::p256("leaf");
                let other = key.sign(Hash::Sha256, OTHER_ARTIFACT);
                s.signature
                    .with(move |signature| *signature = other.clone());
            },
        ),
        Case::fault(14, "signature-damaged", signature, message(), |s| {
            s.signature.with(damage)
        }),
        Case::fault(
            15,
            "message-digest-of-another",
            Expect::fails("message.digest"),
            message(),
            |s| {
                let digest = base64(&sha256(OTHER_ARTIFACT));
                s.bundle
                    .with(put("/messageSignature/messageDigest/digest", json!(digest)));
            },
        ),
        Case::fault(
            15,
            "message-digest-by-an-unknown-algorithm",
            Expect::not_done("message.digest"),
            message(),
            |s| {
                s.bundle.with(put(
                    "/messageSignature/messageDigest/algorithm",
                    json!("SHA3_256"),
                ));
            },
        ),
        Case::fault(
            16,
            "envelope-without-signature",
            one_signature,
            dsse(),
            |s| {
                s.bundle.with(put("/dsseEnvelope/signatures", json!([])));
            },
        ),
        Case::fault(
            16,
            "envelope-with-two-signatures",
            one_signature,
            dsse(),
            |s| {
                let twin = json!({ "sig": base64(&p256_twin(&s.sign().signature)) });
                s.bundle.with(move |bundle| {
                    let list = bundle["dsseEnvelope"]["signatures"].as_array_mut().unwrap();
                    list.push(twin.clone());
                });
            },
        ),
        Case::fault(17, "envelope-signed-under-another-type", pae, dsse(), |s| {
            let Content::Envelope { signed_type, .. } = &mut s.content else {
                unreachable!()
            };
            *signed_type = Some("application/vnd.example+json".to_owned());
        }),
        Case::fault(17, "envelope-signature-damaged", pae, dsse(), |s| {
            s.signature.with(damage)
        }),
        Case::fault(
            17,
            "envelope-signature-damaged-rekor2",
            pae,
            rekor_v2(),
            |s| {
                s.signature.with(damage);
            },
        ),
        Case::fault(
            17,
            "envelope-of-another-type",
            Expect::not_done("dsse.type"),
            dsse(),
            |s| {
                let Content::Envelope { payload_type, .. } = &mut s.content else {
                    unreachable!()
                };
                *payload_type = "application/vnd.example+json".to_owned();
            },
        ),
        Case::fault(
            17,
            "envelope-type-with-parameter",
            Expect::not_done("dsse.type"),
            dsse(),
            |s| {
                let Content::Envelope { payload_type, .. } = &mut s.content else {
                    unreachable!()
                };
                payload_type.push_str("; charset=utf-8");
            },
        ),
        Case::fault(18, "payload-not-json", statement, dsse(), |s| {
            s.content = with_payload(b"not a statement");
        }),
        Case::fault(18, "payload-not-a-statement", statement, dsse(), |s| {
            s.content = with_payload(br#"{"hello":"world"}"#);
        }),
        Case::fault(18, "payload-with-trailing-text", statement, dsse(), |s| {
            let mut text = payload(&provenance(ARTIFACT));
            text.extend_from_slice(b"{}");
            s.content = with_payload(&text);
        }),
        Case::fault(
            19,
            "statement-without-subjects",
            Expect::fails("intoto.subject"),
            dsse(),
            |s| {
                s.content = changed(|statement| statement["subject"] = json!([]));
            },
        ),
        Case::fault(
            19,
            "statement-without-subject-member",
            Expect::fails("intoto.subject"),
            dsse(),
            |s| {
                s.content = changed(cut_subject);
            },
        ),
        Case::fault(
            19,
            "statement-subject-without-digest",
            Expect::fails("intoto.subject"),
            dsse(),
            |s| {
                s.content = changed(|statement| {
                    statement["subject"] = json!([{ "name": "project-1.2.3.tar.gz" }]);
                });
            },
        ),
        Case::fault(
            20,
            "subject-is-another-file",
            in_toto_subject,
            dsse(),
            |s| {
                s.artifact = OTHER_ARTIFACT.to_vec();
            },
        ),
        Case::fault(
            20,
            "subject-is-another-file-rekor2",
            in_toto_subject,
            rekor_v2(),
            |s| {
                s.artifact = OTHER_ARTIFACT.to_vec();
            },
        ),
        Case::fault(
            20,
            "subject-by-sha1-only",
            Expect::not_done("intoto.subject"),
            dsse(),
            |s| {
                s.content = changed(|statement| {
                    statement["subject"] = json!([{ "name": "project.tgz", "digest": { "sha1": hex(&sha1(ARTIFACT)) } }]);
                });
            },
        ),
        Case::fault(
            20,
            "subject-digest-cut-short",
            in_toto_subject,
            dsse(),
            |s| {
                s.content = changed(|statement| {
                    let half = hex(&sha256(ARTIFACT)[..16]);
                    statement["subject"] =
                        json!([{ "name": "project.tgz", "digest": { "sha256": half } }]);
                });
            },
        ),
        Case::fault(21, "statement-of-unknown-type", statement, dsse(), |s| {
            s.content = changed(|statement| {
                statement["_type"] = json!("https://in-toto.io/Statement/v2");
            });
        }),
        Case::fault(
            22,
            "keyid-is-not-the-hint",
            Expect::fails("key.hint"),
            managed_envelope(),
            |s| {
                let Content::Envelope { key_id, .. } = &mut s.content else {
                    unreachable!()
                };
                *key_id = Some(base64(&sha256(&Key::p256("other").spki())));
            },
        ),
        Case::fault(
            23,
            "pure-ed25519-by-digest-only",
            Expect::not_done("sig.message"),
            Scenario::message_managed(Key::ed25519("managed")),
            |s| s.digest_only = true,
        ),
    ]
}

fn cut_subject(statement: &mut Value) {
    statement.as_object_mut().unwrap().remove("subject");
}

fn managed_envelope() -> Scenario {
    let mut scenario = Scenario::message_managed(Key::p256("managed"));
    let hint = scenario.managed().hint.clone();
    scenario.content = Content::Envelope {
        payload_type: PAYLOAD_TYPE.to_owned(),
        signed_type: None,
        payload: payload(&provenance(ARTIFACT)),
        key_id: Some(hint),
    };
    scenario
}
