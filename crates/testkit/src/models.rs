//! Folders with a signature over their files (OpenSSF Model Signing), right and with one fault each.

use serde_json::{Value, json};

use crate::Expect;
use crate::keys::{Hash, Key, hex, sha256};
use crate::rekor::Kind;
use crate::scenario::{Minted, Scenario, envelope};
use crate::statement::STATEMENT_V1;

/// Predicate type of version 1.0.
pub const PREDICATE_TYPE: &str = "https://model_signing/signature/v1.0";
/// Predicate type before version 1.0.
pub const OLD_PREDICATE_TYPE: &str = "https://model_signing/Digests/v0.1";

/// A folder, the signature over it, and what must come out.
#[derive(Clone, Debug)]
pub struct ModelCase {
    /// Kebab-case, unique among models.
    pub name: &'static str,
    /// The bundle and its trusted root; the artifact is not used.
    pub minted: Minted,
    /// Files as they lie in the folder: path and content.
    pub files: Vec<(String, Vec<u8>)>,
    /// Links as they lie in the folder: path and where they lead.
    pub links: Vec<(String, String)>,
    /// The answer.
    pub expect: Expect,
}

/// Files as they were signed, each with its path.
const SIGNED: [(&str, &[u8]); 4] = [
    ("README.md", b"# A model\n"),
    ("config/tokens.json", b"{}\n"),
    ("empty", b""),
    ("weights.bin", b"0123456789abcdefghij"),
];

/// Every case.
pub fn models() -> Vec<ModelCase> {
    let mut cases = right();
    cases.extend(folders_that_differ());
    cases.extend(manifests_that_do_not_hold());
    cases
}

fn right() -> Vec<ModelCase> {
    let mut cases = vec![
        ModelCase::new("model-files", &manifest(&SIGNED)),
        ModelCase::new("model-one-file", &manifest(&SIGNED[..1]))
            .without_file("config/tokens.json")
            .without_file("empty")
            .without_file("weights.bin"),
        ModelCase::new("model-pieces", &pieces(&SIGNED, 8)),
        ModelCase::new("model-one-piece-each", &pieces(&SIGNED, 1 << 20)),
        ModelCase::new("model-files-sha512", &manifest_by(&SIGNED, Hash::Sha512)),
        ModelCase::new("model-before-version-1", &old_manifest(&SIGNED)),
        ModelCase::new("model-ignored-paths", &{
            let mut manifest = manifest(&SIGNED);
            manifest["predicate"]["serialization"]["ignore_paths"] = json!(["cache", "notes.txt"]);
            manifest
        })
        .with_file("cache/a/b", b"anything")
        .with_file("notes.txt", b"mine"),
        ModelCase::new("model-with-what-git-keeps", &manifest(&SIGNED))
            .with_file(".git/HEAD", b"ref: refs/heads/main")
            .with_file(".gitattributes", b"*.bin lfs")
            .with_file(".gitignore", b"cache")
            .with_file(".github/workflows/a.yml", b"on: push"),
        ModelCase::new("model-allowed-link", &{
            let mut manifest = manifest(&SIGNED);
            manifest["predicate"]["serialization"]["allow_symlinks"] = json!(true);
            manifest
        })
        .with_link("weights.bin", "config/real.bin")
        .with_file_as_listed("config/real.bin"),
        ModelCase::new("model-later-members", &{
            let mut manifest = manifest(&SIGNED);
            manifest["predicate"]["annotations"] = json!({ "anything": 1 });
            manifest
        }),
    ];
    cases.push(ModelCase {
        minted: managed(&manifest(&SIGNED)),
        ..ModelCase::new("model-key", &manifest(&SIGNED))
    });
    cases
}

