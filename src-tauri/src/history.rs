//! Earlier checks: recorded off every path that shows something, and asked for by the page.

use std::{
    collections::BTreeMap,
    fs::File,
    io::BufWriter,
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    time::Duration,
};

use tauri::State;
use whence_app::{
    Checked, Input,
    history::{
        Observation, compare,
        export::Exporter,
        group_view, observation, row_view,
        view::{
            CompareView, Forget, Forgotten, HistoryForm, HistoryQuery, HistoryRow, HistoryView,
            ROWS_PER_CALL,
        },
    },
    parts,
    settings::Keep,
    signers::PastFile,
    view::{Message, OpenedView},
};
use whence_display::DisplayText;
use whence_store::{Filter, HistoryFile};

use crate::{
    answer::{Answer, apart, error, told},
    dialogs,
    program::{Program, now},
    queue::{Happening, Queue},
};

/// Checks of this run whose places are remembered, so that they can be made again.
const MOST_PLACES: usize = 4096;
/// Steps that can be taken back.
const MOST_UNDO: usize = 8;

/// The history as the window uses it.
pub(crate) struct History {
    /// Absent when the system names no home.
    file: Option<Arc<HistoryFile>>,
    run: Arc<Mutex<Run>>,
    recorder: Mutex<Option<Recorder>>,
}

/// The thread that writes.
struct Recorder {
    made: Sender<Vec<Made>>,
    /// Ends with the thread.
    ended: Receiver<()>,
}

/// What is known of this run of the program alone.
#[derive(Default)]
struct Run {
    /// What was checked: where the files are, and the names of images. Never written anywhere.
    places: BTreeMap<u64, Input>,
    forgotten: BTreeMap<u32, Vec<Observation>>,
    last_undo: u32,
}

/// A check, and what to hand over to make it again.
pub(crate) struct Made {
    observation: Observation,
    place: Option<Input>,
}

impl Made {
    pub(crate) fn of(checked: &Checked) -> Self {
        Self {
            observation: observation(checked),
            place: checked.again(),
        }
    }
}

impl History {
    pub(crate) fn in_folder(folder: Option<&Path>) -> Self {
        Self {
            file: folder.map(HistoryFile::in_folder),
            run: Arc::default(),
            recorder: Mutex::default(),
        }
    }

    /// The latest checked files with a proven signer, newest first; or why there are none.
    pub(crate) fn past_files(&self, keep: Keep, most: usize) -> Result<Vec<PastFile>, Message> {
        self.past(keep)
            .ok_or_else(|| Message::new("past-not-kept"))?
            .past_files(most)
    }

    /// What checks are compared with, unless the history is switched off.
    pub(crate) fn past(&self, keep: Keep) -> Option<Arc<HistoryFile>> {
        self.file.clone().filter(|_| keep != Keep::Off)
    }

    /// Keeps checks, later and elsewhere: nobody waits for it, and when it fails the page of the history says
    /// so.
    pub(crate) fn record(&self, made: Vec<Made>, keep: Keep, queue: &Arc<Queue>) {
        let Some(file) = self.past(keep).filter(|_| !made.is_empty()) else {
            return;
        };
        let mut recorder = lock(&self.recorder);
        let recorder = recorder.get_or_insert_with(|| self.start(file, keep, Arc::clone(queue)));
        // The thread at the other end lives as long as this.
        let _ = recorder.made.send(made);
    }

    /// Waits until everything is written, for at most so long.
    pub(crate) fn finish(&self, patience: Duration) {
        if let Some(Recorder { made, ended }) = lock(&self.recorder).take() {
            drop(made);
            // It says nothing and hangs up.
            let _ = ended.recv_timeout(patience);
        }
    }

    fn start(&self, file: Arc<HistoryFile>, keep: Keep, queue: Arc<Queue>) -> Recorder {
        let (sender, made) = channel::<Vec<Made>>();
        let (end, ended) = channel::<()>();
        let run = Arc::clone(&self.run);
        std::thread::spawn(move || {
            let _end = end;
            if let Some(until) = keep.until(now()) {
                // What is wrong with the history is told where it is shown.
                let _ = file.forget_before(until);
            }
            while let Ok(mut batch) = made.recv() {
                // Many small checks are one write.
                batch.extend(made.try_iter().flatten());
                let observations: Vec<Observation> =
                    batch.iter().map(|made| made.observation.clone()).collect();
                if let Ok(checks) = file.record(&observations) {
                    let mut run = lock(&run);
                    let places = batch.into_iter().map(|made| made.place);
                    let found = checks.into_iter().zip(places);
                    run.places
                        .extend(found.filter_map(|(check, place)| Some((check, place?))));
                    while run.places.len() > MOST_PLACES {
                        run.places.pop_first();
                    }
                }
                queue.tell(Happening::HistoryChanged);
            }
        });
        Recorder {
            made: sender,
            ended,
        }
    }

