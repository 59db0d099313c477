//! A URI taken apart for reading.
//!
//! The parser is our own because the general ones repair what they read (drop tabs, turn backslashes,
//! lower-case, decode), and what must be shown here is what was signed.

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use crate::DisplayText;

/// A URI as labelled parts (RFC 3986, section 3), nothing decoded, repaired or left out.
///
/// For reading only: what a certificate says about owner or repository comes from its own fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Uri {
    /// The whole URI.
    pub whole: DisplayText,
    /// Its parts in the order they stand.
    pub parts: Vec<UriPart>,
    /// What is unusual, each at most once, in the order of the enum.
    pub flags: Vec<UriFlag>,
}

/// One part of a [`Uri`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct UriPart {
    /// Which part.
    pub name: UriPartName,
    /// Its text without the separators around it.
    pub text: DisplayText,
}

/// The parts of a URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum UriPartName {
    /// Before the first `:`.
    Scheme,
    /// Before the last `@` of the authority.
    UserInfo,
    /// As it stands in the URI.
    Host,
    /// The host in the form a name server is asked for, when that differs (RFC 3492).
    EncodedHost,
    /// Digits after the host.
    Port,
    /// From the first `/` on, or everything after the scheme when there is no authority.
    Path,
    /// After `?`.
    Query,
    /// After `#`.
    Fragment,
}

/// Something unusual about a URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum UriFlag {
    /// The scheme is not `https`.
    NotHttps,
    /// Something stands before `@` where a host is expected.
    UserInfo,
    /// There is no host.
    NoHost,
    /// The host holds characters outside ASCII.
    NonAsciiHost,
    /// The host holds a part already encoded with `xn--`.
    EncodedHost,
    /// The host is written with capital letters.
    UpperCaseHost,
    /// The host is an address, not a name.
    AddressHost,
    /// The host holds characters that no host name has.
    OddHost,
    /// A port other than the scheme's own.
    OddPort,
    /// A percent escape.
    PercentEscape,
    /// A `.` or `..` part, or a backslash, in the path.
    OddPath,
}

impl Uri {
    /// Takes a URI apart. `None` when the text does not start with a scheme and `:`.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once(':')?;
        let mut letters = scheme.chars();
        let starts_with_letter = letters
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic());
        if !starts_with_letter
            || !letters.all(|next| next.is_ascii_alphanumeric() || "+-.".contains(next))
        {
            return None;
        }
        let mut uri = Self {
            whole: DisplayText::identifier(text),
            parts: Vec::new(),
            flags: Vec::new(),
        };
        uri.part(UriPartName::Scheme, scheme);
        uri.flag(!scheme.eq_ignore_ascii_case("https"), UriFlag::NotHttps);
        uri.flag(text.contains('%'), UriFlag::PercentEscape);

        let (rest, fragment) = split_before(rest, '#');
        let (rest, query) = split_before(rest, '?');
        let path = match rest.strip_prefix("//") {
            None => {
                uri.flag(true, UriFlag::NoHost);
                rest
            }
            Some(rest) => {
                // A backslash ends the host for browsers, so it must not be read as part of one.
                let end = rest.find(['/', '\\']).unwrap_or(rest.len());
                let (authority, path) = rest.split_at(end);
                uri.authority(scheme, authority);
                path
            }
        };
        if !path.is_empty() {
            uri.part(UriPartName::Path, path);
        }
        uri.flag(
            path.contains('\\') || path.split('/').any(|part| matches!(part, "." | "..")),
            UriFlag::OddPath,
        );
        for (name, part) in [
            (UriPartName::Query, query),
            (UriPartName::Fragment, fragment),
        ] {
            if let Some(part) = part {
                uri.part(name, part);
            }
        }
        uri.flags.sort();
        Some(uri)
    }

    /// The text of the first part with this name.
    pub fn part_text(&self, name: UriPartName) -> Option<&DisplayText> {
        self.parts
            .iter()
            .find(|part| part.name == name)
            .map(|part| &part.text)
    }

    fn authority(&mut self, scheme: &str, authority: &str) {
        let (user, host_and_port) = authority
            .rsplit_once('@')
            .map_or((None, authority), |(user, rest)| (Some(user), rest));
        if let Some(user) = user {
            self.part(UriPartName::UserInfo, user);
            self.flag(true, UriFlag::UserInfo);
        }
        // The colons of an address in brackets are not the one before the port.
        let after_bracket = host_and_port.rfind(']').map_or(0, |bracket| bracket + 1);
        let colon = host_and_port
            .get(after_bracket..)
            .and_then(|rest| rest.find(':'))
            .map(|at| at + after_bracket);
        let (host, port) = match colon {
            None => (host_and_port, None),
            Some(colon) => (
                host_and_port.get(..colon).unwrap_or_default(),
                host_and_port.get(colon + 1..),
            ),
        };
        self.part(UriPartName::Host, host);
        self.host_flags(host);
        if let Some(encoded) = encoded_host(host) {
            self.part(UriPartName::EncodedHost, &encoded);
        }
        if let Some(port) = port {
            self.part(UriPartName::Port, port);
            let usual = matches!(
                (scheme.to_ascii_lowercase().as_str(), port),
                ("https", "443") | ("http", "80")
            );
            self.flag(!usual, UriFlag::OddPort);
        }
    }

    fn host_flags(&mut self, host: &str) {
        let name = |character: char| character.is_alphanumeric() || "-._".contains(character);
        let bracketed = host.starts_with('[') && host.ends_with(']');
        // `1.2.3.4`, `0x7f.1` and `2130706433` are all addresses to a browser.
        let last = host
            .trim_end_matches('.')
            .rsplit('.')
            .next()
            .unwrap_or_default();
        let number = last.starts_with(|first: char| first.is_ascii_digit())
            && last
                .strip_prefix("0x")
                .unwrap_or(last)
                .chars()
                .all(|digit| digit.is_ascii_hexdigit())
            && (last.starts_with("0x") || last.chars().all(|digit| digit.is_ascii_digit()));
        self.flag(host.is_empty(), UriFlag::NoHost);
        self.flag(!host.is_ascii(), UriFlag::NonAsciiHost);
        self.flag(host.chars().any(char::is_uppercase), UriFlag::UpperCaseHost);
        self.flag(
            host.split('.')
                .any(|label| label.to_ascii_lowercase().starts_with("xn--")),
            UriFlag::EncodedHost,
        );
        self.flag(bracketed || number, UriFlag::AddressHost);
        self.flag(!bracketed && !host.chars().all(name), UriFlag::OddHost);
    }

    fn part(&mut self, name: UriPartName, text: &str) {
        self.parts.push(UriPart {
            name,
            text: DisplayText::identifier(text),
        });
    }

    fn flag(&mut self, holds: bool, flag: UriFlag) {
        if holds && !self.flags.contains(&flag) {
            self.flags.push(flag);
        }
    }
}

