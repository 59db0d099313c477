//! Documents made to hurt. What they may cost is memory and time in proportion to their size, nothing more.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    fmt::Write,
    sync::atomic::{AtomicBool, Ordering},
};

use serde_json::{Value, json};
use whence_sbom::{
    Column, ComponentId, Element, FindingCode, GroupBy, Index, Outline, Query, RefusedCode,
    Relation, Sort, diff, limits, read, read_until, to_csv, to_json,
};

fn cyclonedx(members: &str) -> Vec<u8> {
    format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6",{members}}}"#).into_bytes()
}

fn refused(document: Vec<u8>) -> RefusedCode {
    read(document).unwrap_err().code
}

/// Everything a window would ask of an index.
fn use_all(index: &Index) {
    for column in Column::ALL {
        let sort = Some(Sort {
            column: *column,
            descending: true,
        });
        let rows = index.select(&Query {
            sort,
            ..Query::default()
        });
        assert_eq!(rows.len(), index.len());
    }
    for by in GroupBy::ALL {
        index.groups(&Query::default(), *by);
    }
    index.gaps();
    let last = ComponentId(u32::try_from(index.len().saturating_sub(1)).unwrap());
    index.graph().paths_to(last, &index.facts().roots, 20);
    let mut outline = Outline::new(index);
    for position in 0..outline.rows().len().min(50) {
        outline.open(index, position);
    }
    assert_eq!(diff(index, index).changes(), []);
}

