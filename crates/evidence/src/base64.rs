//! Base64 as Sigstore's JSON carries it.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose},
};

use crate::{Place, Unreadable, UnreadableCode};

const LENIENT_PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT_PADDING);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT_PADDING);

/// Decodes standard or URL-safe base64, padded or not, as protobuf JSON readers must. Line breaks,
/// stray bits and mixed alphabets are refused: they would give one text two readings.
///
/// # Errors
/// [`UnreadableCode::MalformedBase64`].
pub fn decode(text: &str) -> Result<Vec<u8>, Unreadable> {
    // The standard alphabet is what is found; the other one is looked for only when that fails.
    let decoded = match STANDARD.decode(text) {
        Err(_) if text.contains(['-', '_']) => URL_SAFE.decode(text),
        decoded => decoded,
    };
    decoded.map_err(|error| {
        Unreadable::new(
            UnreadableCode::MalformedBase64,
            Place::Whole,
            format!("not base64: {error}"),
        )
    })
}

/// Standard base64 with padding, the form that is signed in a SET.
pub fn encode(bytes: &[u8]) -> String {
    general_purpose::STANDARD.encode(bytes)
}
