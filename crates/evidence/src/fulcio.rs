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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::{
        certificate::made::{extension, parts},
        der_reader::writer::{octets, utf8},
    };

    fn claims(extensions: &[(u32, Vec<u8>)]) -> FulcioClaims {
        let extensions = extensions
            .iter()
            .map(|(arc, value)| extension(ARC.push_arc(*arc).unwrap(), false, value))
            .collect();
        FulcioClaims::read(&Certificate::parse(&parts(extensions).der()).unwrap())
    }

    #[test]
    fn the_table_is_complete_and_unambiguous() {
        let numbers: Vec<u8> = Claim::ALL.into_iter().map(Claim::number).collect();
        assert_eq!(numbers, (1..=24).filter(|n| *n != 7).collect::<Vec<_>>());
        for claim in Claim::ALL {
            assert_eq!(Claim::from_name(claim.as_str()), Some(claim));
            assert_eq!(
                claim.oid().to_string(),
                format!("1.3.6.1.4.1.57264.1.{}", claim.number())
            );
            assert!(
                claim
                    .as_str()
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit())
            );
        }
    }

    #[test]
    fn reads_claims_in_the_order_of_their_numbers() {
        let found = claims(&[
            (24, utf8("sub")),
            (1, b"https://i".to_vec()),
            (8, utf8("https://i")),
            (300, vec![1]),
            (7, utf8("name")),
            (25, utf8("later")),
        ]);
        let listed: Vec<_> = found
            .iter()
            .map(|(claim, value)| (claim, value.unwrap().to_owned()))
            .collect();
        assert_eq!(
            listed,
            [
                (Claim::IssuerV1, "https://i".to_owned()),
                (Claim::IssuerV2, "https://i".to_owned()),
                (Claim::TokenSubject, "sub".to_owned()),
            ]
        );
        let unknown: Vec<_> = found
            .unknown()
            .iter()
            .map(|claim| claim.oid.to_string())
            .collect();
        assert_eq!(
            unknown,
            [
                "1.3.6.1.4.1.57264.1.300",
                "1.3.6.1.4.1.57264.1.7",
                "1.3.6.1.4.1.57264.1.25"
            ]
        );
        assert_eq!(found.claim(Claim::TokenSubject), Some(Ok("sub")));
        assert_eq!(found.claim(Claim::BuildTrigger), None);
        assert!(claims(&[]).is_empty());
    }

    #[test]
    fn other_arcs_are_no_claims() {
        let policy = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.57264.2");
        let der = parts(vec![
            extension(policy, false, &[]),
            extension(ARC, false, &[]),
        ])
        .der();
        let found = FulcioClaims::read(&Certificate::parse(&der).unwrap());
        assert_eq!(found.iter().len(), 0);
        assert_eq!(
            found.unknown(),
            [UnknownClaim {
                oid: ARC,
                value: vec![]
            }]
        );
    }

    #[test]
    fn each_number_has_its_own_encoding() {
        let value = |number: u32, value: Vec<u8>| {
            let found = claims(&[(number, value)]);
            let (_, value) = found.iter().next().unwrap();
            value.map(str::to_owned).map_err(ToString::to_string)
        };
        assert_eq!(
            value(6, b"refs/heads/main".to_vec()),
            Ok("refs/heads/main".to_owned())
        );
        assert_eq!(value(6, utf8("x")), Ok("\u{c}\u{1}x".to_owned()));
        assert_eq!(
            value(6, vec![0xff]),
            Err("github-workflow-ref: claim is not UTF-8".to_owned())
        );
        assert!(value(9, b"https://x".to_vec()).is_err());
        assert!(value(9, octets(b"x")).is_err());
        assert!(value(9, [utf8("x"), vec![0]].concat()).is_err());
        assert!(value(9, vec![0x0c, 1, 0xff]).is_err());
        assert!(value(9, vec![0x0c, 0x81, 1, b'x']).is_err());
        assert_eq!(value(9, utf8("")), Ok(String::new()));
    }

    #[test]
    fn the_issuer_is_never_in_doubt() {
        let issuer = |extensions: &[(u32, Vec<u8>)]| {
            claims(extensions)
                .issuer()
                .map(|issuer| issuer.map(str::to_owned))
                .map_err(|error| error.to_string())
        };
        let some = |text: &str| Ok(Some(text.to_owned()));
        assert_eq!(issuer(&[]), Ok(None));
        assert_eq!(issuer(&[(1, b"a".to_vec())]), some("a"));
        assert_eq!(issuer(&[(8, utf8("a"))]), some("a"));
        assert_eq!(issuer(&[(1, b"a".to_vec()), (8, utf8("a"))]), some("a"));
        assert_eq!(
            issuer(&[(1, b"a".to_vec()), (8, utf8("b"))]),
            Err("issuer: the two forms of the issuer differ".to_owned())
        );
        assert!(issuer(&[(1, b"a".to_vec()), (8, b"a".to_vec())]).is_err());
        assert!(issuer(&[(1, vec![0xff]), (8, utf8("a"))]).is_err());
    }
}
