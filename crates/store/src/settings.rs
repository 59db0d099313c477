use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use whence_app::{
    intake::{self, BoundedError},
    lookup::{Consent, Preferences, Source},
    network::{Network, PlainHttp, Proxy},
    settings::{Freshness, Keep, Settings, SettingsStore, WatchedPlace},
    view::{Message, Theme},
};
use whence_display::DisplayText;
use whence_verdict::Problem;

use crate::{atomic, lock::lock};

/// A settings file is below 1 kB; what is larger is none.
const LARGEST_FILE: u64 = 64 << 10;

/// The settings file.
pub struct SettingsFile {
    path: PathBuf,
}

impl SettingsFile {
    /// What it is called.
    pub const NAME: &str = "settings.toml";

    /// The settings of this folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            path: folder.join(Self::NAME),
        }
    }

    /// The settings as they are now, for whoever looks again and again: a file that somebody is just writing is
    /// left where it is. `None` when it cannot be read.
    pub fn peek(&self) -> Option<Settings> {
        self.read().ok()
    }

    fn read(&self) -> Result<Settings, NotRead> {
        let bytes = match intake::read_bounded(&self.path, LARGEST_FILE) {
            Ok(bytes) => bytes,
            Err(BoundedError::Problem(Problem::FileMissing)) => return Ok(Settings::default()),
            Err(BoundedError::TooLarge) => return Err(NotRead::Broken),
            Err(BoundedError::Problem(_)) => return Err(NotRead::OutOfReach),
        };
        let text = std::str::from_utf8(&bytes).map_err(|_| NotRead::Broken)?;
        toml::from_str::<Document>(text)
            .ok()
            .and_then(Document::into_settings)
            .ok_or(NotRead::Broken)
    }
}

enum NotRead {
    Broken,
    OutOfReach,
}

impl SettingsStore for SettingsFile {
    fn load(&self) -> (Settings, Vec<Message>) {
        let problem = match self.read() {
            Ok(settings) => return (settings, vec![]),
            Err(NotRead::OutOfReach) => Message::new("settings-unreadable"),
            Err(NotRead::Broken) => match atomic::set_aside(&self.path) {
                Ok(name) => {
                    Message::new("settings-broken").with("name", DisplayText::file_name(&name))
                }
                Err(_) => Message::new("settings-unreadable"),
            },
        };
        (Settings::default(), vec![problem])
    }

    /// A broken file that is there is set aside first; when that fails, nothing is written.
    fn change(
        &self,
        otherwise: &Settings,
        change: &mut dyn FnMut(&mut Settings),
    ) -> Result<Settings, Message> {
        let not_kept = || Message::new("settings-not-kept");
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(|_| not_kept())?;
        }
        let _one = lock(&self.path).map_err(|_| not_kept())?;
        let mut settings = match self.read() {
            Ok(settings) => settings,
            Err(NotRead::OutOfReach) => return Err(not_kept()),
            Err(NotRead::Broken) => {
                atomic::set_aside(&self.path).map_err(|_| not_kept())?;
                otherwise.clone()
            }
        };
        change(&mut settings);
        let text = toml::to_string(&Document::of(&settings)).map_err(|_| not_kept())?;
        atomic::write(&self.path, text.as_bytes()).map_err(|_| not_kept())?;
        Ok(settings)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Document {
    schema: u32,
    #[serde(default)]
    theme: Theme,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trusted_root: Option<String>,
    /// The same as hex of its bytes, for paths that are no UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trusted_root_bytes: Option<String>,
    /// `"off"`, `"forever"`, or a number of months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    history: Option<History>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trust_data: Option<TrustDataRules>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    network: Option<NetworkRules>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    look_ups: Option<LookUps>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    watched: Vec<Place>,
}

/// Absent where nothing differs from what holds by itself.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct TrustDataRules {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    update_automatically: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note_after_days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stop_after_days: Option<u32>,
}

impl TrustDataRules {
    fn of(freshness: Freshness) -> Option<Self> {
        let usual = Freshness::default();
        (freshness != usual).then_some(Self {
            update_automatically: freshness.automatic,
            note_after_days: (freshness.note_after != usual.note_after)
                .then_some(freshness.note_after),
            stop_after_days: freshness.stop_after,
        })
    }

