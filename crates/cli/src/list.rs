//! `whence list`: the trusted identity list, with the words and the rules of the window.

use std::{collections::BTreeSet, ffi::OsString, io::Read, path::PathBuf};

use serde::Serialize;
use whence_app::{
    intake::read_bounded,
    settings::Keep,
    signers::{
        Change, Desk, LoadedList, NotEdited, Past, SignerLists, describe_entry, not_edited,
        switched, undone,
        view::{
            BasisKind, EditAnswer, EntryChange, EntryDraft, EntryStanding, ExportKind, Finding,
            Gravity, ImportRow, Lint, SignerEdit, SignersQuery, WhoForm,
        },
    },
    view::{Arg, Message},
    words::Words,
};
use whence_display::{DisplayText, ascii_json};
use whence_evidence::UnixTime;
use whence_identity::{Entry, LARGEST_FILE, Origin, Rule};
use whence_store::{HistoryFile, ListFile, config_folder};

use crate::{
    NOT_CHANGED, Stop,
    arguments::{Format, once, utf8, wrong},
    check::{list_problems, now, settings},
    print,
};

/// Something was found that should be looked at.
const FOUND: u8 = 1;
/// Raised when a reader of the old form could be misled by the new one.
const SCHEMA: u32 = 1;
/// Files of the history that an entry is tried on, as in the window.
const MOST_PAST: usize = 1000;
/// How often an edit is tried again because somebody else changed the list meanwhile.
const TRIES: usize = 20;

/// `whence list`, on the person's own list or on a file.
#[derive(Debug, PartialEq)]
pub(crate) struct List {
    pub(crate) action: Action,
    pub(crate) list: Option<PathBuf>,
    pub(crate) format: Format,
}

/// What to do with the list.
#[derive(Debug, PartialEq)]
pub(crate) enum Action {
    /// Shows the entries that fit all words.
    Show(Vec<String>),
    /// Adds an entry.
    Add(Box<Add>),
    /// Deletes entries.
    Remove(Vec<String>),
    /// Switches entries on or off.
    Switch(Vec<String>, bool),
    /// Tries an entry on the files checked so far and on names made to deceive.
    Test(String),
    /// Says what is unwise.
    Lint,
    /// Takes the latest edit back.
    Undo,
    /// Adds what a file holds, to be reviewed; `-` is standard input. What has the name of an own entry takes its
    /// place or is left out.
    Import { file: PathBuf, replace: bool },
    /// Writes entries in another form, all own ones when none is named.
    Export(Vec<String>, ExportKind),
}

/// The entry to add.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Add {
    draft: EntryDraft,
    width: Option<String>,
    confirmed: String,
}

/// Reads what follows `whence list`; `None` when help was asked for.
pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Option<List>, Stop> {
    let mut arguments = arguments.peekable();
    let action = match arguments.peek().and_then(|first| first.to_str()) {
        Some(first) if !first.starts_with('-') => first.to_owned(),
        _ => "show".to_owned(),
    };
    if arguments
        .peek()
        .is_some_and(|first| first.to_str() == Some(action.as_str()))
    {
        arguments.next();
    }
    let mut options = Options::default();
    if !options.read(&mut arguments, &action)? {
        return Ok(None);
    }
    let Options {
        list,
        format,
        names,
        add,
        kind,
        replace,
    } = options;
    let several = |names: Vec<String>| {
        if names.is_empty() {
            Err(Stop::new(Message::new("cli-entry-missing")))
        } else {
            Ok(names)
        }
    };
    let none = |names: Vec<String>| match names.first() {
        Some(name) => Err(wrong("cli-not-wanted", name.as_ref())),
        None => Ok(()),
    };
    let action = match action.as_str() {
        "show" => Action::Show(names),
        "add" => {
            none(names)?;
            Action::Add(Box::new(add))
        }
        "remove" => Action::Remove(several(names)?),
        "enable" => Action::Switch(several(names)?, true),
        "disable" => Action::Switch(several(names)?, false),
        "test" => match several(names)?.as_slice() {
            [name] => Action::Test(name.clone()),
            [_, second, ..] => return Err(wrong("cli-not-wanted", second.as_ref())),
            [] => return Err(Stop::new(Message::new("cli-entry-missing"))),
        },
        "lint" => {
            none(names)?;
            Action::Lint
        }
        "undo" => {
            none(names)?;
            Action::Undo
        }
        "import" => match several(names)?.as_slice() {
            [name] => Action::Import {
                file: name.into(),
                replace,
            },
            [_, second, ..] => return Err(wrong("cli-not-wanted", second.as_ref())),
            [] => return Err(Stop::new(Message::new("cli-entry-missing"))),
        },
        "export" => Action::Export(names, kind.unwrap_or(ExportKind::Whence)),
        other => return Err(wrong("cli-unknown-list-command", other.as_ref())),
    };
    Ok(Some(List {
        action,
        list,
        format: format.unwrap_or_default(),
    }))
}

