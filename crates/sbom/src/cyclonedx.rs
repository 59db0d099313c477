//! CycloneDX 1.0 to 1.7, from JSON or XML.

use std::borrow::Cow;

use crate::{
    Acknowledgement, AttributeKind as Kind, Completeness, ComponentId, ComponentKind, FindingCode,
    HashName, RelationKind, Scope, Tool, Vulnerability,
    builder::{Builder, NO_SLOT, Sink, Step, Use},
    check::{self, Expression},
    facts::note,
    node::Node,
};

const VERSIONS: &[&str] = &["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

pub(crate) struct CycloneDx<'a> {
    builder: Builder<'a>,
    seen: Seen,
}

#[derive(Default)]
struct Seen {
    format: bool,
    version: bool,
}

impl<'a> CycloneDx<'a> {
    pub(crate) fn new(builder: Builder<'a>) -> Self {
        Self {
            builder,
            seen: Seen::default(),
        }
    }

    /// For XML, which says the format and its version by its namespace.
    pub(crate) fn of_namespace(mut builder: Builder<'a>) -> Self {
        let version = builder.facts.spec_version.clone();
        if !VERSIONS.contains(&version.as_str()) {
            builder.find(FindingCode::UnknownVersion, None, &version, None);
        }
        let mut model = Self::new(builder);
        model.seen = Seen {
            format: true,
            version: true,
        };
        model
    }

