//! What predicates say (in-toto attestation framework, predicates): everything here is claimed by whoever
//! signed the statement.
//!
//! Build records have a reader of their own, [`provenance`], because the certificate can back parts of them.
//! The other known kinds are read by tables of places ([`fields`]); an unknown kind has no fields and is
//! shown as the document it is.

mod kinds;
pub mod provenance;
mod release;
mod shapes;

pub use kinds::PredicateKind;
pub use release::Release;

use crate::{UnixTime, json::Node};

/// Groups of fields that are read of one predicate; the rest is counted.
const GROUPS: usize = 200;
/// Values that are read for one field; the rest stands in the document itself.
const VALUES: usize = 50;

/// What was read of one predicate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fields {
    /// The groups, in the order of the kind's table.
    pub groups: Vec<Group>,
    /// Further groups that were left out.
    pub omitted: usize,
}

/// Fields that belong together, such as one finding of a scan.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What the group is, a kebab-case name.
    pub name: &'static str,
    /// The fields that are there.
    pub fields: Vec<Field>,
}

/// One field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// What the field is, a kebab-case name.
    pub name: &'static str,
    /// The value.
    pub value: FieldValue,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue {
    /// Text as it stands there.
    Text(String),
    /// A point in time (RFC 3339).
    Time(UnixTime),
    /// A name of the document's own and its value: a digest by its algorithm, a version by its program.
    Pair(String, String),
}

/// What a predicate of a known kind says.
pub fn fields(kind: PredicateKind, predicate: &Node) -> Fields {
    let mut read = Fields::default();
    for section in shapes::of(kind) {
        for (key, node) in at(predicate, section.at) {
            if read.groups.len() == GROUPS {
                read.omitted += 1;
                continue;
            }
            let fields: Vec<Field> = section
                .fields
                .iter()
                .flat_map(|shape| field(shape, key, node))
                .collect();
            if !fields.is_empty() {
                read.groups.push(Group {
                    name: section.name,
                    fields,
                });
            }
        }
    }
    read
}

/// What a record comes to, where a reader must not miss it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A verification failed.
    VerificationFailed,
    /// Tests failed.
    TestsFailed,
    /// Tests passed with warnings.
    TestsWarned,
    /// A search for vulnerabilities found none.
    NothingFound,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::VerificationFailed,
        Self::TestsFailed,
        Self::TestsWarned,
        Self::NothingFound,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerificationFailed => "verification-failed",
            Self::TestsFailed => "tests-failed",
            Self::TestsWarned => "tests-warned",
            Self::NothingFound => "nothing-found",
        }
    }
}

/// What a record says that it comes to; absent where that is nothing out of the ordinary.
pub fn outcome(kind: PredicateKind, predicate: &Node) -> Option<Outcome> {
    let says = |path: &str, result: &str| {
        text(predicate, path).is_some_and(|said| said.eq_ignore_ascii_case(result))
    };
    let found = |outcome, holds: bool| holds.then_some(outcome);
    match kind {
        PredicateKind::VerificationSummary => found(
            Outcome::VerificationFailed,
            says("verificationResult", "FAILED") || says("verification_result", "FAILED"),
        ),
        PredicateKind::TestResult => found(Outcome::TestsFailed, says("result", "FAILED"))
            .or(found(Outcome::TestsWarned, says("result", "WARNED"))),
        PredicateKind::VulnerabilityScan => found(
            Outcome::NothingFound,
            at(predicate, "scanner/result")
                .iter()
                .any(|(_, list)| matches!(list, Node::Array(items, 0) if items.is_empty())),
        ),
        _ => None,
    }
}

/// The names of all groups and of all fields, for whoever has words for them.
pub fn names() -> (Vec<&'static str>, Vec<&'static str>) {
    let sections = || PredicateKind::ALL.into_iter().flat_map(shapes::of);
    (
        sections().map(|section| section.name).collect(),
        sections()
            .flat_map(|section| section.fields)
            .map(|field| field.name)
            .collect(),
    )
}

