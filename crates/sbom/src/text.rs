//! Text of a document by position instead of by copy.

use std::borrow::Cow;

/// A piece of text: a range of the document, or of the few texts that had to be decoded (escapes).
///
/// Eight bytes instead of a `String`'s twenty-four and its allocation: a list of 50,000 parts holds about a
/// million texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    length: u32,
}

impl Default for Span {
    fn default() -> Self {
        Self::NONE
    }
}

impl Span {
    /// No text at all, which is not the same as an empty one.
    pub(crate) const NONE: Self = Self {
        start: u32::MAX,
        length: 0,
    };

    pub(crate) fn is_none(self) -> bool {
        self == Self::NONE
    }
}

/// The document and what had to be decoded from it; the owner of every [`Span`]'s text.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    document: String,
    decoded: String,
}

impl Texts {
    pub(crate) fn new(document: String, decoded: String) -> Self {
        Self { document, decoded }
    }

    pub(crate) fn document(&self) -> &str {
        &self.document
    }

    pub(crate) fn text(&self, span: Span) -> Option<&str> {
        if span.is_none() {
            return None;
        }
        let start = span.start as usize;
        let length = span.length as usize;
        match start.checked_sub(self.document.len()) {
            None => self.document.get(start..start + length),
            Some(start) => self.decoded.get(start..start + length),
        }
    }
}

/// Hands out spans while a document is read.
#[derive(Debug)]
pub(crate) struct Spans<'a> {
    document: &'a str,
    decoded: String,
}

impl<'a> Spans<'a> {
    pub(crate) fn new(document: &'a str) -> Self {
        Self {
            document,
            decoded: String::new(),
        }
    }

    /// Where `text` lies in the document, when it is a part of it and not a copy.
    pub(crate) fn offset(&self, text: &str) -> Option<u32> {
        let offset = (text.as_ptr() as usize).checked_sub(self.document.as_ptr() as usize)?;
        if offset + text.len() > self.document.len() {
            return None;
        }
        u32::try_from(offset).ok()
    }

    /// A span for `text`, which is copied only when it is no part of the document.
    pub(crate) fn span_of(&mut self, text: &str) -> Span {
        let Ok(length) = u32::try_from(text.len()) else {
            return Span::NONE;
        };
        if let Some(start) = self.offset(text) {
            return Span { start, length };
        }
        // Decoded text is never longer than its source, so this stays below twice the document's limit.
        let Ok(start) = u32::try_from(self.document.len() + self.decoded.len()) else {
            return Span::NONE;
        };
        self.decoded.push_str(text);
        Span { start, length }
    }

    pub(crate) fn text(&self, span: Span) -> &str {
        let start = span.start as usize;
        let length = span.length as usize;
        match start.checked_sub(self.document.len()) {
            None => self.document.get(start..start + length),
            Some(start) => self.decoded.get(start..start + length),
        }
        .unwrap_or_default()
    }

    pub(crate) fn document(&self) -> &'a str {
        self.document
    }

    /// Where a span lies in the document.
    pub(crate) fn position(&self, span: Span) -> Option<u32> {
        (!span.is_none() && (span.start as usize) < self.document.len()).then_some(span.start)
    }

    /// `text` as a part of the document where it is one.
    pub(crate) fn borrow(&self, text: &str) -> Cow<'a, str> {
        let offset = self.offset(text).map(|offset| offset as usize);
        match offset.and_then(|offset| self.document.get(offset..offset + text.len())) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(text.to_owned()),
        }
    }

    /// The decoded texts, once the document has been read.
    pub(crate) fn into_decoded(self) -> String {
        self.decoded
    }
}

/// How many lines end in `bytes`: by a line feed, or by a carriage return alone.
pub(crate) fn line_breaks(bytes: &[u8]) -> usize {
    let feeds = bytes.iter().filter(|byte| **byte == b'\n').count();
    let pairs = bytes.windows(2).filter(|pair| *pair == b"\r\n").count();
    let returns = bytes.iter().filter(|byte| **byte == b'\r').count();
    feeds + returns - pairs
}
