//! Whatever whence proves and `sigstore-verify` can read, that must accept too: over the real bundles
//! beside this repository when they are there, over everything minted, and over mutations of all of it.
//! Where whence is stricter there is nothing to compare; where the other refuses what whence proves,
//! [`exceptions`] must name the reason.
//!
//! The usual run makes 2,000 mutations, `WHENCE_LONG=1` makes 200,000; both are the same every time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    unreachable_pub,
    reason = "tests"
)]

mod exceptions;
mod mutation;
mod subject;

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::LazyLock,
};

use sigstore_verify::{
    PublicKeyVerificationPolicy, VerificationPolicy, Verifier,
    trust_root::TrustedRoot as PeerRoot,
    types::{
        Artifact as PeerArtifact, ArtifactDigest, Bundle as PeerBundle, DerPublicKey,
        HashAlgorithm as PeerHash,
    },
};
use subject::Subject;
use whence_evidence::{HashAlgorithm, bundle::Bundle};

static MINTED: LazyLock<Vec<Subject>> = LazyLock::new(|| subject::minted().collect());
/// Evidence of other forms, written as the bundle it says the same as.
static WRITTEN: LazyLock<Vec<Subject>> = LazyLock::new(|| {
    let forms = subject::forms().into_iter();
    forms.map(|(subject, _)| subject).collect()
});
static REAL: LazyLock<Vec<Subject>> = LazyLock::new(subject::real);

/// What came of asking both.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    /// Whence does not prove it, and nothing follows.
    NotProven,
    Both,
    /// The other cannot read bundle or trusted root.
    Unreadable,
    /// The other refuses, for this reviewed reason.
    Excepted(&'static str),
    /// The other refuses, and nobody has said why it may.
    Disagree(String),
}

fn ask(subject: &Subject) -> Answer {
    match Bundle::parse(&subject.bundle) {
        Ok(bundle) => ask_about(subject, &bundle),
        Err(_) => Answer::NotProven,
    }
}

/// Whence about `bundle`, the other about the subject's own text, which says the same.
fn ask_about(subject: &Subject, bundle: &Bundle) -> Answer {
    if subject.report(bundle).proven().is_none() {
        return Answer::NotProven;
    }
    let peer = catch_unwind(AssertUnwindSafe(|| ask_peer(subject, bundle)));
    let refusal = match peer {
        Ok(Ok(())) => return Answer::Both,
        Ok(Err(Refusal::Unreadable)) => return Answer::Unreadable,
        Ok(Err(Refusal::Refused(why))) => why,
        Err(_) => "panic".to_owned(),
    };
    match exceptions::reviewed(subject, bundle, &refusal) {
        Some(class) => Answer::Excepted(class),
        None => Answer::Disagree(refusal),
    }
}

enum Refusal {
    Unreadable,
    Refused(String),
}

fn ask_peer(subject: &Subject, bundle: &Bundle) -> Result<(), Refusal> {
    let text = std::str::from_utf8(&subject.bundle).map_err(|_| Refusal::Unreadable)?;
    let parsed = PeerBundle::from_json(text).map_err(|_| Refusal::Unreadable)?;
    let root = std::str::from_utf8(&subject.trust.json).unwrap();
    let root = PeerRoot::from_json(root).map_err(|_| Refusal::Unreadable)?;
    let refused = |error: sigstore_verify::Error| Refusal::Refused(exceptions::describe(&error));
    let verifier = Verifier::new(&root).map_err(refused)?;
    let artifact = match (&subject.artifact, subject.digests.first()) {
        (Some(bytes), _) => PeerArtifact::from_blob(bytes),
        (None, Some(digest)) => {
            let algorithm = match digest.algorithm() {
                HashAlgorithm::Sha256 => PeerHash::Sha2256,
                HashAlgorithm::Sha384 => PeerHash::Sha2384,
                HashAlgorithm::Sha512 => PeerHash::Sha2512,
            };
            let digest = ArtifactDigest::new(algorithm, digest.as_bytes().to_vec()).unwrap();
            PeerArtifact::from_digest(digest)
        }
        // It cannot judge a statement alone.
        (None, None) => return Err(Refusal::Unreadable),
    };
    let policy = subject.trust.prepared.policy();
    let result = match &subject.key_pem {
        Some(pem) => {
            let key = DerPublicKey::from_pem(pem).map_err(|_| Refusal::Unreadable)?;
            let mut asked = PublicKeyVerificationPolicy::new(key);
            // It takes an entry where there need not be one.
            if bundle.log_entries.is_empty() {
                asked = asked.skip_tlog_unsafe();
            }
            verifier.verify(artifact, &parsed, &asked)
        }
        None => {
            let mut asked = VerificationPolicy::any_identity();
            if policy.logs == 0 {
                asked = asked.skip_tlog_unsafe();
            }
            if policy.certificate_logs == 0 {
                asked = asked.skip_sct();
            }
            verifier.verify(artifact, &parsed, &asked)
        }
    };
    result.map(drop).map_err(refused)
}

