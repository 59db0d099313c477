//! The list edited from outside while the real window is open.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::fs;

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
