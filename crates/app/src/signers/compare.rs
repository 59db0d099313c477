//! A signer beside the entry it could be taken for.

use whence_display::{DisplayText, look_alike};
use whence_identity::{CertificateFacts, CertificateRule, Conditions, Entry, IdentityRule, Who};

use super::{describe, view::PartView};
use crate::{
    history::view::{CompareRow, CompareSide, CompareValue, CompareView, MarkedText},
    view::Message,
};

/// The entry on the left, the signer on the right, part by part.
pub(super) fn with_entry(entry: &Entry, facts: &CertificateFacts) -> CompareView {
    let signer = Who::Certificate(CertificateRule {
        issuer: facts.issuer.clone().unwrap_or_default(),
        kind: facts.kind,
        identity: IdentityRule::Exact(facts.identity.clone()),
        conditions: Conditions {
            repository_id: facts.repository_id.clone(),
            owner_id: facts.owner_id.clone(),
            ..Conditions::default()
        },
    });
    let (before, after) = (describe::parts(&entry.who), describe::parts(&signer));
    let mut rows: Vec<CompareRow> = Vec::new();
    for left in &before {
        let right = after.iter().find(|right| right.label == left.label);
        rows.push(row(Some(left), right));
        if let (Some(left), right) = (numbered(left), right.and_then(numbered)) {
            rows.push(row(Some(&left), right.as_ref()));
        }
    }
    for right in &after {
        if !before.iter().any(|left| left.label == right.label) {
            rows.push(row(None, Some(right)));
        }
    }
    rows.sort_by_key(|row| row.same);
    let name = |text: &str| DisplayText::identifier(text);
    CompareView {
        said: Message::new("signer-compared").with("label", name(&entry.label)),
        before: CompareSide {
            role: Message::new("compare-your-entry"),
            name: name(&entry.label),
            state: None,
            at: None,
        },
        after: CompareSide {
            role: Message::new("compare-this-signer"),
            name: name(&facts.identity),
            state: None,
            at: None,
        },
        rows,
    }
}

/// The account number of a part as a part of its own.
fn numbered(part: &PartView) -> Option<PartView> {
    let remark = part
        .remark
        .as_ref()
        .filter(|remark| remark.id == "signer-number")?;
    let crate::view::Arg::Text(number) = remark.args.get("number")? else {
        return None;
    };
    Some(PartView {
        label: Message::new("signer-part-number").with("part", part.label.clone()),
        value: Some(number.clone()),
        remark: None,
        ..part.clone()
    })
}

fn row(left: Option<&PartView>, right: Option<&PartView>) -> CompareRow {
    let text = |part: Option<&PartView>| {
        part.and_then(|part| part.value.as_ref())
            .and_then(|value| value.exact_text())
            .map(str::to_owned)
    };
    let (before, after) = (text(left), text(right));
    let label = left.or(right).map(|part| part.label.clone());
    // What the entry leaves open differs from nothing.
    let open = left.is_some_and(|part| part.value.is_none());
    let differing = match (&before, &after) {
        (Some(before), Some(after)) if before != after => {
            look_alike(before, after).map(|found| (found.first, found.second))
        }
        _ => None,
    };
    let marked = |text: Option<String>, span: Option<whence_display::Span>| {
        text.map(|text| CompareValue::Marked(marked(&text, span)))
    };
    CompareRow {
        label: label.unwrap_or_else(|| Message::new("signer-part-uri")),
        same: open || before == after,
        spelled: spelled(before.as_deref(), after.as_deref()),
        before: marked(before, differing.map(|(first, _)| first)),
        after: marked(after, differing.map(|(_, second)| second)),
    }
}

/// The text, cut where it begins and ends to differ.
fn marked(text: &str, span: Option<whence_display::Span>) -> Vec<MarkedText> {
    let piece = |text: &str, differs| {
        (!text.is_empty()).then(|| MarkedText {
            text: DisplayText::identifier(text),
            differs,
        })
    };
    let Some(span) = span else {
        return piece(text, false).into_iter().collect();
    };
    let cut = |from: usize, to: usize| -> String {
        text.chars()
            .skip(from)
            .take(to.saturating_sub(from))
            .collect()
    };
    let (start, end) = (span.start as usize, span.end as usize);
    [
        piece(&cut(0, start), false),
        piece(&cut(start, end), true),
        piece(&cut(end, usize::MAX), false),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The first difference for those who do not see it.
fn spelled(before: Option<&str>, after: Option<&str>) -> Option<Message> {
    let (before, after) = (before?, after?);
    if before == after {
        return None;
    }
    let common = before
        .chars()
        .zip(after.chars())
        .take_while(|(left, right)| left == right)
        .count();
    let at = |text: &str| {
        let character: String = text.chars().skip(common).take(1).collect();
        DisplayText::identifier(&character)
    };
    let ends = |text: &str| text.chars().nth(common).is_none();
    let id = match (ends(before), ends(after)) {
        (true, _) => "compare-longer",
        (_, true) => "compare-shorter",
        _ => "compare-place",
    };
    Some(
        Message::new(id)
            .with("place", crate::view::Arg::Number(common as u64 + 1))
            .with("before", at(before))
            .with("after", at(after)),
    )
}
