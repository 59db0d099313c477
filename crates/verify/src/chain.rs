//! The signing certificate and its way up to the trust data.

use whence_evidence::{
    bundle::{Bundle, Version},
    certificate::{BasicConstraints, Certificate, San, SanKind, oid},
    fulcio::FulcioClaims,
};

use crate::{
    checks::{About, CheckId, Code, Gate, Status, Trace, Value, item},
    crypto::{KeyRejected, VerifyKey},
    proof::{CertificateIdentity, Identity, VerifiedTime},
    times::Times,
    trust::{Issuer, PreparedTrust, certificate_signature, signature_scheme},
};

/// The signer's certificate as found, with the key it holds.
pub(crate) struct Leaf {
    pub(crate) certificate: Certificate,
    pub(crate) key: Result<VerifyKey, KeyRejected>,
}

/// Reads the signer's certificate and looks at what else the bundle's chain lists.
pub(crate) fn read_leaf(trace: &mut Trace, bundle: &Bundle) -> Option<Leaf> {
    let der = bundle.leaf()?;
    let certificate = match Certificate::parse(der) {
        Ok(certificate) => {
            trace.record(
                CheckId::LeafParse,
                About::Whole,
                Gate::Required,
                Status::Held,
                Vec::new(),
            );
            certificate
        }
        Err(error) => {
            trace.record(
                CheckId::LeafParse,
                About::Whole,
                Gate::Required,
                Status::Missing(Code::EvidenceUnreadable),
                vec![item("defect", Value::Outside(error.to_string()))],
            );
            return None;
        }
    };
    // Unreadable constraints are no better than those of an authority.
    let is_ca = !matches!(
        certificate.basic_constraints(),
        Ok(None | Some(BasicConstraints { ca: false, .. }))
    );
    let further = bundle
        .certificate_chain
        .as_ref()
        .map_or(0, |chain| chain.len().saturating_sub(1));
    // Anchors come from the trust data alone, so what else the signer sends is of no consequence.
    trace.record(
        CheckId::ChainSuperfluous,
        About::Whole,
        Gate::Required,
        if is_ca {
            Status::Failed(Code::CertificateWrongUse)
        } else {
            Status::Held
        },
        vec![item("further-certificates", Value::Number(further as u64))],
    );
    Some(Leaf {
        key: VerifyKey::from_spki(certificate.spki_der()),
        certificate,
    })
}

/// A signing certificate whose every check held. Built by [`check`] alone.
///
/// ```compile_fail
/// // Outside the engine a certificate cannot even be named as verified.
/// use whence_verify::chain::VerifiedLeaf;
/// ```
pub(crate) struct VerifiedLeaf {
    identity: CertificateIdentity,
}

impl VerifiedLeaf {
    pub(crate) fn into_identity(self) -> CertificateIdentity {
        self.identity
    }
}

/// What [`check`] found.
pub(crate) struct Chain<'t> {
    /// The authority that issued the certificate, when there is one and its signature holds.
    pub(crate) issuer: Option<&'t Issuer>,
    /// The authority the certificate names, whether or not its signature holds.
    pub(crate) named: Option<&'t Issuer>,
    pub(crate) verified: Option<VerifiedLeaf>,
}

