//! What is asked of an index: binding, gaps, graph, difference.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use serde_json::{Value, json};
use whence_sbom::{
    BindingFacts, BindingStep, ChangeKind, ComponentId, Element, FileDigest, FindingCode, GapState,
    GroupBy, HashName, ImageDigests, Index, Matched, Outline, PlatformDigests, Query, Relation,
    RelationKind, Standard, bind, diff, read,
};

const OWN: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const OTHER: &str = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9";

fn index(members: Value) -> Index {
    let mut document = json!({"bomFormat": "CycloneDX", "specVersion": "1.6"});
    let all = document.as_object_mut().unwrap();
    all.extend(members.as_object().unwrap().clone());
    read(document.to_string().into_bytes()).unwrap()
}

fn about(root: Value) -> Index {
    index(json!({"metadata": {"component": root}}))
}

fn sha256(hex: &str) -> FileDigest {
    FileDigest {
        name: HashName::Sha256,
        hex: hex.to_owned(),
    }
}

fn file() -> BindingFacts {
    BindingFacts {
        file: vec![sha256(OWN)],
        file_name: Some("tool-4.2.tar.gz".to_owned()),
        ..BindingFacts::default()
    }
}

#[test]
fn the_ladder_from_the_top() {
    let hashed = |hex: &str| {
        about(json!({"type": "file", "name": "tool", "version": "4.2",
            "hashes": [{"alg": "SHA-256", "content": hex}]}))
    };
    let subjects = |hex: &str| Some(vec![vec![sha256(OTHER)], vec![sha256(hex)]]);
    let weak = about(json!({"type": "file", "name": "tool", "version": "4.2",
        "hashes": [{"alg": "SHA-1", "content": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}]}));
    let strange = about(json!({"type": "file", "name": "else"}));
    // The list, the subjects of its statement, whether it is signed; the step, and whether it is another's.
    let cases = [
        (
            hashed(OWN),
            subjects(OWN),
            false,
            BindingStep::SignedForThis,
            false,
        ),
        (
            strange,
            subjects(&OWN.to_uppercase()),
            false,
            BindingStep::SignedForThis,
            false,
        ),
        (
            hashed(OWN),
            None,
            true,
            BindingStep::SignedAndNamesThis,
            false,
        ),
        (hashed(OWN), None, false, BindingStep::NamesThis, false),
        (
            hashed(OWN),
            subjects(OTHER),
            false,
            BindingStep::NamesThis,
            true,
        ),
        (hashed(OTHER), None, true, BindingStep::NameOnly, true),
        (
            hashed(OTHER),
            subjects(OTHER),
            true,
            BindingStep::NameOnly,
            true,
        ),
        (hashed("abc"), None, true, BindingStep::NameOnly, false),
        (weak, None, true, BindingStep::NameOnly, false),
        (
            about(json!({"type": "file", "name": "else"})),
            None,
            true,
            BindingStep::Nothing,
            false,
        ),
        (
            index(json!({"components": []})),
            None,
            true,
            BindingStep::Nothing,
            false,
        ),
    ];
    for (at, (index, signed_subjects, document_signed, step, describes_other)) in
        cases.iter().enumerate()
    {
        let facts = BindingFacts {
            signed_subjects: signed_subjects.clone(),
            document_signed: *document_signed,
            ..file()
        };
        let binding = bind(index, &facts);
        assert_eq!(
            (binding.step, binding.describes_other),
            (*step, *describes_other),
            "case {at}"
        );
        let by_digest = *step <= BindingStep::NamesThis;
        assert_eq!(binding.matched.is_some(), by_digest, "case {at}");
    }
}

#[test]
fn digests_of_one_thing_agree_together_or_not_at_all() {
    let sha512 = |digit: &str| FileDigest {
        name: HashName::Sha512,
        hex: digit.repeat(128),
    };
    let facts = |subject: Vec<FileDigest>| BindingFacts {
        file: vec![sha256(OWN), sha512("0")],
        signed_subjects: Some(vec![subject]),
        ..BindingFacts::default()
    };
    let list = index(json!({"components": []}));
    let both = bind(&list, &facts(vec![sha256(OWN), sha512("0")]));
    assert_eq!(both.step, BindingStep::SignedForThis);
    let torn = bind(&list, &facts(vec![sha256(OWN), sha512("1")]));
    assert_eq!(
        (torn.step, torn.describes_other),
        (BindingStep::Nothing, true)
    );
    let unknown = bind(
        &list,
        &facts(vec![FileDigest {
            name: HashName::Sha1,
            hex: OWN.to_owned(),
        }]),
    );
    assert_eq!(
        (unknown.step, unknown.describes_other),
        (BindingStep::Nothing, false)
    );
}

