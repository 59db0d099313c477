//! Looks into an archive without unpacking it to disk: which package it says it is, and whether signature
//! files or parts lists are in it. All of it is claimed by whoever packed the archive.
//!
//! Only names and a few small members are read, as a stream and within limits; no path of a member is ever used
//! as a path here. What goes beyond is refused with a reason.

use std::{
    fs::File,
    io::{self, Read, Seek},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use flate2::read::GzDecoder;
use whence_evidence::forms;

use crate::{
    classify::{self, Archive},
    intake::open_ordinary,
};

/// Bytes that are unpacked altogether.
const LONGEST_UNPACKED: u64 = 256 << 20;
/// Members that are looked at.
const MOST_MEMBERS: usize = 100_000;
/// Bytes of one member that is read.
const LONGEST_MEMBER: u64 = 1 << 20;
/// Members that are read to tell whether they are evidence or parts lists.
const MOST_READ: usize = 64;
/// Bytes of names and versions that are kept.
const LONGEST_TEXT: usize = 256;

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
    /// A member whose path leads out of where the archive is unpacked.
    PathLeadsOut,
    /// It is broken, or packed in a way that is not read.
    Unreadable,
}

impl Refused {
    /// All reasons.
    pub const ALL: [Self; 4] = [
        Self::TooManyMembers,
        Self::TooLarge,
        Self::PathLeadsOut,
        Self::Unreadable,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooManyMembers => "too-many-members",
            Self::TooLarge => "too-large",
            Self::PathLeadsOut => "path-leads-out",
            Self::Unreadable => "unreadable",
        }
    }
}

impl Claimed {
    /// As a package URL.
    pub fn purl(&self) -> String {
        let name = self.name.replace('@', "%40");
        format!("pkg:{}/{name}@{}", self.ecosystem, self.version)
    }
}

/// Looks into a file; `None` when it is no archive of a kind that is looked into, or `cancel` was set.
pub fn look_into(path: &Path, cancel: &AtomicBool) -> Option<Inside> {
    let mut file = open_ordinary(path).ok()?;
    let mut head = [0; 512];
    let filled = file.read(&mut head).ok()?;
    let archive = classify::archive(head.get(..filled)?)?;
    file.rewind().ok()?;
    let mut look = Look {
        inside: Inside::default(),
        cancel,
        members: 0,
        read: 0,
    };
    let seen = match archive {
        Archive::Tar => look.tar(Limited::new(file)),
        Archive::Gzip => look.tar(Limited::new(GzDecoder::new(io::BufReader::new(file)))),
        Archive::Zip => look.zip(file),
        Archive::Zstd
        | Archive::Xz
        | Archive::Bzip2
        | Archive::SevenZip
        | Archive::Ar
        | Archive::Rpm => return None,
    };
    if cancel.load(Ordering::Relaxed) {
        return None;
    }
    look.inside.refused = seen.err();
    if look.inside.package.is_none() {
        look.inside.package = path.file_name()?.to_str().and_then(bottle);
    }
    // A compressed file that is no archive at all is nothing to speak of.
    let nothing = look.members == 0 && archive == Archive::Gzip;
    (!nothing).then_some(look.inside)
}

struct Look<'a> {
    inside: Inside,
    cancel: &'a AtomicBool,
    members: usize,
    read: usize,
}

