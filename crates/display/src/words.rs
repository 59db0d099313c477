//! Words that mix writing systems, or that read as Latin without being it (UTS 39, sections 4 and 5).

use unicode_normalization::char::is_combining_mark;
use unicode_security::mixed_script::AugmentedScriptSet;

use crate::{Flag, Flags};

/// Fed every character of a text in order; judges word by word, because one identifier rightly holds an
/// ASCII host beside a name in another script.
#[derive(Default)]
pub(crate) struct Words {
    word: Word,
    mixed: bool,
    look_alike: bool,
}

#[derive(Default)]
struct Word {
    /// Scripts that could hold every character so far.
    all: AugmentedScriptSet,
    /// Scripts that could hold every character that is not Latin.
    beside_latin: AugmentedScriptSet,
    foreign: bool,
    reads_otherwise: bool,
}

impl Words {
    pub(crate) fn push(&mut self, character: char) {
        if character.is_ascii_alphanumeric() {
            if character.is_ascii_alphabetic() {
                self.word
                    .all
                    .intersect_with(AugmentedScriptSet::for_char(character));
            }
        } else if character.is_alphanumeric() || is_combining_mark(character) {
            let scripts = AugmentedScriptSet::for_char(character);
            self.word.all.intersect_with(scripts);
            let mut with_latin = AugmentedScriptSet::for_char('a');
            with_latin.intersect_with(scripts);
            if with_latin.is_empty() {
                self.word.beside_latin.intersect_with(scripts);
            }
            self.word.foreign = true;
            self.word.reads_otherwise = self.word.reads_otherwise || !reads_as_ascii(character);
        } else {
            self.end_word();
        }
    }

    pub(crate) fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        if !word.foreign {
            return;
        }
        let beside = word.beside_latin;
        let highly_restrictive = !beside.is_all() && (beside.hanb || beside.jpan || beside.kore);
        self.mixed |= word.all.is_empty() && !highly_restrictive;
        self.look_alike |= !word.reads_otherwise;
    }

    pub(crate) fn add_flags(mut self, flags: &mut Flags) {
        self.end_word();
        if self.mixed {
            flags.insert(Flag::MixedScript);
        }
        if self.look_alike {
            flags.insert(Flag::LookAlikeLetters);
        }
    }
}

fn reads_as_ascii(character: char) -> bool {
    let mut buffer = [0; 4];
    unicode_security::skeleton(character.encode_utf8(&mut buffer)).all(|part| part.is_ascii())
}
