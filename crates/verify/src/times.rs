//! RFC 3161 time stamps, and the set of proven times.

use whence_evidence::{
    HashAlgorithm, UnixTime,
    certificate::{Certificate, ObjectIdentifier},
    timestamp::{EssCertId, SignerIdentifier, SignerInfo, TimestampResponse, TimestampToken, oid},
};

use crate::{
    checks::{About, CheckId, Code, Gate, Status, Trace, Value, item},
    crypto::{Scheme, digest},
    proof::{TimeSource, VerifiedTime},
    trust::{PreparedTrust, TimeService, scheme_of},
};

/// That every check of a token held. Made in this room alone.
pub(crate) struct TokenHeld(());

/// What came of one token.
pub(crate) enum Stamp<'t> {
    /// It holds.
    Verified {
        time: VerifiedTime,
        operator: &'t str,
    },
    /// The trust data does not name its service: it counts for nothing.
    UnknownService,
    /// It does not hold.
    Broken,
}

/// Checks every token of the bundle over `signature`, the raw bytes of the bundle's signature.
pub(crate) fn check_timestamps<'t>(
    trace: &mut Trace,
    trust: &'t PreparedTrust,
    tokens: &[Vec<u8>],
    signature: &[u8],
) -> Vec<Stamp<'t>> {
    tokens
        .iter()
        .enumerate()
        .map(|(position, der)| check_token(trace, trust, position, der, signature))
        .collect()
}

fn check_token<'t>(
    trace: &mut Trace,
    trust: &'t PreparedTrust,
    position: usize,
    der: &[u8],
    signature: &[u8],
) -> Stamp<'t> {
    let about = About::Timestamp(position);
    let token = match TimestampResponse::parse(der) {
        Ok(response) => {
            // granted (0) or grantedWithMods (1)
            let granted = response.status <= 1;
            match response.token.filter(|_| granted) {
                Some(token) => {
                    trace.record(
                        CheckId::TspStatus,
                        about,
                        Gate::Required,
                        Status::Held,
                        vec![item("time", Value::Time(token.info.gen_time))],
                    );
                    token
                }
                None => {
                    trace.record(
                        CheckId::TspStatus,
                        about,
                        Gate::Required,
                        Status::Failed(Code::TimestampInvalid),
                        vec![item("status", Value::Number(response.status.into()))],
                    );
                    return Stamp::Broken;
                }
            }
        }
        Err(error) => {
            trace.record(
                CheckId::TspStatus,
                about,
                Gate::Required,
                Status::Missing(Code::EvidenceUnreadable),
                vec![item("defect", Value::Outside(error.to_string()))],
            );
            return Stamp::Broken;
        }
    };

    // Certificates inside the token are hints of an untrusted source; the service is found by its
    // name in the token among those of the trust data.
    let is_known = |sid: &SignerIdentifier| {
        let mut services = trust.time_services().iter();
        services.any(|service| names(sid, &service.certificate))
    };
    if !token.signers.iter().any(|signer| is_known(&signer.sid)) {
        trace.record(
            CheckId::TspSigner,
            about,
            Gate::Informational,
            Status::Missing(Code::TimeServiceUnknown),
            Vec::new(),
        );
        return Stamp::UnknownService;
    }
    let [_] = token.signers.as_slice() else {
        trace.record(
            CheckId::TspSigner,
            about,
            Gate::Required,
            Status::Failed(Code::TimestampInvalid),
            vec![item(
                "signers",
                Value::Number(token.signers.len().try_into().unwrap_or(u64::MAX)),
            )],
        );
        return Stamp::Broken;
    };
    let mut candidates = services_named(trust, &token);
    // One certificate may be listed with several validities; the one that signed decides, and its
    // own validity with it.
    let signing = candidates.clone().find(|service| {
        service.valid_for.contains(token.info.gen_time) && signature_holds(&token, service)
    });
    let (service, signed) = match (signing, candidates.next()) {
        (Some(service), _) => (service, true),
        (None, Some(service)) => (service, signature_holds(&token, service)),
        (None, None) => return Stamp::UnknownService,
    };
    trace.record(
        CheckId::TspSigner,
        about,
        Gate::Required,
        Status::Held,
        vec![item("service", Value::Outside(service.uri.clone()))],
    );
    check_with(trace, position, &token, service, signed, signature)
}

