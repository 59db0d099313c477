use std::{
    collections::HashSet,
    ffi::{OsStr, OsString},
    fs::{self, DirEntry, Metadata},
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
};

use whence_verdict::Problem;

use super::{Place, Target, Watch, What};
use crate::{discover, image::is_saved_image};

/// Files of one folder, evidence included, that are looked at.
pub const MOST_FILES: usize = 200_000;
/// Folders within folders.
pub const DEEPEST: usize = 64;

/// Hands over everything to check in a folder and the folders in it, in the order of their names, the files of
/// a folder before the folders in it.
///
/// A folder that cannot be listed, is nested deeper than [`DEEPEST`] or holds what is beyond [`MOST_FILES`] is
/// handed over too, as one that could not be looked through. `alone`: no other folder is walked, so that its name need not
/// be told.
pub(super) fn walk(
    root: &Path,
    alone: bool,
    hidden: bool,
    watch: &Watch<'_>,
    found: &mut dyn FnMut(Target),
) {
    let mut walk = Walk {
        real_root: root.canonicalize().unwrap_or_else(|_| root.to_owned()),
        hidden,
        watch,
        left: MOST_FILES,
        found,
    };
    let shown = if alone {
        PathBuf::new()
    } else {
        root.file_name().map(PathBuf::from).unwrap_or_default()
    };
    let mut stack = vec![(root.to_owned(), shown, 0)];
    // The last on the stack is the next in order.
    while let Some((folder, shown, depth)) = stack.pop() {
        if walk.watch.cancel.load(Ordering::Relaxed) {
            return;
        }
        let Some(folders) = walk.folder(&folder, &shown, depth) else {
            return;
        };
        stack.extend(folders.into_iter().rev().map(|name| {
            let (folder, shown) = (folder.join(&name), shown.join(&name));
            (folder, shown, depth + 1)
        }));
    }
}

struct Walk<'a, 'w> {
    real_root: PathBuf,
    hidden: bool,
    watch: &'a Watch<'w>,
    /// Files that may still be looked at.
    left: usize,
    found: &'a mut dyn FnMut(Target),
}

impl Walk<'_, '_> {
    /// Hands over the files of one folder and returns the folders in it; `None` when it was enough.
    fn folder(&mut self, folder: &Path, shown: &Path, depth: usize) -> Option<Vec<OsString>> {
        if depth > DEEPEST {
            self.refused(folder, shown, Problem::FolderTooLarge);
            return Some(vec![]);
        }
        let Ok(listing) = fs::read_dir(folder) else {
            self.refused(folder, shown, Problem::FileUnreadable);
            return Some(vec![]);
        };
        let mut entries: Vec<(OsString, DirEntry)> = Vec::new();
        let mut enough = false;
        for entry in listing {
            match entry {
                Ok(_) if entries.len() >= self.left => {
                    enough = true;
                    break;
                }
                Ok(entry) => entries.push((entry.file_name(), entry)),
                Err(_) => {
                    self.refused(folder, shown, Problem::FileUnreadable);
                    break;
                }
            }
        }
        self.left -= entries.len();
        entries.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let names: HashSet<OsString> = entries.iter().map(|(name, _)| name.clone()).collect();
        // One folder with a signature over it is one thing.
        let has = |name: &str| names.contains(OsStr::new(name));
        let is_signed = || has("model.sig") && !discover::in_folder(folder).is_empty();
        // One with a saved image as well.
        let is_image = || (has("oci-layout") || has("manifest.json")) && is_saved_image(folder);
        if depth > 0 && (is_signed() || is_image()) {
            let name = folder.file_name().unwrap_or_default().to_owned();
            (self.found)(Target {
                what: What::Path,
                place: place(folder.parent(), shown.parent()),
                name,
                size: 0,
                may_be_evidence: false,
                walked: false,
            });
            return Some(vec![]);
        }
        let place = place(Some(folder), Some(shown));
        let mut folders = Vec::new();
        for (name, entry) in entries {
            if self.watch.cancel.load(Ordering::Relaxed) {
                return None;
            }
            if !self.hidden && is_hidden(&name, &entry) {
                self.watch.counters.hidden.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            match self.size(&entry) {
                Kind::File(size) => {
                    let may_be_evidence =
                        discover::is_named_for_another(&name, &|other| names.contains(other));
                    (self.found)(Target {
                        what: What::Path,
                        place: Arc::clone(&place),
                        name,
                        size,
                        may_be_evidence,
                        walked: true,
                    });
                }
                Kind::Folder => folders.push(name),
                Kind::Link => {
                    self.watch.counters.links.fetch_add(1, Ordering::Relaxed);
                }
                Kind::Special => {
                    self.watch.counters.special.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
        if enough {
            self.refused(folder, shown, Problem::FolderTooLarge);
            return None;
        }
        Some(folders)
    }

    /// What an entry is. Links are followed only to files within the folder that was handed over: what is
    /// linked within it is found by itself when it is a folder.
    fn size(&self, entry: &DirEntry) -> Kind {
        let Ok(metadata) = entry.metadata() else {
            // It went away meanwhile, or cannot be asked: the check says what is wrong with it.
            return Kind::File(0);
        };
        if metadata.is_dir() {
            return Kind::Folder;
        }
        if metadata.is_symlink() {
            let target = entry.path().canonicalize().ok();
            let within = target.filter(|target| target.starts_with(&self.real_root));
            let metadata = within.and_then(|target| fs::metadata(target).ok());
            return match metadata.filter(Metadata::is_file) {
                Some(metadata) => Kind::File(metadata.len()),
                None => Kind::Link,
            };
        }
        if metadata.is_file() {
            Kind::File(metadata.len())
        } else {
            Kind::Special
        }
    }

    fn refused(&mut self, folder: &Path, shown: &Path, problem: Problem) {
        let name = folder.file_name().unwrap_or_default().to_owned();
        (self.found)(Target {
            what: What::Refused(problem),
            place: place(folder.parent(), shown.parent()),
            name,
            size: 0,
            may_be_evidence: false,
            walked: false,
        });
    }
}

enum Kind {
    File(u64),
    Folder,
    Link,
    Special,
}

fn place(folder: Option<&Path>, shown: Option<&Path>) -> Arc<Place> {
    let owned = |path: Option<&Path>| path.map(Path::to_owned).unwrap_or_default();
    Arc::new(Place {
        folder: owned(folder),
        shown: owned(shown),
    })
}

#[cfg(not(windows))]
fn is_hidden(name: &OsStr, _: &DirEntry) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

#[cfg(windows)]
fn is_hidden(name: &OsStr, entry: &DirEntry) -> bool {
    use std::os::windows::fs::MetadataExt;
    const HIDDEN: u32 = 2;
    name.as_encoded_bytes().starts_with(b".")
        || entry
            .metadata()
            .is_ok_and(|metadata| metadata.file_attributes() & HIDDEN != 0)
}
