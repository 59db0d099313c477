use std::collections::BTreeMap;

use whence_evidence::UnixTime;

use super::{PrivateInstance, Whose};
use crate::settings::{Settings, UpdatesStore};

/// Seconds between two updates that hold.
const DAY: i64 = 24 * 60 * 60;
/// Seconds after which what failed is tried again.
const REST: i64 = 6 * 60 * 60;

/// When trust data is brought up to date without being asked for each time: each instance once a day where the
/// person allowed that, and every few hours as long as it fails.
#[derive(Debug, Default)]
pub struct Schedule {
    /// When each instance was last tried by itself.
    tried: BTreeMap<String, UnixTime>,
}

impl Schedule {
    /// The instances whose time has come. They count as tried from now on.
    pub fn due<'a>(
        &mut self,
        settings: &Settings,
        private: &'a [PrivateInstance],
        updates: &dyn UpdatesStore,
        now: UnixTime,
    ) -> Vec<Whose<'a>> {
        if settings.network.off || !settings.freshness.automatic {
            return vec![];
        }
        // A time in the future was kept by a clock that was wrong.
        let passed = |since: UnixTime, seconds: i64| {
            let age = now.seconds().saturating_sub(since.seconds());
            !(0..seconds).contains(&age)
        };
        let due: Vec<Whose<'_>> = Whose::updatable(private)
            .filter(|whose| {
                let tried = self.tried.get(whose.id());
                if tried.is_some_and(|at| !passed(*at, REST)) {
                    return false;
                }
                let kept = updates.load(*whose, now).ok().flatten();
                kept.is_none_or(|kept| passed(kept.checked_at, DAY))
            })
            .collect();
        let tried = due.iter().map(|whose| (whose.id().to_owned(), now));
        self.tried.extend(tried);
        due
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::{settings::UpdatedTrust, trust_data::PrivateSource, view::Message};

    /// What was kept of each instance, and when.
    #[derive(Default)]
    struct Kept(RefCell<BTreeMap<String, UnixTime>>);

    impl UpdatesStore for Kept {
        fn load(&self, whose: Whose<'_>, _: UnixTime) -> Result<Option<UpdatedTrust>, Message> {
            let kept = self.0.borrow().get(whose.id()).map(|at| UpdatedTrust {
                trusted_root: vec![],
                checked_at: *at,
                roles: vec![],
                problem: None,
            });
            Ok(kept)
        }
    }

    impl Kept {
        fn all(&self, private: &[PrivateInstance], at: UnixTime) {
            for whose in Whose::updatable(private) {
                self.0.borrow_mut().insert(whose.id().to_owned(), at);
            }
        }
    }

    fn hour(number: i64) -> UnixTime {
        UnixTime::from_seconds(1_800_000_000 + number * 3600)
    }

    fn allowed() -> Settings {
        let mut settings = Settings::default();
        settings.freshness.automatic = true;
        settings
    }

    fn own() -> Vec<PrivateInstance> {
        let source = PrivateSource::Repository {
            root: b"{}".to_vec(),
            mirror: "https://tuf.example".to_owned(),
        };
        vec![PrivateInstance::new("corp", source, hour(0)).unwrap()]
    }

    fn ids(due: &[Whose<'_>]) -> Vec<String> {
        due.iter().map(|whose| whose.id().to_owned()).collect()
    }

    #[test]
    fn nothing_begins_by_itself_until_it_is_allowed_or_while_everything_is_off() {
        let kept = Kept::default();
        let mut schedule = Schedule::default();
        assert!(!Settings::default().freshness.automatic);
        for hours in 0..100 {
            let due = schedule.due(&Settings::default(), &[], &kept, hour(hours));
            assert_eq!(ids(&due), Vec::<String>::new());
        }
        let mut off = allowed();
        off.network.off = true;
        assert_eq!(
            ids(&schedule.due(&off, &[], &kept, hour(100))),
            Vec::<String>::new()
        );
        // Switched on again, it is not late.
        assert!(!schedule.due(&allowed(), &[], &kept, hour(100)).is_empty());
    }

    #[test]
    fn what_holds_is_asked_for_once_a_day() {
        let (kept, private) = (Kept::default(), own());
        let mut schedule = Schedule::default();
        let mut times = Vec::new();
        for hours in 0..=96 {
            let now = hour(hours);
            if !schedule.due(&allowed(), &private, &kept, now).is_empty() {
                times.push(hours);
                kept.all(&private, now);
            }
        }
        assert_eq!(times, [0, 24, 48, 72, 96]);
        // What another window brought up to date, or the person, is not asked for again.
        kept.all(&private, hour(110));
        assert!(
            schedule
                .due(&allowed(), &private, &kept, hour(120))
                .is_empty()
        );
        assert!(
            schedule
                .due(&allowed(), &private, &kept, hour(133))
                .is_empty()
        );
        assert_eq!(
            schedule.due(&allowed(), &private, &kept, hour(134)).len(),
            3
        );
    }

    #[test]
    fn what_fails_is_tried_again_after_hours_and_alone() {
        let (kept, private) = (Kept::default(), own());
        let mut schedule = Schedule::default();
        let mut tried = Vec::new();
        for hours in 0..=24 {
            let now = hour(hours);
            let due = ids(&schedule.due(&allowed(), &private, &kept, now));
            // All but one hold.
            for id in due.iter().filter(|id| !id.starts_with("private-")) {
                kept.0.borrow_mut().insert(id.clone(), now);
            }
            if !due.is_empty() {
                tried.push((hours, due.len()));
            }
        }
        assert_eq!(tried, [(0, 3), (6, 1), (12, 1), (18, 1), (24, 3)]);
    }

    #[test]
    fn a_clock_that_was_wrong_does_not_stop_it() {
        let kept = Kept::default();
        let mut schedule = Schedule::default();
        assert_eq!(schedule.due(&allowed(), &[], &kept, hour(90_000)).len(), 2);
        kept.all(&[], hour(90_000));
        assert_eq!(schedule.due(&allowed(), &[], &kept, hour(1)).len(), 2);
        assert_eq!(schedule.due(&allowed(), &[], &kept, hour(2)).len(), 0);
    }
}
