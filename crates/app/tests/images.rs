//! Saved images: each digest with its own verdict, whatever wrote the file, and nothing believed that was not hashed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

use serde_json::{Value, json};
use tempfile::TempDir;
use whence_app::{Checked, Checker, Input, check::Against, present, settings::TrustData};
use whence_evidence::{UnixTime, oci::Platform};
use whence_identity::IdentityList;
use whence_testkit::{
    Minted,
    images::{self, Repository, annotated, digest_of},
    json_text,
};
use whence_verdict::{Note, Problem, State, VerdictCode};
use whence_verify::Code;

const NAME: &str = "org.opencontainers.image.ref.name";
const KIND: &str = "kind";

/// An image for two platforms in a repository, and a place to save it.
struct Desk {
    folder: TempDir,
    repository: Repository,
    platforms: [Value; 2],
    index: Value,
    minted: Option<Minted>,
    platform: Option<Platform>,
}

impl Desk {
    fn new() -> Self {
        let mut repository = Repository::default();
        let platforms = ["amd64", "arm64"].map(|machine| repository.image("linux", machine));
        let listed = [
            (&platforms[0], ["linux", "amd64"]),
            (&platforms[1], ["linux", "arm64"]),
        ];
        let index = repository.index(&listed);
        Self {
            folder: tempfile::tempdir().unwrap(),
            repository,
            platforms,
            index,
            minted: None,
            platform: None,
        }
    }

    /// A signature of cosign, attached under the tag; the entry of a layout for it.
    fn sign(&mut self, descriptor: &Value) -> Value {
        let digest = digest_of(descriptor);
        let payload = images::payload(&digest, "registry.example/acme/tool");
        let (layer, minted) = images::signature(&mut self.repository, &payload);
        self.minted = Some(minted);
        let manifest = self.repository.attach(&digest, "sig", &[layer]);
        let tag = images::attached_tag(&digest, Some("sig"));
        annotated(&manifest, NAME, &tag)
    }

    /// A bundle that refers to a manifest, which lies among the blobs and stands in no list.
    fn refer(&mut self, descriptor: &Value) -> Value {
        let (_, bytes) = &self.repository.manifests[&digest_of(descriptor)];
        let minted = images::image_bundle(bytes);
        let referrer = self
            .repository
            .referrer(descriptor, images::BUNDLE, &minted.bundle_json);
        self.minted = Some(minted);
        referrer
    }

    fn top(&self) -> Value {
        annotated(&self.index, NAME, "4.2")
    }

    fn layout(&self, top: &[Value]) -> PathBuf {
        let place = self.folder.path().join("tool");
        let _ = fs::remove_dir_all(&place);
        self.repository.write_layout(&place, top);
        place
    }

    fn archive(&self, top: &[Value]) -> PathBuf {
        self.tar(&self.repository.layout(top))
    }

    fn tar(&self, files: &BTreeMap<String, Vec<u8>>) -> PathBuf {
        let place = self.folder.path().join("tool.tar");
        let mut archive = tar::Builder::new(fs::File::create(&place).unwrap());
        for (name, bytes) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            archive
                .append_data(&mut header, name, bytes.as_slice())
                .unwrap();
        }
        archive.finish().unwrap();
        place
    }

    fn check(&self, place: &Path) -> Vec<Checked> {
        let root = self.folder.path().join("root.json");
        let minted = self.minted.as_ref();
        let trust = minted.map_or_else(
            || TrustData::load(None),
            |minted| {
                fs::write(&root, &minted.trusted_root_json).unwrap();
                TrustData::load(Some(&root))
            },
        );
        let list = minted.map(|minted| {
            format!(
                "schema = 1\n[[signer]]\nlabel = \"Acme\"\nissuer = \"{}\"\nidentity = \"{}\"\n",
                minted.issuer, minted.identity
            )
        });
        let checker = Checker {
            list: Arc::new(
                list.map(|list| IdentityList::parse(list.as_bytes()).unwrap())
                    .unwrap_or_default(),
            ),
            platform: self.platform.clone(),
            ..checker(trust)
        };
        let now = UnixTime::from_seconds(minted.map_or(1_795_219_200, |minted| minted.now));
        run(&checker, place, now)
    }
}

