//! The one use case: checks what was handed over.

mod found;
mod gather;

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    slice::from_ref,
    sync::{Arc, atomic::AtomicBool},
};

pub use found::is_savable;
pub(crate) use gather::{Group, PartOfFile};
use gather::{Images, What, group};
use whence_evidence::{
    Digest, HashAlgorithm, UnixTime,
    bundle::Bundle,
    oci::{Payload, Platform, Reference},
};
use whence_identity::{IdentityList, KnownSigners, Match, TargetFacts};
use whence_verdict::{
    Finding, Note, Problem, Rules, Search, Sighting, Target, Verdict, changes, decide,
    stop_at_pinned,
};
use whence_verify::{
    Artifact, CheckId, Claim, Code, Installed, ManagedKey, Outcome, Report, Request, Signer,
    SignerKind, Status, Value, digests_needed,
    listed::{Coverage, coverage},
    model::{self, Folder, SignedFolder},
    verify_folder, verify_installed, verify_listed,
};

use crate::{
    archive::{self, Claimed, Inside},
    classify::Kind,
    discover::{self, Content, Defect, Piece, Via, add_once},
    folder,
    history::{self, Changes, Past},
    image::{self, ImageFacts, ImageInput, Registries},
    intake::{self, FileState, Stopped},
    lookup::Found,
    package,
    settings::TrustData,
    signers::ListProblem,
    surroundings::{FolderNames, Surroundings},
    view::{Message, Progress, Role, SubjectKind, TrustDataView},
};

/// One thing that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file.
    Path(PathBuf),
    /// A digest in place of a file.
    Digest(Digest),
    /// Bytes without a file, such as pasted text.
    Bytes(Vec<u8>),
    /// An image by its name.
    Image(ImageInput),
    /// A file that somebody said to be this, whatever its content says.
    As(Role, PathBuf),
}

impl Input {
    /// The same input, said to be this; what is no file stays as it is.
    #[must_use]
    pub fn said_to_be(self, role: Role) -> Self {
        match self {
            Self::Path(path) | Self::As(_, path) => Self::As(role, path),
            other => other,
        }
    }

    /// One of several that somebody named to be checked. What is set aside among files that were dropped together,
    /// such as a key or a policy, was named for its own sake: it is a file like the others.
    #[must_use]
    pub fn named(self) -> Self {
        let Self::Path(path) = self else {
            return self;
        };
        match discover::taken_for(&path, discover::kind_of(&path), None) {
            Role::Key | Role::TrustedRoot | Role::Policy | Role::SignerList => {
                Self::As(Role::File, path)
            }
            _ => Self::Path(path),
        }
    }

    /// A digest written as `sha256:…`, `sha384:…` or `sha512:…`, hex of either case.
    pub fn digest(text: &str) -> Option<Self> {
        Digest::parse(text.trim()).map(Self::Digest)
    }

    /// An image by its name, when the text says that it is one.
    pub fn image(text: &str) -> Option<Self> {
        let text = text.trim();
        let reference = Reference::parse(text)
            .ok()
            .filter(|_| Reference::is_meant(text))?;
        Some(Self::Image(ImageInput {
            reference,
            platform: None,
        }))
    }

    /// Pasted text: a digest, or bytes that stand for themselves.
    pub fn text(text: String) -> Self {
        Self::digest(&text).unwrap_or_else(|| Self::Bytes(text.into_bytes()))
    }
}

/// Everything checks are made with.
#[derive(Debug, Clone)]
pub struct Checker {
    /// The signing services, logs and time services to believe.
    pub trust: TrustData,
    /// The list.
    pub list: Arc<IdentityList>,
    /// The mistake in a file of the list, because of which the list is an older one.
    pub list_problem: Option<ListProblem>,
    /// A key the person gave to check with. Who gives a key relies on it: it counts as listed.
    pub key: Option<ManagedKey>,
    /// What proven signers are compared with.
    pub against: Against,
    /// Earlier checks; absent when there are none to ask or they are not to be asked.
    pub past: Option<Arc<dyn Past>>,
    /// Asks registries for images; absent where that is not allowed.
    pub registries: Option<Arc<dyn Registries>>,
    /// Of images for several kinds of machines, only this one's.
    pub platform: Option<Platform>,
}

/// What a proven signer is compared with, so that nothing is called *your list* that is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Against {
    /// The person's own list, with the lists of their organisation below it.
    #[default]
    OwnList,
    /// A list file the person named for this check.
    GivenList,
    /// One signer the person named for this check.
    NamedSigner,
    /// A key the person gave for this check.
    GivenKey,
}

