//! Release records of GitHub: the service signs them for everybody, so it is the repository they name that is
//! listed or not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

use serde_json::{Value, json};
use whence_evidence::{Digest, HashAlgorithm, UnixTime, bundle::Bundle, trusted_root::TrustedRoot};
use whence_identity::{
    CertificateFacts, Difference, IdentityList, KnownBy, KnownSigners, Match, Part, SignerFacts,
    TargetFacts, proposals,
};
use whence_testkit::{
    ARTIFACT, Scenario,
    ca::San,
    scenario::Content,
    statement::{PAYLOAD_TYPE, payload, statement},
};
use whence_verify::{
    Artifact, Installed, Instance, PreparedTrust, Proven, RELEASE_SERVICE, Request, Signer,
    crypto::digest, verify, verify_installed,
};

const RELEASE: &str = "https://in-toto.io/attestation/release/v0.2";
const NOW: UnixTime = UnixTime::from_seconds(1_795_219_200);

/// A release record of `acme/tool`, as GitHub makes them.
fn scenario() -> Scenario {
    let mut scenario = Scenario::envelope_private();
    let leaf = &mut scenario.keyless_signer().leaf;
    leaf.sans = vec![San::Uri(RELEASE_SERVICE.to_owned())];
    leaf.issuer_v1 = None;
    leaf.issuer_v2 = None;
    leaf.claims.clear();
    scenario.content = record(RELEASE, predicate());
    scenario
}

fn predicate() -> Value {
    json!({
        "databaseId": "1", "ownerId": "7", "repositoryId": "77", "repository": "acme/tool",
        "purl": "pkg:github/acme/tool@v1.2.3", "tag": "v1.2.3",
    })
}

fn record(predicate_type: &str, predicate: Value) -> Content {
    Content::Envelope {
        payload_type: PAYLOAD_TYPE.to_owned(),
        signed_type: None,
        payload: payload(&statement(ARTIFACT, predicate_type, predicate)),
        key_id: None,
    }
}

fn proven_under(scenario: &Scenario, instance: Instance) -> Proven<Signer> {
    let minted = scenario.mint();
    let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
    let trust = PreparedTrust::prepare(&root, instance);
    let bundle = Bundle::parse(&minted.bundle_json).unwrap();
    let digests = [digest(HashAlgorithm::Sha256, ARTIFACT)];
    let request = Request {
        bundle: &bundle,
        artifact: Some(Artifact {
            digests: &digests,
            bytes: None,
        }),
        key: None,
        now: UnixTime::from_seconds(minted.now),
    };
    let report = verify(&request, &trust);
    report.proven().expect("it is proven").clone()
}

fn proven(scenario: &Scenario) -> Proven<Signer> {
    proven_under(scenario, Instance::GitHub { dated: NOW })
}

fn facts(signer: &Proven<Signer>) -> CertificateFacts {
    match SignerFacts::of(signer.value()).unwrap().known_by {
        KnownBy::Certificate(facts) => facts,
        KnownBy::Key(_) => unreachable!("a certificate"),
    }
}

fn looked_up(signer: &Proven<Signer>, entry: &str) -> Match {
    let list = format!("schema = 1\n[[signer]]\nlabel = \"Tool\"\n{entry}");
    let list = IdentityList::parse(list.as_bytes()).unwrap();
    list.match_signer(
        signer,
        &TargetFacts::default(),
        &KnownSigners::default(),
        NOW,
    )
}

fn is_listed(signer: &Proven<Signer>, entry: &str) -> bool {
    matches!(looked_up(signer, entry), Match::Listed(_))
}

#[test]
fn a_release_is_listed_by_its_repository() {
    let signer = proven(&scenario());
    let issuer = format!("issuer = \"{RELEASE_SERVICE}\"\n");
    for identity in [
        "identity = \"https://github.com/acme/tool\"",
        "identity-pattern = \"https://github.com/acme/*\"",
        "identity = \"https://github.com/acme/tool\"\nowner-id = 7\nrepository-id = 77",
        "identity = \"https://github.com/acme/tool\"\nclaims = [\"publish-record\"]",
    ] {
        assert!(
            is_listed(&signer, &format!("{issuer}{identity}")),
            "{identity}"
        );
    }
    for identity in [
        // All of GitHub is nobody.
        "identity = \"https://dotcom.releases.github.com\"",
        "identity = \"https://github.com/acme/tools\"",
        "identity-pattern = \"https://github.com/acm/*\"",
        "identity = \"https://github.com/acme/tool\"\nowner-id = 8",
        "identity = \"https://github.com/acme/tool\"\nclaims = [\"signature\"]",
    ] {
        assert!(
            !is_listed(&signer, &format!("{issuer}{identity}")),
            "{identity}"
        );
    }
    let builds = "issuer = \"https://token.actions.githubusercontent.com\"\n\
                  identity = \"https://github.com/acme/tool\"";
    assert!(!is_listed(&signer, builds), "a release is not a build");
}

