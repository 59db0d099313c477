//! Looks into an archive without unpacking it to disk: which package it says it is, and whether signature
//! files or parts lists are in it. All of it is claimed by whoever packed the archive.
//!
//! Only names and a few small members are read, as a stream and within limits; no path of a member is ever used
//! as a path here. What goes beyond is refused with a reason.

mod claims;
mod system;
mod unpack;

use std::{
    fs::File,
    io::{self, Read, Seek},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use flate2::bufread::GzDecoder;
use whence_evidence::forms;

use crate::{
    classify::{self, Archive},
    intake::open_ordinary,
};

use claims::{Description, chosen, describes};
use unpack::{Budget, Limited, Zstd, leads_out, zip_members};

/// Bytes that are unpacked altogether.
pub(crate) const LONGEST_UNPACKED: u64 = 256 << 20;
/// Members that are looked at.
pub(crate) const MOST_MEMBERS: usize = 100_000;
/// Bytes of one member that is read.
const LONGEST_MEMBER: u64 = 1 << 20;
/// Members that are read to tell whether they are evidence or parts lists.
const MOST_READ: usize = 64;
/// Bytes of the target of a link.
const LONGEST_LINK: u64 = 4 << 10;

/// What was seen in an archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inside {
    /// The package it says it is.
    pub package: Option<Claimed>,
    /// Signature files in it.
    pub evidence: usize,
    /// Parts lists in it.
    pub parts_lists: usize,
    /// Why it was not looked through to its end.
    pub refused: Option<Refused>,
}

/// A package as an archive says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Type of a package URL: `npm`, `pypi`, `maven`.
    pub ecosystem: &'static str,
    /// With its scope or group.
    pub name: String,
    /// As written.
    pub version: String,
}

/// Why an archive was not looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// More members than are looked at.
    TooManyMembers,
    /// It unpacks to more than is looked at.
    TooLarge,
    /// Unpacking it takes more memory than is spent on it.
    TooMuchMemory,
    /// A member or link whose path leads out of where the archive is unpacked.
    PathLeadsOut,
    /// It is packed with xz, which is not read.
    Xz,
    /// It is packed with bzip2, which is not read.
    Bzip2,
    /// It is a 7z archive, which is not read.
    SevenZip,
    /// It is broken, or packed in a way that is not read.
    Unreadable,
}

impl Refused {
    /// All reasons.
    pub const ALL: [Self; 8] = [
        Self::TooManyMembers,
        Self::TooLarge,
        Self::TooMuchMemory,
        Self::PathLeadsOut,
        Self::Xz,
        Self::Bzip2,
        Self::SevenZip,
        Self::Unreadable,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooManyMembers => "too-many-members",
            Self::TooLarge => "too-large",
            Self::TooMuchMemory => "too-much-memory",
            Self::PathLeadsOut => "path-leads-out",
            Self::Xz => "xz",
            Self::Bzip2 => "bzip2",
            Self::SevenZip => "seven-zip",
            Self::Unreadable => "unreadable",
        }
    }
}

/// Why an archive of a kind that is not unpacked is not looked through.
const fn closed(archive: Archive) -> Refused {
    match archive {
        Archive::Xz => Refused::Xz,
        Archive::Bzip2 => Refused::Bzip2,
        Archive::SevenZip => Refused::SevenZip,
        _ => Refused::Unreadable,
    }
}

/// The kinds of archives that are recognised and not looked into.
pub(crate) fn not_looked_into() -> impl Iterator<Item = Archive> {
    let all = Archive::ALL.iter().copied();
    all.filter(|archive| closed(*archive) != Refused::Unreadable)
}

impl Claimed {
    /// As a package URL.
    pub fn purl(&self) -> String {
        let name = self.name.replace('@', "%40");
        format!("pkg:{}/{name}@{}", self.ecosystem, self.version)
    }
}

