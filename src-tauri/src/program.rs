//! The state behind the commands: what was handed over, what came of it, and what to check with.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use whence_app::{
    Checked, Checker, Input,
    appearance::{AppearanceChange, TextSize},
    batch,
    check::Against,
    lookup::Preferences,
    network::Network,
    present, report,
    settings::{Keep, Settings, SettingsStore, TrustData, TrustSources},
    signers::{self, Desk, SignerLists},
    summary,
    trust_data::{InstanceStore, PrivateInstance},
    view::{
        Block, CommandError, Message, OpenedView, Progress, RawForm, RawPage, ResultView, Role,
        SettingsView, TabKind, TabView,
    },
    words::Words,
};
use whence_evidence::UnixTime;
use whence_fetch::tuf::Updates;
use whence_store::{
    InstanceFiles, ListFile, NetworkLogFile, SettingsFile, config_folder, write_atomically,
};

use crate::{
    answer::{Answer, cancelled, error, told},
    batch::Batches,
    history::{History, Made},
    parts::Lists,
    queue::{Happening, Queue, Work},
    results::{Kept, Results},
    trust_data::TrustUpdates,
    typed,
    watching::{Folders, WatchedResults},
};

/// How long the end of the program waits for what is to be kept.
const PATIENCE: Duration = Duration::from_secs(2);

/// Everything the commands work with.
pub(crate) struct Program {
    pub(crate) queue: Arc<Queue>,
    pub(crate) history: History,
    pub(crate) watched_results: WatchedResults,
    pub(crate) folders: Folders,
    pub(crate) results: Mutex<Results>,
    pub(crate) parts: Lists,
    pub(crate) trust_updates: TrustUpdates,
    /// Everything off, for every client there is.
    pub(crate) network_off: Arc<AtomicBool>,
    pub(crate) batches: Batches,
    /// The person was asked whether to close the window, and has not answered.
    pub(crate) close_asked: AtomicBool,
    /// Set to stop the look-up under way.
    pub(crate) looking: Mutex<Arc<AtomicBool>>,
    /// Stops the latest reading of a file for a digest.
    pub(crate) comparing: Mutex<Arc<AtomicBool>>,
    standards: Mutex<Standards>,
    /// The settings before the latest reset.
    before_reset: Mutex<Option<Settings>>,
    desk: Mutex<Desk>,
}

/// What checks are made by, and the files it comes from.
pub(crate) struct Standards {
    pub(crate) settings: Settings,
    pub(crate) settings_problems: Vec<Message>,
    pub(crate) trust: TrustData,
    /// Instances the person added, and what is wrong with the files of others.
    pub(crate) private: Vec<PrivateInstance>,
    pub(crate) instance_problems: Vec<Message>,
    /// Counts the states of the trust data in this run.
    generation: u32,
    /// The files as they were when they were read.
    seen: Vec<(PathBuf, Option<(u64, SystemTime)>)>,
    off: Arc<AtomicBool>,
    /// Absent when the system names no home: then there are no settings to keep.
    pub(crate) files: Option<Files>,
}

#[derive(Clone)]
pub(crate) struct Files {
    pub(crate) folder: PathBuf,
    pub(crate) updates: Updates,
}

impl Files {
    fn settings(&self) -> SettingsFile {
        SettingsFile::in_folder(&self.folder)
    }

    pub(crate) fn instances(&self) -> InstanceFiles {
        InstanceFiles::within(&self.folder)
    }

    pub(crate) fn network_log(&self) -> NetworkLogFile {
        NetworkLogFile::in_folder(&self.folder)
    }

    /// Everything that settings and trust data are read from, with size and time.
    fn stamps(&self, trusted_root: Option<&Path>) -> Vec<(PathBuf, Option<(u64, SystemTime)>)> {
        let trust_data = self.folder.join("trust-data");
        let folders = [trust_data.join("instances"), trust_data];
        let inside = folders.iter().filter_map(|folder| folder.read_dir().ok());
        let mut paths: Vec<PathBuf> = inside
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|it| it == "json"))
            .collect();
        paths.sort();
        paths.push(self.folder.join("settings.toml"));
        paths.extend(trusted_root.map(Path::to_path_buf));
        paths
            .into_iter()
            .map(|path| {
                let about = path.metadata().ok();
                let stamp = about.and_then(|it| Some((it.len(), it.modified().ok()?)));
                (path, stamp)
            })
            .collect()
    }
}

