//! Documents of other projects, from `../shared/vectors` where it is there. Every count is made a second time
//! here: by a walk over `serde_json::Value`, by tags, by lines; never through the reader.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;
use whence_sbom::{FindingCode, Format, Index, RefusedCode};

struct Case {
    id: String,
    expected: String,
    version: String,
    bytes: Vec<u8>,
}

fn cases(kind: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let Ok(index) = fs::read(folder.join("index.json")) else {
        println!("skipped: no ../shared/vectors");
        return Vec::new();
    };
    let index: Vec<Value> = serde_json::from_slice(&index).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    index
        .iter()
        .filter(|case| case["kind"] == kind)
        .map(|case| Case {
            id: text(&case["id"]),
            expected: text(&case["expected"]),
            version: text(&case["args"]["spec_version"]),
            bytes: fs::read(folder.join(text(&case["files"]["document"]))).unwrap(),
        })
        .collect()
}

/// What is odd but not wrong.
const REMARKS: &[FindingCode] = &[
    FindingCode::NoRoot,
    FindingCode::NoRelations,
    FindingCode::EmbeddedSignature,
    FindingCode::Cycle,
    FindingCode::DuplicatePurl,
];

fn faults(index: &Index) -> Vec<FindingCode> {
    let codes = index.finding_counts().into_iter().map(|(code, _)| code);
    codes.filter(|code| !REMARKS.contains(code)).collect()
}

/// Components and stated relations.
#[derive(Debug, PartialEq, Eq, Default, Clone, Copy)]
struct Count {
    components: usize,
    relations: usize,
}

fn counted(index: &Index) -> Count {
    Count {
        components: index.len(),
        relations: usize::try_from(index.facts().relations_declared).unwrap(),
    }
}

// --- the second counts -------------------------------------------------------------------------------------

fn text_of(bytes: &[u8]) -> String {
    match bytes {
        [0xff, 0xfe, rest @ ..] => {
            let units: Vec<u16> = rest
                .chunks_exact(2)
                .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16(&units).unwrap()
        }
        [0xfe, 0xff, rest @ ..] => {
            let units: Vec<u16> = rest
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16(&units).unwrap()
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).unwrap(),
        _ => String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

fn length(value: &Value) -> usize {
    value.as_array().map_or(0, Vec::len)
}

fn nested(list: &Value, key: &str) -> usize {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|one| 1 + nested(&one[key], key)).sum()
}

fn count_cyclonedx_json(text: &str) -> Count {
    let bom: Value = serde_json::from_str(text).unwrap();
    let root = &bom["metadata"]["component"];
    let dependencies = bom["dependencies"].as_array().cloned().unwrap_or_default();
    Count {
        components: nested(&bom["components"], "components")
            + nested(&bom["services"], "services")
            + usize::from(root.is_object())
            + nested(&root["components"], "components"),
        // Without a `ref` there is nothing that would depend.
        relations: dependencies
            .iter()
            .filter(|one| one["ref"].is_string())
            .map(|one| length(&one["dependsOn"]) + length(&one["provides"]))
            .sum(),
    }
}

/// Counts tags by where they stand; knows no entities, attributes or namespaces.
fn count_cyclonedx_xml(text: &str) -> Count {
    let mut count = Count::default();
    let mut open: Vec<(&str, bool)> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = |mark: &str| rest.find(mark).unwrap() + mark.len();
        if rest.starts_with("<!--") {
            rest = &rest[end("-->")..];
            continue;
        }
        if rest.starts_with("<![CDATA[") {
            rest = &rest[end("]]>")..];
            continue;
        }
        let tag = &rest[..end(">")];
        rest = &rest[tag.len()..];
        if tag.starts_with("<?") {
            continue;
        }
        if tag.starts_with("</") {
            open.pop();
            continue;
        }
        let name = tag[1..]
            .split([' ', '\n', '\r', '\t', '>', '/'])
            .next()
            .unwrap();
        let names: Vec<&str> = open.iter().map(|(name, _)| *name).collect();
        let within = |allowed: &[&str]| names.iter().all(|name| allowed.contains(name));
        match name {
            "component" => {
                let path = ["bom", "metadata", "components", "component"];
                count.components += usize::from(within(&path));
            }
            "service" => count.components += usize::from(within(&["bom", "services", "service"])),
            "dependency" | "provides" if open.len() == 3 => {
                let named = open[2].1;
                let path = ["bom", "dependencies", "dependency"];
                count.relations += usize::from(within(&path) && named);
            }
            _ => (),
        }
        if !tag.ends_with("/>") {
            open.push((name, tag.contains("ref=")));
        }
    }
    count
}

