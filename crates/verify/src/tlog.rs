//! Transparency-log entries: promise, inclusion, checkpoint, and what the entry is about.

use std::cell::RefCell;

use whence_evidence::{
    Digest, HashAlgorithm, UnixTime, Unreadable, UnreadableCode, base64,
    bundle::{Bundle, Form, InclusionProof, LogEntry},
    checkpoint::Checkpoint,
    hash::to_hex,
    log_entry::{Body, Kind, Verifier},
};

use crate::{
    checks::{About, CheckId, Code, Gate, Status, Trace, Value, item},
    merkle::{climb, leaf_hash},
    proof::VerifiedTime,
    trust::{PreparedTrust, TransparencyLog},
};

/// That a log's promise of a time held. Made in this room alone.
pub(crate) struct PromiseHeld(());

/// An entry that its log proves and that is about this very signature. Made by [`check_threshold`] alone.
///
/// ```compile_fail
/// // Outside the engine an entry cannot even be named as verified.
/// use whence_verify::tlog::VerifiedEntry;
/// ```
pub(crate) struct VerifiedEntry<'t> {
    operator: &'t str,
}

/// The entries that count, from as many different logs as are needed; with a key of one's own that may be
/// none. Made by [`check_threshold`] alone.
pub(crate) struct Logged<'t> {
    entries: Vec<VerifiedEntry<'t>>,
}

impl Logged<'_> {
    /// How many different logs stand behind the entries.
    pub(crate) fn logs(&self) -> usize {
        let mut operators: Vec<&str> = self.entries.iter().map(|entry| entry.operator).collect();
        operators.sort_unstable();
        operators.dedup();
        operators.len()
    }
}

/// An entry whose log is known, as far as its proofs were checked.
pub(crate) struct Entry<'t> {
    pub(crate) position: usize,
    pub(crate) log: &'t TransparencyLog,
    /// Absent when the body cannot be read.
    pub(crate) body: Option<Body>,
    /// Whether log, promise, inclusion and checkpoint all hold.
    pub(crate) proven: bool,
    /// The time the log promised, when its promise holds.
    pub(crate) time: Option<VerifiedTime>,
}

/// Checks every entry of the bundle for itself; whether it is about this signature comes later.
pub(crate) fn check_entries<'t>(
    trace: &mut Trace,
    trust: &'t PreparedTrust,
    bundle: &Bundle,
) -> Vec<Entry<'t>> {
    bundle
        .log_entries
        .iter()
        .enumerate()
        .filter_map(|(position, entry)| check_entry(trace, trust, bundle.form, position, entry))
        .collect()
}

fn check_entry<'t>(
    trace: &mut Trace,
    trust: &'t PreparedTrust,
    form: Form,
    position: usize,
    entry: &LogEntry,
) -> Option<Entry<'t>> {
    let about = About::Entry(position);
    let Some(log) = trust.logs().iter().find(|log| log.id == entry.log_id) else {
        // An entry in a log we do not know proves nothing and spoils nothing.
        trace.record(
            CheckId::TlogLog,
            about,
            Gate::Informational,
            Status::Missing(Code::LogUnknown),
            vec![item("log-id", Value::Bytes(entry.log_id.clone()))],
        );
        return None;
    };
    trace.record(
        CheckId::TlogLog,
        about,
        Gate::Required,
        Status::Held,
        vec![
            item("log", Value::Outside(log.name.clone())),
            item("log-index", Value::Number(entry.log_index)),
        ],
    );
    let body = check_body(trace, about, form, entry);
    let rekor_v2 = body.as_ref().is_some_and(|body| body.kind.is_rekor_v2());
    let set = check_set(trace, about, entry, log, body.as_ref());
    let inclusion = match &entry.proof {
        Some(proof) => check_proof(trace, trust, about, entry, proof, log, rekor_v2),
        None => {
            for id in [CheckId::TlogCheckpointSig, CheckId::TlogInclusion] {
                trace.record(
                    id,
                    about,
                    Gate::Informational,
                    Status::NotNeeded,
                    Vec::new(),
                );
            }
            Proof::Absent
        }
    };
    let proven = body.is_some()
        && match (&set, &inclusion) {
            (Proof::Broken, _) | (_, Proof::Broken) | (Proof::Absent, Proof::Absent) => false,
            (Proof::Holds, _) | (_, Proof::Holds) => true,
        };
    let time = (set == Proof::Holds)
        .then(|| VerifiedTime::promised(&PromiseHeld(()), integrated_time(entry), position));
    Some(Entry {
        position,
        log,
        body,
        proven,
        time,
    })
}