impl Program {
    /// Reads the settings of the person who runs the program.
    pub(crate) fn start() -> Arc<Self> {
        Self::with_files_in(config_folder().as_deref())
    }

    fn with_files_in(folder: Option<&Path>) -> Arc<Self> {
        let lists =
            folder.map(|folder| -> Box<dyn SignerLists> { Box::new(ListFile::in_folder(folder)) });
        let standards = Standards::read(folder);
        let queue: Arc<Queue> = Arc::default();
        Arc::new_cyclic(|program| Self {
            history: History::in_folder(folder),
            watched_results: WatchedResults::new(Arc::clone(&queue)),
            folders: Folders::start(Weak::clone(program), &standards.settings.watched),
            queue,
            results: Mutex::default(),
            parts: Lists::default(),
            trust_updates: TrustUpdates::default(),
            network_off: Arc::clone(&standards.off),
            batches: Batches::default(),
            close_asked: AtomicBool::default(),
            looking: Mutex::default(),
            comparing: Mutex::default(),
            standards: Mutex::new(standards),
            before_reset: Mutex::default(),
            desk: Mutex::new(Desk::open(lists)),
        })
    }

    #[cfg(test)]
    pub(crate) fn in_folder(folder: &Path) -> Arc<Self> {
        Self::with_files_in(Some(folder))
    }

    pub(crate) fn check(
        &self,
        ticket: u32,
        progress: &mut dyn FnMut(Progress),
    ) -> Answer<Vec<ResultView>> {
        let started = self
            .queue
            .start(ticket)
            .ok_or_else(|| error("ticket-used"))?;
        if started.cancel.load(Ordering::Relaxed) {
            return Err(cancelled());
        }
        // What was saved in the list a moment ago counts for this check.
        self.reload_lists();
        let cancel = &started.cancel;
        match started.work.clone() {
            Work::Handed { inputs, hidden } if batch::is_batch(&inputs) => {
                self.check_batch(inputs, hidden, progress, cancel);
                Ok(vec![])
            }
            Work::Again { batch, which } => {
                self.check_batch_again(batch, &which, progress, cancel)?;
                Ok(vec![])
            }
            Work::Row { batch, row } => self.check_row(batch, row, progress, cancel),
            Work::Handed { inputs, .. } => {
                let (mut checker, generation) = self.checker();
                if let [Input::Image(image)] = &*inputs {
                    checker.registries =
                        self.registries(&image.reference, started.registry_allowed)?;
                }
                let checked = checker.check(&inputs, &[], now(), progress, cancel);
                let checked = checked
                    .map_err(|_| cancelled())?
                    .into_iter()
                    .map(|checked| self.asked_by_itself(&checker, checked, progress, cancel))
                    .collect::<Answer<Vec<_>>>()?;
                self.record(&checked);
                Ok(self.keep_results(checked, &inputs, generation))
            }
        }
    }

    /// Keeps results and watches their files.
    pub(crate) fn keep_results(
        &self,
        checked: Vec<Checked>,
        inputs: &Arc<[Input]>,
        generation: u64,
    ) -> Vec<ResultView> {
        let mut results = lock(&self.results);
        let keep = |checked| {
            let view = results.keep(checked, inputs, generation);
            if let Some(kept) = results.find(view.result) {
                self.watched_results.add(view.result, &kept.checked);
            }
            view
        };
        checked.into_iter().map(keep).collect()
    }

