//! What can be no signature over a checksum list.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::sync::Arc;

use whence_evidence::{Digest, HashAlgorithm, UnixTime, forms, trusted_root::TrustedRoot};
use whence_testkit::FormEvidence;
use whence_verify::{
    CheckId, Code, Installed, Instance, Outcome, PreparedTrust, Request, Status, completed,
    listed::{ListFile, ListedFile},
    verify_installed, verify_listed,
};

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
    assert!(list.list().is_ok());
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
