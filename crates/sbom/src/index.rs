//! The index: every component of a document, by position.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::{
    Acknowledgement, AttributeKind, ComponentKind, Facts, Finding, Graph, HashName, Relation,
    Scope, Vulnerability,
    finding::FindingCode,
    gaps::{self, GapSet},
    text::{Span, Texts},
};

/// A component of one index: its position in the document, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentId(pub u32);

/// A document, read. Immutable; all queries borrow from it.
///
/// It owns the document's text and refers to it by position, so it is little larger than the document.
pub struct Index {
    texts: Texts,
    facts: Facts,
    cores: Vec<Core>,
    attributes: Vec<StoredAttribute>,
    graph: Graph,
    relations: Vec<Relation>,
    findings: Vec<Finding>,
    findings_dropped: u64,
    vulnerabilities: Vec<Vulnerability>,
    gaps: Vec<GapSet>,
    digests: OnceLock<HashMap<u64, Vec<ComponentId>>>,
}

impl std::fmt::Debug for Index {
    /// Says what it is, without the document: that is outside text, and long.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("format", &self.facts.format)
            .field("components", &self.cores.len())
            .field("relations", &self.graph.len())
            .finish_non_exhaustive()
    }
}

/// The fixed part of a component.
#[derive(Clone, Debug)]
pub(crate) struct Core {
    pub(crate) name: Span,
    pub(crate) version: Span,
    pub(crate) group: Span,
    pub(crate) purl: Span,
    pub(crate) reference: Span,
    pub(crate) supplier: Span,
    /// First and one past the last of its attributes.
    pub(crate) attributes: (u32, u32),
    pub(crate) parent: Option<ComponentId>,
    pub(crate) kind: ComponentKind,
    pub(crate) scope: Option<Scope>,
    pub(crate) declares_uses: bool,
}

impl Default for Core {
    fn default() -> Self {
        Self {
            name: Span::NONE,
            version: Span::NONE,
            group: Span::NONE,
            purl: Span::NONE,
            reference: Span::NONE,
            supplier: Span::NONE,
            attributes: (0, 0),
            parent: None,
            kind: ComponentKind::Other,
            scope: None,
            declares_uses: false,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct StoredAttribute {
    pub(crate) kind: AttributeKind,
    /// Of a licence: [`Acknowledgement`]; of a hash: [`HashName`].
    pub(crate) detail: u8,
    pub(crate) text: Span,
}

/// A further fact of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// What it is.
    pub kind: AttributeKind,
    /// Its text: outside text.
    pub text: &'a str,
    detail: u8,
}

impl Attribute<'_> {
    /// The algorithm, when this is a digest.
    pub fn hash(&self) -> Option<HashName> {
        match self.kind {
            AttributeKind::Hash => HashName::ALL.get(usize::from(self.detail)).copied(),
            _ => None,
        }
    }

    /// Who says so, when this is a licence.
    pub fn acknowledgement(&self) -> Option<Acknowledgement> {
        if !self.is_licence() {
            return None;
        }
        Acknowledgement::ALL.get(usize::from(self.detail)).copied()
    }

    /// Whether this is a licence in any of the three forms.
    pub fn is_licence(&self) -> bool {
        matches!(
            self.kind,
            AttributeKind::LicenceId
                | AttributeKind::LicenceName
                | AttributeKind::LicenceExpression
        )
    }
}

/// One component of an index. All texts are outside text.
#[derive(Clone, Copy)]
pub struct Component<'a> {
    index: &'a Index,
    core: &'a Core,
    id: ComponentId,
}

