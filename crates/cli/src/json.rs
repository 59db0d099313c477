//! What another program reads: `docs/whence-check.schema.json`.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;
use whence_app::{
    Checked,
    archive::{Inside, Refused},
    check::{Against, CheckedPiece, Handed, PieceOutcome},
    image::ImageFacts,
    lookup::Looked,
    present,
    view::{Message, Origin, Role, SubjectKind},
    words::Words,
};
use whence_display::{DisplayText, ascii_json};
use whence_evidence::{UnixTime, hash::to_hex};
use whence_identity::Match;
use whence_verify::{About, Check, Gate, Item, SignerKind, Status, Value};

/// Raised when a reader of the old form could be misled by the new one.
const SCHEMA: u32 = 1;

/// Characters of a path that are written; no system knows longer ones.
const LONGEST_PATH: usize = 8_192;

/// One document about one target, on one line.
pub(crate) fn write(checked: &Checked, words: &Words) -> String {
    write_at(checked, None, words)
}

/// The same of a target in a folder: `path` is its place seen from there.
pub(crate) fn write_at(checked: &Checked, path: Option<&Path>, words: &Words) -> String {
    let trust = &checked.trust_data;
    let document = Document {
        schema: SCHEMA,
        program: "whence",
        version: env!("CARGO_PKG_VERSION"),
        checked_at: Some(checked.checked_at.to_string()),
        trust_data: Some(TrustData {
            name: words.render(&trust.name),
            dated: trust.dated.map(whence_app::words::date),
        }),
        targets: vec![target(checked, path, words)],
    };
    // Maps have text keys and there are no other fallible parts, so this does not fail.
    ascii_json(&serde_json::to_string(&document).unwrap_or_default())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    schema: u32,
    program: &'static str,
    version: &'static str,
    checked_at: Option<String>,
    trust_data: Option<TrustData>,
    targets: Vec<Target>,
}

#[derive(Serialize)]
struct TrustData {
    name: String,
    dated: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    kind: &'static str,
    /// Escaped as in the text form: exact names are the caller's own.
    name: String,
    /// Where it lies in the folder that was named, escaped in the same way.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// The bytes of that path in Base64, where what is escaped or left out in `path` differs from them.
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Image>,
    #[serde(skip_serializing_if = "Option::is_none")]
    archive: Option<Archive>,
    /// What was handed over together, when it was more than the target.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    handed: Vec<HandedFile>,
    size: Option<u64>,
    digests: Vec<Digest>,
    verdict: Verdict,
    identity: Option<Identity>,
    evidence: Vec<Evidence>,
    lookups: Vec<Lookup>,
}

/// What an archive says of itself; nobody has checked it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Archive {
    package: Option<Package>,
    evidence: usize,
    parts_lists: usize,
    refused: Option<&'static str>,
}

#[derive(Serialize)]
struct Package {
    purl: String,
    ecosystem: &'static str,
    name: String,
    version: String,
}

#[derive(Serialize)]
struct HandedFile {
    name: String,
    kind: &'static str,
    role: Role,
}

/// A place on the network that was asked.
#[derive(Serialize)]
struct Lookup {
    source: &'static str,
    host: String,
    about: String,
    found: usize,
    left: u32,
    trouble: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Image {
    role: &'static str,
    repository: Option<String>,
    tag: Option<String>,
    calls_itself: Option<String>,
    platform: Option<String>,
    index: Option<String>,
    through_index: bool,
    other_files: Vec<String>,
    further: usize,
    attached: Vec<Attached>,
}

#[derive(Serialize)]
struct Attached {
    kind: &'static str,
    by: &'static str,
    what: String,
    digest: Option<String>,
    size: u64,
}

#[derive(Serialize)]
struct Digest {
    algorithm: &'static str,
    hex: String,
}

#[derive(Serialize)]
struct Verdict {
    state: &'static str,
    code: &'static str,
    /// What the signer was compared with.
    against: &'static str,
    headline: String,
    detail: Option<String>,
    limit: String,
    notes: Vec<Note>,
    steps: Vec<String>,
}

#[derive(Serialize)]
struct Note {
    code: String,
    text: String,
}

/// A proven signer; claimed names are not told here.
#[derive(Serialize)]
struct Identity {
    kind: &'static str,
    value: String,
    issuer: Option<String>,
    /// The signing service, when it is one the person added.
    instance: Option<String>,
    claim: &'static str,
    label: Option<String>,
    times: Vec<String>,
}

#[derive(Serialize)]
struct Evidence {
    name: String,
    origin: &'static str,
    deciding: bool,
    state: &'static str,
    code: Option<&'static str>,
    defect: Option<String>,
    /// The checksum list that the evidence is for.
    list: Option<List>,
    checks: Vec<Row>,
}

/// What a checksum list says of the target.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct List {
    name: String,
    digests: Vec<Digest>,
    status: &'static str,
    code: Option<&'static str>,
    line: Option<usize>,
    digest: Option<Digest>,
    same_name: bool,
    in_openpgp: bool,
}

