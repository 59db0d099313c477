//! The part of the settings about trust data: its age, updates, and instances of the person's own.

mod automatic;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use tauri::{State, ipc::Channel};
use whence_app::{
    intake,
    settings::Freshness,
    trust_data::{
        self, AddAnswer, ChosenInstance, FreshnessView, InstanceField, InstanceStore,
        PrivateInstance, PrivateSource, TrustDataPage, UpdateOutcome, UpdateProgress, UpdateRow,
        UpdateStep, Whose,
    },
    view::{Arg, Message},
};
use whence_display::DisplayText;
use whence_evidence::{limits, trusted_root::TrustedRoot};
use whence_fetch::tuf::{self, Origin, Problem};

use crate::{
    answer::{Answer, apart, cancelled, error, told},
    dialogs,
    program::{Files, Program, lock, now},
};

pub(crate) use automatic::keep_current;

type Shared<'a> = State<'a, Arc<Program>>;

/// Removed instances that can be put back.
const MOST_UNDO: usize = 8;
/// Bytes of the largest file that can be added.
const LARGEST: u64 = limits::TRUSTED_ROOT_BYTES as u64;

/// What is under way, and what came of it.
#[derive(Default)]
pub(crate) struct TrustUpdates {
    /// Stops the update that runs.
    running: Mutex<Option<Arc<AtomicBool>>>,
    last: Mutex<Option<UpdateOutcome>>,
    /// The file from which an instance is about to be added.
    chosen: Mutex<Option<Chosen>>,
    removed: Mutex<Removed>,
}

/// What is to be brought up to date, from where, and on whose word.
#[derive(Default)]
pub(crate) struct Wanted {
    /// These instances alone.
    only: Option<Vec<String>>,
    /// From this folder in place of the instances' own mirrors.
    folder: Option<PathBuf>,
    /// Nobody pressed anything: it is time.
    automatic: bool,
}

impl Wanted {
    fn named(instance: Option<String>) -> Self {
        Self {
            only: instance.map(|instance| vec![instance]),
            ..Self::default()
        }
    }
}

struct Chosen {
    file_name: String,
    bytes: Vec<u8>,
    repository: bool,
}

#[derive(Default)]
struct Removed {
    instances: BTreeMap<u32, PrivateInstance>,
    last: u32,
}

/// The trust data as it is now.
#[tauri::command]
pub(crate) async fn trust_data(program: Shared<'_>) -> Answer<TrustDataPage> {
    let program = Arc::clone(&program);
    apart(move || Ok(program.trust_data_page())).await
}

/// Asks for newer data of one instance, or of all.
#[tauri::command]
pub(crate) async fn update_trust_data(
    program: Shared<'_>,
    instance: Option<String>,
    on_progress: Channel<UpdateProgress>,
) -> Answer<UpdateOutcome> {
    let program = Arc::clone(&program);
    apart(move || {
        let told = move |progress| {
            // A page that is just going away needs no progress.
            let _ = on_progress.send(progress);
        };
        program.update_trust_data(&Wanted::named(instance), told)
    })
    .await
}

/// Lets the person choose a folder, such as a USB stick, and takes newer data from there.
#[tauri::command]
pub(crate) async fn update_trust_data_from_folder(program: Shared<'_>) -> Answer<UpdateOutcome> {
    let folder = dialogs::choose_folder().await.ok_or_else(cancelled)?;
    let program = Arc::clone(&program);
    let wanted = Wanted {
        folder: Some(folder),
        ..Wanted::default()
    };
    apart(move || program.update_trust_data(&wanted, |_| ())).await
}

/// Stops the update that runs.
#[tauri::command]
pub(crate) fn cancel_trust_update(program: Shared<'_>) {
    if let Some(cancel) = &*lock(&program.trust_updates.running) {
        cancel.store(true, Ordering::Relaxed);
    }
}

/// Keeps how old trust data may become.
#[tauri::command]
pub(crate) async fn set_freshness(
    program: Shared<'_>,
    freshness: FreshnessView,
) -> Answer<TrustDataPage> {
    let program = Arc::clone(&program);
    apart(move || program.set_freshness(freshness)).await
}

/// Lets the person choose a file from which an instance can be added.
#[tauri::command]
pub(crate) async fn choose_instance(program: Shared<'_>) -> Answer<ChosenInstance> {
    let file = dialogs::choose_file().await.ok_or_else(cancelled)?;
    let program = Arc::clone(&program);
    apart(move || program.choose_instance(&file)).await
}

/// Adds an instance from the chosen file.
#[tauri::command]
pub(crate) async fn add_instance(
    program: Shared<'_>,
    name: String,
    mirror: String,
) -> Answer<AddAnswer> {
    let program = Arc::clone(&program);
    apart(move || program.add_instance(&name, &mirror)).await
}

