//! The words of the conformance suite, and the batch.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;
use whence_evidence::HashAlgorithm;
use whence_testkit::{Minted, Scenario, keys::Key};
use whence_verify::crypto::digest;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_whence-conformance"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn desk(minted: &Minted) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bundle"), &minted.bundle_json).unwrap();
    fs::write(folder.path().join("artifact"), &minted.artifact).unwrap();
    fs::write(folder.path().join("root"), &minted.trusted_root_json).unwrap();
    if let Some(pem) = &minted.key_pem {
        fs::write(folder.path().join("key"), pem).unwrap();
    }
    folder
}

fn verify(folder: &Path, minted: &Minted, operand: &str) -> Output {
    let arguments = [
        "verify-bundle",
        "--bundle",
        "bundle",
        "--certificate-identity",
        &minted.identity,
        "--certificate-oidc-issuer",
        &minted.issuer,
        "--trusted-root",
        "root",
        operand,
    ];
    run(folder, &arguments)
}

#[test]
fn a_bundle_verifies_by_file_and_by_digest_and_for_its_signer_alone() {
    let minted = Scenario::message_rekor_v2().mint();
    let folder = desk(&minted);
    let mut other = minted.clone();
    assert!(verify(folder.path(), &minted, "artifact").status.success());
    let operand = digest(HashAlgorithm::Sha256, &minted.artifact).to_string();
    assert!(verify(folder.path(), &minted, &operand).status.success());
    // A file of that very name is a file.
    fs::write(folder.path().join(&operand), b"something else").unwrap();
    assert!(!verify(folder.path(), &minted, &operand).status.success());
    other.identity.push('x');
    assert!(!verify(folder.path(), &other, "artifact").status.success());
    other.identity = minted.identity.clone();
    other.issuer.push('x');
    assert!(!verify(folder.path(), &other, "artifact").status.success());
    let refused = verify(folder.path(), &minted, "bundle");
    let reason = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(reason, "whence-conformance: file-mismatch\n");
}

#[test]
fn statements_verify_by_longer_digests_too() {
    use whence_testkit::{keys::Hash, scenario::Content, statement};
    let mut scenario = Scenario::envelope_rekor_v2();
    let mut subjects = statement::provenance(&scenario.artifact);
    subjects["subject"][0] = statement::subject("x", Hash::Sha512, &scenario.artifact);
    if let Content::Envelope { payload, .. } = &mut scenario.content {
        *payload = statement::payload(&subjects);
    }
    let minted = scenario.mint();
    let folder = desk(&minted);
    let sha512 = digest(HashAlgorithm::Sha512, &minted.artifact).to_string();
    assert!(verify(folder.path(), &minted, &sha512).status.success());
    let sha256 = digest(HashAlgorithm::Sha256, &minted.artifact).to_string();
    assert!(!verify(folder.path(), &minted, &sha256).status.success());
}

#[test]
fn a_key_answers_for_a_key_and_for_nothing_else() {
    let by_key = Scenario::message_managed(Key::p256("own")).mint();
    let folder = desk(&by_key);
    let with_key = |folder: &Path| {
        let arguments = [
            "verify-bundle",
            "--bundle",
            "bundle",
            "--key",
            "key",
            "--trusted-root",
            "root",
            "artifact",
        ];
        run(folder, &arguments).status.success()
    };
    assert!(with_key(folder.path()));
    let mut as_identity = by_key.clone();
    as_identity.identity = "somebody".to_owned();
    as_identity.issuer = "https://accounts.example.com".to_owned();
    assert!(
        !verify(folder.path(), &as_identity, "artifact")
            .status
            .success()
    );

    let by_certificate = desk(&Scenario::message_rekor_v1().mint());
    fs::copy(folder.path().join("key"), by_certificate.path().join("key")).unwrap();
    assert!(!with_key(by_certificate.path()));
}

#[test]
fn wrong_use_is_a_refusal() {
    let minted = Scenario::message_rekor_v1().mint();
    let folder = desk(&minted);
    for arguments in [
        vec![],
        vec!["verify-bundle"],
        vec!["verify-bundle", "--bundle", "bundle", "artifact"],
        vec![
            "verify-bundle",
            "--bundle",
            "bundle",
            "--certificate-identity",
            &minted.identity,
            "artifact",
        ],
        vec!["verify-bundle", "--bundle"],
        vec!["batch"],
    ] {
        let output = run(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert_eq!(
            String::from_utf8(output.stderr).unwrap().lines().count(),
            1,
            "{arguments:?}"
        );
    }
    let signing = run(
        folder.path(),
        &[
            "sign-bundle",
            "--identity-token",
            "t",
            "--bundle",
            "b",
            "artifact",
        ],
    );
    assert_eq!(signing.status.code(), Some(1));
    assert!(
        String::from_utf8(signing.stderr)
            .unwrap()
            .contains("not supported")
    );
}

#[test]
fn the_trace_names_every_check() {
    let minted = Scenario::message_rekor_v1().mint();
    let folder = desk(&minted);
    let arguments = [
        "verify-bundle",
        "--bundle",
        "bundle",
        "--certificate-identity",
        &minted.identity,
        "--certificate-oidc-issuer",
        &minted.issuer,
        "--trusted-root",
        "root",
        "--verbose",
        "artifact",
    ];
    let trace = String::from_utf8(run(folder.path(), &arguments).stdout).unwrap();
    assert!(trace.contains("chain.signatures Whole Required Held"));
}

#[test]
fn a_batch_answers_line_by_line_in_order() {
    let minted = Scenario::message_rekor_v1().mint();
    let folder = desk(&minted);
    fs::write(folder.path().join("other"), b"something else").unwrap();
    let line = |operand: &str| {
        format!(
            "bundle\t{}\t{}\t{operand}\n",
            minted.identity, minted.issuer
        )
    };
    let batch = |list: String| {
        fs::write(folder.path().join("list"), list).unwrap();
        let output = run(folder.path(), &["batch", "--trusted-root", "root", "list"]);
        (
            output.status.success(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    let (all, output) = batch(line("artifact").repeat(50));
    assert!(all);
    assert_eq!(output, "verified\n".repeat(50));

    let list = [
        line("artifact"),
        line("other"),
        "bundle\tx\n".to_owned(),
        line("artifact"),
        line("absent"),
    ]
    .concat();
    let (all, output) = batch(list);
    assert!(!all);
    let answers: Vec<&str> = output
        .lines()
        .map(|line| line.split(':').next().unwrap())
        .collect();
    assert_eq!(
        answers,
        ["verified", "refused", "refused", "verified", "refused"]
    );
    assert!(output.contains("refused: file-mismatch\n"));
}
