//! Images in registries: testkit's own with every quirk, and Debian's `docker-registry`, both on loopback.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    collections::BTreeMap,
    fs,
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;
use whence_app::{
    Checked, Checker, Input,
    check::Against,
    network::{PlainHttp, Proxy},
    parts::{
        self,
        view::{PartsOrigin, PartsStep},
    },
    present,
    settings::TrustData,
};
use whence_evidence::UnixTime;
use whence_fetch::{
    Manners,
    registry::{Keeping, Remote},
};
use whence_identity::IdentityList;
use whence_testkit::{
    Minted,
    images::{self, Repository, digest_of},
    registry::{self, Access, Manner, Registry},
    web::{Asked, Reply as Say, Server},
};
use whence_verdict::{
    Problem,
    State::{self, CouldNotCheck, Listed, NoSignature},
};

const NAME: &str = "acme/tool";

/// An image for two platforms: the index signed in the old way and the new, one platform with an attestation.
struct Image {
    repository: Repository,
    index: Value,
    amd: Value,
    minted: Minted,
}

impl Image {
    fn unsigned() -> (Repository, Value, Value) {
        let mut repository = Repository::default();
        let platforms = ["amd64", "arm64"].map(|machine| repository.image("linux", machine));
        let listed = [
            (&platforms[0], ["linux", "amd64"]),
            (&platforms[1], ["linux", "arm64"]),
        ];
        let index = repository.index(&listed);
        repository.tag("4.2", &index);
        let [amd, _] = platforms;
        (repository, index, amd)
    }

    fn signed() -> Self {
        let (mut repository, index, amd) = Self::unsigned();
        let digest = digest_of(&index);
        let payload = images::payload(&digest, "registry.example/acme/tool");
        let (layer, minted) = images::signature(&mut repository, &payload);
        repository.attach(&digest, "sig", &[layer]);
        let (_, bytes) = repository.manifests[&digest].clone();
        let bundle = images::image_bundle(&bytes);
        repository.referrer(&index, images::BUNDLE, &bundle.bundle_json);
        let (_, bytes) = repository.manifests[&digest_of(&amd)].clone();
        let (layer, _) = images::attestation(&mut repository, &bytes);
        repository.attach(&digest_of(&amd), "att", &[layer]);
        Self {
            repository,
            index,
            amd,
            minted,
        }
    }
}

struct Desk {
    folder: TempDir,
    minted: Minted,
    keeping: Keeping,
    plain: BTreeMap<String, PlainHttp>,
    proxy: Proxy,
}

impl Desk {
    fn new(minted: Minted) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("root.json"), &minted.trusted_root_json).unwrap();
        Self {
            folder,
            minted,
            keeping: Keeping::default(),
            plain: BTreeMap::new(),
            proxy: Proxy::Direct,
        }
    }

    /// What a credentials file holds.
    fn with_credentials(mut self, text: &Value) -> Self {
        let path = self.folder.path().join("config.json");
        fs::write(&path, text.to_string()).unwrap();
        self.keeping.files = vec![path];
        self
    }

    fn check(&self, reference: &str) -> Vec<Checked> {
        self.check_until(reference, &AtomicBool::new(false))
            .unwrap()
    }

    fn check_until(&self, reference: &str, cancel: &AtomicBool) -> Option<Vec<Checked>> {
        let input = [Input::image(reference).unwrap()];
        let now = UnixTime::from_seconds(self.minted.now);
        let checked = self
            .checker()
            .check(&input, &[], now, &mut |_| (), cancel)
            .ok()?;
        for checked in &checked {
            present::result_view(checked, 0);
        }
        Some(checked)
    }

    fn checker(&self) -> Checker {
        let list = format!(
            "schema = 1\n[[signer]]\nlabel = \"Acme\"\nissuer = \"{}\"\nidentity = \"{}\"\n",
            self.minted.issuer, self.minted.identity
        );
        let manners = Manners {
            patience: Some(Duration::from_secs(5)),
            proxy: self.proxy.clone(),
            ..Manners::default()
        };
        Checker {
            trust: TrustData::load(Some(&self.folder.path().join("root.json"))),
            list: Arc::new(IdentityList::parse(list.as_bytes()).unwrap()),
            list_problem: None,
            key: None,
            against: Against::OwnList,
            past: None,
            registries: Some(Arc::new(Remote::new(
                manners,
                self.keeping.clone(),
                self.plain.clone(),
            ))),
            platform: None,
        }
    }
}

