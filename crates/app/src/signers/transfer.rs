//! Lists that come from elsewhere and lists that go elsewhere.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use whence_display::DisplayText;
use whence_evidence::UnixTime;
use whence_identity::{
    CommandRefused, Entry, IdentityList, LARGEST_FILE, NotExpressible, Origin, Rule, Tool, Who,
    free_id, import_command, policy,
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
/// Pairs of an entry of an import and one of the list that are compared with each other.
const MOST_COMPARED: usize = 50_000;

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
        let own = own_by_label(list);
        let found = match text_of(text) {
            Some(commands) if is_commands(commands) => Found::commands(commands, &own),
            Some(policies) => Found::policies(name, policies),
            None => Found::list(name, text),
        };
        let mut ignored = found.ignored;
        let mut together = Vec::new();
        let by_id: HashMap<String, usize> = found
            .rows
            .iter()
            .enumerate()
            .filter_map(|(at, row)| Some((row.entry.as_ref().ok()?.id.clone(), at)))
            .collect();
        for rule in found.rules {
            let row = |id: &String| by_id.get(id).copied();
            match rule.requires.iter().map(row).collect::<Option<Vec<_>>>() {
                Some(rows) => together.push(Together { rule, rows }),
                None => ignored.push(
                    Message::new("import-rule-left-out")
                        .with("label", DisplayText::identifier(&rule.label)),
                ),
            }
        }
        // Comparing each with each takes too long where there are many: then each is looked at by itself.
        let alone = IdentityList::default();
        let few = found.rows.len().saturating_mul(list.entries().len()) <= MOST_COMPARED;
        let compared = if few { list } else { &alone };
        let with = beside(&together);
        let mut entries = Vec::new();
        let mut rows = Vec::new();
        for (at, row) in found.rows.into_iter().enumerate() {
            let with = with.get(&at).into_iter().flatten();
            rows.push(ImportRow {
                with: with.copied().map(count).collect(),
                ..import_row(count(at), &row, &own, compared, now)
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
        let own = own_by_label(list);
        // The ids that rules name: of entries that are there, or that they get now.
        let mut ids: BTreeMap<usize, String> = BTreeMap::new();
        let mut taken: HashSet<String> = own.values().map(|entry| entry.id.clone()).collect();
        let mut changes = Vec::new();
        for row in &chosen {
            let entry = entry(*row).ok_or_else(not_taken)?;
            let before = own.get(entry.label.as_str());
            let id = match before {
                Some(before) => before.id.clone(),
                None => free_id(&entry.id, |id| taken.contains(id)),
            };
            let entry = Box::new(Entry {
                id: id.clone(),
                ..entry.clone()
            });
            taken.insert(id.clone());
            ids.insert(*row, id.clone());
            changes.push(match before {
                Some(_) => Change::Replace { id, entry },
                None => Change::Add(entry),
            });
        }
        if changes.is_empty() {
            return Err(not_taken());
        }
        for Together { rule, rows } in &kept.together {
            if !rows.iter().any(|row| chosen.contains(row)) {
                continue;
            }
            let known = |row: &usize| {
                let there = || {
                    let entry = entry(*row)?;
                    let before = own.get(entry.label.as_str())?;
                    // One of the same name for somebody else is not the one that the rule asks for.
                    is_same(before, entry).then(|| before.id.clone())
                };
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

/// The other rows that each row counts only together with.
fn beside(together: &[Together]) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut beside: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for Together { rows, .. } in together {
        for row in rows {
            let others = rows.iter().copied().filter(|other| other != row);
            beside.entry(*row).or_default().extend(others);
        }
    }
    beside
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

    /// Commands name no one. Each signer is called by the number of an import that no own entry has, or as the
    /// own entry that is about the same.
    fn commands(text: &str, own: &HashMap<&str, &Entry>) -> Self {
        let mut labels = (1..)
            .map(|number: u32| format!("Imported {number}"))
            .filter(|label| !own.contains_key(label.as_str()));
        let mut rows = Vec::new();
        let mut next = labels.next().unwrap_or_default();
        for command in commands(text) {
            let entry = import_command(&next, &command).map_err(|because| not_taken(&because));
            let known = entry.as_ref().ok().and_then(|entry| {
                let same = own.values().filter(|known| is_same(known, entry));
                same.min_by_key(|known| known.first_line)
            });
            let label = match known {
                Some(known) => known.label.clone(),
                None => std::mem::replace(&mut next, labels.next().unwrap_or_default()),
            };
            let entry = entry.map(|entry| Entry {
                label: label.clone(),
                ..entry
            });
            rows.push(Row { label, entry });
        }
        Self {
            format: "import-commands",
            rows,
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

/// What a row would bring, beside the own entries; `list` is what it is compared with.
fn import_row(
    number: u32,
    row: &Row,
    own: &HashMap<&str, &Entry>,
    list: &IdentityList,
    now: UnixTime,
) -> ImportRow {
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
    let before = own.get(entry.label.as_str()).copied();
    ImportRow {
        row: number,
        label,
        who: describe::who(&entry.who),
        breadth: Some(describe::breadth(&entry.who)),
        change: match before {
            None => EntryChange::Added,
            Some(before) if is_same(before, entry) => EntryChange::Same,
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

/// The own entries by their labels.
fn own_by_label(list: &IdentityList) -> HashMap<&str, &Entry> {
    let own = list.entries().iter();
    own.filter(|entry| entry.origin == Origin::Own)
        .map(|entry| (entry.label.as_str(), entry))
        .collect()
}

/// Whether two entries name the same signer for the same.
fn is_same(one: &Entry, other: &Entry) -> bool {
    // The key of a file is known once the file was read.
    let who = match (&one.who, &other.who) {
        (Who::Key(one), Who::Key(other)) if one.file.is_some() => one.file == other.file,
        (one, other) => one == other,
    };
    who && one.scope == other.scope
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
