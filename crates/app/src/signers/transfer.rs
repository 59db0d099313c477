//! Lists that come from elsewhere and lists that go elsewhere.

use std::collections::BTreeMap;

use whence_identity::{Entry, IdentityList, Origin};

use super::{desk::refused, lists::Change};
use crate::view::{CommandError, Message};

/// What was read, by its number.
#[derive(Default)]
pub(super) struct Imports {
    kept: BTreeMap<u32, Vec<Option<Entry>>>,
}

impl Imports {
    /// The changes that take these rows: an entry of the same label is replaced, others are added. None of
    /// them counts before somebody looked at it.
    pub(super) fn changes(
        &self,
        import: u32,
        rows: &[u32],
        list: &IdentityList,
    ) -> Result<Vec<Change>, CommandError> {
        let kept = self
            .kept
            .get(&import)
            .ok_or_else(|| refused("import-forgotten", Message::new("signers-import-forgotten")))?;
        let mut changes = Vec::new();
        for row in rows {
            let entry = kept.get(*row as usize).and_then(Option::as_ref);
            let entry = entry
                .ok_or_else(|| refused("row-not-taken", Message::new("signers-row-not-taken")))?;
            changes.push(match of_label(list, &entry.label) {
                Some(before) => Change::Replace {
                    id: before.id.clone(),
                    entry: Box::new(Entry {
                        id: before.id.clone(),
                        ..entry.clone()
                    }),
                },
                None => Change::Add(Box::new(entry.clone())),
            });
        }
        if changes.is_empty() {
            return Err(refused(
                "row-not-taken",
                Message::new("signers-row-not-taken"),
            ));
        }
        Ok(changes)
    }
}

/// The own entry of this label.
pub(super) fn of_label<'a>(list: &'a IdentityList, label: &str) -> Option<&'a Entry> {
    let mut entries = list.entries().iter();
    entries.find(|entry| entry.origin == Origin::Own && entry.label == label)
}
