//! A strict reader of DER that remembers where it is.
//!
//! Refused everywhere: indefinite and padded lengths, multi-byte tags, constructed strings, padded
//! integers, booleans other than 00 and FF, and bytes nobody asked for.

use std::ops::Range;

use der::oid::ObjectIdentifier;

use crate::{Place, UnixTime, Unreadable, UnreadableCode};

/// Tags as they stand in the input, class and form included.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
    pub(crate) const UTF8_STRING: u8 = 0x0c;
    pub(crate) const PRINTABLE_STRING: u8 = 0x13;
    pub(crate) const TELETEX_STRING: u8 = 0x14;
    pub(crate) const IA5_STRING: u8 = 0x16;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const BMP_STRING: u8 = 0x1e;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;

    /// `[number]`, primitive.
    pub(crate) const fn context(number: u8) -> u8 {
        0x80 | number
    }

    /// `[number]`, constructed.
    pub(crate) const fn context_constructed(number: u8) -> u8 {
        0xa0 | number
    }
}

/// Reads elements one after the other.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
}

/// One element: header and content.
#[derive(Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) der: &'a [u8],
    pub(crate) content: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    /// A reader of `input`, whose first byte stands at `offset` of what the reader of errors sees.
    pub(crate) const fn new(input: &'a [u8], offset: usize) -> Self {
        Self {
            rest: input,
            offset,
        }
    }

    /// The tag of the next element; `None` at the end.
    pub(crate) fn next_tag(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// A defect at the present position.
    #[cold]
    pub(crate) fn defect(&self, what: &str, problem: &str) -> Unreadable {
        Unreadable::new(
            UnreadableCode::MalformedDer,
            Place::Offset(self.offset),
            format!("{what}: {problem}"),
        )
    }

    /// The next element of whatever tag.
    pub(crate) fn any(&mut self, what: &'static str) -> Result<Element<'a>, Unreadable> {
        let [tag, first, after @ ..] = self.rest else {
            return Err(self.defect(what, "missing or cut short"));
        };
        if tag & 0x1f == 0x1f {
            return Err(self.defect(what, "tag of more than one byte"));
        }
        let (header, length) = if *first < 0x80 {
            (2, usize::from(*first))
        } else {
            let count = usize::from(first & 0x7f);
            if count == 0 {
                return Err(self.defect(what, "indefinite length"));
            }
            if count > 4 {
                return Err(self.defect(what, "length beyond any input"));
            }
            let digits = after
                .get(..count)
                .ok_or_else(|| self.defect(what, "cut short"))?;
            let length = digits
                .iter()
                .fold(0_u32, |value, digit| value << 8 | u32::from(*digit));
            if length < 0x80 || digits.first() == Some(&0) {
                return Err(self.defect(what, "length not in its shortest form"));
            }
            let length = usize::try_from(length)
                .map_err(|_| self.defect(what, "length beyond any input"))?;
            (2 + count, length)
        };
        let (der, rest) = header
            .checked_add(length)
            .and_then(|end| self.rest.split_at_checked(end))
            .ok_or_else(|| self.defect(what, "cut short"))?;
        let element = Element {
            tag: *tag,
            der,
            content: der.get(header..).unwrap_or_default(),
            offset: self.offset,
        };
        self.rest = rest;
        self.offset += der.len();
        Ok(element)
    }

    /// The next element, which must have `tag`.
    pub(crate) fn expect(
        &mut self,
        tag: u8,
        what: &'static str,
    ) -> Result<Element<'a>, Unreadable> {
        if self.next_tag() != Some(tag) {
            return Err(self.defect(what, "missing or of another type"));
        }
        self.any(what)
    }

    /// The next element when it has `tag`.
    pub(crate) fn optional(
        &mut self,
        tag: u8,
        what: &'static str,
    ) -> Result<Option<Element<'a>>, Unreadable> {
        if self.next_tag() == Some(tag) {
            self.any(what).map(Some)
        } else {
            Ok(None)
        }
    }

    /// The inside of the next element, which must be a SEQUENCE.
    pub(crate) fn sequence(&mut self, what: &'static str) -> Result<Self, Unreadable> {
        Ok(self.expect(tag::SEQUENCE, what)?.inside())
    }

    /// Nothing may be left.
    pub(crate) fn finish(&self, what: &str) -> Result<(), Unreadable> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(self.defect(what, "followed by bytes that do not belong there"))
        }
    }

    pub(crate) fn object_identifier(
        &mut self,
        what: &'static str,
    ) -> Result<ObjectIdentifier, Unreadable> {
        let element = self.expect(tag::OBJECT_IDENTIFIER, what)?;
        ObjectIdentifier::from_bytes(element.content)
            .map_err(|_| element.defect(what, "not an object identifier this program can hold"))
    }

    /// The content of an INTEGER in its shortest form: big-endian two's complement.
    pub(crate) fn integer(&mut self, what: &'static str) -> Result<Element<'a>, Unreadable> {
        let element = self.expect(tag::INTEGER, what)?;
        element.check_integer(what)?;
        Ok(element)
    }

    /// A small number that is not negative.
    pub(crate) fn unsigned(&mut self, what: &'static str) -> Result<u32, Unreadable> {
        self.integer(what)?.unsigned(what)
    }

    /// `BOOLEAN DEFAULT FALSE`. A written-out FALSE is let through: common in the wild, and it has no
    /// second reading.
    pub(crate) fn boolean_or_false(&mut self, what: &'static str) -> Result<bool, Unreadable> {
        match self.optional(tag::BOOLEAN, what)? {
            None => Ok(false),
            Some(element) => match element.content {
                [0x00] => Ok(false),
                [0xff] => Ok(true),
                _ => Err(element.defect(what, "neither true nor false")),
            },
        }
    }

    /// The bytes of a BIT STRING that holds whole bytes.
    pub(crate) fn bit_string_bytes(
        &mut self,
        what: &'static str,
    ) -> Result<Range<usize>, Unreadable> {
        let element = self.expect(tag::BIT_STRING, what)?;
        match element.content {
            [0, ..] => {
                let range = element.content_range();
                Ok(range.start + 1..range.end)
            }
            _ => Err(element.defect(what, "not a whole number of bytes")),
        }
    }

    /// UTCTime or GeneralizedTime as certificates carry them: `Z`, seconds, no fraction (RFC 5280
    /// §4.1.2.5).
    pub(crate) fn certificate_time(&mut self, what: &'static str) -> Result<UnixTime, Unreadable> {
        let element = self.any(what)?;
        let time = match (element.tag, element.content) {
            (tag::UTC_TIME, [tens, ones, fields @ .., b'Z']) if fields.len() == 10 => {
                // RFC 5280: 50 and above belong to the twentieth century.
                decimal(&[*tens, *ones]).and_then(|short| {
                    let century = if short < 50 { 2_000 } else { 1_900 };
                    calendar(century + i64::from(short), fields)
                })
            }
            (tag::GENERALIZED_TIME, content) if content.len() == 15 => generalized_time(content),
            _ => None,
        };
        time.ok_or_else(|| element.defect(what, "not a time of the form certificates use"))
    }
}

