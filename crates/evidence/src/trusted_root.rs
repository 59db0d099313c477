//! Trusted roots: the keys and certificates of one Sigstore instance (`sigstore_trustroot.proto`).

use serde::Deserialize;

use crate::{
    Place, UnixTime, Unreadable, UnreadableCode, Window,
    common::{Chain, LogId},
    json::{self, Base64, Bounded},
    limits,
};

/// A trusted root as written. Keys are not parsed here: one this program cannot use must not spoil
/// the rest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrustedRoot {
    /// Media type, one of the three known.
    pub media_type: String,
    /// Transparency logs.
    pub logs: Vec<Log>,
    /// Certificate authorities.
    pub certificate_authorities: Vec<Authority>,
    /// Certificate-transparency logs.
    pub certificate_logs: Vec<Log>,
    /// Time-stamp authorities.
    pub time_authorities: Vec<Authority>,
}

/// A log of either kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Address of the log.
    pub base_url: String,
    /// Id of the log.
    pub id: Vec<u8>,
    /// Id within checkpoints, when it differs from `id` (trusted root v0.2).
    pub checkpoint_key_id: Option<Vec<u8>>,
    /// Key: SubjectPublicKeyInfo DER, or bare PKCS#1 for one old log.
    pub key: Vec<u8>,
    /// Algorithm of the key, in protobuf spelling.
    pub key_details: String,
    /// When the key is to be believed.
    pub valid_for: Window,
    /// Who runs the log (trusted root v0.2).
    pub operator: Option<String>,
}

/// A certificate or time-stamp authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// Address of the service.
    pub uri: String,
    /// DER certificates, issuing one first, anchor last.
    pub chain: Vec<Vec<u8>>,
    /// When the authority is to be believed; an absent start means always before its end.
    pub valid_for: Window,
    /// Who runs the service (trusted root v0.2).
    pub operator: Option<String>,
}

const MEDIA_TYPES: [&str; 3] = [
    "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    "application/vnd.dev.sigstore.trustedroot.v0.1+json",
    "application/vnd.dev.sigstore.trustedroot.v0.2+json",
];

impl TrustedRoot {
    /// Reads a trusted root.
    ///
    /// # Errors
    /// When it is not JSON of this shape, of an unknown version, a log has no start of validity, a
    /// window ends before it starts, or two logs share an id.
    pub fn parse(bytes: &[u8]) -> Result<Self, Unreadable> {
        let wire: wire::TrustedRoot = json::parse(bytes, limits::TRUSTED_ROOT_BYTES)?;
        if !MEDIA_TYPES.contains(&wire.media_type.as_str()) {
            return Err(Unreadable::new(
                UnreadableCode::UnknownFormat,
                Place::Member("mediaType".to_owned()),
                "not a trusted root of a known version",
            ));
        }
        let logs = read_logs(wire.tlogs, "tlogs")?;
        let certificate_logs = read_logs(wire.ctlogs, "ctlogs")?;
        Ok(Self {
            media_type: wire.media_type,
            logs,
            certificate_authorities: read_authorities(
                wire.certificate_authorities,
                "certificateAuthorities",
            )?,
            certificate_logs,
            time_authorities: read_authorities(wire.timestamp_authorities, "timestampAuthorities")?,
        })
    }
}

impl TrustedRoot {
    /// Reads a file of one trusted root, or of several, each on a line of its own, as GitHub's command-line
    /// program writes them.
    ///
    /// # Errors
    /// As [`TrustedRoot::parse`], and when there are more than [`limits::TRUSTED_ROOTS`]. One that cannot
    /// be read spoils all: which of them a person relies on is not known here.
    pub fn parse_each(bytes: &[u8]) -> Result<Vec<Self>, Unreadable> {
        let lines: Vec<&[u8]> = bytes
            .split(|byte| *byte == b'\n')
            .map(<[u8]>::trim_ascii)
            .filter(|line| !line.is_empty())
            .take(limits::TRUSTED_ROOTS + 1)
            .collect();
        let whole = |line: &&[u8]| line.starts_with(b"{") && line.ends_with(b"}");
        if lines.len() < 2 || !lines.iter().all(whole) {
            return Self::parse(bytes).map(|root| vec![root]);
        }
        if lines.len() > limits::TRUSTED_ROOTS {
            return Err(Unreadable::limit(
                "more trusted roots than one file may hold",
            ));
        }
        lines.into_iter().map(Self::parse).collect()
    }
}

