//! Every form of bundle that holds.

use serde_json::{Value, json};

use crate::ca::{CertificateAuthority, IDENTITY, Leaf, San};
use crate::ct::{CtLog, Sct};
use crate::der::{self, oids};
use crate::keys::{Hash, Key, base64, hex, pem, pss_parameters, sha1, sha256};
use crate::note::NoteSigner;
use crate::rekor::{Entry, Kind, Log};
use crate::rekor_v2::RekorV2;
use crate::scenario::{Content, Scheme, Signer, envelope, message};
use crate::statement::{
    PAYLOAD_TYPE, STATEMENT_V01, cyclonedx, payload, provenance, spdx, subject,
};
use crate::time::{AUTHORITY_START, DAY, INTEGRATED, ISSUED, LISTED_START, STAMPED, Window};
use crate::trusted_root::{MEDIA_TYPE_V01, MEDIA_TYPE_V02};
use crate::tsa::{Embedded, Ess, ImprintHash, TimestampAuthority, Token};
use crate::x509::{Extension, extended_key_usage, name};
use crate::{ARTIFACT, Case, REKOR_V1, REKOR_V2, Scenario, Version};

/// Bundles in which every required check passes.
pub fn positives() -> Vec<Case> {
    let mut cases = bundle_forms();
    cases.extend(contents());
    cases.extend(signer_keys());
    cases.extend(names());
    cases.extend(certificate_transparency());
    cases.extend(logs());
    cases.extend(timestamps());
    cases.extend(managed_keys());
    cases.extend(managed_schemes());
    cases.extend(trusted_roots());
    cases.extend(tolerated());
    cases
}

/// Versions of the bundle and what each may leave out (docs/VERIFICATION.md A5).
fn bundle_forms() -> Vec<Case> {
    let rekor_v1 = Scenario::message_rekor_v1;
    vec![
        Case::holds("message-v01-rekor1", rekor_v1(), |s| {
            s.version = Version::V01
        }),
        Case::holds("message-v01-rekor1-promise-only", rekor_v1(), |s| {
            s.version = Version::V01;
            s.entry().with_proof = false;
        }),
        Case::holds("message-v02-rekor1", rekor_v1(), |s| {
            s.version = Version::V02
        }),
        Case::holds("message-v03-old-spelling-rekor1", rekor_v1(), |s| {
            s.version = Version::V03Old;
        }),
        Case::holds("message-v03-rekor1", rekor_v1(), |_| {}),
        Case::holds(
            "message-v03-rekor1-proof-without-size-and-root",
            rekor_v1(),
            |s| {
                s.entry().finish.with(|entry| {
                    let proof = entry["inclusionProof"].as_object_mut().unwrap();
                    proof.remove("treeSize").unwrap();
                    proof.remove("rootHash").unwrap();
                });
            },
        ),
        Case::holds(
            "message-v03-intermediate-for-any-purpose",
            rekor_v1(),
            |s| {
                let extension = s
                    .world
                    .ca_certificate(0)
                    .extension(oids::EXTENDED_KEY_USAGE);
                extension.value = extended_key_usage(&["2.5.29.37.0"], false).value;
            },
        ),
        Case::holds("message-v03-rekor1-and-timestamp", rekor_v1(), |s| {
            s.tokens.push(Token::new(0));
        }),
        Case::holds(
            "message-v03-rekor1-timestamp-instead-of-promise",
            rekor_v1(),
            |s| {
                s.entry().with_promise = false;
                s.tokens.push(Token::new(0));
            },
        ),
        Case::holds("message-v02-rekor2", Scenario::message_rekor_v2(), |s| {
            s.version = Version::V02;
        }),
        Case::holds("message-v03-rekor2", Scenario::message_rekor_v2(), |_| {}),
        Case::holds(
            "message-v03-rekor1-and-rekor2",
            Scenario::message_rekor_v2(),
            |s| {
                s.entries.push(Entry::new(REKOR_V1, Kind::HashedRekord));
            },
        ),
        Case::holds(
            "envelope-v01-rekor1-intoto",
            Scenario::envelope_rekor_v1(Kind::InToto),
            |s| {
                s.version = Version::V01;
            },
        ),
        Case::holds(
            "envelope-v02-rekor1-dsse",
            Scenario::envelope_rekor_v1(Kind::Dsse),
            |s| {
                s.version = Version::V02;
            },
        ),
        Case::holds(
            "envelope-v03-rekor1-dsse",
            Scenario::envelope_rekor_v1(Kind::Dsse),
            |_| {},
        ),
        Case::holds(
            "envelope-v03-rekor1-intoto",
            Scenario::envelope_rekor_v1(Kind::InToto),
            |_| {},
        ),
        Case::holds("envelope-v03-rekor2", Scenario::envelope_rekor_v2(), |_| {}),
        Case::holds(
            "envelope-private-instance",
            Scenario::envelope_private(),
            |_| {},
        ),
    ]
}

