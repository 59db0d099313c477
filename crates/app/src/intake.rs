//! Reads a file once: size, the digests that are needed, what kind of content it is, and whether it stayed
//! the same file meanwhile.

use std::{
    fs::{File, Metadata},
    io::{self, Read},
    path::Path,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::SystemTime,
};

use whence_evidence::{Digest, HashAlgorithm, limits};
use whence_verdict::Problem;
use whence_verify::{
    crypto::Hasher,
    model::{PartDigest, PartNeeded},
};

use crate::{
    classify::{self, Archive},
    view::Message,
};

/// Large enough that reading costs nothing beside hashing, small enough to stay in the processor's cache.
const CHUNK: usize = 512 << 10;
/// Chunks of a large file that are in memory at once.
const CHUNKS_AHEAD: usize = 3;
/// Bytes that are looked at to name the kind of content.
const HEAD: usize = 4 << 10;
/// Files up to this size are kept in memory when a signature can only be checked against all bytes.
pub const WHOLE_FILE_BYTES: u64 = 64 << 20;

/// What one pass over a file yields.
#[derive(Debug, Clone, PartialEq)]
pub struct FileRead {
    /// Size in bytes.
    pub size: u64,
    /// The digests that were asked for, in that order.
    pub digests: Vec<Digest>,
    /// What the content is, in words.
    pub content: Message,
    /// What kind of archive it is, by its first bytes.
    pub archive: Option<Archive>,
    /// What the file was while it was read.
    pub state: FileState,
}

/// Why a pass ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// Something about the file stood in the way.
    Problem(Problem),
    /// The person asked for it.
    Cancelled,
}

const UNREADABLE: Stopped = Stopped::Problem(Problem::FileUnreadable);

/// Reads the file to its end.
///
/// `progress` hears how many bytes of how many were read, after each chunk. Memory use does not depend
/// on the size of the file.
///
/// # Errors
/// [`Stopped`], also when the file is another one at the end than at the start.
pub fn read(
    path: &Path,
    algorithms: &[HashAlgorithm],
    progress: &mut dyn FnMut(u64, u64),
    cancel: &AtomicBool,
) -> Result<FileRead, Stopped> {
    let mut hashers: Vec<Hasher> = algorithms
        .iter()
        .map(|algorithm| Hasher::new(*algorithm))
        .collect();
    let mut content = None;
    let state = pass(path, progress, cancel, |_, chunk| {
        content.get_or_insert_with(|| {
            let head = chunk.get(..HEAD).unwrap_or(chunk);
            (content_kind(head), classify::archive(head))
        });
        for hasher in &mut hashers {
            hasher.update(chunk);
        }
    })?;
    let (content, archive) = content.unwrap_or_else(|| (content_kind(&[]), None));
    Ok(FileRead {
        size: state.size,
        digests: hashers.into_iter().map(Hasher::finish).collect(),
        content,
        archive,
        state,
    })
}

/// What [`read_parts`] yields.
#[derive(Debug, Clone, PartialEq)]
pub struct PartsRead {
    /// Size in bytes.
    pub size: u64,
    /// The digests that were asked for; none for pieces beyond the end of the file.
    pub digests: Vec<PartDigest>,
}

/// Reads the file as [`read`] does, for digests of its pieces.
///
/// # Errors
/// As [`read`].
pub fn read_parts(
    path: &Path,
    parts: &[PartNeeded],
    progress: &mut dyn FnMut(u64, u64),
    cancel: &AtomicBool,
) -> Result<PartsRead, Stopped> {
    let mut hashers: Vec<Option<Hasher>> = parts.iter().map(|_| None).collect();
    let mut digests: Vec<Option<Digest>> = vec![None; parts.len()];
    // Pieces are in order and a file may have a great many: those that are over are not looked at again.
    let mut first_open = 0;
    let state = pass(path, progress, cancel, |start, chunk| {
        let end = start + chunk.len() as u64;
        let open = parts
            .iter()
            .zip(&mut hashers)
            .zip(&mut digests)
            .skip(first_open);
        for ((part, hasher), digest) in open {
            if part.start >= end {
                break;
            }
            if digest.is_some() {
                continue;
            }
            let from = part.start.max(start) - start;
            let until = part.end.unwrap_or(end).min(end).saturating_sub(start);
            let within = usize::try_from(from).ok().zip(usize::try_from(until).ok());
            if let Some(bytes) = within.and_then(|(from, until)| chunk.get(from..until)) {
                hasher
                    .get_or_insert_with(|| Hasher::new(part.algorithm))
                    .update(bytes);
            }
            if part.end.is_some_and(|part_end| part_end <= end) {
                *digest = hasher.take().map(Hasher::finish);
            }
        }
        while digests.get(first_open).is_some_and(Option::is_some) {
            first_open += 1;
        }
    })?;
    let finished = parts.iter().zip(hashers).zip(digests);
    let of_part = |((part, hasher), digest): ((&PartNeeded, Option<Hasher>), Option<Digest>)| {
        // All of a file ends where the file does; so does all of one without content.
        let at_end = part
            .end
            .is_none_or(|end| end == part.start && end == state.size);
        let rest = || {
            hasher
                .or_else(|| Some(Hasher::new(part.algorithm)))
                .map(Hasher::finish)
        };
        let digest = digest.or_else(|| at_end.then(rest).flatten())?;
        let part = part.clone();
        Some(PartDigest { part, digest })
    };
    Ok(PartsRead {
        size: state.size,
        digests: finished.filter_map(of_part).collect(),
    })
}

