//! How the network may be used, and the person's own record of what was sent.

pub mod view;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
};

use whence_evidence::{UnixTime, oci::Reference};

use crate::view::Message;

/// How the network may be used. Nothing is ever asked without an occasion of its own: an update the person
/// allowed or asked for, a look-up they consented to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Network {
    /// Everything off: no connection is opened, whatever else is allowed.
    pub off: bool,
    /// What stands between this computer and the network.
    pub proxy: Proxy,
    /// A PEM file with certificates of further authorities to believe for TLS.
    pub authorities: Option<PathBuf>,
    /// Registries of images that may be asked without a further word, as people write them: `docker.io`.
    pub registries: BTreeSet<String>,
    /// Registries that are asked without encryption, as people write them: `registry.lan:5000`. This computer
    /// needs no entry.
    pub plain_registries: BTreeMap<String, PlainHttp>,
}

/// How a registry is asked without encryption: whoever is on the way reads and changes what goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlainHttp {
    /// Whether it gets user name and password all the same.
    pub passwords: bool,
}

impl Network {
    /// The registry that a text names, as it stands in the settings; `None` when it names none that could be asked
    /// without encryption.
    pub fn plain_registry(text: &str) -> Option<String> {
        let text = text.trim();
        let text = text.strip_prefix("http://").unwrap_or(text);
        let text = text.trim_end_matches('/').to_ascii_lowercase();
        let reference = Reference::parse(&format!("{text}/image")).ok()?;
        // What names no registry, or Docker Hub, reads as another one.
        (reference.registry() == text && reference.host() == text).then_some(text)
    }
}

/// What stands between this computer and the network.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Proxy {
    /// What the system says.
    #[default]
    System,
    /// Nothing, whatever the system says.
    Direct,
    /// This address: `http`, `https` or `socks5`.
    At(String),
}

/// Why an address is none for a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyRefused {
    /// It is no address of the form `http://host:port`.
    Malformed,
    /// It carries a user name or password, which would lie readable in the settings.
    Credentials,
}

impl Proxy {
    /// Characters of the longest address.
    const LONGEST: usize = 300;

    /// A proxy at this address.
    ///
    /// # Errors
    /// When it is none, or carries a password.
    pub fn at(address: &str) -> Result<Self, ProxyRefused> {
        let address = address.trim();
        let (scheme, rest) = address.split_once("://").ok_or(ProxyRefused::Malformed)?;
        let host = rest.trim_end_matches('/');
        if host.contains('@') {
            return Err(ProxyRefused::Credentials);
        }
        let known = ["http", "https", "socks5", "socks5h"].contains(&scheme);
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-_:[]".contains(c);
        let bare = !host.is_empty() && host.chars().all(plain) && address.len() <= Self::LONGEST;
        if known && bare {
            Ok(Self::At(format!("{scheme}://{host}")))
        } else {
            Err(ProxyRefused::Malformed)
        }
    }
}

/// One request that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// When.
    pub at: UnixTime,
    /// What it was for, a kebab-case name.
    pub purpose: String,
    /// To where, in full: what is asked for stands in the address.
    pub address: String,
    /// What was sent beside the address, when something was.
    pub content: Option<String>,
}

/// The switch for everything, as it stands at this moment: another window or the command may have turned it.
pub trait Switch: Send + Sync {
    /// Whether nothing may be sent, and what is under way has to end.
    fn is_off(&self) -> bool;
}

impl Switch for AtomicBool {
    fn is_off(&self) -> bool {
        self.load(Ordering::Relaxed)
    }
}

/// The record of what was sent where. It forgets the oldest by itself.
pub trait NetworkLog: Send + Sync {
    /// Keeps a request, before it is sent: what cannot be recorded is not sent.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn record(&self, sent: &Sent) -> Result<(), Message>;

    /// What was sent, newest first.
    ///
    /// # Errors
    /// When the record cannot be read.
    fn latest(&self) -> Result<Vec<Sent>, Message>;

    /// Forgets everything.
    ///
    /// # Errors
    /// When that fails; nothing is forgotten then.
    fn clear(&self) -> Result<(), Message>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_asked_without_encryption() {
        let named = |text: &str| Network::plain_registry(text);
        for (text, registry) in [
            ("registry.lan:5000", "registry.lan:5000"),
            (" http://Registry.LAN/ ", "registry.lan"),
            ("10.0.0.1", "10.0.0.1"),
            ("[fd00::1]:5000", "[fd00::1]:5000"),
        ] {
            assert_eq!(named(text).as_deref(), Some(registry), "{text}");
        }
        for text in [
            "",
            "registry",
            "docker.io",
            "index.docker.io",
            "https://registry.lan",
            "registry.lan/path",
            "registry.lan:0",
            "me@registry.lan",
            "a b.lan",
        ] {
            assert_eq!(named(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_a_proxy() {
        let at = |text: &str| Ok(Proxy::At(text.to_owned()));
        assert_eq!(
            Proxy::at(" http://proxy.corp.example:8080/ "),
            at("http://proxy.corp.example:8080")
        );
        assert_eq!(Proxy::at("socks5://[::1]:1080"), at("socks5://[::1]:1080"));
        for malformed in [
            "",
            "proxy:8080",
            "ftp://proxy:21",
            "http://",
            "http://proxy/path",
            "http://pro xy",
            "http://proxy\n:80",
        ] {
            assert_eq!(
                Proxy::at(malformed),
                Err(ProxyRefused::Malformed),
                "{malformed:?}"
            );
        }
        assert_eq!(
            Proxy::at("http://me:word@proxy:80"),
            Err(ProxyRefused::Credentials)
        );
    }
}
