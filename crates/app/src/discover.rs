//! Finds the evidence that came with a target: handed over with it, lying beside it under a name made for
//! it, or the target itself.
//!
//! Names made for the target are looked up in its own folder, exactly. What lies there under other names
//! counts only when it is about the target by its own word; so it can help and cannot harm. The same holds for
//! checksum lists: one that neither bears the target's name nor names it is passed over.

use std::{
    collections::{HashMap, HashSet},
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    sync::Arc,
};

use whence_evidence::{
    Digest, HashAlgorithm, Unreadable, UnreadableCode, bundle::Bundle, checksums::ChecksumList,
    forms, limits, log_entry::Body, statement::Statement,
};
use whence_verdict::{Problem, Relation};
use whence_verify::{
    Code, completed,
    listed::{ListFile, ListedFile},
    model,
};

use crate::{
    classify::{self, Kind, OtherSystem},
    intake::{self, BoundedError},
    surroundings::{About, FolderNames, Surroundings},
    view::{Origin, Role},
};

/// What is appended to a file's name to name its evidence, in the order of how common it is.
pub const EVIDENCE_SUFFIXES: [&str; 17] = [
    ".sigstore.json",
    ".sigstore",
    ".bundle",
    ".sig.bundle",
    ".cosign.bundle",
    "-keyless.sigstore.json",
    "-kms.sigstore.json",
    ".intoto.jsonl",
    ".build.slsa",
    ".attestation",
    ".attestation.json",
    ".attestation.jsonl",
    ".publish.attestation",
    ".slsa.attestation",
    ".provenance",
    ".att",
    ".att.json",
];

/// What is appended to name a signature that may have its certificate in a file beside it.
pub const SIGNATURE_SUFFIXES: [&str; 2] = [".sig", "-keyless.sig"];

/// What stands in place of a signature's `.sig` in the name of its certificate.
pub const CERTIFICATE_SUFFIXES: [&str; 3] = [".pem", ".cert", ".crt"];

/// What is appended to name a signature of another system. Its presence is told, because *no signature*
/// would be wrong.
pub const OTHER_SUFFIXES: [&str; 4] = [".asc", ".gpg", ".minisig", ".p7s"];

/// What is appended to a file's name to name a checksum list for that file alone. Those of algorithms that
/// do not count are read too, because to pass over them would say that nothing is there.
pub const LIST_SUFFIXES: [&str; 20] = [
    ".sha256",
    ".sha512",
    ".sha384",
    ".sha256sum",
    ".sha512sum",
    ".sha384sum",
    ".sha256.txt",
    ".sha512.txt",
    ".sha256sum.txt",
    ".sha224",
    ".sha3-256",
    ".sha3-512",
    ".blake2b",
    ".blake3",
    ".md5",
    ".md5sum",
    ".sha1",
    ".sha1sum",
    ".checksum",
    ".prov",
];

/// Evidence that is often about several files of its folder.
pub const SHARED_EVIDENCE: [&str; 7] = [
    "attestation.json",
    "attestations.json",
    "attestations.jsonl",
    "cosign.bundle",
    "multiple.intoto.jsonl",
    "provenance.intoto.jsonl",
    "argocd-cli.intoto.jsonl",
];

/// Signatures over one folder that are checked.
const SIGNATURES_IN_FOLDER: usize = 16;

/// Files at the top of a folder that are looked into for a signature over it.
const LOOKED_INTO: usize = 256;

/// Bytes that are looked at to tell what a file is meant as.
const HEAD: u64 = 64 << 10;

/// A piece of evidence, not judged yet.
#[derive(Debug, Clone)]
pub struct Piece {
    /// File name of the evidence.
    pub name: OsString,
    /// Where its file is, when it came from one.
    pub path: Option<Arc<Path>>,
    /// How it came to be looked at.
    pub origin: Origin,
    /// What it has to do with the target.
    pub relation: Relation,
    /// The exact bytes of this piece; empty when they could not be read.
    pub bytes: Arc<[u8]>,
    /// What is in it.
    pub content: Content,
    /// The checksum list that the evidence is for, when it covers the target through a line of that.
    pub list: Option<Via>,
    /// What it is about, when that is not the target itself: the index that lists the target.
    pub about: Option<Digest>,
    /// Whether its file lies at the top of the folder it is compared with and holds signatures over folders alone.
    pub lies_in_folder: bool,
}

