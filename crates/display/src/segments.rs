//! One pass to judge a text and one to cut it into segments.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::characters::{escape_label, is_right_to_left};
use crate::words::Words;
use crate::{Code, Flag, Flags, Label, Segment, Style};

/// Marks drawn on one character; more would run into the neighbouring lines.
const MARKS_PER_CHARACTER: u8 = 4;
/// How much of a host's end and of an owner's start stays, whatever else is left out.
const KEPT_OF_HOST: usize = 128;
const KEPT_OF_OWNER: usize = 64;

pub(crate) struct Scan {
    pub(crate) segments: Vec<Segment>,
    pub(crate) flags: Flags,
    pub(crate) characters: usize,
}

/// Cuts `bytes` into segments that show about `cap` characters: the first two thirds and the last third
/// of the cap, and for a URI its host and owner wherever they are.
pub(crate) fn scan(bytes: &[u8], style: Style, cap: usize) -> Scan {
    let (mut flags, characters) = judge(bytes, style);
    let tail = cap / 3;
    let head = if characters > cap {
        cap - tail
    } else {
        characters
    };
    let tail_starts = characters.saturating_sub(tail);
    let authority = if style == Style::Identifier {
        host_and_owner(bytes)
    } else {
        0..0
    };

    let mut cut = Cut::default();
    for (index, seen) in pieces(bytes).enumerate() {
        if index < head || index >= tail_starts || authority.contains(&seen.offset) {
            cut.show(&seen, style);
        } else {
            cut.elide();
        }
    }
    if cut.elided {
        flags.insert(Flag::Elided);
    }
    if cut.stacked_marks {
        flags.insert(Flag::Unusual);
    }
    Scan {
        segments: cut.segments,
        flags,
        characters,
    }
}

/// A character or undecodable byte with what is needed to judge it.
struct Piece {
    code: Code,
    /// In bytes from the start of the text.
    offset: usize,
    /// An ASCII space that could not be seen: at an end of the text or beside another one.
    unseen_space: bool,
}

impl Piece {
    fn label(&self, style: Style) -> Option<Label> {
        match self.code {
            Code::Byte(_) => Some(Label::NotUtf8),
            Code::Character(' ') if self.unseen_space && style != Style::Prose => {
                Some(Label::UnusualSpace)
            }
            Code::Character(character) => escape_label(character, style),
        }
    }
}

fn pieces(bytes: &[u8]) -> impl Iterator<Item = Piece> {
    let mut offset = 0;
    codes(bytes).map(move |code| {
        let at = offset;
        offset += match code {
            Code::Character(character) => character.len_utf8(),
            Code::Byte(_) => 1,
        };
        let neighbours = [
            at.checked_sub(1).and_then(|before| bytes.get(before)),
            bytes.get(offset),
        ];
        let unseen_space = code == Code::Character(' ')
            && neighbours
                .iter()
                .any(|byte| matches!(byte, None | Some(b' ')));
        Piece {
            code,
            offset: at,
            unseen_space,
        }
    })
}

fn codes(bytes: &[u8]) -> impl Iterator<Item = Code> {
    bytes.utf8_chunks().flat_map(|chunk| {
        let characters = chunk.valid().chars().map(Code::Character);
        characters.chain(chunk.invalid().iter().copied().map(Code::Byte))
    })
}

/// Flags and length of the whole text, whatever of it will be shown.
fn judge(bytes: &[u8], style: Style) -> (Flags, usize) {
    let mut flags = Flags::default();
    let mut words = Words::default();
    let mut characters = 0;
    for piece in pieces(bytes) {
        characters += 1;
        let label = piece.label(style);
        match (label, piece.code) {
            (None, Code::Character(character)) => {
                words.push(character);
                if is_right_to_left(character) {
                    flags.insert(Flag::RightToLeft);
                }
            }
            // What takes no room does not end a word for the eye.
            (Some(Label::HiddenCharacter | Label::DirectionControl), _) => {}
            _ => words.end_word(),
        }
        match label {
            None => {}
            Some(Label::HiddenCharacter) => flags.insert(Flag::HiddenCharacters),
            Some(Label::DirectionControl) => flags.insert(Flag::DirectionControls),
            Some(Label::NotUtf8) => flags.insert(Flag::NotUtf8),
            Some(_) => flags.insert(Flag::Unusual),
        }
    }
    words.add_flags(&mut flags);
    (flags, characters)
}

/// The bytes of a URI that say whose it is: the end of the host and the start of the first path part.
/// Without this, a long user-info part could push the real host into the part that is left out.
fn host_and_owner(bytes: &[u8]) -> Range<usize> {
    let Some(colon) = bytes.windows(3).position(|window| window == b"://") else {
        return 0..0;
    };
    let authority = colon + 3;
    let end_of = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest
            .iter()
            .position(|byte| b"/\\?#".contains(byte))
            .unwrap_or(rest.len())
    };
    let host_end = end_of(authority);
    let host_and_user = bytes.get(authority..host_end).unwrap_or_default();
    let host = authority
        + host_and_user
            .iter()
            .rposition(|byte| *byte == b'@')
            .unwrap_or(0);
    let owner_end = end_of((host_end + 1).min(bytes.len()));
    host.max(host_end.saturating_sub(KEPT_OF_HOST))..owner_end.min(host_end + KEPT_OF_OWNER)
}

#[derive(Default)]
struct Cut {
    segments: Vec<Segment>,
    /// Marks on the last drawn character; `None` when there is no such character.
    marks: Option<u8>,
    elided: bool,
    stacked_marks: bool,
}

impl Cut {
    fn show(&mut self, piece: &Piece, style: Style) {
        if let Some(label) = piece.label(style) {
            return self.escape(piece.code, label);
        }
        let Code::Character(character) = piece.code else {
            return self.escape(piece.code, Label::NotUtf8);
        };
        if !is_combining_mark(character) {
            self.marks = Some(0);
            return self.text(character);
        }
        match self.marks {
            None => {
                self.stacked_marks = true;
                self.escape(piece.code, Label::CombiningMark);
            }
            Some(marks) if marks < MARKS_PER_CHARACTER => {
                self.marks = Some(marks + 1);
                self.text(character);
            }
            Some(marks) => {
                self.stacked_marks = true;
                self.elide();
                self.marks = Some(marks);
            }
        }
    }

    fn text(&mut self, character: char) {
        if let Some(Segment::Text { text }) = self.segments.last_mut() {
            text.push(character);
        } else {
            self.segments.push(Segment::Text {
                text: character.into(),
            });
        }
    }

    fn escape(&mut self, code: Code, label: Label) {
        self.marks = None;
        self.segments.push(Segment::Escape { code, label });
    }

    fn elide(&mut self) {
        self.marks = None;
        self.elided = true;
        if let Some(Segment::Elided { count }) = self.segments.last_mut() {
            *count = count.saturating_add(1);
        } else {
            self.segments.push(Segment::Elided { count: 1 });
        }
    }
}
