//! Whether a proven signer is on the list, and if not, what comes close.

use whence_display::{LookAlike, look_alike};
use whence_evidence::UnixTime;
use whence_verify::{Proven, Signer};

use crate::breadth::Breadth;
use crate::glob;
use crate::list::{CertificateRule, Conditions, Entry, IdentityList, RefRule, Runner, Scope, Who};
use crate::parts::{Part, Parts, UriParts, same_or_alike};
use crate::rule::IdentityRule;
use crate::signer::{
    CertificateFacts, KnownBy, KnownSigner, KnownSigners, SignerFacts, TargetFacts,
};

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
        let applies = |(_, rule): &(usize, &crate::list::Rule)| {
            rule.enabled && scope_fit(&rule.scope, target).is_some()
        };
        let unmet = self
            .rules
            .iter()
            .enumerate()
            .filter(applies)
            .map(|(position, rule)| {
                let fits = |id: &&String| {
                    let fitting = fitting.iter().filter_map(|entry| self.entries.get(*entry));
                    !fitting.clone().any(|entry| entry.id == **id)
                };
                Unmet {
                    rule: position,
                    label: rule.label.clone(),
                    missing: rule.requires.iter().filter(fits).cloned().collect(),
                }
            });
        unmet.filter(|unmet| !unmet.missing.is_empty()).collect()
    }

    pub(crate) fn match_facts(
        &self,
        signer: &SignerFacts,
        target: &TargetFacts<'_>,
        known: &KnownSigners,
        now: UnixTime,
    ) -> Match {
        let entries = || self.entries.iter().enumerate();
        let fitting: Vec<usize> = entries()
            .filter(|(_, entry)| entry.fits(signer, target, now))
            .map(|(position, _)| position)
            .collect();
        let best = fitting
            .iter()
            .filter_map(|position| Some((*position, self.entries.get(*position)?)))
            .min_by_key(|(_, entry)| (entry.breadth(), !entry.is_exact()));
        if let Some((position, entry)) = best {
            return Match::Listed(Listed {
                entry: position,
                label: entry.label.clone(),
                breadth: entry.breadth(),
                scope: scope_fit(&entry.scope, target).unwrap_or(ScopeFit::Anything),
                fitting,
            });
        }
        let mut near_misses: Vec<NearMiss> = entries()
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
        let KnownBy::Certificate(facts) = &signer.known_by else {
            return Match::Unlisted(Unlisted {
                near_misses,
                look_alikes: Vec::new(),
            });
        };
        let mut look_alikes: Vec<LookAlikeSigner> = entries()
            .filter_map(|(position, entry)| facts.look_alike_entry(position, entry))
            .collect();
        look_alikes.extend(
            known
                .signers
                .iter()
                .enumerate()
                .filter_map(|(position, known)| facts.look_alike_known(position, known)),
        );
        look_alikes.sort_by_key(|found| (found.look_alike.kind, found.of));
        look_alikes.truncate(MOST_LOOK_ALIKES);
        Match::Unlisted(Unlisted {
            near_misses,
            look_alikes,
        })
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
            && match (&self.who, &signer.known_by) {
                (Who::Certificate(rule), KnownBy::Certificate(facts)) => rule.fits(facts),
                (Who::Key(rule), KnownBy::Key(digest)) => rule.spki_sha256.as_ref() == Some(digest),
                (Who::Certificate(_), KnownBy::Key(_)) | (Who::Key(_), KnownBy::Certificate(_)) => {
                    false
                }
            }
            && scope_fit(&self.scope, target).is_some()
    }

    fn is_exact(&self) -> bool {
        match &self.who {
            Who::Key(_) => true,
            Who::Certificate(rule) => matches!(rule.identity, IdentityRule::Exact(_)),
        }
    }

    /// How an entry that does not name this signer misses it; `None` when it is about somebody else.
    fn difference(
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

impl CertificateRule {
    /// Whether a certificate says all that the rule asks for.
    pub(crate) fn fits(&self, facts: &CertificateFacts) -> bool {
        self.kind == facts.kind
            && facts.issuer.as_deref() == Some(self.issuer.as_str())
            && self.identity.matches(&facts.identity)
            && self.conditions.first_unmet(facts).is_none()
    }

    /// How a certificate misses the rule: `Some(None)` when it does not, `None` when it is about somebody
    /// else.
    fn difference(&self, facts: &CertificateFacts) -> Option<Option<Difference>> {
        let identity = self.identity.matches(&facts.identity);
        let issuer = facts.issuer.as_deref() == Some(self.issuer.as_str());
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
                IdentityRule::Regex(_) => true,
                IdentityRule::Parts(_) => match RefRule::from_text(rule) {
                    Some(RefRule::Fixed(text)) => text == value,
                    Some(reference) => reference.matches(value),
                    None => false,
                },
            },
            (rule, value) => rule == value || matches!(self.identity, IdentityRule::Regex(_)),
        };
        let text = match &self.identity {
            IdentityRule::Regex(regex) => regex.prefix().to_owned(),
            other => other.text(),
        };
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
            fitting(&scope.packages, target.package.map(without_version)).map(ScopeFit::Package)
        })
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

