//! Signing keys made from labels: the same label is the same key on every machine and in every run.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::signature::KeyPair;
use aws_lc_rs::{digest as lc_digest, rand as lc_rand, rsa, signature as lc_signature};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::der::{self, oids};

/// The digests that Sigstore signatures use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
}

impl Hash {
    /// The digest of `message`.
    pub fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Hash::Sha256 => Sha256::digest(message).to_vec(),
            Hash::Sha384 => Sha384::digest(message).to_vec(),
            Hash::Sha512 => Sha512::digest(message).to_vec(),
        }
    }

    /// Object identifier of the digest.
    pub fn oid(self) -> &'static str {
        match self {
            Hash::Sha256 => oids::SHA256,
            Hash::Sha384 => oids::SHA384,
            Hash::Sha512 => oids::SHA512,
        }
    }

    /// Name in bundles and Rekor v2 bodies.
    pub fn proto_name(self) -> &'static str {
        match self {
            Hash::Sha256 => "SHA2_256",
            Hash::Sha384 => "SHA2_384",
            Hash::Sha512 => "SHA2_512",
        }
    }

    /// Name in Rekor v1 bodies and in-toto digest sets.
    pub fn short_name(self) -> &'static str {
        match self {
            Hash::Sha256 => "sha256",
            Hash::Sha384 => "sha384",
            Hash::Sha512 => "sha512",
        }
    }
}

/// SHA-256, the digest of logs and key ids.
pub fn sha256(message: &[u8]) -> [u8; 32] {
    Sha256::digest(message).into()
}

