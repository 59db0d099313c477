//! A web server on loopback that says what it is told to, as well or as badly as it is told to; and the
//! documented answers of the places that keep evidence.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use crate::forms::{attestation, certificate_pem, rekor_answer, snappy, text};
use crate::keys::{hex, sha256, unbase64};
use crate::{Minted, json_text};

/// How a request is answered.
#[derive(Clone, Debug)]
pub enum Reply {
    /// With this content.
    Content(Vec<u8>),
    /// With this content and these header lines.
    With(Vec<String>, Vec<u8>),
    /// With a status and these header lines.
    Status(u16, Vec<String>),
    /// First with this status, and then with the content.
    Then(u16, Vec<u8>),
    /// With content that never ends.
    Endless,
    /// With a byte now and then.
    Drip,
    /// With less than was announced.
    Short(Vec<u8>),
    /// To somewhere else.
    Redirect(String),
}

/// What a server was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// `GET` or `POST`.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// What was sent along.
    pub body: String,
    /// The header lines, in lower case.
    pub head: String,
}

/// A server for the life of a test.
pub struct Server {
    /// `http://127.0.0.1:` and its port.
    pub address: String,
    replies: Arc<Mutex<BTreeMap<String, Reply>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// One that knows nothing yet: it answers 404 to everything.
    pub fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address");
        let replies: Arc<Mutex<BTreeMap<String, Reply>>> = Arc::default();
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (known, record) = (Arc::clone(&replies), Arc::clone(&asked));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (known, record) = (Arc::clone(&known), Arc::clone(&record));
                thread::spawn(move || serve(stream, &known, &record));
            }
        });
        Server {
            address: format!("http://{port}"),
            replies,
            asked,
        }
    }

    /// Answers this path, query included, like this from now on.
    pub fn reply(&self, path: &str, reply: Reply) {
        lock(&self.replies).insert(path.to_owned(), reply);
    }

    /// Answers this path with JSON.
    pub fn json(&self, path: &str, value: &Value) {
        self.reply(path, Reply::Content(json_text(value).into_bytes()));
    }

    /// Answers with these files, and with nothing else any more.
    pub fn files(&self, files: &BTreeMap<String, Vec<u8>>) {
        let reply = |(name, content): (&String, &Vec<u8>)| {
            (format!("/{name}"), Reply::Content(content.clone()))
        };
        *lock(&self.replies) = files.iter().map(reply).collect();
    }

    /// What was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        lock(&self.asked).clone()
    }

    /// The paths that were asked for so far.
    pub fn paths(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.path).collect()
    }

    /// The paths that were asked for since the last time.
    pub fn take_paths(&self) -> Vec<String> {
        let asked = std::mem::take(&mut *lock(&self.asked));
        asked.into_iter().map(|asked| asked.path).collect()
    }

    /// The search of a Rekor v1 log and the entries it finds.
    pub fn log(&self, entries: &[Value]) {
        let ids: Vec<String> = entries.iter().map(entry_id).collect();
        self.json("/api/v1/index/retrieve", &json!(ids));
        let answer: Vec<Value> = ids
            .iter()
            .zip(entries)
            .map(|(id, entry)| json!({ id: entry }))
            .collect();
        self.json("/api/v1/log/entries/retrieve", &json!(answer));
    }
}

/// The JSON of a minted bundle.
pub fn bundle(minted: &Minted) -> Value {
    serde_json::from_slice(&minted.bundle_json).expect("a bundle")
}

/// The path at which GitHub is asked for the attestations of a file.
pub fn github_path(holder: &str, artifact: &[u8]) -> String {
    let digest = hex(&sha256(artifact));
    format!("/{holder}/attestations/sha256:{digest}?per_page=100")
}

/// GitHub's answer with the bundles in it.
pub fn github_inline(bundles: &[Value]) -> Value {
    let item = |bundle| json!({ "bundle": bundle, "repository_id": 1, "initiator": "user" });
    let items: Vec<Value> = bundles.iter().map(item).collect();
    json!({ "attestations": items })
}

/// GitHub's answer with the places of the bundles.
pub fn github_apart(addresses: &[String]) -> Value {
    let item = |address| json!({ "bundle": null, "bundle_url": address, "repository_id": 1 });
    let items: Vec<Value> = addresses.iter().map(item).collect();
    json!({ "attestations": items })
}

