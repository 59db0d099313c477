//! Messages that bundles and trusted roots share (`sigstore_common.proto`), as their JSON is written.

use serde::Deserialize;

use crate::{
    json::{Base64, Bounded},
    limits,
};

/// `LogId`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LogId {
    key_id: Option<Base64>,
}

impl LogId {
    pub(crate) fn bytes(self) -> Vec<u8> {
        self.key_id.unwrap_or_default().0
    }
}

/// `X509CertificateChain`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chain {
    certificates: Option<Bounded<Raw, { limits::CHAIN_LENGTH }>>,
}

impl Chain {
    /// Each certificate's DER.
    pub(crate) fn certificates(self) -> Vec<Vec<u8>> {
        let certificates = self.certificates.unwrap_or_default().0;
        certificates.into_iter().map(Raw::bytes).collect()
    }
}

/// `X509Certificate`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Raw {
    raw_bytes: Option<Base64>,
}

impl Raw {
    pub(crate) fn bytes(self) -> Vec<u8> {
        self.raw_bytes.unwrap_or_default().0
    }
}
