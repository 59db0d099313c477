//! What a registry says of how to be let in (RFC 9110 §11.6.1, and the token flow of `distribution`).

/// One way to be let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Challenge {
    /// By a token from somewhere else.
    Bearer {
        realm: String,
        service: Option<String>,
        scope: Option<String>,
    },
    /// By name and password.
    Basic,
}

/// All ways in one header that this program knows, in order.
pub(super) fn parse(header: &str) -> Vec<Challenge> {
    let mut found = Vec::new();
    let mut rest = header.trim_start();
    while !rest.is_empty() {
        let (scheme, after) = token(rest);
        if scheme.is_empty() {
            break;
        }
        let (parameters, after) = parameters(after);
        rest = after;
        let value = |name: &str| {
            let named = |(known, _): &&(String, String)| known.eq_ignore_ascii_case(name);
            parameters
                .iter()
                .find(named)
                .map(|(_, value)| value.clone())
        };
        if scheme.eq_ignore_ascii_case("basic") {
            found.push(Challenge::Basic);
        } else if scheme.eq_ignore_ascii_case("bearer")
            && let Some(realm) = value("realm")
        {
            found.push(Challenge::Bearer {
                realm,
                service: value("service"),
                scope: value("scope"),
            });
        }
    }
    found
}

/// `name=value` or `name="value"`, separated by commas, up to the next scheme.
fn parameters(mut rest: &str) -> (Vec<(String, String)>, &str) {
    let mut found = Vec::new();
    loop {
        let begin = rest.trim_start_matches([' ', '\t', ',']);
        let (name, after) = token(begin);
        let Some(after) = after.trim_start().strip_prefix('=') else {
            // No parameter: the next scheme, or the end.
            return (found, begin);
        };
        if name.is_empty() {
            return (found, "");
        }
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => unquote(quoted),
            None => {
                let (value, after) = token(after);
                (value.to_owned(), after)
            }
        };
        found.push((name.to_owned(), value));
        rest = after;
    }
}

/// The text up to the closing quote, and what follows.
fn unquote(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut symbols = text.char_indices();
    while let Some((position, symbol)) = symbols.next() {
        match symbol {
            '"' => return (value, text.get(position + 1..).unwrap_or_default()),
            '\\' => value.extend(symbols.next().map(|(_, symbol)| symbol)),
            _ => value.push(symbol),
        }
    }
    (value, "")
}

fn token(text: &str) -> (&str, &str) {
    let end = text
        .find(|symbol: char| symbol.is_whitespace() || matches!(symbol, ',' | '=' | '"'))
        .unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bearer(realm: &str, service: Option<&str>, scope: Option<&str>) -> Challenge {
        Challenge::Bearer {
            realm: realm.to_owned(),
            service: service.map(str::to_owned),
            scope: scope.map(str::to_owned),
        }
    }

    #[test]
    fn challenges_are_read_with_commas_in_quotes_and_one_after_the_other() {
        let usual = r#"Bearer realm="https://auth.example/token",service="registry.example",scope="repository:a/b:pull,push""#;
        let expected = bearer(
            "https://auth.example/token",
            Some("registry.example"),
            Some("repository:a/b:pull,push"),
        );
        assert_eq!(parse(usual), [expected]);
        assert_eq!(
            parse(r#"basic realm="x", BEARER realm=https://a.example/t , service = "s\"q""#),
            [
                Challenge::Basic,
                bearer("https://a.example/t", Some("s\"q"), None)
            ]
        );
        for none in [
            "",
            "Negotiate",
            "Bearer",
            "Bearer service=\"x\"",
            "=,=\"",
            "\"",
            ", ,",
        ] {
            assert_eq!(parse(none), [], "{none}");
        }
    }
}
