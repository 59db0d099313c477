//! What a statement says: the fields of known predicates, a build record beside the certificate it was signed
//! with, and the document itself.

use std::collections::BTreeMap;

use whence_display::DisplayText;
use whence_evidence::{
    UnixTime,
    json::{self, Node},
    metablock::{Metablock, MetablockKind},
    predicate::{
        self, Field, FieldValue, PredicateKind,
        provenance::{BuildType, Own, Provenance, Version},
    },
    statement::Statement,
};
use whence_verify::{
    Signer,
    provenance::{
        Agreement, BuildLevel, Comparison, LEVELS_AS_OF, Part, build_level, claims, compare,
    },
};

use super::{checked_if, count, fact, folded, remark, text, time};
use crate::view::{Block, Fact, FactValue, Message, Standing, TreeNode};

/// Nodes of the predicate that are listed; build records have some hundred.
const NODES_SHOWN: usize = 5000;
/// Groups of one kind that are shown unfolded.
const UNFOLDED: usize = 3;

/// Who stands behind a statement.
#[derive(Clone, Copy)]
pub(super) enum Behind<'a> {
    /// This signer, proven, and whether their list names them.
    Signer(&'a Signer, bool),
    /// Somebody who was not proven.
    Unproven,
    /// Nobody: it was never signed.
    Nobody,
}

impl<'a> Behind<'a> {
    fn signer(self) -> Option<&'a Signer> {
        match self {
            Self::Signer(signer, _) => Some(signer),
            Self::Unproven | Self::Nobody => None,
        }
    }
}

pub(super) fn blocks(statement: &Statement, payload: &[u8], behind: Behind<'_>) -> Vec<Block> {
    let Some(document) = statement.predicate(payload) else {
        return vec![remark(Message::new("predicate-none"))];
    };
    let Ok(node) = json::outline(document, NODES_SHOWN) else {
        return vec![remark(Message::new("value-unreadable"))];
    };
    let kind = PredicateKind::of(&statement.predicate_type);
    let mut blocks = vec![remark(
        Message::new("predicate-kind").select("kind", kind.as_str()),
    )];
    blocks.extend(predicate::outcome(kind, &node).map(|outcome| {
        remark(Message::new("predicate-outcome").select("outcome", outcome.as_str()))
    }));
    if let PredicateKind::BuildRecord(version) = kind {
        let record = Provenance::read(version, &node);
        blocks.extend(record_blocks(&record, behind));
        blocks.extend(own(version, &record, &node));
    }
    blocks.extend(groups(kind, &node));
    blocks.push(Block::Tree {
        title: Message::new("block-predicate"),
        standing: Standing::Claimed,
        nodes: tree("", node).children,
    });
    blocks
}

/// What a layout or link says.
pub(super) fn of_metablock(metablock: &Metablock<'_>) -> Vec<Block> {
    let Ok(node) = json::outline(metablock.document, NODES_SHOWN) else {
        return vec![remark(Message::new("value-unreadable"))];
    };
    let kind = match metablock.kind {
        MetablockKind::Layout => PredicateKind::Layout,
        MetablockKind::Link => PredicateKind::Link,
    };
    let mut blocks = groups(kind, &node);
    blocks.push(Block::Tree {
        title: Message::new("block-metablock-document"),
        standing: Standing::Claimed,
        nodes: tree("", node).children,
    });
    blocks
}

/// Whether the certificate contradicts what the record says.
pub(super) fn contradicts(statement: &Statement, payload: &[u8], signer: &Signer) -> bool {
    let PredicateKind::BuildRecord(version) = PredicateKind::of(&statement.predicate_type) else {
        return false;
    };
    let node = statement
        .predicate(payload)
        .and_then(|document| json::outline(document, NODES_SHOWN).ok());
    node.is_some_and(|node| {
        compare(&Provenance::read(version, &node), signer)
            .iter()
            .any(|comparison| comparison.outcome == Agreement::Differs)
    })
}

fn record_blocks(record: &Provenance, behind: Behind<'_>) -> Vec<Block> {
    let comparisons = behind
        .signer()
        .map(|signer| compare(record, signer))
        .unwrap_or_else(|| claims(record));
    let mut facts: Vec<Fact> = comparisons
        .iter()
        .map(|comparison| Fact {
            label: part(comparison.part),
            value: text(&comparison.claimed),
            standing: checked_if(comparison.outcome == Agreement::Backed),
        })
        .collect();
    if let Some(address) = &record.build_type {
        let known = record.build_type();
        let label = Message::new("fact-build-type");
        facts.push(Fact {
            label,
            value: match known {
                BuildType::Unknown => text(address),
                _ => FactValue::Words(
                    Message::new("build-type")
                        .select("type", known.as_str())
                        .with("address", DisplayText::identifier(address)),
                ),
            },
            standing: Standing::Claimed,
        });
    }
    for (label, moment) in [
        ("fact-build-started", &record.started),
        ("fact-build-finished", &record.finished),
    ] {
        if let Some(moment) = moment {
            facts.push(fact(label, claimed_time(moment), Standing::Claimed));
        }
    }
    let mut blocks = differences(&comparisons);
    blocks.push(remark(level(record, behind)));
    if !facts.is_empty() {
        blocks.push(super::facts(Message::new("block-build-record"), facts));
    }
    blocks
}

