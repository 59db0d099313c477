//! The one queue of files to look at. A drop, the command line, a second start, the file dialog and
//! the system's "open with" all end here; the page is told that something arrived and drains it.
//!
//! Paths stay on this side: the page gets a ticket and a name to show.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::Serialize;
use tauri::ipc::Channel;
use whence_app::{Input, batch::view::BatchAgain, view::OpenedView};
use whence_display::DisplayText;
use whence_evidence::oci::Reference;

/// What happened outside the page. It carries no content: the page asks for that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Happening {
    /// Something waits in the queue.
    Opened,
    /// Files are held over the window.
    DragEntered,
    /// They left again, or were dropped.
    DragLeft,
    /// Other entries of the trusted identity list are in force, or its files have other mistakes.
    ListChanged,
    /// Other trust data is in force, or the settings are others.
    TrustDataChanged,
    /// What was dropped is not a file on this computer (a web link, a place on a server).
    DropRefused,
    /// A file that was checked is no longer the same.
    FileChanged,
    /// Something was checked, or forgotten, that the history shows.
    HistoryChanged,
    /// A watched folder, or what is known of its files, changed.
    WatchedChanged,
    /// The window is to be closed while something is being checked.
    CloseAsked,
}

/// What was handed over and is not checked yet, and which of it the page has not fetched.
#[derive(Default)]
pub(crate) struct Queue(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    last: u32,
    tickets: BTreeMap<u32, Ticket>,
    waiting: Vec<OpenedView>,
    page: Option<Channel<Happening>>,
}

struct Ticket {
    /// Absent once the check has begun.
    work: Option<Work>,
    cancel: Arc<AtomicBool>,
    /// The person agreed to asking the registry of the image, for this check.
    registry_allowed: bool,
}

/// What stands behind a ticket.
#[derive(Debug, Clone)]
pub(crate) enum Work {
    /// Something that was handed over; `hidden`: with hidden files, when it is a folder.
    Handed { inputs: Arc<[Input]>, hidden: bool },
    /// One row of a batch, to be seen in full.
    Row { batch: u32, row: u32 },
    /// Something of a batch once more.
    Again { batch: u32, which: BatchAgain },
}

impl Work {
    /// The image, when it is one by its name; such come alone.
    fn image(&self) -> Option<&Reference> {
        match self {
            Self::Handed { inputs, .. } => match &**inputs {
                [Input::Image(image)] => Some(&image.reference),
                _ => None,
            },
            Self::Row { .. } | Self::Again { .. } => None,
        }
    }
}

/// A check that has begun; the ticket is forgotten when it ends.
pub(crate) struct Started<'a> {
    pub(crate) work: Work,
    pub(crate) cancel: Arc<AtomicBool>,
    pub(crate) registry_allowed: bool,
    queue: &'a Queue,
    ticket: u32,
}

impl Drop for Started<'_> {
    fn drop(&mut self) {
        self.queue.inner().tickets.remove(&self.ticket);
    }
}

impl Queue {
    /// Queues files that came together and tells the page. Relative ones are left out, because after
    /// this point nobody knows which folder they were relative to; returns whether all were taken.
    pub(crate) fn push_paths(&self, paths: impl IntoIterator<Item = PathBuf>) -> bool {
        let (absolute, relative): (Vec<_>, Vec<_>) =
            paths.into_iter().partition(|it| it.is_absolute());
        self.push(absolute.into_iter().map(Input::Path));
        relative.is_empty()
    }

    /// Queues what came together and tells the page.
    pub(crate) fn push(&self, inputs: impl IntoIterator<Item = Input>) {
        let opened = self.hand_out(inputs.into_iter().collect());
        if let Some(opened) = opened {
            self.inner().waiting.push(opened);
            self.tell(Happening::Opened);
        }
    }

    /// A ticket for what the page is told of at once; `None` for nothing.
    pub(crate) fn hand_out(&self, inputs: Arc<[Input]>) -> Option<OpenedView> {
        let name = name_of(&inputs)?;
        let count = u32::try_from(inputs.len()).unwrap_or(u32::MAX);
        let work = Work::Handed {
            inputs,
            hidden: false,
        };
        Some(self.hand_out_work(work, name, count))
    }

    /// A ticket for this work, which is shown under this name.
    pub(crate) fn hand_out_work(&self, work: Work, name: DisplayText, count: u32) -> OpenedView {
        let mut inner = self.inner();
        inner.last += 1;
        let ticket = inner.last;
        let registry = work.image().map(Reference::registry);
        let registry = registry.map(DisplayText::identifier);
        inner.tickets.insert(
            ticket,
            Ticket {
                work: Some(work),
                cancel: Arc::default(),
                registry_allowed: false,
            },
        );
        OpenedView {
            ticket,
            name,
            count,
            registry,
        }
    }

    /// Whether anything is being checked.
    pub(crate) fn is_busy(&self) -> bool {
        self.inner()
            .tickets
            .values()
            .any(|ticket| ticket.work.is_none())
    }

    /// All checks come to nothing.
    pub(crate) fn cancel_all(&self) {
        for ticket in self.inner().tickets.values() {
            ticket.cancel.store(true, Ordering::Relaxed);
        }
    }

