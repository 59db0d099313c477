//! YAML, as far as JSON goes: no anchors, no aliases, no tags, one document, text as keys.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::{
    Refused, RefusedCode,
    builder::{NO_SLOT, Sink, Step, Use},
    limits,
    node::Node,
    text::Spans,
};

/// Reads `document` into `sink`.
pub(crate) fn read<'a, S: Sink<'a>>(document: &'a str, sink: &mut S) -> Result<(), Refused> {
    if document.len() > limits::YAML {
        return Err(Refused::new(
            RefusedCode::TooLarge,
            "larger than YAML is read",
        ));
    }
    let Node::Map(entries) = tree(document)? else {
        return Err(Refused::new(RefusedCode::Syntax, "not a mapping"));
    };
    for (key, node) in entries {
        match (sink.wants(&key), node) {
            (Use::Skip, _) => (),
            (Use::Records, Node::List(list)) => {
                sink.builder().path.push(Step::key(&key));
                for (position, node) in (0_u32..).zip(list) {
                    sink.builder().path.push(Step::Index(position));
                    let slot = sink.enter(&key);
                    sink.record(&key, slot, NO_SLOT, node);
                    sink.builder().path.pop();
                }
                sink.builder().path.pop();
            }
            (_, node) => sink.member(key, node),
        }
    }
    Ok(())
}

/// A collection that is open.
enum Frame<'a> {
    List(Vec<Node<'a>>),
    Map(Vec<(Cow<'a, str>, Node<'a>)>, Option<Cow<'a, str>>),
}

fn tree(document: &str) -> Result<Node<'_>, Refused> {
    let spans = Spans::new(document);
    let mut frames: Vec<Frame<'_>> = Vec::new();
    let mut root = None;
    let mut values = 0_u32;
    for event in Parser::new_from_str(document) {
        let (event, span) = event.map_err(|error| {
            Refused::new(RefusedCode::Syntax, "the YAML is broken").at(error.marker().line())
        })?;
        let refused = |code, detail| Err(Refused::new(code, detail).at(span.start.line()));
        let node = match event {
            Event::MappingStart(anchor, tag) | Event::SequenceStart(anchor, tag)
                if anchor != 0 || tag.is_some() =>
            {
                return refused(RefusedCode::Syntax, "anchors and tags are not read");
            }
            Event::MappingStart(..) => {
                frames.push(Frame::Map(Vec::new(), None));
                None
            }
            Event::SequenceStart(..) => {
                frames.push(Frame::List(Vec::new()));
                None
            }
            Event::MappingEnd | Event::SequenceEnd => match frames.pop() {
                Some(Frame::Map(entries, None)) => Some(Node::Map(entries)),
                Some(Frame::List(list)) => Some(Node::List(list)),
                _ => return refused(RefusedCode::Syntax, "the YAML is broken"),
            },
            Event::Scalar(text, style, anchor, tag) => {
                if anchor != 0 || tag.is_some() {
                    return refused(RefusedCode::Syntax, "anchors and tags are not read");
                }
                let plain = style == ScalarStyle::Plain;
                Some(if plain && matches!(text.as_ref(), "" | "~" | "null") {
                    Node::Null
                } else {
                    // Plain numbers and truth values stay as written: `1.10` is a version, not 1.1.
                    Node::Text(spans.borrow(&text))
                })
            }
            Event::Alias(_) => return refused(RefusedCode::Syntax, "aliases are not read"),
            Event::DocumentStart(_) if root.is_some() => {
                return refused(RefusedCode::Syntax, "more than one document");
            }
            _ => None,
        };
        if frames.len() > limits::DEPTH {
            return refused(RefusedCode::TooDeep, "the YAML is nested too deeply");
        }
        let Some(node) = node else { continue };
        values += 1;
        if values > limits::RECORD_VALUES {
            return refused(RefusedCode::TooMany, "more values than are read");
        }
        match frames.last_mut() {
            Some(Frame::List(list)) => list.push(node),
            Some(Frame::Map(entries, key)) => match (key.take(), node) {
                (Some(key), node) => entries.push((key, node)),
                (None, Node::Text(text)) => *key = Some(text),
                (None, _) => return refused(RefusedCode::Syntax, "a key that is no text"),
            },
            None => root = Some(node),
        }
    }
    root.ok_or_else(|| Refused::new(RefusedCode::Syntax, "the YAML is empty"))
}