fn field(shape: &shapes::Field, key: Option<&str>, node: &Node) -> Vec<Field> {
    let field = |value| Field {
        name: shape.name,
        value,
    };
    let text_of = |text: &str| field(FieldValue::Text(text.to_owned()));
    let pair = |name: &str, value: &str| field(FieldValue::Pair(name.to_owned(), value.to_owned()));
    if shape.read == shapes::Read::Key {
        return key.map(text_of).into_iter().collect();
    }
    // Versions of a predicate name the same thing differently: the first name that is there counts.
    let found = shape
        .at
        .iter()
        .map(|path| at(node, path))
        .find(|found| !found.is_empty());
    let mut fields = Vec::new();
    for (_, node) in found.unwrap_or_default() {
        match (shape.read, node) {
            (_, Node::Scalar(text)) if text == "null" || text.is_empty() => {}
            (shapes::Read::Time, Node::Scalar(text)) => fields.push(
                UnixTime::parse_rfc3339(text)
                    .map_or_else(|_| text_of(text), |time| field(FieldValue::Time(time))),
            ),
            (_, Node::Scalar(text)) => fields.push(text_of(text)),
            (shapes::Read::Named(name, value), node) => {
                let named = text(node, name).zip(text(node, value));
                fields.extend(named.map(|(name, value)| pair(name, value)));
            }
            (shapes::Read::Pairs, Node::Object(members, _)) => {
                let pairs = members.iter().filter_map(|(name, value)| match value {
                    Node::Scalar(value) if !value.is_empty() => Some(pair(name, value)),
                    _ => None,
                });
                fields.extend(pairs.take(VALUES));
            }
            (shapes::Read::Pairs, Node::Array(items, _)) => {
                let texts = items.iter().filter_map(|item| match item {
                    Node::Scalar(text) => Some(text_of(text)),
                    _ => None,
                });
                fields.extend(texts.take(VALUES));
            }
            _ => {}
        }
        if fields.len() >= VALUES {
            break;
        }
    }
    fields.truncate(VALUES);
    fields
}

/// A node, and its name when it is a member of an object.
type Found<'n> = (Option<&'n str>, &'n Node);

/// Every node under `path`: names joined by `/`, `*` for every item or member. An empty path is the node
/// itself. Of members of the same name the first counts. Nothing is copied: one long name may stand over
/// thousands of nodes.
fn at<'n>(node: &'n Node, path: &str) -> Vec<Found<'n>> {
    let mut found: Vec<Found<'n>> = vec![(None, node)];
    for step in path.split('/').filter(|step| !step.is_empty()) {
        found = found
            .into_iter()
            .flat_map(|(_, node)| below(node, step))
            .collect();
    }
    found
}

fn below<'n>(node: &'n Node, step: &str) -> Vec<Found<'n>> {
    let member = |(name, node): &'n (String, Node)| (Some(name.as_str()), node);
    match (step, node) {
        ("*", Node::Object(members, _)) => members.iter().map(member).collect(),
        ("*", Node::Array(items, _)) => items.iter().map(|node| (None, node)).collect(),
        (name, Node::Object(members, _)) => {
            let found = members.iter().find(|(known, _)| known == name);
            found.map(member).into_iter().collect()
        }
        _ => vec![],
    }
}

