//! What could be asked about a file, and why some sources cannot be.

use std::{collections::BTreeSet, ffi::OsStr};

use url::Url;
use whence_evidence::{Digest, HashAlgorithm};
use whence_identity::{Entry, IdentityList, IdentityRule, PartRule};

use super::{
    Holder, Preferences, Question, Source,
    origin::Recorded,
    package::{Package, normalised},
    registries::{self, Registries},
};
use crate::view::{Arg, Message};

/// Owners and repositories that are asked about one file.
const MOST_HOLDERS: usize = 10;

/// What is known of a file without asking anybody.
#[derive(Debug, Clone, Default)]
pub struct Facts<'a> {
    /// Its name.
    pub name: Option<&'a OsStr>,
    /// Its digests.
    pub digests: &'a [Digest],
    /// Where it came from.
    pub recorded: Recorded,
    /// Which package it is.
    pub package: Option<Package>,
}

/// What could be asked, in the order it is asked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// The questions.
    pub questions: Vec<Question>,
    /// Sources there is nothing to ask, with the reason.
    pub idle: Vec<(Source, Idle)>,
    /// Owners and repositories of the list that are left out because they are too many.
    pub left_out: usize,
}

/// Why there is nothing to ask a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Idle {
    /// No owner or repository is known.
    NoRepository,
    /// The digest it takes is not known.
    NoDigest,
    /// The file is no package of this kind.
    NotSuchAPackage,
    /// No registry is known to ask.
    NoRegistry,
    /// The system recorded no download address of this kind.
    NoDownload,
}

impl Idle {
    /// All reasons.
    pub const ALL: [Self; 5] = [
        Self::NoRepository,
        Self::NoDigest,
        Self::NotSuchAPackage,
        Self::NoRegistry,
        Self::NoDownload,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoRepository => "no-repository",
            Self::NoDigest => "no-digest",
            Self::NotSuchAPackage => "not-such-a-package",
            Self::NoRegistry => "no-registry",
            Self::NoDownload => "no-download",
        }
    }
}

impl Plan {
    /// Everything that could be asked about a file. `typed` names an owner or repository in place of those
    /// that are known.
    pub fn of(
        facts: &Facts<'_>,
        list: &IdentityList,
        preferences: &Preferences,
        registries: &Registries,
        typed: Option<&Holder>,
    ) -> Self {
        let mut plan = Self::default();
        plan.github(facts, list, preferences, typed);
        match (best_digest(facts), preferences.place(Source::Log)) {
            (Some(digest), Some(log)) => plan.questions.push(Question::Log {
                log: log.to_owned(),
                digest,
            }),
            _ => plan.idle.push((Source::Log, Idle::NoDigest)),
        }
        plan.npm(facts, preferences, registries);
        plan.pypi(facts, preferences, registries);
        plan.beside_download(facts);
        plan
    }

    /// The sources that have something to ask.
    pub fn sources(&self) -> BTreeSet<Source> {
        self.questions.iter().map(Question::source).collect()
    }

    /// Why a source has nothing to ask, in words.
    pub fn idle_words(&self, source: Source) -> Option<Message> {
        let (_, idle) = self.idle.iter().find(|(idle, _)| *idle == source)?;
        Some(Message::new(format!("lookup-idle-{}", idle.as_str())))
    }

    /// That not all of the list are asked, in words.
    pub fn left_out_words(&self) -> Option<Message> {
        let count = Arg::Number(u64::try_from(self.left_out).ok()?);
        (self.left_out > 0).then(|| Message::new("lookup-left-out").with("count", count))
    }

    fn github(
        &mut self,
        facts: &Facts<'_>,
        list: &IdentityList,
        preferences: &Preferences,
        typed: Option<&Holder>,
    ) {
        let (Some(digest), Some(api)) = (best_digest(facts), preferences.place(Source::GitHub))
        else {
            self.idle.push((Source::GitHub, Idle::NoDigest));
            return;
        };
        let (downloaded, tag) = facts.recorded.addresses().find_map(github_place).unzip();
        let tag = tag.flatten();
        let mut holders: Vec<Holder> = downloaded.clone().into_iter().collect();
        match typed {
            Some(typed) => holders = vec![typed.clone()],
            None => {
                for holder in holders_of(list, facts.name) {
                    if !holders.contains(&holder) {
                        holders.push(holder);
                    }
                }
            }
        }
        if holders.is_empty() {
            self.idle.push((Source::GitHub, Idle::NoRepository));
        }
        self.left_out = holders.len().saturating_sub(MOST_HOLDERS);
        holders.truncate(MOST_HOLDERS);
        self.questions
            .extend(holders.into_iter().map(|holder| Question::GitHub {
                api: api.to_owned(),
                tag: tag.clone().filter(|_| Some(&holder) == downloaded.as_ref()),
                holder,
                digest,
            }));
    }

