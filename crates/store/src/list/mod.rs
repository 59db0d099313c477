//! The list file: read, watched over and edited in place, with the lists of an organisation below it.

mod edit;
mod managed;

use std::{
    collections::VecDeque,
    fs, io,
    path::{Path, PathBuf},
};

use whence_app::{
    intake::{self, BoundedError},
    signers::{Change, LoadedList, NotEdited, Revision, SignerLists},
};
use whence_identity::{IdentityList, LARGEST_FILE, Origin};
use whence_verdict::Problem;

use crate::{
    disk::RealDisk,
    lock::lock,
    versions::{NotReplaced, Versions},
};

use managed::ManagedFolders;
pub use managed::managed_folders;

/// What a list begins as: explained, and without entries.
const FIRST_LIST: &[u8] = include_bytes!("../first-list.toml");
/// Contents an editor may still have on screen.
const REMEMBERED: usize = 8;
/// A PEM file with one key is below 2 kB.
const LARGEST_KEY_FILE: u64 = 64 << 10;

/// The person's own list file and the managed lists.
pub struct ListFile {
    path: PathBuf,
    last_good: (Revision, IdentityList),
    seen: VecDeque<(Revision, IdentityList)>,
    managed: ManagedFolders,
}

impl ListFile {
    /// The list of this folder, `identities.toml`, with the managed lists of this system.
    pub fn in_folder(folder: &Path) -> Self {
        Self::at(folder.join("identities.toml")).with_managed(managed_folders())
    }

    /// A list file anywhere, by itself.
    pub fn at(path: PathBuf) -> Self {
        Self {
            path,
            last_good: (Revision::NO_FILE, IdentityList::default()),
            seen: VecDeque::new(),
            managed: ManagedFolders::default(),
        }
    }

    /// With the managed lists of these folders.
    #[must_use]
    pub fn with_managed(mut self, folders: Vec<PathBuf>) -> Self {
        self.managed = ManagedFolders::at(folders);
        self
    }

    /// Where the list is or would be.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn begin_file(&self) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        // Never over one that is there, whoever made it meanwhile; a link to nowhere is somebody's too.
        if fs::symlink_metadata(&self.path).is_err() {
            versions(&self.path).begin(FIRST_LIST)?;
        }
        Ok(())
    }

    /// Does something to the content of the file while nobody else of us does.
    fn locked<T>(
        &mut self,
        seen: Option<Revision>,
        change: impl FnOnce(&mut Versions<RealDisk>, &[u8]) -> Result<T, NotEdited>,
    ) -> Result<T, NotEdited> {
        self.begin_file().map_err(not_writable)?;
        let path = real(&self.path);
        let _lock = lock(&path).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => NotEdited::Busy,
            _ => not_writable(error),
        })?;
        let mut file = versions(&path);
        let content = file.read().map_err(not_writable)?;
        let content = content.ok_or_else(|| not_writable(io::ErrorKind::NotFound.into()))?;
        let is_first = content == FIRST_LIST;
        let as_seen = seen.is_none_or(|seen| {
            seen == Revision::of(&content) || is_first && seen == Revision::NO_FILE
        });
        if !as_seen {
            return Err(self.changed_outside(seen));
        }
        change(&mut file, &content)
    }

    fn changed_outside(&self, seen: Option<Revision>) -> NotEdited {
        let known = self.seen.iter().find(|(known, _)| Some(*known) == seen);
        NotEdited::ChangedOutside {
            seen: known.map(|(_, list)| list.clone()),
        }
    }

    fn remember(&mut self, revision: Revision, list: &IdentityList) {
        self.seen.retain(|(known, _)| *known != revision);
        self.seen.push_front((revision, list.clone()));
        self.seen.truncate(REMEMBERED);
    }

    /// The own list in force; what is wrong with its file is noted.
    fn load_own(&mut self, loaded: &mut LoadedList) {
        match intake::read_bounded(&self.path, LARGEST_FILE as u64) {
            Ok(bytes) => {
                loaded.revision = Revision::of(&bytes);
                match IdentityList::parse(&bytes) {
                    Ok(mut list) => {
                        read_key_files(&mut list, &self.path);
                        self.last_good = (loaded.revision, list);
                        let before = versions(&real(&self.path)).before(&bytes).ok().flatten();
                        loaded.before = before.and_then(|bytes| IdentityList::parse(&bytes).ok());
                    }
                    Err(problems) => loaded.problems = problems,
                }
            }
            Err(BoundedError::Problem(Problem::FileMissing)) => {
                loaded.exists = false;
                self.last_good = (Revision::NO_FILE, IdentityList::default());
            }
            Err(_) => loaded.unreadable = true,
        }
        (loaded.in_force, loaded.own) = self.last_good.clone();
    }
}

impl SignerLists for ListFile {
    fn places(&self) -> Vec<PathBuf> {
        std::iter::once(&self.path)
            .chain(self.managed.folders())
            .cloned()
            .collect()
    }

    fn is_broken(&self) -> bool {
        let bytes = intake::read_bounded(&self.path, LARGEST_FILE as u64);
        bytes.is_ok_and(|bytes| IdentityList::parse(&bytes).is_err())
    }

