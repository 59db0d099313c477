//! Which evidence belongs to which target, among what was handed over.

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

use whence_evidence::{Digest, HashAlgorithm, forms, oci::Platform};
use whence_verdict::Relation;
use whence_verify::{Code, Status, listed::coverage, model};

use super::{Cancelled, Checked, Handed, Input, Subject, digest};
use crate::{
    classify::{Archive, Kind},
    discover::{self, Content, Defect, Piece, Via, add_once},
    image::{self, ImageInput, Part, Registries},
    intake::{self, Stopped},
    lookup::Found,
    surroundings::{About, Surroundings},
    view::{Origin, Progress, Role, SubjectKind},
};

/// Subjects of evidence that came without its file, for which a file is searched beside it.
const FILES_OF_EVIDENCE: usize = 1_024;

/// One target with the evidence that was handed over for it.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(super) what: What,
    pub(super) evidence: Vec<Piece>,
    /// What look-ups found for it.
    pub(super) found: Arc<Found>,
    pub(super) handed: Arc<[Handed]>,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    File(PathBuf),
    /// A folder with a signature over its files.
    Folder(PathBuf),
    Digest(Digest),
    Bytes(Vec<u8>),
    /// One digest of an image.
    Image(Box<Part>),
    /// Evidence whose file is not here, by its name.
    EvidenceAlone(OsString),
}

impl What {
    /// What a check was about. Pasted bytes are not kept; what is left of them are their digests.
    pub(super) fn of(checked: &Checked) -> Self {
        match (checked.subject.kind, &checked.path) {
            (SubjectKind::File, Some(path)) => Self::File(path.clone()),
            (SubjectKind::Folder, Some(path)) => Self::Folder(path.clone()),
            _ => Self::EvidenceAlone(checked.subject.name.clone()),
        }
    }

    /// What is known without reading anything.
    pub(super) fn unread(&self) -> Subject {
        let (kind, name, digests) = match self {
            Self::File(path) => (
                SubjectKind::File,
                path.file_name().unwrap_or(path.as_os_str()).to_owned(),
                vec![],
            ),
            Self::Folder(path) => {
                // A folder named by its place, such as `.`, has its name from there.
                let real = path.canonicalize().ok();
                let name = path
                    .file_name()
                    .or_else(|| real.as_deref().and_then(Path::file_name))
                    .unwrap_or(path.as_os_str());
                (SubjectKind::Folder, name.to_owned(), vec![])
            }
            Self::Digest(digest) => (
                SubjectKind::Digest,
                digest.to_string().into(),
                vec![*digest],
            ),
            Self::Bytes(_) => (SubjectKind::File, OsString::new(), vec![]),
            Self::Image(part) => (
                SubjectKind::Image,
                part.facts.name(),
                part.digest.into_iter().collect(),
            ),
            Self::EvidenceAlone(name) => (SubjectKind::Statement, name.clone(), vec![]),
        };
        Subject {
            kind,
            name,
            size: match self {
                Self::Image(part) => part.size,
                _ => None,
            },
            content: None,
            digests,
            state: None,
            folder: None,
            inside: None,
            package: None,
            image: match self {
                Self::Image(part) => Some(Arc::clone(&part.facts)),
                _ => None,
            },
            text: None,
        }
    }
}

/// A handed-over file of evidence that still looks for its target.
struct Loose {
    path: Option<PathBuf>,
    pieces: Vec<Piece>,
}

/// A checksum list that was handed over, or that evidence was handed over for.
struct HandedList {
    path: PathBuf,
    via: Via,
    /// The evidence for the list itself.
    evidence: Vec<Piece>,
}

/// How images are looked at.
#[derive(Clone, Copy)]
pub(super) struct Images<'a> {
    pub(super) registries: Option<&'a dyn Registries>,
    pub(super) platform: Option<&'a Platform>,
}

