//! What is unwise about a list that is written as it should be.

use std::collections::HashMap;

use whence_display::look_alike;
use whence_evidence::UnixTime;
use whence_verify::RELEASE_SERVICE;

use crate::breadth::Breadth;
use crate::list::{
    BasisKind, CertificateRule, Entry, IdentityKind, IdentityList, RefRule, Scope, Who,
};
use crate::mail_host::is_public_mail_host;
use crate::parts::{Parts, UriParts};
use crate::rule::{IdentityRule, PartRule, WorkflowRule};

/// Above this number of entries, likenesses by small edits are looked for in single entries only.
const FULLY_COMPARED: usize = 300;

/// Something about a list that its owner should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub code: LintCode,
    /// What it is about.
    pub about: Subject,
    /// The key of the list format it is about; absent for the entry as a whole.
    pub key: Option<&'static str>,
    /// Where in the text of that key, in characters from 0; absent for all of it.
    pub at: Option<usize>,
    /// A better text for that key.
    pub correction: Option<String>,
    /// The entry it collides with.
    pub other: Option<usize>,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The entry at this position.
    Entry(usize),
    /// The rule at this position.
    Rule(usize),
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gravity {
    /// Worth knowing.
    Note,
    /// Accepts more than most people mean, or does not do what it seems to.
    Warning,
}

