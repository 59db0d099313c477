//! A TUF repository in memory (TUF specification 1.0.33): four roles, their keys, and targets.
//!
//! Change a field and [`Tuf::publish`] again: that is time passing. [`Tuf::files`] holds what a mirror serves,
//! under the names that clients ask for, and may be tampered with directly.

use std::collections::BTreeMap;

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
    /// Targets by path.
    pub content: BTreeMap<String, Vec<u8>>,
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
        let mut tuf = Tuf {
            root: Role::new(&["tuf root 1", "tuf root 2", "tuf root 3"], 2),
            timestamp: Role::new(&["tuf timestamp"], 1),
            snapshot: Role::new(&["tuf snapshot"], 1),
            targets: Role::new(&["tuf targets"], 1),
            consistent_snapshot: true,
            content: BTreeMap::new(),
            files: BTreeMap::new(),
            before: Vec::new(),
        };
        tuf.publish_root();
        tuf.publish();
        tuf
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

    /// Publishes targets, snapshot and timestamp, each with its next version.
    pub fn publish(&mut self) {
        let mut listed = Map::new();
        for (path, content) in &self.content {
            let digest = hex(&sha256(content));
            listed.insert(
                path.clone(),
                json!({ "length": content.len(), "hashes": { "sha256": digest } }),
            );
            let name = match path.rsplit_once('/') {
                Some((folder, name)) => format!("targets/{folder}/{digest}.{name}"),
                None => format!("targets/{digest}.{path}"),
            };
            self.files.insert(name, content.clone());
        }
        let targets = json!({
            "_type": "targets",
            "spec_version": "1.0.33",
            "version": self.targets.version,
            "expires": self.targets.expires,
            "targets": listed,
        });
        let targets = sign(&targets, &self.targets.signers);
        let snapshot = json!({
            "_type": "snapshot",
            "spec_version": "1.0.33",
            "version": self.snapshot.version,
            "expires": self.snapshot.expires,
            "meta": { "targets.json": about(self.targets.version, &targets) },
        });
        let snapshot = sign(&snapshot, &self.snapshot.signers);
        let timestamp = json!({
            "_type": "timestamp",
            "spec_version": "1.0.33",
            "version": self.timestamp.version,
            "expires": self.timestamp.expires,
            "meta": { "snapshot.json": about(self.snapshot.version, &snapshot) },
        });
        self.files
            .insert(format!("{}.targets.json", self.targets.version), targets);
        self.files
            .insert(format!("{}.snapshot.json", self.snapshot.version), snapshot);
        self.files.insert(
            "timestamp.json".to_owned(),
            sign(&timestamp, &self.timestamp.signers),
        );
        self.targets.version += 1;
        self.snapshot.version += 1;
        self.timestamp.version += 1;
    }
}

fn about(version: u64, bytes: &[u8]) -> Value {
    json!({
        "version": version,
        "length": bytes.len(),
        "hashes": { "sha256": hex(&sha256(bytes)) },
    })
}

fn public(label: &str) -> Value {
    let key = Key::p256(label);
    json!({
        "keytype": "ecdsa",
        "scheme": "ecdsa-sha2-nistp256",
        "keyval": { "public": key.public_pem() },
    })
}

fn key_id(label: &str) -> String {
    hex(&sha256(canonical(&public(label)).as_bytes()))
}

fn sign(signed: &Value, labels: &[String]) -> Vec<u8> {
    let bytes = canonical(signed).into_bytes();
    let signatures: Vec<Value> = labels
        .iter()
        .map(|label| {
            let sig = Key::p256(label).sign(Hash::Sha256, &bytes);
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
