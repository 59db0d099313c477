//! Signatures over the files of a folder (OpenSSF Model Signing): which bytes must be read, and whether the
//! folder is the one that was signed.

use std::{collections::BTreeMap, ops::Range};

use whence_evidence::{
    Digest, HashAlgorithm, UnreadableCode,
    bundle::Bundle,
    dsse::Envelope,
    model::{ListedFile, Manifest},
    statement::Statement,
};

use crate::{
    checks::{About, CheckId, Code, Gate, Item, Status, Trace, Value, item},
    proof::Covers,
};

/// Paths that one record names at most; the counts beside them are complete.
const NAMED: usize = 20;

/// A folder as it was found, as far as the engine needs it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Folder {
    /// Everything in it but folders, whatever the signature says of it.
    pub entries: Vec<FolderEntry>,
}

/// A folder as one signature is compared with it.
#[derive(Debug, Clone, Copy)]
pub struct SignedFolder<'a> {
    /// What is in it.
    pub folder: &'a Folder,
    /// The path of the signature's own file, when that lies in the folder and holds nothing but signatures over
    /// folders: it cannot list itself. Other signatures are files like any other.
    pub signature: Option<&'a str>,
}

/// One thing in a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct FolderEntry {
    /// Its path within the folder, with `/` between its parts.
    pub path: String,
    /// What it is.
    pub kind: FolderEntryKind,
}

/// What a thing in a folder is.
#[derive(Debug, Clone, PartialEq)]
pub enum FolderEntryKind {
    /// A file, or a link to a file within the same folder.
    File {
        /// Whether a link leads to it.
        link: bool,
        /// Size in bytes.
        size: u64,
        /// The digests of it that [`parts_needed`] asked for.
        digests: Vec<PartDigest>,
    },
    /// A link that leads to a folder, out of the folder, or nowhere.
    Link,
    /// A device or a pipe, or a thing whose name is no text.
    Other,
}

/// A file or a piece of it that is to be hashed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartNeeded {
    /// First byte of the piece; 0 for all of it.
    pub start: u64,
    /// The byte behind the piece; absent for all of it.
    pub end: Option<u64>,
    /// By which algorithm.
    pub algorithm: HashAlgorithm,
}

/// The digest of a file or of a piece of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartDigest {
    /// The piece.
    pub part: PartNeeded,
    /// Its digest, by the algorithm of the piece.
    pub digest: Digest,
}

/// What must be hashed of a folder to check `bundles` against it, by path; nothing for bundles that are
/// about no folder.
pub fn parts_needed<'b>(
    bundles: impl IntoIterator<Item = &'b Bundle>,
) -> BTreeMap<String, Vec<PartNeeded>> {
    let mut needed: BTreeMap<String, Vec<PartNeeded>> = BTreeMap::new();
    for manifest in bundles.into_iter().filter_map(manifest_of) {
        for file in manifest.files {
            let parts = file
                .parts
                .iter()
                .map(|part| PartNeeded::of(part.range.as_ref(), part.digest.algorithm()));
            let of_file = needed.entry(file.path).or_default();
            of_file.extend(parts);
            of_file.sort_unstable();
            of_file.dedup();
        }
    }
    needed
}

/// Whether the bundle says that it is about a folder.
pub fn is_about_folder(bundle: &Bundle) -> bool {
    bundle
        .envelope
        .as_ref()
        .and_then(|envelope| Statement::parse(&envelope.payload).ok())
        .is_some_and(|statement| Manifest::is_one(&statement.predicate_type))
}

fn manifest_of(bundle: &Bundle) -> Option<Manifest> {
    let payload = &bundle.envelope.as_ref()?.payload;
    let statement = Statement::parse(payload).ok()?;
    Manifest::read(&statement, payload).ok()
}

impl PartNeeded {
    fn of(range: Option<&Range<u64>>, algorithm: HashAlgorithm) -> Self {
        Self {
            start: range.map_or(0, |range| range.start),
            end: range.map(|range| range.end),
            algorithm,
        }
    }
}