fn count_spdx_json(text: &str) -> Count {
    let document: Value = serde_json::from_str(text).unwrap();
    let packages = document["packages"].as_array().cloned().unwrap_or_default();
    let elements = ["packages", "files", "snippets"];
    Count {
        components: elements.iter().map(|key| length(&document[*key])).sum(),
        relations: length(&document["relationships"])
            + packages
                .iter()
                .filter(|one| one["SPDXID"].is_string())
                .map(|one| length(&one["hasFiles"]))
                .sum::<usize>(),
    }
}

fn count_tag_value(text: &str) -> Count {
    let lines = |tags: &[&str]| {
        text.split(['\n', '\r'])
            .filter(|line| tags.iter().any(|tag| line.trim_start().starts_with(tag)))
            .count()
    };
    Count {
        components: lines(&["PackageName:", "FileName:", "SnippetSPDXID:"]),
        relations: lines(&["Relationship:"]),
    }
}

/// The lists of one element each.
fn count_spdx_xml(text: &str) -> Count {
    let tags = |tag: &str| text.matches(tag).count();
    Count {
        components: tags("<packages>") + tags("<files>") + tags("<snippets>"),
        relations: tags("<relationships>") + tags("<hasFiles>"),
    }
}

/// Entries of a list that stands at the left edge, and of `hasFiles` within it.
fn count_spdx_yaml(text: &str) -> Count {
    let mut count = Count::default();
    let (mut list, mut files) = ("", false);
    for line in text.lines() {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            list = line.split(':').next().unwrap();
        } else if line.starts_with("- ") {
            match list {
                "packages" | "files" | "snippets" => count.components += 1,
                "relationships" => count.relations += 1,
                _ => (),
            }
            files = false;
        } else if line.trim() == "hasFiles:" {
            files = true;
        } else if files && line.trim_start().starts_with("- ") {
            count.relations += 1;
        } else {
            files = false;
        }
    }
    count
}

fn count_spdx3(text: &str) -> Count {
    let document: Value = serde_json::from_str(text).unwrap();
    let mut count = Count::default();
    for element in document["@graph"].as_array().unwrap() {
        match element["type"].as_str().unwrap() {
            "software_Package"
            | "software_File"
            | "software_Snippet"
            | "ai_AIPackage"
            | "dataset_DatasetPackage" => count.components += 1,
            kind if kind.starts_with("security_") && kind.ends_with("Relationship") => {
                count.relations += 1;
            }
            // One end is mostly a list, sometimes the one name.
            kind if kind.ends_with("Relationship") => {
                let to = &element["to"];
                count.relations += length(to) + usize::from(to.is_string());
            }
            _ => (),
        }
    }
    count
}

fn second_count(format: Format, text: &str) -> Option<Count> {
    Some(match format {
        Format::CycloneDxJson => count_cyclonedx_json(text),
        Format::CycloneDxXml => count_cyclonedx_xml(text),
        Format::SpdxJson => count_spdx_json(text),
        Format::SpdxTagValue => count_tag_value(text),
        Format::SpdxXml => count_spdx_xml(text),
        Format::SpdxYaml => count_spdx_yaml(text),
        Format::Spdx3 => count_spdx3(text),
        _ => return None,
    })
}

// --- the tests -----------------------------------------------------------------------------------------------

#[derive(Default)]
struct Row {
    documents: usize,
    read: usize,
    refused: usize,
    components: usize,
    relations: usize,
}

fn print(title: &str, rows: &BTreeMap<String, Row>) {
    println!("{title:<34} documents   read  refused  components  relations");
    for (name, row) in rows {
        println!(
            "{name:<34} {:>9} {:>6} {:>8} {:>11} {:>10}",
            row.documents, row.read, row.refused, row.components, row.relations
        );
    }
}

