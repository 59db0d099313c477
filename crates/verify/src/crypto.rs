//! The one door to cryptography: keys, signatures, digests. Swapping the library is swapping
//! `backend`.

mod aws_lc;
mod ed25519ph;
/// Compiled for tests too, which demand that both back ends agree.
#[cfg(any(test, feature = "pure-rust"))]
mod pure_rust;
mod rsa;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]
mod tests;

#[cfg(not(feature = "pure-rust"))]
use aws_lc as backend;
#[cfg(feature = "pure-rust")]
use pure_rust as backend;

use sha2::Digest as _;
use spki::{ObjectIdentifier, SubjectPublicKeyInfoRef, der::Decode};
use whence_evidence::{Digest, HashAlgorithm};

/// A public key that can check signatures.
#[derive(Debug, Clone)]
pub struct VerifyKey {
    algorithm: KeyAlgorithm,
    /// The one digest that a PSS key allows by its own statement.
    pss_hash: Option<HashAlgorithm>,
    spki_sha256: [u8; 32],
    inner: backend::Key,
}

/// The key algorithms of Sigstore's registry that this program checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyAlgorithm {
    /// ECDSA on NIST P-256.
    EcdsaP256,
    /// ECDSA on NIST P-384.
    EcdsaP384,
    /// ECDSA on NIST P-521.
    EcdsaP521,
    /// Ed25519.
    Ed25519,
    /// RSA with a modulus of 2048 to 4096 bits, signing after PKCS#1 v1.5.
    Rsa,
    /// The same, by its own statement for PSS alone (RFC 4055 §1.2).
    RsaPss,
}

/// A way of signing with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// ECDSA over a digest.
    Ecdsa(HashAlgorithm),
    /// Pure Ed25519, which needs the whole message.
    Ed25519,
    /// Ed25519 over a SHA-512 digest (RFC 8032 §5.1, phflag 1, empty context).
    Ed25519ph,
    /// RSASSA-PKCS1-v1_5 over a digest.
    RsaPkcs1(HashAlgorithm),
    /// RSASSA-PSS over a digest, salt as long as the digest.
    RsaPss(HashAlgorithm),
}

/// Why a key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRejected {
    /// Not a key at all, or one that breaks the rules of its algorithm.
    Malformed,
    /// A key of an algorithm or size this program does not check.
    Unsupported,
}

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const CURVE_P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const CURVE_P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const CURVE_P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");

