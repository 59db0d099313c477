//! From the text of a list file to a checked list, or to every mistake in it.

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use whence_display::{DisplayText, Segment, Uri, UriFlag, UriPartName, look_alike, skeleton};
use whence_evidence::UnixTime;
use whence_verify::Claim;

use crate::list::{Entry, IdentityKind, IdentityList, IdentityRule};
use crate::problem::{Problem, ProblemCode};

/// Largest list file, in bytes.
pub const LARGEST_FILE: usize = 4 << 20;
/// Most entries in a list.
pub const MOST_ENTRIES: usize = 20_000;

const SCHEMA: i64 = 1;
const MOST_PROBLEMS: usize = 200;
const LONGEST_LABEL: usize = 100;
const LONGEST_IDENTITY: usize = 2_048;
const LONGEST_REMARK: usize = 4_096;
const LONGEST_FOUND: usize = 200;
const MOST_STARS: usize = 16;

const TOP_KEYS: [&str; 2] = ["schema", "signer"];
const ENTRY_KEYS: [&str; 12] = [
    "label",
    "issuer",
    "identity",
    "identity-pattern",
    "kind",
    "claims",
    "enabled",
    "expires",
    "note",
    "basis",
    "added-by",
    "added",
];

/// Hosts at which anybody can open a mail box: `*@` one of them is everybody.
const PUBLIC_MAIL_HOSTS: [&str; 19] = [
    "163.com",
    "gmail.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "users.noreply.github.com",
    "web.de",
    "yahoo.com",
    "yandex.ru",
];

impl IdentityList {
    /// Reads a list file, all of it or nothing of it.
    ///
    /// # Errors
    /// Every mistake in the order of the file (the first 200 and a note that there are more), never an
    /// empty list of mistakes. Mistakes in the TOML itself come alone, since what follows them would be
    /// guesswork; so does an unknown schema.
    pub fn parse(file: &[u8]) -> Result<Self, Vec<Problem>> {
        if file.len() > LARGEST_FILE {
            return Err(Reader::new("").single(ProblemCode::FileTooLarge, 0..0));
        }
        let source = match std::str::from_utf8(file) {
            Ok(source) => source,
            Err(error) => {
                let valid = file.get(..error.valid_up_to()).unwrap_or_default();
                let valid = std::str::from_utf8(valid).unwrap_or_default();
                return Err(
                    Reader::new(valid).single(ProblemCode::NotUtf8, valid.len()..valid.len())
                );
            }
        };
        let mut reader = Reader::new(source);
        let (document, errors) = DeTable::parse_recoverable(source);
        for error in &errors {
            let span = error.span().unwrap_or(0..0);
            reader.problem(ProblemCode::Syntax, span).found = Some(shortened(error.message()));
        }
        let list = if errors.is_empty() {
            reader.list(document.get_ref())
        } else {
            None
        };
        match list {
            Some(list) if reader.problems.is_empty() => Ok(list),
            _ => Err(reader.into_problems()),
        }
    }
}

type Value<'s> = Spanned<DeValue<'s>>;

struct Reader<'s> {
    source: &'s str,
    line_starts: Vec<usize>,
    problems: Vec<Problem>,
    /// Where problems beyond the most go.
    surplus: Option<Problem>,
    /// Labels and what they could be taken for, with the line of their entry.
    labels: HashMap<String, u32>,
    alike_labels: HashMap<String, u32>,
}

impl<'s> Reader<'s> {
    fn new(source: &'s str) -> Self {
        let line_starts = std::iter::once(0)
            .chain(source.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self {
            source,
            line_starts,
            problems: Vec::new(),
            surplus: None,
            labels: HashMap::new(),
            alike_labels: HashMap::new(),
        }
    }

    fn list(&mut self, document: &DeTable<'s>) -> Option<IdentityList> {
        let Some(schema) = document.get("schema") else {
            self.problem(ProblemCode::SchemaMissing, 0..0).key = Some("schema");
            return None;
        };
        let number = match schema.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => {
                self.problem_at(ProblemCode::ExpectedNumber, "schema", schema);
                return None;
            }
        };
        if number != Some(SCHEMA) {
            self.problem_at(ProblemCode::SchemaUnsupported, "schema", schema);
            return None;
        }
        self.refuse_unknown_keys(document, &TOP_KEYS);
        let Some(signers) = document.get("signer") else {
            return Some(IdentityList::default());
        };
        let DeValue::Array(signers) = signers.get_ref() else {
            self.problem_at(ProblemCode::ExpectedList, "signer", signers);
            return None;
        };
        if let Some(first_too_many) = signers.get(MOST_ENTRIES) {
            self.problem(ProblemCode::TooManyEntries, first_too_many.span())
                .key = Some("signer");
            return None;
        }
        // All are read before any missing one counts, so that every mistake is found.
        let entries: Vec<Option<Entry>> = signers.iter().map(|signer| self.entry(signer)).collect();
        Some(IdentityList {
            entries: entries.into_iter().collect::<Option<_>>()?,
        })
    }

