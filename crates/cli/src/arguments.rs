//! The arguments. Parsed here, without a crate: one command with nine options does not need one, and a
//! process that lives three milliseconds should not spend one of them on its arguments.

use std::{
    ffi::{OsStr, OsString},
    num::NonZeroUsize,
    path::PathBuf,
};

use whence_app::{
    Input,
    lookup::Source,
    view::{Message, Role},
};
use whence_display::DisplayText;
use whence_evidence::oci::Platform;

use crate::{
    Stop,
    history::{self, History},
    list, lookup, network, trust_data,
};

/// More threads than that are of no use.
const MOST_JOBS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(255);

/// What to do.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Help,
    Version,
    Check(Check),
    List(list::List),
    Lookup(lookup::Lookup),
    /// `whence statement` takes what `whence check` takes.
    Statement(Check),
    Sbom(Sbom),
    SbomDiff(SbomDiff),
    History(History),
    TrustData(trust_data::TrustDataCommand),
    Network(network::NetworkCommand),
}

/// `whence check`.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Check {
    pub(crate) targets: Vec<Input>,
    pub(crate) evidence: Vec<PathBuf>,
    pub(crate) list: Option<PathBuf>,
    pub(crate) trusted_root: Option<PathBuf>,
    pub(crate) only: Option<OnlyIdentity>,
    pub(crate) key: Option<PathBuf>,
    pub(crate) format: Format,
    pub(crate) verbose: bool,
    /// Neither ask the history nor write it.
    pub(crate) no_history: bool,
    /// Of images for several kinds of machines, only this one's.
    pub(crate) platform: Option<Platform>,
    /// What may be asked over the network for this check.
    pub(crate) allowed: Allowed,
    /// A table in place of the format.
    pub(crate) csv: bool,
    /// Files checked at once; as many as there are processors when absent.
    pub(crate) jobs: Option<NonZeroUsize>,
    /// Hidden files in folders too.
    pub(crate) hidden: bool,
    /// Sources on the network that may be asked about a file without a signature.
    pub(crate) allow_network: Vec<Source>,
}

/// `whence sbom`: the options of a check, and what of the list is wanted.
#[derive(Debug, PartialEq)]
pub(crate) struct Sbom {
    pub(crate) check: Check,
    pub(crate) find: String,
    pub(crate) format: TableFormat,
}

/// `whence sbom diff`.
#[derive(Debug, PartialEq)]
pub(crate) struct SbomDiff {
    pub(crate) before: PathBuf,
    pub(crate) after: PathBuf,
    pub(crate) check: Check,
    pub(crate) find: String,
    pub(crate) format: TableFormat,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TableFormat {
    #[default]
    Table,
    Csv,
    Json,
}

/// What may be asked over the network for one check.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowed {
    /// Registries of images.
    pub(crate) registry: bool,
    /// The programs that keep the passwords for registries.
    pub(crate) helpers: bool,
    /// The registries of images that are named may be asked without encryption.
    pub(crate) plain_http: bool,
}

impl Allowed {
    /// Takes a word that is about registries; whether it is one.
    fn take(&mut self, word: &OsStr) -> bool {
        match word.to_str() {
            Some("registry") => self.registry = true,
            // Running programs and leaving encryption out is more than asking: only who names them means them.
            Some("helpers") => self.helpers = true,
            Some("plain-http") => self.plain_http = true,
            _ => return false,
        }
        true
    }
}

/// A list of one, given on the command line.
#[derive(Debug, PartialEq)]
pub(crate) struct OnlyIdentity {
    pub(crate) identity: String,
    pub(crate) issuer: String,
    /// The signing service, when it is one the person added.
    pub(crate) instance: Option<String>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    #[default]
    Text,
    Json,
}

pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Command, Stop> {
    let mut arguments = arguments;
    let Some(command) = arguments.next() else {
        return Err(Stop::new(Message::new("cli-help")));
    };
    match command.to_str() {
        Some("help" | "--help" | "-h") => Ok(Command::Help),
        Some("--version" | "-V" | "version") => Ok(Command::Version),
        Some("check") => self::check(arguments),
        Some("history") => {
            history::parse(arguments).map(|history| history.map_or(Command::Help, Command::History))
        }
        Some("statement") => {
            options(arguments).map(|check| check.map_or(Command::Help, Command::Statement))
        }
        Some("sbom") => sbom(arguments),
        Some("lookup") => {
            lookup::parse(arguments).map(|lookup| lookup.map_or(Command::Help, Command::Lookup))
        }
        Some("trust-data") => trust_data::parse(arguments)
            .map(|command| command.map_or(Command::Help, Command::TrustData)),
        Some("network") => {
            network::parse(arguments).map(|command| command.map_or(Command::Help, Command::Network))
        }
        Some("list") => {
            list::parse(arguments).map(|list| list.map_or(Command::Help, Command::List))
        }
        _ => Err(wrong("cli-unknown-command", &command)),
    }
}

