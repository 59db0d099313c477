//! JSON, record by record: the big lists are never held as a tree.

use std::{borrow::Cow, fmt};

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::{
    Refused, RefusedCode,
    builder::{NO_SLOT, Sink, Step, Use},
    limits,
    node::Node,
};

/// Reads the object `document` into `sink`.
pub(crate) fn read<'a, S: Sink<'a>>(document: &'a str, sink: &mut S) -> Result<(), Refused> {
    let mut deserializer = serde_json::Deserializer::from_str(document);
    Top(sink)
        .deserialize(&mut deserializer)
        .and_then(|()| deserializer.end())
        .map_err(|error| {
            // serde_json keeps no code; its own words for these two are part of its documented behaviour.
            let text = error.to_string();
            let code = if text.starts_with("recursion limit") {
                RefusedCode::TooDeep
            } else if text.starts_with(TOO_MANY) {
                RefusedCode::TooMany
            } else {
                RefusedCode::Syntax
            };
            let detail = match code {
                RefusedCode::TooDeep => "the JSON is nested too deeply",
                RefusedCode::TooMany => TOO_MANY,
                _ => "the JSON is broken",
            };
            Refused::new(code, detail).at(error.line())
        })
}

/// The whole of `document` as one tree: for what is small by nature.
pub(crate) fn tree(document: &str) -> Result<Node<'_>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(document);
    let mut values = limits::RECORD_VALUES;
    let node = Value(&mut values).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(node)
}

const TOO_MANY: &str = "more values than are read";

struct Top<'s, S>(&'s mut S);

impl<'a, S: Sink<'a>> DeserializeSeed<'a> for Top<'_, S> {
    type Value = ();
    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a, S: Sink<'a>> Visitor<'a> for Top<'_, S> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(Key)? {
            match self.0.wants(&key) {
                Use::Skip => {
                    map.next_value::<IgnoredAny>()?;
                }
                Use::Whole => {
                    let mut values = limits::RECORD_VALUES;
                    let node = map.next_value_seed(Value(&mut values))?;
                    self.0.member(key, node);
                }
                Use::Records => map.next_value_seed(Records {
                    sink: &mut *self.0,
                    list: &key,
                    parent: NO_SLOT,
                })?,
            }
        }
        Ok(())
    }
}

/// A key, borrowed from the document unless it has escapes.
struct Key;

impl<'a> DeserializeSeed<'a> for Key {
    type Value = Cow<'a, str>;
    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'a> for Key {
    type Value = Cow<'a, str>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }
    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

/// Forwards every scalar to [`Value`], and the result of it on to `$then`.
macro_rules! scalars {
    ($then:expr) => {
        fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Self::Value, E> {
            $then(self, Node::Bool(value))
        }
        fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Self::Value, E> {
            $then(self, Node::Number(Cow::Owned(value.to_string())))
        }
        fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Self::Value, E> {
            $then(self, Node::Number(Cow::Owned(value.to_string())))
        }
        fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Self::Value, E> {
            $then(self, Node::Number(Cow::Owned(value.to_string())))
        }
        fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
            $then(self, Node::Null)
        }
        fn visit_borrowed_str<E: serde::de::Error>(self, text: &'a str) -> Result<Self::Value, E> {
            $then(self, Node::Text(Cow::Borrowed(text)))
        }
        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
            $then(self, Node::Text(Cow::Owned(text.to_owned())))
        }
    };
}

/// The list `list`, entry by entry.
struct Records<'s, S> {
    sink: &'s mut S,
    list: &'s str,
    parent: u32,
}