macro_rules! lint_codes {
    ($($(#[$meta:meta])* $variant:ident = $name:literal, $gravity:ident;)*) => {
        /// Kinds of findings, each with a stable kebab-case name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum LintCode {
            $($(#[$meta])* $variant,)*
        }

        impl LintCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// How grave it is.
            pub const fn gravity(self) -> Gravity {
                match self { $(Self::$variant => Gravity::$gravity,)* }
            }
        }
    };
}

lint_codes! {
    /// The login service is none this program knows, but looks like one; the correction is that one.
    IssuerLooksKnown = "issuer-looks-known", Warning;
    /// No certificate of this login service can have such an identity.
    NeverMatches = "never-matches", Warning;
    /// A key file that was not read; the entry matches nobody.
    KeyMissing = "key-missing", Warning;
    /// Any repository of the owner.
    RepositoryOpen = "repository-open", Warning;
    /// Any mail box of the host.
    MailboxOpen = "mailbox-open", Warning;
    /// A name is followed by something open without a separator, so that `tool-evil` fits as well.
    SiblingsFit = "siblings-fit", Warning;
    /// Any workflow of the repository: whoever can add one.
    WorkflowOpen = "workflow-open", Warning;
    /// Any branch: whoever can push one.
    RefOpen = "ref-open", Warning;
    /// In a regular expression, a dot that stands for any character.
    DotUnescaped = "dot-unescaped", Warning;
    /// In a regular expression, `/*`, which stands for any number of slashes.
    SlashRepeated = "slash-repeated", Warning;
    /// In a regular expression, `^` and `$`, which are not needed: the whole name is compared anyway.
    AnchorsNotNeeded = "anchors-not-needed", Note;
    /// One branch: whoever can push to it.
    BranchOnly = "branch-only", Note;
    /// A mail box at a host where anybody can have one.
    PersonalMailbox = "personal-mailbox", Note;
    /// A name that could be taken for one of another entry.
    LooksLikeEntry = "looks-like-entry", Warning;
    /// A label that could be taken for one of another list.
    LabelLooksLikeEntry = "label-looks-like-entry", Warning;
    /// The same signer, scope and conditions as an earlier entry.
    Duplicate = "duplicate", Warning;
    /// A wider entry in force names every signer this one names, for everything this one is for.
    Shadowed = "shadowed", Note;
    /// Its last day has passed.
    Expired = "expired", Note;
    /// Known from first use only, and without a last day.
    FirstSeenWithoutEnd = "first-seen-without-end", Note;
    /// A file pattern with a folder, an image pattern with a tag or digest, or a package pattern that is no
    /// package URL: fits nothing.
    ScopeNeverFits = "scope-never-fits", Warning;
    /// A rule that asks for an entry that is not there, or not in force: never met.
    RuleNeverMet = "rule-never-met", Warning;
}

/// Login services, the kind of names they vouch for and what addresses begin with.
const KNOWN_ISSUERS: [(&str, IdentityKind, &str); 10] = [
    (
        "https://token.actions.githubusercontent.com",
        IdentityKind::Uri,
        "https://github.com/",
    ),
    (RELEASE_SERVICE, IdentityKind::Uri, "https://github.com/"),
    (
        "https://gitlab.com",
        IdentityKind::Uri,
        "https://gitlab.com/",
    ),
    (
        "https://agent.buildkite.com",
        IdentityKind::Uri,
        "https://buildkite.com/",
    ),
    (
        "https://oidc.circleci.com",
        IdentityKind::Uri,
        "https://circleci.com/api/v2/projects/",
    ),
    (
        "https://oidc.codefresh.io",
        IdentityKind::Uri,
        "https://g.codefresh.io/",
    ),
    (
        "https://issuer.enforce.dev",
        IdentityKind::Uri,
        "https://issuer.enforce.dev/",
    ),
    ("https://accounts.google.com", IdentityKind::Email, ""),
    ("https://github.com/login/oauth", IdentityKind::Email, ""),
    ("https://login.microsoftonline.com", IdentityKind::Email, ""),
];

impl IdentityList {
    /// Everything that is unwise about the list, entry by entry, gravest first.
    pub fn lint(&self, now: UnixTime) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        for (position, entry) in self.entries().iter().enumerate() {
            findings.extend(of_entry(position, entry, now));
            if self.entries().len() <= FULLY_COMPARED {
                findings.extend(self.against_others(position));
            }
        }
        if self.entries().len() > FULLY_COMPARED {
            findings.extend(self.same_signers());
        }
        findings.extend(self.of_rules(now));
        findings.sort_by_key(|finding| {
            (
                finding.about,
                std::cmp::Reverse(finding.code.gravity()),
                finding.code,
            )
        });
        findings
    }

    /// Everything that is unwise about one entry, the others of the list considered; gravest first.
    pub fn lint_entry(&self, position: usize, now: UnixTime) -> Vec<Finding> {
        let Some(entry) = self.entries().get(position) else {
            return Vec::new();
        };
        let mut findings = of_entry(position, entry, now);
        findings.extend(self.against_others(position));
        findings.sort_by_key(|finding| (std::cmp::Reverse(finding.code.gravity()), finding.code));
        findings
    }

    fn against_others(&self, position: usize) -> Vec<Finding> {
        let mut findings = Vec::new();
        let Some(entry) = self.entries().get(position) else {
            return findings;
        };
        for (other_position, other) in self.entries().iter().enumerate() {
            if other_position == position {
                continue;
            }
            let collides = |code, key| Finding {
                other: Some(other_position),
                ..finding(code, position, key)
            };
            let same = same_signer(entry, other);
            if same && other_position < position {
                findings.push(collides(LintCode::Duplicate, None));
            } else if !same && other.enabled && covers(other, entry) {
                findings.push(collides(LintCode::Shadowed, None));
            }
            if entry.origin != other.origin
                && (entry.label == other.label || look_alike(&entry.label, &other.label).is_some())
            {
                findings.push(collides(LintCode::LabelLooksLikeEntry, Some("label")));
            }
            if looks_like(entry, other) {
                findings.push(collides(LintCode::LooksLikeEntry, None));
            }
        }
        findings
    }

    /// Duplicates of a long list.
    fn same_signers(&self) -> Vec<Finding> {
        let mut first: HashMap<String, usize> = HashMap::new();
        let mut findings = Vec::new();
        for (position, entry) in self.entries().iter().enumerate() {
            let key = signer_key(entry);
            match first.get(&key) {
                Some(other) => findings.push(Finding {
                    other: Some(*other),
                    ..finding(LintCode::Duplicate, position, None)
                }),
                None => {
                    first.insert(key, position);
                }
            }
        }
        findings
    }

    fn of_rules(&self, now: UnixTime) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (position, rule) in self.rules().iter().enumerate() {
            let about = |finding: Finding| Finding {
                about: Subject::Rule(position),
                ..finding
            };
            let in_force = |id: &String| {
                let entry = self.entry(&rule.origin, id);
                entry.is_some_and(|entry| entry.in_force(now))
            };
            if !rule.requires.iter().all(in_force) && !self.awaits_review(rule) {
                findings.push(about(finding(LintCode::RuleNeverMet, 0, Some("requires"))));
            }
            findings.extend(of_scope(0, &rule.scope).into_iter().map(about));
        }
        findings
    }
}

