//! `whence sbom`: what ties a parts list to a file, and what is in it; and what differs between two lists.

use std::{
    fmt::Write,
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use serde_json::{Value, json};
use whence_app::{
    Checked, Input,
    parts::{
        self, Comparison, Found, Opened,
        view::{
            PartsChange, PartsCompareQuery, PartsDifference, PartsFormat, PartsItem, PartsOrigin,
            PartsQuery, PartsRow, PartsState,
        },
    },
    view::{Message, Outcome},
    words::Words,
};
use whence_display::{DisplayText, ascii_json};

use crate::{
    Stop,
    arguments::{Sbom, SbomDiff, TableFormat},
    check, print, text,
};

/// Raised when a reader of the old form could be misled by the new one.
const SCHEMA: u32 = 1;
/// Rows of a table; for more there are CSV and JSON.
const ROWS: u32 = 1_000;
/// A parts list that cannot be read, as a file that cannot be checked.
const COULD_NOT_CHECK: u8 = 5;

/// The parts lists of the first target, with the other targets looked up in them.
pub(crate) fn run(arguments: Sbom, words: &Words) -> Result<u8, Stop> {
    let checked = check::checked(&arguments.check, words)?;
    let code = check::exit_code(checked.iter().map(|one| one.verdict.state));
    let checked: Vec<Arc<Checked>> = checked.into_iter().map(Arc::new).collect();
    let first = subject(&arguments, &checked);
    let found = first.map_or_else(Vec::new, |first| lists_of(first, &checked));
    let checker = check::checker(&arguments.check)?.0;
    let never = AtomicBool::new(false);
    let opened: Vec<(Found, Result<Opened, Message>)> = found
        .into_iter()
        .map(|found| {
            let opened = parts::open(&found, &checker, check::now(), &never);
            (found, opened)
        })
        .collect();
    let query = PartsQuery {
        text: arguments.find.clone(),
        ..PartsQuery::default()
    };
    let output = match arguments.format {
        TableFormat::Table => table(first, &opened, &query, words),
        TableFormat::Csv => csv(&opened, &query, words)?,
        TableFormat::Json => document(&opened, &query, words),
    };
    print(&output)?;
    let unread = opened.iter().any(|(_, opened)| opened.is_err());
    Ok(if unread && code != 1 {
        COULD_NOT_CHECK
    } else {
        code
    })
}

/// The parts lists of a target. Those of an image are with the digests they are about: all of its platforms are
/// looked through, and what is about the whole is told once.
fn lists_of(first: &Arc<Checked>, checked: &[Arc<Checked>]) -> Vec<Found> {
    let mut found = parts::find(first, checked);
    let Some(image) = &first.subject.image else {
        return found;
    };
    let of_image = checked.iter().filter(|one| {
        let other = one.subject.image.as_deref();
        other.is_some_and(|other| other.index.is_some() && other.index == image.digest)
    });
    for one in of_image {
        let own = parts::find(one, &[]).into_iter();
        found.extend(own.filter(|found| !found.is_through_index()));
    }
    found
}

/// What the first target came to; evidence that was handed over may have been checked before it.
fn subject<'a>(arguments: &Sbom, checked: &'a [Arc<Checked>]) -> Option<&'a Arc<Checked>> {
    let named = match arguments.check.targets.first() {
        Some(Input::Path(path)) => Some(path.as_path()),
        _ => None,
    };
    let is_named = |one: &&Arc<Checked>| named.is_some() && one.path.as_deref() == named;
    checked.iter().find(is_named).or_else(|| checked.first())
}

