use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use reqwest::{StatusCode, Url, header, redirect};

use crate::address::{self, PublicOnly, Refused};

/// Redirections that are followed.
const REDIRECTIONS: usize = 5;
/// Times that a busy server is asked again.
const RETRIES: u32 = 2;
/// A server that wants us to wait longer is told to the person instead.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// How the network may be used.
#[derive(Clone, Default)]
pub struct Manners {
    /// Further certificates of authorities to believe for TLS, PEM.
    pub authorities: Vec<Vec<u8>>,
    /// Whether addresses of this computer and of the local network may be asked.
    pub private_addresses: bool,
    /// Told of everything that is sent.
    pub log: Option<Arc<dyn Fn(Sent) + Send + Sync>>,
}

/// One request, for the person's own record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// When.
    pub at: SystemTime,
    /// To where, in full: what is asked for stands in the address.
    pub address: String,
    /// What it was for, a kebab-case name.
    pub purpose: &'static str,
}

/// What a server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status of the answer, 200 to 599.
    pub status: u16,
    /// The content; empty unless the status is one of success.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
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
}

impl Client {
    /// A client with these manners.
    ///
    /// # Errors
    /// When one of the certificates cannot be read.
    pub fn new(manners: Manners) -> Result<Self, Trouble> {
        let private_allowed = manners.private_addresses;
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("whence/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(20))
            .timeout(Duration::from_secs(120))
            .referer(false)
            .dns_resolver(Arc::new(PublicOnly { private_allowed }))
            .redirect(redirect::Policy::custom(move |attempt| {
                let followed = attempt.previous().len();
                if followed > REDIRECTIONS
                    || address::check(attempt.url(), private_allowed).is_err()
                {
                    attempt.error("led astray")
                } else {
                    attempt.follow()
                }
            }));
        for authority in &manners.authorities {
            let certificate =
                reqwest::Certificate::from_pem(authority).map_err(|_| Trouble::NoAddress)?;
            builder = builder.add_root_certificate(certificate);
        }
        let http = builder.build().map_err(|_| Trouble::Unreachable)?;
        Ok(Self { http, manners })
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
        let url = Url::parse(address).map_err(|_| Trouble::NoAddress)?;
        address::check(&url, self.manners.private_addresses).map_err(Trouble::Refused)?;
        let mut attempt = 0;
        loop {
            if let Some(log) = &self.manners.log {
                log(Sent {
                    at: SystemTime::now(),
                    address: url.to_string(),
                    purpose,
                });
            }
            let request = self.http.get(url.clone()).header(header::ACCEPT, accept);
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
                return read(response, limit).await;
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
        return Ok(Answer {
            status: status.as_u16(),
            body: vec![],
        });
    }
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
