//! *Trust this signer*: only for a signer that was proven, of a file that was compared, and never by habit.

use whence_display::DisplayText;
use whence_evidence::UnixTime;
use whence_identity::{
    Basis, CertificateFacts, Difference, Entry, IdentityList, KnownBy, Match, Origin, Proposal,
    Resembled, Scope, SignerFacts, Who, proposals,
};
use whence_verdict::{Finding as Worth, State};
use whence_verify::Claim;

use super::{
    compare, describe, draft, lint,
    past::Past,
    show::count,
    view::{
        BasisCheck, BasisKind, EntryField, Finding, Gravity, TrustDraft, TrustLint, TrustScope,
        TrustUpdate, TrustView,
    },
};
use crate::{
    check::Checked,
    present,
    view::{Message, SubjectKind},
};

/// How long a signer known from first use counts, in days.
const FIRST_USE_DAYS: i64 = 365;

/// A signer that may be trusted, and what for.
pub(super) struct Trustable {
    facts: CertificateFacts,
    claim: Claim,
    proposals: Vec<Proposal>,
    who: Message,
    listing: Match,
}

/// The signer of a piece of evidence, when a person may put it on their list.
///
/// # Errors
/// Why not.
pub(super) fn trustable(checked: &Checked, evidence: u32) -> Result<Trustable, Message> {
    let refused = |reason| Message::new("trust-refused").select("reason", reason);
    let judged = usize::try_from(evidence)
        .ok()
        .and_then(|position| checked.pieces.get(position)?.judged())
        .ok_or_else(|| refused("no-evidence"))?;
    if checked.subject.kind == SubjectKind::Statement {
        return Err(refused("no-file"));
    }
    match (checked.verdict.state, judged.finding) {
        (State::Unlisted, Worth::Unlisted(..)) => {}
        (State::Unlisted, Worth::Listed(_)) | (State::Listed, _) => return Err(refused("listed")),
        (State::Failed, _) => return Err(refused("failed")),
        (State::CouldNotCheck | State::NoSignature, _) | (State::Unlisted, _) => {
            return Err(refused("not-proven"));
        }
    }
    let facts = judged.signer().and_then(SignerFacts::of);
    match (
        facts,
        judged.listing.clone(),
        present::proven_signer(judged),
    ) {
        (
            Some(SignerFacts {
                known_by: KnownBy::Certificate(facts),
                claim,
            }),
            Some(listing),
            Some(who),
        ) => {
            let proposals = proposals(&facts);
            if proposals.is_empty() {
                return Err(refused("no-name"));
            }
            Ok(Trustable {
                facts,
                claim,
                proposals,
                who,
                listing,
            })
        }
        _ => Err(refused("no-name")),
    }
}

impl Trustable {
    /// What is asked before the signer is trusted.
    pub(super) fn view(&self, list: &IdentityList, past: &Past) -> TrustView {
        let scopes = (0..).zip(&self.proposals);
        TrustView {
            who: self.who.clone(),
            compare: self.compare(list),
            scopes: scopes
                .map(|(number, proposal)| self.scope(number, proposal, past))
                .collect(),
            update: self.update(list),
        }
    }

    /// The signer beside the entries it could be taken for, and beside those of the same name with another
    /// account or another signing service.
    pub(super) fn compare(&self, list: &IdentityList) -> Vec<crate::history::view::CompareView> {
        let Match::Unlisted(unlisted) = &self.listing else {
            return Vec::new();
        };
        let resembled = unlisted
            .look_alikes
            .iter()
            .filter_map(|found| match found.of {
                Resembled::Entry(position) => list.entries().get(position),
                Resembled::Known(_) => None,
            });
        let same_name = unlisted.near_misses.iter().filter_map(|miss| {
            let same = matches!(miss.first_difference, Difference::Account(_))
                || is_of_instance(miss.first_difference);
            same.then(|| list.entries().get(miss.entry))?
        });
        resembled
            .chain(same_name)
            .map(|entry| compare::with_entry(entry, &self.facts))
            .collect()
    }

