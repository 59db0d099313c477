//! A file whose earlier versions are kept beside it, so that an edit can be undone and nothing that
//! somebody else saved meanwhile is lost.
//!
//! A version is called `FILE.previous-NUMBER-DIGEST`: it is what stood in FILE before the edit of this
//! number, and DIGEST begins the SHA-256 of what the edit made of it. An edit writes the new content under
//! that name, makes it last, and then swaps the two names in one step. So whenever the power goes, FILE is
//! the old or the new content, and a version whose own digest is the one in its name is of an edit that did
//! not come to pass or was undone.

use std::{
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
};

use whence_app::signers::Revision;

use crate::{
    atomic::{new_beside, sibling},
    disk::Disk,
};

/// Edits that can be undone.
pub(crate) const MOST_VERSIONS: usize = 20;
/// Hex digits of the digest in a version's name.
const DIGITS: usize = 16;

/// One file and its earlier versions. Whoever changes it holds the lock of the file.
pub(crate) struct Versions<D> {
    pub(crate) path: PathBuf,
    pub(crate) limit: usize,
    pub(crate) disk: D,
}

/// Why a file was not replaced.
#[derive(Debug)]
pub(crate) enum NotReplaced {
    /// The file is no longer what the caller read.
    Changed,
    /// The system did not let us.
    Io(io::Error),
}

impl From<io::Error> for NotReplaced {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

struct Version {
    path: PathBuf,
    number: u32,
    /// Of what the edit made.
    digest: String,
}

impl<D: Disk> Versions<D> {
    /// The content; `None` when there is no file.
    pub(crate) fn read(&mut self) -> io::Result<Option<Vec<u8>>> {
        self.disk.read(&self.path, self.limit)
    }

    /// Makes the file where there is none; `false` when somebody else made one meanwhile.
    pub(crate) fn begin(&mut self, content: &[u8]) -> io::Result<bool> {
        let temporary = new_beside(&mut self.disk, &self.path, content)?;
        let made = match self.disk.link(&temporary, &self.path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error),
        };
        self.disk.remove(&temporary)?;
        self.sync_folder()?;
        made
    }

    /// Puts `new` in place of `expected`, which stays as a version.
    pub(crate) fn replace(&mut self, expected: &[u8], new: &[u8]) -> Result<(), NotReplaced> {
        self.check(expected)?;
        let mut versions = self.versions()?;
        self.prune(&mut versions)?;
        let number = versions.first().map_or(0, |version| version.number) + 1;
        let kept = sibling(
            &self.path,
            &format!(".previous-{number:04}-{}", digits(new)),
        );
        self.disk.remove(&kept)?;
        self.disk.create(&kept, new, &self.path)?;
        self.disk.sync(&kept)?;
        self.swap(&kept, expected, new)
    }

    /// Puts back what stood there before the latest edit; the edited content stays as a version of an
    /// edit that was undone. `None` when the content is not that of the latest edit.
    pub(crate) fn undo(&mut self, expected: &[u8]) -> Result<Option<Vec<u8>>, NotReplaced> {
        self.check(expected)?;
        let Some((kept, content)) = self.latest(expected)? else {
            return Ok(None);
        };
        self.swap(&kept, expected, &content)?;
        Ok(Some(content))
    }

    /// What [`Versions::undo`] would put in place of this content.
    pub(crate) fn before(&mut self, current: &[u8]) -> io::Result<Option<Vec<u8>>> {
        Ok(self.latest(current)?.map(|(_, content)| content))
    }

    fn latest(&mut self, current: &[u8]) -> io::Result<Option<(PathBuf, Vec<u8>)>> {
        let made = digits(current);
        for version in self.versions()? {
            let Some(content) = self.disk.read(&version.path, self.limit)? else {
                continue;
            };
            // Of an edit that was undone, or during which the power went.
            if digits(&content) == version.digest || content == current {
                continue;
            }
            return Ok((version.digest == made).then_some((version.path, content)));
        }
        Ok(None)
    }

