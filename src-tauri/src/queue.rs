//! The one queue of files to look at. A drop, the command line, a second start, the file dialog and
//! the system's "open with" all end here; the page is told that something arrived and drains it.
//!
//! Paths stay on this side: the page gets a ticket and a name to show.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;
use tauri::ipc::Channel;

/// What the page knows of files that were handed over together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Opened {
    /// Stands for the files in every later command; never reused while the program runs.
    pub(crate) ticket: u32,
    /// The last part of the first path.
    pub(crate) name: String,
    /// How many files were handed over together.
    pub(crate) count: usize,
}

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
    /// What was dropped is not a file on this computer (a web link, a place on a server).
    DropRefused,
}

/// Everything handed over since the program started, and which of it the page has not fetched yet.
#[derive(Default)]
pub(crate) struct Queue(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    handed_over: BTreeMap<u32, Vec<PathBuf>>,
    waiting: Vec<Opened>,
    page: Option<Channel<Happening>>,
}

impl Queue {
    /// Queues paths that came together and tells the page. Relative ones are left out, because after
    /// this point nobody knows which folder they were relative to; returns whether all were taken.
    pub(crate) fn push(&self, paths: impl IntoIterator<Item = PathBuf>) -> bool {
        let (absolute, relative): (Vec<_>, Vec<_>) =
            paths.into_iter().partition(|it| it.is_absolute());
        if let Some(first) = absolute.first() {
            let name = first.file_name().unwrap_or(first.as_os_str());
            let mut inner = self.inner();
            let opened = Opened {
                ticket: inner
                    .handed_over
                    .last_key_value()
                    .map_or(1, |(last, _)| last + 1),
                name: name.to_string_lossy().into_owned(),
                count: absolute.len(),
            };
            inner.handed_over.insert(opened.ticket, absolute);
            inner.waiting.push(opened);
            drop(inner);
            self.tell(Happening::Opened);
        }
        relative.is_empty()
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
    pub(crate) fn take_waiting(&self) -> Vec<Opened> {
        std::mem::take(&mut self.inner().waiting)
    }

    /// The files behind a ticket, if it was ever given out; never an empty list.
    pub(crate) fn paths(&self, ticket: u32) -> Option<Vec<PathBuf>> {
        self.inner().handed_over.get(&ticket).cloned()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
mod tests {
    use super::*;

    #[test]
    fn tickets_count_up_and_are_drained_once() {
        let queue = Queue::default();
        let drop = ["/tmp/one", "/tmp/two words"].map(PathBuf::from);
        assert!(queue.push(drop.clone()));
        assert!(queue.push([PathBuf::from("/")]));
        assert!(queue.push([]));
        let waiting = queue.take_waiting();
        let seen: Vec<_> = waiting
            .iter()
            .map(|it| (it.ticket, it.name.as_str(), it.count))
            .collect();
        assert_eq!(seen, [(1, "one", 2), (2, "/", 1)]);
        assert!(queue.take_waiting().is_empty());
        assert_eq!(queue.paths(1), Some(drop.to_vec()));
        assert_eq!(queue.paths(3), None);
    }

    #[test]
    fn what_is_not_an_absolute_path_is_refused() {
        let queue = Queue::default();
        let dropped = ["https://example.org/x", "server/share", "/tmp/file"];
        assert!(!queue.push(dropped.map(PathBuf::from)));
        assert_eq!(queue.paths(1), Some(vec!["/tmp/file".into()]));
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
