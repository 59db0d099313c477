//! Turns what a check came to into what is shown of it: codes, typed arguments and text made fit to draw.

mod certificate;
mod chain;
mod list;
mod log_entry;
mod predicate;
mod raw;
mod statement;
mod timestamps;
mod who;
mod why;

use whence_display::{DisplayText, Flag};
use whence_evidence::{Digest, certificate::SanKind, fulcio};
use whence_identity::{Breadth, Difference, Listed, Match, Resembled, Unlisted};
use whence_verdict::{Finding, Note, UnlistedReason, VerdictCode};
use whence_verify::{About, CheckId, Claim, Covers, Report, SignerKind, Status};

use crate::{
    archive::Inside,
    check::{Against, Checked, CheckedPiece, Handed, Judged, PieceOutcome, Subject, is_savable},
    classify::{Kind, OtherSystem},
    image::{self, image_view},
    lookup::view::looked_view,
    signers::ListProblem,
    view::{
        Action, Arg, Block, DigestView, EvidenceView, Fact, FactValue, HandedView, Message,
        NoteView, ResultView, Role, Standing, State, SubjectKind, SubjectView, TabKind, TabView,
        VerdictView,
    },
};

pub use list::{list_problem, settings_view};
pub use raw::{PAGE_ROWS, raw_bytes, raw_file_name, raw_page, raw_text};
pub use statement::{statement_file, unsigned_statement};
pub use who::seen_signer;
pub(crate) use who::{claimed_signer, proven_signer, service, through};
pub use why::check_message;

/// Notes shown beside the headline; the others stand under *Why*.
const NOTES_AT_THE_HEADLINE: usize = 2;

/// Everything about one check; `result` names it in later calls.
pub fn result_view(checked: &Checked, result: u32) -> ResultView {
    ResultView {
        result,
        subject: SubjectView {
            image: image_view(checked),
            ..subject_view(&checked.subject)
        },
        verdict: verdict_view(checked),
        why: why::lines(checked),
        evidence: evidence_views(checked),
        handed: handed_views(checked),
        trust_data: checked.trust_data.clone(),
        looked: looked_view(checked),
        checked_at: checked.checked_at.milliseconds(),
        proven_again: checked
            .proven_again
            .map(whence_evidence::UnixTime::milliseconds),
    }
}

/// One tab about one piece of evidence; empty when there is no such piece.
pub fn tab(checked: &Checked, evidence: u32, kind: TabKind) -> TabView {
    let piece = usize::try_from(evidence)
        .ok()
        .and_then(|index| checked.pieces.get(index));
    let blocks = match (piece.map(|piece| (piece, piece.judged())), kind) {
        (None, _) => vec![],
        (Some((piece, _)), TabKind::Raw) => raw::blocks(piece),
        (Some((piece, None)), TabKind::Statement) => {
            statement::of_metablock(piece).unwrap_or_else(|| vec![remark(defect_message(piece))])
        }
        (Some((piece, None)), _) => vec![remark(defect_message(piece))],
        (Some((_, Some(judged))), TabKind::Certificate) => certificate::blocks(judged),
        (Some((_, Some(judged))), TabKind::LogEntry) => log_entry::blocks(judged),
        (Some((_, Some(judged))), TabKind::Timestamps) => timestamps::blocks(judged),
        (Some((_, Some(judged))), TabKind::Statement) => statement::blocks(judged),
    };
    TabView { kind, blocks }
}

/// Why a proven signer is not on the list: the reason of the nearest entry.
pub(crate) fn unlisted_reason(unlisted: &Unlisted) -> UnlistedReason {
    match unlisted
        .near_misses
        .first()
        .map(|miss| miss.first_difference)
    {
        Some(Difference::Account(_)) => UnlistedReason::EntryOtherAccount,
        Some(Difference::Disabled) => UnlistedReason::EntryDisabled,
        Some(Difference::Unreviewed) => UnlistedReason::EntryUnreviewed,
        Some(Difference::Expired) => UnlistedReason::EntryExpired,
        Some(Difference::Claim) => UnlistedReason::EntryOtherClaim,
        Some(Difference::Scope) => UnlistedReason::EntryOtherTarget,
        Some(
            Difference::Runner
            | Difference::Trigger
            | Difference::SourceRef
            | Difference::SourceRepository,
        ) => UnlistedReason::EntryOtherBuild,
        Some(
            Difference::SanKind
            | Difference::Identity(_)
            | Difference::Issuer
            | Difference::InstanceNotNamed
            | Difference::InstanceMissing,
        )
        | None => UnlistedReason::NoEntry,
    }
}

