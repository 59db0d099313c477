//! Patterns of images: those of other tools, matched against a reference with its tag or digest, and those of
//! entries, matched against a repository.

use super::gather::{Gather, spanning};
use super::tree::Node;
use super::{LeftOut, Why};
use crate::list::Scope;

/// Most patterns of an entry.
const MOST: usize = 100;

/// How a tool reads a pattern. All of them match the whole reference.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Policy Controller: `*` within a part of the path, `**` across parts; Docker Hub is `index.docker.io`.
    Glob,
    /// Kyverno: `*` across parts.
    Wildcard,
    /// Connaisseur: `*` within a part of the path; a pattern names its tags.
    Component,
    /// Ratify: a repository, or the beginning of one and a star.
    Prefix,
}

/// Which references to the images of a repository a pattern takes in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Anyhow,
    ByTag,
    ByDigest,
}

/// The patterns of entries for these. What has no equal is listed; none is left when nothing has.
pub(super) fn import(
    dialect: Dialect,
    patterns: &[(String, &Node)],
    gather: &mut Gather,
) -> Vec<String> {
    let mut read = Vec::new();
    for (place, node) in patterns {
        let converted = match node.as_text() {
            Some(text) => repository(dialect, text),
            None => Err(Why::Shape),
        };
        match converted {
            Ok((repository, named)) => read.push((repository, named, place, *node)),
            Err(why) => gather.stop(place, node, why),
        }
    }
    let mut images: Vec<String> = Vec::new();
    for (at, (repository, named, place, node)) in read.iter().enumerate() {
        if images.len() >= MOST {
            gather.stop(place, node, Why::NotAnEntry);
            continue;
        }
        let beside = |wanted: Named| {
            // References by digest stand next to those by tag in what this program writes.
            let around = read.get(at.saturating_sub(1)..).unwrap_or_default();
            let mut around = around.iter().take(3);
            around.any(|(other, named, ..)| other == repository && *named == wanted)
        };
        match named {
            Named::Anyhow => {}
            Named::ByTag if beside(Named::ByDigest) => {}
            Named::ByTag => gather.mention(place, node, Why::ImageByTag),
            Named::ByDigest if beside(Named::ByTag) => continue,
            Named::ByDigest => {
                gather.stop(place, node, Why::ImageTag);
                continue;
            }
        }
        if !images.contains(repository) {
            images.push(repository.clone());
        }
    }
    images
}

fn repository(dialect: Dialect, pattern: &str) -> Result<(String, Named), Why> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@*".contains(&byte);
    if pattern.is_empty() || !pattern.bytes().all(allowed) {
        return Err(Why::ImagePattern);
    }
    let name_at = pattern.rfind('/').map_or(0, |slash| slash + 1);
    let tag_at = pattern
        .get(name_at..)
        .and_then(|name| name.find([':', '@']))
        .map(|at| name_at + at);
    let (head, tag) = pattern.split_at(tag_at.unwrap_or(pattern.len()));
    let named = match tag {
        ":*" if dialect == Dialect::Component => Named::Anyhow,
        ":*" | ":**" => Named::ByTag,
        "@*" | "@**" | "@sha256:*" | "@sha256:**" => Named::ByDigest,
        "" if dialect == Dialect::Prefix => Named::Anyhow,
        // The star takes in what follows the name.
        "" if head.ends_with('*') && dialect != Dialect::Component => Named::Anyhow,
        _ => return Err(Why::ImageTag),
    };
    let in_order = match dialect {
        Dialect::Glob => !head.contains("***"),
        Dialect::Wildcard => true,
        Dialect::Component => !head.contains("**"),
        Dialect::Prefix => !head.trim_end_matches('*').contains('*') && !head.ends_with("**"),
    };
    if head.is_empty() || head.contains('@') || !in_order {
        return Err(Why::ImagePattern);
    }
    let head = match dialect {
        Dialect::Component if head == "*" => return Ok(("**".to_owned(), named)),
        Dialect::Wildcard | Dialect::Prefix => spanning(head),
        Dialect::Glob | Dialect::Component => head.to_owned(),
    };
    let head = head
        .strip_prefix("index.docker.io/")
        .map_or(head.clone(), |rest| format!("docker.io/{rest}"));
    if head.starts_with("**") {
        return Ok((head, named));
    }
    let (first, rest) = head.split_once('/').unwrap_or(("", &head));
    if first.contains(['.', ':']) || first == "localhost" {
        return Ok((head, named));
    }
    // Docker Hub is meant. Of stars that may stand for a registry as well nobody knows.
    if matches!(dialect, Dialect::Wildcard | Dialect::Prefix) {
        return Err(Why::ImageWithoutRegistry);
    }
    match (first, rest) {
        ("", name) if !name.contains("**") => Ok((format!("docker.io/library/{name}"), named)),
        ("*", "*") => Ok(("docker.io/*/*".to_owned(), named)),
        (owner, _) if !owner.is_empty() && !owner.contains('*') => {
            Ok((format!("docker.io/{head}"), named))
        }
        _ => Err(Why::ImagePattern),
    }
}

