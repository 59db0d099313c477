//! Several instances at once: the evidence chooses, and nothing of two is ever mixed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::sync::Arc;

use whence_evidence::{
    UnixTime,
    bundle::{Bundle, Form},
    trusted_root::TrustedRoot,
};
use whence_testkit::{Minted, Scenario, World, der::oids, negatives, positives};
use whence_verify::{
    Artifact, CheckId, Code, Installed, Instance, ManagedKey, Outcome, Policy, PreparedTrust,
    Report, Request, SignerKind, Status, Value, crypto::digest, verify, verify_installed,
};

fn prepared(minted: &Minted, name: &str) -> Arc<PreparedTrust> {
    let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
    Arc::new(PreparedTrust::prepare(&root, Instance::File).named(name))
}

/// The minted world of this label: same names, other keys.
fn world(label: &str) -> Scenario {
    let mut scenario = Scenario::message_rekor_v1();
    scenario.world = World::labelled(label);
    scenario
}

fn report(bundle: &Bundle, minted: &Minted, installed: &Installed) -> Report {
    let digests = whence_evidence::HashAlgorithm::ALL.map(|name| digest(name, &minted.artifact));
    let request = Request {
        bundle,
        artifact: Some(Artifact {
            digests: &digests,
            bytes: Some(&minted.artifact),
        }),
        key: None,
        now: UnixTime::from_seconds(minted.now),
    };
    verify_installed(&request, installed)
}

fn parsed(minted: &Minted) -> Bundle {
    Bundle::parse(&minted.bundle_json).unwrap()
}

fn used(report: &Report) -> &str {
    report.trust().unwrap().name.as_deref().unwrap()
}

/// What the record says of the choice.
fn chosen_by(report: &Report) -> &'static str {
    let mut checks = report.checks().iter();
    let check = checks
        .find(|check| check.id == CheckId::RootInstanceChoice)
        .unwrap();
    assert_eq!(check.status, Status::Held);
    check
        .evidence
        .iter()
        .find_map(|item| match item.value {
            Value::Name(name) if item.label == "chosen-by" => Some(name),
            _ => None,
        })
        .unwrap()
}

#[test]
fn shipped_data_is_whole_and_demands_what_each_instance_runs() {
    let installed = Installed::built_in().unwrap();
    let names: Vec<&str> = installed
        .instances()
        .iter()
        .map(|trust| trust.instance().as_str())
        .collect();
    assert_eq!(names, ["public-good", "github"]);
    for trust in installed.instances() {
        assert_eq!(trust.defects(), []);
    }
    let [public_good, github] = [0, 1].map(|at| installed.instances()[at].policy());
    assert_eq!(
        (
            public_good.logs,
            public_good.certificate_logs,
            public_good.times
        ),
        (1, 1, 1)
    );
    let time_alone = Policy {
        logs: 0,
        certificate_logs: 0,
        times: 1,
    };
    assert_eq!(github, time_alone);
}

/// The same evidence, said to be signed with npm's key.
fn published(minted: &Minted) -> Bundle {
    Bundle {
        form: Form::NpmAttestation,
        certificate: None,
        public_key_hint: Some("SHA256:DhQ8wR5APBvFHLF/+Tc+AYvPOdTpcIDqOhxsBHRwC7U".to_owned()),
        ..parsed(minted)
    }
}

