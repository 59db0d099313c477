//! Parts lists: where they are found, what ties them to a file, and what is answered about them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

use serde_json::{Value, json};
use tempfile::TempDir;
use whence_app::{
    Checked, Checker, Input,
    check::Against,
    parts::{
        self, Comparison, Found, ImageDigests, Opened, PlatformDigests,
        view::{
            PartsChange, PartsColumn, PartsCompareQuery, PartsFilter, PartsFormat, PartsGrouping,
            PartsItem, PartsOrigin, PartsQuery, PartsRow, PartsSide, PartsSort, PartsStanding,
            PartsStep,
        },
    },
    settings::TrustData,
    view::Outcome,
    words::Words,
};
use whence_evidence::UnixTime;
use whence_testkit::{
    Minted, Scenario,
    scenario::Content,
    statement::{PAYLOAD_TYPE, cyclonedx, payload, statement},
};
use whence_verdict::State;

static NEVER: AtomicBool = AtomicBool::new(false);
const FILE: &[u8] = b"the file that was signed\n";
const FILE_NAME: &str = "project-1.2.3.tar.gz";

struct Desk {
    folder: TempDir,
    checker: Checker,
    now: UnixTime,
}

impl Desk {
    /// Checks are made with the trust data of what was minted.
    fn of(minted: &Minted) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root.json");
        fs::write(&root, &minted.trusted_root_json).unwrap();
        let checker = Checker {
            trust: TrustData::load(Some(&root)),
            list: Arc::default(),
            list_problem: None,
            key: None,
            against: Against::OwnList,
            past: None,
            registries: None,
            platform: None,
        };
        Self {
            folder,
            checker,
            now: UnixTime::from_seconds(minted.now),
        }
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn check(&self, paths: &[&Path]) -> Vec<Arc<Checked>> {
        let inputs: Vec<Input> = paths
            .iter()
            .map(|path| Input::Path((*path).into()))
            .collect();
        let checked = self
            .checker
            .check(&inputs, &[], self.now, &mut |_| (), &NEVER);
        checked.unwrap().into_iter().map(Arc::new).collect()
    }

    fn open(&self, found: &Found) -> Opened {
        parts::open(found, &self.checker, self.now, &NEVER)
            .unwrap_or_else(|reason| panic!("{}", Words::english().render(&reason)))
    }

    /// The one list that is found for the first of these files.
    fn list(&self, paths: &[&Path]) -> (State, Found, Opened) {
        let checked = self.check(paths);
        let found = parts::find(&checked[0], &checked);
        assert_eq!(found.len(), 1, "{found:?}");
        let opened = self.open(&found[0]);
        (checked[0].verdict.state, found[0].clone(), opened)
    }
}

/// A signed statement with this payload, about the file the person holds.
fn stated(statement: &Value) -> Minted {
    let mut scenario = Scenario::envelope_rekor_v2();
    scenario.content = Content::Envelope {
        payload_type: PAYLOAD_TYPE.to_owned(),
        signed_type: None,
        payload: payload(statement),
        key_id: None,
    };
    scenario.mint()
}

/// A file that is signed itself.
fn signed(bytes: &[u8]) -> Minted {
    let mut scenario = Scenario::message_rekor_v2();
    scenario.artifact = bytes.to_vec();
    scenario.mint()
}

fn sha256(bytes: &[u8]) -> String {
    whence_verify::crypto::digest(whence_evidence::HashAlgorithm::Sha256, bytes).to_hex()
}

/// A list about something with these members.
fn list_about(about: &Value) -> Vec<u8> {
    let mut root = json!({ "type": "application", "bom-ref": "root", "name": "project" });
    for (key, value) in about.as_object().unwrap() {
        root[key] = value.clone();
    }
    let list = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": { "component": root },
        "components": [{ "type": "library", "bom-ref": "a", "name": "left-pad", "version": "1.3.0" }],
        "dependencies": [{ "ref": "root", "dependsOn": ["a"] }, { "ref": "a", "dependsOn": [] }],
    });
    serde_json::to_vec(&list).unwrap()
}

fn naming(file: &[u8]) -> Vec<u8> {
    list_about(&json!({ "hashes": [{ "alg": "SHA-256", "content": sha256(file) }] }))
}

fn ids(opened: &Opened) -> Vec<&str> {
    opened
        .binding
        .details
        .iter()
        .map(|detail| detail.id.as_str())
        .collect()
}

