//! Container images with what is attached to them, as bytes by their digests: what a registry keeps, and what a
//! saved layout holds.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::forms::{certificate_pem, rekor_bundle};
use crate::json_text;
use crate::keys::{Key, base64, hex, sha256};
use crate::rekor::Kind;
use crate::scenario::{Minted, Scenario, envelope};
use crate::statement::{cyclonedx, provenance, statement};

/// Media type of an index.
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// Media type of a manifest.
pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// Media type of a payload that cosign signed.
pub const SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// Media type of an envelope that cosign attached.
pub const ENVELOPE: &str = "application/vnd.dsse.envelope.v1+json";
/// Media type of a bundle.
pub const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
const EMPTY: &str = "application/vnd.oci.empty.v1+json";

/// What a repository of a registry keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repository {
    /// Content by `sha256:…`.
    pub blobs: BTreeMap<String, Vec<u8>>,
    /// Media type and content of manifests by `sha256:…`.
    pub manifests: BTreeMap<String, (String, Vec<u8>)>,
    /// Digests by tag.
    pub tags: BTreeMap<String, String>,
}

/// `sha256:…` of some bytes.
pub fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", hex(&sha256(bytes)))
}

/// The tag under which something is attached: `sig`, `att` or `sbom`; the fallback list without one.
pub fn attached_tag(digest: &str, kind: Option<&str>) -> String {
    let name = digest.replacen(':', "-", 1);
    kind.map_or(name.clone(), |kind| format!("{name}.{kind}"))
}

impl Repository {
    /// Keeps a blob and describes it.
    pub fn blob(&mut self, media_type: &str, bytes: &[u8]) -> Value {
        let digest = digest(bytes);
        let descriptor = json!({ "mediaType": media_type, "digest": digest, "size": bytes.len() });
        self.blobs.insert(digest, bytes.to_vec());
        descriptor
    }

    /// Keeps a manifest and describes it.
    pub fn manifest(&mut self, manifest: &Value) -> Value {
        let media_type = manifest["mediaType"].as_str().expect("a media type");
        let bytes = json_text(manifest).into_bytes();
        let digest = digest(&bytes);
        let descriptor = json!({ "mediaType": media_type, "digest": digest, "size": bytes.len() });
        self.manifests
            .insert(digest, (media_type.to_owned(), bytes));
        descriptor
    }

    /// Names a manifest.
    pub fn tag(&mut self, tag: &str, descriptor: &Value) {
        self.tags.insert(tag.to_owned(), digest_of(descriptor));
    }

    /// An image for one platform, of one layer.
    pub fn image(&mut self, os: &str, architecture: &str) -> Value {
        let layer = format!("layer of {os}/{architecture}\n");
        let config = json!({
            "os": os,
            "architecture": architecture,
            "config": {},
            "rootfs": { "type": "layers", "diff_ids": [digest(layer.as_bytes())] },
        });
        let layer = self.blob("application/vnd.oci.image.layer.v1.tar", layer.as_bytes());
        let config = self.blob(
            "application/vnd.oci.image.config.v1+json",
            json_text(&config).as_bytes(),
        );
        self.manifest(&json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": config,
            "layers": [layer],
        }))
    }

    /// An index over images with their platforms (`os`, `architecture`).
    pub fn index(&mut self, images: &[(&Value, [&str; 2])]) -> Value {
        let manifests: Vec<Value> = images
            .iter()
            .map(|(image, [os, architecture])| {
                let mut image = (*image).clone();
                image["platform"] = json!({ "os": os, "architecture": architecture });
                image
            })
            .collect();
        self.manifest(&json!({
            "schemaVersion": 2,
            "mediaType": INDEX,
            "manifests": manifests,
        }))
    }

    /// Attaches layers under the tag `<digest>.<kind>`, as cosign does.
    pub fn attach(&mut self, digest: &str, kind: &str, layers: &[Value]) -> Value {
        let config = self.blob("application/vnd.oci.image.config.v1+json", b"{}");
        let manifest = self.manifest(&json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": config,
            "layers": layers,
        }));
        self.tag(&attached_tag(digest, Some(kind)), &manifest);
        manifest
    }

    /// A manifest that refers to `subject` and holds one layer, as cosign 3 writes bundles.
    pub fn referrer(&mut self, subject: &Value, artifact_type: &str, layer: &[u8]) -> Value {
        let config = self.blob(EMPTY, b"{}");
        let layer = self.blob(artifact_type, layer);
        let mut descriptor = self.manifest(&json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "artifactType": artifact_type,
            "config": config,
            "layers": [layer],
            "subject": plain(subject),
        }));
        descriptor["artifactType"] = json!(artifact_type);
        descriptor
    }

    /// The list of referrers under the fallback tag, for registries that keep none.
    pub fn fallback(&mut self, digest: &str, referrers: &[Value]) {
        let list = self.manifest(&json!({
            "schemaVersion": 2,
            "mediaType": INDEX,
            "manifests": referrers,
        }));
        self.tag(&attached_tag(digest, None), &list);
    }

    /// Descriptors of all manifests whose subject this digest is, as the API lists them.
    pub fn referrers(&self, digest: &str) -> Vec<Value> {
        self.manifests
            .iter()
            .filter_map(|(own, (media_type, bytes))| {
                let manifest: Value = serde_json::from_slice(bytes).ok()?;
                (manifest["subject"]["digest"] == digest).then(|| {
                    json!({
                        "mediaType": media_type,
                        "digest": own,
                        "size": bytes.len(),
                        "artifactType": manifest["artifactType"],
                    })
                })
            })
            .collect()
    }

    /// Writes an OCI layout; `top` are the entries of its index.
    pub fn write_layout(&self, folder: &Path, top: &[Value]) {
        for (path, bytes) in self.layout(top) {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, bytes).expect("a file");
        }
    }

    /// The files of an OCI layout by path.
    pub fn layout(&self, top: &[Value]) -> BTreeMap<String, Vec<u8>> {
        let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": top });
        let mut files = BTreeMap::from([
            (
                "oci-layout".to_owned(),
                br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec(),
            ),
            ("index.json".to_owned(), json_text(&index).into_bytes()),
        ]);
        let manifests = self
            .manifests
            .iter()
            .map(|(name, (_, bytes))| (name, bytes));
        for (name, bytes) in self.blobs.iter().chain(manifests) {
            files.insert(
                format!("blobs/{}", name.replacen(':', "/", 1)),
                bytes.clone(),
            );
        }
        files
    }
}

