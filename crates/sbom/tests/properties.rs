//! What must hold for any document.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use proptest::prelude::*;
use serde_json::{Value, json};
use whence_sbom::{
    ChangeKind, Column, ComponentId, GroupBy, Index, Query, Relation, Sort, diff, read, recognise,
};

#[derive(Clone, Debug)]
struct Part {
    name: String,
    version: Option<String>,
    group: Option<String>,
    supplier: Option<String>,
    licence: Option<String>,
    uses: Vec<usize>,
}

fn part() -> impl Strategy<Value = Part> {
    let version = prop::option::of("[0-9]{1,3}\\.[0-9]{1,2}(-rc[0-9])?");
    let licence = prop::option::of(prop::sample::select(vec!["MIT", "Apache-2.0", "ISC"]));
    (
        "[a-cA-C]{1,3}",
        version,
        prop::option::of("[xX][yÄä]"),
        prop::option::of("[st]{1,2}"),
        licence,
        prop::collection::vec(0_usize..12, 0..4),
    )
        .prop_map(|(name, version, group, supplier, licence, uses)| Part {
            name,
            version,
            group,
            supplier,
            licence: licence.map(str::to_owned),
            uses,
        })
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    prop::collection::vec(part(), 0..12)
}

fn document(parts: &[Part]) -> Vec<u8> {
    let components: Vec<Value> = parts
        .iter()
        .enumerate()
        .map(|(at, part)| {
            json!({
                "type": "library", "bom-ref": at.to_string(), "name": part.name, "version": part.version,
                "group": part.group, "supplier": {"name": part.supplier},
                "licenses": part.licence.iter().map(|id| json!({"license": {"id": id}})).collect::<Vec<_>>(),
            })
        })
        .collect();
    let dependencies: Vec<Value> = parts
        .iter()
        .enumerate()
        .map(|(at, part)| {
            let uses = part.uses.iter().filter(|to| **to < parts.len());
            let uses: Vec<String> = uses.map(ToString::to_string).collect();
            json!({"ref": at.to_string(), "dependsOn": uses})
        })
        .collect();
    json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components,
        "dependencies": dependencies})
    .to_string()
    .into_bytes()
}

fn index(parts: &[Part]) -> Index {
    read(document(parts)).unwrap()
}

fn query() -> impl Strategy<Value = Query> {
    let some = |values: &[&str]| {
        let values: Vec<Option<String>> = values
            .iter()
            .map(|text| Some((*text).to_owned()))
            .chain([None])
            .collect();
        prop::collection::vec(prop::sample::select(values), 0..3)
    };
    (
        prop::sample::select(vec!["", "a", "B", "ab", "1.2", "xä", "mit", "a b", "zzz"]),
        some(&["MIT", "ISC"]),
        some(&["s", "t"]),
        prop::collection::vec(prop::sample::select(Relation::ALL.to_vec()), 0..3),
        prop::option::of((prop::sample::select(Column::ALL.to_vec()), any::<bool>())),
    )
        .prop_map(|(search, licences, suppliers, relations, sort)| Query {
            search: search.to_owned(),
            licences,
            suppliers,
            relations,
            sort: sort.map(|(column, descending)| Sort { column, descending }),
            ..Query::default()
        })
}

