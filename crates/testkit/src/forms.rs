//! The older and the registries' forms: what a bundle holds, written down in another way.

use serde_json::{Value, json};

use crate::ca::CertificateAuthority;
use crate::keys::{Key, base64, hex, p256_twin, pem, sha256, unbase64};
use crate::rekor::Kind;
use crate::scenario::{Content, Minted, Scenario, envelope};
use crate::statement::provenance;
use crate::{Expect, Policy, json_text};

/// Evidence as files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormEvidence {
    /// One file.
    File(Vec<u8>),
    /// A signature file, and the certificate file beside it.
    Pair {
        /// Content of the signature file.
        signature: Vec<u8>,
        /// Content of the certificate file.
        certificate: Option<Vec<u8>>,
    },
}

/// Evidence of another form and its expectation.
#[derive(Clone, Debug)]
pub struct FormCase {
    /// Kebab-case, unique among forms.
    pub name: &'static str,
    /// The evidence.
    pub evidence: FormEvidence,
    /// File, trusted root, key and moment; the bundle in it is not used.
    pub minted: Minted,
    /// The answer for each piece.
    pub expect: Vec<Expect>,
    /// Other checks that the same fault unavoidably breaks.
    pub also: &'static [&'static str],
    /// What the verifier demands.
    pub policy: Policy,
}

/// Every form, right and with the faults that forms are prone to.
pub fn forms() -> Vec<FormCase> {
    let mut cases = cosign_blob_bundles();
    cases.extend(cosign_envelopes());
    cases.extend(detached());
    cases.extend(envelopes());
    cases.extend(log_entries());
    cases.extend(package_indexes());
    cases.extend(responses());
    cases.extend(crate::git::objects());
    cases
}

impl FormCase {
    /// Evidence in which everything is right.
    pub(crate) fn right(
        name: &'static str,
        scenario: &Scenario,
        write: impl FnOnce(&Value, &Minted) -> FormEvidence,
    ) -> FormCase {
        let minted = scenario.mint();
        let bundle = serde_json::from_slice(&minted.bundle_json).expect("a bundle");
        FormCase {
            name,
            evidence: write(&bundle, &minted),
            minted,
            expect: vec![Expect::Holds],
            also: &[],
            policy: scenario.policy,
        }
    }

    /// Another answer, of one piece.
    pub(crate) fn but(self, expect: Expect) -> FormCase {
        FormCase {
            expect: vec![expect],
            ..self
        }
    }

    /// A form in which the time cannot be proven.
    pub(crate) fn but_timeless(self) -> FormCase {
        self.but(Expect::not_done("time.threshold"))
    }

    /// The same answer of two pieces.
    fn twice(self) -> FormCase {
        FormCase {
            expect: self.expect.repeat(2),
            ..self
        }
    }

    /// Allows these checks to fail or to miss something as well.
    pub(crate) fn also(self, also: &'static [&'static str]) -> FormCase {
        FormCase { also, ..self }
    }
}

/// A scenario with a change.
fn with(mut scenario: Scenario, change: impl FnOnce(&mut Scenario)) -> Scenario {
    change(&mut scenario);
    scenario
}

fn file(value: &Value) -> FormEvidence {
    FormEvidence::File(json_text(value).into_bytes())
}

pub(crate) fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .expect(pointer)
}

fn bytes(value: &Value, pointer: &str) -> Vec<u8> {
    unbase64(text(value, pointer))
}

pub(crate) fn certificate_pem(bundle: &Value) -> String {
    let place = "/verificationMaterial/certificate/rawBytes";
    pem("CERTIFICATE", &bytes(bundle, place))
}

fn without(value: &mut Value, member: &str) {
    let members = value.as_object_mut().expect("an object");
    members.remove(member).expect(member);
}

fn entry(bundle: &Value) -> &Value {
    &bundle["verificationMaterial"]["tlogEntries"][0]
}

