//! A checksum list between the file and its signature: two steps, told apart wherever they are shown.

use whence_display::DisplayText;
use whence_verdict::Finding;
use whence_verify::{Code, Status, listed::Coverage};

use super::{defect_message, proven_signer};
use crate::{
    check::{Checked, CheckedPiece, PieceOutcome},
    discover::Via,
    view::{Arg, LinkView, Message, Outcome, WhyLine},
};

/// The steps from the target over the list to whoever signed the list; none without a list.
pub(super) fn links(target: &DisplayText, piece: &CheckedPiece) -> Vec<LinkView> {
    let (Some(via), Some(coverage)) = (&piece.piece.list, piece.coverage()) else {
        return Vec::new();
    };
    let line = Message::new("link-line")
        .select("status", status_code(coverage))
        .with("line", Arg::Number(coverage.line.unwrap_or(0) as u64))
        .with("algorithm", algorithm(coverage));
    let signer = piece.judged().and_then(proven_signer);
    let (by, outcome) = match (signer, signature_outcome(piece)) {
        (Some(who), outcome) => (Message::new("link-signer").with("who", who), outcome),
        (None, Outcome::Failed) => (Message::new("link-signature-failed"), Outcome::Failed),
        (None, Outcome::Noted) => (Message::new("link-unsigned"), Outcome::Noted),
        (None, outcome) => (Message::new("link-signature-open"), outcome),
    };
    vec![
        LinkView {
            from: target.clone(),
            by: line,
            outcome: outcome_of(coverage),
        },
        LinkView {
            from: list_name(via),
            by,
            outcome,
        },
    ]
}

/// How the signature over the list came out, whatever the list says.
fn signature_outcome(piece: &CheckedPiece) -> Outcome {
    match &piece.outcome {
        PieceOutcome::Judged(judged) if judged.signer().is_some() => Outcome::Held,
        PieceOutcome::Judged(judged) => {
            let required = judged.report.checks().iter().filter(|check| {
                check.gate == whence_verify::Gate::Required
                    && check.id != whence_verify::CheckId::ListLine
            });
            let statuses: Vec<Status> = required.map(|check| check.status).collect();
            let any = |wanted: fn(&Status) -> bool| statuses.iter().any(wanted);
            if any(|status| matches!(status, Status::Failed(_))) {
                Outcome::Failed
            } else if any(|status| matches!(status, Status::Missing(_) | Status::Blocked(_))) {
                Outcome::NotDone
            } else {
                // Everything about the signature held; what is missing is the file in the list.
                Outcome::Held
            }
        }
        PieceOutcome::ListOnly(_, None) => Outcome::Noted,
        PieceOutcome::ListOnly(_, Some(_))
        | PieceOutcome::Unread(_)
        | PieceOutcome::NotLookedInto => Outcome::NotDone,
    }
}

/// The lines of *Why* about what the list says, and for a list without a signature all lines.
pub(super) fn lines(checked: &Checked, piece: &CheckedPiece) -> Vec<WhyLine> {
    let (Some(via), Some(coverage)) = (&piece.piece.list, piece.coverage()) else {
        return Vec::new();
    };
    let status = match (status_code(coverage), coverage.same_name) {
        ("held", false) if !checked.subject.name.is_empty() => "other-name",
        (code, _) => code,
    };
    let reason = coverage
        .status
        .code()
        .map(|code| Message::new(format!("{}-why", code.as_str())));
    let mut lines = vec![WhyLine {
        outcome: outcome_of(coverage),
        sentence: Message::new("why-list-line")
            .select("status", status)
            .with("list", list_name(via))
            .with("line", Arg::Number(coverage.line.unwrap_or(0) as u64))
            .with("algorithm", algorithm(coverage)),
        reason,
        checks: Vec::new(),
        more: false,
    }];
    if coverage.in_openpgp {
        lines.push(noted(Message::new("why-list-in-openpgp")));
    }
    match &piece.outcome {
        PieceOutcome::ListOnly(_, None) => lines.push(noted(Message::new("why-list-unsigned"))),
        PieceOutcome::ListOnly(_, Some(_)) => lines.push(WhyLine {
            outcome: Outcome::NotDone,
            sentence: Message::new("why-list-signature-open").with("list", list_name(via)),
            reason: Some(defect_message(piece)),
            checks: Vec::new(),
            more: false,
        }),
        PieceOutcome::Judged(_) | PieceOutcome::Unread(_) | PieceOutcome::NotLookedInto => {}
    }
    lines
}

/// One line about a list and what came of it.
pub(super) fn summary(piece: &CheckedPiece, coverage: &Coverage) -> Message {
    let state = match piece.finding() {
        Some(Finding::Failed(Code::ChecksumMismatch | Code::ChecksumAmbiguous)) => "differs",
        Some(Finding::Missing(Code::ChecksumAbsent)) => "absent",
        Some(Finding::Missing(Code::ChecksumOtherName)) => "other-name",
        Some(Finding::Missing(Code::ChecksumWeak)) => "weak",
        Some(Finding::Unsigned) => "unsigned",
        _ => "open",
    };
    let wrapped = if coverage.in_openpgp {
        "openpgp"
    } else {
        "plain"
    };
    Message::new("evidence-list")
        .select("state", state)
        .select("wrapped", wrapped)
}

pub(super) fn list_name(via: &Via) -> DisplayText {
    DisplayText::file_name(&via.name)
}

const fn outcome_of(coverage: &Coverage) -> Outcome {
    match coverage.status {
        Status::Held => Outcome::Held,
        Status::Failed(_) => Outcome::Failed,
        Status::Missing(_) | Status::Blocked(_) | Status::NotNeeded => Outcome::NotDone,
    }
}

const fn status_code(coverage: &Coverage) -> &'static str {
    match coverage.status {
        Status::Held => "held",
        Status::Failed(Code::ChecksumAmbiguous) => "ambiguous",
        Status::Failed(_) => "differs",
        Status::Missing(Code::ChecksumAbsent) => "absent",
        Status::Missing(Code::ChecksumOtherName) => "other-name",
        Status::Missing(Code::ChecksumWeak) => "weak",
        Status::Missing(_) | Status::Blocked(_) | Status::NotNeeded => "open",
    }
}

fn algorithm(coverage: &Coverage) -> DisplayText {
    let name = match coverage.found.map(|digest| digest.algorithm()) {
        Some(whence_evidence::HashAlgorithm::Sha256) => "SHA-256",
        Some(whence_evidence::HashAlgorithm::Sha384) => "SHA-384",
        Some(whence_evidence::HashAlgorithm::Sha512) => "SHA-512",
        None => "",
    };
    DisplayText::identifier(name)
}

const fn noted(sentence: Message) -> WhyLine {
    WhyLine {
        outcome: Outcome::Noted,
        sentence,
        reason: None,
        checks: Vec::new(),
        more: false,
    }
}
