//! Registries of images from the window: what asking one would send, and the person's word on it.

use std::sync::Arc;

use serde_json::Value;
use tauri::State;
use whence_app::{
    image::{Registries, RegistryQuestion, registry_question as question},
    network::{Network, view::NetworkView},
};
use whence_display::DisplayText;
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

/// Asks the person again before the registry that is shown by this name is asked.
#[tauri::command]
pub(crate) async fn forget_registry(program: Shared<'_>, shown: Value) -> Answer<NetworkView> {
    let program = Arc::clone(&program);
    apart(move || {
        program.set_network(|network| network.registries.retain(|it| !is_shown_as(it, &shown)))
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
            network
                .plain_registries
                .entry(registry.clone())
                .or_default();
        })
    })
    .await
}

/// Whether the registry that is shown by this name gets passwords without encryption.
#[tauri::command]
pub(crate) async fn set_plain_passwords(
    program: Shared<'_>,
    shown: Value,
    passwords: bool,
) -> Answer<NetworkView> {
    let program = Arc::clone(&program);
    apart(move || {
        program.set_network(|network| {
            for (name, plain) in &mut network.plain_registries {
                if is_shown_as(name, &shown) {
                    plain.passwords = passwords;
                }
            }
        })
    })
    .await
}

/// Asks the registry that is shown by this name with encryption again.
#[tauri::command]
pub(crate) async fn forget_plain_registry(
    program: Shared<'_>,
    shown: Value,
) -> Answer<NetworkView> {
    let program = Arc::clone(&program);
    apart(move || {
        program.set_network(|network| {
            network
                .plain_registries
                .retain(|it, _| !is_shown_as(it, &shown));
        })
    })
    .await
}

/// By its name as the page got it, and not by its place in the list: another process may have changed that meanwhile.
fn is_shown_as(registry: &str, shown: &Value) -> bool {
    serde_json::to_value(DisplayText::identifier(registry)).is_ok_and(|it| it == *shown)
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
                network.registries.insert(registry.clone());
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
