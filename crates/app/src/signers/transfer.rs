//! Lists that come from elsewhere and lists that go elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use whence_display::DisplayText;
use whence_evidence::UnixTime;
use whence_identity::{
    CommandRefused, Entry, IdentityList, LARGEST_FILE, NotExpressible, Origin, Rule, Tool, free_id,
    import_command, policy,
};

use super::{
    describe,
    desk::refused,
    lint,
    lists::Change,
    show::{self, count},
    view::{
        EntryChange, ExportKind, ExportRefusal, ExportView, ImportRow, ImportView, MOST_TEST_ROWS,
    },
};
use crate::view::{Arg, CommandError, Message};

/// Imports that were read and not taken yet; older ones are forgotten.
const MOST_IMPORTS: usize = 8;

/// What was read, by its number.
#[derive(Default)]
pub(super) struct Imports {
    kept: BTreeMap<u32, Kept>,
    last: u32,
}

struct Kept {
    /// The entries, each by its row; rows that cannot be taken have none.
    entries: Vec<Option<Entry>>,
    /// Which of them count only together.
    together: Vec<Together>,
}

/// A rule, with the rows of the entries it asks for.
struct Together {
    rule: Rule,
    rows: Vec<usize>,
}

impl Imports {
    fn keep(&mut self, kept: Kept) -> u32 {
        self.last += 1;
        self.kept.insert(self.last, kept);
        if self.kept.len() > MOST_IMPORTS {
            self.kept.pop_first();
        }
        self.last
    }

    pub(super) fn forget(&mut self, import: u32) {
        self.kept.remove(&import);
    }

    /// What a text would bring: a list of this program, commands of other tools, one a line, or their
    /// policies.
    pub(super) fn read(
        &mut self,
        name: &str,
        text: &[u8],
        list: &IdentityList,
        now: UnixTime,
    ) -> ImportView {
        let found = match text_of(text) {
            Some(commands) if is_commands(commands) => Found::commands(commands),
            Some(policies) => Found::policies(name, policies),
            None => Found::list(name, text),
        };
        let mut ignored = found.ignored;
        let mut together = Vec::new();
        for rule in found.rules {
            let row = |id: &String| {
                let of_id = |row: &Row| row.entry.as_ref().is_ok_and(|entry| entry.id == *id);
                found.rows.iter().position(of_id)
            };
            match rule.requires.iter().map(row).collect::<Option<Vec<_>>>() {
                Some(rows) => together.push(Together { rule, rows }),
                None => ignored.push(
                    Message::new("import-rule-left-out")
                        .with("label", DisplayText::identifier(&rule.label)),
                ),
            }
        }
        let mut entries = Vec::new();
        let mut rows = Vec::new();
        for (at, row) in found.rows.into_iter().enumerate() {
            rows.push(ImportRow {
                with: beside(&together, at).into_iter().map(count).collect(),
                ..import_row(count(at), &row, list, now)
            });
            entries.push(row.entry.ok());
        }
        ImportView {
            import: self.keep(Kept { entries, together }),
            name: DisplayText::prose(name),
            format: Message::new(found.format),
            rows,
            ignored,
            problems: show::problems(&found.problems, false),
        }
    }

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
        let not_taken = || refused("row-not-taken", Message::new("signers-row-not-taken"));
        let chosen: BTreeSet<usize> = rows.iter().map(|row| *row as usize).collect();
        let entry = |row: usize| kept.entries.get(row).and_then(Option::as_ref);
        // The ids that rules name: of entries that are there, or that they get now.
        let mut ids: BTreeMap<usize, String> = BTreeMap::new();
        let mut changes = Vec::new();
        for row in &chosen {
            let entry = entry(*row).ok_or_else(not_taken)?;
            let (id, change) = match of_label(list, &entry.label) {
                Some(before) => {
                    let id = before.id.clone();
                    let entry = Box::new(Entry {
                        id: id.clone(),
                        ..entry.clone()
                    });
                    (id.clone(), Change::Replace { id, entry })
                }
                None => {
                    let taken = |id: &str| {
                        list.entry(&Origin::Own, id).is_some()
                            || ids.values().any(|known| known == id)
                    };
                    let id = free_id(&entry.id, taken);
                    let entry = Box::new(Entry {
                        id: id.clone(),
                        ..entry.clone()
                    });
                    (id, Change::Add(entry))
                }
            };
            ids.insert(*row, id);
            changes.push(change);
        }
        if changes.is_empty() {
            return Err(not_taken());
        }
        for Together { rule, rows } in &kept.together {
            if !rows.iter().any(|row| chosen.contains(row)) {
                continue;
            }
            let known = |row: &usize| {
                let there = || Some(of_label(list, &entry(*row)?.label)?.id.clone());
                ids.get(row).cloned().or_else(there)
            };
            let Some(requires) = rows.iter().map(known).collect::<Option<Vec<_>>>() else {
                return Err(refused("rows-apart", Message::new("signers-rows-apart")));
            };
            let same = |other: &Rule| {
                other.origin == Origin::Own
                    && (&other.scope, &other.requires) == (&rule.scope, &requires)
            };
            if !list.rules().iter().any(same) {
                changes.push(Change::AddRule(Box::new(Rule {
                    requires,
                    ..rule.clone()
                })));
            }
        }
        Ok(changes)
    }
}

