//! The settings in the real window: trust data, services of one's own, the network.
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
    process::Command,
};

use serde_json::Value;
use whence_testkit::tuf::Tuf;
use whence_tests::{
    app::{App, Start, Theme, binary},
    app_picture::assert_looks_like,
    download::record,
    looks::{bring_rules, broken_rules, cut_off, resize, still},
    person::Person,
    webdriver::wait_for,
};

/// The mirror of a service of one's own, as it might lie on a stick; and its first root beside it.
fn stick(start: &Start) -> (PathBuf, PathBuf) {
    let mut tuf = Tuf::new();
    tuf.target("trusted_root.json", &record().trusted_root_json);
    for role in [
        &mut tuf.root,
        &mut tuf.timestamp,
        &mut tuf.snapshot,
        &mut tuf.targets,
    ] {
        role.expires = "2999-01-01T00:00:00Z".to_owned();
    }
    tuf.publish_root();
    tuf.publish();
    for (name, content) in &tuf.files {
        start.file(&format!("stick/{name}"), content);
    }
    let root = start.file("corp-root.json", tuf.pinned());
    (start.home().join("stick"), root)
}

/// What the command says, run by the person with this home.
fn whence(home: &Path, arguments: &[&str]) -> String {
    let output = Command::new(binary("whence"))
        .args(arguments)
        .env("WHENCE_CONFIG_DIR", home.join(".config/whence"))
        .output();
    String::from_utf8(output.unwrap().stdout).unwrap()
}

fn open_settings(app: &App) {
    app.page.press_button("Settings");
    app.page.wait_for_text("Update by itself");
    app.page.wait_for_text("What was sent where");
}

fn settings_file(app: &App) -> PathBuf {
    app.home().join(".config/whence/settings.toml")
}

fn wait_for_setting(app: &App, text: &str) {
    wait_for(text, || {
        let kept = fs::read_to_string(settings_file(app)).unwrap_or_default();
        kept.contains(text).then_some(())
    });
}

#[test]
fn a_service_of_ones_own_is_added_fetched_from_a_stick_renamed_removed_and_put_back() {
    let start = Start::default();
    let (stick, root) = stick(&start);
    let download = start.download("listed");
    let app = start.app();
    let person = Person::at(&app.page);
    app.open(&download.file);
    let _ = app.page.find(".panel.could-not-check");

    open_settings(&app);
    person.choose("Everything off");
    wait_for_setting(&app, "off = true");
    person.press("Add a signing service…");
    app.answer_file_dialog(&root);
    app.page.wait_for_text("Add from");
    person.type_into("Your name for it", "corp");
    person.type_into("Address of its mirror", "http://tuf.corp.example");
    person.press("Add and fetch");
    app.page
        .wait_for_text("The address must begin with https://");
    person.type_into("Address of its mirror", "https://tuf.corp.example");
    person.press("Add and fetch");
    // Added, but nothing could be asked for.
    app.page
        .wait_for_text("The network is switched off in the settings, so nothing was asked.");
    app.page.wait_for_text("Not fetched yet");
    assert!(!app.home().join(".config/whence/network-log.jsonl").exists());

    // The command brings it up to date from the stick; the window notices.
    let updated = whence(
        app.home(),
        &["trust-data", "update", "--from", &stick.to_string_lossy()],
    );
    assert!(updated.contains("“corp”"), "{updated}");
    person.press("Home");
    open_settings(&app);
    app.page.wait_for_text("Updated on");
    for _ in ["home", "settings", "result"] {
        person.press("Back");
    }
    // The result that was open is proven with it, and says so.
    app.page.wait_for_text("Not signed by anyone on your list");
    app.page
        .wait_for_text("Trust data changed after that. The evidence was checked again");

    open_settings(&app);
    person.press("Rename corp");
    person.type_into("Your name for it", "Example Corp");
    person.press("Keep the name");
    app.page
        .wait_for_text("“Example Corp”, a signing service you added");
    person.press("Remove Example Corp");
    app.page.wait_for_text("None was added.");
    person.press("Undo");
    app.page
        .wait_for_text("“Example Corp”, a signing service you added");
    // With its data, which was not lost meanwhile.
    app.open(&download.file);
    let _ = app.page.find(".panel.unlisted");
}

