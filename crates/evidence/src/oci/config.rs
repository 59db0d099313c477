//! The configuration of an image, as far as it says what the image is.

use serde::Deserialize;

use super::{Platform, reference::read_digest};
use crate::{
    Digest, Unreadable,
    json::{self, Bounded},
    limits,
};

/// What the configuration of an image says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// For which machines it is.
    pub platform: Option<Platform>,
    /// The digests of the layers without compression, in order.
    pub diff_ids: Vec<Option<Digest>>,
}

impl Config {
    /// Reads one.
    ///
    /// # Errors
    /// When it is not JSON of this shape or exceeds [`limits`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Unreadable> {
        let wire: Wire = json::parse(bytes, limits::MANIFEST_BYTES)?;
        let platform = match (wire.os, wire.architecture) {
            (Some(os), Some(architecture)) if !os.is_empty() => Some(Platform {
                os,
                architecture,
                variant: wire.variant.filter(|text| !text.is_empty()),
                os_version: None,
            }),
            _ => None,
        };
        let ids = wire.rootfs.and_then(|rootfs| rootfs.diff_ids);
        Ok(Self {
            platform,
            diff_ids: ids
                .unwrap_or_default()
                .0
                .iter()
                .map(|text| read_digest(text))
                .collect(),
        })
    }
}

#[derive(Deserialize)]
struct Wire {
    os: Option<String>,
    architecture: Option<String>,
    variant: Option<String>,
    rootfs: Option<RootFs>,
}

#[derive(Deserialize)]
struct RootFs {
    diff_ids: Option<Bounded<String, { limits::DESCRIPTORS }>>,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn machine_and_layers_are_read() {
        let id = format!("sha256:{}", "ab".repeat(32));
        let text = format!(
            r#"{{"os":"linux","architecture":"arm64","variant":"v8","config":{{}},"rootfs":{{"type":"layers","diff_ids":["{id}","x"]}}}}"#
        );
        let config = Config::parse(text.as_bytes()).unwrap();
        assert_eq!(config.platform.unwrap().to_string(), "linux/arm64/v8");
        assert_eq!(config.diff_ids.len(), 2);
        assert!(config.diff_ids.iter().filter_map(Option::as_ref).count() == 1);
        assert_eq!(Config::parse(b"{}").unwrap().platform, None);
        assert!(Config::parse(b"[]").is_err());
    }
}
