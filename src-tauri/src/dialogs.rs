//! File dialogs of the system, opened from here so that the page needs no permission for them.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
};

use rfd::AsyncFileDialog;

/// The dialogs have no parent window to hold the person back from asking for a second one.
static IS_OPEN: AtomicBool = AtomicBool::new(false);

/// Any number of files; none when the person cancels, or when a dialog is open already.
pub(crate) async fn choose_files() -> Vec<PathBuf> {
    let Some(_one) = OneDialog::open() else {
        return Vec::new();
    };
    let chosen = AsyncFileDialog::new()
        .pick_files()
        .await
        .unwrap_or_default();
    chosen.into_iter().map(PathBuf::from).collect()
}

/// One file; none when the person cancels, or when a dialog is open already.
pub(crate) async fn choose_file() -> Option<PathBuf> {
    let _one = OneDialog::open()?;
    AsyncFileDialog::new().pick_file().await.map(PathBuf::from)
}

/// One folder; none when the person cancels, or when a dialog is open already.
pub(crate) async fn choose_folder() -> Option<PathBuf> {
    let _one = OneDialog::open()?;
    AsyncFileDialog::new()
        .pick_folder()
        .await
        .map(PathBuf::from)
}

/// A place to save a file to; none when the person cancels, or when a dialog is open already.
pub(crate) async fn choose_place(name: String) -> Option<PathBuf> {
    let _one = OneDialog::open()?;
    let chosen = AsyncFileDialog::new().set_file_name(name).save_file().await;
    chosen.map(PathBuf::from)
}

struct OneDialog;

impl OneDialog {
    fn open() -> Option<Self> {
        (!IS_OPEN.swap(true, Ordering::AcqRel)).then_some(Self)
    }
}

impl Drop for OneDialog {
    fn drop(&mut self) {
        IS_OPEN.store(false, Ordering::Release);
    }
}
