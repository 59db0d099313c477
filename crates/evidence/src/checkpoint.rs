//! Checkpoints of a transparency log: C2SP tlog-checkpoint, a text inside a C2SP signed-note.

use base64::{Engine as _, engine::general_purpose};

use crate::{Place, Unreadable, UnreadableCode, limits};

/// A log's statement about its size and root hash, with the signature lines below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    note_text: String,
    /// First line: the log's identity.
    pub origin: String,
    /// Second line: the number of leaves.
    pub tree_size: u64,
    /// Third line: the root hash of that tree.
    pub root_hash: [u8; 32],
    /// Further lines, each not empty, signed but not read.
    pub extension_lines: Vec<String>,
    /// Signature lines in the order written, at least one.
    pub signatures: Vec<NoteSignature>,
}

/// One signature line of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// Name of the key.
    pub name: String,
    /// First four bytes of the decoded blob: a hint at the key.
    pub key_id: [u8; 4],
    /// The rest of the blob, at least one byte.
    pub signature: Vec<u8>,
}

impl Checkpoint {
    /// Reads a whole signed note.
    ///
    /// # Errors
    /// [`UnreadableCode::MalformedText`] with the line, for whatever the two C2SP documents do not
    /// allow; [`UnreadableCode::LimitExceeded`].
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        if text.len() > limits::CHECKPOINT_BYTES {
            return Err(Unreadable::limit("checkpoint too large"));
        }
        if let Some(at) = text.bytes().position(|byte| byte < 0x20 && byte != b'\n') {
            let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
            return Err(broken(line, "control character"));
        }
        // The text itself may hold blank lines, so the last one is the separator.
        let (body, signature_lines) = text
            .rsplit_once("\n\n")
            .ok_or_else(|| Unreadable::text("no blank line before the signatures"))?;
        let note_text = text.get(..=body.len()).unwrap_or_default();

        let mut lines = (1..).zip(body.split('\n'));
        let mut next = |problem| match lines.next() {
            Some((_, line)) if !line.is_empty() => Ok(line),
            Some((number, _)) => Err(broken(number, problem)),
            None => Err(Unreadable::text(problem)),
        };
        let origin = next("no origin")?;
        let tree_size = tree_size(next("no tree size")?)
            .ok_or_else(|| broken(2, "tree size is not a decimal number"))?;
        let root_hash = decode(next("no root hash")?)
            .and_then(|hash| hash.try_into().ok())
            .ok_or_else(|| broken(3, "root hash is not 32 bytes of base64"))?;
        let extension_lines = lines
            .map(|(number, line)| match line {
                "" => Err(broken(number, "empty line")),
                line => Ok(line.to_owned()),
            })
            .collect::<Result<Vec<_>, _>>()?;

        let first_number = 5 + extension_lines.len();
        Ok(Self {
            note_text: note_text.to_owned(),
            origin: origin.to_owned(),
            tree_size,
            root_hash,
            extension_lines,
            signatures: signatures(signature_lines, first_number)?,
        })
    }

    /// Exactly what is signed: all lines before the blank one, the last line feed included.
    pub fn note_text(&self) -> &str {
        &self.note_text
    }
}

fn signatures(text: &str, first_number: usize) -> Result<Vec<NoteSignature>, Unreadable> {
    let lines = text
        .strip_suffix('\n')
        .ok_or_else(|| Unreadable::text("no line feed at the end of the signatures"))?;
    let mut signatures = Vec::with_capacity(1);
    for (number, line) in (first_number..).zip(lines.split('\n')) {
        if signatures.len() == limits::CHECKPOINT_SIGNATURES {
            return Err(Unreadable::limit("too many signature lines"));
        }
        signatures.push(
            NoteSignature::parse(line)
                .ok_or_else(|| broken(number, "not a signature line of a note"))?,
        );
    }
    Ok(signatures)
}

impl NoteSignature {
    /// `— name base64`.
    fn parse(line: &str) -> Option<Self> {
        let (name, blob) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '+') {
            return None;
        }
        let blob = decode(blob)?;
        let (key_id, signature) = blob.split_first_chunk()?;
        (!signature.is_empty()).then(|| Self {
            name: name.to_owned(),
            key_id: *key_id,
            signature: signature.to_vec(),
        })
    }
}

/// Decimal digits without a sign or leading zeros.
fn tree_size(line: &str) -> Option<u64> {
    let canonical = line == "0" || !line.starts_with('0');
    let digits = line.bytes().all(|byte| byte.is_ascii_digit());
    (canonical && digits).then(|| line.parse().ok()).flatten()
}

/// Standard base64 with padding and nothing else: the note grammar allows one spelling only.
fn decode(text: &str) -> Option<Vec<u8>> {
    general_purpose::STANDARD.decode(text).ok()
}

