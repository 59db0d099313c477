//! Rows as CSV and JSON, for other programs.

use serde_json::{Map, Value};
use whence_display::{DisplayText, FIELD_CAP};

use crate::{AttributeKind, Column, Component, Index, Rows};

/// Characters of one CSV cell. Spreadsheets take no more than 32,767.
const CELL: usize = 32_000;

/// The rows as CSV (RFC 4180), with a header of [`Column::as_str`]. Hidden and reordering characters are spelled
/// out, and no cell is a formula. A cell longer than 32,000 characters is cut there and ends in `…`.
pub fn to_csv(index: &Index, rows: &Rows, columns: &[Column]) -> String {
    let mut csv = String::new();
    let header: Vec<_> = columns.iter().map(|column| column.as_str()).collect();
    csv.push_str(&header.join(","));
    csv.push_str("\r\n");
    for component in rows.ids().iter().filter_map(|id| index.component(*id)) {
        for (position, column) in columns.iter().enumerate() {
            if position > 0 {
                csv.push(',');
            }
            csv.push_str(&csv_cell(cell(&component, *column)));
        }
        csv.push_str("\r\n");
    }
    csv
}

/// The rows as a JSON array of objects, texts exactly as in the document.
pub fn to_json(index: &Index, rows: &Rows, columns: &[Column]) -> String {
    let rows = rows.ids().iter().filter_map(|id| index.component(*id));
    let rows = rows.map(|component| {
        let cells = columns.iter().map(|column| {
            (
                column.as_str().to_owned(),
                Value::String(cell(&component, *column)),
            )
        });
        Value::Object(cells.collect::<Map<_, _>>())
    });
    Value::Array(rows.collect()).to_string()
}

fn csv_cell(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(CELL) {
        text.truncate(end);
        text.push('…');
    }
    let shown = DisplayText::identifier(&text);
    // Most cells are short; only the others are put together anew, in full.
    if shown.characters() as usize > FIELD_CAP {
        shown.with_cap(CELL + 1).to_csv_cell()
    } else {
        shown.to_csv_cell()
    }
}

/// The text of one cell. Several entries are joined by ` | `, which no licence, digest or CPE contains.
fn cell(component: &Component<'_>, column: Column) -> String {
    let graph = component.index().graph();
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    match column {
        Column::Name => component.name().to_owned(),
        Column::Version => text(component.version()),
        Column::Group => text(component.group()),
        Column::Kind => component.kind().as_str().to_owned(),
        Column::Licence => {
            let all: Vec<_> = component.licences().map(|licence| licence.text).collect();
            all.join(" | ")
        }
        Column::Supplier => text(component.supplier()),
        Column::Relation => component.relation().as_str().to_owned(),
        Column::Hash => if component.hashes().next().is_some() {
            "yes"
        } else {
            "no"
        }
        .to_owned(),
        Column::UsedBy => graph.used_by(component.id()).count().to_string(),
        Column::Uses => graph.uses(component.id()).count().to_string(),
        Column::Purl => text(component.purl()),
        Column::Reference => text(component.reference()),
        Column::Digests => {
            let all: Vec<_> = component
                .hashes()
                .map(|(name, hex)| format!("{}:{hex}", name.as_str()))
                .collect();
            all.join(" | ")
        }
        Column::Cpe => {
            let all: Vec<_> = component.all(AttributeKind::Cpe).collect();
            all.join(" | ")
        }
        Column::Scope => text(component.scope().map(crate::Scope::as_str)),
    }
}
