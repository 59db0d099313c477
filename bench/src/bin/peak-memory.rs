//! `peak-memory PROGRAM [ARGUMENT]...`: runs a program and prints its peak memory in KiB.
//!
//! A process of its own, and a small one, because the system counts what a child inherits before it
//! becomes the program: about 2 MiB here, below which nothing can be told.

use std::process::{Command, ExitCode, Stdio};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(program) = arguments.next() else {
        eprintln!("use: peak-memory PROGRAM [ARGUMENT]...");
        return ExitCode::from(2);
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => report(),
        Ok(status) => {
            eprintln!("{status}");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(unix)]
fn report() -> ExitCode {
    use nix::sys::resource::{UsageWho, getrusage};
    match getrusage(UsageWho::RUSAGE_CHILDREN) {
        Ok(usage) => {
            // macOS counts bytes, the others KiB.
            let unit = if cfg!(target_os = "macos") { 1024 } else { 1 };
            println!("{}", usage.max_rss() / unit);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(unix))]
fn report() -> ExitCode {
    println!("nan");
    ExitCode::SUCCESS
}
