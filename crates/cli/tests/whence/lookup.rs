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
        stdout(&check).contains("Not asked: GitHub, Rekor (public log)"),
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
        &["check", ".", "--allow-network", "log"],
        &["check", "a", "--allow-network", "everything"],
    ] {
        assert_eq!(code(&desk.run(arguments)), 2, "{arguments:?}");
    }
    assert!(server.asked().is_empty());
}

/// Files that are named are asked about one after the other; folders never are.
#[test]
fn several_files_are_asked_about_where_that_was_allowed() {
    let server = full_log();
    let desk = desk(&server, "");
    desk.put("copy.zip", &signed().artifact);
    let both = ["tool.zip", "copy.zip", "--list", "list.toml"];
    let check = desk.check(&[&both[..], &["--allow-network", "log"]].concat());
    assert_eq!(code(&check), 0, "{}", stdout(&check));
    let shown = stdout(&check);
    assert!(shown.contains("[on your list] tool.zip"), "{shown}");
    assert!(shown.contains("[on your list] copy.zip"), "{shown}");
    let searched = server.take_paths();
    let searched = searched
        .iter()
        .filter(|path| path.ends_with("/index/retrieve"));
    assert_eq!(searched.count(), 2);
    // What the settings allow for good is asked about one file, and not about many.
    settings(&desk, &server, "[look-ups.sources]\nlog = \"on\"");
    assert_eq!(code(&desk.check(&["."])), 4);
    assert_eq!(server.take_paths(), Vec::<String>::new());
}

/// Whence has no address of a package registry built in: each of the three places it may come from.
#[cfg(target_os = "linux")]
#[test]
fn package_registries_are_those_of_the_settings_the_tools_and_the_download() {
    use rustix::fs::{XattrFlags, setxattr};
    use whence_testkit::archives::{gzip, tar};

    let description = br#"{"name":"@acme/tool","version":"1.0.0"}"#;
    let package = gzip(&tar(&[("package/package.json", description)]));
    let wheel = "my_tool-1.0-py3-none-any.whl";
    let server = Server::start();
    let at = |path: &str| format!("{}{path}", server.address);
    let npm_path = "/-/npm/v1/attestations/%40acme%2Ftool@1.0.0";
    let pypi_path = format!("/integrity/my-tool/1.0/{wheel}/provenance");
    let host = "[look-ups]\nlocal-hosts = [\"127.0.0.1\"]\n";
    let named = format!(
        "{host}[look-ups.places]\nnpm = \"{}\"\npypi = \"{}\"\n",
        at("/npm"),
        at("/pypi")
    );
    let digest = "ab".repeat(30);
    let downloads = [
        (at("/npm/@acme/tool/-/tool-1.0.0.tgz"), None),
        (
            format!("http://files.example/packages/aa/bb/{digest}/{wheel}"),
            Some(at("/")),
        ),
        (
            at(&format!("/files/{wheel}")),
            Some(at("/pypi/project/my_tool/")),
        ),
    ];
    // An index that keeps none at the usual address is asked for its list.
    let list = "/simple/my-tool/";
    let npm = ("npm", "tool.tgz", vec![format!("/npm{npm_path}")]);
    let pypi_paths = vec![format!("/pypi{pypi_path}"), format!("/pypi{list}")];
    let pypi = ("pypi", wheel, pypi_paths);
    let bare = ("pypi", wheel, vec![pypi_path.clone(), list.to_owned()]);
    let of_tools = format!("registry={}\n", at("/npm/"));
    let of_pip = format!("[global]\nindex-url = {}\n", at("/pypi/simple/"));
    // Settings, files of the tools, and what the system recorded.
    type Download = (String, Option<String>);
    type Case<'a, A> = (&'a str, &'a str, &'a str, Option<&'a Download>, A);
    let cases: [Case<'_, _>; 7] = [
        (&named, "", "", None, &npm),
        (&named, "", "", None, &pypi),
        ("", &of_tools, "", None, &npm),
        ("", "", &of_pip, None, &pypi),
        (host, "", "", Some(&downloads[0]), &npm),
        (host, "", "", Some(&downloads[1]), &bare),
        (host, "", "", Some(&downloads[2]), &pypi),
    ];
    for (number, (settings, npmrc, pip, recorded, asked)) in cases.into_iter().enumerate() {
        let (source, file, paths) = asked;
        let desk = Desk::new(&signed());
        let folder = desk.folder.path();
        fs::create_dir_all(folder.join("config/pip")).unwrap();
        desk.put(
            "config/settings.toml",
            format!("schema = 1\n{settings}").as_bytes(),
        );
        desk.put(".npmrc", npmrc.as_bytes());
        desk.put("config/pip/pip.conf", pip.as_bytes());
        desk.put("tool.tgz", &package);
        desk.put(wheel, b"wheel");
        if let Some((download, referrer)) = recorded {
            let told = [
                ("user.xdg.origin.url", Some(download)),
                ("user.xdg.referrer.url", referrer.as_ref()),
            ];
            for (name, value) in told {
                let Some(value) = value else { continue };
                let flags = XattrFlags::empty();
                if setxattr(folder.join(file), name, value.as_bytes(), flags).is_err() {
                    println!("skipped: this file system keeps no attributes");
                    return;
                }
            }
        }
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_whence"))
            .args(["lookup", "--yes", "--source", source, file])
            .current_dir(folder)
            .env("WHENCE_CONFIG_DIR", folder.join("config"))
            .env("HOME", folder)
            .env("XDG_CONFIG_HOME", folder.join("config"))
            .env_remove("PIP_INDEX_URL")
            .env_remove("PIP_CONFIG_FILE")
            .env_remove("NPM_CONFIG_USERCONFIG")
            .env_remove("npm_config_userconfig")
            .env_remove("NPM_CONFIG_REGISTRY")
            .env_remove("npm_config_registry")
            .output()
            .unwrap();
        assert_eq!(server.take_paths(), *paths, "{number} {}", stdout(&output));
        // The registry knows of nothing.
        assert_eq!(code(&output), 4, "{number} {}", stdout(&output));
    }
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
