//! Batches: folders and very many files. Each is a table of rows; what a row says in full is checked anew when it
//! is opened.

use std::{
    collections::VecDeque,
    fs::File,
    io::BufWriter,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc::{RecvTimeoutError, channel},
    },
    time::{Duration, Instant},
};

use tauri::State;
use whence_app::{
    Checker, Input,
    batch::{
        self, Counters, Exporter, Options, Ready, Table, Target, Watch,
        view::{BatchAgain, BatchFormat, BatchPage, BatchProgress, BatchQuery, BatchView},
    },
    surroundings::Surroundings,
    view::{OpenedView, Progress, ResultView},
};
use whence_display::DisplayText;

use crate::{
    answer::{Answer, apart, cancelled, error},
    dialogs,
    history::Made,
    program::{Program, lock, now},
    queue::{self, Work},
};

/// Batches whose tables are kept.
const MOST: usize = 4;
/// Checks that are recorded together.
const RECORDED_TOGETHER: usize = 512;
/// How often the page hears how far it is: more often until the first result is there, which nobody shall wait for.
/// What it draws afterwards takes processor time from the checks.
const TICKS: [Duration; 2] = [Duration::from_millis(33), Duration::from_millis(200)];
/// How often what was checked goes to the history, at least.
const RECORD_EVERY: Duration = Duration::from_secs(1);
/// Rows that fit into a clipboard.
const MOST_COPIED: usize = 50_000;

/// The latest batches, oldest first.
#[derive(Default)]
pub(crate) struct Batches(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    last: u32,
    batches: VecDeque<(u32, Arc<Batch>)>,
}

struct Batch {
    number: u32,
    name: DisplayText,
    inputs: Arc<[Input]>,
    /// With hidden files.
    hidden: bool,
    table: Mutex<Table>,
    run: Mutex<Run>,
}

/// The latest run over a batch.
struct Run {
    counters: Arc<Counters>,
    /// What was left out when everything was walked.
    walked: Arc<Counters>,
    left: Vec<Target>,
    running: bool,
    began: Instant,
    took: Duration,
    /// Which state of the list it was decided with.
    generation: u64,
}

impl Batches {
    fn begin(&self, inputs: Arc<[Input]>, hidden: bool, generation: u64) -> Arc<Batch> {
        let mut kept = lock(&self.0);
        kept.last += 1;
        let number = kept.last;
        let counters = Arc::new(Counters::default());
        let batch = Arc::new(Batch {
            number,
            name: queue::name_of(&inputs).unwrap_or_else(|| DisplayText::identifier("")),
            inputs,
            hidden,
            table: Mutex::default(),
            run: Mutex::new(Run {
                walked: Arc::clone(&counters),
                counters,
                left: vec![],
                running: true,
                began: Instant::now(),
                took: Duration::ZERO,
                generation,
            }),
        });
        kept.batches.push_back((number, Arc::clone(&batch)));
        while kept.batches.len() > MOST {
            kept.batches.pop_front();
        }
        batch
    }

    fn find(&self, number: u32) -> Answer<Arc<Batch>> {
        let kept = lock(&self.0);
        let found = kept.batches.iter().find(|(known, _)| *known == number);
        found
            .map(|(_, batch)| Arc::clone(batch))
            .ok_or_else(|| error("batch-gone"))
    }
}

impl Batch {
    fn progress(&self) -> BatchProgress {
        let (counters, elapsed) = {
            let run = lock(&self.run);
            let elapsed = if run.running {
                run.began.elapsed()
            } else {
                run.took
            };
            (Arc::clone(&run.counters), elapsed)
        };
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let table = lock(&self.table);
        BatchProgress {
            batch: self.number,
            found: count(counters.found.load(Ordering::Relaxed)),
            done: count(counters.done.load(Ordering::Relaxed)),
            bytes_found: counters.bytes_found.load(Ordering::Relaxed),
            bytes_done: counters.bytes_done.load(Ordering::Relaxed),
            elapsed: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
            looking: !counters.walked.load(Ordering::Relaxed),
            totals: table.totals(),
            revision: table.revision(),
        }
    }

    fn view(&self, generation: u64) -> BatchView {
        let progress = self.progress();
        let run = lock(&self.run);
        BatchView {
            progress,
            name: self.name.clone(),
            more: u32::try_from(self.inputs.len().saturating_sub(1)).unwrap_or(u32::MAX),
            running: run.running,
            left: u32::try_from(run.left.len()).unwrap_or(u32::MAX),
            remarks: run.walked.remarks(),
            hidden: run.walked.hidden.load(Ordering::Relaxed) > 0,
            list_changed: run.generation != generation,
        }
    }
}

/// The window is drawn before files are checked.
fn options(hidden: bool) -> Options {
    Options {
        hidden,
        in_background: true,
        ..Options::default()
    }
}

