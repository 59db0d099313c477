//! `whence check` of several targets and of folders: each result is written as soon as it is there.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    io::{ErrorKind, IsTerminal, Write},
    path::PathBuf,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    time::{Duration, Instant},
};

use whence_app::{
    Checked, Checker, Input,
    batch::{self, Counters, Options, Ready, Rows, Watch},
    check::Against,
    history::{Observation, observation},
    lookup::Source,
    view::{Arg, Message},
    words::{self, Words},
};
use whence_verdict::State;

use crate::{
    Stop,
    arguments::{Check, Format},
    check::{Book, checker_and_book, exit_code, now, remark},
    json, lookup, text,
};

/// Results that may wait to be written; beyond that, checking waits.
const WAITING: usize = 1024;
/// Checks that are recorded together.
const RECORDED_TOGETHER: usize = 512;
/// How often the line on the terminal is drawn anew.
const TICK: Duration = Duration::from_millis(100);
/// How long nothing is drawn at first.
const QUIET: Duration = Duration::from_millis(500);

thread_local! {
    /// Each thread writes its own results; the sentences are not shared.
    static WRITER: (Words, RefCell<Rows>) = (Words::english(), RefCell::default());
}

/// A result, ready to be written.
struct Line {
    number: usize,
    text: String,
    state: State,
    against: Against,
    observation: Option<Observation>,
}

pub(crate) fn run(check: &Check, words: &Words) -> Result<u8, Stop> {
    // Who names files one by one means each of them; nobody knows all that lies in a folder.
    if !check.allow_network.is_empty() && batch::is_batch(&check.targets) {
        return Err(Stop::new(Message::new("cli-allow-network-one")));
    }
    let (mut checker, book, remarks) = checker_and_book(check)?;
    // Every chain will be needed more than once.
    checker.trust = checker.trust.with_chains_verified();
    for message in &remarks {
        remark(message, words);
    }
    let is_folder = |input: &Input| matches!(input, Input::Path(path) if path.is_dir());
    let form = Form {
        folders: check.targets.iter().any(is_folder),
        // Only what was named one by one has an order of its own.
        in_order: !batch::is_batch(&check.targets),
        format: check.format,
        csv: check.csv,
        verbose: check.verbose,
        keeps: book.is_some(),
    };
    let options = Options {
        hidden: check.hidden,
        jobs: check.jobs.unwrap_or(Options::default().jobs),
        in_background: false,
    };
    let (counters, cancel) = (Counters::default(), AtomicBool::new(false));
    let mut output = Output::begin(&form, &counters, book.as_ref(), words);
    let (sender, lines) = sync_channel(WAITING);
    let one_at_a_time = Mutex::default();
    std::thread::scope(|scope| {
        let (form, checker, counters, cancel) = (&form, &checker, &counters, &cancel);
        let one_at_a_time = &one_at_a_time;
        scope.spawn(move || {
            // A reader that is gone has set `cancel`.
            let ready = |ready: Ready| {
                let ready = looked_up(checker, ready, &check.allow_network, one_at_a_time);
                drop(sender.send(form.line(&ready)));
            };
            let watch = Watch {
                counters,
                cancel,
                ready: &ready,
                now: &now,
            };
            batch::run(checker, &check.targets, &check.evidence, options, &watch)
        });
        output.take_all(&lines, cancel);
        drop(lines);
    });
    output.end()
}

/// The result with what the allowed sources know of it. Servers are asked about one file after the other.
fn looked_up(
    checker: &Checker,
    ready: Ready,
    allowed: &[Source],
    one_at_a_time: &Mutex<()>,
) -> Ready {
    if allowed.is_empty() {
        return ready;
    }
    let _turn = one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
    Ready {
        checked: lookup::by_itself(checker, ready.checked, allowed),
        ..ready
    }
}

/// How results are written.
struct Form {
    folders: bool,
    in_order: bool,
    format: Format,
    csv: bool,
    verbose: bool,
    keeps: bool,
}

impl Form {
    fn line(&self, ready: &Ready) -> Line {
        let checked = &ready.checked;
        Line {
            number: ready.number,
            text: WRITER.with(|(words, rows)| self.text(ready, words, &mut rows.borrow_mut())),
            state: checked.verdict.state,
            against: checked.compared_with(),
            observation: self.keeps.then(|| observation(checked)),
        }
    }

    fn text(&self, ready: &Ready, words: &Words, rows: &mut Rows) -> String {
        let checked: &Checked = &ready.checked;
        let path: Option<PathBuf> = self.folders.then(|| ready.target.shown());
        match self.format {
            _ if self.csv => batch::line(&rows.row(ready), words),
            Format::Json => json::write_at(checked, path.as_deref(), words),
            Format::Text if self.folders && !self.verbose => {
                text::line_of(&rows.row(ready), checked, words)
            }
            Format::Text => text::write(checked, words, self.verbose),
        }
    }

    /// Whether results are blocks of lines with an empty one between them.
    fn blocks(&self) -> bool {
        !self.csv && self.format == Format::Text && (!self.folders || self.verbose)
    }
}

