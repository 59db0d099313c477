//! An entry as the command of another tool that checks for the same signer.

use whence_verify::{Claim, RELEASE_SERVICE};

use crate::list::{Entry, IdentityKind, RefRule, Runner, Who};
use crate::rule::{IdentityRule, PartRule, WorkflowRule};

/// A tool with commands of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tool {
    /// `cosign verify-blob`.
    Cosign,
    /// `gh attestation verify`, which also asks for the owner of the source.
    GithubCli,
}

/// Why an entry has no command of a tool: it would check for less than the entry asks for, or for something
/// else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotExpressible {
    /// The tool does not compare account numbers.
    AccountNumbers,
    /// The tool does not compare this fact of the build.
    Conditions,
    /// The tool does not check this kind of claim.
    Claim,
    /// The tool needs the key as a file, and the entry names none.
    KeyWithoutFile,
    /// The tool checks addresses of build workflows only.
    NotAWorkflow,
    /// The entry has a regular expression of this program's own dialect.
    Expression,
}

impl NotExpressible {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccountNumbers => "account-numbers",
            Self::Conditions => "conditions",
            Self::Claim => "claim",
            Self::KeyWithoutFile => "key-without-file",
            Self::NotAWorkflow => "not-a-workflow",
            Self::Expression => "expression",
        }
    }
}

impl Entry {
    /// The command by which a tool checks `FILE` for this signer, quoted for a POSIX shell; patterns become
    /// expressions that are anchored at both ends. Files, days and whether the entry is switched on are left
    /// to the person.
    ///
    /// # Errors
    /// Why there is none. A command that would accept more than the entry is never made.
    pub fn command(&self, tool: Tool) -> Result<String, NotExpressible> {
        match tool {
            Tool::Cosign => self.cosign(),
            Tool::GithubCli => self.github_cli(),
        }
    }

    fn cosign(&self) -> Result<String, NotExpressible> {
        let check = if self.scope.claims.contains(&Claim::Signature) {
            "cosign verify-blob --bundle FILE.sigstore.json"
        } else if self.scope.claims.contains(&Claim::BuildRecord) {
            "cosign verify-blob-attestation --type slsaprovenance1 --bundle FILE.sigstore.json"
        } else {
            return Err(NotExpressible::Claim);
        };
        let rule = match &self.who {
            Who::Key(key) => {
                let file = key.file.as_ref().ok_or(NotExpressible::KeyWithoutFile)?;
                return Ok(format!("{check} --key {} FILE", quoted(file)));
            }
            Who::Certificate(rule) if rule.issuer == RELEASE_SERVICE => {
                return Err(NotExpressible::Claim);
            }
            Who::Certificate(rule) => rule,
        };
        if rule.instance.is_some() {
            return Err(NotExpressible::Conditions);
        }
        let conditions = &rule.conditions;
        if conditions.owner_id.is_some() || conditions.repository_id.is_some() {
            return Err(NotExpressible::AccountNumbers);
        }
        if *conditions != crate::list::Conditions::default() {
            return Err(NotExpressible::Conditions);
        }
        let (flag, text) = match &rule.identity {
            IdentityRule::Exact(text) => ("--certificate-identity", text.clone()),
            other => ("--certificate-identity-regexp", expression(other)?),
        };
        Ok(format!(
            "{check} --certificate-oidc-issuer {} {flag} {} FILE",
            quoted(&rule.issuer),
            quoted(&text)
        ))
    }

    fn github_cli(&self) -> Result<String, NotExpressible> {
        if !self.scope.claims.contains(&Claim::BuildRecord) {
            return Err(NotExpressible::Claim);
        }
        let rule = self.certificate().ok_or(NotExpressible::NotAWorkflow)?;
        if rule.issuer == RELEASE_SERVICE {
            return Err(NotExpressible::Claim);
        }
        let text = rule.identity.text();
        let path = text
            .strip_prefix("https://github.com/")
            .filter(|_| rule.kind == IdentityKind::Uri)
            .ok_or(NotExpressible::NotAWorkflow)?;
        let owner = path.split('/').next().unwrap_or_default();
        if rule.instance.is_some() {
            return Err(NotExpressible::Conditions);
        }
        let conditions = &rule.conditions;
        if conditions.owner_id.is_some() || conditions.repository_id.is_some() {
            return Err(NotExpressible::AccountNumbers);
        }
        let source = match &conditions.source_repository {
            None => format!("--owner {}", quoted(owner)),
            Some(address) => {
                let named = address
                    .strip_prefix("https://github.com/")
                    .filter(|named| named.split('/').count() == 2)
                    .ok_or(NotExpressible::Conditions)?;
                format!("--repo {}", quoted(named))
            }
        };
        let mut command = format!("gh attestation verify FILE {source}");
        match &conditions.source_ref {
            None | Some(RefRule::Any) => {}
            Some(RefRule::Fixed(reference)) => {
                command.push_str(&format!(" --source-ref {}", quoted(reference)));
            }
            Some(_) => return Err(NotExpressible::Conditions),
        }
        match conditions.runner {
            None => {}
            Some(Runner::Hosted) => command.push_str(" --deny-self-hosted-runners"),
            Some(Runner::SelfHosted) => return Err(NotExpressible::Conditions),
        }
        if !conditions.triggers.is_empty() {
            return Err(NotExpressible::Conditions);
        }
        let (flag, text) = match &rule.identity {
            IdentityRule::Exact(text) => ("--cert-identity", text.clone()),
            other => ("--cert-identity-regex", expression(other)?),
        };
        let (issuer, text) = (quoted(&rule.issuer), quoted(&text));
        Ok(format!(
            "{command} --cert-oidc-issuer {issuer} {flag} {text}"
        ))
    }
}

