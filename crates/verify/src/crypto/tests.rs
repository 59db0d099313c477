//! Signatures and keys of known outcome, through both back ends.
//!
//! How a result is judged: `valid` must hold, `invalid` must not. `acceptable` means that a verifier
//! may do either; ours must not hold, because the one such case there is, a PKCS#1 v1.5 encoding
//! without its NULL, is not what RFC 8017 §9.2 has a verifier compute and compare. Whatever the
//! outcome, both back ends must agree, over the message as over its digest.
//!
//! The catalogued vectors are not part of this repository; when the folder beside it is missing, the
//! tests over them say so and only the minted ones are left.

use std::{fs, path::PathBuf};

use serde_json::Value;
use whence_evidence::pem;
use whence_testkit::{
    der,
    keys::{self, Hash},
};

use super::{
    Digest, HashAlgorithm, KeyAlgorithm, KeyRejected, Scheme, SubjectPublicKeyInfoRef, VerifyKey,
    aws_lc, digest, pure_rust, rsa,
};
use spki::der::{Decode, asn1::AnyRef};

use HashAlgorithm::{Sha256, Sha384, Sha512};

/// One key in both back ends.
struct Both {
    aws_lc: aws_lc::Key,
    pure_rust: pure_rust::Key,
}

impl Both {
    /// `None` when neither takes the key; taking it alone is an error.
    fn of(algorithm: KeyAlgorithm, bytes: &[u8]) -> Option<Self> {
        let aws_lc = aws_lc::Key::new(algorithm, bytes);
        let pure_rust = pure_rust::Key::new(algorithm, bytes);
        assert_eq!(aws_lc.is_ok(), pure_rust.is_ok(), "{algorithm:?} {bytes:?}");
        Some(Self {
            aws_lc: aws_lc.ok()?,
            pure_rust: pure_rust.ok()?,
        })
    }

    /// Of a SubjectPublicKeyInfo that [`VerifyKey`] takes.
    fn from_spki(der: &[u8]) -> Self {
        let key = VerifyKey::from_spki(der).unwrap();
        Self::of(key.algorithm(), &key_bytes(der)).unwrap()
    }

    /// Whether the signature holds, when every way of asking says the same.
    fn verify(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        let hashed: Option<Digest> = scheme.hash().map(|hash| digest(hash, message));
        let mut answers = Vec::with_capacity(3);
        // The door hashes for Ed25519ph; the back ends know it over a digest only.
        if scheme != Scheme::Ed25519ph {
            answers.push(self.aws_lc.verify(scheme, message, signature));
        }
        if let Some(digest) = hashed {
            answers.push(self.aws_lc.verify_digest(scheme, &digest, signature));
        }
        // Hashes, then does what it does with a digest; slow in a test build, so asked once.
        answers.push(match hashed {
            Some(digest) => self.pure_rust.verify_digest(scheme, &digest, signature),
            None => self.pure_rust.verify(scheme, message, signature),
        });
        let first = answers[0];
        assert!(
            answers.iter().all(|answer| *answer == first),
            "{scheme:?}: {answers:?} for {signature:02x?}"
        );
        first
    }
}

fn key_bytes(spki: &[u8]) -> Vec<u8> {
    let spki = SubjectPublicKeyInfoRef::from_der(spki).unwrap();
    spki.subject_public_key.as_bytes().unwrap().to_vec()
}

const SCHEMES: [Scheme; 11] = [
    Scheme::Ecdsa(Sha256),
    Scheme::Ecdsa(Sha384),
    Scheme::Ecdsa(Sha512),
    Scheme::Ed25519,
    Scheme::Ed25519ph,
    Scheme::RsaPkcs1(Sha256),
    Scheme::RsaPkcs1(Sha384),
    Scheme::RsaPkcs1(Sha512),
    Scheme::RsaPss(Sha256),
    Scheme::RsaPss(Sha384),
    Scheme::RsaPss(Sha512),
];

// --- catalogued vectors --------------------------------------------------------------------------

fn vectors() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let there = folder.join("index.json").exists();
    if !there {
        eprintln!("no vectors beside this repository: nothing to compare with");
    }
    there.then_some(folder)
}