/// Looks into a file; `None` when it is no archive, or `cancel` was set.
pub fn look_into(path: &Path, cancel: &AtomicBool) -> Option<Inside> {
    let mut file = open_ordinary(path).ok()?;
    let mut head = Vec::with_capacity(512);
    file.by_ref().take(512).read_to_end(&mut head).ok()?;
    let archive = classify::archive(&head)?;
    file.rewind().ok()?;
    let name = path.file_name()?.to_str();
    let budget = Budget::new(LONGEST_UNPACKED, cancel);
    let mut look = Look {
        inside: Inside::default(),
        claims: Vec::new(),
        budget: &budget,
        members: 0,
        read: 0,
    };
    let seen = match archive {
        Archive::Tar => look.tar(file),
        Archive::Gzip | Archive::Zstd => look.packed(archive, io::BufReader::new(file)),
        Archive::Zip => look.zip(file),
        Archive::Ar => look.debian(io::BufReader::new(file)),
        Archive::Rpm => look.rpm(io::BufReader::new(file)),
        Archive::Xz | Archive::Bzip2 | Archive::SevenZip => Err(closed(archive)),
    };
    if cancel.load(Ordering::Relaxed) {
        return None;
    }
    let mut inside = look.inside;
    inside.refused = seen.err();
    inside.package = chosen(name.unwrap_or_default(), look.claims);
    // A compressed file that is no archive at all is nothing to speak of.
    let compressed = matches!(archive, Archive::Gzip | Archive::Zstd);
    let unread = matches!(inside.refused, None | Some(Refused::Unreadable));
    let nothing = compressed && unread && look.members == 0;
    // Of the archives of Unix only packages are spoken of, not libraries.
    let library = archive == Archive::Ar && inside == Inside::default();
    (!nothing && !library).then_some(inside)
}

struct Look<'a> {
    inside: Inside,
    claims: Vec<Claimed>,
    budget: &'a Budget<'a>,
    members: usize,
    read: usize,
}

