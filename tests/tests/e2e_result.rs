//! From a download to its result, in the real window: every way in, and every screen behind it.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{fs, path::Path};

use serde_json::json;
use whence_tests::{
    app::{App, Start},
    download::{LABEL, STATES},
    webdriver::wait_for,
};

const CONTROL: char = '\u{E009}';
const SHIFT: char = '\u{E008}';
const ALT: char = '\u{E00A}';
const TAB: char = '\u{E004}';
const ESCAPE: char = '\u{E00C}';
const LEFT: char = '\u{E012}';

const LISTED: &str =
    "Testkit releases, who is on your list, signed a build record for exactly this file.";

fn headline(app: &App) -> String {
    app.page.text(".panel h1")
}

fn expect_listed(app: &App) {
    app.page.wait_for_text("who is on your list");
    assert_eq!(headline(app), LISTED);
}

#[test]
fn a_file_named_on_the_command_line_is_checked_with_the_bundle_beside_it() {
    let start = Start::default().minted();
    let download = start.download("listed");
    let app = start.arguments([download.file.display()]).app();
    expect_listed(&app);
}

#[test]
fn a_file_and_its_bundle_from_two_folders_are_dropped_together() {
    let start = Start::default().minted();
    let file = start.download("no-signature").file;
    let bundle = start.download("listed").bundle;
    let app = start.app();
    app.drop_files(&[&file, &bundle]);
    expect_listed(&app);
    app.drop_files(&[&bundle, &file]);
    wait_for("the second result", || {
        (app.page
            .execute("return document.querySelectorAll('.panel').length", &[])
            == 1)
            .then_some(())
    });
    expect_listed(&app);
}

#[test]
fn a_bundle_alone_finds_its_file_and_without_it_says_so() {
    let start = Start::default().minted();
    let download = start.download("listed");
    let app = start.app();
    app.drop_files(&[&download.bundle]);
    expect_listed(&app);
    fs::remove_file(&download.file).unwrap();
    app.drop_files(&[&download.bundle]);
    app.page.wait_for_text("No file was compared.");
    assert_eq!(
        headline(&app),
        format!(
            "This build record was signed by {LABEL}, who is on your list. No file was compared."
        )
    );
}

#[test]
fn a_second_start_hands_its_files_to_the_first() {
    let start = Start::default().minted().with_bus();
    let download = start.download("listed");
    let app = start.app();
    let folder = download.file.parent().unwrap();
    assert!(app.start_again(folder, &["project-1.2.3.tar.gz"]).success());
    expect_listed(&app);
    let other = folder.join("../listed");
    assert!(
        app.start_again(
            &other,
            &[
                "./project-1.2.3.tar.gz.sigstore.json",
                "project-1.2.3.tar.gz"
            ]
        )
        .success()
    );
    expect_listed(&app);
}

#[test]
fn files_are_chosen_in_the_dialog_of_the_system() {
    let start = Start::default().minted();
    let download = start.download("listed");
    let app = start.app();
    app.page.wait_for_text("Drop a file here");
    app.page.chord(&[CONTROL], 'o');
    app.answer_file_dialog(&download.file);
    expect_listed(&app);
}

#[test]
fn a_place_is_typed_and_what_is_none_is_told() {
    let start = Start::default().minted();
    let download = start.download("listed");
    start.file("with a space/project", b"x");
    let app = start.app();
    app.open_text("project-1.2.3.tar.gz");
    app.page.wait_for_text("This is not a place of a file.");
    let said = "const field = document.querySelector('form input');
        const by = field.getAttribute('aria-describedby').split(' ').pop();
        return [field.getAttribute('aria-invalid'), document.getElementById(by).innerText, document.activeElement === field]";
    let said = app.page.execute(said, &[]);
    assert_eq!((&said[0], &said[2]), (&json!("true"), &json!(true)));
    assert!(said[1].as_str().unwrap().starts_with("This is not a place"));
    app.open_text("https://example.org/project.zip");
    app.page.wait_for_text("This is an address on the web.");
    app.open_text(&format!("'{}'", download.file.display()));
    expect_listed(&app);
    app.open_text("~/with a space/project");
    app.page.wait_for_text("No signature");
    app.open_text(&format!("file://{}", download.file.display()));
    expect_listed(&app);
    app.open_text(&format!("sha256:{}", "0".repeat(64)));
    app.page
        .wait_for_text("No signature was found for this digest.");
}