#[derive(PartialEq)]
enum Proof {
    Holds,
    Absent,
    Broken,
}

fn integrated_time(entry: &LogEntry) -> UnixTime {
    UnixTime::from_seconds(i64::try_from(entry.integrated_time).unwrap_or(i64::MAX))
}

fn check_body(trace: &mut Trace, about: About, form: Form, entry: &LogEntry) -> Option<Body> {
    let unreadable = |error: &Unreadable| match error.code {
        UnreadableCode::UnknownFormat => Status::Missing(Code::FormatUnsupported),
        UnreadableCode::LimitExceeded => Status::Missing(Code::LimitExceeded),
        _ => Status::Missing(Code::EvidenceUnreadable),
    };
    let stated = || {
        vec![
            item("kind", Value::Outside(entry.kind.clone())),
            item("kind-version", Value::Outside(entry.version.clone())),
        ]
    };
    let mut evidence = stated();
    let (status, body) = match Body::parse(&entry.body) {
        // No bundle was ever written with one; in older forms they are met.
        Ok(body) if !is_met_in(body.kind, form) => (Status::Missing(Code::FormatUnsupported), None),
        Ok(body) if body.kind.names() == (entry.kind.as_str(), entry.version.as_str()) => {
            (Status::Held, Some(body))
        }
        other => {
            // Kind and version beside the body are not signed; those inside are.
            let inside = Body::stated_kind(&entry.body).ok();
            let differs = inside
                .as_ref()
                .is_some_and(|(kind, version)| (kind, version) != (&entry.kind, &entry.version));
            if let Some((kind, version)) = inside {
                evidence.push(item("kind-in-body", Value::Outside(kind)));
                evidence.push(item("kind-version-in-body", Value::Outside(version)));
            }
            match other {
                Err(error) if !differs => {
                    evidence.push(item("defect", Value::Outside(error.to_string())));
                    (unreadable(&error), None)
                }
                _ => (Status::Failed(Code::EvidenceContradiction), None),
            }
        }
    };
    trace.record(
        CheckId::TlogBodyKind,
        about,
        Gate::Required,
        status,
        evidence,
    );
    body
}

/// Whether entries of this kind come with evidence of this form.
const fn is_met_in(kind: Kind, form: Form) -> bool {
    match kind {
        Kind::RekordV1 => matches!(form, Form::CosignBlobBundle | Form::LogEntry),
        // Only forms that keep the envelope's own bytes.
        Kind::IntotoV1 => matches!(form, Form::CosignBlobBundle | Form::CosignAttestation),
        Kind::HashedRekordV1 | Kind::DsseV1 | Kind::IntotoV2 | Kind::HashedRekordV2 => true,
    }
}

/// The log's promise, over the JSON that RFC 8785 makes of the four values. Only Rekor v1 gives it.
fn check_set(
    trace: &mut Trace,
    about: About,
    entry: &LogEntry,
    log: &TransparencyLog,
    body: Option<&Body>,
) -> Proof {
    let Some(set) = &entry.set else {
        let mut evidence = Vec::new();
        if entry.integrated_time != 0 {
            // Nothing signs this number.
            evidence.push(item("unproven-time", Value::Time(integrated_time(entry))));
        }
        trace.record(
            CheckId::TlogSet,
            about,
            Gate::Informational,
            Status::NotNeeded,
            evidence,
        );
        return Proof::Absent;
    };
    let signed = format!(
        r#"{{"body":"{}","integratedTime":{},"logID":"{}","logIndex":{}}}"#,
        base64::encode(&entry.body),
        entry.integrated_time,
        to_hex(&entry.log_id),
        entry.log_index
    );
    let holds = log.key.verify(log.scheme, signed.as_bytes(), set);
    trace.record(
        CheckId::TlogSet,
        about,
        Gate::Required,
        Status::held_or(holds, Code::LogSignatureInvalid),
        vec![item("time", Value::Time(integrated_time(entry)))],
    );
    if !holds {
        Proof::Broken
    } else if body.is_some_and(|body| body.kind.is_rekor_v2()) {
        // Rekor v2 promises no times; one that turns up is not used.
        Proof::Absent
    } else {
        Proof::Holds
    }
}