/// `rekorBundle` of cosign.
pub(crate) fn rekor_bundle(bundle: &Value) -> Value {
    let entry = entry(bundle);
    let number = |pointer| text(entry, pointer).parse::<u64>().expect("a number");
    json!({
        "SignedEntryTimestamp": text(entry, "/inclusionPromise/signedEntryTimestamp"),
        "Payload": {
            "body": text(entry, "/canonicalizedBody"),
            "integratedTime": number("/integratedTime"),
            "logIndex": number("/logIndex"),
            "logID": hex(&bytes(entry, "/logId/keyId")),
        },
    })
}

/// cosign's JSON over a file; `signer` is what stands under `cert`.
fn blob_bundle(bundle: &Value, signer: &str) -> Value {
    json!({
        "base64Signature": text(bundle, "/messageSignature/signature"),
        "cert": signer,
        "rekorBundle": rekor_bundle(bundle),
    })
}

fn cosign_blob_bundles() -> Vec<FormCase> {
    let keyless = |bundle: &Value, _: &Minted| {
        let certificate = certificate_pem(bundle);
        file(&blob_bundle(bundle, &base64(certificate.as_bytes())))
    };
    let base = Scenario::message_rekor_v1;
    let good = base();
    let over = |change: fn(&mut Scenario)| with(base(), change);
    vec![
        FormCase::right("cosign-blob-bundle", &good, keyless),
        FormCase::right("cosign-blob-bundle-plain-pem", &good, |bundle, _| {
            file(&blob_bundle(bundle, &certificate_pem(bundle)))
        }),
        FormCase::right(
            "cosign-blob-bundle-rekord",
            &over(|s| {
                s.entry().body.with(|body| {
                    body["kind"] = json!("rekord");
                    body["spec"]["signature"]["format"] = json!("x509");
                });
            }),
            keyless,
        ),
        FormCase::right(
            "cosign-blob-bundle-key",
            &with(Scenario::message_managed(Key::p256("managed")), |s| {
                s.entries = base().entries;
            }),
            |bundle, minted| {
                let key = minted.key_pem.as_ref().expect("a key");
                file(&blob_bundle(bundle, &base64(key.as_bytes())))
            },
        ),
        FormCase::right(
            "cosign-blob-bundle-of-another-file",
            &over(sign_another_file),
            keyless,
        )
        .but(Expect::fails("sig.message")),
        // CVE-2022-36056, CVE-2026-22703: an entry, right in itself, of some other signing.
        FormCase::right(
            "cosign-blob-bundle-entry-of-another-signing",
            &over(|s| {
                let mut other = Scenario::message_rekor_v1();
                other.leaf().key = Key::p256("another leaf");
                sign_another_file(&mut other);
                s.entry().logged_instead = Some(other.sign());
            }),
            keyless,
        )
        .but(Expect::fails("entry.signature"))
        .also(&["entry.key", "entry.digest"]),
        FormCase::right(
            "cosign-blob-bundle-entry-of-another-signature",
            &over(|s| {
                let twin = base64(&p256_twin(&s.sign().signature));
                s.entry().body.with(move |body| {
                    body["spec"]["signature"]["content"] = json!(twin);
                });
            }),
            keyless,
        )
        .but(Expect::fails("entry.signature")),
        FormCase::right(
            "cosign-blob-bundle-entry-of-another-key",
            &over(|s| {
                let mut other = Scenario::message_rekor_v1();
                other.leaf().not_before -= 1;
                let other = pem("CERTIFICATE", &other.certificate());
                s.entry().body.with(move |body| {
                    let key = base64(other.as_bytes());
                    body["spec"]["signature"]["publicKey"]["content"] = json!(key);
                });
            }),
            keyless,
        )
        .but(Expect::fails("entry.key")),
        FormCase::right(
            "cosign-blob-bundle-entry-of-another-digest",
            &over(|s| {
                s.entry().body.with(|body| {
                    body["spec"]["data"]["hash"]["value"] = json!(hex(&sha256(b"another")));
                });
            }),
            keyless,
        )
        .but(Expect::fails("entry.digest")),
        FormCase::right(
            "cosign-blob-bundle-promise-damaged",
            &over(|s| s.entry().set.with(|set| set.damaged = true)),
            keyless,
        )
        .but(Expect::fails("tlog.set")),
        FormCase::right(
            "cosign-blob-bundle-promise-for-another-time",
            &over(|s| s.entry().set.with(|set| set.integrated_time += 1)),
            keyless,
        )
        .but(Expect::fails("tlog.set")),
        FormCase::right("cosign-blob-bundle-without-entry", &good, |bundle, _| {
            let mut value = blob_bundle(bundle, &certificate_pem(bundle));
            value["rekorBundle"] = Value::Null;
            file(&value)
        })
        .but(Expect::fails("time.threshold"))
        .also(&["tlog.threshold"]),
        FormCase::right("cosign-blob-bundle-unknown-member", &good, |bundle, _| {
            let mut value = blob_bundle(bundle, &certificate_pem(bundle));
            value["chain"] = json!("");
            file(&value)
        })
        .but(Expect::unreadable("json.strict")),
    ]
}