/// The other rows that a row counts only together with.
fn beside(together: &[Together], row: usize) -> BTreeSet<usize> {
    let of_row = together.iter().filter(|it| it.rows.contains(&row));
    let rows = of_row.flat_map(|it| it.rows.iter().copied());
    rows.filter(|other| *other != row).collect()
}

/// What was found in a text.
struct Found {
    format: &'static str,
    rows: Vec<Row>,
    /// Which entries count only together.
    rules: Vec<Rule>,
    /// What is not evaluated here, or gives no entry.
    ignored: Vec<Message>,
    problems: Vec<whence_identity::Problem>,
}

struct Row {
    label: String,
    entry: Result<Entry, Message>,
}

impl Found {
    fn list(name: &str, text: &[u8]) -> Self {
        let (rows, rules, problems) = match IdentityList::parse(text) {
            Ok(list) => {
                let row = |entry: &Entry| Row {
                    label: entry.label.clone(),
                    entry: Ok(Entry {
                        imported_from: Some(name.to_owned()),
                        reviewed: None,
                        first_line: 0,
                        last_line: 0,
                        ..entry.clone()
                    }),
                };
                let rows = list.entries().iter().map(row).collect();
                (rows, list.rules().to_vec(), Vec::new())
            }
            Err(problems) => (Vec::new(), Vec::new(), problems),
        };
        Self {
            format: "import-list",
            rows,
            rules,
            ignored: Vec::new(),
            problems,
        }
    }

    /// Policies where they are some; everything else is read as a list, whose mistakes are told by line.
    fn policies(name: &str, text: &str) -> Self {
        let imported = match policy::import(name, text) {
            Ok(imported) if !imported.formats.is_empty() => imported,
            Ok(_) | Err(_) => return Self::list(name, text.as_bytes()),
        };
        let rows = imported.entries.into_iter().map(|entry| Row {
            label: entry.label.clone(),
            entry: Ok(entry),
        });
        let ignored = imported.not_expressible.iter().map(|left| {
            Message::new(format!("policy-why-{}", left.why.as_str()))
                .with("place", DisplayText::identifier(&left.place))
                .with("line", Arg::Number(left.line.into()))
        });
        Self {
            format: "import-policies",
            rows: rows.collect(),
            rules: imported.rules,
            ignored: ignored.collect(),
            problems: Vec::new(),
        }
    }

    fn commands(text: &str) -> Self {
        let rows = (1..).zip(commands(text)).map(|(number, command)| {
            let label = format!("Imported {number}");
            let entry = import_command(&label, &command).map_err(|because| not_taken(&because));
            Row { label, entry }
        });
        Self {
            format: "import-commands",
            rows: rows.collect(),
            rules: Vec::new(),
            ignored: Vec::new(),
            problems: Vec::new(),
        }
    }
}

fn text_of(text: &[u8]) -> Option<&str> {
    std::str::from_utf8(text)
        .ok()
        .filter(|text| text.len() <= LARGEST_FILE)
}

fn is_commands(text: &str) -> bool {
    commands(text)
        .first()
        .is_some_and(|first| first.starts_with("cosign ") || first.starts_with("gh "))
}

/// The commands of a text, one a line; a backslash at the end of a line goes on with the next.
fn commands(text: &str) -> Vec<String> {
    let joined = text.replace("\\\r\n", " ").replace("\\\n", " ");
    let lines = joined
        .lines()
        .map(|line| line.trim().trim_start_matches("$ "));
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

fn not_taken(because: &CommandRefused) -> Message {
    let reason = |reason| Message::new("import-refused").select("reason", reason);
    match because {
        CommandRefused::NotOneCommand => reason("not-one-command"),
        CommandRefused::UnknownTool => reason("unknown-tool"),
        CommandRefused::Option(name) => {
            Message::new("import-refused-option").with("option", DisplayText::identifier(name))
        }
        CommandRefused::IssuerOpen => reason("issuer-open"),
        CommandRefused::IdentityMissing => reason("identity-missing"),
        CommandRefused::Expression(_) => reason("expression"),
        CommandRefused::NotAnEntry => reason("not-an-entry"),
    }
}

fn import_row(number: u32, row: &Row, list: &IdentityList, now: UnixTime) -> ImportRow {
    let label = DisplayText::identifier(&row.label);
    let entry = match &row.entry {
        Ok(entry) => entry,
        Err(because) => {
            return ImportRow {
                row: number,
                label,
                who: Message::new("import-nobody"),
                breadth: None,
                change: EntryChange::Same,
                facts: Vec::new(),
                findings: Vec::new(),
                with: Vec::new(),
                refused_because: Some(because.clone()),
            };
        }
    };
    let before = of_label(list, &entry.label);
    let same = |before: &Entry| (&before.who, &before.scope) == (&entry.who, &entry.scope);
    ImportRow {
        row: number,
        label,
        who: describe::who(&entry.who),
        breadth: Some(describe::breadth(&entry.who)),
        change: match before {
            None => EntryChange::Added,
            Some(before) if same(before) => EntryChange::Same,
            Some(_) => EntryChange::Changed,
        },
        facts: before
            .map(|before| show::changed_facts(Some(before), Some(entry)))
            .unwrap_or_default(),
        findings: lint::of_entry(list, entry, before, now),
        with: Vec::new(),
        refused_because: None,
    }
}

/// The own entry of this label.
fn of_label<'a>(list: &'a IdentityList, label: &str) -> Option<&'a Entry> {
    let mut entries = list.entries().iter();
    entries.find(|entry| entry.origin == Origin::Own && entry.label == label)
}