/// Compares two lists, each by itself.
pub(crate) fn diff(arguments: SbomDiff, words: &Words) -> Result<u8, Stop> {
    let checker = check::checker(&arguments.check)?.0;
    let open = |path: &Path| {
        let found = parts::chosen(path.to_owned());
        parts::open(&found, &checker, check::now(), &AtomicBool::new(false)).map(Arc::new)
    };
    let mut sides = Vec::new();
    for path in [&arguments.before, &arguments.after] {
        match open(path) {
            Ok(opened) => sides.push(opened),
            Err(reason) => {
                let message = Message::new("cli-sbom-unread")
                    .with("argument", file_name(path))
                    .with("reason", reason);
                // Nobody is left to tell when standard error is gone.
                let _ = writeln_stderr(&words.render(&message));
                return Ok(COULD_NOT_CHECK);
            }
        }
    }
    let [before, after] = sides.as_slice() else {
        return Ok(COULD_NOT_CHECK);
    };
    let comparison = Comparison::new(Arc::clone(before), Arc::clone(after));
    let everything = PartsCompareQuery {
        text: arguments.find,
        changes: Vec::new(),
    };
    let output = match arguments.format {
        TableFormat::Table => differences(&comparison, [before, after], &everything, words),
        TableFormat::Csv => comparison.export(&everything, PartsFormat::Csv),
        TableFormat::Json => {
            let rows = comparison.export(&everything, PartsFormat::Json);
            let side = |opened: &Opened| json!({ "binding": binding(opened, words) });
            let document = json!({
                "schema": SCHEMA,
                "program": "whence",
                "version": env!("CARGO_PKG_VERSION"),
                "before": side(before),
                "after": side(after),
                "differences": parsed(&rows),
            });
            ascii_json(&format!("{document:#}"))
        }
    };
    print(output.trim_end())
}

fn writeln_stderr(line: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    writeln!(std::io::stderr(), "whence: {line}")
}

fn file_name(path: &Path) -> DisplayText {
    DisplayText::from_bytes(path.as_os_str().as_encoded_bytes())
}

// --- for people ------------------------------------------------------------------------------------------

fn table(
    checked: Option<&Arc<Checked>>,
    opened: &[(Found, Result<Opened, Message>)],
    query: &PartsQuery,
    words: &Words,
) -> String {
    let mut output = checked.map_or_else(String::new, |checked| text::headline(checked, words));
    if opened.is_empty() {
        line(
            &mut output,
            &format!("  {}", words.render(&Message::new("cli-sbom-none"))),
        );
    }
    for (found, opened) in opened {
        let origin = words.render(&Message::new(format!(
            "parts-origin-{}",
            origin(found.origin)
        )));
        let name = DisplayText::file_name(&found.name).to_terminal();
        line(&mut output, &format!("\n{name} ({origin})"));
        match opened {
            Ok(opened) => list(&mut output, opened, query, words),
            Err(reason) => line(&mut output, &format!("  {}", words.render(reason))),
        }
    }
    output.trim_end().to_owned()
}

