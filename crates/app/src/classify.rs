//! What a file is, told by its content; a name never says it. The kind tells the role that a file plays among
//! those it was handed over with.

use whence_evidence::{checksums::ChecksumList, forms};

use crate::view::Role;

/// Bytes of a file that are enough to tell what it is.
pub const HEAD: usize = 64 << 10;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Evidence in a form that this program checks.
    Evidence,
    /// A signature of another system, which is told by name and not checked.
    OtherSignature(OtherSystem),
    /// A checksum list.
    ChecksumList,
    /// An in-toto statement that nobody signed.
    Statement,
    /// What an image signature covers, without the signature.
    ImagePayload,
    /// Certificates.
    Certificate,
    /// A public key.
    PublicKey,
    /// A private key.
    PrivateKey,
    /// Trust data.
    TrustedRoot,
    /// A policy of another program, which can be brought into a list.
    Policy,
    /// A list of signers of this program.
    SignerList,
    /// A parts list.
    PartsList,
    /// What is said of vulnerabilities.
    Vex,
    /// A manifest or an index of images.
    ImageManifest,
    /// A commit or tag of git.
    GitObject,
    /// A container of other files.
    Archive(Archive),
    /// Nothing.
    Empty,
    /// Anything else: a file to check.
    Other,
}

macro_rules! names {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $about:literal])+ $variant:ident = $text:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[doc = $about])+ $variant,)+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

names! {
    /// Systems of signing that this program does not check.
    OtherSystem {
        /// OpenPGP, as GnuPG writes it.
        OpenPgp = "openpgp",
        /// minisign.
        Minisign = "minisign",
        /// signify of OpenBSD.
        Signify = "signify",
        /// OpenSSH.
        Ssh = "ssh",
        /// PKCS #7 or CMS: S/MIME, gitsign, and others.
        Pkcs7 = "pkcs7",
        /// Notary v2's envelope.
        Jws = "jws",
        /// Provenance of Google Cloud Build as `gcloud` prints it, signed with that service's own keys.
        GoogleCloudBuild = "google-cloud-build",
    }
}

names! {
    /// Containers of other files, by their outermost layer.
    Archive {
        /// zip, and what is built on it: wheel, jar, NuGet package.
        Zip = "zip",
        /// tar without compression, a gem among them.
        Tar = "tar",
        /// gzip, mostly around a tar.
        Gzip = "gzip",
        /// Zstandard.
        Zstd = "zstd",
        /// xz.
        Xz = "xz",
        /// bzip2.
        Bzip2 = "bzip2",
        /// 7z.
        SevenZip = "7z",
        /// The archive of Unix, of which Debian packages are.
        Ar = "ar",
        /// An RPM package.
        Rpm = "rpm",
    }
}

impl Kind {
    /// The stable name; message `kind-{name}` says it in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::OtherSignature(_) => "other-signature",
            Self::ChecksumList => "checksum-list",
            Self::Statement => "statement",
            Self::ImagePayload => "image-payload",
            Self::Certificate => "certificate",
            Self::PublicKey => "public-key",
            Self::PrivateKey => "private-key",
            Self::TrustedRoot => "trusted-root",
            Self::Policy => "policy",
            Self::SignerList => "signer-list",
            Self::PartsList => "parts-list",
            Self::Vex => "vex",
            Self::ImageManifest => "image-manifest",
            Self::GitObject => "git-object",
            Self::Archive(_) => "archive",
            Self::Empty => "empty",
            Self::Other => "other",
        }
    }

    /// The names of all kinds.
    pub const NAMES: [&'static str; 18] = [
        "evidence",
        "other-signature",
        "checksum-list",
        "statement",
        "image-payload",
        "certificate",
        "public-key",
        "private-key",
        "trusted-root",
        "policy",
        "signer-list",
        "parts-list",
        "vex",
        "image-manifest",
        "git-object",
        "archive",
        "empty",
        "other",
    ];

    /// The part it plays unless somebody says otherwise.
    pub const fn role(self) -> Role {
        match self {
            Self::Evidence | Self::OtherSignature(_) => Role::Evidence,
            Self::ChecksumList => Role::Checksums,
            Self::PublicKey => Role::Key,
            Self::TrustedRoot => Role::TrustedRoot,
            Self::Policy => Role::Policy,
            Self::SignerList => Role::SignerList,
            Self::PartsList | Self::Vex => Role::PartsList,
            Self::Statement
            | Self::ImagePayload
            | Self::Certificate
            | Self::PrivateKey
            | Self::ImageManifest
            | Self::GitObject
            | Self::Archive(_)
            | Self::Empty
            | Self::Other => Role::File,
        }
    }
}

