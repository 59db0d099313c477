//! *Why*: a few plain lines, each with the recorded checks behind it.

use whence_display::DisplayText;
use whence_identity::Match;
use whence_verdict::VerdictCode;
use whence_verify::{About, Check, CheckId, Code, Gate, Item, SignerKind, Status, Value};

use super::{NOTES_AT_THE_HEADLINE, claimed_signer, digest_view, note_view, proven_signer, reason};
use crate::{
    check::{Checked, Judged},
    view::{Arg, CheckRow, Fact, FactValue, Message, Outcome, Standing, SubjectKind, WhyLine},
};

/// The lines that checks of the engine are gathered into, in the order they are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Topic {
    File,
    /// Told by lines of its own.
    List,
    Signer,
    Time,
    Log,
    Service,
    Evidence,
}

const TOPICS: [Topic; 6] = [
    Topic::File,
    Topic::Signer,
    Topic::Time,
    Topic::Log,
    Topic::Service,
    Topic::Evidence,
];

/// Lines that are shown at once; details beyond them stand under *more*.
const MOST_AT_ONCE: usize = 7;

/// Files that differ which are named in lines of their own.
const DIFFERENCES_AT_WHY: usize = 10;

/// All lines about one check.
pub(super) fn lines(checked: &Checked) -> Vec<WhyLine> {
    let mut lines = match checked.deciding() {
        Some(piece) => match (piece.judged(), piece.coverage()) {
            (Some(judged), _) => {
                let mut lines = super::chain::lines(checked, piece);
                if let Some(first) = lines.first_mut() {
                    let checks = judged.report.checks().iter();
                    let of_list = checks.filter(|check| topic_of(check.id) == Topic::List);
                    first.checks = of_list.map(row).collect();
                }
                lines.extend(judged_lines(checked, judged));
                lines
            }
            (None, Some(_)) => super::chain::lines(checked, piece),
            (None, None) => vec![line(
                Outcome::NotDone,
                sentence("why-evidence", Outcome::NotDone),
                Some(super::summary(piece, checked.against)),
            )],
        },
        None => vec![],
    };
    if lines.is_empty() {
        lines.push(match checked.verdict.code {
            VerdictCode::NoneFound => line(
                Outcome::Noted,
                with_places(Message::new("why-search"), checked),
                None,
            ),
            _ => line(
                Outcome::NotDone,
                sentence("why-target-problem", Outcome::NotDone),
                Some(reason(checked)),
            ),
        });
    }
    if checked.verdict.code == VerdictCode::NoneFound {
        lines.push(line(
            Outcome::NotDone,
            with_places(Message::new("why-search-skipped"), checked),
            None,
        ));
    }
    let further = checked.notes.iter().skip(NOTES_AT_THE_HEADLINE);
    lines.extend(further.map(|note| detail(Outcome::Noted, note_view(checked, *note).message)));
    unfold(&mut lines);
    lines
}

/// Brings details up among the lines that are shown at once, as many as there is room for: first what did not
/// hold, then what is worth knowing.
fn unfold(lines: &mut [WhyLine]) {
    let mut room = MOST_AT_ONCE.saturating_sub(lines.iter().filter(|line| !line.more).count());
    let weights = [
        Outcome::Failed,
        Outcome::NotDone,
        Outcome::Noted,
        Outcome::Held,
    ];
    for weight in weights {
        let folded = |line: &&mut WhyLine| line.more && line.outcome == weight;
        for line in lines.iter_mut().filter(folded).take(room) {
            line.more = false;
            room -= 1;
        }
    }
}

fn judged_lines(checked: &Checked, judged: &Judged) -> Vec<WhyLine> {
    let mut lines: Vec<WhyLine> = Vec::with_capacity(TOPICS.len() + 2);
    for topic in TOPICS {
        lines.extend(topic_line(checked, judged, topic));
        if topic == Topic::File {
            lines.extend(folder_lines(judged));
            let through = checked.deciding().and_then(|piece| piece.piece.about);
            if through.is_some() {
                lines.push(line(Outcome::Held, Message::new("why-image-index"), None));
            }
        }
    }
    lines.extend(demands(judged).map(|sentence| detail(Outcome::Noted, sentence)));
    lines.extend(if super::against_named_signer(checked) {
        named_signer_lines(judged)
    } else {
        list_lines(judged)
    });
    lines
}

