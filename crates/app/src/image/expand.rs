//! From a name or a saved image to its digests: the index first, then each platform.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use whence_evidence::{
    Digest,
    oci::{Attachment, Descriptor, Index, Manifest, Platform, annotations},
};
use whence_verdict::{Problem, Relation};

use super::{
    Attached, AttachedBy, Content, ImageFacts, ImageInput, Name, Part, Registries, Repository,
    Role, Trouble,
    gather::{self, Allowance, Gathered, Received},
    saved::{self, Saved},
};
use crate::{check::Cancelled, discover::Piece};

/// Platforms of one index, and images of one file, that are looked at.
const PARTS: usize = 100;
/// Indexes within indexes.
const DEEPEST: usize = 3;

/// The parts of an image in a registry; without `registries` the network may not be used.
pub(crate) fn of_reference(
    input: &ImageInput,
    registries: Option<&dyn Registries>,
    cancel: &AtomicBool,
) -> Result<Vec<Part>, Cancelled> {
    let reference = &input.reference;
    let facts = ImageFacts {
        reference: Some(reference.to_string()),
        repository: Some(reference.repository()),
        tag: reference
            .digest()
            .is_none()
            .then(|| reference.tag_or_latest().to_owned()),
        digest: reference.digest().copied(),
        ..ImageFacts::default()
    };
    let opened = match registries {
        None => Err(Trouble::Problem(Problem::LookUpNeededButOff)),
        Some(registries) => registries.repository(reference, cancel),
    };
    let found = opened.and_then(|repository| {
        let name = match reference.digest() {
            Some(digest) => Name::Digest(digest),
            None => Name::Tag(reference.tag_or_latest()),
        };
        let received =
            gather::receive(&*repository, name)?.ok_or(Trouble::Problem(Problem::ImageNotFound))?;
        let mut expansion = Expansion::new(&*repository, input.platform.as_ref());
        expansion.add(&facts, received, None, 0)?;
        Ok(expansion.finish(&facts))
    });
    finish(found, facts)
}

/// The parts of the images in a folder or an archive.
pub(crate) fn of_saved(
    path: &Path,
    platform: Option<&Platform>,
    cancel: &AtomicBool,
) -> Result<Vec<Part>, Cancelled> {
    let facts = ImageFacts {
        path: Some(path.to_owned()),
        ..ImageFacts::default()
    };
    let found = Saved::open(path, cancel).and_then(|saved| {
        let saved = Arc::new(saved);
        let mut expansion = Expansion::new(&*saved, platform);
        expansion.place = Some(Arc::clone(&saved));
        match saved.top() {
            saved::Top::Layout(index) => expansion.layout(&facts, index)?,
            saved::Top::Folder(received, signatures) => {
                expansion.add(&facts, received.clone(), None, 0)?;
                if let Some(part) = expansion.parts.first_mut() {
                    part.pieces.extend(signatures.iter().cloned());
                }
            }
            saved::Top::Docker => {}
        }
        let unnamed = expansion.unnamed(&facts, &saved)?;
        // Without an image there is nothing that they could hide beside.
        if !expansion.parts.is_empty() {
            expansion.other_files(&facts, &saved, &unnamed, cancel)?;
        }
        Ok(expansion.finish(&facts))
    });
    finish(found, facts)
}

/// One part that says what is the matter, where there is nothing else to say.
fn finish(found: Result<Vec<Part>, Trouble>, facts: ImageFacts) -> Result<Vec<Part>, Cancelled> {
    let problem = match found {
        Ok(parts) if !parts.is_empty() => return Ok(parts),
        // Nothing for the platform that was asked for, or nothing at all.
        Ok(_) => Problem::PlatformMissing,
        Err(Trouble::Problem(problem)) => problem,
        Err(Trouble::Cancelled) => return Err(Cancelled),
    };
    Ok(vec![broken(facts, problem)])
}

/// A part that could not be looked at.
fn broken(facts: ImageFacts, problem: Problem) -> Part {
    Part {
        digest: facts.digest,
        facts: Arc::new(facts),
        size: None,
        problem: Some(problem),
        searched: false,
        pieces: vec![],
        content: None,
    }
}

