//! One prepared verification of each bundle shape, next to its floor and next to `sigstore-verify`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "measurement: what cannot be measured must stop the run"
)]

use sigstore_verify::{
    VerificationPolicy, Verifier,
    trust_root::TrustedRoot as PeerRoot,
    types::{
        Artifact as PeerArtifact, ArtifactDigest, Bundle as PeerBundle,
        HashAlgorithm as PeerAlgorithm,
    },
};
use whence_bench::{
    floor::Floor,
    rounds::{Series, Variant, interleave, thread_time},
    subject::{self, Content, Subject},
    table,
};
use whence_evidence::{Digest, HashAlgorithm, bundle::Bundle, trusted_root::TrustedRoot};
use whence_verify::{Artifact, Instance, PreparedTrust, Request, crypto::digest, verify};

const ROUNDS: usize = 60;
const BATCH: u32 = 10;

fn main() {
    println!("One verification, microseconds of processor time, medians of {ROUNDS} rounds.");
    println!("Prepared: trust data and bundle are parsed. All parsed: only the trust data is.");
    println!("Hashing the small file is part of each.\n");
    let rows: Vec<Vec<String>> = subject::minted()
        .iter()
        .chain(&subject::real())
        .map(measure)
        .collect();
    table::print(
        &[
            "bundle",
            "signatures",
            "floor",
            "whence",
            "x floor",
            "peer",
            "x peer",
            "with parsing",
            "peer with parsing",
            "x peer",
        ],
        &rows,
    );
    println!("\nAims: x floor at most 1.10, x peer (sigstore-verify 0.15.1) at most 0.80.");
}

fn measure(subject: &Subject) -> Vec<String> {
    let floor = Floor::of(subject);
    let root = TrustedRoot::parse(&subject.trusted_root).expect("a trusted root");
    let trust = PreparedTrust::prepare(&root, Instance::File);
    let parsed = Bundle::parse(&subject.bundle).expect("a bundle");
    let ours = |bundle: &Bundle| {
        let digests = [match &subject.artifact {
            Content::Bytes(file) => digest(HashAlgorithm::Sha256, file),
            Content::Digest(digest) => *digest,
        }];
        let request = Request {
            bundle,
            artifact: Some(Artifact {
                digests: &digests,
                bytes: None,
            }),
            key: None,
            now: subject.now,
        };
        let report = verify(&request, &trust);
        assert!(report.proven().is_some(), "{}: {report:#?}", subject.name);
    };

    let text = std::str::from_utf8(&subject.bundle).expect("text");
    let root_text = std::str::from_utf8(&subject.trusted_root).expect("text");
    let peer_root = PeerRoot::from_json(root_text).expect("a root the peer reads");
    let verifier = Verifier::new(&peer_root).expect("a root the peer accepts");
    let peer_parsed = PeerBundle::from_json(text).expect("a bundle the peer reads");
    let policy = VerificationPolicy::new(&subject.identity, &subject.issuer);
    let peer = |bundle: &PeerBundle| {
        let artifact = match &subject.artifact {
            Content::Bytes(file) => PeerArtifact::from_blob(file),
            Content::Digest(digest) => PeerArtifact::from_digest(peer_digest(digest)),
        };
        let result = verifier.verify(artifact, bundle, &policy);
        result.unwrap_or_else(|error| panic!("{}: the peer says {error}", subject.name))
    };

    let mut variants = [
        Variant::new("floor", || assert!(floor.run())),
        Variant::new("whence", || ours(&parsed)),
        Variant::new("peer", || drop(peer(&peer_parsed))),
        Variant::new("whence, parsing", || {
            ours(&Bundle::parse(&subject.bundle).expect("a bundle"));
        }),
        Variant::new("peer, parsing", || {
            drop(peer(&PeerBundle::from_json(text).expect("a bundle")));
        }),
    ];
    let times = interleave(&mut variants, ROUNDS, BATCH, thread_time);
    let [least, own, other, own_all, other_all] = times.map(|times| times.processor);
    let microseconds = |times: &Series| format!("{:.1}", times.median().as_secs_f64() * 1e6);
    let ratio = |own: &Series, other: &Series| format!("{:.3}", own.ratio_to(other));
    vec![
        subject.name.clone(),
        floor.signatures().to_string(),
        microseconds(&least),
        microseconds(&own),
        ratio(&own, &least),
        microseconds(&other),
        ratio(&own, &other),
        microseconds(&own_all),
        microseconds(&other_all),
        ratio(&own_all, &other_all),
    ]
}

fn peer_digest(digest: &Digest) -> ArtifactDigest {
    let algorithm = match digest.algorithm() {
        HashAlgorithm::Sha256 => PeerAlgorithm::Sha2256,
        HashAlgorithm::Sha384 => PeerAlgorithm::Sha2384,
        HashAlgorithm::Sha512 => PeerAlgorithm::Sha2512,
    };
    ArtifactDigest::new(algorithm, digest.as_bytes().to_vec()).expect("a digest")
}