fn list(output: &mut String, opened: &Opened, query: &PartsQuery, words: &Words) {
    bound(output, opened, words);
    let view = opened.view(0);
    for fact in &view.facts {
        line(output, &format!("  = {}", text::fact(fact, words)));
    }
    for file in &view.files {
        let sentence = words.render(&file.sentence);
        line(
            output,
            &format!("  > {}: {sentence}", file.name.to_terminal()),
        );
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    let (mut first, mut total) = (0, 0);
    while first < ROWS {
        let Some(page) = opened.page(query, first) else {
            break;
        };
        total = page.total;
        if page.rows.is_empty() {
            break;
        }
        first += u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
        rows.extend(page.rows.iter().filter_map(|row| match row {
            PartsRow::Part(item) => Some(cells(item, words)),
            PartsRow::Group(_) => None,
        }));
    }
    line(
        output,
        &format!("  {}", words.render(&shown(total, opened.parts()))),
    );
    let heads = ["name", "version", "kind", "licence", "supplier", "relation"];
    columns(output, &heads.map(|head| head_of(head, words)), &rows);
    left_out(output, total.saturating_sub(first), words);
}

fn bound(output: &mut String, opened: &Opened, words: &Words) {
    let mark = match opened.binding.outcome {
        Outcome::Held => "outcome-held",
        Outcome::Failed => "outcome-failed",
        Outcome::NotDone => "outcome-not-done",
        Outcome::Noted => "outcome-noted",
    };
    let mark = words.render(&Message::new(mark));
    let sentence = words.render(&opened.binding.sentence);
    line(output, &format!("  {mark}: {sentence}"));
    for detail in &opened.binding.details {
        line(output, &format!("    {}", words.render(detail)));
    }
}

fn shown(found: u32, all: u32) -> Message {
    let number = |number: u32| whence_app::view::Arg::Number(number.into());
    Message::new("parts-some")
        .with("count", number(found))
        .with("all", number(all))
}

fn head_of(column: &str, words: &Words) -> String {
    words.render(&Message::new(format!("parts-column-{column}")))
}

fn cells(item: &PartsItem, words: &Words) -> Vec<String> {
    let or_dash = |text: &Option<DisplayText>| {
        text.as_ref()
            .map_or_else(|| "-".to_owned(), DisplayText::to_terminal)
    };
    vec![
        item.name.to_terminal(),
        or_dash(&item.version),
        words.render(&item.kind),
        or_dash(&item.licence),
        or_dash(&item.supplier),
        words.render(&item.relation),
    ]
}

fn differences(
    comparison: &Comparison,
    sides: [&Opened; 2],
    query: &PartsCompareQuery,
    words: &Words,
) -> String {
    let mut output = String::new();
    for (title, side) in ["parts-compare-before", "parts-compare-after"]
        .into_iter()
        .zip(sides)
    {
        let title = words.render(&Message::new(title));
        line(
            &mut output,
            &format!(
                "{title}: {}",
                DisplayText::file_name(&side.name).to_terminal()
            ),
        );
        bound(&mut output, side, words);
    }
    let view = comparison.view(0, 0, 1);
    let number = |number: u32| whence_app::view::Arg::Number(number.into());
    let numbers = Message::new("parts-compare-numbers")
        .with("different", number(view.different))
        .with("differing", number(view.different))
        .with("same", number(view.same))
        .with("staying", number(view.same));
    line(&mut output, &words.render(&numbers));
    let mut rows: Vec<Vec<String>> = Vec::new();
    let (mut first, mut total) = (0, 0);
    while first < ROWS {
        let page = comparison.page(query, first);
        total = page.total;
        if page.rows.is_empty() {
            break;
        }
        first += u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
        rows.extend(page.rows.iter().map(|row| difference(row, words)));
    }
    let heads = ["changes-column", "name", "version", "licence"];
    let heads = heads.map(|head| words.render(&Message::new(format!("parts-compare-{head}"))));
    columns(&mut output, &heads, &rows);
    left_out(&mut output, total.saturating_sub(first), words);
    output.trim_end().to_owned()
}

fn difference(row: &PartsDifference, words: &Words) -> Vec<String> {
    let kinds: Vec<String> = row
        .changes
        .iter()
        .map(|change| words.render(&Message::new(format!("parts-change-{}", code(*change)))))
        .collect();
    let value = |of: fn(&PartsState) -> &Option<DisplayText>| {
        let side = |state: &Option<PartsState>| {
            let text = state.as_ref().and_then(|state| of(state).as_ref());
            text.map(DisplayText::to_terminal)
        };
        match (side(&row.before), side(&row.after)) {
            (before, after) if before == after => after.unwrap_or_else(|| "-".to_owned()),
            (Some(before), None) if row.after.is_none() => before,
            (None, Some(after)) if row.before.is_none() => after,
            (before, after) => {
                let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
                format!("{} -> {}", or_dash(before), or_dash(after))
            }
        }
    };
    vec![
        kinds.join(", "),
        row.name.to_terminal(),
        value(|state| &state.version),
        value(|state| &state.licence),
    ]
}

fn left_out(output: &mut String, number: u32, words: &Words) {
    if number > 0 {
        let number = whence_app::view::Arg::Number(number.into());
        let message = Message::new("cli-sbom-more").with("number", number);
        line(output, &format!("  {}", words.render(&message)));
    }
}

/// Characters of one cell; the last column may be as long as it is.
const CELL: usize = 40;

fn columns(output: &mut String, heads: &[String], rows: &[Vec<String>]) {
    if rows.is_empty() {
        return;
    }
    let mut widths: Vec<usize> = heads.iter().map(|head| head.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count()).min(CELL);
        }
    }
    let mut write = |row: &[String]| {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{:width$}", cut(cell)))
            .collect();
        line(output, &format!("  {}", cells.join("  ").trim_end()));
    };
    write(heads);
    rows.iter().for_each(|row| write(row));
}