    fn scope(&self, number: u32, proposal: &Proposal, past: &Past) -> TrustScope {
        let entry = self.entry_of(proposal);
        let width = proposal.width.as_str();
        TrustScope {
            scope: number,
            label: Message::new("signer-width").select("width", width),
            sentence: describe::sentence(&entry),
            consequence: Message::new("trust-consequence").select("width", width),
            breadth: describe::breadth(&entry.who),
            recommended: proposal.recommended,
            parts: describe::parts(&entry.who),
            fits: past.fitting(&entry).map(count),
            name_to_type: describe::name_to_type(&entry.who)
                .as_deref()
                .map(DisplayText::identifier),
            confirm: Message::new("trust-confirm").with("who", describe::who(&entry.who)),
        }
    }

    fn entry_of(&self, proposal: &Proposal) -> Entry {
        Entry {
            scope: Scope {
                claims: vec![self.claim],
                ..Scope::default()
            },
            ..Entry::new("", Who::Certificate(proposal.rule.clone()))
        }
    }

    /// The own entry that is nearest to naming the signer. One of another signing service stays as it is: it is
    /// about somebody else, whom an update would take off the list.
    fn update(&self, list: &IdentityList) -> Option<TrustUpdate> {
        let Match::Unlisted(unlisted) = &self.listing else {
            return None;
        };
        let miss = unlisted.near_misses.iter().find(|miss| {
            let entry = list.entries().get(miss.entry);
            entry.is_some_and(|entry| entry.origin == Origin::Own)
                && !is_of_instance(miss.first_difference)
        })?;
        Some(TrustUpdate {
            entry: count(miss.entry),
            label: DisplayText::identifier(&miss.label),
            because: describe::difference(miss.first_difference, self.facts.instance.as_deref()),
        })
    }

    /// What is to be said of the form as it is filled in.
    pub(super) fn lint(&self, list: &IdentityList, draft: &TrustDraft, now: UnixTime) -> TrustLint {
        let mut findings = Vec::new();
        let before = updated(list, draft);
        let basis = self.basis_check(draft);
        let mistake = |code: &str, field| Finding {
            code: code.to_owned(),
            gravity: Gravity::Mistake,
            message: Message::new(code),
            field: Some(field),
            suggestion: None,
        };
        let entry = self.entry(list, draft, now);
        match &entry {
            None => findings.push(mistake("trust-no-scope", EntryField::Reference)),
            Some(entry) => {
                if let Some(name) = lint::name_to_type(entry, before)
                    && draft.typed_name.trim() != name
                {
                    findings.push(lint::name_not_typed(&name));
                }
                let form = draft::of(entry);
                if let Err(problems) = draft::entry(&form, before) {
                    findings.extend(draft::mistakes(&problems, &form));
                }
                findings.extend(lint::of_entry(list, entry, before, now));
            }
        }
        findings.extend(draft::label_mistake(list, &draft.label, before));
        match draft.basis {
            None => findings.push(mistake("trust-no-basis", EntryField::Basis)),
            Some(BasisKind::ProjectPage) if draft.basis_text.trim().is_empty() => {
                findings.push(mistake("trust-no-page", EntryField::BasisLink));
            }
            Some(_) => {}
        }
        TrustLint {
            can_trust: findings
                .iter()
                .all(|finding| finding.gravity != Gravity::Mistake),
            findings,
            basis,
        }
    }

    /// The entry that the form stands for; `None` when it names no scope that was offered.
    pub(super) fn entry(
        &self,
        list: &IdentityList,
        draft: &TrustDraft,
        now: UnixTime,
    ) -> Option<Entry> {
        let proposal = self.proposals.get(draft.scope as usize)?;
        let proposed = self.entry_of(proposal);
        let label = draft.label.trim().to_owned();
        let today = crate::words::date(now.milliseconds());
        let first_use = draft.basis == Some(BasisKind::FirstSeen);
        let text = draft.basis_text.trim();
        let is_link = text.starts_with("https://") && !text.contains(char::is_whitespace);
        let basis = draft.basis.map(|kind| Basis {
            kind: describe::basis_kind_of(kind),
            link: is_link.then(|| text.to_owned()),
        });
        let note = (!text.is_empty() && !is_link).then(|| text.to_owned());
        let expires = first_use.then(|| {
            let start = now.seconds().div_euclid(86_400) + FIRST_USE_DAYS;
            UnixTime::from_seconds(start * 86_400)
        });
        Some(match updated(list, draft) {
            Some(before) => {
                let mut claims = before.scope.claims.clone();
                if !claims.contains(&self.claim) {
                    claims.push(self.claim);
                }
                let in_order = Entry::ALL_CLAIMS.into_iter();
                Entry {
                    label,
                    who: proposed.who,
                    scope: Scope {
                        claims: in_order.filter(|claim| claims.contains(claim)).collect(),
                        ..before.scope.clone()
                    },
                    basis,
                    note: note.or_else(|| before.note.clone()),
                    expires: if before.expired(now) || first_use {
                        expires
                    } else {
                        before.expires
                    },
                    reviewed: before.imported_from.as_ref().map(|_| today),
                    enabled: true,
                    pinned: draft.pinned,
                    ..before.clone()
                }
            }
            None => Entry {
                basis,
                note,
                expires,
                added: Some(today),
                pinned: draft.pinned,
                ..Entry {
                    scope: proposed.scope,
                    ..Entry::new(label, proposed.who)
                }
            },
        })
    }

