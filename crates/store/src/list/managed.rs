//! The lists of an organisation: read-only files in a folder of the system.

use std::{
    collections::{HashMap, HashSet},
    env, fs,
    path::{Path, PathBuf},
};

use whence_app::{
    intake::{self, BoundedError},
    signers::{ManagedList, Revision},
};
use whence_identity::{IdentityList, LARGEST_FILE};
use whence_verdict::Problem;

use super::read_key_files;

/// Lists that are read; what more there is in a folder is not for us.
const MOST_LISTS: usize = 100;

/// The folders in which managed lists are looked for, first the one whose entries count first.
///
/// `WHENCE_MANAGED_LISTS` names them in place of the system's own, as `PATH` names folders.
pub fn managed_folders() -> Vec<PathBuf> {
    match env::var_os("WHENCE_MANAGED_LISTS") {
        Some(named) => env::split_paths(&named)
            .filter(|folder| folder.is_absolute())
            .collect(),
        None => system_folder().into_iter().collect(),
    }
}

#[cfg(target_os = "windows")]
fn system_folder() -> Option<PathBuf> {
    let base = env::var_os("ProgramData").map(PathBuf::from);
    Some(
        base.filter(|base| base.is_absolute())?
            .join("whence/identities.d"),
    )
}

#[cfg(target_os = "macos")]
fn system_folder() -> Option<PathBuf> {
    Some("/Library/Application Support/whence/identities.d".into())
}

#[cfg(not(any(target_os = "windows", target_os = "macos")))]
fn system_folder() -> Option<PathBuf> {
    Some("/etc/whence/identities.d".into())
}

/// The managed lists of some folders, with their last good copies.
#[derive(Default)]
pub(super) struct ManagedFolders {
    folders: Vec<PathBuf>,
    last_good: HashMap<PathBuf, (Revision, IdentityList)>,
}

impl ManagedFolders {
    pub(super) fn at(folders: Vec<PathBuf>) -> Self {
        Self {
            folders,
            last_good: HashMap::new(),
        }
    }

    pub(super) fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// Every list, folder by folder and by name.
    pub(super) fn load(&mut self) -> Vec<ManagedList> {
        let mut paths = Vec::new();
        for folder in &self.folders {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            let mut lists: Vec<PathBuf> = entries
                .map(|entry| entry.path())
                .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
                .filter(|path| !is_hidden(path))
                .collect();
            lists.sort();
            paths.extend(lists);
        }
        paths.truncate(MOST_LISTS);
        // A list that was taken away counts no longer.
        self.last_good.retain(|path, _| paths.contains(path));
        let mut names = HashSet::new();
        paths
            .into_iter()
            .map(|path| {
                let name = free_name(&path, &names);
                names.insert(name.clone());
                self.load_one(path, name)
            })
            .collect()
    }

    fn load_one(&mut self, path: PathBuf, name: String) -> ManagedList {
        let mut loaded = ManagedList {
            name,
            in_force: Revision::NO_FILE,
            list: IdentityList::default(),
            problems: Vec::new(),
            unreadable: false,
            location: path,
        };
        match intake::read_bounded(&loaded.location, LARGEST_FILE as u64) {
            Ok(bytes) => match IdentityList::parse(&bytes) {
                Ok(mut list) => {
                    read_key_files(&mut list, &loaded.location);
                    let good = (Revision::of(&bytes), list);
                    self.last_good.insert(loaded.location.clone(), good);
                }
                Err(problems) => loaded.problems = problems,
            },
            Err(BoundedError::Problem(Problem::FileMissing)) => {
                self.last_good.remove(&loaded.location);
            }
            Err(_) => loaded.unreadable = true,
        }
        if let Some((revision, list)) = self.last_good.get(&loaded.location) {
            loaded.in_force = *revision;
            loaded.list = list.clone();
        }
        loaded
    }
}

/// The name of a list, which no other has: rules and entries of one name are of one list.
fn free_name(path: &Path, taken: &HashSet<String>) -> String {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let numbered = (2..=MOST_LISTS + 1).map(|number| format!("{name} ({number})"));
    std::iter::once(name.to_string())
        .chain(numbered)
        .find(|name| !taken.contains(name))
        .unwrap_or_default()
}

fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_none_or(|name| name.as_encoded_bytes().starts_with(b"."))
}