/// Statements and the ways in which a subject names the file (I5 to I7).
fn contents() -> Vec<Case> {
    let base = || Scenario::envelope_rekor_v1(Kind::Dsse);
    let changed = |change: fn(&mut Value)| {
        let mut statement = provenance(ARTIFACT);
        change(&mut statement);
        envelope(&statement)
    };
    vec![
        Case::holds("statement-cyclonedx", base(), |s| {
            s.content = envelope(&cyclonedx(ARTIFACT))
        }),
        Case::holds("statement-spdx", base(), |s| {
            s.content = envelope(&spdx(ARTIFACT))
        }),
        Case::holds("statement-v01", base(), |s| {
            s.content = changed(|statement| statement["_type"] = json!(STATEMENT_V01));
        }),
        Case::holds("statement-sha512-subject", base(), |s| {
            s.content = changed(|statement| {
                statement["subject"] = json!([subject("project.tgz", Hash::Sha512, ARTIFACT)]);
            });
        }),
        Case::holds("statement-third-subject-of-three", base(), |s| {
            s.content = changed(|statement| {
                statement["subject"] = json!([
                    subject("other.tar.gz", Hash::Sha256, b"another file"),
                    { "name": "commit", "digest": { "sha1": hex(&sha1(b"a commit")) } },
                    subject("project-1.2.3.tar.gz", Hash::Sha256, ARTIFACT),
                ]);
            });
        }),
        Case::holds("statement-subject-without-name", base(), |s| {
            s.content = changed(|statement| {
                statement["subject"][0]
                    .as_object_mut()
                    .unwrap()
                    .remove("name");
            });
        }),
        Case::holds(
            "message-empty-artifact",
            Scenario::message_rekor_v1(),
            |s| s.artifact.clear(),
        ),
        Case::holds(
            "message-by-digest-only",
            Scenario::message_rekor_v1(),
            |s| {
                s.digest_only = true;
            },
        ),
    ]
}

/// Key types of keyless signers (I1).
fn signer_keys() -> Vec<Case> {
    let signed_by = |key: Key, rekor: fn() -> Scenario| {
        let mut scenario = rekor();
        if matches!(scenario.content, Content::Message { .. }) {
            scenario.content = message(key.default_hash());
        }
        scenario.leaf().key = key;
        scenario
    };
    let v1 = Scenario::message_rekor_v1;
    let v2 = Scenario::message_rekor_v2;
    let dsse: fn() -> Scenario = || Scenario::envelope_rekor_v1(Kind::Dsse);
    vec![
        Case::holds("leaf-p384", signed_by(Key::p384("leaf"), v1), |_| {}),
        Case::holds("leaf-p384-rekor2", signed_by(Key::p384("leaf"), v2), |_| {}),
        Case::holds("leaf-p384-sha256", signed_by(Key::p384("leaf"), v1), |s| {
            s.content = message(Hash::Sha256);
        }),
        Case::holds("leaf-p521", signed_by(Key::p521("leaf"), v1), |_| {}),
        Case::holds(
            "leaf-p521-rekor2-envelope",
            signed_by(Key::p521("leaf"), Scenario::envelope_rekor_v2),
            |_| {},
        ),
        Case::holds("leaf-p521-sha256", signed_by(Key::p521("leaf"), v1), |s| {
            s.content = message(Hash::Sha256);
        }),
        Case::holds(
            "leaf-ed25519ph",
            signed_by(Key::ed25519("leaf"), v1),
            |_| {},
        ),
        Case::holds(
            "leaf-ed25519ph-rekor2",
            signed_by(Key::ed25519("leaf"), v2),
            |_| {},
        ),
        Case::holds(
            "leaf-ed25519-envelope",
            signed_by(Key::ed25519("leaf"), dsse),
            |_| {},
        ),
        Case::holds("leaf-rsa2048", signed_by(Key::rsa2048(), v1), |_| {}),
        Case::holds("leaf-rsa3072-rekor2", signed_by(Key::rsa3072(), v2), |_| {}),
        Case::holds(
            "leaf-rsa3072-envelope",
            signed_by(Key::rsa3072(), dsse),
            |_| {},
        ),
    ]
}

