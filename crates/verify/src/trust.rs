//! Trust data made ready: every key parsed once, every chain verified once, when it is first needed.
//!
//! What cannot be used is kept aside with the reason; it must not spoil the rest.

use std::{
    cell::RefCell,
    sync::{Arc, LazyLock},
};

use whence_evidence::{
    UnixTime, Unreadable, Window,
    bundle::Bundle,
    certificate::{AlgorithmIdentifier, Certificate, ObjectIdentifier, oid},
    trusted_root::{Authority, Log, TrustedRoot},
};

use crate::{
    crypto::{KeyAlgorithm, KeyRejected, Scheme, VerifyKey, sha256},
    registry::{self, RegistryKey},
};

/// The trusted root of one instance, prepared.
#[derive(Debug)]
pub struct PreparedTrust {
    instance: Instance,
    name: Option<String>,
    /// In place of what follows from the data.
    policy: Option<Policy>,
    /// Seconds after which the data proves nothing any more.
    age_limit: Option<i64>,
    put_off: bool,
    contents: LazyLock<Contents, Box<dyn FnOnce() -> Contents + Send>>,
}

/// What stands in a trusted root, ready for use.
#[derive(Debug)]
struct Contents {
    policy: Policy,
    logs: Vec<TransparencyLog>,
    certificate_logs: Vec<CertificateLog>,
    issuers: Vec<Issuer>,
    time_services: Vec<TimeService>,
    registry_keys: Vec<RegistryKey>,
    defects: Vec<Defect>,
}

/// Where trust data comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instance {
    /// The Public Good instance, from the data built into this program or an update of it.
    PublicGood {
        /// The date of that data.
        dated: UnixTime,
    },
    /// GitHub's own instance, for private repositories and releases, built in or updated.
    GitHub {
        /// The date of that data.
        dated: UnixTime,
    },
    /// The staging instance, built in or updated.
    Staging {
        /// The date of that data.
        dated: UnixTime,
    },
    /// A trusted-root file the person chose.
    File,
    /// An instance of somebody's own that the person added.
    Private {
        /// The date of the data; absent when it came as a file.
        dated: Option<UnixTime>,
    },
}

impl Instance {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PublicGood { .. } => "public-good",
            Self::GitHub { .. } => "github",
            Self::Staging { .. } => "staging",
            Self::File => "file",
            Self::Private { .. } => "private",
        }
    }

    /// The date of the data; a file carries none.
    pub const fn dated(self) -> Option<UnixTime> {
        match self {
            Self::Private { dated } => dated,
            Self::PublicGood { dated } | Self::GitHub { dated } | Self::Staging { dated } => {
                Some(dated)
            }
            Self::File => None,
        }
    }
}

/// What an instance must prove of each signature made with a certificate (client spec §4.3, §4.4).
/// Counts are of different logs and services, not of entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Transparency logs that must have recorded the signature.
    pub logs: usize,
    /// Certificate logs that must have recorded the certificate.
    pub certificate_logs: usize,
    /// Sources that must prove a time.
    pub times: usize,
}

/// Something in the trust data that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// The list it stands in, as the trusted root names it.
    pub list: &'static str,
    /// Its position there, from 0.
    pub position: usize,
    /// What is wrong.
    pub reason: &'static str,
}

/// A transparency log.
#[derive(Debug)]
pub(crate) struct TransparencyLog {
    pub(crate) id: Vec<u8>,
    pub(crate) key: VerifyKey,
    pub(crate) scheme: Scheme,
    pub(crate) valid_for: Window,
    /// Key name in checkpoints: the address without its scheme.
    pub(crate) name: String,
    pub(crate) checkpoint_key_id: [u8; 4],
    pub(crate) operator: String,
}

/// A certificate-transparency log.
#[derive(Debug)]
pub(crate) struct CertificateLog {
    pub(crate) id: Vec<u8>,
    pub(crate) key: VerifyKey,
    pub(crate) scheme: Scheme,
    pub(crate) valid_for: Window,
    pub(crate) base_url: String,
}

