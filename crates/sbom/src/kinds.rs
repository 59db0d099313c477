//! The closed vocabularies: kinds of component, of relation, of attribute, of digest.

use crate::finding::codes;

codes! {
    /// What a component is. One vocabulary for all formats.
    ComponentKind {
        /// `application`.
        Application => "application",
        /// `framework`.
        Framework => "framework",
        /// `library`.
        Library => "library",
        /// A container image.
        Container => "container",
        /// `platform`.
        Platform => "platform",
        /// An operating system or distribution.
        OperatingSystem => "operating-system",
        /// A device.
        Device => "device",
        /// A driver.
        DeviceDriver => "device-driver",
        /// Firmware.
        Firmware => "firmware",
        /// A single file.
        File => "file",
        /// A part of a file.
        Snippet => "snippet",
        /// A machine learning model.
        Model => "machine-learning-model",
        /// Data or a data set.
        Data => "data",
        /// Algorithm, key, certificate, protocol.
        CryptographicAsset => "cryptographic-asset",
        /// A service.
        Service => "service",
        /// Source code.
        Source => "source",
        /// An archive.
        Archive => "archive",
        /// Something to be installed.
        Install => "install",
        /// A package of which nothing more is said.
        Package => "package",
        /// A kind that the format does not know, or `other`.
        Other => "other",
    }
}

codes! {
    /// How one component relates to another, in one direction only: reversed forms are turned when read.
    RelationKind {
        /// A needs B.
        DependsOn => "depends-on",
        /// A needs B to be built.
        BuildDependsOn => "build-depends-on",
        /// A needs B for its development.
        DevDependsOn => "dev-depends-on",
        /// A needs B to run.
        RuntimeDependsOn => "runtime-depends-on",
        /// A needs B for its tests.
        TestDependsOn => "test-depends-on",
        /// A can use B.
        OptionalDependsOn => "optional-depends-on",
        /// A needs B, which its surroundings have to provide.
        ProvidedDependsOn => "provided-depends-on",
        /// A has B in it.
        Contains => "contains",
        /// B is written inside A in the document.
        Nested => "nested",
        /// A is linked with B (statically).
        StaticLink => "static-link",
        /// A is linked with B (dynamically).
        DynamicLink => "dynamic-link",
        /// A implements or provides B (cryptographic assets, specifications).
        Provides => "provides",
        /// A was made from B.
        GeneratedFrom => "generated-from",
        /// A is a variant, copy, patched or later form of B.
        VariantOf => "variant-of",
        /// B describes A or is about it (documentation, tests, metadata).
        About => "about",
        /// B is what A is distributed as.
        DistributionArtifact => "distribution-artifact",
        /// Any other relation.
        Other => "other",
    }
}

impl RelationKind {
    /// Whether B is a part or need of A: these relations make the tree, the depth and *used by*.
    pub const fn is_use(self) -> bool {
        !matches!(
            self,
            Self::GeneratedFrom
                | Self::VariantOf
                | Self::About
                | Self::DistributionArtifact
                | Self::Other
        )
    }
}

codes! {
    /// Where a component stands in the graph.
    Relation {
        /// What the document is about.
        Root => "root",
        /// Used by a root.
        Direct => "direct",
        /// Used by something that a root uses.
        Transitive => "transitive",
        /// No root leads to it.
        Unconnected => "unconnected",
    }
}

codes! {
    /// `scope` of CycloneDX.
    Scope {
        /// Required, or not said.
        Required => "required",
        /// Optional.
        Optional => "optional",
        /// Not part of what is delivered.
        Excluded => "excluded",
    }
}

codes! {
    /// What a further fact of a component is ([`crate::Attribute`]).
    AttributeKind {
        /// An identifier of the SPDX list.
        LicenceId => "licence-id",
        /// The name of a licence.
        LicenceName => "licence-name",
        /// An SPDX licence expression.
        LicenceExpression => "licence-expression",
        /// A digest in hex; [`crate::Attribute::hash`] says of which algorithm.
        Hash => "hash",
        /// A CPE 2.2 or 2.3 name.
        Cpe => "cpe",
        /// A SWID tag.
        Swid => "swid",
        /// OmniBOR, gitoid, SWHID or another identifier.
        Identifier => "identifier",
        /// Where it was found.
        Location => "location",
        /// The name of its file.
        FileName => "file-name",
        /// Who wrote it.
        Author => "author",
        /// Who published it.
        Publisher => "publisher",
        /// Who made it.
        Manufacturer => "manufacturer",
        /// Where it came from first.
        Originator => "originator",
        /// An address (e-mail or URL) of its maker.
        Contact => "contact",
        /// Its description.
        Description => "description",
        /// Its copyright text.
        Copyright => "copyright",
        /// Its website.
        Website => "website",
        /// Where to download it.
        Download => "download",
        /// Its source code.
        SourceCode => "source-code",
        /// Another reference; the text is the address.
        Reference => "reference",
        /// A range of versions instead of a version.
        VersionRange => "version-range",
        /// Programming language or package system.
        Language => "language",
        /// Whether it can be executed (BSI).
        Executable => "executable",
        /// Whether it is an archive (BSI).
        Archive => "archive",
        /// Whether it is structured (BSI).
        Structured => "structured",
        /// What the kind was called where it is none of [`ComponentKind`].
        KindName => "kind-name",
    }
}