/// Where record and certificate part ways, side by side.
fn differences(comparisons: &[Comparison]) -> Vec<Block> {
    let differing = comparisons
        .iter()
        .filter(|comparison| comparison.outcome == Agreement::Differs);
    let facts: Vec<Fact> = differing
        .filter_map(|comparison| {
            let side = |label: &str, value: &str, standing| Fact {
                label: Message::new(label).with("part", part(comparison.part)),
                value: text(value),
                standing,
            };
            let proven = comparison.proven.as_ref()?;
            Some([
                side("record-says", &comparison.claimed, Standing::Claimed),
                side("certificate-says", proven, Standing::Checked),
            ])
        })
        .flatten()
        .collect();
    if facts.is_empty() {
        return vec![];
    }
    vec![
        remark(Message::new("record-differs")),
        super::facts(Message::new("block-record-differences"), facts),
    ]
}

fn part(part: Part) -> Message {
    Message::new(format!("record-{}", part.as_str()))
}

fn level(record: &Provenance, behind: Behind<'_>) -> Message {
    let (signer, listed) = match behind {
        Behind::Signer(signer, listed) => (signer, listed),
        Behind::Unproven => return Message::new("build-level-unproven"),
        Behind::Nobody => return Message::new("build-level-unsigned"),
    };
    let message = match build_level(record, signer) {
        BuildLevel::Derived { level, row } => {
            let id = if listed {
                "build-level-listed"
            } else {
                "build-level-unlisted"
            };
            Message::new(id)
                .with("level", count(level.into()))
                .select("row", row.as_str())
        }
        BuildLevel::AtMostOne => Message::new("build-level-at-most-one"),
        BuildLevel::Contradicted => return Message::new("build-level-contradicted"),
    };
    message.with("date", DisplayText::identifier(LEVELS_AS_OF))
}

/// What the record says in a form of its build type's own.
fn own(version: Version, record: &Provenance, node: &Node) -> Vec<Block> {
    let mut blocks: Vec<Block> = Own::ALL
        .into_iter()
        .filter_map(|own| {
            Some(Block::Tree {
                title: Message::new("block-build-own").select("own", own.as_str()),
                standing: Standing::Claimed,
                nodes: tree("", own.within(version, node)?.clone()).children,
            })
        })
        .collect();
    if !blocks.is_empty() && record.build_type() == BuildType::Unknown {
        blocks.insert(0, remark(Message::new("build-type-unknown")));
    }
    blocks
}

fn groups(kind: PredicateKind, node: &Node) -> Vec<Block> {
    let read = predicate::fields(kind, node);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut blocks: Vec<Block> = Vec::new();
    for group in &read.groups {
        let number = seen.entry(group.name).or_default();
        *number += 1;
        let title = Message::new(format!("group-{}", group.name)).with("number", count(*number));
        let fields = group.fields.iter().map(field).collect();
        blocks.push(if *number > UNFOLDED {
            folded(title, fields)
        } else {
            super::facts(title, fields)
        });
    }
    if read.omitted > 0 {
        blocks.push(remark(
            Message::new("groups-left-out").with("number", count(read.omitted)),
        ));
    }
    blocks
}

fn field(field: &Field) -> Fact {
    let label = Message::new(format!("field-{}", field.name));
    let (label, value) = match &field.value {
        FieldValue::Text(value) => (label, text(value)),
        FieldValue::Time(at) => (label, time(*at)),
        FieldValue::Pair(name, value) => (
            Message::new("field-named")
                .with("field", label)
                .with("name", DisplayText::identifier(name)),
            text(value),
        ),
    };
    Fact {
        label,
        value,
        standing: Standing::Claimed,
    }
}

fn claimed_time(moment: &str) -> FactValue {
    UnixTime::parse_rfc3339(moment).map_or_else(|_| text(moment), time)
}

pub(super) fn tree(key: &str, node: Node) -> TreeNode {
    let key = DisplayText::identifier(key);
    let (value, children, omitted) = match node {
        Node::Scalar(value) => (Some(DisplayText::prose(&value)), vec![], 0),
        Node::Object(members, omitted) => (
            None,
            members
                .into_iter()
                .map(|(key, node)| tree(&key, node))
                .collect(),
            omitted,
        ),
        Node::Array(items, omitted) => (
            None,
            (0..)
                .zip(items)
                .map(|(index, node): (u32, _)| tree(&index.to_string(), node))
                .collect(),
            omitted,
        ),
    };
    TreeNode {
        key,
        value,
        children,
        omitted,
    }
}
