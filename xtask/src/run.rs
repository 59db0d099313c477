//! Running other programs, and saying what was run.

use std::process::{Command, Stdio};

/// Either it was done, or a sentence why not.
pub(crate) type Outcome = Result<(), String>;

/// A program and what to tell it.
pub(crate) fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

/// Shows the command, runs it in sight of the person and waits for it.
pub(crate) fn run(mut command: Command) -> Outcome {
    let shown = shown(&command);
    println!("\n> {shown}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{shown}` failed ({status})")),
        Err(error) => Err(format!("`{shown}` could not be started: {error}")),
    }
}

/// Runs the command out of sight and returns what it printed, or nothing if it failed or is not there.
pub(crate) fn printed(mut command: Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

/// Prints one line per part that ran and fails if any of them did.
pub(crate) fn report(parts: &[(&str, Outcome)]) -> Outcome {
    println!("\nWhat was run:");
    for (name, outcome) in parts {
        match outcome {
            Ok(()) => println!("  held    {name}"),
            Err(why) => println!("  FAILED  {name}: {why}"),
        }
    }
    let failed = parts.iter().filter(|(_, outcome)| outcome.is_err()).count();
    match failed {
        0 => Ok(()),
        _ => Err(format!(
            "{failed} of {} parts failed; parts not named above did not run",
            parts.len()
        )),
    }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}