    /// Everything has been read.
    pub(crate) fn finish(mut self) -> Builder<'a> {
        self.builder.path.clear();
        if !self.seen.format {
            self.missing(None, "bomFormat", &Node::Null);
        }
        if !self.seen.version {
            self.missing(None, "specVersion", &Node::Null);
        }
        self.builder
    }

    fn missing(&mut self, id: Option<ComponentId>, key: &str, node: &Node<'a>) {
        self.builder
            .find_at(FindingCode::MissingField, id, key, "", Some(node));
    }

    fn owned(&mut self, node: &Node<'a>, key: &str) -> Option<String> {
        let text = self.builder.text(None, node, key)?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// The value of a field with a fixed list of values.
    fn known(&mut self, id: Option<ComponentId>, node: &Node<'a>, key: &str, values: &[&str]) {
        let Some(text) = self.builder.text(id, node, key) else {
            return;
        };
        if !values.contains(&text.as_ref()) {
            self.builder
                .find_at(FindingCode::UnknownValue, id, key, text, Some(node));
        }
    }

    // --- components ----------------------------------------------------------------------------------

    fn component(&mut self, slot: u32, parent: u32, node: &Node<'a>) {
        let id = Some(ComponentId(slot));
        if let Node::Map(_) = node {
            if node.text("name").is_none_or(|name| name.is_empty()) {
                self.missing(id, "name", node);
            }
        } else if node.as_text().is_some_and(|text| text.is_empty()) {
            // An XML element with nothing in it.
            self.missing(id, "name", node);
        } else {
            self.builder
                .find_at(FindingCode::WrongType, id, "", "", Some(node));
        }
        self.builder.open_attributes(slot);
        self.common(slot, parent, node);
        let kind = self.kind(slot, node);
        let scope = self.builder.text(id, node, "scope").cloned();
        let scope = scope.and_then(|text| {
            let scope = Scope::from_code(&text);
            if scope.is_none() {
                self.builder
                    .find_at(FindingCode::UnknownValue, id, "scope", &text, Some(node));
            }
            scope
        });
        if let Some(core) = self.builder.core(slot) {
            core.kind = kind;
            core.scope = scope;
        }
        if let Some(version) = node.text("versionRange") {
            self.builder.attribute(slot, Kind::VersionRange, version);
            let external = match node.get("isExternal") {
                Some(Node::Bool(external)) => *external,
                Some(other) => other.as_text().is_some_and(|text| text == "true"),
                None => false,
            };
            if node.get("version").is_some() || !external {
                self.builder.find_at(
                    FindingCode::ConflictingFields,
                    id,
                    "versionRange",
                    version,
                    None,
                );
            }
        }
        for (key, kind) in [
            ("author", Kind::Author),
            ("publisher", Kind::Publisher),
            ("copyright", Kind::Copyright),
        ] {
            if let Some(text) = self.builder.text(id, node, key) {
                self.builder.attribute(slot, kind, text);
            }
        }
        for author in node.items("authors", "author") {
            if let Some(name) = author.text("name") {
                self.builder.attribute(slot, Kind::Author, name);
            }
            if let Some(email) = author.text("email") {
                self.builder.attribute(slot, Kind::Contact, email);
            }
        }
        if let Some(manufacturer) = node.get("manufacturer") {
            self.organisation(slot, manufacturer, Kind::Manufacturer);
        }
        if let Some(cpe) = self.builder.text(id, node, "cpe") {
            self.builder.attribute(slot, Kind::Cpe, cpe);
            if !check::is_cpe(cpe) {
                self.builder
                    .find_at(FindingCode::InvalidCpe, id, "cpe", cpe, None);
            }
        }
        if let Some(swid) = node.get("swid").and_then(|swid| swid.text("tagId")) {
            self.builder.attribute(slot, Kind::Swid, swid);
        }
        for key in ["omniborId", "swhid"] {
            for text in node.repeated(key).filter_map(Node::as_text) {
                self.builder.attribute(slot, Kind::Identifier, text);
            }
        }
        self.hashes(slot, node);
        if let Some(evidence) = node.get("evidence") {
            for occurrence in evidence.items("occurrences", "occurrence") {
                if let Some(location) = occurrence.text("location") {
                    self.builder.attribute(slot, Kind::Location, location);
                }
            }
        }
        self.pedigree(id, node);
    }

    /// What components and services share.
    fn common(&mut self, slot: u32, parent: u32, node: &Node<'a>) {
        let id = Some(ComponentId(slot));
        let span = |builder: &mut Builder<'a>, key: &str| match builder.text(id, node, key) {
            Some(text) => builder.spans.span_of(text),
            None => crate::text::Span::NONE,
        };
        let name = span(&mut self.builder, "name");
        let version = span(&mut self.builder, "version");
        let group = span(&mut self.builder, "group");
        let purl = span(&mut self.builder, "purl");
        if let Some(core) = self.builder.core(slot) {
            core.name = name;
            core.version = version;
            core.group = group;
            core.purl = purl;
            core.parent = (parent != NO_SLOT).then_some(ComponentId(parent));
        }
        if let Some(purl) = node.text("purl")
            && !check::is_purl(purl)
        {
            self.builder
                .find_at(FindingCode::InvalidPurl, id, "purl", purl, None);
        }
        if let Some(reference) = self.builder.text(id, node, "bom-ref") {
            self.builder.define(reference, slot);
        }
        for key in ["supplier", "provider"] {
            if let Some(supplier) = node.get(key) {
                if let Some(name) = self.builder.text(id, supplier, "name") {
                    let name = self.builder.spans.span_of(name);
                    if let Some(core) = self.builder.core(slot) {
                        core.supplier = name;
                    }
                }
                self.contacts(slot, supplier);
            }
        }
        if let Some(text) = self.builder.text(id, node, "description") {
            self.builder.attribute(slot, Kind::Description, text);
        }
        self.licences(slot, node);
        for reference in node.items("externalReferences", "reference") {
            let kind = match reference.text("type").map(AsRef::as_ref) {
                Some("website") => Kind::Website,
                Some("distribution") => Kind::Download,
                Some("vcs" | "source-distribution") => Kind::SourceCode,
                _ => Kind::Reference,
            };
            if let Some(url) = reference.text("url") {
                self.builder.attribute(slot, kind, url);
            }
        }
        self.properties(slot, node);
    }

    fn kind(&mut self, slot: u32, node: &Node<'a>) -> ComponentKind {
        let id = Some(ComponentId(slot));
        // 1.0 calls a library with no type a library by default; later versions require one.
        let Some(text) = self.builder.text(id, node, "type") else {
            if matches!(node, Node::Map(_)) {
                self.missing(id, "type", node);
            }
            return ComponentKind::Other;
        };
        crate::builder::kind(text).unwrap_or_else(|| {
            self.builder
                .find_at(FindingCode::UnknownValue, id, "type", text, Some(node));
            self.builder.attribute(slot, Kind::KindName, text);
            ComponentKind::Other
        })
    }

    fn organisation(&mut self, slot: u32, node: &Node<'a>, kind: Kind) {
        if let Some(name) = node.text("name") {
            self.builder.attribute(slot, kind, name);
        }
        self.contacts(slot, node);
    }

    fn contacts(&mut self, slot: u32, organisation: &Node<'a>) {
        for url in organisation.repeated("url").filter_map(Node::as_text) {
            self.builder.attribute(slot, Kind::Contact, url);
        }
        for contact in organisation.repeated("contact") {
            if let Some(email) = contact.text("email") {
                self.builder.attribute(slot, Kind::Contact, email);
            }
        }
    }

    fn hashes(&mut self, slot: u32, node: &Node<'a>) {
        let id = Some(ComponentId(slot));
        for hash in node.items("hashes", "hash") {
            let algorithm = hash.text("alg").cloned().unwrap_or_default();
            let content = hash.get("content").unwrap_or(hash).as_text();
            let content = content.cloned().unwrap_or_default();
            let name = HashName::from_name(&algorithm);
            if name.is_none_or(|name| !check::is_hash(name, &content)) {
                self.builder
                    .find_at(FindingCode::InvalidHash, id, "hashes", &content, Some(hash));
            }
            self.builder
                .hash(slot, name.unwrap_or(HashName::Other), &content);
        }
    }

    // --- licences ------------------------------------------------------------------------------------

    fn licences(&mut self, slot: u32, node: &Node<'a>) {
        let id = Some(ComponentId(slot));
        let (mut ids, mut expressions) = (0_usize, 0_usize);
        match node.get("licenses") {
            Some(Node::List(list)) => {
                for choice in list {
                    let licence = choice.get("license");
                    let expression = choice.get("expression");
                    if licence.is_some() == expression.is_some() {
                        self.builder.find_at(
                            FindingCode::LicenceChoice,
                            id,
                            "licenses",
                            "",
                            Some(choice),
                        );
                    }
                    if let Some(licence) = licence {
                        ids += 1;
                        self.licence(slot, licence, choice);
                    }
                    if let Some(expression) = expression {
                        expressions += 1;
                        self.expression(slot, expression, choice);
                    }
                }
            }
            Some(Node::Map(choices)) => {
                for (name, choice) in choices {
                    match name.as_ref() {
                        "license" => {
                            ids += 1;
                            self.licence(slot, choice, choice);
                        }
                        "expression" => {
                            expressions += 1;
                            self.expression(slot, choice, choice);
                        }
                        // 1.7: the expression is an attribute, with details of its parts inside.
                        "expression-detailed" => {
                            expressions += 1;
                            let expression = choice.get("expression").unwrap_or(choice);
                            self.expression(slot, expression, choice);
                        }
                        _ => (),
                    }
                }
            }
            _ => return,
        }
        // Up to 1.6 one expression stands alone; 1.7 lets expressions and licences stand together.
        let mixed = expressions > 1 || (expressions == 1 && ids > 0);
        if mixed && self.builder.facts.spec_version != "1.7" {
            self.builder
                .find_at(FindingCode::LicenceChoice, id, "licenses", "", Some(node));
        }
    }

    fn licence(&mut self, slot: u32, licence: &Node<'a>, choice: &Node<'a>) {
        let component = Some(ComponentId(slot));
        let by = acknowledgement(licence, choice);
        let (id, name) = (licence.text("id"), licence.text("name"));
        if id.is_some() == name.is_some() || licence.count("id") + licence.count("name") > 1 {
            self.builder.find_at(
                FindingCode::LicenceChoice,
                component,
                "licenses",
                "",
                Some(licence),
            );
        }
        if let Some(id) = id {
            self.builder.licence(slot, Kind::LicenceId, by, id);
            if !check::is_licence_id(id) {
                self.builder.find_at(
                    FindingCode::UnknownLicence,
                    component,
                    "licenses",
                    id,
                    Some(licence),
                );
            }
        } else if let Some(name) = name {
            self.builder.licence(slot, Kind::LicenceName, by, name);
        }
        self.property_names(component, licence);
    }

    fn expression(&mut self, slot: u32, expression: &Node<'a>, choice: &Node<'a>) {
        let id = Some(ComponentId(slot));
        let Some(text) = expression.as_text() else {
            self.builder
                .find_at(FindingCode::WrongType, id, "licenses", "", Some(choice));
            return;
        };
        let by = acknowledgement(expression, choice);
        self.builder
            .licence(slot, Kind::LicenceExpression, by, text);
        let code = match check::expression(text) {
            Expression::Fits => return,
            Expression::UnknownIdentifier => FindingCode::UnknownLicence,
            Expression::Broken | Expression::TooLong => FindingCode::InvalidLicenceExpression,
        };
        self.builder
            .find_at(code, id, "licenses", text, Some(choice));
    }

    // --- what is looked at only for its form -----------------------------------------------------------

    fn properties(&mut self, slot: u32, node: &Node<'a>) {
        for property in node.items("properties", "property") {
            let Some(name) = property.text("name") else {
                continue;
            };
            let kind = match name.as_ref() {
                "bsi:component:filename" => Kind::FileName,
                "bsi:component:executable" => Kind::Executable,
                "bsi:component:archive" => Kind::Archive,
                "bsi:component:structured" => Kind::Structured,
                "syft:package:language" => Kind::Language,
                "syft:cpe23" => Kind::Cpe,
                name if name.starts_with("syft:location:") && name.ends_with(":path") => {
                    Kind::Location
                }
                _ => continue,
            };
            let value = property.get("value").unwrap_or(property).as_text();
            if let Some(value) = value {
                self.builder.attribute(slot, kind, value);
            }
        }
        self.property_names(Some(ComponentId(slot)), node);
    }

    fn property_names(&mut self, id: Option<ComponentId>, node: &Node<'a>) {
        // The name is required from 1.7 on in JSON and was always meant to be there.
        for property in node.items("properties", "property") {
            if property.text("name").is_none() {
                self.missing(id, "properties/name", property);
            }
        }
    }

    fn pedigree(&mut self, id: Option<ComponentId>, node: &Node<'a>) {
        let Some(pedigree) = node.get("pedigree") else {
            return;
        };
        for patch in pedigree.items("patches", "patch") {
            self.known(
                id,
                patch,
                "type",
                &["unofficial", "monkey", "backport", "cherry-pick"],
            );
        }
    }

    fn service(&mut self, slot: u32, parent: u32, node: &Node<'a>) {
        let id = Some(ComponentId(slot));
        if node.text("name").is_none_or(|name| name.is_empty()) {
            self.missing(id, "name", node);
        }
        self.builder.open_attributes(slot);
        self.common(slot, parent, node);
        if let Some(core) = self.builder.core(slot) {
            core.kind = ComponentKind::Service;
        }
        const FLOWS: &[&str] = &["inbound", "outbound", "bi-directional", "unknown"];
        // XML calls the entries `classification` up to 1.4 and `dataflow` after.
        let flows: Vec<&Node<'a>> = match node.get("data") {
            Some(Node::Map(entries)) => entries.iter().map(|(_, data)| data).collect(),
            _ => node.items("data", "").collect(),
        };
        for data in flows {
            self.known(id, data, "flow", FLOWS);
        }
        for endpoint in node
            .items("endpoints", "endpoint")
            .filter_map(Node::as_text)
        {
            self.builder.attribute(slot, Kind::Location, endpoint);
        }
    }

    // --- relations -----------------------------------------------------------------------------------

    fn dependency(&mut self, node: &Node<'a>) {
        let Some(name) = self.builder.text(None, node, "ref") else {
            self.missing(None, "ref", node);
            return;
        };
        if name.is_empty() {
            self.builder
                .find_at(FindingCode::EmptyReference, None, "ref", "", Some(node));
        }
        let from = self.builder.reference(name);
        self.builder.declares(from);
        let lists = [
            ("dependsOn", RelationKind::DependsOn),
            ("dependency", RelationKind::DependsOn),
            ("provides", RelationKind::Provides),
        ];
        for (key, kind) in lists {
            for other in node.repeated(key) {
                // XML names them in an attribute.
                let other = other.get("ref").unwrap_or(other).as_text();
                match other {
                    Some(name) if !name.is_empty() => {
                        let to = self.builder.reference(name);
                        self.builder.relate(from, to, kind);
                    }
                    _ => {
                        self.builder
                            .find_at(FindingCode::EmptyReference, None, key, "", Some(node))
                    }
                }
            }
        }
    }

    // --- the document --------------------------------------------------------------------------------

    fn metadata(&mut self, node: &Node<'a>) {
        self.builder.path.push(Step::Static("metadata"));
        if let Some(created) = self.owned(node, "timestamp") {
            if !check::is_timestamp(&created) {
                let text = node.text("timestamp").cloned().unwrap_or_default();
                self.builder.find_at(
                    FindingCode::InvalidTimestamp,
                    None,
                    "timestamp",
                    &text,
                    Some(node),
                );
            }
            self.builder.facts.created = Some(created);
        }
        for phase in node.items("lifecycles", "lifecycle") {
            if let Some(phase) = self
                .owned(phase, "phase")
                .or_else(|| self.owned(phase, "name"))
            {
                note(&mut self.builder.facts.lifecycles, phase);
            }
        }
        self.tools(node);
        for author in node.items("authors", "author") {
            let name = self.owned(author, "name");
            let email = self.owned(author, "email");
            let author = match (name, email) {
                (Some(name), Some(email)) => format!("{name} <{email}>"),
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => continue,
            };
            note(&mut self.builder.facts.authors, author);
        }
        for key in ["manufacturer", "manufacture", "supplier"] {
            if let Some(organisation) = node.get(key)
                && let Some(name) = self.owned(organisation, "name")
            {
                let contact = organisation
                    .repeated("contact")
                    .find_map(|contact| contact.text("email"));
                let url = organisation.repeated("url").find_map(Node::as_text);
                let entry = match contact.or(url) {
                    Some(address) => format!("{name} <{address}>"),
                    None => name,
                };
                note(&mut self.builder.facts.suppliers, entry);
            }
        }
        let choices: Vec<&Node<'a>> = match node.get("licenses") {
            Some(Node::List(choices)) => choices.iter().collect(),
            Some(other) => other.entries().iter().map(|(_, choice)| choice).collect(),
            None => Vec::new(),
        };
        for choice in choices {
            let licence = choice.get("license").unwrap_or(choice);
            let text = ["id", "name", "expression"]
                .iter()
                .find_map(|key| licence.text(key))
                .or(licence.as_text());
            if let Some(text) = text {
                let text = text.clone().into_owned();
                note(&mut self.builder.facts.data_licences, text);
            }
        }
        self.property_names(None, node);
        if let Some(component) = node.get("component") {
            self.builder.path.push(Step::Static("component"));
            let slot = self.tree(component, NO_SLOT);
            // It may have no `bom-ref`; it is the root all the same.
            self.builder.facts.roots.push(ComponentId(slot));
            self.builder.path.pop();
        }
        self.builder.path.pop();
    }

    /// A component that was read as a tree, with those inside it. Depth is bounded by the readers.
    fn tree(&mut self, node: &Node<'a>, parent: u32) -> u32 {
        let slot = self.builder.slot();
        self.component(slot, parent, node);
        let children: Vec<&Node<'a>> = node.items("components", "component").collect();
        for (position, child) in (0_u32..).zip(children) {
            self.builder.path.push(Step::Static("components"));
            self.builder.path.push(Step::Index(position));
            self.tree(child, slot);
            self.builder.path.pop();
            self.builder.path.pop();
        }
        slot
    }

    fn tools(&mut self, metadata: &Node<'a>) {
        // Up to 1.4 a list of tools, from 1.5 on an object of components and services; both are in use.
        let mut tools: Vec<&Node<'a>> = metadata.items("tools", "tool").collect();
        if let Some(object) = metadata.get("tools") {
            tools.extend(object.items("components", "component"));
            tools.extend(object.items("services", "service"));
        }
        for tool in tools {
            let vendor = self
                .owned(tool, "vendor")
                .or_else(|| self.owned(tool, "publisher"))
                .or_else(|| self.owned(tool, "group"))
                .or_else(|| {
                    ["manufacturer", "supplier", "provider"]
                        .iter()
                        .find_map(|key| Some(tool.get(key)?.text("name")?.clone().into_owned()))
                });
            let tool = Tool {
                vendor,
                name: self.owned(tool, "name").unwrap_or_default(),
                version: self.owned(tool, "version"),
            };
            note(&mut self.builder.facts.tools, tool);
        }
    }

    fn composition(&mut self, node: &Node<'a>) {
        let aggregate = self.owned(node, "aggregate").unwrap_or_default();
        let about = ["assemblies", "dependencies", "vulnerabilities"]
            .iter()
            .map(|key| match node.get(key) {
                Some(Node::List(list)) => list.len(),
                Some(other) => other.entries().len(),
                None => 0,
            })
            .sum::<usize>();
        let entry = Completeness {
            aggregate,
            about: u32::try_from(about).unwrap_or(u32::MAX),
        };
        self.builder.facts.known_unknowns = true;
        let list = &mut self.builder.facts.completeness;
        if list.len() < crate::limits::FACTS {
            list.push(entry);
        }
    }

    fn vulnerability(&mut self, node: &Node<'a>) {
        if let Some(name) = node.text("bom-ref") {
            self.builder.define_other(name);
        }
        let mut entry = Vulnerability {
            id: self.owned(node, "id").unwrap_or_default(),
            source: node.get("source").and_then(|source| {
                self.owned(source, "name")
                    .or_else(|| self.owned(source, "url"))
            }),
            ..Vulnerability::default()
        };
        for reference in node.items("references", "reference") {
            if let Some(id) = self.owned(reference, "id") {
                note(&mut entry.aliases, id);
            }
        }
        entry.severity = node
            .items("ratings", "rating")
            .find_map(|rating| rating.text("severity"))
            .map(|text| text.clone().into_owned());
        if let Some(analysis) = node.get("analysis") {
            self.known(
                None,
                analysis,
                "state",
                &[
                    "resolved",
                    "resolved_with_pedigree",
                    "exploitable",
                    "in_triage",
                    "false_positive",
                    "not_affected",
                ],
            );
            self.known(
                None,
                analysis,
                "justification",
                &[
                    "code_not_present",
                    "code_not_reachable",
                    "requires_configuration",
                    "requires_dependency",
                    "requires_environment",
                    "protected_by_compiler",
                    "protected_at_runtime",
                    "protected_at_perimeter",
                    "protected_by_mitigating_control",
                ],
            );
            entry.status = self.owned(analysis, "state");
            entry.justification = self.owned(analysis, "justification");
            entry.detail = self.owned(analysis, "detail");
            let responses = analysis
                .items("response", "response")
                .chain(analysis.items("responses", "response"));
            for response in responses.filter_map(Node::as_text) {
                note(&mut entry.responses, response.clone().into_owned());
            }
        }
        if entry.detail.is_none() {
            entry.detail = self.owned(node, "description");
        }
        entry.detail = entry.detail.map(|text| text.chars().take(4_000).collect());
        let affects = node.items("affects", "target");
        let affects = affects.filter_map(|target| target.text("ref"));
        self.builder
            .vulnerability(entry, affects.map(AsRef::as_ref));
    }
}

