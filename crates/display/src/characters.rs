//! Which single characters may be drawn.

use unicode_normalization::char::{is_combining_mark, is_public_assigned};
use unicode_security::mixed_script::AugmentedScriptSet;

use crate::{Label, Style};

/// Why `character` may not be drawn in this style, or `None` when it may.
///
/// ASCII space and stacks of marks depend on their neighbours and are judged by the scan.
pub(crate) fn escape_label(character: char, style: Style) -> Option<Label> {
    if matches!(character, ' '..='~') {
        return None;
    }
    if is_line_break(character) {
        return Some(Label::LineBreak);
    }
    if is_direction_control(character) {
        return Some(Label::DirectionControl);
    }
    if character.is_control() {
        return Some(Label::ControlCharacter);
    }
    if is_hidden(character) {
        return Some(Label::HiddenCharacter);
    }
    if character.is_whitespace() {
        return Some(Label::UnusualSpace);
    }
    if !is_public_assigned(character) {
        return Some(Label::UnassignedCharacter);
    }
    if style != Style::Prose && (is_symbol(character) || poses_as_separator(character)) {
        return Some(Label::LookAlikeSymbol);
    }
    None
}

fn is_line_break(character: char) -> bool {
    matches!(
        character,
        '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

pub(crate) fn is_direction_control(character: char) -> bool {
    matches!(
        character,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}

/// Default_Ignorable_Code_Point of Unicode 18 (direction controls are asked about first), and the
/// characters that draw nothing, or draw their neighbours differently, without having that property.
pub(crate) fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{AD}'
            | '\u{034F}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200D}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFC}'
            | '\u{13430}'..='\u{1345F}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D159}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Emoji, pictographs, arrows, box drawing, mathematical operators and enclosing marks: the blocks in
/// which ticks, locks, warning signs, circles and unequal signs live.
fn is_symbol(character: char) -> bool {
    match character {
        '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '\u{2020}'..='\u{2023}' => true,
        '\u{2100}'..='\u{214F}' => AugmentedScriptSet::for_char(character).is_all(),
        '\u{2190}'..='\u{2BFF}' => true,
        '\u{3004}' | '\u{3012}' | '\u{3013}' | '\u{3020}' | '\u{3030}' | '\u{303D}'
        | '\u{303F}' => true,
        '\u{3200}'..='\u{32FF}' => true,
        '\u{FE00}'..='\u{FE0F}' | '\u{1F000}'..='\u{1FBFF}' => true,
        '\u{0488}'
        | '\u{0489}'
        | '\u{1ABE}'
        | '\u{20DD}'..='\u{20E0}'
        | '\u{20E2}'..='\u{20E4}' => true,
        '\u{A670}'..='\u{A672}' => true,
        _ => false,
    }
}

/// Punctuation that UTS 39 confuses with ASCII punctuation: U+2044 for `/`, U+FF20 for `@`.
fn poses_as_separator(character: char) -> bool {
    if character.is_alphanumeric() || is_combining_mark(character) {
        return false;
    }
    let mut buffer = [0; 4];
    let mut prototype = unicode_security::skeleton(character.encode_utf8(&mut buffer));
    let poses = prototype
        .next()
        .is_some_and(|first| first.is_ascii_punctuation());
    poses && AugmentedScriptSet::for_char(character).is_all()
        || is_full_width_punctuation(character)
}

fn is_full_width_punctuation(character: char) -> bool {
    matches!(
        character,
        '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF65}' | '\u{FE50}'..='\u{FE6F}'
    )
}

/// Letters and numbers of the scripts that run from right to left, by block.
pub(crate) fn is_right_to_left(character: char) -> bool {
    matches!(
        character,
        '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
            | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}'
    )
}