    fn begin(&mut self) -> Result<PathBuf, NotEdited> {
        self.begin_file().map_err(not_writable)?;
        Ok(self.path.clone())
    }

    /// No file is an empty list. A file with mistakes, or one that cannot be read, leaves the entries in
    /// force that were read last without mistakes.
    fn load(&mut self) -> LoadedList {
        let mut loaded = LoadedList {
            location: self.path.clone(),
            exists: true,
            ..LoadedList::default()
        };
        self.load_own(&mut loaded);
        loaded.managed = self.managed.load();
        let managed = loaded
            .managed
            .iter()
            .map(|managed| (Origin::Managed(managed.name.clone()), managed.list.clone()));
        let layers = std::iter::once((Origin::Own, loaded.own.clone())).chain(managed);
        loaded.list = IdentityList::layered(layers);
        self.remember(loaded.revision, &loaded.own);
        loaded
    }

    fn edit(&mut self, seen: Option<Revision>, changes: &[Change]) -> Result<Revision, NotEdited> {
        self.locked(seen, |file, content| {
            // A file that cannot be read as a list is told with its mistakes, by the same reader.
            IdentityList::parse(content).map_err(NotEdited::Broken)?;
            let text = std::str::from_utf8(content)
                .map_err(|error| NotEdited::NotWritable(error.to_string()))?;
            let edited = edit::edited(text, changes)?;
            if edited != text {
                file.replace(content, edited.as_bytes())
                    .map_err(not_edited)?;
            }
            Ok(Revision::of(edited.as_bytes()))
        })
        .map_err(|error| self.named(error, seen))
    }

    fn undo(&mut self, seen: Option<Revision>) -> Result<Revision, NotEdited> {
        self.locked(seen, |file, content| {
            IdentityList::parse(content).map_err(NotEdited::Broken)?;
            let back = file.undo(content).map_err(not_edited)?;
            back.map(|back| Revision::of(&back))
                .ok_or(NotEdited::NothingToUndo)
        })
        .map_err(|error| self.named(error, seen))
    }
}

impl ListFile {
    /// A change from outside in the very moment of the edit, with what the editor had seen.
    fn named(&self, error: NotEdited, seen: Option<Revision>) -> NotEdited {
        match error {
            NotEdited::ChangedOutside { seen: None } => self.changed_outside(seen),
            error => error,
        }
    }
}

fn not_edited(error: NotReplaced) -> NotEdited {
    match error {
        NotReplaced::Changed => NotEdited::ChangedOutside { seen: None },
        NotReplaced::Io(error) => not_writable(error),
    }
}

fn not_writable(error: io::Error) -> NotEdited {
    NotEdited::NotWritable(error.to_string())
}

fn versions(path: &Path) -> Versions<RealDisk> {
    Versions {
        path: path.to_owned(),
        limit: LARGEST_FILE,
        disk: RealDisk,
    }
}

