//! A TUF repository in memory (TUF specification 1.0.33): four roles, their keys, and targets.
//!
//! Change a field and [`Tuf::publish`] again: that is time passing. [`Tuf::files`] holds what a mirror serves,
//! under the names that clients ask for, and may be tampered with directly.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::{
    json_text,
    keys::{Hash, Key, hex, sha256},
};

/// A role: who signs for it, and its state.
#[derive(Clone)]
pub struct Role {
    /// The keys that may sign, by label.
    pub keys: Vec<String>,
    /// How many of them must.
    pub threshold: usize,
    /// The keys that do sign; normally the first `threshold` of them.
    pub signers: Vec<String>,
    /// Version that is published next.
    pub version: u64,
    /// Until when it counts, RFC 3339.
    pub expires: String,
}

impl Role {
    fn new(keys: &[&str], threshold: usize) -> Role {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        Role {
            signers: keys[..threshold].to_vec(),
            keys,
            threshold,
            version: 1,
            expires: "2027-01-01T00:00:00Z".to_owned(),
        }
    }
}

/// A role to which another hands paths.
#[derive(Clone)]
pub struct Delegated {
    /// Who signs for it, and its state.
    pub role: Role,
    /// Its own targets by path.
    pub content: BTreeMap<String, Vec<u8>>,
}

/// That one role hands paths to another.
#[derive(Clone)]
pub struct Delegation {
    /// The role that hands on: `targets` or one that was handed something itself.
    pub from: String,
    /// The role it hands to.
    pub to: String,
    /// Patterns of paths.
    pub paths: Vec<String>,
    /// Whether no role after it is asked for these paths.
    pub terminating: bool,
}

/// A repository.
#[derive(Clone)]
pub struct Tuf {
    /// Signs roots.
    pub root: Role,
    /// Signs timestamps.
    pub timestamp: Role,
    /// Signs snapshots.
    pub snapshot: Role,
    /// Signs targets.
    pub targets: Role,
    /// Whether names carry versions and digests.
    pub consistent_snapshot: bool,
    /// Whether snapshot and timestamp tell length and digest of what they name, besides its version.
    pub digests: bool,
    /// Targets by path.
    pub content: BTreeMap<String, Vec<u8>>,
    /// Digests of targets that are told, by their names in metadata.
    pub algorithms: Vec<&'static str>,
    /// Who hands paths to whom, in the order in which they are asked.
    pub delegations: Vec<Delegation>,
    /// The roles that are handed something, by name.
    pub delegated: BTreeMap<String, Delegated>,
    /// What the mirror serves: `1.root.json`, `timestamp.json`, `targets/HASH.name`.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Keys that signed the root before the next one, which must sign it as well.
    before: Vec<String>,
}

impl Default for Tuf {
    fn default() -> Self {
        Tuf::new()
    }
}

impl Tuf {
    /// Three root keys of which two must sign, one key for each other role, published once.
    pub fn new() -> Tuf {
        let mut tuf = Tuf::blank();
        tuf.publish_root();
        tuf.publish();
        tuf
    }

    /// The same before it is published.
    pub fn blank() -> Tuf {
        Tuf {
            root: Role::new(&["tuf root 1", "tuf root 2", "tuf root 3"], 2),
            timestamp: Role::new(&["tuf timestamp"], 1),
            snapshot: Role::new(&["tuf snapshot"], 1),
            targets: Role::new(&["tuf targets"], 1),
            consistent_snapshot: true,
            digests: true,
            content: BTreeMap::new(),
            algorithms: vec!["sha256"],
            delegations: Vec::new(),
            delegated: BTreeMap::new(),
            files: BTreeMap::new(),
            before: Vec::new(),
        }
    }

    /// The first root, which a client is given.
    pub fn pinned(&self) -> Vec<u8> {
        self.files["1.root.json"].clone()
    }

    /// Puts a target there, to be published.
    pub fn target(&mut self, path: &str, content: &[u8]) {
        self.content.insert(path.to_owned(), content.to_vec());
    }

    /// Publishes a root with the roles as they are now, signed by the signers of this and of the last one.
    pub fn publish_root(&mut self) {
        let role = |role: &Role| {
            let ids: Vec<String> = role.keys.iter().map(|label| key_id(label)).collect();
            json!({ "keyids": ids, "threshold": role.threshold })
        };
        let roles = [&self.root, &self.timestamp, &self.snapshot, &self.targets];
        let keys: Map<String, Value> = roles
            .iter()
            .flat_map(|role| &role.keys)
            .map(|label| (key_id(label), public(label)))
            .collect();
        let signed = json!({
            "_type": "root",
            "spec_version": "1.0.33",
            "version": self.root.version,
            "expires": self.root.expires,
            "consistent_snapshot": self.consistent_snapshot,
            "keys": keys,
            "roles": {
                "root": role(&self.root),
                "timestamp": role(&self.timestamp),
                "snapshot": role(&self.snapshot),
                "targets": role(&self.targets),
            },
        });
        let mut signers = self.root.signers.clone();
        signers.extend(
            self.before
                .iter()
                .filter(|label| !self.root.signers.contains(label))
                .cloned(),
        );
        let name = format!("{}.root.json", self.root.version);
        self.files.insert(name, sign(&signed, &signers));
        self.before = self.root.signers.clone();
        self.root.version += 1;
    }

