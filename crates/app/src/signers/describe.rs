//! Entries in words: who, for what, how widely.

use whence_display::DisplayText;
use whence_evidence::UnixTime;
use whence_identity::{
    Breadth, CertificateRule, Conditions, Difference, Entry, IdentityKind, IdentityRule, Origin,
    PartRule, RefRule, Scope, Who, WorkflowRule,
};

use super::view::{
    BasisKind, BasisView, BreadthLevel, BreadthView, EntrySource, EntryStanding, Openness, PartView,
};
use crate::{
    present,
    view::{Arg, Fact, FactValue, Message, Standing},
};

/// Patterns of a scope that are named in a sentence; the rest stands among the facts.
const NAMED_PATTERNS: usize = 3;

/// An entry in words.
pub struct Described {
    /// What it accepts.
    pub sentence: Message,
    /// How the person knows the signer.
    pub basis: BasisView,
    /// Whether it counts.
    pub standing: EntryStanding,
}

/// An entry in words, where there is no window.
pub fn describe_entry(entry: &Entry, now: UnixTime) -> Described {
    Described {
        sentence: sentence(entry),
        basis: basis(entry),
        standing: standing(entry, now),
    }
}

/// Who it is, in a few words.
pub(super) fn who(who: &Who) -> Message {
    match who {
        Who::Certificate(rule) => certificate(rule),
        Who::Key(key) => match (&key.spki_sha256, &key.file) {
            (Some(digest), _) => Message::new("signer-who-key")
                .with("fingerprint", DisplayText::identifier(&digest.to_string())),
            (None, file) => Message::new("signer-who-key-file")
                .with("file", text(file.as_deref().unwrap_or_default())),
        },
    }
}

fn certificate(rule: &CertificateRule) -> Message {
    present::through(certificate_name(rule), rule.instance.as_deref())
}

fn certificate_name(rule: &CertificateRule) -> Message {
    let service = present::service(&rule.issuer);
    if let Some(parts) = workflow(&rule.identity) {
        let place = format!("{}/{}", parts.owner, parts.repository.text());
        return Message::new("signer-who-workflow")
            .with("place", text(&place))
            .with("workflow", text(file_name(parts.workflow.text())))
            .with("host", text(&parts.host));
    }
    let id = match &rule.identity {
        IdentityRule::Regex(_) => "signer-who-regex",
        _ => "signer-who-name",
    };
    Message::new(id)
        .with("identity", text(&rule.identity.text()))
        .with("service", service)
}

/// Why an entry does not fit, in a few words. `instance` is the signing service of the signer, if the person added
/// it.
pub(super) fn difference(difference: Difference, instance: Option<&str>) -> Message {
    Message::new("near-miss-because")
        .select("difference", difference.as_str())
        .with("instance", text(instance.unwrap_or_default()))
}

/// What it counts for, in a few words.
pub(super) fn scope(entry: &Entry) -> Message {
    let message = Message::new("signer-scope")
        .with("claims", claims(&entry.scope))
        .with("targets", targets(&entry.scope));
    let reference = entry
        .certificate()
        .and_then(|rule| workflow(&rule.identity))
        .map(|parts| reference(&parts.reference));
    match reference {
        Some(reference) => message.with("refs", reference).select("has-refs", "yes"),
        None => message.select("has-refs", "no"),
    }
}

/// What the entry trusts, as one sentence.
pub(super) fn sentence(entry: &Entry) -> Message {
    Message::new("signer-sentence")
        .with("targets", targets(&entry.scope))
        .with("claims", claims(&entry.scope))
        .with("who", whole_who(&entry.who))
}

fn whole_who(who: &Who) -> Message {
    let Who::Certificate(rule) = who else {
        return self::who(who);
    };
    let Some(parts) = workflow(&rule.identity) else {
        return certificate(rule);
    };
    let place = format!("{}/{}", parts.owner, parts.repository.text());
    let message = match (&parts.repository, &parts.workflow) {
        (PartRule::Any, _) => {
            Message::new("signer-any-repository").with("owner", text(&parts.owner))
        }
        (_, PartRule::Any) => Message::new("signer-any-workflow").with("place", text(&place)),
        (_, PartRule::Fixed(workflow)) => Message::new("signer-workflow")
            .with("place", text(&place))
            .with("workflow", text(file_name(workflow))),
    };
    let message = message
        .with("host", text(&parts.host))
        .with("refs", reference(&parts.reference));
    present::through(message, rule.instance.as_deref())
}

