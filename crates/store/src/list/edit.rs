//! Changes of a list file as changes of its text: what they do not touch stays, letter by letter.

use std::collections::HashMap;

use toml_edit::{DocumentMut, Item, TableLike, Value};
use whence_app::signers::{Change, NotEdited};
use whence_identity::{Entry, IdentityList, free_id};

/// Keys that are said with either value where they are said at all, so that a remark behind them stays.
const FLAGS: [&str; 2] = ["enabled", "pinned"];

/// The text of the list after some changes, which then reads without mistakes.
///
/// # Errors
/// What is wrong with the list as it is, with a change, or with the list as it would be.
pub(super) fn edited(text: &str, changes: &[Change]) -> Result<String, NotEdited> {
    let list = IdentityList::parse(text.as_bytes()).map_err(NotEdited::Broken)?;
    let mut editing = Editing::of(text, &list)?;
    for change in changes {
        match change {
            Change::Add(entry) => editing.add(entry),
            Change::AddRule(rule) => editing.push("rule", rule.to_toml()),
            Change::Replace { id, entry } => editing.replace(id, entry)?,
            Change::Delete { id } => editing.delete(id)?,
        }
    }
    let edited = editing.text();
    IdentityList::parse(edited.as_bytes()).map_err(NotEdited::WouldBreak)?;
    Ok(edited)
}

/// A list while it is changed. However many the changes are, the text is read once.
struct Editing<'a> {
    text: &'a str,
    document: DocumentMut,
    /// Whether the document says anything else than the text.
    differs: bool,
    /// Tables that stand at the end, after whatever a person wrote there.
    end: String,
    /// The entries in order, those at the end last.
    entries: Vec<Entry>,
    positions: HashMap<String, usize>,
    line_end: &'static str,
}

impl<'a> Editing<'a> {
    fn of(text: &'a str, list: &IdentityList) -> Result<Self, NotEdited> {
        let mut editing = Self {
            text,
            document: parsed(text)?,
            differs: false,
            end: String::new(),
            entries: list.entries().to_vec(),
            positions: HashMap::new(),
            // A file with the line ends of Windows keeps them.
            line_end: if text.contains("\r\n") { "\r\n" } else { "\n" },
        };
        editing.number();
        Ok(editing)
    }

    fn number(&mut self) {
        let ids = self.entries.iter().map(|entry| entry.id.clone());
        self.positions = ids.zip(0..).collect();
    }

    fn text(&self) -> String {
        let mut text = match self.differs {
            true => self.document.to_string(),
            false => self.text.to_owned(),
        };
        if self.end.is_empty() {
            return text;
        }
        if text.is_empty() {
            return self.end.trim_start_matches(['\r', '\n']).to_owned();
        }
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text + &self.end
    }

    /// Adds a table where others of its name stand in one value, and else at the end.
    fn push(&mut self, name: &str, table: String) {
        match self.document.get_mut(name).and_then(Item::as_array_mut) {
            Some(inline) => {
                inline.push(inline_table(name, &table));
                self.differs = true;
            }
            None => {
                self.end.push_str(self.line_end);
                self.end.push_str(&table.replace('\n', self.line_end));
            }
        }
    }

    fn add(&mut self, entry: &Entry) {
        let entry = Entry {
            id: free_id(&entry.id, |id| self.positions.contains_key(id)),
            ..entry.clone()
        };
        self.push("signer", entry.to_toml());
        self.positions.insert(entry.id.clone(), self.entries.len());
        self.entries.push(entry);
    }

    /// Where an entry stands in the document. What was added at the end stands there first.
    fn position(&mut self, id: &str) -> Result<usize, NotEdited> {
        let position = *self.positions.get(id).ok_or_else(|| no_such(id))?;
        if signer(&mut self.document, position).is_none() {
            self.document = parsed(&self.text())?;
            self.differs = true;
            self.end.clear();
        }
        Ok(position)
    }

