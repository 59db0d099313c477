//! A Fulcio-like certificate authority and its short-lived leaf certificates.

use crate::ct::{CtLog, Sct, precertificate};
use crate::der::{self, oids};
use crate::keys::{Hash, Key};
use crate::time::{ISSUED, Seconds, Window};
use crate::x509::{
    CertificateDraft, Chain, DIGITAL_SIGNATURE, Extension, Name, authority_key, basic_constraints,
    extended_key_usage, key_id, key_usage, name, serial, subject_key,
};

/// A certificate authority as the trusted root lists it.
#[derive(Clone)]
pub struct CertificateAuthority {
    /// Issuing CA first, anchor last.
    pub chain: Chain,
    /// `uri` in the trusted root.
    pub uri: String,
    /// `operator` in a trusted root of version 0.2.
    pub operator: Option<String>,
    /// `validFor` in the trusted root.
    pub window: Window,
}

impl CertificateAuthority {
    /// P-384 root and P-384 intermediate (path length 0, codeSigning). Authorities of different labels share
    /// their names and nothing else.
    pub fn new(label: &str) -> CertificateAuthority {
        CertificateAuthority::named(label, "testkit.example", "testkit", "testkit-intermediate")
    }

    /// As [`new`](Self::new), with the subject names chosen by the caller.
    pub fn named(
        label: &str,
        organization: &str,
        root: &str,
        intermediate: &str,
    ) -> CertificateAuthority {
        let root_key = Key::p384(&format!("{label} root"));
        let intermediate_key = Key::p384(&format!("{label} intermediate"));
        let mut chain = Chain::new()
            .with_ca(name(organization, root), root_key, None)
            .with_ca(name(organization, intermediate), intermediate_key, Some(0));
        let code_signing = extended_key_usage(&[oids::CODE_SIGNING], false);
        chain.links[0].draft.extensions.insert(1, code_signing);
        CertificateAuthority {
            chain,
            uri: format!("https://fulcio.{organization}"),
            operator: None,
            window: Window::OPEN,
        }
    }

    /// Issues `leaf` from the chain's link number `link`. `scts` are the certificate-transparency logs that see
    /// the precertificate.
    pub fn issue(&self, leaf: &Leaf, link: usize, scts: &[(CtLog, &Sct)]) -> Vec<u8> {
        let issuer = &self.chain.links[link];
        let mut draft = leaf.draft(&issuer.draft.subject, &key_id(&issuer.key.spki()));
        let signer = leaf.forged_by.as_ref().unwrap_or(&issuer.key);
        let hash = signer.default_hash();
        let algorithm = signer.signature_algorithm(hash);
        if !scts.is_empty() {
            let list: Vec<Vec<u8>> = scts
                .iter()
                .map(|(log, sct)| {
                    let mut seen = draft.clone();
                    sct.seen.apply(&mut seen);
                    let seen = precertificate(&seen, &algorithm);
                    log.observe(&seen, &issuer.key.spki(), sct)
                })
                .collect();
            let place = draft.extensions.len() - leaf.behind_scts.len();
            draft
                .extensions
                .insert(place, crate::ct::list_extension(&list));
        }
        let outer = match leaf.outer_algorithm {
            Some(hash) => signer.signature_algorithm(hash),
            None => algorithm.clone(),
        };
        let inner = match leaf.inner_algorithm {
            Some(hash) => signer.signature_algorithm(hash),
            None => algorithm,
        };
        draft.sign_as(signer, hash, &inner, &outer)
    }
}

/// A subject alternative name.
#[derive(Clone)]
pub enum San {
    /// uniformResourceIdentifier
    Uri(String),
    /// rfc822Name
    Email(String),
    /// otherName of Fulcio's user-name type, a UTF8String
    UserName(String),
}

impl San {
    fn encode(&self) -> Vec<u8> {
        match self {
            San::Uri(text) => der::context_primitive(6, text.as_bytes()),
            San::Email(text) => der::context_primitive(1, text.as_bytes()),
            San::UserName(text) => {
                let kind = der::oid(&format!("{}.7", oids::FULCIO));
                let value = der::context(0, &der::utf8_string(text));
                der::context(0, &[kind, value].concat())
            }
        }
    }

    /// The text that an identity rule compares.
    pub fn text(&self) -> &str {
        match self {
            San::Uri(text) | San::Email(text) | San::UserName(text) => text,
        }
    }
}

/// Identity of the default leaf.
pub const IDENTITY: &str =
    "https://github.com/testkit/project/.github/workflows/release.yml@refs/tags/v1.2.3";
/// Issuer of the default leaf.
pub const ISSUER: &str = "https://token.actions.githubusercontent.com";

