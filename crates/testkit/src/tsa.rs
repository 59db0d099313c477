//! An RFC 3161 time-stamp authority: full TimeStampResp with CMS SignedData.

use crate::Edit;
use crate::der::{self, oids};
use crate::keys::{Hash, Key, sha1};
use crate::time::{self, STAMPED, Seconds, Window};
use crate::x509::{
    CertificateDraft, Chain, DIGITAL_SIGNATURE, Link, authority_key, encode_name,
    extended_key_usage, key_id, key_usage, name, serial, subject_key,
};

/// A time-stamp authority as the trusted root lists it; link 0 of the chain signs tokens.
#[derive(Clone)]
pub struct TimestampAuthority {
    /// Signing certificate first, anchor last.
    pub chain: Chain,
    /// `uri` in the trusted root.
    pub uri: String,
    /// `operator` in a trusted root of version 0.2.
    pub operator: Option<String>,
    /// `validFor` in the trusted root.
    pub window: Window,
}

impl TimestampAuthority {
    /// P-384 root and P-384 signing certificate.
    pub fn new(label: &str) -> TimestampAuthority {
        TimestampAuthority::with_key(label, Key::p384(&format!("{label} tsa")))
    }

    /// As [`new`](Self::new), signing tokens with this key.
    pub fn with_key(label: &str, key: Key) -> TimestampAuthority {
        let root = Chain::new().with_ca(
            name("testkit.example", "testkit-tsa-root"),
            Key::p384(&format!("{label} tsa root")),
            None,
        );
        TimestampAuthority::below(root, key)
    }

    /// A signing certificate below the lowest CA of `chain`.
    pub fn below(mut chain: Chain, key: Key) -> TimestampAuthority {
        let above = &chain.links[0];
        let spki = key.spki();
        let draft = CertificateDraft {
            serial: serial(&spki),
            issuer: above.draft.subject.clone(),
            subject: name("testkit.example", "testkit-tsa"),
            not_before: time::AUTHORITY_START,
            not_after: time::AUTHORITY_END,
            extensions: vec![
                key_usage(DIGITAL_SIGNATURE),
                subject_key(&key_id(&spki)),
                authority_key(&key_id(&above.key.spki())),
                extended_key_usage(&[oids::TIME_STAMPING], true),
            ],
            spki,
        };
        chain.links.insert(
            0,
            Link {
                draft,
                key,
                signed_by: None,
            },
        );
        TimestampAuthority {
            chain,
            uri: "https://timestamp.testkit.example/api/v1/timestamp".to_owned(),
            operator: None,
            window: Window::OPEN,
        }
    }
}

/// Digest of a message imprint.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ImprintHash {
    /// One of the accepted digests.
    Accepted(Hash),
    /// SHA-1, which must be refused.
    Sha1,
}

/// Which certificates travel inside a token.
#[derive(Clone)]
pub enum Embedded {
    /// None, like sigstore-java asks for.
    None,
    /// The signing certificate.
    Leaf,
    /// The whole chain.
    Chain,
    /// These.
    These(Vec<Vec<u8>>),
}

/// Form of the ESS attribute that names the signing certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ess {
    /// signingCertificate, SHA-1.
    V1,
    /// signingCertificateV2, SHA-256.
    V2,
}

/// One signed CMS attribute; each value is DER.
#[derive(Clone)]
pub struct Attribute {
    /// Dotted OID.
    pub oid: &'static str,
    /// Values.
    pub values: Vec<Vec<u8>>,
}

/// A token to be made; every field may be wrong on purpose.
pub struct Token {
    /// Number of the authority in the world's list.
    pub tsa: usize,
    /// An authority that the trusted root does not list.
    pub unlisted_tsa: Option<TimestampAuthority>,
    /// PKIStatus: 0 granted, 1 grantedWithMods, 2 rejection.
    pub status: u64,
    /// Keeps the token in the response.
    pub with_token: bool,
    /// Time in the token.
    pub at: Seconds,
    /// Digits behind the seconds, such as `"25"`.
    pub fraction: Option<&'static str>,
    /// Accuracy in seconds.
    pub accuracy: Option<u64>,
    /// Digest of the message imprint.
    pub imprint_hash: ImprintHash,
    /// The imprint is taken over these bytes instead of the bundle's signature.
    pub over: Option<Vec<u8>>,
    /// digestAlgorithm of the SignerInfo.
    pub digest: Hash,
    /// Certificates inside.
    pub embedded: Embedded,
    /// Form of the ESS attribute.
    pub ess: Ess,
    /// eContentType.
    pub content_type: &'static str,
    /// Changes the signed attributes before they are signed.
    pub attributes: Edit<Vec<Attribute>>,
    /// Signs in place of the authority's key, while the SignerInfo still names the authority.
    pub forged_by: Option<Key>,
    /// A second SignerInfo by this authority.
    pub second_signer: Option<TimestampAuthority>,
    /// Damages the last byte of the signature.
    pub damaged: bool,
}

impl Token {
    /// A right token of this authority: SHA-256, one second of accuracy, signing certificate inside.
    pub fn new(tsa: usize) -> Token {
        Token {
            tsa,
            unlisted_tsa: None,
            status: 0,
            with_token: true,
            at: STAMPED,
            fraction: None,
            accuracy: Some(1),
            imprint_hash: ImprintHash::Accepted(Hash::Sha256),
            over: None,
            digest: Hash::Sha256,
            embedded: Embedded::Leaf,
            ess: Ess::V2,
            content_type: oids::TST_INFO,
            attributes: Edit::none(),
            forged_by: None,
            second_signer: None,
            damaged: false,
        }
    }

