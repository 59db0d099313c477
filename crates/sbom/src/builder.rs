//! Gathers what the readers of the models find, and makes the index of it.

use std::{
    borrow::Cow,
    hash::{BuildHasher, RandomState},
    sync::atomic::{AtomicBool, Ordering},
};

use crate::{
    Acknowledgement, AttributeKind, ComponentId, ComponentKind, Finding, FindingCode, HashName,
    Index, Refused, RelationKind, Vulnerability, check,
    facts::{Facts, note},
    graph::Graph,
    index::{Core, StoredAttribute},
    limits,
    node::Node,
    text::{Span, Spans, Texts},
};

/// What a reader does with a member of the document.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Not read.
    Skip,
    /// Read as one tree.
    Whole,
    /// A list, read entry by entry.
    Records,
}

/// The slot of records that are no components.
pub(crate) const NO_SLOT: u32 = u32::MAX;

/// A model (CycloneDX, SPDX …) that takes in records, whatever the syntax.
pub(crate) trait Sink<'a> {
    fn builder(&mut self) -> &mut Builder<'a>;
    /// What to do with the member `key` of the document.
    fn wants(&self, key: &str) -> Use;
    /// Whether the field `key` of a record of `list` is looked at.
    fn wants_field(&self, list: &str, key: &str) -> bool;
    /// A record of `list` begins. Its slot, when it can have records of the same list inside it.
    fn enter(&mut self, list: &str) -> u32;
    /// A record is complete. `parent`: the slot of the record around it.
    fn record(&mut self, list: &str, slot: u32, parent: u32, node: Node<'a>);
    /// A member is complete. Also called for a list that turned out to be something else.
    fn member(&mut self, key: Cow<'a, str>, node: Node<'a>);
}

/// One step of the path to what is being read.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Key(Box<str>),
    Static(&'static str),
    Index(u32),
}

impl Step {
    pub(crate) fn key(key: &str) -> Self {
        // The lists that are read entry by entry are few; no allocation for each.
        match key {
            "components" => Self::Static("components"),
            "services" => Self::Static("services"),
            "dependencies" => Self::Static("dependencies"),
            "packages" => Self::Static("packages"),
            "files" => Self::Static("files"),
            "relationships" => Self::Static("relationships"),
            other => Self::Key(other.into()),
        }
    }
}

/// A finding whose line is not known yet.
struct Draft {
    code: FindingCode,
    component: Option<ComponentId>,
    pointer: String,
    offset: Option<u32>,
    text: String,
}

pub(crate) struct Builder<'a> {
    pub(crate) path: Vec<Step>,
    pub(crate) spans: Spans<'a>,
    pub(crate) facts: Facts,
    pub(crate) vulnerabilities: Vec<Vulnerability>,
    /// A vulnerability and the name of something it concerns.
    affected: Vec<(usize, u32)>,
    pub(crate) cores: Vec<Core>,
    attributes: Vec<StoredAttribute>,
    /// Attributes that became known after their component was complete.
    later: Vec<(u32, StoredAttribute)>,
    references: References,
    edges: Vec<Edge>,
    /// References that the document says are what it is about.
    roots: Vec<u32>,
    drafts: Vec<Draft>,
    dropped: u64,
    /// Relations as the document states them, those to nothing included.
    declared: u64,
    full: bool,
    stop: &'a AtomicBool,
}

/// Names of elements, numbered in the order met.
///
/// A table of numbers whose names are looked up in the document: an eighth of what a map of texts would take.
#[derive(Default)]
struct References {
    /// Positions by hash, open addressing; `FREE` where there is none.
    slots: Vec<u32>,
    /// Keyed anew for each document, so that no document can be made to collide.
    keys: RandomState,
    targets: Vec<Target>,
}

const FREE: u32 = u32::MAX;

#[derive(Clone, Copy)]
struct Target {
    name: Span,
    /// The component of that name.
    component: Option<ComponentId>,
    /// Known, but no component: the document itself, a licence, a vulnerability, an agent.
    elsewhere: bool,
    /// The document says what it uses, be it nothing.
    declares: bool,
}

impl References {
    /// The number of `name`, or the slot where it belongs.
    fn find(&self, spans: &Spans<'_>, name: &str) -> Result<u32, usize> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = self.hash(name) & mask;
        loop {
            match self.slots.get(at) {
                Some(&number) if number != FREE => {
                    let target = self.targets.get(number as usize);
                    if target.is_some_and(|target| spans.text(target.name) == name) {
                        return Ok(number);
                    }
                    at = (at + 1) & mask;
                }
                _ => return Err(at),
            }
        }
    }