/// cosign's JSON over an envelope, which stands in place of the signature, written as `envelope` writes it.
fn envelope_bundle(bundle: &Value, envelope: &str) -> FormEvidence {
    file(&json!({
        "base64Signature": base64(envelope.as_bytes()),
        "cert": base64(certificate_pem(bundle).as_bytes()),
        "rekorBundle": rekor_bundle(bundle),
    }))
}

/// `attest-blob` of cosign, whose entries tell the envelope's bytes from their meaning.
fn cosign_envelopes() -> Vec<FormCase> {
    let v2 = || Scenario::envelope_rekor_v1(Kind::InToto);
    let v1 = || Scenario::envelope_rekor_v1(Kind::InTotoV1);
    let as_signed =
        |bundle: &Value, _: &Minted| envelope_bundle(bundle, &json_text(&bundle["dsseEnvelope"]));
    vec![
        FormCase::right("cosign-blob-bundle-envelope", &v2(), as_signed),
        FormCase::right("cosign-blob-bundle-envelope-intoto-v1", &v1(), as_signed),
        // What the log recorded first had no digest of the payload.
        FormCase::right(
            "cosign-blob-bundle-envelope-intoto-v1-without-payload-hash",
            &with(v1(), |s| {
                s.entry().body.with(|body| {
                    let content = &mut body["spec"]["content"];
                    content
                        .as_object_mut()
                        .expect("an object")
                        .remove("payloadHash");
                });
            }),
            as_signed,
        ),
        // The same envelope written with a blank more: other bytes than those the log recorded.
        FormCase::right(
            "cosign-blob-bundle-envelope-intoto-v1-written-otherwise",
            &v1(),
            |bundle, _| {
                let text = json_text(&bundle["dsseEnvelope"]).replacen(':', ": ", 1);
                envelope_bundle(bundle, &text)
            },
        )
        .but(Expect::fails("entry.signature")),
        // Signed twice; the log recorded the other one.
        FormCase::right(
            "cosign-blob-bundle-envelope-intoto-v1-of-another-signature",
            &v1(),
            |bundle, _| {
                let mut envelope = bundle["dsseEnvelope"].clone();
                let twin = p256_twin(&bytes(bundle, "/dsseEnvelope/signatures/0/sig"));
                envelope["signatures"][0]["sig"] = json!(base64(&twin));
                envelope_bundle(bundle, &json_text(&envelope))
            },
        )
        .but(Expect::fails("entry.signature")),
        FormCase::right(
            "cosign-blob-bundle-envelope-intoto-v1-of-another-payload",
            &with(v1(), |s| {
                s.entry().body.with(|body| {
                    let digest = json!(hex(&sha256(b"another")));
                    body["spec"]["content"]["payloadHash"]["value"] = digest;
                });
            }),
            as_signed,
        )
        .but(Expect::fails("entry.digest")),
        FormCase::right(
            "cosign-blob-bundle-envelope-intoto-v1-of-another-envelope",
            &with(v1(), |s| {
                s.entry().body.with(|body| {
                    let content = &mut body["spec"]["content"];
                    content["hash"]["value"] = json!(hex(&sha256(b"another")));
                    content
                        .as_object_mut()
                        .expect("an object")
                        .remove("payloadHash");
                });
            }),
            as_signed,
        )
        .but(Expect::fails("entry.signature"))
        .also(&["entry.digest"]),
        FormCase::right(
            "cosign-blob-bundle-envelope-intoto-v1-of-another-key",
            &with(v1(), |s| {
                let mut other = Scenario::message_rekor_v1();
                other.leaf().not_before -= 1;
                let other = pem("CERTIFICATE", &other.certificate());
                s.entry().body.with(move |body| {
                    body["spec"]["publicKey"] = json!(base64(other.as_bytes()));
                });
            }),
            as_signed,
        )
        .but(Expect::fails("entry.key")),
        FormCase::right(
            "cosign-blob-bundle-envelope-intoto-v1-entry-of-another-signing",
            &with(v1(), |s| {
                let mut other = v1();
                other.leaf().key = Key::p256("another leaf");
                other.content = envelope(&provenance(b"another file\n"));
                s.entry().logged_instead = Some(other.sign());
            }),
            as_signed,
        )
        .but(Expect::fails("entry.signature"))
        .also(&["entry.key", "entry.digest"]),
        FormCase::right(
            "cosign-blob-bundle-envelope-intoto-v1-of-another-file",
            &with(v1(), state_another_file),
            as_signed,
        )
        .but(Expect::fails("intoto.subject")),
        // A bundle does not keep the bytes that this kind of entry is about.
        FormCase::right("bundle-with-intoto-v1", &v1(), |bundle, _| file(bundle))
            .but(Expect::not_done("tlog.body_kind")),
    ]
}

