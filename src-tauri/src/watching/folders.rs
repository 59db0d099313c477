//! Folders whose new files are checked as they come. One thread looks and checks, one file after the other;
//! there is none while no folder is watched.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    ffi::OsString,
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use whence_app::{
    Checked, Input, discover,
    history::view::{
        FileChange, ROWS_PER_CALL, ROWS_PER_GROUP, StateTotal, WatchStanding, WatchedFolder,
        WatchedRow, WatchedView,
    },
    intake::FileState,
    present,
    settings::WatchedPlace,
    view::{Message, State},
    watch::{
        Watch,
        arrivals::{Arrivals, files_of},
    },
};
use whence_display::DisplayText;
use whence_verdict::Note;

use super::notice;
use crate::{
    answer::{Answer, error},
    program::Program,
    queue::Happening,
};

/// Folders that can be watched at once.
const MOST_FOLDERS: usize = 16;
/// Files of one folder that are listed, the latest.
const MOST_ROWS: usize = 2_000;
/// Notices in one minute; what comes on top is in the list.
const MOST_NOTICES: usize = 5;
const MINUTE: Duration = Duration::from_secs(60);
/// How often a folder that is not there is looked for.
const GONE: Duration = Duration::from_secs(5);

/// The watched folders.
pub(crate) struct Folders {
    shared: Arc<Shared>,
    program: Weak<Program>,
}

struct Shared {
    state: Mutex<FoldersState>,
    wake: Condvar,
}

#[derive(Default)]
struct FoldersState {
    folders: BTreeMap<u32, Folder>,
    last_folder: u32,
    last_file: u32,
    /// The thread that looks and checks is there.
    running: bool,
}

struct Folder {
    path: PathBuf,
    paused: bool,
    /// Set when the folder is not to be looked into any more, also within a check.
    cancel: Arc<AtomicBool>,
    /// Something may have happened in it.
    touched: bool,
    /// When to look at it whether something was heard or not.
    look_at: Option<Instant>,
    arrivals: Option<Arrivals>,
    /// Why it cannot be looked into.
    broken: Option<WatchStanding>,
    queue: VecDeque<OsString>,
    files: BTreeMap<OsString, WatchedFile>,
}

struct WatchedFile {
    number: u32,
    state: Option<State>,
    signer: Option<Message>,
    checked_at: Option<i64>,
    changed: Option<FileChange>,
    /// What the file was when it was checked.
    checked: Option<FileState>,
}

impl Folders {
    /// The folders of the settings, watched from now on.
    pub(crate) fn start(program: Weak<Program>, places: &[WatchedPlace]) -> Self {
        let folders = Self {
            shared: Arc::new(Shared {
                state: Mutex::default(),
                wake: Condvar::new(),
            }),
            program,
        };
        {
            let mut state = folders.shared.lock();
            for place in places.iter().take(MOST_FOLDERS) {
                state.insert(&place.path, place.paused, None);
            }
        }
        folders.run();
        folders
    }

    /// Watches one folder more.
    pub(crate) fn add(&self, path: &Path) -> Answer<()> {
        if !path.is_absolute() || !path.is_dir() {
            return Err(error("not-a-folder"));
        }
        // What lies there at this moment is not new, whatever comes while the watching begins.
        let before = files_of(path).map_err(|_| error("not-a-folder"))?;
        let mut state = self.shared.lock();
        if state.folders.values().any(|folder| folder.path == path) {
            return Err(error("watched-already"));
        }
        if state.folders.len() >= MOST_FOLDERS {
            return Err(error("too-many-watched"));
        }
        state.insert(path, false, Some(Arrivals::begin(before)));
        drop(state);
        self.run();
        self.shared.wake.notify_all();
        Ok(())
    }

    pub(crate) fn remove(&self, folder: u32) {
        let removed = self.shared.lock().folders.remove(&folder);
        if let Some(folder) = removed {
            folder.cancel.store(true, Ordering::Relaxed);
        }
        self.shared.wake.notify_all();
        self.tell();
    }

