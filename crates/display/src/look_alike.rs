//! Whether two different names could be taken for one another.

use serde::Serialize;

use crate::characters::{is_direction_control, is_hidden};

/// Longer names are compared by their first characters only; the cost grows with the square.
const COMPARED: usize = 256;
/// Short names lie within an edit or two of everything.
const SHORTEST_FOR_ONE_EDIT: usize = 4;
const SHORTEST_FOR_TWO_EDITS: usize = 8;
const SHORTEST_EXTENDED: usize = 3;
const SHORTEST_EXTENDED_WITHOUT_SEPARATOR: usize = 4;

/// How one name resembles another, most deceptive first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum LookAlikeKind {
    /// They differ in characters that are not drawn.
    HiddenCharacters,
    /// They differ in letters drawn alike (UTS 39 skeleton).
    SimilarLetters,
    /// They differ in upper and lower case.
    LetterCase,
    /// They differ in `-`, `_`, `.` and spaces.
    Separators,
    /// They differ in one or two letters typed, left out, added or swapped.
    SmallEdit,
    /// One is the start or the end of the other: `acme` and `acme-inc`.
    Extended,
    /// The same words in another order, or with words in between: `acme-tool` and `acme-official-tool`.
    Words,
}

/// A resemblance between two different names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LookAlike {
    /// The strongest resemblance found.
    pub kind: LookAlikeKind,
    /// Where the first name differs: what lies between the common start and the common end.
    pub first: Span,
    /// Where the second name differs.
    pub second: Span,
}

/// A range of characters, end not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Span {
    /// First character.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
}

/// The UTS 39 skeleton: equal for texts that are drawn alike. Not for showing and not for storing,
/// since it changes with the Unicode version.
pub fn skeleton(text: &str) -> String {
    unicode_security::skeleton(&visible(text)).collect()
}

/// How `first` resembles `second`; `None` when they are equal or merely different.
///
/// Meant for one name at a time (an owner, a repository, a host, a mail address), not for whole URIs,
/// where two versions of one product would lie within an edit of each other.
pub fn look_alike(first: &str, second: &str) -> Option<LookAlike> {
    LookAlikeForm::of(first).look_alike(&LookAlikeForm::of(second))
}

/// A name made ready to be compared with many others.
#[derive(Clone, Debug)]
pub struct LookAlikeForm {
    name: String,
    visible: String,
    /// Lower case of what is visible, and that as it is drawn.
    forms: [String; 2],
    folded: [Vec<char>; 2],
    /// As it is drawn, case kept.
    drawn: String,
    sketch: Sketch,
}

/// What can be compared in a moment, to leave out most names that are merely different.
#[derive(Clone, Copy, Debug)]
pub struct Sketch {
    drawn: u64,
    lengths: [u32; 2],
    letters: [u64; 2],
}

