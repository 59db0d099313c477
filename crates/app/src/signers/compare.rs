//! A signer beside the entry it could be taken for.

use whence_display::{DisplayText, look_alike};
use whence_identity::{CertificateFacts, CertificateRule, Conditions, Entry, IdentityRule, Who};

use super::{describe, view::PartView};
use crate::{
    history::{
        compare::marked,
        view::{CompareRow, CompareSide, CompareValue, CompareView},
    },
    view::{FactValue, Message},
};

/// The entry on the left, the signer on the right, part by part.
pub(super) fn with_entry(entry: &Entry, facts: &CertificateFacts) -> CompareView {
    let signer = Who::Certificate(CertificateRule {
        issuer: facts.issuer.clone().unwrap_or_default(),
        kind: facts.kind,
        identity: IdentityRule::Exact(facts.identity.clone()),
        instance: facts.instance.clone(),
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
    let spelled = spelled(before.as_deref(), after.as_deref());
    let fact = |text| CompareValue::Fact(FactValue::Text(DisplayText::identifier(text)));
    let same = open || before == after;
    let (before, after) = match (&before, &after) {
        (Some(before), Some(after)) if look_alike(before, after).is_some() => {
            let (before, after) = marked(before, after);
            (Some(before), Some(after))
        }
        _ => (before.as_deref().map(fact), after.as_deref().map(fact)),
    };
    CompareRow {
        label: label.unwrap_or_else(|| Message::new("signer-part-uri")),
        same,
        spelled,
        before,
        after,
    }
}

/// The difference for those who do not see it: what only one of the two has, or else the first characters that differ.
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
    let rest = |text: &str| -> Vec<char> { text.chars().skip(common).collect() };
    let (before, after) = (rest(before), rest(after));
    let id = match (before.as_slice(), after.as_slice()) {
        ([], _) => "compare-longer",
        (_, []) => "compare-shorter",
        (before, after) if before.ends_with(after) => "compare-only-there",
        (before, after) if after.ends_with(before) => "compare-only-here",
        _ => "compare-place",
    };
    let only = before.len().abs_diff(after.len());
    let spell = |rest: &[char]| {
        let length = match id {
            "compare-only-there" | "compare-only-here" => only,
            _ => 1,
        };
        DisplayText::identifier(&rest.iter().take(length).collect::<String>())
    };
    Some(
        Message::new(id)
            .with("place", crate::view::Arg::Number(common as u64 + 1))
            .with("before", spell(&before))
            .with("after", spell(&after)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_one_has_is_told_as_such() {
        let told = |before: &str, after: &str| {
            let message = spelled(Some(before), Some(after)).map(|message| {
                let text = |name: &str| match message.args.get(name) {
                    Some(crate::view::Arg::Text(text)) => text.to_terminal(),
                    _ => String::new(),
                };
                (message.id.to_string(), text("before"), text("after"))
            });
            message.unwrap_or_default()
        };
        let found = |id: &str, before: &str, after: &str| {
            (id.to_owned(), before.to_owned(), after.to_owned())
        };
        assert_eq!(
            told("test-kit", "testkit"),
            found("compare-only-there", "-", "k")
        );
        assert_eq!(
            told("acme/tool", "acmee/tool"),
            found("compare-only-here", "/", "e")
        );
        assert_eq!(
            told("ab-cd-ef", "abef"),
            found("compare-only-there", "-cd-", "ef")
        );
        assert_eq!(told("tool", "t00l"), found("compare-place", "o", "0"));
        assert_eq!(told("tool", "tools"), found("compare-longer", "", "s"));
        assert_eq!(told("tools", "tool"), found("compare-shorter", "s", ""));
        assert_eq!(told("same", "same"), Default::default());
    }
}