/// Decides which evidence belongs to which target.
pub(super) fn group(
    inputs: &[Input],
    evidence: &[PathBuf],
    around: &Surroundings,
    images: Images<'_>,
    progress: &mut dyn FnMut(Progress),
    cancel: &AtomicBool,
) -> Result<Vec<Group>, Cancelled> {
    let mut handed = Vec::new();
    let mut groups = grouped(
        inputs,
        evidence,
        around,
        images,
        progress,
        cancel,
        &mut handed,
    )?;
    // One file without anything else needs no list of what was handed over.
    let says_something = handed.len() > 1 || inputs.iter().any(|it| matches!(it, Input::As(..)));
    if says_something {
        let handed: Arc<[Handed]> = handed.into();
        for group in &mut groups {
            group.handed = Arc::clone(&handed);
        }
    }
    Ok(groups)
}

fn grouped(
    inputs: &[Input],
    evidence: &[PathBuf],
    around: &Surroundings,
    images: Images<'_>,
    progress: &mut dyn FnMut(Progress),
    cancel: &AtomicBool,
    handed: &mut Vec<Handed>,
) -> Result<Vec<Group>, Cancelled> {
    let mut groups = Vec::new();
    let mut lists: Vec<HandedList> = Vec::new();
    let mut loose: Vec<Loose> = Vec::new();
    for path in evidence {
        match discover::handed_list(path, around) {
            Some(via) => lists.push(HandedList::of(path, via)),
            None => loose.push(Loose::handed(path)),
        }
    }
    let mut aside = Vec::new();
    for (index, input) in inputs.iter().enumerate() {
        let (role, path) = match input {
            // Who names the evidence has said what is what.
            Input::Path(path) if evidence.is_empty() => (None, path),
            Input::Path(path) => (Some(Role::File), path),
            Input::As(role, path) => (Some(*role), path),
            Input::Bytes(bytes) if evidence.is_empty() && forms::is_evidence(bytes) => {
                loose.push(Loose {
                    path: None,
                    pieces: discover::pieces(OsStr::new(""), bytes, Origin::Handed),
                });
                continue;
            }
            Input::Digest(digest) => {
                groups.push(Group::of(What::Digest(*digest)));
                continue;
            }
            Input::Bytes(bytes) => {
                groups.push(Group::of(What::Bytes(bytes.clone())));
                continue;
            }
            Input::Image(input) => {
                let input = ImageInput {
                    platform: input.platform.clone().or_else(|| images.platform.cloned()),
                    ..input.clone()
                };
                let parts = image::of_reference(&input, images.registries, cancel)?;
                groups.extend(parts.into_iter().map(Group::of_part));
                continue;
            }
        };
        if role.is_none_or(|role| role == Role::File)
            && path.is_dir()
            && is_signed_folder(path, evidence)
        {
            groups.push(Group::of(What::Folder(path.clone())));
            continue;
        }
        let kind = discover::kind_of(path);
        let may_be_image = kind == Kind::Archive(Archive::Tar) || path.is_dir();
        // Who names evidence for an archive means the file as it is.
        if role.is_none() && may_be_image && image::is_saved_image(path) {
            let parts = image::of_saved(path, images.platform, cancel)?;
            groups.extend(parts.into_iter().map(Group::of_part));
            continue;
        }
        let taken = discover::taken_for(path, kind, role);
        handed.push(Handed {
            index,
            name: path.file_name().unwrap_or(path.as_os_str()).to_owned(),
            kind,
            role: taken,
        });
        match taken {
            Role::Evidence => {
                let path = discover::evidence_file(path).unwrap_or_else(|| path.clone());
                // A signature and its certificate are two files and one piece.
                if !loose.iter().any(|known| known.path.as_ref() == Some(&path)) {
                    loose.push(Loose::handed(&path));
                }
            }
            Role::Checksums => match discover::said_list(path, around) {
                Some(via) => lists.push(HandedList::of(path, via)),
                None => loose.push(Loose::handed(path)),
            },
            Role::File | Role::PartsList => groups.push(Group::of(What::File(path.clone()))),
            Role::Key | Role::TrustedRoot | Role::Policy | Role::SignerList | Role::LeftOut => {
                aside.push(path.clone());
            }
        }
    }
    // What is nothing to check beside other files is a file like any other when there is nothing else.
    if groups.is_empty() && loose.is_empty() && lists.is_empty() {
        groups.extend(aside.into_iter().map(|path| Group::of(What::File(path))));
    }
    take_evidence_of_lists(&mut lists, &mut loose, &groups, around);
    assign_lists(lists, &mut groups, around);
    if let [only] = groups.as_mut_slice() {
        let loose = loose.into_iter().flat_map(|loose| loose.pieces);
        only.evidence.extend(loose);
        return Ok(groups);
    }
    let mut digests: Option<Vec<Vec<Digest>>> = None;
    for loose in loose {
        if let Some(group) = groups
            .iter_mut()
            .find(|group| loose.is_named_for(&group.what))
        {
            group.evidence.extend(loose.pieces);
            continue;
        }
        // The name says nothing, so what the evidence claims to be about does; for that, all are read.
        let known = match &mut digests {
            Some(known) => known,
            None => digests.insert(group_digests(&groups, progress, cancel)?),
        };
        let mut taken = false;
        for (group, known) in groups.iter_mut().zip(known.iter()) {
            let claims = |piece: &&Piece| piece.claims_any(known);
            let fitting: Vec<Piece> = loose.pieces.iter().filter(claims).cloned().collect();
            taken |= !fitting.is_empty();
            group.evidence.extend(fitting);
        }
        if !taken {
            groups.extend(loose.alone(around, progress, cancel)?);
            digests = None;
        }
    }
    Ok(groups)
}