fn split_before(text: &str, separator: char) -> (&str, Option<&str>) {
    text.split_once(separator)
        .map_or((text, None), |(before, after)| (before, Some(after)))
}

/// The host with each part that is not ASCII in Punycode; `None` when all of it is ASCII or a part is too
/// long for a host name.
fn encoded_host(host: &str) -> Option<String> {
    const LONGEST_LABEL: usize = 63;
    if host.is_ascii() || host.chars().count() > 253 {
        return None;
    }
    let host = host.to_lowercase();
    let labels = host.split('.').map(|label| {
        if label.is_ascii() {
            return Some(label.to_owned());
        }
        let composed: Vec<char> = label.nfc().collect();
        let encoded = format!("xn--{}", punycode(&composed)?);
        (encoded.len() <= LONGEST_LABEL).then_some(encoded)
    });
    Some(labels.collect::<Option<Vec<_>>>()?.join("."))
}

/// RFC 3492, section 6.3, with the parameters of section 5.
fn punycode(label: &[char]) -> Option<String> {
    const BASE: u32 = 36;
    const LOWEST: u32 = 1;
    const HIGHEST: u32 = 26;
    let mut output: String = label
        .iter()
        .filter(|character| character.is_ascii())
        .collect();
    let basic = u32::try_from(output.len()).ok()?;
    if basic > 0 {
        output.push('-');
    }
    let (mut next, mut delta, mut bias, mut handled) = (128_u32, 0_u32, 72_u32, basic);
    while (handled as usize) < label.len() {
        let smallest = label
            .iter()
            .map(|character| u32::from(*character))
            .filter(|point| *point >= next)
            .min()?;
        delta = delta.checked_add((smallest - next).checked_mul(handled + 1)?)?;
        next = smallest;
        for point in label.iter().map(|character| u32::from(*character)) {
            if point < next {
                delta = delta.checked_add(1)?;
            }
            if point != next {
                continue;
            }
            let mut rest = delta;
            for step in (BASE..).step_by(BASE as usize) {
                let threshold = step.saturating_sub(bias).clamp(LOWEST, HIGHEST);
                if rest < threshold {
                    break;
                }
                output.push(char::from_digit36(
                    threshold + (rest - threshold) % (BASE - threshold),
                )?);
                rest = (rest - threshold) / (BASE - threshold);
            }
            output.push(char::from_digit36(rest)?);
            bias = adapted(delta, handled + 1, handled == basic);
            delta = 0;
            handled += 1;
        }
        delta = delta.checked_add(1)?;
        next = next.checked_add(1)?;
    }
    Some(output)
}

/// RFC 3492, section 6.1.
fn adapted(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut steps = 0;
    while delta > 455 {
        delta /= 35;
        steps += 36;
    }
    steps + 36 * delta / (delta + 38)
}

/// Punycode counts letters before digits.
trait Digit36: Sized {
    fn from_digit36(value: u32) -> Option<Self>;
}

