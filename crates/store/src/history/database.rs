use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};

use crate::atomic;

/// `Whnc`: tells this database from those of other programs.
const APPLICATION: i32 = 0x5768_6e63;
/// Raised with every change of the tables; [`migrate`] leads from each version to the next.
const VERSION: i32 = 4;
/// Bytes of the log that the next process may have to read through before it can begin. Merging takes longer than a
/// short check, so it is not done at each end; never done, every check would begin more slowly than the one before.
const LONGEST_LOG: u64 = 256 << 10;
/// How long one process waits for another that writes; writing takes a millisecond.
const PATIENCE: Duration = Duration::from_secs(3);
/// Questions that are kept ready: all that one check asks and records.
const STATEMENTS: usize = 32;

/// An open database.
pub(super) struct Database {
    pub(super) connection: Connection,
    log: PathBuf,
    /// What the file was when it was opened, to notice when another one stands in its place.
    #[cfg(unix)]
    device_and_number: Option<(u64, u64)>,
}

/// Why something could not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The file is no database, or not a whole one.
    Damaged,
    /// It was written by a later version of the program.
    Newer,
    /// Another process holds it.
    Busy,
    /// It cannot be read or written: rights, disk, place.
    OutOfReach,
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(_) => Self::OutOfReach,
            // A value of a kind that is never written: whatever wrote it, this is not our table.
            None => Self::Damaged,
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(_: io::Error) -> Self {
        Self::OutOfReach
    }
}

impl Database {
    /// Opens the database; `None` when there is none and none is to be made.
    pub(super) fn open(path: &Path, make: bool) -> Result<Option<Self>, Trouble> {
        if !path.try_exists()? {
            if !make {
                return Ok(None);
            }
            begin(path)?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // What a process leaves in the log is merged when it has become much: see `drop`.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        // Forgotten means overwritten; a commit survives the end of the process, and not always that of the
        // computer, which takes the latest checks and never the database.
        connection.execute_batch(
            "PRAGMA secure_delete = ON; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = OFF;",
        )?;
        let database = Self {
            connection,
            log: with_suffix(path, "-wal"),
            #[cfg(unix)]
            device_and_number: device_and_number(path),
        };
        database.migrate()?;
        // Only now: a table that others refer to can be made anew only while nothing looks after the references.
        database
            .connection
            .execute_batch("PRAGMA foreign_keys = ON;")?;
        Ok(Some(database))
    }

    /// Whether the file under this name is still the one that is open.
    pub(super) fn is_still(&self, path: &Path) -> bool {
        #[cfg(unix)]
        let same =
            self.device_and_number.is_some() && self.device_and_number == device_and_number(path);
        // Elsewhere an open file keeps its name.
        #[cfg(not(unix))]
        let same = path.exists();
        same
    }

    /// Merges the log into the database and empties it, unless another process reads or writes at this moment.
    pub(super) fn merge(&self) {
        let _ = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }

    /// Brings the tables to this version.
    fn migrate(&self) -> Result<(), Trouble> {
        let version = self.version()?;
        if version == VERSION {
            return Ok(());
        }
        if version > VERSION {
            return Err(Trouble::Newer);
        }
        // Both at once, for readers beside a writer; must stand outside of any transaction. Where it cannot
        // be had (some network places), the default does.
        let _: String = self
            .connection
            .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let migrated = self.migrate_inside();
        let end = if migrated.is_ok() {
            "COMMIT"
        } else {
            "ROLLBACK"
        };
        self.connection.execute_batch(end)?;
        migrated
    }

    fn migrate_inside(&self) -> Result<(), Trouble> {
        // Another process may have been here meanwhile.
        let version = self.version()?;
        if version == VERSION {
            return Ok(());
        }
        if version < 1 {
            let tables: i64 =
                self.connection
                    .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
            if tables > 0 {
                // No version of this program has left tables without a version.
                return Err(Trouble::Damaged);
            }
            self.connection.execute_batch(include_str!("schema.sql"))?;
        }
        if version < 2 {
            self.connection
                .execute_batch(include_str!("schema-2.sql"))?;
        }
        if version < 3 {
            self.connection
                .execute_batch(include_str!("schema-3.sql"))?;
        }
        self.connection
            .execute_batch(include_str!("schema-4.sql"))?;
        super::record::add_names(&self.connection)?;
        self.connection
            .pragma_update(None, "application_id", APPLICATION)?;
        self.connection
            .pragma_update(None, "user_version", VERSION)?;
        Ok(())
    }

    fn version(&self) -> Result<i32, Trouble> {
        let ask = |pragma: &str| {
            self.connection
                .pragma_query_value(None, pragma, |row| row.get::<_, i32>(0))
        };
        let (application, version) = (ask("application_id")?, ask("user_version")?);
        match (application, version) {
            (APPLICATION, 1..) | (0, 0) => Ok(version),
            // A database of some other program.
            _ => Err(Trouble::Damaged),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let is_long = fs::metadata(&self.log).is_ok_and(|log| log.len() > LONGEST_LOG);
        // Whoever else is at work here does it at their own end: nobody waits for that.
        if is_long && self.connection.busy_timeout(Duration::ZERO).is_ok() {
            self.merge();
        }
    }
}

/// Makes an empty file that only this person may read, before SQLite makes one that everybody may.
fn begin(path: &Path) -> Result<(), Trouble> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Whether the database at this place is damaged, asked while nobody else sets anything aside.
pub(super) fn is_damaged(path: &Path) -> bool {
    match Database::open(path, false) {
        Ok(None) => false,
        Ok(Some(database)) => {
            let check = database
                .connection
                .query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
            check.map_err(Trouble::from) != Ok("ok".to_owned())
        }
        Err(trouble) => trouble == Trouble::Damaged,
    }
}

/// Gives the database another name if `wanted` still says so, together with the log that belongs to it, and
/// returns that name. Processes that find a damaged one at the same moment do it one after the other.
pub(super) fn set_aside(
    path: &Path,
    wanted: impl FnOnce(&Path) -> bool,
) -> io::Result<Option<OsString>> {
    let lock = File::create(with_suffix(path, ".lock"))?;
    lock.lock()?;
    if !path.try_exists()? || !wanted(path) {
        return Ok(None);
    }
    let name = atomic::set_aside(path)?;
    let aside = path.with_file_name(&name);
    for suffix in ["-wal", "-shm"] {
        // Mostly there is none. One that is left behind would be taken for the new database's.
        match fs::rename(with_suffix(path, suffix), with_suffix(&aside, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(Some(name))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[cfg(unix)]
fn device_and_number(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}