fn states(checked: &[Checked]) -> Vec<State> {
    checked
        .iter()
        .map(|checked| checked.verdict.state)
        .collect()
}

fn problem(checked: &[Checked]) -> Option<Problem> {
    let [checked] = checked else {
        panic!("{:?}", states(checked));
    };
    assert_eq!(checked.verdict.state, CouldNotCheck);
    checked.target.problem
}

/// A registry of this manner with the signed image, and what checks of it come to.
fn asked(manner: Manner) -> (Vec<Checked>, Registry) {
    let image = Image::signed();
    let registry = Registry::start(manner);
    registry.keep(NAME, image.repository);
    let checked = Desk::new(image.minted).check(&format!("{}/{NAME}:4.2", registry.host));
    (checked, registry)
}

#[test]
fn every_digest_has_its_verdict_and_all_evidence_is_found() {
    let (checked, registry) = asked(Manner::default());
    assert_eq!(states(&checked), [Listed; 3]);
    let pieces: Vec<usize> = checked.iter().map(|checked| checked.pieces.len()).collect();
    // Of the index both; of the first platform its attestation, and those of the index.
    assert_eq!(pieces, [2, 3, 2]);
    let facts = checked[1].subject.image.as_ref().unwrap();
    assert_eq!(facts.repository, Some(format!("{}/{NAME}", registry.host)));
    assert_eq!(facts.tag.as_deref(), Some("4.2"));
    assert!(registry.asked().iter().all(|asked| asked.method == "GET"));
}

#[test]
fn digests_are_asked_for_as_they_are_and_decide_over_tags() {
    let image = Image::signed();
    let registry = Registry::start(Manner::default());
    registry.keep(NAME, image.repository);
    let desk = Desk::new(image.minted);
    let by_digest = format!("{}/{NAME}:gone@{}", registry.host, digest_of(&image.amd));
    let checked = desk.check(&by_digest);
    assert_eq!(states(&checked), [Listed]);
    assert_eq!(checked[0].pieces.len(), 1);
    let missing = desk.check(&format!("{}/{NAME}:5", registry.host));
    assert_eq!(problem(&missing), Some(Problem::ImageNotFound));
    let missing = desk.check(&format!(
        "{}/{NAME}@{}",
        registry.host,
        images::digest(b"x")
    ));
    assert_eq!(problem(&missing), Some(Problem::ImageNotFound));
}

#[test]
fn lists_of_referrers_may_be_absent_paged_or_pages_to_log_in() {
    for status in [400, 404, 405, 406] {
        let (checked, _) = asked(Manner {
            no_referrers: Some(status),
            ..Manner::default()
        });
        // The old signature is still there, and a registry without lists is searched all the same.
        assert_eq!(states(&checked), [Listed; 3], "{status}");
        assert_eq!(checked[0].pieces.len(), 1, "{status}");
    }
    let (checked, _) = asked(Manner {
        referrers_page: true,
        ..Manner::default()
    });
    assert_eq!(states(&checked), [Listed; 3]);
    let further: Vec<Value> = (0..5)
        .map(|number| {
            json!({
                "mediaType": images::MANIFEST, "digest": images::digest(&[number]), "size": 1,
            })
        })
        .collect();
    let (checked, registry) = asked(Manner {
        page: 2,
        listed: further,
        ..Manner::default()
    });
    // What is listed and not there leaves the search open, and takes nothing from what is proven.
    assert_eq!(states(&checked), [Listed; 3]);
    assert_eq!(checked[0].pieces.len(), 2);
    let pages = registry.asked();
    let pages = pages.iter().filter(|asked| asked.path.contains("?first="));
    assert!(pages.count() >= 6);
}

#[test]
fn evidence_under_the_fallback_tag_is_found_beside_a_list_too() {
    for no_referrers in [None, Some(404)] {
        let (mut repository, index, _) = Image::unsigned();
        let digest = digest_of(&index);
        let (_, bytes) = repository.manifests[&digest].clone();
        let minted = images::image_bundle(&bytes);
        let referrer = repository.referrer(&index, images::BUNDLE, &minted.bundle_json);
        repository.fallback(&digest, &[referrer]);
        let registry = Registry::start(Manner {
            no_referrers,
            ..Manner::default()
        });
        registry.keep(NAME, repository);
        let checked = Desk::new(minted).check(&format!("{}/{NAME}:4.2", registry.host));
        assert_eq!(states(&checked), [Listed; 3]);
        assert_eq!(checked[0].pieces.len(), 1);
    }
}

