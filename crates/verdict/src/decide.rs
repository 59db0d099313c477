use whence_verify::{Claim, Code};

use crate::{Note, Problem, State, UnlistedReason, VerdictCode};

/// What the caller knows about the target and the search, apart from the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// What stood in the way of reading it, if anything.
    pub problem: Option<Problem>,
    /// How far the search for evidence came.
    pub search: Search,
    /// Whether all rules of the list that the target falls under are met by all pieces together.
    pub rules: Rules,
}

/// Whether the rules of the list are met that ask for several entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// All of them, or there are none for this target.
    Met,
    /// At least one is not: nobody counts as listed for this target.
    Unmet,
}

/// How far the search for evidence came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// Every place that was to be searched could be searched.
    Finished,
    /// At least one place could not be searched.
    Incomplete,
}

/// One piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// What it has to do with the target.
    pub relation: Relation,
    /// What it is worth.
    pub finding: Finding,
}

/// What a piece of evidence has to do with the target: whether a mismatch says anything about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Handed over with the target, named after it, or the target itself: a mismatch counts.
    Meant,
    /// One of several in a file that was handed over or named after the target: some may be about
    /// other files, so a mismatch counts only when every other piece mismatches too.
    OneOfSeveral,
    /// Merely near the target: it counts when it is about the target and not otherwise, or a crowded
    /// folder would make files fail.
    Nearby,
    /// From a place anybody can write to, such as a public log: it counts unless it gives a no, or anybody
    /// could make any file fail.
    Public,
}

/// What a piece of evidence is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// Proven, and the signer is on the list.
    Listed(Claim),
    /// Proven, and the signer is not on the list.
    Unlisted(Claim, UnlistedReason),
    /// A required check gave a definite no.
    Failed(Code),
    /// Something needed is missing, or the piece cannot be read.
    Missing(Code),
    /// A checksum list that names the file as it is and that nobody signed: no signature, and no damage.
    Unsigned,
}

impl Finding {
    /// The state this piece would have alone.
    pub const fn state(self) -> State {
        match self {
            Self::Listed(_) => State::Listed,
            Self::Unlisted(..) => State::Unlisted,
            Self::Failed(_) => State::Failed,
            Self::Missing(_) => State::CouldNotCheck,
            Self::Unsigned => State::NoSignature,
        }
    }

    /// The code this piece would have alone.
    pub const fn code(self) -> VerdictCode {
        match self {
            Self::Listed(_) => VerdictCode::Listed,
            Self::Unlisted(_, reason) => VerdictCode::Unlisted(reason),
            Self::Failed(code) | Self::Missing(code) => VerdictCode::Engine(code),
            Self::Unsigned => VerdictCode::ListUnsigned,
        }
    }

    const fn is_mismatch(self) -> bool {
        matches!(self, Self::Failed(Code::FileMismatch))
    }
}

/// One verdict for one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// One of five.
    pub state: State,
    /// The reason.
    pub code: VerdictCode,
    /// Position of the piece that decided; absent when none did.
    pub deciding: Option<usize>,
    /// What follows from the pieces together, most important first.
    pub notes: Vec<Note>,
}

/// Weighs all pieces of evidence for one target. The rules stand at the top of this crate.
pub fn decide(target: Target, pieces: &[Piece]) -> Verdict {
    if let Some(problem) = target.problem {
        return Verdict::without_piece(VerdictCode::Target(problem));
    }
    let counted: Vec<(usize, Finding)> = pieces
        .iter()
        .enumerate()
        .filter(|(position, _)| counts(pieces, *position))
        .map(|(position, piece)| (position, under(target.rules, piece.finding)))
        .collect();

    for state in [
        State::Listed,
        State::Failed,
        State::Unlisted,
        State::CouldNotCheck,
        State::NoSignature,
    ] {
        if state == State::NoSignature && target.search == Search::Incomplete {
            break;
        }
        let candidates = counted
            .iter()
            .filter(|(_, finding)| finding.state() == state);
        if let Some(&(position, finding)) = candidates.min_by_key(|(_, finding)| rank(*finding)) {
            let code = finding.code();
            return Verdict {
                state,
                code,
                deciding: Some(position),
                notes: notes(state, &counted),
            };
        }
    }
    Verdict::without_piece(match target.search {
        Search::Finished => VerdictCode::NoneFound,
        Search::Incomplete => VerdictCode::SearchIncomplete,
    })
}

impl Verdict {
    const fn without_piece(code: VerdictCode) -> Self {
        Self {
            state: code.state(),
            code,
            deciding: None,
            notes: Vec::new(),
        }
    }
}