fn checker(trust: TrustData) -> Checker {
    Checker {
        trust,
        list: Arc::default(),
        list_problem: None,
        key: None,
        against: Against::OwnList,
        past: None,
        registries: None,
        platform: None,
    }
}

fn run(checker: &Checker, place: &Path, now: UnixTime) -> Vec<Checked> {
    let cancel = AtomicBool::new(false);
    let inputs = [Input::Path(place.to_owned())];
    let checked = checker
        .check(&inputs, &[], now, &mut |_| (), &cancel)
        .unwrap();
    for (number, checked) in (0..).zip(&checked) {
        present::result_view(checked, number);
    }
    checked
}

fn states(checked: &[Checked]) -> Vec<State> {
    checked
        .iter()
        .map(|checked| checked.verdict.state)
        .collect()
}

fn problem(checked: &[Checked]) -> Option<Problem> {
    match checked {
        [checked] => checked.target.problem,
        _ => None,
    }
}

use State::{CouldNotCheck, Listed, NoSignature};

#[test]
fn a_signed_index_covers_the_platforms_it_lists() {
    let mut desk = Desk::new();
    let index = desk.index.clone();
    let signature = desk.sign(&index);
    let top = [desk.top(), signature];
    for place in [desk.layout(&top), desk.archive(&top)] {
        let checked = desk.check(&place);
        assert_eq!(states(&checked), [Listed; 3]);
        let views: Vec<_> = checked
            .iter()
            .map(|checked| present::result_view(checked, 0).subject.image.unwrap())
            .collect();
        let through: Vec<bool> = views.iter().map(|view| view.through_index).collect();
        assert_eq!(through, [false, true, true]);
        let roles: Vec<&str> = views.iter().map(|view| view.role.id.as_str()).collect();
        assert_eq!(
            roles,
            [
                "image-role-index",
                "image-role-manifest",
                "image-role-manifest"
            ]
        );
        let digests: Vec<_> = views
            .iter()
            .map(|view| view.digest.clone().unwrap().to_terminal())
            .collect();
        assert_eq!(digests[0], digest_of(&desk.index));
        assert_eq!(digests[1], digest_of(&desk.platforms[0]));
    }
}

#[test]
fn a_signed_platform_covers_neither_the_index_nor_another() {
    let mut desk = Desk::new();
    let arm = desk.platforms[1].clone();
    let signature = desk.sign(&arm);
    let place = desk.layout(&[desk.top(), signature]);
    assert_eq!(
        states(&desk.check(&place)),
        [NoSignature, NoSignature, Listed]
    );
    desk.platform = Platform::parse("linux/arm64");
    assert_eq!(states(&desk.check(&place)), [Listed]);
    desk.platform = Platform::parse("linux/s390x");
    assert_eq!(problem(&desk.check(&place)), Some(Problem::PlatformMissing));
}

#[test]
fn old_signatures_new_bundles_and_marked_ones_are_all_found() {
    let mut desk = Desk::new();
    let index = desk.index.clone();
    let signature = desk.sign(&index);
    desk.refer(&index);
    let place = desk.layout(&[desk.top(), signature.clone()]);
    let checked = desk.check(&place);
    assert_eq!(checked[0].pieces.len(), 2);
    assert_eq!(states(&checked), [Listed; 3]);
    // As `cosign save` writes it: by a mark, without a name.
    let saved = [
        annotated(&desk.index, KIND, "dev.cosignproject.cosign/imageIndex"),
        annotated(
            &json!({
                "mediaType": signature["mediaType"],
                "digest": signature["digest"],
                "size": signature["size"],
            }),
            KIND,
            "dev.cosignproject.cosign/sigs",
        ),
    ];
    let checked = desk.check(&desk.layout(&saved));
    assert_eq!((checked[0].pieces.len(), checked.len()), (2, 3));
    assert_eq!(states(&checked), [Listed; 3]);
}