impl Against {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OwnList => "own-list",
            Self::GivenList => "given-list",
            Self::NamedSigner => "named-signer",
            Self::GivenKey => "given-key",
        }
    }
}

/// What one check came to, with all that the tabs need. What is large in it is shared, so that deciding
/// again with another list copies none of it.
#[derive(Debug, Clone)]
pub struct Checked {
    /// What was checked.
    pub subject: Subject,
    /// Where it is, when it is a file.
    pub path: Option<PathBuf>,
    /// The evidence, in the order it was found.
    pub pieces: Vec<CheckedPiece>,
    /// The verdict; its position counts `pieces`.
    pub verdict: Verdict,
    /// Notes, most important first.
    pub notes: Vec<Note>,
    /// What later checks of the same product are compared with.
    pub sighting: Sighting,
    /// What differs from earlier checks.
    pub changes: Changes,
    /// What stood in the way of the check as a whole.
    pub target: Target,
    /// What proven signers were compared with; see [`Checked::compared_with`].
    pub against: Against,
    /// The mistake because of which the list was an older one.
    pub list_problem: Option<ListProblem>,
    /// Whether there was a folder to search for evidence beside the target.
    pub looked_beside: bool,
    /// What was looked up on the network for it, and what was found there.
    pub found: Arc<Found>,
    /// The trust data that was used.
    pub trust_data: TrustDataView,
    /// When the check was made.
    pub checked_at: UnixTime,
    /// When the evidence was proven once more, because the trust data became another one meanwhile.
    pub proven_again: Option<UnixTime>,
    /// What was handed over together, when it was more than the target.
    pub handed: Arc<[Handed]>,
}

/// A file that was handed over, and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// Position among the inputs.
    pub index: usize,
    /// File name without its folder.
    pub name: OsString,
    /// What its content is.
    pub kind: Kind,
    /// What it was taken for.
    pub role: Role,
}

/// What was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// What kind of thing it is.
    pub kind: SubjectKind,
    /// File name, or the digest in words.
    pub name: OsString,
    /// Size in bytes, when bytes were read.
    pub size: Option<u64>,
    /// What the content is.
    pub content: Option<Message>,
    /// The digests that were computed or given.
    pub digests: Vec<Digest>,
    /// What the file was while it was read; absent when none was.
    pub state: Option<FileState>,
    /// What is in it, when it is a folder.
    pub folder: Option<Arc<Folder>>,
    /// What it says of itself, when it is an archive or a package.
    pub inside: Option<Arc<Inside>>,
    /// The package it says it is, as a package URL.
    pub package: Option<String>,
    /// What it is, when it is an image.
    pub image: Option<Arc<ImageFacts>>,
    /// What was pasted, when it is no file.
    pub text: Option<Arc<[u8]>>,
}

/// One piece of evidence and what came of it.
#[derive(Debug, Clone)]
pub struct CheckedPiece {
    /// The piece.
    pub piece: Piece,
    /// What came of it.
    pub outcome: PieceOutcome,
}

/// What came of one piece of evidence.
#[derive(Debug, Clone)]
pub enum PieceOutcome {
    /// The engine judged it.
    Judged(Box<Judged>),
    /// It holds no bundle.
    Unread(Defect),
    /// A checksum list without a signature that could be checked; a defect is that of the signature.
    ListOnly(Coverage, Option<Defect>),
    /// It was not looked into, because of a problem with the target.
    NotLookedInto,
}

/// A piece the engine judged.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The bundle, all of it claimed.
    pub bundle: Arc<Bundle>,
    /// The engine's record.
    pub report: Arc<Report>,
    /// The trust data it was judged by.
    pub trust_data: TrustDataView,
    /// What the list says of the signer, when one is proven by a certificate.
    pub listing: Option<Match>,
    /// The package that the file claims to be, as far as the signer's word or the file's name tells.
    pub package: Option<String>,
    /// What the piece is worth.
    pub finding: Finding,
    /// What the checksum list says of the target, when the signature is over a list.
    pub coverage: Option<Coverage>,
}

impl Subject {
    /// What entries of the list can ask for. A name that is no text fits no pattern. Which package an archive says it
    /// is makes no entry fit: an entry for certain packages is to narrow what its signer is relied on for, and
    /// whoever packs an archive can write any name into it.
    fn target_facts<'a>(&'a self, package: Option<&'a str>) -> TargetFacts<'a> {
        TargetFacts {
            package,
            file_name: match self.kind {
                SubjectKind::File => self.name.to_str(),
                _ => None,
            },
            image: self
                .image
                .as_ref()
                .and_then(|image| image.repository.as_deref()),
        }
    }
}

impl Subject {
    /// The name of the file, when it is one and has one.
    fn file_name(&self) -> Option<&OsStr> {
        let named = self.kind == SubjectKind::File && !self.name.is_empty();
        named.then_some(&self.name)
    }