/// What a file is that begins so; `whole` tells whether these are all its bytes.
pub fn kind(head: &[u8], whole: bool) -> Kind {
    if head.is_empty() {
        return Kind::Empty;
    }
    if let Some(archive) = archive(head) {
        return Kind::Archive(archive);
    }
    let text = head.trim_ascii_start();
    if let Some(kind) = armoured(text) {
        return kind;
    }
    if let Some(system) = other_signature(head, whole) {
        return Kind::OtherSignature(system);
    }
    if git_object(head) {
        return Kind::GitObject;
    }
    if matches!(text.first(), Some(b'{' | b'[')) {
        return json(head, text, whole);
    }
    // A snappy block of evidence begins with its length.
    if whole && forms::is_evidence(head) {
        return Kind::Evidence;
    }
    if whence_sbom::recognise(head).is_some_and(whence_sbom::Format::lists_parts) {
        return Kind::PartsList;
    }
    let cut = head
        .iter()
        .rposition(|byte| *byte == b'\n')
        .filter(|_| !whole);
    let lines = head.get(..cut.unwrap_or(head.len())).unwrap_or_default();
    if ChecksumList::parse(lines).is_ok() {
        return Kind::ChecksumList;
    }
    settings(lines)
}

fn json(head: &[u8], text: &[u8], whole: bool) -> Kind {
    let says = |needle: &str| contains(head, needle.as_bytes());
    if says("\"application/vnd.dev.sigstore.trustedroot") {
        return Kind::TrustedRoot;
    }
    let evidence = if whole {
        forms::is_evidence(head)
    } else {
        forms::looks_like_evidence(head)
    };
    if evidence {
        return Kind::Evidence;
    }
    if says("\"https://openvex.dev/ns") {
        return Kind::Vex;
    }
    if whence_sbom::recognise(head).is_some_and(whence_sbom::Format::lists_parts) {
        return Kind::PartsList;
    }
    if says("\"https://in-toto.io/Statement/") {
        return Kind::Statement;
    }
    if says("\"critical\"") && says("\"docker-manifest-digest\"") {
        return Kind::ImagePayload;
    }
    if says("\"schemaVersion\"")
        && ["\"manifests\"", "\"layers\"", "\"config\""]
            .into_iter()
            .any(says)
    {
        return Kind::ImageManifest;
    }
    if text.starts_with(b"{")
        && says("\"payload\"")
        && says("\"protected\"")
        && says("\"signature\"")
    {
        return Kind::OtherSignature(OtherSystem::Jws);
    }
    Kind::Other
}

/// Text between lines of dashes.
fn armoured(text: &[u8]) -> Option<Kind> {
    let label = text.strip_prefix(b"-----BEGIN ")?;
    let end = label.windows(5).position(|window| window == b"-----")?;
    Some(match label.get(..end)? {
        b"PGP SIGNATURE" | b"PGP MESSAGE" => Kind::OtherSignature(OtherSystem::OpenPgp),
        b"PGP SIGNED MESSAGE" => match ChecksumList::parse(text) {
            Ok(_) => Kind::ChecksumList,
            Err(_) => Kind::OtherSignature(OtherSystem::OpenPgp),
        },
        b"PKCS7" | b"CMS" | b"SIGNED MESSAGE" => Kind::OtherSignature(OtherSystem::Pkcs7),
        b"SSH SIGNATURE" => Kind::OtherSignature(OtherSystem::Ssh),
        b"CERTIFICATE" | b"TRUSTED CERTIFICATE" => Kind::Certificate,
        b"PUBLIC KEY" | b"RSA PUBLIC KEY" | b"EC PUBLIC KEY" => Kind::PublicKey,
        label if label.ends_with(b"PRIVATE KEY") => Kind::PrivateKey,
        _ => return None,
    })
}

