//! The window of Whence: drop, dialogs, one-line commands, and nothing else.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod answer;
mod batch;
mod commands;
mod dialogs;
mod file_manager;
mod history;
mod lookups;
mod network;
mod parts;
mod pasted;
mod program;
mod progress;
mod queue;
mod registries;
mod results;
mod signers;
mod trust_data;
mod typed;
mod watching;
#[cfg(target_os = "linux")]
mod web_engine;
mod window;

use std::{env, ffi::OsString, path::Path, process::ExitCode, sync::Arc};

use tauri::{Manager, RunEvent};

use crate::{program::Program, signers::Follower};

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    web_engine::prepare();

    let built = tauri::Builder::default()
        // First, so that a second start ends before it builds anything.
        .plugin(tauri_plugin_single_instance::init(
            |app, arguments, folder| {
                let arguments = arguments.into_iter().map(OsString::from);
                take_arguments(app, arguments, Path::new(&folder));
                window::raise(app);
            },
        ))
        .manage(Program::start())
        .invoke_handler(tauri::generate_handler![
            commands::watch,
            commands::opened,
            commands::check,
            commands::cancel,
            commands::again,
            commands::again_as,
            commands::tab,
            commands::own_statement,
            commands::raw_page,
            commands::raw_copy,
            commands::raw_save,
            commands::choose_files,
            commands::open_text,
            commands::show_in_folder,
            commands::summary,
            commands::report_save,
            commands::settings,
            commands::set_appearance,
            commands::reset_settings,
            commands::undo_reset_settings,
            commands::advanced,
            commands::choose_trusted_root,
            commands::use_built_in_trust_data,
            commands::show_list_in_folder,
            batch::batch,
            batch::batch_page,
            batch::batch_seek,
            batch::batch_copy,
            batch::batch_save,
            batch::batch_open,
            batch::batch_again,
            commands::choose_folder,
            commands::close,
            commands::stay,
            parts::parts_find,
            parts::parts_open,
            parts::parts_cancel,
            parts::parts_past,
            parts::parts_of_check,
            parts::parts_page,
            parts::parts_seek,
            parts::parts_counts,
            parts::parts_gaps,
            parts::parts_values,
            parts::parts_detail,
            parts::parts_neighbours,
            parts::parts_children,
            parts::parts_paths,
            parts::parts_vulnerabilities,
            parts::parts_findings,
            parts::parts_copy,
            parts::parts_save,
            parts::parts_choose,
            parts::parts_compare,
            parts::parts_differences,
            parts::parts_differences_save,
            history::history,
            history::history_rows,
            history::compare_checks,
            history::compare_with_history,
            history::check_again,
            history::forget,
            history::undo_forget,
            history::keep_effect,
            history::keep_history,
            history::export_history,
            history::begin_history_anew,
            watching::changed_results,
            watching::watched,
            watching::watch_folder,
            watching::unwatch_folder,
            watching::pause_folder,
            watching::watched_rows,
            watching::open_watched,
            trust_data::trust_data,
            trust_data::update_trust_data,
            trust_data::update_trust_data_from_folder,
            trust_data::cancel_trust_update,
            trust_data::set_freshness,
            trust_data::choose_instance,
            trust_data::add_instance,
            trust_data::rename_instance,
            trust_data::remove_instance,
            trust_data::undo_remove_instance,
            network::network,
            network::set_network_off,
            network::set_proxy,
            network::choose_authorities,
            network::forget_authorities,
            network::set_consent,
            network::set_source_place,
            network::network_log,
            network::clear_network_log,
            lookups::lookup_plan,
            lookups::look_up,
            lookups::stop_look_up,
            lookups::save_bundle,
            registries::registry_question,
            registries::allow_registry,
            registries::forget_registry,
            registries::add_plain_registry,
            registries::set_plain_passwords,
            registries::forget_plain_registry,
            pasted::compare_pasted,
            pasted::stop_comparing,
            signers::signers,
            signers::signer,
            signers::lint_signer,
            signers::edit_signers,
            signers::look_at_signers,
            signers::test_signer,
            signers::test_entry,
            signers::trust_proposal,
            signers::lint_trust,
            signers::compare_with_list,
            signers::result_now,
            signers::import_file,
            signers::import_text,
            signers::forget_import,
            signers::export_preview,
            signers::export_save,
            signers::export_copy,
        ])
        .on_window_event(window::on_event)
        .setup(|app| {
            let follower = Follower::follow(&app.state::<Arc<Program>>());
            follower.look();
            app.manage(follower);
            trust_data::keep_current(&app.state::<Arc<Program>>());
            take_arguments(app.handle(), env::args_os(), &env::current_dir()?);
            window::open(app)?;
            Ok(())
        })
        .build(tauri::generate_context!());

    match built {
        Ok(app) => {
            app.run(on_run_event);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("Whence could not open its window: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Queues the files of a start, ours or a second one's. The first argument is the program itself.
fn take_arguments(
    app: &tauri::AppHandle,
    arguments: impl IntoIterator<Item = OsString>,
    folder: &Path,
) {
    let arguments = arguments.into_iter().skip(1);
    app.state::<Arc<Program>>()
        .queue
        .push_paths(queue::paths_from_arguments(arguments, folder));
}

/// The end of the program; and on macOS files that are opened with it, which come as addresses, also while it
/// starts.
fn on_run_event(app: &tauri::AppHandle, event: RunEvent) {
    if matches!(event, RunEvent::Exit) {
        app.state::<Arc<Program>>().stop();
    }
    #[cfg(target_os = "macos")]
    if let RunEvent::Opened { urls } = event {
        let paths = urls.iter().filter_map(|url| url.to_file_path().ok());
        app.state::<Arc<Program>>().queue.push_paths(paths);
    }
}
