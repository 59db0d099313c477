//! Withdraws a result as soon as its file, or a signature beside it, is another one.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use whence_app::{
    Checked,
    history::view::{ChangedView, FileChange},
    intake::FileState,
    view::Origin,
    watch::{Change, Watch},
};

use crate::{
    program::now,
    queue::{Happening, Queue},
};

/// Results that are watched, the latest.
const MOST_RESULTS: usize = 512;
/// Signature files that are watched for each.
const MOST_EVIDENCE: usize = 8;

/// Number of the result, and of the watched file: 0 is the one that was checked.
type Key = (u32, usize);

/// The files behind results.
pub(crate) struct WatchedResults {
    watch: Arc<Watch<Key>>,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    /// What the file of each result was, and how many files are watched for it.
    watched: BTreeMap<u32, (FileState, usize)>,
    changed: BTreeMap<u32, ChangedView>,
    /// Told by the watch and not forgotten there yet.
    done: Vec<(u32, usize)>,
}

impl WatchedResults {
    pub(crate) fn new(queue: Arc<Queue>) -> Self {
        let shared: Arc<Mutex<Shared>> = Arc::default();
        let within = Arc::clone(&shared);
        let watch = Watch::new(move |(result, file): Key, change| {
            let mut shared = lock(&within);
            let Some((before, files)) = shared.watched.remove(&result) else {
                return;
            };
            let change = match (file, change) {
                (0, Change::Gone) => FileChange::Gone,
                (0, Change::File(now)) if !now.is_same_file(&before) => FileChange::Replaced,
                (0, _) => FileChange::Content,
                (_, _) => FileChange::Evidence,
            };
            let view = ChangedView {
                result,
                change,
                at: now().milliseconds(),
            };
            shared.changed.insert(result, view);
            while shared.changed.len() > MOST_RESULTS {
                shared.changed.pop_first();
            }
            shared.done.push((result, files));
            drop(shared);
            queue.tell(Happening::FileChanged);
        });
        Self { watch, shared }
    }

    /// Watches the files behind a result from now on; what changed since the check is told at once.
    pub(crate) fn add(&self, result: u32, checked: &Checked) {
        let (Some(path), Some(state)) = (&checked.path, &checked.subject.state) else {
            return;
        };
        let beside = checked
            .pieces
            .iter()
            .filter(|piece| piece.piece.origin == Origin::Beside)
            .map(|piece| path.with_file_name(&piece.piece.name))
            .take(MOST_EVIDENCE);
        let mut evidence: Vec<_> = beside.collect();
        evidence.dedup();
        let mut done = {
            let mut shared = lock(&self.shared);
            shared
                .watched
                .insert(result, (state.clone(), evidence.len() + 1));
            let mut done = std::mem::take(&mut shared.done);
            while shared.watched.len() > MOST_RESULTS {
                let oldest = shared.watched.pop_first();
                done.extend(oldest.map(|(result, (_, files))| (result, files)));
            }
            done
        };
        for (result, files) in done.drain(..) {
            for file in 0..files {
                self.watch.forget(&(result, file));
            }
        }
        self.watch.file((result, 0), path, Some(state.clone()));
        for (number, evidence) in (1..).zip(evidence) {
            let state = FileState::of_path(&evidence);
            self.watch.file((result, number), &evidence, state);
        }
    }

    /// Looks at all files now: the person is back at the window.
    pub(crate) fn look_again(&self) {
        self.watch.look_again();
    }

    /// Results that no longer hold.
    pub(crate) fn changed(&self) -> Vec<ChangedView> {
        lock(&self.shared).changed.values().copied().collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
