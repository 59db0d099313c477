//! Trust data in detail: what an update changed, and instances that a person added.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use whence_app::{
    settings::{KnownInstance, TrustData, TrustSources},
    trust_data::{
        InstanceSource, InstanceStanding, PrivateInstance, PrivateSource, ServiceKind,
        TrustChangeKind, changes, instances,
    },
};
use whence_evidence::{UnixTime, trusted_root::TrustedRoot};
use whence_testkit::Scenario;

fn now() -> UnixTime {
    UnixTime::parse_rfc3339("2026-11-21T00:00:00Z").unwrap()
}

fn root() -> TrustedRoot {
    KnownInstance::PublicGood.built_in_root().unwrap()
}

fn private(name: &str) -> PrivateInstance {
    let source = PrivateSource::File {
        file_name: "corp.json".to_owned(),
        trusted_root: Scenario::message_rekor_v1().mint().trusted_root_json,
    };
    PrivateInstance::new(name, source, now()).unwrap()
}

#[test]
fn what_an_update_changed_is_told_by_kind() {
    let before = root();
    assert_eq!(changes(&before, &before), []);
    let mut after = before.clone();
    // The shard in use ends, another begins; an old one is dropped; a service counts from another day.
    let last = after.logs.len() - 1;
    assert_eq!(after.logs[last].valid_for.end, None);
    let mut new = after.logs[last].clone();
    after.logs[last].valid_for.end = Some(now());
    new.base_url = "https://log.example/2027".to_owned();
    new.key.push(0);
    after.logs.push(new);
    let dropped = after.certificate_logs.remove(0);
    after.certificate_authorities[0].valid_for.start = now();
    let found: Vec<(TrustChangeKind, ServiceKind, String)> = changes(&before, &after)
        .into_iter()
        .map(|change| (change.change, change.kind, change.name.to_terminal()))
        .collect();
    assert_eq!(
        found,
        [
            (
                TrustChangeKind::Dates,
                ServiceKind::Authority,
                before.certificate_authorities[0].uri.clone()
            ),
            (
                TrustChangeKind::Ended,
                ServiceKind::Log,
                before.logs[last].base_url.clone()
            ),
            (
                TrustChangeKind::Added,
                ServiceKind::Log,
                "https://log.example/2027".to_owned()
            ),
            (
                TrustChangeKind::Removed,
                ServiceKind::CertificateLog,
                dropped.base_url
            ),
        ]
    );
}

#[test]
fn instances_say_where_they_come_from() {
    let own = [private("corp")];
    let sources = TrustSources {
        private: &own,
        ..TrustSources::default()
    };
    let views = instances(sources, now());
    let shown: Vec<(InstanceSource, InstanceStanding, bool)> = views
        .iter()
        .map(|view| (view.source, view.standing, view.updatable))
        .collect();
    assert_eq!(
        shown,
        [
            (InstanceSource::BuiltIn, InstanceStanding::Dated, true),
            (InstanceSource::BuiltIn, InstanceStanding::Dated, true),
            (InstanceSource::File, InstanceStanding::Undated, false),
        ]
    );
    assert!(views.iter().all(|view| !view.services.is_empty()));
    assert_eq!(views[2].label.as_deref(), Some("corp"));
}

#[test]
fn an_instance_that_was_never_fetched_has_nothing_to_check_with() {
    let source = PrivateSource::Repository {
        root: b"{}".to_vec(),
        mirror: "https://tuf.example".to_owned(),
    };
    let own = [PrivateInstance::new("corp", source, now()).unwrap()];
    let sources = TrustSources {
        private: &own,
        ..TrustSources::default()
    };
    let view = instances(sources, now()).remove(2);
    assert_eq!((view.source, view.demands), (InstanceSource::Waiting, None));
    assert_eq!(TrustData::assemble(sources, now()).instances.len(), 2);
}

#[test]
fn names_and_files_that_cannot_be_are_refused() {
    let of = |name: &str, content: &[u8]| {
        let source = PrivateSource::File {
            file_name: String::new(),
            trusted_root: content.to_vec(),
        };
        PrivateInstance::new(name, source, now()).map_err(|message| message.id)
    };
    let good = Scenario::message_rekor_v1().mint().trusted_root_json;
    assert_eq!(of(" Müller AG ", &good).unwrap().name, "Müller AG");
    for (name, content, id) in [
        ("", &good[..], "instance-name-missing"),
        ("  ", &good, "instance-name-missing"),
        (&"x".repeat(81), &good, "instance-name-too-long"),
        ("a\u{7}b", &good, "instance-name-unusual"),
        ("a\u{200b}b", &good, "instance-name-unusual"),
        ("a\u{202e}b", &good, "instance-name-unusual"),
        ("corp", b"{}", "instance-file-broken"),
        (
            "corp",
            br#"{"mediaType":"application/vnd.dev.sigstore.trustedroot.v0.1+json"}"#,
            "instance-file-empty",
        ),
    ] {
        assert_eq!(of(name, content).unwrap_err(), id, "{name:?}");
    }
    // The same source is the same instance, whatever it is called.
    assert_eq!(private("a").id, private("b").id);
}
