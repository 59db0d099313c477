//! Build records beside the certificates they were signed with: minted ones with one lie each, and the real ones.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod support;

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde_json::{Value, json};
use support::Ready;
use whence_evidence::{
    Digest, HashAlgorithm, UnixTime,
    bundle::Bundle,
    json,
    predicate::{PredicateKind, provenance::Provenance},
    statement::Statement,
    trusted_root::TrustedRoot,
};
use whence_testkit::{
    ca::{IDENTITY, San},
    der,
    keys::Key,
    scenario::{Content, Scenario, Signer},
    statement,
};
use whence_verify::{
    Artifact, Instance, PreparedTrust, Request,
    provenance::{Agreement, BuildLevel, Comparison, LevelRow, build_level, claims, compare},
    verify,
};

const GENERATOR: &str = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/builder_go_slsa3.yml@refs/tags/v1.10.0";

/// What comes of a record with this statement, signed by the leaf that `alter` leaves.
fn minted(payload: &Value, alter: impl FnOnce(&mut Scenario)) -> (Vec<Comparison>, BuildLevel) {
    let mut scenario = Scenario::envelope_rekor_v2();
    let Content::Envelope { payload: bytes, .. } = &mut scenario.content else {
        panic!("an envelope");
    };
    *bytes = statement::payload(payload);
    alter(&mut scenario);
    let minted = scenario.mint();
    let ready = Ready::around(&minted, scenario.policy, || {
        Bundle::parse(&minted.bundle_json).map_err(|_| "json.strict")
    })
    .unwrap();
    let report = ready.report(&ready.bundle, &ready.artifact);
    let record = record(&ready.bundle.envelope.as_ref().unwrap().payload).unwrap();
    let signer = report.proven().expect("the record is signed well").value();
    (compare(&record, signer), build_level(&record, signer))
}

fn record(payload: &[u8]) -> Option<Provenance> {
    let statement = Statement::parse(payload).ok()?;
    let PredicateKind::BuildRecord(version) = PredicateKind::of(&statement.predicate_type) else {
        return None;
    };
    let predicate = json::outline(statement.predicate(payload)?, 100_000).unwrap();
    Some(Provenance::read(version, &predicate))
}

fn artifact() -> Vec<u8> {
    Scenario::envelope_rekor_v2().artifact
}

fn differing(comparisons: &[Comparison]) -> Vec<&'static str> {
    comparisons
        .iter()
        .filter(|comparison| comparison.outcome == Agreement::Differs)
        .map(|comparison| comparison.part.as_str())
        .collect()
}

#[test]
fn an_honest_record_is_backed_in_every_part() {
    let (comparisons, level) = minted(&statement::provenance(&artifact()), |_| {});
    assert_eq!(comparisons.len(), 10);
    for comparison in &comparisons {
        assert_eq!(comparison.outcome, Agreement::Backed, "{comparison:?}");
    }
    let row = LevelRow::GithubHosted;
    assert_eq!(level, BuildLevel::Derived { level: 2, row });
}

#[test]
fn a_dockerfile_is_not_taken_for_the_workflow() {
    let mut said = statement::provenance(&artifact());
    said["predicate"]["buildDefinition"] = json!({
        "buildType": "https://mobyproject.org/buildkit@v1",
        "externalParameters": { "configSource": {
            "uri": "https://github.com/testkit/project.git#refs/tags/v1.2.3",
            "digest": { "sha1": "0123456789abcdef0123456789abcdef01234567" },
            "path": "Dockerfile",
        } },
        "resolvedDependencies": [{ "uri": "pkg:docker/golang@1.21", "digest": { "sha256": "00" } }],
    });
    let (comparisons, level) = minted(&said, |_| {});
    let outcomes: BTreeMap<&str, Agreement> = comparisons
        .iter()
        .map(|comparison| (comparison.part.as_str(), comparison.outcome))
        .collect();
    assert_eq!(outcomes["workflow"], Agreement::NotBacked);
    for part in ["repository", "reference", "commit"] {
        assert_eq!(outcomes[part], Agreement::Backed, "{part}");
    }
    assert!(!matches!(level, BuildLevel::Contradicted));
}

