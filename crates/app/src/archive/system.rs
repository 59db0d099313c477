//! Packages of systems and of conda: an archive in another one, or a header of its own.

use std::io::{self, Read};

use super::{
    Claimed, LONGEST_MEMBER, Look, Refused,
    claims::{Description, claimed, value_of},
    unpack::Limited,
};
use crate::classify::Archive;

/// Parts of a Debian package; there are three.
const MOST_PARTS: usize = 16;

impl Look<'_> {
    /// `debian-binary`, `control.tar.*` and `data.tar.*` in an archive of Unix. Other such archives say nothing.
    pub(super) fn debian(&mut self, source: impl Read) -> Result<(), Refused> {
        let budget = self.budget;
        let broken = |_| budget.refused();
        let mut source = Limited::new(source, budget);
        let mut mark = [0; 8];
        source.read_exact(&mut mark).map_err(broken)?;
        for part in 0..MOST_PARTS {
            // Name, time, owner, group, mode, length, end.
            let mut header = [0; 60];
            if source.read_exact(&mut header).is_err() {
                return Ok(());
            }
            let name = header.get(..16).unwrap_or_default().trim_ascii_end();
            let name = name.strip_suffix(b"/").unwrap_or(name);
            if part == 0 && name != b"debian-binary" {
                return Ok(());
            }
            let length = header
                .get(48..58)
                .and_then(|text| std::str::from_utf8(text).ok());
            let length: Option<u64> = length.and_then(|text| text.trim().parse().ok());
            let length = length.ok_or(Refused::Unreadable)?;
            self.members += 1;
            if let Some(packing) = name.strip_prefix(b"control.tar") {
                let packing = match packing {
                    b"" => Archive::Tar,
                    b".gz" => Archive::Gzip,
                    b".zst" => Archive::Zstd,
                    b".xz" => Archive::Xz,
                    _ => return Err(Refused::Unreadable),
                };
                let control = self.inner(packing, &mut source.by_ref().take(length), b"control")?;
                let control = control.ok_or(Refused::Unreadable)?;
                let text = String::from_utf8_lossy(&control);
                let value = |key| value_of(&text, key).unwrap_or_default();
                self.claims
                    .extend(claimed("deb", &value("Package:"), &value("Version:")));
                return Ok(());
            }
            // Parts begin at even places.
            let mut rest = source.by_ref().take(length + length % 2);
            io::copy(&mut rest, &mut io::sink()).map_err(broken)?;
        }
        Ok(())
    }

    /// `info/index.json` in the archive of descriptions of a conda package.
    pub(super) fn conda(&self, content: &mut dyn Read) -> Result<Option<Claimed>, Refused> {
        let index = self.inner(Archive::Zstd, content, b"info/index.json")?;
        Ok(index.and_then(|index| Description::Conda.package(b"", &index)))
    }

    /// The header of an RPM package, after its lead and its signatures.
    pub(super) fn rpm(&mut self, source: impl Read) -> Result<(), Refused> {
        const LEAD: u64 = 96;
        const TAGS: [u32; 3] = [1000, 1001, 1002];
        let budget = self.budget;
        let broken = |_| budget.refused();
        let mut source = Limited::new(source, budget);
        let skip = |source: &mut dyn Read, bytes: u64| {
            let skipped = io::copy(&mut source.take(bytes), &mut io::sink());
            skipped.map_err(|_| budget.refused())
        };
        skip(&mut source, LEAD)?;
        let (entries, length) = rpm_header(&mut source).map_err(broken)?;
        // The signatures end at a place that eight divides.
        let length = u64::from(length);
        skip(
            &mut source,
            16 * u64::from(entries) + length.next_multiple_of(8),
        )?;
        let (entries, length) = rpm_header(&mut source).map_err(broken)?;
        if 16 * u64::from(entries) > LONGEST_MEMBER {
            return Err(Refused::TooLarge);
        }
        let mut places = [None; 3];
        for _ in 0..entries {
            let mut entry = [0; 16];
            source.read_exact(&mut entry).map_err(broken)?;
            let [tag, kind, place, _count] = numbers(&entry);
            // Kind 6 is a text with a zero at its end.
            let wanted = TAGS.iter().position(|wanted| *wanted == tag && kind == 6);
            if let Some(found) = wanted.and_then(|at| places.get_mut(at)) {
                *found = Some(place as usize);
            }
        }
        // These three stand at the beginning.
        let mut texts = Vec::new();
        let read = source
            .take(LONGEST_MEMBER.min(length.into()))
            .read_to_end(&mut texts);
        read.map_err(broken)?;
        let [name, version, release] = places.map(|place| {
            let rest = texts.get(place?..)?;
            let text = rest.split(|byte| *byte == 0).next()?;
            std::str::from_utf8(text).ok()
        });
        self.members += 1;
        let version = format!(
            "{}-{}",
            version.unwrap_or_default(),
            release.unwrap_or_default()
        );
        self.claims
            .extend(claimed("rpm", name.unwrap_or_default(), &version));
        Ok(())
    }
}

/// Number of entries, and bytes of what they point to.
fn rpm_header(source: &mut impl Read) -> io::Result<(u32, u32)> {
    let mut header = [0; 16];
    source.read_exact(&mut header)?;
    let [mark, _, entries, length] = numbers(&header);
    if mark != 0x8ead_e801 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok((entries, length))
}

fn numbers(bytes: &[u8; 16]) -> [u32; 4] {
    let mut numbers = [0; 4];
    for (number, bytes) in numbers.iter_mut().zip(bytes.chunks_exact(4)) {
        *number = bytes
            .iter()
            .fold(0, |all, byte| all << 8 | u32::from(*byte));
    }
    numbers
}
