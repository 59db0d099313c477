//! Evidence kept beside the file it is for, where every check finds it.

use std::{
    ffi::OsString,
    fs,
    io::{self, Write},
    path::Path,
};

use whence_app::view::Message;

use crate::atomic::sibling;

/// Names that evidence is found under, the usual one first.
const SUFFIXES: [&str; 3] = [".sigstore.json", ".sigstore", ".bundle"];

/// Saves a bundle beside `file` under a name that is not taken, in one step, and returns that name. What lies
/// there is never written over; a bundle that lies there already with the same content is left as it is.
///
/// # Errors
/// What to tell the person; nothing is written then.
pub fn save_beside(file: &Path, bundle: &[u8]) -> Result<OsString, Message> {
    let written = || -> io::Result<Option<OsString>> {
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
        let mut temporary = builder.prefix(".whence-").tempfile_in(folder)?;
        temporary.write_all(bundle)?;
        temporary.as_file().sync_all()?;
        for suffix in SUFFIXES {
            let place = sibling(file, suffix);
            let name = place.file_name().map(OsString::from);
            match temporary.persist_noclobber(&place) {
                Ok(_) => return Ok(name),
                Err(error) if place.symlink_metadata().is_ok() => {
                    if fs::read(&place).is_ok_and(|there| there == bundle) {
                        return Ok(name);
                    }
                    temporary = error.file;
                }
                Err(error) => return Err(error.error),
            }
        }
        Ok(None)
    };
    match written() {
        Ok(Some(name)) => Ok(name),
        Ok(None) => Err(Message::new("save-bundle-taken")),
        Err(_) => Err(Message::new("save-bundle-not-written")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_ever_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tool.zip");
        assert_eq!(
            save_beside(&file, b"one").unwrap(),
            "tool.zip.sigstore.json"
        );
        assert_eq!(
            save_beside(&file, b"one").unwrap(),
            "tool.zip.sigstore.json"
        );
        assert_eq!(save_beside(&file, b"two").unwrap(), "tool.zip.sigstore");
        // Also not through a link that leads nowhere.
        #[cfg(unix)]
        std::os::unix::fs::symlink("nowhere", folder.path().join("tool.zip.bundle")).unwrap();
        #[cfg(not(unix))]
        fs::write(folder.path().join("tool.zip.bundle"), b"taken").unwrap();
        assert_eq!(
            save_beside(&file, b"three").unwrap_err().id,
            "save-bundle-taken"
        );
        assert_eq!(
            fs::read(folder.path().join("tool.zip.sigstore.json")).unwrap(),
            b"one"
        );
        assert_eq!(
            fs::read(folder.path().join("tool.zip.sigstore")).unwrap(),
            b"two"
        );
        assert!(!folder.path().join("nowhere").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }

    #[test]
    fn what_cannot_be_written_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("gone/tool.zip");
        let refused = save_beside(&file, b"one").unwrap_err();
        assert_eq!(refused.id, "save-bundle-not-written");
    }
}
