//! Points at a file in the system's file manager.

use std::path::PathBuf;

use crate::answer::{Answer, apart, error};

/// Shows the file, selected, in its folder; an error when the system offers no way to do it.
pub(crate) async fn show(path: PathBuf) -> Answer<()> {
    let shown = apart(move || Ok(show_blocking(&path))).await?;
    if shown {
        Ok(())
    } else {
        Err(error("not-shown"))
    }
}

/// freedesktop.org's `org.freedesktop.FileManager1`, which the file managers of all desktops answer.
#[cfg(target_os = "linux")]
fn show_blocking(path: &std::path::Path) -> bool {
    let Ok(address) = tauri::Url::from_file_path(path) else {
        return false;
    };
    let Ok(bus) = zbus::blocking::Connection::session() else {
        return false;
    };
    bus.call_method(
        Some("org.freedesktop.FileManager1"),
        "/org/freedesktop/FileManager1",
        Some("org.freedesktop.FileManager1"),
        "ShowItems",
        &(vec![address.as_str()], ""),
    )
    .is_ok()
}

#[cfg(target_os = "macos")]
fn show_blocking(path: &std::path::Path) -> bool {
    let status = std::process::Command::new("/usr/bin/open")
        .arg("-R")
        .arg(path)
        .status();
    status.is_ok_and(|status| status.success())
}

#[cfg(target_os = "windows")]
fn show_blocking(path: &std::path::Path) -> bool {
    use std::os::windows::process::CommandExt;

    // Explorer reads its own line and wants the quotes after the comma; a Windows path holds no quote.
    let mut explorer = std::process::Command::new("explorer.exe");
    explorer.raw_arg(format!("/select,\"{}\"", path.display()));
    explorer.spawn().is_ok()
}