/// A certificate that may issue signing certificates, with its way up to the anchor.
#[derive(Debug)]
pub(crate) struct Issuer {
    /// This certificate first, the anchor last.
    pub(crate) path: Arc<[Certificate]>,
    pub(crate) key: VerifyKey,
    pub(crate) subject_key_id: Option<Vec<u8>>,
    /// The times at which every certificate of the path and the authority itself count.
    pub(crate) window: Window,
    /// Whether every extended key usage on the way allows code signing.
    pub(crate) allows_code_signing: bool,
    /// What is wrong with the way up, when something is.
    pub(crate) defect: ChainDefect,
    pub(crate) uri: String,
}

impl Issuer {
    pub(crate) fn certificate(&self) -> &Certificate {
        // A path starts with the issuer itself; it is never empty.
        match self.path.first() {
            Some(certificate) => certificate,
            None => unreachable!("a path starts with its issuer"),
        }
    }
}

/// A time-stamp authority.
#[derive(Debug)]
pub(crate) struct TimeService {
    pub(crate) certificate: Certificate,
    pub(crate) key: VerifyKey,
    /// The times at which every certificate of its chain counts.
    pub(crate) certificates_window: Window,
    pub(crate) valid_for: Window,
    /// What is wrong with its chain or its certificate, when something is.
    pub(crate) defect: ChainDefect,
    pub(crate) uri: String,
    pub(crate) operator: String,
}

/// Trust data that comes with this program.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// The trusted root, as its instance published it.
    pub trusted_root: &'static [u8],
    /// The date of that data.
    pub dated: UnixTime,
}

impl Shipped {
    /// Of the Public Good instance.
    pub const PUBLIC_GOOD: Self = Self::dated_20260821(include_bytes!("../trust/public-good.json"));
    /// Of GitHub's own instance.
    pub const GITHUB: Self = Self::dated_20260821(include_bytes!("../trust/github.json"));
    /// Of the staging instance.
    pub const STAGING: Self = Self::dated_20260821(include_bytes!("../trust/staging.json"));

    const fn dated_20260821(trusted_root: &'static [u8]) -> Self {
        Self {
            trusted_root,
            dated: UnixTime::from_seconds(1_787_270_400),
        }
    }
}

impl PreparedTrust {
    /// The Public Good instance, with the keys of the registries that use it.
    ///
    /// # Errors
    /// Never for data as shipped; a test reads it.
    pub fn public_good() -> Result<Self, Unreadable> {
        let Shipped {
            trusted_root,
            dated,
        } = Shipped::PUBLIC_GOOD;
        Self::updated(
            &TrustedRoot::parse(trusted_root)?,
            Instance::PublicGood { dated },
        )
    }

    /// GitHub's own instance. The data is read when evidence first calls for it, which most never does.
    pub fn github() -> Self {
        let Shipped {
            trusted_root,
            dated,
        } = Shipped::GITHUB;
        let contents = move || {
            // As shipped it is readable; a test reads it.
            let root = TrustedRoot::parse(trusted_root).unwrap_or_default();
            Contents::prepare(&root, Vec::new())
        };
        Self {
            put_off: true,
            ..Self::of(Instance::GitHub { dated }, Box::new(contents))
        }
    }

    /// The staging instance.
    ///
    /// # Errors
    /// Never for data as shipped; a test reads it.
    pub fn staging() -> Result<Self, Unreadable> {
        let Shipped {
            trusted_root,
            dated,
        } = Shipped::STAGING;
        let root = TrustedRoot::parse(trusted_root)?;
        Ok(Self::prepare(&root, Instance::Staging { dated }))
    }

    /// A known instance as its repository describes it now, in place of the data built in.
    ///
    /// # Errors
    /// Never for data as shipped; a test reads it.
    pub fn updated(root: &TrustedRoot, instance: Instance) -> Result<Self, Unreadable> {
        let registry_keys = match instance {
            Instance::PublicGood { .. } => registry::keys()?,
            Instance::GitHub { .. }
            | Instance::Staging { .. }
            | Instance::File
            | Instance::Private { .. } => Vec::new(),
        };
        Ok(Self::ready(
            instance,
            Contents::prepare(root, registry_keys),
        ))
    }

    /// Parses every key of `root`. Each chain is verified once, when a check first needs it.
    pub fn prepare(root: &TrustedRoot, instance: Instance) -> Self {
        Self::ready(instance, Contents::prepare(root, Vec::new()))
    }

