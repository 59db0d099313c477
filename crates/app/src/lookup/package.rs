//! Which package a file is, by its name or by what is in it. A hint for whom to ask: what is answered is
//! compared by digest.

use std::ffi::OsStr;

use crate::archive::{Claimed, Inside};

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

/// Which package a file of this name is, with what was seen in it; `None` for all others.
pub fn package(name: &OsStr, inside: Option<&Inside>) -> Option<Package> {
    let name = name.to_str()?;
    if let Some(wheel) = name.strip_suffix(".whl") {
        return wheel_of(wheel);
    }
    let Claimed {
        ecosystem,
        name: claimed,
        version,
    } = inside?.package.as_ref()?;
    if *ecosystem == "npm" {
        return name.ends_with(".tgz").then(|| Package::Npm {
            name: claimed.clone(),
            version: version.clone(),
        });
    }
    // An archive of sources has the version that its name says.
    let stem = name
        .strip_suffix(".tar.gz")
        .or_else(|| name.strip_suffix(".zip"))?;
    let (project, version) = stem.rsplit_once('-')?;
    let is_it = *ecosystem == "pypi" && normalised(project) == normalised(claimed);
    is_it.then(|| python(project, version)).flatten()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, ecosystem: &'static str, claimed: &str) -> Option<Package> {
        let inside = Inside {
            package: Some(Claimed {
                ecosystem,
                name: claimed.to_owned(),
                version: "1.2".to_owned(),
            }),
            ..Inside::default()
        };
        package(OsStr::new(name), Some(&inside))
    }

    fn python(project: &str, version: &str) -> Option<Package> {
        Some(Package::PyPi {
            project: project.to_owned(),
            version: version.to_owned(),
        })
    }

    #[test]
    fn wheels_are_known_by_their_names() {
        let of = |name: &str| package(OsStr::new(name), None);
        assert_eq!(
            of("My_Tool.X-1.2.post1-py3-none-any.whl"),
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
            "b",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }

    #[test]
    fn archives_are_known_by_what_is_in_them() {
        let npm = Package::Npm {
            name: "@acme/tool".to_owned(),
            version: "1.2".to_owned(),
        };
        assert_eq!(of("acme-tool-1.2.tgz", "npm", "@acme/tool"), Some(npm));
        assert_eq!(of("acme-tool-1.2.zip", "npm", "@acme/tool"), None);
        assert_eq!(of("tool-1.2.tgz", "helm", "tool"), None);
        assert_eq!(
            of("my_tool-1.2.tar.gz", "pypi", "my-tool"),
            python("my-tool", "1.2")
        );
        assert_eq!(
            of("my_tool-1.2.zip", "pypi", "my-tool"),
            python("my-tool", "1.2")
        );
        assert_eq!(of("other-1.2.tar.gz", "pypi", "my-tool"), None);
        assert_eq!(package(OsStr::new("my_tool-1.2.tar.gz"), None), None);
    }
}