/// Hands every chunk of the file over, with the number of bytes before it.
fn pass(
    path: &Path,
    progress: &mut dyn FnMut(u64, u64),
    cancel: &AtomicBool,
    mut each: impl FnMut(u64, &[u8]),
) -> Result<FileState, Stopped> {
    let (mut file, before) = open(path).map_err(Stopped::Problem)?;
    let total = before.size;
    let mut size = 0;
    let on_chunk = |chunk: &[u8]| {
        if cancel.load(Ordering::Relaxed) {
            return Err(Stopped::Cancelled);
        }
        each(size, chunk);
        size += chunk.len() as u64;
        if size > total {
            return Err(Stopped::Problem(Problem::FileChangedWhileChecking));
        }
        progress(size, total);
        Ok(())
    };
    if total > CHUNK as u64 {
        read_ahead(&mut file, on_chunk)?;
    } else {
        read_here(&mut file, total, on_chunk)?;
    }
    if size != total || !before.is_unchanged(&file, path) {
        return Err(Stopped::Problem(Problem::FileChangedWhileChecking));
    }
    Ok(before)
}

/// Reads a whole file of at most `limit` bytes, as evidence or for a signature that needs all bytes.
///
/// # Errors
/// The problem with the file; [`TooLarge`](BoundedError::TooLarge) when it exceeds the limit.
pub fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>, BoundedError> {
    read_bounded_until(path, limit, &AtomicBool::new(false))
}

/// As [`read_bounded`], until somebody sets `stop`.
///
/// # Errors
/// As [`read_bounded`]; when `stop` was set, any.
pub fn read_bounded_until(
    path: &Path,
    limit: u64,
    stop: &AtomicBool,
) -> Result<Vec<u8>, BoundedError> {
    let (file, before) = open(path).map_err(BoundedError::Problem)?;
    if before.size > limit {
        return Err(BoundedError::TooLarge);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(before.size).unwrap_or(0));
    // One byte beyond the limit shows that the file grew past it after its size was asked.
    let mut rest = file.take(limit + 1);
    loop {
        let read = rest.by_ref().take(BETWEEN_LOOKS).read_to_end(&mut bytes);
        match read {
            Err(_) => return Err(BoundedError::Problem(Problem::FileUnreadable)),
            Ok(_) if stop.load(Ordering::Relaxed) => {
                return Err(BoundedError::Problem(Problem::FileUnreadable));
            }
            Ok(_) if bytes.len() as u64 > limit => return Err(BoundedError::TooLarge),
            Ok(0) => return Ok(bytes),
            Ok(_) => {}
        }
    }
}

/// Bytes between two looks at whether to go on.
const BETWEEN_LOOKS: u64 = 4 << 20;

/// Reads a file of evidence.
///
/// # Errors
/// As [`read_bounded`] with [`limits::EVIDENCE_BYTES`].
pub fn read_evidence(path: &Path) -> Result<Vec<u8>, BoundedError> {
    read_bounded(path, limits::EVIDENCE_BYTES as u64)
}

/// Why a bounded read failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoundedError {
    /// Something about the file stood in the way.
    Problem(Problem),
    /// The file exceeds the limit.
    TooLarge,
}

