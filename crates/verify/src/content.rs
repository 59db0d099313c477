//! The signature itself, and what ties it to a file.

use whence_evidence::{
    Digest, HashAlgorithm, UnreadableCode,
    bundle::{GitSignature, MessageSignature},
    certificate::Certificate,
    dsse::Envelope,
    metablock::Metablock,
    model::Manifest,
    oci::Payload,
    statement::{PAYLOAD_TYPE, Statement},
};

use crate::{
    checks::{About, CheckId, Code, Gate, Item, Status, Trace, Value, item},
    crypto::{self, KeyAlgorithm, KeyRejected, Scheme, VerifyKey, digest},
    git,
    model::{self, SignedFolder},
    proof::{Claim, Covers},
    run::Artifact,
};

/// What a statement is compared with.
#[derive(Clone, Copy)]
pub(crate) enum Compared<'a> {
    /// A file, by digest.
    Artifact(&'a Artifact<'a>),
    /// The files of a folder.
    Folder(SignedFolder<'a>),
    /// Nothing: the statement is judged alone.
    Nothing,
}

/// A signature that holds, and what it covers. Built in this room alone.
pub(crate) struct VerifiedContent {
    pub(crate) claim: Claim,
    pub(crate) covers: Covers,
}

/// What was found of the content.
pub(crate) struct Content {
    pub(crate) verified: Option<VerifiedContent>,
    pub(crate) statement: Option<Statement>,
    /// Exactly what an envelope's signature covers; empty for other contents.
    pub(crate) signed_bytes: Vec<u8>,
    /// How the signature was found to be made, and for a file the digest it holds over.
    pub(crate) signed: Option<(Scheme, Option<Digest>)>,
}

impl Content {
    /// Of nothing that could be looked at.
    pub(crate) const fn unknown() -> Self {
        Self {
            verified: None,
            statement: None,
            signed_bytes: Vec::new(),
            signed: None,
        }
    }
}

fn record(trace: &mut Trace, id: CheckId, status: Status, evidence: Vec<Item>) -> bool {
    trace.record(id, About::Whole, Gate::Required, status, evidence);
    status == Status::Held
}

/// Whether there is a key at all that this program can check with.
pub(crate) fn check_algorithm<'k>(
    trace: &mut Trace,
    key: Option<Result<&'k VerifyKey, &KeyRejected>>,
    blocked_by: CheckId,
) -> Option<&'k VerifyKey> {
    let (status, key, evidence) = match key {
        None => (Status::Blocked(blocked_by), None, Vec::new()),
        Some(Ok(key)) => (
            Status::Held,
            Some(key),
            vec![item("key-algorithm", Value::Name(key.algorithm().as_str()))],
        ),
        Some(Err(KeyRejected::Unsupported)) => (
            Status::Missing(Code::AlgorithmUnsupported),
            None,
            Vec::new(),
        ),
        Some(Err(KeyRejected::Malformed)) => {
            (Status::Failed(Code::SignatureInvalid), None, Vec::new())
        }
    };
    record(trace, CheckId::SigAlgorithm, status, evidence);
    key
}

/// A signature over a file.
pub(crate) fn check_message(
    trace: &mut Trace,
    message: &MessageSignature,
    key: Option<&VerifyKey>,
    artifact: Option<&Artifact<'_>>,
    recorded: Option<Digest>,
) -> Content {
    let hint = message.digest.as_ref().and_then(|(algorithm, value)| {
        Digest::new(HashAlgorithm::from_protobuf_name(algorithm)?, value)
    });
    let content = |verified, signed| Content {
        verified,
        statement: None,
        signed_bytes: Vec::new(),
        signed,
    };
    let (Some(key), Some(artifact)) = (key, artifact) else {
        let status = match key {
            None => Status::Blocked(CheckId::SigAlgorithm),
            Some(_) => Status::Missing(Code::NeedsFile),
        };
        record(trace, CheckId::SigMessage, status, Vec::new());
        record(
            trace,
            CheckId::MessageDigest,
            Status::Blocked(CheckId::SigMessage),
            Vec::new(),
        );
        return content(None, None);
    };

    let mut missing_digest = false;
    let mut missing_bytes = false;
    let mut held = None;
    for scheme in key.schemes(recorded.is_some()) {
        match scheme.hash() {
            Some(hash) => match artifact.digest(hash) {
                Some(digest) if key.verify_digest(*scheme, &digest, &message.signature) => {
                    held = Some((*scheme, digest));
                }
                Some(_) => {}
                None => missing_digest = true,
            },
            None => match artifact.bytes {
                Some(bytes) if key.verify(*scheme, bytes, &message.signature) => {
                    // By what the log recorded it, whatever else was asked for.
                    let stated = recorded.or(hint).or(artifact.digests.first().copied());
                    let algorithm = stated.map_or(HashAlgorithm::Sha256, |it| it.algorithm());
                    held = Some((*scheme, digest(algorithm, bytes)));
                }
                Some(_) => {}
                None => missing_bytes = true,
            },
        }
        if held.is_some() {
            break;
        }
    }

    // Says which file it is for, as far as the evidence itself tells: its own digest, or the log's.
    let expected = hint.or(recorded);
    let other_file = expected.is_some_and(|expected| {
        artifact
            .digest(expected.algorithm())
            .is_some_and(|found| found != expected)
    });
    let status = match held {
        Some(_) => Status::Held,
        None if other_file => Status::Failed(Code::FileMismatch),
        None if missing_bytes => Status::Missing(Code::NeedsFileBytes),
        // A digest of the very algorithm the signer used was not given.
        None if missing_digest => {
            match expected.and_then(|expected| artifact.digest(expected.algorithm())) {
                Some(_) => Status::Failed(Code::SignatureInvalid),
                None => Status::Missing(Code::NeedsFileBytes),
            }
        }
        None => Status::Failed(Code::SignatureInvalid),
    };
    let mut evidence = Vec::with_capacity(2);
    if let Some((scheme, digest)) = held {
        evidence.push(item("scheme", Value::Name(scheme.as_str())));
        evidence.push(item("file-digest", Value::Digest(digest)));
    } else if let Some(digest) = artifact.digests.first() {
        evidence.push(item("file-digest", Value::Digest(*digest)));
        if let Some(expected) = expected {
            evidence.push(item("signed-digest", Value::Digest(expected)));
        }
    }
    record(trace, CheckId::SigMessage, status, evidence);

    let hint_status = match (held, &message.digest, hint) {
        (None, _, _) => Status::Blocked(CheckId::SigMessage),
        (Some(_), None, _) => Status::NotNeeded,
        (Some(_), Some((name, _)), None) if HashAlgorithm::from_protobuf_name(name).is_none() => {
            Status::Missing(Code::AlgorithmUnsupported)
        }
        (Some(_), Some(_), None) => Status::Failed(Code::EvidenceContradiction),
        (Some(_), Some(_), Some(hint)) => match artifact.digest(hint.algorithm()) {
            Some(found) => Status::held_or(found == hint, Code::EvidenceContradiction),
            None => Status::Missing(Code::NeedsFileBytes),
        },
    };
    trace.record(
        CheckId::MessageDigest,
        About::Whole,
        if hint_status == Status::NotNeeded {
            Gate::Informational
        } else {
            Gate::Required
        },
        hint_status,
        hint.map(|hint| item("stated-digest", Value::Digest(hint)))
            .into_iter()
            .collect(),
    );
    let hint_agrees = matches!(hint_status, Status::Held | Status::NotNeeded);
    let verified = held
        .filter(|_| hint_agrees)
        .map(|(_, digest)| VerifiedContent {
            claim: Claim::Signature,
            covers: Covers::Artifact {
                digest,
                subject: None,
            },
        });
    content(
        verified,
        held.map(|(scheme, digest)| (scheme, Some(digest))),
    )
}

