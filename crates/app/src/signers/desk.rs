//! The list as a window or a command line works with it: read, shown, edited, undone, followed.

use std::{collections::VecDeque, sync::Arc};

use whence_display::DisplayText;
use whence_evidence::UnixTime;
use whence_identity::{Entry, IdentityList, Origin, ProblemCode};

use super::{
    draft, lint,
    lists::{Change, ListDifference, LoadedList, NotEdited, Revision, SignerLists},
    past::Past,
    show,
    transfer::{Exported, export},
    trial, trust,
    view::{
        EditAnswer, EntryDraft, ExportKind, ExportView, ImportView, Lint, ListChange, SignerEdit,
        SignerTest, SignerView, SignersQuery, SignersView, TrustDraft, TrustLint, TrustView,
    },
};
use crate::{
    check::Checked,
    history::view::CompareView,
    view::{Arg, CommandError, Message},
};

/// States of the list that a window may still have on screen.
const REMEMBERED: usize = 8;
/// Edits that can be taken back while the program runs.
const MOST_UNDOS: usize = 20;

/// The lists and what a window knows of them.
pub struct Desk {
    /// Absent when the system names no home: then there is no list.
    lists: Option<Box<dyn SignerLists>>,
    loaded: Arc<LoadedList>,
    /// Names this state of all lists in the page.
    revision: String,
    /// Counts up whenever the entries in force are others, so that results know when to decide again.
    generation: u64,
    recent: VecDeque<(String, Arc<LoadedList>)>,
    /// The list as the person last saw or made it.
    looked_at: IdentityList,
    /// When it was noticed that it is another one.
    noticed: Option<i64>,
    undos: VecDeque<Undo>,
    last_undo: u32,
    pub(super) imports: super::transfer::Imports,
}

/// An edit that can be taken back as long as the file is what the edit made of it.
struct Undo {
    number: u32,
    made: Revision,
}

/// What came of looking at the files again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reloaded {
    /// They are as they were.
    Same,
    /// Other entries are in force, or other mistakes stand in the files.
    Changed,
}

impl Desk {
    /// Reads the lists. What they are now is what the person knows.
    pub fn open(lists: Option<Box<dyn SignerLists>>) -> Self {
        let mut desk = Self {
            lists,
            loaded: Arc::default(),
            revision: String::new(),
            generation: 0,
            recent: VecDeque::new(),
            looked_at: IdentityList::default(),
            noticed: None,
            undos: VecDeque::new(),
            last_undo: 0,
            imports: super::transfer::Imports::default(),
        };
        desk.load();
        desk.looked_at = desk.loaded.list.clone();
        desk
    }

    /// The lists as they were read last.
    pub fn loaded(&self) -> &Arc<LoadedList> {
        &self.loaded
    }

    /// The files and folders to watch.
    pub fn places(&self) -> Vec<std::path::PathBuf> {
        self.lists
            .as_ref()
            .map(|lists| lists.places())
            .unwrap_or_default()
    }

    /// Whether the own file has mistakes now that it had not when it was read last: perhaps it is being
    /// saved at this moment.
    pub fn would_break(&self) -> bool {
        !self.loaded.own_has_problems()
            && self.lists.as_ref().is_some_and(|lists| lists.is_broken())
    }

    /// Where the own list lies, begun if there was none.
    ///
    /// # Errors
    /// Why there is none.
    pub fn begin(&mut self) -> Result<std::path::PathBuf, CommandError> {
        let lists = self.lists.as_mut().ok_or_else(no_place)?;
        let begun = lists.begin().map_err(not_edited)?;
        self.load();
        Ok(begun)
    }

    /// Counts up whenever the entries in force are others.
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// Reads the files again, because something said that they changed or because a check begins.
    pub fn reload(&mut self, now: UnixTime) -> Reloaded {
        let before = Arc::clone(&self.loaded);
        self.load();
        let same = before.list == self.loaded.list
            && before.problems == self.loaded.problems
            && before.unreadable == self.loaded.unreadable
            && before.exists == self.loaded.exists
            && managed_problems(&before) == managed_problems(&self.loaded);
        if self.looked_at == self.loaded.list {
            self.noticed = None;
        } else if self.noticed.is_none() {
            self.noticed = Some(now.milliseconds());
        }
        if same {
            Reloaded::Same
        } else {
            Reloaded::Changed
        }
    }

