//! Patterns with `*` (inside a path segment) and `**` (across segments), always matched as a whole.

/// Whether all of `value` has the shape of `pattern`.
///
/// Costs at most the length of the value for each star, since every piece of the pattern moves the set
/// of reachable positions forward once.
pub(crate) fn matches(pattern: &str, value: &str) -> bool {
    // `acme/**` must not reach `acme/../other`.
    if value
        .split('/')
        .any(|segment| matches!(segment, "." | ".."))
    {
        return false;
    }
    let value = value.as_bytes();
    let has_at = pattern.contains('@');
    let mut before_at = true;
    let mut reached = vec![false; value.len() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    for piece in pieces(pattern) {
        reached = match piece {
            Piece::Literal(text) => {
                before_at &= !text.contains('@');
                after_literal(&reached, value, text.as_bytes())
            }
            Piece::Star { crosses, needs_one } => after_star(&reached, value, needs_one, |byte| {
                byte.is_ascii_graphic()
                    && !b"\\?#%".contains(&byte)
                    && (crosses || byte != b'/')
                    // Otherwise a branch called `x@refs/tags/v1` would pass for a tag.
                    && (byte != b'@' || !(has_at && before_at))
            }),
        };
    }
    reached.last().copied().unwrap_or(false)
}

/// Whether a part that is left open may be this: something, printable, and without what could mean more
/// than it shows.
pub(crate) fn is_plain(part: &str) -> bool {
    !part.is_empty()
        && part
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"\\?#%".contains(&byte))
        && part
            .split('/')
            .all(|segment| !matches!(segment, "" | "." | ".."))
}

/// Whether all of `value` has the shape of a scope's pattern: `**` stands for anything and `*` for anything
/// without `/`.
pub(crate) fn in_scope(pattern: &str, value: &str) -> bool {
    let bytes = value.as_bytes();
    let mut reached = vec![false; bytes.len() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    for piece in pieces(pattern) {
        reached = match piece {
            Piece::Literal(text) => after_literal(&reached, bytes, text.as_bytes()),
            Piece::Star { crosses, .. } => {
                after_star(&reached, bytes, false, |byte| crosses || byte != b'/')
            }
        };
    }
    reached.last().copied().unwrap_or(false)
}

enum Piece<'a> {
    Literal(&'a str),
    Star { crosses: bool, needs_one: bool },
}

fn pieces(pattern: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = pattern;
    let mut after_separator = true;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let literal = rest.find('*').unwrap_or(rest.len());
        if literal > 0 {
            let (text, after) = rest.split_at(literal);
            rest = after;
            after_separator = text.ends_with(['/', '@']);
            return Some(Piece::Literal(text));
        }
        let crosses = rest.starts_with("**");
        rest = rest.trim_start_matches('*');
        let alone = after_separator && (rest.is_empty() || rest.starts_with(['/', '@']));
        after_separator = false;
        Some(Piece::Star {
            crosses,
            needs_one: alone,
        })
    })
}

fn after_literal(reached: &[bool], value: &[u8], text: &[u8]) -> Vec<bool> {
    let mut next = vec![false; reached.len()];
    for (start, _) in reached.iter().enumerate().filter(|(_, reached)| **reached) {
        let found = value
            .get(start..)
            .is_some_and(|rest| rest.starts_with(text));
        if let Some(end) = next.get_mut(start + text.len()) {
            *end |= found;
        }
    }
    next
}