/// What is in a piece of evidence.
#[derive(Debug, Clone)]
pub enum Content {
    /// A signature, in whatever form.
    Bundle(Arc<Bundle>),
    /// Nothing that can be checked.
    Defect(Defect),
    /// Nothing: the piece is a checksum list that nobody signed.
    ListAlone,
}

impl Content {
    /// The signature.
    pub const fn bundle(&self) -> Option<&Arc<Bundle>> {
        match self {
            Self::Bundle(bundle) => Some(bundle),
            Self::Defect(_) | Self::ListAlone => None,
        }
    }

    /// Why there is none that can be checked.
    pub const fn defect(&self) -> Option<&Defect> {
        match self {
            Self::Defect(defect) => Some(defect),
            Self::Bundle(_) | Self::ListAlone => None,
        }
    }
}

/// A checksum list between a target and the evidence.
#[derive(Debug, Clone)]
pub struct Via {
    /// The list.
    pub file: Arc<ListFile>,
    /// Its file name.
    pub name: OsString,
    /// Whether it is made for the target alone.
    pub own: bool,
    /// How it came to be looked at.
    pub origin: Origin,
}

impl Via {
    /// The target as the list may name it.
    pub fn listed<'a>(&self, name: Option<&'a OsStr>, digests: &'a [Digest]) -> ListedFile<'a> {
        ListedFile {
            name: name.map(OsStr::as_encoded_bytes),
            own_list: self.own,
            digests,
        }
    }
}

/// Why a piece of evidence holds no bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// The code of the verdict it leads to.
    pub code: Code,
    /// What is wrong and where, when the parser said it.
    pub detail: Option<Unreadable>,
    /// The system whose signature it is, when it is one that this program does not check.
    pub system: Option<OtherSystem>,
}

impl Defect {
    const fn plain(code: Code) -> Self {
        Self {
            code,
            detail: None,
            system: None,
        }
    }

    /// A signature of another system.
    const fn of_system(system: OtherSystem) -> Self {
        Self {
            code: Code::FormatUnsupported,
            detail: None,
            system: Some(system),
        }
    }
}

impl From<Unreadable> for Defect {
    fn from(detail: Unreadable) -> Self {
        let code = match detail.code {
            UnreadableCode::LimitExceeded => Code::LimitExceeded,
            UnreadableCode::UnknownFormat | UnreadableCode::OtherSystem => Code::FormatUnsupported,
            UnreadableCode::MalformedJson
            | UnreadableCode::MalformedDer
            | UnreadableCode::MalformedText
            | UnreadableCode::MalformedBase64 => Code::EvidenceUnreadable,
        };
        Self {
            code,
            detail: Some(detail),
            system: None,
        }
    }
}

/// The evidence beside a file, and whether every place could be searched.
#[derive(Debug, Default)]
pub struct Beside {
    /// What was found.
    pub pieces: Vec<Piece>,
    /// Whether a file that is there could not be read.
    pub out_of_reach: bool,
}

/// Looks beside `file` for evidence named after it, and for checksum lists that name it.
pub fn beside(file: &Path, around: &Surroundings) -> Beside {
    let mut found = signatures_beside(file, &around.folder(file));
    for (path, list) in lists_beside(file, around) {
        let of_list = through_list(&path, list, Vec::new(), around);
        found.out_of_reach |= of_list.out_of_reach;
        found.pieces.extend(of_list.pieces);
    }
    found
}

/// Looks beside `file` for evidence named after it.
fn signatures_beside(file: &Path, folder: &FolderNames) -> Beside {
    let mut found = Beside::default();
    let Some(name) = file.file_name() else {
        return found;
    };
    for suffix in EVIDENCE_SUFFIXES.into_iter().chain(SIGNATURE_SUFFIXES) {
        let name = appended(name, suffix);
        let candidate = file.with_file_name(&name);
        if !folder.has(&name) || leaves_folder(&candidate) {
            continue;
        }
        match intake::read_evidence(&candidate) {
            Ok(bytes) => found
                .pieces
                .extend(pieces_of(&candidate, &bytes, Origin::Beside)),
            Err(BoundedError::TooLarge) => {
                found
                    .pieces
                    .push(Piece::defect(&name, Origin::Beside, Code::LimitExceeded));
            }
            // A folder or device of that name is no evidence.
            Err(BoundedError::Problem(Problem::FileUnreadable)) => found.out_of_reach = true,
            Err(BoundedError::Problem(_)) => {}
        }
    }
    for suffix in OTHER_SUFFIXES {
        let name = appended(name, suffix);
        let candidate = file.with_file_name(&name);
        if folder.has(&name) && candidate.is_file() && !leaves_folder(&candidate) {
            found.pieces.push(Piece {
                content: Content::Defect(other_system(&candidate)),
                ..Piece::defect(&name, Origin::Beside, Code::FormatUnsupported)
            });
        }
    }
    found
}

