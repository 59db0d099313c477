//! Whole processes.

use std::{
    env::current_exe,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A program of this workspace that lies built beside this one.
pub fn built(name: &str) -> Option<PathBuf> {
    let own = current_exe().expect("the name of this program");
    // Benchmarks lie in `deps` of the folder of programs.
    let folder = own.parent().and_then(Path::parent).expect("a folder");
    let path = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    path.is_file().then_some(path)
}

/// A command line to be run many times.
#[derive(Debug, Clone)]
pub struct Line(Vec<String>);

impl Line {
    /// A program and its arguments.
    pub fn new<T: AsRef<str>>(program: impl AsRef<Path>, arguments: &[T]) -> Self {
        let program = program.as_ref().to_str().expect("text").to_owned();
        let arguments = arguments
            .iter()
            .map(|argument| argument.as_ref().to_owned());
        Self(std::iter::once(program).chain(arguments).collect())
    }

    /// Whether the program is there at all.
    pub fn can_run(&self) -> bool {
        quiet(&self.0[0]).arg("--version").status().is_ok()
    }

    /// Runs it once; it must succeed.
    pub fn run(&self) {
        let status = quiet(&self.0[0]).args(&self.0[1..]).status();
        let status = status.expect("a program that starts");
        assert!(status.success(), "{:?}: {status}", self.0);
    }

    /// Peak memory of one run in MiB, told by `observer`, the program `peak-memory` of this crate.
    pub fn peak_memory(&self, observer: &str) -> f64 {
        let output = quiet(observer)
            .args(&self.0)
            .stdout(Stdio::piped())
            .output();
        let output = output.expect("the observer runs");
        assert!(output.status.success(), "{:?}: {output:?}", self.0);
        let kibibytes: f64 = String::from_utf8(output.stdout)
            .ok()
            .and_then(|text| text.trim().parse().ok())
            .expect("a number of KiB");
        kibibytes / 1024.0
    }
}

fn quiet(program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // Settings and list of the person who measures are none of the measurement's business.
    command.env(
        "WHENCE_CONFIG_DIR",
        std::env::temp_dir().join("whence-bench-no-settings"),
    );
    command
}
