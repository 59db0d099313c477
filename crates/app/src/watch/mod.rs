//! Says when files change that something on screen depends on: what was checked, the list, a folder of
//! downloads.
//!
//! The system's notices are only a reason to look: what counts is the [`FileState`] that is found then. Where
//! the system gives no notices (too many watches, a place on another computer) files are looked at by the
//! clock instead, and [`Watch::look_again`] does it at once.

pub mod arrivals;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher,
    event::{AccessKind, AccessMode, ModifyKind},
};

use crate::intake::FileState;

/// Changes that come together are told together.
const TOGETHER: Duration = Duration::from_millis(30);
/// How often files are looked at of which the system gives no notices.
const WITHOUT_NOTICES: Duration = Duration::from_secs(2);
/// How often all files are looked at, because places on other computers take notices and give none.
const WITH_NOTICES: Duration = Duration::from_secs(15);

/// What happened to something that is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The file is another one than before.
    File(FileState),
    /// There is no file of this name any more, or it cannot be asked.
    Gone,
    /// Something in the folder appeared, changed or went away.
    Folder,
}

/// Watches files and folders, each under a key of the caller's. Costs nothing until something is watched.
pub struct Watch<K> {
    shared: Arc<Shared<K>>,
    /// Asked by callers and by the looking thread; never while `state` is held, because the system's own
    /// thread needs that one to get on.
    notices: Mutex<Notices>,
    on_change: Mutex<Option<OnChange<K>>>,
}

type OnChange<K> = Box<dyn FnMut(K, Change) + Send>;

struct Shared<K> {
    state: Mutex<State<K>>,
    wake: Condvar,
}

struct State<K> {
    watched: BTreeMap<K, Watched>,
    /// Of these there is a reason to look.
    touched: BTreeSet<K>,
    /// Folders that went away, and their watches with them; the next of that name has none.
    lost: BTreeSet<PathBuf>,
    look_at_all: bool,
    stopped: bool,
}

#[derive(Clone)]
enum Watched {
    File {
        /// The name, and where its content is when it is a link.
        places: Vec<PathBuf>,
        known: Option<FileState>,
        /// A notice said that it was written to, which counts even when size and time are as before.
        written: bool,
    },
    Folder {
        place: PathBuf,
        /// Files that were written to and not closed since.
        open: BTreeSet<PathBuf>,
    },
}

/// The system's notices, by folder: files that are replaced keep their name and nothing else.
#[derive(Default)]
struct Notices {
    system: Option<RecommendedWatcher>,
    folders: BTreeMap<PathBuf, Folder>,
}

struct Folder {
    /// How many watched things are in it.
    uses: usize,
    /// Whether the system gives notices of it.
    heard: bool,
}

impl<K: Ord + Clone + Send + 'static> Watch<K> {
    /// `on_change` is called on a thread of its own, once for each change, with the new state remembered.
    pub fn new(on_change: impl FnMut(K, Change) + Send + 'static) -> Arc<Self> {
        Arc::new(Self {
            shared: Arc::new(Shared {
                state: Mutex::new(State {
                    watched: BTreeMap::new(),
                    touched: BTreeSet::new(),
                    lost: BTreeSet::new(),
                    look_at_all: false,
                    stopped: false,
                }),
                wake: Condvar::new(),
            }),
            notices: Mutex::default(),
            on_change: Mutex::new(Some(Box::new(on_change))),
        })
    }

    /// Watches a file, which need not be there. `known` is its state as the caller knows it: a file that is
    /// another one by now is told at once.
    pub fn file(self: &Arc<Self>, key: K, path: &Path, known: Option<FileState>) {
        let mut places = vec![path.to_owned()];
        // The content of a link changes in another folder.
        if let Ok(real) = path.canonicalize()
            && real != path
        {
            places.push(real);
        }
        self.add(
            key,
            Watched::File {
                places,
                known,
                written: false,
            },
        );
    }

    /// Watches the files in a folder, not those in folders within.
    pub fn folder(self: &Arc<Self>, key: K, path: &Path) {
        self.add(
            key,
            Watched::Folder {
                place: path.to_owned(),
                open: BTreeSet::new(),
            },
        );
    }

    /// Ends watching.
    pub fn forget(&self, key: &K) {
        let removed = self.shared.state().watched.remove(key);
        if let Some(watched) = removed {
            self.notices().release(&watched.folders());
        }
    }

    /// Looks at everything now, whether the system gave notice or not.
    pub fn look_again(&self) {
        self.shared.state().look_at_all = true;
        self.shared.wake.notify_one();
    }

    /// The files of a watched folder that something writes to at this moment, as far as the system says so.
    pub fn open_in_folder(&self, key: &K) -> BTreeSet<PathBuf> {
        match self.shared.state().watched.get(key) {
            Some(Watched::Folder { open, .. }) => open.clone(),
            _ => BTreeSet::new(),
        }
    }

    fn add(self: &Arc<Self>, key: K, watched: Watched) {
        self.begin();
        self.forget(&key);
        // Looked at after notices are asked for, so that nothing falls between.
        self.notices().claim(&watched.folders(), &self.shared);
        let mut state = self.shared.state();
        state.touched.insert(key.clone());
        state.watched.insert(key, watched);
        drop(state);
        self.shared.wake.notify_one();
    }

    /// Starts the looking thread, once.
    fn begin(self: &Arc<Self>) {
        let Some(mut on_change) = lock(&self.on_change).take() else {
            return;
        };
        let shared = Arc::clone(&self.shared);
        let this = Arc::downgrade(self);
        std::thread::spawn(move || {
            let mut pause = WITHOUT_NOTICES;
            while let Some(suspects) = shared.wait(pause) {
                for (key, change) in shared.look(suspects) {
                    on_change(key, change);
                }
                let Some(this) = this.upgrade() else { return };
                let all_heard = this.notices().listen(&shared);
                pause = if all_heard {
                    WITH_NOTICES
                } else {
                    WITHOUT_NOTICES
                };
            }
        });
    }

    fn notices(&self) -> MutexGuard<'_, Notices> {
        lock(&self.notices)
    }
}

