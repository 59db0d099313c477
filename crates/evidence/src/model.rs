//! Manifests of model folders (OpenSSF Model Signing 1.0): which files, with which digests, a signature over
//! a folder is about. Files are named by their path within the folder, with `/` between its parts.

use std::ops::Range;

use serde::Deserialize;

use crate::{
    Digest, HashAlgorithm, Unreadable,
    hash::from_hex,
    json::{self, Bounded},
    limits,
    statement::Statement,
};

/// Predicate type of version 1.0.
pub const PREDICATE_TYPE: &str = "https://model_signing/signature/v1.0";
/// Predicate type before version 1.0, with the files as subjects.
pub const OLD_PREDICATE_TYPE: &str = "https://model_signing/Digests/v0.1";

/// Paths that no signature covers unless it lists them: what version control keeps beside the files.
const NEVER_COVERED: [&str; 4] = [".git", ".gitattributes", ".github", ".gitignore"];

/// What a model signature says of a folder. All of it is claimed until the signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The files, in the order of the document.
    pub files: Vec<ListedFile>,
    /// Whether links count as the files they lead to.
    pub allow_symlinks: bool,
    /// Whether files are listed in pieces; files without content are then not listed at all.
    pub sharded: bool,
    /// The digest that stands for the folder as a whole; the form before version 1.0 has none.
    pub root: Option<Digest>,
    /// The digests that [`Self::root`] is over, one after the other in the order of the document.
    pub listed_digests: Vec<u8>,
    ignored: Vec<String>,
}

/// One file of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFile {
    /// Its path within the folder; `.` when the signature is over a single file.
    pub path: String,
    /// Its digests: one of all bytes, or one of each piece, which follow one another without a gap.
    pub parts: Vec<ListedPart>,
}

/// A file, or a piece of one, with its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPart {
    /// The bytes it is over; absent for all of them.
    pub range: Option<Range<u64>>,
    /// The digest.
    pub digest: Digest,
}

impl Manifest {
    /// Whether statements of this type are about folders.
    pub fn is_one(predicate_type: &str) -> bool {
        matches!(predicate_type, PREDICATE_TYPE | OLD_PREDICATE_TYPE)
    }

    /// Reads the manifest in a statement; `payload` is what the statement was read from.
    ///
    /// # Errors
    /// [`UnknownFormat`](crate::UnreadableCode::UnknownFormat) for a statement, a way of listing or a digest
    /// that this program does not know; otherwise when the manifest is not well formed.
    pub fn read(statement: &Statement, payload: &[u8]) -> Result<Self, Unreadable> {
        match statement.predicate_type.as_str() {
            PREDICATE_TYPE => Self::read_predicate(statement, payload),
            OLD_PREDICATE_TYPE => Self::read_subjects(statement),
            _ => Err(Unreadable::unknown("not a statement about a folder").at("predicateType")),
        }
    }

    fn read_predicate(statement: &Statement, payload: &[u8]) -> Result<Self, Unreadable> {
        let predicate = statement.predicate(payload).unwrap_or_default();
        let wire: Wire = json::read(predicate).map_err(|error| error.at("predicate"))?;
        let sharded = match wire.serialization.method.as_str() {
            "files" => false,
            "shards" => true,
            _ => {
                return Err(
                    Unreadable::unknown("a way of listing this program does not know")
                        .at("predicate.serialization.method"),
                );
            }
        };
        let [subject] = statement.subjects.as_slice() else {
            return Err(Unreadable::text("not exactly one subject").at("subject"));
        };
        let root = subject
            .digest(HashAlgorithm::Sha256)
            .ok_or_else(|| Unreadable::text("no digest of the whole").at("subject[0].digest"))?;
        let mut listed_digests = Vec::with_capacity(wire.resources.0.len() * 32);
        let mut files = Files::default();
        for (position, resource) in wire.resources.0.into_iter().enumerate() {
            let at = |error: Unreadable| error.at(format!("predicate.resources[{position}]"));
            let digest = digest(&resource.algorithm, &resource.digest).map_err(at)?;
            listed_digests.extend_from_slice(digest.as_bytes());
            let (path, range) = if sharded {
                piece(&resource.name).map_err(at)?
            } else {
                (resource.name, None)
            };
            files.add(path, ListedPart { range, digest }).map_err(at)?;
        }
        Ok(Self {
            files: files.finish()?,
            allow_symlinks: wire.serialization.allow_symlinks.unwrap_or(false),
            sharded,
            root: Some(root),
            listed_digests,
            ignored: wire.serialization.ignore_paths.unwrap_or_default().0,
        })
    }

