//! Proof that the signing certificate was publicly logged: embedded SCTs (RFC 6962 §3).

use whence_evidence::{
    certificate::{Certificate, oid},
    sct::{self, Sct},
};

use crate::{
    checks::{About, CheckId, Code, Gate, Status, Trace, Value, item},
    crypto::Scheme,
    trust::{Issuer, PreparedTrust},
};

/// Checks the SCTs of a certificate issued by `issuer`. `needed`: how many certificate logs must
/// have recorded it; 0 when the instance runs none. `absence`: what it means that there is no SCT.
pub(crate) fn check(
    trace: &mut Trace,
    trust: &PreparedTrust,
    certificate: &Certificate,
    issuer: Option<&Issuer>,
    needed: usize,
    absence: Status,
) -> bool {
    if needed == 0 {
        trace.record(
            CheckId::SctPresent,
            About::Whole,
            Gate::Informational,
            Status::NotNeeded,
            Vec::new(),
        );
        return true;
    }
    let scts = match sct::embedded(certificate) {
        Ok(scts) => scts.unwrap_or_default(),
        Err(error) => {
            trace.record(
                CheckId::SctPresent,
                About::Whole,
                Gate::Required,
                Status::Failed(Code::IssuanceProofInvalid),
                vec![item("defect", Value::Outside(error.to_string()))],
            );
            return false;
        }
    };
    if scts.is_empty() {
        trace.record(
            CheckId::SctPresent,
            About::Whole,
            Gate::Required,
            absence,
            Vec::new(),
        );
        return false;
    }
    // The log signed the hash of the key that really issued the certificate; without that key there
    // is nothing to check against.
    let precertificate = issuer.and_then(|issuer| {
        let tbs = certificate.precertificate_tbs().ok()?;
        Some((crate::crypto::sha256(key_of_true_issuer(issuer)), tbs))
    });
    let mut logs: Vec<&[u8]> = Vec::with_capacity(1);
    let mut broken = false;
    let mut unknown = false;
    for (position, sct) in scts.iter().enumerate() {
        match check_sct(trace, trust, position, sct, precertificate.as_ref()) {
            Outcome::Held(log) => {
                if !logs.contains(&log) {
                    logs.push(log);
                }
            }
            Outcome::UnknownLog => unknown = true,
            Outcome::Broken => broken = true,
        }
    }
    let status = if logs.len() >= needed {
        // A further SCT by a log we do not know proves nothing and spoils nothing.
        trace.make_informational(|check| {
            check.id == CheckId::SctLog && check.status == Status::Missing(Code::LogUnknown)
        });
        Status::Held
    } else if broken {
        Status::Blocked(CheckId::SctSignature)
    } else if unknown {
        Status::Blocked(CheckId::SctLog)
    } else {
        Status::Failed(Code::IssuanceProofMissing)
    };
    trace.record(
        CheckId::SctPresent,
        About::Whole,
        Gate::Required,
        status,
        vec![
            item("logs", Value::Number(logs.len() as u64)),
            item("logs-needed", Value::Number(needed as u64)),
        ],
    );
    status == Status::Held && !broken
}

enum Outcome<'t> {
    Held(&'t [u8]),
    UnknownLog,
    Broken,
}

