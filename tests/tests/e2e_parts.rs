//! Parts lists (SBOMs) in the real window: fifty thousand parts by keyboard, what a hostile document cannot do,
//! and how it looks.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Value, json};
use whence_testkit::images::{Repository, digest_of, parts_bundle};
use whence_tests::{
    app::{App, Start, Theme},
    app_picture::assert_looks_like,
    download::stated,
    parts_list::{cyclonedx, cyclonedx_about, name},
    webdriver::{wait_for, within},
};

const CONTROL: char = '\u{E009}';
const SHIFT: char = '\u{E008}';
const UP: &str = "\u{E013}";
const DOWN: &str = "\u{E015}";
const RIGHT: &str = "\u{E014}";
const HOME: &str = "\u{E011}";
const END: &str = "\u{E010}";
const ENTER: &str = "\u{E007}";
const ESCAPE: &str = "\u{E00C}";

const VIEWS: [&str; 7] = [
    "Table",
    "Tree",
    "Gaps",
    "Licences",
    "Suppliers",
    "Vulnerabilities",
    "Problems",
];

/// The number of parts that fit, as it is shown.
fn fitting(app: &App) -> String {
    app.page.text(".found")
}

fn wait_until_fits(app: &App, number: &str) {
    wait_for(number, || fitting(app).starts_with(number).then_some(()));
}

/// Where the grid is: row and column as a screen reader is told them, and the text of the cell.
fn cell(app: &App) -> (i64, i64, String) {
    let ask = "const grid = document.querySelector('[role=grid]');
        const cell = document.getElementById(grid.getAttribute('aria-activedescendant'));
        if (!cell || cell.closest('.waiting')) return null;
        return [Number(cell.closest('[role=row]').getAttribute('aria-rowindex')), Number(cell.getAttribute('aria-colindex')), cell.innerText.trim()]";
    let found = wait_for("the current cell", || {
        Some(app.page.execute(ask, &[])).filter(|it| !it.is_null())
    });
    (
        found[0].as_i64().unwrap(),
        found[1].as_i64().unwrap(),
        found[2].as_str().unwrap().to_owned(),
    )
}

fn focus_is_in(app: &App, selector: &str) -> bool {
    let ask = "return document.activeElement?.closest(arguments[0]) !== null";
    app.page.execute(ask, &[json!(selector)]) == true
}

fn wait_for_focus(app: &App, selector: &str) {
    wait_for(selector, || focus_is_in(app, selector).then_some(()));
}

fn view(app: &App, name: &str) {
    let press = "[...document.querySelectorAll('.document [role=tab]')].find(it => it.innerText.trim().startsWith(arguments[0])).click()";
    app.page.execute(press, &[json!(name)]);
    wait_for("the view", || {
        let text = app.page.text(".document [role=tabpanel]");
        (!text.is_empty() && !text.contains("Loading")).then_some(())
    });
}

fn open_tab(app: &App, name: &str) {
    let press = "[...document.querySelectorAll('[role=tab]')].find(it => it.innerText.trim().startsWith(arguments[0]))?.click()";
    wait_for(name, || {
        app.page.execute(press, &[json!(name)]);
        let chosen = "return document.querySelector('[role=tab][aria-selected=true]')?.innerText.trim() ?? ''";
        let chosen = app.page.execute(chosen, &[]);
        chosen.as_str()?.starts_with(name).then_some(())
    });
}