#[test]
fn a_list_of_something_inside_is_not_of_the_whole() {
    // A part has the digest of the file, the root has not.
    let list = index(json!({
        "metadata": {"component": {"type": "application", "name": "whole"}},
        "components": [{"type": "file", "name": "tool", "hashes": [{"alg": "SHA-256", "content": OWN}]}],
    }));
    assert_eq!(bind(&list, &file()).step, BindingStep::Nothing);
    // Nor does a root that nobody declared.
    let guessed = index(json!({
        "components": [
            {"type": "file", "name": "tool", "bom-ref": "a", "hashes": [{"alg": "SHA-256", "content": OWN}]},
            {"type": "file", "name": "b", "bom-ref": "b"}],
        "dependencies": [{"ref": "a", "dependsOn": ["b"]}],
    }));
    assert_eq!(guessed.facts().roots, [ComponentId(0)]);
    assert_eq!(bind(&guessed, &file()).step, BindingStep::NameOnly);
}

#[test]
fn of_an_image_it_says_which_digest() {
    let image = |index: &str, manifest: &str, config: &str| BindingFacts {
        image: Some(ImageDigests {
            index: Some(format!("sha256:{index}")),
            platforms: vec![
                PlatformDigests {
                    name: Some("linux/s390x".to_owned()),
                    manifest: Some("1".repeat(64)),
                    config: Some("2".repeat(64)),
                },
                PlatformDigests {
                    name: Some("linux/arm64".to_owned()),
                    manifest: Some(manifest.to_owned()),
                    config: Some(config.to_owned()),
                },
            ],
        }),
        ..BindingFacts::default()
    };
    let none = "0".repeat(64);
    let purl = format!("pkg:oci/tool@sha256%3A{OWN}?arch=amd64");
    let lists = [
        about(json!({"type": "container", "name": "tool", "purl": purl})),
        about(json!({"type": "container", "name": "tool", "version": format!("sha256:{OWN}")})),
    ];
    for list in &lists {
        let arm = Some("linux/arm64");
        for (mut facts, matched, platform) in [
            (image(OWN, &none, &none), Matched::ImageIndex, None),
            (image(&none, OWN, &none), Matched::ImageManifest, arm),
            (image(&none, &none, OWN), Matched::ImageConfig, arm),
        ] {
            for step in [
                BindingStep::NamesThis,
                BindingStep::SignedAndNamesThis,
                BindingStep::SignedForThis,
            ] {
                facts.document_signed = step == BindingStep::SignedAndNamesThis;
                if step == BindingStep::SignedForThis {
                    facts.signed_subjects = Some(vec![vec![sha256(OWN)]]);
                }
                // The digest by which it was asked for is the image's own, and tells nothing new.
                facts.file = vec![sha256(OWN)];
                let binding = bind(list, &facts);
                assert_eq!(binding.step, step);
                assert_eq!(binding.matched.unwrap().0, matched);
                assert_eq!(binding.platform.as_deref(), platform);
            }
        }
        let other = bind(list, &image(&none, &none, &none));
        assert!(other.describes_other);
    }
}

