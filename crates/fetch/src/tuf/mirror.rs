//! Where a repository is read from: a web server, or a folder such as a USB stick.

use std::{
    fs::File,
    io::{ErrorKind, Read},
    path::{Component, Path, PathBuf},
};

use reqwest::Url;
use sigstore_tuf::{Error, Repository, transport::FetchFuture};

use crate::{Client, Trouble};

/// A mirror on the web.
pub struct HttpMirror {
    client: Client,
    metadata: String,
    targets: String,
}

impl HttpMirror {
    /// Metadata below `base`, targets below `base/targets`.
    pub fn new(client: Client, base: &str) -> Self {
        let base = base.trim_end_matches('/');
        let targets = format!("{base}/targets");
        Self::with_targets(client, base, &targets)
    }

    /// Metadata and targets at places of their own.
    pub fn with_targets(client: Client, metadata: &str, targets: &str) -> Self {
        let bare = |address: &str| address.trim_end_matches('/').to_owned();
        Self {
            client,
            metadata: bare(metadata),
            targets: bare(targets),
        }
    }

    async fn fetch(
        &self,
        address: Result<String, Trouble>,
        name: &str,
        limit: u64,
    ) -> Result<Option<Vec<u8>>, Error> {
        let address = address.map_err(|trouble| failed(name, trouble))?;
        let answer = self.client.get(&address, "*/*", limit, "trust-data").await;
        match answer {
            Ok(answer) => match answer.status {
                200 => Ok(Some(answer.body)),
                // Object stores say *forbidden* for what is not there.
                403 | 404 | 410 => Ok(None),
                status => Err(failed(name, Trouble::Server(status))),
            },
            Err(trouble) => Err(failed(name, trouble)),
        }
    }
}

impl Repository for HttpMirror {
    fn fetch_metadata<'a>(&'a self, name: &'a str, max_length: u64) -> FetchFuture<'a> {
        // Names of metadata come escaped already.
        let address = Ok(format!("{}/{name}", self.metadata));
        Box::pin(self.fetch(address, name, max_length))
    }

    fn fetch_target<'a>(&'a self, path: &'a str, max_length: u64) -> FetchFuture<'a> {
        Box::pin(self.fetch(below(&self.targets, path), path, max_length))
    }
}

/// The address of a target. Its path may be any text: what means something in an address is escaped.
fn below(base: &str, path: &str) -> Result<String, Trouble> {
    let mut url = Url::parse(base).map_err(|_| Trouble::NoAddress)?;
    url.path_segments_mut()
        .map_err(|()| Trouble::NoAddress)?
        .pop_if_empty()
        .extend(path.split('/'));
    Ok(url.into())
}

/// A copy of a repository in a folder.
pub struct FolderMirror {
    metadata: PathBuf,
    targets: PathBuf,
}

impl FolderMirror {
    /// Metadata in `folder`, targets in `folder/targets`; or metadata in `folder/metadata`, where there is one.
    pub fn new(folder: &Path) -> Self {
        let apart = folder.join("metadata");
        Self {
            metadata: if apart.is_dir() {
                apart
            } else {
                folder.to_owned()
            },
            targets: folder.join("targets"),
        }
    }
}

impl Repository for FolderMirror {
    fn fetch_metadata<'a>(&'a self, name: &'a str, max_length: u64) -> FetchFuture<'a> {
        Box::pin(async move { read(&self.metadata, name, max_length) })
    }

    fn fetch_target<'a>(&'a self, path: &'a str, max_length: u64) -> FetchFuture<'a> {
        Box::pin(async move { read(&self.targets, path, max_length) })
    }
}

fn read(folder: &Path, name: &str, limit: u64) -> Result<Option<Vec<u8>>, Error> {
    let name = Path::new(name);
    // The names come from metadata; none of them may lead out of the folder.
    let inside = name
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if !inside {
        return Err(Error::transport("a name leads out of the mirror"));
    }
    let file = match File::open(folder.join(name)) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("mirror", error)),
    };
    if !file.metadata().is_ok_and(|about| about.is_file()) {
        return Err(Error::transport("a name of the mirror is no file"));
    }
    let mut bytes = Vec::new();
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Error::io("mirror", error))?;
    if bytes.len() as u64 > limit {
        return Err(failed(&name.to_string_lossy(), Trouble::TooLarge));
    }
    Ok(Some(bytes))
}

fn failed(name: &str, trouble: Trouble) -> Error {
    Error::transport_with_source(format!("{name}: {trouble}"), trouble)
}
