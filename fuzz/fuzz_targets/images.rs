//! Names, manifests, payloads and saved forms of container images.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whence_evidence::{
    forms::{CosignAnnotations, cosign_attestation, cosign_signature},
    oci,
};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(reference) = oci::Reference::parse(text) {
            let again = oci::Reference::parse(&reference.to_string());
            assert_eq!(
                again.map(|again| again.to_string()),
                Ok(reference.to_string())
            );
        }
        let _ = oci::Reference::is_meant(text);
        let _ = oci::Platform::parse(text);
        let beside = CosignAnnotations {
            signature: Some(text),
            certificate: Some(text),
            log_entry: Some(text),
            timestamp: Some(text),
        };
        let _ = cosign_signature(bytes, &beside);
        let _ = cosign_attestation(bytes, &beside);
    }
    for media_type in [None, Some(oci::OCI_INDEX), Some(oci::OCI_MANIFEST)] {
        if let Ok(oci::Manifest::Index(index)) = oci::Manifest::parse(bytes, media_type) {
            assert_ne!(media_type, Some(oci::OCI_MANIFEST));
            assert!(index.manifests.len() <= whence_evidence::limits::DESCRIPTORS);
        }
    }
    let _ = oci::Payload::parse(bytes);
    let _ = oci::Config::parse(bytes);
    let _ = oci::docker_archive(bytes);
    let _ = oci::layout_index(bytes);
    let _ = oci::dir_signature(bytes);
});