/// The notes that one deciding piece and the target's name give rise to.
pub(crate) fn notes_of(judged: &Judged, subject: &Subject) -> Vec<Note> {
    let mut notes = Vec::new();
    match &judged.listing {
        Some(Match::Listed(listed)) => {
            notes.extend((listed.breadth > Breadth::Narrow).then_some(Note::BroadEntry));
            notes.extend(listed.only_seen.as_ref().map(|_| Note::OnlySeen));
        }
        Some(Match::Unlisted(unlisted)) if !unlisted.look_alikes.is_empty() => {
            notes.push(Note::LookAlike)
        }
        _ => {}
    }
    let name = DisplayText::file_name(&subject.name);
    let mut unusual = is_unusual(&name);
    if let Some(signer) = judged.signer() {
        match signer.covers() {
            Covers::StatementAlone => notes.push(Note::NoFileCompared),
            Covers::Folder { left_out: 1.., .. } => notes.push(Note::FilesNotCovered),
            _ => {}
        }
        let signed = judged.image_name();
        if let (Some(facts), Some(signed)) = (&subject.image, signed)
            && image::is_named_differently(facts, &signed)
        {
            notes.push(Note::ImageNameDiffers);
        }
        if let SignerKind::Certificate(certificate) = signer.kind() {
            // What is not one of the platforms' own words for their machines is not taken for one.
            let runner = certificate.claims().claim(fulcio::Claim::RunnerEnvironment);
            if matches!(runner, Some(Ok(name)) if !matches!(name, "github-hosted" | "gitlab-hosted"))
            {
                notes.push(Note::SelfHostedBuilder);
            }
            if statement::contradicts_certificate(judged) {
                notes.push(Note::BuildRecordDiffers);
            }
            if judged.bundle.log_entries.is_empty() {
                notes.push(Note::PublicLogAbsent);
            }
            unusual |= is_unusual(&DisplayText::identifier(certificate.identity().value()));
        }
    }
    if unusual {
        notes.push(Note::UnusualCharacters);
    }
    notes
}

/// Whether a name should be looked at twice. Writing systems other than Latin are not unusual.
fn is_unusual(text: &DisplayText) -> bool {
    let unusual = [
        Flag::HiddenCharacters,
        Flag::DirectionControls,
        Flag::MixedScript,
        Flag::LookAlikeLetters,
        Flag::NotUtf8,
        Flag::Unusual,
    ];
    unusual.into_iter().any(|flag| text.flags().contains(flag))
}

fn subject_view(subject: &Subject) -> SubjectView {
    let name = DisplayText::file_name(&subject.name);
    let mut name_notes = Vec::new();
    if subject.kind == SubjectKind::Image {
        // An image's name ends in a tag or digest, not in what says which program opens it.
        let name = DisplayText::identifier(&subject.name.to_string_lossy());
        return SubjectView {
            name_notes: is_unusual(&name)
                .then(|| Message::new("note-unusual-characters"))
                .into_iter()
                .collect(),
            kind: subject.kind,
            name,
            size: None,
            content: None,
            digests: subject.digests.iter().map(digest_view).collect(),
            image: None,
            claims: subject
                .image
                .as_deref()
                .map(image::claims)
                .unwrap_or_default(),
        };
    }
    if is_unusual(&name) {
        name_notes.push(Message::new("note-unusual-characters"));
    }
    if name.flags().contains(Flag::DoubleExtension) {
        name_notes.push(Message::new("note-name-double-extension"));
    }
    if name.flags().contains(Flag::HiddenExtension)
        && let Some(extension) = whence_display::extension(&subject.name)
    {
        name_notes.push(Message::new("note-name-hidden-extension").with("extension", extension));
    }
    SubjectView {
        kind: subject.kind,
        name,
        size: subject.size,
        content: subject.content.clone(),
        name_notes,
        claims: subject.inside.as_deref().map(claims).unwrap_or_default(),
        digests: subject.digests.iter().map(digest_view).collect(),
        image: None,
    }
}