/// The same question, asked of the parts themselves.
fn fits(part: &Part, relation: Relation, query: &Query) -> bool {
    let texts = [
        Some(&part.name),
        part.version.as_ref(),
        part.group.as_ref(),
        part.supplier.as_ref(),
        part.licence.as_ref(),
    ];
    let words = query.search.split_whitespace().all(|word| {
        let word = word.to_lowercase();
        texts
            .iter()
            .flatten()
            .any(|text| text.to_lowercase().contains(&word))
    });
    words
        && (query.licences.is_empty() || query.licences.contains(&part.licence))
        && (query.suppliers.is_empty() || query.suppliers.contains(&part.supplier))
        && (query.relations.is_empty() || query.relations.contains(&relation))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = recognise(&bytes);
        let _ = read(bytes);
    }

    /// Documents of every format with one piece cut out, doubled or overwritten.
    #[test]
    fn damaged_documents_are_read_or_refused(
        which in 0_usize..6, from in 0_usize..3000, length in 0_usize..60, with in "[\\PC<>{}\\[\\]\":,&]{0,12}",
    ) {
        let sources: [&str; 6] = [
            r#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"component":{"name":"a","components":[{}]}},"components":[{"name":"a","type":"file","bom-ref":"a","licenses":[{"expression":"MIT"}],"hashes":[{"alg":"MD5","content":"x"}],"components":[{"name":"b"}]}],"dependencies":[{"ref":"a","dependsOn":["b"]}],"compositions":[{"aggregate":"complete"}],"vulnerabilities":[{"id":"x","affects":[{"ref":"a"}]}]}"#,
            r#"<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6"><metadata><tools><tool><name>x</name></tool></tools></metadata><components><component type="file" bom-ref="a"><name>a &amp; b</name><licenses><license><id>MIT</id></license><expression>MIT</expression></licenses><components><component><name>c</name></component></components></component></components><dependencies><dependency ref="a"><dependency ref="b"/></dependency></dependencies></bom>"#,
            "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: a\nSPDXID: SPDXRef-a\nPackageChecksum: SHA1: x\nExternalRef: SECURITY cpe23Type cpe:2.3:a\nPackageCopyrightText: <text>a\nb</text>\nFileName: f\nRelationship: SPDXRef-a CONTAINS SPDXRef-f\n",
            "spdxVersion: SPDX-2.3\npackages:\n- name: a\n  SPDXID: SPDXRef-a\n  checksums: [{algorithm: SHA1, checksumValue: x}]\nrelationships:\n- spdxElementId: SPDXRef-a\n  relationshipType: CONTAINS\n  relatedSpdxElement: NONE\n",
            r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{"type":"software_Package","spdxId":"a","name":"a"},{"type":"Relationship","spdxId":"r","from":"a","to":["b"],"relationshipType":"contains"},{"type":"SpdxDocument","spdxId":"d","rootElement":["a"]}]}"#,
            r#"{"artifacts":[{"id":"a","name":"a","cpes":["cpe:2.3:a"],"licenses":["MIT"]}],"files":[{"id":"f","location":{"path":"/f"}}],"artifactRelationships":[{"parent":"a","child":"f","type":"contains"}],"source":{"id":"s","type":"image","target":{"imageID":"sha256:x"}},"descriptor":{"name":"syft"}}"#,
        ];
        let mut characters: Vec<char> = sources[which].chars().collect();
        let from = from.min(characters.len());
        let to = (from + length).min(characters.len());
        characters.splice(from..to, with.chars());
        let damaged: String = characters.into_iter().collect();
        if let Ok(index) = read(damaged.into_bytes()) {
            index.gaps();
            index.select(&Query { search: "a".to_owned(), ..Query::default() });
            prop_assert!(diff(&index, &index).changes().is_empty());
        }
    }

    #[test]
    fn rows_are_those_of_a_plain_filter(parts in parts(), query in query()) {
        let index = index(&parts);
        let rows = index.select(&query);
        let mut found: Vec<_> = rows.ids().to_vec();
        found.sort();
        let expected: Vec<_> = (0_u32..)
            .zip(&parts)
            .map(|(at, part)| (ComponentId(at), part))
            .filter(|(id, part)| fits(part, index.relation(*id), &query))
            .map(|(id, _)| id)
            .collect();
        prop_assert_eq!(&found, &expected);
        // Pages, put together, are the rows.
        let mut pages = Vec::new();
        for start in (0..rows.len() + 3).step_by(3) {
            pages.extend_from_slice(rows.page(start..start + 3));
        }
        prop_assert_eq!(pages.as_slice(), rows.ids());
        // Groups that do not overlap count each row once.
        let total: u32 = index.groups(&query, GroupBy::Supplier).iter().map(|one| one.count).sum();
        prop_assert_eq!(total as usize, rows.len());
    }

    #[test]
    fn orders_are_stable_and_turn_round(parts in parts()) {
        let index = index(&parts);
        let sorted = |column, descending| {
            index.select(&Query { sort: Some(Sort { column, descending }), ..Query::default() })
        };
        let names: Vec<String> = sorted(Column::Name, false)
            .ids()
            .iter()
            .map(|id| index.component(*id).unwrap().name().to_lowercase())
            .collect();
        let mut expected: Vec<String> = parts.iter().map(|part| part.name.to_lowercase()).collect();
        expected.sort();
        prop_assert_eq!(names, expected);
        for column in Column::ALL {
            let (up, down) = (sorted(*column, false), sorted(*column, true));
            prop_assert_eq!(up.len(), parts.len());
            prop_assert_eq!(down.len(), parts.len());
        }
        // Ties keep the order of the document.
        let kinds = sorted(Column::Kind, true);
        prop_assert!(kinds.ids().is_sorted());
    }

    #[test]
    fn nothing_differs_from_itself(parts in parts()) {
        let (one, two) = (index(&parts), index(&parts));
        let same = diff(&one, &two);
        prop_assert!(same.changes().is_empty());
        prop_assert_eq!(same.unchanged() as usize, parts.len());
    }

    #[test]
    fn swapping_sides_swaps(old in parts(), new in parts()) {
        let (old, new) = (index(&old), index(&new));
        let (there, back) = (diff(&old, &new), diff(&new, &old));
        prop_assert_eq!(there.unchanged(), back.unchanged());
        let turned: Vec<_> = back.changes().iter().map(|one| (one.after, one.before, one.version, one.licence)).collect();
        let straight: Vec<_> = there.changes().iter().map(|one| (one.before, one.after, one.version, one.licence)).collect();
        prop_assert_eq!(straight, turned);
        prop_assert_eq!(there.count(ChangeKind::Added), back.count(ChangeKind::Removed));
        let matched = there.changes().iter().filter(|one| one.before.is_some() && one.after.is_some()).count();
        let both = matched + there.unchanged() as usize;
        prop_assert_eq!(both + there.count(ChangeKind::Removed), old.len());
        prop_assert_eq!(both + there.count(ChangeKind::Added), new.len());
    }
}
