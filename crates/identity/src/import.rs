//! Entries from the command lines of other tools. Text is taken apart as a POSIX shell would; nothing is run.

use whence_verify::Claim;

use crate::list::{
    CertificateRule, Conditions, Entry, IdentityKind, IdentityList, KeyRule, RefRule, Runner, Who,
};
use crate::rule::IdentityRule;
use crate::search_pattern::NotEqual;

const LONGEST: usize = 16_384;

/// Why a command line gives no entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandRefused {
    /// Longer than such commands are, with an open quote, or with what a shell would carry out.
    NotOneCommand,
    /// Neither `cosign verify…` nor `gh attestation verify`.
    UnknownTool,
    /// An option that changes what is checked and that entries cannot express, or one that is missing its
    /// value.
    Option(String),
    /// It names no login service, or an expression for one. An entry's is always exact.
    IssuerOpen,
    /// It does not say who signs, or says it twice.
    IdentityMissing,
    /// The expression has no equal here.
    Expression(NotEqual),
    /// The list format does not take the entry, for example because of an address that is none.
    NotAnEntry,
}

/// An entry for the signer that a command of `cosign` or `gh` checks for: switched off, not reviewed, marked
/// with where it is from.
///
/// # Errors
/// Why there is none. Nothing of a command is left out silently, so that the entry is never wider.
pub fn import_command(label: &str, text: &str) -> Result<Entry, CommandRefused> {
    let words = shell_words(text).ok_or(CommandRefused::NotOneCommand)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (tool, claims, options) = match words.as_slice() {
        ["cosign", "verify-blob" | "verify", options @ ..] => {
            ("cosign", vec![Claim::Signature], options)
        }
        ["gh", "attestation", "verify", options @ ..] => ("gh", vec![Claim::BuildRecord], options),
        _ => return Err(CommandRefused::UnknownTool),
    };
    let (mut issuer, mut key, mut identities) = (None, None, Vec::new());
    let mut conditions = Conditions::default();
    let mut options = options.iter();
    while let Some(word) = options.next() {
        if !word.starts_with('-') {
            continue;
        }
        let (name, attached) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (*word, None),
        };
        let refused = || CommandRefused::Option(name.to_owned());
        let mut value = || {
            attached
                .or_else(|| options.next().copied())
                .ok_or_else(refused)
        };
        match (tool, name) {
            ("cosign", "--certificate-oidc-issuer") | ("gh", "--cert-oidc-issuer") => {
                issuer = Some(value()?.to_owned());
            }
            ("cosign", "--certificate-oidc-issuer-regexp") => {
                return Err(CommandRefused::IssuerOpen);
            }
            ("cosign", "--certificate-identity") | ("gh", "--cert-identity") => {
                identities.push(IdentityRule::Exact(value()?.to_owned()));
            }
            ("cosign", "--certificate-identity-regexp") | ("gh", "--cert-identity-regex") => {
                let expression = value()?;
                let bare = expression.trim_start_matches('^');
                let rule = IdentityRule::from_search(expression, IdentityKind::of_text(bare));
                identities.push(rule.map_err(CommandRefused::Expression)?);
            }
            // The tool takes a star for a star; in an entry it would stand for anything.
            ("gh", "--repo" | "-R" | "--source-ref") => {
                let value = value()?;
                if value.contains('*') {
                    return Err(refused());
                }
                match name {
                    "--source-ref" => {
                        conditions.source_ref = Some(RefRule::Fixed(value.to_owned()));
                    }
                    _ => {
                        let address = format!("https://github.com/{value}");
                        conditions.source_repository = Some(address);
                    }
                }
            }
            ("gh", "--deny-self-hosted-runners") => conditions.runner = Some(Runner::Hosted),
            ("cosign", "--key") => key = Some(value()?.to_owned()),
            // Where the evidence lies says nothing about who signs.
            ("cosign", "--bundle" | "--signature" | "--certificate" | "--output" | "-o") => {
                value()?;
            }
            _ => return Err(refused()),
        }
    }
    let who = match (key, issuer, identities.pop()) {
        (Some(file), None, None) => Who::Key(KeyRule {
            spki_sha256: None,
            pem: None,
            file: Some(file),
        }),
        (None, Some(issuer), Some(identity)) if identities.is_empty() => {
            Who::Certificate(CertificateRule {
                issuer,
                kind: IdentityKind::of_text(&identity.text()),
                identity,
                instance: None,
                conditions,
            })
        }
        (None, None, Some(_)) => return Err(CommandRefused::IssuerOpen),
        _ => return Err(CommandRefused::IdentityMissing),
    };
    let mut entry = Entry::new(label, who);
    entry.enabled = false;
    entry.imported_from = Some(format!("{tool} command"));
    entry.scope.claims = claims;
    // The rules of the list format hold for it as for any other.
    let file = format!("schema = 1\n{}", entry.to_toml());
    let list = IdentityList::parse(file.as_bytes()).map_err(|_| CommandRefused::NotAnEntry)?;
    let read = list.entries().first().cloned();
    // And it says there what the command said.
    read.filter(|read| read.who == entry.who)
        .ok_or(CommandRefused::NotAnEntry)
}