    fn ready(instance: Instance, contents: Contents) -> Self {
        let trust = Self::of(instance, Box::new(|| contents));
        LazyLock::force(&trust.contents);
        trust
    }

    fn of(instance: Instance, contents: Box<dyn FnOnce() -> Contents + Send>) -> Self {
        Self {
            instance,
            name: None,
            policy: None,
            age_limit: None,
            put_off: false,
            contents: LazyLock::new(contents),
        }
    }

    /// The same trust data under another policy.
    #[must_use]
    pub const fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// The same trust data, which proves nothing any more when it is older than this many seconds. Data
    /// without a date has no age.
    #[must_use]
    pub const fn with_age_limit(mut self, seconds: Option<i64>) -> Self {
        self.age_limit = seconds;
        self
    }

    /// Whether the data is within its limit; absent when it has no limit or no date.
    pub(crate) fn is_fresh(&self, now: UnixTime) -> Option<bool> {
        let age = now
            .seconds()
            .saturating_sub(self.instance.dated()?.seconds());
        Some(age < self.age_limit?)
    }

    /// The same trust data under a name, which tells several files apart in the record.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Verifies every chain now. Without this a chain is verified when a check first needs it, and never
    /// again: what lives long and checks much does it once at its start.
    pub fn verify_chains(&self) {
        for issuer in self.issuers() {
            LazyLock::force(&issuer.defect);
        }
        for service in self.time_services() {
            LazyLock::force(&service.defect);
        }
    }

    /// Where the data comes from.
    pub const fn instance(&self) -> Instance {
        self.instance
    }

    /// The name it was installed under, for what is not built in.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What signatures made with a certificate must prove. Follows from the data: what an instance
    /// runs, its signatures must prove.
    pub fn policy(&self) -> Policy {
        self.policy.unwrap_or_else(|| self.contents.policy)
    }

    /// Whether the data is read only when evidence calls for it.
    pub(crate) const fn is_put_off(&self) -> bool {
        self.put_off
    }

    pub(crate) fn logs(&self) -> &[TransparencyLog] {
        &self.contents.logs
    }

    pub(crate) fn certificate_logs(&self) -> &[CertificateLog] {
        &self.contents.certificate_logs
    }

    pub(crate) fn issuers(&self) -> &[Issuer] {
        &self.contents.issuers
    }

    pub(crate) fn time_services(&self) -> &[TimeService] {
        &self.contents.time_services
    }

    /// The key of a package registry that `bundle` names.
    pub(crate) fn registry_key(&self, bundle: &Bundle) -> Option<&RegistryKey> {
        self.contents
            .registry_keys
            .iter()
            .find(|key| key.is_named_by(bundle))
    }

    /// What cannot be used.
    pub fn defects(&self) -> &[Defect] {
        &self.contents.defects
    }
}

impl Contents {
    fn prepare(root: &TrustedRoot, registry_keys: Vec<RegistryKey>) -> Self {
        let mut defects = Vec::new();
        let read = ReadOnce::default();
        let logs = usable(&root.logs, "tlogs", &mut defects, TransparencyLog::prepare);
        let certificate_logs = usable(
            &root.certificate_logs,
            "ctlogs",
            &mut defects,
            CertificateLog::prepare,
        );
        let issuers = usable(
            &root.certificate_authorities,
            "certificateAuthorities",
            &mut defects,
            |authority| Issuer::prepare_all(authority, &read),
        );
        let time_services = usable(
            &root.time_authorities,
            "timestampAuthorities",
            &mut defects,
            |authority| TimeService::prepare(authority, &read),
        );
        Self {
            policy: Policy {
                logs: usize::from(!root.logs.is_empty()),
                certificate_logs: usize::from(!root.certificate_logs.is_empty()),
                times: 1,
            },
            logs,
            certificate_logs,
            issuers: issuers.into_iter().flatten().collect(),
            time_services,
            registry_keys,
            defects,
        }
    }
}

fn usable<I, T>(
    items: &[I],
    list: &'static str,
    defects: &mut Vec<Defect>,
    prepare: impl Fn(&I) -> Result<T, &'static str>,
) -> Vec<T> {
    let mut ready = Vec::with_capacity(items.len());
    for (position, item) in items.iter().enumerate() {
        match prepare(item) {
            Ok(item) => ready.push(item),
            Err(reason) => defects.push(Defect {
                list,
                position,
                reason,
            }),
        }
    }
    ready
}