/// An image as a tool saves it.
pub struct SavedForm {
    /// What saved it.
    pub name: &'static str,
    /// Its files by path.
    pub files: BTreeMap<String, Vec<u8>>,
    /// How many digests of the image it has to show.
    pub digests: usize,
}

/// An image of several platforms as each of the tools saves it, those that know one platform alone with the first.
/// `signature` is the manifest that is attached to the index.
pub fn saved_forms(
    repository: &Repository,
    index: &Value,
    platforms: &[Value],
    signature: &Value,
) -> Vec<SavedForm> {
    const NAME: &str = "org.opencontainers.image.ref.name";
    const MARK: &str = "kind";
    let tag = attached_tag(&digest_of(index), Some("sig"));
    let named = repository.layout(&[
        annotated(index, NAME, "4.2"),
        annotated(signature, NAME, &tag),
    ]);
    let marked = repository.layout(&[
        annotated(index, MARK, "dev.cosignproject.cosign/imageIndex"),
        annotated(signature, MARK, "dev.cosignproject.cosign/sigs"),
    ]);
    let name = "docker.io/acme/tool:4.2";
    let single = repository.layout(&[annotated(&platforms[0], NAME, name)]);
    let (_, manifest) = &repository.manifests[&digest_of(&platforms[0])];
    let manifest: Value = serde_json::from_slice(manifest).expect("a manifest");
    let blob = |descriptor: &Value| repository.blobs[&digest_of(descriptor)].clone();
    let (config, layer) = (&manifest["config"], &manifest["layers"][0]);
    let hex = |descriptor: &Value| digest_of(descriptor).replace("sha256:", "");
    let docker = |config_path: String, layer_path: String, with_blobs: bool| {
        let list = json!([{ "Config": config_path, "RepoTags": [name], "Layers": [layer_path] }]);
        let mut files =
            BTreeMap::from([("manifest.json".to_owned(), json_text(&list).into_bytes())]);
        if with_blobs {
            files.extend([(config_path, blob(config)), (layer_path, blob(layer))]);
        }
        files
    };
    let classic = docker(
        format!("{}.json", hex(config)),
        format!("{}/layer.tar", hex(layer)),
        true,
    );
    let by_podman = docker(
        format!("{}.json", hex(config)),
        format!("{}.tar", hex(layer)),
        true,
    );
    let blob_path = |descriptor: &Value| format!("blobs/sha256/{}", hex(descriptor));
    let mut with_layout = named.clone();
    with_layout.extend(docker(blob_path(config), blob_path(layer), false));
    let all = platforms.len() + 1;
    [
        ("oci-layout", named, all),
        ("cosign-save", marked, all),
        ("docker-save", with_layout, all),
        ("docker-save-classic", classic, 1),
        ("podman-save-docker", by_podman, 1),
        ("podman-save-oci", single, 1),
    ]
    .into_iter()
    .map(|(name, files, digests)| SavedForm {
        name,
        files,
        digests,
    })
    .collect()
}

/// A tar file with these files in it.
pub fn tar(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut all = Vec::new();
    for (name, bytes) in files {
        let mut header = [0_u8; 512];
        let mut put = |at: usize, text: &str| {
            header[at..at + text.len()].copy_from_slice(text.as_bytes());
        };
        assert!(name.len() < 100, "a name that fits");
        put(0, name);
        put(100, "0000644");
        put(108, "0000000");
        put(116, "0000000");
        put(124, &format!("{:011o}", bytes.len()));
        put(136, "00000000000");
        put(148, "        ");
        put(156, "0");
        put(257, "ustar\x0000");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        all.extend_from_slice(&header);
        all.extend_from_slice(bytes);
        all.resize(all.len().next_multiple_of(512), 0);
    }
    all.resize(all.len() + 1024, 0);
    all
}