#[derive(Default)]
struct Options {
    list: Option<PathBuf>,
    format: Option<Format>,
    names: Vec<String>,
    add: Add,
    kind: Option<ExportKind>,
    replace: bool,
}

impl Options {
    /// `false` when help was asked for.
    fn read(
        &mut self,
        arguments: &mut impl Iterator<Item = OsString>,
        action: &str,
    ) -> Result<bool, Stop> {
        self.add.draft.enabled = true;
        let mut only_names = false;
        let mut single = Vec::new();
        while let Some(argument) = arguments.next() {
            let argument = utf8(argument)?;
            if only_names || !argument.starts_with('-') || argument == "-" {
                self.names.push(argument);
                continue;
            }
            let (name, mut attached) = match argument.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (argument.clone(), None),
            };
            let draft = &mut self.add.draft;
            let repeatable = matches!(
                name.as_str(),
                "--claim" | "--files" | "--images" | "--packages"
            );
            if name.starts_with("--") && name != "--" && !repeatable {
                if single.contains(&name) {
                    return Err(wrong("cli-option-twice", name.as_ref()));
                }
                single.push(name.clone());
            }
            let mut value = || match attached.take() {
                Some(value) => Ok(value),
                None => arguments
                    .next()
                    .ok_or_else(|| wrong("cli-value-missing", name.as_ref()))
                    .and_then(utf8),
            };
            match name.as_str() {
                "--" => only_names = true,
                "--help" | "-h" => return Ok(false),
                "--list" => once(&mut self.list, value()?.into(), &name)?,
                "--format" => {
                    let value = value()?;
                    self.format = match value.as_str() {
                        "text" => Some(Format::Text),
                        "json" => Some(Format::Json),
                        _ => return Err(wrong("cli-unknown-format", value.as_ref())),
                    };
                }
                "--as" => {
                    let value = value()?;
                    self.kind = match value.as_str() {
                        "whence" => Some(ExportKind::Whence),
                        "cosign" => Some(ExportKind::CosignCommands),
                        "gh" => Some(ExportKind::GhCommands),
                        "policy-controller" => Some(ExportKind::PolicyController),
                        "kyverno" => Some(ExportKind::Kyverno),
                        "kyverno-images" => Some(ExportKind::KyvernoImages),
                        "connaisseur" => Some(ExportKind::Connaisseur),
                        "ratify" => Some(ExportKind::Ratify),
                        _ => return Err(wrong("cli-unknown-export", value.as_ref())),
                    };
                }
                "--replace" if action == "import" => self.replace = true,
                _ if action != "add" => return Err(wrong("cli-unknown-option", argument.as_ref())),
                "--label" => draft.label = value()?,
                "--issuer" => draft.issuer = value()?,
                "--instance" => draft.instance = value()?,
                "--identity" => {
                    (draft.form, draft.identity) = (WhoForm::Exact, value()?);
                }
                "--pattern" => {
                    (draft.form, draft.pattern) = (WhoForm::Pattern, value()?);
                }
                "--regex" => {
                    (draft.form, draft.regex) = (WhoForm::Regex, value()?);
                }
                "--key" => (draft.form, draft.key) = (WhoForm::Key, value()?),
                "--key-file" => {
                    (draft.form, draft.key_file) = (WhoForm::Key, value()?);
                }
                "--width" => self.add.width = Some(value()?),
                "--confirm" => self.add.confirmed = value()?,
                "--claim" => draft.claims.push(value()?),
                "--files" => add_line(&mut draft.files, &value()?),
                "--images" => add_line(&mut draft.images, &value()?),
                "--packages" => add_line(&mut draft.packages, &value()?),
                "--repository-id" => draft.repository_id = value()?,
                "--owner-id" => draft.owner_id = value()?,
                "--basis" => draft.basis = Some(basis(&value()?)?),
                "--basis-link" => draft.basis_link = value()?,
                "--expires" => draft.expires = value()?,
                "--note" => draft.note = value()?,
                "--pinned" => draft.pinned = true,
                "--disabled" => draft.enabled = false,
                _ => return Err(wrong("cli-unknown-option", argument.as_ref())),
            }
            if attached.is_some() {
                return Err(wrong("cli-value-not-wanted", name.as_ref()));
            }
        }
        Ok(true)
    }
}