/// What a leaf certificate says; every field may be wrong on purpose.
#[derive(Clone)]
pub struct Leaf {
    /// The signer's key.
    pub key: Key,
    /// Replaces the key's own SubjectPublicKeyInfo.
    pub spki: Option<Vec<u8>>,
    /// Fulcio leaves have an empty subject.
    pub subject: Name,
    /// First second of validity.
    pub not_before: Seconds,
    /// Last second of validity.
    pub not_after: Seconds,
    /// Subject alternative names.
    pub sans: Vec<San>,
    /// Whether the SAN extension is critical.
    pub san_critical: bool,
    /// KeyUsage bits; `None` leaves the extension out.
    pub key_usage: Option<u8>,
    /// Extended key usages; empty leaves the extension out.
    pub purposes: Vec<&'static str>,
    /// Adds basicConstraints CA:TRUE.
    pub is_ca: bool,
    /// Raw value of the deprecated issuer extension .1.
    pub issuer_v1: Option<Vec<u8>>,
    /// Raw value of the issuer extension .8, normally a DER UTF8String.
    pub issuer_v2: Option<Vec<u8>>,
    /// Numbers of Fulcio's arc (9 to 24) and their texts.
    pub claims: Vec<(u8, String)>,
    /// Further extensions, after the claims.
    pub more: Vec<Extension>,
    /// Extensions behind the SCT list, which is last otherwise.
    pub behind_scts: Vec<Extension>,
    /// Replaces the authority key identifier.
    pub authority_key: Option<Vec<u8>>,
    /// Signs in place of the CA.
    pub forged_by: Option<Key>,
    /// The outer signatureAlgorithm claims this digest instead.
    pub outer_algorithm: Option<Hash>,
    /// The signatureAlgorithm inside what is signed claims this digest instead.
    pub inner_algorithm: Option<Hash>,
}

impl Leaf {
    /// A GitHub-like workflow leaf, valid for ten minutes from [`ISSUED`].
    pub fn workflow(key: Key) -> Leaf {
        let repository = "https://github.com/testkit/project";
        let commit = "0123456789abcdef0123456789abcdef01234567";
        let claims = [
            (9, IDENTITY),
            (10, commit),
            (11, "github-hosted"),
            (12, repository),
            (13, commit),
            (14, "refs/tags/v1.2.3"),
            (15, "1234567"),
            (16, "https://github.com/testkit"),
            (17, "7654321"),
            (18, IDENTITY),
            (19, commit),
            (20, "push"),
            (
                21,
                "https://github.com/testkit/project/actions/runs/42/attempts/1",
            ),
            (22, "public"),
        ];
        Leaf {
            key,
            spki: None,
            subject: Vec::new(),
            not_before: ISSUED,
            not_after: ISSUED + 600,
            sans: vec![San::Uri(IDENTITY.to_owned())],
            san_critical: true,
            key_usage: Some(DIGITAL_SIGNATURE),
            purposes: vec![oids::CODE_SIGNING],
            is_ca: false,
            issuer_v1: Some(ISSUER.as_bytes().to_vec()),
            issuer_v2: Some(der::utf8_string(ISSUER)),
            claims: claims
                .map(|(number, text)| (number, text.to_owned()))
                .to_vec(),
            more: Vec::new(),
            behind_scts: Vec::new(),
            authority_key: None,
            forged_by: None,
            outer_algorithm: None,
            inner_algorithm: None,
        }
    }

    /// A person's leaf: e-mail, issuer, no workflow claims.
    pub fn person(key: Key, email: &str, issuer: &str) -> Leaf {
        Leaf {
            sans: vec![San::Email(email.to_owned())],
            issuer_v1: Some(issuer.as_bytes().to_vec()),
            issuer_v2: Some(der::utf8_string(issuer)),
            claims: Vec::new(),
            ..Leaf::workflow(key)
        }
    }

    /// Text of the first name.
    pub fn identity(&self) -> String {
        self.sans
            .first()
            .map_or_else(String::new, |san| san.text().to_owned())
    }

    /// Text of the issuer as a reader should find it: .8 when present, else .1.
    pub fn issuer(&self) -> String {
        let text = match (&self.issuer_v2, &self.issuer_v1) {
            (Some(encoded), _) => encoded.get(2..).unwrap_or_default(),
            (None, Some(raw)) => raw,
            (None, None) => &[],
        };
        String::from_utf8_lossy(text).into_owned()
    }

    fn draft(&self, issuer: &Name, issuer_key: &[u8]) -> CertificateDraft {
        let spki = self.spki.clone().unwrap_or_else(|| self.key.spki());
        let mut extensions = Vec::new();
        extensions.extend(self.key_usage.map(key_usage));
        if !self.purposes.is_empty() {
            extensions.push(extended_key_usage(&self.purposes, false));
        }
        if self.is_ca {
            extensions.push(basic_constraints(true, None));
        }
        extensions.push(subject_key(&key_id(&spki)));
        extensions.push(authority_key(
            self.authority_key.as_deref().unwrap_or(issuer_key),
        ));
        let names: Vec<Vec<u8>> = self.sans.iter().map(San::encode).collect();
        let san = der::sequence(&names);
        extensions.push(Extension::new(
            oids::SUBJECT_ALT_NAME,
            self.san_critical,
            san,
        ));
        let fulcio = |number: u8, value: Vec<u8>| {
            Extension::new(&format!("{}.{number}", oids::FULCIO), false, value)
        };
        extensions.extend(self.issuer_v1.clone().map(|raw| fulcio(1, raw)));
        extensions.extend(self.issuer_v2.clone().map(|value| fulcio(8, value)));
        for (number, text) in &self.claims {
            extensions.push(fulcio(*number, der::utf8_string(text)));
        }
        extensions.extend(self.more.iter().cloned());
        extensions.extend(self.behind_scts.iter().cloned());
        let label = [spki.as_slice(), &self.not_before.to_be_bytes()].concat();
        CertificateDraft {
            serial: serial(&label),
            issuer: issuer.clone(),
            subject: self.subject.clone(),
            not_before: self.not_before,
            not_after: self.not_after,
            spki,
            extensions,
        }
    }
}
