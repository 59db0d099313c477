//! Everything the page may ask for, a few lines each. A command needs three entries: its function here,
//! its name in `build.rs`, and its grant in `capabilities/main.json`.

use std::sync::{Arc, atomic::Ordering};

use tauri::{State, WebviewWindow, ipc::Channel};
use whence_app::{
    advanced::{self, AdvancedView},
    appearance::AppearanceChange,
    report,
    view::{
        Arg, Block, Message, OpenedView, Progress, RawForm, RawPage, ResultView, Role,
        SettingsView, TabKind, TabView,
    },
};

use crate::{
    answer::{Answer, apart, cancelled, error},
    dialogs, file_manager,
    program::Program,
    progress::Throttle,
    queue::Happening,
    window,
};

/// What every command is given.
type Shared<'a> = State<'a, Arc<Program>>;

/// Tells the page from now on that something happened outside it. A channel rather than Tauri's
/// events, because the page would also hear the drop events of the window, which carry paths.
#[tauri::command]
pub(crate) fn watch(program: Shared<'_>, on_happening: Channel<Happening>) {
    program.queue.watch(on_happening);
}

/// What was handed over and not fetched yet.
#[tauri::command]
pub(crate) fn opened(program: Shared<'_>) -> Vec<OpenedView> {
    program.queue.take_waiting()
}

/// Checks what stands behind a ticket, once.
#[tauri::command]
pub(crate) async fn check(
    program: Shared<'_>,
    ticket: u32,
    on_progress: Channel<Progress>,
) -> Answer<Vec<ResultView>> {
    let program = Arc::clone(&program);
    let mut throttle = Throttle::new(move |progress| {
        // A page that is just going away needs no progress.
        let _ = on_progress.send(progress);
    });
    apart(move || program.check(ticket, &mut |progress| throttle.tell(progress))).await
}

/// Stops the check of a ticket, or forgets the ticket when the check has not begun.
#[tauri::command]
pub(crate) fn cancel(program: Shared<'_>, ticket: u32) {
    program.queue.cancel(ticket);
}

/// Hands over once more what led to a result.
#[tauri::command]
pub(crate) fn again(program: Shared<'_>, result: u32) -> Answer<OpenedView> {
    program.again(result)
}

/// Hands over once more what led to a result, with one file of it taken for something else.
#[tauri::command]
pub(crate) fn again_as(
    program: Shared<'_>,
    result: u32,
    index: u32,
    role: Role,
) -> Answer<OpenedView> {
    program.again_as(result, index, role)
}

/// One tab about one piece of evidence.
#[tauri::command]
pub(crate) async fn tab(
    program: Shared<'_>,
    result: u32,
    evidence: u32,
    kind: TabKind,
) -> Answer<TabView> {
    let program = Arc::clone(&program);
    apart(move || program.tab(result, evidence, kind)).await
}

/// What the file itself says, when it is a statement that nobody signed.
#[tauri::command]
pub(crate) async fn own_statement(program: Shared<'_>, result: u32) -> Answer<Vec<Block>> {
    let program = Arc::clone(&program);
    apart(move || program.own_statement(result)).await
}

/// Some rows of exact bytes.
#[tauri::command]
pub(crate) async fn raw_page(
    program: Shared<'_>,
    result: u32,
    evidence: u32,
    part: u32,
    form: RawForm,
    first_row: u64,
) -> Answer<RawPage> {
    let program = Arc::clone(&program);
    apart(move || program.raw_page(result, evidence, part, form, first_row)).await
}

/// Exact bytes as text for the clipboard.
#[tauri::command]
pub(crate) async fn raw_copy(
    program: Shared<'_>,
    result: u32,
    evidence: u32,
    part: u32,
    form: RawForm,
) -> Answer<String> {
    let program = Arc::clone(&program);
    apart(move || program.raw_copy(result, evidence, part, form)).await
}

/// Asks where to, and saves exact bytes there; `false` when the person decided otherwise.
#[tauri::command]
pub(crate) async fn raw_save(
    program: Shared<'_>,
    result: u32,
    evidence: u32,
    part: u32,
) -> Answer<bool> {
    let Some(place) = dialogs::choose_place(program.raw_name(result, evidence, part)?).await else {
        return Ok(false);
    };
    let program = Arc::clone(&program);
    apart(move || program.raw_save(result, evidence, part, &place)).await?;
    Ok(true)
}

/// Lets the person choose files; they arrive through the queue.
#[tauri::command]
pub(crate) async fn choose_files(program: Shared<'_>) -> Answer<()> {
    program.queue.push_paths(dialogs::choose_files().await);
    Ok(())
}

