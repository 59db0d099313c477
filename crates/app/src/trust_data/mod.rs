//! The trust data there is, in detail: where each instance's comes from, how old it is, what it names, what an
//! update changed, and the instances of their own that a person added.

mod changes;
mod page;
mod schedule;
mod view;

use whence_display::DisplayText;
use whence_evidence::{UnixTime, trusted_root::TrustedRoot};
use whence_verify::{Instance, Policy, PreparedTrust};

use crate::{
    settings::{Freshness, KnownInstance, TrustSources, UpdatedTrust},
    view::Message,
};

pub use changes::changes;
pub use page::{
    AddAnswer, ChosenInstance, FreshnessView, InstanceField, TrustDataPage, UpdateOutcome,
    UpdateProgress, UpdateRow,
};
pub use schedule::Schedule;
pub use view::{
    InstanceSource, InstanceStanding, InstanceView, RoleView, ServiceKind, ServiceView,
    TrustChange, TrustChangeKind,
};

/// An instance of Sigstore that the person added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateInstance {
    /// Names it in files and calls: lower-case letters, digits and dashes. Follows from its source.
    pub id: String,
    /// What the person calls it; no two have the same.
    pub name: String,
    /// When it was added.
    pub added: UnixTime,
    /// Where its trust data comes from.
    pub source: PrivateSource,
}

/// Where the trust data of a private instance comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivateSource {
    /// A TUF repository.
    Repository {
        /// The root everything is proven from.
        root: Vec<u8>,
        /// Where it is fetched from.
        mirror: String,
    },
    /// A trusted-root file, kept as it was when it was added.
    File {
        /// What the file was called.
        file_name: String,
        /// Its content.
        trusted_root: Vec<u8>,
    },
}

/// Characters of the longest name of an instance.
pub const LONGEST_NAME: usize = 80;

impl PrivateInstance {
    /// An instance with a name that is fit to be one.
    ///
    /// # Errors
    /// What is wrong with the name or the trusted root.
    pub fn new(name: &str, source: PrivateSource, now: UnixTime) -> Result<Self, Message> {
        if let PrivateSource::File { trusted_root, .. } = &source {
            let root = TrustedRoot::parse(trusted_root).map_err(|defect| {
                Message::new("instance-file-broken")
                    .with("detail", DisplayText::prose(&defect.to_string()))
            })?;
            if root.certificate_authorities.is_empty()
                && root.logs.is_empty()
                && root.time_authorities.is_empty()
            {
                return Err(Message::new("instance-file-empty"));
            }
        }
        Ok(Self {
            id: source.id(),
            name: fit_name(name)?,
            added: now,
            source,
        })
    }

    /// The same instance under another name.
    ///
    /// # Errors
    /// What is wrong with the name.
    pub fn renamed(self, name: &str) -> Result<Self, Message> {
        Ok(Self {
            name: fit_name(name)?,
            ..self
        })
    }
}

/// The name without spaces around it.
fn fit_name(name: &str) -> Result<String, Message> {
    let name = name.trim();
    if name.is_empty() {
        Err(Message::new("instance-name-missing"))
    } else if name.chars().count() > LONGEST_NAME {
        Err(Message::new("instance-name-too-long"))
    } else if DisplayText::identifier(name).to_terminal() != name {
        // Entries of the list name it, and refuse the same.
        Err(Message::new("instance-name-unusual"))
    } else {
        Ok(name.to_owned())
    }
}

impl PrivateSource {
    /// The same source has the same id, so that nothing is added twice.
    fn id(&self) -> String {
        let digest = match self {
            Self::Repository { root, mirror } => {
                whence_verify::crypto::sha256(&[mirror.as_bytes(), b"\n", root].concat())
            }
            Self::File { trusted_root, .. } => whence_verify::crypto::sha256(trusted_root),
        };
        let hex: String = digest
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("private-{hex}")
    }
}

