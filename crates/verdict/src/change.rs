//! What differs from earlier checks of the same thing: notes, and a stop where the person asked for one.
//!
//! Only what was **proven** earlier counts as a base. A signer that was noted as another one than before does
//! not become the usual one by being checked again: that takes an entry on the list. And the same bytes give
//! the same notes however often they are checked, because they are never their own base.

use whence_verify::Claim;

use crate::{Note, State, UnlistedReason, Verdict, VerdictCode, version::compare_versions};

/// One check, as far as later ones are compared with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// Names the check; later ones have larger numbers. 0 for one that is not kept yet.
    pub check: u64,
    /// Files that differ in nothing but their version have the same line: `tool-#-setup.exe`.
    pub line: String,
    /// The version that the name tells.
    pub version: Option<String>,
    /// The digest of the content, with the name of its algorithm.
    pub digest: Option<String>,
    /// What the check came to.
    pub state: State,
    /// Who was proven to have signed.
    pub signer: Option<SeenSigner>,
    /// What kind of claim was signed.
    pub claim: Option<Claim>,
    /// Whether an entry of a public log was part of the proof.
    pub logged: bool,
    /// Whether a time service's stamp was part of the proof.
    pub timestamped: bool,
    /// Id of the list entry that fitted the signer, and what the person calls it.
    pub entry: Option<(String, String)>,
    /// Whether its signer was another one than before.
    pub changed: bool,
}

/// A proven signer, as far as later ones are compared with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeenSigner {
    /// Known by the identity in a certificate.
    Certificate(Box<SeenCertificate>),
    /// Known by a key: the fingerprint of its SubjectPublicKeyInfo, and the registry whose key it is.
    Key {
        /// SHA-256, hex.
        fingerprint: String,
        /// The package registry, when the trust data names one.
        registry: Option<String>,
    },
}

/// What a certificate said of its holder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeenCertificate {
    /// Kind of the subject alternative name, by its stable name.
    pub kind: String,
    /// The subject alternative name.
    pub identity: String,
    /// The login service.
    pub issuer: Option<String>,
    /// Repository of the source, and its lasting number.
    pub repository: Option<String>,
    /// Fulcio 1.15.
    pub repository_id: Option<String>,
    /// Owner of the repository, and its lasting number.
    pub owner: Option<String>,
    /// Fulcio 1.17.
    pub owner_id: Option<String>,
    /// Branch or tag of the source.
    pub source_ref: Option<String>,
    /// What started the build.
    pub trigger: Option<String>,
    /// Whose machine it ran on.
    pub runner: Option<String>,
    /// The signing service that issued it, by its name, when it is one the person added.
    pub instance: Option<String>,
}

/// Something that differs from an earlier check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// What.
    pub note: Note,
    /// The check it is compared with; absent when there is none, which is what is noted then.
    pub before: Option<u64>,
}

impl Change {
    /// Whether it stops at a signer the person pinned, instead of being noted.
    pub const fn stops(self) -> bool {
        matches!(
            self.note,
            Note::AccountChanged
                | Note::SignerChanged
                | Note::IssuerChanged
                | Note::WorkflowChanged
                | Note::RunnerChanged
                | Note::TriggerChanged
                | Note::RefKindChanged
                | Note::LogDropped
                | Note::TimestampDropped
        )
    }
}

/// What differs between this check and `earlier` ones of the same product, in the order of importance.
pub fn changes(now: &Sighting, earlier: &[Sighting]) -> Vec<Change> {
    let proven = || {
        earlier
            .iter()
            .filter(|it| matches!(it.state, State::Listed | State::Unlisted) && it.signer.is_some())
    };
    let note = |note, before: &Sighting| Change {
        note,
        before: Some(before.check),
    };
    let mut changes = Vec::new();
    let others = || proven().filter(|it| it.digest.is_none() || it.digest != now.digest);
    if now.state == State::NoSignature {
        let signed = latest(others().filter(|it| it.line == now.line && !is_stranger(it)));
        changes.extend(signed.map(|before| note(Note::SignatureMissing, before)));
        return changes;
    }
    let (State::Listed | State::Unlisted, Some(signer)) = (now.state, &now.signer) else {
        return changes;
    };
    match base(signer, others()) {
        Some(before) => changes.extend(
            against(now, signer, before)
                .into_iter()
                .map(|found| note(found, before)),
        ),
        None if proven().next().is_none() && now.state == State::Unlisted => changes.push(Change {
            note: Note::FirstSeen,
            before: None,
        }),
        None => {}
    }
    if let Some(version) = &now.version {
        let same = others()
            .filter(|it| it.line == now.line && it.version.as_ref() == Some(version))
            .filter(|it| comparable(it.digest.as_deref(), now.digest.as_deref()));
        changes.extend(latest(same).map(|before| note(Note::DigestMoved, before)));
        let newer = others().filter(|it| {
            let earlier = it.version.as_deref();
            earlier.is_some_and(|it| compare_versions(it, version).is_gt())
        });
        changes.extend(latest(newer).map(|before| note(Note::OlderThanSeen, before)));
    }
    changes.sort_by_key(|change| change.note);
    changes
}

