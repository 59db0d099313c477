//! Names made to be taken for one that an entry trusts. Each of them must be refused.

use std::collections::HashSet;

use whence_evidence::Digest;

use crate::list::{CertificateRule, Entry, IdentityKind, KeyRule, RefRule, Runner, Who};
use crate::parts::{Parts, UriParts};
use crate::rule::{IdentityRule, PartRule};
use crate::signer::{CertificateFacts, KnownBy};

/// A signer made to be taken for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impostor {
    /// How it was made.
    pub trick: Trick,
    /// The signer.
    pub signer: KnownBy,
}

/// Ways to make a name that can be taken for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trick {
    /// A letter that is drawn alike, of another script or a digit.
    Homoglyph,
    /// A character that is not drawn.
    HiddenCharacter,
    /// Another form of the same letter in Unicode: composed, full-width.
    Normalisation,
    /// Upper for lower case or the reverse.
    LetterCase,
    /// A separator added, left out or exchanged.
    Separator,
    /// One letter typed, left out, added or swapped.
    OneEdit,
    /// Two such edits.
    TwoEdits,
    /// A word before or after, as in `acme-inc`.
    AddedWord,
    /// Another host around, before or after the trusted one, or another scheme or port.
    Host,
    /// The trusted host as the user name of another address.
    UserInfo,
    /// The trusted address in a query or fragment, or one added to it.
    QueryOrFragment,
    /// A character written as `%2F`.
    PercentEncoding,
    /// A dot at the end of a name.
    TrailingDot,
    /// Empty, `.` and `..` segments, backslashes, spaces and line ends.
    Path,
    /// Another branch, tag or commit that holds the trusted one.
    Reference,
    /// Another login service.
    Issuer,
    /// Another signing service than the entry is about.
    Instance,
    /// Other account numbers, runners or events than the entry asks for.
    Condition,
    /// Another kind of name with the same text.
    Kind,
    /// Another key.
    Key,
}

impl Trick {
    /// Every trick.
    pub const ALL: [Self; 20] = [
        Self::Homoglyph,
        Self::HiddenCharacter,
        Self::Normalisation,
        Self::LetterCase,
        Self::Separator,
        Self::OneEdit,
        Self::TwoEdits,
        Self::AddedWord,
        Self::Host,
        Self::UserInfo,
        Self::QueryOrFragment,
        Self::PercentEncoding,
        Self::TrailingDot,
        Self::Path,
        Self::Reference,
        Self::Issuer,
        Self::Instance,
        Self::Condition,
        Self::Kind,
        Self::Key,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Homoglyph => "homoglyph",
            Self::HiddenCharacter => "hidden-character",
            Self::Normalisation => "normalisation",
            Self::LetterCase => "letter-case",
            Self::Separator => "separator",
            Self::OneEdit => "one-edit",
            Self::TwoEdits => "two-edits",
            Self::AddedWord => "added-word",
            Self::Host => "host",
            Self::UserInfo => "user-info",
            Self::QueryOrFragment => "query-or-fragment",
            Self::PercentEncoding => "percent-encoding",
            Self::TrailingDot => "trailing-dot",
            Self::Path => "path",
            Self::Reference => "reference",
            Self::Issuer => "issuer",
            Self::Instance => "instance",
            Self::Condition => "condition",
            Self::Kind => "kind",
            Self::Key => "key",
        }
    }
}