/// The checksum lists beside `file` that are made for it, or are called as such lists are and name it.
fn lists_beside(file: &Path, around: &Surroundings) -> Vec<(PathBuf, Via)> {
    let Some(name) = file.file_name() else {
        return Vec::new();
    };
    let folder = around.folder(file);
    let own = LIST_SUFFIXES
        .into_iter()
        .map(|suffix| (appended(name, suffix), true));
    let shared = folder.lists().iter().map(|list| (list.clone(), false));
    let mut found = Vec::new();
    for (list, own) in own.chain(shared) {
        let path = file.with_file_name(&list);
        if path == file || !folder.has(&list) || leaves_folder(&path) {
            continue;
        }
        let Some(list) = around.list(&path) else {
            continue;
        };
        let via = Via {
            name: path.file_name().unwrap_or_default().to_owned(),
            file: list,
            own,
            origin: Origin::Beside,
        };
        if via.own || via.file.names(&via.listed(Some(name), &[])) {
            found.push((path, via));
        }
    }
    found
}

/// A checksum list that was handed over; `None` for what is none.
pub fn handed_list(path: &Path, around: &Surroundings) -> Option<Via> {
    looks_like_list(path)
        .then(|| said_list(path, around))
        .flatten()
}

/// As [`handed_list`] of a file that somebody said to be one.
pub fn said_list(path: &Path, around: &Surroundings) -> Option<Via> {
    let list = around.list(path)?;
    Some(Via {
        name: path.file_name().unwrap_or_default().to_owned(),
        file: list,
        own: list_of(path).is_some(),
        origin: Origin::Handed,
    })
}

/// Whether the first lines are those of a checksum list.
fn looks_like_list(path: &Path) -> bool {
    if !std::fs::metadata(path).is_ok_and(|it| it.is_file()) {
        return false;
    }
    let head = head(path).unwrap_or_default();
    let cut = head.len() as u64 == HEAD && !head.starts_with(b"\xff\xfe");
    let whole_lines = head.iter().rposition(|byte| *byte == b'\n').filter(|_| cut);
    let lines = head.get(..whole_lines.unwrap_or(head.len()));
    lines.is_some_and(|lines| ChecksumList::parse(lines).is_ok())
}

/// The file that a checksum list of this name is made for alone.
pub fn list_of(path: &Path) -> Option<PathBuf> {
    LIST_SUFFIXES
        .into_iter()
        .find_map(|suffix| renamed(path, suffix, ""))
}

/// The evidence for what a checksum list names: what was handed over or lies beside the list for the list, or
/// the list alone when there is none.
pub fn through_list(path: &Path, via: Via, handed: Vec<Piece>, around: &Surroundings) -> Beside {
    let mut found = signatures_beside(path, &around.folder(path));
    let mut pieces = handed;
    add_once(&mut pieces, found.pieces);
    if pieces.is_empty() {
        pieces.push(Piece {
            name: via.name.clone(),
            path: None,
            origin: via.origin,
            relation: Relation::Meant,
            bytes: Arc::clone(via.file.bytes()),
            content: if via.file.list().is_ok_and(|list| list.in_openpgp) {
                Content::Defect(Defect::of_system(OtherSystem::OpenPgp))
            } else {
                Content::ListAlone
            },
            list: None,
            about: None,
            lies_in_folder: false,
        });
    }
    found.pieces = pieces
        .into_iter()
        .map(|piece| Piece {
            list: Some(via.clone()),
            ..piece
        })
        .collect();
    found
}

/// The evidence in a file that is not named for the target.
pub(crate) fn read_nearby(path: &Path) -> Vec<Piece> {
    let Ok(bytes) = intake::read_evidence(path) else {
        return Vec::new();
    };
    let name = path.file_name().unwrap_or_default();
    let mut found = pieces(name, &bytes, Origin::Nearby);
    found.retain(|piece| piece.content.bundle().is_some());
    for piece in &mut found {
        piece.relation = Relation::Nearby;
        piece.path = Some(Arc::from(path));
    }
    found
}

