//! Build records: SLSA provenance v0.1, v0.2 and v1 as one form. Everything here is claimed by the signer.

use super::{at, text};
use crate::json::Node;

/// The versions of the predicate that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Version {
    /// `https://slsa.dev/provenance/v0.1`.
    V01,
    /// `https://slsa.dev/provenance/v0.2`.
    V02,
    /// `https://slsa.dev/provenance/v1`.
    V1,
}

impl Version {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V01 => "v0.1",
            Self::V02 => "v0.2",
            Self::V1 => "v1",
        }
    }
}

/// A build record. What is not there, or not as text, is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provenance {
    /// Who ran the build (`builder.id`).
    pub builder: Option<String>,
    /// What the parameters mean.
    pub build_type: Option<String>,
    /// Where the build says its source came from, and what started it.
    pub source: Source,
    /// The run (`invocationId`).
    pub invocation: Option<String>,
    /// When the run began, as written.
    pub started: Option<String>,
    /// When it ended, as written.
    pub finished: Option<String>,
}

/// The source of a build and the circumstances of the run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// Address of the repository, without `git+` before and a ref behind it.
    pub repository: Option<String>,
    /// Branch or tag.
    pub reference: Option<String>,
    /// Commit.
    pub commit: Option<String>,
    /// The file with the build instructions, within the repository.
    pub workflow: Option<String>,
    /// Lasting number of the repository.
    pub repository_id: Option<String>,
    /// Lasting number of its owner.
    pub owner_id: Option<String>,
    /// What started the run.
    pub trigger: Option<String>,
    /// Whose machine it ran on.
    pub runner: Option<String>,
}

/// The build types whose parameters are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BuildType {
    /// A workflow of GitHub Actions.
    GithubWorkflow,
    /// The build services of the SLSA project for GitHub.
    SlsaGenerator,
    /// A build in a container of the SLSA project.
    ContainerBased,
    /// npm on GitHub Actions.
    NpmGithub,
    /// npm on GitLab.
    NpmGitlab,
    /// Tekton.
    Tekton,
    /// BuildKit.
    Buildkit,
    /// Google Cloud Build.
    CloudBuild,
    /// Any other: its parameters are shown as they stand.
    Unknown,
}

impl BuildType {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::GithubWorkflow,
        Self::SlsaGenerator,
        Self::ContainerBased,
        Self::NpmGithub,
        Self::NpmGitlab,
        Self::Tekton,
        Self::Buildkit,
        Self::CloudBuild,
        Self::Unknown,
    ];

    /// By the address of the build type.
    pub fn of(address: &str) -> Self {
        let starts = |known: &str| address.starts_with(known);
        match address {
            "https://actions.github.io/buildtypes/workflow/v1"
            | "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1" => {
                Self::GithubWorkflow
            }
            _ if starts("https://github.com/slsa-framework/slsa-github-generator/") => {
                Self::SlsaGenerator
            }
            _ if starts("https://slsa.dev/container-based-build/") => Self::ContainerBased,
            "https://github.com/npm/cli/gha@v0"
            | "https://github.com/npm/cli/gha/v1"
            | "https://github.com/npm/cli/gha/v2" => Self::NpmGithub,
            _ if starts("https://github.com/npm/cli/gitlab/") => Self::NpmGitlab,
            _ if starts("https://tekton.dev/") => Self::Tekton,
            "https://mobyproject.org/buildkit@v1" => Self::Buildkit,
            _ if starts("https://github.com/moby/buildkit/blob/master/docs/attestations/") => {
                Self::Buildkit
            }
            _ if starts("https://cloudbuild.googleapis.com/") => Self::CloudBuild,
            _ => Self::Unknown,
        }
    }

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GithubWorkflow => "github-workflow",
            Self::SlsaGenerator => "slsa-generator",
            Self::ContainerBased => "container-based",
            Self::NpmGithub => "npm-github",
            Self::NpmGitlab => "npm-gitlab",
            Self::Tekton => "tekton",
            Self::Buildkit => "buildkit",
            Self::CloudBuild => "cloud-build",
            Self::Unknown => "unknown",
        }
    }
}

impl Provenance {
    /// Reads a predicate of this version.
    pub fn read(version: Version, predicate: &Node) -> Self {
        match version {
            Version::V1 => version_1(predicate),
            Version::V02 => version_0(predicate, "buildType", "invocation/environment"),
            Version::V01 => version_0(predicate, "recipe/type", "recipe/environment"),
        }
    }