impl<'a, S: Sink<'a>> DeserializeSeed<'a> for Records<'_, S> {
    type Value = ();
    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a, S: Sink<'a>> Records<'_, S> {
    /// Not a list after all: the model says what that means.
    fn other<E>(self, node: Node<'a>) -> Result<(), E> {
        self.sink.member(Cow::Owned(self.list.to_owned()), node);
        Ok(())
    }
}

impl<'a, S: Sink<'a>> Visitor<'a> for Records<'_, S> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }
    scalars!(Self::other);
    fn visit_map<A: MapAccess<'a>>(self, map: A) -> Result<(), A::Error> {
        let mut values = limits::RECORD_VALUES;
        let node = Value(&mut values).visit_map(map)?;
        self.other(node)
    }
    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        self.sink.builder().path.push(Step::key(self.list));
        for position in 0_u32.. {
            self.sink.builder().path.push(Step::Index(position));
            let record = Record {
                sink: &mut *self.sink,
                list: self.list,
                parent: self.parent,
            };
            let more = list.next_element_seed(record)?.is_some();
            self.sink.builder().path.pop();
            if self.sink.builder().is_full() {
                return Err(A::Error::custom(TOO_MANY));
            }
            if !more {
                break;
            }
        }
        self.sink.builder().path.pop();
        Ok(())
    }
}

/// One entry of a list. A list of the same name inside it is read entry by entry as well.
struct Record<'s, S> {
    sink: &'s mut S,
    list: &'s str,
    parent: u32,
}

impl<'a, S: Sink<'a>> DeserializeSeed<'a> for Record<'_, S> {
    type Value = ();
    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a, S: Sink<'a>> Record<'_, S> {
    fn other<E>(self, node: Node<'a>) -> Result<(), E> {
        let slot = self.sink.enter(self.list);
        self.sink.record(self.list, slot, self.parent, node);
        Ok(())
    }
}

impl<'a, S: Sink<'a>> Visitor<'a> for Record<'_, S> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an entry")
    }
    scalars!(Self::other);
    fn visit_seq<A: SeqAccess<'a>>(self, list: A) -> Result<(), A::Error> {
        let mut values = limits::RECORD_VALUES;
        let node = Value(&mut values).visit_seq(list)?;
        self.other(node)
    }
    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let slot = self.sink.enter(self.list);
        let mut values = limits::RECORD_VALUES;
        let mut entries = Vec::with_capacity(16);
        while let Some(key) = map.next_key_seed(Key)? {
            if slot != NO_SLOT && key == self.list {
                map.next_value_seed(Records {
                    sink: &mut *self.sink,
                    list: self.list,
                    parent: slot,
                })?;
            } else if self.sink.wants_field(self.list, &key) {
                let node = map.next_value_seed(Value(&mut values))?;
                entries.push((key, node));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        self.sink
            .record(self.list, slot, self.parent, Node::Map(entries));
        Ok(())
    }
}

/// Any value as a tree, counting its values down.
struct Value<'c>(&'c mut u32);

impl Value<'_> {
    fn count<E: serde::de::Error>(&mut self) -> Result<(), E> {
        match self.0.checked_sub(1) {
            Some(left) => *self.0 = left,
            None => return Err(E::custom(TOO_MANY)),
        }
        Ok(())
    }

    fn scalar<'a, E: serde::de::Error>(mut self, node: Node<'a>) -> Result<Node<'a>, E> {
        self.count()?;
        Ok(node)
    }
}

impl<'a> DeserializeSeed<'a> for Value<'_> {
    type Value = Node<'a>;
    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Node<'a>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Value<'_> {
    type Value = Node<'a>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    scalars!(Self::scalar);
    fn visit_seq<A: SeqAccess<'a>>(mut self, mut list: A) -> Result<Node<'a>, A::Error> {
        self.count()?;
        let mut entries = Vec::new();
        while let Some(entry) = list.next_element_seed(Value(self.0))? {
            entries.push(entry);
        }
        Ok(Node::List(entries))
    }
    fn visit_map<A: MapAccess<'a>>(mut self, mut map: A) -> Result<Node<'a>, A::Error> {
        self.count()?;
        let mut entries = Vec::new();
        while let Some(key) = map.next_key_seed(Key)? {
            let value = map.next_value_seed(Value(self.0))?;
            entries.push((key, value));
        }
        Ok(Node::Map(entries))
    }
}
