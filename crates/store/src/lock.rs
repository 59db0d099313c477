//! One writer at a time, over all windows and command lines.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::Path,
    sync::mpsc,
    thread,
    time::Duration,
};

use crate::atomic::sibling;

/// Nobody holds a lock for longer than one edit takes, which is far less.
const PATIENCE: Duration = Duration::from_secs(10);

/// Held until it is dropped, and by the system no longer than the process lives.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "holding it is all")] File);

/// Takes the lock of a file. The lock is a file of its own, because the file itself is replaced, and it
/// stays, because taking it away would give two writers two of them.
///
/// # Errors
/// `WouldBlock` when somebody else has held it for seconds; else those of the system.
pub(crate) fn lock(path: &Path) -> io::Result<Lock> {
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(sibling(path, ".lock"))?;
    match file.try_lock() {
        Ok(()) => return Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(error)) => return Err(error),
    }
    // The system lets those who wait in turn; asking again and again would leave that to chance. Who comes
    // too late drops the lock when the system gives it.
    let (give, taken) = mpsc::channel();
    thread::spawn(move || {
        let locked = file.lock().map(|()| Lock(file));
        let _ = give.send(locked);
    });
    taken
        .recv_timeout(PATIENCE)
        .unwrap_or_else(|_| Err(io::ErrorKind::WouldBlock.into()))
}
