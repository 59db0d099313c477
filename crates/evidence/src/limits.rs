//! How large, deep and numerous input may be. Each number has its reason beside it.

/// Evidence file in bytes. GitHub caps a predicate at 16 MB, which base64 and envelope bring to 22 MB;
/// the file, its payload and what is shown of it stay below 200 MB of memory.
pub const EVIDENCE_BYTES: usize = 32 << 20;
/// Transparency-log entries in one bundle (sigstore-go's number after GHSA-cq38-jh5f-37mq).
pub const LOG_ENTRIES: usize = 32;
/// Time-stamp tokens in one bundle (same source).
pub const TIMESTAMPS: usize = 32;
/// Subjects of one in-toto statement (same source; actions/attest writes up to 1024).
pub const SUBJECTS: usize = 1024;
/// Digests of one subject (same source).
pub const DIGESTS_PER_SUBJECT: usize = 32;
/// Certificates in one chain.
pub const CHAIN_LENGTH: usize = 10;
/// One certificate in bytes; the largest seen in the wild is below 3 kB.
pub const CERTIFICATE_BYTES: usize = 64 << 10;
/// One time-stamp response in bytes; tokens with full chains stay below 10 kB.
pub const TIMESTAMP_BYTES: usize = 256 << 10;
/// Signed certificate timestamps in one certificate.
pub const SCTS: usize = 16;
/// Signature lines of one checkpoint. C2SP readers must take at least 16.
pub const CHECKPOINT_SIGNATURES: usize = 64;
/// One checkpoint in bytes.
pub const CHECKPOINT_BYTES: usize = 64 << 10;
/// Hashes of one inclusion proof: a tree of 2^64 leaves needs 64.
pub const INCLUSION_HASHES: usize = 64;
/// Trusted-root file in bytes. The largest published one is below 40 kB.
pub const TRUSTED_ROOT_BYTES: usize = 4 << 20;
/// Logs, CT logs, certificate or time-stamp authorities, each, in a trusted root.
pub const TRUSTED_ROOT_ITEMS: usize = 256;
/// Trusted roots in one file, one a line. GitHub's program writes two, and one for each tenant.
pub const TRUSTED_ROOTS: usize = 64;
/// Extensions of one certificate; the most seen in the wild is below 30. Keeps the search for duplicates
/// short.
pub const EXTENSIONS: usize = 64;
/// Pieces of evidence in one file: lines, items of a registry's answer. GitHub answers with at most 100.
pub const DOCUMENTS: usize = 1024;
/// Files, or pieces of files, that one signature over a folder lists; also the most that is looked at in a
/// folder. The largest published models have some hundred files.
pub const MODEL_RESOURCES: usize = 100_000;
/// Members at the top of a document whose form is to be told; all forms have fewer than ten, an answer
/// of Rekor one for each entry.
pub const TOP_MEMBERS: usize = 64;
/// A manifest, index or configuration of an image in bytes: what the distribution specification asks registries
/// to take.
pub const MANIFEST_BYTES: usize = 4 << 20;
/// Layers, manifests of an index, or referrers in one document (cosign reads 1000 layers).
pub const DESCRIPTORS: usize = 1024;
/// Annotations of one manifest or descriptor; cosign writes five.
pub const ANNOTATIONS: usize = 256;
/// Signatures, attestations and other things attached to one digest that are looked at (cosign's number is
/// 100 as well, after GHSA-vfp6-jrw2-99g9).
pub const ATTACHMENTS: usize = 100;
/// Bytes of everything that is fetched of what is attached to one image, on all its platforms.
pub const ATTACHED_BYTES: u64 = 256 << 20;
/// A payload of an image signature in bytes; real ones stay below 1 kB.
pub const PAYLOAD_BYTES: usize = 1 << 20;
/// Lines of one checksum list. The lists of whole Linux distributions have some ten thousand.
pub const CHECKSUM_LINES: usize = 100_000;
/// A file name in a checksum list, in bytes: what systems allow as a path.
pub const CHECKSUM_NAME_BYTES: usize = 4096;
