//! The least that a verification can cost: its signatures and its hashes, and nothing around them.

use aws_lc_rs::{
    digest,
    signature::{self, ParsedPublicKey, VerificationAlgorithm},
};
use spki::{SubjectPublicKeyInfoRef, der::Decode};
use whence_evidence::{
    base64,
    bundle::{Bundle, LogEntry},
    certificate::Certificate,
    checkpoint::Checkpoint,
    hash::to_hex,
    sct,
    timestamp::TimestampResponse,
    trusted_root::TrustedRoot,
};

use crate::subject::{Content, Subject};

/// The primitive operations of checking one bundle.
pub struct Floor {
    /// By keys of the trust data, parsed beforehand.
    by_trust: Vec<Signed>,
    /// By the signer's key, which every verification has to parse.
    leaf: (&'static dyn VerificationAlgorithm, Vec<u8>),
    leaf_message: Vec<u8>,
    leaf_signature: Vec<u8>,
    /// Messages that are hashed apart from what the signatures hash.
    hashed: Vec<Vec<u8>>,
}

struct Signed {
    key: ParsedPublicKey,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Floor {
    /// Carries out the operations. Whether they all held is returned, so that none can be left out.
    pub fn run(&self) -> bool {
        let by_trust = self.by_trust.iter().all(|signed| {
            signed
                .key
                .verify_sig(&signed.message, &signed.signature)
                .is_ok()
        });
        let (algorithm, point) = &self.leaf;
        let by_leaf = ParsedPublicKey::new(*algorithm, point).is_ok_and(|key| {
            key.verify_sig(&self.leaf_message, &self.leaf_signature)
                .is_ok()
        });
        for message in &self.hashed {
            std::hint::black_box(digest::digest(&digest::SHA256, message));
        }
        by_trust && by_leaf
    }

    /// How many signatures are checked.
    pub fn signatures(&self) -> usize {
        self.by_trust.len() + 1
    }

    /// Takes the bundle apart. Each signature is paired with the key of the trust data that made it,
    /// found by trying them all.
    pub fn of(subject: &Subject) -> Self {
        let bundle = Bundle::parse(&subject.bundle).expect("a bundle");
        let root = TrustedRoot::parse(&subject.trusted_root).expect("a trusted root");
        let certificate = Certificate::parse(bundle.leaf().expect("a leaf")).expect("a leaf");
        let authorities: Vec<Certificate> = root
            .certificate_authorities
            .iter()
            .chain(&root.time_authorities)
            .flat_map(|authority| &authority.chain)
            .map(|der| Certificate::parse(der).expect("an authority's certificate"))
            .collect();
        let keys: Vec<&[u8]> = root
            .logs
            .iter()
            .chain(&root.certificate_logs)
            .map(|log| log.key.as_slice())
            .chain(authorities.iter().map(Certificate::spki_der))
            .collect();

        let mut by_trust = vec![signed(
            &keys,
            certificate.tbs_der(),
            certificate.signature(),
        )];
        by_trust.extend(sct_of(&certificate, &authorities, &keys));
        let mut hashed = Vec::new();
        for entry in &bundle.log_entries {
            by_trust.extend(
                entry
                    .set
                    .as_ref()
                    .map(|set| signed(&keys, &promise(entry), set)),
            );
            let proof = entry.proof.as_ref().expect("a proof");
            let text = proof.checkpoint.as_ref().expect("a checkpoint");
            let checkpoint = Checkpoint::parse(text).expect("a checkpoint");
            let note = checkpoint.note_text().as_bytes();
            by_trust.extend(
                checkpoint
                    .signatures
                    .iter()
                    .find_map(|line| try_signed(&keys, note, &line.signature)),
            );
            hashed.push([&[0], entry.body.as_slice()].concat());
            hashed.extend(proof.hashes.iter().map(|_| vec![1; 65]));
        }
        let signature = bundle.signature().expect("a signature").to_vec();
        for der in &bundle.timestamps {
            let response = TimestampResponse::parse(der).expect("a time stamp");
            let token = response.token.expect("a token");
            let signer = token.signers.first().expect("a signer");
            let attributes = signer.signed_attributes.as_ref().expect("attributes");
            by_trust.push(signed(&keys, &attributes.set_der, &signer.signature));
            hashed.push(signature.clone());
            hashed.push(token.content.clone());
        }
        let leaf_message = match (&bundle.envelope, &subject.artifact) {
            (Some(envelope), artifact) => {
                // What the log entry records of an envelope.
                hashed.push(envelope.payload.clone());
                if let Content::Bytes(file) = artifact {
                    hashed.push(file.clone());
                }
                envelope.pre_authentication_encoding()
            }
            // The signature hashes the file itself.
            (None, Content::Bytes(file)) => file.clone(),
            (None, Content::Digest(_)) => panic!("a message without its file"),
        };
        let leaf = algorithms()
            .into_iter()
            .map(|algorithm| (algorithm, key_bytes(certificate.spki_der())))
            .find(|(algorithm, bytes)| {
                ParsedPublicKey::new(*algorithm, bytes)
                    .is_ok_and(|key| key.verify_sig(&leaf_message, &signature).is_ok())
            })
            .expect("the signature holds");
        let floor = Self {
            by_trust,
            leaf,
            leaf_message,
            leaf_signature: signature,
            hashed,
        };
        assert!(floor.run(), "{}: a primitive does not hold", subject.name);
        floor
    }
}

fn sct_of(
    certificate: &Certificate,
    authorities: &[Certificate],
    keys: &[&[u8]],
) -> Option<Signed> {
    let sct = sct::embedded(certificate).expect("readable SCTs")?.pop()?;
    let tbs = certificate.precertificate_tbs().expect("a precertificate");
    authorities.iter().find_map(|authority| {
        let hash = whence_verify::crypto::sha256(authority.spki_der());
        let message = sct.signed_data(&hash, &tbs).expect("signed data");
        try_signed(keys, &message, &sct.signature)
    })
}

/// What a Rekor v1 log signs at once (RFC 8785 form).
fn promise(entry: &LogEntry) -> Vec<u8> {
    let body = base64::encode(&entry.body);
    let log = to_hex(&entry.log_id);
    let (time, index) = (entry.integrated_time, entry.log_index);
    format!(r#"{{"body":"{body}","integratedTime":{time},"logID":"{log}","logIndex":{index}}}"#)
        .into_bytes()
}

fn signed(keys: &[&[u8]], message: &[u8], signature: &[u8]) -> Signed {
    try_signed(keys, message, signature).expect("a signature by a key of the trust data")
}

fn try_signed(keys: &[&[u8]], message: &[u8], signature: &[u8]) -> Option<Signed> {
    let mut parsed = keys.iter().flat_map(|spki| {
        let bytes = key_bytes(spki);
        algorithms()
            .into_iter()
            .filter_map(move |algorithm| ParsedPublicKey::new(algorithm, &bytes).ok())
    });
    let key = parsed.find(|key| key.verify_sig(message, signature).is_ok())?;
    Some(Signed {
        key,
        message: message.to_vec(),
        signature: signature.to_vec(),
    })
}

fn algorithms() -> [&'static dyn VerificationAlgorithm; 8] {
    [
        &signature::ECDSA_P256_SHA256_ASN1,
        &signature::ECDSA_P384_SHA384_ASN1,
        &signature::ED25519,
        &signature::ECDSA_P256_SHA384_ASN1,
        &signature::ECDSA_P256_SHA512_ASN1,
        &signature::ECDSA_P384_SHA256_ASN1,
        &signature::ECDSA_P384_SHA512_ASN1,
        &signature::RSA_PKCS1_2048_8192_SHA256,
    ]
}

/// The key without its frame. An old log of the staging instance has none.
fn key_bytes(key: &[u8]) -> Vec<u8> {
    match SubjectPublicKeyInfoRef::from_der(key) {
        Ok(spki) => spki.subject_public_key.raw_bytes().to_vec(),
        Err(_) => key.to_vec(),
    }
}
