//! Running tests with a mutant active: only those that reach it, those that notice most first, until one does.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    io::Write,
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{build::Program, find::Mutant};

/// What became of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// A test failed.
    Noticed,
    /// A test did not come to its end in time, which is a kind of failing.
    RanTooLong,
    /// Every test that reaches it passed.
    Survived,
    /// No test reaches it.
    Unreached,
}

/// A test with how much processor time it takes and which mutants it reaches.
pub(crate) struct Test<'p> {
    program: &'p Program,
    name: String,
    takes: Duration,
    reaches: Vec<usize>,
    /// How often it was run with a mutant active, and how often it noticed.
    tries: Mutex<Tries>,
}

/// By function, and of all under the empty name: what notices one change of a function mostly notices the next.
#[derive(Debug, Default)]
struct Tries(HashMap<String, Count>);

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    runs: u32,
    noticed: u32,
}

impl Tries {
    fn of(&self, function: &str) -> Count {
        self.0.get(function).copied().unwrap_or_default()
    }
}

impl Count {
    /// The share that was noticed; `expected` while nothing is known.
    fn share(self, expected: f64) -> f64 {
        (f64::from(self.noticed) + expected) / (f64::from(self.runs) + 1.0)
    }
}

impl Test<'_> {
    pub(crate) fn reaches(&self, id: usize) -> bool {
        self.reaches.contains(&id)
    }

    /// Mutants of a function it can be expected to notice in a second. Who noticed most so far goes first.
    fn promises(&self, function: &str) -> f64 {
        let tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let (of_all, here) = (tries.of("").share(0.5), tries.of(function));
        here.share(of_all) / (self.takes.as_secs_f64() + 0.1)
    }

    fn remember(&self, function: &str, noticed: bool) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        for place in ["", function] {
            let tries = tries.0.entry(place.to_owned()).or_default();
            tries.runs += 1;
            tries.noticed += u32::from(noticed);
        }
    }
}

/// A test that takes more processor time than this, in seconds, without any change is no use here: a thousand
/// mutants would wait for it.
const LONGEST: u64 = 60;
/// How many tests a mutant meets in the first round.
const FIRST: usize = 12;
/// A test that has not come to its end by then waits for something that will not come. Wide, because whoever
/// runs behind everything else on the machine waits long for the processor alone.
const WAITS: Duration = Duration::from_secs(1800);
/// Programs of tests that flip every bit of everything: minutes each, and what they notice others notice too.
const LEFT_OUT: &str = "byte_flips-";

/// Runs every test for itself, with no mutant active.
pub(crate) fn reach<'p>(programs: &'p [Program], scratch: &Path) -> Result<Vec<Test<'p>>, String> {
    let mut names = Vec::new();
    let name_of = |program: &Program| {
        program
            .path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    for program in programs {
        if name_of(program).is_some_and(|name| name.starts_with(LEFT_OUT)) {
            continue;
        }
        let output = Command::new(&program.path)
            .args(["--list", "--format", "terse"])
            .current_dir(&program.folder)
            .output()
            .map_err(|error| format!("{}: {error}", program.path.display()))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let tests = text.lines().filter_map(|line| line.strip_suffix(": test"));
        names.extend(tests.map(|name| (program, name.to_owned())));
    }
    let mut tests = in_parallel(&names, |position, (program, name)| {
        let log = scratch.join(format!("reached-{position}"));
        let _ = fs::remove_file(&log);
        let mut test = command(program, name, LONGEST);
        test.env("WHENCE_MUTANTS_REACHED", &log);
        let (held, takes) = passes(&mut test);
        let why = match held {
            Some(true) => None,
            Some(false) => Some("fails without any change"),
            None => Some("takes too long"),
        };
        if let Some(why) = why {
            println!("left out, because it {why}: {name}");
            let _ = fs::remove_file(&log);
        }
        let text = fs::read_to_string(&log).unwrap_or_default();
        let _ = fs::remove_file(&log);
        Test {
            program,
            name: name.clone(),
            takes,
            reaches: text.lines().filter_map(|id| id.parse().ok()).collect(),
            tries: Mutex::default(),
        }
    });
    tests.retain(|test| !test.reaches.is_empty());
    tests.sort_by_key(|test| test.takes);
    for test in tests.iter().rev().take(12) {
        println!(
            "{:7.2} s  {} reaches {}",
            test.takes.as_secs_f32(),
            test.name,
            test.reaches.len()
        );
    }
    Ok(tests)
}