#[test]
fn another_repository_of_the_owner_is_a_near_miss() {
    let signer = proven(&scenario());
    let entry =
        format!("issuer = \"{RELEASE_SERVICE}\"\nidentity = \"https://github.com/acme/other\"");
    let Match::Unlisted(unlisted) = looked_up(&signer, &entry) else {
        unreachable!("another repository");
    };
    assert_eq!(
        unlisted.near_misses[0].first_difference,
        Difference::Identity(Part::Repository)
    );
}

#[test]
fn what_a_person_is_offered_names_the_repository_first_and_then_its_owner() {
    let facts = facts(&proven(&scenario()));
    assert_eq!(facts.source_ref.as_deref(), Some("refs/tags/v1.2.3"));
    let widths: Vec<&str> = proposals(&facts)
        .iter()
        .map(|proposal| proposal.width.as_str())
        .collect();
    assert_eq!(widths, ["this-identity", "any-repository"]);
    for proposal in proposals(&facts) {
        assert_eq!(proposal.rule.issuer, RELEASE_SERVICE);
        assert_eq!(proposal.rule.conditions.owner_id.as_deref(), Some("7"));
        assert_eq!(
            proposal.recommended,
            proposal.width.as_str() == "this-identity"
        );
    }
}

/// A real one, under the trust data of this program.
#[test]
fn a_release_of_jdx_is_listed_by_its_repository() {
    let path = "../../../shared/vectors/bundle/sigstore-rust.jdx-communique/bundle.sigstore.json";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let Ok(json) = std::fs::read(&path) else {
        println!("skipped: no {}", path.display());
        return;
    };
    let bundle = Bundle::parse(&json).unwrap();
    let sha256 = "76f1fe8593bf227cca2c089e3c16dc95014a8d3e89c5dd220530469ca043c428";
    let digests = [Digest::from_hex(HashAlgorithm::Sha256, sha256).unwrap()];
    let request = Request {
        bundle: &bundle,
        artifact: Some(Artifact {
            digests: &digests,
            bytes: None,
        }),
        key: None,
        now: NOW,
    };
    let report = verify_installed(&request, &Installed::built_in().unwrap());
    let signer = report.proven().unwrap();
    let issuer = format!("issuer = \"{RELEASE_SERVICE}\"\n");
    for (identity, listed) in [
        ("https://github.com/jdx/communique", true),
        ("https://github.com/jdx/mise", false),
    ] {
        let entry = format!("{issuer}identity = \"{identity}\"\nowner-id = 216188");
        assert_eq!(is_listed(signer, &entry), listed, "{identity}");
    }
}

/// In each of these nobody has said whose release it is, so no entry for a repository may fit.
#[test]
fn only_the_service_itself_can_say_whose_release_it_is() {
    let changed = |change: &dyn Fn(&mut Scenario)| {
        let mut scenario = scenario();
        change(&mut scenario);
        proven(&scenario)
    };
    let elsewhere = Instance::File;
    let other_purl = json!({"repository": "acme/tool", "purl": "pkg:github/evil/tool@v1"});
    let v2 = |text: &str| {
        let mut der = vec![0x0c, u8::try_from(text.len()).unwrap()];
        der.extend_from_slice(text.as_bytes());
        Some(der)
    };
    for (what, signer) in [
        (
            "another name",
            changed(&|it| {
                let name = "https://dotcom.releases.github.com.evil.example";
                it.keyless_signer().leaf.sans = vec![San::Uri(name.to_owned())];
            }),
        ),
        (
            "an address for mail",
            changed(&|it| {
                let name = RELEASE_SERVICE.to_owned();
                it.keyless_signer().leaf.sans = vec![San::Email(name)];
            }),
        ),
        (
            "somebody who logged in",
            changed(&|it| {
                it.keyless_signer().leaf.issuer_v2 = v2("https://accounts.google.com");
            }),
        ),
        (
            "another kind of statement",
            changed(&|it| it.content = record("https://example.com/release/v0.2", predicate())),
        ),
        (
            "two repositories",
            changed(&|it| it.content = record(RELEASE, other_purl.clone())),
        ),
        (
            "no repository",
            changed(&|it| it.content = record(RELEASE, json!({"tag": "v1.2.3"}))),
        ),
        ("another instance", proven_under(&scenario(), elsewhere)),
    ] {
        assert_ne!(
            facts(&signer).identity,
            "https://github.com/acme/tool",
            "{what}"
        );
        let entry =
            format!("issuer = \"{RELEASE_SERVICE}\"\nidentity = \"https://github.com/acme/tool\"");
        assert!(!is_listed(&signer, &entry), "{what}");
    }
}