    pub(crate) fn view(&self, query: &HistoryQuery, keep: Keep) -> HistoryView {
        let page = match &self.file {
            Some(file) => file.page(&Filter::of(query), query.first),
            None => whence_store::Page::default(),
        };
        let groups = page.groups.into_iter().map(|group| {
            let rows = self.rows_of(&group.rows);
            group_view(group.group, &group.product, rows, group.total)
        });
        HistoryView {
            groups: groups.collect(),
            first: query.first,
            total_groups: u32::try_from(page.total_groups).unwrap_or(u32::MAX),
            total_checks: page.total_checks,
            all_checks: page.all_checks,
            keep_months: keep.months(),
            location: self
                .file
                .as_ref()
                .map(|file| DisplayText::from_bytes(file.path().as_os_str().as_encoded_bytes())),
            problem: self.file.as_ref().and_then(|file| file.problem()),
        }
    }

    pub(crate) fn rows(&self, query: &HistoryQuery, group: u32, first: u32) -> Vec<HistoryRow> {
        let Some(file) = &self.file else {
            return vec![];
        };
        let rows = file.rows(&Filter::of(query), group, first.into(), ROWS_PER_CALL);
        self.rows_of(&rows)
    }

    fn rows_of(&self, observations: &[Observation]) -> Vec<HistoryRow> {
        let Some(file) = &self.file else {
            return vec![];
        };
        let mut wanted: Vec<u64> = observations
            .iter()
            .flat_map(|it| it.changes.iter().filter_map(|change| change.before))
            .collect();
        wanted.sort_unstable();
        wanted.dedup();
        let before = file.find_all(&wanted);
        let find = |check: u64| {
            let found = before.iter().find(|it| it.sighting.check == check);
            found.map(|it| it.sighting.clone())
        };
        let run = lock(&self.run);
        let again = |check: u64| match run.places.get(&check) {
            Some(Input::Path(place)) => place.exists(),
            Some(_) => true,
            None => false,
        };
        observations
            .iter()
            .map(|it| row_view(it, find, again(it.sighting.check)))
            .collect()
    }

    pub(crate) fn compare(&self, before: u64, after: u64) -> Answer<CompareView> {
        Ok(compare::compare(&self.find(before)?, &self.find(after)?))
    }

    /// A result beside the earlier check that its most important note speaks of.
    pub(crate) fn compare_with(&self, checked: &Checked) -> Answer<CompareView> {
        let before = checked
            .changes
            .compared_with()
            .ok_or_else(|| error("nothing-to-compare"))?;
        Ok(compare::compare(&self.find(before)?, &observation(checked)))
    }

    /// What an earlier check of this run was of.
    pub(crate) fn input(&self, check: u64) -> Answer<Input> {
        let place = lock(&self.run).places.get(&check).cloned();
        place.ok_or_else(|| error("check-place-unknown"))
    }

    /// The latest parts lists that were checked, newest first.
    pub(crate) fn parts_lists(&self, most: usize) -> Vec<parts::Earlier> {
        let file = self.file.as_ref();
        file.map_or_else(Vec::new, |file| file.parts_lists(most))
    }

    /// Where one of them was.
    pub(crate) fn parts_list(&self, list: u64) -> Answer<parts::ListPlace> {
        let place = self.file()?.parts_list(list);
        place.ok_or_else(|| error("check-forgotten"))
    }

    pub(crate) fn forget(&self, what: &Forget) -> Answer<Forgotten> {
        let forgotten = self.file()?.forget(what).map_err(not_done)?;
        let mut run = lock(&self.run);
        match what {
            Forget::Everything => run.places.clear(),
            Forget::Check { .. } | Forget::Group { .. } => {
                for removed in &forgotten.removed {
                    run.places.remove(&removed.sighting.check);
                }
            }
        }
        let undo = (!forgotten.removed.is_empty()).then(|| {
            run.last_undo += 1;
            let undo = run.last_undo;
            run.forgotten.insert(undo, forgotten.removed);
            while run.forgotten.len() > MOST_UNDO {
                run.forgotten.pop_first();
            }
            undo
        });
        Ok(Forgotten {
            checks: forgotten.checks,
            undo,
        })
    }

    pub(crate) fn undo_forget(&self, undo: u32) -> Answer<()> {
        let removed = lock(&self.run).forgotten.remove(&undo);
        let removed = removed.ok_or_else(|| error("undo-gone"))?;
        self.file()?.put_back(&removed).map_err(not_done)
    }