/// A signature over a payload that names an image: the signature must hold over the payload, and the payload must
/// name this image.
pub(crate) fn check_image_signature(
    trace: &mut Trace,
    message: &MessageSignature,
    payload: &[u8],
    key: Option<&VerifyKey>,
    artifact: Option<&Artifact<'_>>,
    recorded: Option<Digest>,
) -> Content {
    let digests = HashAlgorithm::ALL.map(|algorithm| crypto::digest(algorithm, payload));
    let over_payload = Artifact {
        digests: &digests,
        bytes: Some(payload),
    };
    let content = check_message(trace, message, key, Some(&over_payload), recorded);
    let mut evidence = Vec::with_capacity(2);
    let mut named = None;
    let status = match (Payload::parse(payload), artifact) {
        (Err(error), _) => {
            evidence.push(item("defect", Value::Outside(error.to_string())));
            match error.code {
                UnreadableCode::LimitExceeded => Status::Missing(Code::LimitExceeded),
                _ => Status::Failed(Code::StatementUnreadable),
            }
        }
        (Ok(payload), _) if !payload.is_of_cosign() => {
            evidence.push(item("payload-type", Value::Outside(payload.kind)));
            Status::Failed(Code::EvidenceContradiction)
        }
        (Ok(_), None) => Status::Missing(Code::NeedsFile),
        (Ok(payload), Some(artifact)) => {
            evidence.extend(
                artifact
                    .digests
                    .first()
                    .map(|digest| item("file-digest", Value::Digest(*digest))),
            );
            evidence.push(item(
                "signed-digest",
                match payload.digest() {
                    Some(digest) => Value::Digest(digest),
                    None => Value::Outside(payload.stated_digest.clone()),
                },
            ));
            named = payload
                .digest()
                .filter(|stated| artifact.digest(stated.algorithm()) == Some(*stated));
            Status::held_or(named.is_some(), Code::FileMismatch)
        }
    };
    record(trace, CheckId::ImagePayload, status, evidence);
    let verified = content.verified.zip(named).map(|(verified, digest)| {
        let covers = Covers::Artifact {
            digest,
            subject: None,
        };
        VerifiedContent { covers, ..verified }
    });
    Content {
        verified,
        ..content
    }
}