/// The files of a folder that are not as signed, by their paths, and how many more there are.
fn folder_lines(judged: &Judged) -> Vec<WhyLine> {
    let failed = |check: &&Check| {
        check.id == CheckId::ModelFiles && matches!(check.status, Status::Failed(_))
    };
    let Some(check) = judged.report.checks().iter().find(failed) else {
        return left_out_lines(judged);
    };
    let mut more = 0;
    let mut lines = Vec::new();
    for item in &check.evidence {
        match (item.label, &item.value) {
            (
                "files-changed" | "files-missing" | "files-unlisted" | "links-not-allowed",
                Value::Number(count),
            ) => more += count,
            ("left-out", _) => {}
            (difference, Value::Outside(path)) if lines.len() < DIFFERENCES_AT_WHY => {
                let message = Message::new("why-folder-difference")
                    .select("difference", difference)
                    .with("path", DisplayText::identifier(path));
                lines.push(detail(Outcome::Failed, message));
            }
            _ => {}
        }
    }
    more -= (lines.len() as u64).min(more);
    if more > 0 {
        let message = Message::new("why-folder-more").with("number", Arg::Number(more));
        lines.push(detail(Outcome::Failed, message));
    }
    lines
}

/// The files of a folder that its signature does not cover, by their paths, and how many more there are.
fn left_out_lines(judged: &Judged) -> Vec<WhyLine> {
    let (number, paths) = judged.left_out();
    let told = |path: &str| {
        let message = Message::new("why-folder-left-out");
        message.with("path", DisplayText::identifier(path))
    };
    let paths = paths.into_iter().take(DIFFERENCES_AT_WHY);
    let mut lines: Vec<Message> = paths.map(told).collect();
    if let more @ 1.. = number.saturating_sub(lines.len() as u64) {
        lines.push(Message::new("why-folder-left-out-more").with("number", Arg::Number(more)));
    }
    let noted = |message| detail(Outcome::Noted, message);
    lines.into_iter().map(noted).collect()
}

/// What had to be proven, which differs from one signing service to another.
fn demands(judged: &Judged) -> Option<Message> {
    let policy = judged.report.trust()?.policy;
    let demands = match (policy.logs, policy.certificate_logs) {
        _ if judged.bundle.public_key_hint.is_some() => "key",
        (0, 0) => "time",
        (_, 0) => "log",
        (0, _) => "certificate-log",
        _ => "all",
    };
    Some(
        Message::new("why-demands")
            .select("demands", demands)
            .with("instance", judged.trust_data.name.clone()),
    )
}

/// Adds where was looked and where not.
pub(super) fn with_places(message: Message, checked: &Checked) -> Message {
    if let Some(image) = &checked.subject.image {
        let (looked, skipped) = match image.path {
            Some(_) => ("looked-saved", "skipped-saved"),
            None => ("looked-registry", "skipped-registry"),
        };
        return message
            .with("looked", Message::new(looked))
            .with("skipped", Message::new(skipped));
    }
    let handed = checked.subject.kind == SubjectKind::Digest;
    let online = !checked.found.looked.is_empty();
    let (looked, skipped) = match (checked.looked_beside, handed) {
        (true, _) if online => ("looked-both-and-online", "skipped-online-rest"),
        (false, true) if online => ("looked-handed-and-online", "skipped-online-rest"),
        (true, _) => ("looked-both", "skipped-online"),
        (false, true) => ("looked-handed", "skipped-online"),
        (false, false) => ("looked-handed", "skipped-beside-and-online"),
    };
    message
        .with("looked", Message::new(looked))
        .with("skipped", Message::new(skipped))
}