/// The patterns of a tool for what an entry is for.
pub(super) fn export(dialect: Dialect, scope: &Scope) -> Result<Vec<String>, LeftOut> {
    let everything = [String::from("**")];
    let images = match scope.images.as_slice() {
        [] if scope.files.is_empty() && scope.packages.is_empty() => &everything,
        [] => return Err(LeftOut::NoImages),
        images => images,
    };
    let mut patterns = Vec::new();
    for image in images {
        let (first, _) = image.split_once('/').unwrap_or_default();
        let registry = first.contains(['.', ':']) || first == "localhost";
        if (!registry && !image.starts_with("**")) || image.contains("***") {
            return Err(LeftOut::ImagePattern);
        }
        let single = || image.replace("**", "").contains('*');
        let written = match dialect {
            Dialect::Glob => {
                let image = image
                    .strip_prefix("docker.io/")
                    .map_or(image.clone(), |rest| format!("index.docker.io/{rest}"));
                tagged(image, "**")
            }
            Dialect::Wildcard if single() => return Err(LeftOut::ImagePattern),
            Dialect::Wildcard => tagged(image.replace("**", "*"), "*"),
            Dialect::Component if image == "**" => vec!["*:*".to_owned()],
            Dialect::Component if image.contains("**") => return Err(LeftOut::ImagePattern),
            Dialect::Component => vec![format!("{image}:*")],
            Dialect::Prefix => match image.strip_suffix("**") {
                Some(prefix) if !prefix.contains('*') => vec![format!("{prefix}*")],
                None if !image.contains('*') => vec![image.clone()],
                _ => return Err(LeftOut::ImagePattern),
            },
        };
        // What the tool would take for something else is not written.
        let back = written.iter().all(|pattern| {
            repository(dialect, pattern).is_ok_and(|(repository, _)| repository == *image)
        });
        if !back {
            return Err(LeftOut::ImagePattern);
        }
        patterns.extend(written);
    }
    Ok(patterns)
}

/// A pattern for whatever follows the name.
fn tagged(pattern: String, star: &str) -> Vec<String> {
    if pattern.ends_with('*') {
        vec![pattern]
    } else {
        vec![format!("{pattern}:{star}"), format!("{pattern}@{star}")]
    }
}

/// Whether there may be an image that fits both; rather yes than no.
pub(super) fn may_overlap(one: &str, other: &str) -> bool {
    let (one, other) = (fixed(one), fixed(other));
    one.starts_with(other) || other.starts_with(one)
}

/// What a pattern begins with.
pub(super) fn fixed(pattern: &str) -> &str {
    pattern.split('*').next().unwrap_or_default()
}