    /// What a checksum list says of it.
    fn coverage(&self, via: &Via) -> Coverage {
        coverage(&via.file, &via.listed(self.file_name(), &self.digests))
    }
}

impl CheckedPiece {
    /// What the piece is worth.
    pub fn finding(&self) -> Option<Finding> {
        match &self.outcome {
            PieceOutcome::Judged(judged) => Some(judged.finding),
            PieceOutcome::Unread(defect) => Some(Finding::Missing(defect.code)),
            PieceOutcome::ListOnly(coverage, defect) => Some(match (coverage.status, defect) {
                (Status::Failed(code), _) => Finding::Failed(code),
                (Status::Missing(code), _) => Finding::Missing(code),
                (_, Some(defect)) => Finding::Missing(defect.code),
                (_, None) => Finding::Unsigned,
            }),
            PieceOutcome::NotLookedInto => None,
        }
    }

    /// What the checksum list between it and the target says.
    pub fn coverage(&self) -> Option<&Coverage> {
        match &self.outcome {
            PieceOutcome::Judged(judged) => judged.coverage.as_ref(),
            PieceOutcome::ListOnly(coverage, _) => Some(coverage),
            PieceOutcome::Unread(_) | PieceOutcome::NotLookedInto => None,
        }
    }

    /// What the engine said, when it was asked.
    pub fn judged(&self) -> Option<&Judged> {
        match &self.outcome {
            PieceOutcome::Judged(judged) => Some(judged),
            PieceOutcome::Unread(_) | PieceOutcome::ListOnly(..) | PieceOutcome::NotLookedInto => {
                None
            }
        }
    }
}

impl Judged {
    /// The proven signer.
    pub fn signer(&self) -> Option<&Signer> {
        self.report.proven().map(|proven| proven.value())
    }
}

impl Judged {
    /// How many files of the folder the signature does not cover, and the first of them.
    pub(crate) fn left_out(&self) -> (u64, Vec<&str>) {
        let mut checks = self.report.checks().iter();
        let files = checks.find(|check| check.id == CheckId::ModelFiles);
        let (mut number, mut paths) = (0, Vec::new());
        for item in files.iter().flat_map(|check| &check.evidence) {
            match (item.label, &item.value) {
                ("files-left-out", Value::Number(count)) => number = *count,
                ("left-out", Value::Outside(path)) => paths.push(path.as_str()),
                _ => {}
            }
        }
        (number, paths)
    }

    /// What the signer called the image, where the signature is over a payload that names one.
    pub(crate) fn image_name(&self) -> Option<String> {
        let payload = self.bundle.image_payload.as_deref()?;
        Payload::parse(payload)
            .ok()
            .map(|payload| payload.reference)
    }
}

impl Checked {
    /// The piece that decided.
    pub fn deciding(&self) -> Option<&CheckedPiece> {
        self.pieces.get(self.verdict.deciding?)
    }

    /// Whether what decided is a signature over a checksum list, not over the target itself.
    pub fn is_through_list(&self) -> bool {
        let deciding = self.deciding();
        deciding.is_some_and(|it| it.piece.list.is_some() && it.judged().is_some())
    }

    /// What to hand over to check the same again, as it is then: its file, or the image by its name.
    pub fn again(&self) -> Option<Input> {
        if let Some(path) = &self.path {
            return Some(Input::Path(path.clone()));
        }
        let facts = self.subject.image.as_deref()?;
        // A name in a saved image is nothing to ask a registry for.
        facts.repository.as_ref()?;
        Some(Input::Image(ImageInput {
            reference: Reference::parse(facts.reference.as_deref()?).ok()?,
            platform: facts.platform.clone().filter(|_| facts.index.is_some()),
        }))
    }

    /// What the signer that decided was compared with: a key that proved one was given for that.
    pub fn compared_with(&self) -> Against {
        let by_key = self
            .deciding()
            .and_then(CheckedPiece::judged)
            .is_some_and(|judged| judged.signer().is_some() && judged.listing.is_none());
        if by_key {
            Against::GivenKey
        } else {
            self.against
        }
    }
}

/// The person asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled;

impl Checker {
    /// Checks what was handed over: every file and digest, each with the evidence that belongs to it, and
    /// evidence whose file is not here by itself. `evidence` holds files that were named as evidence;
    /// among `inputs` it is told by content.
    ///
    /// # Errors
    /// [`Cancelled`] when `cancel` was set meanwhile.
    pub fn check(
        &self,
        inputs: &[Input],
        evidence: &[PathBuf],
        now: UnixTime,
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) -> Result<Vec<Checked>, Cancelled> {
        self.check_within(
            inputs,
            evidence,
            &Surroundings::default(),
            now,
            progress,
            cancel,
        )
    }