/// Standard output, and the line on the terminal that says how far it is.
struct Output<'a> {
    form: &'a Form,
    counters: &'a Counters,
    book: Option<&'a Book>,
    words: &'a Words,
    started: Instant,
    on_terminal: bool,
    drawn: bool,
    written: bool,
    broken: Option<ErrorKind>,
    totals: [u32; 5],
    states: Vec<State>,
    against: Against,
    observations: Vec<Observation>,
    /// Results that wait for earlier ones, by their numbers.
    early: BTreeMap<usize, Line>,
    next: usize,
}

impl<'a> Output<'a> {
    fn begin(
        form: &'a Form,
        counters: &'a Counters,
        book: Option<&'a Book>,
        words: &'a Words,
    ) -> Self {
        let mut output = Self {
            form,
            counters,
            book,
            words,
            started: Instant::now(),
            on_terminal: std::io::stderr().is_terminal(),
            drawn: false,
            written: false,
            broken: None,
            totals: [0; 5],
            states: Vec::new(),
            against: Against::default(),
            observations: Vec::new(),
            early: BTreeMap::new(),
            next: 0,
        };
        if form.csv {
            output.write(&format!("{}\r", batch::heading()));
        }
        output
    }

    fn take_all(&mut self, lines: &Receiver<Line>, cancel: &AtomicBool) {
        loop {
            match lines.recv_timeout(TICK) {
                Ok(line) if self.form.in_order => {
                    self.early.insert(line.number, line);
                    while let Some(line) = self.early.remove(&self.next) {
                        self.next += 1;
                        self.take(line);
                    }
                }
                Ok(line) => self.take(line),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.broken.is_some() {
                cancel.store(true, Ordering::Relaxed);
                // What was not looked at any more is not signed by anybody.
                self.states.push(State::CouldNotCheck);
                break;
            }
            self.draw();
        }
        // After one that was lost.
        for line in std::mem::take(&mut self.early).into_values() {
            self.take(line);
        }
        self.clear();
    }

    fn take(&mut self, line: Line) {
        if self.form.blocks() && self.written {
            self.write("");
        }
        let end = if self.form.csv { "\r" } else { "" };
        self.write(&format!("{}{end}", line.text.trim_end_matches('\n')));
        self.written = true;
        if let Some(total) = self.totals.get_mut(batch::rank(line.state)) {
            *total += 1;
        }
        if !self.states.contains(&line.state) {
            self.states.push(line.state);
        }
        self.against = line.against.max(self.against);
        self.observations.extend(line.observation);
        if self.observations.len() >= RECORDED_TOGETHER {
            self.record();
        }
    }

    fn record(&mut self) {
        if let (Some(book), false) = (self.book, self.observations.is_empty()) {
            book.record(&self.observations, self.words);
            self.observations.clear();
        }
    }

    fn write(&mut self, line: &str) {
        self.clear();
        let mut stdout = std::io::stdout().lock();
        if let Err(error) = writeln!(stdout, "{line}").and_then(|()| stdout.flush()) {
            self.broken.get_or_insert(error.kind());
        }
    }

    /// The exit code, after everything is said.
    fn end(mut self) -> Result<u8, Stop> {
        self.record();
        if let Some(book) = self.book {
            book.forget(self.words);
        }
        match self.broken {
            // A reader that went away, as `head` does, is no error.
            Some(ErrorKind::BrokenPipe) => return Ok(exit_code(self.states)),
            Some(_) => return Err(Stop::new(Message::new("cli-output-failed"))),
            None => {}
        }
        if self.form.folders && !self.form.csv && self.form.format == Format::Text {
            let summary = batch::summary(&self.totals, self.against, self.words);
            if self.form.blocks() && self.written {
                self.write("");
            }
            self.write(&summary);
            let unsigned = self.totals.get(batch::rank(State::NoSignature));
            if unsigned.is_some_and(|unsigned| *unsigned > 0) {
                let looked = Message::new("cli-many-where-looked");
                self.write(&self.words.render(&looked));
            }
        }
        for message in self.counters.remarks() {
            remark(&message, self.words);
        }
        if self.counters.lost.load(Ordering::Relaxed) > 0 {
            self.states.push(State::CouldNotCheck);
        }
        Ok(exit_code(self.states))
    }

    fn draw(&mut self) {
        if !self.on_terminal || self.started.elapsed() < QUIET {
            return;
        }
        let load = |count: &std::sync::atomic::AtomicUsize| count.load(Ordering::Relaxed);
        let bytes =
            |count: &std::sync::atomic::AtomicU64| words::size(count.load(Ordering::Relaxed));
        let seconds = self.started.elapsed().as_secs_f64();
        let done = load(&self.counters.done);
        let line = Message::new("cli-many-progress")
            .with("done", Arg::Number(done as u64))
            .with("all", Arg::Number(load(&self.counters.found) as u64))
            .with("rate", Arg::Number((done as f64 / seconds) as u64));
        let text = self.words.render(&line);
        let counters = self.counters;
        let (read, all) = (bytes(&counters.bytes_done), bytes(&counters.bytes_found));
        let _ = write!(std::io::stderr(), "\r\x1b[K{text} · {read} / {all}");
        self.drawn = true;
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.drawn) {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
