use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::{Path, PathBuf},
};

use whence_app::{
    intake::{self, BoundedError},
    settings::{ListSource, LoadedList},
};
use whence_identity::{IdentityList, LARGEST_FILE};

/// What a list begins as: explained, and without entries.
const FIRST_LIST: &[u8] = include_bytes!("first-list.toml");

/// The list file. It is read, and never changed once it is there: a text editor or an organisation's tool
/// owns it.
pub struct ListFile {
    path: PathBuf,
    last_good: IdentityList,
}

impl ListFile {
    /// The list of this folder: `identities.toml`.
    pub fn in_folder(folder: &Path) -> Self {
        Self::at(folder.join("identities.toml"))
    }

    /// A list file anywhere.
    pub fn at(path: PathBuf) -> Self {
        Self {
            path,
            last_good: IdentityList::default(),
        }
    }

    /// Where the list lies, after a first one without entries was put there if there was none.
    ///
    /// # Errors
    /// Those of the system, when it can neither be found nor made.
    pub fn begin(&self) -> io::Result<PathBuf> {
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        // Never over one that is there, whoever made it meanwhile.
        match OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&self.path)
        {
            Ok(mut file) => file.write_all(FIRST_LIST)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        Ok(self.path.clone())
    }
}

impl ListSource for ListFile {
    /// No file is an empty list. A file with mistakes, or one that cannot be read, leaves the entries in
    /// force that were read last without mistakes.
    fn load(&mut self) -> LoadedList {
        let mut loaded = LoadedList {
            location: self.path.clone(),
            exists: true,
            ..LoadedList::default()
        };
        match intake::read_bounded(&self.path, LARGEST_FILE as u64) {
            Ok(bytes) => match IdentityList::parse(&bytes) {
                Ok(list) => self.last_good = list,
                Err(problems) => loaded.problems = problems,
            },
            Err(BoundedError::Problem(whence_verdict::Problem::FileMissing)) => {
                loaded.exists = false;
                self.last_good = IdentityList::default();
            }
            Err(_) => loaded.unreadable = true,
        }
        loaded.list = self.last_good.clone();
        loaded
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    const ONE: &str = "schema = 1\n[[signer]]\nlabel = \"A\"\nissuer = \"https://accounts.example.com\"\nidentity = \"a@example.com\"\n";

    #[test]
    fn a_broken_list_leaves_the_last_good_one_in_force() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = ListFile::in_folder(folder.path());
        assert!(!file.load().exists);
        let path = folder.path().join("identities.toml");

        std::fs::write(&path, ONE).unwrap();
        let loaded = file.load();
        assert_eq!(
            (loaded.list.entries().len(), loaded.has_problems()),
            (1, false)
        );

        std::fs::write(&path, format!("{ONE}surprise = true\n")).unwrap();
        let loaded = file.load();
        assert_eq!(loaded.list.entries().len(), 1);
        assert_eq!(loaded.problems[0].line, 6);

        std::fs::write(&path, vec![b' '; LARGEST_FILE + 1]).unwrap();
        let loaded = file.load();
        assert!(loaded.unreadable && loaded.list.entries().len() == 1);

        std::fs::remove_file(&path).unwrap();
        assert!(file.load().list.entries().is_empty());
    }

    #[test]
    fn a_list_that_was_never_good_is_empty_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("identities.toml"), "schema = ").unwrap();
        let loaded = ListFile::in_folder(folder.path()).load();
        assert!(loaded.exists && loaded.has_problems() && loaded.list.entries().is_empty());
    }
}
