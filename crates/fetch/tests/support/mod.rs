//! A server on loopback that says what it is told to, as badly as it is told to.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a module that several test programs share, each using what it needs"
)]

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

/// How a path is answered.
#[derive(Clone)]
pub enum Reply {
    /// With this content.
    Content(Vec<u8>),
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

/// A server for the life of a test.
pub struct Server {
    pub address: String,
    replies: Arc<Mutex<BTreeMap<String, Reply>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let replies: Arc<Mutex<BTreeMap<String, Reply>>> = Arc::default();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (known, record) = (Arc::clone(&replies), Arc::clone(&asked));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (known, record) = (Arc::clone(&known), Arc::clone(&record));
                thread::spawn(move || serve(stream, &known, &record));
            }
        });
        Self {
            address,
            replies,
            asked,
        }
    }

    pub fn reply(&self, path: &str, reply: Reply) {
        self.replies.lock().unwrap().insert(path.to_owned(), reply);
    }

    pub fn files(&self, files: &BTreeMap<String, Vec<u8>>) {
        for (name, content) in files {
            self.reply(&format!("/{name}"), Reply::Content(content.clone()));
        }
    }

    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn serve(
    mut stream: TcpStream,
    replies: &Mutex<BTreeMap<String, Reply>>,
    asked: &Mutex<Vec<String>>,
) -> Option<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        request.push(byte[0]);
    }
    let request = String::from_utf8(request).ok()?;
    let path = request.split(' ').nth(1)?.to_owned();
    asked.lock().unwrap().push(path.clone());
    let reply = replies.lock().unwrap().get(&path).cloned();
    let head = |status: u16, length: usize, more: &[String]| {
        let more: String = more.iter().map(|line| format!("{line}\r\n")).collect();
        format!(
            "HTTP/1.1 {status} x\r\nconnection: close\r\ncontent-length: {length}\r\n{more}\r\n"
        )
    };
    let content = |content: &[u8]| [head(200, content.len(), &[]).as_bytes(), content].concat();
    let answer = match reply {
        None => head(404, 0, &[]).into_bytes(),
        Some(Reply::Content(bytes)) => content(&bytes),
        Some(Reply::Status(status, more)) => head(status, 0, &more).into_bytes(),
        Some(Reply::Then(status, bytes)) => {
            replies.lock().unwrap().insert(path, Reply::Content(bytes));
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
                stream.write_all(&[b'x'; 4096]).ok()?;
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
