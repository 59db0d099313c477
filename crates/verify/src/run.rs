//! The order of checks, and what they add up to.

use std::sync::Arc;

use whence_evidence::{
    Digest, HashAlgorithm, UnixTime, Unreadable, Window, base64,
    bundle::{Bundle, Form, LogEntry, Version},
    certificate::Certificate,
    dsse::Envelope,
    log_entry::Body,
    model::Manifest,
    oci::Payload,
    pem,
    statement::Statement,
};

use crate::{
    chain::{self, VerifiedLeaf},
    checks::{About, Check, CheckId, Code, Family, Gate, Status, Trace, Value, item},
    content::{self, Compared, Content, VerifiedContent},
    crypto::VerifyKey,
    ct,
    installed::{Choice, Installed, TrustUsed},
    model::SignedFolder,
    proof::{Proven, Signer, SignerKind},
    times::{self, LogTime, Times, Wanted},
    tlog::{self, Bound, BoundContent, BoundSigner, Hashed, Logged},
    trust::{Policy, PreparedTrust},
};

/// What is to be checked.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The evidence.
    pub bundle: &'a Bundle,
    /// The file it came with; `None` checks the evidence alone.
    pub artifact: Option<Artifact<'a>>,
    /// The key, for bundles made with a key of one's own.
    pub key: Option<&'a ManagedKey>,
    /// The moment of checking.
    pub now: UnixTime,
}

/// A file, as far as the engine needs it.
#[derive(Debug, Clone, Copy)]
pub struct Artifact<'a> {
    /// Its digests, at least those of [`digests_needed`].
    pub digests: &'a [Digest],
    /// Its bytes; only signatures by pure Ed25519 need them.
    pub bytes: Option<&'a [u8]>,
}

impl Artifact<'_> {
    pub(crate) fn digest(&self, algorithm: HashAlgorithm) -> Option<Digest> {
        self.digests
            .iter()
            .copied()
            .find(|digest| digest.algorithm() == algorithm)
    }
}

/// A public key of somebody's own, with the time it is to be believed.
#[derive(Debug, Clone)]
pub struct ManagedKey {
    key: VerifyKey,
    valid_for: Option<Window>,
}

/// Why a key file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyFileRejected {
    /// Not a PEM public key.
    Unreadable(Unreadable),
    /// A public key of an algorithm or size this program does not check.
    AlgorithmUnsupported,
}

impl ManagedKey {
    /// Reads one `PUBLIC KEY` block (RFC 7468 §13).
    ///
    /// # Errors
    /// [`KeyFileRejected`].
    pub fn from_pem(text: &str) -> Result<Self, KeyFileRejected> {
        let mut blocks = pem::blocks(text, 1).map_err(KeyFileRejected::Unreadable)?;
        let der = match blocks.pop() {
            Some(("PUBLIC KEY", der)) => der,
            _ => {
                return Err(KeyFileRejected::Unreadable(Unreadable::text(
                    "no PEM block of a public key",
                )));
            }
        };
        match VerifyKey::from_spki(&der) {
            Ok(key) => Ok(Self::from_key(key)),
            Err(crate::crypto::KeyRejected::Unsupported) => {
                Err(KeyFileRejected::AlgorithmUnsupported)
            }
            Err(crate::crypto::KeyRejected::Malformed) => Err(KeyFileRejected::Unreadable(
                Unreadable::der("a malformed public key"),
            )),
        }
    }

    pub(crate) const fn from_key(key: VerifyKey) -> Self {
        Self {
            key,
            valid_for: None,
        }
    }

    /// The same key, believed only for signatures proven to be made within `window`.
    #[must_use]
    pub const fn valid_within(mut self, window: Window) -> Self {
        self.valid_for = Some(window);
        self
    }

    /// SHA-256 of the key's SubjectPublicKeyInfo.
    pub fn spki_sha256(&self) -> Digest {
        digest_of(self.key.spki_sha256())
    }

    /// Name of the key's algorithm.
    pub const fn algorithm(&self) -> &'static str {
        self.key.algorithm().as_str()
    }
}

