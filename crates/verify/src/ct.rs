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
