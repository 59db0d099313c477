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
pub const PAGE_ROWS: u64 = 500;

struct Part<'a> {
    name: Message,
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
    vec![Block::RawParts { parts: parts.collect() }]
}

/// The exact bytes of a part; `None` when there is no such part.
pub fn raw_bytes(checked: &Checked, evidence: u32, part: u32) -> Option<Vec<u8>> {
    Some(find(checked, evidence, part)?.bytes.into_owned())
}

/// At most [`PAGE_ROWS`] rows of a part in one form, from row `first_row` on.
pub fn raw_page(checked: &Checked, evidence: u32, part: u32, form: RawForm, first_row: u64) -> Option<RawPage> {
    let part = find(checked, evidence, part)?;
    let rows: Vec<Cow<'_, [u8]>> = match form {
        RawForm::Text => text_rows(&part.bytes),
        RawForm::Hex => part.bytes.chunks(HEX_ROW).map(Cow::Borrowed).collect(),
        RawForm::Pem => pem_rows(&part.bytes),
    };
    let skip = usize::try_from(first_row).ok()?;
    let page = rows.iter().enumerate().skip(skip).take(usize::try_from(PAGE_ROWS).ok()?);
    let draw = |(position, row): (usize, &Cow<'_, [u8]>)| match form {
        RawForm::Hex => hex_row(position * HEX_ROW, row),
        RawForm::Text | RawForm::Pem => DisplayText::prose(&String::from_utf8_lossy(row)),
    };
    Some(RawPage { rows: page.map(draw).collect(), first_row, total_rows: rows.len() as u64 })
}

fn find(checked: &Checked, evidence: u32, part: u32) -> Option<Part<'_>> {
    let piece = checked.pieces.get(usize::try_from(evidence).ok()?)?;
    parts(piece).into_iter().nth(usize::try_from(part).ok()?)
}

/// The parts in a fixed order; their positions are their numbers.
fn parts(piece: &CheckedPiece) -> Vec<Part<'_>> {
    let part = |name: &str, natural, bytes| Part { name: Message::new(name), natural, bytes: Cow::Borrowed(bytes) };
    let numbered = |name: &str, position: usize, natural, bytes| Part {
        name: Message::new(name).with("number", count(position + 1)),
        ..part(name, natural, bytes)
    };
    let mut parts = vec![part("raw-evidence", RawForm::Text, &*piece.piece.bytes)];
    let Some(judged) = piece.judged() else { return parts };
    let bundle = &judged.bundle;
    if let Some(envelope) = &bundle.envelope {
        parts.push(part("raw-payload", RawForm::Text, &envelope.payload));
    }
    parts.extend(bundle.signature().map(|signature| part("raw-signature", RawForm::Hex, signature)));
    parts.extend(bundle.leaf().map(|leaf| part("raw-certificate", RawForm::Pem, leaf)));
    for (position, entry) in bundle.log_entries.iter().enumerate() {
        parts.push(numbered("raw-entry-body", position, RawForm::Text, &entry.body));
        let checkpoint = entry.proof.as_ref().and_then(|proof| proof.checkpoint.as_ref());
        parts.extend(checkpoint.map(|text| numbered("raw-checkpoint", position, RawForm::Text, text.as_bytes())));
        parts.extend(entry.set.as_ref().map(|set| numbered("raw-set", position, RawForm::Hex, set)));
    }
    for (position, token) in bundle.timestamps.iter().enumerate() {
        parts.push(numbered("raw-token", position, RawForm::Hex, token));
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
            while cut < rest.len() && cut > TEXT_ROW - 4 && rest.get(cut).is_some_and(|byte| byte & 0xc0 == 0x80) {
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
        .map(|byte| if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '.' })
        .collect();
    let width = HEX_ROW * 3 - 1;
    DisplayText::prose(&format!("{offset:08x}  {:width$}  {printable}", pairs.join(" ")))
}
