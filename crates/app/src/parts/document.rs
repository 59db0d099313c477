//! A parts list that was read: what is said of the whole of it.

use std::{
    ffi::OsString,
    sync::{Arc, Mutex},
};

use whence_display::DisplayText;
use whence_sbom::{
    FindingCode, Format, GapState, Group, GroupBy, Index, Query, Tool, Vulnerability,
};

use super::{
    Found, PAGE_ROWS, count, name, number,
    table::Table,
    view::{
        PartsBinding, PartsDocument, PartsElement, PartsFile, PartsFilter, PartsFinding,
        PartsFindingCount, PartsFindings, PartsGaps, PartsName, PartsOrigin, PartsQuery,
        PartsVulnerabilities, PartsVulnerability,
    },
};
use crate::view::{Fact, FactValue, Message, Standing};

/// Entries of one list of facts that are shown.
const FACTS: usize = 20;
/// Parts that are named for one vulnerability.
const AFFECTED: usize = 20;

/// A parts list that was read, ready to answer.
#[derive(Debug)]
pub struct Opened {
    pub(super) index: Arc<Index>,
    /// File name.
    pub name: OsString,
    /// How it came to be looked at.
    pub origin: PartsOrigin,
    /// What ties it to the file.
    pub binding: PartsBinding,
    files: Vec<PartsFile>,
    /// Every licence and supplier; filters name them by their position.
    pub(super) licences: Vec<Group>,
    pub(super) suppliers: Vec<Group>,
    /// The rows of the latest query: its pages are asked for one by one.
    pub(super) table: Mutex<Option<(PartsQuery, Arc<Table>)>>,
}

impl Opened {
    pub(super) fn new(
        found: &Found,
        index: Arc<Index>,
        binding: PartsBinding,
        files: Vec<PartsFile>,
    ) -> Self {
        let everything = Query::default();
        Self {
            licences: index.groups(&everything, GroupBy::Licence),
            suppliers: index.groups(&everything, GroupBy::Supplier),
            index,
            name: found.name.clone(),
            origin: found.origin,
            binding,
            files,
            table: Mutex::default(),
        }
    }

    /// What is shown before anything is asked; `document` names it in later calls.
    pub fn view(&self, document: u32) -> PartsDocument {
        let stated = |groups: &[Group]| groups.iter().filter(|group| group.key.is_some()).count();
        PartsDocument {
            document,
            name: DisplayText::file_name(&self.name),
            origin: self.origin,
            binding: self.binding.clone(),
            facts: self.facts(),
            parts: count(self.index.len()),
            relations: count(self.index.graph().len()),
            has_relations: !self.index.graph().is_empty(),
            licences: count(stated(&self.licences)),
            suppliers: count(stated(&self.suppliers)),
            vulnerabilities: count(self.index.vulnerabilities().len()),
            findings: count(self.index.findings().len()).saturating_add(self.dropped()),
            files: self.files.clone(),
        }
    }

    /// Parts in all.
    pub fn parts(&self) -> u32 {
        count(self.index.len())
    }

    /// Bytes it keeps in memory, about.
    pub fn size(&self) -> usize {
        self.index.document().len().saturating_mul(2)
    }