#[test]
fn a_signed_statement_about_the_file_is_the_firmest_tie() {
    let predicate = cyclonedx(FILE)["predicate"].clone();
    let text = Value::String(predicate.to_string());
    let forms = [
        predicate.clone(),
        text.clone(),
        json!({ "Data": predicate, "Timestamp": "2026-03-03T14:00:00Z" }),
        json!({ "Data": text, "Timestamp": "2026-03-03T14:00:00Z" }),
    ];
    for form in forms {
        let minted = stated(&statement(FILE, "https://cyclonedx.org/bom", form));
        let desk = Desk::of(&minted);
        let file = desk.put(FILE_NAME, FILE);
        desk.put(&format!("{FILE_NAME}.sigstore.json"), &minted.bundle_json);
        let (state, found, opened) = desk.list(&[&file]);
        assert_eq!(state, State::Unlisted);
        assert_eq!(found.origin, PartsOrigin::Statement);
        assert_eq!(opened.binding.step, PartsStep::SignedStatement);
        assert_eq!(opened.binding.outcome, Outcome::Held);
        assert_eq!(
            ids(&opened),
            [
                "parts-signed-by",
                "parts-bound-by",
                "parts-claims-of-signer"
            ]
        );
        assert_eq!(opened.parts(), 2);
    }
}

#[test]
fn a_signed_statement_about_another_file_is_signed_but_not_for_this_one() {
    let minted = stated(&cyclonedx(b"another file"));
    let desk = Desk::of(&minted);
    let file = desk.put(FILE_NAME, FILE);
    desk.put(&format!("{FILE_NAME}.sigstore.json"), &minted.bundle_json);
    let (state, _, opened) = desk.list(&[&file]);
    assert_eq!(state, State::Failed);
    assert_eq!(opened.binding.step, PartsStep::OtherFile);
    assert_eq!(opened.binding.outcome, Outcome::Failed);
    assert_eq!(
        ids(&opened),
        ["parts-signed-by", "parts-claims-about-other"]
    );
}

#[test]
fn a_statement_whose_signature_does_not_hold_counts_as_not_signed() {
    let minted = stated(&cyclonedx(FILE));
    let desk = Desk::of(&minted);
    let file = desk.put(FILE_NAME, FILE);
    let mut bundle: Value = serde_json::from_slice(&minted.bundle_json).unwrap();
    let other = stated(&cyclonedx(b"another file"));
    let other: Value = serde_json::from_slice(&other.bundle_json).unwrap();
    bundle["dsseEnvelope"]["signatures"] = other["dsseEnvelope"]["signatures"].clone();
    desk.put(&format!("{FILE_NAME}.sigstore.json"), bundle.to_string());
    let (state, _, opened) = desk.list(&[&file]);
    assert_eq!(state, State::Failed);
    assert_eq!(opened.binding.step, PartsStep::NameOnly);
    assert_eq!(
        ids(&opened),
        ["parts-signature-unproven", "parts-claims-of-nobody"]
    );
}

#[test]
fn a_statement_alone_is_tied_to_no_file() {
    let minted = stated(&cyclonedx(FILE));
    let desk = Desk::of(&minted);
    let bundle = desk.put("bundle.json", &minted.bundle_json);
    let (state, _, opened) = desk.list(&[&bundle]);
    assert_eq!(state, State::Unlisted);
    assert_eq!(opened.binding.step, PartsStep::AloneSigned);
    assert_eq!(opened.binding.outcome, Outcome::Noted);
}