    /// Stops everything, and waits a moment for what is to be kept.
    pub(crate) fn stop(&self) {
        self.queue.cancel_all();
        let begun = Instant::now();
        while self.queue.is_busy() && begun.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(10));
        }
        self.history.finish(PATIENCE);
    }

    /// Checks a file that came into a watched folder; nothing when it was stopped.
    pub(crate) fn check_watched(&self, input: Input, cancel: &AtomicBool) -> Option<Checked> {
        self.reload_lists();
        let (checker, _) = self.checker();
        let mut checked = checker
            .check(&[input], &[], now(), &mut |_| (), cancel)
            .ok()?;
        self.record(&checked);
        // A file of several images is told by the worst of them.
        checked.sort_by_key(|checked| batch::rank(checked.verdict.state));
        (!checked.is_empty()).then(|| checked.remove(0))
    }

    pub(crate) fn record(&self, checked: &[Checked]) {
        // What was pasted has no name to find it by.
        let named = checked.iter().filter(|it| !it.subject.name.is_empty());
        self.record_made(named.map(Made::of).collect());
    }

    pub(crate) fn record_made(&self, made: Vec<Made>) {
        self.history.record(made, self.keep(), &self.queue);
    }

    /// What the person set of the network.
    pub(crate) fn network(&self) -> (Network, Preferences) {
        let standards = self.standards();
        let settings = &standards.settings;
        (settings.network.clone(), settings.lookups.clone())
    }

    /// How long checks are kept.
    pub(crate) fn keep(&self) -> Keep {
        self.standards().settings.keep
    }

    pub(crate) fn set_keep(&self, keep: Keep) -> Answer<()> {
        self.standards().change(|settings| settings.keep = keep)
    }

    /// Keeps which folders are watched.
    pub(crate) fn keep_watched(&self) -> Answer<()> {
        let watched = self.folders.places();
        self.standards()
            .change(|settings| settings.watched.clone_from(&watched))
    }

    /// Hands a file over that is known from before.
    pub(crate) fn hand_out(&self, place: PathBuf) -> Answer<OpenedView> {
        self.queue
            .hand_out(Arc::from([Input::Path(place)]))
            .ok_or_else(|| error("result-gone"))
    }

    pub(crate) fn again(&self, result: u32) -> Answer<OpenedView> {
        let inputs = self.kept(result)?.inputs;
        self.queue
            .hand_out(inputs)
            .ok_or_else(|| error("result-gone"))
    }

    pub(crate) fn again_as(&self, result: u32, index: u32, role: Role) -> Answer<OpenedView> {
        let mut inputs = self.kept(result)?.inputs.to_vec();
        let said = usize::try_from(index)
            .ok()
            .and_then(|index| inputs.get_mut(index))
            .ok_or_else(|| error("result-gone"))?;
        *said = said.clone().said_to_be(role);
        self.queue
            .hand_out(inputs.into())
            .ok_or_else(|| error("result-gone"))
    }

    pub(crate) fn open_text(&self, text: &str) -> Answer<()> {
        // Each image is asked about by itself.
        let (images, others): (Vec<_>, Vec<_>) = typed::inputs(text)?
            .into_iter()
            .partition(|input| matches!(input, Input::Image(_)));
        self.queue.push(others);
        for image in images {
            self.queue.push([image]);
        }
        Ok(())
    }

    pub(crate) fn tab(&self, result: u32, evidence: u32, kind: TabKind) -> Answer<TabView> {
        Ok(present::tab(&*self.checked(result)?, evidence, kind))
    }

    pub(crate) fn own_statement(&self, result: u32) -> Answer<Vec<Block>> {
        let bytes = present::statement_file(&*self.checked(result)?);
        let blocks = bytes.and_then(|bytes| present::unsigned_statement(&bytes));
        Ok(blocks.unwrap_or_default())
    }

    pub(crate) fn raw_page(
        &self,
        result: u32,
        evidence: u32,
        part: u32,
        form: RawForm,
        first_row: u64,
    ) -> Answer<RawPage> {
        let checked = self.checked(result)?;
        present::raw_page(&checked, evidence, part, form, first_row).ok_or_else(no_part)
    }

    pub(crate) fn raw_copy(
        &self,
        result: u32,
        evidence: u32,
        part: u32,
        form: RawForm,
    ) -> Answer<String> {
        let checked = self.checked(result)?;
        let text = present::raw_text(&checked, evidence, part, form).ok_or_else(no_part)?;
        text.map_err(|reason| told("raw-not-copied", reason))
    }

    /// A name to propose for the file that a part is saved to.
    pub(crate) fn raw_name(&self, result: u32, evidence: u32, part: u32) -> Answer<String> {
        present::raw_file_name(&*self.checked(result)?, evidence, part).ok_or_else(no_part)
    }

    pub(crate) fn raw_save(
        &self,
        result: u32,
        evidence: u32,
        part: u32,
        place: &Path,
    ) -> Answer<()> {
        let bytes =
            present::raw_bytes(&*self.checked(result)?, evidence, part).ok_or_else(no_part)?;
        write_atomically(place, &bytes).map_err(|_| error("raw-not-saved"))
    }

    /// Where the file of a result lies.
    pub(crate) fn path(&self, result: u32) -> Answer<PathBuf> {
        self.checked(result)?
            .path
            .clone()
            .ok_or_else(|| error("not-shown"))
    }

    pub(crate) fn summary(&self, result: u32) -> Answer<String> {
        let view = present::result_view(&*self.checked(result)?, result);
        let words = Words::english();
        let lines: Vec<String> = summary::summary(&view)
            .iter()
            .map(|line| words.render(line))
            .collect();
        Ok(lines.join("\n"))
    }

    /// Saves the record of a result, decided with the list in force.
    pub(crate) fn report_save(&self, result: u32, place: &Path) -> Answer<()> {
        let checked = self.checked(result)?;
        let list = signers::fingerprint(self.desk().loaded());
        let page = report::html(&checked, &list, &Words::english());
        write_atomically(place, page.as_bytes()).map_err(|_| error("report-not-saved"))
    }

    pub(crate) fn settings(&self) -> SettingsView {
        self.look_at_trust_data();
        self.standards().view()
    }

    pub(crate) fn text_size(&self) -> TextSize {
        self.standards().settings.appearance.text_size
    }

    pub(crate) fn set_appearance(&self, change: AppearanceChange) -> Answer<SettingsView> {
        let mut standards = self.standards();
        standards.change(|settings| settings.appearance = settings.appearance.with(change))?;
        Ok(standards.view())
    }

    /// Puts appearance, network and look-ups back to what is usual; the settings of before are kept aside, and with
    /// them [`Self::undo_reset`] puts them back.
    pub(crate) fn reset_settings(&self) -> Answer<SettingsView> {
        let mut standards = self.standards();
        if let Some(files) = &standards.files {
            let aside = files.settings().copy_aside();
            aside.map_err(|message| told("settings-not-kept", message))?;
        }
        let mut before = None;
        standards.change(|settings| {
            before = Some(settings.clone());
            *settings = settings.reset();
        })?;
        *lock(&self.before_reset) = before;
        Ok(standards.view())
    }

    /// Takes the latest reset back; what was set since of the same things goes with it.
    pub(crate) fn undo_reset(&self) -> Answer<SettingsView> {
        let before = lock(&self.before_reset).take();
        let before = before.ok_or_else(|| error("result-gone"))?;
        let mut standards = self.standards();
        standards.change(|settings| *settings = settings.restored(&before))?;
        Ok(standards.view())
    }

    /// From now on checks are made with this trusted-root file, or with the built-in data. A file that
    /// cannot be used is refused, and what was in force stays so.
    pub(crate) fn use_trusted_root(&self, file: Option<PathBuf>) -> Answer<SettingsView> {
        let mut standards = self.standards();
        if let Some(file) = &file
            && let Some(problem) = TrustData::load(Some(file)).problem
        {
            return Err(told("trusted-root-unusable", problem));
        }
        standards.change(|settings| settings.trusted_root.clone_from(&file))?;
        standards.read_again();
        let view = standards.view();
        drop(standards);
        self.queue.tell(Happening::TrustDataChanged);
        Ok(view)
    }

    /// Reads what changed on disk of settings and trust data: another window or the command may have changed it.
    pub(crate) fn look_at_trust_data(&self) {
        if self.standards().look() {
            self.queue.tell(Happening::TrustDataChanged);
        }
    }

    /// Something of the trust data was changed here.
    pub(crate) fn trust_data_changed(&self) {
        self.standards().read_again();
        self.queue.tell(Happening::TrustDataChanged);
    }

    /// Where the list lies; with a first, empty one when there is none.
    pub(crate) fn begin_list(&self) -> Answer<PathBuf> {
        self.desk().begin()
    }

    /// A result decided with the list in force now.
    pub(crate) fn result_now(&self, result: u32) -> Answer<ResultView> {
        Ok(present::result_view(&*self.checked(result)?, result))
    }

    pub(crate) fn checked(&self, result: u32) -> Answer<Arc<Checked>> {
        Ok(self.kept(result)?.checked)
    }

    /// The state of the trust data in the upper half, that of the list in the lower: which of them is another one
    /// says what has to be done again.
    pub(crate) fn generation(&self) -> u64 {
        let list = self.desk().generation() & u64::from(u32::MAX);
        u64::from(self.standards().generation) << 32 | list
    }

    /// A result, decided again when the list or the trust data is another one since.
    pub(crate) fn kept(&self, result: u32) -> Answer<Kept> {
        let mut kept = lock(&self.results)
            .find(result)
            .ok_or_else(|| error("result-gone"))?;
        if kept.generation == self.generation() {
            return Ok(kept);
        }
        let (checker, generation) = self.checker();
        kept.checked = Arc::new(if kept.generation >> 32 == generation >> 32 {
            checker.decide_again(&kept.checked, now())
        } else {
            checker.prove_again(&kept.checked, now())
        });
        lock(&self.results).decided_again(result, &kept.checked, generation);
        Ok(kept)
    }

    /// What checks are made with now, and which state of list and trust data that is.
    pub(crate) fn checker(&self) -> (Checker, u64) {
        self.look_at_trust_data();
        let generation = self.generation();
        let loaded = Arc::clone(self.desk().loaded());
        let (trust, keep) = {
            let standards = self.standards();
            (standards.trust.clone(), standards.settings.keep)
        };
        let checker = Checker {
            trust,
            list: Arc::new(loaded.list.clone()),
            list_problem: loaded.first_problem(),
            key: None,
            against: Against::OwnList,
            past: self.history.past(keep).map(|past| past as _),
            registries: None,
            platform: None,
        };
        (checker, generation)
    }

    pub(crate) fn desk(&self) -> MutexGuard<'_, Desk> {
        lock(&self.desk)
    }

    pub(crate) fn standards(&self) -> MutexGuard<'_, Standards> {
        lock(&self.standards)
    }
}

