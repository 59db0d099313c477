//! The other forms of evidence: cosign's older files, entries of a log, envelopes, answers of package
//! registries, signed objects of Git. Each is brought into the [`Bundle`] that the engine checks, with its [`Form`] beside it.
//!
//! Forms are told by content, never by name.

mod cosign;
mod detached;
mod envelope;
mod git;
mod log_entry;
mod pypi;
mod responses;
mod snappy;
mod write;

use std::borrow::Cow;

use serde_json::value::RawValue;

pub use cosign::{CosignAnnotations, cosign_attestation, cosign_signature};
pub use detached::{detached, looks_like_signature};
pub use log_entry::entries;
pub use write::as_bundle;

use crate::{
    Place, Unreadable, UnreadableCode,
    bundle::{Bundle, Form},
    json::{self, Bounded, Members},
    limits,
    metablock::Metablock,
};

/// One piece of evidence in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document<'a> {
    /// The exact bytes of this piece; its own when the file was compressed.
    pub bytes: Cow<'a, [u8]>,
    /// The evidence, or why there is none. [`crate::UnreadableCode::UnknownFormat`] means that the
    /// bytes are of no form this program reads.
    pub content: Result<Bundle, Unreadable>,
}

/// All pieces of evidence in one file; at least one, which may hold nothing.
///
/// Reads one JSON document of any form, JSON Lines of such, an array of such, a raw snappy block
/// around them, and a signed object of Git. Signature files with a certificate beside them are for [`detached`].
pub fn read(bytes: &[u8]) -> Vec<Document<'_>> {
    if bytes.len() > limits::EVIDENCE_BYTES {
        let error = Unreadable::limit("a file larger than this program reads");
        return vec![refused(bytes, error)];
    }
    if let Some(content) = git::read(bytes) {
        let bytes = Cow::Borrowed(bytes);
        return vec![Document { bytes, content }];
    }
    let starts_json = matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'['));
    match shallow(bytes) {
        Ok(Shallow::Object(members)) => documents(bytes, &members),
        Ok(Shallow::Array(items)) => array(bytes, &items),
        Err(_) if !starts_json => match snappy::decompress(bytes, limits::EVIDENCE_BYTES) {
            // A block within a block is nothing that anybody writes.
            Some(inner) if inner.starts_with(b"{") => read(&inner).into_iter().map(owned).collect(),
            _ => vec![refused(bytes, unknown())],
        },
        Err(error) => lines(bytes).unwrap_or_else(|| vec![broken(bytes, error)]),
    }
}

/// Whether the bytes hold evidence of a form that [`read`] reads, well formed or not. A document that only
/// mentions such forms holds none.
pub fn is_evidence(bytes: &[u8]) -> bool {
    looks_like_evidence(bytes) && read(bytes).iter().any(Document::is_evidence)
}

