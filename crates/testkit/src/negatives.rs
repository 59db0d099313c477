//! The faults of verification.md §10, one to a bundle.
//!
//! A fault is put in before signing wherever that is possible, so that everything around it still holds.

use serde_json::{Value, json};

use crate::ca::{CertificateAuthority, ISSUER, San};
use crate::ct::{CtLog, Sct};
use crate::der::{self, oids};
use crate::keys::{
    Hash, Key, base64, ec_spki, hex, p256_twin, pem, rsa_spki, rsa2048_modulus, sha1, sha256,
};
use crate::note::NoteSigner;
use crate::rekor::{Entry, Kind, Log};
use crate::rekor_v2::RekorV2;
use crate::scenario::{Content, Managed, envelope};
use crate::statement::{PAYLOAD_TYPE, payload, pre_authentication_encoding, provenance, subject};
use crate::time::{DAY, INTEGRATED, ISSUED, LISTED_START, STAMPED, Window};
use crate::trusted_root::trusted_root;
use crate::tsa::{Embedded, Ess, ImprintHash, TimestampAuthority, Token, ess_attribute};
use crate::world::{REKOR_V2, World};
use crate::x509::{
    DIGITAL_SIGNATURE, Extension, KEY_ENCIPHERMENT, basic_constraints, encode_name,
    extended_key_usage, name,
};
use crate::{ARTIFACT, Case, Expect, Scenario, Version};

/// Bundles with one fault each.
pub fn negatives() -> Vec<Case> {
    let mut cases = structure();
    cases.extend(contents());
    cases.extend(chains());
    cases.extend(leaves());
    cases.extend(certificate_transparency());
    cases.extend(promises_and_times());
    cases.extend(proofs());
    cases.extend(checkpoints());
    cases.extend(entries());
    cases.extend(tokens());
    cases.extend(token_contents());
    cases.extend(keys());
    cases.extend(trusted_roots());
    cases
}

const OTHER_ARTIFACT: &[u8] = b"another file\n";

/// A change that puts `value` at a JSON pointer.
fn put(pointer: &'static str, value: Value) -> impl Fn(&mut Value) + 'static {
    move |document| *document.pointer_mut(pointer).expect(pointer) = value.clone()
}

/// A change that removes the member `key` of the object at a JSON pointer.
fn cut(pointer: &'static str, key: &'static str) -> impl Fn(&mut Value) + 'static {
    move |document| {
        let object = document
            .pointer_mut(pointer)
            .and_then(Value::as_object_mut)
            .expect(pointer);
        object.remove(key).expect(key);
    }
}