/// Printable ASCII without `\ ? # %`, and without `/`, without `@`, without both. Entries also refuse segments that
/// are empty, `.` or `..`, which RE2 can say only at great length: no login service vouches for such addresses, as
/// neither owners nor repositories, workflow files or references can be named like that.
const ANY: &str = r"[!-\x22$&->@-\x5B\x5D-~]";
const NO_SLASH: &str = r"[!-\x22$&-.0->@-\x5B\x5D-~]";
const NO_AT: &str = r"[!-\x22$&->A-\x5B\x5D-~]";
const NEITHER: &str = r"[!-\x22$&-.0->A-\x5B\x5D-~]";
/// A tag that begins like a version.
const VERSION: &str = "v?[0-9][0-9A-Za-z.+_-]*";

/// The rule of workflows or of shapes that [`expression`] writes as this, if there is one.
pub(crate) fn from_expression(text: &str) -> Option<IdentityRule> {
    let mut rest = text.strip_prefix('^')?.strip_suffix('$')?;
    let mut shape = String::new();
    let classes = [(NO_SLASH, "*"), (NEITHER, "*"), (ANY, "**"), (NO_AT, "**")];
    'pieces: while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(VERSION) {
            shape.push_str("v*");
            rest = after;
            continue;
        }
        for (class, stars) in classes {
            if let Some(after) = rest.strip_prefix(class) {
                shape.push_str(stars);
                rest = after.strip_prefix(['+', '*'])?;
                continue 'pieces;
            }
        }
        let mut characters = rest.strip_prefix('\\').unwrap_or(rest).chars();
        shape.push(characters.next()?);
        rest = characters.as_str();
    }
    let candidates = [workflow(&shape), Some(IdentityRule::Pattern(shape))];
    candidates
        .into_iter()
        .flatten()
        .find(|rule| expression(rule).as_deref() == Ok(text))
}

/// A shape as the parts of a workflow's address.
fn workflow(shape: &str) -> Option<IdentityRule> {
    let (host, rest) = shape.strip_prefix("https://")?.split_once('/')?;
    let (owner, rest) = rest.split_once('/')?;
    let (repository, rest) = rest.split_once('/')?;
    let (path, reference) = rest.split_once('@')?;
    let part = |text: &str, open: &str| match text {
        text if text == open => PartRule::Any,
        text => PartRule::Fixed(text.to_owned()),
    };
    Some(IdentityRule::Parts(WorkflowRule {
        host: host.to_owned(),
        owner: owner.to_owned(),
        repository: part(repository, "*"),
        workflow: part(path, "**"),
        reference: RefRule::from_text(&reference.replace("**", "*"))?,
    }))
}

