//! `whence trust-data`: what trust data there is, bringing it up to date, and instances of one's own.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use serde::Serialize;
use whence_app::{
    intake,
    settings::{Settings, TrustData, TrustSources, UpdatesStore},
    trust_data::{
        self, InstanceStanding, InstanceStore, InstanceView, PrivateInstance, PrivateSource, Whose,
    },
    view::{Arg, Message},
    words::{self, Words},
};
use whence_display::{DisplayText, ascii_json};
use whence_evidence::limits;
use whence_fetch::tuf::{self, Origin, Updates};
use whence_store::{InstanceFiles, config_folder};

use crate::{
    Stop,
    arguments::{Format, once, utf8, wrong},
    check::{now, settings},
    network, print,
};

/// `whence trust-data`.
#[derive(Debug, PartialEq)]
pub(crate) enum TrustDataCommand {
    Show {
        format: Format,
    },
    /// From the instances' own mirrors, or from a folder; all of them, or the one of this name.
    Update {
        name: Option<String>,
        from: Option<PathBuf>,
    },
    Add {
        name: String,
        source: NewSource,
        from: Option<PathBuf>,
    },
    Remove {
        name: String,
    },
}

/// Where an instance that is to be added comes from.
#[derive(Debug, PartialEq)]
pub(crate) enum NewSource {
    Repository { root: PathBuf, mirror: String },
    File(PathBuf),
}

/// Exit code when not everything could be done.
const FAILED: u8 = 1;
/// Bytes of the largest file that can be added.
const LARGEST: u64 = limits::TRUSTED_ROOT_BYTES as u64;

/// Reads the arguments after `whence trust-data`; nothing when help is asked for.
pub(crate) fn parse(
    mut arguments: impl Iterator<Item = OsString>,
) -> Result<Option<TrustDataCommand>, Stop> {
    let usage = || Stop::new(Message::new("cli-trust-data-what"));
    let what = arguments.next().ok_or_else(usage)?;
    let mut format = Format::Text;
    let (mut from, mut root, mut mirror, mut file) = (None, None, None, None);
    let mut names = Vec::new();
    while let Some(argument) = arguments.next() {
        let Some(text) = argument.to_str().filter(|text| text.starts_with("--")) else {
            names.push(utf8(argument)?);
            continue;
        };
        let (name, mut attached) = match text.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(OsString::from(value))),
            None => (text.to_owned(), None),
        };
        if name == "--help" {
            return Ok(None);
        }
        let mut value = || {
            attached
                .take()
                .or_else(|| arguments.next())
                .ok_or_else(|| wrong("cli-value-missing", name.as_ref()))
        };
        match name.as_str() {
            "--from" => once(&mut from, PathBuf::from(value()?), &name)?,
            "--root" => once(&mut root, PathBuf::from(value()?), &name)?,
            "--mirror" => once(&mut mirror, utf8(value()?)?, &name)?,
            "--trusted-root" => once(&mut file, PathBuf::from(value()?), &name)?,
            "--format" => {
                let value = value()?;
                format = match value.to_str() {
                    Some("text") => Format::Text,
                    Some("json") => Format::Json,
                    _ => return Err(wrong("cli-unknown-format", &value)),
                };
            }
            _ => return Err(wrong("cli-unknown-option", &argument)),
        }
    }
    let mut names = names.into_iter();
    let (name, further) = (names.next(), names.next());
    let source = match (root, mirror, file) {
        (None, None, None) => None,
        (Some(root), Some(mirror), None) => Some(NewSource::Repository { root, mirror }),
        (None, None, Some(file)) => Some(NewSource::File(file)),
        _ => return Err(usage()),
    };
    let command = match (what.to_str(), name, source, from) {
        (Some("--help" | "-h"), ..) => return Ok(None),
        (Some("show"), None, None, None) => TrustDataCommand::Show { format },
        (Some("update"), name, None, from) => TrustDataCommand::Update { name, from },
        (Some("add"), Some(name), Some(source), from) => {
            TrustDataCommand::Add { name, source, from }
        }
        (Some("remove"), Some(name), None, None) => TrustDataCommand::Remove { name },
        _ => return Err(usage()),
    };
    match further {
        None => Ok(Some(command)),
        Some(further) => Err(wrong("cli-not-wanted", further.as_ref())),
    }
}