/// Gives an instance another name.
#[tauri::command]
pub(crate) async fn rename_instance(
    program: Shared<'_>,
    instance: String,
    name: String,
) -> Answer<TrustDataPage> {
    let program = Arc::clone(&program);
    apart(move || program.rename_instance(&instance, &name)).await
}

/// Removes an instance; the answer names it for `undo_remove_instance`.
#[tauri::command]
pub(crate) async fn remove_instance(program: Shared<'_>, instance: String) -> Answer<u32> {
    let program = Arc::clone(&program);
    apart(move || program.remove_instance(&instance)).await
}

/// Puts a removed instance back.
#[tauri::command]
pub(crate) async fn undo_remove_instance(program: Shared<'_>, undo: u32) -> Answer<TrustDataPage> {
    let program = Arc::clone(&program);
    apart(move || program.undo_remove_instance(undo)).await
}

impl Program {
    fn trust_data_page(&self) -> TrustDataPage {
        self.look_at_trust_data();
        let standards = self.standards();
        let sources = standards.sources();
        let freshness = standards.settings.freshness;
        let problems = standards.settings_problems.iter();
        TrustDataPage {
            instances: trust_data::instances(sources, now()),
            freshness: FreshnessView {
                automatic: freshness.automatic,
                note_after: freshness.note_after,
                stop_after: freshness.stop_after,
            },
            updating: lock(&self.trust_updates.running).is_some(),
            last: lock(&self.trust_updates.last).clone(),
            problems: problems
                .chain(&standards.instance_problems)
                // Those of single instances stand beside them.
                .chain(
                    standards
                        .trust
                        .problem
                        .iter()
                        .filter(|_| sources.file.is_some()),
                )
                .cloned()
                .collect(),
        }
    }

    fn files(&self) -> Answer<Files> {
        let files = self.standards().files.clone();
        files.ok_or_else(|| told("no-folder", Message::new("trust-data-no-folder")))
    }