#[derive(Default)]
struct Tally {
    answers: BTreeMap<String, usize>,
    disagreements: Vec<String>,
}

impl Tally {
    fn count(&mut self, subject: &Subject, detail: &str) {
        self.add(subject, detail, ask(subject));
    }

    fn add(&mut self, subject: &Subject, detail: &str, answer: Answer) {
        let name = match &answer {
            Answer::Excepted(class) => format!("excepted: {class}"),
            Answer::Disagree(why) => {
                let line = format!("{}{detail}: {why}", subject.name);
                self.disagreements.push(line);
                "disagree".to_owned()
            }
            other => format!("{other:?}"),
        };
        *self.answers.entry(name).or_default() += 1;
    }

    fn check(&self) {
        for (answer, count) in &self.answers {
            println!("{count:6} {answer}");
        }
        assert!(
            self.disagreements.is_empty(),
            "{}\n{} disagreements",
            self.disagreements.join("\n"),
            self.disagreements.len()
        );
    }

    fn of(&self, answer: &str) -> usize {
        self.answers.get(answer).copied().unwrap_or_default()
    }
}

#[test]
fn real_bundles() {
    if REAL.is_empty() {
        println!("no vectors beside this repository: nothing to compare over");
        return;
    }
    let mut tally = Tally::default();
    for subject in REAL.iter() {
        tally.count(subject, "");
    }
    tally.check();
    assert!(tally.of("Both") > 100);
}

#[test]
fn minted_bundles() {
    let mut tally = Tally::default();
    for subject in MINTED.iter() {
        tally.count(subject, "");
    }
    tally.check();
    assert!(tally.of("Both") > 50);
}

/// Evidence of other forms, written as the bundle it says the same as.
#[test]
fn other_forms_as_bundles() {
    let mut tally = Tally::default();
    for (subject, bundle) in subject::forms() {
        tally.add(&subject, "", ask_about(&subject, &bundle));
    }
    tally.check();
    assert!(tally.of("Both") > 10);
}

/// What a look-up completed and a person saved holds for others too, without any network.
#[test]
fn completed_signatures_saved_as_bundles() {
    let mut tally = Tally::default();
    for (subject, bundle) in subject::completed() {
        // What is read back is what was completed, whatever form it had.
        let saved = Bundle::parse(&subject.bundle).unwrap();
        assert_eq!(
            subject.report(&saved).proven().is_some(),
            subject.report(&bundle).proven().is_some(),
            "{}",
            subject.name
        );
        tally.add(&subject, "", ask_about(&subject, &bundle));
    }
    tally.check();
    assert!(tally.of("Both") >= 3);
}

#[test]
fn every_exception_is_needed_and_says_why() {
    let answers: Vec<Answer> = MINTED.iter().chain(REAL.iter()).map(ask).collect();
    for exception in &exceptions::EXCEPTIONS {
        let class = exception.class;
        assert!(exception.because.len() > 40, "{class}");
        let excepted = Answer::Excepted(class);
        if let Some((base, change)) = exception.example {
            let base = MINTED.iter().find(|subject| subject.name == base).unwrap();
            assert_ne!(ask(base), excepted, "{class}");
            let mut document: serde_json::Value = serde_json::from_slice(&base.bundle).unwrap();
            change(&mut document);
            let mut changed = base.clone();
            changed.bundle = document.to_string().into_bytes();
            assert_eq!(ask(&changed), excepted, "{class}");
        } else {
            // One of them only real bundles show.
            assert!(answers.contains(&excepted) || REAL.is_empty(), "{class}");
        }
    }
}

#[test]
fn mutated_bundles() {
    let count = if std::env::var_os("WHENCE_LONG").is_some() {
        200_000
    } else {
        2_000
    };
    let subjects: Vec<&Subject> = MINTED
        .iter()
        .chain(WRITTEN.iter())
        .chain(REAL.iter())
        .filter(|subject| serde_json::from_slice::<serde_json::Value>(&subject.bundle).is_ok())
        .collect();
    // A mutation of what the other refuses anyway would only repeat that.
    let agreed: Vec<&Subject> = subjects
        .iter()
        .copied()
        .filter(|subject| ask(subject) == Answer::Both)
        .collect();
    assert!(agreed.len() > 50);
    let mut tally = Tally::default();
    let mut random = mutation::Random::new(0x5eed);
    for number in 0..count {
        let base = agreed[random.below(agreed.len())];
        let donor = subjects[random.below(subjects.len())];
        let (mutated, steps) = mutation::mutate(&mut random, base, donor);
        tally.count(&mutated, &format!(" #{number} {}", steps.join(", ")));
    }
    tally.check();
    let proven = count - tally.of("NotProven");
    assert!(
        proven > count / 50,
        "{proven} of {count} mutations are proven"
    );
    assert!(tally.of("NotProven") > count / 4);
}