/// The signature over the attributes of a Git object, and the attributes over the object. It proves itself and is of
/// no use for another file.
pub(crate) fn check_git_object(
    trace: &mut Trace,
    git: &GitSignature,
    message: &MessageSignature,
    leaf: Option<&Certificate>,
    key: Option<&VerifyKey>,
    artifact: Option<&Artifact<'_>>,
) -> Content {
    let by_signer = git::check_signer(trace, git, leaf);
    let of_object = git::check_object(trace, git);

    let attributes = &git.attributes.set_der;
    let used = key.and_then(|key| {
        let mut schemes = key.schemes(true).iter().copied();
        schemes.find(|scheme| key.verify(*scheme, attributes, &message.signature))
    });
    let compared = artifact.map(|artifact| {
        let is_whole = |known: &&Digest| digest(known.algorithm(), &git.object) == **known;
        artifact.digests.iter().find(is_whole).copied()
    });
    let status = match (key, used, compared) {
        (None, ..) => Status::Blocked(CheckId::SigAlgorithm),
        (Some(_), _, Some(None)) => Status::Failed(Code::FileMismatch),
        (Some(_), None, _) => Status::Failed(Code::SignatureInvalid),
        (Some(_), Some(_), None | Some(Some(_))) => Status::Held,
    };
    let scheme = used.map(|scheme| item("scheme", Value::Name(scheme.as_str())));
    let signed = record(
        trace,
        CheckId::SigMessage,
        status,
        scheme.into_iter().collect(),
    );
    let covers = match compared.flatten() {
        Some(digest) => Covers::Artifact {
            digest,
            subject: None,
        },
        None => Covers::StatementAlone,
    };
    Content {
        verified: (by_signer && of_object && signed).then_some(VerifiedContent {
            claim: Claim::Statement,
            covers,
        }),
        statement: None,
        signed_bytes: Vec::new(),
        signed: used.map(|scheme| (scheme, scheme.hash().map(|hash| digest(hash, attributes)))),
    }
}

/// A signed statement.
pub(crate) fn check_envelope(
    trace: &mut Trace,
    envelope: &Envelope,
    key: Option<&VerifyKey>,
    compared: Compared<'_>,
) -> Content {
    let one = envelope.signatures.len() == 1;
    record(
        trace,
        CheckId::DsseOneSignature,
        Status::held_or(one, Code::EvidenceContradiction),
        vec![item(
            "signatures",
            Value::Number(envelope.signatures.len() as u64),
        )],
    );
    let signed_bytes = envelope.pre_authentication_encoding();
    let mut used: Option<Scheme> = None;
    let status = match (key, envelope.signatures.first()) {
        (None, _) => Status::Blocked(CheckId::SigAlgorithm),
        (Some(_), None) => Status::Blocked(CheckId::DsseOneSignature),
        (Some(key), Some(signature)) => {
            used = key
                .schemes(false)
                .iter()
                .copied()
                .find(|scheme| key.verify(*scheme, &signed_bytes, &signature.sig));
            Status::held_or(used.is_some(), Code::SignatureInvalid)
        }
    };
    let signed = record(
        trace,
        CheckId::DssePae,
        status,
        used.map(|scheme| item("scheme", Value::Name(scheme.as_str())))
            .into_iter()
            .collect(),
    );
    let typed = record(
        trace,
        CheckId::DsseType,
        if envelope.payload_type == PAYLOAD_TYPE {
            Status::Held
        } else {
            Status::Missing(Code::FormatUnsupported)
        },
        vec![item(
            "payload-type",
            Value::Outside(envelope.payload_type.clone()),
        )],
    );
    let statement = check_statement(trace, envelope, typed);
    let covers = check_coverage(trace, statement.as_ref(), envelope, compared);
    let verified = match (&statement, covers) {
        (Some(statement), Some(covers)) if one && signed => Some(VerifiedContent {
            claim: claim_of(&statement.predicate_type),
            covers,
        }),
        _ => None,
    };
    Content {
        verified,
        statement,
        signed_bytes,
        signed: used.map(|scheme| (scheme, None)),
    }
}

fn check_statement(trace: &mut Trace, envelope: &Envelope, typed: bool) -> Option<Statement> {
    if !typed {
        record(
            trace,
            CheckId::IntotoStatement,
            Status::Blocked(CheckId::DsseType),
            Vec::new(),
        );
        return None;
    }
    match Statement::parse(&envelope.payload) {
        Ok(statement) => {
            record(
                trace,
                CheckId::IntotoStatement,
                Status::Held,
                vec![item(
                    "predicate-type",
                    Value::Outside(statement.predicate_type.clone()),
                )],
            );
            Some(statement)
        }
        Err(error) => {
            let code = match error.code {
                UnreadableCode::LimitExceeded => Status::Missing(Code::LimitExceeded),
                // in-toto put its layouts and links under the same type before it had statements.
                _ if Metablock::read(&envelope.payload).is_some() => {
                    Status::Missing(Code::FormatUnsupported)
                }
                _ => Status::Failed(Code::StatementUnreadable),
            };
            record(
                trace,
                CheckId::IntotoStatement,
                code,
                vec![item("defect", Value::Outside(error.to_string()))],
            );
            None
        }
    }
}

/// What the statement covers of what it is compared with. A statement about a folder lists its files, and
/// each of them alone can be compared as well.
fn check_coverage(
    trace: &mut Trace,
    statement: Option<&Statement>,
    envelope: &Envelope,
    compared: Compared<'_>,
) -> Option<Covers> {
    let about_folder = statement.filter(|statement| {
        matches!(compared, Compared::Folder(_)) || Manifest::is_one(&statement.predicate_type)
    });
    let Some(statement) = about_folder else {
        return match compared {
            Compared::Artifact(artifact) => check_subject(trace, statement, None, Some(artifact)),
            Compared::Nothing => check_subject(trace, statement, None, None),
            Compared::Folder(folder) => {
                record(
                    trace,
                    CheckId::ModelManifest,
                    Status::Blocked(CheckId::IntotoStatement),
                    Vec::new(),
                );
                model::check_files(trace, None, folder)
            }
        };
    };
    let manifest = model::check_manifest(trace, statement, envelope);
    let covers = match compared {
        Compared::Folder(folder) => model::check_files(trace, manifest.as_ref(), folder),
        Compared::Artifact(artifact) => {
            check_subject(trace, Some(statement), manifest.as_ref(), Some(artifact))
        }
        Compared::Nothing => check_subject(trace, Some(statement), None, None),
    };
    covers.filter(|_| manifest.is_some())
}

