//! Registries of images (OCI distribution specification 1.1, and the token flow of `distribution`).
//!
//! Reads only, one repository at a time. What comes is bytes: the caller hashes them, and no header that states a
//! digest is looked at.

mod challenge;
mod credentials;

use std::{
    cell::RefCell,
    collections::BTreeMap,
    net::IpAddr,
    pin::pin,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use challenge::Challenge;
use reqwest::Url;
use serde::Deserialize;
use whence_app::{
    image::{self, Answer, Name, Registries},
    network::PlainHttp,
};
use whence_evidence::{
    Digest, base64, limits,
    oci::{Descriptor, MANIFEST_TYPES, Manifest, OCI_INDEX, Reference},
};
use whence_verdict::Problem;

pub use credentials::{Credentials, Keeping};

use crate::{
    Client, Manners, Trouble,
    client::{Exchange, Exchanged},
};

/// Pages of a list of referrers.
const PAGES: usize = 20;
/// Bytes of a token with what stands around it.
const TOKEN: u64 = 1 << 20;
/// How often work under way is asked whether it is still wanted.
const STILL_WANTED: Duration = Duration::from_millis(50);

/// The way to registries, as the person allows it.
#[derive(Clone)]
pub struct Remote {
    manners: Manners,
    keeping: Keeping,
    plain: BTreeMap<String, PlainHttp>,
}

impl Remote {
    /// With these manners, and with what lets us in from these places. `plain` are the registries that the person
    /// wants to be asked without encryption.
    pub const fn new(
        manners: Manners,
        keeping: Keeping,
        plain: BTreeMap<String, PlainHttp>,
    ) -> Self {
        Self {
            manners,
            keeping,
            plain,
        }
    }
}

/// Manners may hold what is nobody's business.
impl std::fmt::Debug for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Remote")
    }
}

impl Registries for Remote {
    fn repository<'a>(
        &'a self,
        reference: &Reference,
        cancel: &'a AtomicBool,
    ) -> Result<Box<dyn image::Repository + 'a>, image::Trouble> {
        let base = base(reference, &self.plain).ok_or(UNFIT)?;
        let mut manners = self.manners.clone();
        let mut keeping = self.keeping.clone();
        if let Some(plain) = self.plain.get(reference.registry()) {
            manners.plain_hosts.insert(reference.host().to_owned());
            // On this computer nobody is on the way.
            if !plain.passwords && !is_here(reference.host()) {
                keeping = Keeping::default();
            }
        }
        // Who types the name of a registry in the local network means that one, and no other host there.
        manners
            .private_hosts
            .extend(base.host_str().map(str::to_owned));
        let client = Client::new(manners).map_err(|trouble| problem(&trouble))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|_| UNREACHABLE)?;
        Ok(Box::new(Repository {
            client,
            runtime: Some(runtime),
            base,
            reference: reference.clone(),
            keeping,
            authorization: RefCell::default(),
            cancel,
        }))
    }
}

const UNREACHABLE: image::Trouble = image::Trouble::Problem(Problem::RegistryUnreachable);
const UNFIT: image::Trouble = image::Trouble::Problem(Problem::RegistryAnswerUnfit);
const REFUSED: image::Trouble = image::Trouble::Problem(Problem::RegistryRefused);
/// Registries say the same of what is not there and of what is not for everybody.
const NOT_SHOWN: image::Trouble = image::Trouble::Problem(Problem::ImageNotFound);

fn problem(trouble: &Trouble) -> image::Trouble {
    match trouble {
        Trouble::Off | Trouble::SwitchedOff => image::Trouble::Problem(Problem::LookUpNeededButOff),
        Trouble::Cancelled => image::Trouble::Cancelled,
        Trouble::Refused(_) | Trouble::NoAddress | Trouble::TooLarge => UNFIT,
        _ => UNREACHABLE,
    }
}

