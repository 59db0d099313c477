//! XML, element by element. No document type, hence no entities but the five of XML and characters by number.

use std::{borrow::Cow, collections::HashMap};

use quick_xml::{
    XmlVersion,
    events::{BytesStart, Event},
    reader::Reader,
};

use crate::{
    Refused, RefusedCode,
    builder::{NO_SLOT, Sink, Step, Use},
    limits,
    node::{Node, TEXT},
};

/// How lists are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// `<components><component/><component/></components>`
    Wrapped,
    /// `<packages/><packages/>`
    Repeated,
}

/// Reads `document` into `sink`: the root's attributes and elements are its members.
pub(crate) fn read<'a, S: Sink<'a>>(
    document: &'a str,
    layout: Layout,
    sink: &mut S,
) -> Result<(), Refused> {
    let mut reader = Reader::from_str(document);
    reader.config_mut().expand_empty_elements = true;
    let mut walk = Walk {
        layout,
        sink,
        frames: Vec::new(),
        prefix: "",
        counts: HashMap::new(),
        values: 0,
        ended: false,
    };
    loop {
        let position = reader.buffer_position();
        let at = |refused: Refused| refused.at(line(document, position));
        let event = reader.read_event().map_err(|_| at(broken()))?;
        let more = walk.event(event).map_err(at)?;
        if walk.sink.builder().is_over() {
            return Err(at(too_many()));
        }
        if !more {
            return if walk.ended {
                Ok(())
            } else {
                Err(at(broken()))
            };
        }
    }
}

fn broken() -> Refused {
    Refused::new(RefusedCode::Syntax, "the XML is broken")
}

fn too_many() -> Refused {
    Refused::new(RefusedCode::TooMany, "more values than are read")
}

fn line(document: &str, position: u64) -> usize {
    let upto = usize::try_from(position)
        .unwrap_or(usize::MAX)
        .min(document.len());
    let before = document.as_bytes().get(..upto).unwrap_or_default();
    1 + crate::text::line_breaks(before)
}

/// An element that is open.
enum Frame<'a> {
    Root,
    /// A list of records; the list's name and the slot of the record around it.
    List {
        list: String,
        parent: u32,
        next: u32,
    },
    /// A record of a list.
    Record {
        list: String,
        slot: u32,
        parent: u32,
        element: Element<'a>,
    },
    /// Any element whose content is wanted.
    Value(Cow<'a, str>, Element<'a>),
    /// An element whose content is not.
    Skip,
}

/// What the entries of a wrapped list are called.
fn singular(list: &str) -> &str {
    match list {
        "dependencies" => "dependency",
        "vulnerabilities" => "vulnerability",
        other => other.strip_suffix('s').unwrap_or(other),
    }
}

#[derive(Default)]
struct Element<'a> {
    entries: Vec<(Cow<'a, str>, Node<'a>)>,
    text: Option<Cow<'a, str>>,
}

impl<'a> Element<'a> {
    fn append(&mut self, more: Cow<'a, str>) {
        self.text = Some(match self.text.take() {
            None => more,
            Some(text) => {
                let mut text = text.into_owned();
                text.push_str(&more);
                Cow::Owned(text)
            }
        });
    }

    fn node(mut self) -> Node<'a> {
        let text = match self.text {
            Some(Cow::Borrowed(text)) => Cow::Borrowed(text.trim()),
            Some(Cow::Owned(text)) => Cow::Owned(text.trim().to_owned()),
            None => Cow::Borrowed(""),
        };
        if self.entries.is_empty() {
            return Node::Text(text);
        }
        if !text.is_empty() {
            self.entries.push((Cow::Borrowed(TEXT), Node::Text(text)));
        }
        Node::Map(self.entries)
    }
}

struct Walk<'a, 's, S> {
    layout: Layout,
    sink: &'s mut S,
    frames: Vec<Frame<'a>>,
    /// The prefix of the root element: elements with another one belong to another vocabulary.
    prefix: &'a str,
    /// How many records of a repeated list there were.
    counts: HashMap<String, u32>,
    /// Values of the record being read.
    values: u32,
    ended: bool,
}

impl<'a, S: Sink<'a>> Walk<'a, '_, S> {
    /// Takes in one event; `false` at the end of the document.
    fn event(&mut self, event: Event<'a>) -> Result<bool, Refused> {
        match event {
            Event::Start(start) => self.start(&start)?,
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(text.xml10_content()),
            Event::CData(text) => self.text(text.xml10_content()),
            Event::GeneralRef(name) => {
                let character = match name.xml10_content().as_ref() {
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "amp" => Some('&'),
                    "apos" => Some('\''),
                    "quot" => Some('"'),
                    _ => name.resolve_char_ref().ok().flatten(),
                };
                let character = character.ok_or_else(broken)?;
                self.text(Cow::Owned(character.to_string()));
            }
            Event::DocType(_) => {
                return Err(Refused::new(
                    RefusedCode::DocumentType,
                    "XML with a document type is not read",
                ));
            }
            Event::Eof => return Ok(false),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => (),
        }
        Ok(true)
    }