    /// As [`Self::check`], sharing what is known of the folders with other checks of the same run.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub fn check_within(
        &self,
        inputs: &[Input],
        evidence: &[PathBuf],
        around: &Surroundings,
        now: UnixTime,
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) -> Result<Vec<Checked>, Cancelled> {
        progress(Progress::Looking);
        self.groups(inputs, evidence, around, progress, cancel)?
            .into_iter()
            .map(|group| self.check_one(group, around, now, progress, cancel))
            .collect()
    }

    /// What was handed over as [`Self::check`] puts it together, to be checked one by one.
    pub(crate) fn groups(
        &self,
        inputs: &[Input],
        evidence: &[PathBuf],
        around: &Surroundings,
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) -> Result<Vec<Group>, Cancelled> {
        let images = Images {
            registries: self.registries.as_deref(),
            platform: self.platform.as_ref(),
        };
        group(inputs, evidence, around, images, progress, cancel)
    }

    /// What could not even be looked at, because of this problem.
    pub(crate) fn refused(&self, folder: &Path, problem: Problem, now: UnixTime) -> Checked {
        let what = What::Folder(folder.to_owned());
        self.decided(Undecided {
            target: Target {
                problem: Some(problem),
                search: Search::Finished,
                rules: Rules::Met,
            },
            subject: what.unread(),
            path: Some(folder.to_owned()),
            pieces: vec![],
            looked_beside: false,
            found: Arc::default(),
            trust_data: self.trust.view.clone(),
            checked_at: now,
            until: None,
            handed: Arc::default(),
        })
    }

    pub(crate) fn check_one(
        &self,
        group: Group,
        around: &Surroundings,
        now: UnixTime,
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) -> Result<Checked, Cancelled> {
        let mut search = Search::Finished;
        let mut pieces = group.evidence;
        let mut folder = None;
        if let What::File(path) = &group.what {
            let beside = discover::beside(path, around);
            if beside.out_of_reach {
                search = Search::Incomplete;
            }
            add_once(&mut pieces, beside.pieces);
            folder = Some(around.folder(path));
        }
        if let What::Folder(path) = &group.what {
            add_once(&mut pieces, discover::in_folder(path));
            discover::note_place(&mut pieces, path);
        }
        if let What::Image(part) = &group.what {
            if !part.searched {
                search = Search::Incomplete;
            }
            pieces.extend(part.pieces.iter().cloned());
        }
        let looked_beside = matches!(group.what, What::File(_) | What::Folder(_));

        // What is not named for the file is asked for only where nothing else is there.
        let none_found = pieces.is_empty();
        group.found.join(&mut pieces);
        if group.found.is_incomplete() {
            search = Search::Incomplete;
        }
        let nearby = folder.as_deref().map(|folder| match none_found {
            true => folder.evidence(),
            false => folder.shared(),
        });
        let mut algorithms = digests_of_interest(&group.what, &pieces, folder.as_deref());
        algorithms.extend(nearby.iter().flat_map(|nearby| &nearby.algorithms));
        algorithms.sort_unstable();
        algorithms.dedup();
        let read = self.read_subject(&group.what, &pieces, &algorithms, progress, cancel);
        let (subject, problem) = match read {
            Ok(subject) => (
                subject,
                self.trust
                    .installed
                    .is_none()
                    .then_some(Problem::TrustDataUnreadable),
            ),
            Err(Stopped::Problem(problem)) => (group.what.unread(), Some(problem)),
            Err(Stopped::Cancelled) => return Err(Cancelled),
        };
        progress(Progress::Checking);
        if let Some(nearby) = nearby {
            add_once(&mut pieces, nearby.about(&subject.digests));
        }
        if let What::File(path) = &group.what {
            let mut named = discover::named_for_digest(path, &subject.digests, around);
            named.retain(|piece| piece.claims_any(&subject.digests));
            add_once(&mut pieces, named);
        }
        let mut problem = problem;
        let mut checked = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let outcome = self.outcome(&mut problem, &piece, &subject, &group.what, now);
            checked.push(CheckedPiece { piece, outcome });
        }

        let handed = group.handed;
        let path = match group.what {
            What::File(path) | What::Folder(path) => Some(path),
            What::Image(part) => part.facts.path.clone(),
            What::Digest(_) | What::Bytes(_) | What::EvidenceAlone(_) => None,
        };
        Ok(self.decided(Undecided {
            target: Target {
                problem,
                search,
                rules: Rules::Met,
            },
            subject,
            path,
            pieces: checked,
            looked_beside,
            found: group.found,
            trust_data: self.trust.view.clone(),
            checked_at: now,
            until: None,
            handed,
        }))
    }

    /// What comes of one piece; `problem` is what stands in the way, also for those after it.
    fn outcome(
        &self,
        problem: &mut Option<Problem>,
        piece: &Piece,
        subject: &Subject,
        what: &What,
        now: UnixTime,
    ) -> PieceOutcome {
        match (*problem, &piece.content, &piece.list) {
            (None, Content::Bundle(bundle), via) => {
                let judged = match via {
                    Some(via) => self.judge_listed(bundle, via, subject, now),
                    None => self.judge(piece, bundle, subject, what, now),
                };
                match judged {
                    Ok(judged) => PieceOutcome::Judged(Box::new(judged)),
                    Err(found) => {
                        *problem = Some(found);
                        PieceOutcome::NotLookedInto
                    }
                }
            }
            (None, content, Some(via)) => {
                PieceOutcome::ListOnly(subject.coverage(via), content.defect().cloned())
            }
            (_, Content::Defect(defect), _) => PieceOutcome::Unread(defect.clone()),
            (Some(_), ..) | (None, Content::ListAlone, None) => PieceOutcome::NotLookedInto,
        }
    }

    /// The same check decided once more with this list and at this time. What the engine proved stays as
    /// it is: nothing is read, hashed or verified again.
    #[must_use]
    pub fn decide_again(&self, checked: &Checked, now: UnixTime) -> Checked {
        let pieces = checked.pieces.iter().map(|piece| CheckedPiece {
            outcome: match &piece.outcome {
                PieceOutcome::Judged(judged) => PieceOutcome::Judged(Box::new(Judged {
                    coverage: judged.coverage.clone(),
                    ..self.listed(
                        Arc::clone(&judged.bundle),
                        Arc::clone(&judged.report),
                        &checked.subject,
                        // The engine used the data of back then.
                        judged.trust_data.clone(),
                        now,
                    )
                })),
                other => other.clone(),
            },
            piece: piece.piece.clone(),
        });
        let decided = self.decided(Undecided {
            target: checked.target,
            subject: checked.subject.clone(),
            path: checked.path.clone(),
            pieces: pieces.collect(),
            looked_beside: checked.looked_beside,
            found: Arc::clone(&checked.found),
            trust_data: checked.trust_data.clone(),
            checked_at: checked.checked_at,
            until: checked.changes.until,
            handed: Arc::clone(&checked.handed),
        });
        Checked {
            proven_again: checked.proven_again,
            ..decided
        }
    }

    /// The same check with the trust data in force now: its evidence is proven once more, over the digests that
    /// were computed. The file is read again only for a signature over all of it; when that is no longer
    /// possible, what was proven before stays.
    #[must_use]
    pub fn prove_again(&self, checked: &Checked, now: UnixTime) -> Checked {
        let what = What::of(checked);
        let missing = Some(Problem::TrustDataUnreadable);
        let problem = match checked.target.problem {
            Some(other) if Some(other) != missing => Some(other),
            _ => missing.filter(|_| self.trust.installed.is_none()),
        };
        let pieces = checked.pieces.iter().map(|known| {
            // What became of the file meanwhile is no reason to take back what was proven of it.
            let mut in_the_way = problem;
            let outcome = self.outcome(&mut in_the_way, &known.piece, &checked.subject, &what, now);
            let lost = known.judged().is_some() && (in_the_way != problem || needs_bytes(&outcome));
            let outcome = if lost { known.outcome.clone() } else { outcome };
            CheckedPiece {
                piece: known.piece.clone(),
                outcome,
            }
        });
        let decided = self.decided(Undecided {
            target: Target {
                problem,
                ..checked.target
            },
            subject: checked.subject.clone(),
            path: checked.path.clone(),
            pieces: pieces.collect(),
            looked_beside: checked.looked_beside,
            found: Arc::clone(&checked.found),
            trust_data: self.trust.view.clone(),
            checked_at: checked.checked_at,
            until: checked.changes.until,
            handed: Arc::clone(&checked.handed),
        });
        Checked {
            proven_again: Some(now),
            ..decided
        }
    }

    fn decided(&self, undecided: Undecided) -> Checked {
        let Undecided {
            target,
            subject,
            path,
            pieces,
            looked_beside,
            found,
            trust_data,
            checked_at,
            until,
            handed,
        } = undecided;
        let weighed: Vec<whence_verdict::Piece> = pieces
            .iter()
            .map(|checked| whence_verdict::Piece {
                relation: checked.piece.relation,
                // Pieces that were not looked into never decide: then there is a problem, which does.
                finding: checked
                    .finding()
                    .unwrap_or(Finding::Missing(Code::EvidenceUnreadable)),
            })
            .collect();
        let fitting: Vec<usize> = pieces
            .iter()
            .filter_map(|checked| match checked.judged()?.listing.as_ref()? {
                Match::Listed(listed) => Some(listed.fitting.as_slice()),
                Match::Unlisted(_) => None,
            })
            .flatten()
            .copied()
            .collect();
        // Each listed signer may call the file by another name, and a rule for any of them holds. What others
        // call it takes nothing away.
        let listed = |judged: &&Judged| matches!(judged.listing, Some(Match::Listed(_)));
        let mut packages: Vec<Option<&str>> = pieces
            .iter()
            .filter_map(|checked| checked.judged().filter(listed))
            .map(|judged| judged.package.as_deref())
            .collect();
        // A rule asks for more, so one for what the archive says it is holds too.
        if !packages.is_empty() {
            packages.push(subject.package.as_deref());
        }
        packages.sort_unstable();
        packages.dedup();
        let is_unmet = |package: &Option<&str>| {
            let target = subject.target_facts(*package);
            !self.list.unmet_rules(&target, &fitting).is_empty()
        };
        let rules = if packages.iter().any(is_unmet) {
            Rules::Unmet
        } else {
            Rules::Met
        };
        let verdict = decide(Target { rules, ..target }, &weighed);
        let mut sighting = history::sighting(&subject, &verdict, &pieces, &self.list);
        let changes = self.changes(&subject, &sighting, until);
        let pinned = |check| {
            let before = changes.before.iter().find(|before| before.check == check);
            let id = before.and_then(|before| Some(&before.entry.as_ref()?.0));
            // Which list had the entry is not kept: where several have the id, each pin stops.
            let mut entries = self.list.entries().iter();
            id.is_some_and(|id| {
                entries.any(|entry| entry.id == *id && entry.pinned && entry.enabled)
            })
        };
        let verdict = stop_at_pinned(verdict, &changes.changes, pinned);
        sighting.state = verdict.state;
        sighting.changed = changes.is_stranger();
        let deciding = verdict.deciding.and_then(|position| pieces.get(position));
        let notes = self.notes(&verdict, deciding, &subject, &changes, checked_at);
        let trust_data = deciding
            .and_then(CheckedPiece::judged)
            .map_or(trust_data, |judged| judged.trust_data.clone());
        Checked {
            subject,
            path,
            pieces,
            verdict,
            notes,
            sighting,
            changes,
            target,
            against: self.against,
            list_problem: self.list_problem.clone(),
            looked_beside,
            found,
            trust_data,
            checked_at,
            handed,
            proven_again: None,
        }
    }

    /// What differs from earlier checks of the same product.
    fn changes(&self, subject: &Subject, now: &Sighting, until: Option<u64>) -> Changes {
        let products = subject.compared_products();
        let Some(past) = self.past.as_ref().filter(|_| !products.is_empty()) else {
            return Changes::default();
        };
        let products: Vec<&str> = products.iter().map(|it| it.key.as_str()).collect();
        let earlier = past.earlier(&products, now, until);
        let changes = changes(now, &earlier.sightings);
        let spoken_of =
            |it: &Sighting| changes.iter().any(|change| change.before == Some(it.check));
        Changes {
            until: Some(earlier.latest),
            before: earlier.sightings.into_iter().filter(spoken_of).collect(),
            changes,
        }
    }

    /// Reads the target, computing only these digests.
    fn read_subject(
        &self,
        what: &What,
        pieces: &[Piece],
        algorithms: &[HashAlgorithm],
        progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) -> Result<Subject, Stopped> {
        let mut subject = what.unread();
        match what {
            What::File(path) => {
                let mut hashing = |done, total| progress(Progress::Hashing { done, total });
                let read = intake::read(path, algorithms, &mut hashing, cancel)?;
                subject.size = Some(read.size);
                subject.content = Some(read.content);
                subject.digests = read.digests;
                subject.state = Some(read.state);
                let inside = read.archive.and_then(|_| archive::look_into(path, cancel));
                let package = inside.as_ref().and_then(|inside| inside.package.as_ref());
                subject.package = package.map(Claimed::purl);
                subject.inside = inside.map(Arc::new);
            }
            What::Folder(path) => {
                let bundles = pieces
                    .iter()
                    .filter_map(|piece| piece.content.bundle().map(AsRef::as_ref));
                let needed = model::parts_needed(bundles);
                let mut hashing = |done, total| progress(Progress::Hashing { done, total });
                let read = folder::read(path, &needed, &mut hashing, cancel)?;
                subject.size = Some(read.size);
                subject.content = Some(Message::new("content-folder"));
                subject.folder = Some(Arc::new(read.folder));
            }
            What::Bytes(bytes) => {
                subject.text = Some(Arc::from(bytes.as_slice()));
                subject.size = Some(bytes.len() as u64);
                subject.content = Some(intake::content_kind(bytes));
                subject.digests = algorithms
                    .iter()
                    .map(|algorithm| digest(*algorithm, bytes))
                    .collect();
            }
            What::Image(part) => {
                if let Some(problem) = part.problem {
                    return Err(Stopped::Problem(problem));
                }
                if let Some(content) = &part.content {
                    let mut hashing = |done, total| progress(Progress::Hashing { done, total });
                    image::hash_content(content, &mut hashing, cancel)?;
                }
            }
            What::Digest(_) | What::EvidenceAlone(_) => {}
        }
        Ok(subject)
    }

    fn judge(
        &self,
        piece: &Piece,
        bundle: &Arc<Bundle>,
        subject: &Subject,
        what: &What,
        now: UnixTime,
    ) -> Result<Judged, Problem> {
        let installed = self.installed()?;
        let run = |bytes| {
            let artifact = Artifact {
                digests: piece.about.as_ref().map_or(&subject.digests, from_ref),
                bytes,
            };
            let has_artifact = matches!(
                subject.kind,
                SubjectKind::File | SubjectKind::Digest | SubjectKind::Image
            );
            let request = Request {
                bundle,
                artifact: has_artifact.then_some(artifact),
                key: self.key.as_ref(),
                now,
            };
            match &subject.folder {
                Some(folder) => {
                    let folder = SignedFolder {
                        folder,
                        signature: piece.name.to_str().filter(|_| piece.lies_in_folder),
                    };
                    verify_folder(&request, folder, installed)
                }
                None => verify_installed(&request, installed),
            }
        };
        let mut report = run(None);
        if report.outcome() == Outcome::Missing(Code::NeedsFileBytes)
            && let Some(bytes) = whole_file(what, subject)?
        {
            report = run(Some(&bytes));
        }
        let trust_data = self.trust.view_of(report.trust()).clone();
        Ok(self.listed(
            Arc::clone(bundle),
            Arc::new(report),
            subject,
            trust_data,
            now,
        ))
    }

    /// As [`Self::judge`], for a signature over a checksum list.
    fn judge_listed(
        &self,
        bundle: &Arc<Bundle>,
        via: &Via,
        subject: &Subject,
        now: UnixTime,
    ) -> Result<Judged, Problem> {
        let installed = self.installed()?;
        let request = Request {
            bundle,
            artifact: None,
            key: self.key.as_ref(),
            now,
        };
        let file = via.listed(subject.file_name(), &subject.digests);
        let (report, coverage) = verify_listed(&request, &via.file, &file, installed);
        let trust_data = self.trust.view_of(report.trust()).clone();
        let report = Arc::new(report);
        Ok(Judged {
            coverage: Some(coverage),
            ..self.listed(Arc::clone(bundle), report, subject, trust_data, now)
        })
    }

    fn installed(&self) -> Result<&Installed, Problem> {
        let installed = self.trust.installed.as_ref();
        installed
            .map(AsRef::as_ref)
            .ok_or(Problem::TrustDataUnreadable)
    }

    /// What the list makes of what the engine proved.
    fn listed(
        &self,
        bundle: Arc<Bundle>,
        report: Arc<Report>,
        subject: &Subject,
        trust_data: TrustDataView,
        now: UnixTime,
    ) -> Judged {
        let package = report
            .proven()
            .and_then(|proven| package::claimed(subject, &bundle, proven.value()));
        let target = subject.target_facts(package.as_deref());
        let listing = report
            .proven()
            .filter(|proven| {
                // Who gives a key relies on it; a registry's key was not given.
                !matches!(
                    proven.value().kind(),
                    SignerKind::Key { registry: None, .. }
                )
            })
            .map(|proven| {
                let matched =
                    |known: &KnownSigners| self.list.match_signer(proven, &target, known, now);
                match (matched(&KnownSigners::default()), &self.past) {
                    // Only of a stranger it is asked whom they could be taken for.
                    (Match::Unlisted(_), Some(past)) => matched(&past.known_signers()),
                    (found, _) => found,
                }
            });
        let finding = match report.outcome() {
            Outcome::Proven => {
                let claim = report
                    .proven()
                    .map_or(Claim::Statement, |proven| proven.value().claim());
                match &listing {
                    None | Some(Match::Listed(_)) => Finding::Listed(claim),
                    Some(Match::Unlisted(unlisted)) => {
                        Finding::Unlisted(claim, crate::present::unlisted_reason(unlisted))
                    }
                }
            }
            Outcome::Failed(code) => Finding::Failed(code),
            Outcome::Missing(code) => Finding::Missing(code),
        };
        Judged {
            bundle,
            report,
            trust_data,
            listing,
            package,
            finding,
            coverage: None,
        }
    }

    fn notes(
        &self,
        verdict: &Verdict,
        deciding: Option<&CheckedPiece>,
        subject: &Subject,
        changes: &Changes,
        checked_at: UnixTime,
    ) -> Vec<Note> {
        let mut notes = verdict.notes.clone();
        notes.extend(changes.changes.iter().map(|change| change.note));
        if let Some(judged) = deciding.and_then(CheckedPiece::judged) {
            notes.extend(crate::present::notes_of(judged, subject));
            let dated = judged
                .trust_data
                .dated
                .map(|at| UnixTime::from_seconds(at / 1000));
            if dated.is_some_and(|dated| self.trust.freshness.is_noted(dated, checked_at)) {
                notes.push(Note::TrustDataDated);
            }
        }
        if let Some(coverage) = deciding.and_then(CheckedPiece::coverage) {
            if coverage.status == Status::Held
                && !coverage.same_name
                && subject.file_name().is_some()
            {
                notes.push(Note::OtherName);
            }
            if coverage.weak_ignored && coverage.status == Status::Held {
                notes.push(Note::WeakChecksumIgnored);
            }
        }
        if self.list_problem.is_some() {
            notes.push(Note::ListHasProblems);
        }
        notes.sort_unstable();
        notes.dedup();
        notes
    }
}

