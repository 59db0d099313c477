//! SPDX 2.1 to 2.3, from JSON, YAML, XML or tag-value.

use std::borrow::Cow;

use crate::{
    Acknowledgement, AttributeKind as Kind, ComponentId, ComponentKind, FindingCode, HashName,
    RelationKind,
    builder::{Builder, NO_SLOT, Sink, Step, Use},
    check::{self, Expression},
    facts::{Tool, note},
    node::Node,
};

const VERSIONS: &[&str] = &["SPDX-2.0", "SPDX-2.1", "SPDX-2.2", "SPDX-2.3"];

pub(crate) struct Spdx2<'a> {
    builder: Builder<'a>,
    /// The name of the document itself.
    document: Cow<'a, str>,
    /// What the document describes.
    described: Vec<Cow<'a, str>>,
    seen: Vec<&'static str>,
}

impl<'a> Spdx2<'a> {
    pub(crate) fn new(builder: Builder<'a>) -> Self {
        Self {
            builder,
            document: Cow::Borrowed("SPDXRef-DOCUMENT"),
            described: Vec::new(),
            seen: Vec::new(),
        }
    }

    /// Everything has been read.
    pub(crate) fn finish(mut self) -> Builder<'a> {
        for key in [
            "spdxVersion",
            "SPDXID",
            "name",
            "dataLicense",
            "creationInfo",
        ] {
            if !self.seen.contains(&key) {
                self.builder
                    .find_at(FindingCode::MissingField, None, key, "", None);
            }
        }
        self.builder.define_other(&self.document);
        for name in std::mem::take(&mut self.described) {
            let number = self.builder.reference(&name);
            self.builder.root(number);
        }
        self.builder
    }

    // --- elements ------------------------------------------------------------------------------------

    fn package(&mut self, slot: u32, node: &Node<'a>) {
        let id = Some(ComponentId(slot));
        self.require(id, node, &["SPDXID", "name", "downloadLocation"]);
        self.builder.open_attributes(slot);
        self.element(slot, node, "name");
        let version = self.stated(id, node, "versionInfo");
        let kind = match self.stated(id, node, "primaryPackagePurpose") {
            None => ComponentKind::Package,
            Some(purpose) => self.purpose(slot, &purpose),
        };
        let version = version.map(|text| self.builder.spans.span_of(&text));
        if let Some(core) = self.builder.core(slot) {
            core.kind = kind;
            core.version = version.unwrap_or_default();
        }
        if let Some(supplier) = self.stated(id, node, "supplier") {
            let (name, contact) = agent(&supplier);
            let span = self.builder.spans.span_of(name);
            if let Some(core) = self.builder.core(slot) {
                core.supplier = span;
            }
            self.builder.attribute(slot, Kind::Contact, contact);
        }
        if let Some(originator) = self.stated(id, node, "originator") {
            let (name, contact) = agent(&originator);
            self.builder.attribute(slot, Kind::Originator, name);
            self.builder.attribute(slot, Kind::Contact, contact);
        }
        for (key, kind) in [
            ("packageFileName", Kind::FileName),
            ("homepage", Kind::Website),
            ("downloadLocation", Kind::Download),
            ("description", Kind::Description),
            ("summary", Kind::Description),
        ] {
            if let Some(text) = self.stated(id, node, key) {
                self.builder.attribute(slot, kind, &text);
            }
        }
        self.licence(slot, node, "licenseDeclared", Acknowledgement::Declared);
        self.licence(slot, node, "licenseConcluded", Acknowledgement::Concluded);
        self.checksums(slot, node);
        for reference in node.repeated("externalRefs") {
            self.external(slot, reference);
        }
        // Deprecated since 2.3, but what some generators still state instead of relations.
        if let Some(own) = node.text("SPDXID") {
            let from = self.builder.reference(own);
            for file in node.repeated("hasFiles").filter_map(Node::as_text) {
                let to = self.builder.reference(file);
                self.builder.relate(from, to, RelationKind::Contains);
            }
        }
    }

    fn file(&mut self, slot: u32, parent: u32, node: &Node<'a>) {
        let id = Some(ComponentId(slot));
        self.require(id, node, &["SPDXID", "fileName"]);
        self.builder.open_attributes(slot);
        self.element(slot, node, "fileName");
        if let Some(core) = self.builder.core(slot) {
            core.kind = ComponentKind::File;
            core.parent = (parent != NO_SLOT).then_some(ComponentId(parent));
        }
        self.licence(slot, node, "licenseConcluded", Acknowledgement::Concluded);
        self.checksums(slot, node);
    }

    fn snippet(&mut self, slot: u32, node: &Node<'a>) {
        let id = Some(ComponentId(slot));
        self.require(id, node, &["SPDXID"]);
        self.builder.open_attributes(slot);
        self.element(slot, node, "name");
        if let Some(core) = self.builder.core(slot) {
            core.kind = ComponentKind::Snippet;
        }
        self.licence(slot, node, "licenseConcluded", Acknowledgement::Concluded);
    }

    /// What every element has.
    fn element(&mut self, slot: u32, node: &Node<'a>, name: &str) {
        let id = Some(ComponentId(slot));
        if !matches!(node, Node::Map(_)) {
            self.builder
                .find_at(FindingCode::WrongType, id, "", "", Some(node));
        }
        if let Some(text) = self.builder.text(id, node, name) {
            let span = self.builder.spans.span_of(text);
            if let Some(core) = self.builder.core(slot) {
                core.name = span;
            }
        }
        if let Some(own) = self.builder.text(id, node, "SPDXID") {
            self.builder.define(own, slot);
        }
        if let Some(text) = self.stated(id, node, "copyrightText") {
            self.builder.attribute(slot, Kind::Copyright, &text);
        }
    }

    fn require(&mut self, id: Option<ComponentId>, node: &Node<'a>, keys: &[&str]) {
        if !matches!(node, Node::Map(_)) {
            return;
        }
        for key in keys {
            if node.get(key).is_none() {
                self.builder
                    .find_at(FindingCode::MissingField, id, key, "", Some(node));
            }
        }
    }

    /// The text of a field, unless it says that nothing is known or that there is none.
    fn stated(
        &mut self,
        id: Option<ComponentId>,
        node: &Node<'a>,
        key: &str,
    ) -> Option<Cow<'a, str>> {
        let text = self.builder.text(id, node, key)?;
        if matches!(text.as_ref(), "NOASSERTION" | "NONE") {
            self.builder.facts.known_unknowns = true;
            return None;
        }
        Some(text.clone()).filter(|text| !text.is_empty())
    }

    fn purpose(&mut self, slot: u32, purpose: &str) -> ComponentKind {
        match purpose {
            "APPLICATION" => ComponentKind::Application,
            "FRAMEWORK" => ComponentKind::Framework,
            "LIBRARY" => ComponentKind::Library,
            "CONTAINER" => ComponentKind::Container,
            "OPERATING-SYSTEM" | "OPERATING_SYSTEM" => ComponentKind::OperatingSystem,
            "DEVICE" => ComponentKind::Device,
            "FIRMWARE" => ComponentKind::Firmware,
            "SOURCE" => ComponentKind::Source,
            "ARCHIVE" => ComponentKind::Archive,
            "FILE" => ComponentKind::File,
            "INSTALL" => ComponentKind::Install,
            "OTHER" => ComponentKind::Other,
            other => {
                let id = Some(ComponentId(slot));
                let key = "primaryPackagePurpose";
                self.builder
                    .find_at(FindingCode::UnknownValue, id, key, other, None);
                self.builder.attribute(slot, Kind::KindName, other);
                ComponentKind::Other
            }
        }
    }

    fn licence(&mut self, slot: u32, node: &Node<'a>, key: &str, by: Acknowledgement) {
        let id = Some(ComponentId(slot));
        let Some(text) = self.stated(id, node, key) else {
            return;
        };
        licence(&mut self.builder, slot, key, by, &text);
    }

    fn checksums(&mut self, slot: u32, node: &Node<'a>) {
        for checksum in node.repeated("checksums") {
            let algorithm = checksum.text("algorithm").cloned().unwrap_or_default();
            let value = checksum.text("checksumValue").cloned().unwrap_or_default();
            // 2.2 as RDF, turned into JSON, has `checksumAlgorithm_sha1`.
            let algorithm = algorithm.trim_start_matches("checksumAlgorithm_");
            hash(&mut self.builder, slot, algorithm, &value, Some(checksum));
        }
    }

    fn external(&mut self, slot: u32, reference: &Node<'a>) {
        let id = Some(ComponentId(slot));
        let Some(locator) = self.builder.text(id, reference, "referenceLocator") else {
            return;
        };
        let kind = reference.text("referenceType").cloned().unwrap_or_default();
        // Full addresses of the types are in use as well.
        let kind = kind.rsplit(['/', '#']).next().unwrap_or_default();
        identifier(&mut self.builder, slot, kind, locator);
    }

    // --- relations -----------------------------------------------------------------------------------

    fn relationship(&mut self, node: &Node<'a>) {
        let (Some(from), Some(kind), Some(to)) = (
            self.builder.text(None, node, "spdxElementId").cloned(),
            self.builder.text(None, node, "relationshipType").cloned(),
            self.builder.text(None, node, "relatedSpdxElement").cloned(),
        ) else {
            self.builder
                .find_at(FindingCode::MissingField, None, "", "", Some(node));
            return;
        };
        // Lower case and `DESCRIBE` are met in the wild; what they mean is plain, that they are wrong too.
        let spelled = match kind.to_ascii_uppercase().as_str() {
            "DESCRIBE" => "DESCRIBES".to_owned(),
            other => other.to_owned(),
        };
        let known = relation(&spelled);
        if known.is_none() || spelled != kind {
            let key = "relationshipType";
            self.builder
                .find_at(FindingCode::UnknownValue, None, key, &kind, Some(node));
        }
        let (turned, relation) = known.unwrap_or((false, Some(RelationKind::Other)));
        let (from, to) = if turned { (to, from) } else { (from, to) };
        match relation {
            // What the document contains it is about, as some generators put it.
            Some(RelationKind::Contains) if from == self.document => {
                self.builder.relate_elsewhere();
                self.described.push(to);
            }
            Some(relation) => self.state(&from, &to, relation),
            None => {
                // From the document to what it describes.
                self.builder.relate_elsewhere();
                if !is_elsewhere(&to) {
                    self.described.push(to);
                }
            }
        }
    }

    fn state(&mut self, from: &str, to: &str, kind: RelationKind) {
        if matches!(to, "NONE" | "NOASSERTION") || matches!(from, "NONE" | "NOASSERTION") {
            self.builder.facts.known_unknowns = true;
            self.builder.relate_elsewhere();
            // `A DEPENDS_ON NONE` says that A needs nothing.
            if to == "NONE" && kind.is_use() {
                let from = self.builder.reference(from);
                self.builder.declares(from);
            }
            return;
        }
        if is_elsewhere(from) || is_elsewhere(to) {
            self.builder.relate_elsewhere();
            return;
        }
        let from = self.builder.reference(from);
        let to = self.builder.reference(to);
        if kind.is_use() {
            self.builder.declares(from);
        }
        self.builder.relate(from, to, kind);
    }

    // --- the document --------------------------------------------------------------------------------

    fn creation(&mut self, node: &Node<'a>) {
        self.builder.path.push(Step::Static("creationInfo"));
        if let Some(created) = self.builder.text(None, node, "created") {
            if !check::is_timestamp(created) {
                self.builder.find_at(
                    FindingCode::InvalidTimestamp,
                    None,
                    "created",
                    created,
                    Some(node),
                );
            }
            self.builder.facts.created = Some(created.clone().into_owned());
        } else {
            self.builder
                .find_at(FindingCode::MissingField, None, "created", "", Some(node));
        }
        if node.get("creators").is_none() {
            self.builder
                .find_at(FindingCode::MissingField, None, "creators", "", Some(node));
        }
        for creator in node.repeated("creators") {
            let Some(text) = creator.as_text() else {
                self.builder
                    .find_at(FindingCode::WrongType, None, "creators", "", Some(creator));
                continue;
            };
            match text.strip_prefix("Tool:") {
                Some(tool) => note(&mut self.builder.facts.tools, tool_of(tool.trim())),
                None => {
                    let author = text
                        .strip_prefix("Person:")
                        .or_else(|| text.strip_prefix("Organization:"))
                        .unwrap_or(text)
                        .trim();
                    let author = author.strip_suffix("()").unwrap_or(author).trim();
                    if !author.is_empty() {
                        note(&mut self.builder.facts.authors, author.to_owned());
                    }
                }
            }
        }
        self.builder.path.pop();
    }
}

