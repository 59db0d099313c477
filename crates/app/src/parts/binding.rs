//! What ties a parts list to a file: who signed what, whose digest it names. Claimed and proven never blur.

use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::AtomicBool},
};

use whence_display::DisplayText;
use whence_evidence::{Digest, HashAlgorithm, UnixTime, oci::Attachment, statement::Statement};
use whence_sbom::{
    BindingFacts, BindingStep, FileDigest, HashName, ImageDigests, Index, PlatformDigests, bind,
};
use whence_verdict::Finding;
use whence_verify::Covers;

use super::{
    Found, Source, name, number,
    view::{PartsBinding, PartsFile, PartsStep},
};
use crate::{
    Checked, Checker, Input,
    check::{CheckedPiece, Judged, digest},
    image::{AttachedBy, ImageFacts, Role, is_index_signed},
    intake,
    present::proven_signer,
    view::{Message, Outcome, SubjectKind},
};

/// Files of one drop that are looked up in a list.
const FILES: usize = 1000;

/// What is known of the signature behind a list.
pub(super) struct Signature {
    /// Who signed, when that is proven.
    signer: Option<Message>,
    /// The digests of each subject of the statement that carries the list, when its signature held.
    subjects: Option<Vec<Vec<FileDigest>>>,
    /// The same of a statement that nobody signed.
    claimed: Option<Vec<Vec<FileDigest>>>,
    /// There is a signature and nothing is proven by it.
    unproven: bool,
    /// What is to be said of how it is attached.
    attached: Option<Message>,
}

/// Finds out who signed the list, checking the signature beside its file where nobody has yet.
pub(super) fn signature(
    found: &Found,
    bytes: &[u8],
    checker: &Checker,
    now: UnixTime,
    cancel: &AtomicBool,
) -> Signature {
    match &found.source {
        Source::Statement { checked, piece } => of_statement(checked, *piece, checker, now, cancel),
        Source::Attached { checked, position } => of_attached(checked, *position),
        Source::Text(_) => of_file(found.own.as_deref(), bytes),
        Source::File(path) => {
            let own = match &found.own {
                Some(own) => Some(Arc::clone(own)),
                None => checker
                    .check(&[Input::Path(path.clone())], &[], now, &mut |_| (), cancel)
                    .ok()
                    .and_then(|mut all| (all.len() == 1).then(|| all.remove(0)))
                    .map(Arc::new),
            };
            of_file(own.as_deref(), bytes)
        }
    }
}

/// What is attached without a signature is what somebody says; where it stands in a signed index, whoever built the
/// image says it.
fn of_attached(checked: &Checked, position: usize) -> Signature {
    let facts = checked.subject.image.as_deref();
    let attached = facts.and_then(|facts| facts.attached.get(position));
    let covered = facts.zip(attached).is_some_and(|(facts, attached)| {
        attached.by == AttachedBy::Index && is_index_signed(checked, facts)
    });
    let statement = attached
        .filter(|attached| attached.kind == Attachment::Statement)
        .and_then(|attached| attached.content.as_deref());
    Signature {
        signer: None,
        subjects: None,
        claimed: statement.map(subjects),
        unproven: false,
        attached: Some(
            Message::new("parts-attached")
                .select("worth", if covered { "covered" } else { "unsigned" }),
        ),
    }
}

