//! Which package a checked file claims to be.

use whence_evidence::{bundle::Bundle, statement::Statement};
use whence_verify::{Claim, Covers, Signer};

use crate::{check::Subject, view::SubjectKind};

/// The package as a package URL, for entries that count for certain packages only: by the name that the signed
/// statement gives the file, else by the name the file has. Both are claims, the signer's or the sender's; they
/// narrow what an entry counts for and prove nothing.
pub(crate) fn claimed(subject: &Subject, bundle: &Bundle, signer: &Signer) -> Option<String> {
    of_statement(bundle, signer).or_else(|| {
        let name = subject.name.to_str()?;
        (subject.kind == SubjectKind::File).then(|| of_file(name))?
    })
}

/// By the name under which the statement has the very digest that was compared.
fn of_statement(bundle: &Bundle, signer: &Signer) -> Option<String> {
    let Covers::Artifact {
        subject: Some(position),
        ..
    } = signer.covers()
    else {
        return None;
    };
    let statement = Statement::parse(&bundle.envelope.as_ref()?.payload).ok()?;
    let name = statement.subjects.get(*position)?.name.as_deref()?;
    if name.starts_with("pkg:") {
        return Some(name.to_owned());
    }
    // Publish records name packages (npm) or the files of Python's index.
    let of_index = || python(before_version(name.strip_suffix(".tar.gz")?)?);
    of_file(name).or_else(|| (signer.claim() == Claim::PublishRecord).then(of_index)?)
}

/// By a file name that only one kind of package has.
pub(crate) fn of_file(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    match ending {
        // PEP 427: name-version(-build)?-python-abi-platform.whl
        "whl" if (4..=5).contains(&stem.matches('-').count()) => python(stem.split('-').next()?),
        "gem" => Some(format!("pkg:gem/{}", before_version(stem)?)),
        "crate" => Some(format!("pkg:cargo/{}", before_version(stem)?)),
        "nupkg" => {
            let digit = |rest: &str| rest.starts_with(|first: char| first.is_ascii_digit());
            let mut points = stem.match_indices('.').map(|(at, _)| at);
            let end = points.find(|at| stem.get(at + 1..).is_some_and(digit))?;
            package("nuget", stem.get(..end)?)
        }
        _ => None,
    }
}

/// PEP 503: in lower case, with one hyphen for each run of separators.
fn python(name: &str) -> Option<String> {
    let words = name.split(['-', '_', '.']).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    package("pypi", &name)
}

/// What stands before the first hyphen that a digit follows.
fn before_version(stem: &str) -> Option<&str> {
    let digit = |at: &usize| stem.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit);
    let end = stem.match_indices('-').map(|(at, _)| at).find(digit)?;
    let name = stem.get(..end)?;
    is_name(name).then_some(name)
}

fn package(kind: &str, name: &str) -> Option<String> {
    is_name(name).then(|| format!("pkg:{kind}/{name}"))
}

/// What needs no escape in a package URL.
fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !name.is_empty() && name.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_only_one_kind_of_package_has() {
        for (name, expected) in [
            ("tool-1.2.3-py3-none-any.whl", Some("pkg:pypi/tool")),
            (
                "My_Tool.x-1.0-1-cp312-cp312-linux_x86_64.whl",
                Some("pkg:pypi/my-tool-x"),
            ),
            (
                "rails-html-sanitizer-1.6.0.gem",
                Some("pkg:gem/rails-html-sanitizer"),
            ),
            ("nokogiri-1.16.0-x86_64-linux.gem", Some("pkg:gem/nokogiri")),
            ("serde_json-1.0.0.crate", Some("pkg:cargo/serde_json")),
            (
                "Newtonsoft.Json.13.0.3.nupkg",
                Some("pkg:nuget/Newtonsoft.Json"),
            ),
            ("tool.whl", None),
            ("-1.0-py3-none-any.whl", None),
            ("tool-1.0.tar.gz", None),
            ("tool-1.0.tgz", None),
            ("tool/../evil-1.0.gem", None),
            ("töol-1.0.crate", None),
            (".nupkg", None),
            ("whl", None),
            ("", None),
        ] {
            assert_eq!(of_file(name).as_deref(), expected, "{name}");
        }
    }
}
