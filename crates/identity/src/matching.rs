//! Whether a proven signer is on the list, and if not, what comes close.

use whence_display::{LookAlike, look_alike};
use whence_evidence::UnixTime;
use whence_verify::{Proven, Signer};

use crate::breadth::Breadth;
use crate::glob;
use crate::index::outline;
use crate::list::{
    CertificateRule, Conditions, Entry, IdentityList, RefRule, Rule, Runner, Scope, Who,
};
use crate::names::{Names, Resemblance};
use crate::parts::{Part, Parts};
use crate::rule::IdentityRule;
use crate::signer::{CertificateFacts, KnownBy, KnownSigners, SignerFacts, TargetFacts};

const MOST_NEAR_MISSES: usize = 5;
const MOST_LOOK_ALIKES: usize = 5;

/// What the list says of a proven signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// An entry in force names the signer for this kind of claim and this target.
    Listed(Listed),
    /// No entry does.
    Unlisted(Unlisted),
}

/// The entry that names the signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Position in [`IdentityList::entries`].
    pub entry: usize,
    /// What the person calls the signer.
    pub label: String,
    /// How much the entry leaves open.
    pub breadth: Breadth,
    /// The day since which the person has seen the signer, when that is all they know of them; empty when no day is
    /// on the list.
    pub only_seen: Option<String>,
    /// What of the entry's scope the target fits.
    pub scope: ScopeFit,
    /// All entries that name the signer here, this one included: what rules ask for.
    pub fitting: Vec<usize>,
}

/// What of an entry's scope a target fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScopeFit {
    /// The entry counts for anything.
    Anything,
    /// This pattern of file names.
    File(String),
    /// This pattern of image repositories.
    Image(String),
    /// This pattern of packages.
    Package(String),
}

/// What comes close to a signer that is not on the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unlisted {
    /// Entries that differ in one way, closest first, at most 5.
    pub near_misses: Vec<NearMiss>,
    /// Entries and known signers that the signer could be taken for, most deceptive first, at most 5.
    pub look_alikes: Vec<LookAlikeSigner>,
}

/// An entry that nearly names the signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// Position in [`IdentityList::entries`].
    pub entry: usize,
    /// What the person calls the entry's signer.
    pub label: String,
    /// Why the entry does not count here.
    pub first_difference: Difference,
}

/// Why an entry does not count, most telling first. An entry that differs in several ways is told by the
/// one that stands last here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// The same names, but another account number of owner or repository, or none.
    Account(Part),
    /// The entry is switched off.
    Disabled,
    /// The entry was imported and not reviewed.
    Unreviewed,
    /// The entry has expired.
    Expired,
    /// The entry does not count for this kind of claim.
    Claim,
    /// The entry does not count for this target.
    Scope,
    /// The build ran on another kind of machine.
    Runner,
    /// The build was started by another event.
    Trigger,
    /// The source was another branch, tag or commit.
    SourceRef,
    /// The source was another repository.
    SourceRepository,
    /// The same text, but as another kind of subject alternative name.
    SanKind,
    /// The identity differs, first in this part.
    Identity(Part),
    /// Another login service vouched for the same identity, or none did.
    Issuer,
    /// All of it, but the certificate is of a signing service the person added, and the entry does not name it.
    InstanceNotNamed,
    /// All of it, but the entry names a signing service the person added, and the certificate is of none of those.
    InstanceMissing,
}

impl Difference {
    /// The stable name, the part of an identity included.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account(_) => "account",
            Self::Disabled => "disabled",
            Self::Unreviewed => "unreviewed",
            Self::Expired => "expired",
            Self::Claim => "claim",
            Self::Scope => "scope",
            Self::Runner => "runner",
            Self::Trigger => "trigger",
            Self::SourceRef => "source-ref",
            Self::SourceRepository => "source-repository",
            Self::SanKind => "san-kind",
            Self::Issuer => "issuer",
            Self::InstanceNotNamed => "instance-not-named",
            Self::InstanceMissing => "instance-missing",
            Self::Identity(part) => part.as_str(),
        }
    }
}

/// Somebody that the signer could be taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookAlikeSigner {
    /// Who.
    pub of: Resembled,
    /// What the person calls them.
    pub label: String,
    /// The part that looks alike and is not the same.
    pub part: Part,
    /// That part of the proven signer.
    pub proven: String,
    /// That part of the other.
    pub listed: String,
    /// How they resemble each other; `first` is the proven one.
    pub look_alike: LookAlike,
}

/// Whom a signer resembles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resembled {
    /// The entry at this position in [`IdentityList::entries`].
    Entry(usize),
    /// A signer seen before, at this position.
    Known(usize),
}

/// A rule that is not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// Position in [`IdentityList::rules`].
    pub rule: usize,
    /// What the person calls the rule.
    pub label: String,
    /// Ids of the entries that are missing, at least one.
    pub missing: Vec<String>,
}

impl IdentityList {
    /// Looks a proven signer up. `known` are signers seen before, `now` decides which entries have expired.
    ///
    /// Certificates that name no issuer or no kind of name an entry can ask for are on no list. Of several
    /// entries the narrowest counts, then the first.
    pub fn match_signer(
        &self,
        signer: &Proven<Signer>,
        target: &TargetFacts<'_>,
        known: &KnownSigners,
        now: UnixTime,
    ) -> Match {
        match SignerFacts::of(signer.value()) {
            Some(facts) => self.match_facts(&facts, target, known, now),
            None => Match::Unlisted(Unlisted::default()),
        }
    }

    /// The rules that this target falls under and that are not met by the entries that fit its proven
    /// signers: positions from [`Listed::fitting`] of all of them together.
    pub fn unmet_rules(&self, target: &TargetFacts<'_>, fitting: &[usize]) -> Vec<Unmet> {
        let applies = |(_, rule): &(usize, &Rule)| {
            rule.enabled && scope_fit(&rule.scope, target).is_some() && !self.awaits_review(rule)
        };
        let unmet = self
            .rules()
            .iter()
            .enumerate()
            .filter(applies)
            .map(|(position, rule)| {
                let fits = |id: &&String| {
                    let fitting = fitting
                        .iter()
                        .filter_map(|entry| self.entries().get(*entry));
                    !fitting
                        .clone()
                        .any(|entry| entry.id == **id && entry.origin == rule.origin)
                };
                Unmet {
                    rule: position,
                    label: rule.label.clone(),
                    missing: rule.requires.iter().filter(fits).cloned().collect(),
                }
            });
        unmet.filter(|unmet| !unmet.missing.is_empty()).collect()
    }

    /// Whether a rule came with an import and waits with all its entries until somebody looked at them. As soon
    /// as one was reviewed it asks for every one.
    pub fn awaits_review(&self, rule: &Rule) -> bool {
        let awaits = |id: &String| {
            let entry = self.entry(&rule.origin, id);
            entry.is_some_and(Entry::awaits_review)
        };
        !rule.requires.is_empty() && rule.requires.iter().all(awaits)
    }