    /// What the parameters mean.
    pub fn build_type(&self) -> BuildType {
        self.build_type
            .as_deref()
            .map_or(BuildType::Unknown, BuildType::of)
    }
}

/// Where the parameters stand that the person who started the build could choose, by version.
pub const fn external_parameters(version: Version) -> &'static [&'static str] {
    match version {
        Version::V1 => &["buildDefinition", "externalParameters"],
        Version::V02 => &["invocation", "parameters"],
        Version::V01 => &["recipe", "arguments"],
    }
}

fn version_1(predicate: &Node) -> Provenance {
    let said = |path: &str| text(predicate, path).map(str::to_owned);
    let workflow = |name: &str| {
        said(&format!(
            "buildDefinition/externalParameters/workflow/{name}"
        ))
    };
    let github = |name: &str| said(&format!("buildDefinition/internalParameters/github/{name}"));
    // The build services of the SLSA project keep the variables of the run under their own names.
    let variable = |name: &str| said(&format!("buildDefinition/internalParameters/{name}"));
    let dependencies = at(predicate, "buildDefinition/resolvedDependencies/*");
    let mut source = Source {
        repository: workflow("repository").map(|address| bare(&address).to_owned()),
        reference: workflow("ref"),
        commit: None,
        workflow: workflow("path"),
        repository_id: github("repository_id").or_else(|| variable("GITHUB_REPOSITORY_ID")),
        owner_id: github("repository_owner_id").or_else(|| variable("GITHUB_REPOSITORY_OWNER_ID")),
        trigger: github("event_name").or_else(|| variable("GITHUB_EVENT_NAME")),
        runner: github("runner_environment"),
    };
    // The source is the dependency from the workflow's repository; without a workflow, the first one.
    let of_source = dependencies.iter().find(|(.., dependency)| {
        let address = text(dependency, "uri").map(|uri| split(uri).0);
        source.repository.is_none() || address == source.repository.as_deref()
    });
    if let Some((.., dependency)) = of_source {
        if let (None, Some(uri)) = (&source.repository, text(dependency, "uri")) {
            let (repository, reference) = split(uri);
            if uri.starts_with("git+") {
                source.repository = Some(repository.to_owned());
                source.reference = reference.map(str::to_owned);
            }
        }
        source.commit = commit(dependency);
    }
    Provenance {
        builder: said("runDetails/builder/id"),
        build_type: said("buildDefinition/buildType"),
        source,
        invocation: said("runDetails/metadata/invocationId"),
        started: said("runDetails/metadata/startedOn"),
        finished: said("runDetails/metadata/finishedOn"),
    }
}

fn version_0(predicate: &Node, build_type: &str, environment: &str) -> Provenance {
    let said = |path: &str| text(predicate, path).map(str::to_owned);
    // The same variables under the names that different builders give them.
    let variable = |name: &str| {
        said(&format!("{environment}/github_{name}"))
            .or_else(|| said(&format!("{environment}/GITHUB_{}", name.to_uppercase())))
    };
    // Version 0.2 has a place for the source, version 0.1 points into the materials.
    let defined_in = text(predicate, "recipe/definedInMaterial").unwrap_or("0");
    let from = at(predicate, "invocation/configSource")
        .into_iter()
        .chain(
            at(predicate, "materials/*")
                .into_iter()
                .filter(|(place, ..)| *place == format!("/materials/{defined_in}")),
        )
        .next();
    let mut source = Source {
        workflow: said("invocation/configSource/entryPoint").or_else(|| said("recipe/entryPoint")),
        repository_id: variable("repository_id"),
        owner_id: variable("repository_owner_id"),
        trigger: variable("event_name"),
        runner: variable("runner_environment"),
        ..Source::default()
    };
    if let Some((.., from)) = from {
        if let Some(uri) = text(from, "uri") {
            let (repository, reference) = split(uri);
            source.repository = Some(repository.to_owned());
            source.reference = reference.map(str::to_owned);
        }
        source.commit = commit(from);
    }
    Provenance {
        builder: said("builder/id"),
        build_type: said(build_type),
        source,
        invocation: said("metadata/buildInvocationId")
            .or_else(|| said("metadata/buildInvocationID")),
        started: said("metadata/buildStartedOn"),
        finished: said("metadata/buildFinishedOn"),
    }
}

fn commit(resource: &Node) -> Option<String> {
    let said = text(resource, "digest/gitCommit").or_else(|| text(resource, "digest/sha1"));
    said.map(str::to_owned)
}