    /// The number of `name`, a new one when it was not met before.
    fn number(&mut self, spans: &mut Spans<'_>, name: &str) -> u32 {
        if self.targets.len() * 4 >= self.slots.len() * 3 {
            self.grow(spans);
        }
        match self.find(spans, name) {
            Ok(number) => number,
            Err(at) => {
                let number = u32::try_from(self.targets.len()).unwrap_or(FREE);
                if let Some(slot) = self.slots.get_mut(at) {
                    *slot = number;
                }
                self.targets.push(Target {
                    name: spans.span_of(name),
                    component: None,
                    elsewhere: false,
                    declares: false,
                });
                number
            }
        }
    }

    fn grow(&mut self, spans: &Spans<'_>) {
        let size = (self.slots.len() * 2).max(64);
        self.slots.clear();
        self.slots.resize(size, FREE);
        for (number, target) in (0_u32..).zip(&self.targets) {
            let mut at = self.hash(spans.text(target.name)) & (size - 1);
            while self.slots.get(at).is_some_and(|slot| *slot != FREE) {
                at = (at + 1) & (size - 1);
            }
            if let Some(slot) = self.slots.get_mut(at) {
                *slot = number;
            }
        }
    }

    #[allow(
        clippy::cast_possible_truncation,
        reason = "the low bits of a hash are what is wanted"
    )]
    fn hash(&self, name: &str) -> usize {
        self.keys.hash_one(name) as usize
    }
}

struct Edge {
    from: u32,
    to: u32,
    kind: RelationKind,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(document: &'a str, facts: Facts, stop: &'a AtomicBool) -> Self {
        // Room for what documents of this size mostly hold. Untouched room costs nothing; growing by copies
        // would cost half as much memory again.
        let bytes = document.len();
        Self {
            path: Vec::new(),
            spans: Spans::new(document),
            facts,
            vulnerabilities: Vec::new(),
            affected: Vec::new(),
            cores: Vec::with_capacity(bytes / 512),
            attributes: Vec::with_capacity(bytes / 96),
            later: Vec::new(),
            references: References::default(),
            edges: Vec::with_capacity(bytes / 128),
            roots: Vec::new(),
            drafts: Vec::new(),
            dropped: 0,
            declared: 0,
            full: false,
            stop,
        }
    }

    /// Whether there is nothing to go on for: a limit was met, or somebody set `stop`.
    pub(crate) fn is_over(&self) -> bool {
        self.full || self.stop.load(Ordering::Relaxed)
    }

    // --- components ----------------------------------------------------------------------------------

    /// A place for a component, in document order; what is inside it comes after it.
    pub(crate) fn slot(&mut self) -> u32 {
        self.full |= self.cores.len() >= limits::COMPONENTS;
        self.cores.push(Core::default());
        u32::try_from(self.cores.len() - 1).unwrap_or(NO_SLOT)
    }

    pub(crate) fn core(&mut self, slot: u32) -> Option<&mut Core> {
        self.cores.get_mut(slot as usize)
    }

    /// Opens the attributes of `slot`. All of one component's are added before another is opened.
    pub(crate) fn open_attributes(&mut self, slot: u32) {
        let start = u32::try_from(self.attributes.len()).unwrap_or(u32::MAX);
        if let Some(core) = self.cores.get_mut(slot as usize) {
            core.attributes = (start, start);
        }
    }

    /// Adds to the component opened last.
    pub(crate) fn attribute(&mut self, slot: u32, kind: AttributeKind, text: &str) {
        self.push(slot, kind, 0, text);
    }

    pub(crate) fn licence(
        &mut self,
        slot: u32,
        kind: AttributeKind,
        by: Acknowledgement,
        text: &str,
    ) {
        self.push(slot, kind, by as u8, text);
    }

    pub(crate) fn hash(&mut self, slot: u32, name: HashName, text: &str) {
        self.push(slot, AttributeKind::Hash, name as u8, text);
    }

    fn push(&mut self, slot: u32, kind: AttributeKind, detail: u8, text: &str) {
        if text.is_empty() {
            return;
        }
        let text = self.spans.span_of(text);
        let end = u32::try_from(self.attributes.len() + 1).unwrap_or(u32::MAX);
        if let Some(core) = self.cores.get_mut(slot as usize) {
            self.attributes.push(StoredAttribute { kind, detail, text });
            core.attributes.1 = end;
        }
    }

