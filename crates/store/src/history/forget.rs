use rusqlite::{Connection, params};
use whence_app::history::{Observation, view::Forget};

use super::{
    database::{Database, Trouble},
    record::within,
    row::{COLUMNS, TABLES, observation},
};

/// More checks than this are not held in memory to be put back.
const MOST_TO_PUT_BACK: u64 = 5_000;

/// What was forgotten.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// How many checks.
    pub checks: u64,
    /// The checks, to put them back; empty when they were too many.
    pub removed: Vec<Observation>,
}

pub(super) fn forget(database: &Database, what: &Forget) -> Result<Forgotten, Trouble> {
    let (condition, value) = match what {
        Forget::Check { check } => ("o.id = ?1", *check),
        Forget::Group { group } => ("o.product = ?1", u64::from(*group)),
        Forget::Everything => ("o.id > ?1", 0),
    };
    let connection = &database.connection;
    let forgotten = within(connection, |transaction| {
        let count = format!("SELECT count(*) FROM observation o WHERE {condition}");
        let checks: u64 = transaction.query_row(&count, [value], |row| row.get(0))?;
        let mut removed = Vec::new();
        if checks <= MOST_TO_PUT_BACK {
            let mut statement = transaction.prepare(&format!(
                "SELECT {COLUMNS} FROM {TABLES} WHERE {condition} ORDER BY o.id"
            ))?;
            let found = statement.query_map([value], observation)?;
            removed = found.collect::<Result<_, _>>()?;
        }
        transaction.execute(
            &format!("DELETE FROM observation AS o WHERE {condition}"),
            [value],
        )?;
        forget_signers(transaction)?;
        Ok(Forgotten { checks, removed })
    })?;
    // What was forgotten still stands in the log. When another process reads at this moment, the next merge does it.
    database.merge();
    Ok(forgotten)
}

pub(super) fn forget_before(database: &Database, at: i64) -> Result<u64, Trouble> {
    let connection = &database.connection;
    let checks = within(connection, |transaction| {
        let checks = transaction.execute("DELETE FROM observation WHERE at < ?1", params![at])?;
        if checks > 0 {
            forget_signers(transaction)?;
        }
        Ok(checks as u64)
    })?;
    if checks > 0 {
        database.merge();
    }
    Ok(checks)
}

/// Signers that no check names any more are forgotten with them.
fn forget_signers(connection: &Connection) -> Result<(), Trouble> {
    connection.execute(
        "DELETE FROM signer WHERE id NOT IN (SELECT signer FROM observation WHERE signer IS NOT NULL)",
        [],
    )?;
    Ok(())
}