/// A signer that the entry names, with what it leaves open filled in. `None` for a key that was not read
/// and for an expression nothing was found for.
pub fn sample(entry: &Entry) -> Option<KnownBy> {
    match &entry.who {
        Who::Key(key) => key.spki_sha256.map(KnownBy::Key),
        Who::Certificate(rule) => {
            let identity = sample_identity(&rule.identity);
            let mut facts = CertificateFacts::new(rule.kind, identity, &rule.issuer);
            let conditions = &rule.conditions;
            facts.repository_id.clone_from(&conditions.repository_id);
            facts.owner_id.clone_from(&conditions.owner_id);
            facts
                .source_repository
                .clone_from(&conditions.source_repository);
            facts.source_ref = conditions.source_ref.as_ref().map(sample_reference);
            facts.runner = conditions.runner.map(|runner| {
                let name = match runner {
                    Runner::Hosted => "github-hosted",
                    Runner::SelfHosted => "self-hosted",
                };
                name.to_owned()
            });
            facts.trigger = conditions.triggers.first().cloned();
            facts.instance.clone_from(&rule.instance);
            rule.fits(&facts).then_some(KnownBy::Certificate(facts))
        }
    }
}

/// Signers that could be taken for one the entry names and that lie outside of what it leaves open: each
/// once, always the same ones. Several hundred to several thousand.
pub fn impostors(entry: &Entry) -> Vec<Impostor> {
    match (&entry.who, sample(entry)) {
        (Who::Certificate(rule), Some(KnownBy::Certificate(facts))) => {
            let mut forge = Forge::new(rule, facts);
            forge.all();
            forge.made
        }
        (Who::Key(rule), Some(_)) => other_keys(rule),
        (Who::Certificate(_), Some(KnownBy::Key(_)) | None) | (Who::Key(_), None) => Vec::new(),
    }
}

fn sample_identity(rule: &IdentityRule) -> String {
    match rule {
        IdentityRule::Exact(text) => text.clone(),
        IdentityRule::Parts(parts) => {
            let part = |part: &PartRule, sample: &str| match part {
                PartRule::Any => sample.to_owned(),
                PartRule::Fixed(text) => text.clone(),
            };
            let reference = sample_reference(&parts.reference);
            let repository = part(&parts.repository, "tool");
            let workflow = part(&parts.workflow, ".github/workflows/release.yml");
            format!(
                "https://{}/{}/{repository}/{workflow}@{reference}",
                parts.host, parts.owner
            )
        }
        // A star is filled in with what could stand anywhere.
        IdentityRule::Pattern(pattern) => pattern.replace("**", "x").replace('*', "x"),
        IdentityRule::Regex(regex) => regex.sample(),
    }
}

fn sample_reference(rule: &RefRule) -> String {
    match rule {
        RefRule::Any | RefRule::AnyTag | RefRule::AnyVersionTag => "refs/tags/v1.2.3".to_owned(),
        RefRule::AnyBranch => "refs/heads/main".to_owned(),
        RefRule::Fixed(text) => text.clone(),
    }
}

/// The fixed parts of an identity, as ranges of bytes.
fn fixed_parts(rule: &CertificateRule, identity: &str) -> Vec<(usize, usize)> {
    let range = |part: &str| {
        let start = part.as_ptr() as usize - identity.as_ptr() as usize;
        (start, start + part.len())
    };
    let open = |part: Option<&str>| part.is_none_or(|part| part.contains('*'));
    match Parts::of(rule.kind, identity) {
        Parts::Uri(parts) => {
            let text = match &rule.identity {
                IdentityRule::Regex(regex) => regex.prefix().to_owned(),
                other => other.text(),
            };
            let listed = UriParts::of(&text);
            let repository_open = match (&rule.identity, &listed) {
                (IdentityRule::Regex(_), Some(listed)) => listed.path.is_none(),
                (_, Some(listed)) => open(listed.repository),
                (_, None) => true,
            };
            let host = parts.host.find("://").map_or(parts.host, |at| {
                parts.host.get(at + 3..).unwrap_or_default()
            });
            let mut fixed = vec![range(host)];
            fixed.extend(parts.owner.map(range));
            if !repository_open {
                fixed.extend(parts.repository.map(range));
            }
            fixed
        }
        Parts::Email { mailbox, host } => {
            let mailbox_open = !matches!(rule.identity, IdentityRule::Exact(_));
            let mut fixed = vec![range(host)];
            if !mailbox_open {
                fixed.push(range(mailbox));
            }
            fixed
        }
        Parts::Whole(whole) => vec![range(whole)],
    }
}

