//! The trusted identity list in the real window: putting a signer on it, changing it, and what happens
//! when it is changed elsewhere.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{fs, path::PathBuf};

use serde_json::json;
use whence_tests::{
    app::{App, Start, Theme},
    app_picture::assert_looks_like,
    download::{LABEL, record},
    looks::{bring_rules, broken_rules, cut_off, resize, runs_over, still},
    person::Person,
    webdriver::wait_for,
};

const CONTROL: char = '\u{E009}';
const ENTER: &str = "\u{E007}";
const TAB: &str = "\u{E004}";
const ESCAPE: &str = "\u{E00C}";
const DELETE: &str = "\u{E017}";
const DOWN: &str = "\u{E015}";

const CONFIRM: &str = ".confirm";

fn list_file(app: &App) -> PathBuf {
    app.home().join(".config/whence/identities.toml")
}

fn list_text(app: &App) -> String {
    fs::read_to_string(list_file(app)).unwrap()
}

fn wait_for_list(app: &App, what: &str, holds: impl Fn(&str) -> bool) {
    wait_for(what, || holds(&list_text(app)).then_some(()));
}

/// A window with the result of a file by somebody who is not on the list.
fn stranger() -> App {
    let start = Start::default().minted();
    let file = start.download("unlisted").file;
    let app = start.arguments([file.display()]).app();
    let _ = app.page.find(".panel.unlisted");
    app
}

fn open_list(app: &App) {
    app.page.press_button("Trusted signers");
    let _ = app.page.find("h1");
    app.page.wait_for_text("Where the list is");
}

fn rows(app: &App) -> Vec<String> {
    let labels = app.page.execute(
        "return [...document.querySelectorAll('[data-row] .label')].map(it => it.innerText)",
        &[],
    );
    serde_json::from_value(labels).unwrap()
}

#[test]
fn a_signer_is_trusted_with_four_presses_and_a_name_and_it_can_be_taken_back() {
    let app = stranger();
    let before = list_text(&app);
    let person = Person::at(&app.page);
    person.press("Why");
    person.press("Trust this signer…");
    app.page.wait_for_text("What you would trust");
    person.type_into("Your name for this signer", "Mirror of the project");
    person.choose("I have only seen it here");
    person.press_first(CONFIRM);
    assert_eq!(person.presses(), 4);
    // The result is decided again, and says what the reason is worth.
    let _ = app.page.find(".panel.listed");
    let headline = app.page.text(".panel h1");
    assert!(headline.contains("Mirror of the project"), "{headline}");
    assert!(list_text(&app).starts_with(&before), "what was there stays");
    assert!(list_text(&app).contains("first-seen"));
    person.press("Undo");
    let _ = app.page.find(".panel.unlisted");
    wait_for_list(&app, "the list as it was", |text| text == before);
    wait_for_focus_in_main(&app);
}

/// What was pressed went away; whoever works with the keyboard goes on from the screen, not from nowhere.
fn wait_for_focus_in_main(app: &App) {
    wait_for("the focus", || {
        (app.page.execute(
            "return document.activeElement.closest('main') !== null",
            &[],
        ) == true)
            .then_some(())
    });
}

/// A window is made narrower while a form is filled in.
#[test]
fn an_open_form_makes_room_when_the_window_is_narrowed() {
    let app = stranger();
    let person = Person::at(&app.page);
    person.press("Why");
    person.press("Trust this signer…");
    app.page.wait_for_text("How wide?");
    let mut over = Vec::new();
    let mut narrow = |screen: &str| {
        for width in [980, 360, 700, 330] {
            resize(&app, width, "100%");
            over.extend(runs_over(&app, &format!("{screen}, {width}")));
        }
        resize(&app, 980, "100%");
    };
    narrow("trust");
    person.press("Cancel");
    open_list(&app);
    person.press("Add…");
    app.page.wait_for_text("Who it is");
    narrow("signer-form");
    assert_eq!(over, [] as [String; 0]);
}

/// Whoever only ever confirms trusts nobody, wherever the focus is.
#[test]
fn enter_alone_trusts_nobody() {
    let app = stranger();
    let before = list_text(&app);
    app.page.press_button("Why");
    app.page.press_button("Trust this signer…");
    app.page.wait_for_text("What you would trust");
    for _ in 0..40 {
        app.page.press(ENTER);
        let here = app
            .page
            .execute("return document.querySelector('h1').innerText", &[]);
        if here != "Trust a signer" {
            // Enter on Back, Home or Cancel leads away; it is opened again.
            app.page.press_button("Home");
            app.page.chord(&['\u{E00A}'], '\u{E012}');
            break;
        }
        app.page.press(TAB);
    }
    assert_eq!(list_text(&app), before);
    assert_eq!(app.page.find_all(".panel.listed").len(), 0);
}