    /// What the document says of itself.
    pub fn facts(&self) -> Vec<Fact> {
        let facts = self.index.facts();
        let mut shown = vec![said(
            "parts-fact-format",
            FactValue::Words(
                Message::new("parts-format")
                    .with("name", format_name(facts.format))
                    .with("version", DisplayText::identifier(&facts.spec_version)),
            ),
        )];
        let one = |label: &str, value: &Option<String>| {
            value.as_deref().map(|value| said(label, text(value)))
        };
        for root in facts
            .roots
            .iter()
            .take(FACTS)
            .filter(|_| facts.roots_declared)
        {
            let root = name(&self.index, *root);
            let words = match root.version {
                Some(version) => Message::new("parts-name-version")
                    .with("name", root.name)
                    .with("version", version),
                None => Message::new("parts-name-alone").with("name", root.name),
            };
            shown.push(said("parts-fact-about", FactValue::Words(words)));
        }
        shown.extend(one("parts-fact-name", &facts.name));
        shown.extend(one("parts-fact-created", &facts.created));
        shown.extend(list("parts-fact-author", &facts.authors));
        shown.extend(list("parts-fact-supplier", &facts.suppliers));
        let tools: Vec<String> = facts.tools.iter().take(FACTS).map(tool).collect();
        shown.extend(list("parts-fact-tool", &tools));
        shown.extend(list("parts-fact-lifecycle", &facts.lifecycles));
        shown.extend(one("parts-fact-identifier", &facts.identifier));
        shown.extend(one("parts-fact-version", &facts.document_version));
        shown.extend(list("parts-fact-licence", &facts.data_licences));
        shown.extend(list("parts-fact-profile", &facts.profiles));
        shown.extend(facts.completeness.iter().take(FACTS).map(|statement| {
            let words = Message::new("parts-completeness")
                .with("aggregate", DisplayText::identifier(&statement.aggregate))
                .with("about", number(statement.about));
            said("parts-fact-completeness", FactValue::Words(words))
        }));
        let relations = FactValue::Number(facts.relations_declared.to_string());
        shown.push(Fact {
            label: Message::new("parts-fact-relations"),
            value: relations,
            standing: Standing::Computed,
        });
        shown
    }

    /// What published lists of elements ask for, and how this document stands.
    pub fn gaps(&self) -> Vec<PartsGaps> {
        let mut lists: Vec<(whence_sbom::Standard, PartsGaps)> = Vec::new();
        for gap in self.index.gaps() {
            let (standing, missing) = match gap.state {
                GapState::Components { have, of } => (
                    Message::new("parts-gap-of")
                        .with("have", number(have))
                        .with("of", number(of)),
                    Some(of - have.min(of)),
                ),
                GapState::Document(true) => (Message::new("parts-gap-there"), None),
                GapState::Document(false) => (Message::new("parts-gap-missing"), None),
                GapState::Weak => (Message::new("parts-gap-weak"), None),
                GapState::NotAssessable => (Message::new("parts-gap-not-assessable"), None),
            };
            let element = PartsElement {
                label: Message::new(format!("parts-element-{}", gap.element.as_str())),
                standing,
                missing,
                filter: missing
                    .filter(|missing| *missing > 0)
                    .map(|_| PartsFilter::Gap(gap.element.as_str().to_owned())),
            };
            match lists
                .iter_mut()
                .find(|(standard, _)| *standard == gap.standard)
            {
                Some((_, list)) => list.elements.push(element),
                None => lists.push((
                    gap.standard,
                    PartsGaps {
                        standard: Message::new(format!("parts-standard-{}", gap.standard.as_str())),
                        elements: vec![element],
                    },
                )),
            }
        }
        lists.into_iter().map(|(_, list)| list).collect()
    }

    /// Vulnerabilities as the document states them.
    pub fn vulnerabilities(&self, first: u32) -> PartsVulnerabilities {
        let all = self.index.vulnerabilities();
        PartsVulnerabilities {
            rows: page(all, first)
                .map(|one| self.vulnerability(one))
                .collect(),
            first,
            total: count(all.len()),
        }
    }

    fn vulnerability(&self, one: &Vulnerability) -> PartsVulnerability {
        let mut facts = Vec::new();
        let mut single = |label: &str, value: &Option<String>| {
            facts.extend(value.as_deref().map(|value| said(label, text(value))));
        };
        single("parts-vulnerability-status", &one.status);
        single("parts-vulnerability-justification", &one.justification);
        single("parts-vulnerability-severity", &one.severity);
        single("parts-vulnerability-source", &one.source);
        single("parts-vulnerability-detail", &one.detail);
        facts.extend(list("parts-vulnerability-response", &one.responses));
        facts.extend(list("parts-vulnerability-alias", &one.aliases));
        facts.extend(list("parts-vulnerability-elsewhere", &one.elsewhere));
        PartsVulnerability {
            id: DisplayText::identifier(&one.id),
            facts,
            affects: self.names(one.components.iter().take(AFFECTED).copied()),
            affected: count(one.components.len()),
        }
    }

