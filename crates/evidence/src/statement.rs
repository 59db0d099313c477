//! In-toto statements (in-toto attestation framework, statement v1 and v0.1).

use std::ops::Range;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    Digest, HashAlgorithm, Place, Unreadable, UnreadableCode,
    json::{self, Bounded, Members, Node},
    limits,
};

/// The only content type of envelopes whose statement can be bound to a file.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// A statement about files. Signed or not, its contents are what its author claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// `_type`, one of the two known.
    pub statement_type: String,
    /// What the statement is about; may be empty, which binds it to nothing.
    pub subjects: Vec<Subject>,
    /// What kind of claim it makes; empty where builders left it so.
    pub predicate_type: String,
    predicate: Option<Range<usize>>,
}

/// One subject of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Name, for people; matching ignores it.
    pub name: Option<String>,
    /// Address, for people.
    pub uri: Option<String>,
    /// Digests as algorithm name and value, in the order of the document.
    pub digests: Vec<(String, String)>,
    /// What the author noted beside it, for people: names, each with its text or the texts of its list. What lies
    /// deeper stands in the document itself.
    pub annotations: Vec<(String, Vec<String>)>,
}

impl Subject {
    /// The digest under `algorithm`, when it is there and well-formed.
    pub fn digest(&self, algorithm: HashAlgorithm) -> Option<Digest> {
        self.digests
            .iter()
            .find(|(name, _)| name == algorithm.as_str())
            .and_then(|(_, value)| Digest::from_hex(algorithm, value))
    }

    /// The digests under algorithms this program computes, weakest first.
    pub fn known_digests(&self) -> impl Iterator<Item = Digest> + '_ {
        HashAlgorithm::ALL
            .into_iter()
            .filter_map(|algorithm| self.digest(algorithm))
    }
}

impl Statement {
    /// Reads the decoded payload of an envelope. Members the specification does not name are
    /// passed over, as it demands; members it names must not occur twice.
    ///
    /// # Errors
    /// When the payload is not a statement of a known type, or exceeds [`limits`].
    pub fn parse(payload: &[u8]) -> Result<Self, Unreadable> {
        if payload.len() > limits::EVIDENCE_BYTES {
            return Err(Unreadable::limit("statement too large"));
        }
        let wire: Wire<'_> = json::read(payload)?;
        if !matches!(
            wire.statement_type.as_str(),
            "https://in-toto.io/Statement/v1" | "https://in-toto.io/Statement/v0.1"
        ) {
            return Err(Unreadable::new(
                UnreadableCode::UnknownFormat,
                Place::Member("_type".to_owned()),
                "not an in-toto statement of a known version",
            ));
        }
        let predicate = wire.predicate.map(|raw| {
            let text = raw.get();
            let start = text.as_ptr().addr() - payload.as_ptr().addr();
            start..start + text.len()
        });
        Ok(Self {
            statement_type: wire.statement_type,
            subjects: wire
                .subject
                .unwrap_or_default()
                .0
                .into_iter()
                .map(|subject| Subject {
                    name: subject.name,
                    uri: subject.uri,
                    digests: subject.digest.map(|digest| digest.0).unwrap_or_default(),
                    annotations: subject
                        .annotations
                        .as_deref()
                        .map(notes)
                        .unwrap_or_default(),
                })
                .collect(),
            predicate_type: wire.predicate_type,
            predicate,
        })
    }

    /// The predicate's bytes within the `payload` this statement was read from.
    pub fn predicate<'p>(&self, payload: &'p [u8]) -> Option<&'p [u8]> {
        payload.get(self.predicate.clone()?)
    }
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(rename = "_type")]
    statement_type: String,
    subject: Option<Bounded<WireSubject, { limits::SUBJECTS }>>,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    #[serde(borrow)]
    predicate: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct WireSubject {
    name: Option<String>,
    uri: Option<String>,
    digest: Option<Members<String, { limits::DIGESTS_PER_SUBJECT }>>,
    annotations: Option<Box<RawValue>>,
}

