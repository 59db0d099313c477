//! Look-ups against servers that answer as documented, and badly; and what a check makes of the answers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;
use whence_app::{
    Checked, Checker, Input,
    check::Against,
    lookup::{Holder, LookupTrouble, Lookups, Preferences, Question, Reply},
    settings::TrustData,
};
use whence_evidence::{Digest, HashAlgorithm, UnixTime};
use whence_fetch::{Manners, lookup::WebLookups};
use whence_identity::IdentityList;
use whence_testkit::{
    Minted, Scenario,
    keys::{Key, sha256},
    rekor::Kind,
    scenario::Content,
    statement,
    web::{self, Reply as Say, Server},
};
use whence_verdict::State;

const NOW: i64 = 1_795_000_000;

fn lookups() -> WebLookups {
    patient(None)
}

/// Look-ups that give up after this.
fn patient(patience: Option<Duration>) -> WebLookups {
    let preferences = Preferences {
        local_hosts: ["127.0.0.1".to_owned()].into(),
        ..Preferences::default()
    };
    let manners = Manners {
        patience,
        ..Manners::default()
    };
    WebLookups::new(manners, &preferences).unwrap()
}

fn ask(question: &Question) -> Result<Reply, LookupTrouble> {
    lookups().ask(question, &Arc::default())
}

fn trouble(question: &Question) -> &'static str {
    ask(question).unwrap_err().code
}

fn digest(artifact: &[u8]) -> Digest {
    Digest::new(HashAlgorithm::Sha256, &sha256(artifact)).unwrap()
}

fn github(server: &Server, holder: &str, artifact: &[u8]) -> Question {
    Question::GitHub {
        api: server.address.clone(),
        holder: Holder::parse(holder).unwrap(),
        digest: digest(artifact),
        tag: None,
    }
}

fn log(server: &Server, artifact: &[u8]) -> Question {
    Question::Log {
        log: server.address.clone(),
        digest: digest(artifact),
    }
}

fn signed() -> Minted {
    Scenario::message_rekor_v1().mint()
}

fn attested() -> Minted {
    Scenario::envelope_rekor_v1(Kind::Dsse).mint()
}

/// A file, and everything to check it with.
struct Desk {
    folder: TempDir,
    checker: Checker,
    file: PathBuf,
}