    pub(crate) fn match_facts(
        &self,
        signer: &SignerFacts,
        target: &TargetFacts<'_>,
        known: &KnownSigners,
        now: UnixTime,
    ) -> Match {
        let index = self.index();
        let entry = |position: usize| Some((position, self.entries().get(position)?));
        let (may_fit, may_be_near) = match &signer.known_by {
            KnownBy::Certificate(facts) => (
                index.may_describe(&facts.identity),
                index.may_be_near(&facts.identity),
            ),
            KnownBy::Key(digest) => (index.with_key(digest), index.with_key(digest)),
        };
        let fitting: Vec<(usize, &Entry)> = may_fit
            .into_iter()
            .filter_map(entry)
            .filter(|(_, entry)| entry.fits(signer, target, now))
            .collect();
        let best = fitting
            .iter()
            .min_by_key(|(_, entry)| (entry.breadth(), !entry.is_exact()));
        if let Some((position, entry)) = best {
            let knows_more = |(_, entry): &(usize, &Entry)| entry.first_seen().is_none();
            let only_seen = entry.first_seen().map(str::to_owned);
            return Match::Listed(Listed {
                entry: *position,
                label: entry.label.clone(),
                breadth: entry.breadth(),
                only_seen: only_seen.filter(|_| !fitting.iter().any(knows_more)),
                scope: scope_fit(&entry.scope, target).unwrap_or(ScopeFit::Anything),
                fitting: fitting.iter().map(|(position, _)| *position).collect(),
            });
        }
        let mut near_misses: Vec<NearMiss> = may_be_near
            .into_iter()
            .filter_map(entry)
            .filter_map(|(position, entry)| {
                let first_difference = entry.difference(signer, target, now)?;
                Some(NearMiss {
                    entry: position,
                    label: entry.label.clone(),
                    first_difference,
                })
            })
            .collect();
        near_misses.sort_by_key(|miss| (miss.first_difference, miss.entry));
        near_misses.truncate(MOST_NEAR_MISSES);
        Match::Unlisted(Unlisted {
            near_misses,
            look_alikes: match &signer.known_by {
                KnownBy::Certificate(facts) => self.look_alikes(facts, known),
                KnownBy::Key(_) => Vec::new(),
            },
        })
    }

    /// Entries and known signers that somebody could be taken for, most deceptive first, at most 5. Also for
    /// asking before an entry is added.
    pub fn look_alikes(
        &self,
        facts: &CertificateFacts,
        known: &KnownSigners,
    ) -> Vec<LookAlikeSigner> {
        let index = self.index();
        let of_entry = |found: Resemblance| {
            let entry = self.entries().get(found.member)?;
            Some(found.into_signer(Resembled::Entry, &entry.label))
        };
        let of_known = |found: Resemblance| {
            let signer = known.signers.get(found.member)?;
            Some(found.into_signer(Resembled::Known, &signer.label))
        };
        let resembling =
            |names: &Names| names.resembling(facts.kind, &facts.identity, MOST_LOOK_ALIKES);
        let mut found: Vec<LookAlikeSigner> = resembling(&index.names)
            .into_iter()
            .filter_map(of_entry)
            .chain(resembling(&known.names).into_iter().filter_map(of_known))
            .collect();
        // The same identity, vouched for by a service that looks like the listed one.
        for position in index.may_describe(&facts.identity) {
            let Some(entry) = self.entries().get(position) else {
                continue;
            };
            if let (Who::Certificate(rule), Some(issuer)) = (&entry.who, &facts.issuer)
                && rule.identity.matches(&facts.identity)
                && let Some(look_alike) = look_alike(issuer, &rule.issuer)
            {
                found.push(LookAlikeSigner {
                    of: Resembled::Entry(position),
                    label: entry.label.clone(),
                    part: Part::Issuer,
                    proven: issuer.clone(),
                    listed: rule.issuer.clone(),
                    look_alike,
                });
            }
        }
        found.sort_by_key(|found| (found.look_alike.kind, found.of));
        found.truncate(MOST_LOOK_ALIKES);
        found
    }
}

impl Resemblance {
    fn into_signer(self, of: fn(usize) -> Resembled, label: &str) -> LookAlikeSigner {
        LookAlikeSigner {
            of: of(self.member),
            label: label.to_owned(),
            part: self.part,
            proven: self.proven,
            listed: self.listed,
            look_alike: self.look_alike,
        }
    }
}

impl Entry {
    /// Whether the entry names this signer for this target now.
    pub(crate) fn fits(
        &self,
        signer: &SignerFacts,
        target: &TargetFacts<'_>,
        now: UnixTime,
    ) -> bool {
        self.in_force(now)
            && self.scope.claims.contains(&signer.claim)
            && self.who.fits(&signer.known_by)
            && scope_fit(&self.scope, target).is_some()
    }

    fn is_exact(&self) -> bool {
        match &self.who {
            Who::Key(_) => true,
            Who::Certificate(rule) => matches!(rule.identity, IdentityRule::Exact(_)),
        }
    }

    /// How an entry that does not name this signer misses it; `None` when it is about somebody else.
    pub(crate) fn difference(
        &self,
        signer: &SignerFacts,
        target: &TargetFacts<'_>,
        now: UnixTime,
    ) -> Option<Difference> {
        let of_signer = match (&self.who, &signer.known_by) {
            (Who::Certificate(rule), KnownBy::Certificate(facts)) => rule.difference(facts)?,
            (Who::Key(rule), KnownBy::Key(digest)) if rule.spki_sha256.as_ref() == Some(digest) => {
                None
            }
            _ => return None,
        };
        let differences = [
            (!self.enabled, Difference::Disabled),
            (self.awaits_review(), Difference::Unreviewed),
            (self.expired(now), Difference::Expired),
            (
                !self.scope.claims.contains(&signer.claim),
                Difference::Claim,
            ),
            (scope_fit(&self.scope, target).is_none(), Difference::Scope),
        ];
        of_signer.or_else(|| {
            let differing = differences.into_iter().rev().find(|(differs, _)| *differs);
            differing.map(|(_, difference)| difference)
        })
    }
}

impl Who {
    /// Whether this is the signer.
    pub(crate) fn fits(&self, signer: &KnownBy) -> bool {
        match (self, signer) {
            (Self::Certificate(rule), KnownBy::Certificate(facts)) => rule.fits(facts),
            (Self::Key(rule), KnownBy::Key(digest)) => rule.spki_sha256.as_ref() == Some(digest),
            (Self::Certificate(_), KnownBy::Key(_)) | (Self::Key(_), KnownBy::Certificate(_)) => {
                false
            }
        }
    }
}

impl CertificateRule {
    /// Whether a certificate says all that the rule asks for.
    pub(crate) fn fits(&self, facts: &CertificateFacts) -> bool {
        self.kind == facts.kind
            && facts.issuer.as_deref() == Some(self.issuer.as_str())
            && facts.instance == self.instance
            && self.identity.matches(&facts.identity)
            && self.conditions.first_unmet(facts).is_none()
    }

    /// How a certificate misses the rule: `Some(None)` when it does not, `None` when it is about somebody
    /// else.
    fn difference(&self, facts: &CertificateFacts) -> Option<Option<Difference>> {
        let identity = self.identity.matches(&facts.identity);
        let issuer = facts.issuer.as_deref() == Some(self.issuer.as_str());
        if facts.instance != self.instance {
            // What else such a certificate says is worth nothing to the entry: only all of it comes near.
            let rest = identity && self.kind == facts.kind && issuer;
            let fits = rest && self.conditions.first_unmet(facts).is_none();
            return fits.then_some(Some(match facts.instance {
                Some(_) => Difference::InstanceNotNamed,
                None => Difference::InstanceMissing,
            }));
        }
        Some(match (identity, self.kind == facts.kind, issuer) {
            (true, true, true) => self.conditions.first_unmet(facts),
            (true, false, true) => Some(Difference::SanKind),
            (true, true, false) => Some(Difference::Issuer),
            (false, true, true) => Some(Difference::Identity(self.differing_part(facts)?)),
            (true, false, false) | (false, ..) => return None,
        })
    }