impl VerifyKey {
    /// Reads a SubjectPublicKeyInfo (DER). Points must be uncompressed and on their curve, RSA
    /// moduli 2048 to 4096 bits with an odd exponent above 1, Ed25519 points not of small order.
    ///
    /// # Errors
    /// [`KeyRejected`].
    pub fn from_spki(der: &[u8]) -> Result<Self, KeyRejected> {
        let spki = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| KeyRejected::Malformed)?;
        let bytes = spki
            .subject_public_key
            .as_bytes()
            .ok_or(KeyRejected::Malformed)?;
        let parameters = spki.algorithm.parameters;
        let mut pss_hash = None;
        let algorithm = match spki.algorithm.oid {
            EC_PUBLIC_KEY => match spki.algorithm.parameters_oid() {
                Ok(CURVE_P256) => KeyAlgorithm::EcdsaP256,
                Ok(CURVE_P384) => KeyAlgorithm::EcdsaP384,
                Ok(CURVE_P521) => KeyAlgorithm::EcdsaP521,
                Ok(_) => return Err(KeyRejected::Unsupported),
                Err(_) => return Err(KeyRejected::Malformed),
            },
            ED25519 if parameters.is_none() => KeyAlgorithm::Ed25519,
            ED25519 => return Err(KeyRejected::Malformed),
            // NULL by RFC 4055 §1.2; some writers leave it out.
            RSA_ENCRYPTION if parameters.is_none_or(|given| given.is_null()) => KeyAlgorithm::Rsa,
            RSA_ENCRYPTION => return Err(KeyRejected::Malformed),
            RSASSA_PSS => {
                pss_hash = parameters.map(rsa::pss_hash).transpose()?;
                KeyAlgorithm::RsaPss
            }
            _ => return Err(KeyRejected::Unsupported),
        };
        Ok(Self {
            pss_hash,
            ..Self::new(algorithm, bytes, sha256(der))?
        })
    }

    /// `bytes`: the point, the Ed25519 key, or the PKCS#1 RSAPublicKey.
    fn new(
        algorithm: KeyAlgorithm,
        bytes: &[u8],
        spki_sha256: [u8; 32],
    ) -> Result<Self, KeyRejected> {
        let uncompressed_point =
            |field: usize| bytes.len() == 1 + 2 * field && bytes.first() == Some(&0x04);
        match algorithm {
            KeyAlgorithm::EcdsaP256 if uncompressed_point(32) => {}
            KeyAlgorithm::EcdsaP384 if uncompressed_point(48) => {}
            KeyAlgorithm::EcdsaP521 if uncompressed_point(66) => {}
            KeyAlgorithm::Ed25519 if is_ed25519_point_of_large_order(bytes) => {}
            KeyAlgorithm::Rsa | KeyAlgorithm::RsaPss => rsa::check_public_key(bytes)?,
            _ => return Err(KeyRejected::Malformed),
        }
        Ok(Self {
            algorithm,
            pss_hash: None,
            spki_sha256,
            inner: backend::Key::new(algorithm, bytes)?,
        })
    }

    /// The key's algorithm.
    pub const fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    /// SHA-256 of the key's SubjectPublicKeyInfo.
    pub const fn spki_sha256(&self) -> &[u8; 32] {
        &self.spki_sha256
    }

    /// Whether `signature` is over `message`. A scheme that does not fit the key never holds.
    pub fn verify(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        match scheme {
            _ if !self.allows(scheme) => false,
            Scheme::Ed25519ph => {
                self.verify_digest(scheme, &digest(HashAlgorithm::Sha512, message), signature)
            }
            _ => self.inner.verify(scheme, message, signature),
        }
    }

    /// Whether `signature` is over the message with this digest. Pure Ed25519 never holds: it
    /// needs the message. A digest of another algorithm than the scheme's never holds.
    pub fn verify_digest(&self, scheme: Scheme, digest: &Digest, signature: &[u8]) -> bool {
        if scheme.hash() != Some(digest.algorithm()) || !self.allows(scheme) {
            return false;
        }
        self.inner.verify_digest(scheme, digest, signature)
    }

    fn allows(&self, scheme: Scheme) -> bool {
        self.pss_hash
            .is_none_or(|hash| scheme == Scheme::RsaPss(hash))
    }

    /// The schemes a signature of this key may follow, the regular one of the Sigstore algorithm registry
    /// first, then the other digests, which signers with a key of their own choose. `prehashed` tells whether the signature
    /// was made for a log entry that holds only a digest, which rules out pure Ed25519.
    pub const fn schemes(&self, prehashed: bool) -> &'static [Scheme] {
        use HashAlgorithm::{Sha256, Sha384, Sha512};
        match (self.algorithm, prehashed) {
            (KeyAlgorithm::EcdsaP256, _) => &[
                Scheme::Ecdsa(Sha256),
                Scheme::Ecdsa(Sha384),
                Scheme::Ecdsa(Sha512),
            ],
            (KeyAlgorithm::EcdsaP384, _) => &[
                Scheme::Ecdsa(Sha384),
                Scheme::Ecdsa(Sha256),
                Scheme::Ecdsa(Sha512),
            ],
            (KeyAlgorithm::EcdsaP521, _) => &[
                Scheme::Ecdsa(Sha512),
                Scheme::Ecdsa(Sha256),
                Scheme::Ecdsa(Sha384),
            ],
            (KeyAlgorithm::Ed25519, false) => &[Scheme::Ed25519],
            (KeyAlgorithm::Ed25519, true) => &[Scheme::Ed25519ph, Scheme::Ed25519],
            (KeyAlgorithm::Rsa, _) => &[
                Scheme::RsaPkcs1(Sha256),
                Scheme::RsaPkcs1(Sha384),
                Scheme::RsaPkcs1(Sha512),
            ],
            // A key that does not say so is never taken for PSS: two schemes, two meanings.
            (KeyAlgorithm::RsaPss, _) if let Some(hash) = self.pss_hash => match hash {
                Sha256 => &[Scheme::RsaPss(Sha256)],
                Sha384 => &[Scheme::RsaPss(Sha384)],
                Sha512 => &[Scheme::RsaPss(Sha512)],
            },
            (KeyAlgorithm::RsaPss, _) => &[
                Scheme::RsaPss(Sha256),
                Scheme::RsaPss(Sha384),
                Scheme::RsaPss(Sha512),
            ],
        }
    }
}