fn sign_another_file(scenario: &mut Scenario) {
    scenario.signed_artifact = Some(b"another file\n".to_vec());
}

fn detached() -> Vec<FormCase> {
    let keyless = Scenario::message_rekor_v1();
    let key = || Scenario::message_managed(Key::p256("managed"));
    let raw = |bundle: &Value| bytes(bundle, "/messageSignature/signature");
    let line = |bundle: &Value| format!("{}\n", base64(&raw(bundle))).into_bytes();
    let pair = |signature, certificate: &[u8]| FormEvidence::Pair {
        signature,
        certificate: Some(certificate.to_vec()),
    };
    let alone = |signature| FormEvidence::Pair {
        signature,
        certificate: None,
    };
    vec![
        FormCase::right("detached-text-and-pem", &keyless, |bundle, _| {
            pair(line(bundle), certificate_pem(bundle).as_bytes())
        })
        .but_timeless(),
        FormCase::right("detached-raw-and-base64-of-pem", &keyless, |bundle, _| {
            let text = base64(certificate_pem(bundle).as_bytes());
            pair(raw(bundle), text.as_bytes())
        })
        .but_timeless(),
        FormCase::right("detached-raw-and-der", &keyless, |bundle, _| {
            let place = "/verificationMaterial/certificate/rawBytes";
            pair(raw(bundle), &bytes(bundle, place))
        })
        .but_timeless(),
        FormCase::right(
            "detached-of-another-file",
            &with(Scenario::message_rekor_v1(), sign_another_file),
            |bundle, _| pair(line(bundle), certificate_pem(bundle).as_bytes()),
        )
        .but(Expect::fails("sig.message"))
        .also(&["time.threshold"]),
        FormCase::right(
            "detached-of-an-unknown-service",
            &with(Scenario::message_rekor_v1(), |s| {
                let stranger = CertificateAuthority::named("stranger", "s", "s", "s");
                s.keyless_signer().unlisted_authority = Some(stranger);
            }),
            |bundle, _| pair(line(bundle), certificate_pem(bundle).as_bytes()),
        )
        .but(Expect::not_done("chain.path"))
        .also(&["time.threshold"]),
        // The older signers took SHA-256 whatever the key.
        FormCase::right(
            "detached-p384-sha256",
            &with(Scenario::message_rekor_v1(), |s| {
                s.leaf().key = Key::p384("leaf");
            }),
            |bundle, _| pair(line(bundle), certificate_pem(bundle).as_bytes()),
        )
        .but_timeless(),
        FormCase::right("detached-key", &key(), |bundle, _| alone(line(bundle))),
        FormCase::right(
            "detached-key-p384",
            &Scenario::message_managed(Key::p384("managed")),
            |bundle, _| alone(line(bundle)),
        ),
        FormCase::right(
            "detached-key-ed25519",
            &Scenario::message_managed(Key::ed25519("managed")),
            |bundle, _| alone(raw(bundle)),
        ),
        FormCase::right("detached-key-raw", &key(), |bundle, _| alone(raw(bundle))),
        FormCase::right("detached-key-beside-its-key", &key(), |bundle, minted| {
            let key = minted.key_pem.as_ref().expect("a key");
            pair(line(bundle), key.as_bytes())
        }),
        FormCase::right(
            "detached-key-of-another-file",
            &with(key(), sign_another_file),
            |bundle, _| alone(line(bundle)),
        )
        .but(Expect::fails("sig.message")),
        FormCase::right(
            "detached-another-key",
            &with(key(), |s| {
                s.managed().known_pem = Some(Key::p256("stranger").public_pem());
            }),
            |bundle, _| alone(line(bundle)),
        )
        .but(Expect::fails("sig.message")),
        // A key that lies beside the signature is anybody's.
        FormCase::right(
            "detached-key-not-given",
            &with(key(), |s| s.managed().known_pem = None),
            |bundle, _| pair(line(bundle), Key::p256("managed").public_pem().as_bytes()),
        )
        .but(Expect::not_done("key.hint")),
    ]
}