/// Checks a token by `service`, whose signature on it was found to hold or not.
fn check_with<'t>(
    trace: &mut Trace,
    position: usize,
    token: &TimestampToken,
    service: &'t TimeService,
    signed: bool,
    signature: &[u8],
) -> Stamp<'t> {
    let about = About::Timestamp(position);
    let mut all_held = true;
    let mut record = |id, status: Status, evidence| {
        all_held &= status == Status::Held;
        trace.record(id, about, Gate::Required, status, evidence);
    };
    let time = token.info.gen_time;

    let imprint_algorithm = hash_named(&token.info.imprint_algorithm);
    let imprint = imprint_algorithm.map(|algorithm| digest(algorithm, signature));
    record(
        CheckId::TspImprint,
        Status::held_or(
            imprint.is_some_and(|imprint| imprint.as_bytes() == token.info.imprint),
            Code::TimestampInvalid,
        ),
        vec![item("imprint", Value::Bytes(token.info.imprint.clone()))],
    );
    record(
        CheckId::TspAttrs,
        Status::held_or(attributes_hold(token), Code::TimestampInvalid),
        Vec::new(),
    );
    record(
        CheckId::TspSignature,
        match token.signers.first() {
            Some(signer) if scheme(signer).is_none() => Status::Missing(Code::AlgorithmUnsupported),
            _ => Status::held_or(signed, Code::TimestampInvalid),
        },
        Vec::new(),
    );
    record(
        CheckId::TspEss,
        Status::held_or(
            names_its_certificate(token, service),
            Code::TimestampInvalid,
        ),
        Vec::new(),
    );
    record(
        CheckId::TspCert,
        Status::held_or(service.defect.is_none(), Code::TimestampInvalid),
        service
            .defect
            .map(|defect| item("defect", Value::Name(defect)))
            .into_iter()
            .collect(),
    );
    record(
        CheckId::TspWindow,
        Status::held_or(
            service.certificates_window.contains(time) && service.valid_for.contains(time),
            Code::TimestampServiceOutsideDates,
        ),
        vec![
            item("time", Value::Time(time)),
            item(
                "certificate-window",
                Value::Window(service.certificates_window),
            ),
            item("service-window", Value::Window(service.valid_for)),
        ],
    );
    if all_held {
        Stamp::Verified {
            time: VerifiedTime::stamped(&TokenHeld(()), time, position),
            operator: &service.operator,
        }
    } else {
        Stamp::Broken
    }
}

/// The services that the first signer of `token` can be; several may share a name.
pub(crate) fn services_named<'t>(
    trust: &'t PreparedTrust,
    token: &TimestampToken,
) -> impl Iterator<Item = &'t TimeService> + Clone {
    let sid = token.signers.first().map(|signer| signer.sid.clone());
    trust.time_services().iter().filter(move |service| {
        sid.as_ref()
            .is_some_and(|sid| names(sid, &service.certificate))
    })
}

/// Whether a signer of CMS (RFC 5652 §5.3) is the holder of this certificate.
pub(crate) fn names(sid: &SignerIdentifier, certificate: &Certificate) -> bool {
    match sid {
        SignerIdentifier::IssuerAndSerial { issuer_der, serial } => {
            issuer_der == certificate.issuer_der() && serial == certificate.serial()
        }
        SignerIdentifier::SubjectKeyId(id) => certificate
            .subject_key_id()
            .is_ok_and(|found| found == Some(id.as_slice())),
    }
}

pub(crate) fn hash_named(oid: &ObjectIdentifier) -> Option<HashAlgorithm> {
    match *oid {
        oid::SHA256 => Some(HashAlgorithm::Sha256),
        oid::SHA384 => Some(HashAlgorithm::Sha384),
        oid::SHA512 => Some(HashAlgorithm::Sha512),
        _ => None,
    }
}

/// RFC 5652 §11: content type and message digest are there, once, with one value, and right.
fn attributes_hold(token: &TimestampToken) -> bool {
    let attributes = token
        .signers
        .first()
        .and_then(|signer| Some((signer, signer.signed_attributes.as_ref()?)));
    let Some((signer, attributes)) = attributes else {
        return false;
    };
    let [content_types] = attributes.content_types.as_slice() else {
        return false;
    };
    let [message_digests] = attributes.message_digests.as_slice() else {
        return false;
    };
    let computed =
        hash_named(&signer.digest_algorithm).map(|algorithm| digest(algorithm, &token.content));
    content_types.as_slice() == [oid::TST_INFO]
        && match (message_digests.as_slice(), computed) {
            ([found], Some(computed)) => found == computed.as_bytes(),
            _ => false,
        }
}

