//! The payload of a signature over an image (`simple signing` of containers/image, as cosign writes it): it names
//! the digest of the image, and the signature is over exactly its bytes.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::reference::read_digest;
use crate::{
    Digest, Unreadable,
    json::{self, Members},
    limits,
};

/// What cosign's payloads call themselves. Red Hat's `atomic container signature` is another format.
const KIND: &str = "cosign container image signature";

/// A payload. Claims, until the signature over its bytes holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// `critical.type`.
    pub kind: String,
    /// `critical.image.docker-manifest-digest` as written.
    pub stated_digest: String,
    /// `critical.identity.docker-reference`: what the signer called the image. A signature that was copied
    /// along with an image names where it came from.
    pub reference: String,
    /// `optional`: names, and JSON in words of the signer's own. A time in it is proven by nothing.
    pub notes: Vec<(String, String)>,
}

impl Payload {
    /// Reads one.
    ///
    /// # Errors
    /// When it is not JSON of exactly this shape.
    pub fn parse(bytes: &[u8]) -> Result<Self, Unreadable> {
        let wire: Wire = json::parse(bytes, limits::PAYLOAD_BYTES)?;
        let notes = wire.optional.map(|notes| notes.0).unwrap_or_default();
        let text = |value: Box<RawValue>| {
            json::read::<String>(value.get().as_bytes()).unwrap_or_else(|_| value.get().to_owned())
        };
        Ok(Self {
            kind: wire.critical.kind,
            stated_digest: wire.critical.image.digest,
            reference: wire.critical.identity.reference,
            notes: notes
                .into_iter()
                .map(|(name, value)| (name, text(value)))
                .collect(),
        })
    }

    /// Whether it calls itself what cosign's payloads do.
    pub fn is_of_cosign(&self) -> bool {
        self.kind == KIND
    }

    /// The digest of the image; absent when what is written is none.
    pub fn digest(&self) -> Option<Digest> {
        read_digest(&self.stated_digest)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    critical: Critical,
    optional: Option<Members<Box<RawValue>, { limits::ANNOTATIONS }>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Critical {
    identity: Identity,
    image: Image,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Identity {
    #[serde(rename = "docker-reference")]
    reference: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Image {
    #[serde(rename = "docker-manifest-digest")]
    digest: String,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn payload(kind: &str, more: &str) -> String {
        format!(
            r#"{{"critical":{{"identity":{{"docker-reference":"r"}},"image":{{"docker-manifest-digest":"sha256:{}"}},"type":"{kind}"{more}}},"optional":{{"a":"b","t":1}}}}"#,
            "0a".repeat(32)
        )
    }

    #[test]
    fn what_is_critical_is_read_by_the_letter() {
        let read = Payload::parse(payload(KIND, "").as_bytes()).unwrap();
        assert!(read.is_of_cosign() && read.digest().is_some());
        let notes = [("a", "b"), ("t", "1")].map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(read.notes, notes);
        let other = Payload::parse(payload("atomic container signature", "").as_bytes());
        assert!(!other.unwrap().is_of_cosign());
        assert!(Payload::parse(payload(KIND, r#","further":1"#).as_bytes()).is_err());
        assert!(Payload::parse(payload(KIND, r#","type":"x""#).as_bytes()).is_err());
        assert!(Payload::parse(b"{}").is_err());
        let text = payload(KIND, "").replace("sha256:", "sha256-");
        assert_eq!(Payload::parse(text.as_bytes()).unwrap().digest(), None);
    }
}