struct Expansion<'a> {
    repository: &'a dyn Repository,
    platform: Option<&'a Platform>,
    /// The saved image, whose blobs are to be hashed.
    place: Option<Arc<Saved>>,
    parts: Vec<Part>,
    seen: BTreeSet<Digest>,
    /// The configurations of the images that were come across, whether they are wanted or not.
    configs: BTreeSet<Digest>,
    /// How many manifests were not looked at, because there are too many.
    further: usize,
    /// How many images were come across at the top of a saved image.
    images: usize,
    allowance: Allowance,
}

/// The index above a manifest, and what proves who signed that.
struct Above {
    digest: Digest,
    pieces: Vec<Piece>,
    searched: bool,
}

impl<'a> Expansion<'a> {
    fn new(repository: &'a dyn Repository, platform: Option<&'a Platform>) -> Self {
        Self {
            repository,
            platform,
            place: None,
            parts: vec![],
            seen: BTreeSet::new(),
            configs: BTreeSet::new(),
            further: 0,
            images: 0,
            allowance: Allowance::default(),
        }
    }

    /// The parts, and one more for what is too much to be looked at: nobody may take silence for an answer.
    fn finish(mut self, facts: &ImageFacts) -> Vec<Part> {
        if self.further > 0 {
            let facts = ImageFacts {
                role: Role::Further,
                further: self.further,
                digest: None,
                ..facts.clone()
            };
            self.parts.push(broken(facts, Problem::ImagesTooMany));
        }
        self.parts
    }

