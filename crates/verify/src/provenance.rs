//! What a build record claims, beside what the proven certificate says of the same run, and the build level
//! that follows from who signed it. Nothing here can make a signature better than it is.

use whence_evidence::{fulcio, predicate::provenance::Provenance};

use crate::{CertificateIdentity, Signer, SignerKind};

/// One thing that both the record and the certificate speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What it is.
    pub part: Part,
    /// What the record says.
    pub claimed: String,
    /// What the certificate says, where it says anything.
    pub proven: Option<String>,
    /// Whether they agree.
    pub outcome: Agreement,
}

/// How a claim of the record stands to the certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// The certificate says the same.
    Backed,
    /// The certificate says something else.
    Differs,
    /// The certificate does not speak of it.
    NotBacked,
}

/// The parts of a build record that a certificate can back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Repository of the source.
    Repository,
    /// Branch or tag.
    Reference,
    /// Commit.
    Commit,
    /// File with the build instructions.
    Workflow,
    /// Lasting number of the repository.
    RepositoryId,
    /// Lasting number of the owner.
    OwnerId,
    /// What started the run.
    Trigger,
    /// Whose machine it ran on.
    Runner,
    /// Who ran the build.
    Builder,
    /// The run.
    Invocation,
}

impl Part {
    /// All parts, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::Repository,
        Self::Reference,
        Self::Commit,
        Self::Workflow,
        Self::Builder,
        Self::Runner,
        Self::Trigger,
        Self::Invocation,
        Self::RepositoryId,
        Self::OwnerId,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Repository => "repository",
            Self::Reference => "reference",
            Self::Commit => "commit",
            Self::Workflow => "workflow",
            Self::RepositoryId => "repository-id",
            Self::OwnerId => "owner-id",
            Self::Trigger => "trigger",
            Self::Runner => "runner",
            Self::Builder => "builder",
            Self::Invocation => "invocation",
        }
    }
}

/// Everything the record says that a certificate could back. Without a certificate nothing is backed.
pub fn compare(record: &Provenance, signer: &Signer) -> Vec<Comparison> {
    let certificate = match signer.kind() {
        SignerKind::Certificate(certificate) => Some(&**certificate),
        SignerKind::Key { .. } => None,
    };
    Part::ALL
        .into_iter()
        .filter_map(|part| {
            let claimed = claimed(record, part)?.to_owned();
            let spoken_of = part != Part::Workflow || record.names_workflow();
            let proven = certificate
                .filter(|_| spoken_of)
                .and_then(|certificate| proven(certificate, part, &claimed));
            let outcome = match &proven {
                None => Agreement::NotBacked,
                Some(proven) if *proven == claimed => Agreement::Backed,
                Some(_) => Agreement::Differs,
            };
            Some(Comparison {
                part,
                claimed,
                proven,
                outcome,
            })
        })
        .collect()
}

/// The same of a record whose signer is not proven: nothing is backed.
pub fn claims(record: &Provenance) -> Vec<Comparison> {
    let claim = |part| {
        Some(Comparison {
            part,
            claimed: claimed(record, part)?.to_owned(),
            proven: None,
            outcome: Agreement::NotBacked,
        })
    };
    Part::ALL.into_iter().filter_map(claim).collect()
}

fn claimed(record: &Provenance, part: Part) -> Option<&str> {
    let source = &record.source;
    match part {
        Part::Repository => &source.repository,
        Part::Reference => &source.reference,
        Part::Commit => &source.commit,
        Part::Workflow => &source.workflow,
        Part::RepositoryId => &source.repository_id,
        Part::OwnerId => &source.owner_id,
        Part::Trigger => &source.trigger,
        Part::Runner => &source.runner,
        Part::Builder => &record.builder,
        Part::Invocation => &record.invocation,
    }
    .as_deref()
}