/// What an entry accepts, as a remark on its width.
pub(super) fn breadth(who: &Who) -> BreadthView {
    let level = match Entry::new("", who.clone()).breadth() {
        Breadth::Narrow => BreadthLevel::Narrow,
        Breadth::Wide => BreadthLevel::Wide,
        Breadth::VeryWide => BreadthLevel::VeryWide,
    };
    BreadthView {
        level,
        sentence: Message::new("signer-accepts").with("who", whole_who(who)),
    }
}

/// The name of the owner or mail host that is left open below it: what is typed for a very wide entry.
pub(super) fn name_to_type(who: &Who) -> Option<String> {
    let rule = match who {
        Who::Certificate(rule) if breadth(who).level == BreadthLevel::VeryWide => rule,
        _ => return None,
    };
    let whole = rule.identity.text();
    Some(match workflow(&rule.identity) {
        Some(parts) => parts.owner,
        None if rule.kind == IdentityKind::Email => whole
            .rsplit_once('@')
            .map_or(whole.clone(), |(_, host)| host.to_owned()),
        None => whole
            .split_once("://")
            .and_then(|(_, rest)| rest.split('/').nth(1))
            .map_or(whole.clone(), str::to_owned),
    })
}

fn claims(scope: &Scope) -> Message {
    if scope.claims == Entry::ALL_CLAIMS {
        return Message::new("signer-claims-all");
    }
    let named = scope
        .claims
        .iter()
        .map(|claim| Message::new("signer-claim").select("claim", claim.as_str()));
    joined(named.collect(), "or")
}

fn targets(scope: &Scope) -> Message {
    let kinds = [
        ("signer-files", &scope.files),
        ("signer-images", &scope.images),
        ("signer-packages", &scope.packages),
    ];
    let named: Vec<Message> = kinds
        .into_iter()
        .filter(|(_, patterns)| !patterns.is_empty())
        .map(|(id, patterns)| {
            let more = patterns.len().saturating_sub(NAMED_PATTERNS);
            let first: Vec<&str> = patterns
                .iter()
                .take(NAMED_PATTERNS)
                .map(String::as_str)
                .collect();
            Message::new(id)
                .with("patterns", text(&first.join(" ")))
                .with("more", crate::view::Arg::Number(more as u64))
        })
        .collect();
    if named.is_empty() {
        Message::new("signer-anything")
    } else {
        joined(named, "or")
    }
}

/// *a*, *a or b*, *a, b or c*.
fn joined(mut messages: Vec<Message>, with: &str) -> Message {
    let Some(last) = messages.pop() else {
        return Message::new("signer-anything");
    };
    let mut joined = last;
    let mut word = with;
    while let Some(message) = messages.pop() {
        joined = Message::new("signer-joined")
            .with("first", message)
            .with("rest", joined)
            .select("with", word);
        word = "comma";
    }
    joined
}

fn reference(reference: &RefRule) -> Message {
    let named = |name| Message::new("signer-refs").select("refs", name);
    match reference {
        RefRule::Any => named("any"),
        RefRule::AnyTag => named("any-tag"),
        RefRule::AnyVersionTag => named("any-version-tag"),
        RefRule::AnyBranch => named("any-branch"),
        RefRule::Fixed(fixed) => {
            Message::new("signer-ref").with("reference", text(short_reference(fixed)))
        }
    }
}

/// The identity by its parts.
pub(super) fn parts(who: &Who) -> Vec<PartView> {
    match who {
        Who::Key(key) => {
            let value = key.spki_sha256.as_ref().map(ToString::to_string);
            let value = value.or_else(|| key.file.clone()).unwrap_or_default();
            vec![part("signer-part-key", Some(&value), Openness::Fixed)]
        }
        Who::Certificate(rule) => certificate_parts(rule),
    }
}