/// Kinds of identity (J).
fn names() -> Vec<Case> {
    let base = Scenario::message_rekor_v1;
    let google = "https://accounts.google.com";
    vec![
        Case::holds("identity-email", base(), |s| {
            *s.leaf() = Leaf::person(Key::p256("leaf"), "person@testkit.example", google);
        }),
        Case::holds("identity-user-name", base(), |s| {
            s.leaf().sans = vec![San::UserName("person!testkit.example".to_owned())];
            s.leaf().claims.clear();
        }),
        Case::holds("identity-issuer-v1-only", base(), |s| {
            s.leaf().issuer_v2 = None
        }),
        Case::holds("identity-issuer-v2-only", base(), |s| {
            s.leaf().issuer_v1 = None
        }),
        Case::holds("identity-token-subject", base(), |s| {
            s.leaf()
                .claims
                .push((24, "repo:testkit/project:ref:refs/tags/v1.2.3".to_owned()));
        }),
        Case::holds(
            "identity-private-release",
            Scenario::envelope_private(),
            |s| {
                // One-year certificate from the upper intermediate: subject set, SAN not critical, no issuer.
                s.keyless_signer().link = 1;
                let leaf = s.leaf();
                leaf.subject = name("Testkit, Inc.", "Attestations");
                leaf.not_before = ISSUED - 100 * DAY;
                leaf.not_after = ISSUED + 265 * DAY;
                leaf.sans = vec![San::Uri("https://releases.testkit.example".to_owned())];
                leaf.san_critical = false;
                leaf.issuer_v1 = None;
                leaf.issuer_v2 = None;
                leaf.claims.clear();
            },
        ),
    ]
}

