//! Saved images: OCI layouts and Docker's archives in a folder or a tar file, and folders with one image as
//! `containers/image` writes them. Nothing is unpacked: an archive is listed once, and its parts are read in place.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ffi::OsString,
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::{Component, Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use whence_evidence::{
    Digest, HashAlgorithm,
    forms::{self, CosignAnnotations},
    limits,
    oci::{
        self, Attachment, Config, Descriptor, DirSignature, Index, Manifest, annotations,
        attachment_of,
    },
};
use whence_verdict::{Problem, Relation};
use whence_verify::crypto::Hasher;

use super::{Answer, Content, Name, Repository, Trouble, gather::Received};
use crate::{
    check::digest as hash,
    discover::{self, Defect, Piece},
    intake::{FileState, Stopped, open_ordinary},
    view::Origin,
};

/// Things in one archive.
const ENTRIES: usize = 100_000;
/// Bytes of headers and long names in one archive: enough for [`ENTRIES`] with names of usual lengths.
const HEADERS: u64 = 64 << 20;
/// Signatures in a folder with one image.
const SIGNATURES: usize = limits::ATTACHMENTS;
/// Folders within folders of a saved image.
const DEEPEST: usize = 64;
/// Bytes read at a time.
const CHUNK: usize = 1 << 20;

const UNREADABLE: Trouble = Trouble::Problem(Problem::ImageUnreadable);

/// A saved image that was looked through.
#[derive(Debug)]
pub(crate) struct Saved {
    files: Files,
    top: Top,
    /// The images that `manifest.json` of Docker's archives names; also in a layout, beside its own list.
    docker: Vec<oci::DockerImage>,
    /// Of a layout: the names its index gives, and the manifests by what they refer to.
    named: BTreeMap<String, Digest>,
    referrers: BTreeMap<Digest, Vec<Descriptor>>,
}

/// What stands at the top of it.
#[derive(Debug)]
pub(super) enum Top {
    /// An OCI layout, whoever wrote it.
    Layout(Index),
    /// Docker's archive without manifests.
    Docker,
    /// A folder with one manifest and its signatures.
    Folder(Received, Vec<Piece>),
}

/// An image whose manifest was not saved.
#[derive(Debug)]
pub(super) struct Unnamed {
    /// Digest of the configuration, which Docker calls the id of the image.
    pub(super) digest: Digest,
    pub(super) config: Config,
    /// The layers without compression, by path.
    pub(super) layers: BTreeMap<String, Digest>,
}

/// Where the files lie.
#[derive(Debug)]
enum Files {
    Folder(PathBuf),
    Archive {
        path: PathBuf,
        state: FileState,
        /// Start and length by path.
        entries: HashMap<String, (u64, u64)>,
        /// Links to other entries, by path.
        links: HashMap<String, String>,
    },
}

/// Whether it is one, as far as its first bytes and the names in it tell.
pub fn is_saved_image(path: &Path) -> bool {
    let is_folder = path.is_dir();
    let files = if is_folder {
        Files::Folder(path.to_owned())
    } else {
        match Files::archive(path, &AtomicBool::new(false)) {
            Ok(files) => files,
            Err(_) => return false,
        }
    };
    if files.has("oci-layout") && files.has("index.json") {
        return true;
    }
    // Other things have a manifest of that name too.
    let small = limits::MANIFEST_BYTES as u64;
    let read = |name| files.read(name, small).ok().flatten().unwrap_or_default();
    files.has("manifest.json")
        && (oci::docker_archive(&read("manifest.json")).is_ok()
            || (is_folder
                && (read("version").starts_with(b"Directory Transport Version")
                    || read("signature-1").starts_with(b"\0sigstore-json\n"))))
}

/// Whether a name in a layout is a tag made of a digest, for what is attached to it.
pub(super) fn is_attached_name(name: &str) -> bool {
    let Some((algorithm, rest)) = name.split_once('-') else {
        return false;
    };
    let hex = rest.split('.').next().unwrap_or_default();
    HashAlgorithm::from_name(algorithm).is_some()
        && hex.len() >= 64
        && hex.bytes().all(|digit| digit.is_ascii_hexdigit())
}

impl Saved {
    /// Looks through it.
    ///
    /// # Errors
    /// When it is none, or not what such images are.
    pub(super) fn open(path: &Path, cancel: &AtomicBool) -> Result<Self, Trouble> {
        let files = if path.is_dir() {
            Files::Folder(path.to_owned())
        } else {
            Files::archive(path, cancel)?
        };
        let mut saved = Self {
            top: Top::Docker,
            docker: vec![],
            named: BTreeMap::new(),
            referrers: BTreeMap::new(),
            files,
        };
        let small = limits::MANIFEST_BYTES as u64;
        if let Some(layout) = saved.files.read("oci-layout", small)? {
            if !oci::is_layout(&layout) {
                return Err(UNREADABLE);
            }
            let index = saved.files.read("index.json", small)?.ok_or(UNREADABLE)?;
            let index = oci::layout_index(&index).map_err(|_| UNREADABLE)?;
            saved.find_names(&index, cancel)?;
            saved.top = Top::Layout(index);
            // Programs differ in which of the two lists they read.
            let manifest = saved.files.read("manifest.json", small)?;
            let images = manifest.and_then(|manifest| oci::docker_archive(&manifest).ok());
            saved.docker = images.unwrap_or_default();
            return Ok(saved);
        }
        let manifest = saved
            .files
            .read("manifest.json", small)?
            .ok_or(UNREADABLE)?;
        match oci::docker_archive(&manifest) {
            Ok(images) => saved.docker = images,
            Err(_) => saved.top = saved.folder(&manifest)?,
        }
        Ok(saved)
    }

    /// The images that `manifest.json` of Docker's archives names.
    pub(super) fn docker_images(&self) -> &[oci::DockerImage] {
        &self.docker
    }

    /// Paths of the files that belong to no image in it; `of_images` are those of images without manifest. Blobs
    /// that nothing names are left: their names are their digests, and nothing leads to them.
    pub(super) fn other_files(
        &self,
        of_images: &BTreeSet<&str>,
        cancel: &AtomicBool,
    ) -> Result<Vec<String>, Trouble> {
        let belongs = |path: &str| match &self.top {
            Top::Layout(_) => match path {
                "oci-layout" | "index.json" => true,
                "manifest.json" | "repositories" => !self.docker.is_empty(),
                _ => is_blob_name(path) || of_images.contains(path),
            },
            Top::Folder(..) => {
                let name = path.strip_suffix(".manifest.json").unwrap_or(path);
                let (name, signature) = match name.split_once("signature-") {
                    Some((name, number)) => (name.trim_end_matches('-'), Some(number)),
                    None => (name, None),
                };
                let numbered = signature.is_none_or(|it| it.bytes().all(|it| it.is_ascii_digit()));
                let is_own = matches!(path, "manifest.json" | "version") || name.is_empty();
                numbered && (is_own || is_hex_digest(name))
            }
            // Nothing in it can be checked anyway.
            Top::Docker => true,
        };
        let mut paths = self.files.paths(cancel)?;
        paths.retain(|path| !belongs(path));
        paths.sort_unstable();
        Ok(paths)
    }

    pub(super) const fn top(&self) -> &Top {
        &self.top
    }

    /// Where the blob lies, when it does.
    pub(super) fn blob_path(&self, digest: &Digest) -> Option<String> {
        let path = match &self.top {
            Top::Folder(..) => digest.to_hex(),
            _ => blob_name(digest),
        };
        self.files.has(&path).then_some(path)
    }

    /// Names of attached manifests, and which manifests refer to what: those listed at the top, and those that
    /// merely lie there, as `cosign save` leaves bundles.
    fn find_names(&mut self, index: &Index, cancel: &AtomicBool) -> Result<(), Trouble> {
        for entry in &index.manifests {
            let name = entry.annotations.filled(annotations::REF_NAME);
            if let (Some(name), Some(digest)) = (name, entry.digest) {
                self.named.entry(name.to_owned()).or_insert(digest);
            }
        }
        for (digest, size) in self.files.blobs() {
            if cancel.load(Ordering::Relaxed) {
                return Err(Trouble::Cancelled);
            }
            // Manifests are small, and layers are not JSON.
            if size > limits::MANIFEST_BYTES as u64 {
                continue;
            }
            let path = blob_name(&digest);
            if self.files.head(&path)? != Some(b'{') {
                continue;
            }
            let Some(bytes) = self.files.read(&path, limits::MANIFEST_BYTES as u64)? else {
                continue;
            };
            let Ok(manifest) = Manifest::parse(&bytes, None) else {
                continue;
            };
            if let Some(subject) = manifest.subject().and_then(|subject| subject.digest) {
                self.referrers.entry(subject).or_default().push(Descriptor {
                    digest: Some(digest),
                    size,
                    ..Descriptor::default()
                });
            }
        }
        Ok(())
    }

    /// An image of `manifest.json`; `None` when its configuration is one of `known`.
    ///
    /// # Errors
    /// When it is damaged, or contradicts itself.
    pub(super) fn unnamed(
        &self,
        image: &oci::DockerImage,
        known: &BTreeSet<Digest>,
    ) -> Result<Option<Unnamed>, Trouble> {
        let small = limits::MANIFEST_BYTES as u64;
        let config = self.files.read(&image.config, small)?.ok_or(UNREADABLE)?;
        let digest = hash(HashAlgorithm::Sha256, &config);
        if known.contains(&digest) {
            return Ok(None);
        }
        let config = Config::parse(&config).map_err(|_| UNREADABLE)?;
        if config.diff_ids.len() != image.layers.len() {
            return Err(UNREADABLE);
        }
        let mut layers = BTreeMap::new();
        for (path, id) in image.layers.iter().zip(&config.diff_ids) {
            let before = layers.insert(path.clone(), id.ok_or(UNREADABLE)?);
            // A layer that stands there twice must be the same both times.
            if before.is_some() && before != *id {
                return Err(UNREADABLE);
            }
        }
        Ok(Some(Unnamed {
            digest,
            config,
            layers,
        }))
    }

    fn folder(&self, bytes: &[u8]) -> Result<Top, Trouble> {
        let manifest = Manifest::parse(bytes, None).map_err(|_| UNREADABLE)?;
        let received = Received {
            digest: hash(HashAlgorithm::Sha256, bytes),
            size: bytes.len() as u64,
            manifest,
        };
        let mut pieces = Vec::new();
        for number in 1..=SIGNATURES {
            let name = format!("signature-{number}");
            let Some(bytes) = self.files.read(&name, limits::EVIDENCE_BYTES as u64)? else {
                break;
            };
            pieces.extend(folder_signature(name, &bytes));
        }
        Ok(Top::Folder(received, pieces))
    }
}

/// The evidence in a signature file; none when what is in it is no signature.
fn folder_signature(name: String, bytes: &[u8]) -> Option<Piece> {
    let piece = |bytes: &[u8], content| Piece {
        name: OsString::from(name),
        path: None,
        origin: Origin::Attached,
        relation: Relation::Meant,
        bytes: Arc::from(bytes),
        content: match content {
            Ok(bundle) => discover::Content::Bundle(Arc::new(bundle)),
            Err(error) => discover::Content::Defect(Defect::from(error)),
        },
        list: None,
        about: None,
        lies_in_folder: false,
    };
    let DirSignature {
        media_type,
        payload,
        annotations,
    } = match oci::dir_signature(bytes) {
        Ok(signature) => signature,
        Err(error) => return Some(piece(bytes, Err(error))),
    };
    let beside = CosignAnnotations::of(&annotations);
    let read = match attachment_of(&media_type) {
        Attachment::Signature => forms::cosign_signature(&payload, &beside),
        Attachment::Envelope => forms::cosign_attestation(&payload, &beside),
        _ => return None,
    };
    Some(piece(&payload, read))
}

impl Repository for Saved {
    fn manifest(&self, name: Name<'_>) -> Result<Option<Answer>, Trouble> {
        let digest = match name {
            Name::Digest(digest) => digest,
            Name::Tag(tag) => match self.named.get(tag) {
                Some(digest) => digest,
                None => return Ok(None),
            },
        };
        let Some(path) = self.blob_path(digest) else {
            return Ok(None);
        };
        let bytes = self.files.read(&path, limits::MANIFEST_BYTES as u64)?;
        if let (Name::Tag(_), Some(bytes)) = (name, &bytes)
            && hash(digest.algorithm(), bytes) != *digest
        {
            return Err(Trouble::Problem(Problem::ImageContentDiffers));
        }
        Ok(bytes.map(|bytes| Answer {
            media_type: None,
            bytes,
        }))
    }

    fn blob(&self, digest: &Digest, limit: u64) -> Result<Option<Vec<u8>>, Trouble> {
        match self.blob_path(digest) {
            Some(path) => self.files.read(&path, limit),
            None => Ok(None),
        }
    }

    fn referrers(&self, digest: &Digest) -> Result<Option<Vec<Descriptor>>, Trouble> {
        Ok(Some(
            self.referrers.get(digest).cloned().unwrap_or_default(),
        ))
    }
}

/// Hashes what a saved image holds of an image. `progress` hears how many bytes of how many.
///
/// # Errors
/// When a blob is not what its digest says, or reading broke off.
pub(crate) fn hash_content(
    content: &Content,
    progress: &mut dyn FnMut(u64, u64),
    cancel: &AtomicBool,
) -> Result<(), Stopped> {
    let files = &content.place.files;
    let unreadable = |_| Stopped::Problem(Problem::FileUnreadable);
    let mut sizes = Vec::with_capacity(content.blobs.len());
    for path in content.blobs.keys() {
        let (_, size) = files.open(path).map_err(unreadable)?;
        sizes.push(size);
    }
    let total = sizes.iter().sum();
    let mut done = 0;
    let mut buffer = vec![0; CHUNK];
    for (path, digest) in &content.blobs {
        let (mut file, _) = files.open(path).map_err(unreadable)?;
        let mut hasher = Hasher::new(digest.algorithm());
        loop {
            if cancel.load(Ordering::Relaxed) {
                return Err(Stopped::Cancelled);
            }
            let read = file.read(&mut buffer).map_err(unreadable)?;
            let Some(chunk) = buffer.get(..read).filter(|chunk| !chunk.is_empty()) else {
                break;
            };
            hasher.update(chunk);
            done += read as u64;
            progress(done, total);
        }
        if hasher.finish() != *digest {
            return Err(Stopped::Problem(Problem::ImageContentDiffers));
        }
    }
    if files.is_unchanged() {
        Ok(())
    } else {
        Err(Stopped::Problem(Problem::FileChangedWhileChecking))
    }
}

/// A tar file of which only so much is read. Contents are passed over, but a name may claim any length, and is
/// kept in memory.
struct Headers {
    file: File,
    left: u64,
}

impl Read for Headers {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        let read = (&mut self.file).take(self.left).read(buffer)?;
        self.left -= read as u64;
        Ok(read)
    }
}

