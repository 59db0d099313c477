//! Lists of parts (SBOMs) of every common format, as one [`Index`].
//!
//! Bytes in, an index out: components, relations, what the document says of itself, what is wrong with it. From
//! the index: rows to show ([`Query`]), neighbours and ways to the top ([`Graph`]), what published lists of
//! elements ask for ([`Gap`]), the difference to another document ([`diff`]), whether the list is tied to a file
//! ([`bind`]). Every value is *claimed* by the document; every text is outside text and passes through the
//! `display` room before it is drawn. Nothing here reads a file, a clock or the network, and nothing recurses
//! on the depth of its input beyond [`limits::DEPTH`].

mod binding;
mod builder;
mod check;
mod cyclonedx;
mod diff;
mod export;
mod facts;
mod finding;
mod format;
mod gaps;
mod graph;
mod index;
mod json;
mod kinds;
pub mod limits;
mod node;
mod query;
mod spdx2;
mod spdx3;
mod syft;
mod tag_value;
mod text;
mod tree;
mod vex;
mod xml;
mod yaml;

pub use binding::{
    Binding, BindingFacts, BindingStep, FileDigest, ImageDigests, Matched, PlatformDigests, bind,
};
pub use diff::{Change, ChangeKind, Difference, diff};
pub use export::{to_csv, to_json};
pub use facts::{Completeness, Facts, Tool, Vulnerability};
pub use finding::{Finding, FindingCode, Refused, RefusedCode};
pub use format::{Format, recognise};
pub use gaps::{Element, Gap, GapSet, GapState, Standard};
pub use graph::{Graph, Neighbour, Paths};
pub use index::{Attribute, Component, ComponentId, Index};
pub use kinds::{
    Acknowledgement, AttributeKind, ComponentKind, HashName, Relation, RelationKind, Scope,
};
pub use query::{Column, Group, GroupBy, Query, Rows, Sort};
pub use tree::{Branch, Outline};

use builder::{Builder, Parts};
use std::sync::atomic::{AtomicBool, Ordering};

/// Reads a document of any known format.
///
/// # Errors
///
/// [`Refused`], when it is no list of parts, is of a format that is named but not read, is broken as JSON, XML,
/// YAML or tag-value, or goes beyond [`limits`]. Everything else is read, with [`Finding`]s.
pub fn read(bytes: Vec<u8>) -> Result<Index, Refused> {
    read_until(bytes, &AtomicBool::new(false))
}

/// As [`read`], until somebody sets `stop`.
///
/// # Errors
///
/// As [`read`], and [`RefusedCode::Stopped`] when `stop` was set before the end.
pub fn read_until(bytes: Vec<u8>, stop: &AtomicBool) -> Result<Index, Refused> {
    let protobuf = recognise(bytes.get(..64).unwrap_or(&bytes)) == Some(Format::CycloneDxProtobuf);
    if protobuf {
        return Err(not_supported(Format::CycloneDxProtobuf));
    }
    let document = format::into_text(bytes)?;
    let found = format::of_text(&document).ok_or_else(|| {
        Refused::new(RefusedCode::NotAnSbom, "no list of parts in a known format")
    })?;
    if !found.format.is_read() {
        return Err(not_supported(found.format));
    }
    let parts = parts(&document, &found, stop);
    if stop.load(Ordering::Relaxed) {
        return Err(Refused::new(RefusedCode::Stopped, "stopped").of(found.format));
    }
    let parts = parts.map_err(|refused| refused.of(found.format))?;
    Ok(parts.with(document))
}

fn parts(document: &str, found: &format::Recognised, stop: &AtomicBool) -> Result<Parts, Refused> {
    let mut facts = Facts::new(found.format);
    facts.spec_version.clone_from(&found.version);
    let builder = Builder::new(document, facts, stop);
    match found.format {
        Format::CycloneDxJson => {
            let mut model = cyclonedx::CycloneDx::new(builder);
            json::read(document, &mut model)?;
            model.finish().finish()
        }
        Format::CycloneDxXml => {
            let mut model = cyclonedx::CycloneDx::of_namespace(builder);
            xml::read(document, xml::Layout::Wrapped, &mut model)?;
            model.finish().finish()
        }
        Format::SpdxJson | Format::SpdxYaml | Format::SpdxTagValue | Format::SpdxXml => {
            let mut model = spdx2::Spdx2::new(builder);
            match found.format {
                Format::SpdxJson => json::read(document, &mut model)?,
                Format::SpdxYaml => yaml::read(document, &mut model)?,
                Format::SpdxTagValue => tag_value::read(document, &mut model)?,
                _ => xml::read(document, xml::Layout::Repeated, &mut model)?,
            }
            model.finish().finish()
        }
        Format::Spdx3 => {
            let mut model = spdx3::Spdx3::new(builder);
            json::read(document, &mut model)?;
            model.finish().finish()
        }
        Format::Syft => {
            let mut model = syft::Syft::new(builder);
            json::read(document, &mut model)?;
            model.finish().finish()
        }
        Format::OpenVex => {
            let mut model = vex::OpenVex::new(builder);
            json::read(document, &mut model)?;
            model.finish().finish()
        }
        Format::CycloneDxProtobuf | Format::SpdxRdf | Format::Csaf => {
            Err(not_supported(found.format))
        }
    }
}

fn not_supported(format: Format) -> Refused {
    Refused::new(
        RefusedCode::NotSupported,
        "this format is recognised but not read",
    )
    .of(format)
}
