//! Size of letters and space between things, in the real window: kept, by keyboard from everywhere, and nothing is
//! cut off or too small to be pressed.
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
use whence_tests::{
    app::{App, Start, Theme},
    app_picture::assert_looks_like,
    download::STATES,
    looks::{cut_off, too_small},
    parts_list::cyclonedx,
    person::Person,
    webdriver::wait_for,
};

const CONTROL: char = '\u{E009}';
const NUMPAD_PLUS: char = '\u{E025}';
const NUMPAD_MINUS: char = '\u{E027}';
const SETTINGS: &str = ".config/whence/settings.toml";
const SCREENS: [&str; 5] = ["Home", "History", "Trusted signers", "Settings", "Help"];

/// Waits until everything is drawn so large, percent: then the page has so much less room.
fn wait_for_size(app: &App, percent: u32) {
    let drawn =
        "return [getComputedStyle(document.documentElement).getPropertyValue('--text-size'),
        Math.round(outerWidth / innerWidth * 100)].join()";
    let wanted = format!("{},{percent}", f64::from(percent) / 100.0);
    wait_for(&wanted, || {
        (app.page.execute(drawn, &[]) == wanted.as_str()).then_some(())
    });
}

fn wait_for_kept(app: &App, text: &str) {
    wait_for(text, || {
        let kept = fs::read_to_string(app.home().join(SETTINGS)).unwrap_or_default();
        kept.contains(text).then_some(())
    });
}

fn wait_for_said(app: &App, text: &str) {
    wait_for(text, || {
        (app.page.text("[role=status]") == text).then_some(())
    });
}

/// With these lines in the settings, too.
fn set(start: Start, lines: &str) -> Start {
    let kept = fs::read_to_string(start.home().join(SETTINGS));
    let kept = kept.unwrap_or_else(|_| "schema = 1\n".to_owned());
    start.file(SETTINGS, kept + lines);
    start
}

#[test]
fn the_size_of_letters_follows_the_keys_on_every_screen_and_is_kept() {
    let start = Start::default().minted();
    let file = start.download("unlisted").file;
    let app = start.app();
    app.page.wait_for_text("Drop a file here");
    let keys = ['+', '=', NUMPAD_PLUS];
    for (screen, key) in SCREENS.iter().zip(keys.iter().cycle()) {
        app.page.press_button(screen);
        wait_for_size(&app, 100);
        app.page.chord(&[CONTROL], *key);
        wait_for_size(&app, 110);
        wait_for_said(&app, "Text size 110 %");
        app.page.chord(&[CONTROL], '0');
        wait_for_size(&app, 100);
        wait_for_said(&app, "Text size 100 %");
    }
    app.open(&file);
    let _ = app.page.find(".panel.unlisted");
    app.page.chord(&[CONTROL], NUMPAD_MINUS);
    wait_for_size(&app, 90);
    app.page.chord(&[CONTROL], '-');
    wait_for_size(&app, 80);
    // There is nothing smaller, and that is said as well.
    app.page.chord(&[CONTROL], '-');
    wait_for_said(&app, "Text size 80 %");
    wait_for_kept(&app, "text-size = 80");

    // Another process sets it; the window follows, and starts with it.
    let path = app.home().join(SETTINGS);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("text-size = 80", "text-size = 175")).unwrap();
    app.page.press_button("Settings");
    wait_for_size(&app, 175);
    let app = app.end().app();
    wait_for_size(&app, 175);
    // Also at its narrowest the page has as much room as it is made for.
    app.page.resize(200, 760);
    wait_for("the narrowest", || {
        (app.page.execute("return innerWidth", &[]) == 320).then_some(())
    });
}

#[test]
fn what_cannot_be_used_is_told_with_its_place() {
    let app = set(
        Start::default(),
        "\ndensity = \"compact\"\ntext-size = 1000\n",
    )
    .app();
    app.page.press_button("Settings");
    app.page.wait_for_text("line 4, column 13.");
    wait_for_size(&app, 100);
    let aside = app.home().join(".config/whence/settings.toml.broken-1");
    assert!(fs::read_to_string(aside).unwrap().contains("1000"));
}

