//! The own JSON of syft.

use std::borrow::Cow;

use crate::{
    Acknowledgement, AttributeKind as Kind, ComponentId, ComponentKind, FindingCode, RelationKind,
    Tool,
    builder::{Builder, NO_SLOT, Sink, Step, Use},
    check,
    facts::note,
    node::Node,
    spdx2,
};

pub(crate) struct Syft<'a> {
    builder: Builder<'a>,
}

impl<'a> Syft<'a> {
    pub(crate) fn new(builder: Builder<'a>) -> Self {
        Self { builder }
    }

    /// Everything has been read.
    pub(crate) fn finish(self) -> Builder<'a> {
        self.builder
    }

    fn artifact(&mut self, slot: u32, node: &Node<'a>) {
        let id = Some(ComponentId(slot));
        for key in ["id", "name"] {
            if node.get(key).is_none() {
                self.builder
                    .find_at(FindingCode::MissingField, id, key, "", Some(node));
            }
        }
        self.builder.open_attributes(slot);
        self.named(slot, node);
        let kind = node.text("type").cloned().unwrap_or_default();
        if let Some(core) = self.builder.core(slot) {
            core.kind = match kind.as_ref() {
                "deb" | "rpm" | "apk" | "alpm" | "portage" | "linux-kernel" | "msrc-kb" | "nix"
                | "conda" => ComponentKind::Package,
                "binary" | "jenkins-plugin" | "wordpress-plugin" => ComponentKind::Application,
                "" | "UnknownPackage" => ComponentKind::Other,
                _ => ComponentKind::Library,
            };
        }
        self.builder.attribute(slot, Kind::KindName, &kind);
        if let Some(purl) = self
            .builder
            .text(id, node, "purl")
            .filter(|purl| !purl.is_empty())
        {
            spdx2::identifier(&mut self.builder, slot, "purl", purl);
        }
        for cpe in node.repeated("cpes") {
            if let Some(text) = cpe.as_text().or_else(|| cpe.text("cpe")) {
                spdx2::identifier(&mut self.builder, slot, "cpe23", text);
            }
        }
        for licence in node.repeated("licenses") {
            self.licence(slot, licence);
        }
        for location in node.repeated("locations") {
            if let Some(path) = location.text("path") {
                self.builder.attribute(slot, Kind::Location, path);
            }
        }
        if let Some(language) = node.text("language") {
            self.builder.attribute(slot, Kind::Language, language);
        }
        // What package managers know of the maker, by its field in the metadata of each kind.
        let maker = node.get("metadata").and_then(|metadata| {
            ["maintainer", "vendor", "supplier", "author"]
                .iter()
                .find_map(|key| metadata.text(key))
        });
        if let Some(maker) = maker {
            let maker = self.builder.spans.span_of(maker);
            if let Some(core) = self.builder.core(slot) {
                core.supplier = maker;
            }
        }
    }

    /// Texts up to version 9 of the schema, objects after.
    fn licence(&mut self, slot: u32, node: &Node<'a>) {
        let by = match node.text("type").map(AsRef::as_ref) {
            Some("concluded") => Acknowledgement::Concluded,
            _ => Acknowledgement::Declared,
        };
        let expression = node.text("spdxExpression").filter(|text| !text.is_empty());
        if let Some(text) = expression {
            spdx2::licence(&mut self.builder, slot, "licenses", by, text);
        } else if let Some(text) = node.as_text().or_else(|| node.text("value")) {
            let kind = if check::is_licence_id(text) {
                Kind::LicenceId
            } else {
                Kind::LicenceName
            };
            self.builder.licence(slot, kind, by, text);
        }
    }

    fn file(&mut self, slot: u32, node: &Node<'a>) {
        self.builder.open_attributes(slot);
        if let Some(core) = self.builder.core(slot) {
            core.kind = ComponentKind::File;
        }
        let path = node
            .get("location")
            .and_then(|location| location.text("path"));
        if let Some(path) = path {
            let span = self.builder.spans.span_of(path);
            if let Some(core) = self.builder.core(slot) {
                core.name = span;
            }
        }
        if let Some(name) = node.text("id") {
            self.builder.define(name, slot);
        }
        for digest in node.repeated("digests") {
            let algorithm = digest.text("algorithm").cloned().unwrap_or_default();
            let value = digest.text("value").cloned().unwrap_or_default();
            spdx2::hash(&mut self.builder, slot, &algorithm, &value, Some(digest));
        }
    }

    fn named(&mut self, slot: u32, node: &Node<'a>) {
        let id = Some(ComponentId(slot));
        let mut span = |key: &str| match self.builder.text(id, node, key) {
            Some(text) => self.builder.spans.span_of(text),
            None => crate::text::Span::NONE,
        };
        let (name, version) = (span("name"), span("version"));
        if let Some(core) = self.builder.core(slot) {
            core.name = name;
            core.version = version;
        }
        if let Some(name) = self.builder.text(id, node, "id") {
            self.builder.define(name, slot);
        }
    }

    /// What was looked at: the root.
    fn source(&mut self, node: &Node<'a>) {
        self.builder.path.push(Step::Static("source"));
        let slot = self.builder.slot();
        self.builder.open_attributes(slot);
        self.named(slot, node);
        // `target` up to version 10 of the schema: an object for images, a path for the rest.
        let metadata = node.get("metadata").or_else(|| node.get("target"));
        let kind = match node.text("type").map(AsRef::as_ref) {
            Some("image") => ComponentKind::Container,
            Some("file") => ComponentKind::File,
            Some("directory") => ComponentKind::Source,
            _ => ComponentKind::Other,
        };
        let input = metadata.and_then(|metadata| {
            metadata
                .as_text()
                .or_else(|| metadata.text("userInput"))
                .or_else(|| metadata.text("path"))
        });
        if let Some(input) = input {
            let span = self.builder.spans.span_of(input);
            if let Some(core) = self.builder.core(slot)
                && core.name.is_none()
            {
                core.name = span;
            }
            self.builder.facts.name = Some(input.clone().into_owned());
        }
        if let Some(core) = self.builder.core(slot) {
            core.kind = kind;
        }
        if let Some(metadata) = metadata {
            // The one platform's manifest, and the configuration; either ties the list to an image.
            for key in ["manifestDigest", "imageID"] {
                if let Some((algorithm, value)) =
                    metadata.text(key).and_then(|text| text.split_once(':'))
                {
                    spdx2::hash(&mut self.builder, slot, algorithm, value, None);
                }
            }
            for digest in metadata.repeated("digests") {
                let algorithm = digest.text("algorithm").cloned().unwrap_or_default();
                let value = digest.text("value").cloned().unwrap_or_default();
                spdx2::hash(&mut self.builder, slot, &algorithm, &value, Some(digest));
            }
        }
        self.builder.facts.roots.push(ComponentId(slot));
        self.builder.path.pop();
    }

    fn relationship(&mut self, node: &Node<'a>) {
        let (Some(parent), Some(child)) = (node.text("parent"), node.text("child")) else {
            self.builder
                .find_at(FindingCode::MissingField, None, "", "", Some(node));
            return;
        };
        let parent = self.builder.reference(parent);
        let child = self.builder.reference(child);
        let (from, to, kind) = match node.text("type").map(AsRef::as_ref) {
            Some("contains") => (parent, child, RelationKind::Contains),
            // The parent is a dependency of the child.
            Some("dependency-of") => (child, parent, RelationKind::DependsOn),
            Some("evident-by" | "described-by") => (parent, child, RelationKind::About),
            _ => (parent, child, RelationKind::Other),
        };
        if kind.is_use() {
            self.builder.declares(from);
        }
        self.builder.relate(from, to, kind);
    }
}

