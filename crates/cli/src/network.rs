//! `whence network`: everything off or not, and what was sent where.

use std::{ffi::OsString, path::Path, sync::Arc};

use serde::Serialize;
use whence_app::{
    network::{Network, NetworkLog, PlainHttp, Proxy, Sent, Switch},
    settings::SettingsStore,
    view::{Arg, Message},
    words::Words,
};
use whence_display::{DisplayText, ascii_json};
use whence_fetch::{Client, Manners, Trouble};
use whence_store::{NetworkLogFile, OffSwitch, SettingsFile, config_folder};

use crate::{
    Stop,
    arguments::{Format, wrong},
    check::settings,
    print,
};

/// `whence network`.
#[derive(Debug, PartialEq)]
pub(crate) enum NetworkCommand {
    Show,
    /// Everything off, or no longer.
    Off(bool),
    Log(Format),
    Forget,
    /// A registry is asked without encryption, or no longer.
    Plain(String, Option<PlainHttp>),
}

/// Reads the arguments after `whence network`; nothing when help is asked for.
pub(crate) fn parse(
    arguments: impl Iterator<Item = OsString>,
) -> Result<Option<NetworkCommand>, Stop> {
    let arguments: Vec<OsString> = arguments.collect();
    let words: Vec<&str> = arguments.iter().filter_map(|it| it.to_str()).collect();
    let command = match words.as_slice() {
        _ if words.len() != arguments.len() => None,
        ["--help" | "-h"] => return Ok(None),
        ["show"] => Some(NetworkCommand::Show),
        ["off"] => Some(NetworkCommand::Off(true)),
        ["on"] => Some(NetworkCommand::Off(false)),
        ["log"] | ["log", "--format=text"] | ["log", "--format", "text"] => {
            Some(NetworkCommand::Log(Format::Text))
        }
        ["log", "--format=json"] | ["log", "--format", "json"] => {
            Some(NetworkCommand::Log(Format::Json))
        }
        ["log", "--format", other] => {
            return Err(wrong("cli-unknown-format", other.as_ref()));
        }
        ["forget"] => Some(NetworkCommand::Forget),
        ["plain-http", registry, passwords @ ..] if matches!(passwords, [] | ["--passwords"]) => {
            let plain = PlainHttp {
                passwords: !passwords.is_empty(),
            };
            Some(NetworkCommand::Plain(named(registry)?, Some(plain)))
        }
        ["encrypted", registry] => Some(NetworkCommand::Plain(named(registry)?, None)),
        _ => None,
    };
    match command {
        Some(command) => Ok(Some(command)),
        None => Err(Stop::new(Message::new("cli-network-what"))),
    }
}

fn named(registry: &str) -> Result<String, Stop> {
    Network::plain_registry(registry)
        .ok_or_else(|| wrong("cli-registry-malformed", registry.as_ref()))
}

/// The person's manners, with the record and the switch in the folder of their files: a window that switches
/// everything off meanwhile ends what is under way here.
///
/// # Errors
/// When what is set for the network cannot be used, or there is no folder for the record.
pub(crate) fn manners(network: &Network, folder: Option<&Path>) -> Result<Manners, Trouble> {
    let folder = folder.ok_or(Trouble::NotRecorded)?;
    let log: Arc<dyn NetworkLog> = Arc::new(NetworkLogFile::in_folder(folder));
    let off: Arc<dyn Switch> = Arc::new(OffSwitch::in_folder(folder, Arc::default()));
    Ok(Manners {
        off: Some(off),
        ..Manners::of(network, Some(log))?
    })
}

/// The one client, by the person's settings; `place` is an address they named.
///
/// # Errors
/// When the network is off, or what is set for it cannot be used.
pub(crate) fn client(
    network: &Network,
    folder: Option<&Path>,
    place: Option<&str>,
) -> Result<Client, Trouble> {
    let manners = manners(network, folder)?;
    Client::new(match place {
        Some(place) => manners.for_place(place),
        None => manners,
    })
}

fn change(folder: &Path, words: &Words, mut change: impl FnMut(&mut Network)) -> Result<(), Stop> {
    // Read first, so that a broken file is told of and not only set aside.
    let otherwise = settings(folder, words);
    let changed = SettingsFile::in_folder(folder).change(&otherwise, &mut |settings| {
        change(&mut settings.network);
    });
    changed.map(|_| ()).map_err(Stop::new)
}