/// What an archive says of itself, and what is in it.
fn claims(inside: &Inside) -> Vec<Message> {
    let package = inside.package.as_ref().map(|package| {
        Message::new("claims-package")
            .select("ecosystem", package.ecosystem)
            .with("name", DisplayText::identifier(&package.name))
            .with("version", DisplayText::identifier(&package.version))
    });
    let holds = (inside.evidence + inside.parts_lists > 0).then(|| {
        Message::new("archive-holds")
            .with("evidence", count(inside.evidence))
            .with("lists", count(inside.parts_lists))
    });
    let refused = inside
        .refused
        .map(|refused| Message::new("archive-refused").select("reason", refused.as_str()));
    [package, holds, refused].into_iter().flatten().collect()
}

fn verdict_view(checked: &Checked) -> VerdictView {
    let state = state_view(checked.verdict.state);
    let code = checked.verdict.code.as_str();
    let steps = match state {
        State::Listed => vec![],
        State::Unlisted if against_named_signer(checked) => {
            vec![Message::new("other-signer-do")]
        }
        _ => vec![Message::new(format!("{code}-do")).select("place", unsearched(checked))],
    };
    let notes = checked.notes.iter().take(NOTES_AT_THE_HEADLINE);
    VerdictView {
        state,
        code: code.to_owned(),
        headline: headline(checked),
        detail: detail(checked),
        limit: limit(checked),
        notes: notes.map(|note| note_view(checked, *note)).collect(),
        steps,
        action: match state {
            State::Listed if checked.path.is_some() => Action::ShowInFolder,
            State::Listed | State::Unlisted => Action::Why,
            State::Failed => Action::WhatToDo,
            State::NoSignature => Action::WhereWeLooked,
            State::CouldNotCheck => Action::TryAgain,
        },
    }
}

fn headline(checked: &Checked) -> Message {
    let target = target_code(checked);
    if checked.verdict.code == VerdictCode::Unlisted(UnlistedReason::PinnedSignerChanged) {
        let label = list_label(checked).unwrap_or_else(|| DisplayText::identifier(""));
        return Message::new(checked.verdict.code.as_str())
            .with("label", label)
            .select("target", target);
    }
    let listed = match deciding_finding(checked) {
        Finding::Listed(claim) if checked.verdict.state == whence_verdict::State::Listed => {
            Some(claim)
        }
        _ => None,
    };
    let through_list = checked.is_through_list();
    let Some(claim) = listed else {
        if against_named_signer(checked) && checked.verdict.state == whence_verdict::State::Unlisted
        {
            return Message::new("other-signer");
        }
        return Message::new(checked.verdict.code.as_str()).select("target", target);
    };
    let message = match list_label(checked) {
        None if through_list => return Message::new("listed-key-list"),
        None => return Message::new("listed-key").select("target", target),
        Some(_) if against_named_signer(checked) && through_list => {
            Message::new("named-signer-list")
        }
        Some(label) if through_list => Message::new("listed-list").with("label", label),
        Some(_) if against_named_signer(checked) && target == "statement" => {
            Message::new("named-signer-alone")
        }
        Some(_) if against_named_signer(checked) => {
            Message::new("named-signer").select("target", target)
        }
        Some(label) if target == "statement" => Message::new("listed-alone").with("label", label),
        Some(label) => Message::new("listed")
            .with("label", label)
            .select("target", target),
    };
    message.select("claim", claim.as_str())
}

fn deciding_finding(checked: &Checked) -> Finding {
    let finding = checked.deciding().and_then(CheckedPiece::finding);
    finding.unwrap_or(Finding::Missing(whence_verify::Code::EvidenceUnreadable))
}

