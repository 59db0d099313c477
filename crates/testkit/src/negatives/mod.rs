//! The faults of docs/VERIFICATION.md §10, one to a bundle.
//!
//! A fault is put in before signing wherever that is possible, so that everything around it still holds.

mod certificates;
mod content;
mod keys;
mod log;
mod structure;
mod timestamps;
mod trusted_roots;

use serde_json::Value;

use crate::Case;

/// Bundles with one fault each.
pub fn negatives() -> Vec<Case> {
    let mut cases = structure::structure();
    cases.extend(content::contents());
    cases.extend(certificates::chains());
    cases.extend(certificates::leaves());
    cases.extend(certificates::certificate_transparency());
    cases.extend(log::promises_and_times());
    cases.extend(log::proofs());
    cases.extend(log::checkpoints());
    cases.extend(log::entries());
    cases.extend(timestamps::tokens());
    cases.extend(timestamps::token_contents());
    cases.extend(keys::keys());
    cases.extend(trusted_roots::trusted_roots());
    cases
}

/// A file that nobody signed in these scenarios.
const OTHER_ARTIFACT: &[u8] = b"another file\n";

/// A change that puts `value` at a JSON pointer.
fn put(pointer: &'static str, value: Value) -> impl Fn(&mut Value) + 'static {
    move |document| *document.pointer_mut(pointer).expect(pointer) = value.clone()
}

/// A change that removes the member `key` of the object at a JSON pointer.
fn cut(pointer: &'static str, key: &'static str) -> impl Fn(&mut Value) + 'static {
    move |document| {
        let object = document
            .pointer_mut(pointer)
            .and_then(Value::as_object_mut)
            .expect(pointer);
        object.remove(key).expect(key);
    }
}