    /// Adds to a component that is complete already.
    pub(crate) fn attribute_later(
        &mut self,
        slot: u32,
        kind: AttributeKind,
        detail: u8,
        text: &str,
    ) {
        let text = self.spans.span_of(text);
        self.later
            .push((slot, StoredAttribute { kind, detail, text }));
    }

    /// Puts what came later where it belongs.
    fn settle(&mut self) {
        if self.later.is_empty() {
            return;
        }
        // Stable: one component's keep their order.
        self.later.sort_by_key(|(slot, _)| *slot);
        let mut later = std::mem::take(&mut self.later).into_iter().peekable();
        let mut all = Vec::with_capacity(self.attributes.len() + later.len());
        for (slot, core) in (0_u32..).zip(&mut self.cores) {
            let (start, end) = core.attributes;
            let first = u32::try_from(all.len()).unwrap_or(u32::MAX);
            all.extend_from_slice(
                self.attributes
                    .get(start as usize..end as usize)
                    .unwrap_or_default(),
            );
            while let Some((_, attribute)) = later.next_if(|(of, _)| *of == slot) {
                all.push(attribute);
            }
            core.attributes = (first, u32::try_from(all.len()).unwrap_or(u32::MAX));
        }
        self.attributes = all;
    }

    /// The text of a field that should be text. Numbers and truth values are taken, with a finding.
    pub(crate) fn text<'n>(
        &mut self,
        component: Option<ComponentId>,
        node: &'n Node<'a>,
        key: &str,
    ) -> Option<&'n Cow<'a, str>> {
        let value = node.get(key)?;
        match value {
            Node::Text(text) => Some(text),
            Node::Number(text) => {
                self.find_at(FindingCode::WrongType, component, key, text, None);
                Some(text)
            }
            other => {
                let text = other.as_text();
                if text.is_none() {
                    self.find_at(FindingCode::WrongType, component, key, "", Some(other));
                }
                text
            }
        }
    }

    // --- references and relations --------------------------------------------------------------------

    /// The number of a name.
    pub(crate) fn reference(&mut self, name: &str) -> u32 {
        self.references.number(&mut self.spans, name)
    }

    /// `name` is the component in `slot`.
    pub(crate) fn define(&mut self, name: &str, slot: u32) {
        let component = ComponentId(slot);
        if name.is_empty() {
            self.find(FindingCode::EmptyReference, Some(component), "", None);
            return;
        }
        let number = self.reference(name);
        let text = self.spans.span_of(name);
        if let Some(core) = self.cores.get_mut(slot as usize) {
            core.reference = text;
        }
        let target = self.references.targets.get_mut(number as usize);
        match target {
            Some(target) if target.component.is_none() && !target.elsewhere => {
                target.component = Some(component);
            }
            _ => self.find(
                FindingCode::DuplicateReference,
                Some(component),
                name,
                self.spans.offset(name),
            ),
        }
    }

    /// `name` is an element that is no component. Says whether the name is new.
    pub(crate) fn define_other(&mut self, name: &str) -> bool {
        let number = self.reference(name);
        match self.references.targets.get_mut(number as usize) {
            Some(target) if target.component.is_none() && !target.elsewhere => {
                target.elsewhere = true;
                true
            }
            _ => false,
        }
    }

    /// A component by its name, once all are read.
    pub(crate) fn resolve(&self, name: &str) -> Option<ComponentId> {
        let number = self.references.find(&self.spans, name).ok()?;
        self.references.targets.get(number as usize)?.component
    }

    /// The document states a relation.
    pub(crate) fn relate(&mut self, from: u32, to: u32, kind: RelationKind) {
        self.declared += 1;
        self.connect(from, to, kind);
    }

    /// A relation that was counted when it was stated.
    pub(crate) fn connect(&mut self, from: u32, to: u32, kind: RelationKind) {
        self.full |= self.edges.len() >= limits::RELATIONS;
        self.edges.push(Edge { from, to, kind });
    }

    /// The document says what `from` uses, be it nothing.
    pub(crate) fn declares(&mut self, from: u32) {
        if let Some(target) = self.references.targets.get_mut(from as usize) {
            target.declares = true;
        }
    }

    /// The document states a relation to something outside it, to nothing, or one that is followed later.
    pub(crate) fn relate_elsewhere(&mut self) {
        self.declared += 1;
    }

    /// `reference` is what the document is about.
    pub(crate) fn root(&mut self, reference: u32) {
        self.roots.push(reference);
    }

    // --- vulnerabilities -------------------------------------------------------------------------------

    /// Takes in a vulnerability; `affects` are names, to be resolved once all are known. Says its position.
    pub(crate) fn vulnerability<'n>(
        &mut self,
        entry: Vulnerability,
        affects: impl Iterator<Item = &'n str>,
    ) -> usize {
        let at = self.vulnerabilities.len();
        self.vulnerabilities.push(entry);
        self.full |= at >= limits::VULNERABILITIES;
        for name in affects {
            self.affect(at, name);
        }
        at
    }

    /// The vulnerability at `at` concerns `name`.
    pub(crate) fn affect(&mut self, at: usize, name: &str) {
        let number = self.reference(name);
        self.affected.push((at, number));
        self.full |= self.affected.len() > limits::RELATIONS;
    }

    /// Puts components, and names that are none, where they belong.
    fn settle_vulnerabilities(&mut self) {
        for (at, number) in std::mem::take(&mut self.affected) {
            let target = self.references.targets.get(number as usize);
            let (Some(target), Some(entry)) = (target, self.vulnerabilities.get_mut(at)) else {
                continue;
            };
            match target.component {
                Some(id) if entry.components.len() < limits::VULNERABILITIES => {
                    entry.components.push(id);
                }
                None => note(
                    &mut entry.elsewhere,
                    self.spans.text(target.name).to_owned(),
                ),
                Some(_) => (),
            }
        }
        for entry in &mut self.vulnerabilities {
            entry.components.sort_unstable();
            entry.components.dedup();
        }
    }

    // --- findings ------------------------------------------------------------------------------------

    /// A finding where the reader stands.
    pub(crate) fn find(
        &mut self,
        code: FindingCode,
        component: Option<ComponentId>,
        text: &str,
        offset: Option<u32>,
    ) {
        self.draft(code, component, "", text, offset);
    }

    /// A finding about the member `key` of what is being read.
    pub(crate) fn find_at(
        &mut self,
        code: FindingCode,
        component: Option<ComponentId>,
        key: &str,
        text: &str,
        node: Option<&Node<'a>>,
    ) {
        let offset = self
            .spans
            .offset(text)
            .filter(|_| !text.is_empty())
            .or_else(|| node.and_then(|node| self.offset(node)));
        self.draft(code, component, key, text, offset);
    }

    /// Where `node` begins, as near as its first key or text tells.
    pub(crate) fn offset(&self, node: &Node<'a>) -> Option<u32> {
        match node {
            Node::Text(Cow::Borrowed(text)) | Node::Number(Cow::Borrowed(text)) => {
                self.spans.offset(text)
            }
            Node::List(list) => list.first().and_then(|node| self.offset(node)),
            Node::Map(entries) => entries
                .iter()
                .find_map(|(key, node)| self.spans.offset(key).or_else(|| self.offset(node))),
            _ => None,
        }
    }

    fn draft(
        &mut self,
        code: FindingCode,
        component: Option<ComponentId>,
        key: &str,
        text: &str,
        offset: Option<u32>,
    ) {
        if self.drafts.len() >= limits::FINDINGS {
            self.dropped += 1;
            return;
        }
        let mut pointer = String::new();
        for step in &self.path {
            pointer.push('/');
            match step {
                Step::Key(key) => escape(key, &mut pointer),
                Step::Static(key) => pointer.push_str(key),
                Step::Index(index) => pointer.push_str(&index.to_string()),
            }
        }
        if !key.is_empty() {
            pointer.push('/');
            // A key of ours may be a path of several steps.
            pointer.push_str(key);
        }
        self.drafts.push(Draft {
            code,
            component,
            pointer,
            offset,
            text: text.chars().take(200).collect(),
        });
    }

    // --- the index -----------------------------------------------------------------------------------

    /// Resolves the relations and hands over what an index is made of.
    pub(crate) fn finish(mut self) -> Result<Parts, Refused> {
        if self.full {
            return Err(Refused::new(
                crate::RefusedCode::TooMany,
                "more components or relations than are read",
            ));
        }
        self.path.clear();
        self.settle();
        self.settle_vulnerabilities();
        // Numbers are all that is needed from here on.
        self.references.slots = Vec::new();
        let mut pairs = Vec::with_capacity(self.edges.len());
        for edge in std::mem::take(&mut self.edges) {
            let from = self.end(edge.from);
            let to = self.end(edge.to);
            if let (Some(from), Some(to)) = (from, to) {
                pairs.push((from.0, to.0, edge.kind));
            }
        }
        for (child, core) in self.cores.iter().enumerate() {
            if let (Some(parent), Ok(child)) = (core.parent, u32::try_from(child)) {
                pairs.push((parent.0, child, RelationKind::Nested));
            }
        }
        for target in &self.references.targets {
            if let (Some(id), true) = (target.component, target.declares)
                && let Some(core) = self.cores.get_mut(id.0 as usize)
            {
                core.declares_uses = true;
            }
        }
        for number in std::mem::take(&mut self.roots) {
            if let Some(id) = self.end(number)
                && !self.facts.roots.contains(&id)
                && self.facts.roots.len() < limits::FACTS
            {
                self.facts.roots.push(id);
            }
        }
        self.references.targets = Vec::new();
        self.facts.roots_declared = !self.facts.roots.is_empty();
        self.facts.relations_declared = self.declared;
        let graph = Graph::new(self.cores.len(), pairs);
        self.cores.shrink_to_fit();
        self.attributes.shrink_to_fit();
        check::whole(&mut self, &graph);
        Ok(Parts {
            findings: self.findings(),
            findings_dropped: self.dropped,
            graph,
            decoded: self.spans.into_decoded(),
            facts: self.facts,
            cores: self.cores,
            attributes: self.attributes,
            vulnerabilities: self.vulnerabilities,
        })
    }

    /// The component that a reference names. A reference to nothing is noted, once for each name.
    fn end(&mut self, number: u32) -> Option<ComponentId> {
        let target = self.references.targets.get_mut(number as usize)?;
        if target.component.is_none() && !target.elsewhere {
            target.elsewhere = true;
            let name = self.spans.text(target.name).to_owned();
            // A BOM-Link names a part of another document on purpose.
            if !name.starts_with("urn:cdx:") {
                let offset = self.spans.position(target.name);
                self.find(FindingCode::DanglingReference, None, &name, offset);
            }
            return None;
        }
        target.component
    }

    /// The findings in document order, with their lines.
    fn findings(&mut self) -> Vec<Finding> {
        let mut drafts = std::mem::take(&mut self.drafts);
        drafts.sort_by_key(|draft| draft.offset.unwrap_or(u32::MAX));
        let document = self.spans.document().as_bytes();
        let (mut line, mut counted) = (1_u32, 0_usize);
        drafts
            .into_iter()
            .map(|draft| {
                let line = draft.offset.map(|offset| {
                    let upto = document.get(counted..offset as usize).unwrap_or_default();
                    let breaks = crate::text::line_breaks(upto);
                    line = line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
                    counted = offset as usize;
                    line
                });
                Finding {
                    code: draft.code,
                    component: draft.component,
                    pointer: draft.pointer,
                    line,
                    text: draft.text,
                }
            })
            .collect()
    }
}

