//! Reads a folder that a signature is about: everything in it by its path, and the digests of the files that
//! the signature lists. Links are followed only where they stay within the folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fs,
    path::{Component, Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use whence_evidence::limits;
use whence_verdict::Problem;
use whence_verify::model::{Folder, FolderEntry, FolderEntryKind, PartNeeded};

use crate::intake::{self, Stopped};

/// Folders within folders.
const DEEPEST: usize = 64;

/// A folder that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct FolderRead {
    /// What was found, for the engine.
    pub folder: Folder,
    /// Bytes of all files together, listed or not.
    pub size: u64,
}

/// Reads the folder. `needed` says what to hash of which path.
/// `progress` hears how many bytes of how many were hashed.
///
/// # Errors
/// [`Stopped`], also when a file changed while it was read, or the folder holds more than
/// [`limits::MODEL_RESOURCES`] things or is nested too deeply.
pub fn read(
    root: &Path,
    needed: &BTreeMap<String, Vec<PartNeeded>>,
    progress: &mut dyn FnMut(u64, u64),
    cancel: &AtomicBool,
) -> Result<FolderRead, Stopped> {
    let mut walk = Walk {
        real_root: root.canonicalize().map_err(|_| UNREADABLE)?,
        found: Vec::new(),
        cancel,
    };
    walk.folder(root, "", 0)?;
    let size = walk.found.iter().map(|found| found.size).sum();
    let needs = |found: &Found| found.readable && needed.contains_key(&found.path);
    let total = walk
        .found
        .iter()
        .filter(|found| needs(found))
        .map(|found| found.size)
        .sum();
    let mut done = 0;
    let mut entries = Vec::with_capacity(walk.found.len());
    for found in walk.found {
        let kind = match found.kind {
            FolderEntryKind::File { link, .. } if needs(&found) => {
                let parts = needed.get(&found.path).map_or(&[][..], Vec::as_slice);
                let before = done;
                let mut of_this = |read, _| {
                    done = before + read;
                    progress(done, total);
                };
                let read = intake::read_parts(&found.place, parts, &mut of_this, cancel)?;
                FolderEntryKind::File {
                    link,
                    size: read.size,
                    digests: read.digests,
                }
            }
            kind => kind,
        };
        entries.push(FolderEntry {
            path: found.path,
            kind,
        });
    }
    Ok(FolderRead {
        folder: Folder { entries },
        size,
    })
}

const UNREADABLE: Stopped = Stopped::Problem(Problem::FileUnreadable);

/// One thing that the walk came across.
struct Found {
    place: PathBuf,
    path: String,
    kind: FolderEntryKind,
    size: u64,
    /// A file or a link to one within the folder.
    readable: bool,
}

struct Walk<'a> {
    real_root: PathBuf,
    found: Vec<Found>,
    cancel: &'a AtomicBool,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, path: &str, depth: usize) -> Result<(), Stopped> {
        if depth > DEEPEST {
            return Err(Stopped::Problem(Problem::FolderTooLarge));
        }
        let mut names = BTreeSet::new();
        for entry in fs::read_dir(folder).map_err(|_| UNREADABLE)? {
            names.insert(entry.map_err(|_| UNREADABLE)?.file_name());
            if names.len() > limits::MODEL_RESOURCES {
                return Err(Stopped::Problem(Problem::FolderTooLarge));
            }
        }
        for name in names {
            if self.cancel.load(Ordering::Relaxed) {
                return Err(Stopped::Cancelled);
            }
            if self.found.len() >= limits::MODEL_RESOURCES {
                return Err(Stopped::Problem(Problem::FolderTooLarge));
            }
            self.thing(folder.join(&name), &name, path, depth)?;
        }
        Ok(())
    }

    fn thing(
        &mut self,
        place: PathBuf,
        name: &OsStr,
        above: &str,
        depth: usize,
    ) -> Result<(), Stopped> {
        let path = |name: &str| {
            if above.is_empty() {
                name.to_owned()
            } else {
                format!("{above}/{name}")
            }
        };
        let metadata = fs::symlink_metadata(&place).map_err(|_| UNREADABLE)?;
        let text = name.to_str().filter(|name| is_one_part(name));
        if metadata.is_dir() {
            let path = path(&name.to_string_lossy());
            return self.folder(&place, &path, depth + 1);
        }
        let link = metadata.is_symlink();
        let target = if link {
            self.within(&place)
        } else {
            metadata.is_file().then_some(metadata)
        };
        let (kind, size, readable) = match (target, text) {
            // What cannot be written as text cannot be listed.
            (_, None) => (FolderEntryKind::Other, 0, false),
            (Some(target), Some(_)) => {
                let file = FolderEntryKind::File {
                    link,
                    size: target.len(),
                    digests: Vec::new(),
                };
                (file, target.len(), true)
            }
            (None, Some(_)) if link => (FolderEntryKind::Link, 0, false),
            (None, Some(_)) => (FolderEntryKind::Other, 0, false),
        };
        self.found.push(Found {
            path: path(&name.to_string_lossy()),
            place,
            kind,
            size,
            readable,
        });
        Ok(())
    }

    /// The file that a link leads to, when it is a file within the folder.
    fn within(&self, link: &Path) -> Option<fs::Metadata> {
        let target = link.canonicalize().ok()?;
        let metadata = fs::metadata(&target).ok()?;
        (target.starts_with(&self.real_root) && metadata.is_file()).then_some(metadata)
    }
}

