use super::provenance::Version;

/// What kind of claim a predicate makes, by its predicate type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PredicateKind {
    /// How something was built (SLSA provenance).
    BuildRecord(Version),
    /// That somebody verified something (SLSA verification summary).
    VerificationSummary,
    /// Results of a search for known vulnerabilities.
    VulnerabilityScan,
    /// Which vulnerabilities affect a product (OpenVEX).
    Vex,
    /// Results of tests.
    TestResult,
    /// That something was released under a name.
    Release,
    /// Attributes of something and the evidence for them (SCAI).
    AttributeReport,
    /// One step of a supply chain (in-toto link).
    Link,
    /// Which steps a supply chain has (in-toto layout). It stands in a [`crate::metablock::Metablock`], and no
    /// predicate type names it.
    Layout,
    /// Where to find documents about something.
    Reference,
    /// What a process did while it was watched.
    RuntimeTrace,
    /// That somebody verified something, in short (SVR).
    SimpleVerificationResult,
    /// A parts list in SPDX.
    Spdx,
    /// A parts list in CycloneDX.
    CycloneDx,
    /// cosign's own predicate, which says no more than a signature.
    CosignSignature,
    /// Whatever somebody attached with cosign.
    CosignCustom,
    /// That a package registry or forge published something.
    PublishRecord,
    /// The files of a model (OpenSSF model signing).
    ModelFiles,
    /// A commit or tag (gitsign).
    GitObject,
    /// Any other.
    Unknown,
}

impl PredicateKind {
    /// All kinds.
    pub const ALL: [Self; 22] = [
        Self::BuildRecord(Version::V01),
        Self::BuildRecord(Version::V02),
        Self::BuildRecord(Version::V1),
        Self::VerificationSummary,
        Self::VulnerabilityScan,
        Self::Vex,
        Self::TestResult,
        Self::Release,
        Self::AttributeReport,
        Self::Link,
        Self::Layout,
        Self::Reference,
        Self::RuntimeTrace,
        Self::SimpleVerificationResult,
        Self::Spdx,
        Self::CycloneDx,
        Self::CosignSignature,
        Self::CosignCustom,
        Self::PublishRecord,
        Self::ModelFiles,
        Self::GitObject,
        Self::Unknown,
    ];