/// A bundle as GitHub stores it: a raw snappy block.
pub fn snappy_block(bundle: &Value) -> Vec<u8> {
    snappy(json_text(bundle).as_bytes())
}

/// The entry of a bundle as Rekor v1 answers with it.
pub fn log_entry(bundle: &Value) -> Value {
    rekor_answer(bundle)
}

/// The id of an entry: that of the tree, and the hash of the leaf.
pub fn entry_id(entry: &Value) -> String {
    let body = unbase64(entry["body"].as_str().expect("a body"));
    let leaf = [&[0][..], &body].concat();
    format!("24296fb24b8ad77a{}", hex(&sha256(&leaf)))
}

/// The answer of an npm registry.
pub fn npm(bundles: &[Value]) -> Value {
    let kind = "https://slsa.dev/provenance/v1";
    let item = |bundle| json!({ "predicateType": kind, "bundle": bundle });
    let items: Vec<Value> = bundles.iter().map(item).collect();
    json!({ "attestations": items })
}

/// The answer of a Python package index.
pub fn pypi(bundles: &[Value]) -> Value {
    let attestations: Vec<Value> = bundles.iter().map(attestation).collect();
    json!({
        "version": 1,
        "attestation_bundles": [{
            "publisher": { "kind": "GitHub", "repository": "testkit/project" },
            "attestations": attestations,
        }],
    })
}

/// The signature file and the certificate file that a bundle over a file could have been instead.
pub fn detached(bundle: &Value) -> (String, String) {
    let signature = text(bundle, "/messageSignature/signature").to_owned();
    (signature, certificate_pem(bundle))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no test panicked here")
}

fn serve(
    mut stream: TcpStream,
    replies: &Mutex<BTreeMap<String, Reply>>,
    record: &Mutex<Vec<Asked>>,
) -> Option<()> {
    let asked = request(&mut stream)?;
    let path = asked.path.clone();
    lock(record).push(asked);
    let reply = lock(replies).get(&path).cloned();
    let head = |status: u16, length: usize, more: &[String]| {
        let more: String = more.iter().map(|line| format!("{line}\r\n")).collect();
        format!(
            "HTTP/1.1 {status} x\r\nconnection: close\r\ncontent-length: {length}\r\n{more}\r\n"
        )
    };
    let content = |content: &[u8], more: &[String]| {
        [head(200, content.len(), more).as_bytes(), content].concat()
    };
    let answer = match reply {
        None => head(404, 0, &[]).into_bytes(),
        Some(Reply::Content(bytes)) => content(&bytes, &[]),
        Some(Reply::With(more, bytes)) => content(&bytes, &more),
        Some(Reply::Status(status, more)) => head(status, 0, &more).into_bytes(),
        Some(Reply::Then(status, bytes)) => {
            lock(replies).insert(path, Reply::Content(bytes));
            head(status, 0, &["retry-after: 0".to_owned()]).into_bytes()
        }
        Some(Reply::Short(bytes)) => {
            [head(200, bytes.len() + 100, &[]).as_bytes(), &bytes].concat()
        }
        Some(Reply::Redirect(to)) => head(302, 0, &[format!("location: {to}")]).into_bytes(),
        Some(Reply::Endless) => {
            stream
                .write_all(b"HTTP/1.1 200 x\r\nconnection: close\r\n\r\n")
                .ok()?;
            loop {
                stream.write_all(&[b'x'; 1 << 16]).ok()?;
            }
        }
        Some(Reply::Drip) => {
            stream
                .write_all(b"HTTP/1.1 200 x\r\nconnection: close\r\n\r\n")
                .ok()?;
            loop {
                stream.write_all(b"x").ok()?;
                thread::sleep(Duration::from_millis(50));
            }
        }
    };
    stream.write_all(&answer).ok()
}

fn request(stream: &mut TcpStream) -> Option<Asked> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    let mut first = head.split(' ');
    Some(Asked {
        method: first.next()?.to_owned(),
        path: first.next()?.to_owned(),
        body: String::from_utf8(body).ok()?,
        head: head.to_ascii_lowercase(),
    })
}
