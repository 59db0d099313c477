//! The *Statement* tab: the signed statement, or the plain signature.

use whence_display::DisplayText;
use whence_evidence::{
    dsse::Envelope,
    limits,
    metablock::Metablock,
    statement::{Statement, Subject},
};
use whence_verdict::Finding;
use whence_verify::{About, CheckId, Covers};

use super::{
    checked_if, claim_code, count, fact, facts, folded, held, hex,
    predicate::{self, Behind},
    remark, text,
};
use crate::{
    check::{Checked, CheckedPiece, Judged},
    intake,
    view::{Block, Fact, Message, Standing},
};

/// Subjects that are listed; a statement may name 1024.
const SUBJECTS_SHOWN: usize = 100;

pub(super) fn blocks(judged: &Judged) -> Vec<Block> {
    match (&judged.bundle.envelope, &judged.bundle.message) {
        (Some(envelope), _) => statement_blocks(judged, envelope),
        (None, Some(message)) => {
            let signed = checked_if(held(&judged.report, CheckId::SigMessage, About::Whole));
            let mut of_signature = vec![fact("fact-signature", hex(&message.signature), signed)];
            if let Some((algorithm, value)) = &message.digest {
                of_signature.push(fact(
                    "fact-message-digest-algorithm",
                    text(algorithm),
                    Standing::Claimed,
                ));
                let same = checked_if(held(&judged.report, CheckId::MessageDigest, About::Whole));
                of_signature.push(fact("fact-message-digest", hex(value), same));
            }
            vec![
                remark(Message::new("statement-plain-signature")),
                facts(Message::new("block-signature"), of_signature),
            ]
        }
        (None, None) => vec![remark(Message::new("statement-none"))],
    }
}

fn statement_blocks(judged: &Judged, envelope: &Envelope) -> Vec<Block> {
    // Signed by whom is for the Certificate tab; what a statement says stays a claim of its signer.
    let mut of_envelope = vec![fact(
        "fact-payload-type",
        text(&envelope.payload_type),
        Standing::Claimed,
    )];
    let Ok(statement) = Statement::parse(&envelope.payload) else {
        if let Some(metablock) = Metablock::read(&envelope.payload) {
            return metablock_blocks(&metablock);
        }
        return vec![
            remark(Message::new("statement-unreadable-why")),
            facts(Message::new("block-statement"), of_envelope),
        ];
    };
    of_envelope.insert(0, fact_of_claim(judged));
    of_envelope.push(fact(
        "fact-statement-type",
        text(&statement.statement_type),
        Standing::Claimed,
    ));
    of_envelope.push(fact(
        "fact-predicate-type",
        text(&statement.predicate_type),
        Standing::Claimed,
    ));
    let mut blocks = vec![facts(Message::new("block-statement"), of_envelope)];
    blocks.extend(subject_blocks(Some(judged), &statement));
    let behind = match judged.signer() {
        Some(signer) => Behind::Signer(signer, matches!(judged.finding, Finding::Listed(_))),
        None => Behind::Unproven,
    };
    blocks.extend(predicate::blocks(&statement, &envelope.payload, behind));
    let signatures = envelope.signatures.iter().map(|signature| {
        let standing = checked_if(held(&judged.report, CheckId::DssePae, About::Whole));
        fact("fact-signature", hex(&signature.sig), standing)
    });
    blocks.push(folded(
        Message::new("block-signature"),
        signatures.collect(),
    ));
    blocks
}

/// Whether a signed build record says something else than the certificate it was signed with.
pub(super) fn contradicts_certificate(judged: &Judged) -> bool {
    match (
        judged.signer(),
        judged.report.statement(),
        &judged.bundle.envelope,
    ) {
        (Some(signer), Some(statement), Some(envelope)) => {
            predicate::contradicts(statement, &envelope.payload, signer)
        }
        _ => false,
    }
}

/// What a piece says that is a document of in-toto in a form from before its statements.
pub(super) fn of_metablock(piece: &CheckedPiece) -> Option<Vec<Block>> {
    Some(metablock_blocks(&Metablock::read(&piece.piece.bytes)?))
}

fn metablock_blocks(metablock: &Metablock<'_>) -> Vec<Block> {
    let kind = metablock.kind.as_str();
    let keys = metablock
        .keys
        .iter()
        .take(SUBJECTS_SHOWN)
        .map(|key| fact("fact-metablock-key", text(key), Standing::Claimed));
    let mut of_metablock = vec![fact("fact-statement-type", text(kind), Standing::Claimed)];
    of_metablock.extend(keys);
    let mut blocks = vec![
        remark(Message::new("metablock-kind").select("kind", kind)),
        facts(Message::new("block-metablock"), of_metablock),
    ];
    blocks.extend(predicate::of_metablock(metablock));
    blocks
}

