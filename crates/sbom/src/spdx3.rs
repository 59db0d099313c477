//! SPDX 3.0 as JSON-LD, read as plain JSON with the compact keys of its own context.

use std::{borrow::Cow, collections::HashMap};

use crate::{
    Acknowledgement, AttributeKind as Kind, Completeness, ComponentId, ComponentKind, FindingCode,
    RelationKind, Tool, Vulnerability,
    builder::{Builder, NO_SLOT, Sink, Use},
    check::{self, Expression},
    facts::note,
    node::Node,
    spdx2,
};

pub(crate) struct Spdx3<'a> {
    builder: Builder<'a>,
    /// Names of people, organisations and tools, by element.
    agents: HashMap<Cow<'a, str>, String>,
    /// Licence expressions, by element.
    licences: HashMap<Cow<'a, str>, Cow<'a, str>>,
    /// Root elements of documents and of other collections, by collection.
    collections: HashMap<Cow<'a, str>, Vec<Cow<'a, str>>>,
    vulnerabilities: HashMap<Cow<'a, str>, usize>,
    /// What needs the whole graph to be known.
    pending: Vec<Pending<'a>>,
    documents: Vec<Cow<'a, str>>,
    completeness: [u32; 3],
}

/// How far a document says it knows the relations of an element.
const COMPLETENESS: [&str; 3] = ["complete", "incomplete", "noAssertion"];