    /// Problems of the document, of one kind or all. `None` when there is no such kind.
    pub fn findings(&self, code: Option<&str>, first: u32) -> Option<PartsFindings> {
        let code = match code {
            Some(code) => Some(FindingCode::from_code(code)?),
            None => None,
        };
        let all: Vec<_> = self
            .index
            .findings()
            .iter()
            .filter(|finding| code.is_none_or(|code| finding.code == code))
            .collect();
        let counts = self.index.finding_counts().into_iter();
        Some(PartsFindings {
            rows: page(&all, first)
                .map(|finding| PartsFinding {
                    label: finding_label(finding.code),
                    text: (!finding.text.is_empty())
                        .then(|| DisplayText::identifier(&finding.text)),
                    place: DisplayText::identifier(&finding.pointer),
                    line: finding.line,
                    part: finding.component.map(|part| name(&self.index, part)),
                })
                .collect(),
            first,
            total: count(all.len()),
            counts: counts
                .map(|(code, times)| PartsFindingCount {
                    code: code.as_str().to_owned(),
                    label: finding_label(code),
                    count: count(times),
                    filter: self
                        .index
                        .findings()
                        .iter()
                        .any(|one| one.code == code && one.component.is_some())
                        .then(|| PartsFilter::Finding(code.as_str().to_owned())),
                })
                .collect(),
            dropped: self.dropped(),
        })
    }

    fn dropped(&self) -> u32 {
        u32::try_from(self.index.findings_dropped()).unwrap_or(u32::MAX)
    }

    pub(super) fn names(
        &self,
        parts: impl IntoIterator<Item = whence_sbom::ComponentId>,
    ) -> Vec<PartsName> {
        parts
            .into_iter()
            .map(|part| name(&self.index, part))
            .collect()
    }
}

pub(super) fn finding_label(code: FindingCode) -> Message {
    Message::new(format!("parts-finding-{}", code.as_str()))
}

/// The name of a format: a proper name, the same in every language.
pub(crate) fn format_name(format: Format) -> DisplayText {
    DisplayText::identifier(match format {
        Format::CycloneDxJson => "CycloneDX JSON",
        Format::CycloneDxXml => "CycloneDX XML",
        Format::CycloneDxProtobuf => "CycloneDX protobuf",
        Format::SpdxJson => "SPDX JSON",
        Format::SpdxYaml => "SPDX YAML",
        Format::SpdxTagValue => "SPDX tag-value",
        Format::SpdxXml => "SPDX XML",
        Format::SpdxRdf => "SPDX RDF/XML",
        Format::Spdx3 => "SPDX 3 JSON-LD",
        Format::Syft => "syft JSON",
        Format::OpenVex => "OpenVEX",
        Format::Csaf => "CSAF",
    })
}

/// One page of a list.
pub(super) fn page<T>(all: &[T], first: u32) -> impl Iterator<Item = &T> {
    all.iter().skip(first as usize).take(PAGE_ROWS as usize)
}

/// A fact that the document states.
pub(super) fn said(label: &str, value: FactValue) -> Fact {
    Fact {
        label: Message::new(label),
        value,
        standing: Standing::Claimed,
    }
}

pub(super) fn text(value: &str) -> FactValue {
    FactValue::Text(DisplayText::identifier(value))
}

fn list(label: &str, values: &[String]) -> Vec<Fact> {
    values
        .iter()
        .take(FACTS)
        .map(|value| said(label, text(value)))
        .collect()
}

fn tool(tool: &Tool) -> String {
    [
        tool.vendor.as_deref(),
        Some(tool.name.as_str()),
        tool.version.as_deref(),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" ")
}
