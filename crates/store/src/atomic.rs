use std::{
    ffi::OsString,
    fs::{self, OpenOptions},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use crate::disk::{Disk, RealDisk};

/// Puts `bytes` in place of a file so that at every moment either the old or the new content is there,
/// also after a crash. Folders that are missing are made.
///
/// # Errors
/// Those of the system; the old content is then still there.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(folder)?;
    write_with(&mut RealDisk, path, bytes)
}

fn write_with(disk: &mut impl Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let temporary = new_beside(disk, path, bytes)?;
    if let Err(error) = disk.rename(&temporary, path) {
        let _ = disk.remove(&temporary);
        return Err(error);
    }
    disk.sync_folder(folder)
}

/// Writes what is to take the place of `path` to a file of its own beside it, down to the disk.
pub(crate) fn new_beside(disk: &mut impl Disk, path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let temporary = sibling(path, &format!(".new-{}", std::process::id()));
    // Left over from a process of the same number that crashed.
    disk.remove(&temporary)?;
    let written = disk
        .create(&temporary, bytes, path)
        .and_then(|()| disk.sync(&temporary));
    if let Err(error) = written {
        // What is left of a failed attempt helps nobody; that it cannot be removed is no further harm.
        let _ = disk.remove(&temporary);
        return Err(error);
    }
    Ok(temporary)
}

/// Gives a broken file a name of its own, never one that is taken, and returns that name.
pub(crate) fn set_aside(path: &Path) -> io::Result<OsString> {
    let aside = reserve(path, "broken")?;
    fs::rename(path, &aside)?;
    Ok(aside.file_name().unwrap_or_default().to_owned())
}

/// Keeps a copy of a file under a name of its own, never one that is taken; nothing where there is no file.
pub(crate) fn copy_aside(path: &Path, most: u64) -> io::Result<()> {
    let mut bytes = Vec::new();
    match fs::File::open(path) {
        Ok(file) => file.take(most).read_to_end(&mut bytes)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    write(&reserve(path, "before-reset")?, &bytes)
}

/// A file of a name of its own beside `path`, empty.
fn reserve(path: &Path, why: &str) -> io::Result<PathBuf> {
    for number in 1..1000 {
        let aside = sibling(path, &format!(".{why}-{number}"));
        // Reserving the name first makes two processes take two names.
        match OpenOptions::new().write(true).create_new(true).open(&aside) {
            Ok(_) => return Ok(aside),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// The path with something added to its name.
pub(crate) fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    path.with_file_name(name)
}