/// RFC 5652 §5.4: what is signed are the attributes, with the tag of a SET.
fn signature_holds(token: &TimestampToken, service: &TimeService) -> bool {
    let Some(signer) = token.signers.first() else {
        return false;
    };
    let Some(attributes) = &signer.signed_attributes else {
        return false;
    };
    scheme(signer).is_some_and(|scheme| {
        service
            .key
            .verify(scheme, &attributes.set_der, &signer.signature)
    })
}

/// Most services name the whole scheme; some only the key's algorithm, and the digest apart.
fn scheme(signer: &SignerInfo) -> Option<Scheme> {
    const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
    if signer.signature_algorithm.oid == RSA_ENCRYPTION {
        return hash_named(&signer.digest_algorithm).map(Scheme::RsaPkcs1);
    }
    scheme_of(&signer.signature_algorithm)
}

/// RFC 3161 §2.4.1, RFC 5035 §5: the first ESSCertID names the certificate that signed.
fn names_its_certificate(token: &TimestampToken, service: &TimeService) -> bool {
    let attributes = token
        .signers
        .first()
        .and_then(|signer| signer.signed_attributes.as_ref());
    let Some(attributes) = attributes else {
        return false;
    };
    let lists = [
        &attributes.signing_certificate_v1,
        &attributes.signing_certificate_v2,
    ];
    let mut present = lists.into_iter().flatten().peekable();
    present.peek().is_some()
        && present.all(|list| list.first().is_some_and(|first| is_id_of(first, service)))
}

fn is_id_of(id: &EssCertId, service: &TimeService) -> bool {
    let certificate = &service.certificate;
    let hash_agrees = if id.hash_algorithm == oid::SHA1 {
        crate::crypto::sha1(certificate.der()) == *id.hash
    } else {
        hash_named(&id.hash_algorithm)
            .is_some_and(|algorithm| digest(algorithm, certificate.der()).as_bytes() == id.hash)
    };
    hash_agrees
        && id.issuer_serial.as_ref().is_none_or(|named| {
            named.issuer_der == certificate.issuer_der() && named.serial == certificate.serial()
        })
}

/// The proven times, checked against *now* and counted.
pub(crate) struct Times {
    /// Earliest first; empty when a required check on time did not hold.
    pub(crate) verified: Vec<VerifiedTime>,
    pub(crate) sufficient: bool,
}

/// A time that a log's promise proved, with who runs the log.
pub(crate) struct LogTime<'t> {
    pub(crate) time: VerifiedTime,
    pub(crate) operator: &'t str,
}

/// How many independent sources must prove a time, 0 for keys of one's own, which do not expire in
/// minutes; and what it means that there is none at all.
pub(crate) struct Wanted {
    pub(crate) sources: usize,
    pub(crate) absence: Status,
}

