use whence_display::DisplayText;
use whence_evidence::Digest;

use super::Source;
use crate::view::Message;

/// One question to one source: everything that asking it tells of the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Question {
    /// Attestations for a digest that GitHub keeps for a repository or an owner.
    GitHub {
        /// Address of the programming interface, without a slash at its end.
        api: String,
        /// Whose attestations.
        holder: Holder,
        /// Digest of the file.
        digest: Digest,
        /// The tag of the release the file was downloaded from, whose own attestation lists the file.
        tag: Option<String>,
    },
    /// Entries of a log for a digest.
    Log {
        /// Address of the log, without a slash at its end.
        log: String,
        /// Digest of the file.
        digest: Digest,
    },
    /// Attestations of a package in an npm registry.
    Npm {
        /// Address of the registry, without a slash at its end.
        registry: String,
        /// Name, with its scope.
        name: String,
        /// Version.
        version: String,
    },
    /// Attestations of a file in a Python package index.
    PyPi {
        /// Address of the index without `/simple`, without a slash at its end.
        index: String,
        /// Normalised name of the project.
        project: String,
        /// Version.
        version: String,
        /// Name of the file.
        file: String,
    },
    /// The bundle beside a file of a Maven repository.
    Maven {
        /// Where the file was downloaded from, without query and fragment.
        download: String,
    },
    /// Attestations of a gem.
    RubyGems {
        /// Scheme and host the gem was downloaded from.
        server: String,
        /// `name-version`, with the platform where there is one.
        full_name: String,
    },
}

/// Whose attestations GitHub is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holder {
    /// A repository.
    Repository {
        /// Its owner.
        owner: String,
        /// Its name.
        name: String,
    },
    /// All repositories of an owner.
    Owner(String),
}

impl Holder {
    /// `owner/name` or `owner`, as a person types it; `None` when GitHub has no such names.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text
            .strip_prefix("https://github.com/")
            .unwrap_or(text)
            .trim_end_matches('/');
        let named = |name: &str| {
            let fits = |character: char| {
                character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
            };
            !name.is_empty()
                && name.len() <= 100
                && name.chars().all(fits)
                && !name.chars().all(|character| character == '.')
        };
        match text.split_once('/') {
            Some((owner, name)) if named(owner) && named(name) => Some(Self::Repository {
                owner: owner.to_owned(),
                name: name.to_owned(),
            }),
            None if named(text) => Some(Self::Owner(text.to_owned())),
            _ => None,
        }
    }

    /// As [`Self::parse`] reads it.
    pub fn as_text(&self) -> String {
        match self {
            Self::Repository { owner, name } => format!("{owner}/{name}"),
            Self::Owner(owner) => owner.clone(),
        }
    }

    /// Its part of an address; the owner may be a person where it is no organisation.
    pub fn path(&self) -> String {
        match self {
            Self::Repository { owner, name } => format!("repos/{owner}/{name}"),
            Self::Owner(owner) => format!("orgs/{owner}"),
        }
    }
}

impl Question {
    /// Who is asked.
    pub const fn source(&self) -> Source {
        match self {
            Self::GitHub { .. } => Source::GitHub,
            Self::Log { .. } => Source::Log,
            Self::Npm { .. } => Source::Npm,
            Self::PyPi { .. } => Source::PyPi,
            Self::Maven { .. } => Source::Maven,
            Self::RubyGems { .. } => Source::RubyGems,
        }
    }

    /// The address that is asked first. Further pages, and entries or bundles that an answer names, are
    /// fetched from there on.
    pub fn address(&self) -> String {
        match self {
            Self::GitHub {
                api,
                holder,
                digest,
                ..
            } => format!("{api}/{}/attestations/{digest}?per_page=100", holder.path()),
            Self::Log { log, .. } => format!("{log}/api/v1/index/retrieve"),
            Self::Npm {
                registry,
                name,
                version,
            } => format!(
                "{registry}/-/npm/v1/attestations/{}@{}",
                segment(name),
                segment(version)
            ),
            Self::PyPi {
                index,
                project,
                version,
                file,
            } => format!(
                "{index}/integrity/{}/{}/{}/provenance",
                segment(project),
                segment(version),
                segment(file)
            ),
            Self::Maven { download } => format!("{download}.sigstore.json"),
            Self::RubyGems { server, full_name } => {
                format!("{server}/api/v1/attestations/{}.json", segment(full_name))
            }
        }
    }

