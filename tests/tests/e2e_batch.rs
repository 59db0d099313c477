//! Folders in the real window: the table of results by keyboard, filters, what is opened, checked again, saved,
//! stopped and queued, and how it looks.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use serde_json::json;
use whence_tests::{
    app::{App, Start, Theme},
    app_picture::assert_looks_like,
    download::{LABEL, record},
    looks::{bring_rules, broken_rules, cut_off, resize},
    webdriver::{PATIENCE, wait_for, within},
};

const CONTROL: char = '\u{E009}';
const SHIFT: char = '\u{E008}';
const UP: &str = "\u{E013}";
const DOWN: &str = "\u{E015}";
const END: &str = "\u{E010}";
const ENTER: &str = "\u{E007}";
const ESCAPE: &str = "\u{E00C}";

/// `count` files in folders of a hundred: one in fifty is not what was signed, one in ten has no signature, the
/// others are signed by the signer of the list.
fn release(start: &Start, count: usize) -> PathBuf {
    let minted = record();
    for number in 0..count {
        let name = format!("release-4.2/part-{}/tool-{number:04}.bin", number / 100);
        // What is not signed has bytes that no evidence nearby is about.
        let bytes = match number {
            _ if number % 50 == 7 => b"another file\n".to_vec(),
            _ if number % 10 == 3 => format!("never signed {number}\n").into_bytes(),
            _ => minted.artifact.clone(),
        };
        start.file(&name, bytes);
        if number % 10 != 3 {
            start.file(&format!("{name}.sigstore.json"), &minted.bundle_json);
        }
    }
    start.file("release-4.2/.hidden", b"hidden");
    start.home().join("release-4.2")
}

fn wait_for_sum(app: &App, sum: &str) {
    wait_for("the end", || {
        let ended = "return document.querySelector('.sum') !== null && document.querySelector('main progress') === null";
        (app.page.execute(ended, &[]) == true).then_some(())
    });
    let text = || app.page.text(".sum");
    let told = within(PATIENCE, || (text() == sum).then_some(()));
    assert!(told.is_some(), "{} instead of {sum}", text());
}

/// Rows that fit, as the grid says.
fn wait_for_rows(app: &App, rows: usize) {
    let ask = "return document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') ?? ''";
    wait_for(&format!("{rows} rows"), || {
        (app.page.execute(ask, &[]) == json!((rows + 1).to_string())).then_some(())
    });
}

/// Row and text of the current cell of the grid.
fn cell(app: &App) -> (i64, String) {
    let ask = "const grid = document.querySelector('[role=grid]');
        const cell = document.getElementById(grid.getAttribute('aria-activedescendant'));
        if (!cell || ['', '…'].includes(cell.innerText.trim())) return null;
        return [Number(cell.closest('[role=row]').getAttribute('aria-rowindex')), cell.innerText.trim()]";
    let found = wait_for("the current cell", || {
        Some(app.page.execute(ask, &[])).filter(|it| !it.is_null())
    });
    (
        found[0].as_i64().unwrap(),
        found[1].as_str().unwrap().to_owned(),
    )
}

fn first_row(app: &App) -> String {
    let ask =
        "return document.querySelector('[role=grid] .line')?.innerText.replace(/\\s+/g, ' ') ?? ''";
    let text = app.page.execute(ask, &[]);
    text.as_str().unwrap_or_default().to_owned()
}

fn wait_for_focus(app: &App, selector: &str) {
    let ask = "return !!document.activeElement?.closest(arguments[0])";
    wait_for(selector, || {
        (app.page.execute(ask, &[json!(selector)]) == true).then_some(())
    });
}

fn pill(app: &App, name: &str) {
    let press = "[...document.querySelectorAll('.pill')].find(it => it.innerText.startsWith(arguments[0])).click()";
    app.page.execute(press, &[json!(name)]);
}