fn sbom(arguments: impl Iterator<Item = OsString>) -> Result<Command, Stop> {
    let mut arguments = arguments.peekable();
    let is_diff = arguments.next_if(|first| first == "diff").is_some();
    let (mut find, mut format) = (None, TableFormat::default());
    let mut of_lists = |name: &str, value: &mut dyn FnMut() -> Result<OsString, Stop>| {
        match name {
            "--find" => once(&mut find, utf8(value()?)?, name)?,
            "--format" => {
                let value = value()?;
                format = match value.to_str() {
                    Some("table") => TableFormat::Table,
                    Some("csv") => TableFormat::Csv,
                    Some("json") => TableFormat::Json,
                    _ => return Err(wrong("cli-sbom-unknown-format", &value)),
                };
            }
            _ => return Ok(false),
        }
        Ok(true)
    };
    let Some(mut check) = options_and(arguments, &mut of_lists)? else {
        return Ok(Command::Help);
    };
    let find = find.unwrap_or_default();
    if !is_diff {
        return Ok(Command::Sbom(Sbom {
            check,
            find,
            format,
        }));
    }
    let targets = std::mem::take(&mut check.targets);
    let Ok(
        [
            Input::Path(before) | Input::As(_, before),
            Input::Path(after) | Input::As(_, after),
        ],
    ) = <[Input; 2]>::try_from(targets)
    else {
        return Err(Stop::new(Message::new("cli-sbom-diff-needs-two")));
    };
    Ok(Command::SbomDiff(SbomDiff {
        before,
        after,
        check,
        find,
        format,
    }))
}

/// `whence check` writes tables too, and can check many at once.
fn check(arguments: impl Iterator<Item = OsString>) -> Result<Command, Stop> {
    let (mut jobs, mut hidden) = (None, false);
    let mut allow_network = Vec::new();
    let mut allowed = Allowed::default();
    let (mut format, mut csv) = (Format::default(), false);
    let mut of_many = |name: &str, value: &mut dyn FnMut() -> Result<OsString, Stop>| {
        match name {
            "--jobs" | "-j" => {
                let value = value()?;
                let number = value.to_str().and_then(|text| text.parse().ok());
                let number: NonZeroUsize =
                    number.ok_or_else(|| wrong("cli-not-a-number", &value))?;
                once(&mut jobs, number.min(MOST_JOBS), name)?;
            }
            "--hidden" => hidden = true,
            "--allow-network" => {
                let value = value()?;
                if !allowed.take(&value) {
                    allow_network.extend(lookup::source(&value)?);
                    allowed.registry |= value == "all";
                }
            }
            "--format" => {
                let value = value()?;
                (format, csv) = match value.to_str() {
                    Some("text") => (Format::Text, false),
                    Some("json") => (Format::Json, false),
                    Some("csv") => (Format::Text, true),
                    _ => return Err(wrong("cli-check-unknown-format", &value)),
                };
            }
            _ => return Ok(false),
        }
        Ok(true)
    };
    let Some(mut check) = options_and(arguments, &mut of_many)? else {
        return Ok(Command::Help);
    };
    check.jobs = jobs;
    check.hidden = hidden;
    check.allow_network = allow_network;
    check.allowed = allowed;
    (check.format, check.csv) = (format, csv);
    Ok(Command::Check(check))
}

/// Options of one command beside those of a check: whether it knows this name, taking its value if so.
type Others<'a> =
    &'a mut dyn FnMut(&str, &mut dyn FnMut() -> Result<OsString, Stop>) -> Result<bool, Stop>;

/// The options of a check; `None` when help was asked for.
fn options(arguments: impl Iterator<Item = OsString>) -> Result<Option<Check>, Stop> {
    options_and(arguments, &mut |_, _| Ok(false))
}