/// What a person reads first: state in words, headline, limit.
#[test]
fn each_state_says_what_it_is_and_where_it_ends() {
    let expected = [
        ("On your list", LISTED, "Testkit releases"),
        ("Not on your list", "Not signed by anyone on your list.", ""),
        (
            "Does not hold",
            "The signature does not match this file.",
            "",
        ),
        ("No signature", "No signature was found", ""),
        ("Could not check", "This file could not be checked", ""),
    ];
    let start = Start::default().minted();
    let files = STATES.map(|state| start.download(state).file);
    let app = start.app();
    for ((state, file), (badge, first, limit)) in STATES.iter().zip(&files).zip(expected) {
        app.open(file);
        let _ = app.page.find(&format!(".panel.{state}"));
        let panel = app.page.text(".panel");
        assert!(panel.starts_with(badge), "{state}: {panel}");
        assert!(headline(&app).starts_with(first), "{state}: {panel}");
        let limits = app.page.text(".panel .limit");
        assert!(
            limits.len() > 40 && limits.contains(limit),
            "{state}: {panel}"
        );
        // Read aloud as it came; a definite no interrupts.
        let region = if *state == "failed" {
            "alert"
        } else {
            "status"
        };
        let said = wait_for("an announcement", || {
            Some(app.page.text(&format!("[role={region}]"))).filter(|text| text.contains("File:"))
        });
        assert_eq!(
            said,
            format!("{} File: “project-1.2.3.tar.gz”", headline(&app))
        );
    }
}

#[test]
fn the_reasons_and_every_part_of_the_evidence_can_be_read() {
    let start = Start::default().minted();
    let download = start.download("listed");
    let app = start.arguments([download.file.display()]).app();
    expect_listed(&app);
    app.page.press_button("Why");
    let lines = app.page.execute(
        "return [...document.querySelectorAll('.lines > li')]
             .filter(it => it.checkVisibility()).map(it => it.innerText)",
        &[],
    );
    assert!(
        (5..=7).contains(&lines.as_array().unwrap().len()),
        "{lines}"
    );

    let shown = [
        (
            "Certificate",
            "https://github.com/testkit/project/.github/workflows/release.yml@refs/tags/v1.2.3",
        ),
        ("Log entry", "Both roots are equal."),
        ("Timestamps", "3 Mar 2026, 14:00:01 UTC"),
        ("Statement", "https://slsa.dev/provenance/v1"),
        ("Raw", "application/vnd.dev.sigstore.bundle"),
    ];
    for (tab, text) in shown {
        app.page.press_button(tab);
        app.page.wait_for_text(text);
    }
    // Parts of the exact bytes, and the same bytes in a file.
    let choose = "const select = document.querySelector('[role=tabpanel] select');
        select.selectedIndex = [...select.options].findIndex(it => it.text.startsWith(arguments[0]));
        select.dispatchEvent(new Event('change', { bubbles: true }));
        return select.selectedOptions[0].text";
    let chosen = app.page.execute(choose, &[json!("Signer's certificate")]);
    assert!(
        chosen.as_str().unwrap().contains('B') || chosen.as_str().unwrap().contains("byte"),
        "{chosen}"
    );
    app.page.wait_for_text("-----BEGIN CERTIFICATE-----");
    app.page.press_button("Save…");
    let place = app.home().join("saved.der");
    app.answer_file_dialog(&place);
    app.page.wait_for_text("Saved.");
    assert_eq!(fs::read(&place).unwrap()[..2], [0x30, 0x82]);

    let copied = app.invoke(
        "raw_copy",
        json!({ "result": 1, "evidence": 0, "part": 0, "form": "text" }),
    );
    assert_eq!(
        copied.unwrap().as_str().unwrap().as_bytes(),
        fs::read(&download.bundle).unwrap()
    );
    let summary = app.invoke("summary", json!({ "result": 1 })).unwrap();
    let lines: Vec<_> = summary.as_str().unwrap().lines().collect();
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[1], format!("Result: {LISTED}"));
    let gone = app.invoke("tab", json!({ "result": 9, "evidence": 0, "kind": "raw" }));
    assert!(gone.is_err());
}

