//! The trusted identity list: its commands, and following its files while the window is open.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use tauri::State;
use whence_app::{
    history::view::CompareView,
    intake::{FileState, read_bounded},
    signers::{
        Past, Reloaded,
        view::{
            EditAnswer, EntryDraft, ExportKind, ExportView, ImportView, Lint, SignerEdit,
            SignerTest, SignerView, SignersQuery, SignersView, TrustDraft, TrustLint, TrustView,
        },
    },
    view::{Message, ResultView},
    watch::Watch,
};

use whence_store::write_atomically;

use crate::{
    answer::{Answer, apart, cancelled, told},
    dialogs,
    program::{Program, now},
    queue::Happening,
};

/// What is larger is no list.
const LARGEST_IMPORT: u64 = 4 << 20;

/// Earlier files that entries are tried on.
const MOST_PAST: usize = 1000;

type Shared<'a> = State<'a, Arc<Program>>;

/// A page of the trusted identity list.
#[tauri::command]
pub(crate) async fn signers(program: Shared<'_>, query: SignersQuery) -> Answer<SignersView> {
    let program = Arc::clone(&program);
    apart(move || {
        program.reload_lists();
        Ok(program.desk().page(&query, &program.past(), now()))
    })
    .await
}

/// Everything about one entry.
#[tauri::command]
pub(crate) async fn signer(
    program: Shared<'_>,
    revision: String,
    entry: u32,
) -> Answer<SignerView> {
    let program = Arc::clone(&program);
    apart(move || {
        let past = program.past();
        program.desk().signer(&revision, entry, &past, now())
    })
    .await
}

/// What is to be said of a draft while it is typed.
#[tauri::command]
pub(crate) async fn lint_signer(
    program: Shared<'_>,
    draft: EntryDraft,
    entry: Option<u32>,
    typed_name: String,
) -> Answer<Lint> {
    let program = Arc::clone(&program);
    apart(move || Ok(program.desk().lint(&draft, entry, &typed_name, now()))).await
}

/// Changes the list.
#[tauri::command]
pub(crate) async fn edit_signers(
    program: Shared<'_>,
    revision: String,
    edit: SignerEdit,
) -> Answer<EditAnswer> {
    let program = Arc::clone(&program);
    apart(move || program.edit_signers(&revision, &edit)).await
}

/// Acknowledges what was changed outside the window.
#[tauri::command]
pub(crate) async fn look_at_signers(program: Shared<'_>, revision: String) -> Answer<()> {
    let program = Arc::clone(&program);
    apart(move || {
        program.desk().look_at(&revision);
        Ok(())
    })
    .await
}

/// What a draft accepts of earlier files and of names made to deceive.
#[tauri::command]
pub(crate) async fn test_signer(
    program: Shared<'_>,
    draft: EntryDraft,
    entry: Option<u32>,
) -> Answer<SignerTest> {
    let program = Arc::clone(&program);
    apart(move || {
        let past = program.past();
        program.desk().test_draft(&draft, entry, &past)
    })
    .await
}

/// What an entry as it is accepts, also one of the organisation.
#[tauri::command]
pub(crate) async fn test_entry(
    program: Shared<'_>,
    revision: String,
    entry: u32,
) -> Answer<SignerTest> {
    let program = Arc::clone(&program);
    apart(move || {
        let past = program.past();
        program.desk().test_entry(&revision, entry, &past)
    })
    .await
}

/// What is asked before the signer of a result is trusted.
#[tauri::command]
pub(crate) async fn trust_proposal(
    program: Shared<'_>,
    result: u32,
    evidence: u32,
) -> Answer<TrustView> {
    let program = Arc::clone(&program);
    apart(move || {
        let (checked, past) = (program.checked(result)?, program.past());
        program.desk().trust_proposal(&checked, evidence, &past)
    })
    .await
}