fn finding(code: LintCode, entry: usize, key: Option<&'static str>) -> Finding {
    Finding {
        code,
        about: Subject::Entry(entry),
        key,
        at: None,
        correction: None,
        other: None,
    }
}

/// What can be said of an entry by itself.
fn of_entry(position: usize, entry: &Entry, now: UnixTime) -> Vec<Finding> {
    let mut findings = match &entry.who {
        Who::Certificate(rule) => of_certificate(position, rule),
        Who::Key(key) if key.spki_sha256.is_none() => {
            vec![finding(LintCode::KeyMissing, position, Some("key-file"))]
        }
        Who::Key(_) => Vec::new(),
    };
    findings.extend(of_scope(position, &entry.scope));
    if entry.expired(now) {
        findings.push(finding(LintCode::Expired, position, Some("expires")));
    }
    let first_seen = entry
        .basis
        .as_ref()
        .is_some_and(|basis| basis.kind == BasisKind::FirstSeen);
    if first_seen && entry.expires.is_none() {
        findings.push(finding(
            LintCode::FirstSeenWithoutEnd,
            position,
            Some("expires"),
        ));
    }
    findings
}

fn of_certificate(position: usize, rule: &CertificateRule) -> Vec<Finding> {
    let mut findings = of_issuer(position, rule);
    match &rule.identity {
        IdentityRule::Exact(identity) => findings.extend(of_exact(position, rule, identity)),
        IdentityRule::Parts(parts) => findings.extend(of_parts(position, parts)),
        IdentityRule::Pattern(pattern) => {
            findings.extend(of_pattern(position, rule.kind, pattern));
        }
        IdentityRule::Regex(regex) => {
            findings.extend(of_expression(position, regex.as_str()));
            if Breadth::of_rule(rule) == Breadth::VeryWide {
                let code = match rule.kind {
                    IdentityKind::Email => LintCode::MailboxOpen,
                    IdentityKind::Uri | IdentityKind::OtherName => LintCode::RepositoryOpen,
                };
                findings.push(finding(code, position, Some("identity-regex")));
            }
        }
    }
    findings
}

fn of_issuer(position: usize, rule: &CertificateRule) -> Vec<Finding> {
    let known = KNOWN_ISSUERS
        .iter()
        .find(|(issuer, ..)| *issuer == rule.issuer);
    match known {
        Some((_, kind, start)) => {
            let text = match &rule.identity {
                IdentityRule::Regex(regex) => regex.prefix().to_owned(),
                other => other.text(),
            };
            let reference_missing = *start == "https://github.com/"
                && matches!(rule.identity, IdentityRule::Exact(_))
                && !text.contains('@');
            let fits = rule.kind == *kind && text.starts_with(start) && !reference_missing;
            let code = (!fits).then_some(LintCode::NeverMatches);
            code.map(|code| finding(code, position, Some(rule.identity.key())))
                .into_iter()
                .collect()
        }
        None => {
            let alike = KNOWN_ISSUERS.iter().find(|(issuer, ..)| {
                let (own, known) = (host_of(&rule.issuer), host_of(issuer));
                rule.issuer.trim_end_matches('/') == *issuer || look_alike(own, known).is_some()
            });
            alike
                .map(|(issuer, ..)| Finding {
                    correction: Some((*issuer).to_owned()),
                    ..finding(LintCode::IssuerLooksKnown, position, Some("issuer"))
                })
                .into_iter()
                .collect()
        }
    }
}