#[derive(Serialize)]
struct Row {
    id: &'static str,
    about: Option<Position>,
    required: bool,
    status: &'static str,
    code: Option<&'static str>,
    text: String,
    spec: &'static [&'static str],
    evidence: Vec<Recorded>,
}

#[derive(Serialize)]
struct Position {
    kind: &'static str,
    position: usize,
}

#[derive(Serialize)]
struct Recorded {
    label: &'static str,
    kind: &'static str,
    value: String,
}

/// Names come from outside, and are escaped as in the text form.
fn image(facts: &ImageFacts, checked: &Checked) -> Image {
    let plain = |text: &str| DisplayText::identifier(text).to_terminal();
    Image {
        role: facts.role.as_str(),
        repository: facts.repository.as_deref().map(plain),
        tag: facts.tag.as_deref().map(plain),
        calls_itself: facts.calls_itself.as_deref().map(plain),
        platform: facts
            .platform
            .as_ref()
            .map(|platform| plain(&platform.to_string())),
        index: facts.index.as_ref().map(ToString::to_string),
        through_index: checked
            .deciding()
            .is_some_and(|piece| piece.piece.about.is_some()),
        other_files: facts.other_files.iter().map(|path| plain(path)).collect(),
        further: facts.further,
        attached: facts
            .attached
            .iter()
            .map(|attached| Attached {
                kind: attached.kind.as_str(),
                by: attached.by.as_str(),
                what: plain(&attached.what),
                digest: attached.digest.as_ref().map(ToString::to_string),
                size: attached.size,
            })
            .collect(),
    }
}

/// What is kept of a package's name and version is plain already.
fn archive(inside: &Inside) -> Archive {
    Archive {
        package: inside.package.as_ref().map(|claimed| Package {
            purl: claimed.purl(),
            ecosystem: claimed.ecosystem,
            name: claimed.name.clone(),
            version: claimed.version.clone(),
        }),
        evidence: inside.evidence,
        parts_lists: inside.parts_lists,
        refused: inside.refused.map(Refused::as_str),
    }
}

fn handed(handed: &Handed) -> HandedFile {
    HandedFile {
        name: DisplayText::file_name(&handed.name).to_terminal(),
        kind: handed.kind.as_str(),
        role: handed.role,
    }
}

fn lookup(looked: &Looked) -> Lookup {
    let text = |text: &str| DisplayText::identifier(text).to_terminal();
    Lookup {
        source: looked.question.source().as_str(),
        host: text(&looked.question.host()),
        about: text(&looked.question.about()),
        found: looked.found,
        left: looked.left,
        trouble: looked.trouble.as_ref().map(|trouble| trouble.code),
    }
}

fn target(checked: &Checked, path: Option<&Path>, words: &Words) -> Target {
    let view = present::result_view(checked, 0);
    let verdict = &view.verdict;
    let render = |message: &Message| words.render(message);
    Target {
        kind: match checked.subject.kind {
            SubjectKind::File => "file",
            SubjectKind::Folder => "folder",
            SubjectKind::Digest => "digest",
            SubjectKind::Image => "image",
            SubjectKind::Statement => "statement",
        },
        name: view.subject.name.to_terminal(),
        path: path.map(shown_path),
        path_bytes: path.and_then(exact_path),
        image: checked
            .subject
            .image
            .as_deref()
            .map(|facts| image(facts, checked)),
        archive: checked.subject.inside.as_deref().map(archive),
        handed: checked.handed.iter().map(handed).collect(),
        size: checked.subject.size,
        digests: checked.subject.digests.iter().map(digest).collect(),
        verdict: Verdict {
            state: checked.verdict.state.as_str(),
            code: checked.verdict.code.as_str(),
            against: checked.compared_with().as_str(),
            headline: render(&verdict.headline),
            detail: verdict.detail.as_ref().map(render),
            limit: render(&verdict.limit),
            notes: checked
                .notes
                .iter()
                .map(|note| present::note_view(checked, *note))
                .map(|note| Note {
                    text: render(&note.message),
                    code: note.code,
                })
                .collect(),
            steps: verdict.steps.iter().map(render).collect(),
        },
        lookups: checked.found.looked.iter().map(lookup).collect(),
        identity: checked
            .deciding()
            .and_then(|piece| identity(piece, checked.compared_with())),
        evidence: checked
            .pieces
            .iter()
            .enumerate()
            .map(|(position, piece)| {
                evidence(piece, Some(position) == checked.verdict.deciding, words)
            })
            .collect(),
    }
}

/// A path on one line of a terminal.
pub(crate) fn shown_path(path: &Path) -> String {
    DisplayText::from_bytes(path.as_os_str().as_encoded_bytes())
        .with_cap(LONGEST_PATH)
        .to_terminal()
}

fn exact_path(path: &Path) -> Option<String> {
    let bytes = path.as_os_str().as_encoded_bytes();
    (shown_path(path).as_bytes() != bytes).then(|| STANDARD.encode(bytes))
}