impl Seek for Headers {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

impl Files {
    /// Lists a tar file, without reading what is in it.
    fn archive(path: &Path, cancel: &AtomicBool) -> Result<Self, Trouble> {
        let unreadable = |_| UNREADABLE;
        let mut file = open_ordinary(path).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        let mut head = [0; 512];
        if file.read_exact(&mut head).is_err() {
            return Err(UNREADABLE);
        }
        if head.get(257..262) != Some(b"ustar") {
            return Err(UNREADABLE);
        }
        file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        let mut archive = tar::Archive::new(Headers {
            file,
            left: HEADERS,
        });
        let mut entries = HashMap::new();
        let mut links = HashMap::new();
        for (count, entry) in archive.entries_with_seek().map_err(unreadable)?.enumerate() {
            if cancel.load(Ordering::Relaxed) {
                return Err(Trouble::Cancelled);
            }
            let entry = entry.map_err(unreadable)?;
            if count == ENTRIES {
                return Err(UNREADABLE);
            }
            let kind = entry.header().entry_type();
            let name = entry.path().map_err(unreadable)?;
            // A path that leads out is a sign of ill will, and of nothing that writes images.
            let Some(name) = within(&name) else {
                return Err(UNREADABLE);
            };
            if kind.is_file() {
                let place = (entry.raw_file_position(), entry.size());
                let end = place.0.checked_add(place.1);
                if end.is_none_or(|end| end > metadata.len())
                    || entries.insert(name, place).is_some()
                {
                    return Err(UNREADABLE);
                }
            } else if kind.is_symlink() || kind.is_hard_link() {
                let target = entry.link_name().map_err(unreadable)?.ok_or(UNREADABLE)?;
                let base = Path::new(&name).parent().filter(|_| kind.is_symlink());
                let target = base.unwrap_or(Path::new("")).join(target);
                let target = within(&target).ok_or(UNREADABLE)?;
                if links.insert(name, target).is_some() {
                    return Err(UNREADABLE);
                }
            } else if !kind.is_dir() && !kind.is_pax_global_extensions() {
                return Err(UNREADABLE);
            }
        }
        Ok(Self::Archive {
            path: path.to_owned(),
            state: FileState::of(&metadata),
            entries,
            links,
        })
    }