#[test]
fn a_folder_is_walked_with_the_keyboard_alone() {
    let start = Start::default().drawn_straight().minted();
    let folder = release(&start, 400);
    let app = start.app();
    app.drop_files(&[&folder]);
    wait_for_sum(
        &app,
        "400 files: 8 do not hold, 40 without a signature and 352 on your list",
    );
    assert_eq!(app.page.text("main h1"), "release-4.2");
    let said = "400 files: 8 do not hold, 40 without a signature and 352 on your list";
    wait_for("the announcement", || {
        (app.page.text("[role=status]") == said).then_some(())
    });
    assert!(
        app.page
            .text("main")
            .contains("One hidden file or folder was left out.")
    );
    wait_for_rows(&app, 400);
    assert!(
        first_row(&app).starts_with("Does not hold tool-0007.bin part-0"),
        "{}",
        first_row(&app)
    );

    // From the search to the table, to its end, and sorted by a heading.
    app.page.chord(&[CONTROL], 'f');
    wait_for_focus(&app, "input[type=search]");
    app.page.press(DOWN);
    wait_for_focus(&app, "[role=grid]");
    app.page.press(END);
    let (row, badge) = cell(&app);
    assert_eq!((row, badge.to_lowercase().as_str()), (401, "on your list"));
    app.page.press("\u{E011}");
    app.page.press(UP);
    app.page.press("\u{E014}");
    assert_eq!(cell(&app), (1, "File".to_owned()));
    app.page.press(ENTER);
    wait_for("the order", || {
        first_row(&app).contains("tool-0000.bin").then_some(())
    });
    // Letters go to a name.
    app.page.press("tool-012");
    wait_for("a name that begins so", || {
        cell(&app).1.starts_with("tool-0120.bin").then_some(())
    });

    // A row opens in full, and back leads to the same place.
    app.page.press(ENTER);
    let _ = app.page.find(".panel.listed");
    assert!(app.page.text(".panel h1").contains(LABEL));
    app.page.press_button("Back");
    wait_for_rows(&app, 400);
    wait_for_focus(&app, "[role=grid]");
    wait_for("the row that was opened", || {
        cell(&app).1.starts_with("tool-0120.bin").then_some(())
    });

    // Rows are chosen, told and copied.
    app.page.chord(&[SHIFT], DOWN.chars().next().unwrap());
    app.page.wait_for_text("2 rows chosen");
    app.page.wait_for_text("Check the 2 chosen again");
    app.page.press(ESCAPE);

    // A search by letters alone, undone by Escape.
    app.page.chord(&[CONTROL], 'f');
    app.page.press("part-3 0307");
    wait_for_rows(&app, 1);
    assert!(first_row(&app).starts_with("Does not hold tool-0307.bin"));
    app.page.press(ESCAPE);
    wait_for_rows(&app, 400);
}

#[test]
fn files_are_filtered_saved_and_checked_again() {
    let start = Start::default().drawn_straight().minted();
    let folder = release(&start, 120);
    let app = start.app();
    app.open(&folder);
    wait_for_sum(
        &app,
        "120 files: 3 do not hold, 12 without a signature and 105 on your list",
    );
    wait_for_rows(&app, 120);
    pill(&app, "does not hold");
    wait_for_rows(&app, 3);
    pill(&app, "no signature");
    wait_for_rows(&app, 15);
    assert!(app.page.text(".found").starts_with("15 of 120 files"));
    pill(&app, "no signature");
    wait_for_rows(&app, 3);

    app.page.press_button("Save as CSV…");
    let place = app.home().join("saved.csv");
    app.answer_file_dialog(&place);
    wait_for("the file", || place.exists().then_some(()));
    let saved = wait_for("all of it", || {
        fs::read_to_string(&place)
            .ok()
            .filter(|text| text.lines().count() == 4)
    });
    assert!(
        saved
            .lines()
            .nth(1)
            .unwrap()
            .starts_with("\"part-0/tool-0007.bin\",\"failed\",\"file-mismatch\"")
    );

    // One is put right: checked again it holds, and the others are as they were.
    fs::write(folder.join("part-0/tool-0057.bin"), record().artifact).unwrap();
    let again = "document.querySelector('[aria-label^=\"Check 3 again\"]').click()";
    app.page.execute(again, &[]);
    wait_for_sum(
        &app,
        "120 files: 2 do not hold, 12 without a signature and 106 on your list",
    );
    wait_for_rows(&app, 2);
    app.page.press_button("Show all files");
    wait_for_rows(&app, 120);

    // A new file is found when everything is checked again.
    fs::write(folder.join("new.txt"), b"new").unwrap();
    app.page.press_button("Check all again");
    wait_for_sum(
        &app,
        "121 files: 2 do not hold, 13 without a signature and 106 on your list",
    );
    app.page.press_button("Check hidden files too");
    wait_for_sum(
        &app,
        "122 files: 2 do not hold, 14 without a signature and 106 on your list",
    );
    // Each of these checks comes into the history, which is written after the table.
    wait_for("every check in the history", || {
        let history = app.invoke(
            "history",
            json!({ "query": { "text": "", "state": null, "first": 0 } }),
        );
        (history.unwrap()["totalChecks"] == 120 + 3 + 121 + 122).then_some(())
    });
}

/// A file that takes long, however fast the machine is.
fn long(path: &Path) {
    File::create(path).unwrap().set_len(200 << 30).unwrap();
}

