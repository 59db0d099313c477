//! The network as Settings shows it.

use serde::{Deserialize, Serialize};
use whence_display::DisplayText;

use super::{Network, Proxy, Sent};
use crate::{
    lookup::{Preferences, Source},
    view::Message,
};

/// The part of the settings about the network.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct NetworkView {
    /// Everything off.
    pub off: bool,
    /// What stands between this computer and the network.
    pub proxy: ProxyKind,
    /// Its address; empty unless one was set.
    pub proxy_address: String,
    /// The file with certificates of further authorities.
    pub authorities: Option<DisplayText>,
    /// What is wrong with that file.
    pub authorities_problem: Option<Message>,
    /// Registries of images that may be asked without a further word.
    pub registries: Vec<DisplayText>,
    /// Registries that are asked without encryption.
    pub plain_registries: Vec<PlainRegistry>,
    /// The sources of evidence that may be asked.
    pub sources: Vec<SourceView>,
}

/// A registry that is asked without encryption.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PlainRegistry {
    /// As people write it.
    pub name: DisplayText,
    /// Whether it gets user name and password all the same.
    pub passwords: bool,
}

/// What stands between this computer and the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum ProxyKind {
    /// What the system says.
    System,
    /// Nothing.
    Direct,
    /// An address.
    At,
}

/// A source of evidence with its switch.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct SourceView {
    /// Names it in calls.
    pub source: String,
    /// What it is called.
    pub name: Message,
    /// What asking it sends.
    pub sends: Message,
    /// `off`, `ask` or `on`.
    pub consent: String,
    /// Where it is asked, as the person set it; empty for the usual place.
    pub place: String,
    /// The usual place; absent when there is none.
    pub usual_place: Option<String>,
    /// Whether a place can be set.
    pub has_place: bool,
}

/// What was sent where.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct NetworkLogView {
    /// Requests in all.
    pub total: u32,
    /// The position of the first row, newest first.
    pub first: u32,
    /// Some of them.
    pub rows: Vec<SentView>,
}

/// Requests on one page.
pub const SENT_PER_PAGE: usize = 50;

/// One request.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct SentView {
    /// When, milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub at: i64,
    /// What it was for.
    pub purpose: Message,
    /// To where.
    pub address: DisplayText,
    /// What was sent beside the address.
    pub content: Option<DisplayText>,
}

impl NetworkView {
    /// As it is set; `problem` is what is wrong with the file of certificates.
    pub fn of(network: &Network, lookups: &Preferences, problem: Option<Message>) -> Self {
        let (proxy, address) = match &network.proxy {
            Proxy::System => (ProxyKind::System, ""),
            Proxy::Direct => (ProxyKind::Direct, ""),
            Proxy::At(address) => (ProxyKind::At, address.as_str()),
        };
        let source = |source: Source| SourceView {
            source: source.as_str().to_owned(),
            name: source.name(),
            sends: source.sends(),
            consent: lookups.consent(source).as_str().to_owned(),
            place: lookups.places.get(&source).cloned().unwrap_or_default(),
            usual_place: source.default_place().map(str::to_owned),
            has_place: source.has_place(),
        };
        Self {
            off: network.off,
            proxy,
            proxy_address: address.to_owned(),
            authorities: network
                .authorities
                .as_ref()
                .map(|path| DisplayText::from_bytes(path.as_os_str().as_encoded_bytes())),
            authorities_problem: problem,
            registries: network
                .registries
                .iter()
                .map(|registry| DisplayText::identifier(registry))
                .collect(),
            plain_registries: network
                .plain_registries
                .iter()
                .map(|(registry, plain)| PlainRegistry {
                    name: DisplayText::identifier(registry),
                    passwords: plain.passwords,
                })
                .collect(),
            sources: Source::ALL.into_iter().map(source).collect(),
        }
    }
}

impl NetworkLogView {
    /// A page of what was sent.
    pub fn page(sent: &[Sent], first: u32) -> Self {
        let skip = usize::try_from(first).unwrap_or(usize::MAX);
        let row = |sent: &Sent| SentView {
            at: sent.at.milliseconds(),
            purpose: purpose(&sent.purpose),
            address: DisplayText::identifier(&sent.address),
            content: sent.content.as_deref().map(DisplayText::identifier),
        };
        Self {
            total: u32::try_from(sent.len()).unwrap_or(u32::MAX),
            first,
            rows: sent
                .iter()
                .skip(skip)
                .take(SENT_PER_PAGE)
                .map(row)
                .collect(),
        }
    }
}

/// What a request was for, in words; those of later versions by their name.
pub fn purpose(name: &str) -> Message {
    match name {
        "trust-data" => Message::new("purpose-trust-data"),
        "registry-manifest" | "registry-blob" | "registry-referrers" | "registry-token" => {
            Message::new("purpose-registry")
        }
        "redirection" => Message::new("purpose-redirection"),
        name => match Source::from_name(name.strip_prefix("lookup-").unwrap_or(name)) {
            Some(source) => Message::new("purpose-lookup").with("source", source.name()),
            None => Message::new("purpose-other").with("name", DisplayText::identifier(name)),
        },
    }
}