impl Program {
    /// Checks what makes a batch, and tells how far it is until it ends.
    pub(crate) fn check_batch(
        &self,
        inputs: Arc<[Input]>,
        hidden: bool,
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) {
        let (checker, generation) = self.checker();
        let batch = self.batches.begin(inputs, hidden, generation);
        let options = options(hidden);
        let add = |ready: &Ready| lock(&batch.table).add(ready);
        self.run_batch(
            &batch,
            progress,
            cancel,
            &add,
            &|checker, watch| batch::run(checker, &batch.inputs, &[], options, watch),
            &checker,
        );
    }

    /// Checks something of a batch once more.
    pub(crate) fn check_batch_again(
        &self,
        number: u32,
        which: &BatchAgain,
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) -> Answer<()> {
        let batch = self.batches.find(number)?;
        let (checker, generation) = self.checker();
        let rows = match which {
            BatchAgain::All { hidden } => {
                let hidden = *hidden || batch.hidden;
                self.check_batch(Arc::clone(&batch.inputs), hidden, progress, cancel);
                return Ok(());
            }
            BatchAgain::Rest => None,
            BatchAgain::States { states } => Some(lock(&batch.table).in_states(states)),
            BatchAgain::Rows { rows } => Some(rows.clone()),
        };
        let targets: Vec<Target> = {
            let mut run = lock(&batch.run);
            run.counters = Arc::new(Counters::default());
            run.running = true;
            run.began = Instant::now();
            match &rows {
                None => {
                    run.generation = generation;
                    std::mem::take(&mut run.left)
                }
                Some(rows) => {
                    let table = lock(&batch.table);
                    let row = |row: &u32| Some(table.row(*row)?.target().clone());
                    rows.iter().filter_map(row).collect()
                }
            }
        };
        let targets = Mutex::new(targets);
        let add = |ready: &Ready| {
            let mut table = lock(&batch.table);
            match rows.as_ref().and_then(|rows| rows.get(ready.number)) {
                Some(row) => drop(table.replace(*row, &ready.checked)),
                None => table.add(ready),
            }
        };
        self.run_batch(
            &batch,
            progress,
            cancel,
            &add,
            &|checker, watch| {
                let targets = std::mem::take(&mut *lock(&targets));
                let left = batch::run_again(checker, targets, options(false), watch);
                // Rows that were not checked again keep what they say.
                if rows.is_some() { vec![] } else { left }
            },
            &checker,
        );
        Ok(())
    }

