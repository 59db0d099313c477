//! Which addresses may be asked at all.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
};

/// Why an address is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Neither `https` nor `http` to this computer or to a host for which the person allowed it.
    NotEncrypted,
    /// It carries a user name or password.
    Credentials,
    /// It has no host.
    NoHost,
    /// It leads into the network the computer stands in.
    Private,
}

/// Which addresses of this computer and of the local network may be asked.
#[derive(Debug, Clone)]
pub(crate) struct Allowed {
    all: bool,
    hosts: Arc<BTreeSet<String>>,
    /// Hosts, with their port where it is not the usual one, that are asked without encryption.
    plain: Arc<BTreeSet<String>>,
}

impl Allowed {
    /// All of them, or those of these hosts.
    pub(crate) fn new(all: bool, hosts: &BTreeSet<String>) -> Self {
        Self {
            all,
            hosts: Arc::new(hosts.clone()),
            plain: Arc::default(),
        }
    }

    /// These may be asked without encryption as well.
    pub(crate) fn with_plain(mut self, hosts: &BTreeSet<String>) -> Self {
        self.plain = Arc::new(hosts.clone());
        self
    }

    fn plain(&self, url: &Url) -> bool {
        url.host_str().is_some_and(|host| match url.port() {
            Some(port) => self.plain.contains(&format!("{host}:{port}")),
            None => self.plain.contains(host),
        })
    }

    fn private(&self, host: &str) -> bool {
        self.all || self.hosts.contains(host)
    }
}

/// Whether an address may be asked. Plain `http` only on this computer and to hosts for which the person set it;
/// addresses of the local network only where the person configured one.
pub(crate) fn check(url: &Url, allowed: &Allowed) -> Result<(), Refused> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refused::Credentials);
    }
    let host = url.host_str().ok_or(Refused::NoHost)?;
    let literal: Option<IpAddr> = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok();
    let here = literal.is_some_and(|address| address.is_loopback()) || host == "localhost";
    match url.scheme() {
        "https" => {}
        "http" if here || allowed.plain(url) => {}
        _ => return Err(Refused::NotEncrypted),
    }
    let private = here || literal.is_some_and(is_private);
    if private && !allowed.private(host) {
        return Err(Refused::Private);
    }
    Ok(())
}

/// Whether a person can name this address as one to ask: it may be one of their own network.
///
/// # Errors
/// Why not.
pub fn check_place(address: &str) -> Result<(), Refused> {
    let url = Url::parse(address).map_err(|_| Refused::NoHost)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Refused::NoHost);
    }
    check(&url, &Allowed::new(true, &BTreeSet::new()))
}

/// Addresses that lead to this computer, into a local network, or nowhere (RFC 6890 and what it lists).
pub(crate) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => is_private_v4(mapped),
            None => is_private_v6(address),
        },
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_unspecified()
        || address.is_broadcast()
        || address.is_multicast()
        || first == 0
        // Shared by the customers of a provider.
        || (first == 100 && (64..128).contains(&second))
        // For protocols between neighbours, and for measuring networks.
        || (first, second, third) == (192, 0, 0)
        || (first == 198 && matches!(second, 18 | 19))
        // Never given out.
        || first >= 240
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let segments @ [first, second, third, ..] = address.segments();
    let [.., fourth_last, third_last, second_last, last] = address.octets();
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || first & 0xfe00 == 0xfc00
        // For links, and for sites as it once was.
        || first & 0xff80 == 0xfe80
        // Translated addresses hide one of the old kind, which may be private.
        || matches!(segments, [0x64, 0xff9b, 0, 0, 0, 0, ..] | [0x64, 0xff9b, 1, ..])
        || matches!(segments, [0, 0, 0, 0, 0, 0, ..])
            && is_private_v4(Ipv4Addr::new(fourth_last, third_last, second_last, last))
        || first == 0x2002 && {
            let ([a, b], [c, d]) = (second.to_be_bytes(), third.to_be_bytes());
            is_private_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Teredo reaches whatever stands behind somebody's router.
        || (first, second) == (0x2001, 0)
}

