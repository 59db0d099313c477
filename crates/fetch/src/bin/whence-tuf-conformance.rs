//! The client command line of the public TUF conformance suite.
//!
//! ```text
//! whence-tuf-conformance --metadata-dir DIR init ROOT
//! whence-tuf-conformance --metadata-dir DIR --metadata-url URL refresh
//! whence-tuf-conformance --metadata-dir DIR --metadata-url URL --target-base-url URL \
//!     --target-dir DIR --target-name NAME... download
//! ```
//!
//! The exit code is 0 when it was done and 1 when it was not; the reason stands on standard error.

use std::{
    error::Error,
    fs,
    io::ErrorKind,
    path::{Component, Path, PathBuf},
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use sigstore_tuf::{MetadataStore, TargetFile, TrustedMetadataSet, Updater};
use whence_app::network::Proxy;
use whence_evidence::HashAlgorithm;
use whence_fetch::{Client, Manners, tuf::HttpMirror};
use whence_verify::crypto::digest;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(run()),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut text = error.to_string();
            let mut beneath = error.source();
            while let Some(cause) = beneath {
                text.push_str(&format!(": {cause}"));
                beneath = cause.source();
            }
            eprintln!("whence-tuf-conformance: {text}");
            ExitCode::FAILURE
        }
    }
}

type Done = Result<(), Box<dyn Error>>;

async fn run() -> Done {
    let wanted = Wanted::of(std::env::args().skip(1))?;
    match wanted.command.as_str() {
        "init" => init(&wanted),
        "refresh" => wanted.updater()?.refresh(now()?).await.map_err(Into::into),
        "download" => download(&wanted).await,
        other => Err(format!("no command {other:?}").into()),
    }
}

#[derive(Default)]
struct Wanted {
    metadata_dir: PathBuf,
    metadata_url: String,
    target_base_url: String,
    target_dir: PathBuf,
    target_names: Vec<String>,
    command: String,
    root: PathBuf,
}

impl Wanted {
    fn of(mut arguments: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut wanted = Self::default();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--metadata-dir" => wanted.metadata_dir = value()?.into(),
                "--metadata-url" => wanted.metadata_url = value()?,
                "--target-base-url" => wanted.target_base_url = value()?,
                "--target-dir" => wanted.target_dir = value()?.into(),
                "--target-name" => wanted.target_names.push(value()?),
                "-v" | "--verbose" => {}
                option if option.starts_with('-') => {
                    return Err(format!("no option {option}").into());
                }
                _ if wanted.command.is_empty() => wanted.command = argument,
                _ => wanted.root = argument.into(),
            }
        }
        Ok(wanted)
    }

    fn updater(&self) -> Result<Updater, Box<dyn Error>> {
        let root = fs::read(self.metadata_dir.join("root.json"))?;
        // The suite serves on loopback, where no proxy stands in between.
        let client = Client::new(Manners {
            private_addresses: true,
            proxy: Proxy::Direct,
            ..Manners::default()
        })?;
        let mirror = HttpMirror::with_targets(client, &self.metadata_url, &self.target_base_url);
        let kept = Kept(self.metadata_dir.clone());
        Ok(Updater::new(mirror, &root)?.with_store(kept))
    }
}

fn init(wanted: &Wanted) -> Done {
    let root = fs::read(&wanted.root)?;
    TrustedMetadataSet::from_root(&root)?;
    fs::create_dir_all(&wanted.metadata_dir)?;
    Ok(fs::write(wanted.metadata_dir.join("root.json"), root)?)
}

async fn download(wanted: &Wanted) -> Done {
    let mut updater = wanted.updater()?;
    let now = now()?;
    updater.refresh(now).await?;
    for name in &wanted.target_names {
        let target = updater
            .get_target_info(name, now)
            .await?
            .ok_or_else(|| format!("no role lists the target {name:?}"))?;
        let place = wanted.target_dir.join(inside(name));
        if fs::read(&place).is_ok_and(|bytes| is(&bytes, &target)) {
            continue;
        }
        let bytes = updater.download_target(&target, name).await?;
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(place, bytes)?;
    }
    Ok(())
}

/// A target's name as a place that does not lead out of the folder it is put into.
fn inside(name: &str) -> PathBuf {
    Path::new(name)
        .components()
        .filter(|part| matches!(part, Component::Normal(_)))
        .collect()
}

fn is(bytes: &[u8], target: &TargetFile) -> bool {
    let agrees = |(algorithm, expected): (&String, &String)| {
        HashAlgorithm::from_name(algorithm)
            .is_some_and(|algorithm| digest(algorithm, bytes).to_hex() == *expected)
    };
    bytes.len() as u64 == target.length && target.hashes.iter().any(agrees)
}

/// The suite moves the clock of the whole process.
fn now() -> Result<jiff::Timestamp, Box<dyn Error>> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(jiff::Timestamp::from_second(i64::try_from(
        since.as_secs(),
    )?)?)
}

/// The suite looks at the metadata that is trusted, under plain names.
struct Kept(PathBuf);

impl MetadataStore for Kept {
    fn load(&self, name: &str) -> sigstore_tuf::Result<Option<Vec<u8>>> {
        match fs::read(self.0.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(sigstore_tuf::Error::io(name, error)),
        }
    }

    fn store(&self, name: &str, bytes: &[u8]) -> sigstore_tuf::Result<()> {
        // A snapshot is handed over under its number as well. Roots of the past and targets are kept elsewhere or
        // not at all; the names of roles come escaped, so that none of them holds a slash.
        let numbered = name.strip_suffix(".snapshot.json").is_some_and(|number| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        });
        if numbered || name.contains('/') {
            return Ok(());
        }
        fs::write(self.0.join(name), bytes).map_err(|error| sigstore_tuf::Error::io(name, error))
    }
}
