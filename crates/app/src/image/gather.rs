//! Finds what is attached to a digest: under cosign's tags, among the referrers, and under the tag that stands in
//! for a list of them. All places are always looked at: an image may have old and new evidence by different signers.

use std::{cell::Cell, collections::BTreeSet, ffi::OsString, sync::Arc};

use whence_evidence::{
    Digest, Unreadable,
    bundle::Bundle,
    forms::{self, CosignAnnotations},
    limits,
    oci::{
        self, Attachment, Descriptor, ImageManifest, Manifest, annotations, attachment_of,
        signature_tag, tag_of,
    },
};
use whence_verdict::{Problem, Relation};

use super::{Attached, AttachedBy, Name, Repository, Trouble};
use crate::{
    check::digest as hash,
    discover::{Content, Defect, Piece},
    view::Origin,
};

/// What is attached to one digest.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// Evidence.
    pub(super) pieces: Vec<Piece>,
    /// What nobody signed.
    pub(super) attached: Vec<Attached>,
    /// Whether some place could not be searched.
    pub(super) out_of_reach: bool,
}

/// A manifest that was hashed: its digest is that of the bytes that came, whatever anybody said.
#[derive(Debug, Clone)]
pub(super) struct Received {
    pub(super) digest: Digest,
    pub(super) size: u64,
    pub(super) manifest: Manifest,
}

/// Asks for a manifest and hashes it; `None` when it is not there.
pub(super) fn receive(
    repository: &dyn Repository,
    name: Name<'_>,
) -> Result<Option<Received>, Trouble> {
    let Some(answer) = repository.manifest(name)? else {
        return Ok(None);
    };
    let algorithm = match name {
        Name::Digest(digest) => digest.algorithm(),
        Name::Tag(_) => whence_evidence::HashAlgorithm::Sha256,
    };
    let digest = hash(algorithm, &answer.bytes);
    if let Name::Digest(wanted) = name
        && digest != *wanted
    {
        return Err(Trouble::Problem(Problem::ImageContentDiffers));
    }
    let media_type = answer.media_type.as_deref();
    let media_type = media_type.map(|text| text.split(';').next().unwrap_or_default().trim());
    let manifest = Manifest::parse(&answer.bytes, media_type)
        .map_err(|_| Trouble::Problem(Problem::ImageUnreadable))?;
    Ok(Some(Received {
        digest,
        size: answer.bytes.len() as u64,
        manifest,
    }))
}

/// Bytes that may still be fetched of what is attached to one image.
#[derive(Debug)]
pub(super) struct Allowance(Cell<u64>);

impl Default for Allowance {
    fn default() -> Self {
        Self(Cell::new(limits::ATTACHED_BYTES))
    }
}

impl Allowance {
    /// Takes so many bytes off, when they are left.
    fn take(&self, bytes: u64) -> bool {
        let left = self.0.get().checked_sub(bytes);
        left.inspect(|left| self.0.set(*left)).is_some()
    }
}

/// The content of a layer of at most `limit` bytes, when it is there and is what its digest says.
///
/// # Errors
/// Whatever kept the answer from coming.
pub(super) fn content_of(
    repository: &dyn Repository,
    layer: &Descriptor,
    limit: usize,
    allowance: &Allowance,
) -> Result<Option<Vec<u8>>, Trouble> {
    let Some(digest) = layer.digest else {
        return Ok(None);
    };
    if layer.size > limit as u64 || !allowance.take(layer.size) {
        return Ok(None);
    }
    let bytes = match &layer.data {
        // Written into the descriptor, which saves asking.
        Some(data) => Some(data.clone()),
        None => repository.blob(&digest, layer.size)?,
    };
    Ok(bytes.filter(|bytes| {
        bytes.len() as u64 == layer.size && hash(digest.algorithm(), bytes) == digest
    }))
}

/// Something that nobody signed by itself, with its bytes when it may hold a parts list. That those do not come
/// takes nothing from what is proven.
///
/// # Errors
/// [`Trouble::Cancelled`] alone.
pub(super) fn unsigned(
    repository: &dyn Repository,
    kind: Attachment,
    by: AttachedBy,
    layer: &Descriptor,
    allowance: &Allowance,
) -> Result<Attached, Trouble> {
    let predicate = annotations::PREDICATE_TYPES
        .iter()
        .find_map(|name| layer.annotations.filled(name));
    let what = predicate.unwrap_or(&layer.media_type);
    let may_list_parts = match kind {
        Attachment::PartsList => true,
        Attachment::Statement => predicate.is_none_or(oci::names_parts_list),
        _ => false,
    };
    let content = if may_list_parts {
        match content_of(repository, layer, limits::EVIDENCE_BYTES, allowance) {
            Ok(content) => content,
            Err(Trouble::Problem(_)) => None,
            Err(Trouble::Cancelled) => return Err(Trouble::Cancelled),
        }
    } else {
        None
    };
    Ok(Attached {
        kind,
        by,
        what: what.to_owned(),
        digest: layer.digest,
        size: layer.size,
        content: content.map(Arc::from),
    })
}