/// `name-version`, where the version starts with a digit.
fn tool_of(text: &str) -> Tool {
    let split = text
        .match_indices('-')
        .filter(|(at, _)| {
            let rest = text.get(at + 1..).unwrap_or_default();
            let rest = rest.strip_prefix('v').unwrap_or(rest);
            rest.starts_with(|c: char| c.is_ascii_digit())
        })
        .map(|(at, _)| at)
        .next();
    let (name, version) = match split {
        Some(at) => (text.get(..at), text.get(at + 1..)),
        None => (Some(text), None),
    };
    Tool {
        vendor: None,
        name: name.unwrap_or_default().to_owned(),
        version: version.map(str::to_owned),
    }
}

/// `Organization: Name (address)`: the name and the address.
fn agent(text: &str) -> (&str, &str) {
    let text = text
        .strip_prefix("Organization:")
        .or_else(|| text.strip_prefix("Person:"))
        .unwrap_or(text)
        .trim();
    match text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('))
    {
        Some((name, contact)) if contact.is_empty() || contact.contains(['@', ':']) => {
            (name.trim(), contact.trim())
        }
        _ => (text, ""),
    }
}

/// Elements of other documents.
fn is_elsewhere(name: &str) -> bool {
    name.starts_with("DocumentRef-")
}

/// A licence, in whichever form it is written, with what is wrong with it.
pub(crate) fn licence(
    builder: &mut Builder<'_>,
    slot: u32,
    key: &str,
    by: Acknowledgement,
    text: &str,
) {
    let id = Some(ComponentId(slot));
    let kind = if check::is_licence_id(text) {
        Kind::LicenceId
    } else {
        Kind::LicenceExpression
    };
    builder.licence(slot, kind, by, text);
    let code = match check::expression(text) {
        Expression::Fits => return,
        Expression::UnknownIdentifier => FindingCode::UnknownLicence,
        Expression::Broken | Expression::TooLong => FindingCode::InvalidLicenceExpression,
    };
    builder.find_at(code, id, key, text, None);
}

/// A digest, with what is wrong with it.
pub(crate) fn hash<'a>(
    builder: &mut Builder<'a>,
    slot: u32,
    algorithm: &str,
    value: &str,
    node: Option<&Node<'a>>,
) {
    let name = HashName::from_name(algorithm);
    if name.is_none_or(|name| !check::is_hash(name, value)) {
        let id = Some(ComponentId(slot));
        builder.find_at(FindingCode::InvalidHash, id, "checksums", value, node);
    }
    builder.hash(slot, name.unwrap_or(HashName::Other), value);
}

