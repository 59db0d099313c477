//! Where the parts lists of earlier checks are, so that a later one can be compared with them.

use std::{
    path::{Path, PathBuf, absolute},
    sync::atomic::AtomicBool,
};

use whence_display::DisplayText;
use whence_evidence::{Digest, HashAlgorithm};
use whence_sbom::limits;

use super::{
    Found, Source,
    found::{carried, chosen, is_parts_list},
    view::{PartsEarlier, PartsStanding},
};
use crate::{Checked, check::digest, history::kept_digest, intake, view::SubjectKind};

/// Parts lists of one check that are remembered.
const MOST: usize = 8;
/// Bytes that are read to tell whether lists are still what they were; an answer must not take long. For more,
/// the answer comes when one is opened.
const READ: u64 = 256 << 20;

/// A file that is a parts list, or is evidence with one in it. Of the file there is no copy, only what tells
/// it from others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ListPlace {
    /// Where it was: an absolute path.
    pub path: String,
    /// What it was.
    pub digest: Digest,
}

/// Where the parts lists of a check are: the file itself, and evidence whose statement carries one.
pub fn places(checked: &Checked) -> Vec<ListPlace> {
    let mut all: Vec<ListPlace> = Vec::new();
    let itself = checked
        .path
        .as_deref()
        .filter(|path| checked.subject.kind == SubjectKind::File && is_parts_list(path));
    if let Some((path, digest)) = itself.zip(kept_digest(&checked.subject)) {
        all.extend(ListPlace::of(path, digest));
    }
    for (position, piece) in checked.pieces.iter().enumerate() {
        let Some(path) = piece.piece.path.as_deref() else {
            continue;
        };
        let is_new = !all.iter().any(|known| Path::new(&known.path) == path);
        if is_new
            && all.len() < MOST
            && carried(checked, position).is_some()
            && let Ok(bytes) = intake::read_evidence(path)
        {
            all.extend(ListPlace::of(path, digest(HashAlgorithm::Sha256, &bytes)));
        }
    }
    all
}

impl ListPlace {
    /// `None` for a path that is no text.
    fn of(path: &Path, digest: Digest) -> Option<Self> {
        let path = absolute(path).ok()?.into_os_string().into_string().ok()?;
        Some(Self { path, digest })
    }

    /// The parts list, to be opened as long as it is what it was.
    pub fn found(&self) -> Found {
        Found {
            expected: Some(self.digest),
            ..chosen(PathBuf::from(&self.path))
        }
    }
}

/// An earlier list as the history knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Names it in the history.
    pub list: u64,
    /// When it was checked last, milliseconds since 1970.
    pub at: i64,
    /// Where it was and what it was.
    pub place: ListPlace,
}

/// What is shown of earlier lists to compare `than` with: in the order given, without that one itself.
pub fn earlier(all: &[Earlier], than: &Found) -> Vec<PartsEarlier> {
    let mut left = READ;
    let own = match &than.source {
        Source::File(path) => Some(path.as_path()),
        Source::Statement { checked, piece } => checked
            .pieces
            .get(*piece)
            .and_then(|piece| piece.piece.path.as_deref()),
        Source::Attached { .. } | Source::Text(_) => None,
    };
    let own = own.and_then(|path| absolute(path).ok());
    all.iter()
        .filter_map(|one| {
            let path = Path::new(&one.place.path);
            let standing = one.place.standing(&mut left);
            // The list itself as it is; what it was before is another one.
            if standing == PartsStanding::There && own.as_deref() == Some(path) {
                return None;
            }
            Some(PartsEarlier {
                list: one.list,
                name: DisplayText::file_name(path.file_name().unwrap_or(path.as_os_str())),
                folder: DisplayText::from_bytes(
                    path.parent().unwrap_or(path).as_os_str().as_encoded_bytes(),
                ),
                checked_at: one.at,
                standing,
            })
        })
        .collect()
}

impl ListPlace {
    fn standing(&self, left: &mut u64) -> PartsStanding {
        let path = Path::new(&self.path);
        let Ok(metadata) = path.metadata() else {
            return PartsStanding::Gone;
        };
        if !metadata.is_file() {
            return PartsStanding::Gone;
        }
        if metadata.len() > limits::DOCUMENT as u64 {
            return PartsStanding::Changed;
        }
        let Some(rest) = left.checked_sub(metadata.len()) else {
            return PartsStanding::There;
        };
        *left = rest;
        let never = AtomicBool::new(false);
        let algorithms = [self.digest.algorithm()];
        match intake::read(path, &algorithms, &mut |_, _| (), &never) {
            Ok(read) if read.digests.contains(&self.digest) => PartsStanding::There,
            _ => PartsStanding::Changed,
        }
    }
}