/// Everything that is attached to `digest`. A place that cannot be searched is noted, and the others are.
///
/// # Errors
/// [`Trouble::Cancelled`] alone.
pub(super) fn gather(
    repository: &dyn Repository,
    digest: &Digest,
    allowance: &Allowance,
) -> Result<Gathered, Trouble> {
    let mut gathering = Gathering {
        repository,
        digest,
        allowance,
        found: Gathered::default(),
        seen: BTreeSet::new(),
        layers: 0,
    };
    for kind in ["sig", "att", "sbom"] {
        let tag = signature_tag(digest, kind);
        if let Some(received) = gathering
            .reach(receive(repository, Name::Tag(&tag)))?
            .flatten()
        {
            gathering.take(&received, AttachedBy::Tag, &format!(".{kind}"))?;
        }
    }
    gathering.referrers()?;
    Ok(gathering.found)
}

/// The evidence in the layers of a manifest that was written for the purpose, such as one that `cosign save` marked.
pub(super) fn gather_from(
    repository: &dyn Repository,
    digest: &Digest,
    received: &Received,
    relation: Relation,
    allowance: &Allowance,
) -> Result<Gathered, Trouble> {
    let mut gathering = Gathering {
        repository,
        digest,
        allowance,
        found: Gathered::default(),
        seen: BTreeSet::new(),
        layers: 0,
    };
    gathering.take(received, AttachedBy::Tag, "")?;
    for piece in &mut gathering.found.pieces {
        piece.relation = relation;
    }
    Ok(gathering.found)
}

struct Gathering<'a> {
    repository: &'a dyn Repository,
    digest: &'a Digest,
    allowance: &'a Allowance,
    found: Gathered,
    /// Manifests that were looked into.
    seen: BTreeSet<Digest>,
    layers: usize,
}

