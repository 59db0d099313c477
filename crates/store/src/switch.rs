use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::SystemTime,
};

use whence_app::network::Switch;

use crate::SettingsFile;

/// The switch for everything as the settings have it at this moment, whichever process turned it.
pub struct OffSwitch {
    path: PathBuf,
    file: SettingsFile,
    here: Arc<AtomicBool>,
    last: Mutex<Last>,
}

/// What was seen last: the file's size and time, and the switch in it.
#[derive(Default)]
struct Last {
    stamp: Option<(u64, SystemTime)>,
    off: bool,
}

impl OffSwitch {
    /// That of the settings in this folder; and `here`, which counts at once and also where it cannot be kept.
    pub fn in_folder(folder: &Path, here: Arc<AtomicBool>) -> Self {
        Self {
            path: folder.join(SettingsFile::NAME),
            file: SettingsFile::in_folder(folder),
            here,
            last: Mutex::default(),
        }
    }
}

impl Switch for OffSwitch {
    /// Cheap enough to be asked many times a second: the file is read when it is another one than before.
    fn is_off(&self) -> bool {
        if self.here.load(Ordering::Relaxed) {
            return true;
        }
        // Before the file is read: what is written meanwhile is seen the next time.
        let stamp = fs::metadata(&self.path)
            .ok()
            .and_then(|about| Some((about.len(), about.modified().ok()?)));
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if stamp != last.stamp
            && let Some(settings) = self.file.peek()
        {
            *last = Last {
                stamp,
                off: settings.network.off,
            };
        }
        last.off
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use whence_app::settings::{Settings, SettingsStore};

    use super::*;

    #[test]
    fn what_anybody_switches_off_is_off() {
        let folder = tempfile::tempdir().unwrap();
        let here: Arc<AtomicBool> = Arc::default();
        let switch = OffSwitch::in_folder(folder.path(), Arc::clone(&here));
        assert!(!switch.is_off());
        let store = SettingsFile::in_folder(folder.path());
        let set = |off| {
            let kept = store.change(&Settings::default(), &mut |it| it.network.off = off);
            assert_eq!(kept.unwrap().network.off, off);
        };
        set(true);
        assert!(switch.is_off());
        // A file that somebody is just writing, or that is broken, switches nothing on.
        let path = folder.path().join(SettingsFile::NAME);
        fs::write(&path, b"[network]\noff = ").unwrap();
        assert!(switch.is_off());
        set(false);
        assert!(!switch.is_off());
        here.store(true, Ordering::Relaxed);
        assert!(switch.is_off());
    }
}