/// Checks the certificate against the trust data, at every proven time.
pub(crate) fn check<'t>(
    trace: &mut Trace,
    trust: &'t PreparedTrust,
    leaf: &Leaf,
    times: &Times,
) -> Chain<'t> {
    let certificate = &leaf.certificate;
    let mut all_held = true;
    let mut judge = |trace: &mut Trace, id, status: Status, evidence| {
        all_held &= status == Status::Held;
        trace.record(id, About::Whole, Gate::Required, status, evidence);
    };

    let named = find_issuer(trust, certificate, &times.verified);
    let mut issuer = named;
    match named {
        None => {
            let status = Status::Missing(Code::SigningServiceUnknown);
            judge(trace, CheckId::ChainPath, status, Vec::new());
            for id in [CheckId::ChainSignatures, CheckId::ChainTime] {
                judge(trace, id, Status::Blocked(CheckId::ChainPath), Vec::new());
            }
        }
        Some(found) => {
            judge(
                trace,
                CheckId::RootPrepare,
                Status::held_or(found.defect.is_none(), Code::TrustDataBroken),
                found
                    .defect
                    .map(|defect| item("defect", Value::Name(defect)))
                    .into_iter()
                    .collect(),
            );
            judge(
                trace,
                CheckId::ChainPath,
                Status::Held,
                vec![item("service", Value::Outside(found.uri.clone()))],
            );
            let signed = certificate_signature(certificate, &found.key);
            if signed.is_err() {
                issuer = None;
            }
            let unknown =
                certificate.signature_algorithms_agree() && signature_scheme(certificate).is_none();
            judge(
                trace,
                CheckId::ChainSignatures,
                if unknown {
                    Status::Missing(Code::AlgorithmUnsupported)
                } else {
                    Status::held_or(signed.is_ok(), Code::ChainBroken)
                },
                signed
                    .err()
                    .map(|defect| item("defect", Value::Name(defect)))
                    .into_iter()
                    .collect(),
            );
            let (status, evidence) = check_dates(certificate, found, times);
            judge(trace, CheckId::ChainTime, status, evidence);
        }
    }

    let unknown_critical = certificate.unknown_critical_extensions();
    judge(
        trace,
        CheckId::ChainConstraints,
        Status::held_or(unknown_critical.is_empty(), Code::ChainBroken),
        unknown_critical
            .iter()
            .map(|oid| item("extension", Value::Outside(oid.to_string())))
            .collect(),
    );
    let signs_code = certificate.extended_key_usages().is_ok_and(|usages| {
        usages.is_some_and(|usages| usages.purposes.contains(&oid::CODE_SIGNING))
    });
    let path_allows = named.is_none_or(|issuer| issuer.allows_code_signing);
    judge(
        trace,
        CheckId::ChainEku,
        Status::held_or(signs_code && path_allows, Code::CertificateWrongUse),
        Vec::new(),
    );

    let san = check_profile(trace, certificate);
    let claims = FulcioClaims::read(certificate);
    let login = claims.issuer();
    let (status, evidence) = match &login {
        Ok(Some(login)) => (
            Status::Held,
            vec![item("issuer", Value::Outside((*login).to_owned()))],
        ),
        Ok(None) => (Status::Held, Vec::new()),
        Err(_) => (Status::Failed(Code::IssuerContradiction), Vec::new()),
    };
    trace.record(
        CheckId::IssuerRead,
        About::Whole,
        Gate::Required,
        status,
        evidence,
    );

    let verified = match (all_held, san, login) {
        (true, Some(san), Ok(login)) => Some(VerifiedLeaf {
            identity: CertificateIdentity {
                identity: Identity {
                    kind: san.kind,
                    value: san.value,
                },
                issuer: login.map(str::to_owned),
                instance: trust.instance(),
                instance_name: trust.name().map(str::to_owned),
                claims,
                certificate: certificate.clone(),
                release: None,
            },
        }),
        _ => None,
    };
    Chain {
        issuer,
        named,
        verified,
    }
}

/// The issuer by name and key id, where both give one. Of several, one that signed; of several with one key, one
/// that was valid at the proven times.
fn find_issuer<'t>(
    trust: &'t PreparedTrust,
    certificate: &Certificate,
    times: &[VerifiedTime],
) -> Option<&'t Issuer> {
    let mut candidates = trust
        .issuers()
        .iter()
        .filter(|issuer| names_issuer(certificate, issuer));
    let mut best = candidates.next()?;
    let fits = |issuer: &Issuer| {
        let valid = times.iter().all(|time| issuer.window.contains(time.at()));
        let signed = certificate_signature(certificate, &issuer.key).is_ok();
        (signed, issuer.defect.is_none(), valid)
    };
    let mut best_fit = None;
    for candidate in candidates {
        let fit = *best_fit.get_or_insert_with(|| fits(best));
        let other = fits(candidate);
        if other > fit {
            best = candidate;
            best_fit = Some(other);
        }
    }
    Some(best)
}