fn certificate_parts(rule: &CertificateRule) -> Vec<PartView> {
    let Conditions {
        repository_id,
        owner_id,
        ..
    } = &rule.conditions;
    let mut parts = Vec::new();
    match workflow(&rule.identity) {
        Some(workflow) => {
            parts.push(part(
                "signer-part-host",
                Some(&workflow.host),
                Openness::Fixed,
            ));
            let owner = part("signer-part-owner", Some(&workflow.owner), Openness::Fixed);
            parts.push(with_number(owner, owner_id.as_deref()));
            let repository = open_part("signer-part-repository", &workflow.repository);
            parts.push(with_number(repository, repository_id.as_deref()));
            parts.push(open_part("signer-part-workflow", &workflow.workflow));
            parts.push(match &workflow.reference {
                RefRule::Fixed(fixed) => part("signer-part-ref", Some(fixed), Openness::Fixed),
                open => PartView {
                    remark: Some(reference(open)),
                    ..part("signer-part-ref", None, Openness::Any)
                },
            });
        }
        None => {
            let openness = match &rule.identity {
                IdentityRule::Exact(_) => Openness::Fixed,
                _ => Openness::Shaped,
            };
            let label = match rule.kind {
                IdentityKind::Email => "signer-part-mail",
                IdentityKind::Uri => "signer-part-uri",
                IdentityKind::OtherName => "signer-part-other-name",
            };
            let name = part(label, Some(&rule.identity.text()), openness);
            parts.push(with_number(
                name,
                owner_id.as_deref().or(repository_id.as_deref()),
            ));
        }
    }
    let known = present::service(&rule.issuer);
    parts.push(PartView {
        remark: (known.id != "service-other").then_some(known),
        ..part("signer-part-issuer", Some(&rule.issuer), Openness::Fixed)
    });
    parts.extend(
        rule.instance
            .iter()
            .map(|name| part("signer-part-instance", Some(name), Openness::Fixed)),
    );
    parts
}

fn open_part(label: &str, rule: &PartRule) -> PartView {
    match rule {
        PartRule::Any => part(label, None, Openness::Any),
        PartRule::Fixed(value) => part(label, Some(value), Openness::Fixed),
    }
}

fn part(label: &str, value: Option<&str>, openness: Openness) -> PartView {
    PartView {
        label: Message::new(label),
        value: value.map(text),
        openness,
        remark: None,
    }
}

fn with_number(part: PartView, number: Option<&str>) -> PartView {
    PartView {
        remark: number.map(|number| Message::new("signer-number").with("number", text(number))),
        ..part
    }
}

/// The parts of a workflow's address: of a rule by parts, or of an exact identity that has them.
pub(super) fn workflow(identity: &IdentityRule) -> Option<WorkflowRule> {
    match identity {
        IdentityRule::Parts(parts) => Some(parts.clone()),
        IdentityRule::Exact(exact) => workflow_of(exact),
        IdentityRule::Pattern(_) | IdentityRule::Regex(_) => None,
    }
}

fn workflow_of(exact: &str) -> Option<WorkflowRule> {
    let (host, rest) = exact.strip_prefix("https://")?.split_once('/')?;
    let (place, reference) = rest.split_once('@')?;
    let (owner, place) = place.split_once('/')?;
    // GitLab: two slashes stand between project and file.
    let (repository, workflow) = match place.split_once("//") {
        Some((repository, file)) => (repository, format!("/{file}")),
        None => {
            let (repository, file) = place.split_once('/')?;
            (repository, file.to_owned())
        }
    };
    let all_there = [host, owner, repository, &workflow, reference]
        .into_iter()
        .all(|part| !part.is_empty());
    all_there.then(|| WorkflowRule {
        host: host.to_owned(),
        owner: owner.to_owned(),
        repository: PartRule::Fixed(repository.to_owned()),
        workflow: PartRule::Fixed(workflow),
        reference: RefRule::Fixed(reference.to_owned()),
    })
}

/// The last part of a workflow's path: people know it by that.
pub(super) fn file_name(workflow: &str) -> &str {
    workflow.rsplit('/').next().unwrap_or(workflow)
}

fn short_reference(reference: &str) -> &str {
    reference
        .strip_prefix("refs/tags/")
        .or_else(|| reference.strip_prefix("refs/heads/"))
        .unwrap_or(reference)
}

/// Whether the entry counts.
pub(super) fn standing(entry: &Entry, now: UnixTime) -> EntryStanding {
    if entry.awaits_review() {
        EntryStanding::ToReview
    } else if !entry.enabled {
        EntryStanding::Disabled
    } else if entry.expired(now) {
        EntryStanding::Expired
    } else {
        EntryStanding::InForce
    }
}

/// Whose entry it is.
pub(super) const fn source(origin: &Origin) -> EntrySource {
    match origin {
        Origin::Own => EntrySource::Own,
        Origin::Managed(_) => EntrySource::Managed,
    }
}