    /// Files that come while a folder is paused are not checked, also later.
    pub(crate) fn pause(&self, folder: u32, paused: bool) {
        let mut state = self.shared.lock();
        if let Some(folder) = state.folders.get_mut(&folder)
            && folder.paused != paused
        {
            folder.paused = paused;
            folder.arrivals = None;
            folder.queue.clear();
            folder.touched = true;
            folder.cancel.store(true, Ordering::Relaxed);
            folder.cancel = Arc::default();
        }
        drop(state);
        self.run();
        self.shared.wake.notify_all();
        self.tell();
    }

    /// The folders as settings.
    pub(crate) fn places(&self) -> Vec<WatchedPlace> {
        let state = self.shared.lock();
        let place = |folder: &Folder| WatchedPlace {
            path: folder.path.clone(),
            paused: folder.paused,
        };
        state.folders.values().map(place).collect()
    }

    pub(crate) fn view(&self) -> WatchedView {
        let state = self.shared.lock();
        let folders = state.folders.iter();
        WatchedView {
            folders: folders
                .map(|(number, folder)| folder.view(*number))
                .collect(),
            problem: None,
        }
    }

    pub(crate) fn rows(&self, folder: u32, first: u32) -> Vec<WatchedRow> {
        let state = self.shared.lock();
        let first = usize::try_from(first).unwrap_or(usize::MAX);
        let folder = state.folders.get(&folder);
        folder.map_or_else(Vec::new, |folder| folder.rows(first, ROWS_PER_CALL))
    }

    pub(crate) fn place(&self, file: u32) -> Option<PathBuf> {
        let state = self.shared.lock();
        state.folders.values().find_map(|folder| {
            let (name, _) = folder.files.iter().find(|(_, it)| it.number == file)?;
            Some(folder.path.join(name))
        })
    }

    fn tell(&self) {
        if let Some(program) = self.program.upgrade() {
            program.queue.tell(Happening::WatchedChanged);
        }
    }

    /// Starts the thread when there is something to do and none runs.
    fn run(&self) {
        let mut state = self.shared.lock();
        if state.running || state.folders.values().all(|folder| folder.paused) {
            return;
        }
        state.running = true;
        drop(state);
        let worker = Worker {
            shared: Arc::clone(&self.shared),
            program: Weak::clone(&self.program),
            started: Instant::now(),
            notices: VecDeque::new(),
        };
        std::thread::spawn(move || worker.work());
    }
}

impl Drop for Folders {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        for folder in std::mem::take(&mut state.folders).into_values() {
            folder.cancel.store(true, Ordering::Relaxed);
        }
        self.shared.wake.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, FoldersState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FoldersState {
    fn insert(&mut self, path: &Path, paused: bool, arrivals: Option<Arrivals>) {
        self.last_folder += 1;
        let folder = Folder {
            path: path.to_owned(),
            paused,
            cancel: Arc::default(),
            touched: true,
            look_at: None,
            arrivals,
            broken: None,
            queue: VecDeque::new(),
            files: BTreeMap::new(),
        };
        self.folders.insert(self.last_folder, folder);
    }
}

/// The thread.
struct Worker {
    shared: Arc<Shared>,
    program: Weak<Program>,
    started: Instant,
    /// When the latest notices were shown.
    notices: VecDeque<Instant>,
}

impl Worker {
    fn work(mut self) {
        let heard = Arc::clone(&self.shared);
        let watch: Arc<Watch<u32>> = Watch::new(move |folder, _| {
            if let Some(folder) = heard.lock().folders.get_mut(&folder) {
                folder.touched = true;
            }
            heard.wake.notify_all();
        });
        let mut watched: BTreeSet<u32> = BTreeSet::new();
        loop {
            // Which folders to hear of changes with what the person does.
            let wanted: BTreeMap<u32, PathBuf> = {
                let mut state = self.shared.lock();
                let active = state.folders.iter().filter(|(_, folder)| !folder.paused);
                let wanted: BTreeMap<u32, PathBuf> = active
                    .map(|(number, folder)| (*number, folder.path.clone()))
                    .collect();
                if wanted.is_empty() {
                    state.running = false;
                    return;
                }
                wanted
            };
            watched.retain(|folder| {
                let stays = wanted.contains_key(folder);
                if !stays {
                    watch.forget(folder);
                }
                stays
            });
            for (folder, path) in &wanted {
                if watched.insert(*folder) {
                    watch.folder(*folder, path);
                }
            }
            for folder in self.due() {
                self.look(folder, &watch.open_in_folder(&folder));
            }
            if self.check_next() {
                continue;
            }
            let state = self.shared.lock();
            let now = Instant::now();
            let next = state
                .folders
                .values()
                .filter_map(|folder| folder.look_at)
                .min();
            let pause = next.map_or(MINUTE, |next| next.saturating_duration_since(now));
            let touched = |folder: &Folder| folder.touched && !folder.paused;
            if !state.folders.values().any(touched) {
                // Woken early or late is the same: everything is looked at anew.
                let _ = self.shared.wake.wait_timeout(state, pause);
            }
            if self.program.strong_count() == 0 {
                return;
            }
        }
    }