/// The address that is asked first for an image; `None` when its name makes none. `plain` as for [`Remote::new`].
pub fn first_address(reference: &Reference, plain: &BTreeMap<String, PlainHttp>) -> Option<String> {
    let name = match reference.digest() {
        Some(digest) => digest.to_string(),
        None => reference.tag_or_latest().to_owned(),
    };
    let base = base(reference, plain)?;
    let address = base.join(&format!("./manifests/{name}")).ok()?;
    Some(address.to_string())
}

/// Where the repository stands. Without encryption only on this computer, and where the person wants it.
fn base(reference: &Reference, plain: &BTreeMap<String, PlainHttp>) -> Option<Url> {
    let host = reference.host();
    let is_plain = is_here(host) || plain.contains_key(reference.registry());
    let scheme = if is_plain { "http" } else { "https" };
    Url::parse(&format!("{scheme}://{host}/v2/{}/", reference.path())).ok()
}

/// Whether a host, with or without a port, is this computer.
fn is_here(host: &str) -> bool {
    let bare = host.rsplit_once(':').map_or(
        host,
        |(bare, port)| {
            if port.contains(']') { host } else { bare }
        },
    );
    let address: Option<IpAddr> = bare
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok();
    bare == "localhost" || address.is_some_and(|address| address.is_loopback())
}

struct Repository<'a> {
    client: Client,
    /// Present until the end.
    runtime: Option<tokio::runtime::Runtime>,
    base: Url,
    reference: Reference,
    keeping: Keeping,
    /// The header that let us in last.
    authorization: RefCell<Option<String>>,
    cancel: &'a AtomicBool,
}

impl Drop for Repository<'_> {
    /// Nobody waits for the search of a name that nobody wants any more.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl image::Repository for Repository<'_> {
    fn manifest(&self, name: Name<'_>) -> Result<Option<Answer>, image::Trouble> {
        let name = match name {
            Name::Tag(tag) => tag.to_owned(),
            Name::Digest(digest) => digest.to_string(),
        };
        let address = self.address(&format!("manifests/{name}"))?;
        let accept = MANIFEST_TYPES.join(", ");
        let limit = limits::MANIFEST_BYTES as u64;
        let came = self.ask(&address, &accept, limit, "registry-manifest")?;
        let is_page = came
            .content_type
            .as_deref()
            .is_some_and(|text| text.to_ascii_lowercase().starts_with("text/html"));
        match came.answer.status {
            200 if is_page => Err(UNFIT),
            200 => Ok(Some(Answer {
                media_type: came.content_type,
                bytes: came.answer.body,
            })),
            404 => Ok(None),
            401 | 403 => Err(NOT_SHOWN),
            _ => Err(UNFIT),
        }
    }

    fn blob(&self, digest: &Digest, limit: u64) -> Result<Option<Vec<u8>>, image::Trouble> {
        let address = self.address(&format!("blobs/{digest}"))?;
        let came = self.ask(&address, "*/*", limit, "registry-blob")?;
        match came.answer.status {
            200 => Ok(Some(came.answer.body)),
            404 => Ok(None),
            401 | 403 => Err(NOT_SHOWN),
            _ => Err(UNFIT),
        }
    }

    fn referrers(&self, digest: &Digest) -> Result<Option<Vec<Descriptor>>, image::Trouble> {
        let mut address = self.address(&format!("referrers/{digest}"))?;
        let mut found: Vec<Descriptor> = Vec::new();
        let limit = limits::MANIFEST_BYTES as u64;
        for page in 0..PAGES {
            let came = self.ask(&address, OCI_INDEX, limit, "registry-referrers")?;
            let listed = match came.answer.status {
                200 => match Manifest::parse(&came.answer.body, None) {
                    Ok(Manifest::Index(index)) => index.manifests,
                    // A page to log in, or anything else that is no list: there is none.
                    _ if page == 0 => return Ok(None),
                    _ => return Err(UNFIT),
                },
                // Registries that know no such lists say so in many ways.
                400 | 404 | 405 | 406 | 501 if page == 0 => return Ok(None),
                401 | 403 => return Err(NOT_SHOWN),
                _ => return Err(UNFIT),
            };
            found.extend(listed);
            if found.len() > limits::DESCRIPTORS {
                return Err(UNFIT);
            }
            let Some(next) = came.answer.next else {
                return Ok(Some(found));
            };
            let next = address.join(&next).map_err(|_| UNFIT)?;
            if next.origin() != self.base.origin() {
                return Err(UNFIT);
            }
            address = next;
        }
        Err(UNFIT)
    }
}