impl<K> Drop for Watch<K> {
    fn drop(&mut self) {
        lock(&self.shared.state).stopped = true;
        self.shared.wake.notify_one();
    }
}

impl<K: Ord + Clone + Send + 'static> Shared<K> {
    /// Waits for a reason to look, and says what to look at; `None` when nobody wants to know any more.
    fn wait(&self, pause: Duration) -> Option<Vec<(K, Watched)>> {
        let idle =
            |state: &mut State<K>| !state.stopped && !state.look_at_all && state.touched.is_empty();
        let (state, waited) = self
            .wake
            .wait_timeout_while(self.state(), pause, idle)
            .unwrap_or_else(PoisonError::into_inner);
        let all = waited.timed_out() || state.look_at_all;
        if state.stopped {
            return None;
        }
        drop(state);
        std::thread::sleep(TOGETHER);
        let mut state = self.state();
        state.look_at_all = false;
        let touched = std::mem::take(&mut state.touched);
        let suspects = state
            .watched
            .iter()
            .filter(|(key, _)| all || touched.contains(key));
        Some(
            suspects
                .map(|(key, it)| (key.clone(), it.clone()))
                .collect(),
        )
    }

    /// Looks at these, and remembers what is found. Asking the disk happens without holding anybody up.
    fn look(&self, suspects: Vec<(K, Watched)>) -> Vec<(K, Change)> {
        let mut changes = Vec::new();
        for (key, watched) in suspects {
            let Watched::File { places, .. } = &watched else {
                changes.push((key, Change::Folder));
                continue;
            };
            let found = places.first().and_then(|place| FileState::of_path(place));
            let mut state = self.state();
            // Forgotten meanwhile, or watched anew with another state.
            let Some(Watched::File { known, written, .. }) = state.watched.get_mut(&key) else {
                continue;
            };
            let same = *known == found && !*written;
            *written = false;
            known.clone_from(&found);
            if !same {
                changes.push((key, found.map_or(Change::Gone, Change::File)));
            }
        }
        changes
    }

    /// A notice of the system, on a thread of its own.
    fn hear(&self, event: &Event) {
        if event.need_rescan() {
            self.state().look_at_all = true;
            self.wake.notify_one();
            return;
        }
        let closed = event.kind == EventKind::Access(AccessKind::Close(AccessMode::Write));
        if event.kind.is_access() && !closed {
            return;
        }
        // Elsewhere notices of long ago arrive late, so there only the state of the file counts.
        let written = cfg!(target_os = "linux")
            && matches!(event.kind, EventKind::Modify(ModifyKind::Data(_)));
        let mut state = self.state();
        let State {
            watched,
            touched,
            lost,
            ..
        } = &mut *state;
        let went_away = matches!(
            event.kind,
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
        );
        for path in &event.paths {
            for (key, watched) in watched.iter_mut() {
                if watched.hear(path, written) {
                    touched.insert(key.clone());
                }
                if went_away && watched.folders().contains(path) {
                    lost.insert(path.clone());
                }
            }
        }
        let any = !touched.is_empty();
        drop(state);
        if any {
            self.wake.notify_one();
        }
    }

    /// A reason to look at everything that depends on this folder.
    fn touch_folder(&self, folder: &Path) {
        let mut state = self.state();
        let State {
            watched, touched, ..
        } = &mut *state;
        let within = watched
            .iter()
            .filter(|(_, watched)| watched.folders().iter().any(|it| it == folder));
        touched.extend(within.map(|(key, _)| key.clone()));
    }

    fn state(&self) -> MutexGuard<'_, State<K>> {
        lock(&self.state)
    }
}

