//! What is to be said of an entry and of a draft: mistakes, what is unwise, how wide it is.

use whence_display::DisplayText;
use whence_evidence::UnixTime;
use whence_identity::{
    self as identity, Entry, IdentityList, IdentityRule, LintCode, Origin, PartRule, RefRule, Who,
    WorkflowRule,
};

use super::{
    describe, draft,
    view::{DraftScope, EntryDraft, EntryField, Finding, Gravity, Lint, WhoForm},
};
use crate::view::Message;

/// What is unwise about an entry of the list, gravest first.
pub fn findings(list: &IdentityList, position: usize, now: UnixTime) -> Vec<Finding> {
    let Some(entry) = list.entries().get(position) else {
        return Vec::new();
    };
    let found = list.lint_entry(position, now);
    let views = found.iter().map(|finding| view(list, entry, finding));
    views.collect()
}

/// The gravest finding about an entry, to mark its row. In long lists entries are looked at by themselves,
/// because comparing each with all others takes too long for a page.
pub(super) fn gravest(list: &IdentityList, position: usize, now: UnixTime) -> Option<Gravity> {
    const FULLY_COMPARED: usize = 300;
    let findings = match list.entries().get(position) {
        Some(entry) if list.entries().len() > FULLY_COMPARED => {
            findings(&IdentityList::new(vec![entry.clone()], vec![]), 0, now)
        }
        _ => findings(list, position, now),
    };
    findings.iter().map(|finding| finding.gravity).max()
}

/// What is to be said of a draft that would change an entry of the list, or be added to it.
pub(super) fn lint(
    list: &IdentityList,
    draft: &EntryDraft,
    itself: Option<&Entry>,
    typed_name: &str,
    now: UnixTime,
) -> Lint {
    let mut findings: Vec<Finding> = Vec::new();
    findings.extend(draft::label_mistake(list, &draft.label, itself));
    let entry = match draft::entry(draft, itself) {
        Ok(entry) => entry,
        Err(problems) => {
            findings.extend(draft::mistakes(&problems, draft));
            sort(&mut findings);
            return Lint {
                can_save: false,
                findings,
                sentence: None,
                parts: Vec::new(),
                breadth: None,
                name_to_type: None,
                scopes: Vec::new(),
            };
        }
    };
    findings.extend(self::of_entry(list, &entry, itself, now));
    let name_to_type = name_to_type(&entry, itself);
    if let Some(name) = &name_to_type
        && typed_name.trim() != name
    {
        findings.push(name_not_typed(name));
    }
    sort(&mut findings);
    Lint {
        can_save: findings
            .iter()
            .all(|finding| finding.gravity != Gravity::Mistake),
        sentence: Some(describe::sentence(&entry)),
        parts: describe::parts(&entry.who),
        breadth: Some(describe::breadth(&entry.who)),
        name_to_type: name_to_type.as_deref().map(DisplayText::identifier),
        scopes: scopes(draft, &entry),
        findings,
    }
}

/// What is unwise about an entry that is not on the list, or not with these values.
pub(super) fn of_entry(
    list: &IdentityList,
    entry: &Entry,
    itself: Option<&Entry>,
    now: UnixTime,
) -> Vec<Finding> {
    let others = list.entries().iter().filter(|other| {
        itself.is_none_or(|itself| (&other.origin, &other.id) != (&itself.origin, &itself.id))
    });
    let with: Vec<Entry> = others.cloned().chain([entry.clone()]).collect();
    let last = with.len().saturating_sub(1);
    findings(&IdentityList::new(with, vec![]), last, now)
}

/// The name to type before a very wide entry is saved. One that was as wide before needs none again.
pub(super) fn name_to_type(entry: &Entry, itself: Option<&Entry>) -> Option<String> {
    if itself.is_some_and(|itself| itself.who == entry.who) {
        return None;
    }
    describe::name_to_type(&entry.who)
}