impl<'a> Sink<'a> for Syft<'a> {
    fn builder(&mut self) -> &mut Builder<'a> {
        &mut self.builder
    }

    fn wants(&self, key: &str) -> Use {
        match key {
            "artifacts" | "files" | "artifactRelationships" => Use::Records,
            "source" | "descriptor" | "schema" => Use::Whole,
            _ => Use::Skip,
        }
    }

    fn wants_field(&self, _: &str, _: &str) -> bool {
        true
    }

    fn enter(&mut self, list: &str) -> u32 {
        match list {
            "artifacts" | "files" => self.builder.slot(),
            _ => NO_SLOT,
        }
    }

    fn record(&mut self, list: &str, slot: u32, _: u32, node: Node<'a>) {
        match list {
            "artifacts" => self.artifact(slot, &node),
            "files" => self.file(slot, &node),
            _ => self.relationship(&node),
        }
    }

    fn member(&mut self, key: Cow<'a, str>, node: Node<'a>) {
        let text = |key: &str| node.text(key).map(|text| text.clone().into_owned());
        match key.as_ref() {
            "source" => self.source(&node),
            "descriptor" => {
                let tool = Tool {
                    vendor: None,
                    name: text("name").unwrap_or_default(),
                    version: text("version"),
                };
                self.builder.facts.created = text("timestamp");
                note(&mut self.builder.facts.tools, tool);
            }
            "schema" => self.builder.facts.spec_version = text("version").unwrap_or_default(),
            _ if node == Node::Null => (),
            _ => self
                .builder
                .find_at(FindingCode::WrongType, None, &key, "", Some(&node)),
        }
    }
}