    /// The kind of a predicate type. Types are compared as they stand: one that differs by a single
    /// character is another type.
    pub fn of(predicate_type: &str) -> Self {
        match predicate_type {
            "https://slsa.dev/provenance/v1" => Self::BuildRecord(Version::V1),
            "https://slsa.dev/provenance/v0.2" => Self::BuildRecord(Version::V02),
            "https://slsa.dev/provenance/v0.1" | "https://in-toto.io/Provenance/v0.1" => {
                Self::BuildRecord(Version::V01)
            }
            "https://slsa.dev/verification_summary/v1"
            | "https://slsa.dev/verification_summary/v0.2"
            | "https://slsa.dev/verification_summary/v0.1" => Self::VerificationSummary,
            "https://cosign.sigstore.dev/attestation/vuln/v1"
            | "https://in-toto.io/attestation/vulns/v0.1"
            | "https://in-toto.io/attestation/vulns/v0.2"
            | "https://in-toto.io/attestation/vulns" => Self::VulnerabilityScan,
            "https://openvex.dev/ns" => Self::Vex,
            "https://in-toto.io/attestation/test-result/v0.1" => Self::TestResult,
            "https://in-toto.io/attestation/release/v0.1"
            | "https://in-toto.io/attestation/release/v0.2" => Self::Release,
            "https://in-toto.io/attestation/scai/v0.3"
            | "https://in-toto.io/attestation/scai/attribute-report"
            | "https://in-toto.io/attestation/scai/attribute-report/v0.1"
            | "https://in-toto.io/attestation/scai/attribute-report/v0.2" => Self::AttributeReport,
            "https://in-toto.io/attestation/link/v0.3" | "https://in-toto.io/Link/v1" => Self::Link,
            "https://in-toto.io/attestation/reference/v0.1" => Self::Reference,
            "https://in-toto.io/attestation/runtime-trace/v0.1"
            | "https://in-toto.io/attestation/runtime-trace/v0.2" => Self::RuntimeTrace,
            "https://in-toto.io/attestation/svr/v0.1"
            | "https://in-toto.io/attestation/svr/v0.2" => Self::SimpleVerificationResult,
            "https://spdx.dev/Document" | "https://spdx.org/Document" => Self::Spdx,
            "https://cyclonedx.org/bom" => Self::CycloneDx,
            "https://sigstore.dev/cosign/sign/v1" => Self::CosignSignature,
            "https://cosign.sigstore.dev/attestation/v1" => Self::CosignCustom,
            "https://model_signing/signature/v1.0" | "https://model_signing/Digests/v0.1" => {
                Self::ModelFiles
            }
            "https://gitsign.sigstore.dev/predicate/git/v0.1"
            | "https://gitsign.sigstore.dev/predicate/tag/v0.1" => Self::GitObject,
            other if other.starts_with("https://openvex.dev/ns/v") => Self::Vex,
            other if other.starts_with("https://spdx.dev/Document/v") => Self::Spdx,
            other if other.starts_with("https://cyclonedx.org/bom/v") => Self::CycloneDx,
            other if is_publish_record(other) => Self::PublishRecord,
            _ => Self::Unknown,
        }
    }

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BuildRecord(_) => "build-record",
            Self::VerificationSummary => "verification-summary",
            Self::VulnerabilityScan => "vulnerability-scan",
            Self::Vex => "vex",
            Self::TestResult => "test-result",
            Self::Release => "release",
            Self::AttributeReport => "attribute-report",
            Self::Link => "link",
            Self::Layout => "layout",
            Self::Reference => "reference",
            Self::RuntimeTrace => "runtime-trace",
            Self::SimpleVerificationResult => "simple-verification-result",
            Self::Spdx => "spdx",
            Self::CycloneDx => "cyclonedx",
            Self::CosignSignature => "cosign-signature",
            Self::CosignCustom => "cosign-custom",
            Self::PublishRecord => "publish-record",
            Self::ModelFiles => "model-files",
            Self::GitObject => "git-object",
            Self::Unknown => "unknown",
        }
    }
}

/// Those of npm, PyPI (PEP 740), RubyGems and conda, in any version.
fn is_publish_record(predicate_type: &str) -> bool {
    const PLACES: [&str; 4] = [
        "https://github.com/npm/attestation/tree/main/specs/publish/",
        "https://docs.pypi.org/attestations/publish/",
        "https://rubygems.org/attestation/publish/",
        "https://schemas.conda.org/attestations-publish-",
    ];
    PLACES
        .into_iter()
        .any(|place| predicate_type.starts_with(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_told_exactly() {
        assert_eq!(
            PredicateKind::of("https://slsa.dev/provenance/v1"),
            PredicateKind::BuildRecord(Version::V1)
        );
        for other in [
            "",
            "https://slsa.dev/provenance/v1/",
            "https://slsa.dev/provenance/v1.1",
            "http://slsa.dev/provenance/v1",
            "https://slsa.dev.example/provenance/v1",
            "https://slsa.dev/Provenance/v1",
            "https://openvex.dev/nsx",
        ] {
            assert_eq!(PredicateKind::of(other), PredicateKind::Unknown, "{other}");
        }
        assert_eq!(
            PredicateKind::of("https://openvex.dev/ns/v0.2.0"),
            PredicateKind::Vex
        );
        assert_eq!(
            PredicateKind::of("https://cyclonedx.org/bom/v1.6"),
            PredicateKind::CycloneDx
        );
        assert_eq!(
            PredicateKind::of("https://schemas.conda.org/attestations-publish-1.schema.json"),
            PredicateKind::PublishRecord
        );
    }
}
