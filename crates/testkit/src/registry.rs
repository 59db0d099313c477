//! An image registry on loopback: what a [`Repository`] holds over HTTP, as well or as badly as it is told to.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use crate::images::{INDEX, Repository};
use crate::json_text;

/// How a registry behaves.
#[derive(Clone, Debug)]
pub struct Manner {
    /// What it answers where referrers are asked for; `None` is a list.
    pub no_referrers: Option<u16>,
    /// A page to log in, with a status of success, where referrers are asked for.
    pub referrers_page: bool,
    /// Referrers on one page.
    pub page: usize,
    /// Where the second page is said to be, when not here.
    pub next_elsewhere: Option<String>,
    /// Descriptors that are listed for every digest, whatever they refer to.
    pub listed: Vec<Value>,
    /// Who may ask: nobody needs a name, a token is needed, or a name and password are.
    pub access: Access,
    /// Where tokens are had, when not here.
    pub realm: Option<String>,
    /// A digest that every manifest is said to have.
    pub stated_digest: Option<String>,
    /// How manifests are said to be encoded.
    pub encoding: Option<String>,
    /// A page to log in, with a status of success, in place of everything.
    pub page_everywhere: bool,
    /// Where who asks for a token is sent on to.
    pub token_at: Option<String>,
    /// Where blobs are, when not here.
    pub blobs_at: Option<String>,
    /// How often the first requests are answered with *too many requests*.
    pub busy: usize,
    /// What takes the place of the content of manifests, by digest or tag.
    pub instead: BTreeMap<String, Vec<u8>>,
    /// A media type that every manifest is said to be of.
    pub stated_type: Option<String>,
    /// Answers to requests whose path ends like this never come.
    pub silent: Option<String>,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            no_referrers: None,
            referrers_page: false,
            page: usize::MAX,
            next_elsewhere: None,
            listed: Vec::new(),
            access: Access::Open,
            realm: None,
            stated_digest: None,
            encoding: None,
            page_everywhere: false,
            token_at: None,
            blobs_at: None,
            busy: 0,
            instead: BTreeMap::new(),
            stated_type: None,
            silent: None,
        }
    }
}

/// Who may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Open,
    /// Whoever has a token, which everybody gets.
    Token,
    /// Whoever has a token, for which a name and a password are needed.
    TokenFor(String, String),
    /// Whoever has a token, for which this refresh token is needed.
    TokenBy(String),
    /// Whoever has a name and a password.
    Basic(String, String),
}

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// `GET`.
    pub method: String,
    /// With its query.
    pub path: String,
    /// The header that lets in.
    pub authorization: Option<String>,
    /// The content.
    pub body: String,
}

/// A registry for the life of a test.
pub struct Registry {
    /// `127.0.0.1:PORT`.
    pub host: String,
    state: Arc<Mutex<State>>,
}

struct State {
    host: String,
    manner: Manner,
    repositories: BTreeMap<String, Repository>,
    asked: Vec<Asked>,
    waiting: usize,
}

const TOKEN: &str = "a-token-of-the-testkit";

impl Registry {
    /// Starts one.
    pub fn start(manner: Manner) -> Registry {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let host = listener.local_addr().expect("an address").to_string();
        let state = Arc::new(Mutex::new(State {
            host: host.clone(),
            manner,
            repositories: BTreeMap::new(),
            asked: Vec::new(),
            waiting: 0,
        }));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || serve(stream, &state));
            }
        });
        Registry { host, state }
    }

    /// Keeps a repository under a name.
    pub fn keep(&self, name: &str, repository: Repository) {
        let mut state = self.state.lock().expect("the state");
        state.repositories.insert(name.to_owned(), repository);
    }

    /// How many wait at this moment for an answer that never comes.
    pub fn waiting(&self) -> usize {
        self.state.lock().expect("the state").waiting
    }

    /// What was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.state.lock().expect("the state").asked.clone()
    }
}

struct Reply {
    status: u16,
    headers: Vec<String>,
    body: Vec<u8>,
}