/// The widest scope is never one press away.
#[test]
fn very_wide_asks_for_the_name() {
    let app = stranger();
    let before = list_text(&app);
    let person = Person::at(&app.page);
    person.press("Why");
    person.press("Trust this signer…");
    app.page.wait_for_text("How wide?");
    let widest = "const all = [...document.querySelectorAll('.scope')]; all.at(-1).querySelector('input').click(); return all.at(-1).innerText";
    let words = app.page.execute(widest, &[]);
    assert!(words.as_str().unwrap().contains("Very wide"), "{words}");
    person.type_into("Your name for this signer", "Everything of theirs");
    person.choose("somebody I know told me");
    person.press_first(CONFIRM);
    app.page.wait_for_text("still missing or wrong");
    assert_eq!(list_text(&app), before);
    let name = app.page.text(".type-name bdi");
    person.type_into("The name", &name);
    person.press_first(CONFIRM);
    let _ = app.page.find(".panel.listed");
    open_list(&app);
    app.page.wait_for_text("Very wide");
}

#[test]
fn failed_results_offer_no_trust() {
    let start = Start::default().minted();
    let files =
        ["failed", "could-not-check", "no-signature", "listed"].map(|it| (it, start.download(it)));
    let app = start.app();
    for (state, download) in &files {
        app.open(&download.file);
        let _ = app.page.find(&format!(".panel.{state}"));
        let unfold =
            "for (const it of document.querySelectorAll('main details:not([open]) > summary')) it.click();
             return document.body.innerText.includes('Trust this signer')";
        assert_eq!(app.page.execute(unfold, &[]), false, "{state}");
    }
    // Nor does the program do it when it is asked past the page.
    let answer = app.invoke("trust_proposal", json!({ "result": 1, "evidence": 0 }));
    assert!(answer.is_err(), "{answer:?}");
}

#[test]
fn entries_are_added_changed_switched_off_and_deleted_and_comments_stay() {
    let minted = record();
    let start = Start::default().minted();
    let list = format!(
        "# Kept by Ada.\nschema = 1\n\n# The project itself.\n[[signer]]\nlabel = {LABEL:?}\nissuer = {:?}\nidentity = {:?} # by letter\n",
        minted.issuer, minted.identity
    );
    let start = start.list(&list);
    let file = start.download("listed").file;
    let app = start.app();
    open_list(&app);
    assert_eq!(rows(&app), [LABEL]);

    let person = Person::at(&app.page);
    person.press("Add…");
    person.type_into("Your name for this signer", "Ada");
    person.type_into("Login service (issuer)", "accounts.example.org");
    person.type_into("Name in the certificate", "ada@post.example");
    // While it is typed: what is wrong stands at its field.
    let wrong = "return document.querySelector('[aria-invalid=true]')?.labels[0].innerText";
    wait_for("the mistake", || {
        (app.page.execute(wrong, &[]) == "Login service (issuer)").then_some(())
    });
    person.type_into("Login service (issuer)", "https://accounts.example.org");
    person.choose("somebody I know told me");
    app.page.wait_for_text("What this entry says");
    person.press("Save");
    wait_for_list(&app, "the new entry", |text| {
        text.starts_with(&list) && text.contains("ada@post.example")
    });
    wait_for("both rows", || (rows(&app) == [LABEL, "Ada"]).then_some(()));

    // The new entry lies open: change it.
    person.press("Edit…");
    person.type_into("Note", "from the fair");
    app.page.chord(&[CONTROL], 's');
    wait_for_list(&app, "the note", |text| {
        text.starts_with(&list) && text.contains("from the fair")
    });
    person.press("Switch off");
    wait_for_list(&app, "the switch", |text| text.contains("enabled = false"));
    app.page.wait_for_text("switched off");

    // With the keyboard alone: to the first entry, deleted, taken back.
    app.page.press(ESCAPE);
    app.page.chord(&[CONTROL], 'f');
    app.page.press(DOWN);
    app.page.press(DELETE);
    wait_for_list(&app, "the deletion", |text| !text.contains(LABEL));
    wait_for("one row", || (rows(&app) == ["Ada"]).then_some(()));
    app.open(&file);
    let _ = app.page.find(".panel.unlisted");
    app.page
        .execute("document.querySelector('h1').focus()", &[]);
    app.page.chord(&[CONTROL], 'z');
    wait_for_list(&app, "the entry again", |text| text.starts_with(&list));
    // What is on the screen follows.
    let _ = app.page.find(".panel.listed");
}