    fn has(&self, path: &str) -> bool {
        match self {
            Self::Folder(folder) => within(Path::new(path)).is_some() && is_own(folder, path),
            Self::Archive { .. } => self.place(path).is_some(),
        }
    }

    /// Where an entry of an archive lies, one link followed.
    fn place(&self, path: &str) -> Option<(u64, u64)> {
        let Self::Archive { entries, links, .. } = self else {
            return None;
        };
        let path = within(Path::new(path))?;
        let target = links.get(&path).unwrap_or(&path);
        entries.get(target).copied()
    }

    /// A file of it and its length.
    fn open(&self, path: &str) -> std::io::Result<(Box<dyn Read>, u64)> {
        match self {
            Self::Folder(folder) => {
                if !self.has(path) {
                    return Err(std::io::ErrorKind::NotFound.into());
                }
                let file = open_ordinary(&folder.join(path))?;
                let size = file.metadata()?.len();
                Ok((Box::new(file), size))
            }
            Self::Archive { path: place, .. } => {
                let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
                let (start, size) = self.place(path).ok_or_else(missing)?;
                let mut file = open_ordinary(place)?;
                file.seek(SeekFrom::Start(start))?;
                Ok((Box::new(file.take(size)), size))
            }
        }
    }

    /// The content of a file of at most `limit` bytes; `None` when there is none.
    fn read(&self, path: &str, limit: u64) -> Result<Option<Vec<u8>>, Trouble> {
        if !self.has(path) {
            return Ok(None);
        }
        let (file, size) = self.open(path).map_err(|_| UNREADABLE)?;
        if size > limit {
            return Err(UNREADABLE);
        }
        let mut bytes = Vec::new();
        file.take(limit)
            .read_to_end(&mut bytes)
            .map_err(|_| UNREADABLE)?;
        Ok(Some(bytes))
    }