pub(crate) fn options_and(
    mut arguments: impl Iterator<Item = OsString>,
    others: Others<'_>,
) -> Result<Option<Check>, Stop> {
    let mut check = Check::default();
    let (mut identity, mut issuer, mut instance) = (None, None, None);
    let mut only_targets = false;
    while let Some(argument) = arguments.next() {
        let text = argument
            .to_str()
            .filter(|text| !only_targets && text.starts_with('-') && *text != "-");
        let Some(text) = text else {
            check.targets.push(target(argument));
            continue;
        };
        // `--name value` and `--name=value` are the same.
        let (name, mut attached) = match text.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(OsString::from(value))),
            None => (text.to_owned(), None),
        };
        let mut value = || {
            attached
                .take()
                .or_else(|| arguments.next())
                .ok_or_else(|| wrong("cli-value-missing", name.as_ref()))
        };
        match name.as_str() {
            name if others(name, &mut value)? => (),
            "--" => only_targets = true,
            "--help" | "-h" => return Ok(None),
            "--verbose" | "-v" => check.verbose = true,
            "--no-history" => check.no_history = true,
            "--platform" => {
                let value = value()?;
                let platform = value.to_str().and_then(Platform::parse);
                let platform = platform.ok_or_else(|| wrong("cli-platform-malformed", &value))?;
                once(&mut check.platform, platform, &name)?;
            }
            "--allow-network" => {
                let value = value()?;
                if !check.allowed.take(&value) {
                    return Err(wrong("cli-allow-network-images", &value));
                }
            }
            "--evidence" => check.evidence.push(value()?.into()),
            "--file" => check.targets.push(Input::As(Role::File, value()?.into())),
            "--checksums" => check
                .targets
                .push(Input::As(Role::Checksums, value()?.into())),
            "--list" => once(&mut check.list, value()?.into(), &name)?,
            "--trusted-root" => once(&mut check.trusted_root, value()?.into(), &name)?,
            "--key" => once(&mut check.key, value()?.into(), &name)?,
            "--identity" => once(&mut identity, utf8(value()?)?, &name)?,
            "--issuer" => once(&mut issuer, utf8(value()?)?, &name)?,
            "--instance" => once(&mut instance, utf8(value()?)?, &name)?,
            "--format" => {
                let value = value()?;
                check.format = match value.to_str() {
                    Some("text") => Format::Text,
                    Some("json") => Format::Json,
                    _ => return Err(wrong("cli-unknown-format", &value)),
                };
            }
            _ => return Err(wrong("cli-unknown-option", &argument)),
        }
        if attached.is_some() {
            return Err(wrong("cli-value-not-wanted", name.as_ref()));
        }
    }
    check.only = match (identity, issuer, instance) {
        (Some(identity), Some(issuer), instance) => Some(OnlyIdentity {
            identity,
            issuer,
            instance,
        }),
        (None, None, None) => None,
        _ => return Err(Stop::new(Message::new("cli-identity-needs-issuer"))),
    };
    if check.only.is_some() && check.list.is_some() {
        return Err(Stop::new(Message::new("cli-list-or-identity")));
    }
    if check.targets.is_empty() {
        return Err(Stop::new(Message::new("cli-target-missing")));
    }
    // Nothing that was named goes unchecked beside the others.
    if check.targets.len() > 1 {
        check.targets = check.targets.into_iter().map(Input::named).collect();
    }
    Ok(Some(check))
}

/// A digest or an image, unless there is a file of that very name.
fn target(argument: OsString) -> Input {
    let text = argument.to_str();
    let other = text.and_then(|text| Input::digest(text).or_else(|| Input::image(text)));
    // Tools for images write where one is saved in front of the path.
    let saved = text.and_then(|text| {
        let (kind, path) = text.split_once(':')?;
        let is_kind = ["oci", "oci-archive", "docker-archive", "dir"].contains(&kind);
        Some(PathBuf::from(path)).filter(|path| is_kind && path.exists())
    });
    let path = PathBuf::from(argument);
    match (other, saved) {
        _ if path.exists() => Input::Path(path),
        (_, Some(saved)) => Input::Path(saved),
        (Some(other), None) => other,
        (None, None) => Input::Path(path),
    }
}

pub(crate) fn once<T>(slot: &mut Option<T>, value: T, name: &str) -> Result<(), Stop> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(wrong("cli-option-twice", name.as_ref())),
    }
}

pub(crate) fn utf8(value: OsString) -> Result<String, Stop> {
    value
        .into_string()
        .map_err(|value| wrong("cli-not-text", &value))
}