    /// Whether the pasted address or text names this signer. Compared here, so that nobody has to compare
    /// by eye.
    fn basis_check(&self, draft: &TrustDraft) -> Option<BasisCheck> {
        let text = draft.basis_text.trim();
        if text.is_empty() || draft.basis != Some(BasisKind::ProjectPage) {
            return None;
        }
        let (whole, owner) = names_of(&self.facts);
        let (fits, id) = if names(text, &whole) {
            (true, "trust-basis-fits")
        } else if owner.as_ref().is_some_and(|owner| names(text, owner)) {
            (false, "trust-basis-owner-only")
        } else {
            (false, "trust-basis-differs")
        };
        Some(BasisCheck {
            fits,
            message: Message::new(id).with("name", DisplayText::identifier(&whole)),
        })
    }
}

const fn is_of_instance(difference: Difference) -> bool {
    matches!(
        difference,
        Difference::InstanceNotNamed | Difference::InstanceMissing
    )
}

fn updated<'a>(list: &'a IdentityList, draft: &TrustDraft) -> Option<&'a Entry> {
    let entry = list.entries().get(usize::try_from(draft.update?).ok()?)?;
    (entry.origin == Origin::Own).then_some(entry)
}

/// What a page has to name: owner and repository with their host, or the whole name; and the owner alone.
fn names_of(facts: &CertificateFacts) -> (String, Option<String>) {
    let exact = whence_identity::IdentityRule::Exact(facts.identity.clone());
    match describe::workflow(&exact) {
        Some(parts) => (
            format!("{}/{}/{}", parts.host, parts.owner, parts.repository.text()),
            Some(format!("{}/{}", parts.host, parts.owner)),
        ),
        None => (facts.identity.clone(), None),
    }
}

/// Whether a text names something, with nothing before or after that would make it another name.
fn names(text: &str, name: &str) -> bool {
    let (text, name) = (text.to_lowercase(), name.to_lowercase());
    let joins = |character: char| {
        character.is_alphanumeric() || matches!(character, '-' | '_' | '.' | '@' | '%' | '+')
    };
    text.match_indices(&name).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + name.len()..).unwrap_or_default();
        // A full stop ends a sentence when nothing of a name follows it.
        let mut following = after.chars();
        let joined = match following.next() {
            Some('.') => following.next().is_some_and(joins),
            Some(character) => joins(character),
            None => false,
        };
        !before.is_some_and(joins) && !joined
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_what_it_names_and_nothing_longer() {
        let name = "github.com/acme/tool";
        for text in [
            "https://github.com/acme/tool",
            "see https://github.com/Acme/Tool.",
            "https://github.com/acme/tool/releases",
            "(github.com/acme/tool)",
            "x github.com/acme/tool-evil, github.com/acme/tool",
        ] {
            assert!(names(text, name), "{text}");
        }
        for text in [
            "",
            "https://github.com/acme/tool-evil",
            "https://github.com/acme/tool.evil",
            "https://github.com/acme/tools",
            "https://evil-github.com/acme/tool",
            "https://x@github.com/acme/tool",
            "https://github.com/acme",
        ] {
            assert!(!names(text, name), "{text}");
        }
        assert!(names("Ann <ann@mail.example>", "ann@mail.example"));
        assert!(!names("joann@mail.example", "ann@mail.example"));
        assert!(!names("ann@mail.example.evil", "ann@mail.example"));
    }
}