#[test]
fn gaps_are_counts_that_filter() {
    let list = index(json!({
        "metadata": {"timestamp": "2026-01-01T00:00:00Z", "tools": [{"name": "t"}],
            "component": {"type": "application", "name": "root", "bom-ref": "r", "version": "1"}},
        "components": [
            {"type": "library", "name": "a", "bom-ref": "a", "version": "1", "purl": "pkg:npm/a@1",
             "supplier": {"name": "s"}, "licenses": [{"license": {"id": "MIT"}}],
             "hashes": [{"alg": "SHA-512", "content": "0".repeat(128)}]},
            {"type": "library", "name": "b", "bom-ref": "b", "licenses": [{"license": {"name": "own"}}]},
            {"type": "file", "name": "f"},
        ],
        "dependencies": [{"ref": "r", "dependsOn": ["a"]}],
    }));
    let state = |standard, element| {
        let gaps = list.gaps();
        let found = gaps
            .iter()
            .find(|gap| gap.standard == standard && gap.element == element);
        found.unwrap().state
    };
    let of = |have| GapState::Components { have, of: 3 };
    assert_eq!(state(Standard::Ntia2021, Element::Supplier), of(1));
    assert_eq!(state(Standard::Ntia2021, Element::Name), of(3));
    assert_eq!(state(Standard::Ntia2021, Element::Version), of(2));
    assert_eq!(state(Standard::Ntia2021, Element::Identifier), of(1));
    assert_eq!(state(Standard::Ntia2021, Element::Relationship), of(2));
    assert_eq!(state(Standard::Ntia2021, Element::Author), GapState::Weak);
    assert_eq!(
        state(Standard::Ntia2021, Element::Timestamp),
        GapState::Document(true)
    );
    assert_eq!(
        state(Standard::Ntia2021, Element::RootRelationship),
        GapState::Document(true)
    );
    assert_eq!(
        state(Standard::Ntia2021, Element::Frequency),
        GapState::NotAssessable
    );
    assert_eq!(state(Standard::CisaDraft2025, Element::Licence), of(2));
    assert_eq!(
        state(Standard::CisaDraft2025, Element::ToolName),
        GapState::Document(true)
    );
    assert_eq!(
        state(Standard::CisaDraft2025, Element::GenerationContext),
        GapState::Document(false)
    );
    assert_eq!(state(Standard::BsiTr03183_2, Element::SpdxLicence), of(1));
    assert_eq!(state(Standard::BsiTr03183_2, Element::Sha512), of(1));
    assert_eq!(
        state(Standard::BsiTr03183_2, Element::FormatVersion),
        GapState::Document(true)
    );
    assert_eq!(
        state(Standard::BsiTr03183_2, Element::NoVulnerabilities),
        GapState::Document(true)
    );
    // Each count is the size of what the filter leaves.
    for gap in list.gaps() {
        if let GapState::Components { have, of } = gap.state {
            let lacking = list.select(&Query {
                gap: Some(gap.element),
                ..Query::default()
            });
            assert_eq!(
                lacking.len(),
                (of - have) as usize,
                "{}",
                gap.element.as_str()
            );
        }
    }
}

/// Members are written in the order of the alphabet: the root comes after its parts, and has number 4.
fn small() -> Index {
    index(json!({
        "metadata": {"component": {"type": "application", "name": "root", "bom-ref": "root"}},
        "components": [
            {"type": "library", "name": "a", "bom-ref": "a"},
            {"type": "library", "name": "b", "bom-ref": "b"},
            {"type": "library", "name": "c", "bom-ref": "c"},
            {"type": "library", "name": "alone", "bom-ref": "alone"},
        ],
        "dependencies": [
            {"ref": "root", "dependsOn": ["a", "b", "a"]}, {"ref": "a", "dependsOn": ["c"]},
            {"ref": "b", "dependsOn": ["c"]}, {"ref": "c", "dependsOn": ["a"], "provides": ["alone"]},
        ],
    }))
}

#[test]
fn ways_to_the_top_are_the_shortest() {
    let list = small();
    let [a, b, c, alone, root] = [0, 1, 2, 3, 4].map(ComponentId);
    let paths = list.graph().paths_to(c, &list.facts().roots, 20);
    assert_eq!(paths.paths, [vec![root, a, c], vec![root, b, c]]);
    assert!(!paths.more);
    let one = list.graph().paths_to(c, &list.facts().roots, 1);
    assert_eq!((one.paths.len(), one.more), (1, true));
    assert_eq!(
        list.graph().paths_to(root, &list.facts().roots, 20).paths,
        [vec![root]]
    );
    assert_eq!(list.graph().cycles(), [vec![a, c]]);
    assert_eq!(list.relation(alone), Relation::Transitive);
    let provided = list.graph().incoming(alone).next().unwrap();
    assert_eq!(provided.kind, RelationKind::Provides);
    // Stated twice, it is one relation, and both statements are counted.
    assert_eq!(list.graph().outgoing(root).len(), 2);
    assert_eq!(list.facts().relations_declared, 7);
    let unknown = list
        .graph()
        .paths_to(ComponentId(99), &list.facts().roots, 20);
    assert!(unknown.paths.is_empty());
}