impl Look<'_> {
    fn tar(&mut self, unpacked: Limited<impl Read>) -> Result<(), Refused> {
        let exceeded = std::rc::Rc::clone(&unpacked.exceeded);
        let broken = move || {
            if exceeded.get() {
                Refused::TooLarge
            } else {
                Refused::Unreadable
            }
        };
        let mut archive = tar::Archive::new(unpacked);
        for entry in archive.entries().map_err(|_| broken())? {
            let entry = entry.map_err(|_| broken())?;
            let kind = entry.header().entry_type();
            let name = entry.path_bytes().into_owned();
            let link = entry.link_name_bytes().map(|link| link.into_owned());
            if link.is_some_and(|link| leads_out(&link, &name)) {
                return Err(Refused::PathLeadsOut);
            }
            self.member(&name, kind.is_file(), entry)?;
        }
        Ok(())
    }

    fn zip(&mut self, file: File) -> Result<(), Refused> {
        let count = zip_members(&file).ok_or(Refused::Unreadable)?;
        if count > MOST_MEMBERS as u64 {
            return Err(Refused::TooManyMembers);
        }
        let mut archive =
            zip::ZipArchive::new(io::BufReader::new(file)).map_err(|_| Refused::Unreadable)?;
        for index in 0..archive.len() {
            // Encrypted and oddly packed members are none of ours to read, yet their names count.
            let raw = archive
                .by_index_raw(index)
                .map_err(|_| Refused::Unreadable)?;
            let (name, is_file) = (raw.name_raw().to_vec(), raw.is_file());
            drop(raw);
            if !self.wants(&name, is_file) {
                self.member(&name, false, io::empty())?;
                continue;
            }
            match archive.by_index(index) {
                Ok(member) => self.member(&name, is_file, member)?,
                Err(_) => self.member(&name, false, io::empty())?,
            }
        }
        Ok(())
    }

    /// Whether the content of a member says something of the package, or may be evidence.
    fn wants(&self, name: &[u8], is_file: bool) -> bool {
        is_file && (describes(name).is_some() || (self.read < MOST_READ && may_be_evidence(name)))
    }

    fn member(&mut self, name: &[u8], is_file: bool, content: impl Read) -> Result<(), Refused> {
        self.members += 1;
        if self.members > MOST_MEMBERS {
            return Err(Refused::TooManyMembers);
        }
        if self.cancel.load(Ordering::Relaxed) {
            return Ok(());
        }
        if leads_out(name, b"") {
            return Err(Refused::PathLeadsOut);
        }
        if !self.wants(name, is_file) {
            return Ok(());
        }
        self.read += 1;
        let mut bytes = Vec::new();
        let limited = content.take(LONGEST_MEMBER);
        if { limited }.read_to_end(&mut bytes).is_err() {
            return Err(Refused::Unreadable);
        }
        if let Some(description) = describes(name) {
            if self.inside.package.is_none() {
                self.inside.package = description.package(&bytes);
            }
        } else if forms::is_evidence(&bytes) {
            self.inside.evidence += 1;
        } else if whence_sbom::recognise(&bytes).is_some_and(whence_sbom::Format::lists_parts) {
            self.inside.parts_lists += 1;
        }
        Ok(())
    }
}

/// Whether a path leads out of the folder that the archive would be unpacked to; a link is seen from where it
/// stands.
fn leads_out(path: &[u8], from: &[u8]) -> bool {
    if path.first() == Some(&b'/') || path.get(1) == Some(&b':') {
        return true;
    }
    let separator = |byte: &u8| matches!(byte, b'/' | b'\\');
    let above = from
        .split(separator)
        .filter(|part| !part.is_empty())
        .count();
    let mut depth = i64::try_from(above.saturating_sub(1)).unwrap_or(0);
    for part in path.split(separator) {
        match part {
            b"" | b"." => {}
            b".." => depth -= 1,
            _ => depth += 1,
        }
        if depth < 0 {
            return true;
        }
    }
    false
}