/// Most evidence is of Public Good, and then GitHub's data is not even read.
#[test]
fn githubs_data_is_read_when_evidence_calls_for_it() {
    let of = |label| {
        let minted = world(label).mint();
        let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
        let dated = UnixTime::from_seconds(minted.now);
        let instance = Instance::PublicGood { dated };
        let public_good = PreparedTrust::updated(&root, instance).unwrap();
        let installed = Installed::default()
            .with(public_good)
            .with(PreparedTrust::github());
        (minted, installed)
    };
    let is_read = |installed: &Installed, position: usize| {
        let trust = format!("{:?}", installed.instances()[position]);
        assert!(trust.contains("contents: LazyLock("));
        !trust.contains("contents: LazyLock(<uninit>)")
    };
    let (minted, installed) = of("one");
    assert!(is_read(&installed, 0));
    let known = report(&parsed(&minted), &minted, &installed);
    assert_eq!(known.outcome(), Outcome::Proven);
    assert_eq!(chosen_by(&known), "authority");
    assert!(!is_read(&installed, 1));
    let alone = Installed::default().with(Arc::clone(&installed.instances()[0]));
    let found = report(&parsed(&minted), &minted, &alone);
    assert_eq!(chosen_by(&found), "only-one");

    let built_in = Installed::built_in().unwrap();
    let published = published(&minted);
    let found = report(&published, &minted, &built_in);
    assert_eq!(chosen_by(&found), "registry-key");
    assert!(!is_read(&built_in, 1));

    let minted = world("another").mint();
    let unknown = report(&parsed(&minted), &minted, &installed);
    assert!(unknown.proven().is_none());
    assert!(is_read(&installed, 1));
}

/// Without it each chain is verified when a check first needs it.
#[test]
fn every_chain_can_be_verified_ahead() {
    let mut scenario = Scenario::message_rekor_v1();
    scenario.tokens.push(whence_testkit::tsa::Token::new(0));
    let installed = Installed::default().with(prepared(&scenario.mint(), "one"));
    let open = || {
        format!("{:?}", installed.instances()[0])
            .matches("<uninit>")
            .count()
    };
    // Authority, its root, and the time service.
    assert!(open() >= 2, "{}", open());
    installed.verify_chains();
    assert_eq!(open(), 0);
}

/// Who names an authority is of its instance, whether or not that authority has signed.
#[test]
fn a_named_authority_and_a_named_registry_key_choose_before_all_else() {
    let (one, another) = (world("one").mint(), world("another").mint());
    let installed = Installed::default()
        .with(prepared(&another, "another"))
        .with(prepared(&one, "one"));
    let mut forged = parsed(&one);
    let certificate = forged.certificate.as_mut().unwrap();
    *certificate.last_mut().unwrap() ^= 1;
    // The log would lead to the same instance; it is not asked.
    let refused = report(&forged, &one, &installed);
    assert!(refused.proven().is_none());
    assert_eq!((used(&refused), chosen_by(&refused)), ("one", "authority"));

    let installed = installed.with(PreparedTrust::public_good().unwrap());
    let unsigned = report(&published(&one), &one, &installed);
    assert!(unsigned.proven().is_none());
    assert_eq!(chosen_by(&unsigned), "registry-key");
    assert_eq!(unsigned.trust().unwrap().position, 2);
}

/// Two authorities of one name and without key ids: the one that signed is meant.
#[test]
fn among_namesakes_the_signature_chooses() {
    let nameless = |label| {
        let mut scenario = world(label);
        let certificate = scenario.world.ca_certificate(0);
        let before = certificate.extensions.len();
        certificate
            .extensions
            .retain(|it| it.oid != oids::SUBJECT_KEY);
        assert_eq!(certificate.extensions.len(), before - 1);
        scenario.mint()
    };
    let (one, another) = (nameless("one"), nameless("another"));
    let installed = Installed::default()
        .with(prepared(&another, "another"))
        .with(prepared(&one, "one"));
    let found = report(&parsed(&one), &one, &installed);
    assert_eq!((used(&found), chosen_by(&found)), ("one", "authority"));
    // Where none of them has signed, the log tells.
    let mut forged = parsed(&one);
    *forged.certificate.as_mut().unwrap().last_mut().unwrap() ^= 1;
    let refused = report(&forged, &one, &installed);
    assert_eq!((used(&refused), chosen_by(&refused)), ("one", "log"));
}