#[test]
fn an_outline_shows_each_component_once() {
    let list = small();
    let mut outline = Outline::new(&list);
    assert_eq!((outline.rows().len(), outline.rows()[0].children), (1, 2));
    assert_eq!(outline.open(&list, 0), 2);
    assert_eq!(outline.open(&list, 1), 1);
    assert_eq!(outline.open(&list, 2), 2);
    // root, a, c, a (shown above), alone, b
    let rows: Vec<_> = outline
        .rows()
        .iter()
        .map(|row| (row.component.0, row.depth, row.shown_above))
        .collect();
    assert_eq!(
        rows,
        [
            (4, 0, false),
            (0, 1, false),
            (2, 2, false),
            (0, 3, true),
            (3, 3, false),
            (1, 1, false)
        ]
    );
    assert_eq!(outline.open(&list, 3), 0);
    assert_eq!(outline.close(1), 3);
    assert_eq!(outline.rows().len(), 3);
    // Now `c` can be opened below `b`.
    assert_eq!(outline.open(&list, 2), 1);
    assert_eq!(outline.open(&list, 3), 2);
    assert_eq!((outline.open(&list, 99), outline.close(99)), (0, 0));
}

#[test]
fn what_is_not_connected_is_a_group_of_its_own() {
    let list = index(json!({
        "metadata": {"component": {"type": "application", "name": "root", "bom-ref": "root"}},
        "components": [{"type": "library", "name": "a", "bom-ref": "a"}, {"type": "library", "name": "b"}],
        "dependencies": [{"ref": "root", "dependsOn": ["a"]}],
    }));
    let query = Query {
        relations: vec![Relation::Unconnected],
        ..Query::default()
    };
    assert_eq!(list.select(&query).ids(), [ComponentId(1)]);
    let groups = list.groups(&Query::default(), GroupBy::Relation);
    assert_eq!(groups.len(), 3);
    let silent = index(json!({"components": [{"type": "library", "name": "a"}]}));
    assert_eq!(silent.facts().relations_declared, 0);
    let codes: Vec<_> = silent.finding_counts().iter().map(|one| one.0).collect();
    assert!(codes.contains(&FindingCode::NoRelations));
    // No relation is not the relation to nothing.
    assert!(!silent.component(ComponentId(0)).unwrap().declares_uses());
}

#[test]
fn a_difference_by_purl_then_by_name() {
    let part = |name: &str, version: &str, purl: Option<&str>, licence: &str, hash: &str| {
        json!({"type": "library", "name": name, "version": version, "purl": purl,
            "licenses": [{"license": {"id": licence}}], "hashes": [{"alg": "SHA-256", "content": hash}]})
    };
    let old = index(json!({"components": [
        part("renamed", "1", Some("pkg:npm/a@1?x=y"), "MIT", OWN),
        part("gone", "1", None, "MIT", OWN),
        part("same", "1", None, "MIT", OWN),
        part("rebuilt", "1", None, "MIT", OWN),
        part("twice", "1", None, "MIT", OWN),
        part("twice", "2", None, "MIT", OWN),
        part("scope", "1", Some("pkg:npm/%40s/n@1"), "MIT", OWN),
    ]}));
    let new = index(json!({"components": [
        part("new-name", "2", Some("pkg:npm/a@2"), "ISC", OWN),
        part("same", "1", None, "MIT", &OWN.to_uppercase()),
        part("rebuilt", "1", None, "MIT", OTHER),
        part("twice", "2", None, "MIT", OWN),
        part("twice", "3", None, "MIT", OWN),
        part("twice", "4", None, "MIT", OWN),
        part("scope", "2", Some("pkg:npm/%40s/n@2"), "MIT", OWN),
    ]}));
    let difference = diff(&old, &new);
    let names = |kind: ChangeKind| {
        let mut names: Vec<_> = difference
            .of(kind)
            .map(|change| match (change.after, change.before) {
                (Some(id), _) => new.component(id).unwrap().name(),
                (None, id) => old.component(id.unwrap()).unwrap().name(),
            })
            .collect();
        names.sort_unstable();
        names
    };
    assert_eq!(names(ChangeKind::Added), ["twice"]);
    assert_eq!(names(ChangeKind::Removed), ["gone"]);
    assert_eq!(names(ChangeKind::Version), ["new-name", "scope", "twice"]);
    assert_eq!(names(ChangeKind::Licence), ["new-name"]);
    assert_eq!(names(ChangeKind::Hash), ["rebuilt"]);
    // `same`, whose digest is only written otherwise, and version 2 of `twice`.
    assert_eq!(difference.unchanged(), 2);
}
