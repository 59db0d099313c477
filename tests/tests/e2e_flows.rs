//! What people come for, in the real window: each task is done as its description says, and the presses it takes are
//! counted. Typing, pasting by the keyboard and dropping are the task itself; pressing a key to paste counts.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::fs;

use serde_json::json;
use whence_testkit::keys::Hash;
use whence_tests::{
    app::{App, Start, Theme},
    app_picture::assert_looks_like,
    download::{LABEL, record},
    looks::{bring_rules, broken_rules, cut_off, resize},
    parts_list::{cyclonedx, name},
    person::Person,
    webdriver::wait_for,
};

const CONTROL: char = '\u{E009}';
const ESCAPE: &str = "\u{E00C}";

/// The task, the most presses it may take, and how it is done.
type Flow = (&'static str, u32, fn(&mut Task<'_>));

const FLOWS: &[Flow] = &[
    ("is this download from the project?", 0, read_the_result),
    ("what does that rest on?", 1, read_the_reasons),
    ("evidence downloaded apart, dropped together", 0, drop_both),
    (
        "evidence downloaded apart, dropped afterwards",
        0,
        drop_the_second,
    ),
    ("first time with this publisher", 4, trust_the_signer),
    ("what is in this parts list?", 1, read_the_parts),
    (
        "is this licence in it, and by which path?",
        2,
        find_the_path,
    ),
    ("produce a record", 2, save_a_report),
    ("200 files at once: which do not hold?", 1, filter_a_folder),
    ("is this our release 1.2.3?", 0, read_name_and_version),
    ("read it out on the phone", 1, copy_the_summary),
    (
        "compare with a digest in a letter",
        2,
        compare_with_a_letter,
    ),
];

/// What a flow has to do with.
struct Task<'a> {
    app: &'a App,
    person: Person<'a>,
    download: &'a dyn Fn(&str) -> std::path::PathBuf,
}

#[test]
fn nothing_takes_more_presses_than_it_should() {
    let start = Start::default().minted();
    let listed = start.download("listed");
    let unlisted = start.download("unlisted").file;
    let bare = start.download("no-signature").file;
    let parts = start.file("tool-4.2.cdx.json", cyclonedx(300));
    let folder = release(&start);
    let app = start.app();
    let files = |name: &str| match name {
        "listed" => listed.file.clone(),
        "bundle" => listed.bundle.clone(),
        "unlisted" => unlisted.clone(),
        "bare" => bare.clone(),
        "parts" => parts.clone(),
        "folder" => folder.clone(),
        other => panic!("no {other}"),
    };
    for (what, most, walk) in FLOWS {
        app.page.press_button("Home");
        app.page.wait_for_text("Drop a file here");
        let mut task = Task {
            app: &app,
            person: Person::at(&app.page),
            download: &files,
        };
        walk(&mut task);
        let presses = task.person.presses();
        println!("{what} {presses} of {most}");
        assert!(
            presses <= *most,
            "{what} takes {presses} presses, not {most}"
        );
    }
}

/// Two hundred files, of which every fiftieth does not hold.
fn release(start: &Start) -> std::path::PathBuf {
    let minted = record();
    for number in 0..200 {
        let file = format!("release/tool-{number:03}.bin");
        let other = format!("another file {number}\n");
        let bytes = match number % 50 {
            7 => other.as_bytes(),
            _ => &minted.artifact,
        };
        start.file(&file, bytes);
        start.file(&format!("{file}.sigstore.json"), &minted.bundle_json);
    }
    start.home().join("release")
}

impl Task<'_> {
    fn drop(&self, names: &[&str]) {
        let paths: Vec<_> = names.iter().map(|name| (self.download)(name)).collect();
        let paths: Vec<_> = paths.iter().map(std::path::PathBuf::as_path).collect();
        self.app.drop_files(&paths);
    }

    fn panel(&self, state: &str) -> String {
        let _ = self.app.page.find(&format!(".panel.{state}"));
        self.app.page.text(".panel h1")
    }
}

fn read_the_result(task: &mut Task<'_>) {
    task.drop(&["listed"]);
    assert!(task.panel("listed").starts_with(LABEL));
}

fn read_the_reasons(task: &mut Task<'_>) {
    task.drop(&["listed"]);
    let _ = task.panel("listed");
    task.person.press("Why");
    let _ = task.app.page.find(".lines > li");
    // As it was, for those who come after.
    task.app.page.chord(&[CONTROL], 'i');
}

fn drop_both(task: &mut Task<'_>) {
    task.drop(&["bare", "bundle"]);
    assert!(task.panel("listed").starts_with(LABEL));
}

