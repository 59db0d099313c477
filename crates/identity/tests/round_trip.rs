//! Any list, written and read again, is the same list.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use proptest::{collection::vec, option, prelude::*, sample::select};
use whence_display::{DisplayText, Segment};
use whence_evidence::{Digest, HashAlgorithm, UnixTime};
use whence_identity::{
    Basis, BasisKind, CertificateRule, Conditions, Entry, IdentityKind, IdentityList, IdentityRule,
    KeyRule, PartRule, RefRule, Rule, Runner, Scope, Who, WholeRegex, WorkflowRule,
};

/// A remark may hold anything.
fn remark() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~\"\\\\\n\r\t'#=\\[\\]]{0,60}",
        "\"{0,8}\\\\{0,3}\n{0,3}\"{0,4}",
        "[\u{0}-\u{1f}\u{7f}\u{85}\u{2028}\u{feff}]{0,20}",
    ]
}

/// A name as people and tools give them.
fn word() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9_-]{0,12}[a-z0-9]"
}

fn reference() -> impl Strategy<Value = RefRule> {
    prop_oneof![
        Just(RefRule::Any),
        Just(RefRule::AnyTag),
        Just(RefRule::AnyVersionTag),
        Just(RefRule::AnyBranch),
        word().prop_map(|name| RefRule::Fixed(format!("refs/heads/{name}"))),
    ]
}

fn rule_of_parts() -> impl Strategy<Value = WorkflowRule> {
    let part = || {
        prop_oneof![
            Just(PartRule::Any),
            word().prop_map(PartRule::Fixed),
            (word(), word())
                .prop_map(|(first, second)| PartRule::Fixed(format!("{first}/{second}"))),
        ]
    };
    (word(), word(), part(), part(), reference()).prop_map(
        |(host, owner, repository, workflow, reference)| WorkflowRule {
            host: format!("{host}.example"),
            owner,
            repository,
            workflow,
            reference,
        },
    )
}

fn identity() -> impl Strategy<Value = (IdentityKind, IdentityRule)> {
    use IdentityKind::{Email, OtherName, Uri};
    prop_oneof![
        (word(), word(), "[!-)+-~]{0,20}").prop_map(|(host, owner, rest)| {
            (
                Uri,
                IdentityRule::Exact(format!("https://{host}.example/{owner}/{rest}")),
            )
        }),
        (word(), word()).prop_map(|(name, host)| {
            (Email, IdentityRule::Exact(format!("{name}@{host}.example")))
        }),
        (word(), word()).prop_map(|(name, host)| {
            (
                OtherName,
                IdentityRule::Exact(format!("{name}!{host}.example")),
            )
        }),
        (word(), word(), "(\\*|\\*\\*)").prop_map(|(host, owner, stars)| {
            (
                Uri,
                IdentityRule::Pattern(format!("https://{host}.example/{owner}/{stars}")),
            )
        }),
        (word(), word(), "([.]\\*|\\[a-z'\"\\]\\+|\\\\w\\{1,3\\})").prop_map(
            |(host, owner, rest)| {
                let text = format!("https://{host}\\.example/{owner}/{rest}");
                (Uri, IdentityRule::Regex(WholeRegex::new(&text).unwrap()))
            }
        ),
        rule_of_parts().prop_map(|parts| (Uri, IdentityRule::Parts(parts))),
    ]
}

fn conditions() -> impl Strategy<Value = Conditions> {
    (
        option::of("[0-9]{1,12}"),
        option::of("[0-9]{1,12}"),
        option::of(word().prop_map(|name| format!("https://{name}.example/a/b"))),
        option::of(reference()),
        option::of(select(vec![Runner::Hosted, Runner::SelfHosted])),
        vec(word(), 0..3),
    )
        .prop_map(
            |(repository_id, owner_id, source_repository, source_ref, runner, triggers)| {
                Conditions {
                    repository_id,
                    owner_id,
                    source_repository,
                    source_ref,
                    runner,
                    triggers,
                }
            },
        )
}

fn who() -> impl Strategy<Value = Who> {
    let certificate = (identity(), word(), option::of(word()), conditions()).prop_map(
        |((kind, identity), issuer, instance, conditions)| {
            Who::Certificate(CertificateRule {
                issuer: format!("https://{issuer}.example/login"),
                kind,
                identity,
                instance,
                conditions,
            })
        },
    );
    let key = any::<[u8; 32]>().prop_map(|bytes| {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Who::Key(KeyRule {
            spki_sha256: Digest::from_hex(HashAlgorithm::Sha256, &hex),
            pem: None,
            file: None,
        })
    });
    let file = "[ -~]{1,20}"
        .prop_filter("drawn as it is", |name| {
            let shown = DisplayText::identifier(name);
            let plain = |segment: &Segment| matches!(segment, Segment::Text { .. });
            shown.segments().iter().all(plain)
        })
        .prop_map(|name| {
            Who::Key(KeyRule {
                spki_sha256: None,
                pem: None,
                file: Some(name),
            })
        });
    prop_oneof![6 => certificate, 1 => key, 1 => file]
}