    /// Hands paths from one role to another, which has a key of its own.
    pub fn delegate(&mut self, from: &str, to: &str, paths: &[&str], terminating: bool) {
        let key = format!("tuf delegated {to}");
        self.delegated
            .entry(to.to_owned())
            .or_insert_with(|| Delegated {
                role: Role::new(&[&key], 1),
                content: BTreeMap::new(),
            });
        self.delegations.push(Delegation {
            from: from.to_owned(),
            to: to.to_owned(),
            paths: paths.iter().map(|path| (*path).to_owned()).collect(),
            terminating,
        });
    }

    /// Publishes targets, snapshot and timestamp, each with its next version.
    pub fn publish(&mut self) {
        let mut meta = Map::new();
        let targets = (self.targets.clone(), self.content.clone());
        let mut all = vec![("targets".to_owned(), targets)];
        all.extend(self.delegated.iter().map(|(name, delegated)| {
            let delegated = delegated.clone();
            (name.clone(), (delegated.role, delegated.content))
        }));
        for (name, (role, content)) in all {
            let signed = json!({
                "_type": "targets",
                "spec_version": "1.0.33",
                "version": role.version,
                "expires": role.expires,
                "targets": self.list(&content),
            });
            let signed = self.with_delegations(&name, signed);
            let bytes = sign(&signed, &role.signers);
            meta.insert(format!("{name}.json"), self.about(role.version, &bytes));
            self.put(&name, role.version, bytes);
        }
        let snapshot = json!({
            "_type": "snapshot",
            "spec_version": "1.0.33",
            "version": self.snapshot.version,
            "expires": self.snapshot.expires,
            "meta": meta,
        });
        let snapshot = sign(&snapshot, &self.snapshot.signers);
        let timestamp = json!({
            "_type": "timestamp",
            "spec_version": "1.0.33",
            "version": self.timestamp.version,
            "expires": self.timestamp.expires,
            "meta": { "snapshot.json": self.about(self.snapshot.version, &snapshot) },
        });
        self.put("snapshot", self.snapshot.version, snapshot);
        self.files.insert(
            "timestamp.json".to_owned(),
            sign(&timestamp, &self.timestamp.signers),
        );
        self.targets.version += 1;
        self.snapshot.version += 1;
        self.timestamp.version += 1;
        for delegated in self.delegated.values_mut() {
            delegated.role.version += 1;
        }
    }

    /// Changes what a file says, and has it signed anew by those who had signed it.
    pub fn edit(&mut self, name: &str, change: impl FnOnce(&mut Value)) {
        let mut file = self.file(name);
        change(&mut file["signed"]);
        let signatures = file["signatures"].as_array().expect("a list");
        let signed = |label: &&String| {
            let id = key_id(label);
            signatures.iter().any(|it| it["keyid"] == id.as_str())
        };
        // Whoever signed the last root and signs this one is there twice.
        let signers: BTreeSet<String> = self.labels().filter(signed).cloned().collect();
        let signers: Vec<String> = signers.into_iter().collect();
        self.files
            .insert(name.to_owned(), sign(&file["signed"], &signers));
    }

    /// Puts the signatures of these keys, and no others, under a file.
    pub fn sign_by(&mut self, name: &str, labels: &[&str]) {
        let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
        let bytes = sign(&self.file(name)["signed"], &labels);
        self.files.insert(name.to_owned(), bytes);
    }

    /// A file as JSON.
    pub fn file(&self, name: &str) -> Value {
        serde_json::from_slice(&self.files[name]).expect("metadata")
    }

    fn labels(&self) -> impl Iterator<Item = &String> {
        let roles = [&self.root, &self.timestamp, &self.snapshot, &self.targets];
        let delegated = self.delegated.values().map(|delegated| &delegated.role);
        let keys = roles.into_iter().chain(delegated);
        keys.flat_map(|role| &role.signers).chain(&self.before)
    }

