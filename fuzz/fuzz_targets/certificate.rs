//! Certificates with all their extensions, Fulcio claims and SCTs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whence_evidence::{
    certificate::{Certificate, name_text},
    fulcio::FulcioClaims,
    sct,
};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = Certificate::parse_pem(text);
    }
    let _ = sct::parse_extension(bytes);
    let _ = name_text(bytes);
    let Ok(certificate) = Certificate::parse(bytes) else {
        return;
    };
    let _ = (
        certificate.basic_constraints(),
        certificate.key_usage(),
        certificate.extended_key_usages(),
        certificate.subject_key_id(),
        certificate.authority_key_id(),
        certificate.subject_alternative_names(),
        certificate.unknown_critical_extensions(),
        certificate.precertificate_tbs(),
        name_text(certificate.issuer_der()),
        sct::embedded(&certificate),
        FulcioClaims::read(&certificate).issuer().is_ok(),
    );
});
