use std::{
    collections::BTreeSet,
    env, fmt,
    path::Path,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use reqwest::{StatusCode, Url, header, redirect};
use whence_app::{
    intake,
    network::{Network, NetworkLog, Proxy, Sent, Switch},
    view::Message,
};
use whence_display::DisplayText;
use whence_evidence::UnixTime;

use crate::address::{self, Allowed, PublicOnly, Refused};

/// Redirections that are followed.
const REDIRECTIONS: usize = 5;
/// Times that a busy server is asked again.
const RETRIES: u32 = 2;
/// A server that wants us to wait longer is told to the person instead.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// The longest that one answer may take, however steadily it comes.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// How often a request under way is asked whether it is still wanted.
const STILL_WANTED: Duration = Duration::from_millis(50);
/// Bytes of a file with certificates. All authorities of a system together take a quarter of that.
const LARGEST_AUTHORITIES: u64 = 1 << 20;

/// How the network may be used.
#[derive(Clone, Default)]
pub struct Manners {
    /// The switch for everything. While it is off nothing is sent, also by clients that exist already, and what is
    /// under way ends. Nothing is off where there is none.
    pub off: Option<Arc<dyn Switch>>,
    /// What stands between this computer and the network.
    pub proxy: Proxy,
    /// Further certificates of authorities to believe for TLS, PEM, any number in each.
    pub authorities: Vec<Vec<u8>>,
    /// Whether addresses of this computer and of the local network may be asked.
    pub private_addresses: bool,
    /// Hosts that may be asked although they are on this computer or in the local network: those the person
    /// configured.
    pub private_hosts: BTreeSet<String>,
    /// Hosts, with their port where it is not the usual one, that may be asked without encryption.
    pub plain_hosts: BTreeSet<String>,
    /// How long one answer may take; two minutes where nothing is said.
    pub patience: Option<Duration>,
    /// Told of everything before it is sent; what it cannot record is not sent.
    pub log: Option<Arc<dyn NetworkLog>>,
}

impl Manners {
    /// Those the person set.
    ///
    /// # Errors
    /// When the certificates they chose cannot be read.
    pub fn of(network: &Network, log: Option<Arc<dyn NetworkLog>>) -> Result<Self, Trouble> {
        let read = |path: &Path| {
            intake::read_bounded(path, LARGEST_AUTHORITIES).map_err(|_| Trouble::Authorities)
        };
        Ok(Self {
            off: Some(Arc::new(AtomicBool::new(network.off))),
            proxy: network.proxy.clone(),
            authorities: network
                .authorities
                .iter()
                .map(|path| read(path))
                .collect::<Result<_, _>>()?,
            log,
            ..Self::default()
        })
    }

    fn is_off(&self) -> bool {
        self.off.as_ref().is_some_and(|switch| switch.is_off())
    }

    /// The same for a place that the person named, which may stand in their own network.
    #[must_use]
    pub fn for_place(mut self, address: &str) -> Self {
        let url = Url::parse(address).ok();
        self.private_hosts
            .extend(url.as_ref().and_then(Url::host_str).map(str::to_owned));
        self
    }
}

/// What a server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status of the answer, 200 to 599.
    pub status: u16,
    /// The content; empty unless the status is one of success.
    pub body: Vec<u8>,
    /// Where the server says that the answer goes on (`Link` with `rel="next"`, RFC 8288).
    pub next: Option<String>,
}

/// What a registry is asked.
pub(crate) struct Exchange<'a> {
    pub(crate) address: &'a str,
    pub(crate) accept: &'a str,
    /// The header that lets us in.
    pub(crate) authorization: Option<&'a str>,
    /// What is sent, as forms are; asked for otherwise.
    pub(crate) form: Option<&'a str>,
    pub(crate) limit: u64,
    pub(crate) purpose: &'static str,
}