    fn replace(&mut self, id: &str, entry: &Entry) -> Result<(), NotEdited> {
        let position = self.position(id)?;
        let before = self.entries.get(position);
        let before = before.map(fields).unwrap_or_default();
        let table = signer(&mut self.document, position).ok_or_else(|| no_such(id))?;
        replace(table, &before, entry);
        self.differs = true;
        if let Some(known) = self.entries.get_mut(position) {
            *known = entry.clone();
        }
        self.positions.remove(id);
        self.positions.insert(entry.id.clone(), position);
        Ok(())
    }

    fn delete(&mut self, id: &str) -> Result<(), NotEdited> {
        let position = self.position(id)?;
        delete(&mut self.document, position).ok_or_else(|| no_such(id))?;
        self.differs = true;
        self.entries.remove(position);
        self.number();
        Ok(())
    }
}

/// Makes the table of an entry say what another entry says.
fn replace(table: &mut dyn TableLike, before: &[(String, Value)], entry: &Entry) {
    let after = fields(entry);
    for (key, _) in before {
        let is_flag = FLAGS.contains(&key.as_str());
        if !is_flag && !after.iter().any(|(kept, _)| kept == key) {
            table.remove(key);
        }
    }
    for (key, value) in after {
        let written = before.iter().find(|(known, _)| *known == key);
        if written.is_some_and(|(_, written)| written.to_string() == value.to_string()) {
            continue;
        }
        put(table, &key, value);
    }
    // What was said by leaving a key out can be written out as well; the values then differ, not the keys.
    for (key, holds) in FLAGS.into_iter().zip([entry.enabled, entry.pinned]) {
        if table.contains_key(key) {
            put(table, key, holds);
        }
    }
    if entry.scope.claims == Entry::ALL_CLAIMS {
        table.remove("claims");
    }
}

