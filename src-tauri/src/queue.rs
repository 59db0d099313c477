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

/// What the page knows of a file: a number to ask with and a name to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Opened {
    /// Stands for the file in every later command; never reused while the program runs.
    pub(crate) ticket: u32,
    /// The last part of the path, or empty for pasted text.
    pub(crate) name: String,
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

/// What stands behind a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// A file or folder, always absolute.
    Path(PathBuf),
    /// Text the person pasted.
    Text(String),
}

/// Everything handed over since the program started, and which of it the page has not fetched yet.
#[derive(Default)]
pub(crate) struct Queue(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    sources: BTreeMap<u32, Source>,
    waiting: Vec<Opened>,
    page: Option<Channel<Happening>>,
}

impl Queue {
    /// Queues paths and tells the page. Relative ones are left out, because after this point nobody
    /// knows which folder they were relative to; returns whether all were taken.
    pub(crate) fn push_paths(&self, paths: impl IntoIterator<Item = PathBuf>) -> bool {
        let mut all = true;
        let absolute = paths.into_iter().filter(|path| {
            all &= path.is_absolute();
            path.is_absolute()
        });
        self.push(absolute.map(Source::Path).collect());
        all
    }

    /// Queues pasted text and tells the page.
    pub(crate) fn push_text(&self, text: String) {
        self.push(vec![Source::Text(text)]);
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

    /// What stands behind a ticket, if it was ever given out.
    pub(crate) fn source(&self, ticket: u32) -> Option<Source> {
        self.inner().sources.get(&ticket).cloned()
    }

    fn push(&self, sources: Vec<Source>) {
        if sources.is_empty() {
            return;
        }
        let mut inner = self.inner();
        for source in sources {
            let ticket = inner
                .sources
                .last_key_value()
                .map_or(1, |(last, _)| last + 1);
            let name = source.name();
            inner.sources.insert(ticket, source);
            inner.waiting.push(Opened { ticket, name });
        }
        drop(inner);
        self.tell(Happening::Opened);
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Source {
    fn name(&self) -> String {
        match self {
            Self::Path(path) => path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy()
                .into_owned(),
            Self::Text(_) => String::new(),
        }
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
        assert!(queue.push_paths([PathBuf::from("/tmp/one"), PathBuf::from("/tmp/two words")]));
        queue.push_text("{}".to_owned());
        let waiting = queue.take_waiting();
        let seen: Vec<_> = waiting
            .iter()
            .map(|it| (it.ticket, it.name.as_str()))
            .collect();
        assert_eq!(seen, [(1, "one"), (2, "two words"), (3, "")]);
        assert!(queue.take_waiting().is_empty());
        assert_eq!(queue.source(2), Some(Source::Path("/tmp/two words".into())));
        assert_eq!(queue.source(3), Some(Source::Text("{}".to_owned())));
        assert_eq!(queue.source(4), None);
    }

    #[test]
    fn what_is_not_an_absolute_path_is_refused() {
        let queue = Queue::default();
        let dropped = ["https://example.org/x", "server/share", "/tmp/file"];
        assert!(!queue.push_paths(dropped.map(PathBuf::from)));
        assert_eq!(queue.take_waiting().len(), 1);
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
