//! Looking one proven signer up among 10,000 entries and 500 signers seen before.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "measurement: what cannot be measured must stop the run"
)]

use whence_bench::{
    rounds::{Variant, interleave, thread_time},
    subject::{self, Content, Subject},
    table,
};
use whence_evidence::{HashAlgorithm, bundle::Bundle, trusted_root::TrustedRoot};
use whence_identity::{
    CertificateRule, Entry, IdentityKind, IdentityList, IdentityRule, KnownSigner, KnownSigners,
    Match, TargetFacts, Who,
};
use whence_verify::{Artifact, Instance, PreparedTrust, Report, Request, crypto::digest, verify};

const ROUNDS: usize = 61;
const BATCH: u32 = 20;
const ENTRIES: usize = 10_000;
/// Of them, this many have the owner of the signer, so that each may be a near miss.
const OF_OWNER: usize = 500;
/// As many as a history names.
const SEEN: usize = 500;

fn main() {
    let subject = subject::minted().swap_remove(0);
    let report = report(&subject);
    let signer = report.proven().expect("a proven signer");
    let known = KnownSigners::new((0..SEEN).map(|number| KnownSigner {
        label: format!("product-{number}"),
        kind: IdentityKind::Uri,
        identity: identity(&format!("seen-{number}"), "tool", number),
        issuer: Some(subject.issuer.clone()),
    }));
    let nobody = KnownSigners::default();
    let strangers = list(&subject, None, ENTRIES);
    let exact = list(
        &subject,
        Some(IdentityRule::Exact(subject.identity.clone())),
        ENTRIES,
    );
    let open = list(&subject, Some(any_ref(&subject.identity)), ENTRIES);
    let single = list(
        &subject,
        Some(IdentityRule::Exact(subject.identity.clone())),
        1,
    );
    let look = |list: &IdentityList, known: &KnownSigners| {
        list.match_signer(signer, &TargetFacts::default(), known, subject.now)
    };
    let listed = |list: &IdentityList| assert!(matches!(look(list, &nobody), Match::Listed(_)));
    let unlisted = |list: &IdentityList, known: &KnownSigners| match look(list, known) {
        Match::Unlisted(unlisted) => assert!(!unlisted.near_misses.is_empty()),
        Match::Listed(listed) => panic!("{listed:?}"),
    };
    let entries: Vec<Entry> = strangers.entries().to_vec();
    let mut variants = [
        Variant::new("a list of one entry, which is the signer's", || {
            listed(&single)
        }),
        Variant::new("the signer's exact entry", || listed(&exact)),
        Variant::new("an entry that leaves the version open", || listed(&open)),
        Variant::new("nobody: near misses, look-alikes", || {
            unlisted(&strangers, &nobody)
        }),
        Variant::new("nobody, the history asked too", || {
            unlisted(&strangers, &known)
        }),
    ];
    let times = interleave(&mut variants, ROUNDS, BATCH, thread_time);
    drop(variants);
    println!("{ENTRIES} entries, {SEEN} signers seen before, medians of {ROUNDS} rounds.\n");
    let rows: Vec<Vec<String>> = times
        .iter()
        .map(|times| {
            let microseconds = |it: std::time::Duration| format!("{:.1}", it.as_secs_f64() * 1e6);
            vec![
                times.name.clone(),
                microseconds(times.wall.median()),
                microseconds(times.processor.median()),
            ]
        })
        .collect();
    table::print(&["", "wall µs", "processor µs"], &rows);
    let mut once = [
        Variant::new("arranging the list, once after it was read", || {
            IdentityList::new(entries.clone(), Vec::new()).prepare();
        }),
        Variant::new("copying it alone", || {
            drop(IdentityList::new(entries.clone(), Vec::new()));
        }),
    ];
    let times = interleave(&mut once, 11, 1, thread_time);
    let rows: Vec<Vec<String>> = times
        .iter()
        .map(|times| {
            let median = times.processor.median().as_secs_f64() * 1e3;
            vec![times.name.clone(), format!("{median:.1}")]
        })
        .collect();
    println!();
    table::print(&["", "processor ms"], &rows);
    println!("\nAim: one signer below 1000 µs.");
}

fn report(subject: &Subject) -> Report {
    let root = TrustedRoot::parse(&subject.trusted_root).expect("a trusted root");
    let bundle = Bundle::parse(&subject.bundle).expect("a bundle");
    let Content::Bytes(file) = &subject.artifact else {
        panic!("a file")
    };
    let request = Request {
        bundle: &bundle,
        artifact: Some(Artifact {
            digests: &[digest(HashAlgorithm::Sha256, file)],
            bytes: None,
        }),
        key: None,
        now: subject.now,
    };
    verify(&request, &PreparedTrust::prepare(&root, Instance::File))
}

/// So many entries; the one of the signer, if there is one, stands in the middle.
fn list(subject: &Subject, own: Option<IdentityRule>, count: usize) -> IdentityList {
    let owner = subject.identity.split('/').nth(3).expect("an owner");
    let entry = |number: usize, identity| {
        let rule = CertificateRule {
            issuer: subject.issuer.clone(),
            kind: IdentityKind::Uri,
            identity,
            instance: None,
            conditions: Default::default(),
        };
        Entry::new(format!("entry {number}"), Who::Certificate(rule))
    };
    let mut entries: Vec<Entry> = (0..count)
        .map(|number| {
            let name = format!("owner-{}", number / 7);
            let (owner, repository) = match number < OF_OWNER {
                true => (owner, format!("other-{number}")),
                false => (name.as_str(), format!("repository-{number}")),
            };
            let text = identity(owner, &repository, number);
            let rule = match number % 3 {
                0 => any_ref(&text),
                _ => IdentityRule::Exact(text),
            };
            entry(number, rule)
        })
        .collect();
    if let Some(own) = own {
        entries[count / 2] = entry(count, own);
    }
    let list = IdentityList::new(entries, Vec::new());
    list.prepare();
    list
}

fn identity(owner: &str, repository: &str, number: usize) -> String {
    format!(
        "https://github.com/{owner}/{repository}/.github/workflows/release.yml@refs/tags/v{number}"
    )
}

fn any_ref(identity: &str) -> IdentityRule {
    let (place, _) = identity.split_once('@').expect("a reference");
    IdentityRule::Pattern(format!("{place}@refs/tags/**"))
}
