use std::{
    sync::{Arc, Weak},
    thread,
    time::Duration,
};

use super::From;
use crate::program::Program;

/// The start of the program is not the moment for it.
const AFTER_START: Duration = Duration::from_secs(60);
/// The data is renewed every few days; after a failure this is soon enough, too.
const PAUSE: Duration = Duration::from_secs(6 * 60 * 60);

/// Keeps trust data current for as long as the program lives, where the person allowed that: at most once a day
/// with success, and every few hours without.
pub(crate) fn keep_current(program: &Arc<Program>) {
    let program = Arc::downgrade(program);
    thread::spawn(move || {
        thread::sleep(AFTER_START);
        while look(&program) {
            thread::sleep(PAUSE);
        }
    });
}

/// Updates when it is time; `false` when the program has ended.
fn look(program: &Weak<Program>) -> bool {
    let Some(program) = program.upgrade() else {
        return false;
    };
    let (allowed, off) = {
        let standards = program.standards();
        let settings = &standards.settings;
        (settings.freshness.automatic, settings.network.off)
    };
    if allowed && !off && program.is_a_day_old() {
        // What came of it stands in the settings.
        let _ = program.update_trust_data(None, &From::Web, true, |_| ());
    }
    true
}