    /// The first part, from the widest on, in which the identity leaves the rule; `None` when host or
    /// owner differ already.
    fn differing_part(&self, facts: &CertificateFacts) -> Option<Part> {
        let fits = |rule: Option<&str>, value: Option<&str>| match (rule, value) {
            (Some(rule), Some(value)) => match &self.identity {
                IdentityRule::Exact(_) => rule == value,
                IdentityRule::Pattern(_) => glob::matches(rule, value),
                // What an expression leaves open cannot be told by parts.
                IdentityRule::Regex(_) => rule.contains('*') || rule == value,
                IdentityRule::Parts(_) => match RefRule::from_text(rule) {
                    Some(RefRule::Fixed(text)) => text == value,
                    Some(reference) => reference.matches(value),
                    None => false,
                },
            },
            (None, _) if matches!(self.identity, IdentityRule::Regex(_)) => true,
            (rule, value) => rule == value,
        };
        let text = outline(&self.identity);
        match (
            Parts::of(self.kind, &text),
            Parts::of(self.kind, &facts.identity),
        ) {
            (Parts::Uri(rule), Parts::Uri(value)) => {
                let same_owner =
                    rule.host == value.host && rule.owner.is_some() && rule.owner == value.owner;
                if !same_owner {
                    return None;
                }
                let parts = [
                    (Part::Repository, rule.repository, value.repository),
                    (Part::Path, rule.path, value.path),
                    (Part::Reference, rule.reference, value.reference),
                ];
                let differing = parts
                    .into_iter()
                    .find(|(_, rule, value)| !fits(*rule, *value));
                Some(differing.map_or(Part::Whole, |(part, ..)| part))
            }
            (Parts::Email { host: rule, .. }, Parts::Email { host: value, .. }) => {
                (rule == value).then_some(Part::Mailbox)
            }
            _ => None,
        }
    }
}

impl Conditions {
    /// The condition that a certificate does not meet, the account numbers last.
    fn first_unmet(&self, facts: &CertificateFacts) -> Option<Difference> {
        let differs = |rule: &Option<String>, fact: &Option<String>| rule.is_some() && rule != fact;
        let source_ref = self.source_ref.as_ref().is_some_and(|rule| {
            !facts
                .source_ref
                .as_deref()
                .is_some_and(|fact| rule.matches(fact))
        });
        let runner = self
            .runner
            .is_some_and(|rule| facts.runner.as_deref().and_then(runner_of) != Some(rule));
        let trigger = !self.triggers.is_empty()
            && !facts
                .trigger
                .as_ref()
                .is_some_and(|trigger| self.triggers.contains(trigger));
        let conditions = [
            (
                differs(&self.source_repository, &facts.source_repository),
                Difference::SourceRepository,
            ),
            (source_ref, Difference::SourceRef),
            (trigger, Difference::Trigger),
            (runner, Difference::Runner),
            (
                differs(&self.repository_id, &facts.repository_id),
                Difference::Account(Part::Repository),
            ),
            (
                differs(&self.owner_id, &facts.owner_id),
                Difference::Account(Part::Owner),
            ),
        ];
        conditions
            .into_iter()
            .find(|(differs, _)| *differs)
            .map(|(_, difference)| difference)
    }
}

/// What is not one of the platforms' own words for their machines is not taken for one.
pub(crate) fn runner_of(fact: &str) -> Option<Runner> {
    match fact {
        "github-hosted" | "gitlab-hosted" => Some(Runner::Hosted),
        "self-hosted" => Some(Runner::SelfHosted),
        _ => None,
    }
}

/// What of a scope a target fits; `None` when it fits nothing of it.
pub(crate) fn scope_fit(scope: &Scope, target: &TargetFacts<'_>) -> Option<ScopeFit> {
    if scope.files.is_empty() && scope.images.is_empty() && scope.packages.is_empty() {
        return Some(ScopeFit::Anything);
    }
    let fitting = |patterns: &[String], value: Option<&str>| {
        let value = value?;
        let fitting = patterns
            .iter()
            .find(|pattern| glob::in_scope(pattern, value));
        fitting.cloned()
    };
    fitting(&scope.files, target.file_name)
        .map(ScopeFit::File)
        .or_else(|| fitting(&scope.images, target.image).map(ScopeFit::Image))
        .or_else(|| {
            let package = target
                .package
                .map(|it| without_scope_escape(without_version(it)))?;
            let fits = |pattern: &&String| glob::in_scope(&without_scope_escape(pattern), &package);
            let fitting = scope.packages.iter().find(fits);
            fitting.cloned().map(ScopeFit::Package)
        })
}

/// Scopes of npm are written with `@` or with its escape.
fn without_scope_escape(package: &str) -> String {
    package.replacen("/%40", "/@", 1)
}

