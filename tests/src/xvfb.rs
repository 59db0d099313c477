//! A screen in memory, one per test, so that tests run side by side.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

/// An X server without hardware; ends when dropped.
pub struct Screen {
    server: Child,
    number: u32,
}

impl Screen {
    /// Starts a screen of 1280 × 900 pixels on a display number that nobody else uses.
    ///
    /// # Panics
    /// When `Xvfb` is not installed or does not come up.
    #[must_use]
    pub fn start() -> Self {
        let mut server = Command::new("Xvfb")
            // Xvfb looks for a free number itself and tells which it took.
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x900x24",
                "-nolisten",
                "tcp",
                "-noreset",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("Xvfb is needed for this test (`tests/x setup` installs it): {error}")
            });
        let stdout = server.stdout.take().expect("stdout was piped");
        let mut line = String::new();
        BufReader::new(stdout)
            .read_line(&mut line)
            .expect("Xvfb tells its number");
        let number = line
            .trim()
            .parse()
            .expect("Xvfb tells a number; it ends at once when it cannot start");
        Self { server, number }
    }

    /// The value of `DISPLAY` for programs that shall appear here.
    #[must_use]
    pub fn display(&self) -> String {
        format!(":{}", self.number)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