fn drop_the_second(task: &mut Task<'_>) {
    task.drop(&["bare"]);
    let _ = task.panel("no-signature");
    task.drop(&["bundle"]);
    assert!(task.panel("listed").starts_with(LABEL));
}

fn trust_the_signer(task: &mut Task<'_>) {
    task.drop(&["unlisted"]);
    let _ = task.panel("unlisted");
    let list = task.app.home().join(".config/whence/identities.toml");
    let before = fs::read_to_string(&list).unwrap();
    task.person.press("Why");
    task.person.press("Trust this signer…");
    task.app.page.wait_for_text("What you would trust");
    task.person
        .type_into("Your name for this signer", "Mirror of the project");
    task.person.choose("I have only seen it here");
    task.person.press_first(".confirm");
    assert!(task.panel("listed").contains("Mirror of the project"));
    assert_ne!(fs::read_to_string(&list).unwrap(), before);
}

fn parts_fit(task: &Task<'_>, number: &str) {
    wait_for(number, || {
        task.app
            .page
            .text(".found")
            .starts_with(number)
            .then_some(())
    });
}

/// A parts list that is dropped itself lies open.
fn read_the_parts(task: &mut Task<'_>) {
    task.drop(&["parts"]);
    parts_fit(task, "301 parts");
    task.app.page.chord(&[CONTROL], 'f');
    task.app.page.find("input[type=search]").type_text(&name(7));
    wait_for("the part", || {
        let shown = "return document.querySelector('[role=grid]').innerText.includes(arguments[0])";
        (task.app.page.execute(shown, &[json!(name(7))]) == true).then_some(())
    });
}

fn find_the_path(task: &mut Task<'_>) {
    task.drop(&["parts"]);
    parts_fit(task, "301 parts");
    task.app.page.chord(&[CONTROL], 'f');
    task.app.page.find("input[type=search]").type_text("MIT");
    wait_for("fewer parts", || {
        (!task.app.page.text(".found").starts_with("301 parts")).then_some(())
    });
    let _ = task.app.page.find("[role=grid] .line");
    task.person.press_first("[role=grid] .line [role=gridcell]");
    task.person.press("Paths to the top");
    wait_for("the path", || {
        task.app
            .page
            .text(".part .paths")
            .contains("tool")
            .then_some(())
    });
}

/// The dialog of the system proposes a name; choosing the place is not counted.
fn save_a_report(task: &mut Task<'_>) {
    task.drop(&["listed"]);
    let headline = task.panel("listed");
    task.person.press("Report…");
    task.app.page.wait_for_text("The file itself is not in it.");
    task.person.press("Save…");
    let place = task.app.home().join("record.html");
    task.app.answer_file_dialog(&place);
    task.app.page.wait_for_text("The report was saved.");
    let page = fs::read_to_string(place).unwrap();
    assert!(page.contains(&headline.replace('\'', "&#39;")), "{page}");
    assert!(page.contains(&sha256(task.app)), "{page}");
    assert!(page.contains("It is not a proof by itself"), "{page}");
}

fn filter_a_folder(task: &mut Task<'_>) {
    task.drop(&["folder"]);
    task.app.page.wait_for_text("200 files: 4 do not hold");
    let ended = "return !document.querySelector('[role=progressbar], progress')";
    wait_for("the end", || {
        (task.app.page.execute(ended, &[]) == true).then_some(())
    });
    // What is counted last comes a moment later.
    let pill = "return document.querySelector('.pills button:nth-child(2)')?.innerText.replace(/\\s+/g, ' ').trim() ?? ''";
    wait_for("the filter", || {
        let text = task.app.page.execute(pill, &[]);
        text.as_str()?
            .to_lowercase()
            .starts_with("does not hold 4")
            .then_some(())
    });
    task.person.press_first(".pills button:nth-child(2)");
    let rows = "return document.querySelector('[role=grid]').getAttribute('aria-rowcount')";
    wait_for("those that do not hold", || {
        (task.app.page.execute(rows, &[]) == "5").then_some(())
    });
}

fn read_name_and_version(task: &mut Task<'_>) {
    task.drop(&["listed"]);
    assert!(task.panel("listed").starts_with(LABEL));
    assert!(task.app.page.text("main").contains("project-1.2.3.tar.gz"));
}

fn copy_the_summary(task: &mut Task<'_>) {
    task.drop(&["listed"]);
    let _ = task.panel("listed");
    task.person.press("Copy summary");
    task.app.page.wait_for_text("Copied.");
}

