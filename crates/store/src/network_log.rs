use std::{
    fs::{self, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use whence_app::{
    intake::{self, BoundedError},
    network::{NetworkLog, Sent},
    view::Message,
};
use whence_evidence::UnixTime;
use whence_verdict::Problem;

use crate::{atomic, lock::lock};

/// Requests that are shown and kept.
const MOST: usize = 1000;
/// The file is cut back to [`MOST`] requests beyond this size in bytes.
const LARGEST: u64 = 512 << 10;
/// Characters of an address or a content that are kept.
const LONGEST: usize = 1000;

/// The record of what was sent, one JSON object a line, oldest first.
pub struct NetworkLogFile {
    path: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Line {
    /// Milliseconds since 1970.
    at: u64,
    purpose: String,
    address: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content: Option<String>,
}

impl NetworkLogFile {
    /// The record in this folder: `network-log.jsonl`.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            path: folder.join("network-log.jsonl"),
        }
    }

    fn append(&self, sent: &Sent) -> io::Result<()> {
        let folder = self.path.parent().ok_or(io::ErrorKind::InvalidInput)?;
        fs::create_dir_all(folder)?;
        let line = Line {
            at: sent.at.milliseconds().try_into().unwrap_or_default(),
            purpose: cut(&sent.purpose),
            address: cut(&sent.address),
            content: sent.content.as_deref().map(cut),
        };
        let mut text = serde_json::to_string(&line)?;
        text.push('\n');
        let _one = lock(&self.path)?;
        if fs::metadata(&self.path).is_ok_and(|about| about.len() > LARGEST) {
            self.cut_back()?;
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        // Nobody else on this computer needs to know what was asked.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path)?;
        // A line that a full disk broke off must not swallow this one.
        let mut last = [b'\n'];
        if file.seek(SeekFrom::End(-1)).is_ok() {
            file.read_exact(&mut last)?;
        }
        if last != *b"\n" {
            text.insert(0, '\n');
        }
        file.write_all(text.as_bytes())
    }

    fn cut_back(&self) -> io::Result<()> {
        let text = fs::read(&self.path)?;
        let text = String::from_utf8_lossy(&text);
        let mut latest: Vec<&str> = text.lines().rev().take(MOST).collect();
        latest.reverse();
        let mut kept = latest.join("\n");
        kept.push('\n');
        // Requests of full length leave no room for as many.
        let over = kept.len().saturating_sub(LARGEST as usize / 2);
        let from = kept
            .as_bytes()
            .iter()
            .skip(over)
            .position(|byte| *byte == b'\n')
            .filter(|_| over > 0)
            .map_or(0, |position| over + position + 1);
        atomic::write(&self.path, kept.as_bytes().get(from..).unwrap_or_default())
    }
}

impl NetworkLog for NetworkLogFile {
    fn record(&self, sent: &Sent) -> Result<(), Message> {
        self.append(sent)
            .map_err(|_| Message::new("network-log-not-written"))
    }

    /// Lines that are none are left out: a line broken off by a full disk must not hide the others.
    fn latest(&self) -> Result<Vec<Sent>, Message> {
        // One line more than the size at which it is cut back, and room for those of other versions.
        let bytes = match intake::read_bounded(&self.path, LARGEST * 2) {
            Ok(bytes) => bytes,
            Err(BoundedError::Problem(Problem::FileMissing)) => return Ok(vec![]),
            Err(_) => return Err(Message::new("network-log-unreadable")),
        };
        let text = String::from_utf8_lossy(&bytes);
        let sent = text
            .lines()
            .rev()
            .filter_map(|line| serde_json::from_str::<Line>(line).ok())
            .take(MOST)
            .map(|line| Sent {
                at: UnixTime::from_milliseconds(line.at),
                purpose: line.purpose,
                address: line.address,
                content: line.content,
            });
        Ok(sent.collect())
    }

    fn clear(&self) -> Result<(), Message> {
        let cleared = if self.path.exists() {
            lock(&self.path).and_then(|_one| atomic::write(&self.path, b""))
        } else {
            Ok(())
        };
        cleared.map_err(|_| Message::new("network-log-not-cleared"))
    }
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    fn sent(number: i64) -> Sent {
        Sent {
            at: UnixTime::from_seconds(number),
            purpose: "trust-data".to_owned(),
            address: format!("https://tuf.example/{number}.root.json"),
            content: None,
        }
    }

    #[test]
    fn what_was_sent_is_kept_newest_first_and_can_be_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let log = NetworkLogFile::in_folder(&folder.path().join("new"));
        assert_eq!(log.latest(), Ok(vec![]));
        log.clear().unwrap();
        let search = Sent {
            content: Some("{\"hash\":\"sha256:00\"}".to_owned()),
            ..sent(2)
        };
        log.record(&sent(1)).unwrap();
        log.record(&search).unwrap();
        assert_eq!(log.latest(), Ok(vec![search, sent(1)]));
        log.clear().unwrap();
        assert_eq!(log.latest(), Ok(vec![]));
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let log = NetworkLogFile::in_folder(folder.path());
        let long = |number| Sent {
            address: format!("https://tuf.example/{}", "x".repeat(5000)),
            ..sent(number)
        };
        for number in 0..1500 {
            log.record(&long(number)).unwrap();
        }
        assert!(fs::metadata(&log.path).unwrap().len() < LARGEST * 2);
        let latest = log.latest().unwrap();
        assert_eq!(latest[0].at, UnixTime::from_seconds(1499));
        assert!(latest.len() > 100 && latest.len() <= MOST);
        let times: Vec<i64> = latest.iter().map(|sent| sent.at.seconds()).collect();
        assert!(times.windows(2).all(|pair| pair[0] == pair[1] + 1));
        for number in 0..20_000 {
            log.record(&sent(number)).unwrap();
            if number % 1000 == 0 {
                assert!(fs::metadata(&log.path).unwrap().len() < LARGEST * 2);
            }
        }
        assert_eq!(log.latest().unwrap().len(), MOST);
    }

    #[test]
    fn a_broken_line_hides_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let log = NetworkLogFile::in_folder(folder.path());
        log.record(&sent(1)).unwrap();
        let mut file = OpenOptions::new().append(true).open(&log.path).unwrap();
        file.write_all(b"\n\xff\xfe\n{\"at\": 3").unwrap();
        log.record(&sent(2)).unwrap();
        assert_eq!(log.latest(), Ok(vec![sent(2), sent(1)]));
    }

    #[test]
    fn several_programs_write_one_record() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let log = NetworkLogFile::in_folder(folder.path());
                scope.spawn(move || {
                    for number in 0..50 {
                        log.record(&sent(writer * 100 + number)).unwrap();
                    }
                });
            }
        });
        let log = NetworkLogFile::in_folder(folder.path());
        assert_eq!(log.latest().unwrap().len(), 200);
    }

    #[test]
    fn what_cannot_be_recorded_is_said() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("taken"), b"").unwrap();
        let log = NetworkLogFile::in_folder(&folder.path().join("taken"));
        assert_eq!(
            log.record(&sent(1)),
            Err(Message::new("network-log-not-written"))
        );
    }
}
