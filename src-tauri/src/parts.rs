//! Parts lists (SBOMs): what the page may ask of them, and those that are kept open.

use std::{
    collections::{BTreeMap, VecDeque},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use tauri::State;
use whence_app::{
    Checked,
    parts::{
        self, Comparison, Found, Opened,
        view::{
            PartsCompareQuery, PartsComparison, PartsCounts, PartsDetail, PartsDifferences,
            PartsDocument, PartsEarlier, PartsFindings, PartsFormat, PartsFound, PartsGaps,
            PartsGrouping, PartsNeighbours, PartsPage, PartsPaths, PartsQuery, PartsSide,
            PartsValues, PartsVulnerabilities,
        },
    },
};
use whence_store::write_atomically;

use crate::{
    answer::{Answer, apart, cancelled, error, told},
    dialogs,
    program::{Program, lock, now},
};

/// Parts lists that are remembered; more than anybody opens.
const MOST: usize = 2048;
/// Bytes of parts lists that are kept read; others are read anew when they are looked at again.
const MOST_BYTES: usize = 1 << 30;
/// Earlier lists that are offered to compare with.
const MOST_PAST: usize = 50;
/// Comparisons that are kept.
const MOST_COMPARISONS: usize = 8;

/// The parts lists the page knows by number, and the ones that are read.
#[derive(Default)]
pub(crate) struct Lists {
    known: Mutex<Known>,
    comparisons: Mutex<Comparisons>,
}

#[derive(Default)]
struct Known {
    last: u32,
    documents: BTreeMap<u32, Arc<Document>>,
    /// Numbers of those that were read, the one looked at longest ago first.
    read: VecDeque<u32>,
}

#[derive(Default)]
struct Comparisons {
    last: u32,
    kept: VecDeque<(u32, Arc<Comparison>)>,
}

struct Document {
    /// The result it was found for.
    result: Option<u32>,
    found: Found,
    /// Reading takes a while; a second question waits for the first instead of reading again.
    opened: Mutex<Option<Arc<Opened>>>,
    /// Set when nobody wants to wait any longer.
    stop: AtomicBool,
}

impl Known {
    fn add(&mut self, result: Option<u32>, found: Found) -> PartsFound {
        self.last += 1;
        let view = found.view(self.last);
        let document = Document {
            result,
            found,
            opened: Mutex::default(),
            stop: AtomicBool::new(false),
        };
        self.documents.insert(self.last, Arc::new(document));
        while self.documents.len() > MOST {
            self.documents.pop_first();
        }
        view
    }

    /// Notes that a list was looked at, and lets go of old ones that no longer have room.
    fn looked_at(&mut self, number: u32) {
        self.read.retain(|other| *other != number);
        self.read.push_back(number);
        let size = |number: &u32| {
            let opened = self.documents.get(number)?.opened.try_lock().ok()?;
            opened.as_ref().map(|opened| opened.size())
        };
        let mut sizes: VecDeque<usize> = self
            .read
            .iter()
            .map(|number| size(number).unwrap_or(0))
            .collect();
        while self.read.len() > 1 && sizes.iter().sum::<usize>() > MOST_BYTES {
            sizes.pop_front();
            let oldest = self.read.pop_front();
            if let Some(document) = oldest.and_then(|oldest| self.documents.get(&oldest)) {
                *lock(&document.opened) = None;
            }
        }
    }
}

impl Program {
    fn parts_find(&self, result: u32) -> Answer<Vec<PartsFound>> {
        let (checked, together) = self.with_siblings(result)?;
        {
            let known = lock(&self.parts.known);
            let of_result = known
                .documents
                .iter()
                .filter(|(_, document)| document.result == Some(result));
            let views: Vec<_> = of_result
                .map(|(number, document)| document.found.view(*number))
                .collect();
            if !views.is_empty() {
                return Ok(views);
            }
        }
        let found = parts::find(&checked, &together);
        let mut known = lock(&self.parts.known);
        Ok(found
            .into_iter()
            .map(|found| known.add(Some(result), found))
            .collect())
    }

    /// A result with all results of the same drop.
    fn with_siblings(&self, result: u32) -> Answer<(Arc<Checked>, Vec<Arc<Checked>>)> {
        let results = lock(&self.results);
        let kept = results.find(result).ok_or_else(|| error("result-gone"))?;
        let together = results.of_drop(&kept.inputs);
        Ok((kept.checked, together))
    }

    fn parts_list(&self, document: u32) -> Answer<Arc<Opened>> {
        let known = lock(&self.parts.known).documents.get(&document).cloned();
        let known = known.ok_or_else(|| error("parts-gone"))?;
        let mut opened = lock(&known.opened);
        if let Some(opened) = &*opened {
            return Ok(Arc::clone(opened));
        }
        let (checker, _) = self.checker();
        known.stop.store(false, Ordering::Relaxed);
        let read = parts::open(&known.found, &checker, now(), &known.stop)
            .map_err(|reason| told("parts-not-read", reason))?;
        let read = Arc::new(read);
        *opened = Some(Arc::clone(&read));
        drop(opened);
        lock(&self.parts.known).looked_at(document);
        Ok(read)
    }

    fn parts_cancel(&self, document: u32) {
        let known = lock(&self.parts.known).documents.get(&document).cloned();
        if let Some(known) = known {
            known.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Parts lists of earlier checks, the newest first, without this one.
    fn parts_past(&self, document: u32) -> Answer<Vec<PartsEarlier>> {
        let known = lock(&self.parts.known).documents.get(&document).cloned();
        let known = known.ok_or_else(|| error("parts-gone"))?;
        let all = self.history.parts_lists(MOST_PAST);
        Ok(parts::earlier(&all, &known.found))
    }

    fn parts_add(&self, found: Found) -> PartsFound {
        lock(&self.parts.known).add(None, found)
    }

    fn parts_compare(&self, before: u32, after: u32) -> Answer<PartsComparison> {
        let comparison = Comparison::new(self.parts_list(before)?, self.parts_list(after)?);
        let mut comparisons = lock(&self.parts.comparisons);
        comparisons.last += 1;
        let number = comparisons.last;
        let view = comparison.view(number, before, after);
        comparisons.kept.push_back((number, Arc::new(comparison)));
        while comparisons.kept.len() > MOST_COMPARISONS {
            comparisons.kept.pop_front();
        }
        Ok(view)
    }

    fn comparison(&self, number: u32) -> Answer<Arc<Comparison>> {
        let comparisons = lock(&self.parts.comparisons);
        let found = comparisons.kept.iter().find(|(other, _)| *other == number);
        found
            .map(|(_, comparison)| Arc::clone(comparison))
            .ok_or_else(|| error("parts-gone"))
    }
}

type Shared<'a> = State<'a, Arc<Program>>;

/// Asks a parts list something, on a thread of its own.
async fn ask<T: Send + 'static>(
    program: Shared<'_>,
    document: u32,
    question: impl FnOnce(&Opened) -> Option<T> + Send + 'static,
) -> Answer<T> {
    let program = Arc::clone(&program);
    apart(move || question(&*program.parts_list(document)?).ok_or_else(no_such_part)).await
}

/// The parts lists that have to do with a result, none of them read.
#[tauri::command]
pub(crate) async fn parts_find(program: Shared<'_>, result: u32) -> Answer<Vec<PartsFound>> {
    let program = Arc::clone(&program);
    apart(move || program.parts_find(result)).await
}

/// Reads a parts list and says what ties it to the file.
#[tauri::command]
pub(crate) async fn parts_open(program: Shared<'_>, document: u32) -> Answer<PartsDocument> {
    ask(program, document, move |list| Some(list.view(document))).await
}

/// Stops reading a parts list that nobody wants to wait for.
#[tauri::command]
pub(crate) fn parts_cancel(program: Shared<'_>, document: u32) {
    program.parts_cancel(document);
}

/// Some rows of the table.
#[tauri::command]
pub(crate) async fn parts_page(
    program: Shared<'_>,
    document: u32,
    query: PartsQuery,
    first: u32,
) -> Answer<PartsPage> {
    ask(program, document, move |list| list.page(&query, first)).await
}

/// The next row whose name begins like this.
#[tauri::command]
pub(crate) async fn parts_seek(
    program: Shared<'_>,
    document: u32,
    query: PartsQuery,
    prefix: String,
    after: u32,
) -> Answer<Option<u32>> {
    ask(program, document, move |list| {
        list.seek(&query, &prefix, after)
    })
    .await
}

/// Filters with their counts.
#[tauri::command]
pub(crate) async fn parts_counts(
    program: Shared<'_>,
    document: u32,
    query: PartsQuery,
) -> Answer<PartsCounts> {
    ask(program, document, move |list| list.counts(&query)).await
}

/// What published lists of elements ask for.
#[tauri::command]
pub(crate) async fn parts_gaps(program: Shared<'_>, document: u32) -> Answer<Vec<PartsGaps>> {
    ask(program, document, |list| Some(list.gaps())).await
}

/// Licences or suppliers with their counts.
#[tauri::command]
pub(crate) async fn parts_values(
    program: Shared<'_>,
    document: u32,
    by: PartsGrouping,
    text: String,
    first: u32,
) -> Answer<PartsValues> {
    ask(program, document, move |list| {
        Some(list.values(by, &text, first))
    })
    .await
}

/// All about one part.
#[tauri::command]
pub(crate) async fn parts_detail(
    program: Shared<'_>,
    document: u32,
    part: u32,
) -> Answer<PartsDetail> {
    ask(program, document, move |list| list.detail(part)).await
}

/// The neighbours of a part on one side.
#[tauri::command]
pub(crate) async fn parts_neighbours(
    program: Shared<'_>,
    document: u32,
    part: u32,
    side: PartsSide,
    text: String,
    first: u32,
) -> Answer<PartsNeighbours> {
    ask(program, document, move |list| {
        list.neighbours(part, side, &text, first)
    })
    .await
}

/// The children of a part in the outline, or its tops.
#[tauri::command]
pub(crate) async fn parts_children(
    program: Shared<'_>,
    document: u32,
    part: Option<u32>,
    first: u32,
) -> Answer<PartsNeighbours> {
    ask(program, document, move |list| list.children(part, first)).await
}

/// The ways from a part to the tops.
#[tauri::command]
pub(crate) async fn parts_paths(
    program: Shared<'_>,
    document: u32,
    part: u32,
) -> Answer<PartsPaths> {
    ask(program, document, move |list| list.paths(part)).await
}

/// Vulnerabilities as the document states them.
#[tauri::command]
pub(crate) async fn parts_vulnerabilities(
    program: Shared<'_>,
    document: u32,
    first: u32,
) -> Answer<PartsVulnerabilities> {
    ask(program, document, move |list| {
        Some(list.vulnerabilities(first))
    })
    .await
}

/// Problems of the document.
#[tauri::command]
pub(crate) async fn parts_findings(
    program: Shared<'_>,
    document: u32,
    code: Option<String>,
    first: u32,
) -> Answer<PartsFindings> {
    ask(program, document, move |list| {
        list.findings(code.as_deref(), first)
    })
    .await
}

/// Rows of the table as text for the clipboard.
#[tauri::command]
pub(crate) async fn parts_copy(
    program: Shared<'_>,
    document: u32,
    query: PartsQuery,
    rows: Vec<u32>,
) -> Answer<String> {
    let program = Arc::clone(&program);
    apart(move || {
        let list = program.parts_list(document)?;
        list.copy(&query, &rows)
            .ok_or_else(|| error("parts-not-copied"))
    })
    .await
}

/// Asks where to, and saves the parts that fit; `false` when the person decided otherwise.
#[tauri::command]
pub(crate) async fn parts_save(
    program: Shared<'_>,
    document: u32,
    query: PartsQuery,
    format: PartsFormat,
) -> Answer<bool> {
    let Some(place) = dialogs::choose_place(file_name("parts", format)).await else {
        return Ok(false);
    };
    let program = Arc::clone(&program);
    apart(move || {
        let list = program.parts_list(document)?;
        save(
            &place,
            &list.export(&query, format).ok_or_else(no_such_part)?,
        )
    })
    .await
}

/// Lets the person choose a parts list to compare with.
#[tauri::command]
pub(crate) async fn parts_choose(program: Shared<'_>) -> Answer<PartsFound> {
    let path = dialogs::choose_file().await.ok_or_else(cancelled)?;
    Ok(program.parts_add(parts::chosen(path)))
}

/// Parts lists that were checked before, in this run or an earlier one, to compare this one with.
#[tauri::command]
pub(crate) async fn parts_past(program: Shared<'_>, document: u32) -> Answer<Vec<PartsEarlier>> {
    let program = Arc::clone(&program);
    apart(move || program.parts_past(document)).await
}

/// One of them, to be opened as long as it is what it was.
#[tauri::command]
pub(crate) async fn parts_of_check(program: Shared<'_>, list: u64) -> Answer<PartsFound> {
    let program = Arc::clone(&program);
    apart(move || Ok(program.parts_add(program.history.parts_list(list)?.found()))).await
}

/// Compares two parts lists.
#[tauri::command]
pub(crate) async fn parts_compare(
    program: Shared<'_>,
    before: u32,
    after: u32,
) -> Answer<PartsComparison> {
    let program = Arc::clone(&program);
    apart(move || program.parts_compare(before, after)).await
}

/// Some differences.
#[tauri::command]
pub(crate) async fn parts_differences(
    program: Shared<'_>,
    comparison: u32,
    query: PartsCompareQuery,
    first: u32,
) -> Answer<PartsDifferences> {
    let program = Arc::clone(&program);
    apart(move || Ok(program.comparison(comparison)?.page(&query, first))).await
}

/// Asks where to, and saves the differences that fit; `false` when the person decided otherwise.
#[tauri::command]
pub(crate) async fn parts_differences_save(
    program: Shared<'_>,
    comparison: u32,
    query: PartsCompareQuery,
    format: PartsFormat,
) -> Answer<bool> {
    let Some(place) = dialogs::choose_place(file_name("difference", format)).await else {
        return Ok(false);
    };
    let program = Arc::clone(&program);
    apart(move || {
        let text = program.comparison(comparison)?.export(&query, format);
        save(&place, &text)
    })
    .await
}

fn save(place: &Path, text: &str) -> Answer<bool> {
    write_atomically(place, text.as_bytes()).map_err(|_| error("parts-not-saved"))?;
    Ok(true)
}

fn file_name(stem: &str, format: PartsFormat) -> String {
    match format {
        PartsFormat::Csv => format!("{stem}.csv"),
        PartsFormat::Json => format!("{stem}.json"),
    }
}

fn no_such_part() -> whence_app::view::CommandError {
    error("parts-gone")
}
