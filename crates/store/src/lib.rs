//! Files of the person's own: the settings, written atomically with a broken one kept aside, and the
//! trusted identity list, edited in place with its earlier versions beside it.

mod atomic;
mod beside;
mod disk;
mod folder;
mod history;
mod instances;
mod list;
mod lock;
mod merge;
mod network_log;
mod settings;
mod switch;
mod versions;

pub use atomic::write as write_atomically;
pub use beside::save_beside;
pub use folder::config_folder;
pub use history::{Filter, Forgotten, Group, HistoryFile, Page};
pub use instances::InstanceFiles;
pub use list::{ListFile, managed_folders};
pub use network_log::NetworkLogFile;
pub use settings::SettingsFile;
pub use switch::OffSwitch;