fn digest_of(sha256: &[u8; 32]) -> Digest {
    match Digest::new(HashAlgorithm::Sha256, sha256) {
        Some(digest) => digest,
        None => unreachable!("32 bytes are a SHA-256"),
    }
}

/// Everything one verification found.
#[derive(Debug)]
pub struct Report {
    pub(crate) checks: Vec<Check>,
    leaf: Option<Certificate>,
    path: Option<Arc<[Certificate]>>,
    statement: Option<Statement>,
    pub(crate) proven: Option<Proven<Signer>>,
    trust: Option<TrustUsed>,
}

/// What a verification came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Every required check held.
    Proven,
    /// At least one gave a definite no; the most telling.
    Failed(Code),
    /// Something needed is missing; the most telling.
    Missing(Code),
}

impl Report {
    /// The record, in the order of the checks.
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// The signing certificate as found. Claimed, unless [`Self::proven`].
    pub const fn leaf(&self) -> Option<&Certificate> {
        self.leaf.as_ref()
    }

    /// The certificates of the trust data above the leaf, the issuing one first; empty when the
    /// leaf names none of them.
    pub fn path(&self) -> &[Certificate] {
        self.path.as_deref().unwrap_or_default()
    }

    /// The decoded statement of an envelope. Its contents are what its author claims.
    pub const fn statement(&self) -> Option<&Statement> {
        self.statement.as_ref()
    }

    /// The trust data everything was checked with; absent when none is installed, or when the evidence is
    /// ambiguous and was not looked into.
    pub const fn trust(&self) -> Option<&TrustUsed> {
        self.trust.as_ref()
    }

    /// The signer, when every required check held.
    pub const fn proven(&self) -> Option<&Proven<Signer>> {
        self.proven.as_ref()
    }

    /// What the record comes to.
    pub fn outcome(&self) -> Outcome {
        if self.proven.is_some() {
            return Outcome::Proven;
        }
        let codes = || {
            self.checks
                .iter()
                .filter(|check| check.gate == Gate::Required)
                .filter_map(|check| check.status.code())
        };
        let worst = |family| codes().filter(|code| code.family() == family).min();
        match (worst(Family::No), worst(Family::Missing)) {
            (Some(code), _) => Outcome::Failed(code),
            (None, Some(code)) => Outcome::Missing(code),
            // Without a proof there is always a reason on record; should one ever be lacking, the
            // answer must still not be a yes.
            (None, None) => Outcome::Missing(Code::EvidenceUnreadable),
        }
    }
}

/// Checks a bundle under one instance. Runs every check whose inputs are there, in a fixed order, and
/// records each.
pub fn verify(request: &Request<'_>, trust: &PreparedTrust) -> Report {
    verify_under(request, None, &[trust])
}

/// Checks a bundle as [`verify`] does, under the one of several instances that it comes from.
pub fn verify_installed(request: &Request<'_>, installed: &Installed) -> Report {
    let instances: Vec<&PreparedTrust> = installed.instances().iter().map(AsRef::as_ref).collect();
    verify_under(request, None, &instances)
}

/// Checks a signature over the files of a folder as [`verify_installed`] does; `request` has no file then.
pub fn verify_folder(
    request: &Request<'_>,
    folder: SignedFolder<'_>,
    installed: &Installed,
) -> Report {
    let instances: Vec<&PreparedTrust> = installed.instances().iter().map(AsRef::as_ref).collect();
    verify_under(request, Some(folder), &instances)
}

