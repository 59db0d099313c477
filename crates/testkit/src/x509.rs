//! Certificates as plain drafts: every field can be changed before somebody signs it (RFC 5280).

use crate::der::{self, oids};
use crate::keys::{Hash, Key, sha256};
use crate::time::Seconds;

/// A distinguished name: attribute OID and text. Empty is legal and is what Fulcio leaves carry.
pub type Name = Vec<(&'static str, String)>;

/// `O=organization, CN=common_name`.
pub fn name(organization: &str, common_name: &str) -> Name {
    vec![
        ("2.5.4.10", organization.to_owned()),
        ("2.5.4.3", common_name.to_owned()),
    ]
}

/// DER of a distinguished name, as PrintableString like Sigstore's own certificates.
pub fn encode_name(name: &Name) -> Vec<u8> {
    let parts: Vec<Vec<u8>> = name
        .iter()
        .map(|(oid, text)| {
            let attribute = der::sequence(&[der::oid(oid), der::printable_string(text)]);
            der::element(0x31, &attribute)
        })
        .collect();
    der::sequence(&parts)
}

/// One X.509 extension; `value` is the DER inside the OCTET STRING.
#[derive(Clone)]
pub struct Extension {
    /// Dotted OID.
    pub oid: String,
    /// Criticality flag.
    pub critical: bool,
    /// Content of `extnValue`.
    pub value: Vec<u8>,
}

impl Extension {
    /// An extension.
    pub fn new(oid: &str, critical: bool, value: Vec<u8>) -> Extension {
        Extension {
            oid: oid.to_owned(),
            critical,
            value,
        }
    }

    fn encode(&self) -> Vec<u8> {
        let mut parts = vec![der::oid(&self.oid)];
        if self.critical {
            parts.push(der::boolean(true));
        }
        parts.push(der::octet_string(&self.value));
        der::sequence(&parts)
    }
}

/// digitalSignature, as the first byte of the KeyUsage bits.
pub const DIGITAL_SIGNATURE: u8 = 0x80;
/// keyEncipherment
pub const KEY_ENCIPHERMENT: u8 = 0x20;
/// keyCertSign and cRLSign
pub const CERT_SIGN: u8 = 0x06;

/// KeyUsage extension, critical.
pub fn key_usage(bits: u8) -> Extension {
    Extension::new(oids::KEY_USAGE, true, der::named_bits(bits))
}

/// ExtendedKeyUsage extension.
pub fn extended_key_usage(purposes: &[&str], critical: bool) -> Extension {
    let list: Vec<Vec<u8>> = purposes.iter().map(|oid| der::oid(oid)).collect();
    Extension::new(oids::EXTENDED_KEY_USAGE, critical, der::sequence(&list))
}

/// BasicConstraints extension, critical.
pub fn basic_constraints(is_ca: bool, path_length: Option<u8>) -> Extension {
    let mut parts = Vec::new();
    if is_ca {
        parts.push(der::boolean(true));
    }
    if let Some(length) = path_length {
        parts.push(der::small_integer(length.into()));
    }
    Extension::new(oids::BASIC_CONSTRAINTS, true, der::sequence(&parts))
}

/// SubjectKeyIdentifier extension.
pub fn subject_key(id: &[u8]) -> Extension {
    Extension::new(oids::SUBJECT_KEY, false, der::octet_string(id))
}

/// AuthorityKeyIdentifier extension with the key id alone.
pub fn authority_key(id: &[u8]) -> Extension {
    let value = der::sequence(&[der::context_primitive(0, id)]);
    Extension::new(oids::AUTHORITY_KEY, false, value)
}

/// Key identifier of a public key: leftmost 160 bits of SHA-256 (RFC 7093, method 1).
pub fn key_id(spki: &[u8]) -> Vec<u8> {
    sha256(spki)[..20].to_vec()
}

/// Serial number of a label: 16 bytes, positive.
pub fn serial(label: &[u8]) -> Vec<u8> {
    let mut bytes = sha256(label)[..16].to_vec();
    bytes[0] = bytes[0] & 0x7f | 0x40;
    bytes
}

/// A certificate before it is signed.
#[derive(Clone)]
pub struct CertificateDraft {
    /// Serial number, big endian.
    pub serial: Vec<u8>,
    /// Issuer name.
    pub issuer: Name,
    /// Subject name.
    pub subject: Name,
    /// First second of validity.
    pub not_before: Seconds,
    /// Last second of validity.
    pub not_after: Seconds,
    /// SubjectPublicKeyInfo, DER.
    pub spki: Vec<u8>,
    /// Extensions in the order in which they are written.
    pub extensions: Vec<Extension>,
}

impl CertificateDraft {
    /// TBSCertificate; `algorithm` is the AlgorithmIdentifier inside it.
    pub fn to_be_signed(&self, algorithm: &[u8]) -> Vec<u8> {
        let extensions: Vec<Vec<u8>> = self.extensions.iter().map(Extension::encode).collect();
        der::sequence(&[
            der::context(0, &der::small_integer(2)),
            der::integer(&self.serial),
            algorithm.to_vec(),
            encode_name(&self.issuer),
            der::sequence(&[
                der::utc_time(self.not_before),
                der::utc_time(self.not_after),
            ]),
            encode_name(&self.subject),
            self.spki.clone(),
            der::context(3, &der::sequence(&extensions)),
        ])
    }

    /// The certificate, signed with `key` over `hash`.
    pub fn sign(&self, key: &Key, hash: Hash) -> Vec<u8> {
        let algorithm = key.signature_algorithm(hash);
        self.sign_as(key, hash, &algorithm, &algorithm)
    }

    /// As [`sign`](Self::sign), with the two copies of the signature algorithm chosen by the caller.
    pub fn sign_as(&self, key: &Key, hash: Hash, inner: &[u8], outer: &[u8]) -> Vec<u8> {
        let tbs = self.to_be_signed(inner);
        let signature = key.sign(hash, &tbs);
        der::sequence(&[tbs, outer.to_vec(), der::bit_string(&signature)])
    }

    /// The extension with this OID, to be altered.
    pub fn extension(&mut self, oid: &str) -> &mut Extension {
        self.extensions
            .iter_mut()
            .find(|extension| extension.oid == oid)
            .expect("present")
    }

    /// Drops the extension with this OID.
    pub fn remove_extension(&mut self, oid: &str) {
        self.extensions.retain(|extension| extension.oid != oid);
    }
}

/// One certificate of a chain, with the key that it certifies.
#[derive(Clone)]
pub struct Link {
    /// The certificate.
    pub draft: CertificateDraft,
    /// Its private key.
    pub key: Key,
    /// Who signs it; `None` is the next link, or itself for the last.
    pub signed_by: Option<Key>,
}

/// A certificate chain as a trusted root lists it: lowest first, anchor last.
#[derive(Clone)]
pub struct Chain {
    /// The certificates.
    pub links: Vec<Link>,
}

impl Chain {
    /// Every certificate, DER, in list order.
    pub fn certificates(&self) -> Vec<Vec<u8>> {
        self.links
            .iter()
            .enumerate()
            .map(|(index, link)| {
                let above = self.links.get(index + 1).unwrap_or(link);
                let signer = link.signed_by.as_ref().unwrap_or(&above.key);
                link.draft.sign(signer, signer.default_hash())
            })
            .collect()
    }

    /// Puts a CA below the present lowest link.
    pub fn with_ca(mut self, subject: Name, key: Key, path_length: Option<u8>) -> Chain {
        let spki = key.spki();
        let (issuer, authority) = match self.links.first() {
            Some(above) => (above.draft.subject.clone(), key_id(&above.key.spki())),
            None => (subject.clone(), key_id(&spki)),
        };
        let draft = CertificateDraft {
            serial: serial(&spki),
            issuer,
            subject,
            not_before: crate::time::AUTHORITY_START,
            not_after: crate::time::AUTHORITY_END,
            extensions: vec![
                key_usage(CERT_SIGN),
                basic_constraints(true, path_length),
                subject_key(&key_id(&spki)),
                authority_key(&authority),
            ],
            spki,
        };
        self.links.insert(
            0,
            Link {
                draft,
                key,
                signed_by: None,
            },
        );
        self
    }

    /// A chain without links, to build from the root downwards.
    pub fn new() -> Chain {
        Chain { links: Vec::new() }
    }
}

impl Default for Chain {
    fn default() -> Self {
        Chain::new()
    }
}