#[test]
fn nothing_is_cut_off_at_twice_the_size() {
    let start = set(Start::default().minted(), "text-size = 200\n");
    let files = STATES.map(|state| start.download(state).file);
    let list = start.file("tool-4.2.cdx.json", cyclonedx(300));
    let app = start.app();
    wait_for_size(&app, 200);
    let mut cut = Vec::new();
    for width in [980, 640] {
        app.page.resize(width, 760);
        wait_for("the width", || {
            (app.page.execute("return innerWidth", &[]) == width / 2).then_some(())
        });
        every_screen(&app, &files, |what| {
            cut.extend(cut_off(&app, &format!("{width}, {what}")));
        });
    }
    assert_eq!(cut, [] as [String; 0]);
    // Rows lie where the engine draws them, and the last of a long table can be reached.
    app.open(&list);
    app.page.wait_for_text("301 parts");
    let _ = app.page.find("[role=grid]");
    app.page
        .execute("document.querySelector('[role=grid]').focus()", &[]);
    app.page.press("\u{E010}");
    wait_for("the last row in sight", || {
        let last = "const cell = document.getElementById(document.querySelector('[role=grid]').getAttribute('aria-activedescendant'));
            if (cell?.closest('[role=row]').getAttribute('aria-rowindex') !== '302') return false;
            const [box, around] = [cell.getBoundingClientRect(), cell.closest('[role=grid]').getBoundingClientRect()];
            return box.height > 0 && box.top >= around.top && box.bottom <= around.bottom + 1";
        (app.page.execute(last, &[]) == true).then_some(())
    });
}

#[test]
fn nothing_compact_or_small_is_too_small_to_be_pressed() {
    for (lines, percent) in [
        ("density = \"compact\"\n", 100),
        ("density = \"compact\"\ntext-size = 80\n", 80),
    ] {
        let start = set(Start::default().minted(), lines);
        let files = STATES.map(|state| start.download(state).file);
        let list = start.file("tool-4.2.cdx.json", cyclonedx(300));
        let app = start.app();
        wait_for_size(&app, percent);
        let mut small = Vec::new();
        every_screen(&app, &files, |what| {
            small.extend(too_small(&app, &format!("{percent}, {what}")));
        });
        app.open(&list);
        app.page.wait_for_text("301 parts");
        small.extend(too_small(&app, "parts"));
        assert_eq!(small, [] as [String; 0]);
        let room = app.page.execute(
            "return Math.round(document.querySelector('[role=grid] .line').getBoundingClientRect().height * arguments[0] / 100)",
            &[json!(percent)],
        );
        assert_eq!(room, 24, "rows of a table are as low as they may be");
    }
}

#[test]
fn light() {
    pictures(Theme::Light, "light");
}

#[test]
fn dark() {
    pictures(Theme::Dark, "dark");
}

fn pictures(theme: Theme, name: &str) {
    let start = Start::default().theme(theme);
    let list = start.file("tool-4.2.cdx.json", cyclonedx(300));
    let app = start.app();
    let person = Person::at(&app.page);
    app.open(&list);
    app.page.wait_for_text("301 parts");
    app.page.press_button("Settings");
    app.page.wait_for_text("What was sent where");
    person.choose("Compact");
    wait_for_kept(&app, "density = \"compact\"");
    show_appearance(&app);
    assert_looks_like(&format!("appearance-compact-{name}"), &app.page);
    app.page
        .execute("document.body.style.pointerEvents = ''", &[]);
    person.press("Back");
    app.page.wait_for_text("301 parts");
    // The filters come last and move what stands below them.
    let filters = "return document.querySelectorAll('.pill').length";
    wait_for("the filters", || {
        (app.page.execute(filters, &[]).as_u64() >= Some(6)).then_some(())
    });
    app.page.execute(
        "document.activeElement?.blur(); document.querySelector('[role=grid]').scrollIntoView({ block: 'center' })",
        &[],
    );
    assert_looks_like(&format!("parts-compact-{name}"), &app.page);

    app.page.press_button("Settings");
    app.page.wait_for_text("What was sent where");
    person.choose("Comfortable");
    for percent in [110, 120, 135, 150, 175, 200] {
        app.page.chord(&[CONTROL], '+');
        wait_for_size(&app, percent);
    }
    show_appearance(&app);
    assert_looks_like(&format!("appearance-200-{name}"), &app.page);
}

fn show_appearance(app: &App) {
    let show = "document.activeElement?.blur();
        document.body.style.pointerEvents = 'none';
        [...document.querySelectorAll('h2')].find(it => it.innerText === 'Appearance').closest('section').scrollIntoView({ block: 'center' })";
    app.page.execute(show, &[]);
}

/// Looks at every screen, and at a result of every state with everything open.
fn every_screen(app: &App, files: &[std::path::PathBuf], mut look: impl FnMut(&str)) {
    let open = "for (const it of document.querySelectorAll('main details:not([open]) > summary')) it.click()";
    for (state, file) in STATES.iter().zip(files) {
        app.open(file);
        let _ = app.page.find(&format!(".panel.{state}"));
        wait_until_loaded(app);
        app.page.execute(open, &[]);
        wait_until_loaded(app);
        look(state);
    }
    for screen in SCREENS {
        app.page.press_button(screen);
        wait_until_loaded(app);
        look(screen);
    }
}

fn wait_until_loaded(app: &App) {
    wait_for("all parts", || {
        let loading = "return document.body.innerText.includes('Loading')";
        (app.page.execute(loading, &[]) == false).then_some(())
    });
}
