//! Checksum lists: lines that give the digest of a file, in the grammars of the common tools.
//!
//! Read are the lines of coreutils (`HEX  NAME`, `HEX *NAME`, escaped names), of BSD and openssl
//! (`ALGO (NAME) = HEX`), a digest alone, the output of PowerShell and CertUtil, and the `files:` of Helm; all
//! of it also inside a clear-signed OpenPGP message, whose signature is not looked at. Everything is claimed.

use std::borrow::Cow;

use crate::{Digest, HashAlgorithm, Unreadable, limits};

/// A checksum list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChecksumList {
    /// The lines that give a digest, in order.
    pub lines: Vec<Line>,
    /// Whether the list stands inside an OpenPGP message, whose signature this program does not check.
    pub in_openpgp: bool,
}

/// One line that gives the digest of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Number of the line, from 1.
    pub number: usize,
    /// What it gives.
    pub sum: Sum,
    /// The name it gives it for, as written after unescaping; absent where a digest stands alone.
    pub name: Option<Vec<u8>>,
    /// Whether it is written as no tool of the grammar writes it.
    pub loose: bool,
}

/// What a line gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sum {
    /// A digest that this program compares. `named` tells whether the line names the algorithm; else it was
    /// told by the length.
    Strong {
        /// The digest.
        digest: Digest,
        /// Whether the line names the algorithm.
        named: bool,
    },
    /// By an algorithm that proves nothing any more: a name of ours.
    Weak(&'static str),
    /// By an algorithm that this program does not compute: a name of ours.
    Unsupported(&'static str),
}

impl Line {
    /// The last part of the name: files are compared by it, wherever they lay when the list was made.
    pub fn base_name(&self) -> Option<&[u8]> {
        let name = self.name.as_deref()?;
        Some(name.rsplit(|byte| *byte == b'/').next().unwrap_or(name))
    }
}

impl ChecksumList {
    /// Reads a text whose lines give digests, with little else between them. One that merely mentions digests is
    /// none: whoever signed it need not have spoken for the files it mentions, and may have warned of them.
    ///
    /// # Errors
    /// Beyond a limit, no text, no line that gives a digest, or many that do not.
    pub fn parse(bytes: &[u8]) -> Result<Self, Unreadable> {
        if bytes.len() > limits::EVIDENCE_BYTES {
            return Err(Unreadable::limit("a file larger than this program reads"));
        }
        let text = plain(bytes).ok_or_else(|| Unreadable::unknown("no text"))?;
        let mut list = Self::default();
        let mut reader = Reader::default();
        let mut other_lines = 0;
        for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            match reader.read(line) {
                Read::Sum(sum, name, loose) => {
                    if list.lines.len() >= limits::CHECKSUM_LINES {
                        return Err(Unreadable::limit("more lines than this program reads"));
                    }
                    list.lines.push(Line {
                        number: index + 1,
                        sum,
                        name,
                        loose,
                    });
                }
                Read::Other => other_lines += 1,
                Read::Begin => other_lines = 0,
                Read::Nothing => {}
                Read::End => break,
            }
        }
        list.in_openpgp = reader.in_openpgp;
        if list.lines.is_empty() {
            return Err(Unreadable::unknown("no line gives the digest of a file"));
        }
        if other_lines * 4 > list.lines.len() {
            return Err(Unreadable::unknown("a text that merely mentions digests"));
        }
        Ok(list)
    }
}

/// Text as UTF-8 or of an older eight-bit code; UTF-16 as PowerShell writes it is brought to UTF-8. `None`
/// for what is no text.
fn plain(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| match pair {
            [first, second] => unit([*first, *second]),
            _ => 0,
        });
        let text: String = char::decode_utf16(units)
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        text.into_bytes()
    };
    let text = if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        Cow::Owned(wide(rest, u16::from_le_bytes))
    } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        Cow::Owned(wide(rest, u16::from_be_bytes))
    } else {
        Cow::Borrowed(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
    };
    (!text.contains(&0)).then_some(text)
}

