//! Bounds on what is read. Beyond them a document is refused with the bound's name, never read in part.

/// Bytes of a document: 512 MiB. Positions are kept in 32 bits.
pub const DOCUMENT: usize = 512 << 20;

/// Bytes of a YAML document: 32 MiB. YAML is read ten times slower than JSON.
pub const YAML: usize = 32 << 20;

/// Nesting of JSON values, XML elements and YAML collections. Real documents stay below 30.
pub const DEPTH: usize = 120;

/// Values within one record (a component without the components inside it).
pub const RECORD_VALUES: u32 = 2_000_000;

/// Components, files, services and other nodes of the graph.
pub const COMPONENTS: usize = 4_000_000;

/// Relations.
pub const RELATIONS: usize = 32_000_000;

/// Vulnerabilities, and components that one of them names.
pub const VULNERABILITIES: usize = 200_000;

/// Findings kept one by one; beyond, they are only counted.
pub const FINDINGS: usize = 10_000;

/// Entries of one list among the facts of the document (authors, tools).
pub const FACTS: usize = 1_000;
