//! Whether a list of parts is tied to a file or image, and by what: a ladder of five steps.

use crate::{Component, HashName, Index, finding::codes};

codes! {
    /// The steps, the strongest first.
    BindingStep {
        /// A signed statement carries this list, and one of its subjects has the digest.
        SignedForThis => "signed-for-this",
        /// The list itself is signed, and names the digest as its root's.
        SignedAndNamesThis => "signed-and-names-this",
        /// The list names the digest, but nobody signed it.
        NamesThis => "names-this",
        /// Only names agree. That ties nothing to anything.
        NameOnly => "name-only",
        /// Nothing ties them.
        Nothing => "nothing",
    }
}

codes! {
    /// Which digest agreed.
    Matched {
        /// That of the file.
        File => "file",
        /// That of the image's index (all platforms).
        ImageIndex => "image-index",
        /// That of one platform's manifest.
        ImageManifest => "image-manifest",
        /// That of the image's configuration.
        ImageConfig => "image-config",
    }
}

/// A digest: algorithm and hex digits of either case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDigest {
    /// The algorithm.
    pub name: HashName,
    /// Hex digits.
    pub hex: String,
}

/// The SHA-256 digests of an image, in hex, with or without `sha256:`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageDigests {
    /// Of the index, when there is one.
    pub index: Option<String>,
    /// Of what the image is on each platform; one when there is no index.
    pub platforms: Vec<PlatformDigests>,
}

/// The digests of an image on one platform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlatformDigests {
    /// Such as `linux/arm64`; absent when nothing names it.
    pub name: Option<String>,
    /// Of the manifest.
    pub manifest: Option<String>,
    /// Of the configuration.
    pub config: Option<String>,
}

/// What is known of the file or image that a list may describe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BindingFacts {
    /// Digests computed from the file.
    pub file: Vec<FileDigest>,
    /// Its name.
    pub file_name: Option<String>,
    /// Its digests, when it is an image.
    pub image: Option<ImageDigests>,
    /// The digests of each subject of the statement that carries the list: only when its signature **held**.
    pub signed_subjects: Option<Vec<Vec<FileDigest>>>,
    /// Whether a signature over the list's own bytes **held**.
    pub document_signed: bool,
}

/// What ties a list to a file or image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The strongest step that holds.
    pub step: BindingStep,
    /// The digest it rests on, and whose it is; for the first three steps.
    pub matched: Option<(Matched, FileDigest)>,
    /// The platform whose manifest or configuration it is, when the image has a name for it.
    pub platform: Option<String>,
    /// The list, or the statement that carries it, names digests that could agree and do not: it describes
    /// something else.
    pub describes_other: bool,
}

/// Where `index` stands on the ladder for the file or image in `facts`.
pub fn bind(index: &Index, facts: &BindingFacts) -> Binding {
    let own = own_digests(facts);
    let subjects = facts.signed_subjects.as_deref().unwrap_or_default();
    if let Some(own) = agree(subjects, &own) {
        return own.bound(BindingStep::SignedForThis, false);
    }
    let roots = root_digests(index);
    let other_subject = is_comparable(subjects, &own);
    if let Some(own) = agree(&roots, &own) {
        let step = if facts.document_signed {
            BindingStep::SignedAndNamesThis
        } else {
            BindingStep::NamesThis
        };
        return own.bound(step, other_subject);
    }
    let step = if names_agree(index, facts) {
        BindingStep::NameOnly
    } else {
        BindingStep::Nothing
    };
    Binding {
        step,
        matched: None,
        platform: None,
        describes_other: other_subject || is_comparable(&roots, &own),
    }
}

/// One thing the file or image is known by.
struct Own {
    matched: Matched,
    platform: Option<String>,
    /// Only those that can tie.
    digests: Vec<FileDigest>,
}

/// One of them, and the digest by which it was found.
struct Agreed<'o>(&'o Own, FileDigest);

impl Agreed<'_> {
    fn bound(self, step: BindingStep, describes_other: bool) -> Binding {
        let Self(own, digest) = self;
        Binding {
            step,
            matched: Some((own.matched, digest)),
            platform: own.platform.clone(),
            describes_other,
        }
    }
}