#[test]
fn what_runs_is_stopped_what_waits_is_shown_and_the_rest_is_checked_later() {
    let start = Start::default().drawn_straight().minted();
    let folder = release(&start, 30);
    long(&folder.join("part-0/a-disk.img"));
    let single = start.file("single.txt", b"never signed");
    let other = start.file("other.txt", b"never signed either");
    let app = start.app();
    app.drop_files(&[&folder]);
    // The small ones are there while the large one is read.
    app.page.wait_for_text("30 of 31 files");
    wait_for_rows(&app, 30);
    assert!(app.page.text(".progress").contains(" of 214.7 GB"));

    // The window goes on: a row opens, and what is dropped waits.
    app.page.execute(
        "document.querySelector('[role=grid] .line [role=gridcell]').click()",
        &[],
    );
    let _ = app.page.find(".panel.failed");
    app.page.wait_for_text("30 of 31 files checked");
    app.page.press_button("Show");
    wait_for_rows(&app, 30);
    app.drop_files(&[&single]);
    app.page.wait_for_text("Waiting");
    app.drop_files(&[&other]);
    app.page.wait_for_text("other.txt");
    app.page
        .find("[aria-label='Take other.txt out of the queue']")
        .click();
    // Escape stops nothing: it belongs to fields and tables.
    app.page.press(ESCAPE);
    let _ = app.page.find("main progress");
    app.page.press_button("Stop");
    // What waited comes next, and what it comes to is shown.
    let _ = app.page.find(".panel.no-signature");
    assert!(app.page.text("main").contains("single.txt"));
    app.page.press_button("Back");
    app.page
        .wait_for_text("This was stopped. One file is not checked.");
    let image = folder.join("part-0/a-disk.img");
    fs::write(&image, b"small now").unwrap();
    app.page.press_button("Check the rest");
    wait_for_sum(
        &app,
        "31 files: one does not hold, 4 without a signature and 26 on your list",
    );
}

#[test]
fn closing_asks_while_files_are_checked() {
    let start = Start::default().drawn_straight().minted();
    let folder = release(&start, 10);
    long(&folder.join("disk.img"));
    let app = start.app();
    app.drop_files(&[&folder]);
    app.page.wait_for_text("10 of 11 files");
    app.ask_to_close();
    app.page.wait_for_text("Files are still being checked");
    app.page.press_button("Keep checking");
    wait_for("no question", || {
        (app.page.execute(
            "return document.querySelector('dialog[open]') === null",
            &[],
        ) == true)
            .then_some(())
    });
    let _ = app.page.find("main progress");
    let process = app.process();
    app.ask_to_close();
    app.page.wait_for_text("Files are still being checked");
    // The page goes away with the answer, so nobody waits for one.
    app.page.execute(
        "setTimeout(() => [...document.querySelectorAll('dialog button')].find(it => it.innerText === 'Stop and close').click(), 200)",
        &[],
    );
    wait_for("the end of the program", || {
        (!Path::new(&format!("/proc/{process}/cmdline")).exists()
            || fs::read(format!("/proc/{process}/cmdline")).is_ok_and(|line| line.is_empty()))
        .then_some(())
    });
    std::mem::forget(app);
}

#[test]
fn light() {
    pictures_and_rules(Theme::Light, "light");
}

#[test]
fn dark() {
    pictures_and_rules(Theme::Dark, "dark");
}

/// The time it took is another one on every run.
fn still(app: &App) {
    app.page.execute(
        "for (const it of document.querySelectorAll('.took')) it.textContent = 'Checked in one second'; document.activeElement?.blur(); scrollTo(0, 0)",
        &[],
    );
}

fn pictures_and_rules(theme: Theme, name: &str) {
    let start = Start::default().theme(theme).minted();
    let folder = release(&start, 60);
    start.file("release-4.2/=cmd\u{202e}gpj.exe", b"x");
    let app = start.app();
    bring_rules(&app);
    app.open(&folder);
    wait_for_rows(&app, 61);
    wait_for_sum(
        &app,
        "61 files: 2 do not hold, 7 without a signature and 52 on your list",
    );
    still(&app);
    assert_looks_like(&format!("batch-{name}"), &app.page);
    let mut violations = broken_rules(&app, "the table");
    pill(&app, "no signature");
    wait_for_rows(&app, 7);
    violations.extend(broken_rules(&app, "filtered"));
    app.page
        .execute("document.querySelector('.check input').click()", &[]);
    let _ = app.page.find("main table");
    violations.extend(broken_rules(&app, "pages"));
    assert_eq!(violations, [] as [String; 0]);
    if theme == Theme::Light {
        let mut cut = Vec::new();
        for pages in [true, false] {
            for (width, letters) in [(320, "100%"), (490, "100%"), (980, "200%")] {
                resize(&app, width, letters);
                cut.extend(cut_off(
                    &app,
                    &format!("{width}, {letters}, pages: {pages}"),
                ));
                if !pages && width == 320 {
                    still(&app);
                    assert_looks_like("batch-narrow", &app.page);
                }
            }
            resize(&app, 980, "100%");
            app.page
                .execute("document.querySelector('.check input').click()", &[]);
        }
        assert_eq!(cut, [] as [String; 0]);
    }
}
