//! A small Sigstore in memory for tests: CA, CT log, Rekor v1 and v2, time-stamp authority, trusted root.
//!
//! One module per actor. A [`World`] holds the actors, a [`Scenario`] lets them make one bundle, and every
//! ingredient of a scenario can be altered *before* it is signed, so that a fault comes alone.
//! [`positives`] and [`negatives`] are the catalogue of such bundles with the check that must answer.
//!
//! Nothing here is random and nothing reads a clock: minting twice gives the same bytes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "test support: a scenario that cannot be minted must stop the test at once"
)]

mod case;
mod negatives;
mod positives;

pub mod archives;
pub mod ca;
pub mod ct;
pub mod der;
pub mod drops;
pub mod forms;
pub mod git;
pub mod images;
pub mod keys;
pub mod merkle;
pub mod models;
pub mod note;
pub mod packages;
pub mod registry;
pub mod rekor;
pub mod rekor_v1;
pub mod rekor_v2;
pub mod scenario;
pub mod statement;
pub mod time;
pub mod trusted_root;
pub mod tsa;
pub mod tuf;
pub mod web;
pub mod world;
pub mod x509;

pub use case::{Case, Expect, Policy};
pub use drops::{Drop, drops};
pub use forms::{FormCase, FormEvidence, forms};
pub use models::{ModelCase, models};
pub use negatives::negatives;
pub use positives::positives;
pub use scenario::{ARTIFACT, Minted, Scenario, Version};
pub use world::{REKOR_V1, REKOR_V2, World};

use serde_json::Value;

/// Changes to a value on its way, in the order in which they were added.
pub struct Edit<T>(Vec<Change<T>>);

type Change<T> = Box<dyn Fn(&mut T)>;

impl<T> Default for Edit<T> {
    fn default() -> Self {
        Edit::none()
    }
}

impl<T> Edit<T> {
    /// No change.
    pub fn none() -> Edit<T> {
        Edit(Vec::new())
    }

    /// Adds a change.
    pub fn with(&mut self, change: impl Fn(&mut T) + 'static) {
        self.0.push(Box::new(change));
    }

    pub(crate) fn apply(&self, value: &mut T) {
        for change in &self.0 {
            change(value);
        }
    }
}

/// JSON without white space and with sorted keys (RFC 8785, for values without fractions). Written here
/// because the order of `serde_json`'s own output depends on features that other crates may switch on.
pub fn json_text(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut members: Vec<(&String, &Value)> = map.iter().collect();
            members.sort_by_key(|(key, _)| *key);
            let members: Vec<String> = members
                .into_iter()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), json_text(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(json_text).collect();
            format!("[{}]", items.join(","))
        }
        plain => plain.to_string(),
    }
}