    fn npm(&mut self, facts: &Facts<'_>, preferences: &Preferences, registries: &Registries) {
        let downloaded = facts.recorded.download.as_ref().and_then(npm_place);
        let described = match &facts.package {
            Some(Package::Npm { name, version }) => Some((name.clone(), version.clone())),
            _ => None,
        };
        let named = downloaded
            .as_ref()
            .map(|(_, name, version)| (name.clone(), version.clone()));
        let Some((name, version)) = described.or(named) else {
            self.idle.push((Source::Npm, Idle::NotSuchAPackage));
            return;
        };
        let registry = downloaded
            .filter(|(_, of, _)| *of == name)
            .map(|(registry, ..)| registry)
            .or_else(|| preferences.place(Source::Npm).map(str::to_owned))
            .or_else(|| registries.npm_for(&name).map(str::to_owned));
        match registry {
            Some(registry) => self.questions.push(Question::Npm {
                registry,
                name,
                version,
            }),
            None => self.idle.push((Source::Npm, Idle::NoRegistry)),
        }
    }

    fn pypi(&mut self, facts: &Facts<'_>, preferences: &Preferences, registries: &Registries) {
        let (Some(Package::PyPi { project, version }), Some(file)) =
            (&facts.package, facts.name.and_then(OsStr::to_str))
        else {
            self.idle.push((Source::PyPi, Idle::NotSuchAPackage));
            return;
        };
        // Files lie on another host than the index; the page that led to them is the index's own.
        let downloaded = facts
            .recorded
            .addresses()
            .find_map(|url| pypi_place(url, project))
            .or_else(|| pypi_origin(&facts.recorded));
        let index = downloaded
            .or_else(|| preferences.place(Source::PyPi).map(str::to_owned))
            .or_else(|| registries.pip.clone());
        match index {
            Some(index) => self.questions.push(Question::PyPi {
                index: registries::index(&index).to_owned(),
                project: project.clone(),
                version: version.clone(),
                file: file.to_owned(),
            }),
            None => self.idle.push((Source::PyPi, Idle::NoRegistry)),
        }
    }

    fn beside_download(&mut self, facts: &Facts<'_>) {
        let download = facts.recorded.download.as_ref();
        match download.filter(|url| is_maven(url)) {
            Some(url) => self.questions.push(Question::Maven {
                download: url.to_string(),
            }),
            None => self.idle.push((Source::Maven, Idle::NoDownload)),
        }
        match download.and_then(gem_place) {
            Some((server, full_name)) => self
                .questions
                .push(Question::RubyGems { server, full_name }),
            None => self.idle.push((Source::RubyGems, Idle::NoDownload)),
        }
    }
}

/// SHA-256, by which nearly everything is kept, or else the longest there is.
fn best_digest(facts: &Facts<'_>) -> Option<Digest> {
    let of = |algorithm| {
        let mut digests = facts.digests.iter().copied();
        digests.find(|digest| digest.algorithm() == algorithm)
    };
    of(HashAlgorithm::Sha256).or_else(|| of(HashAlgorithm::Sha512))
}

/// The repository an address on GitHub belongs to, and the tag of the release it is part of.
fn github_place(url: &Url) -> Option<(Holder, Option<String>)> {
    let segments: Vec<&str> = url.path_segments()?.collect();
    let segments = match (url.host_str()?, segments.as_slice()) {
        ("github.com" | "codeload.github.com" | "raw.githubusercontent.com", all) => all,
        ("api.github.com", ["repos", rest @ ..]) => rest,
        _ => return None,
    };
    let [owner, name, rest @ ..] = segments else {
        return None;
    };
    let name = name.strip_suffix(".git").unwrap_or(name);
    let holder = Holder::parse(&format!("{owner}/{name}"))?;
    let tag = match rest {
        ["releases", "download", tag, _] | ["releases", "tag", tag] => {
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
            // One with a slash comes percent-encoded; few are, and none of them is guessed at.
            (!tag.is_empty() && tag.chars().all(plain)).then(|| (*tag).to_owned())
        }
        _ => None,
    };
    Some((holder, tag))
}

/// `REGISTRY/@scope/name/-/name-1.0.0.tgz`.
fn npm_place(url: &Url) -> Option<(String, String, String)> {
    let address = url.as_str().strip_suffix(".tgz")?;
    let (package, file) = address.rsplit_once("/-/")?;
    let (rest, name) = package.rsplit_once('/')?;
    let version = file.strip_prefix(name)?.strip_prefix('-')?;
    let (registry, full_name) = match rest.rsplit_once('/') {
        Some((registry, scope)) if scope.starts_with('@') => (registry, format!("{scope}/{name}")),
        _ => (rest, name.to_owned()),
    };
    let plain = |text: &str| !text.is_empty() && !text.contains(['/', '%']);
    (plain(version) && plain(name) && registry.contains("://"))
        .then(|| (registry.to_owned(), full_name, version.to_owned()))
}

/// `INDEX/project/NAME/` or `INDEX/simple/NAME/`, the pages of an index about this project.
fn pypi_place(url: &Url, project: &str) -> Option<String> {
    let address = url.as_str();
    ["/project/", "/simple/"].into_iter().find_map(|page| {
        let (index, rest) = address.split_once(page)?;
        let name = rest.split('/').next()?;
        (normalised(name) == project).then(|| index.to_owned())
    })
}