/// The fate of each mutant. Those that are noticed are written down at once, so that a run can be gone on with.
///
/// Most of what is noticed is noticed by one of the first tests, and what no test notices meets all of them. So there
/// are two rounds, and the many that are quick do not wait for the few that are slow.
pub(crate) fn all<'m>(
    mutants: &[&'m Mutant],
    tests: &[Test<'_>],
    noticed: &Path,
) -> Vec<(&'m Mutant, Fate)> {
    let mut reached_by: BTreeMap<usize, Vec<&Test<'_>>> = BTreeMap::new();
    for test in tests {
        for id in &test.reaches {
            reached_by.entry(*id).or_default().push(test);
        }
    }
    let met: Vec<(&Mutant, Met<'_>)> = mutants
        .iter()
        .map(|mutant| {
            let open = reached_by.remove(&mutant.id).unwrap_or_default();
            let fate = match open.as_slice() {
                [] => Fate::Unreached,
                _ => Fate::Survived,
            };
            (*mutant, Met { open, fate })
        })
        .collect();
    let met = round(met, FIRST, noticed);
    let met = round(met, usize::MAX, noticed);
    met.into_iter()
        .map(|(mutant, met)| (mutant, met.fate))
        .collect()
}

/// What became of a mutant so far, and the tests it has not met.
struct Met<'p> {
    open: Vec<&'p Test<'p>>,
    fate: Fate,
}

/// Lets every mutant meet `most` more tests, those that promise most.
fn round<'m, 'p>(
    mutants: Vec<(&'m Mutant, Met<'p>)>,
    most: usize,
    noticed: &Path,
) -> Vec<(&'m Mutant, Met<'p>)> {
    let (open, mut settled): (Vec<_>, Vec<_>) = mutants
        .into_iter()
        .partition(|(_, met)| !met.open.is_empty());
    println!("{} mutants are open", open.len());
    let done = AtomicUsize::new(0);
    let met = in_parallel(&open, |_, (mutant, met)| {
        let met = met.further(mutant, most);
        if matches!(met.fate, Fate::Noticed | Fate::RanTooLong) {
            let file = fs::OpenOptions::new()
                .append(true)
                .create(true)
                .open(noticed);
            // Without it the next run only has more to do.
            let _ = file.and_then(|mut file| file.write_all(format!("{mutant}\n").as_bytes()));
        }
        let done = done.fetch_add(1, Relaxed) + 1;
        let so_far = match met.open.len() {
            0 => String::new(),
            left => format!(", {left} tests left"),
        };
        if met.fate == Fate::Survived {
            println!("{done}/{}  survived{so_far}  {mutant}", open.len());
        } else if done.is_multiple_of(100) {
            println!("{done}/{}", open.len());
        }
        (*mutant, met)
    });
    settled.extend(met);
    settled
}

impl<'p> Met<'p> {
    fn further(&self, mutant: &Mutant, most: usize) -> Self {
        let function = mutant.function();
        let mut tests: Vec<(f64, &Test<'_>)> = self
            .open
            .iter()
            .map(|test| (test.promises(&function), *test))
            .collect();
        tests.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let mut tests = tests.into_iter().map(|(_, test)| test);
        for test in tests.by_ref().take(most) {
            let seconds = (5 + 5 * test.takes.as_secs()).min(LONGEST);
            let mut run = command(test.program, &test.name, seconds);
            run.env("WHENCE_MUTANT", mutant.id.to_string());
            let (passed, _) = passes(&mut run);
            test.remember(&function, passed != Some(true));
            let fate = match passed {
                Some(true) => continue,
                Some(false) => Fate::Noticed,
                None => Fate::RanTooLong,
            };
            let open = Vec::new();
            return Self { open, fate };
        }
        Self {
            open: tests.collect(),
            fate: Fate::Survived,
        }
    }
}

/// One test alone, behind everything else on the machine and with no more memory and processor time, in seconds,
/// than it can need: a mutant may ask for all there is.
fn command(program: &Program, name: &str, seconds: u64) -> Command {
    let mut command = Command::new("sh");
    let limits = "ulimit -v 4000000; ulimit -t \"$1\"; shift; exec nice -n 5 \"$@\"";
    command
        .args(["-c", limits, "sh", &seconds.to_string()])
        .arg(&program.path)
        .args(["--exact", name, "--test-threads", "1"])
        .current_dir(&program.folder)
        .env("CARGO_MANIFEST_DIR", &program.folder)
        .env("PROPTEST_FAILURE_PERSISTENCE", "off")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Whether the test passes, `None` when it was stopped because it took too long; and its processor time, which
/// does not depend on what else the machine does.
fn passes(command: &mut Command) -> (Option<bool>, Duration) {
    const KILLED: [i32; 2] = [9, 24];
    let mut takes = Duration::ZERO;
    let Ok(mut child) = command.spawn() else {
        return (Some(false), takes);
    };
    let start = Instant::now();
    let mut pause = Duration::from_millis(2);
    loop {
        // Asked while it runs: what has ended and was waited for has no time any more.
        takes = processor_time(&child).unwrap_or(takes);
        match child.try_wait() {
            Ok(Some(status)) => {
                let stopped = status
                    .signal()
                    .is_some_and(|signal| KILLED.contains(&signal));
                return ((!stopped).then_some(status.success()), takes);
            }
            Ok(None) if start.elapsed() > WAITS => {
                end(&mut child);
                return (None, takes);
            }
            Ok(None) => thread::sleep(pause),
            Err(_) => return (Some(false), takes),
        }
        pause = (pause * 3 / 2).min(Duration::from_millis(50));
    }
}

/// Of `/proc/PID/stat`: the 14th and 15th value, in hundredths of a second. The name before them may hold anything.
fn processor_time(child: &Child) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).ok()?;
    let values = stat.rsplit_once(')')?.1.split_whitespace();
    let ticks: Vec<u64> = values
        .skip(11)
        .take(2)
        .filter_map(|it| it.parse().ok())
        .collect();
    Some(Duration::from_millis(ticks.iter().sum::<u64>() * 10))
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Does `work` with every item, one thread for each processor.
fn in_parallel<I: Sync, R: Send>(items: &[I], work: impl Fn(usize, &I) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let mut results: Vec<(usize, R)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|_| {
                scope.spawn(|| {
                    let mut mine = Vec::new();
                    loop {
                        let position = next.fetch_add(1, Relaxed);
                        let Some(item) = items.get(position) else {
                            return mine;
                        };
                        mine.push((position, work(position, item)));
                    }
                })
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_default())
            .collect()
    });
    results.sort_by_key(|(position, _)| *position);
    results.into_iter().map(|(_, result)| result).collect()
}
