//! Manifests and indexes. Members that later versions add are passed over, as the specification demands.

use serde::Deserialize;

use super::reference::read_digest;
use crate::{
    Digest, Unreadable,
    json::{self, Base64, Bounded, Members},
    limits,
};

/// What a reference leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manifest {
    /// A list of manifests, usually one for each platform.
    Index(Index),
    /// An image for one platform, or another artifact.
    Image(Box<ImageManifest>),
    /// Docker's first form, without digests of what is in it that a signature could be about.
    Schema1,
}

/// A list of manifests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// The media type as written; empty when absent.
    pub media_type: String,
    /// The manifests.
    pub manifests: Vec<Descriptor>,
    /// What it is about, when it is attached to something.
    pub subject: Option<Box<Descriptor>>,
    /// Notes on the whole.
    pub annotations: Annotations,
}

/// An image for one platform, or another artifact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageManifest {
    /// The media type as written; empty when absent.
    pub media_type: String,
    /// What kind of artifact it is, as written.
    pub artifact_type: Option<String>,
    /// The configuration.
    pub config: Descriptor,
    /// The layers.
    pub layers: Vec<Descriptor>,
    /// What it is about, when it is attached to something.
    pub subject: Option<Box<Descriptor>>,
    /// Notes on the whole.
    pub annotations: Annotations,
}

/// Something by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Descriptor {
    /// What it is said to be.
    pub media_type: String,
    /// Its digest; absent when it is none that registries use.
    pub digest: Option<Digest>,
    /// Its size in bytes, as stated.
    pub size: u64,
    /// What kind of artifact it is said to be.
    pub artifact_type: Option<String>,
    /// For which machines it is.
    pub platform: Option<Platform>,
    /// The content itself, written into the descriptor.
    pub data: Option<Vec<u8>>,
    /// Notes on it.
    pub annotations: Annotations,
}

/// For which machines an image is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Platform {
    /// `linux`.
    pub os: String,
    /// `amd64`.
    pub architecture: String,
    /// `v8`.
    pub variant: Option<String>,
    /// A version of the system, for Windows.
    pub os_version: Option<String>,
}

/// Names and texts, in the order of the document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Annotations(Vec<(String, String)>);

/// Whether a media type is that of a list of manifests.
pub fn is_index(media_type: &str) -> bool {
    matches!(
        media_type,
        super::OCI_INDEX | "application/vnd.docker.distribution.manifest.list.v2+json"
    )
}

fn is_image_config(media_type: &str) -> bool {
    matches!(
        media_type,
        "application/vnd.oci.image.config.v1+json"
            | "application/vnd.docker.container.image.v1+json"
    )
}

impl Manifest {
    /// Reads what a registry answered or a saved image holds; `media_type` is what it was said to be, when it
    /// was said.
    ///
    /// # Errors
    /// When it is not JSON of this shape, exceeds [`limits`], could be read as two different things, or is
    /// something else than it was said to be.
    pub fn parse(bytes: &[u8], media_type: Option<&str>) -> Result<Self, Unreadable> {
        let wire: Wire = json::parse(bytes, limits::MANIFEST_BYTES)?;
        let manifest = wire.into_manifest()?;
        let said = media_type.filter(|said| super::MANIFEST_TYPES.contains(said));
        let written = match &manifest {
            Self::Index(index) => index.media_type.as_str(),
            Self::Image(image) => image.media_type.as_str(),
            Self::Schema1 => "",
        };
        if let Some(said) = said {
            // CVE-2021-41190: what one reads as an index and another as an image.
            let same_kind = matches!(&manifest, Self::Index(_)) == is_index(said);
            if !same_kind || (!written.is_empty() && written != said) {
                return Err(Unreadable::text("something else than it was said to be"));
            }
        }
        Ok(manifest)
    }

    /// What it is about, when it is attached to something.
    pub fn subject(&self) -> Option<&Descriptor> {
        match self {
            Self::Index(index) => index.subject.as_deref(),
            Self::Image(image) => image.subject.as_deref(),
            Self::Schema1 => None,
        }
    }
}

impl ImageManifest {
    /// What kind of artifact it is: as written, or by its configuration.
    pub fn kind(&self) -> &str {
        match self.artifact_type.as_deref() {
            Some(kind) if !kind.is_empty() => kind,
            _ => &self.config.media_type,
        }
    }

    /// Whether it is an image that containers are made of.
    pub fn is_container_image(&self) -> bool {
        is_image_config(self.kind())
    }

    /// Whether programs for containers would run it: it has configuration and layers of an image, whatever it says
    /// that it is.
    pub fn can_run(&self) -> bool {
        let is_layer = |media_type: &str| {
            media_type.starts_with("application/vnd.oci.image.layer.")
                || media_type.starts_with("application/vnd.docker.image.rootfs.")
        };
        is_image_config(&self.config.media_type)
            && self.layers.iter().any(|layer| is_layer(&layer.media_type))
    }
}