impl<'a> Element<'a> {
    /// Where header and content stand.
    pub(crate) const fn range(&self) -> Range<usize> {
        self.offset..self.offset + self.der.len()
    }

    /// Where the content stands.
    pub(crate) const fn content_range(&self) -> Range<usize> {
        let end = self.offset + self.der.len();
        end - self.content.len()..end
    }

    /// A reader of the content.
    pub(crate) const fn inside(&self) -> Reader<'a> {
        Reader::new(self.content, self.content_range().start)
    }

    /// A defect of this element.
    #[cold]
    pub(crate) fn defect(&self, what: &str, problem: &str) -> Unreadable {
        Reader::new(self.der, self.offset).defect(what, problem)
    }

    /// The content must be an integer in its shortest form (for implicitly tagged ones).
    pub(crate) fn check_integer(&self, what: &str) -> Result<(), Unreadable> {
        match self.content {
            [] => Err(self.defect(what, "an integer without digits")),
            [0x00, second, ..] if *second < 0x80 => {
                Err(self.defect(what, "integer not in its shortest form"))
            }
            [0xff, second, ..] if *second >= 0x80 => {
                Err(self.defect(what, "integer not in its shortest form"))
            }
            _ => Ok(()),
        }
    }

    /// The integer as a small number that is not negative.
    pub(crate) fn unsigned(&self, what: &str) -> Result<u32, Unreadable> {
        self.check_integer(what)?;
        match self.content {
            [first, ..] if *first >= 0x80 => Err(self.defect(what, "negative")),
            [0, digits @ ..] | digits if digits.len() <= 4 => Ok(digits
                .iter()
                .fold(0_u32, |value, digit| value << 8 | u32::from(*digit))),
            _ => Err(self.defect(what, "too large a number")),
        }
    }
}

