//! Items 25 to 45: the authorities, the leaf, certificate transparency.

use crate::ca::{CertificateAuthority, ISSUER, San};
use crate::ct::{CtLog, Sct};
use crate::der::{self, oids};
use crate::keys::{Hash, Key};
use crate::time::{DAY, INTEGRATED, ISSUED, LISTED_START, Window};
use crate::trusted_root::trusted_root;
use crate::tsa::Token;
use crate::world::World;
use crate::x509::{
    DIGITAL_SIGNATURE, Extension, KEY_ENCIPHERMENT, authority_key, basic_constraints,
    extended_key_usage, name,
};
use crate::{Case, Expect, Scenario, Version};

/// Items 25 to 31 and 37: the authorities above the leaf.
pub(super) fn chains() -> Vec<Case> {
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
        .also(&["sct.log", "tlog.threshold", "time.threshold"]),
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
            31,
            "intermediate-naming-another-key-of-the-root",
            prepare,
            base(),
            |s| {
                // The root did sign it, but it says that another key of the root's name did.
                let extension = s.world.ca_certificate(0).extension(oids::AUTHORITY_KEY);
                extension.value = authority_key(&[7; 20]).value;
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
pub(super) fn leaves() -> Vec<Case> {
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
        Case::fault(
            34,
            "leaf-is-a-ca",
            Expect::fails("chain.superfluous"),
            base(),
            |s| s.leaf().is_ca = true,
        )
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
        Case::fault(
            39,
            "leaf-signed-as-said-outside-and-not-inside",
            Expect::fails("chain.signatures"),
            base(),
            |s| s.leaf().inner_algorithm = Some(Hash::Sha256),
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
        Case::fault(
            40,
            "issuer-v2-twice",
            Expect::not_done("leaf.parse"),
            base(),
            |s| {
                let second = der::utf8_string("https://accounts.google.com");
                s.leaf().more.push(Extension::new(
                    &format!("{}.8", oids::FULCIO),
                    false,
                    second,
                ));
            },
        ),
    ]
}

/// Items 41 to 45.
pub(super) fn certificate_transparency() -> Vec<Case> {
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
                s.sct().seen.with(|draft| draft.extensions.swap(0, 1));
            },
        ),
        Case::fault(44, "sct-over-another-identity", signature, base(), |s| {
            s.sct().seen.with(|draft| {
                let san = draft.extension(oids::SUBJECT_ALT_NAME);
                *san.value.last_mut().unwrap() ^= 1;
            });
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
            Expect::fails("sct.present"),
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