/// What the certificate says of a part, written as the record writes it. `claimed` tells only which of
/// several spellings is in use.
fn proven(certificate: &CertificateIdentity, part: Part, claimed: &str) -> Option<String> {
    let claim = |claim: fulcio::Claim| certificate.claims().claim(claim)?.ok();
    let either = |new, old| claim(new).or_else(|| claim(old));
    let said = match part {
        Part::Repository => return repository(certificate),
        Part::Reference => either(
            fulcio::Claim::SourceRepositoryRef,
            fulcio::Claim::GithubWorkflowRef,
        ),
        Part::Commit => either(
            fulcio::Claim::SourceRepositoryDigest,
            fulcio::Claim::GithubWorkflowSha,
        ),
        Part::Workflow => return workflow(certificate),
        Part::RepositoryId => claim(fulcio::Claim::SourceRepositoryIdentifier),
        Part::OwnerId => claim(fulcio::Claim::SourceRepositoryOwnerIdentifier),
        Part::Trigger => either(
            fulcio::Claim::BuildTrigger,
            fulcio::Claim::GithubWorkflowTrigger,
        ),
        Part::Runner => claim(fulcio::Claim::RunnerEnvironment),
        Part::Builder => return builder(certificate, claimed),
        Part::Invocation => return invocation(certificate, claimed),
    };
    said.map(str::to_owned)
}

fn repository(certificate: &CertificateIdentity) -> Option<String> {
    let claim = |claim: fulcio::Claim| certificate.claims().claim(claim)?.ok();
    claim(fulcio::Claim::SourceRepositoryUri)
        .map(str::to_owned)
        .or_else(|| {
            // The old form names the repository without its host, and only GitHub was written so.
            let old = claim(fulcio::Claim::GithubWorkflowRepository)?;
            Some(format!("https://github.com/{old}"))
        })
}

/// `https://host/owner/repository/PATH@ref` without what stands around the path.
fn workflow(certificate: &CertificateIdentity) -> Option<String> {
    let instructions = certificate
        .claims()
        .claim(fulcio::Claim::BuildConfigUri)?
        .ok()?;
    let within = instructions
        .strip_prefix(&repository(certificate)?)?
        .trim_start_matches('/');
    let (path, _) = within.rsplit_once('@').unwrap_or((within, ""));
    Some(path.to_owned())
}

/// A builder is named by the workflow that signed, or by the machine it ran on. Other builders are not the
/// certificate's to speak of.
fn builder(certificate: &CertificateIdentity, claimed: &str) -> Option<String> {
    if claimed.starts_with(MACHINES) {
        let machine = certificate
            .claims()
            .claim(fulcio::Claim::RunnerEnvironment)?
            .ok()?;
        return Some(format!("{MACHINES}{machine}"));
    }
    let signer = certificate.identity().value();
    // A delegator, of whatever version, signs for the workflow that called it, which the certificate does
    // not name.
    let delegator = signer
        .strip_prefix(GENERATOR)
        .and_then(|rest| rest.split_once('@'))
        .is_some_and(|(service, _)| DELEGATORS.contains(&service));
    let is_own = claimed.contains("/.github/workflows/") && !delegator;
    is_own.then(|| signer.to_owned())
}

/// A run is named by its address, or in short by its number and the attempt.
fn invocation(certificate: &CertificateIdentity, claimed: &str) -> Option<String> {
    let address = certificate
        .claims()
        .claim(fulcio::Claim::RunInvocationUri)?
        .ok()?;
    if claimed.contains("://") {
        return Some(address.to_owned());
    }
    let (_, run) = address.rsplit_once("/runs/")?;
    let (number, attempt) = run.split_once("/attempts/")?;
    let is_short = claimed
        .split_once('-')
        .is_some_and(|(number, attempt)| is_number(number) && is_number(attempt));
    is_short.then(|| format!("{number}-{attempt}"))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

const GITHUB_LOGIN: &str = "https://token.actions.githubusercontent.com";
const GITLAB_LOGIN: &str = "https://gitlab.com";
/// npm names the kind of machine as the builder.
const MACHINES: &str = "https://github.com/actions/runner/";
const GENERATOR: &str =
    "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/";

/// When [`build_level`]'s table was last compared with its sources: the SLSA specification 1.1 (*Verifying
/// artifacts*), the builders slsa-verifier knows, and GitHub's documentation of artifact attestations.
pub const LEVELS_AS_OF: &str = "2026-11-20";

/// The build level that follows from who signed a record (SLSA 1.1, *Verifying artifacts*). A level that the
/// record itself states is never read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuildLevel {
    /// The signer and the builder stand in the table together.
    Derived {
        /// 1 to 3.
        level: u8,
        /// Which row of the table it was.
        row: LevelRow,
    },
    /// The record holds, but this signer with this builder does not stand in the table: at most level 1,
    /// and that only because the signer says so.
    AtMostOne,
    /// The record contradicts the certificate it was signed with.
    Contradicted,
}

