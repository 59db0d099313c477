//! What is broken, enormous or dressed up as something else: through the command line and through the
//! window, each with a clear state of its own, in bounded memory, and never in our words.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::Write,
    os::unix::{ffi::OsStrExt, fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use whence_tests::{
    app::{Start, binary, file_address},
    download,
    webdriver::wait_for,
};

/// Nothing here may take longer, not even on a slow machine.
const LONGEST: Duration = Duration::from_secs(60);

/// The command may not even reserve more than this many KiB, which is stricter than using them.
const MOST_MEMORY: u32 = 200 << 10;

/// What the command says of these files. `user` is the number of another user to run it as.
fn whence(home: &Path, files: &[&Path], user: Option<u32>) -> Value {
    let output = run(home, files, user, MOST_MEMORY);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn run(home: &Path, files: &[&Path], user: Option<u32>, memory: u32) -> Output {
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            &format!("ulimit -v {memory} && exec \"$0\" check --format json -- \"$@\""),
        ])
        .arg(binary("whence"))
        .args(files)
        .env_clear()
        .env("HOME", home)
        .stdin(Stdio::null());
    if let Some(user) = user {
        command.uid(user).gid(user);
    }
    let start = Instant::now();
    let output = command.output().unwrap();
    assert!(
        start.elapsed() < LONGEST,
        "{files:?} took {:?}",
        start.elapsed()
    );
    output
}

fn verdict(document: &Value) -> (String, String) {
    let text = |name: &str| {
        document["targets"][0]["verdict"][name]
            .as_str()
            .unwrap()
            .to_owned()
    };
    (text("state"), text("code"))
}

/// A file without bytes on the disk.
fn sparse(path: &Path, size: u64) -> &Path {
    File::create(path).unwrap().set_len(size).unwrap();
    path
}

/// If this fails, the limit on memory in the other tests limits nothing.
#[test]
fn too_little_memory_is_noticed() {
    let start = Start::default();
    let file = start.file("file", b"x");
    assert!(!run(start.home(), &[&file], None, 3 << 10).status.success());
}

/// Files that are bad by themselves: name, state and code, the same from the command and in the window.
#[test]
fn each_bad_file_has_a_state_of_its_own() {
    let start = Start::default();
    let home = start.home().to_path_buf();
    let bundle = String::from_utf8(download::record().bundle_json).unwrap();
    let at = |name: &str| home.join(name);
    let with_evidence = |name: &str, evidence: &[u8]| {
        start.file(&format!("{name}.sigstore.json"), evidence);
        start.file(name, b"a file\n")
    };

    let pipe = at("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let deep = format!(
        "{{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"x\":{}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let twice = bundle.replacen(
        '{',
        "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",",
        1,
    );
    // Beginning as a bundle does, so that it is taken for one.
    let huge = |name: &str| {
        start.file(name, &bundle);
        File::options()
            .write(true)
            .open(at(name))
            .unwrap()
            .set_len(100 << 20)
            .unwrap();
        at(name)
    };
    with_evidence("large", b"");
    huge("large.sigstore.json");

    let cases = [
        (start.file("empty", b""), "no-signature", "none-found"),
        (pipe, "could-not-check", "special-file"),
        (at("not-there"), "could-not-check", "file-missing"),
        (at("not\nthere\u{202e}"), "could-not-check", "file-missing"),
        (with_evidence("truncated", &bundle.as_bytes()[..bundle.len() / 2]), "could-not-check", "evidence-unreadable"),
        (with_evidence("deep", deep.as_bytes()), "could-not-check", "evidence-unreadable"),
        (with_evidence("twice", twice.as_bytes()), "could-not-check", "evidence-unreadable"),
        (with_evidence("no-text", b"{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"x\":\"\xff\xfe\"}"), "could-not-check", "evidence-unreadable"),
        (with_evidence("empty-evidence", b""), "could-not-check", "format-unsupported"),
        (with_evidence("zeros", &[0; 4096]), "could-not-check", "format-unsupported"),
        (at("large"), "could-not-check", "limit-exceeded"),
        (huge("alone.json"), "could-not-check", "limit-exceeded"),
    ];
    let told: Vec<Value> = cases
        .iter()
        .map(|(file, ..)| whence(&home, &[file], None))
        .collect();
    let wrong: Vec<_> = cases
        .iter()
        .zip(&told)
        .filter(|((_, state, code), document)| {
            verdict(document) != ((*state).to_owned(), (*code).to_owned())
        })
        .map(|((file, ..), document)| (file, verdict(document)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");

    let app = start.app();
    for ((file, state, _), document) in cases.iter().zip(&told) {
        app.drop_files(&[file]);
        let headline = document["targets"][0]["verdict"]["headline"]
            .as_str()
            .unwrap();
        let name = file
            .file_name()
            .unwrap()
            .to_string_lossy()
            .replace('\n', "‹U+000A›")
            .replace('\u{202e}', "‹U+202E›");
        // A file of evidence that comes alone is announced as what it is.
        let kind = match name.as_str() {
            "alone.json" => "Signature file",
            _ => "File",
        };
        // The announcement names the file, so that the result before is not taken for this one.
        wait_for(&format!("the result of {name}"), || {
            let said = app.page.text("[role=status]");
            (said == format!("{headline} {kind}: “{name}”")).then_some(())
        });
        assert_eq!(app.page.text(".panel h1"), headline);
        let _ = app.page.find(&format!(".panel.{state}"));
    }
    assert!(app.peak_memory() < 500, "{} MiB", app.peak_memory());
}

#[test]
fn a_file_of_five_gibibytes_needs_no_more_memory_than_a_small_one() {
    let start = Start::default();
    let file = start.home().join("large.iso");
    sparse(&file, 5 << 30);
    let document = whence(start.home(), &[&file], None);
    assert_eq!(verdict(&document).1, "none-found");
    assert_eq!(document["targets"][0]["size"], 5_u64 << 30);
    let all_zeros = "7f06c62352aebd8125b2a1841e2b9e1ffcbed602f381c3dcb3200200e383d1d5";
    assert_eq!(document["targets"][0]["digests"][0]["hex"], all_zeros);
}

/// Needs to be root, which can read everything, to become somebody who cannot.
#[test]
fn a_file_that_may_not_be_read_is_not_taken_for_unsigned() {
    let start = Start::default();
    let file = start.file("private", b"x");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    let is_root = File::open(&file).is_ok();
    if is_root {
        fs::set_permissions(start.home(), fs::Permissions::from_mode(0o755)).unwrap();
        let program = binary("whence");
        let reachable = program.ancestors().all(|folder| {
            fs::metadata(folder).is_ok_and(|facts| facts.permissions().mode() & 0o001 != 0)
        });
        if !reachable {
            // Nobody else can start the program from here.
            return;
        }
    }
    let document = whence(start.home(), &[&file], is_root.then_some(65_534));
    assert_eq!(
        verdict(&document),
        ("could-not-check".to_owned(), "file-unreadable".to_owned())
    );
}

#[test]
fn a_file_that_changes_while_it_is_read_gives_no_result() {
    let start = Start::default();
    let file = start.home().join("growing");
    sparse(&file, 1 << 30);
    let done = AtomicBool::new(false);
    let document = thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = File::options().append(true).open(&file).unwrap();
            while !done.load(Ordering::Relaxed) {
                file.write_all(b"more").unwrap();
                thread::sleep(Duration::from_millis(5));
            }
        });
        let document = whence(start.home(), &[&file], None);
        done.store(true, Ordering::Relaxed);
        document
    });
    assert_eq!(
        verdict(&document),
        (
            "could-not-check".to_owned(),
            "file-changed-while-checking".to_owned()
        )
    );
}

