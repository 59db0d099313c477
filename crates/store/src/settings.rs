use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use whence_app::{
    appearance::{Appearance, Density, TextSize, Theme},
    intake::{self, BoundedError},
    lookup::{Consent, Preferences, Source},
    network::{Network, PlainHttp, Proxy},
    settings::{Freshness, Keep, Settings, SettingsStore, WatchedPlace},
    view::{Arg, Message},
};
use whence_display::DisplayText;
use whence_verdict::Problem;

use crate::{atomic, lock::lock, merge::merged};

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

    /// Sets the broken file aside. A switch that was thrown there stays thrown: a slip of the pen does not open the
    /// network.
    fn begin_anew(&self) -> (Settings, Vec<Message>) {
        let unreadable = |_| Message::new("settings-unreadable");
        // Somebody else may have mended it, or be about to.
        let Ok(_one) = lock(&self.path) else {
            return (Settings::default(), vec![unreadable(())]);
        };
        let spot = match self.read() {
            Ok(settings) => return (settings, vec![]),
            Err(NotRead::OutOfReach) => return (Settings::default(), vec![unreadable(())]),
            Err(NotRead::Broken(spot)) => spot,
        };
        let mut settings = Settings::default();
        settings.network.off = intake::read_bounded(&self.path, LARGEST_FILE)
            .is_ok_and(|bytes| says_off(&String::from_utf8_lossy(&bytes)));
        let name = match atomic::set_aside(&self.path) {
            Ok(name) => DisplayText::file_name(&name),
            Err(_) => return (settings, vec![unreadable(())]),
        };
        let mut told = vec![match spot {
            Some(spot) => spot.told(name),
            None => Message::new("settings-broken").with("name", name),
        }];
        if settings.network.off {
            told.push(Message::new("settings-still-off"));
            let text = toml::to_string(&Document::of(&settings));
            if !text.is_ok_and(|text| self.write(&text).is_ok()) {
                told.push(Message::new("settings-not-kept"));
            }
        }
        (settings, told)
    }

    /// The file behind a link is what is replaced, and the link stays.
    fn write(&self, text: &str) -> io::Result<()> {
        let path = fs::canonicalize(&self.path);
        atomic::write(path.as_ref().unwrap_or(&self.path), text.as_bytes())
    }

    fn read(&self) -> Result<Settings, NotRead> {
        let bytes = match intake::read_bounded(&self.path, LARGEST_FILE) {
            Ok(bytes) => bytes,
            Err(BoundedError::Problem(Problem::FileMissing)) => return Ok(Settings::default()),
            Err(BoundedError::TooLarge) => return Err(NotRead::Broken(None)),
            Err(BoundedError::Problem(_)) => return Err(NotRead::OutOfReach),
        };
        let text = std::str::from_utf8(&bytes).map_err(|_| NotRead::Broken(None))?;
        toml::from_str::<Document>(text)
            .map_err(|error| NotRead::Broken(error.span().map(|span| Spot::at(text, span.start))))?
            .into_settings()
            .ok_or(NotRead::Broken(None))
    }
}

/// Whether a file that cannot be understood seems to switch the network off, in whatever way TOML may say it.
fn says_off(text: &str) -> bool {
    let said = |line: &str| line.split_whitespace().collect::<String>();
    text.lines()
        .filter_map(|line| line.split('#').next())
        .any(|line| said(line).contains("off=true"))
}

enum NotRead {
    /// At a spot, when it is one spot.
    Broken(Option<Spot>),
    OutOfReach,
}

/// Where in the file something is wrong.
struct Spot {
    /// From 1 on.
    line: u64,
    /// In characters, from 1 on.
    column: u64,
}

impl Spot {
    fn at(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let begun = before.rsplit('\n').next().unwrap_or_default();
        let line = before.matches('\n').count();
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        Self {
            line: count(line + 1),
            column: count(begun.chars().count() + 1),
        }
    }

    /// Without the line itself, which may hold the password of a proxy and would stand in logs.
    fn told(self, name: DisplayText) -> Message {
        Message::new("settings-broken-at")
            .with("name", name)
            .with("line", Arg::Number(self.line))
            .with("column", Arg::Number(self.column))
    }
}

impl SettingsFile {
    /// Keeps a copy of the file as it is now beside it, as one that is broken is kept. None where there is no file.
    ///
    /// # Errors
    /// What to tell the person when it could not be kept.
    pub fn copy_aside(&self) -> Result<(), Message> {
        atomic::copy_aside(&self.path, LARGEST_FILE).map_err(|_| Message::new("settings-not-kept"))
    }
}

