//! Tests that cross rooms.

#[cfg(target_os = "linux")]
pub mod app;
#[cfg(target_os = "linux")]
pub mod app_picture;
#[cfg(target_os = "linux")]
pub mod download;
#[cfg(target_os = "linux")]
pub mod looks;
#[cfg(target_os = "linux")]
pub mod measure;
#[cfg(target_os = "linux")]
pub mod notices;
pub mod parts_list;
#[cfg(target_os = "linux")]
pub mod person;
#[cfg(target_os = "linux")]
pub mod webdriver;
#[cfg(target_os = "linux")]
pub mod xdnd;
#[cfg(target_os = "linux")]
pub mod xvfb;