/// Items 1 to 13.
fn structure() -> Vec<Case> {
    let v1 = Scenario::message_rekor_v1;
    let v2 = Scenario::message_rekor_v2;
    let strict = Expect::unreadable("json.strict");
    let media_type = Expect::fails("bundle.media_type");
    let one_of = Expect::fails("bundle.oneof");
    let shape = Expect::fails("bundle.version_shape");
    let limits = Expect::unreadable("input.limits");
    let certificate = || json!({ "rawBytes": base64(&v1().certificate()) });
    vec![
        Case::fault(1, "media-type-unknown", media_type, v1(), |s| {
            s.bundle.with(put("/mediaType", json!("application/json")));
        }),
        Case::fault(1, "media-type-next-version", media_type, v1(), |s| {
            s.bundle.with(put(
                "/mediaType",
                json!("application/vnd.dev.sigstore.bundle.v0.4+json"),
            ));
        }),
        Case::fault(1, "media-type-patch-version", media_type, v1(), |s| {
            s.bundle.with(put(
                "/mediaType",
                json!("application/vnd.dev.sigstore.bundle.v0.3.1+json"),
            ));
        }),
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
            limits,
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
            Expect::fails("time.threshold"),
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

/// Items 14 to 23.
fn contents() -> Vec<Case> {
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
            Expect::fails("dsse.type"),
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
            Expect::fails("dsse.type"),
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
        Case::fault(19, "statement-without-subjects", statement, dsse(), |s| {
            s.content = changed(|statement| statement["subject"] = json!([]));
        }),
        Case::fault(
            19,
            "statement-without-subject-member",
            statement,
            dsse(),
            |s| {
                s.content = changed(cut_subject);
            },
        ),
        Case::fault(
            19,
            "statement-subject-without-digest",
            statement,
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
        Case::fault(20, "subject-by-sha1-only", in_toto_subject, dsse(), |s| {
            s.content = changed(|statement| {
                statement["subject"] =
                    json!([{ "name": "project.tgz", "digest": { "sha1": hex(&sha1(ARTIFACT)) } }]);
            });
        }),
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

/// Items 25 to 31 and 37: the authorities above the leaf.
fn chains() -> Vec<Case> {
    let base = Scenario::message_rekor_v1;
    let unknown = Expect::not_done("chain.path");
    let time = Expect::fails("chain.time");
    let prepare = Expect::fails("root.prepare");
    let blocked: &[&str] = &["chain.path"];
    vec![
        Case::fault(25, "ca-unknown", unknown, base(), |s| {
            let other = CertificateAuthority::named(
                "other",
                "other.example",
                "other",
                "other-intermediate",
            );
            s.keyless_signer().unlisted_authority = Some(other);
        }),
        Case::fault(25, "ca-unknown-namesake", unknown, base(), |s| {
            s.keyless_signer().unlisted_authority = Some(CertificateAuthority::new("namesake"));
        }),
        Case::fault(
            25,
            "leaf-forged",
            Expect::fails("chain.signatures"),
            base(),
            |s| {
                // Name and key identifier are those of the listed intermediate, the signature is not.
                s.leaf().forged_by = Some(Key::p384("forger"));
            },
        ),
        Case::fault(26, "another-instance", unknown, base(), |s| {
            s.world = World::labelled("staging");
            s.root.with(|root| *root = trusted_root(&World::new()));
        })
        .also(&["sct.log", "tlog.log", "time.threshold"]),
        Case::fault(27, "ca-only-in-the-bundle", unknown, base(), |s| {
            s.version = Version::V02;
            let other = CertificateAuthority::named(
                "other",
                "other.example",
                "other",
                "other-intermediate",
            );
            let signer = s.keyless_signer();
            signer.more_certificates = other.chain.certificates();
            signer.unlisted_authority = Some(other);
        }),
        Case::fault(
            27,
            "intermediate-only-in-the-bundle",
            unknown,
            base(),
            |s| {
                // A second intermediate of the listed root, which the trusted root does not list.
                s.version = Version::V02;
                let mut sibling = s.world.authorities[0].clone();
                sibling.chain.links.remove(0);
                let subject = name("testkit.example", "testkit-intermediate-2");
                sibling.chain = sibling
                    .chain
                    .with_ca(subject, Key::p384("sibling"), Some(0));
                let signer = s.keyless_signer();
                signer.more_certificates = sibling.chain.certificates()[..1].to_vec();
                signer.unlisted_authority = Some(sibling);
            },
        ),
        Case::fault(28, "intermediate-expired", time, base(), |s| {
            s.world.ca_certificate(0).not_after = ISSUED - DAY;
        }),
        Case::fault(28, "intermediate-not-yet-valid", time, base(), |s| {
            s.world.ca_certificate(0).not_before = ISSUED + DAY;
        }),
        Case::fault(29, "root-expired", time, base(), |s| {
            s.world.ca_certificate(1).not_after = ISSUED - DAY;
        }),
        Case::fault(30, "intermediate-without-ca-flag", prepare, base(), |s| {
            let extension = s.world.ca_certificate(0).extension(oids::BASIC_CONSTRAINTS);
            extension.value = basic_constraints(false, None).value;
        })
        .also(blocked),
        Case::fault(
            30,
            "intermediate-without-basic-constraints",
            prepare,
            base(),
            |s| {
                s.world
                    .ca_certificate(0)
                    .remove_extension(oids::BASIC_CONSTRAINTS);
            },
        )
        .also(blocked),
        Case::fault(30, "intermediate-without-cert-sign", prepare, base(), |s| {
            let extension = s.world.ca_certificate(0).extension(oids::KEY_USAGE);
            extension.value = der::named_bits(DIGITAL_SIGNATURE);
        })
        .also(blocked),
        Case::fault(
            30,
            "intermediate-over-the-path-length",
            prepare,
            base(),
            |s| {
                let chain = s.world.authorities[0].chain.clone();
                let subject = name("testkit.example", "testkit-lower-intermediate");
                s.world.authorities[0].chain =
                    chain.with_ca(subject, Key::p384("lower intermediate"), Some(0));
            },
        )
        .also(blocked),
        Case::fault(
            31,
            "intermediate-not-of-the-listed-root",
            prepare,
            base(),
            |s| {
                let namesake = CertificateAuthority::new("namesake").chain.links[1]
                    .key
                    .clone();
                s.world.authorities[0].chain.links[0].signed_by = Some(namesake);
            },
        )
        .also(blocked),
        Case::fault(
            32,
            "intermediate-for-other-purposes",
            Expect::fails("chain.eku"),
            base(),
            |s| {
                let extension = s
                    .world
                    .ca_certificate(0)
                    .extension(oids::EXTENDED_KEY_USAGE);
                extension.value = extended_key_usage(&[oids::TIME_STAMPING], false).value;
            },
        ),
        Case::fault(37, "ca-window-ended", time, base(), |s| {
            s.world.authorities[0].window = Window::new(LISTED_START, INTEGRATED - 1);
        }),
        Case::fault(37, "ca-window-not-begun", time, base(), |s| {
            s.world.authorities[0].window = Window {
                start: Some(INTEGRATED + 1),
                end: None,
            };
        }),
    ]
}

/// Items 32 to 36 and 38 to 40: the leaf itself.
fn leaves() -> Vec<Case> {
    let base = Scenario::message_rekor_v1;
    let eku = Expect::fails("chain.eku");
    let profile = Expect::fails("leaf.profile");
    let constraints = Expect::fails("chain.constraints");
    let time = Expect::fails("chain.time");
    let issuer = Expect::fails("issuer.read");
    vec![
        Case::fault(32, "leaf-for-client-authentication", eku, base(), |s| {
            s.leaf().purposes = vec![oids::CLIENT_AUTH];
        }),
        Case::fault(32, "leaf-without-purpose", eku, base(), |s| {
            s.leaf().purposes.clear()
        }),
        Case::fault(33, "leaf-for-encipherment", profile, base(), |s| {
            s.leaf().key_usage = Some(KEY_ENCIPHERMENT);
        }),
        Case::fault(33, "leaf-without-key-usage", profile, base(), |s| {
            s.leaf().key_usage = None
        }),
        Case::fault(34, "leaf-is-a-ca", constraints, base(), |s| {
            s.leaf().is_ca = true
        })
        .also(&["chain.superfluous"]),
        Case::fault(35, "leaf-with-two-names", profile, base(), |s| {
            s.leaf()
                .sans
                .push(San::Email("person@testkit.example".to_owned()));
        }),
        Case::fault(35, "leaf-without-name", profile, base(), |s| {
            s.leaf().sans.clear()
        }),
        Case::fault(
            36,
            "stamped-before-the-leaf",
            time,
            Scenario::message_rekor_v2(),
            |s| {
                s.token().at = ISSUED - 1;
            },
        ),
        Case::fault(
            36,
            "stamped-after-the-leaf",
            time,
            Scenario::message_rekor_v2(),
            |s| {
                s.token().at = ISSUED + 601;
            },
        ),
        Case::fault(
            36,
            "one-of-two-stamps-after-the-leaf",
            time,
            Scenario::message_rekor_v2(),
            |s| {
                s.tokens.push(Token {
                    at: ISSUED + 601,
                    ..Token::new(0)
                });
            },
        ),
        Case::fault(
            38,
            "leaf-with-unknown-critical-extension",
            constraints,
            base(),
            |s| {
                s.leaf()
                    .more
                    .push(Extension::new("1.3.6.1.4.1.32473.1", true, der::null()));
            },
        ),
        Case::fault(
            39,
            "leaf-with-two-signature-algorithms",
            Expect::fails("chain.signatures"),
            base(),
            |s| s.leaf().outer_algorithm = Some(Hash::Sha256),
        ),
        Case::fault(40, "issuer-v2-without-der", issuer, base(), |s| {
            s.leaf().issuer_v2 = Some(ISSUER.as_bytes().to_vec());
        }),
        Case::fault(40, "issuer-v2-with-trailing-byte", issuer, base(), |s| {
            s.leaf().issuer_v2.as_mut().unwrap().push(0);
        }),
        Case::fault(40, "issuer-v1-and-v2-differ", issuer, base(), |s| {
            s.leaf().issuer_v1 = Some(b"https://accounts.google.com".to_vec());
        }),
        Case::fault(40, "issuer-v2-twice", issuer, base(), |s| {
            let second = der::utf8_string("https://accounts.google.com");
            s.leaf().more.push(Extension::new(
                &format!("{}.8", oids::FULCIO),
                false,
                second,
            ));
        }),
    ]
}

/// Items 41 to 45.
fn certificate_transparency() -> Vec<Case> {
    let base = Scenario::message_rekor_v1;
    let signature = Expect::fails("sct.signature");
    vec![
        Case::fault(
            41,
            "sct-for-a-namesake-intermediate",
            signature,
            base(),
            |s| {
                let namesake = CertificateAuthority::new("namesake");
                s.sct().issuer_spki = Some(namesake.chain.links[0].key.spki());
                s.world.authorities.push(namesake);
            },
        ),
        Case::fault(
            42,
            "sct-absent",
            Expect::fails("sct.present"),
            base(),
            |s| {
                s.keyless_signer().scts.clear();
            },
        ),
        Case::fault(
            43,
            "sct-of-unknown-log",
            Expect::not_done("sct.log"),
            base(),
            |s| {
                s.keyless_signer().scts[0].1 = Some(CtLog::new("unknown"));
            },
        ),
        Case::fault(
            43,
            "sct-after-the-window",
            Expect::fails("sct.log"),
            base(),
            |s| {
                s.world.ct_logs[0].window = Window::new(LISTED_START, ISSUED - DAY);
            },
        ),
        Case::fault(
            43,
            "sct-before-the-window",
            Expect::fails("sct.log"),
            base(),
            |s| {
                s.world.ct_logs[0].window = Window {
                    start: Some(ISSUED + DAY),
                    end: None,
                };
            },
        ),
        Case::fault(
            44,
            "sct-over-other-extension-order",
            signature,
            base(),
            |s| {
                s.sct().seen_instead = Some(Box::new(|draft| draft.extensions.swap(0, 1)));
            },
        ),
        Case::fault(44, "sct-over-another-identity", signature, base(), |s| {
            s.sct().seen_instead = Some(Box::new(|draft| {
                let san = draft.extension(oids::SUBJECT_ALT_NAME);
                *san.value.last_mut().unwrap() ^= 1;
            }));
        }),
        Case::fault(44, "sct-for-the-root-as-issuer", signature, base(), |s| {
            let root = s.world.authorities[0].chain.links[1].key.spki();
            s.sct().issuer_spki = Some(root);
        }),
        Case::fault(44, "sct-damaged", signature, base(), |s| {
            s.sct().damaged = true
        }),
        Case::fault(
            45,
            "sct-twice-from-one-log",
            Expect::fails("sct.log"),
            base(),
            |s| {
                s.policy.scts = 2;
                let later = Sct {
                    at_milliseconds: Some(ISSUED * 1000 + 500),
                    ..Sct::default()
                };
                s.keyless_signer().scts.push((0, None, later));
            },
        ),
    ]
}

/// Items 46 to 48, 65 and 66: what a log or nobody says about the time.
fn promises_and_times() -> Vec<Case> {
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
        Case::fault(47, "logged-after-the-key-window", set, base(), |s| {
            s.world.rekor_v1().window = Window::new(LISTED_START, INTEGRATED - 1);
        }),
        Case::fault(47, "logged-before-the-key-window", set, base(), |s| {
            s.world.rekor_v1().window = Window {
                start: Some(INTEGRATED + 1),
                end: None,
            };
        }),
        Case::fault(
            47,
            "logged-after-the-leaf",
            Expect::fails("tlog.window"),
            base(),
            |s| {
                s.entry().integrated_time = ISSUED + 601;
            },
        )
        .also(&["chain.time"]),
        Case::fault(
            47,
            "logged-before-the-leaf",
            Expect::fails("tlog.window"),
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
            Expect::fails("tlog.log"),
            Scenario::message_rekor_v2(),
            |s| {
                s.entries.clear();
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
fn proofs() -> Vec<Case> {
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
        Case::fault(51, "index-is-not-the-entrys-rekor2", inclusion, v2(), |s| {
            s.entry().finish.with(put("/logIndex", json!("4")));
        }),
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
fn checkpoints() -> Vec<Case> {
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
            signature,
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
        Case::fault(54, "log-unknown", Expect::not_done("tlog.log"), v2(), |s| {
            let unknown = RekorV2::new("unknown", "unknown.rekor.testkit.example");
            s.entry().unlisted_log = Some(Log::V2(unknown));
        }),
        Case::fault(
            54,
            "log-id-of-nobody",
            Expect::not_done("tlog.log"),
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
            signature,
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
            signature,
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
fn entries() -> Vec<Case> {
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
        Case::fault(58, "body-not-json", kind, v2(), |s| {
            s.entry().body.with(|body| *body = json!("hashedrekord"));
        }),
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
    let spliced: [(&str, fn() -> Scenario); 3] = [
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

/// Items 67 to 72 and 77: who stamped what, and when.
fn tokens() -> Vec<Case> {
    let base = Scenario::message_rekor_v2;
    let imprint = Expect::fails("tsp.imprint");
    let unknown = Expect::not_done("time.threshold");
    let signature = Expect::fails("tsp.signature");
    let window = Expect::fails("tsp.window");
    let certificate = Expect::fails("tsp.cert");
    vec![
        Case::fault(67, "stamp-over-other-bytes", imprint, base(), |s| {
            s.token().over = Some(b"another signature".to_vec());
        }),
        Case::fault(67, "stamp-over-the-artifact", imprint, base(), |s| {
            s.token().over = Some(ARTIFACT.to_vec());
        }),
        Case::fault(
            67,
            "stamp-over-base64-of-the-signature",
            imprint,
            base(),
            |s| {
                s.token().over = Some(base64(&s.sign().signature).into_bytes());
            },
        ),
        Case::fault(67, "stamp-imprint-sha1", imprint, base(), |s| {
            s.token().imprint_hash = ImprintHash::Sha1;
        }),
        Case::fault(68, "stamp-of-unknown-authority", unknown, base(), |s| {
            s.token().unlisted_tsa = Some(TimestampAuthority::new("unknown"));
        }),
        Case::fault(
            68,
            "stamp-of-unknown-authority-without-certificates",
            unknown,
            base(),
            |s| {
                s.token().unlisted_tsa = Some(TimestampAuthority::new("unknown"));
                s.token().embedded = Embedded::None;
            },
        ),
        Case::fault(69, "stamp-damaged", signature, base(), |s| {
            s.token().damaged = true
        }),
        Case::fault(
            69,
            "stamp-names-the-authority-signed-by-another",
            signature,
            base(),
            |s| {
                s.token().forged_by = Some(Key::p384("forger"));
            },
        ),
        Case::fault(
            69,
            "stamp-with-a-listed-certificate-beside-the-signers",
            unknown,
            base(),
            |s| {
                let listed = s.world.tsas[0].chain.certificates().remove(0);
                let stranger = TimestampAuthority::new("unknown");
                let own = stranger.chain.certificates().remove(0);
                s.token().embedded = Embedded::These(vec![listed, own]);
                s.token().unlisted_tsa = Some(stranger);
            },
        ),
        Case::fault(
            69,
            "stamp-by-a-namesake-of-equal-serial",
            signature,
            base(),
            |s| {
                let mut stranger = TimestampAuthority::new("unknown");
                stranger.chain.links[0].draft.serial = s.world.tsa_certificate().serial.clone();
                s.token().unlisted_tsa = Some(stranger);
            },
        )
        .also(&["tsp.ess", "tsp.signer"]),
        Case::fault(70, "stamp-after-the-certificate", window, base(), |s| {
            s.world.tsa_certificate().not_after = STAMPED - 1;
        })
        .also(&["tsp.cert"]),
        Case::fault(70, "stamp-before-the-certificate", window, base(), |s| {
            s.world.tsa_certificate().not_before = STAMPED + 1;
        })
        .also(&["tsp.cert"]),
        Case::fault(
            70,
            "stamp-after-the-authoritys-root",
            certificate,
            base(),
            |s| {
                s.world.tsas[0].chain.links[1].draft.not_after = STAMPED - 1;
            },
        )
        .also(&["tsp.window"]),
        Case::fault(70, "stamp-after-the-window", window, base(), |s| {
            s.world.tsas[0].window = Window::new(LISTED_START, STAMPED - 1);
        }),
        Case::fault(70, "stamp-before-the-window", window, base(), |s| {
            s.world.tsas[0].window = Window {
                start: Some(STAMPED + 1),
                end: None,
            };
        }),
        Case::fault(
            71,
            "stamp-in-the-window-of-another-authority",
            window,
            base(),
            |s| {
                s.world.tsas[0].window = Window::new(LISTED_START, STAMPED - 1);
                s.world.tsas.push(TimestampAuthority::new("second"));
            },
        ),
        Case::fault(72, "tsa-purpose-not-critical", certificate, base(), |s| {
            s.world
                .tsa_certificate()
                .extension(oids::EXTENDED_KEY_USAGE)
                .critical = false;
        }),
        Case::fault(72, "tsa-with-two-purposes", certificate, base(), |s| {
            let purposes = [oids::TIME_STAMPING, oids::CODE_SIGNING];
            s.world
                .tsa_certificate()
                .extension(oids::EXTENDED_KEY_USAGE)
                .value = extended_key_usage(&purposes, true).value;
        }),
        Case::fault(72, "tsa-for-code-signing", certificate, base(), |s| {
            s.world
                .tsa_certificate()
                .extension(oids::EXTENDED_KEY_USAGE)
                .value = extended_key_usage(&[oids::CODE_SIGNING], true).value;
        }),
        Case::fault(72, "tsa-without-purpose", certificate, base(), |s| {
            s.world
                .tsa_certificate()
                .remove_extension(oids::EXTENDED_KEY_USAGE);
        }),
        Case::fault(72, "tsa-is-a-ca", certificate, base(), |s| {
            s.world
                .tsa_certificate()
                .extensions
                .push(basic_constraints(true, None));
        }),
        Case::fault(
            77,
            "two-stamps-of-one-authority",
            Expect::fails("time.threshold"),
            base(),
            |s| {
                s.policy.times = 2;
                s.tokens.push(Token {
                    at: STAMPED + 1,
                    ..Token::new(0)
                });
            },
        ),
    ]
}

/// Items 73 to 76: the form of a token.
fn token_contents() -> Vec<Case> {
    let base = Scenario::message_rekor_v2;
    let attributes = Expect::fails("tsp.attrs");
    let signer = Expect::fails("tsp.signer");
    let ess = Expect::fails("tsp.ess");
    let status = Expect::fails("tsp.status");
    vec![
        Case::fault(
            73,
            "stamp-without-message-digest",
            attributes,
            base(),
            |s| {
                s.token()
                    .attributes
                    .with(|list| list.retain(|a| a.oid != oids::MESSAGE_DIGEST));
            },
        ),
        Case::fault(
            73,
            "stamp-with-message-digest-twice",
            attributes,
            base(),
            |s| {
                s.token().attributes.with(|list| list.push(list[1].clone()));
            },
        ),
        Case::fault(
            73,
            "stamp-with-two-values-of-message-digest",
            attributes,
            base(),
            |s| {
                s.token().attributes.with(|list| {
                    let value = list[1].values[0].clone();
                    list[1].values.push(value);
                });
            },
        ),
        Case::fault(
            73,
            "stamp-with-wrong-message-digest",
            attributes,
            base(),
            |s| {
                s.token()
                    .attributes
                    .with(|list| list[1].values = vec![der::octet_string(&[7; 32])]);
            },
        ),
        Case::fault(
            73,
            "stamp-with-wrong-content-type",
            attributes,
            base(),
            |s| {
                s.token()
                    .attributes
                    .with(|list| list[0].values = vec![der::oid(oids::DATA)]);
            },
        ),
        Case::fault(73, "stamp-without-content-type", attributes, base(), |s| {
            s.token().attributes.with(|list| {
                list.remove(0);
            });
        }),
        Case::fault(74, "stamp-with-two-signers", signer, base(), |s| {
            s.token().second_signer = Some(TimestampAuthority::new("second"));
        }),
        Case::fault(
            75,
            "stamp-without-certificate-reference",
            ess,
            base(),
            |s| {
                s.token().attributes.with(|list| {
                    list.pop();
                });
            },
        ),
        Case::fault(
            75,
            "stamp-referring-to-another-certificate",
            ess,
            base(),
            |s| {
                let link = s.world.tsas[0].chain.links[0].clone();
                let other = TimestampAuthority::new("other")
                    .chain
                    .certificates()
                    .remove(0);
                let issuer_and_serial = [
                    encode_name(&link.draft.issuer),
                    der::integer(&link.draft.serial),
                ];
                let attribute = ess_attribute(Ess::V2, &other, &issuer_and_serial);
                s.token()
                    .attributes
                    .with(move |list| list[2] = attribute.clone());
            },
        ),
        Case::fault(75, "stamp-referring-to-another-serial", ess, base(), |s| {
            let link = s.world.tsas[0].chain.links[0].clone();
            let own = s.world.tsas[0].chain.certificates().remove(0);
            let issuer_and_serial = [encode_name(&link.draft.issuer), der::small_integer(7)];
            let attribute = ess_attribute(Ess::V2, &own, &issuer_and_serial);
            s.token()
                .attributes
                .with(move |list| list[2] = attribute.clone());
        }),
        Case::fault(76, "stamp-rejected", status, base(), |s| {
            s.token().status = 2
        }),
        Case::fault(76, "stamp-rejected-without-token", status, base(), |s| {
            s.token().status = 2;
            s.token().with_token = false;
        }),
        Case::fault(76, "stamp-granted-without-token", status, base(), |s| {
            s.token().with_token = false;
        }),
        Case::fault(76, "stamp-of-another-content", status, base(), |s| {
            s.token().content_type = oids::DATA;
        }),
    ]
}

/// Items 82 to 86.
fn keys() -> Vec<Case> {
    let managed = Scenario::message_managed;
    let p256 = || managed(Key::p256("managed"));
    let signature = Expect::fails("sig.message");
    let algorithm = Expect::fails("sig.algorithm");
    let window = Expect::fails("key.window");
    let unknown = Expect::not_done("key.hint");
    const P256: &str = "1.2.840.10045.3.1.7";
    let rsa_encryption = || der::sequence(&[der::oid("1.2.840.113549.1.1.1"), der::null()]);
    // The person's key is this SPKI, and the hint says so.
    let known = |signer: &mut Managed, spki: &[u8]| {
        signer.known_pem = Some(pem("PUBLIC KEY", spki));
        signer.hint = base64(&sha256(spki));
    };
    let off_curve = || {
        let mut point = Key::p256("managed").point();
        *point.last_mut().unwrap() ^= 1;
        point
    };
    let compressed = |label: &str| {
        let point = Key::p256(label).point();
        let sign = 2 + (point[64] & 1);
        [&[sign], &point[1..33]].concat()
    };
    vec![
        Case::fault(82, "key-bundle-without-known-key", unknown, p256(), |s| {
            s.managed().known_pem = None;
        }),
        Case::fault(83, "key-wrong-hint-right", signature, p256(), |s| {
            // The hint names the known key; another key signed.
            let hint = s.managed().hint.clone();
            let pem = s.managed().known_pem.clone();
            let stranger = Managed::new(Key::p256("stranger"));
            *s.managed() = Managed {
                hint,
                known_pem: pem,
                ..stranger
            };
        }),
        Case::fault(83, "key-of-another-hint", unknown, p256(), |s| {
            // Another key signed and the hint names it; the person does not have it.
            let pem = s.managed().known_pem.clone();
            *s.managed() = Managed {
                known_pem: pem,
                ..Managed::new(Key::p256("stranger"))
            };
        }),
        Case::fault(84, "key-expired-before-the-stamp", window, p256(), |s| {
            s.tokens.push(Token::new(0));
            s.managed().window = Some(Window::new(LISTED_START, STAMPED - 1));
        }),
        Case::fault(84, "key-not-yet-valid-at-the-stamp", window, p256(), |s| {
            s.tokens.push(Token::new(0));
            s.managed().window = Some(Window {
                start: Some(STAMPED + 1),
                end: None,
            });
        }),
        Case::fault(84, "key-expired-before-the-entry", window, p256(), |s| {
            s.entries.push(Entry::new(0, Kind::HashedRekord));
            s.managed().window = Some(Window::new(LISTED_START, INTEGRATED - 1));
        }),
        Case::fault(
            85,
            "p384-with-sha1",
            signature,
            managed(Key::p384("managed")),
            |s| {
                let over_sha1 = Key::p384("managed").sign_digest(&sha1(ARTIFACT));
                s.signature
                    .with(move |signature| *signature = over_sha1.clone());
            },
        ),
        Case::fault(85, "rsa1024", algorithm, managed(Key::rsa2048()), |s| {
            known(s.managed(), include_bytes!("data/rsa-1024.spki.der"));
            s.signature.with(|signature| {
                *signature = include_bytes!("data/rsa-1024.artifact.sig").to_vec();
            });
        }),
        Case::fault(
            85,
            "rsa-exponent-1",
            algorithm,
            managed(Key::rsa2048()),
            |s| {
                known(
                    s.managed(),
                    &rsa_spki(&rsa_encryption(), &rsa2048_modulus(), 1),
                );
                // Under exponent 1 the padded digest is its own signature.
                s.signature
                    .with(|signature| *signature = padded_sha256(ARTIFACT, 256));
            },
        ),
        Case::fault(85, "point-not-on-curve", algorithm, p256(), |s| {
            known(s.managed(), &ec_spki(P256, &off_curve()));
        }),
        Case::fault(85, "point-compressed", algorithm, p256(), |s| {
            known(s.managed(), &ec_spki(P256, &compressed("managed")));
        }),
        Case::fault(85, "point-at-infinity", algorithm, p256(), |s| {
            known(s.managed(), &ec_spki(P256, &[0]));
        }),
        Case::fault(
            85,
            "leaf-point-compressed",
            algorithm,
            Scenario::message_rekor_v1(),
            |s| {
                s.leaf().spki = Some(ec_spki(P256, &compressed("leaf")));
            },
        )
        .also(&["leaf.profile"]),
        Case::fault(
            85,
            "leaf-point-not-on-curve",
            algorithm,
            Scenario::message_rekor_v1(),
            |s| {
                s.leaf().spki = Some(ec_spki(P256, &off_curve()));
            },
        )
        .also(&["leaf.profile"]),
        Case::fault(
            86,
            "pss-signature-for-a-pkcs1-key",
            signature,
            managed(Key::rsa2048()),
            |s| {
                s.signature.with(|signature| {
                    *signature = include_bytes!("data/rsa-2048.pss-sha256.artifact.sig").to_vec();
                });
            },
        ),
        Case::fault(
            86,
            "pkcs1-signature-for-a-pss-key",
            signature,
            managed(Key::rsa2048()),
            |s| {
                known(
                    s.managed(),
                    &rsa_spki(&pss_sha256(), &rsa2048_modulus(), 65_537),
                );
            },
        )
        .also(&["sig.algorithm"]),
    ]
}

/// EMSA-PKCS1-v1_5 of SHA-256 (RFC 8017 9.2).
fn padded_sha256(message: &[u8], length: usize) -> Vec<u8> {
    let algorithm = der::sequence(&[der::oid(oids::SHA256), der::null()]);
    let info = der::sequence(&[algorithm, der::octet_string(&sha256(message))]);
    let padding = vec![0xff; length - info.len() - 3];
    [&[0, 1], padding.as_slice(), &[0], &info].concat()
}

/// AlgorithmIdentifier id-RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes (RFC 4055 3.1).
fn pss_sha256() -> Vec<u8> {
    let sha256 = der::sequence(&[der::oid(oids::SHA256), der::null()]);
    let mgf1 = der::sequence(&[der::oid("1.2.840.113549.1.1.8"), sha256.clone()]);
    let parameters = der::sequence(&[
        der::context(0, &sha256),
        der::context(1, &mgf1),
        der::context(2, &der::small_integer(32)),
    ]);
    der::sequence(&[der::oid("1.2.840.113549.1.1.10"), parameters])
}

/// Item 91.
fn trusted_roots() -> Vec<Case> {
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
