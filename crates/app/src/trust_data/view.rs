//! Trust data as Settings shows it.

use serde::Serialize;
use whence_display::DisplayText;
use whence_evidence::{
    UnixTime, Window,
    trusted_root::{Authority, Log, TrustedRoot},
};

use super::RoleState;
use crate::view::Message;

/// An instance whose signatures are believed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct InstanceView {
    /// Names it in calls.
    pub instance: String,
    /// What it is called.
    pub name: Message,
    /// What the person called it, to be edited; absent for those of this program.
    pub label: Option<String>,
    /// Where its data comes from.
    pub source: InstanceSource,
    /// The date of the data, milliseconds since 1970; absent when it carries none.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub dated: Option<i64>,
    /// Whole days since then.
    pub days: Option<u32>,
    /// What follows from its age.
    pub standing: InstanceStanding,
    /// The address or file it comes from; absent for those of this program.
    pub origin: Option<DisplayText>,
    /// When it was added, milliseconds since 1970; absent for those of this program.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub added: Option<i64>,
    /// Whether it can be brought up to date.
    pub updatable: bool,
    /// What its signatures must prove; absent while there is no data.
    pub demands: Option<Message>,
    /// What vouches for the data; empty unless it was updated.
    pub roles: Vec<RoleView>,
    /// What the data names.
    pub services: Vec<ServiceView>,
    /// What is wrong with what was kept.
    pub problem: Option<Message>,
}

/// Where the data of an instance comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum InstanceSource {
    /// It came with this program.
    BuiltIn,
    /// An update brought it.
    Updated,
    /// A trusted-root file that was added.
    File,
    /// There is none yet: it was never fetched.
    Waiting,
}

impl InstanceSource {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BuiltIn => "built-in",
            Self::Updated => "updated",
            Self::File => "file",
            Self::Waiting => "waiting",
        }
    }
}

/// What follows from the age of trust data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum InstanceStanding {
    /// Nothing.
    Fresh,
    /// A note with each result.
    Dated,
    /// Nothing is proven with it any more.
    TooOld,
    /// It has no date.
    Undated,
}

/// One role of a TUF repository.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct RoleView {
    /// `root`, `timestamp`, `snapshot` or `targets`.
    pub role: String,
    /// Its version.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub version: u64,
    /// Until when it counts, milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub expires: i64,
}

impl RoleView {
    pub(super) fn of(role: &RoleState) -> Self {
        Self {
            role: role.role.to_owned(),
            version: role.version,
            expires: role.expires.milliseconds(),
        }
    }
}

/// A service that trust data names.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ServiceView {
    /// What kind of service.
    pub kind: ServiceKind,
    /// Its address.
    pub name: DisplayText,
    /// From when on its key counts, milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub from: Option<i64>,
    /// Until when; absent while it is in use.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub until: Option<i64>,
}

/// The kinds of services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum ServiceKind {
    /// It issues certificates.
    Authority,
    /// It records signatures.
    Log,
    /// It records certificates.
    CertificateLog,
    /// It stamps times.
    TimeService,
}

impl ServiceKind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [Self; 4] = [
        Self::Authority,
        Self::Log,
        Self::CertificateLog,
        Self::TimeService,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::Log => "log",
            Self::CertificateLog => "certificate-log",
            Self::TimeService => "time-service",
        }
    }
}

/// Something that an update changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TrustChange {
    /// What happened to it.
    pub change: TrustChangeKind,
    /// What kind of service.
    pub kind: ServiceKind,
    /// Its address.
    pub name: DisplayText,
    /// From when on its key counts, milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub from: Option<i64>,
    /// Until when; absent while it is in use.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub until: Option<i64>,
}

impl TrustChange {
    /// The change in words.
    pub fn message(&self) -> Message {
        let message = Message::new("trust-change")
            .select("change", self.change.as_str())
            .select("kind", self.kind.as_str())
            .with("name", self.name.clone());
        match self.until {
            Some(until) => message
                .select("dated", "yes")
                .with("until", crate::view::Arg::Date(until)),
            None => message
                .select("dated", "no")
                .with("until", DisplayText::identifier("")),
        }
    }
}

/// What an update did to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum TrustChangeKind {
    /// It is new.
    Added,
    /// It was in use and has an end now.
    Ended,
    /// It counts from or until another time.
    Dates,
    /// It is not named any more.
    Removed,
}

impl TrustChangeKind {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Ended => "ended",
            Self::Dates => "dates",
            Self::Removed => "removed",
        }
    }
}

/// Everything a trusted root names.
pub(super) fn services(root: &TrustedRoot) -> Vec<ServiceView> {
    let authority =
        |kind| move |authority: &Authority| service(kind, &authority.uri, authority.valid_for);
    let log = |kind| move |log: &Log| service(kind, &log.base_url, log.valid_for);
    let mut found: Vec<ServiceView> = Vec::new();
    found.extend(
        root.certificate_authorities
            .iter()
            .map(authority(ServiceKind::Authority)),
    );
    found.extend(root.logs.iter().map(log(ServiceKind::Log)));
    found.extend(
        root.certificate_logs
            .iter()
            .map(log(ServiceKind::CertificateLog)),
    );
    found.extend(
        root.time_authorities
            .iter()
            .map(authority(ServiceKind::TimeService)),
    );
    found
}

fn service(kind: ServiceKind, name: &str, valid_for: Window) -> ServiceView {
    ServiceView {
        kind,
        name: DisplayText::identifier(name),
        from: start(valid_for),
        until: valid_for.end.map(UnixTime::milliseconds),
    }
}

/// An authority without a start counts from the beginning of time, which is no date to show.
pub(super) fn start(window: Window) -> Option<i64> {
    Some(window.start)
        .filter(|start| start.seconds() > 0)
        .map(UnixTime::milliseconds)
}