    /// Folders to look into now.
    fn due(&self) -> Vec<u32> {
        let mut state = self.shared.lock();
        let now = Instant::now();
        let mut due = Vec::new();
        for (number, folder) in &mut state.folders {
            let time = folder.look_at.is_some_and(|at| at <= now);
            if !folder.paused && (folder.touched || time) {
                folder.touched = false;
                folder.look_at = None;
                due.push(*number);
            }
        }
        due
    }

    /// Finds out which files of a folder are complete, and queues them.
    fn look(&self, number: u32, open: &BTreeSet<PathBuf>) {
        let path = match self.shared.lock().folders.get(&number) {
            Some(folder) => folder.path.clone(),
            None => return,
        };
        let listed = files_of(&path);
        let mut state = self.shared.lock();
        let FoldersState {
            folders, last_file, ..
        } = &mut *state;
        let Some(folder) = folders.get_mut(&number) else {
            return;
        };
        let files = match listed {
            Ok(files) => files,
            Err(reason) => {
                let gone = reason.kind() == std::io::ErrorKind::NotFound;
                folder.broken = Some(if gone {
                    WatchStanding::Gone
                } else {
                    WatchStanding::Broken
                });
                // What comes while it is away is new when it is back.
                folder.look_at = Some(Instant::now() + GONE);
                drop(state);
                self.tell();
                return;
            }
        };
        let was_broken = folder.broken.take().is_some();
        let first = folder.arrivals.is_none();
        let arrivals = folder
            .arrivals
            .get_or_insert_with(|| Arrivals::begin(files.clone()));
        let open = open
            .iter()
            .filter_map(|path| path.file_name().map(OsString::from))
            .collect();
        let look = arrivals.look(self.started.elapsed(), &files, &open);
        folder.look_at = look.again_in.map(|pause| Instant::now() + pause);
        for name in &look.changed {
            if let Some(file) = folder.files.get_mut(name) {
                let same = files.get(name).zip(file.checked.as_ref());
                let replaced = same.is_some_and(|(now, before)| !now.is_same_file(before));
                file.changed = Some(if replaced {
                    FileChange::Replaced
                } else {
                    FileChange::Content
                });
            }
        }
        for name in &look.gone {
            if let Some(file) = folder.files.get_mut(name) {
                file.changed = Some(FileChange::Gone);
            }
        }
        for name in look.complete {
            folder.enqueue(&name, last_file);
        }
        drop(state);
        if first || was_broken || !look.changed.is_empty() || !look.gone.is_empty() {
            self.tell();
        }
    }