fn detail(checked: &Checked) -> Option<Message> {
    let deciding = checked.deciding()?;
    if deciding.finding() == Some(Finding::Unsigned) {
        let via = deciding.piece.list.as_ref()?;
        return Some(Message::new("detail-list-unsigned").with("list", chain::list_name(via)));
    }
    let judged = deciding.judged()?;
    if let (Some(via), Some(who)) = (&deciding.piece.list, proven_signer(judged)) {
        let message = Message::new("detail-list").with("list", chain::list_name(via));
        return Some(message.with("who", who));
    }
    match (checked.verdict.state, proven_signer(judged)) {
        (whence_verdict::State::Listed, Some(who)) => {
            Some(Message::new("detail-listed").with("who", who))
        }
        (_, Some(who)) => {
            let alone = checked.subject.kind == SubjectKind::Statement;
            Some(
                Message::new(if alone {
                    "detail-unlisted-alone"
                } else {
                    "detail-unlisted"
                })
                .with("who", who),
            )
        }
        (_, None) => Some(Message::new("detail-claimed").with("who", claimed_signer(judged)?)),
    }
}

fn limit(checked: &Checked) -> Message {
    let judged = checked.deciding().and_then(CheckedPiece::judged);
    match state_view(checked.verdict.state) {
        State::Listed => match list_label(checked) {
            Some(_) if against_named_signer(checked) => Message::new("limit-named-signer"),
            Some(label) => Message::new("limit-listed").with("label", label),
            None => Message::new("limit-listed-key"),
        },
        State::Unlisted => Message::new("limit-unlisted"),
        State::Failed => match judged.and_then(claimed_signer) {
            Some(who) => Message::new("limit-failed").with("claimed", who),
            None => Message::new("limit-failed-unnamed"),
        },
        State::NoSignature => Message::new("limit-no-signature"),
        State::CouldNotCheck => Message::new("limit-could-not-check"),
    }
    .select("target", target_code(checked))
}

/// One note in words.
pub fn note_view(checked: &Checked, note: Note) -> NoteView {
    if note == Note::LookAlike && against_named_signer(checked) {
        return NoteView {
            code: note.as_str().to_owned(),
            message: Message::new("note-look-alike-named"),
        };
    }
    if let Some(change) = checked.changes.changes.iter().find(|it| it.note == note) {
        let before = checked.changes.before(change.note);
        let message = crate::history::note_words(note, before, &checked.sighting);
        return NoteView {
            code: note.as_str().to_owned(),
            message,
        };
    }
    if let (Note::ListHasProblems, Some(problem)) = (note, &checked.list_problem) {
        return NoteView {
            code: note.as_str().to_owned(),
            message: list_problem_note(problem),
        };
    }
    if let (Note::TrustDataDated, Some(dated)) = (note, checked.trust_data.dated) {
        let days = (checked.checked_at.milliseconds() - dated) / 86_400_000;
        return NoteView {
            code: note.as_str().to_owned(),
            message: Message::new("note-trust-data-dated")
                .with("date", Arg::Date(dated))
                .with("days", Arg::Number(u64::try_from(days).unwrap_or_default())),
        };
    }
    let judged = checked.deciding().and_then(CheckedPiece::judged);
    let plain = Message::new(format!("note-{}", note.as_str()));
    let identifier = |text: Option<&str>| DisplayText::identifier(text.unwrap_or_default());
    if let (Note::FilesNotCovered, Some(judged)) = (note, judged) {
        let (number, paths) = judged.left_out();
        return NoteView {
            code: note.as_str().to_owned(),
            message: plain
                .with("number", Arg::Number(number))
                .with("path", identifier(paths.first().copied())),
        };
    }
    if let (Note::ImageNameDiffers, Some(judged)) = (note, judged) {
        let image = checked.subject.image.as_deref();
        let name = image.and_then(|facts| facts.calls_itself.as_deref());
        return NoteView {
            code: note.as_str().to_owned(),
            message: plain
                .with("name", identifier(name))
                .with("signed", identifier(judged.image_name().as_deref())),
        };
    }
    let listing = judged.and_then(|judged| judged.listing.as_ref());
    let message = match (note, listing) {
        (Note::LookAlike, Some(Match::Unlisted(unlisted)))
            if matches!(
                unlisted.look_alikes.first().map(|found| found.of),
                Some(Resembled::Known(_))
            ) =>
        {
            Message::new("note-look-alike-seen")
        }
        _ => plain,
    };
    if let (
        Note::OnlySeen,
        Some(Match::Listed(Listed {
            only_seen: Some(day),
            ..
        })),
    ) = (note, listing)
    {
        let known = if day.is_empty() { "unknown" } else { "known" };
        return NoteView {
            code: note.as_str().to_owned(),
            message: message
                .select("since", known)
                .with("day", DisplayText::identifier(day)),
        };
    }
    let label = match (note, listing) {
        (Note::LookAlike, Some(Match::Unlisted(unlisted))) => {
            unlisted.look_alikes.first().map(|found| &found.label)
        }
        (Note::BroadEntry, Some(Match::Listed(listed))) => Some(&listed.label),
        _ => None,
    };
    let message = match label {
        Some(label) => message.with("label", DisplayText::identifier(label)),
        None => message,
    };
    NoteView {
        code: note.as_str().to_owned(),
        message,
    }
}