#[test]
fn a_signed_list_that_names_the_digest_is_tied_by_two_links() {
    let list = naming(FILE);
    let minted = signed(&list);
    let desk = Desk::of(&minted);
    let file = desk.put(FILE_NAME, FILE);
    // Lying beside the file, its own signature beside it.
    let path = desk.put(&format!("{FILE_NAME}.cdx.json"), &list);
    let bundle = desk.put(
        &format!("{FILE_NAME}.cdx.json.sigstore.json"),
        &minted.bundle_json,
    );
    let (state, found, opened) = desk.list(&[&file]);
    assert_eq!(state, State::NoSignature);
    assert_eq!(found.origin, PartsOrigin::Beside);
    assert_eq!(opened.binding.step, PartsStep::SignedDocument);
    assert_eq!(
        ids(&opened),
        [
            "parts-signed-by",
            "parts-bound-by",
            "parts-claims-of-signer"
        ]
    );

    // Dropped together.
    let elsewhere = desk.put("list.json", &list);
    fs::remove_file(&path).unwrap();
    let moved = desk.folder.path().join("list.json.sigstore.json");
    fs::rename(&bundle, &moved).unwrap();
    let (_, found, opened) = desk.list(&[&file, &elsewhere]);
    assert_eq!(found.origin, PartsOrigin::Together);
    assert_eq!(opened.binding.step, PartsStep::SignedDocument);

    // One that was changed after it was checked is not the one that was signed.
    let checked = desk.check(&[&file, &elsewhere]);
    let found = parts::find(&checked[0], &checked);
    fs::write(&elsewhere, [list.as_slice(), b"\n"].concat()).unwrap();
    let opened = desk.open(&found[0]);
    assert_eq!(opened.binding.step, PartsStep::DigestOnly);
    assert!(ids(&opened).contains(&"parts-signature-unproven"));

    // Signed, but about another file.
    let list = naming(b"another file");
    let minted = signed(&list);
    fs::write(&elsewhere, &list).unwrap();
    fs::write(&moved, &minted.bundle_json).unwrap();
    let (_, _, opened) = desk.list(&[&file, &elsewhere]);
    assert_eq!(opened.binding.step, PartsStep::OtherFile);
}

#[test]
fn without_a_signature_the_ladder_goes_down_to_nothing() {
    let desk = Desk::of(&signed(FILE));
    let file = desk.put(FILE_NAME, FILE);
    let sha512 = whence_verify::crypto::digest(whence_evidence::HashAlgorithm::Sha512, FILE);
    let cases = [
        (naming(FILE), PartsStep::DigestOnly, Outcome::Noted),
        (
            list_about(&json!({ "hashes": [{ "alg": "SHA-512", "content": sha512.to_hex() }] })),
            PartsStep::DigestOnly,
            Outcome::Noted,
        ),
        (
            naming(b"another file"),
            PartsStep::OtherDigest,
            Outcome::Failed,
        ),
        (
            list_about(&json!({ "version": "1.2.3" })),
            PartsStep::NameOnly,
            Outcome::Noted,
        ),
        (
            list_about(&json!({ "name": "something" })),
            PartsStep::Untied,
            Outcome::Noted,
        ),
    ];
    for (list, step, outcome) in cases {
        let list = desk.put("list.json", list);
        let (state, _, opened) = desk.list(&[&file, &list]);
        assert_eq!(state, State::NoSignature);
        assert_eq!(
            (opened.binding.step, opened.binding.outcome),
            (step, outcome)
        );
        assert!(ids(&opened).contains(&"parts-claims-of-nobody"));
    }
}

#[test]
fn a_list_alone_is_a_claim_by_nobody_and_no_signature() {
    let desk = Desk::of(&signed(FILE));
    let list = desk.put("list.json", naming(FILE));
    let (state, found, opened) = desk.list(&[&list]);
    assert_eq!(state, State::NoSignature);
    assert_eq!(found.origin, PartsOrigin::Itself);
    assert_eq!(opened.binding.step, PartsStep::AloneUnsigned);
    let sentence = Words::english().render(&opened.binding.sentence);
    assert_eq!(
        sentence,
        "This parts list is not signed. It is a claim by nobody in particular."
    );
    let minted = signed(&naming(FILE));
    desk.put("list.json.sigstore.json", &minted.bundle_json);
    let (state, _, opened) = desk.list(&[&list]);
    assert_eq!(state, State::Unlisted);
    assert_eq!(opened.binding.step, PartsStep::AloneSigned);
}

