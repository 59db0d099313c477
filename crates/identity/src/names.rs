//! Names arranged for finding those that look like a given one among many thousands.

use std::collections::HashMap;

use whence_display::{LookAlike, LookAlikeForm, Sketch};

use crate::list::IdentityKind;
use crate::parts::{Part, Parts};

/// Names of signers, each with the positions of those that have it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    kinds: HashMap<IdentityKind, Hosts>,
}

/// By host, then owner, then repository; of mail addresses by host, then mail box; of other names the whole
/// name in place of the host.
#[derive(Clone, Debug, Default)]
struct Hosts {
    names: NameSet,
    owners: Vec<Owners>,
}

#[derive(Clone, Debug, Default)]
struct Owners {
    names: NameSet,
    repositories: Vec<NameSet>,
}

/// Different names, those that are equal once.
#[derive(Clone, Debug, Default)]
struct NameSet {
    positions: HashMap<String, usize>,
    sketches: Vec<Sketch>,
    forms: Vec<LookAlikeForm>,
    members: Vec<Vec<usize>>,
}

/// Somebody a signer could be taken for.
pub(crate) struct Resemblance {
    /// Position of the one resembled.
    pub(crate) member: usize,
    pub(crate) part: Part,
    pub(crate) proven: String,
    pub(crate) listed: String,
    pub(crate) look_alike: LookAlike,
}

/// The parts of one identity that are compared. What is open is absent.
pub(crate) struct NameParts<'a> {
    pub(crate) host: &'a str,
    pub(crate) owner: Option<&'a str>,
    pub(crate) repository: Option<&'a str>,
}

impl<'a> NameParts<'a> {
    /// Of an identity, or of a rule's text with stars where it is open.
    pub(crate) fn of(kind: IdentityKind, text: &'a str) -> Option<Self> {
        let named = |part: Option<&'a str>| part.filter(|part| !part.contains('*'));
        match Parts::of(kind, text) {
            Parts::Uri(parts) => Some(Self {
                // Another scheme counts as part of the name, the usual one would hide what it starts with.
                host: parts.host.strip_prefix("https://").unwrap_or(parts.host),
                owner: Some(parts.owner?),
                repository: named(parts.repository),
            }),
            Parts::Email { mailbox, host } => Some(Self {
                host,
                owner: named(Some(mailbox)),
                repository: None,
            }),
            Parts::Whole(_) if kind == IdentityKind::Uri => None,
            Parts::Whole(whole) => Some(Self {
                host: whole,
                owner: None,
                repository: None,
            }),
        }
    }
}

impl Names {
    pub(crate) fn add(&mut self, kind: IdentityKind, parts: &NameParts<'_>, member: usize) {
        let hosts = self.kinds.entry(kind).or_default();
        let host = hosts.names.add(parts.host, member);
        if hosts.owners.len() <= host {
            hosts.owners.resize_with(host + 1, Owners::default);
        }
        let (Some(owners), Some(owner)) = (hosts.owners.get_mut(host), parts.owner) else {
            return;
        };
        let owner = owners.names.add(owner, member);
        if owners.repositories.len() <= owner {
            owners.repositories.resize_with(owner + 1, NameSet::default);
        }
        if let (Some(repositories), Some(repository)) =
            (owners.repositories.get_mut(owner), parts.repository)
        {
            repositories.add(repository, member);
        }
    }