impl Descriptor {
    /// Of BuildKit: the manifest of the same index that this one's statements are about.
    pub fn attests(&self) -> Option<Digest> {
        (self.annotations.text("vnd.docker.reference.type") == Some("attestation-manifest"))
            .then(|| read_digest(self.annotations.text("vnd.docker.reference.digest")?))
            .flatten()
    }
}

impl Platform {
    /// Reads `os/architecture[/variant]`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let (os, architecture) = (parts.next()?, parts.next()?);
        let variant = parts.next();
        let is_word = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
        };
        let fits = parts.next().is_none()
            && [Some(os), Some(architecture), variant]
                .into_iter()
                .flatten()
                .all(is_word);
        fits.then(|| Self {
            os: os.to_owned(),
            architecture: architecture.to_owned(),
            variant: variant.map(str::to_owned),
            os_version: None,
        })
    }

    /// Whether a manifest of this platform is one that was asked for as `wanted`: what is not said fits all.
    pub fn fits(&self, wanted: &Self) -> bool {
        self.os == wanted.os
            && self.architecture == wanted.architecture
            && (wanted.variant.is_none() || self.variant == wanted.variant)
    }
}

impl std::fmt::Display for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        if let Some(variant) = &self.variant {
            write!(f, "/{variant}")?;
        }
        if let Some(version) = &self.os_version {
            write!(f, " {version}")?;
        }
        Ok(())
    }
}

impl Annotations {
    /// The text under a name.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, text)| text.as_str())
    }

    /// The text under a name, unless it is blank: tools write blank ones for what they do not have.
    pub fn filled(&self, name: &str) -> Option<&str> {
        self.text(name).filter(|text| !text.trim().is_empty())
    }
}