/// The number of members by the end of a zip archive, before anything is made of it.
fn zip_members(mut file: &File) -> Option<u64> {
    const LONGEST_COMMENT: u64 = u16::MAX as u64;
    let size = file.seek(io::SeekFrom::End(0)).ok()?;
    let tail = size.min(22 + LONGEST_COMMENT);
    file.seek(io::SeekFrom::Start(size - tail)).ok()?;
    let mut bytes = Vec::new();
    file.take(tail).read_to_end(&mut bytes).ok()?;
    file.rewind().ok()?;
    let at = bytes.windows(4).rposition(|mark| mark == b"PK\x05\x06")?;
    let number = |offset: usize| {
        let two = bytes.get(at + offset..at + offset + 2)?;
        Some(u64::from(u16::from_le_bytes(two.try_into().ok()?)))
    };
    let count = number(10)?;
    let directory = bytes.get(at + 12..at + 16)?;
    let directory = u64::from(u32::from_le_bytes(directory.try_into().ok()?));
    // Beyond 65,534 members the number stands elsewhere; a member takes 46 bytes of the directory.
    Some(match count {
        0xffff if directory == u64::from(u32::MAX) => u64::MAX,
        0xffff => directory / 46,
        count => count.max(directory / (46 + 65_535 * 3)),
    })
}

/// The members that say which package it is.
#[derive(Clone, Copy)]
enum Description {
    PackageJson,
    PythonMetadata,
    PomProperties,
    NuSpec,
    CargoToml,
    ChartYaml,
    GemMetadata,
}

/// By where it stands: at the top, in the one folder at the top, or where its tool puts it.
fn describes(name: &[u8]) -> Option<Description> {
    let parts: Vec<&[u8]> = name
        .split(|byte| *byte == b'/')
        .filter(|part| *part != b".")
        .collect();
    Some(match parts.as_slice() {
        [_, b"package.json"] => Description::PackageJson,
        [_, b"PKG-INFO"] => Description::PythonMetadata,
        [info, b"METADATA"] if info.ends_with(b".dist-info") => Description::PythonMetadata,
        [b"META-INF", b"maven", _, _, b"pom.properties"] => Description::PomProperties,
        [one] if one.ends_with(b".nuspec") => Description::NuSpec,
        [_, b"Cargo.toml"] => Description::CargoToml,
        [_, b"Chart.yaml"] => Description::ChartYaml,
        [b"metadata.gz"] => Description::GemMetadata,
        _ => return None,
    })
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

impl Description {
    fn package(self, bytes: &[u8]) -> Option<Claimed> {
        let text = String::from_utf8_lossy(bytes);
        // The value of a line such as `Name: tool`, of those that are not indented.
        let line = |key: &str| {
            let value = text.lines().find_map(|line| line.strip_prefix(key))?;
            Some(value.trim().trim_matches(['"', '\'']).to_owned())
        };
        let between = |start: &str, end: &str| {
            let (_, rest) = text.split_once(start)?;
            Some(rest.split_once(end)?.0.trim().to_owned())
        };
        let (ecosystem, name, version) = match self {
            Self::PackageJson => {
                let value: serde_json::Value = serde_json::from_slice(bytes).ok()?;
                let member = |key: &str| Some(value.get(key)?.as_str()?.to_owned());
                ("npm", member("name"), member("version"))
            }
            Self::PythonMetadata => {
                let name = line("Name:").map(|name| crate::lookup::package::normalised(&name));
                ("pypi", name, line("Version:"))
            }
            Self::PomProperties => {
                let name = format!("{}/{}", line("groupId=")?, line("artifactId=")?);
                ("maven", Some(name), line("version="))
            }
            Self::NuSpec => (
                "nuget",
                between("<id>", "</id>"),
                between("<version>", "</version>"),
            ),
            Self::CargoToml => {
                let package = text.split("[package]").nth(1)?;
                let value = |key: &str| {
                    let mut lines = package.lines().take_while(|line| !line.starts_with('['));
                    let value = lines.find_map(|line| line.strip_prefix(key))?;
                    let value = value.trim_start().strip_prefix('=')?;
                    Some(value.trim().trim_matches('"').to_owned())
                };
                ("cargo", value("name"), value("version"))
            }
            Self::ChartYaml => ("helm", line("name:"), line("version:")),
            Self::GemMetadata => {
                let mut plain = String::new();
                GzDecoder::new(bytes)
                    .take(LONGEST_MEMBER)
                    .read_to_string(&mut plain)
                    .ok()?;
                let mut lines = plain.lines();
                let name = lines.find_map(|line| line.strip_prefix("name: "));
                let version = lines.find_map(|line| line.strip_prefix("  version: "));
                let value =
                    |text: Option<&str>| Some(text?.trim().trim_matches(['"', '\'']).to_owned());
                ("gem", value(name), value(version))
            }
        };
        claimed(ecosystem, &name?, &version?)
    }
}

/// `NAME--VERSION.PLATFORM.bottle.tar.gz` of Homebrew.
fn bottle(name: &str) -> Option<Claimed> {
    let (stem, _) = name.split_once(".bottle.")?;
    let (name, rest) = stem.split_once("--")?;
    let (version, _platform) = rest.rsplit_once('.')?;
    claimed("brew", name, version)
}

fn claimed(ecosystem: &'static str, name: &str, version: &str) -> Option<Claimed> {
    let fits = |text: &str| {
        let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '?' | '#' | '%' | '$' | '{');
        !text.is_empty() && text.len() <= LONGEST_TEXT && text.chars().all(plain)
    };
    (fits(name) && fits(version)).then(|| Claimed {
        ecosystem,
        name: name.to_owned(),
        version: version.to_owned(),
    })
}

