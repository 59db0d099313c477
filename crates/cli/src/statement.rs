//! `whence statement`: what a signed statement says, beside what was checked of it.

use serde::Serialize;
use serde_json::Value;
use whence_app::{
    Checked,
    check::CheckedPiece,
    present,
    view::{Message, TabKind},
    words::Words,
};
use whence_evidence::{
    json,
    metablock::Metablock,
    predicate::{PredicateKind, provenance::Provenance},
    statement::Statement,
};
use whence_verify::{
    Signer,
    provenance::{Agreement, BuildLevel, LEVELS_AS_OF, build_level, claims, compare},
};

use crate::{
    Stop,
    arguments::{Check, Format},
    check, print, text,
};

/// Raised when a reader of the old form could be misled by the new one.
const SCHEMA: u32 = 1;
/// Nodes of a predicate that are read; build records have some hundred.
const NODES: usize = 100_000;

pub(crate) fn run(arguments: Check, words: &Words) -> Result<u8, Stop> {
    let checked = check::checked(&arguments, words)?;
    let output = match arguments.format {
        Format::Text => {
            let results: Vec<String> = checked.iter().map(|checked| of(checked, words)).collect();
            results.join("\n")
        }
        Format::Json => document(&checked),
    };
    print(&output)?;
    Ok(check::exit_code(
        checked.iter().map(|one| one.verdict.state),
    ))
}

/// The result in short, and then each statement.
fn of(checked: &Checked, words: &Words) -> String {
    let mut output = text::headline(checked, words);
    let mut found = false;
    for (position, piece) in (0..).zip(&checked.pieces) {
        let is_shown = envelope(piece).is_some() || Metablock::read(&piece.piece.bytes).is_some();
        if is_shown {
            found = true;
            let tab = present::tab(checked, position, TabKind::Statement);
            output.push_str(&text::blocks(&tab.blocks, words));
        }
    }
    let own = present::statement_file(checked);
    if let Some(blocks) = own.and_then(|bytes| present::unsigned_statement(&bytes)) {
        found = true;
        output.push_str(&text::blocks(&blocks, words));
    }
    if !found {
        let none = words.render(&Message::new("cli-statement-none"));
        output.push_str(&format!("  {none}\n"));
    }
    output
}

fn envelope(piece: &CheckedPiece) -> Option<&whence_evidence::dsse::Envelope> {
    piece.judged()?.bundle.envelope.as_ref()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    schema: u32,
    program: &'static str,
    version: &'static str,
    targets: Vec<Target>,
}

#[derive(Serialize)]
struct Target {
    name: String,
    state: &'static str,
    code: &'static str,
    statements: Vec<Said>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Said {
    /// `proven`, `not-proven`, `unsigned` or, of another system, `not-read`: who stands behind it.
    signer: &'static str,
    predicate_kind: &'static str,
    predicate_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    build_record: Option<BuildRecord>,
    /// The statement as JSON; the exact bytes are those of the evidence.
    statement: Value,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BuildRecord {
    build_type: &'static str,
    parts: Vec<Part>,
    /// `L1` to `L3`, `at-most-L1`, `contradicted` or `not-proven`.
    level: String,
    level_row: Option<&'static str>,
    levels_as_of: &'static str,
}

#[derive(Serialize)]
struct Part {
    part: &'static str,
    claimed: String,
    certificate: Option<String>,
    /// `backed`, `differs` or `not-backed`.
    standing: &'static str,
}

fn document(checked: &[Checked]) -> String {
    let document = Document {
        schema: SCHEMA,
        program: "whence",
        version: env!("CARGO_PKG_VERSION"),
        targets: checked.iter().map(target).collect(),
    };
    // Maps have text keys and there are no other fallible parts, so this does not fail.
    whence_display::ascii_json(&serde_json::to_string_pretty(&document).unwrap_or_default())
}

fn target(checked: &Checked) -> Target {
    let signed = checked.pieces.iter().filter_map(|piece| {
        let Some(envelope) = envelope(piece) else {
            return of_metablock(&piece.piece.bytes);
        };
        let payload = &envelope.payload;
        let signer = piece.judged().and_then(|judged| judged.signer());
        said(
            payload,
            signer,
            if signer.is_some() {
                "proven"
            } else {
                "not-proven"
            },
        )
    });
    let unsigned =
        present::statement_file(checked).and_then(|bytes| said(&bytes, None, "unsigned"));
    Target {
        name: whence_display::DisplayText::file_name(&checked.subject.name).to_terminal(),
        state: checked.verdict.state.as_str(),
        code: checked.verdict.code.as_str(),
        statements: signed.chain(unsigned).collect(),
    }
}

fn said(payload: &[u8], signer: Option<&Signer>, standing: &'static str) -> Option<Said> {
    let Ok(statement) = Statement::parse(payload) else {
        return of_metablock(payload);
    };
    let kind = PredicateKind::of(&statement.predicate_type);
    let node = statement
        .predicate(payload)
        .and_then(|predicate| json::outline(predicate, NODES).ok());
    let build_record = match (kind, node) {
        (PredicateKind::BuildRecord(version), Some(node)) => {
            Some(build_record(&Provenance::read(version, &node), signer))
        }
        _ => None,
    };
    Some(Said {
        signer: standing,
        predicate_kind: kind.as_str(),
        predicate_type: statement.predicate_type,
        build_record,
        statement: serde_json::from_slice(payload).ok()?,
    })
}

/// A layout or link of in-toto, which is read and not verified.
fn of_metablock(bytes: &[u8]) -> Option<Said> {
    let metablock = Metablock::read(bytes)?;
    Some(Said {
        signer: "not-read",
        predicate_kind: metablock.kind.as_str(),
        predicate_type: String::new(),
        build_record: None,
        statement: serde_json::from_slice(metablock.document).ok()?,
    })
}

fn build_record(record: &Provenance, signer: Option<&Signer>) -> BuildRecord {
    let comparisons = signer.map_or_else(|| claims(record), |signer| compare(record, signer));
    let (level, level_row) = match signer.map(|signer| build_level(record, signer)) {
        Some(BuildLevel::Derived { level, row }) => (format!("L{level}"), Some(row.as_str())),
        Some(BuildLevel::AtMostOne) => ("at-most-L1".to_owned(), None),
        Some(BuildLevel::Contradicted) => ("contradicted".to_owned(), None),
        None => ("not-proven".to_owned(), None),
    };
    BuildRecord {
        build_type: record.build_type().as_str(),
        parts: comparisons
            .into_iter()
            .map(|comparison| Part {
                part: comparison.part.as_str(),
                claimed: comparison.claimed,
                certificate: comparison.proven,
                standing: match comparison.outcome {
                    Agreement::Backed => "backed",
                    Agreement::Differs => "differs",
                    Agreement::NotBacked => "not-backed",
                },
            })
            .collect(),
        level,
        level_row,
        levels_as_of: LEVELS_AS_OF,
    }
}
