//! Container images in the real window: by name, after a word about the registry, and saved in files.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{fs, process::Command};

use serde_json::{Value, json};
use whence_testkit::{
    Minted,
    images::{self, Repository, annotated, digest_of},
    registry::{Manner, Registry},
};
use whence_tests::{
    app::{App, Start},
    app_picture::assert_looks_like,
    looks::{bring_rules, broken_rules, cut_off, resize, still},
    person::Person,
    webdriver::wait_for,
};

/// An image for two platforms, of which one is signed, with a statement of its builder that nobody signed.
struct Image {
    repository: Repository,
    index: Value,
    minted: Minted,
}

fn image() -> Image {
    let mut repository = Repository::default();
    let amd = repository.image("linux", "amd64");
    let arm = repository.image("linux", "arm64");
    let layer = repository.blob(
        "application/vnd.in-toto+json",
        br#"{"_type":"https://in-toto.io/Statement/v0.1"}"#,
    );
    let layer = annotated(
        &layer,
        "in-toto.io/predicate-type",
        "https://slsa.dev/provenance/v1",
    );
    let config = repository.blob("application/vnd.oci.image.config.v1+json", b"{}");
    let statement = repository.manifest(&json!({
        "schemaVersion": 2,
        "mediaType": images::MANIFEST,
        "config": config,
        "layers": [layer],
    }));
    let statement = annotated(
        &annotated(
            &statement,
            "vnd.docker.reference.type",
            "attestation-manifest",
        ),
        "vnd.docker.reference.digest",
        &digest_of(&arm),
    );
    let index = repository.index(&[
        (&amd, ["linux", "amd64"]),
        (&arm, ["linux", "arm64"]),
        (&statement, ["unknown", "unknown"]),
    ]);
    repository.tag("4.2", &index);
    let digest = digest_of(&amd);
    let payload = images::payload(&digest, "registry.example/acme/tool");
    let (layer, minted) = images::signature(&mut repository, &payload);
    repository.attach(&digest, "sig", &[layer]);
    Image {
        repository,
        index,
        minted,
    }
}

fn start(minted: &Minted) -> Start {
    let list = format!(
        "schema = 1\n\n[[signer]]\nlabel = \"Acme\"\nissuer = {:?}\nidentity = {:?}\n",
        minted.issuer, minted.identity
    );
    Start::default()
        .trusted_root(&minted.trusted_root_json)
        .list(&list)
}

/// A window, and a registry with the image, whose name is second.
fn window() -> (App, Registry, String) {
    let image = image();
    let registry = Registry::start(Manner::default());
    registry.keep("acme/tool", image.repository);
    let name = format!("{}/acme/tool:4.2", registry.host);
    (start(&image.minted).app(), registry, name)
}

fn paste(app: &App, text: &str) {
    app.page.execute(
        "const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', arguments[0]);
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))",
        &[json!(text)],
    );
}

fn same_port_each_time(app: &App, place: &str) {
    app.page.execute(
        "for (const it of document.querySelectorAll(arguments[0] + ' *'))
            for (const text of it.childNodes)
                if (text.nodeType === 3) text.data = text.data.replace(/127\\.0\\.0\\.1(:\\d+)?/, 'registry.example')",
        &[json!(place)],
    );
}

#[test]
fn a_name_and_enter_and_one_word_lead_to_a_verdict_for_each_platform() {
    let (app, registry, name) = window();
    let person = Person::at(&app.page);
    app.open_text(&name);
    app.page
        .wait_for_text(&format!("Ask the registry {}?", registry.host));
    app.page.wait_for_text("Nothing was sent yet");
    assert!(registry.asked().is_empty());
    bring_rules(&app);
    let mut broken = broken_rules(&app, "question");
    same_port_each_time(&app, "body");
    assert_looks_like("image-question-light", &app.page);
    person.press("Ask the registry");
    app.page
        .wait_for_text("Each digest has a verdict of its own");
    assert_eq!(person.presses(), 1);
    assert!(!registry.asked().is_empty());
    app.page.wait_for_text("linux/arm64");
    app.page.wait_for_text("No signature was found");
    app.page.wait_for_text("who is on your list");
    app.page.wait_for_text("One thing is attached");
    broken.extend(broken_rules(&app, "platforms"));
    let mut cut = Vec::new();
    for (width, letters) in [(320, "100%"), (980, "200%")] {
        resize(&app, width, letters);
        cut.extend(cut_off(&app, &format!("platforms, {width}, {letters}")));
    }
    resize(&app, 980, "100%");
    same_port_each_time(&app, "main");
    still(&app, "footer time");
    assert_looks_like("image-platforms-light", &app.page);
    person.press_first("main li:last-child button");
    app.page.wait_for_text("Attached, not signed by itself");
    app.page.wait_for_text("It is a claim and no more.");
    broken.extend(broken_rules(&app, "platform"));
    same_port_each_time(&app, "main");
    still(&app, "footer time");
    assert_looks_like("image-platform-light", &app.page);
    assert_eq!(broken, [] as [String; 0]);
    assert_eq!(cut, [] as [String; 0]);
}