    fn head(&self, path: &str) -> Result<Option<u8>, Trouble> {
        let (mut file, _) = self.open(path).map_err(|_| UNREADABLE)?;
        let mut first = [0];
        let read = file.read(&mut first).map_err(|_| UNREADABLE)?;
        Ok(first.first().copied().filter(|_| read == 1))
    }

    /// Every blob by digest, with its size, as far as anything is looked through.
    fn blobs(&self) -> Vec<(Digest, u64)> {
        let named = |algorithm: &str, name: &str| {
            Digest::from_hex(HashAlgorithm::from_name(algorithm)?, name)
        };
        match self {
            Self::Folder(folder) => {
                let mut found = Vec::new();
                for algorithm in ["sha256", "sha512"] {
                    let place = folder.join("blobs").join(algorithm);
                    let entries = std::fs::read_dir(place).into_iter().flatten();
                    for entry in entries.take(ENTRIES).flatten() {
                        let name = entry.file_name();
                        let digest = name.to_str().and_then(|name| named(algorithm, name));
                        let size = entry.metadata().ok().filter(std::fs::Metadata::is_file);
                        found.extend(digest.zip(size.map(|metadata| metadata.len())));
                    }
                }
                found.sort_unstable();
                found
            }
            Self::Archive { entries, .. } => {
                let mut found: Vec<(Digest, u64)> = entries
                    .iter()
                    .filter_map(|(path, (_, size))| {
                        let (algorithm, name) = path.strip_prefix("blobs/")?.split_once('/')?;
                        Some((named(algorithm, name)?, *size))
                    })
                    .collect();
                found.sort_unstable();
                found
            }
        }
    }

