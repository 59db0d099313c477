//! `whence lookup`, and look-ups of `whence check`, with servers on loopback.

use std::{fs, path::Path};

use serde_json::Value;
use whence_testkit::web::{self, Reply, Server};

use crate::{Desk, code, signed, stderr, stdout};

/// A file without its bundle, and settings that name these servers.
fn desk(server: &Server, consents: &str) -> Desk {
    let desk = Desk::new(&signed());
    fs::remove_file(desk.folder.path().join("tool.zip.sigstore.json")).unwrap();
    settings(&desk, server, consents);
    desk
}

fn settings(desk: &Desk, server: &Server, consents: &str) {
    let address = &server.address;
    fs::create_dir_all(desk.folder.path().join("config")).unwrap();
    desk.put(
        "config/settings.toml",
        format!(
            "schema = 1\n{consents}\n[look-ups.places]\ngithub = \"{address}\"\nlog = \"{address}\"\n"
        )
        .as_bytes(),
    );
}

fn full_log() -> Server {
    let server = Server::start();
    server.log(&[web::log_entry(&web::bundle(&signed()))]);
    server
}

fn looked_up(desk: &Desk, arguments: &[&str]) -> std::process::Output {
    let standards = [
        "lookup",
        "--trusted-root",
        "root.json",
        "--list",
        "list.toml",
    ];
    desk.run(&[&standards, arguments].concat())
}

#[test]
fn nothing_is_sent_before_somebody_agreed() {
    let server = full_log();
    let desk = desk(&server, "");
    let check = desk.check(&["tool.zip", "--list", "list.toml"]);
    assert_eq!(code(&check), 4);
    assert!(
        stdout(&check).contains("Not asked: GitHub, the public log"),
        "{}",
        stdout(&check)
    );
    // Nobody is at the terminal who could agree.
    let silent = looked_up(&desk, &["tool.zip"]);
    assert_eq!(code(&silent), 4);
    assert!(stderr(&silent).contains("Nobody is there to agree"));
    let shown = looked_up(
        &desk,
        &["tool.zip", "--dry-run", "--repository", "acme/tool"],
    );
    let text = stdout(&shown);
    assert!(text.contains("{\"hash\":\"sha256:"), "{text}");
    assert!(
        text.contains("/repos/acme/tool/attestations/sha256:"),
        "{text}"
    );
    assert!(
        text.contains("Whence has none built in") || text.contains("no package"),
        "{text}"
    );
    assert!(server.asked().is_empty());
}

#[test]
fn what_the_log_knows_is_found_and_kept_beside_the_file() {
    let server = full_log();
    let desk = desk(&server, "");
    let found = looked_up(&desk, &["tool.zip", "--source", "log", "--yes", "--save"]);
    assert_eq!(code(&found), 0, "{}{}", stdout(&found), stderr(&found));
    assert!(stdout(&found).contains("Signed by Acme, who is on your list."));
    assert!(stderr(&found).contains("Saved as tool.zip.sigstore.json"));
    let asked = server.asked().len();
    let offline = desk.check(&["tool.zip", "--list", "list.toml"]);
    assert_eq!(code(&offline), 0, "{}", stdout(&offline));
    assert_eq!(server.asked().len(), asked);
    // Everything that was sent is on record.
    let record = config_text(&desk);
    assert!(
        record.contains("/api/v1/index/retrieve") && record.contains("lookup-log"),
        "{record}"
    );
}

/// All files of the person's own folder, one after the other.
fn config_text(desk: &Desk) -> String {
    fn read(folder: &Path, text: &mut String) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                read(&entry.path(), text);
            } else {
                text.push_str(&String::from_utf8_lossy(&fs::read(entry.path()).unwrap()));
            }
        }
    }
    let mut text = String::new();
    read(&desk.folder.path().join("config"), &mut text);
    text
}