#[test]
fn limits_and_switches_are_kept_and_count_at_once() {
    let start = Start::default();
    let app = start.app();
    let person = Person::at(&app.page);
    open_settings(&app);
    app.page.wait_for_text("Built in, as of");
    let days = |label: &str, text: &str| {
        person.type_into(label, text);
        app.page.press("\u{E004}");
    };
    days("Prove nothing with it when it is older than", "1");
    wait_for_setting(&app, "stop-after-days = 1");
    app.page
        .wait_for_text("Older than you allow. Nothing is proven with it until it is updated.");
    days("Say so when it is older than", "0");
    app.page
        .wait_for_text("Give a number of days from 1 to 3650.");
    person.choose("Update by itself");
    wait_for_setting(&app, "update-automatically = true");
    person.choose("Everything off");
    wait_for_setting(&app, "off = true");
    app.page
        .wait_for_text("The network is off, so none of these is asked.");
    person.press("Update all now");
    app.page
        .wait_for_text("GitHub: not updated. The network is switched off");

    person.choose("This address");
    person.type_into("Address of the proxy", "http://me:word@proxy:80");
    person.press("Use this proxy");
    app.page.wait_for_text("Whence keeps no passwords.");
    person.type_into("Address of the proxy", "http://proxy.example:8080");
    person.press("Use this proxy");
    wait_for_setting(&app, "proxy = \"http://proxy.example:8080\"");

    // Somebody else, such as the command, changed the settings meanwhile: that counts, and is not lost.
    let text = fs::read_to_string(settings_file(&app)).unwrap();
    fs::write(
        settings_file(&app),
        text.replace("theme = \"system\"", "theme = \"dark\""),
    )
    .unwrap();
    person.press("Update all now");
    wait_for("the theme of the file", || {
        let theme = "return document.documentElement.dataset.theme ?? null";
        (app.page.execute(theme, &[]) == "dark").then_some(())
    });
}

#[test]
fn a_registry_is_meant_by_its_name_whatever_another_process_changed() {
    let start = Start::default();
    for registry in ["a.example", "b.example", "c.example"] {
        whence(start.home(), &["network", "plain-http", registry]);
    }
    let app = start.app();
    let person = Person::at(&app.page);
    open_settings(&app);
    app.page.wait_for_text("c.example");
    whence(app.home(), &["network", "encrypted", "a.example"]);
    person.choose("Send it passwords too: b.example");
    wait_for_setting(&app, "passwords = true");
    let kept = fs::read_to_string(settings_file(&app)).unwrap();
    let (b, c) = (kept.find("b.example"), kept.find("c.example"));
    let passwords = kept.find("passwords = true");
    assert!(b < passwords && passwords < c, "{kept}");
    // Rows move up when the page learns of it, and nothing is pressed while they do.
    wait_for("the page to follow", || {
        let shown = "return document.body.innerText.includes('a.example')";
        (app.page.execute(shown, &[]) == false).then_some(())
    });
    person.press("Remove: b.example");
    wait_for("one registry", || {
        let kept = fs::read_to_string(settings_file(&app)).unwrap();
        (!kept.contains("b.example")).then_some(())
    });
    let kept = fs::read_to_string(settings_file(&app)).unwrap();
    assert!(
        kept.contains("c.example") && !kept.contains("a.example"),
        "{kept}"
    );
}

#[test]
fn what_was_sent_is_shown_and_cleared() {
    let start = Start::default();
    let log = start.file(
        ".config/whence/network-log.jsonl",
        concat!(
            r#"{"at":1800000000000,"purpose":"trust-data","address":"https://tuf.example/1.root.json"}"#,
            "\n",
            r#"{"at":1800000001000,"purpose":"lookup-log","address":"https://log.example/<b>\u202e","content":"{}"}"#,
            "\n"
        ),
    );
    let app = start.app();
    let person = Person::at(&app.page);
    open_settings(&app);
    person.press("What was sent where");
    app.page.wait_for_text("https://tuf.example/1.root.json");
    app.page.wait_for_text("look-up: Rekor (public log)");
    let reordered = "return /\\u202e/.test(document.body.textContent)";
    assert_eq!(app.page.execute(reordered, &[]), Value::Bool(false));
    person.press("Clear the record");
    app.page.wait_for_text("Nothing was sent.");
    assert_eq!(fs::read_to_string(&log).unwrap(), "");
}

