//! Trust data over TUF (The Update Framework, specification 1.0): a pinned root, everything else proven from it.
//!
//! What lies in the folder is never believed either: it is checked again from the pinned root at every load.

mod mirror;
mod problem;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sigstore_tuf::{FileStore, StoreRepository, Updater};
use whence_app::{
    settings::{KnownInstance, UpdatedTrust, UpdatesStore},
    view::Message,
};
use whence_display::DisplayText;
use whence_evidence::{UnixTime, limits, trusted_root::TrustedRoot};

use crate::{Client, Trouble};

pub use mirror::{FolderMirror, HttpMirror};
pub use problem::{Problem, ProblemCode};

/// The target that every Sigstore repository has.
const TRUSTED_ROOT: &str = "trusted_root.json";
/// When the folder was last brought up to date.
const CHECKED: &str = "checked.json";

/// A TUF repository that is known from the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// Names its folder: lower-case letters, digits and dashes.
    pub name: String,
    /// The root everything is proven from.
    pub root: Vec<u8>,
    /// Where it is fetched from.
    pub mirror: String,
}

impl Repository {
    /// That of a known instance.
    pub fn of(instance: KnownInstance) -> Self {
        match instance {
            KnownInstance::PublicGood => Self::public_good(),
            KnownInstance::GitHub => Self::github(),
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

/// The folder in which updates of the known instances are kept.
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
    pub fn kept(&self, instance: KnownInstance, now: UnixTime) -> Result<Option<Proven>, Problem> {
        load(&Repository::of(instance), &self.folder, now)
    }

    /// As [`update`], for one instance; returns when it is done.
    ///
    /// # Errors
    /// As [`update`].
    pub fn update(
        &self,
        instance: KnownInstance,
        from: &Source,
        now: UnixTime,
    ) -> Result<Proven, Problem> {
        let repository = Repository::of(instance);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|_| Problem::from(Trouble::Unreachable))?;
        runtime.block_on(async {
            match from {
                Source::Web(client) => {
                    let mirror = HttpMirror::new(client.clone(), &repository.mirror);
                    update(&repository, mirror, &self.folder, now).await
                }
                Source::Folder(folder) => {
                    let mirror = FolderMirror::new(folder);
                    update(&repository, mirror, &self.folder, now).await
                }
            }
        })
    }
}

/// Where an update comes from.
pub enum Source {
    /// The instance's own mirror.
    Web(Client),
    /// A copy of it.
    Folder(PathBuf),
}

impl UpdatesStore for Updates {
    fn load(
        &self,
        instance: KnownInstance,
        now: UnixTime,
    ) -> Result<Option<UpdatedTrust>, Message> {
        let kept = self.kept(instance, now).map_err(|problem| {
            Message::new("trust-data-kept-broken")
                .with("detail", DisplayText::prose(&problem.to_string()))
        })?;
        Ok(kept.map(|proven| UpdatedTrust {
            instance,
            trusted_root: proven.trusted_root,
            checked_at: proven.checked_at,
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
}

/// One role of a repository, for whoever looks closely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleState {
    /// `root`, `timestamp`, `snapshot` or `targets`.
    pub role: &'static str,
    /// Its version.
    pub version: u64,
    /// Until when it counts.
    pub expires: UnixTime,
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
    let folder = folder.join(&repository.name);
    fs::create_dir_all(&folder).map_err(|error| Problem::folder(&error))?;
    let mut updater = Updater::new(mirror, &repository.root)
        .map_err(Problem::pinned_root)?
        .with_store(FileStore::new(&folder));
    let at = timestamp(now)?;
    updater.refresh(at).await?;
    let trusted_root = updater.get_target(TRUSTED_ROOT, at).await?;
    let proven = proven(&updater, trusted_root, now)?;
    keep(&folder, now).map_err(|error| Problem::folder(&error))?;
    Ok(proven)
}

/// What was kept by the last update that held, proven again from the pinned root. `None` when there never was
/// one.
///
/// Expiry is measured at the time of that update: how old the data is, is for the person's own limit to judge.
///
/// # Errors
/// When what was kept does not hold any more.
pub fn load(
    repository: &Repository,
    folder: &Path,
    now: UnixTime,
) -> Result<Option<Proven>, Problem> {
    let folder = folder.join(&repository.name);
    let Some(checked_at) = checked_at(&folder)? else {
        return Ok(None);
    };
    if checked_at > now {
        return Err(Problem::new(
            ProblemCode::CacheBroken,
            "checked in the future",
        ));
    }
    let at = timestamp(checked_at)?;
    let kept = FileStore::new(&folder);
    let mut updater = Updater::new(
        StoreRepository::new(ReadOnly(kept.clone())),
        &repository.root,
    )
    .map_err(Problem::pinned_root)?
    .with_store(ReadOnly(kept));
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
    proven(&updater, trusted_root, checked_at).map(Some)
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
    })
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Checked {
    /// Seconds since 1970-01-01T00:00:00Z.
    checked_at: i64,
}

fn checked_at(folder: &Path) -> Result<Option<UnixTime>, Problem> {
    let bytes = match fs::read(folder.join(CHECKED)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Problem::folder(&error)),
    };
    let checked: Checked = serde_json::from_slice(&bytes)
        .map_err(|_| Problem::new(ProblemCode::CacheBroken, CHECKED))?;
    Ok(Some(UnixTime::from_seconds(checked.checked_at)))
}

/// Written last: until then the folder counts as what it was before.
fn keep(folder: &Path, now: UnixTime) -> std::io::Result<()> {
    let checked = Checked {
        checked_at: now.seconds(),
    };
    let bytes = serde_json::to_vec(&checked)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&bytes)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(CHECKED))?;
    Ok(())
}

/// A folder that is looked into and not changed by looking.
#[derive(Clone)]
struct ReadOnly(FileStore);

impl sigstore_tuf::MetadataStore for ReadOnly {
    fn load(&self, name: &str) -> sigstore_tuf::Result<Option<Vec<u8>>> {
        self.0.load(name)
    }

    fn store(&self, _: &str, _: &[u8]) -> sigstore_tuf::Result<()> {
        Ok(())
    }
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
