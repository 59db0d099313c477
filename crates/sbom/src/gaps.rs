//! What published lists of minimum elements ask for and this document lacks: counts, each of which is a filter.
//! Never a score.

use crate::{AttributeKind, Component, Format, HashName, Index, finding::codes};

codes! {
    /// Whose list of elements.
    Standard {
        /// *The Minimum Elements For a Software Bill of Materials*, NTIA, 2021.
        Ntia2021 => "ntia-2021",
        /// *2025 Minimum Elements for an SBOM*, CISA, draft for public comment of August 2025.
        CisaDraft2025 => "cisa-draft-2025",
        /// BSI TR-03183-2, version 2.1.0 of August 2025.
        BsiTr03183_2 => "bsi-tr-03183-2",
    }
}

codes! {
    /// An element that is asked for. Those of components come first, in the order of [`GapSet`].
    Element {
        /// Component: who supplies or makes it.
        Supplier => "supplier",
        /// Component: its name.
        Name => "name",
        /// Component: its version.
        Version => "version",
        /// Component: a package URL, CPE, SWID tag or another identifier.
        Identifier => "identifier",
        /// Component: what it uses, be it nothing, or that it is part of something.
        Relationship => "relationship",
        /// Component: any digest.
        Hash => "hash",
        /// Component: a licence.
        Licence => "licence",
        /// Component: a SHA-512 digest.
        Sha512 => "sha512",
        /// Component: the name of its file.
        FileName => "file-name",
        /// Component: an e-mail or web address of its maker.
        CreatorContact => "creator-contact",
        /// Component: whether it is executable, an archive, structured.
        FileProperties => "file-properties",
        /// Component: a licence that is an identifier or expression of SPDX.
        SpdxLicence => "spdx-licence",
        /// Document: who made it.
        Author => "author",
        /// Document: when it was made.
        Timestamp => "timestamp",
        /// Document: the program that made it.
        ToolName => "tool-name",
        /// Document: at which point of the life cycle it was made.
        GenerationContext => "generation-context",
        /// Document: relations that start at what it is about.
        RootRelationship => "root-relationship",
        /// Document: an e-mail or web address of its maker.
        AuthorContact => "author-contact",
        /// Document: CycloneDX 1.6, SPDX 3.0.1 or later.
        FormatVersion => "format-version",
        /// Document: how complete its dependencies are.
        Completeness => "completeness",
        /// Document: no vulnerability data inside.
        NoVulnerabilities => "no-vulnerabilities",
        /// Document: what is not known is said to be unknown.
        KnownUnknowns => "known-unknowns",
        /// Practice: how often the list is renewed. Not to be seen from a file.
        Frequency => "frequency",
        /// Practice: how deep the list goes. Not to be seen from a file.
        Depth => "depth",
        /// Practice: how the list is handed out. Not to be seen from a file.
        Distribution => "distribution",
        /// Practice: who may see it. Not to be seen from a file.
        AccessControl => "access-control",
        /// Practice: how mistakes are handled. Not to be seen from a file.
        Mistakes => "mistakes",
    }
}

/// One element of one standard, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Whose list.
    pub standard: Standard,
    /// The element.
    pub element: Element,
    /// How it stands.
    pub state: GapState,
}

/// How an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GapState {
    /// `have` of `of` components have it; the rest are what the filter `gap` shows.
    Components {
        /// Components that have it.
        have: u32,
        /// Components of which it is asked.
        of: u32,
    },
    /// The document has it or not.
    Document(bool),
    /// The document has it only in a weak form (a tool named as the author).
    Weak,
    /// Cannot be told from a file.
    NotAssessable,
}

/// The elements a component lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GapSet(u16);

impl GapSet {
    /// Whether `element` is asked of components and missing.
    pub fn lacks(self, element: Element) -> bool {
        let position = element as u16;
        position < 16 && self.0 & (1 << position) != 0
    }
}

const NTIA: &[Element] = &[
    Element::Supplier,
    Element::Name,
    Element::Version,
    Element::Identifier,
    Element::Relationship,
    Element::RootRelationship,
    Element::Author,
    Element::Timestamp,
    Element::KnownUnknowns,
    Element::Frequency,
    Element::Depth,
    Element::Distribution,
    Element::AccessControl,
    Element::Mistakes,
];

const CISA: &[Element] = &[
    Element::Supplier,
    Element::Name,
    Element::Version,
    Element::Identifier,
    Element::Hash,
    Element::Licence,
    Element::Relationship,
    Element::Author,
    Element::ToolName,
    Element::Timestamp,
    Element::GenerationContext,
    Element::KnownUnknowns,
    Element::Frequency,
    Element::Depth,
    Element::Distribution,
    Element::Mistakes,
];

const BSI: &[Element] = &[
    Element::FormatVersion,
    Element::AuthorContact,
    Element::Timestamp,
    Element::CreatorContact,
    Element::Name,
    Element::Version,
    Element::FileName,
    Element::Relationship,
    Element::Completeness,
    Element::SpdxLicence,
    Element::Sha512,
    Element::FileProperties,
    Element::NoVulnerabilities,
];

