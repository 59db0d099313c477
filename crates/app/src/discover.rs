//! Finds the evidence that came with a target: handed over with it, lying beside it under a name made for
//! it, or the target itself.
//!
//! Only exact names in the target's own folder are looked up. A folder is never listed, so what else lies
//! in it can neither help nor harm.

use std::{
    collections::HashSet,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    sync::Arc,
};

use whence_evidence::{
    Digest, HashAlgorithm, Unreadable, UnreadableCode, bundle::Bundle, forms, limits,
    statement::Statement,
};
use whence_verdict::{Problem, Relation};
use whence_verify::{Code, model};

use crate::{
    intake::{self, BoundedError},
    view::Origin,
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
    /// How it came to be looked at.
    pub origin: Origin,
    /// What it has to do with the target.
    pub relation: Relation,
    /// The exact bytes of this piece; empty when they could not be read.
    pub bytes: Arc<[u8]>,
    /// The bundle, or why there is none.
    pub content: Result<Arc<Bundle>, Defect>,
}

/// Why a piece of evidence holds no bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// The code of the verdict it leads to.
    pub code: Code,
    /// What is wrong and where, when the parser said it.
    pub detail: Option<Unreadable>,
}

impl Defect {
    const fn plain(code: Code) -> Self {
        Self { code, detail: None }
    }
}

impl From<Unreadable> for Defect {
    fn from(detail: Unreadable) -> Self {
        let code = match detail.code {
            UnreadableCode::LimitExceeded => Code::LimitExceeded,
            UnreadableCode::UnknownFormat => Code::FormatUnsupported,
            UnreadableCode::MalformedJson
            | UnreadableCode::MalformedDer
            | UnreadableCode::MalformedText
            | UnreadableCode::MalformedBase64 => Code::EvidenceUnreadable,
        };
        Self {
            code,
            detail: Some(detail),
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

/// Looks beside `file` for evidence named after it.
pub fn beside(file: &Path) -> Beside {
    let mut found = Beside::default();
    let (Some(name), Some(folder)) = (file.file_name(), file.parent()) else {
        return found;
    };
    // The parent of a bare name is empty, which is no path the system can resolve.
    let folder = if folder == Path::new("") {
        Path::new(".")
    } else {
        folder
    };
    for suffix in EVIDENCE_SUFFIXES.into_iter().chain(SIGNATURE_SUFFIXES) {
        let name = appended(name, suffix);
        let candidate = folder.join(&name);
        if leaves_folder(&candidate) {
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
        let candidate = folder.join(&name);
        if candidate.is_file() && !leaves_folder(&candidate) {
            found.pieces.push(Piece::defect(
                &name,
                Origin::Beside,
                Code::FormatUnsupported,
            ));
        }
    }
    found
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
        let may_be_one = !leaves_folder(&candidate)
            && head(&candidate).is_ok_and(|head| forms::looks_like_evidence(&head));
        if !may_be_one {
            continue;
        }
        let Ok(bytes) = intake::read_evidence(&candidate) else {
            continue;
        };
        let pieces = pieces(name, &bytes, Origin::Beside);
        let about_folder = |piece: &Piece| match &piece.content {
            Ok(bundle) => model::is_about_folder(bundle),
            // One that bears the usual name and cannot be read must not be passed over.
            Err(_) => *name == "model.sig",
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
    if !forms::looks_like_signature(bytes) {
        return pieces(name, bytes, origin);
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

/// The evidence file that a file which was handed over is or belongs to, by content and for signatures by
/// name: itself, or the signature whose certificate it is. A file that cannot be read is none.
pub fn evidence_file(path: &Path) -> Option<PathBuf> {
    let metadata = std::fs::metadata(path)
        .ok()
        .filter(|metadata| metadata.is_file())?;
    let head = head(path).unwrap_or_default();
    let may_be_evidence = matches!(head.trim_ascii_start().first(), Some(b'{' | b'['))
        || forms::looks_like_evidence(&head);
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
        || head(path).is_ok_and(|head| forms::looks_like_evidence(&head))
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
        .filter_map(|suffix| renamed(evidence, suffix, ""))
        .collect()
}

/// What the bundle itself says it is about. Claims, used only to choose what to compare it with.
pub fn claimed_digests(bundle: &Bundle) -> Vec<Digest> {
    if let Some(envelope) = &bundle.envelope {
        let statement = Statement::parse(&envelope.payload);
        let subjects = statement
            .map(|statement| statement.subjects)
            .unwrap_or_default();
        return subjects
            .iter()
            .flat_map(|subject| subject.known_digests().collect::<Vec<_>>())
            .collect();
    }
    let stated = bundle
        .message
        .as_ref()
        .and_then(|message| message.digest.as_ref());
    stated
        .and_then(|(name, value)| Digest::new(HashAlgorithm::from_protobuf_name(name)?, value))
        .into_iter()
        .collect()
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
            origin,
            relation,
            bytes: Arc::from(bytes),
            content: content.map(Arc::new).map_err(Defect::from),
        }
    }

    fn defect(name: &OsStr, origin: Origin, code: Code) -> Self {
        Self {
            name: name.to_owned(),
            origin,
            relation: Relation::Meant,
            bytes: Arc::from([]),
            content: Err(Defect::plain(code)),
        }
    }
}

fn appended(name: &OsStr, suffix: &str) -> OsString {
    let mut appended = name.to_owned();
    appended.push(suffix);
    appended
}

fn head(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut head = Vec::new();
    std::fs::File::open(path)?
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

    fn codes(bytes: &[u8]) -> Vec<Option<Code>> {
        let pieces = pieces(OsStr::new("x"), bytes, Origin::Handed);
        pieces
            .into_iter()
            .map(|piece| piece.content.err().map(|defect| defect.code))
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
        assert!(beside(&file).pieces.is_empty());
        for stranger in [
            "other.sigstore.json",
            "tool.tar.sigstore.json",
            "tool.tar.gz.SIGSTORE.JSON",
        ] {
            std::fs::write(folder.path().join(stranger), EMPTY_BUNDLE).unwrap();
        }
        std::fs::create_dir(folder.path().join("tool.tar.gz.bundle")).unwrap();
        assert!(beside(&file).pieces.is_empty());
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
        assert_eq!(beside(&file).pieces.len(), EVIDENCE_SUFFIXES.len() - 1);
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
        assert!(beside(&file).pieces.is_empty());
        std::fs::write(folder.path().join("bundle"), EMPTY_BUNDLE).unwrap();
        symlink("bundle", folder.path().join("tool.sigstore")).unwrap();
        assert_eq!(beside(&file).pieces.len(), 1);
    }

    #[test]
    fn signatures_of_other_kinds_are_told_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tool");
        std::fs::write(folder.path().join("tool.asc"), b"").unwrap();
        let pieces = beside(&file).pieces;
        assert_eq!(
            pieces[0].content.clone().unwrap_err().code,
            Code::FormatUnsupported
        );
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
