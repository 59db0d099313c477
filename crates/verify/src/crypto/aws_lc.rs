//! Signatures checked by aws-lc.

use std::sync::Arc;

use aws_lc_rs::{
    digest::{self, Digest as LcDigest},
    signature::{
        self, EcdsaVerificationAlgorithm, ParsedPublicKey, RsaParameters, VerificationAlgorithm,
    },
};
use whence_evidence::{Digest, HashAlgorithm};

use super::{KeyAlgorithm, KeyRejected, Scheme, ed25519ph};

/// A key, parsed for its regular scheme; for another one it is parsed again.
#[derive(Debug, Clone)]
pub(super) struct Key {
    algorithm: KeyAlgorithm,
    bytes: Arc<[u8]>,
    regular: (Scheme, ParsedPublicKey),
}

impl Key {
    pub(super) fn new(algorithm: KeyAlgorithm, bytes: &[u8]) -> Result<Self, KeyRejected> {
        let scheme = match algorithm {
            KeyAlgorithm::EcdsaP256 => Scheme::Ecdsa(HashAlgorithm::Sha256),
            KeyAlgorithm::EcdsaP384 => Scheme::Ecdsa(HashAlgorithm::Sha384),
            KeyAlgorithm::EcdsaP521 => Scheme::Ecdsa(HashAlgorithm::Sha512),
            KeyAlgorithm::Ed25519 => Scheme::Ed25519,
            KeyAlgorithm::Rsa => Scheme::RsaPkcs1(HashAlgorithm::Sha256),
            KeyAlgorithm::RsaPss => Scheme::RsaPss(HashAlgorithm::Sha256),
        };
        Ok(Self {
            algorithm,
            bytes: bytes.into(),
            regular: (
                scheme,
                parse(algorithm, scheme, bytes).ok_or(KeyRejected::Malformed)?,
            ),
        })
    }

    pub(super) fn verify(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        self.with(scheme, |key| key.verify_sig(message, signature).is_ok())
    }

    pub(super) fn verify_digest(&self, scheme: Scheme, digest: &Digest, signature: &[u8]) -> bool {
        if scheme == Scheme::Ed25519ph {
            return ed25519ph::verify(&self.bytes, digest, signature);
        }
        let algorithm = match digest.algorithm() {
            HashAlgorithm::Sha256 => &digest::SHA256,
            HashAlgorithm::Sha384 => &digest::SHA384,
            HashAlgorithm::Sha512 => &digest::SHA512,
        };
        let Ok(digest) = LcDigest::import_less_safe(digest.as_bytes(), algorithm) else {
            return false;
        };
        self.with(scheme, |key| {
            key.verify_digest_sig(&digest, signature).is_ok()
        })
    }

    fn with(&self, scheme: Scheme, check: impl FnOnce(&ParsedPublicKey) -> bool) -> bool {
        let (regular, key) = &self.regular;
        if *regular == scheme {
            return check(key);
        }
        parse(self.algorithm, scheme, &self.bytes).is_some_and(|key| check(&key))
    }
}

fn parse(algorithm: KeyAlgorithm, scheme: Scheme, bytes: &[u8]) -> Option<ParsedPublicKey> {
    let parameters: &'static dyn VerificationAlgorithm = match (algorithm, scheme) {
        (KeyAlgorithm::Ed25519, Scheme::Ed25519) => &signature::ED25519,
        (KeyAlgorithm::Rsa, Scheme::RsaPkcs1(hash)) => rsa_pkcs1(hash),
        (KeyAlgorithm::RsaPss, Scheme::RsaPss(hash)) => rsa_pss(hash),
        (_, Scheme::Ecdsa(hash)) => ecdsa(algorithm, hash)?,
        _ => return None,
    };
    ParsedPublicKey::new(parameters, bytes).ok()
}

fn ecdsa(
    algorithm: KeyAlgorithm,
    hash: HashAlgorithm,
) -> Option<&'static EcdsaVerificationAlgorithm> {
    use HashAlgorithm::{Sha256, Sha384, Sha512};
    Some(match (algorithm, hash) {
        (KeyAlgorithm::EcdsaP256, Sha256) => &signature::ECDSA_P256_SHA256_ASN1,
        (KeyAlgorithm::EcdsaP256, Sha384) => &signature::ECDSA_P256_SHA384_ASN1,
        (KeyAlgorithm::EcdsaP256, Sha512) => &signature::ECDSA_P256_SHA512_ASN1,
        (KeyAlgorithm::EcdsaP384, Sha256) => &signature::ECDSA_P384_SHA256_ASN1,
        (KeyAlgorithm::EcdsaP384, Sha384) => &signature::ECDSA_P384_SHA384_ASN1,
        (KeyAlgorithm::EcdsaP384, Sha512) => &signature::ECDSA_P384_SHA512_ASN1,
        (KeyAlgorithm::EcdsaP521, Sha256) => &signature::ECDSA_P521_SHA256_ASN1,
        (KeyAlgorithm::EcdsaP521, Sha384) => &signature::ECDSA_P521_SHA384_ASN1,
        (KeyAlgorithm::EcdsaP521, Sha512) => &signature::ECDSA_P521_SHA512_ASN1,
        _ => return None,
    })
}

const fn rsa_pkcs1(hash: HashAlgorithm) -> &'static RsaParameters {
    match hash {
        HashAlgorithm::Sha256 => &signature::RSA_PKCS1_2048_8192_SHA256,
        HashAlgorithm::Sha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
        HashAlgorithm::Sha512 => &signature::RSA_PKCS1_2048_8192_SHA512,
    }
}

const fn rsa_pss(hash: HashAlgorithm) -> &'static RsaParameters {
    match hash {
        HashAlgorithm::Sha256 => &signature::RSA_PSS_2048_8192_SHA256,
        HashAlgorithm::Sha384 => &signature::RSA_PSS_2048_8192_SHA384,
        HashAlgorithm::Sha512 => &signature::RSA_PSS_2048_8192_SHA512,
    }
}
