//! The place for notices of a desktop, on a session bus of the test's own.
#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking"
)]

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use zbus::{blocking::Connection, zvariant::OwnedValue};

/// What was shown since, in order; the place goes away when it is dropped.
pub struct Notices {
    shown: Arc<Mutex<Vec<Notice>>>,
    _connection: Connection,
}

/// One notice (Desktop Notifications Specification 1.2, `Notify`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The line at its top.
    pub summary: String,
    /// The text, in which markup counts.
    pub body: String,
}

impl Notices {
    pub(crate) fn on(address: &str) -> Self {
        let shown = Arc::default();
        let place = Place(Arc::clone(&shown));
        let connection = zbus::blocking::connection::Builder::address(address)
            .and_then(|builder| builder.name("org.freedesktop.Notifications"))
            .and_then(|builder| builder.serve_at("/org/freedesktop/Notifications", place))
            .and_then(zbus::blocking::connection::Builder::build)
            .expect("a place for notices on the bus");
        Self {
            shown,
            _connection: connection,
        }
    }

    /// All that were shown.
    #[must_use]
    pub fn shown(&self) -> Vec<Notice> {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.clone()
    }
}

struct Place(Arc<Mutex<Vec<Notice>>>);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Place {
    #[expect(clippy::too_many_arguments, reason = "as the specification has it")]
    fn notify(
        &self,
        _app_name: String,
        _replaces: u32,
        _icon: String,
        summary: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expires: i32,
    ) -> u32 {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shown.push(Notice { summary, body });
        1
    }
}