/// Whatever holds by itself holds among others, and whatever is refused stays refused.
#[test]
fn other_instances_beside_change_no_outcome() {
    let stranger = prepared(&world("stranger").mint(), "stranger");
    let built_in = Installed::built_in().unwrap();
    let mut compared = 0;
    for case in positives().into_iter().chain(negatives()) {
        let (Ok(bundle), Ok(root)) = (
            Bundle::parse(&case.minted.bundle_json),
            TrustedRoot::parse(&case.minted.trusted_root_json),
        ) else {
            continue;
        };
        let policy = Policy {
            logs: case.policy.logs.into(),
            certificate_logs: case.policy.scts.into(),
            times: case.policy.times.into(),
        };
        let own = Arc::new(
            PreparedTrust::prepare(&root, Instance::File)
                .named("own")
                .with_policy(policy),
        );
        let key = case.minted.key_pem.as_deref().map(ManagedKey::from_pem);
        let Ok(key) = key.transpose() else { continue };
        let digests =
            whence_evidence::HashAlgorithm::ALL.map(|name| digest(name, &case.minted.artifact));
        let request = Request {
            bundle: &bundle,
            artifact: Some(Artifact {
                digests: &digests,
                bytes: (!case.minted.digest_only).then_some(&case.minted.artifact),
            }),
            key: key.as_ref(),
            now: UnixTime::from_seconds(case.minted.now),
        };
        let alone = verify(&request, &own);
        for order in [
            [Arc::clone(&stranger), Arc::clone(&own)],
            [Arc::clone(&own), Arc::clone(&stranger)],
        ] {
            let installed = order.into_iter().fold(built_in.clone(), Installed::with);
            let among = verify_installed(&request, &installed);
            let name = case.name;
            assert_eq!(alone.proven().is_some(), among.proven().is_some(), "{name}");
            let (Some(proven), Some(expected)) = (among.proven(), alone.proven()) else {
                continue;
            };
            assert_eq!(proven, expected, "{name}");
            if matches!(proven.value().kind(), SignerKind::Certificate(_)) {
                assert_eq!(used(&among), "own", "{name}");
            }
        }
        compared += 1;
    }
    assert!(compared > 150, "{compared}");
}

#[test]
fn the_authority_decides_even_between_equal_names() {
    let (a, b) = (world("a").mint(), world("b").mint());
    let both = Installed::default()
        .with(prepared(&a, "a"))
        .with(prepared(&b, "b"));
    for (minted, name) in [(&a, "a"), (&b, "b")] {
        let report = report(&parsed(minted), minted, &both);
        assert_eq!(report.outcome(), Outcome::Proven);
        assert_eq!((used(&report), chosen_by(&report)), (name, "authority"));
    }
}

#[test]
fn material_of_two_instances_proves_nothing() {
    let (a, b) = (world("a").mint(), world("b").mint());
    let both = Installed::default()
        .with(prepared(&a, "a"))
        .with(prepared(&b, "b"));
    let (bundle_a, bundle_b) = (parsed(&a), parsed(&b));
    // Each part of b's bundle in place of a's, then everything but the certificate.
    let mut mixed = Vec::new();
    let mut one = bundle_a.clone();
    one.log_entries.clone_from(&bundle_b.log_entries);
    mixed.push(one);
    let mut one = bundle_a.clone();
    one.certificate.clone_from(&bundle_b.certificate);
    one.certificate_chain
        .clone_from(&bundle_b.certificate_chain);
    mixed.push(one);
    let mut one = bundle_b.clone();
    one.certificate.clone_from(&bundle_a.certificate);
    one.certificate_chain
        .clone_from(&bundle_a.certificate_chain);
    mixed.push(one);
    for bundle in &mixed {
        assert_ne!(report(bundle, &a, &both).outcome(), Outcome::Proven);
    }

    // A time of another instance, where the own one gives none.
    let [own, other] = ["a", "b"].map(|label| {
        let mut scenario = Scenario::message_rekor_v2();
        scenario.world = World::labelled(label);
        scenario.mint()
    });
    let both = Installed::default()
        .with(prepared(&own, "a"))
        .with(prepared(&other, "b"));
    assert_eq!(
        report(&parsed(&own), &own, &both).outcome(),
        Outcome::Proven
    );
    let mut foreign_time = parsed(&own);
    foreign_time.timestamps = parsed(&other).timestamps;
    let refused = report(&foreign_time, &own, &both);
    assert_ne!(refused.outcome(), Outcome::Proven);
    assert_eq!(used(&refused), "a");
}

