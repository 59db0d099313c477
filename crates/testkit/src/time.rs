//! Fixed times and their spellings. Nothing in this crate reads a clock.

/// Seconds since 1970-01-01T00:00:00Z.
pub type Seconds = i64;

/// One day in seconds.
pub const DAY: Seconds = 86_400;

/// 2024-01-01T00:00:00Z: the authorities' certificates begin here.
pub const AUTHORITY_START: Seconds = 1_704_067_200;
/// 2034-01-01T00:00:00Z: the authorities' certificates end here.
pub const AUTHORITY_END: Seconds = 2_019_686_400;
/// 2024-02-01T00:00:00Z: the `validFor` of the trusted root begins here.
pub const LISTED_START: Seconds = 1_706_745_600;
/// 2026-03-03T14:00:00Z: the leaf certificate begins; ten minutes later it ends.
pub const ISSUED: Seconds = 1_772_546_400;
/// One second after [`ISSUED`]: what a time-stamp authority writes.
pub const STAMPED: Seconds = ISSUED + 1;
/// Two seconds after [`ISSUED`]: what Rekor v1 writes as `integratedTime`.
pub const INTEGRATED: Seconds = ISSUED + 2;
/// 2026-03-10T14:00:00Z: when the person looks at the file.
pub const NOW: Seconds = ISSUED + 7 * DAY;

/// Year, month, day, hour, minute, second in UTC.
fn civil(at: Seconds) -> (i64, i64, i64, i64, i64, i64) {
    let days = at.div_euclid(DAY);
    let second_of_day = at.rem_euclid(DAY);
    // Howard Hinnant's days-to-civil: eras of 400 years that begin on 1 March, so that the leap day is last.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (
        year,
        month,
        day,
        second_of_day / 3_600,
        second_of_day / 60 % 60,
        second_of_day % 60,
    )
}

/// `20260303140000Z`, the content of a GeneralizedTime.
pub fn compact(at: Seconds) -> String {
    let (year, month, day, hour, minute, second) = civil(at);
    format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z")
}

/// `2026-03-03T14:00:00Z`, as in the trusted root.
pub fn rfc3339(at: Seconds) -> String {
    let (year, month, day, hour, minute, second) = civil(at);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// A closed interval as the trusted root writes it; `None` is an absent bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First second inside.
    pub start: Option<Seconds>,
    /// Last second inside.
    pub end: Option<Seconds>,
}

impl Window {
    /// From [`LISTED_START`], without end.
    pub const OPEN: Window = Window {
        start: Some(LISTED_START),
        end: None,
    };

    /// Both bounds given.
    pub const fn new(start: Seconds, end: Seconds) -> Window {
        Window {
            start: Some(start),
            end: Some(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_the_dates_they_claim() {
        assert_eq!(rfc3339(AUTHORITY_START), "2024-01-01T00:00:00Z");
        assert_eq!(rfc3339(AUTHORITY_END), "2034-01-01T00:00:00Z");
        assert_eq!(rfc3339(LISTED_START), "2024-02-01T00:00:00Z");
        assert_eq!(rfc3339(ISSUED), "2026-03-03T14:00:00Z");
        assert_eq!(compact(1_709_164_800), "20240229000000Z");
        assert_eq!(rfc3339(-1), "1969-12-31T23:59:59Z");
    }
}
