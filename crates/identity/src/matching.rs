//! Whether a proven signer is on the list, and if not, what comes close.

use whence_display::{LookAlike, look_alike};
use whence_evidence::{UnixTime, certificate::SanKind};
use whence_verify::{Claim, Proven, Signer, SignerKind};

use crate::glob;
use crate::list::{Breadth, Entry, IdentityKind, IdentityList, IdentityRule};
use crate::parts::{Part, Parts, UriParts, same_or_alike};

const MOST_NEAR_MISSES: usize = 5;
const MOST_LOOK_ALIKES: usize = 5;

/// What the list says of a proven signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// An entry in force names the signer for this kind of claim.
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
}

/// What comes close to a signer that is not on the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unlisted {
    /// Entries that differ in one way, closest first, at most 5.
    pub near_misses: Vec<NearMiss>,
    /// Entries that the signer could be taken for, most deceptive first, at most 5.
    pub look_alikes: Vec<LookAlikeEntry>,
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

/// Why an entry does not count, closest first. All that comes before a difference agrees, except that
/// identity and issuer do not both differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// The entry is switched off.
    Disabled,
    /// The entry has expired.
    Expired,
    /// The entry does not count for this kind of claim.
    Claim,
    /// The same text, but as another kind of subject alternative name.
    SanKind,
    /// The identity differs, first in this part.
    Identity(Part),
    /// Another login service vouched for the same identity, or none did.
    Issuer,
}

/// An entry that the signer could be taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookAlikeEntry {
    /// Position in [`IdentityList::entries`].
    pub entry: usize,
    /// What the person calls the entry's signer.
    pub label: String,
    /// The part that looks alike and is not the same.
    pub part: Part,
    /// That part of the proven signer.
    pub proven: String,
    /// That part of the entry.
    pub listed: String,
    /// How they resemble each other; `first` is the proven one.
    pub look_alike: LookAlike,
}

impl IdentityList {
    /// Looks a proven signer up. `now` decides which entries have expired.
    ///
    /// Signers known by a key, and certificates that name no issuer or no kind of name an entry can
    /// ask for, are on no list. Of several entries the narrowest counts, then the first.
    pub fn match_signer(&self, signer: &Proven<Signer>, now: UnixTime) -> Match {
        let signer = signer.value();
        match signer.kind() {
            SignerKind::Certificate(certificate) => self.match_subject(
                &Subject {
                    san_kind: certificate.identity().kind(),
                    san_value: certificate.identity().value(),
                    issuer: certificate.issuer(),
                    claim: signer.claim(),
                },
                now,
            ),
            SignerKind::Key { .. } => Match::Unlisted(Unlisted::default()),
        }
    }

    pub(crate) fn match_subject(&self, subject: &Subject<'_>, now: UnixTime) -> Match {
        let entries = || self.entries.iter().enumerate();
        let best = entries()
            .filter(|(_, entry)| subject.is_named_by(entry, now))
            .min_by_key(|(_, entry)| {
                (
                    entry.breadth(),
                    matches!(entry.identity, IdentityRule::Pattern(_)),
                )
            });
        if let Some((index, entry)) = best {
            return Match::Listed(Listed {
                entry: index,
                label: entry.label.clone(),
                breadth: entry.breadth(),
            });
        }
        let mut near_misses: Vec<NearMiss> = entries()
            .filter_map(|(index, entry)| {
                let first_difference = subject.difference(entry, now)?;
                Some(NearMiss {
                    entry: index,
                    label: entry.label.clone(),
                    first_difference,
                })
            })
            .collect();
        near_misses.sort_by_key(|miss| (miss.first_difference, miss.entry));
        near_misses.truncate(MOST_NEAR_MISSES);
        let mut look_alikes: Vec<LookAlikeEntry> = entries()
            .filter_map(|(index, entry)| subject.look_alike(index, entry))
            .collect();
        look_alikes.sort_by_key(|found| (found.look_alike.kind, found.entry));
        look_alikes.truncate(MOST_LOOK_ALIKES);
        Match::Unlisted(Unlisted {
            near_misses,
            look_alikes,
        })
    }
}

