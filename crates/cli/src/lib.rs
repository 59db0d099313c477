//! The `whence` command: the same checks and the same words without a window.

mod arguments;
mod check;
mod history;
mod json;
mod list;
mod lookup;
mod many;
mod network;
mod sbom;
mod statement;
mod text;
mod trust_data;

use std::{ffi::OsString, io::Write, process::ExitCode};

use whence_app::{view::Message, words::Words};

/// Exit code for wrong use: unknown options, a list or key that cannot be read.
pub const WRONG_USE: u8 = 2;

/// Exit code of `whence list` when the list was not changed: it has mistakes, somebody else is changing it,
/// it cannot be written.
pub const NOT_CHANGED: u8 = 3;

/// Runs the command with the arguments after the program's name.
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let words = Words::english();
    let outcome = match arguments::parse(arguments) {
        Ok(arguments::Command::Help) => print(&words.render(&Message::new("cli-help"))),
        Ok(arguments::Command::Version) => print(&format!("whence {}", env!("CARGO_PKG_VERSION"))),
        Ok(arguments::Command::Check(check)) => check::run(check, &words),
        Ok(arguments::Command::History(history)) => history::run(history, &words),
        Ok(arguments::Command::Statement(check)) => statement::run(check, &words),
        Ok(arguments::Command::Sbom(arguments)) => sbom::run(arguments, &words),
        Ok(arguments::Command::SbomDiff(arguments)) => sbom::diff(arguments, &words),
        Ok(arguments::Command::TrustData(command)) => trust_data::run(command, &words),
        Ok(arguments::Command::Network(command)) => network::run(command, &words),
        Ok(arguments::Command::List(list)) => list::run(list, &words),
        Ok(arguments::Command::Lookup(lookup)) => lookup::run(lookup, &words),
        Err(problem) => Err(problem.with_help()),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(stop) => {
            // Nobody is left to tell when standard error is gone.
            let mut stderr = std::io::stderr().lock();
            for message in &stop.messages {
                let _ = writeln!(stderr, "whence: {}", words.render(message));
            }
            ExitCode::from(stop.code)
        }
    }
}

/// Why the command did not get to do anything.
#[derive(Debug)]
struct Stop {
    code: u8,
    messages: Vec<Message>,
}

impl Stop {
    fn new(message: Message) -> Self {
        Self::failed(WRONG_USE, message)
    }

    fn failed(code: u8, message: Message) -> Self {
        Self {
            code,
            messages: vec![message],
        }
    }

    fn with_help(mut self) -> Self {
        self.messages.push(Message::new("cli-see-help"));
        self
    }
}

/// Writes to standard output. A reader that went away, as `head` does, is no error.
fn print(text: &str) -> Result<u8, Stop> {
    let mut stdout = std::io::stdout().lock();
    match writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Ok(()) => Ok(0),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(0),
        Err(_) => Err(Stop::new(Message::new("cli-output-failed"))),
    }
}
