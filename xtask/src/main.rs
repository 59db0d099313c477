//! The project's own commands. No dependencies, so that it builds anywhere in seconds.

mod icons;
mod offline;
mod page;
mod run;
mod system;
mod types;

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use crate::run::{Outcome, report, run};

const USAGE: &str = "\
cargo xtask run [FILES…]   build the window in release mode and start it
cargo xtask test           install what is missing, check the page, build everything, run every test
cargo xtask gen-types      write ui/src/lib/types from the view model
cargo xtask setup          only install what is missing
cargo xtask fuzz MINUTES   give every target of fuzz/ that much processor time, and say what came of it
cargo xtask mutants        change the rooms that decide, one thing at a time, and say what no test notices
cargo xtask icons          draw icons/*.png, icon.icns and icon.ico from icons/app.svg (needs rsvg-convert)";

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let command = arguments.next();
    let rest: Vec<OsString> = arguments.collect();
    let outcome = match command.as_deref().and_then(|name| name.to_str()) {
        Some("run") => start_window(&rest),
        Some("test") if rest.is_empty() => test_everything(),
        Some("gen-types") if rest.is_empty() => types::write(&root()),
        Some("setup") if rest.is_empty() => set_up(),
        Some("fuzz") => {
            let mut fuzz = Command::new(root().join("fuzz/run"));
            fuzz.args(&rest);
            run(fuzz)
        }
        Some("mutants") => {
            let mut mutants = Command::new(cargo_program());
            mutants
                .args(["run", "--quiet", "--manifest-path"])
                .arg(root().join("mutants/Cargo.toml"))
                .arg("--")
                .args(&rest);
            run(mutants)
        }
        Some("icons") if rest.is_empty() => icons::draw(&root()),
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}

fn start_window(files: &[OsString]) -> Outcome {
    system::install(&[system::FOR_BUILDING])?;
    system::check_node()?;
    let page = page::Page::of(&root());
    page.install_packages()?;
    page.build_if_older_than_its_sources()?;
    run(cargo(
        "build",
        &["--release", "--package", "whence-window", "--bins"],
    ))?;
    if cfg!(target_os = "linux")
        && env::var_os("DISPLAY").is_none()
        && env::var_os("WAYLAND_DISPLAY").is_none()
    {
        return Err(
            "the window is built, but there is no screen to show it on: neither DISPLAY nor \
                    WAYLAND_DISPLAY is set"
                .to_owned(),
        );
    }
    // Through cargo, which knows where the program is; the folder stays the caller's, so that
    // relative file names mean what they say.
    let mut window = cargo(
        "run",
        &["--quiet", "--release", "--package", "whence-window", "--"],
    );
    window.args(files);
    run(window)
}

/// Checks go on after a failed one, so that one run shows all of them; what others need does not.
fn test_everything() -> Outcome {
    let page = page::Page::of(&root());
    let mut done = Vec::new();
    let mut part = |name: &'static str, outcome: Outcome| {
        let held = outcome.is_ok();
        done.push((name, outcome));
        held
    };
    let ready = part(
        "packages of the system",
        system::install(&[system::FOR_BUILDING, system::FOR_TESTING]),
    ) && part("Node.js", system::check_node())
        && part("packages of the page", page.install_packages());
    part(
        "form of the sources",
        run(cargo("fmt", &["--all", "--check"])),
    );
    if ready {
        part("types of the view model", types::check(&root()));
        for (name, script) in [
            ("types of the page", "check"),
            ("tests of the page", "test"),
        ] {
            match page.has_script(script) {
                Ok(true) => part(name, page.script(script)),
                Ok(false) => part(
                    name,
                    Err(format!("ui/package.json has no script `{script}`")),
                ),
                Err(why) => part(name, Err(why)),
            };
        }
        let built = part("build of the page", page.script("build"))
            && part(
                "build of the programs",
                run(cargo("build", &["--workspace", "--bins"])),
            );
        if built {
            part(
                "lints",
                run(cargo(
                    "clippy",
                    &[
                        "--workspace",
                        "--all-targets",
                        "--quiet",
                        "--",
                        "--deny",
                        "warnings",
                    ],
                )),
            );
            part("tests without any network", offline::test());
            part(
                "tests of the programs",
                run(cargo("test", &offline::all_others())),
            );
        }
    }
    report(&done)
}

fn set_up() -> Outcome {
    system::install(&[system::FOR_BUILDING, system::FOR_TESTING])?;
    system::check_node()?;
    page::Page::of(&root()).install_packages()
}

pub(crate) fn cargo(verb: &str, arguments: &[&str]) -> Command {
    let mut cargo = Command::new(cargo_program());
    cargo
        .arg(verb)
        .arg("--manifest-path")
        .arg(root().join("Cargo.toml"))
        .args(arguments);
    cargo
}

fn cargo_program() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The top folder of the repository, wherever the caller stands. Cargo tells it when it starts us.
fn root() -> PathBuf {
    let ours = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    ours.as_deref()
        .and_then(Path::parent)
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}