/// The state as the text of a badge.
pub fn badge(checked: &Checked) -> Message {
    badge_of(checked.verdict.state, checked.compared_with())
}

/// A state as the text of a badge, when signers were compared with this.
pub(crate) fn badge_of(state: whence_verdict::State, against: Against) -> Message {
    Message::new(match (state_view(state), against) {
        (State::Listed, Against::NamedSigner) => "state-named-signer",
        (State::Unlisted, Against::NamedSigner) => "state-other-signer",
        (State::Listed, Against::GivenKey) => "state-given-key",
        (State::Listed, _) => "state-listed",
        (State::Unlisted, _) => "state-unlisted",
        (State::Failed, _) => "state-failed",
        (State::NoSignature, _) => "state-no-signature",
        (State::CouldNotCheck, _) => "state-could-not-check",
    })
}

/// Whether the proven signer was compared with the one a person named, so that there is no list.
fn against_named_signer(checked: &Checked) -> bool {
    checked.compared_with() == Against::NamedSigner
}

/// Which file has a mistake and where.
fn list_problem_note(problem: &ListProblem) -> Message {
    let message =
        Message::new("note-list-has-problems").with("file", DisplayText::file_name(&problem.file));
    let message = message.select("entries", if problem.kept { "kept" } else { "none" });
    match problem.place {
        Some((line, column)) => message
            .select("place", "known")
            .with("line", crate::view::Arg::Number(line.into()))
            .with("column", crate::view::Arg::Number(column.into())),
        None => message.select("place", "unknown"),
    }
}

/// The label of the entry that names the signer, or that comes nearest to naming them.
fn list_label(checked: &Checked) -> Option<DisplayText> {
    if checked.verdict.code == VerdictCode::Unlisted(UnlistedReason::PinnedSignerChanged) {
        // Of the one that signed until now.
        let stopped = checked
            .changes
            .changes
            .iter()
            .find(|change| change.stops())?;
        let (_, label) = checked.changes.before(stopped.note)?.entry.as_ref()?;
        return Some(DisplayText::identifier(label));
    }
    let label = match checked.deciding()?.judged()?.listing.as_ref()? {
        Match::Listed(listed) => &listed.label,
        Match::Unlisted(unlisted) => &unlisted.near_misses.first()?.label,
    };
    Some(DisplayText::identifier(label))
}

/// Selector of what was compared.
fn target_code(checked: &Checked) -> &'static str {
    match checked.subject.kind {
        SubjectKind::File if checked.is_through_list() => "list",
        kind => kind_code(kind),
    }
}

/// What was checked, as headlines select it.
pub(crate) const fn kind_code(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::File => "file",
        SubjectKind::Folder => "folder",
        SubjectKind::Digest => "digest",
        SubjectKind::Image => "image",
        SubjectKind::Statement => "statement",
    }
}

/// The reason of a verdict in words, with what its sentence needs.
fn reason(checked: &Checked) -> Message {
    let code = checked.verdict.code;
    let message = Message::new(format!("{}-why", code.as_str()));
    match (code, list_label(checked)) {
        (VerdictCode::NoneFound, _) => why::with_places(message, checked),
        (VerdictCode::SearchIncomplete, _) => message.select("place", unsearched(checked)),
        (VerdictCode::Listed | VerdictCode::Unlisted(_), Some(label)) => {
            message.with("label", label)
        }
        _ => message,
    }
}

/// Selector of what could not be searched.
fn unsearched(checked: &Checked) -> &'static str {
    if checked.found.is_incomplete() {
        "network"
    } else {
        "folder"
    }
}