impl Repository<'_> {
    fn address(&self, rest: &str) -> Result<Url, image::Trouble> {
        // A digest has a colon, which is no scheme here.
        self.base.join(&format!("./{rest}")).map_err(|_| UNFIT)
    }

    /// Asks, and once more after being let in when the registry wants to know who asks.
    fn ask(
        &self,
        address: &Url,
        accept: &str,
        limit: u64,
        purpose: &'static str,
    ) -> Result<Exchanged, image::Trouble> {
        let known = self.authorization.borrow().clone();
        let ask = |authorization: Option<&str>| {
            self.exchange(&Exchange {
                address: address.as_str(),
                accept,
                authorization,
                form: None,
                limit,
                purpose,
            })
        };
        let came = ask(known.as_deref())?;
        if came.answer.status != 401 {
            return Ok(came);
        }
        match self.let_in(&came.challenges)? {
            Some(authorization) => {
                let came = ask(Some(&authorization))?;
                *self.authorization.borrow_mut() = Some(authorization);
                Ok(came)
            }
            None => Ok(came),
        }
    }

    /// The header that lets us in; nothing when there is no way without a name and password that are not known.
    fn let_in(&self, challenges: &[String]) -> Result<Option<String>, image::Trouble> {
        let ways: Vec<Challenge> = challenges
            .iter()
            .flat_map(|header| challenge::parse(header))
            .collect();
        if ways.is_empty() {
            return Ok(None);
        }
        let credentials = self.keeping.find(&self.reference);
        if let Some(Credentials::Bearer(token)) = &credentials {
            return Ok(bearer(token));
        }
        let tokens = ways.iter().find_map(|way| match way {
            Challenge::Bearer {
                realm,
                service,
                scope,
            } => Some((realm, service, scope)),
            Challenge::Basic => None,
        });
        match (tokens, &credentials) {
            (Some((realm, service, scope)), _) => self.token(
                realm,
                service.as_deref(),
                scope.as_deref(),
                credentials.as_ref(),
            ),
            (None, Some(Credentials::Basic { user, password })) => Ok(Some(basic(user, password))),
            (None, _) => Ok(None),
        }
    }

    /// A token from where the registry says. That place is one of the registry's choosing: it must be encrypted,
    /// and may not be in the local network unless the registry itself stands there.
    fn token(
        &self,
        realm: &str,
        service: Option<&str>,
        scope: Option<&str>,
        credentials: Option<&Credentials>,
    ) -> Result<Option<String>, image::Trouble> {
        #[derive(Deserialize)]
        struct Wire {
            token: Option<String>,
            access_token: Option<String>,
        }
        let mut address = Url::parse(realm).map_err(|_| UNFIT)?;
        if address.scheme() == "http" && self.base.scheme() != "http" {
            return Err(UNFIT);
        }
        let own = format!("repository:{}:pull", self.reference.path());
        let scope = scope.unwrap_or(&own);
        let mut form = None;
        let mut authorization = None;
        if let Some(Credentials::Identity(token)) = credentials {
            let mut fields = Url::parse("form:").map_err(|_| UNFIT)?;
            fields
                .query_pairs_mut()
                .append_pair("grant_type", "refresh_token")
                .append_pair("service", service.unwrap_or_default())
                .append_pair("scope", scope)
                .append_pair("client_id", "whence")
                .append_pair("refresh_token", token);
            form = fields.query().map(str::to_owned);
        } else {
            let mut query = address.query_pairs_mut();
            if let Some(service) = service {
                query.append_pair("service", service);
            }
            query.append_pair("scope", scope);
            drop(query);
            if let Some(Credentials::Basic { user, password }) = credentials {
                authorization = Some(basic(user, password));
            }
        }
        let came = self.exchange(&Exchange {
            address: address.as_str(),
            accept: "application/json",
            authorization: authorization.as_deref(),
            form: form.as_deref(),
            limit: TOKEN,
            purpose: "registry-token",
        })?;
        match came.answer.status {
            200 => {}
            400..=499 if credentials.is_some() => return Err(REFUSED),
            400..=499 => return Err(NOT_SHOWN),
            _ => return Err(UNFIT),
        }
        let wire: Wire = serde_json::from_slice(&came.answer.body).map_err(|_| UNFIT)?;
        let filled = |token: &String| !token.is_empty();
        let token = wire
            .token
            .filter(filled)
            .or(wire.access_token.filter(filled));
        Ok(token.as_deref().and_then(bearer))
    }

    /// Waits for an answer as long as it is wanted.
    fn exchange(&self, wanted: &Exchange<'_>) -> Result<Exchanged, image::Trouble> {
        let runtime = self.runtime.as_ref().ok_or(UNREACHABLE)?;
        runtime.block_on(async {
            let mut work = pin!(self.client.exchange(wanted));
            loop {
                if self.cancel.load(Ordering::Relaxed) {
                    return Err(image::Trouble::Cancelled);
                }
                if let Ok(came) = tokio::time::timeout(STILL_WANTED, &mut work).await {
                    return came.map_err(|trouble| problem(&trouble));
                }
            }
        })
    }
}