#[test]
fn a_no_asks_nobody_and_is_no_missing_signature() {
    let (app, registry, name) = window();
    paste(&app, &name);
    app.page.wait_for_text("Nothing was sent yet");
    let person = Person::at(&app.page);
    person.press("Do not ask");
    app.page
        .wait_for_text("it is in a registry, and registries are not asked");
    assert!(registry.asked().is_empty());
    // Trying again asks again; Escape is a no as well.
    person.press("Try again");
    app.page.wait_for_text("Nothing was sent yet");
    app.page.press("\u{E00C}");
    wait_for("the question to go", || {
        (app.page.find_all("dialog[open]").is_empty()).then_some(())
    });
    app.page
        .wait_for_text("it is in a registry, and registries are not asked");
    assert!(registry.asked().is_empty());
}

#[test]
fn a_registry_that_is_allowed_is_asked_without_a_word_until_everything_is_off() {
    let (app, registry, name) = window();
    let person = Person::at(&app.page);
    app.open_text(&name);
    person.choose("Ask this registry without a question");
    person.press("Ask the registry");
    app.page
        .wait_for_text("Each digest has a verdict of its own");
    let once = registry.asked().len();
    app.open_text(&name);
    wait_for("the registry to be asked", || {
        (registry.asked().len() >= 2 * once).then_some(())
    });
    app.page
        .wait_for_text("Each digest has a verdict of its own");
    person.press("Settings");
    app.page.wait_for_text("Registries of images");
    person.choose("Everything off");
    wait_for("everything off", || {
        fs::read_to_string(app.home().join(".config/whence/settings.toml"))
            .is_ok_and(|text| text.contains("off = true"))
            .then_some(())
    });
    let asked = registry.asked().len();
    app.open_text(&name);
    app.page
        .wait_for_text("it is in a registry, and registries are not asked");
    assert_eq!(registry.asked().len(), asked);
    person.press("Settings");
    person.press(&format!("Ask me again: {}", registry.host));
    app.page.execute("scrollTo(0, 0)", &[]);
    wait_for("the registry to be forgotten", || {
        fs::read_to_string(app.home().join(".config/whence/settings.toml"))
            .is_ok_and(|text| !text.contains(&registry.host))
            .then_some(())
    });
}

#[test]
fn a_saved_image_shows_its_platforms_without_any_network() {
    let image = image();
    let start = start(&image.minted);
    let place = start.file("saved/readme", "");
    let folder = place.parent().unwrap().to_owned();
    fs::remove_file(place).unwrap();
    image.repository.write_layout(&folder, &[image.index]);
    let app = start.app();
    app.drop_files(&[&folder]);
    app.page
        .wait_for_text("Each digest has a verdict of its own");
    app.page.wait_for_text("Image saved");
    let tar = folder.with_extension("tar");
    let packed = Command::new("tar")
        .arg("-cf")
        .arg(&tar)
        .arg("-C")
        .arg(&folder)
        .arg(".")
        .status();
    assert!(packed.unwrap().success());
    app.drop_files(&[&tar]);
    app.page.wait_for_text("Image saved.tar");
    app.page
        .wait_for_text("Each digest has a verdict of its own");
    app.page.wait_for_text("linux/amd64");
    app.page.wait_for_text("linux/arm64");
    app.page.wait_for_text("One thing is attached");
    bring_rules(&app);
    assert_eq!(broken_rules(&app, "saved"), [] as [String; 0]);
}
