//! What was minted, read by parsers and verifiers that did not mint it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use aws_lc_rs::signature::{self as lc, UnparsedPublicKey, VerificationAlgorithm};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use der::{Decode, Encode};
use serde_json::Value;
use sha2::{Digest, Sha256};
use whence_testkit::keys::{Hash, Key, hex, p256_twin};
use whence_testkit::statement::pre_authentication_encoding;
use whence_testkit::{ARTIFACT, Case, Expect};
use x509_cert::Certificate;

static POSITIVES: LazyLock<Vec<Case>> = LazyLock::new(whence_testkit::positives);
static NEGATIVES: LazyLock<Vec<Case>> = LazyLock::new(whence_testkit::negatives);

fn decode(value: &Value) -> Vec<u8> {
    let text = value
        .as_str()
        .expect("base64 text")
        .replace('-', "+")
        .replace('_', "/");
    let text = text.trim_end_matches('=');
    let engine = base64::engine::general_purpose::STANDARD_NO_PAD;
    engine.decode(text).expect("base64")
}

fn bundle(case: &Case) -> Value {
    serde_json::from_slice(&case.minted.bundle_json).expect("JSON")
}

fn root(case: &Case) -> Value {
    serde_json::from_slice(&case.minted.trusted_root_json).expect("JSON")
}

fn leaf(bundle: &Value) -> Option<Vec<u8>> {
    let material = &bundle["verificationMaterial"];
    let listed = &material["x509CertificateChain"]["certificates"][0]["rawBytes"];
    let single = &material["certificate"]["rawBytes"];
    [single, listed]
        .into_iter()
        .find(|value| value.is_string())
        .map(decode)
}

/// The algorithms of a key, by its SPKI: (algorithm, raw key bytes).
fn algorithms(spki: &[u8]) -> (Vec<&'static dyn VerificationAlgorithm>, Vec<u8>) {
    let spki = x509_cert::spki::SubjectPublicKeyInfoOwned::from_der(spki).expect("SPKI");
    let key = spki.subject_public_key.raw_bytes().to_vec();
    let curve = spki
        .algorithm
        .parameters
        .as_ref()
        .map(|any| any.to_der().unwrap());
    let named: Vec<&'static dyn VerificationAlgorithm> = match (
        spki.algorithm.oid.to_string().as_str(),
        curve.map(|der| hex(&der)),
    ) {
        ("1.2.840.10045.2.1", Some(curve)) => match curve.as_str() {
            "06082a8648ce3d030107" => vec![
                &lc::ECDSA_P256_SHA256_ASN1,
                &lc::ECDSA_P256_SHA384_ASN1,
                &lc::ECDSA_P256_SHA512_ASN1,
            ],
            "06052b81040022" => vec![
                &lc::ECDSA_P384_SHA256_ASN1,
                &lc::ECDSA_P384_SHA384_ASN1,
                &lc::ECDSA_P384_SHA512_ASN1,
            ],
            "06052b81040023" => vec![
                &lc::ECDSA_P521_SHA256_ASN1,
                &lc::ECDSA_P521_SHA384_ASN1,
                &lc::ECDSA_P521_SHA512_ASN1,
            ],
            other => panic!("curve {other}"),
        },
        ("1.3.101.112", None) => vec![&lc::ED25519],
        ("1.2.840.113549.1.1.1", _) => vec![
            &lc::RSA_PKCS1_2048_8192_SHA256,
            &lc::RSA_PKCS1_2048_8192_SHA384,
            &lc::RSA_PKCS1_2048_8192_SHA512,
        ],
        ("1.2.840.113549.1.1.10", _) => vec![
            &lc::RSA_PSS_2048_8192_SHA256,
            &lc::RSA_PSS_2048_8192_SHA384,
            &lc::RSA_PSS_2048_8192_SHA512,
        ],
        other => panic!("key type {other:?}"),
    };
    (named, key)
}