/// SCTs (F) and the choice of the issuing certificate (E1).
fn certificate_transparency() -> Vec<Case> {
    let base = Scenario::message_rekor_v1;
    vec![
        Case::holds("sct-with-extensions", base(), |s| {
            s.sct().extensions = vec![0, 0, 5, 0, 0, 0, 1, 7];
        }),
        Case::holds("sct-from-two-logs", base(), |s| {
            s.world.ct_logs.push(CtLog::new("second"));
            s.keyless_signer().scts.push((1, None, Sct::default()));
        }),
        Case::holds("sct-from-unknown-log-beside-known", base(), |s| {
            let unknown = CtLog::new("unknown");
            s.keyless_signer()
                .scts
                .insert(0, (0, Some(unknown), Sct::default()));
        }),
        Case::holds("sct-list-not-last", base(), |s| {
            // The list has to be cut from the middle of the extensions.
            let token_subject = Extension::new(
                &format!("{}.24", oids::FULCIO),
                false,
                der::utf8_string("repo:testkit/project:ref:refs/tags/v1.2.3"),
            );
            s.leaf().behind_scts.push(token_subject);
        }),
        Case::holds("ca-same-names-other-keys-listed-first", base(), |s| {
            s.world
                .authorities
                .insert(0, CertificateAuthority::new("namesake"));
            s.keyless_signer().authority = 1;
        }),
        Case::holds("ca-two-intermediates-of-one-name", base(), |s| {
            let mut sibling = s.world.authorities[0].clone();
            let root = sibling.chain.links.remove(1);
            let intermediate = sibling.chain.links.remove(0);
            sibling.chain.links = vec![root];
            let mut chain = sibling.chain.with_ca(
                intermediate.draft.subject.clone(),
                Key::p384("sibling intermediate"),
                Some(0),
            );
            let code_signing = intermediate.draft.extensions[1].clone();
            chain.links[0].draft.extensions.insert(1, code_signing);
            s.world.authorities[0].chain = chain.clone();
            let first = CertificateAuthority::new("world");
            s.world.authorities.insert(0, first);
            s.keyless_signer().authority = 1;
        }),
        // RFC 5280 §6.1.4(n) asks for keyCertSign only where there is a key usage.
        Case::holds("ca-without-key-usage", base(), |s| {
            let extensions = &mut s.world.ca_certificate(0).extensions;
            extensions.retain(|extension| extension.oid != "2.5.29.15");
        }),
        Case::holds("ca-anchor-is-an-intermediate", base(), |s| {
            let chain = &mut s.world.authorities[0].chain;
            let root = chain.links.pop().unwrap();
            chain.links[0].signed_by = Some(root.key);
        }),
        Case::holds("ca-anchor-alone-issues", base(), |s| {
            let authority = &mut s.world.authorities[0];
            authority.chain.links.remove(0);
        }),
    ]
}

/// Trees, checkpoints and kinds of log (G).
fn logs() -> Vec<Case> {
    let v1 = Scenario::message_rekor_v1;
    let v2 = Scenario::message_rekor_v2;
    vec![
        Case::holds("log-first-entry-of-its-tree", v2(), |s| {
            s.entry().index = 0;
            s.entry().size = 1;
        }),
        Case::holds("log-first-entry-with-defaults-left-out", v2(), |s| {
            s.entry().index = 0;
            s.entry().size = 1;
            s.entry().finish.with(|entry| {
                entry.as_object_mut().unwrap().remove("logIndex");
                let proof = entry["inclusionProof"].as_object_mut().unwrap();
                proof.remove("logIndex");
                proof.remove("hashes");
            });
        }),
        Case::holds("log-last-entry-of-its-tree", v1(), |s| {
            s.entry().index = 10;
        }),
        Case::holds("log-large-tree", v1(), |s| {
            s.entry().index = 2_047;
            s.entry().size = 3_001;
        }),
        Case::holds("log-large-tree-rekor2", v2(), |s| {
            s.entry().index = 2_999;
            s.entry().size = 3_000;
        }),
        Case::holds("checkpoint-extension-line", v1(), |s| {
            s.entry()
                .checkpoint
                .with(|c| c.lines.push("Timestamp: 1772546402000000001".to_owned()));
        }),
        Case::holds("checkpoint-of-p256-rekor2", v2(), |s| {
            s.world.rekor_v2().key = Key::p256("rekor v2 on p256");
        }),
        Case::holds("checkpoint-cosigned", v2(), |s| {
            s.entry().checkpoint.with(|c| {
                let names = [
                    "witness.testkit.example",
                    "second.witness.testkit.example/ring",
                ];
                for witness in names {
                    c.signers.push(NoteSigner::witness(
                        witness,
                        &Key::ed25519(witness),
                        INTEGRATED,
                    ));
                }
            });
        }),
        Case::holds("checkpoint-log-line-not-first", v2(), |s| {
            s.entry().checkpoint.with(|c| {
                let key = Key::ed25519("witness");
                c.signers.insert(
                    0,
                    NoteSigner::witness("witness.testkit.example", &key, INTEGRATED),
                );
                c.signers.insert(
                    0,
                    NoteSigner::log("unknown.testkit.example", &Key::p256("unknown")),
                );
            });
        }),
        Case::holds("checkpoint-with-a-line-of-a-namesake", v2(), |s| {
            s.entry().checkpoint.with(|c| {
                let name = c.signers[0].name.clone();
                c.signers
                    .push(NoteSigner::log(&name, &Key::p256("unknown")));
            });
        }),
        Case::holds("stamp-of-a-service-listed-with-two-validities", v2(), |s| {
            let mut ended = s.world.tsas[0].clone();
            ended.window = Window::new(LISTED_START, STAMPED - DAY);
            s.world.tsas.insert(0, ended);
        }),
        Case::holds("checkpoint-with-sixteen-lines", v2(), |s| {
            s.entry().checkpoint.with(|c| {
                for number in 1..16 {
                    let witness = format!("witness-{number}.testkit.example");
                    c.signers.push(NoteSigner::witness(
                        &witness,
                        &Key::ed25519(&witness),
                        INTEGRATED,
                    ));
                }
            });
        }),
        Case::holds("log-rekor2-time-ignored", v2(), |s| {
            s.entry()
                .finish
                .with(|entry| entry["integratedTime"] = json!("1"));
        }),
        Case::holds("log-unknown-beside-known", v2(), |s| {
            let unknown = RekorV2::new("unknown", "unknown.rekor.testkit.example");
            let mut entry = Entry::new(REKOR_V2, Kind::HashedRekord);
            entry.unlisted_log = Some(Log::V2(unknown));
            s.entries.insert(0, entry);
        }),
        Case::holds("log-window-ends-at-the-entry", v1(), |s| {
            s.world.rekor_v1().window = Window::new(LISTED_START, INTEGRATED);
        }),
        Case::holds("log-window-starts-at-the-entry", v1(), |s| {
            s.world.rekor_v1().window = Window {
                start: Some(INTEGRATED),
                end: None,
            };
        }),
        Case::holds("log-entry-in-the-last-second-of-the-leaf", v1(), |s| {
            s.entry().integrated_time = ISSUED + 600;
        }),
        Case::holds("log-entry-in-the-first-second-of-the-leaf", v1(), |s| {
            s.entry().integrated_time = ISSUED;
        }),
        Case::holds("log-entry-now", v1(), |s| s.now = INTEGRATED),
        Case::holds("ca-window-ends-at-the-signing", v1(), |s| {
            s.world.authorities[0].window = Window::new(LISTED_START, INTEGRATED);
        }),
    ]
}