    fn run_batch(
        &self,
        batch: &Batch,
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
        add: &(dyn Fn(&Ready) + Sync),
        work: &(dyn Fn(&Checker, &Watch<'_>) -> Vec<Target> + Sync),
        checker: &Checker,
    ) {
        let counters = Arc::clone(&lock(&batch.run).counters);
        let made: Mutex<Vec<Made>> = Mutex::default();
        let record = |least: usize| {
            let mut made = lock(&made);
            if made.len() >= least {
                let made = std::mem::take(&mut *made);
                self.record_made(made);
            }
        };
        let ready = |ready: Ready| {
            add(&ready);
            lock(&made).push(Made::of(&ready.checked));
            record(RECORDED_TOGETHER);
        };
        progress(Progress::Batch(batch.progress()));
        let (end, ended) = channel::<()>();
        let left = std::thread::scope(|scope| {
            let (counters, ready) = (&counters, &ready);
            let run = scope.spawn(move || {
                let _end = end;
                let watch = Watch {
                    counters,
                    cancel,
                    ready,
                    now: &now,
                };
                work(checker, &watch)
            });
            let mut recorded = Instant::now();
            loop {
                let [often, later] = TICKS;
                let tick = match lock(&batch.table).is_empty() {
                    true => often,
                    false => later,
                };
                if ended.recv_timeout(tick) == Err(RecvTimeoutError::Disconnected) {
                    break;
                }
                progress(Progress::Batch(batch.progress()));
                if recorded.elapsed() > RECORD_EVERY {
                    record(1);
                    recorded = Instant::now();
                }
            }
            run.join().unwrap_or_default()
        });
        record(1);
        let mut run = lock(&batch.run);
        run.running = false;
        run.took = run.began.elapsed();
        if !left.is_empty() {
            run.left = left;
        }
    }

    /// Checks one row to see it in full. What it says now stands in the table too.
    pub(crate) fn check_row(
        &self,
        number: u32,
        row: u32,
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) -> Answer<Vec<ResultView>> {
        let batch = self.batches.find(number)?;
        let target = self.target(&batch, row)?;
        let (checker, generation) = self.checker();
        let checked = target
            .check(&checker, &Surroundings::default(), now(), progress, cancel)
            .ok_or_else(cancelled)?;
        // Looking at it is no check of its own, unless it comes to something else.
        if lock(&batch.table).replace(row, &checked) {
            self.record(std::slice::from_ref(&checked));
        }
        let inputs: Arc<[Input]> = target.path().map(Input::Path).into_iter().collect();
        Ok(self.keep_results(vec![checked], &inputs, generation))
    }

    fn target(&self, batch: &Batch, row: u32) -> Answer<Target> {
        let table = lock(&batch.table);
        let row = table.row(row).ok_or_else(|| error("batch-gone"))?;
        Ok(row.target().clone())
    }

    fn open_row(&self, number: u32, row: u32) -> Answer<OpenedView> {
        let batch = self.batches.find(number)?;
        let name = self.target(&batch, row)?.shown();
        let name = DisplayText::file_name(name.file_name().unwrap_or(name.as_os_str()));
        let work = Work::Row { batch: number, row };
        Ok(self.queue.hand_out_work(work, name, 1))
    }

    fn open_again(&self, number: u32, which: BatchAgain) -> Answer<OpenedView> {
        let batch = self.batches.find(number)?;
        let work = Work::Again {
            batch: number,
            which,
        };
        let count = u32::try_from(batch.inputs.len()).unwrap_or(u32::MAX);
        Ok(self.queue.hand_out_work(work, batch.name.clone(), count))
    }

    fn save_batch(
        &self,
        number: u32,
        query: &BatchQuery,
        format: BatchFormat,
        place: &Path,
    ) -> Answer<()> {
        let batch = self.batches.find(number)?;
        let rows = lock(&batch.table).rows(query);
        let save = || -> std::io::Result<()> {
            let mut exporter = Exporter::begin(BufWriter::new(File::create(place)?), format)?;
            for row in &rows {
                exporter.write(row)?;
            }
            exporter.end().map(drop)
        };
        save().map_err(|_| error("batch-not-saved"))
    }
}

type Shared<'a> = State<'a, Arc<Program>>;

/// A batch as a whole.
#[tauri::command]
pub(crate) async fn batch(program: Shared<'_>, batch: u32) -> Answer<BatchView> {
    let program = Arc::clone(&program);
    apart(move || {
        let generation = program.generation();
        Ok(program.batches.find(batch)?.view(generation))
    })
    .await
}

/// Some rows of its table; with `revision`, of the table that was shown before.
#[tauri::command]
pub(crate) async fn batch_page(
    program: Shared<'_>,
    batch: u32,
    query: BatchQuery,
    revision: Option<u64>,
    first: u32,
) -> Answer<BatchPage> {
    let program = Arc::clone(&program);
    apart(move || {
        let batch = program.batches.find(batch)?;
        Ok(lock(&batch.table).page(&query, revision, first))
    })
    .await
}

/// The next row whose name begins like this.
#[tauri::command]
pub(crate) async fn batch_seek(
    program: Shared<'_>,
    batch: u32,
    query: BatchQuery,
    revision: u64,
    prefix: String,
    after: u32,
) -> Answer<Option<u32>> {
    let program = Arc::clone(&program);
    apart(move || {
        let batch = program.batches.find(batch)?;
        Ok(lock(&batch.table).seek(&query, revision, &prefix, after))
    })
    .await
}

/// Rows as text for the clipboard: those at these positions of a table that was shown, or all that fit.
#[tauri::command]
pub(crate) async fn batch_copy(
    program: Shared<'_>,
    batch: u32,
    query: BatchQuery,
    revision: u64,
    rows: Option<Vec<u32>>,
) -> Answer<String> {
    let program = Arc::clone(&program);
    apart(move || {
        let batch = program.batches.find(batch)?;
        let rows = match rows {
            Some(rows) => lock(&batch.table).rows_at(&query, revision, &rows),
            None => lock(&batch.table).rows(&query),
        };
        if rows.len() > MOST_COPIED {
            return Err(error("batch-not-copied"));
        }
        Ok(batch::copy(&rows))
    })
    .await
}

/// Asks where to and saves the rows that fit; `false` when the person decided otherwise.
#[tauri::command]
pub(crate) async fn batch_save(
    program: Shared<'_>,
    batch: u32,
    query: BatchQuery,
    format: BatchFormat,
) -> Answer<bool> {
    let name = match format {
        BatchFormat::Csv => "whence-results.csv",
        BatchFormat::Json => "whence-results.json",
    };
    let Some(place) = dialogs::choose_place(name.to_owned()).await else {
        return Ok(false);
    };
    let program = Arc::clone(&program);
    apart(move || program.save_batch(batch, &query, format, &place)).await?;
    Ok(true)
}

/// Hands out a ticket for one row, to see it in full.
#[tauri::command]
pub(crate) fn batch_open(program: Shared<'_>, batch: u32, row: u32) -> Answer<OpenedView> {
    program.open_row(batch, row)
}

/// Hands out a ticket for checking something of a batch once more.
#[tauri::command]
pub(crate) fn batch_again(
    program: Shared<'_>,
    batch: u32,
    which: BatchAgain,
) -> Answer<OpenedView> {
    program.open_again(batch, which)
}
