//! Many files as one thing: folders are walked, evidence is put to the files it is named for, and the files are
//! checked by a few threads at once. What is kept of each is a row of a [`Table`]; details are checked anew when
//! somebody opens one.

mod export;
mod past;
mod table;
pub mod view;
mod walk;

use std::{
    collections::{HashSet, VecDeque},
    ffi::{OsStr, OsString},
    num::NonZeroUsize,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
};

use whence_evidence::UnixTime;
use whence_verdict::Problem;

use crate::{
    check::{Checked, Checker, Group, Input, PartOfFile},
    discover,
    image::is_saved_image,
    surroundings::Surroundings,
    view::{Arg, Message, Origin, Progress},
};

pub use export::{Exporter, copy, heading, line};
pub use table::{Row, Rows, Table, rank, summary, totals};
pub use walk::{DEEPEST, MOST_FILES};

/// Files that are named one by one and among which evidence is put to its file by what it says. More of them
/// are put together by their names alone, as in a folder.
const FEW: usize = 64;

/// How to go about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Files checked at once.
    pub jobs: NonZeroUsize,
    /// Whether hidden files in folders are checked too.
    pub hidden: bool,
    /// Whether what a person sees and presses goes before.
    pub in_background: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            jobs: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            hidden: false,
            in_background: false,
        }
    }
}

/// Where something lies: a folder, and how it is written from where the batch begins.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The folder.
    pub folder: PathBuf,
    /// The same seen from the folder that was handed over; empty for that one itself.
    pub shown: PathBuf,
}

/// Something to check.
#[derive(Debug, Clone)]
pub struct Target {
    what: What,
    place: Arc<Place>,
    /// File name; empty for what has none.
    name: OsString,
    /// Bytes, as far as known.
    size: u64,
    /// By its name it may be evidence of the file beside it, and then it is no target.
    may_be_evidence: bool,
    /// Found in a folder, with everything that lies beside it.
    walked: bool,
}

#[derive(Debug, Clone)]
enum What {
    /// A file, or a folder with a signature over it.
    Path,
    /// A file or digest together with evidence that was handed over for it.
    Group(Arc<Group>),
    /// One of the images in a file or folder. What was found of it is kept for the first check alone: a later one
    /// looks at the file as it is then.
    Part {
        path: PathBuf,
        which: PartOfFile,
        group: Option<Arc<Group>>,
    },
    /// A folder that could not be looked through.
    Refused(Problem),
}

/// A check that has ended.
#[derive(Debug)]
pub struct Ready {
    /// Number of the target, in the order they were found.
    pub number: usize,
    /// Where it lies.
    pub place: Arc<Place>,
    /// What to check to see it again.
    pub target: Target,
    /// What it came to.
    pub checked: Checked,
}

/// How far a batch is, to be read at any time.
#[derive(Debug, Default)]
pub struct Counters {
    /// Files found to check.
    pub found: AtomicUsize,
    /// Bytes of those.
    pub bytes_found: AtomicU64,
    /// Files checked.
    pub done: AtomicUsize,
    /// Bytes read.
    pub bytes_done: AtomicU64,
    /// Files that are evidence of others.
    pub evidence: AtomicUsize,
    /// Hidden files and folders that were left out.
    pub hidden: AtomicUsize,
    /// Links that lead elsewhere, to folders or to nothing.
    pub links: AtomicUsize,
    /// Pipes, sockets and devices.
    pub special: AtomicUsize,
    /// Files whose check ended in a mistake of this program.
    pub lost: AtomicUsize,
    /// Whether all files are found.
    pub walked: AtomicBool,
}

/// Whether these make a batch: a folder without a signature over it is among them, or they are very many.
pub fn is_batch(inputs: &[Input]) -> bool {
    inputs.len() > FEW
        || inputs
            .iter()
            .any(|input| matches!(input, Input::Path(path) if is_plain_folder(path)))
}

/// A folder that is looked through file by file: it is no image, and has no signature over it.
fn is_plain_folder(path: &Path) -> bool {
    path.is_dir() && discover::in_folder(path).is_empty() && !is_saved_image(path)
}