/// Tokens (D).
fn timestamps() -> Vec<Case> {
    let base = Scenario::message_rekor_v2;
    vec![
        Case::holds("timestamp-without-certificates", base(), |s| {
            s.token().embedded = Embedded::None;
        }),
        Case::holds("timestamp-with-whole-chain", base(), |s| {
            s.token().embedded = Embedded::Chain
        }),
        Case::holds("timestamp-with-fraction", base(), |s| {
            s.token().fraction = Some("25")
        }),
        Case::holds("timestamp-without-accuracy", base(), |s| {
            s.token().accuracy = None
        }),
        Case::holds("timestamp-granted-with-modifications", base(), |s| {
            s.token().status = 1
        }),
        Case::holds("timestamp-imprint-sha512", base(), |s| {
            s.token().imprint_hash = ImprintHash::Accepted(Hash::Sha512);
        }),
        Case::holds("timestamp-signed-over-sha384", base(), |s| {
            s.token().digest = Hash::Sha384
        }),
        Case::holds("timestamp-ess-version-1", base(), |s| {
            s.token().ess = Ess::V1
        }),
        Case::holds("timestamp-rsa2048", base(), |s| {
            s.world.tsas[0] = TimestampAuthority::with_key("rsa", Key::rsa2048());
        }),
        Case::holds("timestamp-p256", base(), |s| {
            s.world.tsas[0] = TimestampAuthority::with_key("p256", Key::p256("tsa"));
        }),
        Case::holds("timestamp-second-of-two-namesakes", base(), |s| {
            s.world.tsas.insert(0, TimestampAuthority::new("namesake"));
            s.token().tsa = 1;
        }),
        Case::holds("timestamps-of-two-authorities", base(), |s| {
            let mut second = TimestampAuthority::new("second");
            second.uri = "https://second.timestamp.testkit.example".to_owned();
            s.world.tsas.push(second);
            s.tokens.push(Token::new(1));
            s.policy.times = 2;
        }),
        Case::holds("timestamp-unknown-beside-known", base(), |s| {
            let mut unknown = Token::new(0);
            unknown.unlisted_tsa = Some(TimestampAuthority::new("unknown"));
            s.tokens.insert(0, unknown);
        }),
        Case::holds("timestamp-authority-expired-since", base(), |s| {
            for link in &mut s.world.tsas[0].chain.links {
                link.draft.not_after = STAMPED + DAY;
            }
        }),
        Case::holds("timestamp-window-ends-at-the-token", base(), |s| {
            s.world.tsas[0].window = Window::new(LISTED_START, STAMPED);
        }),
    ]
}

