//! Looking up evidence in the real window: nothing is sent unasked, and what is found is judged and kept.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{fs, path::PathBuf};

use whence_testkit::{
    Scenario,
    web::{self, Reply, Server},
};
use whence_tests::{
    app::{App, Start, Theme},
    app_picture::assert_looks_like,
    looks::still,
    person::Person,
};

/// A file without its bundle, and settings that name this server as the public log and as GitHub.
fn start(server: &Server) -> (Start, PathBuf) {
    let minted = Scenario::message_rekor_v1().mint();
    let list = format!(
        "schema = 1\n\n[[signer]]\nlabel = \"Acme\"\nissuer = {:?}\nidentity = {:?}\n",
        minted.issuer, minted.identity
    );
    let start = Start::default()
        .trusted_root(&minted.trusted_root_json)
        .list(&list);
    let place = start.home().join(".config/whence/settings.toml");
    let settings = fs::read_to_string(&place).unwrap();
    let address = &server.address;
    let places = format!("[look-ups.places]\ngithub = \"{address}\"\nlog = \"{address}\"\n");
    fs::write(&place, format!("{settings}{places}")).unwrap();
    let file = start.file("tool.zip", &minted.artifact);
    (start, file)
}

fn open_dialog(app: &App) {
    app.page.wait_for_text("No signature was found");
    app.page
        .wait_for_text("Not asked: GitHub, Rekor (public log)");
    Person::at(&app.page).press("Look up…");
    app.page.wait_for_text("Only what is ticked is asked");
}

#[test]
fn what_the_log_knows_is_asked_for_after_a_word_and_saved_beside_the_file() {
    let server = Server::start();
    let minted = Scenario::message_rekor_v1().mint();
    server.log(&[web::log_entry(&web::bundle(&minted))]);
    let (start, file) = start(&server);
    let app = start.arguments([file.display()]).app();
    open_dialog(&app);
    // The digest goes out, and nobody was asked yet.
    app.page
        .wait_for_text("is asked for entries with the digest sha256:");
    assert!(server.asked().is_empty());
    let person = Person::at(&app.page);
    person.choose("Rekor (public log)");
    person.press("Send and look up");
    app.page.wait_for_text("who is on your list");
    app.page.wait_for_text("has entries for this file: 1.");
    assert!(!server.asked().is_empty());
    person.press("Save as bundle");
    app.page.wait_for_text("Saved as");
    let saved = file.with_file_name("tool.zip.sigstore.json");
    assert!(saved.is_file());
    let asked = server.asked().len();
    app.drop_files(&[&file]);
    app.page.wait_for_text("who is on your list");
    assert_eq!(server.asked().len(), asked);
}

/// A folder asks nobody, even where one file would be asked about by itself; a row opened in full says so, and can be
/// looked up.
#[test]
fn a_row_of_a_folder_is_looked_up_when_it_is_opened() {
    let server = Server::start();
    let minted = Scenario::message_rekor_v1().mint();
    server.log(&[web::log_entry(&web::bundle(&minted))]);
    let (start, _) = start(&server);
    let place = start.home().join(".config/whence/settings.toml");
    let settings = fs::read_to_string(&place).unwrap();
    fs::write(
        &place,
        format!("{settings}[look-ups.sources]\nlog = \"on\"\n"),
    )
    .unwrap();
    let inside = start.file("release/tool.zip", &minted.artifact);
    let app = start.app();
    app.drop_files(&[inside.parent().unwrap()]);
    app.page.wait_for_text("One file: 1 without a signature");
    // From the search to the table, and into its only row.
    app.page.chord(&['\u{E009}'], 'f');
    app.page.press("\u{E015}");
    app.page.press("\u{E007}");
    open_dialog(&app);
    assert!(server.asked().is_empty());
    // What is allowed for good is ticked already.
    Person::at(&app.page).press("Send and look up");
    app.page.wait_for_text("who is on your list");
    app.page.wait_for_text("has entries for this file: 1.");
}

#[test]
fn trouble_on_the_way_is_said_and_is_no_missing_signature() {
    let server = Server::start();
    server.reply("/api/v1/index/retrieve", Reply::Status(500, vec![]));
    let (start, file) = start(&server);
    let app = start.arguments([file.display()]).app();
    open_dialog(&app);
    let person = Person::at(&app.page);
    person.choose("Rekor (public log)");
    person.press("Send and look up");
    app.page.wait_for_text("not every place could be searched");
    app.page.wait_for_text("could not be asked");
}

#[test]
fn the_line_and_the_question_look_as_intended() {
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let server = Server::start();
        let (start, file) = start(&server);
        let app = start.theme(theme).arguments([file.display()]).app();
        open_dialog(&app);
        // The port is another one each time.
        app.page.execute(
            "for (const bdi of document.querySelectorAll('dialog bdi')) bdi.textContent = bdi.textContent.replace(/127\\.0\\.0\\.1(:\\d+)?/, 'server.example');",
            &[],
        );
        still(&app, "footer time");
        assert_looks_like(&format!("lookup-{name}"), &app.page);
    }
}
