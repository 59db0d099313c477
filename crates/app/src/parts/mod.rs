//! Parts lists (SBOMs): where they come from, what ties them to a file, and what is shown of them.
//!
//! [`find`] looks for them cheaply, [`open`] reads one and says what ties it to the file, and [`Opened`]
//! answers every question of a screen or terminal page by page. The verdict of the file is none of this
//! module's business: that stays with `decide()`.

mod binding;
mod comparison;
mod detail;
mod document;
mod earlier;
mod found;
mod table;
pub mod view;

pub use binding::ladder;
pub use comparison::Comparison;
pub use document::Opened;
pub(crate) use document::format_name;
pub use earlier::{Earlier, ListPlace, earlier, places};
pub use found::{BESIDE_SUFFIXES, Found, Source, chosen, find, is_parts_list};

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use whence_display::DisplayText;
use whence_evidence::{Digest, UnixTime};
pub use whence_sbom::{ImageDigests, PlatformDigests};
use whence_sbom::{Index, Refused, RefusedCode, limits, recognise};

use crate::{
    Checker,
    check::digest,
    intake::{self, BoundedError},
    view::Message,
};

/// Rows of one page.
pub const PAGE_ROWS: u32 = 200;

/// Reads a parts list and says what ties it to the file it was found for.
///
/// # Errors
/// Why it could not be read, in words; `parts-refused-stopped` when `cancel` was set.
pub fn open(
    found: &Found,
    checker: &Checker,
    now: UnixTime,
    cancel: &AtomicBool,
) -> Result<Opened, Message> {
    let mut within = Vec::new();
    let mut bytes = match &found.source {
        Source::Statement { checked, piece } => found::carried(checked, *piece)
            .ok_or_else(|| Message::new("parts-refused-not-an-sbom"))?,
        Source::Attached { checked, position } => found::attached_list(checked, *position)
            .ok_or_else(|| Message::new("parts-refused-not-an-sbom"))?,
        Source::File(path) => {
            let bytes = read(path, cancel)?;
            let differs = |expected: Digest| digest(expected.algorithm(), &bytes) != expected;
            if found.expected.is_some_and(differs) {
                return Err(Message::new("parts-refused-changed"));
            }
            if recognise(&bytes).is_none() {
                within = found::inside(path, checker, now, cancel);
            }
            bytes
        }
        Source::Text(bytes) => bytes.to_vec(),
    };
    let found = within.first().unwrap_or(found);
    if let (Source::Statement { checked, piece }, false) = (&found.source, within.is_empty()) {
        bytes = found::carried(checked, *piece).unwrap_or_default();
    }
    let signature = binding::signature(found, &bytes, checker, now, cancel);
    let index = whence_sbom::read_until(bytes, cancel).map_err(|refused| refusal(&refused))?;
    let mut binding = binding::view(found, &index, signature, cancel);
    if within.len() > 1 {
        let first = Message::new("parts-first-of").with("number", number(within.len() as u64));
        binding.details.push(first);
    }
    let files = binding::files(found, &index, cancel);
    if cancel.load(Ordering::Relaxed) {
        return Err(stopped());
    }
    Ok(Opened::new(found, Arc::new(index), binding, files))
}

fn read(path: &Path, cancel: &AtomicBool) -> Result<Vec<u8>, Message> {
    let read = intake::read_bounded_until(path, limits::DOCUMENT as u64, cancel);
    if cancel.load(Ordering::Relaxed) {
        return Err(stopped());
    }
    read.map_err(|error| match error {
        BoundedError::TooLarge => Message::new("parts-refused-too-large"),
        BoundedError::Problem(problem) => {
            Message::new(format!("{}-why", problem.as_str())).select("target", "file")
        }
    })
}

fn stopped() -> Message {
    Message::new("parts-refused-stopped")
}

/// Why a document was refused, in words.
pub fn refusal(refused: &Refused) -> Message {
    let message = Message::new(format!("parts-refused-{}", refused.code.as_str()));
    match (refused.code, refused.format) {
        (RefusedCode::NotSupported, Some(format)) => {
            message.with("format", document::format_name(format))
        }
        (RefusedCode::Syntax | RefusedCode::TooDeep | RefusedCode::TooMany, _) => message
            .with("detail", DisplayText::prose(&refused.detail))
            .with("line", number(refused.line.unwrap_or(0))),
        _ => message,
    }
}

/// The name of a part with its group in front.
fn name(index: &Index, part: whence_sbom::ComponentId) -> view::PartsName {
    let component = index.component(part);
    view::PartsName {
        part: part.0,
        name: component.map_or_else(|| DisplayText::identifier(""), |one| full_name(&one)),
        version: component
            .and_then(|one| one.version())
            .map(DisplayText::identifier),
    }
}

fn full_name(component: &whence_sbom::Component<'_>) -> DisplayText {
    match component.group() {
        Some(group) => DisplayText::identifier(&format!("{group}/{}", component.name())),
        None => DisplayText::identifier(component.name()),
    }
}

/// The licences of a part on one line.
fn licence(component: &whence_sbom::Component<'_>) -> Option<DisplayText> {
    let mut licences = component.licences().map(|licence| licence.text);
    let first = licences.next()?;
    let mut rest = licences.peekable();
    if rest.peek().is_none() {
        return Some(DisplayText::identifier(first));
    }
    let mut all = vec![first];
    for licence in rest {
        if !all.contains(&licence) {
            all.push(licence);
        }
    }
    Some(DisplayText::identifier(&all.join(", ")))
}

fn number(value: impl Into<u64>) -> crate::view::Arg {
    crate::view::Arg::Number(value.into())
}

fn count(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
