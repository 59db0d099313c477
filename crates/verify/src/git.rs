//! Commits and tags signed with gitsign: what is signed are attributes that give the digest of the object.

use whence_evidence::{
    HashAlgorithm, base64,
    bundle::{Bundle, GitSignature},
    certificate::{Certificate, ObjectIdentifier},
};

use crate::{
    checks::{About, CheckId, Code, Gate, Item, Status, Trace, Value, item},
    crypto::digest,
    times::{hash_named, names},
};

/// The content type that the attributes must name: data without a type of its own.
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");

/// The same bundle with the bodies of its log entries. gitsign leaves them out, because they follow from what is
/// signed; whether the log has recorded just that is for its proof to say. Other bundles stay as they are.
#[must_use]
pub fn completed(mut bundle: Bundle) -> Bundle {
    let (Some(git), Some(message), Some(leaf)) = (&bundle.git, &bundle.message, bundle.leaf())
    else {
        return bundle;
    };
    let hash = digest(HashAlgorithm::Sha256, &git.attributes.set_der);
    let (signature, leaf) = (base64::encode(&message.signature), pem(leaf));
    let leaf = base64::encode(leaf.as_bytes());
    for entry in &mut bundle.log_entries {
        if entry.body.is_empty()
            && (entry.kind.as_str(), entry.version.as_str()) == ("hashedrekord", "0.0.1")
        {
            let hash = hash.to_hex();
            entry.body = format!(
                r#"{{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{{"data":{{"hash":{{"algorithm":"sha256","value":"{hash}"}}}},"signature":{{"content":"{signature}","publicKey":{{"content":"{leaf}"}}}}}}}}"#
            )
            .into_bytes();
        }
    }
    bundle
}

/// As Go writes it, which is what was logged.
fn pem(der: &[u8]) -> String {
    let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
    for (position, character) in base64::encode(der).chars().enumerate() {
        if position > 0 && position % 64 == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem.push_str("\n-----END CERTIFICATE-----\n");
    pem
}

/// Whether one signer signed, and the certificate is that signer's.
pub(crate) fn check_signer(
    trace: &mut Trace,
    git: &GitSignature,
    leaf: Option<&Certificate>,
) -> bool {
    let status = match leaf {
        Some(leaf) => Status::held_or(
            git.signers == 1 && names(&git.sid, leaf),
            Code::EvidenceContradiction,
        ),
        None => Status::Blocked(CheckId::LeafParse),
    };
    let signers = item("signers", Value::Number(git.signers as u64));
    record(trace, CheckId::GitSigner, status, vec![signers])
}

/// Whether the attributes are about exactly this object.
pub(crate) fn check_object(trace: &mut Trace, git: &GitSignature) -> bool {
    let (status, evidence) = over_object(git);
    record(trace, CheckId::GitObject, status, evidence)
}

/// RFC 5652 §11: content type and message digest are there, once, with one value, and right.
fn over_object(git: &GitSignature) -> (Status, Vec<Item>) {
    let Some(algorithm) = hash_named(&git.digest_algorithm) else {
        return (Status::Missing(Code::AlgorithmUnsupported), Vec::new());
    };
    let found = digest(algorithm, &git.signed);
    let evidence = vec![item("file-digest", Value::Digest(found))];
    let once = git.attributes.content_types.as_slice() == [vec![DATA]];
    let status = match git.attributes.message_digests.as_slice() {
        [stated] if once && stated.len() == 1 => {
            Status::held_or(stated.as_slice() == [found.as_bytes()], Code::FileMismatch)
        }
        _ => Status::Failed(Code::EvidenceContradiction),
    };
    (status, evidence)
}

fn record(trace: &mut Trace, id: CheckId, status: Status, evidence: Vec<Item>) -> bool {
    trace.record(id, About::Whole, Gate::Required, status, evidence);
    status == Status::Held
}
