//! Where `sigstore-verify` 0.15.1 refuses what whence proves, and why whence is right to prove it.

use serde_json::Value;
use sigstore_verify::Error;
use whence_evidence::{
    HashAlgorithm, base64,
    bundle::{Bundle, Version},
    certificate::{Certificate, oid},
    log_entry::{Body, Kind},
    sct,
    timestamp::TimestampResponse,
};
use whence_verify::{CheckId, Code, Report, Status, crypto::KeyAlgorithm, crypto::VerifyKey};

use super::subject::Subject;

/// A reviewed difference.
pub struct Exception {
    pub class: &'static str,
    /// Why whence proves such bundles.
    pub because: &'static str,
    /// What the other says of them, a part of it, one of these.
    says: &'static [&'static str],
    /// What must be true of the bundle.
    applies: fn(&Facts<'_>) -> bool,
    /// For what is neither minted nor met: a minted bundle and the change that makes it one.
    pub example: Option<(&'static str, Change)>,
}

type Change = fn(&mut Value);

pub const EXCEPTIONS: [Exception; 18] = [
    Exception {
        class: "several SCTs",
        because: "Fulcio's certificate specification allows several; each is checked, and those of \
                  unknown logs count for nothing. The other reads exactly one.",
        says: &["certificate contains multiple SCTs"],
        applies: |facts| facts.scts > 1,
        example: None,
    },
    Exception {
        class: "signer's key on P-521",
        because: "The algorithm registry lists it. The other has no P-521.",
        says: &["unsupported or invalid EC curve parameters"],
        applies: |facts| facts.key == Some(KeyAlgorithm::EcdsaP521),
        example: None,
    },
    Exception {
        class: "Ed25519ph",
        because: "A file logged as hashedrekord can be signed by Ed25519 over its digest alone \
                  (algorithm registry). The other knows pure Ed25519 only.",
        says: &["ED25519 signature invalid"],
        applies: |facts| {
            facts.key == Some(KeyAlgorithm::Ed25519)
                && facts.bundle.message.is_some()
                && facts.kinds().next().is_some()
        },
        example: None,
    },
    Exception {
        class: "hashedrekord 0.0.1 over another digest than SHA-256",
        because: "Rekor logs SHA-384 and SHA-512 for the keys that the registry pairs with them. \
                  The other reads SHA-256 only.",
        says: &["SHA-256 hash must be 32 bytes"],
        applies: |facts| {
            facts.bodies.iter().any(|body| {
                body.kind == Kind::HashedRekordV1
                    && body.recorded.algorithm() != HashAlgorithm::Sha256
            })
        },
        example: None,
    },
    Exception {
        class: "hashedrekord 0.0.2 by another key than P-256",
        because: "Rekor v2 states any key of the algorithm registry. The other knows one spelling.",
        says: &["unknown variant `PKIX_"],
        applies: |facts| {
            facts.key != Some(KeyAlgorithm::EcdsaP256)
                && facts.kinds().any(|kind| kind == Kind::HashedRekordV2)
        },
        example: None,
    },
    Exception {
        class: "time service with an RSA key",
        because: "RFC 3161 leaves the algorithm open, and services outside Sigstore use RSA. The \
                  other checks ECDSA only.",
        says: &["not an EC key"],
        applies: |facts| facts.some_token_by_rsa(),
        example: None,
    },
    Exception {
        class: "time with a fraction of a second",
        because: "RFC 3161 §2.4.2 allows fractions. The other's reader of DER does not.",
        says: &["malformed ASN.1 DER value for GeneralizedTime"],
        applies: |facts| {
            facts.some_token(|response| {
                let token = response.token.as_ref();
                token.is_some_and(|token| token.content.contains(&b'.'))
            })
        },
        example: None,
    },
    Exception {
        class: "authority of a time service without an extended key usage",
        because: "An authority that states no purposes rules none out (RFC 5280 §4.2.1.12). The other \
                  wants the purpose spelled out all the way up.",
        says: &["RequiredEkuNotFound"],
        applies: |facts| facts.authority_without_purposes(),
        example: None,
    },
    Exception {
        class: "token of an unknown time service beside a good time",
        because: "Whoever passes a bundle on can add one; it counts for nothing and must not turn a \
                  proven signature into a failed one (client specification §4.3). The other \
                  demands that all hold.",
        says: &["invalid RFC 3161 timestamp"],
        applies: |facts| {
            facts.found(
                CheckId::TspSigner,
                Status::Missing(Code::TimeServiceUnknown),
            )
        },
        example: None,
    },
    Exception {
        class: "token over something else beside a good time",
        because: "As with an unknown service: it says nothing about this signature, and the time \
                  is proven without it.",
        says: &["invalid RFC 3161 timestamp"],
        applies: |facts| facts.found(CheckId::TspImprint, Status::Failed(Code::TimestampInvalid)),
        example: None,
    },
    Exception {
        class: "entry of an unknown log",
        because: "An entry in a log that the trusted root does not name is not looked at, beside \
                  one that counts or where none is needed (client specification §4.4). The other \
                  demands that all hold.",
        says: &["log:", "Bundle error: "],
        applies: |facts| facts.found(CheckId::TlogLog, Status::Missing(Code::LogUnknown)),
        example: None,
    },
    Exception {
        class: "key of one's own without a log entry",
        because: "Nothing expires within minutes there, so neither log nor time is needed. The other \
                  wants one of them in every bundle, and the log's promise in those of version 0.1.",
        says: &["Bundle error: "],
        applies: |facts| {
            facts.bundle.public_key_hint.is_some() && facts.bundle.log_entries.is_empty()
        },
        example: None,
    },
    Exception {
        class: "unusable key in the trusted root",
        because: "One log with a key nobody can use must not spoil the others. The other refuses \
                  the whole root.",
        says: &["Crypto error: Invalid key"],
        applies: |facts| !facts.subject.trust.prepared.defects().is_empty(),
        example: None,
    },
    Exception {
        class: "stated tree size of 0",
        because: "In protobuf 0 is the same as nothing. The size that counts is the one that the log \
                  signed in the checkpoint.",
        says: &["out of range for tree size 0"],
        applies: |facts| {
            let mut proofs = facts
                .bundle
                .log_entries
                .iter()
                .flat_map(|entry| &entry.proof);
            proofs.any(|proof| proof.tree_size == 0)
        },
        example: Some(("message-v03-rekor1", |bundle| {
            entry(bundle)["inclusionProof"]["treeSize"] = "0".into();
        })),
    },
    Exception {
        class: "integrated time without a promise",
        because: "Nothing signs the number, so it is told as unproven and not used; a time stamp \
                  proves the time. The other compares it with the certificate all the same.",
        says: &["log: invalid integrated time"],
        applies: |facts| {
            let mut entries = facts.bundle.log_entries.iter();
            entries.any(|entry| entry.set.is_none() && entry.integrated_time != 0)
        },
        example: Some((
            "message-v03-rekor1-timestamp-instead-of-promise",
            |bundle| entry(bundle)["integratedTime"] = "1".into(),
        )),
    },
    Exception {
        class: "signature over another digest than the one stated",
        because: "The stated digest is an unsigned hint at the file. That it is right is checked, and \
                  with which digest the key signed is found by trying those of the registry. The \
                  other takes the hint for the signature's digest, and the key's usual one without.",
        says: &[
            "unsupported artifact input",
            "invalid signature",
            "does not support hash algorithm",
        ],
        applies: |facts| {
            let stated = facts.bundle.message.as_ref().map(|message| &message.digest);
            stated.is_some_and(|stated| {
                let stated = stated.as_ref().map(|(name, _)| name.as_str());
                stated != facts.signed_digest().map(HashAlgorithm::protobuf_name)
            })
        },
        example: Some(("leaf-p384-sha256", |bundle| {
            bundle["messageSignature"]["messageDigest"] = Value::Null;
        })),
    },
    Exception {
        class: "entry of Rekor v2 in a bundle of version 0.1",
        because: "Version 0.1 demands the log's promise because it knew no proofs. Rekor v2 makes \
                  none and proves more.",
        says: &["bundles must have an inclusion promise"],
        applies: |facts| {
            facts.bundle.version == Some(Version::V0_1)
                && facts.kinds().any(|kind| kind == Kind::HashedRekordV2)
        },
        example: Some(("managed-p256-rekor2-timestamp", |bundle| {
            bundle["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.1".into();
        })),
    },
    Exception {
        class: "disorder in the unsigned parts of a token",
        because: "The list of digest algorithms and the certificates in a token are signed by nobody \
                  and used for nothing, so they are not read. The other reads them first.",
        says: &["failed to decode SignedData"],
        applies: |facts| facts.report.proven().is_some() && facts.some_token(|_| true),
        example: Some(("message-v03-rekor1-and-timestamp", |bundle| {
            let data = &mut bundle["verificationMaterial"]["timestampVerificationData"];
            let stamp = &mut data["rfc3161Timestamps"][0]["signedTimestamp"];
            let mut der = base64::decode(stamp.as_str().unwrap()).unwrap();
            // The first object identifier of SHA-256 stands in that list.
            let sha256 = [6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
            let at = der.windows(11).position(|window| window == sha256).unwrap();
            der[at + 1] = 10;
            *stamp = base64::encode(&der).into();
        })),
    },
];

fn entry(bundle: &mut Value) -> &mut Value {
    &mut bundle["verificationMaterial"]["tlogEntries"][0]
}

/// What is known of a bundle that whence proves.
struct Facts<'a> {
    subject: &'a Subject,
    bundle: &'a Bundle,
    report: Report,
    bodies: Vec<Body>,
    scts: usize,
    key: Option<KeyAlgorithm>,
}

impl<'a> Facts<'a> {
    fn of(subject: &'a Subject, bundle: &'a Bundle) -> Self {
        let leaf = bundle.leaf().map(|der| Certificate::parse(der).unwrap());
        let spki = match (&leaf, &subject.key_pem) {
            (Some(leaf), _) => Some(leaf.spki_der().to_vec()),
            (None, Some(pem)) => {
                let mut blocks = whence_evidence::pem::blocks(pem, 1).unwrap();
                blocks.pop().map(|(_, der)| der)
            }
            (None, None) => None,
        };
        let bodies = bundle.log_entries.iter();
        Self {
            subject,
            bundle,
            report: subject.report(bundle),
            bodies: bodies
                .filter_map(|entry| Body::parse(&entry.body).ok())
                .collect(),
            scts: leaf
                .and_then(|leaf| sct::embedded(&leaf).ok().flatten())
                .map_or(0, |scts| scts.len()),
            key: spki.map(|spki| VerifyKey::from_spki(&spki).unwrap().algorithm()),
        }
    }

    fn kinds(&self) -> impl Iterator<Item = Kind> + '_ {
        self.bodies.iter().map(|body| body.kind)
    }

    fn found(&self, id: CheckId, status: Status) -> bool {
        let mut checks = self.report.checks().iter();
        checks.any(|check| check.id == id && check.status == status)
    }

    /// The digest algorithm that a signature over a file was found to be made with.
    fn signed_digest(&self) -> Option<HashAlgorithm> {
        let mut checks = self.report.checks().iter();
        let check = checks.find(|check| check.id == CheckId::SigMessage)?;
        check.evidence.iter().find_map(|item| match item.value {
            whence_verify::Value::Digest(digest) => Some(digest.algorithm()),
            _ => None,
        })
    }

    fn some_token(&self, of: impl Fn(&TimestampResponse) -> bool) -> bool {
        let tokens = self.bundle.timestamps.iter();
        tokens
            .filter_map(|der| TimestampResponse::parse(der).ok())
            .any(|response| of(&response))
    }

    fn some_token_by_rsa(&self) -> bool {
        self.some_token(|response| {
            let signers = response.token.iter().flat_map(|token| &token.signers);
            signers
                .map(|signer| signer.signature_algorithm.oid.to_string())
                .any(|oid| oid.starts_with("1.2.840.113549.1.1."))
        })
    }

    fn authority_without_purposes(&self) -> bool {
        let root = whence_evidence::trusted_root::TrustedRoot::parse(&self.subject.trust.json);
        root.unwrap().time_authorities.iter().any(|authority| {
            let above = authority.chain.iter().skip(1);
            above
                .filter_map(|der| Certificate::parse(der).ok())
                .any(|certificate| certificate.extension(&oid::EXTENDED_KEY_USAGE).is_none())
        })
    }
}

/// The class of a refusal that was reviewed.
pub fn reviewed(subject: &Subject, bundle: &Bundle, refusal: &str) -> Option<&'static str> {
    let facts = Facts::of(subject, bundle);
    let mut fitting = EXCEPTIONS.iter().filter(|exception| {
        exception.says.iter().any(|part| refusal.contains(part)) && (exception.applies)(&facts)
    });
    fitting.next().map(|exception| exception.class)
}

/// The other's error as text; `log:` in front of all that it says about log entries.
pub fn describe(error: &Error) -> String {
    match error {
        Error::TransparencyLog(inner) => format!("log: {inner}"),
        other => other.to_string(),
    }
}