/// `sha256:…` in a descriptor.
pub fn digest_of(descriptor: &Value) -> String {
    descriptor["digest"].as_str().expect("a digest").to_owned()
}

/// A descriptor with a note on it.
pub fn annotated(descriptor: &Value, name: &str, text: &str) -> Value {
    let mut descriptor = descriptor.clone();
    descriptor["annotations"][name] = json!(text);
    descriptor
}

fn plain(descriptor: &Value) -> Value {
    json!({
        "mediaType": descriptor["mediaType"],
        "digest": descriptor["digest"],
        "size": descriptor["size"],
    })
}

/// The payload that cosign signs for an image.
pub fn payload(digest: &str, reference: &str) -> Value {
    json!({
        "critical": {
            "identity": { "docker-reference": reference },
            "image": { "docker-manifest-digest": digest },
            "type": "cosign container image signature",
        },
        "optional": null,
    })
}

/// Signs a payload by a workflow under Rekor v1; the layer with its annotations, and what the verifier needs.
pub fn signature(repository: &mut Repository, payload: &Value) -> (Value, Minted) {
    let mut scenario = Scenario::message_rekor_v1();
    scenario.artifact = json_text(payload).into_bytes();
    signature_of(repository, &scenario)
}

/// The layer of a signature over `scenario`'s file, which is the payload.
pub fn signature_of(repository: &mut Repository, scenario: &Scenario) -> (Value, Minted) {
    let minted = scenario.mint();
    let bundle: Value = serde_json::from_slice(&minted.bundle_json).expect("a bundle");
    let signature = &bundle["messageSignature"]["signature"];
    let mut layer = repository.blob(SIMPLE_SIGNING, &minted.artifact);
    layer["annotations"] = json!({ "dev.cosignproject.cosign/signature": signature });
    if !bundle["verificationMaterial"]["certificate"].is_null() {
        let notes = &mut layer["annotations"];
        notes["dev.sigstore.cosign/certificate"] = json!(certificate_pem(&bundle));
        notes["dev.sigstore.cosign/bundle"] = json!(json_text(&rekor_bundle(&bundle)));
    }
    (layer, minted)
}

/// Signs a payload with a key.
pub fn key_signature(repository: &mut Repository, payload: &Value, key: Key) -> (Value, Minted) {
    let mut scenario = Scenario::message_managed(key);
    scenario.artifact = json_text(payload).into_bytes();
    signature_of(repository, &scenario)
}

/// The layer of an attestation: an envelope with certificate and entry beside it.
pub fn attestation(repository: &mut Repository, subject: &[u8]) -> (Value, Minted) {
    let mut scenario = Scenario::envelope_rekor_v1(Kind::Dsse);
    scenario.content = envelope(&provenance(subject));
    scenario.artifact = subject.to_vec();
    let minted = scenario.mint();
    let bundle: Value = serde_json::from_slice(&minted.bundle_json).expect("a bundle");
    let mut layer = repository.blob(ENVELOPE, json_text(&bundle["dsseEnvelope"]).as_bytes());
    layer["annotations"] = json!({
        "dev.cosignproject.cosign/signature": "",
        "dev.sigstore.cosign/certificate": certificate_pem(&bundle),
        "dev.sigstore.cosign/bundle": json_text(&rekor_bundle(&bundle)),
        "predicateType": "https://slsa.dev/provenance/v1",
    });
    (layer, minted)
}

/// A bundle about an image as cosign 3 signs one: a statement whose predicate says nothing.
pub fn image_bundle(subject: &[u8]) -> Minted {
    let mut scenario = Scenario::envelope_rekor_v2();
    let statement = statement(subject, "https://sigstore.dev/cosign/sign/v1", json!({}));
    scenario.content = envelope(&statement);
    scenario.artifact = subject.to_vec();
    scenario.mint()
}

/// A bundle around a signed parts list of an image.
pub fn parts_bundle(subject: &[u8]) -> Minted {
    let mut scenario = Scenario::envelope_rekor_v2();
    scenario.content = envelope(&cyclonedx(subject));
    scenario.artifact = subject.to_vec();
    scenario.mint()
}

/// A parts list of an image with one part, which names the digest of the image.
pub fn parts_list(digest: &str) -> Vec<u8> {
    let hex = digest.rsplit(':').next().unwrap_or_default();
    let list = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": {
            "type": "container",
            "bom-ref": "image",
            "name": "acme/tool",
            "hashes": [{ "alg": "SHA-256", "content": hex }],
        } },
        "components": [{ "type": "library", "bom-ref": "part", "name": "small-part", "version": "1.2.3" }],
    });
    json_text(&list).into_bytes()
}

/// What stands in a docker or podman credentials file for a user name and password.
pub fn basic(user: &str, password: &str) -> String {
    base64(format!("{user}:{password}").as_bytes())
}