/// A package URL without version, qualifiers and subpath.
fn without_version(package: &str) -> &str {
    let end = package.find(['?', '#']).unwrap_or(package.len());
    let named = package.get(..end).unwrap_or_default();
    let name = named.rfind('/').map_or(0, |slash| slash + 1);
    // The scope of an npm package begins with `@`, its version does not.
    let version = named
        .get(name..)
        .and_then(|last| last.find('@'))
        .filter(|at| *at > 0);
    version.map_or(named, |at| named.get(..name + at).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        clippy::panic,
        reason = "tests"
    )]

    use proptest::prelude::*;
    use whence_display::LookAlikeKind;
    use whence_evidence::Digest;
    use whence_verify::Claim;

    use super::*;
    use crate::list::{IdentityKind, Origin};
    use crate::signer::KnownSigner;

    const NOW: i64 = 1_795_132_800; // 2026-11-20
    const GITHUB: &str = "https://token.actions.githubusercontent.com";
    const RELEASE: &str =
        "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/v1.2.3";
    const ANY_TAG: &str = "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/*";

    fn list(entries: &str) -> IdentityList {
        IdentityList::parse(format!("schema = 1\n{entries}").as_bytes()).unwrap()
    }

    fn entry(label: &str, issuer: &str, rest: &str) -> String {
        format!("[[signer]]\nlabel = \"{label}\"\nissuer = \"{issuer}\"\n{rest}\n")
    }

    fn exact(identity: &str) -> IdentityList {
        list(&entry(
            "Acme",
            GITHUB,
            &format!("identity = \"{identity}\""),
        ))
    }

    fn pattern(pattern: &str) -> IdentityList {
        list(&entry(
            "Acme",
            GITHUB,
            &format!("identity-pattern = \"{pattern}\""),
        ))
    }

    fn facts(kind: IdentityKind, identity: &str) -> CertificateFacts {
        CertificateFacts::new(kind, identity, GITHUB)
    }

    fn uri(identity: &str) -> CertificateFacts {
        facts(IdentityKind::Uri, identity)
    }

    fn email(identity: &str) -> CertificateFacts {
        facts(IdentityKind::Email, identity)
    }

    fn with_issuer(issuer: Option<&str>, facts: CertificateFacts) -> CertificateFacts {
        CertificateFacts {
            issuer: issuer.map(str::to_owned),
            ..facts
        }
    }

    fn signed(claim: Claim, facts: &CertificateFacts) -> SignerFacts {
        SignerFacts {
            known_by: KnownBy::Certificate(facts.clone()),
            claim,
        }
    }

    fn match_in(list: &IdentityList, facts: &CertificateFacts, seconds: i64) -> Match {
        list.match_facts(
            &signed(Claim::Signature, facts),
            &TargetFacts::default(),
            &KnownSigners::default(),
            UnixTime::from_seconds(seconds),
        )
    }

    fn listed(list: &IdentityList, facts: &CertificateFacts) -> bool {
        matches!(match_in(list, facts, NOW), Match::Listed(_))
    }

    fn unlisted(list: &IdentityList, facts: &CertificateFacts) -> Unlisted {
        match match_in(list, facts, NOW) {
            Match::Unlisted(unlisted) => unlisted,
            Match::Listed(listed) => panic!("{listed:?}"),
        }
    }

    fn first_difference(list: &IdentityList, subject: &CertificateFacts) -> Option<Difference> {
        unlisted(list, subject)
            .near_misses
            .first()
            .map(|miss| miss.first_difference)
    }

    #[test]
    fn an_imported_rule_asks_for_nothing_until_one_of_its_entries_was_reviewed() {
        let with = |first: &str, second: &str| {
            let who = format!("identity = \"{RELEASE}\"\nimported-from = \"policy\"\n");
            list(&format!(
                "{}{}[[rule]]\nlabel = \"both\"\nfiles = [\"*\"]\nrequires = [\"one\", \"two\"]\n",
                entry("One", GITHUB, &format!("{who}{first}")),
                entry("Two", GITHUB, &format!("{who}{second}")),
            ))
        };
        let target = TargetFacts {
            file_name: Some("tool.zip"),
            ..TargetFacts::default()
        };
        let reviewed = "reviewed = 2026-11-20";
        for (list, fitting, unmet) in [
            (with("", ""), &[][..], 0),
            (with(reviewed, ""), &[0][..], 1),
            (with(reviewed, reviewed), &[0][..], 1),
            (with(reviewed, reviewed), &[0, 1][..], 0),
        ] {
            assert_eq!(list.unmet_rules(&target, fitting).len(), unmet);
            let told = list.lint(UnixTime::from_seconds(NOW));
            let never = told
                .iter()
                .any(|it| it.code == crate::LintCode::RuleNeverMet);
            assert_eq!(
                never,
                unmet == 1 && !list.entries()[1].in_force(UnixTime::from_seconds(NOW))
            );
        }
    }

    #[test]
    fn packages_are_compared_without_version_and_with_either_way_to_write_a_scope() {
        let fits = |pattern: &str, package: &str| {
            let scope = Scope {
                packages: vec![pattern.into()],
                ..Scope::default()
            };
            let target = TargetFacts {
                package: Some(package),
                ..TargetFacts::default()
            };
            scope_fit(&scope, &target).is_some()
        };
        for package in [
            "pkg:npm/@acme/tool@1.2.3",
            "pkg:npm/%40acme/tool@1.2.3",
            "pkg:npm/@acme/tool",
        ] {
            assert!(fits("pkg:npm/@acme/tool", package), "{package}");
            assert!(fits("pkg:npm/%40acme/*", package), "{package}");
            assert!(!fits("pkg:npm/tool", package), "{package}");
            assert!(!fits("pkg:npm/@acme", package), "{package}");
        }
        assert!(!fits("pkg:pypi/tool", "pkg:pypi/tool-evil@1"));
    }

    #[test]
    fn exact_entries_name_exactly_one_signer() {
        let list = exact(RELEASE);
        let Match::Listed(found) = match_in(&list, &uri(RELEASE), NOW) else {
            panic!()
        };
        assert_eq!(
            found,
            Listed {
                entry: 0,
                label: "Acme".into(),
                breadth: Breadth::Narrow,
                only_seen: None,
                scope: ScopeFit::Anything,
                fitting: vec![0],
            }
        );
        assert!(!listed(&list, &email(RELEASE)), "another kind of name");
        assert!(!listed(&list, &facts(IdentityKind::OtherName, RELEASE)));
        assert!(
            !listed(&list, &with_issuer(None, uri(RELEASE))),
            "no issuer"
        );
        assert!(
            !listed(&IdentityList::default(), &uri(RELEASE)),
            "an empty list"
        );
        for issuer in [
            "https://token.actions.githubusercontent.com/",
            "https://token.actions.githubusercontent.com/evil",
            "https://Token.actions.githubusercontent.com",
            "http://token.actions.githubusercontent.com",
            "https://token.actions.githubusercontent.com.evil.example",
            "",
        ] {
            assert!(
                !listed(&list, &with_issuer(Some(issuer), uri(RELEASE))),
                "{issuer}"
            );
        }
        for value in ["", "https://github.com", "https://github.com/acme/tool"] {
            assert!(!listed(&list, &uri(value)), "{value}");
        }
    }

    #[test]
    fn an_entry_is_about_one_signing_service() {
        use Difference::{InstanceMissing, InstanceNotNamed};
        let with = |rest: &str| {
            let rest = format!("identity = \"{RELEASE}\"\nowner-id = 8841\n{rest}");
            list(&entry("Acme", GITHUB, &rest))
        };
        let built_in = with("");
        let company = with("instance = \"Company\"");
        // Of a signer proven by one that is built in or by the trusted root in their place, and by added ones.
        let by = |instance: Option<&str>| CertificateFacts {
            owner_id: Some("8841".into()),
            instance: instance.map(str::to_owned),
            ..uri(RELEASE)
        };
        for (list, instance, difference) in [
            (&built_in, None, None),
            (&built_in, Some("Company"), Some(InstanceNotNamed)),
            (&built_in, Some(""), Some(InstanceNotNamed)),
            (&company, None, Some(InstanceMissing)),
            (&company, Some("Company"), None),
            (&company, Some("company"), Some(InstanceNotNamed)),
            (&company, Some("Company 2"), Some(InstanceNotNamed)),
            (&company, Some(""), Some(InstanceNotNamed)),
        ] {
            let facts = by(instance);
            assert_eq!(listed(list, &facts), difference.is_none(), "{instance:?}");
            if let Some(difference) = difference {
                assert_eq!(first_difference(list, &facts), Some(difference));
                // What a stranger's service says besides is worth nothing: only all of it comes near.
                for other in [
                    with_issuer(Some("https://gitlab.com"), facts.clone()),
                    CertificateFacts {
                        owner_id: None,
                        ..facts.clone()
                    },
                    CertificateFacts {
                        identity: RELEASE.replace("release.yml", "x.yml"),
                        ..facts.clone()
                    },
                    CertificateFacts {
                        kind: IdentityKind::Email,
                        ..facts
                    },
                ] {
                    assert_eq!(unlisted(list, &other).near_misses, []);
                }
            }
        }
        // Of both the one counts that names the service.
        let both = IdentityList::new([built_in.entries(), company.entries()].concat(), vec![]);
        for (instance, position) in [(None, 0), (Some("Company"), 1)] {
            match match_in(&both, &by(instance), NOW) {
                Match::Listed(listed) => assert_eq!(listed.fitting, [position]),
                Match::Unlisted(unlisted) => panic!("{unlisted:?}"),
            }
        }
        assert!(both.lint(UnixTime::from_seconds(NOW)).is_empty());
        // What is proposed for a signer is about the service that proved them.
        for proposal in crate::proposals(&by(Some("Company"))) {
            assert_eq!(proposal.rule.instance.as_deref(), Some("Company"));
        }
    }

    #[test]
    fn keys_are_about_no_signing_service() {
        let digest = "ab".repeat(32);
        let list = list(&format!(
            "[[signer]]\nlabel = \"Key\"\nkey = \"sha256:{digest}\"\n"
        ));
        let signer = SignerFacts {
            known_by: KnownBy::Key(
                Digest::from_hex(whence_evidence::HashAlgorithm::Sha256, &digest).unwrap(),
            ),
            claim: Claim::Signature,
        };
        let known = KnownSigners::default();
        let now = UnixTime::from_seconds(NOW);
        let found = list.match_facts(&signer, &TargetFacts::default(), &known, now);
        assert!(matches!(found, Match::Listed(_)));
    }

    #[test]
    fn patterns_name_what_they_leave_open_and_no_more() {
        let list = pattern(ANY_TAG);
        let base = "https://github.com/acme/tool/.github/workflows/release.yml";
        for (value, expected) in [
            (RELEASE.to_owned(), true),
            (format!("{base}@refs/tags/anything"), true),
            (format!("{base}@refs/tags/"), false),
            (format!("{base}@refs/tags/a/b"), false),
            (format!("{base}@refs/heads/main"), false),
            (format!("{base}@refs/heads/refs/tags/v1"), false),
            ("https://github.com/acme/tool-evil/.github/workflows/release.yml@refs/tags/v1".into(), false),
            ("https://github.com/acme-evil/tool/.github/workflows/release.yml@refs/tags/v1".into(), false),
            ("https://github.com.evil.example/acme/tool/.github/workflows/release.yml@refs/tags/v1".into(), false),
            ("https://evil.example/?https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/v".into(), false),
        ] {
            assert_eq!(listed(&list, &uri(&value)), expected, "{value}");
        }
        let mail = pattern("*@acme.example");
        assert!(listed(&mail, &email("bob@acme.example")));
        for value in [
            "bob@acme.example.evil.example",
            "bob@xacme.example",
            "@acme.example",
            "a@b@acme.example",
            "acme.example",
        ] {
            assert!(!listed(&mail, &email(value)), "{value}");
        }
    }

    #[test]
    fn other_names_match_exactly() {
        let list = list(&entry("Build", GITHUB, "identity = \"bob!login.example\""));
        let other = |identity| facts(IdentityKind::OtherName, identity);
        assert!(listed(&list, &other("bob!login.example")));
        assert!(!listed(&list, &other("bob!login.example.evil")));
        assert!(!listed(&list, &uri("bob!login.example")));
    }

    #[test]
    fn an_entry_counts_for_its_claims_only() {
        let rest =
            format!("identity = \"{RELEASE}\"\nclaims = [\"build-record\", \"publish-record\"]");
        let list = list(&entry("Acme", GITHUB, &rest));
        for (claim, expected) in [
            (Claim::Signature, false),
            (Claim::BuildRecord, true),
            (Claim::PartsList, false),
            (Claim::PublishRecord, true),
            (Claim::Statement, false),
        ] {
            let found = list.match_facts(
                &signed(claim, &uri(RELEASE)),
                &TargetFacts::default(),
                &KnownSigners::default(),
                UnixTime::from_seconds(NOW),
            );
            match found {
                Match::Listed(_) => assert!(expected, "{claim:?}"),
                Match::Unlisted(unlisted) => {
                    assert!(!expected, "{claim:?}");
                    assert_eq!(unlisted.near_misses[0].first_difference, Difference::Claim);
                }
            }
        }
    }

    #[test]
    fn an_entry_counts_until_it_expires() {
        let list = list(&entry(
            "Acme",
            GITHUB,
            &format!("identity = \"{RELEASE}\"\nexpires = 2026-11-21"),
        ));
        let at = |seconds| match_in(&list, &uri(RELEASE), seconds);
        assert!(matches!(at(NOW + 86_399), Match::Listed(_)));
        let Match::Unlisted(unlisted) = at(NOW + 86_400) else {
            panic!()
        };
        assert_eq!(
            unlisted.near_misses[0].first_difference,
            Difference::Expired
        );
    }

    #[test]
    fn the_narrowest_entry_counts_then_the_first() {
        let entries = [
            entry(
                "Owner",
                GITHUB,
                "identity-pattern = \"https://github.com/acme/**\"",
            ),
            entry(
                "Any tag",
                GITHUB,
                &format!("identity-pattern = \"{ANY_TAG}\""),
            ),
            entry(
                "Off",
                GITHUB,
                &format!("identity = \"{RELEASE}\"\nenabled = false"),
            ),
            entry("This tag", GITHUB, &format!("identity = \"{RELEASE}\"")),
            entry("Same again", GITHUB, &format!("identity = \"{RELEASE}\"")),
        ];
        let label =
            |count: usize| match match_in(&list(&entries[..count].concat()), &uri(RELEASE), NOW) {
                Match::Listed(listed) => listed.label,
                Match::Unlisted(_) => panic!(),
            };
        assert_eq!(
            [1, 2, 3, 4, 5].map(label),
            ["Owner", "Any tag", "Any tag", "This tag", "This tag"]
        );
    }

    #[test]
    fn the_first_difference_is_named() {
        use Difference::{Disabled, Expired, Identity, Issuer, SanKind as Kind};
        let base = "https://github.com/acme/tool/.github/workflows";
        let off = list(&entry(
            "Acme",
            GITHUB,
            &format!("identity = \"{RELEASE}\"\nenabled = false"),
        ));
        let expired = list(&entry(
            "Acme",
            GITHUB,
            &format!("identity = \"{RELEASE}\"\nexpires = 2020-01-01"),
        ));
        let (exact, any_tag) = (exact(RELEASE), pattern(ANY_TAG));
        let mail = list(&entry("Bob", GITHUB, "identity = \"bob@acme.example\""));
        let cases: Vec<(&IdentityList, CertificateFacts, Option<Difference>)> = vec![
            (&off, uri(RELEASE), Some(Disabled)),
            (&expired, uri(RELEASE), Some(Expired)),
            (&exact, email(RELEASE), Some(Kind)),
            (
                &exact,
                with_issuer(Some("https://login.example"), uri(RELEASE)),
                Some(Issuer),
            ),
            (&exact, with_issuer(None, uri(RELEASE)), Some(Issuer)),
            (
                &exact,
                uri("https://github.com/acme/other/.github/workflows/release.yml@refs/tags/v1.2.3"),
                Some(Identity(Part::Repository)),
            ),
            (
                &exact,
                uri("https://github.com/other/tool/.github/workflows/release.yml@refs/tags/v1.2.3"),
                None,
            ),
            (
                &exact,
                uri("https://gitlab.com/acme/tool/.github/workflows/release.yml@refs/tags/v1.2.3"),
                None,
            ),
            (
                &mail,
                email("carol@acme.example"),
                Some(Identity(Part::Mailbox)),
            ),
            (&mail, email("bob@other.example"), None),
        ];
        for (list, subject, expected) in cases {
            assert_eq!(
                first_difference(list, &subject),
                expected,
                "{}",
                subject.identity
            );
        }
        for (value, expected) in [
            (
                format!("{base}/release.yml@refs/heads/main"),
                Part::Reference,
            ),
            (format!("{base}/release.yml"), Part::Reference),
            (format!("{base}/test.yml@refs/tags/v1.2.3"), Part::Path),
        ] {
            assert_eq!(
                first_difference(&exact, &uri(&value)),
                Some(Identity(expected)),
                "{value}"
            );
            assert_eq!(
                first_difference(&any_tag, &uri(&value)),
                Some(Identity(expected)),
                "{value}"
            );
        }
    }

    #[test]
    fn near_misses_come_closest_first_and_are_few() {
        let mut entries = String::new();
        for number in 0..10 {
            entries.push_str(&entry(
                &format!("Repo {number}"),
                GITHUB,
                &format!("identity = \"https://github.com/acme/r{number}/w@refs/tags/v1\""),
            ));
        }
        entries.push_str(&entry(
            "Elsewhere",
            "https://login.example",
            &format!("identity = \"{RELEASE}\""),
        ));
        entries.push_str(&entry(
            "Other tag",
            GITHUB,
            &format!("identity = \"{}\"", RELEASE.replace("1.2.3", "1.2.4")),
        ));
        entries.push_str(&entry(
            "Off",
            GITHUB,
            &format!("identity = \"{RELEASE}\"\nenabled = false"),
        ));
        let found = unlisted(&list(&entries), &uri(RELEASE)).near_misses;
        let labels: Vec<&str> = found.iter().map(|miss| miss.label.as_str()).collect();
        assert_eq!(labels, ["Off", "Other tag", "Repo 0", "Repo 1", "Repo 2"]);
        assert_eq!(found[0].entry, 12);
    }

    #[test]
    fn look_alikes_are_pointed_out_and_never_match() {
        use LookAlikeKind::{
            Extended, HiddenCharacters, LetterCase, Separators, SimilarLetters, SmallEdit,
        };
        let tail = ".github/workflows/release.yml@refs/tags/v1.2.3";
        let cases = [
            (
                format!("https://github.com/acme-inc/tool/{tail}"),
                Part::Owner,
                Extended,
            ),
            (
                format!("https://github.com/Acme/tool/{tail}"),
                Part::Owner,
                LetterCase,
            ),
            (
                format!("https://github.com/acrne/tool/{tail}"),
                Part::Owner,
                SimilarLetters,
            ),
            (
                format!("https://github.com/ac\u{200B}me/tool/{tail}"),
                Part::Owner,
                HiddenCharacters,
            ),
            (
                format!("https://github.com/\u{430}cme/tool/{tail}"),
                Part::Owner,
                SimilarLetters,
            ),
            (
                format!("https://github.com/acne/other/{tail}"),
                Part::Owner,
                SmallEdit,
            ),
            (
                format!("https://github.com/acme/too1/{tail}"),
                Part::Repository,
                SimilarLetters,
            ),
            (
                format!("https://github.com/acme/to-ol/{tail}"),
                Part::Repository,
                Separators,
            ),
            (
                format!("https://githud.com/acme/tool/{tail}"),
                Part::Host,
                SmallEdit,
            ),
        ];
        for list in [exact(RELEASE), pattern(ANY_TAG)] {
            for (value, part, kind) in &cases {
                let found = unlisted(&list, &uri(value)).look_alikes;
                assert_eq!(found.len(), 1, "{value}");
                assert_eq!(
                    (found[0].part, found[0].look_alike.kind),
                    (*part, *kind),
                    "{value}"
                );
            }
            for value in [
                RELEASE
                    .replace("1.2.3", "1.2.4")
                    .replace("release.yml", "releases.yml"),
                format!("https://github.com/bolt/wire/{tail}"),
                "https://github.com".into(),
            ] {
                assert_eq!(unlisted(&list, &uri(&value)).look_alikes, [], "{value}");
            }
        }
        let mail = list(&entry("Bob", GITHUB, "identity = \"robert@acme.example\""));
        for (value, part) in [
            ("r0bert@acme.example", Part::Mailbox),
            ("robert@acne.example", Part::Host),
        ] {
            assert_eq!(
                unlisted(&mail, &email(value)).look_alikes[0].part,
                part,
                "{value}"
            );
        }
        let issuer = with_issuer(
            Some("https://token.actions.githubusercomtent.com"),
            uri(RELEASE),
        );
        let found = unlisted(&exact(RELEASE), &issuer);
        assert_eq!(found.look_alikes[0].part, Part::Issuer);
        assert_eq!(found.near_misses[0].first_difference, Difference::Issuer);
    }

    #[test]
    fn an_index_finds_what_a_search_of_all_entries_finds() {
        let mut entries = String::new();
        for number in 0..40 {
            let owner = ["acme", "acne", "bolt", "acme-inc"][number % 4];
            let rest = match number % 5 {
                0 => format!(
                    "identity = \"https://github.com/{owner}/r{number}/w.yml@refs/tags/v1\""
                ),
                1 => format!("identity-pattern = \"https://github.com/{owner}/**\""),
                2 => format!(
                    "identity-regex = 'https://github\\.com/{owner}/tool/w{number}\\.yml@.+'"
                ),
                3 => format!(
                    "parts = {{ host = \"github.com\", owner = \"{owner}\", repository = \"*\", workflow = \"w.yml\", ref = \"refs/tags/*\" }}"
                ),
                _ => format!("identity-pattern = \"*@{owner}.example\""),
            };
            entries.push_str(&entry(&format!("L{number}"), GITHUB, &rest));
        }
        let list = list(&entries);
        let target = TargetFacts::default();
        let now = UnixTime::from_seconds(NOW);
        for owner in ["acme", "acne", "bolt", "acme-inc", "acmee"] {
            for place in [
                "r0/w.yml@refs/tags/v1",
                "tool/w2.yml@x",
                "tool/w.yml@refs/tags/x",
                "x",
            ] {
                for facts in [
                    uri(&format!("https://github.com/{owner}/{place}")),
                    email(&format!("bob@{owner}.example")),
                ] {
                    let signer = signed(Claim::Signature, &facts);
                    let all: Vec<usize> = (0..list.entries().len())
                        .filter(|at| list.entries()[*at].fits(&signer, &target, now))
                        .collect();
                    let near = (0..list.entries().len())
                        .filter(|at| {
                            list.entries()[*at]
                                .difference(&signer, &target, now)
                                .is_some()
                        })
                        .count();
                    match match_in(&list, &facts, NOW) {
                        Match::Listed(found) => assert_eq!(found.fitting, all),
                        Match::Unlisted(found) => {
                            assert_eq!(all, Vec::<usize>::new());
                            assert_eq!(found.near_misses.len(), near.min(MOST_NEAR_MISSES));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn conditions_are_met_by_what_the_certificate_says_and_nothing_else() {
        let rest = format!(
            "identity = \"{RELEASE}\"\nrepository-id = 55120\nowner-id = \"8841\"\nsource-repository = \"https://github.com/acme/tool\"\nsource-ref = \"refs/tags/v*\"\nrunner = \"hosted\"\ntriggers = [\"push\", \"release\"]"
        );
        let list = list(&entry("Acme", GITHUB, &rest));
        let whole = CertificateFacts {
            repository_id: Some("55120".into()),
            owner_id: Some("8841".into()),
            source_repository: Some("https://github.com/acme/tool".into()),
            source_ref: Some("refs/tags/v1.2".into()),
            runner: Some("github-hosted".into()),
            trigger: Some("release".into()),
            ..uri(RELEASE)
        };
        assert!(listed(&list, &whole));
        type Change = fn(&mut CertificateFacts) -> &mut Option<String>;
        let fields: [(Change, Difference, &[&str]); 6] = [
            (
                |facts| &mut facts.repository_id,
                Difference::Account(Part::Repository),
                &["55121", "055120", ""],
            ),
            (
                |facts| &mut facts.owner_id,
                Difference::Account(Part::Owner),
                &["884", "8841 "],
            ),
            (
                |facts| &mut facts.source_repository,
                Difference::SourceRepository,
                &[
                    "https://github.com/acme/Tool",
                    "https://github.com/acme/tool/",
                ],
            ),
            (
                |facts| &mut facts.source_ref,
                Difference::SourceRef,
                &["refs/heads/v1", "refs/tags/x", "refs/tags/v1?", "v1"],
            ),
            (
                |facts| &mut facts.runner,
                Difference::Runner,
                &["self-hosted", "GitHub-hosted", "hosted"],
            ),
            (
                |facts| &mut facts.trigger,
                Difference::Trigger,
                &["pull_request", "push ", "Push"],
            ),
        ];
        for (field, difference, others) in fields {
            for other in others.iter().map(|other| Some(*other)).chain([None]) {
                let mut facts = whole.clone();
                *field(&mut facts) = other.map(str::to_owned);
                assert!(!listed(&list, &facts), "{other:?}");
                assert_eq!(
                    first_difference(&list, &facts),
                    Some(difference),
                    "{other:?}"
                );
            }
        }
        // Of several differences the one is told that lies furthest from the account numbers.
        let mut facts = whole;
        facts.owner_id = None;
        facts.trigger = None;
        assert_eq!(first_difference(&list, &facts), Some(Difference::Trigger));
    }

    #[test]
    fn scopes_are_fitted_by_files_images_and_packages() {
        let rest = format!(
            "identity = \"{RELEASE}\"\nfiles = [\"tool-*.tar.gz\"]\nimages = [\"ghcr.io/acme/**\", \"quay.io/acme/*\"]\npackages = [\"pkg:npm/%40acme/*\", \"pkg:pypi/acme\"]"
        );
        let list = list(&entry("Acme", GITHUB, &rest));
        let file = |name| TargetFacts {
            file_name: Some(name),
            ..TargetFacts::default()
        };
        let image = |image| TargetFacts {
            image: Some(image),
            ..TargetFacts::default()
        };
        let package = |package| TargetFacts {
            package: Some(package),
            ..TargetFacts::default()
        };
        let cases: [(TargetFacts<'_>, Option<ScopeFit>); 18] = [
            (
                file("tool-1.0.tar.gz"),
                Some(ScopeFit::File("tool-*.tar.gz".into())),
            ),
            (
                file("tool-.tar.gz"),
                Some(ScopeFit::File("tool-*.tar.gz".into())),
            ),
            (
                file("tool-\u{430}.tar.gz"),
                Some(ScopeFit::File("tool-*.tar.gz".into())),
            ),
            (file("tool-1.0.tar.gz.exe"), None),
            (file("xtool-1.0.tar.gz"), None),
            (file("Tool-1.0.tar.gz"), None),
            (file(""), None),
            (
                image("ghcr.io/acme/tool"),
                Some(ScopeFit::Image("ghcr.io/acme/**".into())),
            ),
            (
                image("ghcr.io/acme/a/b"),
                Some(ScopeFit::Image("ghcr.io/acme/**".into())),
            ),
            (image("ghcr.io/acme-evil/a"), None),
            (
                image("quay.io/acme/tool"),
                Some(ScopeFit::Image("quay.io/acme/*".into())),
            ),
            (image("quay.io/acme/a/b"), None),
            (image("tool-1.0.tar.gz"), None),
            (
                package("pkg:npm/%40acme/tool@1.0"),
                Some(ScopeFit::Package("pkg:npm/%40acme/*".into())),
            ),
            (package("pkg:npm/%40acme/a/b"), None),
            (
                package("pkg:pypi/acme@2?x=y#z"),
                Some(ScopeFit::Package("pkg:pypi/acme".into())),
            ),
            (package("pkg:pypi/acme-evil"), None),
            (TargetFacts::default(), None),
        ];
        for (target, expected) in cases {
            let found = list.match_facts(
                &signed(Claim::Signature, &uri(RELEASE)),
                &target,
                &KnownSigners::default(),
                UnixTime::from_seconds(NOW),
            );
            match (found, expected) {
                (Match::Listed(listed), Some(scope)) => assert_eq!(listed.scope, scope),
                (Match::Unlisted(unlisted), None) => {
                    assert_eq!(unlisted.near_misses[0].first_difference, Difference::Scope);
                }
                (found, expected) => panic!("{target:?} {found:?} {expected:?}"),
            }
        }
        assert_eq!(
            without_version("pkg:npm/@acme/tool@1.0"),
            "pkg:npm/@acme/tool"
        );
        assert_eq!(without_version("pkg:npm/@acme"), "pkg:npm/@acme");
        assert_eq!(without_version("tool@1"), "tool");
    }

    #[test]
    fn keys_are_told_by_their_fingerprint() {
        let digest = |byte: &str| {
            Digest::from_hex(whence_evidence::HashAlgorithm::Sha256, &byte.repeat(32)).unwrap()
        };
        let key = |hex: &str, rest: &str| {
            format!(
                "[[signer]]\nlabel = \"{hex}\"\nkey = \"sha256:{}\"\n{rest}\n",
                hex.repeat(32)
            )
        };
        let list = list(&[key("ab", ""), key("cd", "enabled = false")].concat());
        let found = |byte: &str| {
            let signer = SignerFacts {
                known_by: KnownBy::Key(digest(byte)),
                claim: Claim::Signature,
            };
            let known = KnownSigners::default();
            list.match_facts(
                &signer,
                &TargetFacts::default(),
                &known,
                UnixTime::from_seconds(NOW),
            )
        };
        assert!(matches!(found("ab"), Match::Listed(listed) if listed.entry == 0));
        let Match::Unlisted(off) = found("cd") else {
            panic!()
        };
        assert_eq!(off.near_misses[0].first_difference, Difference::Disabled);
        assert_eq!(found("ef"), Match::Unlisted(Unlisted::default()));
        assert!(!listed(&list, &uri(RELEASE)));
    }

    #[test]
    fn rules_ask_for_all_their_entries() {
        let entries = [
            entry("Acme", GITHUB, &format!("identity = \"{RELEASE}\"")),
            entry("Builder", GITHUB, "identity = \"https://github.com/acme/b/w@refs/tags/v1\""),
            "[[rule]]\nlabel = \"Both\"\nfiles = [\"tool-*\"]\nrequires = [\"acme\", \"builder\"]\n".to_owned(),
            "[[rule]]\nlabel = \"Off\"\nfiles = [\"*\"]\nrequires = [\"nobody\"]\nenabled = false\n".to_owned(),
            "[[rule]]\nlabel = \"Never\"\nimages = [\"ghcr.io/**\"]\nrequires = [\"nobody\"]\n".to_owned(),
        ];
        let list = list(&entries.concat());
        let file = |file_name| TargetFacts {
            file_name: Some(file_name),
            ..TargetFacts::default()
        };
        let missing = |target: &TargetFacts<'_>, fitting: &[usize]| -> Vec<String> {
            let unmet = list.unmet_rules(target, fitting);
            unmet.into_iter().flat_map(|unmet| unmet.missing).collect()
        };
        assert_eq!(missing(&file("tool-1"), &[0, 1]), Vec::<String>::new());
        assert_eq!(missing(&file("tool-1"), &[0]), ["builder"]);
        assert_eq!(missing(&file("tool-1"), &[]), ["acme", "builder"]);
        assert_eq!(missing(&file("other"), &[]), Vec::<String>::new());
        let image = TargetFacts {
            image: Some("ghcr.io/acme/tool"),
            ..TargetFacts::default()
        };
        assert_eq!(missing(&image, &[0, 1]), ["nobody"]);
    }

    #[test]
    fn a_rule_asks_for_the_entries_of_its_own_list_and_not_for_others_of_the_same_ids() {
        let who = |name: &str| format!("identity = \"{name}@acme.example\"");
        let rule = "[[rule]]\nlabel = \"Both\"\nfiles = [\"*\"]\nrequires = [\"acme\", \"bob\"]\n";
        let theirs = list(
            &[
                &entry("Acme", GITHUB, &who("a")),
                &entry("Bob", GITHUB, &who("b")),
                rule,
            ]
            .concat(),
        );
        let target = TargetFacts {
            file_name: Some("tool.zip"),
            ..TargetFacts::default()
        };
        let company = || (Origin::Managed("Company".into()), theirs.clone());
        let waiting = "\nimported-from = \"policy\"";
        for more in ["", waiting] {
            let own = |label: &str, name: &str| entry(label, GITHUB, &(who(name) + more));
            let own = list(&[own("Acme", "x"), own("Bob", "y")].concat());
            let both = IdentityList::layered([(Origin::Own, own), company()]);
            let missing = |fitting: &[usize]| -> Vec<String> {
                let unmet = both.unmet_rules(&target, fitting);
                unmet.into_iter().flat_map(|unmet| unmet.missing).collect()
            };
            assert_eq!(missing(&[0, 1]), ["acme", "bob"]);
            assert_eq!(missing(&[1, 2]), ["bob"]);
            assert_eq!(missing(&[2, 3]), Vec::<String>::new());
        }
        // Nor is a rule called one that can be met because others have the ids.
        let own = list(&[own_entry("Acme"), own_entry("Bob")].concat());
        let rule = list(rule);
        let both = IdentityList::layered([(Origin::Own, own), (company().0, rule)]);
        let told = both.lint(UnixTime::from_seconds(NOW));
        assert!(
            told.iter()
                .any(|it| it.code == crate::LintCode::RuleNeverMet)
        );
    }

    fn own_entry(label: &str) -> String {
        let who = format!("identity = \"{}@x.example\"", label.to_lowercase());
        entry(label, GITHUB, &who)
    }

    #[test]
    fn the_first_list_counts_and_imports_wait_for_review() {
        let own = list(&entry(
            "Mine",
            GITHUB,
            &format!("identity = \"{RELEASE}\"\nimported-from = \"x\""),
        ));
        let theirs = list(&entry(
            "Theirs",
            GITHUB,
            &format!("identity = \"{RELEASE}\""),
        ));
        assert_eq!(
            first_difference(&own, &uri(RELEASE)),
            Some(Difference::Unreviewed)
        );
        let managed = Origin::Managed("Company".into());
        let both = IdentityList::layered([(Origin::Own, own), (managed.clone(), theirs.clone())]);
        let Match::Listed(found) = match_in(&both, &uri(RELEASE), NOW) else {
            panic!()
        };
        assert_eq!(
            (found.label.as_str(), &both.entries()[found.entry].origin),
            ("Theirs", &managed)
        );
        let reviewed =
            format!("identity = \"{RELEASE}\"\nimported-from = \"x\"\nreviewed = 2026-11-20");
        let own = list(&entry("Mine", GITHUB, &reviewed));
        let both = IdentityList::layered([(Origin::Own, own), (managed, theirs)]);
        let Match::Listed(found) = match_in(&both, &uri(RELEASE), NOW) else {
            panic!()
        };
        assert_eq!((found.label.as_str(), found.fitting), ("Mine", vec![0, 1]));
    }

    #[test]
    fn signers_seen_before_are_told_from_those_they_resemble() {
        let known = KnownSigners::new(["acme", "acme", "bolt"].map(|owner| KnownSigner {
            label: owner.into(),
            kind: IdentityKind::Uri,
            identity: format!("https://github.com/{owner}/tool/w@refs/tags/v1"),
            issuer: Some(GITHUB.into()),
        }));
        assert_eq!(known.signers().len(), 2);
        let list = IdentityList::default();
        let found = |owner: &str| {
            let facts = uri(&format!("https://github.com/{owner}/tool/w@refs/tags/v1"));
            list.look_alikes(&facts, &known)
        };
        assert_eq!(found("acme"), []);
        let alike = found("acrne");
        assert_eq!(
            (alike.len(), alike[0].of, alike[0].label.as_str()),
            (1, Resembled::Known(0), "acme")
        );
        assert_eq!(
            (alike[0].proven.as_str(), alike[0].listed.as_str()),
            ("acrne", "acme")
        );
    }

    fn edited() -> impl Strategy<Value = String> {
        let odd = prop_oneof![
            proptest::sample::select(
                "aZ0/.-_@*:?# \u{200B}\u{202E}\u{430}\u{FF0F}\u{301}\0\n"
                    .chars()
                    .collect::<Vec<_>>()
            ),
            any::<char>(),
        ];
        let length = RELEASE.chars().count();
        (0..=length, 0..3_usize, proptest::collection::vec(odd, 0..3)).prop_map(
            |(at, removed, put)| {
                let characters = RELEASE.chars();
                let kept = characters
                    .clone()
                    .take(at)
                    .chain(put)
                    .chain(characters.skip(at + removed));
                kept.collect()
            },
        )
    }

    proptest! {
        #[test]
        fn no_edit_of_an_exact_identity_matches(value in edited()) {
            prop_assert_eq!(listed(&exact(RELEASE), &uri(&value)), value == RELEASE);
        }

        #[test]
        fn no_case_change_matches(changes in proptest::collection::vec(any::<bool>(), RELEASE.len())) {
            let value: String = RELEASE
                .chars()
                .zip(changes)
                .map(|(character, upper)| if upper { character.to_ascii_uppercase() } else { character })
                .collect();
            prop_assert_eq!(listed(&exact(RELEASE), &uri(&value)), value == RELEASE);
            let fixed = ANY_TAG.len() - 1;
            prop_assert_eq!(listed(&pattern(ANY_TAG), &uri(&value)), value[..fixed] == RELEASE[..fixed]);
        }

        #[test]
        fn an_edit_passes_a_pattern_only_within_its_star(value in edited()) {
            let fixed = ANY_TAG.trim_end_matches('*');
            let tag = value.strip_prefix(fixed).unwrap_or_default();
            let plain = |byte: u8| byte.is_ascii_graphic() && !b"/\\?#%".contains(&byte);
            let expected = !tag.is_empty() && tag.bytes().all(plain) && !matches!(tag, "." | "..");
            prop_assert_eq!(listed(&pattern(ANY_TAG), &uri(&value)), expected);
        }

        #[test]
        fn nothing_around_an_identity_matches(before in ".{0,3}", after in ".{0,3}|/") {
            let value = format!("{before}{RELEASE}{after}");
            prop_assert_eq!(listed(&exact(RELEASE), &uri(&value)), value == RELEASE);
        }
    }
}