    /// `None` only after a problem was noted.
    fn entry(&mut self, signer: &Value<'s>) -> Option<Entry> {
        let DeValue::Table(table) = signer.get_ref() else {
            self.problem_at(ProblemCode::ExpectedTable, "signer", signer);
            return None;
        };
        let span = signer.span();
        let end = table
            .values()
            .map(|value| value.span().end)
            .fold(span.end, usize::max);
        let (first_line, last_line) = (self.line(span.start), self.line(end));
        self.refuse_unknown_keys(table, &ENTRY_KEYS);

        let label = self.label(table, &span, first_line);
        let issuer = self.issuer(table, &span);
        let identity = self.identity(table, &span);
        let claims = self.claims(table);
        let enabled = self.enabled(table);
        let expires = self.date(table, "expires").map(|(start, _)| start);
        let note = self.remark(table, "note");
        let basis = self.remark(table, "basis");
        let added_by = self.remark(table, "added-by");
        let added = match table.get("added").map(Spanned::get_ref) {
            Some(DeValue::Datetime(_)) => self.date(table, "added").map(|(_, text)| text),
            _ => self.remark(table, "added"),
        };
        let (identity, kind) = identity?;
        Some(Entry {
            label: label?,
            issuer: issuer?,
            identity,
            kind,
            claims: claims?,
            enabled: enabled?,
            expires,
            note,
            basis,
            added_by,
            added,
            first_line,
            last_line,
        })
    }

    fn label(&mut self, table: &DeTable<'s>, entry: &Range<usize>, line: u32) -> Option<String> {
        let (label, span) = self.required(table, "label", entry, LONGEST_LABEL)?;
        if let Some(other) = self.labels.insert(label.clone(), line) {
            self.collision(ProblemCode::LabelTaken, &label, span, other);
            return None;
        }
        let keys = alike_keys(&label);
        let others: Vec<Option<u32>> = keys
            .into_iter()
            .map(|key| self.alike_labels.insert(key, line))
            .collect();
        if let Some(other) = others.into_iter().flatten().min() {
            self.collision(ProblemCode::LabelLooksAlike, &label, span, other);
            return None;
        }
        Some(label)
    }

    fn collision(&mut self, code: ProblemCode, label: &str, span: Range<usize>, other: u32) {
        let problem = self.problem(code, span);
        problem.key = Some("label");
        problem.found = Some(shortened(label));
        problem.other_line = Some(other);
    }

    fn issuer(&mut self, table: &DeTable<'s>, entry: &Range<usize>) -> Option<String> {
        let (issuer, span) = self.required(table, "issuer", entry, LONGEST_IDENTITY)?;
        let code = if issuer.contains('*') {
            ProblemCode::IssuerOpen
        } else if !issuer.is_ascii() || !is_issuer_address(&issuer) {
            ProblemCode::IssuerNotAnAddress
        } else {
            return Some(issuer);
        };
        self.problem_with(code, "issuer", &issuer, span);
        None
    }

