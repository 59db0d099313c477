//! `whence trust-data`: what trust data there is, and bringing it up to date.

use std::path::{Path, PathBuf};

use serde::Serialize;
use whence_app::{
    settings::{KnownInstance, SettingsStore, TrustData},
    view::Message,
    words::{self, Words},
};
use whence_display::DisplayText;
use whence_fetch::{
    Client, Manners,
    tuf::{Problem, Proven, Source, Updates},
};
use whence_store::{SettingsFile, config_folder};

use crate::{
    Stop,
    arguments::{Format, TrustDataCommand},
    check::now,
    print,
};

pub(crate) fn run(command: TrustDataCommand, words: &Words) -> Result<u8, Stop> {
    match command {
        TrustDataCommand::Show { format } => show(format, words),
        TrustDataCommand::Update { from } => update(from, words),
    }
}

#[derive(Serialize)]
struct Document {
    schema: u32,
    #[serde(rename = "trustedRoot")]
    trusted_root: Option<String>,
    instances: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    name: String,
    /// `built-in`, `updated` or `file`.
    source: &'static str,
    dated: Option<String>,
    roles: Vec<Role>,
    problem: Option<String>,
}

#[derive(Serialize)]
struct Role {
    role: &'static str,
    version: u64,
    expires: String,
}

fn show(format: Format, words: &Words) -> Result<u8, Stop> {
    let folder = config_folder();
    let chosen = folder
        .as_deref()
        .and_then(|folder| SettingsFile::in_folder(folder).load().0.trusted_root);
    let updates = folder.as_deref().map(Updates::within);
    let document = match &chosen {
        Some(file) => {
            let trust = TrustData::load(Some(file));
            Document {
                schema: 1,
                trusted_root: Some(
                    DisplayText::from_bytes(file.as_os_str().as_encoded_bytes()).to_terminal(),
                ),
                instances: vec![Shown {
                    name: words.render(&trust.view.name),
                    source: "file",
                    dated: None,
                    roles: vec![],
                    problem: trust.problem.map(|problem| words.render(&problem)),
                }],
            }
        }
        None => Document {
            schema: 1,
            trusted_root: None,
            instances: KnownInstance::ALL
                .map(|instance| shown(instance, updates.as_ref(), words))
                .into(),
        },
    };
    match format {
        // Maps have text keys and there are no other fallible parts, so this does not fail.
        Format::Json => print(&serde_json::to_string_pretty(&document).unwrap_or_default()),
        Format::Text => print(&text(&document, words)),
    }
}

fn shown(instance: KnownInstance, updates: Option<&Updates>, words: &Words) -> Shown {
    let name = words.render(&Message::new(format!("trust-data-{}", instance.as_str())));
    let built_in = |problem: Option<String>| {
        let trust = TrustData::load(None);
        let position = KnownInstance::ALL
            .iter()
            .position(|known| *known == instance);
        let dated = position
            .and_then(|position| trust.instances.get(position))
            .and_then(|view| view.dated);
        Shown {
            name: name.clone(),
            source: "built-in",
            dated: dated.map(words::date),
            roles: vec![],
            problem,
        }
    };
    match updates.map(|updates| updates.kept(instance, now())) {
        Some(Ok(Some(proven))) => Shown {
            name: name.clone(),
            source: "updated",
            dated: Some(words::date(proven.checked_at.milliseconds())),
            roles: roles(&proven),
            problem: None,
        },
        Some(Err(problem)) => built_in(Some(words.render(&problem.message()))),
        Some(Ok(None)) | None => built_in(None),
    }
}

fn roles(proven: &Proven) -> Vec<Role> {
    let role = |role: &whence_fetch::tuf::RoleState| Role {
        role: role.role,
        version: role.version,
        expires: words::date(role.expires.milliseconds()),
    };
    proven.roles.iter().map(role).collect()
}

fn text(document: &Document, words: &Words) -> String {
    let instance = |shown: &Shown| {
        let head = Message::new("trust-data-line")
            .with("name", DisplayText::prose(&shown.name))
            .select("source", shown.source)
            .with(
                "date",
                DisplayText::identifier(shown.dated.as_deref().unwrap_or("?")),
            );
        let roles = shown.roles.iter().map(|role| {
            let line = Message::new("trust-data-role")
                .select("role", role.role)
                .with("version", whence_app::view::Arg::Number(role.version))
                .with("date", DisplayText::identifier(&role.expires));
            format!("\n  {}", words.render(&line))
        });
        let problem = shown
            .problem
            .iter()
            .map(|problem| format!("\n  ! {problem}"));
        words.render(&head) + &roles.chain(problem).collect::<String>()
    };
    let lines: Vec<String> = document.instances.iter().map(instance).collect();
    lines.join("\n")
}

/// Everything that can be brought up to date is; what fails does not keep the rest from it.
fn update(from: Option<PathBuf>, words: &Words) -> Result<u8, Stop> {
    let folder = config_folder().ok_or_else(|| Stop::new(Message::new("trust-data-no-folder")))?;
    let updates = Updates::within(&folder);
    let mut lines = Vec::new();
    let mut failed = false;
    for instance in instances(from.as_deref()) {
        let name = Message::new(format!("trust-data-{}", instance.as_str()));
        let line = match update_one(&updates, instance, from.as_deref()) {
            Ok(proven) => Message::new("trust-data-up-to-date")
                .with("name", name)
                .with(
                    "date",
                    DisplayText::identifier(&words::date(proven.checked_at.milliseconds())),
                ),
            Err(problem) => {
                failed = true;
                Message::new("trust-data-not-updated")
                    .with("name", name)
                    .with("reason", problem.message())
            }
        };
        lines.push(words.render(&line));
    }
    print(&lines.join("\n"))?;
    Ok(if failed { FAILED } else { 0 })
}

/// Exit code when not everything is up to date.
const FAILED: u8 = 1;

/// A folder may hold the mirror of one instance itself, or those of several by name.
fn instances(from: Option<&Path>) -> Vec<KnownInstance> {
    let Some(folder) = from else {
        return KnownInstance::ALL.into();
    };
    let named: Vec<KnownInstance> = KnownInstance::ALL
        .into_iter()
        .filter(|instance| folder.join(instance.as_str()).is_dir())
        .collect();
    if named.is_empty() {
        vec![KnownInstance::PublicGood]
    } else {
        named
    }
}

fn update_one(
    updates: &Updates,
    instance: KnownInstance,
    from: Option<&Path>,
) -> Result<Proven, Problem> {
    let source = match from {
        Some(folder) => {
            let own = folder.join(instance.as_str());
            Source::Folder(if own.is_dir() { own } else { folder.to_owned() })
        }
        None => Source::Web(Client::new(Manners::default())?),
    };
    updates.update(instance, &source, now())
}
