//! Text from outside, made fit to draw: segments, flags and look-alike skeletons.
//!
//! Everything that came from a file, certificate, log, registry, file name or list passes through
//! [`DisplayText`] before it reaches a screen, terminal, report or clipboard. Nothing here decides
//! anything about a signature; the exact bytes are kept beside what is shown and are what gets compared.

mod characters;
mod file_name;
mod look_alike;
mod segments;
mod uri;
mod words;

use std::ffi::OsStr;
use std::fmt;

use serde::{Serialize, Serializer};

pub use file_name::extension;
pub use look_alike::{LookAlike, LookAlikeForm, LookAlikeKind, Sketch, Span, look_alike, skeleton};
pub use uri::{Uri, UriFlag, UriPart, UriPartName};

/// Characters shown of one field before its middle is left out.
pub const FIELD_CAP: usize = 512;

/// Text from outside, split into what may be drawn and what may only be named.
///
/// Serialises as `{segments, flags, characters}`; the exact bytes stay in Rust.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DisplayText {
    segments: Vec<Segment>,
    #[cfg_attr(feature = "ts", ts(as = "Vec<Flag>"))]
    flags: Flags,
    characters: u32,
    #[serde(skip)]
    style: Style,
    #[serde(skip)]
    exact: Vec<u8>,
}

impl DisplayText {
    /// One line for an identifier, name, digest or URI: besides everything that hides, reorders or
    /// breaks lines, symbols and emoji become escapes, since they could pass for this app's own icons.
    pub fn identifier(text: &str) -> Self {
        Self::build(text.as_bytes().to_vec(), Style::Identifier, FIELD_CAP)
    }

    /// One line of somebody's words (a description, a commit subject): as [`Self::identifier`], but
    /// symbols and emoji stay.
    pub fn prose(text: &str) -> Self {
        Self::build(text.as_bytes().to_vec(), Style::Prose, FIELD_CAP)
    }

    /// The name of a file, without its folders. Bytes that are no UTF-8 (on Windows: lone surrogates)
    /// become escapes; the extension is never left out.
    pub fn file_name(name: &OsStr) -> Self {
        Self::build(name.as_encoded_bytes().to_vec(), Style::FileName, FIELD_CAP)
    }

    /// An identifier whose encoding is not known to be UTF-8.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self::build(bytes.to_vec(), Style::Identifier, FIELD_CAP)
    }

    /// The same text with another cap in characters, clamped to 64..=65536: *Show all*.
    pub fn with_cap(&self, characters: usize) -> Self {
        Self::build(self.exact.clone(), self.style, characters.clamp(64, 65_536))
    }

    fn build(exact: Vec<u8>, style: Style, cap: usize) -> Self {
        let mut scan = segments::scan(&exact, style, cap);
        if style == Style::FileName {
            file_name::add_flags(&exact, &mut scan.flags);
        }
        Self {
            segments: scan.segments,
            flags: scan.flags,
            characters: u32::try_from(scan.characters).unwrap_or(u32::MAX),
            style,
            exact,
        }
    }

    /// What to draw, in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// What is unusual about the whole text, the part left out included.
    pub fn flags(&self) -> Flags {
        self.flags
    }

    /// Characters (and undecodable bytes) of the exact text, saturating.
    pub fn characters(&self) -> u32 {
        self.characters
    }

    /// The bytes as they came: for *Copy exact*, never for drawing.
    pub fn exact(&self) -> &[u8] {
        &self.exact
    }

    /// The text as it came, where it is UTF-8: for *Copy exact*, never for drawing.
    pub fn exact_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.exact).ok()
    }

    /// One plain line with escapes spelled out (`<U+202E>`, `<0xFF>`, `<...3412...>` for what was left
    /// out): fit for a terminal, a log and the *plain* form of copying.
    pub fn to_terminal(&self) -> String {
        let mut line = String::new();
        for segment in &self.segments {
            match segment {
                Segment::Text { text } => line.push_str(text),
                Segment::Escape { code, .. } => line.push_str(&format!("<{code}>")),
                Segment::Elided { count } => line.push_str(&format!("<...{count}...>")),
            }
        }
        line
    }

    /// One quoted CSV cell. A cell that a spreadsheet would read as a formula starts with `'`.
    pub fn to_csv_cell(&self) -> String {
        let line = self.to_terminal();
        // Full-width forms count too: spreadsheets set to an East Asian locale read them as ASCII.
        let formula = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
        let guard = if line.trim_start().starts_with(formula) {
            "'"
        } else {
            ""
        };
        format!("\"{guard}{}\"", line.replace('"', "\"\""))
    }
}

