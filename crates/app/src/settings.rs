//! What a person can set, where it is kept, and the trust data that follows from it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use whence_evidence::{UnixTime, limits, trusted_root::TrustedRoot};
use whence_identity::IdentityList;
use whence_verify::{Instance, PreparedTrust};

use crate::{
    intake::{self, BoundedError},
    view::{Message, Theme, TrustDataView},
};

/// What a person can set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Colours of the window.
    pub theme: Theme,
    /// A trusted-root file to use instead of the built-in trust data.
    pub trusted_root: Option<PathBuf>,
}

/// Where settings are kept.
pub trait SettingsStore {
    /// The settings in force, and what is wrong with the stored ones.
    fn load(&self) -> (Settings, Vec<Message>);

    /// Keeps the settings.
    ///
    /// # Errors
    /// What to tell the person when they could not be kept.
    fn save(&self, settings: &Settings) -> Result<(), Message>;
}

/// Where the trusted identity list comes from. It is only ever read.
pub trait ListSource {
    /// The list in force now.
    fn load(&mut self) -> LoadedList;
}

/// A list as it was loaded.
#[derive(Debug, Clone, Default)]
pub struct LoadedList {
    /// Where the file is or would be.
    pub location: PathBuf,
    /// Whether there is a file.
    pub exists: bool,
    /// The entries in force: of the file, or of its last good copy when it has problems.
    pub list: IdentityList,
    /// What is wrong with the file.
    pub problems: Vec<whence_identity::Problem>,
    /// The file is there and cannot be read at all.
    pub unreadable: bool,
}

impl LoadedList {
    /// Whether the entries in force are not those of the file.
    pub fn has_problems(&self) -> bool {
        self.unreadable || !self.problems.is_empty()
    }
}

/// The trust data checks are made with.
#[derive(Debug, Clone)]
pub struct TrustData {
    /// The data, ready for use; absent when the chosen file cannot be used. Nothing is put in its place:
    /// whoever chose other signing services must not be answered by the built-in ones.
    pub prepared: Option<Arc<PreparedTrust>>,
    /// What it is called and dated.
    pub view: TrustDataView,
    /// What is wrong with it.
    pub problem: Option<Message>,
}

impl TrustData {
    /// The built-in data, or that of `file`.
    pub fn load(file: Option<&Path>) -> Self {
        match file {
            None => Self::built_in(),
            Some(file) => Self::from_file(file),
        }
    }

    /// Verifies every chain of the data now, for a program that stays and checks much.
    #[must_use]
    pub fn with_chains_verified(self) -> Self {
        if let Some(prepared) = &self.prepared {
            prepared.verify_chains();
        }
        self
    }

    fn built_in() -> Self {
        let prepared = PreparedTrust::public_good().ok().map(Arc::new);
        let dated = prepared.as_ref().and_then(|trust| dated(trust.instance()));
        let problem = prepared
            .is_none()
            .then(|| Message::new("trust-data-built-in-broken"));
        let view = TrustDataView {
            name: Message::new("trust-data-public-good"),
            dated: dated.map(UnixTime::milliseconds),
        };
        Self {
            prepared,
            view,
            problem,
        }
    }

    fn from_file(file: &Path) -> Self {
        let name =
            whence_display::DisplayText::file_name(file.file_name().unwrap_or(file.as_os_str()));
        let view = TrustDataView {
            name: Message::new("trust-data-file").with("name", name.clone()),
            dated: None,
        };
        let read = intake::read_bounded(file, limits::TRUSTED_ROOT_BYTES as u64);
        let (prepared, problem) = match read {
            Ok(bytes) => match TrustedRoot::parse(&bytes) {
                Ok(root) => (
                    Some(Arc::new(PreparedTrust::prepare(&root, Instance::File))),
                    None,
                ),
                Err(defect) => {
                    let detail = whence_display::DisplayText::prose(&defect.to_string());
                    (
                        None,
                        Some(Message::new("trust-data-file-broken").with("detail", detail)),
                    )
                }
            },
            Err(BoundedError::TooLarge) => (None, Some(Message::new("trust-data-file-too-large"))),
            Err(BoundedError::Problem(_)) => {
                (None, Some(Message::new("trust-data-file-unreadable")))
            }
        };
        Self {
            prepared,
            view,
            problem: problem.map(|problem| problem.with("name", name)),
        }
    }
}

const fn dated(instance: Instance) -> Option<UnixTime> {
    match instance {
        Instance::PublicGood { dated } | Instance::Staging { dated } => Some(dated),
        Instance::File => None,
    }
}
