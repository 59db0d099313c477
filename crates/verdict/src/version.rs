use std::cmp::Ordering;

/// The order of versions as people write them: numbers by value, words by letters, and a version with a
/// word at the end (`2.0-rc1`) before the one without.
///
/// Neither semantic versioning nor any ecosystem's own order: names of files come from all of them, and the
/// answer only colours a verdict.
pub fn compare_versions(first: &str, second: &str) -> Ordering {
    let (mut first, mut second) = (Parts(first), Parts(second));
    loop {
        let order = match (first.next(), second.next()) {
            (None, None) => return Ordering::Equal,
            (Some(first), Some(second)) => first.order(&second),
            // `1.0` and `1.0.0` are one version, `1.0` comes before `1.0.1` and after `1.0-rc`.
            (Some(first), None) => first.order_alone(),
            (None, Some(second)) => second.order_alone().reverse(),
        };
        if order.is_ne() {
            return order;
        }
    }
}

struct Parts<'a>(&'a str);

enum Part<'a> {
    /// Digits without leading zeros: compared by length, so that no number is too long.
    Number(&'a str),
    Word(&'a str),
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        // What stands after a plus sign says how it was built, not which version it is.
        let rest = self.0.split('+').next().unwrap_or_default();
        let rest = rest.trim_start_matches(|it: char| !it.is_alphanumeric());
        let is_number = rest.chars().next()?.is_ascii_digit();
        let end = rest
            .find(|it: char| !it.is_alphanumeric() || it.is_ascii_digit() != is_number)
            .unwrap_or(rest.len());
        let (part, rest) = rest.split_at_checked(end)?;
        self.0 = rest;
        Some(if is_number {
            Part::Number(part.trim_start_matches('0'))
        } else {
            Part::Word(part)
        })
    }
}

impl Part<'_> {
    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(first), Self::Number(second)) => {
                (first.len(), first).cmp(&(second.len(), second))
            }
            (Self::Word(first), Self::Word(second)) => {
                first.to_ascii_lowercase().cmp(&second.to_ascii_lowercase())
            }
            (Self::Number(_), Self::Word(_)) => Ordering::Greater,
            (Self::Word(_), Self::Number(_)) => Ordering::Less,
        }
    }

    /// Next to a version that has ended.
    fn order_alone(&self) -> Ordering {
        match self {
            Self::Number("") => Ordering::Equal,
            Self::Number(_) => Ordering::Greater,
            Self::Word(_) => Ordering::Less,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_as_people_read_them() {
        let rising = [
            "0.9",
            "0.10",
            "1.0-alpha",
            "1.0-beta",
            "1.0-beta2",
            "1.0-rc1",
            "1.0",
            "1.0.1",
            "1.0.10",
            "1.1",
            "2.0.0-rc.1",
            "2.0.0",
            "10",
            "20250101",
            "184467440737095516160.1",
        ];
        for (position, first) in rising.iter().enumerate() {
            for (other, second) in rising.iter().enumerate() {
                assert_eq!(
                    compare_versions(first, second),
                    position.cmp(&other),
                    "{first} and {second}"
                );
            }
        }
        for (first, second) in [
            ("1.0", "1.0.0"),
            ("1.02", "1.2"),
            ("1.0+a", "1.0+b"),
            ("1.0RC1", "1.0-rc1"),
            ("1.0-rc.a", "1.0-rc-a"),
            ("", "+"),
        ] {
            assert_eq!(
                compare_versions(first, second),
                Ordering::Equal,
                "{first} {second}"
            );
        }
    }
}
