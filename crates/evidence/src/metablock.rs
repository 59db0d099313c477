//! Documents of in-toto from before its attestations (in-toto specification 1.0, 4.3 and 4.4): layouts and
//! links, wrapped as `signed` and `signatures` or as the payload of an envelope. They are told and read for
//! display. Nothing verifies them.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    json::{self, Bounded},
    limits,
};

/// A layout or link. Everything in it is claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metablock<'a> {
    /// What it is.
    pub kind: MetablockKind,
    /// The document without its signatures, as JSON.
    pub document: &'a [u8],
    /// The keys that are said to have signed it; none when it is the payload of an envelope.
    pub keys: Vec<String>,
}

/// The two kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetablockKind {
    /// Which steps a supply chain has and who may take them.
    Layout,
    /// What one step was given and what it made.
    Link,
}

impl MetablockKind {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Layout => "layout",
            Self::Link => "link",
        }
    }
}

impl<'a> Metablock<'a> {
    /// Reads one; `None` when the bytes are none or exceed [`limits`].
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        if bytes.len() > limits::EVIDENCE_BYTES {
            return None;
        }
        if let Some(kind) = kind(bytes) {
            return Some(Self {
                kind,
                document: bytes,
                keys: Vec::new(),
            });
        }
        let wire: Wire<'a> = json::read(bytes).ok()?;
        let document = wire.signed.get().as_bytes();
        Some(Self {
            kind: kind(document)?,
            document,
            keys: wire.signatures.0.into_iter().map(|one| one.keyid).collect(),
        })
    }
}

fn kind(document: &[u8]) -> Option<MetablockKind> {
    let typed: Typed = json::read(document).ok()?;
    match typed.document_type.as_str() {
        "layout" => Some(MetablockKind::Layout),
        "link" => Some(MetablockKind::Link),
        _ => None,
    }
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(borrow)]
    signed: &'a RawValue,
    signatures: Bounded<Signature, { limits::LOG_ENTRIES }>,
}

#[derive(Deserialize)]
struct Signature {
    keyid: String,
}

#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "_type")]
    document_type: String,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_are_told_in_both_wrappings() {
        let link = br#"{"_type": "link", "name": "build"}"#;
        let bare = Metablock::read(link).unwrap();
        assert_eq!((bare.kind, bare.document), (MetablockKind::Link, &link[..]));
        let wrapped = br#"{"signatures": [{"keyid": "ab", "sig": "00", "cert": ""}],
            "signed": {"_type": "layout", "steps": []}}"#;
        let wrapped = Metablock::read(wrapped).unwrap();
        assert_eq!(wrapped.kind, MetablockKind::Layout);
        assert_eq!(wrapped.document, br#"{"_type": "layout", "steps": []}"#);
        assert_eq!(wrapped.keys, ["ab"]);
    }

    #[test]
    fn anything_else_is_none() {
        for other in [
            &b""[..],
            b"[]",
            br#"{"_type": "https://in-toto.io/Statement/v1"}"#,
            br#"{"_type": 1}"#,
            br#"{"signed": {"_type": "root"}, "signatures": []}"#,
            br#"{"signed": {"_type": "link"}}"#,
            br#"{"signed": "link", "signatures": []}"#,
            br#"{"_type": "link""#,
        ] {
            assert_eq!(Metablock::read(other), None);
        }
        let many = r#"{"keyid":"a"},"#.repeat(limits::LOG_ENTRIES + 1);
        let many = format!(
            r#"{{"signed": {{"_type": "link"}}, "signatures": [{}]}}"#,
            many.trim_end_matches(',')
        );
        assert_eq!(Metablock::read(many.as_bytes()), None);
    }
}