/// Sets a value and keeps the comment that stands behind the one before.
fn put(table: &mut dyn TableLike, key: &str, value: impl Into<Value>) {
    let mut value = value.into();
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        Some(item) => *item = Item::Value(value),
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

fn delete(document: &mut DocumentMut, position: usize) -> Option<()> {
    match document.get_mut("signer")? {
        Item::ArrayOfTables(tables) => {
            let above = tables
                .get(position)
                .and_then(|table| table.decor().prefix()?.as_str())
                .map(above)
                .unwrap_or_default()
                .to_owned();
            tables.remove(position);
            keep_above(document, position, &above);
        }
        Item::Value(Value::Array(tables)) => {
            tables.remove(position);
        }
        _ => return None,
    }
    Some(())
}

/// Of the lines above an entry, those that are not about it: all up to the last blank line.
fn above(prefix: &str) -> &str {
    let blank = prefix
        .match_indices('\n')
        .map(|(at, _)| at + 1)
        .rfind(|start| {
            let line = prefix.get(*start..).unwrap_or_default().lines().next();
            line.is_some_and(|line| line.trim().is_empty())
        });
    // A comment that begins the text follows no blank line, and is about all of the list.
    match blank {
        Some(end) => prefix.get(..end).unwrap_or_default(),
        None => "",
    }
}

/// Puts lines that stood above a deleted entry above what follows it.
fn keep_above(document: &mut DocumentMut, position: usize, lines: &str) {
    if lines.trim().is_empty() {
        return;
    }
    let next = document
        .get_mut("signer")
        .and_then(Item::as_array_of_tables_mut)
        .and_then(|tables| tables.get_mut(position));
    match next {
        Some(table) => {
            let own = table.decor().prefix().and_then(|own| own.as_str());
            let both = format!("{lines}{}", own.unwrap_or_default());
            table.decor_mut().set_prefix(both);
        }
        None => {
            let own = document.trailing().as_str().unwrap_or_default();
            let both = format!("{lines}{own}");
            document.set_trailing(both);
        }
    }
}

fn signer(document: &mut DocumentMut, position: usize) -> Option<&mut dyn TableLike> {
    match document.get_mut("signer")? {
        Item::ArrayOfTables(tables) => Some(tables.get_mut(position)?),
        Item::Value(Value::Array(tables)) => Some(tables.get_mut(position)?.as_inline_table_mut()?),
        _ => None,
    }
}

/// The keys of an entry and their values, as the list file has them.
fn fields(entry: &Entry) -> Vec<(String, Value)> {
    fields_of("signer", &entry.to_toml())
}

/// The keys and values of the one table in a text.
fn fields_of(name: &str, text: &str) -> Vec<(String, Value)> {
    let document: DocumentMut = text.parse().unwrap_or_default();
    let table = document
        .get(name)
        .and_then(Item::as_array_of_tables)
        .and_then(|tables| tables.get(0));
    let fields = table.into_iter().flat_map(|table| table.iter());
    fields
        .filter_map(|(key, item)| Some((key.to_owned(), item.as_value()?.clone())))
        .collect()
}

fn inline_table(name: &str, text: &str) -> Value {
    let mut table = toml_edit::InlineTable::new();
    for (key, value) in fields_of(name, text) {
        table.insert(&key, value);
    }
    Value::InlineTable(table)
}

fn no_such(id: &str) -> NotEdited {
    NotEdited::NoSuchEntry(id.to_owned())
}

/// A text that the list's own reader takes is a document here as well; both are of one family.
fn parsed(text: &str) -> Result<DocumentMut, NotEdited> {
    text.parse()
        .map_err(|error: toml_edit::TomlError| NotEdited::NotWritable(error.message().to_owned()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use whence_identity::Origin;

    use super::*;

    const LIST: &str = r#"# My list.
schema = 1   # of the format

# People.

# Ann told me herself.
[[signer]]
label = "Ann"   # from work
issuer = "https://accounts.example.com"
identity = "ann@example.com"
note = "asked on the phone"  # twice

# Builds.

[[signer]]
  id = "acme"
  label   =   'Acme releases'
  issuer = "https://token.actions.githubusercontent.com"
  parts = { host = "github.com", owner = "acme", repository = "tool", workflow = ".github/workflows/release.yml", ref = "refs/tags/v*" }
  repository-id = 55120
  claims = ["build-record", "signature"]   # both
  expires = 2027-01-01

# The rule of the house.
[[rule]]
label = "Tool needs Acme"
files = ["tool-*"]
requires = ["acme", "ann"]
# The end.
"#;

    fn entry_of(id: &str) -> Entry {
        IdentityList::parse(LIST.as_bytes())
            .unwrap()
            .entry(&Origin::Own, id)
            .unwrap()
            .clone()
    }

    fn replace(id: &str, change: impl FnOnce(&mut Entry)) -> Change {
        let mut entry = Box::new(entry_of(id));
        change(&mut entry);
        Change::Replace {
            id: id.into(),
            entry,
        }
    }

    /// Lines that one text has and the other has not.
    fn differing(after: &str) -> (Vec<&str>, Vec<&str>) {
        let missing = |of: &'static str, in_: &str| -> Vec<&str> {
            of.lines()
                .filter(|line| !in_.lines().any(|other| other == *line))
                .collect()
        };
        let gone = missing(LIST, after);
        let new = after
            .lines()
            .filter(|line| !LIST.lines().any(|other| other == *line))
            .collect();
        (gone, new)
    }

    #[test]
    fn only_what_differs_is_written() {
        let same = edited(LIST, &[replace("ann", |_| ()), replace("acme", |_| ())]).unwrap();
        assert_eq!(same, LIST);

        let off = edited(LIST, &[replace("ann", |entry| entry.enabled = false)]).unwrap();
        assert_eq!(differing(&off), (vec![], vec!["enabled = false"]));
        let mut on = Box::new(entry_of("ann"));
        on.enabled = true;
        let on = edited(
            &off,
            &[Change::Replace {
                id: "ann".into(),
                entry: on,
            }],
        )
        .unwrap();
        assert_eq!(differing(&on), (vec![], vec!["enabled = true"]));

        let note = edited(
            LIST,
            &[replace("ann", |entry| {
                entry.note = Some("in person".into())
            })],
        )
        .unwrap();
        assert_eq!(
            differing(&note),
            (
                vec!["note = \"asked on the phone\"  # twice"],
                vec!["note = \"in person\"  # twice"]
            )
        );
        let without = edited(LIST, &[replace("ann", |entry| entry.note = None)]).unwrap();
        assert_eq!(
            differing(&without),
            (vec!["note = \"asked on the phone\"  # twice"], vec![])
        );
        let claims = edited(
            LIST,
            &[replace("acme", |entry| {
                entry.scope.claims = Entry::ALL_CLAIMS.to_vec()
            })],
        );
        assert_eq!(differing(&claims.unwrap()).1, Vec::<&str>::new());
    }

    #[test]
    fn a_new_label_leaves_the_id_that_rules_name() {
        let renamed = edited(
            LIST,
            &[replace("ann", |entry| entry.label = "Ann B.".into())],
        )
        .unwrap();
        let list = IdentityList::parse(renamed.as_bytes()).unwrap();
        assert_eq!(list.entry(&Origin::Own, "ann").unwrap().label, "Ann B.");
        assert!(renamed.contains("label = \"Ann B.\"   # from work\n"));
    }

    #[test]
    fn an_entry_leaves_with_its_own_comment_only() {
        let without_ann = edited(LIST, &[Change::Delete { id: "ann".into() }]).unwrap();
        let (gone, new) = differing(&without_ann);
        assert_eq!(new, Vec::<&str>::new());
        assert_eq!(gone.len(), 5);
        assert!(without_ann.contains("# People.\n") && without_ann.contains("# Builds.\n"));
        let without_acme = edited(LIST, &[Change::Delete { id: "acme".into() }]).unwrap();
        assert!(
            without_acme.contains("# Builds.\n")
                && without_acme.contains("# The rule of the house.\n[[rule]]")
        );
        let neither = [
            Change::Delete { id: "ann".into() },
            Change::Delete { id: "acme".into() },
        ];
        let neither = edited(LIST, &neither).unwrap();
        assert!(neither.starts_with("# My list.\nschema = 1   # of the format\n"));
        assert!(
            IdentityList::parse(neither.as_bytes())
                .unwrap()
                .entries()
                .is_empty()
        );
    }

    #[test]
    fn a_new_entry_stands_at_the_end_and_all_before_it_stays() {
        let list = IdentityList::parse(LIST.as_bytes()).unwrap();
        for (text, id) in [
            (LIST.to_owned(), "acme-2"),
            (LIST.trim_end().to_owned(), "acme-2"),
            (LIST.replace('\n', "\r\n"), "acme-2"),
        ] {
            let mut copy = list.entry(&Origin::Own, "acme").unwrap().clone();
            copy.label = "Another".into();
            let added = edited(&text, &[Change::Add(Box::new(copy.clone()))]).unwrap();
            assert!(added.starts_with(&text));
            assert_eq!(added.contains("\r\n"), text.contains("\r\n"));
            assert!(!added.contains("\r\n") || !added.replace("\r\n", "").contains('\n'));
            let read = IdentityList::parse(added.as_bytes()).unwrap();
            let read = read.entry(&Origin::Own, id).unwrap();
            assert_eq!(
                (&read.who, &read.scope, read.expires),
                (&copy.who, &copy.scope, copy.expires)
            );
        }
    }

    #[test]
    fn a_list_in_brackets_is_edited_as_one() {
        let text = "schema = 1\nsigner = [ { label = \"A\", issuer = \"https://a.example\", identity = \"a@a.example\" }, # a\n]\n";
        let mut new = entry_of("ann");
        new.note = None;
        let added = edited(text, &[Change::Add(Box::new(new))]).unwrap();
        assert_eq!(
            IdentityList::parse(added.as_bytes())
                .unwrap()
                .entries()
                .len(),
            2
        );
        let list = IdentityList::parse(text.as_bytes()).unwrap();
        let mut entry = Box::new(list.entries()[0].clone());
        entry.enabled = false;
        let off = edited(
            &added,
            &[Change::Replace {
                id: "a".into(),
                entry,
            }],
        )
        .unwrap();
        assert!(off.contains("enabled = false") && off.contains("# a\n"));
        let gone = edited(&off, &[Change::Delete { id: "a".into() }]).unwrap();
        assert_eq!(
            IdentityList::parse(gone.as_bytes())
                .unwrap()
                .entries()
                .len(),
            1
        );
    }

    #[test]
    fn a_rule_stands_at_the_end_however_the_others_are_written() {
        let list = IdentityList::parse(LIST.as_bytes()).unwrap();
        let mut rule = list.rules()[0].clone();
        rule.label = "Another rule".into();
        rule.scope.images = vec!["ghcr.io/acme/**".into()];
        let inline = LIST
            .replace("[[rule]]\nlabel", "# [[rule]]\n# label")
            .replace("files = [\"tool-*\"]\nrequires", "# files = []\n# requires");
        let inline = inline.replace(
            "schema = 1   # of the format\n",
            "schema = 1\nrule = [{ label = \"x\", files = [\"x\"], requires = [\"ann\"] }]\n",
        );
        for text in [LIST.to_owned(), inline, "schema = 1".to_owned()] {
            let before = IdentityList::parse(text.as_bytes()).unwrap();
            let added = edited(&text, &[Change::AddRule(Box::new(rule.clone()))]).unwrap();
            let after = IdentityList::parse(added.as_bytes()).unwrap();
            assert_eq!(after.entries().len(), before.entries().len());
            assert_eq!(after.rules().len(), before.rules().len() + 1);
            let new = after.rules().last().unwrap();
            assert_eq!(
                (&new.label, &new.scope, &new.requires),
                (&rule.label, &rule.scope, &rule.requires)
            );
        }
    }

    #[test]
    fn several_changes_at_once_come_to_what_they_come_to_one_by_one() {
        let new = |label: &str| {
            let mut entry = entry_of("ann");
            (entry.label, entry.id) = (label.into(), label.to_lowercase());
            entry.note = None;
            Box::new(entry)
        };
        let mut later = new("Bob");
        later.note = Some("met him".into());
        let rule = IdentityList::parse(LIST.as_bytes()).unwrap().rules()[0].clone();
        let changes = [
            Change::Add(new("Bob")),
            replace("ann", |entry| entry.enabled = false),
            Change::AddRule(Box::new(rule)),
            Change::Add(new("Eve")),
            Change::Replace {
                id: "bob".into(),
                entry: later,
            },
            Change::Add(new("Kim")),
            Change::Delete { id: "eve".into() },
            Change::Delete { id: "acme".into() },
            Change::Add(new("Acme")),
        ];
        let brackets = "schema = 1\nsigner = [\n  { label = \"Ann\", issuer = \"https://a.example\", identity = \"a@a.example\" },\n  { label = \"Acme\", issuer = \"https://b.example\", identity = \"b@b.example\" },\n]\n";
        for text in [LIST, brackets] {
            let one_by_one = changes.iter().fold(text.to_owned(), |text, change| {
                edited(&text, std::slice::from_ref(change)).unwrap()
            });
            let at_once = edited(text, &changes).unwrap();
            assert_eq!(at_once, one_by_one);
            let list = IdentityList::parse(at_once.as_bytes()).unwrap();
            let ids = list.entries().iter().map(|entry| entry.id.as_str());
            assert_eq!(ids.collect::<Vec<_>>(), ["ann", "bob", "kim", "acme"]);
        }
        let absent = [Change::Add(new("Bob")), Change::Delete { id: "x".into() }];
        assert_eq!(edited(LIST, &absent), Err(no_such("x")));
    }

    #[test]
    fn a_change_that_would_break_the_list_says_where() {
        let taken = edited(
            LIST,
            &[replace("ann", |entry| entry.label = "Acme releases".into())],
        );
        let Err(NotEdited::WouldBreak(problems)) = taken else {
            unreachable!("{taken:?}")
        };
        assert_eq!(problems[0].key, Some("label"));
    }
}
