//! Whether values are what their formats ask for. What is not becomes a finding; the value is kept.

use std::collections::HashSet;

use crate::{ComponentId, FindingCode, HashName, builder::Builder, graph::Graph};

/// Length of an expression, in bytes, up to which it is looked at.
const EXPRESSION: usize = 64 << 10;

/// A package URL: `pkg:type/namespace/name@version?qualifiers#subpath`.
pub(crate) fn is_purl(text: &str) -> bool {
    let Some(rest) = text
        .get(..4)
        .filter(|scheme| scheme.eq_ignore_ascii_case("pkg:"))
        .and_then(|_| text.get(4..))
    else {
        return false;
    };
    let rest = rest.trim_start_matches('/');
    let Some((kind, rest)) = rest.split_once('/') else {
        return false;
    };
    let kind_fits = kind.starts_with(|c: char| c.is_ascii_alphabetic())
        && kind
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-'));
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    // The `@` of a scope (`@angular/core`) is no version: a version has no slash after it.
    let path = match path.rsplit_once('@') {
        Some((name, version))
            if !name.is_empty() && !name.ends_with('/') && !version.contains('/') =>
        {
            name
        }
        _ => path,
    };
    let name = path
        .trim_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    kind_fits
        && !name.is_empty()
        && !text
            .bytes()
            .any(|byte| byte.is_ascii_whitespace() || byte.is_ascii_control())
        && percent_fits(text)
}

fn percent_fits(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(at, byte)| {
        *byte != b'%'
            || matches!(bytes.get(at + 1..at + 3), Some([a, b]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
    })
}

/// A purl without version, qualifiers and subpath: what stays the same from one version to the next.
pub(crate) fn purl_line(purl: &str) -> &str {
    let path = purl.split(['?', '#']).next().unwrap_or_default();
    match path.rsplit_once('@') {
        Some((name, version))
            if !name.is_empty() && !name.ends_with('/') && !version.contains('/') =>
        {
            name
        }
        _ => path,
    }
}

/// A CPE name, 2.2 (`cpe:/a:…`) or 2.3 (`cpe:2.3:a:…`, eleven attributes).
pub(crate) fn is_cpe(text: &str) -> bool {
    let part = |part: &str| matches!(part, "a" | "o" | "h" | "*" | "-" | "A" | "O" | "H");
    let plain = !text
        .bytes()
        .any(|byte| byte.is_ascii_whitespace() || byte.is_ascii_control());
    if let Some(rest) = strip(text, "cpe:2.3:") {
        let mut fields = 1;
        let mut escaped = false;
        for byte in rest.bytes() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b':' => fields += 1,
                _ => (),
            }
        }
        let first = rest.split(':').next().unwrap_or_default();
        return plain && fields == 11 && part(first);
    }
    match strip(text, "cpe:/") {
        Some(rest) => {
            let first = rest.split(':').next().unwrap_or_default();
            plain && rest.split(':').count() <= 7 && (part(first) || first.is_empty())
        }
        None => false,
    }
}

fn strip<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| text.get(prefix.len()..))
        .flatten()
}

/// Digits and length of a digest.
pub(crate) fn is_hash(name: HashName, hex: &str) -> bool {
    let length = match name.hex_length() {
        Some(length) => hex.len() == length,
        None => !hex.is_empty(),
    };
    length && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A date and a time of day as in RFC 3339, whose offset some generators leave out.
pub(crate) fn is_timestamp(text: &str) -> bool {
    let number = |range: std::ops::Range<usize>, most: u32| {
        text.get(range)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|digits| digits.parse::<u32>().ok())
            .is_some_and(|value| value <= most)
    };
    let byte = |at: usize| text.as_bytes().get(at).copied().unwrap_or(0);
    let clock = number(0..4, 9999)
        && byte(4) == b'-'
        && number(5..7, 12)
        && byte(7) == b'-'
        && number(8..10, 31)
        && matches!(byte(10), b'T' | b't' | b' ')
        && number(11..13, 23)
        && byte(13) == b':'
        && number(14..16, 59)
        && byte(16) == b':'
        && number(17..19, 60);
    if !clock {
        return false;
    }
    let mut rest = text.get(19..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix('.') {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return false;
        }
        rest = fraction.get(digits..).unwrap_or_default();
    }
    match rest.as_bytes() {
        [] | b"Z" | b"z" => true,
        [b'+' | b'-', hour @ .., b':', m1, m2] => {
            hour.len() == 2
                && hour.iter().all(u8::is_ascii_digit)
                && m1.is_ascii_digit()
                && m2.is_ascii_digit()
        }
        _ => false,
    }
}

