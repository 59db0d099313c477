//! Where `sigstore-verify` 0.15.1 refuses what whence proves, and why whence is right to prove it.

use sigstore_verify::Error;
use whence_evidence::{
    HashAlgorithm,
    bundle::Bundle,
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
    /// A part of what the other says of them.
    says: &'static str,
    /// What must be true of the bundle.
    applies: fn(&Facts<'_>) -> bool,
}

pub const EXCEPTIONS: [Exception; 13] = [
    Exception {
        class: "several SCTs",
        because: "Fulcio's certificate specification allows several; each is checked, and those of \
                  unknown logs count for nothing. The other reads exactly one.",
        says: "certificate contains multiple SCTs",
        applies: |facts| facts.scts > 1,
    },
    Exception {
        class: "signer's key on P-521",
        because: "The algorithm registry lists it. The other has no P-521.",
        says: "unsupported or invalid EC curve parameters",
        applies: |facts| facts.key == Some(KeyAlgorithm::EcdsaP521),
    },
    Exception {
        class: "Ed25519ph",
        because: "A file logged as hashedrekord can be signed by Ed25519 over its digest alone \
                  (algorithm registry). The other knows pure Ed25519 only.",
        says: "ED25519 signature invalid",
        applies: |facts| {
            facts.key == Some(KeyAlgorithm::Ed25519)
                && facts.bundle.message.is_some()
                && facts.kinds().next().is_some()
        },
    },
    Exception {
        class: "hashedrekord 0.0.1 over another digest than SHA-256",
        because: "Rekor logs SHA-384 and SHA-512 for the keys that the registry pairs with them. \
                  The other reads SHA-256 only.",
        says: "SHA-256 hash must be 32 bytes",
        applies: |facts| {
            facts.bodies.iter().any(|body| {
                body.kind == Kind::HashedRekordV1
                    && body.recorded.algorithm() != HashAlgorithm::Sha256
            })
        },
    },
    Exception {
        class: "hashedrekord 0.0.2 by another key than P-256",
        because: "Rekor v2 states any key of the algorithm registry. The other knows one spelling.",
        says: "unknown variant `PKIX_",
        applies: |facts| {
            facts.key != Some(KeyAlgorithm::EcdsaP256)
                && facts.kinds().any(|kind| kind == Kind::HashedRekordV2)
        },
    },
    Exception {
        class: "time service with an RSA key",
        because: "RFC 3161 leaves the algorithm open, and services outside Sigstore use RSA. The \
                  other checks ECDSA only.",
        says: "not an EC key",
        applies: |facts| facts.some_token_by_rsa(),
    },
    Exception {
        class: "time with a fraction of a second",
        because: "RFC 3161 §2.4.2 allows fractions. The other's reader of DER does not.",
        says: "malformed ASN.1 DER value for GeneralizedTime",
        applies: |facts| {
            facts.some_token(|response| {
                let token = response.token.as_ref();
                token.is_some_and(|token| token.content.contains(&b'.'))
            })
        },
    },
    Exception {
        class: "authority of a time service without an extended key usage",
        because: "An authority that states no purposes rules none out (RFC 5280 §4.2.1.12). The other \
                  wants the purpose spelled out all the way up.",
        says: "RequiredEkuNotFound",
        applies: |facts| facts.authority_without_purposes(),
    },
    Exception {
        class: "token of an unknown time service beside a good time",
        because: "Whoever passes a bundle on can add one; it counts for nothing and must not turn a \
                  proven signature into a failed one (client specification §4.3). The other \
                  demands that all hold.",
        says: "invalid RFC 3161 timestamp",
        applies: |facts| {
            facts.found(
                CheckId::TspSigner,
                Status::Missing(Code::TimeServiceUnknown),
            )
        },
    },
    Exception {
        class: "token over something else beside a good time",
        because: "As with an unknown service: it says nothing about this signature, and the time \
                  is proven without it.",
        says: "invalid RFC 3161 timestamp",
        applies: |facts| facts.found(CheckId::TspImprint, Status::Failed(Code::TimestampInvalid)),
    },
    Exception {
        class: "entry of an unknown log",
        because: "An entry in a log that the trusted root does not name is not looked at, beside \
                  one that counts or where none is needed (client specification §4.4). The other \
                  demands that all hold.",
        says: "log:",
        applies: |facts| facts.found(CheckId::TlogLog, Status::Missing(Code::LogUnknown)),
    },
    Exception {
        class: "key of one's own without a log entry",
        because: "Nothing expires within minutes there, so neither log nor time is needed. The other \
                  wants one of them in every bundle, and the log's promise in those of version 0.1.",
        says: "Bundle error: ",
        applies: |facts| {
            facts.bundle.public_key_hint.is_some() && facts.bundle.log_entries.is_empty()
        },
    },
    Exception {
        class: "unusable key in the trusted root",
        because: "One log with a key nobody can use must not spoil the others. The other refuses \
                  the whole root.",
        says: "Crypto error: Invalid key",
        applies: |facts| !facts.subject.trust.prepared.defects().is_empty(),
    },
];

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
    let mut fitting = EXCEPTIONS
        .iter()
        .filter(|exception| refusal.contains(exception.says) && (exception.applies)(&facts));
    fitting.next().map(|exception| exception.class)
}

/// The other's error as text; `log:` in front of all that it says about log entries.
pub fn describe(error: &Error) -> String {
    match error {
        Error::TransparencyLog(inner) => format!("log: {inner}"),
        other => other.to_string(),
    }
}