    /// A page of the list.
    pub fn page(&self, query: &SignersQuery, past: &Past, now: UnixTime) -> SignersView {
        let changed = self.changed_outside();
        show::page(&self.loaded, &self.revision, changed, query, past, now)
    }

    /// Everything about one entry.
    ///
    /// # Errors
    /// The list is another one by now.
    pub fn signer(
        &self,
        revision: &str,
        entry: u32,
        past: &Past,
        now: UnixTime,
    ) -> Result<SignerView, CommandError> {
        let (position, entry) = self.entry_now(revision, entry)?;
        Ok(show::signer(&self.loaded.list, position, entry, past, now))
    }

    /// What is to be said of a draft while it is typed.
    pub fn lint(
        &self,
        draft: &EntryDraft,
        entry: Option<u32>,
        typed_name: &str,
        now: UnixTime,
    ) -> Lint {
        lint::lint(&self.loaded.list, draft, self.own(entry), typed_name, now)
    }

    /// What a draft accepts of earlier files and of names made to deceive.
    ///
    /// # Errors
    /// The draft has mistakes.
    pub fn test_draft(
        &self,
        draft: &EntryDraft,
        entry: Option<u32>,
        past: &Past,
    ) -> Result<SignerTest, CommandError> {
        let entry = draft::entry(draft, self.own(entry)).map_err(|problems| {
            let first = problems.first().map(crate::present::list_problem);
            refused(
                "draft-broken",
                first.unwrap_or_else(|| Message::new("signers-draft-broken")),
            )
        })?;
        Ok(trial::trial(&entry, past))
    }

    /// What an entry as it is accepts.
    ///
    /// # Errors
    /// The list is another one by now.
    pub fn test_entry(
        &self,
        revision: &str,
        entry: u32,
        past: &Past,
    ) -> Result<SignerTest, CommandError> {
        Ok(trial::trial(self.entry_now(revision, entry)?.1, past))
    }

    /// Reads an import; nothing is changed yet.
    pub fn import(&mut self, name: &str, text: &[u8], now: UnixTime) -> ImportView {
        let loaded = Arc::clone(&self.loaded);
        self.imports.read(name, text, &loaded.list, now)
    }

    /// Forgets an import that was not taken.
    pub fn forget_import(&mut self, import: u32) {
        self.imports.forget(import);
    }

    /// These entries, or all own ones, in another form.
    ///
    /// # Errors
    /// The list is another one by now.
    pub fn export(
        &self,
        revision: &str,
        kind: ExportKind,
        entries: Option<&[u32]>,
        now: UnixTime,
    ) -> Result<Exported, CommandError> {
        let chosen: Vec<&Entry> = match entries {
            None => self.loaded.own.entries().iter().collect(),
            Some(entries) => entries
                .iter()
                .map(|entry| self.entry_now(revision, *entry).map(|(_, entry)| entry))
                .collect::<Result<_, _>>()?,
        };
        Ok(export(&chosen, self.loaded.list.rules(), kind, now))
    }

    /// The first lines of an export and what it leaves out.
    ///
    /// # Errors
    /// As for [`Desk::export`].
    pub fn export_preview(
        &self,
        revision: &str,
        kind: ExportKind,
        entries: Option<&[u32]>,
        now: UnixTime,
    ) -> Result<ExportView, CommandError> {
        Ok(self.export(revision, kind, entries, now)?.view())
    }

    /// Acknowledges what was changed outside, if this is the state the person looked at.
    pub fn look_at(&mut self, revision: &str) {
        if revision == self.revision {
            self.looked_at = self.loaded.list.clone();
            self.noticed = None;
        }
    }

    /// What is asked before the signer of a result is trusted.
    ///
    /// # Errors
    /// Why this signer cannot be trusted from here.
    pub fn trust_proposal(
        &self,
        checked: &Checked,
        evidence: u32,
        past: &Past,
    ) -> Result<TrustView, CommandError> {
        self.editable()?;
        let trustable = trust::trustable(checked, evidence).map_err(not_trusted)?;
        Ok(trustable.view(&self.loaded.list, past))
    }

    /// What is to be said of the form of trust as it is filled in.
    ///
    /// # Errors
    /// Why this signer cannot be trusted from here.
    pub fn lint_trust(
        &self,
        checked: &Checked,
        evidence: u32,
        draft: &TrustDraft,
        now: UnixTime,
    ) -> Result<TrustLint, CommandError> {
        let trustable = trust::trustable(checked, evidence).map_err(not_trusted)?;
        Ok(trustable.lint(&self.loaded.list, draft, now))
    }

