//! Changes to the JSON of a bundle and to the bytes inside it, by a generator with a fixed seed.

use serde_json::{Map, Value, json};
use whence_evidence::base64;

use super::subject::Subject;

/// SplitMix64: small, and the same everywhere.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// Stands for a second member of one name until the document is text.
const TWIN: &str = "-its-twin";

/// One to three changes to `base`; some take a part of `donor`. Returns also what was done.
pub fn mutate(random: &mut Random, base: &Subject, donor: &Subject) -> (Subject, Vec<String>) {
    let mut document: Value = serde_json::from_slice(&base.bundle).unwrap();
    let donor: Value = serde_json::from_slice(&donor.bundle).unwrap();
    let mut mutated = base.clone();
    let mut steps = Vec::new();
    for _ in 0..=random.below(3) {
        if random.below(40) == 0
            && let Some(mut artifact) = mutated.artifact.clone()
        {
            edit_bytes(random, &mut artifact);
            mutated = mutated.with_artifact(artifact);
            steps.push("artifact".to_owned());
            continue;
        }
        let mut places = Vec::new();
        list(&document, &mut String::new(), &mut places);
        let place = places[random.below(places.len())].clone();
        let step = change(random, &mut document, &donor, &place);
        steps.push(format!("{step} {place}"));
    }
    mutated.bundle = document.to_string().replace(TWIN, "").into_bytes();
    (mutated, steps)
}

/// All places of a document below its root, as JSON pointers.
fn list(value: &Value, here: &mut String, places: &mut Vec<String>) {
    let mut visit = |key: &str, value: &Value| {
        let length = here.len();
        here.push('/');
        here.push_str(&key.replace('~', "~0").replace('/', "~1"));
        places.push(here.clone());
        list(value, here, places);
        here.truncate(length);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| visit(key, value)),
        Value::Array(items) => (0..)
            .zip(items)
            .for_each(|(at, item): (usize, _)| visit(&at.to_string(), item)),
        _ => {}
    }
}

fn change(random: &mut Random, document: &mut Value, donor: &Value, place: &str) -> &'static str {
    let (parent, key) = place.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/").replace("~0", "~");
    match random.below(12) {
        0 => {
            match document.pointer_mut(parent) {
                Some(Value::Object(members)) => drop(members.remove(&key)),
                Some(Value::Array(items)) => drop(items.remove(key.parse().unwrap())),
                _ => {}
            }
            "drop"
        }
        1 => {
            let copy = document.pointer(place).unwrap().clone();
            let other = donor
                .pointer(place)
                .cloned()
                .unwrap_or_else(|| copy.clone());
            let twin = if random.below(2) == 0 { copy } else { other };
            match document.pointer_mut(parent) {
                Some(Value::Object(members)) => drop(members.insert(format!("{key}{TWIN}"), twin)),
                Some(Value::Array(items)) => items.push(twin),
                _ => {}
            }
            "double"
        }
        2 | 3 => {
            if let Some(value) = donor.pointer(place) {
                *document.pointer_mut(place).unwrap() = value.clone();
            }
            "swap"
        }
        4 => {
            let value = document.pointer_mut(place).unwrap();
            *value = retyped(random, value.clone());
            "retype"
        }
        5 => {
            if let Some(Value::Object(members)) = document.pointer_mut(parent) {
                let name = random.pick(&["extra", "media_type", "tlog_entries", "MediaType", ""]);
                members.insert(name.to_owned(), json!("x"));
            }
            "add"
        }
        6 => {
            if let Some(Value::Array(items)) = document.pointer_mut(parent) {
                items.reverse();
            }
            "reverse"
        }
        _ => {
            let value = document.pointer_mut(place).unwrap();
            match value {
                Value::String(text) => rewrite(random, text),
                _ => "nothing",
            }
        }
    }
}

fn retyped(random: &mut Random, value: Value) -> Value {
    match random.below(8) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!([value]),
        3 => json!({ "value": value }),
        4 => Value::Object(Map::new()),
        5 => json!([]),
        6 => value
            .as_str()
            .and_then(|text| text.parse::<u64>().ok())
            .map_or(json!(0), |number| json!(number)),
        _ => json!(value.to_string()),
    }
}

/// Numbers get numbers at the edges, base64 gets other spellings and other bytes, text other letters.
fn rewrite(random: &mut Random, text: &mut String) -> &'static str {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let edges = [
            "0",
            "1",
            "-1",
            "-0",
            "+1",
            "01",
            " 1",
            "",
            "1.0",
            "1e3",
            "0x10",
            "2147483648",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
        ];
        let near = text.parse::<u64>().unwrap_or_default();
        *text = match random.below(3) {
            0 => near.wrapping_add(1).to_string(),
            1 => near.saturating_sub(1).to_string(),
            _ => random.pick(&edges).to_owned(),
        };
        return "number";
    }
    match base64::decode(text).ok().filter(|bytes| bytes.len() > 3) {
        Some(mut bytes) => {
            if random.below(2) == 0 {
                *text = respelled(random, text);
                return "respell";
            }
            edit_bytes(random, &mut bytes);
            *text = base64::encode(&bytes);
            "bytes"
        }
        None => {
            let mut bytes = text.clone().into_bytes();
            edit_bytes(random, &mut bytes);
            *text = String::from_utf8_lossy(&bytes).into_owned();
            "text"
        }
    }
}

fn respelled(random: &mut Random, text: &str) -> String {
    match random.below(8) {
        0 => text.trim_end_matches('=').to_owned(),
        1 => text.replace('+', "-").replace('/', "_"),
        2 => text.replace('+', "-"),
        3 => format!("{text}="),
        4 => format!("{text}\n"),
        5 => format!("{}\r\n{}", &text[..4], &text[4..]),
        6 => format!(" {text}"),
        _ => format!("{}=={}", &text[..4], &text[4..]),
    }
}

fn edit_bytes(random: &mut Random, bytes: &mut Vec<u8>) {
    if bytes.is_empty() {
        bytes.push(0);
        return;
    }
    let at = random.below(bytes.len());
    match random.below(6) {
        0 => drop(bytes.remove(at)),
        1 => bytes.insert(at, bytes[at]),
        2 => bytes.truncate(at),
        3 => bytes.push(*random.pick(&[&0, &b'\n', &b'='])),
        _ => bytes[at] ^= 1 << random.below(8),
    }
}
