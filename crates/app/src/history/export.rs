//! Earlier checks as files for other programs.

use std::io::{self, Write};

use serde::Serialize;
use whence_display::{DisplayText, ascii_json};
use whence_evidence::UnixTime;
use whence_verdict::{SeenCertificate, SeenSigner};

use super::{Observation, view::HistoryForm};

/// Writes earlier checks one after the other; what begins the file is written when it is made.
pub struct Exporter<W> {
    to: W,
    form: HistoryForm,
}

impl<W: Write> Exporter<W> {
    /// Begins the file.
    ///
    /// # Errors
    /// Those of writing.
    pub fn begin(mut to: W, form: HistoryForm) -> io::Result<Self> {
        if form == HistoryForm::Csv {
            let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
            write!(to, "{}\r\n", names.join(","))?;
        }
        Ok(Self { to, form })
    }

    /// Writes one check.
    ///
    /// # Errors
    /// Those of writing.
    pub fn write(&mut self, observation: &Observation) -> io::Result<()> {
        let record = Record::of(observation);
        match self.form {
            HistoryForm::Json => {
                writeln!(self.to, "{}", ascii_json(&serde_json::to_string(&record)?))
            }
            HistoryForm::Csv => {
                let cells: Vec<String> = COLUMNS.iter().map(|(_, of)| cell(&of(&record))).collect();
                write!(self.to, "{}\r\n", cells.join(","))
            }
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Those of writing.
    pub fn end(mut self) -> io::Result<W> {
        self.to.flush()?;
        Ok(self.to)
    }
}

/// One check as other programs read it. Texts are exactly as they were found.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Record<'a> {
    /// Number of the check.
    check: u64,
    checked_at: String,
    product: &'a str,
    version: Option<&'a str>,
    name: &'a str,
    size: Option<u64>,
    digest: Option<&'a str>,
    state: &'static str,
    code: &'a str,
    signer: Option<&'a str>,
    signer_kind: Option<&'a str>,
    issuer: Option<&'a str>,
    instance: Option<&'a str>,
    owner: Option<&'a str>,
    owner_number: Option<&'a str>,
    repository: Option<&'a str>,
    repository_number: Option<&'a str>,
    source_ref: Option<&'a str>,
    trigger: Option<&'a str>,
    runner: Option<&'a str>,
    claim: Option<&'static str>,
    entry: Option<&'a str>,
    log: bool,
    timestamp: bool,
    evidence: &'a [String],
    trust_data: Option<String>,
    notes: Vec<Difference>,
}

/// What differed from an earlier check.
#[derive(Debug, Serialize)]
struct Difference {
    code: &'static str,
    before: Option<u64>,
}

impl<'a> Record<'a> {
    /// What is told of a check.
    pub fn of(observation: &'a Observation) -> Self {
        let sighting = &observation.sighting;
        let (certificate, key, registry) = match &sighting.signer {
            Some(SeenSigner::Certificate(certificate)) => (Some(certificate.as_ref()), None, None),
            Some(SeenSigner::Key {
                fingerprint,
                registry,
            }) => (None, Some(fingerprint), registry.as_deref()),
            None => (None, None, None),
        };
        let part = |of: fn(&SeenCertificate) -> Option<&str>| certificate.and_then(of);
        Self {
            check: sighting.check,
            checked_at: time(observation.at),
            product: &observation.product,
            version: sighting.version.as_deref(),
            name: &observation.name,
            size: observation.size,
            digest: sighting.digest.as_deref(),
            state: sighting.state.as_str(),
            code: &observation.code,
            signer: certificate
                .map(|it| it.identity.as_str())
                .or(key.map(String::as_str)),
            signer_kind: certificate
                .map(|it| it.kind.as_str())
                .or(key.map(|_| "key")),
            issuer: part(|it| it.issuer.as_deref()).or(registry),
            instance: part(|it| it.instance.as_deref()),
            owner: part(|it| it.owner.as_deref()),
            owner_number: part(|it| it.owner_id.as_deref()),
            repository: part(|it| it.repository.as_deref()),
            repository_number: part(|it| it.repository_id.as_deref()),
            source_ref: part(|it| it.source_ref.as_deref()),
            trigger: part(|it| it.trigger.as_deref()),
            runner: part(|it| it.runner.as_deref()),
            claim: sighting.claim.map(whence_verify::Claim::as_str),
            entry: sighting.entry.as_ref().map(|(_, label)| label.as_str()),
            log: sighting.logged,
            timestamp: sighting.timestamped,
            evidence: &observation.evidence,
            trust_data: observation.trust_dated.map(crate::words::date),
            notes: observation
                .changes
                .iter()
                .map(|change| Difference {
                    code: change.note.as_str(),
                    before: change.before,
                })
                .collect(),
        }
    }
}

type Column = (&'static str, fn(&Record<'_>) -> String);

