//! SPDX 2 as tag-value text, turned into the records that SPDX as JSON has.

use std::borrow::Cow;

use crate::{
    FindingCode, Refused, RefusedCode,
    builder::{NO_SLOT, Sink, Step},
    node::Node,
};

/// Reads `document` into `sink`.
pub(crate) fn read<'a, S: Sink<'a>>(document: &'a str, sink: &mut S) -> Result<(), Refused> {
    let mut state = State {
        sink,
        section: Section::Document,
        entries: Vec::new(),
        creation: Vec::new(),
        counts: [0; LISTS.len()],
        slot: NO_SLOT,
        package: NO_SLOT,
    };
    let mut rest = document;
    while !rest.is_empty() {
        let (line, after) = first_line(rest);
        rest = after;
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        // Free text between tags is met in the wild; nothing is lost by passing over it.
        let Some((tag, value)) = line.split_once(':') else {
            continue;
        };
        let mut value = value.trim();
        if let Some(text) = value.strip_prefix("<text>") {
            value = match text.split_once("</text>") {
                Some((text, _)) => text,
                None => {
                    // The text goes on over lines: find its end from where it starts.
                    let start = document.len() - after.len() - text.len();
                    let start = document
                        .get(..start)
                        .and_then(|before| before.rfind("<text>"))
                        .map_or(start, |at| at + "<text>".len());
                    let whole = document.get(start..).unwrap_or_default();
                    let (text, after) = whole.split_once("</text>").unwrap_or_else(|| {
                        // Cut off: what is there is shown, and that it is cut off.
                        let offset = u32::try_from(start).ok();
                        let builder = state.sink.builder();
                        builder.find(FindingCode::UnclosedText, None, "", offset);
                        (whole, "")
                    });
                    rest = first_line(after).1;
                    text
                }
            };
        }
        state.tag(tag.trim(), value);
        if state.sink.builder().is_over() {
            return Err(Refused::new(
                RefusedCode::TooMany,
                "more components or relations than are read",
            ));
        }
    }
    state.flush();
    let creation = std::mem::take(&mut state.creation);
    if !creation.is_empty() {
        state
            .sink
            .member(Cow::Borrowed("creationInfo"), Node::Map(creation));
    }
    Ok(())
}

/// The first line and the rest. Lines end with a line feed, a carriage return or both.
fn first_line(text: &str) -> (&str, &str) {
    text.split_once(['\n', '\r']).unwrap_or((text, ""))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Document,
    Package,
    File,
    Snippet,
    Licence,
    /// Annotations, reviews: passed over.
    Other,
}

const LISTS: [&str; 5] = [
    "packages",
    "files",
    "snippets",
    "hasExtractedLicensingInfos",
    "relationships",
];

struct State<'a, 's, S> {
    sink: &'s mut S,
    section: Section,
    entries: Vec<(Cow<'a, str>, Node<'a>)>,
    creation: Vec<(Cow<'a, str>, Node<'a>)>,
    counts: [u32; LISTS.len()],
    slot: u32,
    /// The package that files after it belong to.
    package: u32,
}

impl<'a, S: Sink<'a>> State<'a, '_, S> {
    fn tag(&mut self, tag: &str, value: &'a str) {
        match tag {
            "PackageName" => self.open(Section::Package, "name", value),
            "FileName" => self.open(Section::File, "fileName", value),
            "SnippetSPDXID" => self.open(Section::Snippet, "SPDXID", value),
            "LicenseID" => self.open(Section::Licence, "licenseId", value),
            "Annotator" | "Reviewer" => self.open(Section::Other, "", value),
            "Relationship" => self.relationship(value),
            "SPDXVersion" => self.member("spdxVersion", value),
            "DataLicense" => self.member("dataLicense", value),
            "DocumentName" => self.member("name", value),
            "DocumentNamespace" => self.member("documentNamespace", value),
            "Creator" => self.creation.push(text("creators", value)),
            "Created" => self.creation.push(text("created", value)),
            "CreatorComment" => self.creation.push(text("comment", value)),
            "SPDXID" if self.section == Section::Document => self.member("SPDXID", value),
            _ => self.field(tag, value),
        }
    }

    fn member(&mut self, key: &'static str, value: &'a str) {
        self.sink
            .member(Cow::Borrowed(key), Node::Text(Cow::Borrowed(value)));
    }