#[test]
fn nothing_attached_is_no_signature_and_statements_of_the_builder_are_claims() {
    let mut desk = Desk::new();
    let statement = desk.repository.blob(
        "application/vnd.in-toto+json",
        br#"{"_type":"https://in-toto.io/Statement/v0.1"}"#,
    );
    let statement = annotated(
        &statement,
        "in-toto.io/predicate-type",
        "https://slsa.dev/provenance/v1",
    );
    let config = desk
        .repository
        .blob("application/vnd.oci.image.config.v1+json", b"{}");
    let mut about = desk.repository.manifest(&json!({
        "schemaVersion": 2, "mediaType": images::MANIFEST, "config": config, "layers": [statement],
    }));
    about["platform"] = json!({ "os": "unknown", "architecture": "unknown" });
    let about = annotated(&about, "vnd.docker.reference.type", "attestation-manifest");
    let digest = digest_of(&desk.platforms[0]);
    let about = annotated(&about, "vnd.docker.reference.digest", &digest);
    let mut amd = desk.platforms[0].clone();
    amd["platform"] = json!({ "os": "linux", "architecture": "amd64" });
    desk.index = desk.repository.manifest(&json!({
        "schemaVersion": 2, "mediaType": images::INDEX, "manifests": [amd, about],
    }));
    let parts = desk
        .repository
        .blob("application/vnd.cyclonedx+json", b"{}");
    let sbom = desk.repository.attach(&digest, "sbom", &[parts]);
    let sbom = annotated(&sbom, NAME, &images::attached_tag(&digest, Some("sbom")));
    let checked = desk.check(&desk.layout(&[desk.top(), sbom.clone()]));
    assert_eq!(states(&checked), [NoSignature; 2]);
    let view = present::result_view(&checked[1], 0).subject.image.unwrap();
    let kinds: Vec<String> = view
        .attached
        .iter()
        .map(|it| it.kind.to_terminal())
        .collect();
    assert_eq!(
        kinds,
        [
            "https://slsa.dev/provenance/v1",
            "application/vnd.cyclonedx+json"
        ]
    );
    let worth = |view: &whence_app::image::ImageView| -> Vec<String> {
        let text = |it: &whence_app::image::AttachedView| format!("{:?}", it.what.args["worth"]);
        view.attached.iter().map(text).collect()
    };
    assert!(worth(&view).iter().all(|worth| worth.contains("unsigned")));
    // Within a signed index the statement is covered, and still signed by nobody; the tag is a claim as before.
    let index = desk.index.clone();
    let signature = desk.sign(&index);
    let checked = desk.check(&desk.layout(&[desk.top(), signature, sbom]));
    assert_eq!(states(&checked), [Listed; 2]);
    let view = present::result_view(&checked[1], 0).subject.image.unwrap();
    assert!(worth(&view)[0].contains("covered") && worth(&view)[1].contains("unsigned"));
}

