//! What is attached to an image: where it is looked for, and what a layer of it is.

use crate::Digest;

/// Names of the annotations that cosign writes beside a layer.
pub mod annotations {
    /// The signature over the payload, base64.
    pub const SIGNATURE: &str = "dev.cosignproject.cosign/signature";
    /// The signer's certificate, PEM.
    pub const CERTIFICATE: &str = "dev.sigstore.cosign/certificate";
    /// Entry and promise of the log, JSON.
    pub const LOG_ENTRY: &str = "dev.sigstore.cosign/bundle";
    /// A time stamp, JSON.
    pub const TIMESTAMP: &str = "dev.sigstore.cosign/rfc3161timestamp";
    /// What the statement of a layer says it is.
    pub const PREDICATE_TYPES: [&str; 2] = ["predicateType", "in-toto.io/predicate-type"];
    /// The name of an image in a saved layout.
    pub const REF_NAME: &str = "org.opencontainers.image.ref.name";
    /// The full name, as containerd writes it.
    pub const FULL_NAME: &str = "io.containerd.image.name";
    /// What an entry of a layout is, as `cosign save` writes it.
    pub const KIND: &str = "kind";
}

/// What an attached layer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attachment {
    /// A payload with its signature beside it.
    Signature,
    /// A signed envelope with the certificate beside it.
    Envelope,
    /// A Sigstore bundle.
    Bundle,
    /// A statement that nobody signed.
    Statement,
    /// A parts list that nobody signed.
    PartsList,
    /// A signature of another system.
    OtherSignature,
    /// Anything else.
    Other,
}

impl Attachment {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Envelope => "envelope",
            Self::Bundle => "bundle",
            Self::Statement => "statement",
            Self::PartsList => "parts-list",
            Self::OtherSignature => "other-signature",
            Self::Other => "other",
        }
    }
}

/// What a layer of this media type is.
pub fn attachment_of(media_type: &str) -> Attachment {
    let base = media_type.split(';').next().unwrap_or_default().trim();
    match base {
        "application/vnd.dev.cosign.simplesigning.v1+json" => Attachment::Signature,
        "application/vnd.dsse.envelope.v1+json" => Attachment::Envelope,
        "application/vnd.in-toto+json" => Attachment::Statement,
        "text/spdx"
        | "text/spdx+json"
        | "text/spdx+xml"
        | "application/spdx+json"
        | "application/spdx"
        | "application/vnd.syft+json" => Attachment::PartsList,
        "application/vnd.cncf.notary.signature" | "application/jose+json" | "application/cose" => {
            Attachment::OtherSignature
        }
        _ if base.starts_with("application/vnd.dev.sigstore.bundle") => Attachment::Bundle,
        _ if base.starts_with("application/vnd.cyclonedx") => Attachment::PartsList,
        _ => Attachment::Other,
    }
}

/// Whether a statement that says it is this is one around a parts list.
pub fn names_parts_list(predicate_type: &str) -> bool {
    let kind = predicate_type.to_ascii_lowercase();
    ["spdx", "cyclonedx", "syft"]
        .iter()
        .any(|format| kind.contains(format))
}

/// The tag under which registries without a list of referrers keep one for a digest.
pub fn tag_of(digest: &Digest) -> String {
    let hex = digest.to_hex();
    // The specification cuts both, which matters for SHA-512 alone.
    let hex = hex.get(..64).unwrap_or(&hex);
    format!("{}-{hex}", digest.algorithm().as_str())
}

/// The tag under which cosign keeps what it attached: `kind` is `sig`, `att` or `sbom`.
pub fn signature_tag(digest: &Digest, kind: &str) -> String {
    format!("{}-{}.{kind}", digest.algorithm().as_str(), digest.to_hex())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::HashAlgorithm;

    #[test]
    fn layers_are_told_by_media_type() {
        for (media_type, kind) in [
            (
                "application/vnd.dev.sigstore.bundle.v0.3+json",
                Attachment::Bundle,
            ),
            (
                "application/vnd.dev.sigstore.bundle+json;version=0.2",
                Attachment::Bundle,
            ),
            (
                "application/vnd.dev.cosign.simplesigning.v1+json",
                Attachment::Signature,
            ),
            ("application/vnd.cyclonedx+xml", Attachment::PartsList),
            ("text/spdx+json", Attachment::PartsList),
            ("application/vnd.in-toto+json", Attachment::Statement),
            ("application/jose+json", Attachment::OtherSignature),
            ("text/plain", Attachment::Other),
            ("", Attachment::Other),
        ] {
            assert_eq!(attachment_of(media_type), kind, "{media_type}");
        }
    }

    #[test]
    fn tags_are_made_of_the_digest() {
        let digest = Digest::new(HashAlgorithm::Sha512, &[0xab; 64]).unwrap();
        assert_eq!(tag_of(&digest), format!("sha512-{}", "ab".repeat(32)));
        assert_eq!(
            signature_tag(&digest, "sig"),
            format!("sha512-{}.sig", "ab".repeat(64))
        );
    }
}