fn broken(line: usize, problem: &str) -> Unreadable {
    Unreadable::new(
        UnreadableCode::MalformedText,
        Place::LineColumn(line, 1),
        problem,
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROOT: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const BLOB: &str = "AQIDBAX/";

    fn note(body: &str, signatures: &str) -> String {
        format!("{body}\n{signatures}")
    }

    fn good() -> String {
        note(
            &format!("log.example - 42\n4294967296\n{ROOT}\nTimestamp: 1\n"),
            &format!("\u{2014} log.example {BLOB}\n\u{2014} witness.example/w {BLOB}\n"),
        )
    }

    #[test]
    fn reads_a_checkpoint() {
        let checkpoint = Checkpoint::parse(&good()).unwrap();
        assert_eq!(
            checkpoint.note_text(),
            format!("log.example - 42\n4294967296\n{ROOT}\nTimestamp: 1\n")
        );
        assert_eq!(checkpoint.origin, "log.example - 42");
        assert_eq!(checkpoint.tree_size, 1 << 32);
        assert_eq!(checkpoint.root_hash[31], 31);
        assert_eq!(checkpoint.extension_lines, ["Timestamp: 1"]);
        let [log, witness] = &checkpoint.signatures[..] else {
            unreachable!("two lines were written");
        };
        assert_eq!(log.name, "log.example");
        assert_eq!(log.key_id, [1, 2, 3, 4]);
        assert_eq!(log.signature, [5, 255]);
        assert_eq!(witness.name, "witness.example/w");
    }

    #[test]
    fn tree_sizes_have_one_spelling() {
        for (text, size) in [("0", 0), ("1", 1), ("18446744073709551615", u64::MAX)] {
            assert_eq!(tree_size(text), Some(size));
        }
        for text in [
            "",
            "00",
            "01",
            "-1",
            "+1",
            " 1",
            "1 ",
            "0x1",
            "18446744073709551616",
            "1.0",
        ] {
            assert_eq!(tree_size(text), None, "{text}");
        }
    }

    #[test]
    fn refuses_broken_bodies() {
        let signature = format!("\u{2014} log.example {BLOB}\n");
        for (body, expected) in [
            (format!("o\n1\n{ROOT}\n"), "accepted"),
            ("\n".to_owned(), "line 1, column 1: no origin"),
            (format!("\n1\n{ROOT}\n"), "line 1, column 1: no origin"),
            ("o\n".to_owned(), "no tree size"),
            ("o\n1\n".to_owned(), "no root hash"),
            (format!("o\n\n{ROOT}\n"), "line 2, column 1: no tree size"),
            (
                format!("o\n01\n{ROOT}\n"),
                "line 2, column 1: tree size is not a decimal number",
            ),
            (
                "o\n1\nAAAA\n".to_owned(),
                "line 3, column 1: root hash is not 32 bytes of base64",
            ),
            (
                format!("o\n1\n{}\n", ROOT.trim_end_matches('=')),
                "line 3, column 1: root hash is not 32 bytes of base64",
            ),
            (
                format!("o\n1\n{}\n", ROOT.replace("8=", "9=")),
                "line 3, column 1: root hash is not 32 bytes of base64",
            ),
            (
                format!("o\n1\n{ROOT}\nx\n\ny\n"),
                "line 5, column 1: empty line",
            ),
            (format!("o\n1\n{ROOT}\n\n"), "line 4, column 1: empty line"),
            (
                format!("o\r\n1\n{ROOT}\n"),
                "line 1, column 1: control character",
            ),
            (
                format!("o\n1\n{ROOT}\n\tx\n"),
                "line 4, column 1: control character",
            ),
        ] {
            let problem = match Checkpoint::parse(&note(&body, &signature)) {
                Ok(_) => "accepted".to_owned(),
                Err(error) => error.to_string(),
            };
            assert_eq!(problem, expected, "{body:?}");
        }
    }

    #[test]
    fn refuses_broken_signature_lines() {
        let body = format!("o\n1\n{ROOT}\n");
        for signatures in [
            String::new(),
            "\n".to_owned(),
            format!("\u{2014} log.example {BLOB}"),
            format!("- log.example {BLOB}\n"),
            format!("\u{2014}log.example {BLOB}\n"),
            format!("\u{2014} {BLOB}\n"),
            format!("\u{2014}  {BLOB}\n"),
            format!("\u{2014} log example {BLOB}\n"),
            format!("\u{2014} log\u{a0}example {BLOB}\n"),
            format!("\u{2014} log+example {BLOB}\n"),
            format!("\u{2014} log.example {BLOB} \n"),
            "\u{2014} log.example\n".to_owned(),
            "\u{2014} log.example AQIDBA==\n".to_owned(),
            "\u{2014} log.example AQIDBAX_\n".to_owned(),
            "\u{2014} log.example AQIDBAU\n".to_owned(),
            format!("\u{2014} log.example {BLOB}\ngarbage\n"),
            format!("\u{2014} log.example {BLOB}\n\n"),
        ] {
            let error = Checkpoint::parse(&note(&body, &signatures)).unwrap_err();
            assert_eq!(error.code, UnreadableCode::MalformedText, "{signatures:?}");
        }
        let unknown = Checkpoint::parse(&note(&body, &format!("\u{2014} log.example {BLOB}\nx\n")));
        assert_eq!(unknown.unwrap_err().place, Place::LineColumn(6, 1));
        assert!(Checkpoint::parse(&body).is_err());
    }

    #[test]
    fn keeps_to_the_limits() {
        let body = format!("o\n1\n{ROOT}\n");
        let line = format!("\u{2014} log.example {BLOB}\n");
        let count = |lines| Checkpoint::parse(&note(&body, &line.repeat(lines)));
        assert_eq!(count(64).unwrap().signatures.len(), 64);
        assert_eq!(count(65).unwrap_err().code, UnreadableCode::LimitExceeded);
        let long = "x".repeat(limits::CHECKPOINT_BYTES + 1);
        assert_eq!(
            Checkpoint::parse(&long).unwrap_err().code,
            UnreadableCode::LimitExceeded
        );
    }

    proptest! {
        #[test]
        fn mutated_checkpoints_never_panic(
            at in any::<prop::sample::Index>(),
            replacement in any::<char>(),
        ) {
            let mut characters: Vec<char> = good().chars().collect();
            let at = at.index(characters.len());
            characters[at] = replacement;
            let text: String = characters.iter().collect();
            if let Ok(checkpoint) = Checkpoint::parse(&text) {
                prop_assert!(text.starts_with(checkpoint.note_text()));
            }
            let _ = Checkpoint::parse(&characters[..at].iter().collect::<String>());
        }
    }
}