pub(crate) fn wrong(id: &str, argument: &std::ffi::OsStr) -> Stop {
    let argument = DisplayText::from_bytes(argument.as_encoded_bytes());
    Stop::new(Message::new(id).with("argument", argument))
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(OsString::from))
            .map_err(|stop| stop.messages[0].id.clone())
    }

    fn checked(line: &str) -> Check {
        match parsed(line) {
            Ok(Command::Check(check)) => check,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn options_stand_anywhere_and_take_values_either_way() {
        let check = checked(
            "check a --evidence e1 --evidence=e2 b --format=json -v --key k --trusted-root r --list l",
        );
        assert_eq!(
            check.targets,
            [Input::Path("a".into()), Input::Path("b".into())]
        );
        assert_eq!(check.evidence, [PathBuf::from("e1"), PathBuf::from("e2")]);
        assert_eq!((check.format, check.verbose), (Format::Json, true));
        assert_eq!(check.list, Some("l".into()));
        let check = checked("check a --checksums s --file=f");
        let said = |role, path: &str| Input::As(role, path.into());
        assert_eq!(
            check.targets[1..],
            [said(Role::Checksums, "s"), said(Role::File, "f")]
        );
        let check = checked("check --identity me --issuer=https://x.example -- --evidence");
        assert_eq!(check.targets, [Input::Path("--evidence".into())]);
        assert_eq!(check.only.unwrap().issuer, "https://x.example");
        let check = checked("check --identity me --issuer i --instance Company x");
        assert_eq!(check.only.unwrap().instance.as_deref(), Some("Company"));
        let check = checked("check a --format csv --jobs=3 --hidden");
        assert_eq!((check.csv, check.hidden), (true, true));
        assert_eq!(check.jobs.map(NonZeroUsize::get), Some(3));
        assert_eq!(checked("check a -j 9999").jobs, Some(MOST_JOBS));
    }

    #[test]
    fn digests_are_told_from_files() {
        let digest = format!("sha256:{}", "ab".repeat(32));
        assert!(matches!(
            checked(&format!("check {digest}")).targets[..],
            [Input::Digest(_)]
        ));
        let short = format!("check sha256:{}", "ab".repeat(31));
        assert!(matches!(checked(&short).targets[..], [Input::Path(_)]));
        let sha512 = format!("check SHA512:{}", "ab".repeat(64));
        assert!(matches!(checked(&sha512).targets[..], [Input::Path(_)]));
    }

    #[test]
    fn images_are_told_from_files() {
        let line = "check ghcr.io/acme/tool:1 --platform linux/arm64 --allow-network=registry --allow-network helpers";
        let check = checked(line);
        assert!(matches!(check.targets[..], [Input::Image(_)]));
        assert_eq!(check.platform.unwrap().to_string(), "linux/arm64");
        let allowed = |registry, helpers, plain_http| Allowed {
            registry,
            helpers,
            plain_http,
        };
        assert_eq!(check.allowed, allowed(true, true, false));
        let all = checked("check ghcr.io/a/b:1 --allow-network all");
        assert_eq!(all.allowed, allowed(true, false, false));
        let line = "sbom r.lan/a:1 --allow-network plain-http --allow-network registry";
        let Ok(Command::Sbom(sbom)) = parsed(line) else {
            panic!("{line}");
        };
        assert_eq!(sbom.check.allowed, allowed(true, false, true));
        for file in ["tool", "a/b", "tool-1.0.tar.gz", "./a.b/c"] {
            let targets = checked(&format!("check {file}")).targets;
            assert_eq!(targets, [Input::Path(file.into())]);
        }
        let folder = std::env::temp_dir();
        let saved = checked(&format!("check oci:{}", folder.display())).targets;
        assert_eq!(saved, [Input::Path(folder)]);
    }

    #[test]
    fn wrong_use_is_named() {
        let wrong = [
            ("chekc a", "cli-unknown-command"),
            ("check", "cli-target-missing"),
            ("check a --evidence", "cli-value-missing"),
            ("check a --verbose=1", "cli-value-not-wanted"),
            ("check a --list x --list y", "cli-option-twice"),
            ("check a --format xml", "cli-check-unknown-format"),
            ("check a --jobs 0", "cli-not-a-number"),
            ("check a --jobs x", "cli-not-a-number"),
            ("check a --jobs 1 -j 2", "cli-option-twice"),
            ("statement a --jobs 1", "cli-unknown-option"),
            ("statement a --format csv", "cli-unknown-format"),
            ("check a --fast", "cli-unknown-option"),
            ("check a --platform x", "cli-platform-malformed"),
            ("sbom a --allow-network github", "cli-allow-network-images"),
            ("check a --allow-network x", "cli-lookup-source"),
            ("check a --identity me", "cli-identity-needs-issuer"),
            ("check a --instance me", "cli-identity-needs-issuer"),
            (
                "check a --identity me --issuer i --list l",
                "cli-list-or-identity",
            ),
        ];
        for (line, id) in wrong {
            assert_eq!(parsed(line), Err(id.to_owned()), "{line}");
        }
        assert!(parsed("").is_err());
        assert_eq!(parsed("check --help"), Ok(Command::Help));
        assert_eq!(parsed("--version"), Ok(Command::Version));
    }
}