fn compare_with_a_letter(task: &mut Task<'_>) {
    task.drop(&["listed"]);
    let _ = task.panel("listed");
    task.person.press("Compare with…");
    // The focus is where it is pasted, by a second press.
    paste(
        task.app,
        &format!("Hello,\nits SHA-256 is {}.\n", sha256(task.app)),
    );
    task.person.pressed();
    task.app.page.wait_for_text("The same: these are the bytes");
    task.app.page.press(ESCAPE);
}

/// The digest that stands in the result.
fn sha256(app: &App) -> String {
    let ask = "return document.querySelector('footer code').textContent";
    app.page.execute(ask, &[]).as_str().unwrap().to_owned()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What pasting does to the field that has the focus.
fn paste(app: &App, text: &str) {
    wait_for("the field", || {
        let ready = "return document.activeElement.matches('dialog textarea')";
        (app.page.execute(ready, &[]) == true).then_some(())
    });
    let put =
        "document.activeElement.select(); document.execCommand('insertText', false, arguments[0])";
    app.page.execute(put, &[json!(text)]);
}

fn answer(app: &App, start: &str) {
    wait_for(start, || {
        app.page
            .text("dialog [role=status]")
            .starts_with(start)
            .then_some(())
    });
}

#[test]
fn a_digest_is_compared_in_words() {
    let start = Start::default().minted();
    let file = start.download("listed").file;
    let app = start.arguments([file.display()]).app();
    let _ = app.page.find(".panel.listed");
    let own = sha256(&app);
    app.page.press_button("Compare with…");
    paste(&app, &own);
    answer(&app, "The same: these are the bytes this SHA-256 digest");
    app.page.wait_for_text("It does not say who made them");
    paste(&app, &"0".repeat(64));
    answer(&app, "Not the same: this SHA-256 digest");
    paste(&app, &format!("md5:{}", "0".repeat(32)));
    answer(&app, "Not compared: this is a digest by MD5");
    paste(&app, "Hello");
    answer(&app, "There is no digest in this text.");
    // One the check did not need: the file is read for it.
    let longer = hex(&Hash::Sha512.digest(&fs::read(&file).unwrap()));
    paste(&app, &longer);
    answer(&app, "The same: these are the bytes this SHA-512 digest");
    // Closed by the keyboard, the focus goes back to where it came from.
    app.page.press(ESCAPE);
    wait_for("the focus", || {
        let ask =
            "return !document.querySelector('dialog[open]') && document.activeElement.innerText";
        (app.page.execute(ask, &[]) == "Compare with…").then_some(())
    });
}

#[test]
fn comparing_looks_right_and_can_be_read_by_everybody() {
    for (theme, theme_name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let start = Start::default().theme(theme).minted();
        let file = start.download("listed").file;
        let app = start.arguments([file.display()]).app();
        let _ = app.page.find(".panel.listed");
        bring_rules(&app);
        let own = sha256(&app);
        app.page.press_button("Compare with…");
        let mut broken = Vec::new();
        for (what, text) in [("same", own), ("different", "0".repeat(64))] {
            paste(&app, &text);
            answer(
                &app,
                if what == "same" {
                    "The same"
                } else {
                    "Not the same"
                },
            );
            let caret = "document.activeElement.style.caretColor = 'transparent'";
            app.page.execute(caret, &[]);
            assert_looks_like(&format!("compare-{what}-{theme_name}"), &app.page);
            broken.extend(broken_rules(&app, what));
        }
        resize(&app, 320, "100%");
        broken.extend(cut_off(&app, "320"));
        assert_eq!(broken, [] as [String; 0]);
    }
}

#[test]
fn the_report_is_asked_for_by_keys_and_can_be_read_by_everybody() {
    for (theme, theme_name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let start = Start::default().theme(theme).minted();
        let file = start.download("listed").file;
        let app = start.arguments([file.display()]).app();
        let _ = app.page.find(".panel.listed");
        bring_rules(&app);
        app.page.chord(&[CONTROL], 'p');
        app.page.wait_for_text("The file itself is not in it.");
        assert_looks_like(&format!("report-{theme_name}"), &app.page);
        let mut broken = broken_rules(&app, "report");
        resize(&app, 320, "100%");
        broken.extend(cut_off(&app, "320"));
        assert_eq!(broken, [] as [String; 0]);
        app.page.press(ESCAPE);
        wait_for("the end of the dialog", || {
            (app.page
                .execute("return !document.querySelector('dialog[open]')", &[])
                == true)
                .then_some(())
        });
    }
}