#[test]
fn a_layer_that_is_not_the_one_described_is_refused() {
    let mut desk = Desk::new();
    let index = desk.index.clone();
    let signature = desk.sign(&index);
    let top = [desk.top(), signature.clone()];
    let whole = desk.layout(&top);
    assert_eq!(states(&desk.check(&whole)), [Listed; 3]);
    let files = desk.repository.layout(&top);
    let manifest = &desk.repository.manifests[&digest_of(&signature)].1;
    let manifest: Value = serde_json::from_slice(manifest).unwrap();
    let payload = format!(
        "blobs/{}",
        digest_of(&manifest["layers"][0]).replace(':', "/")
    );
    let altered = |path: &str, bytes: &[u8]| {
        let mut files = files.clone();
        files.insert(path.to_owned(), bytes.to_vec());
        desk.check(&desk.tar(&files))
    };
    // The payload of the signature: longer, and of the same length.
    let other = images::payload(&digest_of(&desk.index).replace('a', "b"), "x");
    let mut flipped = files[&payload].clone();
    flipped[0] ^= 1;
    for bytes in [json_text(&other).into_bytes(), flipped] {
        let checked = altered(&payload, &bytes);
        assert_eq!(states(&checked)[0], CouldNotCheck);
        assert!(checked[0].pieces[0].judged().is_none());
    }
    // A layer of the image, and the manifest of the index itself.
    let layer = "layer of linux/amd64\n";
    let layer = format!(
        "blobs/{}",
        images::digest(layer.as_bytes()).replace(':', "/")
    );
    let checked = altered(&layer, b"another layer\n");
    assert_eq!(
        checked[1].target.problem,
        Some(Problem::ImageContentDiffers)
    );
    assert_eq!(states(&checked), [Listed, CouldNotCheck, Listed]);
    let own = format!("blobs/{}", digest_of(&desk.index).replace(':', "/"));
    let checked = altered(&own, br#"{"schemaVersion":2,"manifests":[]}"#);
    assert_eq!(problem(&checked), Some(Problem::ImageContentDiffers));
}

#[test]
fn a_referrer_of_another_image_is_refused_whatever_the_list_says() {
    let mut desk = Desk::new();
    let (index, amd) = (desk.index.clone(), desk.platforms[0].clone());
    let referrer = desk.refer(&amd);
    desk.repository.fallback(&digest_of(&index), &[referrer]);
    let tag = images::attached_tag(&digest_of(&index), None);
    let list = desk.repository.tags[&tag].clone();
    let (media_type, bytes) = &desk.repository.manifests[&list];
    let list = json!({ "mediaType": media_type, "digest": list, "size": bytes.len() });
    let checked = desk.check(&desk.layout(&[desk.top(), annotated(&list, NAME, &tag)]));
    assert_eq!(states(&checked), [CouldNotCheck, Listed, CouldNotCheck]);
    assert_eq!(
        checked[0].verdict.code,
        VerdictCode::Engine(Code::EvidenceUnreadable)
    );
    assert!(checked[0].pieces[0].judged().is_none());
}

#[test]
fn docker_archives_have_no_manifest_to_sign() {
    let desk = Desk::new();
    let layer = b"layer\n".to_vec();
    let config = json!({
        "os": "linux", "architecture": "amd64",
        "rootfs": { "type": "layers", "diff_ids": [images::digest(&layer)] },
    });
    let manifest = json!([{ "Config": "config.json", "RepoTags": ["acme/tool:4.2"], "Layers": ["1/layer.tar"] }]);
    let mut files = BTreeMap::from([
        (
            "manifest.json".to_owned(),
            json_text(&manifest).into_bytes(),
        ),
        ("config.json".to_owned(), json_text(&config).into_bytes()),
        ("1/layer.tar".to_owned(), layer),
    ]);
    let checked = desk.check(&desk.tar(&files));
    assert_eq!(problem(&checked), Some(Problem::ImageWithoutManifest));
    files.remove("config.json");
    let checked = desk.check(&desk.tar(&files));
    assert_eq!(problem(&checked), Some(Problem::ImageUnreadable));
}

/// A second image in the list that some programs read and others do not.
#[test]
fn what_manifest_json_names_and_the_index_does_not_is_an_image_too() {
    let mut desk = Desk::new();
    let amd = desk.platforms[0].clone();
    let signature = desk.sign(&amd);
    let mut files = desk.repository.layout(&[amd.clone(), signature]);
    let named = |config: &str, layer: &str| json!({ "Config": config, "RepoTags": ["acme/tool:4.2"], "Layers": [layer] });
    let (_, manifest) = &desk.repository.manifests[&digest_of(&amd)];
    let manifest: Value = serde_json::from_slice(manifest).unwrap();
    let blob = |descriptor: &Value| format!("blobs/{}", digest_of(descriptor).replace(':', "/"));
    let same = named(&blob(&manifest["config"]), &blob(&manifest["layers"][0]));
    let put = |files: &mut BTreeMap<String, Vec<u8>>, list: Value| {
        files.insert("manifest.json".to_owned(), json_text(&list).into_bytes());
    };
    put(&mut files, json!([same]));
    assert_eq!(states(&desk.check(&desk.tar(&files))), [Listed]);

    let layer = b"another layer\n".to_vec();
    let config = json!({
        "os": "linux", "architecture": "amd64",
        "rootfs": { "type": "layers", "diff_ids": [images::digest(&layer)] },
    });
    let config = json_text(&config).into_bytes();
    put(&mut files, json!([same, named("c.json", "l.tar")]));
    files.extend([
        ("c.json".to_owned(), config),
        ("l.tar".to_owned(), layer.clone()),
    ]);
    let checked = desk.check(&desk.tar(&files));
    assert_eq!(states(&checked), [Listed, CouldNotCheck]);
    assert_eq!(
        checked[1].target.problem,
        Some(Problem::ImageWithoutManifest)
    );
    // One that cannot be read is no less there.
    files.insert("c.json".to_owned(), b"{".to_vec());
    let checked = desk.check(&desk.tar(&files));
    assert_eq!(states(&checked), [Listed, CouldNotCheck]);
    assert_eq!(checked[1].target.problem, Some(Problem::ImageUnreadable));
}

#[test]
fn files_that_belong_to_no_image_are_told() {
    let mut desk = Desk::new();
    let amd = desk.platforms[0].clone();
    let signature = desk.sign(&amd);
    let good = desk.repository.layout(&[amd, signature]);
    let spare = format!("blobs/sha256/{}", "ab".repeat(32));
    let check = |more: &[&str]| {
        let mut files = good.clone();
        files.extend(more.iter().map(|name| ((*name).to_owned(), b"x".to_vec())));
        let archive = desk.check(&desk.tar(&files));
        let place = desk.folder.path().join("unpacked");
        let _ = fs::remove_dir_all(&place);
        for (name, bytes) in &files {
            let path = place.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        [archive, desk.check(&place)]
    };
    for checked in check(&[&spare]) {
        assert_eq!(states(&checked), [Listed]);
    }
    for name in [
        "install.sh",
        "manifest.json",
        ".hidden/run",
        "blobs/install.sh",
        "blobs/sha256/install.sh",
        "blobs/md5/abab",
    ] {
        for checked in check(&[name]) {
            assert_eq!(states(&checked), [Listed, CouldNotCheck], "{name}");
            assert_eq!(checked[1].target.problem, Some(Problem::ImageOtherFiles));
            let facts = checked[1].subject.image.as_ref().unwrap();
            assert_eq!(facts.other_files, [name]);
            let shown = checked[1].subject.name.to_string_lossy().into_owned();
            assert!(shown.ends_with(&format!("/{name}")), "{shown}");
        }
    }
    for checked in check(&["a", "b", "c/d"]) {
        let facts = checked[1].subject.image.as_ref().unwrap();
        assert_eq!(facts.other_files, ["a", "b", "c/d"]);
    }
}

/// What says that it is attached to something and is made like an image runs like one.
#[test]
fn an_image_does_not_hide_as_something_attached() {
    let mut desk = Desk::new();
    let (amd, arm) = (desk.platforms[0].clone(), desk.platforms[1].clone());
    let signature = desk.sign(&amd);
    let (_, manifest) = &desk.repository.manifests[&digest_of(&arm)];
    let mut manifest: Value = serde_json::from_slice(manifest).unwrap();
    manifest["subject"] = amd.clone();
    manifest["artifactType"] = json!("application/vnd.example");
    let referring = desk.repository.manifest(&manifest);
    let tag = images::attached_tag(&digest_of(&arm), Some("sig"));
    for hidden in [
        annotated(&arm, NAME, &tag),
        annotated(&arm, KIND, "dev.cosignproject.cosign/atts"),
        annotated(&desk.index, NAME, &tag),
        referring,
    ] {
        let checked = desk.check(&desk.layout(&[amd.clone(), signature.clone(), hidden]));
        assert_eq!(states(&checked)[0], Listed);
        assert!(states(&checked[1..]).contains(&NoSignature), "{checked:?}");
    }
}

#[test]
fn images_beyond_the_first_hundred_are_not_passed_over_in_silence() {
    let mut desk = Desk::new();
    let top: Vec<Value> = (0..130)
        .map(|number| desk.repository.image("linux", &format!("m{number}")))
        .collect();
    let checked = desk.check(&desk.layout(&top));
    assert_eq!(checked.len(), 101);
    let last = checked.last().unwrap();
    assert_eq!(last.target.problem, Some(Problem::ImagesTooMany));
    assert_eq!(last.subject.image.as_ref().unwrap().further, 30);
    assert_eq!(checked[1].subject.name, "tool #2");
    // The same image under many names is one.
    let named: Vec<Value> = (0..130)
        .map(|number| annotated(&desk.index, NAME, &format!("v{number}")))
        .collect();
    let checked = desk.check(&desk.layout(&named));
    assert_eq!(states(&checked), [NoSignature; 3]);
    assert_eq!(checked[0].subject.name, "tool");
}

#[test]
fn a_saved_image_is_called_by_its_file_and_what_it_calls_itself_is_a_claim() {
    let mut desk = Desk::new();
    let amd = desk.platforms[0].clone();
    let signature = desk.sign(&amd);
    let look = |name: &str| {
        let named = annotated(&amd, "io.containerd.image.name", name);
        let checked = desk.check(&desk.layout(&[named, signature.clone()]));
        assert_eq!(states(&checked), [Listed]);
        let view = present::result_view(&checked[0], 0);
        assert_eq!(view.subject.name.to_terminal(), "tool");
        assert_eq!(view.subject.image.unwrap().reference, None);
        let claims: Vec<&str> = view
            .subject
            .claims
            .iter()
            .map(|it| it.id.as_str())
            .collect();
        assert_eq!(claims, ["image-calls-itself"]);
        checked[0].notes.contains(&Note::ImageNameDiffers)
    };
    assert!(!look("registry.example/acme/tool:4.2"));
    assert!(!look("4.2"));
    assert!(look("registry.bank.example/payments/core:v9"));
    assert!(look("not/a name"));
}

#[test]
fn hostile_archives_are_refused_and_read_nothing_elsewhere() {
    let desk = Desk::new();
    let good = desk.repository.layout(&[desk.top()]);
    let place = desk.folder.path().join("hostile.tar");
    let build = |more: &dyn Fn(&mut tar::Builder<fs::File>)| {
        let mut archive = tar::Builder::new(fs::File::create(&place).unwrap());
        for (name, bytes) in &good {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            archive
                .append_data(&mut header, name, bytes.as_slice())
                .unwrap();
        }
        more(&mut archive);
        archive.finish().unwrap();
        desk.check(&place)
    };
    // Paths that lead out are written byte by byte, because the library refuses to write them.
    let named = |name: &str, kind: tar::EntryType, target: &str| {
        let mut header = tar::Header::new_gnu();
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.as_gnu_mut().unwrap().linkname[..target.len()].copy_from_slice(target.as_bytes());
        header.set_entry_type(kind);
        header.set_size(0);
        header.set_cksum();
        header
    };
    assert_eq!(build(&|_| ()).len(), 3);
    let regular = tar::EntryType::Regular;
    for (name, kind, target) in [
        ("../evil", regular, ""),
        ("/etc/passwd", regular, ""),
        ("a/../../evil", regular, ""),
        (
            "blobs/sha256/link",
            tar::EntryType::Symlink,
            "../../../etc/passwd",
        ),
        ("link", tar::EntryType::Symlink, "/etc/passwd"),
        ("hard", tar::EntryType::Link, "../x"),
        ("index.json", regular, ""),
        ("pipe", tar::EntryType::Fifo, ""),
    ] {
        let checked = build(&|archive| {
            archive
                .append(&named(name, kind, target), &b""[..])
                .unwrap();
        });
        // No image any more, and as a file it has no signature.
        assert_eq!(states(&checked), [NoSignature], "{name}");
        assert!(checked[0].subject.image.is_none(), "{name}");
    }
    // A name as long as a film, which would have to be kept in memory.
    let checked = build(&|archive| {
        let name = vec![b'n'; 65 << 20];
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::GNULongName);
        header.set_size(name.len() as u64);
        header.set_cksum();
        archive.append(&header, name.as_slice()).unwrap();
        archive.append(&named("x", regular, ""), &b""[..]).unwrap();
    });
    assert_eq!(states(&checked), [NoSignature]);
    assert!(checked[0].subject.image.is_none());

    let mut huge = good.clone();
    huge.insert("index.json".to_owned(), vec![b' '; 5 << 20]);
    let checked = desk.check(&desk.tar(&huge));
    assert_eq!(problem(&checked), Some(Problem::ImageUnreadable));
}

#[test]
fn an_index_within_itself_ends() {
    let mut desk = Desk::new();
    let mut inner = desk.index.clone();
    for _ in 0..20 {
        inner = desk.repository.manifest(&json!({
            "schemaVersion": 2, "mediaType": images::INDEX, "manifests": [inner, desk.index],
        }));
    }
    let checked = desk.check(&desk.layout(&[inner]));
    assert!(checked.len() < 20);
    // What lies deeper is not passed over in silence.
    let (last, rest) = checked.split_last().unwrap();
    assert_eq!(last.target.problem, Some(Problem::ImagesTooMany));
    assert!(states(rest).iter().all(|state| *state == NoSignature));
}

/// Layouts of real tools.
#[test]
fn real_layouts_come_to_what_was_catalogued() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let Ok(index) = fs::read(folder.join("index.json")) else {
        eprintln!("no vectors beside this repository: nothing to compare with");
        return;
    };
    let cases: Vec<Value> = serde_json::from_slice(&index).unwrap();
    let mut seen = 0;
    for case in &cases {
        let id = case["id"].as_str().unwrap();
        let Some(layout) = case["files"]["layout"].as_str() else {
            continue;
        };
        seen += 1;
        let args = &case["args"];
        let list = args["certificate_identity"].as_str().map(|identity| {
            format!(
                "schema = 1\n[[signer]]\nlabel = \"Named\"\nissuer = {}\nidentity = {}\n",
                args["certificate_oidc_issuer"],
                json!(identity)
            )
        });
        let list = list.map(|list| IdentityList::parse(list.as_bytes()).unwrap());
        let checker = Checker {
            list: Arc::new(list.unwrap_or_default()),
            ..checker(TrustData::load(None))
        };
        let checked = run(
            &checker,
            &folder.join(layout),
            UnixTime::from_seconds(1_795_219_200),
        );
        let wanted = args["image_digest"].as_str();
        let of_wanted = checked.iter().find(|checked| {
            let digest = checked.subject.digests.first();
            digest.map(ToString::to_string).as_deref() == wanted
        });
        let found = match case["expected"].as_str().unwrap() {
            "pass" => of_wanted.is_some_and(|checked| checked.verdict.state == Listed),
            "fail" => of_wanted.is_none_or(|checked| checked.verdict.state != Listed),
            // Notation's signatures are told; what has none has none.
            _ if id == "notation.e2e" => states(&checked) == [NoSignature],
            _ if id.starts_with("notation.") => states(&checked) == [CouldNotCheck],
            _ => states(&checked).iter().all(|state| *state != Listed),
        };
        let codes: Vec<_> = checked.iter().map(|it| it.verdict.code.as_str()).collect();
        assert!(found, "{id}: {codes:?}");
    }
    assert_eq!(seen, 17);
}