/// Checks everything there is. `ready` hears of each result from the thread that made it; `now` tells the time.
/// Earlier checks that results are compared with are those from before the batch. Returns what was not checked
/// because `cancel` was set meanwhile.
pub fn run(
    checker: &Checker,
    inputs: &[Input],
    evidence: &[PathBuf],
    options: Options,
    watch: &Watch<'_>,
) -> Vec<Target> {
    let walk = |queue: &Queue| {
        let (folders, files): (Vec<&Input>, Vec<&Input>) = inputs.iter().partition(
            |input| matches!(input, Input::Path(path) if evidence.is_empty() && is_plain_folder(path)),
        );
        let mut found = |target: Target| queue.push(target, watch.counters);
        let (images, files): (Vec<&Input>, Vec<&Input>) = files
            .into_iter()
            .partition(|input| matches!(input, Input::Image(_)));
        let images: Vec<Input> = images.into_iter().cloned().collect();
        let alone = Surroundings::default();
        let groups = checker.groups(&images, &[], &alone, &mut |_| (), watch.cancel);
        for group in groups.unwrap_or_default() {
            found(Target::of_group(group));
        }
        if files.len() <= FEW || !evidence.is_empty() {
            let files: Vec<Input> = files.into_iter().cloned().collect();
            for group in checker
                .groups(
                    &files,
                    evidence,
                    &Surroundings::default(),
                    &mut |_| (),
                    watch.cancel,
                )
                .unwrap_or_default()
            {
                found(Target::of_group(group));
            }
        } else {
            let among: HashSet<&Path> = files.iter().filter_map(|input| path_of(input)).collect();
            files
                .into_iter()
                .filter_map(|input| Target::of_input(input, &among))
                .for_each(&mut found);
        }
        let single = folders.len() == 1;
        for folder in folders {
            if let Input::Path(folder) = folder {
                walk::walk(folder, single, options.hidden, watch, &mut found);
            }
        }
    };
    run_on(checker, options, watch, walk)
}

/// Checks targets of an earlier batch once more.
pub fn run_again(
    checker: &Checker,
    targets: Vec<Target>,
    options: Options,
    watch: &Watch<'_>,
) -> Vec<Target> {
    run_on(checker, options, watch, |queue| {
        for target in targets {
            queue.push(target, watch.counters);
        }
    })
}

/// What goes back and forth while a batch runs.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// How far it is.
    pub counters: &'a Counters,
    /// Set to stop, also within a file.
    pub cancel: &'a AtomicBool,
    /// Hears of each result.
    pub ready: &'a (dyn Fn(Ready) + Sync),
    /// Tells the time.
    pub now: &'a (dyn Fn() -> UnixTime + Sync),
}

fn run_on(
    checker: &Checker,
    options: Options,
    watch: &Watch<'_>,
    walk: impl FnOnce(&Queue) + Send,
) -> Vec<Target> {
    let checker = Checker {
        past: checker.past.clone().map(past::Still::of),
        ..checker.clone()
    };
    let queue = Queue::default();
    let around = Surroundings::default();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // A walk that is lost must not leave the others waiting.
            let _ = catch_unwind(AssertUnwindSafe(|| walk(&queue)));
            watch.counters.walked.store(true, Ordering::Relaxed);
            queue.close();
        });
        for _ in 0..options.jobs.get() {
            scope.spawn(|| {
                if options.in_background {
                    step_back();
                }
                work(&checker, &queue, &around, watch);
            });
        }
    });
    queue.rest()
}

/// Other threads go before this one, so that a window is drawn while every processor checks files. Only Linux has
/// this for one thread without rights that are not ours.
fn step_back() {
    #[cfg(target_os = "linux")]
    {
        const NICENESS: i32 = 5;
        // Where it is not allowed, threads are equals as they were.
        let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICENESS);
    }
}

