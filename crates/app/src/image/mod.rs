//! Container images and other things that registries keep, by reference or saved in files.
//!
//! What a signature is about is a digest, and each digest has a verdict of its own: the index of all platforms
//! first, then each platform's manifest. A platform that nobody signed is still covered where the index that lists
//! it is signed. Nothing a registry or an archive says is believed: every manifest and every blob is hashed.

mod expand;
mod gather;
mod saved;
mod view;

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fmt::Debug,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

use whence_evidence::{
    Digest,
    oci::{Attachment, Descriptor, Platform, Reference},
};
use whence_verdict::Problem;

use crate::discover::Piece;

pub(crate) use expand::{of_reference, of_saved};
pub(crate) use saved::hash_content;
pub use saved::is_saved_image;
pub use view::{
    AttachedView, ImageView, RegistryQuestion, image_view, message_ids, registry_question,
};
pub(crate) use view::{claims, is_index_signed, is_named_differently};

/// An image that is to be checked, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageInput {
    /// The name.
    pub reference: Reference,
    /// Only what is for these machines.
    pub platform: Option<Platform>,
}

/// Asks registries. Implemented in the network room; who has none may not ask any.
pub trait Registries: Debug + Send + Sync {
    /// A way to the repository of a reference. Opens no connection yet.
    ///
    /// # Errors
    /// When the network may not be used.
    fn repository<'a>(
        &'a self,
        reference: &Reference,
        cancel: &'a AtomicBool,
    ) -> Result<Box<dyn Repository + 'a>, Trouble>;
}

/// One repository of a registry, or a saved image, as it answers: nothing here has been hashed yet.
pub trait Repository {
    /// A manifest; `None` when it is not there.
    ///
    /// # Errors
    /// Whatever kept the answer from coming.
    fn manifest(&self, name: Name<'_>) -> Result<Option<Answer>, Trouble>;

    /// A blob of at most `limit` bytes; `None` when it is not there.
    ///
    /// # Errors
    /// Whatever kept the answer from coming.
    fn blob(&self, digest: &Digest, limit: u64) -> Result<Option<Vec<u8>>, Trouble>;

    /// What the repository says refers to a digest; `None` when it keeps no such lists.
    ///
    /// # Errors
    /// Whatever kept the answer from coming.
    fn referrers(&self, digest: &Digest) -> Result<Option<Vec<Descriptor>>, Trouble>;
}

/// How a manifest is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name<'a> {
    /// By a tag, which leads elsewhere tomorrow.
    Tag(&'a str),
    /// By its digest.
    Digest(&'a Digest),
}

/// A manifest as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What it was said to be.
    pub media_type: Option<String>,
    /// Its exact bytes.
    pub bytes: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// What it means for the check.
    Problem(Problem),
    /// The person asked to stop.
    Cancelled,
}

/// One digest of an image, with all that is known of it before anything is judged.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// What it is.
    pub(crate) facts: Arc<ImageFacts>,
    /// Its digest; absent when it never came that far.
    pub(crate) digest: Option<Digest>,
    /// Size of its manifest in bytes.
    pub(crate) size: Option<u64>,
    /// What stood in the way.
    pub(crate) problem: Option<Problem>,
    /// Whether every place was searched.
    pub(crate) searched: bool,
    /// The evidence.
    pub(crate) pieces: Vec<Piece>,
    /// The blobs of a saved image that are to be hashed.
    pub(crate) content: Option<Content>,
}

/// The content of a saved image: it is what its manifest says only when every digest agrees.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    /// Where it lies.
    pub(crate) place: Arc<saved::Saved>,
    /// Configuration and layers: what is in the saved image, by path within it.
    pub(crate) blobs: BTreeMap<String, Digest>,
}

/// What is known of one digest of an image. Claimed, but for the digests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImageFacts {
    /// The name it was asked by.
    pub reference: Option<String>,
    /// The name that stands beside it in a saved image. No signature is over that.
    pub calls_itself: Option<String>,
    /// Registry and path, as lists name repositories; known only where a registry answered for it.
    pub repository: Option<String>,
    /// The tag that led to it.
    pub tag: Option<String>,
    /// The file it was saved in.
    pub path: Option<PathBuf>,
    /// Which image of that file it is, from 1, where there are several.
    pub place: Option<usize>,
    /// What it is.
    pub role: Role,
    /// For which machines it is.
    pub platform: Option<Platform>,
    /// What kind of artifact it is, when it is no container image.
    pub artifact_type: Option<String>,
    /// Its own digest.
    pub digest: Option<Digest>,
    /// The index that lists it.
    pub index: Option<Digest>,
    /// The configuration.
    pub config: Option<Digest>,
    /// Of an index: how many platforms it lists, and how many of them are not here.
    pub platforms: (u32, u32),
    /// Of a saved image: how many blobs are not in it.
    pub absent_blobs: u32,
    /// What is attached and signed by nobody.
    pub attached: Vec<Attached>,
    /// Of [`Role::OtherFiles`]: their paths within the saved image.
    pub other_files: Vec<String>,
    /// Of [`Role::Further`]: how many there are.
    pub further: usize,
}

/// What a digest is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Role {
    /// A list of manifests, one for each platform.
    Index,
    /// The manifest of an image.
    #[default]
    Manifest,
    /// The configuration of an image whose manifest is not here.
    Config,
    /// Of no image: files that lie with a saved image and belong to none of it.
    OtherFiles,
    /// Of what was not looked at, because it is too much.
    Further,
}

impl ImageFacts {
    /// What to call it: the name it was asked by, or the file with what tells this one from the other images in it.
    /// What a saved image calls itself is no name to call it by: whoever made the file wrote that.
    pub(crate) fn name(&self) -> OsString {
        let file = self.path.as_deref().and_then(Path::file_name);
        let mut name = match (&self.reference, file) {
            (Some(reference), _) => OsString::from(reference),
            (None, file) => file.unwrap_or_default().to_owned(),
        };
        if let Some(place) = self.place {
            name.push(format!(" #{place}"));
        }
        if let (Some(platform), Some(_)) = (&self.platform, &self.index) {
            name.push(format!(" {platform}"));
        }
        match (self.role, self.other_files.as_slice()) {
            (Role::OtherFiles, [only]) => name.push(format!("/{only}")),
            (Role::OtherFiles, [first, ..]) => name.push(format!("/{first}, ...")),
            (Role::Further, _) => name.push(" ..."),
            _ => {}
        }
        name
    }
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] = [
        Self::Index,
        Self::Manifest,
        Self::Config,
        Self::OtherFiles,
        Self::Further,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Manifest => "manifest",
            Self::Config => "config",
            Self::OtherFiles => "other-files",
            Self::Further => "further",
        }
    }
}

/// Something attached to an image that nobody signed by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// What it is.
    pub kind: Attachment,
    /// How it is attached.
    pub by: AttachedBy,
    /// The media type, or of a statement what it says it is.
    pub what: String,
    /// Its digest.
    pub digest: Option<Digest>,
    /// Its size in bytes, as stated.
    pub size: u64,
    /// Its bytes, when it may hold a parts list and its digest is that of what came.
    pub content: Option<Arc<[u8]>>,
}

/// How something is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttachedBy {
    /// Listed in the same index by the program that built the image.
    Index,
    /// By a tag made of the digest.
    Tag,
    /// By referring to the digest.
    Referrer,
}

impl AttachedBy {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Tag => "tag",
            Self::Referrer => "referrer",
        }
    }
}