    fn identity(
        &mut self,
        table: &DeTable<'s>,
        entry: &Range<usize>,
    ) -> Option<(IdentityRule, IdentityKind)> {
        let kind = self.kind(table);
        let (key, value) = match (table.get("identity"), table.get("identity-pattern")) {
            (None, None) => {
                self.problem(ProblemCode::IdentityMissing, entry.clone())
                    .key = Some("identity");
                return None;
            }
            (Some(_), Some(pattern)) => {
                self.problem_at(ProblemCode::IdentityTwice, "identity-pattern", pattern);
                return None;
            }
            (Some(exact), None) => ("identity", exact),
            (None, Some(pattern)) => ("identity-pattern", pattern),
        };
        let (text, span) = self.text(key, value, LONGEST_IDENTITY)?;
        let kind = kind.ok()?.unwrap_or_else(|| kind_of(&text));
        let code = if kind != IdentityKind::OtherName && !text.is_ascii() {
            Some(ProblemCode::NotAscii)
        } else if !is_of_kind(&text, kind) {
            Some(ProblemCode::IdentityNotOfKind)
        } else if key == "identity" {
            text.contains('*').then_some(ProblemCode::IdentityHasStar)
        } else {
            pattern_problem(&text, kind)
        };
        match code {
            Some(code) => {
                self.problem_with(code, key, &text, span);
                None
            }
            None if key == "identity" => Some((IdentityRule::Exact(text), kind)),
            None => Some((IdentityRule::Pattern(text), kind)),
        }
    }