#[test]
fn a_check_asks_what_was_allowed_and_nothing_else() {
    let server = full_log();
    let asked = desk(&server, "");
    let list = ["tool.zip", "--list", "list.toml"];
    let check = asked.check(&[&list[..], &["--allow-network", "log"]].concat());
    assert_eq!(code(&check), 0, "{}", stdout(&check));
    assert!(
        server
            .paths()
            .iter()
            .all(|path| path.starts_with("/api/v1/"))
    );

    // The settings may allow it for good; a file with its signature is asked about nowhere.
    let server = full_log();
    let allowed = desk(&server, "[look-ups.sources]\nlog = \"on\"");
    assert_eq!(code(&allowed.check(&list)), 0);
    assert!(!server.asked().is_empty());
    allowed.put("tool.zip.sigstore.json", &signed().bundle_json);
    let before = server.asked().len();
    assert_eq!(code(&allowed.check(&list)), 0);
    assert_eq!(server.asked().len(), before);

    // Off is off, whatever else was said.
    let server = full_log();
    let off = desk(
        &server,
        "[look-ups.sources]\nlog = \"on\"\n[network]\noff = true",
    );
    assert_eq!(code(&off.check(&list)), 4);
    let refused = looked_up(&off, &["tool.zip", "--yes"]);
    assert_eq!(code(&refused), 2);
    assert!(server.asked().is_empty());
}

#[test]
fn trouble_is_told_and_is_no_missing_signature() {
    let server = Server::start();
    server.reply(
        "/api/v1/index/retrieve",
        Reply::Status(429, vec!["retry-after: 600".into()]),
    );
    let desk = desk(&server, "");
    let output = looked_up(
        &desk,
        &["tool.zip", "--source=log", "--yes", "--format", "json"],
    );
    assert_eq!(code(&output), 5);
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    crate::schema::assert_fits(&value);
    assert_eq!(value["targets"][0]["verdict"]["code"], "search-incomplete");
    assert_eq!(
        value["targets"][0]["lookups"][0]["trouble"],
        "too-many-requests"
    );
    let text = looked_up(&desk, &["tool.zip", "--source=log", "--yes"]);
    assert!(
        stdout(&text).contains("left alone for 10 minutes"),
        "{}",
        stdout(&text)
    );
}

#[test]
fn wrong_use_is_named() {
    let server = Server::start();
    let desk = desk(&server, "");
    for arguments in [
        &["lookup"][..],
        &["lookup", "a", "b"],
        &["lookup", "a", "--source", "somebody"],
        &["lookup", "a", "--repository", "a/b/c"],
        &["check", "a", "b", "--allow-network", "log"],
        &["check", "a", "--allow-network", "everything"],
    ] {
        assert_eq!(code(&desk.run(arguments)), 2, "{arguments:?}");
    }
    assert!(server.asked().is_empty());
}

/// Another process switches everything off while this one waits for an answer.
#[test]
fn switched_off_elsewhere_what_is_under_way_ends_and_nothing_more_is_asked() {
    let server = Server::start();
    let github = web::github_path("repos/acme/tool", &signed().artifact);
    for path in ["/api/v1/index/retrieve", &github] {
        server.reply(path, Reply::Drip);
    }
    let desk = desk(&server, "");
    let answer = std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let all = ["tool.zip", "--yes", "--repository", "acme/tool"];
            looked_up(&desk, &all)
        });
        while server.asked().is_empty() {
            std::thread::yield_now();
        }
        assert_eq!(code(&desk.run(&["network", "off"])), 0);
        asking.join().unwrap()
    });
    assert_eq!(code(&answer), 5, "{}", stdout(&answer));
    assert!(
        stdout(&answer).contains("The network is switched off in the settings"),
        "{}",
        stdout(&answer)
    );
    assert_eq!(server.asked().len(), 1);
    let settings = fs::read_to_string(desk.folder.path().join("config/settings.toml")).unwrap();
    assert!(
        settings.contains("off = true") && settings.contains("[look-ups.places]"),
        "{settings}"
    );
}