fn verifies(spki: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (algorithms, key) = algorithms(spki);
    algorithms.into_iter().any(|algorithm| {
        UnparsedPublicKey::new(algorithm, &key)
            .verify(message, signature)
            .is_ok()
    })
}

fn verifies_ed25519ph(spki: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let key: [u8; 32] = spki[spki.len() - 32..].try_into().unwrap();
    let key = ed25519_dalek::VerifyingKey::from_bytes(&key).unwrap();
    let signature = ed25519_dalek::Signature::from_slice(signature).unwrap();
    let digest = sha2::Sha512::new_with_prefix(message);
    key.verify_prehashed_strict(digest, None, &signature)
        .is_ok()
}

/// SPKI of a bundle's signer: from its certificate, or the key that the person has.
fn signer(case: &Case, bundle: &Value) -> Vec<u8> {
    match (leaf(bundle), &case.minted.key_pem) {
        (Some(certificate), _) => {
            let certificate = Certificate::from_der(&certificate).unwrap();
            certificate
                .tbs_certificate()
                .subject_public_key_info()
                .to_der()
                .unwrap()
        }
        (None, Some(pem)) => {
            let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
            STANDARD.decode(body).unwrap()
        }
        (None, None) => panic!("{}: no key", case.name),
    }
}

#[test]
fn names_are_unique_and_the_list_of_section_10_is_covered() {
    let cases: Vec<&Case> = POSITIVES.iter().chain(NEGATIVES.iter()).collect();
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name).collect();
    assert_eq!(names.len(), cases.len());
    for name in names {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(name.chars().all(allowed), "{name}");
    }
    let covered: BTreeSet<u8> = NEGATIVES
        .iter()
        .filter_map(|case| case.section_10)
        .collect();
    // 24 is a race and 78 to 81 are about rules, not about bundles.
    let wanted: BTreeSet<u8> = (1..=77)
        .chain(82..=86)
        .chain([91])
        .filter(|number| *number != 24)
        .collect();
    assert_eq!(covered, wanted);
}

#[test]
fn minting_twice_gives_the_same_bytes() {
    let again = whence_testkit::positives()
        .into_iter()
        .chain(whence_testkit::negatives());
    for (first, second) in POSITIVES.iter().chain(NEGATIVES.iter()).zip(again) {
        assert_eq!(first.minted, second.minted, "{}", first.name);
    }
}

#[test]
fn minted_bytes_stay_the_same_between_versions() {
    let case = POSITIVES
        .iter()
        .find(|case| case.name == "envelope-v03-rekor2")
        .unwrap();
    let digest = Sha256::digest(&case.minted.bundle_json);
    assert_eq!(
        hex(&digest),
        "ef8a9395c3cdb6307d6d5c373443f06e84dce104a770fba8ace9779ffad9e8df",
        "the bytes of every case have changed; if that was meant, write the new digest here"
    );
}

