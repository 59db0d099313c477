//! The starter entries, what they let through, and what they must not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use whence_evidence::UnixTime;
use whence_identity::{
    Breadth, Entry, IdentityList, IdentityRule, KnownBy, KnownSigners, LintCode, Part, SignerFacts,
    TargetFacts, Trick, Who, impostors, sample, starter, test_entry,
};

const NOW: UnixTime = UnixTime::from_seconds(1_795_132_800); // 2026-11-20

#[test]
fn each_starter_is_switched_off_and_says_where_it_is_from() {
    assert_eq!(starter::all().len(), 31);
    for starter in starter::all() {
        let entry = starter.entry();
        assert!(!entry.enabled && entry.basis.is_none() && entry.note.is_none());
        assert!(!starter.source.is_empty() && starter.read_on.starts_with("2026-"));
        let file = format!("schema = 1\n{}", entry.to_toml());
        let again = IdentityList::parse(file.as_bytes()).unwrap();
        assert_eq!(again.entries().len(), 1);
        assert_eq!(again.entries()[0].who, entry.who, "{file}");
        assert_eq!(again.entries()[0].scope, entry.scope, "{file}");
    }
}

#[test]
fn starters_are_found_by_words() {
    let names = |text: &str| -> Vec<&str> {
        let found = starter::search(text);
        found.iter().map(|starter| starter.name.as_str()).collect()
    };
    assert_eq!(names("python 3.14"), ["Python 3.14 and 3.15"]);
    assert_eq!(names("kyverno charts"), ["Kyverno charts"]);
    assert_eq!(names("hugo@python.org"), ["Python 3.14 and 3.15"]);
    assert_eq!(names("nothing of the kind"), Vec::<&str>::new());
    assert_eq!(names("").len(), starter::all().len());
    assert_eq!(names("trivy")[0], "Trivy images");
}

#[test]
fn the_lint_says_which_starters_are_wide() {
    let entries: Vec<Entry> = starter::all()
        .iter()
        .map(|starter| starter.entry())
        .collect();
    let list = IdentityList::new(entries, vec![]);
    for (position, entry) in list.entries().iter().enumerate() {
        let codes: Vec<LintCode> = list
            .lint_entry(position, NOW)
            .iter()
            .map(|finding| finding.code)
            .collect();
        let open = [
            LintCode::RepositoryOpen,
            LintCode::MailboxOpen,
            LintCode::WorkflowOpen,
            LintCode::RefOpen,
        ];
        let told = codes.iter().any(|code| open.contains(code));
        assert_eq!(
            entry.breadth() > Breadth::Narrow,
            told,
            "{} {codes:?}",
            entry.label
        );
        assert!(!codes.contains(&LintCode::NeverMatches), "{}", entry.label);
        assert!(!codes.contains(&LintCode::Duplicate), "{}", entry.label);
    }
}

/// Tricks on a name that a person could overlook: each must be pointed out.
const TOLD: [Trick; 6] = [
    Trick::Homoglyph,
    Trick::HiddenCharacter,
    Trick::LetterCase,
    Trick::Separator,
    Trick::OneEdit,
    Trick::AddedWord,
];

#[test]
fn thousands_of_impostors_of_each_starter_are_refused_and_pointed_out() {
    for starter in starter::all() {
        let mut entry = starter.entry();
        entry.enabled = true;
        let tried = impostors(&entry);
        assert!(tried.len() >= 2_000, "{}: {}", starter.name, tried.len());
        let Some(KnownBy::Certificate(genuine)) = sample(&entry) else {
            panic!("{}", starter.name)
        };
        let test = test_entry(&entry, &[]);
        assert_eq!(test.accepted_impostors, [], "{}", starter.name);
        assert_eq!(test.impostors, tried.len());

        let scope = std::mem::take(&mut entry.scope);
        entry.scope.claims = scope.claims;
        let list = IdentityList::new(vec![entry], vec![]);
        for impostor in &tried {
            let KnownBy::Certificate(facts) = &impostor.signer else {
                panic!()
            };
            let of_name = facts.kind == genuine.kind && facts.issuer == genuine.issuer;
            if of_name && TOLD.contains(&impostor.trick) {
                let found = list.look_alikes(facts, &KnownSigners::default());
                let short = shortest_changed(&genuine.identity, &facts.identity) <= SHORT;
                assert!(!found.is_empty() || short, "{impostor:?}");
            }
        }
    }
}

/// Names within an edit of which too many others lie.
const SHORT: usize = 4;

/// Length of the shortest segment that differs between two identities.
fn shortest_changed(first: &str, second: &str) -> usize {
    let [first, second] = [first, second].map(|text| text.split(['/', '@']).collect::<Vec<_>>());
    let pairs = first
        .iter()
        .zip(&second)
        .filter(|(first, second)| first != second);
    let lengths = pairs.map(|(first, second)| first.chars().count().min(second.chars().count()));
    lengths.min().unwrap_or(0)
}

#[test]
fn hosts_around_the_trusted_one_are_pointed_out() {
    let found = starter::search("cilium");
    let mut entry = found[0].entry();
    entry.enabled = true;
    let Some(KnownBy::Certificate(genuine)) = sample(&entry) else {
        panic!()
    };
    let list = IdentityList::new(vec![entry], vec![]);
    for host in [
        "https://github.com.evil.example",
        "https://github.com@evil.example",
        "https://evil-github.com",
        "https://evilgithub.com",
        "https://github.com:8443",
        "https://github.com.",
        "http://github.com",
        "ssh://github.com",
        "https://x.github.com",
        "https://GitHub.com",
    ] {
        let mut facts = genuine.clone();
        facts.identity = facts.identity.replace("https://github.com", host);
        let found = list.look_alikes(&facts, &KnownSigners::default());
        assert_eq!(found.len(), 1, "{host}");
        assert_eq!(found[0].part, Part::Host, "{host}");
    }
}

#[test]
fn what_a_starter_names_is_accepted() {
    for starter in starter::all() {
        let entry = starter.entry();
        let known_by = sample(&entry).unwrap();
        let claim = entry.scope.claims[0];
        let signer = SignerFacts { known_by, claim };
        let file = entry.scope.files.first().map(|file| file.replace('*', "x"));
        let image = entry
            .scope
            .images
            .first()
            .map(|image| image.replace('*', "x"));
        let package = entry
            .scope
            .packages
            .first()
            .map(|package| package.replace('*', "x"));
        let target = TargetFacts {
            file_name: file.as_deref(),
            image: image.as_deref(),
            package: package.as_deref(),
        };
        let past = [whence_identity::PastSigner {
            signer: &signer,
            target,
        }];
        assert_eq!(test_entry(&entry, &past).accepted, [0], "{}", starter.name);
        let elsewhere = [whence_identity::PastSigner {
            signer: &signer,
            target: TargetFacts {
                file_name: Some("unrelated"),
                ..TargetFacts::default()
            },
        }];
        let scoped = file.is_some() || image.is_some() || package.is_some();
        assert_eq!(
            test_entry(&entry, &elsewhere).refused.len(),
            usize::from(scoped)
        );
        if let Who::Certificate(rule) = &entry.who {
            let exact = matches!(rule.identity, IdentityRule::Exact(_));
            assert!(!exact || entry.breadth() == Breadth::Narrow);
        }
    }
}