    /// How many checks would be forgotten if they were kept for so long.
    pub(crate) fn keep_effect(&self, keep: Keep) -> u64 {
        let Some(file) = &self.file else { return 0 };
        match (keep, keep.until(now())) {
            (Keep::Off, _) => file.page(&Filter::default(), 0).all_checks,
            (_, Some(until)) => file.count_before(until),
            (_, None) => 0,
        }
    }

    /// Forgets what is not to be kept any more. Switched off means that nothing is left.
    pub(crate) fn apply(&self, keep: Keep) -> Answer<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        match (keep, keep.until(now())) {
            (Keep::Off, _) => file.forget(&Forget::Everything).map(|_| ()),
            (_, Some(until)) => file.forget_before(until).map(|_| ()),
            (_, None) => Ok(()),
        }
        .map_err(not_done)
    }

    pub(crate) fn export(
        &self,
        query: &HistoryQuery,
        form: HistoryForm,
        place: &Path,
    ) -> Answer<()> {
        let not_saved = || error("history-not-saved");
        let file = File::create(place).map_err(|_| not_saved())?;
        let mut exporter = Exporter::begin(BufWriter::new(file), form).map_err(|_| not_saved())?;
        let mut failed = false;
        let mut take = |observation: &Observation| {
            failed |= exporter.write(observation).is_err();
            !failed
        };
        let read = self.file()?.each(&Filter::of(query), &mut take);
        read.map_err(not_done)?;
        let ended = exporter.end();
        if failed || ended.is_err() {
            return Err(not_saved());
        }
        Ok(())
    }

    pub(crate) fn begin_anew(&self) -> Answer<()> {
        self.file()?.begin_anew().map_err(not_done)
    }

    fn find(&self, check: u64) -> Answer<Observation> {
        self.file()?
            .find(check)
            .ok_or_else(|| error("check-forgotten"))
    }

    fn file(&self) -> Answer<&HistoryFile> {
        self.file.as_deref().ok_or_else(|| error("no-home"))
    }
}

