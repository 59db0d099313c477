//! Which files of a watched folder are new and complete. Pure: it is told what lies there and what time it is.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::{OsStr, OsString},
    path::Path,
    time::Duration,
};

use crate::intake::FileState;

/// A file that stayed the same for this long is complete, unless something says otherwise.
pub const SETTLED: Duration = Duration::from_secs(2);
/// An empty file is often the place-holder of a download that goes on beside it.
pub const EMPTY_SETTLED: Duration = Duration::from_secs(60);
/// After this time a program that keeps a file open and writes nothing is not waited for any more.
pub const LEFT_OPEN: Duration = Duration::from_secs(600);
/// Files that are looked at in one folder; what is beyond is not watched.
pub const MOST_FILES: usize = 20_000;

/// Endings of files that are still being written.
const UNFINISHED: [&str; 9] = [
    ".part",
    ".crdownload",
    ".download",
    ".partial",
    ".opdownload",
    ".filepart",
    ".tmp",
    ".!ut",
    ".aria2",
];

/// What is known of the files of one folder.
#[derive(Debug, Default)]
pub struct Arrivals {
    /// Files as they were when they were last complete, or when watching began.
    known: BTreeMap<OsString, FileState>,
    /// Files that are new or changed, with the time since when they are as they are now.
    pending: BTreeMap<OsString, (FileState, Duration)>,
}

/// What one look found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Files that are complete now, each told once for each state.
    pub complete: Vec<OsString>,
    /// Files that changed since they were last complete.
    pub changed: Vec<OsString>,
    /// Files that went away since they were last complete.
    pub gone: Vec<OsString>,
    /// After this time another look is worth it, even when nothing is heard.
    pub again_in: Option<Duration>,
}

impl Arrivals {
    /// What lies there already is not new.
    pub fn begin(files: impl IntoIterator<Item = (OsString, FileState)>) -> Self {
        Self {
            known: files.into_iter().collect(),
            pending: BTreeMap::new(),
        }
    }

    /// Files that wait to be complete.
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Looks at what lies there at this time, counted from any fixed moment. `open` are files that something
    /// writes to, as far as that is known.
    pub fn look(
        &mut self,
        now: Duration,
        files: &BTreeMap<OsString, FileState>,
        open: &BTreeSet<OsString>,
    ) -> Look {
        let mut look = Look::default();
        self.pending.retain(|name, _| files.contains_key(name));
        self.known.retain(|name, _| {
            let there = files.contains_key(name);
            if !there {
                look.gone.push(name.clone());
            }
            there
        });
        for (name, state) in files {
            if self.known.get(name) == Some(state) {
                self.pending.remove(name);
                continue;
            }
            if is_unfinished(name) {
                continue;
            }
            let known = self.known.contains_key(name);
            let since = match self.pending.get(name) {
                Some((pending, since)) if pending == state => *since,
                _ => {
                    if known {
                        look.changed.push(name.clone());
                    }
                    self.pending.insert(name.clone(), (state.clone(), now));
                    now
                }
            };
            let needed = if open.contains(name) || has_unfinished_partner(name, files) {
                LEFT_OPEN
            } else if state.is_empty() {
                EMPTY_SETTLED
            } else {
                SETTLED
            };
            let left = (since + needed).saturating_sub(now);
            if left.is_zero() {
                self.pending.remove(name);
                self.known.insert(name.clone(), state.clone());
                look.complete.push(name.clone());
            } else {
                look.again_in = Some(look.again_in.map_or(left, |other| other.min(left)));
            }
        }
        look
    }
}

/// The files of a folder, links and hidden ones left out.
///
/// # Errors
/// Those of the system, when the folder cannot be read.
pub fn files_of(folder: &Path) -> std::io::Result<BTreeMap<OsString, FileState>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        // What goes away while it is listed is not there.
        if !hidden
            && let Ok(metadata) = entry.metadata()
            && metadata.is_file()
        {
            files.insert(entry.file_name(), FileState::of(&metadata));
            if files.len() == MOST_FILES {
                break;
            }
        }
    }
    Ok(files)
}

fn is_unfinished(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_lowercase();
    UNFINISHED.iter().any(|ending| name.ends_with(ending))
}