    /// The signer of a result beside the entries it could be taken for.
    pub fn compare(&self, checked: &Checked) -> Vec<CompareView> {
        let deciding = checked
            .verdict
            .deciding
            .and_then(|position| u32::try_from(position).ok());
        deciding
            .and_then(|evidence| trust::trustable(checked, evidence).ok())
            .map(|trustable| trustable.compare(&self.loaded.list))
            .unwrap_or_default()
    }

    /// Changes the list, if it is still what the window had on screen. `checked` is the result that an edit
    /// of trust is about.
    ///
    /// # Errors
    /// Why it was not changed, where no answer to the edit says so.
    pub fn edit(
        &mut self,
        revision: &str,
        edit: &SignerEdit,
        checked: Option<&Checked>,
        now: UnixTime,
    ) -> Result<EditAnswer, CommandError> {
        let known = self
            .recent
            .iter()
            .find(|(known, _)| known == revision)
            .map(|(_, loaded)| Arc::clone(loaded))
            .ok_or_else(|| refused("list-forgotten", Message::new("signers-list-forgotten")))?;
        self.editable()?;
        let planned = match self.plan(&known.list, edit, checked, now)? {
            Plan::Change(planned) => planned,
            Plan::Refused(lint) => return Ok(EditAnswer::Refused { lint: *lint }),
            Plan::Undo => return self.undo(&known, now),
        };
        let lists = self.lists.as_mut().ok_or_else(no_place)?;
        match lists.edit(Some(known.revision), &planned.changes) {
            Ok(made) => {
                let undo = self.remember_undo(made);
                self.load();
                self.looked_at = self.loaded.list.clone();
                self.noticed = None;
                let entry = match &planned.about {
                    About::Entry(id) => self.own_position(id),
                    About::Last => show::count(self.loaded.own.entries().len()).checked_sub(1),
                    About::Several => None,
                };
                Ok(EditAnswer::Done {
                    revision: self.revision.clone(),
                    entry,
                    said: planned.said,
                    undo: Some(undo),
                })
            }
            Err(NotEdited::ChangedOutside { .. }) => {
                let about = match &planned.about {
                    About::Entry(id) => Some(id.as_str()),
                    About::Last | About::Several => None,
                };
                Ok(self.changed_meanwhile(&known, about, now))
            }
            Err(NotEdited::WouldBreak(problems)) => match &planned.draft {
                Some(draft) => Ok(EditAnswer::Refused {
                    lint: Lint {
                        can_save: false,
                        findings: draft::mistakes(&problems, draft),
                        ..lint::lint(&self.loaded.list, draft, None, "", now)
                    },
                }),
                None => Err(not_edited(NotEdited::WouldBreak(problems))),
            },
            Err(error) => Err(not_edited(error)),
        }
    }

    fn undo(&mut self, known: &LoadedList, now: UnixTime) -> Result<EditAnswer, CommandError> {
        let before = self.loaded.own.clone();
        let lists = self.lists.as_mut().ok_or_else(no_place)?;
        match lists.undo(Some(known.revision)) {
            Ok(made) => {
                self.load();
                self.looked_at = self.loaded.list.clone();
                self.noticed = None;
                // Now the edit before that one can be taken back.
                let undo = self.undos.iter().rev().find(|undo| undo.made == made);
                let undo = undo.map(|undo| undo.number);
                Ok(EditAnswer::Done {
                    revision: self.revision.clone(),
                    entry: None,
                    said: undone(&ListDifference::between(&before, &self.loaded.own)),
                    undo,
                })
            }
            Err(NotEdited::ChangedOutside { .. }) => Ok(self.changed_meanwhile(known, None, now)),
            Err(error) => Err(not_edited(error)),
        }
    }