fn check_proof(
    trace: &mut Trace,
    trust: &PreparedTrust,
    about: About,
    entry: &LogEntry,
    proof: &InclusionProof,
    log: &TransparencyLog,
    rekor_v2: bool,
) -> Proof {
    let checkpoint = match proof.checkpoint.as_deref().map(Checkpoint::parse) {
        Some(Ok(checkpoint)) => {
            trace.record(
                CheckId::TlogCheckpointFormat,
                about,
                Gate::Required,
                Status::Held,
                Vec::new(),
            );
            checkpoint
        }
        // That a proof must come with a checkpoint is a matter of the bundle's shape.
        None => return block(trace, about, CheckId::BundleVersionShape),
        Some(Err(error)) => {
            trace.record(
                CheckId::TlogCheckpointFormat,
                about,
                Gate::Required,
                Status::Failed(Code::LogProofInvalid),
                vec![item("defect", Value::Outside(error.to_string()))],
            );
            return block(trace, about, CheckId::TlogCheckpointFormat);
        }
    };
    let signed = check_checkpoint_signature(trace, trust, about, &checkpoint, log, rekor_v2);
    let bound = check_binding_of_proof(trace, about, entry, proof, &checkpoint, rekor_v2);
    note_witnesses(trace, about, &checkpoint, log);

    let hashes: Option<Vec<[u8; 32]>> = proof
        .hashes
        .iter()
        .map(|hash| hash.as_slice().try_into().ok())
        .collect();
    // Size and root are those the log signed, never the unsigned copies in the proof.
    let computed = hashes.and_then(|hashes| {
        climb(
            leaf_hash(&entry.body),
            proof.log_index,
            checkpoint.tree_size,
            &hashes,
            |_| {},
        )
    });
    let leads_there = computed == Some(checkpoint.root_hash);
    trace.record(
        CheckId::TlogInclusion,
        about,
        Gate::Required,
        Status::held_or(leads_there, Code::LogProofInvalid),
        vec![
            item("index-in-tree", Value::Number(proof.log_index)),
            item("tree-size", Value::Number(checkpoint.tree_size)),
            item("root", Value::Bytes(checkpoint.root_hash.to_vec())),
        ],
    );
    if signed && bound && leads_there {
        Proof::Holds
    } else {
        Proof::Broken
    }
}

fn block(trace: &mut Trace, about: About, by: CheckId) -> Proof {
    for id in [
        CheckId::TlogCheckpointSig,
        CheckId::TlogLogBinding,
        CheckId::TlogInclusion,
    ] {
        trace.record(id, about, Gate::Required, Status::Blocked(by), Vec::new());
    }
    Proof::Broken
}