/// The envelope of a bundle with the certificate beside the signature.
fn envelope_with_certificate(bundle: &Value) -> Value {
    let mut envelope = bundle["dsseEnvelope"].clone();
    envelope["signatures"][0]["cert"] = json!(certificate_pem(bundle));
    envelope
}

fn state_another_file(scenario: &mut Scenario) {
    scenario.content = envelope(&provenance(b"another file\n"));
}

fn envelopes() -> Vec<FormCase> {
    let dsse = || Scenario::envelope_rekor_v1(Kind::Dsse);
    vec![
        FormCase::right("envelope-with-certificate", &dsse(), |bundle, _| {
            file(&envelope_with_certificate(bundle))
        })
        .but_timeless(),
        FormCase::right(
            "envelope-with-certificate-without-sct",
            &with(dsse(), |s| s.keyless_signer().scts.clear()),
            |bundle, _| file(&envelope_with_certificate(bundle)),
        )
        .but_timeless(),
        FormCase::right(
            "envelope-with-certificate-of-another-file",
            &with(dsse(), state_another_file),
            |bundle, _| file(&envelope_with_certificate(bundle)),
        )
        .but(Expect::fails("intoto.subject"))
        .also(&["time.threshold"]),
        FormCase::right(
            "envelope-with-certificate-of-another-signer",
            &dsse(),
            |bundle, _| {
                let other = with(dsse(), |s| s.leaf().key = Key::p256("another leaf"));
                let mut envelope = envelope_with_certificate(bundle);
                let other = pem("CERTIFICATE", &other.certificate());
                envelope["signatures"][0]["cert"] = json!(other);
                file(&envelope)
            },
        )
        .but(Expect::fails("dsse.pae"))
        .also(&["time.threshold"]),
        FormCase::right(
            "envelope-with-key",
            &with(Scenario::message_managed(Key::p256("managed")), |s| {
                s.content = envelope(&provenance(&s.artifact));
                if let Content::Envelope { key_id, .. } = &mut s.content {
                    *key_id = Some("a name of their own".to_owned());
                }
            }),
            |bundle, _| file(&bundle["dsseEnvelope"]),
        ),
    ]
}

/// Rekor v1's answer about the entry of a bundle.
pub(crate) fn rekor_answer(bundle: &Value) -> Value {
    let rekor = rekor_bundle(bundle);
    let proof = &entry(bundle)["inclusionProof"];
    let number = |pointer| text(proof, pointer).parse::<u64>().expect("a number");
    let hashes: Vec<String> = proof["hashes"]
        .as_array()
        .expect("hashes")
        .iter()
        .map(|hash| hex(&unbase64(hash.as_str().expect("text"))))
        .collect();
    let mut answer = rekor["Payload"].clone();
    answer["verification"] = json!({
        "signedEntryTimestamp": rekor["SignedEntryTimestamp"],
        "inclusionProof": {
            "checkpoint": text(proof, "/checkpoint/envelope"),
            "hashes": hashes,
            "logIndex": number("/logIndex"),
            "rootHash": hex(&bytes(proof, "/rootHash")),
            "treeSize": number("/treeSize"),
        },
    });
    answer
}