fn not_done(message: whence_app::view::Message) -> whence_app::view::CommandError {
    told("history-not-changed", message)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

type Shared<'a> = State<'a, Arc<Program>>;

/// A page of earlier checks, product by product.
#[tauri::command]
pub(crate) async fn history(program: Shared<'_>, query: HistoryQuery) -> Answer<HistoryView> {
    let program = Arc::clone(&program);
    apart(move || Ok(program.history.view(&query, program.keep()))).await
}

/// Further checks of one product.
#[tauri::command]
pub(crate) async fn history_rows(
    program: Shared<'_>,
    query: HistoryQuery,
    group: u32,
    first: u32,
) -> Answer<Vec<HistoryRow>> {
    let program = Arc::clone(&program);
    apart(move || Ok(program.history.rows(&query, group, first))).await
}

/// Two earlier checks side by side.
#[tauri::command]
pub(crate) async fn compare_checks(
    program: Shared<'_>,
    before: u64,
    after: u64,
) -> Answer<CompareView> {
    let program = Arc::clone(&program);
    apart(move || program.history.compare(before, after)).await
}

/// A result beside the earlier check that its notes speak of.
#[tauri::command]
pub(crate) async fn compare_with_history(program: Shared<'_>, result: u32) -> Answer<CompareView> {
    let program = Arc::clone(&program);
    apart(move || {
        let checked = program.checked(result)?;
        program.history.compare_with(&checked)
    })
    .await
}

/// Hands what an earlier check of this run was of over once more.
#[tauri::command]
pub(crate) fn check_again(program: Shared<'_>, check: u64) -> Answer<OpenedView> {
    let input = program.history.input(check)?;
    program
        .queue
        .hand_out(Arc::from([input]))
        .ok_or_else(|| error("check-place-unknown"))
}

/// Forgets one check, those of a product, or all.
#[tauri::command]
pub(crate) async fn forget(program: Shared<'_>, what: Forget) -> Answer<Forgotten> {
    let program = Arc::clone(&program);
    apart(move || {
        let forgotten = program.history.forget(&what)?;
        program.queue.tell(Happening::HistoryChanged);
        Ok(forgotten)
    })
    .await
}

/// Brings back what was forgotten a moment ago.
#[tauri::command]
pub(crate) async fn undo_forget(program: Shared<'_>, undo: u32) -> Answer<()> {
    let program = Arc::clone(&program);
    apart(move || {
        program.history.undo_forget(undo)?;
        program.queue.tell(Happening::HistoryChanged);
        Ok(())
    })
    .await
}

/// How many checks would be forgotten if they were kept for so many months.
#[tauri::command]
pub(crate) async fn keep_effect(program: Shared<'_>, months: Option<u32>) -> Answer<u64> {
    let program = Arc::clone(&program);
    apart(move || Ok(program.history.keep_effect(Keep::of_months(months)))).await
}

/// Keeps checks for so many months: 0 for not at all, none for ever.
#[tauri::command]
pub(crate) async fn keep_history(program: Shared<'_>, months: Option<u32>) -> Answer<()> {
    let program = Arc::clone(&program);
    apart(move || {
        let keep = Keep::of_months(months);
        program.set_keep(keep)?;
        program.history.apply(keep)?;
        program.queue.tell(Happening::HistoryChanged);
        Ok(())
    })
    .await
}

/// Asks where to, and saves the checks that fit; `false` when the person decided otherwise.
#[tauri::command]
pub(crate) async fn export_history(
    program: Shared<'_>,
    query: HistoryQuery,
    form: HistoryForm,
) -> Answer<bool> {
    let name = match form {
        HistoryForm::Json => "whence-history.jsonl",
        HistoryForm::Csv => "whence-history.csv",
    };
    let Some(place) = dialogs::choose_place(name.to_owned()).await else {
        return Ok(false);
    };
    let program = Arc::clone(&program);
    apart(move || program.history.export(&query, form, &place)).await?;
    Ok(true)
}

/// Sets aside a history that cannot be read, and begins an empty one.
#[tauri::command]
pub(crate) async fn begin_history_anew(program: Shared<'_>) -> Answer<()> {
    let program = Arc::clone(&program);
    apart(move || {
        program.history.begin_anew()?;
        program.queue.tell(Happening::HistoryChanged);
        Ok(())
    })
    .await
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn what_was_forgotten_can_be_put_back_once() {
        let folder = tempfile::tempdir().unwrap();
        let program = Program::in_folder(folder.path());
        let place = folder.path().join("tool-1.0.zip");
        std::fs::write(&place, b"bytes").unwrap();
        for _ in 0..2 {
            program.open_text(place.to_str().unwrap()).unwrap();
            let ticket = program.queue.take_waiting()[0].ticket;
            program.check(ticket, &mut |_| ()).unwrap();
        }
        let history = &program.history;
        let view = || history.view(&HistoryQuery::default(), Keep::Forever);
        // Recording happens on a thread of its own.
        while view().all_checks < 2 {
            std::thread::yield_now();
        }
        let group = view().groups.remove(0);
        assert_eq!(group.product.to_terminal(), "tool");
        while !view().groups[0].rows[0].can_check_again {
            std::thread::yield_now();
        }
        let forgotten = history
            .forget(&Forget::Group { group: group.group })
            .unwrap();
        assert_eq!((forgotten.checks, view().all_checks), (2, 0));
        let undo = forgotten.undo.unwrap();
        history.undo_forget(undo).unwrap();
        assert_eq!(view().all_checks, 2);
        assert_eq!(history.undo_forget(undo), Err(error("undo-gone")));

        program.set_keep(Keep::Off).unwrap();
        history.apply(Keep::Off).unwrap();
        program.open_text(place.to_str().unwrap()).unwrap();
        let ticket = program.queue.take_waiting()[0].ticket;
        program.check(ticket, &mut |_| ()).unwrap();
        assert_eq!(view().all_checks, 0);
    }

    #[test]
    fn the_table_that_is_exported_has_one_row_for_each_check() {
        let folder = tempfile::tempdir().unwrap();
        let program = Program::in_folder(folder.path());
        let place = folder.path().join("=tool-1.0.zip");
        std::fs::write(&place, b"bytes").unwrap();
        program.open_text(place.to_str().unwrap()).unwrap();
        let ticket = program.queue.take_waiting()[0].ticket;
        program.check(ticket, &mut |_| ()).unwrap();
        let history = &program.history;
        while history
            .view(&HistoryQuery::default(), Keep::Forever)
            .all_checks
            < 1
        {
            std::thread::yield_now();
        }
        let to = folder.path().join("export");
        history
            .export(&HistoryQuery::default(), HistoryForm::Csv, &to)
            .unwrap();
        let table = std::fs::read_to_string(&to).unwrap();
        assert_eq!(table.lines().count(), 2);
        assert!(table.contains("\"'=tool-1.0.zip\""), "{table}");
        history
            .export(&HistoryQuery::default(), HistoryForm::Json, &to)
            .unwrap();
        assert!(
            std::fs::read_to_string(&to)
                .unwrap()
                .contains("\"name\":\"=tool-1.0.zip\"")
        );
    }
}
