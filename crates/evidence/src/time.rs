//! Points and spans of time, always UTC, never read from a clock.

use std::fmt;

use crate::{Unreadable, UnreadableCode};

/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime {
    nanoseconds: i128,
}

impl UnixTime {
    /// A point given in whole seconds.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self {
            nanoseconds: seconds as i128 * 1_000_000_000,
        }
    }

    /// A point given in milliseconds, as SCTs carry it (RFC 6962 §3.2).
    pub const fn from_milliseconds(milliseconds: u64) -> Self {
        Self {
            nanoseconds: milliseconds as i128 * 1_000_000,
        }
    }

    /// This point and `nanoseconds` more.
    #[must_use]
    pub const fn plus_nanoseconds(self, nanoseconds: u32) -> Self {
        Self {
            nanoseconds: self.nanoseconds + nanoseconds as i128,
        }
    }

    /// Whole seconds, rounded down.
    pub fn seconds(self) -> i64 {
        i64::try_from(self.nanoseconds.div_euclid(1_000_000_000)).unwrap_or(i64::MAX)
    }

    /// Whole milliseconds, rounded down: what a screen needs.
    pub fn milliseconds(self) -> i64 {
        i64::try_from(self.nanoseconds.div_euclid(1_000_000)).unwrap_or(i64::MAX)
    }

    /// Nanoseconds past the whole second.
    pub fn subsecond_nanoseconds(self) -> u32 {
        u32::try_from(self.nanoseconds.rem_euclid(1_000_000_000)).unwrap_or(0)
    }

    /// From calendar fields of the proleptic Gregorian calendar; `None` when they name no day or
    /// time. Second 60 is refused: none of the formats read here can carry it.
    pub fn from_calendar(
        (year, month, day): (i64, u32, u32),
        (hour, minute, second): (u32, u32, u32),
    ) -> Option<Self> {
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        let days_in_month = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        if !(0..=9999).contains(&year)
            || day == 0
            || day > days_in_month
            || hour > 23
            || minute > 59
            || second > 59
        {
            return None;
        }
        // Days since 1970-01-01 by counting from 1 March, so that the leap day is the last of a year.
        let shifted_year = if month <= 2 { year - 1 } else { year };
        let shifted_month = i64::from((month + 9) % 12);
        let era = shifted_year.div_euclid(400);
        let year_of_era = shifted_year.rem_euclid(400);
        let day_of_year = (153 * shifted_month + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        Some(Self::from_seconds(
            days * 86_400 + i64::from(hour * 3_600 + minute * 60 + second),
        ))
    }

    /// Calendar fields: `((year, month, day), (hour, minute, second))`.
    pub fn to_calendar(self) -> ((i64, u32, u32), (u32, u32, u32)) {
        let seconds = self.seconds();
        let days = seconds.div_euclid(86_400) + 719_468;
        let in_day = u32::try_from(seconds.rem_euclid(86_400)).unwrap_or(0);
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = u32::try_from(day_of_year - (153 * shifted_month + 2) / 5 + 1).unwrap_or(1);
        let month = u32::try_from(if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        })
        .unwrap_or(1);
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (
            (year, month, day),
            (in_day / 3_600, in_day / 60 % 60, in_day % 60),
        )
    }

    /// Reads an RFC 3339 time as protobuf JSON writes it: `2026-03-03T14:00:00Z`, up to nine digits
    /// of fraction, `Z` or a numeric offset.
    ///
    /// # Errors
    /// [`UnreadableCode::MalformedText`] for anything else.
    pub fn parse_rfc3339(text: &str) -> Result<Self, Unreadable> {
        let broken = || {
            Unreadable::new(
                UnreadableCode::MalformedText,
                crate::Place::Whole,
                "not a time of the form 2026-03-03T14:00:00Z",
            )
        };
        let bytes = text.as_bytes();
        let number = |from: usize, to: usize| -> Option<u32> {
            let digits = bytes.get(from..to)?;
            digits.iter().try_fold(0u32, |value, digit| {
                digit
                    .is_ascii_digit()
                    .then(|| value * 10 + u32::from(digit - b'0'))
            })
        };
        let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
        if separators
            .iter()
            .any(|&(at, byte)| bytes.get(at) != Some(&byte))
        {
            return Err(broken());
        }
        let fields = || {
            Some((
                (i64::from(number(0, 4)?), number(5, 7)?, number(8, 10)?),
                (number(11, 13)?, number(14, 16)?, number(17, 19)?),
            ))
        };
        let (date, clock) = fields().ok_or_else(broken)?;
        let mut time = Self::from_calendar(date, clock).ok_or_else(broken)?;
        let mut rest = bytes.get(19..).unwrap_or_default();
        if let Some((b'.', fraction)) = rest.split_first() {
            let digits = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
            if digits == 0 || digits > 9 {
                return Err(broken());
            }
            let (value, after) = fraction.split_at(digits);
            let nanoseconds = value
                .iter()
                .chain(std::iter::repeat(&b'0'))
                .take(9)
                .fold(0u32, |sum, digit| sum * 10 + u32::from(digit - b'0'));
            time = time.plus_nanoseconds(nanoseconds);
            rest = after;
        }
        let offset_seconds = match rest {
            b"Z" => 0,
            [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
                let at = bytes.len() - 5;
                let hours = number(at, at + 2).filter(|h| *h < 24).ok_or_else(broken)?;
                let minutes = number(at + 3, at + 5)
                    .filter(|m| *m < 60)
                    .ok_or_else(broken)?;
                let seconds = i64::from(hours * 3_600 + minutes * 60);
                if *sign == b'+' { seconds } else { -seconds }
            }
            _ => return Err(broken()),
        };
        Ok(Self {
            nanoseconds: time.nanoseconds - i128::from(offset_seconds) * 1_000_000_000,
        })
    }
}

