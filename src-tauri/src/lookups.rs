//! Look-ups from the window: what would be sent, asking after the person's word, and keeping what was found.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tauri::{State, ipc::Channel};
use whence_app::{
    Checked, Checker,
    check::is_savable,
    lookup::{
        Holder, Lookups, Preferences, Question, Source,
        view::{self, LookupPlanView, plan_view},
    },
    view::{Message, Progress, ResultView},
};
use whence_display::DisplayText;
use whence_fetch::lookup::WebLookups;
use whence_store::save_beside;

use crate::{
    answer::{Answer, apart, cancelled, error, told},
    program::{Program, lock, now},
    progress::Throttle,
};

type Shared<'a> = State<'a, Arc<Program>>;

/// What could be asked about a result; with the owner or repository the person typed, unless that is empty.
#[tauri::command]
pub(crate) async fn lookup_plan(
    program: Shared<'_>,
    result: u32,
    repository: String,
) -> Answer<LookupPlanView> {
    let program = Arc::clone(&program);
    apart(move || program.lookup_plan(result, &repository)).await
}

/// Asks these sources about a result; the answer is a result of its own.
#[tauri::command]
pub(crate) async fn look_up(
    program: Shared<'_>,
    result: u32,
    sources: Vec<String>,
    repository: String,
    on_progress: Channel<Progress>,
) -> Answer<ResultView> {
    let program = Arc::clone(&program);
    let mut throttle = Throttle::new(move |progress| {
        // A page that is just going away needs no progress.
        let _ = on_progress.send(progress);
    });
    apart(move || {
        program.look_up(result, &sources, &repository, &mut |progress| {
            throttle.tell(progress);
        })
    })
    .await
}

/// Stops the look-up under way.
#[tauri::command]
pub(crate) fn stop_look_up(program: Shared<'_>) {
    lock(&program.looking).store(true, Ordering::Relaxed);
}

/// Saves a piece of evidence as a bundle beside the file; says under which name.
#[tauri::command]
pub(crate) async fn save_bundle(
    program: Shared<'_>,
    result: u32,
    evidence: u32,
) -> Answer<Message> {
    let program = Arc::clone(&program);
    apart(move || program.save_bundle(result, evidence)).await
}

impl Program {
    fn lookup_plan(&self, result: u32, repository: &str) -> Answer<LookupPlanView> {
        let checked = self.checked(result)?;
        let (checker, _) = self.checker();
        let (network, preferences) = self.network();
        let typed = holder(repository)?;
        let never = AtomicBool::new(false);
        let plan = checker
            .lookup_plan(&checked, &preferences, typed.as_ref(), &never)
            .map_err(|_| cancelled())?;
        Ok(plan_view(&plan, &preferences, network.off))
    }

    fn look_up(
        &self,
        result: u32,
        sources: &[String],
        repository: &str,
        progress: &mut dyn FnMut(Progress),
    ) -> Answer<ResultView> {
        let kept = self.kept(result)?;
        let (checker, generation) = self.checker();
        let typed = holder(repository)?;
        let wanted: Vec<Source> = sources
            .iter()
            .filter_map(|source| Source::from_name(source))
            .collect();
        let cancel: Arc<AtomicBool> = Arc::default();
        *lock(&self.looking) = Arc::clone(&cancel);
        let checked = self.asked(
            &checker,
            &kept.checked,
            &wanted,
            typed.as_ref(),
            progress,
            &cancel,
        )?;
        self.record(std::slice::from_ref(&checked));
        let kept = self.keep_results(vec![checked], &kept.inputs, generation);
        kept.into_iter().next().ok_or_else(|| error("result-gone"))
    }

    /// The target with what sources know of it that may be asked without a further word.
    pub(crate) fn asked_by_itself(
        &self,
        checker: &Checker,
        checked: Checked,
        progress: &mut dyn FnMut(Progress),
        cancel: &Arc<AtomicBool>,
    ) -> Answer<Checked> {
        let (network, preferences) = self.network();
        let sources = view::asked_by_itself(&checked, &preferences);
        if network.off || sources.is_empty() {
            return Ok(checked);
        }
        let sources: Vec<Source> = sources.into_iter().collect();
        self.asked(checker, &checked, &sources, None, progress, cancel)
    }

    fn asked(
        &self,
        checker: &Checker,
        checked: &Checked,
        sources: &[Source],
        typed: Option<&Holder>,
        progress: &mut dyn FnMut(Progress),
        cancel: &Arc<AtomicBool>,
    ) -> Answer<Checked> {
        let (_, preferences) = self.network();
        let lookups = self.lookups(&preferences)?;
        let plan = checker
            .lookup_plan(checked, &preferences, typed, cancel)
            .map_err(|_| cancelled())?;
        let wanted = |question: &Question| sources.contains(&question.source());
        let questions: Vec<Question> = plan.questions.into_iter().filter(wanted).collect();
        if questions.is_empty() {
            return Ok(checked.clone());
        }
        checker
            .look_up(checked, &questions, &lookups, now(), progress, cancel)
            .map_err(|_| cancelled())
    }

    /// Asks by the settings in force, with the switch and the record.
    fn lookups(&self, preferences: &Preferences) -> Answer<impl Lookups + use<>> {
        self.manners()
            .and_then(|manners| WebLookups::new(manners, preferences))
            .map_err(|trouble| told("not-looked-up", trouble.message()))
    }

    fn save_bundle(&self, result: u32, evidence: u32) -> Answer<Message> {
        let checked = self.checked(result)?;
        let (checker, _) = self.checker();
        let position = usize::try_from(evidence).map_err(|_| error("no-such-part"))?;
        let piece = checked.pieces.get(position);
        let path = checked.path.as_deref();
        let (Some(_), Some(path)) = (piece.filter(|piece| is_savable(&checked, piece)), path)
        else {
            return Err(error("no-such-part"));
        };
        let not_saved = |message| told("bundle-not-saved", message);
        let bytes = checker
            .bundle_of(&checked, position, now())
            .map_err(not_saved)?;
        let name = save_beside(path, &bytes).map_err(not_saved)?;
        Ok(Message::new("save-bundle-saved").with("name", DisplayText::file_name(&name)))
    }
}

fn holder(repository: &str) -> Answer<Option<Holder>> {
    if repository.trim().is_empty() {
        return Ok(None);
    }
    let read = Holder::parse(repository).ok_or_else(|| error("not-a-repository"))?;
    Ok(Some(read))
}
