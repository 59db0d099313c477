//! A notice of the desktop, for what should not wait until the person looks at the window.

use whence_app::{view::Message, words::Words};

/// Shows a notice; where the desktop has no place for one, the list in the window is all there is.
#[cfg(target_os = "linux")]
pub(super) fn show(title: &Message, text: &Message) {
    let words = Words::english();
    let (title, text) = (words.render(title), escaped(&words.render(text)));
    // Waiting for the desktop must not hold up the checks.
    std::thread::spawn(move || {
        let Ok(bus) = zbus::blocking::Connection::session() else {
            return;
        };
        let hints: std::collections::HashMap<&str, zbus::zvariant::Value<'_>> =
            [("urgency", 2_u8.into()), ("desktop-entry", "whence".into())].into();
        let actions: [&str; 0] = [];
        // A desktop without notices is no defect.
        let _ = bus.call_method(
            Some("org.freedesktop.Notifications"),
            "/org/freedesktop/Notifications",
            Some("org.freedesktop.Notifications"),
            "Notify",
            &(
                "Whence",
                0_u32,
                "",
                title,
                text,
                &actions[..],
                hints,
                -1_i32,
            ),
        );
    });
}

/// Elsewhere notices need a signed, installed program; the list in the window says the same.
#[cfg(not(target_os = "linux"))]
pub(super) fn show(_: &Message, _: &Message) {}

/// The text of a notice may hold markup (Desktop Notifications Specification 1.2, "Markup"), and a file name
/// must not.
#[cfg(target_os = "linux")]
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