    /// TimeStampResp over the raw bytes of `signature`.
    pub fn respond(&self, tsa: &TimestampAuthority, signature: &[u8]) -> Vec<u8> {
        let status = der::sequence(&[der::small_integer(self.status)]);
        let mut parts = vec![status];
        if self.with_token {
            parts.push(self.signed_data(tsa, signature));
        }
        der::sequence(&parts)
    }

    fn info(&self, signature: &[u8]) -> Vec<u8> {
        let over = self.over.as_deref().unwrap_or(signature);
        let (algorithm, imprint) = match self.imprint_hash {
            ImprintHash::Accepted(hash) => (hash.oid(), hash.digest(over)),
            ImprintHash::Sha1 => (oids::SHA1, sha1(over)),
        };
        let mut at = time::compact(self.at);
        if let Some(fraction) = self.fraction {
            at.insert_str(at.len() - 1, &format!(".{fraction}"));
        }
        let mut parts = vec![
            der::small_integer(1),
            der::oid("1.3.6.1.4.1.57264.2"),
            der::sequence(&[digest_algorithm(algorithm), der::octet_string(&imprint)]),
            der::integer(&serial(&imprint)),
            der::generalized_time(&at),
        ];
        if let Some(seconds) = self.accuracy {
            parts.push(der::sequence(&[der::small_integer(seconds)]));
        }
        parts.push(der::integer(&imprint[..8])); // nonce
        der::sequence(&parts)
    }

    fn signed_data(&self, tsa: &TimestampAuthority, signature: &[u8]) -> Vec<u8> {
        let info = self.info(signature);
        let certificates = tsa.chain.certificates();
        let embedded = match &self.embedded {
            Embedded::None => Vec::new(),
            Embedded::Leaf => certificates[..1].to_vec(),
            Embedded::Chain => certificates,
            Embedded::These(list) => list.clone(),
        };
        let mut signers = vec![self.signer_info(tsa, self.forged_by.as_ref(), &info)];
        signers.extend(
            self.second_signer
                .iter()
                .map(|other| self.signer_info(other, None, &info)),
        );

        let content = der::context(0, &der::octet_string(&info));
        let mut parts = vec![
            der::small_integer(3),
            der::set_of(&[digest_algorithm(self.digest.oid())]),
            der::sequence(&[der::oid(self.content_type), content]),
        ];
        if !embedded.is_empty() {
            // A SET under the tag [0]: DER sorts it.
            let mut certificates = der::set_of(&embedded);
            certificates[0] = 0xa0;
            parts.push(certificates);
        }
        parts.push(der::set_of(&signers));
        der::sequence(&[
            der::oid(oids::SIGNED_DATA),
            der::context(0, &der::sequence(&parts)),
        ])
    }

    fn signer_info(&self, tsa: &TimestampAuthority, forger: Option<&Key>, info: &[u8]) -> Vec<u8> {
        let link = &tsa.chain.links[0];
        let certificate = &tsa.chain.certificates()[0];
        let issuer = encode_name(&link.draft.issuer);
        let issuer_and_serial = [issuer.clone(), der::integer(&link.draft.serial)];

        let mut attributes = vec![
            Attribute {
                oid: oids::CONTENT_TYPE,
                values: vec![der::oid(self.content_type)],
            },
            Attribute {
                oid: oids::MESSAGE_DIGEST,
                values: vec![der::octet_string(&self.digest.digest(info))],
            },
            ess_attribute(self.ess, certificate, &issuer_and_serial),
        ];
        self.attributes.apply(&mut attributes);
        let encoded: Vec<Vec<u8>> = attributes
            .iter()
            .map(|attribute| {
                let values = der::element(0x31, &attribute.values.concat());
                der::sequence(&[der::oid(attribute.oid), values])
            })
            .collect();
        // What is signed is a SET; what is written is the same bytes under the tag [0] (RFC 5652 5.4).
        let signed = der::set_of(&encoded);
        let mut written = signed.clone();
        written[0] = 0xa0;

        let key = forger.unwrap_or(&link.key);
        let mut signature = key.sign(self.digest, &signed);
        if self.damaged {
            *signature.last_mut().expect("not empty") ^= 1;
        }
        let algorithm = match key {
            // CMS names the key type alone (RFC 3370 3.2).
            Key::Rsa(_) => der::sequence(&[der::oid("1.2.840.113549.1.1.1"), der::null()]),
            _ => key.signature_algorithm(self.digest),
        };
        der::sequence(&[
            der::small_integer(1),
            der::sequence(&issuer_and_serial),
            digest_algorithm(self.digest.oid()),
            written,
            algorithm,
            der::octet_string(&signature),
        ])
    }
}

/// The ESS attribute for `certificate` (RFC 2634 5.4, RFC 5035 3). SHA-256 is the default of V2 and is left out.
pub fn ess_attribute(ess: Ess, certificate: &[u8], issuer_and_serial: &[Vec<u8>; 2]) -> Attribute {
    let [issuer, serial] = issuer_and_serial;
    let general_names = der::sequence(&[der::context(4, issuer)]);
    let issuer_serial = der::sequence(&[general_names, serial.clone()]);
    let (oid, hash) = match ess {
        Ess::V1 => (oids::SIGNING_CERTIFICATE, sha1(certificate)),
        Ess::V2 => (
            oids::SIGNING_CERTIFICATE_V2,
            Hash::Sha256.digest(certificate),
        ),
    };
    let identifier = der::sequence(&[der::octet_string(&hash), issuer_serial]);
    let value = der::sequence(&[der::sequence(&[identifier])]);
    Attribute {
        oid,
        values: vec![value],
    }
}

fn digest_algorithm(oid: &str) -> Vec<u8> {
    der::sequence(&[der::oid(oid)])
}