#[test]
fn of_an_image_it_is_said_which_of_its_digests_agrees() {
    let digest = sha256(FILE);
    let others = |number: &str| Some(number.repeat(64));
    let platform = |manifest: Option<String>, config: Option<String>| PlatformDigests {
        name: Some("linux/arm64".to_owned()),
        manifest,
        config,
    };
    let image = |index, platform| ImageDigests {
        index,
        platforms: vec![platform],
    };
    let own = || Some(format!("sha256:{digest}"));
    let roles = [
        (
            image(own(), platform(others("1"), others("2"))),
            "for the image as a whole, with all its platforms (the digest of the index)",
        ),
        (
            image(others("3"), platform(own(), others("2"))),
            "for the image on one platform, linux/arm64 (the digest of its manifest)",
        ),
        (
            image(None, platform(others("1"), own())),
            "for the configuration of the image on one platform, linux/arm64 (its digest)",
        ),
    ];
    let words = Words::english();
    let said = |opened: &Opened| {
        let details = opened.binding.details.iter();
        let details: Vec<String> = details.map(|detail| words.render(detail)).collect();
        format!(
            "{} {}",
            words.render(&opened.binding.sentence),
            details.join(" ")
        )
    };
    // Unsigned lists that name the digest, and a signed statement about it.
    let unsigned = Desk::of(&signed(FILE));
    let file = unsigned.put(FILE_NAME, FILE);
    let list = unsigned.put("list.json", naming(FILE));
    let (_, of_unsigned, _) = unsigned.list(&[&file, &list]);
    let minted = stated(&cyclonedx(FILE));
    let stated = Desk::of(&minted);
    let file = stated.put(FILE_NAME, FILE);
    stated.put(&format!("{FILE_NAME}.sigstore.json"), &minted.bundle_json);
    let (_, of_statement, _) = stated.list(&[&file]);
    for (image, what) in roles {
        let opened = unsigned.open(&of_unsigned.clone().of_image(image.clone()));
        assert_eq!(opened.binding.step, PartsStep::DigestOnly);
        let text = said(&opened);
        assert!(
            text.starts_with("This parts list is not signed. It names a digest of this image.")
        );
        assert!(text.contains(what), "{text}");
        let opened = stated.open(&of_statement.clone().of_image(image));
        assert_eq!(opened.binding.step, PartsStep::SignedStatement);
        let text = said(&opened);
        assert!(text.starts_with("This parts list was signed for exactly this image."));
        assert!(text.contains(what), "{text}");
    }
    let list = unsigned.put("list.json", naming(b"another image"));
    let (_, other, _) = unsigned.list(&[&unsigned.folder.path().join(FILE_NAME), &list]);
    let opened = unsigned.open(&other.of_image(image(own(), PlatformDigests::default())));
    assert!(said(&opened).contains("it describes a different image"));
}

#[test]
fn pasted_text_is_a_list_like_any_other() {
    let desk = Desk::of(&signed(FILE));
    let inputs = [Input::Bytes(naming(FILE))];
    let checked = desk
        .checker
        .check(&inputs, &[], desk.now, &mut |_| (), &NEVER);
    let checked: Vec<_> = checked.unwrap().into_iter().map(Arc::new).collect();
    assert_eq!(checked[0].verdict.state, State::NoSignature);
    let found = parts::find(&checked[0], &checked);
    assert_eq!(found[0].origin, PartsOrigin::Itself);
    let opened = desk.open(&found[0]);
    assert_eq!(opened.binding.step, PartsStep::AloneUnsigned);
    assert_eq!(opened.parts(), 2);
}

#[test]
fn reading_ends_when_nobody_waits_for_it() {
    let desk = Desk::of(&signed(FILE));
    let list = desk.put("list.json", naming(FILE));
    let stop = AtomicBool::new(true);
    let stopped = parts::open(&parts::chosen(list), &desk.checker, desk.now, &stop);
    assert_eq!(stopped.unwrap_err().id, "parts-refused-stopped");
}

#[test]
fn files_of_the_same_drop_are_looked_up_by_digest() {
    let desk = Desk::of(&signed(FILE));
    let list = desk.put("list.json", naming(FILE));
    let file = desk.put("anything.bin", FILE);
    let other = desk.put("other.bin", b"other");
    let checked = desk.check(&[&list, &file, &other]);
    let itself = checked
        .iter()
        .find(|one| one.path.as_deref() == Some(&*list))
        .unwrap();
    let opened = desk.open(&parts::find(itself, &checked)[0]);
    let words = Words::english();
    let files: Vec<_> = opened
        .view(1)
        .files
        .iter()
        .map(|file| {
            format!(
                "{}: {}",
                file.name.to_terminal(),
                words.render(&file.sentence)
            )
        })
        .collect();
    assert_eq!(
        files,
        [
            "anything.bin: listed in this parts list as project",
            "other.bin: not listed in this parts list"
        ]
    );
    let no_digests = desk.put("list.json", list_about(&json!({})));
    let checked = desk.check(&[&no_digests, &file]);
    let itself = checked
        .iter()
        .find(|one| one.path.as_deref() == Some(&*list))
        .unwrap();
    let opened = desk.open(&parts::find(itself, &checked)[0]);
    assert_eq!(opened.view(1).files[0].sentence.id, "parts-file-no-digests");
}