/// The checkpoint must be one of the very log that the entry names: origin, key name and key.
fn check_checkpoint_signature(
    trace: &mut Trace,
    trust: &PreparedTrust,
    about: About,
    checkpoint: &Checkpoint,
    log: &TransparencyLog,
    rekor_v2: bool,
) -> bool {
    let holds = |log: &TransparencyLog| {
        let mut lines = checkpoint
            .signatures
            .iter()
            .filter(|line| line.name == log.name && line.key_id == log.checkpoint_key_id)
            .peekable();
        lines.peek().is_some()
            && lines.all(|line| {
                log.key.verify(
                    log.scheme,
                    checkpoint.note_text().as_bytes(),
                    &line.signature,
                )
            })
    };
    // Rekor v1 appends the number of its tree; Rekor v2's origin is its name.
    let origin_fits = checkpoint.origin == log.name
        || (!rekor_v2
            && checkpoint
                .origin
                .strip_prefix(log.name.as_str())
                .and_then(|rest| rest.strip_prefix(" - "))
                .is_some_and(|tree| !tree.is_empty() && tree.bytes().all(|b| b.is_ascii_digit())));
    let own = holds(log);
    let status = if own && origin_fits {
        Status::Held
    } else if !own
        && trust
            .logs()
            .iter()
            .any(|other| other.id != log.id && holds(other))
    {
        Status::Blocked(CheckId::TlogLogBinding)
    } else if signed_under_another_name(checkpoint, log) {
        // A log of one's own whose address is another in the trust data. What its key signs under another name counts
        // for nothing here, but the signature does hold.
        Status::Missing(Code::LogUnknown)
    } else {
        Status::Failed(Code::LogSignatureInvalid)
    };
    if status == Status::Blocked(CheckId::TlogLogBinding) {
        trace.record(
            CheckId::TlogLogBinding,
            about,
            Gate::Required,
            Status::Failed(Code::EvidenceContradiction),
            vec![item("origin", Value::Outside(checkpoint.origin.clone()))],
        );
    }
    trace.record(
        CheckId::TlogCheckpointSig,
        about,
        Gate::Required,
        status,
        vec![item("origin", Value::Outside(checkpoint.origin.clone()))],
    );
    status == Status::Held
}

/// Whether this log's key made a line that bears the name of another.
fn signed_under_another_name(checkpoint: &Checkpoint, log: &TransparencyLog) -> bool {
    let text = checkpoint.note_text().as_bytes();
    let mut others = checkpoint
        .signatures
        .iter()
        .filter(|line| line.name != log.name);
    others.any(|line| log.key.verify(log.scheme, text, &line.signature))
}

/// The unsigned copies of index, size and root must say what the log signed.
fn check_binding_of_proof(
    trace: &mut Trace,
    about: About,
    entry: &LogEntry,
    proof: &InclusionProof,
    checkpoint: &Checkpoint,
    rekor_v2: bool,
) -> bool {
    let size_agrees = proof.tree_size == 0 || proof.tree_size == checkpoint.tree_size;
    let root_agrees = proof.root_hash.is_empty() || proof.root_hash == checkpoint.root_hash;
    // The shards of Rekor v1 count apart from the log as a whole.
    let index_agrees = !rekor_v2 || proof.log_index == entry.log_index;
    let agrees = size_agrees && root_agrees && index_agrees;
    trace.record(
        CheckId::TlogLogBinding,
        about,
        Gate::Required,
        Status::held_or(agrees, Code::EvidenceContradiction),
        vec![
            item("log-index", Value::Number(entry.log_index)),
            item("index-in-tree", Value::Number(proof.log_index)),
            item("stated-tree-size", Value::Number(proof.tree_size)),
            item("tree-size", Value::Number(checkpoint.tree_size)),
        ],
    );
    agrees
}

/// Trusted roots name no witnesses yet, so their lines can only be counted.
fn note_witnesses(trace: &mut Trace, about: About, checkpoint: &Checkpoint, log: &TransparencyLog) {
    let others = checkpoint
        .signatures
        .iter()
        .filter(|line| line.name != log.name || line.key_id != log.checkpoint_key_id)
        .count();
    if others > 0 {
        trace.record(
            CheckId::TlogWitness,
            about,
            Gate::Informational,
            Status::Missing(Code::LogUnknown),
            vec![item("witnesses", Value::Number(others as u64))],
        );
    }
}