/// What is to be said of the form of trust as it is filled in.
#[tauri::command]
pub(crate) async fn lint_trust(
    program: Shared<'_>,
    result: u32,
    evidence: u32,
    draft: TrustDraft,
) -> Answer<TrustLint> {
    let program = Arc::clone(&program);
    apart(move || {
        let checked = program.checked(result)?;
        program.desk().lint_trust(&checked, evidence, &draft, now())
    })
    .await
}

/// The signer of a result beside the entries it could be taken for.
#[tauri::command]
pub(crate) async fn compare_with_list(
    program: Shared<'_>,
    result: u32,
) -> Answer<Vec<CompareView>> {
    let program = Arc::clone(&program);
    apart(move || {
        let checked = program.checked(result)?;
        Ok(program.desk().compare(&checked))
    })
    .await
}

/// A result decided with the list in force now.
#[tauri::command]
pub(crate) async fn result_now(program: Shared<'_>, result: u32) -> Answer<ResultView> {
    let program = Arc::clone(&program);
    apart(move || program.result_now(result)).await
}

/// Opens the file dialog and reads what is chosen.
#[tauri::command]
pub(crate) async fn import_file(program: Shared<'_>) -> Answer<ImportView> {
    let path = dialogs::choose_file().await.ok_or_else(cancelled)?;
    let program = Arc::clone(&program);
    apart(move || {
        let bytes = read_bounded(&path, LARGEST_IMPORT)
            .map_err(|_| told("import-unread", Message::new("signers-import-unread")))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(program.desk().import(&name, &bytes, now()))
    })
    .await
}

/// Reads pasted text.
#[tauri::command]
pub(crate) async fn import_text(program: Shared<'_>, text: String) -> Answer<ImportView> {
    let program = Arc::clone(&program);
    apart(move || Ok(program.desk().import("pasted text", text.as_bytes(), now()))).await
}

/// Forgets an import that was not taken.
#[tauri::command]
pub(crate) fn forget_import(program: Shared<'_>, imported: u32) {
    program.desk().forget_import(imported);
}

/// The first lines of an export and what it leaves out.
#[tauri::command]
pub(crate) async fn export_preview(
    program: Shared<'_>,
    revision: String,
    kind: ExportKind,
    entries: Option<Vec<u32>>,
) -> Answer<ExportView> {
    let program = Arc::clone(&program);
    apart(move || {
        program
            .desk()
            .export_preview(&revision, kind, entries.as_deref(), now())
    })
    .await
}

/// Asks where to, and saves an export there; `false` when the person decided otherwise.
#[tauri::command]
pub(crate) async fn export_save(
    program: Shared<'_>,
    revision: String,
    kind: ExportKind,
    entries: Option<Vec<u32>>,
) -> Answer<bool> {
    let text = program
        .desk()
        .export(&revision, kind, entries.as_deref(), now())?
        .text;
    let name = match kind {
        ExportKind::Whence => "identities.toml",
        ExportKind::CosignCommands | ExportKind::GhCommands => "commands.txt",
        _ => "policy.yaml",
    };
    let Some(place) = dialogs::choose_place(name.to_owned()).await else {
        return Ok(false);
    };
    apart(move || {
        write_atomically(&place, text.as_bytes())
            .map_err(|_| told("export-not-saved", Message::new("signers-not-saved")))
    })
    .await?;
    Ok(true)
}

/// An export as text for the clipboard.
#[tauri::command]
pub(crate) async fn export_copy(
    program: Shared<'_>,
    revision: String,
    kind: ExportKind,
    entries: Option<Vec<u32>>,
) -> Answer<String> {
    let program = Arc::clone(&program);
    apart(move || {
        let exported = program
            .desk()
            .export(&revision, kind, entries.as_deref(), now())?;
        Ok(exported.text)
    })
    .await
}

impl Program {
    /// What was checked before.
    pub(crate) fn past(&self) -> Past {
        self.history
            .past_files(self.keep(), MOST_PAST)
            .map_or_else(Past::NotKept, Past::Files)
    }

