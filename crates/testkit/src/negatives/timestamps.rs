//! Items 67 to 77: RFC 3161 tokens.

use crate::der::{self, oids};
use crate::keys::{Key, base64};
use crate::time::{LISTED_START, STAMPED, Window};
use crate::tsa::{Embedded, Ess, ImprintHash, TimestampAuthority, Token, ess_attribute};
use crate::x509::{basic_constraints, encode_name, extended_key_usage, name};
use crate::{ARTIFACT, Case, Expect, Scenario};

/// Items 67 to 72 and 77: who stamped what, and when.
pub(super) fn tokens() -> Vec<Case> {
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
        Case::fault(
            68,
            "stamp-of-unknown-authority-of-equal-serial",
            unknown,
            base(),
            |s| {
                let mut stranger = TimestampAuthority::new("unknown");
                let draft = &mut stranger.chain.links[0].draft;
                draft.serial = s.world.tsa_certificate().serial.clone();
                draft.issuer = name("other.example", "other-tsa-root");
                s.token().unlisted_tsa = Some(stranger);
            },
        ),
        Case::fault(
            77,
            "same-stamp-twice",
            Expect::fails("time.threshold"),
            base(),
            |s| s.tokens.push(Token::new(0)),
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
            Expect::fails("tsp.window"),
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
        Case::fault(72, "tsa-not-of-the-listed-root", certificate, base(), |s| {
            s.world.tsas[0].chain.links[0].signed_by = Some(Key::p384("stranger"));
        }),
        Case::fault(
            72,
            "tsa-below-a-root-for-other-purposes",
            certificate,
            base(),
            |s| {
                let purposes = extended_key_usage(&[oids::CODE_SIGNING], false);
                s.world.tsas[0].chain.links[1]
                    .draft
                    .extensions
                    .push(purposes);
            },
        ),
        Case::fault(
            72,
            "tsa-below-a-root-without-ca-flag",
            certificate,
            base(),
            |s| {
                let root = &mut s.world.tsas[0].chain.links[1].draft;
                root.extension(oids::BASIC_CONSTRAINTS).value =
                    basic_constraints(false, None).value;
            },
        ),
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
pub(super) fn token_contents() -> Vec<Case> {
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
        Case::fault(75, "stamp-referring-to-another-issuer", ess, base(), |s| {
            let link = s.world.tsas[0].chain.links[0].clone();
            let own = s.world.tsas[0].chain.certificates().remove(0);
            let issuer_and_serial = [
                encode_name(&link.draft.subject),
                der::integer(&link.draft.serial),
            ];
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
        Case::fault(
            76,
            "stamp-of-another-content",
            Expect::not_done("tsp.status"),
            base(),
            |s| {
                s.token().content_type = oids::DATA;
            },
        ),
    ]
}