impl TransparencyLog {
    fn prepare(log: &Log) -> Result<Self, &'static str> {
        let (key, scheme) = log_key(log)?;
        let name = without_scheme(&log.base_url).to_owned();
        let stated = log.checkpoint_key_id.as_deref().map(<[u8; 4]>::try_from);
        let checkpoint_key_id = match stated {
            Some(Ok(id)) => id,
            Some(Err(_)) => return Err("checkpoint key id is not four bytes"),
            None => checkpoint_key_id(&name, &key, &log.key),
        };
        Ok(Self {
            id: log.id.clone(),
            key,
            scheme,
            valid_for: log.valid_for,
            checkpoint_key_id,
            operator: log.operator.clone().unwrap_or_else(|| name.clone()),
            name,
        })
    }
}

impl CertificateLog {
    fn prepare(log: &Log) -> Result<Self, &'static str> {
        let (key, scheme) = log_key(log)?;
        Ok(Self {
            id: log.id.clone(),
            key,
            scheme,
            valid_for: log.valid_for,
            base_url: log.base_url.clone(),
        })
    }
}

/// The key of a log with the one scheme its details state.
fn log_key(log: &Log) -> Result<(VerifyKey, Scheme), &'static str> {
    use whence_evidence::HashAlgorithm::{Sha256, Sha384, Sha512};
    let (algorithm, scheme) = match log.key_details.as_str() {
        "PKIX_ECDSA_P256_SHA_256" => (KeyAlgorithm::EcdsaP256, Scheme::Ecdsa(Sha256)),
        "PKIX_ECDSA_P384_SHA_384" => (KeyAlgorithm::EcdsaP384, Scheme::Ecdsa(Sha384)),
        "PKIX_ECDSA_P384_SHA_256" => (KeyAlgorithm::EcdsaP384, Scheme::Ecdsa(Sha256)),
        "PKIX_ECDSA_P521_SHA_512" => (KeyAlgorithm::EcdsaP521, Scheme::Ecdsa(Sha512)),
        "PKIX_ECDSA_P521_SHA_256" => (KeyAlgorithm::EcdsaP521, Scheme::Ecdsa(Sha256)),
        "PKIX_ED25519" => (KeyAlgorithm::Ed25519, Scheme::Ed25519),
        "PKIX_RSA_PKCS1V15_2048_SHA256"
        | "PKIX_RSA_PKCS1V15_3072_SHA256"
        | "PKIX_RSA_PKCS1V15_4096_SHA256" => (KeyAlgorithm::Rsa, Scheme::RsaPkcs1(Sha256)),
        _ => return Err("a key algorithm this program does not check"),
    };
    let key = VerifyKey::from_spki(&log.key).map_err(rejected)?;
    if key.algorithm() == algorithm {
        Ok((key, scheme))
    } else {
        Err("the key is not of the algorithm stated beside it")
    }
}

const fn rejected(reason: KeyRejected) -> &'static str {
    match reason {
        KeyRejected::Malformed => "a key that is malformed",
        KeyRejected::Unsupported => "a key algorithm this program does not check",
    }
}

fn without_scheme(address: &str) -> &str {
    let bare = address
        .split_once("://")
        .map_or(address, |(_, after)| after);
    bare.trim_end_matches('/')
}

/// Key id of a log's lines in checkpoints (C2SP signed-note): for ECDSA, and by Rekor's choice for
/// all but Ed25519, from the key alone, for Ed25519 from name and key.
fn checkpoint_key_id(name: &str, key: &VerifyKey, spki: &[u8]) -> [u8; 4] {
    let hash = match key.algorithm() {
        KeyAlgorithm::Ed25519 => {
            // The SPKI of Ed25519 is twelve bytes of frame and the key.
            let raw = spki.get(12..).unwrap_or_default();
            sha256(&[name.as_bytes(), b"\n\x01", raw].concat())
        }
        KeyAlgorithm::Rsa | KeyAlgorithm::RsaPss => {
            sha256(&[name.as_bytes(), b"\n\xffPKIX-RSA-PKCS#1v1.5", spki].concat())
        }
        KeyAlgorithm::EcdsaP256 | KeyAlgorithm::EcdsaP384 | KeyAlgorithm::EcdsaP521 => {
            *key.spki_sha256()
        }
    };
    [hash[0], hash[1], hash[2], hash[3]]
}

