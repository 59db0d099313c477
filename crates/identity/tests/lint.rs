//! Each kind of finding: a list that has it, and the same list put right, which has it no more.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::collections::BTreeSet;

use whence_evidence::UnixTime;
use whence_identity::{Finding, Gravity, IdentityList, LintCode, Origin, Subject};

const NOW: UnixTime = UnixTime::from_seconds(1_795_132_800); // 2026-11-20
const GITHUB: &str = "issuer = 'https://token.actions.githubusercontent.com'";
const GOOGLE: &str = "issuer = 'https://accounts.google.com'";
const LOGIN: &str = "issuer = 'https://login.example'";
const EXACT: &str =
    "identity = 'https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/v1'";
const OTHER: &str =
    "identity = 'https://github.com/other/thing/.github/workflows/release.yml@refs/tags/v1'";

/// Lines of one entry each.
type Entries<'a> = &'a [&'a [&'a str]];

struct Case<'a> {
    code: LintCode,
    with: Entries<'a>,
    /// Key and place of the finding, and the better text.
    key: Option<&'a str>,
    at: Option<usize>,
    correction: Option<&'a str>,
    /// Entries it is said of.
    told: usize,
    without: Entries<'a>,
}

fn case<'a>(code: LintCode, with: Entries<'a>, without: Entries<'a>) -> Case<'a> {
    Case {
        code,
        with,
        key: None,
        at: None,
        correction: None,
        told: 1,
        without,
    }
}

impl<'a> Case<'a> {
    fn key(self, key: &'a str) -> Self {
        Self {
            key: Some(key),
            ..self
        }
    }

    fn better(self, at: Option<usize>, correction: &'a str) -> Self {
        Self {
            at,
            correction: Some(correction),
            ..self
        }
    }

    /// Told at both entries that collide.
    fn at_both(self) -> Self {
        Self { told: 2, ..self }
    }

    fn at(self, at: usize) -> Self {
        Self {
            at: Some(at),
            ..self
        }
    }
}

fn list(entries: Entries<'_>) -> IdentityList {
    const LABELS: [&str; 3] = ["First", "Quite another", "Zebra"];
    let mut text = String::from("schema = 1\n");
    for (entry, label) in entries.iter().zip(LABELS) {
        let lines = entry.join("\n");
        match lines.strip_prefix("[[rule]]") {
            Some(rule) => text.push_str(&format!("[[rule]]\nlabel = '{label}'\n{rule}\n")),
            None => text.push_str(&format!("[[signer]]\nlabel = '{label}'\n{lines}\n")),
        }
    }
    IdentityList::parse(text.as_bytes()).unwrap_or_else(|problems| panic!("{text}{problems:?}"))
}

fn findings(list: &IdentityList, code: LintCode) -> Vec<Finding> {
    let mut found = list.lint(NOW);
    found.retain(|finding| finding.code == code);
    found
}

