//! Where parts lists come from: a statement that carries one, the file itself, a file beside it, a file
//! that was handed over with it. Only beginnings are read here.

use std::{
    ffi::OsString,
    io::Read,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

use serde_json::value::RawValue;
use whence_display::DisplayText;
use whence_evidence::{Digest, UnixTime, statement::Statement};
use whence_sbom::ImageDigests;

use super::view::{PartsFound, PartsOrigin};
use crate::{Checked, Checker, Input, discover, intake::open_ordinary};

/// What is appended to a file's name to name a parts list of it, in the order of how common it is.
pub const BESIDE_SUFFIXES: [&str; 16] = [
    ".sbom.json",
    ".cdx.json",
    ".spdx.json",
    ".bom.json",
    ".cyclonedx.json",
    ".syft.json",
    ".sbom",
    ".spdx",
    ".cdx.xml",
    ".bom.xml",
    ".sbom.xml",
    ".spdx.yaml",
    ".spdx.yml",
    ".sbom.cdx.json",
    ".sbom.spdx.json",
    ".json",
];

/// Bytes that tell most files apart.
const GLANCE: u64 = 4 << 10;
/// Bytes that are looked at to tell what a file is.
const HEAD: u64 = 256 << 10;
/// Parts lists that are offered for one result.
const MOST: usize = 64;

/// A parts list that was not read yet.
#[derive(Debug, Clone)]
pub struct Found {
    /// File name; of a statement, that of the evidence.
    pub name: OsString,
    /// How it came to be looked at.
    pub origin: PartsOrigin,
    /// Where its bytes are.
    pub source: Source,
    /// The file it may describe; absent when there is none.
    pub about: Option<Arc<Checked>>,
    /// The digests of what it may describe, when that is an image.
    pub image: Option<ImageDigests>,
    /// What its file has to be; absent when it may be anything.
    pub(super) expected: Option<Digest>,
    /// The check of the document's own file, when there was one.
    pub(super) own: Option<Arc<Checked>>,
    /// The other files of the same drop.
    pub(super) together: Vec<Arc<Checked>>,
}

/// Where the bytes of a parts list are.
#[derive(Debug, Clone)]
pub enum Source {
    /// In the statement of a piece of evidence.
    Statement {
        /// The check the piece belongs to.
        checked: Arc<Checked>,
        /// Which piece.
        piece: usize,
    },
    /// Attached to an image, without a signature of its own.
    Attached {
        /// The check of the image.
        checked: Arc<Checked>,
        /// Which of the things attached.
        position: usize,
    },
    /// In a file.
    File(PathBuf),
    /// In text that was pasted.
    Text(Arc<[u8]>),
}

impl Found {
    /// The same for an image, known by these digests.
    #[must_use]
    pub fn of_image(self, image: ImageDigests) -> Self {
        Self {
            image: Some(image),
            ..self
        }
    }

    /// Whether it is in evidence that is about the index above what was checked.
    pub fn is_through_index(&self) -> bool {
        match &self.source {
            Source::Statement { checked, piece } => {
                let piece = checked.pieces.get(*piece);
                piece.is_some_and(|piece| piece.piece.about.is_some())
            }
            Source::Attached { .. } | Source::File(_) | Source::Text(_) => false,
        }
    }

    /// What the window is told of it; `document` names it from then on.
    pub fn view(&self, document: u32) -> PartsFound {
        PartsFound {
            document,
            name: DisplayText::file_name(&self.name),
            origin: self.origin,
            attached: match self.source {
                Source::Attached { position, .. } => u32::try_from(position).ok(),
                Source::Statement { .. } | Source::File(_) | Source::Text(_) => None,
            },
        }
    }
}

/// The parts lists that have to do with a result; `together` holds all results of the same drop.
pub fn find(checked: &Arc<Checked>, together: &[Arc<Checked>]) -> Vec<Found> {
    let is_list = |one: &Checked| match (&one.path, &one.subject.text) {
        (Some(path), _) => is_parts_list(path),
        (None, Some(text)) => lists_parts(text),
        (None, None) => false,
    };
    let itself = is_list(checked);
    let (lists, files): (Vec<_>, Vec<_>) = together.iter().cloned().partition(|one| is_list(one));
    // A list that is itself what was checked describes no file of this result.
    let about = (!itself).then(|| Arc::clone(checked));
    let found = |name: OsString, origin, source, own| Found {
        name,
        origin,
        source,
        about: about.clone(),
        image: None,
        expected: None,
        own,
        together: files.clone(),
    };
    let mut all = Vec::new();
    let source = match (&checked.path, &checked.subject.text) {
        (Some(path), _) => Some(Source::File(path.clone())),
        (None, Some(text)) => Some(Source::Text(Arc::clone(text))),
        (None, None) => None,
    };
    if let Some(source) = source.filter(|_| itself) {
        all.push(found(
            checked.subject.name.clone(),
            PartsOrigin::Itself,
            source,
            Some(Arc::clone(checked)),
        ));
    }
    for (position, piece) in checked.pieces.iter().enumerate() {
        if carried(checked, position).is_some() {
            let source = Source::Statement {
                checked: Arc::clone(checked),
                piece: position,
            };
            all.push(found(
                piece.piece.name.clone(),
                PartsOrigin::Statement,
                source,
                None,
            ));
        }
    }
    let image = checked.subject.image.as_deref();
    let attached = image.map_or(&[][..], |image| &image.attached);
    for (position, one) in attached.iter().enumerate() {
        if attached_list(checked, position).is_some() {
            let source = Source::Attached {
                checked: Arc::clone(checked),
                position,
            };
            let name = OsString::from(&one.what);
            all.push(found(name, PartsOrigin::Attached, source, None));
        }
    }
    for list in &lists {
        if let Some(path) = list
            .path
            .as_ref()
            .filter(|path| checked.path.as_ref() != Some(path))
        {
            all.push(found(
                list.subject.name.clone(),
                PartsOrigin::Together,
                Source::File(path.clone()),
                Some(Arc::clone(list)),
            ));
        }
    }
    if let Some(path) = checked.path.as_deref().filter(|_| !itself) {
        for beside in beside(path) {
            let known = lists
                .iter()
                .any(|list| list.path.as_deref() == Some(&*beside));
            if !known && is_parts_list(&beside) {
                let name = beside.file_name().unwrap_or_default().to_owned();
                all.push(found(name, PartsOrigin::Beside, Source::File(beside), None));
            }
        }
    }
    all.truncate(MOST);
    all
}

/// A parts list the person chose, or evidence with one in its statement; for no file.
pub fn chosen(path: PathBuf) -> Found {
    Found {
        name: path.file_name().unwrap_or(path.as_os_str()).to_owned(),
        origin: PartsOrigin::Chosen,
        source: Source::File(path),
        about: None,
        image: None,
        expected: None,
        own: None,
        together: Vec::new(),
    }
}

/// The parts lists in the statements of an evidence file that was chosen as if it were one.
pub(super) fn inside(
    path: &Path,
    checker: &Checker,
    now: UnixTime,
    cancel: &AtomicBool,
) -> Vec<Found> {
    let inputs = [Input::Path(path.to_owned())];
    let checked = checker.check(&inputs, &[], now, &mut |_| (), cancel);
    let checked = checked.unwrap_or_default().into_iter().map(Arc::new);
    checked
        .flat_map(|checked| find(&checked, &[]))
        .filter(|found| match &found.source {
            Source::Statement { checked, piece } => checked
                .pieces
                .get(*piece)
                .is_some_and(|piece| piece.piece.path.as_deref() == Some(path)),
            Source::Attached { .. } | Source::File(_) | Source::Text(_) => false,
        })
        .map(|found| Found {
            origin: PartsOrigin::Chosen,
            ..found
        })
        .collect()
}

/// The bytes of the parts list in the statement of a piece, if it carries one: as an object, as a string of
/// text, and in the wrapping that cosign writes around both.
pub(super) fn carried(checked: &Checked, piece: usize) -> Option<Vec<u8>> {
    let judged = checked.pieces.get(piece)?.judged()?;
    let payload = &judged.bundle.envelope.as_ref()?.payload;
    let statement = Statement::parse(payload).ok()?;
    document(statement.predicate(payload)?, 0)
}

/// The bytes of the parts list in something attached to an image, if it is one or is a statement around one.
pub(super) fn attached_list(checked: &Checked, position: usize) -> Option<Vec<u8>> {
    let image = checked.subject.image.as_deref()?;
    let content = image.attached.get(position)?.content.as_deref()?;
    if lists_parts(content) {
        return Some(content.to_vec());
    }
    let statement = Statement::parse(content).ok()?;
    document(statement.predicate(content)?, 0)
}

fn lists_parts(bytes: &[u8]) -> bool {
    whence_sbom::recognise(bytes).is_some_and(whence_sbom::Format::lists_parts)
}

/// How deeply texts and wrappings may lie in each other.
const WRAPPINGS: u8 = 3;

fn document(value: &[u8], depth: u8) -> Option<Vec<u8>> {
    if lists_parts(value) {
        return Some(value.to_vec());
    }
    if depth == WRAPPINGS {
        return None;
    }
    match value.trim_ascii_start().first()? {
        b'"' => document(
            serde_json::from_slice::<String>(value).ok()?.as_bytes(),
            depth + 1,
        ),
        b'{' => {
            #[derive(serde::Deserialize)]
            struct Wrapped<'a> {
                #[serde(rename = "Data", borrow)]
                data: &'a RawValue,
            }
            let wrapped: Wrapped<'_> = serde_json::from_slice(value).ok()?;
            document(wrapped.data.get().as_bytes(), depth + 1)
        }
        _ => None,
    }
}

