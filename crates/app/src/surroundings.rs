//! What lies in the folders of the targets, listed and read once for all files that are checked together.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, atomic::AtomicBool},
};

use whence_evidence::{Digest, HashAlgorithm};
use whence_verify::{digests_needed, listed::ListFile};

use crate::{
    check::Cancelled,
    discover::{self, Piece, SHARED_EVIDENCE},
    intake::{self, FileState, Stopped},
    view::Progress,
};

/// Names of one folder that are kept; in larger ones each name is asked for by itself.
const MOST_NAMES: usize = 100_000;
/// Checksum lists of one folder that are read.
const MOST_LISTS: usize = 64;
/// Files of one folder that are looked at for evidence under any name, and bytes of each.
const MOST_CANDIDATES: usize = 256;
const LARGEST_CANDIDATE: u64 = 1 << 20;
/// Files of one folder that are hashed in search of what evidence is about and does not name, and bytes of them
/// altogether.
const MOST_HASHED: usize = 256;
const MOST_HASHED_BYTES: u64 = 1 << 30;
/// Folders and lists that are kept at once.
const MOST_KEPT: usize = 64;

/// What was found in folders. Shared by all checks of one run; what changes meanwhile is read again.
#[derive(Debug, Default)]
pub struct Surroundings {
    folders: Mutex<HashMap<PathBuf, Arc<FolderNames>>>,
    lists: Mutex<HashMap<PathBuf, (FileState, Arc<ListFile>)>>,
}

/// What lies in one folder.
#[derive(Debug)]
pub(crate) struct FolderNames {
    path: PathBuf,
    state: Option<FileState>,
    /// Absent where the folder cannot be listed or holds too much.
    names: Option<BTreeSet<OsString>>,
    lists: Vec<OsString>,
    shared: OnceLock<Nearby>,
    evidence: OnceLock<Nearby>,
    hashed: Mutex<Hashed>,
}

/// Digests of files in a folder, computed in search of what evidence is about.
#[derive(Debug, Default)]
struct Hashed {
    files: HashMap<OsString, (FileState, Vec<Digest>)>,
    bytes: u64,
}

/// What evidence says it is about: the name it gives it, if any, and its digests. Claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct About {
    pub(crate) name: Option<String>,
    pub(crate) digests: Vec<Digest>,
}

impl About {
    fn is_one_of(&self, known: &[Digest]) -> bool {
        self.digests.iter().any(|digest| known.contains(digest))
    }
}

/// Evidence that is not named for the target.
#[derive(Debug, Default)]
pub(crate) struct Nearby {
    /// Each with the digests it says it is about.
    pieces: Vec<(Vec<Digest>, Piece)>,
    /// The digests of a file that are needed to tell and to check whether it is about that file.
    pub(crate) algorithms: Vec<HashAlgorithm>,
}

impl Surroundings {
    /// What lies in the folder of `file`.
    pub(crate) fn folder(&self, file: &Path) -> Arc<FolderNames> {
        let path = parent(file);
        let state = FileState::of_path(path);
        let mut folders = lock(&self.folders);
        if let Some(known) = folders.get(path)
            && known.state == state
        {
            return Arc::clone(known);
        }
        if folders.len() >= MOST_KEPT {
            folders.clear();
        }
        let folder = Arc::new(FolderNames::read(path, state));
        folders.insert(path.to_owned(), Arc::clone(&folder));
        folder
    }

    /// The checksum list in a file; `None` when it cannot be read or no line of it gives a digest.
    pub(crate) fn list(&self, path: &Path) -> Option<Arc<ListFile>> {
        let state = FileState::of_path(path)?;
        if let Some((known, list)) = lock(&self.lists).get(path)
            && *known == state
        {
            return Some(Arc::clone(list)).filter(|list| list.list().is_ok());
        }
        let bytes = intake::read_evidence(path).ok()?;
        let name = path.file_name().unwrap_or_default();
        let list = Arc::new(ListFile::new(name.as_encoded_bytes(), bytes.into()));
        let mut lists = lock(&self.lists);
        if lists.len() >= MOST_KEPT {
            lists.clear();
        }
        lists.insert(path.to_owned(), (state, Arc::clone(&list)));
        Some(list).filter(|list| list.list().is_ok())
    }
}

impl FolderNames {
    fn read(path: &Path, state: Option<FileState>) -> Self {
        let names = names(path);
        let of_one_file = |name: &OsStr| {
            let file = discover::list_of(Path::new(name));
            file.is_some_and(|file| {
                let names = names.as_ref();
                names.is_some_and(|names| names.contains(file.as_os_str()))
            })
        };
        let lists = names
            .iter()
            .flatten()
            .filter(|name| names_list(name) && !of_one_file(name))
            .take(MOST_LISTS)
            .cloned()
            .collect();
        Self {
            path: path.to_owned(),
            state,
            names,
            lists,
            shared: OnceLock::new(),
            evidence: OnceLock::new(),
            hashed: Mutex::default(),
        }
    }