#[test]
fn no_two_cases_share_their_input() {
    let mut seen: Vec<(&'static str, _)> = Vec::new();
    for case in POSITIVES.iter().chain(NEGATIVES.iter()) {
        let twin = seen
            .iter()
            .find(|(_, (minted, policy))| (*minted, *policy) == (&case.minted, &case.policy));
        assert!(twin.is_none(), "{} and {}", case.name, twin.unwrap().0);
        seen.push((case.name, (&case.minted, &case.policy)));
    }
}

#[test]
fn certificates_are_der_for_another_parser() {
    for case in POSITIVES.iter().chain(NEGATIVES.iter()) {
        let Ok(bundle) = serde_json::from_slice::<Value>(&case.minted.bundle_json) else {
            continue;
        };
        let root = root(case);
        let authorities = ["certificateAuthorities", "timestampAuthorities"];
        let listed = authorities
            .iter()
            .flat_map(|kind| root[kind].as_array().unwrap())
            .flat_map(|authority| authority["certChain"]["certificates"].as_array().unwrap())
            .map(|certificate| decode(&certificate["rawBytes"]));
        for certificate in leaf(&bundle).into_iter().chain(listed) {
            let parsed = Certificate::from_der(&certificate)
                .unwrap_or_else(|error| panic!("{}: {error}", case.name));
            assert_eq!(parsed.to_der().unwrap(), certificate, "{}", case.name);
        }
    }
}

#[test]
fn positives_are_signed_by_their_signer() {
    for case in POSITIVES.iter() {
        let bundle = bundle(case);
        let spki = signer(case, &bundle);
        let message = &bundle["messageSignature"]["signature"];
        if message.is_string() {
            let signature = decode(message);
            let plain = verifies(&spki, &case.minted.artifact, &signature);
            let prehashed = case.name.contains("ed25519ph")
                && verifies_ed25519ph(&spki, &case.minted.artifact, &signature);
            assert!(plain || prehashed, "{}", case.name);
        } else {
            let envelope = &bundle["dsseEnvelope"];
            let kind = envelope["payloadType"].as_str().unwrap();
            let message = pre_authentication_encoding(kind, &decode(&envelope["payload"]));
            let signature = decode(&envelope["signatures"][0]["sig"]);
            assert!(verifies(&spki, &message, &signature), "{}", case.name);
        }
    }
}

#[test]
fn positives_have_a_leaf_signed_by_a_listed_ca() {
    for case in POSITIVES.iter() {
        let Some(certificate) = leaf(&bundle(case)) else {
            continue;
        };
        let certificate = Certificate::from_der(&certificate).unwrap();
        let signed = certificate.tbs_certificate().to_der().unwrap();
        let signature = certificate.signature().raw_bytes();
        let root = root(case);
        let issued = root["certificateAuthorities"]
            .as_array()
            .unwrap()
            .iter()
            .any(|authority| {
                authority["certChain"]["certificates"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|listed| {
                        let listed = Certificate::from_der(&decode(&listed["rawBytes"])).unwrap();
                        let listed = listed.tbs_certificate();
                        listed.subject() == certificate.tbs_certificate().issuer()
                            && verifies(
                                &listed.subject_public_key_info().to_der().unwrap(),
                                &signed,
                                signature,
                            )
                    })
            });
        assert!(issued, "{}", case.name);
    }
}

/// Every entry of a listed log in a positive case: SET, audit path and checkpoint.
#[test]
fn positives_are_logged() {
    let mut entries = 0;
    for case in POSITIVES.iter() {
        let (bundle, root) = (bundle(case), root(case));
        let list = bundle["verificationMaterial"]["tlogEntries"]
            .as_array()
            .cloned();
        for entry in list.unwrap_or_default() {
            let tlogs = root["tlogs"].as_array().unwrap();
            let log = tlogs.iter().find(|log| log["logId"] == entry["logId"]);
            let Some(log) = log else {
                assert_eq!(case.name, "log-unknown-beside-known");
                continue;
            };
            let key = decode(&log["publicKey"]["rawBytes"]);
            let body = decode(&entry["canonicalizedBody"]);
            let promise = &entry["inclusionPromise"]["signedEntryTimestamp"];
            if promise.is_string() {
                let number = |value: &Value| value.to_string().replace('"', "");
                let message = format!(
                    "{{\"body\":\"{}\",\"integratedTime\":{},\"logID\":\"{}\",\"logIndex\":{}}}",
                    STANDARD.encode(&body),
                    number(&entry["integratedTime"]),
                    hex(&decode(&log["logId"]["keyId"])),
                    number(&entry["logIndex"]),
                );
                assert!(
                    verifies(&key, message.as_bytes(), &decode(promise)),
                    "{}",
                    case.name
                );
            }
            let proof = &entry["inclusionProof"];
            if proof.is_object() {
                assert_included(
                    case.name,
                    &body,
                    proof,
                    &key,
                    log["baseUrl"].as_str().unwrap(),
                );
                entries += 1;
            }
        }
    }
    assert!(entries > 60, "{entries} entries seen");
}

fn assert_included(name: &str, body: &[u8], proof: &Value, key: &[u8], base_url: &str) {
    let note = proof["checkpoint"]["envelope"].as_str().unwrap();
    let (text, signatures) = note.split_once("\n\n").unwrap();
    let text = format!("{text}\n");
    let mut lines = text.lines();
    let host = base_url.strip_prefix("https://").unwrap();
    assert!(lines.next().unwrap().starts_with(host), "{name}");
    let size: u64 = lines.next().unwrap().parse().unwrap();
    let tree = STANDARD.decode(lines.next().unwrap()).unwrap();
    let prefix = format!("\u{2014} {host} ");
    let line = signatures
        .lines()
        .find_map(|line| line.strip_prefix(&prefix))
        .unwrap();
    let signature = &STANDARD.decode(line).unwrap()[4..];
    assert!(verifies(key, text.as_bytes(), signature), "{name}");

    // RFC 9162 2.1.3.2
    let hash = |parts: &[&[u8]]| Sha256::digest(parts.concat()).to_vec();
    let index = proof["logIndex"]
        .as_str()
        .unwrap_or("0")
        .parse::<u64>()
        .unwrap();
    let (mut number, mut last, mut node) = (index, size - 1, hash(&[&[0], body]));
    for sibling in proof["hashes"].as_array().map_or(&[][..], Vec::as_slice) {
        let sibling = decode(sibling);
        if number & 1 == 1 || number == last {
            node = hash(&[&[1], &sibling, &node]);
            while number & 1 == 0 && number != 0 {
                number >>= 1;
                last >>= 1;
            }
        } else {
            node = hash(&[&[1], &node, &sibling]);
        }
        number >>= 1;
        last >>= 1;
    }
    assert_eq!((last, node), (0, tree), "{name}");
}

#[test]
fn a_fault_in_the_entry_leaves_set_and_proof_right() {
    for case in NEGATIVES.iter() {
        let Expect::Fails {
            check: "entry.signature" | "entry.key" | "entry.digest",
        } = case.expect
        else {
            continue;
        };
        let (bundle, root) = (bundle(case), root(case));
        let entry = &bundle["verificationMaterial"]["tlogEntries"][0];
        let tlogs = root["tlogs"].as_array().unwrap();
        let log = tlogs
            .iter()
            .find(|log| log["logId"] == entry["logId"])
            .unwrap();
        let key = decode(&log["publicKey"]["rawBytes"]);
        let body = decode(&entry["canonicalizedBody"]);
        let base_url = log["baseUrl"].as_str().unwrap();
        assert_included(case.name, &body, &entry["inclusionProof"], &key, base_url);
    }
}

#[test]
fn twin_and_stored_signatures_verify_as_what_they_are() {
    let key = Key::p256("leaf");
    let signature = key.sign(Hash::Sha256, ARTIFACT);
    let twin = p256_twin(&signature);
    assert_ne!(signature, twin);
    assert!(verifies(&key.spki(), ARTIFACT, &twin));

    let by_name = |name: &str| NEGATIVES.iter().find(|case| case.name == name).unwrap();
    let check = |name: &str, algorithm: &'static dyn VerificationAlgorithm| {
        let case = by_name(name);
        let bundle = bundle(case);
        let spki = signer(case, &bundle);
        let spki = x509_cert::spki::SubjectPublicKeyInfoOwned::from_der(&spki).unwrap();
        let signature = decode(&bundle["messageSignature"]["signature"]);
        UnparsedPublicKey::new(algorithm, spki.subject_public_key.raw_bytes())
            .verify(ARTIFACT, &signature)
            .unwrap_or_else(|_| panic!("{name}"));
    };
    check(
        "pss-signature-for-a-pkcs1-key",
        &lc::RSA_PSS_2048_8192_SHA256,
    );
    check(
        "pkcs1-signature-for-a-pss-key",
        &lc::RSA_PKCS1_2048_8192_SHA256,
    );
    check(
        "rsa1024",
        &lc::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
    );
}