/// Found when first asked for: the signatures of the chains are nearly all of what preparing costs,
/// and one verification needs one chain or two of them.
type ChainDefect = LazyLock<Option<&'static str>, Box<dyn FnOnce() -> Option<&'static str> + Send>>;

fn when_needed(check: impl FnOnce() -> Result<(), &'static str> + Send + 'static) -> ChainDefect {
    LazyLock::new(Box::new(|| check().err()))
}

impl Issuer {
    /// Every certificate of a chain may issue: GitHub signs release attestations with one above the
    /// lowest.
    fn prepare_all(authority: &Authority, read: &ReadOnce) -> Result<Vec<Self>, &'static str> {
        let (chain, keys) = read.chain(&authority.chain)?;
        let mut issuers = Vec::with_capacity(chain.len());
        for (position, key) in keys.iter().enumerate() {
            let path: Arc<[Certificate]> = chain.get(position..).unwrap_or_default().into();
            let path_keys = keys.get(position..).unwrap_or_default().to_vec();
            let Some(certificate) = path.first() else {
                continue;
            };
            issuers.push(Self {
                key: key.clone(),
                subject_key_id: certificate
                    .subject_key_id()
                    .map_err(|_| "an unreadable extension")?
                    .map(<[u8]>::to_vec),
                window: intersect(path.iter().map(Certificate::validity), authority.valid_for),
                allows_code_signing: path
                    .iter()
                    .all(|certificate| allows(certificate, &oid::CODE_SIGNING)),
                defect: {
                    let path = Arc::clone(&path);
                    when_needed(move || path_defect(&path, &path_keys, 0))
                },
                path,
                uri: authority.uri.clone(),
            });
        }
        Ok(issuers)
    }
}

impl TimeService {
    fn prepare(authority: &Authority, read: &ReadOnce) -> Result<Self, &'static str> {
        let (chain, keys) = read.chain(&authority.chain)?;
        let (Some(certificate), Some(key)) = (chain.first(), keys.first()) else {
            return Err("an authority without certificates");
        };
        Ok(Self {
            key: key.clone(),
            certificates_window: intersect(
                chain.iter().map(Certificate::validity),
                Window {
                    start: UnixTime::from_seconds(0),
                    end: None,
                },
            ),
            valid_for: authority.valid_for,
            uri: authority.uri.clone(),
            operator: authority
                .operator
                .clone()
                .unwrap_or_else(|| authority.uri.clone()),
            certificate: certificate.clone(),
            defect: when_needed(move || service_defect(&chain, &keys)),
        })
    }
}

/// Verifies the chain of a time-stamp authority, its own certificate first.
fn service_defect(chain: &[Certificate], keys: &[VerifyKey]) -> Result<(), &'static str> {
    let (Some((certificate, above)), Some((_, keys_above))) =
        (chain.split_first(), keys.split_first())
    else {
        return Ok(());
    };
    time_stamping_defect(certificate)?;
    let Some((issuer, issuer_key)) = above.first().zip(keys_above.first()) else {
        return Ok(());
    };
    issued_by(certificate, issuer, issuer_key)?;
    if !above
        .iter()
        .all(|certificate| allows(certificate, &oid::TIME_STAMPING))
    {
        return Err("a certificate above the service's rules out time stamping");
    }
    path_defect(above, keys_above, 0)
}

/// What RFC 3161 §2.3 demands of the certificate of a time-stamp authority.
fn time_stamping_defect(certificate: &Certificate) -> Result<(), &'static str> {
    if certificate
        .basic_constraints()
        .map_err(|_| "an unreadable extension")?
        .is_some_and(|constraints| constraints.ca)
    {
        return Err("the time service's certificate is that of an authority");
    }
    if !certificate.unknown_critical_extensions().is_empty() {
        return Err("a critical extension this program does not know");
    }
    let usages = certificate
        .extended_key_usages()
        .map_err(|_| "an unreadable extension")?;
    match usages {
        Some(usages) if usages.critical && usages.purposes == [oid::TIME_STAMPING] => Ok(()),
        _ => Err("the time service's certificate is not made for time stamping alone"),
    }
}

