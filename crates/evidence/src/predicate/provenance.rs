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
            "https://github.com/slsa-framework/slsa-github-generator@v1"
            | "https://github.com/slsa-framework/slsa-github-generator-go@v1" => {
                Self::SlsaGenerator
            }
            _ if starts("https://github.com/slsa-framework/slsa-github-generator/") => {
                Self::SlsaGenerator
            }
            _ if starts("https://slsa.dev/container-based-build/") => Self::ContainerBased,
            "https://github.com/npm/cli/gha@v0"
            | "https://github.com/npm/cli/gha@v1"
            | "https://github.com/npm/cli/gha/v1"
            | "https://github.com/npm/cli/gha/v2"
            | "https://github.com/npm/slsa-provenance/gha@v0" => Self::NpmGithub,
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

    /// Whether the build instructions are the workflow that a certificate of the same run names. These kinds of
    /// build name something else there: a Dockerfile, a configuration, a job.
    pub fn names_workflow(&self) -> bool {
        let names_other = matches!(
            self.build_type(),
            BuildType::Buildkit
                | BuildType::ContainerBased
                | BuildType::NpmGitlab
                | BuildType::Tekton
                | BuildType::CloudBuild
        );
        let path = self.source.workflow.as_deref();
        !names_other || path.is_some_and(|path| path.starts_with(".github/workflows/"))
    }
}

/// What a record says of its build in a form of the build type's own, as documents within the predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// Parameters that the person who started the build could choose.
    External,
    /// Parameters that the build service set itself.
    Internal,
    /// The steps that were taken.
    Steps,
}