fn check_sct<'t>(
    trace: &mut Trace,
    trust: &'t PreparedTrust,
    position: usize,
    sct: &Sct,
    precertificate: Option<&([u8; 32], Vec<u8>)>,
) -> Outcome<'t> {
    let about = About::Sct(position);
    let evidence = || {
        vec![
            item("log-id", Value::Bytes(sct.log_id.to_vec())),
            item("time", Value::Time(sct.timestamp)),
        ]
    };
    let Some(log) = trust
        .certificate_logs()
        .iter()
        .find(|log| log.id == sct.log_id)
    else {
        trace.record(
            CheckId::SctLog,
            about,
            Gate::Required,
            Status::Missing(Code::LogUnknown),
            evidence(),
        );
        return Outcome::UnknownLog;
    };
    let in_use = log.valid_for.contains(sct.timestamp);
    let mut found = evidence();
    found.push(item("log", Value::Outside(log.base_url.clone())));
    found.push(item("log-window", Value::Window(log.valid_for)));
    trace.record(
        CheckId::SctLog,
        about,
        Gate::Required,
        Status::held_or(in_use, Code::IssuanceProofInvalid),
        found,
    );
    let signed = precertificate.map(|(issuer_key_hash, tbs)| sct.signed_data(issuer_key_hash, tbs));
    let status = match signed {
        None => Status::Blocked(CheckId::ChainSignatures),
        Some(Ok(signed))
            if algorithms_fit(sct, log.scheme)
                && log.key.verify(log.scheme, &signed, &sct.signature) =>
        {
            Status::Held
        }
        Some(_) => Status::Failed(Code::IssuanceProofInvalid),
    };
    trace.record(
        CheckId::SctSignature,
        about,
        Gate::Required,
        status,
        Vec::new(),
    );
    if status == Status::Held && in_use {
        Outcome::Held(&log.id)
    } else {
        Outcome::Broken
    }
}

/// TLS 1.2 numbers of hash and signature (RFC 5246 §7.4.1.4.1) must be those of the log's key.
fn algorithms_fit(sct: &Sct, scheme: Scheme) -> bool {
    use whence_evidence::HashAlgorithm::{Sha256, Sha384, Sha512};
    let expected = match scheme {
        Scheme::Ecdsa(Sha256) => (4, 3),
        Scheme::Ecdsa(Sha384) => (5, 3),
        Scheme::Ecdsa(Sha512) => (6, 3),
        Scheme::RsaPkcs1(Sha256) => (4, 1),
        // RFC 8422 §5.1.3: intrinsic hash, Ed25519.
        Scheme::Ed25519 => (8, 7),
        _ => return false,
    };
    (sct.hash_algorithm, sct.signature_algorithm) == expected
}