fn host_of(address: &str) -> &str {
    let rest = address.strip_prefix("https://").unwrap_or(address);
    rest.split('/').next().unwrap_or_default()
}

fn of_exact(position: usize, rule: &CertificateRule, identity: &str) -> Option<Finding> {
    let code = match Parts::of(rule.kind, identity) {
        Parts::Uri(UriParts {
            reference: Some(reference),
            ..
        }) if reference.starts_with("refs/heads/") => LintCode::BranchOnly,
        Parts::Email { host, .. } if is_public_mail_host(host) => LintCode::PersonalMailbox,
        _ => return None,
    };
    Some(finding(code, position, Some("identity")))
}

fn of_parts(position: usize, parts: &WorkflowRule) -> Vec<Finding> {
    let mut codes = Vec::new();
    match (&parts.repository, &parts.workflow) {
        (PartRule::Any, _) => codes.push((LintCode::RepositoryOpen, None)),
        (PartRule::Fixed(_), PartRule::Any) => codes.push((LintCode::WorkflowOpen, None)),
        (PartRule::Fixed(_), PartRule::Fixed(_)) => {}
    }
    match &parts.reference {
        RefRule::Any | RefRule::AnyBranch => {
            codes.push((
                LintCode::RefOpen,
                Some(RefRule::AnyVersionTag.text().to_owned()),
            ));
        }
        RefRule::Fixed(reference) if reference.starts_with("refs/heads/") => {
            codes.push((LintCode::BranchOnly, None));
        }
        RefRule::AnyTag | RefRule::AnyVersionTag | RefRule::Fixed(_) => {}
    }
    codes
        .into_iter()
        .map(|(code, correction)| Finding {
            correction,
            ..finding(
                code,
                position,
                Some(match code {
                    LintCode::RepositoryOpen => "repository",
                    LintCode::WorkflowOpen => "workflow",
                    _ => "ref",
                }),
            )
        })
        .collect()
}

fn of_pattern(position: usize, kind: IdentityKind, pattern: &str) -> Vec<Finding> {
    let key = Some("identity-pattern");
    let Parts::Uri(parts) = Parts::of(kind, pattern) else {
        return vec![finding(LintCode::MailboxOpen, position, key)];
    };
    let mut findings = Vec::new();
    let repository = parts.repository.unwrap_or_default();
    let at = |part: &str| {
        let start = part.as_ptr() as usize - pattern.as_ptr() as usize;
        start + part.find('*').unwrap_or(0)
    };
    match repository.split_once('*') {
        Some((name, rest)) if !name.is_empty() => {
            // `tool*` reaches `tool-evil`; what was meant is `tool/**`.
            let last = parts.path.is_none() && rest.trim_matches('*').is_empty();
            let fixed = pattern.trim_end_matches('*');
            findings.push(Finding {
                at: Some(at(repository)),
                correction: last.then(|| format!("{fixed}/**")),
                ..finding(LintCode::SiblingsFit, position, key)
            });
        }
        Some(_) => findings.push(Finding {
            at: Some(at(repository)),
            ..finding(LintCode::RepositoryOpen, position, key)
        }),
        None => {
            if let Some(path) = parts.path.filter(|path| path.contains('*')) {
                findings.push(Finding {
                    at: Some(at(path)),
                    ..finding(LintCode::WorkflowOpen, position, key)
                });
            }
        }
    }
    let reference_open = match parts.reference {
        Some(reference) => !reference.starts_with("refs/tags/") && reference.contains('*'),
        // Without `@`, a double star at the end reaches over it.
        None => pattern.ends_with("**"),
    };
    if reference_open {
        let place = parts.reference.map(|_| pattern.find('@').unwrap_or(0) + 1);
        let corrected = pattern
            .split_once('@')
            .map(|(place, _)| format!("{place}@refs/tags/*"));
        findings.push(Finding {
            at: place,
            correction: corrected,
            ..finding(LintCode::RefOpen, position, key)
        });
    }
    findings
}

