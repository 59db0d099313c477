//! One build with every mutant in it. A mutant that does not compile is left out and the rest is tried again.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{
    find::{Mutant, Place, Source},
    tree,
};

/// A program of tests, and the folder it expects to be started in.
pub(crate) struct Program {
    pub(crate) path: PathBuf,
    pub(crate) folder: PathBuf,
}

pub(crate) struct Build<'p> {
    tree: &'p Path,
    target: &'p Path,
}

impl<'p> Build<'p> {
    pub(crate) fn new(tree: &'p Path, target: &'p Path) -> Self {
        Self { tree, target }
    }

    /// Writes the changed sources and compiles the tests of `packages` with them.
    pub(crate) fn all_in_one(
        &self,
        sources: &mut [Source],
        mutants: &mut [Mutant],
        rooms: &[&str],
        packages: &[&str],
    ) -> Result<Vec<Program>, String> {
        let switch = include_str!("mutation.rs.txt").replace("COUNT", &mutants.len().to_string());
        for _ in 0..40 {
            let mut stands = Vec::new();
            for source in sources.iter() {
                let (mut text, places) = source.changed(mutants);
                if rooms
                    .iter()
                    .any(|room| source.path.ends_with(format!("{room}/src/lib.rs")))
                {
                    text.push_str(&switch);
                }
                tree::write(&source.path, text.as_bytes())?;
                stands.push((source.path.clone(), places));
            }
            // The rooms alone first: quick, and every error of ours is there.
            let rooms: Vec<String> = rooms
                .iter()
                .map(|room| room.replace("crates/", "whence-"))
                .collect();
            let rooms: Vec<&str> = rooms.iter().map(String::as_str).collect();
            let mut errors = Self::errors(&self.cargo(&["check"], &rooms)?);
            if errors.is_empty() {
                let messages = self.cargo(&["test", "--no-run"], packages)?;
                errors = Self::errors(&messages);
                if errors.is_empty() {
                    return Ok(programs(&messages));
                }
            }
            let before = mutants.iter().filter(|mutant| mutant.compiles).count();
            for error in &errors {
                if !leave_out(error, true, &stands, mutants) {
                    leave_out(error, false, &stands, mutants);
                }
            }
            let left_out = before - mutants.iter().filter(|mutant| mutant.compiles).count();
            println!("{left_out} mutants do not compile");
            if left_out == 0 {
                return Err(format!("this does not compile:\n{}", errors[0]["rendered"]));
            }
        }
        Err("it still does not compile".to_owned())
    }

    fn errors(messages: &[Value]) -> Vec<Value> {
        let errors = messages
            .iter()
            .filter(|message| message["message"]["level"] == "error");
        errors.map(|message| message["message"].clone()).collect()
    }

    fn cargo(&self, verb: &[&str], packages: &[&str]) -> Result<Vec<Value>, String> {
        let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(verb)
            .args(["--message-format", "json", "--quiet", "--offline"])
            .args(packages.iter().flat_map(|package| ["--package", package]))
            .current_dir(self.tree)
            .env("CARGO_TARGET_DIR", self.target)
            // Every mutant pays for slow tests, the one build pays for fast ones.
            .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CARGO_INCREMENTAL", "0")
            .env("RUSTFLAGS", "")
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect())
    }
}

fn programs(messages: &[Value]) -> Vec<Program> {
    let program = |message: &Value| {
        let manifest = Path::new(message["manifest_path"].as_str()?);
        (message["profile"]["test"] == true).then_some(())?;
        Some(Program {
            path: PathBuf::from(message["executable"].as_str()?),
            folder: manifest.parent()?.to_owned(),
        })
    };
    messages.iter().filter_map(program).collect()
}

/// The edits of a file: where each stands in the changed text, and which mutants it carries.
type Stands = (PathBuf, Vec<Place>);

/// Leaves out the innermost mutant around each place an error is about; without one, all on its lines.
/// Whether there were any.
fn leave_out(error: &Value, primary: bool, stands: &[Stands], mutants: &mut [Mutant]) -> bool {
    let mut any = false;
    for span in error["spans"].as_array().into_iter().flatten() {
        if span["is_primary"] != primary {
            continue;
        }
        let file = span["file_name"].as_str().unwrap_or_default();
        let number = |name: &str| {
            span[name]
                .as_u64()
                .and_then(|n| usize::try_from(n).ok())
                .unwrap_or(0)
        };
        let (start, end) = (number("byte_start"), number("byte_end"));
        let Some((path, places)) = stands.iter().find(|(path, _)| path.ends_with(file)) else {
            continue;
        };
        let live = |ids: &[usize]| ids.iter().any(|id| mutants[*id].compiles);
        let around = places
            .iter()
            .filter(|(place, ids)| place.start <= start && end <= place.end && live(ids))
            .min_by_key(|(place, _)| place.len());
        let ids: Vec<usize> = match around {
            Some((_, ids)) => ids.clone(),
            None => {
                // A constant that calls a function which no longer is `const`.
                let text = fs::read_to_string(path).unwrap_or_default();
                let called = text.get(start..end).unwrap_or_default();
                let name = called
                    .split('(')
                    .next()
                    .and_then(|path| path.rsplit(&[':', '.'][..]).next());
                let name = format!("{}: ", name.unwrap_or_default());
                let in_it = mutants.iter().filter(|mutant| {
                    let function = mutant.to_string();
                    function.contains(&format!("::{name}"))
                        || function.contains(&format!(" {name}"))
                });
                let lines = number("line_start")..=number("line_end");
                let on_lines = places
                    .iter()
                    .flat_map(|(_, ids)| ids)
                    .filter(|id| lines.contains(&mutants[**id].line))
                    .copied();
                in_it.map(|mutant| mutant.id).chain(on_lines).collect()
            }
        };
        for id in ids {
            any |= mutants[id].compiles;
            mutants[id].compiles = false;
        }
    }
    any
}