/// An identifier by the type that the formats give it.
pub(crate) fn identifier(builder: &mut Builder<'_>, slot: u32, kind: &str, text: &str) {
    let id = Some(ComponentId(slot));
    match kind {
        "purl" | "packageUrl" | "packageURL" => {
            if !check::is_purl(text) {
                builder.find_at(FindingCode::InvalidPurl, id, "", text, None);
            }
            let span = builder.spans.span_of(text);
            if let Some(core) = builder.core(slot)
                && core.purl.is_none()
            {
                core.purl = span;
            }
        }
        "cpe23Type" | "cpe22Type" | "cpe23" | "cpe22" => {
            if !check::is_cpe(text) {
                builder.find_at(FindingCode::InvalidCpe, id, "", text, None);
            }
            builder.attribute(slot, Kind::Cpe, text);
        }
        "swid" => builder.attribute(slot, Kind::Swid, text),
        "gitoid" | "swh" | "swhid" => builder.attribute(slot, Kind::Identifier, text),
        _ => builder.attribute(slot, Kind::Reference, text),
    }
}

/// What a relation of SPDX 2 means: whether its ends change places, and its kind; `None` for *describes*.
fn relation(name: &str) -> Option<(bool, Option<RelationKind>)> {
    use RelationKind as R;
    let (turned, kind) = match name {
        "DESCRIBES" => return Some((false, None)),
        "DESCRIBED_BY" => return Some((true, None)),
        "DEPENDS_ON" => (false, R::DependsOn),
        "HAS_PREREQUISITE" => (false, R::DependsOn),
        "DEPENDENCY_OF" | "PREREQUISITE_FOR" => (true, R::DependsOn),
        "BUILD_DEPENDENCY_OF" | "BUILD_TOOL_OF" => (true, R::BuildDependsOn),
        "DEV_DEPENDENCY_OF" | "DEV_TOOL_OF" => (true, R::DevDependsOn),
        "RUNTIME_DEPENDENCY_OF" => (true, R::RuntimeDependsOn),
        "TEST_DEPENDENCY_OF" | "TEST_TOOL_OF" => (true, R::TestDependsOn),
        "OPTIONAL_DEPENDENCY_OF" | "OPTIONAL_COMPONENT_OF" => (true, R::OptionalDependsOn),
        "PROVIDED_DEPENDENCY_OF" => (true, R::ProvidedDependsOn),
        "DEPENDENCY_MANIFEST_OF" => (true, R::About),
        "CONTAINS" => (false, R::Contains),
        "CONTAINED_BY" | "PACKAGE_OF" | "FILE_ADDED" | "EXPANDED_FROM_ARCHIVE" => {
            (true, R::Contains)
        }
        "STATIC_LINK" => (false, R::StaticLink),
        "DYNAMIC_LINK" => (false, R::DynamicLink),
        "GENERATED_FROM" => (false, R::GeneratedFrom),
        "GENERATES" => (true, R::GeneratedFrom),
        "ANCESTOR_OF" => (true, R::VariantOf),
        "DESCENDANT_OF" | "VARIANT_OF" | "COPY_OF" | "FILE_MODIFIED" => (false, R::VariantOf),
        "DISTRIBUTION_ARTIFACT" => (false, R::DistributionArtifact),
        "DOCUMENTATION_OF"
        | "TEST_CASE_OF"
        | "TEST_OF"
        | "EXAMPLE_OF"
        | "METAFILE_OF"
        | "DATA_FILE_OF"
        | "PATCH_FOR"
        | "PATCH_APPLIED"
        | "SPECIFICATION_FOR"
        | "REQUIREMENT_DESCRIPTION_FOR" => (true, R::About),
        "OTHER" | "AMENDS" | "FILE_DELETED" => (false, R::Other),
        _ => return None,
    };
    Some((turned, Some(kind)))
}

