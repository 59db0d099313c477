//! How the window looks and whether everybody can read it: pictures, accessibility rules, narrow and
//! enlarged windows.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use whence_tests::{
    app::{App, Start, Theme},
    app_picture::assert_looks_like,
    download::STATES,
    looks::{bring_rules, broken_rules, cut_off, resize, still},
    webdriver::wait_for,
};

const TABS: [&str; 5] = ["Certificate", "Log entry", "Timestamps", "Statement", "Raw"];
const SCREENS: [&str; 5] = ["Home", "History", "Trusted signers", "Settings", "Help"];

#[test]
fn light() {
    pictures_and_rules(Theme::Light, "light");
}

#[test]
fn dark() {
    pictures_and_rules(Theme::Dark, "dark");
}

fn pictures_and_rules(theme: Theme, name: &str) {
    let start = Start::default().theme(theme).minted();
    let files = STATES.map(|state| start.download(state).file);
    let app = start.app();
    bring_rules(&app);
    let fault = "const button = document.createElement('button'); button.id = 'fault'; document.body.append(button)";
    app.page.execute(fault, &[]);
    let noticed = broken_rules(&app, "a button without a name");
    assert!(
        noticed.iter().any(|rule| rule.contains("button-name")),
        "{noticed:?}"
    );
    app.page
        .execute("document.getElementById('fault').remove()", &[]);
    let mut violations = Vec::new();
    for (state, file) in STATES.iter().zip(&files) {
        show(&app, state, file);
        assert_looks_like(&format!("{state}-{name}"), &app.page);
        open_reasons(&app);
        violations.extend(broken_rules(&app, state));
        if *state == "listed" {
            for tab in TABS {
                open_tab(&app, tab);
                let picture = format!("{}-{name}", tab.to_lowercase().replace(' ', "-"));
                assert_looks_like(&picture, &app.page);
                violations.extend(broken_rules(&app, tab));
            }
        }
    }
    for screen in SCREENS {
        app.page.press_button(screen);
        app.page.execute("scrollTo(0, 0)", &[]);
        violations.extend(broken_rules(&app, screen));
    }
    assert_eq!(violations, [] as [String; 0]);
}

/// The window at its narrowest, and one in which every letter is twice as large.
#[test]
fn nothing_is_cut_off_when_narrow_or_enlarged() {
    let start = Start::default().minted();
    let files = STATES.map(|state| start.download(state).file);
    let app = start.app();
    let wide = "const it = document.createElement('div'); it.style.minWidth = '2000px'; it.id = 'fault'; document.body.append(it)";
    app.page.execute(wide, &[]);
    assert_ne!(
        cut_off(&app, "fault"),
        [] as [String; 0],
        "what is too wide is noticed"
    );
    app.page
        .execute("document.getElementById('fault').remove()", &[]);
    let mut cut = Vec::new();
    for (width, letters) in [(320, "100%"), (490, "100%"), (980, "200%")] {
        resize(&app, width, letters);
        let mut look =
            |what: &str| cut.extend(cut_off(&app, &format!("{width}, {letters}, {what}")));
        for (state, file) in STATES.iter().zip(&files) {
            show(&app, state, file);
            open_reasons(&app);
            look(state);
            if *state == "listed" {
                for tab in TABS {
                    open_tab(&app, tab);
                    look(tab);
                }
            }
        }
        for screen in SCREENS {
            app.page.press_button(screen);
            look(screen);
        }
    }
    assert_eq!(cut, [] as [String; 0]);
}

/// Shows the result of a file, as it is when it has just come.
fn show(app: &App, state: &str, file: &std::path::Path) {
    app.open(file);
    let _ = app.page.find(&format!(".panel.{state}"));
    wait_for("all parts", || {
        (app.page
            .execute("return document.body.innerText.includes('Loading')", &[])
            == false)
            .then_some(())
    });
    // The time of the check is another one on every run.
    still(app, "footer time");
}

fn open_reasons(app: &App) {
    let open = "for (const it of document.querySelectorAll('main details:not([open]) > summary')) it.click()";
    app.page.execute(open, &[]);
}

fn open_tab(app: &App, name: &str) {
    app.page.press_button(name);
    // Until it is there the page is shorter and cannot be scrolled to the same place.
    let there = "const panel = document.querySelector('[role=tabpanel]');
        return panel.querySelector('[role=table] bdi, dl, ol') !== null && !panel.innerText.includes('Loading')";
    wait_for("the content of the tab", || {
        (app.page.execute(there, &[]) == true).then_some(())
    });
    app.page.execute(
        "document.activeElement?.blur(); document.querySelector('[role=tablist]').scrollIntoView({ block: 'start' })",
        &[],
    );
}
