//! Trust data over TUF (The Update Framework, specification 1.0): a pinned root, everything else proven from it.
//!
//! What lies in the folder is never believed either: it is checked again from the pinned root at every load.

mod kept;
mod mirror;
mod problem;
mod told;

use std::path::{Path, PathBuf};

use sigstore_tuf::{StoreRepository, TrustedMetadataSet, Updater};
use whence_app::{
    settings::{KnownInstance, TrustSources, UpdatedTrust, UpdatesStore},
    trust_data::{self, PrivateInstance, PrivateSource, RoleState, TrustChange, UpdateStep, Whose},
    view::Message,
};
use whence_display::DisplayText;
use whence_evidence::{UnixTime, limits, trusted_root::TrustedRoot};

use crate::{Client, Trouble};
use kept::{Memory, Place, State};
use told::Told;

pub use mirror::{FolderMirror, HttpMirror};
pub use problem::{Problem, ProblemCode};

/// The target that every Sigstore repository has.
const TRUSTED_ROOT: &str = "trusted_root.json";

/// A TUF repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// Names its files: lower-case letters, digits and dashes.
    pub name: String,
    /// The root everything is proven from.
    pub root: Vec<u8>,
    /// Where it is fetched from.
    pub mirror: String,
}

impl Repository {
    /// That of an instance; `None` when its data came as a file.
    pub fn of(whose: Whose<'_>) -> Option<Self> {
        match whose {
            Whose::Known(KnownInstance::PublicGood) => Some(Self::public_good()),
            Whose::Known(KnownInstance::GitHub) => Some(Self::github()),
            Whose::Private(private) => match &private.source {
                PrivateSource::Repository { root, mirror } => Some(Self {
                    name: private.id.clone(),
                    root: root.clone(),
                    mirror: mirror.clone(),
                }),
                PrivateSource::File { .. } => None,
            },
        }
    }

    /// Sigstore's Public Good instance, pinned at root 16.
    pub fn public_good() -> Self {
        Self::built_in(
            "public-good",
            include_bytes!("../../roots/public-good.json"),
            "https://tuf-repo-cdn.sigstore.dev",
        )
    }

    /// Sigstore's staging instance, pinned at root 15.
    pub fn staging() -> Self {
        Self::built_in(
            "staging",
            include_bytes!("../../roots/staging.json"),
            "https://tuf-repo-cdn.sigstage.dev",
        )
    }

    /// GitHub's own instance, pinned at root 9.
    pub fn github() -> Self {
        Self::built_in(
            "github",
            include_bytes!("../../roots/github.json"),
            "https://tuf-repo.github.com",
        )
    }

    fn built_in(name: &str, root: &[u8], mirror: &str) -> Self {
        Self {
            name: name.to_owned(),
            root: root.to_owned(),
            mirror: mirror.to_owned(),
        }
    }
}

/// The folder in which updates are kept.
#[derive(Debug, Clone)]
pub struct Updates {
    folder: PathBuf,
}

impl Updates {
    /// Below the folder with the person's own files.
    pub fn within(data: &Path) -> Self {
        Self {
            folder: data.join("trust-data"),
        }
    }

    /// What is kept of one instance, with all that vouches for it.
    ///
    /// # Errors
    /// As [`load`].
    pub fn kept(&self, whose: Whose<'_>, now: UnixTime) -> Result<Option<Proven>, Problem> {
        match Repository::of(whose) {
            Some(repository) => load(&repository, &self.folder, now),
            None => Ok(None),
        }
    }