/// What a registry answered.
pub(crate) struct Exchanged {
    pub(crate) content_type: Option<String>,
    /// The headers that say how to be let in.
    pub(crate) challenges: Vec<String>,
    pub(crate) answer: Answer,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The person switched the network off before anything was sent.
    Off,
    /// The person switched the network off in the middle of it.
    SwitchedOff,
    /// The person stopped it.
    Cancelled,
    /// The certificates for TLS that the person chose cannot be read.
    Authorities,
    /// The proxy the person set cannot be used.
    Proxy,
    /// It cannot be recorded, and so it was not sent.
    NotRecorded,
    /// The address may not be asked.
    Refused(Refused),
    /// It is no address.
    NoAddress,
    /// The host cannot be found or reached, or the encryption cannot be agreed on.
    Unreachable,
    /// Nothing came for too long.
    TimedOut,
    /// The content is larger than what was asked for can be.
    TooLarge,
    /// The server asked to be left alone, for that many seconds when it said so.
    TooManyRequests(Option<u64>),
    /// The server is in trouble itself.
    Server(u16),
    /// The answer broke off, or led astray.
    BrokenOff,
}

impl Trouble {
    /// The stable name.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Off => "network-off",
            Self::SwitchedOff => "switched-off",
            Self::Cancelled => "cancelled",
            Self::Authorities => "authorities-unreadable",
            Self::Proxy => "proxy-unusable",
            Self::NotRecorded => "not-recorded",
            Self::Refused(_) => "address-refused",
            Self::NoAddress => "no-address",
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed-out",
            Self::TooLarge => "answer-too-large",
            Self::TooManyRequests(_) => "too-many-requests",
            Self::Server(_) => "server-trouble",
            Self::BrokenOff => "broken-off",
        }
    }

    /// The trouble in words.
    pub fn message(&self) -> Message {
        let id = match self {
            Self::Off => "trouble-network-off",
            Self::SwitchedOff => "trouble-switched-off",
            Self::Cancelled => "trouble-cancelled",
            Self::Authorities => "trouble-authorities-unreadable",
            Self::Proxy => "trouble-proxy-unusable",
            Self::NotRecorded => "trouble-not-recorded",
            Self::Refused(_) => "trouble-address-refused",
            Self::NoAddress => "trouble-no-address",
            Self::Unreachable => "trouble-unreachable",
            Self::TimedOut => "trouble-timed-out",
            Self::TooLarge => "trouble-answer-too-large",
            Self::TooManyRequests(_) => "trouble-too-many-requests",
            Self::Server(_) => "trouble-server-trouble",
            Self::BrokenOff => "trouble-broken-off",
        };
        let status = match self {
            Self::Server(status) => status.to_string(),
            _ => return Message::new(id),
        };
        Message::new(id).with("status", DisplayText::identifier(&status))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(status) => write!(f, "{} {status}", self.as_str()),
            _ => f.write_str(self.as_str()),
        }
    }
}

impl std::error::Error for Trouble {}

/// The one client. Whoever has none cannot open a connection.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    manners: Manners,
    allowed: Allowed,
    cancel: Option<Arc<AtomicBool>>,
    /// Whether anything was sent since there is this client, or this copy for work of its own.
    sent: Arc<AtomicBool>,
}

/// What is asked of an address.
#[derive(Clone, Copy)]
enum Method<'a> {
    Get,
    /// With JSON.
    Post(&'a str),
}

const JSON: &str = "application/json";

impl<'a> Method<'a> {
    const fn content(self) -> Option<&'a str> {
        match self {
            Self::Get => None,
            Self::Post(json) => Some(json),
        }
    }
}

impl Client {
    /// A client with these manners.
    ///
    /// # Errors
    /// When the network is off, or the proxy or one of the certificates cannot be used.
    pub fn new(manners: Manners) -> Result<Self, Trouble> {
        if manners.is_off() {
            return Err(Trouble::Off);
        }
        let allowed = Allowed::new(manners.private_addresses, &manners.private_hosts)
            .with_plain(&manners.plain_hosts);
        Ok(Self {
            http: connector(&manners, &allowed, REDIRECTIONS)?,
            manners,
            allowed,
            cancel: None,
            sent: Arc::default(),
        })
    }