/// Certificates with their keys, each read once: the six authorities of GitHub's instance share what lies
/// above them.
#[derive(Default)]
struct ReadOnce(RefCell<Vec<(Certificate, VerifyKey)>>);

impl ReadOnce {
    fn chain(&self, chain: &[Vec<u8>]) -> Result<(Vec<Certificate>, Vec<VerifyKey>), &'static str> {
        let read = chain.iter().map(|der| self.certificate(der));
        read.collect::<Result<Vec<_>, _>>()
            .map(|read| read.into_iter().unzip())
    }

    fn certificate(&self, der: &[u8]) -> Result<(Certificate, VerifyKey), &'static str> {
        let known = self.0.borrow().iter().find_map(|known| {
            let (certificate, _) = known;
            (certificate.der() == der).then(|| known.clone())
        });
        if let Some(known) = known {
            return Ok(known);
        }
        let certificate = Certificate::parse(der).map_err(|_| "an unreadable certificate")?;
        let key = VerifyKey::from_spki(certificate.spki_der()).map_err(rejected)?;
        self.0.borrow_mut().push((certificate.clone(), key.clone()));
        Ok((certificate, key))
    }
}

/// Verifies a path of issuing certificates from the first to the anchor (RFC 5280 §6.1), apart from
/// dates, which depend on the time a signature was made. `below`: CA certificates under the first.
fn path_defect(path: &[Certificate], keys: &[VerifyKey], below: u32) -> Result<(), &'static str> {
    for ((certificate, next), next_key) in path
        .iter()
        .zip(path.iter().skip(1))
        .zip(keys.iter().skip(1))
    {
        issued_by(certificate, next, next_key)?;
    }
    for (certificate, intermediates) in path.iter().zip(below..) {
        let unreadable = |_| "an unreadable extension";
        let constraints = certificate.basic_constraints().map_err(unreadable)?;
        let Some(constraints) = constraints.filter(|constraints| constraints.ca) else {
            return Err("an authority's certificate without the CA flag");
        };
        if constraints
            .path_len
            .is_some_and(|longest| longest < intermediates)
        {
            return Err("a chain longer than one of its certificates allows");
        }
        // RFC 5280 §6.1.4(n) asks for the bit where there is the extension; without it nothing is ruled out.
        if !certificate
            .key_usage()
            .map_err(unreadable)?
            .is_none_or(|usage| usage.key_cert_sign())
        {
            return Err("an authority's certificate that may not sign certificates");
        }
        if !certificate.unknown_critical_extensions().is_empty() {
            return Err("a critical extension this program does not know");
        }
    }
    Ok(())
}

/// Whether `issuer` signed `certificate`: names, key ids where both give them, signature.
pub(crate) fn issued_by(
    certificate: &Certificate,
    issuer: &Certificate,
    issuer_key: &VerifyKey,
) -> Result<(), &'static str> {
    if certificate.issuer_der() != issuer.subject_der() {
        return Err("a certificate that names another issuer");
    }
    let unreadable = |_| "an unreadable extension";
    let wanted = certificate.authority_key_id().map_err(unreadable)?;
    let found = issuer.subject_key_id().map_err(unreadable)?;
    if wanted
        .zip(found)
        .is_some_and(|(wanted, found)| wanted != found)
    {
        return Err("a certificate that names another issuer key");
    }
    certificate_signature(certificate, issuer_key)
}

/// Whether the signature on `certificate` is by `issuer_key`, over the bytes as they stand there.
pub(crate) fn certificate_signature(
    certificate: &Certificate,
    issuer_key: &VerifyKey,
) -> Result<(), &'static str> {
    if !certificate.signature_algorithms_agree() {
        return Err("a certificate that states two signature algorithms");
    }
    let scheme = signature_scheme(certificate)
        .ok_or("a certificate signed with an algorithm this program does not check")?;
    if issuer_key.verify(scheme, certificate.tbs_der(), certificate.signature()) {
        Ok(())
    } else {
        Err("a certificate whose signature does not hold")
    }
}