fn add_line(lines: &mut String, line: &str) {
    if !lines.is_empty() {
        lines.push('\n');
    }
    lines.push_str(line);
}

fn basis(name: &str) -> Result<BasisKind, Stop> {
    Ok(match name {
        "project-page" => BasisKind::ProjectPage,
        "told-by-someone" => BasisKind::ToldBySomeone,
        "my-organisation" => BasisKind::MyOrganisation,
        "first-seen" => BasisKind::FirstSeen,
        _ => return Err(wrong("cli-unknown-basis", name.as_ref())),
    })
}

/// Does what was asked.
pub(crate) fn run(list: List, words: &Words) -> Result<u8, Stop> {
    let mut file = match (&list.list, config_folder()) {
        (Some(path), _) => {
            // A list is made where the person's own has its place, and nowhere else by a slip.
            if !path.exists() {
                return Err(Stop::new(missing(path)));
            }
            ListFile::at(std::path::absolute(path).unwrap_or_else(|_| path.clone()))
        }
        (None, Some(folder)) => ListFile::in_folder(&folder),
        (None, None) => return Err(not_changed(NotEdited::NoPlace)),
    };
    let out = Out {
        words,
        format: list.format,
    };
    match list.action {
        Action::Show(text) => out.show(&file.load(), &text.join(" ")),
        Action::Lint => out.lint(&file.load()),
        Action::Test(name) => out.test(&file.load(), &name),
        Action::Add(add) => out.add(file, &add),
        Action::Remove(names) => out.change(&mut file, &names, "signers-deleted", |entry| {
            Change::Delete {
                id: entry.id.clone(),
            }
        }),
        Action::Switch(names, enabled) => {
            let said = if enabled {
                "signers-switched-on"
            } else {
                "signers-switched-off"
            };
            out.change(&mut file, &names, said, |entry| Change::Replace {
                id: entry.id.clone(),
                entry: Box::new(switched(entry, enabled, now())),
            })
        }
        Action::Undo => out.undo(&mut file),
        Action::Import {
            file: path,
            replace,
        } => out.import(file, &path, replace),
        Action::Export(names, kind) => out.export(&file.load(), &names, kind),
    }
}

/// How answers are written.
struct Out<'a> {
    words: &'a Words,
    format: Format,
}

