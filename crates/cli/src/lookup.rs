//! `whence lookup`, and the look-ups of `whence check`: asked only after the person's word.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

use whence_app::{
    Checked, Checker,
    check::is_savable,
    history::observation,
    lookup::{Consent, Holder, LookupTrouble, Lookups, Plan, Preferences, Question, Source, view},
    network::Network,
    settings::SettingsStore,
    view::Message,
    words::Words,
};
use whence_display::DisplayText;
use whence_fetch::lookup::WebLookups;
use whence_store::{SettingsFile, config_folder, save_beside};

use crate::{
    Stop,
    arguments::{Check, Format, once, options_and, utf8, wrong},
    check::{checker_and_book, exit_code, now, remark},
    json,
    network::manners,
    print, text,
};

/// `whence lookup`.
#[derive(Debug, PartialEq)]
pub(crate) struct Lookup {
    check: Check,
    /// Only these; all that have something to ask when empty.
    sources: BTreeSet<Source>,
    /// Whose attestations to ask GitHub for.
    repository: Option<Holder>,
    /// Everything shown may be sent.
    yes: bool,
    /// Nothing is sent: only what would be is shown.
    dry_run: bool,
    /// Keeps what is found as a bundle beside the file.
    save: bool,
}

pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Option<Lookup>, Stop> {
    let mut sources = BTreeSet::new();
    let (mut repository, mut yes, mut dry_run, mut save) = (None, false, false, false);
    let mut of_lookups = |name: &str, value: &mut dyn FnMut() -> Result<OsString, Stop>| {
        match name {
            "--source" => sources.extend(source(&value()?)?),
            "--repository" => {
                let value = value()?;
                let holder = Holder::parse(&utf8(value.clone())?)
                    .ok_or_else(|| wrong("cli-lookup-repository", &value))?;
                once(&mut repository, holder, name)?;
            }
            "--yes" | "-y" => yes = true,
            "--dry-run" => dry_run = true,
            "--save" => save = true,
            _ => return Ok(false),
        }
        Ok(true)
    };
    let Some(check) = options_and(arguments, &mut of_lookups)? else {
        return Ok(None);
    };
    if check.targets.len() != 1 {
        return Err(Stop::new(Message::new("cli-lookup-one")));
    }
    Ok(Some(Lookup {
        check,
        sources,
        repository,
        yes,
        dry_run,
        save,
    }))
}

/// A source by name; `all` for each of them.
pub(crate) fn source(name: &std::ffi::OsStr) -> Result<Vec<Source>, Stop> {
    match name.to_str() {
        Some("all") => Ok(Source::ALL.into()),
        Some(text) if Source::from_name(text).is_some() => {
            Ok(Source::from_name(text).into_iter().collect())
        }
        _ => Err(wrong("cli-lookup-source", name)),
    }
}

pub(crate) fn run(lookup: Lookup, words: &Words) -> Result<u8, Stop> {
    let (checker, book, remarks) = checker_and_book(&lookup.check)?;
    for message in &remarks {
        remark(message, words);
    }
    let desk = Desk::open();
    let cancel = Arc::new(AtomicBool::new(false));
    let (inputs, evidence) = (&lookup.check.targets, &lookup.check.evidence);
    let checked = checker.check(inputs, evidence, now(), &mut |_| (), &cancel);
    // Nothing cancels here: Ctrl+C ends the process.
    let Some(mut checked) = checked.unwrap_or_default().into_iter().next() else {
        return Err(Stop::new(Message::new("cli-target-missing")));
    };
    let typed = lookup.repository.as_ref();
    let plan = checker
        .lookup_plan(&checked, &desk.preferences, typed, &cancel)
        .unwrap_or_default();
    if lookup.dry_run {
        return print(&shown(&plan, &lookup.sources, words));
    }
    if desk.network.off {
        return Err(Stop::new(Message::new("trouble-network-off")));
    }
    let questions = desk.agreed(&plan, &lookup, words);
    if !questions.is_empty() {
        checked = desk.ask(&checker, &checked, &questions, &cancel);
    }
    match lookup.check.format {
        Format::Text => print(&text::write(&checked, words, lookup.check.verbose))?,
        Format::Json => print(&json::write(&checked, words))?,
    };
    if lookup.save {
        save(&checker, &checked, words)?;
    }
    if let Some(book) = book {
        book.record(&[observation(&checked)], words);
        book.forget(words);
    }
    Ok(exit_code([checked.verdict.state]))
}

/// The look-ups of `whence check`: from sources that may be asked without a further word, for a target whose
/// result they could change.
pub(crate) fn by_itself(checker: &Checker, checked: Checked, allowed: &[Source]) -> Checked {
    if !view::wants_lookup(&checked) {
        return checked;
    }
    let desk = Desk::open();
    let mut sources = view::asked_by_itself(&checked, &desk.preferences);
    sources.extend(allowed);
    if sources.is_empty() || (desk.network.off && allowed.is_empty()) {
        return checked;
    }
    let cancel = Arc::new(AtomicBool::new(false));
    let plan = checker
        .lookup_plan(&checked, &desk.preferences, None, &cancel)
        .unwrap_or_default();
    let of_sources = |question: &Question| sources.contains(&question.source());
    let questions: Vec<Question> = plan.questions.into_iter().filter(of_sources).collect();
    if questions.is_empty() {
        return checked;
    }
    desk.ask(checker, &checked, &questions, &cancel)
}

/// What the person set of network and look-ups.
struct Desk {
    network: Network,
    preferences: Preferences,
    folder: Option<PathBuf>,
}