/// A signature over a statement whose subject is another file still proves who made the statement.
fn of_statement(
    checked: &Checked,
    piece: usize,
    checker: &Checker,
    now: UnixTime,
    cancel: &AtomicBool,
) -> Signature {
    let nothing = Signature {
        signer: None,
        subjects: None,
        claimed: None,
        unproven: true,
        attached: None,
    };
    let Some(piece) = checked.pieces.get(piece) else {
        return nothing;
    };
    let proven = |judged: &Judged| {
        let payload = &judged.bundle.envelope.as_ref()?.payload;
        Some(Signature {
            signer: Some(signed_by(judged)?),
            subjects: Some(subjects(payload)),
            claimed: None,
            unproven: false,
            attached: None,
        })
    };
    if let Some(signature) = piece.judged().and_then(proven) {
        return signature;
    }
    let alone = [Input::Bytes(piece.piece.bytes.to_vec())];
    let alone = checker.check(&alone, &[], now, &mut |_| (), cancel);
    let alone = alone.unwrap_or_default();
    let again = alone
        .iter()
        .filter(|checked| checked.subject.kind == SubjectKind::Statement)
        .flat_map(|checked| &checked.pieces)
        .filter_map(CheckedPiece::judged)
        .find_map(proven);
    again.unwrap_or(nothing)
}

/// A signature over the file of the list, as long as the file is still the one that was checked.
fn of_file(own: Option<&Checked>, bytes: &[u8]) -> Signature {
    let judged = own
        .filter(|own| {
            !own.subject.digests.is_empty()
                && own
                    .subject
                    .digests
                    .iter()
                    .all(|known| digest(known.algorithm(), bytes) == *known)
        })
        .into_iter()
        .flat_map(|own| &own.pieces)
        .filter_map(CheckedPiece::judged)
        .filter(|judged| {
            judged.signer().is_some_and(|signer| {
                matches!(
                    signer.covers(),
                    Covers::Artifact { .. } | Covers::Listed { .. }
                )
            })
        });
    // One who is on the list is named before one who is not.
    let best = judged.min_by_key(|judged| !matches!(judged.finding, Finding::Listed(_)));
    Signature {
        signer: best.and_then(signed_by),
        subjects: None,
        claimed: None,
        unproven: own.is_some_and(|own| !own.pieces.is_empty()) && best.is_none(),
        attached: None,
    }
}

/// Who is proven to have signed, and whether they are on the list.
fn signed_by(judged: &Judged) -> Option<Message> {
    let listed = match judged.finding {
        Finding::Listed(_) => "listed",
        _ => "unlisted",
    };
    Some(
        Message::new("parts-signed-by")
            .with("who", proven_signer(judged)?)
            .select("list", listed),
    )
}

fn subjects(payload: &[u8]) -> Vec<Vec<FileDigest>> {
    let statement = Statement::parse(payload);
    let subjects = statement
        .map(|statement| statement.subjects)
        .unwrap_or_default();
    subjects
        .iter()
        .map(|subject| {
            let digests = subject.known_digests();
            digests.map(|digest| file_digest(&digest)).collect()
        })
        .collect()
}

fn file_digest(digest: &Digest) -> FileDigest {
    FileDigest {
        name: hash_name(digest.algorithm()),
        hex: digest.to_hex(),
    }
}

const fn hash_name(algorithm: HashAlgorithm) -> HashName {
    match algorithm {
        HashAlgorithm::Sha256 => HashName::Sha256,
        HashAlgorithm::Sha384 => HashName::Sha384,
        HashAlgorithm::Sha512 => HashName::Sha512,
    }
}

/// The digests of a checked file under these algorithms: those that are known, and for the others the file
/// is read once more, if it is still the same.
fn digests(checked: &Checked, algorithms: &[HashAlgorithm], cancel: &AtomicBool) -> Vec<Digest> {
    let known = &checked.subject.digests;
    let missing: Vec<HashAlgorithm> = algorithms
        .iter()
        .copied()
        .filter(|algorithm| !known.iter().any(|digest| digest.algorithm() == *algorithm))
        .collect();
    let mut all = known.clone();
    if let (Some(path), false) = (&checked.path, missing.is_empty()) {
        let wanted: Vec<HashAlgorithm> =
            known.iter().map(Digest::algorithm).chain(missing).collect();
        if let Ok(read) = intake::read(path, &wanted, &mut |_, _| (), cancel)
            && known.iter().all(|digest| read.digests.contains(digest))
        {
            all = read.digests;
        }
    }
    all
}