#[test]
fn a_list_that_lies_proves_nothing() {
    // The referrer of one platform, listed for every digest.
    let (mut repository, _, amd) = Image::unsigned();
    let (_, bytes) = repository.manifests[&digest_of(&amd)].clone();
    let minted = images::image_bundle(&bytes);
    let referrer = repository.referrer(&amd, images::BUNDLE, &minted.bundle_json);
    let registry = Registry::start(Manner {
        listed: vec![referrer],
        ..Manner::default()
    });
    registry.keep(NAME, repository);
    let checked = Desk::new(minted).check(&format!("{}/{NAME}:4.2", registry.host));
    assert_eq!(states(&checked), [CouldNotCheck, Listed, CouldNotCheck]);
}

#[test]
fn what_is_stated_of_a_manifest_is_not_believed() {
    // Another digest in the header, which some registries leave out and some get wrong.
    let (checked, _) = asked(Manner {
        stated_digest: Some(images::digest(b"x")),
        ..Manner::default()
    });
    assert_eq!(states(&checked), [Listed; 3]);
    let (checked, _) = asked(Manner {
        stated_type: Some(images::MANIFEST.to_owned()),
        ..Manner::default()
    });
    assert_eq!(problem(&checked), Some(Problem::ImageUnreadable));
    let image = Image::signed();
    let other = br#"{"schemaVersion":2,"manifests":[]}"#.to_vec();
    let (checked, _) = asked(Manner {
        instead: [(digest_of(&image.amd), other)].into(),
        ..Manner::default()
    });
    assert_eq!(states(&checked), [Listed, CouldNotCheck, Listed]);
    assert_eq!(
        checked[1].target.problem,
        Some(Problem::ImageContentDiffers)
    );
    let old = br#"{"schemaVersion":1,"fsLayers":[],"history":[]}"#.to_vec();
    let (checked, _) = asked(Manner {
        instead: [("4.2".to_owned(), old)].into(),
        stated_type: Some("application/vnd.docker.distribution.manifest.v1+prettyjws".to_owned()),
        ..Manner::default()
    });
    assert_eq!(problem(&checked), Some(Problem::ImageFormatOld));
    let large = vec![b' '; 5 << 20];
    let (checked, _) = asked(Manner {
        instead: [("4.2".to_owned(), large)].into(),
        ..Manner::default()
    });
    assert_eq!(problem(&checked), Some(Problem::RegistryAnswerUnfit));
}

#[test]
fn a_page_to_log_in_is_no_missing_image() {
    let (checked, _) = asked(Manner {
        page_everywhere: true,
        ..Manner::default()
    });
    assert_eq!(problem(&checked), Some(Problem::RegistryAnswerUnfit));
}

#[test]
fn a_busy_registry_is_asked_again_and_one_that_is_gone_is_no_missing_signature() {
    let (checked, _) = asked(Manner {
        busy: 2,
        ..Manner::default()
    });
    assert_eq!(states(&checked), [Listed; 3]);
    let gone = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let desk = Desk::new(Image::signed().minted);
    let checked = desk.check(&format!("{gone}/{NAME}:4.2"));
    assert_eq!(problem(&checked), Some(Problem::RegistryUnreachable));
    // One place that cannot be searched, and nothing in the others.
    let (repository, index, _) = Image::unsigned();
    let registry = Registry::start(Manner {
        silent: Some(format!("/referrers/{}", digest_of(&index))),
        ..Manner::default()
    });
    registry.keep(NAME, repository);
    let checked = desk.check(&format!("{}/{NAME}:4.2", registry.host));
    assert_eq!(states(&checked), [CouldNotCheck; 3]);
    assert!(checked.iter().all(|checked| checked.pieces.is_empty()));
}

#[test]
fn nothing_attached_is_no_signature() {
    let (repository, ..) = Image::unsigned();
    let registry = Registry::start(Manner::default());
    registry.keep(NAME, repository);
    let desk = Desk::new(Image::signed().minted);
    let checked = desk.check(&format!("{}/{NAME}:4.2", registry.host));
    assert_eq!(states(&checked), [NoSignature; 3]);
}