/// A GeneralizedTime `YYYYMMDDHHMMSS[.f…]Z` with at most nine digits of fraction, the last of which
/// is not zero (DER; RFC 3161 §2.4.2 spells it out).
pub(crate) fn generalized_time(content: &[u8]) -> Option<UnixTime> {
    let (seconds, rest) = content.split_at_checked(14)?;
    let (year, fields) = seconds.split_at_checked(4)?;
    let time = calendar(i64::from(decimal(year)?), fields)?;
    match rest {
        [b'Z'] => Some(time),
        [b'.', fraction @ .., b'Z']
            if (1..=9).contains(&fraction.len()) && fraction.last() != Some(&b'0') =>
        {
            let scale = 10_u32.pow(9 - u32::try_from(fraction.len()).ok()?);
            Some(time.plus_nanoseconds(decimal(fraction)? * scale))
        }
        _ => None,
    }
}

/// `MMDDHHMMSS` in `year`.
fn calendar(year: i64, fields: &[u8]) -> Option<UnixTime> {
    let number = |at: usize| decimal(fields.get(at..at + 2)?);
    UnixTime::from_calendar(
        (year, number(0)?, number(2)?),
        (number(4)?, number(6)?, number(8)?),
    )
}

/// At most nine ASCII digits.
fn decimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |value, digit| {
        digit
            .is_ascii_digit()
            .then(|| value * 10 + u32::from(digit - b'0'))
    })
}

/// The header of an element with `length` bytes of content.
pub(crate) fn header(tag: u8, length: usize) -> Vec<u8> {
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => vec![tag, short],
        _ => {
            let digits = length.to_be_bytes();
            let skip = digits.iter().take_while(|digit| **digit == 0).count();
            // A `usize` has at most eight bytes, so the count always fits.
            let count = u8::try_from(digits.len() - skip).unwrap_or(u8::MAX);
            let mut header = vec![tag, 0x80 | count];
            header.extend(digits.iter().skip(skip));
            header
        }
    }
}

/// Writes DER for tests, right or wrong as asked.
#[cfg(test)]
pub(crate) mod writer {
    use super::{ObjectIdentifier, header, tag};

    pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        [header(tag, content.len()), content].concat()
    }

    pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
        element(tag::SEQUENCE, parts)
    }

    pub(crate) fn set(parts: &[&[u8]]) -> Vec<u8> {
        element(tag::SET, parts)
    }

    pub(crate) fn octets(content: &[u8]) -> Vec<u8> {
        element(tag::OCTET_STRING, &[content])
    }

    pub(crate) fn integer(content: &[u8]) -> Vec<u8> {
        element(tag::INTEGER, &[content])
    }

    pub(crate) fn utf8(text: &str) -> Vec<u8> {
        element(tag::UTF8_STRING, &[text.as_bytes()])
    }

    pub(crate) fn oid(oid: ObjectIdentifier) -> Vec<u8> {
        element(tag::OBJECT_IDENTIFIER, &[oid.as_bytes()])
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn problem<T>(result: Result<T, Unreadable>) -> String {
        match result {
            Ok(_) => "accepted".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn refuses_headers_that_are_not_der() {
        for (input, expected) in [
            (&[][..], "byte 0: x: missing or cut short"),
            (&[0x04], "byte 0: x: missing or cut short"),
            (&[0x1f, 0x20, 0x00], "byte 0: x: tag of more than one byte"),
            (&[0x04, 0x80, 0, 0], "byte 0: x: indefinite length"),
            (&[0x04, 0x01], "byte 0: x: cut short"),
            (&[0x04, 0x82, 0x01], "byte 0: x: cut short"),
            (
                &[0x04, 0x81, 0x01, 7],
                "byte 0: x: length not in its shortest form",
            ),
            (
                &[0x04, 0x82, 0x00, 0x80, 7],
                "byte 0: x: length not in its shortest form",
            ),
            (
                &[0x04, 0x85, 1, 0, 0, 0, 0],
                "byte 0: x: length beyond any input",
            ),
            (
                &[0x04, 0x84, 0xff, 0xff, 0xff, 0xff],
                "byte 0: x: cut short",
            ),
        ] {
            assert_eq!(
                problem(Reader::new(input, 0).any("x")),
                expected,
                "{input:02x?}"
            );
        }
    }

    #[test]
    fn reads_every_length_its_own_header_writes() {
        for length in [0, 1, 127, 128, 255, 256, 65_535, 65_536] {
            let content = vec![7; length];
            let der = writer::octets(&content);
            let mut input = Reader::new(&der, 100);
            let element = input.expect(tag::OCTET_STRING, "x").unwrap();
            assert_eq!(element.content, content);
            assert_eq!(element.range(), 100..100 + der.len());
            assert_eq!(element.content_range().len(), length);
            assert!(input.is_empty());
        }
    }

    #[test]
    fn refuses_values_that_are_not_der() {
        let integer = |content: &[u8]| {
            let der = writer::integer(content);
            problem(Reader::new(&der, 0).unsigned("x"))
        };
        assert_eq!(integer(&[]), "byte 0: x: an integer without digits");
        for padded in [[0x00, 0x7f], [0xff, 0x80]] {
            assert_eq!(
                integer(&padded),
                "byte 0: x: integer not in its shortest form"
            );
        }
        assert_eq!(integer(&[0x80]), "byte 0: x: negative");
        assert_eq!(integer(&[1, 0, 0, 0, 0]), "byte 0: x: too large a number");
        assert_eq!(integer(&[0, 0xff, 0xff, 0xff, 0xff]), "accepted");

        let boolean = |der: &[u8]| problem(Reader::new(der, 0).boolean_or_false("x"));
        assert_eq!(boolean(&[1, 1, 1]), "byte 0: x: neither true nor false");
        assert_eq!(boolean(&[1, 0]), "byte 0: x: neither true nor false");
        assert_eq!(boolean(&[1, 1, 0xff]), "accepted");

        let bits = |der: &[u8]| problem(Reader::new(der, 0).bit_string_bytes("x"));
        assert_eq!(bits(&[3, 0]), "byte 0: x: not a whole number of bytes");
        assert_eq!(
            bits(&[3, 2, 4, 0xf0]),
            "byte 0: x: not a whole number of bytes"
        );

        let oid = |der: &[u8]| problem(Reader::new(der, 0).object_identifier("x"));
        assert!(oid(&[6, 0]).contains("not an object identifier"));
        assert!(oid(&[6, 2, 0x2a, 0x80]).contains("not an object identifier"));
        let mut endless = vec![6, 60, 0x2a];
        endless.resize(62, 1);
        assert!(oid(&endless).contains("not an object identifier"));
    }

    #[test]
    fn reads_the_times_of_certificates_only() {
        let time = |tag, text: &str| {
            let der = writer::element(tag, &[text.as_bytes()]);
            Reader::new(&der, 0)
                .certificate_time("x")
                .ok()
                .map(|time| time.to_string())
        };
        let expected = |text: &str| Some(text.to_owned());
        assert_eq!(
            time(tag::UTC_TIME, "491231235959Z"),
            expected("2049-12-31T23:59:59Z")
        );
        assert_eq!(
            time(tag::UTC_TIME, "500101000000Z"),
            expected("1950-01-01T00:00:00Z")
        );
        assert_eq!(
            time(tag::GENERALIZED_TIME, "99991231235959Z"),
            expected("9999-12-31T23:59:59Z")
        );
        for (tag, text) in [
            (tag::UTC_TIME, "2601010000Z"),
            (tag::UTC_TIME, "260101000000"),
            (tag::UTC_TIME, "260101000000+0000"),
            (tag::UTC_TIME, "20260101000000Z"),
            (tag::UTC_TIME, "260230000000Z"),
            (tag::UTC_TIME, "+60101000000Z"),
            (tag::UTC_TIME, ""),
            (tag::GENERALIZED_TIME, "20260101000000.5Z"),
            (tag::GENERALIZED_TIME, "260101000000Z"),
            (tag::UTF8_STRING, "260101000000Z"),
        ] {
            assert_eq!(time(tag, text), None, "{text}");
        }
    }

    #[test]
    fn reads_fractions_of_token_times() {
        let nanoseconds =
            |text: &str| generalized_time(text.as_bytes()).map(UnixTime::subsecond_nanoseconds);
        assert_eq!(nanoseconds("20260101000000Z"), Some(0));
        assert_eq!(nanoseconds("20260101000000.5Z"), Some(500_000_000));
        assert_eq!(nanoseconds("20260101000000.000000001Z"), Some(1));
        for text in [
            "20260101000000",
            "20260101000000.Z",
            "20260101000000.50Z",
            "20260101000000.0000000001Z",
            "20260101000000,5Z",
            "20260101000000.5",
            "20260101000000.-1Z",
            "20260101000000+0000",
            "202601010000Z",
            "20260101240000Z",
            "20261301000000Z",
            "Z",
            "",
        ] {
            assert_eq!(nanoseconds(text), None, "{text}");
        }
    }
}