    /// The same client for work that stops when `cancel` is set.
    #[must_use]
    pub fn with_cancel(mut self, cancel: Arc<AtomicBool>) -> Self {
        self.cancel = Some(cancel);
        self.sent = Arc::default();
        self
    }

    /// Whether the person configured this host themselves.
    pub(crate) fn is_configured(&self, host: &str) -> bool {
        self.manners.private_hosts.contains(host)
    }

    /// Asks for what stands at an address, at most `limit` bytes of it.
    ///
    /// # Errors
    /// Whatever kept the answer from coming. That something is not there (404) is an answer.
    pub async fn get(
        &self,
        address: &str,
        accept: &str,
        limit: u64,
        purpose: &'static str,
    ) -> Result<Answer, Trouble> {
        self.while_wanted(self.ask(Method::Get, address, accept, limit, purpose))
            .await
    }

    /// Asks a question in JSON, at most `limit` bytes of answer. Only for questions: it is sent again when the
    /// server is busy.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn post(
        &self,
        address: &str,
        json: &str,
        limit: u64,
        purpose: &'static str,
    ) -> Result<Answer, Trouble> {
        let method = Method::Post(json);
        self.while_wanted(self.ask(method, address, JSON, limit, purpose))
            .await
    }

    /// Does work as long as nobody switches the network off or stops it.
    async fn while_wanted<T>(
        &self,
        work: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<T, Trouble> {
        let mut work = pin!(work);
        loop {
            // Before the work is begun as well: what is off opens no connection.
            if self.manners.is_off() {
                return Err(self.off());
            }
            let cancel = self.cancel.as_ref();
            if cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
                return Err(Trouble::Cancelled);
            }
            match tokio::time::timeout(STILL_WANTED, &mut work).await {
                // What is switched off breaks off in other ways, too.
                Ok(Err(_)) if self.manners.is_off() => return Err(self.off()),
                Ok(done) => return done,
                Err(_) => {}
            }
        }
    }

    /// That the network is off: nothing was asked, or it was stopped.
    fn off(&self) -> Trouble {
        if self.sent.load(Ordering::Relaxed) {
            Trouble::SwitchedOff
        } else {
            Trouble::Off
        }
    }

    async fn ask(
        &self,
        method: Method<'_>,
        address: &str,
        accept: &str,
        limit: u64,
        purpose: &'static str,
    ) -> Result<Answer, Trouble> {
        let build = |url: Url| match method {
            Method::Get => self.http.get(url).header(header::ACCEPT, accept),
            Method::Post(json) => self
                .http
                .post(url)
                .header(header::ACCEPT, accept)
                .header(header::CONTENT_TYPE, JSON)
                .body(json.to_owned()),
        };
        let response = self
            .send(&build, address, purpose, method.content())
            .await?;
        read(response, limit).await
    }

    /// Asks as registries are asked: with what lets us in, and an answer that says why it does not. What lets us in
    /// is dropped at a redirection to another host, and is in no record.
    pub(crate) async fn exchange(&self, wanted: &Exchange<'_>) -> Result<Exchanged, Trouble> {
        // A form holds what lets us in, and would be sent along wherever the answer leads.
        let apart = match wanted.form {
            Some(_) => Some(connector(&self.manners, &self.allowed, 0)?),
            None => None,
        };
        let http = apart.as_ref().unwrap_or(&self.http);
        let build = |url: Url| {
            let request = match wanted.form {
                None => http.get(url),
                Some(form) => http
                    .post(url)
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .body(form.to_owned()),
            };
            let request = request.header(header::ACCEPT, wanted.accept);
            match wanted.authorization {
                Some(authorization) => request.header(header::AUTHORIZATION, authorization),
                None => request,
            }
        };
        self.while_wanted(async {
            let address = wanted.address;
            let response = self.send(&build, address, wanted.purpose, None).await?;
            let text = |value: &header::HeaderValue| value.to_str().ok().map(str::to_owned);
            let content_type = response.headers().get(header::CONTENT_TYPE).and_then(text);
            // How to be let in here says whoever was asked, and nobody the question was led on to.
            let asked = Url::parse(address).map_err(|_| Trouble::NoAddress)?;
            let own = asked.origin() == response.url().origin();
            let challenges = response.headers().get_all(header::WWW_AUTHENTICATE);
            let challenges = challenges.iter().filter(|_| own).filter_map(text).collect();
            Ok(Exchanged {
                content_type,
                challenges,
                answer: read(response, wanted.limit).await?,
            })
        })
        .await
    }

    async fn send(
        &self,
        build: &(dyn Fn(Url) -> reqwest::RequestBuilder + Sync),
        address: &str,
        purpose: &'static str,
        content: Option<&str>,
    ) -> Result<reqwest::Response, Trouble> {
        let url = Url::parse(address).map_err(|_| Trouble::NoAddress)?;
        address::check(&url, &self.allowed).map_err(Trouble::Refused)?;
        let mut attempt = 0;
        loop {
            record(self.manners.log.as_deref(), purpose, &url, content)?;
            self.sent.store(true, Ordering::Relaxed);
            let request = build(url.clone());
            let response = request.send().await.map_err(|error| trouble(&error))?;
            let status = response.status();
            let busy = matches!(
                status,
                StatusCode::TOO_MANY_REQUESTS
                    | StatusCode::SERVICE_UNAVAILABLE
                    | StatusCode::BAD_GATEWAY
                    | StatusCode::GATEWAY_TIMEOUT
            );
            if !busy {
                return Ok(response);
            }
            let wait = wanted_wait(&response);
            let patience = wait.unwrap_or(Duration::from_millis(300 << attempt));
            if attempt == RETRIES || patience > LONGEST_WAIT {
                return Err(match status {
                    StatusCode::TOO_MANY_REQUESTS => {
                        Trouble::TooManyRequests(wait.map(|wait| wait.as_secs()))
                    }
                    _ => Trouble::Server(status.as_u16()),
                });
            }
            attempt += 1;
            tokio::time::sleep(patience).await;
        }
    }
}