/// The signature holds, and the folder is another one.
fn folders_that_differ() -> Vec<ModelCase> {
    let differs = Expect::fails("model.files");
    let signed = || manifest(&SIGNED);
    let in_pieces = || pieces(&SIGNED, 8);
    let linked = |allowed: bool| {
        let mut manifest = signed();
        manifest["predicate"]["serialization"]["allow_symlinks"] = json!(allowed);
        manifest
    };
    vec![
        ModelCase::new("model-file-changed", &signed())
            .with_file("weights.bin", b"0123456789abcdefghiJ")
            .but(differs),
        ModelCase::new("model-file-shorter", &signed())
            .with_file("weights.bin", b"0123456789abcdefghi")
            .but(differs),
        ModelCase::new("model-file-longer", &signed())
            .with_file("weights.bin", b"0123456789abcdefghij\n")
            .but(differs),
        ModelCase::new("model-file-missing", &signed())
            .without_file("config/tokens.json")
            .but(differs),
        ModelCase::new("model-file-renamed", &signed())
            .without_file("README.md")
            .with_file("readme.md", b"# A model\n")
            .but(differs),
        ModelCase::new("model-files-exchanged", &signed())
            .with_file("README.md", b"{}\n")
            .with_file("config/tokens.json", b"# A model\n")
            .but(differs),
        ModelCase::new("model-file-added", &signed())
            .with_file("config/run.py", b"print()")
            .but(differs),
        ModelCase::new("model-empty-file-added", &signed())
            .with_file("config/__init__.py", b"")
            .but(differs),
        ModelCase::new("model-file-added-in-git-folder-of-another-level", &signed())
            .with_file("config/.git/HEAD", b"ref")
            .but(differs),
        ModelCase::new("model-file-added-beside-ignored", &{
            let mut manifest = signed();
            manifest["predicate"]["serialization"]["ignore_paths"] = json!(["cache"]);
            manifest
        })
        .with_file("cached", b"anything")
        .but(differs),
        ModelCase::new("model-piece-changed", &in_pieces())
            .with_file("weights.bin", b"0123456789abcdefgHij")
            .but(differs),
        ModelCase::new("model-piece-appended", &in_pieces())
            .with_file("weights.bin", b"0123456789abcdefghij!")
            .but(differs),
        ModelCase::new("model-piece-cut-off", &in_pieces())
            .with_file("weights.bin", b"0123456789abcdef")
            .but(differs),
        ModelCase::new("model-link-not-allowed", &linked(false))
            .with_link("weights.bin", "config/real.bin")
            .with_file_as_listed("config/real.bin")
            .but(differs),
        ModelCase::new("model-link-out-of-the-folder", &linked(true))
            .with_link("weights.bin", "/dev/null")
            .but(differs),
        ModelCase::new("model-link-added", &linked(true))
            .with_link("more", "README.md")
            .but(differs),
        ModelCase::new("model-link-to-a-folder-added", &linked(true))
            .with_link("more", "config")
            .but(differs),
    ]
}

/// The signature holds, and what it says does not.
fn manifests_that_do_not_hold() -> Vec<ModelCase> {
    let unreadable = Expect::fails("model.manifest");
    let not_known = Expect::not_done("model.manifest");
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut manifest = manifest(&SIGNED);
        change(&mut manifest);
        manifest
    };
    let of_resource = |member: &'static str, value: &'static str| {
        changed(&move |manifest| {
            manifest["predicate"]["resources"][0][member] = json!(value);
        })
    };
    vec![
        ModelCase::new(
            "model-root-of-another-folder",
            &changed(&|manifest| {
                manifest["subject"][0]["digest"]["sha256"] = json!(hex(&sha256(b"another")));
            }),
        )
        .but(Expect::fails("model.root")),
        ModelCase::new(
            "model-root-in-another-order",
            &changed(&|manifest| {
                let list = &mut manifest["predicate"]["resources"];
                list.as_array_mut().expect("a list").reverse();
            }),
        )
        .but(Expect::fails("model.root")),
        ModelCase::new(
            "model-resource-left-out",
            &changed(&|manifest| {
                let list = &mut manifest["predicate"]["resources"];
                list.as_array_mut().expect("a list").pop();
            }),
        )
        .but(Expect::fails("model.root")),
        ModelCase::new("model-path-upwards", &of_resource("name", "../README.md")).but(unreadable),
        ModelCase::new("model-path-absolute", &of_resource("name", "/etc/passwd")).but(unreadable),
        ModelCase::new("model-path-twice", &of_resource("name", "weights.bin")).but(unreadable),
        ModelCase::new("model-two-subjects", &{
            changed(&|manifest| {
                let more = manifest["subject"][0].clone();
                let list = manifest["subject"].as_array_mut();
                list.expect("a list").push(more);
            })
        })
        .but(unreadable),
        ModelCase::new("model-without-files", &manifest(&[])).but(unreadable),
        ModelCase::new("model-digest-cut-off", &of_resource("digest", "abcd")).but(unreadable),
        ModelCase::new("model-digest-unknown", &of_resource("algorithm", "blake2b")).but(not_known),
        ModelCase::new(
            "model-method-unknown",
            &changed(&|manifest| {
                manifest["predicate"]["serialization"]["method"] = json!("tensors");
            }),
        )
        .but(not_known),
        ModelCase::new("model-pieces-with-a-gap", &{
            let mut manifest = pieces(&SIGNED, 8);
            let list = manifest["predicate"]["resources"].as_array_mut();
            let last = list.expect("a list").last_mut().expect("a piece");
            last["name"] = json!("weights.bin:17:20");
            manifest
        })
        .but(unreadable),
    ]
}