/// What is wrong with the documents of the specification, by their names.
fn fault_of(name: &str) -> FindingCode {
    let faults = [
        ("component-ref-1.6.json", FindingCode::EmptyReference),
        ("component-ref-1.7.json", FindingCode::EmptyReference),
        ("component-ref", FindingCode::DuplicateReference),
        ("component-type", FindingCode::UnknownValue),
        ("missing-component-type", FindingCode::MissingField),
        ("empty-component", FindingCode::MissingField),
        ("dependency", FindingCode::MissingField),
        ("hash-sha1", FindingCode::InvalidHash),
        ("license-choice", FindingCode::LicenceChoice),
        ("license-declared-concluded-mix", FindingCode::LicenceChoice),
        ("license-id-count", FindingCode::LicenceChoice),
        ("license-name-count", FindingCode::LicenceChoice),
        ("license-missing-id-and-name", FindingCode::LicenceChoice),
        ("license-id", FindingCode::UnknownLicence),
        ("metadata-timestamp", FindingCode::InvalidTimestamp),
        ("patch-type", FindingCode::UnknownValue),
        ("properties", FindingCode::MissingField),
        ("scope", FindingCode::UnknownValue),
        ("serialnumber", FindingCode::InvalidSerialNumber),
        ("service-data", FindingCode::UnknownValue),
        (
            "component-external-version-and",
            FindingCode::ConflictingFields,
        ),
        (
            "component-versionRange-non-external",
            FindingCode::ConflictingFields,
        ),
    ];
    let name = name.split("invalid-").nth(1).unwrap();
    let found = faults
        .iter()
        .filter(|(stem, _)| name.starts_with(stem))
        .max_by_key(|(stem, _)| stem.len());
    found.unwrap_or_else(|| panic!("{name} is new")).1
}

#[test]
fn conformance_of_cyclonedx() {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in cases("sbom-conformance") {
        let text = text_of(&case.bytes);
        let syntax = if text.trim_start().starts_with('<') {
            "xml"
        } else {
            "json"
        };
        let name = format!("{} {syntax} {}", case.version, case.expected);
        let row = rows.entry(name).or_default();
        row.documents += 1;
        let index = match whence_sbom::read(case.bytes) {
            Ok(index) => index,
            Err(refused) => {
                row.refused += 1;
                if case.expected == "pass" {
                    wrong.push(format!("{}: {refused}", case.id));
                }
                continue;
            }
        };
        row.read += 1;
        let count = counted(&index);
        row.components += count.components;
        row.relations += count.relations;
        if Some(count) != second_count(index.facts().format, &text) {
            wrong.push(format!("{}: {count:?}", case.id));
        }
        if index.facts().spec_version != case.version {
            wrong.push(format!(
                "{}: version {}",
                case.id,
                index.facts().spec_version
            ));
        }
        let faults = faults(&index);
        if case.id.contains("invalid-") {
            if !faults.contains(&fault_of(&case.id)) {
                wrong.push(format!("{}: only {faults:?}", case.id));
            }
        } else if !faults.is_empty() {
            wrong.push(format!("{}: {:?}", case.id, index.findings()));
        }
    }
    print("version, syntax, expected", &rows);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn documents_of_many_generators() {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut counted_twice = 0;
    for case in cases("sbom") {
        let text = text_of(&case.bytes);
        match whence_sbom::read(case.bytes) {
            Ok(index) => {
                let name = format!(
                    "{} {}",
                    index.facts().format.as_str(),
                    index.facts().spec_version
                );
                let row = rows.entry(name).or_default();
                row.documents += 1;
                row.read += 1;
                let count = counted(&index);
                row.components += count.components;
                row.relations += count.relations;
                let again = second_count(index.facts().format, &text);
                counted_twice += usize::from(again.is_some());
                if Some(count) != again {
                    wrong.push(format!("{}: {count:?} {again:?}", case.id));
                }
                if case.expected == "fail" && faults(&index).is_empty() {
                    wrong.push(format!("{}: no fault found", case.id));
                }
            }
            Err(refused) => {
                let format = refused.format.map_or("none", Format::as_str);
                let row = rows.entry(format.to_owned()).or_default();
                row.documents += 1;
                row.refused += 1;
                if refused.code != RefusedCode::NotSupported || !case.id.contains("df") {
                    wrong.push(format!("{}: {refused}", case.id));
                }
            }
        }
    }
    print("format, version", &rows);
    println!("counted a second time: {counted_twice}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn statements_about_vulnerabilities() {
    let mut wrong = Vec::new();
    for case in cases("vex") {
        let text = text_of(&case.bytes);
        let again = if text.trim_start().starts_with('<') {
            text.matches("<vulnerability ").count() + text.matches("<vulnerability>").count()
        } else {
            let document: Value = serde_json::from_str(&text).unwrap();
            length(&document["vulnerabilities"]) + length(&document["statements"])
        };
        match whence_sbom::read(case.bytes) {
            Ok(index) if index.vulnerabilities().len() == again => (),
            Ok(index) => wrong.push(format!("{}: {}", case.id, index.vulnerabilities().len())),
            Err(refused) if refused.format == Some(Format::Csaf) => (),
            Err(refused) => wrong.push(format!("{}: {refused}", case.id)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