impl Out<'_> {
    fn show(&self, loaded: &LoadedList, text: &str) -> Result<u8, Stop> {
        self.tell_problems(loaded);
        let shown: Vec<&Entry> = loaded
            .list
            .entries()
            .iter()
            .filter(|entry| whence_app::signers::occurs(entry, text))
            .collect();
        if self.format == Format::Json {
            self.json(&ListDocument {
                schema: SCHEMA,
                program: "whence",
                version: env!("CARGO_PKG_VERSION"),
                file: shown_path(&loaded.location),
                exists: loaded.exists,
                fingerprint: whence_app::signers::fingerprint(loaded),
                problems: self.problems(loaded),
                entries: shown.iter().map(|entry| entry_json(entry)).collect(),
                rules: loaded.list.rules().iter().map(rule_json).collect(),
            })?;
            return Ok(looked_at(loaded));
        }
        let mut lines = vec![self.say(&head(loaded, shown.len()))];
        for entry in shown {
            lines.extend(self.entry(entry));
        }
        for rule in loaded.list.rules() {
            let rule = Message::new("cli-list-rule")
                .with("label", DisplayText::identifier(&rule.label))
                .with("needs", DisplayText::identifier(&rule.requires.join(", ")));
            lines.push(self.say(&rule));
        }
        print(&lines.join("\n"))?;
        Ok(looked_at(loaded))
    }

    fn entry(&self, entry: &Entry) -> Vec<String> {
        let described = describe_entry(entry, now());
        let first = Message::new("cli-list-entry")
            .with("label", DisplayText::identifier(&entry.label))
            .with("id", DisplayText::identifier(&entry.id))
            .select("standing", standing(described.standing));
        let mut lines = vec![
            self.say(&first),
            format!("    {}", self.say(&described.sentence)),
            format!("    {}", self.say(&described.basis.words)),
        ];
        if let Origin::Managed(name) = &entry.origin {
            let managed =
                Message::new("cli-list-managed").with("list", DisplayText::identifier(name));
            lines.push(format!("    {}", self.say(&managed)));
        }
        lines
    }

    fn lint(&self, loaded: &LoadedList) -> Result<u8, Stop> {
        self.tell_problems(loaded);
        let found: Vec<(usize, Vec<Finding>)> = (0..loaded.list.entries().len())
            .map(|position| {
                let findings = whence_app::signers::entry_findings(&loaded.list, position, now());
                (position, findings)
            })
            .filter(|(_, findings)| !findings.is_empty())
            .collect();
        let grave = found
            .iter()
            .flat_map(|(_, findings)| findings)
            .any(|finding| finding.gravity >= Gravity::Warning);
        let label = |position: usize| loaded.list.entries().get(position);
        if self.format == Format::Json {
            let findings = found.iter().flat_map(|(position, findings)| {
                findings.iter().map(|finding| FindingJson {
                    entry: label(*position).map(|entry| entry.id.clone()),
                    code: finding.code.clone(),
                    gravity: gravity(finding.gravity),
                    text: self.say(&finding.message),
                    suggestion: finding.suggestion.clone(),
                })
            });
            self.json(&LintDocument {
                schema: SCHEMA,
                problems: self.problems(loaded),
                findings: findings.collect(),
            })?;
        } else {
            let mut lines = Vec::new();
            for (position, findings) in &found {
                let Some(entry) = label(*position) else {
                    continue;
                };
                lines.push(DisplayText::identifier(&entry.label).to_terminal());
                lines.extend(findings.iter().map(|finding| self.finding(finding)));
            }
            if found.is_empty() {
                lines.push(self.say(&Message::new("cli-list-nothing-found")));
            }
            print(&lines.join("\n"))?;
        }
        let broken = loaded.has_problems();
        Ok(if grave || broken { FOUND } else { 0 })
    }

    fn finding(&self, finding: &Finding) -> String {
        let mut line = format!(
            "  {:<8} {}",
            gravity(finding.gravity),
            self.say(&finding.message)
        );
        if let Some(better) = &finding.suggestion {
            let better =
                Message::new("cli-list-better").with("text", DisplayText::identifier(better));
            line.push(' ');
            line.push_str(&self.say(&better));
        }
        line
    }

    fn test(&self, loaded: &LoadedList, name: &str) -> Result<u8, Stop> {
        self.tell_problems(loaded);
        let entry = named(loaded.list.entries(), name)?;
        let test = whence_app::signers::try_entry(entry, &past(self.words));
        let accepted = test.look_alikes.saturating_sub(test.refused);
        if self.format == Format::Json {
            let files = test.files.iter().map(|file| TestedJson {
                name: file.name.to_terminal(),
                accepted: file.accepted,
                because: file.because.as_ref().map(|because| self.say(because)),
            });
            self.json(&TestDocument {
                schema: SCHEMA,
                entry: entry.id.clone(),
                past: test.no_past_because.is_none().then_some(test.past),
                past_accepted: test.accepted,
                files: files.collect(),
                look_alikes: test.look_alikes,
                refused: test.refused,
                accepted: test
                    .names
                    .iter()
                    .filter(|name| name.accepted)
                    .map(|name| name.identity.to_terminal())
                    .collect(),
            })?;
        } else {
            let total = Message::new("cli-list-tested")
                .with("refused", Arg::Number(test.refused.into()))
                .with("all", Arg::Number(test.look_alikes.into()));
            let mut lines = vec![match &test.no_past_because {
                Some(because) => self.say(because),
                None => self.say(
                    &Message::new("cli-list-tested-past")
                        .with("accepted", Arg::Number(test.accepted.into()))
                        .with("all", Arg::Number(test.past.into())),
                ),
            }];
            lines.extend(test.files.iter().map(|file| {
                let line = Message::new("cli-list-tested-file")
                    .select("accepted", if file.accepted { "yes" } else { "no" })
                    .with("name", file.name.clone())
                    .with("who", file.who.clone());
                let line = match &file.because {
                    Some(because) => line.select("told", "yes").with("because", because.clone()),
                    None => line.select("told", "no"),
                };
                format!("  {}", self.say(&line))
            }));
            lines.push(self.say(&total));
            lines.extend(test.names.iter().filter(|name| name.accepted).map(|name| {
                let line = Message::new("cli-list-accepted")
                    .with("name", name.identity.clone())
                    .with("how", name.how.clone());
                format!("  {}", self.say(&line))
            }));
            print(&lines.join("\n"))?;
        }
        Ok(if accepted > 0 { FOUND } else { 0 })
    }

    fn add(&self, file: ListFile, add: &Add) -> Result<u8, Stop> {
        let mut desk = Desk::open(Some(Box::new(file)));
        let mut draft = add.draft.clone();
        if let Some(width) = &add.width {
            draft = widened(&desk, draft, width)?;
        }
        for _ in 0..TRIES {
            let nothing = Past::Files(Vec::new());
            let revision = desk
                .page(&SignersQuery::default(), &nothing, now())
                .revision;
            let edit = SignerEdit::Add {
                draft: draft.clone(),
                typed_name: add.confirmed.clone(),
            };
            let answer = desk.edit(&revision, &edit, None, now());
            match answer.map_err(|error| Stop::failed(NOT_CHANGED, error.message))? {
                EditAnswer::Done { said, .. } => return self.done(&said),
                EditAnswer::Refused { lint } => return Err(refused(&lint)),
                EditAnswer::ChangedOutside { .. } => {}
            }
        }
        Err(not_changed(NotEdited::Busy))
    }

    /// One change for each entry named, all or none.
    fn change(
        &self,
        file: &mut ListFile,
        names: &[String],
        said: &str,
        change: impl Fn(&Entry) -> Change,
    ) -> Result<u8, Stop> {
        for _ in 0..TRIES {
            let loaded = file.load();
            if loaded.own_has_problems() {
                return Err(Stop {
                    code: NOT_CHANGED,
                    messages: list_problems(&loaded),
                });
            }
            let mut changes = Vec::new();
            let mut messages = Vec::new();
            for name in names {
                let entry = named(loaded.list.entries(), name)?;
                if let Origin::Managed(list) = &entry.origin {
                    return Err(Stop::failed(
                        NOT_CHANGED,
                        Message::new("signers-entry-managed")
                            .with("label", DisplayText::identifier(&entry.label))
                            .with("list", DisplayText::identifier(list)),
                    ));
                }
                messages
                    .push(Message::new(said).with("label", DisplayText::identifier(&entry.label)));
                changes.push(change(entry));
            }
            match file.edit(Some(loaded.revision), &changes) {
                Ok(_) => {
                    return messages.iter().try_fold(0, |_, message| self.done(message));
                }
                Err(NotEdited::ChangedOutside { .. }) => {}
                Err(error) => return Err(not_changed(error)),
            }
        }
        Err(not_changed(NotEdited::Busy))
    }

    /// Adds everything that can be taken; none of it counts before it is reviewed. Entries of the person stay as
    /// they are, unless they said that those of the same names are to be replaced.
    fn import(&self, file: ListFile, path: &std::path::Path, replace: bool) -> Result<u8, Stop> {
        let unread = || Stop::new(Message::new("signers-import-unread"));
        let bytes = if path.as_os_str() == "-" {
            let mut bytes = Vec::new();
            let limit = LARGEST_FILE as u64 + 1;
            let mut input = std::io::stdin().lock().take(limit);
            input.read_to_end(&mut bytes).map_err(|_| unread())?;
            bytes
        } else {
            read_bounded(path, LARGEST_FILE as u64).map_err(|_| unread())?
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut desk = Desk::open(Some(Box::new(file)));
        let view = desk.import(&name, &bytes, now());
        for problem in &view.problems {
            let place = Message::new("cli-list-problem")
                .with("file", view.name.clone())
                .with("line", Arg::Number(problem.line.into()))
                .with("column", Arg::Number(problem.column.into()))
                .with("problem", problem.message.clone());
            eprintln!("whence: {}", self.say(&place));
        }
        for left in &view.ignored {
            eprintln!("whence: {}: {}", view.name.to_terminal(), self.say(left));
        }
        let mut left_out = !view.problems.is_empty() || !view.ignored.is_empty();
        let mut rows: BTreeSet<u32> = BTreeSet::new();
        let mut left: Vec<(&ImportRow, Message)> = Vec::new();
        for row in &view.rows {
            match (&row.refused_because, row.change) {
                (Some(because), _) => left.push((row, because.clone())),
                (None, EntryChange::Same) => {}
                (None, EntryChange::Changed) if !replace => {
                    left.push((row, Message::new("cli-import-name-taken")));
                }
                (None, _) => {
                    rows.insert(row.row);
                }
            }
        }
        // What counts only together with one that is left out is left out with it.
        let mut looked_at = 0;
        while let Some(without) = left.get(looked_at).map(|(row, _)| *row) {
            looked_at += 1;
            for other in &without.with {
                if rows.remove(other)
                    && let Some(row) = view.rows.get(*other as usize)
                {
                    let alone = Message::new("cli-import-not-alone");
                    left.push((row, alone.with("label", without.label.clone())));
                }
            }
        }
        left_out |= !left.is_empty();
        for (row, because) in &left {
            eprintln!("whence: {}: {}", row.label.to_terminal(), self.say(because));
        }
        if !rows.is_empty() {
            let nothing = Past::Files(Vec::new());
            let revision = desk
                .page(&SignersQuery::default(), &nothing, now())
                .revision;
            let edit = SignerEdit::TakeImport {
                import: view.import,
                rows: rows.into_iter().collect(),
            };
            let answer = desk.edit(&revision, &edit, None, now());
            match answer.map_err(|error| Stop::failed(NOT_CHANGED, error.message))? {
                EditAnswer::Done { said, .. } => self.done(&said)?,
                EditAnswer::Refused { lint } => return Err(refused(&lint)),
                EditAnswer::ChangedOutside { .. } => return Err(not_changed(NotEdited::Busy)),
            };
        }
        Ok(if left_out { FOUND } else { 0 })
    }

    fn export(&self, loaded: &LoadedList, names: &[String], kind: ExportKind) -> Result<u8, Stop> {
        // A copy that lacks everything would pass for one of the list.
        if loaded.has_problems() {
            return Err(Stop {
                code: FOUND,
                messages: list_problems(loaded),
            });
        }
        let entries: Vec<&Entry> = if names.is_empty() {
            loaded.own.entries().iter().collect()
        } else {
            names
                .iter()
                .map(|name| named(loaded.list.entries(), name))
                .collect::<Result<_, _>>()?
        };
        let exported = whence_app::signers::export(&entries, loaded.list.rules(), kind, now());
        for (label, because) in &exported.refused {
            let label = DisplayText::identifier(label).to_terminal();
            eprintln!("whence: {label}: {}", self.say(because));
        }
        print(exported.text.trim_end())?;
        Ok(if exported.refused.is_empty() {
            0
        } else {
            FOUND
        })
    }

    fn undo(&self, file: &mut ListFile) -> Result<u8, Stop> {
        let before = file.load();
        if before.own_has_problems() {
            return Err(Stop {
                code: NOT_CHANGED,
                messages: list_problems(&before),
            });
        }
        file.undo(Some(before.revision)).map_err(not_changed)?;
        let after = file.load();
        let difference = whence_app::signers::ListDifference::between(&before.own, &after.own);
        self.done(&undone(&difference))
    }

    fn done(&self, said: &Message) -> Result<u8, Stop> {
        match self.format {
            Format::Text => print(&self.say(said)),
            Format::Json => self.json(&DoneDocument {
                schema: SCHEMA,
                done: said.id.trim_start_matches("signers-").to_owned(),
                text: self.say(said),
            }),
        }
    }

    fn json(&self, document: &impl Serialize) -> Result<u8, Stop> {
        // Texts and numbers only, so that this does not fail.
        print(&ascii_json(
            &serde_json::to_string_pretty(document).unwrap_or_default(),
        ))
    }

    fn say(&self, message: &Message) -> String {
        self.words.render(message)
    }

    /// Mistakes in the files are told beside whatever was asked.
    fn tell_problems(&self, loaded: &LoadedList) {
        for message in list_problems(loaded) {
            eprintln!("whence: {}", self.say(&message));
        }
    }

    fn problems(&self, loaded: &LoadedList) -> Vec<String> {
        list_problems(loaded)
            .iter()
            .map(|it| self.say(it))
            .collect()
    }
}