fn cut(cell: &str) -> String {
    if cell.chars().count() <= CELL {
        return cell.to_owned();
    }
    let kept: String = cell.chars().take(CELL - 2).collect();
    format!("{kept}..")
}

fn line(output: &mut String, content: &str) {
    // Writing to a String does not fail.
    let _ = writeln!(output, "{content}");
}

const fn origin(origin: PartsOrigin) -> &'static str {
    match origin {
        PartsOrigin::Statement => "statement",
        PartsOrigin::Attached => "attached",
        PartsOrigin::Itself => "itself",
        PartsOrigin::Beside => "beside",
        PartsOrigin::Together => "together",
        PartsOrigin::Chosen => "chosen",
    }
}

const fn code(change: PartsChange) -> &'static str {
    match change {
        PartsChange::Added => "added",
        PartsChange::Removed => "removed",
        PartsChange::Version => "version",
        PartsChange::Licence => "licence",
        PartsChange::Hash => "hash",
    }
}

// --- for programs ----------------------------------------------------------------------------------------

/// One table. What ties it to the file has no place in CSV, so it is said beside.
fn csv(
    opened: &[(Found, Result<Opened, Message>)],
    query: &PartsQuery,
    words: &Words,
) -> Result<String, Stop> {
    let Some((_, opened)) = opened.first() else {
        return Err(Stop::new(Message::new("cli-sbom-none")));
    };
    let opened = opened
        .as_ref()
        .map_err(|reason| Stop::new(reason.clone()))?;
    let _ = writeln_stderr(&words.render(&opened.binding.sentence));
    let csv = opened.export(query, PartsFormat::Csv).unwrap_or_default();
    Ok(csv.trim_end().to_owned())
}

fn document(
    opened: &[(Found, Result<Opened, Message>)],
    query: &PartsQuery,
    words: &Words,
) -> String {
    let lists = opened.iter().map(|(found, opened)| {
        let name = DisplayText::file_name(&found.name).to_terminal();
        let origin = origin(found.origin);
        match opened {
            Ok(opened) => {
                let parts = opened.export(query, PartsFormat::Json).unwrap_or_default();
                json!({
                    "name": name,
                    "origin": origin,
                    "binding": binding(opened, words),
                    "files": opened.view(0).files.iter().map(|file| json!({
                        "name": file.name.to_terminal(),
                        "listed": file.listed,
                    })).collect::<Vec<_>>(),
                    "parts": parsed(&parts),
                })
            }
            Err(reason) => json!({
                "name": name,
                "origin": origin,
                "problem": { "code": reason.id, "message": words.render(reason) },
            }),
        }
    });
    let document = json!({
        "schema": SCHEMA,
        "program": "whence",
        "version": env!("CARGO_PKG_VERSION"),
        "lists": lists.collect::<Vec<_>>(),
    });
    ascii_json(&format!("{document:#}"))
}

fn binding(opened: &Opened, words: &Words) -> Value {
    let binding = &opened.binding;
    let details = binding.details.iter().map(|detail| words.render(detail));
    json!({
        "step": serde_json::to_value(binding.step).unwrap_or_default(),
        "sentence": words.render(&binding.sentence),
        "details": details.collect::<Vec<_>>(),
    })
}

/// JSON that was written a moment ago.
fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}
