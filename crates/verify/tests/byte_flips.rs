//! One bit changed in a decoded bundle or in its file: whatever was signed must then no longer be
//! proven, and what was refused must stay refused.
//!
//! The usual run takes every n-th byte and one bit of each; `WHENCE_LONG=1` takes every bit.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod support;

use std::{collections::BTreeMap, ops::Range};

use support::Ready;
use whence_evidence::{
    Unreadable,
    bundle::{Bundle, InclusionProof},
    forms,
};
use whence_testkit::{Case, Expect, FormCase, FormEvidence, Policy, negatives, positives};
use whence_verify::completed;

/// The bundle shapes: content, kind of entry, source of time, kind of key.
const SHAPES: [&str; 14] = [
    "message-v03-rekor1",
    "message-v01-rekor1-promise-only",
    "message-v03-rekor1-and-timestamp",
    "message-v03-rekor1-timestamp-instead-of-promise",
    "message-v03-rekor2",
    "envelope-v01-rekor1-intoto",
    "envelope-v03-rekor1-dsse",
    "envelope-v03-rekor1-intoto",
    "envelope-v03-rekor2",
    "envelope-private-instance",
    "timestamp-with-whole-chain",
    "managed-p256",
    "managed-p256-rekor2-timestamp",
    "managed-envelope-rekor1",
];

/// The older and the registries' forms, each way of keeping what the engine checks.
const FORMS: [&str; 14] = [
    "cosign-blob-bundle",
    "cosign-blob-bundle-rekord",
    "cosign-blob-bundle-key",
    "cosign-blob-bundle-envelope",
    "cosign-blob-bundle-envelope-intoto-v1",
    "cosign-blob-bundle-envelope-intoto-v1-without-payload-hash",
    "detached-key",
    "detached-key-ed25519",
    "envelope-with-key",
    "log-entry-promise",
    "log-entry-answer",
    "log-entry-answer-with-the-payload",
    "pypi-attestation",
    "git-commit",
];

/// A bundle, or evidence of another form brought into one, made ready.
struct Subject {
    name: &'static str,
    policy: Policy,
    ready: Ready,
}

impl Subject {
    fn of_case(case: &Case) -> Option<Self> {
        Some(Self {
            name: case.name,
            policy: case.policy,
            ready: Ready::of(case).ok()?,
        })
    }

    /// Every piece of the evidence.
    fn of_form(case: &FormCase) -> Vec<(Self, Expect)> {
        let pieces: Vec<Result<Bundle, Unreadable>> = match &case.evidence {
            FormEvidence::File(bytes) => forms::read(bytes)
                .into_iter()
                .map(|document| document.content.map(completed))
                .collect(),
            FormEvidence::Pair {
                signature,
                certificate,
            } => vec![forms::detached(signature, certificate.as_deref())],
        };
        let ready = |piece: Result<Bundle, Unreadable>| {
            Ready::around(&case.minted, case.policy, || {
                piece.map_err(|_| "json.strict")
            })
            .ok()
        };
        pieces
            .into_iter()
            .zip(&case.expect)
            .filter_map(|(piece, expect)| {
                let subject = Self {
                    name: case.name,
                    policy: case.policy,
                    ready: ready(piece)?,
                };
                Some((subject, *expect))
            })
            .collect()
    }
}