fn open(path: &Path) -> Result<(File, FileState), Problem> {
    // Asked before opening: opening a pipe would wait for somebody to write into it.
    let metadata = std::fs::metadata(path).map_err(|error| problem_of(&error))?;
    ordinary(&metadata)?;
    let file = File::open(path).map_err(|error| problem_of(&error))?;
    let metadata = file.metadata().map_err(|error| problem_of(&error))?;
    ordinary(&metadata)?;
    Ok((file, FileState::of(&metadata)))
}

/// Opens a file for reading if it is an ordinary one, under its name or behind links.
///
/// # Errors
/// Those of the system; [`io::ErrorKind::InvalidInput`] for folders, pipes, sockets and devices.
pub fn open_ordinary(path: &Path) -> io::Result<File> {
    // Asked before opening: opening a pipe would wait for somebody to write into it.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    File::open(path)
}

fn ordinary(metadata: &Metadata) -> Result<(), Problem> {
    if metadata.is_dir() {
        Err(Problem::FolderGiven)
    } else if metadata.is_file() {
        Ok(())
    } else {
        Err(Problem::SpecialFile)
    }
}

fn problem_of(error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Problem::FileMissing,
        _ => Problem::FileUnreadable,
    }
}

/// Hands over the chunks of a small file.
fn read_here(
    file: &mut File,
    total: u64,
    mut on_chunk: impl FnMut(&[u8]) -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    // One byte more than there should be shows a file that grew.
    let mut buffer = vec![0; usize::try_from(total).unwrap_or(CHUNK) + 1];
    loop {
        let filled = fill(file, &mut buffer).map_err(|_| UNREADABLE)?;
        match buffer.get(..filled) {
            Some(chunk) if !chunk.is_empty() => on_chunk(chunk)?,
            _ => return Ok(()),
        }
    }
}

/// Hands over the chunks of a large file, while a second thread reads the next ones: reading then
/// costs no time beside hashing.
fn read_ahead(
    file: &mut File,
    mut on_chunk: impl FnMut(&[u8]) -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    let (full, to_hash) = mpsc::channel();
    let (empty, to_fill) = mpsc::channel::<Vec<u8>>();
    for _ in 0..CHUNKS_AHEAD {
        // The other end is right here.
        let _ = empty.send(vec![0; CHUNK]);
    }
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for mut buffer in to_fill {
                let filled = fill(file, &mut buffer);
                let is_last = !matches!(filled, Ok(1..));
                if full.send(filled.map(|filled| (buffer, filled))).is_err() || is_last {
                    return;
                }
            }
        });
        for chunk in to_hash {
            let (buffer, filled) = chunk.map_err(|_| UNREADABLE)?;
            match buffer.get(..filled) {
                Some(chunk) if !chunk.is_empty() => on_chunk(chunk)?,
                _ => break,
            }
            // A reader that has ended needs no more buffers.
            let _ = empty.send(buffer);
        }
        // Ends a reader that waits for a buffer.
        drop(empty);
        Ok(())
    })
}

/// Fills the buffer as far as the file goes.
fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// What tells one state of a file from another, without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileState {
    size: u64,
    modified: Option<SystemTime>,
    #[cfg(unix)]
    device_and_number: (u64, u64),
}

impl FileState {
    /// The state of what stands under this name now, links followed; `None` when there is nothing or it
    /// cannot be asked.
    pub fn of_path(path: &Path) -> Option<Self> {
        std::fs::metadata(path).ok().as_ref().map(Self::of)
    }

    /// The state these metadata describe. Not among it is what changes without the content: rights, and
    /// the number of names.
    pub fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        Self {
            size: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            device_and_number: (metadata.dev(), metadata.ino()),
        }
    }

    /// Whether there is nothing in it.
    pub const fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// Whether it is the same file, perhaps with other content; elsewhere than on Unix files that are
    /// replaced cannot be told from those that are written to.
    pub fn is_same_file(&self, other: &Self) -> bool {
        #[cfg(unix)]
        let same = self.device_and_number == other.device_and_number;
        #[cfg(not(unix))]
        let same = {
            let _ = other;
            true
        };
        same
    }

    /// Whether the open file, and what now stands under its name, are still this one.
    fn is_unchanged(&self, file: &File, path: &Path) -> bool {
        [file.metadata(), std::fs::metadata(path)]
            .into_iter()
            .all(|metadata| metadata.is_ok_and(|metadata| Self::of(&metadata) == *self))
    }
}