/// Looks names up, and leaves out what leads into the local network: a public name must not become a way in.
#[derive(Debug, Clone)]
pub(crate) struct PublicOnly {
    pub(crate) allowed: Allowed,
    /// Hosts of proxies: they usually stand in the local network, and who set them means them.
    pub(crate) proxies: Vec<String>,
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.allowed.private(name.as_str())
            || self.proxies.iter().any(|host| host == name.as_str());
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0))
                .await?
                .filter(|address| allowed || !is_private(address.ip()))
                .collect();
            if found.is_empty() {
                return Err("the name leads nowhere outside the local network".into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_asked() {
        let asked = |text: &str, private| {
            check(
                &Url::parse(text).unwrap(),
                &Allowed::new(private, &BTreeSet::new()),
            )
        };
        assert_eq!(asked("https://tuf.example/1.root.json", false), Ok(()));
        let refused = [
            ("http://tuf.example/", Refused::NotEncrypted),
            ("ftp://tuf.example/", Refused::NotEncrypted),
            ("file:///etc/passwd", Refused::NoHost),
            ("https://user:word@tuf.example/", Refused::Credentials),
            ("https://user@tuf.example/", Refused::Credentials),
            ("https://127.0.0.1/", Refused::Private),
            ("http://localhost:5000/", Refused::Private),
            ("https://10.1.2.3/", Refused::Private),
            ("https://192.168.0.1/", Refused::Private),
            ("https://169.254.169.254/latest/meta-data", Refused::Private),
            ("https://100.64.0.1/", Refused::Private),
            ("https://0.0.0.0/", Refused::Private),
            ("https://[::1]/", Refused::Private),
            ("https://[fe80::1]/", Refused::Private),
            ("https://[fd00::1]/", Refused::Private),
            ("https://[::ffff:10.0.0.1]/", Refused::Private),
            ("https://[64:ff9b::a00:1]/", Refused::Private),
            ("https://[64:ff9b:1::1]/", Refused::Private),
            ("https://[::10.0.0.1]/", Refused::Private),
            ("https://[2002:a00:1::]/", Refused::Private),
            ("https://[2001:0:1::1]/", Refused::Private),
            ("https://[fec0::1]/", Refused::Private),
            ("https://198.18.0.1/", Refused::Private),
            ("https://192.0.0.8/", Refused::Private),
            ("https://240.0.0.1/", Refused::Private),
            ("https://255.255.255.255/", Refused::Private),
            // Other spellings of the same addresses are made one by the parser.
            ("https://2130706433/", Refused::Private),
            ("https://0x7f.1/", Refused::Private),
        ];
        for (text, why) in refused {
            assert_eq!(asked(text, false), Err(why), "{text}");
        }
        for public in [
            "https://1.1.1.1/",
            "https://192.0.2.1/",
            "https://198.20.0.1/",
        ] {
            assert_eq!(asked(public, false), Ok(()), "{public}");
        }
        for public in ["https://[2606:4700::1]/", "https://[2002:101:101::]/"] {
            assert_eq!(asked(public, false), Ok(()), "{public}");
        }
        assert_eq!(asked("http://127.0.0.1:8080/x", true), Ok(()));
        assert_eq!(asked("http://10.0.0.1/x", true), Err(Refused::NotEncrypted));
        assert_eq!(asked("https://10.0.0.1/x", true), Ok(()));
        let one = Allowed::new(false, &BTreeSet::from(["10.0.0.1".to_owned()]));
        let asked = |text: &str| check(&Url::parse(text).unwrap(), &one);
        assert_eq!(asked("https://10.0.0.1/x"), Ok(()));
        assert_eq!(asked("https://10.0.0.2/x"), Err(Refused::Private));
        // Without encryption at this host and port, and nowhere else; the local network is a question of its own.
        let plain = one.with_plain(&BTreeSet::from([
            "10.0.0.1:5000".to_owned(),
            "10.0.0.2".to_owned(),
        ]));
        let asked = |text: &str| check(&Url::parse(text).unwrap(), &plain);
        assert_eq!(asked("http://10.0.0.1:5000/x"), Ok(()));
        for other in [
            "http://10.0.0.1/x",
            "http://10.0.0.1:5001/x",
            "http://a.example:5000/x",
        ] {
            assert_eq!(asked(other), Err(Refused::NotEncrypted), "{other}");
        }
        assert_eq!(asked("http://10.0.0.2/x"), Err(Refused::Private));
    }
}
