//! The least program that does with `sigstore-verify` what `whence check` and `whence-conformance batch`
//! do: the peer of the benchmark of processes.
//!
//! ```text
//! peer-sigstore-verify check FILE BUNDLE IDENTITY ISSUER [TRUSTED_ROOT]
//! peer-sigstore-verify batch LIST [TRUSTED_ROOT]    one thread
//! peer-sigstore-verify pool LIST [TRUSTED_ROOT]     one thread for each processor
//! ```
//!
//! Each line of LIST is bundle, identity, issuer and file, separated by tabs.

use std::{
    error::Error,
    fs,
    process::ExitCode,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use sigstore_verify::{
    VerificationPolicy, Verifier,
    trust_root::{SigstoreInstance, TrustedRoot},
    types::Bundle,
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["check", file, bundle, identity, issuer, root @ ..] => {
            verifier(root.first()).and_then(|by| check(&by, bundle, identity, issuer, file))
        }
        ["batch", list, root @ ..] => verifier(root.first()).and_then(|by| batch(&by, list, 1)),
        ["pool", list, root @ ..] => {
            let threads = thread::available_parallelism().map_or(1, usize::from);
            verifier(root.first()).and_then(|by| batch(&by, list, threads))
        }
        _ => Err(
            "use: check FILE BUNDLE IDENTITY ISSUER [ROOT], or batch or pool LIST [ROOT]".into(),
        ),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn verifier(root: Option<&&str>) -> Result<Verifier, Box<dyn Error>> {
    let root = match root {
        Some(path) => TrustedRoot::from_json(&fs::read_to_string(path)?)?,
        None => TrustedRoot::from_embedded(SigstoreInstance::PublicGood)?,
    };
    Ok(Verifier::new(&root)?)
}

fn check(
    verifier: &Verifier,
    bundle: &str,
    identity: &str,
    issuer: &str,
    file: &str,
) -> Result<(), Box<dyn Error>> {
    let bundle = Bundle::from_json(&fs::read_to_string(bundle)?)?;
    let policy = VerificationPolicy::new(identity, issuer);
    let result = verifier.verify_reader(fs::File::open(file)?, &bundle, &policy)?;
    println!("{:?}", result.identity());
    Ok(())
}

fn batch(verifier: &Verifier, list: &str, threads: usize) -> Result<(), Box<dyn Error>> {
    let list = fs::read_to_string(list)?;
    let lines: Vec<&str> = list.lines().collect();
    let next = AtomicUsize::new(0);
    let work = || -> Result<(), String> {
        while let Some(line) = lines.get(next.fetch_add(1, Ordering::Relaxed)) {
            let fields: Vec<&str> = line.split('\t').collect();
            let [bundle, identity, issuer, file] = fields.as_slice() else {
                return Err("a line needs four fields".to_owned());
            };
            check(verifier, bundle, identity, issuer, file).map_err(|error| error.to_string())?;
        }
        Ok(())
    };
    let outcomes = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let joined = workers.into_iter().map(|worker| worker.join());
        joined.collect::<Result<Vec<_>, _>>()
    });
    for outcome in outcomes.map_err(|_| "a thread was lost")? {
        outcome?;
    }
    Ok(())
}