/// Turns a change into a stop, when the entry it is compared with is `pinned`. States that say less than
/// *unlisted* stay as they are.
#[must_use]
pub fn stop_at_pinned(
    verdict: Verdict,
    changes: &[Change],
    pinned: impl Fn(u64) -> bool,
) -> Verdict {
    let stops = changes
        .iter()
        .any(|change| change.stops() && change.before.is_some_and(&pinned));
    if stops && matches!(verdict.state, State::Listed | State::Unlisted) {
        Verdict {
            state: State::Unlisted,
            code: VerdictCode::Unlisted(UnlistedReason::PinnedSignerChanged),
            ..verdict
        }
    } else {
        verdict
    }
}

/// Whether nothing but the order of arrival speaks for this signer.
const fn is_stranger(sighting: &Sighting) -> bool {
    sighting.changed && !matches!(sighting.state, State::Listed)
}

/// What a signer is compared with: listed ones when there are any, because the list outweighs habit; of
/// those the same signer again, and else the latest.
fn base<'a>(
    signer: &SeenSigner,
    earlier: impl Iterator<Item = &'a Sighting> + Clone,
) -> Option<&'a Sighting> {
    let is_listed = |it: &&Sighting| it.state == State::Listed;
    let any_listed = earlier.clone().any(|it| is_listed(&it));
    let eligible = || {
        earlier.clone().filter(|it| {
            if any_listed {
                is_listed(it)
            } else {
                !is_stranger(it)
            }
        })
    };
    let same = |it: &&Sighting| {
        it.signer
            .as_ref()
            .is_some_and(|before| !matches!(difference(before, signer), Some(found) if found != Note::WorkflowChanged))
    };
    latest(eligible().filter(same)).or_else(|| latest(eligible()))
}

fn latest<'a>(sightings: impl Iterator<Item = &'a Sighting>) -> Option<&'a Sighting> {
    sightings.max_by_key(|it| it.check)
}

fn against(now: &Sighting, signer: &SeenSigner, before: &Sighting) -> Vec<Note> {
    let Some(known) = &before.signer else {
        return vec![];
    };
    let mut notes: Vec<Note> = difference(known, signer).into_iter().collect();
    if notes.iter().any(|note| *note != Note::WorkflowChanged) {
        // Of another signer nothing else is expected to be as before.
        return notes;
    }
    if let (SeenSigner::Certificate(known), SeenSigner::Certificate(signer)) = (known, signer) {
        let differ = |before: Option<&str>, now: Option<&str>| {
            before.is_some() && now.is_some() && before != now
        };
        if differ(known.runner.as_deref(), signer.runner.as_deref()) {
            notes.push(Note::RunnerChanged);
        }
        if differ(known.trigger.as_deref(), signer.trigger.as_deref()) {
            notes.push(Note::TriggerChanged);
        }
        if differ(ref_kind(known), ref_kind(signer)) {
            notes.push(Note::RefKindChanged);
        }
    }
    if before.logged && !now.logged {
        notes.push(Note::LogDropped);
    }
    if before.timestamped && !now.timestamped {
        notes.push(Note::TimestampDropped);
    }
    notes
}