/// A list with a mistake is something to look at.
fn looked_at(loaded: &LoadedList) -> u8 {
    if loaded.has_problems() { FOUND } else { 0 }
}

/// The files that were checked before, for trying an entry on them.
fn past(words: &Words) -> Past {
    let not_kept = || Past::NotKept(Message::new("past-not-kept"));
    let Some(folder) = config_folder() else {
        return not_kept();
    };
    if settings(&folder, words).keep == Keep::Off {
        return not_kept();
    }
    HistoryFile::in_folder(&folder)
        .past_files(MOST_PAST)
        .map_or_else(Past::NotKept, Past::Files)
}

/// The draft with the identity as wide as asked.
fn widened(desk: &Desk, draft: EntryDraft, width: &str) -> Result<EntryDraft, Stop> {
    let lint = desk.lint(&draft, None, "", now());
    let wanted = Arg::Code(width.to_owned());
    let found = lint
        .scopes
        .into_iter()
        .find(|scope| scope.label.args.get("width") == Some(&wanted));
    match found {
        Some(scope) => Ok(scope.draft),
        None => Err(wrong("cli-unknown-width", width.as_ref())),
    }
}

/// Why a draft is no entry.
fn refused(lint: &Lint) -> Stop {
    let mistakes = lint
        .findings
        .iter()
        .filter(|finding| finding.gravity == Gravity::Mistake);
    Stop {
        code: crate::WRONG_USE,
        messages: mistakes
            .map(|finding| match finding.code.as_str() {
                "name-not-typed" => {
                    let name = lint.name_to_type.clone();
                    Message::new("cli-confirm-needed")
                        .with("name", name.unwrap_or_else(|| DisplayText::identifier("")))
                }
                _ => finding.message.clone(),
            })
            .collect(),
    }
}