/// The index that led to a file, where the browser kept no more of its page than the host. Only for files that lie as
/// indexes keep them (`…/packages/aa/bb/DIGEST/FILE`): any page may lead to any file.
fn pypi_origin(recorded: &Recorded) -> Option<String> {
    let (download, referrer) = (recorded.download.as_ref()?, recorded.referrer.as_ref()?);
    let segments: Vec<&str> = download.path_segments()?.collect();
    let [.., "packages", first, second, rest, _] = segments.as_slice() else {
        return None;
    };
    let digest = [*first, *second, *rest].concat();
    let kept_so = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    (kept_so && referrer.path() == "/").then(|| referrer.origin().ascii_serialization())
}

/// Files of a Maven repository: `…/ARTIFACT/VERSION/ARTIFACT-VERSION….jar` and the like.
fn is_maven(url: &Url) -> bool {
    const ENDS: [&str; 6] = [".jar", ".pom", ".war", ".aar", ".module", ".klib"];
    let segments: Vec<&str> = url.path_segments().into_iter().flatten().collect();
    let [.., artifact, version, file] = segments.as_slice() else {
        return false;
    };
    ENDS.iter().any(|end| file.ends_with(end)) && file.starts_with(&format!("{artifact}-{version}"))
}

/// `SERVER/gems/NAME.gem` or `SERVER/downloads/NAME.gem`.
fn gem_place(url: &Url) -> Option<(String, String)> {
    let segments: Vec<&str> = url.path_segments()?.collect();
    let [.., "gems" | "downloads", file] = segments.as_slice() else {
        return None;
    };
    let full_name = file.strip_suffix(".gem")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let server = url.origin().ascii_serialization();
    (full_name.chars().all(plain) && full_name.contains('-'))
        .then(|| (server, full_name.to_owned()))
}

/// Owners and repositories on GitHub that the list names, those first that the file's name speaks of.
fn holders_of(list: &IdentityList, name: Option<&OsStr>) -> Vec<Holder> {
    let mut holders: Vec<Holder> = Vec::new();
    let in_force = list.entries().iter().filter(|entry| entry.enabled);
    for holder in in_force.filter_map(holder_of) {
        if !holders.contains(&holder) {
            holders.push(holder);
        }
    }
    let name = name.and_then(OsStr::to_str).unwrap_or_default();
    let name = name.to_ascii_lowercase();
    let speaks_of = |holder: &Holder| match holder {
        Holder::Repository {
            name: repository, ..
        } => name.contains(&repository.to_ascii_lowercase()),
        Holder::Owner(owner) => name.contains(&owner.to_ascii_lowercase()),
    };
    holders.sort_by_key(|holder| !speaks_of(holder));
    holders
}

fn holder_of(entry: &Entry) -> Option<Holder> {
    let rule = entry.certificate()?;
    // A shared workflow has another address than the source that its attestations are kept with.
    if let Some(source) = &rule.conditions.source_repository {
        return Holder::parse(source.strip_prefix("https://github.com/")?);
    }
    match &rule.identity {
        IdentityRule::Exact(text) | IdentityRule::Pattern(text) => {
            let mut segments = text.strip_prefix("https://github.com/")?.split('/');
            let (owner, name) = (segments.next()?, segments.next()?);
            Holder::parse(&format!("{owner}/{name}")).or_else(|| Holder::parse(owner))
        }
        IdentityRule::Parts(workflow) if workflow.host == "github.com" => {
            match &workflow.repository {
                PartRule::Fixed(name) => Holder::parse(&format!("{}/{name}", workflow.owner)),
                _ => Holder::parse(&workflow.owner),
            }
        }
        IdentityRule::Parts(_) | IdentityRule::Regex(_) => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_an_index_only_for_files_that_lie_as_indexes_keep_them() {
        let origin = |download: &str, referrer: &str| {
            pypi_origin(&Recorded {
                download: Some(Url::parse(download).unwrap()),
                referrer: Some(Url::parse(referrer).unwrap()),
            })
        };
        let kept = format!(
            "https://files.example/packages/aa/bb/{}/tool-1.0-py3-none-any.whl",
            "c".repeat(60)
        );
        let index = Some("https://index.example:8443".to_owned());
        assert_eq!(origin(&kept, "https://index.example:8443/"), index);
        // A page of its own is none of an index, or one that is known by its address.
        assert_eq!(
            origin(&kept, "https://blog.example/my-favourite-wheels"),
            None
        );
        for download in [
            "https://github.com/acme/tool/releases/download/v1/tool-1.0-py3-none-any.whl",
            "https://files.example/packages/aa/bb/cc/tool-1.0-py3-none-any.whl",
            "https://files.example/packages/tool-1.0-py3-none-any.whl",
        ] {
            assert_eq!(origin(download, "https://github.com/"), None, "{download}");
        }
    }
}
