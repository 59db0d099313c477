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

/// As it looks in the dark, or no longer.
fn in_the_dark(app: &App, dark: bool) {
    let theme = if dark { "dark" } else { "light" };
    app.page.execute(
        "document.documentElement.dataset.theme = arguments[0]",
        &[json!(theme)],
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
    in_the_dark(&app, true);
    assert_looks_like("image-platforms-dark", &app.page);
    in_the_dark(&app, false);
    person.press_first("main li:last-child button");
    app.page.wait_for_text("Attached, not signed by itself");
    app.page
        .wait_for_text("It is a claim by nobody in particular.");
    broken.extend(broken_rules(&app, "platform"));
    same_port_each_time(&app, "main");
    still(&app, "footer time");
    assert_looks_like("image-platform-light", &app.page);
    in_the_dark(&app, true);
    broken.extend(broken_rules(&app, "platform, dark"));
    assert_looks_like("image-platform-dark", &app.page);
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

/// The same image with a signed parts list for one platform, and one by nobody for the other.
fn with_parts_lists(image: &mut Image) {
    let [amd, arm] = ["amd64", "arm64"].map(|machine| {
        let listed = &image.repository.manifests[&digest_of(&image.index)].1;
        let listed: Value = serde_json::from_slice(listed).unwrap();
        let all = listed["manifests"].as_array().unwrap().clone();
        let found = all
            .into_iter()
            .find(|it| it["platform"]["architecture"] == machine);
        found.unwrap()
    });
    let (_, bytes) = image.repository.manifests[&digest_of(&amd)].clone();
    let signed = images::parts_bundle(&bytes);
    image
        .repository
        .referrer(&amd, images::BUNDLE, &signed.bundle_json);
    let list = images::parts_list(&digest_of(&arm));
    let layer = image
        .repository
        .blob("application/vnd.cyclonedx+json", &list);
    image.repository.attach(&digest_of(&arm), "sbom", &[layer]);
}

#[test]
fn parts_lists_attached_to_an_image_open_with_what_ties_them_to_it() {
    let mut image = image();
    with_parts_lists(&mut image);
    let registry = Registry::start(Manner::default());
    registry.keep("acme/tool", image.repository);
    let app = start(&image.minted).app();
    let person = Person::at(&app.page);
    app.open_text(&format!("{}/acme/tool:4.2", registry.host));
    person.press("Ask the registry");
    app.page.wait_for_text("2 things are attached");
    person.press_first("main li:nth-child(2) button");
    person.press("Parts list (SBOM)");
    app.page
        .wait_for_text("This parts list was signed for exactly this image.");
    app.page
        .wait_for_text("It was made for the image on one platform, linux/amd64");
    person.press("Back");
    app.page
        .wait_for_text("Each digest has a verdict of its own");
    person.press_first("main li:nth-child(3) button");
    person.press("Show the parts list: application/vnd.cyclonedx+json");
    app.page
        .wait_for_text("This parts list is not signed. It names a digest of this image.");
    app.page
        .wait_for_text("It is a claim by nobody in particular.");
    app.page.wait_for_text("small-part");
    bring_rules(&app);
    assert_eq!(broken_rules(&app, "parts of an image"), [] as [String; 0]);
    let mut cut = Vec::new();
    for (width, letters) in [(320, "100%"), (980, "200%")] {
        resize(&app, width, letters);
        cut.extend(cut_off(
            &app,
            &format!("parts of an image, {width}, {letters}"),
        ));
    }
    assert_eq!(cut, [] as [String; 0]);
    resize(&app, 980, "100%");
    same_port_each_time(&app, "main");
    still(&app, "footer time");
    assert_looks_like("image-attached-light", &app.page);
}

#[test]
fn a_registry_that_does_not_answer_is_left_alone_as_soon_as_somebody_cancels() {
    let image = image();
    let registry = Registry::start(Manner {
        silent: Some("/manifests/4.2".to_owned()),
        ..Manner::default()
    });
    registry.keep("acme/tool", image.repository);
    let app = start(&image.minted).app();
    let person = Person::at(&app.page);
    app.open_text(&format!("{}/acme/tool:4.2", registry.host));
    person.press("Ask the registry");
    wait_for("the registry to be asked", || {
        (registry.waiting() == 1).then_some(())
    });
    let steps = app.page.text("main");
    assert!(steps.contains("Ask the registry"), "{steps}");
    person.press("Cancel");
    wait_for("the registry to be left alone", || {
        (registry.waiting() == 0).then_some(())
    });
    wait_for("the first screen", || {
        let ask = "return document.querySelector('main ol') === null
            && document.querySelector('[role=status]').textContent.includes('The check was stopped')";
        (app.page.execute(ask, &[]) == true).then_some(())
    });
    let asked = registry.asked().len();
    // It is checked as before when somebody asks once more, and nothing of the first check is left.
    app.open_text(&format!("sha256:{}", "ab".repeat(32)));
    app.page.wait_for_text("No signature was found");
    assert_eq!((registry.asked().len(), registry.waiting()), (asked, 0));
}

#[test]
fn an_image_is_checked_again_from_its_screen_and_from_the_history() {
    let (app, registry, name) = window();
    let person = Person::at(&app.page);
    app.open_text(&name);
    person.choose("Ask this registry without a question");
    person.press("Ask the registry");
    app.page
        .wait_for_text("Each digest has a verdict of its own");
    let mut asked = registry.asked().len();
    let mut asked_more = |what: &str| {
        wait_for(what, || (registry.asked().len() > asked).then_some(()));
        app.page
            .wait_for_text("Each digest has a verdict of its own");
        asked = registry.asked().len();
    };
    person.press("Check again");
    asked_more("a second check");
    person.press("History");
    app.page.wait_for_text("Check again");
    person.press_first("main [aria-label^='Check again']");
    wait_for("a third check", || {
        (registry.asked().len() > asked).then_some(())
    });
    app.page.wait_for_text("sha256:");
}

#[test]
fn a_registry_without_encryption_is_asked_once_it_stands_in_the_settings() {
    let image = image();
    let registry = Registry::start(Manner::default());
    registry.keep("acme/tool", image.repository);
    let start = start(&image.minted);
    // What stands for the registry of another computer is a proxy that answers itself.
    start.file(
        ".config/whence/settings.toml",
        format!(
            "schema = 1\n[network]\nproxy = \"http://{}\"\n",
            registry.host
        ),
    );
    let app = start.app();
    let person = Person::at(&app.page);
    let name = "registry.lan:5000/acme/tool:4.2";
    app.open_text(name);
    person.press("Ask the registry");
    app.page.wait_for_text("its registry could not be reached");
    assert!(
        registry
            .asked()
            .iter()
            .all(|asked| asked.method == "CONNECT")
    );
    person.press("Settings");
    app.page.wait_for_text("Registries without encryption");
    person.type_into("Registry", "docker.io");
    person.press("Ask without encryption");
    app.page
        .wait_for_text("This is no registry that can be asked");
    person.type_into("Registry", "registry.lan:5000");
    person.press("Ask without encryption");
    app.page.wait_for_text("Send it passwords too");
    bring_rules(&app);
    let mut broken = broken_rules(&app, "registries in the settings");
    // The pointer rests on nothing that shows it.
    app.page.find("h1").click();
    app.page.execute(
        "[...document.querySelectorAll('h3')].find(it => it.innerText.startsWith('Registries without')).scrollIntoView()",
        &[],
    );
    same_port_each_time(&app, "main");
    assert_looks_like("settings-registries-light", &app.page);
    app.open_text(name);
    app.page
        .wait_for_text("This registry is asked without encryption");
    app.page
        .wait_for_text("It gets no user name and no password");
    broken.extend(broken_rules(&app, "question without encryption"));
    assert_looks_like("image-question-plain-light", &app.page);
    person.press("Ask the registry");
    app.page
        .wait_for_text("Each digest has a verdict of its own");
    assert!(registry.asked().iter().any(|asked| asked.method == "GET"));
    assert_eq!(broken, [] as [String; 0]);
}

#[test]
fn every_form_of_a_saved_image_shows_all_its_digests_alone_in_a_mix_and_in_a_folder() {
    let mut repository = Repository::default();
    let platforms = ["amd64", "arm64"].map(|machine| repository.image("linux", machine));
    let index = repository.index(&[
        (&platforms[0], ["linux", "amd64"]),
        (&platforms[1], ["linux", "arm64"]),
    ]);
    let digest = digest_of(&index);
    let payload = images::payload(&digest, "registry.example/acme/tool");
    let (layer, minted) = images::signature(&mut repository, &payload);
    let signature = repository.attach(&digest, "sig", &[layer]);
    let start = start(&minted);
    let notes = start.file("downloads/notes.txt", "notes\n");
    let downloads = notes.parent().unwrap().to_owned();
    let forms = images::saved_forms(&repository, &index, &platforms, &signature);
    let mut all = 1;
    for form in &forms {
        start.file(
            &format!("downloads/{}.tar", form.name),
            images::tar(&form.files),
        );
        for (path, bytes) in &form.files {
            start.file(&format!("downloads/{}/{path}", form.name), bytes);
        }
        all += 2 * form.digests;
    }
    let app = start.app();
    let rows = |number: usize| {
        wait_for(&format!("{number} rows"), || {
            (app.page.find_all("main li > button").len() == number).then_some(())
        });
    };
    for form in &forms {
        let tar = downloads.join(format!("{}.tar", form.name));
        for place in [downloads.join(form.name), tar] {
            app.drop_files(&[&place, &notes]);
            rows(form.digests + 1);
            app.drop_files(&[&place]);
            if form.digests > 1 {
                app.page
                    .wait_for_text("Each digest has a verdict of its own");
                rows(form.digests);
            } else {
                let name = place.file_name().unwrap().to_string_lossy().into_owned();
                app.page.wait_for_text(&name);
                app.page.wait_for_text("What was checked");
                // A claim, and no title.
                app.page
                    .wait_for_text("In the file it is called “docker.io/acme/tool:4.2”.");
            }
        }
    }
    app.drop_files(&[&downloads]);
    app.page.wait_for_text(
        "25 files: 4 could not be checked, 3 without a signature and 18 on your list",
    );
    let ask = "return document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') ?? ''";
    wait_for("a row for each digest", || {
        (app.page.execute(ask, &[]) == json!((all + 1).to_string())).then_some(())
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