#[test]
fn a_million_levels_are_refused() {
    const LEVELS: usize = 1_000_000;
    let deep =
        |open: &str, close: &str| format!("{}1{}", open.repeat(LEVELS), close.repeat(LEVELS));
    for value in [deep("[", "]"), deep(r#"{"a":"#, "}"), "[".repeat(LEVELS)] {
        assert_eq!(
            refused(cyclonedx(&format!(r#""metadata":{value}"#))),
            RefusedCode::TooDeep
        );
        let late = format!(r#"{{"specVersion":"1.6","metadata":{value},"bomFormat":"CycloneDX"}}"#);
        let late = refused(late.into_bytes());
        assert!(matches!(
            late,
            RefusedCode::TooDeep | RefusedCode::NotAnSbom
        ));
    }
    // What is passed over is passed over at any depth.
    let other = format!(r#""other":{}"#, deep("[", "]"));
    assert!(read(cyclonedx(&other)).unwrap().is_empty());
    let inside = deep(r#"{"components":["#, "]}");
    assert_eq!(
        refused(cyclonedx(&format!(r#""components":[{inside}]"#))),
        RefusedCode::TooDeep
    );
    let namespace = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6">"#;
    for element in ["<components><component>", "<metadata>", "<other>"] {
        let document = format!("{namespace}{}", element.repeat(LEVELS));
        assert_eq!(refused(document.into_bytes()), RefusedCode::TooDeep);
    }
    let yaml = format!("spdxVersion: {}", "[".repeat(LEVELS));
    let yaml = read(yaml.into_bytes()).unwrap_err().code;
    assert!(matches!(yaml, RefusedCode::TooDeep | RefusedCode::Syntax));
}

#[test]
fn levels_within_the_limit_are_read() {
    let levels = 50;
    let document = format!(
        r#""components":[{}]"#,
        (0..levels).fold(r#"{"type":"file","name":"x"}"#.to_owned(), |inner, _| {
            format!(r#"{{"type":"file","name":"x","components":[{inner}]}}"#)
        })
    );
    let index = read(cyclonedx(&document)).unwrap();
    assert_eq!(index.len(), levels + 1);
    use_all(&index);
}

#[test]
fn entities_are_not_expanded() {
    let namespace = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6">"#;
    let body =
        "<components><component type='file'><name>&lol9;</name></component></components></bom>";
    let mut types = String::from("<!DOCTYPE bom [<!ENTITY lol0 'lol'>");
    for level in 1..10 {
        let inner = format!("&lol{};", level - 1).repeat(10);
        write!(types, "<!ENTITY lol{level} '{inner}'>").unwrap();
    }
    types.push_str("]>");
    let bomb = format!("<?xml version='1.0'?>{types}{namespace}{body}");
    assert_eq!(refused(bomb.into_bytes()), RefusedCode::DocumentType);
    let outside = format!("<!DOCTYPE bom SYSTEM 'file:///etc/hostname'>{namespace}{body}");
    assert_eq!(refused(outside.into_bytes()), RefusedCode::DocumentType);
    // Without a document type an entity is unknown, and unknown ones are no text.
    assert_eq!(
        refused(format!("{namespace}{body}").into_bytes()),
        RefusedCode::Syntax
    );
    let five = format!(
        "{namespace}{}",
        body.replace("&lol9;", "&lt;&amp;&#x41;<![CDATA[<b>]]>")
    );
    let index = read(five.into_bytes()).unwrap();
    assert_eq!(index.component(ComponentId(0)).unwrap().name(), "<&A<b>");
    // Neither does YAML multiply.
    let mut yaml = String::from("spdxVersion: SPDX-2.3\na0: &a0 [x, x]\n");
    for level in 1..30 {
        let below = level - 1;
        writeln!(yaml, "a{level}: &a{level} [*a{below}, *a{below}]").unwrap();
    }
    assert_eq!(refused(yaml.into_bytes()), RefusedCode::Syntax);
}

#[test]
fn a_million_components_in_a_chain_and_a_circle() {
    const COMPONENTS: usize = 1_000_000;
    let mut document = String::from(
        r#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"component":{"type":"file","name":"r","bom-ref":"0"}},"components":["#,
    );
    for number in 1..COMPONENTS {
        write!(
            document,
            r#"{{"type":"file","name":"n","bom-ref":"{number}"}},"#
        )
        .unwrap();
    }
    document.pop();
    document.push_str(r#"],"dependencies":["#);
    for number in 0..COMPONENTS {
        // A chain, whose end leads to its start.
        let next = (number + 1) % COMPONENTS;
        write!(document, r#"{{"ref":"{number}","dependsOn":["{next}"]}},"#).unwrap();
    }
    document.pop();
    document.push_str("]}");
    let index = read(document.into_bytes()).unwrap();
    assert_eq!(index.len(), COMPONENTS);
    assert_eq!(index.graph().len(), COMPONENTS);
    let last = ComponentId(u32::try_from(COMPONENTS - 1).unwrap());
    assert_eq!(index.relation(last), Relation::Transitive);
    let [cycle] = &index.graph().cycles()[..] else {
        panic!("not one circle");
    };
    assert_eq!(cycle.len(), COMPONENTS);
    let paths = index.graph().paths_to(last, &index.facts().roots, 20);
    assert_eq!(
        (paths.paths.len(), paths.paths[0].len(), paths.more),
        (1, COMPONENTS, false)
    );
}

#[test]
fn who_wants_no_more_of_it_gets_no_more() {
    let parts = r#"{"type":"file","name":"x"},"#.repeat(1000);
    let json = cyclonedx(&format!(
        r#""components":[{}]"#,
        parts.trim_end_matches(',')
    ));
    let xml = format!(
        r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>{}</components></bom>"#,
        "<component type='file'><name>x</name></component>".repeat(1000)
    );
    let tags = format!(
        "SPDXVersion: SPDX-2.3\n{}",
        "PackageName: x\nSPDXID: SPDXRef-x\n".repeat(1000)
    );
    let yaml = format!(
        "spdxVersion: SPDX-2.3\npackages:\n{}",
        "- name: x\n  SPDXID: SPDXRef-x\n".repeat(1000)
    );
    for document in [json, xml.into_bytes(), tags.into_bytes(), yaml.into_bytes()] {
        let stop = AtomicBool::new(false);
        assert!(read_until(document.clone(), &stop).is_ok());
        stop.store(true, Ordering::Relaxed);
        let code = read_until(document, &stop).unwrap_err().code;
        assert_eq!(code, RefusedCode::Stopped);
    }
}

#[test]
fn many_ways_to_the_top_are_not_walked() {
    // Thirty layers of ten, each using all of the next: 10^29 ways.
    const LAYERS: usize = 30;
    let name = |layer: usize, at: usize| format!("{layer}-{at}");
    let mut components = Vec::new();
    let mut dependencies = vec![json!({"ref": "root", "dependsOn": ["0-0"]})];
    for layer in 0..LAYERS {
        for at in 0..10 {
            let own = name(layer, at);
            components.push(json!({"type": "library", "name": own, "bom-ref": own}));
            let next: Vec<_> = (0..10).map(|at| name((layer + 1) % LAYERS, at)).collect();
            dependencies.push(json!({"ref": own, "dependsOn": next}));
        }
    }
    let root = json!({"component": {"type": "application", "name": "root", "bom-ref": "root"}});
    let document = json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": root,
        "components": components, "dependencies": dependencies});
    let index = read(document.to_string().into_bytes()).unwrap();
    let deep = index
        .components()
        .find(|one| one.name() == name(LAYERS - 1, 3))
        .unwrap();
    let paths = index.graph().paths_to(deep.id(), &index.facts().roots, 20);
    assert_eq!((paths.paths.len(), paths.more), (20, true));
    let distinct: std::collections::HashSet<_> = paths.paths.iter().collect();
    assert_eq!(distinct.len(), 20);
    for path in &paths.paths {
        assert_eq!(path.len(), LAYERS + 1);
        for pair in path.windows(2) {
            assert!(
                index
                    .graph()
                    .uses(pair[0])
                    .any(|other| other.component == pair[1])
            );
        }
    }
    // Opening whatever can be opened ends: each component opens once.
    let mut outline = Outline::new(&index);
    let mut position = 0;
    while position < outline.rows().len() {
        outline.open(&index, position);
        position += 1;
    }
    let opened = outline.rows().iter().filter(|row| row.open).count();
    assert_eq!(opened, index.len());
    let links = outline.rows().iter().filter(|row| row.shown_above).count();
    assert_eq!(outline.rows().len(), opened + links);
    outline.close(0);
    assert_eq!(outline.rows().len(), 1);
    use_all(&index);
}

#[test]
fn enormous_texts_are_bounded_where_they_are_looked_at() {
    const SIZE: usize = 10 << 20;
    let expressions = [
        "(".repeat(SIZE),
        "MIT AND ".repeat(SIZE / 8) + "MIT",
        "x".repeat(SIZE),
    ];
    for expression in expressions {
        let document = format!(
            r#""components":[{{"type":"file","name":"a","licenses":[{{"expression":"{expression}"}}]}}]"#
        );
        let index = read(cyclonedx(&document)).unwrap();
        let finding = &index.findings()[0];
        assert_eq!(finding.code, FindingCode::InvalidLicenceExpression);
        assert_eq!(finding.text.chars().count(), 200);
        let licence = index
            .components()
            .next()
            .unwrap()
            .licences()
            .next()
            .unwrap();
        assert_eq!(licence.text.len(), expression.len());
        let rows = index.select(&Query::default());
        assert!(to_csv(&index, &rows, Column::ALL).len() < 200_000);
        use_all(&index);
    }
    let many = "[],".repeat(limits::RECORD_VALUES as usize + 1);
    let document = cyclonedx(&format!(r#""metadata":{{"x":[{many}0]}}"#));
    assert_eq!(refused(document), RefusedCode::TooMany);
}

#[test]
fn findings_are_counted_beyond_what_is_kept() {
    let components = r#"{"type":"nothing","name":"a"},"#.repeat(limits::FINDINGS + 500);
    let document = cyclonedx(&format!(
        r#""components":[{}]"#,
        components.trim_end_matches(',')
    ));
    let index = read(document).unwrap();
    assert_eq!(index.findings().len(), limits::FINDINGS);
    assert!(index.findings_dropped() >= 500);
}

/// Texts that a page, a spreadsheet or a terminal would take for more than text.
const TRAPS: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "=HYPERLINK(\"http://x\")",
    "+1+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\u{ff1d}1",
    "a\",\"b\r\nc",
    "\u{202e}gnp.exe",
    "\u{1b}[2J",
    "{{7*7}}",
    "",
];

#[test]
fn traps_stay_text_in_every_field_and_export() {
    for trap in TRAPS {
        let component = json!({
            "type": trap, "bom-ref": trap, "name": trap, "version": trap, "group": trap, "purl": trap, "cpe": trap,
            "description": trap, "publisher": trap, "copyright": trap, "scope": trap, "supplier": {"name": trap},
            "licenses": [{"license": {"name": trap}}], "hashes": [{"alg": trap, "content": trap}],
        });
        let document = json!({
            "bomFormat": "CycloneDX", "specVersion": trap, "serialNumber": trap,
            "metadata": {"timestamp": trap, "authors": [{"name": trap}], "component": component},
            "components": [component],
            "dependencies": [{"ref": trap, "dependsOn": [trap]}],
            "vulnerabilities": [{"id": trap, "affects": [{"ref": trap}], "analysis": {"state": trap}}],
        });
        let index = read(document.to_string().into_bytes()).unwrap();
        let rows = index.select(&Query::default());
        let csv = to_csv(&index, &rows, Column::ALL);
        let lines: Vec<&str> = csv.split("\r\n").collect();
        assert_eq!(lines.len(), 4, "{csv}");
        for cell in cells(lines[1]) {
            let start = cell.trim_start().chars().next();
            assert!(
                !start.is_some_and(|c| "=+-@\u{ff1d}\t".contains(c)),
                "{cell:?}"
            );
            assert!(
                !cell.contains(['\u{1b}', '\u{202e}', '\r', '\n']),
                "{cell:?}"
            );
        }
        let back: Value = serde_json::from_str(&to_json(&index, &rows, Column::ALL)).unwrap();
        assert_eq!(back[0]["name"], **trap);
        use_all(&index);
        let lacking = index.select(&Query {
            gap: Some(Element::Name),
            ..Query::default()
        });
        assert_eq!(lacking.len(), if trap.is_empty() { 2 } else { 0 });
    }
}

/// The cells of one line whose cells are all quoted.
fn cells(line: &str) -> Vec<String> {
    let inner = line.strip_prefix('"').unwrap().strip_suffix('"').unwrap();
    inner
        .split("\",\"")
        .map(|cell| cell.replace("\"\"", "\""))
        .collect()
}