struct Forge<'a> {
    rule: &'a CertificateRule,
    facts: CertificateFacts,
    seen: HashSet<(IdentityKind, String)>,
    made: Vec<Impostor>,
}

impl<'a> Forge<'a> {
    fn new(rule: &'a CertificateRule, facts: CertificateFacts) -> Self {
        let seen = HashSet::from([(facts.kind, facts.identity.clone())]);
        Self {
            rule,
            facts,
            seen,
            made: Vec::new(),
        }
    }

    fn all(&mut self) {
        let parts = fixed_parts(self.rule, &self.facts.identity);
        for (start, end) in parts {
            self.in_part(start, end);
        }
        self.around();
        self.kinds();
        self.issuers();
        self.instances();
        self.conditions();
    }

    fn make(&mut self, trick: Trick, identity: String) {
        if self.seen.insert((self.facts.kind, identity.clone())) {
            let facts = CertificateFacts {
                identity,
                ..self.facts.clone()
            };
            self.push(trick, facts);
        }
    }

    fn push(&mut self, trick: Trick, facts: CertificateFacts) {
        self.made.push(Impostor {
            trick,
            signer: KnownBy::Certificate(facts),
        });
    }

    /// Changes one part and leaves the rest.
    fn in_part(&mut self, start: usize, end: usize) {
        let whole = self.facts.identity.clone();
        let part = |from, to| whole.get(from..to).unwrap_or_default();
        let (before, name, after) = (part(0, start), part(start, end), part(end, whole.len()));
        for (trick, changed) in changed(name) {
            self.make(trick, format!("{before}{changed}{after}"));
        }
    }

    /// Changes around the whole identity.
    fn around(&mut self) {
        let whole = self.facts.identity.clone();
        let parts = UriParts::of(&whole).filter(|_| self.facts.kind == IdentityKind::Uri);
        for odd in [
            " ", "\n", "\r\n", "\t", "\0", "\u{200B}", "\u{202E}", "\u{2028}",
        ] {
            self.make(Trick::Path, format!("{whole}{odd}"));
            self.make(Trick::Path, format!("{odd}{whole}"));
        }
        for end in ["?x", "#x", "?x=1", "#refs/tags/v1", "%00", "%20", "\\x"] {
            let open = whole.ends_with('x') && self.rule.identity.matches(&format!("{whole}{end}"));
            if !open {
                self.make(Trick::QueryOrFragment, format!("{whole}{end}"));
            }
        }
        let Some(parts) = parts else {
            if let Some((mailbox, host)) = whole.rsplit_once('@') {
                for other in ["evil.example", "mail.example", "gmail.com"] {
                    self.make(Trick::Host, format!("{mailbox}@{host}.{other}"));
                    self.make(Trick::Host, format!("{mailbox}@{other}"));
                    self.make(Trick::UserInfo, format!("{whole}@{other}"));
                    self.make(Trick::UserInfo, format!("{mailbox}%{host}@{other}"));
                    self.make(Trick::UserInfo, format!("{mailbox}.{host}@{other}"));
                }
                self.make(Trick::Path, format!("<{whole}>"));
                self.make(Trick::Path, format!("{whole},x@evil.example"));
                self.make(Trick::Path, format!("x@evil.example,{whole}"));
            }
            return;
        };
        let host = parts.host.find("://").map_or(parts.host, |at| {
            parts.host.get(at + 3..).unwrap_or_default()
        });
        let rest = whole.get(parts.host.len()..).unwrap_or_default();
        for other in [
            "evil.example",
            "github.com.evil.example",
            "githubusercontent.com",
        ] {
            self.make(Trick::Host, format!("https://{host}.{other}{rest}"));
            self.make(Trick::Host, format!("https://{other}/{host}{rest}"));
            self.make(Trick::Host, format!("https://{other}{rest}"));
            self.make(Trick::Host, format!("https://x.{host}{rest}"));
            self.make(Trick::UserInfo, format!("https://{host}@{other}{rest}"));
            self.make(Trick::UserInfo, format!("https://{host}%40{other}{rest}"));
            self.make(Trick::UserInfo, format!("https://{host}:x@{other}{rest}"));
            self.make(Trick::QueryOrFragment, format!("https://{other}/?{whole}"));
            self.make(Trick::QueryOrFragment, format!("https://{other}/#{whole}"));
            self.make(
                Trick::QueryOrFragment,
                format!("https://{other}/?x={whole}"),
            );
            self.make(Trick::Path, format!("https://{other}\\{host}{rest}"));
        }
        for scheme in [
            "http",
            "HTTPS",
            "ftp",
            "ssh",
            "git+https",
            "file",
            "javascript",
        ] {
            self.make(Trick::Host, format!("{scheme}://{host}{rest}"));
        }
        for port in ["443", "8443", "0"] {
            self.make(Trick::Host, format!("https://{host}:{port}{rest}"));
        }
        self.make(Trick::TrailingDot, format!("https://{host}.{rest}"));
        for (position, _) in whole.match_indices('/').skip(2) {
            let (before, after) = whole.split_at(position);
            for odd in ["/", "/.", "/..", "/x/..", "\\", "%2F", "/%2e%2e"] {
                // Inside of what is left open a segment more is no other signer.
                let changed = format!("{before}{odd}{after}");
                if odd != "/" || !self.rule.identity.matches(&changed) {
                    self.make(Trick::Path, changed);
                }
            }
        }
        self.references(&whole);
    }