impl Standards {
    fn read(folder: Option<&Path>) -> Self {
        let files = folder.map(|folder| Files {
            folder: folder.to_owned(),
            updates: Updates::within(folder),
        });
        let mut standards = Self {
            settings: Settings::default(),
            settings_problems: vec![],
            trust: TrustData::load(None),
            private: vec![],
            instance_problems: vec![],
            generation: 0,
            seen: vec![],
            off: Arc::default(),
            files,
        };
        if let Some(files) = &standards.files {
            (standards.settings, standards.settings_problems) = files.settings().load();
        }
        standards.read_again();
        if let Some(files) = &standards.files {
            files.updates.sweep(&standards.private);
        }
        standards
    }

    /// What trust data is put together from.
    pub(crate) fn sources(&self) -> TrustSources<'_> {
        TrustSources {
            file: self.settings.trusted_root.as_deref(),
            updates: self.files.as_ref().map(|files| &files.updates as _),
            private: &self.private,
            freshness: self.settings.freshness,
        }
    }

    /// Reads settings and trust data when their files are others than before; whether they were.
    fn look(&mut self) -> bool {
        let Some(files) = self.files.clone() else {
            return false;
        };
        // Before anything is read: what is written meanwhile is seen the next time.
        let stamps = files.stamps(self.settings.trusted_root.as_deref());
        if stamps == self.seen {
            return false;
        }
        // Settings that cannot be read now leave those of before in force, and are looked at the next time.
        let settings = files.settings().peek();
        let whole = settings.is_some();
        self.settings = settings.unwrap_or_else(|| self.settings.clone());
        self.read_again();
        self.seen = if whole { stamps } else { Vec::new() };
        whole
    }

    /// Puts the trust data together anew.
    pub(crate) fn read_again(&mut self) {
        if let Some(files) = self.files.clone() {
            self.seen = files.stamps(self.settings.trusted_root.as_deref());
            (self.private, self.instance_problems) = files.instances().list();
        }
        self.off.store(self.settings.network.off, Ordering::Relaxed);
        self.trust = TrustData::assemble(self.sources(), now()).with_chains_verified();
        self.generation = self.generation.wrapping_add(1);
    }

    fn view(&self) -> SettingsView {
        present::settings_view(&self.settings, &self.trust, self.settings_problems.clone())
    }

    /// Changes the settings and keeps them; those of the trust data count once it is put together anew.
    pub(crate) fn change(&mut self, mut change: impl FnMut(&mut Settings)) -> Answer<()> {
        let not_kept = |message| told("settings-not-kept", message);
        let mut meant = self.settings.clone();
        change(&mut meant);
        // Off at once, also when it cannot be kept.
        if meant.network.off {
            self.off.store(true, Ordering::Relaxed);
        }
        let Some(files) = self.files.clone() else {
            return Err(not_kept(Message::new("settings-not-kept")));
        };
        let settings = files
            .settings()
            .change(&self.settings, &mut change)
            .map_err(not_kept)?;
        self.settings_problems.clear();
        // What somebody else changed, before or since, is left to the next look, which puts together what follows from it.
        let is_all = settings == meant;
        self.settings = settings;
        self.off.store(self.settings.network.off, Ordering::Relaxed);
        let stamps = files.stamps(self.settings.trusted_root.as_deref());
        if is_all && files.settings().peek().as_ref() == Some(&self.settings) {
            self.seen = stamps;
        }
        Ok(())
    }
}