fn evidence_views(checked: &Checked) -> Vec<EvidenceView> {
    let mut order: Vec<usize> = (0..checked.pieces.len()).collect();
    order.sort_by_key(|position| Some(*position) != checked.verdict.deciding);
    order
        .into_iter()
        .filter_map(|position| {
            let piece = checked.pieces.get(position)?;
            Some(evidence_view(checked, position, piece))
        })
        .collect()
}

fn evidence_view(checked: &Checked, position: usize, piece: &CheckedPiece) -> EvidenceView {
    let finding = piece.finding();
    EvidenceView {
        index: u32::try_from(position).unwrap_or(u32::MAX),
        name: DisplayText::file_name(&piece.piece.name),
        origin: piece.piece.origin,
        state: finding.map_or(State::CouldNotCheck, |finding| state_view(finding.state())),
        summary: summary(piece, checked.against),
        chain: chain::links(&DisplayText::file_name(&checked.subject.name), piece),
        savable: is_savable(checked, piece),
        tabs: tabs(piece),
    }
}

/// What a piece is and what came of it.
fn summary(piece: &CheckedPiece, against: Against) -> Message {
    let judged = match &piece.outcome {
        PieceOutcome::Judged(judged) => judged,
        PieceOutcome::ListOnly(coverage, None) => return chain::summary(piece, coverage),
        PieceOutcome::ListOnly(_, Some(_))
        | PieceOutcome::Unread(_)
        | PieceOutcome::NotLookedInto => return defect_message(piece),
    };
    let named = against == Against::NamedSigner;
    let state = match judged.finding {
        Finding::Listed(_) if judged.listing.is_none() => "given-key",
        Finding::Listed(_) if named => "named-signer",
        Finding::Listed(_) => "listed",
        Finding::Unlisted(..) if named => "other-signer",
        Finding::Unlisted(..) => "unlisted",
        Finding::Failed(_) => "failed",
        Finding::Missing(_) | Finding::Unsigned => "could-not-check",
    };
    let version = judged
        .bundle
        .version
        .map_or("?", |version| version.as_str());
    Message::new("evidence-summary")
        .select("claim", claim_code(judged))
        .select("version", version)
        .select("state", state)
}

/// The kind of claim: proven, or as the content says.
pub(crate) fn claim_code(judged: &Judged) -> &'static str {
    let proven = judged.signer().map(|signer| signer.claim().as_str());
    let claimed = if judged.bundle.envelope.is_some() {
        Claim::Statement
    } else {
        Claim::Signature
    };
    proven.unwrap_or(claimed.as_str())
}

fn defect_message(piece: &CheckedPiece) -> Message {
    match &piece.outcome {
        PieceOutcome::ListOnly(coverage, None) => chain::summary(piece, coverage),
        PieceOutcome::Unread(defect) | PieceOutcome::ListOnly(_, Some(defect)) => {
            match &defect.detail {
                _ if defect.system.is_some() => other_signature(defect.system),
                Some(detail) => Message::new("evidence-unreadable-at")
                    .select("code", defect.code.as_str())
                    .with("detail", DisplayText::prose(&detail.to_string())),
                None => Message::new(format!("{}-why", defect.code.as_str())),
            }
        }
        PieceOutcome::NotLookedInto | PieceOutcome::Judged(_) => {
            Message::new("evidence-not-looked-into")
        }
    }
}

/// A signature of another system, by that system's name.
fn other_signature(system: Option<OtherSystem>) -> Message {
    let system = system.map_or("", OtherSystem::as_str);
    Message::new("other-signature").with("system", Message::new(format!("system-{system}")))
}

