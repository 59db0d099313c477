//! The *Log entry* tab: what the log recorded, and how the proof adds up.

use whence_display::DisplayText;
use whence_evidence::{
    UnixTime,
    bundle::{InclusionProof, LogEntry},
    checkpoint::Checkpoint,
    hash::to_hex,
    log_entry::{Body, Verifier},
};
use whence_verify::{About, CheckId, Report, Status, Value, inclusion_steps};

use super::{
    checked_if, count, digest_view, fact, facts, folded, held, hex, number, remark, text, time,
    words,
};
use crate::{
    check::Judged,
    view::{Block, Fact, FactValue, Message, ProofStep, Side, Standing},
};

pub(super) fn blocks(judged: &Judged) -> Vec<Block> {
    let entries = &judged.bundle.log_entries;
    if entries.is_empty() {
        return vec![remark(Message::new("log-none"))];
    }
    let entry = |(position, entry)| entry_blocks(&judged.report, position, entry);
    entries.iter().enumerate().flat_map(entry).collect()
}

fn entry_blocks(report: &Report, position: usize, entry: &LogEntry) -> Vec<Block> {
    let about = About::Entry(position);
    let included = held(report, CheckId::TlogInclusion, about)
        && held(report, CheckId::TlogCheckpointSig, about);
    let promised = held(report, CheckId::TlogSet, about);
    let bound = held(report, CheckId::TlogLogBinding, about);
    let mut blocks = vec![
        position_block(
            position,
            entry,
            log_name(report, about),
            &Proofs {
                included,
                promised,
                bound,
            },
        ),
        body_block(entry, checked_if(included || promised)),
    ];
    blocks.extend(
        entry
            .proof
            .as_ref()
            .and_then(|proof| proof_block(entry, proof)),
    );
    blocks.extend(
        entry
            .proof
            .as_ref()
            .and_then(|proof| checkpoint_block(report, about, proof)),
    );
    blocks.extend(entry.set.as_ref().map(|set| {
        folded(
            Message::new("block-set"),
            vec![fact("fact-set", hex(set), checked_if(promised))],
        )
    }));
    blocks
}

/// Which proofs of an entry hold.
struct Proofs {
    /// Inclusion, under a checkpoint the log signed.
    included: bool,
    /// The log's promise.
    promised: bool,
    /// The unsigned copies of index and size say what is signed.
    bound: bool,
}

/// The name of the log as the trust data has it.
fn log_name(report: &Report, about: About) -> Option<&str> {
    let found = report.checks().iter().find(|check| {
        check.id == CheckId::TlogLog && check.about == about && check.status == Status::Held
    })?;
    found.evidence.iter().find_map(|item| match &item.value {
        Value::Outside(name) if item.label == "log" => Some(name.as_str()),
        _ => None,
    })
}

fn position_block(
    position: usize,
    entry: &LogEntry,
    log_name: Option<&str>,
    proofs: &Proofs,
) -> Block {
    let Proofs {
        included,
        promised,
        bound,
    } = *proofs;
    // The time and the index over all shards are covered by the promise alone, the place in the tree by
    // the proof alone. Rekor v2 has no shards and one index for both.
    let one_index = bound && Body::parse(&entry.body).is_ok_and(|body| body.kind.is_rekor_v2());
    let mut of_entry: Vec<Fact> = log_name
        .map(|name| fact("fact-log", text(name), checked_if(included || promised)))
        .into_iter()
        .collect();
    of_entry.extend([
        fact(
            "fact-log-id",
            hex(&entry.log_id),
            checked_if(included || promised),
        ),
        fact(
            "fact-log-index",
            number(entry.log_index),
            checked_if(promised || (included && one_index)),
        ),
        fact(
            "fact-entry-kind",
            text(&format!("{} {}", entry.kind, entry.version)),
            Standing::Claimed,
        ),
    ]);
    if let Ok(seconds) = i64::try_from(entry.integrated_time)
        && seconds != 0
    {
        of_entry.push(fact(
            "fact-logged-at",
            time(UnixTime::from_seconds(seconds)),
            checked_if(promised),
        ));
    }
    if let Some(proof) = &entry.proof {
        of_entry.push(fact(
            "fact-tree-index",
            number(proof.log_index),
            checked_if(included),
        ));
        of_entry.push(fact(
            "fact-tree-size",
            number(proof.tree_size),
            checked_if(included && bound),
        ));
    }
    facts(
        Message::new("block-entry").with("number", count(position + 1)),
        of_entry,
    )
}

fn body_block(entry: &LogEntry, standing: Standing) -> Block {
    let title = Message::new("block-entry-body");
    let Ok(body) = Body::parse(&entry.body) else {
        return facts(
            title,
            vec![fact("fact-entry-body", words("value-unreadable"), standing)],
        );
    };
    let (kind, version) = body.kind.names();
    let (verifier, der) = match &body.verifier {
        Verifier::Certificate(der) => ("fact-entry-certificate", der),
        Verifier::PublicKey(der) => ("fact-entry-key", der),
    };
    let mut recorded = vec![
        fact(
            "fact-entry-kind",
            text(&format!("{kind} {version}")),
            standing,
        ),
        fact(
            "fact-entry-digest",
            FactValue::Digest(digest_view(&body.recorded)),
            standing,
        ),
    ];
    recorded.extend(
        body.signature
            .map(|signature| fact("fact-entry-signature", hex(&signature), standing)),
    );
    recorded.extend(body.envelope.map(|envelope| {
        let digest = FactValue::Digest(digest_view(&envelope));
        fact("fact-entry-envelope", digest, standing)
    }));
    recorded.push(fact(
        verifier,
        hex(&whence_verify::crypto::sha256(der)),
        standing,
    ));
    recorded.extend(
        body.payload_type
            .map(|kind| fact("fact-payload-type", text(&kind), standing)),
    );
    facts(title, recorded)
}

fn proof_block(entry: &LogEntry, proof: &InclusionProof) -> Option<Block> {
    let hashes: Option<Vec<[u8; 32]>> = proof
        .hashes
        .iter()
        .map(|hash| hash.as_slice().try_into().ok())
        .collect();
    let checkpoint = proof
        .checkpoint
        .as_ref()
        .and_then(|text| Checkpoint::parse(text).ok());
    // Size and root count only as far as the log signed them.
    let size = checkpoint
        .as_ref()
        .map_or(proof.tree_size, |checkpoint| checkpoint.tree_size);
    let (leaf, steps, root) = inclusion_steps(&entry.body, proof.log_index, size, &hashes?)?;
    Some(Block::InclusionProof {
        title: Message::new("block-inclusion-proof"),
        leaf: to_hex(&leaf),
        steps: steps.iter().map(step).collect(),
        computed_root: to_hex(&root),
        signed_root: checkpoint.map(|checkpoint| to_hex(&checkpoint.root_hash)),
    })
}

fn step(step: &whence_verify::ProofStep) -> ProofStep {
    ProofStep {
        side: match step.side {
            whence_verify::Side::Left => Side::Left,
            whence_verify::Side::Right => Side::Right,
        },
        sibling: to_hex(&step.sibling),
        result: to_hex(&step.result),
    }
}

fn checkpoint_block(report: &Report, about: About, proof: &InclusionProof) -> Option<Block> {
    let lines = proof.checkpoint.as_ref()?.lines();
    Some(Block::Lines {
        title: Message::new("block-checkpoint"),
        standing: checked_if(held(report, CheckId::TlogCheckpointSig, about)),
        lines: lines.map(DisplayText::identifier).collect(),
    })
}