fn read_logs(
    logs: Option<Bounded<wire::Log, { limits::TRUSTED_ROOT_ITEMS }>>,
    member: &str,
) -> Result<Vec<Log>, Unreadable> {
    let mut read: Vec<Log> = Vec::new();
    for (position, log) in logs.unwrap_or_default().0.into_iter().enumerate() {
        let at = |member_of_log: &str| format!("{member}[{position}].{member_of_log}");
        let key = log.public_key.ok_or_else(|| {
            Unreadable::new(
                UnreadableCode::MalformedJson,
                Place::Member(at("publicKey")),
                "a log without a key",
            )
        })?;
        let valid_for = window(key.valid_for.as_ref(), Start::Required)
            .map_err(|error| error.at(at("publicKey.validFor")))?;
        let id = log.log_id.map(LogId::bytes).unwrap_or_default();
        if id.is_empty() || read.iter().any(|other| other.id == id) {
            return Err(
                Unreadable::text("a log id that is missing or listed twice").at(at("logId"))
            );
        }
        read.push(Log {
            base_url: log.base_url.unwrap_or_default(),
            id,
            checkpoint_key_id: log
                .checkpoint_key_id
                .map(LogId::bytes)
                .filter(|id| !id.is_empty()),
            key: key.raw_bytes.unwrap_or_default().0,
            key_details: key.key_details.unwrap_or_default(),
            valid_for,
            operator: log.operator,
        });
    }
    Ok(read)
}

fn read_authorities(
    authorities: Option<Bounded<wire::Authority, { limits::TRUSTED_ROOT_ITEMS }>>,
    member: &str,
) -> Result<Vec<Authority>, Unreadable> {
    let authorities = authorities.unwrap_or_default().0.into_iter().enumerate();
    authorities
        .map(|(position, authority)| {
            let at = |of: &str| format!("{member}[{position}].{of}");
            let chain = authority
                .cert_chain
                .map(Chain::certificates)
                .unwrap_or_default();
            if chain.is_empty() {
                return Err(
                    Unreadable::text("an authority without certificates").at(at("certChain"))
                );
            }
            Ok(Authority {
                uri: authority.uri.unwrap_or_default(),
                chain,
                valid_for: window(authority.valid_for.as_ref(), Start::Optional)
                    .map_err(|error| error.at(at("validFor")))?,
                operator: authority.operator,
            })
        })
        .collect()
}

#[derive(PartialEq)]
enum Start {
    Required,
    Optional,
}

fn window(range: Option<&wire::TimeRange>, start: Start) -> Result<Window, Unreadable> {
    let read = |text: Option<&String>| text.map(|text| UnixTime::parse_rfc3339(text)).transpose();
    let from = read(range.and_then(|range| range.start.as_ref()))?;
    let end = read(range.and_then(|range| range.end.as_ref()))?;
    let from = match (from, start) {
        (Some(from), _) => from,
        (None, Start::Optional) => UnixTime::from_seconds(0),
        (None, Start::Required) => {
            return Err(Unreadable::text("no start of validity"));
        }
    };
    if end.is_some_and(|end| end < from) {
        return Err(Unreadable::text("a validity that ends before it starts"));
    }
    Ok(Window { start: from, end })
}

mod wire {
    use super::{Base64, Bounded, Deserialize, limits};
    use crate::common::{Chain, LogId};

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct TrustedRoot {
        pub(super) media_type: String,
        pub(super) tlogs: Option<Bounded<Log, { limits::TRUSTED_ROOT_ITEMS }>>,
        pub(super) certificate_authorities:
            Option<Bounded<Authority, { limits::TRUSTED_ROOT_ITEMS }>>,
        pub(super) ctlogs: Option<Bounded<Log, { limits::TRUSTED_ROOT_ITEMS }>>,
        pub(super) timestamp_authorities:
            Option<Bounded<Authority, { limits::TRUSTED_ROOT_ITEMS }>>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct Log {
        pub(super) base_url: Option<String>,
        /// Always SHA-256 in practice; the entry kinds fix it.
        #[serde(rename = "hashAlgorithm")]
        pub(super) _hash_algorithm: Option<String>,
        pub(super) public_key: Option<PublicKey>,
        pub(super) log_id: Option<LogId>,
        pub(super) checkpoint_key_id: Option<LogId>,
        pub(super) operator: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct PublicKey {
        pub(super) raw_bytes: Option<Base64>,
        pub(super) key_details: Option<String>,
        pub(super) valid_for: Option<TimeRange>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct TimeRange {
        pub(super) start: Option<String>,
        pub(super) end: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct Authority {
        /// Organization and common name, said again in the certificates.
        #[serde(rename = "subject")]
        pub(super) _subject: Option<Subject>,
        pub(super) uri: Option<String>,
        pub(super) cert_chain: Option<Chain>,
        pub(super) valid_for: Option<TimeRange>,
        pub(super) operator: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct Subject {
        #[serde(rename = "organization")]
        _organization: Option<String>,
        #[serde(rename = "commonName")]
        _common_name: Option<String>,
    }
}