impl Desk {
    /// What is wrong with the file was told when the checker was put together.
    fn open() -> Self {
        let folder = config_folder();
        let settings = folder
            .as_deref()
            .map(|folder| SettingsFile::in_folder(folder).load().0)
            .unwrap_or_default();
        Self {
            network: settings.network,
            preferences: settings.lookups,
            folder,
        }
    }

    /// The questions the person agrees to: by the settings, by `--yes`, or when asked at the terminal.
    fn agreed(&self, plan: &Plan, lookup: &Lookup, words: &Words) -> Vec<Question> {
        let wanted = |source: &Source| lookup.sources.is_empty() || lookup.sources.contains(source);
        let mut agreed = Vec::new();
        for source in Source::ALL.into_iter().filter(wanted) {
            let questions: Vec<&Question> = plan
                .questions
                .iter()
                .filter(|question| question.source() == source)
                .collect();
            if questions.is_empty() {
                if lookup.sources.contains(&source)
                    && let Some(idle) = plan.idle_words(source)
                {
                    remark(&about(source, idle), words);
                }
                continue;
            }
            let allowed = lookup.yes || self.preferences.consent(source) == Consent::On;
            if allowed || agrees(&questions, words) {
                agreed.extend(questions.into_iter().cloned());
            } else if !std::io::stdin().is_terminal() {
                remark(&about(source, Message::new("cli-lookup-not-agreed")), words);
            }
        }
        if let Some(left_out) = plan.left_out_words()
            && wanted(&Source::GitHub)
        {
            remark(&left_out, words);
        }
        agreed
    }

    fn ask(
        &self,
        checker: &Checker,
        checked: &Checked,
        questions: &[Question],
        cancel: &Arc<AtomicBool>,
    ) -> Checked {
        let made = manners(&self.network, self.folder.as_deref())
            .and_then(|manners| WebLookups::new(manners, &self.preferences));
        let lookups: Box<dyn Lookups> = match made {
            Ok(lookups) => Box::new(lookups),
            Err(trouble) => Box::new(Unusable(trouble.into())),
        };
        let looked = checker.look_up(checked, questions, &*lookups, now(), &mut |_| (), cancel);
        // Nothing cancels here: Ctrl+C ends the process.
        looked.unwrap_or_else(|_| checked.clone())
    }
}

/// For settings of the network that cannot be used: every question ends in the same trouble.
struct Unusable(LookupTrouble);

impl Lookups for Unusable {
    fn ask(
        &self,
        _: &Question,
        _: &Arc<AtomicBool>,
    ) -> Result<whence_app::lookup::Reply, LookupTrouble> {
        Err(self.0.clone())
    }
}

/// Shows what would be sent and asks for a word. Without somebody at a terminal that is a no.
fn agrees(questions: &[&Question], words: &Words) -> bool {
    let mut stderr = std::io::stderr().lock();
    let mut text = String::new();
    for question in questions {
        text += &lines_of(question, words);
    }
    if !std::io::stdin().is_terminal() {
        return false;
    }
    text += &words.render(&Message::new("cli-lookup-agree"));
    if write!(stderr, "{text} ")
        .and_then(|()| stderr.flush())
        .is_err()
    {
        return false;
    }
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes")
}

/// What one question sends: in words, and to the letter.
fn lines_of(question: &Question, words: &Words) -> String {
    let plain = |text: &str| DisplayText::identifier(text).to_terminal();
    let mut text = format!(
        "{}\n    {}\n",
        words.render(&question.sends()),
        plain(&question.address())
    );
    if let Some(body) = question.body() {
        text += &format!("    {}\n", plain(&body));
    }
    text
}

fn shown(plan: &Plan, sources: &BTreeSet<Source>, words: &Words) -> String {
    let wanted = |source: &Source| sources.is_empty() || sources.contains(source);
    let mut text = String::new();
    for source in Source::ALL.into_iter().filter(wanted) {
        let of_source = |question: &&Question| question.source() == source;
        for question in plan.questions.iter().filter(of_source) {
            text += &lines_of(question, words);
        }
        if let Some(idle) = plan.idle_words(source) {
            text += &words.render(&about(source, idle));
            text.push('\n');
        }
    }
    if let Some(left_out) = plan.left_out_words() {
        text += &words.render(&left_out);
    }
    text.trim_end().to_owned()
}

fn about(source: Source, what: Message) -> Message {
    Message::new("cli-lookup-about")
        .with("source", source.name())
        .with("what", what)
}

/// Saves the piece that decided, or the first found that holds, as a bundle beside the file.
fn save(checker: &Checker, checked: &Checked, words: &Words) -> Result<(), Stop> {
    let savable = |position: &usize| {
        let piece = checked.pieces.get(*position);
        piece.is_some_and(|piece| is_savable(checked, piece))
    };
    let deciding = checked.verdict.deciding.filter(savable);
    let position = deciding.or_else(|| (0..checked.pieces.len()).find(savable));
    let (Some(position), Some(path)) = (position, checked.path.as_deref()) else {
        remark(&Message::new("save-bundle-nothing"), words);
        return Ok(());
    };
    let bytes = checker
        .bundle_of(checked, position, now())
        .map_err(Stop::new)?;
    let saved = saved_message(path, &bytes).map_err(Stop::new)?;
    remark(&saved, words);
    Ok(())
}

/// Writes a bundle beside a file under a name of its own, and says which.
fn saved_message(path: &Path, bytes: &[u8]) -> Result<Message, Message> {
    let saved = save_beside(path, bytes)?;
    Ok(Message::new("save-bundle-saved").with("name", DisplayText::file_name(&saved)))
}