#[test]
fn waiting_stops_when_asked() {
    let image = Image::signed();
    let registry = Registry::start(Manner {
        silent: Some("/manifests/4.2".to_owned()),
        ..Manner::default()
    });
    registry.keep(NAME, image.repository);
    let desk = Desk::new(image.minted);
    let cancel = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&cancel);
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(200));
        stop.store(true, Ordering::Relaxed);
    });
    let reference = format!("{}/{NAME}:4.2", registry.host);
    assert!(desk.check_until(&reference, &cancel).is_none());
}

#[test]
fn who_asks_is_told_as_the_registry_wants_it() {
    let user = || ("me".to_owned(), "pass:word".to_owned());
    let for_user = Access::TokenFor(user().0, user().1);
    let basic = Access::Basic(user().0, user().1);
    let by_token = Access::TokenBy("refresh-me".to_owned());
    for (access, auth, found) in [
        (Access::Token, json!({}), true),
        (
            for_user.clone(),
            json!({ "auth": images::basic("me", "pass:word") }),
            true,
        ),
        (
            for_user.clone(),
            json!({ "auth": images::basic("me", "other") }),
            false,
        ),
        (for_user, json!({}), false),
        (by_token, json!({ "identitytoken": "refresh-me" }), true),
        (
            basic.clone(),
            json!({ "username": "me", "password": "pass:word" }),
            true,
        ),
        (basic, json!({}), false),
    ] {
        let image = Image::signed();
        let registry = Registry::start(Manner {
            access: access.clone(),
            ..Manner::default()
        });
        registry.keep(NAME, image.repository);
        let file = json!({ "auths": { registry.host.as_str(): auth } });
        let desk = Desk::new(image.minted).with_credentials(&file);
        let checked = desk.check(&format!("{}/{NAME}:4.2", registry.host));
        if found {
            assert_eq!(states(&checked), [Listed; 3], "{access:?}");
        } else {
            let problem = problem(&checked);
            let refused = [Problem::RegistryRefused, Problem::ImageNotFound].map(Some);
            assert!(refused.contains(&problem), "{access:?} {problem:?}");
        }
    }
}

#[test]
fn a_registry_without_encryption_is_asked_where_the_person_says_so_and_gets_no_password() {
    const HOST: &str = "registry.lan:5000";
    let check = |access: &Access, realm: Option<&str>, plain: Option<PlainHttp>| {
        let image = Image::signed();
        // It stands for every host, as a proxy does.
        let registry = Registry::start(Manner {
            access: access.clone(),
            realm: realm.map(str::to_owned),
            ..Manner::default()
        });
        registry.keep(NAME, image.repository);
        let auth = json!({ "auth": images::basic("me", "word") });
        let file = json!({ "auths": { HOST: auth } });
        let mut desk = Desk::new(image.minted).with_credentials(&file);
        desk.proxy = Proxy::at(&format!("http://{}", registry.host)).unwrap();
        desk.plain
            .extend(plain.map(|plain| (HOST.to_owned(), plain)));
        let checked = desk.check(&format!("{HOST}/{NAME}:4.2"));
        (checked, registry.asked())
    };
    let (without, with) = (PlainHttp::default(), PlainHttp { passwords: true });
    // Nobody said so: only the proxy is asked, for a way with encryption.
    let (checked, asked) = check(&Access::Open, None, None);
    assert_eq!(problem(&checked), Some(Problem::RegistryUnreachable));
    assert!(!asked.is_empty() && asked.iter().all(|asked| asked.method == "CONNECT"));
    let (checked, _) = check(&Access::Open, None, Some(without));
    assert_eq!(states(&checked), [Listed; 3]);
    let basic = Access::Basic("me".to_owned(), "word".to_owned());
    let (checked, asked) = check(&basic, None, Some(without));
    assert_eq!(problem(&checked), Some(Problem::ImageNotFound));
    assert!(asked.iter().all(|asked| asked.authorization.is_none()));
    let (checked, _) = check(&basic, None, Some(with));
    assert_eq!(states(&checked), [Listed; 3]);
    // Tokens: from the same place alone, and what everybody gets needs no password.
    let own = Some("http://registry.lan:5000/token");
    let (checked, asked) = check(&Access::Token, own, Some(without));
    assert_eq!(states(&checked), [Listed; 3]);
    let mut tokens = asked.iter().filter(|asked| asked.path.contains("/token"));
    assert!(tokens.all(|asked| asked.authorization.is_none()));
    for other in [
        "http://registry.lan/token",
        "http://other.lan:5000/token",
        "http://10.0.0.1/token",
    ] {
        let (checked, asked) = check(&Access::Token, Some(other), Some(with));
        assert_eq!(
            problem(&checked),
            Some(Problem::RegistryAnswerUnfit),
            "{other}"
        );
        assert!(asked.iter().all(|asked| asked.authorization.is_none()));
    }
}