fn verify_under(
    request: &Request<'_>,
    folder: Option<SignedFolder<'_>>,
    installed: &[&PreparedTrust],
) -> Report {
    let bundle = request.bundle;
    let mut trace = Trace::with_capacity(48);
    record_what_reading_settled(&mut trace, bundle.form);
    let shape = check_shape(&mut trace, bundle);
    let nothing_further = |trace: Trace| Report {
        checks: trace.into_checks(),
        leaf: None,
        path: None,
        statement: None,
        proven: None,
        trust: None,
    };
    if shape == Shape::Ambiguous {
        // With two contents or two keys there is nothing the further checks could be about.
        return nothing_further(trace);
    }
    let leaf = chain::read_leaf(&mut trace, bundle);
    let certificate = leaf.as_ref().map(|leaf| &leaf.certificate);
    let Some(choice) = Choice::of(installed, bundle, certificate) else {
        let status = Status::Missing(Code::SigningServiceUnknown);
        let id = CheckId::RootInstanceChoice;
        trace.record(id, About::Whole, Gate::Required, status, Vec::new());
        return nothing_further(trace);
    };
    choice.record(&mut trace);
    let trust = choice.trust;
    check_age(&mut trace, trust, request.now);
    let keyless = bundle.public_key_hint.is_none();
    let registry = trust.registry_key(bundle).filter(|_| request.key.is_none());
    let given_key = request.key.or(registry.map(|registry| &registry.key));
    let policy = if keyless {
        trust.policy()
    } else {
        // A key of one's own lives for years: log and time are checked when they are there.
        Policy {
            logs: 0,
            certificate_logs: 0,
            times: 0,
        }
    };

    let mut entries = tlog::check_entries(&mut trace, trust, bundle);
    let stamps = times::check_timestamps(&mut trace, trust, &bundle.timestamps, stamped(bundle));
    let log_times: Vec<LogTime<'_>> = entries
        .iter()
        .filter(|entry| entry.proven)
        .filter_map(|entry| {
            Some(LogTime {
                time: entry.time?,
                operator: &entry.log.operator,
            })
        })
        .collect();
    let absence = if has_no_place_for_time(bundle, &entries) {
        Status::Missing(Code::SigningTimeNotIncluded)
    } else {
        Status::Failed(Code::SigningTimeMissing)
    };
    let times = times::collect(
        &mut trace,
        &stamps,
        &log_times,
        &bundle.timestamps,
        Wanted {
            sources: policy.times,
            absence,
        },
        request.now,
    );
    for entry in &mut entries {
        if entry.body.is_some() && (keyless || !times.verified.is_empty()) {
            tlog::check_window(&mut trace, entry, &times.verified);
        }
    }

    let mut path = None;
    let (key, identity) = if keyless {
        check_no_key_given(&mut trace, request);
        let chain = leaf
            .as_ref()
            .map(|leaf| chain::check(&mut trace, trust, leaf, &times));
        let mut verified = None;
        if let (Some(leaf), Some(chain)) = (&leaf, chain) {
            path = chain.named.map(|issuer| Arc::clone(&issuer.path));
            let logged = ct::check(
                &mut trace,
                trust,
                &leaf.certificate,
                chain.issuer,
                policy.certificate_logs,
                if keeps_nothing_else(bundle) {
                    // Fulcio's first certificates had their SCT apart, and without a proven time it is
                    // open whether this is one of them.
                    Status::Blocked(CheckId::TimeThreshold)
                } else {
                    Status::Failed(Code::IssuanceProofMissing)
                },
            );
            verified = chain.verified.filter(|_| logged);
        }
        (
            leaf.as_ref().map(|leaf| leaf.key.as_ref()),
            verified.map(|leaf| Identified::ByCertificate(Box::new(leaf))),
        )
    } else {
        let identified = check_key(&mut trace, bundle, given_key, &times);
        let key = given_key
            .filter(|_| identified != KeyCheck::Another)
            .map(|given| Ok(&given.key));
        let by_key = identified == KeyCheck::Held;
        (
            key,
            by_key.then_some(Identified::ByKey {
                registry: registry.map(|registry| registry.registry),
            }),
        )
    };

    let blocked_by = if keyless {
        CheckId::LeafParse
    } else {
        CheckId::KeyHint
    };
    let key = content::check_algorithm(&mut trace, key, blocked_by);
    let recorded = entries
        .iter()
        .find_map(|entry| entry.body.as_ref().map(|body| body.recorded));
    let artifact = request.artifact.as_ref();
    let content = match (&bundle.message, &bundle.envelope) {
        (Some(message), None) => match (&bundle.image_payload, &bundle.git) {
            (None, None) => content::check_message(&mut trace, message, key, artifact, recorded),
            (None, Some(git)) => {
                content::check_git_object(&mut trace, git, message, certificate, key, artifact)
            }
            (Some(payload), _) => content::check_image_signature(
                &mut trace, message, payload, key, artifact, recorded,
            ),
        },
        (None, Some(envelope)) => {
            let compared = match (folder, artifact) {
                (Some(folder), _) => Compared::Folder(folder),
                (None, Some(artifact)) => Compared::Artifact(artifact),
                (None, None) => Compared::Nothing,
            };
            content::check_envelope(&mut trace, envelope, key, compared)
        }
        // Both or none: the shape check has ended before this.
        _ => Content::unknown(),
    };

    check_bindings(&mut trace, bundle, &mut entries, key, &content);
    let logged = tlog::check_threshold(
        &mut trace,
        &entries,
        &bundle.log_entries,
        policy.logs,
        if shape != Shape::Fits {
            Some(CheckId::BundleVersionShape)
        } else if keeps_nothing_else(bundle) {
            // The record in the log would be what proves the time.
            Some(CheckId::TimeThreshold)
        } else {
            None
        },
    );

    let proven = prove(
        &trace,
        logged.filter(|_| shape == Shape::Fits).as_ref(),
        identity,
        key,
        &content,
        bundle.envelope.as_ref(),
        &times,
    );
    Report {
        leaf: leaf.map(|leaf| leaf.certificate),
        path,
        statement: content.statement,
        checks: trace.into_checks(),
        proven,
        trust: Some(choice.used()),
    }
}

