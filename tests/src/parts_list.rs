//! Parts lists (SBOMs) of any size, the same ones on every run.

use std::fmt::Write;

const LICENCES: [&str; 7] = [
    "MIT",
    "Apache-2.0",
    "BSD-3-Clause",
    "ISC",
    "MPL-2.0",
    "GPL-2.0-only",
    "LGPL-2.1-or-later",
];
const SUPPLIERS: [&str; 6] = [
    "Acme Widgets",
    "Example Foundation",
    "Northwind Libraries",
    "Sample Industries",
    "Harbour Software",
    "Quiet Works",
];

/// CycloneDX 1.6 about `tool` 4.2 with this many parts beside it. Every part uses up to three later ones; one in
/// seven states no licence, one in five no supplier, one in three no digest.
#[must_use]
pub fn cyclonedx(parts: usize) -> String {
    cyclonedx_about("", parts, |part| format!("1.{}.{}", part % 40, part % 7))
}

/// The same list, with this text as members of what it is about, and with versions by `version`.
#[must_use]
pub fn cyclonedx_about(about: &str, parts: usize, version: impl Fn(usize) -> String) -> String {
    let mut text = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79","version":1,
"metadata":{{"timestamp":"2026-03-03T14:00:00Z","tools":{{"components":[{{"type":"application","name":"lister","version":"2.1"}}]}},
"authors":[{{"name":"Release team"}}],"component":{{"type":"application","bom-ref":"tool","name":"tool","version":"4.2"{about}}}}},
"components":["#
    );
    for part in 0..parts {
        let comma = if part == 0 { "" } else { ",\n" };
        let version = version(part);
        let name = name(part);
        // Writing to a String does not fail.
        let _ = write!(
            text,
            r#"{comma}{{"type":"{}","bom-ref":"part-{part}","name":"{name}","version":"{version}","purl":"pkg:generic/{name}@{version}""#,
            if part % 11 == 0 {
                "framework"
            } else {
                "library"
            },
        );
        if part % 7 != 0 {
            let licence = LICENCES
                .get(
                    [0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 6]
                        .get(part * 7919 % 13)
                        .copied()
                        .unwrap_or(0),
                )
                .unwrap_or(&"MIT");
            let _ = write!(text, r#","licenses":[{{"license":{{"id":"{licence}"}}}}]"#);
        }
        if part % 5 != 0 {
            let supplier = SUPPLIERS.get(part % SUPPLIERS.len()).unwrap_or(&"");
            let _ = write!(text, r#","supplier":{{"name":"{supplier}"}}"#);
        }
        if part % 3 != 0 {
            let _ = write!(
                text,
                r#","hashes":[{{"alg":"SHA-256","content":"{part:064x}"}}]"#
            );
        }
        text.push('}');
    }
    text.push_str("],\n\"dependencies\":[");
    let tops: Vec<String> = (0..parts.min(12))
        .map(|part| format!("\"part-{part}\""))
        .collect();
    let _ = write!(text, r#"{{"ref":"tool","dependsOn":[{}]}}"#, tops.join(","));
    for part in 0..parts {
        let uses: Vec<String> = [part * 3 + 12, part * 3 + 13, part * 3 + 14]
            .into_iter()
            .filter(|other| *other < parts)
            .map(|other| format!("\"part-{other}\""))
            .collect();
        let _ = write!(
            text,
            ",\n{{\"ref\":\"part-{part}\",\"dependsOn\":[{}]}}",
            uses.join(",")
        );
    }
    text.push_str("]}");
    text
}

/// The name of a part.
#[must_use]
pub fn name(part: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ar", "bel", "cor", "dan", "el", "fin", "gor", "hal", "in", "jun", "kal", "lor", "mir",
        "nor", "os", "pel",
    ];
    let mut name = String::new();
    let mut rest = part.wrapping_mul(2_654_435_761) % 65_536;
    for _ in 0..3 {
        name.push_str(SYLLABLES.get(rest % 16).unwrap_or(&""));
        rest /= 16;
    }
    format!("{name}-{part}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    #[test]
    fn it_is_json_with_as_many_parts_as_asked_for() {
        let list: serde_json::Value = serde_json::from_str(&cyclonedx(100)).unwrap();
        assert_eq!(list["components"].as_array().unwrap().len(), 100);
    }
}