    /// `Err` after a problem was noted, `Ok(None)` when the file leaves the kind to the identity.
    fn kind(&mut self, table: &DeTable<'s>) -> Result<Option<IdentityKind>, ()> {
        let Some(value) = table.get("kind") else {
            return Ok(None);
        };
        let (text, span) = self.text("kind", value, LONGEST_LABEL).ok_or(())?;
        let known = IdentityKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text);
        if known.is_none() {
            let suggestion = nearest(&text, IdentityKind::ALL.map(IdentityKind::as_str));
            self.problem_with(ProblemCode::KindUnknown, "kind", &text, span)
                .suggestion = suggestion;
        }
        known.map(Some).ok_or(())
    }

    fn claims(&mut self, table: &DeTable<'s>) -> Option<Vec<Claim>> {
        let Some(value) = table.get("claims") else {
            return Some(Entry::ALL_CLAIMS.to_vec());
        };
        let DeValue::Array(names) = value.get_ref() else {
            self.problem_at(ProblemCode::ExpectedList, "claims", value);
            return None;
        };
        if names.is_empty() {
            self.problem_at(ProblemCode::Empty, "claims", value);
            return None;
        }
        let mut named = Vec::new();
        let mut all_known = true;
        for name in names.iter() {
            let claim = self.claim(name);
            all_known &= claim.is_some();
            if let Some(claim) = claim {
                if named.contains(&claim) {
                    self.problem_with(
                        ProblemCode::ClaimTwice,
                        "claims",
                        claim.as_str(),
                        name.span(),
                    );
                } else {
                    named.push(claim);
                }
            }
        }
        all_known.then(|| {
            Entry::ALL_CLAIMS
                .into_iter()
                .filter(|claim| named.contains(claim))
                .collect()
        })
    }

    fn claim(&mut self, value: &Value<'s>) -> Option<Claim> {
        let (text, span) = self.text("claims", value, LONGEST_LABEL)?;
        let claim = Entry::ALL_CLAIMS
            .into_iter()
            .find(|claim| claim.as_str() == text);
        if claim.is_none() {
            let suggestion = nearest(&text, Entry::ALL_CLAIMS.map(Claim::as_str));
            self.problem_with(ProblemCode::ClaimUnknown, "claims", &text, span)
                .suggestion = suggestion;
        }
        claim
    }

    fn enabled(&mut self, table: &DeTable<'s>) -> Option<bool> {
        let Some(value) = table.get("enabled") else {
            return Some(true);
        };
        let enabled = value.get_ref().as_bool();
        if enabled.is_none() {
            self.problem_at(ProblemCode::ExpectedBoolean, "enabled", value);
        }
        enabled
    }

    /// The start of the day in UTC, and the day as written.
    fn date(&mut self, table: &DeTable<'s>, key: &'static str) -> Option<(UnixTime, String)> {
        let value = table.get(key)?;
        let date = match value.get_ref() {
            DeValue::Datetime(moment) if moment.time.is_none() && moment.offset.is_none() => {
                moment.date
            }
            _ => None,
        };
        let start = date.and_then(|date| {
            let day = (
                i64::from(date.year),
                u32::from(date.month),
                u32::from(date.day),
            );
            UnixTime::from_calendar(day, (0, 0, 0)).map(|start| (start, date.to_string()))
        });
        if start.is_none() {
            self.problem_at(ProblemCode::ExpectedDate, key, value);
        }
        start
    }

    /// Free text: drawn as prose, so any character may stand in it.
    fn remark(&mut self, table: &DeTable<'s>, key: &'static str) -> Option<String> {
        let value = table.get(key)?;
        let Some(text) = value.get_ref().as_str() else {
            self.problem_at(ProblemCode::ExpectedText, key, value);
            return None;
        };
        if text.chars().count() > LONGEST_REMARK {
            self.problem_at(ProblemCode::TooLong, key, value);
            return None;
        }
        Some(text.to_owned())
    }

    fn required(
        &mut self,
        table: &DeTable<'s>,
        key: &'static str,
        entry: &Range<usize>,
        longest: usize,
    ) -> Option<(String, Range<usize>)> {
        let Some(value) = table.get(key) else {
            self.problem(ProblemCode::KeyMissing, entry.clone()).key = Some(key);
            return None;
        };
        self.text(key, value, longest)
    }

    /// One line without anything that could not be seen.
    fn text(
        &mut self,
        key: &'static str,
        value: &Value<'s>,
        longest: usize,
    ) -> Option<(String, Range<usize>)> {
        let Some(text) = value.get_ref().as_str() else {
            self.problem_at(ProblemCode::ExpectedText, key, value);
            return None;
        };
        let code = if text.is_empty() {
            ProblemCode::Empty
        } else if text.chars().count() > longest {
            ProblemCode::TooLong
        } else if !draws_as_it_is(text) {
            ProblemCode::OddCharacters
        } else {
            return Some((text.to_owned(), value.span()));
        };
        self.problem_with(code, key, text, value.span());
        None
    }

    fn refuse_unknown_keys(&mut self, table: &DeTable<'s>, known: &[&'static str]) {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let suggestion = nearest(name, known.iter().copied());
                let problem = self.problem(ProblemCode::UnknownKey, key.span());
                problem.found = Some(shortened(name));
                problem.suggestion = suggestion;
            }
        }
    }

    fn problem_with(
        &mut self,
        code: ProblemCode,
        key: &'static str,
        found: &str,
        span: Range<usize>,
    ) -> &mut Problem {
        let problem = self.problem(code, span);
        problem.key = Some(key);
        problem.found = Some(shortened(found));
        problem
    }

    /// For a value of the wrong shape: what was found is its source text.
    fn problem_at(&mut self, code: ProblemCode, key: &'static str, value: &Value<'s>) {
        let found = self.source.get(value.span()).unwrap_or_default();
        self.problem_with(code, key, found, value.span());
    }

    fn problem(&mut self, code: ProblemCode, span: Range<usize>) -> &mut Problem {
        let full = self.problems.len() >= MOST_PROBLEMS;
        let (line, column) = if full { (0, 0) } else { self.place(span.start) };
        let problem = Problem {
            code,
            line,
            column,
            key: None,
            found: None,
            suggestion: None,
            other_line: None,
        };
        if full {
            return self.surplus.insert(problem);
        }
        self.problems.push_mut(problem)
    }

    fn single(mut self, code: ProblemCode, span: Range<usize>) -> Vec<Problem> {
        self.problem(code, span);
        self.problems
    }

    fn into_problems(mut self) -> Vec<Problem> {
        self.problems
            .sort_by_key(|problem| (problem.line, problem.column));
        if self.surplus.is_some() {
            let last = self
                .problems
                .last()
                .map_or((1, 1), |last| (last.line, last.column));
            self.problems.push(Problem {
                code: ProblemCode::MoreProblems,
                line: last.0,
                column: last.1,
                key: None,
                found: None,
                suggestion: None,
                other_line: None,
            });
        }
        self.problems
    }

    fn line(&self, offset: usize) -> u32 {
        saturated(self.line_starts.partition_point(|start| *start <= offset))
    }

    /// Line and column in characters, both from 1.
    fn place(&self, offset: usize) -> (u32, u32) {
        let line = self.line(offset);
        let start = self
            .line_starts
            .get((line as usize).saturating_sub(1))
            .copied()
            .unwrap_or(0);
        let before = self.source.get(start..offset).unwrap_or_default();
        (line, saturated(before.chars().count() + 1))
    }
}