#[test]
fn what_cannot_be_read_says_why_and_the_verdict_stays() {
    let desk = Desk::of(&signed(FILE));
    let cases: [(&[u8], &str); 3] = [
        (br#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{]}"#, "parts-refused-syntax"),
        (b"\x0a\x031.6\x10\x01", "parts-refused-not-supported"),
        (
            br#"<?xml version="1.0"?><!DOCTYPE bom [<!ENTITY x "y">]><bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>"#,
            "parts-refused-document-type",
        ),
    ];
    for (bytes, id) in cases {
        let list = desk.put("list", bytes);
        let checked = desk.check(&[&list]);
        assert_eq!(checked[0].verdict.state, State::NoSignature);
        let found = parts::find(&checked[0], &checked);
        let reason = parts::open(&found[0], &desk.checker, desk.now, &NEVER).unwrap_err();
        assert_eq!(reason.id, id);
        let text = Words::english().render(&reason);
        assert!(text.contains(' ') && !text.contains('{'), "{text}");
    }
    let list = desk.put("list", naming(FILE));
    let checked = desk.check(&[&list]);
    let found = parts::find(&checked[0], &checked);
    fs::remove_file(&list).unwrap();
    let reason = parts::open(&found[0], &desk.checker, desk.now, &NEVER).unwrap_err();
    assert_eq!(reason.id, "file-missing-why");
}

/// Ten parts: `top` uses part 0, part n uses n + 1, part 9 uses part 0 again; part 8 is twice a licence.
fn chain() -> Opened {
    let component = |number: usize| {
        let mut one = json!({
            "type": if number == 0 { "framework" } else { "library" },
            "bom-ref": format!("part-{number}"), "name": format!("Part-{number}"), "version": format!("1.{number}"),
        });
        if number % 2 == 1 {
            one["licenses"] = json!([{ "license": { "id": "MIT" } }]);
            one["supplier"] = json!({ "name": "Acme" });
        }
        if number == 8 {
            one["licenses"] =
                json!([{ "license": { "id": "MIT" } }, { "license": { "name": "=1+1" } }]);
        }
        one
    };
    let mut dependencies: Vec<Value> = (0..10)
        .map(|number| json!({ "ref": format!("part-{number}"), "dependsOn": [format!("part-{}", (number + 1) % 10)] }))
        .collect();
    dependencies.push(json!({ "ref": "top", "dependsOn": ["part-0"] }));
    let list = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": { "component": { "type": "application", "bom-ref": "top", "name": "top" } },
        "components": (0..10).map(component).chain([json!({ "type": "library", "bom-ref": "lone", "name": "lone\u{202e}" })])
            .collect::<Vec<_>>(),
        "dependencies": dependencies,
        "vulnerabilities": [{ "id": "CVE-2026-0001", "affects": [{ "ref": "part-3" }], "analysis": { "state": "not_affected" } }],
    });
    let desk = Desk::of(&signed(FILE));
    let path = desk.put("list.json", list.to_string());
    desk.list(&[&path]).2
}

fn query() -> PartsQuery {
    PartsQuery::default()
}

fn items(opened: &Opened, query: &PartsQuery) -> Vec<PartsItem> {
    let page = opened.page(query, 0).unwrap();
    assert_eq!(page.rows.len(), page.total as usize);
    let rows = page.rows.into_iter().map(|row| match row {
        PartsRow::Part(item) => *item,
        PartsRow::Group(group) => panic!("{group:?}"),
    });
    rows.collect()
}

fn names(opened: &Opened, query: &PartsQuery) -> Vec<String> {
    let items = items(opened, query);
    items.iter().map(|item| item.name.to_terminal()).collect()
}

