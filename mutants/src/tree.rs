//! The copy of the sources that is changed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Copies what the repository keeps, untracked files too, and takes away what it no longer has. Files that are
/// the same are not touched, so that the compiler need not look at them again.
pub(crate) fn copy(root: &Path, to: &Path) -> Result<PathBuf, String> {
    let listed = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .args([
            "--",
            "Cargo.toml",
            "Cargo.lock",
            "crates",
            "locales",
            "docs",
        ])
        .args(["bench", "oracle", "src-tauri", "tests", "xtask", "ui/src"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("git: {error}"))?;
    let said = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let mut kept = Vec::new();
    for name in String::from_utf8_lossy(&listed.stdout).split('\0') {
        let from = root.join(name);
        if !from.is_file() {
            continue;
        }
        let target = to.join(name);
        let bytes = fs::read(&from).map_err(|error| said(&from, error))?;
        write(&target, &bytes)?;
        kept.push(target);
    }
    remove_others(&to.join("crates"), &kept).map_err(|error| said(to, error))?;
    // Tests find the vectors of others beside the repository.
    let shared = root.join("../shared");
    let link = to.join("../shared");
    if shared.is_dir() && !link.exists() {
        let shared = fs::canonicalize(&shared).map_err(|error| said(&shared, error))?;
        std::os::unix::fs::symlink(shared, &link).map_err(|error| said(&link, error))?;
    }
    Ok(to.to_owned())
}

/// Writes a file unless it says the same already.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let said = |error: std::io::Error| format!("{}: {error}", path.display());
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(said)?;
    }
    fs::write(path, bytes).map_err(said)
}

fn remove_others(folder: &Path, kept: &[PathBuf]) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_others(&path, kept)?;
        } else if !kept.contains(&path) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}