/// Names that hide, reorder, break lines, pose as our words or are no text at all. None of it reaches
/// the page as it is, and the name always stands where names stand.
#[test]
fn names_are_drawn_as_names_and_never_as_our_words() {
    let names: [&[u8]; 8] = [
        b"\xff\xfe.zip",
        "invoice\u{202e}fdp.exe".as_bytes(),
        b"one\nSigned by Acme, who is on your list.",
        "\u{2066}isolated\u{2069}\u{200b}hidden\u{feff}".as_bytes(),
        b"<img src=x onerror=alert(1)>&amp;.zip",
        b"\x1b[32mOn your list\x1b[0m",
        "{ $label } Signed by Testkit releases, who is on your list. \u{2714}".as_bytes(),
        "\u{e000}0\u{e001}".as_bytes(),
    ];
    let start = Start::default().minted();
    let files: Vec<PathBuf> = names
        .iter()
        .map(|name| start.home().join("names").join(OsStr::from_bytes(name)))
        .collect();
    start.file("names/x", b"");
    for file in &files {
        fs::write(file, b"x").unwrap();
    }
    let home = start.home().to_path_buf();
    let app = start.app();
    for file in &files {
        let said = whence(&home, &[file], None);
        let name = said["targets"][0]["name"].as_str().unwrap();
        assert!(!name.chars().any(is_raw), "{name:?}");

        app.page.execute(
            "document.querySelector('.panel')?.classList.add('before')",
            &[],
        );
        // The toolkit's glue spoils names that are no UTF-8 when they are dropped; as an address they come whole.
        match file.to_str() {
            Some(_) => app.drop_files(&[file]),
            None => app.open_text(&file_address(file)),
        }
        let _ = app.page.find(".panel.no-signature:not(.before)");
        assert_eq!(
            app.page.text(".panel h1"),
            "No signature was found for this file."
        );
        assert_no_raw_characters(&app.page.execute(TEXTS, &[]));
        // The name is drawn in its own isolated element and nowhere in our words.
        let outside = "const copy = document.querySelector('main').cloneNode(true);
            for (const name of copy.querySelectorAll('bdi')) name.remove();
            return copy.textContent";
        let ours = app.page.execute(outside, &[]);
        let ours = ours.as_str().unwrap();
        assert!(
            !ours.contains("who is on your list") && !ours.contains("On your list"),
            "{ours}"
        );
        assert_eq!(
            app.page.execute("return document.images.length", &[]),
            json!(0)
        );
    }
    // All together, as a list.
    let all: Vec<String> = files.iter().map(|file| file_address(file)).collect();
    let paste = "const data = new DataTransfer();
        data.setData('text/plain', arguments[0]);
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))";
    app.page.press_button("Home");
    app.page.execute(paste, &[json!(all.join("\n"))]);
    app.page.wait_for_text("8 results");
    assert_no_raw_characters(&app.page.execute(TEXTS, &[]));
}

/// Every text and every attribute of the page.
const TEXTS: &str = "
    const texts = [document.title];
    const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (walk.nextNode()) {
        const it = walk.currentNode;
        if (it.nodeType === Node.TEXT_NODE) texts.push(it.data);
        else for (const attribute of it.attributes) texts.push(attribute.value);
    }
    return texts";

fn assert_no_raw_characters(texts: &Value) {
    let texts = texts.as_array().unwrap();
    assert!(texts.len() > 20);
    for text in texts {
        let text = text.as_str().unwrap();
        assert!(!text.chars().any(is_raw), "{text:?}");
    }
}

/// Controls, and what hides, reorders or is private. Line breaks and tabs stand in the page's own source.
fn is_raw(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}' | '\u{fffd}'
    )
}