impl Index {
    #[allow(
        clippy::too_many_arguments,
        reason = "called once, with the parts of the one struct"
    )]
    pub(crate) fn new(
        texts: Texts,
        mut facts: Facts,
        cores: Vec<Core>,
        attributes: Vec<StoredAttribute>,
        graph: Graph,
        findings: Vec<Finding>,
        findings_dropped: u64,
        vulnerabilities: Vec<Vulnerability>,
    ) -> Self {
        if facts.roots.is_empty() {
            facts.roots = graph.tops();
        }
        let relations = graph.relations(&facts.roots);
        let mut index = Self {
            texts,
            facts,
            cores,
            attributes,
            graph,
            relations,
            findings,
            findings_dropped,
            vulnerabilities,
            gaps: Vec::new(),
            digests: OnceLock::new(),
        };
        index.gaps = index.components().map(gaps::of).collect();
        index
    }

    /// What the document says of itself.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Components, the root, files and services included.
    pub fn len(&self) -> usize {
        self.cores.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.cores.is_empty()
    }

    /// A component; `None` when `id` is of another index.
    pub fn component(&self, id: ComponentId) -> Option<Component<'_>> {
        let core = self.cores.get(id.0 as usize)?;
        Some(Component {
            index: self,
            core,
            id,
        })
    }

    /// All components in the order of the document.
    pub fn components(&self) -> impl Iterator<Item = Component<'_>> + '_ {
        (0_u32..).zip(&self.cores).map(|(id, core)| Component {
            index: self,
            core,
            id: ComponentId(id),
        })
    }

    /// The relations.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Where a component stands.
    pub fn relation(&self, id: ComponentId) -> Relation {
        self.relations
            .get(id.0 as usize)
            .copied()
            .unwrap_or(Relation::Unconnected)
    }

    /// What was found wrong or odd, in document order; at most [`crate::limits::FINDINGS`].
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Findings beyond those kept.
    pub fn findings_dropped(&self) -> u64 {
        self.findings_dropped
    }

    /// Findings by their code, the most frequent first.
    pub fn finding_counts(&self) -> Vec<(FindingCode, usize)> {
        let mut counts: Vec<_> = FindingCode::ALL
            .iter()
            .map(|code| {
                (
                    *code,
                    self.findings.iter().filter(|one| one.code == *code).count(),
                )
            })
            .filter(|(_, count)| *count > 0)
            .collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    }

    /// Vulnerabilities the document speaks of.
    pub fn vulnerabilities(&self) -> &[Vulnerability] {
        &self.vulnerabilities
    }

    /// The text of the document as it was read (UTF-8).
    pub fn document(&self) -> &str {
        self.texts.document()
    }

    pub(crate) fn gap_sets(&self) -> &[GapSet] {
        &self.gaps
    }

    /// Components that have a digest, of a strong algorithm or not: which file of a list is this? The hex digits
    /// may be of either case. Built when first asked.
    pub fn by_digest(&self, name: HashName, hex: &str) -> Vec<ComponentId> {
        let table = self.digests.get_or_init(|| {
            let mut table: HashMap<u64, Vec<ComponentId>> = HashMap::new();
            for component in self.components() {
                for (_, hex) in component.hashes() {
                    table
                        .entry(fingerprint(hex))
                        .or_default()
                        .push(component.id());
                }
            }
            table
        });
        let mut found = table.get(&fingerprint(hex)).cloned().unwrap_or_default();
        found.retain(|id| {
            self.component(*id).is_some_and(|component| {
                component
                    .hashes()
                    .any(|(other, value)| other == name && value.eq_ignore_ascii_case(hex))
            })
        });
        found.dedup();
        found
    }
}

/// The first sixteen hex digits as a number: enough to sort digests apart before they are compared in full.
fn fingerprint(hex: &str) -> u64 {
    hex.bytes().take(16).fold(0, |value, byte| {
        (value << 4) ^ u64::from(byte.to_ascii_lowercase())
    })
}

impl<'a> Component<'a> {
    /// Its position.
    pub fn id(&self) -> ComponentId {
        self.id
    }

    /// Its name; empty when it has none.
    pub fn name(&self) -> &'a str {
        self.text(self.core.name).unwrap_or_default()
    }

    /// Its version.
    pub fn version(&self) -> Option<&'a str> {
        self.filled(self.core.version)
    }

    /// Its group or namespace.
    pub fn group(&self) -> Option<&'a str> {
        self.filled(self.core.group)
    }

    /// Its package URL as written.
    pub fn purl(&self) -> Option<&'a str> {
        self.filled(self.core.purl)
    }

    /// Its name within the document: `bom-ref`, `SPDXID`, `spdxId`, `id`.
    pub fn reference(&self) -> Option<&'a str> {
        self.text(self.core.reference)
    }

    /// Who supplies it.
    pub fn supplier(&self) -> Option<&'a str> {
        self.filled(self.core.supplier)
    }

    /// What it is.
    pub fn kind(&self) -> ComponentKind {
        self.core.kind
    }

    /// Its scope, when the document says one.
    pub fn scope(&self) -> Option<Scope> {
        self.core.scope
    }

    /// The component it is written inside.
    pub fn parent(&self) -> Option<ComponentId> {
        self.core.parent
    }

    /// Where it stands in the graph.
    pub fn relation(&self) -> Relation {
        self.index.relation(self.id)
    }

    /// Whether the document says what it uses, be it nothing. Missing is not the same as *uses nothing*.
    pub fn declares_uses(&self) -> bool {
        self.core.declares_uses
    }

    /// Further facts, in document order.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        let (start, end) = self.core.attributes;
        let texts = &self.index.texts;
        self.index
            .attributes
            .get(start as usize..end as usize)
            .unwrap_or_default()
            .iter()
            .map(|stored| Attribute {
                kind: stored.kind,
                detail: stored.detail,
                text: texts.text(stored.text).unwrap_or_default(),
            })
    }

    /// Further facts of one kind.
    pub fn all(&self, kind: AttributeKind) -> impl Iterator<Item = &'a str> + use<'a> {
        self.attributes()
            .filter(move |attribute| attribute.kind == kind)
            .map(|attribute| attribute.text)
    }

    /// The first fact of one kind.
    pub fn first(&self, kind: AttributeKind) -> Option<&'a str> {
        self.all(kind).next()
    }

    /// Its licences in all their forms.
    pub fn licences(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        self.attributes().filter(Attribute::is_licence)
    }

    /// Its digests, in hex as written.
    pub fn hashes(&self) -> impl Iterator<Item = (HashName, &'a str)> + use<'a> {
        self.attributes()
            .filter_map(|attribute| Some((attribute.hash()?, attribute.text)))
    }

    pub(crate) fn index(&self) -> &'a Index {
        self.index
    }

    fn text(&self, span: Span) -> Option<&'a str> {
        self.index.texts.text(span)
    }

    fn filled(&self, span: Span) -> Option<&'a str> {
        self.text(span).filter(|text| !text.is_empty())
    }
}