/// Moves the evidence that is for a checksum list to that list: one that was handed over too, or one that
/// lies where the evidence is named for it and names a target.
fn take_evidence_of_lists(
    lists: &mut Vec<HandedList>,
    loose: &mut Vec<Loose>,
    groups: &[Group],
    around: &Surroundings,
) {
    loose.retain_mut(|loose| {
        let of_target = groups.iter().any(|group| loose.is_named_for(&group.what));
        if of_target {
            return true;
        }
        let named_for = loose.path.as_deref().map(discover::named_for);
        let named_for = named_for.unwrap_or_default();
        let bears_name = |list: &&mut HandedList| {
            named_for
                .iter()
                .any(|named| named.file_name() == list.path.file_name())
        };
        if let Some(list) = lists.iter_mut().find(bears_name) {
            list.evidence.append(&mut loose.pieces);
            return false;
        }
        let is_about = |list: &&mut HandedList| {
            let mut pieces = loose.pieces.iter();
            pieces.any(|piece| piece.claims_any(list.via.file.digests()))
        };
        if let Some(list) = lists.iter_mut().find(is_about) {
            list.evidence.append(&mut loose.pieces);
            return false;
        }
        let unseen = named_for.iter().find_map(|path| {
            let via = discover::handed_list(path, around)?;
            let names = groups.iter().any(|group| via.names(&group.what));
            names.then(|| HandedList::of(path, via))
        });
        let Some(mut list) = unseen else {
            return true;
        };
        list.evidence.append(&mut loose.pieces);
        lists.push(list);
        false
    });
}

/// Gives each list to the targets it names, to the only target there is, or makes it a target itself.
fn assign_lists(lists: Vec<HandedList>, groups: &mut Vec<Group>, around: &Surroundings) {
    let targets = groups.len();
    for list in lists {
        let mut taken = false;
        for group in groups.iter_mut().take(targets) {
            if targets > 1 && !list.via.names(&group.what) {
                continue;
            }
            taken = true;
            let via = list.via.clone();
            let found = discover::through_list(&list.path, via, list.evidence.clone(), around);
            add_once(&mut group.evidence, found.pieces);
        }
        if taken {
            continue;
        }
        // A list for one file alone leads to that file.
        let file = discover::list_of(&list.path).filter(|file| file.is_file());
        let group = match file {
            Some(file) => {
                let found = discover::through_list(&list.path, list.via, list.evidence, around);
                Group {
                    evidence: found.pieces,
                    ..Group::of(What::File(file))
                }
            }
            None => Group {
                evidence: list.evidence,
                ..Group::of(What::File(list.path))
            },
        };
        groups.push(group);
    }
}