/// `urn:uuid:` and a UUID.
pub(crate) fn is_serial_number(text: &str) -> bool {
    let uuid = strip(text, "urn:uuid:").unwrap_or_default().as_bytes();
    uuid.len() == 36
        && uuid.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// An identifier of the SPDX licence list, deprecated ones included.
pub(crate) fn is_licence_id(text: &str) -> bool {
    spdx::license_id(text).is_some_and(|licence| licence.name == text)
        || spdx::exception_id(text).is_some_and(|exception| exception.name == text)
        // `GPL-2.0+` and its like are identifiers of their own on the list.
        || text
            .strip_suffix('+')
            .is_some_and(|text| spdx::license_id(text).is_some_and(|licence| licence.is_gnu()))
}

/// Why an expression is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    Fits,
    /// Its grammar fits, but an identifier is on no list.
    UnknownIdentifier,
    Broken,
    /// Too long to be looked at.
    TooLong,
}

/// Reads an SPDX licence expression with a counter instead of recursion: brackets may be nested at will.
pub(crate) fn expression(text: &str) -> Expression {
    if text.len() > EXPRESSION {
        return Expression::TooLong;
    }
    let mut open = 0_u32;
    let mut known = true;
    // Whether a licence must come next, and whether an exception must.
    let (mut operand, mut exception) = (true, false);
    let mut rest = text.trim();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('(') {
            if !operand || exception {
                return Expression::Broken;
            }
            open += 1;
            rest = after.trim_start();
            continue;
        }
        if let Some(after) = rest.strip_prefix(')') {
            if operand || open == 0 {
                return Expression::Broken;
            }
            open -= 1;
            rest = after.trim_start();
            continue;
        }
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '(' | ')'))
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after.trim_start();
        match word.to_ascii_uppercase().as_str() {
            "AND" | "OR" if !operand => operand = true,
            "WITH" if !operand => (operand, exception) = (true, true),
            "AND" | "OR" | "WITH" => return Expression::Broken,
            _ if !operand => return Expression::Broken,
            _ => {
                let own = ["LicenseRef-", "AdditionRef-", "DocumentRef-"]
                    .iter()
                    .any(|prefix| word.starts_with(prefix));
                let shape = word.bytes().all(|byte| {
                    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+' | b':')
                });
                if !shape {
                    return Expression::Broken;
                }
                known &= own
                    || if exception {
                        spdx::exception_id(word).is_some()
                    } else {
                        matches!(word, "NOASSERTION" | "NONE")
                            || spdx::license_id(word.strip_suffix('+').unwrap_or(word)).is_some()
                    };
                (operand, exception) = (false, false);
            }
        }
    }
    if operand || open != 0 {
        Expression::Broken
    } else if known {
        Expression::Fits
    } else {
        Expression::UnknownIdentifier
    }
}