/// The log's key must have been in use at the time: the promised one for Rekor v1, every proven one
/// for Rekor v2.
pub(crate) fn check_window(trace: &mut Trace, entry: &mut Entry<'_>, all_times: &[VerifiedTime]) {
    let own;
    let times = match &entry.time {
        Some(time) => {
            own = [*time];
            &own[..]
        }
        None => all_times,
    };
    let about = About::Entry(entry.position);
    let Some(first) = times.first() else {
        trace.record(
            CheckId::TlogWindow,
            about,
            Gate::Required,
            Status::Blocked(CheckId::TimeThreshold),
            Vec::new(),
        );
        return;
    };
    let outside = times
        .iter()
        .find(|time| !entry.log.valid_for.contains(time.at()));
    entry.proven &= outside.is_none();
    trace.record(
        CheckId::TlogWindow,
        about,
        Gate::Required,
        Status::held_or(outside.is_none(), Code::LogOutsideDates),
        vec![
            item("time", Value::Time(outside.unwrap_or(first).at())),
            item("log-window", Value::Window(entry.log.valid_for)),
        ],
    );
}

/// What an entry is compared with. A part that is not known is blocked by the check that left it so.
pub(crate) struct Bound<'a> {
    /// The signature of the bundle.
    pub(crate) signature: Result<&'a [u8], CheckId>,
    /// Who signed.
    pub(crate) signer: Result<BoundSigner<'a>, CheckId>,
    /// What was signed.
    pub(crate) content: Result<BoundContent<'a>, CheckId>,
}

/// Who signed, as an entry can record it.
pub(crate) enum BoundSigner<'a> {
    /// DER of the signer's certificate.
    Certificate(&'a [u8]),
    /// SHA-256 of the SPKI of a key of one's own.
    Key(&'a [u8; 32]),
}

/// What was signed, as an entry can record it.
pub(crate) enum BoundContent<'a> {
    /// A file: the digest that the signature holds over.
    Message(Digest),
    /// An envelope.
    Envelope {
        payload: Hashed<'a>,
        payload_type: &'a str,
        /// Its JSON as it came, where that was kept.
        exact: Option<Hashed<'a>>,
        signed_bytes: Hashed<'a>,
        /// The digest algorithm of its signature; pure Ed25519 has none.
        hash: Option<HashAlgorithm>,
    },
}

/// Bytes whose digests are computed once, however many entries record one.
pub(crate) struct Hashed<'a> {
    bytes: &'a [u8],
    known: RefCell<Vec<Digest>>,
}

impl<'a> Hashed<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            known: RefCell::new(Vec::new()),
        }
    }

    fn digest(&self, algorithm: HashAlgorithm) -> Digest {
        let mut known = self.known.borrow_mut();
        let found = known.iter().find(|digest| digest.algorithm() == algorithm);
        if let Some(digest) = found {
            return *digest;
        }
        let digest = crate::crypto::digest(algorithm, self.bytes);
        known.push(digest);
        digest
    }
}

