//! The TypeScript twins of the view model, written by `ts-rs` in a test build of `whence-app`.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    cargo,
    run::{Outcome, run},
};

/// Replaces what lies in `ui/src/lib/types`.
pub(crate) fn write(root: &Path) -> Outcome {
    let wanted = generate(root)?;
    let folder = kept(root);
    let failed = |error: io::Error| format!("{} could not be written: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(failed)?;
    }
    fs::create_dir_all(&folder).map_err(failed)?;
    for (name, text) in &wanted {
        fs::write(folder.join(name), text).map_err(failed)?;
    }
    println!("{} types are in {}", wanted.len(), folder.display());
    Ok(())
}

/// Fails when what lies there is not what the view model is now.
pub(crate) fn check(root: &Path) -> Outcome {
    let wanted = generate(root)?;
    let found = files(&kept(root)).map_err(|error| error.to_string())?;
    let names = wanted.keys().chain(found.keys());
    let mut stale: Vec<&str> = names
        .filter(|name| wanted.get(*name) != found.get(*name))
        .map(String::as_str)
        .collect();
    stale.sort_unstable();
    stale.dedup();
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!(
        "ui/src/lib/types is not what the view model is now; run `cargo xtask gen-types`. Other: {}",
        stale.join(", ")
    ))
}

/// Every file that belongs into the folder of types, by its name.
fn generate(root: &Path) -> Result<BTreeMap<String, String>, String> {
    let folder = root.join("target/types");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
    }
    let mut tests = cargo(
        "test",
        &[
            "--quiet",
            "--package",
            "whence-app",
            "--features",
            "ts",
            "--lib",
            "export_bindings",
        ],
    );
    tests.env("TS_RS_EXPORT_DIR", &folder);
    run(tests)?;
    files(&folder).map_err(|error| error.to_string())
}

fn files(folder: &Path) -> io::Result<BTreeMap<String, String>> {
    fs::read_dir(folder)?
        .map(|entry| {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            Ok((name, fs::read_to_string(entry.path())?))
        })
        .collect()
}

fn kept(root: &Path) -> PathBuf {
    root.join("ui/src/lib/types")
}
