//! One Sigstore instance: everything that its trusted root lists.

use crate::ca::CertificateAuthority;
use crate::ct::CtLog;
use crate::keys::Key;
use crate::rekor::Log;
use crate::rekor_v1::RekorV1;
use crate::rekor_v2::RekorV2;
use crate::time::Window;
use crate::trusted_root::OLD_MEDIA_TYPE;
use crate::tsa::TimestampAuthority;
use crate::x509::{Chain, extended_key_usage, name};

/// Number of the Rekor v1 log in [`World::logs`].
pub const REKOR_V1: usize = 0;
/// Number of the Rekor v2 log in [`World::logs`].
pub const REKOR_V2: usize = 1;

/// A Sigstore instance.
#[derive(Clone)]
pub struct World {
    /// Certificate authorities.
    pub authorities: Vec<CertificateAuthority>,
    /// Certificate-transparency logs.
    pub ct_logs: Vec<CtLog>,
    /// Transparency logs.
    pub logs: Vec<Log>,
    /// Time-stamp authorities.
    pub tsas: Vec<TimestampAuthority>,
    /// Media type of the trusted root.
    pub root_media_type: String,
}

impl World {
    /// Like the Public Good instance: one CA, one CT log, Rekor v1 and v2, one time-stamp authority.
    pub fn new() -> World {
        World::labelled("world")
    }

    /// Same names, other keys.
    pub fn labelled(label: &str) -> World {
        World {
            authorities: vec![CertificateAuthority::new(label)],
            ct_logs: vec![CtLog::new(label)],
            logs: vec![
                Log::V1(RekorV1::new(label, "rekor.testkit.example")),
                Log::V2(RekorV2::new(label, "log2026-1.rekor.testkit.example")),
            ],
            tsas: vec![TimestampAuthority::new(label)],
            root_media_type: OLD_MEDIA_TYPE.to_owned(),
        }
    }

    /// Like GitHub's own instance: two CA chains and two TSA chains of depth three with equal names, no logs at
    /// all. The second of each is in use; in each CA chain the second certificate also issues.
    pub fn private() -> World {
        let organization = "Testkit, Inc.";
        let root = || {
            Chain::new().with_ca(
                name(organization, "Internal Services Root"),
                Key::p384("private root"),
                None,
            )
        };
        let authority = |label: &str| {
            let mut chain = root()
                .with_ca(
                    name(organization, "Fulcio Intermediate l1"),
                    Key::p384("private l1"),
                    Some(1),
                )
                .with_ca(
                    name(organization, "Fulcio Intermediate l2"),
                    Key::p384(&format!("private l2 {label}")),
                    Some(0),
                );
            // The upper intermediate has no extended key usage, the lower one has codeSigning.
            let code_signing = extended_key_usage(&[crate::der::oids::CODE_SIGNING], false);
            chain.links[0].draft.extensions.push(code_signing);
            CertificateAuthority {
                chain,
                uri: "fulcio.testkit.example".to_owned(),
                operator: None,
                window: Window::OPEN,
            }
        };
        let stamper = |label: &str| {
            let chain = root().with_ca(
                name(organization, "TSA Intermediate"),
                Key::p384("private tsa intermediate"),
                Some(0),
            );
            TimestampAuthority::below(chain, Key::p384(&format!("private tsa {label}")))
        };
        World {
            authorities: vec![authority("old"), authority("new")],
            ct_logs: Vec::new(),
            logs: Vec::new(),
            tsas: vec![stamper("old"), stamper("new")],
            root_media_type: OLD_MEDIA_TYPE.to_owned(),
        }
    }

    /// The Rekor v1 log.
    pub fn rekor_v1(&mut self) -> &mut RekorV1 {
        match &mut self.logs[REKOR_V1] {
            Log::V1(log) => log,
            Log::V2(_) => panic!("log 0 is Rekor v1"),
        }
    }

    /// The Rekor v2 log.
    pub fn rekor_v2(&mut self) -> &mut RekorV2 {
        match &mut self.logs[REKOR_V2] {
            Log::V2(log) => log,
            Log::V1(_) => panic!("log 1 is Rekor v2"),
        }
    }

    /// Certificate number `link` of the CA in use, to be altered.
    pub fn ca_certificate(&mut self, link: usize) -> &mut crate::x509::CertificateDraft {
        &mut self.authorities[0].chain.links[link].draft
    }

    /// Signing certificate of the time-stamp authority in use, to be altered.
    pub fn tsa_certificate(&mut self) -> &mut crate::x509::CertificateDraft {
        &mut self.tsas[0].chain.links[0].draft
    }
}

impl Default for World {
    fn default() -> Self {
        World::new()
    }
}