#[test]
fn the_file_is_shown_in_its_folder_or_why_not() {
    let start = Start::default().minted();
    let download = start.download("listed");
    let app = start.arguments([download.file.display()]).app();
    expect_listed(&app);
    app.page.press_button("Show in folder");
    app.page
        .wait_for_text("The file manager could not be asked to show this.");
}

#[test]
fn many_files_are_one_list_with_the_worst_first() {
    let start = Start::default().minted();
    let files = STATES.map(|state| start.download(state).file);
    let paths: Vec<&Path> = files.iter().map(std::path::PathBuf::as_path).collect();
    let app = start.app();
    app.drop_files(&paths);
    app.page.wait_for_text("5 results");
    let rows = app.page.execute(
        "return document.querySelector('main ul[aria-label=Results]').innerText",
        &[],
    );
    let rows = format!("\n{}", rows.as_str().unwrap());
    let places: Vec<_> = [
        "\nDoes not hold",
        "\nCould not check",
        "\nNot on your list",
        "\nNo signature",
        "\nOn your list",
    ]
    .iter()
    .map(|state| rows.find(state))
    .collect();
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{rows}"
    );
}

#[test]
fn a_long_read_shows_how_far_it_is_and_can_be_stopped() {
    let start = Start::default();
    let file = start.file("large.iso", b"");
    fs::File::options()
        .write(true)
        .open(&file)
        .unwrap()
        .set_len(5 << 30)
        .unwrap();
    let app = start.app();
    app.open(&file);
    wait_for("progress", || {
        let done = app.page.execute(
            "return document.querySelector('[role=progressbar], progress')?.outerHTML",
            &[],
        );
        done.as_str().map(|_| ())
    });
    app.page.wait_for_text("of 5.4 GB");
    app.page.press(&ESCAPE.to_string());
    app.page
        .wait_for_text("Drop a file here to see who signed it.");
    wait_for("what is said", || {
        app.page
            .text("[role=status]")
            .contains("The check was stopped. Nothing was learned.")
            .then_some(())
    });
    assert!(app.peak_memory() < 400, "{} MiB", app.peak_memory());
}

#[test]
fn settings_are_kept_and_other_trust_data_is_used_at_once() {
    let start = Start::default();
    let root = start.file(
        "elsewhere/root.json",
        whence_tests::download::record().trusted_root_json,
    );
    let broken = start.file("elsewhere/broken.json", b"{");
    let download = start.download("listed");
    let app = start.app();
    app.open(&download.file);
    let _ = app.page.find(".panel.could-not-check");

    app.page.press_button("Settings");
    app.page
        .wait_for_text("Sigstore Public Good and GitHub, built in");
    let choose = |path: &Path| {
        app.page.press_button("Choose a file…");
        app.page.press_button("Choose the trust data file…");
        app.answer_file_dialog(path);
    };
    choose(&broken);
    app.page.wait_for_text("cannot be read");
    app.page
        .wait_for_text("Sigstore Public Good and GitHub, built in");
    choose(&root);
    app.page.wait_for_text("“root.json”, a file you chose");
    app.open(&download.file);
    let _ = app.page.find(".panel.unlisted");

    // Lost trust data is never replaced by other data.
    fs::rename(&root, root.with_extension("gone")).unwrap();
    app.open(&download.file);
    let _ = app.page.find(".panel.could-not-check");
    app.page.wait_for_text("the trust data cannot be read");
    app.page.press_button("Settings");
    app.page.wait_for_text("Needs attention");
    app.page.press_button("Use the built-in data");
    app.page
        .wait_for_text("Sigstore Public Good and GitHub, built in");

    app.page
        .execute("document.querySelector('input[value=dark]').click()", &[]);
    wait_for("the dark theme", || {
        (app.page
            .execute("return document.documentElement.dataset.theme", &[])
            == "dark")
            .then_some(())
    });
    let kept = || fs::read_to_string(app.home().join(".config/whence/settings.toml")).unwrap();
    wait_for("kept settings", || {
        kept().contains("theme = \"dark\"").then_some(())
    });
}

