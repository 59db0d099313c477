//! The client against servers that behave badly.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    net::TcpListener,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use whence_app::{
    network::{Network, NetworkLog, Proxy, Sent},
    view::Message,
};
use whence_fetch::{Answer, Client, Manners, Trouble};
use whence_testkit::web::{Reply, Server};

fn local() -> Client {
    Client::new(Manners {
        private_addresses: true,
        ..Manners::default()
    })
    .unwrap()
}

fn get(client: &Client, address: &str, limit: u64) -> Result<Answer, Trouble> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(client.get(address, "*/*", limit, "test"))
}

#[test]
fn answers_and_their_opposites() {
    let server = Server::start();
    server.reply("/there", Reply::Content(b"content".to_vec()));
    server.reply("/not", Reply::Status(403, vec![]));
    server.reply("/broken", Reply::Status(500, vec![]));
    server.reply("/busy-once", Reply::Then(503, b"later".to_vec()));
    server.reply(
        "/busy",
        Reply::Status(429, vec!["retry-after: 3600".to_owned()]),
    );
    server.reply("/endless", Reply::Endless);
    server.reply("/large", Reply::Content(vec![b'x'; 5000]));
    server.reply("/short", Reply::Short(b"half".to_vec()));
    let ask = |path: &str| get(&local(), &format!("{}{path}", server.address), 1000);
    assert_eq!(ask("/there").unwrap().body, b"content");
    assert_eq!(ask("/not").unwrap().status, 403);
    assert_eq!(ask("/absent").unwrap().status, 404);
    assert_eq!(ask("/broken"), Err(Trouble::Server(500)));
    assert_eq!(ask("/busy-once").unwrap().body, b"later");
    assert_eq!(ask("/busy"), Err(Trouble::TooManyRequests(Some(3600))));
    assert_eq!(ask("/endless"), Err(Trouble::TooLarge));
    assert_eq!(ask("/large"), Err(Trouble::TooLarge));
    assert_eq!(ask("/short"), Err(Trouble::BrokenOff));
    let nobody = get(&local(), "http://127.0.0.1:1/", 10);
    assert_eq!(nobody, Err(Trouble::Unreachable));
}

#[test]
fn redirections_do_not_lead_astray() {
    let server = Server::start();
    server.reply("/end", Reply::Content(b"end".to_vec()));
    server.reply("/once", Reply::Redirect("/end".to_owned()));
    server.reply("/round", Reply::Redirect("/round".to_owned()));
    server.reply("/file", Reply::Redirect("file:///etc/passwd".to_owned()));
    server.reply("/plain", Reply::Redirect("http://192.0.2.1/".to_owned()));
    server.reply(
        "/secret",
        Reply::Redirect("http://user:word@127.0.0.1/".to_owned()),
    );
    let ask = |path: &str| get(&local(), &format!("{}{path}", server.address), 1000);
    assert_eq!(ask("/once").unwrap().body, b"end");
    for path in ["/round", "/file", "/plain", "/secret"] {
        assert!(ask(path).is_err(), "{path}");
    }
}

#[test]
fn the_local_network_is_not_asked_unless_it_was_configured() {
    let server = Server::start();
    server.reply("/", Reply::Content(b"content".to_vec()));
    let client = Client::new(Manners::default()).unwrap();
    assert!(matches!(
        get(&client, &format!("{}/", server.address), 1000),
        Err(Trouble::Refused(_))
    ));
    assert_eq!(server.paths(), Vec::<String>::new());
}

/// A public name may lead into the local network: today, or only at the second look.
#[test]
fn names_that_lead_into_the_local_network_open_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    // To whoever reads the address it is a name like any other.
    let address = format!("https://localhost.:{port}/");
    let ask = |hosts: &[&str]| {
        let hosts = hosts.iter().map(|host| (*host).to_owned());
        let client = Client::new(Manners {
            proxy: Proxy::Direct,
            private_hosts: hosts.collect(),
            patience: Some(Duration::from_millis(500)),
            ..Manners::default()
        });
        get(&client.unwrap(), &address, 10)
    };
    assert_eq!(ask(&[]), Err(Trouble::Unreachable));
    assert!(listener.accept().is_err(), "nobody connected");
    // It does lead there: whom the person configured is reached.
    assert!(ask(&["localhost."]).is_err());
    if listener.accept().is_err() {
        println!("skipped: this system knows no such name");
    }
}

/// A record in memory.
#[derive(Default)]
struct Record {
    sent: Mutex<Vec<String>>,
    full: AtomicBool,
}

impl NetworkLog for Record {
    fn record(&self, sent: &Sent) -> Result<(), Message> {
        if self.full.load(Ordering::Relaxed) {
            return Err(Message::new("network-log-not-written"));
        }
        self.sent.lock().unwrap().push(sent.address.clone());
        Ok(())
    }

    fn latest(&self) -> Result<Vec<Sent>, Message> {
        unreachable!("the client only writes")
    }

