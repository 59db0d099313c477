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