#[test]
fn an_entry_is_tried_on_names_made_to_look_like_it() {
    let app = Start::default().minted().app();
    open_list(&app);
    let person = Person::at(&app.page);
    person.press_first("[data-row]");
    person.press("Test this entry");
    app.page.wait_for_text("names made to look like it");
    let refused = app.page.execute(
        "return document.body.innerText.replaceAll(',', '').match(/refuses (\\d+) of (\\d+) names/)?.slice(1)",
        &[],
    );
    assert_eq!(refused[0], refused[1], "{refused}");
    assert!(refused[1].as_str().unwrap().parse::<u32>().unwrap() > 5);
}

#[test]
fn a_change_made_elsewhere_is_told_and_costs_nothing_that_was_typed() {
    let app = Start::default().minted().app();
    open_list(&app);
    let person = Person::at(&app.page);
    person.press_first("[data-row]");
    person.press("Edit…");
    person.type_into("Note", "what I was about to say");
    app.page.wait_for_text("What this entry says");
    let other = list_text(&app).replace(LABEL, "Renamed elsewhere");
    fs::write(list_file(&app), &other).unwrap();
    person.press("Save");
    app.page
        .wait_for_text("The list was changed outside this window.");
    assert_eq!(list_text(&app), other, "nothing was written");
    let note = "return [...document.querySelectorAll('textarea')].map(it => it.value)";
    assert!(
        app.page
            .execute(note, &[])
            .as_array()
            .unwrap()
            .contains(&json!("what I was about to say"))
    );
    person.press("Save my version");
    wait_for_list(&app, "what was typed", |text| {
        text.contains("what I was about to say")
    });
}

#[test]
fn a_list_that_is_broken_tells_line_and_column_and_comes_back() {
    let app = Start::default().minted().app();
    open_list(&app);
    let whole = list_text(&app);
    fs::write(
        list_file(&app),
        format!("{whole}\nidentity-pattern = \"*\"\n"),
    )
    .unwrap();
    app.page.wait_for_text("mistake");
    let text = app.page.text("main");
    assert!(text.contains("Line ") && text.contains("column "), "{text}");
    assert!(text.contains(LABEL), "the last good list stays in force");
    assert_eq!(text.matches("column ").count(), 1, "told once: {text}");
    fs::write(list_file(&app), &whole).unwrap();
    wait_for("the list to be whole", || {
        (!app.page.text("main").contains("mistake")).then_some(())
    });
}

#[test]
fn a_policy_is_imported_switched_off_and_the_list_exported() {
    let app = Start::default().minted().app();
    open_list(&app);
    let person = Person::at(&app.page);
    person.press("Import…");
    person.type_into(
        "Or paste the text",
        "cosign verify-blob --certificate-identity ada@post.example --certificate-oidc-issuer https://accounts.example.org file",
    );
    person.press("Read");
    app.page.wait_for_text("ada@post.example");
    wait_for_focus_in_main(&app);
    person.press("Take one entry");
    wait_for_list(&app, "the entry", |text| {
        text.contains("ada@post.example") && text.contains("imported-from")
    });
    app.page.wait_for_text("to be looked at");

    person.press("Export…");
    app.page.wait_for_text("[[signer]]");
    person.choose("command lines for cosign");
    app.page.wait_for_text("--certificate-identity");
    person.choose("list of this program");
    app.page.wait_for_text("[[signer]]");
    person.press("Save…");
    let place = app.home().join("exported.toml");
    app.answer_file_dialog(&place);
    let saved = wait_for("the export", || fs::read_to_string(&place).ok());
    assert!(saved.contains(LABEL), "{saved}");
}

/// Labels are the person's own words, and still nothing but text.
#[test]
fn labels_chosen_to_deceive_stay_text() {
    let minted = record();
    let long = "x".repeat(60);
    let labels = [
        "<img src=x onerror=window.hit=1>".to_owned(),
        "Signed by Acme, who is on your list.".to_owned(),
        format!("{{@html {long}}}"),
        "عربي".to_owned(),
    ];
    let entries = labels.iter().enumerate().map(|(at, label)| {
        format!(
            "\n[[signer]]\nlabel = {}\nissuer = {:?}\nidentity = {:?}\nnote = '<script>window.hit=1</script>'\n",
            serde_json::to_string(label).unwrap(),
            minted.issuer,
            format!("{}{at}", minted.identity)
        )
    });
    let list = format!("schema = 1\n{}", entries.collect::<String>());
    let app = Start::default().minted().list(&list).app();
    open_list(&app);
    assert_eq!(rows(&app), labels);
    for at in 0..labels.len() {
        Person::at(&app.page).press_first(&format!("li:nth-child({}) [data-row]", at + 1));
        app.page.wait_for_text("Test this entry");
    }
    let made = app.page.execute(
        "return [document.querySelectorAll('main img, main script').length, window.hit ?? null]",
        &[],
    );
    assert_eq!(made, json!([0, null]));
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
    let start = Start::default().theme(theme).minted();
    let file = start.download("unlisted").file;
    let app = start.app();
    bring_rules(&app);
    let mut violations = Vec::new();
    each_screen(&app, &file, |screen| {
        violations.extend(broken_rules(&app, screen));
        if ["signers", "trust", "signer-form"].contains(&screen) {
            still(&app, "time");
            assert_looks_like(&format!("{screen}-{name}"), &app.page);
        }
    });
    assert_eq!(violations, [] as [String; 0]);
}