#[test]
fn the_list_is_read_anew_for_each_check_and_begun_when_asked_for() {
    let start = Start::default().minted();
    let list = start.home().join(".config/whence/identities.toml");
    let entries = fs::read_to_string(&list).unwrap();
    fs::remove_file(&list).unwrap();
    let download = start.download("listed");
    let app = start.app();
    app.open(&download.file);
    let _ = app.page.find(".panel.unlisted");
    assert!(!list.exists());

    app.page.press_button("Trusted signers");
    app.page.wait_for_text("There is no list yet.");
    app.page.press_button("Where the list is");
    app.page.press_button("Show in folder");
    wait_for("a first list", || list.exists().then_some(()));
    app.page.press_button("Read again");
    app.page.wait_for_text("The list has no entries.");

    fs::write(&list, &entries).unwrap();
    app.open(&download.file);
    expect_listed(&app);
    fs::write(&list, entries.replace("label", "lable")).unwrap();
    app.page.press_button("Trusted signers");
    app.page.wait_for_text("2 mistakes in the file");
    app.open(&download.file);
    // The last good list stays in force, and that is told.
    expect_listed(&app);
}

#[test]
fn everything_is_reached_with_the_keyboard_alone() {
    let start = Start::default().minted();
    let download = start.download("failed");
    let app = start.app();
    app.page.wait_for_text("Drop a file here");
    let focused = || {
        let it = "const it = document.activeElement;
            const label = document.querySelector(`label[for=\"${it.id}\"]`);
            return (it.getAttribute('aria-label') ?? label?.innerText ?? it.innerText).trim()";
        app.page
            .execute(it, &[])
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let next = || {
        app.page.press(&TAB.to_string());
        focused()
    };
    let order: Vec<_> = (0..10).map(|_| next()).collect();
    assert_eq!(
        order,
        [
            "Skip to the content",
            "Home",
            "History",
            "Trusted signers",
            "Settings",
            "Help",
            "Choose files…",
            "Choose folder…",
            "Or type or paste where the file is, its digest, or the name of a container image",
            "Check"
        ]
    );
    app.page.chord(&[SHIFT], TAB);
    app.page
        .press(&format!("{}\u{E007}", download.file.display()));
    let _ = app.page.find(".panel.failed");
    wait_for("the focus on the headline", || {
        (focused() == headline(&app)).then_some(())
    });

    let why_is_open = || {
        app.page.execute(
            "return document.querySelector('.lines')?.checkVisibility() ?? false",
            &[],
        )
    };
    assert_eq!(why_is_open(), true, "a failed check says why by itself");
    app.page.chord(&[CONTROL], 'i');
    wait_for("closed reasons", || (why_is_open() == false).then_some(()));
    app.page.chord(&[CONTROL], 'i');
    wait_for("open reasons", || (why_is_open() == true).then_some(()));

    let tab = || {
        app.page.execute(
            "return document.querySelector('[role=tab][aria-selected=true]').innerText",
            &[],
        )
    };
    assert_eq!(tab(), "Certificate");
    app.page.chord(&[CONTROL], TAB);
    assert_eq!(tab(), "Log entry");
    app.page.chord(&[CONTROL, SHIFT], TAB);
    assert_eq!(tab(), "Certificate");
    app.page.chord(&[CONTROL], 'u');
    wait_for("the exact bytes", || (tab() == "Raw").then_some(()));

    app.page.chord(&[ALT], LEFT);
    app.page.wait_for_text("Drop a file here");
    app.page.press("\u{E031}");
    app.page.wait_for_text("The five results");
}
