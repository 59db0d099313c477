use std::{env, path::PathBuf};

/// The folder of this program's own files; `None` when the system names no home.
///
/// `WHENCE_CONFIG_DIR` comes first, for tests and for portable use. Written out instead of taking a crate,
/// because one folder on three systems is these few lines.
pub fn config_folder() -> Option<PathBuf> {
    absolute("WHENCE_CONFIG_DIR").or_else(|| Some(base()?.join("whence")))
}

#[cfg(target_os = "windows")]
fn base() -> Option<PathBuf> {
    absolute("APPDATA")
}

#[cfg(target_os = "macos")]
fn base() -> Option<PathBuf> {
    Some(absolute("HOME")?.join("Library/Application Support"))
}

#[cfg(not(any(target_os = "windows", target_os = "macos")))]
fn base() -> Option<PathBuf> {
    // A relative XDG_CONFIG_HOME counts as unset (XDG Base Directory Specification).
    absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")))
}

fn absolute(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
}