    /// What the changes of an edit are, or why there are none.
    fn plan(
        &self,
        list: &IdentityList,
        edit: &SignerEdit,
        checked: Option<&Checked>,
        now: UnixTime,
    ) -> Result<Plan, CommandError> {
        let own = |entry: u32| -> Result<Entry, CommandError> {
            let found = list.entries().get(entry as usize);
            let found = found.ok_or_else(|| no_entry(""))?;
            match &found.origin {
                Origin::Own => Ok(found.clone()),
                Origin::Managed(name) => Err(refused(
                    "entry-managed",
                    Message::new("signers-entry-managed")
                        .with("label", label(found))
                        .with("list", DisplayText::identifier(name)),
                )),
            }
        };
        Ok(match edit {
            SignerEdit::Add { draft, typed_name } => {
                let lint = lint::lint(list, draft, None, typed_name, now);
                match draft::entry(draft, None) {
                    Ok(entry) if lint.can_save => {
                        let today = crate::words::date(now.milliseconds());
                        let entry = Entry {
                            added: Some(today),
                            ..entry
                        };
                        Plan::add(entry, draft)
                    }
                    _ => Plan::Refused(Box::new(lint)),
                }
            }
            SignerEdit::Change {
                entry,
                draft,
                typed_name,
            } => {
                let before = own(*entry)?;
                let lint = lint::lint(list, draft, Some(&before), typed_name, now);
                match draft::entry(draft, Some(&before)) {
                    Ok(entry) if lint.can_save => {
                        Plan::replace(&before, entry, Some(draft), "signers-changed")
                    }
                    _ => Plan::Refused(Box::new(lint)),
                }
            }
            SignerEdit::Switch { entry, enabled } => {
                let before = own(*entry)?;
                let after = switched(&before, *enabled, now);
                let said = if *enabled {
                    "signers-switched-on"
                } else {
                    "signers-switched-off"
                };
                Plan::replace(&before, after, None, said)
            }
            SignerEdit::Pin { entry, pinned } => {
                let before = own(*entry)?;
                let after = Entry {
                    pinned: *pinned,
                    ..before.clone()
                };
                let said = if *pinned {
                    "signers-pinned"
                } else {
                    "signers-unpinned"
                };
                Plan::replace(&before, after, None, said)
            }
            SignerEdit::Delete { entry } => {
                let before = own(*entry)?;
                Plan::Change(Box::new(Planned {
                    said: Message::new("signers-deleted").with("label", label(&before)),
                    changes: vec![Change::Delete {
                        id: before.id.clone(),
                    }],
                    about: About::Several,
                    draft: None,
                }))
            }
            SignerEdit::TakeImport { import, rows } => self.plan_import(list, *import, rows)?,
            SignerEdit::Trust {
                evidence, draft, ..
            } => {
                let checked = checked.ok_or_else(|| {
                    not_trusted(Message::new("trust-refused").select("reason", "no-evidence"))
                })?;
                self.plan_trust(list, checked, *evidence, draft, now)?
            }
            SignerEdit::Undo { undo } => {
                let known = self.undos.iter().find(|known| known.number == *undo);
                match known {
                    Some(known) if known.made == self.loaded.revision => Plan::Undo,
                    _ => return Err(not_edited(NotEdited::NothingToUndo)),
                }
            }
        })
    }

    fn plan_trust(
        &self,
        list: &IdentityList,
        checked: &Checked,
        evidence: u32,
        draft: &TrustDraft,
        now: UnixTime,
    ) -> Result<Plan, CommandError> {
        let trustable = trust::trustable(checked, evidence).map_err(not_trusted)?;
        let lint = trustable.lint(list, draft, now);
        let entry = trustable.entry(list, draft, now);
        let Some(entry) = entry.filter(|_| lint.can_trust) else {
            let first = lint
                .findings
                .into_iter()
                .find(|finding| finding.gravity == super::view::Gravity::Mistake)
                .map(|finding| finding.message);
            return Err(refused(
                "trust-incomplete",
                first.unwrap_or_else(|| Message::new("trust-no-scope")),
            ));
        };
        let before = list
            .entries()
            .iter()
            .find(|before| before.id == entry.id && before.origin == Origin::Own)
            .filter(|_| draft.update.is_some());
        Ok(match before {
            Some(before) => Plan::replace(before, entry, None, "signers-changed"),
            None => Plan::Change(Box::new(Planned {
                said: Message::new("signers-trusted").with("label", label(&entry)),
                about: About::Last,
                changes: vec![Change::Add(Box::new(entry))],
                draft: None,
            })),
        })
    }

    fn plan_import(
        &self,
        list: &IdentityList,
        import: u32,
        rows: &[u32],
    ) -> Result<Plan, CommandError> {
        let changes = self.imports.changes(import, rows, list)?;
        Ok(Plan::Change(Box::new(Planned {
            said: imported(&changes),
            changes,
            about: About::Several,
            draft: None,
        })))
    }