/// Every kind of key a person can be given, with every digest it can sign over; the regular pairs are among
/// [`managed_keys`].
fn managed_schemes() -> Vec<Case> {
    use Hash::{Sha256, Sha384, Sha512};
    let p256 = || Key::p256("managed");
    let p384 = || Key::p384("managed");
    let p521 = || Key::p521("managed");
    let over = |name, key: Key, hash| {
        Case::holds(name, Scenario::message_managed(key), |s| {
            s.content = message(hash);
        })
    };
    // The key says that it is for PSS; with parameters, over which digest.
    let pss = |name, key: Key, hash, parameters: Option<Vec<u8>>| {
        Case::holds(name, Scenario::message_managed(key.clone()), |s| {
            s.content = message(hash);
            let spki = key.pss_spki(parameters.as_deref());
            s.managed().known_pem = Some(pem("PUBLIC KEY", &spki));
            s.managed().hint = base64(&sha256(&spki));
            let made = key.pss_over_artifact(hash).to_vec();
            s.signature
                .with(move |signature| signature.clone_from(&made));
        })
    };
    let stamped = |name, key: Key| {
        Case::holds(name, Scenario::message_managed(key), |s| {
            s.tokens.push(Token::new(0));
            s.managed().window = Some(Window::new(AUTHORITY_START, STAMPED));
        })
    };
    let logged = |name, key: Key| {
        Case::holds(name, Scenario::message_managed(key), |s| {
            s.entries.push(Entry::new(REKOR_V1, Kind::HashedRekord));
            s.managed().window = Some(Window::new(AUTHORITY_START, INTEGRATED));
        })
    };
    vec![
        over("managed-p256-sha384", p256(), Sha384),
        over("managed-p256-sha512", p256(), Sha512),
        over("managed-p384-sha256", p384(), Sha256),
        over("managed-p384-sha512", p384(), Sha512),
        over("managed-p521-sha256", p521(), Sha256),
        over("managed-p521-sha384", p521(), Sha384),
        over("managed-rsa2048-sha384", Key::rsa2048(), Sha384),
        over("managed-rsa2048-sha512", Key::rsa2048(), Sha512),
        over("managed-rsa3072-sha384", Key::rsa3072(), Sha384),
        over("managed-rsa3072-sha512", Key::rsa3072(), Sha512),
        over("managed-rsa4096", Key::rsa4096(), Sha256),
        over("managed-rsa4096-sha384", Key::rsa4096(), Sha384),
        over("managed-rsa4096-sha512", Key::rsa4096(), Sha512),
        pss("managed-rsa2048-pss", Key::rsa2048(), Sha256, None),
        pss("managed-rsa2048-pss-sha384", Key::rsa2048(), Sha384, None),
        pss("managed-rsa2048-pss-sha512", Key::rsa2048(), Sha512, None),
        pss(
            "managed-rsa3072-pss",
            Key::rsa3072(),
            Sha256,
            Some(pss_parameters(Sha256, Sha256, 32)),
        ),
        pss(
            "managed-rsa3072-pss-sha384",
            Key::rsa3072(),
            Sha384,
            Some(pss_parameters(Sha384, Sha384, 48)),
        ),
        // The salt of a key's parameters is the least there may be.
        pss(
            "managed-rsa3072-pss-sha512",
            Key::rsa3072(),
            Sha512,
            Some(pss_parameters(Sha512, Sha512, 20)),
        ),
        pss("managed-rsa4096-pss", Key::rsa4096(), Sha256, None),
        pss("managed-rsa4096-pss-sha384", Key::rsa4096(), Sha384, None),
        pss("managed-rsa4096-pss-sha512", Key::rsa4096(), Sha512, None),
        stamped("managed-p384-timestamp", p384()),
        stamped("managed-p521-timestamp", p521()),
        stamped("managed-ed25519-timestamp", Key::ed25519("managed")),
        stamped("managed-rsa4096-timestamp", Key::rsa4096()),
        logged("managed-p384-rekor1", p384()),
        logged("managed-p521-rekor1", p521()),
        logged("managed-rsa3072-rekor1", Key::rsa3072()),
        logged("managed-rsa4096-rekor1", Key::rsa4096()),
    ]
}

