//! The trust data of several instances at once, and which of them a piece of evidence belongs to.
//!
//! Evidence says itself where it comes from: its certificate names an authority, its entries a log, its
//! time stamps a service. Nothing signs that as a whole, so it only chooses. Everything is then checked
//! under that one instance, with what that instance demands; a wrong choice can cost a proof and never
//! make one.

use std::sync::Arc;

use whence_evidence::{
    Unreadable, bundle::Bundle, certificate::Certificate, timestamp::TimestampResponse,
};

use crate::{
    chain::names_issuer,
    checks::{About, CheckId, Gate, Status, Trace, Value, item},
    times,
    trust::{Instance, Issuer, Policy, PreparedTrust, certificate_signature},
};

/// The instances whose signatures are believed. Of several that fit a piece of evidence equally well the
/// most demanding counts, then the first.
#[derive(Debug, Clone, Default)]
pub struct Installed {
    instances: Vec<Arc<PreparedTrust>>,
}

impl Installed {
    /// The instances built into this program that people meet: Public Good and GitHub's own. Staging is
    /// for those who develop Sigstore and is installed by name.
    ///
    /// # Errors
    /// Never for data as shipped; a test reads it.
    pub fn built_in() -> Result<Self, Unreadable> {
        Ok(Self::default()
            .with(PreparedTrust::public_good()?)
            .with(PreparedTrust::github()))
    }

    /// Installs one more, after those that are there.
    #[must_use]
    pub fn with(mut self, trust: impl Into<Arc<PreparedTrust>>) -> Self {
        self.instances.push(trust.into());
        self
    }

    /// All of them, in order.
    pub fn instances(&self) -> &[Arc<PreparedTrust>] {
        &self.instances
    }

    /// As [`PreparedTrust::verify_chains`], for each.
    pub fn verify_chains(&self) {
        for trust in &self.instances {
            trust.verify_chains();
        }
    }
}

impl FromIterator<Arc<PreparedTrust>> for Installed {
    fn from_iter<T: IntoIterator<Item = Arc<PreparedTrust>>>(instances: T) -> Self {
        Self {
            instances: instances.into_iter().collect(),
        }
    }
}

/// The trust data one verification was made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustUsed {
    /// Its position among those installed, from 0.
    pub position: usize,
    /// Where it comes from.
    pub instance: Instance,
    /// The name it was installed under, for those that are not built in.
    pub name: Option<String>,
    /// What it demands of signatures made with a certificate.
    pub policy: Policy,
}

/// What decided for an instance, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChosenBy {
    /// No other is installed.
    OnlyOne,
    /// It knows the registry whose key the bundle names.
    RegistryKey,
    /// It lists the authority that the certificate names.
    Authority,
    /// It lists the logs of the entries.
    Log,
    /// It lists the services of the time stamps.
    TimeService,
    /// Nothing in the evidence: it demands the most, so that leaving evidence out leads to no laxer one.
    Demands,
    /// Nothing at all: it is the first.
    Order,
}

impl ChosenBy {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::OnlyOne,
        Self::RegistryKey,
        Self::Authority,
        Self::Log,
        Self::TimeService,
        Self::Demands,
        Self::Order,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnlyOne => "only-one",
            Self::RegistryKey => "registry-key",
            Self::Authority => "authority",
            Self::Log => "log",
            Self::TimeService => "time-service",
            Self::Demands => "demands",
            Self::Order => "order",
        }
    }
}

/// An instance chosen for a piece of evidence, and why.
pub(crate) struct Choice<'t> {
    pub(crate) trust: &'t PreparedTrust,
    position: usize,
    by: ChosenBy,
    installed: &'t [&'t PreparedTrust],
}