    /// The images that `manifest.json` of Docker's archives names and nothing else leads to: they have no manifest
    /// that could be signed. Returns the paths of what they are made of.
    fn unnamed<'s>(
        &mut self,
        facts: &ImageFacts,
        saved: &'s Arc<Saved>,
    ) -> Result<BTreeSet<&'s str>, Trouble> {
        let mut paths = BTreeSet::new();
        let images = saved.docker_images();
        for (place, image) in (self.images + 1..).zip(images) {
            if self.parts.len() >= PARTS {
                self.further += 1;
                continue;
            }
            let unnamed = saved.unnamed(image, &self.configs);
            if matches!(unnamed, Ok(None)) {
                continue;
            }
            paths.insert(image.config.as_str());
            paths.extend(image.layers.iter().map(String::as_str));
            let mut facts = ImageFacts {
                calls_itself: image.tags.first().cloned(),
                role: Role::Config,
                place: (self.images + images.len() > 1).then_some(place),
                ..facts.clone()
            };
            let unnamed = match unnamed {
                Ok(Some(unnamed)) => unnamed,
                Ok(None) | Err(Trouble::Cancelled) => return Err(Trouble::Cancelled),
                Err(Trouble::Problem(problem)) => {
                    self.parts.push(broken(facts, problem));
                    continue;
                }
            };
            let platform = unnamed.config.platform;
            let wanted = self.platform.is_none_or(|wanted| {
                let own = platform.as_ref();
                own.is_some_and(|own| own.fits(wanted))
            });
            if !wanted || !self.configs.insert(unnamed.digest) {
                continue;
            }
            facts.platform = platform;
            facts.digest = Some(unnamed.digest);
            facts.config = Some(unnamed.digest);
            self.parts.push(Part {
                searched: true,
                content: Some(Content {
                    place: Arc::clone(saved),
                    blobs: unnamed.layers,
                }),
                ..broken(facts, Problem::ImageWithoutManifest)
            });
        }
        Ok(paths)
    }

    /// One part for the files that belong to no image, where there are any.
    fn other_files(
        &mut self,
        facts: &ImageFacts,
        saved: &Saved,
        of_images: &BTreeSet<&str>,
        cancel: &AtomicBool,
    ) -> Result<(), Trouble> {
        let other_files = saved.other_files(of_images, cancel)?;
        if !other_files.is_empty() {
            let facts = ImageFacts {
                role: Role::OtherFiles,
                other_files,
                ..facts.clone()
            };
            self.parts.push(broken(facts, Problem::ImageOtherFiles));
        }
        Ok(())
    }

    /// Adds a manifest, and those that it lists.
    fn add(
        &mut self,
        facts: &ImageFacts,
        received: Received,
        above: Option<&Above>,
        depth: usize,
    ) -> Result<(), Trouble> {
        if !self.seen.insert(received.digest) {
            return Ok(());
        }
        let found = match &received.manifest {
            Manifest::Schema1 => return Err(Trouble::Problem(Problem::ImageFormatOld)),
            Manifest::Index(_) | Manifest::Image(_) => {
                gather::gather(self.repository, &received.digest, &self.allowance)?
            }
        };
        self.add_gathered(facts, received, found, above, depth)
    }

    fn add_gathered(
        &mut self,
        facts: &ImageFacts,
        received: Received,
        found: Gathered,
        above: Option<&Above>,
        depth: usize,
    ) -> Result<(), Trouble> {
        let Gathered {
            mut pieces,
            mut attached,
            out_of_reach,
        } = found;
        let mut searched = !out_of_reach;
        let mut facts = ImageFacts {
            digest: Some(received.digest),
            index: above.map(|above| above.digest),
            ..facts.clone()
        };
        attached.splice(0..0, std::mem::take(&mut facts.attached));
        facts.attached = attached;
        if let Some(above) = above {
            searched &= above.searched;
        }
        match &received.manifest {
            Manifest::Index(index) => {
                facts.role = Role::Index;
                let own = Above {
                    digest: received.digest,
                    pieces: pieces
                        .iter()
                        .map(|piece| Piece {
                            about: piece.about.or(Some(received.digest)),
                            ..piece.clone()
                        })
                        .collect(),
                    searched,
                };
                let position = self.parts.len();
                let is_wanted = self.platform.is_none();
                if is_wanted {
                    self.parts.push(part(&facts, &received, pieces, searched));
                }
                let (listed, absent) = self.children(&facts, index, &own, depth)?;
                if is_wanted && let Some(part) = self.parts.get_mut(position) {
                    Arc::make_mut(&mut part.facts).platforms = (listed, absent);
                }
            }
            Manifest::Image(manifest) => {
                facts.role = Role::Manifest;
                facts.config = manifest.config.digest;
                self.configs.extend(facts.config);
                if facts.platform.is_none() && manifest.is_container_image() {
                    facts.platform = self.platform_of(&manifest.config)?;
                }
                if !manifest.is_container_image() {
                    facts.artifact_type = Some(manifest.kind().to_owned());
                }
                let wanted = self.platform.is_none_or(|wanted| {
                    let own = facts.platform.as_ref();
                    own.is_some_and(|own| own.fits(wanted))
                });
                if !wanted {
                    return Ok(());
                }
                if let Some(above) = above {
                    pieces.extend(above.pieces.iter().cloned());
                }
                let content = self.content(manifest, &mut facts);
                let mut part = part(&facts, &received, pieces, searched);
                part.content = content;
                self.parts.push(part);
            }
            Manifest::Schema1 => return Err(Trouble::Problem(Problem::ImageFormatOld)),
        }
        Ok(())
    }

    /// Adds what an index lists; how many platforms those are, and how many of them are not here.
    fn children(
        &mut self,
        facts: &ImageFacts,
        index: &Index,
        own: &Above,
        depth: usize,
    ) -> Result<(u32, u32), Trouble> {
        let mut statements = self.statements(index)?;
        let (mut listed, mut absent) = (0, 0);
        for child in &index.manifests {
            if child.attests().is_some() {
                continue;
            }
            listed += 1;
            if child
                .digest
                .is_some_and(|digest| self.seen.contains(&digest))
            {
                continue;
            }
            if depth == DEEPEST || self.parts.len() >= PARTS {
                self.further += 1;
                continue;
            }
            let unwanted = match (self.platform, &child.platform) {
                (Some(wanted), Some(platform)) => !platform.fits(wanted),
                _ => false,
            };
            let Some(digest) = child.digest.filter(|_| !unwanted) else {
                absent += u32::from(child.digest.is_none());
                continue;
            };
            let child_facts = ImageFacts {
                platform: child.platform.clone(),
                attached: statements.remove(&digest).unwrap_or_default(),
                platforms: (0, 0),
                artifact_type: None,
                ..facts.clone()
            };
            let received = match gather::receive(self.repository, Name::Digest(&digest)) {
                Ok(Some(received)) => received,
                // Who saves an image for one platform keeps the index and leaves the others out.
                Ok(None) if self.place.is_some() => {
                    absent += 1;
                    continue;
                }
                Ok(None) => {
                    self.broken(&child_facts, digest, own, Problem::ImageNotFound);
                    continue;
                }
                Err(Trouble::Problem(problem)) => {
                    self.broken(&child_facts, digest, own, problem);
                    continue;
                }
                Err(Trouble::Cancelled) => return Err(Trouble::Cancelled),
            };
            match self.add(&child_facts, received, Some(own), depth + 1) {
                Err(Trouble::Problem(problem)) => {
                    self.broken(&child_facts, digest, own, problem);
                }
                other => other?,
            }
        }
        Ok((listed, absent))
    }

    /// A platform that is listed and could not be looked at.
    fn broken(&mut self, facts: &ImageFacts, digest: Digest, own: &Above, problem: Problem) {
        let facts = ImageFacts {
            role: Role::Manifest,
            digest: Some(digest),
            index: Some(own.digest),
            ..facts.clone()
        };
        self.parts.push(broken(facts, problem));
    }

    /// The statements that BuildKit lists in the index, by the manifest they are about: present, and signed by
    /// nobody.
    fn statements(&self, index: &Index) -> Result<BTreeMap<Digest, Vec<Attached>>, Trouble> {
        let mut statements: BTreeMap<Digest, Vec<Attached>> = BTreeMap::new();
        let attesting = index.manifests.iter().filter_map(|child| {
            let (about, digest) = child.attests().zip(child.digest)?;
            self.platform
                .is_none_or(|wanted| {
                    let mut listed = index.manifests.iter();
                    let about = listed.find(|other| other.digest == Some(about));
                    let platform = about.and_then(|about| about.platform.as_ref());
                    platform.is_none_or(|platform| platform.fits(wanted))
                })
                .then_some((about, digest))
        });
        for (about, digest) in attesting.take(PARTS) {
            let received = match gather::receive(self.repository, Name::Digest(&digest)) {
                Ok(Some(received)) => received,
                Ok(None) | Err(Trouble::Problem(_)) => continue,
                Err(Trouble::Cancelled) => return Err(Trouble::Cancelled),
            };
            let Manifest::Image(manifest) = received.manifest else {
                continue;
            };
            let of_manifest = statements.entry(about).or_default();
            for layer in manifest.layers.iter().take(PARTS) {
                of_manifest.push(gather::unsigned(
                    self.repository,
                    Attachment::Statement,
                    AttachedBy::Index,
                    layer,
                    &self.allowance,
                )?);
            }
        }
        Ok(statements)
    }

    /// The machines that the configuration names, where no index says it.
    fn platform_of(&self, config: &Descriptor) -> Result<Option<Platform>, Trouble> {
        let Some(digest) = config.digest else {
            return Ok(None);
        };
        let limit = whence_evidence::limits::MANIFEST_BYTES as u64;
        let bytes = match self.repository.blob(&digest, limit) {
            Ok(bytes) => bytes,
            Err(Trouble::Problem(_)) => None,
            Err(Trouble::Cancelled) => return Err(Trouble::Cancelled),
        };
        let config = bytes
            .filter(|bytes| crate::check::digest(digest.algorithm(), bytes) == digest)
            .and_then(|bytes| whence_evidence::oci::Config::parse(&bytes).ok());
        Ok(config.and_then(|config| config.platform))
    }

    /// The blobs of a saved image that are in it.
    fn content(
        &self,
        manifest: &whence_evidence::oci::ImageManifest,
        facts: &mut ImageFacts,
    ) -> Option<Content> {
        let place = self.place.as_ref()?;
        let mut blobs = BTreeMap::new();
        for blob in std::iter::once(&manifest.config).chain(&manifest.layers) {
            match blob
                .digest
                .and_then(|digest| Some((place.blob_path(&digest)?, digest)))
            {
                Some((path, digest)) => {
                    blobs.insert(path, digest);
                }
                None if blob.data.is_some() => {}
                None => facts.absent_blobs += 1,
            }
        }
        Some(Content {
            place: Arc::clone(place),
            blobs,
        })
    }

    /// The images of a layout. What is attached stands beside them: by a name made of the digest, marked by
    /// `cosign save`, or as a referrer.
    fn layout(&mut self, facts: &ImageFacts, index: &Index) -> Result<(), Trouble> {
        let mut found = Vec::new();
        let mut known = BTreeSet::new();
        let mut marked = Vec::new();
        for entry in &index.manifests {
            let kind = entry
                .annotations
                .filled(annotations::KIND)
                .unwrap_or_default();
            let name = entry.annotations.filled(annotations::REF_NAME);
            let is_marked = matches!(
                kind,
                "dev.cosignproject.cosign/sigs" | "dev.cosignproject.cosign/atts"
            );
            if is_marked {
                marked.push(entry);
            }
            let is_attached = is_marked || name.is_some_and(saved::is_attached_name);
            let received = entry
                .digest
                .map(|digest| gather::receive(self.repository, Name::Digest(&digest)));
            let received = match received {
                Some(Ok(Some(received))) => received,
                Some(Err(trouble)) if !is_attached => return Err(trouble),
                Some(Err(Trouble::Cancelled)) => return Err(Trouble::Cancelled),
                // What was lost of what is attached is told where it is asked for.
                _ if is_attached => continue,
                _ => return Err(Trouble::Problem(Problem::ImageUnreadable)),
            };
            // What is attached to something else in here is not looked at by itself. Whoever makes the file says that
            // it is, and programs run it all the same when it is made like an image.
            let is_attached = is_attached || received.manifest.subject().is_some();
            let is_image = kind.starts_with("dev.cosignproject.cosign/image");
            let is_meant = !is_attached || is_image || self.can_run(&received.manifest)?;
            // One image may have several names.
            if is_meant && known.insert(received.digest) {
                found.push((entry, received));
            }
        }
        self.images = found.len();
        self.further += found.len().saturating_sub(PARTS);
        found.truncate(PARTS);
        // The mark does not say whose they are. Where there is one image there is no doubt.
        let relation = match found.len() {
            1 => Relation::Meant,
            _ => Relation::Nearby,
        };
        for (place, (entry, received)) in (1..).zip(found) {
            let name = [annotations::FULL_NAME, annotations::REF_NAME]
                .into_iter()
                .find_map(|name| entry.annotations.filled(name));
            let facts = ImageFacts {
                calls_itself: name.map(str::to_owned),
                place: (self.images > 1).then_some(place),
                ..facts.clone()
            };
            if !self.seen.insert(received.digest) {
                continue;
            }
            let mut gathered = gather::gather(self.repository, &received.digest, &self.allowance)?;
            for entry in &marked {
                let Some(digest) = &entry.digest else {
                    continue;
                };
                let attached = gather::receive(self.repository, Name::Digest(digest));
                let attached = match attached {
                    Ok(Some(attached)) => attached,
                    Ok(None) | Err(Trouble::Problem(_)) => {
                        gathered.out_of_reach = true;
                        continue;
                    }
                    Err(Trouble::Cancelled) => return Err(Trouble::Cancelled),
                };
                let more = gather::gather_from(
                    self.repository,
                    &received.digest,
                    &attached,
                    relation,
                    &self.allowance,
                )?;
                gathered.out_of_reach |= more.out_of_reach;
                gathered.pieces.extend(more.pieces);
                gathered.attached.extend(more.attached);
            }
            self.add_gathered(&facts, received, gathered, None, 0)?;
        }
        Ok(())
    }

    /// Whether programs for containers would run it, or something that it lists.
    fn can_run(&self, manifest: &Manifest) -> Result<bool, Trouble> {
        let index = match manifest {
            Manifest::Image(manifest) => return Ok(manifest.can_run()),
            Manifest::Index(index) => index,
            Manifest::Schema1 => return Ok(true),
        };
        for child in index.manifests.iter().take(PARTS) {
            let Some(digest) = &child.digest else {
                continue;
            };
            match gather::receive(self.repository, Name::Digest(digest)) {
                Ok(Some(received)) => match received.manifest {
                    Manifest::Image(manifest) if !manifest.can_run() => {}
                    // Lists of what is attached list nothing but that.
                    _ => return Ok(true),
                },
                Ok(None) | Err(Trouble::Problem(_)) => {}
                Err(Trouble::Cancelled) => return Err(Trouble::Cancelled),
            }
        }
        Ok(index.manifests.len() > PARTS)
    }
}

fn part(facts: &ImageFacts, received: &Received, pieces: Vec<Piece>, searched: bool) -> Part {
    Part {
        facts: Arc::new(facts.clone()),
        digest: Some(received.digest),
        size: Some(received.size),
        problem: None,
        searched,
        pieces,
        content: None,
    }
}