enum Pending<'a> {
    Supplier(u32, Cow<'a, str>),
    Originator(u32, Cow<'a, str>),
    Licence(Cow<'a, str>, Cow<'a, str>, Acknowledgement),
    Author(Cow<'a, str>),
    Tool(Cow<'a, str>),
    Assessment(Box<Assessment<'a>>),
    Describes(Cow<'a, str>, Cow<'a, str>),
}

/// What somebody says about a vulnerability of some elements.
struct Assessment<'a> {
    of: Cow<'a, str>,
    to: Vec<Cow<'a, str>>,
    status: Option<&'static str>,
    severity: Option<String>,
    justification: Option<String>,
    detail: Option<String>,
}

impl<'a> Spdx3<'a> {
    pub(crate) fn new(builder: Builder<'a>) -> Self {
        Self {
            builder,
            agents: HashMap::new(),
            licences: HashMap::new(),
            collections: HashMap::new(),
            vulnerabilities: HashMap::new(),
            pending: Vec::new(),
            documents: Vec::new(),
            completeness: [0; 3],
        }
    }

    /// Everything has been read.
    pub(crate) fn finish(mut self) -> Builder<'a> {
        self.builder.path.clear();
        if self.documents.is_empty() {
            self.builder
                .find_at(FindingCode::MissingField, None, "SpdxDocument", "", None);
        }
        // A document's root may be a collection, whose root is the thing itself.
        let mut roots: Vec<Cow<'a, str>> = Vec::new();
        for document in std::mem::take(&mut self.documents) {
            roots.extend(
                self.collections
                    .get(&document)
                    .into_iter()
                    .flatten()
                    .cloned(),
            );
        }
        let mut things = Vec::new();
        for root in roots {
            match self.collections.get(&root) {
                Some(inner) => things.extend(inner.iter().cloned()),
                None => things.push(root),
            }
        }
        for pending in std::mem::take(&mut self.pending) {
            match pending {
                Pending::Supplier(slot, name) => {
                    if let Some(agent) = self.agent(&name) {
                        let span = self.builder.spans.span_of(&agent);
                        if let Some(core) = self.builder.core(slot) {
                            core.supplier = span;
                        }
                    }
                }
                Pending::Originator(slot, name) => {
                    if let Some(agent) = self.agent(&name) {
                        self.builder
                            .attribute_later(slot, Kind::Originator, 0, &agent);
                    }
                }
                Pending::Licence(from, to, by) => self.licence(&from, &to, by),
                Pending::Author(name) => {
                    if let Some(name) = self.agent(&name) {
                        note(&mut self.builder.facts.authors, name);
                    }
                }
                Pending::Tool(name) => {
                    if let Some(name) = self.agent(&name) {
                        let tool = Tool {
                            name,
                            ..Tool::default()
                        };
                        note(&mut self.builder.facts.tools, tool);
                    }
                }
                Pending::Assessment(said) => self.assess(*said),
                Pending::Describes(from, to) => {
                    if self.collections.contains_key(&from) {
                        things.push(to);
                    } else {
                        let from = self.builder.reference(&from);
                        let to = self.builder.reference(&to);
                        self.builder.connect(from, to, RelationKind::About);
                    }
                }
            }
        }
        for thing in things {
            if self.collections.contains_key(&thing) {
                continue;
            }
            let number = self.builder.reference(&thing);
            self.builder.root(number);
        }
        for (aggregate, about) in COMPLETENESS.iter().zip(self.completeness) {
            if about > 0 {
                self.builder.facts.known_unknowns = true;
                self.builder.facts.completeness.push(Completeness {
                    aggregate: (*aggregate).to_owned(),
                    about,
                });
            }
        }
        self.builder
    }

    /// The name of an agent; people are sometimes named by their address.
    fn agent(&self, reference: &str) -> Option<String> {
        self.agents.get(reference).cloned()
    }

    // --- elements ------------------------------------------------------------------------------------

    fn element(&mut self, node: Node<'a>) {
        let kind = node
            .text("type")
            .or_else(|| node.text("@type"))
            .cloned()
            .unwrap_or_default();
        let name = name_of(&node);
        match kind.as_ref() {
            "software_Package"
            | "ai_AIPackage"
            | "dataset_DatasetPackage"
            | "software_File"
            | "software_Snippet" => self.component(&kind, name, &node),
            "Relationship" | "LifecycleScopedRelationship" => self.relationship(&node),
            "Person" | "Organization" | "SoftwareAgent" | "Agent" | "Tool" => {
                if let Some(name) = name {
                    self.builder.define_other(&name);
                    self.agents.insert(name, agent_name(&node));
                }
            }
            "simplelicensing_LicenseExpression" | "simplelicensing_SimpleLicensingText" => {
                let text = node
                    .text("simplelicensing_licenseExpression")
                    .or_else(|| node.text("name"));
                if let (Some(name), Some(text)) = (name, text) {
                    self.builder.define_other(&name);
                    self.licences.insert(name, text.clone());
                }
            }
            "SpdxDocument" | "software_Sbom" | "Bom" | "Bundle" | "ElementCollection" => {
                self.collection(&kind, name, &node);
            }
            "CreationInfo" => self.creation(&node),
            "security_Vulnerability" => self.vulnerability(name, &node),
            kind if kind.starts_with("security_") && kind.ends_with("AssessmentRelationship") => {
                self.builder.relate_elsewhere();
                self.assessment(&node);
            }
            "" => self
                .builder
                .find_at(FindingCode::MissingField, None, "type", "", Some(&node)),
            // Licences of the expanded kind, annotations, builds, data of further profiles.
            _ => {
                if let Some(name) = name {
                    self.builder.define_other(&name);
                    let licence = node
                        .text("expandedlicensing_seeAlso")
                        .or_else(|| node.text("name"));
                    if let (true, Some(text)) = (kind.contains("icens"), licence) {
                        self.licences.insert(name, text.clone());
                    }
                }
            }
        }
    }

    fn component(&mut self, kind: &str, name: Option<Cow<'a, str>>, node: &Node<'a>) {
        let slot = self.builder.slot();
        let id = Some(ComponentId(slot));
        self.builder.open_attributes(slot);
        match &name {
            Some(name) => self.builder.define(name, slot),
            None => self
                .builder
                .find_at(FindingCode::MissingField, id, "spdxId", "", Some(node)),
        }
        if node.get("name").is_none() {
            self.builder
                .find_at(FindingCode::MissingField, id, "name", "", Some(node));
        }
        let purpose = node.text("software_primaryPurpose").map(AsRef::as_ref);
        let component_kind = match (kind, purpose) {
            ("ai_AIPackage", _) => ComponentKind::Model,
            ("dataset_DatasetPackage", _) => ComponentKind::Data,
            ("software_File", _) => ComponentKind::File,
            ("software_Snippet", _) => ComponentKind::Snippet,
            (_, Some(purpose)) => self.purpose(slot, purpose),
            _ => ComponentKind::Package,
        };
        let mut span = |key: &str| match self.builder.text(id, node, key) {
            Some(text) => self.builder.spans.span_of(text),
            None => crate::text::Span::NONE,
        };
        let name = span("name");
        let version = span("software_packageVersion");
        let purl = span("software_packageUrl");
        if let Some(core) = self.builder.core(slot) {
            core.kind = component_kind;
            core.name = name;
            core.version = version;
            core.purl = purl;
        }
        if let Some(purl) = node.text("software_packageUrl")
            && !check::is_purl(purl)
        {
            let key = "software_packageUrl";
            self.builder
                .find_at(FindingCode::InvalidPurl, id, key, purl, None);
        }
        for (key, kind) in [
            ("description", Kind::Description),
            ("summary", Kind::Description),
            ("software_copyrightText", Kind::Copyright),
            ("software_homePage", Kind::Website),
            ("software_downloadLocation", Kind::Download),
        ] {
            match self.builder.text(id, node, key) {
                Some(text) if matches!(text.as_ref(), "NOASSERTION" | "NONE") => {
                    self.builder.facts.known_unknowns = true;
                }
                Some(text) => self.builder.attribute(slot, kind, text),
                None => (),
            }
        }
        for hash in node.repeated("verifiedUsing") {
            // A package verification code is a digest of digests, not of the package.
            if hash
                .text("type")
                .is_some_and(|kind| kind == "PackageVerificationCode")
            {
                continue;
            }
            let algorithm = hash.text("algorithm").cloned().unwrap_or_default();
            let value = hash.text("hashValue").cloned().unwrap_or_default();
            // `blake2b256`, `sha3_256` and `sha256` are how the model writes them.
            spdx2::hash(&mut self.builder, slot, &algorithm, &value, Some(hash));
        }
        for identifier in node.repeated("externalIdentifier") {
            let kind = identifier.text("externalIdentifierType").cloned();
            if let Some(text) = self.builder.text(id, identifier, "identifier") {
                let kind = kind.unwrap_or_default();
                spdx2::identifier(&mut self.builder, slot, &kind, text);
            }
        }
        for reference in node.repeated("software_contentIdentifier") {
            let value = reference
                .text("software_contentIdentifierValue")
                .or(reference.as_text());
            if let Some(text) = value {
                self.builder.attribute(slot, Kind::Identifier, text);
            }
        }
        for (key, supplier) in [("suppliedBy", true), ("originatedBy", false)] {
            for agent in node.repeated(key) {
                let Some(reference) = agent.as_text().cloned().or_else(|| name_of(agent)) else {
                    continue;
                };
                if let Node::Map(_) = agent {
                    self.agents.insert(reference.clone(), agent_name(agent));
                }
                self.pending.push(if supplier {
                    Pending::Supplier(slot, reference)
                } else {
                    Pending::Originator(slot, reference)
                });
            }
        }
    }

    fn purpose(&mut self, slot: u32, purpose: &str) -> ComponentKind {
        match purpose {
            "application" | "executable" => ComponentKind::Application,
            "framework" => ComponentKind::Framework,
            "library" | "module" => ComponentKind::Library,
            "container" => ComponentKind::Container,
            "operatingSystem" => ComponentKind::OperatingSystem,
            "platform" => ComponentKind::Platform,
            "device" => ComponentKind::Device,
            "deviceDriver" => ComponentKind::DeviceDriver,
            "firmware" => ComponentKind::Firmware,
            "model" => ComponentKind::Model,
            "data" => ComponentKind::Data,
            "source" => ComponentKind::Source,
            "archive" => ComponentKind::Archive,
            "file" => ComponentKind::File,
            "install" => ComponentKind::Install,
            other => {
                self.builder.attribute(slot, Kind::KindName, other);
                ComponentKind::Other
            }
        }
    }

    fn collection(&mut self, kind: &str, name: Option<Cow<'a, str>>, node: &Node<'a>) {
        let Some(name) = name else {
            self.builder
                .find_at(FindingCode::MissingField, None, "spdxId", "", Some(node));
            return;
        };
        self.builder.define_other(&name);
        let roots = node
            .repeated("rootElement")
            .filter_map(Node::as_text)
            .cloned()
            .collect();
        for phase in node.repeated("software_sbomType").filter_map(Node::as_text) {
            note(
                &mut self.builder.facts.lifecycles,
                phase.clone().into_owned(),
            );
        }
        for profile in node
            .repeated("profileConformance")
            .filter_map(Node::as_text)
        {
            note(
                &mut self.builder.facts.profiles,
                profile.clone().into_owned(),
            );
        }
        if kind == "SpdxDocument" {
            let facts = &mut self.builder.facts;
            facts.name = node.text("name").map(|text| text.clone().into_owned());
            facts.identifier = Some(name.clone().into_owned());
            if let Some(licence) = node.text("dataLicense") {
                note(&mut facts.data_licences, licence.clone().into_owned());
            }
            // What is imported is known, only not here.
            for import in node.repeated("import") {
                if let Some(external) = import.text("externalSpdxId") {
                    self.builder.define_other(external);
                }
            }
            self.documents.push(name.clone());
        }
        self.collections.insert(name, roots);
    }

    // --- relations -----------------------------------------------------------------------------------

    fn relationship(&mut self, node: &Node<'a>) {
        let kind = node.text("relationshipType").cloned().unwrap_or_default();
        let Some(from) = node.text("from").cloned() else {
            self.builder
                .find_at(FindingCode::MissingField, None, "from", "", Some(node));
            return;
        };
        if let Some(name) = name_of(node) {
            self.builder.define_other(&name);
        }
        let completeness = node.text("completeness");
        for (known, count) in COMPLETENESS.iter().zip(&mut self.completeness) {
            if completeness.is_some_and(|text| text == known) {
                *count = count.saturating_add(1);
            }
        }
        if kind.is_empty() {
            let key = "relationshipType";
            self.builder
                .find_at(FindingCode::MissingField, None, key, "", Some(node));
        }
        let scope = node.text("scope").map(AsRef::as_ref);
        for to in node.repeated("to").filter_map(Node::as_text) {
            let to = to.clone();
            match kind.as_ref() {
                "describes" => {
                    self.builder.relate_elsewhere();
                    self.pending.push(Pending::Describes(from.clone(), to));
                    continue;
                }
                "hasDeclaredLicense" | "hasConcludedLicense" => {
                    let by = if kind == "hasDeclaredLicense" {
                        Acknowledgement::Declared
                    } else {
                        Acknowledgement::Concluded
                    };
                    self.builder.relate_elsewhere();
                    self.pending.push(Pending::Licence(from.clone(), to, by));
                    continue;
                }
                _ => (),
            }
            let (turned, relation) = relation(&kind, scope);
            if is_nothing(&to) {
                self.builder.facts.known_unknowns = true;
                self.builder.relate_elsewhere();
                if to.ends_with("NoneElement") && relation.is_use() {
                    let from = self.builder.reference(&from);
                    self.builder.declares(from);
                }
                continue;
            }
            let (from, to) = if turned { (&to, &from) } else { (&from, &to) };
            let from = self.builder.reference(from);
            let to = self.builder.reference(to);
            if relation.is_use() {
                self.builder.declares(from);
            }
            self.builder.relate(from, to, relation);
        }
    }

    fn licence(&mut self, from: &str, to: &str, by: Acknowledgement) {
        if is_nothing(to) {
            self.builder.facts.known_unknowns = true;
            return;
        }
        let Some(id) = self.builder.resolve(from) else {
            return;
        };
        // A licence of the list may be named by its address alone.
        let text = match self.licences.get(to) {
            Some(text) => text.clone(),
            None => {
                let text = to.rsplit('/').next().unwrap_or_default();
                Cow::Owned(text.to_owned())
            }
        };
        if text.is_empty() || matches!(text.as_ref(), "NOASSERTION" | "NONE") {
            self.builder.facts.known_unknowns = true;
            return;
        }
        let (kind, code) = match check::expression(&text) {
            Expression::Fits if check::is_licence_id(&text) => (Kind::LicenceId, None),
            Expression::Fits => (Kind::LicenceExpression, None),
            Expression::UnknownIdentifier => {
                (Kind::LicenceExpression, Some(FindingCode::UnknownLicence))
            }
            // The name of a licence that is given in full.
            Expression::Broken => (Kind::LicenceName, None),
            Expression::TooLong => (
                Kind::LicenceExpression,
                Some(FindingCode::InvalidLicenceExpression),
            ),
        };
        self.builder.attribute_later(id.0, kind, by as u8, &text);
        if let Some(code) = code {
            let offset = self.builder.spans.offset(&text);
            self.builder.find(code, Some(id), &text, offset);
        }
    }

    // --- the document --------------------------------------------------------------------------------

    fn creation(&mut self, node: &Node<'a>) {
        if let Some(version) = node.text("specVersion")
            && self.builder.facts.spec_version.is_empty()
        {
            if !version.starts_with("3.0") {
                self.builder.find_at(
                    FindingCode::UnknownVersion,
                    None,
                    "specVersion",
                    version,
                    None,
                );
            }
            self.builder.facts.spec_version = version.clone().into_owned();
        }
        match node.text("created") {
            Some(created) => {
                if !check::is_timestamp(created) {
                    self.builder.find_at(
                        FindingCode::InvalidTimestamp,
                        None,
                        "created",
                        created,
                        None,
                    );
                }
                let created = created.clone().into_owned();
                // Of several, the latest is when the document became what it is.
                if self.builder.facts.created.as_ref() < Some(&created) {
                    self.builder.facts.created = Some(created);
                }
            }
            None => {
                self.builder
                    .find_at(FindingCode::MissingField, None, "created", "", Some(node))
            }
        }
        for author in node.repeated("createdBy").filter_map(Node::as_text) {
            self.pending.push(Pending::Author(author.clone()));
        }
        for tool in node.repeated("createdUsing").filter_map(Node::as_text) {
            self.pending.push(Pending::Tool(tool.clone()));
        }
    }

    // --- vulnerabilities -----------------------------------------------------------------------------

    fn vulnerability(&mut self, name: Option<Cow<'a, str>>, node: &Node<'a>) {
        let text = |key: &str| node.text(key).map(|text| text.clone().into_owned());
        let mut entry = Vulnerability {
            id: text("name").unwrap_or_default(),
            detail: text("description").or_else(|| text("summary")),
            ..Vulnerability::default()
        };
        for identifier in node.repeated("externalIdentifier") {
            let Some(id) = identifier.text("identifier") else {
                continue;
            };
            if entry.id.is_empty() {
                entry.id = id.clone().into_owned();
            } else if entry.id != *id {
                note(&mut entry.aliases, id.clone().into_owned());
            }
        }
        entry.detail = entry.detail.map(|text| text.chars().take(4_000).collect());
        let at = self.builder.vulnerability(entry, std::iter::empty());
        if let Some(name) = name {
            self.builder.define_other(&name);
            self.vulnerabilities.insert(name, at);
        }
    }

    fn assessment(&mut self, node: &Node<'a>) {
        if let Some(name) = name_of(node) {
            self.builder.define_other(&name);
        }
        let Some(of) = node.text("from").cloned() else {
            return;
        };
        let text = |key: &str| {
            let text = node.text(key)?;
            Some(text.chars().take(4_000).collect::<String>())
        };
        let status = match node.text("relationshipType").map(AsRef::as_ref) {
            Some("affects") => Some("affected"),
            Some("doesNotAffect") => Some("not_affected"),
            Some("fixedIn") => Some("fixed"),
            Some("underInvestigationFor") => Some("under_investigation"),
            _ => None,
        };
        let to = node.repeated("to").filter_map(Node::as_text);
        self.pending.push(Pending::Assessment(Box::new(Assessment {
            of,
            to: to.cloned().collect(),
            status,
            severity: text("security_severity"),
            justification: text("security_justificationType"),
            detail: text("security_impactStatement").or_else(|| text("security_actionStatement")),
        })));
    }

    /// Adds what is said to the vulnerability, which may come after it in the document.
    fn assess(&mut self, said: Assessment<'a>) {
        let Some(at) = self.vulnerabilities.get(&said.of).copied() else {
            return;
        };
        for name in &said.to {
            self.builder.affect(at, name);
        }
        let Some(entry) = self.builder.vulnerabilities.get_mut(at) else {
            return;
        };
        entry.severity = entry.severity.take().or(said.severity);
        if let Some(status) = said.status {
            entry.status = Some(status.to_owned());
            entry.justification = said.justification;
            entry.detail = said.detail.or_else(|| entry.detail.take());
        }
    }
}

/// `spdxId`, or the name of a blank node.
fn name_of<'a>(node: &Node<'a>) -> Option<Cow<'a, str>> {
    node.text("spdxId").or_else(|| node.text("@id")).cloned()
}