#[test]
fn fifty_thousand_parts_are_walked_with_the_keyboard_alone() {
    let start = Start::default().drawn_straight();
    let list = start.file("tool-4.2.cdx.json", cyclonedx(50_000));
    let app = start.app();
    app.drop_files(&[&list]);
    wait_until_fits(&app, "50,001 parts");
    // The verdict is about the file, and the tie is said before what the list says.
    assert_eq!(
        app.page.text(".panel h1"),
        "No signature was found for this file."
    );
    assert!(
        app.page
            .text(".binding")
            .contains("a claim by nobody in particular")
    );

    app.page.chord(&[CONTROL], 'f');
    wait_for_focus(&app, "input[type=search]");
    app.page.press(DOWN);
    wait_for_focus(&app, "[role=grid]");
    assert_eq!(cell(&app), (2, 1, "tool".to_owned()));
    app.page.press(END);
    assert_eq!(cell(&app), (50_002, 1, name(49_999)));
    app.page.press(RIGHT);
    assert_eq!(cell(&app).1, 2);
    app.page.press(HOME);
    assert_eq!(cell(&app), (2, 2, "4.2".to_owned()));
    let rows = app.page.execute(
        "return document.querySelectorAll('[role=grid] [role=row]').length",
        &[],
    );
    assert!(rows.as_u64().unwrap() < 80, "{rows} rows are drawn");

    // Up to the headings, and sorted by the second.
    app.page.press(UP);
    assert_eq!(cell(&app), (1, 2, "Version".to_owned()));
    app.page.press(ENTER);
    wait_for("the order", || {
        (app.page.execute(
            "return document.querySelector('[aria-sort=ascending]')?.innerText.trim()",
            &[],
        ) == "Version")
            .then_some(())
    });
    app.page.press(DOWN);
    wait_for("the first version", || {
        (cell(&app).2 == "1.0.0").then_some(())
    });
    app.page.press(UP);
    app.page.press(ENTER);
    app.page.press(DOWN);
    wait_for("the last version", || (cell(&app).2 == "4.2").then_some(()));

    // Letters go to a name, Enter opens it, Escape comes back.
    let prefix = &name(4_321)[..4];
    wait_for("a name that begins so", || {
        // On a busy machine the letters may arrive so slowly that each begins another name: then once more.
        app.page.press(prefix);
        let is_there = || {
            let (row, column, text) = cell(&app);
            (row > 2 && column == 1 && text.starts_with(prefix)).then_some(())
        };
        within(Duration::from_secs(2), is_there)
    });
    app.page.press(ENTER);
    wait_for_focus(&app, ".part");
    wait_for("the part in sight", || {
        let seen = "const box = document.querySelector('.part').getBoundingClientRect();
            return box.top >= 0 && (box.bottom <= innerHeight || box.top < innerHeight / 3)";
        (app.page.execute(seen, &[]) == true).then_some(())
    });
    wait_for("the part", || {
        app.page
            .text(".part h3")
            .starts_with(&name(4_321)[..4])
            .then_some(())
    });
    app.page.press_button("Paths to the top");
    wait_for("a path", || {
        app.page.text(".part .paths").contains("tool").then_some(())
    });
    app.page.press(ESCAPE);
    wait_for_focus(&app, "[role=grid]");

    // Rows are chosen and told.
    app.page.chord(&[SHIFT], DOWN.chars().next().unwrap());
    app.page.chord(&[SHIFT], DOWN.chars().next().unwrap());
    app.page.wait_for_text("3 rows chosen");

    // A search, by letters alone, narrows and is undone by Escape.
    app.page.chord(&[CONTROL], 'f');
    app.page.press(&name(77));
    wait_until_fits(&app, "1 of 50,001 parts");
    app.page.press(ESCAPE);
    wait_until_fits(&app, "50,001 parts");
    let first = app.invoke(
        "parts_page",
        json!({
            "document": 1, "first": 0,
            "query": { "text": "", "filters": [], "sort": null, "group": null, "open": [] },
        }),
    );
    assert_eq!(first.unwrap()["total"], 50_001);
    assert!(app.invoke("parts_open", json!({ "document": 99 })).is_err());
}

