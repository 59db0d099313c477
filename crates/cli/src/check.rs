//! `whence check`: everything around the one use case.

use std::{
    io::{IsTerminal, Write},
    path::Path,
    sync::{Arc, atomic::AtomicBool},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use whence_app::{
    Checked, Checker, Input, batch,
    check::Against,
    history::{Observation, observation},
    image::Registries,
    intake,
    network::Network,
    present,
    settings::{Keep, Settings, SettingsStore, TrustData, TrustSources},
    signers::{LoadedList, SignerLists},
    view::{Arg, Message, Progress},
    words::Words,
};
use whence_display::DisplayText;
use whence_evidence::UnixTime;
use whence_fetch::registry::{Keeping, Remote};
use whence_identity::IdentityList;
use whence_store::{HistoryFile, ListFile, SettingsFile, config_folder};
use whence_verdict::State;
use whence_verify::{KeyFileRejected, ManagedKey};

use crate::{
    Stop, WRONG_USE,
    arguments::{Check, Format, OnlyIdentity},
    json, lookup, many,
    network::manners,
    print, text,
    trust_data::Files,
};

/// A PEM file with one key is below 2 kB.
const LARGEST_KEY_FILE: u64 = 64 << 10;

pub(crate) fn run(check: Check, words: &Words) -> Result<u8, Stop> {
    if check.csv || check.targets.len() > 1 || batch::is_batch(&check.targets) {
        return many::run(&check, words);
    }
    let (checker, checked, book) = checked_by_book(&check, words)?;
    let by_itself = |checked| lookup::by_itself(&checker, checked, &check.allow_network);
    let checked: Vec<Checked> = checked.into_iter().map(by_itself).collect();
    for one in &checked {
        match check.format {
            Format::Text => print(&text::write(one, words, check.verbose))?,
            Format::Json => print(&json::write(one, words))?,
        };
    }
    if let Some(book) = book {
        let observations: Vec<_> = checked.iter().map(observation).collect();
        book.record(&observations, words);
        book.forget(words);
    }
    let states = checked.iter().map(|checked| checked.verdict.state);
    Ok(exit_code(states))
}

/// The history that checks are compared with and written to.
pub(crate) struct Book {
    file: Arc<HistoryFile>,
    keep: Keep,
}

impl Book {
    /// Keeps the checks. They are printed by now; what goes wrong here is a remark.
    pub(crate) fn record(&self, observations: &[Observation], words: &Words) {
        if let Err(problem) = self.file.record(observations) {
            remark(&problem, words);
        }
    }

    /// Forgets what is not to be kept any longer.
    pub(crate) fn forget(&self, words: &Words) {
        let mut recorded = Ok(());
        if let Some(until) = self.keep.until(now())
            && self.file.count_before(until) > 0
        {
            recorded = self.file.forget_before(until).map(|_| ());
        }
        // Also when it was damaged, set aside and begun anew meanwhile.
        if let Some(problem) = recorded.err().or_else(|| self.file.problem()) {
            remark(&problem, words);
        }
    }
}

/// What is worth knowing beside the results.
pub(crate) fn remark(remark: &Message, words: &Words) {
    // Nobody is left to tell when standard error is gone.
    let _ = writeln!(std::io::stderr(), "whence: {}", words.render(remark));
}

/// The person's settings; what is wrong with their file goes to standard error.
pub(crate) fn settings(folder: &Path, words: &Words) -> Settings {
    let (settings, problems) = SettingsFile::in_folder(folder).load();
    for problem in &problems {
        remark(problem, words);
    }
    settings
}

/// Checks the targets; remarks and progress go to standard error.
pub(crate) fn checked(check: &Check, words: &Words) -> Result<Vec<Checked>, Stop> {
    Ok(checked_by_book(check, words)?.1)
}

fn checked_by_book(
    check: &Check,
    words: &Words,
) -> Result<(Checker, Vec<Checked>, Option<Book>), Stop> {
    let (checker, book, remarks) = checker_and_book(check)?;
    let mut progress = ProgressLine::new();
    let never = AtomicBool::new(false);
    let checked = checker
        .check(
            &check.targets,
            &check.evidence,
            now(),
            &mut |step| progress.show(&step),
            &never,
        )
        // Nothing cancels here: Ctrl+C ends the process.
        .unwrap_or_default();
    progress.clear();
    for message in &remarks {
        remark(message, words);
    }
    Ok((checker, checked, book))
}

/// The worst state decides: failed, then could not check, then no signature, then unlisted.
pub(crate) fn exit_code(states: impl IntoIterator<Item = State>) -> u8 {
    const WORST_FIRST: [(State, u8); 4] = [
        (State::Failed, 1),
        (State::CouldNotCheck, 5),
        (State::NoSignature, 4),
        (State::Unlisted, 3),
    ];
    let place = |state| WORST_FIRST.iter().position(|(worse, _)| *worse == state);
    let worst = states.into_iter().filter_map(place).min();
    worst
        .and_then(|place| WORST_FIRST.get(place))
        .map_or(0, |(_, code)| *code)
}

/// Everything to check with, and remarks about what is not as the person may think.
pub(crate) fn checker(check: &Check) -> Result<(Checker, Vec<Message>), Stop> {
    let (checker, _, remarks) = checker_and_book(check)?;
    Ok((checker, remarks))
}

pub(crate) fn checker_and_book(
    check: &Check,
) -> Result<(Checker, Option<Book>, Vec<Message>), Stop> {
    let folder = config_folder();
    let mut remarks = Vec::new();
    let mut book = None;
    let (settings, problems) = folder
        .as_deref()
        .map(|folder| SettingsFile::in_folder(folder).load())
        .unwrap_or_default();
    remarks.extend(problems);
    let network = settings.network.clone();
    let mut files = None;
    if check.trusted_root.is_none()
        && let Some(folder) = &folder
    {
        let keep = settings.keep;
        // What is proven by standards named for one check alone is no base for later ones.
        let own = check.key.is_none() && check.list.is_none() && check.only.is_none();
        if own && !check.no_history && keep != Keep::Off {
            book = Some(Book {
                file: HistoryFile::in_folder(folder),
                keep,
            });
        }
        let found = Files::with(settings, folder);
        remarks.extend(found.problems.iter().cloned());
        files = Some(found);
    }
    let sources = match (&check.trusted_root, &files) {
        (Some(file), _) => TrustSources {
            file: Some(file),
            ..TrustSources::default()
        },
        (None, Some(files)) => files.sources(),
        (None, None) => TrustSources::default(),
    };
    let trust = TrustData::assemble(sources, now());
    if let Some(problem) = &trust.problem {
        // A file named here and not readable is wrong use; one of the settings leads to a verdict.
        if check.trusted_root.is_some() {
            return Err(Stop::new(problem.clone()));
        }
        remarks.push(problem.clone());
    }

    let key = check.key.as_deref().map(key).transpose()?;
    let against = match (&check.only, &check.list) {
        (Some(_), _) => Against::NamedSigner,
        (None, Some(_)) => Against::GivenList,
        (None, None) => Against::OwnList,
    };
    let (list, list_problem) = match (&check.only, &check.list, folder.as_deref()) {
        (Some(only), _, _) => (only.list()?, None),
        (None, Some(path), _) => (named_list(path)?, None),
        (None, None, Some(folder)) => {
            let loaded = ListFile::in_folder(folder).load();
            remarks.extend(list_problems(&loaded));
            let problem = loaded.first_problem();
            (loaded.list, problem)
        }
        (None, None, None) => (IdentityList::default(), None),
    };
    Ok((
        Checker {
            trust,
            list: Arc::new(list),
            list_problem,
            key,
            against,
            past: book.as_ref().map(|book: &Book| Arc::clone(&book.file) as _),
            registries: registries(check, &network, folder.as_deref())?,
            platform: check.platform.clone(),
        },
        book,
        remarks,
    ))
}

/// The way to registries, where it was allowed for this check.
fn registries(
    check: &Check,
    network: &Network,
    folder: Option<&Path>,
) -> Result<Option<Arc<dyn Registries>>, Stop> {
    if !check.allowed.registry {
        return Ok(None);
    }
    let manners = manners(network, folder).map_err(|trouble| Stop::new(trouble.message()))?;
    let keeping = Keeping::of_this_person(check.allowed.helpers);
    let mut plain = network.plain_registries.clone();
    if check.allowed.plain_http {
        for target in &check.targets {
            if let Input::Image(image) = target {
                let registry = image.reference.registry().to_owned();
                plain.entry(registry).or_default();
            }
        }
    }
    Ok(Some(Arc::new(Remote::new(manners, keeping, plain))))
}

/// A list that was named must be there and without mistakes.
fn named_list(path: &Path) -> Result<IdentityList, Stop> {
    let loaded = ListFile::at(path.to_owned()).load();
    if !loaded.exists {
        let name = DisplayText::from_bytes(path.as_os_str().as_encoded_bytes());
        return Err(Stop::new(
            Message::new("cli-list-missing").with("argument", name),
        ));
    }
    let problems = list_problems(&loaded);
    if problems.is_empty() {
        Ok(loaded.list)
    } else {
        Err(Stop {
            code: WRONG_USE,
            messages: problems,
        })
    }
}

/// Every mistake in the files of the lists, with its place.
pub(crate) fn list_problems(loaded: &LoadedList) -> Vec<Message> {
    let own = (&loaded.location, &loaded.problems, loaded.unreadable);
    let managed = loaded
        .managed
        .iter()
        .map(|list| (&list.location, &list.problems, list.unreadable));
    let mut messages = Vec::new();
    for (location, problems, unreadable) in std::iter::once(own).chain(managed) {
        let name = DisplayText::from_bytes(location.as_os_str().as_encoded_bytes());
        messages.extend(problems.iter().map(|problem| {
            Message::new("cli-list-problem")
                .with("file", name.clone())
                .with("line", Arg::Number(problem.line.into()))
                .with("column", Arg::Number(problem.column.into()))
                .with("problem", present::list_problem(problem))
        }));
        if unreadable {
            messages.push(Message::new("cli-list-unreadable").with("file", name));
        }
    }
    messages
}

impl OnlyIdentity {
    /// A list of this one, through the same parser and the same rules as a file.
    fn list(&self) -> Result<IdentityList, Stop> {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let mut file = format!(
            "schema = 1\n[[signer]]\nlabel = \"the signer you named\"\nissuer = {}\nidentity = {}\n",
            quoted(&self.issuer),
            quoted(&self.identity)
        );
        if let Some(instance) = &self.instance {
            file.push_str(&format!("instance = {}\n", quoted(instance)));
        }
        IdentityList::parse(file.as_bytes()).map_err(|problems| {
            let message = |problem: &whence_identity::Problem| {
                Message::new("cli-identity-problem").with("problem", present::list_problem(problem))
            };
            Stop {
                code: WRONG_USE,
                messages: problems.iter().map(message).collect(),
            }
        })
    }
}

fn key(path: &Path) -> Result<ManagedKey, Stop> {
    let stop = |id: &str| {
        let name = DisplayText::from_bytes(path.as_os_str().as_encoded_bytes());
        Stop::new(Message::new(id).with("argument", name))
    };
    let rejected = || stop("cli-key-unreadable");
    let bytes = intake::read_bounded(path, LARGEST_KEY_FILE).map_err(|_| rejected())?;
    let text = String::from_utf8(bytes).map_err(|_| rejected())?;
    ManagedKey::from_pem(&text).map_err(|error| match error {
        KeyFileRejected::AlgorithmUnsupported => stop("cli-key-unsupported"),
        KeyFileRejected::Unreadable(_) => rejected(),
    })
}

pub(crate) fn now() -> UnixTime {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    UnixTime::from_seconds(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// One line on a terminal that says how far reading has come, once it takes longer than a second.
struct ProgressLine {
    started: Instant,
    shown: Option<u64>,
    on_terminal: bool,
}

impl ProgressLine {
    fn new() -> Self {
        Self {
            started: Instant::now(),
            shown: None,
            on_terminal: std::io::stderr().is_terminal(),
        }
    }

    fn show(&mut self, progress: &Progress) {
        let Progress::Hashing { done, total } = progress else {
            return;
        };
        let percent = done.saturating_mul(100).checked_div(*total).unwrap_or(100);
        if self.on_terminal && self.started.elapsed().as_secs() >= 1 && self.shown != Some(percent)
        {
            let _ = write!(std::io::stderr(), "\r{percent} %");
            self.shown = Some(percent);
        }
    }

    fn clear(&self) {
        if self.shown.is_some() {
            let _ = write!(std::io::stderr(), "\r     \r");
        }
    }
}