fn no_part() -> CommandError {
    error("no-such-part")
}

/// The time now.
pub(crate) fn now() -> UnixTime {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    UnixTime::from_seconds(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// What a panicking command left behind is whole: nothing here is changed in more than one step.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;
    use whence_app::appearance::Theme;

    fn program(folder: &Path) -> Arc<Program> {
        Program::in_folder(folder)
    }

    fn check(program: &Program) -> Answer<Vec<ResultView>> {
        let opened = program.queue.take_waiting();
        program.check(opened[0].ticket, &mut |_| ())
    }

    #[test]
    fn a_ticket_is_good_for_one_check_and_a_result_for_more() {
        let folder = tempfile::tempdir().unwrap();
        let program = program(folder.path());
        let file = folder.path().join("file");
        std::fs::write(&file, b"bytes").unwrap();
        program.open_text(file.to_str().unwrap()).unwrap();
        let result = check(&program).unwrap().remove(0);
        assert_eq!(result.verdict.code, "none-found");
        assert_eq!(program.check(1, &mut |_| ()), Err(error("ticket-used")));
        assert_eq!(program.path(result.result), Ok(file));
        assert!(
            program
                .summary(result.result)
                .unwrap()
                .starts_with("File: file (5 bytes)\n")
        );
        assert_eq!(
            program.raw_copy(result.result, 0, 0, RawForm::Text),
            Err(no_part())
        );

        let again = program.again(result.result).unwrap();
        assert_eq!(program.queue.take_waiting(), []);
        assert_eq!(program.check(again.ticket, &mut |_| ()).unwrap().len(), 1);
        assert_eq!(program.again(99), Err(error("result-gone")));
    }

    #[test]
    fn what_was_cancelled_before_it_began_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let program = program(folder.path());
        program.queue.push([Input::Path("/".into())]);
        program.queue.cancel(1);
        assert_eq!(program.check(1, &mut |_| ()).unwrap_err().code, "cancelled");
    }

    #[test]
    fn settings_are_kept_and_an_unusable_trusted_root_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let program = program(folder.path());
        let dark = AppearanceChange {
            theme: Some(Theme::Dark),
            ..AppearanceChange::default()
        };
        program.set_appearance(dark).unwrap();
        let broken = folder.path().join("root.json");
        std::fs::write(&broken, b"{").unwrap();
        assert_eq!(
            program.use_trusted_root(Some(broken)).unwrap_err().code,
            "trusted-root-unusable"
        );
        let view = self::program(folder.path()).settings();
        assert_eq!(
            (view.appearance.theme, view.trusted_root, view.problems),
            (Theme::Dark, None, vec![])
        );
    }

    #[test]
    fn a_list_is_begun_once_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let program = program(&folder.path().join("not/there/yet"));
        let exists = || {
            program.reload_lists();
            program.desk().loaded().exists
        };
        assert!(!exists());
        let place = program.begin_list().unwrap();
        assert!(exists());
        assert!(!program.desk().loaded().has_problems());
        std::fs::write(&place, "schema = 1\n").unwrap();
        program.begin_list().unwrap();
        assert_eq!(std::fs::read_to_string(&place).unwrap(), "schema = 1\n");
    }
}
