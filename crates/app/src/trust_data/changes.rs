use whence_display::DisplayText;
use whence_evidence::{
    UnixTime, Window,
    trusted_root::{Authority, Log, TrustedRoot},
};

use super::view::{ServiceKind, TrustChange, TrustChangeKind, start};

/// What differs between two states of an instance's trust data, in the order in which the data names it.
pub fn changes(before: &TrustedRoot, after: &TrustedRoot) -> Vec<TrustChange> {
    let mut found = Vec::new();
    for kind in ServiceKind::ALL {
        compare(
            kind,
            &services(kind, before),
            &services(kind, after),
            &mut found,
        );
    }
    found
}

/// A key or certificate chain with the time in which it counts.
struct Service<'a> {
    /// The key or the chain itself: what makes it this one and no other.
    material: Vec<&'a [u8]>,
    name: &'a str,
    valid_for: Window,
}

fn services(kind: ServiceKind, root: &TrustedRoot) -> Vec<Service<'_>> {
    match kind {
        ServiceKind::Log => root.logs.iter().map(of_log).collect(),
        ServiceKind::CertificateLog => root.certificate_logs.iter().map(of_log).collect(),
        ServiceKind::Authority => root
            .certificate_authorities
            .iter()
            .map(of_authority)
            .collect(),
        ServiceKind::TimeService => root.time_authorities.iter().map(of_authority).collect(),
    }
}

fn of_log(log: &Log) -> Service<'_> {
    Service {
        material: vec![&log.key],
        name: &log.base_url,
        valid_for: log.valid_for,
    }
}

fn of_authority(authority: &Authority) -> Service<'_> {
    Service {
        material: authority.chain.iter().map(Vec::as_slice).collect(),
        name: &authority.uri,
        valid_for: authority.valid_for,
    }
}

fn compare(
    kind: ServiceKind,
    before: &[Service<'_>],
    after: &[Service<'_>],
    found: &mut Vec<TrustChange>,
) {
    let same = |a: &Service<'_>, b: &Service<'_>| a.material == b.material && a.name == b.name;
    let mut tell = |change, service: &Service<'_>| {
        found.push(TrustChange {
            change,
            kind,
            name: DisplayText::identifier(service.name),
            from: start(service.valid_for),
            until: service.valid_for.end.map(UnixTime::milliseconds),
        });
    };
    for service in after {
        match before.iter().find(|old| same(old, service)) {
            None => tell(TrustChangeKind::Added, service),
            Some(old) if old.valid_for == service.valid_for => {}
            Some(old) if old.valid_for.end.is_none() && service.valid_for.end.is_some() => {
                tell(TrustChangeKind::Ended, service);
            }
            Some(_) => tell(TrustChangeKind::Dates, service),
        }
    }
    for old in before {
        if !after.iter().any(|service| same(old, service)) {
            tell(TrustChangeKind::Removed, old);
        }
    }
}