    /// Begins the check of a ticket; `None` when it was never given out or is used up.
    pub(crate) fn start(&self, ticket: u32) -> Option<Started<'_>> {
        let mut inner = self.inner();
        let found = inner.tickets.get_mut(&ticket)?;
        let work = found.work.take()?;
        let cancel = Arc::clone(&found.cancel);
        Some(Started {
            work,
            cancel,
            registry_allowed: found.registry_allowed,
            queue: self,
            ticket,
        })
    }

    /// The image that waits behind a ticket.
    pub(crate) fn image(&self, ticket: u32) -> Option<Reference> {
        let inner = self.inner();
        inner.tickets.get(&ticket)?.work.as_ref()?.image().cloned()
    }

    /// The registry of the image behind a ticket may be asked for its check.
    pub(crate) fn allow_registry(&self, ticket: u32) {
        if let Some(found) = self.inner().tickets.get_mut(&ticket) {
            found.registry_allowed = true;
        }
    }

    /// The check of this ticket, begun or not, comes to nothing.
    pub(crate) fn cancel(&self, ticket: u32) {
        if let Some(found) = self.inner().tickets.get(&ticket) {
            found.cancel.store(true, Ordering::Relaxed);
        }
    }

    /// Tells the page, if there is one; a page that comes later drains the queue when it starts.
    pub(crate) fn tell(&self, happening: Happening) {
        let page = self.inner().page.clone();
        if let Some(page) = page {
            // A page that is just going away is no loss: the next one asks for what is waiting.
            let _ = page.send(happening);
        }
    }

    /// From now on `page` is told; the one before (a page that was reloaded) is forgotten.
    pub(crate) fn watch(&self, page: Channel<Happening>) {
        self.inner().page = Some(page);
    }

    /// What the page has not fetched yet, in order of arrival.
    pub(crate) fn take_waiting(&self) -> Vec<OpenedView> {
        std::mem::take(&mut self.inner().waiting)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What things that came together are called: as the first of them.
pub(crate) fn name_of(inputs: &[Input]) -> Option<DisplayText> {
    Some(match inputs.first()? {
        Input::Path(path) | Input::As(_, path) => {
            DisplayText::file_name(path.file_name().unwrap_or(path.as_os_str()))
        }
        Input::Digest(digest) => DisplayText::identifier(&digest.to_string()),
        Input::Bytes(_) => DisplayText::identifier(""),
        Input::Image(image) => DisplayText::identifier(&image.reference.to_string()),
    })
}

/// The files named on a command line (without the program's own name), seen from `folder`.
/// Words that begin with a dash are options of the toolkit or of the system, unless `--` went before.
pub(crate) fn paths_from_arguments(
    arguments: impl IntoIterator<Item = OsString>,
    folder: &Path,
) -> Vec<PathBuf> {
    let mut only_files = false;
    let mut paths = Vec::new();
    for argument in arguments {
        if !only_files && argument.as_encoded_bytes().starts_with(b"-") {
            only_files = argument == "--";
        } else {
            paths.push(folder.join(argument));
        }
    }
    paths
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn inputs(started: &Started<'_>) -> Vec<Input> {
        match &started.work {
            Work::Handed { inputs, .. } => inputs.to_vec(),
            Work::Row { .. } | Work::Again { .. } => vec![],
        }
    }

    #[test]
    fn tickets_count_up_and_are_drained_once() {
        let queue = Queue::default();
        let drop = ["/tmp/one", "/tmp/two words"].map(PathBuf::from);
        assert!(queue.push_paths(drop.clone()));
        assert!(queue.push_paths([PathBuf::from("/")]));
        assert!(queue.push_paths([]));
        let seen: Vec<_> = queue
            .take_waiting()
            .iter()
            .map(|it| (it.ticket, it.name.to_terminal(), it.count))
            .collect();
        assert_eq!(seen, [(1, "one".to_owned(), 2), (2, "/".to_owned(), 1)]);
        assert!(queue.take_waiting().is_empty());
        let started = queue.start(1).unwrap();
        assert_eq!(inputs(&started), drop.map(Input::Path));
        assert!(queue.is_busy());
        assert!(queue.start(1).is_none() && queue.start(3).is_none());
        queue.cancel(1);
        assert!(started.cancel.load(Ordering::Relaxed));
        std::mem::drop(started);
        assert_eq!(queue.inner().tickets.len(), 1);
    }

    #[test]
    fn what_is_not_an_absolute_path_is_refused() {
        let queue = Queue::default();
        let dropped = ["https://example.org/x", "server/share", "/tmp/file"];
        assert!(!queue.push_paths(dropped.map(PathBuf::from)));
        let started = queue.start(1).unwrap();
        assert_eq!(inputs(&started), [Input::Path("/tmp/file".into())]);
    }

    #[test]
    fn arguments_are_seen_from_the_folder_of_the_start() {
        let arguments = ["-psn_0_1", "a.zip", "/b", "--", "-c"].map(OsString::from);
        assert_eq!(
            paths_from_arguments(arguments, Path::new("/home/me")),
            ["/home/me/a.zip", "/b", "/home/me/-c"].map(PathBuf::from)
        );
    }
}