/// Some subject must carry a digest of the file under an algorithm that is still good; names are
/// not compared.
fn check_subject(
    trace: &mut Trace,
    statement: Option<&Statement>,
    manifest: Option<&Manifest>,
    artifact: Option<&Artifact<'_>>,
) -> Option<Covers> {
    let Some(statement) = statement else {
        record(
            trace,
            CheckId::IntotoSubject,
            Status::Blocked(CheckId::IntotoStatement),
            Vec::new(),
        );
        return None;
    };
    let usable = statement
        .subjects
        .iter()
        .any(|subject| subject.known_digests().next().is_some());
    let count = item("subjects", Value::Number(statement.subjects.len() as u64));
    if statement.subjects.is_empty()
        || statement
            .subjects
            .iter()
            .any(|subject| subject.digests.is_empty())
    {
        record(
            trace,
            CheckId::IntotoSubject,
            Status::Failed(Code::StatementWithoutSubject),
            vec![count],
        );
        return None;
    }
    let Some(artifact) = artifact else {
        // A statement can be judged alone; what it is then said to be about is only itself.
        trace.record(
            CheckId::IntotoSubject,
            About::Whole,
            Gate::Informational,
            Status::Missing(Code::NeedsFile),
            vec![count],
        );
        return Some(Covers::StatementAlone);
    };
    // The digest of a subject over all files is that of their listed digests, which are no file of the folder.
    let over_all = manifest.and_then(|manifest| manifest.root);
    let mut comparable = over_all.is_some_and(|root| artifact.digest(root.algorithm()).is_some());
    let listed = manifest.into_iter().flat_map(|manifest| &manifest.files);
    for part in listed.flat_map(|file| &file.parts) {
        if part.range.is_some() {
            continue;
        }
        let Some(found) = artifact.digest(part.digest.algorithm()) else {
            continue;
        };
        comparable = true;
        if found == part.digest {
            record(
                trace,
                CheckId::IntotoSubject,
                Status::Held,
                vec![item("file-digest", Value::Digest(found))],
            );
            return Some(Covers::Artifact {
                digest: found,
                subject: None,
            });
        }
    }
    let files = if over_all.is_some() {
        &[][..]
    } else {
        statement.subjects.as_slice()
    };
    for (position, subject) in files.iter().enumerate() {
        let mut agreed = None;
        let mut disagreed = false;
        // A digest too short or not hex is one that differs.
        comparable |= subject.digests.iter().any(|(name, _)| {
            HashAlgorithm::from_name(name)
                .is_some_and(|algorithm| subject.digest(algorithm).is_none())
        });
        for stated in subject.known_digests() {
            let Some(found) = artifact.digest(stated.algorithm()) else {
                continue;
            };
            comparable = true;
            if found == stated {
                agreed = Some(found);
            } else {
                disagreed = true;
            }
        }
        if let Some(digest) = agreed.filter(|_| !disagreed) {
            record(
                trace,
                CheckId::IntotoSubject,
                Status::Held,
                vec![
                    item("file-digest", Value::Digest(digest)),
                    item("subject", Value::Number(position as u64)),
                    count,
                ],
            );
            return Some(Covers::Artifact {
                digest,
                subject: Some(position),
            });
        }
    }
    let is_over_all = over_all.is_some_and(|root| artifact.digest(root.algorithm()) == Some(root));
    let status = if is_over_all {
        Status::Missing(Code::NeedsFile)
    } else if comparable {
        Status::Failed(Code::FileMismatch)
    } else if usable {
        Status::Missing(Code::NeedsFileBytes)
    } else {
        // Only digests that are broken (md5, sha1) or that this program does not compute.
        Status::Missing(Code::AlgorithmUnsupported)
    };
    let mut evidence = vec![count];
    evidence.extend(
        artifact
            .digests
            .first()
            .map(|digest| item("file-digest", Value::Digest(*digest))),
    );
    record(trace, CheckId::IntotoSubject, status, evidence);
    None
}

/// The kind of claim a predicate type stands for.
pub(crate) fn claim_of(predicate_type: &str) -> Claim {
    const BUILD: &str = "https://slsa.dev/provenance/";
    const PARTS: [&str; 5] = [
        "https://cyclonedx.org/bom",
        "https://spdx.dev/Document",
        "https://spdx.org/Document",
        "https://syft.dev/bom",
        "cosign.sigstore.dev/attestation/sbom/v1",
    ];
    const PUBLISH: [&str; 5] = [
        "https://github.com/npm/attestation/tree/main/specs/publish/",
        "https://docs.pypi.org/attestations/publish/",
        "https://in-toto.io/attestation/release/",
        "https://rubygems.org/attestation/publish/",
        "https://schemas.conda.org/attestations-publish-1.schema.json",
    ];
    // cosign's own predicate says nothing beyond a signature.
    const SIGNATURE: &str = "https://sigstore.dev/cosign/sign/v1";
    // A type is followed by its version or by nothing.
    let is = |known: &str| {
        predicate_type
            .strip_prefix(known)
            .is_some_and(|rest| known.ends_with('/') || rest.is_empty() || rest.starts_with('/'))
    };
    if is(BUILD) {
        Claim::BuildRecord
    } else if PARTS.into_iter().any(is) {
        Claim::PartsList
    } else if PUBLISH.into_iter().any(is) {
        Claim::PublishRecord
    } else if is(SIGNATURE) {
        Claim::Signature
    } else {
        Claim::Statement
    }
}

