use whence_display::DisplayText;
use whence_verdict::{Note, SeenCertificate, SeenSigner, Sighting};

use super::{
    Observation,
    view::{HistoryGroup, HistoryRow},
};
use crate::{
    present::{seen_signer, service, state_view},
    view::{Message, NoteView},
};

/// A group of the history: its number, its product, some of its checks and how many there are.
pub fn group_view(group: u32, product: &str, rows: Vec<HistoryRow>, total: u64) -> HistoryGroup {
    HistoryGroup {
        group,
        product: DisplayText::identifier(product),
        rows,
        total,
    }
}

/// One earlier check. `before` finds the checks that its notes speak of, unless they were forgotten.
pub fn row_view(
    observation: &Observation,
    before: impl Fn(u64) -> Option<Sighting>,
    can_check_again: bool,
) -> HistoryRow {
    let sighting = &observation.sighting;
    let notes = observation.changes.iter().map(|change| {
        let before = change.before.and_then(&before);
        NoteView {
            code: change.note.as_str().to_owned(),
            message: note_words(change.note, before.as_ref(), sighting),
        }
    });
    HistoryRow {
        check: sighting.check,
        name: DisplayText::file_name(observation.name.as_ref()),
        version: sighting.version.as_deref().map(DisplayText::identifier),
        state: state_view(sighting.state),
        signer: sighting.signer.as_ref().map(seen_signer),
        checked_at: observation.at,
        notes: notes.collect(),
        compare_with: observation
            .changes
            .iter()
            .find_map(|change| change.before)
            .filter(|check| before(*check).is_some()),
        can_check_again,
    }
}

/// A note about what differs, in words. `before` is absent when that check was forgotten.
pub fn note_words(note: Note, before: Option<&Sighting>, now: &Sighting) -> Message {
    let message = Message::new(format!("note-{}", note.as_str()));
    let both = |of: &dyn Fn(&Sighting) -> Option<Message>| {
        let said = |it: Option<&Sighting>| {
            it.and_then(of)
                .unwrap_or_else(|| Message::new("history-forgotten"))
        };
        message
            .clone()
            .with("before", said(before))
            .with("now", said(Some(now)))
    };
    match note {
        Note::SignerChanged | Note::AccountChanged | Note::SignatureMissing => {
            both(&|it| it.signer.as_ref().map(seen_signer))
        }
        Note::IssuerChanged => both(&|it| Some(service(certificate(it)?.issuer.as_deref()?))),
        Note::WorkflowChanged => both(&|it| Some(quoted(certificate(it)?.name()))),
        Note::RunnerChanged => both(&|it| Some(quoted(certificate(it)?.runner.as_deref()?))),
        Note::TriggerChanged => both(&|it| Some(quoted(certificate(it)?.trigger.as_deref()?))),
        Note::RefKindChanged => both(&|it| Some(quoted(certificate(it)?.source_ref.as_deref()?))),
        Note::OlderThanSeen => both(&|it| Some(quoted(it.version.as_deref()?))),
        _ => message,
    }
}

fn certificate(sighting: &Sighting) -> Option<&SeenCertificate> {
    match sighting.signer.as_ref()? {
        SeenSigner::Certificate(certificate) => Some(certificate),
        SeenSigner::Key { .. } => None,
    }
}

fn quoted(text: &str) -> Message {
    Message::new("history-quoted").with("text", DisplayText::identifier(text))
}
