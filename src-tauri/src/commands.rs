//! Everything the page may ask for, one to three lines each. A command needs three entries: its
//! function here, its name in `build.rs`, and its grant in `capabilities/main.json`.

use tauri::{State, ipc::Channel};

use crate::{
    dialogs, file_manager,
    queue::{Happening, Opened, Queue},
};

/// Tells the page from now on that something happened outside it. A channel rather than Tauri's
/// events, because the page would also hear the drop events of the window, which carry paths.
#[tauri::command]
pub(crate) fn watch(queue: State<'_, Queue>, on_happening: Channel<Happening>) {
    queue.watch(on_happening);
}

/// What was handed over and not fetched yet.
#[tauri::command]
pub(crate) fn opened(queue: State<'_, Queue>) -> Vec<Opened> {
    queue.take_waiting()
}

/// Lets the person choose files; they arrive through the queue.
#[tauri::command]
pub(crate) async fn choose_files(queue: State<'_, Queue>) -> Result<(), ()> {
    queue.push(dialogs::choose_files().await);
    Ok(())
}

/// Shows the first of the files in the system's file manager; `false` when it could not be shown.
#[tauri::command]
pub(crate) async fn show_in_folder(queue: State<'_, Queue>, ticket: u32) -> Result<bool, ()> {
    match queue.paths(ticket).unwrap_or_default().into_iter().next() {
        Some(path) => Ok(file_manager::show(path).await),
        None => Ok(false),
    }
}
