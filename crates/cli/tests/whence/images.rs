//! Saved images: what is said of each digest.

use std::{fs, path::Path};

use serde_json::Value;
use whence_testkit::{
    Minted,
    images::{self, Repository, digest_of},
};

use crate::Desk;

/// An image for two platforms with a signed index. One platform has a signed parts list and one by nobody.
pub(crate) struct Image {
    pub(crate) repository: Repository,
    index: Value,
    platforms: [Value; 2],
    signature: Value,
    pub(crate) minted: Minted,
}

pub(crate) fn image() -> Image {
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