/// The one place where a proof is made: every token in hand, and no required check left open.
fn prove(
    trace: &Trace,
    logged: Option<&Logged<'_>>,
    identity: Option<Identified>,
    key: Option<&VerifyKey>,
    content: &Content,
    envelope: Option<&Envelope>,
    times: &Times,
) -> Option<Proven<Signer>> {
    let nothing_open = trace.checks().iter().all(|check| {
        check.gate == Gate::Informational
            || matches!(check.status, Status::Held | Status::NotNeeded)
    });
    if !nothing_open || !times.sufficient {
        return None;
    }
    logged?;
    let VerifiedContent { claim, covers } = content.verified.as_ref()?;
    let kind = match identity? {
        Identified::ByCertificate(leaf) => {
            let identity = leaf.into_identity();
            let identity = identity.with_release(content.statement.as_ref(), envelope);
            SignerKind::Certificate(Box::new(identity))
        }
        Identified::ByKey { registry } => SignerKind::Key {
            registry,
            spki_sha256: digest_of(key?.spki_sha256()),
            algorithm: key?.algorithm().as_str(),
        },
    };
    Some(Proven::new(Signer {
        kind,
        claim: *claim,
        covers: covers.clone(),
        times: times.verified.clone(),
    }))
}

/// How the signer is known, once that holds.
enum Identified {
    ByCertificate(Box<VerifiedLeaf>),
    ByKey { registry: Option<&'static str> },
}

/// Only where the person set a limit: expiry of trust data is theirs to judge, no rule of the format.
fn check_age(trace: &mut Trace, trust: &PreparedTrust, now: UnixTime) {
    let (Some(fresh), Some(dated)) = (trust.is_fresh(now), trust.instance().dated()) else {
        return;
    };
    let status = if fresh {
        Status::Held
    } else {
        Status::Missing(Code::TrustDataTooOld)
    };
    let evidence = vec![item("trust-data-dated", Value::Time(dated))];
    trace.record(
        CheckId::RootAge,
        About::Whole,
        Gate::Required,
        status,
        evidence,
    );
}

fn require(trace: &mut Trace, id: CheckId, holds: bool, code: Code) -> bool {
    let status = Status::held_or(holds, code);
    trace.record(id, About::Whole, Gate::Required, status, Vec::new());
    holds
}

/// A [`Bundle`] comes from the strict, bounded reader of its form, so these were settled before there was
/// one. Detached signatures and objects of Git are no JSON.
fn record_what_reading_settled(trace: &mut Trace, form: Form) {
    let json = match form {
        Form::Detached | Form::GitObject => Status::NotNeeded,
        _ => Status::Held,
    };
    for (id, status) in [
        (CheckId::InputLimits, Status::Held),
        (CheckId::JsonStrict, json),
    ] {
        trace.record(id, About::Whole, Gate::Required, status, Vec::new());
    }
}

/// What [`check_shape`] found.
#[derive(PartialEq)]
enum Shape {
    Fits,
    Unfit,
    /// Not exactly one content and one kind of key material.
    Ambiguous,
}

/// What a form demands of each log entry in it.
#[derive(Clone, Copy, PartialEq)]
enum EntryDemand {
    /// A proof of inclusion with its checkpoint.
    Proof,
    /// The log's promise; a proof is optional, but then a whole one. Rekor v2 makes no promise that
    /// counts.
    Promise,
    /// Either of them.
    Either,
}

impl EntryDemand {
    /// By form, and for bundles by version; `None` for a version this program does not know.
    const fn of(bundle: &Bundle) -> Option<Self> {
        match bundle.form {
            Form::Bundle
            | Form::NpmAttestation
            | Form::GitHubAttestation
            | Form::RubyGemsAttestation => match bundle.version {
                Some(Version::V0_1) => Some(Self::Promise),
                Some(Version::V0_2 | Version::V0_3) => Some(Self::Proof),
                None => None,
            },
            Form::PyPiAttestation => Some(Self::Proof),
            Form::CosignBlobBundle | Form::CosignSignature | Form::CosignAttestation => {
                Some(Self::Promise)
            }
            // The last two have no place for an entry.
            Form::LogEntry | Form::GitObject | Form::Envelope | Form::Detached => {
                Some(Self::Either)
            }
        }
    }