/// What of a proven signer is compared.
pub(crate) struct Subject<'a> {
    pub(crate) san_kind: SanKind,
    pub(crate) san_value: &'a str,
    pub(crate) issuer: Option<&'a str>,
    pub(crate) claim: Claim,
}

impl Subject<'_> {
    fn is_named_by(&self, entry: &Entry, now: UnixTime) -> bool {
        self.kind_agrees(entry)
            && self.issuer_agrees(entry)
            && entry.claims.contains(&self.claim)
            && entry.identity.matches(self.san_value)
            && entry.in_force(now)
    }

    fn kind_agrees(&self, entry: &Entry) -> bool {
        IdentityKind::of(self.san_kind) == Some(entry.kind)
    }

    fn issuer_agrees(&self, entry: &Entry) -> bool {
        self.issuer == Some(entry.issuer.as_str())
    }

    /// How an entry that does not name this signer misses it; `None` when it is about somebody else.
    fn difference(&self, entry: &Entry, now: UnixTime) -> Option<Difference> {
        let identity = entry.identity.matches(self.san_value);
        match (identity, self.kind_agrees(entry), self.issuer_agrees(entry)) {
            (true, true, true) if !entry.enabled => Some(Difference::Disabled),
            (true, true, true) if entry.expired(now) => Some(Difference::Expired),
            (true, true, true) => Some(Difference::Claim),
            (true, false, true) => Some(Difference::SanKind),
            (true, true, false) => Some(Difference::Issuer),
            (false, true, true) => self.differing_part(entry).map(Difference::Identity),
            (true, false, false) | (false, ..) => None,
        }
    }

    /// The first part, from the widest on, in which the identity leaves the entry; `None` when host or
    /// owner differ already.
    fn differing_part(&self, entry: &Entry) -> Option<Part> {
        let fits = |rule: Option<&str>, value: Option<&str>| match (rule, value) {
            (Some(rule), Some(value)) => match &entry.identity {
                IdentityRule::Exact(_) => rule == value,
                IdentityRule::Pattern(_) => glob::matches(rule, value),
            },
            (rule, value) => rule == value,
        };
        match (
            Parts::of(entry.kind, entry.identity.as_str()),
            Parts::of(entry.kind, self.san_value),
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

    fn look_alike(&self, index: usize, entry: &Entry) -> Option<LookAlikeEntry> {
        if !self.kind_agrees(entry) {
            return None;
        }
        let (part, proven, listed) = self.deceptive_part(entry)?;
        let look_alike = look_alike(proven, listed)?;
        Some(LookAlikeEntry {
            entry: index,
            label: entry.label.clone(),
            part,
            proven: proven.to_owned(),
            listed: listed.to_owned(),
            look_alike,
        })
    }

    /// The widest part in which this signer and the entry differ, with that part of both, when all
    /// parts around it leave room for taking one for the other.
    fn deceptive_part<'a>(&'a self, entry: &'a Entry) -> Option<(Part, &'a str, &'a str)> {
        match (
            Parts::of(entry.kind, self.san_value),
            Parts::of(entry.kind, entry.identity.as_str()),
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
            let issuer = self.issuer.filter(|issuer| *issuer != entry.issuer)?;
            entry.identity.matches(self.san_value).then_some((
                Part::Issuer,
                issuer,
                entry.issuer.as_str(),
            ))
        })
    }
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

    use super::*;

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

    fn uri(san_value: &str) -> Subject<'_> {
        Subject {
            san_kind: SanKind::Uri,
            san_value,
            issuer: Some(GITHUB),
            claim: Claim::Signature,
        }
    }

    fn email(san_value: &str) -> Subject<'_> {
        Subject {
            san_kind: SanKind::Email,
            ..uri(san_value)
        }
    }

    fn listed(list: &IdentityList, subject: &Subject<'_>) -> bool {
        matches!(
            list.match_subject(subject, UnixTime::from_seconds(NOW)),
            Match::Listed(_)
        )
    }

    fn unlisted(list: &IdentityList, subject: &Subject<'_>) -> Unlisted {
        match list.match_subject(subject, UnixTime::from_seconds(NOW)) {
            Match::Unlisted(unlisted) => unlisted,
            Match::Listed(listed) => panic!("{listed:?}"),
        }
    }

    fn first_difference(list: &IdentityList, subject: &Subject<'_>) -> Option<Difference> {
        unlisted(list, subject)
            .near_misses
            .first()
            .map(|miss| miss.first_difference)
    }

    #[test]
    fn exact_entries_name_exactly_one_signer() {
        let list = exact(RELEASE);
        let Match::Listed(found) = list.match_subject(&uri(RELEASE), UnixTime::from_seconds(NOW))
        else {
            panic!()
        };
        assert_eq!(
            found,
            Listed {
                entry: 0,
                label: "Acme".into(),
                breadth: Breadth::Narrow
            }
        );
        assert!(!listed(&list, &email(RELEASE)), "another kind of name");
        assert!(
            !listed(
                &list,
                &Subject {
                    issuer: None,
                    ..uri(RELEASE)
                }
            ),
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
                !listed(
                    &list,
                    &Subject {
                        issuer: Some(issuer),
                        ..uri(RELEASE)
                    }
                ),
                "{issuer}"
            );
        }
    }

    #[test]
    fn names_of_kinds_no_entry_can_ask_for_are_on_no_list() {
        let list = exact(RELEASE);
        for san_kind in [
            SanKind::Dns,
            SanKind::Ip,
            SanKind::Unsupported,
            SanKind::OtherName,
        ] {
            assert!(!listed(
                &list,
                &Subject {
                    san_kind,
                    ..uri(RELEASE)
                }
            ));
        }
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
        let other = |san_value| Subject {
            san_kind: SanKind::OtherName,
            ..uri(san_value)
        };
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
            let subject = Subject {
                claim,
                ..uri(RELEASE)
            };
            assert_eq!(listed(&list, &subject), expected, "{claim:?}");
            if !expected {
                assert_eq!(first_difference(&list, &subject), Some(Difference::Claim));
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
        let at = |seconds| list.match_subject(&uri(RELEASE), UnixTime::from_seconds(seconds));
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
        let label = |count: usize| match list(&entries[..count].concat())
            .match_subject(&uri(RELEASE), UnixTime::from_seconds(NOW))
        {
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
        let cases: Vec<(&IdentityList, Subject<'_>, Option<Difference>)> = vec![
            (&off, uri(RELEASE), Some(Disabled)),
            (&expired, uri(RELEASE), Some(Expired)),
            (&exact, email(RELEASE), Some(Kind)),
            (
                &exact,
                Subject {
                    issuer: Some("https://login.example"),
                    ..uri(RELEASE)
                },
                Some(Issuer),
            ),
            (
                &exact,
                Subject {
                    issuer: None,
                    ..uri(RELEASE)
                },
                Some(Issuer),
            ),
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
                subject.san_value
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
        let issuer = Subject {
            issuer: Some("https://token.actions.githubusercomtent.com"),
            ..uri(RELEASE)
        };
        let found = unlisted(&exact(RELEASE), &issuer);
        assert_eq!(found.look_alikes[0].part, Part::Issuer);
        assert_eq!(found.near_misses[0].first_difference, Difference::Issuer);
    }

    #[test]
    fn a_full_list_is_searched_quickly() {
        let entries: String = (0..20_000)
            .map(|number| entry(&format!("L{number}"), GITHUB, &format!("identity-pattern = \"https://github.com/owner{number}/tool/**@refs/tags/*\"")))
            .collect();
        let list = list(&entries);
        let start = std::time::Instant::now();
        assert_eq!(unlisted(&list, &uri(RELEASE)).near_misses, []);
        let took = start.elapsed();
        assert!(
            took < std::time::Duration::from_secs(10),
            "{took:?} in an unoptimised build"
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