/// Keys that the person was given beforehand (K).
fn managed_keys() -> Vec<Case> {
    let managed = Scenario::message_managed;
    let logged = |key: Key, log: usize| {
        let mut scenario = managed(key);
        scenario.entries.push(Entry::new(log, Kind::HashedRekord));
        scenario
    };
    vec![
        Case::holds("managed-p256", managed(Key::p256("managed")), |_| {}),
        Case::holds("managed-p384", managed(Key::p384("managed")), |_| {}),
        Case::holds("managed-p521", managed(Key::p521("managed")), |_| {}),
        Case::holds("managed-rsa2048", managed(Key::rsa2048()), |_| {}),
        Case::holds("managed-rsa3072", managed(Key::rsa3072()), |_| {}),
        Case::holds(
            "managed-ed25519-pure",
            managed(Key::ed25519("managed")),
            |_| {},
        ),
        Case::holds(
            "managed-ed25519ph-rekor1",
            logged(Key::ed25519("managed"), REKOR_V1),
            |s| {
                s.scheme = Scheme::Registry;
            },
        ),
        Case::holds(
            "managed-p256-v01-rekor1",
            logged(Key::p256("managed"), REKOR_V1),
            |s| {
                s.version = Version::V01;
            },
        ),
        Case::holds(
            "managed-p256-rekor1",
            logged(Key::p256("managed"), REKOR_V1),
            |_| {},
        ),
        Case::holds(
            "managed-p384-rekor2",
            logged(Key::p384("managed"), REKOR_V2),
            |_| {},
        ),
        Case::holds(
            "managed-p256-rekor2-timestamp",
            logged(Key::p256("managed"), REKOR_V2),
            |s| {
                s.tokens.push(Token::new(0));
            },
        ),
        Case::holds(
            "managed-p256-timestamp-in-window",
            managed(Key::p256("managed")),
            |s| {
                s.tokens.push(Token::new(0));
                s.managed().window = Some(Window::new(AUTHORITY_START, STAMPED));
            },
        ),
        Case::holds(
            "managed-hint-of-another-convention",
            managed(Key::p256("managed")),
            |s| {
                s.managed().hint = "release-key-2026".to_owned();
            },
        ),
        Case::holds(
            "managed-envelope-rekor1",
            logged(Key::p256("managed"), REKOR_V1),
            |s| {
                let Signer::Managed(signer) = &s.signer else {
                    unreachable!()
                };
                s.content = Content::Envelope {
                    payload_type: PAYLOAD_TYPE.to_owned(),
                    signed_type: None,
                    payload: payload(&provenance(ARTIFACT)),
                    key_id: Some(signer.hint.clone()),
                };
                s.entry().kind = Kind::Dsse;
            },
        ),
    ]
}