fn needs_bytes(outcome: &PieceOutcome) -> bool {
    matches!(outcome, PieceOutcome::Judged(judged)
        if judged.report.outcome() == Outcome::Missing(Code::NeedsFileBytes))
}

/// All bytes of the target, for signatures that are not over a digest; `None` above
/// [`intake::WHOLE_FILE_BYTES`] and when only a digest was given.
fn whole_file(what: &What, subject: &Subject) -> Result<Option<Vec<u8>>, Problem> {
    let bytes = match what {
        What::File(path) => match intake::read_bounded(path, intake::WHOLE_FILE_BYTES) {
            Ok(bytes) => bytes,
            Err(intake::BoundedError::TooLarge) => return Ok(None),
            Err(intake::BoundedError::Problem(problem)) => return Err(problem),
        },
        What::Bytes(bytes) => bytes.clone(),
        What::Folder(_) | What::Digest(_) | What::EvidenceAlone(_) | What::Image(_) => {
            return Ok(None);
        }
    };
    let same = subject
        .digests
        .iter()
        .all(|known| digest(known.algorithm(), &bytes) == *known);
    if same {
        Ok(Some(bytes))
    } else {
        Err(Problem::FileChangedWhileChecking)
    }
}

pub(crate) fn digest(algorithm: HashAlgorithm, bytes: &[u8]) -> Digest {
    let mut hasher = whence_verify::crypto::Hasher::new(algorithm);
    hasher.update(bytes);
    hasher.finish()
}