fn log_entries() -> Vec<FormCase> {
    let good = Scenario::message_rekor_v1();
    let id = hex(&[7; 40]);
    let answer = |answer: &Value| json!({ &id: answer });
    vec![
        FormCase::right("log-entry-promise", &good, |bundle, _| {
            file(&rekor_bundle(bundle))
        }),
        FormCase::right("log-entry-answer", &good, |bundle, _| {
            file(&answer(&rekor_answer(bundle)))
        }),
        FormCase::right("log-entry-answers-in-an-array", &good, |bundle, _| {
            file(&json!([answer(&rekor_answer(bundle))]))
        }),
        FormCase::right(
            "log-entry-answer-with-the-payload",
            &Scenario::envelope_rekor_v1(Kind::Dsse),
            |bundle, _| {
                let mut entry = rekor_answer(bundle);
                let payload = text(bundle, "/dsseEnvelope/payload");
                entry["attestation"] = json!({ "data": payload });
                file(&answer(&entry))
            },
        ),
        FormCase::right("log-entry-of-a-bundle", &good, |bundle, _| {
            file(entry(bundle))
        }),
        FormCase::right("log-entry-answer-with-another-hash", &good, |bundle, _| {
            let mut entry = rekor_answer(bundle);
            entry["verification"]["inclusionProof"]["hashes"][0] = json!(hex(&[7; 32]));
            file(&answer(&entry))
        })
        .but(Expect::fails("tlog.inclusion")),
        FormCase::right("log-entry-without-promise-and-proof", &good, |bundle, _| {
            let mut entry = entry(bundle).clone();
            without(&mut entry, "inclusionPromise");
            without(&mut entry, "inclusionProof");
            file(&entry)
        })
        .but(Expect::fails("bundle.version_shape"))
        .also(&["time.threshold", "tlog.threshold"]),
        // The promise is enough, but then there is no half of a proof beside it.
        FormCase::right("log-entry-with-half-a-proof", &good, |bundle, _| {
            let mut entry = entry(bundle).clone();
            without(&mut entry["inclusionProof"], "checkpoint");
            file(&entry)
        })
        .but(Expect::fails("bundle.version_shape")),
        // Rekor v2 gives no time, and an entry alone has no place for a stamp.
        FormCase::right(
            "log-entry-rekor2",
            &Scenario::message_rekor_v2(),
            |bundle, _| file(entry(bundle)),
        )
        .but_timeless(),
    ]
}

/// Another bundle over the same file.
fn second_bundle() -> Value {
    let minted = Scenario::envelope_rekor_v1(Kind::InToto).mint();
    serde_json::from_slice(&minted.bundle_json).expect("a bundle")
}

/// An attestation of PEP 740.
pub(crate) fn attestation(bundle: &Value) -> Value {
    json!({
        "version": 1,
        "verification_material": {
            "certificate": text(bundle, "/verificationMaterial/certificate/rawBytes"),
            "transparency_entries": bundle["verificationMaterial"]["tlogEntries"],
        },
        "envelope": {
            "statement": text(bundle, "/dsseEnvelope/payload"),
            "signature": text(bundle, "/dsseEnvelope/signatures/0/sig"),
        },
    })
}