    /// As [`update`], for one instance; returns when it is done. `told` hears each step once.
    fn update(
        &self,
        whose: Whose<'_>,
        from: &Source,
        now: UnixTime,
        told: impl Fn(UpdateStep) + Send + Sync + 'static,
    ) -> Result<Updated, Problem> {
        let repository = Repository::of(whose)
            .ok_or_else(|| Problem::new(ProblemCode::Missing, "it came as a file"))?;
        let sources = TrustSources {
            updates: Some(self),
            ..TrustSources::default()
        };
        let before = trust_data::in_force(whose, sources, now);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|_| Problem::from(Trouble::Unreachable))?;
        let proven = runtime.block_on(async {
            match from {
                Source::Web(client) => {
                    let mirror = HttpMirror::new(client.clone(), &repository.mirror);
                    update(&repository, Told::new(mirror, told), &self.folder, now).await
                }
                Source::Folder(folder) => {
                    let mirror = FolderMirror::new(folder);
                    update(&repository, Told::new(mirror, told), &self.folder, now).await
                }
            }
        })?;
        let after = TrustedRoot::parse(&proven.trusted_root).ok();
        let changes = match (before, after) {
            (Some(before), Some(after)) => trust_data::changes(&before, &after),
            // The first of its kind: all of it is new, and none of it changed.
            _ => Vec::new(),
        };
        Ok(Updated { proven, changes })
    }

    /// Brings instances up to date, one after the other; what fails does not keep the rest from it. A folder that
    /// does not say whose mirror it is belongs to those by whom it is signed: that the others refuse it is no
    /// failure, unless all do. `told` makes what hears the steps of one instance, from its position among all.
    pub fn bring<'a, T>(
        &self,
        wanted: Vec<Whose<'a>>,
        origin: &Origin<'_>,
        now: UnixTime,
        told: impl Fn(Whose<'a>, usize, usize) -> T,
    ) -> Vec<(Whose<'a>, Result<Updated, Problem>)>
    where
        T: Fn(UpdateStep) + Send + Sync + 'static,
    {
        let (sources, one_of) = match origin {
            Origin::Web(client) => {
                let web = |whose| (whose, client(whose).map(Source::Web).map_err(Problem::from));
                (wanted.into_iter().map(web).collect(), false)
            }
            Origin::Folder(folder) => within_folder(folder, wanted),
        };
        let all = sources.len();
        let update =
            |(position, (whose, source)): (usize, (Whose<'a>, Result<Source, Problem>))| {
                let tell = told(whose, position, all);
                let updated = source.and_then(|source| self.update(whose, &source, now, tell));
                (whose, updated)
            };
        let mut brought: Vec<_> = sources.into_iter().enumerate().map(update).collect();
        if one_of && brought.iter().any(|(_, updated)| updated.is_ok()) {
            brought.retain(|(_, updated)| updated.is_ok());
        }
        brought
    }

    /// Forgets what was kept of private instances that are there no longer.
    pub fn sweep(&self, private: &[PrivateInstance]) {
        for entry in std::fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten()
        {
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| name.split('.').next());
            let is_private = id.is_some_and(|id| id.starts_with("private-"));
            if is_private && !private.iter().any(|it| Some(it.id.as_str()) == id) {
                // What is left of it is of no use and of no harm.
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

/// Whether a repository can be followed from this root at this address.
///
/// # Errors
/// What to tell the person when it cannot.
pub fn check_repository(root: &[u8], mirror: &str) -> Result<(), Message> {
    check_root(root).map_err(|problem| {
        Message::new("instance-root-broken").with("detail", DisplayText::prose(&problem.detail))
    })?;
    crate::check_place(mirror).map_err(|_| Message::new("instance-mirror-refused"))
}

/// Whether bytes are the root of a repository.
pub fn is_root(root: &[u8]) -> bool {
    check_root(root).is_ok()
}

fn check_root(root: &[u8]) -> Result<(), Problem> {
    TrustedMetadataSet::from_root(root)
        .map(|_| ())
        .map_err(Problem::pinned_root)
}

/// An instance, and where its update comes from.
type Sourced<'a> = (Whose<'a>, Result<Source, Problem>);

/// Which instances a folder is a mirror of: those that have a folder of their name in it; or else it may be one of
/// any of `wanted`, and that is said, too.
fn within_folder<'a>(folder: &Path, wanted: Vec<Whose<'a>>) -> (Vec<Sourced<'a>>, bool) {
    let own = |whose: &Whose<'a>| {
        let names = [Some(whose.id()), whose.label()];
        let mut folders = names.into_iter().flatten().map(|name| folder.join(name));
        folders.find(|folder| folder.is_dir())
    };
    let named: Vec<_> = wanted
        .iter()
        .filter_map(|whose| Some((*whose, Ok(Source::Folder(own(whose)?)))))
        .collect();
    if !named.is_empty() {
        return (named, false);
    }
    let whole = |whose| (whose, Ok(Source::Folder(folder.to_owned())));
    (wanted.into_iter().map(whole).collect(), true)
}

/// An update that was proven and kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Updated {
    /// What is in force now.
    pub proven: Proven,
    /// What it changed in what was in force before.
    pub changes: Vec<TrustChange>,
}