#[test]
fn every_single_lie_is_found() {
    let lies: [(&str, &str, Value); 10] = [
        (
            "repository",
            "/buildDefinition/externalParameters/workflow/repository",
            json!("https://github.com/testkit/project2"),
        ),
        (
            "reference",
            "/buildDefinition/externalParameters/workflow/ref",
            json!("refs/heads/main"),
        ),
        (
            "commit",
            "/buildDefinition/resolvedDependencies/0/digest/gitCommit",
            json!("f123456789abcdef0123456789abcdef01234567"),
        ),
        (
            "workflow",
            "/buildDefinition/externalParameters/workflow/path",
            json!(".github/workflows/other.yml"),
        ),
        (
            "repository-id",
            "/buildDefinition/internalParameters/github/repository_id",
            json!("1"),
        ),
        (
            "owner-id",
            "/buildDefinition/internalParameters/github/repository_owner_id",
            json!("1"),
        ),
        (
            "trigger",
            "/buildDefinition/internalParameters/github/event_name",
            json!("workflow_dispatch"),
        ),
        (
            "runner",
            "/buildDefinition/internalParameters/github/runner_environment",
            json!("self-hosted"),
        ),
        ("builder", "/runDetails/builder/id", json!(GENERATOR)),
        (
            "invocation",
            "/runDetails/metadata/invocationId",
            json!("https://github.com/testkit/project/actions/runs/43/attempts/1"),
        ),
    ];
    for (part, place, lie) in lies {
        let mut payload = statement::provenance(&artifact());
        *payload["predicate"].pointer_mut(place).expect(place) = lie;
        let (comparisons, level) = minted(&payload, |_| {});
        let found = differing(&comparisons);
        assert!(found.contains(&part), "{part}: {found:?}");
        // Another repository has no dependency in this record, so that its commit is not said either.
        assert_eq!(found.len(), 1, "{part}: {found:?}");
        assert_eq!(level, BuildLevel::Contradicted, "{part}");
    }
}

/// The run may be written as its address or by its numbers alone; of other texts the certificate says nothing.
#[test]
fn the_run_is_compared_in_either_way_of_writing_it() {
    let outcome = |claimed: &str| {
        let mut payload = statement::provenance(&artifact());
        payload["predicate"]["runDetails"]["metadata"]["invocationId"] = json!(claimed);
        let (comparisons, _) = minted(&payload, |_| {});
        let mut parts = comparisons.into_iter();
        let run = parts.find(|comparison| comparison.part.as_str() == "invocation");
        run.unwrap().outcome
    };
    for (claimed, expected) in [
        ("42-1", Agreement::Backed),
        ("43-1", Agreement::Differs),
        ("42-2", Agreement::Differs),
        ("42", Agreement::NotBacked),
        ("42-", Agreement::NotBacked),
        ("-1", Agreement::NotBacked),
        ("42-x", Agreement::NotBacked),
        ("x-1", Agreement::NotBacked),
        ("my-build", Agreement::NotBacked),
    ] {
        assert_eq!(outcome(claimed), expected, "{claimed}");
    }
}

#[test]
fn each_row_stands_for_its_level() {
    for (row, level) in [
        (LevelRow::SlsaGenerator, 3),
        (LevelRow::SlsaDelegator, 3),
        (LevelRow::BazelPublisher, 3),
        (LevelRow::NpmHosted, 2),
        (LevelRow::GithubHosted, 2),
        (LevelRow::NpmSelfHosted, 1),
        (LevelRow::GithubSelfHosted, 1),
        (LevelRow::GitlabRunner, 1),
    ] {
        assert_eq!(row.level(), level, "{row:?}");
    }
}