fn acknowledgement(licence: &Node<'_>, choice: &Node<'_>) -> Acknowledgement {
    let text = licence
        .text("acknowledgement")
        .or_else(|| choice.text("acknowledgement"));
    match text.map(AsRef::as_ref) {
        Some("declared") => Acknowledgement::Declared,
        Some("concluded") => Acknowledgement::Concluded,
        _ => Acknowledgement::Unspecified,
    }
}

impl<'a> Sink<'a> for CycloneDx<'a> {
    fn builder(&mut self) -> &mut Builder<'a> {
        &mut self.builder
    }

    fn wants(&self, key: &str) -> Use {
        match key {
            "components" | "services" | "dependencies" | "vulnerabilities" | "compositions" => {
                Use::Records
            }
            "bomFormat" | "specVersion" | "serialNumber" | "version" | "metadata" | "signature"
            | "properties" => Use::Whole,
            // XML-DSig is of a vocabulary of its own.
            key if key.ends_with("Signature") => Use::Whole,
            _ => Use::Skip,
        }
    }

    fn wants_field(&self, list: &str, key: &str) -> bool {
        // Large and not shown: models, algorithms, file contents, identity evidence, release notes.
        !matches!(list, "components" | "services")
            || !matches!(
                key,
                "modelCard" | "cryptoProperties" | "releaseNotes" | "signature" | "tags"
            )
    }

    fn enter(&mut self, list: &str) -> u32 {
        match list {
            "components" | "services" => self.builder.slot(),
            _ => NO_SLOT,
        }
    }

    fn record(&mut self, list: &str, slot: u32, parent: u32, node: Node<'a>) {
        match list {
            "components" => self.component(slot, parent, &node),
            "services" => self.service(slot, parent, &node),
            "dependencies" => self.dependency(&node),
            "compositions" => self.composition(&node),
            "vulnerabilities" => self.vulnerability(&node),
            _ => (),
        }
    }

    fn member(&mut self, key: Cow<'a, str>, node: Node<'a>) {
        let text = node.as_text().cloned().unwrap_or_default();
        match key.as_ref() {
            "bomFormat" => {
                self.seen.format = true;
                if text != "CycloneDX" {
                    self.builder.find_at(
                        FindingCode::UnknownValue,
                        None,
                        "bomFormat",
                        &text,
                        Some(&node),
                    );
                }
            }
            "specVersion" => {
                self.seen.version = true;
                if !VERSIONS.contains(&text.as_ref()) {
                    self.builder.find_at(
                        FindingCode::UnknownVersion,
                        None,
                        "specVersion",
                        &text,
                        Some(&node),
                    );
                }
                self.builder.facts.spec_version = text.into_owned();
            }
            "serialNumber" => {
                if !check::is_serial_number(&text) {
                    self.builder.find_at(
                        FindingCode::InvalidSerialNumber,
                        None,
                        "serialNumber",
                        &text,
                        Some(&node),
                    );
                }
                self.builder.facts.identifier = Some(text.into_owned());
            }
            "version" => self.builder.facts.document_version = Some(text.into_owned()),
            "metadata" => self.metadata(&node),
            "signature" => self.builder.facts.embedded_signature = true,
            key if key.ends_with("Signature") => self.builder.facts.embedded_signature = true,
            "properties" => {
                let document = Node::Map(vec![(Cow::Borrowed("properties"), node)]);
                self.property_names(None, &document);
            }
            "components" | "services" | "dependencies" | "vulnerabilities" | "compositions"
                if !matches!(node, Node::Null) && !text.is_empty() =>
            {
                self.builder
                    .find_at(FindingCode::WrongType, None, &key, "", Some(&node));
            }
            _ => (),
        }
    }
}
