//! JSON, record by record: the big lists are never held as a tree.

use std::{borrow::Cow, fmt};

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::{
    ComponentId, FindingCode, Refused, RefusedCode,
    builder::{Builder, NO_SLOT, Sink, Step, Use},
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
        let mut seen = Seen::default();
        while let Some(key) = map.next_key_seed(Key)? {
            if self.0.wants(&key) != Use::Skip && seen.twice(&key) {
                let offset = self.0.builder().spans.offset(&key);
                self.0
                    .builder()
                    .find(FindingCode::DuplicateField, None, &key, offset);
            }
            match self.0.wants(&key) {
                Use::Skip => {
                    map.next_value::<IgnoredAny>()?;
                }
                Use::Whole => {
                    let mut budget = Budget::default();
                    let node = map.next_value_seed(Value(&mut budget))?;
                    budget.report(self.0.builder(), None);
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
        let node = Value(&mut Budget::default()).visit_map(map)?;
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
            if self.sink.builder().is_over() {
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
        let node = Value(&mut Budget::default()).visit_seq(list)?;
        self.other(node)
    }
    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let slot = self.sink.enter(self.list);
        let mut budget = Budget::default();
        let mut seen = Seen::default();
        let mut entries = Vec::with_capacity(16);
        while let Some(key) = map.next_key_seed(Key)? {
            if seen.twice(&key) {
                budget.twice.push(key.clone());
            }
            if slot != NO_SLOT && key == self.list {
                map.next_value_seed(Records {
                    sink: &mut *self.sink,
                    list: self.list,
                    parent: slot,
                })?;
            } else if self.sink.wants_field(self.list, &key) {
                let node = map.next_value_seed(Value(&mut budget))?;
                entries.push((key, node));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        let component = (slot != NO_SLOT).then_some(ComponentId(slot));
        budget.report(self.sink.builder(), component);
        self.sink
            .record(self.list, slot, self.parent, Node::Map(entries));
        Ok(())
    }
}

/// What one record may still hold, and the keys it held twice.
struct Budget<'a> {
    values: u32,
    twice: Vec<Cow<'a, str>>,
}

impl Default for Budget<'_> {
    fn default() -> Self {
        Self {
            values: limits::RECORD_VALUES,
            twice: Vec::new(),
        }
    }
}

impl<'a> Budget<'a> {
    fn count<E: serde::de::Error>(&mut self) -> Result<(), E> {
        match self.values.checked_sub(1) {
            Some(left) => self.values = left,
            None => return Err(E::custom(TOO_MANY)),
        }
        Ok(())
    }

    fn report(self, builder: &mut Builder<'a>, component: Option<ComponentId>) {
        for key in self.twice {
            let offset = builder.spans.offset(&key);
            builder.find(FindingCode::DuplicateField, component, &key, offset);
        }
    }
}

/// The keys of one object: a mark of 64 bits tells most of them apart without comparing any.
#[derive(Default)]
struct Seen<'a> {
    marks: u64,
    keys: Vec<Cow<'a, str>>,
}

impl<'a> Seen<'a> {
    /// Beyond this many keys an object is a table and no longer compared.
    const MOST: usize = 64;

    #[allow(
        clippy::ptr_arg,
        reason = "keeps a borrowed key as borrowed, which a &str of it would not be"
    )]
    fn twice(&mut self, key: &Cow<'a, str>) -> bool {
        let bytes = key.as_bytes();
        let byte = |at: Option<&u8>| at.copied().map_or(0, usize::from);
        let mark = 1_u64 << ((byte(bytes.first()) * 5 + byte(bytes.last()) * 3 + bytes.len()) % 64);
        if self.marks & mark != 0 && self.keys.contains(key) {
            return true;
        }
        self.marks |= mark;
        if self.keys.len() < Self::MOST {
            self.keys.push(key.clone());
        }
        false
    }
}

/// Any value as a tree.
struct Value<'c, 'a>(&'c mut Budget<'a>);

impl<'a> Value<'_, 'a> {
    fn scalar<E: serde::de::Error>(self, node: Node<'a>) -> Result<Node<'a>, E> {
        self.0.count()?;
        Ok(node)
    }
}

impl<'a> DeserializeSeed<'a> for Value<'_, 'a> {
    type Value = Node<'a>;
    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Node<'a>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Value<'_, 'a> {
    type Value = Node<'a>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    scalars!(Self::scalar);
    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<Node<'a>, A::Error> {
        self.0.count()?;
        let mut entries = Vec::new();
        while let Some(entry) = list.next_element_seed(Value(self.0))? {
            entries.push(entry);
        }
        Ok(Node::List(entries))
    }
    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Node<'a>, A::Error> {
        self.0.count()?;
        let mut seen = Seen::default();
        let mut entries = Vec::new();
        while let Some(key) = map.next_key_seed(Key)? {
            if seen.twice(&key) {
                self.0.twice.push(key.clone());
            }
            let value = map.next_value_seed(Value(self.0))?;
            entries.push((key, value));
        }
        Ok(Node::Map(entries))
    }
}