    /// Swaps the file with `kept`, which holds `new`, if the file is still `expected` in that very step.
    fn swap(&mut self, kept: &Path, expected: &[u8], new: &[u8]) -> Result<(), NotReplaced> {
        match self.disk.exchange(kept, &self.path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                return self.swap_in_steps(kept, expected);
            }
            Err(error) => return Err(error.into()),
        }
        if self.disk.read(kept, self.limit)?.as_deref() == Some(expected) {
            self.sync_folder()?;
            return Ok(());
        }
        // Somebody who knows no lock saved between our last look and the swap. Theirs comes back.
        self.disk.exchange(kept, &self.path)?;
        if self.disk.read(kept, self.limit)?.as_deref() == Some(new) {
            self.disk.remove(kept)?;
        }
        self.sync_folder()?;
        Err(NotReplaced::Changed)
    }

    /// The same where names cannot be swapped: there is a moment in which what somebody without a lock
    /// saves over the file could be replaced.
    fn swap_in_steps(&mut self, kept: &Path, expected: &[u8]) -> Result<(), NotReplaced> {
        let temporary = new_beside(&mut self.disk, &self.path, expected)?;
        if let Err(changed) = self.check(expected) {
            self.disk.remove(&temporary)?;
            self.disk.remove(kept)?;
            return Err(changed);
        }
        // First the new content, so that a crash between the two leaves a version too few and no more.
        self.disk.rename(kept, &self.path)?;
        self.disk.rename(&temporary, kept)?;
        self.sync_folder()?;
        Ok(())
    }

    fn check(&mut self, expected: &[u8]) -> Result<(), NotReplaced> {
        if self.read()?.as_deref() == Some(expected) {
            Ok(())
        } else {
            Err(NotReplaced::Changed)
        }
    }

    /// Forgets versions of edits that were undone, and those beyond the most that are kept.
    fn prune(&mut self, versions: &mut Vec<Version>) -> io::Result<()> {
        let mut stays = Vec::new();
        for version in versions.drain(..) {
            let content = self.disk.read(&version.path, self.limit)?;
            let undone = content.is_none_or(|content| digits(&content) == version.digest);
            if undone || stays.len() + 1 >= MOST_VERSIONS {
                self.disk.remove(&version.path)?;
            } else {
                stays.push(version);
            }
        }
        *versions = stays;
        Ok(())
    }

    /// Latest first.
    fn versions(&mut self) -> io::Result<Vec<Version>> {
        let folder = self.folder()?.to_owned();
        let mut start = self.path.file_name().unwrap_or_default().to_owned();
        start.push(".previous-");
        let mut versions: Vec<Version> = self
            .disk
            .names(&folder)?
            .iter()
            .filter_map(|name| Version::read(&folder, name, &start))
            .collect();
        versions.sort_by_key(|version| std::cmp::Reverse(version.number));
        Ok(versions)
    }

    fn sync_folder(&mut self) -> io::Result<()> {
        let folder = self.folder()?.to_owned();
        self.disk.sync_folder(&folder)
    }

    fn folder(&self) -> io::Result<&Path> {
        Ok(self.path.parent().ok_or(io::ErrorKind::InvalidInput)?)
    }
}

impl Version {
    fn read(folder: &Path, name: &OsStr, start: &OsStr) -> Option<Self> {
        let rest = name.to_str()?.strip_prefix(start.to_str()?)?;
        let (number, digest) = rest.split_once('-')?;
        Some(Self {
            path: folder.join(name),
            number: number.parse().ok()?,
            digest: digest.to_owned(),
        })
    }
}

fn digits(content: &[u8]) -> String {
    Revision::of(content)
        .to_string()
        .chars()
        .take(DIGITS)
        .collect()
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]
mod tests {
    use std::{collections::BTreeMap, ffi::OsString};

    use super::*;
    use crate::disk::RealDisk;

    const LIST: &str = "/home/list";
    const LIMIT: usize = 1 << 20;

    /// A folder on a disk that forgets what was not made to last, and whose power goes after some steps.
    #[derive(Clone, Default)]
    struct Simulated {
        steps: usize,
        /// Whether only the step after `steps` fails, and those that follow are well again.
        once: bool,
        cannot_exchange: bool,
        /// The bytes of each file, and whether they were made to last.
        files: Vec<(Vec<u8>, bool)>,
        names: BTreeMap<PathBuf, usize>,
        lasting: BTreeMap<PathBuf, usize>,
        /// The states of the names since they were made to last; a crash leaves any one of them.
        since: Vec<BTreeMap<PathBuf, usize>>,
        /// What somebody saves over the list before this step, with an editor that knows no lock.
        editor: Option<(usize, &'static [u8])>,
    }

    impl Simulated {
        fn with_list(content: &[u8]) -> Self {
            let names = BTreeMap::from([(PathBuf::from(LIST), 0)]);
            Self {
                steps: usize::MAX,
                files: vec![(content.to_vec(), true)],
                lasting: names.clone(),
                names,
                ..Self::default()
            }
        }