    /// The list is not what the window knew; what differs, and where the entry is now.
    fn changed_meanwhile(
        &mut self,
        known: &LoadedList,
        about: Option<&str>,
        now: UnixTime,
    ) -> EditAnswer {
        self.reload(now);
        let difference = ListDifference::between(&known.list, &self.loaded.list);
        EditAnswer::ChangedOutside {
            change: show::list_change(&difference, &self.revision, now.milliseconds()),
            entry: about.and_then(|id| self.own_position(id)),
        }
    }

    fn changed_outside(&self) -> Option<ListChange> {
        let at = self.noticed?;
        let difference = ListDifference::between(&self.looked_at, &self.loaded.list);
        Some(show::list_change(&difference, &self.revision, at))
    }

    fn load(&mut self) {
        let loaded = self
            .lists
            .as_mut()
            .map(|lists| lists.load())
            .unwrap_or_default();
        if loaded.list != self.loaded.list || loaded.first_problem() != self.loaded.first_problem()
        {
            self.generation += 1;
        }
        self.loaded = Arc::new(loaded);
        let managed = self.loaded.managed.iter();
        let names: String = managed.map(|list| list.in_force.to_string()).collect();
        let revision = format!("{}{names}", self.loaded.revision);
        self.revision = Revision::of(revision.as_bytes()).to_string();
        self.recent.retain(|(known, _)| *known != self.revision);
        let state = (self.revision.clone(), Arc::clone(&self.loaded));
        self.recent.push_front(state);
        self.recent.truncate(REMEMBERED);
    }

    fn remember_undo(&mut self, made: Revision) -> u32 {
        self.last_undo += 1;
        self.undos.push_back(Undo {
            number: self.last_undo,
            made,
        });
        if self.undos.len() > MOST_UNDOS {
            self.undos.pop_front();
        }
        self.last_undo
    }

    pub(super) fn entry_now(
        &self,
        revision: &str,
        entry: u32,
    ) -> Result<(usize, &Entry), CommandError> {
        if revision != self.revision {
            return Err(refused(
                "list-changed",
                Message::new("signers-list-changed"),
            ));
        }
        let position = entry as usize;
        let entry = self.loaded.list.entries().get(position);
        entry
            .map(|entry| (position, entry))
            .ok_or_else(|| no_entry(""))
    }

    fn own(&self, entry: Option<u32>) -> Option<&Entry> {
        let entry = self.loaded.list.entries().get(entry? as usize)?;
        (entry.origin == Origin::Own).then_some(entry)
    }

    fn own_position(&self, id: &str) -> Option<u32> {
        let mut entries = self.loaded.list.entries().iter();
        let position = entries.position(|entry| entry.id == id && entry.origin == Origin::Own)?;
        u32::try_from(position).ok()
    }

    fn editable(&self) -> Result<(), CommandError> {
        match show::fixed_because(&self.loaded) {
            Some(because) => Err(refused("list-fixed", because)),
            None => Ok(()),
        }
    }
}

/// What an edit comes to.
enum Plan {
    Change(Box<Planned>),
    Refused(Box<Lint>),
    Undo,
}

/// Which entry an edit is about.
enum About {
    /// The one of this id.
    Entry(String),
    /// The one that is added.
    Last,
    /// None that is there afterwards, or several.
    Several,
}

struct Planned {
    changes: Vec<Change>,
    said: Message,
    about: About,
    /// What was typed, to point out mistakes in it.
    draft: Option<EntryDraft>,
}

impl Plan {
    fn add(entry: Entry, draft: &EntryDraft) -> Self {
        Self::Change(Box::new(Planned {
            said: Message::new("signers-added").with("label", label(&entry)),
            about: About::Last,
            changes: vec![Change::Add(Box::new(entry))],
            draft: Some(draft.clone()),
        }))
    }

    fn replace(before: &Entry, after: Entry, draft: Option<&EntryDraft>, said: &str) -> Self {
        Self::Change(Box::new(Planned {
            said: Message::new(said).with("label", label(&after)),
            about: About::Entry(before.id.clone()),
            changes: vec![Change::Replace {
                id: before.id.clone(),
                entry: Box::new(after),
            }],
            draft: draft.cloned(),
        }))
    }
}