impl HandedList {
    fn of(path: &Path, via: Via) -> Self {
        Self {
            path: path.to_owned(),
            via,
            evidence: Vec::new(),
        }
    }
}

impl Via {
    /// Whether the list has a line for the target: by its name, or by a digest that was given.
    fn names(&self, what: &What) -> bool {
        let name = match what {
            What::File(path) => path.file_name(),
            What::Digest(digest) => {
                let listed = coverage(&self.file, &self.listed(None, &[*digest]));
                return listed.status == Status::Held;
            }
            _ => None,
        };
        name.is_some() && self.file.names(&self.listed(name, &[]))
    }
}

fn group_digests(
    groups: &[Group],
    progress: &mut dyn FnMut(Progress),
    cancel: &AtomicBool,
) -> Result<Vec<Vec<Digest>>, Cancelled> {
    groups
        .iter()
        .map(|group| match &group.what {
            What::File(path) => {
                let mut hashing = |done, total| progress(Progress::Hashing { done, total });
                match intake::read(path, &HashAlgorithm::ALL, &mut hashing, cancel) {
                    Ok(read) => Ok(read.digests),
                    Err(Stopped::Problem(_)) => Ok(vec![]),
                    Err(Stopped::Cancelled) => Err(Cancelled),
                }
            }
            What::Digest(digest) => Ok(vec![*digest]),
            What::Bytes(bytes) => Ok(HashAlgorithm::ALL
                .map(|algorithm| digest(algorithm, bytes))
                .to_vec()),
            What::Image(part) => Ok(part.digest.into_iter().collect()),
            What::Folder(_) | What::EvidenceAlone(_) => Ok(vec![]),
        })
        .collect()
}

/// Whether there is a signature over the folder: in it, or named by the person.
fn is_signed_folder(folder: &Path, evidence: &[PathBuf]) -> bool {
    !evidence.is_empty() || !discover::in_folder(folder).is_empty()
}

impl Group {
    fn of_part(part: Part) -> Self {
        Self::of(What::Image(Box::new(part)))
    }

    pub(super) fn of(what: What) -> Self {
        Self {
            what,
            evidence: Vec::new(),
            found: Arc::default(),
            handed: Arc::from([]),
        }
    }

    /// Where it is, when it is a file or a folder.
    pub(crate) fn path(&self) -> Option<&Path> {
        match &self.what {
            What::File(path) | What::Folder(path) => Some(path),
            What::Image(part) => part.facts.path.as_deref(),
            What::Digest(_) | What::Bytes(_) | What::EvidenceAlone(_) => None,
        }
    }

    /// What an image is called.
    pub(crate) fn image_name(&self) -> Option<OsString> {
        match &self.what {
            What::Image(part) => Some(part.facts.name()),
            _ => None,
        }
    }

    /// Of an image in a file: which one it is of those in it.
    pub(crate) fn part_of_file(&self) -> Option<PartOfFile> {
        match &self.what {
            What::Image(part) => part.facts.path.is_some().then(|| PartOfFile {
                role: part.facts.role,
                // What has no digest is told by where it stands.
                place: part.facts.place.filter(|_| part.digest.is_none()),
                digest: part.digest,
                index: part.facts.index,
            }),
            _ => None,
        }
    }

