//! Strict JSON: one UTF-8 document, no duplicate and no unknown members, bounded in depth and count.
//!
//! The formats are read into typed structures. A generic value would keep the last of two members
//! with one name and hide the first; two readers would then see two meanings.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Visitor},
};

use crate::{Place, Unreadable, UnreadableCode, base64};

/// Reads one document of at most `limit` bytes.
///
/// # Errors
/// [`UnreadableCode::LimitExceeded`] or [`UnreadableCode::MalformedJson`] with line and column.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8], limit: usize) -> Result<T, Unreadable> {
    if bytes.len() > limit {
        return Err(Unreadable::limit(format!(
            "{} bytes, more than the {limit} this program reads",
            bytes.len()
        )));
    }
    serde_json::from_slice(bytes).map_err(|error| describe(&error))
}

/// Turns the reader's error into ours. Its text may quote the input, so it is cut and reduced to
/// plain ASCII.
pub(crate) fn describe(error: &serde_json::Error) -> Unreadable {
    let place = Place::LineColumn(error.line(), error.column());
    let text = error.to_string();
    if text.contains(LIMIT_MARK) {
        return Unreadable::new(
            UnreadableCode::LimitExceeded,
            place,
            "more items than this program reads",
        );
    }
    let text = text.split(" at line ").next().unwrap_or_default();
    let plain: String = text
        .chars()
        .take(160)
        .map(|c| if matches!(c, ' '..='~') { c } else { '?' })
        .collect();
    Unreadable::new(UnreadableCode::MalformedJson, place, plain)
}

const LIMIT_MARK: &str = "more than the limit of";

/// Bytes as base64 text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Base64(pub(crate) Vec<u8>);

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Base64;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("base64 text")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Base64, E> {
                base64::decode(text).map(Base64).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// An int64 of protobuf JSON that must not be negative: decimal text without sign, spaces or leading
/// zeros, or a JSON integer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count(pub(crate) u64);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Decimal;
        impl Decimal {
            fn within<E: de::Error>(value: u64) -> Result<Count, E> {
                if i64::try_from(value).is_ok() {
                    Ok(Count(value))
                } else {
                    Err(E::custom("number too large"))
                }
            }
        }
        impl Visitor<'_> for Decimal {
            type Value = Count;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number, not negative")
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Count, E> {
                Self::within(value)
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Count, E> {
                let decimal = text.bytes().all(|b| b.is_ascii_digit())
                    && (text == "0" || !text.starts_with('0'));
                match text.parse() {
                    Ok(value) if decimal => Self::within(value),
                    _ => Err(E::custom("not a decimal number that is not negative")),
                }
            }
        }
        deserializer.deserialize_any(Decimal)
    }
}

/// A list of at most `N` items; reading stops at the first one too many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bounded<T, const N: usize>(pub(crate) Vec<T>);

impl<T, const N: usize> Default for Bounded<T, N> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>, const N: usize> Deserialize<'de> for Bounded<T, N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items<T, const N: usize>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>, const N: usize> Visitor<'de> for Items<T, N> {
            type Value = Bounded<T, N>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = array.next_element()? {
                    if items.len() == N {
                        return Err(de::Error::custom(format_args!("{LIMIT_MARK} {N}")));
                    }
                    items.push(item);
                }
                Ok(Bounded(items))
            }
        }
        deserializer.deserialize_seq(Items(PhantomData))
    }
}

/// Members in the order of the document, at most `N`, duplicates refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Members<T, const N: usize>(pub(crate) Vec<(String, T)>);

impl<'de, T: Deserialize<'de>, const N: usize> Deserialize<'de> for Members<T, N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object<T, const N: usize>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>, const N: usize> Visitor<'de> for Object<T, N> {
            type Value = Members<T, N>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members: Vec<(String, T)> = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, T>()? {
                    if members.iter().any(|(known, _)| *known == key) {
                        return Err(de::Error::custom("duplicate member"));
                    }
                    if members.len() == N {
                        return Err(de::Error::custom(format_args!("{LIMIT_MARK} {N}")));
                    }
                    members.push((key, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object(PhantomData))
    }
}

/// A node of a document as an outline: order and duplicates kept, exactly as written.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Text, number, `true`, `false` or `null`, as it would be read aloud: text without its quotes.
    Scalar(String),
    /// Members in order. The number counts further members that were left out.
    Object(Vec<(String, Node)>, u32),
    /// Items in order. The number counts further items that were left out.
    Array(Vec<Node>, u32),
}