/// Whether the bytes, which may be the first of a document, have a mark that all forms have. It is a
/// necessary condition only.
pub fn looks_like_evidence(bytes: &[u8]) -> bool {
    const MARKS: [&[u8]; 11] = [
        b"\"application/vnd.dev.sigstore.bundle",
        b"\"verificationMaterial\"",
        b"\"verification_material\"",
        b"\"attestation_bundles\"",
        b"\"base64Signature\"",
        b"\"payloadType\"",
        b"\"SignedEntryTimestamp\"",
        b"\"signedEntryTimestamp\"",
        b"\"canonicalizedBody\"",
        b"\"bundle_url\"",
        b"\"signed\"",
    ];
    if git::looks_like_object(bytes) {
        return true;
    }
    let Some(mut rest) = document(bytes) else {
        return false;
    };
    while let Some(quote) = rest.iter().position(|byte| *byte == b'"') {
        rest = rest.get(quote..).unwrap_or_default();
        if MARKS.into_iter().any(|mark| rest.starts_with(mark)) {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

/// Whether a document begins here, as itself or in a snappy block. Of a long one the first bytes need not have a mark:
/// what a signature is over may stand before it.
pub fn begins_document(bytes: &[u8]) -> bool {
    document(bytes).is_some()
}

/// The bytes from where a document begins. A snappy block starts with its length and a tag, up to eight bytes, and then
/// stores a document's beginning as it is.
fn document(bytes: &[u8]) -> Option<&[u8]> {
    let bytes = bytes.trim_ascii_start();
    let mut first = bytes.iter().take(9);
    let start = first.position(|byte| matches!(byte, b'{' | b'['))?;
    bytes.get(start..)
}

impl Document<'_> {
    /// Whether it is of a form this program reads, well formed or not.
    pub fn is_evidence(&self) -> bool {
        !matches!(&self.content, Err(error) if error.code == UnreadableCode::UnknownFormat)
    }
}

/// The top of a document: enough to tell its form.
enum Shallow<'a> {
    Object(Vec<(String, &'a RawValue)>),
    Array(Vec<&'a RawValue>),
}

fn shallow(bytes: &[u8]) -> Result<Shallow<'_>, Unreadable> {
    type Object<'a> = Members<&'a RawValue, { limits::TOP_MEMBERS }>;
    type Array<'a> = Bounded<&'a RawValue, { limits::DOCUMENTS }>;
    if bytes.trim_ascii_start().starts_with(b"[") {
        json::read::<Array<'_>>(bytes).map(|items| Shallow::Array(items.0))
    } else {
        json::read::<Object<'_>>(bytes).map(|members| Shallow::Object(members.0))
    }
}

/// The pieces in one object.
fn documents<'a>(bytes: &'a [u8], members: &[(String, &'a RawValue)]) -> Vec<Document<'a>> {
    let has = |name: &str| members.iter().any(|(member, _)| member == name);
    let one = |content| {
        vec![Document {
            bytes: Cow::Borrowed(bytes),
            content,
        }]
    };
    let is_bundle = ["mediaType", "verificationMaterial"].into_iter().any(has)
        && ["verificationMaterial", "messageSignature", "dsseEnvelope"]
            .into_iter()
            .any(has);
    if is_bundle || names_bundle(members) {
        one(Bundle::parse(bytes))
    } else if has("base64Signature") {
        one(cosign::read(bytes))
    } else if has("payload") && has("payloadType") {
        one(envelope::read(bytes))
    } else if has("SignedEntryTimestamp") && has("Payload") {
        one(log_entry::read_rekor_bundle(bytes))
    } else if has("canonicalizedBody") {
        one(log_entry::read_bundle_entry(bytes))
    } else if has("verification_material") && has("envelope") {
        one(pypi::read_attestation(bytes))
    } else if has("attestation_bundles") {
        match pypi::attestations(bytes) {
            Ok(items) => items
                .into_iter()
                .map(|item| piece(item, pypi::read_attestation))
                .collect(),
            Err(error) => one(Err(error)),
        }
    } else if has("attestations") {
        responses::read(bytes).unwrap_or_else(|error| one(Err(error)))
    } else if has("signed") && has("signatures") && Metablock::read(bytes).is_some() {
        one(Err(Unreadable::new(
            UnreadableCode::OtherSystem,
            Place::Whole,
            "a layout or link of in-toto in the form before its attestations",
        )))
    } else if log_entry::is_answer(members) {
        members
            .iter()
            .map(|(_, entry)| piece(entry, log_entry::read_answer))
            .collect()
    } else {
        one(Err(unknown()))
    }
}

/// Whether a media type says that this is a bundle, whatever else is in it.
fn names_bundle(members: &[(String, &RawValue)]) -> bool {
    members.iter().any(|(name, value)| {
        name == "mediaType"
            && value
                .get()
                .starts_with("\"application/vnd.dev.sigstore.bundle")
    })
}

/// RubyGems answers with an array of bundles, Rekor with one of objects of entries.
fn array<'a>(bytes: &'a [u8], items: &[&'a RawValue]) -> Vec<Document<'a>> {
    let mut pieces: Vec<Document<'a>> = Vec::new();
    for item in items {
        let item = item.get().as_bytes();
        let found = match shallow(item) {
            Ok(Shallow::Object(members)) => documents(item, &members),
            Ok(Shallow::Array(_)) => vec![refused(item, unknown())],
            Err(error) => vec![broken(item, error)],
        };
        pieces.extend(found.into_iter().map(|mut piece| {
            if let Ok(bundle) = &mut piece.content
                && bundle.form == Form::Bundle
            {
                bundle.form = Form::RubyGemsAttestation;
            }
            piece
        }));
        if pieces.len() > limits::DOCUMENTS {
            return vec![refused(bytes, too_many())];
        }
    }
    let is_evidence = |piece: &Document<'_>| !matches!(&piece.content, Err(error) if error.code == crate::UnreadableCode::UnknownFormat);
    if pieces.iter().any(is_evidence) {
        pieces
    } else {
        vec![refused(bytes, unknown())]
    }
}

/// JSON Lines: each line a document of its own, and one that is broken does not hide the others.
fn lines(bytes: &[u8]) -> Option<Vec<Document<'_>>> {
    let lines: Vec<&[u8]> = bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
        .take(limits::DOCUMENTS + 1)
        .collect();
    // A pretty-printed document has lines too, but none that is an object.
    let is_object = |line: &&[u8]| line.starts_with(b"{") && line.ends_with(b"}") && line.len() > 2;
    if lines.len() < 2 || !lines.iter().all(is_object) {
        return None;
    }
    if lines.len() > limits::DOCUMENTS {
        return Some(vec![refused(bytes, too_many())]);
    }
    let line = |line| match shallow(line) {
        Ok(Shallow::Object(members)) => documents(line, &members),
        Ok(Shallow::Array(_)) => vec![refused(line, unknown())],
        Err(error) => vec![broken(line, error)],
    };
    Some(lines.into_iter().flat_map(line).collect())
}

fn piece<'a>(
    item: &'a RawValue,
    read: impl Fn(&[u8]) -> Result<Bundle, Unreadable>,
) -> Document<'a> {
    let bytes = item.get().as_bytes();
    Document {
        bytes: Cow::Borrowed(bytes),
        content: read(bytes),
    }
}

fn refused(bytes: &[u8], error: Unreadable) -> Document<'_> {
    Document {
        bytes: Cow::Borrowed(bytes),
        content: Err(error),
    }
}

/// What cannot be read and may be evidence or something else altogether.
fn broken(bytes: &[u8], error: Unreadable) -> Document<'_> {
    let is_meant = looks_like_evidence(bytes);
    refused(bytes, if is_meant { error } else { unknown() })
}

fn owned(document: Document<'_>) -> Document<'static> {
    Document {
        bytes: Cow::Owned(document.bytes.into_owned()),
        content: document.content,
    }
}

fn unknown() -> Unreadable {
    Unreadable::unknown("not evidence of a form this program reads")
}

fn too_many() -> Unreadable {
    Unreadable::limit("more pieces of evidence than this program reads")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BUNDLE: &str = r#"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}"#;

    /// Form or code of each piece.
    fn found(text: &str) -> Vec<&'static str> {
        read(text.as_bytes())
            .into_iter()
            .map(|document| match document.content {
                Ok(bundle) => bundle.form.as_str(),
                Err(error) => error.code.as_str(),
            })
            .collect()
    }

    #[test]
    fn content_tells_the_form() {
        for (text, form) in [
            (BUNDLE, "bundle"),
            (
                r#"{"verificationMaterial":{},"messageSignature":{}}"#,
                "bundle",
            ),
            (
                r#"{"base64Signature":"AQ==","cert":""}"#,
                "cosign-blob-bundle",
            ),
            (
                r#"{"payload":"","payloadType":"t","signatures":[]}"#,
                "envelope",
            ),
        ] {
            assert_eq!(found(text), [form], "{text}");
            assert!(is_evidence(text.as_bytes()), "{text}");
        }
        assert_eq!(
            found(&format!("[{BUNDLE},{BUNDLE}]")),
            ["rubygems-attestation"; 2]
        );
        let answer = |more: &str| format!(r#"{{"attestations":[{{{more}"bundle":{BUNDLE}}}]}}"#);
        assert_eq!(found(&answer("")), ["github-attestation"]);
        assert_eq!(
            found(&answer(r#""predicateType":"p","#)),
            ["npm-attestation"]
        );
        assert_eq!(found(&format!("{BUNDLE}\n\n{BUNDLE}\r\n")), ["bundle"; 2]);
    }

    #[test]
    fn pieces_keep_their_exact_bytes() {
        let text = format!(r#"{{"attestations":[{{"bundle": {BUNDLE} }}]}}"#);
        assert_eq!(read(text.as_bytes())[0].bytes, BUNDLE.as_bytes());
    }

    #[test]
    fn other_documents_are_told_from_broken_evidence() {
        for text in [
            "",
            "{}",
            "[]",
            "[[]]",
            "[1]",
            "text",
            r#"{"name":"\"verificationMaterial\"","version":"1"}"#,
            r#"{"attestations":[]}"#,
            "-----BEGIN PGP SIGNATURE-----",
        ] {
            assert_eq!(found(text), ["unknown-format"], "{text}");
            assert!(!is_evidence(text.as_bytes()), "{text}");
        }
        for text in [
            r#"{"base64Signature":"AQ==","base64Signature":"AQ=="}"#,
            r#"{"base64Signature":"AQ==","further":1}"#,
            r#"{"payload":"","payloadType":"t","signatures":[],"further":1}"#,
            r#"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json""#,
            r#"{"version":1,"verification_material":{},"envelope":{}}"#,
        ] {
            assert_eq!(found(text), ["malformed-json"], "{text}");
            assert!(is_evidence(text.as_bytes()), "{text}");
        }
        let many = format!("{BUNDLE}\n").repeat(limits::DOCUMENTS + 1);
        assert_eq!(found(&many), ["limit-exceeded"]);
    }

    #[test]
    fn signatures_of_other_systems_are_not_taken() {
        assert!(looks_like_signature(b"MAMCAQE=\n"));
        assert!(looks_like_signature(&[0x30, 3, 2, 1, 1]));
        assert!(looks_like_signature(&[7; 64]));
        for other in [
            &b""[..],
            b"-----BEGIN PGP SIGNATURE-----\n\nMAMCAQE=\n-----END PGP SIGNATURE-----\n",
            b"untrusted comment: signature\nRWQf6LRCGA9i5w==\n",
            &[0x88, 0x5d, 4, 0],
            &[0x30, 4, 2, 1, 1],
            &[0x30; 5000],
        ] {
            assert!(!looks_like_signature(other), "{other:?}");
        }
    }

    #[test]
    fn certificates_are_read_in_each_encoding() {
        let der = [0x30, 0x82, 0, 1, 0];
        let pem = format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            crate::base64::encode(&der)
        );
        let wrapped = crate::base64::encode(pem.as_bytes());
        for certificate in [&der[..], pem.as_bytes(), wrapped.as_bytes()] {
            let bundle = detached(&[7; 64], Some(certificate)).unwrap();
            assert_eq!(bundle.leaf(), Some(&der[..]));
        }
        for none in [
            &b""[..],
            b"text",
            b"-----BEGIN PRIVATE KEY-----\nAQ==\n-----END PRIVATE KEY-----",
        ] {
            assert!(detached(&[7; 64], Some(none)).is_err(), "{none:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(bytes: Vec<u8>, text in ".*") {
            read(&bytes);
            read(text.as_bytes());
            let _ = detached(&bytes, Some(text.as_bytes()));
        }
    }
}
