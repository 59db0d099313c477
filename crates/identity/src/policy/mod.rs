//! The policies of other tools: entries from them, and entries as them.
//!
//! Nothing becomes wider on the way. What a policy asks for and an entry cannot is left out, and everything
//! that is left out or not evaluated is listed with its place and its reason.

mod cluster_image_policy;
mod connaisseur;
mod gather;
mod images;
mod kyverno;
mod ratify;
mod tree;
mod write;

use crate::list::{Entry, Rule};
use gather::Gather;
use tree::{Node, Object, Value};

pub use write::{Exported, LeftOut, export};

macro_rules! codes {
    ($(#[$about:meta])* $name:ident { $($(#[$meta:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$meta])* $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }
        }
    };
}
pub(crate) use codes;

codes! {
    /// The policies that are understood.
    Format {
        /// Sigstore Policy Controller: `ClusterImagePolicy`.
        ClusterImagePolicy = "cluster-image-policy",
        /// Kyverno: `verifyImages` rules of `ClusterPolicy` and `Policy`.
        KyvernoClusterPolicy = "kyverno-cluster-policy",
        /// Kyverno: `ImageValidatingPolicy`.
        KyvernoImageValidatingPolicy = "kyverno-image-validating-policy",
        /// Connaisseur: `validators` and `policy` of its values.
        Connaisseur = "connaisseur",
        /// Ratify 1: `Verifier` of type cosign with trust policies.
        Ratify = "ratify",
    }
}

codes! {
    /// Why something of a policy is left out or not evaluated.
    Why {
        /// A key that this program does not know.
        UnknownKey = "unknown-key",
        /// Another kind of value was expected.
        Shape = "shape",
        /// The tool itself would refuse this value.
        Invalid = "invalid",
        /// Of several ways to say the same, two at once.
        Twice = "twice",
        /// A document of another kind.
        OtherDocument = "other-document",
        /// A rule that does not check signatures.
        OtherRule = "other-rule",
        /// No signer is named.
        NoSigner = "no-signer",
        /// No login service is named: any would do.
        IssuerMissing = "issuer-missing",
        /// The login service is left open; an entry's is always exact.
        IssuerOpen = "issuer-open",
        /// The login service is no https address.
        IssuerNotAnAddress = "issuer-not-an-address",
        /// No identity is named: any of the login service would do.
        IdentityMissing = "identity-missing",
        /// The identity is neither an address nor a mail address nor a user of a domain.
        IdentityShape = "identity-shape",
        /// Host or owner of the identity are left open, which no entry can.
        IdentityTooOpen = "identity-too-open",
        /// The expression is not anchored at both ends.
        ExpressionUnanchored = "expression-unanchored",
        /// The expression has syntax that this program may read differently.
        ExpressionSyntax = "expression-syntax",
        /// A wildcard for a single character, which entries do not have.
        Wildcard = "wildcard",
        /// Further facts of the certificate, compared in a way entries cannot.
        Extensions = "extensions",
        /// The key is not in the policy: a secret, a file, or a key service.
        KeyElsewhere = "key-elsewhere",
        /// No public key that this program can check with.
        KeyUnreadable = "key-unreadable",
        /// Another Sigstore instance than the public one, or certificates of its own.
        PrivateInstance = "private-instance",
        /// Another kind of signature than Sigstore's.
        OtherSignature = "other-signature",
        /// The policy lets pass or stops without looking at signatures.
        StaticAction = "static-action",
        /// So many of several signers are needed, which no rule of a list says: neither one of them nor all.
        SeveralNeeded = "several-needed",
        /// Other policies of the file are for some of the same images, and the tool asks for what each of them
        /// asks; on a list one of the entries is enough there.
        OthersToo = "others-too",
        /// Attestations and their contents are asked for.
        Attestations = "attestations",
        /// Annotations of the signature are asked for.
        Annotations = "annotations",
        /// A rule in a language that is not evaluated here: CUE, Rego, CEL.
        PolicyLanguage = "policy-language",
        /// Certain tags or one digest only; entries know repositories.
        ImageTag = "image-tag",
        /// All tags of a repository; the entry takes in images that are named by digest as well.
        ImageByTag = "image-by-tag",
        /// A pattern of images that has no equal here.
        ImagePattern = "image-pattern",
        /// The pattern of images names no registry.
        ImageWithoutRegistry = "image-without-registry",
        /// Images that are taken out again.
        ImageExceptions = "image-exceptions",
        /// Another rule may count instead for some of these images.
        Shadowed = "shadowed",
        /// Which workloads the policy is for; the entry holds whatever runs the image.
        WorkloadFilter = "workload-filter",
        /// What happens when the check fails, which is the cluster's business.
        Enforcement = "enforcement",
        /// Where evidence lies and how strictly it is checked, which this program decides itself.
        EvidenceDetail = "evidence-detail",
        /// The list format does not take the entry.
        NotAnEntry = "not-an-entry",
    }
}