/// What can be changed, with a name for reports.
enum Part {
    Artifact,
    Bytes(&'static str, fn(&mut Bundle) -> Option<&mut Vec<u8>>),
    Text(&'static str, fn(&mut Bundle) -> Option<&mut String>),
    Number(&'static str, fn(&mut Bundle) -> Option<&mut u64>),
    Hash(usize),
}

fn proof(bundle: &mut Bundle) -> Option<&mut InclusionProof> {
    bundle.log_entries.first_mut()?.proof.as_mut()
}

const PARTS: [Part; 29] = [
    Part::Artifact,
    Part::Bytes("message signature", |b| {
        Some(&mut b.message.as_mut()?.signature)
    }),
    Part::Bytes("stated digest", |b| {
        Some(&mut b.message.as_mut()?.digest.as_mut()?.1)
    }),
    Part::Text("stated digest algorithm", |b| {
        Some(&mut b.message.as_mut()?.digest.as_mut()?.0)
    }),
    Part::Bytes("envelope payload", |b| {
        Some(&mut b.envelope.as_mut()?.payload)
    }),
    Part::Bytes("envelope as it came", |b| {
        b.envelope.as_mut()?.exact.as_mut()
    }),
    Part::Text("envelope type", |b| {
        Some(&mut b.envelope.as_mut()?.payload_type)
    }),
    Part::Bytes("envelope signature", |b| {
        Some(&mut b.envelope.as_mut()?.signatures.first_mut()?.sig)
    }),
    Part::Bytes("Git object", |b| Some(&mut b.git.as_mut()?.signed)),
    Part::Bytes("attributes of a Git signature", |b| {
        Some(&mut b.git.as_mut()?.attributes.set_der)
    }),
    Part::Bytes("certificate", |b| b.certificate.as_mut()),
    Part::Bytes("certificate", |b| b.certificate_chain.as_mut()?.first_mut()),
    Part::Text("key hint", |b| b.public_key_hint.as_mut()),
    Part::Text("media type", |b| Some(&mut b.media_type)),
    Part::Bytes("log id", |b| Some(&mut b.log_entries.first_mut()?.log_id)),
    Part::Text("kind", |b| Some(&mut b.log_entries.first_mut()?.kind)),
    Part::Text("kind version", |b| {
        Some(&mut b.log_entries.first_mut()?.version)
    }),
    Part::Bytes("body", |b| Some(&mut b.log_entries.first_mut()?.body)),
    Part::Bytes("promise", |b| b.log_entries.first_mut()?.set.as_mut()),
    Part::Number("log index", |b| {
        Some(&mut b.log_entries.first_mut()?.log_index)
    }),
    Part::Number("integrated time", |b| {
        Some(&mut b.log_entries.first_mut()?.integrated_time)
    }),
    Part::Number("index in tree", |b| Some(&mut proof(b)?.log_index)),
    Part::Number("stated tree size", |b| Some(&mut proof(b)?.tree_size)),
    Part::Bytes("stated root", |b| Some(&mut proof(b)?.root_hash)),
    Part::Text("checkpoint", |b| proof(b)?.checkpoint.as_mut()),
    Part::Hash(0),
    Part::Hash(1),
    Part::Hash(2),
    Part::Bytes("time stamp", |b| b.timestamps.first_mut()),
];

impl Part {
    fn name(&self) -> &'static str {
        match self {
            Self::Artifact => "artifact",
            Self::Hash(_) => "inclusion hash",
            Self::Bytes(name, _) | Self::Text(name, _) | Self::Number(name, _) => name,
        }
    }

    /// Its bytes; big-endian for numbers.
    fn bytes(&self, bundle: &mut Bundle, artifact: &[u8]) -> Option<Vec<u8>> {
        Some(match self {
            Self::Artifact => artifact.to_vec(),
            Self::Bytes(_, get) => get(bundle)?.clone(),
            Self::Text(_, get) => get(bundle)?.clone().into_bytes(),
            Self::Number(_, get) => get(bundle)?.to_be_bytes().to_vec(),
            Self::Hash(number) => proof(bundle)?.hashes.get(*number)?.clone(),
        })
    }

    /// Puts other bytes in. `None` when the bundle could not be written that way at all.
    fn put(&self, bundle: &mut Bundle, artifact: &mut Vec<u8>, bytes: Vec<u8>) -> Option<()> {
        match self {
            Self::Artifact => *artifact = bytes,
            Self::Bytes(_, get) => *get(bundle)? = bytes,
            Self::Text(_, get) => *get(bundle)? = String::from_utf8(bytes).ok()?,
            Self::Number(_, get) => {
                let number = u64::from_be_bytes(bytes.try_into().unwrap());
                *get(bundle)? = i64::try_from(number).ok()?.unsigned_abs();
            }
            Self::Hash(number) => proof(bundle)?.hashes[*number] = bytes,
        }
        // What follows from the text is read anew, as the parser does.
        let media_type = serde_json::to_vec(&serde_json::json!({ "mediaType": bundle.media_type }));
        bundle.version = Bundle::parse(&media_type.unwrap()).unwrap().version;
        Some(())
    }
}

/// Checks the case with one bit changed. `None` when that cannot be written as a bundle.
fn proven_with(ready: &Ready, part: &Part, at: usize, bit: u32) -> Option<bool> {
    let mut bundle = ready.bundle.clone();
    let mut artifact = ready.artifact.clone();
    let mut bytes = part.bytes(&mut bundle, &artifact)?;
    bytes[at] ^= 1 << bit;
    part.put(&mut bundle, &mut artifact, bytes)?;
    Some(ready.report(&bundle, &artifact).proven().is_some())
}

fn long() -> bool {
    std::env::var_os("WHENCE_LONG").is_some()
}

// --- what nobody signed --------------------------------------------------------------------------

/// The elements inside a DER element, as ranges of the whole.
fn elements(der: &[u8], parent: &Range<usize>) -> Vec<Range<usize>> {
    let mut at = content(der, parent).start;
    let mut found = Vec::new();
    while at < parent.end {
        let end = content(der, &(at..parent.end)).end;
        found.push(at..end);
        at = end;
    }
    found
}

/// The content of the DER element at the start of `place`.
fn content(der: &[u8], place: &Range<usize>) -> Range<usize> {
    let start = place.start;
    let (header, length) = match der[start + 1] {
        short @ 0..0x80 => (2, usize::from(short)),
        long => {
            let count = usize::from(long & 0x7f);
            let digits = &der[start + 2..start + 2 + count];
            let length = digits
                .iter()
                .fold(0, |sum, digit| sum << 8 | usize::from(*digit));
            (2 + count, length)
        }
    };
    start + header..start + header + length
}

/// Why a change at this place of a time-stamp response may go unnoticed: RFC 5652 §5.4 signs the
/// content and the signed attributes, and nothing of what lies around them.
fn unsigned_in_token(der: &[u8], at: usize) -> Option<&'static str> {
    let response = elements(der, &(0..der.len()));
    let status = elements(der, &response[0])[0].clone();
    let token = elements(der, &response[1]);
    let signed_data = elements(der, &token[1])[0].clone();
    let fields = elements(der, &signed_data);
    let with_certificates = fields.len() == 5;
    let signer = elements(der, fields.last().unwrap())[0].clone();
    let signer_version = elements(der, &signer)[0].clone();
    let inside = |place: &Range<usize>| content(der, place).contains(&at);
    if inside(&status) {
        Some("granted and granted with modifications are the same here")
    } else if inside(&fields[0]) || inside(&signer_version) {
        Some("CMS versions say nothing that the content does not say")
    } else if inside(&fields[1]) {
        Some("the list of digest algorithms is for readers in a stream")
    } else if with_certificates && fields[3].contains(&at) {
        Some("certificates in a token are hints; those of the trust data are used")
    } else {
        None
    }
}

/// Whether this place of a time-stamp response says whom the token is by or what it is over.
fn is_sender_or_imprint(der: &[u8], at: usize) -> bool {
    let response = elements(der, &(0..der.len()));
    let token = elements(der, &response[1]);
    let fields = elements(der, &elements(der, &token[1])[0]);
    let signer = elements(der, fields.last().unwrap())[0].clone();
    let wrapper = elements(der, &fields[2])[1].clone();
    let info = elements(der, &elements(der, &wrapper)[0])[0].clone();
    let imprint = elements(der, &info)[2].clone();
    let sid = elements(der, &signer)[1].clone();
    imprint.contains(&at) || sid.contains(&at)
}

/// Why the case may stay proven with this change. Everything not named here must be noticed.
fn may_stay(subject: &Subject, part: &Part, at: usize) -> Option<&'static str> {
    let Subject { policy, ready, .. } = subject;
    let entry = ready.bundle.log_entries.first();
    let promised = entry.is_some_and(|entry| entry.set.is_some());
    let rekor_v2 = entry.is_some_and(|entry| entry.version == "0.0.2" && entry.kind != "intoto");
    match part.name() {
        "integrated time" if !promised => Some("without a promise it is not used"),
        // That of Rekor v2 must be the index in the tree.
        "log index" if !promised && !rekor_v2 => {
            Some("without a promise nothing signs the index over all shards")
        }
        "envelope as it came"
            if !entry.is_some_and(|entry| entry.version == "0.0.1" && entry.kind == "intoto") =>
        {
            Some(
                "what is signed is the decoded payload; the first intoto entries alone are about more",
            )
        }
        "log id" if policy.logs == 0 => {
            Some("an entry in an unknown log counts for nothing, and a key of one's own needs none")
        }
        "key hint" => Some("a hint that is not a SHA-256 in base64 tells nothing"),
        "time stamp" => {
            let der = &ready.bundle.timestamps[0];
            let needed = policy.times == 1 && !promised;
            unsigned_in_token(der, at).or_else(|| {
                (!needed && is_sender_or_imprint(der, at)).then_some(
                    "a token by somebody else or over something else counts for nothing, and \
                     there is another proof of time or no need of one",
                )
            })
        }
        _ => None,
    }
}

