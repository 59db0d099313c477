//! Registries of images from the window: what asking one would send, and the person's word on it.

use std::sync::Arc;

use tauri::State;
use whence_app::{
    image::{Registries, RegistryQuestion, registry_question as question},
    network::{Network, view::NetworkView},
};
use whence_evidence::oci::Reference;
use whence_fetch::registry::{Keeping, Remote, first_address};

use crate::{
    answer::{Answer, apart, error, told},
    program::Program,
};

type Shared<'a> = State<'a, Arc<Program>>;

/// What asking for the image behind a ticket would send; nothing when there is nothing to ask the person: it is no
/// image, its registry may be asked anyway, or the network is off.
#[tauri::command]
pub(crate) async fn registry_question(
    program: Shared<'_>,
    ticket: u32,
) -> Answer<Option<RegistryQuestion>> {
    let program = Arc::clone(&program);
    apart(move || Ok(program.registry_question(ticket))).await
}

/// Lets the registry of the image behind a ticket be asked: for its check, or from now on.
#[tauri::command]
pub(crate) async fn allow_registry(program: Shared<'_>, ticket: u32, always: bool) -> Answer<()> {
    let program = Arc::clone(&program);
    apart(move || program.allow_registry(ticket, always)).await
}

/// Asks the person again before the registry in this place of the settings is asked.
#[tauri::command]
pub(crate) async fn forget_registry(program: Shared<'_>, position: usize) -> Answer<NetworkView> {
    let program = Arc::clone(&program);
    apart(move || {
        program.set_network(|network| {
            let registry = network.registries.iter().nth(position).cloned();
            network
                .registries
                .retain(|it| Some(it) != registry.as_ref());
        })
    })
    .await
}

/// Asks a registry without encryption from now on, without passwords.
#[tauri::command]
pub(crate) async fn add_plain_registry(
    program: Shared<'_>,
    registry: String,
) -> Answer<NetworkView> {
    let program = Arc::clone(&program);
    apart(move || {
        let registry =
            Network::plain_registry(&registry).ok_or_else(|| error("registry-malformed"))?;
        program.set_network(|network| {
            network.plain_registries.entry(registry).or_default();
        })
    })
    .await
}

/// Whether the registry in this place of the settings, which is asked without encryption, gets passwords too.
#[tauri::command]
pub(crate) async fn set_plain_passwords(
    program: Shared<'_>,
    position: usize,
    passwords: bool,
) -> Answer<NetworkView> {
    let program = Arc::clone(&program);
    apart(move || {
        program.set_network(|network| {
            if let Some(plain) = network.plain_registries.values_mut().nth(position) {
                plain.passwords = passwords;
            }
        })
    })
    .await
}

/// Asks the registry in this place of the settings with encryption again.
#[tauri::command]
pub(crate) async fn forget_plain_registry(
    program: Shared<'_>,
    position: usize,
) -> Answer<NetworkView> {
    let program = Arc::clone(&program);
    apart(move || {
        program.set_network(|network| {
            let registry = network.plain_registries.keys().nth(position).cloned();
            network
                .plain_registries
                .retain(|it, _| Some(it) != registry.as_ref());
        })
    })
    .await
}

impl Program {
    fn registry_question(&self, ticket: u32) -> Option<RegistryQuestion> {
        let reference = self.queue.image(ticket)?;
        let (network, _) = self.network();
        if network.off || network.registries.contains(reference.registry()) {
            return None;
        }
        let plain = network.plain_registries.get(reference.registry()).copied();
        let address = first_address(&reference, &network.plain_registries)?;
        Some(question(&reference, &address, plain))
    }

    fn allow_registry(&self, ticket: u32, always: bool) -> Answer<()> {
        let reference = self
            .queue
            .image(ticket)
            .ok_or_else(|| error("ticket-used"))?;
        self.queue.allow_registry(ticket);
        if always {
            let registry = reference.registry().to_owned();
            self.set_network(|network| {
                network.registries.insert(registry);
            })?;
        }
        Ok(())
    }

    /// The way to the registry of an image, by the settings in force, with the switch and the record; none where it
    /// may not be asked. Programs that keep passwords are not run.
    pub(crate) fn registries(
        &self,
        reference: &Reference,
        allowed: bool,
    ) -> Answer<Option<Arc<dyn Registries>>> {
        let (network, _) = self.network();
        if network.off || !(allowed || network.registries.contains(reference.registry())) {
            return Ok(None);
        }
        let manners = self.manners();
        let manners = manners.map_err(|trouble| told("not-looked-up", trouble.message()))?;
        let remote = Remote::new(
            manners,
            Keeping::of_this_person(false),
            network.plain_registries.clone(),
        );
        Ok(Some(Arc::new(remote)))
    }
}