enum Read {
    Sum(Sum, Option<Vec<u8>>, bool),
    /// Text of another kind.
    Other,
    /// An empty line, a comment, or part of the frame.
    Nothing,
    /// The list begins behind this line; text before it is of another kind by its grammar.
    Begin,
    /// What follows belongs to the frame.
    End,
}

/// What lines before have said.
#[derive(Default)]
struct Reader {
    in_openpgp: bool,
    in_openpgp_header: bool,
    /// The end of the description that Helm puts before `files:` was the line before.
    description_ended: bool,
    /// `files:` of Helm was read.
    in_files: bool,
    /// CertUtil and PowerShell name file and algorithm in lines of their own.
    announced: Option<(Option<Algorithm>, Option<Vec<u8>>)>,
    hash: Option<Vec<u8>>,
}

impl Reader {
    fn read(&mut self, line: &[u8]) -> Read {
        if line == b"-----BEGIN PGP SIGNED MESSAGE-----" {
            self.in_openpgp = true;
            self.in_openpgp_header = true;
            return Read::Nothing;
        }
        if self.in_openpgp_header {
            self.in_openpgp_header = !line.is_empty();
            return Read::Nothing;
        }
        if self.in_openpgp && line == b"-----BEGIN PGP SIGNATURE-----" {
            return Read::End;
        }
        let line = match line.strip_prefix(b"- ") {
            Some(rest) if self.in_openpgp => rest,
            _ => line,
        };
        let trimmed = line.trim_ascii();
        if trimmed.is_empty() || matches!(trimmed.first(), Some(b'#' | b';')) {
            return Read::Nothing;
        }
        self.announcement(trimmed)
            .or_else(|| hex_first(line))
            .or_else(|| tagged(line))
            .or_else(|| table_row(trimmed))
            .or_else(|| self.helm(line))
            .unwrap_or(Read::Other)
    }

    /// CertUtil, and PowerShell's `Get-FileHash | Format-List`.
    fn announcement(&mut self, line: &[u8]) -> Option<Read> {
        if line.starts_with(b"CertUtil:") {
            return Some(Read::Nothing);
        }
        // `SHA256 hash of tool.zip:`, and `SHA256 hash of file tool.zip:` of older ones.
        if let Some(at) = find(line, b" hash of ") {
            let (algorithm, rest) = (line.get(..at)?, line.get(at + 9..)?);
            let name = rest.strip_suffix(b":")?;
            let name = name.strip_prefix(b"file ").unwrap_or(name);
            self.announced = Some((Some(Algorithm::named(algorithm)?), windows_name(name)));
            return Some(Read::Nothing);
        }
        if let Some((key, value)) = split_once(line, b':') {
            let value = value.trim_ascii();
            match key.trim_ascii() {
                b"Algorithm" => {
                    self.announced = Some((Algorithm::named(value), None));
                    return Some(Read::Nothing);
                }
                b"Hash" if self.announced.is_some() => {
                    self.hash = Some(value.to_vec());
                    return Some(Read::Nothing);
                }
                b"Path" => {
                    let hash = self.hash.take()?;
                    let (algorithm, _) = self.announced.take()?;
                    let sum = sum(algorithm, &hash)?;
                    return Some(Read::Sum(sum, windows_name(value), false));
                }
                _ => {}
            }
        }
        let (algorithm, name) = self.announced.as_ref()?;
        // Older CertUtil parts the bytes with blanks.
        let hex: Vec<u8> = line.iter().copied().filter(|byte| *byte != b' ').collect();
        let sum = sum(*algorithm, &hex)?;
        let name = name.clone();
        self.announced = None;
        Some(Read::Sum(sum, name, false))
    }

    /// Helm's `.prov`: `  chart-1.0.tgz: sha256:HEX` below `files:`.
    fn helm(&mut self, line: &[u8]) -> Option<Read> {
        if !self.in_openpgp {
            return None;
        }
        if std::mem::replace(&mut self.description_ended, line == b"...") && line == b"files:" {
            self.in_files = true;
            return Some(Read::Begin);
        }
        if !self.in_files {
            return None;
        }
        let (name, value) = split_once(line.strip_prefix(b"  ")?, b':')?;
        let (algorithm, hex) = split_once(value.trim_ascii(), b':')?;
        let sum = sum(Some(Algorithm::named(algorithm)?), hex)?;
        Some(Read::Sum(sum, named(name)?, false))
    }
}

