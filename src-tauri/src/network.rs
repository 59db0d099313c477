//! The part of the settings about the network, and the one way to a client.

use std::sync::Arc;

use tauri::State;
use whence_app::{
    lookup::{Consent, Source},
    network::{
        Network, NetworkLog, Proxy, ProxyRefused, Switch,
        view::{NetworkLogView, NetworkView, ProxyKind},
    },
    settings::Settings,
    view::Message,
};
use whence_fetch::{Client, Manners, Trouble};
use whence_store::OffSwitch;

use crate::{
    answer::{Answer, apart, cancelled, error, told},
    dialogs,
    program::Program,
};

type Shared<'a> = State<'a, Arc<Program>>;

/// How the network may be used.
#[tauri::command]
pub(crate) async fn network(program: Shared<'_>) -> Answer<NetworkView> {
    let program = Arc::clone(&program);
    apart(move || Ok(program.network_view())).await
}

/// Switches everything off, or no longer.
#[tauri::command]
pub(crate) async fn set_network_off(program: Shared<'_>, off: bool) -> Answer<NetworkView> {
    let program = Arc::clone(&program);
    apart(move || program.set_network(|network| network.off = off)).await
}

/// Keeps what stands between this computer and the network.
#[tauri::command]
pub(crate) async fn set_proxy(
    program: Shared<'_>,
    kind: ProxyKind,
    address: String,
) -> Answer<NetworkView> {
    let program = Arc::clone(&program);
    apart(move || {
        let proxy = match kind {
            ProxyKind::System => Proxy::System,
            ProxyKind::Direct => Proxy::Direct,
            ProxyKind::At => Proxy::at(&address).map_err(|refused| match refused {
                ProxyRefused::Malformed => error("proxy-malformed"),
                ProxyRefused::Credentials => error("proxy-credentials"),
            })?,
        };
        program.set_network(|network| network.proxy = proxy.clone())
    })
    .await
}

/// Lets the person choose a file with certificates of further authorities.
#[tauri::command]
pub(crate) async fn choose_authorities(program: Shared<'_>) -> Answer<NetworkView> {
    let file = dialogs::choose_file().await.ok_or_else(cancelled)?;
    let program = Arc::clone(&program);
    apart(move || {
        let network = Network {
            authorities: Some(file.clone()),
            ..Network::default()
        };
        Manners::of(&network, None)
            .and_then(Client::new)
            .map_err(|_| error("authorities-unreadable"))?;
        program.set_network(|network| network.authorities = Some(file.clone()))
    })
    .await
}

/// Believes the authorities of the system alone.
#[tauri::command]
pub(crate) async fn forget_authorities(program: Shared<'_>) -> Answer<NetworkView> {
    let program = Arc::clone(&program);
    apart(move || program.set_network(|network| network.authorities = None)).await
}

/// Keeps whether a source of evidence may be asked.
#[tauri::command]
pub(crate) async fn set_consent(
    program: Shared<'_>,
    source: String,
    consent: String,
) -> Answer<NetworkView> {
    let program = Arc::clone(&program);
    apart(move || {
        let source = Source::from_name(&source).ok_or_else(|| error("result-gone"))?;
        let consent = Consent::from_name(&consent).ok_or_else(|| error("result-gone"))?;
        program.set(|settings| settings.lookups.set_consent(source, consent))
    })
    .await
}

/// Keeps where a source of evidence is asked; empty for the usual place.
#[tauri::command]
pub(crate) async fn set_source_place(
    program: Shared<'_>,
    source: String,
    place: String,
) -> Answer<NetworkView> {
    let program = Arc::clone(&program);
    apart(move || {
        let source = Source::from_name(&source).ok_or_else(|| error("result-gone"))?;
        let place = place.trim().to_owned();
        if !place.is_empty() && whence_fetch::check_place(&place).is_err() {
            return Err(error("place-refused"));
        }
        program.set(|settings| {
            if place.is_empty() {
                settings.lookups.places.remove(&source);
            } else {
                settings.lookups.places.insert(source, place.clone());
            }
        })
    })
    .await
}

/// What was sent where, newest first, from row `first` on.
#[tauri::command]
pub(crate) async fn network_log(program: Shared<'_>, first: u32) -> Answer<NetworkLogView> {
    let program = Arc::clone(&program);
    apart(move || {
        let Some(files) = program.standards().files.clone() else {
            return Ok(NetworkLogView::page(&[], 0));
        };
        let sent = files.network_log().latest();
        let sent = sent.map_err(|message| told("network-log", message))?;
        Ok(NetworkLogView::page(&sent, first))
    })
    .await
}

/// Forgets what was sent where.
#[tauri::command]
pub(crate) async fn clear_network_log(program: Shared<'_>) -> Answer<()> {
    let program = Arc::clone(&program);
    apart(move || {
        let files = program.standards().files.clone();
        let cleared = files.map_or(Ok(()), |files| files.network_log().clear());
        cleared.map_err(|message| told("network-log", message))
    })
    .await
}

impl Program {
    /// The one client, by the settings in force, with the switch and the record; `place` is an address that the
    /// person named.
    ///
    /// # Errors
    /// When the network is off, what is set for it cannot be used, or there is no folder for the record.
    pub(crate) fn client(&self, place: Option<&str>) -> Result<Client, Trouble> {
        self.look_at_trust_data();
        let manners = self.manners()?;
        Client::new(match place {
            Some(place) => manners.for_place(place),
            None => manners,
        })
    }

    /// Those of every client: by the settings in force, with the record, and with the switch as this and every
    /// other process of the person turns it.
    ///
    /// # Errors
    /// When what is set for the network cannot be used, or there is no folder for the record.
    pub(crate) fn manners(&self) -> Result<Manners, Trouble> {
        let (network, files) = {
            let standards = self.standards();
            (standards.settings.network.clone(), standards.files.clone())
        };
        let files = files.ok_or(Trouble::NotRecorded)?;
        let log: Arc<dyn NetworkLog> = Arc::new(files.network_log());
        let here = Arc::clone(&self.network_off);
        let off: Arc<dyn Switch> = Arc::new(OffSwitch::in_folder(&files.folder, here));
        Ok(Manners {
            off: Some(off),
            ..Manners::of(&network, Some(log))?
        })
    }

    fn network_view(&self) -> NetworkView {
        self.look_at_trust_data();
        let standards = self.standards();
        let network = &standards.settings.network;
        let problem = Manners::of(network, None).err();
        NetworkView::of(
            network,
            &standards.settings.lookups,
            problem.map(|_| Message::new("command-authorities-unreadable")),
        )
    }

    pub(crate) fn set_network(&self, mut change: impl FnMut(&mut Network)) -> Answer<NetworkView> {
        self.set(|settings| change(&mut settings.network))
    }

    fn set(&self, change: impl FnMut(&mut Settings)) -> Answer<NetworkView> {
        self.standards().change(change)?;
        Ok(self.network_view())
    }
}