/// All of a check but what the list has to say.
struct Undecided {
    target: Target,
    subject: Subject,
    path: Option<PathBuf>,
    pieces: Vec<CheckedPiece>,
    looked_beside: bool,
    found: Arc<Found>,
    /// What holds unless the piece that decides was judged by one instance's.
    trust_data: TrustDataView,
    checked_at: UnixTime,
    /// Number of the latest earlier check to compare with; absent for all there are.
    until: Option<u64>,
    handed: Arc<[Handed]>,
}

/// The digests of the target that anything at hand asks for; SHA-256 when nothing does.
fn digests_of_interest(
    what: &What,
    pieces: &[Piece],
    folder: Option<&FolderNames>,
) -> Vec<HashAlgorithm> {
    let name = match what {
        What::File(path) => path.file_name(),
        _ => None,
    };
    let of_piece = |piece: &Piece| match (&piece.list, piece.content.bundle()) {
        (Some(via), _) => via.file.algorithms_for(&via.listed(name, &[])),
        (None, Some(bundle)) => digests_needed(bundle),
        (None, None) => Vec::new(),
    };
    let mut algorithms: Vec<HashAlgorithm> = pieces.iter().flat_map(of_piece).collect();
    if let Some(folder) = folder {
        let named = |algorithm: &HashAlgorithm| folder.names_digests(*algorithm);
        algorithms.extend(HashAlgorithm::ALL.into_iter().filter(named));
    }
    if algorithms.is_empty() {
        algorithms.push(HashAlgorithm::Sha256);
    }
    algorithms
}