/// Evidence beside `file` that is named for one of these digests, as `gh attestation download` names it.
pub fn named_for_digest(file: &Path, digests: &[Digest], around: &Surroundings) -> Vec<Piece> {
    let folder = around.folder(file);
    let mut found = Vec::new();
    for digest in digests {
        for separator in [":", "-"] {
            let algorithm = digest.algorithm().as_str();
            let name = format!("{algorithm}{separator}{}.jsonl", digest.to_hex());
            let candidate = file.with_file_name(&name);
            if folder.has(name.as_ref()) && !leaves_folder(&candidate) {
                found.extend(read_nearby(&candidate));
            }
        }
    }
    found
}

/// Handed over and lying beside the target: the same piece once.
pub(crate) fn add_once(pieces: &mut Vec<Piece>, found: Vec<Piece>) {
    let list = |piece: &Piece| piece.list.as_ref().map(|via| Arc::clone(via.file.bytes()));
    for piece in found {
        let same = |known: &Piece| known.bytes == piece.bytes && list(known) == list(&piece);
        if piece.bytes.is_empty() || !pieces.iter().any(same) {
            pieces.push(piece);
        }
    }
}

/// Looks in a folder for signatures over the folder itself: files at its top whose name ends as signatures'
/// names do and that say they are about a folder.
pub fn in_folder(folder: &Path) -> Vec<Piece> {
    const ENDS: [&str; 4] = [".sig", ".sigstore", ".json", ".bundle"];
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let all: HashSet<OsString> = entries
        .take(limits::MODEL_RESOURCES)
        .filter_map(|entry| Some(entry.ok()?.file_name()))
        .collect();
    // What is named for one file is not over all of them.
    let mut names: Vec<&OsString> = all
        .iter()
        .filter(|name| {
            let bytes = name.as_encoded_bytes();
            ENDS.iter().any(|end| bytes.ends_with(end.as_bytes()))
                && (*name == "model.sig"
                    || !is_named_for_another(name, &|other| all.contains(other)))
        })
        .collect();
    // The usual names first, then the order of the alphabet, so that one folder has one answer.
    names.sort_unstable_by_key(|name| {
        let bytes = name.as_encoded_bytes();
        let is_plain_json = bytes.ends_with(b".json") && !bytes.ends_with(b".sigstore.json");
        (*name != "model.sig", is_plain_json, *name)
    });
    names.truncate(LOOKED_INTO);
    let mut found = Vec::new();
    for name in names {
        let candidate = folder.join(name);
        let may_be_one = !leaves_folder(&candidate) && looks_like_evidence(&candidate);
        if !may_be_one {
            continue;
        }
        let Ok(bytes) = intake::read_evidence(&candidate) else {
            continue;
        };
        let pieces = pieces(name, &bytes, Origin::Beside);
        let about_folder = |piece: &Piece| match &piece.content {
            Content::Bundle(bundle) => model::is_about_folder(bundle),
            // One that bears the usual name and cannot be read must not be passed over.
            Content::Defect(_) | Content::ListAlone => *name == "model.sig",
        };
        if pieces.iter().any(about_folder) {
            found.extend(pieces);
        }
        if found.len() >= SIGNATURES_IN_FOLDER {
            break;
        }
    }
    found
}

/// Notes which pieces lie at the top of `folder` in a file that holds signatures over folders and nothing else. A file
/// that merely bears the name of one does not count, nor does one with anything beside it.
pub fn note_place(pieces: &mut [Piece], folder: &Path) {
    let mut files: HashMap<OsString, HashSet<Arc<[u8]>>> = HashMap::new();
    for piece in pieces {
        let signatures = files
            .entry(piece.name.clone())
            .or_insert_with_key(|name| signatures_alone(&folder.join(name)));
        piece.lies_in_folder = signatures.contains(&piece.bytes);
    }
}