fn not_changed(error: NotEdited) -> Stop {
    match error {
        NotEdited::NoSuchEntry(_) => Stop::new(not_edited(error).message),
        error => Stop::failed(NOT_CHANGED, not_edited(error).message),
    }
}

fn missing(path: &std::path::Path) -> Message {
    let name = DisplayText::from_bytes(path.as_os_str().as_encoded_bytes());
    Message::new("cli-list-missing").with("argument", name)
}

/// The entry of this id or label; own ones first.
fn named<'a>(entries: &'a [Entry], name: &str) -> Result<&'a Entry, Stop> {
    let by_id = entries.iter().find(|entry| entry.id == name);
    by_id
        .or_else(|| entries.iter().find(|entry| entry.label == name))
        .ok_or_else(|| {
            Stop::new(
                Message::new("cli-no-such-entry").with("argument", DisplayText::identifier(name)),
            )
        })
}

fn head(loaded: &LoadedList, count: usize) -> Message {
    Message::new("cli-list-head")
        .with(
            "file",
            DisplayText::from_bytes(loaded.location.as_os_str().as_encoded_bytes()),
        )
        .with("count", Arg::Number(count as u64))
        .with(
            "fingerprint",
            DisplayText::identifier(&whence_app::signers::fingerprint(loaded)),
        )
        .select("exists", if loaded.exists { "yes" } else { "no" })
}

