//! Exact bytes of the parts of a piece of evidence: as text, hex or PEM, page by page, and as they are.

use std::borrow::Cow;

use whence_display::DisplayText;
use whence_evidence::hash::to_hex;

use super::count;
use crate::{
    check::{Checked, CheckedPiece},
    view::{Block, Message, RawForm, RawPage, RawPart},
};

/// Bytes of one row in hex.
const HEX_ROW: usize = 16;
/// Bytes of one row of text; longer lines are continued in the next row.
const TEXT_ROW: usize = 160;
/// Rows of one page.
pub const PAGE_ROWS: u64 = 200;
/// Bytes of text that are handed to a clipboard at most; more belongs into a file.
const COPY_BYTES: usize = 1 << 20;

struct Part<'a> {
    name: Message,
    /// What a file with these bytes is called; our own words.
    file_name: String,
    natural: RawForm,
    bytes: Cow<'a, [u8]>,
}

pub(super) fn blocks(piece: &CheckedPiece) -> Vec<Block> {
    let parts = (0..).zip(parts(piece)).map(|(number, part)| RawPart {
        part: number,
        name: part.name,
        forms: match part.natural {
            RawForm::Hex => vec![RawForm::Hex],
            other => vec![other, RawForm::Hex],
        },
        size: part.bytes.len() as u64,
    });
    vec![Block::RawParts {
        parts: parts.collect(),
    }]
}

/// The exact bytes of a part; `None` when there is no such part.
pub fn raw_bytes(checked: &Checked, evidence: u32, part: u32) -> Option<Vec<u8>> {
    Some(find(checked, evidence, part)?.bytes.into_owned())
}

/// A name to propose for a file with the exact bytes of a part; `None` when there is no such part.
pub fn raw_file_name(checked: &Checked, evidence: u32, part: u32) -> Option<String> {
    Some(find(checked, evidence, part)?.file_name)
}

/// A part as text for the clipboard: exactly its text, its bytes as hex digits, or PEM. `None` when there
/// is no such part.
///
/// # Errors
/// Why it is not given: above 1 MiB, or not text.
pub fn raw_text(
    checked: &Checked,
    evidence: u32,
    part: u32,
    form: RawForm,
) -> Option<Result<String, Message>> {
    let bytes = find(checked, evidence, part)?.bytes;
    let length = match form {
        RawForm::Text => bytes.len(),
        RawForm::Hex | RawForm::Pem => bytes.len().saturating_mul(2),
    };
    if length > COPY_BYTES {
        return Some(Err(Message::new("raw-too-large-to-copy")));
    }
    Some(match form {
        RawForm::Text => {
            String::from_utf8(bytes.into_owned()).map_err(|_| Message::new("raw-not-text"))
        }
        RawForm::Hex => Ok(to_hex(&bytes)),
        RawForm::Pem => {
            Ok(String::from_utf8_lossy(&pem_rows(&bytes).join(&b'\n')).into_owned() + "\n")
        }
    })
}

/// At most [`PAGE_ROWS`] rows of a part in one form, from row `first_row` on.
pub fn raw_page(
    checked: &Checked,
    evidence: u32,
    part: u32,
    form: RawForm,
    first_row: u64,
) -> Option<RawPage> {
    let part = find(checked, evidence, part)?;
    let rows: Vec<Cow<'_, [u8]>> = match form {
        RawForm::Text => text_rows(&part.bytes),
        RawForm::Hex => part.bytes.chunks(HEX_ROW).map(Cow::Borrowed).collect(),
        RawForm::Pem => pem_rows(&part.bytes),
    };
    let skip = usize::try_from(first_row).ok()?;
    let page = rows
        .iter()
        .enumerate()
        .skip(skip)
        .take(usize::try_from(PAGE_ROWS).ok()?);
    let draw = |(position, row): (usize, &Cow<'_, [u8]>)| match form {
        RawForm::Hex => hex_row(position * HEX_ROW, row),
        RawForm::Text | RawForm::Pem => DisplayText::prose(&String::from_utf8_lossy(row)),
    };
    Some(RawPage {
        rows: page.map(draw).collect(),
        first_row,
        total_rows: rows.len() as u64,
    })
}

fn find(checked: &Checked, evidence: u32, part: u32) -> Option<Part<'_>> {
    let piece = checked.pieces.get(usize::try_from(evidence).ok()?)?;
    parts(piece).into_iter().nth(usize::try_from(part).ok()?)
}

