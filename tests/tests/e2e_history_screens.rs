//! Earlier checks, files that change after their check, and watched folders, in the real window.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{fs, path::Path};

use serde_json::{Value, json};
use whence_tests::{
    app::{App, Start, Theme},
    app_picture::assert_looks_like,
    download::{STATES, record},
    looks::{bring_rules, broken_rules, cut_off, resize, still},
    person::Person,
    webdriver::wait_for,
};

const CONTROL: char = '\u{E009}';
const ESCAPE: &str = "\u{E00C}";

fn open_history(app: &App) {
    app.page.press_button("History");
    app.page.press_button("Earlier checks");
    app.page.wait_for_text("What is kept");
}

fn names(app: &App) -> Vec<String> {
    let script =
        "return [...document.querySelectorAll('.group li bdi.identifier')].map(it => it.innerText)
        .filter(it => it.includes('.tar.gz') || it.includes('.exe'))";
    serde_json::from_value(app.page.execute(script, &[])).unwrap()
}

/// A window in which files of these states were checked, in this order.
fn checked(start: Start, states: &[&str]) -> App {
    let files: Vec<_> = states.iter().map(|it| start.download(it).file).collect();
    let app = start.app();
    for (state, file) in states.iter().zip(&files) {
        app.open(file);
        let _ = app.page.find(&format!(".panel.{state}"));
    }
    app
}

/// The first screen leads back to what was checked last, with one press.
#[test]
fn the_latest_checks_stand_on_the_first_screen() {
    let start = Start::default().minted();
    let files = [
        ("listed", "alpha-1.0.tar.gz"),
        ("failed", "beta-2.0.tar.gz"),
        ("no-signature", "gamma.pdf"),
    ]
    .map(|(state, name)| {
        let download = start.download(state);
        if let Ok(bundle) = fs::read(&download.bundle) {
            start.file(&format!("{state}/{name}.sigstore.json"), bundle);
        }
        let bytes = fs::read(&download.file).unwrap();
        (state, start.file(&format!("{state}/{name}"), bytes))
    });
    let app = start.app();
    let recent = |app: &App| -> Vec<String> {
        let script =
            "return [...document.querySelectorAll('.home section li')].map(it => it.innerText)";
        serde_json::from_value(app.page.execute(script, &[])).unwrap()
    };
    assert_eq!(recent(&app), [""; 0], "nothing was checked yet");
    for (state, file) in &files {
        app.open(file);
        let _ = app.page.find(&format!(".panel.{state}"));
    }
    app.page.press_button("Home");
    let lines = wait_for("three recent checks", || {
        Some(recent(&app)).filter(|lines| lines.len() == 3)
    });
    for (line, (name, words)) in lines.iter().zip([
        ("gamma.pdf", "no signature"),
        ("beta-2.0.tar.gz", "does not"),
        ("alpha-1.0.tar.gz", "on your list"),
    ]) {
        let line = line.to_lowercase();
        assert!(line.contains(name) && line.contains(words), "{lines:?}");
    }
    assert_looks_like("home-recent", &app.page);
    app.page
        .find(".home section li:nth-child(3) button")
        .click();
    let _ = app.page.find(".panel.listed");
}

#[test]
fn checks_stand_by_product_and_are_found_compared_and_made_again() {
    let start = Start::default().minted();
    let later = start.successor(true).file;
    let app = checked(start, &["listed"]);
    let person = Person::at(&app.page);
    app.open(&later);
    let _ = app.page.find(".panel.unlisted");
    // What the note speaks of, side by side, on the result itself.
    app.page.wait_for_text("Earlier versions were signed by");
    person.press("Compare");
    let _ = app.page.find("table");

    open_history(&app);
    wait_for("two checks of one product", || {
        (names(&app).len() == 2).then_some(())
    });
    assert_eq!(names(&app)[0], "project-1.2.4.tar.gz");

    // What a note speaks of, side by side.
    person.press("Compare with before: project-1.2.4.tar.gz");
    let _ = app.page.find("table");
    app.page.wait_for_text("differs");
    person.press("Compare with before: project-1.2.4.tar.gz");

    // Two of the person's own choice.
    person.choose("Side by side with another check: project-1.2.4.tar.gz");
    person.choose("Side by side with another check: project-1.2.3.tar.gz");
    let _ = app.page.find("table");
    wait_for("the comparison to have the focus, in sight", || {
        let seen = "const box = document.activeElement.getBoundingClientRect();
            return document.activeElement.querySelector('table') !== null && box.top >= 0 && box.top < innerHeight";
        (app.page.execute(seen, &[]) == true).then_some(())
    });
    app.page.press(ESCAPE);
    wait_for("the comparison to close", || {
        app.page.find_all("table").is_empty().then_some(())
    });
    wait_for("the focus to go back", || {
        let back = "return document.activeElement.type === 'checkbox'";
        (app.page.execute(back, &[]) == true).then_some(())
    });

    app.page.chord(&[CONTROL], 'f');
    app.page.press("1.2.4");
    wait_for("one check", || {
        (names(&app) == ["project-1.2.4.tar.gz"]).then_some(())
    });
    person.press("Check again: project-1.2.4.tar.gz");
    let _ = app.page.find(".panel.unlisted");
}