impl Own {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::External, Self::Internal, Self::Steps];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::External => "external",
            Self::Internal => "internal",
            Self::Steps => "steps",
        }
    }

    /// The document within a predicate of this version, when it says anything.
    pub fn within(self, version: Version, predicate: &Node) -> Option<&Node> {
        let path = match (self, version) {
            (Self::External, Version::V1) => "buildDefinition/externalParameters",
            (Self::External, Version::V02) => "invocation/parameters",
            (Self::External, Version::V01) => "recipe/arguments",
            (Self::Internal, Version::V1) => "buildDefinition/internalParameters",
            (Self::Internal, Version::V02) => "invocation/environment",
            (Self::Internal, Version::V01) => "recipe/environment",
            (Self::Steps, Version::V02) => "buildConfig",
            (Self::Steps, Version::V1 | Version::V01) => return None,
        };
        let (_, found) = at(predicate, path).into_iter().next()?;
        let says_something = match found {
            Node::Object(members, omitted) => !members.is_empty() || *omitted > 0,
            Node::Array(items, omitted) => !items.is_empty() || *omitted > 0,
            Node::Scalar(_) => false,
        };
        says_something.then_some(found)
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
    let parameter = |path: &str| said(&format!("buildDefinition/externalParameters/{path}"));
    let mut source = Source {
        repository: workflow("repository").map(|address| bare(&address).to_owned()),
        reference: workflow("ref"),
        commit: None,
        // BuildKit names its Dockerfile, the container-based build its configuration.
        workflow: workflow("path")
            .or_else(|| parameter("configSource/path"))
            .or_else(|| parameter("configPath")),
        repository_id: github("repository_id").or_else(|| variable("GITHUB_REPOSITORY_ID")),
        owner_id: github("repository_owner_id").or_else(|| variable("GITHUB_REPOSITORY_OWNER_ID")),
        trigger: github("event_name").or_else(|| variable("GITHUB_EVENT_NAME")),
        runner: github("runner_environment"),
    };
    // The source is the dependency from the workflow's repository; without a workflow what the build was told to
    // take, or the first dependency if that is a repository.
    let told = ["configSource", "source"]
        .into_iter()
        .flat_map(|name| {
            at(
                predicate,
                &format!("buildDefinition/externalParameters/{name}"),
            )
        })
        .find(|(_, told)| text(told, "uri").is_some());
    let mut dependencies = at(predicate, "buildDefinition/resolvedDependencies/*").into_iter();
    if source.repository.is_some() {
        let same = |address| split(address).repository == source.repository.as_deref();
        source.commit = dependencies
            .find(|(_, resource)| text(resource, "uri").is_some_and(same))
            .and_then(|(_, resource)| commit(resource));
    } else {
        let is_git = |resource| text(resource, "uri").is_some_and(|uri| uri.starts_with("git+"));
        let first = dependencies.next().filter(|(_, first)| is_git(first));
        if let Some((_, resource)) = told.or(first) {
            take_source(&mut source, resource);
        }
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
    let material = || match at(predicate, "materials").first()? {
        (_, Node::Array(items, _)) => items.get(defined_in.parse::<usize>().ok()?),
        _ => None,
    };
    let from = at(predicate, "invocation/configSource")
        .first()
        .map_or_else(material, |(_, source)| Some(*source));
    let mut source = Source {
        workflow: said("invocation/configSource/entryPoint").or_else(|| said("recipe/entryPoint")),
        repository_id: variable("repository_id"),
        owner_id: variable("repository_owner_id"),
        trigger: variable("event_name"),
        runner: variable("runner_environment"),
        ..Source::default()
    };
    if let Some(from) = from {
        take_source(&mut source, from);
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

/// Takes the source from what the build was made of, unless that is no repository but a package or an image.
fn take_source(source: &mut Source, resource: &Node) {
    let place = text(resource, "uri").map(split).unwrap_or_default();
    if place.repository.is_none() {
        return;
    }
    source.repository = place.repository.map(str::to_owned);
    source.reference = place.reference.map(str::to_owned);
    source.commit = commit(resource).or_else(|| place.commit.map(str::to_owned));
}

fn commit(resource: &Node) -> Option<String> {
    let said = text(resource, "digest/gitCommit").or_else(|| text(resource, "digest/sha1"));
    said.map(str::to_owned)
}

/// What the address of a source says.
#[derive(Default)]
struct SourcePlace<'a> {
    /// Absent when it is not the address of a repository.
    repository: Option<&'a str>,
    /// With its `refs/`. Short names are left out: no certificate says them so.
    reference: Option<&'a str>,
    commit: Option<&'a str>,
}

/// `git+https://host/owner/repository@refs/tags/v1` (SPDX), or `https://host/owner/repository.git#refs/tags/v1:folder`
/// (BuildKit, after Docker).
fn split(uri: &str) -> SourcePlace<'_> {
    let spdx = uri.strip_prefix("git+");
    let address = spdx.unwrap_or(uri);
    let (repository, point) = if let Some((before, _)) = address.split_once("@refs/") {
        (before, address.get(before.len() + 1..).unwrap_or_default())
    } else if spdx.is_some() {
        // A name before the host has a sign of its own.
        let has_host = |(before, _): &(&str, &str)| before.split('/').count() > 3;
        let parted = address.rsplit_once('@').filter(has_host);
        parted.unwrap_or((address, ""))
    } else {
        let (before, fragment) = address.split_once('#').unwrap_or((address, ""));
        (before, fragment.split(':').next().unwrap_or_default())
    };
    let is_repository = spdx.is_some()
        || ["https://", "http://", "git://", "ssh://"]
            .iter()
            .any(|scheme| address.starts_with(scheme));
    SourcePlace {
        repository: is_repository.then(|| bare(repository)),
        reference: Some(point).filter(|point| point.starts_with("refs/")),
        commit: Some(point).filter(|point| {
            point.len() == 40 && point.bytes().all(|byte| byte.is_ascii_hexdigit())
        }),
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
    fn addresses_of_sources_in_all_spellings() {
        for (uri, repository, reference, commit) in [
            (
                "git+https://h/o/r@refs/tags/v1",
                Some("https://h/o/r"),
                Some("refs/tags/v1"),
                None,
            ),
            (
                "git+https://h/o/r.git@refs/heads/a@b",
                Some("https://h/o/r"),
                Some("refs/heads/a@b"),
                None,
            ),
            ("git+https://h/o/r@main", Some("https://h/o/r"), None, None),
            (
                "git+https://name@h/o/r",
                Some("https://name@h/o/r"),
                None,
                None,
            ),
            (
                "https://h/o/r@refs/heads/main",
                Some("https://h/o/r"),
                Some("refs/heads/main"),
                None,
            ),
            (
                "https://h/o/r.git#refs/heads/main:sub",
                Some("https://h/o/r"),
                Some("refs/heads/main"),
                None,
            ),
            (
                "https://h/o/r.git#0123456789abcdef0123456789abcdef01234567",
                Some("https://h/o/r"),
                None,
                Some("0123456789abcdef0123456789abcdef01234567"),
            ),
            ("pkg:docker/golang@1.21?digest=sha256:00", None, None, None),
            ("git+", Some(""), None, None),
            ("", None, None, None),
        ] {
            let place = split(uri);
            assert_eq!(place.repository, repository, "{uri}");
            assert_eq!(place.reference, reference, "{uri}");
            assert_eq!(place.commit, commit, "{uri}");
        }
    }

    #[test]
    fn buildkit_names_its_source_and_its_dockerfile() {
        let old = r#"{"builder":{"id":""},"buildType":"https://mobyproject.org/buildkit@v1",
            "materials":[{"uri":"pkg:docker/golang@1.21","digest":{"sha256":"00"}}],
            "invocation":{"configSource":{"uri":"https://github.com/o/r.git#refs/heads/main","digest":{"sha1":"cc"},"entryPoint":"Dockerfile"}}}"#;
        let new = r#"{"buildDefinition":{"buildType":"https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md",
            "externalParameters":{"configSource":{"uri":"https://github.com/o/r.git#refs/heads/main","digest":{"sha1":"cc"},"path":"Dockerfile"}},
            "resolvedDependencies":[{"uri":"pkg:docker/golang@1.21","digest":{"sha256":"00"}}]}}"#;
        for (version, document) in [(Version::V02, old), (Version::V1, new)] {
            let record = read(version, document);
            assert_eq!(record.build_type(), BuildType::Buildkit);
            assert_eq!(
                record.source.repository.as_deref(),
                Some("https://github.com/o/r")
            );
            assert_eq!(record.source.reference.as_deref(), Some("refs/heads/main"));
            assert_eq!(record.source.commit.as_deref(), Some("cc"));
            assert_eq!(record.source.workflow.as_deref(), Some("Dockerfile"));
            assert!(!record.names_workflow());
            assert_eq!(record.builder, None);
        }
    }

    #[test]
    fn a_package_that_went_in_is_not_the_source() {
        for uri in ["pkg:maven/a/b@1", "https://h/o/r/releases/download/v1/x"] {
            let document = format!(
                r#"{{"buildDefinition":{{"resolvedDependencies":[{{"uri":"{uri}","digest":{{"sha1":"00"}}}}]}}}}"#
            );
            assert_eq!(read(Version::V1, &document).source, Source::default());
        }
    }

    #[test]
    fn a_build_in_a_container_says_what_it_was_told() {
        let record = read(
            Version::V1,
            r#"{"buildDefinition":{"buildType":"https://slsa.dev/container-based-build/v0.1?draft",
              "externalParameters":{"source":{"uri":"git+https://github.com/o/r@refs/tags/v1","digest":{"sha1":"aa"}},
                "builderImage":{"uri":"bash@sha256:00"},"configPath":".github/configs-docker/c.toml"}}}"#,
        );
        assert_eq!(
            record.source.repository.as_deref(),
            Some("https://github.com/o/r")
        );
        assert_eq!(record.source.commit.as_deref(), Some("aa"));
        assert_eq!(
            record.source.workflow.as_deref(),
            Some(".github/configs-docker/c.toml")
        );
        assert!(!record.names_workflow());
    }

    #[test]
    fn build_types_in_use_are_known() {
        for (address, known) in [
            ("https://github.com/npm/cli/gha@v1", BuildType::NpmGithub),
            (
                "https://github.com/npm/slsa-provenance/gha@v0",
                BuildType::NpmGithub,
            ),
            (
                "https://github.com/npm/cli/gitlab/v0alpha1",
                BuildType::NpmGitlab,
            ),
            (
                "https://github.com/slsa-framework/slsa-github-generator@v1",
                BuildType::SlsaGenerator,
            ),
            (
                "https://github.com/slsa-framework/slsa-github-generator-go@v1",
                BuildType::SlsaGenerator,
            ),
            (
                "https://tekton.dev/attestations/chains/pipelinerun@v2",
                BuildType::Tekton,
            ),
            (
                "https://cloudbuild.googleapis.com/CloudBuildYaml@v0.1",
                BuildType::CloudBuild,
            ),
            (
                "https://github.com/slsa-framework/slsa-github-generator-x@v1",
                BuildType::Unknown,
            ),
        ] {
            assert_eq!(BuildType::of(address), known, "{address}");
        }
    }

    #[test]
    fn what_a_build_type_says_in_its_own_way_is_found_in_every_version() {
        for (version, document, there) in [
            (
                Version::V1,
                r#"{"buildDefinition":{"externalParameters":{"a":1},"internalParameters":{"b":1}}}"#,
                [true, true, false],
            ),
            (
                Version::V02,
                r#"{"invocation":{"parameters":["a"],"environment":{"b":1}},"buildConfig":{"c":1}}"#,
                [true, true, true],
            ),
            (
                Version::V01,
                r#"{"recipe":{"arguments":{"a":1},"environment":{"b":1}}}"#,
                [true, true, false],
            ),
            (
                Version::V1,
                r#"{"buildDefinition":{"externalParameters":{},"internalParameters":null}}"#,
                [false; 3],
            ),
        ] {
            let node = outline(document.as_bytes(), 100).unwrap();
            let found = Own::ALL.map(|own| own.within(version, &node).is_some());
            assert_eq!(found, there, "{document}");
        }
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