fn topic_line(checked: &Checked, judged: &Judged, topic: Topic) -> Option<WhyLine> {
    let checks: Vec<&Check> = judged
        .report
        .checks()
        .iter()
        .filter(|check| topic_of(check.id) == topic)
        .collect();
    let mut outcome = worst(&checks)?;
    let sentence = match topic {
        Topic::List => return None,
        Topic::File => sentence(
            match checked.subject.kind {
                SubjectKind::File | SubjectKind::Digest if judged.coverage.is_some() => {
                    "why-list-file"
                }
                SubjectKind::File => "why-file",
                SubjectKind::Folder => "why-folder",
                SubjectKind::Digest => "why-digest",
                SubjectKind::Image => "why-image",
                SubjectKind::Statement if judged.bundle.envelope.is_some() => "why-statement",
                // A plain signature covers a file, which is not here.
                SubjectKind::Statement => "why-file",
            },
            outcome,
        ),
        Topic::Signer => {
            // A name is proven by all checks together, never by those of the certificate alone.
            let proven = proven_signer(judged);
            if proven.is_none() && outcome == Outcome::Held {
                outcome = Outcome::NotDone;
            }
            match proven.or_else(|| claimed_signer(judged)) {
                Some(who) => sentence("why-signer", outcome).with("who", who),
                None => sentence("why-signer-unnamed", outcome),
            }
        }
        Topic::Time => match judged
            .signer()
            .map(|signer| (signer.times().first(), signer.kind()))
        {
            Some((Some(time), SignerKind::Key { .. })) => {
                sentence("why-time-of-key", outcome).with("time", time.at())
            }
            Some((Some(time), _)) => sentence("why-time", outcome).with("time", time.at()),
            Some((None, SignerKind::Key { .. })) => sentence("why-time-key", outcome),
            _ if outcome == Outcome::Held => {
                let time = proven_time(&checks);
                match time {
                    Some(time) if judged.bundle.public_key_hint.is_some() => {
                        sentence("why-time-of-key", outcome).with("time", time)
                    }
                    Some(time) => sentence("why-time", outcome).with("time", time),
                    None => sentence("why-time-key", outcome),
                }
            }
            _ if fails_with(&checks, Code::CertificateOutsideDates) => {
                Message::new("why-time-outside")
            }
            _ => sentence("why-time", outcome),
        },
        Topic::Log => sentence("why-log", outcome),
        Topic::Service => sentence("why-service", outcome),
        Topic::Evidence => sentence("why-evidence", outcome),
    };
    // That the bytes fit says little while anybody may have signed them.
    let sentence = if topic == Topic::File && outcome == Outcome::Held && judged.signer().is_none()
    {
        sentence.select("outcome", "unproven")
    } else {
        sentence
    };
    let reason = (outcome != Outcome::Held)
        .then(|| first_reason(&checks))
        .flatten();
    let checks = checks.into_iter().map(row).collect();
    Some(WhyLine {
        outcome,
        sentence,
        reason,
        checks,
        // That the evidence could be read goes without saying.
        more: topic == Topic::Evidence && outcome == Outcome::Held,
    })
}

/// In place of the list's lines, where one signer was named and no list was asked.
fn named_signer_lines(judged: &Judged) -> Vec<WhyLine> {
    let unlisted = match &judged.listing {
        // No signer is proven, and the line about the signer says so.
        None => return vec![],
        Some(Match::Listed(_)) => {
            return vec![line(Outcome::Held, Message::new("why-named-signer"), None)];
        }
        Some(Match::Unlisted(unlisted)) => unlisted,
    };
    let other = line(Outcome::Failed, Message::new("why-other-signer"), None);
    let look_alikes = unlisted.look_alikes.iter().map(|found| {
        let message = Message::new("look-alike-named")
            .with("proven", DisplayText::identifier(&found.proven))
            .with("listed", DisplayText::identifier(&found.listed));
        detail(Outcome::Failed, message)
    });
    std::iter::once(other).chain(look_alikes).collect()
}

fn list_lines(judged: &Judged) -> Vec<WhyLine> {
    let Some(signer) = judged.signer() else {
        return vec![line(
            Outcome::NotDone,
            Message::new("why-list-not-asked"),
            None,
        )];
    };
    let listing = match (&judged.listing, signer.kind()) {
        (Some(listing), _) => listing,
        (None, _) => return vec![line(Outcome::Held, Message::new("why-listed-key"), None)],
    };
    let unlisted = match listing {
        Match::Listed(listed) => {
            let label = DisplayText::identifier(&listed.label);
            return vec![line(
                Outcome::Held,
                Message::new("why-listed").with("label", label),
                None,
            )];
        }
        Match::Unlisted(unlisted) => unlisted,
    };
    let instance = match signer.kind() {
        SignerKind::Certificate(certificate) => certificate.added_instance(),
        SignerKind::Key { .. } => None,
    };
    let instance = instance.unwrap_or_default();
    let nearest = unlisted.near_misses.first().map(|miss| {
        Message::new("near-miss")
            .with("label", DisplayText::identifier(&miss.label))
            .select("difference", miss.first_difference.as_str())
            .with("instance", DisplayText::identifier(instance))
    });
    let mut lines = vec![line(
        Outcome::Failed,
        Message::new("why-not-listed"),
        nearest,
    )];
    lines.extend(unlisted.look_alikes.iter().map(|found| {
        let message = Message::new("look-alike")
            .with("label", DisplayText::identifier(&found.label))
            .with("proven", DisplayText::identifier(&found.proven))
            .with("listed", DisplayText::identifier(&found.listed));
        detail(Outcome::Failed, message)
    }));
    lines
}