/// Where the private instances are kept.
pub trait InstanceStore {
    /// All of them by name, and what is wrong with those that cannot be read.
    fn list(&self) -> (Vec<PrivateInstance>, Vec<Message>);

    /// Keeps one, new or changed.
    ///
    /// # Errors
    /// When another has its name, or it cannot be written.
    fn keep(&self, instance: &PrivateInstance) -> Result<(), Message>;

    /// Forgets one.
    ///
    /// # Errors
    /// When it is not there or cannot be removed.
    fn remove(&self, id: &str) -> Result<(), Message>;
}

/// Whose trust data is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose<'a> {
    /// That of an instance this program knows from the start.
    Known(KnownInstance),
    /// That of one the person added.
    Private(&'a PrivateInstance),
}

impl<'a> Whose<'a> {
    /// All instances whose data can be brought up to date.
    pub fn updatable(private: &'a [PrivateInstance]) -> impl Iterator<Item = Self> {
        let from_repository =
            |it: &&PrivateInstance| matches!(it.source, PrivateSource::Repository { .. });
        let private = private.iter().filter(from_repository).map(Self::Private);
        KnownInstance::ALL
            .into_iter()
            .map(Self::Known)
            .chain(private)
    }

    /// Names it in files and calls.
    pub fn id(self) -> &'a str {
        match self {
            Self::Known(known) => known.as_str(),
            Self::Private(private) => &private.id,
        }
    }

    /// What the person called it; absent for an instance of this program.
    pub fn label(self) -> Option<&'a str> {
        match self {
            Self::Known(_) => None,
            Self::Private(private) => Some(&private.name),
        }
    }

    /// The address a person named for it; absent for an instance of this program.
    pub fn mirror(self) -> Option<&'a str> {
        match self {
            Self::Private(PrivateInstance {
                source: PrivateSource::Repository { mirror, .. },
                ..
            }) => Some(mirror),
            _ => None,
        }
    }

    /// What it is called.
    pub fn name(self) -> Message {
        match self {
            Self::Known(known) => Message::new(format!("trust-data-{}", known.as_str())),
            Self::Private(private) => private_name(&private.name),
        }
    }
}

pub(crate) fn private_name(name: &str) -> Message {
    Message::new("trust-data-private").with("name", DisplayText::identifier(name))
}

/// One role of a TUF repository, for whoever looks closely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleState {
    /// `root`, `timestamp`, `snapshot` or `targets`.
    pub role: &'static str,
    /// Its version.
    pub version: u64,
    /// Until when it counts.
    pub expires: UnixTime,
}

/// How far an update has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpdateStep {
    /// Following the root's keys.
    Root,
    /// Asking what is newest.
    Timestamp,
    /// Asking what belongs together.
    Snapshot,
    /// Asking what there is.
    Targets,
    /// Fetching the trust data itself.
    TrustedRoot,
}

impl UpdateStep {
    /// All steps in order.
    pub const ALL: [Self; 5] = [
        Self::Root,
        Self::Timestamp,
        Self::Snapshot,
        Self::Targets,
        Self::TrustedRoot,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Timestamp => "timestamp",
            Self::Snapshot => "snapshot",
            Self::Targets => "targets",
            Self::TrustedRoot => "trusted-root",
        }
    }
}

/// What a trusted root names.
pub fn services(root: &TrustedRoot) -> Vec<ServiceView> {
    view::services(root)
}

/// Every instance as it stands now, those of this program first.
pub fn instances(sources: TrustSources<'_>, now: UnixTime) -> Vec<InstanceView> {
    let known = KnownInstance::ALL.into_iter().map(Whose::Known);
    known
        .chain(sources.private.iter().map(Whose::Private))
        .map(|whose| instance(whose, sources, now))
        .collect()
}