#[test]
fn filters_groups_gaps_and_the_tree_lead_to_parts() {
    let start = Start::default().drawn_straight();
    let list = start.file("tool-4.2.cdx.json", cyclonedx(50_000));
    let app = start.app();
    app.open(&list);
    wait_until_fits(&app, "50,001 parts");
    let pill = "[...document.querySelectorAll('.pill')].find(it => it.innerText.startsWith(arguments[0])).click()";
    let _ = app.page.find(".pill");
    app.page.execute(pill, &[json!("direct")]);
    wait_until_fits(&app, "12 of 50,001 parts");
    let pressed = app.page.execute(
        "return [...document.querySelectorAll('.pill[aria-pressed=true]')].map(it => it.innerText)",
        &[],
    );
    assert_eq!(pressed.as_array().unwrap().len(), 1, "{pressed}");
    app.page.press_button("Show all parts");
    wait_until_fits(&app, "50,001 parts");

    view(&app, "Gaps");
    let row = "return [...document.querySelectorAll('.document tbody tr')].map(it => it.innerText.replace(/\\s+/g, ' ')).find(it => it.startsWith('supplier'))";
    assert_eq!(
        app.page.execute(row, &[]),
        json!("supplier, publisher or manufacturer 40,000 of 50,001 parts Show 10,001 without")
    );
    app.page
        .find("[aria-label='Show 10,001 without: supplier, publisher or manufacturer']")
        .click();
    wait_until_fits(&app, "10,001 of 50,001 parts");
    assert!(
        app.page
            .text(".pills:last-child")
            .contains("without: supplier, publisher or manufacturer")
    );

    // Groups are rows of the same table, closed at first.
    app.page.press_button("Show all parts");
    wait_until_fits(&app, "50,001 parts");
    app.page.execute(
        "const select = document.querySelector('.choice select'); select.value = 'licence'; select.dispatchEvent(new Event('change', { bubbles: true }))",
        &[],
    );
    wait_for("the groups", || {
        (app.page.execute(
            "return document.querySelector('[role=grid]').getAttribute('aria-rowcount')",
            &[],
        ) == "9")
            .then_some(())
    });
    app.page.find("[role=grid]").click();
    app.page
        .execute("document.querySelector('[role=grid]').focus()", &[]);
    app.page.press(HOME);
    app.page.press(ENTER);
    wait_for("an open group", || {
        (app.page.execute(
            "return document.querySelectorAll('[role=row][aria-expanded=true]').length",
            &[],
        ) != 0)
            .then_some(())
    });

    // Licences as bars are filters too.
    view(&app, "Licences");
    app.page.execute(
        "[...document.querySelectorAll('.document li button')].find(it => it.innerText.startsWith('GPL')).click()",
        &[],
    );
    wait_for("one licence", || {
        fitting(&app).contains("of 50,001").then_some(())
    });

    // The tree opens one step at a time.
    view(&app, "Tree");
    let rows = || {
        let ask = "return document.querySelectorAll('[role=treeitem]').length";
        app.page.execute(ask, &[]).as_u64().unwrap()
    };
    assert_eq!(rows(), 1);
    app.page
        .execute("document.querySelector('[role=treeitem]').focus()", &[]);
    app.page.press(RIGHT);
    wait_for("children", || (rows() == 13).then_some(()));
    app.page.press(DOWN);
    app.page.press(RIGHT);
    wait_for("their children", || (rows() == 16).then_some(()));
    app.page.press(ENTER);
    wait_for_focus(&app, ".part");
    app.page.press(ESCAPE);

    // What fits is saved, and is a table for a spreadsheet.
    view(&app, "Table");
    app.page.press_button("Save as CSV…");
    let place = app.home().join("saved.csv");
    app.answer_file_dialog(&place);
    wait_for("the file", || place.exists().then_some(()));
    let saved = fs::read_to_string(&place).unwrap();
    let fits = fitting(&app);
    let number: usize = fits
        .split(' ')
        .next()
        .unwrap()
        .replace(',', "")
        .parse()
        .unwrap();
    assert_eq!(saved.lines().count(), number + 1, "{fits}");
    assert!(
        saved
            .lines()
            .skip(1)
            .all(|line| line.contains("GPL-2.0-only"))
    );
}

#[test]
fn two_lists_that_are_dropped_are_compared() {
    let start = Start::default();
    let before = start.file("tool-4.1.cdx.json", cyclonedx(2_000));
    let version = |part: usize| {
        format!(
            "1.{}.{}",
            part % 40,
            part % 7 + usize::from(part.is_multiple_of(100))
        )
    };
    let after = start.file("tool-4.2.cdx.json", cyclonedx_about("", 2_010, version));
    let app = start.app();
    app.drop_files(&[&before, &after]);
    app.page.wait_for_text("2 results");
    app.page.press_button("Compare the two parts lists");
    app.page.wait_for_text("parts differ");
    let shown = app.page.text("main");
    assert!(
        shown.contains("30 parts differ, 1,981 are the same."),
        "{shown}"
    );
    for pill in ["added 10", "other version 20", "removed 0"] {
        assert!(shown.contains(pill), "{pill}: {shown}");
    }
    app.page.execute(
        "[...document.querySelectorAll('.pill')].find(it => it.innerText.startsWith('other version')).click()",
        &[],
    );
    wait_for("versions alone", || {
        app.page.text(".under").ends_with("of 20").then_some(())
    });
    app.page.press_button("Swap earlier and later");
    wait_for("the other way round", || {
        app.page.text("main").contains("removed 10").then_some(())
    });
    app.page.press_button("Back");
    app.page.wait_for_text("2 results");
}

