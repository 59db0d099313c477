//! YAML as far as JSON goes, several documents: no anchors, no aliases, no tags, no key twice.

use std::collections::BTreeSet;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::{Refused, RefusedCode};

/// Largest file, in bytes.
const LARGEST: usize = 2 << 20;
/// Deepest nesting. Real policies stay below 20.
const DEEPEST: usize = 40;
/// Most values. Real policies stay below 10,000.
const MOST_VALUES: usize = 100_000;

/// A value and the line it begins in, from 1.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) line: u32,
    pub(super) value: Value,
}

/// Lines do not count.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    /// Numbers and truth values too, as written.
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The value in a few words.
    pub(super) fn brief(&self) -> String {
        const LONGEST: usize = 200;
        match &self.value {
            Value::Null => String::new(),
            Value::Text(text) => text.chars().take(LONGEST).collect(),
            Value::List(list) => match list.first() {
                Some(first) if matches!(first.value, Value::Text(_)) => first.brief(),
                _ => String::new(),
            },
            Value::Map(map) => {
                let keys: Vec<&str> = map.iter().map(|(key, _)| key.as_str()).collect();
                keys.join(", ").chars().take(LONGEST).collect()
            }
        }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A mapping whose keys are taken one by one, so that none is forgotten.
pub(super) struct Object<'a> {
    pub(super) place: String,
    pub(super) node: &'a Node,
    left: Vec<(&'a str, &'a Node)>,
}

impl<'a> Object<'a> {
    pub(super) fn of(node: &'a Node, place: String) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            return None;
        };
        let left = entries.iter().map(|(key, node)| (key.as_str(), node));
        Some(Self {
            place,
            node,
            left: left.collect(),
        })
    }

    /// The value of a key, which then counts as dealt with. A value of `null` is as good as none.
    pub(super) fn take(&mut self, key: &str) -> Option<&'a Node> {
        let at = self.left.iter().position(|(name, _)| *name == key)?;
        let (_, node) = self.left.swap_remove(at);
        (node.value != Value::Null).then_some(node)
    }

    /// The text of a key.
    pub(super) fn text(&mut self, key: &str) -> Option<&'a str> {
        self.take(key)?.as_text()
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// The value of a key, which is still to be dealt with.
    pub(super) fn find(&self, key: &str) -> Option<&'a Node> {
        let (_, node) = self.left.iter().find(|(name, _)| *name == key)?;
        (node.value != Value::Null).then_some(*node)
    }

    /// The path of a key in its document.
    pub(super) fn at(&self, key: &str) -> String {
        match self.place.as_str() {
            "" => key.to_owned(),
            place => format!("{place}.{key}"),
        }
    }

    /// The keys that nobody took, in the order of the file.
    pub(super) fn rest(mut self) -> Vec<(String, &'a Node)> {
        self.left.sort_by_key(|(_, node)| node.line);
        self.left
            .iter()
            .map(|(key, node)| (self.at(key), *node))
            .collect()
    }
}

/// A collection that is open.
enum Frame {
    List(u32, Vec<Node>),
    Map(u32, Vec<(String, Node)>, Option<String>, BTreeSet<String>),
}

/// The documents of a file.
pub(super) fn documents(text: &str) -> Result<Vec<Node>, Refused> {
    if text.len() > LARGEST {
        return Err(Refused {
            code: RefusedCode::TooLarge,
            line: 1,
        });
    }
    let mut documents = Vec::new();
    let mut frames: Vec<Frame> = Vec::new();
    let mut values = 0_usize;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Refused {
            code: RefusedCode::Broken,
            line: saturated(error.marker().line()),
        })?;
        let line = saturated(span.start.line());
        let refused = |code| Err(Refused { code, line });
        let node = match event {
            Event::Alias(_) => return refused(RefusedCode::Aliases),
            Event::MappingStart(anchor, tag) | Event::SequenceStart(anchor, tag)
                if anchor != 0 || tag.is_some() =>
            {
                return refused(RefusedCode::Aliases);
            }
            Event::Scalar(_, _, anchor, tag) if anchor != 0 || tag.is_some() => {
                return refused(RefusedCode::Aliases);
            }
            Event::MappingStart(..) => {
                frames.push(Frame::Map(line, Vec::new(), None, BTreeSet::new()));
                None
            }
            Event::SequenceStart(..) => {
                frames.push(Frame::List(line, Vec::new()));
                None
            }
            Event::MappingEnd | Event::SequenceEnd => match frames.pop() {
                Some(Frame::Map(line, entries, None, _)) => Some((line, Value::Map(entries))),
                Some(Frame::List(line, list)) => Some((line, Value::List(list))),
                _ => return refused(RefusedCode::Broken),
            },
            Event::Scalar(text, style, ..) => {
                let plain = style == ScalarStyle::Plain;
                let null = plain && matches!(text.as_ref(), "" | "~" | "null");
                Some((
                    line,
                    if null {
                        Value::Null
                    } else {
                        Value::Text(text.into_owned())
                    },
                ))
            }
            _ => None,
        };
        if frames.len() > DEEPEST {
            return refused(RefusedCode::TooDeep);
        }
        let Some((begun, value)) = node else { continue };
        values += 1;
        if values > MOST_VALUES {
            return refused(RefusedCode::TooMany);
        }
        let node = Node { line: begun, value };
        match frames.last_mut() {
            None => documents.push(node),
            Some(Frame::List(_, list)) => list.push(node),
            Some(Frame::Map(_, entries, key, seen)) => match (key.take(), node.value) {
                (Some(key), value) => entries.push((key, Node { line: begun, value })),
                (None, Value::Text(text)) => {
                    if !seen.insert(text.clone()) {
                        return refused(RefusedCode::KeyTwice);
                    }
                    *key = Some(text);
                }
                (None, _) => return refused(RefusedCode::Broken),
            },
        }
    }
    Ok(documents)
}

fn saturated(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