/// Nodes of the annotations of one subject that are read.
const NOTES: usize = 100;

/// Bytes of a name that is read; a longer one is no name for people, and it is shown again for each text.
const NOTE_NAME_BYTES: usize = 256;

/// Any document may stand there, and none makes the statement unreadable.
fn notes(annotations: &RawValue) -> Vec<(String, Vec<String>)> {
    let Ok(Node::Object(members, _)) = json::outline(annotations.get().as_bytes(), NOTES) else {
        return vec![];
    };
    let texts = |node| match node {
        Node::Scalar(text) => vec![text],
        Node::Array(items, _) => items
            .into_iter()
            .filter_map(|item| match item {
                Node::Scalar(text) => Some(text),
                Node::Object(..) | Node::Array(..) => None,
            })
            .collect(),
        Node::Object(..) => vec![],
    };
    members
        .into_iter()
        .filter(|(name, _)| name.len() <= NOTE_NAME_BYTES)
        .map(|(name, node)| (name, texts(node)))
        .filter(|(_, texts)| !texts.is_empty())
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_predicate_as_written() {
        let payload = br#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha512":"00"}}],"predicateType":"t","predicate": {"x" : 1} ,"extra":2}"#;
        let statement = Statement::parse(payload).unwrap();
        assert_eq!(statement.predicate(payload), Some(&br#"{"x" : 1}"#[..]));
        assert_eq!(statement.subjects.len(), 1);
        let subject = statement.subjects.first().unwrap();
        assert_eq!(subject.digest(HashAlgorithm::Sha512), None);
    }

    #[test]
    fn annotations_are_read_whatever_they_are() {
        let noted = |annotations: &str| {
            let payload = format!(
                r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"digest":{{"sha256":"00"}},"annotations":{annotations}}}],"predicateType":"t"}}"#
            );
            let statement = Statement::parse(payload.as_bytes()).unwrap();
            statement.subjects.into_iter().next().unwrap().annotations
        };
        let note = |name: &str, texts: &[&str]| {
            let texts = texts.iter().map(|text| (*text).to_owned());
            (name.to_owned(), texts.collect())
        };
        assert_eq!(
            noted(r#"{"env":"release","refs":["main","v1",[]],"deep":{"a":1},"number":3}"#),
            [
                note("env", &["release"]),
                note("refs", &["main", "v1"]),
                note("number", &["3"])
            ]
        );
        let named = |length| {
            let texts = ["0"; 97].join(",");
            noted(&format!(r#"{{"{}":[{texts}]}}"#, "a".repeat(length)))
        };
        assert_eq!(
            named(NOTE_NAME_BYTES),
            [note(&"a".repeat(NOTE_NAME_BYTES), &["0"; 97])]
        );
        assert_eq!(named(NOTE_NAME_BYTES + 1), []);
        let nested = format!("{}{}", "[".repeat(500), "]".repeat(500));
        for nothing in ["null", "{}", "[]", "7", r#""text""#, &nested] {
            assert_eq!(noted(nothing), [], "{nothing}");
        }
    }

    #[test]
    fn refuses_other_documents() {
        for payload in [
            "",
            "[]",
            "{}",
            r#"{"_type":"https://in-toto.io/Statement/v2","subject":[],"predicateType":"t"}"#,
            r#"{"_type":"https://in-toto.io/Statement/v1","_type":"x","subject":[],"predicateType":"t"}"#,
            r#"{"_type":"https://in-toto.io/Statement/v1","subject":[],"subject":[],"predicateType":"t"}"#,
            r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"a","sha256":"b"}}],"predicateType":"t"}"#,
            r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":1}}],"predicateType":"t"}"#,
            r#"{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicate":{}}"#,
            r#"{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":null}"#,
        ] {
            assert!(Statement::parse(payload.as_bytes()).is_err(), "{payload}");
        }
    }
}