    /// The list of a project's files that a Python index is asked for when it does not know [`Self::address`]; what it
    /// names for the file is fetched from there on.
    pub fn list_address(&self) -> Option<String> {
        match self {
            Self::PyPi { index, project, .. } => {
                Some(format!("{index}/simple/{}/", segment(project)))
            }
            _ => None,
        }
    }

    /// What is sent along, for a question that is not in the address alone.
    pub fn body(&self) -> Option<String> {
        match self {
            Self::Log { digest, .. } => Some(format!(r#"{{"hash":"{digest}"}}"#)),
            _ => None,
        }
    }

    /// The host that is asked.
    pub fn host(&self) -> String {
        let address = self.address();
        let host = url::Url::parse(&address)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned));
        host.unwrap_or(address)
    }

    /// What of the file it is about: an owner or repository, a package; empty where there is the digest alone.
    pub fn about(&self) -> String {
        match self {
            Self::GitHub { holder, .. } => holder.as_text(),
            Self::Log { .. } => String::new(),
            Self::Npm { name, version, .. } => format!("{name} {version}"),
            Self::PyPi { file, .. } => file.clone(),
            Self::Maven { .. } => self.address(),
            Self::RubyGems { full_name, .. } => full_name.clone(),
        }
    }

    /// What is sent to whom, in words.
    pub fn sends(&self) -> Message {
        let message = Message::new(format!("lookup-asks-{}", self.source().as_str()))
            .with("host", DisplayText::identifier(&self.host()));
        match self {
            Self::GitHub { holder, digest, .. } => message
                .with("holder", DisplayText::identifier(&holder.as_text()))
                .with("digest", DisplayText::identifier(&digest.to_string())),
            Self::Log { digest, .. } => {
                message.with("digest", DisplayText::identifier(&digest.to_string()))
            }
            Self::Npm { name, version, .. } => message
                .with("name", DisplayText::identifier(name))
                .with("version", DisplayText::identifier(version)),
            Self::PyPi { file, .. } => message.with("name", DisplayText::identifier(file)),
            Self::Maven { .. } => message.with("address", DisplayText::identifier(&self.address())),
            Self::RubyGems { full_name, .. } => {
                message.with("name", DisplayText::identifier(full_name))
            }
        }
    }
}

/// One segment of a path, percent-encoded: a name from outside stays within it.
fn segment(text: &str) -> String {
    let mut segment = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                segment.push(char::from(byte));
            }
            _ => segment.push_str(&format!("%{byte:02X}")),
        }
    }
    segment
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use whence_evidence::HashAlgorithm;

    use super::*;

    fn digest() -> Digest {
        Digest::new(HashAlgorithm::Sha256, &[0xab; 32]).unwrap()
    }

    #[test]
    fn addresses_are_those_of_the_documentation() {
        let hex = "ab".repeat(32);
        let github = |holder: &str| {
            let question = Question::GitHub {
                api: "https://api.github.com".into(),
                holder: Holder::parse(holder).unwrap(),
                digest: digest(),
                tag: None,
            };
            question.address()
        };
        assert_eq!(
            github("https://github.com/acme/tool/"),
            format!(
                "https://api.github.com/repos/acme/tool/attestations/sha256:{hex}?per_page=100"
            )
        );
        assert_eq!(
            github("acme"),
            format!("https://api.github.com/orgs/acme/attestations/sha256:{hex}?per_page=100")
        );
        let log = Question::Log {
            log: "https://log.example".into(),
            digest: digest(),
        };
        assert_eq!(log.address(), "https://log.example/api/v1/index/retrieve");
        assert_eq!(log.body().unwrap(), format!(r#"{{"hash":"sha256:{hex}"}}"#));
        let npm = Question::Npm {
            registry: "https://packages.example/npm".into(),
            name: "@acme/tool".into(),
            version: "1.0.0+x".into(),
        };
        assert_eq!(
            npm.address(),
            "https://packages.example/npm/-/npm/v1/attestations/%40acme%2Ftool@1.0.0%2Bx"
        );
    }

    #[test]
    fn names_from_outside_stay_within_their_segment() {
        for name in [
            "", "a/b/c", "..", "a/..", "a b", "a?b", "a/b#c", "a%2fb", "ä",
        ] {
            assert_eq!(Holder::parse(name), None, "{name}");
        }
        let gem = Question::RubyGems {
            server: "https://gems.example".into(),
            full_name: "../../x?y#z".into(),
        };
        assert_eq!(
            gem.address(),
            "https://gems.example/api/v1/attestations/..%2F..%2Fx%3Fy%23z.json"
        );
        assert_eq!(gem.host(), "gems.example");
    }
}