/// How a signer is another one than before, if it is; [`Note::WorkflowChanged`] when it is the same in other
/// clothes.
fn difference(before: &SeenSigner, now: &SeenSigner) -> Option<Note> {
    let (before, now) = match (before, now) {
        (
            SeenSigner::Key {
                fingerprint: before,
                ..
            },
            SeenSigner::Key {
                fingerprint: now, ..
            },
        ) => return (before != now).then_some(Note::SignerChanged),
        (SeenSigner::Certificate(before), SeenSigner::Certificate(now)) => (before, now),
        _ => return Some(Note::SignerChanged),
    };
    if before.instance != now.instance {
        // Whoever runs a signing service of their own can write any name and number into its certificates.
        return Some(Note::SignerChanged);
    }
    let same_issuer = before.issuer == now.issuer;
    // Lasting numbers belong to their service: those of another one mean nothing here.
    let numbers_differ = |[name, later]: [&Option<String>; 2], numbers: [&Option<String>; 2]| {
        let [before, now] = numbers;
        name.is_some() && name == later && before.is_some() && now.is_some() && before != now
    };
    let other_account = same_issuer
        && (numbers_differ(
            [&before.owner, &now.owner],
            [&before.owner_id, &now.owner_id],
        ) || numbers_differ(
            [&before.repository, &now.repository],
            [&before.repository_id, &now.repository_id],
        ));
    if other_account {
        return Some(Note::AccountChanged);
    }
    let renamed =
        same_issuer && before.repository_id.is_some() && before.repository_id == now.repository_id;
    let (same_source, same_workflow) = match (&before.repository, &now.repository) {
        (Some(one), Some(other)) => (
            one == other || renamed,
            before.within_repository() == now.within_repository(),
        ),
        // The whole name is compared, and nothing of it is left.
        _ => (before.kind == now.kind && before.name() == now.name(), true),
    };
    if !same_source {
        Some(Note::SignerChanged)
    } else if !same_issuer {
        Some(Note::IssuerChanged)
    } else if !same_workflow {
        Some(Note::WorkflowChanged)
    } else {
        None
    }
}

impl SeenCertificate {
    /// The identity without branch or tag, which are other ones with every release.
    pub fn name(&self) -> &str {
        match self.identity.rsplit_once("@refs/") {
            Some((name, _)) if self.kind == "uri" => name,
            _ => &self.identity,
        }
    }

    /// The same without the repository, which can be renamed.
    fn within_repository(&self) -> &str {
        let repository = self.repository.as_deref().unwrap_or_default();
        let within = self.name().strip_prefix(repository);
        within
            .filter(|rest| rest.starts_with('/'))
            .unwrap_or(self.name())
    }
}

/// `refs/tags` or `refs/heads`, or what else stands there.
fn ref_kind(certificate: &SeenCertificate) -> Option<&str> {
    let source = certificate.source_ref.as_deref()?;
    let mut slashes = source.match_indices('/').map(|(at, _)| at);
    let end = slashes.nth(1)?;
    source.get(..end)
}