/// The signatures over folders in a file, when it holds nothing else.
fn signatures_alone(path: &Path) -> HashSet<Arc<[u8]>> {
    let name = path.file_name().unwrap_or_default();
    let bytes = intake::read_evidence(path).ok();
    let bytes = bytes.filter(|_| !leaves_folder(path)).unwrap_or_default();
    let found = pieces(name, &bytes, Origin::Beside);
    let is_over_folder = |piece: &Piece| {
        let bundle = piece.content.bundle();
        bundle.is_some_and(|bundle| model::is_about_folder(bundle))
    };
    if !found.iter().all(is_over_folder) {
        return HashSet::new();
    }
    found.into_iter().map(|piece| piece.bytes).collect()
}

/// Whether the name is a link to another folder. Whoever filled a download folder must not be able to
/// make this program open files elsewhere.
pub(crate) fn leaves_folder(candidate: &Path) -> bool {
    if !candidate.is_symlink() {
        return false;
    }
    let real = |path: &Path| path.canonicalize().ok();
    let target = real(candidate);
    let target_folder = target.as_deref().and_then(Path::parent);
    let folder = candidate.parent().and_then(real);
    target_folder.is_none() || target_folder != folder.as_deref()
}

/// The evidence in a file that was handed over.
///
/// # Errors
/// The problem with the file itself.
pub fn handed(path: &Path) -> Result<Vec<Piece>, Problem> {
    let name = path.file_name().unwrap_or_default();
    match intake::read_evidence(path) {
        Ok(bytes) => Ok(pieces_of(path, &bytes, Origin::Handed)),
        Err(BoundedError::TooLarge) => Ok(vec![Piece::defect(
            name,
            Origin::Handed,
            Code::LimitExceeded,
        )]),
        Err(BoundedError::Problem(problem)) => Err(problem),
    }
}

/// The pieces in an evidence file; a signature is one together with the certificate beside it.
fn pieces_of(path: &Path, bytes: &[u8], origin: Origin) -> Vec<Piece> {
    let name = path.file_name().unwrap_or_default();
    if let Some(system) = classify::other_signature(bytes, true) {
        return vec![Piece {
            bytes: Arc::from(bytes),
            content: Content::Defect(Defect::of_system(system)),
            ..Piece::defect(name, origin, Code::FormatUnsupported)
        }];
    }
    if !forms::looks_like_signature(bytes) {
        let mut found = pieces(name, bytes, origin);
        for piece in &mut found {
            piece.path = Some(Arc::from(path));
        }
        return found;
    }
    let certificate = beside_signature(path, &CERTIFICATE_SUFFIXES)
        .and_then(|certificate| intake::read_evidence(&certificate).ok());
    vec![Piece::read(
        name,
        origin,
        Relation::Meant,
        bytes,
        forms::detached(bytes, certificate.as_deref()),
    )]
}

/// The pieces in the bytes of one evidence file.
pub fn pieces(name: &OsStr, bytes: &[u8], origin: Origin) -> Vec<Piece> {
    let documents = forms::read(bytes);
    let relation = if documents.len() > 1 {
        Relation::OneOfSeveral
    } else {
        Relation::Meant
    };
    documents
        .into_iter()
        .map(|document| Piece::read(name, origin, relation, &document.bytes, document.content))
        .collect()
}

/// What a file is by its first bytes; what cannot be read is a file to check, and that will tell.
pub fn kind_of(path: &Path) -> Kind {
    let is_file = std::fs::metadata(path).is_ok_and(|it| it.is_file());
    let Some(head) = is_file.then(|| head(path).ok()).flatten() else {
        return Kind::Other;
    };
    let whole = (head.len() as u64) < HEAD;
    match classify::kind(&head, whole) {
        Kind::Other if !whole && forms::begins_document(&head) && evidence_file(path).is_some() => {
            Kind::Evidence
        }
        kind => kind,
    }
}

/// The part that a file plays: as somebody said, or as its content and for signatures and certificates their
/// names say.
pub fn taken_for(path: &Path, kind: Kind, said: Option<Role>) -> Role {
    if let Some(said) = said {
        return said;
    }
    // A plain signature, and the certificate of one, are told by their names too.
    let by_name = matches!(kind, Kind::Other | Kind::Certificate | Kind::PublicKey)
        && is_named_as_signature(path)
        && evidence_file(path).is_some();
    if by_name {
        return Role::Evidence;
    }
    match kind {
        // By its first bytes it may be evidence or a document that mentions some.
        Kind::Evidence if evidence_file(path).is_none() => Role::File,
        // A commit or tag holds its own signature, if it has one.
        Kind::GitObject if evidence_file(path).is_some() => Role::Evidence,
        kind => kind.role(),
    }
}