#[test]
fn limits_are_told_and_a_reset_takes_only_what_it_says_and_can_be_taken_back() {
    let start = Start::default();
    start.file(
        ".config/whence/settings.toml",
        "schema = 1\ntheme = \"light\"\ndensity = \"compact\"\nhistory = \"forever\"\n[trust-data]\nnote-after-days = 30\n[network]\noff = true\n[look-ups.sources]\nlog = \"ask\"\n",
    );
    let app = start.app();
    let person = Person::at(&app.page);
    open_settings(&app);
    app.page.wait_for_text("Keep checks");
    app.page.wait_for_text("Version ");
    person.press("Limits");
    app.page.wait_for_text("A signature file: 33.6 MB");
    person.press("Forms that are not checked");
    for name in ["OpenPGP", "7z", "CycloneDX protobuf"] {
        app.page.wait_for_text(name);
    }
    assert_eq!(cut_off(&app, "advanced"), [] as [String; 0]);
    app.page.execute(
        "document.activeElement?.blur(); document.body.style.pointerEvents = 'none'; [...document.querySelectorAll('h2')].find(it => it.innerText === 'Advanced').closest('section').scrollIntoView({ block: 'end' })",
        &[],
    );
    assert_looks_like("settings-advanced-light", &app.page);
    app.page
        .execute("document.body.style.pointerEvents = ''", &[]);

    let kept = || fs::read_to_string(settings_file(&app)).unwrap();
    let before = kept();
    person.press("Reset the settings…");
    app.page
        .wait_for_text("Put the settings back to how they came?");
    person.press("Cancel");
    assert_eq!(kept(), before);
    person.press("Reset the settings…");
    person.press("Reset");
    app.page
        .wait_for_text("The settings are back to how they came.");
    let after = kept();
    for gone in ["density", "off", "look-ups", "light"] {
        assert!(!after.contains(gone), "{after}");
    }
    for stays in ["history = \"forever\"", "note-after-days = 30"] {
        assert!(after.contains(stays), "{after}");
    }
    let copy = app
        .home()
        .join(".config/whence/settings.toml.before-reset-1");
    assert_eq!(fs::read_to_string(copy).unwrap(), before);
    person.press("Undo");
    wait_for_setting(&app, "density = \"compact\"");
    assert!(kept().contains("off = true") && kept().contains("log = \"ask\""));
    app.page
        .wait_for_text("The network is off, so none of these is asked.");
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
    let app = full(Start::default().theme(theme));
    bring_rules(&app);
    let violations = broken_rules(&app, "settings");
    // The header grew under the pointer since it was pressed; what stands there now must not look hovered.
    app.page.execute(
        "scrollTo(0, 0); document.querySelector('header').style.pointerEvents = 'none'",
        &[],
    );
    app.page.find("h1").click();
    still(&app, "time");
    // How old what came with the program is, is another number every day.
    app.page.execute("for (const it of document.querySelectorAll('.days')) it.textContent = '(92 days ago)'; document.querySelector('[data-dismiss]')?.click()", &[]);
    assert_looks_like(&format!("settings-{name}"), &app.page);
    for (part, heading) in [("network", "Network"), ("lookups", "Look-ups")] {
        app.page.execute(
            "[...document.querySelectorAll('h2')].find(it => it.innerText === arguments[0]).closest('section').scrollIntoView()",
            &[heading.into()],
        );
        assert_looks_like(&format!("settings-{part}-{name}"), &app.page);
    }
    assert_eq!(violations, [] as [String; 0]);
}

#[test]
fn nothing_is_cut_off_when_narrow_or_enlarged() {
    let app = full(Start::default());
    let mut cut: Vec<String> = Vec::new();
    for (width, letters) in [(320, "100%"), (980, "200%")] {
        resize(&app, width, letters);
        cut.extend(cut_off(&app, &format!("{width}, {letters}")));
    }
    assert_eq!(cut, [] as [String; 0]);
}

/// Settings with something in every part, all of it unfolded.
fn full(start: Start) -> App {
    // By the command, because a dialog leaves the pointer somewhere on the page.
    let root = start.file("corp.json", record().trusted_root_json);
    let added = whence(
        start.home(),
        &[
            "trust-data",
            "add",
            "corp",
            "--trusted-root",
            &root.to_string_lossy(),
        ],
    );
    assert!(added.starts_with("Added"), "{added}");
    start.file(
        ".config/whence/network-log.jsonl",
        "{\"at\":1800000000000,\"purpose\":\"trust-data\",\"address\":\"https://tuf.example/17.root.json\"}\n",
    );
    let app = start.app();
    let person = Person::at(&app.page);
    open_settings(&app);
    app.page.wait_for_text("From a file, added on");
    person.press("What was sent where");
    app.page.wait_for_text("https://tuf.example/17.root.json");
    person.press_first("summary");
    app.page.wait_for_text("Each signature must prove");
    app
}