#[test]
fn the_level_follows_from_signer_and_builder_together() {
    let as_signer = |san: &'static str, runner: Option<&'static str>| {
        move |scenario: &mut Scenario| {
            let leaf = scenario.leaf();
            leaf.sans = vec![San::Uri(san.to_owned())];
            leaf.claims.retain(|(number, _)| *number != 11);
            if let Some(runner) = runner {
                leaf.claims.push((11, runner.to_owned()));
                leaf.claims.sort();
            }
        }
    };
    let by = |builder: &str| {
        let mut payload = statement::provenance(&artifact());
        payload["predicate"]["runDetails"]["builder"]["id"] = json!(builder);
        payload["predicate"]["buildDefinition"]["internalParameters"] = json!({});
        payload
    };
    let derived = |row: LevelRow| BuildLevel::Derived {
        level: row.level(),
        row,
    };
    const HOSTED: &str = "https://github.com/actions/runner/github-hosted";
    const SELF_HOSTED: &str = "https://github.com/actions/runner/self-hosted";
    const BRANCH: &str = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/builder_go_slsa3.yml@refs/heads/main";
    const DELEGATOR: &str = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/delegator_generic_slsa3.yml@refs/tags/v1.10.0";
    const GRADLE: &str = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/builder_gradle_slsa3.yml@refs/tags/v1.10.0";
    const BAZEL: &str = "https://github.com/bazel-contrib/publish-to-bcr/.github/workflows/publish.yaml@refs/tags/v1";
    let table = [
        (
            GENERATOR,
            GENERATOR,
            Some("github-hosted"),
            derived(LevelRow::SlsaGenerator),
        ),
        (
            BAZEL,
            BAZEL,
            Some("github-hosted"),
            derived(LevelRow::BazelPublisher),
        ),
        (
            BRANCH,
            BRANCH,
            Some("github-hosted"),
            derived(LevelRow::GithubHosted),
        ),
        (
            DELEGATOR,
            GRADLE,
            Some("github-hosted"),
            derived(LevelRow::SlsaDelegator),
        ),
        // The generator's own name stands in both, or it was not the generator.
        (
            GENERATOR,
            "https://builder.example/slsa-level-3",
            Some("github-hosted"),
            BuildLevel::AtMostOne,
        ),
        (
            BAZEL,
            "https://builder.example/slsa-level-3",
            Some("github-hosted"),
            BuildLevel::AtMostOne,
        ),
        // Who calls a delegator is for the person to know, unless it is the project's own.
        (
            DELEGATOR,
            "https://github.com/acme/tool/.github/workflows/builder_gradle_slsa3.yml@refs/tags/v1.0.0",
            Some("github-hosted"),
            BuildLevel::AtMostOne,
        ),
        (
            IDENTITY,
            IDENTITY,
            Some("self-hosted"),
            derived(LevelRow::GithubSelfHosted),
        ),
        (IDENTITY, IDENTITY, None, BuildLevel::AtMostOne),
        (
            IDENTITY,
            HOSTED,
            Some("github-hosted"),
            derived(LevelRow::NpmHosted),
        ),
        (
            IDENTITY,
            SELF_HOSTED,
            Some("self-hosted"),
            derived(LevelRow::NpmSelfHosted),
        ),
        // The machine is named by the record and by the certificate, and they must agree.
        (
            IDENTITY,
            HOSTED,
            Some("self-hosted"),
            BuildLevel::Contradicted,
        ),
        (
            GENERATOR,
            IDENTITY,
            Some("github-hosted"),
            BuildLevel::Contradicted,
        ),
        // A level claimed through another's name is a contradiction.
        (
            IDENTITY,
            GENERATOR,
            Some("github-hosted"),
            BuildLevel::Contradicted,
        ),
        (
            IDENTITY,
            "https://builder.example/slsa-level-3",
            Some("github-hosted"),
            BuildLevel::AtMostOne,
        ),
    ];
    for (signer, builder, runner, expected) in table {
        let (_, level) = minted(&by(builder), as_signer(signer, runner));
        assert_eq!(level, expected, "{signer} {builder} {runner:?}");
    }
    // The same names from another login service are other names.
    let (_, level) = minted(&by(GENERATOR), |scenario| {
        as_signer(GENERATOR, Some("github-hosted"))(scenario);
        let leaf = scenario.leaf();
        let person = whence_testkit::ca::Leaf::person(
            Key::p256("leaf"),
            "a@b.example",
            "https://login.example",
        );
        leaf.issuer_v1 = person.issuer_v1;
        leaf.issuer_v2 = person.issuer_v2;
    });
    assert_eq!(level, BuildLevel::AtMostOne);
}

/// GitLab's runner is its own builder and stands in the project it builds.
#[test]
fn a_runner_of_gitlab_is_one_of_its_project() {
    let level = |login: &'static str, builder: &str| {
        let mut payload = statement::provenance(&artifact());
        payload["predicate"]["runDetails"]["builder"]["id"] = json!(builder);
        payload["predicate"]["buildDefinition"]["internalParameters"] = json!({});
        let (_, level) = minted(&payload, |scenario| {
            let leaf = scenario.leaf();
            leaf.issuer_v1 = Some(login.as_bytes().to_vec());
            leaf.issuer_v2 = Some(der::utf8_string(login));
        });
        level
    };
    let (gitlab, project) = ("https://gitlab.com", "https://github.com/testkit/project");
    let runner = BuildLevel::Derived {
        level: LevelRow::GitlabRunner.level(),
        row: LevelRow::GitlabRunner,
    };
    let own = format!("{project}/-/runners/42");
    assert_eq!(level(gitlab, &own), runner);
    for (login, builder) in [
        ("https://gitlab.example", own.clone()),
        (gitlab, format!("{project}/-/runners/x")),
        (gitlab, format!("{project}/-/runners/")),
        (gitlab, format!("{project}/42")),
        (
            gitlab,
            "https://gitlab.com/other/project/-/runners/42".to_owned(),
        ),
    ] {
        assert_ne!(level(login, &builder), runner, "{login} {builder}");
    }
}

