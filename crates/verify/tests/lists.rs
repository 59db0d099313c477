//! What can be no signature over a checksum list.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::sync::Arc;

use whence_evidence::{
    Digest, HashAlgorithm, UnixTime, bundle::Bundle, forms, trusted_root::TrustedRoot,
};
use whence_testkit::{FormEvidence, Scenario};
use whence_verify::{
    CheckId, Code, Covers, Installed, Instance, Outcome, PreparedTrust, Request, Status, Value,
    completed,
    crypto::digest,
    listed::{ListFile, ListedFile},
    verify_installed, verify_listed,
};

/// Two links, and the record says of each what it rests on.
#[test]
fn a_signed_line_covers_the_file_it_names() {
    let file = |name| digest(HashAlgorithm::Sha256, name);
    let text = format!(
        "{}  other.zip\n{}  tool.zip\n",
        file(b"other").to_hex(),
        file(b"tool").to_hex()
    );
    let mut scenario = Scenario::message_rekor_v1();
    scenario.artifact = text.clone().into_bytes();
    let minted = scenario.mint();
    let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
    let installed = Installed::default().with(PreparedTrust::prepare(&root, Instance::File));
    let bundle = Bundle::parse(&minted.bundle_json).unwrap();
    let request = Request {
        bundle: &bundle,
        artifact: None,
        key: None,
        now: UnixTime::from_seconds(minted.now),
    };
    let list = ListFile::new(b"SHA256SUMS", Arc::from(text.as_bytes()));
    let report = |content| {
        let digests = [file(content)];
        let file = ListedFile {
            name: Some(b"tool.zip"),
            own_list: false,
            digests: &digests,
        };
        let (report, _) = verify_listed(&request, &list, &file, &installed);
        let line = report.checks().iter().find(|it| it.id == CheckId::ListLine);
        let evidence: Vec<(&str, Value)> = line
            .unwrap()
            .evidence
            .iter()
            .map(|item| (item.label, item.value.clone()))
            .collect();
        let covers = report
            .proven()
            .map(|proven| proven.value().covers().clone());
        (report.outcome(), evidence, covers)
    };
    let (line, tool) = (("line", Value::Number(2)), file(b"tool"));
    let (outcome, evidence, covers) = report(b"tool");
    assert_eq!(outcome, Outcome::Proven);
    assert_eq!(
        evidence,
        [line.clone(), ("file-digest", Value::Digest(tool))]
    );
    let listed = Covers::Listed {
        list: file(text.as_bytes()),
        digest: tool,
        line: 2,
    };
    assert_eq!(covers, Some(listed));
    let (outcome, evidence, covers) = report(b"changed");
    assert_eq!(outcome, Outcome::Failed(Code::ChecksumMismatch));
    let differing = [
        line,
        ("file-digest", Value::Digest(file(b"changed"))),
        ("listed-digest", Value::Digest(tool)),
    ];
    assert_eq!(evidence, differing);
    assert_eq!(covers, None);
}

/// Its own signature stands in an object of Git, and what else stands in that place is signed by nobody.
#[test]
fn an_object_of_git_is_no_checksum_list() {
    let case = whence_testkit::forms()
        .into_iter()
        .find(|case| case.name == "git-tag-with-checksum-line")
        .unwrap();
    let FormEvidence::File(object) = case.evidence else {
        panic!("one file")
    };
    let root = TrustedRoot::parse(&case.minted.trusted_root_json).unwrap();
    let installed = Installed::default().with(PreparedTrust::prepare(&root, Instance::File));
    let document = forms::read(&object).remove(0);
    let bundle = completed(document.content.unwrap());
    let request = Request {
        bundle: &bundle,
        artifact: None,
        key: None,
        now: UnixTime::from_seconds(case.minted.now),
    };
    let alone = verify_installed(&request, &installed);
    assert_eq!(alone.outcome(), Outcome::Proven);

    let digest = Digest::from_hex(HashAlgorithm::Sha256, &"0123456789abcdef".repeat(4)).unwrap();
    let list = ListFile::new(b"SHA256SUMS", Arc::from(object));
    assert!(list.list().is_err());
    for own_list in [false, true] {
        let file = ListedFile {
            name: Some(b"tool.zip"),
            own_list,
            digests: &[digest],
        };
        let (report, coverage) = verify_listed(&request, &list, &file, &installed);
        let missing = Status::Missing(Code::FormatUnsupported);
        assert_eq!(report.outcome(), Outcome::Missing(Code::FormatUnsupported));
        assert_eq!(coverage.status, missing);
        let line = report.checks().iter().find(|it| it.id == CheckId::ListLine);
        assert_eq!(line.map(|it| it.status), Some(missing));
    }
}
