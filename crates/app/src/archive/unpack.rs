use std::{
    cell::Cell,
    fs::File,
    io::{self, BufRead, Read, Seek, SeekFrom},
    sync::atomic::{AtomicBool, Ordering},
};

use ruzstd::decoding::{
    BlockDecodingStrategy, FrameDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};

use super::Refused;

/// Bytes of names, links and attributes between two members.
const LONGEST_BETWEEN: u64 = 1 << 20;
/// Bytes that Zstandard may look back: what its own tool allows unless told otherwise.
const LONGEST_WINDOW: u64 = 128 << 20;

/// How much may still be read of what is unpacked. All readers of one archive share it.
pub(super) struct Budget<'a> {
    cancel: &'a AtomicBool,
    left: Cell<u64>,
    /// Less, for a while.
    step: Cell<Option<u64>>,
    why: Cell<Refused>,
}

impl<'a> Budget<'a> {
    pub(super) fn new(bytes: u64, cancel: &'a AtomicBool) -> Self {
        Self {
            cancel,
            left: Cell::new(bytes),
            step: Cell::new(None),
            why: Cell::new(Refused::Unreadable),
        }
    }

    /// Why reading broke off.
    pub(super) fn refused(&self) -> Refused {
        self.why.get()
    }

    /// Reads what stands between two members; what is kept of that in memory must be little.
    pub(super) fn between_members<T>(&self, read: impl FnOnce() -> T) -> T {
        self.within(LONGEST_BETWEEN, read)
    }

    /// Reads at most this many bytes meanwhile.
    pub(super) fn within<T>(&self, bytes: u64, read: impl FnOnce() -> T) -> T {
        self.step.set(Some(bytes));
        let result = read();
        self.step.set(None);
        result
    }

    fn spend(&self, count: usize) -> io::Result<()> {
        let count = count as u64;
        let exceeded = || {
            self.why.set(Refused::TooLarge);
            io::Error::other("more than is looked at")
        };
        self.go_on()?;
        self.left
            .set(self.left.get().checked_sub(count).ok_or_else(exceeded)?);
        if let Some(step) = self.step.get() {
            self.step
                .set(Some(step.checked_sub(count).ok_or_else(exceeded)?));
        }
        Ok(())
    }

    fn go_on(&self) -> io::Result<()> {
        if self.cancel.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::Other.into());
        }
        Ok(())
    }
}

/// A stream that ends in an error when the budget is spent or the person asked to stop.
pub(super) struct Limited<'a, R> {
    inner: R,
    budget: &'a Budget<'a>,
}

impl<'a, R> Limited<'a, R> {
    pub(super) const fn new(inner: R, budget: &'a Budget<'a>) -> Self {
        Self { inner, budget }
    }
}

impl<R: Read> Read for Limited<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.budget.spend(count)?;
        Ok(count)
    }
}

impl<R: Seek> Seek for Limited<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// All frames of a Zstandard stream, one after the other.
pub(super) struct Zstd<'a, R> {
    source: R,
    decoder: FrameDecoder,
    budget: &'a Budget<'a>,
}

impl<'a, R: BufRead> Zstd<'a, R> {
    pub(super) fn new(source: R, budget: &'a Budget<'a>) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(LONGEST_WINDOW);
        Self {
            source,
            decoder,
            budget,
        }
    }

    /// Begins the next frame; `false` at the end of the stream.
    fn begin_frame(&mut self) -> io::Result<bool> {
        loop {
            self.budget.go_on()?;
            if self.source.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.decoder.init(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let mut skipped = self.source.by_ref().take(length.into());
                    io::copy(&mut skipped, &mut io::sink())?;
                }
                Err(error) => {
                    if matches!(error, FrameDecoderError::WindowSizeTooBig { .. }) {
                        self.budget.why.set(Refused::TooMuchMemory);
                    }
                    return Err(io::Error::other(error));
                }
            }
        }
    }
}

impl<R: BufRead> Read for Zstd<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.decoder.can_collect() > 0 || buffer.is_empty() {
                return self.decoder.read(buffer);
            }
            if self.decoder.is_finished() {
                if !self.begin_frame()? {
                    return Ok(0);
                }
                continue;
            }
            // Blocks may be empty, so that there can be many before a byte comes.
            self.budget.go_on()?;
            self.decoder
                .decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1))
                .map_err(io::Error::other)?;
        }
    }
}

/// Whether a path leads out of the folder that the archive would be unpacked to; a link is seen from where it
/// stands.
pub(super) fn leads_out(path: &[u8], from: &[u8]) -> bool {
    if path
        .first()
        .is_some_and(|byte| matches!(byte, b'/' | b'\\'))
        || path.get(1) == Some(&b':')
    {
        return true;
    }
    let separator = |byte: &u8| matches!(byte, b'/' | b'\\');
    let above = from
        .split(separator)
        .filter(|part| !matches!(*part, b"" | b"."))
        .count();
    let mut depth = i64::try_from(above.saturating_sub(1)).unwrap_or(0);
    for part in path.split(separator) {
        match part {
            b"" | b"." => {}
            b".." => depth -= 1,
            _ => depth += 1,
        }
        if depth < 0 {
            return true;
        }
    }
    false
}

/// The number of members by the end of a zip archive, before anything is made of it.
pub(super) fn zip_members(mut file: &File) -> Option<u64> {
    const LONGEST_COMMENT: u64 = u16::MAX as u64;
    let size = file.seek(SeekFrom::End(0)).ok()?;
    let tail = size.min(22 + LONGEST_COMMENT);
    file.seek(SeekFrom::Start(size - tail)).ok()?;
    let mut bytes = Vec::new();
    file.take(tail).read_to_end(&mut bytes).ok()?;
    file.rewind().ok()?;
    let at = bytes.windows(4).rposition(|mark| mark == b"PK\x05\x06")?;
    let number = |offset: usize| {
        let two = bytes.get(at + offset..at + offset + 2)?;
        Some(u64::from(u16::from_le_bytes(two.try_into().ok()?)))
    };
    let count = number(10)?;
    let directory = bytes.get(at + 12..at + 16)?;
    let directory = u64::from(u32::from_le_bytes(directory.try_into().ok()?));
    // Beyond 65,534 members the number stands elsewhere; a member takes 46 bytes of the directory.
    Some(match count {
        0xffff if directory == u64::from(u32::MAX) => u64::MAX,
        0xffff => directory / 46,
        count => count.max(directory / (46 + 65_535 * 3)),
    })
}