/// Only what a header can carry.
fn bearer(token: &str) -> Option<String> {
    token
        .bytes()
        .all(|byte| byte.is_ascii_graphic())
        .then(|| format!("Bearer {token}"))
}

fn basic(user: &str, password: &str) -> String {
    let text = format!("{user}:{password}");
    format!("Basic {}", base64::encode(text.as_bytes()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn only_this_computer_and_what_the_person_names_is_asked_without_encryption() {
        let named = |names: &[&str]| -> BTreeMap<String, PlainHttp> {
            let plain = |name: &&str| ((*name).to_owned(), PlainHttp::default());
            names.iter().map(plain).collect()
        };
        let base_of = |name: &str, plain: &[&str]| {
            let reference = Reference::parse(name).unwrap();
            base(&reference, &named(plain)).unwrap().to_string()
        };
        let base = |name: &str| base_of(name, &[]);
        let lan = ["registry.lan:5000"];
        assert_eq!(
            base_of("registry.lan:5000/a", &lan),
            "http://registry.lan:5000/v2/a/"
        );
        for other in ["registry.lan", "a.registry.lan:5000", "registry.lan:5001"] {
            let address = base_of(&format!("{other}/a"), &lan);
            assert_eq!(address, format!("https://{other}/v2/a/"));
        }
        assert_eq!(
            base("alpine"),
            "https://registry-1.docker.io/v2/library/alpine/"
        );
        assert_eq!(base("localhost:5000/a/b"), "http://localhost:5000/v2/a/b/");
        assert_eq!(base("127.0.0.1:5000/a"), "http://127.0.0.1:5000/v2/a/");
        assert_eq!(base("[::1]/a"), "http://[::1]/v2/a/");
        assert_eq!(base("10.0.0.1/a"), "https://10.0.0.1/v2/a/");
        assert_eq!(
            base("localhost.evil.example/a"),
            "https://localhost.evil.example/v2/a/"
        );
    }
}
