//! Files of the person's own: the settings, written atomically with a broken one kept aside, and the
//! trusted identity list, which is only ever read.

mod atomic;
mod folder;
mod history;
mod list;
mod settings;

pub use atomic::write as write_atomically;
pub use folder::config_folder;
pub use history::{Filter, Forgotten, Group, HistoryFile, Page};
pub use list::ListFile;
pub use settings::SettingsFile;