impl LookAlikeForm {
    /// Makes a name ready.
    pub fn of(name: &str) -> Self {
        let compared: String = name.chars().take(COMPARED).collect();
        let visible = visible(&compared);
        let lower = visible.to_lowercase();
        // Both orders of lowering and drawing, since `I` is drawn as `l` but lowered to `i`.
        let key = skeleton(&lower).to_lowercase();
        let forms = [lower, key];
        let folded = forms.each_ref().map(|form| without_separators(form));
        let drawn = skeleton(&compared);
        let sketch = Sketch {
            drawn: hash(&drawn),
            lengths: folded.each_ref().map(|form| saturated(form.len())),
            letters: folded.each_ref().map(|form| letters(form)),
        };
        Self {
            name: name.to_owned(),
            visible,
            forms,
            folded,
            drawn,
            sketch,
        }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What tells most different names apart in a moment.
    pub const fn sketch(&self) -> &Sketch {
        &self.sketch
    }

    /// How this name resembles another; `None` when they are equal or merely different.
    pub fn look_alike(&self, other: &Self) -> Option<LookAlike> {
        if self.name == other.name {
            return None;
        }
        let kind = self.kind(other)?;
        let (first, second) = differing(&self.name, &other.name);
        Some(LookAlike {
            kind,
            first,
            second,
        })
    }

    fn kind(&self, other: &Self) -> Option<LookAlikeKind> {
        if self.visible.is_empty() || other.visible.is_empty() {
            return None;
        }
        if self.visible == other.visible {
            return Some(LookAlikeKind::HiddenCharacters);
        }
        let [[lower, key], [other_lower, other_key]] = [&self.forms, &other.forms];
        if lower == other_lower {
            return Some(LookAlikeKind::LetterCase);
        }
        if self.drawn == other.drawn || key == other_key {
            return Some(LookAlikeKind::SimilarLetters);
        }
        // Skeletons change lengths (`m` becomes `rn`), so edits are counted in what was typed as well.
        let folded = || self.folded.iter().zip(&other.folded);
        if folded().any(|(first, second)| first == second && !first.is_empty()) {
            return Some(LookAlikeKind::Separators);
        }
        if folded().any(|(first, second)| within_a_small_edit(first, second)) {
            return Some(LookAlikeKind::SmallEdit);
        }
        let mut forms = self.forms.iter().zip(&other.forms);
        if forms.clone().any(|(first, second)| extends(first, second)) {
            return Some(LookAlikeKind::Extended);
        }
        forms
            .any(|(first, second)| same_words(first, second))
            .then_some(LookAlikeKind::Words)
    }
}

impl Sketch {
    /// Whether the names may resemble each other; `false` only when they do not.
    pub const fn may_resemble(&self, other: &Self) -> bool {
        if self.drawn == other.drawn {
            return true;
        }
        let mut form = 0;
        #[allow(
            clippy::indexing_slicing,
            reason = "two forms each; const code has no other way"
        )]
        while form < 2 {
            let (own, others) = (self.letters[form], other.letters[form]);
            // One name holds the other, its words, or the same letters; or they are two edits apart, each
            // of which brings at most one letter and takes one.
            let holds = own & !others == 0 || others & !own == 0;
            let near = self.lengths[form].abs_diff(other.lengths[form]) <= 2
                && (own ^ others).count_ones() <= 4;
            if holds || near {
                return true;
            }
            form += 1;
        }
        false
    }
}

/// Which letters occur: one bit for each of `a` to `z` and `0` to `9`, the others share the rest.
fn letters(name: &[char]) -> u64 {
    name.iter().fold(0, |letters, character| {
        let bit = match character {
            'a'..='z' => u32::from(*character) - u32::from('a'),
            '0'..='9' => 26 + u32::from(*character) - u32::from('0'),
            other => 36 + u32::from(*other) % 28,
        };
        letters | 1 << bit
    })
}