const COLUMNS: &[Column] = &[
    ("check", |it| it.check.to_string()),
    ("checked-at", |it| it.checked_at.clone()),
    ("product", |it| it.product.to_owned()),
    ("version", |it| plain(it.version)),
    ("name", |it| it.name.to_owned()),
    ("size", |it| {
        it.size.map(|size| size.to_string()).unwrap_or_default()
    }),
    ("digest", |it| plain(it.digest)),
    ("state", |it| it.state.to_owned()),
    ("code", |it| it.code.to_owned()),
    ("signer", |it| plain(it.signer)),
    ("signer-kind", |it| plain(it.signer_kind)),
    ("issuer", |it| plain(it.issuer)),
    ("instance", |it| plain(it.instance)),
    ("owner", |it| plain(it.owner)),
    ("owner-number", |it| plain(it.owner_number)),
    ("repository", |it| plain(it.repository)),
    ("repository-number", |it| plain(it.repository_number)),
    ("source-ref", |it| plain(it.source_ref)),
    ("trigger", |it| plain(it.trigger)),
    ("runner", |it| plain(it.runner)),
    ("claim", |it| plain(it.claim)),
    ("entry", |it| plain(it.entry)),
    ("log", |it| it.log.to_string()),
    ("timestamp", |it| it.timestamp.to_string()),
    ("evidence", |it| it.evidence.join(" + ")),
    ("trust-data", |it| plain(it.trust_data.as_deref())),
    ("notes", |it| {
        let codes: Vec<&str> = it.notes.iter().map(|note| note.code).collect();
        codes.join(" ")
    }),
];

fn plain(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

/// A cell (RFC 4180) that no spreadsheet computes and no character of which moves another.
fn cell(text: &str) -> String {
    let shown = DisplayText::identifier(text).to_terminal();
    let computed = shown.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ]);
    let defused = if computed { format!("'{shown}") } else { shown };
    format!("\"{}\"", defused.replace('"', "\"\""))
}

fn time(milliseconds: i64) -> String {
    let milliseconds = u64::try_from(milliseconds).unwrap_or_default();
    UnixTime::from_milliseconds(milliseconds).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_breaks_its_row() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@sum",
            "\t=1",
            "\r=1",
            "＝1",
            "\"=1",
            "a\nb",
            "a,b",
            "a\"b",
            "\u{202e}=1",
            "",
        ] {
            let cell = cell(text);
            let inside = cell
                .strip_prefix('"')
                .and_then(|it| it.strip_suffix('"'))
                .unwrap_or_default();
            assert!(
                !inside.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{text:?}: {cell}"
            );
            assert!(
                !inside
                    .replace("\"\"", "")
                    .contains(['"', '\n', '\r', '\u{202e}']),
                "{text:?}: {cell}"
            );
        }
        assert_eq!(cell("=a,\"b\""), "\"'=a,\"\"b\"\"\"");
    }
}
