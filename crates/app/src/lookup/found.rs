use std::{ffi::OsStr, sync::Arc};

use whence_display::DisplayText;
use whence_evidence::{
    bundle::{Bundle, LogEntry},
    forms,
    log_entry::{Body, Verifier},
};
use whence_verdict::Relation;
use whence_verify::Code;

use super::{FoundDocument, LookupTrouble, Question, Reply, Source};
use crate::{
    discover::{self, Content, Piece},
    view::{Message, Origin},
};

/// What look-ups brought for one target.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Evidence, not judged yet.
    pub pieces: Vec<Piece>,
    /// Entries of the log that may complete a signature which came without its entry.
    pub entries: Vec<LogEntry>,
    /// What was asked, and what came of it.
    pub looked: Vec<Looked>,
}

/// One question that was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// The question.
    pub question: Question,
    /// How many pieces of evidence came.
    pub found: usize,
    /// How many more there are that were not fetched.
    pub left: u32,
    /// What kept all or some of the answer from coming.
    pub trouble: Option<LookupTrouble>,
}

impl Found {
    /// Takes an answer in.
    pub fn add(&mut self, question: &Question, answer: Result<Reply, LookupTrouble>) {
        let mut looked = Looked {
            question: question.clone(),
            found: 0,
            left: 0,
            trouble: None,
        };
        match answer {
            Ok(reply) => {
                looked.left = reply.left;
                looked.trouble = reply.trouble;
                for document in &reply.documents {
                    match self.take(question.source(), document) {
                        0 => looked.trouble = Some(LookupTrouble::wrong_content()),
                        found => looked.found += found,
                    }
                }
            }
            Err(trouble) => looked.trouble = Some(trouble),
        }
        // Asked again, the later answer counts.
        self.looked.retain(|earlier| earlier.question != *question);
        self.looked.push(looked);
    }

    /// How many pieces of evidence are in a document; 0 when it is none.
    fn take(&mut self, source: Source, document: &FoundDocument) -> usize {
        let name = OsStr::new(&document.name);
        let mut pieces = discover::pieces(name, &document.bytes, Origin::LookedUp);
        let is_evidence = |piece: &Piece| {
            let defect = piece.content.defect();
            defect.is_none_or(|defect| defect.code != Code::FormatUnsupported)
        };
        let relation = match source {
            // Anybody may write into the log what they like about any file.
            Source::Log => Relation::Public,
            _ => Relation::Nearby,
        };
        let entries = match source {
            Source::Log => forms::entries(&document.bytes),
            _ => Vec::new(),
        };
        pieces.retain(is_evidence);
        let found = pieces.len().max(entries.len());
        for piece in pieces {
            if !self.pieces.iter().any(|known| known.bytes == piece.bytes) {
                self.pieces.push(Piece { relation, ..piece });
            }
        }
        self.entries.extend(entries);
        found
    }

    /// With what earlier look-ups brought for the same target.
    #[must_use]
    pub fn after(mut self, earlier: &Self) -> Self {
        for piece in &earlier.pieces {
            if !self.pieces.iter().any(|known| known.bytes == piece.bytes) {
                self.pieces.push(piece.clone());
            }
        }
        for entry in &earlier.entries {
            if !self.entries.contains(entry) {
                self.entries.push(entry.clone());
            }
        }
        let asked_again =
            |looked: &Looked| self.looked.iter().any(|it| it.question == looked.question);
        let kept: Vec<Looked> = earlier
            .looked
            .iter()
            .filter(|looked| !asked_again(looked))
            .cloned()
            .collect();
        self.looked.splice(0..0, kept);
        self
    }

    /// Whether an answer, or part of one, is missing.
    pub fn is_incomplete(&self) -> bool {
        self.looked
            .iter()
            .any(|looked| looked.trouble.is_some() || looked.left > 0)
    }

    /// Whether evidence lacks what only the log can tell: its entry.
    pub fn can_complete(bundle: &Bundle) -> bool {
        bundle.log_entries.is_empty()
            && bundle.timestamps.is_empty()
            && bundle.public_key_hint.is_none()
            && bundle.leaf().is_some()
            && !bundle.form.is_bundle()
    }

    /// Completes the pieces that lack their entry, and adds what was found.
    pub(crate) fn join(&self, pieces: &mut Vec<Piece>) {
        let mut completed: Vec<Vec<u8>> = Vec::new();
        for piece in pieces.iter_mut() {
            let Content::Bundle(bundle) = &piece.content else {
                continue;
            };
            if !Self::can_complete(bundle) {
                continue;
            }
            let Some(entry) = self.entries.iter().find(|entry| is_entry_of(entry, bundle)) else {
                continue;
            };
            completed.extend(bundle.signature().map(<[u8]>::to_vec));
            let mut whole = Bundle::clone(bundle);
            whole.log_entries.push(entry.clone());
            piece.content = Content::Bundle(Arc::new(whole));
        }
        for piece in &self.pieces {
            // The entry by itself would say the same once more.
            let signature = piece.content.bundle().and_then(|it| it.signature());
            let told =
                signature.is_some_and(|signature| completed.iter().any(|it| it == signature));
            let known = pieces.iter().any(|known| known.bytes == piece.bytes);
            if !told && !known {
                pieces.push(piece.clone());
            }
        }
    }
}

/// Whether the log recorded this very signature by this very certificate. That the entry holds is for the
/// engine to say.
fn is_entry_of(entry: &LogEntry, bundle: &Bundle) -> bool {
    let Ok(body) = Body::parse(&entry.body) else {
        return false;
    };
    let signer = match (&body.verifier, bundle.leaf()) {
        (Verifier::Certificate(der), Some(leaf)) => der == leaf,
        _ => false,
    };
    signer && body.signature.is_some() && body.signature.as_deref() == bundle.signature()
}

impl LookupTrouble {
    /// The answer is not what such a source answers.
    pub fn wrong_content() -> Self {
        Self {
            code: "wrong-content",
            message: Message::new("trouble-wrong-content"),
        }
    }

    /// The answer leads to a host that nobody said may be asked.
    pub fn other_host(host: &str) -> Self {
        Self {
            code: "other-host",
            message: Message::new("trouble-other-host").with("host", DisplayText::identifier(host)),
        }
    }

    /// The source wants to know who is asking, or refuses.
    pub fn access_denied() -> Self {
        Self {
            code: "access-denied",
            message: Message::new("trouble-access-denied"),
        }
    }
}