/// Whether `certificate` names `issuer` as its own: by name, and by key id where both give one.
pub(crate) fn names_issuer(certificate: &Certificate, issuer: &Issuer) -> bool {
    let wanted = certificate.authority_key_id().ok().flatten();
    issuer.certificate().subject_der() == certificate.issuer_der()
        && match (wanted, &issuer.subject_key_id) {
            (Some(wanted), Some(found)) => wanted == found,
            _ => true,
        }
}

/// The hybrid model: signing certificate and every certificate above it valid at every proven time.
fn check_dates(
    certificate: &Certificate,
    issuer: &Issuer,
    times: &Times,
) -> (Status, Vec<crate::Item>) {
    let validity = certificate.validity();
    let windows = || {
        vec![
            item("certificate-window", Value::Window(validity)),
            item("service-window", Value::Window(issuer.window)),
        ]
    };
    if times.verified.is_empty() {
        return (Status::Blocked(CheckId::TimeThreshold), windows());
    }
    let outside = times
        .verified
        .iter()
        .find(|time| !validity.contains(time.at()) || !issuer.window.contains(time.at()));
    let mut evidence = windows();
    if let Some(time) = outside.or(times.verified.first()) {
        evidence.push(item("time", Value::Time(time.at())));
    }
    let status = if outside.is_some() {
        Status::Failed(Code::CertificateOutsideDates)
    } else {
        Status::Held
    };
    (status, evidence)
}

/// The security-relevant part of Fulcio's profile: made for signatures, and one name only, so that
/// nobody can pick among several.
fn check_profile(trace: &mut Trace, certificate: &Certificate) -> Option<San> {
    let signs = certificate
        .key_usage()
        .is_ok_and(|usage| usage.is_some_and(|usage| usage.digital_signature()));
    let names = certificate
        .subject_alternative_names()
        .ok()
        .flatten()
        .map(|names| names.names)
        .unwrap_or_default();
    let count = names.len();
    let only = <[San; 1]>::try_from(names)
        .ok()
        .map(|[san]| san)
        .filter(|san| matches!(san.kind, SanKind::Uri | SanKind::Email | SanKind::OtherName));
    trace.record(
        CheckId::LeafProfile,
        About::Whole,
        Gate::Required,
        Status::held_or(signs && only.is_some(), Code::CertificateWrongUse),
        vec![item("names", Value::Number(count as u64))],
    );
    only.filter(|_| signs)
}