/// Whether a download of this very name goes on beside it: `tool.zip.part`, `tool.Ab3d.zip.part`.
fn has_unfinished_partner(name: &OsStr, files: &BTreeMap<OsString, FileState>) -> bool {
    let name = name.to_string_lossy();
    let (stem, ending) = match name.split_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (name.as_ref(), String::new()),
    };
    // Names that begin alike lie together in the order of names.
    files
        .range::<OsStr, _>((
            std::ops::Bound::Included(OsStr::new(stem)),
            std::ops::Bound::Unbounded,
        ))
        .map(|(other, _)| other.to_string_lossy())
        .take_while(|other| other.starts_with(stem))
        .filter(|other| is_unfinished(OsStr::new(other.as_ref())))
        .any(|other| {
            let rest = other.rsplit_once('.').map_or("", |(rest, _)| rest);
            rest == name || rest.starts_with(&format!("{stem}.")) && rest.ends_with(&ending)
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    struct Folder {
        place: tempfile::TempDir,
        arrivals: Arrivals,
        now: Duration,
        open: BTreeSet<OsString>,
    }

    impl Folder {
        fn new(before: &[&str]) -> Self {
            let place = tempfile::tempdir().unwrap();
            for name in before {
                std::fs::write(place.path().join(name), b"old").unwrap();
            }
            Self {
                arrivals: Arrivals::begin(files_of(place.path()).unwrap()),
                place,
                now: Duration::ZERO,
                open: BTreeSet::new(),
            }
        }

        fn write(&self, name: &str, bytes: &[u8]) {
            std::fs::write(self.place.path().join(name), bytes).unwrap();
        }

        /// What is complete after this time.
        fn after(&mut self, pause: Duration) -> Vec<String> {
            self.look(Duration::ZERO);
            self.look(pause)
        }

        fn look(&mut self, pause: Duration) -> Vec<String> {
            self.now += pause;
            let files = files_of(self.place.path()).unwrap();
            let found = self.arrivals.look(self.now, &files, &self.open).complete;
            found
                .into_iter()
                .map(|name| name.into_string().unwrap())
                .collect()
        }
    }

    #[test]
    fn a_file_is_complete_once_it_stays_as_it_is() {
        let mut folder = Folder::new(&["old.zip"]);
        assert!(folder.after(SETTLED).is_empty());
        folder.write("new.zip", b"12");
        assert!(folder.after(SETTLED / 2).is_empty());
        folder.write("new.zip", b"1234");
        assert!(folder.after(SETTLED / 2).is_empty());
        assert_eq!(folder.after(SETTLED / 2), ["new.zip"]);
        assert!(folder.after(SETTLED).is_empty());
        folder.write("old.zip", b"changed");
        folder.write("new.zip", b"once more");
        assert_eq!(folder.after(SETTLED), ["new.zip", "old.zip"]);
    }

    #[test]
    fn downloads_that_go_on_are_waited_for() {
        for partner in [
            "tool.tar.gz.part",
            "tool.tar.gz.crdownload",
            "tool.a1B2.tar.gz.part",
            "tool.tar.gz.aria2",
        ] {
            let mut folder = Folder::new(&[]);
            folder.write("tool.tar.gz", b"first bytes");
            folder.write("other.zip", b"bytes");
            folder.write(partner, b"more");
            assert_eq!(folder.after(SETTLED), ["other.zip"], "{partner}");
            std::fs::remove_file(folder.place.path().join(partner)).unwrap();
            // It stayed as it is all the while.
            assert_eq!(folder.look(Duration::ZERO), ["tool.tar.gz"], "{partner}");
        }
        let mut folder = Folder::new(&[]);
        folder.write("tool.zip", b"bytes");
        folder.open.insert("tool.zip".into());
        assert!(folder.after(SETTLED).is_empty());
        folder.open.clear();
        assert_eq!(folder.look(Duration::ZERO), ["tool.zip"]);
        folder.open.insert("other.zip".into());
        folder.write("other.zip", b"bytes");
        assert_eq!(folder.after(LEFT_OPEN), ["other.zip"]);
    }

    #[test]
    fn place_holders_hidden_files_and_folders_are_left_alone() {
        let mut folder = Folder::new(&[]);
        folder.write("holder.zip", b"");
        folder.write(".hidden", b"bytes");
        folder.write("x.part", b"bytes");
        std::fs::create_dir(folder.place.path().join("folder")).unwrap();
        assert!(folder.after(SETTLED).is_empty());
        assert_eq!(folder.after(EMPTY_SETTLED), ["holder.zip"]);
    }

    #[test]
    fn what_changes_or_goes_is_told() {
        let mut folder = Folder::new(&["a", "b"]);
        folder.write("a", b"changed");
        std::fs::remove_file(folder.place.path().join("b")).unwrap();
        let files = files_of(folder.place.path()).unwrap();
        let look = folder.arrivals.look(Duration::ZERO, &files, &folder.open);
        assert_eq!(
            (look.changed, look.gone),
            (vec!["a".into()], vec!["b".into()])
        );
        assert_eq!(look.again_in, Some(SETTLED));
        let again = folder.arrivals.look(Duration::ZERO, &files, &folder.open);
        assert!(again.changed.is_empty() && again.gone.is_empty());
    }
}