impl Desk {
    fn new(minted: &Minted) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root.json");
        fs::write(&root, &minted.trusted_root_json).unwrap();
        let file = folder.path().join("tool.zip");
        fs::write(&file, &minted.artifact).unwrap();
        let list = format!(
            "schema = 1\n[[signer]]\nlabel = \"Acme\"\nissuer = \"{}\"\nidentity = \"{}\"\n",
            minted.issuer, minted.identity
        );
        let checker = Checker {
            trust: TrustData::load(Some(&root)),
            list: Arc::new(IdentityList::parse(list.as_bytes()).unwrap()),
            list_problem: None,
            key: None,
            against: Against::OwnList,
            past: None,
            platform: None,
            registries: None,
        };
        Self {
            folder,
            checker,
            file,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn check(&self) -> Checked {
        let inputs = [Input::Path(self.file.clone())];
        let never = AtomicBool::new(false);
        let checked = self.checker.check(&inputs, &[], now(), &mut |_| (), &never);
        checked.unwrap().remove(0)
    }

    fn look_up(&self, checked: &Checked, questions: &[Question]) -> Checked {
        self.look_up_with(&lookups(), checked, questions)
    }

    fn look_up_with(
        &self,
        lookups: &WebLookups,
        checked: &Checked,
        questions: &[Question],
    ) -> Checked {
        self.checker
            .look_up(
                checked,
                questions,
                lookups,
                now(),
                &mut |_| (),
                &Arc::default(),
            )
            .unwrap()
    }

    /// The verdict after asking.
    fn verdict(&self, questions: &[Question]) -> (State, &'static str) {
        let checked = self.look_up(&self.check(), questions);
        (checked.verdict.state, checked.verdict.code.as_str())
    }
}

fn now() -> UnixTime {
    UnixTime::from_seconds(NOW)
}

fn count(reply: Result<Reply, LookupTrouble>) -> usize {
    let reply = reply.unwrap();
    assert_eq!(reply.trouble, None);
    reply.documents.len()
}

#[test]
fn github_is_asked_page_by_page_for_bundles_here_and_elsewhere() {
    let minted = attested();
    let bundle = web::bundle(&minted);
    let server = Server::start();
    let question = github(&server, "acme/tool", &minted.artifact);
    assert_eq!(count(ask(&question)), 0);
    let first = web::github_path("repos/acme/tool", &minted.artifact);
    let second = format!("{first}&after=x");
    let page = |value: &Value| serde_json::to_vec(value).unwrap();
    let link = format!("link: <{}{second}>; rel=\"next\"", server.address);
    let inline = web::github_inline(std::slice::from_ref(&bundle));
    server.reply(&first, Say::With(vec![link], page(&inline)));
    let apart = web::github_apart(&[format!("{}/blob.json.sn", server.address)]);
    server.json(&second, &apart);
    let other = web::bundle(&Scenario::envelope_rekor_v1(Kind::InToto).mint());
    server.reply("/blob.json.sn", Say::Content(web::snappy_block(&other)));
    assert_eq!(count(ask(&question)), 2);
    let desk = Desk::new(&minted);
    assert_eq!(desk.verdict(&[question]), (State::Listed, "listed"));

    // Pages elsewhere than the first are not followed.
    let stranger = Server::start();
    let link = format!("link: <{}{second}>; rel=\"next\"", stranger.address);
    server.reply(&first, Say::With(vec![link], page(&inline)));
    let reply = ask(&github(&server, "acme/tool", &minted.artifact)).unwrap();
    assert_eq!(reply.trouble.unwrap().code, "wrong-content");
    assert_eq!(reply.documents.len(), 1);
    assert!(stranger.asked().is_empty());
}

#[test]
fn an_owner_may_be_an_organisation_or_a_person() {
    let minted = attested();
    let server = Server::start();
    let path = web::github_path("users/bob", &minted.artifact);
    server.json(&path, &web::github_inline(&[web::bundle(&minted)]));
    assert_eq!(count(ask(&github(&server, "bob", &minted.artifact))), 1);
    let asked = web::github_path("orgs/bob", &minted.artifact);
    assert_eq!(server.paths(), [asked, path]);
}

#[test]
fn the_release_that_a_file_was_downloaded_from_is_asked_for_by_its_tag() {
    let minted = Scenario::envelope_private().mint();
    let server = Server::start();
    let sha = "ab".repeat(20);
    let object = json!({ "ref": "refs/tags/v1.2", "object": { "sha": sha, "type": "commit" } });
    server.json("/repos/acme/tool/git/ref/tags/v1.2", &object);
    let path =
        format!("/repos/acme/tool/attestations/sha1:{sha}?per_page=100&predicate_type=release");
    server.json(&path, &web::github_inline(&[web::bundle(&minted)]));
    let question = Question::GitHub {
        api: server.address.clone(),
        holder: Holder::parse("acme/tool").unwrap(),
        digest: digest(&minted.artifact),
        tag: Some("v1.2".to_owned()),
    };
    assert_eq!(count(ask(&question)), 1);
    // The other instance: no log, a signed time.
    let desk = Desk::new(&minted);
    let checked = desk.look_up(&desk.check(), std::slice::from_ref(&question));
    assert!(
        checked.pieces[0]
            .judged()
            .unwrap()
            .bundle
            .log_entries
            .is_empty()
    );
    server.json(
        "/repos/acme/tool/git/ref/tags/v1.2",
        &json!({ "object": { "sha": "../x" } }),
    );
    assert_eq!(
        ask(&question).unwrap().trouble.unwrap().code,
        "wrong-content"
    );
}

#[test]
fn the_log_is_searched_and_its_entries_are_proven() {
    let minted = signed();
    let server = Server::start();
    let question = log(&server, &minted.artifact);
    server.log(&[]);
    assert_eq!(count(ask(&question)), 0);
    let desk = Desk::new(&minted);
    let asked = std::slice::from_ref(&question);
    assert_eq!(desk.verdict(asked), (State::NoSignature, "none-found"));
    server.log(&[web::log_entry(&web::bundle(&minted))]);
    assert_eq!(count(ask(&question)), 1);
    assert_eq!(desk.verdict(asked), (State::Listed, "listed"));
    let bodies: Vec<String> = server.asked().into_iter().map(|it| it.body).collect();
    assert_eq!(
        bodies[0],
        format!("{{\"hash\":\"{}\"}}", digest(&minted.artifact))
    );
}

#[test]
fn a_signature_without_its_entry_is_completed_and_saved() {
    let minted = signed();
    let bundle = web::bundle(&minted);
    let desk = Desk::new(&minted);
    let (signature, certificate) = web::detached(&bundle);
    fs::write(desk.path("tool.zip.sig"), signature).unwrap();
    fs::write(desk.path("tool.zip.pem"), certificate).unwrap();
    let before = desk.check();
    assert_eq!(before.verdict.code.as_str(), "signing-time-not-included");
    let server = Server::start();
    let question = log(&server, &minted.artifact);

    // Entries of other signings, right in themselves, complete nothing.
    let mut other = Scenario::message_rekor_v1();
    other.leaf().key = Key::p256("another leaf");
    let mut foreign = Scenario::message_rekor_v1();
    foreign.signed_artifact = Some(b"another file\n".to_vec());
    foreign.artifact = b"another file\n".to_vec();
    server.log(&[web::log_entry(&web::bundle(&foreign.mint()))]);
    let after = desk.look_up(&before, std::slice::from_ref(&question));
    assert_eq!(after.verdict.code.as_str(), "signing-time-not-included");

    server.log(&[
        web::log_entry(&web::bundle(&foreign.mint())),
        web::log_entry(&web::bundle(&other.mint())),
        web::log_entry(&bundle),
    ]);
    let after = desk.look_up(&before, &[question]);
    assert_eq!(after.verdict.state, State::Listed);
    let position = after.verdict.deciding.unwrap();
    assert_eq!(after.pieces[position].piece.name, "tool.zip.sig");

    let saved = desk.checker.bundle_of(&after, position, now()).unwrap();
    fs::remove_file(desk.path("tool.zip.sig")).unwrap();
    fs::remove_file(desk.path("tool.zip.pem")).unwrap();
    assert_eq!(desk.check().verdict.state, State::NoSignature);
    fs::write(desk.path("tool.zip.sigstore.json"), saved).unwrap();
    assert_eq!(desk.check().verdict.state, State::Listed);
}

#[test]
fn package_registries_answer_in_their_own_forms() {
    let minted = attested();
    let bundle = web::bundle(&minted);
    let desk = Desk::new(&minted);
    let server = Server::start();
    let at = |path: &str| format!("{}{path}", server.address);
    let questions = [
        Question::Npm {
            registry: at("/npm"),
            name: "@acme/tool".into(),
            version: "1.0.0".into(),
        },
        Question::PyPi {
            index: at("/pypi"),
            project: "my-tool".into(),
            version: "1.0".into(),
            file: "my_tool-1.0-py3-none-any.whl".into(),
        },
        Question::Maven {
            download: at("/maven/acme/tool/1.0/tool-1.0.jar"),
        },
        Question::RubyGems {
            server: at(""),
            full_name: "tool-1.0".into(),
        },
    ];
    let paths = [
        "/npm/-/npm/v1/attestations/%40acme%2Ftool@1.0.0",
        "/pypi/integrity/my-tool/1.0/my_tool-1.0-py3-none-any.whl/provenance",
        "/maven/acme/tool/1.0/tool-1.0.jar.sigstore.json",
        "/api/v1/attestations/tool-1.0.json",
    ];
    let bundles = std::slice::from_ref(&bundle);
    let answers = [
        web::npm(bundles),
        web::pypi(bundles),
        bundle.clone(),
        json!([bundle]),
    ];
    let empty = [
        json!({ "attestations": [] }),
        json!({ "version": 1, "attestation_bundles": [] }),
        Value::Null,
        json!([]),
    ];
    for (position, question) in questions.iter().enumerate() {
        let asked = std::slice::from_ref(question);
        assert_eq!(desk.verdict(asked).0, State::NoSignature);
        if !empty[position].is_null() {
            server.json(paths[position], &empty[position]);
            assert_eq!(desk.verdict(asked).0, State::NoSignature);
        }
        server.json(paths[position], &answers[position]);
        let checked = desk.look_up(&desk.check(), asked);
        assert_eq!(checked.verdict.state, State::Listed, "{question:?}");
        // What was found there stays when it is saved, whatever form it had.
        let saved = desk.checker.bundle_of(&checked, 0, now()).unwrap();
        fs::write(desk.path("tool.zip.sigstore.json"), saved).unwrap();
        assert_eq!(desk.check().verdict.state, State::Listed);
        fs::remove_file(desk.path("tool.zip.sigstore.json")).unwrap();
    }
}

#[test]
fn a_python_index_is_asked_where_it_keeps_the_attestations_of_a_file() {
    const FILE: &str = "my_tool-1.0-py3-none-any.whl";
    const USUAL: &str = "/pypi/integrity/my-tool/1.0/my_tool-1.0-py3-none-any.whl/provenance";
    const LIST: &str = "/pypi/simple/my-tool/";
    const OWN: &str = "/pypi/+files/7/provenance";
    let minted = attested();
    let desk = Desk::new(&minted);
    let server = Server::start();
    let own = format!("{}{OWN}", server.address);
    let asked = [Question::PyPi {
        index: format!("{}/pypi", server.address),
        project: "my-tool".into(),
        version: "1.0".into(),
        file: FILE.into(),
    }];
    let list = |name: &str, provenance: Value| {
        json!({
            "meta": { "api-version": "1.3" },
            "name": "my-tool",
            "files": [
                { "filename": "my_tool-0.9.tar.gz", "url": "x", "hashes": {} },
                { "filename": name, "url": "x", "hashes": {}, "provenance": provenance },
            ],
        })
    };
    let outcome = || {
        let checked = desk.look_up(&desk.check(), &asked);
        let trouble = checked.found.looked[0].trouble.clone();
        (checked.verdict.state, trouble.map(|it| it.code))
    };
    let nothing = (State::NoSignature, None);
    let trouble = |code| (State::CouldNotCheck, Some(code));

    // Neither the usual place nor a list.
    assert_eq!(outcome(), nothing);
    assert_eq!(server.take_paths(), [USUAL, LIST]);
    let pypi = web::pypi(&[web::bundle(&minted)]);
    server.json(OWN, &pypi);
    // Nothing is named for this file; what is named for another one is not followed.
    for list in [
        list(FILE, Value::Null),
        list("my_tool-1.1-py3-none-any.whl", json!(own)),
        json!({ "files": [] }),
    ] {
        server.json(LIST, &list);
        assert_eq!(outcome(), nothing);
        assert_eq!(server.take_paths(), [USUAL, LIST]);
    }
    server.json(LIST, &list(FILE, json!(own)));
    for status in [404, 405, 406, 410] {
        server.reply(USUAL, Say::Status(status, vec![]));
        assert_eq!(outcome(), (State::Listed, None), "{status}");
        assert_eq!(server.take_paths(), [USUAL, LIST, OWN]);
    }
    let heads = |asked: &str| {
        let asked = server.asked().into_iter().find(|it| it.path == asked);
        asked.unwrap().head
    };
    assert_eq!(outcome().0, State::Listed);
    assert!(heads(LIST).contains("accept: application/vnd.pypi.simple.v1+json"));
    assert!(heads(OWN).contains("accept: application/vnd.pypi.integrity.v1+json"));

    // What is named must be what it is named as.
    for (say, code) in [
        (Say::Status(404, vec![]), "wrong-content"),
        (Say::Status(403, vec![]), "access-denied"),
        (Say::Content(b"{}".to_vec()), "wrong-content"),
        (Say::Content(b"<html></html>".to_vec()), "wrong-content"),
        (Say::Endless, "answer-too-large"),
        (Say::Redirect("http://192.0.2.1/".into()), "broken-off"),
    ] {
        server.reply(OWN, say.clone());
        assert_eq!(outcome(), trouble(code), "{say:?}");
    }
    // That of another file proves nothing about this one.
    server.json(OWN, &pypi);
    fs::write(&desk.file, b"another file").unwrap();
    assert_ne!(outcome().0, State::Listed);
    fs::write(&desk.file, &minted.artifact).unwrap();

    // Whoever else is named is not asked.
    server.take_paths();
    for (elsewhere, code) in [
        ("https://files.example/provenance".to_owned(), "other-host"),
        (own.replace("127.0.0.1", "localhost"), "other-host"),
        ("file:///etc/hostname".to_owned(), "other-host"),
        (own.replace("http://", "http://me:word@"), "address-refused"),
        (OWN.to_owned(), "wrong-content"),
        (String::new(), "wrong-content"),
    ] {
        server.json(LIST, &list(FILE, json!(elsewhere)));
        assert_eq!(outcome(), trouble(code), "{elsewhere}");
        assert_eq!(server.take_paths(), [USUAL, LIST]);
    }

    // Lists that are none, and a page for people, which has nothing to name unless it says so.
    for (page, expected) in [
        ("{}", trouble("wrong-content")),
        ("[]", trouble("wrong-content")),
        ("", trouble("wrong-content")),
        ("not here", trouble("wrong-content")),
        (r#"{"files":[{"filename":1}]}"#, trouble("wrong-content")),
        (" <!DOCTYPE html><a href=x>y</a>", nothing),
        (
            "<html><a DATA-Provenance=x>y</a></html>",
            trouble("wrong-content"),
        ),
    ] {
        server.reply(LIST, Say::Content(page.as_bytes().to_vec()));
        assert_eq!(outcome(), expected, "{page}");
    }
    for (status, code) in [(403, "access-denied"), (500, "server-trouble")] {
        server.reply(LIST, Say::Status(status, vec![]));
        assert_eq!(outcome(), trouble(code));
    }
}

#[test]
fn trouble_on_the_way_is_never_the_absence_of_a_signature() {
    let minted = signed();
    let desk = Desk::new(&minted);
    let cases = [
        (Say::Status(403, vec![]), "access-denied"),
        (Say::Status(401, vec![]), "access-denied"),
        (
            Say::Status(
                403,
                vec![
                    "x-ratelimit-remaining: 0".into(),
                    "x-ratelimit-reset: 9999999999".into(),
                ],
            ),
            "too-many-requests",
        ),
        (
            Say::Status(429, vec!["retry-after: 3600".into()]),
            "too-many-requests",
        ),
        (Say::Status(500, vec![]), "server-trouble"),
        (
            Say::Status(503, vec!["retry-after: 0".into()]),
            "server-trouble",
        ),
        (Say::Status(418, vec![]), "server-trouble"),
        (Say::Drip, "timed-out"),
        (Say::Endless, "answer-too-large"),
        (Say::Short(b"{".to_vec()), "broken-off"),
        (Say::Redirect("http://192.0.2.1/".into()), "broken-off"),
        (
            Say::Content(b"<html>not here</html>".to_vec()),
            "wrong-content",
        ),
        (Say::Content(b"{}".to_vec()), "wrong-content"),
        (Say::Content(b"".to_vec()), "wrong-content"),
        (Say::Content(b"[[[[[[[[[[[[[[[".to_vec()), "wrong-content"),
    ];
    for (say, code) in cases {
        let server = Server::start();
        let file = "my_tool-1.0-py3-none-any.whl".to_owned();
        let questions = [
            github(&server, "acme/tool", &minted.artifact),
            log(&server, &minted.artifact),
            Question::PyPi {
                index: server.address.clone(),
                project: "my-tool".into(),
                version: "1.0".into(),
                file,
            },
        ];
        for question in &questions {
            let path = question.address();
            server.reply(&path[server.address.len()..], say.clone());
            // The drip would be waited for by each, and it is the client that meets it.
            if matches!(say, Say::Drip) && !matches!(question, Question::Log { .. }) {
                continue;
            }
            let asked = std::slice::from_ref(question);
            let patience = matches!(say, Say::Drip).then_some(Duration::from_millis(700));
            let checked = desk.look_up_with(&patient(patience), &desk.check(), asked);
            assert_eq!(
                (checked.verdict.state, checked.verdict.code.as_str()),
                (State::CouldNotCheck, "search-incomplete"),
                "{say:?} {question:?}"
            );
            let looked = &checked.found.looked[0];
            assert_eq!(
                looked.trouble.as_ref().unwrap().code,
                code,
                "{say:?} {question:?}"
            );
        }
    }
    let nobody = Question::Log {
        log: "http://127.0.0.1:1".into(),
        digest: digest(b""),
    };
    assert_eq!(trouble(&nobody), "unreachable");
}

#[test]
fn the_rest_of_an_answer_that_does_not_come_is_trouble_too() {
    let minted = attested();
    let server = Server::start();
    let path = web::github_path("repos/acme/tool", &minted.artifact);
    server.json(
        &path,
        &web::github_apart(&[format!("{}/gone", server.address)]),
    );
    let question = github(&server, "acme/tool", &minted.artifact);
    let desk = Desk::new(&minted);
    let asked = std::slice::from_ref(&question);
    assert_eq!(desk.verdict(asked).1, "search-incomplete");
    server.reply("/gone", Say::Content(b"\xff\xffno block".to_vec()));
    assert_eq!(desk.verdict(asked).1, "search-incomplete");
    // Where a bundle is announced to be, no host of the local network is asked that nobody configured.
    server.json(
        &path,
        &web::github_apart(&["http://127.0.0.2:1/x".to_owned()]),
    );
    let reply = ask(&question).unwrap();
    assert_eq!(reply.trouble.unwrap().code, "address-refused");
    // An entry that the search names and the log does not give.
    server.json("/api/v1/index/retrieve", &json!(["ab".repeat(32)]));
    assert_eq!(trouble(&log(&server, &minted.artifact)), "wrong-content");
    server.json("/api/v1/index/retrieve", &json!(["../../etc/passwd"]));
    assert_eq!(trouble(&log(&server, &minted.artifact)), "wrong-content");
}

#[test]
fn what_is_found_makes_no_verdict_better_than_it_proves_and_strangers_make_none_worse() {
    let minted = signed();
    let desk = Desk::new(&minted);
    let server = Server::start();
    let question = log(&server, &minted.artifact);
    let asked = std::slice::from_ref(&question);

    // For another file: passed over.
    let mut foreign = Scenario::message_rekor_v1();
    foreign.signed_artifact = Some(b"another file\n".to_vec());
    server.log(&[web::log_entry(&web::bundle(&foreign.mint()))]);
    assert_eq!(desk.verdict(asked).0, State::NoSignature);

    // By a certificate of nobody's: anybody may write that into the log.
    let mut stranger = Scenario::message_rekor_v1();
    stranger.keyless_signer().unlisted_authority = Some(
        whence_testkit::ca::CertificateAuthority::named("stranger", "s", "s", "s"),
    );
    server.log(&[web::log_entry(&web::bundle(&stranger.mint()))]);
    assert!(!matches!(
        desk.verdict(asked).0,
        State::Listed | State::Unlisted | State::Failed
    ));

    // The log's promise does not hold.
    let mut broken = Scenario::message_rekor_v1();
    broken.entry().set.with(|set| set.damaged = true);
    let broken = web::log_entry(&web::bundle(&broken.mint()));
    server.log(std::slice::from_ref(&broken));
    assert_eq!(desk.verdict(asked).0, State::NoSignature);

    // Beside one that holds, none of them takes anything away from it.
    server.log(&[broken, web::log_entry(&web::bundle(&minted))]);
    assert_eq!(desk.verdict(asked), (State::Listed, "listed"));

    // A registry that gives a broken bundle for this very file: a definite no, and never better.
    let mut wrong = Scenario::envelope_rekor_v1(Kind::Dsse);
    wrong.entry().set.with(|set| set.damaged = true);
    let path = web::github_path("repos/acme/tool", &minted.artifact);
    server.json(&path, &web::github_inline(&[web::bundle(&wrong.mint())]));
    let github = github(&server, "acme/tool", &minted.artifact);
    assert_eq!(desk.verdict(std::slice::from_ref(&github)).0, State::Failed);

    // For another file: passed over as well.
    let mut other = Scenario::envelope_rekor_v1(Kind::Dsse);
    other.content = Content::Envelope {
        payload_type: statement::PAYLOAD_TYPE.to_owned(),
        signed_type: None,
        payload: statement::payload(&statement::provenance(b"another file\n")),
        key_id: None,
    };
    let other = web::bundle(&other.mint());
    server.json(&path, &web::github_inline(std::slice::from_ref(&other)));
    assert_eq!(desk.verdict(&[github]).0, State::NoSignature);

    // An entry under the id of another one is no entry.
    let entry = web::log_entry(&web::bundle(&minted));
    let id = "ab".repeat(32);
    server.json("/api/v1/index/retrieve", &json!([id]));
    server.json("/api/v1/log/entries/retrieve", &json!([{ &id: entry }]));
    assert_eq!(
        desk.verdict(asked),
        (State::CouldNotCheck, "search-incomplete")
    );
}

#[test]
fn later_look_ups_keep_what_earlier_ones_found() {
    let minted = signed();
    let desk = Desk::new(&minted);
    let server = Server::start();
    server.log(&[web::log_entry(&web::bundle(&minted))]);
    let first = desk.look_up(&desk.check(), &[log(&server, &minted.artifact)]);
    let second = desk.look_up(&first, &[github(&server, "acme/tool", &minted.artifact)]);
    assert_eq!(second.verdict.state, State::Listed);
    assert_eq!(second.found.looked.len(), 2);
    // A file that changed meanwhile is judged as it is now.
    fs::write(&desk.file, b"changed").unwrap();
    let third = desk.look_up(&second, &[github(&server, "acme/tool", &minted.artifact)]);
    assert_ne!(third.verdict.state, State::Listed);
}

#[test]
fn what_was_stopped_ends() {
    let server = Server::start();
    let minted = signed();
    let question = log(&server, &minted.artifact);
    server.reply("/api/v1/index/retrieve", Say::Drip);
    let cancel = Arc::new(AtomicBool::new(true));
    let stopped = lookups().ask(&question, &cancel);
    assert_eq!(stopped.unwrap_err().code, "cancelled");
}