const fn standing(standing: EntryStanding) -> &'static str {
    match standing {
        EntryStanding::InForce => "in-force",
        EntryStanding::Disabled => "disabled",
        EntryStanding::ToReview => "to-review",
        EntryStanding::Expired => "expired",
    }
}

const fn gravity(gravity: Gravity) -> &'static str {
    match gravity {
        Gravity::Note => "note",
        Gravity::Warning => "warning",
        Gravity::Mistake => "mistake",
    }
}

fn shown_path(path: &std::path::Path) -> String {
    DisplayText::from_bytes(path.as_os_str().as_encoded_bytes()).to_terminal()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListDocument {
    schema: u32,
    program: &'static str,
    version: &'static str,
    file: String,
    exists: bool,
    fingerprint: String,
    problems: Vec<String>,
    entries: Vec<EntryJson>,
    rules: Vec<RuleJson>,
}

/// An entry by the names of the file format.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct EntryJson {
    id: String,
    label: String,
    list: Option<String>,
    standing: &'static str,
    breadth: &'static str,
    issuer: Option<String>,
    /// The signing service, when the entry is about one that the person added.
    instance: Option<String>,
    kind: Option<&'static str>,
    /// `identity`, `parts`, `identity-pattern`, `identity-regex` or `key`.
    form: &'static str,
    identity: String,
    repository_id: Option<String>,
    owner_id: Option<String>,
    source_repository: Option<String>,
    source_ref: Option<String>,
    runner: Option<&'static str>,
    triggers: Vec<String>,
    files: Vec<String>,
    images: Vec<String>,
    packages: Vec<String>,
    claims: Vec<&'static str>,
    basis: Option<&'static str>,
    basis_link: Option<String>,
    added_by: Option<String>,
    added: Option<String>,
    expires: Option<String>,
    enabled: bool,
    pinned: bool,
    imported_from: Option<String>,
    reviewed: Option<String>,
    note: Option<String>,
}