/// `HEX  NAME`, `HEX *NAME`, `HEX NAME` and `HEX`, with `\` before them when the name is escaped, and with
/// `sha256:` before the digits.
fn hex_first(line: &[u8]) -> Option<Read> {
    let (escaped, line) = match line.strip_prefix(b"\\") {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let end = line
        .iter()
        .position(|byte| matches!(byte, b' ' | b'\t'))
        .unwrap_or(line.len());
    let (word, rest) = (line.get(..end)?, line.get(end..)?);
    let (algorithm, hex) = match split_once(word, b':') {
        Some((algorithm, hex)) => (Some(Algorithm::named(algorithm)?), hex),
        None => (None, word),
    };
    let sum = sum(algorithm, hex)?;
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    if rest.iter().all(blank) {
        return Some(Read::Sum(
            sum,
            None,
            !rest.is_empty() || algorithm.is_some(),
        ));
    }
    let as_written = match rest {
        [b' ', b' ' | b'*', name @ ..] if !name.first().is_some_and(blank) => Some(name),
        _ => None,
    };
    let loose = as_written.is_none() || algorithm.is_some();
    let name = as_written.unwrap_or_else(|| rest.trim_ascii_start());
    let name = if escaped {
        unescaped(name)?
    } else {
        name.to_vec()
    };
    Some(Read::Sum(sum, named(&name)?, loose))
}

/// `ALGO (NAME) = HEX` of BSD and of coreutils' `--tag`, `ALGO(NAME)= HEX` of openssl.
fn tagged(line: &[u8]) -> Option<Read> {
    let (escaped, line) = match line.strip_prefix(b"\\") {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let open = line.iter().position(|byte| *byte == b'(')?;
    // A name may hold anything but what ends it: the last such place counts.
    let close = line
        .windows(2)
        .rposition(|pair| pair == b")=")
        .map(|at| (at, at + 2))
        .or_else(|| {
            let at = line.windows(3).rposition(|three| three == b") =")?;
            Some((at, at + 3))
        })?;
    let algorithm = Algorithm::named(line.get(..open)?.trim_ascii())?;
    let name = line.get(open + 1..close.0)?;
    let sum = sum(Some(algorithm), line.get(close.1..)?.trim_ascii())?;
    let name = if escaped {
        unescaped(name)?
    } else {
        name.to_vec()
    };
    Some(Read::Sum(sum, named(&name)?, false))
}

/// A row of PowerShell's table: `SHA256          6A78…          C:\folder\tool.zip`; and its heading.
fn table_row(line: &[u8]) -> Option<Read> {
    let (algorithm, rest) = split_once(line, b' ')?;
    let rest = rest.trim_ascii_start();
    let (hash, path) = split_once(rest, b' ').unwrap_or((rest, b""));
    if (algorithm, hash) == (b"Algorithm", b"Hash") || algorithm.iter().all(|byte| *byte == b'-') {
        return Some(Read::Nothing);
    }
    let sum = sum(Some(Algorithm::named(algorithm)?), hash)?;
    Some(Read::Sum(sum, windows_name(path.trim_ascii()), false))
}

/// The last part of a name with either kind of separator; none where there is no name.
fn windows_name(name: &[u8]) -> Option<Vec<u8>> {
    let last = name.rsplit(|byte| matches!(byte, b'/' | b'\\')).next()?;
    (!last.is_empty()).then(|| last.to_vec())
}

/// A name within its limit; `None` refuses the line.
#[allow(
    clippy::option_option,
    reason = "a refused line and a line without a name are two things"
)]
fn named(name: &[u8]) -> Option<Option<Vec<u8>>> {
    let fits = (1..=limits::CHECKSUM_NAME_BYTES).contains(&name.len());
    fits.then(|| Some(name.to_vec()))
}