/// Which shape of key material the version of a bundle allows for keyless signatures.
pub(crate) fn chain_fits_version(bundle: &Bundle) -> bool {
    match bundle.version {
        Some(Version::V0_3) => bundle.certificate_chain.is_none(),
        Some(Version::V0_1 | Version::V0_2) => bundle.certificate.is_none(),
        None => true,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use serde_json::Value;
    use whence_evidence::{UnixTime, base64, trusted_root::TrustedRoot};
    use whence_testkit::{
        Scenario,
        ca::{CertificateAuthority, San as MintedSan},
        der::{self, oids},
        keys::Key,
        time::{ISSUED, LISTED_START, Window},
        x509::{Extension, basic_constraints},
    };

    use super::*;
    use crate::{
        times::{self, LogTime, Wanted},
        tlog,
        trust::Instance,
    };

    type Fault = fn(&mut Scenario);

    /// Whether the certificate of the scenario tells who signed, and the address of the authority it names.
    fn checked(change: Fault) -> (bool, Option<String>) {
        let mut scenario = Scenario::message_rekor_v1();
        change(&mut scenario);
        let minted = scenario.mint();
        let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
        let trust = PreparedTrust::prepare(&root, Instance::File);
        let bundle = Bundle::parse(&minted.bundle_json).unwrap();
        let mut trace = Trace::with_capacity(32);
        let entries = tlog::check_entries(&mut trace, &trust, &bundle);
        let promised = entries.iter().filter_map(|entry| {
            Some(LogTime {
                time: entry.time?,
                operator: &entry.log.operator,
            })
        });
        let promised: Vec<LogTime<'_>> = promised.collect();
        let wanted = Wanted {
            sources: 1,
            absence: Status::Failed(Code::SigningTimeMissing),
        };
        let now = UnixTime::from_seconds(minted.now);
        let times = times::collect(&mut trace, &[], &promised, &[], wanted, now);
        let leaf = read_leaf(&mut trace, &bundle).unwrap();
        let chain = check(&mut trace, &trust, &leaf, &times);
        let named = chain.named.map(|issuer| issuer.uri.clone());
        (chain.verified.is_some(), named)
    }

    fn identified(change: Fault) -> bool {
        checked(change).0
    }

    /// What this program cannot check is no definite no; two algorithms are.
    #[test]
    fn an_unknown_signature_algorithm_leaves_the_chain_open() {
        // ecdsa-with-SHA224 (RFC 5758 §3.2) in place of one of its neighbours.
        const ECDSA: &[u8] = b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03";
        let minted = Scenario::message_rekor_v1().mint();
        let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
        let trust = PreparedTrust::prepare(&root, Instance::File);
        let bundle = Bundle::parse(&minted.bundle_json).unwrap();
        let times = Times {
            verified: Vec::new(),
            sufficient: false,
        };
        let der = bundle.certificate.clone().unwrap();
        let stated: Vec<usize> = (0..der.len())
            .filter(|at| der[*at..].starts_with(ECDSA))
            .map(|at| at + ECDSA.len())
            .collect();
        assert_eq!(stated.len(), 2);
        let with = |changed: &[usize]| {
            let mut der = der.clone();
            changed.iter().for_each(|at| der[*at] = 1);
            let bundle = Bundle {
                certificate: Some(der),
                ..bundle.clone()
            };
            let mut trace = Trace::with_capacity(32);
            let leaf = read_leaf(&mut trace, &bundle).unwrap();
            let chain = check(&mut trace, &trust, &leaf, &times);
            assert!(chain.verified.is_none());
            let mut checks = trace.checks().iter();
            let signed = checks.find(|check| check.id == CheckId::ChainSignatures);
            signed.unwrap().status
        };
        assert_eq!(with(&[]), Status::Held);
        let unsupported = Status::Missing(Code::AlgorithmUnsupported);
        assert_eq!(with(&stated), unsupported);
        let broken = Status::Failed(Code::ChainBroken);
        assert_eq!(with(&stated[..1]), broken);
        assert_eq!(with(&stated[1..]), broken);
    }

    /// Where an authority has no key id its name alone must do.
    #[test]
    fn an_authority_is_named_by_its_name() {
        let mut scenario = Scenario::message_rekor_v1();
        let other =
            CertificateAuthority::named("other", "other.example", "other", "other-intermediate");
        scenario.world.authorities.push(other);
        for authority in &mut scenario.world.authorities {
            for link in &mut authority.chain.links {
                link.draft.remove_extension(oids::SUBJECT_KEY);
            }
        }
        let minted = scenario.mint();
        let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
        let trust = PreparedTrust::prepare(&root, Instance::File);
        let bundle = Bundle::parse(&minted.bundle_json).unwrap();
        let leaf = Certificate::parse(bundle.leaf().unwrap()).unwrap();
        let named = trust.issuers().iter().map(|it| names_issuer(&leaf, it));
        let named: Vec<bool> = named.collect();
        assert_eq!(named, [true, false, false, false]);
    }

    #[test]
    fn of_namesakes_without_a_key_id_the_one_that_signed_is_meant() {
        fn nameless(scenario: &mut Scenario, place: usize) {
            let namesake = CertificateAuthority::new("namesake");
            scenario.world.authorities.insert(place, namesake);
            scenario.keyless_signer().authority = 1 - place;
            for authority in &mut scenario.world.authorities {
                let certificate = &mut authority.chain.links[0].draft;
                certificate.remove_extension(oids::SUBJECT_KEY);
            }
        }
        assert!(identified(|it| nameless(it, 0)));
        assert!(identified(|it| nameless(it, 1)));
    }

    /// Trust data lists an authority again when it changes.
    #[test]
    fn of_one_authority_listed_twice_the_one_that_counted_then_is_meant() {
        fn authorities(scenario: &mut Scenario, change: fn(&mut Vec<Value>, Value)) {
            scenario.root.with(move |root| {
                let list = root["certificateAuthorities"].as_array_mut().unwrap();
                let mut other = list[0].clone();
                other["uri"] = "https://again.example".into();
                change(list, other);
            });
        }
        fn ended(mut authority: Value) -> Value {
            let window = ["2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z"];
            authority["validFor"] = serde_json::json!({ "start": window[0], "end": window[1] });
            authority
        }
        // The anchor has the right name and another key.
        fn broken(mut authority: Value) -> Value {
            let namesake = CertificateAuthority::new("namesake").chain.certificates();
            let anchor = &mut authority["certChain"]["certificates"][1]["rawBytes"];
            *anchor = base64::encode(&namesake[1]).into();
            authority
        }
        let (_, right) = checked(|_| {});
        let faults: [Fault; 6] = [
            |it| authorities(it, |list, other| list.insert(0, broken(other))),
            |it| {
                authorities(it, |list, other| {
                    list.insert(0, broken(ended(other.clone())));
                    list.push(ended(other));
                });
            },
            |it| authorities(it, |list, other| list.insert(0, ended(other))),
            |it| authorities(it, |list, other| list.push(ended(other))),
            // Of equals the first.
            |it| authorities(it, |list, other| list.push(other)),
            |it| {
                authorities(it, |list, other| {
                    let (first, second) = (ended(other.clone()), ended(other));
                    list.splice(0..0, [first, second]);
                });
            },
        ];
        for fault in faults {
            assert_eq!(checked(fault), (true, right.clone()));
        }
    }

    /// The record of the checks says the same; should it ever be lost, this alone must hold.
    #[test]
    fn a_certificate_tells_who_signed_only_when_every_check_of_it_holds() {
        let faults: [(&str, Fault); 11] = [
            ("an authority with an unknown critical extension", |it| {
                let extension = Extension::new("1.3.6.1.4.1.32473.1", true, der::null());
                it.world.ca_certificate(0).extensions.push(extension);
            }),
            ("an authority that is not listed", |it| {
                it.root
                    .with(|root| root["certificateAuthorities"] = serde_json::json!([]));
            }),
            ("an authority that is none", |it| {
                let issuer = it.world.ca_certificate(0);
                issuer.extension(oids::BASIC_CONSTRAINTS).value =
                    basic_constraints(false, None).value;
            }),
            ("signed by another", |it| {
                it.leaf().forged_by = Some(Key::p384("forger"));
            }),
            ("an authority out of use", |it| {
                it.world.authorities[0].window = Window::new(LISTED_START, ISSUED - 1);
            }),
            ("no time", |it| it.entries.clear()),
            ("an unknown critical extension", |it| {
                let extension = Extension::new("1.3.6.1.4.1.32473.1", true, der::null());
                it.leaf().more.push(extension);
            }),
            ("no purpose", |it| it.leaf().purposes.clear()),
            ("no key usage", |it| it.leaf().key_usage = None),
            ("two names", |it| {
                let name = MintedSan::Email("person@testkit.example".to_owned());
                it.leaf().sans.push(name);
            }),
            ("two issuers", |it| {
                it.leaf().issuer_v1 = Some(b"https://other.example".to_vec());
            }),
        ];
        assert!(identified(|_| {}));
        for (what, fault) in faults {
            assert!(!identified(fault), "{what}");
        }
    }
}