    fn clear(&self) -> Result<(), Message> {
        unreachable!("the client only writes")
    }
}

#[test]
fn everything_that_is_sent_is_recorded_or_not_sent() {
    let server = Server::start();
    server.reply("/a", Reply::Then(503, b"x".to_vec()));
    server.reply("/b", Reply::Redirect("/a".to_owned()));
    let record = Arc::new(Record::default());
    let client = Client::new(Manners {
        private_addresses: true,
        log: Some(Arc::clone(&record) as _),
        ..Manners::default()
    })
    .unwrap();
    let address = |path: &str| format!("{}{path}", server.address);
    get(&client, &address("/a"), 1000).unwrap();
    // Asked again is sent again.
    assert_eq!(*record.sent.lock().unwrap(), [address("/a"), address("/a")]);
    record.sent.lock().unwrap().clear();
    get(&client, &address("/b"), 1000).unwrap();
    assert_eq!(*record.sent.lock().unwrap(), [address("/b"), address("/a")]);
    let asked = ["/a", "/a", "/b", "/a"];
    assert_eq!(server.paths(), asked);
    record.full.store(true, Ordering::Relaxed);
    assert_eq!(
        get(&client, &address("/a"), 1000),
        Err(Trouble::NotRecorded)
    );
    assert_eq!(server.paths(), asked);
}

#[test]
fn off_means_off_also_in_the_middle() {
    let server = Server::start();
    server.reply("/drip", Reply::Drip);
    let off: Arc<AtomicBool> = Arc::default();
    let manners = Manners {
        off: Some(Arc::clone(&off) as _),
        private_addresses: true,
        ..Manners::default()
    };
    let client = Client::new(manners.clone()).unwrap();
    let address = format!("{}/drip", server.address);
    let outcome = thread::scope(|scope| {
        let asking = scope.spawn(|| get(&client, &address, 1 << 20));
        while server.paths().is_empty() {
            thread::yield_now();
        }
        off.store(true, Ordering::Relaxed);
        asking.join().unwrap()
    });
    assert_eq!(outcome, Err(Trouble::SwitchedOff));
    // What comes after it in the same work was stopped with it; what is begun anew asks nobody.
    assert_eq!(get(&client, &address, 1 << 20), Err(Trouble::SwitchedOff));
    let anew = client.with_cancel(Arc::default());
    assert_eq!(get(&anew, &address, 1 << 20), Err(Trouble::Off));
    assert_eq!(server.paths(), ["/drip"]);
    assert_eq!(Client::new(manners).err(), Some(Trouble::Off));
}

#[test]
fn a_request_ends_when_it_is_stopped() {
    let server = Server::start();
    server.reply("/drip", Reply::Drip);
    let cancel: Arc<AtomicBool> = Arc::default();
    let client = local().with_cancel(Arc::clone(&cancel));
    let address = format!("{}/drip", server.address);
    let outcome = thread::scope(|scope| {
        let asking = scope.spawn(|| get(&client, &address, 1 << 20));
        while server.paths().is_empty() {
            thread::yield_now();
        }
        cancel.store(true, Ordering::Relaxed);
        asking.join().unwrap()
    });
    assert_eq!(outcome, Err(Trouble::Cancelled));
}

#[test]
fn a_proxy_that_was_set_is_the_only_way() {
    let server = Server::start();
    // A proxy is asked for the whole address.
    server.reply("http://127.0.0.1:9/x", Reply::Content(b"by proxy".to_vec()));
    let client = Client::new(Manners {
        proxy: Proxy::at(&server.address).unwrap(),
        private_addresses: true,
        ..Manners::default()
    })
    .unwrap();
    let answer = get(&client, "http://127.0.0.1:9/x", 1000).unwrap();
    assert_eq!(answer.body, b"by proxy");
    let nowhere = Client::new(Manners {
        proxy: Proxy::at("socks5://127.0.0.1:1").unwrap(),
        private_addresses: true,
        ..Manners::default()
    })
    .unwrap();
    assert!(get(&nowhere, &format!("{}/x", server.address), 1000).is_err());
    assert_eq!(server.paths(), ["http://127.0.0.1:9/x"]);
}

#[test]
fn certificates_that_cannot_be_read_open_no_connection() {
    let folder = tempfile::tempdir().unwrap();
    let network = |name: &str| Network {
        authorities: Some(folder.path().join(name)),
        ..Network::default()
    };
    std::fs::write(folder.path().join("empty"), b"").unwrap();
    std::fs::write(folder.path().join("text"), b"no certificate").unwrap();
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    std::fs::write(folder.path().join("broken"), broken).unwrap();
    for name in ["missing", "empty", "text", "broken"] {
        let client = Manners::of(&network(name), None).and_then(Client::new);
        assert_eq!(client.err(), Some(Trouble::Authorities), "{name}");
    }
}