impl Watched {
    /// Whether a notice of this path concerns it.
    fn hear(&mut self, path: &Path, is_written: bool) -> bool {
        match self {
            Self::File {
                places, written, ..
            } => {
                let named = places.iter().any(|place| place == path);
                *written |= named && is_written;
                named || places.iter().any(|place| place.parent() == Some(path))
            }
            Self::Folder { place, open } => {
                let within = path.parent() == Some(place);
                if within && is_written {
                    open.insert(path.to_owned());
                } else if within {
                    open.remove(path);
                }
                within || path == place
            }
        }
    }

    /// The folders to hear of.
    fn folders(&self) -> Vec<PathBuf> {
        match self {
            Self::File { places, .. } => {
                let parents = places.iter().filter_map(|place| place.parent());
                parents.map(Path::to_owned).collect()
            }
            Self::Folder { place, .. } => vec![place.clone()],
        }
    }
}

impl Notices {
    /// One use more of these folders.
    fn claim<K: Ord + Clone + Send + 'static>(
        &mut self,
        folders: &[PathBuf],
        shared: &Arc<Shared<K>>,
    ) {
        for folder in folders {
            let entry = self.folders.entry(folder.clone());
            entry
                .or_insert(Folder {
                    uses: 0,
                    heard: false,
                })
                .uses += 1;
        }
        self.listen(shared);
    }

    /// One use less.
    fn release(&mut self, folders: &[PathBuf]) {
        for folder in folders {
            let Some(known) = self.folders.get_mut(folder) else {
                continue;
            };
            known.uses -= 1;
            if known.uses == 0 {
                let heard = known.heard;
                self.folders.remove(folder);
                if heard && let Some(system) = &mut self.system {
                    // A folder that is gone is no longer watched, which is what was wanted.
                    let _ = system.unwatch(folder);
                }
            }
        }
    }

    /// Asks for notices of the folders that give none yet, and of those that were replaced; returns whether
    /// all give notices now.
    fn listen<K: Ord + Clone + Send + 'static>(&mut self, shared: &Arc<Shared<K>>) -> bool {
        if self.system.is_none() && !self.folders.is_empty() {
            let shared = Arc::clone(shared);
            self.system =
                notify::recommended_watcher(move |event: notify::Result<Event>| match event {
                    Ok(event) => shared.hear(&event),
                    Err(_) => shared
                        .hear(&Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan)),
                })
                .ok();
        }
        let Some(system) = &mut self.system else {
            return self.folders.is_empty();
        };
        let lost = std::mem::take(&mut shared.state().lost);
        for (path, folder) in &mut self.folders {
            if folder.heard && (lost.contains(path) || !path.is_dir()) {
                let _ = system.unwatch(path);
                folder.heard = false;
            }
            if !folder.heard {
                folder.heard = system.watch(path, RecursiveMode::NonRecursive).is_ok();
                if folder.heard {
                    // What happened before is not told any more.
                    shared.touch_folder(path);
                }
            }
        }
        self.folders.values().all(|folder| folder.heard)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::{
        fs,
        sync::mpsc::{Receiver, channel},
    };

    use super::*;

    /// Longer than any look by the clock: who waits this long waits in vain.
    const PATIENCE: Duration = Duration::from_secs(30);

    fn watch() -> (Arc<Watch<u32>>, Receiver<(u32, Change)>) {
        let (tell, told) = channel();
        let watch = Watch::new(move |key, change| {
            let _ = tell.send((key, change));
        });
        (watch, told)
    }

    fn state(path: &Path) -> Option<FileState> {
        FileState::of_path(path)
    }

    #[test]
    fn a_file_that_is_written_replaced_or_removed_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let other = folder.path().join("other");
        let changes: [fn(&Path, &Path); 4] = [
            |path, _| fs::write(path, b"longer").unwrap(),
            |path, other| {
                fs::write(other, b"first").unwrap();
                fs::rename(other, path).unwrap();
            },
            |path, _| fs::remove_file(path).unwrap(),
            |path, other| fs::rename(path, other).unwrap(),
        ];
        for change in changes {
            fs::write(&path, b"first").unwrap();
            let (watch, told) = watch();
            watch.file(1, &path, state(&path));
            change(&path, &other);
            let (key, change) = told.recv_timeout(PATIENCE).unwrap();
            assert_eq!(key, 1);
            assert_eq!(change == Change::Gone, !path.exists());
        }
    }

    /// Writing the same number of bytes and putting the time back is a change all the same.
    #[cfg(target_os = "linux")]
    #[test]
    fn what_was_written_counts_even_when_it_looks_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, b"first").unwrap();
        let time = fs::metadata(&path).unwrap().modified().unwrap();
        let (watch, told) = watch();
        watch.file(1, &path, state(&path));
        let file = fs::File::options().write(true).open(&path).unwrap();
        std::io::Write::write_all(&mut &file, b"other").unwrap();
        file.set_modified(time).unwrap();
        assert!(matches!(
            told.recv_timeout(PATIENCE).unwrap(),
            (1, Change::File(_))
        ));
    }

    #[test]
    fn a_file_that_changed_before_it_was_watched_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, b"first").unwrap();
        let before = state(&path);
        fs::write(&path, b"second").unwrap();
        let (watch, told) = watch();
        watch.file(7, &path, before);
        assert!(matches!(
            told.recv_timeout(PATIENCE).unwrap(),
            (7, Change::File(_))
        ));
    }

    #[test]
    fn each_change_is_told_once_and_neighbours_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list");
        let (watch, told) = watch();
        watch.file(1, &path, None);
        for (content, neighbour) in [(&b"a"[..], "x"), (b"bb", "y"), (b"ccc", "x")] {
            fs::write(folder.path().join(neighbour), b"noise").unwrap();
            fs::write(&path, content).unwrap();
            // Two notices of one change may be heard apart; the state at the end is what counts.
            let size = content.len() as u64;
            loop {
                let (_, change) = told.recv_timeout(PATIENCE).unwrap();
                if matches!(&change, Change::File(_)) && fs::metadata(&path).unwrap().len() == size
                {
                    break;
                }
            }
        }
        while told.recv_timeout(TOGETHER * 10).is_ok() {}
        watch.look_again();
        fs::write(folder.path().join("x"), b"more noise").unwrap();
        assert!(told.recv_timeout(TOGETHER * 10).is_err());
        watch.forget(&1);
        fs::write(&path, b"nobody asks").unwrap();
        watch.look_again();
        assert!(told.recv_timeout(TOGETHER * 10).is_err());
    }

    #[test]
    fn files_of_folders_that_come_later_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("not/there/list");
        let (watch, told) = watch();
        watch.file(1, &path, None);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, b"here").unwrap();
        assert!(matches!(
            told.recv_timeout(PATIENCE).unwrap(),
            (1, Change::File(_))
        ));
        fs::remove_dir_all(folder.path().join("not")).unwrap();
        loop {
            if told.recv_timeout(PATIENCE).unwrap() == (1, Change::Gone) {
                break;
            }
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, b"again").unwrap();
        assert!(matches!(
            told.recv_timeout(PATIENCE).unwrap(),
            (1, Change::File(_))
        ));
    }

    #[cfg(unix)]
    #[test]
    fn what_a_link_leads_to_is_watched() {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (link, real) = (folder.path().join("link"), elsewhere.path().join("real"));
        fs::write(&real, b"first").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let (watch, told) = watch();
        watch.file(1, &link, state(&link));
        fs::write(&real, b"second").unwrap();
        assert!(matches!(
            told.recv_timeout(PATIENCE).unwrap(),
            (1, Change::File(_))
        ));
    }

    #[test]
    fn folders_tell_of_what_comes_into_them() {
        let folder = tempfile::tempdir().unwrap();
        let (watch, told) = watch();
        watch.folder(1, folder.path());
        // The first look at a folder that is new to the watch.
        assert_eq!(told.recv_timeout(PATIENCE), Ok((1, Change::Folder)));
        let path = folder.path().join("download");
        let mut file = fs::File::create(&path).unwrap();
        std::io::Write::write_all(&mut file, b"part").unwrap();
        assert_eq!(told.recv_timeout(PATIENCE), Ok((1, Change::Folder)));
        #[cfg(target_os = "linux")]
        {
            while told.recv_timeout(TOGETHER * 10).is_ok() {}
            assert_eq!(watch.open_in_folder(&1), BTreeSet::from([path]));
            drop(file);
            assert_eq!(told.recv_timeout(PATIENCE), Ok((1, Change::Folder)));
            assert!(watch.open_in_folder(&1).is_empty());
        }
    }
}