/// `git+https://host/owner/repository@refs/tags/v1` is a repository and a ref.
fn split(uri: &str) -> (&str, Option<&str>) {
    let uri = uri.strip_prefix("git+").unwrap_or(uri);
    match uri.split_once("@refs/") {
        // The ref with its `refs/`, which begins right behind the sign.
        Some((repository, _)) => (bare(repository), uri.get(repository.len() + 1..)),
        None => (bare(uri), None),
    }
}

/// An address without what makes two addresses of one repository differ.
fn bare(address: &str) -> &str {
    let address = address.strip_prefix("git+").unwrap_or(address);
    let address = address.strip_suffix('/').unwrap_or(address);
    address.strip_suffix(".git").unwrap_or(address)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::json::outline;

    fn read(version: Version, document: &str) -> Provenance {
        Provenance::read(version, &outline(document.as_bytes(), 10_000).unwrap())
    }

    #[test]
    fn a_workflow_of_version_1() {
        let record = read(
            Version::V1,
            r#"{"buildDefinition":{"buildType":"https://actions.github.io/buildtypes/workflow/v1",
              "externalParameters":{"workflow":{"ref":"refs/tags/v1","repository":"https://github.com/o/r","path":".github/workflows/w.yml"}},
              "internalParameters":{"github":{"event_name":"push","repository_id":"1","repository_owner_id":2,"runner_environment":"github-hosted"}},
              "resolvedDependencies":[{"uri":"git+https://github.com/other/x@refs/heads/main","digest":{"gitCommit":"bb"}},
                {"uri":"git+https://github.com/o/r@refs/tags/v1","digest":{"gitCommit":"aa"}}]},
             "runDetails":{"builder":{"id":"https://github.com/o/r/.github/workflows/w.yml@refs/tags/v1"},
               "metadata":{"invocationId":"https://github.com/o/r/actions/runs/1/attempts/1","startedOn":"2026-01-01T00:00:00Z"}}}"#,
        );
        assert_eq!(record.build_type(), BuildType::GithubWorkflow);
        let source = record.source;
        assert_eq!(source.repository.unwrap(), "https://github.com/o/r");
        assert_eq!(source.reference.unwrap(), "refs/tags/v1");
        assert_eq!(source.commit.unwrap(), "aa");
        assert_eq!(source.workflow.unwrap(), ".github/workflows/w.yml");
        assert_eq!(source.owner_id.unwrap(), "2");
        assert_eq!(record.finished, None);
    }

    #[test]
    fn version_02_of_the_slsa_generator() {
        let record = read(
            Version::V02,
            r#"{"builder":{"id":"B"},"buildType":"https://github.com/slsa-framework/slsa-github-generator/go@v1",
              "invocation":{"configSource":{"uri":"git+https://github.com/o/r.git@refs/heads/main","digest":{"sha1":"cc"},"entryPoint":".github/workflows/w.yml"},
                "environment":{"github_event_name":"workflow_dispatch","github_repository_id":"9"}},
              "metadata":{"buildInvocationID":"123-1"},"materials":[{"uri":"git+https://github.com/wrong/x"}]}"#,
        );
        assert_eq!(record.build_type(), BuildType::SlsaGenerator);
        assert_eq!(record.source.repository.unwrap(), "https://github.com/o/r");
        assert_eq!(record.source.reference.unwrap(), "refs/heads/main");
        assert_eq!(record.source.commit.unwrap(), "cc");
        assert_eq!(record.source.trigger.unwrap(), "workflow_dispatch");
        assert_eq!(record.invocation.unwrap(), "123-1");
    }

    #[test]
    fn version_01_points_into_its_materials() {
        let record = read(
            Version::V01,
            r#"{"builder":{"id":"B"},"recipe":{"type":"T","definedInMaterial":1,"entryPoint":"w.yml"},
              "materials":[{"uri":"git+https://github.com/wrong/x"},{"uri":"git+https://github.com/o/r@refs/heads/main","digest":{"sha1":"dd"}}]}"#,
        );
        assert_eq!(record.build_type.unwrap(), "T");
        assert_eq!(record.source.repository.unwrap(), "https://github.com/o/r");
        assert_eq!(record.source.commit.unwrap(), "dd");
        assert_eq!(record.source.workflow.unwrap(), "w.yml");
    }

    #[test]
    fn a_record_that_says_nothing_is_read_as_that() {
        for version in [Version::V01, Version::V02, Version::V1] {
            for document in [
                "null",
                "{}",
                "[]",
                r#"{"builder":null,"buildDefinition":[],"materials":{"0":1}}"#,
            ] {
                assert_eq!(read(version, document), Provenance::default(), "{document}");
            }
        }
    }
}