/// Which step of the ladder applies, in words.
pub(super) fn view(
    found: &Found,
    index: &Index,
    signature: Signature,
    cancel: &AtomicBool,
) -> PartsBinding {
    let mut details = Vec::new();
    let signed = signature.signer.is_some();
    details.extend(signature.signer.clone());
    details.extend(signature.attached.clone());
    if signature.unproven {
        details.push(Message::new("parts-signature-unproven"));
    }
    if index.facts().embedded_signature {
        details.push(Message::new("parts-signature-embedded"));
    }
    let about = found
        .about
        .as_ref()
        .filter(|about| about.subject.kind != SubjectKind::Statement);
    let Some(about) = about else {
        let step = if signed {
            PartsStep::AloneSigned
        } else {
            PartsStep::AloneUnsigned
        };
        return say(step, None, details);
    };
    let algorithms = match index.facts().roots.iter().find_map(|root| {
        let root = index.component(*root)?;
        root.hashes().any(|(name, _)| name.binds()).then_some(())
    }) {
        Some(()) => HashAlgorithm::ALL.to_vec(),
        None => Vec::new(),
    };
    let own = digests(about, &algorithms, cancel);
    let of_subject = || about.subject.image.as_deref().map(image_digests);
    let image = found.image.clone().or_else(of_subject);
    let facts = BindingFacts {
        file: own.iter().map(file_digest).collect(),
        file_name: match about.subject.kind {
            SubjectKind::File => Some(about.subject.name.to_string_lossy().into_owned()),
            SubjectKind::Folder
            | SubjectKind::Digest
            | SubjectKind::Image
            | SubjectKind::Statement => None,
        },
        image: image.clone(),
        signed_subjects: signature.subjects.clone(),
        document_signed: signed && signature.subjects.is_none(),
    };
    let mut bound = bind(index, &facts);
    if let (BindingStep::NameOnly | BindingStep::Nothing, Some(claimed)) =
        (bound.step, signature.claimed)
    {
        // The list names no digest, and the statement around it does: a claim like the list itself.
        let claims = BindingFacts {
            signed_subjects: Some(claimed),
            ..facts
        };
        bound = bind(index, &claims);
    }
    let step = match bound.step {
        BindingStep::SignedForThis if !signed => PartsStep::DigestOnly,
        BindingStep::SignedForThis => PartsStep::SignedStatement,
        // A signed statement about another file carries a list that names this one: what is signed is
        // the statement, and that is about another file.
        _ if signature.subjects.is_some() => PartsStep::OtherFile,
        BindingStep::SignedAndNamesThis => PartsStep::SignedDocument,
        BindingStep::NamesThis => PartsStep::DigestOnly,
        _ if bound.describes_other && signed => PartsStep::OtherFile,
        _ if bound.describes_other => PartsStep::OtherDigest,
        BindingStep::NameOnly => PartsStep::NameOnly,
        BindingStep::Nothing => PartsStep::Untied,
    };
    if let Some((matched, digest)) = &bound.matched {
        if image.is_some() {
            let of_image = Message::new("parts-bound-to").select("what", matched.as_str());
            details.push(match &bound.platform {
                Some(platform) => of_image
                    .select("named", "yes")
                    .with("platform", DisplayText::identifier(platform)),
                None => of_image
                    .select("named", "no")
                    .with("platform", DisplayText::identifier("")),
            });
        }
        details.push(
            Message::new("parts-bound-by")
                .with("algorithm", DisplayText::identifier(digest.name.as_str()))
                .with("digest", DisplayText::identifier(&digest.hex)),
        );
    }
    let target = match about.subject.kind {
        _ if image.is_some() => "image",
        SubjectKind::Digest => "digest",
        SubjectKind::Image => "image",
        SubjectKind::File | SubjectKind::Folder | SubjectKind::Statement => "file",
    };
    say(step, Some(target), details)
}