pub(crate) fn run(command: TrustDataCommand, words: &Words) -> Result<u8, Stop> {
    match command {
        TrustDataCommand::Show { format } => show(format, words),
        TrustDataCommand::Update { name, from } => update(name.as_deref(), from.as_deref(), words),
        TrustDataCommand::Add { name, source, from } => add(&name, source, from.as_deref(), words),
        TrustDataCommand::Remove { name } => remove(&name, words),
    }
}

/// The files trust data is put together from.
pub(crate) struct Files {
    pub(crate) settings: Settings,
    updates: Updates,
    instances: InstanceFiles,
    private: Vec<PrivateInstance>,
    /// What is wrong with the files of instances.
    pub(crate) problems: Vec<Message>,
}

impl Files {
    fn within(folder: &Path, words: &Words) -> Self {
        Self::with(settings(folder, words), folder)
    }

    /// With settings that were read already.
    pub(crate) fn with(settings: Settings, folder: &Path) -> Self {
        let instances = InstanceFiles::within(folder);
        let (private, problems) = instances.list();
        Self {
            settings,
            updates: Updates::within(folder),
            instances,
            private,
            problems,
        }
    }

    pub(crate) fn sources(&self) -> TrustSources<'_> {
        TrustSources {
            file: self.settings.trusted_root.as_deref(),
            updates: Some(&self.updates as &dyn UpdatesStore),
            private: &self.private,
            freshness: self.settings.freshness,
        }
    }

    /// The instances that can be brought up to date; or the one of this name.
    fn wanted(&self, name: Option<&str>) -> Result<Vec<Whose<'_>>, Stop> {
        let all = Whose::updatable(&self.private);
        let Some(name) = name else {
            return Ok(all.collect());
        };
        let is = |whose: &Whose<'_>| whose.id() == name || whose.label() == Some(name);
        let found: Vec<Whose<'_>> = all.filter(is).collect();
        if found.is_empty() {
            return Err(wrong("cli-trust-data-no-instance", name.as_ref()));
        }
        Ok(found)
    }
}

fn own_folder() -> Result<PathBuf, Stop> {
    config_folder().ok_or_else(|| Stop::new(Message::new("trust-data-no-folder")))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    schema: u32,
    trusted_root: Option<String>,
    instances: Vec<Shown>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    name: String,
    /// `built-in`, `updated`, `file` or `waiting`.
    source: &'static str,
    dated: Option<String>,
    days: Option<u32>,
    /// Whether nothing is proven with it any more.
    too_old: bool,
    origin: Option<String>,
    demands: Option<String>,
    roles: Vec<Role>,
    problem: Option<String>,
}

#[derive(Serialize)]
struct Role {
    role: String,
    version: u64,
    expires: String,
}

fn show(format: Format, words: &Words) -> Result<u8, Stop> {
    let files = config_folder().map(|folder| Files::within(&folder, words));
    let sources = files.as_ref().map(Files::sources).unwrap_or_default();
    let document = match sources.file {
        Some(file) => {
            let trust = TrustData::load(Some(file));
            let name = DisplayText::from_bytes(file.as_os_str().as_encoded_bytes());
            Document {
                schema: 1,
                trusted_root: Some(name.to_terminal()),
                instances: vec![Shown {
                    name: words.render(&trust.view.name),
                    source: "file",
                    dated: None,
                    days: None,
                    too_old: false,
                    origin: None,
                    demands: None,
                    roles: vec![],
                    problem: trust.problem.map(|problem| words.render(&problem)),
                }],
            }
        }
        None => Document {
            schema: 1,
            trusted_root: None,
            instances: trust_data::instances(sources, now())
                .iter()
                .map(|view| shown(view, words))
                .collect(),
        },
    };
    match format {
        // Maps have text keys and there are no other fallible parts, so this does not fail.
        Format::Json => print(&ascii_json(
            &serde_json::to_string_pretty(&document).unwrap_or_default(),
        ))?,
        Format::Text => print(&text(&document, words))?,
    };
    let problems = files.map(|files| files.problems).unwrap_or_default();
    if problems.is_empty() {
        Ok(0)
    } else {
        Err(Stop {
            code: FAILED,
            messages: problems,
        })
    }
}

