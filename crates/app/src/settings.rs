//! What a person can set, where it is kept, and the trust data that follows from it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use whence_display::DisplayText;
use whence_evidence::{UnixTime, limits, trusted_root::TrustedRoot};
use whence_verify::{Installed, Instance, PreparedTrust, TrustUsed};

use crate::{
    intake::{self, BoundedError},
    lookup::Preferences,
    network::Network,
    view::{Message, Theme, TrustDataView},
};

/// What a person can set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Colours of the window.
    pub theme: Theme,
    /// A trusted-root file to use instead of the built-in trust data.
    pub trusted_root: Option<PathBuf>,
    /// How long checks are kept in the history.
    pub keep: Keep,
    /// Folders whose new files are checked as they come. None unless the person chose them.
    pub watched: Vec<WatchedPlace>,
    /// How old trust data may become.
    pub freshness: Freshness,
    /// How the network may be used.
    pub network: Network,
    /// Which sources of evidence on the network may be asked.
    pub lookups: Preferences,
}

/// How old trust data may become, and whether it is kept from that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freshness {
    /// Whether trust data is brought up to date without being asked for each time.
    pub automatic: bool,
    /// Days from which on a note says how old the data is.
    pub note_after: u32,
    /// Days from which on nothing is proven with it any more; absent for no limit.
    pub stop_after: Option<u32>,
}

impl Default for Freshness {
    /// Fourteen days: the signing services renew their data within a week. No limit by itself: whoever never
    /// goes online must not lose the data built in.
    fn default() -> Self {
        Self {
            automatic: false,
            note_after: 14,
            stop_after: None,
        }
    }
}

impl Freshness {
    /// Days that can be set, the last for ten years.
    pub const DAYS: std::ops::RangeInclusive<u32> = 1..=3650;

    /// Whole days between the date of data and `now`.
    pub fn age(dated: UnixTime, now: UnixTime) -> i64 {
        now.seconds().saturating_sub(dated.seconds()) / 86_400
    }

    /// Whether data of this date calls for a note.
    pub fn is_noted(self, dated: UnixTime, now: UnixTime) -> bool {
        Self::age(dated, now) >= i64::from(self.note_after)
    }
}

/// How long checks are kept in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Not at all: no history is written or asked.
    Off,
    /// So many months.
    Months(u32),
    /// Until they are forgotten.
    Forever,
}

impl Default for Keep {
    fn default() -> Self {
        Self::Months(12)
    }
}

impl Keep {
    /// As views have it: 0 for not at all, absent for ever.
    pub const fn of_months(months: Option<u32>) -> Self {
        match months {
            Some(0) => Self::Off,
            Some(months) => Self::Months(months),
            None => Self::Forever,
        }
    }

    /// The reverse of [`Self::of_months`].
    pub const fn months(self) -> Option<u32> {
        match self {
            Self::Off => Some(0),
            Self::Months(months) => Some(months),
            Self::Forever => None,
        }
    }

    /// Checks before this point, milliseconds since 1970, are not kept any more; absent when all are. A month
    /// has 30 days and a half here.
    pub fn until(self, now: UnixTime) -> Option<i64> {
        const MONTH: i64 = 30 * 86_400_000 + 86_400_000 / 2;
        match self {
            Self::Off | Self::Forever => None,
            Self::Months(months) => {
                let span = MONTH.saturating_mul(months.into());
                Some(now.milliseconds().saturating_sub(span))
            }
        }
    }
}

/// A folder that is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedPlace {
    /// Where.
    pub path: PathBuf,
    /// Whether the person paused it.
    pub paused: bool,
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

/// A known instance of Sigstore whose trust data can be brought up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KnownInstance {
    /// Sigstore's Public Good instance.
    PublicGood,
    /// GitHub's own instance.
    GitHub,
}

impl KnownInstance {
    /// All of them, in the order in which they are installed.
    pub const ALL: [Self; 2] = [Self::PublicGood, Self::GitHub];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PublicGood => "public-good",
            Self::GitHub => "github",
        }
    }

    /// The reverse of [`Self::as_str`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|instance| instance.as_str() == name)
    }

    const fn dated(self, dated: UnixTime) -> Instance {
        match self {
            Self::PublicGood => Instance::PublicGood { dated },
            Self::GitHub => Instance::GitHub { dated },
        }
    }

    fn built_in(self) -> Option<PreparedTrust> {
        match self {
            Self::PublicGood => PreparedTrust::public_good(),
            Self::GitHub => PreparedTrust::github(),
        }
        .ok()
    }
}

/// Trust data that an update brought and that was proven again just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdatedTrust {
    /// Whose it is.
    pub instance: KnownInstance,
    /// The trusted root, as signed.
    pub trusted_root: Vec<u8>,
    /// When its repository was last asked.
    pub checked_at: UnixTime,
}

/// Where updates of the trust data are kept.
pub trait UpdatesStore {
    /// What was kept for an instance, proven again; `None` when there is no update.
    ///
    /// # Errors
    /// What to tell the person when it does not hold any more. The built-in data then stays in force.
    fn load(&self, instance: KnownInstance, now: UnixTime)
    -> Result<Option<UpdatedTrust>, Message>;
}