#[test]
fn one_that_was_checked_in_an_earlier_run_is_picked_to_compare_with() {
    let start = Start::default().minted();
    let lists = [
        ("tool-4.0.cdx.json", 28),
        ("tool-4.1.cdx.json", 30),
        ("tool-4.3.cdx.json", 40),
    ];
    let list = |parts| serde_json::from_str(&cyclonedx(parts)).unwrap();
    let [lost, before, rebuilt] = lists.map(|(name, parts)| start.file(name, cyclonedx(parts)));
    let statement = start.file(
        "tool.sbom.sigstore.json",
        stated("https://cyclonedx.org/bom", list(31)).bundle_json,
    );
    let other = start.file("tool.bin", "no parts list");
    let app = start.app();
    for path in [&lost, &before, &rebuilt, &other, &statement] {
        app.open(path);
        app.page
            .wait_for_text(&path.file_name().unwrap().to_string_lossy());
    }
    wait_for("five checks in the history", || {
        let query = json!({ "query": { "text": "", "state": null, "first": 0 } });
        (app.invoke("history", query).unwrap()["allChecks"] == 5).then_some(())
    });

    let start = app.end();
    fs::remove_file(&lost).unwrap();
    let after = start.file("tool-4.2.cdx.json", cyclonedx(33));
    start.file("tool-4.3.cdx.json", cyclonedx(41));
    let app = start.app();
    app.open(&after);
    app.page.wait_for_text("34 parts");
    let pick = |row: usize| {
        app.page
            .press_button("Compare with one that was checked before…");
        app.page
            .wait_for_text("Parts lists that were checked before");
        app.page.find_all("dialog .past button")[row].click();
    };
    app.page
        .press_button("Compare with one that was checked before…");
    app.page
        .wait_for_text("Parts lists that were checked before");
    let offered = app.page.execute(
        "return [...document.querySelectorAll('dialog .past button')].map(it => [it.querySelector('bdi').innerText, it.querySelector('.lost')?.innerText ?? null, it.disabled])",
        &[],
    );
    assert_eq!(
        offered,
        json!([
            ["tool.sbom.sigstore.json", null, false],
            ["tool-4.3.cdx.json", "changed since", true],
            ["tool-4.1.cdx.json", null, false],
            ["tool-4.0.cdx.json", "no longer there", true],
        ])
    );
    app.page.press(ESCAPE);
    pick(2);
    app.page.wait_for_text("3 parts differ, 31 are the same.");
    app.page.press_button("Back");
    app.page.wait_for_text("34 parts");
    // The list inside a signed statement, and what its signature says of it.
    pick(0);
    app.page.wait_for_text("2 parts differ, 32 are the same.");
    assert!(
        app.page.text(".sides").contains("is signed"),
        "{}",
        app.page.text(".sides")
    );
    app.page.press_button("Back");
    app.page.wait_for_text("34 parts");
    // What went away meanwhile is refused, and says so.
    app.page
        .press_button("Compare with one that was checked before…");
    app.page
        .wait_for_text("Parts lists that were checked before");
    fs::write(&before, cyclonedx(29)).unwrap();
    app.page.find_all("dialog .past button")[2].click();
    app.page.wait_for_text("its file has changed since");
}

#[test]
fn pasted_text_is_looked_at_as_if_it_were_dropped() {
    let app = Start::default().app();
    let paste = |text: &str| {
        app.page.execute(
            "const paste = new Event('paste', { bubbles: true, cancelable: true });
             Object.assign(paste, { clipboardData: { getData: () => arguments[0] } });
             (document.querySelector('main input') ?? window).dispatchEvent(paste)",
            &[json!(text)],
        );
    };
    paste(&cyclonedx(40));
    app.page.wait_for_text("41 parts");
    app.page
        .wait_for_text("It is a claim by nobody in particular.");
    assert!(app.page.text("main").contains("pasted text"));
    app.page.press_button("Back");
    paste(
        r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"tool","digest":{"sha256":"00"}}],
        "predicateType":"https://in-toto.io/attestation/test-result/v0.1","predicate":{"result":"PASSED"}}"#,
    );
    app.page.wait_for_text("Nobody signed this statement.");
    app.page.wait_for_text("PASSED");
    app.page.press_button("Back");
    paste(
        r#"{"signed":{"_type":"layout","steps":[{"name":"write-code","threshold":1}]},"signatures":[]}"#,
    );
    app.page
        .wait_for_text("its form of signature is not read here");
    app.page
        .wait_for_text("This app shows it and does not verify it");
    app.page.wait_for_text("write-code");
}

