//! OpenVEX: what somebody says about vulnerabilities of products. An index without components.

use std::borrow::Cow;

use crate::{
    FindingCode, Tool, Vulnerability,
    builder::{Builder, NO_SLOT, Sink, Use},
    check,
    facts::note,
    node::Node,
};

pub(crate) struct OpenVex<'a> {
    builder: Builder<'a>,
}

impl<'a> OpenVex<'a> {
    pub(crate) fn new(builder: Builder<'a>) -> Self {
        Self { builder }
    }

    /// Everything has been read.
    pub(crate) fn finish(self) -> Builder<'a> {
        self.builder
    }

    fn statement(&mut self, node: &Node<'a>) {
        let text = |key: &str| node.text(key).map(|text| text.clone().into_owned());
        let mut entry = Vulnerability {
            status: text("status"),
            justification: text("justification"),
            detail: text("impact_statement")
                .or_else(|| text("action_statement"))
                .or_else(|| text("status_notes")),
            ..Vulnerability::default()
        };
        let states = ["not_affected", "affected", "fixed", "under_investigation"];
        match &entry.status {
            Some(status) if states.contains(&status.as_str()) => (),
            Some(status) => {
                let status = status.clone();
                self.builder.find_at(
                    FindingCode::UnknownValue,
                    None,
                    "status",
                    &status,
                    Some(node),
                );
            }
            None => self
                .builder
                .find_at(FindingCode::MissingField, None, "status", "", Some(node)),
        }
        // A text up to 0.0.x, an object since.
        match node.get("vulnerability") {
            Some(Node::Text(name)) => entry.id = name.clone().into_owned(),
            Some(object) => {
                let name = object.text("name").or_else(|| object.text("@id"));
                entry.id = name.cloned().unwrap_or_default().into_owned();
                entry.source = object.text("@id").map(|text| text.clone().into_owned());
                for alias in object.repeated("aliases").filter_map(Node::as_text) {
                    note(&mut entry.aliases, alias.clone().into_owned());
                }
            }
            None => self.builder.find_at(
                FindingCode::MissingField,
                None,
                "vulnerability",
                "",
                Some(node),
            ),
        }
        for product in node.repeated("products") {
            let name = product
                .as_text()
                .or_else(|| product.text("@id"))
                .or_else(|| {
                    let identifiers = product.get("identifiers")?;
                    ["purl", "cpe23", "cpe22"]
                        .iter()
                        .find_map(|key| identifiers.text(key))
                });
            if let Some(name) = name {
                note(&mut entry.elsewhere, name.clone().into_owned());
            }
        }
        entry.detail = entry.detail.map(|text| text.chars().take(4_000).collect());
        self.builder.vulnerability(entry, std::iter::empty());
    }
}

impl<'a> Sink<'a> for OpenVex<'a> {
    fn builder(&mut self) -> &mut Builder<'a> {
        &mut self.builder
    }

    fn wants(&self, key: &str) -> Use {
        match key {
            "statements" => Use::Records,
            "@context" | "@id" | "author" | "timestamp" | "version" | "tooling" => Use::Whole,
            _ => Use::Skip,
        }
    }

    fn wants_field(&self, _: &str, _: &str) -> bool {
        true
    }

    fn enter(&mut self, _: &str) -> u32 {
        NO_SLOT
    }

    fn record(&mut self, _: &str, _: u32, _: u32, node: Node<'a>) {
        self.statement(&node);
    }

    fn member(&mut self, key: Cow<'a, str>, node: Node<'a>) {
        let Some(text) = node.as_text().map(|text| text.clone().into_owned()) else {
            if node != Node::Null {
                self.builder
                    .find_at(FindingCode::WrongType, None, &key, "", Some(&node));
            }
            return;
        };
        match key.as_ref() {
            "@context" => {
                let version = text.rsplit("/v").next().filter(|rest| *rest != text);
                self.builder.facts.spec_version = version.unwrap_or_default().to_owned();
            }
            "@id" => self.builder.facts.identifier = Some(text),
            "author" => note(&mut self.builder.facts.authors, text),
            "timestamp" => {
                if !check::is_timestamp(&text) {
                    self.builder.find_at(
                        FindingCode::InvalidTimestamp,
                        None,
                        "timestamp",
                        &text,
                        Some(&node),
                    );
                }
                self.builder.facts.created = Some(text);
            }
            "version" => self.builder.facts.document_version = Some(text),
            "tooling" => {
                let tool = Tool {
                    name: text,
                    ..Tool::default()
                };
                note(&mut self.builder.facts.tools, tool);
            }
            _ => self
                .builder
                .find_at(FindingCode::WrongType, None, &key, &text, Some(&node)),
        }
    }
}