fn of_expression(position: usize, text: &str) -> Vec<Finding> {
    let key = Some("identity-regex");
    let mut findings = Vec::new();
    let mut push = |code, at, correction| {
        findings.push(Finding {
            at: Some(at),
            correction,
            ..finding(code, position, key)
        });
    };
    let tokens = tokens(text);
    let repeated = |next: Option<&Token>| {
        next.is_some_and(|token| matches!(token.text.as_bytes(), [b'*' | b'+' | b'?' | b'{', ..]))
    };
    let mut corrected = String::new();
    let mut first_dot = None;
    for (index, token) in tokens.iter().enumerate() {
        let next = tokens.get(index + 1);
        if token.text == "." && !token.in_class && !repeated(next) {
            first_dot = first_dot.or(Some(token.at));
            corrected.push_str("\\.");
        } else {
            corrected.push_str(token.text);
        }
        let star = next.is_some_and(|next| next.text == "*" && !next.in_class);
        if token.text == "/" && !token.in_class && star {
            let (before, after) = text.split_at(token.at + 1);
            push(
                LintCode::SlashRepeated,
                token.at,
                Some(format!("{before}.{after}")),
            );
        }
    }
    if let Some(at) = first_dot {
        push(LintCode::DotUnescaped, at, Some(corrected));
    }
    let bare = text.strip_prefix('^').unwrap_or(text);
    let bare = bare
        .strip_suffix('$')
        .filter(|rest| !rest.ends_with('\\'))
        .unwrap_or(bare);
    if bare != text {
        push(LintCode::AnchorsNotNeeded, 0, Some(bare.to_owned()));
    }
    findings
}

/// A piece of an expression: a character, an escape.
struct Token<'a> {
    text: &'a str,
    at: usize,
    in_class: bool,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut in_class = false;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let mut end = at + character.len_utf8();
        if character == '\\'
            && let Some((next, escaped)) = characters.next()
        {
            end = next + escaped.len_utf8();
        }
        tokens.push(Token {
            text: text.get(at..end).unwrap_or_default(),
            at,
            in_class,
        });
        match character {
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
    }
    tokens
}

fn of_scope(position: usize, scope: &Scope) -> Vec<Finding> {
    let mut findings = Vec::new();
    for pattern in &scope.files {
        if pattern.contains('/') || pattern.contains('\\') {
            let name = pattern.rsplit(['/', '\\']).next().unwrap_or_default();
            findings.push(Finding {
                correction: (!name.is_empty()).then(|| name.to_owned()),
                ..finding(LintCode::ScopeNeverFits, position, Some("files"))
            });
        }
    }
    for pattern in &scope.images {
        // A colon before the last slash is a port.
        let last = pattern.rfind('/').map_or(0, |slash| slash + 1);
        let tag = pattern.get(last..).and_then(|name| name.find([':', '@']));
        if let Some(tag) = tag {
            findings.push(Finding {
                correction: pattern.get(..last + tag).map(str::to_owned),
                ..finding(LintCode::ScopeNeverFits, position, Some("images"))
            });
        } else if pattern.ends_with('*')
            && !pattern.ends_with("/*")
            && !pattern.ends_with("/**")
            && !pattern.trim_end_matches('*').is_empty()
        {
            let fixed = pattern.trim_end_matches('*');
            findings.push(Finding {
                correction: Some(format!("{fixed}/**")),
                ..finding(LintCode::SiblingsFit, position, Some("images"))
            });
        }
    }
    for pattern in &scope.packages {
        if !pattern.starts_with("pkg:") {
            findings.push(finding(
                LintCode::ScopeNeverFits,
                position,
                Some("packages"),
            ));
        }
    }
    findings
}