    /// The path of everything in it but folders.
    fn paths(&self, cancel: &AtomicBool) -> Result<Vec<String>, Trouble> {
        let folder = match self {
            Self::Folder(folder) => folder,
            Self::Archive { entries, links, .. } => {
                return Ok(entries.keys().chain(links.keys()).cloned().collect());
            }
        };
        let too_large = Trouble::Problem(Problem::FolderTooLarge);
        let mut found = Vec::new();
        let mut folders = vec![(folder.clone(), String::new(), 0)];
        let mut seen = 0;
        while let Some((folder, above, depth)) = folders.pop() {
            if depth > DEEPEST {
                return Err(too_large);
            }
            for entry in std::fs::read_dir(folder).map_err(|_| UNREADABLE)? {
                if cancel.load(Ordering::Relaxed) {
                    return Err(Trouble::Cancelled);
                }
                let entry = entry.map_err(|_| UNREADABLE)?;
                seen += 1;
                if seen > ENTRIES {
                    return Err(too_large);
                }
                let name = entry.file_name();
                let path = format!("{above}{}", name.to_string_lossy());
                // Not through links: what they lead to is no part of it.
                if entry.file_type().map_err(|_| UNREADABLE)?.is_dir() {
                    folders.push((entry.path(), format!("{path}/"), depth + 1));
                } else {
                    found.push(path);
                }
            }
        }
        Ok(found)
    }

