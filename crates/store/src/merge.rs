//! New values in a TOML file that somebody wrote by hand.

use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

/// The document `old` with the values of `new`. What `new` does not have is taken out; comments, order and layout of
/// what stays are those of `old`. `None` when one of them is no TOML.
pub(crate) fn merged(old: &str, new: &str) -> Option<String> {
    let mut document: DocumentMut = old.parse().ok()?;
    let new: DocumentMut = new.parse().ok()?;
    merge(document.as_table_mut(), new.as_table());
    Some(document.to_string())
}

fn merge(old: &mut dyn TableLike, new: &dyn TableLike) {
    let gone: Vec<String> = old
        .iter()
        .map(|(key, _)| key.to_owned())
        .filter(|key| !new.contains_key(key))
        .collect();
    for key in gone {
        old.remove(&key);
    }
    for (key, item) in new.iter() {
        match (old.get_mut(key), item) {
            (Some(there), Item::Table(wanted)) if there.is_table_like() => {
                if let Some(there) = there.as_table_like_mut() {
                    merge(there, wanted);
                }
            }
            (Some(Item::Value(there)), Item::Value(wanted)) => {
                if !same(there, wanted) {
                    let decor = there.decor().clone();
                    *there = wanted.clone();
                    *there.decor_mut() = decor;
                }
            }
            (Some(there), item) if there.to_string().trim() == item.to_string().trim() => {}
            _ => {
                old.insert(key, placed(item));
            }
        }
    }
}

/// Whether both say the same, in whatever way it is written.
fn same(there: &Value, wanted: &Value) -> bool {
    match (there, wanted) {
        (Value::String(one), Value::String(other)) => one.value() == other.value(),
        (Value::Integer(one), Value::Integer(other)) => one.value() == other.value(),
        (Value::Boolean(one), Value::Boolean(other)) => one.value() == other.value(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        _ => false,
    }
}

/// A part of another document stands where it is put, and not where it stood there.
fn placed(item: &Item) -> Item {
    fn forget(table: &mut Table) {
        table.set_position(None);
        for (_, item) in table.iter_mut() {
            if let Item::Table(table) = item {
                forget(table);
            }
        }
    }
    let mut item = item.clone();
    if let Item::Table(table) = &mut item {
        forget(table);
    }
    item
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_by_hand_stays() {
        let old = "# mine\nschema = 1 # one\n\n[network] # net\nproxy = 'direct' # why\noff = true\n\n[[watched]]\n# here\npath = \"/a\"\n";
        let new = "schema = 1\ntheme = \"dark\"\n[network]\nproxy = \"direct\"\n[[watched]]\npath = \"/a\"\n[history]\nkeep = 3\n";
        assert_eq!(
            merged(old, new).unwrap(),
            "# mine\nschema = 1 # one\ntheme = \"dark\"\n\n[network] # net\nproxy = 'direct' # why\n\n[[watched]]\n# here\npath = \"/a\"\n[history]\nkeep = 3\n"
        );
    }

    #[test]
    fn the_same_document_does_not_change() {
        let text = "schema=1\ntheme = 'dark'\n[look-ups]\nsources = { log = \"on\" }\n";
        let rewritten = "schema = 1\ntheme = \"dark\"\n\n[look-ups.sources]\nlog = \"on\"\n";
        assert_eq!(merged(text, rewritten).unwrap(), text);
        assert_eq!(merged("a = ", text), None);
    }
}
