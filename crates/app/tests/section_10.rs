//! The list of docs/VERIFICATION.md §10, held against what is minted and tested: a number without its refusal
//! fails here, and so does a minted case without its number. And the rules of the list among them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use whence_app::{Checker, Input, check::Against, settings::TrustData};
use whence_evidence::UnixTime;
use whence_identity::IdentityList;
use whence_testkit::{
    Expect, Minted, Scenario,
    ca::{Leaf, San},
    keys::Key,
    negatives, positives,
};
use whence_verdict::State;

#[test]
fn every_number_is_refused_somewhere() {
    let minted = negatives();
    let mut by_number: BTreeMap<u8, BTreeSet<&str>> = BTreeMap::new();
    for case in &minted {
        let names = by_number.entry(case.section_10.unwrap()).or_default();
        names.insert(case.name);
    }
    let forms = whence_testkit::forms::forms();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(crates.join("../docs/VERIFICATION.md")).unwrap();
    let mut expected = 1..=97;
    for line in include_str!("section_10.txt").lines() {
        if line.starts_with('#') {
            continue;
        }
        let (number, rest) = line.split_once(' ').unwrap();
        let number: u8 = number.parse().unwrap();
        assert_eq!(Some(number), expected.next());
        let (_, places) = rest.split_once(": ").unwrap();
        let places: BTreeSet<&str> = places.split(' ').collect();
        assert!(
            page.contains(&format!("**{number}**")),
            "{number} is not explained"
        );
        if let Some(names) = by_number.remove(&number) {
            assert_eq!(places, names, "{number}");
            continue;
        }
        for place in places {
            if let Some(name) = place.strip_prefix("form:") {
                let form = forms.iter().find(|form| form.name == name).expect(name);
                assert!(!form.expect.contains(&Expect::Holds), "{number}: {name}");
            } else if let Some((file, test)) = place.split_once('#') {
                let text = fs::read_to_string(crates.join(file)).expect(file);
                assert!(text.contains(&format!("fn {test}(")), "{number}: {place}");
            } else {
                assert_eq!(place, "not-built", "{number}");
            }
        }
    }
    assert_eq!(expected.next(), None);
    assert!(by_number.is_empty(), "{by_number:?}");
}

/// What comes of a minted file with a list of one entry.
fn with_entry(minted: &Minted, entry: &str) -> State {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let root = put("root.json", &minted.trusted_root_json);
    put("file.sigstore.json", &minted.bundle_json);
    let file = put("file", &minted.artifact);
    let list = format!("schema = 1\n[[signer]]\nlabel = \"Acme\"\n{entry}");
    let checker = Checker {
        trust: TrustData::load(Some(&root)),
        list: Arc::new(IdentityList::parse(list.as_bytes()).unwrap()),
        list_problem: None,
        key: None,
        against: Against::OwnList,
        past: None,
        registries: None,
        platform: None,
    };
    let now = UnixTime::from_seconds(minted.now);
    let cancel = AtomicBool::new(false);
    let checked = checker.check(&[Input::Path(file)], &[], now, &mut |_| (), &cancel);
    checked.unwrap()[0].verdict.state
}

fn entry(issuer: &str, identity: &str) -> String {
    format!("issuer = \"{issuer}\"\nidentity = \"{identity}\"\n")
}

#[test]
fn a_name_counts_with_its_login_service_alone() {
    let minted = Scenario::message_rekor_v1().mint();
    let (issuer, identity) = (minted.issuer.as_str(), minted.identity.as_str());
    assert_eq!(with_entry(&minted, &entry(issuer, identity)), State::Listed);
    for other in [
        entry("https://accounts.example.org", identity),
        entry(&format!("{issuer}/"), identity),
        entry(issuer, "https://github.com/another/project"),
    ] {
        assert_eq!(with_entry(&minted, &other), State::Unlisted, "{other}");
    }
}

#[test]
fn a_part_of_a_name_is_not_the_name() {
    let minted = Scenario::message_rekor_v1().mint();
    let (issuer, identity) = (minted.issuer.as_str(), minted.identity.as_str());
    let cut = &identity[..identity.len() - 1];
    let longer = format!("{identity}x");
    let dotted = identity.replacen('.', "x", 1);
    for other in [cut, &identity[1..], &longer, &dotted] {
        let state = with_entry(&minted, &entry(issuer, other));
        assert_eq!(state, State::Unlisted, "{other}");
    }
}

/// A minted signer with this name and login service.
fn signer(issuer: &str, name: San) -> Minted {
    let mut scenario = Scenario::message_rekor_v1();
    *scenario.leaf() = Leaf::person(Key::p256("leaf"), "person@testkit.example", issuer);
    scenario.leaf().sans = vec![name];
    scenario.mint()
}

#[test]
fn an_address_is_not_met_by_a_link_of_the_same_text() {
    let (issuer, address) = ("https://accounts.google.com", "person@testkit.example");
    let listed = entry(issuer, address);
    let by_address = signer(issuer, San::Email(address.to_owned()));
    assert_eq!(with_entry(&by_address, &listed), State::Listed);
    let by_link = signer(issuer, San::Uri(address.to_owned()));
    assert_eq!(with_entry(&by_link, &listed), State::Unlisted);
}

#[test]
fn a_repository_is_not_met_through_a_workflow_of_another() {
    let own = Scenario::message_rekor_v1().mint();
    let through = positives()
        .into_iter()
        .find(|case| case.name == "identity-of-a-reusable-workflow")
        .unwrap()
        .minted;
    let workflow = "https://github.com/testkit/project/.github/workflows/*@**";
    let listed = format!(
        "issuer = \"{}\"\nidentity-pattern = \"{workflow}\"\n",
        own.issuer
    );
    assert_eq!(with_entry(&own, &listed), State::Listed);
    assert_eq!(with_entry(&through, &listed), State::Unlisted);
}
