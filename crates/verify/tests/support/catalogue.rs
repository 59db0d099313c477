//! The catalogued vectors. They are not part of this repository; when the folder beside it is missing there is
//! nothing to compare with, which is printed.

#![allow(
    unreachable_pub,
    dead_code,
    reason = "a module that several test programs share"
)]

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde_json::Value;

/// One case of the catalogue.
#[derive(Clone)]
pub struct Case {
    pub json: Value,
}

/// Every case; none when the vectors are missing.
pub fn catalogue() -> Vec<Case> {
    let Ok(index) = fs::read(folder().join("index.json")) else {
        eprintln!("no vectors beside this repository: nothing to compare with");
        return Vec::new();
    };
    let cases: Vec<Value> = serde_json::from_slice(&index).unwrap();
    cases.into_iter().map(|json| Case { json }).collect()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors")
}

impl Case {
    pub fn id(&self) -> &str {
        self.json["id"].as_str().unwrap()
    }

    pub fn kind(&self) -> &str {
        self.json["kind"].as_str().unwrap()
    }

    /// `pass`, `fail` or `info`.
    pub fn expected(&self) -> &str {
        self.json["expected"].as_str().unwrap()
    }

    pub fn args(&self) -> &Value {
        &self.json["args"]
    }

    /// Where the file of this role lies.
    pub fn path(&self, role: &str) -> Option<PathBuf> {
        Some(folder().join(self.json["files"][role].as_str()?))
    }

    /// The file of this role.
    pub fn file(&self, role: &str) -> Option<Vec<u8>> {
        Some(fs::read(self.path(role)?).unwrap())
    }

    /// The file of this role as text.
    pub fn text(&self, role: &str) -> Option<String> {
        Some(String::from_utf8(self.file(role)?).unwrap())
    }
}

/// What must come out, by id: a line each, `#` for remarks.
pub fn expectations<'t>(text: &'t str, separator: &str) -> BTreeMap<&'t str, &'t str> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split_once(separator).unwrap())
        .collect()
}