/// Something of a policy that did not go into an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotExpressible {
    /// Line in the file, from 1.
    pub line: u32,
    /// Path of keys within the document: `spec.authorities[0].key.kms`. From the file: display text only.
    pub place: String,
    /// The value, at most 200 characters of it; empty for what is not there. Display text only.
    pub what: String,
    /// Why.
    pub why: Why,
    /// Whether there is no entry for what stands there. Else there is one, and it leaves this aside.
    pub left_out: bool,
}

/// What a file of policies gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The formats that were met, in order, each once.
    pub formats: Vec<Format>,
    /// Entries for signatures on images: switched off, not reviewed, marked with where they are from, no two
    /// with labels alike.
    pub entries: Vec<Entry>,
    /// Which of them count only together, by their ids.
    pub rules: Vec<Rule>,
    /// Everything else that a person should know of the file, in its order.
    pub not_expressible: Vec<NotExpressible>,
}

codes! {
    /// Why a file is not read at all.
    RefusedCode {
        /// Larger than policies are.
        TooLarge = "too-large",
        /// Neither YAML nor JSON.
        Broken = "broken",
        /// Nested too deeply.
        TooDeep = "too-deep",
        /// More values than policies have.
        TooMany = "too-many",
        /// Anchors, aliases or tags, by which a small file can mean a very large one.
        Aliases = "aliases",
        /// The same key twice.
        KeyTwice = "key-twice",
        /// No policy of a format that is understood.
        UnknownFormat = "unknown-format",
    }
}

/// Why a file is not read, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub code: RefusedCode,
    /// Line, from 1.
    pub line: u32,
}

/// Entries from a file of policies, YAML or JSON, the format found by its content. `name` is what the entries
/// say they are from, such as the file's name.
///
/// # Errors
/// Why nothing of the file is read. A policy that is read and gives no entry is no error: why stands in
/// [`Imported::not_expressible`].
pub fn import(name: &str, text: &str) -> Result<Imported, Refused> {
    let documents = tree::documents(text)?;
    let mut gather = Gather::new(name);
    for document in &documents {
        read(document, &mut gather);
    }
    if gather.formats.is_empty() {
        return Err(Refused {
            code: RefusedCode::UnknownFormat,
            line: 1,
        });
    }
    Ok(gather.finish())
}

fn read(document: &Node, gather: &mut Gather) {
    let Some(mut object) = Object::of(document, String::new()) else {
        if document.value != Value::Null {
            gather.mention("", document, Why::OtherDocument);
        }
        return;
    };
    let version = object.text("apiVersion").unwrap_or_default();
    let group = version.split('/').next().unwrap_or_default();
    let kind = object.text("kind").unwrap_or_default();
    match (group, kind) {
        ("policy.sigstore.dev", "ClusterImagePolicy") => {
            gather.met(Format::ClusterImagePolicy);
            cluster_image_policy::import(object, gather);
        }
        ("kyverno.io", "ClusterPolicy" | "Policy") => {
            gather.met(Format::KyvernoClusterPolicy);
            kyverno::import(object, gather);
        }
        ("policies.kyverno.io", "ImageValidatingPolicy" | "NamespacedImageValidatingPolicy") => {
            gather.met(Format::KyvernoImageValidatingPolicy);
            kyverno::import_validating(object, gather);
        }
        ("config.ratify.deislabs.io", _) => {
            gather.met(Format::Ratify);
            ratify::import(kind, object, gather);
        }
        ("v1", "List") => {
            let items = object.take("items").map(|items| &items.value);
            if let Some(Value::List(items)) = items {
                // A list in a list would be nested by as many levels as the tree, which is bounded.
                items.iter().for_each(|item| read(item, gather));
            }
        }
        ("", "") if connaisseur::is(&object) => {
            gather.met(Format::Connaisseur);
            connaisseur::import(object, gather);
        }
        _ => gather.mention("", document, Why::OtherDocument),
    }
}