#[test]
fn nothing_is_cut_off_when_narrow_or_enlarged() {
    let start = Start::default().minted();
    let file = start.download("unlisted").file;
    let app = start.app();
    let mut cut = Vec::new();
    for (width, letters) in [(320, "100%"), (980, "200%")] {
        resize(&app, width, letters);
        each_screen(&app, &file, |screen| {
            cut.extend(cut_off(&app, &format!("{width}, {letters}, {screen}")));
        });
    }
    assert_eq!(cut, [] as [String; 0]);
}

/// Every control that can be reached is seen when it has the focus, and Tab comes round.
#[test]
fn the_keyboard_reaches_everything_and_sees_where_it_is() {
    let start = Start::default().minted();
    let file = start.download("unlisted").file;
    let app = start.app();
    each_screen(&app, &file, |screen| {
        let all = "const stops = [...document.querySelectorAll('button, input, select, textarea, summary, [tabindex=\"0\"]')]
            .filter(it => !it.disabled && it.tabIndex >= 0 && it.checkVisibility() && !it.closest('.skip'));
            const groups = new Set();
            return stops.filter(it => it.type !== 'radio' || (!groups.has(it.name) && groups.add(it.name))).length";
        let wanted = app.page.execute(all, &[]).as_u64().unwrap();
        app.page.execute(
            "window.reached = new Set(); document.activeElement?.blur(); scrollTo(0, 0)",
            &[],
        );
        for _ in 0..wanted + 6 {
            app.page.press(TAB);
            let seen = "const it = document.activeElement;
                if (it === document.body) return true;
                window.reached.add(it);
                const box = it.getBoundingClientRect();
                return it.matches('.skip') || (box.bottom > 0 && box.top < innerHeight && box.width > 0);";
            // The engine scrolls in its next frame.
            wait_for(&format!("{screen}: the focus in sight"), || {
                (app.page.execute(seen, &[]) == true).then_some(())
            });
        }
        let reached = app.page.execute(
            "return [...window.reached].filter(it => !it.matches('.skip')).length",
            &[],
        );
        assert!(
            reached.as_u64().unwrap() >= wanted,
            "{screen}: {reached} of {wanted} controls were reached"
        );
    });
}

/// Shows each of the screens about the list and looks at it.
fn each_screen(app: &App, file: &std::path::Path, mut look: impl FnMut(&str)) {
    let person = Person::at(&app.page);
    open_list(app);
    if app.page.execute(
        "return document.querySelector('[data-row][aria-expanded=true]') === null",
        &[],
    ) == true
    {
        person.press_first("[data-row]");
    }
    person.press("Test this entry");
    app.page.wait_for_text("names made to look like it");
    look("signers");
    person.press("Edit…");
    app.page.wait_for_text("What this entry says");
    look("signer-form");
    person.press("Cancel");
    open_list(app);
    person.press("Import…");
    app.page.wait_for_text("Or paste the text");
    person.type_into(
        "Or paste the text",
        "cosign verify-blob --certificate-identity ada@post.example --certificate-oidc-issuer https://accounts.example.org file",
    );
    person.press("Read");
    app.page.wait_for_text("ada@post.example");
    look("import");
    person.press("Cancel");
    open_list(app);
    person.press_first(".tools button:nth-child(3)");
    app.page.wait_for_text("[[signer]]");
    look("export");
    app.open(file);
    let _ = app.page.find(".panel.unlisted");
    if app.page.execute(
        "return document.body.innerText.includes('Trust this signer')",
        &[],
    ) == false
    {
        person.press_first("main details summary");
    }
    person.press("Trust this signer…");
    app.page.wait_for_text("What you would trust");
    look("trust");
    person.press("Cancel");
}