    /// Checks one file that waits; `false` when none does.
    fn check_next(&mut self) -> bool {
        let (number, name, path, cancel) = {
            let mut state = self.shared.lock();
            let next = state.folders.iter_mut().find_map(|(number, folder)| {
                let name = folder.queue.pop_front()?;
                let path = folder.path.join(&name);
                Some((*number, name, path, Arc::clone(&folder.cancel)))
            });
            match next {
                Some(next) => next,
                None => return false,
            }
        };
        let Some(program) = self.program.upgrade() else {
            return false;
        };
        // A defect in a check must not end the watching.
        let check =
            std::panic::AssertUnwindSafe(|| program.check_watched(Input::Path(path), &cancel));
        let checked = std::panic::catch_unwind(check).ok().flatten();
        if cancel.load(Ordering::Relaxed) {
            return true;
        }
        let notice = {
            let mut state = self.shared.lock();
            let file = state
                .folders
                .get_mut(&number)
                .and_then(|folder| folder.files.get_mut(&name));
            let Some(file) = file else { return true };
            match &checked {
                Some(checked) => {
                    file.take(checked);
                    notice_of(checked)
                }
                None => {
                    file.state = Some(State::CouldNotCheck);
                    None
                }
            }
        };
        if let Some((title, text)) = notice
            && self.may_notify()
        {
            notice::show(&title, &text);
        }
        self.tell();
        true
    }

    /// A folder full of changes is one thing to look at, not a hundred notices.
    fn may_notify(&mut self) -> bool {
        let now = Instant::now();
        self.notices.retain(|at| now.duration_since(*at) < MINUTE);
        let may = self.notices.len() < MOST_NOTICES;
        if may {
            self.notices.push_back(now);
        }
        may
    }

    fn tell(&self) {
        if let Some(program) = self.program.upgrade() {
            program.queue.tell(Happening::WatchedChanged);
        }
    }
}

/// Only for what should not wait: a signature that does not hold, and another signer than before.
fn notice_of(checked: &Checked) -> Option<(Message, Message)> {
    let strange = |note: &Note| {
        matches!(
            note,
            Note::SignerChanged | Note::AccountChanged | Note::IssuerChanged
        )
    };
    let failed = checked.verdict.state == whence_verdict::State::Failed;
    let note = checked.notes.iter().find(|note| strange(note));
    let view = present::result_view(checked, 0);
    let title = match (failed, note) {
        (true, _) => view.verdict.headline,
        (false, Some(note)) => present::note_view(checked, *note).message,
        (false, None) => return None,
    };
    let text = Message::new("notice-file").with("name", view.subject.name);
    Some((title, text))
}

impl Folder {
    /// Queues a file that is complete. A signature leads to the file it belongs to.
    fn enqueue(&mut self, name: &OsString, last_file: &mut u32) {
        let path = self.path.join(name);
        let name = if discover::evidence_file(&path).is_some() {
            let belongs_to = discover::named_for(&path)
                .into_iter()
                .find(|file| file.is_file());
            match belongs_to.as_deref().and_then(Path::file_name) {
                Some(file) => file.to_owned(),
                // Of a signature without its file there is nothing to say yet.
                None => return,
            }
        } else {
            name.clone()
        };
        if self.queue.contains(&name) {
            return;
        }
        self.queue.push_back(name.clone());
        self.files.entry(name).or_insert_with(|| {
            *last_file += 1;
            WatchedFile {
                number: *last_file,
                state: None,
                signer: None,
                checked_at: None,
                changed: None,
                checked: None,
            }
        });
        while self.files.len() > MOST_ROWS {
            let oldest = self.files.iter().min_by_key(|(_, file)| file.number);
            let Some(name) = oldest.map(|(name, _)| name.clone()) else {
                break;
            };
            self.files.remove(&name);
        }
    }

    fn view(&self, number: u32) -> WatchedFolder {
        let standing = match self.broken {
            _ if self.paused => WatchStanding::Paused,
            Some(broken) => broken,
            None => WatchStanding::Watching,
        };
        let checked = || self.files.values().filter_map(|file| file.state);
        let totals = WORST_FIRST.into_iter().map(|state| StateTotal {
            state,
            count: count(checked().filter(|it| *it == state).count()),
        });
        let problem = match standing {
            WatchStanding::Gone => Some(Message::new("watched-gone")),
            WatchStanding::Broken => Some(Message::new("watched-unreadable")),
            WatchStanding::Watching | WatchStanding::Paused => None,
        };
        WatchedFolder {
            folder: number,
            location: DisplayText::from_bytes(self.path.as_os_str().as_encoded_bytes()),
            standing,
            problem,
            files: count(checked().count()),
            pending: count(self.queue.len() + self.arrivals.as_ref().map_or(0, Arrivals::pending)),
            totals: totals.filter(|total| total.count > 0).collect(),
            rows: self.rows(0, ROWS_PER_GROUP),
        }
    }