/// The trust data checks are made with.
#[derive(Debug, Clone)]
pub struct TrustData {
    /// The instances, ready for use; absent when the chosen file cannot be used. Nothing is put in its
    /// place: whoever chose other signing services must not be answered by the built-in ones.
    pub installed: Option<Arc<Installed>>,
    /// What the whole of it is called and dated.
    pub view: TrustDataView,
    /// What each instance is called and dated, in the order of `installed`.
    pub instances: Vec<TrustDataView>,
    /// What is wrong with it.
    pub problem: Option<Message>,
}

impl TrustData {
    /// The built-in data, or that of `file`.
    pub fn load(file: Option<&Path>) -> Self {
        Self::load_updated(file, None, UnixTime::from_seconds(0))
    }

    /// The data of `file`; or else the built-in data, with what updates brought since.
    pub fn load_updated(
        file: Option<&Path>,
        updates: Option<&dyn UpdatesStore>,
        now: UnixTime,
    ) -> Self {
        match file {
            None => Self::known(updates, now),
            Some(file) => Self::from_file(file),
        }
    }

    /// Verifies every chain of the data now, for a program that stays and checks much.
    #[must_use]
    pub fn with_chains_verified(self) -> Self {
        if let Some(installed) = &self.installed {
            installed.verify_chains();
        }
        self
    }

    /// What the data is called that one verification was made with.
    pub fn view_of(&self, used: Option<&TrustUsed>) -> &TrustDataView {
        used.and_then(|used| self.instances.get(used.position))
            .unwrap_or(&self.view)
    }

    fn known(updates: Option<&dyn UpdatesStore>, now: UnixTime) -> Self {
        let mut problem = None;
        let mut updated = false;
        let mut instances = Vec::new();
        for known in KnownInstance::ALL {
            let kept = match updates.map(|updates| updates.load(known, now)) {
                Some(Ok(kept)) => kept,
                Some(Err(message)) => {
                    problem.get_or_insert(message);
                    None
                }
                None => None,
            };
            let newer = kept.and_then(|kept| {
                let root = TrustedRoot::parse(&kept.trusted_root).ok()?;
                PreparedTrust::updated(&root, known.dated(kept.checked_at)).ok()
            });
            updated |= newer.is_some();
            let Some(trust) = newer.or_else(|| known.built_in()) else {
                let name = Message::new("trust-data-built-in");
                return Self::unusable(name, Message::new("trust-data-built-in-broken"));
            };
            instances.push(Arc::new(trust));
        }
        let name = Message::new(if updated {
            "trust-data-updated"
        } else {
            "trust-data-built-in"
        });
        Self {
            problem,
            ..Self::of(instances.into_iter().collect(), name)
        }
    }

    /// A trusted root, or several, one a line.
    fn from_file(file: &Path) -> Self {
        let bare = file.file_name().unwrap_or(file.as_os_str());
        let file_name = DisplayText::file_name(bare);
        let name = Message::new("trust-data-file").with("name", file_name.clone());
        let problem = match intake::read_bounded(file, limits::TRUSTED_ROOT_BYTES as u64) {
            Ok(bytes) => match TrustedRoot::parse_each(&bytes) {
                Ok(roots) => {
                    let prepare = |(position, root): (usize, &TrustedRoot)| {
                        let mut name = bare.to_string_lossy().into_owned();
                        if roots.len() > 1 {
                            name = format!("{name} [{}]", position + 1);
                        }
                        Arc::new(PreparedTrust::prepare(root, Instance::File).named(name))
                    };
                    let installed = roots.iter().enumerate().map(prepare).collect();
                    return Self::of(installed, name);
                }
                Err(defect) => {
                    let detail = DisplayText::prose(&defect.to_string());
                    Message::new("trust-data-file-broken").with("detail", detail)
                }
            },
            Err(BoundedError::TooLarge) => Message::new("trust-data-file-too-large"),
            Err(BoundedError::Problem(_)) => Message::new("trust-data-file-unreadable"),
        };
        Self::unusable(name, problem.with("name", file_name))
    }

    /// Of these instances, `name` being what they are called together.
    fn of(installed: Installed, name: Message) -> Self {
        let instances: Vec<TrustDataView> = installed
            .instances()
            .iter()
            .map(|trust| view_of_instance(trust))
            .collect();
        let view = TrustDataView {
            name,
            // The oldest: the whole is as old as that.
            dated: instances.iter().filter_map(|view| view.dated).min(),
        };
        Self {
            installed: Some(Arc::new(installed)),
            view,
            instances,
            problem: None,
        }
    }

    const fn unusable(name: Message, problem: Message) -> Self {
        Self {
            installed: None,
            view: TrustDataView { name, dated: None },
            instances: Vec::new(),
            problem: Some(problem),
        }
    }
}

fn view_of_instance(trust: &PreparedTrust) -> TrustDataView {
    let instance = trust.instance();
    let name = match trust.name() {
        Some(name) => Message::new("trust-data-file").with("name", DisplayText::identifier(name)),
        None => Message::new(format!("trust-data-{}", instance.as_str())),
    };
    TrustDataView {
        name,
        dated: instance.dated().map(UnixTime::milliseconds),
    }
}
