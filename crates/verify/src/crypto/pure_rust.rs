//! ECDSA and Ed25519 checked by the RustCrypto crates. RSA stays with aws-lc.

use ed25519_dalek::VerifyingKey as Ed25519Key;
use p256::ecdsa::signature::{Verifier as _, hazmat::PrehashVerifier as _};
use whence_evidence::Digest;

use super::{KeyAlgorithm, KeyRejected, Scheme, aws_lc, digest, ed25519ph};

/// A parsed key.
#[derive(Debug, Clone)]
pub(super) enum Key {
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    P521(p521::ecdsa::VerifyingKey),
    Ed25519(Ed25519Key),
    Rsa(aws_lc::Key),
}

impl Key {
    pub(super) fn new(algorithm: KeyAlgorithm, bytes: &[u8]) -> Result<Self, KeyRejected> {
        let key = match algorithm {
            KeyAlgorithm::EcdsaP256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(bytes)
                .ok()
                .map(Self::P256),
            KeyAlgorithm::EcdsaP384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(bytes)
                .ok()
                .map(Self::P384),
            KeyAlgorithm::EcdsaP521 => p521::ecdsa::VerifyingKey::from_sec1_bytes(bytes)
                .ok()
                .map(Self::P521),
            KeyAlgorithm::Ed25519 => bytes
                .try_into()
                .ok()
                .and_then(|bytes| Ed25519Key::from_bytes(bytes).ok())
                .map(Self::Ed25519),
            KeyAlgorithm::Rsa | KeyAlgorithm::RsaPss => {
                Some(Self::Rsa(aws_lc::Key::new(algorithm, bytes)?))
            }
        };
        key.ok_or(KeyRejected::Malformed)
    }

    pub(super) fn verify(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        match (self, scheme) {
            (Self::Ed25519(key), Scheme::Ed25519) => {
                // By the equation of RFC 8032 §5.1.7 without the cofactor, as aws-lc; keys of small
                // order do not come this far.
                ed25519_dalek::Signature::from_slice(signature)
                    .is_ok_and(|signature| key.verify(message, &signature).is_ok())
            }
            (Self::Rsa(key), _) => key.verify(scheme, message, signature),
            (_, Scheme::Ecdsa(hash)) => {
                self.verify_digest(scheme, &digest(hash, message), signature)
            }
            _ => false,
        }
    }

    pub(super) fn verify_digest(&self, scheme: Scheme, digest: &Digest, signature: &[u8]) -> bool {
        let Scheme::Ecdsa(_) = scheme else {
            return match self {
                Self::Ed25519(key) if scheme == Scheme::Ed25519ph => {
                    ed25519ph::verify(key.as_bytes(), digest, signature)
                }
                Self::Rsa(key) => key.verify_digest(scheme, digest, signature),
                _ => false,
            };
        };
        let prehash = digest.as_bytes();
        match self {
            Self::P256(key) => p256::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(prehash, &signature).is_ok()),
            Self::P384(key) => p384::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(prehash, &signature).is_ok()),
            Self::P521(key) => p521::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(prehash, &signature).is_ok()),
            Self::Ed25519(_) | Self::Rsa(_) => false,
        }
    }
}
