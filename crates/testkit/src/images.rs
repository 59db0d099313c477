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

/// What stands in a docker or podman credentials file for a user name and password.
pub fn basic(user: &str, password: &str) -> String {
    base64(format!("{user}:{password}").as_bytes())
}
