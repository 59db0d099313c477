//! Items 82 to 86: managed keys and odd keys.

use crate::der::{self, oids};
use crate::keys::{
    Hash, Key, base64, ec_spki, ml_dsa_spki, pem, pss_parameters, rsa_spki, rsa2048_modulus, sha1,
    sha256,
};
use crate::rekor::{Entry, Kind};
use crate::scenario::{Managed, message};
use crate::time::{INTEGRATED, LISTED_START, STAMPED, Window};
use crate::tsa::Token;
use crate::{ARTIFACT, Case, Expect, Scenario};

/// Items 82 to 86.
pub(super) fn keys() -> Vec<Case> {
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
        Case::fault(
            83,
            "key-of-another-hint",
            Expect::fails("key.hint"),
            p256(),
            |s| {
                // Another key signed and the hint names it; the person does not have it.
                let pem = s.managed().known_pem.clone();
                *s.managed() = Managed {
                    known_pem: pem,
                    ..Managed::new(Key::p256("stranger"))
                };
            },
        ),
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
        Case::fault(85, "ml-dsa-key", algorithm, p256(), |s| {
            known(s.managed(), &ml_dsa_spki(17));
        }),
        Case::fault(
            85,
            "ml-dsa-leaf",
            Expect::not_done("sig.algorithm"),
            Scenario::message_rekor_v1(),
            |s| s.leaf().spki = Some(ml_dsa_spki(18)),
        ),
        Case::fault(85, "rsa1024", algorithm, managed(Key::rsa2048()), |s| {
            known(s.managed(), include_bytes!("../data/rsa-1024.spki.der"));
            s.signature.with(|signature| {
                *signature = include_bytes!("../data/rsa-1024.artifact.sig").to_vec();
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
                    *signature =
                        include_bytes!("../data/rsa-2048.pss-sha256.artifact.sig").to_vec();
                });
            },
        ),
        // By its own statement the key signs over SHA-256 and nothing else.
        Case::fault(
            86,
            "pss-signature-over-another-digest",
            signature,
            managed(Key::rsa3072()),
            |s| {
                let key = Key::rsa3072();
                s.content = message(Hash::Sha384);
                let parameters = pss_parameters(Hash::Sha256, Hash::Sha256, 32);
                known(s.managed(), &key.pss_spki(Some(&parameters)));
                s.signature.with(move |signature| {
                    *signature = key.pss_over_artifact(Hash::Sha384).to_vec();
                });
            },
        ),
        Case::fault(
            85,
            "pss-key-of-two-digests",
            algorithm,
            managed(Key::rsa3072()),
            |s| {
                let parameters = pss_parameters(Hash::Sha256, Hash::Sha384, 32);
                known(s.managed(), &Key::rsa3072().pss_spki(Some(&parameters)));
            },
        ),
        Case::fault(
            85,
            "pss-key-of-a-salt-beyond-its-digest",
            algorithm,
            managed(Key::rsa3072()),
            |s| {
                let parameters = pss_parameters(Hash::Sha256, Hash::Sha256, 33);
                known(s.managed(), &Key::rsa3072().pss_spki(Some(&parameters)));
            },
        ),
        // Parameters that say nothing mean SHA-1.
        Case::fault(
            85,
            "pss-key-of-sha1",
            algorithm,
            managed(Key::rsa3072()),
            |s| {
                let parameters = der::sequence(&[]);
                known(s.managed(), &Key::rsa3072().pss_spki(Some(&parameters)));
            },
        ),
        Case::fault(
            86,
            "pkcs1-signature-for-a-pss-key",
            signature,
            managed(Key::rsa2048()),
            |s| {
                let parameters = pss_parameters(Hash::Sha256, Hash::Sha256, 32);
                known(s.managed(), &Key::rsa2048().pss_spki(Some(&parameters)));
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
