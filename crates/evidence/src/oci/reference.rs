//! Names of images: `[registry/]path[:tag][@digest]` (the grammar of `distribution/reference`).

use std::fmt;

use crate::{Digest, HashAlgorithm};

/// The longest name in full, without tag and digest, in bytes.
const LONGEST_NAME: usize = 255;
/// The longest tag, in bytes.
const LONGEST_TAG: usize = 128;
/// The registry of names that say none.
const DOCKER_HUB: &str = "docker.io";
/// Spellings of the same registry.
const DOCKER_HUBS: [&str; 3] = [DOCKER_HUB, "index.docker.io", "registry-1.docker.io"];

/// The name of an image, in full.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    registry: String,
    path: String,
    tag: Option<String>,
    digest: Option<Digest>,
}

/// Why text is no name of an image. Each a stable kebab-case code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReferenceProblem {
    /// There is no name.
    Empty,
    /// A part of the path is not lower-case letters, digits and single separators.
    Path,
    /// The host is none.
    Registry,
    /// The tag is none.
    Tag,
    /// The digest is not a SHA-256 or SHA-512 in lower-case hex.
    Digest,
    /// It is longer than names may be.
    TooLong,
    /// It looks like the id of an image, which no registry can be asked for.
    ImageId,
}

impl ReferenceProblem {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Empty,
        Self::Path,
        Self::Registry,
        Self::Tag,
        Self::Digest,
        Self::TooLong,
        Self::ImageId,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Path => "path",
            Self::Registry => "registry",
            Self::Tag => "tag",
            Self::Digest => "digest",
            Self::TooLong => "too-long",
            Self::ImageId => "image-id",
        }
    }
}

impl Reference {
    /// Reads a name. `oci://` and `docker://` before it are taken off.
    ///
    /// # Errors
    /// The first part that is not as names are.
    pub fn parse(text: &str) -> Result<Self, ReferenceProblem> {
        let text = text
            .strip_prefix("oci://")
            .or_else(|| text.strip_prefix("docker://"))
            .unwrap_or(text);
        if text.is_empty() {
            return Err(ReferenceProblem::Empty);
        }
        // A tag and a digest of 128 digits come on top of the name.
        if text.len() > LONGEST_NAME + LONGEST_TAG + 160 {
            return Err(ReferenceProblem::TooLong);
        }
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (
                rest,
                Some(read_digest(digest).ok_or(ReferenceProblem::Digest)?),
            ),
            None => (text, None),
        };
        // A colon behind the last slash begins a tag; one before it, a port.
        let (name, tag) = match rest.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') && !tag.contains(']') => (name, Some(tag)),
            _ => (rest, None),
        };
        if tag.is_some_and(|tag| !is_tag(tag)) {
            return Err(ReferenceProblem::Tag);
        }
        if name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ReferenceProblem::ImageId);
        }
        let (registry, path) = match name.split_once('/') {
            Some((first, path)) if names_registry(first) => {
                // Where only capitals tell a host from a folder of Docker Hub, they stay.
                let lower = first.to_ascii_lowercase();
                let host = names_registry(&lower).then_some(lower);
                (host.unwrap_or_else(|| first.to_owned()), path.to_owned())
            }
            _ => (DOCKER_HUB.to_owned(), name.to_owned()),
        };
        if !is_host(&registry) {
            return Err(ReferenceProblem::Registry);
        }
        let (registry, path) = if DOCKER_HUBS.contains(&registry.as_str()) {
            let path = if path.contains('/') {
                path
            } else {
                format!("library/{path}")
            };
            (DOCKER_HUB.to_owned(), path)
        } else {
            (registry, path)
        };
        if path.is_empty() {
            return Err(ReferenceProblem::Empty);
        }
        // In full: what is shown of a name must be a name again.
        if registry.len() + 1 + path.len() > LONGEST_NAME {
            return Err(ReferenceProblem::TooLong);
        }
        if !path.split('/').all(is_path_component) {
            return Err(ReferenceProblem::Path);
        }
        Ok(Self {
            registry,
            path,
            tag: tag.map(str::to_owned),
            digest,
        })
    }

    /// Whether the text says that it is an image: it begins as such names do elsewhere, or has a registry in
    /// front, a tag or a digest. Anything that is none of these may as well be a file.
    pub fn is_meant(text: &str) -> bool {
        if text.starts_with("oci://") || text.starts_with("docker://") {
            return true;
        }
        let Ok(reference) = Self::parse(text) else {
            return false;
        };
        // A digest that was mistyped is no image with a long tag.
        let is_digest = text.split_once(':').is_some_and(|(first, _)| {
            HashAlgorithm::from_name(first).is_some() || matches!(first, "md5" | "sha1")
        });
        if is_digest {
            return false;
        }
        let has_registry = text
            .split_once('/')
            .is_some_and(|(first, _)| names_registry(first) && !first.starts_with('.'));
        has_registry || reference.tag.is_some() || reference.digest.is_some()
    }

    /// The registry as people write it: host, and port if it is not the usual one. Docker Hub is `docker.io`.
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// The host, with its port, that answers for the registry.
    pub fn host(&self) -> &str {
        if self.registry == DOCKER_HUB {
            "registry-1.docker.io"
        } else {
            &self.registry
        }
    }

    /// The path within the registry: `library/alpine`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Registry and path, as lists name repositories: `docker.io/library/alpine`.
    pub fn repository(&self) -> String {
        format!("{}/{}", self.registry, self.path)
    }

    /// The tag as written.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The tag to ask for: as written, or the usual one. Not used where there is a digest.
    pub fn tag_or_latest(&self) -> &str {
        self.tag.as_deref().unwrap_or("latest")
    }

    /// The digest as written. It decides, whatever the tag says.
    pub const fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.path)?;
        match (&self.tag, &self.digest) {
            (None, None) => f.write_str(":latest"),
            (tag, digest) => {
                if let Some(tag) = tag {
                    write!(f, ":{tag}")?;
                }
                if let Some(digest) = digest {
                    write!(f, "@{digest}")?;
                }
                Ok(())
            }
        }
    }
}