fn after_star(
    reached: &[bool],
    value: &[u8],
    needs_one: bool,
    takes: impl Fn(u8) -> bool,
) -> Vec<bool> {
    let mut next = if needs_one {
        vec![false; reached.len()]
    } else {
        reached.to_vec()
    };
    let mut going = false;
    for ((byte, started), end) in value.iter().zip(reached).zip(next.iter_mut().skip(1)) {
        going = (going || *started) && takes(*byte);
        *end |= going;
    }
    next
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shapes() {
        let release = "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/*";
        let cases = [
            (
                release,
                "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/v1.2.3",
                true,
            ),
            (
                release,
                "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/@acme-tool@1.0",
                true,
            ),
            (
                release,
                "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/",
                false,
            ),
            (
                release,
                "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/a/b",
                false,
            ),
            (
                release,
                "https://github.com/acme/tool/.github/workflows/release.yml@refs/heads/v1",
                false,
            ),
            (
                release,
                "https://github.com/acme/tool/.github/workflows/releaseXyml@refs/tags/v1",
                false,
            ),
            (
                release,
                "xhttps://github.com/acme/tool/.github/workflows/release.yml@refs/tags/v1",
                false,
            ),
            (
                release,
                "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/v1\n",
                false,
            ),
            (
                release,
                "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/v1?x",
                false,
            ),
            (
                release,
                "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/v\u{430}",
                false,
            ),
            (
                release,
                "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/%2e%2e",
                false,
            ),
            ("https://h/a/**", "https://h/a/b", true),
            ("https://h/a/**", "https://h/a/b/c/d@e", true),
            ("https://h/a/**", "https://h/a/", false),
            ("https://h/a/**", "https://h/a", false),
            ("https://h/a/**", "https://h/ab/c", false),
            ("https://h/a/**", "https://h/a/../b", false),
            ("https://h/a/**", "https://h/a/..", false),
            (
                "https://h/a/**@refs/tags/*",
                "https://h/a/w.yml@refs/heads/x@refs/tags/v1",
                false,
            ),
            (
                "https://h/a/**@refs/tags/*",
                "https://h/a/b/w.yml@refs/tags/v1",
                true,
            ),
            ("https://h/a/r*.yml@x", "https://h/a/r.yml@x", true),
            ("https://h/a/r*.yml@x", "https://h/a/r/.yml@x", false),
            ("https://h/a/*/c", "https://h/a//c", false),
            ("*@post.example", "bob@post.example", true),
            ("*@post.example", "@post.example", false),
            ("*@post.example", "bob@evil.example@post.example", false),
            ("*@post.example", "bob@post.example.evil.example", false),
            ("b*@post.example", "b@post.example", true),
            ("", "", true),
            ("", "a", false),
        ];
        for (pattern, value, expected) in cases {
            assert_eq!(matches(pattern, value), expected, "{pattern} {value}");
        }
    }

    /// The obvious matcher, exponential and trusted.
    fn plain(pattern: &[u8], value: &[u8]) -> bool {
        match pattern {
            [] => value.is_empty(),
            [b'*', b'*', rest @ ..] => {
                (0..=value.len()).any(|cut| plain(rest, value.get(cut..).unwrap_or_default()))
            }
            [b'*', rest @ ..] => (0..=value.len())
                .take_while(|cut| !value.get(..*cut).unwrap_or_default().contains(&b'/'))
                .any(|cut| plain(rest, value.get(cut..).unwrap_or_default())),
            [first, rest @ ..] => value
                .split_first()
                .is_some_and(|(byte, after)| byte == first && plain(rest, after)),
        }
    }

    proptest! {
        // An `x` beside every star, since a star alone in a segment asks for more than the obvious one.
        #[test]
        fn agrees_with_the_obvious_matcher(pattern in "([ab/]|x\\*|x\\*\\*){0,6}", value in "[abx/]{0,10}") {
            prop_assert_eq!(matches(&pattern, &value), plain(pattern.as_bytes(), value.as_bytes()));
        }

        #[test]
        fn nothing_passes_its_anchors(before in ".{1,5}", after in ".{0,5}", tag in "[a-z0-9][a-z0-9.]{0,8}") {
            let pattern = "https://h/a/b@refs/tags/*";
            let whole = format!("https://h/a/b@refs/tags/{tag}");
            prop_assert!(matches(pattern, &whole));
            let prefixed = format!("{before}https://h/a/b@refs/tags/{tag}{after}");
            prop_assert!(!matches(pattern, &prefixed));
            let suffixed = format!("https://h/a/b@refs/tags/{tag}/{after}");
            prop_assert!(!matches(pattern, &suffixed));
        }
    }
}
