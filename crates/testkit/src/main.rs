//! `mint DIR`: writes every case into a folder of its own, those of other forms below `form` and signed folders below
//! `model`, and `catalogue.json` beside them; also, without a line in it, folders with evidence around a file below
//! `drop`, archives below `archive` and the parts of a saved image below `image`.

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};
use whence_testkit::{
    Case, Expect, FormCase, FormEvidence, Minted, ModelCase,
    archives::{archives, image},
    drops, forms, models, negatives, positives,
};

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
        write_shared(&folder, &case.minted)?;
    }
    let other_forms = forms();
    for case in &other_forms {
        mint_form(&directory.join("form").join(case.name), case)?;
    }
    let folders = models();
    for case in &folders {
        mint_model(&directory.join("model").join(case.name), case)?;
    }
    for drop in drops() {
        write_all(&directory.join("drop").join(&drop.name), &drop.files)?;
    }
    write_all(&directory.join("archive"), &archives())?;
    let image = image().into_iter();
    let parts: Vec<_> = image
        .map(|(path, bytes)| (path.replace('/', "-"), bytes))
        .collect();
    write_all(&directory.join("image"), &parts)?;
    let mut catalogue: Vec<Value> = cases.iter().map(record).collect();
    catalogue.extend(other_forms.iter().map(record_form));
    catalogue.extend(folders.iter().map(record_model));
    let text = serde_json::to_string_pretty(&catalogue)?;
    std::fs::write(directory.join("catalogue.json"), text)?;
    Ok(catalogue.len())
}

/// Evidence of another form under names by which it is found beside the file.
fn mint_form(folder: &Path, case: &FormCase) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    match &case.evidence {
        FormEvidence::File(bytes) => std::fs::write(folder.join("artifact.bundle"), bytes)?,
        FormEvidence::Pair {
            signature,
            certificate,
        } => {
            std::fs::write(folder.join("artifact.sig"), signature)?;
            if let Some(certificate) = certificate {
                std::fs::write(folder.join("artifact.pem"), certificate)?;
            }
        }
    }
    write_shared(folder, &case.minted)
}

fn write_all<N: AsRef<str>>(folder: &Path, files: &[(N, Vec<u8>)]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for (name, bytes) in files {
        std::fs::write(folder.join(name.as_ref()), bytes)?;
    }
    Ok(())
}

/// A folder with the signature over its files in it.
fn mint_model(folder: &Path, case: &ModelCase) -> std::io::Result<()> {
    let model = folder.join("model");
    for (name, content) in &case.files {
        let path = model.join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(&model))?;
        std::fs::write(path, content)?;
    }
    std::fs::create_dir_all(&model)?;
    #[cfg(unix)]
    for (name, target) in &case.links {
        let path = model.join(name);
        let _ = std::fs::remove_file(&path);
        std::os::unix::fs::symlink(target, path)?;
    }
    std::fs::write(model.join("model.sig"), &case.minted.bundle_json)?;
    std::fs::write(
        folder.join("trusted_root.json"),
        &case.minted.trusted_root_json,
    )?;
    if let Some(pem) = &case.minted.key_pem {
        std::fs::write(folder.join("key.pem"), pem)?;
    }
    Ok(())
}

/// What belongs to evidence of every form.
fn write_shared(folder: &Path, minted: &Minted) -> std::io::Result<()> {
    std::fs::write(folder.join("artifact"), &minted.artifact)?;
    std::fs::write(folder.join("trusted_root.json"), &minted.trusted_root_json)?;
    if let Some(pem) = &minted.key_pem {
        std::fs::write(folder.join("key.pem"), pem)?;
    }
    Ok(())
}

/// The answer, and the check that gives it when it is not *holds*.
const fn answer(expect: Expect) -> (&'static str, Option<&'static str>) {
    match expect {
        Expect::Holds => ("holds", None),
        Expect::Fails { check } => ("fails", Some(check)),
        Expect::NotDone { check } => ("not-done", Some(check)),
        Expect::Unreadable { check } => ("unreadable", Some(check)),
    }
}

/// Evidence of another form may hold several pieces, with an answer each.
fn record_form(case: &FormCase) -> Value {
    let pieces: Vec<Value> = case
        .expect
        .iter()
        .map(|expect| {
            let (answer, check) = answer(*expect);
            json!({ "expect": answer, "check": check })
        })
        .collect();
    json!({
        "name": format!("form/{}", case.name),
        "pieces": pieces,
        "also": case.also,
        "identity": case.minted.identity,
        "issuer": case.minted.issuer,
        "now": case.minted.now,
        "policy": {
            "scts": case.policy.scts,
            "logs": case.policy.logs,
            "times": case.policy.times,
        },
    })
}

fn record_model(case: &ModelCase) -> Value {
    let (answer, check) = answer(case.expect);
    json!({
        "name": format!("model/{}", case.name),
        "expect": answer,
        "check": check,
        "identity": case.minted.identity,
        "issuer": case.minted.issuer,
        "now": case.minted.now,
    })
}

fn record(case: &Case) -> Value {
    let (answer, check) = answer(case.expect);
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