fn identity(piece: &CheckedPiece, against: Against) -> Option<Identity> {
    let judged = piece.judged()?;
    let signer = judged.signer()?;
    let plain = |text: &str| DisplayText::identifier(text).to_terminal();
    let (kind, value, issuer, instance) = match signer.kind() {
        SignerKind::Certificate(certificate) => {
            let identity = certificate.identity();
            (
                identity.kind().as_str(),
                plain(identity.value()),
                certificate.issuer().map(plain),
                certificate.added_instance().map(plain),
            )
        }
        SignerKind::Key { spki_sha256, .. } => ("key", spki_sha256.to_string(), None, None),
    };
    let label = match &judged.listing {
        // Who names a signer gives no label.
        Some(Match::Listed(listed)) if against != Against::NamedSigner => {
            Some(plain(&listed.label))
        }
        _ => None,
    };
    let times = signer
        .times()
        .iter()
        .map(|time| time.at().to_string())
        .collect();
    Some(Identity {
        kind,
        value,
        issuer,
        instance,
        claim: signer.claim().as_str(),
        label,
        times,
    })
}

fn evidence(piece: &CheckedPiece, deciding: bool, words: &Words) -> Evidence {
    let finding = piece.finding();
    let defect = match &piece.outcome {
        PieceOutcome::Unread(defect) | PieceOutcome::ListOnly(_, Some(defect)) => {
            defect.detail.as_ref()
        }
        PieceOutcome::Judged(_) | PieceOutcome::ListOnly(_, None) | PieceOutcome::NotLookedInto => {
            None
        }
    };
    let checks = piece
        .judged()
        .map(|judged| judged.report.checks())
        .unwrap_or_default();
    Evidence {
        name: DisplayText::file_name(&piece.piece.name).to_terminal(),
        origin: match piece.piece.origin {
            Origin::Handed => "handed",
            Origin::Beside => "beside",
            Origin::Nearby => "nearby",
            Origin::Itself => "itself",
            Origin::Attached => "attached",
            Origin::LookedUp => "looked-up",
        },
        deciding,
        state: finding.map_or("not-looked-into", |finding| finding.state().as_str()),
        code: finding.map(|finding| finding.code().as_str()),
        defect: defect.map(|detail| DisplayText::prose(&detail.to_string()).to_terminal()),
        list: list(piece),
        checks: checks.iter().map(|check| row(check, words)).collect(),
    }
}

fn list(piece: &CheckedPiece) -> Option<List> {
    let (via, coverage) = (piece.piece.list.as_ref()?, piece.coverage()?);
    let (status, code) = status(coverage.status);
    Some(List {
        name: DisplayText::file_name(&via.name).to_terminal(),
        digests: via.file.digests().iter().map(digest).collect(),
        status,
        code,
        line: coverage.line,
        digest: coverage.listed.as_ref().map(digest),
        same_name: coverage.same_name,
        in_openpgp: coverage.in_openpgp,
    })
}

fn digest(digest: &whence_evidence::Digest) -> Digest {
    Digest {
        algorithm: digest.algorithm().as_str(),
        hex: digest.to_hex(),
    }
}

const fn status(status: Status) -> (&'static str, Option<&'static str>) {
    match status {
        Status::Held => ("held", None),
        Status::Failed(code) => ("failed", Some(code.as_str())),
        Status::Missing(code) => ("missing", Some(code.as_str())),
        Status::Blocked(by) => ("blocked", Some(by.as_str())),
        Status::NotNeeded => ("not-needed", None),
    }
}

fn row(check: &Check, words: &Words) -> Row {
    let (status, code) = status(check.status);
    let about = |kind, position| Some(Position { kind, position });
    Row {
        id: check.id.as_str(),
        about: match check.about {
            About::Whole => None,
            About::Entry(position) => about("log-entry", position),
            About::Timestamp(position) => about("timestamp", position),
            About::Sct(position) => about("sct", position),
        },
        required: check.gate == Gate::Required,
        status,
        code,
        text: words.render(&Message::new(present::check_message(check.id))),
        spec: check.id.spec(),
        evidence: check.evidence.iter().map(recorded).collect(),
    }
}

fn recorded(item: &Item) -> Recorded {
    let (kind, value) = match &item.value {
        Value::Digest(digest) => ("digest", digest.to_string()),
        Value::Bytes(bytes) => ("hex", to_hex(bytes)),
        Value::Time(time) => ("time", time.to_string()),
        Value::Window(window) => {
            let end = window
                .end
                .as_ref()
                .map(UnixTime::to_string)
                .unwrap_or_default();
            ("window", format!("{}/{end}", window.start))
        }
        Value::Number(number) => ("number", number.to_string()),
        Value::Outside(text) => ("outside", DisplayText::identifier(text).to_terminal()),
        Value::Name(name) => ("name", (*name).to_owned()),
    };
    Recorded {
        label: item.label,
        kind,
        value,
    }
}