/// The rows of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LevelRow {
    /// The build services of the SLSA project, at a released version.
    SlsaGenerator,
    /// A build service of the SLSA project that lets another of its services sign.
    SlsaDelegator,
    /// The publishing services of the Bazel project.
    BazelPublisher,
    /// npm on a machine of GitHub.
    NpmHosted,
    /// npm on a machine of its owner.
    NpmSelfHosted,
    /// A workflow's own record, made on a machine of GitHub.
    GithubHosted,
    /// A workflow's own record, made on a machine of its owner.
    GithubSelfHosted,
    /// npm on a runner of GitLab, which is its own builder.
    GitlabRunner,
}

impl LevelRow {
    /// All rows.
    pub const ALL: [Self; 8] = [
        Self::SlsaGenerator,
        Self::SlsaDelegator,
        Self::BazelPublisher,
        Self::NpmHosted,
        Self::NpmSelfHosted,
        Self::GithubHosted,
        Self::GithubSelfHosted,
        Self::GitlabRunner,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SlsaGenerator => "slsa-generator",
            Self::SlsaDelegator => "slsa-delegator",
            Self::BazelPublisher => "bazel-publisher",
            Self::NpmHosted => "npm-hosted",
            Self::NpmSelfHosted => "npm-self-hosted",
            Self::GithubHosted => "github-hosted",
            Self::GithubSelfHosted => "github-self-hosted",
            Self::GitlabRunner => "gitlab-runner",
        }
    }

    /// The highest level a builder of this row reaches.
    pub const fn level(self) -> u8 {
        match self {
            Self::SlsaGenerator | Self::SlsaDelegator | Self::BazelPublisher => 3,
            Self::NpmHosted | Self::GithubHosted => 2,
            Self::NpmSelfHosted | Self::GithubSelfHosted | Self::GitlabRunner => 1,
        }
    }
}

/// The level of a record by its signer and its builder, together.
pub fn build_level(record: &Provenance, signer: &Signer) -> BuildLevel {
    let differs = |comparison: &Comparison| comparison.outcome == Agreement::Differs;
    if compare(record, signer).iter().any(differs) {
        return BuildLevel::Contradicted;
    }
    let row = match (signer.kind(), &record.builder) {
        (SignerKind::Certificate(certificate), Some(builder)) => row(certificate, builder),
        _ => None,
    };
    row.map_or(BuildLevel::AtMostOne, |row| BuildLevel::Derived {
        level: row.level(),
        row,
    })
}