/// What the content is, from its first bytes.
pub fn content_kind(head: &[u8]) -> Message {
    /// Offset, bytes and the id of the words.
    const MARKS: &[(usize, &[u8], &str)] = &[
        (0, b"\x7fELF", "content-elf"),
        (0, b"MZ", "content-windows-program"),
        (0, b"\xfe\xed\xfa\xce", "content-mac-program"),
        (0, b"\xfe\xed\xfa\xcf", "content-mac-program"),
        (0, b"\xce\xfa\xed\xfe", "content-mac-program"),
        (0, b"\xcf\xfa\xed\xfe", "content-mac-program"),
        (0, b"\xca\xfe\xba\xbe", "content-mac-or-java-program"),
        (0, b"!<arch>\ndebian-binary", "content-debian-package"),
        (0, b"\xed\xab\xee\xdb", "content-rpm-package"),
        (0, b"PK\x03\x04", "content-zip"),
        (0, b"PK\x05\x06", "content-zip"),
        (0, b"\x1f\x8b", "content-gzip"),
        (0, b"BZh", "content-bzip2"),
        (0, b"\xfd7zXZ\0", "content-xz"),
        (0, b"\x28\xb5\x2f\xfd", "content-zstd"),
        (0, b"7z\xbc\xaf\x27\x1c", "content-7z"),
        (257, b"ustar", "content-tar"),
        (0, b"%PDF-", "content-pdf"),
        (0, b"\x89PNG\r\n\x1a\n", "content-image"),
        (0, b"\xff\xd8\xff", "content-image"),
        (0, b"GIF8", "content-image"),
        (0, b"\0asm", "content-wasm"),
        (
            0,
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "content-office-or-installer",
        ),
        (0, b"#!", "content-script"),
        (0, b"-----BEGIN ", "content-pem"),
    ];
    let starts =
        |(at, mark): (usize, &[u8])| head.get(at..).is_some_and(|rest| rest.starts_with(mark));
    let id = if head.is_empty() {
        "content-empty"
    } else if let Some((.., id)) = MARKS.iter().find(|(at, mark, _)| starts((*at, mark))) {
        id
    } else if contains(head, b"application/vnd.dev.sigstore.bundle") {
        "content-bundle"
    } else if whence_sbom::recognise(head).is_some_and(whence_sbom::Format::lists_parts) {
        "content-parts-list"
    } else if head.trim_ascii_start().starts_with(b"{") && is_text(head) {
        "content-json"
    } else if is_text(head) {
        "content-text"
    } else {
        "content-data"
    };
    Message::new(id)
}

/// Whether `needle` occurs in `hay`.
pub(crate) fn contains(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|window| window == needle)
}

/// UTF-8, perhaps cut within a character at the end, without control characters of data formats.
fn is_text(head: &[u8]) -> bool {
    let readable = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && error.valid_up_to() > 0,
    };
    readable
        && !head
            .iter()
            .any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31))
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]
mod tests {
    use std::io::Write;

    use super::*;

    static RUN: AtomicBool = AtomicBool::new(false);

    fn digest_of(bytes: &[u8], algorithm: HashAlgorithm) -> Digest {
        let mut hasher = Hasher::new(algorithm);
        hasher.update(bytes);
        hasher.finish()
    }