/// The entry switched on or off; on also says that an imported one was looked at.
pub fn switched(entry: &Entry, enabled: bool, now: UnixTime) -> Entry {
    let reviewed = entry.awaits_review() && enabled;
    Entry {
        enabled,
        reviewed: if reviewed {
            Some(crate::words::date(now.milliseconds()))
        } else {
            entry.reviewed.clone()
        },
        ..entry.clone()
    }
}

/// What an import did: entries that were added, and apart from them those of the person that it took the place of.
fn imported(changes: &[Change]) -> Message {
    const MOST_NAMED: usize = 10;
    let (mut added, mut replaced) = (0, Vec::new());
    for change in changes {
        match change {
            Change::Add(_) => added += 1,
            Change::Replace { entry, .. } => replaced.push(entry.label.as_str()),
            Change::AddRule(_) | Change::Delete { .. } => {}
        }
    }
    let counted =
        |id: &str, count: usize| Message::new(id).with("count", Arg::Number(count as u64));
    let mut names = replaced.get(..MOST_NAMED).unwrap_or(&replaced).join(", ");
    if replaced.len() > MOST_NAMED {
        names.push_str(", …");
    }
    let those =
        counted("signers-replaced", replaced.len()).with("names", DisplayText::identifier(&names));
    match (added, replaced.len()) {
        (added, 0) => counted("signers-imported", added),
        (0, _) => those,
        (added, _) => Message::new("signers-imported-and-replaced")
            .with("imported", counted("signers-imported", added))
            .with("replaced", those),
    }
}

/// What an undo did: *“Bob” was put back.*
pub fn undone(difference: &ListDifference) -> Message {
    let one = |id: &str, entry: &Entry| Message::new(id).with("label", label(entry));
    match (
        difference.added.as_slice(),
        difference.changed.as_slice(),
        difference.deleted.as_slice(),
    ) {
        ([entry], [], []) => one("signers-put-back", entry),
        ([], [(_, after)], []) => one("signers-as-before", after),
        ([], [], [entry]) => one("signers-taken-back", entry),
        _ => Message::new("signers-undone"),
    }
}

/// Why the list was not changed, in words.
pub fn not_edited(error: NotEdited) -> CommandError {
    match error {
        NotEdited::ChangedOutside { .. } => {
            refused("list-changed", Message::new("signers-list-changed"))
        }
        NotEdited::Broken(problems) => {
            let message = problems
                .first()
                .map_or_else(|| Message::new("list-unreadable"), show::broken);
            refused("list-broken", message)
        }
        NotEdited::WouldBreak(problems) => {
            let too_many = problems.iter().any(|problem| {
                matches!(
                    problem.code,
                    ProblemCode::TooManyEntries | ProblemCode::FileTooLarge
                )
            });
            let message = match problems.first() {
                Some(problem) if !too_many => Message::new("signers-would-break")
                    .with("problem", crate::present::list_problem(problem)),
                _ => Message::new("signers-list-full"),
            };
            refused("list-would-break", message)
        }
        NotEdited::NoSuchEntry(id) => no_entry(&id),
        NotEdited::NothingToUndo => {
            refused("nothing-to-undo", Message::new("signers-nothing-to-undo"))
        }
        NotEdited::Busy => refused("list-busy", Message::new("signers-busy")),
        NotEdited::NoPlace => no_place(),
        NotEdited::NotWritable(detail) => refused(
            "list-not-writable",
            Message::new("signers-not-writable").with("detail", DisplayText::prose(&detail)),
        ),
    }
}

fn managed_problems(loaded: &LoadedList) -> Vec<(&std::path::Path, usize, bool)> {
    let managed = loaded.managed.iter();
    managed
        .map(|list| {
            (
                list.location.as_path(),
                list.problems.len(),
                list.unreadable,
            )
        })
        .collect()
}

fn no_entry(id: &str) -> CommandError {
    refused(
        "no-such-entry",
        Message::new("signers-no-such-entry").with("entry", DisplayText::identifier(id)),
    )
}

fn no_place() -> CommandError {
    refused("no-home", Message::new("signers-no-place"))
}

fn not_trusted(because: Message) -> CommandError {
    refused("trust-refused", because)
}

pub(super) fn refused(code: &str, message: Message) -> CommandError {
    CommandError {
        code: code.to_owned(),
        message,
    }
}

fn label(entry: &Entry) -> DisplayText {
    DisplayText::identifier(&entry.label)
}
