//! Drafts: entries as a person types them. A draft becomes an entry by being written as the list file has
//! it and read by the list's own reader, so that window, command line and text editor obey one set of rules.

use std::collections::BTreeMap;

use whence_display::{DisplayText, LookAlikeKind};
use whence_identity::{Entry, IdentityList, IdentityRule, Origin, Problem, ProblemCode, Who};

use super::{
    describe,
    view::{EntryDraft, EntryField, Finding, Gravity, PartsDraft, WhoForm},
};
use crate::{
    present,
    view::{Arg, Message},
};

/// The draft of an entry, to edit it.
pub(super) fn of(entry: &Entry) -> EntryDraft {
    let lines = |texts: &[String]| texts.join("\n");
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut draft = EntryDraft {
        label: entry.label.clone(),
        files: lines(&entry.scope.files),
        images: lines(&entry.scope.images),
        packages: lines(&entry.scope.packages),
        claims: if entry.scope.claims == Entry::ALL_CLAIMS {
            Vec::new()
        } else {
            let claims = entry.scope.claims.iter();
            claims.map(|claim| claim.as_str().to_owned()).collect()
        },
        basis: entry
            .basis
            .as_ref()
            .map(|basis| describe::basis_kind(basis.kind)),
        basis_link: entry
            .basis
            .as_ref()
            .and_then(|basis| basis.link.clone())
            .unwrap_or_default(),
        expires: entry
            .expires
            .map(|day| crate::words::date(day.milliseconds()))
            .unwrap_or_default(),
        enabled: entry.enabled,
        pinned: entry.pinned,
        note: or_empty(&entry.note),
        ..EntryDraft::default()
    };
    match &entry.who {
        Who::Key(key) => {
            draft.form = WhoForm::Key;
            draft.key_file = or_empty(&key.file);
            if key.file.is_none() {
                let digest = key.spki_sha256.as_ref().map(ToString::to_string);
                draft.key = key.pem.clone().or(digest).unwrap_or_default();
            }
        }
        Who::Certificate(rule) => {
            draft.issuer = rule.issuer.clone();
            draft.instance = or_empty(&rule.instance);
            let text = rule.identity.text();
            let parts = matches!(rule.identity, IdentityRule::Parts(_));
            if !parts && whence_identity::IdentityKind::of_text(&text) != rule.kind {
                draft.kind = rule.kind.as_str().to_owned();
            }
            if let Some(workflow) = describe::workflow(&rule.identity) {
                draft.parts = PartsDraft {
                    repository: workflow.repository.text().to_owned(),
                    workflow: workflow.workflow.text().to_owned(),
                    reference: workflow.reference.text().to_owned(),
                    host: workflow.host,
                    owner: workflow.owner,
                };
            }
            match &rule.identity {
                IdentityRule::Exact(_) => {
                    draft.form = WhoForm::Exact;
                    draft.identity = text;
                }
                IdentityRule::Parts(_) => draft.form = WhoForm::Parts,
                IdentityRule::Pattern(_) => {
                    draft.form = WhoForm::Pattern;
                    draft.pattern = text;
                }
                IdentityRule::Regex(_) => {
                    draft.form = WhoForm::Regex;
                    draft.regex = text;
                }
            }
            let conditions = &rule.conditions;
            draft.repository_id = or_empty(&conditions.repository_id);
            draft.owner_id = or_empty(&conditions.owner_id);
            draft.source_repository = or_empty(&conditions.source_repository);
            let source = conditions.source_ref.as_ref();
            draft.source_ref = source.map(|it| it.text().to_owned()).unwrap_or_default();
            let runner = conditions.runner.map(|runner| runner.as_str().to_owned());
            draft.runner = runner.unwrap_or_default();
            draft.triggers = lines(&conditions.triggers);
        }
    }
    draft
}

/// The entry a draft stands for, on top of the entry it changes, of which it keeps what it does not have.
///
/// # Errors
/// What the reader of the list says to it, at least one mistake.
pub(super) fn entry(draft: &EntryDraft, before: Option<&Entry>) -> Result<Entry, Vec<Problem>> {
    let mut list = IdentityList::parse(as_file(draft).as_bytes())?
        .entries()
        .to_vec();
    let Some(read) = list.pop() else {
        return Err(Vec::new());
    };
    Ok(match before {
        None => Entry {
            first_line: 0,
            last_line: 0,
            ..read
        },
        Some(before) => Entry {
            id: before.id.clone(),
            added_by: before.added_by.clone(),
            added: before.added.clone(),
            imported_from: before.imported_from.clone(),
            reviewed: before.reviewed.clone(),
            origin: before.origin.clone(),
            first_line: before.first_line,
            last_line: before.last_line,
            ..read
        },
    })
}