/// The scheme a certificate states for its own signature.
pub(crate) fn signature_scheme(certificate: &Certificate) -> Option<Scheme> {
    scheme_of(certificate.signature_algorithm())
}

/// The scheme that an algorithm identifier names.
pub(crate) fn scheme_of(algorithm: &AlgorithmIdentifier) -> Option<Scheme> {
    use whence_evidence::HashAlgorithm::{Sha256, Sha384, Sha512};
    const NULL: &[u8] = &[5, 0];
    const SCHEMES: [(ObjectIdentifier, Scheme); 7] = [
        (
            ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2"),
            Scheme::Ecdsa(Sha256),
        ),
        (
            ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3"),
            Scheme::Ecdsa(Sha384),
        ),
        (
            ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4"),
            Scheme::Ecdsa(Sha512),
        ),
        (ObjectIdentifier::new_unwrap("1.3.101.112"), Scheme::Ed25519),
        (
            ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11"),
            Scheme::RsaPkcs1(Sha256),
        ),
        (
            ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12"),
            Scheme::RsaPkcs1(Sha384),
        ),
        (
            ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13"),
            Scheme::RsaPkcs1(Sha512),
        ),
    ];
    let (_, scheme) = SCHEMES
        .into_iter()
        .find(|(known, _)| *known == algorithm.oid)?;
    // ECDSA and EdDSA have no parameters, RSA has NULL (RFC 5758 §3.2, RFC 8410 §3, RFC 4055 §5);
    // absent parameters are tolerated for RSA.
    let fits = match (scheme, algorithm.parameters.as_deref()) {
        (_, None) => true,
        (Scheme::RsaPkcs1(_), Some(parameters)) => parameters == NULL,
        (_, Some(_)) => false,
    };
    fits.then_some(scheme)
}

/// Whether the certificate's extended key usage, when it has one, allows `purpose`.
fn allows(certificate: &Certificate, purpose: &ObjectIdentifier) -> bool {
    match certificate.extended_key_usages() {
        Ok(None) => true,
        Ok(Some(usages)) => {
            usages.purposes.contains(purpose) || usages.purposes.contains(&oid::ANY_PURPOSE)
        }
        Err(_) => false,
    }
}

fn intersect(windows: impl Iterator<Item = Window>, first: Window) -> Window {
    windows.fold(first, |sum, window| Window {
        start: sum.start.max(window.start),
        end: match (sum.end, window.end) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        },
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use whence_evidence::HashAlgorithm::{Sha256, Sha384, Sha512};
    use whence_testkit::{Scenario, keys::Key};

    use super::*;

    #[test]
    fn the_details_of_a_log_state_its_key_and_its_one_scheme() {
        let minted = Scenario::message_rekor_v1().mint();
        let log = TrustedRoot::parse(&minted.trusted_root_json).unwrap().logs[0].clone();
        let keys = [
            Key::p256("log"),
            Key::p384("log"),
            Key::p521("log"),
            Key::ed25519("log"),
            Key::rsa2048(),
        ];
        for (details, position, scheme) in [
            ("PKIX_ECDSA_P256_SHA_256", 0, Scheme::Ecdsa(Sha256)),
            ("PKIX_ECDSA_P384_SHA_384", 1, Scheme::Ecdsa(Sha384)),
            ("PKIX_ECDSA_P384_SHA_256", 1, Scheme::Ecdsa(Sha256)),
            ("PKIX_ECDSA_P521_SHA_512", 2, Scheme::Ecdsa(Sha512)),
            ("PKIX_ECDSA_P521_SHA_256", 2, Scheme::Ecdsa(Sha256)),
            ("PKIX_ED25519", 3, Scheme::Ed25519),
            ("PKIX_RSA_PKCS1V15_2048_SHA256", 4, Scheme::RsaPkcs1(Sha256)),
        ] {
            for (other, key) in keys.iter().enumerate() {
                let log = Log {
                    key: key.spki(),
                    key_details: details.to_owned(),
                    ..log.clone()
                };
                let found = log_key(&log).map(|(_, scheme)| scheme).ok();
                assert_eq!(found, (other == position).then_some(scheme), "{details}");
            }
        }
    }
}