/// The words of one simple command. `None` for what a shell would do more with: substitutions, pipes,
/// several commands, wildcards, open quotes.
fn shell_words(text: &str) -> Option<Vec<String>> {
    if text.len() > LONGEST {
        return None;
    }
    let (mut words, mut word): (Vec<String>, Option<String>) = (Vec::new(), None);
    let mut characters = text.trim().chars();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\t' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next()? {
                        '\'' => break,
                        other => word.push(other),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next()? {
                        '"' => break,
                        '\\' => match characters.next()? {
                            '\n' => {}
                            escaped @ ('"' | '\\' | '$' | '`') => word.push(escaped),
                            other => word.extend(['\\', other]),
                        },
                        other @ ('$' | '`') => {
                            // At the end of a quoted expression a dollar is only a dollar.
                            if other == '$' && characters.as_str().starts_with('"') {
                                word.push('$');
                            } else {
                                return None;
                            }
                        }
                        other => word.push(other),
                    }
                }
            }
            '\\' => match characters.next()? {
                '\n' => {}
                other => word.get_or_insert_default().push(other),
            },
            '$' | '`' | '|' | '&' | ';' | '<' | '>' | '(' | ')' | '{' | '}' | '*' | '?' | '['
            | '#' | '~' | '!' | '\n' | '\r' | '\0' => return None,
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::Tool;

    #[test]
    fn commands_become_entries_and_entries_the_same_commands() {
        for command in [
            "cosign verify-blob --bundle FILE.sigstore.json --certificate-oidc-issuer https://accounts.google.com --certificate-identity bob@acme.example FILE",
            "cosign verify-blob --bundle FILE.sigstore.json --key cosign.pub FILE",
        ] {
            let entry = import_command("Acme", command).unwrap();
            assert!(!entry.enabled && entry.awaits_review());
            assert_eq!(entry.command(Tool::Cosign).unwrap(), command);
        }
        let command = "gh attestation verify FILE --repo acme/tool --source-ref refs/tags/v1 --deny-self-hosted-runners --cert-oidc-issuer https://token.actions.githubusercontent.com --cert-identity https://github.com/acme/tool/.github/workflows/w.yml@refs/tags/v1";
        let entry = import_command("Acme", command).unwrap();
        assert_eq!(entry.command(Tool::GithubCli).unwrap(), command);
        let expression = r"cosign verify --certificate-oidc-issuer=https://token.actions.githubusercontent.com --certificate-identity-regexp '^https://github\.com/acme/tool/.+$' \
            image";
        let entry = import_command("Acme", expression).unwrap();
        assert_eq!(
            entry.certificate().unwrap().identity.text(),
            r"https://github\.com/acme/tool/.+"
        );
    }

    #[test]
    fn what_would_become_wider_or_do_more_is_refused() {
        use CommandRefused as R;
        let issuer = "--certificate-oidc-issuer https://accounts.google.com";
        let option = |name: &str| R::Option(name.to_owned());
        for (command, refused) in [
            ("cosign verify-blob x; rm x".to_owned(), R::NotOneCommand),
            ("cosign verify-blob $(x)".to_owned(), R::NotOneCommand),
            ("cosign verify-blob \"`x`\"".to_owned(), R::NotOneCommand),
            ("cosign verify-blob 'x".to_owned(), R::NotOneCommand),
            ("rm -rf x".to_owned(), R::UnknownTool),
            (format!("cosign verify {issuer} x"), R::IdentityMissing),
            (
                "cosign verify --certificate-identity a@b.example x".to_owned(),
                R::IssuerOpen,
            ),
            (
                "cosign verify --certificate-oidc-issuer-regexp .* x".to_owned(),
                R::NotOneCommand,
            ),
            (
                "cosign verify --certificate-oidc-issuer-regexp '.*' x".to_owned(),
                R::IssuerOpen,
            ),
            (
                format!(
                    "cosign verify {issuer} --certificate-identity a@b.example --insecure-ignore-tlog x"
                ),
                option("--insecure-ignore-tlog"),
            ),
            (
                format!("cosign verify {issuer} --certificate-identity"),
                option("--certificate-identity"),
            ),
            (
                format!("cosign verify {issuer} --certificate-identity-regexp 'acme' x"),
                R::Expression(NotEqual::Unanchored),
            ),
            (
                "cosign verify --certificate-oidc-issuer x --certificate-identity a@b.example y"
                    .to_owned(),
                R::NotAnEntry,
            ),
            (
                "gh attestation verify x --owner acme".to_owned(),
                option("--owner"),
            ),
            (
                "gh attestation verify x --source-ref 'refs/tags/*'".to_owned(),
                option("--source-ref"),
            ),
            (
                "gh attestation verify x --repo='acme/*'".to_owned(),
                option("--repo"),
            ),
        ] {
            assert_eq!(import_command("Acme", &command), Err(refused), "{command}");
        }
    }
}
