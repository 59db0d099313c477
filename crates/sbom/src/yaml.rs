//! YAML, as far as JSON goes: no anchors, no aliases, no tags, one document, text as keys. Read event by event: the
//! big lists are never held as a tree.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};

use crate::{
    Refused, RefusedCode,
    builder::{NO_SLOT, Sink, Step, Use},
    limits,
    node::Node,
};

/// Reads `document` into `sink`.
pub(crate) fn read<'a, S: Sink<'a>>(document: &'a str, sink: &mut S) -> Result<(), Refused> {
    if document.len() > limits::YAML {
        return Err(Refused::new(
            RefusedCode::TooLarge,
            "larger than YAML is read",
        ));
    }
    let mut walk = Walk {
        parser: Parser::new_from_str(document),
        line: 1,
        values: 0,
        sink,
    };
    walk.document().map_err(|refused| refused.at(walk.line))
}

/// What there is next.
enum Token<'a> {
    Document,
    Map,
    List,
    /// The end of a map or list.
    Close,
    Scalar(Node<'a>),
    End,
}

struct Walk<'a, 's, S> {
    parser: Parser<'a, StrInput<'a>>,
    /// Where the latest token begins.
    line: usize,
    /// Values of the record being read.
    values: u32,
    sink: &'s mut S,
}

impl<'a, S: Sink<'a>> Walk<'a, '_, S> {
    fn document(&mut self) -> Result<(), Refused> {
        match (self.next()?, self.next()?) {
            (Token::End, _) => return Err(syntax("the YAML is empty")),
            (_, Token::Map) => (),
            _ => return Err(syntax("not a mapping")),
        }
        while let Some(key) = self.key()? {
            let token = self.next()?;
            self.values = 0;
            match (self.sink.wants(&key), token) {
                (Use::Skip, token) => self.skip(&token)?,
                (Use::Records, Token::List) => self.records(&key)?,
                (_, token) => {
                    let node = self.node(token, 1)?;
                    self.sink.member(key, node);
                }
            }
        }
        match self.next()? {
            Token::End => Ok(()),
            _ => Err(syntax("more than one document")),
        }
    }

    fn records(&mut self, list: &str) -> Result<(), Refused> {
        self.sink.builder().path.push(Step::key(list));
        for position in 0_u32.. {
            let token = self.next()?;
            if matches!(token, Token::Close) {
                break;
            }
            self.values = 0;
            self.sink.builder().path.push(Step::Index(position));
            let slot = self.sink.enter(list);
            let node = self.node(token, 2)?;
            self.sink.record(list, slot, NO_SLOT, node);
            self.sink.builder().path.pop();
        }
        self.sink.builder().path.pop();
        Ok(())
    }

    /// The value that begins with `token`, inside `depth` collections.
    fn node(&mut self, token: Token<'a>, depth: usize) -> Result<Node<'a>, Refused> {
        self.values += 1;
        if self.values > limits::RECORD_VALUES {
            return Err(too_many());
        }
        if depth > limits::DEPTH {
            return Err(too_deep());
        }
        match token {
            Token::Scalar(node) => Ok(node),
            Token::List => {
                let mut list = Vec::new();
                loop {
                    match self.next()? {
                        Token::Close => return Ok(Node::List(list)),
                        token => list.push(self.node(token, depth + 1)?),
                    }
                }
            }
            Token::Map => {
                let mut entries = Vec::new();
                while let Some(key) = self.key()? {
                    let token = self.next()?;
                    entries.push((key, self.node(token, depth + 1)?));
                }
                Ok(Node::Map(entries))
            }
            Token::Document | Token::Close | Token::End => Err(broken()),
        }
    }

    /// Passes over the value that begins with `token`.
    fn skip(&mut self, token: &Token<'a>) -> Result<(), Refused> {
        let mut depth = usize::from(matches!(token, Token::Map | Token::List));
        while depth > 0 {
            match self.next()? {
                Token::Map | Token::List => depth += 1,
                Token::Close => depth -= 1,
                Token::Scalar(_) => (),
                Token::Document | Token::End => return Err(broken()),
            }
            if depth > limits::DEPTH {
                return Err(too_deep());
            }
        }
        Ok(())
    }

    /// The next key of a map; `None` at its end.
    fn key(&mut self) -> Result<Option<Cow<'a, str>>, Refused> {
        match self.next()? {
            Token::Close => Ok(None),
            Token::Scalar(Node::Text(key)) => Ok(Some(key)),
            Token::End => Err(broken()),
            _ => Err(syntax("a key that is no text")),
        }
    }

    fn next(&mut self) -> Result<Token<'a>, Refused> {
        loop {
            if self.sink.builder().is_over() {
                return Err(too_many());
            }
            let Some(event) = self.parser.next() else {
                return Ok(Token::End);
            };
            let (event, span) = event.map_err(|error| {
                self.line = error.marker().line();
                broken()
            })?;
            self.line = span.start.line();
            return Ok(match event {
                Event::Nothing | Event::StreamStart | Event::DocumentEnd | Event::StreamEnd => {
                    continue;
                }
                Event::DocumentStart(_) => Token::Document,
                Event::MappingEnd | Event::SequenceEnd => Token::Close,
                Event::MappingStart(0, None) => Token::Map,
                Event::SequenceStart(0, None) => Token::List,
                Event::Scalar(text, ScalarStyle::Plain, 0, None)
                    if matches!(text.as_ref(), "" | "~" | "null") =>
                {
                    Token::Scalar(Node::Null)
                }
                // Plain numbers and truth values stay as written: `1.10` is a version, not 1.1.
                Event::Scalar(text, _, 0, None) => {
                    Token::Scalar(Node::Text(self.sink.builder().spans.borrow(&text)))
                }
                Event::Alias(_) => return Err(syntax("aliases are not read")),
                _ => return Err(syntax("anchors and tags are not read")),
            });
        }
    }
}

fn syntax(detail: &'static str) -> Refused {
    Refused::new(RefusedCode::Syntax, detail)
}

fn broken() -> Refused {
    syntax("the YAML is broken")
}

fn too_deep() -> Refused {
    Refused::new(RefusedCode::TooDeep, "the YAML is nested too deeply")
}

fn too_many() -> Refused {
    Refused::new(RefusedCode::TooMany, "more values than are read")
}