    fn met_by(self, entry: &LogEntry) -> bool {
        let rekor_v2 = (entry.kind.as_str(), entry.version.as_str()) == ("hashedrekord", "0.0.2");
        let whole_proof = entry.proof.as_ref().is_some_and(|proof| {
            proof
                .checkpoint
                .as_ref()
                .is_some_and(|checkpoint| !checkpoint.is_empty())
        });
        let promise_alone = entry.set.is_some() && entry.proof.is_none();
        match self {
            Self::Promise if !rekor_v2 => promise_alone || (entry.set.is_some() && whole_proof),
            Self::Proof | Self::Promise => whole_proof,
            Self::Either => whole_proof || promise_alone,
        }
    }

    /// Whether only a half proof beside the promise is too much: some early bundles came with one that lacks its
    /// checkpoint. The promise may hold, but no verifier takes them any more.
    fn met_but_for_half_a_proof(self, entry: &LogEntry) -> bool {
        let without_proof = LogEntry {
            proof: None,
            ..entry.clone()
        };
        self == Self::Promise && self.met_by(&without_proof)
    }
}

/// What evidence of its form and version must and may carry.
fn check_shape(trace: &mut Trace, bundle: &Bundle) -> Shape {
    let demand = EntryDemand::of(bundle);
    trace.record(
        CheckId::BundleMediaType,
        About::Whole,
        Gate::Required,
        if demand.is_some() {
            Status::Held
        } else {
            Status::Missing(Code::FormatUnsupported)
        },
        if bundle.form.is_bundle() {
            vec![item(
                "media-type",
                Value::Outside(bundle.media_type.clone()),
            )]
        } else {
            vec![item("form", Value::Name(bundle.form.as_str()))]
        },
    );
    let contents = [bundle.message.is_some(), bundle.envelope.is_some()];
    let materials = [
        bundle.public_key_hint.is_some(),
        bundle.certificate_chain.is_some(),
        bundle.certificate.is_some(),
    ];
    let one = |members: &[bool]| members.iter().filter(|there| **there).count() == 1;
    let one_of_each = require(
        trace,
        CheckId::BundleOneof,
        one(&contents) && one(&materials),
        Code::EvidenceContradiction,
    );
    if !one_of_each {
        let status = Status::Blocked(CheckId::BundleOneof);
        let id = CheckId::BundleVersionShape;
        trace.record(id, About::Whole, Gate::Required, status, Vec::new());
        return Shape::Ambiguous;
    }

    let has_signer = bundle.public_key_hint.is_some() || bundle.leaf().is_some();
    let status = match demand {
        None => Status::Blocked(CheckId::BundleMediaType),
        Some(demand) if !bundle.log_entries.iter().all(|entry| demand.met_by(entry)) => {
            let mut unmet = bundle.log_entries.iter().filter(|it| !demand.met_by(it));
            if unmet.all(|entry| demand.met_but_for_half_a_proof(entry)) {
                Status::Missing(Code::FormatUnsupported)
            } else {
                Status::Failed(Code::LogProofMissing)
            }
        }
        Some(_) if !has_signer || !chain::chain_fits_version(bundle) => {
            Status::Failed(Code::EvidenceIncomplete)
        }
        Some(_) => Status::Held,
    };
    trace.record(
        CheckId::BundleVersionShape,
        About::Whole,
        Gate::Required,
        status,
        bundle
            .version
            .map(|version| item("version", Value::Name(version.as_str())))
            .into_iter()
            .collect(),
    );
    if status == Status::Held {
        Shape::Fits
    } else {
        Shape::Unfit
    }
}

/// What a time stamp is over: the signature, but beside an envelope that is a layer, the layer.
fn stamped(bundle: &Bundle) -> &[u8] {
    let layer = bundle
        .envelope
        .as_ref()
        .and_then(|envelope| envelope.exact.as_deref())
        .filter(|_| bundle.form == Form::CosignAttestation);
    layer.or(bundle.signature()).unwrap_or_default()
}

/// Whether there is a signature and its certificate, and no place for anything else; cosign asks the log where an
/// image's signature has nothing beside it, and so does gitsign.
const fn keeps_nothing_else(bundle: &Bundle) -> bool {
    match bundle.form {
        Form::Detached | Form::Envelope => true,
        Form::CosignSignature | Form::CosignAttestation | Form::GitObject => {
            bundle.log_entries.is_empty() && bundle.timestamps.is_empty()
        }
        _ => false,
    }
}

/// Whether the form has no place for what proves a signing time, so that its absence says nothing of the
/// signer: none but signature and certificate, or where only a log's promise could prove it, entries of
/// Rekor v2, which gives none.
fn has_no_place_for_time(bundle: &Bundle, entries: &[tlog::Entry<'_>]) -> bool {
    let rekor_v2 = |entry: &tlog::Entry<'_>| {
        let body = entry.body.as_ref();
        body.is_some_and(|body| body.kind.is_rekor_v2())
    };
    keeps_nothing_else(bundle)
        || (matches!(bundle.form, Form::PyPiAttestation | Form::LogEntry)
            && !entries.is_empty()
            && entries.iter().all(rekor_v2))
}

/// A key that was asked for cannot be satisfied by a certificate.
fn check_no_key_given(trace: &mut Trace, request: &Request<'_>) {
    if request.key.is_some() {
        require(trace, CheckId::KeyHint, false, Code::KeyMismatch);
    }
}

/// What [`check_key`] found.
#[derive(PartialEq)]
enum KeyCheck {
    Held,
    /// It is the key, but no proven time lies within its dates.
    OutsideDates,
    /// No key was given, or not the one the bundle names.
    Another,
}

fn check_key(
    trace: &mut Trace,
    bundle: &Bundle,
    given: Option<&ManagedKey>,
    times: &Times,
) -> KeyCheck {
    let hint = bundle.public_key_hint.as_deref().unwrap_or_default();
    let keyid = bundle
        .envelope
        .as_ref()
        .and_then(|envelope| envelope.signatures.first())
        .map(|signature| signature.keyid.as_str())
        .unwrap_or_default();
    let hint_holds = |given: &ManagedKey| {
        // By convention a hint is the base64 of SHA-256 of the key. Another convention tells us
        // nothing; this one, naming another key, does.
        let named: Option<[u8; 32]> = base64::decode(hint)
            .ok()
            .and_then(|bytes| bytes.try_into().ok());
        named.is_none_or(|named| named == *given.key.spki_sha256())
    };
    let status = match given {
        None => Status::Missing(Code::NeedsKey),
        Some(_) if !keyid.is_empty() && keyid != hint => {
            Status::Failed(Code::EvidenceContradiction)
        }
        Some(given) if !hint_holds(given) => Status::Failed(Code::KeyMismatch),
        Some(_) => Status::Held,
    };
    trace.record(
        CheckId::KeyHint,
        About::Whole,
        Gate::Required,
        status,
        vec![item("hint", Value::Outside(hint.to_owned()))],
    );
    let Some(given) = given.filter(|_| status == Status::Held) else {
        return KeyCheck::Another;
    };
    let mut in_window = true;
    if let Some(window) = given.valid_for {
        let outside = times
            .verified
            .iter()
            .find(|time| !window.contains(time.at()));
        let mut evidence = vec![item("key-window", Value::Window(window))];
        evidence.extend(outside.map(|time| item("time", Value::Time(time.at()))));
        let status = if outside.is_some() {
            Status::Failed(Code::KeyOutsideDates)
        } else if times.verified.is_empty() {
            // Whoever holds a key after its dates could leave the proof of time out.
            Status::Failed(Code::SigningTimeMissing)
        } else {
            Status::Held
        };
        in_window = status == Status::Held;
        trace.record(
            CheckId::KeyWindow,
            About::Whole,
            Gate::Required,
            status,
            evidence,
        );
    }
    if in_window {
        KeyCheck::Held
    } else {
        KeyCheck::OutsideDates
    }
}

fn check_bindings(
    trace: &mut Trace,
    bundle: &Bundle,
    entries: &mut [tlog::Entry<'_>],
    key: Option<&VerifyKey>,
    content: &Content,
) {
    let signer = match (&bundle.public_key_hint, bundle.leaf(), key) {
        (None, Some(leaf), _) => Ok(BoundSigner::Certificate(leaf)),
        (None, None, _) => Err(CheckId::BundleVersionShape),
        (Some(_), _, Some(key)) => Ok(BoundSigner::Key(key.spki_sha256())),
        (Some(_), _, None) => Err(CheckId::KeyHint),
    };
    // What an entry records is compared with what was found to be signed. When the signature does
    // not hold over this file, a difference would only say the same thing again.
    let signed = match (&bundle.message, &bundle.envelope) {
        (Some(_), None) => match content.signed {
            Some((_, Some(digest))) => Ok(BoundContent::Message(digest)),
            _ => Err(CheckId::SigMessage),
        },
        (None, Some(envelope)) => Ok(BoundContent::Envelope {
            payload: Hashed::new(&envelope.payload),
            payload_type: &envelope.payload_type,
            exact: envelope.exact.as_deref().map(Hashed::new),
            signed_bytes: Hashed::new(&content.signed_bytes),
            hash: content.signed.and_then(|(scheme, _)| scheme.hash()),
        }),
        _ => Err(CheckId::BundleOneof),
    };
    let bound = Bound {
        signature: bundle.signature().ok_or(CheckId::DsseOneSignature),
        signer,
        content: signed,
    };
    for entry in entries {
        tlog::check_binding(trace, entry, &bound);
    }
}

/// What of a file must be hashed to check `bundle` against it, and nothing more.
pub fn digests_needed(bundle: &Bundle) -> Vec<HashAlgorithm> {
    let mut needed: Vec<HashAlgorithm> = Vec::with_capacity(2);
    if let Some(payload) = &bundle.image_payload {
        let named = Payload::parse(payload).ok().and_then(|it| it.digest());
        needed.extend(named.map(|digest| digest.algorithm()));
    } else if let Some(message) = &bundle.message {
        let hint = message.digest.as_ref();
        let stated = hint
            .and_then(|(algorithm, _)| HashAlgorithm::from_protobuf_name(algorithm))
            .or_else(|| {
                let mut bodies = bundle.log_entries.iter().map(|entry| &entry.body);
                let recorded = bodies.find_map(|body| Body::parse(body).ok())?.recorded;
                Some(recorded.algorithm())
            });
        let leaf = bundle.leaf().and_then(|der| Certificate::parse(der).ok());
        let key = leaf.and_then(|leaf| VerifyKey::from_spki(leaf.spki_der()).ok());
        match (key, stated) {
            (Some(key), stated) => needed = content::message_digests(&key, stated),
            (None, Some(stated)) => needed.push(stated),
            // A key that is not known may have signed over any.
            (None, None) => needed.extend(HashAlgorithm::ALL),
        }
    }
    if let Some(envelope) = &bundle.envelope
        && let Ok(statement) = Statement::parse(&envelope.payload)
    {
        for subject in &statement.subjects {
            // The weakest that is still good is the cheapest, and one is enough.
            if let Some(digest) = subject.known_digests().next()
                && !needed.contains(&digest.algorithm())
            {
                needed.push(digest.algorithm());
            }
        }
        // A file of a folder can be checked alone.
        let manifest = Manifest::read(&statement, &envelope.payload);
        let files = manifest.map(|manifest| manifest.files).unwrap_or_default();
        for part in files.iter().flat_map(|file| &file.parts) {
            let algorithm = part.digest.algorithm();
            if part.range.is_none() && !needed.contains(&algorithm) {
                needed.push(algorithm);
            }
        }
    }
    if needed.is_empty() {
        needed.push(HashAlgorithm::Sha256);
    }
    needed
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    /// A proof without a checkpoint is part of one, and does not become whole by an empty checkpoint.
    #[test]
    fn an_empty_checkpoint_is_none() {
        let minted = whence_testkit::Scenario::message_rekor_v1().mint();
        let mut entry = Bundle::parse(&minted.bundle_json)
            .unwrap()
            .log_entries
            .remove(0);
        assert!(entry.set.is_some());
        let met = |entry: &LogEntry| {
            [
                EntryDemand::Promise,
                EntryDemand::Proof,
                EntryDemand::Either,
            ]
            .map(|it| it.met_by(entry))
        };
        assert_eq!(met(&entry), [true; 3]);
        entry.proof.as_mut().unwrap().checkpoint = Some(String::new());
        assert_eq!(met(&entry), [false; 3]);
        entry.proof = None;
        assert_eq!(met(&entry), [true, false, true]);
    }

    /// What lacks of evidence is *not included* only where nothing was, and *missing* as soon as there is more.
    #[test]
    fn nothing_else_is_kept_only_where_nothing_lies_beside_the_signature() {
        let minted = whence_testkit::Scenario::message_rekor_v1().mint();
        let bundle = Bundle::parse(&minted.bundle_json).unwrap();
        let with = |form, entries: &[LogEntry], timestamps: &[Vec<u8>]| {
            keeps_nothing_else(&Bundle {
                form,
                log_entries: entries.to_vec(),
                timestamps: timestamps.to_vec(),
                ..bundle.clone()
            })
        };
        let (entries, timestamps) = (&bundle.log_entries, [vec![1]]);
        assert!(!entries.is_empty());
        for form in [Form::Detached, Form::Envelope] {
            assert!(with(form, &[], &[]), "{form:?}");
        }
        for form in [
            Form::CosignSignature,
            Form::CosignAttestation,
            Form::GitObject,
        ] {
            assert!(with(form, &[], &[]), "{form:?}");
            assert!(!with(form, entries, &[]), "{form:?}");
            assert!(!with(form, &[], &timestamps), "{form:?}");
            assert!(!with(form, entries, &timestamps), "{form:?}");
        }
        for form in [
            Form::CosignBlobBundle,
            Form::PyPiAttestation,
            Form::LogEntry,
        ] {
            assert!(!with(form, &[], &[]), "{form:?}");
        }
    }
}
