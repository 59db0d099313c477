//! The page of the window (`ui/`): its packages, checks and build.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

use crate::run::{Outcome, printed, run};

/// Where the page and the things it is built from live.
pub(crate) struct Page {
    folder: PathBuf,
    /// Outside `ui/`: sentences and icons.
    elsewhere: [PathBuf; 2],
}

impl Page {
    /// The page of the repository at `root`.
    pub(crate) fn of(root: &Path) -> Self {
        Self {
            folder: root.join("ui"),
            elsewhere: [root.join("locales"), root.join("icons")],
        }
    }

    /// `npm ci`, unless what is installed is younger than the lock file.
    pub(crate) fn install_packages(&self) -> Outcome {
        let lock = changed(&self.folder.join("package-lock.json"));
        let installed = changed(&self.folder.join("node_modules/.package-lock.json"));
        if lock.is_some() && lock <= installed {
            return Ok(());
        }
        run(self.npm(&["ci"]))
    }

    /// `npm run build`, unless what was built is younger than everything it is built from.
    pub(crate) fn build_if_older_than_its_sources(&self) -> Outcome {
        let built = changed(&self.folder.join("dist/index.html"));
        let sources = self.elsewhere.iter().map(|folder| youngest(folder));
        if built.is_some() && sources.chain([youngest(&self.folder)]).max().flatten() <= built {
            return Ok(());
        }
        self.script("build")
    }

    /// Whether `package.json` has a script of this name.
    pub(crate) fn has_script(&self, name: &str) -> Result<bool, String> {
        let script = printed(self.npm(&["pkg", "get", &format!("scripts.{name}")]));
        let script = script.ok_or("npm could not read ui/package.json")?;
        Ok(script != "{}")
    }

    /// Runs a script of `package.json`.
    pub(crate) fn script(&self, name: &str) -> Outcome {
        run(self.npm(&["run", name]))
    }

    fn npm(&self, arguments: &[&str]) -> Command {
        let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        npm.args(arguments).current_dir(&self.folder);
        npm
    }
}

/// When the youngest file or folder below `folder` changed, without what builds and installs leave
/// behind. A folder changes when something in it is removed, so that is noticed too.
fn youngest(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?;
    let below = entries.flatten().filter_map(|entry| {
        let path = entry.path();
        match entry.file_type() {
            _ if is_left_behind(&path) => None,
            Ok(kind) if kind.is_dir() => youngest(&path).max(changed(&path)),
            Ok(kind) if kind.is_file() => changed(&path),
            _ => None,
        }
    });
    below.max()
}

fn is_left_behind(folder: &Path) -> bool {
    ["node_modules", "dist"]
        .iter()
        .any(|name| folder.ends_with(name))
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|facts| facts.modified()).ok()
}