/// Under a key of small order one signature holds over every message. aws-lc does not look.
fn is_ed25519_point_of_large_order(bytes: &[u8]) -> bool {
    bytes
        .try_into()
        .ok()
        .and_then(|bytes| ed25519_dalek::VerifyingKey::from_bytes(bytes).ok())
        .is_some_and(|key| !key.is_weak())
}

impl KeyAlgorithm {
    /// Name for people who know them.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EcdsaP256 => "ECDSA P-256",
            Self::EcdsaP384 => "ECDSA P-384",
            Self::EcdsaP521 => "ECDSA P-521",
            Self::Ed25519 => "Ed25519",
            Self::Rsa => "RSA",
            Self::RsaPss => "RSA (PSS)",
        }
    }
}

impl Scheme {
    /// The digest algorithm; pure Ed25519 has none that a caller could compute ahead.
    pub const fn hash(self) -> Option<HashAlgorithm> {
        match self {
            Self::Ecdsa(hash) | Self::RsaPkcs1(hash) | Self::RsaPss(hash) => Some(hash),
            Self::Ed25519ph => Some(HashAlgorithm::Sha512),
            Self::Ed25519 => None,
        }
    }

    /// Name for people who know them.
    pub const fn as_str(self) -> &'static str {
        use HashAlgorithm::{Sha256, Sha384, Sha512};
        match self {
            Self::Ecdsa(Sha256) => "ECDSA with SHA-256",
            Self::Ecdsa(Sha384) => "ECDSA with SHA-384",
            Self::Ecdsa(Sha512) => "ECDSA with SHA-512",
            Self::Ed25519 => "Ed25519",
            Self::Ed25519ph => "Ed25519ph",
            Self::RsaPkcs1(Sha256) => "RSA PKCS#1 v1.5 with SHA-256",
            Self::RsaPkcs1(Sha384) => "RSA PKCS#1 v1.5 with SHA-384",
            Self::RsaPkcs1(Sha512) => "RSA PKCS#1 v1.5 with SHA-512",
            Self::RsaPss(Sha256) => "RSA PSS with SHA-256",
            Self::RsaPss(Sha384) => "RSA PSS with SHA-384",
            Self::RsaPss(Sha512) => "RSA PSS with SHA-512",
        }
    }
}

/// A digest computed piece by piece.
pub struct Hasher(HasherState);

enum HasherState {
    Sha256(sha2::Sha256),
    Sha384(sha2::Sha384),
    Sha512(sha2::Sha512),
}

impl Hasher {
    /// An empty message.
    pub fn new(algorithm: HashAlgorithm) -> Self {
        Self(match algorithm {
            HashAlgorithm::Sha256 => HasherState::Sha256(sha2::Sha256::new()),
            HashAlgorithm::Sha384 => HasherState::Sha384(sha2::Sha384::new()),
            HashAlgorithm::Sha512 => HasherState::Sha512(sha2::Sha512::new()),
        })
    }

    /// Appends to the message.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            HasherState::Sha256(state) => state.update(bytes),
            HasherState::Sha384(state) => state.update(bytes),
            HasherState::Sha512(state) => state.update(bytes),
        }
    }

    /// The digest of the message.
    pub fn finish(self) -> Digest {
        let (algorithm, bytes) = match self.0 {
            HasherState::Sha256(state) => (HashAlgorithm::Sha256, state.finalize().to_vec()),
            HasherState::Sha384(state) => (HashAlgorithm::Sha384, state.finalize().to_vec()),
            HasherState::Sha512(state) => (HashAlgorithm::Sha512, state.finalize().to_vec()),
        };
        match Digest::new(algorithm, &bytes) {
            Some(digest) => digest,
            None => unreachable!("a hash function gives as many bytes as its algorithm has"),
        }
    }
}

/// The digest of a message at hand.
pub fn digest(algorithm: HashAlgorithm, message: &[u8]) -> Digest {
    let mut hasher = Hasher::new(algorithm);
    hasher.update(message);
    hasher.finish()
}

/// SHA-256 of a message at hand.
pub fn sha256(message: &[u8]) -> [u8; 32] {
    sha2::Sha256::digest(message).into()
}

/// SHA-1 of a message, for comparing with the certificate ids of old time stamps (RFC 2634 §5.4).
/// Nothing is ever decided by it alone.
pub(crate) fn sha1(message: &[u8]) -> [u8; 20] {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, message);
    digest.as_ref().try_into().unwrap_or_default()
}
