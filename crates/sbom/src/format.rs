//! Which format a document is in: by its content, never by its name.

use std::{borrow::Cow, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::{Refused, RefusedCode, finding::codes, limits};

codes! {
    /// Model and syntax of a document.
    Format {
        /// CycloneDX as JSON.
        CycloneDxJson => "cyclonedx-json",
        /// CycloneDX as XML.
        CycloneDxXml => "cyclonedx-xml",
        /// CycloneDX as protobuf: recognised, not read.
        CycloneDxProtobuf => "cyclonedx-protobuf",
        /// SPDX 2 as JSON.
        SpdxJson => "spdx-json",
        /// SPDX 2 as YAML.
        SpdxYaml => "spdx-yaml",
        /// SPDX 2 as tag-value text.
        SpdxTagValue => "spdx-tag-value",
        /// SPDX 2 as plain XML.
        SpdxXml => "spdx-xml",
        /// SPDX 2 as RDF/XML: recognised, not read.
        SpdxRdf => "spdx-rdf",
        /// SPDX 3 as JSON-LD.
        Spdx3 => "spdx3-json",
        /// The own format of syft.
        Syft => "syft-json",
        /// OpenVEX: statements about vulnerabilities, without components.
        OpenVex => "openvex",
        /// CSAF: recognised, not read.
        Csaf => "csaf",
    }
}

impl Format {
    /// Whether documents of this format are read.
    pub const fn is_read(self) -> bool {
        !matches!(self, Self::CycloneDxProtobuf | Self::SpdxRdf | Self::Csaf)
    }

    /// Whether such a document lists parts; the others speak of vulnerabilities only.
    pub const fn lists_parts(self) -> bool {
        !matches!(self, Self::OpenVex | Self::Csaf)
    }

    /// The usual media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::CycloneDxJson => "application/vnd.cyclonedx+json",
            Self::CycloneDxXml => "application/vnd.cyclonedx+xml",
            Self::CycloneDxProtobuf => "application/x.vnd.cyclonedx+protobuf",
            Self::SpdxJson => "application/spdx+json",
            Self::SpdxYaml => "application/spdx+yaml",
            Self::SpdxTagValue => "text/spdx",
            Self::SpdxXml => "application/spdx+xml",
            Self::SpdxRdf => "application/spdx+rdf+xml",
            Self::Spdx3 => "application/spdx+json",
            Self::Syft => "application/vnd.syft+json",
            Self::OpenVex => "application/openvex+json",
            Self::Csaf => "application/csaf+json",
        }
    }
}

/// The format of a document, from its beginning: a few thousand bytes are mostly enough, all of it always is.
/// `None`: no list of parts that this room knows.
pub fn recognise(bytes: &[u8]) -> Option<Format> {
    let text = match decode(bytes) {
        Ok(text) => text,
        // A beginning may end within a character.
        Err(Undecodable::Cut(text)) => Cow::Borrowed(text),
        Err(Undecodable::Broken) => return is_protobuf(bytes).then_some(Format::CycloneDxProtobuf),
    };
    match of_text(&text) {
        None if is_protobuf(bytes) => Some(Format::CycloneDxProtobuf),
        found => found.map(|found| found.format),
    }
}

/// A format, and the version the document names where that shows before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recognised {
    pub(crate) format: Format,
    pub(crate) version: String,
}

pub(crate) fn of_text(text: &str) -> Option<Recognised> {
    let start = text.trim_start();
    let found = |format| Recognised {
        format,
        version: String::new(),
    };
    if start.starts_with('{') {
        return of_json(start);
    }
    if start.starts_with('<') {
        return of_xml(start);
    }
    let mut lines = text.lines().map(str::trim_end).take(2_000);
    lines
        .find_map(|line| {
            if let Some(rest) = line.strip_prefix("SPDXVersion:") {
                return rest
                    .trim_start()
                    .starts_with("SPDX-")
                    .then_some(Format::SpdxTagValue);
            }
            let line = line.trim_start_matches(['"', '\'']);
            let rest = line.strip_prefix("spdxVersion")?;
            let rest = rest.trim_start_matches(['"', '\'']).trim_start();
            rest.starts_with(':').then_some(Format::SpdxYaml)
        })
        .map(found)
}