#[test]
fn what_lets_us_in_goes_nowhere_else() {
    // Blobs lie at another host, which wants to know who asks, and says itself where tokens are had.
    let image = Image::signed();
    let elsewhere = Registry::start(Manner {
        access: Access::Token,
        ..Manner::default()
    });
    elsewhere.keep("b", image.repository.clone());
    let for_user = Access::TokenFor("me".to_owned(), "word".to_owned());
    let registry = Registry::start(Manner {
        access: for_user,
        blobs_at: Some(format!("http://{}/v2/b/blobs/", elsewhere.host)),
        ..Manner::default()
    });
    registry.keep(NAME, image.repository);
    let auth = json!({ "auth": images::basic("me", "word") });
    let file = json!({ "auths": { registry.host.as_str(): auth } });
    let desk = Desk::new(image.minted).with_credentials(&file);
    let checked = desk.check(&format!("{}/{NAME}:4.2", registry.host));
    // The signatures did not come, and nobody says that there are none.
    assert_eq!(states(&checked), [CouldNotCheck; 3]);
    let there = elsewhere.asked();
    assert!(there.iter().any(|asked| asked.path.contains("/blobs/")));
    assert!(there.iter().all(|asked| asked.authorization.is_none()));
    assert!(!there.iter().any(|asked| asked.path.contains("/token")));
    // A token that is exchanged for others is not sent on.
    let image = Image::signed();
    let elsewhere = Registry::start(Manner::default());
    let registry = Registry::start(Manner {
        access: Access::TokenBy("refresh-me".to_owned()),
        token_at: Some(format!("http://{}/token", elsewhere.host)),
        ..Manner::default()
    });
    registry.keep(NAME, image.repository);
    let auth = json!({ "identitytoken": "refresh-me" });
    let file = json!({ "auths": { registry.host.as_str(): auth } });
    let desk = Desk::new(image.minted).with_credentials(&file);
    let checked = desk.check(&format!("{}/{NAME}:4.2", registry.host));
    assert_eq!(problem(&checked), Some(Problem::RegistryUnreachable));
    assert!(elsewhere.asked().is_empty());
}

#[test]
fn what_is_listed_many_times_is_asked_for_once() {
    let (mut repository, _, amd) = Image::unsigned();
    let many: Vec<(&Value, [&str; 2])> =
        std::iter::repeat_n((&amd, ["linux", "amd64"]), 500).collect();
    let index = repository.index(&many);
    repository.tag("many", &index);
    let registry = Registry::start(Manner::default());
    registry.keep(NAME, repository);
    let desk = Desk::new(Image::signed().minted);
    let checked = desk.check(&format!("{}/{NAME}:many", registry.host));
    assert_eq!(states(&checked), [NoSignature; 2]);
    let asked = registry.asked();
    let path = format!("/manifests/{}", digest_of(&amd));
    let asked = asked.iter().filter(|asked| asked.path.ends_with(&path));
    assert_eq!(asked.count(), 1);
}