#[test]
fn the_table_filters_sorts_and_groups() {
    let opened = chain();
    assert_eq!(items(&opened, &query()).len(), 12);
    let found = PartsQuery {
        text: "part-1".to_owned(),
        ..query()
    };
    assert_eq!(names(&opened, &found), ["Part-1"]);
    let descending = PartsQuery {
        filters: vec![
            PartsFilter::Kind("library".into()),
            PartsFilter::Relation("transitive".into()),
        ],
        sort: Some(PartsSort {
            column: PartsColumn::Name,
            descending: true,
        }),
        ..query()
    };
    assert_eq!(names(&opened, &descending)[..2], ["Part-9", "Part-8"]);
    let without_supplier = PartsQuery {
        filters: vec![PartsFilter::Gap("supplier".into())],
        ..query()
    };
    assert_eq!(items(&opened, &without_supplier).len(), 7);
    assert_eq!(opened.counts(&without_supplier).unwrap().chosen.len(), 1);

    let counts = opened.counts(&descending).unwrap();
    let by_code = |filter: &PartsFilter| {
        counts
            .kinds
            .iter()
            .chain(&counts.relations)
            .find(|one| one.filter == *filter)
            .unwrap()
            .count
    };
    // Each as if it were not filtered by yet.
    assert_eq!(by_code(&PartsFilter::Kind("library".into())), 9);
    assert_eq!(by_code(&PartsFilter::Relation("unconnected".into())), 1);

    let mut grouped = PartsQuery {
        group: Some(PartsGrouping::Licence),
        ..query()
    };
    let page = opened.page(&grouped, 0).unwrap();
    assert_eq!((page.total, page.parts), (3, 12));
    let PartsRow::Group(group) = &page.rows[0] else {
        panic!("{page:?}")
    };
    let mit = opened.values(PartsGrouping::Licence, "mit", 0).values[0].clone();
    assert_eq!(
        (mit.count, mit.name.unwrap().to_terminal().as_str()),
        (6, "MIT")
    );
    assert!(!group.open);
    grouped.open = vec![mit.value];
    let page = opened.page(&grouped, 0).unwrap();
    assert_eq!(page.total, 9);
    // Pages begin anywhere, groups and parts alike.
    for first in 0..9 {
        let later = opened.page(&grouped, first).unwrap();
        assert_eq!(later.rows, page.rows[first as usize..]);
    }
    let only = PartsQuery {
        filters: vec![PartsFilter::Licence(mit.value)],
        ..query()
    };
    assert_eq!(items(&opened, &only).len(), 6);
    assert_eq!(opened.seek(&query(), "PART-1", 0), Some(Some(1)));
    assert_eq!(opened.seek(&query(), "part", 5), Some(Some(5)));
    assert_eq!(opened.seek(&query(), "part-2", 5), Some(Some(2)));
    assert_eq!(opened.seek(&query(), "x", 0), Some(None));
}

#[test]
fn what_a_query_names_and_is_not_there_is_no_answer() {
    let opened = chain();
    for filter in [
        PartsFilter::Kind("engine".into()),
        PartsFilter::Gap("beauty".into()),
        PartsFilter::Licence(99),
        PartsFilter::Finding("x".into()),
    ] {
        let asked = PartsQuery {
            filters: vec![filter],
            ..query()
        };
        assert_eq!(opened.page(&asked, 0), None);
        assert_eq!(opened.export(&asked, PartsFormat::Csv), None);
    }
    assert!(opened.page(&query(), 99).unwrap().rows.is_empty());
    assert_eq!(opened.detail(99), None);
    assert_eq!(opened.children(Some(99), 0), None);
    assert_eq!(opened.paths(99), None);
    assert_eq!(opened.findings(Some("x"), 0), None);
}

#[test]
fn a_part_knows_its_neighbours_and_its_ways_to_the_top() {
    let opened = chain();
    let four = opened
        .page(
            &PartsQuery {
                text: "part-4".into(),
                ..query()
            },
            0,
        )
        .unwrap();
    let PartsRow::Part(four) = &four.rows[0] else {
        panic!()
    };
    let named = |side| {
        let found = opened.neighbours(four.part, side, "", 0).unwrap();
        found
            .rows
            .iter()
            .map(|row| row.name.name.to_terminal())
            .collect::<Vec<_>>()
    };
    assert_eq!(named(PartsSide::UsedBy), ["Part-3"]);
    assert_eq!(named(PartsSide::Uses), ["Part-5"]);
    assert_eq!(
        opened
            .neighbours(four.part, PartsSide::Uses, "6", 0)
            .unwrap()
            .total,
        0
    );
    let paths = opened.paths(four.part).unwrap();
    assert_eq!((paths.paths.len(), paths.more), (1, false));
    assert_eq!(paths.paths[0].len(), 6);

    // The tree is a circle and is answered one step at a time.
    let tops = opened.children(None, 0).unwrap();
    assert_eq!(tops.total, 1);
    let mut part = tops.rows[0].name.part;
    for _ in 0..25 {
        let children = opened.children(Some(part), 0).unwrap();
        assert_eq!(children.total, 1);
        part = children.rows[0].name.part;
    }
    let lone = opened
        .page(
            &PartsQuery {
                text: "lone".into(),
                ..query()
            },
            0,
        )
        .unwrap();
    let PartsRow::Part(lone) = &lone.rows[0] else {
        panic!()
    };
    let remarks: Vec<_> = opened
        .detail(lone.part)
        .unwrap()
        .remarks
        .into_iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(
        remarks,
        ["parts-remark-unconnected", "parts-remark-undeclared"]
    );
    assert_eq!(opened.paths(lone.part).unwrap().paths.len(), 0);
}

