//! One part and what surrounds it.

use std::collections::HashSet;

use whence_display::DisplayText;
use whence_sbom::{AttributeKind, Component, ComponentId, Neighbour, Relation};

use super::{
    Opened, PAGE_ROWS, count,
    document::{said, text},
    name,
    view::{PartsDetail, PartsNeighbour, PartsNeighbours, PartsPaths, PartsSide},
};
use crate::view::{Fact, FactValue, Message, Standing};

/// Facts of one part that are shown.
const FACTS: usize = 200;
/// Ways to the top that are shown.
const PATHS: usize = 20;

impl Opened {
    /// All about one part; `None` when there is no such part.
    pub fn detail(&self, part: u32) -> Option<PartsDetail> {
        let component = self.index.component(ComponentId(part))?;
        let mut remarks = Vec::new();
        let graph = self.index.graph();
        if graph.is_empty() {
            remarks.push(Message::new("sbom-no-relations"));
        } else if component.relation() == Relation::Unconnected {
            remarks.push(Message::new("parts-remark-unconnected"));
        }
        if !graph.is_empty()
            && !component.declares_uses()
            && graph.uses(component.id()).next().is_none()
        {
            remarks.push(Message::new("parts-remark-undeclared"));
        }
        let (facts, omitted) = facts(&component);
        Some(PartsDetail {
            item: self.item(component.id())?,
            facts,
            omitted,
            remarks,
        })
    }

    /// The neighbours on one side of a part with these words in their names; `None` when there is no such part.
    pub fn neighbours(
        &self,
        part: u32,
        side: PartsSide,
        words: &str,
        first: u32,
    ) -> Option<PartsNeighbours> {
        let part = self.index.component(ComponentId(part))?.id();
        let graph = self.index.graph();
        let found: Vec<(Neighbour, &str)> = match side {
            PartsSide::UsedBy => graph.used_by(part).map(|one| (one, "in")).collect(),
            PartsSide::Uses => graph.uses(part).map(|one| (one, "out")).collect(),
            PartsSide::Related => {
                let outgoing = graph.outgoing(part).map(|one| (one, "out"));
                let incoming = graph.incoming(part).map(|one| (one, "in"));
                let all = outgoing.chain(incoming);
                all.filter(|(one, _)| !one.kind.is_use()).collect()
            }
        };
        let words = words.to_lowercase();
        let fits = |one: &Neighbour| {
            words.is_empty()
                || self.index.component(one.component).is_some_and(|one| {
                    one.name().to_lowercase().contains(&words)
                        || one
                            .group()
                            .is_some_and(|group| group.to_lowercase().contains(&words))
                })
        };
        let fitting: Vec<_> = found.into_iter().filter(|(one, _)| fits(one)).collect();
        Some(self.neighbours_page(
            fitting.len(),
            fitting.into_iter().map(|(one, way)| {
                let how =
                    Message::new(format!("parts-how-{}", one.kind.as_str())).select("way", way);
                (one.component, Some(how))
            }),
            first,
        ))
    }

    /// What a part uses as the outline shows it, or the tops of the outline; `None` when there is no such part.
    pub fn children(&self, part: Option<u32>, first: u32) -> Option<PartsNeighbours> {
        let Some(part) = part else {
            let roots = &self.index.facts().roots;
            return Some(self.neighbours_page(
                roots.len(),
                roots.iter().map(|root| (*root, None)),
                first,
            ));
        };
        let part = self.index.component(ComponentId(part))?.id();
        let mut seen = HashSet::new();
        let children: Vec<_> = self
            .index
            .graph()
            .uses(part)
            .filter(|one| seen.insert(one.component))
            .map(|one| {
                let how = Message::new(format!("parts-how-{}", one.kind.as_str()));
                (one.component, Some(how.select("way", "out")))
            })
            .collect();
        Some(self.neighbours_page(children.len(), children.into_iter(), first))
    }

    fn neighbours_page(
        &self,
        total: usize,
        all: impl Iterator<Item = (ComponentId, Option<Message>)>,
        first: u32,
    ) -> PartsNeighbours {
        let page = all.skip(first as usize).take(PAGE_ROWS as usize);
        PartsNeighbours {
            rows: page
                .map(|(part, how)| PartsNeighbour {
                    name: name(&self.index, part),
                    how,
                    uses: count(self.index.graph().uses(part).count()),
                })
                .collect(),
            first,
            total: count(total),
        }
    }

    /// The shortest ways from a part to the tops; `None` when there is no such part.
    pub fn paths(&self, part: u32) -> Option<PartsPaths> {
        let part = self.index.component(ComponentId(part))?.id();
        let roots = &self.index.facts().roots;
        let found = self.index.graph().paths_to(part, roots, PATHS);
        let paths = found.paths.into_iter().map(|path| self.names(path));
        Some(PartsPaths {
            paths: paths.collect(),
            more: found.more,
        })
    }
}

fn facts(component: &Component<'_>) -> (Vec<Fact>, u32) {
    let one = |label: &str, value: Option<&str>| value.map(|value| said(label, text(value)));
    let mut facts: Vec<Fact> = [
        one(
            "parts-column-name",
            Some(component.name()).filter(|name| !name.is_empty()),
        ),
        one("parts-fact-group", component.group()),
        one("parts-column-version", component.version()),
        one("parts-fact-purl", component.purl()),
        one("parts-column-supplier", component.supplier()),
        one("parts-fact-reference", component.reference()),
    ]
    .into_iter()
    .flatten()
    .collect();
    if let Some(scope) = component.scope() {
        let words = Message::new(format!("parts-scope-{}", scope.as_str()));
        facts.push(said("parts-fact-scope", FactValue::Words(words)));
    }
    let mut attributes = component.attributes();
    for attribute in attributes.by_ref().take(FACTS) {
        let label = match (
            attribute.kind,
            attribute.hash(),
            attribute.acknowledgement(),
        ) {
            (AttributeKind::Hash, Some(hash), _) => Message::new("parts-attribute-hash")
                .with("algorithm", DisplayText::identifier(hash.as_str())),
            (kind, _, Some(who)) => Message::new(format!("parts-attribute-{}", kind.as_str()))
                .select("who", who.as_str()),
            (kind, _, None) => Message::new(format!("parts-attribute-{}", kind.as_str())),
        };
        facts.push(Fact {
            label,
            value: text(attribute.text),
            standing: Standing::Claimed,
        });
    }
    (facts, count(attributes.count()))
}
