//! Bundles in the answers of npm's registry and of GitHub. Both add members as they please; only the
//! bundles inside are evidence.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Document;
use crate::{
    Unreadable,
    bundle::{Bundle, Form},
    json::{self, Bounded},
    limits,
};

#[derive(Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    attestations: Bounded<Item<'a>, { limits::DOCUMENTS }>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    /// npm names it beside the bundle; GitHub does not.
    predicate_type: Option<String>,
    #[serde(borrow)]
    bundle: Option<&'a RawValue>,
}

/// The bundles in an answer.
///
/// # Errors
/// When it is not JSON of this shape, or holds none.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Document<'_>>, Unreadable> {
    let wire: Response<'_> = json::read(bytes)?;
    if wire.attestations.0.is_empty() {
        return Err(Unreadable::unknown("no attestation").at("attestations"));
    }
    Ok(wire.attestations.0.iter().map(Item::document).collect())
}

impl<'a> Item<'a> {
    fn document(&self) -> Document<'a> {
        let form = if self.predicate_type.is_some() {
            Form::NpmAttestation
        } else {
            Form::GitHubAttestation
        };
        // GitHub may name the place of a bundle instead; nothing is fetched here.
        let bytes = self.bundle.map(|bundle| bundle.get().as_bytes());
        Document {
            bytes: Cow::Borrowed(bytes.unwrap_or_default()),
            content: match bytes {
                Some(bytes) => Bundle::parse(bytes).map(|bundle| Bundle { form, ..bundle }),
                None => Err(
                    Unreadable::unknown("the answer does not hold the bundle itself")
                        .at("attestations[].bundle"),
                ),
            },
        }
    }
}