/// What only shows when everything has been read.
pub(crate) fn whole(builder: &mut Builder<'_>, graph: &Graph) {
    let mut twice = Vec::new();
    {
        let mut seen: HashSet<&str> = HashSet::new();
        for (id, core) in (0_u32..).zip(&builder.cores) {
            let purl = builder.spans.text(core.purl);
            if !purl.is_empty() && !seen.insert(purl) {
                twice.push((ComponentId(id), core.purl));
            }
        }
    }
    for (id, span) in twice {
        let text = builder.spans.text(span).to_owned();
        let offset = builder.spans.position(span);
        builder.find(FindingCode::DuplicatePurl, Some(id), &text, offset);
    }
    for group in graph.cycles() {
        let first = group.first().copied();
        let names: Vec<_> = group
            .iter()
            .take(5)
            .filter_map(|id| builder.cores.get(id.0 as usize))
            .map(|core| builder.spans.text(core.name).to_owned())
            .collect();
        let offset = first
            .and_then(|id| builder.cores.get(id.0 as usize))
            .and_then(|core| builder.spans.position(core.reference));
        builder.find(FindingCode::Cycle, first, &names.join(" · "), offset);
    }
    let components = !builder.cores.is_empty();
    if components && !builder.facts.roots_declared {
        builder.find(FindingCode::NoRoot, None, "", None);
    }
    if components && builder.facts.relations_declared == 0 {
        builder.find(FindingCode::NoRelations, None, "", None);
    }
    if builder.facts.embedded_signature {
        builder.find(FindingCode::EmbeddedSignature, None, "", None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_urls() {
        for good in [
            "pkg:npm/%40angular/core@1.0.0",
            "pkg:npm/@angular/core@1.0.0",
            "pkg:npm/@angular/core",
            "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie",
            "pkg:golang/google.golang.org/genproto#googleapis/api",
            "PKG:GitHub/a/b",
            "pkg:oci/tool@sha256%3Aabc",
        ] {
            assert!(is_purl(good), "{good}");
        }
        for bad in [
            "",
            "pkg:",
            "pkg:npm",
            "pkg:npm/",
            "npm/a",
            "pkg:1npm/a",
            "pkg:npm/a b",
            "pkg:npm/%zz",
        ] {
            assert!(!is_purl(bad), "{bad}");
        }
        assert_eq!(
            purl_line("pkg:npm/@angular/core@1.0?x=y#z"),
            "pkg:npm/@angular/core"
        );
        assert_eq!(purl_line("pkg:npm/@angular/core"), "pkg:npm/@angular/core");
    }

    #[test]
    fn cpe_names() {
        for good in [
            "cpe:2.3:a:pivotal:spring:4.1.0:*:*:*:*:*:*:*",
            r"cpe:2.3:a:a:b\:c:1:*:*:*:*:*:*:*",
            "cpe:/a:acme:tool:1.0",
            "cpe:/o:linux",
        ] {
            assert!(is_cpe(good), "{good}");
        }
        for bad in [
            "",
            "cpe:",
            "cpe:2.3:a:b",
            "cpe:2.3:x:a:b:1:*:*:*:*:*:*:*",
            "cpe:/a b",
            "a:b",
        ] {
            assert!(!is_cpe(bad), "{bad}");
        }
    }

    #[test]
    fn licence_expressions() {
        let deep = "(".repeat(1_000) + "MIT" + &")".repeat(1_000);
        for good in [
            "MIT",
            "MIT AND (Apache-2.0 OR ISC)",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "GPL-2.0+",
            "LicenseRef-own OR DocumentRef-x:LicenseRef-y",
            "mit or isc",
            "NOASSERTION",
            &deep,
        ] {
            let result = expression(good);
            assert!(
                matches!(result, Expression::Fits | Expression::UnknownIdentifier),
                "{good}"
            );
        }
        assert_eq!(
            expression("MIT AND Nothing-1.0"),
            Expression::UnknownIdentifier
        );
        for broken in [
            "",
            "AND",
            "MIT AND",
            "MIT MIT",
            "(MIT",
            "MIT)",
            "()",
            "MIT WITH (X)",
            "a/b",
            "MIT, ISC",
        ] {
            assert_eq!(expression(broken), Expression::Broken, "{broken}");
        }
    }

    #[test]
    fn dates_and_serial_numbers() {
        for good in [
            "2026-03-01T10:00:00Z",
            "2026-03-01T10:00:00.123+01:00",
            "2026-03-01T10:00:00",
        ] {
            assert!(is_timestamp(good), "{good}");
        }
        for bad in [
            "",
            "2026-03-01",
            "2026-13-01T10:00:00Z",
            "2026-03-01T10:00:00.Z",
            "2026-03-01T10:00:00+1",
            "yesterday",
            "２026-03-01T10:00:00Z",
        ] {
            assert!(!is_timestamp(bad), "{bad}");
        }
        assert!(is_serial_number(
            "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"
        ));
        assert!(!is_serial_number("urn:uuid:3e671687-395b-41f5-a30f"));
        assert!(!is_serial_number("3e671687-395b-41f5-a30f-a58921a69b79"));
    }
}
