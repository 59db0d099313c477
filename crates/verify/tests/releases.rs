//! What only the form and the signer together say: whose release it is, and what a time stamp is over.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

use serde_json::{Value, json};
use whence_evidence::{
    HashAlgorithm, UnixTime,
    bundle::{Bundle, Form},
    trusted_root::TrustedRoot,
};
use whence_testkit::{
    ARTIFACT, Minted, Scenario,
    ca::San,
    scenario::Content,
    statement::{PAYLOAD_TYPE, payload, statement},
};
use whence_verify::{
    Artifact, Instance, PreparedTrust, RELEASE_SERVICE, Report, Request, SignerKind,
    crypto::digest, verify,
};

const RELEASE: &str = "https://in-toto.io/attestation/release/v0.2";
const GITHUB: Instance = Instance::GitHub {
    dated: UnixTime::from_seconds(0),
};

fn report(bundle: &Bundle, minted: &Minted, instance: Instance) -> Report {
    let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
    let digests = [digest(HashAlgorithm::Sha256, ARTIFACT)];
    let request = Request {
        bundle,
        artifact: Some(Artifact {
            digests: &digests,
            bytes: None,
        }),
        key: None,
        now: UnixTime::from_seconds(minted.now),
    };
    verify(&request, &PreparedTrust::prepare(&root, instance))
}

fn released(change: impl FnOnce(&mut Scenario), instance: Instance) -> Option<String> {
    let mut scenario = Scenario::envelope_private();
    let leaf = &mut scenario.keyless_signer().leaf;
    leaf.sans = vec![San::Uri(RELEASE_SERVICE.to_owned())];
    leaf.issuer_v1 = None;
    leaf.issuer_v2 = None;
    leaf.claims.clear();
    scenario.content = record(RELEASE, json!({ "repository": "acme/tool" }));
    change(&mut scenario);
    let minted = scenario.mint();
    let bundle = Bundle::parse(&minted.bundle_json).unwrap();
    let report = report(&bundle, &minted, instance);
    match report.proven().expect("it is proven").value().kind() {
        SignerKind::Certificate(signer) => {
            signer.release().map(|release| release.repository.clone())
        }
        SignerKind::Key { .. } => unreachable!("a certificate"),
    }
}

fn record(predicate_type: &str, predicate: Value) -> Content {
    Content::Envelope {
        payload_type: PAYLOAD_TYPE.to_owned(),
        signed_type: None,
        payload: payload(&statement(ARTIFACT, predicate_type, predicate)),
        key_id: None,
    }
}

#[test]
fn only_the_release_service_says_whose_release_it_is() {
    let acme = Some("acme/tool".to_owned());
    assert_eq!(released(|_| (), GITHUB), acme);
    assert_eq!(released(|_| (), Instance::File), None);
    let named = |san: San| released(|it| it.keyless_signer().leaf.sans = vec![san], GITHUB);
    assert_eq!(named(San::Email(RELEASE_SERVICE.to_owned())), None);
    assert_eq!(
        named(San::Uri(format!("{RELEASE_SERVICE}.evil.example"))),
        None
    );
    let logged_in = |it: &mut Scenario| {
        let issuer = b"\x0c\x1bhttps://accounts.google.com".to_vec();
        it.keyless_signer().leaf.issuer_v2 = Some(issuer);
    };
    assert_eq!(released(logged_in, GITHUB), None);
    let other = |it: &mut Scenario| {
        it.content = record(
            "https://x.example/release",
            json!({ "repository": "acme/tool" }),
        );
    };
    assert_eq!(released(other, GITHUB), None);
}

/// Beside an attestation of an image the stamp is over the layer, everywhere else over the signature.
#[test]
fn a_stamp_is_over_the_layer_beside_an_attestation_alone() {
    let mut scenario = Scenario::envelope_private();
    let layer = b"the layer as it was kept".to_vec();
    for (over, form, proven) in [
        (Some(layer.clone()), Form::CosignAttestation, true),
        (None, Form::CosignAttestation, false),
        (None, Form::Bundle, true),
        (Some(layer.clone()), Form::Bundle, false),
    ] {
        scenario.tokens[0].over.clone_from(&over);
        let minted = scenario.mint();
        let mut bundle = Bundle::parse(&minted.bundle_json).unwrap();
        bundle.envelope.as_mut().unwrap().exact = Some(layer.clone());
        bundle.form = form;
        let report = report(&bundle, &minted, Instance::File);
        assert_eq!(report.proven().is_some(), proven, "{form:?} {over:?}");
    }
}