#[test]
fn every_answer_has_its_words() {
    let opened = chain();
    let words = Words::english();
    let mut said: Vec<_> = opened
        .view(1)
        .facts
        .into_iter()
        .map(|fact| fact.label)
        .collect();
    for list in opened.gaps() {
        said.push(list.standard);
        said.extend(
            list.elements
                .into_iter()
                .flat_map(|one| [one.label, one.standing]),
        );
    }
    for part in 0..opened.parts() {
        let detail = opened.detail(part).unwrap();
        said.extend(detail.facts.into_iter().map(|fact| fact.label));
        said.extend([detail.item.kind, detail.item.relation]);
        for side in [PartsSide::UsedBy, PartsSide::Uses, PartsSide::Related] {
            let rows = opened.neighbours(part, side, "", 0).unwrap().rows;
            said.extend(rows.into_iter().filter_map(|row| row.how));
        }
    }
    let findings = opened.findings(None, 0).unwrap();
    said.extend(findings.rows.into_iter().map(|row| row.label));
    let vulnerabilities = opened.vulnerabilities(0);
    assert_eq!(
        (vulnerabilities.total, vulnerabilities.rows[0].affected),
        (1, 1)
    );
    said.extend(
        vulnerabilities.rows[0]
            .facts
            .iter()
            .map(|fact| fact.label.clone()),
    );
    assert!(said.len() > 100);
    for message in said {
        assert!(words.contains(&message.id), "{}", message.id);
        assert!(
            !words.render(&message).contains('{'),
            "{}",
            words.render(&message)
        );
    }
}

#[test]
fn copies_and_files_carry_no_formula_and_no_hidden_character() {
    let opened = chain();
    let csv = opened.export(&query(), PartsFormat::Csv).unwrap();
    assert_eq!(csv.lines().count(), 13);
    assert!(csv.contains("lone<U+202E>") && !csv.contains('\u{202e}'));
    assert!(csv.contains("MIT | =1+1"), "{csv}");
    assert!(!csv.contains("\"=") && !csv.contains(",="), "{csv}");
    let json: Value =
        serde_json::from_str(&opened.export(&query(), PartsFormat::Json).unwrap()).unwrap();
    assert_eq!(json[10]["name"], "lone\u{202e}");
    let copied = opened.copy(&query(), &[10, 11, 99]).unwrap();
    let lines: Vec<_> = copied.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines[1].starts_with("lone<U+202E>\t") && lines[2].starts_with("top\t"),
        "{copied}"
    );
}

#[test]
fn two_lists_side_by_side() {
    let desk = Desk::of(&signed(FILE));
    let list = |parts: Value| {
        json!({ "bomFormat": "CycloneDX", "specVersion": "1.6", "components": parts }).to_string()
    };
    let before = desk.put("before.json", list(json!([
        { "type": "library", "name": "a", "version": "1" },
        { "type": "library", "name": "b", "version": "1", "licenses": [{ "license": { "id": "MIT" } }] },
        { "type": "library", "name": "gone", "version": "1" },
        { "type": "library", "name": "same", "version": "1" },
    ])));
    let after = desk.put("after.json", list(json!([
        { "type": "library", "name": "a", "version": "2" },
        { "type": "library", "name": "b", "version": "1", "licenses": [{ "license": { "id": "ISC" } }] },
        { "type": "library", "name": "=new()", "version": "1" },
        { "type": "library", "name": "same", "version": "1" },
    ])));
    let open = |path| Arc::new(desk.open(&parts::chosen(path)));
    let comparison = Comparison::new(open(before), open(after));
    let view = comparison.view(1, 2, 3);
    let counts: Vec<_> = view.counts.iter().map(|one| one.count).collect();
    assert_eq!(
        (counts, view.same, view.different),
        (vec![1, 1, 1, 1, 0], 1, 4)
    );
    let asked = |changes: &[PartsChange], text: &str| {
        let query = PartsCompareQuery {
            text: text.to_owned(),
            changes: changes.to_vec(),
        };
        let rows = comparison.page(&query, 0).rows;
        rows.iter()
            .map(|row| row.name.to_terminal())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        asked(&[PartsChange::Version, PartsChange::Removed], ""),
        ["a", "gone"]
    );
    assert_eq!(asked(&[], "ON"), ["gone"]);
    let csv = comparison.export(&PartsCompareQuery::default(), PartsFormat::Csv);
    assert!(csv.contains("\"added\",\"'=new()\""), "{csv}");
    let same = Comparison::new(
        open(desk.folder.path().join("after.json")),
        open(desk.folder.path().join("after.json")),
    );
    assert_eq!(same.view(1, 2, 2).different, 0);
}