/// FNV-1a: equal for equal names, which is all that is asked of it.
fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Whether all words of the shorter name occur in the longer one, or both have the same words. One word
/// alone says little.
fn same_words(first: &str, second: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        name.split(|character: char| !character.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (mut few, mut many) = (words(first), words(second));
    if few.len() > many.len() {
        std::mem::swap(&mut few, &mut many);
    }
    few.len() >= 2
        && few.iter().all(|word| {
            let found = many.iter().position(|other| other == word);
            found.map(|place| many.swap_remove(place)).is_some()
        })
}

fn without_separators(name: &str) -> Vec<char> {
    name.chars()
        .filter(|character| !matches!(character, '-' | '_' | '.' | ' '))
        .collect()
}

fn within_a_small_edit(first: &[char], second: &[char]) -> bool {
    let allowed = match first.len().min(second.len()) {
        SHORTEST_FOR_TWO_EDITS.. => 2,
        SHORTEST_FOR_ONE_EDIT.. => 1,
        _ => 0,
    };
    distance(first, second) <= allowed
}

fn visible(text: &str) -> String {
    text.chars()
        .filter(|character| !is_hidden(*character) && !is_direction_control(*character))
        .collect()
}

fn extends(first: &str, second: &str) -> bool {
    let (short, long) = if first.len() <= second.len() {
        (first, second)
    } else {
        (second, first)
    };
    let length = short.chars().count();
    let at = |rest: &str, next: Option<char>| {
        let separated = next.is_some_and(|character| !character.is_alphanumeric());
        !rest.is_empty()
            && length
                >= if separated {
                    SHORTEST_EXTENDED
                } else {
                    SHORTEST_EXTENDED_WITHOUT_SEPARATOR
                }
    };
    long.strip_prefix(short)
        .is_some_and(|rest| at(rest, rest.chars().next()))
        || long
            .strip_suffix(short)
            .is_some_and(|rest| at(rest, rest.chars().next_back()))
}

/// Edits (insert, delete, replace, swap of neighbours) from one name to the other; 3 stands for more
/// than 2. Optimal string alignment over the diagonal band that two edits can reach.
fn distance(first: &[char], second: &[char]) -> usize {
    const FAR: usize = 3;
    if first.len().abs_diff(second.len()) >= FAR {
        return FAR;
    }
    let width = second.len() + 1;
    let mut before = vec![FAR; width];
    let mut above: Vec<usize> = (0..width).map(|column| column.min(FAR)).collect();
    let mut last: Option<char> = None;
    for (row, &left) in first.iter().enumerate() {
        let mut current = vec![FAR; width];
        if let Some(start) = current.first_mut() {
            *start = (row + 1).min(FAR);
        }
        let from = row.saturating_sub(FAR);
        for (column, &right) in second.iter().enumerate().skip(from).take(2 * FAR + 1) {
            let cell = |cells: &[usize], at: usize| cells.get(at).copied().unwrap_or(FAR);
            let mut best = cell(&above, column) + usize::from(left != right);
            best = best
                .min(cell(&above, column + 1) + 1)
                .min(cell(&current, column) + 1);
            let swapped =
                column > 0 && second.get(column - 1) == Some(&left) && last == Some(right);
            if swapped {
                best = best.min(cell(&before, column - 1) + 1);
            }
            if let Some(here) = current.get_mut(column + 1) {
                *here = best.min(FAR);
            }
        }
        before = std::mem::replace(&mut above, current);
        last = Some(left);
    }
    above.last().copied().unwrap_or(FAR)
}

fn differing(first: &str, second: &str) -> (Span, Span) {
    let start = first
        .chars()
        .zip(second.chars())
        .take_while(|(left, right)| left == right)
        .count();
    let lengths = [first.chars().count(), second.chars().count()];
    let room = lengths[0].min(lengths[1]) - start;
    let same_end = first
        .chars()
        .rev()
        .zip(second.chars().rev())
        .take(room)
        .take_while(|(left, right)| left == right)
        .count();
    let span = |length: usize| Span {
        start: saturated(start),
        end: saturated(length - same_end),
    };
    (span(lengths[0]), span(lengths[1]))
}

fn saturated(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_resemble_each_other() {
        use LookAlikeKind::{
            Extended, HiddenCharacters, LetterCase, Separators, SimilarLetters, SmallEdit, Words,
        };
        let cases = [
            ("acme", "ac\u{200B}me", HiddenCharacters),
            ("acme", "acme\u{202E}", HiddenCharacters),
            ("acme", "\u{430}cme", SimilarLetters),
            ("acme", "\u{430}\u{441}me", SimilarLetters),
            ("paypal", "paypa1", SimilarLetters),
            ("google", "g00gle", SimilarLetters),
            ("modern", "rnodern", SimilarLetters),
            ("lily", "IiIy", SimilarLetters),
            ("acme", "Acme", LetterCase),
            ("acme-tool", "acmetool", Separators),
            ("acme-tool", "acme_tool", Separators),
            ("acme.tool", "acme-tool", Separators),
            ("acme", "acne", SmallEdit),
            ("acme", "amce", SmallEdit),
            ("acme", "acmee", SmallEdit),
            ("sigstore", "sigtsoer", SmallEdit),
            ("kubernetes", "kubernets", SmallEdit),
            ("acme", "acme-inc", Extended),
            ("acme", "the-acme", Extended),
            ("acme", "acmehq", Extended),
            ("acme-tool", "acme-official-tool", Words),
            ("acme-tool", "tool-by-acme", Words),
            ("acme-tool", "tool_acme", Words),
        ];
        for (first, second, kind) in cases {
            let found = look_alike(first, second).map(|found| found.kind);
            assert_eq!(found, Some(kind), "{first} {second}");
            assert_eq!(
                look_alike(second, first).map(|found| found.kind),
                Some(kind),
                "{second} {first}"
            );
        }
    }

    #[test]
    fn names_that_are_merely_different() {
        for (first, second) in [
            ("acme", "acme"),
            ("acme", "bolt"),
            ("go", "rs"),
            ("a", "b"),
            ("gh", "ghx"),
            ("", "acme"),
            ("acme", "\u{200B}"),
        ] {
            assert_eq!(look_alike(first, second), None, "{first} {second}");
        }
    }

    #[test]
    fn the_differing_part_is_pointed_at() {
        let found = look_alike("acme-tool", "acne-tool").unwrap();
        assert_eq!(
            (found.first, found.second),
            (Span { start: 2, end: 3 }, Span { start: 2, end: 3 })
        );
        let found = look_alike("acme", "acme-inc").unwrap();
        assert_eq!(
            (found.first, found.second),
            (Span { start: 4, end: 4 }, Span { start: 4, end: 8 })
        );
        let found = look_alike("aaaa", "aaaaa").map(|found| (found.first, found.second));
        assert_eq!(
            found,
            Some((Span { start: 4, end: 4 }, Span { start: 4, end: 5 }))
        );
    }

    fn full_distance(first: &[char], second: &[char]) -> usize {
        let mut table = vec![vec![0; second.len() + 1]; first.len() + 1];
        for row in 0..=first.len() {
            for column in 0..=second.len() {
                table[row][column] = if row == 0 || column == 0 {
                    row + column
                } else {
                    let same = usize::from(first[row - 1] != second[column - 1]);
                    let mut best = (table[row - 1][column - 1] + same)
                        .min(table[row - 1][column] + 1)
                        .min(table[row][column - 1] + 1);
                    if row > 1
                        && column > 1
                        && first[row - 1] == second[column - 2]
                        && first[row - 2] == second[column - 1]
                    {
                        best = best.min(table[row - 2][column - 2] + 1);
                    }
                    best
                };
            }
        }
        table[first.len()][second.len()]
    }

    proptest! {
        #[test]
        fn the_band_agrees_with_the_full_table(first in "[abc]{0,12}", second in "[abc]{0,12}") {
            let [first, second] = [first, second].map(|text| text.chars().collect::<Vec<_>>());
            prop_assert_eq!(distance(&first, &second), full_distance(&first, &second).min(3));
        }

        #[test]
        fn a_sketch_never_leaves_out_a_look_alike(first in "[a-dA-D0l1._-]{0,9}|.{0,6}", second in "[a-dA-D0l1._-]{0,9}|.{0,6}") {
            let [first, second] = [first, second].map(|name| LookAlikeForm::of(&name));
            if first.look_alike(&second).is_some() {
                prop_assert!(first.sketch().may_resemble(second.sketch()));
            }
        }

        #[test]
        fn a_sketch_never_leaves_out_an_edit(name in "[a-z]{4,20}", at in 0..20_usize, put in "[a-z0-9.-]{0,2}", taken in 0..3_usize) {
            let at = at.min(name.len());
            let taken = taken.min(name.len() - at);
            let edited = format!("{}{put}{}", &name[..at], &name[at + taken..]);
            let [first, second] = [name, edited].map(|name| LookAlikeForm::of(&name));
            if first.look_alike(&second).is_some() {
                prop_assert!(first.sketch().may_resemble(second.sketch()));
            }
        }

        #[test]
        fn any_two_texts_can_be_compared(first in "\\PC{0,300}|.{0,300}", second in ".{0,300}") {
            let forth = look_alike(&first, &second).map(|found| found.kind);
            let back = look_alike(&second, &first).map(|found| found.kind);
            prop_assert_eq!(forth, back);
            prop_assert_eq!(look_alike(&first, &first), None);
        }
    }
}
