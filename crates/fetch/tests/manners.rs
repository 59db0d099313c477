//! The client against servers that behave badly.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod support;

use std::sync::{Arc, Mutex};

use support::{Reply, Server};
use whence_fetch::{Answer, Client, Manners, Trouble};

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
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[test]
fn everything_that_is_sent_is_told() {
    let server = Server::start();
    server.reply("/a", Reply::Then(503, b"x".to_vec()));
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let record = Arc::clone(&told);
    let client = Client::new(Manners {
        private_addresses: true,
        log: Some(Arc::new(move |sent| {
            record.lock().unwrap().push(sent.address)
        })),
        ..Manners::default()
    })
    .unwrap();
    let address = format!("{}/a", server.address);
    get(&client, &address, 1000).unwrap();
    // Asked again is sent again.
    assert_eq!(*told.lock().unwrap(), [address.clone(), address]);
    assert_eq!(server.asked(), ["/a", "/a"]);
}