pub(crate) fn run(command: NetworkCommand, words: &Words) -> Result<u8, Stop> {
    let folder = config_folder().ok_or_else(|| Stop::new(Message::new("trust-data-no-folder")))?;
    let log = NetworkLogFile::in_folder(&folder);
    match command {
        NetworkCommand::Show => show(&folder, words),
        NetworkCommand::Off(off) => {
            change(&folder, words, |network| network.off = off)?;
            show(&folder, words)
        }
        NetworkCommand::Plain(registry, plain) => {
            change(&folder, words, |network| {
                match plain {
                    Some(plain) => network.plain_registries.insert(registry.clone(), plain),
                    None => network.plain_registries.remove(&registry),
                };
            })?;
            show(&folder, words)
        }
        NetworkCommand::Log(format) => {
            let sent = log.latest().map_err(Stop::new)?;
            print(&match format {
                Format::Text => text(&sent, words),
                Format::Json => json(&sent),
            })
        }
        NetworkCommand::Forget => {
            log.clear().map_err(Stop::new)?;
            print(&words.render(&Message::new("network-log-cleared")))
        }
    }
}

fn show(folder: &Path, words: &Words) -> Result<u8, Stop> {
    let settings = settings(folder, words);
    let switch = Message::new("network-switch")
        .select("state", if settings.network.off { "off" } else { "on" });
    let (proxy, address) = match &settings.network.proxy {
        Proxy::System => ("system", ""),
        Proxy::Direct => ("direct", ""),
        Proxy::At(address) => ("at", address.as_str()),
    };
    let proxy = Message::new("network-proxy")
        .select("proxy", proxy)
        .with("address", DisplayText::identifier(address));
    let automatic = Message::new("network-updates").select(
        "updates",
        if settings.freshness.automatic {
            "automatic"
        } else {
            "asked"
        },
    );
    let mut lines = vec![
        words.render(&switch),
        words.render(&automatic),
        words.render(&proxy),
    ];
    if let Some(path) = &settings.network.authorities {
        let name = DisplayText::from_bytes(path.as_os_str().as_encoded_bytes());
        let authorities = Message::new("network-authorities").with("name", name);
        lines.push(words.render(&authorities));
    }
    for (registry, plain) in &settings.network.plain_registries {
        let line = Message::new("network-plain-registry")
            .with("registry", DisplayText::identifier(registry))
            .select("passwords", if plain.passwords { "sent" } else { "kept" });
        lines.push(words.render(&line));
    }
    print(&lines.join("\n"))
}

#[derive(Serialize)]
struct Line<'a> {
    at: String,
    purpose: &'a str,
    address: &'a str,
    content: Option<&'a str>,
}

fn json(sent: &[Sent]) -> String {
    let lines: Vec<Line<'_>> = sent
        .iter()
        .map(|sent| Line {
            at: sent.at.to_string(),
            purpose: &sent.purpose,
            address: &sent.address,
            content: sent.content.as_deref(),
        })
        .collect();
    // Text and maps with text keys: this does not fail.
    ascii_json(&serde_json::to_string_pretty(&lines).unwrap_or_default())
}

fn text(sent: &[Sent], words: &Words) -> String {
    if sent.is_empty() {
        return words.render(&Message::new("network-log-empty"));
    }
    let line = |sent: &Sent| {
        let line = Message::new("network-log-line")
            .with("at", Arg::Time(sent.at.milliseconds()))
            .with("purpose", DisplayText::identifier(&sent.purpose))
            .with("address", DisplayText::identifier(&sent.address));
        let mut text = words.render(&line);
        if let Some(content) = &sent.content {
            text.push_str("\n    ");
            text.push_str(&DisplayText::identifier(content).to_terminal());
        }
        text
    };
    sent.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_understood() {
        let parsed = |line: &str| match parse(line.split_whitespace().map(OsString::from)) {
            Ok(command) => Ok(command.unwrap()),
            Err(stop) => Err(stop.messages[0].id.clone()),
        };
        assert_eq!(parsed("off"), Ok(NetworkCommand::Off(true)));
        assert_eq!(parsed("on"), Ok(NetworkCommand::Off(false)));
        assert_eq!(
            parsed("log --format json"),
            Ok(NetworkCommand::Log(Format::Json))
        );
        let plain = |passwords| {
            let plain = PlainHttp { passwords };
            Ok(NetworkCommand::Plain("r.lan:5000".to_owned(), Some(plain)))
        };
        assert_eq!(parsed("plain-http R.lan:5000"), plain(false));
        assert_eq!(parsed("plain-http r.lan:5000 --passwords"), plain(true));
        assert_eq!(
            parsed("encrypted r.lan"),
            Ok(NetworkCommand::Plain("r.lan".to_owned(), None))
        );
        for (line, id) in [
            ("plain-http", "cli-network-what"),
            ("plain-http r.lan all", "cli-network-what"),
            ("plain-http docker.io", "cli-registry-malformed"),
            ("", "cli-network-what"),
            ("off please", "cli-network-what"),
            ("log --format xml", "cli-unknown-format"),
        ] {
            assert_eq!(parsed(line), Err(id.to_owned()), "{line}");
        }
    }
}