/// Where the updates of instances come from.
pub enum Origin<'a> {
    /// Each from its own mirror, asked by the client that is made for it.
    Web(&'a dyn Fn(Whose<'_>) -> Result<Client, Trouble>),
    /// A folder with copies of mirrors, or one.
    Folder(&'a Path),
}

/// Where the update of one instance comes from.
enum Source {
    /// Its own mirror.
    Web(Client),
    /// A copy of it.
    Folder(PathBuf),
}

impl UpdatesStore for Updates {
    fn load(&self, whose: Whose<'_>, now: UnixTime) -> Result<Option<UpdatedTrust>, Message> {
        let told = |id: &str, problem: &Problem| {
            Message::new(id)
                .with("name", whose.name())
                .with("detail", DisplayText::prose(&problem.to_string()))
        };
        let broken = match whose {
            Whose::Known(_) => "trust-data-kept-broken",
            Whose::Private(_) => "trust-data-kept-broken-private",
        };
        let kept = self
            .kept(whose, now)
            .map_err(|problem| told(broken, &problem))?;
        Ok(kept.map(|proven| UpdatedTrust {
            problem: proven
                .in_place_of
                .as_ref()
                .map(|problem| told("trust-data-kept-before", problem)),
            trusted_root: proven.trusted_root,
            checked_at: proven.checked_at,
            roles: proven.roles,
        }))
    }
}

/// Trust data that was proven from a pinned root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The trusted root, exactly as it was signed.
    pub trusted_root: Vec<u8>,
    /// When the repository was last asked and everything held.
    pub checked_at: UnixTime,
    /// What vouches for it.
    pub roles: Vec<RoleState>,
    /// What is wrong with a later state that was kept and that this one stands in for.
    pub in_place_of: Option<Problem>,
}

/// Asks a mirror for what is new, and keeps it when all of it holds. Two programs may do this at once.
///
/// # Errors
/// Why nothing new is believed. What was kept before stays as it is.
pub async fn update(
    repository: &Repository,
    mirror: impl sigstore_tuf::Repository + 'static,
    folder: &Path,
    now: UnixTime,
) -> Result<Proven, Problem> {
    let place = Place::new(folder, &repository.name);
    // What was kept is the floor below which the mirror may not go, as far as it still holds: the client checks
    // each part of it again and passes over what does not.
    let kept = [place.latest(), place.before()];
    let floor = kept.into_iter().filter_map(Result::ok).flatten().next();
    let memory = Memory::of(floor.as_ref());
    let mut updater = Updater::new(mirror, &repository.root)
        .map_err(Problem::pinned_root)?
        .with_store(memory.clone());
    let at = timestamp(now)?;
    updater.refresh(at).await?;
    let trusted_root = updater.get_target(TRUSTED_ROOT, at).await?;
    let proven = proven(&updater, trusted_root, now)?;
    keep(repository, &place, &memory.state(now)?, proven, now)
}

/// Writes what was proven, unless somebody else wrote something newer meanwhile: then that counts.
fn keep(
    repository: &Repository,
    place: &Place,
    state: &State,
    proven: Proven,
    now: UnixTime,
) -> Result<Proven, Problem> {
    let _one = place.lock().map_err(|error| Problem::folder(&error))?;
    let latest = place
        .latest()
        .and_then(|latest| latest.map(|it| prove(repository, &it, now)).transpose());
    if let Ok(Some(latest)) = &latest
        && latest.is_newer_than(&proven)
    {
        return Ok(latest.clone());
    }
    place
        .write(state, matches!(latest, Ok(Some(_))))
        .map_err(|error| Problem::folder(&error))?;
    Ok(proven)
}