    fn references(&mut self, whole: &str) {
        let Some((place, reference)) = whole.split_once('@') else {
            return;
        };
        let open = match &self.rule.identity {
            IdentityRule::Exact(_) => Some(RefRule::Fixed(reference.to_owned())),
            IdentityRule::Parts(parts) => Some(parts.reference.clone()),
            IdentityRule::Pattern(_) | IdentityRule::Regex(_) => None,
        };
        let Some(rule) = open else { return };
        let others = [
            format!("refs/heads/x@{reference}"),
            format!("refs/heads/{reference}"),
            format!("refs/pull/1/merge@{reference}"),
            format!("refs/pull/1/{reference}"),
            format!("{reference}/../../heads/x"),
            format!("{reference}?x"),
            format!("{reference}#x"),
            format!("{reference}\n"),
            "refs/pull/1/merge".to_owned(),
            "refs/heads/evil".to_owned(),
            "refs/tags/".to_owned(),
            String::new(),
            "refs/tags/v1\\x".to_owned(),
            "refs/tags/v1%2Fx".to_owned(),
            "Refs/Tags/v1".to_owned(),
        ];
        for other in others {
            if !rule.matches(&other) {
                self.make(Trick::Reference, format!("{place}@{other}"));
            }
        }
    }

    fn kinds(&mut self) {
        for kind in IdentityKind::ALL {
            if kind != self.facts.kind {
                let facts = CertificateFacts {
                    kind,
                    ..self.facts.clone()
                };
                self.push(Trick::Kind, facts);
            }
        }
    }

    fn issuers(&mut self) {
        let issuer = self.rule.issuer.clone();
        let host = issuer.strip_prefix("https://").unwrap_or(&issuer);
        let end = host.find('/').unwrap_or(host.len());
        let (name, path) = host.split_at(end);
        let mut others: Vec<String> = changed(name)
            .into_iter()
            .map(|(_, changed)| format!("https://{changed}{path}"))
            .collect();
        others.extend([
            format!("{issuer}/"),
            format!("{issuer}/evil"),
            format!("{issuer}?x"),
            format!("http://{host}"),
            format!("https://{name}.evil.example{path}"),
            format!("https://evil.example/{host}"),
            format!("https://{name}@evil.example{path}"),
            String::new(),
        ]);
        others.sort_unstable();
        others.dedup();
        for other in others.into_iter().filter(|other| *other != issuer) {
            let facts = CertificateFacts {
                issuer: Some(other),
                ..self.facts.clone()
            };
            self.push(Trick::Issuer, facts);
        }
        let facts = CertificateFacts {
            issuer: None,
            ..self.facts.clone()
        };
        self.push(Trick::Issuer, facts);
    }

