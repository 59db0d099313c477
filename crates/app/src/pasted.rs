//! A digest from elsewhere, such as a message or a web page, compared with what was checked.
//!
//! What is pasted is whatever a person could copy: a bare digest, `sha256:…`, lines of a checksum list, the output
//! of tools, an integrity string of a web page, or a whole letter around one of these. Being the same says that
//! the bytes are those the digest was made of, and nothing about who made either.

use std::sync::atomic::AtomicBool;

use serde::Serialize;
use whence_display::DisplayText;
use whence_evidence::{Digest, HashAlgorithm, base64, hash::from_hex};
use whence_verdict::Problem;

use crate::{
    Checked, check,
    intake::{self, Stopped},
    view::{Arg, Message},
};

/// Longest text that is looked through, in bytes. Checksum lists of large releases are shorter.
pub const MOST_BYTES: usize = 1 << 20;
/// Digests of one text; the rest is left out.
const MOST_DIGESTS: usize = 10_000;
/// Hex digits from which on a word is taken for part of a digest.
const PARTIAL_DIGITS: usize = 24;
/// Pairs shown at most.
const MOST_PAIRS: usize = 4;

/// What comparing came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PastedAnswer {
    /// What it came to.
    pub outcome: PastedOutcome,
    /// The answer in one sentence.
    pub sentence: Message,
    /// What it means, and what it does not.
    pub more: Vec<Message>,
    /// The digests that were compared, to look at; in part when there are many.
    pub pairs: Vec<PastedPair>,
}

/// What comparing came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum PastedOutcome {
    /// The same bytes.
    Same,
    /// Other bytes.
    Different,
    /// Nothing was compared.
    NotCompared,
}

/// A pasted digest beside that of the target, both in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PastedPair {
    /// `SHA-256`, `SHA-384` or `SHA-512`.
    pub algorithm: String,
    /// What was pasted.
    pub pasted: String,
    /// What was computed here.
    pub own: String,
    /// Whether they are equal.
    pub same: bool,
}

/// Compares what was checked with a digest in a text. A file is read once more when the digest is of an algorithm
/// that the check did not need.
///
/// # Errors
/// [`Stopped`], also when the file is no longer the one that was checked.
pub fn compare(
    checked: &Checked,
    text: &str,
    cancel: &AtomicBool,
) -> Result<PastedAnswer, Stopped> {
    let pasted = Pasted::read(text);
    let subject = &checked.subject;
    let mut own = subject.digests.clone();
    let is_missing =
        |algorithm: &HashAlgorithm| own.iter().all(|digest| digest.algorithm() != *algorithm);
    let mut missing: Vec<HashAlgorithm> =
        pasted.algorithms().into_iter().filter(is_missing).collect();
    match (
        &subject.text,
        &checked.path,
        &subject.state,
        own.first().copied(),
    ) {
        _ if missing.is_empty() => {}
        (Some(text), ..) => {
            own.extend(
                missing
                    .iter()
                    .map(|algorithm| check::digest(*algorithm, text)),
            );
        }
        (None, Some(path), Some(state), Some(known)) => {
            missing.push(known.algorithm());
            let read = intake::read(path, &missing, &mut |_, _| (), cancel)?;
            if read.state != *state || read.digests.last() != Some(&known) {
                return Err(Stopped::Problem(Problem::FileChangedWhileChecking));
            }
            own.extend(read.digests);
        }
        _ => {}
    }
    Ok(pasted.compare(&subject.name.to_string_lossy(), &own))
}

/// What stands in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pasted {
    /// Digests that can be compared, in order.
    digests: Vec<Given>,
    /// What looks like a digest and cannot be compared, the first of its kind.
    other: Option<Other>,
    too_long: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Given {
    digest: Digest,
    /// The name of a file it stands beside, as in checksum lists.
    name: Option<String>,
    /// Whether the text names the algorithm, or only its length suggests it.
    said: bool,
}