/// The first element's name and namespace decide.
fn of_xml(text: &str) -> Option<Recognised> {
    let mut rest = text;
    // Comments, declarations and processing instructions may come first.
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->")?.1;
        } else if let Some(after) = rest.strip_prefix("<?") {
            rest = after.split_once("?>")?.1;
        } else if let Some(after) = rest.strip_prefix("<!") {
            // A document type; it is refused later, but named first.
            let end = after.find("]>").map(|at| at + 2);
            let plain = after.find('>').map(|at| at + 1);
            let bracket = after
                .find('[')
                .is_some_and(|at| plain.is_some_and(|end| at < end));
            let end = if bracket { end } else { plain };
            rest = after.get(end?..)?;
        } else {
            break;
        }
    }
    let rest = rest.strip_prefix('<')?;
    let tag = rest.get(..rest.find('>').unwrap_or(rest.len()))?;
    let name = tag
        .split(|c: char| c.is_whitespace() || c == '/')
        .next()
        .unwrap_or_default();
    let local = name.rsplit(':').next().unwrap_or_default();
    let (format, version) = match local {
        "bom" => {
            let version = tag.split_once(CYCLONEDX_NAMESPACE)?.1;
            let end = version.find(['"', '\'']).unwrap_or(version.len());
            (Format::CycloneDxXml, version.get(..end.min(20))?)
        }
        "RDF" if text.contains("spdx.org/rdf/terms") => (Format::SpdxRdf, ""),
        "Document" if text.contains("<spdxVersion>") || text.contains("<SPDXID>") => {
            (Format::SpdxXml, "")
        }
        _ => return None,
    };
    Some(Recognised {
        format,
        version: version.to_owned(),
    })
}

const CYCLONEDX_NAMESPACE: &str = "http://cyclonedx.org/schema/bom/";

/// Field 1 (`spec_version`) with a version in it, as all writers put it first.
fn is_protobuf(bytes: &[u8]) -> bool {
    matches!(bytes, [0x0a, 3, b'1', b'.', digit, next, ..]
        if digit.is_ascii_digit() && matches!(next, 0x10 | 0x1a | 0x22 | 0x2a))
}

// --- JSON ------------------------------------------------------------------------------------------------

fn of_json(text: &str) -> Option<Recognised> {
    let mut marks = Marks::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    // Ends early, with an error, once the marks suffice; broken JSON is for the reader to report.
    let _ = Look(&mut marks).deserialize(&mut deserializer);
    marks.format()
}

#[derive(Default)]
struct Marks {
    bom_format: bool,
    spec_version: String,
    components: bool,
    spdx_version: bool,
    context: String,
    graph: bool,
    artifacts: bool,
    source: bool,
    descriptor: bool,
    csaf: bool,
    schema: String,
}

impl Marks {
    fn decided(&self) -> Option<Format> {
        if self.bom_format {
            // The version decides small things; mostly it comes next.
            return (!self.spec_version.is_empty()).then_some(Format::CycloneDxJson);
        }
        if self.spdx_version {
            return Some(Format::SpdxJson);
        }
        if self.context.contains("spdx.org/rdf/3") {
            return Some(Format::Spdx3);
        }
        if self.context.contains("openvex.dev/ns") {
            return Some(Format::OpenVex);
        }
        if self.csaf {
            return Some(Format::Csaf);
        }
        (self.artifacts && self.descriptor).then_some(Format::Syft)
    }

    fn format(&self) -> Option<Recognised> {
        let late = || {
            if self.bom_format
                || self.schema.contains("cyclonedx.org/schema")
                || (!self.spec_version.is_empty() && self.components)
            {
                Some(Format::CycloneDxJson)
            } else if self.artifacts && self.source {
                Some(Format::Syft)
            } else if self.graph && self.context.contains("spdx") {
                Some(Format::Spdx3)
            } else {
                None
            }
        };
        Some(Recognised {
            format: self.decided().or_else(late)?,
            version: self.spec_version.clone(),
        })
    }
}

