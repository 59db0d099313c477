//! Checksum lists: every grammar, and what a list says of files that it names and of one that it does not.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use whence_evidence::{
    Digest,
    checksums::Sum,
    limits,
};
use whence_verify::{
    Code, Status,
    listed::{ListFile, ListedFile, coverage},
};

fuzz_target!(|bytes: &[u8]| {
    let list = ListFile::new(b"SHA256SUMS", Arc::from(bytes));
    let Ok(lines) = list.list() else {
        return;
    };
    assert!((1..=limits::CHECKSUM_LINES).contains(&lines.lines.len()));
    assert!(
        lines
            .lines
            .is_sorted_by(|one, other| one.number < other.number)
    );
    let strong = |sum| match sum {
        Sum::Strong { digest, .. } => Some(digest),
        Sum::Weak(_) | Sum::Unsupported(_) => None,
    };
    let given = |digest| {
        lines
            .lines
            .iter()
            .any(|line| strong(line.sum) == Some(digest))
    };
    for line in lines.lines.iter().take(4) {
        let Some(digest) = strong(line.sum) else {
            continue;
        };
        let other = {
            let mut bytes = digest.as_bytes().to_vec();
            bytes.iter_mut().for_each(|byte| *byte ^= 0x55);
            Digest::new(digest.algorithm(), &bytes).expect("as long as the other")
        };
        for own_list in [false, true] {
            let says = |digest| {
                let file = ListedFile {
                    name: line.base_name(),
                    own_list,
                    digests: &[digest],
                };
                coverage(&list, &file).status
            };
            // Its own line, unless the list contradicts itself.
            if line.name.is_some() || own_list {
                assert!(matches!(
                    says(digest),
                    Status::Held | Status::Failed(Code::ChecksumAmbiguous)
                ));
            }
            assert!(says(other) != Status::Held || given(other));
        }
    }
});
