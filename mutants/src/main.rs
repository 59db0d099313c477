//! Mutation testing: what can be changed in the rooms that decide without any test noticing?
//!
//! Compiling once for each change would take a day. Here all changes are compiled into one build, each behind
//! `mutation::on(N)`, and a number in the environment chooses which one is active.

mod accepted;
mod build;
mod find;
mod run;
mod tree;

use std::{collections::BTreeSet, env, fs, path::PathBuf, process::ExitCode};

use crate::{find::Mutant, run::Fate};

const USAGE: &str = "\
cargo xtask mutants [WORDS…]   mutants whose description holds all of the words; all of them without any
  --list   only say which mutants there are
  --open   only those that nothing noticed last time and nobody accepted, and those that are new since";

/// The rooms that are changed, with the list of changes that were looked at and may stay unnoticed.
const ROOMS: [&str; 2] = ["crates/verify", "crates/verdict"];
const ACCEPTED: &str = "crates/verify/mutants.accepted";
/// Compares what was decided before, so that least depends on it.
const COMPARE: [&str; 2] = [
    "crates/verdict/src/change.rs",
    "crates/verdict/src/version.rs",
];
/// The packages whose tests are to notice.
const TESTED: [&str; 2] = ["whence-verify", "whence-verdict"];

fn main() -> ExitCode {
    let (options, words): (Vec<String>, Vec<String>) = env::args()
        .skip(1)
        .partition(|argument| argument.starts_with("--"));
    let only = match options.as_slice() {
        [] => Only::Named,
        [option] if option == "--list" => Only::List,
        [option] if option == "--open" => Only::Open,
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match test(&words, only) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("mutants: {why}");
            ExitCode::from(2)
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Only {
    /// A list, without a run.
    List,
    /// Mutants that hold the words.
    Named,
    /// Of these, the ones that were neither noticed before nor accepted.
    Open,
}

/// Whether every mutant was noticed or is accepted, and no acceptance is stale.
fn test(words: &[String], only: Only) -> Result<bool, String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let scratch = env::var_os("WHENCE_MUTANTS")
        .map_or_else(|| env::temp_dir().join("whence-mutants"), PathBuf::from);
    let accepted = accepted::read(&root.join(ACCEPTED))?;
    let tree = tree::copy(&root, &scratch.join("tree"))?;
    let mut sources = Vec::new();
    for room in ROOMS {
        find::sources(&tree, room, &mut sources)?;
    }
    let mut mutants: Vec<Mutant> = Vec::new();
    for source in &mut sources {
        source.find(&mut mutants);
    }
    find::number_equal_ones(&mut mutants);
    println!("{} mutants in {} files", mutants.len(), sources.len());
    let chosen = |mutant: &Mutant| {
        let name = mutant.to_string();
        words.iter().all(|word| name.contains(word.as_str()))
    };
    if only == Only::List {
        mutants
            .iter()
            .filter(|m| chosen(m))
            .for_each(|m| println!("{m}"));
        return Ok(true);
    }

    let target = scratch.join("target");
    let build = build::Build::new(&tree, &target);
    let programs = build.all_in_one(&mut sources, &mut mutants, &ROOMS, &TESTED)?;
    let compiled = mutants.iter().filter(|mutant| mutant.compiles).count();
    println!("{compiled} of them compile; asking which test reaches which");
    let reached = run::reach(&programs, &scratch)?;
    let noticed_before = scratch.join("noticed");
    let noticed_once: BTreeSet<String> = match only {
        Only::Open => fs::read_to_string(&noticed_before).unwrap_or_default(),
        Only::List | Only::Named => String::new(),
    }
    .lines()
    .map(str::to_owned)
    .collect();
    let mut wanted: Vec<&Mutant> = mutants
        .iter()
        .filter(|mutant| mutant.compiles && chosen(mutant))
        .filter(|mutant| only != Only::Open || !accepted.contains_key(&mutant.to_string()))
        // What no test reaches any more is not noticed any more either.
        .filter(|mutant| {
            !noticed_once.contains(&mutant.to_string())
                || !reached.iter().any(|test| test.reaches(mutant.id))
        })
        .collect();
    // What may be a hole comes first; what is accepted is only asked whether it still holds.
    wanted.sort_by_key(|mutant| {
        let name = mutant.to_string();
        let compares = COMPARE.iter().any(|file| name.starts_with(file));
        (accepted.contains_key(&name), compares)
    });
    let fates = run::all(&wanted, &reached, &noticed_before);

    let mut open = Vec::new();
    let mut counts = [0_usize; 5];
    for (mutant, fate) in &fates {
        let is_accepted = accepted.contains_key(&mutant.to_string());
        let kind = match fate {
            Fate::Noticed => 0,
            Fate::RanTooLong => 1,
            Fate::Survived | Fate::Unreached if is_accepted => 2,
            Fate::Survived => 3,
            Fate::Unreached => 4,
        };
        counts[kind] += 1;
        if kind > 2 {
            open.push((fate, mutant));
        }
    }
    println!();
    open.sort_by_key(|(fate, mutant)| (**fate == Fate::Unreached, mutant.id));
    for (fate, mutant) in &open {
        let word = if **fate == Fate::Survived {
            "survived "
        } else {
            "unreached"
        };
        println!("{word}  {mutant}  (line {})", mutant.line);
    }
    let noticed = |name: &String| {
        fates.iter().any(|(mutant, fate)| {
            *name == mutant.to_string() && !matches!(fate, Fate::Survived | Fate::Unreached)
        })
    };
    let gone = |name: &String| !mutants.iter().any(|mutant| *name == mutant.to_string());
    let stale: Vec<&String> = accepted
        .keys()
        .filter(|name| noticed(name) || gone(name))
        .collect();
    for name in &stale {
        println!("stale      {name}");
    }
    println!(
        "{} mutants: {} noticed by a test, {} ran too long, {} accepted, {} survived, {} reached by no test; \
         {} do not compile",
        fates.len(),
        counts[0],
        counts[1],
        counts[2],
        counts[3],
        counts[4],
        mutants.len() - compiled,
    );
    Ok(open.is_empty() && stale.is_empty())
}