#[test]
fn parts_lists_come_along_with_what_ties_them_to_the_image() {
    let (mut repository, index, amd) = Image::unsigned();
    let digest = digest_of(&amd);
    let (_, bytes) = repository.manifests[&digest].clone();
    let minted = images::parts_bundle(&bytes);
    repository.referrer(&amd, images::BUNDLE, &minted.bundle_json);
    let list = images::parts_list(&digest);
    let layer = repository.blob("application/vnd.cyclonedx+json", &list);
    repository.attach(&digest, "sbom", &[layer]);
    let other = images::parts_list(&images::digest(b"another image"));
    repository.referrer(&index, "application/vnd.cyclonedx+json", &other);
    let registry = Registry::start(Manner::default());
    registry.keep(NAME, repository);
    let desk = Desk::new(minted);
    let checked = desk.check(&format!("{}/{NAME}:4.2", registry.host));
    // What nobody signed changes no verdict.
    assert_eq!(states(&checked), [NoSignature, Listed, NoSignature]);
    let checked: Vec<Arc<Checked>> = checked.into_iter().map(Arc::new).collect();
    let found = |position: usize| -> Vec<(PartsOrigin, PartsStep, Vec<String>)> {
        let lists = parts::find(&checked[position], &checked);
        let opened = lists.iter().map(|list| {
            let now = UnixTime::from_seconds(desk.minted.now);
            let never = AtomicBool::new(false);
            let opened = parts::open(list, &desk.checker(), now, &never).unwrap();
            let details = opened.binding.details.iter();
            let details = details.map(|detail| format!("{} {:?}", detail.id, detail.args));
            (list.origin, opened.binding.step, details.collect())
        });
        opened.collect()
    };
    let of_platform = found(1);
    let [signed, unsigned] = of_platform.as_slice() else {
        panic!("{of_platform:?}");
    };
    let told = |details: &[String], what: &str| details.iter().any(|it| it.contains(what));
    assert_eq!(
        (signed.0, signed.1),
        (PartsOrigin::Statement, PartsStep::SignedStatement)
    );
    assert!(told(&signed.2, "image-manifest") && told(&signed.2, "linux/amd64"));
    assert_eq!(
        (unsigned.0, unsigned.1),
        (PartsOrigin::Attached, PartsStep::DigestOnly)
    );
    assert!(told(&unsigned.2, "image-manifest") && told(&unsigned.2, "unsigned"));
    let [of_index] = &found(0)[..] else {
        panic!("one for the index");
    };
    assert_eq!(
        (of_index.0, of_index.1),
        (PartsOrigin::Attached, PartsStep::OtherDigest)
    );
}

#[test]
fn tokens_are_not_fetched_from_private_places_and_follow_no_redirection() {
    // A place in the local network that is not the registry.
    for realm in [
        "http://10.0.0.1/token",
        "https://192.168.1.1/token",
        "file:///etc/passwd",
        "x",
    ] {
        let (checked, _) = asked(Manner {
            access: Access::Token,
            realm: Some(realm.to_owned()),
            ..Manner::default()
        });
        assert_eq!(
            problem(&checked),
            Some(Problem::RegistryAnswerUnfit),
            "{realm}"
        );
    }
    // Blobs at another host: what lets us in stays here.
    let image = Image::signed();
    let elsewhere = Registry::start(Manner::default());
    elsewhere.keep("b", image.repository.clone());
    let registry = Registry::start(Manner {
        access: Access::Token,
        blobs_at: Some(format!("http://{}/v2/b/blobs/", elsewhere.host)),
        ..Manner::default()
    });
    registry.keep(NAME, image.repository);
    let checked = Desk::new(image.minted).check(&format!("{}/{NAME}:4.2", registry.host));
    assert_eq!(states(&checked), [Listed; 3]);
    let there = elsewhere.asked();
    assert!(!there.is_empty());
    assert!(there.iter().all(|asked| asked.authorization.is_none()));
    assert!(
        registry
            .asked()
            .iter()
            .any(|asked| asked.authorization.is_some())
    );
    // The next page of a list at another place is not asked for.
    let (checked, _) = asked(Manner {
        page: 0,
        next_elsewhere: Some("http://10.0.0.1/v2/x".to_owned()),
        ..Manner::default()
    });
    assert_eq!(states(&checked), [Listed; 3]);
}

