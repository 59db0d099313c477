//! Images by name and saved ones: what is asked, what is said of each digest, and the parts lists attached to it.

use std::{fs, path::Path};

use serde_json::Value;
use whence_testkit::{
    Minted,
    images::{self, Repository, digest_of},
    registry::{Access, Manner, Registry},
};

use crate::{Desk, code, stderr, stdout};

/// An image for two platforms with a signed index. One platform has a signed parts list and one by nobody.
struct Image {
    repository: Repository,
    index: Value,
    platforms: [Value; 2],
    signature: Value,
    minted: Minted,
}

fn image() -> Image {
    let mut repository = Repository::default();
    let platforms = ["amd64", "arm64"].map(|machine| repository.image("linux", machine));
    let index = repository.index(&[
        (&platforms[0], ["linux", "amd64"]),
        (&platforms[1], ["linux", "arm64"]),
    ]);
    repository.tag("4.2", &index);
    let digest = digest_of(&index);
    let payload = images::payload(&digest, "registry.example/acme/tool");
    let (layer, minted) = images::signature(&mut repository, &payload);
    let signature = repository.attach(&digest, "sig", &[layer]);
    let amd = digest_of(&platforms[0]);
    let (_, bytes) = repository.manifests[&amd].clone();
    let signed = images::parts_bundle(&bytes);
    repository.referrer(&platforms[0], images::BUNDLE, &signed.bundle_json);
    let list = repository.blob("application/vnd.cyclonedx+json", &images::parts_list(&amd));
    repository.attach(&amd, "sbom", &[list]);
    Image {
        repository,
        index,
        platforms,
        signature,
        minted,
    }
}

#[test]
fn the_parts_lists_of_an_image_stand_with_what_ties_them_to_it() {
    let image = image();
    let desk = Desk::new(&image.minted);
    let registry = Registry::start(Manner::default());
    registry.keep("acme/tool", image.repository);
    let name = format!("{}/acme/tool:4.2", registry.host);
    let common = ["sbom", "--trusted-root", "root.json", "--list", "list.toml"];
    let asked = desk.run(&[&common[..], &[&name]].concat());
    assert_eq!(code(&asked), 5, "{}", stdout(&asked));
    assert!(registry.asked().is_empty());
    let allowed = [&name, "--allow-network", "registry"];
    let output = desk.run(&[&common[..], &allowed[..]].concat());
    let text = stdout(&output);
    let signed = text.find("This parts list was signed for exactly this image.");
    let unsigned = text.find("This parts list is not signed. It names a digest of this image.");
    assert!(signed.is_some() && signed < unsigned, "{text}");
    for line in [
        "linux/amd64 (the digest of its manifest)",
        "application/vnd.cyclonedx+json (attached to the image, signed by nobody)",
        "It is a claim by nobody in particular.",
        "small-part",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    // Another platform has none.
    let other = [&common[..], &allowed[..], &["--platform", "linux/arm64"]].concat();
    let text = stdout(&desk.run(&other));
    assert!(!text.contains("small-part"), "{text}");
}

#[test]
fn a_registry_without_encryption_is_asked_when_it_is_said_and_gets_no_password() {
    let image = image();
    let desk = Desk::new(&image.minted);
    let registry = Registry::start(Manner {
        access: Access::Basic("me".to_owned(), "word".to_owned()),
        ..Manner::default()
    });
    registry.keep("acme/tool", image.repository);
    let open = Registry::start(Manner::default());
    open.keep("acme/tool", self::image().repository);
    let check = |host: &str, proxy: &Registry, words: &[&str]| {
        let settings = desk.folder.path().join("config/settings.toml");
        fs::create_dir_all(settings.parent().unwrap()).unwrap();
        let text = format!("schema = 1\n[network]\nproxy = \"http://{}\"\n", proxy.host);
        fs::write(settings, text).unwrap();
        let name = format!("{host}/acme/tool:4.2");
        let common = ["--list", "list.toml", "--allow-network", "registry", &name];
        desk.check(&[&common[..], words].concat())
    };
    let plain = ["--allow-network", "plain-http"];
    let refused = check("registry.lan:5000", &open, &[]);
    assert_eq!(code(&refused), 5, "{}", stdout(&refused));
    assert!(open.asked().iter().all(|asked| asked.method == "CONNECT"));
    let found = check("registry.lan:5000", &open, &plain);
    assert_eq!(code(&found), 0, "{} {}", stdout(&found), stderr(&found));
    let unknown = check("registry.lan:5000", &registry, &plain);
    assert_eq!(code(&unknown), 5, "{}", stdout(&unknown));
    let asked = registry.asked();
    assert!(!asked.is_empty() && asked.iter().all(|asked| asked.authorization.is_none()));
    // For good, in the settings; and taken back.
    let kept = desk.run(&["network", "plain-http", "registry.lan:5000", "--passwords"]);
    let line = "Registry without encryption: registry.lan:5000, with passwords";
    assert!(stdout(&kept).contains(line), "{}", stdout(&kept));
    let back = desk.run(&["network", "encrypted", "registry.lan:5000"]);
    assert!(!stdout(&back).contains("registry.lan"), "{}", stdout(&back));
}

fn unpack(form: &images::SavedForm, folder: &Path) {
    for (path, bytes) in &form.files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn saved_images_show_each_of_their_digests_alone_among_others_and_in_a_folder() {
    let image = image();
    let desk = Desk::new(&image.minted);
    let forms = images::saved_forms(
        &image.repository,
        &image.index,
        &image.platforms,
        &image.signature,
    );
    let lines = |targets: &[&str]| -> Vec<Value> {
        let common = ["--list", "list.toml", "--format", "json"];
        let output = desk.check(&[&common[..], targets].concat());
        let values = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
        values.map(Result::unwrap).collect()
    };
    fs::create_dir(desk.folder.path().join("downloads")).unwrap();
    desk.put("downloads/notes.txt", b"notes\n");
    let mut all = 1;
    for form in &forms {
        let (tar, folder) = (
            format!("downloads/{}.tar", form.name),
            format!("downloads/{}", form.name),
        );
        desk.put(&tar, &images::tar(&form.files));
        unpack(form, &desk.folder.path().join(&folder));
        for place in [&tar, &folder] {
            let alone = lines(&[place]);
            assert_eq!(alone.len(), form.digests, "{place}");
            let state = alone[0]["targets"][0]["verdict"]["state"].as_str();
            let expected = match form.name {
                // What podman leaves out is the index; the signed parts list is about the platform itself.
                "docker-save-classic" | "podman-save-docker" => "could-not-check",
                _ => "listed",
            };
            assert_eq!(state, Some(expected), "{place}: {}", alone[0]);
            let mixed = lines(&[place, "downloads/notes.txt"]);
            assert_eq!(mixed.len(), form.digests + 1, "{place}");
            all += form.digests;
        }
    }
    assert_eq!(lines(&["downloads"]).len(), all);
}