impl Proven {
    fn is_newer_than(&self, other: &Self) -> bool {
        let versions =
            |proven: &Self| -> Vec<u64> { proven.roles.iter().map(|role| role.version).collect() };
        versions(self) > versions(other)
    }
}

/// What was kept by the last update that held, proven again from the pinned root. `None` when there never was
/// one. When the latest state is damaged, the one before it counts.
///
/// Expiry is measured at the time of that update: how old the data is, is for the person's own limit to judge.
///
/// # Errors
/// When nothing of what was kept holds any more.
pub fn load(
    repository: &Repository,
    folder: &Path,
    now: UnixTime,
) -> Result<Option<Proven>, Problem> {
    let place = Place::new(folder, &repository.name);
    let proven = |state: Result<Option<State>, Problem>| match state? {
        Some(state) => prove(repository, &state, now).map(Some),
        None => Ok(None),
    };
    let in_place_of = match proven(place.latest()) {
        Ok(None) => None,
        Ok(latest) => return Ok(latest),
        Err(problem) => Some(problem),
    };
    match (proven(place.before()), in_place_of) {
        (Ok(Some(before)), in_place_of) => Ok(Some(Proven {
            in_place_of,
            ..before
        })),
        (_, Some(problem)) | (Err(problem), None) => Err(problem),
        (Ok(None), None) => Ok(None),
    }
}

fn prove(repository: &Repository, state: &State, now: UnixTime) -> Result<Proven, Problem> {
    let checked_at = state.checked_at();
    if checked_at > now {
        return Err(Problem::new(
            ProblemCode::CacheBroken,
            "checked in the future",
        ));
    }
    let at = timestamp(checked_at)?;
    let memory = Memory::of(Some(state));
    let mut updater = Updater::new(StoreRepository::new(memory.clone()), &repository.root)
        .map_err(Problem::pinned_root)?
        .with_store(memory);
    let refreshed = wait(async {
        updater.refresh(at).await?;
        let target = updater.get_target_info(TRUSTED_ROOT, at).await?;
        let target =
            target.ok_or_else(|| sigstore_tuf::Error::TargetNotFound(TRUSTED_ROOT.to_owned()))?;
        Ok(updater.find_cached_target(&target, TRUSTED_ROOT))
    });
    let trusted_root = refreshed.map_err(Problem::kept)?;
    let trusted_root = trusted_root
        .ok_or_else(|| Problem::new(ProblemCode::CacheBroken, "the trusted root is not kept"))?;
    proven(&updater, trusted_root, checked_at)
}

fn proven(
    updater: &Updater,
    trusted_root: Vec<u8>,
    checked_at: UnixTime,
) -> Result<Proven, Problem> {
    if trusted_root.len() > limits::TRUSTED_ROOT_BYTES {
        return Err(Problem::new(ProblemCode::Content, "trusted root too large"));
    }
    TrustedRoot::parse(&trusted_root)
        .map_err(|defect| Problem::new(ProblemCode::Content, defect.to_string()))?;
    let trusted = updater.trusted();
    let state = |role, version, expires: jiff::Timestamp| RoleState {
        role,
        version,
        expires: UnixTime::from_seconds(expires.as_second()),
    };
    let root = trusted.root();
    let roles = [
        Some(state("root", root.version, root.expires)),
        trusted
            .timestamp()
            .map(|role| state("timestamp", role.version, role.expires)),
        trusted
            .snapshot()
            .map(|role| state("snapshot", role.version, role.expires)),
        trusted
            .targets_role("targets")
            .map(|role| state("targets", role.version, role.expires)),
    ];
    Ok(Proven {
        trusted_root,
        checked_at,
        roles: roles.into_iter().flatten().collect(),
        in_place_of: None,
    })
}

fn timestamp(time: UnixTime) -> Result<jiff::Timestamp, Problem> {
    jiff::Timestamp::from_second(time.seconds())
        .map_err(|_| Problem::new(ProblemCode::Clock, "the clock stands outside all calendars"))
}

/// Runs work that waits for nothing outside the process.
fn wait<T>(work: impl Future<Output = sigstore_tuf::Result<T>>) -> sigstore_tuf::Result<T> {
    let mut work = std::pin::pin!(work);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return done;
        }
    }
}