    fn text(&mut self, text: Cow<'a, str>) {
        if let Some(Frame::Value(_, element) | Frame::Record { element, .. }) =
            self.frames.last_mut()
        {
            element.append(text);
        }
    }

    fn start(&mut self, start: &BytesStart<'a>) -> Result<(), Refused> {
        if self.frames.len() >= limits::DEPTH {
            return Err(Refused::new(
                RefusedCode::TooDeep,
                "the XML is nested too deeply",
            ));
        }
        let name = self.name(start.name().0);
        let frame = match self.frames.last_mut() {
            None if self.ended => return Err(broken()),
            None => {
                let element = self.attributes(start)?;
                for (key, node) in element.entries {
                    if self.sink.wants(&key) != Use::Skip {
                        self.sink.member(key, node);
                    }
                }
                Frame::Root
            }
            Some(Frame::Root) => {
                self.values = 0;
                match (self.sink.wants(&name), self.layout) {
                    (Use::Skip, _) => Frame::Skip,
                    (Use::Whole, _) => Frame::Value(name, self.attributes(start)?),
                    (Use::Records, Layout::Wrapped) => {
                        self.sink.builder().path.push(Step::key(&name));
                        Frame::List {
                            list: name.into_owned(),
                            parent: NO_SLOT,
                            next: 0,
                        }
                    }
                    (Use::Records, Layout::Repeated) => {
                        let count = self.counts.entry(name.clone().into_owned()).or_default();
                        let position = *count;
                        *count += 1;
                        let path = &mut self.sink.builder().path;
                        path.extend([Step::key(&name), Step::Index(position)]);
                        self.record(name.into_owned(), NO_SLOT, start)?
                    }
                }
            }
            // Anything else in a list belongs to another vocabulary.
            Some(Frame::List { list, .. }) if singular(list) != name => Frame::Skip,
            Some(Frame::List { list, parent, next }) => {
                let (list, parent, position) = (list.clone(), *parent, *next);
                *next += 1;
                self.values = 0;
                self.sink.builder().path.push(Step::Index(position));
                self.record(list, parent, start)?
            }
            Some(Frame::Record { list, slot, .. }) => {
                if *slot != NO_SLOT && name == list.as_str() && self.layout == Layout::Wrapped {
                    let (list, parent) = (list.clone(), *slot);
                    self.sink.builder().path.push(Step::key(&list));
                    Frame::List {
                        list,
                        parent,
                        next: 0,
                    }
                } else if self.sink.wants_field(list, &name) {
                    Frame::Value(name, self.attributes(start)?)
                } else {
                    Frame::Skip
                }
            }
            Some(Frame::Value(..)) => Frame::Value(name, self.attributes(start)?),
            Some(Frame::Skip) => Frame::Skip,
        };
        self.frames.push(frame);
        Ok(())
    }

    fn record(
        &mut self,
        list: String,
        parent: u32,
        start: &BytesStart<'a>,
    ) -> Result<Frame<'a>, Refused> {
        let element = self.attributes(start)?;
        let slot = self.sink.enter(&list);
        Ok(Frame::Record {
            list,
            slot,
            parent,
            element,
        })
    }

    fn end(&mut self) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        match frame {
            Frame::Root => self.ended = true,
            Frame::Skip => (),
            Frame::List { .. } => {
                self.sink.builder().path.pop();
            }
            Frame::Record {
                list,
                slot,
                parent,
                element,
            } => {
                self.sink.record(&list, slot, parent, element.node());
                self.sink.builder().path.pop();
                if self.layout == Layout::Repeated {
                    self.sink.builder().path.pop();
                }
            }
            Frame::Value(name, element) => {
                let node = element.node();
                match self.frames.last_mut() {
                    Some(
                        Frame::Value(_, parent)
                        | Frame::Record {
                            element: parent, ..
                        },
                    ) => {
                        parent.entries.push((name, node));
                    }
                    _ => self.sink.member(name, node),
                }
            }
        }
    }

    fn attributes(&mut self, start: &BytesStart<'a>) -> Result<Element<'a>, Refused> {
        self.values += 1;
        if self.values > limits::RECORD_VALUES {
            return Err(too_many());
        }
        let mut element = Element::default();
        let mut attributes = start.attributes();
        // Checking for repeated ones costs the square of their number.
        for attribute in attributes.with_checks(false).take(64) {
            let attribute = attribute.map_err(|_| broken())?;
            let key = attribute.key.0;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| broken())?;
            let builder = self.sink.builder();
            let key = builder.spans.borrow(key);
            let value = builder.spans.borrow(&value);
            element.entries.push((key, Node::Text(value)));
        }
        Ok(element)
    }

    /// The name of an element without the root's prefix, as a part of the document.
    fn name(&mut self, name: &str) -> Cow<'a, str> {
        let name = self.sink.builder().spans.borrow(name);
        let Cow::Borrowed(name) = name else {
            return name;
        };
        if self.frames.is_empty() {
            self.prefix = name.rsplit_once(':').map_or("", |(prefix, _)| prefix);
        }
        let own = match name.split_once(':') {
            Some((prefix, local)) if prefix == self.prefix => local,
            _ => name,
        };
        Cow::Borrowed(own)
    }
}