/// Spellings of the trusted root (B1).
fn trusted_roots() -> Vec<Case> {
    let base = Scenario::message_rekor_v2;
    vec![
        Case::holds("root-v01-new-spelling", base(), |s| {
            s.world.root_media_type = MEDIA_TYPE_V01.to_owned();
        }),
        Case::holds("root-v02-operators", base(), |s| {
            s.world.root_media_type = MEDIA_TYPE_V02.to_owned();
            s.world.authorities[0].operator = Some("testkit.example".to_owned());
            s.world.tsas[0].operator = Some("stamps.testkit.example".to_owned());
            s.world.rekor_v1().operator = Some("testkit.example".to_owned());
            s.world.rekor_v2().operator = Some("testkit.example".to_owned());
        }),
        Case::holds("root-null-means-absent", base(), |s| {
            s.root.with(|root| {
                root["tlogs"][1]["publicKey"]["validFor"]["end"] = Value::Null;
                root["tlogs"][1]["checkpointKeyId"] = Value::Null;
                root["timestampAuthorities"][0]["operator"] = Value::Null;
            });
        }),
        Case::holds("root-with-an-unusable-key", base(), |s| {
            s.root.with(|root| {
                let mut unusable = root["ctlogs"][0].clone();
                unusable["publicKey"]["keyDetails"] = json!("PKCS1_RSA_PKCS1V5");
                unusable["publicKey"]["rawBytes"] = json!(base64(b"not a key of any kind"));
                unusable["logId"]["keyId"] = json!(base64(&[7; 32]));
                root["ctlogs"].as_array_mut().unwrap().insert(0, unusable);
            });
        }),
        Case::holds("root-with-a-broken-authority-beside", base(), |s| {
            let mut broken = CertificateAuthority::named(
                "broken",
                "testkit.example",
                "broken",
                "broken-intermediate",
            );
            broken.chain.links[0].signed_by = Some(Key::p384("nobody"));
            s.world.authorities.insert(0, broken);
            s.keyless_signer().authority = 1;
        }),
    ]
}

/// Deviations that are noted and change nothing (A2, A6, I2).
fn tolerated() -> Vec<Case> {
    let v1 = Scenario::message_rekor_v1;
    vec![
        Case::holds("chain-lists-intermediate-and-root", v1(), |s| {
            s.version = Version::V02;
            let list = s.world.authorities[0].chain.certificates();
            s.keyless_signer().more_certificates = list;
        }),
        Case::holds("message-digest-absent", v1(), |s| {
            s.content = Content::Message {
                hash: Hash::Sha256,
                with_hint: false,
            };
        }),
        Case::holds("json-url-safe-base64", v1(), |s| {
            s.bundle.with(|bundle| {
                let place = &mut bundle["messageSignature"]["signature"];
                let text = place.as_str().unwrap().replace('+', "-").replace('/', "_");
                *place = json!(text.trim_end_matches('='));
            });
        }),
        Case::holds("json-numbers-as-integers", v1(), |s| {
            s.entry().finish.with(|entry| {
                for place in ["/logIndex", "/integratedTime", "/inclusionProof/treeSize"] {
                    let place = entry.pointer_mut(place).unwrap();
                    *place = json!(place.as_str().unwrap().parse::<u64>().unwrap());
                }
            });
        }),
        Case::holds("json-null-means-absent", v1(), |s| {
            s.bundle.with(|bundle| {
                bundle["dsseEnvelope"] = Value::Null;
                bundle["verificationMaterial"]["timestampVerificationData"] = Value::Null;
            });
        }),
        Case::holds("json-with-white-space", v1(), |s| {
            s.text
                .with(|text| *text = format!("\n {}\n", text.replace("\",\"", "\" ,\n\t\"")));
        }),
        Case::holds(
            "envelope-with-empty-keyid",
            Scenario::envelope_rekor_v1(Kind::InToto),
            |s| {
                s.content = Content::Envelope {
                    payload_type: PAYLOAD_TYPE.to_owned(),
                    signed_type: None,
                    payload: payload(&provenance(ARTIFACT)),
                    key_id: Some(String::new()),
                };
            },
        ),
        Case::holds("identity-of-a-reusable-workflow", v1(), |s| {
            // The called workflow is in the name; the repository that was built is in claim 12.
            let called = IDENTITY.replace("testkit/project", "shared/workflows");
            s.leaf().sans = vec![San::Uri(called.clone())];
            s.leaf().claims[0].1 = called;
        }),
    ]
}
