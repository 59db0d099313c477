//! A certificate-transparency log that signs embedded SCTs (RFC 6962 3.2 and 3.3).

use crate::Edit;
use crate::der::{self, oids};
use crate::keys::{Key, sha256};
use crate::time::{ISSUED, Seconds, Window};
use crate::x509::{CertificateDraft, Extension};

/// A CT log.
#[derive(Clone)]
pub struct CtLog {
    /// P-256 signing key.
    pub key: Key,
    /// `baseUrl` in the trusted root.
    pub base_url: String,
    /// `validFor` of its key.
    pub window: Window,
}

/// One SCT to be made, and how it deviates from a right one.
#[derive(Default)]
pub struct Sct {
    /// Milliseconds; `None` is the start of the leaf.
    pub at_milliseconds: Option<i64>,
    /// CtExtensions; static CT logs write some.
    pub extensions: Vec<u8>,
    /// The log hashes this issuer key instead of the right one.
    pub issuer_spki: Option<Vec<u8>>,
    /// The log sees the certificate with this change.
    pub seen: Edit<CertificateDraft>,
    /// Damages the last byte of the signature.
    pub damaged: bool,
}

impl CtLog {
    /// A log of this label.
    pub fn new(label: &str) -> CtLog {
        CtLog {
            key: Key::p256(&format!("{label} ct log")),
            base_url: format!("https://{label}.ct.testkit.example"),
            window: Window::OPEN,
        }
    }

    /// SHA-256 of the public key.
    pub fn log_id(&self) -> [u8; 32] {
        sha256(&self.key.spki())
    }

    /// SerializedSCT for a precertificate: what the log saw, when, and its signature over both.
    pub fn observe(&self, precertificate: &[u8], issuer_spki: &[u8], sct: &Sct) -> Vec<u8> {
        let at = sct.at_milliseconds.unwrap_or(milliseconds(ISSUED) + 250);
        let issuer = sct.issuer_spki.as_deref().unwrap_or(issuer_spki);

        let mut signed = vec![0, 0]; // v1, certificate_timestamp
        signed.extend(at.to_be_bytes());
        signed.extend([0, 1]); // precert_entry
        signed.extend(sha256(issuer));
        signed.extend(&(precertificate.len() as u32).to_be_bytes()[1..]);
        signed.extend(precertificate);
        signed.extend(prefixed(&sct.extensions));
        let mut signature = self.key.sign(self.key.default_hash(), &signed);
        if sct.damaged {
            *signature.last_mut().expect("not empty") ^= 1;
        }

        let mut out = vec![0]; // v1
        out.extend(self.log_id());
        out.extend(at.to_be_bytes());
        out.extend(prefixed(&sct.extensions));
        out.extend([4, 3]); // sha256, ecdsa
        out.extend(prefixed(&signature));
        out
    }
}

/// Milliseconds of a time in seconds.
pub fn milliseconds(at: Seconds) -> i64 {
    at * 1000
}

/// TBSCertificate without the SCT list, which is what a log signs.
pub fn precertificate(draft: &CertificateDraft, algorithm: &[u8]) -> Vec<u8> {
    let mut without = draft.clone();
    without.remove_extension(oids::SCT_LIST);
    without.to_be_signed(algorithm)
}

/// The certificate extension that carries these SCTs.
pub fn list_extension(scts: &[Vec<u8>]) -> Extension {
    let items: Vec<u8> = scts.iter().flat_map(|sct| prefixed(sct)).collect();
    Extension::new(oids::SCT_LIST, false, der::octet_string(&prefixed(&items)))
}

/// TLS opaque with a two-byte length.
fn prefixed(bytes: &[u8]) -> Vec<u8> {
    let mut out = (bytes.len() as u16).to_be_bytes().to_vec();
    out.extend_from_slice(bytes);
    out
}