impl SettingsStore for SettingsFile {
    fn load(&self) -> (Settings, Vec<Message>) {
        match self.read() {
            Ok(settings) => (settings, vec![]),
            Err(NotRead::OutOfReach) => (
                Settings::default(),
                vec![Message::new("settings-unreadable")],
            ),
            Err(NotRead::Broken(_)) => self.begin_anew(),
        }
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
            Err(NotRead::Broken(_)) => {
                atomic::set_aside(&self.path).map_err(|_| not_kept())?;
                otherwise.clone()
            }
        };
        change(&mut settings);
        let text = toml::to_string(&Document::of(&settings)).map_err(|_| not_kept())?;
        // Comments and order of who wrote the file by hand stay.
        let before = intake::read_bounded(&self.path, LARGEST_FILE).unwrap_or_default();
        let before = std::str::from_utf8(&before).unwrap_or_default();
        let text = merged(before, &text).unwrap_or(text);
        self.write(&text).map_err(|_| not_kept())?;
        Ok(settings)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Document {
    schema: Schema,
    #[serde(default)]
    theme: Theme,
    #[serde(default, skip_serializing_if = "is_usual")]
    density: Density,
    /// Percent.
    #[serde(default, skip_serializing_if = "is_usual")]
    text_size: TextSize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trusted_root: Option<String>,
    /// The same as hex of its bytes, for paths that are no UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trusted_root_bytes: Option<Hex>,
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
    note_after_days: Option<Days>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stop_after_days: Option<Days>,
}

impl TrustDataRules {
    fn of(freshness: Freshness) -> Option<Self> {
        let usual = Freshness::default();
        (freshness != usual).then_some(Self {
            update_automatically: freshness.automatic,
            note_after_days: (freshness.note_after != usual.note_after)
                .then_some(Days(freshness.note_after)),
            stop_after_days: freshness.stop_after.map(Days),
        })
    }

    fn into_freshness(self) -> Freshness {
        let usual = Freshness::default();
        Freshness {
            automatic: self.update_automatically,
            note_after: self.note_after_days.map_or(usual.note_after, |days| days.0),
            stop_after: self.stop_after_days.map(|days| days.0),
        }
    }
}

/// Absent where nothing differs from what holds by itself.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct NetworkRules {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    off: bool,
    /// Absent for what the system says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proxy: Option<ProxyRule>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    authorities: Option<String>,
    /// The same as hex of its bytes, for paths that are no UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    authorities_bytes: Option<Hex>,
    /// Registries that may be asked without a further word.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    registries: BTreeSet<String>,
    /// Registries that are asked without encryption.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    plain_http: BTreeMap<PlainRegistry, PlainRules>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct PlainRules {
    #[serde(default)]
    passwords: bool,
}

/// Absent where nothing differs from what holds by itself.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct LookUps {
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    local_hosts: BTreeSet<String>,
    /// Source to `"ask"` or `"on"`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    sources: BTreeMap<SourceName, ConsentName>,
    /// Source to address.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    places: BTreeMap<SourceName, String>,
}

impl LookUps {
    fn of(lookups: &Preferences) -> Option<Self> {
        let consents = lookups.consents.iter();
        let places = lookups.places.iter();
        (*lookups != Preferences::default()).then(|| Self {
            local_hosts: lookups.local_hosts.clone(),
            sources: consents
                .map(|(source, consent)| (SourceName(*source), ConsentName(*consent)))
                .collect(),
            places: places
                .map(|(source, place)| (SourceName(*source), place.clone()))
                .collect(),
        })
    }