/// Whether the entry is about this signature, this key and this content (the family of
/// CVE-2022-36056).
pub(crate) fn check_binding(trace: &mut Trace, entry: &mut Entry<'_>, bound: &Bound<'_>) {
    let about = About::Entry(entry.position);
    let Some(body) = &entry.body else {
        for id in [
            CheckId::EntrySignature,
            CheckId::EntryKey,
            CheckId::EntryDigest,
        ] {
            trace.record(
                id,
                about,
                Gate::Required,
                Status::Blocked(CheckId::TlogBodyKind),
                Vec::new(),
            );
        }
        return;
    };
    let judge = |holds: bool| Status::held_or(holds, Code::LogEntryAboutSomethingElse);
    // Where the entry records the whole envelope in place of its signature.
    let envelope_agrees = body.envelope.is_some_and(|recorded| {
        matches!(&bound.content, Ok(BoundContent::Envelope { exact: Some(exact), .. })
            if exact.digest(recorded.algorithm()) == recorded)
    });
    // Bytes, not validity: ECDSA has many valid signatures over one message.
    let signature = match (bound.signature, &body.signature) {
        (Err(by), _) => Status::Blocked(by),
        (Ok(signature), Some(recorded)) => judge(recorded == signature),
        (Ok(_), None) => judge(envelope_agrees),
    };
    trace.record(
        CheckId::EntrySignature,
        about,
        Gate::Required,
        signature,
        Vec::new(),
    );
    let key = match (&body.verifier, &bound.signer) {
        (_, Err(by)) => Status::Blocked(*by),
        (Verifier::Certificate(recorded), Ok(BoundSigner::Certificate(certificate))) => {
            judge(recorded == certificate)
        }
        (Verifier::PublicKey(recorded), Ok(BoundSigner::Key(spki_sha256))) => {
            judge(crate::crypto::sha256(recorded) == **spki_sha256)
        }
        _ => judge(false),
    };
    trace.record(CheckId::EntryKey, about, Gate::Required, key, Vec::new());

    let recorded = body.recorded;
    let algorithm = recorded.algorithm();
    let digest = match (&bound.content, body.kind) {
        (Err(by), _) => Status::Blocked(*by),
        // Algorithm and value: the log recorded what this very signature is over.
        (
            Ok(BoundContent::Message(digest)),
            Kind::HashedRekordV1 | Kind::RekordV1 | Kind::HashedRekordV2,
        ) => judge(*digest == recorded),
        (
            Ok(BoundContent::Envelope {
                payload,
                payload_type,
                ..
            }),
            Kind::DsseV1 | Kind::IntotoV2,
        ) => judge(
            payload.digest(algorithm) == recorded
                && body
                    .payload_type
                    .as_deref()
                    .is_none_or(|recorded| recorded == *payload_type),
        ),
        (
            Ok(BoundContent::Envelope {
                signed_bytes, hash, ..
            }),
            Kind::HashedRekordV2,
        ) => judge(
            hash.is_none_or(|hash| hash == algorithm) && signed_bytes.digest(algorithm) == recorded,
        ),
        // The first of these entries have no digest of the payload, only that of the envelope around it.
        (Ok(BoundContent::Envelope { payload, .. }), Kind::IntotoV1) => judge(
            payload.digest(algorithm) == recorded
                || (body.envelope == Some(recorded) && envelope_agrees),
        ),
        // A record of the wrong kind for this content records something else.
        (Ok(BoundContent::Message(_)), Kind::DsseV1 | Kind::IntotoV1 | Kind::IntotoV2)
        | (Ok(BoundContent::Envelope { .. }), Kind::HashedRekordV1 | Kind::RekordV1) => {
            judge(false)
        }
    };
    trace.record(
        CheckId::EntryDigest,
        about,
        Gate::Required,
        digest,
        vec![item("recorded", Value::Digest(recorded))],
    );
    entry.proven &= [signature, key, digest]
        .into_iter()
        .all(|status| status == Status::Held);
}

