//! What Fulcio writes about the signer into a certificate: the extensions under
//! 1.3.6.1.4.1.57264.1 (sigstore/fulcio `docs/oid-info.md`).

use crate::{
    Unreadable,
    certificate::{Certificate, Extension, ObjectIdentifier},
};

/// The arc of all Fulcio extensions.
pub const ARC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.57264.1");

macro_rules! claims {
    ($($(#[$doc:meta])* $variant:ident = $number:literal, $name:literal;)*) => {
        /// The claims of Fulcio's table, in the order of their numbers. Number 7 is missing: it is
        /// the type of a subject alternative name, not an extension.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Claim {
            $($(#[$doc])* $variant = $number,)*
        }

        impl Claim {
            /// All of them, in the order of their numbers.
            pub const ALL: [Self; 23] = [$(Self::$variant),*];

            /// The stable name used in rules and reports.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

claims! {
    /// Issuer of the identity token, old form.
    IssuerV1 = 1, "issuer-v1";
    /// Event that triggered a GitHub workflow, old form.
    GithubWorkflowTrigger = 2, "github-workflow-trigger";
    /// Commit of a GitHub workflow, old form.
    GithubWorkflowSha = 3, "github-workflow-sha";
    /// Name of a GitHub workflow, old form.
    GithubWorkflowName = 4, "github-workflow-name";
    /// Repository of a GitHub workflow, old form.
    GithubWorkflowRepository = 5, "github-workflow-repository";
    /// Branch or tag of a GitHub workflow, old form.
    GithubWorkflowRef = 6, "github-workflow-ref";
    /// Issuer of the identity token.
    IssuerV2 = 8, "issuer";
    /// The build instructions that signed; the called workflow when workflows are reused.
    BuildSignerUri = 9, "build-signer-uri";
    /// Commit of those.
    BuildSignerDigest = 10, "build-signer-digest";
    /// Whether the build ran on a machine of the platform or of its owner.
    RunnerEnvironment = 11, "runner-environment";
    /// Repository that the source came from.
    SourceRepositoryUri = 12, "source-repository-uri";
    /// Commit of the source.
    SourceRepositoryDigest = 13, "source-repository-digest";
    /// Branch or tag of the source.
    SourceRepositoryRef = 14, "source-repository-ref";
    /// Lasting number of the repository, which survives renaming.
    SourceRepositoryIdentifier = 15, "source-repository-identifier";
    /// Owner of the repository.
    SourceRepositoryOwnerUri = 16, "source-repository-owner-uri";
    /// Lasting number of the owner.
    SourceRepositoryOwnerIdentifier = 17, "source-repository-owner-identifier";
    /// The top-level build instructions.
    BuildConfigUri = 18, "build-config-uri";
    /// Commit of those.
    BuildConfigDigest = 19, "build-config-digest";
    /// Event that triggered the build.
    BuildTrigger = 20, "build-trigger";
    /// The run itself.
    RunInvocationUri = 21, "run-invocation-uri";
    /// Whether the repository was public when the signature was made.
    SourceRepositoryVisibilityAtSigning = 22, "source-repository-visibility-at-signing";
    /// Environment that the build deployed to.
    DeploymentEnvironment = 23, "deployment-environment";
    /// Subject of the identity token, unchanged.
    TokenSubject = 24, "token-subject";
}

/// How the value of a claim is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The bytes of the text themselves.
    Raw,
    /// A DER UTF8String that fills the value.
    Utf8String,
}

impl Claim {
    /// The last arc of the object identifier: 1 to 24 without 7.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The object identifier of the extension.
    pub fn oid(self) -> ObjectIdentifier {
        // The arc is short of the longest identifier by far.
        ARC.push_arc(self.number().into()).unwrap_or(ARC)
    }

    /// How its value is written.
    pub const fn encoding(self) -> Encoding {
        if self.number() <= 6 {
            Encoding::Raw
        } else {
            Encoding::Utf8String
        }
    }

    /// The reverse of [`Self::as_str`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|claim| claim.as_str() == name)
    }

    fn from_number(number: u32) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|claim| u32::from(claim.number()) == number)
    }

    fn read(self, extension: Extension<'_>) -> Result<String, Unreadable> {
        match self.encoding() {
            Encoding::Raw => {
                str::from_utf8(extension.value).map_err(|_| Unreadable::der("claim is not UTF-8"))
            }
            Encoding::Utf8String => extension.utf8_string(),
        }
        .map(str::to_owned)
        .map_err(|error| error.at(self.as_str()))
    }
}

/// The Fulcio extensions of one certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FulcioClaims {
    claims: Vec<(Claim, Result<String, Unreadable>)>,
    unknown: Vec<UnknownClaim>,
}

/// An extension under Fulcio's arc that the table does not list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownClaim {
    /// Its type.
    pub oid: ObjectIdentifier,
    /// Its value, not decoded.
    pub value: Vec<u8>,
}

impl FulcioClaims {
    /// Reads all Fulcio extensions. A malformed value spoils its own claim only.
    pub fn read(certificate: &Certificate) -> Self {
        let mut claims = Vec::with_capacity(certificate.extensions().len());
        let mut unknown = Vec::new();
        for extension in certificate.extensions() {
            let Some(below) = extension.oid.as_bytes().strip_prefix(ARC.as_bytes()) else {
                continue;
            };
            // An arc below 128 is one byte.
            let claim = match below {
                [number] => Claim::from_number(u32::from(*number)),
                _ => None,
            };
            match claim {
                Some(claim) => claims.push((claim, claim.read(extension))),
                None => unknown.push(UnknownClaim {
                    oid: extension.oid,
                    value: extension.value.to_vec(),
                }),
            }
        }
        claims.sort_unstable_by_key(|(claim, _)| *claim);
        Self { claims, unknown }
    }

    /// The claims present, in the order of their numbers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Claim, Result<&str, &Unreadable>)> {
        self.claims
            .iter()
            .map(|(claim, value)| (*claim, value.as_deref()))
    }

    /// One claim; `None` when absent.
    pub fn claim(&self, claim: Claim) -> Option<Result<&str, &Unreadable>> {
        self.iter()
            .find_map(|(present, value)| (present == claim).then_some(value))
    }

    /// Extensions under the arc that the table does not list, in the order written.
    pub fn unknown(&self) -> &[UnknownClaim] {
        &self.unknown
    }

    /// Whether there is no extension under the arc at all.
    pub fn is_empty(&self) -> bool {
        self.claims.is_empty() && self.unknown.is_empty()
    }

    /// Who vouched for the signer: the new form, the old form only when the new one is absent;
    /// `None` when both are (GitHub release attestations have neither).
    ///
    /// # Errors
    /// A form that is present and malformed, or both present and different.
    pub fn issuer(&self) -> Result<Option<&str>, Unreadable> {
        let form = |claim| self.claim(claim).transpose().map_err(Clone::clone);
        match (form(Claim::IssuerV2)?, form(Claim::IssuerV1)?) {
            (Some(new), Some(old)) if new != old => {
                Err(Unreadable::der("the two forms of the issuer differ")
                    .at(Claim::IssuerV2.as_str()))
            }
            (Some(issuer), _) | (None, Some(issuer)) => Ok(Some(issuer)),
            (None, None) => Ok(None),
        }
    }
}