fn reply(status: u16, headers: &[String], body: &[u8]) -> Option<Reply> {
    Some(Reply {
        status,
        headers: headers.to_vec(),
        body: body.to_vec(),
    })
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.lines();
    let mut request = lines.next()?.split(' ');
    let (method, path) = (request.next()?.to_owned(), request.next()?.to_owned());
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        })
    };
    let length = header("content-length").and_then(|text| text.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    // As a proxy is asked: the registry answers for every host, and leads to none with encryption.
    let path = match path
        .strip_prefix("http://")
        .and_then(|rest| rest.split_once('/'))
    {
        Some((_, rest)) => format!("/{rest}"),
        None => path,
    };
    let asked = Asked {
        method,
        path,
        authorization: header("authorization"),
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    let found = {
        let mut state = state.lock().ok()?;
        state.asked.push(asked.clone());
        let found = answer(&mut state, &asked);
        state.waiting += usize::from(found.is_none());
        found
    };
    let Some(found) = found else {
        // Nothing comes until the other side gives up.
        let _ = stream.read(&mut [0]);
        state.lock().ok()?.waiting -= 1;
        return None;
    };
    let headers: String = found
        .headers
        .iter()
        .map(|line| format!("{line}\r\n"))
        .collect();
    let head = format!(
        "HTTP/1.1 {} x\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n",
        found.status,
        found.body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&found.body).ok()
}

fn answer(state: &mut State, asked: &Asked) -> Option<Reply> {
    let manner = state.manner.clone();
    let (path, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
    if manner
        .silent
        .as_deref()
        .is_some_and(|end| path.ends_with(end))
    {
        return None;
    }
    if state.manner.busy > 0 {
        state.manner.busy -= 1;
        return reply(429, &["retry-after: 0".to_owned()], b"");
    }
    let page = b"<!doctype html><title>Log in</title>";
    let html = ["content-type: text/html".to_owned()];
    if asked.method == "CONNECT" {
        return reply(405, &[], b"");
    }
    if manner.page_everywhere {
        return reply(200, &html, page);
    }
    if let Some(place) = manner.token_at.as_ref().filter(|_| path == "/token") {
        return reply(307, &[format!("location: {place}")], b"");
    }
    if path == "/token" {
        return token(&manner.access, asked, query);
    }
    if let Some(challenge) = challenge(&manner, &state.host, path, asked) {
        return reply(401, &[format!("www-authenticate: {challenge}")], b"{}");
    }
    let rest = path.strip_prefix("/v2/")?;
    for kind in ["/manifests/", "/blobs/", "/referrers/"] {
        let Some((name, what)) = rest.split_once(kind) else {
            continue;
        };
        let Some(repository) = state.repositories.get(name) else {
            return reply(404, &[], b"{}");
        };
        return match kind {
            "/manifests/" => manifest(&manner, repository, what),
            "/blobs/" => match (&manner.blobs_at, repository.blobs.get(what)) {
                (Some(place), _) => reply(307, &[format!("location: {place}{what}")], b""),
                (None, Some(bytes)) => reply(200, &[], bytes),
                (None, None) => reply(404, &[], b"{}"),
            },
            _ if manner.referrers_page => reply(200, &html, page),
            _ => match manner.no_referrers {
                Some(status) => reply(status, &[], b"{}"),
                None => referrers(&manner, repository, path, what, query),
            },
        };
    }
    reply(404, &[], b"{}")
}

fn manifest(manner: &Manner, repository: &Repository, name: &str) -> Option<Reply> {
    let digest = repository.tags.get(name).map_or(name, String::as_str);
    let Some((media_type, bytes)) = repository.manifests.get(digest) else {
        return reply(404, &[], b"{}");
    };
    let media_type = manner.stated_type.as_ref().unwrap_or(media_type);
    let mut headers = vec![format!("content-type: {media_type}")];
    let stated = manner.stated_digest.as_ref();
    headers.extend(stated.map(|digest| format!("docker-content-digest: {digest}")));
    let encoding = manner.encoding.as_ref();
    headers.extend(encoding.map(|encoding| format!("content-encoding: {encoding}")));
    let bytes = manner.instead.get(name).unwrap_or(bytes);
    reply(200, &headers, bytes)
}

fn referrers(
    manner: &Manner,
    repository: &Repository,
    path: &str,
    digest: &str,
    query: &str,
) -> Option<Reply> {
    let mut all = repository.referrers(digest);
    all.extend(manner.listed.iter().cloned());
    let first: usize = query
        .strip_prefix("first=")
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    let shown: Vec<&Value> = all.iter().skip(first).take(manner.page).collect();
    let next = first.saturating_add(manner.page);
    let mut headers = vec![format!("content-type: {INDEX}")];
    if next < all.len() {
        let place = manner.next_elsewhere.as_deref().unwrap_or(path);
        headers.push(format!("link: <{place}?first={next}>; rel=\"next\""));
    }
    let list = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": shown });
    reply(200, &headers, json_text(&list).as_bytes())
}

fn challenge(manner: &Manner, host: &str, path: &str, asked: &Asked) -> Option<String> {
    let wanted = match &manner.access {
        Access::Open => return None,
        Access::Basic(user, password) => {
            let wanted = format!("Basic {}", crate::images::basic(user, password));
            return (asked.authorization != Some(wanted)).then(|| "Basic realm=\"x\"".to_owned());
        }
        _ => format!("Bearer {TOKEN}"),
    };
    if asked.authorization == Some(wanted) {
        return None;
    }
    let own = format!("http://{host}/token");
    let realm = manner.realm.as_ref().unwrap_or(&own);
    let name = path
        .strip_prefix("/v2/")
        .and_then(|rest| rest.split("/manifests/").next())
        .unwrap_or_default();
    Some(format!(
        "Bearer realm=\"{realm}\",service=\"testkit\",scope=\"repository:{name}:pull,push\""
    ))
}

fn token(access: &Access, asked: &Asked, query: &str) -> Option<Reply> {
    let given = match access {
        Access::TokenFor(user, password) => {
            let wanted = format!("Basic {}", crate::images::basic(user, password));
            asked.authorization == Some(wanted)
        }
        Access::TokenBy(token) => asked.body.contains(&format!("refresh_token={token}")),
        _ => query.contains("scope=repository"),
    };
    if given {
        let body = json!({ "access_token": TOKEN, "expires_in": 60 });
        reply(200, &[], json_text(&body).as_bytes())
    } else {
        reply(401, &[], b"{}")
    }
}

/// Puts everything of a repository into a registry that runs at `host`, over its own protocol: blobs, manifests and
/// tags. Manifests that are listed come before those that list them.
pub fn push(host: &str, name: &str, repository: &Repository) {
    for (digest, bytes) in &repository.blobs {
        let begun = send(host, "POST", &format!("/v2/{name}/blobs/uploads/"), "", b"");
        let location = begun
            .lines()
            .find_map(|line| {
                let (known, value) = line.split_once(':')?;
                known.eq_ignore_ascii_case("location").then(|| value.trim())
            })
            .expect("a place to put a blob");
        let own = location.strip_prefix(&format!("http://{host}"));
        let place = own.unwrap_or(location);
        let separator = if place.contains('?') { '&' } else { '?' };
        let place = format!("{place}{separator}digest={digest}");
        let put = send(host, "PUT", &place, "application/octet-stream", bytes);
        assert!(put.starts_with("HTTP/1.1 201"), "{put}");
    }
    let is_list = |entry: &&(&String, &(String, Vec<u8>))| entry.1.0 == INDEX;
    let all: Vec<(&String, &(String, Vec<u8>))> = repository.manifests.iter().collect();
    let (lists, images): (Vec<_>, Vec<_>) = all.iter().partition(is_list);
    let put = |reference: &str, (media_type, bytes): &(String, Vec<u8>)| {
        let place = format!("/v2/{name}/manifests/{reference}");
        let put = send(host, "PUT", &place, media_type, bytes);
        assert!(put.starts_with("HTTP/1.1 201"), "{reference}: {put}");
    };
    for (digest, manifest) in images.into_iter().chain(lists) {
        put(digest, manifest);
    }
    for (tag, digest) in &repository.tags {
        put(tag, &repository.manifests[digest]);
    }
}

/// One request; head and content of the answer as text.
fn send(host: &str, method: &str, path: &str, media_type: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(host).expect("the registry");
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: {media_type}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("to send");
    stream.write_all(body).expect("to send");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}
