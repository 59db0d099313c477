//! Between rows and checks.

use rusqlite::Row;
use whence_app::{history::Observation, parts::ListPlace, view::SubjectKind};
use whence_evidence::Digest;
use whence_verdict::{Change, Note, SeenCertificate, SeenSigner, Sighting, State};

/// The columns that [`observation`] reads, with `o` for the check, `p` its product and `s` its signer.
pub(super) const COLUMNS: &str = "o.id, o.at, o.kind, o.name, p.key, o.line, o.version, o.digest, o.size, o.state, \
     o.code, o.standing, s.kind, s.name, s.issuer, s.repository, s.repository_id, s.owner, s.owner_id, o.name_tail, \
     o.source_ref, o.build_trigger, o.runner, o.claim, o.logged, o.timestamped, o.entry_id, o.entry_label, \
     o.evidence, o.trust_dated, o.changes, \
     (SELECT json_group_array(json_array(l.place, l.digest)) FROM parts_list l WHERE l.observation = o.id), \
     s.instance";

/// What those columns come from.
pub(super) const TABLES: &str =
    "observation o JOIN product p ON p.id = o.product LEFT JOIN signer s ON s.id = o.signer";

/// Between kinds of evidence, which hold no such character.
pub(super) const SEPARATOR: &str = "\n";

pub(super) fn observation(row: &Row<'_>) -> rusqlite::Result<Observation> {
    let standing: u8 = row.get(11)?;
    let state: String = row.get(9)?;
    let kind: Option<String> = row.get(12)?;
    let claim: Option<String> = row.get(23)?;
    let entry_id: Option<String> = row.get(26)?;
    let entry_label: Option<String> = row.get(27)?;
    let evidence: String = row.get(28)?;
    let changes: String = row.get(30)?;
    let lists: String = row.get(31)?;
    let of_kind: String = row.get(2)?;
    Ok(Observation {
        at: row.get(1)?,
        kind: [
            SubjectKind::File,
            SubjectKind::Folder,
            SubjectKind::Digest,
            SubjectKind::Image,
            SubjectKind::Statement,
        ]
        .into_iter()
        .find(|it| kind_name(*it) == of_kind)
        .unwrap_or(SubjectKind::File),
        name: row.get(3)?,
        product: row.get(4)?,
        size: row.get(8)?,
        code: row.get(10)?,
        evidence: evidence
            .split(SEPARATOR)
            .filter(|kind| !kind.is_empty())
            .map(str::to_owned)
            .collect(),
        trust_dated: row.get(29)?,
        changes: changes.split(' ').filter_map(change).collect(),
        lists: self::lists(&lists),
        sighting: Sighting {
            check: row.get(0)?,
            line: row.get(5)?,
            version: row.get(6)?,
            digest: row.get(7)?,
            // What a later version of the program might write here says nothing to this one.
            state: State::ALL
                .into_iter()
                .find(|it| it.as_str() == state)
                .unwrap_or(State::CouldNotCheck),
            signer: match kind.as_deref() {
                None => None,
                Some("key") => Some(SeenSigner::Key {
                    fingerprint: row.get(13)?,
                    registry: present(row.get(14)?),
                }),
                Some(kind) => Some(SeenSigner::Certificate(Box::new(certificate(kind, row)?))),
            },
            claim: whence_identity::Entry::ALL_CLAIMS
                .into_iter()
                .find(|it| Some(it.as_str()) == claim.as_deref()),
            logged: row.get(24)?,
            timestamped: row.get(25)?,
            entry: entry_id.zip(entry_label),
            changed: standing == 1,
        },
    })
}

fn lists(json: &str) -> Vec<ListPlace> {
    let all: Vec<(String, String)> = serde_json::from_str(json).unwrap_or_default();
    all.into_iter()
        .filter_map(|(path, digest)| list_place(path, &digest))
        .collect()
}

/// `None` for a digest that only a later version of the program could have written.
pub(super) fn list_place(path: String, digest: &str) -> Option<ListPlace> {
    let digest = Digest::parse(digest)?;
    Some(ListPlace { path, digest })
}

fn certificate(kind: &str, row: &Row<'_>) -> rusqlite::Result<SeenCertificate> {
    let name: String = row.get(13)?;
    let tail: Option<String> = row.get(19)?;
    Ok(SeenCertificate {
        kind: kind.to_owned(),
        identity: name + tail.as_deref().unwrap_or_default(),
        issuer: present(row.get(14)?),
        repository: present(row.get(15)?),
        repository_id: present(row.get(16)?),
        owner: present(row.get(17)?),
        owner_id: present(row.get(18)?),
        source_ref: row.get(20)?,
        trigger: row.get(21)?,
        runner: row.get(22)?,
        instance: present(row.get(32)?),
    })
}

/// A signer is one row for all its absent parts too, so those are empty there: SQL takes two NULLs for two
/// different values.
fn present(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

pub(super) const fn kind_name(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::File => "file",
        SubjectKind::Folder => "folder",
        SubjectKind::Digest => "digest",
        SubjectKind::Image => "image",
        SubjectKind::Statement => "statement",
    }
}

pub(super) fn changes_text(changes: &[Change]) -> String {
    let one = |change: &Change| match change.before {
        Some(before) => format!("{}={before}", change.note.as_str()),
        None => change.note.as_str().to_owned(),
    };
    changes.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn change(text: &str) -> Option<Change> {
    let (code, before) = match text.split_once('=') {
        Some((code, before)) => (code, Some(before.parse().ok()?)),
        None => (text, None),
    };
    let note = Note::ALL.into_iter().find(|note| note.as_str() == code)?;
    Some(Change { note, before })
}