    /// Whether an archive is still the file that was listed.
    fn is_unchanged(&self) -> bool {
        match self {
            Self::Folder(_) => true,
            Self::Archive { path, state, .. } => FileState::of_path(path).as_ref() == Some(state),
        }
    }
}

/// A file within the folder, to which no link leads from elsewhere.
fn is_own(folder: &Path, path: &str) -> bool {
    let place = folder.join(path);
    let real = |path: &Path| path.canonicalize().ok();
    place.is_file()
        && real(folder)
            .zip(real(&place))
            .is_some_and(|(folder, place)| place.starts_with(folder))
}

/// The path in plain form, when it stays within.
fn within(path: &Path) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

/// Whether a path within a layout is that of a blob.
fn is_blob_name(path: &str) -> bool {
    path.strip_prefix("blobs/")
        .and_then(|path| path.split_once('/'))
        .is_some_and(|(algorithm, name)| {
            HashAlgorithm::from_name(algorithm)
                .is_some_and(|algorithm| Digest::from_hex(algorithm, name).is_some())
        })
}

/// Whether a name is a digest, as folders with one image have them.
fn is_hex_digest(name: &str) -> bool {
    HashAlgorithm::ALL
        .into_iter()
        .any(|algorithm| Digest::from_hex(algorithm, name).is_some())
}

fn blob_name(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm().as_str(), digest.to_hex())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_within() {
        let plain = |path: &str| within(Path::new(path));
        assert_eq!(plain("./a/./b").as_deref(), Some("a/b"));
        assert_eq!(plain("a/../b").as_deref(), Some("b"));
        for path in ["../a", "a/../../b", "/a"] {
            assert_eq!(plain(path), None, "{path}");
        }
    }

    #[test]
    fn names_made_of_digests_are_told_from_names_of_images() {
        let hex = "ab".repeat(32);
        assert!(is_attached_name(&format!("sha256-{hex}")));
        assert!(is_attached_name(&format!("sha256-{hex}.sig")));
        for name in ["latest", "v1-2", "sha256-ab.sig", "1.0"] {
            assert!(!is_attached_name(name), "{name}");
        }
    }
}