fn shown(view: &InstanceView, words: &Words) -> Shown {
    Shown {
        name: words.render(&view.name),
        source: view.source.as_str(),
        dated: view.dated.map(words::date),
        days: view.days,
        too_old: view.standing == InstanceStanding::TooOld,
        origin: view.origin.as_ref().map(DisplayText::to_terminal),
        demands: view.demands.as_ref().map(|demands| words.render(demands)),
        roles: view
            .roles
            .iter()
            .map(|role| Role {
                role: role.role.clone(),
                version: role.version,
                expires: words::date(role.expires),
            })
            .collect(),
        problem: view.problem.as_ref().map(|problem| words.render(problem)),
    }
}

fn text(document: &Document, words: &Words) -> String {
    let instance = |shown: &Shown| {
        let dated = shown.dated.as_deref().unwrap_or("?");
        let head = Message::new("trust-data-line")
            .with("name", DisplayText::prose(&shown.name))
            .select("source", shown.source)
            .with("date", DisplayText::identifier(dated))
            .with("days", Arg::Number(shown.days.unwrap_or(0).into()));
        let mut lines = vec![words.render(&head)];
        if shown.too_old {
            lines.push(format!(
                "  ! {}",
                words.render(&Message::new("trust-data-is-too-old"))
            ));
        }
        lines.extend(shown.origin.iter().map(|origin| format!("  {origin}")));
        lines.extend(shown.demands.iter().map(|demands| format!("  {demands}")));
        lines.extend(shown.roles.iter().map(|role| {
            let line = Message::new("trust-data-role")
                .select("role", &role.role)
                .with("version", Arg::Number(role.version))
                .with("date", DisplayText::identifier(&role.expires));
            format!("  {}", words.render(&line))
        }));
        lines.extend(shown.problem.iter().map(|problem| format!("  ! {problem}")));
        lines.join("\n")
    };
    let lines: Vec<String> = document.instances.iter().map(instance).collect();
    lines.join("\n")
}

/// Everything that can be brought up to date is; what fails does not keep the rest from it.
fn update(name: Option<&str>, from: Option<&Path>, words: &Words) -> Result<u8, Stop> {
    let folder = own_folder()?;
    let files = Files::within(&folder, words);
    let wanted = files.wanted(name)?;
    let (lines, failed) = bring(&files, wanted, from, &folder, words);
    print(&lines.join("\n"))?;
    Ok(if failed { FAILED } else { 0 })
}

/// What came of each instance, in lines, and whether something failed.
fn bring(
    files: &Files,
    wanted: Vec<Whose<'_>>,
    from: Option<&Path>,
    folder: &Path,
    words: &Words,
) -> (Vec<String>, bool) {
    // The instance's own mirror. One that a person named may stand in their own network.
    let web =
        |whose: Whose<'_>| network::client(&files.settings.network, Some(folder), whose.mirror());
    let origin = from.map_or(Origin::Web(&web), Origin::Folder);
    let brought = files
        .updates
        .bring(wanted, &origin, now(), |_, _, _| |_| ());
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    for (whose, updated) in brought {
        match updated {
            Ok(updated) => {
                let date = words::date(updated.proven.checked_at.milliseconds());
                let line = Message::new("trust-data-up-to-date")
                    .with("name", whose.name())
                    .with("date", DisplayText::identifier(&date));
                done.push(words.render(&line));
                let changes = updated.changes.iter();
                done.extend(changes.map(|it| format!("  {}", words.render(&it.message()))));
            }
            Err(problem) => {
                let line = Message::new("trust-data-not-updated")
                    .with("name", whose.name())
                    .with("reason", problem.message());
                refused.push(words.render(&line));
            }
        }
    }
    let failed = !refused.is_empty();
    done.append(&mut refused);
    (done, failed)
}