/// Signatures of other systems without armour. Binary ones have weak marks, so they must be short and whole.
pub fn other_signature(head: &[u8], whole: bool) -> Option<OtherSystem> {
    const LARGEST: usize = 16 << 10;
    /// The object identifier of signed data, in DER.
    const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    if let Some(Kind::OtherSignature(system)) = armoured(head.trim_ascii_start()) {
        return Some(system);
    }
    let start = head.get(..4096.min(head.len()))?;
    if start.starts_with(b"{")
        && contains(start, b"\"image_summary\"")
        && contains(start, b"\"fully_qualified_digest\"")
    {
        return Some(OtherSystem::GoogleCloudBuild);
    }
    if let Some(comment) = head.strip_prefix(b"untrusted comment: ") {
        // signify's own comment says which key to check with; minisign has a second, signed one.
        let signify = !contains(head, b"trusted comment: timestamp")
            && (comment.starts_with(b"verify with")
                || comment.starts_with(b"signature from signify"));
        return Some(if signify {
            OtherSystem::Signify
        } else {
            OtherSystem::Minisign
        });
    }
    if contains(head.get(..64.min(head.len()))?, SIGNED_DATA) && head.first() == Some(&0x30) {
        return Some(OtherSystem::Pkcs7);
    }
    // A signature packet of OpenPGP, of version 3, 4 or 6.
    let version = match head {
        [0x88, _, version, ..] | [0x89, _, _, version, ..] | [0xc2, _, version, ..] => {
            Some(*version)
        }
        _ => None,
    };
    let short = whole && head.len() <= LARGEST;
    (short && matches!(version, Some(3 | 4 | 6))).then_some(OtherSystem::OpenPgp)
}

/// A container, by its first bytes.
pub fn archive(head: &[u8]) -> Option<Archive> {
    const MARKS: [(&[u8], Archive); 10] = [
        (b"PK\x03\x04", Archive::Zip),
        (b"PK\x05\x06", Archive::Zip),
        (b"\x1f\x8b\x08", Archive::Gzip),
        (b"\x28\xb5\x2f\xfd", Archive::Zstd),
        (b"\xfd7zXZ\0", Archive::Xz),
        (b"BZh", Archive::Bzip2),
        (b"7z\xbc\xaf\x27\x1c", Archive::SevenZip),
        (b"!<arch>\n", Archive::Ar),
        (b"\xed\xab\xee\xdb", Archive::Rpm),
        (b"PK\x07\x08", Archive::Zip),
    ];
    let tar = || (head.get(257..262) == Some(b"ustar")).then_some(Archive::Tar);
    MARKS
        .iter()
        .find(|(mark, _)| head.starts_with(mark))
        .map(|(_, archive)| *archive)
        .or_else(tar)
}

fn git_object(head: &[u8]) -> bool {
    let hex = |start: &[u8]| {
        let digits = head.strip_prefix(start);
        digits.is_some_and(|rest| {
            let count = rest
                .iter()
                .take_while(|byte| byte.is_ascii_hexdigit())
                .count();
            matches!(count, 40 | 64) && rest.get(count) == Some(&b'\n')
        })
    };
    hex(b"tree ") || (hex(b"object ") && contains(head, b"\ntype "))
}

/// Policies in YAML, and this program's own lists. A program that holds such lines is none of them.
fn settings(text: &[u8]) -> Kind {
    if text.contains(&0) || text.starts_with(b"#!") {
        return Kind::Other;
    }
    let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let groups: [&[u8]; 5] = [
        b"policy.sigstore.dev/",
        b"kyverno.io/",
        b"policies.kyverno.io/",
        b"constraints.gatekeeper.sh/",
        b"config.ratify.deislabs.io/",
    ];
    let is_policy = |line: &[u8]| {
        let group = line.strip_prefix(b"apiVersion:").map(<[u8]>::trim_ascii);
        let group = group.map(|group| group.strip_prefix(b"\"").unwrap_or(group));
        group.is_some_and(|group| groups.iter().any(|known| group.starts_with(known)))
    };
    if lines.clone().any(is_policy) {
        return Kind::Policy;
    }
    let has = |wanted: &[u8]| lines.clone().any(|line| line == wanted);
    if has(b"[[signer]]") || has(b"[[rule]]") {
        return Kind::SignerList;
    }
    if lines.any(|line| line == b"validators:") && contains(text, b"sigstore") {
        return Kind::Policy;
    }
    Kind::Other
}