/// What was handed over together.
fn handed_views(checked: &Checked) -> Vec<HandedView> {
    const CHOICES: [Role; 4] = [Role::File, Role::Evidence, Role::Checksums, Role::LeftOut];
    let view = |handed: &Handed| {
        let kind = match handed.kind {
            Kind::OtherSignature(system) => other_signature(Some(system)),
            kind => Message::new(format!("kind-{}", kind.as_str())),
        };
        let remark = match handed.role {
            Role::Key => Some("handed-key"),
            Role::TrustedRoot => Some("handed-trusted-root"),
            Role::Policy => Some("handed-policy"),
            Role::SignerList => Some("handed-signer-list"),
            _ if handed.kind == Kind::PrivateKey => Some("handed-private-key"),
            _ => None,
        };
        HandedView {
            index: u32::try_from(handed.index).unwrap_or(u32::MAX),
            name: DisplayText::file_name(&handed.name),
            kind,
            role: handed.role,
            remark: remark.map(Message::new),
            others: CHOICES
                .into_iter()
                .filter(|role| *role != handed.role)
                .collect(),
        }
    };
    checked.handed.iter().map(view).collect()
}

fn tabs(piece: &CheckedPiece) -> Vec<TabKind> {
    let mut tabs = Vec::new();
    if statement::of_metablock(piece).is_some() {
        tabs.push(TabKind::Statement);
    }
    if let Some(judged) = piece.judged() {
        let bundle = &judged.bundle;
        if bundle.leaf().is_some() {
            tabs.push(TabKind::Certificate);
        }
        if !bundle.log_entries.is_empty() {
            tabs.push(TabKind::LogEntry);
        }
        if !bundle.timestamps.is_empty()
            || bundle
                .log_entries
                .iter()
                .any(|entry| entry.integrated_time != 0)
        {
            tabs.push(TabKind::Timestamps);
        }
        if bundle.message.is_some() || bundle.envelope.is_some() {
            tabs.push(TabKind::Statement);
        }
    }
    if !piece.piece.bytes.is_empty() {
        tabs.push(TabKind::Raw);
    }
    tabs
}

/// The state as views have it.
pub const fn state_view(state: whence_verdict::State) -> State {
    match state {
        whence_verdict::State::Listed => State::Listed,
        whence_verdict::State::Unlisted => State::Unlisted,
        whence_verdict::State::Failed => State::Failed,
        whence_verdict::State::NoSignature => State::NoSignature,
        whence_verdict::State::CouldNotCheck => State::CouldNotCheck,
    }
}

fn digest_view(digest: &Digest) -> DigestView {
    DigestView {
        algorithm: digest.algorithm().as_str().to_owned(),
        hex: digest.to_hex(),
    }
}

/// Whether a check of this kind about this piece was made and held.
fn held(report: &Report, id: CheckId, about: About) -> bool {
    let mut of_kind = report
        .checks()
        .iter()
        .filter(|check| check.id == id && check.about == about)
        .peekable();
    of_kind.peek().is_some() && of_kind.all(|check| check.status == Status::Held)
}

const fn checked_if(proven: bool) -> Standing {
    if proven {
        Standing::Checked
    } else {
        Standing::Claimed
    }
}

fn fact(label: &str, value: FactValue, standing: Standing) -> Fact {
    Fact {
        label: Message::new(label),
        value,
        standing,
    }
}

fn text(value: &str) -> FactValue {
    FactValue::Text(DisplayText::identifier(value))
}

fn hex(bytes: &[u8]) -> FactValue {
    FactValue::Hex(whence_evidence::hash::to_hex(bytes))
}

fn number(value: u64) -> FactValue {
    FactValue::Number(value.to_string())
}

fn time(at: whence_evidence::UnixTime) -> FactValue {
    FactValue::Time(at.milliseconds())
}

fn words(id: &str) -> FactValue {
    FactValue::Words(Message::new(id))
}

fn remark(message: Message) -> Block {
    Block::Remark { message }
}

fn facts(title: Message, facts: Vec<Fact>) -> Block {
    Block::Facts {
        title,
        folded: false,
        facts,
    }
}

fn folded(title: Message, facts: Vec<Fact>) -> Block {
    Block::Facts {
        title,
        folded: true,
        facts,
    }
}

const fn san_kind_words(kind: SanKind) -> &'static str {
    match kind {
        SanKind::Email => "name-kind-email",
        SanKind::Uri => "name-kind-uri",
        SanKind::OtherName => "name-kind-other-name",
        SanKind::Dns => "name-kind-dns",
        SanKind::Ip => "name-kind-ip",
        SanKind::Unsupported => "name-kind-unsupported",
    }
}

fn count(number: usize) -> crate::view::Arg {
    crate::view::Arg::Number(number as u64)
}