/// Lets the person choose a folder whose files are checked; it arrives through the queue.
#[tauri::command]
pub(crate) async fn choose_folder(program: Shared<'_>) -> Answer<()> {
    program.queue.push_paths(dialogs::choose_folder().await);
    Ok(())
}

/// Stops what is being checked and closes the window.
#[tauri::command]
pub(crate) fn close(program: Shared<'_>, window: WebviewWindow) -> Answer<()> {
    program.queue.cancel_all();
    window.destroy().map_err(|_| error("bug"))
}

/// The window is not to be closed after all.
#[tauri::command]
pub(crate) fn stay(program: Shared<'_>) {
    program.close_asked.store(false, Ordering::Relaxed);
}

/// Takes typed or pasted text that names files or a digest; they arrive through the queue.
#[tauri::command]
pub(crate) fn open_text(program: Shared<'_>, text: String) -> Answer<()> {
    program.open_text(&text)
}

/// Shows the file of a result in the system's file manager.
#[tauri::command]
pub(crate) async fn show_in_folder(program: Shared<'_>, result: u32) -> Answer<()> {
    file_manager::show(program.path(result)?).await
}

/// A result in a few plain lines.
#[tauri::command]
pub(crate) fn summary(program: Shared<'_>, result: u32) -> Answer<String> {
    program.summary(result)
}

/// Asks where to, and saves the record of a result there; `false` when the person decided otherwise.
#[tauri::command]
pub(crate) async fn report_save(program: Shared<'_>, result: u32) -> Answer<bool> {
    let name = report::file_name(&*program.checked(result)?);
    let Some(place) = dialogs::choose_place(name).await else {
        return Ok(false);
    };
    let program = Arc::clone(&program);
    apart(move || program.report_save(result, &place)).await?;
    Ok(true)
}

/// The settings in force.
#[tauri::command]
pub(crate) async fn settings(program: Shared<'_>, window: WebviewWindow) -> Answer<SettingsView> {
    let program = Arc::clone(&program);
    apart(move || {
        let view = program.settings();
        // Somebody else may have changed them.
        window::enlarge(&window, view.appearance.text_size);
        Ok(view)
    })
    .await
}

/// Keeps how the person wants the window to look.
#[tauri::command]
pub(crate) async fn set_appearance(
    program: Shared<'_>,
    window: WebviewWindow,
    change: AppearanceChange,
) -> Answer<SettingsView> {
    let program = Arc::clone(&program);
    apart(move || {
        let view = program.set_appearance(change)?;
        window::enlarge(&window, view.appearance.text_size);
        Ok(view)
    })
    .await
}

/// Puts the settings back to what is usual, but for those of trust data, history and watched folders.
#[tauri::command]
pub(crate) async fn reset_settings(
    program: Shared<'_>,
    window: WebviewWindow,
) -> Answer<SettingsView> {
    let program = Arc::clone(&program);
    apart(move || {
        let view = program.reset_settings()?;
        window::enlarge(&window, view.appearance.text_size);
        Ok(view)
    })
    .await
}

/// Takes the latest reset back.
#[tauri::command]
pub(crate) async fn undo_reset_settings(
    program: Shared<'_>,
    window: WebviewWindow,
) -> Answer<SettingsView> {
    let program = Arc::clone(&program);
    apart(move || {
        let view = program.undo_reset()?;
        window::enlarge(&window, view.appearance.text_size);
        Ok(view)
    })
    .await
}

/// Limits, and what is recognised but not checked.
#[tauri::command]
pub(crate) fn advanced() -> AdvancedView {
    let seconds = Arg::Number(whence_fetch::PATIENCE.as_secs());
    advanced::view([Message::new("limit-answer-seconds").with("most", seconds)])
}

/// Lets the person choose a trusted-root file to use instead of the built-in trust data.
#[tauri::command]
pub(crate) async fn choose_trusted_root(program: Shared<'_>) -> Answer<SettingsView> {
    let file = dialogs::choose_file().await.ok_or_else(cancelled)?;
    let program = Arc::clone(&program);
    apart(move || program.use_trusted_root(Some(file))).await
}

/// Goes back to the built-in trust data.
#[tauri::command]
pub(crate) async fn use_built_in_trust_data(program: Shared<'_>) -> Answer<SettingsView> {
    let program = Arc::clone(&program);
    apart(move || program.use_trusted_root(None)).await
}

/// Shows the list in the system's file manager; one that is not there yet is begun.
#[tauri::command]
pub(crate) async fn show_list_in_folder(program: Shared<'_>) -> Answer<()> {
    let shared = Arc::clone(&program);
    file_manager::show(apart(move || shared.begin_list()).await?).await
}
