//! What a document says of itself.

use crate::{ComponentId, Format};

/// Facts of the whole document. All of it is claimed by the document; all texts are outside text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Model and syntax.
    pub format: Format,
    /// The version of the format as written: `1.6`, `SPDX-2.3`, `3.0.1`.
    pub spec_version: String,
    /// The name of the document (SPDX) or of its source (syft).
    pub name: Option<String>,
    /// Serial number (CycloneDX) or namespace (SPDX).
    pub identifier: Option<String>,
    /// The version of the document (CycloneDX `version`).
    pub document_version: Option<String>,
    /// When it was made, as written.
    pub created: Option<String>,
    /// People and organisations that made the document.
    pub authors: Vec<String>,
    /// The supplier or manufacturer of what the document is about, as the document's metadata say.
    pub suppliers: Vec<String>,
    /// Programs that made the document.
    pub tools: Vec<Tool>,
    /// Phases of the life cycle: `build`, `design` …
    pub lifecycles: Vec<String>,
    /// The licence of the document's own data.
    pub data_licences: Vec<String>,
    /// Statements about completeness.
    pub completeness: Vec<Completeness>,
    /// Whether the document says of anything that it is unknown: NONE, NOASSERTION, a composition.
    pub known_unknowns: bool,
    /// Profiles that an SPDX 3 document says it conforms to.
    pub profiles: Vec<String>,
    /// What the document is about. Declared, or where nothing is declared ([`Self::roots_declared`]): the
    /// components that use others and that nothing uses.
    pub roots: Vec<ComponentId>,
    /// Whether [`Self::roots`] are the document's own words.
    pub roots_declared: bool,
    /// Relations as the document states them, those to nothing and to other documents included; position
    /// (a component inside another) not counted.
    pub relations_declared: u64,
    /// A signature within the document, of which nothing is checked here.
    pub embedded_signature: bool,
}

/// A program that made a document.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Tool {
    /// Its maker.
    pub vendor: Option<String>,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
}

/// A statement about how complete a part of the document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completeness {
    /// `complete`, `incomplete`, `incomplete_first_party_only`, `unknown`, `not_specified`, `noAssertion` …
    pub aggregate: String,
    /// How many assemblies, dependencies or elements it is said of; 0: the whole document.
    pub about: u32,
}

impl Facts {
    pub(crate) fn new(format: Format) -> Self {
        Self {
            format,
            spec_version: String::new(),
            name: None,
            identifier: None,
            document_version: None,
            created: None,
            authors: Vec::new(),
            suppliers: Vec::new(),
            tools: Vec::new(),
            lifecycles: Vec::new(),
            data_licences: Vec::new(),
            completeness: Vec::new(),
            known_unknowns: false,
            profiles: Vec::new(),
            roots: Vec::new(),
            roots_declared: false,
            relations_declared: 0,
            embedded_signature: false,
        }
    }
}

/// Adds to a list of facts, which is bounded; empty texts add nothing.
pub(crate) fn note<T: PartialEq>(list: &mut Vec<T>, entry: T) {
    if list.len() < crate::limits::FACTS && !list.contains(&entry) {
        list.push(entry);
    }
}

/// A vulnerability the document speaks of, with what it says about it (VEX).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Vulnerability {
    /// `CVE-2021-44228`, or another name.
    pub id: String,
    /// Other names of it.
    pub aliases: Vec<String>,
    /// Where the name is from.
    pub source: Option<String>,
    /// The components concerned.
    pub components: Vec<ComponentId>,
    /// What else it concerns: references that are no components of this document.
    pub elsewhere: Vec<String>,
    /// What is said, in the document's word: `not_affected`, `exploitable`, `under_investigation` …
    pub status: Option<String>,
    /// Why, in the document's word: `code_not_reachable` …
    pub justification: Option<String>,
    /// Answers: `update`, `will_not_fix` …
    pub responses: Vec<String>,
    /// `critical`, `high` … of the first rating that has one.
    pub severity: Option<String>,
    /// Free text: description, impact or detail, at most 4,000 characters.
    pub detail: Option<String>,
}