    /// Reads the lists again, and tells the page when they are others.
    pub(crate) fn reload_lists(&self) {
        let reloaded = self.desk().reload(now());
        if reloaded == Reloaded::Changed {
            self.queue.tell(Happening::ListChanged);
        }
    }

    fn edit_signers(&self, revision: &str, edit: &SignerEdit) -> Answer<EditAnswer> {
        let checked = match edit {
            SignerEdit::Trust { result, .. } => Some(self.checked(*result)?),
            _ => None,
        };
        let answer = self
            .desk()
            .edit(revision, edit, checked.as_deref(), now())?;
        if !matches!(answer, EditAnswer::Refused { .. }) {
            self.queue.tell(Happening::ListChanged);
        }
        Ok(answer)
    }
}

/// How long a text editor may take between emptying a file and writing it again.
const WHILE_SAVING: Duration = Duration::from_millis(150);

/// Follows the files of the lists: an edit from outside decides every result again.
pub(crate) struct Follower {
    program: Weak<Program>,
    watch: Arc<Watch<PathBuf>>,
    followed: Mutex<BTreeMap<PathBuf, Kind>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
}

impl Follower {
    /// Begins to follow; goes on as long as it is kept.
    pub(crate) fn follow(program: &Arc<Program>) -> Arc<Self> {
        Arc::new_cyclic(|follower: &Weak<Self>| {
            let follower = Weak::clone(follower);
            let watch = Watch::new(move |_, _| {
                if let Some(follower) = follower.upgrade() {
                    follower.look();
                }
            });
            Self {
                program: Arc::downgrade(program),
                watch,
                followed: Mutex::default(),
            }
        })
    }

    /// Reads the lists again and follows what they are made of now.
    pub(crate) fn look(&self) {
        let Some(program) = self.program.upgrade() else {
            return;
        };
        self.arm(&program.desk().places());
        if program.desk().would_break() {
            // Half of a file is not told as a mistake, the whole of it is.
            std::thread::sleep(WHILE_SAVING);
        }
        program.reload_lists();
    }

    /// Watches each place, or what has to come into being before it can be there.
    fn arm(&self, places: &[PathBuf]) {
        let wanted: BTreeMap<PathBuf, Kind> = places.iter().map(|place| nearest(place)).collect();
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        followed.retain(|path, kind| {
            let stays = wanted.get(path) == Some(kind);
            if !stays {
                self.watch.forget(path);
            }
            stays
        });
        for (path, kind) in wanted {
            if followed.insert(path.clone(), kind).is_some() {
                continue;
            }
            match kind {
                Kind::File => {
                    let known = FileState::of_path(&path);
                    self.watch.file(path.clone(), &path, known);
                }
                Kind::Folder => self.watch.folder(path.clone(), &path),
            }
        }
    }
}

/// What to watch for a place to be noticed: a folder that is there, a file in a folder that is there, or the
/// first part of its path that is missing.
fn nearest(place: &Path) -> (PathBuf, Kind) {
    if place.is_dir() {
        return (place.to_owned(), Kind::Folder);
    }
    let mut missing = place;
    while let Some(parent) = missing.parent() {
        if parent.is_dir() {
            break;
        }
        missing = parent;
    }
    (missing.to_owned(), Kind::File)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_noticed_by_the_first_part_of_it_that_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a/b/list.toml");
        assert_eq!(nearest(&place), (folder.path().join("a"), Kind::File));
        std::fs::create_dir_all(folder.path().join("a/b")).unwrap();
        assert_eq!(nearest(&place), (place.clone(), Kind::File));
        std::fs::write(&place, b"").unwrap();
        assert_eq!(nearest(&place), (place.clone(), Kind::File));
        assert_eq!(
            nearest(folder.path()),
            (folder.path().to_owned(), Kind::Folder)
        );
    }
}