/// A record still says what it claims.
#[test]
fn without_a_signer_nothing_is_backed() {
    let payload = statement::provenance(&artifact());
    let claimed = claims(&record(&statement::payload(&payload)).unwrap());
    let (backed, _) = minted(&payload, |_| {});
    let told = |of: &[Comparison]| -> Vec<_> {
        of.iter().map(|it| (it.part, it.claimed.clone())).collect()
    };
    assert_eq!(told(&claimed), told(&backed));
    assert!(!claimed.is_empty());
    for comparison in claimed {
        assert_eq!(comparison.outcome, Agreement::NotBacked);
        assert_eq!(comparison.proven, None);
    }
}

#[test]
fn a_key_backs_nothing() {
    let mut scenario = Scenario::message_managed(Key::p256("managed"));
    scenario.content = Scenario::envelope_rekor_v2().content;
    assert!(matches!(scenario.signer, Signer::Managed(_)));
    let minted = scenario.mint();
    let ready = Ready::around(&minted, scenario.policy, || {
        Bundle::parse(&minted.bundle_json).map_err(|_| "json.strict")
    })
    .unwrap();
    let report = ready.report(&ready.bundle, &ready.artifact);
    let signer = report.proven().unwrap().value();
    let record = record(&ready.bundle.envelope.as_ref().unwrap().payload).unwrap();
    assert!(
        compare(&record, signer)
            .iter()
            .all(|comparison| comparison.outcome == Agreement::NotBacked
                && comparison.proven.is_none())
    );
    assert_eq!(build_level(&record, signer), BuildLevel::AtMostOne);
}

/// Records that were copied from a build and signed by somebody who has nothing to do with it.
const CONTRADICTED: &[&str] = &[
    "sigstore-java.bundle.dsse.rekor-v2: builder",
    "slsa.bcr.MODULE-wrong-signer.bazel: repository reference commit workflow builder invocation repository-id owner-id",
];

/// Real build records contradict their certificates nowhere, and the levels are those their builders have.
#[test]
fn real_records_agree_with_their_certificates() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let Ok(index) = fs::read(folder.join("index.json")) else {
        eprintln!("no vectors beside this repository: nothing to compare with");
        return;
    };
    let cases: Vec<Value> = serde_json::from_slice(&index).unwrap();
    let mut levels: BTreeMap<String, usize> = BTreeMap::new();
    let mut backed = 0;
    let mut contradicted = Vec::new();
    for case in cases
        .iter()
        .filter(|case| case["kind"] == "bundle" && case["expected"] == "pass")
    {
        let read = |role: &str| Some(fs::read(folder.join(case["files"][role].as_str()?)).unwrap());
        let Some(bundle) = read("bundle") else {
            continue;
        };
        let bundle = Bundle::parse(&bundle).unwrap();
        let Some(record) = bundle
            .envelope
            .as_ref()
            .and_then(|envelope| record(&envelope.payload))
        else {
            continue;
        };
        let root = TrustedRoot::parse(&read("trusted_root").unwrap()).unwrap();
        let trust = PreparedTrust::prepare(&root, Instance::File);
        let digests: Vec<Digest> = match (read("artifact"), case["args"]["digest"].as_str()) {
            (Some(bytes), _) => HashAlgorithm::ALL
                .into_iter()
                .map(|algorithm| whence_verify::crypto::digest(algorithm, &bytes))
                .collect(),
            (None, Some(hex)) => {
                let name = case["args"]["digest_algorithm"]
                    .as_str()
                    .unwrap_or("sha256");
                vec![Digest::from_hex(HashAlgorithm::from_name(name).unwrap(), hex).unwrap()]
            }
            (None, None) => continue,
        };
        let report = verify(
            &Request {
                bundle: &bundle,
                artifact: Some(Artifact {
                    digests: &digests,
                    bytes: None,
                }),
                key: None,
                now: UnixTime::parse_rfc3339("2026-11-21T00:00:00Z").unwrap(),
            },
            &trust,
        );
        let Some(proven) = report.proven() else {
            continue;
        };
        let comparisons = compare(&record, proven.value());
        let id = case["id"].as_str().unwrap();
        let found = differing(&comparisons);
        if !found.is_empty() {
            contradicted.push(format!("{id}: {}", found.join(" ")));
        }
        backed += comparisons
            .iter()
            .filter(|comparison| comparison.outcome == Agreement::Backed)
            .count();
        let level = match build_level(&record, proven.value()) {
            BuildLevel::Derived { level, row } => format!("{level} {}", row.as_str()),
            other => format!("{other:?}"),
        };
        *levels.entry(level).or_default() += 1;
    }
    assert_eq!(contradicted, CONTRADICTED, "{contradicted:#?}");
    eprintln!("{backed} claims backed; levels: {levels:?}");
    assert!(backed > 50, "{backed}");
}