/// One authority listed by two instances, one of which keeps no logs: what the signer leaves out never
/// leads to that one.
#[test]
fn leaving_evidence_out_does_not_lead_to_the_laxer_of_two() {
    let minted = world("a").mint();
    let strict = prepared(&minted, "strict");
    let mut root: serde_json::Value = serde_json::from_slice(&minted.trusted_root_json).unwrap();
    root["tlogs"] = serde_json::json!([]);
    root["ctlogs"] = serde_json::json!([]);
    let lax = TrustedRoot::parse(root.to_string().as_bytes()).unwrap();
    let lax = Arc::new(PreparedTrust::prepare(&lax, Instance::File).named("lax"));
    for order in [[&strict, &lax], [&lax, &strict]] {
        let both: Installed = order.into_iter().cloned().collect();
        let mut bundle = parsed(&minted);
        let whole = report(&bundle, &minted, &both);
        assert_eq!((used(&whole), chosen_by(&whole)), ("strict", "log"));
        assert_eq!(whole.outcome(), Outcome::Proven);
        bundle.log_entries.clear();
        let stripped = report(&bundle, &minted, &both);
        assert_eq!(
            (used(&stripped), chosen_by(&stripped)),
            ("strict", "demands")
        );
        assert_ne!(stripped.outcome(), Outcome::Proven);
    }
    let twice = Installed::default()
        .with(Arc::clone(&strict))
        .with(Arc::clone(&strict));
    assert_eq!(
        chosen_by(&report(&parsed(&minted), &minted, &twice)),
        "order"
    );
}

/// Of three that list the authority's namesakes two are left, and nothing tells these apart.
#[test]
fn the_first_of_equals_is_not_said_to_be_chosen_by_what_left_them_over() {
    let (a, b) = (world("a").mint(), world("b").mint());
    let installed = Installed::default()
        .with(prepared(&b, "b"))
        .with(prepared(&a, "first"))
        .with(prepared(&a, "second"));
    let report = report(&parsed(&a), &a, &installed);
    assert_eq!((used(&report), chosen_by(&report)), ("first", "order"));
}

#[test]
fn the_record_names_the_instances_that_were_not_chosen() {
    let (a, b) = (world("a").mint(), world("b").mint());
    let others = |installed: &Installed| {
        let report = report(&parsed(&a), &a, installed);
        let mut checks = report.checks().iter();
        let choice = checks.find(|check| check.id == CheckId::RootInstanceChoice);
        let evidence = choice.unwrap().evidence.iter();
        let others = evidence.filter(|item| item.label == "other-instance");
        let values: Vec<Value> = others.map(|item| item.value.clone()).collect();
        (chosen_by(&report), values)
    };
    let alone = Installed::default().with(prepared(&a, "a"));
    assert_eq!(others(&alone), ("only-one", vec![]));
    let several = Installed::default()
        .with(prepared(&b, "b"))
        .with(prepared(&a, "a"))
        .with(PreparedTrust::github());
    let expected = vec![Value::Outside("b".to_owned()), Value::Name("github")];
    assert_eq!(others(&several), ("authority", expected));
}

#[test]
fn nothing_installed_is_no_yes() {
    let minted = world("a").mint();
    let report = report(&parsed(&minted), &minted, &Installed::default());
    assert!(matches!(report.outcome(), Outcome::Missing(_)));
    assert!(report.trust().is_none());
}