/// One for each code but those that need several lists, which follow.
fn cases() -> Vec<Case<'static>> {
    use LintCode as Code;
    const REGEX: &str = "identity-regex = 'https://github\\.com/acme/tool/\\.github/workflows/release\\.yml@refs/tags/.+'";
    vec![
        case(
            Code::IssuerLooksKnown,
            &[&["issuer = 'https://accounts.gooogle.com'", "identity = 'a@acme.example'"]],
            &[&[LOGIN, "identity = 'a@acme.example'"]],
        )
        .key("issuer")
        .better(None, "https://accounts.google.com"),
        case(
            Code::NeverMatches,
            &[&[GITHUB, "identity = 'a@acme.example'"]],
            &[&[GITHUB, EXACT]],
        )
        .key("identity"),
        case(
            Code::KeyMissing,
            &[&["key-file = 'cosign.pub'"]],
            &[&["key = 'sha256:0000000000000000000000000000000000000000000000000000000000000000'"]],
        )
        .key("key-file"),
        case(
            Code::RepositoryOpen,
            &[&[GITHUB, "identity-pattern = 'https://github.com/acme/*/.github/workflows/r.yml@refs/tags/*'"]],
            &[&[GITHUB, "identity-pattern = 'https://github.com/acme/tool/.github/workflows/r.yml@refs/tags/*'"]],
        )
        .key("identity-pattern")
        .at(24),
        case(
            Code::MailboxOpen,
            &[&[GOOGLE, "identity-pattern = '*@acme.example'"]],
            &[&[GOOGLE, "identity = 'a@acme.example'"]],
        )
        .key("identity-pattern"),
        case(
            Code::SiblingsFit,
            &[&[GITHUB, "identity-pattern = 'https://github.com/acme/tool*'"]],
            &[&[GITHUB, "identity-pattern = 'https://github.com/acme/tool/**'"]],
        )
        .key("identity-pattern")
        .better(Some(28), "https://github.com/acme/tool/**"),
        case(
            Code::WorkflowOpen,
            &[&[GITHUB, "identity-pattern = 'https://github.com/acme/tool/.github/workflows/*@refs/tags/*'"]],
            &[&[GITHUB, "identity-pattern = 'https://github.com/acme/tool/.github/workflows/r.yml@refs/tags/*'"]],
        )
        .key("identity-pattern")
        .at(47),
        case(
            Code::RefOpen,
            &[&[GITHUB, "identity-pattern = 'https://github.com/acme/tool/.github/workflows/r.yml@**'"]],
            &[&[GITHUB, "identity-pattern = 'https://github.com/acme/tool/.github/workflows/r.yml@refs/tags/*'"]],
        )
        .key("identity-pattern")
        .better(Some(53), "https://github.com/acme/tool/.github/workflows/r.yml@refs/tags/*"),
        case(
            Code::DotUnescaped,
            &[&[GITHUB, "identity-regex = 'https://github\\.com/acme/tool/w.yml@refs/tags/.+'"]],
            &[&[GITHUB, REGEX]],
        )
        .key("identity-regex")
        .better(Some(31), "https://github\\.com/acme/tool/w\\.yml@refs/tags/.+"),
        case(
            Code::SlashRepeated,
            &[&[GITHUB, "identity-regex = 'https://github\\.com/acme/tool/*'"]],
            &[&[GITHUB, "identity-regex = 'https://github\\.com/acme/tool/.*'"]],
        )
        .key("identity-regex")
        .better(Some(29), "https://github\\.com/acme/tool/.*"),
        case(
            Code::AnchorsNotNeeded,
            &[&[GITHUB, "identity-regex = '^https://github\\.com/acme/tool/w\\.yml@refs/tags/.+$'"]],
            &[&[GITHUB, REGEX]],
        )
        .key("identity-regex")
        .better(Some(0), "https://github\\.com/acme/tool/w\\.yml@refs/tags/.+"),
        case(
            Code::BranchOnly,
            &[&[GITHUB, "identity = 'https://github.com/acme/tool/.github/workflows/r.yml@refs/heads/main'"]],
            &[&[GITHUB, EXACT]],
        )
        .key("identity"),
        case(
            Code::PersonalMailbox,
            &[&[GOOGLE, "identity = 'ann@gmail.com'"]],
            &[&[GOOGLE, "identity = 'ann@acme.example'"]],
        )
        .key("identity"),
        case(
            Code::LooksLikeEntry,
            &[&[GITHUB, EXACT], &[GITHUB, "identity = 'https://github.com/acme-inc/tool/.github/workflows/release.yml@refs/tags/v1'"]],
            &[&[GITHUB, EXACT], &[GITHUB, OTHER]],
        )
        .at_both(),
        case(
            Code::Duplicate,
            &[&[GITHUB, EXACT], &[GITHUB, EXACT]],
            &[&[GITHUB, EXACT], &[GITHUB, EXACT, "files = ['*.zip']"]],
        ),
        case(
            Code::Shadowed,
            &[&[GITHUB, EXACT], &[GITHUB, "identity-pattern = 'https://github.com/acme/tool/**'"]],
            &[&[GITHUB, EXACT], &[GITHUB, "identity-pattern = 'https://github.com/acme/tool/**'", "enabled = false"]],
        ),
        case(
            Code::Expired,
            &[&[GITHUB, EXACT, "expires = 2026-11-20"]],
            &[&[GITHUB, EXACT, "expires = 2026-11-21"]],
        )
        .key("expires"),
        case(
            Code::FirstSeenWithoutEnd,
            &[&[GITHUB, EXACT, "basis = 'first-seen'"]],
            &[&[GITHUB, EXACT, "basis = 'first-seen'", "expires = 2027-11-20"]],
        )
        .key("expires"),
        case(
            Code::ScopeNeverFits,
            &[&[GITHUB, EXACT, "images = ['ghcr.io/acme/tool:v1']"]],
            &[&[GITHUB, EXACT, "images = ['localhost:5000/acme/tool']"]],
        )
        .key("images")
        .better(None, "ghcr.io/acme/tool"),
        case(
            Code::RuleNeverMet,
            &[&[GITHUB, EXACT], &["[[rule]]", "files = ['*']", "requires = ['first', 'nobody']"]],
            &[&[GITHUB, EXACT], &["[[rule]]", "files = ['*']", "requires = ['first']"]],
        )
        .key("requires"),
    ]
}

#[test]
fn each_finding_is_made_where_it_belongs_and_goes_when_put_right() {
    let mut met = BTreeSet::from([LintCode::LabelLooksLikeEntry]);
    for case in cases() {
        let name = case.code.as_str();
        let found = findings(&list(case.with), case.code);
        assert_eq!(
            found.len(),
            case.told,
            "{name}: {:?}",
            list(case.with).lint(NOW)
        );
        let only = &found[0];
        assert_eq!(only.key, case.key, "{name}");
        assert_eq!(only.at, case.at, "{name}");
        assert_eq!(only.correction.as_deref(), case.correction, "{name}");
        assert_eq!(findings(&list(case.without), case.code), [], "{name}");
        met.insert(case.code);
    }
    let missing: Vec<&str> = LintCode::ALL
        .iter()
        .filter(|code| !met.contains(code))
        .map(|code| code.as_str())
        .collect();
    assert_eq!(missing, [""; 0], "codes without a case");
}

