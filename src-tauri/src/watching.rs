//! What is watched: the files behind the results on screen, and folders the person chose.

mod folders;
mod notice;
mod results;

use std::sync::Arc;

use tauri::State;
use whence_app::{
    history::view::{ChangedView, WatchedRow, WatchedView},
    view::OpenedView,
};

use crate::{
    answer::{Answer, apart, cancelled, error},
    dialogs,
    program::Program,
};

pub(crate) use folders::Folders;
pub(crate) use results::WatchedResults;

type Shared<'a> = State<'a, Arc<Program>>;

/// Results whose files are no longer what was checked.
#[tauri::command]
pub(crate) fn changed_results(program: Shared<'_>) -> Vec<ChangedView> {
    program.watched_results.changed()
}

/// The folders that are watched.
#[tauri::command]
pub(crate) fn watched(program: Shared<'_>) -> WatchedView {
    program.folders.view()
}

/// Lets the person choose a folder to watch.
#[tauri::command]
pub(crate) async fn watch_folder(program: Shared<'_>) -> Answer<WatchedView> {
    let folder = dialogs::choose_folder().await.ok_or_else(cancelled)?;
    let program = Arc::clone(&program);
    apart(move || {
        program.folders.add(&folder)?;
        program.keep_watched()?;
        Ok(program.folders.view())
    })
    .await
}

/// Ends watching a folder; what was found in it stays in the history.
#[tauri::command]
pub(crate) async fn unwatch_folder(program: Shared<'_>, folder: u32) -> Answer<WatchedView> {
    let program = Arc::clone(&program);
    apart(move || {
        program.folders.remove(folder);
        program.keep_watched()?;
        Ok(program.folders.view())
    })
    .await
}

/// Pauses a folder, or watches it again.
#[tauri::command]
pub(crate) async fn pause_folder(
    program: Shared<'_>,
    folder: u32,
    paused: bool,
) -> Answer<WatchedView> {
    let program = Arc::clone(&program);
    apart(move || {
        program.folders.pause(folder, paused);
        program.keep_watched()?;
        Ok(program.folders.view())
    })
    .await
}

/// Files of a watched folder from number `first` on, those that need attention first.
#[tauri::command]
pub(crate) fn watched_rows(program: Shared<'_>, folder: u32, first: u32) -> Vec<WatchedRow> {
    program.folders.rows(folder, first)
}

/// Hands a watched file over, to be checked and shown.
#[tauri::command]
pub(crate) fn open_watched(program: Shared<'_>, file: u32) -> Answer<OpenedView> {
    let place = program
        .folders
        .place(file)
        .ok_or_else(|| error("result-gone"))?;
    program.hand_out(place)
}
