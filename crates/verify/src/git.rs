//! Commits and tags signed with gitsign: what is signed are attributes that give the digest of the object.

use spki::der::pem::{self, LineEnding};
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
    // Lines of 64 characters that end in a line feed, as Go writes them, which is what was logged.
    let Ok(leaf) = pem::encode_string("CERTIFICATE", LineEnding::LF, leaf) else {
        return bundle;
    };
    let leaf = base64::encode(leaf.as_bytes());
    let signature = base64::encode(&message.signature);
    let hash = digest(HashAlgorithm::Sha256, &git.attributes.set_der);
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
pub(crate) mod tests {
    use whence_evidence::{
        bundle::LogEntry,
        timestamp::{SignedAttributes, SignerIdentifier},
    };
    use whence_testkit::Scenario;

    use super::*;

    /// One signer's attributes over a text, not signed yet.
    pub(crate) fn signed() -> GitSignature {
        let text = b"tree 0\n\nA change\n";
        let sha256 = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
        GitSignature {
            object: Vec::new(),
            signed: text.to_vec(),
            signers: 1,
            sid: SignerIdentifier::SubjectKeyId(Vec::new()),
            digest_algorithm: sha256,
            attributes: SignedAttributes {
                set_der: Vec::new(),
                content_types: vec![vec![DATA]],
                message_digests: vec![vec![
                    digest(HashAlgorithm::Sha256, text).as_bytes().to_vec(),
                ]],
                signing_certificate_v1: None,
                signing_certificate_v2: None,
            },
        }
    }

    #[test]
    fn attributes_give_one_digest_of_one_type() {
        let status = |change: fn(&mut SignedAttributes)| {
            let mut git = signed();
            change(&mut git.attributes);
            over_object(&git).0
        };
        assert_eq!(status(|_| {}), Status::Held);
        let mismatch = Status::Failed(Code::FileMismatch);
        assert_eq!(status(|it| it.message_digests[0][0][0] ^= 1), mismatch);
        let contradictory: [fn(&mut SignedAttributes); 6] = [
            |it| it.message_digests.clear(),
            |it| it.message_digests[0].clear(),
            |it| it.message_digests[0].push(vec![0; 32]),
            |it| it.content_types.clear(),
            |it| it.content_types[0].push(DATA),
            |it| it.content_types.push(vec![DATA]),
        ];
        for change in contradictory {
            let contradiction = Status::Failed(Code::EvidenceContradiction);
            assert_eq!(status(change), contradiction);
        }
    }

    #[test]
    fn only_bodies_that_were_left_out_are_written() {
        let mut bundle = Bundle::parse(&Scenario::message_rekor_v1().mint().bundle_json).unwrap();
        let of = |bundle: Bundle| completed(bundle).log_entries.remove(0).body;
        bundle.log_entries[0].body.clear();
        assert_eq!(of(bundle.clone()), b"", "no object of Git");
        bundle.git = Some(Box::new(signed()));
        let body = |change: fn(&mut LogEntry)| {
            let mut bundle = bundle.clone();
            change(&mut bundle.log_entries[0]);
            of(bundle)
        };
        assert!(body(|_| {}).starts_with(br#"{"apiVersion":"0.0.1","kind":"hashedrekord""#));
        assert_eq!(body(|entry| entry.body = b"own".to_vec()), b"own");
        assert_eq!(body(|entry| entry.kind = "dsse".to_owned()), b"");
        assert_eq!(body(|entry| entry.version = "0.0.2".to_owned()), b"");
    }
}