fn contains(hay: &[u8], needle: &[u8]) -> bool {
    crate::intake::contains(hay, needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_the_kind() {
        let h = "ab".repeat(32);
        let list = format!("{h}  tool.zip\n");
        let commit = format!("tree {}\nparent x\n", "a".repeat(40));
        let pgp = OtherSystem::OpenPgp;
        let table: &[(&[u8], Kind)] = &[
            (b"", Kind::Empty),
            (b"MZ\x90", Kind::Other),
            (b"{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\"}", Kind::Evidence),
            (b"{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}", Kind::TrustedRoot),
            (b"{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":[]}", Kind::Evidence),
            (b"{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[]}", Kind::Statement),
            (b"{\"critical\":{\"image\":{\"docker-manifest-digest\":\"sha256:\"}}}", Kind::ImagePayload),
            (b"{\"schemaVersion\":2,\"manifests\":[]}", Kind::ImageManifest),
            (b"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}", Kind::PartsList),
            (b"{\"@context\":\"https://openvex.dev/ns/v0.2.0\"}", Kind::Vex),
            (b"{\"a\":1}", Kind::Other),
            (list.as_bytes(), Kind::ChecksumList),
            (b"schema = 1\n[[signer]]\n", Kind::SignerList),
            (b"\x7fELF\0\n[[signer]]\n", Kind::Other),
            (b"#!/bin/sh\napiVersion: kyverno.io/v1\n", Kind::Other),
            (b"-----BEGIN PUBLIC KEY-----\nAA==\n", Kind::PublicKey),
            (b"-----BEGIN EC PRIVATE KEY-----\nAA==\n", Kind::PrivateKey),
            (b"-----BEGIN CERTIFICATE-----\nAA==\n", Kind::Certificate),
            (b"-----BEGIN PGP SIGNATURE-----\n\n", Kind::OtherSignature(pgp)),
            (b"\x89\x02\x33\x04\x00", Kind::OtherSignature(pgp)),
            (b"-----BEGIN SIGNED MESSAGE-----\n", Kind::OtherSignature(OtherSystem::Pkcs7)),
            (b"-----BEGIN SSH SIGNATURE-----\n", Kind::OtherSignature(OtherSystem::Ssh)),
            (b"untrusted comment: signature from minisign secret key\nRW\ntrusted comment: timestamp:1\n", Kind::OtherSignature(OtherSystem::Minisign)),
            (b"untrusted comment: verify with openbsd-77-base.pub\nRW\n", Kind::OtherSignature(OtherSystem::Signify)),
            (b"\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", Kind::OtherSignature(OtherSystem::Pkcs7)),
            (b"PK\x03\x04", Kind::Archive(Archive::Zip)),
            (b"\x1f\x8b\x08", Kind::Archive(Archive::Gzip)),
            (b"!<arch>\ndebian-binary", Kind::Archive(Archive::Ar)),
            (commit.as_bytes(), Kind::GitObject),
            (b"apiVersion: policy.sigstore.dev/v1beta1\nkind: ClusterImagePolicy\n", Kind::Policy),
            (b"apiVersion: v1\nkind: Pod\n", Kind::Other),
            (b"schema = 1\n\n[[signer]]\nlabel = \"x\"\n", Kind::SignerList),
        ];
        for (bytes, expected) in table {
            assert_eq!(
                kind(bytes, true),
                *expected,
                "{}",
                String::from_utf8_lossy(bytes)
            );
            assert!(Kind::NAMES.contains(&expected.as_str()));
        }
    }

    #[test]
    fn beginnings_are_enough() {
        let line = format!("{}  tool.zip\n", "ab".repeat(32));
        let many = line.repeat(2000);
        let head = many.as_bytes().get(..HEAD);
        assert_eq!(head.map(|head| kind(head, false)), Some(Kind::ChecksumList));
        let mut tar = vec![b'a'; 512];
        tar.splice(257..262, *b"ustar");
        assert_eq!(kind(&tar, false), Kind::Archive(Archive::Tar));
    }
}