/// The digest algorithms a message signature by this key may need of the file. RSA and the older ECDSA
/// signers choose; `stated` is what the evidence says they chose.
pub(crate) fn message_digests(
    key: &VerifyKey,
    stated: Option<HashAlgorithm>,
) -> Vec<HashAlgorithm> {
    let schemes = key.schemes(true).iter().filter_map(|scheme| scheme.hash());
    let chosen = stated.filter(|_| key.algorithm() != KeyAlgorithm::Ed25519);
    let mut needed: Vec<HashAlgorithm> = match chosen {
        Some(_) => Vec::with_capacity(1),
        None => schemes.collect(),
    };
    if let Some(stated) = stated
        && !needed.contains(&stated)
    {
        needed.push(stated);
    }
    needed
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use HashAlgorithm::{Sha256, Sha384, Sha512};
    use whence_evidence::{bundle::Bundle, dsse, timestamp::SignerIdentifier};
    use whence_testkit::{
        Scenario,
        keys::{self, Hash},
    };

    use super::*;
    use crate::times;

    const FILE: &[u8] = b"the file";

    /// Digests of `bytes` by these algorithms.
    fn digests(bytes: &[u8], algorithms: &[HashAlgorithm]) -> Vec<Digest> {
        algorithms.iter().map(|it| digest(*it, bytes)).collect()
    }

    fn status_of(trace: &Trace, id: CheckId) -> Status {
        let mut checks = trace.checks().iter();
        checks.find(|check| check.id == id).unwrap().status
    }

    /// How a signature over [`FILE`] comes out when only `known` is known of the file.
    fn message(
        key: &keys::Key,
        signature: Vec<u8>,
        hint: Option<Digest>,
        known: &Artifact<'_>,
        recorded: Option<Digest>,
    ) -> (Status, Status, bool) {
        let stated = |hint: Digest| {
            let name = hint.algorithm().protobuf_name().to_owned();
            (name, hint.as_bytes().to_vec())
        };
        let message = MessageSignature {
            digest: hint.map(stated),
            signature,
        };
        let key = VerifyKey::from_spki(&key.spki()).unwrap();
        let mut trace = Trace::with_capacity(2);
        let content = check_message(&mut trace, &message, Some(&key), Some(known), recorded);
        (
            status_of(&trace, CheckId::SigMessage),
            status_of(&trace, CheckId::MessageDigest),
            content.verified.is_some(),
        )
    }

    #[test]
    fn a_digest_that_is_not_known_leaves_open_what_another_decides() {
        let key = keys::Key::p256("content");
        let signature = key.sign(Hash::Sha384, FILE);
        let failed = |code| {
            (
                Status::Failed(code),
                Status::Blocked(CheckId::SigMessage),
                false,
            )
        };
        let open = (
            Status::Missing(Code::NeedsFileBytes),
            Status::Blocked(CheckId::SigMessage),
            false,
        );
        let of = |bytes, algorithm| Some(digest(algorithm, bytes));
        for (known, hint, recorded, expected) in [
            (
                &[Sha256, Sha384, Sha512][..],
                None,
                None,
                (Status::Held, Status::NotNeeded, true),
            ),
            (
                &[Sha384],
                None,
                None,
                (Status::Held, Status::NotNeeded, true),
            ),
            (
                &[Sha384],
                of(FILE, Sha384),
                None,
                (Status::Held, Status::Held, true),
            ),
            (&[Sha256], None, None, open),
            (&[Sha256], of(FILE, Sha384), None, open),
            (&[Sha256], None, of(FILE, Sha384), open),
            // What it is said to be made over is known, and it is not.
            (
                &[Sha256],
                of(FILE, Sha256),
                None,
                failed(Code::SignatureInvalid),
            ),
            (
                &[Sha256],
                None,
                of(FILE, Sha256),
                failed(Code::SignatureInvalid),
            ),
            (
                &[Sha256],
                of(b"other", Sha256),
                None,
                failed(Code::FileMismatch),
            ),
            (
                &[Sha256],
                None,
                of(b"other", Sha256),
                failed(Code::FileMismatch),
            ),
            // The digest beside it is not signed, and must agree.
            (
                &[Sha384],
                of(b"other", Sha384),
                None,
                (
                    Status::Held,
                    Status::Failed(Code::EvidenceContradiction),
                    false,
                ),
            ),
            (
                &[Sha384],
                of(FILE, Sha256),
                None,
                (Status::Held, Status::Missing(Code::NeedsFileBytes), false),
            ),
        ] {
            let known_digests = digests(FILE, known);
            let artifact = Artifact {
                digests: &known_digests,
                bytes: None,
            };
            let found = message(&key, signature.clone(), hint, &artifact, recorded);
            assert_eq!(found, expected, "{known:?} {hint:?} {recorded:?}");
        }
        let all = digests(FILE, &HashAlgorithm::ALL);
        let artifact = Artifact {
            digests: &all,
            bytes: None,
        };
        let invalid = failed(Code::SignatureInvalid);
        assert_eq!(message(&key, vec![0; 8], None, &artifact, None), invalid);
    }

    #[test]
    fn a_digest_beside_the_signature_that_cannot_be_compared_is_told_why() {
        let key = keys::Key::p256("content");
        let signature = key.sign(Hash::Sha256, FILE);
        let all = digests(FILE, &HashAlgorithm::ALL);
        let artifact = Artifact {
            digests: &all,
            bytes: None,
        };
        let key = VerifyKey::from_spki(&key.spki()).unwrap();
        let unknown = Status::Missing(Code::AlgorithmUnsupported);
        let contradiction = Status::Failed(Code::EvidenceContradiction);
        for (name, length, expected) in [
            ("SHA3_256", 32, unknown),
            ("", 32, unknown),
            ("SHA2_256", 31, contradiction),
        ] {
            let message = MessageSignature {
                digest: Some((name.to_owned(), vec![0; length])),
                signature: signature.clone(),
            };
            let mut trace = Trace::with_capacity(2);
            let content = check_message(&mut trace, &message, Some(&key), Some(&artifact), None);
            assert_eq!(
                status_of(&trace, CheckId::MessageDigest),
                expected,
                "{name}"
            );
            assert!(content.verified.is_none());
        }
    }

    /// Ed25519 is over the whole file, unless only a digest could be logged.
    #[test]
    fn pure_ed25519_needs_the_bytes() {
        let key = keys::Key::ed25519("content");
        let all = digests(FILE, &HashAlgorithm::ALL);
        let by_digest = Artifact {
            digests: &all,
            bytes: None,
        };
        let whole = Artifact {
            digests: &all,
            bytes: Some(FILE),
        };
        let (pure, over_digest) = (key.sign(Hash::Sha512, FILE), key.sign_ed25519ph(FILE));
        let recorded = Some(digest(Sha512, FILE));
        let status = |signature: &[u8], artifact: &Artifact<'_>, recorded| {
            message(&key, signature.to_vec(), None, artifact, recorded).0
        };
        let needs_bytes = Status::Missing(Code::NeedsFileBytes);
        let invalid = Status::Failed(Code::SignatureInvalid);
        assert_eq!(status(&pure, &whole, None), Status::Held);
        assert_eq!(status(&pure, &whole, recorded), Status::Held);
        assert_eq!(status(&pure, &by_digest, None), needs_bytes);
        assert_eq!(status(&over_digest, &by_digest, recorded), Status::Held);
        assert_eq!(status(&over_digest, &whole, None), invalid);
        assert_eq!(status(&[0; 64], &whole, recorded), invalid);
    }

    /// What the log recorded is compared, whichever digests somebody else asked for.
    #[test]
    fn pure_ed25519_is_bound_by_the_digest_that_was_recorded() {
        let key = keys::Key::ed25519("content");
        let message = MessageSignature {
            digest: None,
            signature: key.sign(Hash::Sha512, FILE),
        };
        let key = VerifyKey::from_spki(&key.spki()).unwrap();
        for known in [
            &[Sha256][..],
            &[Sha512],
            &[Sha256, Sha512],
            &[Sha512, Sha256],
        ] {
            let digests = digests(FILE, known);
            let artifact = Artifact {
                digests: &digests,
                bytes: Some(FILE),
            };
            for algorithm in [Sha256, Sha384, Sha512] {
                let recorded = Some(digest(algorithm, FILE));
                let mut trace = Trace::with_capacity(2);
                let content =
                    check_message(&mut trace, &message, Some(&key), Some(&artifact), recorded);
                assert_eq!(
                    content.signed,
                    Some((Scheme::Ed25519, recorded)),
                    "{known:?}"
                );
            }
        }
    }

    /// How a statement with these subjects comes out for [`FILE`].
    fn subject(
        subjects: &serde_json::Value,
        known: &[HashAlgorithm],
    ) -> (Status, Option<Option<usize>>) {
        let statement = serde_json::json!({
            "_type": "https://in-toto.io/Statement/v1",
            "subject": subjects,
            "predicateType": "https://example.com/any",
        });
        let statement = Statement::parse(statement.to_string().as_bytes()).unwrap();
        let known = digests(FILE, known);
        let artifact = Artifact {
            digests: &known,
            bytes: None,
        };
        let mut trace = Trace::with_capacity(1);
        let covers = check_subject(&mut trace, Some(&statement), None, Some(&artifact));
        let subject = covers.map(|covers| match covers {
            Covers::Artifact { subject, .. } => subject,
            _ => None,
        });
        (status_of(&trace, CheckId::IntotoSubject), subject)
    }

    #[test]
    fn a_subject_is_the_file_when_no_digest_of_it_says_otherwise() {
        let of = |bytes, algorithm| digest(algorithm, bytes).to_hex();
        let (good, bad) = (of(FILE, Sha256), of(b"other", Sha256));
        let (good_long, bad_long) = (of(FILE, Sha512), of(b"other", Sha512));
        let held = |position| (Status::Held, Some(Some(position)));
        let mismatch = (Status::Failed(Code::FileMismatch), None);
        let empty = (Status::Failed(Code::StatementWithoutSubject), None);
        let missing = |code| (Status::Missing(code), None);
        let (short, all) = (&[Sha256][..], &HashAlgorithm::ALL[..]);
        for (digests, known, expected) in [
            (serde_json::json!([{ "sha256": good }]), all, held(0)),
            (
                serde_json::json!([{ "sha256": bad }, { "sha256": good }]),
                all,
                held(1),
            ),
            (
                serde_json::json!([{ "sha256": good, "sha512": good_long }]),
                all,
                held(0),
            ),
            (
                serde_json::json!([{ "sha256": good, "sha512": bad_long }]),
                all,
                mismatch,
            ),
            (
                serde_json::json!([{ "sha256": bad, "sha512": good_long }]),
                all,
                mismatch,
            ),
            (
                serde_json::json!([{ "sha256": good, "md5": "00" }]),
                all,
                held(0),
            ),
            (serde_json::json!([{ "sha256": bad }]), all, mismatch),
            (serde_json::json!([{ "sha256": "00" }]), all, mismatch),
            (
                serde_json::json!([{ "sha512": good_long }]),
                short,
                missing(Code::NeedsFileBytes),
            ),
            (
                serde_json::json!([{ "sha512": good_long }, { "sha1": "00" }]),
                short,
                missing(Code::NeedsFileBytes),
            ),
            (
                serde_json::json!([{ "sha512": good_long }, { "sha256": bad }]),
                short,
                mismatch,
            ),
            (
                serde_json::json!([{ "sha1": "00" }]),
                all,
                missing(Code::AlgorithmUnsupported),
            ),
            (serde_json::json!([]), all, empty),
            (serde_json::json!([{}]), all, empty),
            (serde_json::json!([{ "sha256": good }, {}]), all, empty),
        ] {
            let list = digests.as_array().unwrap().iter();
            let subjects = list.map(|digest| serde_json::json!({ "digest": digest }));
            let found = subject(&subjects.collect(), known);
            assert_eq!(found, expected, "{digests} {known:?}");
        }
    }

    /// An envelope over a statement about [`FILE`] of this payload type, signed with the key of these tests.
    fn envelope(payload_type: &str) -> Envelope {
        let statement = serde_json::json!({
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{ "digest": { "sha256": digest(Sha256, FILE).to_hex() } }],
            "predicateType": "https://example.com/any",
        });
        let mut envelope = Envelope {
            payload: statement.to_string().into_bytes(),
            payload_type: payload_type.to_owned(),
            signatures: Vec::new(),
            exact: None,
        };
        let signed = envelope.pre_authentication_encoding();
        envelope.signatures.push(dsse::Signature {
            sig: keys::Key::p256("content").sign(Hash::Sha256, &signed),
            keyid: String::new(),
        });
        envelope
    }

    /// The record of the checks says the same; should it ever be lost, this alone must hold.
    #[test]
    fn an_envelope_is_content_only_when_every_check_of_it_holds() {
        let key = VerifyKey::from_spki(&keys::Key::p256("content").spki()).unwrap();
        let verified = |envelope: &Envelope, file| {
            let known = digests(file, &HashAlgorithm::ALL);
            let artifact = Artifact {
                digests: &known,
                bytes: None,
            };
            let mut trace = Trace::with_capacity(8);
            let compared = Compared::Artifact(&artifact);
            let content = check_envelope(&mut trace, envelope, Some(&key), compared);
            content.verified.is_some()
        };
        let right = envelope(PAYLOAD_TYPE);
        assert!(verified(&right, FILE));
        assert!(!verified(&right, b"other"));
        assert!(!verified(&envelope("application/json"), FILE));
        let mut damaged = right.clone();
        damaged.signatures[0].sig[12] ^= 1;
        assert!(!verified(&damaged, FILE));
        let mut twice = right;
        twice.signatures.push(twice.signatures[0].clone());
        assert!(!verified(&twice, FILE));
    }

    /// As for envelopes.
    #[test]
    fn an_object_of_git_is_content_only_when_every_check_of_it_holds() {
        type Fault = fn(&mut GitSignature, &mut MessageSignature);
        let bundle = Scenario::message_rekor_v1().mint().bundle_json;
        let bundle = Bundle::parse(&bundle).unwrap();
        let leaf = Certificate::parse(bundle.leaf().unwrap()).unwrap();
        let key = keys::Key::p256("content");
        let verify_key = VerifyKey::from_spki(&key.spki()).unwrap();
        let verified = |fault: Fault| {
            let mut git = git::tests::signed();
            git.sid = SignerIdentifier::IssuerAndSerial {
                issuer_der: leaf.issuer_der().to_vec(),
                serial: leaf.serial().to_vec(),
            };
            let mut message = MessageSignature {
                digest: None,
                signature: key.sign(Hash::Sha256, &git.attributes.set_der),
            };
            fault(&mut git, &mut message);
            let mut trace = Trace::with_capacity(4);
            let (leaf, key) = (Some(&leaf), Some(&verify_key));
            let content = check_git_object(&mut trace, &git, &message, leaf, key, None);
            content.verified.is_some()
        };
        assert!(verified(|_, _| {}));
        let faults: [(&str, Fault); 5] = [
            ("two signers", |git, _| git.signers = 2),
            ("another signer", |git, _| {
                git.sid = SignerIdentifier::SubjectKeyId(vec![7; 20]);
            }),
            ("another object", |git, _| git.signed.push(b' ')),
            ("other attributes", |git, _| git.attributes.set_der.push(0)),
            ("a damaged signature", |_, message| {
                message.signature[12] ^= 1;
            }),
        ];
        for (what, fault) in faults {
            assert!(!verified(fault), "{what}");
        }
        // The signer may be named by the key as well.
        let key_id = leaf.subject_key_id().unwrap().unwrap().to_vec();
        assert!(times::names(&SignerIdentifier::SubjectKeyId(key_id), &leaf));
    }

    #[test]
    fn an_image_payload_beyond_its_limit_is_not_called_unreadable() {
        let message = MessageSignature {
            digest: None,
            signature: Vec::new(),
        };
        let payload = vec![b' '; whence_evidence::limits::PAYLOAD_BYTES + 1];
        let mut trace = Trace::with_capacity(3);
        check_image_signature(&mut trace, &message, &payload, None, None, None);
        let beyond = Status::Missing(Code::LimitExceeded);
        assert_eq!(status_of(&trace, CheckId::ImagePayload), beyond);
    }

    /// A folder's statement is of no use for one file when what it says of the folder cannot be read.
    #[test]
    fn a_subject_of_a_manifest_that_does_not_hold_covers_nothing() {
        let statement = |predicate_type: &str| {
            let statement = serde_json::json!({
                "_type": "https://in-toto.io/Statement/v1",
                "subject": [{ "digest": { "sha256": digest(Sha256, FILE).to_hex() } }],
                "predicateType": predicate_type,
                "predicate": {},
            });
            Statement::parse(statement.to_string().as_bytes()).unwrap()
        };
        let known = digests(FILE, &HashAlgorithm::ALL);
        let artifact = Artifact {
            digests: &known,
            bytes: None,
        };
        let covers = |predicate_type| {
            let (statement, envelope) = (statement(predicate_type), envelope(PAYLOAD_TYPE));
            let mut trace = Trace::with_capacity(4);
            let compared = Compared::Artifact(&artifact);
            check_coverage(&mut trace, Some(&statement), &envelope, compared).is_some()
        };
        assert!(covers("https://example.com/any"));
        assert!(!covers(whence_testkit::models::PREDICATE_TYPE));
    }

    #[test]
    fn a_manifest_beyond_its_limit_is_not_called_unreadable() {
        let resource = r#"{"name":"a","algorithm":"sha256","digest":"00"},"#;
        let resources = resource.repeat(whence_evidence::limits::MODEL_RESOURCES + 1);
        let payload = format!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"digest":{{"sha256":"{}"}}}}],"predicateType":"{}","predicate":{{"resources":[{}]}}}}"#,
            "00".repeat(32),
            whence_testkit::models::PREDICATE_TYPE,
            resources.trim_end_matches(','),
        );
        let statement = Statement::parse(payload.as_bytes()).unwrap();
        let mut envelope = envelope(PAYLOAD_TYPE);
        envelope.payload = payload.into_bytes();
        let mut trace = Trace::with_capacity(2);
        assert!(model::check_manifest(&mut trace, &statement, &envelope).is_none());
        let beyond = Status::Missing(Code::LimitExceeded);
        assert_eq!(status_of(&trace, CheckId::ModelManifest), beyond);
    }

    /// in-toto's layouts and links came under the same type before it had statements.
    #[test]
    fn what_came_before_statements_is_unsupported_and_not_broken() {
        let status = |payload: &str| {
            let mut envelope = envelope(PAYLOAD_TYPE);
            envelope.payload = payload.as_bytes().to_vec();
            let mut trace = Trace::with_capacity(1);
            assert!(check_statement(&mut trace, &envelope, true).is_none());
            status_of(&trace, CheckId::IntotoStatement)
        };
        let link = r#"{"_type":"link","name":"x","materials":{},"products":{},"byproducts":{},"command":[],"environment":{}}"#;
        assert_eq!(status(link), Status::Missing(Code::FormatUnsupported));
        assert_eq!(status("{}"), Status::Failed(Code::StatementUnreadable));
    }

    #[test]
    fn a_predicate_type_stands_for_its_claim_with_its_version_or_without() {
        for (predicate_type, claim) in [
            ("https://slsa.dev/provenance/v1", Claim::BuildRecord),
            ("https://slsa.dev/provenance/", Claim::BuildRecord),
            ("https://slsa.dev/provenance", Claim::Statement),
            ("https://cyclonedx.org/bom", Claim::PartsList),
            ("https://cyclonedx.org/bom/v1.6", Claim::PartsList),
            ("https://cyclonedx.org/bombast", Claim::Statement),
            ("https://spdx.dev/Document/v3", Claim::PartsList),
            ("https://spdx.org/Document", Claim::PartsList),
            ("https://syft.dev/bom", Claim::PartsList),
            ("cosign.sigstore.dev/attestation/sbom/v1", Claim::PartsList),
            (
                "https://docs.pypi.org/attestations/publish/v1",
                Claim::PublishRecord,
            ),
            (
                "https://in-toto.io/attestation/release/v0.2",
                Claim::PublishRecord,
            ),
            ("https://sigstore.dev/cosign/sign/v1", Claim::Signature),
            ("https://sigstore.dev/cosign/sign/v11", Claim::Statement),
            ("x https://sigstore.dev/cosign/sign/v1", Claim::Statement),
            ("", Claim::Statement),
        ] {
            assert_eq!(claim_of(predicate_type), claim, "{predicate_type}");
        }
    }

    #[test]
    fn a_key_asks_for_the_digests_it_may_have_signed() {
        let needed = |key: keys::Key, stated| {
            let key = VerifyKey::from_spki(&key.spki()).unwrap();
            message_digests(&key, stated)
        };
        let p256 = || keys::Key::p256("content");
        let edwards = || keys::Key::ed25519("content");
        assert_eq!(needed(p256(), None), [Sha256, Sha384, Sha512]);
        assert_eq!(needed(p256(), Some(Sha384)), [Sha384]);
        // Its signature is over SHA-512 or the bytes; what is stated is compared.
        assert_eq!(needed(edwards(), None), [Sha512]);
        assert_eq!(needed(edwards(), Some(Sha512)), [Sha512]);
        assert_eq!(needed(edwards(), Some(Sha256)), [Sha512, Sha256]);
    }
}
