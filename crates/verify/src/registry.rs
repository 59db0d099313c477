//! Keys that package registries sign with: data of this program.

use whence_evidence::{
    UnixTime, Unreadable, Window, base64,
    bundle::{Bundle, Form},
};

use crate::{crypto::VerifyKey, run::ManagedKey};

/// A registry's key.
#[derive(Debug)]
pub(crate) struct RegistryKey {
    /// The registry's name.
    pub(crate) registry: &'static str,
    form: Form,
    /// The hint its bundles carry.
    id: &'static str,
    pub(crate) key: ManagedKey,
}

impl RegistryKey {
    /// Whether the bundle comes from the registry's answer and names this key.
    pub(crate) fn is_named_by(&self, bundle: &Bundle) -> bool {
        self.form == bundle.form && bundle.public_key_hint.as_deref() == Some(self.id)
    }
}

/// A key as published: id, SubjectPublicKeyInfo in base64, and the times it counts.
struct Published {
    id: &'static str,
    spki: &'static str,
    start: &'static str,
    end: Option<&'static str>,
}

/// The keys of the npm registry for attestations, as its TUF target lists them.
const NPM: [Published; 2] = [
    Published {
        id: "SHA256:jl3bwswu80PjjokCgh0o2w5c2U4LhQAE57gj9cz1kzA",
        spki: "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1Olb3zMAFFxXKHiIkQO5cJ3Yhl5i6UPp+IhuteBJbuHcA5UogKo0EWtlWwW6KSaKoTNEYL7JlCQiVnkhBktUgg==",
        start: "2022-12-01T00:00:00Z",
        end: Some("2025-01-29T00:00:00Z"),
    },
    Published {
        id: "SHA256:DhQ8wR5APBvFHLF/+Tc+AYvPOdTpcIDqOhxsBHRwC7U",
        spki: "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEY6Ya7W++7aUPzvMTrezH6Ycx3c+HOKYCcNGybJZSCJq/fd7Qa8uuAKtdIkUQtQiEKERhAmE5lMMJhP8OkDOa2g==",
        start: "2025-01-13T00:00:00Z",
        end: None,
    },
];

/// All keys.
///
/// # Errors
/// Never for data as shipped; a test reads it.
pub(crate) fn keys() -> Result<Vec<RegistryKey>, Unreadable> {
    NPM.iter()
        .map(|published| {
            let malformed = || Unreadable::text("a malformed registry key");
            let spki = base64::decode(published.spki)?;
            let time = |text| UnixTime::parse_rfc3339(text);
            let window = Window {
                start: time(published.start)?,
                end: published.end.map(time).transpose()?,
            };
            let key = VerifyKey::from_spki(&spki).map_err(|_| malformed())?;
            Ok(RegistryKey {
                registry: "npm",
                form: Form::NpmAttestation,
                id: published.id,
                key: ManagedKey::from_key(key).valid_within(window),
            })
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use whence_evidence::forms;

    use super::{NPM, base64, keys};

    /// A key is the registry's own, in its own answer, or nobody's.
    #[test]
    fn a_key_is_named_by_its_id_in_the_answer_of_its_registry() {
        let bundle = |id: &str| {
            format!(
                r#"{{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{{"publicKey":{{"hint":"{id}"}}}}}}"#
            )
        };
        let answer = |id: &str| {
            format!(
                r#"{{"attestations":[{{"predicateType":"p","bundle":{}}}]}}"#,
                bundle(id)
            )
        };
        let named = |text: &str| -> Vec<&'static str> {
            let bundle = forms::read(text.as_bytes()).remove(0).content.unwrap();
            let keys = keys().unwrap();
            let named = keys.iter().filter(|key| key.is_named_by(&bundle));
            named.map(|key| key.id).collect()
        };
        for published in NPM {
            assert_eq!(named(&answer(published.id)), [published.id]);
            assert!(named(&bundle(published.id)).is_empty());
        }
        assert!(named(&answer("SHA256:another")).is_empty());
    }

    /// A field of the SSH wire encoding (RFC 4251 §5).
    fn field(bytes: &[u8]) -> Vec<u8> {
        let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
        [&length, bytes].concat()
    }

    #[test]
    fn ids_are_the_fingerprints_that_ssh_shows() {
        assert_eq!(keys().unwrap().len(), NPM.len());
        for published in NPM {
            // The SPKI of a P-256 key ends with the point, 65 bytes.
            let spki = base64::decode(published.spki).unwrap();
            let point = spki.get(spki.len() - 65..).unwrap();
            let blob = [&b"ecdsa-sha2-nistp256"[..], b"nistp256", point]
                .map(field)
                .concat();
            let digest = base64::encode(&crate::crypto::sha256(&blob));
            assert_eq!(
                published.id,
                format!("SHA256:{}", digest.trim_end_matches('='))
            );
        }
    }
}
