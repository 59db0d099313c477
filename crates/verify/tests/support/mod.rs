//! A minted case made ready for checking.

#![allow(unreachable_pub, reason = "a module that several test programs share")]

use whence_evidence::{
    Digest, HashAlgorithm, UnixTime, UnreadableCode, Window, bundle::Bundle,
    trusted_root::TrustedRoot,
};
use whence_testkit::{Case, Minted};
use whence_verify::{
    Artifact, Instance, ManagedKey, Policy, PreparedTrust, Report, Request, crypto::digest, verify,
};

/// Everything that [`verify`] needs, parsed.
pub struct Ready {
    pub bundle: Bundle,
    pub artifact: Vec<u8>,
    trust: PreparedTrust,
    key: Option<ManagedKey>,
    with_bytes: bool,
    now: UnixTime,
}

impl Ready {
    #[allow(
        dead_code,
        reason = "not every test program takes its cases from the catalogue"
    )]
    /// When a part cannot be read, the id of the check that stands for reading it.
    pub fn of(case: &Case) -> Result<Self, &'static str> {
        Self::around(&case.minted, case.policy, || {
            Bundle::parse(&case.minted.bundle_json).map_err(|error| match error.code {
                UnreadableCode::LimitExceeded => "input.limits",
                _ => "json.strict",
            })
        })
    }

    /// With the bundle that `read` gives in place of the minted one.
    pub fn around(
        minted: &Minted,
        policy: whence_testkit::Policy,
        read: impl FnOnce() -> Result<Bundle, &'static str>,
    ) -> Result<Self, &'static str> {
        let root = TrustedRoot::parse(&minted.trusted_root_json).map_err(|_| "root.parse")?;
        let trust = PreparedTrust::prepare(&root, Instance::File).with_policy(Policy {
            logs: policy.logs.into(),
            certificate_logs: policy.scts.into(),
            times: policy.times.into(),
        });
        let bundle = read()?;
        let key = match &minted.key_pem {
            Some(pem) => Some(ManagedKey::from_pem(pem).map_err(|_| "sig.algorithm")?),
            None => None,
        };
        let key = key.map(|key| match &minted.key_window {
            Some(window) => key.valid_within(Window {
                start: UnixTime::from_seconds(window.start.unwrap_or(0)),
                end: window.end.map(UnixTime::from_seconds),
            }),
            None => key,
        });
        Ok(Self {
            bundle,
            artifact: minted.artifact.clone(),
            trust,
            key,
            with_bytes: !minted.digest_only,
            now: UnixTime::from_seconds(minted.now),
        })
    }

    /// Checks a bundle against a file under the case's trust data and key.
    pub fn report(&self, bundle: &Bundle, artifact: &[u8]) -> Report {
        let digests: Vec<Digest> = HashAlgorithm::ALL
            .into_iter()
            .map(|algorithm| digest(algorithm, artifact))
            .collect();
        let request = Request {
            bundle,
            artifact: Some(Artifact {
                digests: &digests,
                bytes: self.with_bytes.then_some(artifact),
            }),
            key: self.key.as_ref(),
            now: self.now,
        };
        verify(&request, &self.trust)
    }
}