    fn into_preferences(self) -> Preferences {
        let places = self.places.into_iter();
        let mut lookups = Preferences {
            local_hosts: self.local_hosts,
            places: places.map(|(source, place)| (source.0, place)).collect(),
            ..Preferences::default()
        };
        for (source, consent) in self.sources {
            lookups.set_consent(source.0, consent.0);
        }
        lookups
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
            proxy: (network.proxy != Proxy::System).then(|| ProxyRule(network.proxy.clone())),
            authorities,
            authorities_bytes,
            registries: network.registries.clone(),
            plain_http: network
                .plain_registries
                .iter()
                .map(|(registry, plain)| {
                    let passwords = plain.passwords;
                    (PlainRegistry(registry.clone()), PlainRules { passwords })
                })
                .collect(),
        })
    }

    fn into_network(self) -> Option<Network> {
        Some(Network {
            off: self.off,
            proxy: self.proxy.map_or(Proxy::System, |rule| rule.0),
            authorities: path(self.authorities, self.authorities_bytes)?,
            registries: self.registries,
            plain_registries: self
                .plain_http
                .into_iter()
                .map(|(registry, PlainRules { passwords })| (registry.0, PlainHttp { passwords }))
                .collect(),
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
    path_bytes: Option<Hex>,
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
fn texts(path: &Path) -> (Option<String>, Option<Hex>) {
    match path.to_str() {
        Some(text) => (Some(text.to_owned()), None),
        None => (None, Some(Hex(path.to_owned()))),
    }
}

/// The reverse; `None` when both are given.
fn path(text: Option<String>, hex: Option<Hex>) -> Option<Option<PathBuf>> {
    match (text, hex) {
        (Some(_), Some(_)) => None,
        (Some(text), None) => Some(Some(PathBuf::from(text))),
        (None, Some(hex)) => Some(Some(hex.0)),
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
            schema: Schema,
            theme: settings.appearance.theme,
            density: settings.appearance.density,
            text_size: settings.appearance.text_size,
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
        let network = match self.network {
            Some(rules) => rules.into_network()?,
            None => Network::default(),
        };
        Some(Settings {
            appearance: Appearance {
                theme: self.theme,
                density: self.density,
                text_size: self.text_size,
            },
            trusted_root,
            keep: match self.history {
                None => Keep::default(),
                Some(History::Word(HistoryWord::Off)) => Keep::Off,
                Some(History::Word(HistoryWord::Forever)) => Keep::Forever,
                Some(History::Months(months)) => Keep::of_months(Some(months)),
            },
            watched,
            freshness: self
                .trust_data
                .map(TrustDataRules::into_freshness)
                .unwrap_or_default(),
            network,
            lookups: self
                .look_ups
                .map(LookUps::into_preferences)
                .unwrap_or_default(),
        })
    }
}

fn is_usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

// Values with rules of their own. Breaking one fails where it is read, which is what knows its place.

/// The one schema there is.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
struct Schema;

impl TryFrom<u32> for Schema {
    type Error = &'static str;

    fn try_from(number: u32) -> Result<Self, Self::Error> {
        (number == 1).then_some(Self).ok_or("no such schema")
    }
}

impl From<Schema> for u32 {
    fn from(Schema: Schema) -> Self {
        1
    }
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
struct Days(u32);

impl TryFrom<u32> for Days {
    type Error = &'static str;

    fn try_from(days: u32) -> Result<Self, Self::Error> {
        let known = Freshness::DAYS.contains(&days);
        known.then_some(Self(days)).ok_or("no such number of days")
    }
}

impl From<Days> for u32 {
    fn from(days: Days) -> Self {
        days.0
    }
}

/// `"none"` or an address.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct ProxyRule(Proxy);

impl ProxyRule {
    const NONE: &str = "none";
}

impl TryFrom<String> for ProxyRule {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == Self::NONE {
            return Ok(Self(Proxy::Direct));
        }
        Proxy::at(&text).map(Self).map_err(|_| "no such proxy")
    }
}

impl From<ProxyRule> for String {
    fn from(rule: ProxyRule) -> Self {
        match rule.0 {
            Proxy::At(address) => address,
            Proxy::System | Proxy::Direct => ProxyRule::NONE.to_owned(),
        }
    }
}

/// A registry as it is named when it may be asked without encryption.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct PlainRegistry(String);

impl TryFrom<String> for PlainRegistry {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let named = Network::plain_registry(&text);
        let same = named.filter(|named| *named == text);
        same.map(Self).ok_or("no such registry")
    }
}

impl From<PlainRegistry> for String {
    fn from(registry: PlainRegistry) -> Self {
        registry.0
    }
}

/// A source of evidence; consent for one that is not known must not be guessed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct SourceName(Source);

impl TryFrom<String> for SourceName {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Source::from_name(&text).map(Self).ok_or("no such source")
    }
}

impl From<SourceName> for String {
    fn from(source: SourceName) -> Self {
        source.0.as_str().to_owned()
    }
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct ConsentName(Consent);

impl TryFrom<String> for ConsentName {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Consent::from_name(&text).map(Self).ok_or("no such consent")
    }
}

impl From<ConsentName> for String {
    fn from(consent: ConsentName) -> Self {
        consent.0.as_str().to_owned()
    }
}

/// A path as hex of its bytes.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Hex(PathBuf);

impl TryFrom<String> for Hex {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let path = from_hex(&text).and_then(path_from_bytes);
        path.map(Self).ok_or("no hex of a path")
    }
}

impl From<Hex> for String {
    fn from(Hex(path): Hex) -> Self {
        let bytes = path.as_os_str().as_encoded_bytes();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
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
                appearance: Appearance {
                    theme: Theme::Dark,
                    density: Density::Compact,
                    text_size: TextSize::try_from(135).unwrap(),
                },
                keep: Keep::Off,
                watched: vec![WatchedPlace {
                    path: "/downloads".into(),
                    paused: true,
                }],
                ..Settings::default()
            },
            Settings {
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
            appearance: Appearance {
                theme: Theme::Light,
                ..Appearance::default()
            },
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
            .change(&seen, &mut |settings| {
                settings.appearance.theme = Theme::Dark;
            })
            .unwrap();
        assert_eq!(
            (kept.network.off, kept.appearance.theme),
            (true, Theme::Dark)
        );
        assert_eq!(there.load(), (kept, vec![]));
    }

