//! The list edited from outside while the real window is open.
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
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};
use whence_tests::{
    app::{App, Start},
    webdriver::wait_for,
};

/// The verdict of the first result as the program decides it now.
fn verdict(app: &App) -> Value {
    app.invoke("result_now", json!({ "result": 1 })).unwrap()["verdict"].clone()
}

#[test]
fn an_edit_from_outside_decides_the_result_again_and_a_mistake_keeps_what_was_in_force() {
    let start = Start::default().minted();
    let download = start.download("listed");
    let app = start.arguments([download.file.display()]).app();
    app.page.wait_for_text("who is on your list");
    let list = app.home().join(".config/whence/identities.toml");
    let text = fs::read_to_string(&list).unwrap();

    fs::write(&list, "schema = 1\n").unwrap();
    wait_for("the signer to be unlisted", || {
        (verdict(&app)["state"] == "unlisted").then_some(())
    });
    // As editors save: another file takes the name.
    let saved = list.with_extension("swp");
    fs::write(&saved, &text).unwrap();
    fs::rename(&saved, &list).unwrap();
    wait_for("the signer to be listed again", || {
        (verdict(&app)["state"] == "listed").then_some(())
    });

    fs::write(&list, format!("{text}surprise = 1\n")).unwrap();
    let line = text.lines().count() as u64 + 1;
    let note = wait_for("the note about the mistake", || {
        let notes = verdict(&app)["notes"].clone();
        let note = notes
            .as_array()?
            .iter()
            .find(|note| note["code"] == "list-has-problems")?;
        Some(note["message"]["args"].clone())
    });
    assert_eq!(note["line"]["value"], line, "{note}");
    assert_eq!(note["column"]["value"], 1, "{note}");
    assert_eq!(verdict(&app)["state"], "listed");
}

/// From the editor's saving to the page that shows another verdict, by the clock that both share. Nothing is
/// asserted of it, because a busy machine takes what it takes; it is printed.
#[test]
fn what_is_on_the_screen_follows_a_list_that_is_saved_elsewhere() {
    let start = Start::default().minted();
    let download = start.download("listed");
    let app = start.arguments([download.file.display()]).app();
    app.page.wait_for_text("who is on your list");
    let list = app.home().join(".config/whence/identities.toml");
    let text = fs::read_to_string(&list).unwrap();
    // When the page shows each of the two verdicts for the first time after it was asked to look out for it.
    let look_out = "window.seen = null;
        window.lookout?.disconnect();
        const wanted = arguments[0];
        const look = () => {
            if (!window.seen && document.querySelector(`.panel.${wanted}`)) window.seen = Date.now();
        };
        window.lookout = new MutationObserver(look);
        window.lookout.observe(document.body, {
            subtree: true, childList: true, attributes: true, attributeFilter: ['class'],
        });";
    let mut took = Vec::new();
    for round in 0..6 {
        let (wanted, content) = match round % 2 {
            0 => ("unlisted", "schema = 1\n"),
            _ => ("listed", text.as_str()),
        };
        app.page.execute(look_out, &[json!(wanted)]);
        let saved = list.with_extension("swp");
        fs::write(&saved, content).unwrap();
        let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        fs::rename(&saved, &list).unwrap();
        let seen = wait_for("the other verdict on the screen", || {
            app.page.execute("return window.seen", &[]).as_u64()
        });
        took.push(u128::from(seen).saturating_sub(at.as_millis()));
    }
    println!("on the screen after {took:?} ms");
}