/// The catalogued cases of kind `crypto` whose id starts with `source`.
fn cases(folder: &std::path::Path, source: &str) -> Vec<Value> {
    let index = fs::read(folder.join("index.json")).unwrap();
    let catalogue: Vec<Value> = serde_json::from_slice(&index).unwrap();
    let of_source =
        |case: &Value| case["kind"] == "crypto" && case["id"].as_str().unwrap().starts_with(source);
    catalogue.into_iter().filter(of_source).collect()
}

fn unhex(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap();
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn hash_named(name: &Value) -> Option<HashAlgorithm> {
    match name.as_str()? {
        "SHA-256" => Some(Sha256),
        "SHA-384" => Some(Sha384),
        "SHA-512" => Some(Sha512),
        _ => None,
    }
}

/// Key and scheme of a group of tests. `None` for the parameters of PSS that no scheme of this
/// program has: SHA-1, SHA-224, a second hash within MGF1, a salt of another length than the digest.
fn group_scheme(algorithm: &str, group: &Value) -> (Both, Option<Scheme>) {
    let spki = unhex(&group["publicKeyDer"]);
    match algorithm {
        "ECDSA" => (
            Both::from_spki(&spki),
            Some(Scheme::Ecdsa(hash_named(&group["sha"]).unwrap())),
        ),
        "EDDSA" => (Both::from_spki(&spki), Some(Scheme::Ed25519)),
        "RSASSA-PKCS1-v1_5" => (
            Both::from_spki(&spki),
            Some(Scheme::RsaPkcs1(hash_named(&group["sha"]).unwrap())),
        ),
        "RSASSA-PSS" => {
            // The keys do not say that they are for PSS, so the door would not take them for it.
            VerifyKey::from_spki(&spki).unwrap();
            let key = Both::of(KeyAlgorithm::RsaPss, &key_bytes(&spki)).unwrap();
            let scheme = hash_named(&group["sha"])
                .filter(|hash| group["sha"] == group["mgfSha"] && group["sLen"] == hash.length());
            (key, scheme.map(Scheme::RsaPss))
        }
        other => panic!("an algorithm nobody has judged: {other}"),
    }
}

#[test]
fn catalogued_signatures_come_out_as_their_source_says() {
    let Some(folder) = vectors() else { return };
    let mut wrong = Vec::new();
    let (mut held, mut refused, mut without_scheme) = (0, 0, 0);
    for case in cases(&folder, "wycheproof.") {
        let id = case["id"].as_str().unwrap();
        let file = fs::read(folder.join(case["files"]["vectors"].as_str().unwrap())).unwrap();
        let file: Value = serde_json::from_slice(&file).unwrap();
        let algorithm = file["algorithm"].as_str().unwrap();
        for group in file["testGroups"].as_array().unwrap() {
            let (key, scheme) = group_scheme(algorithm, group);
            for test in group["tests"].as_array().unwrap() {
                let (message, signature) = (unhex(&test["msg"]), unhex(&test["sig"]));
                let wanted = scheme.is_some() && test["result"] == "valid";
                let found = match scheme {
                    Some(scheme) => key.verify(scheme, &message, &signature),
                    // Not one of our schemes may take it for its own.
                    None => SCHEMES
                        .iter()
                        .any(|scheme| key.verify(*scheme, &message, &signature)),
                };
                match (scheme, wanted) {
                    (None, _) => without_scheme += 1,
                    (_, true) => held += 1,
                    (_, false) => refused += 1,
                }
                if found != wanted {
                    wrong.push(format!("{id} {}: {}", test["tcId"], test["comment"]));
                }
            }
        }
    }
    println!("{held} hold, {refused} refused, {without_scheme} of schemes we do not have");
    assert!(
        wrong.is_empty(),
        "{}\n{} wrong",
        wrong.join("\n"),
        wrong.len()
    );
    assert!(held > 1500 && refused > 3000, "{held} {refused}");
}

#[test]
fn catalogued_files_signed_by_plain_keys() {
    let Some(folder) = vectors() else { return };
    let mut seen = 0;
    for case in cases(&folder, "rekor-algos.") {
        let read =
            |role: &str| fs::read(folder.join(case["files"][role].as_str().unwrap())).unwrap();
        let pem = String::from_utf8(read("key")).unwrap();
        let (_, der) = pem::blocks(&pem, 1).unwrap().remove(0);
        let key = Both::from_spki(&der);
        let signatures = case["files"].as_object().unwrap().keys();
        for role in signatures.filter(|role| role.ends_with("_sig")) {
            // file1_ed25519ph_sig: the file, then how it was signed.
            let (file, scheme) = role.trim_end_matches("_sig").split_once('_').unwrap();
            let scheme = match scheme {
                "ed25519" => Scheme::Ed25519,
                "ed25519ph" => Scheme::Ed25519ph,
                "rsa" => Scheme::RsaPkcs1(Sha256),
                "rsa512" => Scheme::RsaPkcs1(Sha512),
                other => panic!("a scheme nobody has judged: {other}"),
            };
            let signature = read(role);
            for other in SCHEMES {
                let holds = key.verify(other, &read(file), &signature);
                assert_eq!(holds, other == scheme, "{role} as {other:?}");
            }
            let another = if file == "file1" { "file2" } else { "file1" };
            assert!(!key.verify(scheme, &read(another), &signature), "{role}");
            seen += 1;
        }
    }
    assert_eq!(seen, 5);
}

// --- minted signatures ---------------------------------------------------------------------------

fn minted() -> Vec<(keys::Key, Scheme, Vec<u8>)> {
    let message = MESSAGE;
    let ecdsa = |key: keys::Key| {
        [
            (Hash::Sha256, Sha256),
            (Hash::Sha384, Sha384),
            (Hash::Sha512, Sha512),
        ]
        .map(|(minted, ours)| {
            let signature = key.sign(minted, message);
            (key.clone(), Scheme::Ecdsa(ours), signature)
        })
    };
    let mut minted: Vec<(keys::Key, Scheme, Vec<u8>)> = [
        keys::Key::p256("both"),
        keys::Key::p384("both"),
        keys::Key::p521("both"),
    ]
    .into_iter()
    .flat_map(ecdsa)
    .collect();
    let edwards = keys::Key::ed25519("both");
    let pure = edwards.sign(Hash::Sha512, message);
    let prehashed = edwards.sign_ed25519ph(message);
    minted.push((edwards.clone(), Scheme::Ed25519, pure));
    minted.push((edwards, Scheme::Ed25519ph, prehashed));
    for key in [keys::Key::rsa2048(), keys::Key::rsa3072()] {
        for (hash, ours) in [(Hash::Sha256, Sha256), (Hash::Sha512, Sha512)] {
            let signature = key.sign(hash, message);
            minted.push((key.clone(), Scheme::RsaPkcs1(ours), signature));
        }
    }
    minted
}

const MESSAGE: &[u8] = b"signed here";

#[test]
fn a_signature_holds_under_its_own_scheme_key_and_message_alone() {
    let minted = minted();
    for (key, scheme, signature) in &minted {
        for (other, _, _) in &minted {
            let same = other.spki() == key.spki();
            let other = Both::from_spki(&other.spki());
            for tried in SCHEMES {
                let holds = other.verify(tried, MESSAGE, signature);
                assert_eq!(holds, same && tried == *scheme, "{scheme:?} as {tried:?}");
            }
        }
        let key = Both::from_spki(&key.spki());
        assert!(!key.verify(*scheme, b"signed herf", signature));
        assert!(!key.verify(*scheme, b"", signature));
    }
}

#[test]
fn no_byte_of_a_signature_can_be_changed_added_or_left_out() {
    for (key, scheme, signature) in minted() {
        let key = Both::from_spki(&key.spki());
        let refused = |changed: &[u8], what: &str| {
            assert!(!key.verify(scheme, MESSAGE, changed), "{scheme:?}: {what}");
        };
        for at in 0..signature.len() {
            let mut changed = signature.clone();
            changed[at] ^= 1 << (at % 8);
            refused(&changed, &format!("byte {at}"));
        }
        refused(&signature[..signature.len() - 1], "cut at the end");
        refused(&signature[1..], "cut at the start");
        refused(&[&signature[..], &[0]].concat(), "one more at the end");
        refused(&[&[0], &signature[..]].concat(), "one more at the start");
        refused(&[], "nothing");
    }
}

#[test]
fn the_other_signature_of_ecdsa_holds_in_both_back_ends() {
    // (r, n - s) is as valid as (r, s): what is bound to a log must be bound by its bytes.
    let key = keys::Key::p256("both");
    let signature = key.sign(Hash::Sha256, MESSAGE);
    let twin = keys::p256_twin(&signature);
    assert_ne!(signature, twin);
    let key = Both::from_spki(&key.spki());
    assert!(key.verify(Scheme::Ecdsa(Sha256), MESSAGE, &twin));
}

#[test]
fn a_digest_of_another_algorithm_than_the_scheme_never_holds() {
    for (key, scheme, signature) in minted() {
        let key = VerifyKey::from_spki(&key.spki()).unwrap();
        for algorithm in HashAlgorithm::ALL {
            let digest = digest(algorithm, MESSAGE);
            let holds = key.verify_digest(scheme, &digest, &signature);
            assert_eq!(holds, scheme.hash() == Some(algorithm), "{scheme:?}");
        }
    }
}

/// The one scheme that the door hashes for.
#[test]
fn ed25519ph_holds_over_the_message() {
    let key = keys::Key::ed25519("both");
    let (pure, over_digest) = (key.sign(Hash::Sha512, MESSAGE), key.sign_ed25519ph(MESSAGE));
    let key = VerifyKey::from_spki(&key.spki()).unwrap();
    assert!(key.verify(Scheme::Ed25519ph, MESSAGE, &over_digest));
    assert!(!key.verify(Scheme::Ed25519ph, b"signed herf", &over_digest));
    assert!(!key.verify(Scheme::Ed25519ph, MESSAGE, &pure));
}

// --- keys ----------------------------------------------------------------------------------------

const P256: &str = "1.2.840.10045.3.1.7";
const P384: &str = "1.3.132.0.34";

/// Refused at the door, and where bytes can be cut out by neither back end taken alone.
fn refused(spki: &[u8], reason: KeyRejected, what: &str) {
    assert_eq!(VerifyKey::from_spki(spki).err(), Some(reason), "{what}");
}

#[test]
fn keys_on_no_curve_or_in_another_form_are_refused() {
    let point = keys::Key::p256("both").point();
    let (x, y) = point[1..].split_at(32);
    let off_curve = [&[4][..], x, x].concat();
    let compressed = [&[2 + (y[31] & 1)][..], x].concat();
    let hybrid = [&[6 + (y[31] & 1)][..], x, y].concat();
    // The prime of the field itself, as a coordinate.
    let prime: Vec<u8> = unhex(&Value::from(
        "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
    ));
    for (point, what) in [
        (off_curve, "off the curve"),
        (compressed, "compressed"),
        (hybrid, "hybrid"),
        (vec![0], "infinity"),
        ([&[4][..], &[0; 64]].concat(), "all zero"),
        ([&[4][..], &prime, y].concat(), "coordinate not reduced"),
        ([&[4][..], x, y, &[0]].concat(), "too long"),
        ([&[4][..], x, &y[1..]].concat(), "too short"),
        (Vec::new(), "nothing"),
    ] {
        refused(&keys::ec_spki(P256, &point), KeyRejected::Malformed, what);
    }
    refused(
        &keys::ec_spki(P384, &point),
        KeyRejected::Malformed,
        "a point of P-256 called one of P-384",
    );
    for (curve, what) in [
        ("1.3.132.0.10", "secp256k1"),
        ("1.3.132.0.33", "P-224"),
        ("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1"),
    ] {
        refused(
            &keys::ec_spki(curve, &point),
            KeyRejected::Unsupported,
            what,
        );
    }
}

#[test]
fn points_are_written_out_on_every_curve() {
    const P521: &str = "1.3.132.0.35";
    for (key, curve) in [
        (keys::Key::p256("both"), P256),
        (keys::Key::p384("both"), P384),
        (keys::Key::p521("both"), P521),
    ] {
        let point = key.point();
        let (x, y) = point[1..].split_at(point.len() / 2);
        let sign = y.last().unwrap() & 1;
        VerifyKey::from_spki(&keys::ec_spki(curve, &point)).unwrap();
        for (point, what) in [
            ([&[2 + sign][..], x].concat(), "compressed"),
            ([&[6 + sign][..], x, y].concat(), "hybrid"),
            ([&point[..], &[0]].concat(), "too long"),
        ] {
            refused(&keys::ec_spki(curve, &point), KeyRejected::Malformed, what);
        }
    }
}

#[test]
fn algorithm_identifiers_must_be_as_specified() {
    let point = keys::Key::p256("both").point();
    let spki = |parts: &[Vec<u8>], key: &[u8]| {
        der::sequence(&[der::sequence(parts), der::bit_string(key)])
    };
    let ec = der::oid("1.2.840.10045.2.1");
    for (parameters, what) in [
        (Vec::new(), "without a curve"),
        (vec![der::null()], "NULL for a curve"),
        (
            vec![der::sequence(&[der::small_integer(1)])],
            "parameters written out",
        ),
        (vec![der::oid(P256), der::oid(P256)], "two curves"),
    ] {
        let parts = [vec![ec.clone()], parameters].concat();
        refused(&spki(&parts, &point), KeyRejected::Malformed, what);
    }
    let edwards = keys::Key::ed25519("both").point();
    let ed25519 = der::oid("1.3.101.112");
    refused(
        &spki(&[ed25519.clone(), der::null()], &edwards),
        KeyRejected::Malformed,
        "Ed25519 with parameters",
    );
    for length in [0, 31, 33] {
        let bytes = vec![9; length];
        let spki = spki(std::slice::from_ref(&ed25519), &bytes);
        refused(&spki, KeyRejected::Malformed, "Ed25519 of another length");
    }
    refused(
        &spki(&[der::oid("1.3.101.113")], &edwards),
        KeyRejected::Unsupported,
        "Ed448",
    );
}

#[test]
fn trailing_and_missing_bytes_are_refused() {
    for key in [
        keys::Key::p256("both"),
        keys::Key::ed25519("both"),
        keys::Key::rsa2048(),
    ] {
        let spki = key.spki();
        VerifyKey::from_spki(&spki).unwrap();
        refused(
            &[&spki[..], &[0]].concat(),
            KeyRejected::Malformed,
            "a byte behind",
        );
        for length in 0..spki.len() {
            refused(&spki[..length], KeyRejected::Malformed, "cut short");
        }
        // The count of unused bits of a BIT STRING of whole bytes is 0.
        let bits = spki.len() - key_bytes(&spki).len() - 1;
        let mut odd = spki.clone();
        odd[bits] = 1;
        refused(&odd, KeyRejected::Malformed, "unused bits");
    }
}

#[test]
fn rsa_keys_that_cannot_be_sound_are_refused() {
    let plain = der::sequence(&[der::oid("1.2.840.113549.1.1.1"), der::null()]);
    let pss = der::sequence(&[der::oid("1.2.840.113549.1.1.10")]);
    let modulus = keys::rsa2048_modulus();
    let ones = |bytes: usize| vec![0xff; bytes];
    let even = {
        let mut even = modulus.clone();
        even[255] &= 0xfe;
        even
    };
    for algorithm in [&plain, &pss] {
        let key = |modulus: &[u8], exponent| keys::rsa_spki(algorithm, modulus, exponent);
        VerifyKey::from_spki(&key(&modulus, 65537)).unwrap();
        VerifyKey::from_spki(&key(&modulus, 3)).unwrap();
        for (spki, reason, what) in [
            (key(&modulus, 1), KeyRejected::Malformed, "exponent 1"),
            (key(&modulus, 0), KeyRejected::Malformed, "exponent 0"),
            (
                key(&modulus, 65536),
                KeyRejected::Malformed,
                "even exponent",
            ),
            (
                key(&modulus, 0x0100_0000_0001),
                KeyRejected::Malformed,
                "huge exponent",
            ),
            (key(&even, 65537), KeyRejected::Malformed, "even modulus"),
            (
                key(&ones(128), 65537),
                KeyRejected::Unsupported,
                "1024 bits",
            ),
            (
                key(&ones(255), 65537),
                KeyRejected::Unsupported,
                "2040 bits",
            ),
            (
                key(&ones(513), 65537),
                KeyRejected::Unsupported,
                "4104 bits",
            ),
            (key(&[], 65537), KeyRejected::Malformed, "no modulus"),
        ] {
            refused(&spki, reason, what);
        }
        let negative = der::sequence(&[der::element(2, &modulus), der::small_integer(65537)]);
        let spki = der::sequence(&[algorithm.clone(), der::bit_string(&negative)]);
        refused(&spki, KeyRejected::Malformed, "negative modulus");
        let three = der::sequence(&[
            der::integer(&modulus),
            der::small_integer(65537),
            der::small_integer(0),
        ]);
        let spki = der::sequence(&[algorithm.clone(), der::bit_string(&three)]);
        refused(&spki, KeyRejected::Malformed, "a third number");
    }
}

/// By the rules themselves; the library behind them has its own.
#[test]
fn rsa_keys_are_taken_from_the_first_size_to_the_last() {
    let of = |bits: usize, last: u8, exponent: u64| {
        let mut modulus = vec![0xff; bits.div_ceil(8)];
        modulus[0] >>= modulus.len() * 8 - bits;
        *modulus.last_mut().unwrap() = last;
        let fields = [der::integer(&modulus), der::small_integer(exponent)];
        rsa::check_public_key(&der::sequence(&fields))
    };
    let (malformed, unsupported) = (Err(KeyRejected::Malformed), Err(KeyRejected::Unsupported));
    for (bits, last, exponent, expected) in [
        (2047, 1, 65537, unsupported),
        (2048, 1, 65537, Ok(())),
        (2056, 1, 65537, Ok(())),
        (4096, 1, 65537, Ok(())),
        (4097, 1, 65537, unsupported),
        (2048, 2, 65537, malformed),
        (2048, 0xff, 3, Ok(())),
        (2048, 1, 1, malformed),
        (2048, 1, 65538, malformed),
        (2048, 1, 0xff_ffff_ffff, Ok(())),
        (2048, 1, 0x0100_0000_0001, malformed),
    ] {
        let found = of(bits, last, exponent);
        assert_eq!(found, expected, "{bits} {last} {exponent}");
    }
}

/// Points of small order: with them one signature holds over every message.
#[test]
fn ed25519_keys_of_small_order_are_refused() {
    let field_prime_minus_one = "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
    let order_eight = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05";
    for (key, what) in [
        (
            "0100000000000000000000000000000000000000000000000000000000000000",
            "order 1",
        ),
        (field_prime_minus_one, "order 2"),
        (
            "0000000000000000000000000000000000000000000000000000000000000000",
            "order 4",
        ),
        (order_eight, "order 8"),
        (
            "0200000000000000000000000000000000000000000000000000000000000000",
            "no point",
        ),
    ] {
        let algorithm = der::sequence(&[der::oid("1.3.101.112")]);
        let point = unhex(&Value::from(key));
        let spki = der::sequence(&[algorithm, der::bit_string(&point)]);
        refused(&spki, KeyRejected::Malformed, what);
    }
}

#[test]
fn a_pss_key_that_names_its_digest_takes_no_other() {
    use whence_testkit::ARTIFACT;
    let key = keys::Key::rsa2048();
    let hashes = [
        (Hash::Sha256, Sha256),
        (Hash::Sha384, Sha384),
        (Hash::Sha512, Sha512),
    ];
    let open = VerifyKey::from_spki(&key.pss_spki(None)).unwrap();
    assert_eq!(open.schemes(true).len(), 3);
    for (named, own) in hashes {
        let parameters = keys::pss_parameters(named, named, 32);
        let bound = VerifyKey::from_spki(&key.pss_spki(Some(&parameters))).unwrap();
        assert_eq!(bound.schemes(true), [Scheme::RsaPss(own)]);
        for (minted, hash) in hashes {
            let signature = key.pss_over_artifact(minted);
            let (scheme, digest) = (Scheme::RsaPss(hash), digest(hash, ARTIFACT));
            for (key, holds) in [(&open, true), (&bound, hash == own)] {
                assert_eq!(key.verify(scheme, ARTIFACT, signature), holds, "{scheme:?}");
                let over_digest = key.verify_digest(scheme, &digest, signature);
                assert_eq!(over_digest, holds, "{scheme:?}");
            }
        }
    }
}

/// RFC 4055 §3.1; what is not stated is SHA-1, a salt of 20 bytes and trailer 1.
#[test]
fn parameters_of_a_pss_key_are_read_as_specified() {
    let algorithm = |oid: &str| der::sequence(&[der::oid(oid), der::null()]);
    let mgf1 = |of: &[u8]| der::sequence(&[der::oid("1.2.840.113549.1.1.8"), of.to_vec()]);
    let number = |place, value| der::context(place, &der::small_integer(value));
    let (sha1, sha256, sha384) = (
        algorithm("1.3.14.3.2.26"),
        algorithm(Hash::Sha256.oid()),
        algorithm(Hash::Sha384.oid()),
    );
    let (hash, mask) = (der::context(0, &sha256), der::context(1, &mgf1(&sha256)));
    let other_mask = der::sequence(&[der::oid("1.2.840.113549.1.1.9"), sha256.clone()]);
    let bare_mask = der::sequence(&[der::oid("1.2.840.113549.1.1.8")]);
    let with = |more: &[Vec<u8>]| [&[hash.clone(), mask.clone()], more].concat();
    let (right, malformed) = (Ok(Sha256), Err(KeyRejected::Malformed));
    let unsupported = Err(KeyRejected::Unsupported);
    for (fields, expected, what) in [
        (with(&[]), right, "nothing more"),
        (with(&[number(2, 0)]), right, "no salt"),
        (
            with(&[number(2, 32)]),
            right,
            "a salt as long as the digest",
        ),
        (with(&[number(2, 33)]), unsupported, "a longer salt"),
        (with(&[number(3, 1)]), right, "the trailer written out"),
        (with(&[number(3, 2)]), unsupported, "another trailer"),
        (with(&[number(3, 0)]), unsupported, "trailer 0"),
        (with(&[number(4, 1)]), malformed, "a fifth field"),
        (vec![mask.clone()], unsupported, "no digest"),
        (vec![hash.clone()], unsupported, "no mask"),
        (
            vec![der::context(0, &sha1), mask.clone()],
            unsupported,
            "SHA-1",
        ),
        (
            vec![hash.clone(), der::context(1, &mgf1(&sha1))],
            unsupported,
            "SHA-1 in the mask",
        ),
        (
            vec![hash.clone(), der::context(1, &mgf1(&sha384))],
            unsupported,
            "another digest in the mask",
        ),
        (
            vec![hash.clone(), der::context(1, &other_mask)],
            unsupported,
            "another mask",
        ),
        (
            vec![hash.clone(), der::context(1, &bare_mask)],
            malformed,
            "a mask without its digest",
        ),
    ] {
        let parameters = der::sequence(&fields);
        let read = rsa::pss_hash(AnyRef::from_der(&parameters).unwrap());
        assert_eq!(read, expected, "{what}");
    }
}

#[test]
fn a_key_says_whether_it_is_for_pss() {
    let plain = der::sequence(&[der::oid("1.2.840.113549.1.1.1"), der::null()]);
    let pss = der::sequence(&[der::oid("1.2.840.113549.1.1.10")]);
    let spki = |algorithm: &[u8]| keys::rsa_spki(algorithm, &keys::rsa2048_modulus(), 65537);
    let plain = VerifyKey::from_spki(&spki(&plain)).unwrap();
    let pss = VerifyKey::from_spki(&spki(&pss)).unwrap();
    assert_eq!(plain.algorithm(), KeyAlgorithm::Rsa);
    assert_eq!(pss.algorithm(), KeyAlgorithm::RsaPss);
    let signature = keys::Key::rsa2048().sign(Hash::Sha256, MESSAGE);
    assert!(plain.verify(Scheme::RsaPkcs1(Sha256), MESSAGE, &signature));
    assert!(!pss.verify(Scheme::RsaPkcs1(Sha256), MESSAGE, &signature));
    for key in [&plain, &pss] {
        assert!(!key.verify(Scheme::RsaPss(Sha256), MESSAGE, &signature));
    }
    // RSA wants NULL or nothing for parameters.
    let odd = der::sequence(&[der::oid("1.2.840.113549.1.1.1"), der::oid(P256)]);
    refused(&spki(&odd), KeyRejected::Malformed, "RSA with a curve");
}