impl Digit36 for char {
    fn from_digit36(value: u32) -> Option<Self> {
        match value {
            0..=25 => char::from_u32(u32::from('a') + value),
            26..=35 => char::from_u32(u32::from('0') + value - 26),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    fn parts(text: &str) -> Vec<(UriPartName, String)> {
        Uri::parse(text)
            .unwrap()
            .parts
            .into_iter()
            .map(|part| (part.name, part.text.to_terminal()))
            .collect()
    }

    #[test]
    fn an_ordinary_address_has_no_flags() {
        use UriPartName::{Host, Path, Scheme};
        let text = "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/v1.2.3";
        let expected = [
            (Scheme, "https"),
            (Host, "github.com"),
            (
                Path,
                "/acme/tool/.github/workflows/release.yml@refs/tags/v1.2.3",
            ),
        ];
        assert_eq!(
            parts(text),
            expected.map(|(name, part)| (name, part.to_owned()))
        );
        assert_eq!(Uri::parse(text).unwrap().flags, []);
    }

    #[test]
    fn every_part_is_told_apart() {
        use UriPartName::{Fragment, Host, Path, Port, Query, Scheme, UserInfo};
        let expected = [
            (Scheme, "HTTP"),
            (UserInfo, "a:b@c"),
            (Host, "host.example"),
            (Port, "81"),
            (Path, "/p//q"),
            (Query, "x=1?y"),
            (Fragment, "z#"),
        ];
        let text = "HTTP://a:b@c@host.example:81/p//q?x=1?y#z#";
        assert_eq!(
            parts(text),
            expected.map(|(name, part)| (name, part.to_owned()))
        );
    }

    #[test]
    fn what_is_unusual_is_flagged() {
        use UriFlag::*;
        let cases: &[(&str, &[UriFlag])] = &[
            ("http://code.example/", &[NotHttps]),
            ("spiffe://domain/workload", &[NotHttps]),
            ("mailto:bob@post.example", &[NotHttps, NoHost]),
            ("https:///path", &[NoHost]),
            ("https://github.com@evil.example/", &[UserInfo]),
            ("https://code.example:8443/", &[OddPort]),
            ("https://code.example:443/", &[]),
            ("https://code.example:/", &[OddPort]),
            ("https://192.0.2.1/", &[AddressHost]),
            ("https://3221225985/", &[AddressHost]),
            ("https://0x7f.1/", &[AddressHost]),
            ("https://0x7f/", &[AddressHost]),
            ("https://[2001:db8::1]:443/", &[AddressHost]),
            ("https://[2001:db8::1]:8443/", &[AddressHost, OddPort]),
            ("https://g\u{456}thub.com/", &[NonAsciiHost]),
            ("https://xn--gthub-n2a.com/", &[EncodedHost]),
            ("https://GitHub.com/", &[UpperCaseHost]),
            ("https://git hub.com/", &[OddHost]),
            ("https://code.example/a%2Fb", &[PercentEscape]),
            ("https://code.example\\@evil.example/", &[OddPath]),
            ("https://code.example/a/../b", &[OddPath]),
            ("https://4chan.example/", &[]),
            ("https://code.3com/", &[]),
        ];
        for (text, flags) in cases {
            assert_eq!(Uri::parse(text).unwrap().flags, *flags, "{text}");
        }
    }

    #[test]
    fn text_without_a_scheme_is_no_uri() {
        for text in [
            "",
            "acme",
            ":x",
            "1a:b",
            "a b:c",
            "g\u{456}t:x",
            "bob@post.example",
        ] {
            assert_eq!(Uri::parse(text), None, "{text}");
        }
    }

    #[test]
    fn hosts_outside_ascii_are_shown_in_both_forms() {
        let cases = [
            ("m\u{FC}nchen.example", "xn--mnchen-3ya.example"),
            ("B\u{FC}cher.example", "xn--bcher-kva.example"),
            ("\u{430}\u{440}\u{440}l\u{435}.com", "xn--l-7sbq6ba.com"),
            ("\u{4E2D}\u{6587}.example", "xn--fiq228c.example"),
            ("\u{43F}\u{440}\u{438}\u{43C}\u{435}\u{440}", "xn--e1afmkfd"),
        ];
        for (host, encoded) in cases {
            assert_eq!(encoded_host(host).as_deref(), Some(encoded), "{host}");
        }
        assert_eq!(encoded_host("code.example"), None);
        assert_eq!(encoded_host(&"\u{FC}".repeat(300)), None);
    }

    proptest! {
        #[test]
        fn the_parts_hold_every_character(text in "[a-z]{1,5}:(//)?[a-z@:/?#%.\\\\\u{430}\\[\\]]{0,40}") {
            let uri = Uri::parse(&text).unwrap();
            let held: usize = uri
                .parts
                .iter()
                .filter(|part| part.name != UriPartName::EncodedHost)
                .map(|part| part.text.exact().iter().filter(|byte| !b"/:@?#".contains(byte)).count())
                .sum();
            prop_assert_eq!(held, text.bytes().filter(|byte| !b"/:@?#".contains(byte)).count());
        }

        #[test]
        fn any_text_can_be_parsed(text in ".{0,200}") {
            let _ = Uri::parse(&text);
        }
    }
}
