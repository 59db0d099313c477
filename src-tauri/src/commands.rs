//! Everything the page may ask for, one to three lines each. A command needs three entries: its
//! function here, its name in `build.rs`, and its grant in `capabilities/main.json`.

use tauri::{State, ipc::Channel};

use crate::{
    dialogs, file_manager,
    queue::{Happening, Opened, Queue, Source},
};

/// Tells the page from now on that something happened outside it. A channel rather than Tauri's
/// events, because the page would also hear the drop events of the window, which carry paths.
#[tauri::command]
pub(crate) fn watch(queue: State<'_, Queue>, on_happening: Channel<Happening>) {
    queue.watch(on_happening);
}

/// What was handed over and not fetched yet.
#[tauri::command]
pub(crate) fn take_opened(queue: State<'_, Queue>) -> Vec<Opened> {
    queue.take_waiting()
}

/// Lets the person choose files; they arrive through the queue. `true` when something was chosen.
#[tauri::command]
pub(crate) async fn choose_files(queue: State<'_, Queue>) -> Result<bool, ()> {
    let chosen = dialogs::choose_files().await;
    let any = !chosen.is_empty();
    queue.push_paths(chosen);
    Ok(any)
}

/// Takes pasted text as if it were a file without a name.
#[tauri::command]
pub(crate) fn open_text(queue: State<'_, Queue>, text: String) {
    queue.push_text(text);
}

/// Shows the file in the system's file manager; `false` when it could not be shown.
#[tauri::command]
pub(crate) async fn show_in_folder(queue: State<'_, Queue>, ticket: u32) -> Result<bool, ()> {
    let Some(Source::Path(path)) = queue.source(ticket) else {
        return Ok(false);
    };
    Ok(file_manager::show(path).await)
}