    fn into_freshness(self) -> Option<Freshness> {
        let freshness = Freshness {
            automatic: self.update_automatically,
            note_after: self
                .note_after_days
                .unwrap_or(Freshness::default().note_after),
            stop_after: self.stop_after_days,
        };
        let mut days = std::iter::once(freshness.note_after).chain(freshness.stop_after);
        days.all(|days| Freshness::DAYS.contains(&days))
            .then_some(freshness)
    }
}

/// Absent where nothing differs from what holds by itself.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct NetworkRules {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    off: bool,
    /// `"none"` or an address; absent for what the system says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proxy: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    authorities: Option<String>,
    /// The same as hex of its bytes, for paths that are no UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    authorities_bytes: Option<String>,
    /// Registries that may be asked without a further word.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    registries: BTreeSet<String>,
    /// Registries that are asked without encryption.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    plain_http: BTreeMap<String, PlainRules>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct PlainRules {
    #[serde(default)]
    passwords: bool,
}

const NO_PROXY: &str = "none";

/// Absent where nothing differs from what holds by itself.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct LookUps {
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    local_hosts: BTreeSet<String>,
    /// Source to `"ask"` or `"on"`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    sources: BTreeMap<String, String>,
    /// Source to address.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    places: BTreeMap<String, String>,
}

impl LookUps {
    fn of(lookups: &Preferences) -> Option<Self> {
        let named = |source: &Source| source.as_str().to_owned();
        let consents = lookups.consents.iter();
        let places = lookups.places.iter();
        (*lookups != Preferences::default()).then(|| Self {
            local_hosts: lookups.local_hosts.clone(),
            sources: consents
                .map(|(source, consent)| (named(source), consent.as_str().to_owned()))
                .collect(),
            places: places
                .map(|(source, place)| (named(source), place.clone()))
                .collect(),
        })
    }

    /// `None` for a source or a consent that is not known: consent must not be guessed.
    fn into_preferences(self) -> Option<Preferences> {
        let mut lookups = Preferences {
            local_hosts: self.local_hosts,
            ..Preferences::default()
        };
        for (source, consent) in &self.sources {
            lookups.set_consent(Source::from_name(source)?, Consent::from_name(consent)?);
        }
        for (source, place) in self.places {
            lookups.places.insert(Source::from_name(&source)?, place);
        }
        Some(lookups)
    }
}

impl NetworkRules {
    fn of(network: &Network) -> Option<Self> {
        let (authorities, authorities_bytes) = network
            .authorities
            .as_deref()
            .map(texts)
            .unwrap_or_default();
        (*network != Network::default()).then_some(Self {
            off: network.off,
            proxy: match &network.proxy {
                Proxy::System => None,
                Proxy::Direct => Some(NO_PROXY.to_owned()),
                Proxy::At(address) => Some(address.clone()),
            },
            authorities,
            authorities_bytes,
            registries: network.registries.clone(),
            plain_http: network
                .plain_registries
                .iter()
                .map(|(registry, plain)| {
                    let passwords = plain.passwords;
                    (registry.clone(), PlainRules { passwords })
                })
                .collect(),
        })
    }