const fn topic_of(id: CheckId) -> Topic {
    use CheckId as Id;
    match id {
        Id::InputLimits
        | Id::JsonStrict
        | Id::BundleMediaType
        | Id::BundleOneof
        | Id::BundleVersionShape => Topic::Evidence,
        Id::ChainSuperfluous | Id::RootInstanceChoice | Id::RootAge | Id::RootPrepare => {
            Topic::Service
        }
        Id::ChainPath | Id::ChainSignatures | Id::ChainConstraints | Id::ChainEku => Topic::Service,
        Id::SctPresent | Id::SctLog | Id::SctSignature => Topic::Service,
        Id::LeafParse | Id::LeafProfile | Id::IssuerRead | Id::KeyHint => Topic::Signer,
        Id::TlogLog | Id::TlogBodyKind | Id::TlogSet | Id::TlogCheckpointFormat => Topic::Log,
        Id::TlogCheckpointSig | Id::TlogLogBinding | Id::TlogInclusion | Id::TlogWitness => {
            Topic::Log
        }
        Id::TlogWindow | Id::TlogThreshold => Topic::Log,
        Id::EntrySignature | Id::EntryKey | Id::EntryDigest => Topic::Log,
        Id::TspStatus | Id::TspImprint | Id::TspSigner | Id::TspAttrs | Id::TspSignature => {
            Topic::Time
        }
        Id::TspEss | Id::TspCert | Id::TspWindow => Topic::Time,
        Id::TimeSources | Id::TimeThreshold | Id::TimeFuture => Topic::Time,
        Id::ChainTime | Id::KeyWindow => Topic::Time,
        Id::SigAlgorithm | Id::DsseOneSignature | Id::DsseType | Id::DssePae => Topic::File,
        Id::GitSigner => Topic::Signer,
        Id::GitObject => Topic::File,
        Id::ModelManifest | Id::ModelRoot | Id::ModelFiles => Topic::File,
        Id::ListLine => Topic::List,
        Id::IntotoStatement | Id::IntotoSubject => Topic::File,
        Id::SigMessage | Id::ImagePayload | Id::MessageDigest => Topic::File,
    }
}

/// The worst outcome the verdict depends on; `None` when nothing here was needed.
fn worst(checks: &[&Check]) -> Option<Outcome> {
    let needed = checks
        .iter()
        .filter(|check| check.status != Status::NotNeeded && check.gate == Gate::Required);
    let outcomes: Vec<Outcome> = needed.map(|check| outcome(check.status)).collect();
    [Outcome::Failed, Outcome::NotDone, Outcome::Held]
        .into_iter()
        .find(|worst| outcomes.contains(worst))
}

/// Whether one of the checks that count failed for this reason.
fn fails_with(checks: &[&Check], code: Code) -> bool {
    let mut required = checks.iter().filter(|check| check.gate == Gate::Required);
    required.any(|check| check.status == Status::Failed(code))
}

/// The most telling code among the checks, in words.
fn first_reason(checks: &[&Check]) -> Option<Message> {
    let required = checks.iter().filter(|check| check.gate == Gate::Required);
    let code = required.filter_map(|check| check.status.code()).min()?;
    Some(Message::new(format!("{}-why", code.as_str())))
}

fn proven_time(checks: &[&Check]) -> Option<whence_evidence::UnixTime> {
    let held = checks.iter().filter(|check| check.status == Status::Held);
    held.flat_map(|check| &check.evidence)
        .find_map(|item| match item.value {
            Value::Time(time) => Some(time),
            _ => None,
        })
}