/// What an index is made of, free of the document it was read from.
pub(crate) struct Parts {
    pub(crate) decoded: String,
    pub(crate) facts: Facts,
    pub(crate) cores: Vec<Core>,
    pub(crate) attributes: Vec<StoredAttribute>,
    pub(crate) graph: Graph,
    pub(crate) findings: Vec<Finding>,
    pub(crate) findings_dropped: u64,
    pub(crate) vulnerabilities: Vec<Vulnerability>,
}

impl Parts {
    pub(crate) fn with(self, document: String) -> Index {
        Index::new(
            Texts::new(document, self.decoded),
            self.facts,
            self.cores,
            self.attributes,
            self.graph,
            self.findings,
            self.findings_dropped,
            self.vulnerabilities,
        )
    }
}

/// Escapes a key for a JSON pointer.
fn escape(key: &str, pointer: &mut String) {
    for character in key.chars().take(100) {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

/// A kind as CycloneDX spells it.
pub(crate) fn kind(text: &str) -> Option<ComponentKind> {
    match text {
        "application"
        | "framework"
        | "library"
        | "container"
        | "platform"
        | "operating-system"
        | "device"
        | "device-driver"
        | "firmware"
        | "file"
        | "machine-learning-model"
        | "data"
        | "cryptographic-asset" => ComponentKind::from_code(text),
        _ => None,
    }
}