fn saturated(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn shortened(text: &str) -> String {
    text.chars().take(LONGEST_FOUND).collect()
}

fn draws_as_it_is(text: &str) -> bool {
    let shown = DisplayText::identifier(text).with_cap(LONGEST_IDENTITY);
    shown
        .segments()
        .iter()
        .all(|segment| matches!(segment, Segment::Text { .. }))
}

/// Equal for labels that differ only in case, separators and letters drawn alike.
fn alike_keys(label: &str) -> [String; 2] {
    let folded = |text: String| {
        text.chars()
            .filter(|character| !matches!(character, '-' | '_' | '.' | ' '))
            .collect::<String>()
    };
    let lower_first = folded(skeleton(&label.to_lowercase()).to_lowercase());
    let drawn = folded(skeleton(label));
    // Two kinds of keys that must not meet by chance.
    [format!("l{lower_first}"), format!("d{drawn}")]
}

fn nearest(found: &str, known: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
    let alike = known
        .into_iter()
        .filter_map(|known| look_alike(found, known).map(|alike| (alike.kind, known)));
    alike.min().map(|(_, known)| known)
}

fn kind_of(identity: &str) -> IdentityKind {
    if identity.contains("://") {
        IdentityKind::Uri
    } else if identity.contains('@') {
        IdentityKind::Email
    } else {
        IdentityKind::OtherName
    }
}

fn is_of_kind(identity: &str, kind: IdentityKind) -> bool {
    match kind {
        IdentityKind::Uri => Uri::parse(identity).is_some_and(|uri| {
            identity.contains("://")
                && !uri
                    .flags
                    .iter()
                    .any(|flag| matches!(flag, UriFlag::NoHost | UriFlag::UserInfo))
        }),
        IdentityKind::Email => identity.split_once('@').is_some_and(|(mailbox, host)| {
            !mailbox.is_empty()
                && !host.is_empty()
                && !identity.contains(['/', ':', ' '])
                && !host.contains('@')
        }),
        IdentityKind::OtherName => identity
            .split_once('!')
            .is_some_and(|(user, domain)| !user.is_empty() && !domain.is_empty()),
    }
}

fn is_issuer_address(issuer: &str) -> bool {
    Uri::parse(issuer).is_some_and(|uri| {
        let unusual = |flag: &UriFlag| {
            !matches!(
                flag,
                UriFlag::OddPort | UriFlag::AddressHost | UriFlag::EncodedHost
            )
        };
        let further = [UriPartName::Query, UriPartName::Fragment];
        issuer.starts_with("https://")
            && !uri.flags.iter().any(unusual)
            && further
                .into_iter()
                .all(|part| uri.part_text(part).is_none())
    })
}

fn pattern_problem(pattern: &str, kind: IdentityKind) -> Option<ProblemCode> {
    let Some(first_star) = pattern.find('*') else {
        return Some(ProblemCode::PatternWithoutStar);
    };
    if pattern.contains(['\\', '^', '$', '|', '(', ')', '[', ']', '{', '}', '?', ' ']) {
        return Some(ProblemCode::PatternCharacter);
    }
    if pattern.contains("***") || pattern.matches('*').count() > MOST_STARS {
        return Some(ProblemCode::PatternStars);
    }
    match kind {
        IdentityKind::Uri => {
            let fixed = pattern.get(..first_star).unwrap_or_default();
            let mut segments = fixed
                .split_once("://")
                .map_or("", |(_, rest)| rest)
                .splitn(3, '/');
            let mut named = || segments.next().is_some_and(|segment| !segment.is_empty());
            let host_and_owner_fixed = named() && named() && segments.next().is_some();
            (!host_and_owner_fixed).then_some(ProblemCode::PatternTooOpen)
        }
        IdentityKind::Email => {
            let host = pattern.rsplit_once('@').map_or("", |(_, host)| host);
            if host.contains('*') || PUBLIC_MAIL_HOSTS.contains(&host.to_ascii_lowercase().as_str())
            {
                Some(ProblemCode::PatternTooOpen)
            } else {
                pattern.contains("**").then_some(ProblemCode::PatternStars)
            }
        }
        IdentityKind::OtherName => Some(ProblemCode::PatternNotForKind),
    }
}