codes! {
    /// Who says a licence.
    Acknowledgement {
        /// Not said.
        Unspecified => "unspecified",
        /// By its authors.
        Declared => "declared",
        /// By whoever wrote the list.
        Concluded => "concluded",
    }
}

codes! {
    /// Digest algorithms that lists of parts name.
    HashName {
        /// MD2.
        Md2 => "md2",
        /// MD4.
        Md4 => "md4",
        /// MD5.
        Md5 => "md5",
        /// MD6, of any length.
        Md6 => "md6",
        /// Adler-32.
        Adler32 => "adler32",
        /// SHA-1.
        Sha1 => "sha1",
        /// SHA-224.
        Sha224 => "sha224",
        /// SHA-256.
        Sha256 => "sha256",
        /// SHA-384.
        Sha384 => "sha384",
        /// SHA-512.
        Sha512 => "sha512",
        /// SHA3-224.
        Sha3_224 => "sha3-224",
        /// SHA3-256.
        Sha3_256 => "sha3-256",
        /// SHA3-384.
        Sha3_384 => "sha3-384",
        /// SHA3-512.
        Sha3_512 => "sha3-512",
        /// BLAKE2b, 256 bits.
        Blake2b256 => "blake2b-256",
        /// BLAKE2b, 384 bits.
        Blake2b384 => "blake2b-384",
        /// BLAKE2b, 512 bits.
        Blake2b512 => "blake2b-512",
        /// BLAKE3, of any length.
        Blake3 => "blake3",
        /// Streebog, 256 bits.
        Streebog256 => "streebog-256",
        /// Streebog, 512 bits.
        Streebog512 => "streebog-512",
        /// Another algorithm.
        Other => "other",
    }
}

impl HashName {
    /// From any of the formats' spellings: `SHA-256`, `SHA256`, `sha256`, `SHA3-256`, `BLAKE2b-256`.
    pub fn from_name(name: &str) -> Option<Self> {
        // Long enough for every known name; anything longer is none.
        let mut folded = [0_u8; 16];
        let mut length = 0;
        for byte in name.bytes().filter(|byte| !matches!(byte, b'-' | b'_')) {
            *folded.get_mut(length)? = byte.to_ascii_lowercase();
            length += 1;
        }
        Some(match folded.get(..length)? {
            b"md2" => Self::Md2,
            b"md4" => Self::Md4,
            b"md5" => Self::Md5,
            b"md6" => Self::Md6,
            b"adler32" => Self::Adler32,
            b"sha1" => Self::Sha1,
            b"sha224" => Self::Sha224,
            b"sha256" => Self::Sha256,
            b"sha384" => Self::Sha384,
            b"sha512" => Self::Sha512,
            b"sha3224" => Self::Sha3_224,
            b"sha3256" => Self::Sha3_256,
            b"sha3384" => Self::Sha3_384,
            b"sha3512" => Self::Sha3_512,
            b"blake2b256" => Self::Blake2b256,
            b"blake2b384" => Self::Blake2b384,
            b"blake2b512" => Self::Blake2b512,
            b"blake3" => Self::Blake3,
            b"streebog256" => Self::Streebog256,
            b"streebog512" => Self::Streebog512,
            _ => return None,
        })
    }

    /// Hex digits of a digest; `None` where any length may be.
    pub const fn hex_length(self) -> Option<usize> {
        Some(match self {
            Self::Md2 | Self::Md4 | Self::Md5 => 32,
            Self::Adler32 => 8,
            Self::Sha1 => 40,
            Self::Sha224 | Self::Sha3_224 => 56,
            Self::Sha256 | Self::Sha3_256 | Self::Blake2b256 | Self::Streebog256 => 64,
            Self::Sha384 | Self::Sha3_384 | Self::Blake2b384 => 96,
            Self::Sha512 | Self::Sha3_512 | Self::Blake2b512 | Self::Streebog512 => 128,
            Self::Md6 | Self::Blake3 | Self::Other => return None,
        })
    }

    /// Whether equality of such digests ties a document to a file. Never MD5, SHA-1 or a checksum.
    pub const fn binds(self) -> bool {
        matches!(
            self,
            Self::Sha256
                | Self::Sha384
                | Self::Sha512
                | Self::Sha3_256
                | Self::Sha3_384
                | Self::Sha3_512
                | Self::Blake2b256
                | Self::Blake2b384
                | Self::Blake2b512
                | Self::Blake3
        )
    }
}