struct Look<'m>(&'m mut Marks);

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let marks = self.0;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            match key.as_ref() {
                "bomFormat" => {
                    map.next_value::<IgnoredAny>()?;
                    marks.bom_format = true;
                }
                "specVersion" => marks.spec_version = map.next_value::<Scalar>()?.0,
                "spdxVersion" => {
                    map.next_value::<IgnoredAny>()?;
                    marks.spdx_version = true;
                }
                "$schema" => marks.schema = map.next_value::<Scalar>()?.0,
                "@context" => marks.context = map.next_value::<Scalar>()?.0,
                "document" => marks.csaf = map.next_value::<Scalar>()?.0 == "csaf",
                key => {
                    match key {
                        "components" => marks.components = true,
                        "@graph" => marks.graph = true,
                        "artifacts" => marks.artifacts = true,
                        "source" => marks.source = true,
                        "descriptor" => marks.descriptor = true,
                        _ => (),
                    }
                    map.next_value::<IgnoredAny>()?;
                }
            }
            if marks.decided().is_some() {
                return Err(A::Error::custom("decided"));
            }
        }
        Ok(())
    }
}

/// The texts of a scalar or list, and `csaf` for an object with `csaf_version`; all bounded.
struct Scalar(String);

impl<'de> serde::Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Take;
        impl<'de> Visitor<'de> for Take {
            type Value = Scalar;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar(text.chars().take(200).collect()))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Scalar, E> {
                Ok(Scalar(String::new()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
                Ok(Scalar(number.to_string()))
            }
            fn visit_i64<E>(self, _: i64) -> Result<Scalar, E> {
                Ok(Scalar(String::new()))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
                Ok(Scalar(number.to_string()))
            }
            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar(String::new()))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut list: A,
            ) -> Result<Scalar, A::Error> {
                let mut all = String::new();
                while let Some(Scalar(text)) = list.next_element()? {
                    if all.len() < 1_000 {
                        all.push_str(&text);
                        all.push(' ');
                    }
                }
                Ok(Scalar(all))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
                let mut text = String::new();
                while let Some(key) = map.next_key::<Cow<'de, str>>()? {
                    if key == "csaf_version" {
                        text = "csaf".to_owned();
                    }
                    map.next_value::<IgnoredAny>()?;
                }
                Ok(Scalar(text))
            }
        }
        deserializer.deserialize_any(Take)
    }
}

// --- encoding ----------------------------------------------------------------------------------------------

pub(crate) enum Undecodable<'a> {
    /// Text up to a character that is cut off at the end.
    Cut(&'a str),
    Broken,
}

/// The text of a document: UTF-8, with or without its mark, or UTF-16 by its mark or its zeros.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Undecodable<'_>> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // Every format starts with two ASCII characters.
        [first, 0, ..] if *first != 0 => utf16(bytes, u16::from_le_bytes),
        [0, second, ..] if *second != 0 => utf16(bytes, u16::from_be_bytes),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, Undecodable<'_>> {
    std::str::from_utf8(bytes)
        .map(Cow::Borrowed)
        .map_err(|error| {
            let upto = bytes.get(..error.valid_up_to()).unwrap_or_default();
            match (error.error_len(), std::str::from_utf8(upto)) {
                (None, Ok(text)) => Undecodable::Cut(text),
                _ => Undecodable::Broken,
            }
        })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, Undecodable<'_>> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    char::decode_utf16(units)
        .collect::<Result<String, _>>()
        .map(Cow::Owned)
        .map_err(|_| Undecodable::Broken)
}

/// The text of a whole document, without a copy when it is UTF-8 without a mark.
pub(crate) fn into_text(bytes: Vec<u8>) -> Result<String, Refused> {
    if bytes.len() > limits::DOCUMENT {
        return Err(Refused::new(RefusedCode::TooLarge, "larger than 512 MiB"));
    }
    let refused = || Refused::new(RefusedCode::Encoding, "neither UTF-8 nor UTF-16");
    let as_is = match decode(&bytes) {
        Ok(Cow::Owned(text)) => return Ok(text),
        Ok(Cow::Borrowed(text)) if text.len() == bytes.len() => true,
        Ok(Cow::Borrowed(text)) => return Ok(text.to_owned()),
        Err(_) => false,
    };
    if !as_is {
        return Err(refused());
    }
    String::from_utf8(bytes).map_err(|_| refused())
}
