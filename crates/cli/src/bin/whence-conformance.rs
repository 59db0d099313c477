//! The engine alone, in the words of the Sigstore conformance suite: no list, no Fluent, no verdict.
//!
//! ```text
//! whence-conformance verify-bundle [--staging] --bundle FILE
//!     (--certificate-identity ID --certificate-oidc-issuer URL | --key PEM)
//!     [--trusted-root FILE] [--verbose] FILE_OR_DIGEST
//! whence-conformance batch [--trusted-root FILE] LIST
//! ```
//!
//! Exit status 0 if and only if everything verified. Each line of LIST is bundle, identity, issuer and
//! file or digest, separated by tabs; each gets one line of output, in the order of LIST.

use std::{
    fmt::Write as _,
    io::Write as _,
    path::Path,
    process::ExitCode,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use whence_app::intake::{self, BoundedError, Stopped};
use whence_evidence::{
    Digest, HashAlgorithm, UnixTime, bundle::Bundle, limits, trusted_root::TrustedRoot,
};
use whence_verify::{
    Artifact, Code, Instance, ManagedKey, Outcome, PreparedTrust, Report, Request, SignerKind,
    digests_needed, verify,
};

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(reason) => {
            // Nobody is left to tell when standard error is gone.
            let _ = writeln!(
                std::io::stderr(),
                "whence-conformance: {}",
                reason.escape_debug()
            );
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Vec<String>) -> Result<bool, String> {
    let mut arguments = arguments.into_iter();
    match arguments.next().as_deref() {
        Some("verify-bundle") => verify_bundle(&Options::parse(arguments)?).map(|()| true),
        Some("batch") => batch(&Options::parse(arguments)?),
        Some("sign-bundle") => Err("not supported".to_owned()),
        _ => Err("use verify-bundle or batch".to_owned()),
    }
}

#[derive(Default)]
struct Options {
    staging: bool,
    verbose: bool,
    bundle: Option<String>,
    identity: Option<String>,
    issuer: Option<String>,
    key: Option<String>,
    trusted_root: Option<String>,
    operand: Option<String>,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next() {
            let slot = match argument.as_str() {
                "--staging" => {
                    options.staging = true;
                    continue;
                }
                "--verbose" => {
                    options.verbose = true;
                    continue;
                }
                "--bundle" => &mut options.bundle,
                "--certificate-identity" => &mut options.identity,
                "--certificate-oidc-issuer" => &mut options.issuer,
                "--key" => &mut options.key,
                "--trusted-root" => &mut options.trusted_root,
                option if option.starts_with("--") => {
                    return Err(format!("unknown option {option}"));
                }
                _ => {
                    if options.operand.replace(argument).is_some() {
                        return Err("more than one file or digest".to_owned());
                    }
                    continue;
                }
            };
            let value = arguments
                .next()
                .ok_or_else(|| format!("{argument} needs a value"))?;
            if slot.replace(value).is_some() {
                return Err(format!("{argument} given twice"));
            }
        }
        Ok(options)
    }

    fn trust(&self) -> Result<PreparedTrust, String> {
        let unreadable = |error| format!("trusted root: {error}");
        match &self.trusted_root {
            Some(path) => {
                let bytes = read(path, limits::TRUSTED_ROOT_BYTES)?;
                Ok(PreparedTrust::prepare(
                    &TrustedRoot::parse(&bytes).map_err(unreadable)?,
                    Instance::File,
                ))
            }
            None if self.staging => PreparedTrust::staging().map_err(unreadable),
            None => PreparedTrust::public_good().map_err(unreadable),
        }
    }
}

/// Who must have signed.
enum Expected<'a> {
    Identity { identity: &'a str, issuer: &'a str },
    Key(ManagedKey),
}

fn verify_bundle(options: &Options) -> Result<(), String> {
    let bundle = options.bundle.as_deref().ok_or("--bundle is missing")?;
    let operand = options
        .operand
        .as_deref()
        .ok_or("the file or digest is missing")?;
    let expected =
        match (&options.identity, &options.issuer, &options.key) {
            (Some(identity), Some(issuer), None) => Expected::Identity { identity, issuer },
            (None, None, Some(path)) => {
                let pem = String::from_utf8(read(path, limits::CERTIFICATE_BYTES)?)
                    .map_err(|_| "the key is not PEM")?;
                Expected::Key(ManagedKey::from_pem(&pem).map_err(|_| "the key cannot be used")?)
            }
            _ => return Err(
                "give either --key or both --certificate-identity and --certificate-oidc-issuer"
                    .to_owned(),
            ),
        };
    let trust = options.trust()?;
    let mut trace = String::new();
    let outcome = check(
        bundle,
        operand,
        &expected,
        &trust,
        options.verbose.then_some(&mut trace),
    );
    if options.verbose {
        let _ = write!(std::io::stdout(), "{trace}");
    }
    outcome
}

