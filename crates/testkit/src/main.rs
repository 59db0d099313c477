//! `mint DIR`: writes every case into a folder of its own, and `catalogue.json` beside them.

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};
use whence_testkit::{Case, Expect, negatives, positives};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [command, directory] = arguments.as_slice() else {
        return usage();
    };
    if command != "mint" {
        return usage();
    }
    match mint(Path::new(directory)) {
        Ok(count) => {
            println!("{count} cases written");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cannot write: {error}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: whence-testkit mint DIR");
    ExitCode::from(2)
}

fn mint(directory: &Path) -> std::io::Result<usize> {
    let cases: Vec<Case> = positives().into_iter().chain(negatives()).collect();
    for case in &cases {
        let folder = directory.join(case.name);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(
            folder.join("bundle.sigstore.json"),
            &case.minted.bundle_json,
        )?;
        std::fs::write(folder.join("artifact"), &case.minted.artifact)?;
        std::fs::write(
            folder.join("trusted_root.json"),
            &case.minted.trusted_root_json,
        )?;
        if let Some(pem) = &case.minted.key_pem {
            std::fs::write(folder.join("key.pem"), pem)?;
        }
    }
    let catalogue: Vec<Value> = cases.iter().map(record).collect();
    let text = serde_json::to_string_pretty(&catalogue)?;
    std::fs::write(directory.join("catalogue.json"), text)?;
    Ok(cases.len())
}

fn record(case: &Case) -> Value {
    let (answer, check) = match case.expect {
        Expect::Holds => ("holds", None),
        Expect::Fails { check } => ("fails", Some(check)),
        Expect::NotDone { check } => ("not-done", Some(check)),
        Expect::Unreadable { check } => ("unreadable", Some(check)),
    };
    let window = case.minted.key_window;
    json!({
        "name": case.name,
        "section10": case.section_10,
        "expect": answer,
        "check": check,
        "also": case.also,
        "identity": case.minted.identity,
        "issuer": case.minted.issuer,
        "now": case.minted.now,
        "digestOnly": case.minted.digest_only,
        "keyValidFrom": window.and_then(|window| window.start),
        "keyValidTo": window.and_then(|window| window.end),
        "policy": {
            "scts": case.policy.scts,
            "logs": case.policy.logs,
            "times": case.policy.times,
        },
    })
}
