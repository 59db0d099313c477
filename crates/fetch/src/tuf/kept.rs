//! What is kept of a repository: one file, so that at every moment all of it is there or none; and beside it the
//! state before, for when the disk spoils the file. Ended in between, the state before is what is found.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};
use whence_evidence::UnixTime;

use super::{Problem, ProblemCode, TRUSTED_ROOT};

/// Bytes of the largest file. A whole history of roots takes a hundredth of that.
const LARGEST: u64 = 32 << 20;

/// Everything kept of one repository. Nothing of it is believed until it is proven again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct State {
    schema: u32,
    /// Seconds since 1970 at which the repository was last asked and everything held.
    checked_at: i64,
    /// The files by the names they have in the store of the TUF client; all of them are text.
    files: BTreeMap<String, String>,
}

impl State {
    pub(super) fn checked_at(&self) -> UnixTime {
        UnixTime::from_seconds(self.checked_at)
    }
}

/// The files of one repository.
pub(super) struct Place {
    latest: PathBuf,
    before: PathBuf,
    /// While it is written.
    new: PathBuf,
    lock: PathBuf,
}

impl Place {
    pub(super) fn new(folder: &Path, name: &str) -> Self {
        Self {
            latest: folder.join(format!("{name}.json")),
            before: folder.join(format!("{name}.before.json")),
            new: folder.join(format!("{name}.new")),
            lock: folder.join(format!("{name}.lock")),
        }
    }

    pub(super) fn latest(&self) -> Result<Option<State>, Problem> {
        read(&self.latest)
    }

    pub(super) fn before(&self) -> Result<Option<State>, Problem> {
        read(&self.before)
    }

    /// Keeps others from writing while it lives; waits for them.
    pub(super) fn lock(&self) -> io::Result<File> {
        if let Some(folder) = self.lock.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&self.lock)?;
        file.lock()?;
        Ok(file)
    }

    /// Puts a state in place of the latest, which stays beside it when it held. Needs the lock.
    pub(super) fn write(&self, state: &State, latest_held: bool) -> io::Result<()> {
        let written = self.write_new(state).and_then(|()| {
            // Only now is there something whole to take its place. Ending between the two leaves the state before.
            if latest_held {
                fs::rename(&self.latest, &self.before)?;
            }
            fs::rename(&self.new, &self.latest)
        });
        if written.is_err() {
            // What is left of it helps nobody, least of all on a full disk.
            let _ = fs::remove_file(&self.new);
        }
        written?;
        self.sync_names()
    }

    /// Who holds the lock is the only one to write under this name; what a killed program left there goes.
    fn write_new(&self, state: &State) -> io::Result<()> {
        let mut file = io::BufWriter::new(File::create(&self.new)?);
        serde_json::to_writer(&mut file, state)?;
        file.flush()?;
        file.get_ref().sync_all()
    }

    /// Makes the names last through a crash, too. Windows keeps them by itself and opens no folders.
    fn sync_names(&self) -> io::Result<()> {
        match self.latest.parent() {
            Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
            _ => Ok(()),
        }
    }
}

fn read(path: &Path) -> Result<Option<State>, Problem> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Problem::folder(&error)),
    };
    let broken = |detail: &str| Problem::new(ProblemCode::CacheBroken, detail);
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Problem::folder(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(broken("the file is too large"));
    }
    let state: State = serde_json::from_slice(&bytes).map_err(|_| broken("the file is damaged"))?;
    if state.schema == 1 {
        Ok(Some(state))
    } else {
        Err(broken("the file is of a later version"))
    }
}

/// The store of the TUF client, in memory until an update held as a whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory(Arc<Mutex<BTreeMap<String, Vec<u8>>>>);

impl Memory {
    pub(super) fn of(state: Option<&State>) -> Self {
        let files = state.into_iter().flat_map(|state| &state.files);
        let files = files.map(|(name, text)| (name.clone(), text.clone().into_bytes()));
        Self(Arc::new(Mutex::new(files.collect())))
    }

    pub(super) fn state(&self, checked_at: UnixTime) -> Result<State, Problem> {
        let text = |(name, bytes): (&String, &Vec<u8>)| {
            let text = String::from_utf8(bytes.clone())
                .map_err(|_| Problem::new(ProblemCode::Malformed, format!("{name} is no text")))?;
            Ok((name.clone(), text))
        };
        Ok(State {
            schema: 1,
            checked_at: checked_at.seconds(),
            files: self
                .files()
                .iter()
                .map(text)
                .collect::<Result<_, Problem>>()?,
        })
    }

    fn files(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl sigstore_tuf::MetadataStore for Memory {
    fn load(&self, name: &str) -> sigstore_tuf::Result<Option<Vec<u8>>> {
        Ok(self.files().get(name).cloned())
    }

    fn store(&self, name: &str, bytes: &[u8]) -> sigstore_tuf::Result<()> {
        // The client also stores each version of a snapshot under its number; nobody asks for those again.
        let wanted = [
            "root.json",
            "timestamp.json",
            "snapshot.json",
            "targets.json",
        ]
        .contains(&name)
            || name.starts_with("root_history/")
            || name.strip_prefix("targets/") == Some(TRUSTED_ROOT);
        if wanted {
            self.files().insert(name.to_owned(), bytes.to_owned());
        }
        Ok(())
    }
}
