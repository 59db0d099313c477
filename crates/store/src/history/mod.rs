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
    /// Asks. Nobody who asks waits for what is being recorded.
    reading: Connection,
    /// Records and forgets.
    writing: Connection,
    /// What went wrong last and still matters.
    problem: Mutex<Option<Message>>,
    /// Signers seen before, until one more is recorded here. Another process's come with the next start.
    known: Mutex<Option<Arc<KnownSigners>>>,
}

/// The database once it was needed.
type Connection = Mutex<Option<Database>>;

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
            reading: Connection::default(),
            writing: Connection::default(),
            problem: Mutex::default(),
            known: Mutex::default(),
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is wrong with it, if anything.
    pub fn problem(&self) -> Option<Message> {
        lock(&self.problem).clone()
    }

    /// Adds checks, all or none of them, and returns their numbers.
    ///
    /// # Errors
    /// What to tell the person; also kept as [`Self::problem`].
    pub fn record(&self, observations: &[Observation]) -> Result<Vec<u64>, Message> {
        let record = |database: &Database| record::record(database, observations);
        let recorded = self.with(&self.writing, true, record)?;
        if observations.iter().any(|it| it.sighting.signer.is_some()) {
            *lock(&self.known) = None;
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
        self.with(&self.reading, false, each).map(|_| ())
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
        self.change(false, |database| forget::forget(database, what))
    }

    /// Forgets what is older than this, milliseconds since 1970, and returns how many checks that were.
    ///
    /// # Errors
    /// What to tell the person.
    pub fn forget_before(&self, at: i64) -> Result<u64, Message> {
        self.change(false, |database| forget::forget_before(database, at))
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
        self.change(true, |database| record::put_back(database, observations))
    }

    /// Sets aside what is there and begins an empty history.
    ///
    /// # Errors
    /// What to tell the person.
    pub fn begin_anew(&self) -> Result<(), Message> {
        self.close();
        database::set_aside(&self.path, |_| true)
            .map_err(|_| Message::new("history-not-set-aside"))?;
        *lock(&self.known) = None;
        *lock(&self.problem) = None;
        Ok(())
    }

    /// An answer that is empty when there is no history or it cannot be read.
    fn read<T: Default>(&self, ask: impl FnOnce(&Database) -> Result<T, Trouble>) -> T {
        let answer = self.with(&self.reading, false, ask);
        answer.ok().flatten().unwrap_or_default()
    }

    /// Changes what was recorded; nothing where there is no history and none is to be made.
    fn change<T: Default>(
        &self,
        make: bool,
        act: impl FnOnce(&Database) -> Result<T, Trouble>,
    ) -> Result<T, Message> {
        let changed = self.with(&self.writing, make, act);
        *lock(&self.known) = None;
        Ok(changed?.unwrap_or_default())
    }

    /// Does something with the database; `None` when there is none and none is to be made. One that proves
    /// damaged is set aside.
    fn with<T>(
        &self,
        connection: &Connection,
        make: bool,
        act: impl FnOnce(&Database) -> Result<T, Trouble>,
    ) -> Result<Option<T>, Message> {
        let outcome = {
            let mut open = lock(connection);
            let outcome = opened(&mut open, &self.path, make)
                .and_then(|database| database.map(act).transpose());
            if matches!(outcome, Err(Trouble::OutOfReach)) {
                *open = None;
            }
            outcome
        };
        let trouble = match outcome {
            Ok(answer) => {
                // What was in the way is out of it; that something was set aside stays worth knowing.
                lock(&self.problem).take_if(|it| it.id != "history-damaged");
                return Ok(answer);
            }
            Err(trouble) => trouble,
        };
        let problem = match trouble {
            Trouble::Damaged => {
                self.close();
                match database::set_aside(&self.path, database::is_damaged) {
                    Ok(Some(name)) => Message::new("history-damaged")
                        .with("name", whence_display::DisplayText::file_name(&name)),
                    // Somebody else was quicker: what is there now is sound.
                    Ok(None) => Message::new("history-busy"),
                    Err(_) => Message::new("history-unreadable"),
                }
            }
            Trouble::Newer => Message::new("history-newer"),
            Trouble::Busy => Message::new("history-busy"),
            Trouble::OutOfReach => Message::new("history-unreadable"),
        };
        *lock(&self.problem) = Some(problem.clone());
        Err(problem)
    }

    /// On some systems a file that is in use keeps its name.
    fn close(&self) {
        for connection in [&self.reading, &self.writing] {
            *lock(connection) = None;
        }
    }
}

/// The database, opened if it is not yet or is another file by now.
fn opened<'a>(
    open: &'a mut Option<Database>,
    path: &Path,
    make: bool,
) -> Result<Option<&'a Database>, Trouble> {
    open.take_if(|open| !open.is_still(path));
    if open.is_none() {
        *open = Database::open(path, make)?;
    }
    Ok(open.as_ref())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Past for HistoryFile {
    fn earlier(&self, products: &[&str], now: &Sighting, until: Option<u64>) -> Earlier {
        self.read(|database| query::earlier(database, products, now, until))
    }

    fn known_signers(&self) -> Arc<KnownSigners> {
        // Held while asking, so that what is recorded meanwhile is not missed.
        let mut known = lock(&self.known);
        let found = || {
            let signers = self.read(|database| query::signers(database, KNOWN_SIGNERS));
            Arc::new(KnownSigners::new(signers.into_iter().filter_map(
                |signer| {
                    Some(KnownSigner {
                        kind: IdentityKind::ALL
                            .into_iter()
                            .find(|kind| kind.as_str() == signer.kind)?,
                        label: signer.label,
                        identity: signer.identity,
                        issuer: signer.issuer,
                    })
                },
            )))
        };
        Arc::clone(known.get_or_insert_with(found))
    }
}

#[cfg(test)]
mod tests;