        fn step(&mut self) -> io::Result<()> {
            if let Some((before, content)) = self.editor.as_mut() {
                match before.checked_sub(1) {
                    Some(fewer) => *before = fewer,
                    None => {
                        let content = content.to_vec();
                        self.editor = None;
                        self.files.push((content, true));
                        self.names.insert(LIST.into(), self.files.len() - 1);
                    }
                }
            }
            match self.steps.checked_sub(1) {
                Some(fewer) => {
                    self.steps = fewer;
                    Ok(())
                }
                None => {
                    if self.once {
                        self.steps = usize::MAX;
                    }
                    Err(io::Error::other("the power went"))
                }
            }
        }

        fn named(&mut self, change: impl FnOnce(&mut BTreeMap<PathBuf, usize>)) {
            change(&mut self.names);
            self.since.push(self.names.clone());
        }

        fn number(&self, path: &Path) -> io::Result<usize> {
            self.names
                .get(path)
                .copied()
                .ok_or(io::ErrorKind::NotFound.into())
        }

        /// Everything the list can be after a crash now.
        fn after_a_crash(&self) -> Vec<Option<Vec<u8>>> {
            let states = std::iter::once(&self.lasting).chain(&self.since);
            states
                .flat_map(|names| {
                    let Some((bytes, lasts)) =
                        names.get(Path::new(LIST)).map(|at| &self.files[*at])
                    else {
                        return vec![None];
                    };
                    let torn = [0, bytes.len() / 2].map(|end| Some(bytes[..end].to_vec()));
                    let whole = Some(bytes.clone());
                    if *lasts {
                        vec![whole]
                    } else {
                        torn.into_iter().chain([whole]).collect()
                    }
                })
                .collect()
        }

        fn list(&self) -> &[u8] {
            &self.files[self.names[Path::new(LIST)]].0
        }

        fn anywhere(&self, content: &[u8]) -> bool {
            self.names.values().any(|at| self.files[*at].0 == content)
        }
    }

    impl Disk for Simulated {
        fn read(&mut self, path: &Path, _: usize) -> io::Result<Option<Vec<u8>>> {
            self.step()?;
            Ok(self.names.get(path).map(|at| self.files[*at].0.clone()))
        }

        fn create(&mut self, path: &Path, bytes: &[u8], _: &Path) -> io::Result<()> {
            self.step()?;
            if self.names.contains_key(path) {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            self.files.push((bytes.to_vec(), false));
            let at = self.files.len() - 1;
            self.named(|names| {
                names.insert(path.into(), at);
            });
            Ok(())
        }

        fn sync(&mut self, path: &Path) -> io::Result<()> {
            self.step()?;
            let at = self.number(path)?;
            self.files[at].1 = true;
            Ok(())
        }

        fn exchange(&mut self, first: &Path, second: &Path) -> io::Result<()> {
            if self.cannot_exchange {
                return Err(io::ErrorKind::Unsupported.into());
            }
            self.step()?;
            let (one, two) = (self.number(first)?, self.number(second)?);
            self.named(|names| {
                names.insert(first.into(), two);
                names.insert(second.into(), one);
            });
            Ok(())
        }

        fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
            self.step()?;
            let at = self.number(from)?;
            self.named(|names| {
                names.remove(from);
                names.insert(to.into(), at);
            });
            Ok(())
        }

        fn link(&mut self, from: &Path, to: &Path) -> io::Result<()> {
            self.step()?;
            let at = self.number(from)?;
            if self.names.contains_key(to) {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            self.named(|names| {
                names.insert(to.into(), at);
            });
            Ok(())
        }

        fn remove(&mut self, path: &Path) -> io::Result<()> {
            self.step()?;
            self.named(|names| {
                names.remove(path);
            });
            Ok(())
        }

        fn sync_folder(&mut self, _: &Path) -> io::Result<()> {
            self.step()?;
            self.lasting = self.names.clone();
            self.since.clear();
            Ok(())
        }

        fn names(&mut self, _: &Path) -> io::Result<Vec<OsString>> {
            self.step()?;
            Ok(self
                .names
                .keys()
                .map(|path| path.file_name().unwrap().to_owned())
                .collect())
        }
    }

    fn versions(disk: Simulated) -> Versions<Simulated> {
        Versions {
            path: LIST.into(),
            limit: LIMIT,
            disk,
        }
    }