/// Whether a file has a mark of evidence in its first bytes, or is evidence with such a mark behind them.
pub(crate) fn looks_like_evidence(path: &Path) -> bool {
    head(path).is_ok_and(|head| {
        let goes_on = head.len() as u64 == HEAD && forms::begins_document(&head);
        forms::looks_like_evidence(&head)
            || goes_on && intake::read_evidence(path).is_ok_and(|bytes| forms::is_evidence(&bytes))
    })
}

/// Whether the name ends as those of plain signatures and their certificates do.
fn is_named_as_signature(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let mut ends = SIGNATURE_SUFFIXES.iter().chain(&CERTIFICATE_SUFFIXES);
    ends.any(|end| name.ends_with(end.as_bytes()))
}

/// The evidence file that a file which was handed over is or belongs to, by content and for signatures by
/// name: itself, or the signature whose certificate it is. A file that cannot be read is none.
pub fn evidence_file(path: &Path) -> Option<PathBuf> {
    let metadata = std::fs::metadata(path)
        .ok()
        .filter(|metadata| metadata.is_file())?;
    let head = head(path).unwrap_or_default();
    let may_be_evidence = forms::begins_document(&head) || forms::looks_like_evidence(&head);
    let is_evidence = if !may_be_evidence {
        is_signature(path)
    } else if metadata.len() > limits::EVIDENCE_BYTES as u64 {
        forms::looks_like_evidence(&head)
    } else {
        intake::read_evidence(path).is_ok_and(|bytes| forms::is_evidence(&bytes))
    };
    if is_evidence {
        return Some(path.to_owned());
    }
    CERTIFICATE_SUFFIXES
        .into_iter()
        .filter_map(|suffix| renamed(path, suffix, ".sig"))
        .find(|signature| is_signature(signature))
}

/// Whether it is a signature by name and content, and the file it is named for lies beside it.
fn is_signature(path: &Path) -> bool {
    named_for(path).iter().any(|file| file.is_file())
        && SIGNATURE_SUFFIXES
            .into_iter()
            .any(|suffix| renamed(path, suffix, "").is_some())
        && intake::read_evidence(path).is_ok_and(|bytes| forms::looks_like_signature(&bytes))
}

/// The first file beside a signature whose name ends in one of `suffixes` in place of `.sig`.
fn beside_signature(signature: &Path, suffixes: &[&str]) -> Option<PathBuf> {
    suffixes
        .iter()
        .filter_map(|suffix| renamed(signature, ".sig", suffix))
        .find(|candidate| candidate.is_file() && !leaves_folder(candidate))
}

/// The path with the end of its name replaced; `None` when the name ends otherwise or is nothing else.
fn renamed(path: &Path, end: &str, replacement: &str) -> Option<PathBuf> {
    let stem = path
        .file_name()?
        .as_encoded_bytes()
        .strip_suffix(end.as_bytes())
        .filter(|stem| !stem.is_empty())?;
    let mut name = os_string(stem)?;
    name.push(replacement);
    Some(path.with_file_name(name))
}

/// Whether a file of this name belongs to another one beside it: it bears that one's name and an ending of
/// evidence, or is named as the certificate of a signature. `is_there` tells which names there are.
pub fn is_named_for_another(name: &OsStr, is_there: &dyn Fn(&OsStr) -> bool) -> bool {
    let renamed_is_there = |end: &str, replacement: &str| {
        renamed(Path::new(name), end, replacement).is_some_and(|other| is_there(other.as_os_str()))
    };
    EVIDENCE_SUFFIXES
        .into_iter()
        .chain(SIGNATURE_SUFFIXES)
        .chain(OTHER_SUFFIXES)
        .chain(LIST_SUFFIXES)
        .any(|suffix| renamed_is_there(suffix, ""))
        || CERTIFICATE_SUFFIXES
            .into_iter()
            .any(|suffix| renamed_is_there(suffix, ".sig"))
}

/// Whether a file that is named for another is evidence by its first bytes too, and so is seen when that other
/// one is checked.
pub fn is_evidence_beside(path: &Path) -> bool {
    let is_other = OTHER_SUFFIXES
        .into_iter()
        .any(|suffix| renamed(path, suffix, "").is_some());
    is_other
        || looks_like_evidence(path)
        || (list_of(path).is_some() && looks_like_list(path))
        || is_signature(path)
        || CERTIFICATE_SUFFIXES
            .into_iter()
            .filter_map(|suffix| renamed(path, suffix, ".sig"))
            .any(|signature| is_signature(&signature))
}