/// Reads the manifest of a statement that is about a folder, and checks it in itself. `None` in the second
/// place for statements about other things.
pub(crate) fn check_manifest(
    trace: &mut Trace,
    statement: &Statement,
    envelope: &Envelope,
) -> Option<Manifest> {
    let mut record = |id, status, evidence| {
        trace.record(id, About::Whole, Gate::Required, status, evidence);
        status == Status::Held || status == Status::NotNeeded
    };
    let manifest = match Manifest::read(statement, &envelope.payload) {
        Ok(manifest) => manifest,
        Err(error) => {
            let status = match error.code {
                UnreadableCode::UnknownFormat => Status::Missing(Code::FormatUnsupported),
                UnreadableCode::LimitExceeded => Status::Missing(Code::LimitExceeded),
                _ => Status::Failed(Code::StatementUnreadable),
            };
            let defect = item("defect", Value::Outside(error.to_string()));
            record(CheckId::ModelManifest, status, vec![defect]);
            let blocked = Status::Blocked(CheckId::ModelManifest);
            record(CheckId::ModelRoot, blocked, Vec::new());
            return None;
        }
    };
    let listed = manifest.files.len() as u64;
    let status = Status::held_or(listed > 0, Code::StatementWithoutSubject);
    let mut sound = record(
        CheckId::ModelManifest,
        status,
        vec![item("files-listed", Value::Number(listed))],
    );
    let (status, evidence) = match manifest.root {
        None => (Status::NotNeeded, Vec::new()),
        Some(root) => {
            let computed = crate::crypto::digest(root.algorithm(), &manifest.listed_digests);
            (
                Status::held_or(computed == root, Code::EvidenceContradiction),
                vec![item("signed-digest", Value::Digest(root))],
            )
        }
    };
    sound &= record(CheckId::ModelRoot, status, evidence);
    sound.then_some(manifest)
}

/// Compares a folder with the manifest: every listed file is there and as listed, and nothing else is.
pub(crate) fn check_files(
    trace: &mut Trace,
    manifest: Option<&Manifest>,
    folder: SignedFolder<'_>,
) -> Option<Covers> {
    let Some(manifest) = manifest else {
        trace.record(
            CheckId::ModelFiles,
            About::Whole,
            Gate::Required,
            Status::Blocked(CheckId::ModelManifest),
            Vec::new(),
        );
        return None;
    };
    let found = Found::compare(manifest, folder);
    let as_signed = found.differs.iter().all(|(_, paths)| paths.is_empty());
    let mut evidence = vec![
        item("files-as-signed", Value::Number(found.as_signed as u64)),
        item("files-left-out", Value::Number(found.left_out.len() as u64)),
    ];
    let named = found.left_out.iter().take(NAMED);
    evidence.extend(named.map(|path| item("left-out", Value::Outside((*path).to_owned()))));
    for (difference, paths) in &found.differs {
        if !paths.is_empty() {
            evidence.push(difference.count(paths.len() as u64));
            let named = paths.iter().take(NAMED);
            evidence.extend(named.map(|path| difference.named(path)));
        }
    }
    trace.record(
        CheckId::ModelFiles,
        About::Whole,
        Gate::Required,
        Status::held_or(as_signed, Code::FolderMismatch),
        evidence,
    );
    as_signed.then_some(Covers::Folder {
        files: found.as_signed,
        left_out: found.left_out.len(),
    })
}

/// In what a folder can differ from its manifest.
#[derive(Clone, Copy)]
enum Difference {
    Changed,
    Missing,
    Unlisted,
    Link,
}

impl Difference {
    const fn count(self, number: u64) -> Item {
        let number = Value::Number(number);
        match self {
            Self::Changed => item("files-changed", number),
            Self::Missing => item("files-missing", number),
            Self::Unlisted => item("files-unlisted", number),
            Self::Link => item("links-not-allowed", number),
        }
    }

    fn named(self, path: &str) -> Item {
        let path = Value::Outside(path.to_owned());
        match self {
            Self::Changed => item("changed", path),
            Self::Missing => item("missing", path),
            Self::Unlisted => item("unlisted", path),
            Self::Link => item("link", path),
        }
    }
}