    fn instances(&mut self) {
        let name = self.rule.instance.as_deref();
        let mut others = vec![Some("Company".to_owned()), Some(String::new())];
        if let Some(name) = name {
            others.extend([None, Some(format!("{name} ")), Some(name.to_uppercase())]);
        }
        for instance in others.into_iter().filter(|it| it.as_deref() != name) {
            let facts = CertificateFacts {
                instance,
                ..self.facts.clone()
            };
            self.push(Trick::Instance, facts);
        }
    }

    fn conditions(&mut self) {
        let conditions = &self.rule.conditions;
        let mut others: Vec<CertificateFacts> = Vec::new();
        let mut change = |present: bool, change: &dyn Fn(&mut CertificateFacts, Option<String>)| {
            for value in [None, Some(String::new()), Some("0".to_owned())] {
                if present {
                    let mut facts = self.facts.clone();
                    change(&mut facts, value);
                    others.push(facts);
                }
            }
        };
        change(conditions.owner_id.is_some(), &|facts, value| {
            facts.owner_id = value
        });
        change(conditions.repository_id.is_some(), &|facts, value| {
            facts.repository_id = value;
        });
        change(conditions.source_repository.is_some(), &|facts, value| {
            facts.source_repository = value;
        });
        change(conditions.runner.is_some(), &|facts, value| {
            facts.runner = value
        });
        change(!conditions.triggers.is_empty(), &|facts, value| {
            facts.trigger = value;
        });
        change(
            conditions
                .source_ref
                .as_ref()
                .is_some_and(|rule| *rule != RefRule::Any),
            &|facts, value| facts.source_ref = value,
        );
        for facts in others {
            self.push(Trick::Condition, facts);
        }
    }
}

/// Another key for every bit of the fingerprint, and for every pair of neighbouring digits.
fn other_keys(rule: &KeyRule) -> Vec<Impostor> {
    let Some(digest) = rule.spki_sha256 else {
        return Vec::new();
    };
    let hex: Vec<char> = digest.to_hex().chars().collect();
    let mut made = Vec::new();
    for position in 0..hex.len() {
        for digit in "0123456789abcdef".chars() {
            for also in [None, Some((position + 1) % hex.len())] {
                let mut other = hex.clone();
                for place in also.into_iter().chain([position]) {
                    if let Some(character) = other.get_mut(place) {
                        *character = digit;
                    }
                }
                let text: String = other.into_iter().collect();
                let found = Digest::from_hex(digest.algorithm(), &text);
                made.extend(
                    found
                        .filter(|other| *other != digest)
                        .map(|other| Impostor {
                            trick: Trick::Key,
                            signer: KnownBy::Key(other),
                        }),
                );
            }
        }
    }
    made
}

/// Characters drawn alike.
const HOMOGLYPHS: &[(char, &str)] = &[
    ('a', "\u{430}\u{251}\u{3B1}"),
    ('b', "\u{184}\u{42C}"),
    ('c', "\u{441}\u{3F2}"),
    ('d', "\u{501}"),
    ('e', "\u{435}\u{212E}"),
    ('g', "\u{261}"),
    ('h', "\u{4BB}"),
    ('i', "\u{456}1lI\u{131}"),
    ('j', "\u{458}"),
    ('k', "\u{43A}"),
    ('l', "1I\u{4CF}|"),
    ('n', "\u{578}"),
    ('o', "0\u{43E}\u{3BF}\u{585}"),
    ('p', "\u{440}\u{3C1}"),
    ('q', "\u{51B}"),
    ('r', "\u{433}"),
    ('s', "\u{455}"),
    ('u', "\u{57D}\u{3C5}"),
    ('v', "\u{475}\u{3BD}"),
    ('w', "\u{51D}"),
    ('x', "\u{445}"),
    ('y', "\u{443}"),
    ('.', "\u{2024}\u{3002}\u{FF0E}"),
    ('-', "\u{2010}\u{2212}\u{2013}"),
    ('0', "O\u{43E}"),
    ('1', "lI"),
];
const HIDDEN: [char; 6] = [
    '\u{200B}', '\u{200D}', '\u{AD}', '\u{2060}', '\u{FE0F}', '\u{202E}',
];
const WORDS: [&str; 14] = [
    "inc", "official", "hq", "team", "org", "labs", "dev", "the", "real", "my", "get", "release",
    "x", "evil",
];

