use std::io::{self, Write};

use serde::Serialize;
use whence_display::DisplayText;
use whence_evidence::UnixTime;
use whence_verdict::{Note, SeenSigner};

use super::{Row, view::BatchFormat};
use crate::words::Words;

/// Writes rows one after the other as a file for other programs. In CSV hidden and reordering characters are
/// spelled out and no cell is a formula; in JSON texts are exactly as they were found.
pub struct Exporter<W> {
    to: W,
    format: BatchFormat,
    words: Words,
    begun: bool,
}

impl<W: Write> Exporter<W> {
    /// Begins the file.
    ///
    /// # Errors
    /// Those of writing.
    pub fn begin(mut to: W, format: BatchFormat) -> io::Result<Self> {
        match format {
            BatchFormat::Csv => write!(to, "{}\r\n", heading())?,
            BatchFormat::Json => write!(to, "[")?,
        }
        Ok(Self {
            to,
            format,
            words: Words::english(),
            begun: false,
        })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// Those of writing.
    pub fn write(&mut self, row: &Row) -> io::Result<()> {
        match self.format {
            BatchFormat::Csv => write!(self.to, "{}\r\n", line(row, &self.words)),
            BatchFormat::Json => {
                let record = Record::of(row, &self.words);
                let before = if self.begun { ",\n" } else { "\n" };
                self.begun = true;
                self.to.write_all(before.as_bytes())?;
                Ok(serde_json::to_writer(&mut self.to, &record)?)
            }
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Those of writing.
    pub fn end(mut self) -> io::Result<W> {
        if self.format == BatchFormat::Json {
            self.to.write_all(b"\n]\n")?;
        }
        self.to.flush()?;
        Ok(self.to)
    }
}

/// The names of the columns in CSV, without the end of the line.
pub fn heading() -> String {
    let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    names.join(",")
}

/// One row in CSV, without the end of the line.
pub fn line(row: &Row, words: &Words) -> String {
    let record = Record::of(row, words);
    let cells: Vec<String> = COLUMNS.iter().map(|(_, of)| cell(&of(&record))).collect();
    cells.join(",")
}

/// Rows as text for the clipboard: a heading and a line each, cells separated by tabs, none of them a formula.
pub fn copy(rows: &[Row]) -> String {
    let words = Words::english();
    let mut text = heading().replace(',', "\t");
    text.push('\n');
    for row in rows {
        let record = Record::of(row, &words);
        let cells: Vec<String> = COLUMNS
            .iter()
            .map(|(_, of)| defused(&of(&record)).replace("\"\"", "\""))
            .collect();
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    text
}

/// One row as other programs read it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    path: String,
    state: &'static str,
    code: &'static str,
    /// The finding in words.
    finding: String,
    label: Option<String>,
    signer: Option<String>,
    issuer: Option<String>,
    instance: Option<String>,
    claim: Option<&'static str>,
    size: Option<u64>,
    digest: Option<String>,
    /// The package it says it is, as a package URL.
    package: Option<String>,
    notes: Vec<&'static str>,
    checked_at: String,
}

impl Record {
    fn of(row: &Row, words: &Words) -> Self {
        let (signer, issuer, instance) = match row.signer.as_ref().map(|signer| &signer.seen) {
            Some(SeenSigner::Certificate(certificate)) => (
                Some(certificate.identity.clone()),
                certificate.issuer.clone(),
                certificate.instance.clone(),
            ),
            Some(SeenSigner::Key {
                fingerprint,
                registry,
            }) => (Some(fingerprint.clone()), registry.clone(), None),
            None => (None, None, None),
        };
        Self {
            path: row.shown().to_string_lossy().into_owned(),
            state: row.state.as_str(),
            code: row.code.as_str(),
            finding: words.render(&row.finding()),
            label: row.signer.as_ref().and_then(|signer| signer.label.clone()),
            signer,
            issuer,
            instance,
            claim: row.claim.map(whence_verify::Claim::as_str),
            size: row.size,
            digest: row.digest.map(|digest| digest.to_string()),
            package: row.package.as_deref().map(str::to_owned),
            notes: row.notes.iter().copied().map(Note::as_str).collect(),
            checked_at: UnixTime::from_milliseconds(u64::try_from(row.at).unwrap_or_default())
                .to_string(),
        }
    }
}

type Column = (&'static str, fn(&Record) -> String);

const COLUMNS: &[Column] = &[
    ("path", |it| it.path.clone()),
    ("state", |it| it.state.to_owned()),
    ("code", |it| it.code.to_owned()),
    ("finding", |it| it.finding.clone()),
    ("label", |it| it.label.clone().unwrap_or_default()),
    ("signer", |it| it.signer.clone().unwrap_or_default()),
    ("issuer", |it| it.issuer.clone().unwrap_or_default()),
    ("instance", |it| it.instance.clone().unwrap_or_default()),
    ("claim", |it| it.claim.unwrap_or_default().to_owned()),
    ("size", |it| {
        it.size.map(|size| size.to_string()).unwrap_or_default()
    }),
    ("digest", |it| it.digest.clone().unwrap_or_default()),
    ("package", |it| it.package.clone().unwrap_or_default()),
    ("notes", |it| it.notes.join(" ")),
    ("checked-at", |it| it.checked_at.clone()),
];

/// Longer than every path a system knows.
const CELL: usize = 8_192;

fn cell(text: &str) -> String {
    DisplayText::identifier(text).with_cap(CELL).to_csv_cell()
}

/// A cell without its quotes.
fn defused(text: &str) -> String {
    let cell = cell(text);
    let inside = cell
        .strip_prefix('"')
        .and_then(|cell| cell.strip_suffix('"'));
    inside.unwrap_or_default().to_owned()
}