/// What a finding is worth under the rules of the list.
const fn under(rules: Rules, finding: Finding) -> Finding {
    match (rules, finding) {
        (Rules::Unmet, Finding::Listed(claim)) => {
            Finding::Unlisted(claim, UnlistedReason::EntryRequirementUnmet)
        }
        (Rules::Met | Rules::Unmet, other) => other,
    }
}

/// Whether the piece at this position has a say.
fn counts(pieces: &[Piece], position: usize) -> bool {
    let Some(piece) = pieces.get(position) else {
        return false;
    };
    if piece.relation == Relation::Public {
        return !matches!(piece.finding, Finding::Failed(_));
    }
    if !piece.finding.is_mismatch() {
        return true;
    }
    match piece.relation {
        Relation::Meant => true,
        Relation::OneOfSeveral => pieces
            .iter()
            .filter(|other| !matches!(other.relation, Relation::Nearby | Relation::Public))
            .all(|other| other.finding.is_mismatch()),
        Relation::Nearby | Relation::Public => false,
    }
}

/// Precedence among findings of one state, smallest first.
fn rank(finding: Finding) -> (u8, u8) {
    match finding {
        Finding::Listed(claim) => (0, claim_rank(claim)),
        Finding::Unlisted(claim, reason) => (reason as u8, claim_rank(claim)),
        Finding::Failed(code) | Finding::Missing(code) => (code as u8, 0),
        Finding::Unsigned => (0, 0),
    }
}

/// The claim that says most about the file first.
const fn claim_rank(claim: Claim) -> u8 {
    match claim {
        Claim::Signature => 0,
        Claim::BuildRecord => 1,
        Claim::PublishRecord => 2,
        Claim::Statement => 3,
        Claim::PartsList => 4,
    }
}