impl CertificateFacts {
    fn look_alike_entry(&self, position: usize, entry: &Entry) -> Option<LookAlikeSigner> {
        let rule = entry.certificate()?;
        let text = match &rule.identity {
            IdentityRule::Regex(regex) => regex.prefix().to_owned(),
            other => other.text(),
        };
        let resembled = Named {
            of: Resembled::Entry(position),
            label: &entry.label,
            identity: &text,
            issuer: Some(&rule.issuer),
            matches: rule.identity.matches(&self.identity),
        };
        (rule.kind == self.kind).then(|| self.look_alike(&resembled))?
    }

    fn look_alike_known(&self, position: usize, known: &KnownSigner) -> Option<LookAlikeSigner> {
        let resembled = Named {
            of: Resembled::Known(position),
            label: &known.label,
            identity: &known.identity,
            issuer: known.issuer.as_deref(),
            matches: known.identity == self.identity,
        };
        (known.kind == self.kind).then(|| self.look_alike(&resembled))?
    }

    fn look_alike(&self, other: &Named<'_>) -> Option<LookAlikeSigner> {
        let (part, proven, listed) = self.deceptive_part(other)?;
        let look_alike = look_alike(proven, listed)?;
        Some(LookAlikeSigner {
            of: other.of,
            label: other.label.to_owned(),
            part,
            proven: proven.to_owned(),
            listed: listed.to_owned(),
            look_alike,
        })
    }

    /// The widest part in which this signer and the other differ, with that part of both, when all
    /// parts around it leave room for taking one for the other.
    fn deceptive_part<'a>(&'a self, other: &Named<'a>) -> Option<(Part, &'a str, &'a str)> {
        match (
            Parts::of(self.kind, &self.identity),
            Parts::of(self.kind, other.identity),
        ) {
            (Parts::Uri(proven), Parts::Uri(listed)) => deceptive_uri_part(&proven, &listed),
            (
                Parts::Email { mailbox, host },
                Parts::Email {
                    mailbox: listed_mailbox,
                    host: listed_host,
                },
            ) => {
                if host == listed_host {
                    let open = listed_mailbox.contains('*');
                    (!open).then_some((Part::Mailbox, mailbox, listed_mailbox))
                } else {
                    same_or_alike(mailbox, listed_mailbox).then_some((
                        Part::Host,
                        host,
                        listed_host,
                    ))
                }
            }
            (Parts::Whole(proven), Parts::Whole(listed)) => Some((Part::Whole, proven, listed)),
            _ => None,
        }
        .or_else(|| {
            let (issuer, listed) = (self.issuer.as_deref()?, other.issuer?);
            (issuer != listed && other.matches).then_some((Part::Issuer, issuer, listed))
        })
    }
}

/// Somebody by name, to compare with.
struct Named<'a> {
    of: Resembled,
    label: &'a str,
    identity: &'a str,
    issuer: Option<&'a str>,
    matches: bool,
}

fn deceptive_uri_part<'a>(
    proven: &UriParts<'a>,
    listed: &UriParts<'a>,
) -> Option<(Part, &'a str, &'a str)> {
    let (owner, listed_owner) = (proven.owner?, listed.owner?);
    if proven.host != listed.host {
        return same_or_alike(owner, listed_owner).then_some((
            Part::Host,
            proven.host,
            listed.host,
        ));
    }
    if owner != listed_owner {
        return Some((Part::Owner, owner, listed_owner));
    }
    let (repository, listed_repository) = (proven.repository?, listed.repository?);
    let differs = repository != listed_repository && !listed_repository.contains('*');
    differs.then_some((Part::Repository, repository, listed_repository))
}
