//! As much of JSON Schema as the schemas in `docs` use; a keyword it does not know fails.

use std::sync::LazyLock;

use serde_json::Value;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../docs/whence-check.schema.json")).unwrap()
});

static LIST_SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../docs/whence-list.schema.json")).unwrap()
});

pub(crate) fn assert_fits(value: &Value) {
    if let Err(problem) = fits(&SCHEMA, value, "$") {
        panic!("{problem}");
    }
}

/// Whether a document of `whence list` is as its definition in the schema says.
pub(crate) fn assert_fits_list(definition: &str, value: &Value) {
    let schema = &LIST_SCHEMA["$defs"][definition];
    for schema in [schema, &LIST_SCHEMA] {
        if let Err(problem) = fits_in(&LIST_SCHEMA, schema, value, "$") {
            panic!("{problem}");
        }
    }
}

fn fits(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    fits_in(&SCHEMA, schema, value, at)
}

fn fits_in(root: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let fits = |schema: &Value, value: &Value, at: &str| fits_in(root, schema, value, at);
    let members = schema.as_object().unwrap();
    let demand = |held: bool, keyword: &str| {
        if held {
            Ok(())
        } else {
            Err(format!("{at}: {keyword} is not met by {value}"))
        }
    };
    for (keyword, rule) in members {
        match keyword.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" | "format" => {}
            "$ref" => {
                let pointer = rule.as_str().unwrap().strip_prefix('#').unwrap();
                fits(root.pointer(pointer).unwrap(), value, at)?;
            }
            "const" => demand(rule == value, keyword)?,
            "enum" => demand(rule.as_array().unwrap().contains(value), keyword)?,
            "anyOf" => {
                let any = rule
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|schema| fits(schema, value, at).is_ok());
                demand(any, keyword)?;
            }
            "type" => {
                let one = std::slice::from_ref(rule);
                let types = rule.as_array().map_or(one, Vec::as_slice);
                demand(
                    types
                        .iter()
                        .any(|kind| is_of(kind.as_str().unwrap(), value)),
                    keyword,
                )?;
            }
            "minimum" => demand(
                value
                    .as_i64()
                    .is_none_or(|number| number >= rule.as_i64().unwrap()),
                keyword,
            )?,
            "pattern" => {
                // The one pattern there is: digits of a digest.
                assert_eq!(rule, "^[0-9a-f]{64,128}$");
                let text = value.as_str().unwrap();
                let digits = text
                    .bytes()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
                demand(digits && (64..=128).contains(&text.len()), keyword)?;
            }
            "items" => {
                for (position, item) in value.as_array().into_iter().flatten().enumerate() {
                    fits(rule, item, &format!("{at}[{position}]"))?;
                }
            }
            "properties" => {
                for (name, schema) in rule.as_object().unwrap() {
                    if let Some(member) = value.get(name) {
                        fits(schema, member, &format!("{at}.{name}"))?;
                    }
                }
            }
            "required" => {
                let all = rule
                    .as_array()
                    .unwrap()
                    .iter()
                    .all(|name| value.get(name.as_str().unwrap()).is_some());
                demand(!value.is_object() || all, keyword)?;
            }
            "additionalProperties" => {
                assert_eq!(rule, false);
                let known = members["properties"].as_object().unwrap();
                let all = value
                    .as_object()
                    .is_none_or(|object| object.keys().all(|name| known.contains_key(name)));
                demand(all, keyword)?;
            }
            other => panic!("the schema uses {other}, which this test does not know"),
        }
    }
    Ok(())
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("unknown type {other}"),
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let good: Value = serde_json::from_str(
        r#"{"schema":1,"program":"whence","version":"1","checkedAt":null,"trustData":null,"targets":[]}"#,
    )
    .unwrap();
    assert_eq!(fits(&SCHEMA, &good, "$"), Ok(()));
    for (member, bad) in [
        ("schema", Value::from(2)),
        ("program", Value::from("other")),
        ("version", Value::Null),
        ("targets", Value::from("x")),
        ("targets", serde_json::json!([{}])),
        ("trustData", serde_json::json!({"name": "x"})),
        ("more", Value::Null),
    ] {
        let mut changed = good.clone();
        changed[member] = bad;
        assert!(fits(&SCHEMA, &changed, "$").is_err(), "{member}");
    }
    let mut lacking = good;
    lacking.as_object_mut().unwrap().remove("version");
    assert!(fits(&SCHEMA, &lacking, "$").is_err());
}
