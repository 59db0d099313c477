//! Look-ups over the one client: each source asked as its documentation has it, and believed in nothing. What
//! comes back is bytes for the engine; whatever is not an answer of the documented shape is trouble, never
//! *nothing there*.

mod github;
mod log;
mod registry;

use std::sync::{Arc, atomic::AtomicBool};

use whence_app::{
    lookup::{FoundDocument, LookupTrouble, Lookups, Preferences, Question, Registries, Reply},
    view::{Arg, Message},
};

use crate::{Answer, Client, Manners, Trouble};

/// Asks on the web.
pub struct WebLookups {
    client: Client,
}

impl WebLookups {
    /// With these manners, and the hosts of their own that the person allows or has set for npm and pip.
    ///
    /// # Errors
    /// Those of [`Client::new`].
    pub fn new(manners: Manners, preferences: &Preferences) -> Result<Self, Trouble> {
        Ok(Self {
            client: Client::new(Manners {
                private_hosts: preferences.configured_hosts(&Registries::of_person()),
                ..manners
            })?,
        })
    }
}

impl Lookups for WebLookups {
    fn ask(&self, question: &Question, cancel: &Arc<AtomicBool>) -> Result<Reply, LookupTrouble> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|_| Trouble::Unreachable)?;
        let client = self.client.clone().with_cancel(Arc::clone(cancel));
        runtime.block_on(async {
            match question {
                Question::GitHub {
                    api, holder, tag, ..
                } => github::ask(&client, question, api, holder, tag.as_deref()).await,
                Question::Log { log, digest } => log::ask(&client, log, *digest).await,
                Question::Npm { .. }
                | Question::PyPi { .. }
                | Question::Maven { .. }
                | Question::RubyGems { .. } => registry::ask(&client, question).await,
            }
        })
    }
}

impl From<Trouble> for LookupTrouble {
    fn from(trouble: Trouble) -> Self {
        let message = match trouble {
            Trouble::TooManyRequests(Some(seconds)) => {
                let minutes = Arg::Number(seconds.div_ceil(60).max(1));
                Message::new("trouble-too-many-requests-until").with("minutes", minutes)
            }
            _ => trouble.message(),
        };
        Self {
            code: trouble.as_str(),
            message,
        }
    }
}

/// The content of an answer; `None` when there is nothing there.
fn content(answer: Result<Answer, Trouble>) -> Result<Option<Answer>, LookupTrouble> {
    let answer = answer?;
    match answer.status {
        200..=299 => Ok(Some(answer)),
        404 | 410 => Ok(None),
        401 | 403 | 407 | 451 => Err(LookupTrouble::access_denied()),
        status => Err(Trouble::Server(status).into()),
    }
}

fn document(name: String, bytes: impl Into<Vec<u8>>) -> FoundDocument {
    FoundDocument {
        name,
        bytes: bytes.into(),
    }
}