    /// The files of this folder that evidence is about by its own word, in the order of their names: those whose
    /// bytes have a digest it claims. A claimed name only says where to look first; it never leads out of the
    /// folder, and a file of that name with other bytes is not meant. Hidden files are left out.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub(crate) fn files_about(
        &self,
        about: &[About],
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) -> Result<Vec<(PathBuf, Vec<Digest>)>, Cancelled> {
        let mut found = BTreeMap::new();
        let mut missing: Vec<&About> = Vec::new();
        for each in about {
            let name = each.name.as_deref().and_then(last_part).map(OsStr::new);
            let known = match name.filter(|name| self.has(name)) {
                Some(name) => self
                    .digests_of(name, u64::MAX, progress, cancel)?
                    .map(|known| (name, known)),
                None => None,
            };
            match known.filter(|(_, known)| each.is_one_of(known)) {
                Some((name, known)) => drop(found.insert(name.to_owned(), known)),
                None => missing.push(each),
            }
        }
        let nothing_missing = missing.iter().all(|about| about.digests.is_empty());
        let names = self.names.iter().flatten().filter(|_| !nothing_missing);
        for name in names
            .filter(|name| !may_be_evidence(name))
            .take(MOST_HASHED)
        {
            if let Some(known) = self.digests_of(name, MOST_HASHED_BYTES, progress, cancel)?
                && missing.iter().any(|about| about.is_one_of(&known))
            {
                found.insert(name.clone(), known);
            }
        }
        let found = found.into_iter();
        Ok(found
            .map(|(name, known)| (self.path.join(name), known))
            .collect())
    }

    /// The digests of the file of this name; `None` for what is none, or would be more than `most` bytes together
    /// with what was hashed before.
    fn digests_of(
        &self,
        name: &OsStr,
        most: u64,
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) -> Result<Option<Vec<Digest>>, Cancelled> {
        let path = self.path.join(name);
        let hidden = name.as_encoded_bytes().starts_with(b".");
        if hidden || discover::leaves_folder(&path) {
            return Ok(None);
        }
        let metadata = std::fs::metadata(&path).ok();
        let Some(metadata) = metadata.filter(std::fs::Metadata::is_file) else {
            return Ok(None);
        };
        let state = FileState::of(&metadata);
        // Held while hashing: whoever waits here asks for the same files.
        let mut hashed = lock(&self.hashed);
        if let Some((known, digests)) = hashed.files.get(name)
            && *known == state
        {
            return Ok(Some(digests.clone()));
        }
        let bytes = hashed.bytes.saturating_add(metadata.len());
        if bytes > most {
            return Ok(None);
        }
        let mut hashing = |done, total| progress(Progress::Hashing { done, total });
        let digests = match intake::read(&path, &HashAlgorithm::ALL, &mut hashing, cancel) {
            Ok(read) => read.digests,
            Err(Stopped::Cancelled) => return Err(Cancelled),
            Err(Stopped::Problem(_)) => return Ok(None),
        };
        hashed.bytes = bytes;
        hashed
            .files
            .insert(name.to_owned(), (state, digests.clone()));
        Ok(Some(digests))
    }

    /// Whether there may be something under this name; sure is only the no.
    pub(crate) fn has(&self, name: &OsStr) -> bool {
        let names = self.names.as_ref();
        names.is_none_or(|names| names.contains(name))
    }

    /// Names that checksum lists of several files have.
    pub(crate) fn lists(&self) -> &[OsString] {
        &self.lists
    }

    /// Whether something is named for a digest by this algorithm.
    pub(crate) fn names_digests(&self, algorithm: HashAlgorithm) -> bool {
        let Some(names) = &self.names else {
            return false;
        };
        [":", "-"].into_iter().any(|separator| {
            let start = OsString::from(format!("{}{separator}", algorithm.as_str()));
            let first = names.range(start.clone()..).next();
            first.is_some_and(|name| {
                name.as_encoded_bytes()
                    .starts_with(start.as_encoded_bytes())
            })
        })
    }

    /// Evidence under names that several files share.
    pub(crate) fn shared(&self) -> &Nearby {
        self.shared.get_or_init(|| {
            let names = SHARED_EVIDENCE.into_iter().map(OsStr::new);
            self.read_nearby(names.filter(|name| self.has(name)))
        })
    }

    /// All evidence there is, whatever its name.
    pub(crate) fn evidence(&self) -> &Nearby {
        self.evidence.get_or_init(|| {
            let names = self.names.iter().flatten().map(OsString::as_os_str);
            self.read_nearby(
                names
                    .filter(|name| may_be_evidence(name))
                    .take(MOST_CANDIDATES),
            )
        })
    }

    fn read_nearby<'a>(&self, names: impl Iterator<Item = &'a OsStr>) -> Nearby {
        let mut found = Nearby::default();
        for name in names {
            let path = self.path.join(name);
            let fits = !discover::leaves_folder(&path)
                && std::fs::metadata(&path)
                    .is_ok_and(|it| it.is_file() && it.len() <= LARGEST_CANDIDATE)
                && discover::looks_like_evidence(&path);
            if !fits {
                continue;
            }
            for piece in discover::read_nearby(&path) {
                if let Some(bundle) = piece.content.bundle() {
                    let digests = discover::claimed_digests(bundle);
                    found.algorithms.extend(digests_needed(bundle));
                    found.pieces.push((digests, piece));
                }
            }
        }
        found.algorithms.sort_unstable();
        found.algorithms.dedup();
        found
    }
}