impl Index {
    /// All elements of all standards, counted. Files and snippets inside packages are not asked for what only
    /// packages have; services and the root are.
    pub fn gaps(&self) -> Vec<Gap> {
        let asked: Vec<GapSet> = self
            .components()
            .zip(self.gap_sets())
            .filter(|(component, _)| is_asked(component))
            .map(|(_, set)| *set)
            .collect();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let lists = [
            (Standard::Ntia2021, NTIA),
            (Standard::CisaDraft2025, CISA),
            (Standard::BsiTr03183_2, BSI),
        ];
        let gaps = lists.into_iter().flat_map(|(standard, elements)| {
            elements.iter().map(move |element| (standard, *element))
        });
        gaps.map(|(standard, element)| Gap {
            standard,
            element,
            state: if (element as u16) < Element::Author as u16 {
                let lacking = asked.iter().filter(|set| set.lacks(element)).count();
                GapState::Components {
                    have: count(asked.len() - lacking),
                    of: count(asked.len()),
                }
            } else {
                self.document_gap(element)
            },
        })
        .collect()
    }

    /// What one component lacks.
    pub fn gaps_of(&self, id: crate::ComponentId) -> GapSet {
        self.gap_sets()
            .get(id.0 as usize)
            .copied()
            .unwrap_or_default()
    }

    fn document_gap(&self, element: Element) -> GapState {
        let facts = self.facts();
        let people = !facts.authors.is_empty() || !facts.suppliers.is_empty();
        GapState::Document(match element {
            Element::Author if !people && !facts.tools.is_empty() => return GapState::Weak,
            Element::Author => people,
            Element::Timestamp => facts
                .created
                .as_deref()
                .is_some_and(crate::check::is_timestamp),
            Element::ToolName => !facts.tools.is_empty(),
            Element::GenerationContext => !facts.lifecycles.is_empty(),
            Element::RootRelationship => facts
                .roots
                .iter()
                .any(|root| facts.roots_declared && self.graph().uses(*root).next().is_some()),
            Element::AuthorContact => facts
                .authors
                .iter()
                .chain(&facts.suppliers)
                .any(|author| author.contains('@') || author.contains("://")),
            Element::FormatVersion => match facts.format {
                Format::CycloneDxJson | Format::CycloneDxXml => {
                    matches!(facts.spec_version.as_str(), "1.6" | "1.7")
                }
                Format::Spdx3 => facts.spec_version != "3.0" && facts.spec_version != "3.0.0",
                _ => false,
            },
            Element::Completeness => !facts.completeness.is_empty(),
            Element::KnownUnknowns => facts.known_unknowns,
            Element::NoVulnerabilities => self.vulnerabilities().is_empty(),
            _ => return GapState::NotAssessable,
        })
    }
}

/// Whether the elements of components are asked of it.
pub(crate) fn is_asked(component: &Component<'_>) -> bool {
    use crate::ComponentKind::{File, Snippet};
    !matches!(component.kind(), File | Snippet)
        || component.index().facts().roots.contains(&component.id())
}

/// What `component` lacks.
pub(crate) fn of(component: Component<'_>) -> GapSet {
    use AttributeKind as Kind;
    let mut have: u16 = 0;
    let mut has = |element: Element| have |= 1 << element as u16;
    if !component.name().is_empty() {
        has(Element::Name);
    }
    if component.version().is_some() {
        has(Element::Version);
    }
    if component.supplier().is_some() {
        has(Element::Supplier);
    }
    if component.purl().is_some() {
        has(Element::Identifier);
    }
    let graph = component.index().graph();
    if component.declares_uses()
        || graph.outgoing(component.id()).len() > 0
        || graph.incoming(component.id()).len() > 0
    {
        has(Element::Relationship);
    }
    let (mut executable, mut archive, mut structured) = (false, false, false);
    for attribute in component.attributes() {
        match attribute.kind {
            Kind::Manufacturer | Kind::Publisher | Kind::Originator => has(Element::Supplier),
            Kind::Cpe | Kind::Swid | Kind::Identifier => has(Element::Identifier),
            Kind::Hash => {
                has(Element::Hash);
                if attribute.hash() == Some(HashName::Sha512) {
                    has(Element::Sha512);
                }
            }
            Kind::LicenceId | Kind::LicenceExpression => {
                has(Element::Licence);
                has(Element::SpdxLicence);
            }
            Kind::LicenceName => has(Element::Licence),
            Kind::FileName => has(Element::FileName),
            Kind::Contact => has(Element::CreatorContact),
            Kind::Executable => executable = true,
            Kind::Archive => archive = true,
            Kind::Structured => structured = true,
            _ => (),
        }
    }
    if executable && archive && structured {
        has(Element::FileProperties);
    }
    GapSet(!have & ((1 << Element::Author as u16) - 1))
}