/// Gathers the proven times.
pub(crate) fn collect(
    trace: &mut Trace,
    stamps: &[Stamp<'_>],
    log_times: &[LogTime<'_>],
    tokens: &[Vec<u8>],
    wanted: Wanted,
    now: UnixTime,
) -> Times {
    let needed = wanted.sources;
    let mut operators: Vec<&str> = Vec::with_capacity(2);
    let mut verified = Vec::with_capacity(stamps.len() + log_times.len());
    let from_stamps = stamps.iter().filter_map(|stamp| match stamp {
        Stamp::Verified { time, operator } => Some((*time, *operator)),
        Stamp::UnknownService | Stamp::Broken => None,
    });
    let from_logs = log_times.iter().map(|log| (log.time, log.operator));
    for (time, operator) in from_stamps.chain(from_logs) {
        let about = match time.source() {
            TimeSource::LogEntry(position) => About::Entry(position),
            TimeSource::Timestamp(position) => About::Timestamp(position),
        };
        trace.record(
            CheckId::TimeSources,
            about,
            Gate::Informational,
            Status::Held,
            vec![item("time", Value::Time(time.at()))],
        );
        if !operators.contains(&operator) {
            operators.push(operator);
        }
        verified.push(time);
    }
    verified.sort_by_key(|time| time.at());

    let duplicated = tokens
        .iter()
        .enumerate()
        .any(|(position, token)| tokens.iter().skip(position + 1).any(|other| other == token));
    let enough = operators.len() >= needed;
    if enough {
        set_aside_foreign_tokens(trace);
    }
    let status = if duplicated {
        Status::Failed(Code::EvidenceDuplicated)
    } else if enough {
        if verified.is_empty() {
            Status::NotNeeded
        } else {
            Status::Held
        }
    } else {
        why_too_few(trace, stamps, wanted.absence)
    };
    trace.record(
        CheckId::TimeThreshold,
        About::Whole,
        Gate::Required,
        status,
        vec![
            item("sources", Value::Number(operators.len() as u64)),
            item("sources-needed", Value::Number(needed as u64)),
        ],
    );

    // No tolerance: a minute's grace would let a log hide an entry for that minute.
    let latest = verified.last().map(|time| time.at());
    let in_future = latest.is_some_and(|latest| latest > now);
    if let Some(latest) = latest {
        trace.record(
            CheckId::TimeFuture,
            About::Whole,
            Gate::Required,
            if in_future {
                Status::Failed(Code::SigningTimeInFuture)
            } else {
                Status::Held
            },
            vec![
                item("time", Value::Time(latest)),
                item("now", Value::Time(now)),
            ],
        );
    }
    Times {
        sufficient: enough && !duplicated && !in_future,
        verified,
    }
}

/// A token over other bytes proves nothing about this signature. Beside enough proven times it is
/// junk that anybody can add, so it is shown and does not decide.
fn set_aside_foreign_tokens(trace: &mut Trace) {
    let foreign: Vec<About> = trace
        .checks()
        .iter()
        .filter(|check| check.id == CheckId::TspImprint && check.status != Status::Held)
        .map(|check| check.about)
        .collect();
    trace.make_informational(|check| foreign.contains(&check.about));
}

/// Why no time is proven: a source that does not hold, one we do not know, or none at all.
fn why_too_few(trace: &Trace, stamps: &[Stamp<'_>], absence: Status) -> Status {
    let broken_source = trace.checks().iter().find(|check| {
        matches!(check.about, About::Timestamp(_) | About::Entry(_))
            && check.gate == Gate::Required
            && !matches!(check.status, Status::Held | Status::NotNeeded)
    });
    let unknown_log = trace
        .checks()
        .iter()
        .any(|check| check.status == Status::Missing(Code::LogUnknown));
    if let Some(check) = broken_source {
        Status::Blocked(check.id)
    } else if stamps
        .iter()
        .any(|stamp| matches!(stamp, Stamp::UnknownService))
    {
        Status::Missing(Code::TimeServiceUnknown)
    } else if unknown_log {
        Status::Missing(Code::LogUnknown)
    } else {
        absence
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use whence_evidence::{bundle::Bundle, trusted_root::TrustedRoot};
    use whence_testkit::Scenario;

    use super::*;
    use crate::trust::Instance;

    /// What this program cannot check is no definite no.
    #[test]
    fn an_unknown_signature_algorithm_leaves_a_token_open() {
        let minted = Scenario::message_rekor_v2().mint();
        let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
        let trust = PreparedTrust::prepare(&root, Instance::File);
        let bundle = Bundle::parse(&minted.bundle_json).unwrap();
        let response = TimestampResponse::parse(&bundle.timestamps[0]).unwrap();
        let mut token = response.token.unwrap();
        let service = services_named(&trust, &token).next().unwrap();
        let status = |token: &TimestampToken| {
            let mut trace = Trace::with_capacity(8);
            let signature = bundle.signature().unwrap();
            let signed = signature_holds(token, service);
            let stamp = check_with(&mut trace, 0, token, service, signed, signature);
            let mut checks = trace.checks().iter();
            let signed = checks.find(|check| check.id == CheckId::TspSignature);
            let verified = matches!(stamp, Stamp::Verified { .. });
            (signed.unwrap().status, verified)
        };
        assert_eq!(status(&token), (Status::Held, true));
        let mut damaged = token.clone();
        damaged.signers[0].signature[0] ^= 1;
        let invalid = Status::Failed(Code::TimestampInvalid);
        assert_eq!(status(&damaged), (invalid, false));
        token.signers[0].signature_algorithm.oid = ObjectIdentifier::new_unwrap("1.2.3");
        let unsupported = Status::Missing(Code::AlgorithmUnsupported);
        assert_eq!(status(&token), (unsupported, false));
    }

    /// The record of the checks says the same; should it ever be lost, this alone must hold.
    #[test]
    fn times_are_sufficient_only_when_enough_and_none_is_listed_twice() {
        let sufficient = |sources, tokens: &[Vec<u8>]| {
            let wanted = Wanted {
                sources,
                absence: Status::Failed(Code::SigningTimeMissing),
            };
            let now = UnixTime::from_seconds(0);
            let mut trace = Trace::with_capacity(2);
            collect(&mut trace, &[], &[], tokens, wanted, now).sufficient
        };
        assert!(sufficient(0, &[]));
        assert!(sufficient(0, &[vec![1], vec![2]]));
        assert!(!sufficient(0, &[vec![1], vec![1]]));
        assert!(!sufficient(1, &[]));
    }
}
