//! `whence sbom`: what ties a list to a file is said first, hostile text reaches the terminal only as
//! escapes, and what is written is bounded.

use serde_json::{Value, json};

use crate::{Desk, code, signed, stderr, stdout};

fn list(name: &str, components: &Value) -> String {
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": { "component": { "type": "application", "bom-ref": "top", "name": name, "version": "1" } },
        "components": components,
    })
    .to_string()
}

fn parts(number: usize) -> Value {
    let part = |number| json!({ "type": "library", "name": format!("part-{number:05}"), "version": "1.0" });
    (0..number).map(part).collect()
}

#[test]
fn a_list_alone_is_no_signature_with_its_parts() {
    let desk = Desk::new(&signed());
    desk.put("list.json", list("tool", &parts(3)).as_bytes());
    let output = desk.run(&["sbom", "list.json"]);
    assert_eq!(code(&output), 4);
    let text = stdout(&output);
    let headline = text.find("No signature was found for this file.").unwrap();
    let binding = text
        .find("This parts list is not signed. It is a claim by nobody in particular.")
        .unwrap();
    let table = text.find("part-00002").unwrap();
    assert!(headline < binding && binding < table, "{text}");
    assert!(text.contains("4 of 4 parts"), "{text}");
}

#[test]
fn a_file_is_tied_to_the_list_that_is_named_with_it() {
    let desk = Desk::new(&signed());
    desk.put("list.json", list("tool.zip", &parts(1)).as_bytes());
    let output = desk.run(&[
        "sbom",
        "--trusted-root",
        "root.json",
        "--list",
        "list.toml",
        "tool.zip",
        "list.json",
    ]);
    let text = stdout(&output);
    assert!(
        text.contains("Signed by Acme, who is on your list.") || text.contains("Acme"),
        "{text}"
    );
    assert!(text.contains("only the names look alike"), "{text}");
    // The worst of both targets: the list has no signature.
    assert_eq!(code(&output), 4);
    let none = desk.run(&[
        "sbom",
        "--trusted-root",
        "root.json",
        "--list",
        "list.toml",
        "tool.zip",
    ]);
    assert_eq!(code(&none), 0);
    assert!(stdout(&none).contains("There is no parts list here."));
}

#[test]
fn what_is_looked_for_is_found_in_every_form() {
    let desk = Desk::new(&signed());
    desk.put("list.json", list("tool", &parts(30)).as_bytes());
    let find = |format: &str| {
        desk.run(&[
            "sbom",
            "list.json",
            "--find",
            "part-00007",
            "--format",
            format,
        ])
    };
    let table = stdout(&find("table"));
    assert!(
        table.contains("1 of 31 parts") && !table.contains("part-00008"),
        "{table}"
    );
    let csv = find("csv");
    assert_eq!(stdout(&csv).lines().count(), 2);
    assert!(stderr(&csv).contains("not signed"));
    let json: Value = serde_json::from_slice(&find("json").stdout).unwrap();
    let found = &json["lists"][0];
    assert_eq!(found["binding"]["step"], "alone-unsigned");
    assert_eq!(found["parts"].as_array().unwrap().len(), 1);
    assert_eq!(found["parts"][0]["name"], "part-00007");
}

#[test]
fn a_long_list_is_cut_and_says_so() {
    let desk = Desk::new(&signed());
    desk.put("list.json", list("tool", &parts(5_000)).as_bytes());
    let text = stdout(&desk.run(&["sbom", "list.json"]));
    assert!(text.lines().count() < 1_050, "{}", text.lines().count());
    assert!(
        text.contains("4001 more are not shown."),
        "{}",
        &text[text.len() - 200..]
    );
    let csv = stdout(&desk.run(&["sbom", "list.json", "--format=csv"]));
    assert_eq!(csv.lines().count(), 5_002);
}