    /// What is neither a path nor an image, by itself.
    pub(crate) fn alone(input: &Input) -> Option<Self> {
        Some(Self::of(match input {
            Input::Path(path) | Input::As(_, path) => What::File(path.clone()),
            Input::Digest(digest) => What::Digest(*digest),
            Input::Bytes(bytes) => What::Bytes(bytes.clone()),
            Input::Image(_) => return None,
        }))
    }
}

/// Tells the images of one file from each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PartOfFile {
    role: image::Role,
    place: Option<usize>,
    digest: Option<Digest>,
    index: Option<Digest>,
}

impl Loose {
    fn handed(path: &Path) -> Self {
        let unreadable = |_| {
            let defect = Defect {
                code: Code::EvidenceUnreadable,
                detail: None,
                system: None,
            };
            vec![Piece {
                name: path.file_name().unwrap_or(path.as_os_str()).to_owned(),
                path: None,
                origin: Origin::Handed,
                relation: Relation::Meant,
                bytes: Arc::from([]),
                content: Content::Defect(defect),
                list: None,
                about: None,
                lies_in_folder: false,
            }]
        };
        Self {
            path: Some(path.to_owned()),
            pieces: discover::handed(path).unwrap_or_else(unreadable),
        }
    }

    fn is_named_for(&self, what: &What) -> bool {
        let (Some(path), What::File(file)) = (&self.path, what) else {
            return false;
        };
        discover::named_for(path)
            .iter()
            .any(|named| named.file_name() == file.file_name())
    }

    /// With the file it is named for, when that lies beside it; else with the files there that it is about by its
    /// own word; else by itself.
    fn alone(
        self,
        around: &Surroundings,
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) -> Result<Vec<Group>, Cancelled> {
        let mut named_for = self.path.iter().flat_map(|path| discover::named_for(path));
        if let Some(file) = named_for.find(|file| file.is_file()) {
            return Ok(vec![Group {
                evidence: self.pieces,
                ..Group::of(What::File(file))
            }]);
        }
        let groups = self.with_files_beside(around, progress, cancel)?;
        if !groups.is_empty() {
            return Ok(groups);
        }
        let Some(first) = self.pieces.first() else {
            return Ok(vec![]);
        };
        let name = first.name.clone();
        let itself = |piece| Piece {
            origin: Origin::Itself,
            ..piece
        };
        let evidence = self.pieces.into_iter().map(itself).collect();
        Ok(vec![Group {
            evidence,
            ..Group::of(What::EvidenceAlone(name))
        }])
    }

    /// The folder it lies in, when it is about that; the files beside it that it is about.
    fn with_files_beside(
        &self,
        around: &Surroundings,
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) -> Result<Vec<Group>, Cancelled> {
        let Some(path) = &self.path else {
            return Ok(vec![]);
        };
        let bundles = || {
            self.pieces
                .iter()
                .filter_map(|piece| piece.content.bundle())
        };
        let folder = path
            .parent()
            .filter(|_| bundles().any(|bundle| model::is_about_folder(bundle)));
        if let Some(folder) = folder.filter(|folder| !discover::in_folder(folder).is_empty()) {
            return Ok(vec![Group::of(What::Folder(folder.to_owned()))]);
        }
        let about: Vec<About> = bundles()
            .flat_map(|bundle| discover::claimed_about(bundle))
            .take(FILES_OF_EVIDENCE)
            .collect();
        let folder = around.folder(path);
        let mut groups = Vec::new();
        for (file, known) in folder.files_about(&about, progress, cancel)? {
            let fitting = self.pieces.iter().filter(|piece| piece.claims_any(&known));
            groups.push(Group {
                evidence: fitting.cloned().collect(),
                ..Group::of(What::File(file))
            });
        }
        Ok(groups)
    }
}

impl Piece {
    pub(super) fn claims_any(&self, known: &[Digest]) -> bool {
        let claimed = self
            .content
            .bundle()
            .map(|bundle| discover::claimed_digests(bundle));
        claimed.is_some_and(|claimed| claimed.iter().any(|digest| known.contains(digest)))
    }
}