#[test]
fn several_roots_stand_in_one_file_each_on_its_line() {
    let roots = ["a", "b"].map(|label| world(label).mint().trusted_root_json);
    let line = |root: &[u8]| {
        let value: serde_json::Value = serde_json::from_slice(root).unwrap();
        value.to_string()
    };
    let both = format!("{}\n{}\n", line(&roots[0]), line(&roots[1]));
    assert_eq!(TrustedRoot::parse_each(both.as_bytes()).unwrap().len(), 2);
    assert_eq!(TrustedRoot::parse_each(&roots[0]).unwrap().len(), 1);
    let one_broken = format!("{}\n{{}}\n", line(&roots[0]));
    assert!(TrustedRoot::parse_each(one_broken.as_bytes()).is_err());
    let many = format!("{}\n", line(&roots[0])).repeat(65);
    assert!(TrustedRoot::parse_each(many.as_bytes()).is_err());
}

#[test]
fn data_older_than_its_limit_proves_nothing_and_denies_what_it_did() {
    let minted = Scenario::message_rekor_v1().mint();
    let bundle = parsed(&minted);
    let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
    let day = 86_400;
    let aged = |days: i64, limit: Option<i64>| {
        let dated = UnixTime::from_seconds(minted.now - days * day);
        let instance = Instance::Private { dated: Some(dated) };
        let trust =
            PreparedTrust::prepare(&root, instance).with_age_limit(limit.map(|days| days * day));
        report(&bundle, &minted, &Installed::default().with(trust))
    };
    let age = |report: &Report| {
        let mut checks = report.checks().iter();
        checks
            .find(|check| check.id == CheckId::RootAge)
            .map(|check| check.status)
    };
    let too_old = Status::Missing(Code::TrustDataTooOld);
    for (days, limit, status) in [
        (1000, None, None),
        (59, Some(60), Some(Status::Held)),
        (60, Some(60), Some(too_old)),
        (61, Some(60), Some(too_old)),
        // A clock that is behind makes nothing old.
        (-5, Some(1), Some(Status::Held)),
    ] {
        let report = aged(days, limit);
        assert_eq!(age(&report), status, "{days} {limit:?}");
        let proven = status.is_none_or(|status| status == Status::Held);
        assert_eq!(report.proven().is_some(), proven, "{days} {limit:?}");
        let missing = Outcome::Missing(Code::TrustDataTooOld);
        assert_eq!(report.outcome() == missing, !proven);
    }
    // A file has no date, and so no age.
    let file = PreparedTrust::prepare(&root, Instance::File).with_age_limit(Some(1));
    let report = report(&bundle, &minted, &Installed::default().with(file));
    assert_eq!(age(&report), None);
    assert!(report.proven().is_some());
    // Whatever is wrong with the file stays so.
    let mut changed = minted.clone();
    changed.artifact.push(0);
    let dated = UnixTime::from_seconds(minted.now - 100 * day);
    let old = PreparedTrust::prepare(&root, Instance::Private { dated: Some(dated) })
        .with_age_limit(Some(day));
    let outcome = self::report(&bundle, &changed, &Installed::default().with(old)).outcome();
    assert_eq!(outcome, Outcome::Failed(Code::FileMismatch));
}

/// What somebody added is known by its name wherever it speaks of a signer, and never passes for what is built in.
#[test]
fn a_signer_of_an_added_instance_carries_its_name() {
    let minted = Scenario::message_rekor_v1().mint();
    let bundle = parsed(&minted);
    let root = TrustedRoot::parse(&minted.trusted_root_json).unwrap();
    let of = |instance: Instance, name: Option<&str>| {
        let mut trust = PreparedTrust::prepare(&root, instance);
        if let Some(name) = name {
            trust = trust.named(name);
        }
        let report = report(&bundle, &minted, &Installed::default().with(trust));
        match report.proven().unwrap().value().kind() {
            SignerKind::Certificate(certificate) => certificate.added_instance().map(str::to_owned),
            SignerKind::Key { .. } => panic!("a certificate signed"),
        }
    };
    let added = Instance::Private { dated: None };
    assert_eq!(of(added, Some("Company")).as_deref(), Some("Company"));
    assert_eq!(of(added, None).as_deref(), Some(""));
    assert_eq!(of(Instance::File, Some("a file")), None);
}