// --- the sweeps ----------------------------------------------------------------------------------

#[test]
fn no_signed_bit_can_be_changed() {
    let cases: Vec<Case> = positives();
    let mut unnoticed = Vec::new();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let mut flips = 0;
    let minted_forms = whence_testkit::forms::forms();
    let of_shape = |name: &&str| {
        let case = cases.iter().find(|case| case.name == *name).expect(name);
        Subject::of_case(case).unwrap()
    };
    let of_form = |name: &&str| {
        let case = minted_forms
            .iter()
            .find(|case| case.name == *name)
            .expect(name);
        let [(subject, _)] = <[_; 1]>::try_from(Subject::of_form(case)).ok().unwrap();
        subject
    };
    let subjects = SHAPES.iter().map(of_shape).chain(FORMS.iter().map(of_form));
    for (shape, subject) in subjects.enumerate() {
        let Subject { name, ready, .. } = &subject;
        let whole = ready.report(&ready.bundle, &ready.artifact);
        assert!(whole.proven().is_some(), "{name}: {whole:#?}");
        for part in &PARTS {
            let Some(bytes) = part.bytes(&mut ready.bundle.clone(), &ready.artifact) else {
                continue;
            };
            // Short parts in full; of long ones each shape takes other bytes than the one before.
            let step = if long() || bytes.len() <= 80 { 1 } else { 11 };
            for at in (shape % step..bytes.len()).step_by(step) {
                let bits = if long() {
                    0..8
                } else {
                    at as u32 % 8..at as u32 % 8 + 1
                };
                for bit in bits {
                    flips += 1;
                    if proven_with(ready, part, at, bit) != Some(true) {
                        continue;
                    }
                    match may_stay(&subject, part, at) {
                        Some(reason) => *reasons.entry(reason).or_default() += 1,
                        None => unnoticed.push(format!("{name}: {} {at} bit {bit}", part.name())),
                    }
                }
            }
        }
    }
    println!("{flips} changes; unnoticed where nothing is signed: {reasons:#?}");
    assert!(unnoticed.is_empty(), "{}", unnoticed.join("\n"));
    assert_eq!(reasons.len(), 10, "a reason that no change needs");
}

