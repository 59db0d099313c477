//! Images by name: what their registry is asked, and the parts lists attached to them. The registries are on loopback.

use std::fs;

use whence_testkit::registry::{Access, Manner, Registry};

use crate::{Desk, code, images::image, stderr, stdout};

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
    open.keep("acme/tool", crate::images::image().repository);
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
