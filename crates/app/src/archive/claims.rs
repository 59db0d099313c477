use std::io::Read;

use flate2::read::GzDecoder;

use super::{Claimed, LONGEST_MEMBER};
use crate::lookup::package::normalised;

/// Bytes of names and versions that are kept.
const LONGEST_TEXT: usize = 256;

/// Which ecosystems an ending of a file name speaks for, the likeliest first. A package may hold the description
/// of another one: a wheel's source a `package.json`, an npm package a `Cargo.toml`.
const ENDINGS: [(&str, &[&str]); 10] = [
    (".whl", &["pypi"]),
    (".jar", &["maven"]),
    (".war", &["maven"]),
    (".nupkg", &["nuget"]),
    (".gem", &["gem"]),
    (".crate", &["cargo"]),
    (".conda", &["conda"]),
    (".tgz", &["npm", "helm"]),
    (".tar.gz", &["brew", "pypi"]),
    (".zip", &["golang", "pypi"]),
];

/// The package that a file says it is, of all that its members say.
pub(super) fn chosen(file: &str, mut claims: Vec<Claimed>) -> Option<Claimed> {
    claims.extend(bottle(file));
    let ending = ENDINGS.iter().find(|(end, _)| file.ends_with(end));
    let likely = ending.map_or(&[][..], |(_, ecosystems)| ecosystems);
    let rank = |claim: &Claimed| {
        let place = likely.iter().position(|it| *it == claim.ecosystem);
        place.unwrap_or(likely.len())
    };
    let best = claims.iter().map(rank).min()?;
    claims.retain(|claim| rank(claim) == best);
    let file = normalised(file);
    let named = claims.iter().position(|claim| {
        let name = claim.name.rsplit('/').next().unwrap_or_default();
        file.contains(&normalised(name)) && file.contains(&normalised(&claim.version))
    });
    // A jar may hold the descriptions of everything it is made of, and none of them comes first.
    let several = claims.len() > 1 && claims.iter().all(|claim| claim.ecosystem == "maven");
    let first = (!several).then_some(0);
    Some(claims.swap_remove(named.or(first)?))
}

/// The members that say which package it is.
#[derive(Clone, Copy)]
pub(super) enum Description {
    PackageJson,
    PythonMetadata,
    PomProperties,
    NuSpec,
    CargoToml,
    ChartYaml,
    GemMetadata,
    GoModule,
    /// An archive of its own.
    Conda,
}

/// By where it stands: at the top, in the one folder at the top, or where its tool puts it.
pub(super) fn describes(name: &[u8]) -> Option<Description> {
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
        [.., module, b"go.mod"] if module.windows(2).any(|pair| pair == b"@v") => {
            Description::GoModule
        }
        [one] if one.starts_with(b"info-") && one.ends_with(b".tar.zst") => Description::Conda,
        _ => return None,
    })
}

impl Description {
    pub(super) fn package(self, path: &[u8], bytes: &[u8]) -> Option<Claimed> {
        let text = String::from_utf8_lossy(bytes);
        // The value of a line such as `Name: tool`, of those that are not indented.
        let line = |key: &str| value_of(&text, key);
        let between = |start: &str, end: &str| {
            let (_, rest) = text.split_once(start)?;
            Some(rest.split_once(end)?.0.trim().to_owned())
        };
        let (ecosystem, name, version) = match self {
            Self::PackageJson => return in_json("npm", bytes),
            Self::Conda => return in_json("conda", bytes),
            Self::PythonMetadata => {
                let name = line("Name:").map(|name| normalised(&name));
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
                (
                    "gem",
                    value_of(&plain, "name: "),
                    value_of(&plain, "  version: "),
                )
            }
            Self::GoModule => {
                let path = std::str::from_utf8(path).ok()?.strip_suffix("/go.mod")?;
                let (module, version) = path.rsplit_once('@')?;
                let plain = !version.contains('/');
                let version = plain.then(|| version.to_owned());
                ("golang", Some(module.to_owned()), version)
            }
        };
        claimed(ecosystem, &name?, &version?)
    }
}

/// The rest of the first line that begins like this.
pub(super) fn value_of(text: &str, key: &str) -> Option<String> {
    let value = text.lines().find_map(|line| line.strip_prefix(key))?;
    Some(value.trim().trim_matches(['"', '\'']).to_owned())
}

fn in_json(ecosystem: &'static str, bytes: &[u8]) -> Option<Claimed> {
    let value: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    let member = |key: &str| value.get(key)?.as_str();
    claimed(ecosystem, member("name")?, member("version")?)
}

/// `NAME--VERSION.PLATFORM.bottle.tar.gz` of Homebrew, with one hyphen where its registry keeps it.
fn bottle(file: &str) -> Option<Claimed> {
    let (stem, _) = file.split_once(".bottle.")?;
    let (stem, _platform) = stem.rsplit_once('.')?;
    let digit = |at: &usize| stem.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit);
    let one_hyphen = || {
        let mut hyphens = stem.match_indices('-').map(|(at, _)| at);
        let at = hyphens.find(digit)?;
        Some((stem.get(..at)?, stem.get(at + 1..)?))
    };
    let (name, version) = stem.split_once("--").or_else(one_hyphen)?;
    claimed("brew", name, version)
}

pub(super) fn claimed(ecosystem: &'static str, name: &str, version: &str) -> Option<Claimed> {
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