    /// The form before version 1.0: the files are the subjects.
    fn read_subjects(statement: &Statement) -> Result<Self, Unreadable> {
        let mut files = Files::default();
        for (position, subject) in statement.subjects.iter().enumerate() {
            let at = |error: Unreadable| error.at(format!("subject[{position}]"));
            let digest = subject
                .digest(HashAlgorithm::Sha256)
                .ok_or_else(|| at(Unreadable::unknown("no digest this program computes")))?;
            let path = subject.name.clone().unwrap_or_default();
            let part = ListedPart {
                range: None,
                digest,
            };
            files.add(path, part).map_err(at)?;
        }
        Ok(Self {
            files: files.finish()?,
            allow_symlinks: false,
            sharded: false,
            root: None,
            listed_digests: Vec::new(),
            ignored: Vec::new(),
        })
    }

    /// Whether a path may be in the folder without being listed: by the word of the signer, or as what
    /// version control keeps.
    pub fn leaves_out(&self, path: &str) -> bool {
        let within = |ignored: &str| {
            let ignored = ignored.trim_end_matches('/');
            path.strip_prefix(ignored).is_some_and(|rest| {
                !ignored.is_empty() && (rest.is_empty() || rest.starts_with('/'))
            })
        };
        NEVER_COVERED.into_iter().any(within) || self.ignored.iter().any(|ignored| within(ignored))
    }
}

/// The files found so far.
#[derive(Default)]
struct Files {
    files: Vec<ListedFile>,
}

impl Files {
    fn add(&mut self, path: String, part: ListedPart) -> Result<(), Unreadable> {
        if !is_within(&path) {
            return Err(Unreadable::text("a path that leads out of the folder"));
        }
        match self.files.last_mut() {
            // The pieces of a file follow one another.
            Some(last) if last.path == path && part.range.is_some() => last.parts.push(part),
            _ => self.files.push(ListedFile {
                path,
                parts: vec![part],
            }),
        }
        Ok(())
    }

    /// Every file once, and its pieces without a gap from its start.
    fn finish(self) -> Result<Vec<ListedFile>, Unreadable> {
        let mut paths: Vec<&str> = self.files.iter().map(|file| file.path.as_str()).collect();
        paths.sort_unstable();
        if paths.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(Unreadable::text("a file listed twice"));
        }
        for file in &self.files {
            let mut end = 0;
            for range in file.parts.iter().filter_map(|part| part.range.as_ref()) {
                if range.start != end || range.end < range.start {
                    return Err(Unreadable::text("pieces of a file with a gap between them"));
                }
                end = range.end;
            }
        }
        Ok(self.files)
    }
}

/// Whether a path stays within the folder: relative, and without steps upwards. A signature over one file
/// calls it `.`.
fn is_within(path: &str) -> bool {
    path == "."
        || path
            .split('/')
            .all(|part| !matches!(part, "" | "." | "..") && !part.contains('\0'))
}

/// `path:start:end`.
fn piece(name: &str) -> Result<(String, Option<Range<u64>>), Unreadable> {
    let malformed = || Unreadable::text("not a path with a start and an end");
    let mut parts = name.rsplitn(3, ':');
    let (Some(end), Some(start), Some(path)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(malformed());
    };
    let number = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| text.parse().ok())
            .flatten()
            .ok_or_else(malformed)
    };
    Ok((path.to_owned(), Some(number(start)?..number(end)?)))
}

/// A digest under the name of its algorithm, which may tell in what portions the file was hashed.
fn digest(algorithm: &str, hex: &str) -> Result<Digest, Unreadable> {
    let name = algorithm.strip_prefix("file-").unwrap_or(algorithm);
    let name = name.split_once("-sharded-").map_or(name, |(name, _)| name);
    let algorithm = HashAlgorithm::from_name(name)
        .ok_or_else(|| Unreadable::unknown("a digest this program does not compute"))?;
    from_hex(hex)
        .and_then(|bytes| Digest::new(algorithm, &bytes))
        .ok_or_else(|| Unreadable::text("not a digest of its algorithm"))
}