fn row(certificate: &CertificateIdentity, builder: &str) -> Option<LevelRow> {
    let signer = certificate.identity().value();
    let runner = certificate.claims().claim(fulcio::Claim::RunnerEnvironment);
    let hosted = match runner {
        Some(Ok("github-hosted" | "gitlab-hosted")) => Some(true),
        Some(Ok(_)) => Some(false),
        // Certificates of before 2023 do not say.
        Some(Err(_)) | None => None,
    };
    match certificate.issuer()? {
        GITHUB_LOGIN if builder == signer && is_released(signer, &GENERATORS) => {
            Some(LevelRow::SlsaGenerator)
        }
        GITHUB_LOGIN if is_released(signer, &DELEGATORS) => {
            is_released(builder, &DELEGATING).then_some(LevelRow::SlsaDelegator)
        }
        GITHUB_LOGIN if builder == signer && is_bazel_publisher(signer) => {
            Some(LevelRow::BazelPublisher)
        }
        GITHUB_LOGIN if builder == signer => match hosted? {
            true => Some(LevelRow::GithubHosted),
            false => Some(LevelRow::GithubSelfHosted),
        },
        GITHUB_LOGIN => match (builder.strip_prefix(MACHINES)?, hosted?) {
            ("github-hosted", true) => Some(LevelRow::NpmHosted),
            ("self-hosted", false) => Some(LevelRow::NpmSelfHosted),
            _ => None,
        },
        GITLAB_LOGIN => {
            let project = certificate
                .claims()
                .claim(fulcio::Claim::SourceRepositoryUri)?
                .ok()?;
            let runner = builder.strip_prefix(project)?.strip_prefix("/-/runners/")?;
            is_number(runner).then_some(LevelRow::GitlabRunner)
        }
        _ => None,
    }
}

/// Build services that sign for themselves.
const GENERATORS: [&str; 4] = [
    "generator_generic_slsa3.yml",
    "generator_container_slsa3.yml",
    "builder_go_slsa3.yml",
    "builder_container-based_slsa3.yml",
];
/// Services that sign for a build service that called them.
const DELEGATORS: [&str; 2] = [
    "delegator_generic_slsa3.yml",
    "delegator_lowperms-generic_slsa3.yml",
];
/// The project's own build services that call those.
const DELEGATING: [&str; 4] = [
    "builder_gradle_slsa3.yml",
    "builder_maven_slsa3.yml",
    "builder_nodejs_slsa3.yml",
    "builder_bazel_slsa3.yml",
];

/// Whether this is one of these services of the SLSA project at a released version. Branches do not count:
/// they change under the same name.
fn is_released(workflow: &str, services: &[&str]) -> bool {
    let Some((service, version)) = workflow
        .strip_prefix(GENERATOR)
        .and_then(|rest| rest.split_once("@refs/tags/v"))
    else {
        return false;
    };
    let mut numbers = version.split('.');
    services.contains(&service)
        && numbers
            .by_ref()
            .take(3)
            .filter(|number| is_number(number))
            .count()
            == 3
        && numbers.next().is_none()
}

fn is_bazel_publisher(signer: &str) -> bool {
    const SERVICES: [&str; 2] = [
        "https://github.com/bazel-contrib/.github/.github/workflows/release_ruleset.yaml@",
        "https://github.com/bazel-contrib/publish-to-bcr/.github/workflows/publish.yaml@",
    ];
    SERVICES.iter().any(|service| signer.starts_with(service))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_released_generators_count() {
        let at = |rest: &str| is_released(&format!("{GENERATOR}{rest}"), &GENERATORS);
        assert!(at("builder_go_slsa3.yml@refs/tags/v1.10.0"));
        for other in [
            "builder_go_slsa3.yml@refs/heads/main",
            "builder_go_slsa3.yml@refs/tags/v1.10",
            "builder_go_slsa3.yml@refs/tags/v1.10.0-rc.1",
            "builder_go_slsa3.yml@refs/tags/v1.10.0.1",
            "builder_go_slsa3.yml@refs/tags/v1..0",
            "builder_go_slsa3.yml@refs/tags/1.10.0",
            "builder_go_slsa3.yaml@refs/tags/v1.10.0",
            "pre-submit.yml@refs/tags/v1.10.0",
        ] {
            assert!(!at(other), "{other}");
        }
        let elsewhere = "https://github.com/slsa-framework-x/slsa-github-generator/.github/workflows/builder_go_slsa3.yml@refs/tags/v1.10.0";
        assert!(!is_released(elsewhere, &GENERATORS));
    }

    #[test]
    fn every_part_is_compared_once() {
        let mut names: Vec<&str> = Part::ALL.into_iter().map(Part::as_str).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Part::ALL.len());
    }
}
