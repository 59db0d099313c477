//! Expressions of tools that search with them (Go's RE2: cosign, gh, policy controllers) instead of matching
//! the whole name.

use regex_syntax::hir::{HirKind, Look};

use crate::list::IdentityKind;
use crate::parse::expression_problem;
use crate::regex::{WholeRegex, parse};
use crate::rule::IdentityRule;

/// Why an expression of another tool has no equal here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotEqual {
    /// It is not anchored at both ends, so that it fits texts that merely contain what it describes.
    Unanchored,
    /// It has syntax that the two engines may read differently, or that this program does not evaluate.
    Syntax,
    /// It leaves host or owner open, which no entry can.
    TooOpen,
}

impl IdentityRule {
    /// The rule that fits exactly what another tool's search with this expression finds; never a part of
    /// it, and never more.
    ///
    /// # Errors
    /// Why there is no such rule.
    pub fn from_search(expression: &str, kind: IdentityKind) -> Result<Self, NotEqual> {
        if !is_common_syntax(expression) {
            return Err(NotEqual::Syntax);
        }
        let tree = parse(expression).map_err(|_| NotEqual::Syntax)?;
        // Anchors of one branch of an alternation are not anchors of all of it.
        let anchored = match tree.kind() {
            HirKind::Concat(parts) => {
                let is = |part: Option<&regex_syntax::hir::Hir>, look| {
                    part.is_some_and(|part| *part.kind() == HirKind::Look(look))
                };
                is(parts.first(), Look::Start) && is(parts.last(), Look::End)
            }
            _ => false,
        };
        let body = expression
            .strip_prefix('^')
            .and_then(|rest| rest.strip_suffix('$'))
            .filter(|_| anchored)
            .ok_or(NotEqual::Unanchored)?;
        let regex = WholeRegex::new(body).map_err(|_| NotEqual::Syntax)?;
        if let Some(text) = regex.literal() {
            return Ok(Self::Exact(text.to_owned()));
        }
        match expression_problem(&regex, kind) {
            None => Ok(Self::Regex(regex)),
            Some(_) => Err(NotEqual::TooOpen),
        }
    }
}

/// Whether an expression has nothing but syntax that means the same to RE2 and here over ASCII: characters,
/// escaped punctuation, `.`, groups, `|`, `* + ?`, and classes without anything special.
fn is_common_syntax(expression: &str) -> bool {
    let mut characters = expression.chars().peekable();
    let mut in_class = false;
    let mut last = ' ';
    while let Some(character) = characters.next() {
        let fine = match (in_class, character) {
            (_, '\\') => characters
                .next()
                .is_some_and(|next| next.is_ascii_punctuation()),
            (false, '[') => {
                in_class = true;
                // `[]x]` and `[^]x]` begin with a bracket for one of the engines.
                characters.next_if_eq(&'^');
                !matches!(characters.peek(), Some(']') | None)
            }
            (true, ']') => {
                in_class = false;
                true
            }
            (true, other) => {
                let doubled = other == last && matches!(other, '-' | '&' | '~');
                other.is_ascii_graphic() && other != '[' && !doubled
            }
            (false, '{' | '}' | ']') => false,
            // `(?…)` sets flags and names groups; `a**` is an error to RE2.
            (false, '?' | '*' | '+') => !matches!(last, '(' | '*' | '+' | '?' | '|' | ' '),
            (false, other) => other.is_ascii_graphic(),
        };
        if !fine {
            return false;
        }
        // An escape is no operator for what follows.
        last = if character == '\\' { 'x' } else { character };
    }
    !in_class
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn only_what_is_equal_is_taken() {
        use NotEqual::{Syntax, TooOpen, Unanchored};
        let cases = [
            (
                r"^https://github\.com/acme/tool/\.github/workflows/[a-z-]+\.yml@refs/tags/.*$",
                None,
            ),
            (r"https://github\.com/acme/tool/.*", Some(Unanchored)),
            (r"^https://github\.com/acme/tool/.*", Some(Unanchored)),
            (r"https://github\.com/acme/tool/.*$", Some(Unanchored)),
            (
                r"^https://github\.com/acme/tool/a|https://github\.com/acme/tool/b$",
                Some(Unanchored),
            ),
            (
                r"^https://github\.com/acme/tool/a$|^https://github\.com/acme/tool/b$",
                Some(Unanchored),
            ),
            (r"^https://github\.com/acme/tool/x\$", Some(Unanchored)),
            (r"(?i)^https://github\.com/acme/tool/.*$", Some(Syntax)),
            (r"^https://github\.com/acme/[a&&b]/.*$", Some(Syntax)),
            (r"^https://github\.com/acme/[[a]/.*$", Some(Syntax)),
            (r"^https://github\.com/acme/\Qx\E/.*$", Some(Syntax)),
            (r"^https://github\.com/acme/\w+/.*$", Some(Syntax)),
            (r"^https://github\.com/acme/a{,2}/.*$", Some(Syntax)),
            (r"^https://github\.com/acme/a**/.*$", Some(Syntax)),
            ("^https://github.com/acme/tool/.*$", Some(TooOpen)),
            (r"^https://github\.com/.*$", Some(TooOpen)),
            (r"^https://github\.com/acme.*$", Some(TooOpen)),
            ("^.*$", Some(TooOpen)),
            ("", Some(Unanchored)),
            ("^", Some(Unanchored)),
            ("[", Some(Syntax)),
            ("****", Some(Syntax)),
        ];
        for (expression, refused) in cases {
            let found = IdentityRule::from_search(expression, IdentityKind::Uri);
            assert_eq!(found.err(), refused, "{expression}");
        }
        let exact = IdentityRule::from_search(r"^bob@acme\.example$", IdentityKind::Email);
        assert_eq!(exact, Ok(IdentityRule::Exact("bob@acme.example".into())));
        let rule = IdentityRule::from_search(cases[0].0, IdentityKind::Uri).unwrap();
        let good = "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/v1";
        assert!(rule.matches(good));
        for other in [
            format!("x{good}"),
            good.replace("tool", "tool-evil"),
            format!("{good}\n"),
        ] {
            assert!(!rule.matches(&other), "{other}");
        }
    }
}