/// An expression of RE2 that is anchored at both ends and describes what the rule describes.
pub(crate) fn expression(rule: &IdentityRule) -> Result<String, NotExpressible> {
    let body = match rule {
        IdentityRule::Exact(text) => escaped(text),
        IdentityRule::Regex(_) => return Err(NotExpressible::Expression),
        IdentityRule::Parts(parts) => {
            let part = |part: &PartRule, open: &str| match part {
                PartRule::Any => format!("{open}+"),
                PartRule::Fixed(text) => escaped(text),
            };
            let reference = match &parts.reference {
                RefRule::Any => format!("{ANY}+"),
                RefRule::AnyTag => format!("refs/tags/{ANY}+"),
                RefRule::AnyVersionTag => format!("refs/tags/{VERSION}"),
                RefRule::AnyBranch => format!("refs/heads/{ANY}+"),
                RefRule::Fixed(text) => escaped(text),
            };
            format!(
                "https://{}/{}/{}/{}@{reference}",
                escaped(&parts.host),
                escaped(&parts.owner),
                part(&parts.repository, NO_SLASH),
                part(&parts.workflow, NO_AT)
            )
        }
        IdentityRule::Pattern(pattern) => {
            let first_at = pattern.find('@');
            let mut body = String::new();
            let mut at = 0;
            while let Some(rest) = pattern.get(at..).filter(|rest| !rest.is_empty()) {
                if !rest.starts_with('*') {
                    let end = rest.find('*').unwrap_or(rest.len());
                    body.push_str(&escaped(rest.get(..end).unwrap_or_default()));
                    at += end;
                    continue;
                }
                let stars = rest.len() - rest.trim_start_matches('*').len();
                let before_at = first_at.is_some_and(|first| at < first);
                body.push_str(match (stars > 1, before_at) {
                    (true, false) => ANY,
                    (false, false) => NO_SLASH,
                    (true, true) => NO_AT,
                    (false, true) => NEITHER,
                });
                let begins = pattern
                    .get(..at)
                    .is_none_or(|before| before.is_empty() || before.ends_with(['/', '@']));
                let after = rest.get(stars..).unwrap_or_default();
                let ends = after.is_empty() || after.starts_with(['/', '@']);
                body.push(if begins && ends { '+' } else { '*' });
                at += stars;
            }
            body
        }
    };
    Ok(format!("^{body}$"))
}

pub(crate) fn escaped(text: &str) -> String {
    let special = |character: char| r"\.+*?()|[]{}^$".contains(character);
    let mut out = String::new();
    for character in text.chars() {
        if special(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// One word of a POSIX shell.
fn quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@".contains(&byte);
    if !text.is_empty() && !text.starts_with('-') && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use super::*;
    use crate::{KnownBy, WholeRegex, impostors, sample, starter};

    #[test]
    fn commands_of_starters_accept_them_and_no_impostor() {
        for starter in starter::all() {
            let entry = starter.entry();
            let rule = &entry.certificate().unwrap().identity;
            let expression = expression(rule).unwrap();
            // The anchors are in the text, so that a search is a whole match.
            let regex = WholeRegex::new(&expression).unwrap();
            let Some(KnownBy::Certificate(facts)) = sample(&entry) else {
                panic!("{}", starter.name)
            };
            assert!(regex.matches(&facts.identity), "{expression}");
            for impostor in impostors(&entry) {
                if let KnownBy::Certificate(other) = impostor.signer
                    && !rule.matches(&other.identity)
                    && !other
                        .identity
                        .split('/')
                        .any(|part| matches!(part, "" | "." | ".."))
                {
                    assert!(!regex.matches(&other.identity), "{expression} {other:?}");
                }
            }
        }
    }

    #[test]
    fn commands_are_quoted_and_refused_where_they_would_accept_more() {
        let entry = |name: &str| starter::search(name).first().unwrap().entry();
        assert_eq!(
            entry("distroless").command(Tool::Cosign).unwrap(),
            "cosign verify-blob --bundle FILE.sigstore.json --certificate-oidc-issuer https://accounts.google.com --certificate-identity keyless@distroless.iam.gserviceaccount.com FILE"
        );
        assert_eq!(
            entry("cilium").command(Tool::GithubCli).unwrap(),
            "gh attestation verify FILE --owner cilium --cert-oidc-issuer https://token.actions.githubusercontent.com --cert-identity-regex '^https://github\\.com/cilium/cilium/\\.github/workflows/build-images-releases\\.yaml@refs/tags/v?[0-9][0-9A-Za-z.+_-]*$'"
        );
        assert_eq!(
            entry("distroless").command(Tool::GithubCli),
            Err(NotExpressible::NotAWorkflow)
        );
        let mut pinned = entry("cilium");
        if let Who::Certificate(rule) = &mut pinned.who {
            rule.conditions.owner_id = Some("1".into());
        }
        for tool in [Tool::Cosign, Tool::GithubCli] {
            assert_eq!(pinned.command(tool), Err(NotExpressible::AccountNumbers));
        }
        assert_eq!(
            entry("argo cd command").command(Tool::Cosign),
            Err(NotExpressible::Conditions)
        );
        let mut releases = entry("distroless");
        if let Who::Certificate(rule) = &mut releases.who {
            rule.issuer = RELEASE_SERVICE.into();
            rule.identity = IdentityRule::Exact("https://github.com/acme/tool".into());
            rule.kind = IdentityKind::Uri;
        }
        for tool in [Tool::Cosign, Tool::GithubCli] {
            assert_eq!(releases.command(tool), Err(NotExpressible::Claim));
        }
        assert_eq!(quoted("a'b"), r"'a'\''b'");
        assert_eq!(quoted("-rf"), "'-rf'");
        assert_eq!(quoted("$(x)"), "'$(x)'");
    }
}