/// A list file with this one entry.
fn as_file(draft: &EntryDraft) -> String {
    let mut file = String::from("schema = 1\n[[signer]]\n");
    let mut put = |key: &str, value: String| file.push_str(&format!("{key} = {value}\n"));
    let trimmed = |text: &str| quoted(text.trim());
    put("label", trimmed(&draft.label));
    match draft.form {
        WhoForm::Exact => put("identity", trimmed(&draft.identity)),
        WhoForm::Pattern => put("identity-pattern", trimmed(&draft.pattern)),
        WhoForm::Regex => put("identity-regex", trimmed(&draft.regex)),
        WhoForm::Parts => {
            let parts = &draft.parts;
            put(
                "parts",
                format!(
                    "{{ host = {}, owner = {}, repository = {}, workflow = {}, ref = {} }}",
                    trimmed(&parts.host),
                    trimmed(&parts.owner),
                    trimmed(&parts.repository),
                    trimmed(&parts.workflow),
                    trimmed(&parts.reference)
                ),
            );
        }
        WhoForm::Key => match (draft.key_file.trim(), draft.key.trim()) {
            ("", key) if key.starts_with("-----") => put("key-pem", quoted(&format!("{key}\n"))),
            ("", key) => put("key", quoted(key)),
            (file, _) => put("key-file", quoted(file)),
        },
    }
    if draft.form != WhoForm::Key {
        put("issuer", trimmed(&draft.issuer));
        let conditions = [
            ("kind", &draft.kind),
            ("instance", &draft.instance),
            ("repository-id", &draft.repository_id),
            ("owner-id", &draft.owner_id),
            ("source-repository", &draft.source_repository),
            ("source-ref", &draft.source_ref),
            ("runner", &draft.runner),
        ];
        for (key, text) in conditions {
            if !text.trim().is_empty() {
                put(key, trimmed(text));
            }
        }
        put_lines(&mut put, "triggers", &draft.triggers);
    }
    put_lines(&mut put, "files", &draft.files);
    put_lines(&mut put, "images", &draft.images);
    put_lines(&mut put, "packages", &draft.packages);
    if !draft.claims.is_empty() {
        put("claims", array(draft.claims.iter().map(String::as_str)));
    }
    if let Some(basis) = draft.basis {
        put("basis", quoted(describe::basis_kind_of(basis).as_str()));
        if !draft.basis_link.trim().is_empty() {
            put("basis-link", trimmed(&draft.basis_link));
        }
    }
    if !draft.expires.trim().is_empty() {
        // A date needs no quotes; what is none gets them, and the reader says what it expects.
        let text = draft.expires.trim();
        let is_date = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
        put(
            "expires",
            if is_date {
                text.to_owned()
            } else {
                quoted(text)
            },
        );
    }
    if !draft.enabled {
        put("enabled", "false".to_owned());
    }
    if draft.pinned {
        put("pinned", "true".to_owned());
    }
    if !draft.note.trim().is_empty() {
        put("note", trimmed(&draft.note));
    }
    file
}

fn put_lines(put: &mut impl FnMut(&str, String), key: &str, lines: &str) {
    let mut lines = lines
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .peekable();
    if lines.peek().is_some() {
        put(key, array(lines));
    }
}

