//! The few things done to a folder, behind a trait so that tests can cut the power between any two of them.

use std::{
    ffi::OsString,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

/// Operations on files of one folder. Paths are whole; none of the operations follows a link.
pub(crate) trait Disk {
    /// All bytes of a file up to `limit`, `None` when there is none.
    fn read(&mut self, path: &Path, limit: usize) -> io::Result<Option<Vec<u8>>>;
    /// Makes a file that is not there yet, readable by the same people as `like` when that is there.
    fn create(&mut self, path: &Path, bytes: &[u8], like: &Path) -> io::Result<()>;
    /// Makes the bytes of a file last through a crash.
    fn sync(&mut self, path: &Path) -> io::Result<()>;
    /// Swaps the files behind two names in one step. `Unsupported` where the system has no such step.
    fn exchange(&mut self, first: &Path, second: &Path) -> io::Result<()>;
    /// Gives a file a name in place of whatever had it.
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()>;
    /// Gives a file a second name that nothing has yet.
    fn link(&mut self, from: &Path, to: &Path) -> io::Result<()>;
    /// Takes a name away; none to take away is no error.
    fn remove(&mut self, path: &Path) -> io::Result<()>;
    /// Makes the names of a folder last through a crash.
    fn sync_folder(&mut self, folder: &Path) -> io::Result<()>;
    /// The names in a folder.
    fn names(&mut self, folder: &Path) -> io::Result<Vec<OsString>>;
}

/// The disk of this computer.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RealDisk;

impl Disk for RealDisk {
    fn read(&mut self, path: &Path, limit: usize) -> io::Result<Option<Vec<u8>>> {
        use whence_app::intake::{BoundedError, read_bounded};
        match read_bounded(path, limit as u64) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(BoundedError::Problem(whence_verdict::Problem::FileMissing)) => Ok(None),
            Err(BoundedError::TooLarge) => Err(io::ErrorKind::FileTooLarge.into()),
            Err(BoundedError::Problem(_)) => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    fn create(&mut self, path: &Path, bytes: &[u8], like: &Path) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        if let Ok(metadata) = fs::metadata(like) {
            file.set_permissions(metadata.permissions())?;
        }
        file.write_all(bytes)
    }

    fn sync(&mut self, path: &Path) -> io::Result<()> {
        // Opened for writing because Windows syncs nothing else.
        OpenOptions::new().write(true).open(path)?.sync_all()
    }

    #[cfg(any(target_os = "linux", target_os = "macos"))]
    fn exchange(&mut self, first: &Path, second: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        renameat_with(CWD, first, CWD, second, RenameFlags::EXCHANGE).map_err(|error| {
            match error {
                // What old kernels and some file systems answer.
                rustix::io::Errno::NOSYS | rustix::io::Errno::INVAL | rustix::io::Errno::NOTSUP => {
                    io::ErrorKind::Unsupported.into()
                }
                error => error.into(),
            }
        })
    }

    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    fn exchange(&mut self, _: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn link(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    #[cfg(unix)]
    fn sync_folder(&mut self, folder: &Path) -> io::Result<()> {
        fs::File::open(folder)?.sync_all()
    }

    /// Windows keeps names by itself and opens no folders.
    #[cfg(not(unix))]
    fn sync_folder(&mut self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn names(&mut self, folder: &Path) -> io::Result<Vec<OsString>> {
        fs::read_dir(folder)?
            .map(|entry| entry.map(|entry| entry.file_name()))
            .collect()
    }
}