    fn into_network(self) -> Option<Network> {
        Some(Network {
            off: self.off,
            proxy: match self.proxy.as_deref() {
                None => Proxy::System,
                Some(NO_PROXY) => Proxy::Direct,
                Some(address) => Proxy::at(address).ok()?,
            },
            authorities: path(self.authorities, self.authorities_bytes)?,
            registries: self.registries,
            plain_registries: self
                .plain_http
                .into_iter()
                .map(|(registry, PlainRules { passwords })| {
                    let named = Network::plain_registry(&registry)?;
                    (named == registry).then_some((registry, PlainHttp { passwords }))
                })
                .collect::<Option<_>>()?,
        })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum History {
    Months(u32),
    Word(HistoryWord),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum HistoryWord {
    Off,
    Forever,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Place {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// The same as hex of its bytes, for paths that are no UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    paused: bool,
}

impl Place {
    fn of(place: &WatchedPlace) -> Self {
        let (path, path_bytes) = texts(&place.path);
        Self {
            path,
            path_bytes,
            paused: place.paused,
        }
    }

    fn into_place(self) -> Option<WatchedPlace> {
        Some(WatchedPlace {
            path: path(self.path, self.path_bytes)??,
            paused: self.paused,
        })
    }
}

/// A path as text, or as hex when it is no text.
fn texts(path: &Path) -> (Option<String>, Option<String>) {
    match path.to_str() {
        Some(text) => (Some(text.to_owned()), None),
        None => (None, Some(to_hex(path.as_os_str().as_encoded_bytes()))),
    }
}

/// The reverse; `None` when both are given or one cannot be read.
fn path(text: Option<String>, hex: Option<String>) -> Option<Option<PathBuf>> {
    match (text, hex) {
        (Some(_), Some(_)) => None,
        (Some(text), None) => Some(Some(PathBuf::from(text))),
        (None, Some(hex)) => Some(Some(path_from_bytes(from_hex(&hex)?)?)),
        (None, None) => Some(None),
    }
}

impl Document {
    fn of(settings: &Settings) -> Self {
        let (text, bytes) = settings
            .trusted_root
            .as_deref()
            .map(texts)
            .unwrap_or_default();
        Self {
            schema: 1,
            theme: settings.theme,
            trusted_root: text,
            trusted_root_bytes: bytes,
            history: match settings.keep {
                keep if keep == Keep::default() => None,
                Keep::Off => Some(History::Word(HistoryWord::Off)),
                Keep::Forever => Some(History::Word(HistoryWord::Forever)),
                Keep::Months(months) => Some(History::Months(months)),
            },
            trust_data: TrustDataRules::of(settings.freshness),
            network: NetworkRules::of(&settings.network),
            look_ups: LookUps::of(&settings.lookups),
            watched: settings.watched.iter().map(Place::of).collect(),
        }
    }

    fn into_settings(self) -> Option<Settings> {
        let trusted_root = path(self.trusted_root, self.trusted_root_bytes)?;
        let watched = self.watched.into_iter().map(Place::into_place);
        let watched = watched.collect::<Option<Vec<_>>>()?;
        let freshness = match self.trust_data {
            Some(rules) => rules.into_freshness()?,
            None => Freshness::default(),
        };
        let network = match self.network {
            Some(rules) => rules.into_network()?,
            None => Network::default(),
        };
        let lookups = match self.look_ups {
            Some(lookups) => lookups.into_preferences()?,
            None => Preferences::default(),
        };
        (self.schema == 1).then_some(Settings {
            theme: self.theme,
            trusted_root,
            keep: match self.history {
                None => Keep::default(),
                Some(History::Word(HistoryWord::Off)) => Keep::Off,
                Some(History::Word(HistoryWord::Forever)) => Keep::Forever,
                Some(History::Months(months)) => Keep::of_months(Some(months)),
            },
            watched,
            freshness,
            network,
            lookups,
        })
    }
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    let byte = |pair: &[u8]| match pair {
        [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
        _ => None,
    };
    text.as_bytes().chunks(2).map(byte).collect()
}

#[cfg(unix)]
fn path_from_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(std::ffi::OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn path_from_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    String::from_utf8(bytes).ok().map(PathBuf::from)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn settings_survive_a_round_trip() {
        let folder = tempfile::tempdir().unwrap();
        let file = SettingsFile::in_folder(&folder.path().join("not/there/yet"));
        assert_eq!(file.load(), (Settings::default(), vec![]));
        let mut all = vec![
            Settings {
                theme: Theme::Dark,
                keep: Keep::Off,
                watched: vec![WatchedPlace {
                    path: "/downloads".into(),
                    paused: true,
                }],
                ..Settings::default()
            },
            Settings {
                theme: Theme::System,
                trusted_root: Some("/a path/\"root\".json".into()),
                keep: Keep::Forever,
                freshness: Freshness {
                    automatic: true,
                    note_after: 30,
                    stop_after: Some(60),
                },
                network: Network {
                    off: true,
                    proxy: Proxy::Direct,
                    authorities: Some("/etc/corp.pem".into()),
                    registries: BTreeSet::from(["docker.io".to_owned()]),
                    plain_registries: BTreeMap::from([
                        ("registry.lan:5000".to_owned(), PlainHttp::default()),
                        ("10.0.0.1".to_owned(), PlainHttp { passwords: true }),
                    ]),
                },
                ..Settings::default()
            },
            Settings {
                freshness: Freshness {
                    stop_after: Some(3650),
                    ..Freshness::default()
                },
                network: Network {
                    proxy: Proxy::at("http://proxy.example:3128").unwrap(),
                    ..Network::default()
                },
                lookups: Preferences {
                    consents: BTreeMap::from([
                        (Source::GitHub, Consent::On),
                        (Source::Log, Consent::Ask),
                    ]),
                    places: BTreeMap::from([(Source::Npm, "https://packages.example".to_owned())]),
                    local_hosts: BTreeSet::from(["127.0.0.1".to_owned()]),
                },
                ..Settings::default()
            },
        ];
        #[cfg(unix)]
        all.push(Settings {
            theme: Theme::Light,
            trusted_root: path_from_bytes(b"/x/\xff\xfe".to_vec()),
            keep: Keep::Months(3),
            watched: vec![WatchedPlace {
                path: path_from_bytes(b"/y/\xff".to_vec()).unwrap(),
                paused: false,
            }],
            network: Network {
                authorities: path_from_bytes(b"/z/\xff".to_vec()),
                ..Network::default()
            },
            ..Settings::default()
        });
        for settings in all {
            let kept = file.change(&Settings::default(), &mut |it| it.clone_from(&settings));
            assert_eq!(kept.as_ref(), Ok(&settings));
            assert_eq!(file.load(), (settings, vec![]));
        }
        assert_eq!(
            names(&folder.path().join("not/there/yet")),
            ["settings.toml", "settings.toml.lock"]
        );
    }

    #[test]
    fn what_somebody_else_changed_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (here, there) = (
            SettingsFile::in_folder(folder.path()),
            SettingsFile::in_folder(folder.path()),
        );
        let (seen, _) = here.load();
        there
            .change(&seen, &mut |settings| settings.network.off = true)
            .unwrap();
        let kept = here
            .change(&seen, &mut |settings| settings.theme = Theme::Dark)
            .unwrap();
        assert_eq!((kept.network.off, kept.theme), (true, Theme::Dark));
        assert_eq!(there.load(), (kept, vec![]));
    }

    #[test]
    fn broken_settings_are_set_aside_and_never_lost() {
        let folder = tempfile::tempdir().unwrap();
        let file = SettingsFile::in_folder(folder.path());
        let path = folder.path().join("settings.toml");
        let broken = [
            "theme = 1",
            "schema = 2",
            "schema = 1\nsurprise = 1",
            "\u{0}",
            "schema = 1\ntrusted-root-bytes = \"f\"",
            "schema = 1\n[network]\nproxy = \"http://me:word@proxy\"",
            "schema = 1\n[network.plain-http.\"docker.io\"]",
            "schema = 1\n[trust-data]\nstop-after-days = 0",
            "schema = 1\n[look-ups.sources]\ngithub = \"sometimes\"",
            "schema = 1\n[look-ups.sources]\nsomebody = \"on\"",
        ];
        for (count, text) in (1..).zip(broken) {
            std::fs::write(&path, text).unwrap();
            let (settings, problems) = file.load();
            assert_eq!(
                (settings, problems[0].id.as_str()),
                (Settings::default(), "settings-broken")
            );
            let aside = folder.path().join(format!("settings.toml.broken-{count}"));
            assert_eq!(std::fs::read_to_string(aside).unwrap(), text);
            assert_eq!(file.load(), (Settings::default(), vec![]));
        }
        std::fs::write(&path, "broken again").unwrap();
        // What was in force is not lost with it.
        let in_force = Settings {
            theme: Theme::Light,
            ..Settings::default()
        };
        let kept = file
            .change(&in_force, &mut |settings| settings.keep = Keep::Off)
            .unwrap();
        assert_eq!((kept.theme, kept.keep), (Theme::Light, Keep::Off));
        let aside = folder.path().join("settings.toml.broken-11");
        assert_eq!(std::fs::read_to_string(aside).unwrap(), "broken again");
    }

    #[test]
    fn a_failed_write_leaves_the_old_settings() {
        let folder = tempfile::tempdir().unwrap();
        let file = SettingsFile {
            path: folder.path().join("taken/settings.toml"),
        };
        std::fs::write(
            folder.path().join("taken"),
            b"a file where the folder should be",
        )
        .unwrap();
        let untouched = &mut |_: &mut Settings| unreachable!("there is nothing to change");
        assert!(file.change(&Settings::default(), untouched).is_err());
        assert_eq!(names(folder.path()), ["taken"]);
    }
}
