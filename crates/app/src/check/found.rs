//! Look-ups around a check: what could be asked about a target, what the answers make of it, and evidence
//! saved so that they are not needed again.

use std::{
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use whence_evidence::{HashAlgorithm, UnixTime, bundle::Bundle, forms};

use super::{Cancelled, Checked, CheckedPiece, Checker, Group, Judged, What};
use crate::{
    intake,
    lookup::{
        Facts, Found, Holder, Lookups, Plan, Preferences, Question, Registries, origin, package,
    },
    surroundings::Surroundings,
    view::{Message, Origin, Progress, SubjectKind},
};

impl Checker {
    /// What could be asked about a target; reads the file once more when its SHA-256 is not known.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn lookup_plan(
        &self,
        checked: &Checked,
        preferences: &Preferences,
        typed: Option<&Holder>,
        cancel: &AtomicBool,
    ) -> Result<Plan, Cancelled> {
        let mut digests = checked.subject.digests.clone();
        let known = digests
            .iter()
            .any(|digest| digest.algorithm() == HashAlgorithm::Sha256);
        let file = checked
            .path
            .as_deref()
            .filter(|_| checked.subject.kind == SubjectKind::File);
        if let (Some(path), false) = (file, known) {
            match intake::read(path, &[HashAlgorithm::Sha256], &mut |_, _| (), cancel) {
                Ok(read) => digests.extend(read.digests),
                Err(intake::Stopped::Cancelled) => return Err(Cancelled),
                // What is wrong with the file, the next check tells.
                Err(intake::Stopped::Problem(_)) => {}
            }
        }
        let facts = Facts {
            name: file.and_then(|path| path.file_name()),
            digests: &digests,
            recorded: file.map(origin::recorded).unwrap_or_default(),
            package: file
                .and_then(Path::file_name)
                .and_then(|name| package::package(name, checked.subject.inside.as_deref())),
        };
        let registries = Registries::of_person();
        Ok(Plan::of(
            &facts,
            &self.list,
            preferences,
            &registries,
            typed,
        ))
    }

    /// Asks these questions one after the other, and decides the target with what came of it. The file is read
    /// and judged again together with everything found before.
    ///
    /// # Errors
    /// [`Cancelled`]; what came until then is not kept.
    pub fn look_up(
        &self,
        checked: &Checked,
        questions: &[Question],
        lookups: &dyn Lookups,
        now: UnixTime,
        progress: &mut dyn FnMut(Progress),
        cancel: &Arc<AtomicBool>,
    ) -> Result<Checked, Cancelled> {
        let mut found = Found::default();
        for (done, question) in (0..).zip(questions) {
            progress(Progress::Asking {
                name: question.source().name(),
                done,
                total: u32::try_from(questions.len()).unwrap_or(u32::MAX),
            });
            let answer = lookups.ask(question, cancel);
            if cancel.load(std::sync::atomic::Ordering::Relaxed) {
                return Err(Cancelled);
            }
            found.add(question, answer);
        }
        self.with_found(checked, found, now, progress, cancel)
    }

    /// The target decided once more with what look-ups found.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn with_found(
        &self,
        checked: &Checked,
        found: Found,
        now: UnixTime,
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) -> Result<Checked, Cancelled> {
        let what = match (&checked.path, checked.subject.digests.first()) {
            (Some(path), _) if checked.subject.kind == SubjectKind::File => {
                What::File(path.clone())
            }
            (None, Some(digest)) if checked.subject.kind == SubjectKind::Digest => {
                What::Digest(*digest)
            }
            // Nothing is ever looked up for others.
            _ => return Ok(checked.clone()),
        };
        let handed = checked.pieces.iter().map(|checked| &checked.piece);
        let evidence = handed.filter(|piece| piece.origin == Origin::Handed);
        let group = Group {
            found: Arc::new(found.after(&checked.found)),
            evidence: evidence.cloned().collect(),
            ..Group::of(what)
        };
        self.check_one(group, &Surroundings::default(), now, progress, cancel)
    }

    /// A piece of evidence as a bundle that proves the same signer without any look-up.
    ///
    /// # Errors
    /// Why there is no such bundle: it proves nothing as it is, or has no form that a bundle can hold.
    pub fn bundle_of(
        &self,
        checked: &Checked,
        piece: usize,
        now: UnixTime,
    ) -> Result<Vec<u8>, Message> {
        let refused = |id: &str| Message::new(id);
        let not_proven = || refused("save-bundle-not-proven");
        let saved = checked.pieces.get(piece).ok_or_else(not_proven)?;
        let judged = saved
            .judged()
            .filter(|judged| judged.signer().is_some())
            .ok_or_else(not_proven)?;
        let bytes = if judged.bundle.form.is_bundle() {
            Some(saved.piece.bytes.to_vec())
        } else {
            forms::as_bundle(&judged.bundle)
        };
        let bytes = bytes.ok_or_else(|| refused("save-bundle-no-form"))?;
        // What is written must hold by itself, or it would be a promise that nobody keeps.
        let read = Bundle::parse(&bytes).map_err(|_| refused("save-bundle-no-form"))?;
        let what = match &checked.path {
            Some(path) => What::File(path.clone()),
            None => return Err(refused("save-bundle-no-file")),
        };
        let again = self
            .judge(&saved.piece, &Arc::new(read), &checked.subject, &what, now)
            .map_err(|_| refused("save-bundle-no-form"))?;
        let kind = |judged: &Judged| judged.signer().map(|signer| signer.kind().clone());
        if kind(&again) == kind(judged) {
            Ok(bytes)
        } else {
            Err(refused("save-bundle-no-form"))
        }
    }
}

/// Whether a piece could be saved as a bundle beside the file: proven, and not lying there already.
pub fn is_savable(checked: &Checked, piece: &CheckedPiece) -> bool {
    let judged = piece.judged();
    let proven = judged.is_some_and(|judged| judged.signer().is_some());
    let lies_there = piece.piece.origin != Origin::LookedUp
        && judged.is_some_and(|judged| judged.bundle.form.is_bundle());
    checked.subject.kind == SubjectKind::File
        && checked.path.is_some()
        && proven
        && !lies_there
        && piece.piece.list.is_none()
}
