//! Which package a file is, by its name or by what is in it. A hint for whom to ask: what is answered is
//! compared by digest.

use std::{ffi::OsStr, io::Read, path::Path};

use flate2::read::GzDecoder;
use serde::Deserialize;

use crate::intake::open_ordinary;

/// A package file that a registry may have attestations for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Package {
    /// Of npm, by its `package.json`.
    Npm {
        /// With its scope.
        name: String,
        /// As written.
        version: String,
    },
    /// Of a Python index: a wheel, or a source archive with its `PKG-INFO`.
    PyPi {
        /// Normalised (PEP 503).
        project: String,
        /// As in the name of the file.
        version: String,
    },
}

/// Bytes that are unpacked in search of the description of a package.
const LONGEST_SEARCH: u64 = 64 << 20;
/// Members of an archive that are looked at.
const MOST_MEMBERS: usize = 10_000;
/// Bytes of a `package.json`.
const LONGEST_DESCRIPTION: u64 = 1 << 20;

/// Which package this file is; `None` for all others.
pub fn package(file: &Path) -> Option<Package> {
    let name = file.file_name().and_then(OsStr::to_str)?;
    if let Some(wheel) = name.strip_suffix(".whl") {
        return wheel_of(wheel);
    }
    if name.ends_with(".tgz") {
        return npm(file);
    }
    let (project, version) = name.strip_suffix(".tar.gz")?.rsplit_once('-')?;
    // Any archive may be called like that.
    let info = format!("{project}-{version}/PKG-INFO");
    member(file, |path| path == info.as_bytes())?;
    python(project, version)
}

/// `NAME-VERSION(-BUILD)?-PYTHON-ABI-PLATFORM` (PEP 427).
fn wheel_of(name: &str) -> Option<Package> {
    let parts: Vec<&str> = name.split('-').collect();
    match parts.as_slice() {
        [project, version, _, _, _] => python(project, version),
        [project, version, build, _, _, _] if build.starts_with(|c: char| c.is_ascii_digit()) => {
            python(project, version)
        }
        _ => None,
    }
}

fn python(project: &str, version: &str) -> Option<Package> {
    let fits = |text: &str| {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.+!".contains(c);
        !text.is_empty() && text.chars().all(allowed)
    };
    if !fits(project) || !fits(version) {
        return None;
    }
    Some(Package::PyPi {
        project: normalised(project),
        version: version.to_owned(),
    })
}

/// The name of a project as indexes compare it (PEP 503).
pub(crate) fn normalised(project: &str) -> String {
    let mut normalised = String::new();
    for character in project.chars() {
        if !matches!(character, '-' | '_' | '.') {
            normalised.push(character.to_ascii_lowercase());
        } else if !normalised.ends_with('-') {
            normalised.push('-');
        }
    }
    normalised
}

/// The first `*/package.json` describes the package; the folder is not always called `package`.
fn npm(file: &Path) -> Option<Package> {
    #[derive(Deserialize)]
    struct Description {
        name: String,
        version: String,
    }
    let is_description = |path: &[u8]| {
        path.strip_suffix(b"/package.json")
            .is_some_and(|folder| !folder.is_empty() && !folder.contains(&b'/'))
    };
    let bytes = member(file, is_description)?;
    let Description { name, version } = serde_json::from_slice(&bytes).ok()?;
    let fits = |text: &str| {
        let plain = |c: char| c.is_ascii_graphic();
        !text.is_empty() && text.len() <= 256 && text.chars().all(plain)
    };
    (fits(&name) && fits(&version)).then_some(Package::Npm { name, version })
}

/// The content of the first file in a compressed archive whose path is the wanted one.
fn member(file: &Path, wanted: impl Fn(&[u8]) -> bool) -> Option<Vec<u8>> {
    let unpacked = GzDecoder::new(open_ordinary(file).ok()?).take(LONGEST_SEARCH);
    let mut archive = tar::Archive::new(unpacked);
    for entry in archive.entries().ok()?.take(MOST_MEMBERS) {
        let entry = entry.ok()?;
        let is_it = entry.header().entry_type().is_file() && wanted(&entry.path_bytes());
        if is_it {
            let mut bytes = Vec::new();
            entry
                .take(LONGEST_DESCRIPTION)
                .read_to_end(&mut bytes)
                .ok()?;
            return Some(bytes);
        }
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use flate2::{Compression, write::GzEncoder};

    use super::*;

    /// An archive with these members.
    fn archive(file: &Path, members: &[(&str, &str)]) {
        let packed = GzEncoder::new(std::fs::File::create(file).unwrap(), Compression::fast());
        let mut archive = tar::Builder::new(packed);
        for (name, content) in members {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            archive
                .append_data(&mut header, name, content.as_bytes())
                .unwrap();
        }
        archive.into_inner().unwrap().finish().unwrap();
    }

    #[test]
    fn wheels_are_known_by_their_names() {
        let of = |name: &str| package(Path::new(name));
        let python = |project: &str, version: &str| {
            Some(Package::PyPi {
                project: project.to_owned(),
                version: version.to_owned(),
            })
        };
        assert_eq!(
            of("/x/My_Tool.X-1.2.post1-py3-none-any.whl"),
            python("my-tool-x", "1.2.post1")
        );
        assert_eq!(
            of("tool-1-1a-cp312-abi3-linux_x86_64.whl"),
            python("tool", "1")
        );
        for other in [
            "tool.whl",
            "tool-1-x-cp312-abi3-linux.whl",
            "-1-py3-none-any.whl",
            "a/b",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }

    #[test]
    fn archives_are_known_by_what_is_in_them() {
        let folder = tempfile::tempdir().unwrap();
        let tarball = folder.path().join("acme-tool-1.0.0.tgz");
        let described = r#"{"name":"@acme/tool","version":"1.0.0","main":"x.js"}"#;
        archive(
            &tarball,
            &[("package/x.js", "1"), ("package/package.json", described)],
        );
        assert_eq!(
            package(&tarball),
            Some(Package::Npm {
                name: "@acme/tool".into(),
                version: "1.0.0".into()
            })
        );
        archive(&tarball, &[("package/deps/package.json", described)]);
        assert_eq!(package(&tarball), None);
        std::fs::write(&tarball, b"\x1f\x8b broken").unwrap();
        assert_eq!(package(&tarball), None);

        let source = folder.path().join("my_tool-1.2.tar.gz");
        archive(&source, &[("my_tool-1.2/PKG-INFO", "Name: my-tool\n")]);
        assert_eq!(
            package(&source),
            Some(Package::PyPi {
                project: "my-tool".into(),
                version: "1.2".into()
            })
        );
        archive(&source, &[("my_tool-1.2/README", "")]);
        assert_eq!(package(&source), None);
    }
}