    /// Those an identity could be taken for, in the widest part in which they differ: most deceptive first,
    /// then in order, at most `most`.
    pub(crate) fn resembling(
        &self,
        kind: IdentityKind,
        identity: &str,
        most: usize,
    ) -> Vec<Resemblance> {
        let (Some(hosts), Some(parts)) = (self.kinds.get(&kind), NameParts::of(kind, identity))
        else {
            return Vec::new();
        };
        let (owner_part, host_part) = match kind {
            IdentityKind::Uri => (Part::Owner, Part::Host),
            IdentityKind::Email => (Part::Mailbox, Part::Host),
            IdentityKind::OtherName => (Part::Whole, Part::Whole),
        };
        let host = LookAlikeForm::of(parts.host);
        let owner = parts.owner.map(LookAlikeForm::of);
        let mut found = Vec::new();
        // Another host counts when the owner there is the same or looks alike, or is open.
        for (at, alike) in hosts.names.alike(&host) {
            let (Some(listed), Some(owners)) = (hosts.names.forms.get(at), hosts.owners.get(at))
            else {
                continue;
            };
            let members = match &owner {
                None => hosts.names.members(at).to_vec(),
                Some(owner) => {
                    let mut members: Vec<usize> = match owners.names.position(owner.name()) {
                        Some(same) => owners.names.members(same).to_vec(),
                        None => Vec::new(),
                    };
                    for (at, _) in owners.names.alike(owner) {
                        members.extend(owners.names.members(at));
                    }
                    if kind == IdentityKind::Email {
                        let open = hosts.names.members(at).iter();
                        members.extend(open.filter(|member| !owners.names.has(**member)));
                    }
                    members.sort_unstable();
                    members.dedup();
                    members
                }
            };
            gather(&mut found, &members, host_part, &host, listed, alike, most);
        }
        let same_host = hosts
            .names
            .position(host.name())
            .and_then(|at| hosts.owners.get(at));
        if let (Some(owners), Some(owner)) = (same_host, &owner) {
            for (at, alike) in owners.names.alike(owner) {
                if let Some(listed) = owners.names.forms.get(at) {
                    let members = owners.names.members(at);
                    gather(&mut found, members, owner_part, owner, listed, alike, most);
                }
            }
            let same_owner = owners.names.position(owner.name());
            let repositories = same_owner.and_then(|at| owners.repositories.get(at));
            if let (Some(repositories), Some(repository)) = (repositories, parts.repository) {
                let repository = LookAlikeForm::of(repository);
                for (at, alike) in repositories.alike(&repository) {
                    if let Some(listed) = repositories.forms.get(at) {
                        let members = repositories.members(at);
                        gather(
                            &mut found,
                            members,
                            Part::Repository,
                            &repository,
                            listed,
                            alike,
                            most,
                        );
                    }
                }
            }
        }
        found.sort_by_key(|found| (found.look_alike.kind, found.member));
        found.truncate(most);
        found
    }
}

fn gather(
    found: &mut Vec<Resemblance>,
    members: &[usize],
    part: Part,
    proven: &LookAlikeForm,
    listed: &LookAlikeForm,
    look_alike: LookAlike,
    most: usize,
) {
    found.extend(members.iter().take(most).map(|member| Resemblance {
        member: *member,
        part,
        proven: proven.name().to_owned(),
        listed: listed.name().to_owned(),
        look_alike,
    }));
}

impl NameSet {
    /// The position of the name.
    fn add(&mut self, name: &str, member: usize) -> usize {
        let position = match self.positions.get(name) {
            Some(position) => *position,
            None => {
                let position = self.forms.len();
                let form = LookAlikeForm::of(name);
                self.positions.insert(name.to_owned(), position);
                self.sketches.push(*form.sketch());
                self.forms.push(form);
                self.members.push(Vec::new());
                position
            }
        };
        if let Some(members) = self.members.get_mut(position) {
            members.push(member);
        }
        position
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.positions.get(name).copied()
    }

    fn members(&self, position: usize) -> &[usize] {
        self.members.get(position).map_or(&[], Vec::as_slice)
    }

    fn has(&self, member: usize) -> bool {
        self.members.iter().any(|members| members.contains(&member))
    }

    /// The names that look like this one.
    fn alike(&self, name: &LookAlikeForm) -> impl Iterator<Item = (usize, LookAlike)> {
        let candidates = self.sketches.iter().enumerate();
        candidates
            .filter(|(_, sketch)| sketch.may_resemble(name.sketch()))
            .filter_map(|(position, _)| {
                let form = self.forms.get(position)?;
                Some((position, name.look_alike(form)?))
            })
    }
}