#[test]
fn forgetting_one_can_be_taken_back_and_everything_is_asked_for() {
    let app = checked(Start::default().minted(), &["listed", "failed"]);
    open_history(&app);
    wait_for("two checks", || (names(&app).len() == 2).then_some(()));
    let person = Person::at(&app.page);
    person.press_first(".group li .acts > .button:last-child");
    wait_for("one check", || (names(&app).len() == 1).then_some(()));
    person.press("Undo");
    wait_for("two checks again", || {
        (names(&app).len() == 2).then_some(())
    });
    person.press("Forget everything…");
    app.page.wait_for_text("Forget all 2 checks?");
    person.press("Cancel");
    assert_eq!(names(&app).len(), 2);
    person.press("Forget everything…");
    person.press("Forget everything");
    app.page.wait_for_text("Nothing was checked yet");
}

#[test]
fn what_is_kept_is_kept_over_a_restart_and_nothing_when_asked_so() {
    let app = checked(Start::default().minted(), &["listed"]);
    open_history(&app);
    wait_for("one check", || (names(&app).len() == 1).then_some(()));
    let choose = "const field = [...document.querySelectorAll('select')].at(-1);
        field.value = arguments[0];
        field.dispatchEvent(new Event('change', { bubbles: true }));";
    app.page.execute(choose, &[json!("0")]);
    app.page.wait_for_text("Forget one older check?");
    Person::at(&app.page).press("Forget them");
    app.page.wait_for_text("Checks are not kept.");
}

#[test]
fn a_history_that_is_broken_stops_no_check_and_begins_anew_when_asked() {
    let start = Start::default().minted();
    for place in [
        ".local/share/whence",
        ".config/whence",
        ".local/state/whence",
    ] {
        start.file(&format!("{place}/history.sqlite3"), b"this is no database");
        start.file(&format!("{place}/history.sqlite"), b"this is no database");
        start.file(&format!("{place}/history.db"), b"this is no database");
    }
    let app = checked(start, &["listed"]);
    app.page.press_button("History");
    app.page.wait_for_text("The history cannot be read");
    Person::at(&app.page).press("Begin a new history");
    app.page.wait_for_text("Nothing was checked yet");
    app.open(&app.home().join("listed/project-1.2.3.tar.gz"));
    let _ = app.page.find(".panel.listed");
    open_history(&app);
    wait_for("one check", || (names(&app).len() == 1).then_some(()));
}

#[test]
fn a_result_is_withdrawn_aloud_when_its_file_changes() {
    let app = checked(Start::default().minted(), &["listed"]);
    let file = app.home().join("listed/project-1.2.3.tar.gz");
    let before = fs::read(&file).unwrap();
    fs::write(&file, b"something else").unwrap();
    let _ = app.page.find("section.panel .badge");
    app.page
        .wait_for_text("This file has changed since it was checked.");
    assert_eq!(app.page.find_all("svg[data-shape=listed]").len(), 0);
    let said = wait_for("an announcement", || {
        Some(app.page.text("[role=alert]")).filter(|it| !it.is_empty())
    });
    assert!(
        said.starts_with("project-1.2.3.tar.gz has changed since it was checked."),
        "{said}"
    );
    Person::at(&app.page).press("Check again");
    let _ = app.page.find(".panel.failed");
    fs::write(&file, before).unwrap();
    app.page
        .wait_for_text("This file has changed since it was checked.");
    Person::at(&app.page).press("Check again");
    let _ = app.page.find(".panel.listed");
}