/// One recorded check as a row.
fn row(check: &Check) -> CheckRow {
    CheckRow {
        id: check.id.as_str().to_owned(),
        about: match check.about {
            About::Whole => None,
            About::Entry(position) | About::Timestamp(position) | About::Sct(position) => {
                u32::try_from(position).ok()
            }
        },
        outcome: outcome(check.status),
        code: match check.status {
            Status::Held => None,
            Status::Failed(code) | Status::Missing(code) => Some(code.as_str().to_owned()),
            Status::Blocked(_) => Some("blocked".to_owned()),
            Status::NotNeeded => Some("not-needed".to_owned()),
        },
        required: check.gate == Gate::Required,
        sentence: Message::new(check_message(check.id)),
        facts: check.evidence.iter().flat_map(item_facts).collect(),
        spec: check
            .id
            .spec()
            .iter()
            .map(|section| (*section).to_owned())
            .collect(),
    }
}

/// The id of the sentence that says what a check is about.
pub fn check_message(id: CheckId) -> String {
    format!("check-{}", id.as_str().replace(['.', '_'], "-"))
}

/// A recorded value as a fact; a span of time is two.
fn item_facts(item: &Item) -> Vec<Fact> {
    let label = Message::new(format!("item-{}", item.label));
    let one = |value| {
        vec![Fact {
            label: label.clone(),
            value,
            standing: Standing::Computed,
        }]
    };
    match &item.value {
        Value::Digest(digest) => one(FactValue::Digest(digest_view(digest))),
        Value::Bytes(bytes) => one(super::hex(bytes)),
        Value::Time(time) => one(super::time(*time)),
        Value::Number(number) => one(super::number(*number)),
        Value::Outside(text) => one(super::text(text)),
        // The names of instances and reasons are words of ours; algorithms and kinds are terms.
        Value::Name(name) => one(match item.label {
            "instance" | "other-instance" => super::words(&format!("trust-data-{name}")),
            "chosen-by" => super::words(&format!("chosen-by-{name}")),
            _ => super::text(name),
        }),
        Value::Window(window) => {
            let end = |id: &str, value| Fact {
                label: Message::new(id).with("what", label.clone()),
                value,
                standing: Standing::Computed,
            };
            let until = window
                .end
                .map_or_else(|| super::words("window-open"), super::time);
            vec![
                end("window-from", super::time(window.start)),
                end("window-until", until),
            ]
        }
    }
}

const fn outcome(status: Status) -> Outcome {
    match status {
        Status::Held => Outcome::Held,
        Status::Failed(_) => Outcome::Failed,
        Status::Missing(_) | Status::Blocked(_) | Status::NotNeeded => Outcome::NotDone,
    }
}

fn sentence(id: &str, outcome: Outcome) -> Message {
    Message::new(id).select(
        "outcome",
        match outcome {
            Outcome::Held => "held",
            Outcome::Failed => "failed",
            Outcome::NotDone => "not-done",
            Outcome::Noted => "noted",
        },
    )
}

const fn line(outcome: Outcome, sentence: Message, reason: Option<Message>) -> WhyLine {
    WhyLine {
        outcome,
        sentence,
        reason,
        checks: Vec::new(),
        more: false,
    }
}

/// A line that may have to stand under *more*.
fn detail(outcome: Outcome, sentence: Message) -> WhyLine {
    WhyLine {
        more: true,
        ..line(outcome, sentence, None)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    #[test]
    fn seven_lines_at_most_are_shown_at_once_and_nothing_is_dropped() {
        let own = |outcome| line(outcome, Message::new("why-file"), None);
        let more = |outcome| detail(outcome, Message::new("why-evidence"));
        let folded = |lines: &[WhyLine]| -> Vec<usize> {
            let numbered = lines.iter().enumerate();
            numbered
                .filter(|(_, line)| line.more)
                .map(|(at, _)| at)
                .collect()
        };
        let usual = vec![own(Outcome::Held); 6];
        let mut eight = [&usual[..], &[more(Outcome::Held), more(Outcome::Noted)]].concat();
        unfold(&mut eight);
        assert_eq!(folded(&eight), [6], "that it could be read is said last");

        let mut many = [&usual[..3], &vec![more(Outcome::Failed); 10], &usual[3..]].concat();
        unfold(&mut many);
        assert_eq!(folded(&many), [4, 5, 6, 7, 8, 9, 10, 11, 12]);

        let mut few = vec![own(Outcome::Failed), more(Outcome::Noted)];
        unfold(&mut few);
        assert_eq!(folded(&few), [0; 0]);

        // What decides is never folded.
        let mut long = vec![own(Outcome::Held); 9];
        unfold(&mut long);
        assert_eq!(folded(&long), [0; 0]);
    }
}