    /// Brings instances up to date, and tells how far that has come.
    pub(crate) fn update_trust_data(
        &self,
        wanted: &Wanted,
        told: impl Fn(UpdateProgress) + Clone + Send + Sync + 'static,
    ) -> Answer<UpdateOutcome> {
        let files = self.files()?;
        let cancel: Arc<AtomicBool> = Arc::default();
        let _one = Running::begin(&self.trust_updates, &cancel)?;
        let private = self.standards().private.clone();
        let is_wanted = |whose: &Whose<'_>| {
            let only = wanted.only.as_ref();
            only.is_none_or(|ids| ids.iter().any(|id| whose.id() == id))
        };
        let instances = Whose::updatable(&private).filter(is_wanted).collect();
        let web = |whose: Whose<'_>| {
            let client = self.client(whose.mirror())?;
            Ok(client.with_cancel(Arc::clone(&cancel)))
        };
        let folder = wanted.folder.as_deref();
        let origin = folder.map_or(Origin::Web(&web), Origin::Folder);
        let tell = |whose: Whose<'_>, position: usize, all: usize| {
            let (name, told) = (whose.name(), told.clone());
            move |step| told(progress(&name, step, position, all))
        };
        let brought = files.updates.bring(instances, &origin, now(), tell);
        let rows: Vec<UpdateRow> = brought
            .into_iter()
            .map(|(whose, updated)| row(whose, updated))
            .collect();
        if cancel.load(Ordering::Relaxed) && !rows.iter().any(|row| row.done) {
            return Err(cancelled());
        }
        let outcome = UpdateOutcome {
            at: now().milliseconds(),
            automatic: wanted.automatic,
            rows,
        };
        *lock(&self.trust_updates.last) = Some(outcome.clone());
        self.trust_data_changed();
        Ok(outcome)
    }

    fn set_freshness(&self, freshness: FreshnessView) -> Answer<TrustDataPage> {
        let mut days = std::iter::once(freshness.note_after).chain(freshness.stop_after);
        if !days.all(|days| Freshness::DAYS.contains(&days)) {
            return Err(error("days"));
        }
        let mut standards = self.standards();
        let before = standards.settings.freshness;
        let freshness = Freshness {
            automatic: freshness.automatic,
            note_after: freshness.note_after,
            stop_after: freshness.stop_after,
        };
        let counts =
            freshness.stop_after != before.stop_after || freshness.note_after != before.note_after;
        standards.change(|settings| settings.freshness = freshness)?;
        drop(standards);
        if counts {
            self.trust_data_changed();
        }
        Ok(self.trust_data_page())
    }

    fn choose_instance(&self, file: &Path) -> Answer<ChosenInstance> {
        let refused = |message| told("instance-refused", message);
        let bytes = intake::read_bounded(file, LARGEST)
            .map_err(|_| refused(Message::new("instance-file-neither")))?;
        let file_name = file.file_name().unwrap_or(file.as_os_str());
        let (repository, services) = match TrustedRoot::parse(&bytes) {
            Ok(root) => (false, trust_data::services(&root)),
            Err(_) if tuf::is_root(&bytes) => (true, vec![]),
            Err(_) => return Err(refused(Message::new("instance-file-neither"))),
        };
        *lock(&self.trust_updates.chosen) = Some(Chosen {
            file_name: file_name.to_string_lossy().into_owned(),
            bytes,
            repository,
        });
        Ok(ChosenInstance {
            file_name: DisplayText::file_name(file_name),
            repository,
            services,
        })
    }

    fn add_instance(&self, name: &str, mirror: &str) -> Answer<AddAnswer> {
        let files = self.files()?;
        let chosen = lock(&self.trust_updates.chosen);
        let chosen = chosen.as_ref().ok_or_else(|| error("result-gone"))?;
        let refused = |field, message| Ok(AddAnswer::Refused { field, message });
        let source = if chosen.repository {
            let mirror = mirror.trim().to_owned();
            if let Err(message) = tuf::check_repository(&chosen.bytes, &mirror) {
                return refused(InstanceField::Mirror, message);
            }
            PrivateSource::Repository {
                root: chosen.bytes.clone(),
                mirror,
            }
        } else {
            PrivateSource::File {
                file_name: chosen.file_name.clone(),
                trusted_root: chosen.bytes.clone(),
            }
        };
        let instance = match PrivateInstance::new(name, source, now()) {
            Ok(instance) => instance,
            Err(message) => return refused(InstanceField::Name, message),
        };
        if self
            .standards()
            .private
            .iter()
            .any(|known| known.id == instance.id)
        {
            return refused(InstanceField::Name, Message::new("instance-there-already"));
        }
        if let Err(message) = files.instances().keep(&instance) {
            return refused(InstanceField::Name, message);
        }
        self.trust_data_changed();
        Ok(AddAnswer::Added)
    }

    fn private(&self, id: &str) -> Answer<PrivateInstance> {
        let standards = self.standards();
        let found = standards.private.iter().find(|instance| instance.id == id);
        found
            .cloned()
            .ok_or_else(|| told("instance-refused", Message::new("instance-unknown")))
    }

    fn rename_instance(&self, id: &str, name: &str) -> Answer<TrustDataPage> {
        let refused = |message| told("instance-refused", message);
        let renamed = self.private(id)?.renamed(name).map_err(refused)?;
        self.files()?.instances().keep(&renamed).map_err(refused)?;
        self.trust_data_changed();
        Ok(self.trust_data_page())
    }

    fn remove_instance(&self, id: &str) -> Answer<u32> {
        let instance = self.private(id)?;
        let refused = |message| told("instance-refused", message);
        self.files()?.instances().remove(id).map_err(refused)?;
        let undo = {
            let mut removed = lock(&self.trust_updates.removed);
            removed.last += 1;
            let undo = removed.last;
            removed.instances.insert(undo, instance);
            while removed.instances.len() > MOST_UNDO {
                removed.instances.pop_first();
            }
            undo
        };
        self.trust_data_changed();
        Ok(undo)
    }

    fn undo_remove_instance(&self, undo: u32) -> Answer<TrustDataPage> {
        let instance = lock(&self.trust_updates.removed).instances.remove(&undo);
        let instance = instance.ok_or_else(|| error("result-gone"))?;
        let refused = |message| told("instance-refused", message);
        self.files()?.instances().keep(&instance).map_err(refused)?;
        self.trust_data_changed();
        Ok(self.trust_data_page())
    }
}

/// How far the update of all instances has come when that of one begins a step.
fn progress(name: &Message, step: UpdateStep, position: usize, all: usize) -> UpdateProgress {
    let steps = UpdateStep::ALL.len();
    let within = UpdateStep::ALL.iter().position(|it| *it == step);
    let number = |steps: usize| u32::try_from(steps).unwrap_or(u32::MAX);
    UpdateProgress {
        name: name.clone(),
        step: Message::new("update-step").select("step", step.as_str()),
        done: number(position * steps + within.unwrap_or(0)),
        total: number(all * steps),
    }
}

fn row(whose: Whose<'_>, updated: Result<tuf::Updated, Problem>) -> UpdateRow {
    match updated {
        Ok(updated) => UpdateRow {
            done: true,
            message: Message::new("update-done")
                .with("name", whose.name())
                .with("changes", Arg::Number(updated.changes.len() as u64)),
            changes: updated.changes,
        },
        Err(problem) => UpdateRow {
            done: false,
            message: Message::new("trust-data-not-updated")
                .with("name", whose.name())
                .with("reason", problem.message()),
            changes: vec![],
        },
    }
}

/// Holds the place of the one update that may run.
struct Running<'a>(&'a TrustUpdates);

impl<'a> Running<'a> {
    fn begin(updates: &'a TrustUpdates, cancel: &Arc<AtomicBool>) -> Answer<Self> {
        let mut running = lock(&updates.running);
        if running.is_some() {
            return Err(error("update-running"));
        }
        *running = Some(Arc::clone(cancel));
        Ok(Self(updates))
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        *lock(&self.0.running) = None;
    }
}