fn unescaped(name: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(name.len());
    let mut bytes = name.iter();
    while let Some(byte) = bytes.next() {
        plain.push(match byte {
            b'\\' => match bytes.next()? {
                b'\\' => b'\\',
                b'n' => b'\n',
                b'r' => b'\r',
                _ => return None,
            },
            other => *other,
        });
    }
    Some(plain)
}

/// The algorithms that lists name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Strong(HashAlgorithm),
    /// Name and hex digits.
    Weak(&'static str, usize),
    Unsupported(&'static str, usize),
}

impl Algorithm {
    fn named(name: &[u8]) -> Option<Self> {
        // `SHA2-256`, `SHA-256`, `sha256` and `SHA256` are one.
        let name: Vec<u8> = name
            .iter()
            .filter(|byte| !matches!(byte, b'-' | b'_' | b'/'))
            .map(u8::to_ascii_lowercase)
            .collect();
        Some(match name.as_slice() {
            b"sha256" | b"sha2256" => Self::Strong(HashAlgorithm::Sha256),
            b"sha384" | b"sha2384" => Self::Strong(HashAlgorithm::Sha384),
            b"sha512" | b"sha2512" => Self::Strong(HashAlgorithm::Sha512),
            b"md5" => Self::Weak("md5", 32),
            b"sha1" => Self::Weak("sha1", 40),
            b"crc32" => Self::Weak("crc32", 8),
            b"rmd160" | b"ripemd160" => Self::Weak("ripemd160", 40),
            b"blake2s128" => Self::Weak("blake2s-128", 32),
            b"sha224" | b"sha2224" => Self::Unsupported("sha224", 56),
            b"sha512224" | b"sha2512224" => Self::Unsupported("sha512-224", 56),
            b"sha512256" | b"sha2512256" => Self::Unsupported("sha512-256", 64),
            b"sha3224" => Self::Unsupported("sha3-224", 56),
            b"sha3256" => Self::Unsupported("sha3-256", 64),
            b"sha3384" => Self::Unsupported("sha3-384", 96),
            b"sha3512" => Self::Unsupported("sha3-512", 128),
            b"blake2b" | b"blake2b512" => Self::Unsupported("blake2b", 128),
            b"blake2b256" => Self::Unsupported("blake2b-256", 64),
            b"blake2s" | b"blake2s256" => Self::Unsupported("blake2s", 64),
            b"blake3" => Self::Unsupported("blake3", 64),
            b"sm3" => Self::Unsupported("sm3", 64),
            _ => return None,
        })
    }
}

/// What hex digits give; of lines that name no algorithm the length tells it.
fn sum(algorithm: Option<Algorithm>, hex: &[u8]) -> Option<Sum> {
    let digits = hex.iter().all(u8::is_ascii_hexdigit);
    let text = std::str::from_utf8(hex).ok().filter(|_| digits)?;
    let strong = |algorithm, named| {
        let digest = Digest::from_hex(algorithm, text)?;
        Some(Sum::Strong { digest, named })
    };
    match algorithm {
        Some(Algorithm::Strong(algorithm)) => strong(algorithm, true),
        Some(Algorithm::Weak(name, length)) => (hex.len() == length).then_some(Sum::Weak(name)),
        Some(Algorithm::Unsupported(name, length)) => {
            (hex.len() == length).then_some(Sum::Unsupported(name))
        }
        None => match hex.len() {
            32 => Some(Sum::Weak("md5")),
            40 => Some(Sum::Weak("sha1")),
            56 => Some(Sum::Unsupported("sha224")),
            64 => strong(HashAlgorithm::Sha256, false),
            96 => strong(HashAlgorithm::Sha384, false),
            128 => strong(HashAlgorithm::Sha512, false),
            _ => None,
        },
    }
}

/// Whether the name of a list, or of a file in it, says that its digests are of an algorithm whose lengths
/// are those of SHA-2 and which this program does not compute.
pub fn names_other_algorithm(name: &[u8]) -> bool {
    const OTHERS: [&[u8]; 6] = [
        b"sha3",
        b"blake2",
        b"blake3",
        b"b2sum",
        b"b3sum",
        b"sha512-256",
    ];
    let name = name.to_ascii_lowercase();
    OTHERS.iter().any(|other| find(&name, other).is_some())
        || [&b".b3"[..], b".b2"].iter().any(|end| name.ends_with(end))
}

fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len())
        .position(|window| window == needle)
}