/// The names a parts list of this file would have, beside it; also without the extension of the file.
fn beside(file: &Path) -> Vec<PathBuf> {
    let Some(name) = file.file_name() else {
        return Vec::new();
    };
    let mut stems = vec![name.to_owned()];
    stems.extend(
        file.file_stem()
            .filter(|stem| *stem != name)
            .map(OsString::from),
    );
    let mut all: Vec<PathBuf> = Vec::new();
    for stem in stems {
        for suffix in BESIDE_SUFFIXES {
            let mut appended = stem.clone();
            appended.push(suffix);
            let candidate = file.with_file_name(appended);
            let is_new = candidate != file && !all.contains(&candidate);
            if is_new && candidate.is_file() && !discover::leaves_folder(&candidate) {
                all.push(candidate);
            }
        }
    }
    all
}

/// Whether a file is a parts list, by its beginning. Most files show soon that they are none.
pub fn is_parts_list(path: &Path) -> bool {
    let mut head = Vec::new();
    let Ok(mut file) = open_ordinary(path) else {
        return false;
    };
    for most in [GLANCE, HEAD] {
        let rest = most - head.len() as u64;
        if file.by_ref().take(rest).read_to_end(&mut head).is_err() {
            return false;
        }
        if lists_parts(&head) {
            return true;
        }
        // No format of text has such bytes, unless it is in UTF-16, which says so at its beginning.
        if head.contains(&0) && !head.starts_with(&[0xff, 0xfe]) && !head.starts_with(&[0xfe, 0xff])
        {
            return false;
        }
    }
    false
}
