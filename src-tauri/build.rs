//! Names the commands, so that each of them needs a grant in `capabilities/` before the page may call it.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let commands = tauri_build::AppManifest::new().commands(&[
        "watch",
        "opened",
        "check",
        "cancel",
        "again",
        "tab",
        "raw_page",
        "raw_copy",
        "raw_save",
        "choose_files",
        "open_text",
        "show_in_folder",
        "summary",
        "settings",
        "set_theme",
        "choose_trusted_root",
        "use_built_in_trust_data",
        "trusted_list",
        "show_list_in_folder",
    ]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))?;
    Ok(())
}
