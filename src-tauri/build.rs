//! Names the commands, so that each of them needs a grant in `capabilities/` before the page may call it.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let commands = tauri_build::AppManifest::new().commands(&[
        "watch",
        "opened",
        "choose_files",
        "show_in_folder",
    ]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))?;
    Ok(())
}