#[test]
fn a_list_inside_a_signed_statement_is_a_side_of_a_comparison() {
    let minted = stated(&cyclonedx(FILE));
    let desk = Desk::of(&minted);
    let bundle = desk.put("attestation.sigstore.json", &minted.bundle_json);
    let list = desk.put("list.json", naming(FILE));
    let opened = desk.open(&parts::chosen(bundle.clone()));
    assert_eq!(opened.origin, PartsOrigin::Chosen);
    assert_eq!(opened.binding.step, PartsStep::AloneSigned);
    assert_eq!(ids(&opened), ["parts-signed-by", "parts-claims-of-signer"]);
    let comparison = Comparison::new(
        Arc::new(opened),
        Arc::new(desk.open(&parts::chosen(list.clone()))),
    );
    assert_eq!(comparison.view(1, 2, 3).after.parts, 2);

    // Beside the file it is about, the tie is said as well.
    let file = desk.put(FILE_NAME, FILE);
    let beside = desk.put(&format!("{FILE_NAME}.sigstore.json"), &minted.bundle_json);
    let opened = desk.open(&parts::chosen(beside));
    assert_eq!(opened.binding.step, PartsStep::SignedStatement);

    // Several in one file: the first, and it is said. None: refused as any other file.
    let line = String::from_utf8(minted.bundle_json.clone()).unwrap();
    let line: Value = serde_json::from_str(&line).unwrap();
    let several = desk.put("several.jsonl", format!("{line}\n{line}\n"));
    let opened = desk.open(&parts::chosen(several));
    assert!(ids(&opened).contains(&"parts-first-of"));
    let refused = parts::open(&parts::chosen(file), &desk.checker, desk.now, &NEVER);
    assert_eq!(refused.unwrap_err().id, "parts-refused-not-an-sbom");
}

#[test]
fn lists_of_earlier_checks_are_opened_only_as_they_were() {
    let minted = stated(&cyclonedx(FILE));
    let desk = Desk::of(&minted);
    let file = desk.put(FILE_NAME, FILE);
    let bundle = desk.put(&format!("{FILE_NAME}.sigstore.json"), &minted.bundle_json);
    let lists = ["a.json", "b.json", "c.json"].map(|name| desk.put(name, naming(FILE)));
    let mut kept = Vec::new();
    for path in [&file, &lists[0], &lists[1], &lists[2]] {
        kept.extend(whence_app::history::observation(&desk.check(&[path])[0]).lists);
    }
    let places: Vec<&str> = kept.iter().map(|place| place.path.as_str()).collect();
    let expected = [&bundle, &lists[0], &lists[1], &lists[2]].map(|path| path.to_str().unwrap());
    assert_eq!(places, expected);

    fs::remove_file(&lists[1]).unwrap();
    fs::write(&lists[2], naming(b"another file")).unwrap();
    let earlier: Vec<_> = (0..)
        .zip(&kept)
        .map(|(list, place)| parts::Earlier {
            list,
            at: 0,
            place: place.clone(),
        })
        .collect();
    let offered = parts::earlier(&earlier, &parts::chosen(lists[0].clone()));
    let offered: Vec<_> = offered.iter().map(|one| (one.list, one.standing)).collect();
    assert_eq!(
        offered,
        [
            (0, PartsStanding::There),
            (2, PartsStanding::Gone),
            (3, PartsStanding::Changed)
        ]
    );
    let open = |place: &parts::ListPlace| {
        parts::open(&place.found(), &desk.checker, desk.now, &NEVER).map(|opened| opened.parts())
    };
    assert_eq!(open(&kept[0]), Ok(2));
    assert_eq!(open(&kept[1]), Ok(2));
    assert_eq!(open(&kept[2]).unwrap_err().id, "file-missing-why");
    assert_eq!(open(&kept[3]).unwrap_err().id, "parts-refused-changed");
}