    /// The names of targets with what tells them apart; the targets themselves are put on the mirror.
    fn list(&mut self, content: &BTreeMap<String, Vec<u8>>) -> Map<String, Value> {
        let mut listed = Map::new();
        for (path, content) in content {
            let digest = |algorithm: &str| match algorithm {
                "sha512" => hex(&Hash::Sha512.digest(content)),
                _ => hex(&sha256(content)),
            };
            let hashes: Map<String, Value> = self
                .algorithms
                .iter()
                .map(|algorithm| ((*algorithm).to_owned(), json!(digest(algorithm))))
                .collect();
            listed.insert(
                path.clone(),
                json!({ "length": content.len(), "hashes": hashes }),
            );
            if !self.consistent_snapshot {
                self.files
                    .insert(format!("targets/{path}"), content.clone());
                continue;
            }
            for algorithm in &self.algorithms {
                let digest = digest(algorithm);
                let name = match path.rsplit_once('/') {
                    Some((folder, name)) => format!("targets/{folder}/{digest}.{name}"),
                    None => format!("targets/{digest}.{path}"),
                };
                self.files.insert(name, content.clone());
            }
        }
        listed
    }

    fn with_delegations(&self, from: &str, mut signed: Value) -> Value {
        let handed: Vec<&Delegation> = self
            .delegations
            .iter()
            .filter(|delegation| delegation.from == from)
            .collect();
        if handed.is_empty() {
            return signed;
        }
        let mut keys = Map::new();
        let mut roles = Vec::new();
        for delegation in handed {
            let role = &self.delegated[&delegation.to].role;
            keys.extend(role.keys.iter().map(|label| (key_id(label), public(label))));
            let ids: Vec<String> = role.keys.iter().map(|label| key_id(label)).collect();
            roles.push(json!({
                "name": delegation.to,
                "keyids": ids,
                "threshold": role.threshold,
                "terminating": delegation.terminating,
                "paths": delegation.paths,
            }));
        }
        signed["delegations"] = json!({ "keys": keys, "roles": roles });
        signed
    }

    /// Names of roles may hold anything; as part of an address they are escaped.
    fn put(&mut self, role: &str, version: u64, bytes: Vec<u8>) {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        let escaped: String = role
            .bytes()
            .map(|byte| match byte {
                byte if plain(byte) => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            })
            .collect();
        let name = match self.consistent_snapshot {
            true => format!("{version}.{escaped}.json"),
            false => format!("{escaped}.json"),
        };
        self.files.insert(name, bytes);
    }

    fn about(&self, version: u64, bytes: &[u8]) -> Value {
        if !self.digests {
            return json!({ "version": version });
        }
        json!({
            "version": version,
            "length": bytes.len(),
            "hashes": { "sha256": hex(&sha256(bytes)) },
        })
    }
}

/// The key of a label. The first word of the label says which kind it is; P-256 where it says none.
fn key(label: &str) -> Key {
    match label.split(' ').next() {
        Some("ed25519") => Key::ed25519(label),
        Some("p384") => Key::p384(label),
        Some("rsa") => Key::rsa3072(),
        _ => Key::p256(label),
    }
}

fn public(label: &str) -> Value {
    let key = key(label);
    let (kind, scheme) = match key {
        Key::Ed25519(_) => ("ed25519", "ed25519"),
        Key::P384(_) => ("ecdsa", "ecdsa-sha2-nistp384"),
        Key::Rsa(_) => ("rsa", "rsassa-pss-sha256"),
        _ => ("ecdsa", "ecdsa-sha2-nistp256"),
    };
    // Ed25519 alone is told as its bare 32 bytes.
    let public = match kind {
        "ed25519" => hex(&key.point()),
        _ => key.public_pem(),
    };
    json!({ "keytype": kind, "scheme": scheme, "keyval": { "public": public } })
}

/// The id of a label's key.
pub fn key_id(label: &str) -> String {
    hex(&sha256(canonical(&public(label)).as_bytes()))
}

fn sign(signed: &Value, labels: &[String]) -> Vec<u8> {
    let bytes = canonical(signed).into_bytes();
    let signatures: Vec<Value> = labels
        .iter()
        .map(|label| {
            let key = key(label);
            let sig = match key {
                Key::Rsa(_) => key.sign_pss(Hash::Sha256, &bytes),
                Key::P384(_) => key.sign(Hash::Sha384, &bytes),
                _ => key.sign(Hash::Sha256, &bytes),
            };
            json!({ "keyid": key_id(label), "sig": hex(&sig) })
        })
        .collect();
    json_text(&json!({ "signed": signed, "signatures": signatures })).into_bytes()
}

/// OLPC canonical JSON, which TUF signs: like [`json_text`], but text is escaped in two places only.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut members: Vec<(&String, &Value)> = map.iter().collect();
            members.sort_by_key(|(key, _)| *key);
            let members: Vec<String> = members
                .into_iter()
                .map(|(key, value)| format!("{}:{}", quoted(key), canonical(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        Value::String(text) => quoted(text),
        plain => plain.to_string(),
    }
}

fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{text}\"")
}