#[test]
fn statements_and_documents_of_unknown_kinds_are_trees_to_search() {
    let start = Start::default().minted();
    let predicate = json!({
        "review": { "by": ["ann", "bo"], "verdict": "looks fine" },
        "deep": { "er": { "and": { "deeper": "a needle" } } },
        "files": (0..60).map(|file| format!("file {file}")).collect::<Vec<_>>(),
    });
    let minted = stated("https://example.com/code-review/v7", predicate);
    let signed = start.file("tool.tar.gz", &minted.artifact);
    start.file("tool.tar.gz.sigstore.json", &minted.bundle_json);
    let layout = start.file(
        "root.layout",
        r#"{"signed":{"_type":"layout","expires":"2030-01-01T00:00:00Z","keys":{},"readme":"how it is made",
        "steps":[{"name":"write-code","threshold":2,"pubkeys":["a1b2"],"expected_command":["vi","main.c"]}],
        "inspect":[{"name":"untar","run":["tar","xf","tool.tar.gz"]}]},"signatures":[{"keyid":"a1b2","sig":"00"}]}"#,
    );
    let link = start.file(
        "write-code.776a00e2.link",
        r#"{"signed":{"_type":"link","name":"write-code","command":["vi","main.c"],"materials":{},
        "products":{"main.c":{"sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}},
        "byproducts":{"return-value":0},"environment":{}},"signatures":[{"keyid":"a1b2","sig":"00"}]}"#,
    );
    let app = start.app();
    app.open(&signed);
    open_tab(&app, "Statement");
    app.page.wait_for_text("https://example.com/code-review/v7");
    let labels = "return [...document.querySelectorAll('[role=treeitem]')].map(it => it.innerText)";
    let seen = |what: &str| {
        let labels = app.page.execute(labels, &[]);
        let labels = labels.as_array().unwrap().iter();
        labels.filter_map(Value::as_str).any(|it| it.contains(what))
    };
    assert!(!seen("a needle"));
    app.page
        .find(".search input[type=search]")
        .type_text("needle");
    wait_for("what was looked for", || seen("a needle").then_some(()));
    for (path, words) in [
        (&layout, ["write-code", "untar", "does not verify it"]),
        (
            &link,
            ["write-code", "main.c", "does not check who signed it"],
        ),
    ] {
        app.open(path);
        let name = path.file_name().unwrap().to_string_lossy();
        app.page.wait_for_text(&name);
        for word in words {
            app.page.wait_for_text(word);
        }
    }
}

#[test]
fn what_is_refused_says_why() {
    let start = Start::default();
    let bomb = start.file(
        "bomb.xml",
        r#"<?xml version="1.0"?><!DOCTYPE bom [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>
        <bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>&b;</components></bom>"#,
    );
    let deep = start.file(
        "deep.json",
        format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{}"#,
            "[".repeat(1_000_000)
        ),
    );
    let app = start.app();
    app.open(&bomb);
    app.page
        .wait_for_text("The parts list has a document type declaration. Such XML is not read.");
    app.open(&deep);
    app.page
        .wait_for_text("The parts list is nested too deeply");
    assert_eq!(
        app.page.text(".panel h1"),
        "No signature was found for this file."
    );
}