#[derive(Serialize)]
struct RuleJson {
    label: String,
    enabled: bool,
    files: Vec<String>,
    images: Vec<String>,
    packages: Vec<String>,
    requires: Vec<String>,
}

#[derive(Serialize)]
struct LintDocument {
    schema: u32,
    problems: Vec<String>,
    findings: Vec<FindingJson>,
}

#[derive(Serialize)]
struct FindingJson {
    entry: Option<String>,
    code: String,
    gravity: &'static str,
    text: String,
    suggestion: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TestDocument {
    schema: u32,
    entry: String,
    /// Files checked so far that it was tried on; null when none are kept.
    past: Option<u32>,
    past_accepted: u32,
    /// Those files, the accepted ones first, as many as the window shows.
    files: Vec<TestedJson>,
    look_alikes: u32,
    refused: u32,
    accepted: Vec<String>,
}

#[derive(Serialize)]
struct TestedJson {
    name: String,
    accepted: bool,
    because: Option<String>,
}

#[derive(Serialize)]
struct DoneDocument {
    schema: u32,
    done: String,
    text: String,
}

fn entry_json(entry: &Entry) -> EntryJson {
    use whence_identity::{IdentityRule, Who};
    let rule = entry.certificate();
    let (form, identity) = match &entry.who {
        Who::Certificate(rule) => (
            match rule.identity {
                IdentityRule::Exact(_) => "identity",
                IdentityRule::Parts(_) => "parts",
                IdentityRule::Pattern(_) => "identity-pattern",
                IdentityRule::Regex(_) => "identity-regex",
            },
            rule.identity.text(),
        ),
        Who::Key(key) => {
            let digest = key.spki_sha256.as_ref().map(ToString::to_string);
            (
                "key",
                digest.or_else(|| key.file.clone()).unwrap_or_default(),
            )
        }
    };
    let conditions = rule.map(|rule| &rule.conditions);
    EntryJson {
        id: entry.id.clone(),
        label: entry.label.clone(),
        list: match &entry.origin {
            Origin::Own => None,
            Origin::Managed(name) => Some(name.clone()),
        },
        standing: standing(describe_entry(entry, now()).standing),
        breadth: entry.breadth().as_str(),
        issuer: rule.map(|rule| rule.issuer.clone()),
        instance: rule.and_then(|rule| rule.instance.clone()),
        kind: rule.map(|rule| rule.kind.as_str()),
        form,
        identity,
        repository_id: conditions.and_then(|it| it.repository_id.clone()),
        owner_id: conditions.and_then(|it| it.owner_id.clone()),
        source_repository: conditions.and_then(|it| it.source_repository.clone()),
        source_ref: conditions
            .and_then(|it| it.source_ref.as_ref())
            .map(|it| it.text().to_owned()),
        runner: conditions.and_then(|it| it.runner).map(|it| it.as_str()),
        triggers: conditions.map_or_else(Vec::new, |it| it.triggers.clone()),
        files: entry.scope.files.clone(),
        images: entry.scope.images.clone(),
        packages: entry.scope.packages.clone(),
        claims: entry.scope.claims.iter().map(|it| it.as_str()).collect(),
        basis: entry.basis.as_ref().map(|basis| basis.kind.as_str()),
        basis_link: entry.basis.as_ref().and_then(|basis| basis.link.clone()),
        added_by: entry.added_by.clone(),
        added: entry.added.clone(),
        expires: entry
            .expires
            .map(UnixTime::milliseconds)
            .map(whence_app::words::date),
        enabled: entry.enabled,
        pinned: entry.pinned,
        imported_from: entry.imported_from.clone(),
        reviewed: entry.reviewed.clone(),
        note: entry.note.clone(),
    }
}

fn rule_json(rule: &Rule) -> RuleJson {
    RuleJson {
        label: rule.label.clone(),
        enabled: rule.enabled,
        files: rule.scope.files.clone(),
        images: rule.scope.images.clone(),
        packages: rule.scope.packages.clone(),
        requires: rule.requires.clone(),
    }
}