fn same_signer(entry: &Entry, other: &Entry) -> bool {
    signer_key(entry) == signer_key(other)
}

/// Equal for entries that name the same signers for the same things.
fn signer_key(entry: &Entry) -> String {
    let who = match &entry.who {
        // One key may be given in three ways.
        Who::Key(key) => format!(
            "{:?}",
            (
                key.spki_sha256,
                key.spki_sha256.is_none().then_some(&key.file)
            )
        ),
        Who::Certificate(rule) => format!("{rule:?}"),
    };
    format!("{who}{:?}", entry.scope)
}

/// Whether `wide` surely names every signer that `narrow` names, for everything it is for.
fn covers(wide: &Entry, narrow: &Entry) -> bool {
    let (Who::Certificate(wide_rule), Who::Certificate(narrow_rule)) = (&wide.who, &narrow.who)
    else {
        return false;
    };
    let identity = match (&wide_rule.identity, &narrow_rule.identity) {
        (rule, IdentityRule::Exact(identity)) => rule.matches(identity),
        (IdentityRule::Parts(wide), IdentityRule::Parts(narrow)) => {
            wide.host == narrow.host
                && wide.owner == narrow.owner
                && (wide.repository == PartRule::Any || wide.repository == narrow.repository)
                && (wide.workflow == PartRule::Any || wide.workflow == narrow.workflow)
                && (wide.reference == RefRule::Any || wide.reference == narrow.reference)
        }
        (wide, narrow) => wide == narrow,
    };
    let unscoped = wide.scope.files.is_empty()
        && wide.scope.images.is_empty()
        && wide.scope.packages.is_empty();
    let same_scope = wide.scope.files == narrow.scope.files
        && wide.scope.images == narrow.scope.images
        && wide.scope.packages == narrow.scope.packages;
    wide_rule.issuer == narrow_rule.issuer
        && wide_rule.instance == narrow_rule.instance
        && wide_rule.kind == narrow_rule.kind
        && identity
        && wide_rule.conditions == crate::list::Conditions::default()
        && (unscoped || same_scope)
        && narrow
            .scope
            .claims
            .iter()
            .all(|claim| wide.scope.claims.contains(claim))
        && !wide.awaits_review()
        && wide.expires.is_none()
}

/// Whether two entries of one login service name owners, repositories or mail addresses that could be
/// taken for one another.
fn looks_like(entry: &Entry, other: &Entry) -> bool {
    let (Who::Certificate(own), Who::Certificate(other)) = (&entry.who, &other.who) else {
        return false;
    };
    if own.kind != other.kind {
        return false;
    }
    let (own_text, other_text) = (own.identity.text(), other.identity.text());
    let alike = |first: Option<&str>, second: Option<&str>| match (first, second) {
        (Some(first), Some(second)) => {
            !first.contains('*') && !second.contains('*') && look_alike(first, second).is_some()
        }
        _ => false,
    };
    match (
        Parts::of(own.kind, &own_text),
        Parts::of(other.kind, &other_text),
    ) {
        (Parts::Uri(own), Parts::Uri(other)) => {
            if own.host != other.host {
                alike(Some(own.host), Some(other.host)) && own.owner == other.owner
            } else if own.owner != other.owner {
                alike(own.owner, other.owner)
            } else {
                alike(own.repository, other.repository)
            }
        }
        (
            Parts::Email { mailbox, host },
            Parts::Email {
                mailbox: other_mailbox,
                host: other_host,
            },
        ) => {
            if host == other_host {
                alike(Some(mailbox), Some(other_mailbox))
            } else {
                mailbox == other_mailbox && alike(Some(host), Some(other_host))
            }
        }
        (Parts::Whole(own), Parts::Whole(other)) => alike(Some(own), Some(other)),
        _ => false,
    }
}