/// The bytes of the target itself, when it came without evidence and is small enough to be a statement.
pub fn statement_file(checked: &Checked) -> Option<Vec<u8>> {
    let has_statement = |piece: &CheckedPiece| {
        let judged = piece.judged();
        judged.is_some_and(|judged| judged.bundle.envelope.is_some())
    };
    if checked.pieces.iter().any(has_statement) {
        return None;
    }
    match (&checked.path, &checked.subject.text) {
        (Some(path), _) => intake::read_bounded(path, limits::EVIDENCE_BYTES as u64).ok(),
        (None, Some(text)) => Some(text.to_vec()),
        (None, None) => None,
    }
}

/// A statement that nobody signed: what it says is a claim by nobody in particular. Absent when these bytes
/// are no statement.
pub fn unsigned_statement(bytes: &[u8]) -> Option<Vec<Block>> {
    let statement = Statement::parse(bytes).ok()?;
    let of_statement = vec![
        fact(
            "fact-statement-type",
            text(&statement.statement_type),
            Standing::Claimed,
        ),
        fact(
            "fact-predicate-type",
            text(&statement.predicate_type),
            Standing::Claimed,
        ),
    ];
    let mut blocks = vec![
        remark(Message::new("statement-unsigned")),
        facts(Message::new("block-statement"), of_statement),
    ];
    blocks.extend(subject_blocks(None, &statement));
    blocks.extend(predicate::blocks(&statement, bytes, Behind::Nobody));
    Some(blocks)
}

fn fact_of_claim(judged: &Judged) -> Fact {
    let words = Message::new("claim-kind").select("claim", claim_code(judged));
    fact(
        "fact-claim-kind",
        crate::view::FactValue::Words(words),
        checked_if(judged.signer().is_some()),
    )
}

fn subject_blocks(judged: Option<&Judged>, statement: &Statement) -> Vec<Block> {
    let signer = judged.and_then(Judged::signer);
    let this_file = signer.and_then(|signer| match signer.covers() {
        Covers::Artifact { subject, .. } => *subject,
        Covers::Listed { .. } | Covers::Folder { .. } | Covers::StatementAlone => None,
    });
    // The subject that is this file first, whatever its place.
    let mut order: Vec<usize> = (0..statement.subjects.len()).collect();
    order.sort_by_key(|position| Some(*position) != this_file);
    let shown = order.iter().take(SUBJECTS_SHOWN).filter_map(|position| {
        let subject = statement.subjects.get(*position)?;
        Some(subject_block(
            subject,
            *position,
            Some(*position) == this_file,
        ))
    });
    let mut blocks: Vec<Block> = shown.collect();
    let left_out = statement.subjects.len().saturating_sub(SUBJECTS_SHOWN);
    if left_out > 0 {
        blocks.push(remark(
            Message::new("subjects-left-out").with("number", count(left_out)),
        ));
    }
    if statement.subjects.is_empty() {
        blocks.push(remark(Message::new("statement-without-subject-why")));
    }
    blocks
}

fn subject_block(subject: &Subject, position: usize, is_this_file: bool) -> Block {
    let title = if is_this_file {
        "block-subject-this-file"
    } else {
        "block-subject"
    };
    let name = subject
        .name
        .as_ref()
        .map(|name| fact("fact-subject", text(name), Standing::Claimed));
    let uri = subject
        .uri
        .as_ref()
        .map(|uri| fact("fact-subject-uri", text(uri), Standing::Claimed));
    let digests = subject.digests.iter().map(|(algorithm, value)| Fact {
        label: Message::new("fact-subject-digest")
            .with("algorithm", DisplayText::identifier(algorithm)),
        value: text(value),
        standing: checked_if(is_this_file),
    });
    let annotations = subject.annotations.iter().flat_map(|(name, values)| {
        let label =
            Message::new("fact-subject-annotation").with("name", DisplayText::identifier(name));
        values.iter().map(move |value| Fact {
            label: label.clone(),
            value: text(value),
            standing: Standing::Claimed,
        })
    });
    let of_subject = name
        .into_iter()
        .chain(uri)
        .chain(digests)
        .chain(annotations);
    facts(
        Message::new(title).with("number", count(position + 1)),
        of_subject.collect(),
    )
}
