//! Release records: what a forge says it published (in-toto attestation, predicate `release`).

use serde::Deserialize;

use crate::json;

/// What a release record names. Claimed by whoever signed the statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The repository as `owner/name`.
    pub repository: String,
    /// Lasting number of the repository.
    pub repository_id: Option<String>,
    /// Lasting number of its owner.
    pub owner_id: Option<String>,
    /// The tag.
    pub tag: Option<String>,
}

impl Release {
    /// Whether a predicate of this type is a release record.
    pub fn is_one(predicate_type: &str) -> bool {
        matches!(
            predicate_type,
            "https://in-toto.io/attestation/release/v0.1"
                | "https://in-toto.io/attestation/release/v0.2"
        )
    }

    /// Reads the predicate of a release on GitHub. `None` when it names no repository, or two: the package
    /// URL names it once more.
    pub fn read(predicate: &[u8]) -> Option<Self> {
        let wire: Wire = json::read(predicate).ok()?;
        let (owner, name) = wire.repository.split_once('/')?;
        if !is_name(owner) || !is_name(name) {
            return None;
        }
        if let Some(purl) = wire.purl {
            let named = purl.strip_prefix("pkg:github/")?;
            let named = named.split_once('@').map_or(named, |(named, _)| named);
            if !named.eq_ignore_ascii_case(&wire.repository) {
                return None;
            }
        }
        Some(Self {
            repository: wire.repository,
            repository_id: wire.repository_id,
            owner_id: wire.owner_id,
            tag: wire.tag,
        })
    }
}

/// A member that occurs twice is refused by the reader.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    repository: String,
    repository_id: Option<String>,
    owner_id: Option<String>,
    tag: Option<String>,
    purl: Option<String>,
}

/// What GitHub lets owners and repositories be called.
fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= 100 && text.bytes().all(plain) && !matches!(text, "." | "..")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn names_the_repository_with_its_numbers_and_tag() {
        let release = Release::read(
            br#"{"repository":"acme/tool","repositoryId":"7","ownerId":"8","tag":"v1","purl":"pkg:github/Acme/tool@v1","databaseId":"9"}"#,
        );
        let release = release.unwrap();
        assert_eq!(release.repository, "acme/tool");
        assert_eq!(release.repository_id.as_deref(), Some("7"));
        assert_eq!(release.owner_id.as_deref(), Some("8"));
        assert_eq!(release.tag.as_deref(), Some("v1"));
        assert!(Release::read(br#"{"repository":"acme/tool"}"#).is_some());
    }

    #[test]
    fn a_record_without_one_clear_repository_names_none() {
        for predicate in [
            "",
            "{}",
            r#"{"repository":"acme"}"#,
            r#"{"repository":"/tool"}"#,
            r#"{"repository":"acme/"}"#,
            r#"{"repository":"acme/.."}"#,
            r#"{"repository":"acme/tool/more"}"#,
            r#"{"repository":"acme/tool?x"}"#,
            r#"{"repository":"acme/tool","repository":"acme/other"}"#,
            r#"{"repository":"acme/tool","purl":"pkg:github/acme/other@v1"}"#,
            r#"{"repository":"acme/tool","purl":"pkg:npm/tool@1"}"#,
            r#"{"repository":"acme/tool","repositoryId":7}"#,
        ] {
            assert_eq!(Release::read(predicate.as_bytes()), None, "{predicate}");
        }
    }
}
