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
    if first == second {
        return None;
    }
    let kind = kind(first, second)?;
    let (first, second) = differing(first, second);
    Some(LookAlike {
        kind,
        first,
        second,
    })
}

fn kind(first: &str, second: &str) -> Option<LookAlikeKind> {
    let [first, second] =
        [first, second].map(|name| name.chars().take(COMPARED).collect::<String>());
    let drawn = [&first, &second].map(|name| visible(name));
    if drawn[0].is_empty() || drawn[1].is_empty() {
        return None;
    }
    if drawn[0] == drawn[1] {
        return Some(LookAlikeKind::HiddenCharacters);
    }
    let lower = drawn.map(|name| name.to_lowercase());
    if lower[0] == lower[1] {
        return Some(LookAlikeKind::LetterCase);
    }
    // Both orders of lowering and drawing, since `I` is drawn as `l` but lowered to `i`.
    let key = lower.each_ref().map(|name| skeleton(name).to_lowercase());
    if skeleton(&first) == skeleton(&second) || key[0] == key[1] {
        return Some(LookAlikeKind::SimilarLetters);
    }
    // Skeletons change lengths (`m` becomes `rn`), so edits are counted in what was typed as well.
    let forms = [&lower, &key];
    let folded = forms.map(|names| names.each_ref().map(|name| without_separators(name)));
    if folded
        .iter()
        .any(|[first, second]| first == second && !first.is_empty())
    {
        return Some(LookAlikeKind::Separators);
    }
    if folded
        .iter()
        .any(|[first, second]| within_a_small_edit(first, second))
    {
        return Some(LookAlikeKind::SmallEdit);
    }
    forms
        .iter()
        .any(|[first, second]| extends(first, second))
        .then_some(LookAlikeKind::Extended)
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
            Extended, HiddenCharacters, LetterCase, Separators, SimilarLetters, SmallEdit,
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
        fn any_two_texts_can_be_compared(first in "\\PC{0,300}|.{0,300}", second in ".{0,300}") {
            let forth = look_alike(&first, &second).map(|found| found.kind);
            let back = look_alike(&second, &first).map(|found| found.kind);
            prop_assert_eq!(forth, back);
            prop_assert_eq!(look_alike(&first, &first), None);
        }
    }
}
