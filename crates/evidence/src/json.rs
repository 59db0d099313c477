//! Strict JSON: one UTF-8 document, no duplicate and no unknown members, objects where the format has objects,
//! bounded in depth and count.
//!
//! The formats are read into typed structures. A generic value would keep the last of two members
//! with one name and hide the first; two readers would then see two meanings.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Visitor},
    forward_to_deserialize_any,
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
    read(bytes)
}

/// Reads one document that was found to be within its limit of size.
///
/// # Errors
/// As for [`parse`].
pub(crate) fn read<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Unreadable> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    T::deserialize(Objects(&mut reader))
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|error| describe(&error))
}

/// Turns the reader's error into ours. Its text may quote the input, so it is cut and reduced to
/// plain ASCII.
fn describe(error: &serde_json::Error) -> Unreadable {
    let place = Place::LineColumn(error.line(), error.column());
    let text = error.to_string();
    // What an error quotes stands behind words of its own, so no input can begin with the mark.
    if text.starts_with(LIMIT_MARK) {
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

/// A reader that takes a derived structure from an object only. By itself serde takes the values in an array
/// as well, in the order of the members, and no other reader of these formats would find anything in that.
struct Objects<T>(T);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Objects<D> {
    type Error = D::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Objects(visitor))
    }
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(Objects(visitor))
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_option(Objects(visitor))
    }
    /// A document within the document comes this way, as the text it is.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, visitor)
    }
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_ignored_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map enum identifier
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Objects<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<V::Value, E> {
        self.0.visit_bool(value)
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<V::Value, E> {
        self.0.visit_i64(value)
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<V::Value, E> {
        self.0.visit_u64(value)
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<V::Value, E> {
        self.0.visit_f64(value)
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<V::Value, E> {
        self.0.visit_str(text)
    }
    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<V::Value, E> {
        self.0.visit_borrowed_str(text)
    }
    fn visit_unit<E: de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }
    fn visit_none<E: de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Objects(deserializer))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Objects(array))
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Objects(map))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Objects<A> {
    type Error = A::Error;
    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Objects(seed))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Objects<A> {
    type Error = A::Error;
    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(Objects(seed))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Objects<S> {
    type Value = S::Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Objects(deserializer))
    }
}

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

    #[derive(Debug, Deserialize)]
    struct Whole {
        part: Option<Part>,
        parts: Option<Bounded<Part, 2>>,
        members: Option<Members<Part, 2>>,
        text: Option<Box<serde_json::value::RawValue>>,
    }

    #[derive(Debug, Deserialize)]
    struct Part {
        x: Option<u8>,
    }

    #[test]
    fn structures_are_objects_at_every_depth() {
        for (part, good) in [(r#"{"x":1}"#, true), ("[1]", false), ("[null]", false)] {
            for document in [
                format!(r#"{{"part":{part}}}"#),
                format!(r#"{{"parts":[{part}]}}"#),
                format!(r#"{{"members":{{"a":{part}}}}}"#),
            ] {
                assert_eq!(
                    read::<Whole>(document.as_bytes()).is_ok(),
                    good,
                    "{document}"
                );
            }
        }
        assert!(read::<Whole>(b"[null,null,null,null]").is_err());
        let whole = br#"{"part":null,"parts":[{"x":7},{"x":null}],"members":{"a":{"x":8}},"text":[1, {"x": 2}],"other":[[1]]}"#;
        let whole = read::<Whole>(whole).unwrap();
        assert!(whole.part.is_none());
        let parts = whole.parts.unwrap().0;
        assert_eq!(
            parts.iter().map(|part| part.x).collect::<Vec<_>>(),
            [Some(7), None]
        );
        assert_eq!(whole.members.unwrap().0.first().unwrap().1.x, Some(8));
        assert_eq!(whole.text.unwrap().get(), r#"[1, {"x": 2}]"#);
    }

    #[test]
    fn only_a_count_exceeds_a_limit() {
        let code = |document: &str| read::<Whole>(document.as_bytes()).unwrap_err().code;
        let part = r#"{"x":1}"#;
        assert_eq!(
            code(&format!(r#"{{"parts":[{part},{part},{part}]}}"#)),
            UnreadableCode::LimitExceeded
        );
        assert_eq!(
            code(&format!(
                r#"{{"members":{{"a":{part},"b":{part},"c":{part}}}}}"#
            )),
            UnreadableCode::LimitExceeded
        );
        for said in [
            format!(r#"{{"parts":"{LIMIT_MARK}"}}"#),
            format!(r#""{LIMIT_MARK} 2""#),
            format!(r#"{{"part":{{"x":"{LIMIT_MARK} 2"}}}}"#),
        ] {
            assert_eq!(code(&said), UnreadableCode::MalformedJson, "{said}");
        }
    }

    /// Whatever is read past [`read`] could be written as an array.
    #[test]
    fn every_document_of_this_crate_is_read_here() {
        fn look(folder: &std::path::Path) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    look(&path);
                } else if !path.ends_with("json.rs") {
                    let source = std::fs::read_to_string(&path).unwrap();
                    let product = source.split("#[cfg(test)]").next().unwrap();
                    assert!(!product.contains("serde_json::from_"), "{path:?}");
                    assert!(!product.contains("serde_json::Deserializer"), "{path:?}");
                }
            }
        }
        look(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
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