impl FromIterator<(String, String)> for Annotations {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(texts: T) -> Self {
        Self(texts.into_iter().collect())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    schema_version: u64,
    media_type: Option<String>,
    artifact_type: Option<String>,
    config: Option<WireDescriptor>,
    layers: Option<Bounded<WireDescriptor, { limits::DESCRIPTORS }>>,
    manifests: Option<Bounded<WireDescriptor, { limits::DESCRIPTORS }>>,
    subject: Option<WireDescriptor>,
    annotations: Option<Members<String, { limits::ANNOTATIONS }>>,
    fs_layers: Option<Bounded<serde::de::IgnoredAny, { limits::DESCRIPTORS }>>,
    history: Option<Bounded<serde::de::IgnoredAny, { limits::DESCRIPTORS }>>,
    signatures: Option<Bounded<serde::de::IgnoredAny, { limits::DESCRIPTORS }>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WireDescriptor {
    #[serde(default)]
    media_type: Option<String>,
    digest: String,
    size: u64,
    artifact_type: Option<String>,
    platform: Option<WirePlatform>,
    data: Option<Base64>,
    annotations: Option<Members<String, { limits::ANNOTATIONS }>>,
}

#[derive(Deserialize)]
struct WirePlatform {
    os: String,
    architecture: String,
    variant: Option<String>,
    #[serde(rename = "os.version")]
    os_version: Option<String>,
}

impl Wire {
    fn into_manifest(self) -> Result<Manifest, Unreadable> {
        let has_image = self.config.is_some() || self.layers.is_some();
        match self.schema_version {
            1 if self.fs_layers.is_some() && !has_image && self.manifests.is_none() => {
                return Ok(Manifest::Schema1);
            }
            2 if self.fs_layers.is_none() && self.history.is_none() => {}
            1 | 2 => return Err(Unreadable::text("neither an index nor an image")),
            _ => return Err(Unreadable::unknown("a version this program does not read")),
        }
        if self.signatures.is_some() {
            return Err(Unreadable::text("signatures of another version"));
        }
        let media_type = self.media_type.unwrap_or_default();
        let known = media_type.is_empty() || super::MANIFEST_TYPES.contains(&media_type.as_str());
        if !known {
            return Err(Unreadable::unknown("not a manifest of a known type").at("mediaType"));
        }
        let annotations = Annotations(self.annotations.map(|them| them.0).unwrap_or_default());
        let subject = self.subject.map(|subject| Box::new(subject.into()));
        match (self.manifests, self.config) {
            (Some(manifests), None)
                if !has_image && (media_type.is_empty() || is_index(&media_type)) =>
            {
                Ok(Manifest::Index(Index {
                    media_type,
                    manifests: manifests.0.into_iter().map(Descriptor::from).collect(),
                    subject,
                    annotations,
                }))
            }
            (None, Some(config)) if media_type.is_empty() || !is_index(&media_type) => {
                let layers = self.layers.unwrap_or_default().0;
                Ok(Manifest::Image(Box::new(ImageManifest {
                    media_type,
                    artifact_type: self.artifact_type,
                    config: config.into(),
                    layers: layers.into_iter().map(Descriptor::from).collect(),
                    subject,
                    annotations,
                })))
            }
            _ => Err(Unreadable::text("neither an index nor an image")),
        }
    }
}

impl From<WireDescriptor> for Descriptor {
    fn from(wire: WireDescriptor) -> Self {
        Self {
            media_type: wire.media_type.unwrap_or_default(),
            digest: read_digest(&wire.digest),
            size: wire.size,
            artifact_type: wire.artifact_type.filter(|text| !text.is_empty()),
            platform: wire.platform.map(|platform| Platform {
                os: platform.os,
                architecture: platform.architecture,
                variant: platform.variant.filter(|text| !text.is_empty()),
                os_version: platform.os_version.filter(|text| !text.is_empty()),
            }),
            data: wire.data.map(|data| data.0),
            annotations: Annotations(wire.annotations.map(|them| them.0).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{UnreadableCode, oci::OCI_MANIFEST};

    const EMPTY: &str = r#"{"mediaType":"m","digest":"","size":0}"#;

    fn kind(text: &str) -> &'static str {
        match Manifest::parse(text.as_bytes(), None) {
            Ok(Manifest::Index(_)) => "index",
            Ok(Manifest::Image(_)) => "image",
            Ok(Manifest::Schema1) => "schema 1",
            Err(error) => error.code.as_str(),
        }
    }

    #[test]
    fn an_index_is_told_from_an_image_with_and_without_media_type() {
        for (text, expected) in [
            (r#"{"schemaVersion":2,"manifests":[]}"#.to_owned(), "index"),
            (
                format!(r#"{{"schemaVersion":2,"config":{EMPTY},"layers":null}}"#),
                "image",
            ),
            (
                format!(r#"{{"schemaVersion":2,"config":{EMPTY},"later":{{}}}}"#),
                "image",
            ),
            (
                r#"{"schemaVersion":1,"fsLayers":[],"history":[]}"#.to_owned(),
                "schema 1",
            ),
            (
                r#"{"schemaVersion":1,"fsLayers":[],"signatures":1}"#.to_owned(),
                "malformed-json",
            ),
        ] {
            assert_eq!(kind(&text), expected, "{text}");
        }
    }

    #[test]
    fn what_can_be_read_as_two_things_is_refused() {
        let both = format!(r#"{{"schemaVersion":2,"manifests":[],"config":{EMPTY}}}"#);
        let layered = r#"{"schemaVersion":2,"manifests":[],"layers":[]}"#.to_owned();
        let named = format!(
            r#"{{"schemaVersion":2,"mediaType":"{}","config":{EMPTY}}}"#,
            crate::oci::OCI_INDEX
        );
        let old = format!(r#"{{"schemaVersion":2,"fsLayers":[],"config":{EMPTY}}}"#);
        for text in [
            both,
            layered,
            named,
            old,
            r#"{"schemaVersion":2}"#.to_owned(),
        ] {
            assert_eq!(kind(&text), "malformed-text", "{text}");
        }
        let index = r#"{"schemaVersion":2,"manifests":[]}"#;
        let said = Manifest::parse(index.as_bytes(), Some(OCI_MANIFEST));
        assert_eq!(said.unwrap_err().code, UnreadableCode::MalformedText);
        let twice = r#"{"schemaVersion":2,"manifests":[],"manifests":[]}"#;
        assert_eq!(kind(twice), "malformed-json");
        assert_eq!(
            kind(r#"{"schemaVersion":3,"manifests":[]}"#),
            "unknown-format"
        );
    }

    #[test]
    fn limits_hold() {
        let many = vec![EMPTY; limits::DESCRIPTORS + 1].join(",");
        let many = format!(r#"{{"schemaVersion":2,"manifests":[{many}]}}"#);
        assert_eq!(kind(&many), "limit-exceeded");
        let large = format!(
            r#"{{"schemaVersion":2,"manifests":[],"x":"{}"}}"#,
            "x".repeat(limits::MANIFEST_BYTES)
        );
        assert_eq!(kind(&large), "limit-exceeded");
    }

    #[test]
    fn platforms_are_written_and_found() {
        let arm = Platform::parse("linux/arm64/v8").unwrap();
        assert_eq!(arm.to_string(), "linux/arm64/v8");
        assert!(arm.fits(&Platform::parse("linux/arm64").unwrap()));
        assert!(!arm.fits(&Platform::parse("linux/arm64/v9").unwrap()));
        assert!(!arm.fits(&Platform::parse("linux/arm").unwrap()));
        for text in ["linux", "", "linux/", "a/b/c/d", "a b/c"] {
            assert_eq!(Platform::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Manifest::parse(&bytes, None);
        }
    }
}