impl ModelCase {
    fn new(name: &'static str, statement: &Value) -> ModelCase {
        let mut scenario = Scenario::envelope_rekor_v1(Kind::Dsse);
        scenario.content = envelope(statement);
        let file = |(path, content): &(&str, &[u8])| ((*path).to_owned(), content.to_vec());
        ModelCase {
            name,
            minted: scenario.mint(),
            files: SIGNED.iter().map(file).collect(),
            links: Vec::new(),
            expect: Expect::Holds,
        }
    }

    fn but(self, expect: Expect) -> ModelCase {
        ModelCase { expect, ..self }
    }

    fn without_file(mut self, path: &str) -> ModelCase {
        self.files.retain(|(known, _)| known != path);
        self
    }

    fn with_file(self, path: &str, content: &[u8]) -> ModelCase {
        let mut case = self.without_file(path);
        case.files.push((path.to_owned(), content.to_vec()));
        case
    }

    /// A link in place of the file of that path.
    fn with_link(self, path: &str, to: &str) -> ModelCase {
        let mut case = self.without_file(path);
        case.links.push((path.to_owned(), to.to_owned()));
        case
    }

    /// What a link leads to: the weights, under a path that the manifest then lists as well.
    fn with_file_as_listed(self, path: &str) -> ModelCase {
        let weights = SIGNED[3].1;
        let mut listed = SIGNED.to_vec();
        listed.insert(1, (path, weights));
        let mut statement = manifest(&listed);
        let old: Value = serde_json::from_slice(&self.minted.bundle_json).expect("a bundle");
        let payload = old["dsseEnvelope"]["payload"].as_str().expect("a payload");
        let old: Value =
            serde_json::from_slice(&crate::keys::unbase64(payload)).expect("a statement");
        statement["predicate"]["serialization"] = old["predicate"]["serialization"].clone();
        ModelCase {
            minted: ModelCase::new(self.name, &statement).minted,
            ..self
        }
        .with_file(path, weights)
    }
}

fn managed(statement: &Value) -> Minted {
    let mut scenario = Scenario::message_managed(Key::p256("managed"));
    scenario.content = envelope(statement);
    scenario.mint()
}

fn manifest(files: &[(&str, &[u8])]) -> Value {
    manifest_by(files, Hash::Sha256)
}

fn manifest_by(files: &[(&str, &[u8])], hash: Hash) -> Value {
    let resources: Vec<(String, Vec<u8>)> = files
        .iter()
        .map(|(path, content)| ((*path).to_owned(), hash.digest(content)))
        .collect();
    let name = hash.short_name();
    let serialization = json!({ "method": "files", "hash_type": name, "allow_symlinks": false });
    of_resources(&resources, name, &serialization)
}

/// Files in pieces of at most `size` bytes; one without content has none.
fn pieces(files: &[(&str, &[u8])], size: usize) -> Value {
    let mut resources = Vec::new();
    for (path, content) in files {
        for (number, piece) in content.chunks(size).enumerate() {
            let start = number * size;
            let name = format!("{path}:{start}:{}", start + piece.len());
            resources.push((name, sha256(piece).to_vec()));
        }
    }
    let serialization = json!({
        "method": "shards",
        "hash_type": "sha256",
        "shard_size": size,
        "allow_symlinks": false,
    });
    of_resources(
        &resources,
        &format!("sha256-sharded-{size}"),
        &serialization,
    )
}

fn of_resources(resources: &[(String, Vec<u8>)], algorithm: &str, serialization: &Value) -> Value {
    let all: Vec<u8> = resources
        .iter()
        .flat_map(|(_, digest)| digest.clone())
        .collect();
    let list: Vec<Value> = resources
        .iter()
        .map(
            |(name, digest)| json!({ "name": name, "algorithm": algorithm, "digest": hex(digest) }),
        )
        .collect();
    json!({
        "_type": STATEMENT_V1,
        "subject": [{ "name": "model", "digest": { "sha256": hex(&sha256(&all)) } }],
        "predicateType": PREDICATE_TYPE,
        "predicate": { "serialization": serialization, "resources": list },
    })
}

/// The form before version 1.0: the files are the subjects.
fn old_manifest(files: &[(&str, &[u8])]) -> Value {
    let subjects: Vec<Value> = files
        .iter()
        .map(|(path, content)| {
            json!({ "name": path, "digest": { "sha256": hex(&sha256(content)) } })
        })
        .collect();
    json!({
        "_type": STATEMENT_V1,
        "subject": subjects,
        "predicateType": OLD_PREDICATE_TYPE,
        "predicate": { "unused": "see the subjects" },
    })
}