/// One piece of a [`DisplayText`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Segment {
    /// May be drawn as it is. Never empty.
    Text {
        /// The characters, none of them hidden, reordering or breaking lines.
        text: String,
    },
    /// One character or byte that is only named.
    Escape {
        /// What it was.
        #[cfg_attr(feature = "ts", ts(as = "String"))]
        code: Code,
        /// Why it is not drawn.
        label: Label,
    },
    /// Characters that are not shown at all.
    Elided {
        /// How many characters (or undecodable bytes), at least 1.
        count: u32,
    },
}

/// The name of a character or byte that is not drawn: `U+202E`, or `0xFF` for a byte that is no UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// A Unicode character.
    Character(char),
    /// A byte that is part of no character.
    Byte(u8),
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(character) => write!(formatter, "U+{:04X}", u32::from(*character)),
            Self::Byte(byte) => write!(formatter, "0x{byte:02X}"),
        }
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Why a character is named instead of drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// Takes no room: zero width, variation selector, tag, filler, byte order mark.
    HiddenCharacter,
    /// Changes the order in which text is drawn.
    DirectionControl,
    /// Ends a line or paragraph.
    LineBreak,
    /// Any other control character, tab included.
    ControlCharacter,
    /// A space other than U+0020, or in identifiers a space that could not be seen.
    UnusualSpace,
    /// Could pass for an icon of this app or for a separator such as `/` or `@`.
    LookAlikeSymbol,
    /// A mark with no character to sit on.
    CombiningMark,
    /// Private use or not a character of Unicode.
    UnassignedCharacter,
    /// A byte that is no UTF-8.
    NotUtf8,
}

/// Something unusual about a whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Flag {
    /// Holds characters that take no room.
    HiddenCharacters,
    /// Holds characters that change the drawing order.
    DirectionControls,
    /// One word mixes writing systems beyond what UTS 39 calls highly restrictive.
    MixedScript,
    /// A word holds letters from elsewhere and reads as plain Latin.
    LookAlikeLetters,
    /// Holds letters that run from right to left, so the drawn order is not the stored order.
    RightToLeft,
    /// Holds bytes that are no UTF-8.
    NotUtf8,
    /// Part of the text is not shown.
    Elided,
    /// Holds line breaks, controls, odd spaces, look-alike symbols or stacked marks; for a file name
    /// also: reserved by a system, or ending in a dot.
    Unusual,
    /// A file name such as `report.pdf.exe`: a program that poses as a document.
    DoubleExtension,
    /// A file name that a reader could take to end otherwise than it does.
    HiddenExtension,
}

impl Flag {
    const ALL: [Self; 10] = [
        Self::HiddenCharacters,
        Self::DirectionControls,
        Self::MixedScript,
        Self::LookAlikeLetters,
        Self::RightToLeft,
        Self::NotUtf8,
        Self::Elided,
        Self::Unusual,
        Self::DoubleExtension,
        Self::HiddenExtension,
    ];
}

/// A set of [`Flag`]s. Serialises as a list in the order of the enum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(u16);

impl Flags {
    /// Whether the flag is set.
    pub fn contains(self, flag: Flag) -> bool {
        self.0 & (1 << flag as u8) != 0
    }

    /// Whether nothing is unusual.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The flags that are set, in the order of the enum.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL
            .into_iter()
            .filter(move |flag| self.contains(*flag))
    }

    fn insert(&mut self, flag: Flag) {
        self.0 |= 1 << flag as u8;
    }
}

impl Serialize for Flags {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// What kind of text it is, which decides how strict the escapes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Identifier,
    Prose,
    FileName,
}
/// Whether a character steers, hides or breaks text and is not seen itself, wherever it stands.
pub fn is_unseen(character: char) -> bool {
    characters::escape_label(character, Style::Prose).is_some()
}

/// The same JSON in ASCII: what a name or a document hides in its text must not act on a terminal.
pub fn ascii_json(json: &str) -> String {
    let mut plain = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() && character != '\u{7f}' {
            plain.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                plain.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    plain
}