/// Whether two digests are of one algorithm, so that they can be told apart.
fn comparable(first: Option<&str>, second: Option<&str>) -> bool {
    let algorithm = |digest: Option<&str>| Some(digest?.split_once(':')?.0.to_owned());
    let first = algorithm(first);
    first.is_some() && first == algorithm(second)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    fn certificate(repository: &str) -> SeenCertificate {
        let address = format!("https://code.example/{repository}");
        SeenCertificate {
            kind: "uri".into(),
            identity: format!("{address}/.github/workflows/release.yml@refs/tags/v1"),
            issuer: Some("https://login.example".into()),
            owner: address.rsplit_once('/').map(|(owner, _)| owner.to_owned()),
            owner_id: Some("1".into()),
            repository: Some(address),
            // Everything of acme is one repository under several names, which is how renaming looks.
            repository_id: Some(
                if repository.starts_with("acme/") {
                    "2"
                } else {
                    "77"
                }
                .into(),
            ),
            source_ref: Some("refs/tags/v1".into()),
            trigger: Some("push".into()),
            runner: Some("github-hosted".into()),
            instance: None,
        }
    }

    /// Check number `check` of version `check` of the tool, by the usual signer.
    fn sighting(check: u64) -> Sighting {
        Sighting {
            check,
            line: "tool-#.tar.gz".into(),
            version: Some(format!("{check}.0")),
            digest: Some(format!("sha256:{check}")),
            state: State::Unlisted,
            signer: Some(SeenSigner::Certificate(Box::new(certificate("acme/tool")))),
            claim: Some(Claim::Signature),
            logged: true,
            timestamped: true,
            entry: None,
            changed: false,
        }
    }

    fn by(check: u64, change: impl FnOnce(&mut SeenCertificate)) -> Sighting {
        let mut it = certificate("acme/tool");
        change(&mut it);
        Sighting {
            signer: Some(SeenSigner::Certificate(Box::new(it))),
            ..sighting(check)
        }
    }

    fn person(check: u64, kind: &str, identity: &str) -> Sighting {
        by(check, |it| {
            *it = SeenCertificate {
                kind: kind.into(),
                identity: identity.into(),
                issuer: it.issuer.clone(),
                ..SeenCertificate::default()
            }
        })
    }

    fn by_key(check: u64, fingerprint: &str) -> Sighting {
        Sighting {
            signer: Some(SeenSigner::Key {
                fingerprint: fingerprint.into(),
                registry: None,
            }),
            ..sighting(check)
        }
    }

    fn notes(now: &Sighting, earlier: &[Sighting]) -> Vec<(Note, Option<u64>)> {
        changes(now, earlier)
            .into_iter()
            .map(|change| (change.note, change.before))
            .collect()
    }

    #[test]
    fn each_change_has_its_note() {
        let table: Vec<(&str, Sighting, Sighting, Vec<Note>)> = vec![
            ("nothing", sighting(1), sighting(2), vec![]),
            (
                "another tag of the same workflow",
                sighting(1),
                by(2, |it| {
                    it.identity = it.identity.replace("v1", "v2");
                    it.source_ref = Some("refs/tags/v2".into());
                }),
                vec![],
            ),
            (
                "another repository",
                sighting(1),
                by(2, |it| *it = certificate("evil/tool")),
                vec![Note::SignerChanged],
            ),
            (
                "a repository that was renamed, by its lasting number",
                sighting(1),
                by(2, |it| {
                    *it = certificate("acme/instrument");
                }),
                vec![],
            ),
            (
                "a shared workflow in place of its own",
                sighting(1),
                by(2, |it| {
                    it.identity =
                        "https://code.example/shared/w/.github/workflows/x.yml@refs/heads/main"
                            .into()
                }),
                vec![Note::WorkflowChanged],
            ),
            (
                "another issuer",
                sighting(1),
                by(2, |it| it.issuer = Some("https://other.example".into())),
                vec![Note::IssuerChanged],
            ),
            (
                "the same name by a signing service of somebody's own",
                sighting(1),
                by(2, |it| it.instance = Some("Company".into())),
                vec![Note::SignerChanged],
            ),
            (
                "the same name by another one of those",
                by(1, |it| it.instance = Some("Company".into())),
                by(2, |it| it.instance = Some("Other".into())),
                vec![Note::SignerChanged],
            ),
            (
                "another owner of the same name",
                sighting(1),
                by(2, |it| it.owner_id = Some("9".into())),
                vec![Note::AccountChanged],
            ),
            (
                "another repository of the same name",
                sighting(1),
                by(2, |it| it.repository_id = Some("9".into())),
                vec![Note::AccountChanged],
            ),
            (
                "a number that is not told any more",
                sighting(1),
                by(2, |it| it.owner_id = None),
                vec![],
            ),
            (
                "a key in place of a name",
                sighting(1),
                by_key(2, "aa"),
                vec![Note::SignerChanged],
            ),
            ("the same key", by_key(1, "aa"), by_key(2, "aa"), vec![]),
            (
                "another key",
                by_key(1, "aa"),
                by_key(2, "bb"),
                vec![Note::SignerChanged],
            ),
            (
                "another person",
                person(1, "email", "a@post.example"),
                person(2, "email", "b@post.example"),
                vec![Note::SignerChanged],
            ),
            (
                "a number that was not told before",
                by(1, |it| it.owner_id = None),
                sighting(2),
                vec![],
            ),
            (
                "a number of an owner without a name",
                by(1, |it| it.owner = None),
                by(2, |it| {
                    it.owner = None;
                    it.owner_id = Some("9".into());
                }),
                vec![],
            ),
            (
                "a repository that was handed to another owner",
                sighting(1),
                by(2, |it| {
                    it.owner = Some("https://code.example/other".into());
                    it.owner_id = Some("9".into());
                }),
                vec![],
            ),
            (
                "another number of another login service",
                sighting(1),
                by(2, |it| {
                    it.issuer = Some("https://other.example".into());
                    it.owner_id = Some("9".into());
                }),
                vec![Note::IssuerChanged],
            ),
            (
                "another repository with the same number of another login service",
                sighting(1),
                by(2, |it| {
                    *it = certificate("acme/instrument");
                    it.issuer = Some("https://other.example".into());
                }),
                vec![Note::SignerChanged],
            ),
            (
                "another repository where neither has a number",
                by(1, |it| it.repository_id = None),
                by(2, |it| {
                    *it = certificate("acme/instrument");
                    it.repository_id = None;
                }),
                vec![Note::SignerChanged],
            ),
            (
                "workflows of others, although their names begin like the repository",
                by(1, |it| {
                    it.identity = "https://code.example/acme/toolbox/w.yml@refs/tags/v1".into();
                }),
                by(2, |it| {
                    *it = certificate("acme/instrument");
                    it.identity =
                        "https://code.example/acme/instrumentbox/w.yml@refs/tags/v1".into();
                }),
                vec![Note::WorkflowChanged],
            ),
            (
                "a repository that is not told any more",
                sighting(1),
                by(2, |it| it.repository = None),
                vec![],
            ),
            (
                "a repository that was not told before",
                by(1, |it| it.repository = None),
                sighting(2),
                vec![],
            ),
            (
                "a name of another kind",
                person(1, "email", "a@post.example"),
                person(2, "other-name", "a@post.example"),
                vec![Note::SignerChanged],
            ),
            (
                "the same person",
                person(1, "email", "a@post.example"),
                person(2, "email", "a@post.example"),
                vec![],
            ),
            (
                "mail addresses that look like branches",
                person(1, "email", "a@refs/x"),
                person(2, "email", "a@refs/y"),
                vec![Note::SignerChanged],
            ),
            (
                "trigger",
                sighting(1),
                by(2, |it| it.trigger = Some("workflow_dispatch".into())),
                vec![Note::TriggerChanged],
            ),
            (
                "runner",
                sighting(1),
                by(2, |it| it.runner = Some("self-hosted".into())),
                vec![Note::RunnerChanged],
            ),
            (
                "a runner that is not told any more",
                sighting(1),
                by(2, |it| it.runner = None),
                vec![],
            ),
            (
                "a runner that was not told before",
                by(1, |it| it.runner = None),
                sighting(2),
                vec![],
            ),
            (
                "another workflow on another runner",
                sighting(1),
                by(2, |it| {
                    it.identity = it.identity.replace("release", "other");
                    it.runner = Some("self-hosted".into());
                }),
                vec![Note::WorkflowChanged, Note::RunnerChanged],
            ),
            (
                "another signer, of whom nothing else is expected",
                sighting(1),
                by(2, |it| {
                    *it = certificate("evil/tool");
                    it.runner = Some("self-hosted".into());
                }),
                vec![Note::SignerChanged],
            ),
            (
                "another branch",
                by(1, |it| it.source_ref = Some("refs/heads/main".into())),
                by(2, |it| it.source_ref = Some("refs/heads/next".into())),
                vec![],
            ),
            (
                "a branch that is not written out",
                sighting(1),
                by(2, |it| it.source_ref = Some("main".into())),
                vec![],
            ),
            (
                "a branch in place of a tag",
                sighting(1),
                by(2, |it| it.source_ref = Some("refs/heads/main".into())),
                vec![Note::RefKindChanged],
            ),
            (
                "no log",
                sighting(1),
                Sighting {
                    logged: false,
                    ..sighting(2)
                },
                vec![Note::LogDropped],
            ),
            (
                "no time stamp",
                sighting(1),
                Sighting {
                    timestamped: false,
                    ..sighting(2)
                },
                vec![Note::TimestampDropped],
            ),
            (
                "a log and a time stamp that were not there before",
                Sighting {
                    logged: false,
                    timestamped: false,
                    ..sighting(1)
                },
                sighting(2),
                vec![],
            ),
            (
                "neither before nor now",
                Sighting {
                    logged: false,
                    timestamped: false,
                    ..sighting(1)
                },
                Sighting {
                    logged: false,
                    timestamped: false,
                    ..sighting(2)
                },
                vec![],
            ),
            (
                "another signer of what has no digest",
                Sighting {
                    digest: None,
                    ..sighting(1)
                },
                Sighting {
                    digest: None,
                    ..by(2, |it| *it = certificate("evil/tool"))
                },
                vec![Note::SignerChanged],
            ),
            (
                "the same version of what has no digest",
                Sighting {
                    digest: None,
                    ..sighting(1)
                },
                Sighting {
                    digest: None,
                    ..sighting(1)
                },
                vec![],
            ),
            (
                "what weighs more is told first",
                sighting(1),
                Sighting {
                    digest: Some("sha256:other".into()),
                    ..by(1, |it| it.runner = Some("self-hosted".into()))
                },
                vec![Note::DigestMoved, Note::RunnerChanged],
            ),
            (
                "another file under the same version",
                sighting(1),
                Sighting {
                    digest: Some("sha256:other".into()),
                    ..sighting(1)
                },
                vec![Note::DigestMoved],
            ),
            (
                "another file under the same version, by another algorithm",
                sighting(1),
                Sighting {
                    digest: Some("sha512:other".into()),
                    ..sighting(1)
                },
                vec![],
            ),
            (
                "another line of the same version",
                sighting(1),
                Sighting {
                    digest: Some("sha256:other".into()),
                    line: "tool-#.exe".into(),
                    ..sighting(1)
                },
                vec![],
            ),
            (
                "an earlier version",
                sighting(3),
                sighting(2),
                vec![Note::OlderThanSeen],
            ),
            (
                "no signature",
                sighting(1),
                Sighting {
                    state: State::NoSignature,
                    signer: None,
                    ..sighting(2)
                },
                vec![Note::SignatureMissing],
            ),
            (
                "no signature on another line",
                sighting(1),
                Sighting {
                    state: State::NoSignature,
                    signer: None,
                    line: "tool-#.txt".into(),
                    ..sighting(2)
                },
                vec![],
            ),
            (
                "no signature where only a stranger's was",
                Sighting {
                    changed: true,
                    ..sighting(1)
                },
                Sighting {
                    state: State::NoSignature,
                    signer: None,
                    ..sighting(2)
                },
                vec![],
            ),
            (
                "no signature where one on the list was, although another than before",
                Sighting {
                    changed: true,
                    state: State::Listed,
                    ..sighting(1)
                },
                Sighting {
                    state: State::NoSignature,
                    signer: None,
                    ..sighting(2)
                },
                vec![Note::SignatureMissing],
            ),
            (
                "a failure has its own headline",
                sighting(1),
                Sighting {
                    state: State::Failed,
                    signer: None,
                    ..sighting(2)
                },
                vec![],
            ),
        ];
        for (name, before, now, expected) in table {
            let found = notes(&now, std::slice::from_ref(&before));
            let expected: Vec<_> = expected
                .into_iter()
                .map(|note| (note, Some(before.check)))
                .collect();
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn only_what_was_proven_is_a_base() {
        for state in [State::Failed, State::NoSignature, State::CouldNotCheck] {
            let before = Sighting {
                state,
                ..by(1, |it| *it = certificate("evil/tool"))
            };
            assert_eq!(
                notes(&sighting(2), &[before]),
                [(Note::FirstSeen, None)],
                "{state:?}"
            );
        }
        let unproven = Sighting {
            signer: None,
            ..sighting(1)
        };
        assert_eq!(notes(&sighting(2), &[unproven]), [(Note::FirstSeen, None)]);
        let listed = Sighting {
            state: State::Listed,
            ..sighting(2)
        };
        assert_eq!(notes(&listed, &[]), []);
    }

    #[test]
    fn the_same_bytes_give_the_same_notes_again() {
        let changed = |check| Sighting {
            changed: true,
            digest: Some("sha256:evil".into()),
            version: Some("9.0".into()),
            ..by(check, |it| *it = certificate("evil/tool"))
        };
        let earlier = [sighting(1), changed(2), changed(3)];
        assert_eq!(
            notes(&changed(4), &earlier),
            [(Note::SignerChanged, Some(1))]
        );
        assert_eq!(notes(&sighting(1), &[sighting(1)]), []);
    }

    #[test]
    fn a_stranger_does_not_become_the_usual_signer_by_being_checked() {
        let stranger = |check| Sighting {
            changed: true,
            ..by(check, |it| *it = certificate("evil/tool"))
        };
        let earlier = [sighting(1), stranger(2), stranger(3)];
        assert_eq!(
            notes(&stranger(4), &earlier),
            [(Note::SignerChanged, Some(1))]
        );
        assert_eq!(notes(&sighting(5), &earlier), []);
        // On the list it does.
        let listed = Sighting {
            state: State::Listed,
            ..stranger(3)
        };
        assert_eq!(notes(&stranger(4), &[sighting(1), listed.clone()]), []);
        assert_eq!(
            notes(&sighting(5), &[sighting(1), listed]),
            [(Note::SignerChanged, Some(3))]
        );
    }

    #[test]
    fn of_several_the_same_signer_is_the_base_and_else_the_latest() {
        let other = |check| by(check, |it| *it = certificate("other/tool"));
        let third = by(4, |it| {
            *it = certificate("third/tool");
            it.repository_id = Some("3".into());
        });
        let earlier = [sighting(1), sighting(2), other(3)];
        assert_eq!(notes(&third, &earlier), [(Note::SignerChanged, Some(3))]);
        let workflow = |check| {
            by(check, |it| {
                it.identity = it.identity.replace("release", "other");
            })
        };
        // In other clothes, but the same.
        assert_eq!(
            notes(&workflow(4), &earlier),
            [(Note::WorkflowChanged, Some(2))]
        );
        // The latest of several is told, whatever their order.
        let moved = |check| Sighting {
            check,
            digest: Some(format!("sha256:moved-{check}")),
            ..sighting(1)
        };
        let earlier = [moved(3), moved(5), moved(4)];
        assert_eq!(
            notes(&sighting(1), &earlier),
            [(Note::DigestMoved, Some(5))]
        );
        let earlier = [sighting(8), sighting(9), sighting(7)];
        assert_eq!(
            notes(&sighting(6), &earlier),
            [(Note::OlderThanSeen, Some(9))]
        );
    }

    #[test]
    fn several_signers_on_the_list_take_turns_without_a_note() {
        let listed = |it: Sighting| Sighting {
            state: State::Listed,
            ..it
        };
        let one = |check| listed(sighting(check));
        let two = |check| listed(by(check, |it| *it = certificate("other/tool")));
        assert_eq!(notes(&two(2), &[one(1)]), [(Note::SignerChanged, Some(1))]);
        assert_eq!(notes(&one(3), &[one(1), two(2)]), []);
        assert_eq!(notes(&two(4), &[one(1), two(2), one(3)]), []);
    }

    #[test]
    fn pinned_signers_turn_a_change_into_a_stop() {
        let verdict = |code: VerdictCode| Verdict {
            state: code.state(),
            code,
            deciding: Some(0),
            notes: vec![],
        };
        let stopped = VerdictCode::Unlisted(UnlistedReason::PinnedSignerChanged);
        let stopping = [
            Note::AccountChanged,
            Note::SignerChanged,
            Note::IssuerChanged,
            Note::WorkflowChanged,
            Note::RunnerChanged,
            Note::TriggerChanged,
            Note::RefKindChanged,
            Note::LogDropped,
            Note::TimestampDropped,
        ];
        let codes = [
            (VerdictCode::Listed, stopped),
            (VerdictCode::Unlisted(UnlistedReason::NoEntry), stopped),
            (VerdictCode::NoneFound, VerdictCode::NoneFound),
            (
                VerdictCode::Engine(whence_verify::Code::FileMismatch),
                VerdictCode::Engine(whence_verify::Code::FileMismatch),
            ),
        ];
        for (before, after) in codes {
            for note in Note::ALL {
                let change = Change {
                    note,
                    before: Some(7),
                };
                let decided =
                    |pinned| stop_at_pinned(verdict(before), &[change], |it| pinned && it == 7);
                let expected = if stopping.contains(&note) {
                    after
                } else {
                    before
                };
                assert_eq!(decided(true), verdict(expected), "{note:?}");
                assert_eq!(decided(false), verdict(before), "{note:?}");
            }
        }
        let none = Change {
            note: Note::SignerChanged,
            before: None,
        };
        assert_eq!(
            stop_at_pinned(verdict(VerdictCode::Listed), &[none], |_| true).state,
            State::Listed
        );
    }
}