/// What the file or image is known by. The whole image first: a list for all of it says more than one for a
/// platform.
fn own_digests(facts: &BindingFacts) -> Vec<Own> {
    let mut own = Vec::new();
    if let Some(image) = &facts.image {
        let mut add = |matched, platform: &Option<String>, digest: &Option<String>| {
            own.extend(digest.as_deref().map(|text| Own {
                matched,
                platform: platform.clone(),
                digests: vec![FileDigest {
                    name: HashName::Sha256,
                    hex: text.strip_prefix("sha256:").unwrap_or(text).to_owned(),
                }],
            }));
        };
        add(Matched::ImageIndex, &None, &image.index);
        for platform in &image.platforms {
            add(Matched::ImageManifest, &platform.name, &platform.manifest);
        }
        for platform in &image.platforms {
            add(Matched::ImageConfig, &platform.name, &platform.config);
        }
    }
    own.push(Own {
        matched: Matched::File,
        platform: None,
        digests: facts
            .file
            .iter()
            .filter(|digest| digest.name.binds())
            .cloned()
            .collect(),
    });
    own
}

/// The digests a list gives for each of the things it is about.
fn root_digests(index: &Index) -> Vec<Vec<FileDigest>> {
    let facts = index.facts();
    if !facts.roots_declared {
        return Vec::new();
    }
    let roots = facts.roots.iter().filter_map(|id| index.component(*id));
    roots
        .map(|root| {
            let hashes = root
                .hashes()
                .filter(|(name, hex)| name.binds() && crate::check::is_hash(*name, hex))
                .map(|(name, hex)| FileDigest {
                    name,
                    hex: hex.to_owned(),
                });
            hashes
                .chain(purl_digest(&root))
                .chain(root.version().and_then(sha256))
                .collect()
        })
        .collect()
}

/// `pkg:oci/name@sha256:…`, whose colon is mostly escaped.
fn purl_digest(root: &Component<'_>) -> Option<FileDigest> {
    let purl = root.purl()?;
    let path = purl.split(['?', '#']).next()?;
    let (_, version) = path.rsplit_once('@')?;
    sha256(&version.replace("%3A", ":").replace("%3a", ":"))
}

fn sha256(text: &str) -> Option<FileDigest> {
    let hex = text.strip_prefix("sha256:")?;
    crate::check::is_hash(HashName::Sha256, hex).then(|| FileDigest {
        name: HashName::Sha256,
        hex: hex.to_owned(),
    })
}

/// The first thing whose digests agree with those of one of `named`: of the algorithms that both have, there is
/// at least one, and each has an equal digest. (A list may name several of one algorithm: an image's manifest
/// and its configuration.)
fn agree<'o>(named: &[Vec<FileDigest>], own: &'o [Own]) -> Option<Agreed<'o>> {
    own.iter().find_map(|own| {
        named.iter().find_map(|named| {
            let common: Vec<_> = own
                .digests
                .iter()
                .filter(|digest| named.iter().any(|one| one.name == digest.name))
                .collect();
            let equal = |digest: &FileDigest| {
                named
                    .iter()
                    .any(|one| one.name == digest.name && one.hex.eq_ignore_ascii_case(&digest.hex))
            };
            let first = common.first().map(|digest| (*digest).clone())?;
            common
                .iter()
                .all(|digest| equal(digest))
                .then_some(Agreed(own, first))
        })
    })
}

/// Whether some digest of `named` could have agreed: its algorithm is among those that are known.
fn is_comparable(named: &[Vec<FileDigest>], own: &[Own]) -> bool {
    let mut known = own.iter().flat_map(|own| &own.digests);
    known.any(|digest| named.iter().flatten().any(|one| one.name == digest.name))
}

/// Whether the root's name, or its file's, is that of the file.
fn names_agree(index: &Index, facts: &BindingFacts) -> bool {
    let Some(file) = facts.file_name.as_deref().map(str::to_lowercase) else {
        return false;
    };
    let roots = index
        .facts()
        .roots
        .iter()
        .filter_map(|id| index.component(*id));
    roots.into_iter().any(|root| {
        let named = root
            .all(crate::AttributeKind::FileName)
            .any(|name| name.to_lowercase() == file);
        let name = root
            .name()
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_lowercase();
        let version = root
            .version()
            .is_none_or(|version| file.contains(&version.trim_start_matches('v').to_lowercase()));
        named || (!name.is_empty() && (file == name || (file.starts_with(&name) && version)))
    })
}