    #[test]
    fn one_pass_yields_every_digest_whatever_the_size() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        for size in [
            0,
            1,
            HEAD - 1,
            HEAD,
            CHUNK - 1,
            CHUNK,
            CHUNK + 1,
            3 * CHUNK + 7,
        ] {
            let bytes: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            std::fs::write(&path, &bytes).unwrap();
            let mut last = 0;
            let read = read(&path, &HashAlgorithm::ALL, &mut |done, _| last = done, &RUN).unwrap();
            assert_eq!((read.size, last), (size as u64, size as u64));
            for (digest, algorithm) in read.digests.iter().zip(HashAlgorithm::ALL) {
                assert_eq!(*digest, digest_of(&bytes, algorithm));
            }
        }
    }

    #[test]
    fn pieces_are_hashed_wherever_the_chunks_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let bytes: Vec<u8> = (0..3 * CHUNK + 7).map(|at| (at % 251) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        let length = bytes.len() as u64;
        let chunk = CHUNK as u64;
        let algorithm = HashAlgorithm::Sha256;
        let part = |start, end| PartNeeded {
            start,
            end,
            algorithm,
        };
        let mut parts = vec![part(0, None)];
        for size in [chunk - 1, chunk, chunk + 1, 1 << 16, length] {
            let mut start = 0;
            while start < length {
                let end = length.min(start + size);
                parts.push(part(start, Some(end)));
                start = end;
            }
        }
        let beyond = part(length - 1, Some(length + 1));
        parts.push(beyond.clone());
        parts.sort_unstable();
        parts.dedup();
        let read = read_parts(&path, &parts, &mut |_, _| (), &RUN).unwrap();
        assert_eq!(read.size, length);
        assert_eq!(read.digests.len(), parts.len() - 1);
        for found in &read.digests {
            assert_ne!(found.part, beyond);
            let end = found.part.end.unwrap_or(length) as usize;
            let expected = digest_of(&bytes[found.part.start as usize..end], algorithm);
            assert_eq!(found.digest, expected, "{:?}", found.part);
        }

        std::fs::write(&path, b"").unwrap();
        let empty = [part(0, None), part(0, Some(0)), part(0, Some(1))];
        let read = read_parts(&path, &empty, &mut |_, _| (), &RUN).unwrap();
        let found: Vec<Option<u64>> = read.digests.iter().map(|found| found.part.end).collect();
        assert_eq!(found, [None, Some(0)]);
    }

    #[test]
    fn what_is_not_an_ordinary_file_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let problem = |path: &Path| match read(path, &[], &mut |_, _| (), &RUN) {
            Err(Stopped::Problem(problem)) => problem,
            other => panic!("{other:?}"),
        };
        assert_eq!(problem(folder.path()), Problem::FolderGiven);
        assert_eq!(problem(&folder.path().join("none")), Problem::FileMissing);
        #[cfg(unix)]
        {
            let socket = folder.path().join("socket");
            let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
            assert_eq!(problem(&socket), Problem::SpecialFile);
            assert_eq!(problem(Path::new("/dev/zero")), Problem::SpecialFile);
        }
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_no_result() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let changes: [fn(&Path); 4] = [
            |path| {
                File::options()
                    .append(true)
                    .open(path)
                    .unwrap()
                    .write_all(b"more")
                    .unwrap()
            },
            |path| {
                File::options()
                    .write(true)
                    .open(path)
                    .unwrap()
                    .set_len(CHUNK as u64)
                    .unwrap()
            },
            |path| {
                let another = path.with_extension("new");
                std::fs::write(&another, vec![0; 3 * CHUNK]).unwrap();
                std::fs::rename(&another, path).unwrap();
            },
            |path| std::fs::remove_file(path).unwrap(),
        ];
        for change in changes {
            std::fs::write(&path, vec![0; 3 * CHUNK]).unwrap();
            let mut once = Some(change);
            let mut progress = |_, _| {
                if let Some(change) = once.take() {
                    change(&path);
                }
            };
            let outcome = read(&path, &[HashAlgorithm::Sha256], &mut progress, &RUN);
            assert_eq!(
                outcome,
                Err(Stopped::Problem(Problem::FileChangedWhileChecking))
            );
        }
    }

    #[test]
    fn reading_stops_when_asked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, vec![0; 3 * CHUNK]).unwrap();
        let cancel = AtomicBool::new(false);
        let mut chunks = 0;
        let mut progress = |_, _| {
            chunks += 1;
            cancel.store(true, Ordering::Relaxed);
        };
        assert_eq!(
            read(&path, &[], &mut progress, &cancel),
            Err(Stopped::Cancelled)
        );
        assert_eq!(chunks, 1);
    }

    #[test]
    fn bounded_reads_refuse_what_exceeds_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, b"12345").unwrap();
        assert_eq!(read_bounded(&path, 5), Ok(b"12345".to_vec()));
        assert_eq!(read_bounded(&path, 4), Err(BoundedError::TooLarge));
    }

    #[test]
    fn content_is_named_by_its_bytes() {
        let kind = |head: &[u8]| content_kind(head).id;
        assert_eq!(kind(b""), "content-empty");
        assert_eq!(kind(b"MZ\x90\0"), "content-windows-program");
        assert_eq!(kind(b"plain text\n"), "content-text");
        assert_eq!(
            kind(
                "ends within a character \u{20ac}"
                    .as_bytes()
                    .split_last()
                    .unwrap()
                    .1
            ),
            "content-text"
        );
        assert_eq!(kind(b" {\"a\": 1}"), "content-json");
        assert_eq!(
            kind(b"{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\"}"),
            "content-bundle"
        );
        assert_eq!(kind(b"\x00\x01\x02\x03"), "content-data");
        let mut tar = vec![b'a'; 512];
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(kind(&tar), "content-tar");
    }
}
