//! The history: a SQLite database beside the settings, for the window and the command at once.
//!
//! It never stands in the way of a check. Whatever goes wrong ends in an empty answer and in
//! [`HistoryFile::problem`]; a database that is damaged is set aside under another name and a new one begun.
//! Why it is kept the way it is: `docs/decisions/2026-11-21-history-in-sqlite.md`.

mod database;
mod forget;
mod query;
mod record;
mod row;

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use whence_app::{
    history::{Earlier, Observation, Past},
    parts,
    signers::PastFile,
    view::Message,
};
use whence_identity::{IdentityKind, KnownSigner, KnownSigners};
use whence_verdict::Sighting;

use database::{Database, Trouble};
pub use forget::Forgotten;
pub use query::{Filter, Group, Page};

/// Signers that look-alikes are searched among: the latest.
const KNOWN_SIGNERS: u32 = 500;

/// The history of one person.
pub struct HistoryFile {
    path: PathBuf,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    database: Option<Database>,
    /// What went wrong last and still matters.
    problem: Option<Message>,
    /// Signers seen before, until one more is recorded here. Another process's come with the next start.
    known: Option<KnownSigners>,
}

impl std::fmt::Debug for HistoryFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HistoryFile")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl HistoryFile {
    /// The history of this folder: `history.db`. Nothing is opened or made before it is used.
    pub fn in_folder(folder: &Path) -> Arc<Self> {
        Arc::new(Self {
            path: folder.join("history.db"),
            open: Mutex::default(),
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is wrong with it, if anything.
    pub fn problem(&self) -> Option<Message> {
        self.open().problem.clone()
    }

    /// Adds checks, all or none of them, and returns their numbers.
    ///
    /// # Errors
    /// What to tell the person; also kept as [`Self::problem`].
    pub fn record(&self, observations: &[Observation]) -> Result<Vec<u64>, Message> {
        let mut open = self.open();
        let recorded = open.with(&self.path, true, |database| {
            record::record(database, observations)
        })?;
        if observations.iter().any(|it| it.sighting.signer.is_some()) {
            open.known = None;
        }
        Ok(recorded.unwrap_or_default())
    }

    /// A page of products with their newest checks.
    pub fn page(&self, filter: &Filter, first: u32) -> Page {
        self.read(|database| query::page(database, filter, first))
    }

    /// Checks of one product from number `first` on, newest first, at most `most`.
    pub fn rows(&self, filter: &Filter, group: u32, first: u64, most: usize) -> Vec<Observation> {
        self.read(|database| query::rows(database, filter, group, first, most))
    }

    /// One check.
    pub fn find(&self, check: u64) -> Option<Observation> {
        self.read(|database| query::find(database, check))
    }

    /// Several checks, as far as they are there, in any order.
    pub fn find_all(&self, checks: &[u64]) -> Vec<Observation> {
        self.read(|database| {
            let found = checks.iter().map(|check| query::find(database, *check));
            Ok(found
                .collect::<Result<Vec<_>, _>>()?
                .into_iter()
                .flatten()
                .collect())
        })
    }

    /// The latest parts lists that were checked, each as it was only once, newest first.
    pub fn parts_lists(&self, most: usize) -> Vec<parts::Earlier> {
        self.read(|database| query::parts_lists(database, most))
    }

    /// Where one of them was.
    pub fn parts_list(&self, list: u64) -> Option<parts::ListPlace> {
        self.read(|database| query::parts_list(database, list))
    }

    /// The product of this name.
    pub fn group(&self, product: &str) -> Option<u32> {
        self.read(|database| query::group(database, product))
    }

    /// How many checks of a product there are.
    pub fn total(&self, group: u32) -> u64 {
        self.read(|database| query::total(database, group))
    }

    /// Hands over every check that fits, oldest first, until told to stop.
    ///
    /// # Errors
    /// What to tell the person.
    pub fn each(
        &self,
        filter: &Filter,
        take: &mut dyn FnMut(&Observation) -> bool,
    ) -> Result<(), Message> {
        let each = |database: &Database| query::each(database, filter, take);
        self.open().with(&self.path, false, each).map(|_| ())
    }

    /// The latest checked files with a proven signer, newest first.
    ///
    /// # Errors
    /// What to tell the person.
    pub fn past_files(&self, most: usize) -> Result<Vec<PastFile>, Message> {
        let mut latest = VecDeque::new();
        self.each(&Filter::default(), &mut |observation| {
            latest.extend(PastFile::of(observation));
            if latest.len() > most {
                latest.pop_front();
            }
            true
        })?;
        Ok(latest.into_iter().rev().collect())
    }

    /// Forgets checks for good: what they took is overwritten.
    ///
    /// # Errors
    /// What to tell the person; then nothing was forgotten.
    pub fn forget(&self, what: &whence_app::history::view::Forget) -> Result<Forgotten, Message> {
        let mut open = self.open();
        open.known = None;
        let forgotten = open.with(&self.path, false, |database| forget::forget(database, what))?;
        Ok(forgotten.unwrap_or_default())
    }

    /// Forgets what is older than this, milliseconds since 1970, and returns how many checks that were.
    ///
    /// # Errors
    /// What to tell the person.
    pub fn forget_before(&self, at: i64) -> Result<u64, Message> {
        let mut open = self.open();
        open.known = None;
        let forgotten = open.with(&self.path, false, |database| {
            forget::forget_before(database, at)
        })?;
        Ok(forgotten.unwrap_or_default())
    }

    /// How many checks are older than this.
    pub fn count_before(&self, at: i64) -> u64 {
        self.read(|database| query::count_before(database, at))
    }

    /// Puts back what was forgotten a moment ago, under the numbers it had.
    ///
    /// # Errors
    /// What to tell the person.
    pub fn put_back(&self, observations: &[Observation]) -> Result<(), Message> {
        let mut open = self.open();
        open.known = None;
        open.with(&self.path, true, |database| {
            record::put_back(database, observations)
        })
        .map(|_| ())
    }

    /// Sets aside what is there and begins an empty history.
    ///
    /// # Errors
    /// What to tell the person.
    pub fn begin_anew(&self) -> Result<(), Message> {
        let mut open = self.open();
        open.database = None;
        open.known = None;
        database::set_aside(&self.path, |_| true)
            .map_err(|_| Message::new("history-not-set-aside"))?;
        open.problem = None;
        Ok(())
    }

    /// An answer that is empty when there is no history or it cannot be read.
    fn read<T: Default>(&self, ask: impl FnOnce(&Database) -> Result<T, Trouble>) -> T {
        let answer = self.open().with(&self.path, false, ask);
        answer.ok().flatten().unwrap_or_default()
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    /// Does something with the database; `None` when there is none and none is to be made. One that proves
    /// damaged is set aside.
    fn with<T>(
        &mut self,
        path: &Path,
        make: bool,
        act: impl FnOnce(&Database) -> Result<T, Trouble>,
    ) -> Result<Option<T>, Message> {
        let outcome = self
            .opened(path, make)
            .and_then(|database| database.map(act).transpose());
        let trouble = match outcome {
            Ok(answer) => {
                // What was in the way is out of it; that something was set aside stays worth knowing.
                self.problem = self.problem.take().filter(|it| it.id == "history-damaged");
                return Ok(answer);
            }
            Err(trouble) => trouble,
        };
        let problem = match trouble {
            Trouble::Damaged => {
                self.database = None;
                match database::set_aside(path, database::is_damaged) {
                    Ok(Some(name)) => Message::new("history-damaged")
                        .with("name", whence_display::DisplayText::file_name(&name)),
                    // Somebody else was quicker: what is there now is sound.
                    Ok(None) => Message::new("history-busy"),
                    Err(_) => Message::new("history-unreadable"),
                }
            }
            Trouble::Newer => Message::new("history-newer"),
            Trouble::Busy => Message::new("history-busy"),
            Trouble::OutOfReach => {
                self.database = None;
                Message::new("history-unreadable")
            }
        };
        self.problem = Some(problem.clone());
        Err(problem)
    }

    /// The database, opened if it is not yet or is another file by now.
    fn opened(&mut self, path: &Path, make: bool) -> Result<Option<&Database>, Trouble> {
        if self
            .database
            .as_ref()
            .is_some_and(|open| !open.is_still(path))
        {
            self.database = None;
        }
        if self.database.is_none() {
            self.database = Database::open(path, make)?;
        }
        Ok(self.database.as_ref())
    }
}

impl Past for HistoryFile {
    fn earlier(&self, product: &str, now: &Sighting, until: Option<u64>) -> Earlier {
        self.read(|database| query::earlier(database, product, now, until))
    }

    fn known_signers(&self) -> KnownSigners {
        let mut open = self.open();
        if let Some(known) = &open.known {
            return known.clone();
        }
        let found = open.with(&self.path, false, |database| {
            query::signers(database, KNOWN_SIGNERS)
        });
        let signers = found.ok().flatten().unwrap_or_default().into_iter();
        let known = KnownSigners::new(signers.filter_map(|signer| {
            Some(KnownSigner {
                kind: IdentityKind::ALL
                    .into_iter()
                    .find(|kind| kind.as_str() == signer.kind)?,
                label: signer.label,
                identity: signer.identity,
                issuer: signer.issuer,
            })
        }));
        open.known = Some(known.clone());
        known
    }
}

#[cfg(test)]
mod tests;