    /// Those that need attention first, and of the others the latest.
    fn rows(&self, first: usize, most: usize) -> Vec<WatchedRow> {
        let mut files: Vec<(&OsString, &WatchedFile)> = self.files.iter().collect();
        files.sort_by_key(|(_, file)| {
            let urgent = file.changed.is_none() && file.state == Some(State::Failed);
            (!urgent, std::cmp::Reverse((file.checked_at, file.number)))
        });
        let page = files.into_iter().skip(first).take(most);
        page.map(|(name, file)| WatchedRow {
            file: file.number,
            name: DisplayText::file_name(name),
            state: file.state,
            signer: file.signer.clone(),
            checked_at: file.checked_at,
            changed: file.changed,
        })
        .collect()
    }
}

const WORST_FIRST: [State; 5] = [
    State::Failed,
    State::CouldNotCheck,
    State::Unlisted,
    State::NoSignature,
    State::Listed,
];

impl WatchedFile {
    fn take(&mut self, checked: &Checked) {
        let view = present::result_view(checked, 0);
        self.state = Some(view.verdict.state);
        self.signer = checked.sighting.signer.as_ref().map(present::seen_signer);
        self.checked_at = Some(view.checked_at);
        self.checked = checked.subject.state.clone();
        self.changed = None;
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    fn wait_for(program: &Program, what: impl Fn(&WatchedFolder) -> bool) -> WatchedFolder {
        let begun = Instant::now();
        loop {
            let folder = program.folders.view().folders.remove(0);
            if what(&folder) {
                return folder;
            }
            assert!(begun.elapsed() < MINUTE, "{folder:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    #[test]
    fn new_files_are_checked_and_old_ones_are_not() {
        let (home, downloads) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(downloads.path().join("old.zip"), b"old").unwrap();
        let program = Program::in_folder(home.path());
        program.folders.add(downloads.path()).unwrap();
        program.keep_watched().unwrap();
        assert_eq!(
            program.folders.add(downloads.path()),
            Err(error("watched-already"))
        );
        std::fs::write(downloads.path().join("new.zip"), b"new").unwrap();
        let folder = wait_for(&program, |folder| folder.files == 1);
        assert_eq!(folder.rows[0].name.to_terminal(), "new.zip");
        assert_eq!(folder.rows[0].state, Some(State::NoSignature));
        let place = program.folders.place(folder.rows[0].file).unwrap();
        assert_eq!(place, downloads.path().join("new.zip"));

        // A signature that comes later leads to its file.
        std::fs::write(
            downloads.path().join("new.zip.sigstore.json"),
            br#"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}"#,
        )
        .unwrap();
        let folder = wait_for(&program, |folder| {
            folder.rows[0].state == Some(State::Failed)
        });
        assert_eq!(folder.files, 1);

        std::fs::remove_file(downloads.path().join("new.zip")).unwrap();
        wait_for(&program, |folder| {
            folder.rows[0].changed == Some(FileChange::Gone)
        });

        program.folders.pause(folder.folder, true);
        program.keep_watched().unwrap();
        assert_eq!(
            program.folders.view().folders[0].standing,
            WatchStanding::Paused
        );
        let again = Program::in_folder(home.path());
        assert_eq!(again.folders.places(), program.folders.places());
        program.folders.remove(folder.folder);
        assert!(program.folders.view().folders.is_empty());
    }

    #[test]
    fn a_folder_that_goes_away_is_looked_for() {
        let home = tempfile::tempdir().unwrap();
        let downloads = home.path().join("downloads");
        std::fs::create_dir(&downloads).unwrap();
        let program = Program::in_folder(home.path());
        program.folders.add(&downloads).unwrap();
        std::fs::remove_dir(&downloads).unwrap();
        wait_for(&program, |folder| folder.standing == WatchStanding::Gone);
        std::fs::create_dir(&downloads).unwrap();
        wait_for(&program, |folder| {
            folder.standing == WatchStanding::Watching
        });
    }
}