/// What opens the connections, with these manners and at most so many redirections.
fn connector(
    manners: &Manners,
    allowed: &Allowed,
    redirections: usize,
) -> Result<reqwest::Client, Trouble> {
    let resolver = PublicOnly {
        allowed: allowed.clone(),
        proxies: proxy_hosts(&manners.proxy),
    };
    let (asking, redirected) = (manners.clone(), allowed.clone());
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("whence/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(10))
        .read_timeout(Duration::from_secs(20))
        .timeout(manners.patience.unwrap_or(PATIENCE))
        .referer(false)
        .dns_resolver(Arc::new(resolver))
        .redirect(redirect::Policy::custom(move |attempt| {
            let log = asking.log.as_deref();
            if asking.is_off()
                || attempt.previous().len() > redirections
                || address::check(attempt.url(), &redirected).is_err()
                || record(log, "redirection", &without_values(attempt.url()), None).is_err()
            {
                attempt.error("led astray")
            } else {
                attempt.follow()
            }
        }));
    match &manners.proxy {
        Proxy::System => {}
        Proxy::Direct => builder = builder.no_proxy(),
        Proxy::At(address) => {
            let proxy = reqwest::Proxy::all(address).map_err(|_| Trouble::Proxy)?;
            builder = builder.proxy(proxy);
        }
    }
    for authority in &manners.authorities {
        let certificates =
            reqwest::Certificate::from_pem_bundle(authority).map_err(|_| Trouble::Authorities)?;
        if certificates.is_empty() {
            return Err(Trouble::Authorities);
        }
        for certificate in certificates {
            builder = builder.add_root_certificate(certificate);
        }
    }
    builder.build().map_err(|_| Trouble::Authorities)
}

/// Servers that pass on put what opens their door for a while into the address, which is nothing for a record.
fn without_values(url: &Url) -> Url {
    let mut shown = url.clone();
    if url.query().is_some() {
        shown.set_query(None);
        let names: Vec<_> = url.query_pairs().map(|(name, _)| name).collect();
        shown
            .query_pairs_mut()
            .extend_pairs(names.iter().map(|name| (name, "…")));
    }
    shown
}

fn record(
    log: Option<&dyn NetworkLog>,
    purpose: &str,
    url: &Url,
    content: Option<&str>,
) -> Result<(), Trouble> {
    let Some(log) = log else {
        return Ok(());
    };
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let sent = Sent {
        at: UnixTime::from_milliseconds(u64::try_from(since.as_millis()).unwrap_or_default()),
        purpose: purpose.to_owned(),
        address: url.to_string(),
        content: content.map(str::to_owned),
    };
    log.record(&sent).map_err(|_| Trouble::NotRecorded)
}

/// Hosts of the proxies that may be used.
fn proxy_hosts(proxy: &Proxy) -> Vec<String> {
    let addresses = match proxy {
        Proxy::Direct => vec![],
        Proxy::At(address) => vec![address.clone()],
        Proxy::System => ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"]
            .into_iter()
            .flat_map(|name| [env::var(name), env::var(name.to_ascii_lowercase())])
            .flatten()
            .collect(),
    };
    let host = |address: &String| {
        let bare = format!("http://{address}");
        let url = Url::parse(address)
            .ok()
            .filter(Url::has_host)
            .or_else(|| Url::parse(&bare).ok())?;
        url.host_str().map(str::to_owned)
    };
    addresses.iter().filter_map(host).collect()
}

async fn read(mut response: reqwest::Response, limit: u64) -> Result<Answer, Trouble> {
    let status = response.status();
    if status.is_server_error() {
        return Err(Trouble::Server(status.as_u16()));
    }
    // One that was not followed leads to no place that can be asked.
    if status.is_redirection() {
        return Err(Trouble::BrokenOff);
    }
    if !status.is_success() {
        return match spent(&response) {
            // GitHub says so with *forbidden* too.
            Some(until) => Err(Trouble::TooManyRequests(until)),
            None => Ok(Answer {
                status: status.as_u16(),
                body: vec![],
                next: None,
            }),
        };
    }
    let next = next(&response);
    // The stated length may be a lie either way; what counts is what comes.
    if response
        .content_length()
        .is_some_and(|length| length > limit)
    {
        return Err(Trouble::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| trouble(&error))? {
        if body.len() as u64 + chunk.len() as u64 > limit {
            return Err(Trouble::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer {
        status: status.as_u16(),
        body,
        next,
    })
}

/// Whether the server refuses because no requests are left, and for how many seconds.
fn spent(response: &reqwest::Response) -> Option<Option<u64>> {
    let number = |name: &str| -> Option<u64> {
        let value = response.headers().get(name)?.to_str().ok()?;
        value.trim().parse().ok()
    };
    if response.status() != StatusCode::FORBIDDEN || number("x-ratelimit-remaining") != Some(0) {
        return None;
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    let wait = number("x-ratelimit-reset")
        .zip(now)
        .map(|(reset, now)| reset.saturating_sub(now.as_secs()));
    Some(wait.or_else(|| wanted_wait(response).map(|wait| wait.as_secs())))
}

/// The address of the next page.
fn next(response: &reqwest::Response) -> Option<String> {
    let links = response.headers().get_all(header::LINK).iter();
    links
        .filter_map(|links| links.to_str().ok())
        .flat_map(|links| links.split(','))
        .find_map(|link| {
            let (target, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
            let mut parameters = parameters.split(';').map(str::trim);
            let is_next = parameters.any(|it| matches!(it, "rel=\"next\"" | "rel=next"));
            is_next.then(|| target.to_owned())
        })
}

/// Seconds only: the other form, a date, is rare and needs a clock that agrees.
fn wanted_wait(response: &reqwest::Response) -> Option<Duration> {
    let value = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
    value.trim().parse().ok().map(Duration::from_secs)
}

fn trouble(error: &reqwest::Error) -> Trouble {
    if error.is_timeout() {
        Trouble::TimedOut
    } else if error.is_connect() {
        Trouble::Unreachable
    } else {
        Trouble::BrokenOff
    }
}