/// The outline of a document with at most `nodes` nodes; what exceeds them is counted, not kept.
///
/// # Errors
/// [`UnreadableCode::MalformedJson`] when `bytes` is not one JSON document or nests deeper than 128.
pub fn outline(bytes: &[u8], nodes: usize) -> Result<Node, Unreadable> {
    let mut left = nodes;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let node = Outline { left: &mut left }
        .deserialize(&mut reader)
        .and_then(|node| reader.end().map(|()| node))
        .map_err(|error| describe(&error))?;
    Ok(node)
}

struct Outline<'n> {
    left: &'n mut usize,
}

impl<'de> DeserializeSeed<'de> for Outline<'_> {
    type Value = Node;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Outline<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Scalar(value.to_string()))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Scalar(value.to_string()))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Scalar(value.to_string()))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Scalar(value.to_string()))
    }
    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Scalar(value.to_owned()))
    }
    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Scalar("null".to_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        let mut omitted = 0;
        while *self.left > 0 {
            *self.left -= 1;
            match array.next_element_seed(Outline { left: self.left })? {
                Some(item) => items.push(item),
                None => return Ok(Node::Array(items, 0)),
            }
        }
        while array.next_element::<de::IgnoredAny>()?.is_some() {
            omitted += 1;
        }
        Ok(Node::Array(items, omitted))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        let mut omitted = 0;
        while *self.left > 0 {
            *self.left -= 1;
            match map.next_key::<String>()? {
                Some(key) => {
                    let value = map.next_value_seed(Outline { left: self.left })?;
                    members.push((key, value));
                }
                None => return Ok(Node::Object(members, 0)),
            }
        }
        while map
            .next_entry::<de::IgnoredAny, de::IgnoredAny>()?
            .is_some()
        {
            omitted += 1;
        }
        Ok(Node::Object(members, omitted))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn outline_keeps_order_and_duplicates() {
        let node = outline(br#"{"b":1,"a":[true,null],"b":"two"}"#, 100).unwrap();
        let Node::Object(members, 0) = node else {
            unreachable!("an object was given");
        };
        let keys: Vec<_> = members.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["b", "a", "b"]);
        assert_eq!(members.last().unwrap().1, Node::Scalar("two".to_owned()));
    }

    #[test]
    fn outline_counts_what_it_leaves_out() {
        let document = format!("[{}]", vec!["0"; 1000].join(","));
        let Node::Array(items, omitted) = outline(document.as_bytes(), 10).unwrap() else {
            unreachable!("an array was given");
        };
        assert_eq!((items.len(), omitted), (10, 990));
    }

    #[test]
    fn outline_refuses_endless_nesting_and_trailing_text() {
        assert!(outline("[".repeat(100_000).as_bytes(), 10).is_err());
        assert!(outline("{\"a\":".repeat(100_000).as_bytes(), 1_000_000).is_err());
        assert!(outline(b"{} {}", 10).is_err());
    }

    #[test]
    fn counts_are_plain_decimals() {
        for (text, value) in [("\"0\"", 0), ("\"75000001\"", 75_000_001), ("12", 12)] {
            assert_eq!(serde_json::from_str::<Count>(text).unwrap(), Count(value));
        }
        for text in [
            "\"-1\"",
            "-1",
            "\"+1\"",
            "\"01\"",
            "\"\"",
            "\" 1\"",
            "\"1e3\"",
            "1.0",
            "\"9223372036854775808\"",
            "18446744073709551615",
            "true",
        ] {
            assert!(serde_json::from_str::<Count>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn errors_never_quote_the_input_at_length() {
        let long = format!("{{\"{}\u{202e}\":1}}", "Signed by ACME ".repeat(50));
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Nothing {}
        let error = parse::<Nothing>(long.as_bytes(), 10_000).unwrap_err();
        assert!(error.detail.len() <= 160 && error.detail.is_ascii());
    }
}