fn package_indexes() -> Vec<FormCase> {
    let dsse = || Scenario::envelope_rekor_v1(Kind::Dsse);
    let good = dsse();
    vec![
        FormCase::right("pypi-attestation", &good, |bundle, _| {
            file(&attestation(bundle))
        }),
        FormCase::right("pypi-provenance", &good, |bundle, _| {
            file(&json!({
                "version": 1,
                "attestation_bundles": [{
                    "publisher": { "kind": "GitHub", "repository": "testkit/project" },
                    "attestations": [attestation(bundle), attestation(&second_bundle())],
                }],
            }))
        })
        .twice(),
        FormCase::right(
            "pypi-attestation-of-another-file",
            &with(dsse(), state_another_file),
            |bundle, _| file(&attestation(bundle)),
        )
        .but(Expect::fails("intoto.subject")),
        FormCase::right("pypi-attestation-version-2", &good, |bundle, _| {
            let mut attestation = attestation(bundle);
            attestation["version"] = json!(2);
            file(&attestation)
        })
        .but(Expect::unreadable("json.strict")),
        // Rekor v1 promises a time: that this is left out says something.
        FormCase::right("pypi-attestation-without-promise", &good, |bundle, _| {
            let mut attestation = attestation(bundle);
            let entries = &mut attestation["verification_material"]["transparency_entries"];
            without(&mut entries[0], "inclusionPromise");
            file(&attestation)
        })
        .but(Expect::fails("time.threshold")),
        FormCase::right("pypi-attestation-without-entries", &good, |bundle, _| {
            let mut attestation = attestation(bundle);
            attestation["verification_material"]["transparency_entries"] = json!([]);
            file(&attestation)
        })
        .but(Expect::fails("time.threshold"))
        .also(&["tlog.threshold"]),
        // PEP 740 has no place for a time stamp.
        FormCase::right(
            "pypi-attestation-rekor2",
            &Scenario::envelope_rekor_v2(),
            |bundle, _| file(&attestation(bundle)),
        )
        .but_timeless(),
    ]
}

fn responses() -> Vec<FormCase> {
    let good = Scenario::envelope_rekor_v1(Kind::Dsse);
    vec![
        FormCase::right("github-response", &good, |bundle, _| {
            let item = |bundle: &Value| {
                json!({
                    "bundle": bundle,
                    "bundle_url": "https://store.example/a.json.sn",
                    "repository_id": 1,
                })
            };
            file(&json!({ "attestations": [item(bundle), item(&second_bundle())] }))
        })
        .twice(),
        FormCase::right("github-response-without-its-bundle", &good, |_, _| {
            let item = json!({ "bundle": null, "bundle_url": "https://store.example/a.json.sn" });
            file(&json!({ "attestations": [item] }))
        })
        .but(Expect::unreadable("json.strict")),
        FormCase::right("github-snappy-block", &good, |bundle, _| {
            FormEvidence::File(snappy(json_text(bundle).as_bytes()))
        }),
        FormCase::right("rubygems-array", &good, |bundle, _| {
            file(&json!([bundle, second_bundle()]))
        })
        .twice(),
        FormCase::right("npm-response", &good, |bundle, _| {
            let kind = "https://slsa.dev/provenance/v1";
            let item = |bundle: &Value| json!({ "predicateType": kind, "bundle": bundle });
            file(&json!({ "attestations": [item(bundle), item(&second_bundle())] }))
        })
        .twice(),
        FormCase {
            expect: vec![
                Expect::Holds,
                Expect::unreadable("json.strict"),
                Expect::Holds,
            ],
            ..FormCase::right("json-lines-with-a-broken-one", &good, |bundle, _| {
                let line = json_text(bundle);
                let broken = r#"{"mediaType":"application/vnd.dev.sigstore.bundle","mediaType":1}"#;
                let last = json_text(&second_bundle());
                FormEvidence::File(format!("{line}\n{broken}\r\n\n{last}\n").into_bytes())
            })
        },
    ]
}

/// A raw snappy block of literals only.
pub(crate) fn snappy(content: &[u8]) -> Vec<u8> {
    let mut block = Vec::with_capacity(content.len() + 16);
    let mut length = content.len();
    while length >= 0x80 {
        block.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    block.push(length as u8);
    for chunk in content.chunks(1 << 16) {
        let length = u16::try_from(chunk.len() - 1).expect("a chunk");
        block.push(61 << 2);
        block.extend_from_slice(&length.to_le_bytes());
        block.extend_from_slice(chunk);
    }
    block
}