impl<'t> Choice<'t> {
    /// Chooses among `installed`; `None` when there are none.
    pub(crate) fn of(
        installed: &'t [&'t PreparedTrust],
        bundle: &Bundle,
        leaf: Option<&Certificate>,
    ) -> Option<Self> {
        let mut left = Narrowing::of(installed);
        left.not_put_off(bundle, leaf);
        left.by(ChosenBy::RegistryKey, |trust| {
            usize::from(trust.registry_key(bundle).is_some())
        });
        if let Some(leaf) = leaf {
            let named = |issuer: &Issuer| names_issuer(leaf, issuer);
            left.by(ChosenBy::Authority, |trust| {
                usize::from(trust.issuers().iter().any(named))
            });
            // Names and key ids are anybody's to write; with several to choose from the signature tells.
            left.by(ChosenBy::Authority, |trust| {
                let signed = |issuer: &Issuer| {
                    named(issuer) && certificate_signature(leaf, &issuer.key).is_ok()
                };
                usize::from(trust.issuers().iter().any(signed))
            });
        }
        left.by(ChosenBy::Log, |trust| {
            let known = |id: &[u8]| trust.logs().iter().any(|log| log.id == id);
            let entries = bundle.log_entries.iter();
            entries.filter(|entry| known(&entry.log_id)).count()
        });
        if left.is_open() {
            let tokens: Vec<_> = bundle
                .timestamps
                .iter()
                .filter_map(|der| TimestampResponse::parse(der).ok()?.token)
                .collect();
            left.by(ChosenBy::TimeService, |trust| {
                let known = |token| times::services_named(trust, token).next().is_some();
                tokens.iter().filter(|token| known(token)).count()
            });
        }
        left.by(ChosenBy::Demands, |trust| {
            let policy = trust.policy();
            policy.logs + policy.certificate_logs + policy.times
        });
        let position = *left.positions.first()?;
        let by = if left.is_open() {
            ChosenBy::Order
        } else {
            left.last
        };
        Some(Self {
            trust: installed.get(position)?,
            position,
            by,
            installed,
        })
    }

    pub(crate) fn record(&self, trace: &mut Trace) {
        let Policy {
            logs,
            certificate_logs,
            times,
        } = self.trust.policy();
        let mut evidence = vec![
            item("instance", name_of(self.trust)),
            item("chosen-by", Value::Name(self.by.as_str())),
            item("sources-needed", Value::Number(times as u64)),
            item("logs-needed", Value::Number(logs as u64)),
            item(
                "certificate-logs-needed",
                Value::Number(certificate_logs as u64),
            ),
        ];
        evidence.extend(
            self.installed
                .iter()
                .enumerate()
                .filter(|(position, _)| *position != self.position)
                .map(|(_, other)| item("other-instance", name_of(other))),
        );
        trace.record(
            CheckId::RootInstanceChoice,
            About::Whole,
            Gate::Informational,
            Status::Held,
            evidence,
        );
    }

    pub(crate) fn used(&self) -> TrustUsed {
        TrustUsed {
            position: self.position,
            instance: self.trust.instance(),
            name: self.trust.name().map(str::to_owned),
            policy: self.trust.policy(),
        }
    }
}

fn name_of(trust: &PreparedTrust) -> Value {
    match trust.name() {
        Some(name) => Value::Outside(name.to_owned()),
        None => Value::Name(trust.instance().as_str()),
    }
}

/// The instances that are still candidates, and what was asked last while there were several.
struct Narrowing<'t> {
    installed: &'t [&'t PreparedTrust],
    positions: Vec<usize>,
    last: ChosenBy,
}

impl<'t> Narrowing<'t> {
    fn of(installed: &'t [&'t PreparedTrust]) -> Self {
        Self {
            installed,
            positions: (0..installed.len()).collect(),
            last: ChosenBy::OnlyOne,
        }
    }

    fn is_open(&self) -> bool {
        self.positions.len() > 1
    }

    /// Leaves out what is read only when needed where the evidence names Public Good: the authorities of the one
    /// are not those of the other.
    fn not_put_off(&mut self, bundle: &Bundle, leaf: Option<&Certificate>) {
        if !self.is_open() {
            return;
        }
        let public_good =
            |trust: &&&PreparedTrust| matches!(trust.instance(), Instance::PublicGood { .. });
        let Some(trust) = self.installed.iter().find(public_good) else {
            return;
        };
        let names = |leaf| {
            trust
                .issuers()
                .iter()
                .any(|issuer| names_issuer(leaf, issuer))
        };
        let reason = if trust.registry_key(bundle).is_some() {
            ChosenBy::RegistryKey
        } else if leaf.is_some_and(names) {
            ChosenBy::Authority
        } else {
            return;
        };
        let installed = self.installed;
        let put_off = |position: usize| installed.get(position).is_some_and(|it| it.is_put_off());
        self.positions.retain(|position| !put_off(*position));
        self.last = reason;
    }

    /// Keeps those that fit best, which are all where none fits. With one left nothing is asked.
    fn by(&mut self, reason: ChosenBy, fit: impl Fn(&PreparedTrust) -> usize) {
        if !self.is_open() {
            return;
        }
        let fits: Vec<(usize, usize)> = self
            .positions
            .iter()
            .filter_map(|position| Some((*position, fit(self.installed.get(*position)?))))
            .collect();
        let best = fits.iter().map(|(_, fit)| *fit).max();
        self.positions = fits
            .into_iter()
            .filter(|(_, fit)| Some(*fit) == best)
            .map(|(position, _)| position)
            .collect();
        self.last = reason;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    /// What [`Narrowing::not_put_off`] rests on.
    #[test]
    fn no_authority_of_public_good_is_one_of_githubs() {
        let (public_good, github) = (
            PreparedTrust::public_good().unwrap(),
            PreparedTrust::github(),
        );
        assert!(!public_good.issuers().is_empty() && !github.issuers().is_empty());
        for one in public_good.issuers() {
            for other in github.issuers() {
                let names = [one, other].map(|issuer| issuer.certificate().subject_der().to_vec());
                assert_ne!(names.first(), names.last());
                assert_ne!(one.subject_key_id, other.subject_key_id);
            }
        }
    }
}