fn work(checker: &Checker, queue: &Queue, around: &Surroundings, watch: &Watch<'_>) {
    let counters = watch.counters;
    while let Some((number, target)) = queue.next(watch.cancel) {
        if target.is_evidence_of_another() {
            counters.evidence.fetch_add(1, Ordering::Relaxed);
            continue;
        }
        if target.may_be_evidence {
            counters.add_found(target.size);
        }
        let mut read = 0;
        let mut progress = |step: Progress| {
            if let Progress::Hashing { done, .. } = step {
                // Pieces of a folder are counted anew, and images of one file share its bytes.
                let done = done.min(target.size);
                let more = done.saturating_sub(read);
                counters.bytes_done.fetch_add(more, Ordering::Relaxed);
                read = done;
            }
        };
        let mut check =
            || target.check_all(checker, around, (watch.now)(), &mut progress, watch.cancel);
        let checked = catch_unwind(AssertUnwindSafe(&mut check));
        // What was announced and not read, because nobody needed it, is done too.
        let add_rest = |read: u64| {
            let rest = target.size.saturating_sub(read);
            counters.bytes_done.fetch_add(rest, Ordering::Relaxed);
            counters.done.fetch_add(1, Ordering::Relaxed);
        };
        match checked {
            Ok(Some((checked, _))) if target.is_seen_elsewhere(&checked, around) => {
                add_rest(read);
                counters.evidence.fetch_add(1, Ordering::Relaxed);
            }
            Ok(Some((checked, further))) => {
                for part in further {
                    queue.push(part, counters);
                }
                add_rest(read);
                (watch.ready)(Ready {
                    number,
                    place: Arc::clone(&target.place),
                    target: target.without_findings(),
                    checked,
                });
            }
            Ok(None) => {
                counters.bytes_done.fetch_sub(read, Ordering::Relaxed);
                queue.put_back(number, target);
                return;
            }
            Err(_) => {
                add_rest(read);
                counters.lost.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

impl Target {
    fn of_group(group: Group) -> Self {
        let path = group.path().map(Path::to_owned);
        if let (Some(path), Some(which)) = (&path, group.part_of_file()) {
            let place = Place {
                folder: path.parent().map(Path::to_owned).unwrap_or_default(),
                shown: PathBuf::new(),
            };
            return Self {
                size: size_of(path),
                ..Self::of_part(path, which, group, &Arc::new(place))
            };
        }
        Self {
            size: path.as_deref().map_or(0, size_of),
            place: Arc::new(Place {
                folder: path
                    .as_deref()
                    .and_then(Path::parent)
                    .map(Path::to_owned)
                    .unwrap_or_default(),
                shown: PathBuf::new(),
            }),
            name: group.image_name().unwrap_or_else(|| {
                let name = path.as_deref().and_then(Path::file_name);
                name.unwrap_or_default().to_owned()
            }),
            what: What::Group(Arc::new(group)),
            may_be_evidence: false,
            walked: false,
        }
    }

    /// One of the images in a file, which lies in `place`.
    fn of_part(path: &Path, which: PartOfFile, group: Group, place: &Arc<Place>) -> Self {
        Self {
            name: group.image_name().unwrap_or_default(),
            what: What::Part {
                path: path.to_owned(),
                which,
                group: Some(Arc::new(group)),
            },
            place: Arc::clone(place),
            size: 0,
            may_be_evidence: false,
            walked: false,
        }
    }

    /// One of several that were named one by one; evidence is left out only beside the file it is for.
    fn of_input(input: &Input, among: &HashSet<&Path>) -> Option<Self> {
        let Input::Path(path) = input else {
            return Group::alone(input).map(Self::of_group);
        };
        let beside = |name: &OsStr| among.contains(&*path.with_file_name(name));
        Some(Self {
            what: What::Path,
            place: Arc::new(Place {
                folder: path.parent().unwrap_or(Path::new("")).to_owned(),
                shown: PathBuf::new(),
            }),
            name: path.file_name().unwrap_or_default().to_owned(),
            size: size_of(path),
            may_be_evidence: path
                .file_name()
                .is_some_and(|name| discover::is_named_for_another(name, &beside)),
            walked: false,
        })
    }

    /// The file or folder, when it is one.
    pub fn path(&self) -> Option<PathBuf> {
        match &self.what {
            What::Path | What::Refused(_) => Some(self.place.folder.join(&self.name)),
            What::Group(group) => group.path().map(Path::to_owned),
            What::Part { path, .. } => Some(path.clone()),
        }
    }

    /// What it is called, with its folder seen from where the batch begins.
    pub fn shown(&self) -> PathBuf {
        self.place.shown.join(&self.name)
    }

    fn is_evidence_of_another(&self) -> bool {
        self.may_be_evidence && discover::is_evidence_beside(&self.place.folder.join(&self.name))
    }

    /// Whether it turned out to be evidence of a file beside it, where it is seen when that one is checked.
    fn is_seen_elsewhere(&self, checked: &Checked, around: &Surroundings) -> bool {
        let own = self.place.folder.join(&self.name);
        let other = checked.path.as_deref().filter(|path| *path != own);
        // Beside evidence under names made for the file, other names are not looked at.
        let alone = || {
            checked
                .pieces
                .iter()
                .all(|it| it.piece.origin != Origin::Beside)
        };
        self.walked && other.is_some() && alone() && around.folder(&own).evidence().has(&self.name)
    }

    /// Checks it, with what other targets found out about the folders; `None` when it was stopped.
    pub fn check(
        &self,
        checker: &Checker,
        around: &Surroundings,
        now: UnixTime,
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) -> Option<Checked> {
        let checked = self.check_all(checker, around, now, progress, cancel);
        checked.map(|(checked, _)| checked)
    }

    /// As [`Self::check`], with the other images of the same file, which are still to be checked.
    fn check_all(
        &self,
        checker: &Checker,
        around: &Surroundings,
        now: UnixTime,
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) -> Option<(Checked, Vec<Self>)> {
        let mut one = |group: Group| checker.check_one(group, around, now, progress, cancel).ok();
        let groups = |path: &Path| {
            let input = [Input::Path(path.to_owned())];
            // Progress of a batch counts what is checked.
            checker
                .groups(&input, &[], around, &mut |_| (), cancel)
                .ok()
        };
        match &self.what {
            What::Path => {
                let path = self.place.folder.join(&self.name);
                let mut groups = groups(&path)?.into_iter();
                // One file makes one result, and the first is about it, unless it is a file of images.
                let checked = one(groups.next()?)?;
                let further = groups.filter_map(|group| {
                    let which = group.part_of_file()?;
                    Some(Self::of_part(&path, which, group, &self.place))
                });
                Some((checked, further.collect()))
            }
            What::Part { path, which, group } => {
                let group = match group {
                    Some(group) => Some(Group::clone(group)),
                    None => groups(path)?
                        .into_iter()
                        .find(|group| group.part_of_file().as_ref() == Some(which)),
                };
                let checked = match group {
                    Some(group) => one(group)?,
                    None => checker.refused(path, Problem::PlatformMissing, now),
                };
                Some((checked, vec![]))
            }
            What::Group(group) => Some((one(Group::clone(group))?, vec![])),
            What::Refused(problem) => {
                let path = self.place.folder.join(&self.name);
                Some((checker.refused(&path, *problem, now), vec![]))
            }
        }
    }

    /// The same for a later check.
    fn without_findings(mut self) -> Self {
        if let What::Part { group, .. } = &mut self.what {
            *group = None;
        }
        self
    }
}

impl Counters {
    /// What was left out and why, in words.
    pub fn remarks(&self) -> Vec<Message> {
        [
            ("batch-lost", &self.lost),
            ("batch-hidden", &self.hidden),
            ("batch-links", &self.links),
            ("batch-special", &self.special),
        ]
        .into_iter()
        .map(|(id, count)| (id, count.load(Ordering::Relaxed)))
        .filter(|(_, count)| *count > 0)
        .map(|(id, count)| Message::new(id).with("count", Arg::Number(count as u64)))
        .collect()
    }

    fn add_found(&self, size: u64) {
        self.found.fetch_add(1, Ordering::Relaxed);
        self.bytes_found.fetch_add(size, Ordering::Relaxed);
    }
}

/// Targets that wait for a thread.
#[derive(Default)]
struct Queue {
    state: Mutex<Waiting>,
    more: Condvar,
}

#[derive(Default)]
struct Waiting {
    targets: VecDeque<(usize, Target)>,
    last: usize,
    closed: bool,
}

impl Queue {
    fn push(&self, target: Target, counters: &Counters) {
        if !target.may_be_evidence {
            counters.add_found(target.size);
        }
        let mut state = self.lock();
        let number = state.last;
        state.last += 1;
        state.targets.push_back((number, target));
        drop(state);
        self.more.notify_one();
    }

    fn put_back(&self, number: usize, target: Target) {
        self.lock().targets.push_front((number, target));
    }

    fn close(&self) {
        self.lock().closed = true;
        self.more.notify_all();
    }

    /// The next target; waits while there may be one.
    fn next(&self, cancel: &AtomicBool) -> Option<(usize, Target)> {
        let mut state = self.lock();
        loop {
            if cancel.load(Ordering::Relaxed) {
                return None;
            }
            match state.targets.pop_front() {
                None if !state.closed => {
                    state = self
                        .more
                        .wait(state)
                        .unwrap_or_else(PoisonError::into_inner);
                }
                next => return next,
            }
        }
    }

    fn rest(self) -> Vec<Target> {
        let state = self
            .state
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        state
            .targets
            .into_iter()
            .map(|(_, target)| target)
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn path_of(input: &Input) -> Option<&Path> {
    match input {
        Input::Path(path) | Input::As(_, path) => Some(path),
        Input::Digest(_) | Input::Bytes(_) | Input::Image(_) => None,
    }
}

fn size_of(path: &Path) -> u64 {
    std::fs::metadata(path)
        .ok()
        .filter(std::fs::Metadata::is_file)
        .map_or(0, |metadata| metadata.len())
}