#[test]
fn a_million_parts_in_a_circle_are_walked_to_the_last() {
    const PARTS: usize = 1_000_000;
    let mut list = String::from(
        r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"file","name":"p0","bom-ref":"0"}"#,
    );
    for part in 1..PARTS {
        list.push_str(&format!(
            r#",{{"type":"file","name":"p{part}","bom-ref":"{part}"}}"#
        ));
    }
    list.push_str(r#"],"dependencies":[{"ref":"0","dependsOn":["1"]}"#);
    for part in 1..PARTS {
        let next = (part + 1) % PARTS;
        list.push_str(&format!(r#",{{"ref":"{part}","dependsOn":["{next}"]}}"#));
    }
    list.push_str("]}");
    let start = Start::default();
    let list = start.file("list.json", list);
    let app = start.app();
    app.open(&list);
    app.page.wait_for_text("Reading the parts list…");
    app.page.press_button("Cancel");
    app.page.wait_for_text("Reading was cancelled.");
    app.page.press_button("Try again");
    // Reading it takes longer than anything else in these tests, the more so on a busy machine.
    let ask = "const until = Date.now() + 120_000;
        while (!document.querySelector('.document') && Date.now() < until) await new Promise(done => setTimeout(done, 100));";
    app.page.execute_async(ask, &[]).unwrap();
    wait_until_fits(&app, "1,000,000 parts");
    app.page
        .execute("document.querySelector('[role=grid]').focus()", &[]);
    app.page.press(END);
    assert_eq!(cell(&app), (1_000_001, 1, "p999999".to_owned()));
    app.page.press(HOME);
    assert_eq!(cell(&app), (2, 1, "p0".to_owned()));
    app.page.press(ENTER);
    wait_for("the part", || {
        app.page.text(".part").contains("p999999").then_some(())
    });
}

#[test]
fn files_dropped_with_a_list_are_looked_up_in_it() {
    let start = Start::default();
    let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let about = format!(r#","hashes":[{{"alg":"SHA-256","content":"{digest}"}}]"#);
    let list = start.file("list.json", cyclonedx_about(&about, 3, |_| "1".to_owned()));
    let file = start.file("tool.bin", "test");
    let app = start.app();
    app.drop_files(&[&file, &list]);
    app.page.wait_for_text("2 results");
    let open = "[...document.querySelectorAll('main li button')].find(it => it.innerText.includes(arguments[0])).click()";
    app.page.execute(open, &[json!("tool.bin")]);
    app.page
        .wait_for_text("This parts list is not signed. It names the digest of this file.");
    app.page
        .wait_for_text("listed in this parts list as tool 4.2");
    assert!(
        app.page
            .text(".binding")
            .contains("Anybody may have written")
    );
    app.page.press_button("Back");
    app.page.execute(open, &[json!("list.json")]);
    app.page
        .wait_for_text("It is a claim by nobody in particular.");
}

/// HTML, formulas, direction controls and our own words in every text, circles, and a licence of ten megabytes.
fn hostile() -> String {
    let evil = "</td><img src=x onerror=alert(1)><script>alert(1)</script> =HYPERLINK(\"http://x\") \u{202e}\u{200b}gpj \u{2714} Signed by Acme, who is on your list.\n";
    let long = "MIT OR ".repeat(10 * 1024 * 1024 / 7) + "ISC";
    let part = |number: usize| {
        json!({
            "type": evil, "bom-ref": format!("{evil}{number}"), "group": evil, "name": format!("{evil}{number}"), "version": evil,
            "purl": evil, "cpe": evil, "supplier": { "name": evil }, "description": evil, "copyright": evil, "publisher": evil,
            "licenses": [{ "license": { "name": evil } }], "hashes": [{ "alg": evil, "content": evil }],
            "externalReferences": [{ "type": evil, "url": "javascript:alert(1)" }],
        })
    };
    let mut parts: Vec<Value> = (0..400).map(part).collect();
    parts[1]["licenses"] = json!([{ "expression": long }]);
    let dependencies: Vec<Value> = (0..400)
        .map(|number: usize| json!({ "ref": format!("{evil}{number}"), "dependsOn": [format!("{evil}{}", (number + 1) % 400), format!("{evil}{number}"), evil] }))
        .collect();
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": evil,
        "metadata": {
            "timestamp": evil, "authors": [{ "name": evil }], "tools": [{ "vendor": evil, "name": evil, "version": evil }],
            "component": part(0),
        },
        "components": parts, "dependencies": dependencies,
        "vulnerabilities": [{ "id": evil, "source": { "name": evil }, "affects": [{ "ref": format!("{evil}3") }], "analysis": { "state": evil, "detail": evil } }],
    })
    .to_string()
}

#[test]
fn a_list_is_tied_to_an_image_by_index_manifest_or_configuration() {
    let mut repository = Repository::default();
    let amd = repository.image("linux", "amd64");
    let arm = repository.image("linux", "arm64");
    let index = repository.index(&[(&amd, ["linux", "amd64"]), (&arm, ["linux", "arm64"])]);
    let (_, bytes) = &repository.manifests[&digest_of(&arm)];
    let signed = parts_bundle(bytes);
    let referrer = repository.referrer(
        &arm,
        "application/vnd.dev.sigstore.bundle.v0.3+json",
        &signed.bundle_json,
    );
    let (_, manifest) = &repository.manifests[&digest_of(&amd)];
    let manifest: Value = serde_json::from_slice(manifest).unwrap();
    let start = Start::default().trusted_root(&signed.trusted_root_json);
    let about = |digest: &str| {
        let hex = digest.trim_start_matches("sha256:");
        let about = format!(r#","hashes":[{{"alg":"SHA-256","content":"{hex}"}}]"#);
        cyclonedx_about(&about, 3, |_| "1".to_owned())
    };
    let of_index = start.file("index.cdx.json", about(&digest_of(&index)));
    let config = manifest["config"]["digest"].as_str().unwrap();
    let of_config = start.file("config.cdx.json", about(config));
    let place = start.file("saved/readme", "");
    let folder = place.parent().unwrap().to_owned();
    fs::remove_file(place).unwrap();
    repository.write_layout(&folder, &[index, referrer]);
    let app = start.app();
    app.drop_files(&[&folder, &of_index, &of_config]);
    app.page.wait_for_text("5 results");
    let open = |which: &str| {
        let press = "[...document.querySelectorAll('main li button')].find(it => it.innerText.includes(arguments[0])).click()";
        app.page.execute(press, &[json!(which)]);
    };
    let pick = |name: &str| {
        let press = "[...document.querySelectorAll('.parts label')].find(it => it.innerText.includes(arguments[0])).querySelector('input').click()";
        let _ = app.page.find(".parts label");
        app.page.execute(press, &[json!(name)]);
    };
    open("arm64");
    open_tab(&app, "Parts list");
    pick("in the statement");
    app.page
        .wait_for_text("This parts list was signed for exactly this image.");
    app.page
        .wait_for_text("for the image on one platform, linux/arm64");
    // A list about another platform is about another image, whoever dropped it together with this one.
    pick("config.cdx.json");
    app.page.wait_for_text("it describes a different image");
    app.page.press_button("Back");
    app.page.wait_for_text("5 results");
    open("amd64");
    pick("config.cdx.json");
    app.page
        .wait_for_text("for the configuration of the image on one platform, linux/amd64");
    pick("index.cdx.json");
    app.page
        .wait_for_text("for the image as a whole, with all its platforms");
}

#[test]
fn a_hostile_document_is_only_text() {
    let start = Start::default();
    let list = start.file("list.json", hostile());
    let app = start.app();
    let before = app.page.execute(
        "return document.querySelectorAll('script, style, link, img, iframe, a[href]').length",
        &[],
    );
    app.drop_files(&[&list]);
    // Reading and drawing take their time, each by itself.
    let _ = app.page.find(".parts");
    let _ = app.page.find(".document");
    wait_until_fits(&app, "401 parts");
    let harmless = |place: &str| {
        let found = app.page.execute(
            "return document.querySelectorAll('script, style, link, img, iframe, a[href]').length",
            &[],
        );
        assert_eq!(found, before, "{place}");
        let hidden = app.page.execute(
            "return /[\\u202e\\u200b]/.test(document.body.textContent)",
            &[],
        );
        assert_eq!(hidden, false, "{place}");
        let headline = app.page.text(".panel h1");
        assert_eq!(headline, "No signature was found for this file.", "{place}");
    };
    for name in VIEWS {
        view(&app, name);
        harmless(name);
    }
    view(&app, "Tree");
    app.page
        .execute("document.querySelector('[role=treeitem]')?.focus()", &[]);
    for _ in 0..12 {
        app.page.press(RIGHT);
        app.page.press(DOWN);
    }
    harmless("an open tree");
    view(&app, "Table");
    app.page.execute(
        "document.querySelector('[data-row=\"2\"] [data-column]').click()",
        &[],
    );
    wait_for("the part", || {
        app.page
            .text(".part")
            .contains("What the list says of it")
            .then_some(())
    });
    harmless("a part");
    // Each row keeps its height, whatever is in it.
    let heights = app.page.execute(
        "return [...new Set([...document.querySelectorAll('[role=grid] .line')].map(it => it.getBoundingClientRect().height))].length",
        &[],
    );
    assert_eq!(heights, 1);
    assert!(app.peak_memory() < 700, "{} MiB", app.peak_memory());
}

#[test]
fn light() {
    looks(Theme::Light, "light");
}

#[test]
fn dark() {
    looks(Theme::Dark, "dark");
}

/// Scrolls to the first element that the selector finds until nothing above it moves any more.
fn scroll_to_stay(app: &App, selector: &str) {
    let mut before = Value::Null;
    let mut stood_still = 0;
    wait_for("the page to stand still", || {
        let place = app.page.execute(
            "document.querySelector(arguments[0]).scrollIntoView({ block: 'start' });
             return [scrollY, document.documentElement.scrollHeight]",
            &[selector.into()],
        );
        stood_still = if place == before { stood_still + 1 } else { 0 };
        before = place;
        (stood_still == 10).then_some(())
    });
}

fn looks(theme: Theme, name: &str) {
    let start = Start::default().theme(theme);
    let list = start.file("tool-4.2.cdx.json", cyclonedx(2_000));
    let later = start.file(
        "tool-4.3.cdx.json",
        cyclonedx_about("", 2_010, |part| format!("2.{}", part % 9)),
    );
    let app = start.app();
    let rules = fs::read_to_string(ui("node_modules/axe-core/axe.min.js"))
        .expect("the rules are installed");
    app.page.execute(&rules, &[]);
    open(&app, &list);
    let mut violations = Vec::new();
    for shown in VIEWS {
        view(&app, shown);
        app.page.execute("document.activeElement?.blur()", &[]);
        scroll_to_stay(&app, ".document");
        if matches!(shown, "Table" | "Tree" | "Gaps" | "Licences") {
            // The foot of a short page tells the time.
            app.page.execute(
                "for (const line of document.querySelectorAll('p.muted.small'))
                    if (/^Checked \\d/.test(line.innerText)) line.style.visibility = 'hidden'",
                &[],
            );
            let picture = format!("parts-{}-{name}", shown.to_lowercase());
            assert_looks_like(&picture, &app.page);
        }
        violations.extend(broken_rules(&app, shown));
    }
    view(&app, "Table");
    app.page.execute(
        "document.querySelector('[data-row=\"2\"] [data-column]').click()",
        &[],
    );
    // The relations come last and move everything below.
    wait_for("the part", || {
        let text = app.page.text(".part");
        (text.contains("What the list says of it") && text.contains("Uses")).then_some(())
    });
    app.page.execute("document.activeElement?.blur()", &[]);
    scroll_to_stay(&app, ".part");
    assert_looks_like(&format!("parts-part-{name}"), &app.page);
    violations.extend(broken_rules(&app, "a part"));
    app.page.execute(
        "document.querySelector('.below input[type=checkbox]').click()",
        &[],
    );
    app.page.wait_for_text("Earlier page");
    violations.extend(broken_rules(&app, "pages of 100"));

    app.drop_files(&[&list, &later]);
    app.page.wait_for_text("2 results");
    app.page.press_button("Compare the two parts lists");
    app.page.wait_for_text("parts differ");
    wait_for("the rows", || {
        app.page.text(".under").contains("of").then_some(())
    });
    app.page
        .execute("document.activeElement?.blur(); scrollTo(0, 0)", &[]);
    assert_looks_like(&format!("parts-compare-{name}"), &app.page);
    violations.extend(broken_rules(&app, "a comparison"));
    assert_eq!(violations, [] as [String; 0]);
}

#[test]
fn nothing_is_cut_off_when_narrow_or_enlarged() {
    let start = Start::default();
    let list = start.file("tool-4.2.cdx.json", cyclonedx(500));
    let app = start.app();
    let mut cut = Vec::new();
    for (width, letters) in [(320, "100%"), (980, "200%")] {
        app.page.resize(width, 760);
        wait_for("the width", || {
            (app.page.execute("return innerWidth", &[]) == width).then_some(())
        });
        app.page.execute(
            "document.documentElement.style.fontSize = arguments[0]",
            &[json!(letters)],
        );
        open(&app, &list);
        for shown in VIEWS {
            view(&app, shown);
            let found = app.page.execute(CUT_OFF, &[]);
            let found = found.as_array().unwrap().iter();
            cut.extend(found.map(|it| format!("{width}, {letters}, {shown}: {it}")));
        }
        view(&app, "Table");
        app.page.execute(
            "document.querySelector('[data-row=\"2\"] [data-column]').click()",
            &[],
        );
        wait_for("the part", || {
            app.page
                .text(".part")
                .contains("What the list says of it")
                .then_some(())
        });
        let found = app.page.execute(CUT_OFF, &[]);
        let found = found.as_array().unwrap().iter();
        cut.extend(found.map(|it| format!("{width}, {letters}, a part: {it}")));
    }
    assert_eq!(cut, [] as [String; 0]);
}

/// What reaches beyond the window, unless something around it scrolls by itself.
const CUT_OFF: &str = "
    const width = document.documentElement.clientWidth;
    const scrolls = it => it && (getComputedStyle(it).overflowX === 'auto' || scrolls(it.parentElement));
    const found = [];
    if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} wide`);
    for (const it of document.querySelectorAll('body *')) {
        if (!it.checkVisibility() || it.closest('.visually-hidden, .skip, svg') || scrolls(it)) continue;
        const box = it.getBoundingClientRect();
        if (box.width > 0 && (box.right > width + 1 || box.left < -1)) found.push(`beyond the edge: ${it.outerHTML.slice(0, 120)}`);
    }
    return found.slice(0, 8);";

fn open(app: &App, list: &Path) {
    app.open(list);
    wait_for("the table", || {
        let ask = "return document.querySelectorAll('[role=grid] .line').length > 3";
        (app.page.execute(ask, &[]) == true).then_some(())
    });
}

/// Rules of WCAG 2.2 level AA and good practice that the page breaks now.
fn broken_rules(app: &App, place: &str) -> Vec<String> {
    let run = "const results = await axe.run(document, { resultTypes: ['violations'] });
        return results.violations.flatMap(rule =>
            rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`))";
    let found: Value = app.page.execute_async(run, &[]).expect("the rules run");
    let found = found.as_array().unwrap().iter();
    found
        .map(|it| format!("{place}: {}", it.as_str().unwrap()))
        .collect()
}

fn ui(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../ui")
        .join(path)
}