/// That the name has to be typed.
pub(super) fn name_not_typed(name: &str) -> Finding {
    Finding {
        code: "name-not-typed".to_owned(),
        gravity: Gravity::Mistake,
        message: Message::new("signer-name-not-typed").with("name", DisplayText::identifier(name)),
        field: Some(EntryField::TypedName),
        suggestion: None,
    }
}

fn view(list: &IdentityList, entry: &Entry, finding: &identity::Finding) -> Finding {
    let mut message = Message::new(format!("lint-{}", finding.code.as_str()));
    if let Some(other) = finding.other.and_then(|other| list.entries().get(other)) {
        message = message
            .with("other", DisplayText::identifier(&other.label))
            .select(
                "whose",
                match other.origin {
                    Origin::Own => "own",
                    Origin::Managed(_) => "managed",
                },
            );
    }
    let form = draft::of(entry);
    Finding {
        code: finding.code.as_str().to_owned(),
        gravity: match finding.code.gravity() {
            identity::Gravity::Note => Gravity::Note,
            identity::Gravity::Warning => Gravity::Warning,
        },
        message,
        field: finding.key.and_then(|key| draft::field(key, &form)),
        suggestion: finding.correction.clone(),
    }
}

/// The message ids of findings, for a test of the sentences.
pub fn lint_message_ids() -> impl Iterator<Item = String> {
    LintCode::ALL
        .iter()
        .map(|code| format!("lint-{}", code.as_str()))
}

fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| {
        let place = finding.field.map_or(usize::MAX, |field| field as usize);
        (place, std::cmp::Reverse(finding.gravity))
    });
}

/// The same workflow narrower and wider.
fn scopes(draft: &EntryDraft, entry: &Entry) -> Vec<DraftScope> {
    let Who::Certificate(rule) = &entry.who else {
        return Vec::new();
    };
    let Some(now) = describe::workflow(&rule.identity) else {
        return Vec::new();
    };
    let mut scopes: Vec<(&str, WorkflowRule)> = Vec::new();
    let fixed = |part: &PartRule| matches!(part, PartRule::Fixed(_));
    if fixed(&now.repository) && fixed(&now.workflow) {
        if let RefRule::Fixed(_) = now.reference {
            scopes.push(("this-identity", now.clone()));
        }
        for (width, reference) in [
            ("version-tags", RefRule::AnyVersionTag),
            ("any-ref", RefRule::Any),
        ] {
            let reference = WorkflowRule {
                reference,
                ..now.clone()
            };
            scopes.push((width, reference));
        }
    }
    let open = WorkflowRule {
        workflow: PartRule::Any,
        reference: RefRule::Any,
        ..now
    };
    if fixed(&open.repository) {
        scopes.push(("any-workflow", open.clone()));
    }
    let any = WorkflowRule {
        repository: PartRule::Any,
        ..open
    };
    scopes.push(("any-repository", any));
    scopes
        .into_iter()
        .map(|(width, parts)| {
            let identity = match width {
                "this-identity" => IdentityRule::Exact(parts.text()),
                _ => IdentityRule::Parts(parts.clone()),
            };
            let chosen = match (&identity, &rule.identity) {
                (IdentityRule::Exact(text), given) => *text == given.text(),
                (IdentityRule::Parts(parts), IdentityRule::Parts(given)) => parts == given,
                _ => false,
            };
            let who = Who::Certificate(identity::CertificateRule {
                identity: identity.clone(),
                ..rule.clone()
            });
            let mut other = draft.clone();
            match &identity {
                IdentityRule::Exact(text) => {
                    other.form = WhoForm::Exact;
                    other.identity.clone_from(text);
                }
                _ => {
                    other.form = WhoForm::Parts;
                    other.parts.repository = parts.repository.text().to_owned();
                    other.parts.workflow = parts.workflow.text().to_owned();
                    other.parts.reference = parts.reference.text().to_owned();
                    other.parts.host = parts.host;
                    other.parts.owner = parts.owner;
                }
            }
            DraftScope {
                label: Message::new("signer-width").select("width", width),
                breadth: describe::breadth(&who),
                draft: other,
                chosen,
            }
        })
        .collect()
}