/// The parts in a fixed order; their positions are their numbers.
fn parts(piece: &CheckedPiece) -> Vec<Part<'_>> {
    let part = |name: &str, file: &str, natural, bytes| Part {
        name: Message::new(name),
        file_name: file.to_owned(),
        natural,
        bytes: Cow::Borrowed(bytes),
    };
    let numbered =
        |name: &str, (file, extension): (&str, &str), position: usize, natural, bytes| Part {
            name: Message::new(name).with("number", count(position + 1)),
            ..part(
                name,
                &format!("{file}-{}.{extension}", position + 1),
                natural,
                bytes,
            )
        };
    let mut parts = vec![part(
        "raw-evidence",
        "evidence.json",
        RawForm::Text,
        &*piece.piece.bytes,
    )];
    let Some(judged) = piece.judged() else {
        return parts;
    };
    let bundle = &judged.bundle;
    if let Some(envelope) = &bundle.envelope {
        parts.push(part(
            "raw-payload",
            "payload.json",
            RawForm::Text,
            &envelope.payload,
        ));
    }
    let signature = bundle.signature();
    parts
        .extend(signature.map(|bytes| part("raw-signature", "signature.bin", RawForm::Hex, bytes)));
    parts.extend(
        bundle
            .leaf()
            .map(|bytes| part("raw-certificate", "certificate.der", RawForm::Pem, bytes)),
    );
    for (position, entry) in bundle.log_entries.iter().enumerate() {
        parts.push(numbered(
            "raw-entry-body",
            ("log-entry", "json"),
            position,
            RawForm::Text,
            &entry.body,
        ));
        let checkpoint = entry
            .proof
            .as_ref()
            .and_then(|proof| proof.checkpoint.as_ref());
        let checkpoint = checkpoint.map(|text| text.as_bytes());
        parts.extend(checkpoint.map(|bytes| {
            numbered(
                "raw-checkpoint",
                ("checkpoint", "txt"),
                position,
                RawForm::Text,
                bytes,
            )
        }));
        let set = entry.set.as_ref();
        parts.extend(set.map(|bytes| {
            numbered(
                "raw-set",
                ("log-promise", "bin"),
                position,
                RawForm::Hex,
                bytes,
            )
        }));
    }
    for (position, token) in bundle.timestamps.iter().enumerate() {
        parts.push(numbered(
            "raw-token",
            ("timestamp", "tsr"),
            position,
            RawForm::Hex,
            token,
        ));
    }
    parts
}

/// Lines, the long ones cut between characters.
fn text_rows(bytes: &[u8]) -> Vec<Cow<'_, [u8]>> {
    let mut rows = Vec::new();
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    for line in bytes.split(|byte| *byte == b'\n') {
        let mut rest = line.strip_suffix(b"\r").unwrap_or(line);
        loop {
            let mut cut = rest.len().min(TEXT_ROW);
            // Not within a character: its further bytes start with the bits 10.
            while cut < rest.len()
                && cut > TEXT_ROW - 4
                && rest.get(cut).is_some_and(|byte| byte & 0xc0 == 0x80)
            {
                cut -= 1;
            }
            let (row, after) = rest.split_at(cut);
            rows.push(Cow::Borrowed(row));
            if after.is_empty() {
                break;
            }
            rest = after;
        }
    }
    rows
}

fn pem_rows(der: &[u8]) -> Vec<Cow<'_, [u8]>> {
    let base64 = whence_evidence::base64::encode(der).into_bytes();
    let body = base64.chunks(64).map(|row| Cow::Owned(row.to_vec()));
    let head: Cow<'_, [u8]> = Cow::Borrowed(b"-----BEGIN CERTIFICATE-----");
    let foot: Cow<'_, [u8]> = Cow::Borrowed(b"-----END CERTIFICATE-----");
    std::iter::once(head).chain(body).chain([foot]).collect()
}

/// Offset, bytes, and the printable ones among them.
fn hex_row(offset: usize, row: &[u8]) -> DisplayText {
    let pairs: Vec<String> = row.iter().map(|byte| to_hex(&[*byte])).collect();
    let printable: String = row
        .iter()
        .map(|byte| {
            if byte.is_ascii_graphic() || *byte == b' ' {
                char::from(*byte)
            } else {
                '.'
            }
        })
        .collect();
    let width = HEX_ROW * 3 - 1;
    DisplayText::prose(&format!(
        "{offset:08x}  {:width$}  {printable}",
        pairs.join(" ")
    ))
}