/// The same is found however it is written.
#[test]
fn parts_and_expressions_are_as_wide_as_patterns() {
    let parts = |repository: &str, workflow: &str, reference: &str| {
        format!(
            "parts = {{ host = 'github.com', owner = 'acme', repository = '{repository}', \
             workflow = '{workflow}', ref = '{reference}' }}"
        )
    };
    let w = ".github/workflows/r.yml";
    for (identity, code, key, correction) in [
        (
            parts("*", w, "refs/tags/*"),
            LintCode::RepositoryOpen,
            "repository",
            None,
        ),
        (
            parts("tool", "*", "refs/tags/*"),
            LintCode::WorkflowOpen,
            "workflow",
            None,
        ),
        (
            parts("tool", w, "*"),
            LintCode::RefOpen,
            "ref",
            Some("refs/tags/v*"),
        ),
        (
            parts("tool", w, "refs/heads/*"),
            LintCode::RefOpen,
            "ref",
            Some("refs/tags/v*"),
        ),
        (
            parts("tool", w, "refs/heads/main"),
            LintCode::BranchOnly,
            "ref",
            None,
        ),
        (
            "identity-regex = 'https://github\\.com/acme/.+'".to_owned(),
            LintCode::RepositoryOpen,
            "identity-regex",
            None,
        ),
    ] {
        let found = findings(&list(&[&[GITHUB, &identity]]), code);
        let [only] = found.as_slice() else {
            panic!("{identity}: {found:?}")
        };
        assert_eq!(only.key, Some(key), "{identity}");
        assert_eq!(only.correction.as_deref(), correction, "{identity}");
    }
    let mail = "identity-regex = '.+@acme\\.example'";
    assert_eq!(
        findings(&list(&[&[GOOGLE, mail]]), LintCode::MailboxOpen).len(),
        1
    );
    for (scope, correction) in [
        ("files = ['downloads/tool.zip']", Some("tool.zip")),
        ("files = ['downloads\\tool.zip']", Some("tool.zip")),
        (
            "images = ['ghcr.io/acme/tool@sha256:00']",
            Some("ghcr.io/acme/tool"),
        ),
        ("packages = ['npm/tool']", None),
    ] {
        let found = findings(&list(&[&[GITHUB, EXACT, scope]]), LintCode::ScopeNeverFits);
        let [only] = found.as_slice() else {
            panic!("{scope}: {found:?}")
        };
        assert_eq!(only.correction.as_deref(), correction, "{scope}");
    }
    let siblings = findings(
        &list(&[&[GITHUB, EXACT, "images = ['ghcr.io/acme/tool*']"]]),
        LintCode::SiblingsFit,
    );
    assert_eq!(
        siblings[0].correction.as_deref(),
        Some("ghcr.io/acme/tool/**")
    );
}

/// What is only possible between the person's own list and another.
#[test]
fn labels_of_two_lists_that_could_be_taken_for_one_another() {
    let own = list(&[&[GITHUB, EXACT]]);
    let layered = |label: &str| {
        let text = format!("schema = 1\n[[signer]]\nlabel = '{label}'\n{GITHUB}\n{OTHER}\n");
        let company = IdentityList::parse(text.as_bytes()).unwrap();
        IdentityList::layered([
            (Origin::Own, own.clone()),
            (Origin::Managed("company".into()), company),
        ])
    };
    let found = findings(&layered("F1rst"), LintCode::LabelLooksLikeEntry);
    assert_eq!(found.len(), 2, "told at both");
    assert_eq!(
        (found[0].about, found[0].other),
        (Subject::Entry(0), Some(1))
    );
    assert_eq!(
        findings(&layered("Company"), LintCode::LabelLooksLikeEntry),
        []
    );
}

/// Whoever reads only the first findings reads the gravest.
#[test]
fn warnings_come_before_notes() {
    let list = list(&[&[
        GITHUB,
        "identity-regex = '^https://github\\.com/acme/tool/*$'",
        "expires = 2020-01-01",
    ]]);
    let found = list.lint_entry(0, NOW);
    let gravities: Vec<Gravity> = found.iter().map(|finding| finding.code.gravity()).collect();
    let mut sorted = gravities.clone();
    sorted.sort_by_key(|gravity| std::cmp::Reverse(*gravity));
    assert_eq!(gravities, sorted);
    assert!(gravities.contains(&Gravity::Note) && gravities.contains(&Gravity::Warning));
}