#[test]
fn hostile_text_reaches_the_terminal_only_as_escapes() {
    let desk = Desk::new(&signed());
    let hostile = "\u{1b}[31mred\u{202e}txt\n=cmd()";
    let part = json!([{
        "type": "library", "bom-ref": hostile, "group": hostile, "name": hostile, "version": hostile, "purl": hostile,
        "supplier": { "name": hostile }, "licenses": [{ "license": { "name": hostile } }], "cpe": hostile,
        "hashes": [{ "alg": hostile, "content": hostile }],
    }]);
    desk.put("a.json", list(hostile, &part).as_bytes());
    desk.put("b.json", list(hostile, &json!([])).as_bytes());
    let commands: [&[&str]; 6] = [
        &["sbom", "a.json"],
        &["sbom", "a.json", "--format", "csv"],
        &["sbom", "a.json", "--format", "json"],
        &["sbom", "diff", "a.json", "b.json"],
        &["sbom", "diff", "b.json", "a.json", "--format", "csv"],
        &["sbom", "diff", "a.json", "b.json", "--format", "json"],
    ];
    for command in commands {
        let output = desk.run(command);
        let text = stdout(&output) + &stderr(&output);
        assert!(text.contains("red"), "{command:?}: {text}");
        let forbidden = |character: char| {
            (character.is_control() && !matches!(character, '\n' | '\r')) || character == '\u{202e}'
        };
        assert!(!text.contains(forbidden), "{command:?}: {text:?}");
        assert!(
            !text.contains("\"=") && !text.contains(",="),
            "{command:?}: {text}"
        );
    }
}

#[test]
fn two_lists_are_compared() {
    let desk = Desk::new(&signed());
    let one = |version: &str, licence: &str| {
        json!([
            { "type": "library", "name": "a", "version": version },
            { "type": "library", "name": "b", "version": "1", "licenses": [{ "license": { "id": licence } }] },
        ])
    };
    desk.put("before.json", list("tool", &one("1.9", "MIT")).as_bytes());
    desk.put("after.json", list("tool", &one("1.10", "ISC")).as_bytes());
    let output = desk.run(&["sbom", "diff", "before.json", "after.json"]);
    assert_eq!(code(&output), 0);
    let text = stdout(&output);
    assert!(
        text.contains("1.9 -> 1.10") && text.contains("MIT -> ISC"),
        "{text}"
    );
    assert!(text.contains("2 parts differ, one is the same."), "{text}");
    let json = desk.run(&[
        "sbom",
        "diff",
        "before.json",
        "after.json",
        "--format",
        "json",
    ]);
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["differences"].as_array().unwrap().len(), 2);
    assert_eq!(json["before"]["binding"]["step"], "alone-unsigned");
}

#[test]
fn what_cannot_be_read_or_is_wrong_use_has_its_exit_code() {
    let desk = Desk::new(&signed());
    desk.put(
        "broken.json",
        br#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{]}"#,
    );
    desk.put("list.json", list("tool", &parts(1)).as_bytes());
    let broken = desk.run(&["sbom", "broken.json"]);
    assert_eq!(code(&broken), 5);
    assert!(
        stdout(&broken).contains("The parts list is broken at line 1"),
        "{}",
        stdout(&broken)
    );
    assert_eq!(
        code(&desk.run(&["sbom", "diff", "list.json", "broken.json"])),
        5
    );
    assert_eq!(
        code(&desk.run(&["sbom", "diff", "list.json", "missing.json"])),
        5
    );
    let wrong: [&[&str]; 5] = [
        &["sbom"],
        &["sbom", "diff", "list.json"],
        &["sbom", "list.json", "--format", "text"],
        &["sbom", "list.json", "--find"],
        &["sbom", "list.json", "--find", "a", "--find", "b"],
    ];
    for command in wrong {
        let output = desk.run(command);
        assert_eq!(code(&output), 2, "{command:?}");
        assert!(
            stderr(&output).contains("See “whence help”."),
            "{command:?}"
        );
    }
    assert!(stdout(&desk.run(&["sbom", "--help"])).contains("whence sbom diff EARLIER LATER"));
}