struct Found<'a> {
    as_signed: usize,
    left_out: Vec<&'a str>,
    differs: [(Difference, Vec<&'a str>); 4],
}

impl<'a> Found<'a> {
    fn compare(manifest: &'a Manifest, folder: SignedFolder<'a>) -> Self {
        let mut listed: BTreeMap<&str, &ListedFile> = manifest
            .files
            .iter()
            .map(|file| (file.path.as_str(), file))
            .collect();
        let (mut as_signed, mut left_out) = (0, Vec::new());
        let (mut changed, mut unlisted, mut links) = (Vec::new(), Vec::new(), Vec::new());
        for entry in &folder.folder.entries {
            let path = entry.path.as_str();
            match (listed.remove(path), &entry.kind) {
                (Some(_), FolderEntryKind::File { link: true, .. }) if !manifest.allow_symlinks => {
                    links.push(path);
                }
                (Some(file), FolderEntryKind::File { size, digests, .. }) => {
                    if is_as_listed(file, *size, digests) {
                        as_signed += 1;
                    } else {
                        changed.push(path);
                    }
                }
                (Some(_), FolderEntryKind::Link) => links.push(path),
                (Some(_), FolderEntryKind::Other) => changed.push(path),
                (None, _) if folder.signature == Some(path) => {}
                (None, _) if manifest.leaves_out(path) => left_out.push(path),
                // Pieces of a file without content there are none, so it cannot have been listed.
                (None, FolderEntryKind::File { size: 0, .. }) if manifest.sharded => {
                    left_out.push(path);
                }
                (None, FolderEntryKind::Link) => links.push(path),
                (None, FolderEntryKind::File { .. } | FolderEntryKind::Other) => {
                    unlisted.push(path);
                }
            }
        }
        let missing = listed.into_keys().collect();
        Self {
            as_signed,
            left_out,
            differs: [
                (Difference::Changed, changed),
                (Difference::Missing, missing),
                (Difference::Unlisted, unlisted),
                (Difference::Link, links),
            ],
        }
    }
}

/// Whether every listed digest was found, and the pieces cover the whole file.
fn is_as_listed(file: &ListedFile, size: u64, digests: &[PartDigest]) -> bool {
    let found: BTreeMap<&PartNeeded, Digest> = digests
        .iter()
        .map(|found| (&found.part, found.digest))
        .collect();
    let whole = match file.parts.last().and_then(|part| part.range.as_ref()) {
        Some(range) => range.end == size,
        None => true,
    };
    whole
        && file.parts.iter().all(|part| {
            let needed = PartNeeded::of(part.range.as_ref(), part.digest.algorithm());
            found.get(&needed) == Some(&part.digest)
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use whence_evidence::model::ListedPart;

    use super::*;

    /// So many pieces that a search through all of them for each would take minutes.
    #[test]
    fn every_piece_of_a_file_is_compared_with_its_own() {
        let pieces = 0..100_000_u64;
        let digest =
            |piece: u64| crate::crypto::digest(HashAlgorithm::Sha256, &piece.to_le_bytes());
        let part = |piece: u64| PartDigest {
            part: PartNeeded::of(Some(&(piece..piece + 1)), HashAlgorithm::Sha256),
            digest: digest(piece),
        };
        let file = ListedFile {
            path: "weights".to_owned(),
            parts: pieces
                .clone()
                .map(|piece| ListedPart {
                    range: Some(piece..piece + 1),
                    digest: digest(piece),
                })
                .collect(),
        };
        let mut found: Vec<PartDigest> = pieces.clone().rev().map(part).collect();
        assert!(is_as_listed(&file, pieces.end, &found));
        assert!(!is_as_listed(&file, pieces.end + 1, &found));
        found.first_mut().unwrap().digest = digest(0);
        assert!(!is_as_listed(&file, pieces.end, &found));
        found.remove(0);
        assert!(!is_as_listed(&file, pieces.end, &found));
    }
}