/// A digest that is not compared.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Other {
    /// MD5 or SHA-1, for which two files with one digest can be made.
    Weak(&'static str),
    /// An algorithm this program does not compute.
    Unknown(&'static str),
    /// Some digits are missing or too many.
    Partial {
        digits: usize,
        algorithm: Option<HashAlgorithm>,
    },
}

/// What a word before a digest says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Sha(HashAlgorithm),
    Weak(&'static str),
    Unknown(&'static str),
}

impl Pasted {
    /// Looks for digests in a text.
    pub fn read(text: &str) -> Self {
        let mut pasted = Self::default();
        if text.len() > MOST_BYTES {
            pasted.too_long = true;
            return pasted;
        }
        // Letters and web pages put these into long words, where nobody sees them.
        let text = text.replace(
            [
                '\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}',
            ],
            "",
        );
        // A long digest broken into lines must not be taken for two short ones.
        if let Some((digest, true)) = in_groups(&text) {
            pasted.digests.push(Given {
                digest,
                name: None,
                said: true,
            });
            return pasted;
        }
        let mut label = None;
        for line in text.lines() {
            pasted.read_line(line, &mut label);
        }
        // Only when no word is one: a digest in groups.
        if pasted.digests.is_empty()
            && let Some((digest, said)) =
                in_groups(&text).or_else(|| text.lines().find_map(in_groups))
        {
            pasted.digests.push(Given {
                digest,
                name: None,
                said,
            });
        }
        pasted
    }

    /// The algorithms for which a digest of the target is needed.
    pub fn algorithms(&self) -> Vec<HashAlgorithm> {
        let given = |algorithm: &HashAlgorithm| {
            self.digests
                .iter()
                .any(|given| given.digest.algorithm() == *algorithm)
        };
        HashAlgorithm::ALL.into_iter().filter(given).collect()
    }

    /// Compares with digests of the target, which has this file name.
    pub fn compare(&self, name: &str, own: &[Digest]) -> PastedAnswer {
        if self.digests.is_empty() {
            return not_compared(self.nothing());
        }
        let own_for = |given: &Given| {
            own.iter()
                .find(|digest| digest.algorithm() == given.digest.algorithm())
                .copied()
        };
        let all: Vec<(&Given, Digest)> = self
            .digests
            .iter()
            .filter_map(|given| Some((given, own_for(given)?)))
            .collect();
        // In a list the lines about this very file count, whatever stands in the others.
        let mut compared: Vec<_> = all
            .iter()
            .filter(|(given, _)| given.name.as_deref() == Some(name))
            .copied()
            .collect();
        let named = !compared.is_empty();
        if !named {
            compared = all
                .iter()
                .filter(|(given, _)| given.is_called(name))
                .copied()
                .collect();
        }
        if compared.is_empty() {
            compared.clone_from(&all);
        }
        let Some((first, _)) = compared.first().copied() else {
            return not_compared(Message::new("pasted-not-computed"));
        };
        let fitting = compared
            .iter()
            .find(|(given, own)| given.digest == *own)
            .map(|(given, _)| *given);
        let differing = compared.iter().find(|(given, own)| given.digest != *own);
        // Lines about several files differ, of course; digests of one thing must not.
        let one_thing = compared.iter().all(|(given, _)| given.name == first.name)
            && algorithms_differ(&compared);
        let count = || Arg::Number(compared.len() as u64);
        let algorithm = |given: &Given| DisplayText::identifier(written(given.digest.algorithm()));
        let (outcome, sentence, seen) = match (fitting, differing) {
            (Some(given), None) => (
                PastedOutcome::Same,
                Message::new("pasted-same").with("algorithm", algorithm(given)),
                Some(given),
            ),
            (Some(_), Some(_)) if named || one_thing => (
                PastedOutcome::Different,
                Message::new("pasted-contradiction"),
                None,
            ),
            (Some(given), Some(_)) => (
                PastedOutcome::Same,
                Message::new("pasted-same-as-one")
                    .with("algorithm", algorithm(given))
                    .with("count", count()),
                Some(given),
            ),
            (None, _) if compared.len() > 1 => (
                PastedOutcome::Different,
                Message::new("pasted-different-from-all").with("count", count()),
                None,
            ),
            (None, _) => (
                PastedOutcome::Different,
                Message::new("pasted-different").with("algorithm", algorithm(first)),
                Some(first),
            ),
        };
        let mut more = Vec::new();
        let elsewhere = seen.filter(|given| !given.is_called(name));
        if let Some(other) = elsewhere.and_then(|given| given.name.as_deref()) {
            more.push(
                Message::new("pasted-other-name").with("name", DisplayText::identifier(other)),
            );
        }
        more.push(Message::new(match outcome {
            PastedOutcome::Same => "pasted-same-means",
            _ => "pasted-different-means",
        }));
        if outcome == PastedOutcome::Different && compared.iter().any(|(given, _)| !given.said) {
            more.push(Message::new("pasted-by-length"));
        }
        let not_computed = self.digests.iter().find(|given| own_for(given).is_none());
        let left_out = match &self.other {
            Some(Other::Weak(name) | Other::Unknown(name)) => Some(*name),
            _ => not_computed.map(|given| written(given.digest.algorithm())),
        };
        if let Some(name) = left_out {
            more.push(
                Message::new("pasted-left-out").with("algorithm", DisplayText::identifier(name)),
            );
        }
        let pair = |(given, own): &(&Given, Digest)| PastedPair {
            algorithm: written(own.algorithm()).to_owned(),
            pasted: given.digest.to_hex(),
            own: own.to_hex(),
            same: given.digest == *own,
        };
        let shown = compared
            .iter()
            .filter(|(given, _)| seen.is_none_or(|seen| std::ptr::eq(seen, *given)));
        PastedAnswer {
            outcome,
            sentence,
            more,
            pairs: shown.take(MOST_PAIRS).map(pair).collect(),
        }
    }

    /// Why there is nothing to compare.
    fn nothing(&self) -> Message {
        let named = |id: &str, name: &str| {
            Message::new(id).with("algorithm", DisplayText::identifier(name))
        };
        match &self.other {
            _ if self.too_long => Message::new("pasted-too-long"),
            Some(Other::Weak(name)) => named("pasted-weak", name),
            Some(Other::Unknown(name)) => named("pasted-unknown", name),
            Some(Other::Partial {
                digits,
                algorithm: Some(algorithm),
            }) => named("pasted-partial-of", written(*algorithm))
                .with("digits", Arg::Number(*digits as u64))
                .with("wanted", Arg::Number(algorithm.length() as u64 * 2)),
            Some(Other::Partial {
                digits,
                algorithm: None,
            }) => Message::new("pasted-partial").with("digits", Arg::Number(*digits as u64)),
            None => Message::new("pasted-no-digest"),
        }
    }

    fn read_line(&mut self, line: &str, label: &mut Option<Label>) {
        // `SHA256 (name) = digest`, as BSD tools and OpenSSL write it.
        if let Some((before, value)) = line.rsplit_once('=')
            && let Some((word, name)) = before
                .trim_end()
                .strip_suffix(')')
                .and_then(|it| it.split_once('('))
            && let Some(named) = Label::read(word.trim())
        {
            self.take(value.trim(), Some(named), Some(name));
            return;
        }
        // `digest  name` or `digest *name`, as checksum lists have it.
        let in_list = line
            .trim_start_matches(['>', ' ', '\t', '\\'])
            .split_once([' ', '\t']);
        if let Some((word, rest)) = in_list {
            // Anything else after a digest is prose.
            let is_name =
                rest.starts_with([' ', '*', '\t']) || (rest.contains('.') && !rest.contains(' '));
            let name = rest.trim().trim_start_matches('*');
            let name = name.strip_prefix("./").unwrap_or(name);
            if is_name && !name.is_empty() && self.take(word, *label, Some(name)) {
                return;
            }
        }
        for word in line.split(is_between) {
            if let Some(named) = Label::read(word.trim_end_matches('=')) {
                *label = Some(named);
                continue;
            }
            // `sha256-BASE64` of web pages and package locks, `sha256=…` of package indexes.
            let joined = word.find(['-', '=']).and_then(|at| {
                let (before, value) = word.split_at(at);
                Some((Label::read(before)?, value.get(1..)?))
            });
            match joined {
                Some((Label::Weak(named), value)) if value.len() >= 16 => {
                    self.leave(Other::Weak(named))
                }
                Some((named, value)) => {
                    self.take(value, Some(named), None);
                }
                None if self.take(word, *label, None) => *label = None,
                None => {}
            }
        }
    }

    /// Takes a word when it is a digest, or part of one; says whether it was.
    fn take(&mut self, word: &str, label: Option<Label>, name: Option<&str>) -> bool {
        let word = word.trim_matches(|letter: char| {
            !letter.is_ascii_alphanumeric() && !['+', '/', '=', '-', '_'].contains(&letter)
        });
        let hex = word.strip_prefix("0x").unwrap_or(word);
        let is_hex = !hex.is_empty() && hex.bytes().all(|letter| letter.is_ascii_hexdigit());
        let bytes = match from_hex(hex) {
            Some(bytes) => bytes,
            // An odd number of digits.
            None if is_hex => return self.partial(hex, label),
            None => match from_base64(word, label.is_some()) {
                Some(bytes) => bytes,
                None => return false,
            },
        };
        let by_length = HashAlgorithm::ALL
            .into_iter()
            .find(|it| it.length() == bytes.len());
        let said = matches!(label, Some(Label::Sha(named)) if Some(named) == by_length);
        match (label, by_length) {
            (Some(Label::Unknown(named)), _) if bytes.len() >= 16 => {
                self.leave(Other::Unknown(named))
            }
            (_, Some(algorithm)) => {
                let digest = Digest::new(algorithm, &bytes);
                let room = self.digests.len() < MOST_DIGESTS;
                self.digests
                    .extend(digest.filter(|_| room).map(|digest| Given {
                        digest,
                        name: name.map(str::to_owned),
                        said,
                    }));
            }
            (Some(Label::Sha(_)), None) if is_hex && hex.len() >= PARTIAL_DIGITS => {
                return self.partial(hex, label);
            }
            _ if !is_hex => return false,
            (_, None) => match bytes.len() {
                16 => self.leave(Other::Weak("MD5")),
                20 => self.leave(Other::Weak("SHA-1")),
                28 => self.leave(Other::Unknown("SHA-224")),
                _ => return self.partial(hex, label),
            },
        }
        true
    }

    fn partial(&mut self, hex: &str, label: Option<Label>) -> bool {
        let enough = hex.len() >= PARTIAL_DIGITS;
        if enough {
            let algorithm = match label {
                Some(Label::Sha(algorithm)) => Some(algorithm),
                _ => None,
            };
            self.leave(Other::Partial {
                digits: hex.len(),
                algorithm,
            });
        }
        enough
    }

    fn leave(&mut self, other: Other) {
        self.other.get_or_insert(other);
    }
}

impl Given {
    /// Whether it stands beside this file name, perhaps with folders before it.
    fn is_called(&self, name: &str) -> bool {
        let last = |path: &str| path.rsplit(['/', '\\']).next() == Some(name);
        self.name.as_deref().is_some_and(last)
    }
}

impl Label {
    /// Names of algorithms in the spellings of tools: `sha256`, `SHA-256`, `SHA2-256`.
    fn read(word: &str) -> Option<Self> {
        if word.len() > 16 {
            return None;
        }
        let plain: String = word
            .chars()
            .filter(|letter| !['-', '_', '/', ' '].contains(letter))
            .collect();
        Some(match plain.to_ascii_lowercase().as_str() {
            "sha256" | "sha2256" | "sha256sum" => Self::Sha(HashAlgorithm::Sha256),
            "sha384" | "sha2384" | "sha384sum" => Self::Sha(HashAlgorithm::Sha384),
            "sha512" | "sha2512" | "sha512sum" => Self::Sha(HashAlgorithm::Sha512),
            "md5" | "md5sum" => Self::Weak("MD5"),
            "sha1" | "sha1sum" => Self::Weak("SHA-1"),
            "sha224" => Self::Unknown("SHA-224"),
            "sha512256" => Self::Unknown("SHA-512/256"),
            "sha3256" | "sha3384" | "sha3512" | "sha3" => Self::Unknown("SHA-3"),
            "blake2" | "blake2b" | "blake2s" | "blake2b256" | "blake2b512" | "b2sum" => {
                Self::Unknown("BLAKE2")
            }
            "blake3" | "b3" | "b3sum" => Self::Unknown("BLAKE3"),
            "sm3" => Self::Unknown("SM3"),
            _ => return None,
        })
    }
}

fn not_compared(sentence: Message) -> PastedAnswer {
    PastedAnswer {
        outcome: PastedOutcome::NotCompared,
        sentence,
        more: Vec::new(),
        pairs: Vec::new(),
    }
}

/// Whether no two are of one algorithm with other values.
fn algorithms_differ(compared: &[(&Given, Digest)]) -> bool {
    HashAlgorithm::ALL.into_iter().all(|algorithm| {
        let mut of_it = compared
            .iter()
            .map(|(given, _)| given.digest)
            .filter(|it| it.algorithm() == algorithm);
        let first = of_it.next();
        of_it.all(|digest| Some(digest) == first)
    })
}

/// What stands between words, beyond white space: signs of addresses, of lists and of JSON.
fn is_between(letter: char) -> bool {
    letter.is_whitespace() || ":,;\"'`<>()[]{}|#?&@".contains(letter)
}

/// Base64 of exactly the length of a digest, with either alphabet. Where nothing says that it is a digest, it must
/// not look like a word.
fn from_base64(word: &str, said: bool) -> Option<Vec<u8>> {
    let plain = word.trim_end_matches('=');
    let bytes_if = |letters: usize| {
        HashAlgorithm::ALL
            .into_iter()
            .find(|it| (it.length() * 8).div_ceil(6) == letters)
    };
    bytes_if(plain.len())?;
    let mixed = [
        u8::is_ascii_uppercase,
        u8::is_ascii_lowercase,
        u8::is_ascii_digit,
    ]
    .iter()
    .all(|kind| plain.bytes().any(|letter| kind(&letter)));
    if !said && !mixed {
        return None;
    }
    let mut text = plain.replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    base64::decode(&text).ok()
}

/// A digest broken into groups or lines, with nothing beside it but the name of its algorithm.
fn in_groups(text: &str) -> Option<(Digest, bool)> {
    let text = text.trim();
    let (label, rest) = match text.split_once([':', '=', ' ', '\n']) {
        Some((word, rest)) if Label::read(word.trim()).is_some() => {
            (Label::read(word.trim()), rest)
        }
        _ => (None, text),
    };
    let mut hex = String::new();
    for letter in rest.chars() {
        match letter {
            _ if letter.is_ascii_hexdigit() => hex.push(letter),
            ':' | '-' | '>' | '=' => {}
            _ if letter.is_whitespace() => {}
            _ => return None,
        }
        if hex.len() > 128 {
            return None;
        }
    }
    let algorithm = HashAlgorithm::ALL
        .into_iter()
        .find(|it| it.length() * 2 == hex.len())?;
    match label {
        Some(Label::Sha(named)) if named == algorithm => {
            Some((Digest::from_hex(algorithm, &hex)?, true))
        }
        None => Some((Digest::from_hex(algorithm, &hex)?, false)),
        Some(_) => None,
    }
}

/// The name as people write it.
const fn written(algorithm: HashAlgorithm) -> &'static str {
    match algorithm {
        HashAlgorithm::Sha256 => "SHA-256",
        HashAlgorithm::Sha384 => "SHA-384",
        HashAlgorithm::Sha512 => "SHA-512",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;
    use crate::words::Words;

    const NAME: &str = "tool 4.2.zip";

    fn own() -> Vec<Digest> {
        HashAlgorithm::ALL
            .map(|algorithm| check::digest(algorithm, b"the file"))
            .to_vec()
    }

    fn hex(algorithm: usize) -> String {
        own()[algorithm].to_hex()
    }

    fn base64(algorithm: usize) -> String {
        base64::encode(own()[algorithm].as_bytes())
    }

    fn answered(text: &str) -> (PastedOutcome, String) {
        let answer = Pasted::read(text).compare(NAME, &own());
        let words = Words::english();
        for more in &answer.more {
            assert!(!words.render(more).contains('{'), "{more:?}");
        }
        assert!(!words.render(&answer.sentence).contains('{'), "{answer:?}");
        (answer.outcome, answer.sentence.id)
    }

    #[test]
    fn every_way_to_write_a_digest_is_read() {
        let (h256, h384, h512) = (hex(0), hex(1), hex(2));
        let (b256, b384, b512) = (base64(0), base64(1), base64(2));
        let upper = h256.to_uppercase();
        let pairs: Vec<&str> = (0..32).map(|at| &upper[at * 2..at * 2 + 2]).collect();
        let (colons, spaces) = (pairs.join(":"), pairs.join(" "));
        let url = b256.replace('+', "-").replace('/', "_");
        let texts = [
            h256.clone(),
            h384.clone(),
            h512.clone(),
            upper.clone(),
            format!("0x{h256}"),
            format!("  {h256}\r\n"),
            format!("sha256:{h256}"),
            format!("SHA-256: {upper}"),
            format!("SHA2-256 = {h256}."),
            format!("\u{feff}{}\u{200b}{}", &h256[..20], &h256[20..]),
            colons,
            format!("SHA256:\n{spaces}\nCertUtil: done"),
            format!("{}\n{}", &h512[..76], &h512[76..]),
            format!("SHA512: {}\n{}", &h512[..64], &h512[64..]),
            b256.clone(),
            b384.clone(),
            b512.clone(),
            b256.trim_end_matches('=').to_owned(),
            format!("sha256-{url}"),
            format!("sha512-{b512}?ct=application/zip"),
            format!("sha256-{b256} sha384-{b384}"),
            format!("<script integrity=\"sha384-{b384}\" crossorigin>"),
            format!("{h256}  {NAME}"),
            format!("{h256} *{NAME}"),
            format!("{h256}  ./{NAME}"),
            format!("{h256}  dist/{NAME}"),
            format!("SHA256 ({NAME}) = {h256}"),
            format!("SHA2-512({NAME})= {h512}"),
            format!("{}  other.zip\n{h256}  {NAME}\n", "0".repeat(64)),
            format!("https://example.org/tool.whl#sha256={h256}"),
            format!("registry.example/tool@sha256:{h256}"),
            format!(
                r#"{{"sha1":"{}","sha512":"{h512}","sha256":"{h256}"}}"#,
                "a".repeat(40)
            ),
            format!("> Hello,\n> the SHA-256 of the file is {h256}, as agreed.\n> Bye"),
            format!("Hash: SHA512\n\n{h256}  {NAME}"),
            format!("MD5: {}\nSHA256: {h256}", "b".repeat(32)),
        ];
        for text in texts {
            let expected = (PastedOutcome::Same, "pasted-same".to_owned());
            assert_eq!(answered(&text), expected, "{text}");
            // One letter further it is another one.
            let letter = |text: &str, find: &str| {
                let at = text.to_lowercase().find(&find.to_lowercase())?;
                let other = if text[at..].starts_with('0') {
                    "1"
                } else {
                    "0"
                };
                Some(format!("{}{other}{}", &text[..at], &text[at + 1..]))
            };
            if let Some(changed) = [&h256, &h384, &h512]
                .iter()
                .find_map(|it| letter(&text, it))
            {
                assert_eq!(answered(&changed).0, PastedOutcome::Different, "{changed}");
            }
        }
    }

    #[test]
    fn what_cannot_be_compared_says_why() {
        let long = |digit: &str, count| digit.repeat(count);
        let cases = [
            (String::new(), "pasted-no-digest"),
            (
                "Hello, here is the file you wanted.".into(),
                "pasted-no-digest",
            ),
            (
                "/usr/share/Applications/2026/of/people/tool".into(),
                "pasted-no-digest",
            ),
            (long("ab", 16), "pasted-weak"),
            (long("ab", 20), "pasted-weak"),
            (format!("md5:{}", long("ab", 16)), "pasted-weak"),
            (format!("sha1-{}=", long("aB3", 9)), "pasted-weak"),
            (format!("SHA1 ({NAME}) = {}", long("ab", 20)), "pasted-weak"),
            (long("ab", 28), "pasted-unknown"),
            (format!("SHA3-256: {}", hex(0)), "pasted-unknown"),
            (
                format!("SHA512/256 ({NAME}) = {}", hex(0)),
                "pasted-unknown",
            ),
            (format!("BLAKE2b: {}", hex(2)), "pasted-unknown"),
            (format!("blake3 {}", hex(0)), "pasted-unknown"),
            (hex(0)[..63].to_owned(), "pasted-partial"),
            (format!("{}0", hex(0)), "pasted-partial"),
            (format!("sha256:{}", &hex(0)[..40]), "pasted-partial-of"),
            (format!("sha256:{}", &hex(0)[..63]), "pasted-partial-of"),
            ("x ".repeat(MOST_BYTES), "pasted-too-long"),
        ];
        for (text, id) in cases {
            let expected = (PastedOutcome::NotCompared, id.to_owned());
            let start: String = text.chars().take(80).collect();
            assert_eq!(answered(&text), expected, "{start}");
        }
        let only = [own()[0]];
        let answer = Pasted::read(&hex(2)).compare(NAME, &only);
        assert_eq!(answer.sentence.id, "pasted-not-computed");
    }

    #[test]
    fn many_digests_in_one_text() {
        let none = "0".repeat(64);
        let same = PastedOutcome::Same;
        let different = PastedOutcome::Different;
        let cases = [
            (format!("{none}\n{}", hex(0)), same, "pasted-same-as-one"),
            (
                format!("{none}  a\n{}  b", hex(0)),
                same,
                "pasted-same-as-one",
            ),
            (
                format!("{none}  a\n{none}  b"),
                different,
                "pasted-different-from-all",
            ),
            // The line about this file counts, whoever else has its digest.
            (
                format!("{none}  {NAME}\n{}  b", hex(0)),
                different,
                "pasted-different",
            ),
            (
                format!("{none}  {NAME}\n{}  {NAME}", hex(0)),
                different,
                "pasted-contradiction",
            ),
            (
                format!("sha256:{}\nsha512:{}", hex(0), "0".repeat(128)),
                different,
                "pasted-contradiction",
            ),
            (
                format!("sha256:{}\nsha512:{}", hex(0), hex(2)),
                same,
                "pasted-same",
            ),
        ];
        for (text, outcome, id) in cases {
            assert_eq!(answered(&text), (outcome, id.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_a_person_should_know_beside_the_answer_is_said() {
        let more = |text: String| -> Vec<String> {
            let answer = Pasted::read(&text).compare(NAME, &own());
            answer.more.into_iter().map(|message| message.id).collect()
        };
        assert_eq!(more(hex(0)), ["pasted-same-means"]);
        assert_eq!(
            more(format!("{}  b.zip", hex(0))),
            ["pasted-other-name", "pasted-same-means"]
        );
        assert_eq!(
            more("0".repeat(64)),
            ["pasted-different-means", "pasted-by-length"]
        );
        assert_eq!(
            more(format!("sha256:{}", "0".repeat(64))),
            ["pasted-different-means"]
        );
        let weak = format!("md5:{} sha256:{}", "0".repeat(32), hex(0));
        assert_eq!(more(weak), ["pasted-same-means", "pasted-left-out"]);
        let pairs = Pasted::read(&hex(2)).compare(NAME, &own()).pairs;
        assert_eq!(pairs.len(), 1);
        assert_eq!(
            (pairs[0].algorithm.as_str(), pairs[0].same),
            ("SHA-512", true)
        );
        assert_eq!(pairs[0].pasted, pairs[0].own);
    }

    /// Nothing that is pasted breaks it, and no part of a digest is taken for all of it.
    #[test]
    fn broken_off_anywhere_it_is_not_the_same() {
        for text in [
            format!("SHA512 (ä) = {}", hex(2)),
            format!("sha384-{}", base64(1)),
            format!("\u{200b}> {}", hex(0)),
            format!("SHA256 {}", hex(0).replace('a', "a:")),
        ] {
            for (at, _) in text.char_indices() {
                let part = &text[..at];
                assert_ne!(answered(part).0, PastedOutcome::Same, "{part}");
            }
            assert_eq!(answered(&text).0, PastedOutcome::Same, "{text}");
        }
    }
}