/// RFC 6962 §3.2: a certificate made only for issuing precertificates stands for the one above it.
fn key_of_true_issuer(issuer: &Issuer) -> &[u8] {
    let for_precertificates = issuer
        .certificate()
        .extended_key_usages()
        .is_ok_and(|usages| {
            usages.is_some_and(|usages| usages.purposes.contains(&oid::PRECERTIFICATE_SIGNING))
        });
    match issuer.path.get(1) {
        Some(above) if for_precertificates => above.spki_der(),
        _ => issuer.certificate().spki_der(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use whence_evidence::{
        HashAlgorithm::{Sha256, Sha384, Sha512},
        bundle::Bundle,
        trusted_root::TrustedRoot,
    };
    use whence_testkit::{
        Scenario,
        ct::{CtLog, Sct as MintedSct},
        der::{self, oids},
        x509::{Extension, extended_key_usage},
    };

    use super::*;
    use crate::{chain::names_issuer, trust::Instance};

    /// Whether the certificate of the scenario counts as logged.
    fn logged(change: fn(&mut Scenario)) -> bool {
        let mut scenario = Scenario::message_rekor_v1();
        change(&mut scenario);
        let minted = scenario.mint();
        let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
        let trust = PreparedTrust::prepare(&root, Instance::File);
        let bundle = Bundle::parse(&minted.bundle_json).unwrap();
        let leaf = Certificate::parse(bundle.leaf().unwrap()).unwrap();
        let mut issuers = trust.issuers().iter();
        let issuer = issuers.find(|issuer| names_issuer(&leaf, issuer));
        let absence = Status::Failed(Code::IssuanceProofMissing);
        let mut trace = Trace::with_capacity(8);
        let logged = check(&mut trace, &trust, &leaf, issuer, 1, absence);
        let mut checks = trace.checks().iter();
        let present = checks.find(|check| check.id == CheckId::SctPresent);
        assert!(present.is_some_and(|it| !logged || it.status == Status::Held));
        logged
    }

    /// The record of the checks says the same; should it ever be lost, this alone must hold.
    #[test]
    fn a_certificate_is_logged_only_when_its_scts_hold() {
        assert!(logged(|_| {}));
        assert!(!logged(|it| it.keyless_signer().scts.clear()));
        assert!(!logged(|it| {
            let list = Extension::new(oids::SCT_LIST, false, der::octet_string(b"x"));
            it.keyless_signer().scts.clear();
            it.leaf().more.push(list);
        }));
        assert!(!logged(|it| it.sct().damaged = true));
        assert!(!logged(
            |it| it.keyless_signer().scts[0].1 = Some(CtLog::new("unknown"))
        ));
        assert!(!logged(|it| {
            let damaged = MintedSct {
                damaged: true,
                ..MintedSct::default()
            };
            it.world.ct_logs.push(CtLog::new("second"));
            it.keyless_signer().scts.push((1, None, damaged));
        }));
    }

    /// RFC 6962 §3.2.
    #[test]
    fn an_issuer_of_precertificates_stands_for_the_one_above_it() {
        fn for_precertificates(scenario: &mut Scenario) {
            let issuer = scenario.world.ca_certificate(0);
            let purposes = [oids::CODE_SIGNING, "1.3.6.1.4.1.11129.2.4.4"];
            issuer.extension(oids::EXTENDED_KEY_USAGE).value =
                extended_key_usage(&purposes, false).value;
        }
        fn by_the_one_above(scenario: &mut Scenario) {
            let above = scenario.world.authorities[0].chain.links[1].key.spki();
            scenario.sct().issuer_spki = Some(above);
        }
        assert!(!logged(for_precertificates));
        assert!(!logged(by_the_one_above));
        assert!(logged(|it| {
            for_precertificates(it);
            by_the_one_above(it);
        }));
    }

    /// Nothing signs what an SCT says of its algorithms.
    #[test]
    fn an_sct_names_the_algorithms_of_its_logs_key() {
        let named = |hash_algorithm, signature_algorithm| Sct {
            log_id: [0; 32],
            timestamp: whence_evidence::UnixTime::from_seconds(0),
            timestamp_ms: 0,
            extensions: Vec::new(),
            hash_algorithm,
            signature_algorithm,
            signature: Vec::new(),
        };
        for (scheme, expected) in [
            (Scheme::Ecdsa(Sha256), Some((4, 3))),
            (Scheme::Ecdsa(Sha384), Some((5, 3))),
            (Scheme::Ecdsa(Sha512), Some((6, 3))),
            (Scheme::RsaPkcs1(Sha256), Some((4, 1))),
            (Scheme::Ed25519, Some((8, 7))),
            (Scheme::RsaPkcs1(Sha512), None),
            (Scheme::RsaPss(Sha256), None),
            (Scheme::Ed25519ph, None),
        ] {
            for hash in 0..=9 {
                for signature in 0..=9 {
                    let fits = algorithms_fit(&named(hash, signature), scheme);
                    assert_eq!(fits, expected == Some((hash, signature)), "{scheme:?}");
                }
            }
        }
    }

    #[test]
    fn an_sct_that_names_other_algorithms_does_not_hold() {
        let minted = Scenario::message_rekor_v1().mint();
        let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
        let trust = PreparedTrust::prepare(&root, Instance::File);
        let bundle = Bundle::parse(&minted.bundle_json).unwrap();
        let leaf = Certificate::parse(bundle.leaf().unwrap()).unwrap();
        let mut issuers = trust.issuers().iter();
        let issuer = issuers.find(|issuer| names_issuer(&leaf, issuer)).unwrap();
        let precertificate = (
            crate::crypto::sha256(issuer.certificate().spki_der()),
            leaf.precertificate_tbs().unwrap(),
        );
        let mut sct = sct::embedded(&leaf).unwrap().unwrap().remove(0);
        let holds = |sct: &Sct| {
            let mut trace = Trace::with_capacity(2);
            let found = check_sct(&mut trace, &trust, 0, sct, Some(&precertificate));
            matches!(found, Outcome::Held(_))
        };
        assert!(holds(&sct));
        sct.hash_algorithm = 5;
        assert!(!holds(&sct));
    }
}