impl Gathering<'_> {
    /// What came, unless the place is out of reach. What is there and no manifest is as good as out of reach.
    fn reach<T>(&mut self, answer: Result<T, Trouble>) -> Result<Option<T>, Trouble> {
        match answer {
            Ok(came) => Ok(Some(came)),
            Err(Trouble::Cancelled) => Err(Trouble::Cancelled),
            Err(Trouble::Problem(_)) => {
                self.found.out_of_reach = true;
                Ok(None)
            }
        }
    }

    fn referrers(&mut self) -> Result<(), Trouble> {
        let listed = self.repository.referrers(self.digest);
        let mut listed = self.reach(listed)?.flatten().unwrap_or_default();
        // Also where a list came: some registries take referrers in and list none of them, and some evidence was
        // pushed by tools that knew the tag alone.
        let tag = tag_of(self.digest);
        let fallback = receive(self.repository, Name::Tag(&tag));
        if let Some(Some(received)) = self.reach(fallback)?
            && let Manifest::Index(index) = received.manifest
        {
            listed.extend(index.manifests);
        }
        let mut known = BTreeSet::new();
        listed.retain(|descriptor| descriptor.digest.is_none_or(|digest| known.insert(digest)));
        if listed.len() > limits::ATTACHMENTS {
            self.found.out_of_reach = true;
            listed.truncate(limits::ATTACHMENTS);
        }
        for descriptor in listed {
            self.referrer(&descriptor)?;
        }
        Ok(())
    }

    fn referrer(&mut self, descriptor: &Descriptor) -> Result<(), Trouble> {
        let Some(digest) = descriptor.digest else {
            self.found.out_of_reach = true;
            return Ok(());
        };
        let received = receive(self.repository, Name::Digest(&digest));
        let Some(received) = self.reach(received)? else {
            return Ok(());
        };
        let Some(received) = received else {
            // Listed and not there.
            self.found.out_of_reach = true;
            return Ok(());
        };
        let name = format!("referrer {}", short(&digest));
        let subject = received.manifest.subject();
        if subject.and_then(|subject| subject.digest) != Some(*self.digest) {
            // The list says so, and the manifest itself does not.
            let lying = Unreadable::text("a referrer of another image");
            self.piece(name, &[], Err(lying));
            return Ok(());
        }
        self.take(&received, AttachedBy::Referrer, &name)
    }

    /// Takes the layers of an attached manifest.
    fn take(&mut self, received: &Received, by: AttachedBy, name: &str) -> Result<(), Trouble> {
        let Manifest::Image(manifest) = &received.manifest else {
            self.found.out_of_reach = true;
            return Ok(());
        };
        if !self.seen.insert(received.digest) {
            return Ok(());
        }
        let kind = manifest.kind();
        if attachment_of(kind) == Attachment::OtherSignature {
            let other = Unreadable::unknown("a signature of another system");
            self.piece(format!("{name} {kind}"), &[], Err(other));
            return Ok(());
        }
        let name = match by {
            AttachedBy::Tag => format!("{}{name}", short(self.digest)),
            AttachedBy::Index | AttachedBy::Referrer => name.to_owned(),
        };
        let many = manifest.layers.len() > 1;
        for (position, layer) in (1..).zip(&manifest.layers) {
            if self.layers == limits::ATTACHMENTS {
                self.found.out_of_reach = true;
                return Ok(());
            }
            self.layers += 1;
            let name = if many {
                format!("{name} #{position}")
            } else {
                name.clone()
            };
            self.layer(manifest, layer, by, name)?;
        }
        if manifest.layers.is_empty() {
            self.found.attached.push(Attached {
                kind: Attachment::Other,
                by,
                what: kind.to_owned(),
                digest: manifest.config.digest,
                size: manifest.config.size,
                content: None,
            });
        }
        Ok(())
    }

    fn layer(
        &mut self,
        manifest: &ImageManifest,
        layer: &Descriptor,
        by: AttachedBy,
        name: String,
    ) -> Result<(), Trouble> {
        let kind = attachment_of(&layer.media_type);
        if !matches!(
            kind,
            Attachment::Signature | Attachment::Envelope | Attachment::Bundle
        ) {
            // A parts list may hide behind a general media type.
            let kind = match (kind, attachment_of(manifest.kind())) {
                (Attachment::Other, of_whole @ (Attachment::PartsList | Attachment::Statement)) => {
                    of_whole
                }
                (kind, _) => kind,
            };
            let attached = unsigned(self.repository, kind, by, layer, self.allowance)?;
            self.found.attached.push(attached);
            return Ok(());
        }
        let limit = match kind {
            Attachment::Signature => limits::PAYLOAD_BYTES,
            _ => limits::EVIDENCE_BYTES,
        };
        let content = content_of(self.repository, layer, limit, self.allowance);
        let Some(bytes) = self.reach(content)?.flatten() else {
            let differs = Unreadable::text("content that is not there or not what its digest says");
            self.piece(name, &[], Err(differs));
            return Ok(());
        };
        let beside = CosignAnnotations::of(&layer.annotations);
        match kind {
            Attachment::Signature => {
                let read = forms::cosign_signature(&bytes, &beside);
                self.piece(name, &bytes, read);
            }
            Attachment::Envelope => {
                let read = forms::cosign_attestation(&bytes, &beside);
                self.piece(name, &bytes, read);
            }
            _ => {
                for document in forms::read(&bytes) {
                    self.piece(name.clone(), &document.bytes, document.content);
                }
            }
        }
        Ok(())
    }

    /// Evidence, once: the same piece is often there under a tag and as a referrer.
    fn piece(&mut self, name: String, bytes: &[u8], content: Result<Bundle, Unreadable>) {
        let content = match content {
            Ok(bundle) => Content::Bundle(Arc::new(bundle)),
            Err(error) => Content::Defect(Defect::from(error)),
        };
        let is_known = |known: &Piece| {
            let both = known.content.bundle().zip(content.bundle());
            both.is_some_and(|(known, bundle)| known == bundle)
        };
        if self.found.pieces.iter().any(is_known) {
            return;
        }
        self.found.pieces.push(Piece {
            name: OsString::from(name),
            path: None,
            origin: Origin::Attached,
            relation: Relation::Meant,
            bytes: Arc::from(bytes),
            content,
            list: None,
            about: None,
            lies_in_folder: false,
        });
    }
}

/// Enough of a digest to tell it from others at a glance.
pub(super) fn short(digest: &Digest) -> String {
    let hex = digest.to_hex();
    let hex = hex.get(..12).unwrap_or(&hex);
    format!("{}:{hex}\u{2026}", digest.algorithm().as_str())
}