fn add(name: &str, source: NewSource, from: Option<&Path>, words: &Words) -> Result<u8, Stop> {
    let folder = own_folder()?;
    let mut files = Files::within(&folder, words);
    let read = |path: &Path| {
        intake::read_bounded(path, LARGEST)
            .map_err(|_| wrong("cli-trust-data-unreadable", path.as_os_str()))
    };
    let source = match source {
        NewSource::Repository { root, mirror } => {
            let root = read(&root)?;
            tuf::check_repository(&root, &mirror).map_err(Stop::new)?;
            PrivateSource::Repository { root, mirror }
        }
        NewSource::File(file) => PrivateSource::File {
            file_name: file
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            trusted_root: read(&file)?,
        },
    };
    let instance = PrivateInstance::new(name, source, now()).map_err(Stop::new)?;
    if files.private.iter().any(|known| known.id == instance.id) {
        return Err(Stop::new(Message::new("instance-there-already")));
    }
    files.instances.keep(&instance).map_err(Stop::new)?;
    let added = Message::new("trust-data-added").with("name", Whose::Private(&instance).name());
    let mut lines = vec![words.render(&added)];
    files.private.push(instance.clone());
    let (mut more, failed) = match instance.source {
        PrivateSource::File { .. } => (vec![], false),
        PrivateSource::Repository { .. } => bring(
            &files,
            vec![Whose::Private(&instance)],
            from,
            &folder,
            words,
        ),
    };
    lines.append(&mut more);
    print(&lines.join("\n"))?;
    Ok(if failed { FAILED } else { 0 })
}

fn remove(name: &str, words: &Words) -> Result<u8, Stop> {
    let folder = own_folder()?;
    let files = Files::within(&folder, words);
    let is = |it: &&PrivateInstance| it.name == name || it.id == name;
    let instance = files
        .private
        .iter()
        .find(is)
        .ok_or_else(|| wrong("cli-trust-data-no-instance", name.as_ref()))?;
    files.instances.remove(&instance.id).map_err(Stop::new)?;
    let left: Vec<PrivateInstance> = files
        .private
        .iter()
        .filter(|it| it.id != instance.id)
        .cloned()
        .collect();
    files.updates.sweep(&left);
    let removed = Message::new("trust-data-removed").with("name", Whose::Private(instance).name());
    print(&words.render(&removed))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<TrustDataCommand, String> {
        match parse(line.split_whitespace().map(OsString::from)) {
            Ok(command) => Ok(command.unwrap()),
            Err(stop) => Err(stop.messages[0].id.clone()),
        }
    }

    #[test]
    fn what_is_asked_for_is_understood() {
        let show = |format| Ok(TrustDataCommand::Show { format });
        assert_eq!(parsed("show"), show(Format::Text));
        assert_eq!(parsed("show --format=json"), show(Format::Json));
        let update = |name: Option<&str>, from: Option<&str>| {
            Ok(TrustDataCommand::Update {
                name: name.map(str::to_owned),
                from: from.map(PathBuf::from),
            })
        };
        assert_eq!(parsed("update"), update(None, None));
        assert_eq!(
            parsed("update corp --from /media/stick"),
            update(Some("corp"), Some("/media/stick"))
        );
        assert_eq!(
            parsed("add corp --trusted-root root.json"),
            Ok(TrustDataCommand::Add {
                name: "corp".into(),
                source: NewSource::File("root.json".into()),
                from: None,
            })
        );
        assert_eq!(
            parsed("add corp --root 1.root.json --mirror https://tuf.corp --from stick"),
            Ok(TrustDataCommand::Add {
                name: "corp".into(),
                source: NewSource::Repository {
                    root: "1.root.json".into(),
                    mirror: "https://tuf.corp".into(),
                },
                from: Some("stick".into()),
            })
        );
        assert_eq!(
            parsed("remove corp"),
            Ok(TrustDataCommand::Remove {
                name: "corp".into()
            })
        );
    }

    #[test]
    fn wrong_use_is_named() {
        for (line, id) in [
            ("", "cli-trust-data-what"),
            ("dance", "cli-trust-data-what"),
            ("add corp", "cli-trust-data-what"),
            ("add --trusted-root f", "cli-trust-data-what"),
            ("add corp --root r", "cli-trust-data-what"),
            (
                "add corp --root r --mirror m --trusted-root f",
                "cli-trust-data-what",
            ),
            ("remove", "cli-trust-data-what"),
            ("remove a b", "cli-not-wanted"),
            ("update --from", "cli-value-missing"),
            ("update --fast", "cli-unknown-option"),
            ("show --format xml", "cli-unknown-format"),
        ] {
            assert_eq!(parsed(line), Err(id.to_owned()), "{line}");
        }
    }
}
