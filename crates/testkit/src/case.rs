//! A minted bundle and what a verifier must say about it.

use crate::scenario::{Minted, Scenario};

/// How many independent witnesses the verifier demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// SCTs from different logs.
    pub scts: u8,
    /// Transparency logs.
    pub logs: u8,
    /// Observed times from different operators.
    pub times: u8,
}

impl Policy {
    /// SCT, log and time.
    pub const PUBLIC_GOOD: Policy = Policy {
        scts: 1,
        logs: 1,
        times: 1,
    };
    /// A time stamp alone, as GitHub's own instance does.
    pub const TIME_ONLY: Policy = Policy {
        scts: 0,
        logs: 0,
        times: 1,
    };
    /// A managed key proves itself.
    pub const MANAGED_KEY: Policy = Policy {
        scts: 0,
        logs: 0,
        times: 0,
    };
}

/// What must come out. Check ids are those of docs/VERIFICATION.md §1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Every required check passes.
    Holds,
    /// This check fails.
    Fails {
        /// Stable id.
        check: &'static str,
    },
    /// This check cannot be done: something is unknown rather than wrong.
    NotDone {
        /// Stable id.
        check: &'static str,
    },
    /// The input is refused before anything is checked.
    Unreadable {
        /// Stable id.
        check: &'static str,
    },
}

impl Expect {
    /// Shorthand for [`Expect::Fails`].
    pub const fn fails(check: &'static str) -> Expect {
        Expect::Fails { check }
    }

    /// Shorthand for [`Expect::NotDone`].
    pub const fn not_done(check: &'static str) -> Expect {
        Expect::NotDone { check }
    }

    /// Shorthand for [`Expect::Unreadable`].
    pub const fn unreadable(check: &'static str) -> Expect {
        Expect::Unreadable { check }
    }
}

/// A named bundle with its expectation.
#[derive(Clone, Debug)]
pub struct Case {
    /// Kebab-case, unique.
    pub name: &'static str,
    /// Number in docs/VERIFICATION.md §10; `None` for bundles that hold.
    pub section_10: Option<u8>,
    /// The files.
    pub minted: Minted,
    /// The answer.
    pub expect: Expect,
    /// Other checks that the same fault unavoidably breaks: they may fail as well, all others must not.
    pub also: &'static [&'static str],
    /// What the verifier demands.
    pub policy: Policy,
}

impl Case {
    /// A bundle in which everything is right.
    pub(crate) fn holds(
        name: &'static str,
        mut scenario: Scenario,
        change: impl FnOnce(&mut Scenario),
    ) -> Case {
        change(&mut scenario);
        Case {
            name,
            section_10: None,
            minted: scenario.mint(),
            expect: Expect::Holds,
            also: &[],
            policy: scenario.policy,
        }
    }

    /// A bundle with one fault.
    pub(crate) fn fault(
        section_10: u8,
        name: &'static str,
        expect: Expect,
        scenario: Scenario,
        change: impl FnOnce(&mut Scenario),
    ) -> Case {
        Case {
            section_10: Some(section_10),
            expect,
            ..Case::holds(name, scenario, change)
        }
    }

    /// Allows these checks to fail as well.
    pub(crate) fn also(self, also: &'static [&'static str]) -> Case {
        Case { also, ..self }
    }
}