#[test]
fn a_watched_folder_checks_what_comes_and_changes() {
    let start = Start::default().minted().with_bus();
    let folder = start.home().join("Downloads");
    fs::create_dir_all(&folder).unwrap();
    let minted = record();
    let app = start.app();
    let notices = app.notices();
    open_history(&app);
    let person = Person::at(&app.page);
    person.press("Watched folders");
    person.press("Watch a folder…");
    app.answer_file_dialog(&folder);
    app.page.wait_for_text("watched");
    fs::write(
        folder.join("tool-1.0.tar.gz.sigstore.json"),
        &minted.bundle_json,
    )
    .unwrap();
    fs::write(folder.join("tool-1.0.tar.gz"), &minted.artifact).unwrap();
    let row = "return [...document.querySelectorAll('section.card li')].map(it => it.innerText).find(it => it.includes('tool-1.0.tar.gz') && !it.includes('sigstore.json'))";
    let row = || {
        app.page
            .execute(row, &[])
            .as_str()
            .map(str::to_owned)
            .unwrap_or_default()
    };
    wait_for("the file on the list", || {
        row().to_lowercase().contains("on your list").then_some(())
    });
    fs::write(folder.join("tool-1.0.tar.gz"), b"something else").unwrap();
    wait_for("the file that does not hold", || {
        row().to_lowercase().contains("does not hold").then_some(())
    });
    // The desktop speaks of what does not hold, and not of what was on the list before.
    let notice = wait_for("a notice of the desktop", || notices.shown().pop());
    assert_eq!(notice.summary, "The signature does not match this file.");
    assert!(notice.body.contains("tool-1.0.tar.gz"), "{notice:?}");
    assert_eq!(notices.shown().len(), 1);
    person.press("Check and show: tool-1.0.tar.gz");
    let _ = app.page.find(".panel.failed");
    open_history(&app);
    person.press("Watched folders");
    person.press(&format!("Pause: {}", folder.display()));
    app.page.wait_for_text("paused");
    person.press(&format!("Stop watching: {}", folder.display()));
    app.page.wait_for_text("No folder is watched.");
}

/// Names of files are chosen by whoever made them.
#[test]
fn names_chosen_to_deceive_stay_text() {
    let start = Start::default().minted();
    let hostile = [
        "<img src=x onerror=window.hit=1>.exe",
        "evil\u{202e}gpj.exe",
        "a\u{200b}b\nSigned by Acme.exe",
        "Signed by Acme, who is on your list.exe",
    ];
    let files = hostile.map(|name| start.file(&format!("hostile/{name}"), b"x"));
    let app = start.app();
    let paths: Vec<&Path> = files.iter().map(|it| it.as_path()).collect();
    for path in paths {
        app.drop_files(&[path]);
        app.page.wait_for_text("No signature was found");
        app.page.press_button("Home");
    }
    open_history(&app);
    wait_for("all of them", || {
        let found = app
            .page
            .execute("return document.querySelectorAll('.group li').length", &[]);
        (found == hostile.len()).then_some(())
    });
    let made = "return [document.querySelectorAll('main img, main script').length, window.hit ?? null, /[\\u202a-\\u202e\\u200b]/.test(document.body.textContent)]";
    assert_eq!(app.page.execute(made, &[]), json!([0, null, false]));
}

#[test]
fn light() {
    pictures_and_rules(Theme::Light, "light");
}

#[test]
fn dark() {
    pictures_and_rules(Theme::Dark, "dark");
}

fn pictures_and_rules(theme: Theme, name: &str) {
    let app = checked(Start::default().theme(theme).minted(), &STATES);
    bring_rules(&app);
    let mut violations = Vec::new();
    each_screen(&app, |screen| {
        violations.extend(broken_rules(&app, screen));
        still(&app, "time");
        // Where the home folder of this run lies is another place on every run.
        app.page.execute("for (const it of document.querySelectorAll('.place bdi, section.card h2 bdi')) it.textContent = '/home/ada'", &[]);
        assert_looks_like(&format!("{screen}-{name}"), &app.page);
    });
    assert_eq!(violations, [] as [String; 0]);
}

#[test]
fn nothing_is_cut_off_when_narrow_or_enlarged() {
    let app = checked(Start::default().minted(), &STATES);
    let mut cut: Vec<String> = Vec::new();
    for (width, letters) in [(320, "100%"), (980, "200%")] {
        resize(&app, width, letters);
        each_screen(&app, |screen| {
            cut.extend(cut_off(&app, &format!("{width}, {letters}, {screen}")));
        });
    }
    assert_eq!(cut, [] as [String; 0]);
}

/// Shows each of the screens about what was, and looks at it. The withdrawn result comes last, because
/// its file is another one afterwards.
fn each_screen(app: &App, mut look: impl FnMut(&str)) {
    let person = Person::at(&app.page);
    open_history(app);
    let compare = "return document.querySelector('[aria-label^=\"Compare with before\"]') !== null";
    if app.page.execute(compare, &[]) == Value::Bool(true) {
        person.press_first("[aria-label^=\"Compare with before\"]");
        let _ = app.page.find("table");
    }
    look("history");
    person.press("Watched folders");
    app.page.wait_for_text("Watch a folder…");
    look("watched");
    app.open(&app.home().join("no-signature/project-1.2.3.tar.gz"));
    let _ = app.page.find(".panel.no-signature");
    let file = app.home().join("no-signature/project-1.2.3.tar.gz");
    let before = fs::read(&file).unwrap();
    fs::write(&file, [&before[..], b"+"].concat()).unwrap();
    app.page
        .wait_for_text("This file has changed since it was checked.");
    look("withdrawn");
    fs::write(&file, before).unwrap();
}