fn agent_name(node: &Node<'_>) -> String {
    let email = node
        .repeated("externalIdentifier")
        .find(|one| {
            one.text("externalIdentifierType")
                .is_some_and(|kind| kind == "email")
        })
        .and_then(|one| one.text("identifier"));
    match (node.text("name"), email) {
        (Some(name), Some(email)) => format!("{name} <{email}>"),
        (Some(one), None) | (None, Some(one)) => one.clone().into_owned(),
        (None, None) => String::new(),
    }
}

/// The elements that stand for nothing and for not saying.
fn is_nothing(name: &str) -> bool {
    matches!(
        name,
        "NONE" | "NOASSERTION" | "spdx:NoneElement" | "spdx:NoAssertionElement"
    ) || name.ends_with("/NoneElement")
        || name.ends_with("/NoAssertionElement")
        || name.ends_with("/NoneLicense")
        || name.ends_with("/NoAssertionLicense")
}

/// What a relation of SPDX 3 means: whether its ends change places, and its kind.
fn relation(name: &str, scope: Option<&str>) -> (bool, RelationKind) {
    use RelationKind as R;
    match name {
        "dependsOn" | "hasPrerequisite" => (
            false,
            match scope {
                Some("build") => R::BuildDependsOn,
                Some("development" | "design") => R::DevDependsOn,
                Some("runtime") => R::RuntimeDependsOn,
                Some("test") => R::TestDependsOn,
                _ => R::DependsOn,
            },
        ),
        "hasOptionalDependency" | "hasOptionalComponent" => (false, R::OptionalDependsOn),
        "hasProvidedDependency" => (false, R::ProvidedDependsOn),
        "contains" | "hasAddedFile" | "expandsTo" => (false, R::Contains),
        "packagedBy" => (true, R::Contains),
        "hasStaticLink" => (false, R::StaticLink),
        "hasDynamicLink" => (false, R::DynamicLink),
        "generates" | "hasOutput" => (true, R::GeneratedFrom),
        "hasDistributionArtifact" => (false, R::DistributionArtifact),
        "descendantOf" | "copiedTo" | "hasVariant" | "modifiedBy" => (false, R::VariantOf),
        "ancestorOf" => (true, R::VariantOf),
        "hasDocumentation"
        | "hasExample"
        | "hasEvidence"
        | "hasMetadata"
        | "hasTest"
        | "hasTestCase"
        | "hasSpecification"
        | "hasRequirement"
        | "hasDataFile"
        | "hasDependencyManifest"
        | "patchedBy"
        | "trainedOn"
        | "testedOn" => (false, R::About),
        _ => (false, R::Other),
    }
}

impl<'a> Sink<'a> for Spdx3<'a> {
    fn builder(&mut self) -> &mut Builder<'a> {
        &mut self.builder
    }

    fn wants(&self, key: &str) -> Use {
        match key {
            "@graph" => Use::Records,
            _ => Use::Skip,
        }
    }

    fn wants_field(&self, _: &str, key: &str) -> bool {
        // The elements of a collection are all of the graph anyway.
        key != "element"
    }

    fn enter(&mut self, _: &str) -> u32 {
        NO_SLOT
    }

    fn record(&mut self, _: &str, _: u32, _: u32, node: Node<'a>) {
        self.element(node);
    }

    fn member(&mut self, key: Cow<'a, str>, node: Node<'a>) {
        self.builder
            .find_at(FindingCode::WrongType, None, &key, "", Some(&node));
    }
}