fn split_once(bytes: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let position = bytes.iter().position(|byte| *byte == at)?;
    Some((bytes.get(..position)?, bytes.get(position + 1..)?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hex() -> String {
        "ab".repeat(32)
    }

    /// Algorithm or name, file name and whether it is written loosely.
    fn read(text: &[u8]) -> Vec<(String, Option<String>, bool)> {
        let list = ChecksumList::parse(text)
            .map(|list| list.lines)
            .unwrap_or_default();
        list.into_iter()
            .map(|line| {
                let sum = match line.sum {
                    Sum::Strong { digest, .. } => digest.algorithm().as_str(),
                    Sum::Weak(name) | Sum::Unsupported(name) => name,
                };
                let name = line.name.map(|name| String::from_utf8(name).unwrap());
                (sum.to_owned(), name, line.loose)
            })
            .collect()
    }

    #[test]
    fn every_grammar_is_read() {
        let h = hex();
        let (h384, h512) = ("cd".repeat(48), "ef".repeat(64));
        let spaced = "ab ".repeat(32);
        let table: Vec<(String, &str, Option<&str>, bool)> = vec![
            (
                format!("{h}  tool.zip\n"),
                "sha256",
                Some("tool.zip"),
                false,
            ),
            (
                format!("{h} *tool.zip\r\n"),
                "sha256",
                Some("tool.zip"),
                false,
            ),
            (
                format!("{h}  a file.zip"),
                "sha256",
                Some("a file.zip"),
                false,
            ),
            (
                format!("\\{h}  a\\nb\\\\c"),
                "sha256",
                Some("a\nb\\c"),
                false,
            ),
            (format!("{h} tool.zip"), "sha256", Some("tool.zip"), true),
            (format!("{h}\ttool.zip"), "sha256", Some("tool.zip"), true),
            (format!("{h}    tool.zip"), "sha256", Some("tool.zip"), true),
            (h.to_uppercase(), "sha256", None, false),
            (format!("{h}\n"), "sha256", None, false),
            (format!("sha256:{h}"), "sha256", None, true),
            (format!("{h384}  t"), "sha384", Some("t"), false),
            (format!("{h512}  t"), "sha512", Some("t"), false),
            (
                format!("SHA256 (tool (1).zip) = {h}"),
                "sha256",
                Some("tool (1).zip"),
                false,
            ),
            (format!("SHA512 (t) = {h512}"), "sha512", Some("t"), false),
            (
                format!("SHA256(t.zip)= {h}"),
                "sha256",
                Some("t.zip"),
                false,
            ),
            (
                format!("SHA2-256(t.zip)= {h}"),
                "sha256",
                Some("t.zip"),
                false,
            ),
            (
                format!("\\SHA256 (a\\nb) = {h}"),
                "sha256",
                Some("a\nb"),
                false,
            ),
            (
                format!("MD5 (t) = {}", "a".repeat(32)),
                "md5",
                Some("t"),
                false,
            ),
            (format!("{}  t", "a".repeat(40)), "sha1", Some("t"), false),
            (format!("BLAKE2b (t) = {h512}"), "blake2b", Some("t"), false),
            (format!("SHA3-256(t)= {h}"), "sha3-256", Some("t"), false),
            (
                format!(
                    "SHA256 hash of t.zip:\r\n{h}\r\nCertUtil: -hashfile command completed successfully.\r\n"
                ),
                "sha256",
                Some("t.zip"),
                false,
            ),
            (
                format!("SHA256 hash of file C:\\d\\t.zip:\r\n{}\r\n", spaced.trim()),
                "sha256",
                Some("t.zip"),
                false,
            ),
            (
                format!(
                    "\r\nAlgorithm : SHA256\r\nHash      : {}\r\nPath      : C:\\d e\\t.zip\r\n",
                    h.to_uppercase()
                ),
                "sha256",
                Some("t.zip"),
                false,
            ),
            (
                format!(
                    "Algorithm       Hash        Path\r\n---------       ----   ----\r\nSHA256          {h}       C:\\d\\t u.zip\r\n"
                ),
                "sha256",
                Some("t u.zip"),
                false,
            ),
            (
                format!(
                    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{h}  t\n-----BEGIN PGP SIGNATURE-----\n\n{h}  forged\n-----END PGP SIGNATURE-----\n"
                ),
                "sha256",
                Some("t"),
                false,
            ),
            (
                format!(
                    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\napiVersion: v2\nname: t\n\n...\nfiles:\n  t-1.0.tgz: sha256:{h}\n-----BEGIN PGP SIGNATURE-----\n"
                ),
                "sha256",
                Some("t-1.0.tgz"),
                false,
            ),
        ];
        for (text, sum, name, loose) in table {
            let expected = [(sum.to_owned(), name.map(str::to_owned), loose)];
            assert_eq!(read(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn what_powershell_redirects_is_read() {
        let text = format!("Algorithm : SHA256\r\nHash : {}\r\nPath : t\r\n", hex());
        let wide: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(read(&wide)[0].1.as_deref(), Some("t"));
    }

    #[test]
    fn other_texts_are_no_lists() {
        let h = hex();
        for text in [
            String::new(),
            "text".to_owned(),
            format!("{h}0  t"),
            format!("{}x  t", &h[..63]),
            format!("SHA512 (t) = {h}"),
            format!("SHA256 (t) {h}"),
            format!("\\{h}  a\\x"),
            format!("{h}  t\0"),
            "Hash : x\nPath : y".to_owned(),
        ] {
            assert_eq!(read(text.as_bytes()), [], "{text}");
        }
        let commented = format!("# made by hand\n\n; too\n{h}  t\n");
        assert_eq!(read(commented.as_bytes()).len(), 1);
        let many = format!("{h}\n").repeat(limits::CHECKSUM_LINES + 1);
        let error = ChecksumList::parse(many.as_bytes()).unwrap_err();
        assert_eq!(error.code, crate::UnreadableCode::LimitExceeded);
    }

    /// Whoever signed such a text did not speak for the files it mentions.
    #[test]
    fn texts_that_merely_mention_digests_are_no_lists() {
        let line = format!("{}  t\n", hex());
        let notes = format!("What is new\nMuch.\nMore.\n{line}");
        let in_openpgp = |text: &str| {
            format!(
                "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{text}-----BEGIN PGP SIGNATURE-----\n"
            )
        };
        let files = format!("files:\n  t: sha256:{}\n", hex());
        for text in [
            notes.clone(),
            in_openpgp(&notes),
            in_openpgp(&format!("Never run these\n{files}")),
            in_openpgp(&format!("name: t\n\n...\n{files}Never run them\n")),
            format!("Never run this\n{}", line.repeat(3)),
        ] {
            assert_eq!(read(text.as_bytes()), [], "{text}");
        }
        let mostly = format!("Sums of this release\n{}", line.repeat(4));
        assert_eq!(read(mostly.as_bytes()).len(), 4);
    }

    #[test]
    fn names_say_when_digests_are_of_another_kind() {
        for name in ["SHA3SUMS", "x.blake3", "b2sums.txt.b2sum", "t.b3"] {
            assert!(names_other_algorithm(name.as_bytes()), "{name}");
        }
        for name in ["SHA256SUMS", "checksums.txt", "sha512-tool"] {
            assert!(!names_other_algorithm(name.as_bytes()), "{name}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_numbers_its_lines(bytes: Vec<u8>, text in "[ -~\\\\\n(=)]{0,200}") {
            for input in [&bytes[..], text.as_bytes()] {
                if let Ok(list) = ChecksumList::parse(input) {
                    let lines = input.split(|byte| *byte == b'\n').count();
                    prop_assert!(list.lines.iter().all(|line| (1..=lines).contains(&line.number)));
                }
            }
        }
    }
}