fn array<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = texts.map(quoted).collect();
    format!("[{}]", quoted.join(", "))
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            _ if character.is_control() => {
                quoted.push_str(&format!("\\U{:08X}", u32::from(character)));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// Mistakes of a draft, each at its field.
pub(super) fn mistakes(problems: &[Problem], draft: &EntryDraft) -> Vec<Finding> {
    problems
        .iter()
        .map(|problem| Finding {
            code: problem.code.as_str().to_owned(),
            gravity: Gravity::Mistake,
            message: in_form(problem),
            field: problem.key.and_then(|key| field(key, draft)),
            suggestion: problem.suggestion.map(str::to_owned),
        })
        .collect()
}

/// A mistake as it is told at its field, which needs no name for it and knows no keys.
fn in_form(problem: &Problem) -> Message {
    let id = match problem.code {
        ProblemCode::Empty | ProblemCode::KeyMissing | ProblemCode::IdentityMissing => {
            "form-problem-empty"
        }
        ProblemCode::TooLong => "form-problem-too-long",
        ProblemCode::OddCharacters => "form-problem-odd-characters",
        ProblemCode::NotAscii => "form-problem-not-ascii",
        ProblemCode::ExpectedDate => "form-problem-expected-date",
        ProblemCode::NumberShape => "form-problem-number-shape",
        ProblemCode::LinkNotAnAddress => "form-problem-link-not-an-address",
        ProblemCode::TooManyItems => "form-problem-too-many-items",
        ProblemCode::KeyUnreadable => "form-problem-key-unreadable",
        ProblemCode::IdentityHasStar => "form-problem-identity-has-star",
        ProblemCode::PatternWithoutStar => "form-problem-pattern-without-star",
        ProblemCode::PatternNotForKind => "form-problem-pattern-not-for-kind",
        _ => return present::list_problem(problem),
    };
    let message = Message::new(id);
    match problem.limit {
        Some(limit) => message.with("limit", Arg::Number(limit as u64)),
        None => message,
    }
}

/// The field of a key of the list file.
pub(super) fn field(key: &str, draft: &EntryDraft) -> Option<EntryField> {
    Some(match key {
        "label" | "id" => EntryField::Label,
        "issuer" => EntryField::Issuer,
        "kind" => EntryField::Kind,
        "instance" => EntryField::Instance,
        // What is missing is named by the first way to say who.
        "identity" => match draft.form {
            WhoForm::Exact => EntryField::Identity,
            WhoForm::Parts => EntryField::Owner,
            WhoForm::Pattern => EntryField::Pattern,
            WhoForm::Regex => EntryField::Regex,
            WhoForm::Key => EntryField::Key,
        },
        "parts" | "owner" => EntryField::Owner,
        "host" => EntryField::Host,
        "repository" => EntryField::Repository,
        "workflow" => EntryField::Workflow,
        "ref" => EntryField::Reference,
        "identity-pattern" => EntryField::Pattern,
        "identity-regex" => EntryField::Regex,
        "key" | "key-pem" => EntryField::Key,
        "key-file" => EntryField::KeyFile,
        "repository-id" => EntryField::RepositoryId,
        "owner-id" => EntryField::OwnerId,
        "source-repository" => EntryField::SourceRepository,
        "source-ref" => EntryField::SourceRef,
        "runner" => EntryField::Runner,
        "triggers" => EntryField::Triggers,
        "files" => EntryField::Files,
        "images" => EntryField::Images,
        "packages" => EntryField::Packages,
        "claims" => EntryField::Claims,
        "basis" => EntryField::Basis,
        "basis-link" => EntryField::BasisLink,
        "expires" => EntryField::Expires,
        "note" => EntryField::Note,
        _ => return None,
    })
}

/// Whether another own entry has this label, or one that could be taken for it.
pub(super) fn label_mistake(
    list: &IdentityList,
    label: &str,
    itself: Option<&Entry>,
) -> Option<Finding> {
    let label = label.trim();
    let others = list
        .entries()
        .iter()
        .filter(|entry| entry.origin == Origin::Own)
        .filter(|entry| itself.is_none_or(|itself| itself.id != entry.id));
    let mut alike = None;
    for other in others {
        if other.label == label {
            return Some(label_finding(ProblemCode::LabelTaken, label, other));
        }
        if alike.is_none()
            && whence_display::look_alike(label, &other.label)
                .is_some_and(|it| it.kind <= LookAlikeKind::Separators)
        {
            alike = Some(label_finding(ProblemCode::LabelLooksAlike, label, other));
        }
    }
    alike
}

fn label_finding(code: ProblemCode, label: &str, other: &Entry) -> Finding {
    Finding {
        code: code.as_str().to_owned(),
        gravity: Gravity::Mistake,
        message: Message::new(format!("signer-{}", code.as_str()))
            .with("found", DisplayText::identifier(label))
            .with("other", DisplayText::identifier(&other.label)),
        field: Some(EntryField::Label),
        suggestion: None,
    }
}

/// Values by their names, to say how two entries differ.
pub(super) fn values(entry: &Entry) -> BTreeMap<&'static str, String> {
    let draft = of(entry);
    let mut values = BTreeMap::new();
    let mut put = |name: &'static str, value: String| {
        if !value.is_empty() {
            values.insert(name, value);
        }
    };
    put("entry-label", draft.label);
    match &entry.who {
        Who::Certificate(rule) => {
            put("entry-identity", rule.identity.text());
            put("entry-kind", rule.kind.as_str().to_owned());
        }
        Who::Key(_) => put(
            "entry-key-fingerprint",
            format!("{}{}", draft.key_file, draft.key),
        ),
    }
    put("entry-issuer", draft.issuer);
    put("entry-instance", draft.instance);
    put("entry-repository-id", draft.repository_id);
    put("entry-owner-id", draft.owner_id);
    put("entry-source-repository", draft.source_repository);
    put("entry-source-ref", draft.source_ref);
    put("entry-runner", draft.runner);
    put("entry-trigger", draft.triggers.replace('\n', " "));
    put("entry-files", draft.files.replace('\n', " "));
    put("entry-images", draft.images.replace('\n', " "));
    put("entry-packages", draft.packages.replace('\n', " "));
    put("entry-claim", draft.claims.join(" "));
    if let Some(basis) = &entry.basis {
        put("entry-basis", basis.kind.as_str().to_owned());
    }
    put("entry-basis-link", draft.basis_link);
    put("entry-expires", draft.expires);
    put("entry-enabled", entry.enabled.to_string());
    put("entry-pinned", entry.pinned.to_string());
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    put("entry-imported-from", or_empty(&entry.imported_from));
    put("entry-reviewed", or_empty(&entry.reviewed));
    put("entry-added-by", or_empty(&entry.added_by));
    put("entry-added", or_empty(&entry.added));
    put("entry-note", draft.note);
    values
}