impl<'a> Sink<'a> for Spdx2<'a> {
    fn builder(&mut self) -> &mut Builder<'a> {
        &mut self.builder
    }

    fn wants(&self, key: &str) -> Use {
        match key {
            "packages" | "files" | "snippets" | "relationships" | "hasExtractedLicensingInfos" => {
                Use::Records
            }
            "spdxVersion" | "SPDXID" | "name" | "dataLicense" | "documentNamespace"
            | "creationInfo" | "documentDescribes" => Use::Whole,
            _ => Use::Skip,
        }
    }

    fn wants_field(&self, list: &str, key: &str) -> bool {
        match list {
            "packages" | "files" => !matches!(
                key,
                "annotations"
                    | "attributionTexts"
                    | "licenseInfoFromFiles"
                    | "licenseInfoInFiles"
                    | "licenseComments"
                    | "noticeText"
                    | "comment"
                    | "sourceInfo"
                    | "fileContributors"
            ),
            "hasExtractedLicensingInfos" => key == "licenseId",
            "snippets" => key != "ranges",
            _ => true,
        }
    }

    fn enter(&mut self, list: &str) -> u32 {
        match list {
            "packages" | "files" | "snippets" => self.builder.slot(),
            _ => NO_SLOT,
        }
    }

    fn record(&mut self, list: &str, slot: u32, parent: u32, node: Node<'a>) {
        match list {
            "packages" => self.package(slot, &node),
            "files" => self.file(slot, parent, &node),
            "snippets" => self.snippet(slot, &node),
            "relationships" => self.relationship(&node),
            "hasExtractedLicensingInfos" => {
                if let Some(name) = node.text("licenseId") {
                    self.builder.define_other(name);
                }
            }
            _ => (),
        }
    }

    fn member(&mut self, key: Cow<'a, str>, node: Node<'a>) {
        // Where a list is asked for, one text that stands for it is read as well.
        if key == "documentDescribes" {
            let list = Node::Map(vec![(key, node)]);
            for name in list.repeated("documentDescribes").filter_map(Node::as_text) {
                self.described.push(name.clone());
            }
            return;
        }
        if key == "creationInfo" {
            self.seen.push("creationInfo");
            self.creation(&node);
            return;
        }
        let known = [
            "spdxVersion",
            "SPDXID",
            "name",
            "dataLicense",
            "documentNamespace",
        ];
        let Some(known) = known.into_iter().find(|known| key == *known) else {
            let empty =
                matches!(&node, Node::Null) || node.as_text().is_some_and(|text| text.is_empty());
            if !empty {
                self.builder
                    .find_at(FindingCode::WrongType, None, &key, "", Some(&node));
            }
            return;
        };
        self.seen.push(known);
        if !matches!(node, Node::Text(_)) {
            self.builder
                .find_at(FindingCode::WrongType, None, known, "", Some(&node));
        }
        let Some(text) = node.as_text().cloned() else {
            return;
        };
        match known {
            "spdxVersion" => {
                if !VERSIONS.contains(&text.as_ref()) {
                    self.builder
                        .find_at(FindingCode::UnknownVersion, None, known, &text, None);
                }
                self.builder.facts.spec_version = text.into_owned();
            }
            "SPDXID" => {
                if text.is_empty() {
                    self.builder
                        .find_at(FindingCode::EmptyReference, None, known, "", Some(&node));
                } else {
                    self.document = text;
                }
            }
            "name" => self.builder.facts.name = Some(text.into_owned()),
            "documentNamespace" => self.builder.facts.identifier = Some(text.into_owned()),
            _ => note(&mut self.builder.facts.data_licences, text.into_owned()),
        }
    }
}