/// A stream that ends in an error beyond a limit.
struct Limited<R> {
    inner: R,
    left: u64,
    exceeded: std::rc::Rc<std::cell::Cell<bool>>,
}

impl<R> Limited<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            left: LONGEST_UNPACKED,
            exceeded: std::rc::Rc::default(),
        }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => {
                self.left = left;
                Ok(count)
            }
            None => {
                self.exceeded.set(true);
                Err(io::Error::other("larger than what is looked at"))
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    const BUNDLE: &[u8] = b"{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\"}";

    fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for (name, content) in members {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            // The builder refuses paths that lead out, which are wanted here.
            header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            archive.append(&header, *content).unwrap();
        }
        archive.into_inner().unwrap()
    }

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for (name, content) in members {
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(*name, options).unwrap();
            archive.write_all(content).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn look(name: &str, bytes: &[u8]) -> Option<Inside> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        look_into(&path, &AtomicBool::new(false))
    }

    fn purl(name: &str, bytes: &[u8]) -> Option<String> {
        Some(look(name, bytes)?.package?.purl())
    }

    #[test]
    fn packages_name_themselves() {
        let tgz = |members: &[(&str, &[u8])]| gz(&tar_of(members));
        let gem = gz(b"--- !ruby/object:Gem::Specification\nname: tool\nversion: !ruby/object:Gem::Version\n  version: 1.2.3\n");
        let table: Vec<(&str, Vec<u8>, &str)> = vec![
            ("a.tgz", tgz(&[("package/package.json", b"{\"name\":\"@acme/tool\",\"version\":\"1.2.3\"}")]), "pkg:npm/%40acme/tool@1.2.3"),
            ("a.tar.gz", tgz(&[("a-1/PKG-INFO", b"Metadata-Version: 2.1\nName: My.Tool\nVersion: 1.2.3\n")]), "pkg:pypi/my-tool@1.2.3"),
            ("a.whl", zip_of(&[("a-1.dist-info/METADATA", b"Name: tool\nVersion: 1.2.3\n")]), "pkg:pypi/tool@1.2.3"),
            ("a.jar", zip_of(&[("META-INF/maven/org.acme/tool/pom.properties", b"#x\nversion=1.2.3\ngroupId=org.acme\nartifactId=tool\n")]), "pkg:maven/org.acme/tool@1.2.3"),
            ("a.nupkg", zip_of(&[("tool.nuspec", b"<package><metadata><id>Tool</id><version>1.2.3</version>")]), "pkg:nuget/Tool@1.2.3"),
            ("a.crate", tgz(&[("tool-1.2.3/Cargo.toml", b"[package]\nedition = \"2024\"\nname = \"tool\"\nversion = \"1.2.3\"\n[dependencies]\n")]), "pkg:cargo/tool@1.2.3"),
            ("a.tgz", tgz(&[("tool/Chart.yaml", b"apiVersion: v2\nname: tool\nversion: 1.2.3\n")]), "pkg:helm/tool@1.2.3"),
            ("a.gem", tar_of(&[("metadata.gz", &gem), ("data.tar.gz", b"")]), "pkg:gem/tool@1.2.3"),
            ("tool--1.2.3.arm64_sonoma.bottle.tar.gz", tgz(&[("tool/1.2.3/bin/tool", b"x")]), "pkg:brew/tool@1.2.3"),
        ];
        for (name, bytes, expected) in table {
            assert_eq!(purl(name, &bytes).as_deref(), Some(expected), "{name}");
        }
        assert_eq!(purl("a.zip", &zip_of(&[("readme", b"x")])), None);
        let odd = tgz(&[(
            "p/package.json",
            b"{\"name\":\"a b\",\"version\":\"\\u202e\"}",
        )]);
        assert_eq!(purl("a.tgz", &odd), None);
    }

    #[test]
    fn evidence_and_parts_lists_inside_are_seen() {
        let list: &[u8] = b"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}";
        let members = [
            ("d/tool.sigstore.json", BUNDLE),
            ("d/tool.cdx.json", list),
            ("d/x.bundle", b"no".as_slice()),
        ];
        for bytes in [zip_of(&members), tar_of(&members), gz(&tar_of(&members))] {
            let inside = look("a", &bytes).unwrap();
            assert_eq!(
                (inside.evidence, inside.parts_lists, inside.refused),
                (1, 1, None)
            );
        }
    }

    #[test]
    fn hostile_archives_are_refused_by_name() {
        let refused = |bytes: &[u8]| look("a", bytes).unwrap().refused;
        let out = Some(Refused::PathLeadsOut);
        for path in ["../x", "/etc/x", "a/../../x", "..\\x", "C:x"] {
            assert_eq!(refused(&tar_of(&[(path, b"x")])), out, "{path}");
            assert_eq!(refused(&zip_of(&[(path, b"x")])), out, "{path}");
        }
        let mut links = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        header.set_path("d/link").unwrap();
        header.set_link_name("../../etc/passwd").unwrap();
        header.set_cksum();
        links.append(&header, io::empty()).unwrap();
        assert_eq!(refused(&links.into_inner().unwrap()), out);

        // Noise, so that half of what is packed holds the first member's name.
        let noise: Vec<u8> = (0..20_000_u32)
            .map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        let cut = gz(&tar_of(&[("a", &noise), ("b", &noise)]));
        assert_eq!(refused(&cut[..cut.len() / 2]), Some(Refused::Unreadable));
        let mut many = zip_of(&[("a", b"x")]);
        let end = many
            .windows(4)
            .rposition(|mark| mark == b"PK\x05\x06")
            .unwrap();
        many[end + 10..end + 12].copy_from_slice(&[0xff, 0xff]);
        many[end + 12..end + 16].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
        assert_eq!(refused(&many), Some(Refused::TooManyMembers));
        // What unpacks to a thousand times its size.
        let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
        let mut header = tar::Header::new_gnu();
        header.set_path("zeros").unwrap();
        header.set_size(LONGEST_UNPACKED + 1);
        header.set_cksum();
        bomb.write_all(header.as_bytes()).unwrap();
        let zeros = vec![0; 1 << 20];
        for _ in 0..=(LONGEST_UNPACKED >> 20) {
            bomb.write_all(&zeros).unwrap();
        }
        assert_eq!(refused(&bomb.finish().unwrap()), Some(Refused::TooLarge));
    }

    #[test]
    fn what_is_no_archive_is_passed_over() {
        assert_eq!(look("a", b"text"), None);
        assert_eq!(look("a.gz", &gz(b"")), None);
        assert_eq!(look("a", b""), None);
    }
}
