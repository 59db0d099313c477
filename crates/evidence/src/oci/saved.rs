//! Images in files: OCI layouts, Docker's archives, and folders with one image.

use serde::Deserialize;

use super::{Annotations, Index, Manifest};
use crate::{
    Unreadable,
    json::{self, Base64, Bounded, Members},
    limits,
};

/// The top of an OCI layout: what is in it, by name and kind.
pub type LayoutIndex = Index;

/// One image of a Docker archive: paths within the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DockerImage {
    /// The configuration.
    pub config: String,
    /// The layers, without compression.
    pub layers: Vec<String>,
    /// Names with tags.
    pub tags: Vec<String>,
}

/// A signature beside a manifest in a folder, as `containers/image` writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirSignature {
    /// What the payload is said to be.
    pub media_type: String,
    /// The exact bytes that are signed.
    pub payload: Vec<u8>,
    /// What stands beside it.
    pub annotations: Annotations,
}

/// Whether the file `oci-layout` says that this is a layout of the known version.
pub fn is_layout(bytes: &[u8]) -> bool {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Wire {
        image_layout_version: String,
    }
    json::parse::<Wire>(bytes, limits::MANIFEST_BYTES)
        .is_ok_and(|wire| wire.image_layout_version == "1.0.0")
}

/// Reads `index.json` of a layout.
///
/// # Errors
/// When it is no index.
pub fn layout_index(bytes: &[u8]) -> Result<LayoutIndex, Unreadable> {
    match Manifest::parse(bytes, None)? {
        Manifest::Index(index) => Ok(index),
        Manifest::Image(_) | Manifest::Schema1 => Err(Unreadable::text("not an index")),
    }
}

/// Reads `manifest.json` of an archive that Docker wrote.
///
/// # Errors
/// When it is not JSON of this shape or exceeds [`limits`].
pub fn docker_archive(bytes: &[u8]) -> Result<Vec<DockerImage>, Unreadable> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Wire {
        config: String,
        repo_tags: Option<Bounded<String, { limits::DESCRIPTORS }>>,
        layers: Option<Bounded<String, { limits::DESCRIPTORS }>>,
    }
    let wire: Bounded<Wire, { limits::DESCRIPTORS }> = json::parse(bytes, limits::MANIFEST_BYTES)?;
    Ok(wire
        .0
        .into_iter()
        .map(|image| DockerImage {
            config: image.config,
            layers: image.layers.unwrap_or_default().0,
            tags: image.repo_tags.unwrap_or_default().0,
        })
        .collect())
}

/// Reads one signature file of a folder: a zero byte, the form's name, a line end and JSON.
///
/// # Errors
/// [`crate::UnreadableCode::UnknownFormat`] when it is of another form, such as OpenPGP.
pub fn dir_signature(bytes: &[u8]) -> Result<DirSignature, Unreadable> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Wire {
        mime_type: String,
        payload: Base64,
        annotations: Option<Members<String, { limits::ANNOTATIONS }>>,
    }
    let json = bytes
        .strip_prefix(b"\0sigstore-json\n")
        .ok_or_else(|| Unreadable::unknown("a signature of another form"))?;
    let wire: Wire = json::parse(json, limits::EVIDENCE_BYTES)?;
    Ok(DirSignature {
        media_type: wire.mime_type,
        payload: wire.payload.0,
        annotations: wire
            .annotations
            .map(|them| them.0)
            .unwrap_or_default()
            .into_iter()
            .collect(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;
    use crate::UnreadableCode;

    #[test]
    fn layouts_are_told_by_their_version() {
        assert!(is_layout(br#"{"imageLayoutVersion":"1.0.0"}"#));
        assert!(!is_layout(br#"{"imageLayoutVersion":"2.0.0"}"#));
        assert!(!is_layout(b"{}"));
        assert!(layout_index(br#"{"schemaVersion":2,"manifests":[]}"#).is_ok());
        assert!(layout_index(br#"{"schemaVersion":1,"fsLayers":[]}"#).is_err());
    }

    #[test]
    fn docker_archives_name_their_parts() {
        let text = br#"[{"Config":"c.json","RepoTags":null,"Layers":["a/layer.tar"],"New":1}]"#;
        let images = docker_archive(text).unwrap();
        assert_eq!(
            (images[0].config.as_str(), images[0].layers.len()),
            ("c.json", 1)
        );
        assert!(docker_archive(b"{}").is_err());
    }

    #[test]
    fn signatures_of_a_folder_are_read() {
        let text = b"\0sigstore-json\n{\"mimeType\":\"m\",\"payload\":\"AQ==\",\"annotations\":{\"a\":\"b\"}}";
        let read = dir_signature(text).unwrap();
        assert_eq!(
            (read.payload.as_slice(), read.annotations.text("a")),
            (&[1][..], Some("b"))
        );
        let other = dir_signature(b"\x99\x01").unwrap_err();
        assert_eq!(other.code, UnreadableCode::UnknownFormat);
    }
}