impl Look<'_> {
    fn packed(&mut self, packing: Archive, source: impl io::BufRead) -> Result<(), Refused> {
        match packing {
            Archive::Gzip => self.tar(GzDecoder::new(source)),
            Archive::Zstd => self.tar(Zstd::new(source, self.budget)),
            _ => Err(Refused::Unreadable),
        }
    }

    fn tar(&mut self, unpacked: impl Read) -> Result<(), Refused> {
        let budget = self.budget;
        let broken = |_| budget.refused();
        let mut archive = tar::Archive::new(Limited::new(unpacked, budget));
        let mut entries = archive.entries().map_err(broken)?;
        while let Some(entry) = budget.between_members(|| entries.next()) {
            let mut entry = entry.map_err(broken)?;
            let name = entry.path_bytes().into_owned();
            let link = entry.link_name_bytes().map(|link| link.into_owned());
            let kind = entry.header().entry_type();
            // Hard links name their target from the top, symbolic ones from where they stand.
            let from: &[u8] = if kind.is_symlink() { &name } else { b"" };
            if link.is_some_and(|link| leads_out(&link, from)) {
                return Err(Refused::PathLeadsOut);
            }
            self.member(&name, kind.is_file(), &mut entry)?;
            io::copy(&mut entry, &mut io::sink()).map_err(broken)?;
        }
        Ok(())
    }

    fn zip(&mut self, file: File) -> Result<(), Refused> {
        /// Bytes of the directory at the end.
        const LONGEST_DIRECTORY: u64 = 16 << 20;
        let budget = self.budget;
        let count = zip_members(&file).ok_or(Refused::Unreadable)?;
        if count > MOST_MEMBERS as u64 {
            return Err(Refused::TooManyMembers);
        }
        // Small, because what is read next mostly lies elsewhere.
        let source = io::BufReader::with_capacity(1 << 10, Limited::new(file, budget));
        let directory = budget.within(LONGEST_DIRECTORY, || zip::ZipArchive::new(source));
        let mut archive = directory.map_err(|_| match budget.refused() {
            Refused::TooLarge => Refused::TooManyMembers,
            other => other,
        })?;
        for index in 0..archive.len() {
            // Encrypted and oddly packed members are none of ours to read, yet their names count.
            let raw = archive.by_index_raw(index).map_err(|_| budget.refused())?;
            let (name, is_file) = (raw.name_raw().to_vec(), raw.is_file());
            let is_link = raw.is_symlink();
            drop(raw);
            if !is_link && !self.wants(&name, is_file) {
                self.member(&name, false, &mut io::empty())?;
                continue;
            }
            let Ok(mut member) = archive.by_index(index) else {
                self.member(&name, false, &mut io::empty())?;
                continue;
            };
            if is_link {
                let mut target = Vec::new();
                let read = member.take(LONGEST_LINK).read_to_end(&mut target);
                read.map_err(|_| budget.refused())?;
                if leads_out(&target, &name) {
                    return Err(Refused::PathLeadsOut);
                }
                self.member(&name, false, &mut io::empty())?;
            } else {
                self.member(&name, is_file, &mut Limited::new(&mut member, budget))?;
            }
        }
        Ok(())
    }

    /// Whether the content of a member says something of the package, or may be evidence.
    fn wants(&self, name: &[u8], is_file: bool) -> bool {
        let describes = self.claims.len() < MOST_READ && describes(name).is_some();
        is_file && (describes || (self.read < MOST_READ && may_be_evidence(name)))
    }

    fn member(
        &mut self,
        name: &[u8],
        is_file: bool,
        content: &mut dyn Read,
    ) -> Result<(), Refused> {
        self.members += 1;
        if self.members > MOST_MEMBERS {
            return Err(Refused::TooManyMembers);
        }
        if leads_out(name, b"") {
            return Err(Refused::PathLeadsOut);
        }
        if !self.wants(name, is_file) {
            return Ok(());
        }
        let description = describes(name);
        if description.is_none() {
            self.read += 1;
        }
        if let Some(Description::Conda) = description {
            self.claims.extend(self.conda(content)?);
            return Ok(());
        }
        let mut bytes = Vec::new();
        let read = content.take(LONGEST_MEMBER).read_to_end(&mut bytes);
        read.map_err(|_| self.budget.refused())?;
        if let Some(description) = description {
            self.claims.extend(description.package(name, &bytes));
        } else if forms::is_evidence(&bytes) {
            self.inside.evidence += 1;
        } else if whence_sbom::recognise(&bytes).is_some_and(whence_sbom::Format::lists_parts) {
            self.inside.parts_lists += 1;
        }
        Ok(())
    }

    /// The content of one member of an archive in this one; nothing is looked into any deeper.
    fn inner(
        &self,
        packing: Archive,
        content: &mut dyn Read,
        wanted: &[u8],
    ) -> Result<Option<Vec<u8>>, Refused> {
        let budget = self.budget;
        let broken = |_| budget.refused();
        let source = io::BufReader::new(content);
        let unpacked: Box<dyn Read> = match packing {
            Archive::Gzip => Box::new(GzDecoder::new(source)),
            Archive::Zstd => Box::new(Zstd::new(source, budget)),
            Archive::Tar => Box::new(source),
            other => return Err(closed(other)),
        };
        let mut archive = tar::Archive::new(Limited::new(unpacked, budget));
        let mut entries = archive.entries().map_err(broken)?;
        for _ in 0..MOST_MEMBERS {
            let Some(entry) = budget.between_members(|| entries.next()) else {
                return Ok(None);
            };
            let mut entry = entry.map_err(broken)?;
            let name = entry.path_bytes();
            if name.strip_prefix(b"./").unwrap_or(&name) == wanted {
                let mut bytes = Vec::new();
                let read = entry.take(LONGEST_MEMBER).read_to_end(&mut bytes);
                read.map_err(broken)?;
                return Ok(Some(bytes));
            }
            io::copy(&mut entry, &mut io::sink()).map_err(broken)?;
        }
        Err(Refused::TooManyMembers)
    }
}

fn may_be_evidence(name: &[u8]) -> bool {
    const ENDS: [&[u8]; 8] = [
        b".sigstore.json",
        b".sigstore",
        b".intoto.jsonl",
        b".attestation",
        b".bundle",
        b".cdx.json",
        b".spdx.json",
        b"bom.json",
    ];
    ENDS.iter().any(|end| name.ends_with(end)) || name.windows(7).any(|part| part == b"/sboms/")
}

#[cfg(test)]
mod tests;