/// Whether the fault lies in an entry or a time stamp that the bundle can do without. An entry that
/// now names an unknown log, or a stamp by an unknown authority, counts for nothing: changing the bit
/// does no more than leaving the piece out, which whoever hands the bundle over can always do.
fn does_without(ready: &Ready, part: &Part) -> bool {
    let mut bundle = ready.bundle.clone();
    match part.name() {
        "log id" => drop(bundle.log_entries.remove(0)),
        "time stamp" => drop(bundle.timestamps.remove(0)),
        _ => return false,
    }
    ready.report(&bundle, &ready.artifact).proven().is_some()
}

#[test]
fn no_changed_bit_makes_a_refused_bundle_proven() {
    let mut proven = Vec::new();
    let mut flips = 0;
    let of_negatives: Vec<Subject> = negatives()
        .iter()
        .filter(|case| case.expect != Expect::Holds)
        .filter_map(Subject::of_case)
        .collect();
    let of_forms = whence_testkit::forms::forms();
    let of_forms = of_forms
        .iter()
        .flat_map(Subject::of_form)
        .filter(|(_, expect)| *expect != Expect::Holds)
        .map(|(subject, _)| subject);
    for (number, subject) in of_negatives.into_iter().chain(of_forms).enumerate() {
        let Subject { name, ready, .. } = &subject;
        for part in &PARTS {
            let Some(bytes) = part.bytes(&mut ready.bundle.clone(), &ready.artifact) else {
                continue;
            };
            let step = if long() { 1 } else { bytes.len() / 2 + 1 };
            for at in (number % step..bytes.len()).step_by(step) {
                flips += 1;
                let bit = (at + number) as u32 % 8;
                // The one bit that was wrong, put right.
                let undoes_the_fault = *name == "cosign-blob-bundle-promise-for-another-time"
                    && part.name() == "integrated time";
                if proven_with(ready, part, at, bit) == Some(true)
                    && !undoes_the_fault
                    && !does_without(ready, part)
                {
                    proven.push(format!("{name}: {} {at} bit {bit}", part.name()));
                }
            }
        }
    }
    println!("{flips} changes");
    assert!(proven.is_empty(), "{}", proven.join("\n"));
}