/// How the person knows the signer.
pub(super) fn basis(entry: &Entry) -> BasisView {
    let Some(basis) = &entry.basis else {
        let id = match entry.origin {
            Origin::Own => "signer-basis-none",
            Origin::Managed(_) => "signer-basis-managed",
        };
        return BasisView {
            kind: None,
            words: Message::new(id),
        };
    };
    let words = Message::new("signer-basis").select("basis", basis.kind.as_str());
    let words = match (&basis.link, entry.first_seen()) {
        (Some(link), _) => Message::new("signer-basis-with")
            .with("basis", words)
            .with("link", text(link)),
        (None, Some(day)) if !day.is_empty() => {
            let day = date(day).map_or_else(|| text(day).into(), Arg::Date);
            Message::new("signer-basis-first-seen").with("day", day)
        }
        (None, _) => words,
    };
    BasisView {
        kind: Some(basis_kind(basis.kind)),
        words,
    }
}

/// As the window has it.
pub(super) const fn basis_kind(kind: whence_identity::BasisKind) -> BasisKind {
    use whence_identity::BasisKind as Kind;
    match kind {
        Kind::ProjectPage => BasisKind::ProjectPage,
        Kind::ToldBySomeone => BasisKind::ToldBySomeone,
        Kind::MyOrganisation => BasisKind::MyOrganisation,
        Kind::FirstSeen => BasisKind::FirstSeen,
    }
}

/// As the list has it.
pub(super) const fn basis_kind_of(kind: BasisKind) -> whence_identity::BasisKind {
    use whence_identity::BasisKind as Kind;
    match kind {
        BasisKind::ProjectPage => Kind::ProjectPage,
        BasisKind::ToldBySomeone => Kind::ToldBySomeone,
        BasisKind::MyOrganisation => Kind::MyOrganisation,
        BasisKind::FirstSeen => Kind::FirstSeen,
    }
}

/// Everything of an entry that is not among its parts.
pub(super) fn facts(entry: &Entry) -> Vec<Fact> {
    let fact = |label: &str, value| Fact {
        label: Message::new(label),
        value,
        standing: Standing::Claimed,
    };
    let of_text = |label: &str, value: &str| fact(label, FactValue::Text(text(value)));
    let mut facts = Vec::new();
    if let Some(rule) = entry.certificate() {
        let Conditions {
            source_repository,
            source_ref,
            runner,
            triggers,
            ..
        } = &rule.conditions;
        facts.extend(
            source_repository
                .iter()
                .map(|it| of_text("entry-source-repository", it)),
        );
        facts.extend(
            source_ref
                .iter()
                .map(|it| of_text("entry-source-ref", it.text())),
        );
        facts.extend(runner.iter().map(|it| {
            let words = Message::new("entry-runner-kind").select("runner", it.as_str());
            fact("entry-runner", FactValue::Words(words))
        }));
        facts.extend(triggers.iter().map(|it| of_text("entry-trigger", it)));
    }
    let scope = &entry.scope;
    facts.extend(scope.files.iter().map(|it| of_text("entry-files", it)));
    facts.extend(scope.images.iter().map(|it| of_text("entry-images", it)));
    facts.extend(
        scope
            .packages
            .iter()
            .map(|it| of_text("entry-packages", it)),
    );
    if scope.claims != Entry::ALL_CLAIMS {
        facts.extend(scope.claims.iter().map(|claim| {
            let words = Message::new("claim-kind").select("claim", claim.as_str());
            fact("entry-claim", FactValue::Words(words))
        }));
    }
    if let Some(day) = entry.expires {
        facts.push(fact("entry-expires", FactValue::Time(day.milliseconds())));
    }
    let remark = |label: &str, value: &Option<String>| {
        value
            .as_ref()
            .map(|value| fact(label, FactValue::Text(DisplayText::prose(value))))
    };
    facts.extend(remark("entry-added-by", &entry.added_by));
    facts.extend(remark("entry-added", &entry.added));
    facts.extend(remark("entry-imported-from", &entry.imported_from));
    facts.extend(remark("entry-reviewed", &entry.reviewed));
    facts.extend(remark("entry-note", &entry.note));
    if let Origin::Managed(name) = &entry.origin {
        facts.push(of_text("entry-managed", name));
    }
    facts
}

/// The start of a day such as `2027-01-01`, milliseconds since 1970.
fn date(day: &str) -> Option<i64> {
    let mut numbers = day.split('-').map(str::parse::<u32>);
    let mut number = || numbers.next()?.ok();
    let date = (i64::from(number()?), number()?, number()?);
    UnixTime::from_calendar(date, (0, 0, 0)).map(UnixTime::milliseconds)
}

fn text(text: &str) -> DisplayText {
    DisplayText::identifier(text)
}