fn notes(state: State, counted: &[(usize, Finding)]) -> Vec<Note> {
    let mut notes = Vec::new();
    // A signature of another system beside the file is ordinary and says nothing to the contrary.
    // So does a checksum list.
    let speaks = |finding: Finding| {
        ![Finding::Missing(Code::FormatUnsupported), Finding::Unsigned].contains(&finding)
    };
    if counted
        .iter()
        .any(|(_, finding)| finding.state() != state && speaks(*finding))
    {
        notes.push(Note::MixedEvidence);
    }
    let mut listed = counted
        .iter()
        .filter(|(_, finding)| finding.state() == State::Listed)
        .peekable();
    if listed.peek().is_some()
        && listed.all(|(_, finding)| *finding == Finding::Listed(Claim::PartsList))
    {
        notes.push(Note::ClaimIsPartsListOnly);
    }
    notes
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    const RELATIONS: [Relation; 4] = [
        Relation::Meant,
        Relation::OneOfSeveral,
        Relation::Nearby,
        Relation::Public,
    ];
    const READ: Target = Target {
        problem: None,
        search: Search::Finished,
        rules: Rules::Met,
    };

    fn findings() -> Vec<Finding> {
        vec![
            Finding::Listed(Claim::Signature),
            Finding::Listed(Claim::PartsList),
            Finding::Unlisted(Claim::BuildRecord, UnlistedReason::NoEntry),
            Finding::Unlisted(Claim::Signature, UnlistedReason::EntryExpired),
            Finding::Failed(Code::FileMismatch),
            Finding::Failed(Code::SignatureInvalid),
            Finding::Missing(Code::NeedsFile),
            Finding::Missing(Code::FormatUnsupported),
            Finding::Unsigned,
        ]
    }

    fn all_pieces() -> Vec<Piece> {
        let with = |finding| RELATIONS.map(|relation| Piece { relation, finding });
        findings().into_iter().flat_map(with).collect()
    }

    /// Every list of up to three pieces.
    fn every_case() -> Vec<Vec<Piece>> {
        let pieces = all_pieces();
        let mut cases = vec![vec![]];
        for first in &pieces {
            cases.push(vec![*first]);
            for second in &pieces {
                cases.push(vec![*first, *second]);
                for third in &pieces {
                    cases.push(vec![*first, *second, *third]);
                }
            }
        }
        cases
    }

    fn meant(finding: Finding) -> Piece {
        Piece {
            relation: Relation::Meant,
            finding,
        }
    }

    fn state_of(findings: &[Finding]) -> State {
        let pieces: Vec<Piece> = findings.iter().copied().map(meant).collect();
        decide(READ, &pieces).state
    }

    /// The rules said once more, by sets instead of by order.
    #[test]
    fn every_combination_of_three_pieces_follows_the_rules() {
        for case in every_case() {
            for (search, rules) in [
                (Search::Finished, Rules::Met),
                (Search::Incomplete, Rules::Met),
                (Search::Finished, Rules::Unmet),
            ] {
                let target = Target {
                    search,
                    rules,
                    ..READ
                };
                let verdict = decide(target, &case);
                let others_match = case.iter().any(|piece| {
                    !matches!(piece.relation, Relation::Nearby | Relation::Public)
                        && !piece.finding.is_mismatch()
                });
                let heard = |piece: &&Piece| match (piece.finding, piece.relation) {
                    (Finding::Failed(_), Relation::Public) => false,
                    (Finding::Failed(Code::FileMismatch), Relation::Nearby) => false,
                    (Finding::Failed(Code::FileMismatch), Relation::OneOfSeveral) => !others_match,
                    _ => true,
                };
                // Where a rule is not met, nobody is listed.
                let state_of = |piece: &Piece| match (rules, piece.finding.state()) {
                    (Rules::Unmet, State::Listed) => State::Unlisted,
                    (_, state) => state,
                };
                let states: Vec<State> = case.iter().filter(heard).map(state_of).collect();
                let has = |state| states.contains(&state);
                let expected = if has(State::Listed) {
                    State::Listed
                } else if has(State::Failed) {
                    State::Failed
                } else if has(State::Unlisted) {
                    State::Unlisted
                } else if has(State::CouldNotCheck) || search == Search::Incomplete {
                    State::CouldNotCheck
                } else {
                    State::NoSignature
                };
                assert_eq!(verdict.state, expected, "{case:?}");
                assert_eq!(verdict.code.state(), verdict.state, "{case:?}");
                let decides =
                    |state: &State| *state != State::NoSignature || search == Search::Finished;
                assert_eq!(
                    verdict.deciding.is_some(),
                    states.iter().any(decides),
                    "{case:?}"
                );
                if let Some(position) = verdict.deciding {
                    let listed = case[position].finding.state() == State::Listed;
                    let expected = match rules {
                        Rules::Unmet if listed => {
                            VerdictCode::Unlisted(UnlistedReason::EntryRequirementUnmet)
                        }
                        _ => case[position].finding.code(),
                    };
                    assert_eq!(verdict.code, expected, "{case:?}");
                }
                let silent = [Finding::Missing(Code::FormatUnsupported), Finding::Unsigned];
                let speaks = |piece: &&Piece| !silent.contains(&piece.finding);
                let mixed = case
                    .iter()
                    .filter(heard)
                    .filter(speaks)
                    .any(|piece| state_of(piece) != verdict.state);
                assert_eq!(
                    verdict.notes.contains(&Note::MixedEvidence),
                    mixed,
                    "{case:?}"
                );
            }
        }
    }

    #[test]
    fn a_rule_that_is_not_met_lists_nobody_and_says_so() {
        let target = Target {
            rules: Rules::Unmet,
            ..READ
        };
        for claim in [Claim::Signature, Claim::BuildRecord, Claim::PartsList] {
            let verdict = decide(target, &[meant(Finding::Listed(claim))]);
            let code = VerdictCode::Unlisted(UnlistedReason::EntryRequirementUnmet);
            assert_eq!((verdict.state, verdict.code), (State::Unlisted, code));
            assert_eq!(verdict.notes, []);
        }
        let mismatch = meant(Finding::Failed(Code::FileMismatch));
        let verdict = decide(
            target,
            &[meant(Finding::Listed(Claim::Signature)), mismatch],
        );
        assert_eq!(verdict.state, State::Failed);
        assert_eq!(decide(target, &[]).state, State::NoSignature);
    }

    #[test]
    fn the_order_of_pieces_never_changes_state_or_code() {
        for case in every_case() {
            let forwards = decide(READ, &case);
            let backwards: Vec<Piece> = case.iter().rev().copied().collect();
            let backwards = decide(READ, &backwards);
            assert_eq!(
                (forwards.state, forwards.code),
                (backwards.state, backwards.code),
                "{case:?}"
            );
            assert_eq!(forwards.notes, backwards.notes, "{case:?}");
        }
    }

    #[test]
    fn junk_never_takes_away_a_proof() {
        for junk in findings() {
            assert_eq!(
                state_of(&[junk, Finding::Listed(Claim::Signature)]),
                State::Listed
            );
        }
    }

    #[test]
    fn a_swapped_file_fails_even_with_a_strangers_signature_beside_it() {
        let stranger = Finding::Unlisted(Claim::Signature, UnlistedReason::NoEntry);
        assert_eq!(
            state_of(&[stranger, Finding::Failed(Code::FileMismatch)]),
            State::Failed
        );
    }

    #[test]
    fn bundles_merely_nearby_cannot_make_a_file_fail() {
        let nearby = Piece {
            relation: Relation::Nearby,
            finding: Finding::Failed(Code::FileMismatch),
        };
        assert_eq!(decide(READ, &[nearby; 3]).state, State::NoSignature);
        let broken = Piece {
            finding: Finding::Failed(Code::SignatureInvalid),
            ..nearby
        };
        assert_eq!(decide(READ, &[nearby, broken]).state, State::Failed);
    }

    #[test]
    fn in_a_collection_a_mismatch_counts_only_when_nothing_is_about_the_file() {
        let line = |finding| Piece {
            relation: Relation::OneOfSeveral,
            finding,
        };
        let other = line(Finding::Failed(Code::FileMismatch));
        let unlisted = line(Finding::Unlisted(
            Claim::BuildRecord,
            UnlistedReason::NoEntry,
        ));
        assert_eq!(
            decide(READ, &[other, unlisted, other]).state,
            State::Unlisted
        );
        assert_eq!(
            decide(READ, &[other, other]).code,
            VerdictCode::Engine(Code::FileMismatch)
        );
        let handed = meant(Finding::Failed(Code::FileMismatch));
        assert_eq!(decide(READ, &[handed, unlisted]).state, State::Failed);
    }

    #[test]
    fn a_problem_with_the_target_outranks_every_finding() {
        for problem in Problem::ALL {
            for finding in findings() {
                let target = Target {
                    problem: Some(problem),
                    ..READ
                };
                let verdict = decide(target, &[meant(finding)]);
                assert_eq!(verdict.state, State::CouldNotCheck);
                assert_eq!(verdict.code, VerdictCode::Target(problem));
                assert_eq!(verdict.deciding, None);
            }
        }
    }

    #[test]
    fn no_signature_needs_a_finished_search_and_no_evidence() {
        assert_eq!(decide(READ, &[]).code, VerdictCode::NoneFound);
        let target = Target {
            search: Search::Incomplete,
            ..READ
        };
        assert_eq!(decide(target, &[]).code, VerdictCode::SearchIncomplete);
    }

    #[test]
    fn among_several_failures_the_most_telling_decides() {
        for (first, one) in Code::ALL.iter().enumerate() {
            for (second, other) in Code::ALL.iter().enumerate() {
                let finding = |code: Code| match VerdictCode::Engine(code).state() {
                    State::Failed => Finding::Failed(code),
                    _ => Finding::Missing(code),
                };
                let verdict = decide(READ, &[meant(finding(*one)), meant(finding(*other))]);
                let states = [finding(*one).state(), finding(*other).state()];
                if states[0] == states[1] {
                    let expected = if first <= second { one } else { other };
                    assert_eq!(verdict.code, VerdictCode::Engine(*expected));
                }
            }
        }
    }

    #[test]
    fn the_stronger_claim_speaks_for_the_file() {
        let listed = [
            Claim::PartsList,
            Claim::Statement,
            Claim::PublishRecord,
            Claim::BuildRecord,
            Claim::Signature,
        ];
        for strongest in 1..listed.len() {
            let pieces: Vec<Piece> = listed[..=strongest]
                .iter()
                .map(|claim| meant(Finding::Listed(*claim)))
                .collect();
            let verdict = decide(READ, &pieces);
            assert_eq!(verdict.deciding, Some(strongest));
            assert!(!verdict.notes.contains(&Note::ClaimIsPartsListOnly));
        }
        let only = decide(READ, &[meant(Finding::Listed(Claim::PartsList))]);
        assert_eq!(only.notes, [Note::ClaimIsPartsListOnly]);
        // What is not listed makes it no more than that.
        let parts = meant(Finding::Listed(Claim::PartsList));
        let open = meant(Finding::Missing(Code::NeedsFile));
        let both = [Note::MixedEvidence, Note::ClaimIsPartsListOnly];
        assert_eq!(decide(READ, &[parts, open]).notes, both);
    }

    #[test]
    fn the_nearest_miss_is_told_first() {
        let unlisted = |reason| meant(Finding::Unlisted(Claim::Signature, reason));
        for reason in UnlistedReason::ALL {
            let verdict = decide(READ, &[unlisted(UnlistedReason::NoEntry), unlisted(reason)]);
            assert_eq!(verdict.code, VerdictCode::Unlisted(reason));
        }
    }
}