/// SHA-1, for the cases that must be refused because of it.
pub fn sha1(message: &[u8]) -> Vec<u8> {
    lc_digest::digest(&lc_digest::SHA1_FOR_LEGACY_USE_ONLY, message)
        .as_ref()
        .to_vec()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Standard base64 with padding.
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes that standard base64 stands for.
pub fn unbase64(text: &str) -> Vec<u8> {
    STANDARD.decode(text).expect("base64")
}

/// PEM with lines of 64 characters and a final line feed.
pub fn pem(label: &str, der: &[u8]) -> String {
    let encoded = base64(der);
    let mut out = format!("-----BEGIN {label}-----\n");
    for line in encoded.as_bytes().chunks(64) {
        out.push_str(std::str::from_utf8(line).expect("base64 is ASCII"));
        out.push('\n');
    }
    out.push_str(&format!("-----END {label}-----\n"));
    out
}

/// RSA private keys cannot be derived from a label, so they are data. They protect nothing.
const RSA_2048: &[u8] = include_bytes!("data/rsa-2048.pkcs8.der");
const RSA_3072: &[u8] = include_bytes!("data/rsa-3072.pkcs8.der");
const RSA_4096: &[u8] = include_bytes!("data/rsa-4096.pkcs8.der");

/// A signing key.
#[derive(Clone)]
pub enum Key {
    /// ECDSA on P-256.
    P256(p256::ecdsa::SigningKey),
    /// ECDSA on P-384.
    P384(p384::ecdsa::SigningKey),
    /// ECDSA on P-521.
    P521(p521::ecdsa::SigningKey),
    /// Ed25519.
    Ed25519(Box<ed25519_dalek::SigningKey>),
    /// RSA, PKCS#1 v1.5; the PKCS#8 encoding.
    Rsa(&'static [u8]),
}

impl Key {
    /// P-256 key of this label.
    pub fn p256(label: &str) -> Key {
        static MADE: Made<p256::ecdsa::SigningKey> = Made::new();
        let make = || p256::ecdsa::SigningKey::from_slice(&seed(label, 32));
        Key::P256(MADE.once(label.as_bytes(), || make().expect("below the order")))
    }

    /// P-384 key of this label.
    pub fn p384(label: &str) -> Key {
        static MADE: Made<p384::ecdsa::SigningKey> = Made::new();
        let make = || p384::ecdsa::SigningKey::from_slice(&seed(label, 48));
        Key::P384(MADE.once(label.as_bytes(), || make().expect("below the order")))
    }

    /// P-521 key of this label.
    pub fn p521(label: &str) -> Key {
        static MADE: Made<p521::ecdsa::SigningKey> = Made::new();
        let make = || p521::ecdsa::SigningKey::from_slice(&seed(label, 66));
        Key::P521(MADE.once(label.as_bytes(), || make().expect("below the order")))
    }

    /// Ed25519 key of this label.
    pub fn ed25519(label: &str) -> Key {
        let secret: [u8; 32] = seed(label, 32).try_into().expect("32 bytes");
        Key::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(&secret)))
    }

    /// The one RSA-2048 key.
    pub fn rsa2048() -> Key {
        Key::Rsa(RSA_2048)
    }

    /// The one RSA-3072 key.
    pub fn rsa3072() -> Key {
        Key::Rsa(RSA_3072)
    }

    /// The one RSA-4096 key.
    pub fn rsa4096() -> Key {
        Key::Rsa(RSA_4096)
    }

    /// PSS signature over [`ARTIFACT`](crate::ARTIFACT) with a salt as long as the digest. Salts are random, so
    /// these are data.
    pub fn pss_over_artifact(&self, hash: Hash) -> &'static [u8] {
        let Key::Rsa(pkcs8) = self else {
            panic!("an RSA key")
        };
        match (pkcs8.len(), hash) {
            (1217, Hash::Sha256) => include_bytes!("data/rsa-2048.pss-sha256.artifact.sig"),
            (1217, Hash::Sha384) => include_bytes!("data/rsa-2048.pss-sha384.artifact.sig"),
            (1217, Hash::Sha512) => include_bytes!("data/rsa-2048.pss-sha512.artifact.sig"),
            (1793, Hash::Sha256) => include_bytes!("data/rsa-3072.pss-sha256.artifact.sig"),
            (1793, Hash::Sha384) => include_bytes!("data/rsa-3072.pss-sha384.artifact.sig"),
            (1793, Hash::Sha512) => include_bytes!("data/rsa-3072.pss-sha512.artifact.sig"),
            (_, Hash::Sha256) => include_bytes!("data/rsa-4096.pss-sha256.artifact.sig"),
            (_, Hash::Sha384) => include_bytes!("data/rsa-4096.pss-sha384.artifact.sig"),
            (_, Hash::Sha512) => include_bytes!("data/rsa-4096.pss-sha512.artifact.sig"),
        }
    }

    /// SubjectPublicKeyInfo of an RSA key that says it is for PSS; `parameters` are those of RFC 4055 §3.1.
    pub fn pss_spki(&self, parameters: Option<&[u8]>) -> Vec<u8> {
        let Key::Rsa(pkcs8) = self else {
            panic!("an RSA key")
        };
        let pair = rsa::KeyPair::from_pkcs8(pkcs8).expect("an RSA key");
        let mut algorithm = vec![der::oid("1.2.840.113549.1.1.10")];
        algorithm.extend(parameters.map(<[u8]>::to_vec));
        let algorithm = der::sequence(&algorithm);
        der::sequence(&[algorithm, der::bit_string(pair.public_key().as_ref())])
    }

    /// Signature over `message`. ECDSA: ASN.1 DER, deterministic (RFC 6979). RSA: PKCS#1 v1.5.
    /// Ed25519: pure, and `hash` plays no part.
    pub fn sign(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        match self {
            Key::Ed25519(key) => {
                use ed25519_dalek::Signer;
                key.sign(message).to_bytes().to_vec()
            }
            Key::Rsa(pkcs8) => {
                let pair = rsa::KeyPair::from_pkcs8(pkcs8).expect("an RSA key");
                let padding = match hash {
                    Hash::Sha256 => &lc_signature::RSA_PKCS1_SHA256,
                    Hash::Sha384 => &lc_signature::RSA_PKCS1_SHA384,
                    Hash::Sha512 => &lc_signature::RSA_PKCS1_SHA512,
                };
                let mut out = vec![0; pair.public_modulus_len()];
                pair.sign(padding, &lc_rand::SystemRandom::new(), message, &mut out)
                    .expect("PKCS#1 signing");
                out
            }
            _ => self.sign_digest(&hash.digest(message)),
        }
    }

    /// RSA-PSS with a salt as long as the digest. Salts are random: no two signatures are the same.
    pub fn sign_pss(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        let Key::Rsa(pkcs8) = self else {
            panic!("an RSA key")
        };
        let pair = rsa::KeyPair::from_pkcs8(pkcs8).expect("an RSA key");
        let padding = match hash {
            Hash::Sha256 => &lc_signature::RSA_PSS_SHA256,
            Hash::Sha384 => &lc_signature::RSA_PSS_SHA384,
            Hash::Sha512 => &lc_signature::RSA_PSS_SHA512,
        };
        let mut out = vec![0; pair.public_modulus_len()];
        pair.sign(padding, &lc_rand::SystemRandom::new(), message, &mut out)
            .expect("PSS signing");
        out
    }

    /// ECDSA over a digest of any length; other keys cannot.
    pub fn sign_digest(&self, digest: &[u8]) -> Vec<u8> {
        static MADE: Made<Vec<u8>> = Made::new();
        let secret = match self {
            Key::P256(key) => key.to_bytes().to_vec(),
            Key::P384(key) => key.to_bytes().to_vec(),
            Key::P521(key) => key.to_bytes().to_vec(),
            Key::Ed25519(_) | Key::Rsa(_) => panic!("only ECDSA signs a bare digest"),
        };
        MADE.once(&[&secret, digest].concat(), || self.sign_ecdsa(digest))
    }

    fn sign_ecdsa(&self, digest: &[u8]) -> Vec<u8> {
        match self {
            Key::P256(key) => {
                let signature: p256::ecdsa::Signature =
                    key.sign_prehash(&widen(digest, 32)).expect("ECDSA signing");
                signature.to_der().as_bytes().to_vec()
            }
            Key::P384(key) => {
                let signature: p384::ecdsa::Signature =
                    key.sign_prehash(&widen(digest, 48)).expect("ECDSA signing");
                signature.to_der().as_bytes().to_vec()
            }
            Key::P521(key) => {
                let signature: p521::ecdsa::Signature =
                    key.sign_prehash(&widen(digest, 66)).expect("ECDSA signing");
                signature.to_der().as_bytes().to_vec()
            }
            Key::Ed25519(_) | Key::Rsa(_) => panic!("only ECDSA signs a bare digest"),
        }
    }

    /// Ed25519ph over SHA-512 with an empty context (RFC 8032 5.1).
    pub fn sign_ed25519ph(&self, message: &[u8]) -> Vec<u8> {
        let Key::Ed25519(key) = self else {
            panic!("an Ed25519 key")
        };
        key.sign_prehashed(Sha512::new_with_prefix(message), None)
            .expect("an empty context")
            .to_bytes()
            .to_vec()
    }

    /// SubjectPublicKeyInfo, DER.
    pub fn spki(&self) -> Vec<u8> {
        match self {
            Key::P256(_) => ec_spki("1.2.840.10045.3.1.7", &self.point()),
            Key::P384(_) => ec_spki("1.3.132.0.34", &self.point()),
            Key::P521(_) => ec_spki("1.3.132.0.35", &self.point()),
            Key::Ed25519(_) => {
                let algorithm = der::sequence(&[der::oid("1.3.101.112")]);
                der::sequence(&[algorithm, der::bit_string(&self.point())])
            }
            Key::Rsa(pkcs8) => {
                let pair = rsa::KeyPair::from_pkcs8(pkcs8).expect("an RSA key");
                pair.public_key()
                    .as_der()
                    .expect("an RSA public key")
                    .as_ref()
                    .to_vec()
            }
        }
    }

    /// The public key without its wrapping: uncompressed point, or the 32 bytes of Ed25519.
    pub fn point(&self) -> Vec<u8> {
        match self {
            Key::P256(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Key::P384(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Key::P521(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Key::Ed25519(key) => key.verifying_key().to_bytes().to_vec(),
            Key::Rsa(_) => panic!("an RSA key has no point"),
        }
    }

    /// SubjectPublicKeyInfo, PEM.
    pub fn public_pem(&self) -> String {
        pem("PUBLIC KEY", &self.spki())
    }

    /// The digest that the algorithm registry pairs with this key.
    pub fn default_hash(&self) -> Hash {
        match self {
            Key::P256(_) | Key::Rsa(_) => Hash::Sha256,
            Key::P384(_) => Hash::Sha384,
            Key::P521(_) | Key::Ed25519(_) => Hash::Sha512,
        }
    }

    /// `keyDetails` of the algorithm registry.
    pub fn key_details(&self) -> &'static str {
        match self {
            Key::P256(_) => "PKIX_ECDSA_P256_SHA_256",
            Key::P384(_) => "PKIX_ECDSA_P384_SHA_384",
            Key::P521(_) => "PKIX_ECDSA_P521_SHA_512",
            Key::Ed25519(_) => "PKIX_ED25519",
            Key::Rsa(pkcs8) if pkcs8.len() == RSA_2048.len() => "PKIX_RSA_PKCS1V15_2048_SHA256",
            Key::Rsa(pkcs8) if pkcs8.len() == RSA_4096.len() => "PKIX_RSA_PKCS1V15_4096_SHA256",
            Key::Rsa(_) => "PKIX_RSA_PKCS1V15_3072_SHA256",
        }
    }

    /// AlgorithmIdentifier of this key's signatures, DER.
    pub fn signature_algorithm(&self, hash: Hash) -> Vec<u8> {
        match (self, hash) {
            (Key::Ed25519(_), _) => der::sequence(&[der::oid("1.3.101.112")]),
            (Key::Rsa(_), hash) => {
                let arc = match hash {
                    Hash::Sha256 => 11,
                    Hash::Sha384 => 12,
                    Hash::Sha512 => 13,
                };
                let oid = der::oid(&format!("1.2.840.113549.1.1.{arc}"));
                der::sequence(&[oid, der::null()])
            }
            (_, hash) => {
                let arc = match hash {
                    Hash::Sha256 => 2,
                    Hash::Sha384 => 3,
                    Hash::Sha512 => 4,
                };
                der::sequence(&[der::oid(&format!("1.2.840.10045.4.3.{arc}"))])
            }
        }
    }
}

/// What was made before. The same label is the same key and the same message the same signature, and most of a
/// catalogue is the same few keys and certificates.
struct Made<T>(LazyLock<Mutex<HashMap<Vec<u8>, T>>>);

impl<T: Clone> Made<T> {
    const fn new() -> Made<T> {
        Made(LazyLock::new(Mutex::default))
    }

    fn once(&self, of: &[u8], make: impl FnOnce() -> T) -> T {
        if let Some(made) = self.0.lock().expect("nobody panics with it").get(of) {
            return made.clone();
        }
        let made = make();
        let mut all = self.0.lock().expect("nobody panics with it");
        all.insert(of.to_vec(), made.clone());
        made
    }
}

/// RSASSA-PSS-params (RFC 4055 §3.1) of this digest, with the same within MGF1 and a salt of `salt` bytes.
pub fn pss_parameters(hash: Hash, mask: Hash, salt: u64) -> Vec<u8> {
    let algorithm = |hash: Hash| der::sequence(&[der::oid(hash.oid()), der::null()]);
    let mgf1 = der::sequence(&[der::oid("1.2.840.113549.1.1.8"), algorithm(mask)]);
    der::sequence(&[
        der::context(0, &algorithm(hash)),
        der::context(1, &mgf1),
        der::context(2, &der::small_integer(salt)),
    ])
}

/// SubjectPublicKeyInfo of an ML-DSA key (RFC 9881); its arc under `2.16.840.1.101.3.4.3`.
pub fn ml_dsa_spki(arc: u8) -> Vec<u8> {
    let length = match arc {
        17 => 1312,
        18 => 1952,
        _ => 2592,
    };
    let algorithm = der::sequence(&[der::oid(&format!("2.16.840.1.101.3.4.3.{arc}"))]);
    der::sequence(&[algorithm, der::bit_string(&vec![7; length])])
}

/// SubjectPublicKeyInfo of an elliptic-curve point, right or wrong.
pub fn ec_spki(curve: &str, point: &[u8]) -> Vec<u8> {
    let algorithm = der::sequence(&[der::oid("1.2.840.10045.2.1"), der::oid(curve)]);
    der::sequence(&[algorithm, der::bit_string(point)])
}

/// SubjectPublicKeyInfo of an RSA key; `algorithm` is rsaEncryption or id-RSASSA-PSS with its parameters.
pub fn rsa_spki(algorithm: &[u8], modulus: &[u8], exponent: u64) -> Vec<u8> {
    let key = der::sequence(&[der::integer(modulus), der::small_integer(exponent)]);
    der::sequence(&[algorithm.to_vec(), der::bit_string(&key)])
}

/// Modulus of the one RSA-2048 key, big endian.
pub fn rsa2048_modulus() -> Vec<u8> {
    let pair = rsa::KeyPair::from_pkcs8(RSA_2048).expect("an RSA key");
    // RSAPublicKey: SEQUENCE head of four bytes, INTEGER head of four, a zero, then the modulus.
    pair.public_key().as_ref()[9..9 + 256].to_vec()
}

/// The other signature of the same P-256 key over the same message: (r, n - s) verifies as well as (r, s).
pub fn p256_twin(signature: &[u8]) -> Vec<u8> {
    let original = p256::ecdsa::Signature::from_der(signature).expect("a P-256 signature");
    let (r, s) = original.split_scalars();
    let twin = p256::ecdsa::Signature::from_scalars(r, -s).expect("nonzero scalars");
    twin.to_der().as_bytes().to_vec()
}

/// Secret bytes of a label. Leading zero bytes keep a P-521 secret below the order.
fn seed(label: &str, length: usize) -> Vec<u8> {
    let wide = Sha512::digest(format!("whence-testkit {label}"));
    let taken = length.min(wide.len());
    let mut out = vec![0; length - taken];
    out.extend_from_slice(&wide[..taken]);
    out
}

/// ECDSA takes a short digest as a number; leading zeros keep the number and satisfy the crates' minimum length.
fn widen(digest: &[u8], length: usize) -> Vec<u8> {
    let mut out = vec![0; length.saturating_sub(digest.len())];
    out.extend_from_slice(digest);
    out
}