    #[test]
    fn broken_settings_are_set_aside_and_never_lost() {
        let folder = tempfile::tempdir().unwrap();
        let file = SettingsFile::in_folder(folder.path());
        let path = folder.path().join("settings.toml");
        // With line and column of what is wrong, where one place is.
        let broken = [
            ("theme = 1", Some((1, 9))),
            ("schema = 2", Some((1, 10))),
            ("schema = 1\nsurprise = 1", Some((2, 1))),
            ("\u{0}", Some((1, 2))),
            ("schema = 1\n\n  text-size = 500 # é", Some((3, 15))),
            ("schema = 1\ntext-size = \"large\"", Some((2, 13))),
            ("schema = 1\ndensity = \"tight\"", Some((2, 11))),
            ("schema = 1\ntrusted-root-bytes = \"f\"", Some((2, 22))),
            (
                "schema = 1\ntrusted-root = \"/a\"\ntrusted-root-bytes = \"2f\"",
                None,
            ),
            (
                "schema = 1\n[network]\nproxy = \"http://me:word@proxy\"",
                Some((3, 9)),
            ),
            (
                "schema = 1\n[network.plain-http.\"docker.io\"]",
                Some((2, 21)),
            ),
            (
                "schema = 1\n[trust-data]\nstop-after-days = 0",
                Some((3, 19)),
            ),
            (
                "schema = 1\n[look-ups.sources]\ngithub = \"sometimes\"",
                Some((3, 10)),
            ),
            (
                "schema = 1\n[look-ups.sources]\nsomebody = \"on\"",
                Some((3, 1)),
            ),
        ];
        for (count, (text, place)) in (1..).zip(broken) {
            std::fs::write(&path, text).unwrap();
            let (settings, problems) = file.load();
            assert_eq!(settings, Settings::default());
            let told = |name: &str| match problems[0].args.get(name) {
                Some(Arg::Number(number)) => Some(*number),
                _ => None,
            };
            assert_eq!(told("line").zip(told("column")), place, "{text}");
            assert!(!format!("{problems:?}").contains("word"), "{problems:?}");
            assert_eq!(
                problems[0].id,
                place.map_or("settings-broken", |_| "settings-broken-at")
            );
            let aside = folder.path().join(format!("settings.toml.broken-{count}"));
            assert_eq!(std::fs::read_to_string(aside).unwrap(), text);
            assert_eq!(file.load(), (Settings::default(), vec![]));
        }
        // The switch stays thrown in whatever way it was thrown.
        for (count, text) in (15..).zip([
            "[network]\noff = true\ntheme = ",
            "network = { off=true }",
            "schema = 1\n[network]\noff =\ttrue # off\nlog = 1",
        ]) {
            std::fs::write(&path, text).unwrap();
            let (settings, problems) = file.load();
            let told: Vec<_> = problems.iter().map(|it| it.id.as_str()).collect();
            assert!(settings.network.off, "{text}");
            assert_eq!(told.last(), Some(&"settings-still-off"));
            assert_eq!(file.load(), (settings, vec![]));
            let aside = folder.path().join(format!("settings.toml.broken-{count}"));
            assert_eq!(std::fs::read_to_string(aside).unwrap(), text);
        }
        std::fs::write(&path, "broken again").unwrap();
        // What was in force is not lost with it.
        let in_force = Settings {
            appearance: Appearance {
                theme: Theme::Light,
                ..Appearance::default()
            },
            ..Settings::default()
        };
        let kept = file
            .change(&in_force, &mut |settings| settings.keep = Keep::Off)
            .unwrap();
        assert_eq!(
            (kept.appearance.theme, kept.keep),
            (Theme::Light, Keep::Off)
        );
        let aside = folder.path().join("settings.toml.broken-18");
        assert_eq!(std::fs::read_to_string(aside).unwrap(), "broken again");
    }

    #[test]
    fn what_was_written_by_hand_and_a_link_stay() {
        let folder = tempfile::tempdir().unwrap();
        let file = SettingsFile::in_folder(folder.path());
        let real = folder.path().join("elsewhere.toml");
        std::fs::write(&real, "# mine\nschema = 1 # one\n").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(&real, &file.path).unwrap();
        #[cfg(not(unix))]
        std::fs::rename(&real, &file.path).unwrap();
        let (seen, _) = file.load();
        file.change(&seen, &mut |settings| settings.network.off = true)
            .unwrap();
        #[cfg(unix)]
        assert!(file.path.is_symlink());
        let text = std::fs::read_to_string(&file.path).unwrap();
        assert!(text.starts_with("# mine\nschema = 1 # one\n"), "{text}");
        assert!(file.load().0.network.off);
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