impl fmt::Display for UnixTime {
    /// `2026-03-03T14:00:00Z`, with milliseconds only when there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((year, month, day), (hour, minute, second)) = self.to_calendar();
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        )?;
        let milliseconds = self.subsecond_nanoseconds() / 1_000_000;
        if milliseconds != 0 {
            write!(f, ".{milliseconds:03}")?;
        }
        write!(f, "Z")
    }
}

/// A span of time, closed at both ends (Sigstore client spec §4.3; `TimeRange` of the protobuf
/// specs). An open end has no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First moment inside.
    pub start: UnixTime,
    /// Last moment inside; `None` while still in use.
    pub end: Option<UnixTime>,
}

impl Window {
    /// Whether `time` lies inside, both ends included.
    pub fn contains(&self, time: UnixTime) -> bool {
        self.start <= time && self.end.is_none_or(|end| time <= end)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn reads_what_protobuf_json_writes() {
        let seconds = |text| UnixTime::parse_rfc3339(text).unwrap().seconds();
        assert_eq!(seconds("1970-01-01T00:00:00Z"), 0);
        assert_eq!(seconds("2026-03-03T14:00:00Z"), 1_772_546_400);
        assert_eq!(seconds("2024-02-29T23:59:59.999Z"), 1_709_251_199);
        assert_eq!(seconds("2026-03-03T16:00:00+02:00"), 1_772_546_400);
        assert_eq!(
            UnixTime::parse_rfc3339("2022-12-31T23:59:59.999Z")
                .unwrap()
                .milliseconds(),
            1_672_531_199_999
        );
    }

    #[test]
    fn refuses_what_names_no_time() {
        for text in [
            "",
            "2026-03-03",
            "2026-03-03 14:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:60Z",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00.1234567890Z",
            "2026-01-01T00:00:00+25:00",
            "+026-01-01T00:00:00Z",
            "2026-01-01T00:00:00Zx",
        ] {
            assert!(UnixTime::parse_rfc3339(text).is_err(), "{text}");
        }
    }

    #[test]
    fn calendar_round_trips_over_every_day() {
        for day in -1_000..60_000_i64 {
            let time = UnixTime::from_seconds(day * 86_400 + 3_661);
            let (date, clock) = time.to_calendar();
            assert_eq!(UnixTime::from_calendar(date, clock), Some(time));
        }
    }

    #[test]
    fn windows_are_closed_at_both_ends() {
        let at = UnixTime::from_seconds;
        let window = Window {
            start: at(10),
            end: Some(at(20)),
        };
        let inside = [9, 10, 20, 21].map(|second| window.contains(at(second)));
        assert_eq!(inside, [false, true, true, false]);
        assert!(!window.contains(at(20).plus_nanoseconds(1)));
    }
}