/// Version 1.0 demands that other members are passed over.
#[derive(Deserialize)]
struct Wire {
    serialization: Serialization,
    resources: Bounded<Resource, { limits::MODEL_RESOURCES }>,
}

#[derive(Deserialize)]
struct Serialization {
    method: String,
    allow_symlinks: Option<bool>,
    ignore_paths: Option<Bounded<String, { limits::MODEL_RESOURCES }>>,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    digest: String,
    algorithm: String,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;
    use crate::UnreadableCode;

    const A: &str = "aa";

    fn manifest(serialization: &str, resources: &[(&str, &str)]) -> Result<Manifest, Unreadable> {
        let resources: Vec<String> = resources
            .iter()
            .map(|(name, algorithm)| {
                let digest = A.repeat(32);
                format!(r#"{{"name":"{name}","algorithm":"{algorithm}","digest":"{digest}"}}"#)
            })
            .collect();
        let payload = format!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","predicateType":"{PREDICATE_TYPE}",
               "subject":[{{"name":"m","digest":{{"sha256":"{}"}}}}],
               "predicate":{{"serialization":{serialization},"resources":[{}],"later":1}}}}"#,
            A.repeat(32),
            resources.join(",")
        );
        let statement = Statement::parse(payload.as_bytes()).unwrap();
        Manifest::read(&statement, payload.as_bytes())
    }

    const FILES: &str = r#"{"method":"files","hash_type":"sha256","allow_symlinks":false}"#;
    const SHARDS: &str = r#"{"method":"shards","hash_type":"sha256","shard_size":4}"#;

    #[test]
    fn files_and_pieces_are_read() {
        let read = manifest(FILES, &[("a", "sha256"), ("b/c", "file-sha256")]).unwrap();
        let paths: Vec<&str> = read.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["a", "b/c"]);
        assert_eq!(read.listed_digests.len(), 64);
        let pieces = [
            ("a:0:4", "sha256-sharded-4"),
            ("a:4:6", "sha256"),
            ("x:y:0:1", "sha256"),
        ];
        let read = manifest(SHARDS, &pieces).unwrap();
        assert!(read.sharded);
        assert_eq!(read.files[0].parts[1].range, Some(4..6));
        assert_eq!(read.files[1].path, "x:y");
    }

    #[test]
    fn what_leads_out_or_contradicts_is_refused() {
        for path in ["", "/a", "../a", "a/../b", "a//b", "./a", "a/"] {
            assert!(manifest(FILES, &[(path, "sha256")]).is_err(), "{path}");
        }
        assert!(manifest(FILES, &[("a", "sha256"), ("b", "sha256"), ("a", "sha256")]).is_err());
        for pieces in [
            &["a:1:4"][..],
            &["a:0:4", "a:5:6"],
            &["a:0:4", "a:3:6"],
            &["a:0:4", "a:0:4"],
            &["a:4:0"],
            &["a:0"],
            &["a:-1:4"],
            &["a:0:4", "b:0:1", "a:4:5"],
        ] {
            let pieces: Vec<(&str, &str)> = pieces.iter().map(|name| (*name, "sha256")).collect();
            assert!(manifest(SHARDS, &pieces).is_err(), "{pieces:?}");
        }
        for (serialization, algorithm) in [
            (FILES, "blake2b"),
            (FILES, "blake3"),
            (r#"{"method":"tensors","hash_type":"sha256"}"#, "sha256"),
        ] {
            let refused = manifest(serialization, &[("a", algorithm)]).unwrap_err();
            assert_eq!(refused.code, UnreadableCode::UnknownFormat, "{algorithm}");
        }
    }

    #[test]
    fn what_is_left_out_is_told_by_whole_parts_of_a_path() {
        let ignoring = r#"{"method":"files","ignore_paths":["cache/","x/y","",".","/etc"]}"#;
        let read = manifest(ignoring, &[("a", "sha256")]).unwrap();
        for path in [
            ".git",
            ".git/config",
            ".gitignore",
            "cache",
            "cache/a/b",
            "x/y",
            "x/y/z",
        ] {
            assert!(read.leaves_out(path), "{path}");
        }
        for path in [".gitmodules", "a/.git", "cached", "x", "x/yz", "a", "etc"] {
            assert!(!read.leaves_out(path), "{path}");
        }
    }
}