/// Entries as text of another form, and those it cannot express.
pub struct Exported {
    /// The text.
    pub text: String,
    /// How many entries it holds.
    pub entries: usize,
    /// Those that are left out, and why.
    pub refused: Vec<(String, Message)>,
}

/// These entries in another form; never wider than they are, nor than the `rules` of their list let them be.
pub fn export(entries: &[&Entry], rules: &[Rule], kind: ExportKind, now: UnixTime) -> Exported {
    let mut exported = Exported {
        text: String::new(),
        entries: 0,
        refused: Vec::new(),
    };
    let tool = match kind {
        ExportKind::Whence => None,
        ExportKind::CosignCommands => Some(Tool::Cosign),
        ExportKind::GhCommands => Some(Tool::GithubCli),
        ExportKind::PolicyController => {
            return as_policy(policy::Format::ClusterImagePolicy, entries, rules, now);
        }
        ExportKind::Kyverno => {
            return as_policy(policy::Format::KyvernoClusterPolicy, entries, rules, now);
        }
        ExportKind::KyvernoImages => {
            return as_policy(
                policy::Format::KyvernoImageValidatingPolicy,
                entries,
                rules,
                now,
            );
        }
        ExportKind::Connaisseur => {
            return as_policy(policy::Format::Connaisseur, entries, rules, now);
        }
        ExportKind::Ratify => return as_policy(policy::Format::Ratify, entries, rules, now),
    };
    if tool.is_none() {
        exported.text.push_str("schema = 1\n");
    }
    let asks_for = |rule: &Rule, entry: &Entry| {
        rule.origin == entry.origin && rule.requires.contains(&entry.id)
    };
    let together = |entry: &Entry| {
        let mut rules = rules.iter().filter(|rule| rule.enabled);
        rules.any(|rule| rule.requires.len() > 1 && asks_for(rule, entry))
    };
    for entry in entries {
        let text = match tool {
            None => Ok(format!("\n{}", entry.to_toml())),
            // The command looks for one signer, and that would be enough.
            Some(_) if together(entry) => Err(Message::new("policy-left-out-together")),
            Some(tool) => entry
                .command(tool)
                .map(|command| format!("{command}\n"))
                .map_err(not_exported),
        };
        match text {
            Ok(text) => {
                exported.text.push_str(&text);
                exported.entries += 1;
            }
            Err(because) => exported.refused.push((entry.label.clone(), because)),
        }
    }
    for rule in rules.iter().filter(|_| tool.is_none()) {
        let there = |id: &String| {
            let mut of_list = entries.iter().filter(|entry| entry.origin == rule.origin);
            of_list.any(|entry| entry.id == *id)
        };
        if rule.requires.iter().all(there) {
            exported.text.push_str(&format!("\n{}", rule.to_toml()));
        } else if rule.requires.iter().any(there) {
            let because = Message::new("export-rule-left-out");
            exported.refused.push((rule.label.clone(), because));
        }
    }
    exported
}

fn as_policy(
    format: policy::Format,
    entries: &[&Entry],
    rules: &[Rule],
    now: UnixTime,
) -> Exported {
    let rules: Vec<&Rule> = rules.iter().collect();
    let written = policy::export(format, entries, &rules, now);
    let refused: Vec<(String, Message)> = written
        .left_out
        .iter()
        .filter_map(|(position, because)| {
            let entry = entries.get(*position)?;
            let message = Message::new(format!("policy-left-out-{}", because.as_str()));
            Some((entry.label.clone(), message))
        })
        .collect();
    Exported {
        text: written.text,
        entries: entries.len().saturating_sub(refused.len()),
        refused,
    }
}

fn not_exported(because: NotExpressible) -> Message {
    Message::new("export-refused").select("reason", because.as_str())
}

impl Exported {
    /// Its first lines and what is left out.
    pub(super) fn view(&self) -> ExportView {
        let lines = self.text.lines().count();
        ExportView {
            entries: count(self.entries),
            lines: self
                .text
                .lines()
                .take(MOST_TEST_ROWS)
                .map(DisplayText::prose)
                .collect(),
            more: count(lines.saturating_sub(MOST_TEST_ROWS)),
            refused: self
                .refused
                .iter()
                .map(|(label, because)| ExportRefusal {
                    label: DisplayText::identifier(label),
                    because: because.clone(),
                })
                .collect(),
        }
    }
}