    fn field(&mut self, tag: &str, value: &'a str) {
        let entry = match (self.section, tag) {
            (Section::Package | Section::File, "SPDXID") => text("SPDXID", value),
            (Section::Package, "PackageChecksum") | (Section::File, "FileChecksum") => {
                ("checksums".into(), checksum(value))
            }
            (Section::Package, "ExternalRef") => ("externalRefs".into(), external(value)),
            (Section::Package, tag) => {
                let key = match tag {
                    "PackageVersion" => "versionInfo",
                    "PackageFileName" => "packageFileName",
                    "PackageSupplier" => "supplier",
                    "PackageOriginator" => "originator",
                    "PackageDownloadLocation" => "downloadLocation",
                    "PackageHomePage" => "homepage",
                    "PackageLicenseConcluded" => "licenseConcluded",
                    "PackageLicenseDeclared" => "licenseDeclared",
                    "PackageCopyrightText" => "copyrightText",
                    "PackageSummary" => "summary",
                    "PackageDescription" => "description",
                    "PrimaryPackagePurpose" => "primaryPackagePurpose",
                    _ => return,
                };
                text(key, value)
            }
            (Section::File, tag) => {
                let key = match tag {
                    "FileType" => "fileTypes",
                    "LicenseConcluded" => "licenseConcluded",
                    "FileCopyrightText" => "copyrightText",
                    _ => return,
                };
                text(key, value)
            }
            (Section::Snippet, tag) => {
                let key = match tag {
                    "SnippetName" => "name",
                    "SnippetFromFileSPDXID" => "snippetFromFile",
                    "SnippetLicenseConcluded" => "licenseConcluded",
                    "SnippetCopyrightText" => "copyrightText",
                    _ => return,
                };
                text(key, value)
            }
            _ => return,
        };
        self.entries.push(entry);
    }

    fn open(&mut self, section: Section, key: &'static str, value: &'a str) {
        self.flush();
        self.section = section;
        let Some(list) = list(section) else { return };
        self.slot = self.sink.enter(list);
        if section == Section::Package {
            self.package = self.slot;
        }
        self.entries.push(text(key, value));
    }

    /// Hands over the record of the section that ends.
    fn flush(&mut self) {
        let entries = std::mem::take(&mut self.entries);
        let Some(list) = list(self.section) else {
            return;
        };
        let parent = match self.section {
            Section::File => self.package,
            _ => NO_SLOT,
        };
        let slot = std::mem::replace(&mut self.slot, NO_SLOT);
        self.hand_over(list, slot, parent, Node::Map(entries));
        self.section = Section::Document;
    }

    fn relationship(&mut self, value: &'a str) {
        let mut words = value.split_whitespace();
        let entries = ["spdxElementId", "relationshipType", "relatedSpdxElement"]
            .into_iter()
            .filter_map(|key| words.next().map(|word| text(key, word)))
            .collect();
        self.hand_over("relationships", NO_SLOT, NO_SLOT, Node::Map(entries));
    }

    fn hand_over(&mut self, list: &'static str, slot: u32, parent: u32, node: Node<'a>) {
        let position = LISTS.iter().position(|other| *other == list);
        let count = position.and_then(|position| self.counts.get_mut(position));
        let index = count.map_or(0, |count| {
            *count += 1;
            *count - 1
        });
        let path = &mut self.sink.builder().path;
        path.extend([Step::Static(list), Step::Index(index)]);
        self.sink.record(list, slot, parent, node);
        self.sink.builder().path.clear();
    }
}

fn list(section: Section) -> Option<&'static str> {
    match section {
        Section::Package => Some("packages"),
        Section::File => Some("files"),
        Section::Snippet => Some("snippets"),
        Section::Licence => Some("hasExtractedLicensingInfos"),
        Section::Document | Section::Other => None,
    }
}

fn text<'a>(key: &'static str, value: &'a str) -> (Cow<'a, str>, Node<'a>) {
    (Cow::Borrowed(key), Node::Text(Cow::Borrowed(value)))
}

/// `SHA1: d6a7…`
fn checksum(value: &str) -> Node<'_> {
    let (algorithm, digits) = value.split_once(':').unwrap_or(("", value));
    Node::Map(vec![
        text("algorithm", algorithm.trim()),
        text("checksumValue", digits.trim()),
    ])
}

/// `PACKAGE-MANAGER purl pkg:…`
fn external(value: &str) -> Node<'_> {
    let mut words = value.split_whitespace();
    let keys = ["referenceCategory", "referenceType", "referenceLocator"];
    Node::Map(
        keys.into_iter()
            .filter_map(|key| words.next().map(|word| text(key, word)))
            .collect(),
    )
}