/// The file behind a link: that is what is replaced, and the link stays.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Keys that entries name by file, seen from the folder of the list.
fn read_key_files(list: &mut IdentityList, path: &Path) {
    let folder = path.parent().unwrap_or(Path::new("."));
    list.read_key_files(|name| {
        let bytes = intake::read_bounded(&folder.join(name), LARGEST_KEY_FILE).ok()?;
        String::from_utf8(bytes).ok()
    });
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use whence_identity::{CertificateRule, Entry, IdentityKind, IdentityRule, Who};

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

    fn entry(label: &str, identity: &str) -> Entry {
        let rule = CertificateRule {
            issuer: "https://accounts.example.com".into(),
            kind: IdentityKind::of_text(identity),
            identity: IdentityRule::Exact(identity.into()),
            instance: None,
            conditions: Default::default(),
        };
        Entry::new(label, Who::Certificate(rule))
    }

    fn add(label: &str, identity: &str) -> Change {
        Change::Add(Box::new(entry(label, identity)))
    }

    fn labels(loaded: &LoadedList) -> Vec<&str> {
        let entries = loaded.list.entries().iter();
        entries.map(|entry| entry.label.as_str()).collect()
    }

    #[test]
    fn edits_are_for_the_content_that_was_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("not/there/identities.toml");
        let mut file = ListFile::at(path.clone());
        let nothing = file.load().revision;
        assert_eq!(nothing, Revision::NO_FILE);
        file.edit(Some(nothing), &[add("B", "b@example.com")])
            .unwrap();
        let seen = file.load();
        assert_eq!(labels(&seen), ["B"]);
        assert_eq!(seen.before.unwrap().entries(), []);

        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{text}# a remark\n")).unwrap();
        let change = add("C", "c@example.com");
        let refused = file.edit(Some(seen.revision), std::slice::from_ref(&change));
        assert_eq!(
            refused,
            Err(NotEdited::ChangedOutside {
                seen: Some(seen.own)
            })
        );
        assert_eq!(file.undo(None), Err(NotEdited::NothingToUndo));
        let revision = file.edit(None, &[change]).unwrap();
        assert_eq!(file.load().revision, revision);
        assert_eq!(labels(&file.load()), ["B", "C"]);
        assert!(
            std::fs::read_to_string(&path)
                .unwrap()
                .contains("# a remark\n")
        );

        // All or nothing.
        let both = [add("D", "d@example.com"), add("C", "e@example.com")];
        assert!(matches!(
            file.edit(None, &both),
            Err(NotEdited::WouldBreak(_))
        ));
        assert_eq!(labels(&file.load()), ["B", "C"]);
        let absent = Change::Delete { id: "x".into() };
        assert_eq!(
            file.edit(None, &[absent]),
            Err(NotEdited::NoSuchEntry("x".into()))
        );
        file.undo(Some(revision)).unwrap();
        assert_eq!(labels(&file.load()), ["B"]);
    }

    #[test]
    fn a_broken_file_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("identities.toml");
        let mut file = ListFile::at(path.clone());
        file.edit(None, &[add("B", "b@example.com")]).unwrap();
        file.load();
        for broken in [
            "schema = 1\nlabel\n",
            "schema = 1\nsurprise = 1\n",
            "",
            "schema = 1\r\n\u{feff}x",
        ] {
            std::fs::write(&path, broken).unwrap();
            let refused = file.edit(None, &[add("C", "c@example.com")]);
            assert!(
                matches!(&refused, Err(NotEdited::Broken(problems)) if problems[0].line >= 1),
                "{refused:?}"
            );
            assert!(matches!(file.undo(None), Err(NotEdited::Broken(_))));
            assert_eq!(std::fs::read_to_string(&path).unwrap(), broken);
            assert_eq!(labels(&file.load()), ["B"]);
        }
        std::fs::write(&path, b"\xff").unwrap();
        assert!(matches!(
            file.edit(None, &[add("C", "c")]),
            Err(NotEdited::Broken(_))
        ));
        assert_eq!(std::fs::read(&path).unwrap(), b"\xff");
    }

    #[cfg(unix)]
    #[test]
    fn a_list_behind_a_link_is_edited_where_it_lies() {
        let folder = tempfile::tempdir().unwrap();
        let (link, real) = (
            folder.path().join("identities.toml"),
            folder.path().join("real/list.toml"),
        );
        std::fs::create_dir(folder.path().join("real")).unwrap();
        std::fs::write(&real, ONE).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let mut file = ListFile::at(link.clone());
        file.edit(None, &[add("B", "b@example.com")]).unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(std::fs::read_to_string(&real).unwrap().starts_with(ONE));
        assert_eq!(labels(&file.load()), ["A", "B"]);
        file.undo(None).unwrap();
        assert_eq!(std::fs::read_to_string(&real).unwrap(), ONE);

        std::fs::remove_file(&real).unwrap();
        let refused = file.edit(None, &[add("B", "b@example.com")]);
        assert!(matches!(refused, Err(NotEdited::NotWritable(_))));
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn managed_lists_stand_below_and_are_only_read() {
        let folder = tempfile::tempdir().unwrap();
        let managed = folder.path().join("managed");
        std::fs::create_dir(&managed).unwrap();
        let list = |label: &str| ONE.replace("\"A\"", &format!("\"{label}\""));
        std::fs::write(managed.join("20-more.toml"), list("More")).unwrap();
        std::fs::write(managed.join("10-company.toml"), list("Company")).unwrap();
        std::fs::write(managed.join(".hidden.toml"), list("Hidden")).unwrap();
        std::fs::write(managed.join("notes.txt"), "x").unwrap();
        let mut file = ListFile::in_folder(folder.path()).with_managed(vec![managed.clone()]);
        file.edit(None, &[add("Own", "own@example.com")]).unwrap();
        let loaded = file.load();
        assert_eq!(labels(&loaded), ["Own", "Company", "More"]);
        assert_eq!(
            loaded.list.entries()[1].origin,
            Origin::Managed("10-company".into())
        );
        assert_eq!(
            file.edit(
                None,
                &[Change::Delete {
                    id: "company".into()
                }]
            ),
            Err(NotEdited::NoSuchEntry("company".into()))
        );

        std::fs::write(managed.join("10-company.toml"), "schema = 1\nx").unwrap();
        let loaded = file.load();
        assert_eq!(labels(&loaded), ["Own", "Company", "More"]);
        assert!(loaded.has_problems() && !loaded.own_has_problems());
        assert_eq!(loaded.managed[0].problems[0].line, 2);
        std::fs::remove_file(managed.join("10-company.toml")).unwrap();
        assert_eq!(labels(&file.load()), ["Own", "More"]);

        // Rules and entries go together by the name of their list.
        let second = folder.path().join("second");
        std::fs::create_dir(&second).unwrap();
        std::fs::write(second.join("20-more.toml"), list("Further")).unwrap();
        let mut file = ListFile::in_folder(folder.path()).with_managed(vec![managed, second]);
        let names = file.load().managed.into_iter().map(|list| list.name);
        assert_eq!(names.collect::<Vec<_>>(), ["20-more", "20-more (2)"]);
    }
}