/// The digests of an image by what each is of; a list may be about any of them.
fn image_digests(image: &ImageFacts) -> ImageDigests {
    let text = |digest: &Option<Digest>| digest.as_ref().map(Digest::to_hex);
    ImageDigests {
        index: match image.role {
            Role::Index => text(&image.digest),
            _ => text(&image.index),
        },
        platforms: vec![PlatformDigests {
            name: image.platform.as_ref().map(ToString::to_string),
            manifest: match image.role {
                Role::Manifest => text(&image.digest),
                _ => None,
            },
            config: text(&image.config),
        }],
    }
}

fn say(step: PartsStep, target: Option<&str>, mut details: Vec<Message>) -> PartsBinding {
    let outcome = match step {
        PartsStep::SignedStatement | PartsStep::SignedDocument => Outcome::Held,
        PartsStep::OtherFile | PartsStep::OtherDigest => Outcome::Failed,
        PartsStep::DigestOnly
        | PartsStep::NameOnly
        | PartsStep::Untied
        | PartsStep::AloneSigned
        | PartsStep::AloneUnsigned => Outcome::Noted,
    };
    details.push(Message::new(match step {
        PartsStep::SignedStatement | PartsStep::SignedDocument | PartsStep::AloneSigned => {
            "parts-claims-of-signer"
        }
        PartsStep::OtherFile => "parts-claims-about-other",
        _ => "parts-claims-of-nobody",
    }));
    PartsBinding {
        step,
        outcome,
        sentence: Message::new(ladder(step)).select("target", target.unwrap_or("file")),
        details,
    }
}

/// The message of a step.
pub const fn ladder(step: PartsStep) -> &'static str {
    match step {
        PartsStep::SignedStatement => "parts-binding-signed-statement",
        PartsStep::SignedDocument => "parts-binding-signed-document",
        PartsStep::DigestOnly => "parts-binding-digest-only",
        PartsStep::NameOnly => "parts-binding-name-only",
        PartsStep::Untied => "parts-binding-untied",
        PartsStep::OtherFile => "sbom-binding-other",
        PartsStep::OtherDigest => "parts-binding-other-digest",
        PartsStep::AloneSigned => "parts-binding-alone-signed",
        PartsStep::AloneUnsigned => "parts-binding-alone-unsigned",
    }
}

/// The files of the same drop, looked up by digest.
pub(super) fn files(found: &Found, index: &Index, cancel: &AtomicBool) -> Vec<PartsFile> {
    let files: Vec<_> = found
        .together
        .iter()
        .filter(|file| file.path.is_some())
        .take(FILES)
        .collect();
    if files.is_empty() {
        return Vec::new();
    }
    let named: BTreeSet<HashName> = index
        .components()
        .flat_map(|component| component.hashes().map(|(name, _)| name).collect::<Vec<_>>())
        .collect();
    let algorithms: Vec<HashAlgorithm> = HashAlgorithm::ALL
        .into_iter()
        .filter(|algorithm| named.contains(&hash_name(*algorithm)))
        .collect();
    let look_up = |file: &Arc<Checked>| {
        let parts: Vec<_> = digests(file, &algorithms, cancel)
            .iter()
            .map(file_digest)
            .flat_map(|digest| index.by_digest(digest.name, &digest.hex))
            .collect();
        let sentence = match parts.first() {
            Some(part) => {
                let part = name(index, *part);
                let message = Message::new("parts-file-listed").with("name", part.name);
                match part.version {
                    Some(version) => message.select("versioned", "yes").with("version", version),
                    None => message
                        .select("versioned", "no")
                        .with("version", DisplayText::identifier("")),
                }
                .with("more", number(parts.len() as u64 - 1))
            }
            None if algorithms.is_empty() => Message::new("parts-file-no-digests"),
            None => Message::new("parts-file-not-listed"),
        };
        PartsFile {
            name: DisplayText::file_name(&file.subject.name),
            listed: !parts.is_empty(),
            sentence,
            part: parts.first().map(|part| part.0),
        }
    };
    files.into_iter().map(look_up).collect()
}