/// Counts the logs that recorded the signature. `absence_blocked_by`: the check that has already said why
/// no entry counts, if one has.
pub(crate) fn check_threshold<'t>(
    trace: &mut Trace,
    entries: &[Entry<'t>],
    listed: &[LogEntry],
    needed: usize,
    absence_blocked_by: Option<CheckId>,
) -> Option<Logged<'t>> {
    let proven = entries.iter().filter(|entry| entry.proven);
    let logged = Logged {
        entries: proven
            .map(|entry| VerifiedEntry {
                operator: &entry.log.operator,
            })
            .collect(),
    };
    let logs = logged.logs();
    let duplicated = listed.iter().enumerate().any(|(position, entry)| {
        listed.iter().skip(position + 1).any(|other| {
            entry.log_id == other.log_id
                && (entry.log_index == other.log_index || entry.body == other.body)
        })
    });
    let enough = logs >= needed;
    let blocked_by = trace
        .checks()
        .iter()
        .find(|check| {
            matches!(check.about, About::Entry(_))
                && check.gate == Gate::Required
                && check.status != Status::Held
        })
        .map(|check| check.id);
    let status = if duplicated {
        Status::Failed(Code::EvidenceDuplicated)
    } else if enough {
        if entries.is_empty() {
            Status::NotNeeded
        } else {
            Status::Held
        }
    } else if let Some(check) = blocked_by {
        Status::Blocked(check)
    } else if entries.is_empty() && !listed.is_empty() {
        Status::Missing(Code::LogUnknown)
    } else if let Some(check) = absence_blocked_by
        && (check != CheckId::BundleVersionShape || !listed.is_empty())
    {
        Status::Blocked(check)
    } else {
        Status::Failed(Code::LogProofMissing)
    };
    trace.record(
        CheckId::TlogThreshold,
        About::Whole,
        Gate::Required,
        status,
        vec![
            item("logs", Value::Number(logs as u64)),
            item("logs-needed", Value::Number(needed as u64)),
        ],
    );
    (enough && !duplicated).then_some(logged)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use whence_evidence::{bundle::Bundle, trusted_root::TrustedRoot};

    use super::*;
    use crate::trust::Instance;

    /// Rekor v2 promises no times, and one that its key signed all the same is not used.
    #[test]
    fn the_promise_of_an_entry_of_rekor_v2_proves_nothing() {
        let minted = whence_testkit::Scenario::message_rekor_v1().mint();
        let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
        let trust = PreparedTrust::prepare(&root, Instance::File);
        let bundle = Bundle::parse(&minted.bundle_json).unwrap();
        let (entry, log) = (&bundle.log_entries[0], &trust.logs()[0]);
        let mut body = Body::parse(&entry.body).unwrap();
        let proof = |body: &Body| {
            let mut trace = Trace::with_capacity(1);
            check_set(&mut trace, About::Entry(0), entry, log, Some(body))
        };
        assert!(matches!(proof(&body), Proof::Holds));
        body.kind = Kind::HashedRekordV2;
        assert!(matches!(proof(&body), Proof::Absent));
    }

    #[test]
    fn a_body_beyond_its_limit_is_not_called_unreadable() {
        let status = |body: Vec<u8>| {
            let entry = LogEntry {
                log_index: 0,
                log_id: Vec::new(),
                kind: "hashedrekord".to_owned(),
                version: "0.0.1".to_owned(),
                integrated_time: 0,
                set: None,
                proof: None,
                body,
            };
            let mut trace = Trace::with_capacity(1);
            assert!(check_body(&mut trace, About::Entry(0), Form::Bundle, &entry).is_none());
            trace.checks()[0].status
        };
        let limit = whence_evidence::limits::EVIDENCE_BYTES;
        let beyond = Status::Missing(Code::LimitExceeded);
        assert_eq!(status(vec![b' '; limit + 1]), beyond);
        let unreadable = Status::Missing(Code::EvidenceUnreadable);
        assert_eq!(status(vec![b' ']), unreadable);
    }

    /// A payload may be large and its entries many.
    #[test]
    fn bytes_are_hashed_once_for_each_algorithm() {
        let hashed = Hashed::new(b"payload");
        for algorithm in [HashAlgorithm::Sha256, HashAlgorithm::Sha512].repeat(3) {
            let digest = crate::crypto::digest(algorithm, b"payload");
            assert_eq!(hashed.digest(algorithm), digest);
        }
        assert_eq!(hashed.known.borrow().len(), 2);
    }

    /// The record of the checks says the same; should it ever be lost, this alone must hold.
    #[test]
    fn a_signature_is_logged_only_when_enough_and_no_entry_is_listed_twice() {
        let entry = |log_index| LogEntry {
            log_index,
            log_id: vec![1],
            kind: String::new(),
            version: String::new(),
            integrated_time: 0,
            set: None,
            proof: None,
            body: vec![u8::try_from(log_index).unwrap_or_default()],
        };
        let logged = |needed, listed: &[LogEntry]| {
            let mut trace = Trace::with_capacity(1);
            check_threshold(&mut trace, &[], listed, needed, None).is_some()
        };
        assert!(logged(0, &[]));
        assert!(logged(0, &[entry(1), entry(2)]));
        assert!(!logged(0, &[entry(1), entry(1)]));
        assert!(!logged(1, &[]));
    }
}
