//! What a window shows of look-ups: where was looked, and what asking would send.

use std::collections::BTreeSet;

use serde::Serialize;
use whence_display::DisplayText;
use whence_verdict::{State, VerdictCode};

use super::{Consent, Found, Looked, Plan, Preferences, Source};
use crate::{
    Checked,
    check::CheckedPiece,
    view::{Arg, Message, SubjectKind},
};

/// Where evidence was looked for on the network, and where not.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct LookedView {
    /// One line for each place that was asked, and one for those that were not.
    pub lines: Vec<LookedLine>,
    /// Whether looking further could change the result.
    pub offered: bool,
}

/// One line about a place.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct LookedLine {
    /// What came of it.
    pub outcome: LookedOutcome,
    /// The line.
    pub sentence: Message,
}

/// What came of asking a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum LookedOutcome {
    /// It knows of evidence.
    Found,
    /// It knows of none.
    Nothing,
    /// There is no answer, or not all of it.
    Trouble,
    /// It was not asked.
    NotAsked,
}

impl LookedOutcome {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Nothing => "nothing",
            Self::Trouble => "trouble",
            Self::NotAsked => "not-asked",
        }
    }
}

/// What could be asked about a result, source by source.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct LookupPlanView {
    /// The network is switched off: nothing can be asked.
    pub off: bool,
    /// The sources.
    pub sources: Vec<LookupSourceView>,
    /// That not everything on the list is asked.
    pub left_out: Option<Message>,
}

/// What one source would be asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct LookupSourceView {
    /// Names the source.
    pub source: String,
    /// What it is called.
    pub name: Message,
    /// `off`, `ask` or `on`.
    pub consent: String,
    /// The questions.
    pub questions: Vec<LookupQuestionView>,
    /// Why there is nothing to ask.
    pub idle: Option<Message>,
}

/// One question: everything it sends.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct LookupQuestionView {
    /// In words.
    pub sends: Message,
    /// The address that is asked.
    pub address: DisplayText,
    /// What is sent beside the address.
    pub content: Option<DisplayText>,
}

/// What could be asked, as shown before it is asked.
pub fn plan_view(plan: &Plan, preferences: &Preferences, off: bool) -> LookupPlanView {
    let source = |source: Source| LookupSourceView {
        source: source.as_str().to_owned(),
        name: source.name(),
        consent: preferences.consent(source).as_str().to_owned(),
        questions: plan
            .questions
            .iter()
            .filter(|question| question.source() == source)
            .map(|question| LookupQuestionView {
                sends: question.sends(),
                address: DisplayText::identifier(&question.address()),
                content: question.body().map(|body| DisplayText::identifier(&body)),
            })
            .collect(),
        idle: plan.idle_words(source),
    };
    LookupPlanView {
        off,
        sources: Source::ALL.map(source).into(),
        left_out: plan.left_out_words(),
    }
}

/// Whether evidence on the network could change the result.
pub fn wants_lookup(checked: &Checked) -> bool {
    let is_target = matches!(
        checked.subject.kind,
        SubjectKind::File | SubjectKind::Digest
    );
    let nothing = checked.verdict.state == State::NoSignature
        || checked.verdict.code == VerdictCode::SearchIncomplete;
    let lacks_entry = |piece: &CheckedPiece| {
        let bundle = piece.judged().map(|judged| &judged.bundle);
        bundle.is_some_and(|bundle| Found::can_complete(bundle))
    };
    let unfinished = checked.verdict.state == State::CouldNotCheck;
    is_target && (nothing || (unfinished && checked.pieces.iter().any(lacks_entry)))
}

/// The sources that may be asked about a result without a further word.
pub fn asked_by_itself(checked: &Checked, preferences: &Preferences) -> BTreeSet<Source> {
    let on = |source: &Source| preferences.consent(*source) == Consent::On;
    if wants_lookup(checked) {
        Source::ALL.into_iter().filter(on).collect()
    } else {
        BTreeSet::new()
    }
}

/// Where was looked and where not; absent where that is of no interest.
pub fn looked_view(checked: &Checked) -> Option<LookedView> {
    let looked = &checked.found.looked;
    let offered = wants_lookup(checked);
    if looked.is_empty() && !offered {
        return None;
    }
    let mut lines: Vec<LookedLine> = looked.iter().flat_map(line).collect();
    let asked: BTreeSet<Source> = looked.iter().map(|it| it.question.source()).collect();
    let others = Source::ALL.into_iter().filter(|it| !asked.contains(it));
    if let Some(names) = enumeration(others) {
        lines.push(LookedLine {
            outcome: LookedOutcome::NotAsked,
            sentence: Message::new("looked-not-asked").with("names", names),
        });
    }
    Some(LookedView { lines, offered })
}

fn line(looked: &Looked) -> Vec<LookedLine> {
    let question = &looked.question;
    let about = |message: Message| {
        message
            .select("source", question.source().as_str())
            .with("host", DisplayText::identifier(&question.host()))
            .with("about", DisplayText::identifier(&question.about()))
    };
    let mut lines = Vec::new();
    if looked.found > 0 {
        let count = Arg::Number(looked.found as u64);
        lines.push(LookedLine {
            outcome: LookedOutcome::Found,
            sentence: about(Message::new("looked-found")).with("count", count),
        });
    }
    if let Some(trouble) = &looked.trouble {
        lines.push(LookedLine {
            outcome: LookedOutcome::Trouble,
            sentence: about(Message::new("looked-trouble")).with("reason", trouble.message.clone()),
        });
    } else if looked.found == 0 {
        lines.push(LookedLine {
            outcome: LookedOutcome::Nothing,
            sentence: about(Message::new("looked-nothing")),
        });
    }
    if looked.left > 0 {
        let count = Arg::Number(looked.left.into());
        lines.push(LookedLine {
            outcome: LookedOutcome::Trouble,
            sentence: about(Message::new("looked-left")).with("count", count),
        });
    }
    lines
}

/// Names one after the other.
fn enumeration(sources: impl DoubleEndedIterator<Item = Source>) -> Option<Message> {
    sources.rev().map(Source::name).reduce(|rest, first| {
        Message::new("lookup-names")
            .with("first", first)
            .with("rest", rest)
    })
}