/// The files that evidence of this name was made for, beside it, the most likely first.
pub fn named_for(evidence: &Path) -> Vec<PathBuf> {
    // The longest suffix first is not needed: what counts is that such a file is there.
    EVIDENCE_SUFFIXES
        .into_iter()
        .chain(SIGNATURE_SUFFIXES)
        .chain(OTHER_SUFFIXES)
        .filter_map(|suffix| renamed(evidence, suffix, ""))
        .collect()
}

/// The digests of what the bundle itself says it is about. Claims, used only to choose what to compare it with.
pub fn claimed_digests(bundle: &Bundle) -> Vec<Digest> {
    let about = claimed_about(bundle).into_iter();
    about.flat_map(|about| about.digests).collect()
}

/// What the bundle itself says it is about, with the names it gives.
pub(crate) fn claimed_about(bundle: &Bundle) -> Vec<About> {
    if let Some(envelope) = &bundle.envelope {
        let statement = Statement::parse(&envelope.payload);
        let subjects = statement
            .map(|statement| statement.subjects)
            .unwrap_or_default();
        return subjects
            .into_iter()
            .map(|subject| About {
                digests: subject.known_digests().collect(),
                name: subject.name,
            })
            .collect();
    }
    let stated = bundle
        .message
        .as_ref()
        .and_then(|message| message.digest.as_ref())
        .and_then(|(name, value)| Digest::new(HashAlgorithm::from_protobuf_name(name)?, value));
    let recorded = bundle
        .log_entries
        .iter()
        .filter_map(|entry| Some(Body::parse(&entry.body).ok()?.recorded));
    vec![About {
        name: None,
        digests: stated.into_iter().chain(recorded).collect(),
    }]
}

impl Piece {
    fn read(
        name: &OsStr,
        origin: Origin,
        relation: Relation,
        bytes: &[u8],
        content: Result<Bundle, Unreadable>,
    ) -> Self {
        Self {
            name: name.to_owned(),
            path: None,
            origin,
            relation,
            bytes: Arc::from(bytes),
            content: match content {
                Ok(bundle) => Content::Bundle(Arc::new(completed(bundle))),
                Err(error) => Content::Defect(error.into()),
            },
            list: None,
            about: None,
            lies_in_folder: false,
        }
    }

    fn defect(name: &OsStr, origin: Origin, code: Code) -> Self {
        Self {
            name: name.to_owned(),
            path: None,
            origin,
            relation: Relation::Meant,
            bytes: Arc::from([]),
            content: Content::Defect(Defect::plain(code)),
            list: None,
            about: None,
            lies_in_folder: false,
        }
    }
}

/// Which system a file belongs to that is named as its signatures are.
fn other_system(path: &Path) -> Defect {
    let head = head(path).unwrap_or_default();
    match classify::other_signature(&head, (head.len() as u64) < HEAD) {
        Some(system) => Defect::of_system(system),
        None => Defect::plain(Code::FormatUnsupported),
    }
}

fn appended(name: &OsStr, suffix: &str) -> OsString {
    let mut appended = name.to_owned();
    appended.push(suffix);
    appended
}