/// Whether a name is one part of a path everywhere, so that no listed path can mean it by accident.
fn is_one_part(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!(parts.next(), Some(Component::Normal(_)))
        && parts.next().is_none()
        && !name.contains('/')
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use whence_evidence::HashAlgorithm;

    use super::*;

    static RUN: AtomicBool = AtomicBool::new(false);

    fn whole() -> Vec<PartNeeded> {
        vec![PartNeeded {
            start: 0,
            end: None,
            algorithm: HashAlgorithm::Sha256,
        }]
    }

    #[test]
    fn everything_is_listed_and_only_what_is_needed_is_hashed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("d/e")).unwrap();
        fs::write(root.join("d/e/f"), b"abc").unwrap();
        fs::write(root.join("g"), b"de").unwrap();
        let needed = BTreeMap::from([("d/e/f".to_owned(), whole()), ("gone".to_owned(), whole())]);
        let mut last = (0, 0);
        let read = read(root, &needed, &mut |done, of| last = (done, of), &RUN).unwrap();
        assert_eq!(read.size, 5);
        assert_eq!(last, (3, 3));
        let found: Vec<(&str, usize)> = read
            .folder
            .entries
            .iter()
            .map(|entry| match &entry.kind {
                FolderEntryKind::File { digests, .. } => (entry.path.as_str(), digests.len()),
                _ => (entry.path.as_str(), usize::MAX),
            })
            .collect();
        assert_eq!(found, [("d/e/f", 1), ("g", 0)]);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_what_is_no_file_are_told_apart() {
        use std::os::unix::{ffi::OsStrExt, fs::symlink};
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let root = folder.path();
        fs::write(root.join("a"), b"a").unwrap();
        fs::write(elsewhere.path().join("secret"), b"s").unwrap();
        symlink("a", root.join("inside")).unwrap();
        symlink(elsewhere.path().join("secret"), root.join("outside")).unwrap();
        symlink(elsewhere.path(), root.join("folder-link")).unwrap();
        symlink(".", root.join("loop")).unwrap();
        symlink("nowhere", root.join("broken")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
        fs::write(root.join(OsStr::from_bytes(b"\xff")), b"x").unwrap();
        let needed = BTreeMap::from([("outside".to_owned(), whole())]);
        let read = read(root, &needed, &mut |_, _| (), &RUN).unwrap();
        let kind = |path: &str| {
            let mut entries = read.folder.entries.iter();
            match &entries.find(|entry| entry.path == path).unwrap().kind {
                FolderEntryKind::File { link, .. } => {
                    if *link {
                        "link to file"
                    } else {
                        "file"
                    }
                }
                FolderEntryKind::Link => "link",
                FolderEntryKind::Other => "other",
            }
        };
        assert_eq!(kind("a"), "file");
        assert_eq!(kind("inside"), "link to file");
        for path in ["outside", "folder-link", "loop", "broken"] {
            assert_eq!(kind(path), "link", "{path}");
        }
        assert_eq!(kind("socket"), "other");
        assert_eq!(kind("\u{fffd}"), "other");
    }

    #[test]
    fn reading_stops_when_asked_and_where_it_gets_too_deep() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), b"a").unwrap();
        let stopped = AtomicBool::new(true);
        let none = BTreeMap::new();
        assert_eq!(
            read(folder.path(), &none, &mut |_, _| (), &stopped),
            Err(Stopped::Cancelled)
        );
        let deep = folder.path().join("d/".repeat(DEEPEST + 2));
        fs::create_dir_all(deep).unwrap();
        assert_eq!(
            read(folder.path(), &none, &mut |_, _| (), &RUN),
            Err(Stopped::Problem(Problem::FolderTooLarge))
        );
    }
}