/// What is asked elsewhere with what lets us in to the registry: nothing.
#[test]
fn what_lets_us_in_is_sent_to_nobody_an_answer_leads_to() {
    let astray = Server::start();
    let token = json!({ "token": "t" });
    astray.json("/token", &token);
    let led = Server::start();
    for status in [301, 302, 303, 307, 308] {
        let location = format!("location: {}/token", astray.address);
        led.reply("/token", Say::Status(status, vec![location]));
        let image = Image::signed();
        let registry = Registry::start(Manner {
            access: Access::TokenBy("refresh-me".to_owned()),
            realm: Some(format!("{}/token", led.address)),
            ..Manner::default()
        });
        registry.keep(NAME, image.repository);
        let kept = json!({ "identitytoken": "refresh-me" });
        let file = json!({ "auths": { registry.host.as_str(): kept } });
        let desk = Desk::new(image.minted).with_credentials(&file);
        let checked = desk.check(&format!("{}/{NAME}:4.2", registry.host));
        problem(&checked);
        // The form was sent to where the registry said, and no further.
        assert!(
            led.asked()
                .iter()
                .any(|asked| asked.body.contains("refresh-me"))
        );
        assert_eq!(astray.asked(), [], "{status}");
    }
    // Blobs at another host, which wants to be told a password.
    let challenge = format!(
        "www-authenticate: Bearer realm=\"{}/token\"",
        astray.address
    );
    for challenge in [challenge, "www-authenticate: Basic realm=x".to_owned()] {
        let image = Image::signed();
        let elsewhere = Server::start();
        for digest in image.repository.blobs.keys() {
            let say = Say::Status(401, vec![challenge.clone()]);
            elsewhere.reply(&format!("/b/{digest}"), say);
        }
        let registry = Registry::start(Manner {
            access: Access::Basic("me".to_owned(), "pass:word".to_owned()),
            blobs_at: Some(format!("{}/b/", elsewhere.address)),
            ..Manner::default()
        });
        registry.keep(NAME, image.repository);
        let kept = json!({ "username": "me", "password": "pass:word" });
        let file = json!({ "auths": { registry.host.as_str(): kept } });
        let desk = Desk::new(image.minted).with_credentials(&file);
        desk.check(&format!("{}/{NAME}:4.2", registry.host));
        assert!(!elsewhere.asked().is_empty());
        let told = |asked: &Asked| asked.head.contains("authorization:");
        assert!(!elsewhere.asked().iter().any(told));
        assert_eq!(astray.asked(), []);
    }
}

/// Debian's registry for the life of a test.
struct Debian {
    process: Child,
    host: String,
    _folder: TempDir,
}

impl Debian {
    /// Starts it; nothing where it is not installed.
    fn start() -> Option<Self> {
        let program = PathBuf::from("/usr/bin/docker-registry");
        if !program.exists() {
            eprintln!(
                "no docker-registry on this computer: nothing to compare with (cargo xtask setup)"
            );
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let host = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .to_string();
        let config = format!(
            "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: {}\nhttp:\n  addr: {host}\n",
            folder.path().display()
        );
        let file = folder.path().join("config.yml");
        fs::write(&file, config).unwrap();
        let process = Command::new(program)
            .arg("serve")
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let debian = Self {
            process,
            host,
            _folder: folder,
        };
        for _ in 0..200 {
            if TcpStream::connect(&debian.host).is_ok() {
                return Some(debian);
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("docker-registry does not listen");
    }
}

impl Drop for Debian {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_real_registry_is_asked_as_well() {
    let Some(debian) = Debian::start() else {
        return;
    };
    let mut image = Image::signed();
    let digest = digest_of(&image.index);
    // This registry keeps no lists of referrers, so tools put one under the tag.
    let referrers = image.repository.referrers(&digest);
    image.repository.fallback(&digest, &referrers);
    registry::push(&debian.host, NAME, &image.repository);
    let desk = Desk::new(image.minted);
    let checked = desk.check(&format!("{}/{NAME}:4.2", debian.host));
    assert_eq!(states(&checked), [Listed; 3]);
    let pieces: Vec<usize> = checked.iter().map(|checked| checked.pieces.len()).collect();
    assert_eq!(pieces, [2, 3, 2]);
    let checked = desk.check(&format!("{}/{NAME}@{}", debian.host, digest_of(&image.amd)));
    assert_eq!(states(&checked), [Listed]);
    let missing = desk.check(&format!("{}/{NAME}:5", debian.host));
    assert_eq!(problem(&missing), Some(Problem::ImageNotFound));
    let (unsigned, ..) = Image::unsigned();
    registry::push(&debian.host, "acme/plain", &unsigned);
    let plain = desk.check(&format!("{}/acme/plain:4.2", debian.host));
    assert_eq!(states(&plain), [NoSignature; 3]);
}