/// The trusted root in force for an instance; absent when there is none.
pub fn in_force(whose: Whose<'_>, sources: TrustSources<'_>, now: UnixTime) -> Option<TrustedRoot> {
    let kept = sources
        .updates
        .and_then(|updates| updates.load(whose, now).ok().flatten());
    match (kept, whose) {
        (Some(kept), _) => TrustedRoot::parse(&kept.trusted_root).ok(),
        (None, Whose::Known(known)) => known.built_in_root(),
        (None, Whose::Private(private)) => match &private.source {
            PrivateSource::File { trusted_root, .. } => TrustedRoot::parse(trusted_root).ok(),
            PrivateSource::Repository { .. } => None,
        },
    }
}

fn instance(whose: Whose<'_>, sources: TrustSources<'_>, now: UnixTime) -> InstanceView {
    let mut problem = None;
    let kept: Option<UpdatedTrust> = match sources.updates.map(|it| it.load(whose, now)) {
        Some(Ok(kept)) => kept,
        Some(Err(message)) => {
            problem = Some(message);
            None
        }
        None => None,
    };
    if let Some(kept) = &kept {
        problem = problem.or_else(|| kept.problem.clone());
    }
    let (source, dated) = match (&kept, whose) {
        (Some(kept), _) => (InstanceSource::Updated, Some(kept.checked_at)),
        (None, Whose::Known(known)) => (InstanceSource::BuiltIn, Some(known.built_in_date())),
        (None, Whose::Private(private)) => match private.source {
            PrivateSource::File { .. } => (InstanceSource::File, None),
            PrivateSource::Repository { .. } => (InstanceSource::Waiting, None),
        },
    };
    let root = in_force(whose, sources, now);
    let (origin, added) = match whose {
        Whose::Known(_) => (None, None),
        Whose::Private(private) => (
            Some(match &private.source {
                PrivateSource::Repository { mirror, .. } => DisplayText::identifier(mirror),
                PrivateSource::File { file_name, .. } => DisplayText::identifier(file_name),
            }),
            Some(private.added.milliseconds()),
        ),
    };
    InstanceView {
        instance: whose.id().to_owned(),
        name: whose.name(),
        label: whose.label().map(str::to_owned),
        source,
        dated: dated.map(UnixTime::milliseconds),
        days: dated.map(|dated| u32::try_from(Freshness::age(dated, now)).unwrap_or(0)),
        standing: standing(dated, sources.freshness, now),
        origin,
        added,
        updatable: !matches!(source, InstanceSource::File),
        demands: root.as_ref().map(|root| demands(root, whose)),
        roles: kept
            .iter()
            .flat_map(|kept| &kept.roles)
            .map(RoleView::of)
            .collect(),
        services: root.as_ref().map(view::services).unwrap_or_default(),
        problem,
    }
}

fn standing(dated: Option<UnixTime>, freshness: Freshness, now: UnixTime) -> InstanceStanding {
    match dated {
        None => InstanceStanding::Undated,
        Some(dated) => match freshness.stop_after {
            Some(limit) if Freshness::age(dated, now) >= i64::from(limit) => {
                InstanceStanding::TooOld
            }
            _ if freshness.is_noted(dated, now) => InstanceStanding::Dated,
            _ => InstanceStanding::Fresh,
        },
    }
}

/// What signatures of an instance must prove, which follows from what it runs.
fn demands(root: &TrustedRoot, whose: Whose<'_>) -> Message {
    let Policy {
        logs,
        certificate_logs,
        ..
    } = PreparedTrust::prepare(root, whose.as_instance(None)).policy();
    let demands = match (logs, certificate_logs) {
        (0, 0) => "time",
        (_, 0) => "log",
        (0, _) => "certificate-log",
        _ => "all",
    };
    Message::new("instance-demands").select("demands", demands)
}

impl Whose<'_> {
    /// How the engine knows it.
    pub(crate) fn as_instance(self, dated: Option<UnixTime>) -> Instance {
        match self {
            Self::Known(known) => known.dated(dated.unwrap_or(UnixTime::from_seconds(0))),
            Self::Private(_) => Instance::Private { dated },
        }
    }
}