fn scope() -> impl Strategy<Value = Scope> {
    let patterns = || vec("[a-zA-Z0-9*][a-zA-Z0-9*'\"\\\\#/._-]{0,20}", 0..3);
    (patterns(), patterns(), patterns(), 1_u8..32).prop_map(|(files, images, packages, claims)| {
        let chosen = (0..).zip(Entry::ALL_CLAIMS);
        Scope {
            files,
            images,
            packages,
            claims: chosen
                .filter(|(bit, _)| claims >> bit & 1 == 1)
                .map(|(_, claim)| claim)
                .collect(),
        }
    })
}

/// A day of the years 1970 to 2099.
fn day() -> impl Strategy<Value = i64> {
    0_i64..47_482
}

fn written(day: i64) -> String {
    let text = UnixTime::from_seconds(day * 86_400).to_string();
    text[..10].to_owned()
}

fn entry() -> impl Strategy<Value = Entry> {
    let kept = (
        option::of((
            select(BasisKind::ALL.to_vec()),
            option::of(word().prop_map(|name| format!("https://{name}.example/keys"))),
        )),
        any::<[bool; 2]>(),
        option::of(day()),
        option::of(remark()),
        option::of(remark()),
        option::of(day()),
        option::of((remark(), option::of(day()))),
    );
    (option::of("[a-z0-9-]{1,20}"), who(), scope(), kept).prop_map(|(id, who, scope, kept)| {
        let (basis, [enabled, pinned], expires, note, added_by, added, imported) = kept;
        let mut entry = Entry::new("", who);
        entry.id = id.unwrap_or_default();
        entry.scope = scope;
        entry.basis = basis.map(|(kind, link)| Basis { kind, link });
        entry.enabled = enabled;
        entry.pinned = pinned;
        entry.expires = expires.map(|day| UnixTime::from_seconds(day * 86_400));
        entry.note = note;
        entry.added_by = added_by;
        entry.added = added.map(written);
        if let Some((from, reviewed)) = imported {
            entry.imported_from = Some(from);
            entry.reviewed = reviewed.map(written);
        }
        entry
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    (scope(), vec("[a-z0-9-]{1,20}", 1..4), any::<bool>()).prop_map(|(scope, requires, enabled)| {
        Rule {
            label: String::new(),
            scope: Scope {
                files: [scope.files, vec!["*".into()]].concat(),
                claims: Entry::ALL_CLAIMS.to_vec(),
                ..scope
            },
            requires,
            enabled,
            origin: Default::default(),
            first_line: 0,
            last_line: 0,
        }
    })
}

/// Names that nobody takes for one another, and some letters that need care in the file.
const LABELS: [&str; 6] = [
    "Acme",
    "Bob \"the builder\"",
    "Ça va, Zoë?",
    "日本語の名前",
    "C:\\keys # not a comment",
    "Q'n' = [x]",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_list_is_read_as_it_was_written(
        mut entries in vec(entry(), 0..=LABELS.len()),
        mut rules in vec(rule(), 0..3),
    ) {
        let mut file = String::from("schema = 1\n");
        for (number, entry) in entries.iter_mut().enumerate() {
            LABELS[number].clone_into(&mut entry.label);
            // What a label gives when the file names none, or one of its own.
            entry.id = match entry.id.as_str() {
                "" => Entry::new(LABELS[number], entry.who.clone()).id,
                id => format!("{number}-{id}"),
            };
            file.push_str(&entry.to_toml());
        }
        for (rule, label) in rules.iter_mut().zip(LABELS) {
            rule.label = label.into();
            file.push_str(&rule.to_toml());
        }
        let read = IdentityList::parse(file.as_bytes());
        let read = read.map_err(|problems| TestCaseError::fail(format!("{problems:?}\n{file}")))?;
        let unplaced: Vec<Entry> = read
            .entries()
            .iter()
            .map(|entry| Entry { first_line: 0, last_line: 0, ..entry.clone() })
            .collect();
        prop_assert_eq!(&unplaced, &entries, "{}", file);
        let unplaced: Vec<Rule> = read
            .rules()
            .iter()
            .map(|rule| Rule { first_line: 0, last_line: 0, ..rule.clone() })
            .collect();
        prop_assert_eq!(&unplaced, &rules, "{}", file);
    }
}