/// The text under a path, when there is exactly text.
fn text<'n>(node: &'n Node, path: &str) -> Option<&'n str> {
    match at(node, path).first() {
        Some((_, Node::Scalar(text))) if text != "null" && !text.is_empty() => Some(text),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;
    use crate::json::outline;

    fn read(kind: PredicateKind, document: &str) -> Vec<(String, String)> {
        let node = outline(document.as_bytes(), 1000).unwrap();
        let value = |value: &FieldValue| match value {
            FieldValue::Text(text) => text.clone(),
            FieldValue::Time(time) => format!("@{}", time.seconds()),
            FieldValue::Pair(name, value) => format!("{name}={value}"),
        };
        fields(kind, &node)
            .groups
            .iter()
            .flat_map(|group| &group.fields)
            .map(|field| (field.name.to_owned(), value(&field.value)))
            .collect()
    }

    #[test]
    fn a_summary_is_read_in_both_spellings() {
        let new = read(
            PredicateKind::VerificationSummary,
            r#"{"verifier":{"id":"https://verifier.example","version":{"tool":"1.2"}},
                "timeVerified":"2026-01-02T03:04:05Z","resourceUri":"pkg:x/y","verificationResult":"PASSED",
                "verifiedLevels":["SLSA_BUILD_LEVEL_3","FEDRAMP"],
                "inputAttestations":[{"uri":"https://a.example/1","digest":{"sha256":"aa"}}]}"#,
        );
        let named = |name: &str| -> Vec<&str> {
            new.iter()
                .filter(|(known, _)| known == name)
                .map(|(_, value)| value.as_str())
                .collect()
        };
        assert_eq!(named("verifier"), ["https://verifier.example"]);
        assert_eq!(named("verifier-version"), ["tool=1.2"]);
        assert_eq!(named("time-verified"), ["@1767323045"]);
        assert_eq!(named("levels"), ["SLSA_BUILD_LEVEL_3", "FEDRAMP"]);
        assert_eq!(named("address"), ["https://a.example/1"]);
        assert_eq!(named("digest"), ["sha256=aa"]);
        let old = read(
            PredicateKind::VerificationSummary,
            r#"{"verifier":{"id":"v"},"time_verified":"yesterday","verification_result":"FAILED","policy_level":"SLSA_LEVEL_3"}"#,
        );
        assert!(old.contains(&("time-verified".to_owned(), "yesterday".to_owned())));
        assert!(
            old.iter()
                .any(|(name, value)| name == "levels" && value == "SLSA_LEVEL_3")
        );
    }

    #[test]
    fn what_vex_says_of_a_product_is_read_to_its_parts() {
        let read = read(
            PredicateKind::Vex,
            r#"{"@id":"vex-1","statements":[{"vulnerability":{"name":"CVE-1","description":"Overflow"},"status":"not_affected",
                "products":[{"@id":"pkg:a/b@1","identifiers":{"purl":"pkg:a/b@1"},"hashes":{"sha-256":"00"},
                  "subcomponents":[{"@id":"pkg:c/d@2"}]}]}]}"#,
        );
        for (name, value) in [
            ("vulnerability", "CVE-1"),
            ("vulnerability-description", "Overflow"),
            ("status", "not_affected"),
            ("product", "pkg:a/b@1"),
            ("product-name", "purl=pkg:a/b@1"),
            ("product-digest", "sha-256=00"),
            ("product-part", "pkg:c/d@2"),
        ] {
            let said = |(known, text): &(String, String)| known == name && text == value;
            assert!(read.iter().any(said), "{name} {value} in {read:?}");
        }
    }

    #[test]
    fn a_severity_stands_beside_its_method() {
        let read = read(
            PredicateKind::VulnerabilityScan,
            r#"{"scanner":{"result":[{"id":"CVE-1","severity":[{"method":"nvd","score":"HIGH"},{"score":"9"}]}]}}"#,
        );
        assert_eq!(read[1], ("severity".to_owned(), "nvd=HIGH".to_owned()));
        assert_eq!(read.len(), 2);
    }

    #[test]
    fn what_a_record_comes_to_is_told() {
        let outcome_of =
            |kind, document: &str| outcome(kind, &outline(document.as_bytes(), 1000).unwrap());
        let summary = PredicateKind::VerificationSummary;
        for (kind, document, expected) in [
            (
                summary,
                r#"{"verificationResult":"FAILED"}"#,
                Some(Outcome::VerificationFailed),
            ),
            (
                summary,
                r#"{"verification_result":"failed"}"#,
                Some(Outcome::VerificationFailed),
            ),
            (summary, r#"{"verificationResult":"PASSED"}"#, None),
            (
                PredicateKind::TestResult,
                r#"{"result":"FAILED"}"#,
                Some(Outcome::TestsFailed),
            ),
            (
                PredicateKind::TestResult,
                r#"{"result":"WARNED"}"#,
                Some(Outcome::TestsWarned),
            ),
            (
                PredicateKind::VulnerabilityScan,
                r#"{"scanner":{"result":[]}}"#,
                Some(Outcome::NothingFound),
            ),
            (
                PredicateKind::VulnerabilityScan,
                r#"{"scanner":{"result":[{"id":"x"}]}}"#,
                None,
            ),
            (PredicateKind::VulnerabilityScan, r#"{"scanner":{}}"#, None),
            (PredicateKind::Release, r#"{"result":"FAILED"}"#, None),
        ] {
            assert_eq!(outcome_of(kind, document), expected, "{document}");
        }
    }

    #[test]
    fn parameters_are_read_as_members_or_as_a_list() {
        for (parameters, expected) in [
            (r#"{"a":"1"}"#, "a=1"),
            (r#"["--all"]"#, "--all"),
            (r#""--all""#, "--all"),
        ] {
            let document = format!(r#"{{"invocation":{{"parameters":{parameters}}}}}"#);
            let read = read(PredicateKind::VulnerabilityScan, &document);
            assert_eq!(read.len(), 1);
            assert_eq!(read[0].1, expected);
        }
    }

    #[test]
    fn a_signed_tag_names_what_it_tags() {
        let read = read(
            PredicateKind::GitObject,
            r#"{"source":{"object":"aa","object_type":"commit","tag":"v1","tagger":{"name":"N","email":"n@x","date":"2026-01-28T17:50:26Z"}}}"#,
        );
        let names: Vec<&str> = read.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "tag",
                "tagged-object",
                "tagged-kind",
                "tagger",
                "tagger-address",
                "tagged"
            ]
        );
    }

    #[test]
    fn other_shapes_than_expected_are_passed_over() {
        for document in [
            "null",
            "[]",
            "1",
            r#""text""#,
            r#"{"verifier":[1,2],"policy":7,"inputAttestations":{"a":1}}"#,
        ] {
            for kind in PredicateKind::ALL {
                let node = outline(document.as_bytes(), 1000).unwrap();
                // Nothing to expect but an answer: what is not there is not read.
                assert!(fields(kind, &node).groups.len() < 5, "{kind:?} {document}");
            }
        }
    }

    #[test]
    fn what_is_read_is_bounded() {
        let many: Vec<String> = (0..1000).map(|n| format!(r#"{{"uri":"u{n}"}}"#)).collect();
        let document = format!(r#"{{"inputAttestations":[{}]}}"#, many.join(","));
        let node = outline(document.as_bytes(), 100_000).unwrap();
        let read = fields(PredicateKind::VerificationSummary, &node);
        assert_eq!(read.groups.len() + read.omitted, 1000);
        assert_eq!(read.groups.len(), GROUPS);
        let levels: Vec<String> = (0..1000).map(|n| n.to_string()).collect();
        let document = format!(r#"{{"verifiedLevels":[{}]}}"#, levels.join(","));
        let node = outline(document.as_bytes(), 100_000).unwrap();
        let read = fields(PredicateKind::VerificationSummary, &node);
        assert_eq!(read.groups[0].fields.len(), VALUES);
    }

    #[test]
    fn a_name_over_many_members_is_not_kept_for_each() {
        let parts: Vec<String> = (0..1000)
            .map(|n| format!(r#""{n}":{{"@id":"x"}}"#))
            .collect();
        let document = format!(
            r#"{{"statements":[{{"products":{{"{}":{{"subcomponents":{{{}}}}}}}}}]}}"#,
            "a".repeat(100_000),
            parts.join(",")
        );
        let node = outline(document.as_bytes(), 100_000).unwrap();
        let read = fields(PredicateKind::Vex, &node);
        let parts = read.groups.iter().flat_map(|group| &group.fields);
        assert_eq!(parts.count(), VALUES);
        assert!(format!("{read:?}").len() < document.len());
    }

    #[test]
    fn members_of_maps_keep_their_names() {
        let read = read(
            PredicateKind::Link,
            r#"{"name":"build","command":["make","all"],"materials":{"a/b~c":{"sha256":"00"}}}"#,
        );
        assert!(read.contains(&("name".to_owned(), "a/b~c".to_owned())));
        assert!(read.contains(&("digest".to_owned(), "sha256=00".to_owned())));
        assert_eq!(read.iter().filter(|(name, _)| name == "command").count(), 2);
    }
}