impl Nearby {
    /// Whether the file of this name is among them.
    pub(crate) fn has(&self, name: &OsStr) -> bool {
        self.pieces.iter().any(|(_, piece)| piece.name == name)
    }

    /// What says that it is about one of these digests.
    pub(crate) fn about(&self, digests: &[Digest]) -> Vec<Piece> {
        self.pieces
            .iter()
            .filter(|(claimed, _)| claimed.iter().any(|digest| digests.contains(digest)))
            .map(|(_, piece)| piece.clone())
            .collect()
    }
}

fn names(folder: &Path) -> Option<BTreeSet<OsString>> {
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(folder).ok()? {
        names.insert(entry.ok()?.file_name());
        if names.len() > MOST_NAMES {
            return None;
        }
    }
    Some(names)
}

/// The last part of a name with either kind of separator, when it is one.
fn last_part(name: &str) -> Option<&str> {
    let last = name.rsplit(['/', '\\']).next()?;
    (!matches!(last, "" | "." | "..") && !last.contains('\0')).then_some(last)
}

/// The folder of a file; the parent of a bare name is empty, which is no path the system can resolve.
fn parent(file: &Path) -> &Path {
    match file.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Whether checksum lists of several files are called so: `SHA256SUMS`, `tool_1.0_checksums.txt`.
fn names_list(name: &OsStr) -> bool {
    let Some(name) = name.to_str().map(str::to_ascii_lowercase) else {
        return false;
    };
    let stem = name
        .strip_suffix(".txt")
        .or_else(|| name.strip_suffix(".asc"))
        .unwrap_or(&name);
    const WORDS: [&str; 7] = [
        "checksums",
        "checksum",
        "sha256sums",
        "sha512sums",
        "sha384sums",
        "shasums256",
        "shasums512",
    ];
    const ENDS: [&str; 6] = [
        "sha256sum",
        "sha512sum",
        ".sha256",
        ".sha512",
        ".sha256sums",
        ".sha512sums",
    ];
    WORDS
        .iter()
        .any(|word| stem.ends_with(word) || stem.starts_with(word) && !name.contains(".sig"))
        || ENDS.iter().any(|end| stem.ends_with(end))
}

/// Whether evidence is called so; a file of another name is not opened.
fn may_be_evidence(name: &OsStr) -> bool {
    const ENDS: [&[u8]; 9] = [
        b".json",
        b".jsonl",
        b".sigstore",
        b".bundle",
        b".att",
        b".attestation",
        b".slsa",
        b".provenance",
        b".intoto",
    ];
    let name = name.as_encoded_bytes();
    ENDS.iter().any(|end| name.ends_with(end))
}

/// What a panicking check left behind is whole: entries are put in as a whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn lists_are_told_by_their_names() {
        for name in [
            "checksums.txt",
            "tool_1.0_checksums.txt",
            "SHA256SUMS",
            "SHA512SUMS.txt",
            "SHASUMS256.txt",
            "sha256sum.txt",
            "cosign_checksums.txt",
            "tools.sha256",
            "SHA256SUMS.asc",
            "CHECKSUM",
        ] {
            assert!(names_list(OsStr::new(name)), "{name}");
        }
        for name in [
            "tool.zip",
            "SHA256SUMS.sig",
            "checksums.txt.sigstore.json",
            "checksum-tool.exe.sig",
        ] {
            assert!(!names_list(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn what_changes_meanwhile_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let around = Surroundings::default();
        let path = folder.path().join("SHA256SUMS");
        let has = || around.folder(&path).has(OsStr::new("SHA256SUMS"));
        assert!(!has());
        std::fs::write(&path, format!("{}  t\n", "ab".repeat(32))).unwrap();
        // The system's clock may be coarser than this test.
        let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
        std::fs::File::open(folder.path())
            .unwrap()
            .set_modified(later)
            .unwrap();
        assert!(has());
        assert_eq!(around.folder(&path).lists(), ["SHA256SUMS"]);
        assert_eq!(around.list(&path).unwrap().list().unwrap().lines.len(), 1);
        std::fs::write(&path, "nothing of the kind").unwrap();
        assert!(around.list(&path).is_none());
    }

    #[test]
    fn names_of_digests_are_seen() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("t");
        std::fs::write(folder.path().join("sha512-ab.jsonl"), "").unwrap();
        let around = Surroundings::default();
        assert!(around.folder(&file).names_digests(HashAlgorithm::Sha512));
        assert!(!around.folder(&file).names_digests(HashAlgorithm::Sha256));
    }
}