/// A name changed in every way of this module that leaves it readable as the same name.
fn changed(name: &str) -> Vec<(Trick, String)> {
    let letters: Vec<char> = name.chars().collect();
    let mut made = Vec::new();
    let with = |from: usize, to: usize, put: &str| {
        let mut text: String = letters.iter().take(from).collect();
        text.push_str(put);
        text.extend(letters.iter().skip(to));
        text
    };
    for (position, &letter) in letters.iter().enumerate() {
        let next = position + 1;
        for (_, alike) in HOMOGLYPHS.iter().filter(|(plain, _)| *plain == letter) {
            for other in alike.chars() {
                made.push((Trick::Homoglyph, with(position, next, &other.to_string())));
            }
        }
        if letter == 'm' {
            made.push((Trick::Homoglyph, with(position, next, "rn")));
        }
        if letter == 'w' {
            made.push((Trick::Homoglyph, with(position, next, "vv")));
        }
        for hidden in HIDDEN {
            made.push((
                Trick::HiddenCharacter,
                with(position, position, &hidden.to_string()),
            ));
        }
        made.push((Trick::Normalisation, with(next, next, "\u{301}")));
        if letter.is_ascii_graphic() {
            let wide = char::from_u32(u32::from(letter) + 0xFEE0).map(String::from);
            made.extend(wide.map(|wide| (Trick::Normalisation, with(position, next, &wide))));
        }
        let upper: String = letter.to_uppercase().collect();
        let lower: String = letter.to_lowercase().collect();
        for case in [upper, lower] {
            if case != letter.to_string() {
                made.push((Trick::LetterCase, with(position, next, &case)));
            }
        }
        for separator in ["-", "_", "."] {
            if position > 0 {
                made.push((Trick::Separator, with(position, position, separator)));
            }
            if matches!(letter, '-' | '_' | '.') {
                made.push((Trick::Separator, with(position, next, separator)));
                made.push((Trick::Separator, with(position, next, "")));
            }
        }
        made.push((Trick::OneEdit, with(position, next, "")));
        for other in 'a'..='z' {
            made.push((Trick::OneEdit, with(position, next, &other.to_string())));
            made.push((Trick::OneEdit, with(position, position, &other.to_string())));
        }
        if let Some(following) = letters.get(next) {
            made.push((
                Trick::OneEdit,
                with(position, next + 1, &format!("{following}{letter}")),
            ));
        }
        for other in letters.iter().take(8) {
            let twice = format!("{other}{letter}{other}");
            made.push((Trick::TwoEdits, with(position, next, &twice)));
        }
        made.push((Trick::TwoEdits, with(position, next + 1, "")));
        made.push((
            Trick::PercentEncoding,
            with(position, next, &format!("%{:02X}", u32::from(letter))),
        ));
    }
    for word in WORDS {
        for separator in ["-", "_", ".", ""] {
            made.push((Trick::AddedWord, format!("{name}{separator}{word}")));
            made.push((Trick::AddedWord, format!("{word}{separator}{name}")));
        }
    }
    made.push((Trick::LetterCase, name.to_uppercase()));
    made.push((Trick::TrailingDot, format!("{name}.")));
    made.retain(|(_, changed)| changed != name);
    made
}