/// Checks each line of the list, on all processors.
fn batch(options: &Options) -> Result<bool, String> {
    let path = options.operand.as_deref().ok_or("the list is missing")?;
    let list = String::from_utf8(read(path, limits::EVIDENCE_BYTES)?)
        .map_err(|_| "the list is not UTF-8")?;
    let lines: Vec<&str> = list.lines().collect();
    let trust = options.trust()?;
    trust.verify_chains();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut results = Vec::new();
        // Each takes the next line that nobody has, so a large file holds up one processor only.
        while let Some((position, line)) = {
            let position = next.fetch_add(1, Ordering::Relaxed);
            lines.get(position).map(|line| (position, *line))
        } {
            results.push((position, batch_line(line, &trust)));
        }
        results
    };
    let processors = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(lines.len().max(1));
    let mut results: Vec<(usize, Result<(), String>)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (1..processors).map(|_| scope.spawn(work)).collect();
        let mut results = work();
        results.extend(
            workers
                .into_iter()
                .filter_map(|worker| worker.join().ok())
                .flatten(),
        );
        results
    });
    results.sort_by_key(|(position, _)| *position);
    let mut output = String::new();
    for (_, result) in &results {
        // Writing to a String does not fail.
        let _ = match result {
            Ok(()) => writeln!(output, "verified"),
            Err(reason) => writeln!(output, "refused: {}", reason.escape_debug()),
        };
    }
    std::io::stdout()
        .write_all(output.as_bytes())
        .map_err(|error| error.to_string())?;
    // A worker that was lost has lost its lines too: that is no success.
    Ok(results.len() == lines.len() && results.iter().all(|(_, result)| result.is_ok()))
}

fn batch_line(line: &str, trust: &PreparedTrust) -> Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [bundle, identity, issuer, operand] = fields.as_slice() else {
        return Err("a line needs four fields separated by tabs".to_owned());
    };
    check(
        bundle,
        operand,
        &Expected::Identity { identity, issuer },
        trust,
        None,
    )
}

fn check(
    bundle: &str,
    operand: &str,
    expected: &Expected<'_>,
    trust: &PreparedTrust,
    trace: Option<&mut String>,
) -> Result<(), String> {
    let bytes = read(bundle, limits::EVIDENCE_BYTES)?;
    let bundle = Bundle::parse(&bytes).map_err(|error| format!("bundle: {error}"))?;
    let digests = match Digest::parse(operand) {
        Some(digest) if !Path::new(operand).exists() => vec![digest],
        _ => hash(operand, &digests_needed(&bundle))?,
    };
    let key = match expected {
        Expected::Key(key) => Some(key),
        Expected::Identity { .. } => None,
    };
    let run = |bytes| {
        let artifact = Some(Artifact {
            digests: &digests,
            bytes,
        });
        verify(
            &Request {
                bundle: &bundle,
                artifact,
                key,
                now: now(),
            },
            trust,
        )
    };
    let mut report = run(None);
    if report.outcome() == Outcome::Missing(Code::NeedsFileBytes) && Path::new(operand).is_file() {
        let limit = usize::try_from(intake::WHOLE_FILE_BYTES).unwrap_or(usize::MAX);
        report = run(Some(&read(operand, limit)?));
    }
    if let Some(trace) = trace {
        write_trace(trace, &report);
    }
    let signer = match (report.outcome(), report.proven()) {
        (Outcome::Proven, Some(proven)) => proven.value(),
        (Outcome::Failed(code) | Outcome::Missing(code), _) => {
            return Err(code.as_str().to_owned());
        }
        (Outcome::Proven, None) => return Err("no proof".to_owned()),
    };
    match (expected, signer.kind()) {
        (Expected::Identity { identity, issuer }, SignerKind::Certificate(certificate)) => {
            if certificate.identity().value() != *identity {
                Err(format!("signed by {}", certificate.identity().value()))
            } else if certificate.issuer() != Some(issuer) {
                Err(format!(
                    "login service is {}",
                    certificate.issuer().unwrap_or("not named")
                ))
            } else {
                Ok(())
            }
        }
        (Expected::Key(_), SignerKind::Key { .. }) => Ok(()),
        (Expected::Identity { .. }, SignerKind::Key { .. }) => {
            Err("signed with a bare key".to_owned())
        }
        (Expected::Key(_), SignerKind::Certificate(_)) => {
            Err("signed with a certificate".to_owned())
        }
    }
}

fn write_trace(trace: &mut String, report: &Report) {
    for check in report.checks() {
        // Writing to a String does not fail.
        let _ = writeln!(
            trace,
            "{} {:?} {:?} {:?}",
            check.id.as_str(),
            check.about,
            check.gate,
            check.status
        );
        for item in &check.evidence {
            let _ = writeln!(trace, "    {}: {:?}", item.label, item.value);
        }
    }
}

fn hash(path: &str, algorithms: &[HashAlgorithm]) -> Result<Vec<Digest>, String> {
    let never = AtomicBool::new(false);
    match intake::read(Path::new(path), algorithms, &mut |_, _| (), &never) {
        Ok(read) => Ok(read.digests),
        Err(Stopped::Problem(problem)) => Err(format!("{path}: {}", problem.as_str())),
        Err(Stopped::Cancelled) => Err(format!("{path}: cancelled")),
    }
}

fn read(path: &str, limit: usize) -> Result<Vec<u8>, String> {
    intake::read_bounded(Path::new(path), limit as u64).map_err(|error| match error {
        BoundedError::TooLarge => format!("{path}: larger than {limit} bytes"),
        BoundedError::Problem(problem) => format!("{path}: {}", problem.as_str()),
    })
}

fn now() -> UnixTime {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    UnixTime::from_seconds(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