pub(crate) fn head(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut head = Vec::new();
    crate::intake::open_ordinary(path)?
        .take(HEAD)
        .read_to_end(&mut head)?;
    Ok(head)
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> Option<OsString> {
    use std::os::unix::ffi::OsStringExt;
    Some(OsString::from_vec(bytes.to_vec()))
}

/// Elsewhere names are Unicode, apart from defects that no signer's tool writes.
#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> Option<OsString> {
    std::str::from_utf8(bytes).ok().map(OsString::from)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    const EMPTY_BUNDLE: &str = r#"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}"#;

    fn beside_file(file: &Path) -> Vec<Piece> {
        beside(file, &Surroundings::default()).pieces
    }

    fn codes(bytes: &[u8]) -> Vec<Option<Code>> {
        let pieces = pieces(OsStr::new("x"), bytes, Origin::Handed);
        pieces
            .into_iter()
            .map(|piece| piece.content.defect().map(|defect| defect.code))
            .collect()
    }

    #[test]
    fn content_tells_bundles_from_what_is_none() {
        assert_eq!(codes(EMPTY_BUNDLE.as_bytes()), [None]);
        let lines = format!("{EMPTY_BUNDLE}\n\n{EMPTY_BUNDLE}\r\n");
        assert_eq!(codes(lines.as_bytes()), [None, None]);
        let broken =
            r#"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","mediaType":""}"#;
        assert_eq!(codes(broken.as_bytes()), [Some(Code::EvidenceUnreadable)]);
        assert_eq!(
            codes(br#"{"base64Signature":"","cert":"text"}"#),
            [Some(Code::EvidenceUnreadable)]
        );
        assert_eq!(
            codes(b"-----BEGIN PGP SIGNATURE-----"),
            [Some(Code::FormatUnsupported)]
        );
        assert_eq!(codes(b""), [Some(Code::FormatUnsupported)]);
        let many = format!("{EMPTY_BUNDLE}\n").repeat(limits::DOCUMENTS + 1);
        assert_eq!(codes(many.as_bytes()), [Some(Code::LimitExceeded)]);
    }

    #[test]
    fn one_of_several_lines_is_not_meant_for_the_file_alone() {
        let lines = format!("{EMPTY_BUNDLE}\n{EMPTY_BUNDLE}\n");
        let relations = |bytes: &[u8]| -> Vec<Relation> {
            pieces(OsStr::new("x"), bytes, Origin::Handed)
                .iter()
                .map(|piece| piece.relation)
                .collect()
        };
        assert_eq!(relations(EMPTY_BUNDLE.as_bytes()), [Relation::Meant]);
        assert_eq!(relations(lines.as_bytes()), [Relation::OneOfSeveral; 2]);
    }

    #[test]
    fn only_exact_names_beside_the_file_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tool.tar.gz");
        std::fs::write(&file, b"file").unwrap();
        assert!(beside_file(&file).is_empty());
        for stranger in [
            "other.sigstore.json",
            "tool.tar.sigstore.json",
            "tool.tar.gz.SIGSTORE.JSON",
        ] {
            std::fs::write(folder.path().join(stranger), EMPTY_BUNDLE).unwrap();
        }
        std::fs::create_dir(folder.path().join("tool.tar.gz.bundle")).unwrap();
        assert!(beside_file(&file).is_empty());
        for suffix in EVIDENCE_SUFFIXES
            .into_iter()
            .filter(|suffix| *suffix != ".bundle")
        {
            std::fs::write(
                folder.path().join(format!("tool.tar.gz{suffix}")),
                EMPTY_BUNDLE,
            )
            .unwrap();
        }
        assert_eq!(beside_file(&file).len(), EVIDENCE_SUFFIXES.len() - 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_folder_are_not_followed() {
        use std::os::unix::fs::symlink;
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let file = folder.path().join("tool");
        let outside = elsewhere.path().join("bundle");
        std::fs::write(&outside, EMPTY_BUNDLE).unwrap();
        symlink(&outside, folder.path().join("tool.sigstore.json")).unwrap();
        symlink(&outside, folder.path().join("tool.asc")).unwrap();
        symlink("nowhere", folder.path().join("tool.bundle")).unwrap();
        assert!(beside_file(&file).is_empty());
        std::fs::write(folder.path().join("bundle"), EMPTY_BUNDLE).unwrap();
        symlink("bundle", folder.path().join("tool.sigstore")).unwrap();
        assert_eq!(beside_file(&file).len(), 1);
    }

    #[test]
    fn signatures_of_other_kinds_are_told_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tool");
        std::fs::write(folder.path().join("tool.asc"), b"").unwrap();
        let pieces = beside_file(&file);
        let defect = pieces[0].content.defect().unwrap();
        assert_eq!(defect.code, Code::FormatUnsupported);
    }

    #[test]
    fn evidence_alone_leads_back_to_its_file() {
        let names = |name: &str| -> Vec<PathBuf> { named_for(Path::new(name)) };
        assert_eq!(
            names("/x/tool.zip.sigstore.json"),
            [PathBuf::from("/x/tool.zip")]
        );
        assert_eq!(
            names("tool.sig.bundle"),
            [PathBuf::from("tool.sig"), PathBuf::from("tool")]
        );
        assert!(names("/x/.sigstore.json").is_empty());
        assert!(names("/x/tool.zip").is_empty());
    }
}