/// A digest as registries write them, in lower case; SHA-384 is none of theirs.
pub(super) fn read_digest(text: &str) -> Option<Digest> {
    let digest = Digest::parse(text)?;
    let lower = !text.bytes().any(|digit| digit.is_ascii_uppercase());
    (lower && digest.algorithm() != HashAlgorithm::Sha384).then_some(digest)
}

/// Whether the first part of a name is a registry and not a part of the path.
fn names_registry(first: &str) -> bool {
    first == "localhost"
        || first.contains(['.', ':'])
        || first.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// A host name or an address, with or without a port.
fn is_host(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let Some((address, port)) = rest.split_once(']') else {
                return false;
            };
            if address.parse::<std::net::Ipv6Addr>().is_err() {
                return false;
            }
            return port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.split('.').all(is_label) && port.is_none_or(is_port)
}

fn is_port(text: &str) -> bool {
    text.len() <= 5
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<u16>().is_ok_and(|port| port > 0)
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`.
fn is_path_component(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends_in_words =
        text.bytes().next().is_some_and(is_word) && text.bytes().next_back().is_some_and(is_word);
    let mut separator = String::new();
    for symbol in text.chars() {
        if u8::try_from(symbol).is_ok_and(is_word) {
            separator.clear();
            continue;
        }
        separator.push(symbol);
        let fits = matches!(separator.as_str(), "." | "_" | "__")
            || separator.bytes().all(|byte| byte == b'-');
        if !fits {
            return false;
        }
    }
    ends_in_words
}

/// `[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}`.
fn is_tag(text: &str) -> bool {
    text.len() <= LONGEST_TAG
        && !text.starts_with(['.', '-'])
        && !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn full(text: &str) -> Result<String, ReferenceProblem> {
        Reference::parse(text).map(|reference| reference.to_string())
    }

    #[test]
    fn every_spelling_comes_to_its_full_name() {
        let sha256 = format!("sha256:{}", "0a".repeat(32));
        let sha512 = format!("sha512:{}", "0a".repeat(64));
        let pinned = format!("docker.io/library/alpine@{sha256}");
        let both = format!("ghcr.io/acme/tool:v1@{sha512}");
        for (text, name) in [
            ("alpine", "docker.io/library/alpine:latest"),
            ("alpine:3", "docker.io/library/alpine:3"),
            ("library/alpine", "docker.io/library/alpine:latest"),
            ("index.docker.io/alpine", "docker.io/library/alpine:latest"),
            ("registry-1.docker.io/a/b", "docker.io/a/b:latest"),
            ("acme/tool", "docker.io/acme/tool:latest"),
            ("ghcr.io/acme/tool", "ghcr.io/acme/tool:latest"),
            ("localhost/tool", "localhost/tool:latest"),
            ("Build/tool", "Build/tool:latest"),
            ("LOCALHOST/tool", "localhost/tool:latest"),
            ("Registry.Example/tool", "registry.example/tool:latest"),
            ("localhost:5000/tool:1", "localhost:5000/tool:1"),
            ("[::1]:5000/tool", "[::1]:5000/tool:latest"),
            ("[::1]/tool:1", "[::1]/tool:1"),
            (
                "127.0.0.1:5000/a/b/c:x_1.2-3",
                "127.0.0.1:5000/a/b/c:x_1.2-3",
            ),
            ("GHCR.IO/acme/tool", "ghcr.io/acme/tool:latest"),
            ("oci://ghcr.io/acme/chart:1", "ghcr.io/acme/chart:1"),
            ("docker://quay.io/a/b", "quay.io/a/b:latest"),
            (&format!("alpine@{sha256}"), &pinned),
            (&both, &both),
            ("a/b.b__c--d/e_f", "docker.io/a/b.b__c--d/e_f:latest"),
        ] {
            assert_eq!(full(text).as_deref(), Ok(name), "{text}");
        }
    }

    #[test]
    fn what_is_no_name_is_told_by_its_part() {
        use ReferenceProblem::{Digest, Empty, ImageId, Path, Registry, Tag, TooLong};
        let id = "ab".repeat(32);
        let short = format!("alpine@sha256:{}", "0a".repeat(31));
        let upper = format!("alpine@sha256:{}", "0A".repeat(32));
        let sha384 = format!("alpine@sha384:{}", "0a".repeat(48));
        let long = format!("ghcr.io/{}", "a".repeat(250));
        let long_tag = format!("a:{}", "a".repeat(129));
        for (text, problem) in [
            ("", Empty),
            ("oci://", Empty),
            ("ghcr.io/", Empty),
            ("ghcr.io/Acme/tool", Path),
            ("a//b", Path),
            ("a/", Path),
            ("a_/b", Path),
            ("a___b", Path),
            ("a..b/c/d", Registry),
            ("a/b..c", Path),
            ("a._b", Path),
            ("a b", Path),
            ("ä", Path),
            ("../a", Registry),
            ("./tool", Registry),
            ("/tmp/tool", Path),
            ("https://ghcr.io/acme", Registry),
            ("-a.b/c", Registry),
            ("a.b:0/c", Registry),
            ("a.b:65536/c", Registry),
            ("a.b:x/c", Registry),
            ("[::1/a", Registry),
            ("[g:g]/a", Registry),
            ("user@host.example/a", Digest),
            ("a:", Tag),
            ("a:.x", Tag),
            ("a:b c", Tag),
            (&long_tag, Tag),
            (&short, Digest),
            (&upper, Digest),
            (&sha384, Digest),
            ("alpine@md5:00", Digest),
            (&id, ImageId),
            (&long, TooLong),
        ] {
            assert_eq!(full(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn an_image_is_meant_where_the_name_says_more_than_a_file_name_would() {
        for text in [
            "ghcr.io/acme/tool",
            "localhost:5000/a",
            "nginx:1",
            "acme/tool:1",
            "oci://acme",
            "docker://a",
        ] {
            assert!(Reference::is_meant(text), "{text}");
        }
        for text in [
            "nginx",
            "acme/tool",
            "tool-1.0.tar.gz",
            "./a.b/c",
            "../x",
            "/x:y",
            "C:\\a",
            "sha256:abc",
        ] {
            assert!(!Reference::is_meant(text), "{text}");
        }
    }

    /// The full name counts: of a short one the registry and `library/` come on top.
    #[test]
    fn a_name_is_measured_in_full() {
        let prefix = "docker.io/library/".len();
        let fits = "a".repeat(LONGEST_NAME - prefix);
        let again = full(&fits).unwrap();
        assert_eq!(full(&again), Ok(again));
        assert_eq!(full(&format!("{fits}a")), Err(ReferenceProblem::TooLong));
        assert_eq!(
            full(&format!("docker.io/{fits}a")),
            Err(ReferenceProblem::TooLong)
        );
    }

    proptest! {
        #[test]
        fn a_full_name_reads_as_itself(text in "[a-zA-Z0-9./:@_\\[\\]-]{0,80}") {
            if let Ok(reference) = Reference::parse(&text) {
                let again = Reference::parse(&reference.to_string()).unwrap();
                prop_assert_eq!(again.to_string(), reference.to_string());
                prop_assert_eq!(again.host(), reference.host());
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = Reference::parse(&text);
            let _ = Reference::is_meant(&text);
        }
    }
}
