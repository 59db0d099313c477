//! What a person can set, where it is kept, and the trust data that follows from it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use whence_display::DisplayText;
use whence_evidence::{UnixTime, limits, trusted_root::TrustedRoot};
use whence_verify::{Installed, Instance, PreparedTrust, Shipped, TrustUsed};

use crate::{
    appearance::Appearance,
    intake::{self, BoundedError},
    lookup::Preferences,
    network::Network,
    trust_data::{self, PrivateInstance, PrivateSource, RoleState, Whose},
    view::{Message, TrustDataView},
};

/// What a person can set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// How the window looks.
    pub appearance: Appearance,
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

impl Settings {
    /// The usual settings, with `self` where a reset leaves things as they are: trust data, what of the history is
    /// kept, and the folders that are watched.
    #[must_use]
    pub fn reset(&self) -> Self {
        Self {
            appearance: Appearance::default(),
            network: Network::default(),
            lookups: Preferences::default(),
            ..self.clone()
        }
    }

    /// `self`, with what a reset took taken from `before`.
    #[must_use]
    pub fn restored(&self, before: &Self) -> Self {
        Self {
            appearance: before.appearance,
            network: before.network.clone(),
            lookups: before.lookups.clone(),
            ..self.clone()
        }
    }
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

    /// Changes the settings as they are kept at this moment, so that what another process changed meanwhile
    /// stays, and returns them. Where what is kept cannot be understood, `otherwise` is what is changed.
    ///
    /// # Errors
    /// What to tell the person when they could not be kept.
    fn change(
        &self,
        otherwise: &Settings,
        change: &mut dyn FnMut(&mut Settings),
    ) -> Result<Settings, Message>;
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

    pub(crate) const fn dated(self, dated: UnixTime) -> Instance {
        match self {
            Self::PublicGood => Instance::PublicGood { dated },
            Self::GitHub => Instance::GitHub { dated },
        }
    }

    fn built_in(self) -> Option<PreparedTrust> {
        match self {
            Self::PublicGood => PreparedTrust::public_good().ok(),
            Self::GitHub => Some(PreparedTrust::github()),
        }
    }

    const fn shipped(self) -> Shipped {
        match self {
            Self::PublicGood => Shipped::PUBLIC_GOOD,
            Self::GitHub => Shipped::GITHUB,
        }
    }

    /// The date of the data built in.
    pub const fn built_in_date(self) -> UnixTime {
        self.shipped().dated
    }

    /// The trusted root built in.
    pub fn built_in_root(self) -> Option<TrustedRoot> {
        TrustedRoot::parse(self.shipped().trusted_root).ok()
    }
}

/// Trust data that an update brought and that was proven again just now.
#[derive(Debug, Clone, PartialEq)]
pub struct UpdatedTrust {
    /// The trusted root, as signed.
    pub trusted_root: Vec<u8>,
    /// When its repository was last asked.
    pub checked_at: UnixTime,
    /// What vouches for it.
    pub roles: Vec<RoleState>,
    /// Why this is not the latest that was kept.
    pub problem: Option<Message>,
}

/// Where updates of the trust data are kept.
pub trait UpdatesStore {
    /// What was kept for an instance, proven again; `None` when there is no update.
    ///
    /// # Errors
    /// What to tell the person when it does not hold any more. The built-in data then stays in force.
    fn load(&self, whose: Whose<'_>, now: UnixTime) -> Result<Option<UpdatedTrust>, Message>;
}

/// What trust data is put together from.
#[derive(Clone, Copy, Default)]
pub struct TrustSources<'a> {
    /// A trusted-root file to use instead of all else.
    pub file: Option<&'a Path>,
    /// What updates brought.
    pub updates: Option<&'a dyn UpdatesStore>,
    /// Instances the person added.
    pub private: &'a [PrivateInstance],
    /// How old the data may become.
    pub freshness: Freshness,
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
    /// From which age on a note is due.
    pub freshness: Freshness,
}

impl TrustData {
    /// The built-in data, or that of `file`.
    pub fn load(file: Option<&Path>) -> Self {
        let sources = TrustSources {
            file,
            ..TrustSources::default()
        };
        Self::assemble(sources, UnixTime::from_seconds(0))
    }

    /// The data of the file; or else the built-in data with what updates brought since, and that of the
    /// instances the person added.
    pub fn assemble(sources: TrustSources<'_>, now: UnixTime) -> Self {
        let data = match sources.file {
            None => Self::of_instances(sources, now),
            Some(file) => Self::from_file(file),
        };
        Self {
            freshness: sources.freshness,
            ..data
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

    fn of_instances(sources: TrustSources<'_>, now: UnixTime) -> Self {
        let mut problem = None;
        let mut updated = false;
        let mut instances = Vec::new();
        let limit = sources.freshness.stop_after;
        let limit = limit.map(|days| i64::from(days) * 86_400);
        let mut load = |whose: Whose<'_>| {
            let kept = match sources.updates.map(|updates| updates.load(whose, now)) {
                Some(Ok(kept)) => kept?,
                Some(Err(message)) => {
                    problem.get_or_insert(message);
                    return None;
                }
                None => return None,
            };
            if let Some(message) = kept.problem {
                problem.get_or_insert(message);
            }
            let root = TrustedRoot::parse(&kept.trusted_root).ok()?;
            PreparedTrust::updated(&root, whose.as_instance(Some(kept.checked_at))).ok()
        };
        for known in KnownInstance::ALL {
            let newer = load(Whose::Known(known));
            updated |= newer.is_some();
            let Some(trust) = newer.or_else(|| known.built_in()) else {
                let name = Message::new("trust-data-built-in");
                return Self::unusable(name, Message::new("trust-data-built-in-broken"));
            };
            instances.push(Arc::new(trust.with_age_limit(limit)));
        }
        for private in sources.private {
            let whose = Whose::Private(private);
            let trust = match &private.source {
                PrivateSource::File { trusted_root, .. } => TrustedRoot::parse(trusted_root)
                    .ok()
                    .map(|root| PreparedTrust::prepare(&root, whose.as_instance(None))),
                PrivateSource::Repository { .. } => load(whose),
            };
            // One that was never fetched has nothing to check with yet.
            let trust = trust.map(|it| it.named(&private.name).with_age_limit(limit));
            instances.extend(trust.map(Arc::new));
        }
        let name = match (updated, sources.private.is_empty()) {
            (true, true) => "trust-data-updated",
            (false, true) => "trust-data-built-in",
            (true, false) => "trust-data-updated-and-private",
            (false, false) => "trust-data-built-in-and-private",
        };
        Self {
            problem,
            ..Self::of(instances.into_iter().collect(), Message::new(name))
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
            freshness: Freshness::default(),
        }
    }

    fn unusable(name: Message, problem: Message) -> Self {
        Self {
            installed: None,
            view: TrustDataView { name, dated: None },
            instances: Vec::new(),
            problem: Some(problem),
            freshness: Freshness::default(),
        }
    }
}

fn view_of_instance(trust: &PreparedTrust) -> TrustDataView {
    let instance = trust.instance();
    let name = match (trust.name(), instance) {
        (Some(name), Instance::Private { .. }) => trust_data::private_name(name),
        (Some(name), _) => {
            Message::new("trust-data-file").with("name", DisplayText::identifier(name))
        }
        (None, _) => Message::new(format!("trust-data-{}", instance.as_str())),
    };
    TrustDataView {
        name,
        dated: instance.dated().map(UnixTime::milliseconds),
    }
}
