//! Container images and other things that registries keep (OCI image and distribution specifications 1.1,
//! Docker's image manifest version 2): names, manifests, and the evidence that is attached to them.
//!
//! A digest names bytes, and only whoever hashed the bytes knows that it does: nothing here can.

mod attached;
mod config;
mod manifest;
mod payload;
mod reference;
mod saved;

pub use attached::{
    Attachment, annotations, attachment_of, names_parts_list, signature_tag, tag_of,
};
pub use config::Config;
pub use manifest::{Annotations, Descriptor, ImageManifest, Index, Manifest, Platform, is_index};
pub use payload::Payload;
pub use reference::{Reference, ReferenceProblem};
pub use saved::{
    DirSignature, DockerImage, LayoutIndex, dir_signature, docker_archive, is_layout, layout_index,
};

/// Media types of manifests, as a registry is asked for them: OCI and Docker, indexes and images.
pub const MANIFEST_TYPES: [&str; 4] = [
    OCI_INDEX,
    OCI_MANIFEST,
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
];

/// Media type of an index, also of a list of referrers.
pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// Media type of the manifest of an image or of an artifact.
pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// The configuration of an artifact that has none.
pub const EMPTY_CONFIG: &str = "application/vnd.oci.empty.v1+json";
