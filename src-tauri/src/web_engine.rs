//! Settings of WebKitGTK that can only be made through the environment, before the first thread.

use std::{
    env,
    ffi::OsString,
    fs,
    path::Path,
    process::{Command, Stdio},
};

/// Puts the page's process into WebKit's own sandbox where that can work, and draws without a
/// graphics card where there is none. What the person set in the environment stands.
///
/// Without a card the engine would still put the layers of the page together with OpenGL, calculated by all
/// processors for the whole window at every change: a hundred milliseconds of them for one frame, taken from the
/// checks. Drawn straight into the window, only what changed is touched.
#[expect(
    unsafe_code,
    reason = "set_var is sound here: main calls this before any other thread exists"
)]
pub(crate) fn prepare() {
    let set = |name: &str| {
        if env::var_os(name).is_none() {
            unsafe { env::set_var(name, "1") }
        }
    };
    if env::var_os("WEBKIT_FORCE_SANDBOX").is_none() && sandbox_works() {
        set("WEBKIT_FORCE_SANDBOX");
    }
    if !has_graphics_card() {
        set("WEBKIT_SKIA_ENABLE_CPU_RENDERING");
        set("WEBKIT_DISABLE_COMPOSITING_MODE");
    }
}

/// Whether something could calculate pictures: it has a node to render by, which a mere screen, as that of many
/// virtual machines, has not.
fn has_graphics_card() -> bool {
    let is_node = |name: OsString| name.as_encoded_bytes().starts_with(b"renderD");
    fs::read_dir("/dev/dri").is_ok_and(|nodes| nodes.flatten().any(|it| is_node(it.file_name())))
}

/// WebKit ends the whole program when its sandbox cannot start (inside some containers), so try
/// first what it will need.
fn sandbox_works() -> bool {
    Path::new("/sys/block").exists()
        && runs("xdg-dbus-proxy", &["--version"])
        && runs(
            "bwrap",
            &[
                "--unshare-all",
                "--ro-bind",
                "/",
                "/",
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "true",
            ],
        )
}

fn runs(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