    #[test]
    fn a_power_cut_at_any_step_leaves_the_old_or_the_new_content() {
        for cannot_exchange in [false, true] {
            let mut cuts = 0;
            for steps in 0.. {
                let mut file = versions(Simulated {
                    cannot_exchange,
                    ..Simulated::with_list(b"zero")
                });
                // Something to prune and something to keep.
                file.replace(b"zero", b"undone").unwrap();
                file.undo(b"undone").unwrap();
                file.replace(b"zero", b"the old one").unwrap();
                file.disk.steps = steps;
                let done = file.replace(b"the old one", b"the new one").is_ok();
                for found in file.disk.after_a_crash() {
                    let found = found.expect("the list is gone");
                    assert!(
                        found == b"the new one" || !done && found == b"the old one",
                        "after {steps} steps: {}",
                        String::from_utf8_lossy(&found)
                    );
                }
                cuts = steps;
                if done {
                    break;
                }
            }
            assert!(cuts > 8, "{cuts}");
        }
    }

    #[test]
    fn after_a_power_cut_the_next_edit_and_its_undo_work() {
        for steps in 0..40 {
            let mut file = versions(Simulated::with_list(b"one"));
            file.disk.steps = steps;
            let _ = file.replace(b"one", b"two");
            file.disk.steps = usize::MAX;
            let current = file.disk.list().to_vec();
            file.replace(&current, b"three").unwrap();
            assert_eq!(file.undo(b"three").unwrap(), Some(current));
        }
    }

    #[test]
    fn a_step_that_fails_is_told_and_leaves_one_of_the_two() {
        for cannot_exchange in [false, true] {
            for steps in 0..40 {
                let mut file = versions(Simulated {
                    steps,
                    once: true,
                    cannot_exchange,
                    ..Simulated::with_list(b"old")
                });
                let done = file.replace(b"old", b"new").is_ok();
                let list = file.disk.list();
                assert!(list == b"new" || !done && list == b"old", "{steps}");
            }
        }
    }

    #[test]
    fn what_an_editor_without_a_lock_saves_meanwhile_is_never_lost() {
        for step in 0..40 {
            let mut file = versions(Simulated {
                editor: Some((step, b"theirs")),
                ..Simulated::with_list(b"old")
            });
            let done = file.replace(b"old", b"ours");
            let saved = file.disk.editor.is_none();
            match done {
                // They saved after us, or not at all.
                Ok(()) => assert_eq!(
                    file.disk.list(),
                    if saved { b"theirs" as &[u8] } else { b"ours" }
                ),
                Err(NotReplaced::Changed) => assert_eq!(file.disk.list(), b"theirs"),
                Err(NotReplaced::Io(error)) => panic!("{error}"),
            }
            assert!(!saved || file.disk.anywhere(b"theirs"), "{step}");
        }
    }

    #[test]
    fn edits_are_undone_one_by_one_and_the_oldest_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = Versions {
            path: folder.path().join("list"),
            limit: LIMIT,
            disk: RealDisk,
        };
        assert!(file.begin(b"0").unwrap());
        assert!(!file.begin(b"again").unwrap());
        let content = |number: usize| number.to_string().into_bytes();
        let last = MOST_VERSIONS + 5;
        for number in 0..last {
            file.replace(&content(number), &content(number + 1))
                .unwrap();
        }
        for number in (last - MOST_VERSIONS..last).rev() {
            assert_eq!(
                file.before(&content(number + 1)).unwrap(),
                Some(content(number))
            );
            assert_eq!(
                file.undo(&content(number + 1)).unwrap(),
                Some(content(number))
            );
            assert_eq!(file.read().unwrap(), Some(content(number)));
        }
        assert_eq!(file.undo(&content(last - MOST_VERSIONS)).unwrap(), None);

        // What was undone makes room, and back and forth to the same content is told apart.
        for pair in [b"5", b"a", b"b", b"a", b"b"].windows(2) {
            file.replace(pair[0], pair[1]).unwrap();
        }
        for pair in [b"b", b"a", b"b", b"a", b"5"].windows(2) {
            assert_eq!(
                file.undo(pair[0]).unwrap().as_deref(),
                Some(pair[1] as &[u8])
            );
        }
        // What was saved with an editor is not undone from here.
        file.replace(b"5", b"six").unwrap();
        std::fs::write(&file.path, b"edited").unwrap();
        assert_eq!(file.undo(b"edited").unwrap(), None);
        assert!(matches!(
            file.replace(b"six", b"seven"),
            Err(NotReplaced::Changed)
        ));
    }

    #[cfg(unix)]
    #[test]
    fn a_list_for_one_person_stays_for_one_person() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list");
        std::fs::write(&path, b"a").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        let mut file = Versions {
            path: path.clone(),
            limit: LIMIT,
            disk: RealDisk,
        };
        file.replace(b"a", b"b").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            assert_eq!(mode(&entry.unwrap().path()), 0o600);
        }
    }
}
