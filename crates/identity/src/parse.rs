//! From the text of a list file to a checked list, or to every mistake in it.

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use whence_display::{DisplayText, Segment, Uri, UriFlag, UriPartName, look_alike, skeleton};
use whence_evidence::{Digest, HashAlgorithm, UnixTime};
use whence_verify::Claim;

use crate::glob;
use crate::list::{
    Basis, BasisKind, CertificateRule, Conditions, Entry, IdentityKind, IdentityList, KeyRule,
    LONGEST_ID, Origin, RefRule, Rule, Runner, Scope, Who, id_of,
};
use crate::mail_host::is_public_mail_host;
use crate::parts::UriParts;
use crate::problem::{Problem, ProblemCode};
use crate::regex::WholeRegex;
use crate::rule::{IdentityRule, PartRule, WorkflowRule};

/// Largest list file, in bytes.
pub const LARGEST_FILE: usize = 4 << 20;
/// Most entries in a list.
pub const MOST_ENTRIES: usize = 20_000;

const SCHEMA: i64 = 1;
const MOST_PROBLEMS: usize = 200;
pub(crate) const LONGEST_LABEL: usize = 100;
const LONGEST_IDENTITY: usize = 2_048;
const LONGEST_REMARK: usize = 4_096;
const LONGEST_FOUND: usize = 200;
const LONGEST_PEM: usize = 16_384;
const MOST_STARS: usize = 16;
const MOST_ITEMS: usize = 100;
/// Each holds a compiled program.
const MOST_REGEXES: usize = 2_000;

const TOP_KEYS: [&str; 3] = ["schema", "signer", "rule"];
const ENTRY_KEYS: [&str; 32] = [
    "id",
    "label",
    "issuer",
    "kind",
    "identity",
    "parts",
    "identity-pattern",
    "identity-regex",
    "instance",
    "repository-id",
    "owner-id",
    "source-repository",
    "source-ref",
    "runner",
    "triggers",
    "key",
    "key-pem",
    "key-file",
    "files",
    "images",
    "packages",
    "claims",
    "basis",
    "basis-link",
    "added-by",
    "added",
    "expires",
    "enabled",
    "pinned",
    "imported-from",
    "reviewed",
    "note",
];
const RULE_KEYS: [&str; 6] = [
    "label", "files", "images", "packages", "requires", "enabled",
];
const PART_KEYS: [&str; 5] = ["host", "owner", "repository", "workflow", "ref"];
/// The ways to say who the signer is. Exactly one of them.
const WHO_KEYS: [&str; 7] = [
    "identity",
    "parts",
    "identity-pattern",
    "identity-regex",
    "key",
    "key-pem",
    "key-file",
];
const CERTIFICATE_KEYS: [&str; 9] = [
    "issuer",
    "kind",
    "instance",
    "repository-id",
    "owner-id",
    "source-repository",
    "source-ref",
    "runner",
    "triggers",
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
    ids: HashMap<String, u32>,
    regexes: usize,
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
            ids: HashMap::new(),
            regexes: 0,
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
        let signers = self.tables(document, "signer")?;
        let rules = self.tables(document, "rule")?;
        // All are read before any missing one counts, so that every mistake is found.
        let entries: Vec<Option<Entry>> = signers
            .into_iter()
            .map(|signer| self.entry(signer))
            .collect();
        let rules: Vec<Option<Rule>> = rules.into_iter().map(|rule| self.rule(rule)).collect();
        let entries = entries.into_iter().collect::<Option<_>>()?;
        Some(IdentityList::new(
            entries,
            rules.into_iter().collect::<Option<_>>()?,
        ))
    }

    /// The tables of this name, none when there are none; `None` only after a problem was noted.
    fn tables<'d>(
        &mut self,
        document: &'d DeTable<'s>,
        key: &'static str,
    ) -> Option<Vec<&'d Value<'s>>> {
        let Some(value) = document.get(key) else {
            return Some(Vec::new());
        };
        let DeValue::Array(tables) = value.get_ref() else {
            self.problem_at(ProblemCode::ExpectedList, key, value);
            return None;
        };
        if let Some(first_too_many) = tables.get(MOST_ENTRIES) {
            self.problem(ProblemCode::TooManyEntries, first_too_many.span())
                .key = Some(key);
            return None;
        }
        Some(tables.iter().collect())
    }

    /// `None` only after a problem was noted.
    fn entry(&mut self, signer: &Value<'s>) -> Option<Entry> {
        let (table, span, lines) = self.table("signer", signer)?;
        self.refuse_unknown_keys(table, &ENTRY_KEYS);

        let before = self.count();
        let label = self.label(table, &span, lines.0);
        let id = self.id(table, label.as_deref(), lines.0);
        let who = self.who(table, &span);
        let scope = self.scope(table, true);
        let basis = self.basis(table);
        let pinned = self.flag(table, "pinned", false);
        let enabled = self.flag(table, "enabled", true);
        let expires = self.date(table, "expires").map(|(start, _)| start);
        let note = self.remark(table, "note");
        let added_by = self.remark(table, "added-by");
        let added = self.date(table, "added").map(|(_, text)| text);
        let imported_from = self.remark(table, "imported-from");
        let reviewed = self.date(table, "reviewed").map(|(_, text)| text);
        if self.count() > before {
            return None;
        }
        Some(Entry {
            id: id?,
            label: label?,
            who: who?,
            scope: scope?,
            basis,
            pinned: pinned?,
            enabled: enabled?,
            expires,
            note,
            added_by,
            added,
            imported_from,
            reviewed,
            origin: Origin::Own,
            first_line: lines.0,
            last_line: lines.1,
        })
    }

    /// `None` only after a problem was noted.
    fn rule(&mut self, rule: &Value<'s>) -> Option<Rule> {
        let (table, span, lines) = self.table("rule", rule)?;
        self.refuse_unknown_keys(table, &RULE_KEYS);
        let before = self.count();
        let label = self.required(table, "label", &span, LONGEST_LABEL);
        let scope = self.scope(table, false);
        let enabled = self.flag(table, "enabled", true);
        let requires = match table.get("requires") {
            Some(_) => self.texts(table, "requires", LONGEST_ID),
            None => {
                self.problem(ProblemCode::KeyMissing, span.clone()).key = Some("requires");
                None
            }
        };
        let scope = scope?;
        if scope.files.is_empty() && scope.images.is_empty() && scope.packages.is_empty() {
            self.problem(ProblemCode::RuleWithoutScope, span);
        }
        if self.count() > before {
            return None;
        }
        Some(Rule {
            label: label?.0,
            scope,
            requires: requires?,
            enabled: enabled?,
            origin: Origin::Own,
            first_line: lines.0,
            last_line: lines.1,
        })
    }

    /// A table with its span and its first and last line.
    fn table<'d>(
        &mut self,
        key: &'static str,
        value: &'d Value<'s>,
    ) -> Option<(&'d DeTable<'s>, Range<usize>, (u32, u32))> {
        let DeValue::Table(table) = value.get_ref() else {
            self.problem_at(ProblemCode::ExpectedTable, key, value);
            return None;
        };
        let span = value.span();
        let end = table
            .values()
            .map(|value| value.span().end)
            .fold(span.end, usize::max);
        let lines = (self.line(span.start), self.line(end));
        Some((table, span, lines))
    }

    /// The id as given or as the label makes it.
    fn id(&mut self, table: &DeTable<'s>, label: Option<&str>, line: u32) -> Option<String> {
        let (id, span) = match table.get("id") {
            Some(value) => {
                let (id, span) = self.text("id", value, LONGEST_ID)?;
                let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
                if !id.bytes().all(plain) {
                    self.problem_with(ProblemCode::IdShape, "id", &id, span);
                    return None;
                }
                (id, span)
            }
            None => (id_of(label?), table.get("label")?.span()),
        };
        if let Some(other) = self.ids.insert(id.clone(), line) {
            let problem = self.problem_with(ProblemCode::IdTaken, "id", &id, span);
            problem.other_line = Some(other);
            return None;
        }
        Some(id)
    }

    /// Who the signer is: a certificate's identity or a key.
    fn who(&mut self, table: &DeTable<'s>, entry: &Range<usize>) -> Option<Who> {
        let mut given = WHO_KEYS
            .into_iter()
            .filter_map(|key| Some((key, table.get(key)?)));
        let Some((key, value)) = given.next() else {
            self.issuer(table, entry);
            self.problem(ProblemCode::IdentityMissing, entry.clone())
                .key = Some("identity");
            self.conditions(table);
            return None;
        };
        if let Some((second, value)) = given.next() {
            self.problem_at(ProblemCode::IdentityTwice, second, value);
            return None;
        }
        if !key.starts_with("key") {
            return self
                .certificate(table, entry, key, value)
                .map(Who::Certificate);
        }
        for other in CERTIFICATE_KEYS {
            if let Some(value) = table.get(other) {
                self.problem_at(ProblemCode::NotForKeys, other, value);
                return None;
            }
        }
        self.public_key(key, value).map(Who::Key)
    }

    fn public_key(&mut self, key: &'static str, value: &Value<'s>) -> Option<KeyRule> {
        match key {
            "key-pem" => {
                let pem = self.remark_of(key, value, LONGEST_PEM)?;
                let rule = KeyRule::from_pem(&pem);
                if rule.is_none() {
                    self.problem(ProblemCode::KeyUnreadable, value.span()).key = Some(key);
                }
                rule
            }
            "key-file" => {
                let (file, _) = self.text(key, value, LONGEST_REMARK)?;
                Some(KeyRule {
                    spki_sha256: None,
                    pem: None,
                    file: Some(file),
                })
            }
            _ => {
                let (text, span) = self.text(key, value, LONGEST_LABEL)?;
                let digest = text
                    .strip_prefix("sha256:")
                    .and_then(|hex| Digest::from_hex(HashAlgorithm::Sha256, hex));
                if digest.is_none() {
                    self.problem_with(ProblemCode::FingerprintShape, key, &text, span);
                }
                Some(KeyRule {
                    spki_sha256: Some(digest?),
                    pem: None,
                    file: None,
                })
            }
        }
    }

    fn certificate(
        &mut self,
        table: &DeTable<'s>,
        entry: &Range<usize>,
        key: &'static str,
        value: &Value<'s>,
    ) -> Option<CertificateRule> {
        let issuer = self.issuer(table, entry);
        let identity = self.identity(table, key, value);
        let instance = match table.get("instance") {
            Some(value) => self.text("instance", value, LONGEST_LABEL).map(Some),
            None => Some(None),
        };
        let conditions = self.conditions(table);
        let (identity, kind) = identity?;
        Some(CertificateRule {
            issuer: issuer?,
            kind,
            identity,
            instance: instance?.map(|(name, _)| name),
            conditions: conditions?,
        })
    }

    /// `None` only after a problem was noted.
    fn conditions(&mut self, table: &DeTable<'s>) -> Option<Conditions> {
        let before = self.count();
        let conditions = Conditions {
            repository_id: self.account_number(table, "repository-id"),
            owner_id: self.account_number(table, "owner-id"),
            source_repository: self.address(table, "source-repository"),
            source_ref: table
                .get("source-ref")
                .and_then(|value| self.reference("source-ref", value)),
            runner: self.runner(table),
            triggers: match table.get("triggers") {
                Some(_) => self.texts(table, "triggers", LONGEST_LABEL)?,
                None => Vec::new(),
            },
        };
        (self.count() == before).then_some(conditions)
    }

    fn account_number(&mut self, table: &DeTable<'s>, key: &'static str) -> Option<String> {
        let value = table.get(key)?;
        if let DeValue::Integer(number) = value.get_ref()
            && number.radix() == 10
            && number.as_str().bytes().all(|byte| byte.is_ascii_digit())
        {
            return Some(number.as_str().to_owned());
        }
        let (text, span) = self.text(key, value, LONGEST_LABEL)?;
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            self.problem_with(ProblemCode::NumberShape, key, &text, span);
            return None;
        }
        Some(text)
    }

    /// An https address that names a host.
    fn address(&mut self, table: &DeTable<'s>, key: &'static str) -> Option<String> {
        let value = table.get(key)?;
        let (text, span) = self.text(key, value, LONGEST_IDENTITY)?;
        let named =
            text.is_ascii() && text.starts_with("https://") && is_of_kind(&text, IdentityKind::Uri);
        if !named {
            self.problem_with(ProblemCode::LinkNotAnAddress, key, &text, span);
            return None;
        }
        Some(text)
    }

    fn reference(&mut self, key: &'static str, value: &Value<'s>) -> Option<RefRule> {
        let (text, span) = self.text(key, value, LONGEST_IDENTITY)?;
        let rule = RefRule::from_text(&text).filter(|_| text.is_ascii());
        if rule.is_none() {
            self.problem_with(ProblemCode::RefUnknown, key, &text, span);
        }
        rule
    }

    fn runner(&mut self, table: &DeTable<'s>) -> Option<Runner> {
        let (text, span) = self.text("runner", table.get("runner")?, LONGEST_LABEL)?;
        let known = [Runner::Hosted, Runner::SelfHosted];
        let runner = known.into_iter().find(|runner| runner.as_str() == text);
        if runner.is_none() {
            let suggestion = nearest(&text, known.map(Runner::as_str));
            self.problem_with(ProblemCode::RunnerUnknown, "runner", &text, span)
                .suggestion = suggestion;
        }
        runner
    }

    fn basis(&mut self, table: &DeTable<'s>) -> Option<Basis> {
        let link = self.address(table, "basis-link");
        let Some(value) = table.get("basis") else {
            if let (Some(_), Some(value)) = (&link, table.get("basis-link")) {
                self.problem(ProblemCode::KeyMissing, value.span()).key = Some("basis");
            }
            return None;
        };
        let (text, span) = self.text("basis", value, LONGEST_LABEL)?;
        let kind = BasisKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text);
        if kind.is_none() {
            let suggestion = nearest(&text, BasisKind::ALL.map(BasisKind::as_str));
            self.problem_with(ProblemCode::BasisUnknown, "basis", &text, span)
                .suggestion = suggestion;
        }
        Some(Basis { kind: kind?, link })
    }

    /// `None` only after a problem was noted.
    fn scope(&mut self, table: &DeTable<'s>, with_claims: bool) -> Option<Scope> {
        let mut patterns = |key| match table.get(key) {
            Some(_) => self.texts(table, key, LONGEST_IDENTITY),
            None => Some(Vec::new()),
        };
        let (files, images, packages) =
            (patterns("files"), patterns("images"), patterns("packages"));
        let claims = if with_claims {
            self.claims(table)?
        } else {
            Entry::ALL_CLAIMS.to_vec()
        };
        Some(Scope {
            files: files?,
            images: images?,
            packages: packages?,
            claims,
        })
    }

    /// A list of texts, at least one; `None` only after a problem was noted.
    fn texts(
        &mut self,
        table: &DeTable<'s>,
        key: &'static str,
        longest: usize,
    ) -> Option<Vec<String>> {
        let value = table.get(key)?;
        let DeValue::Array(items) = value.get_ref() else {
            self.problem_at(ProblemCode::ExpectedList, key, value);
            return None;
        };
        if items.is_empty() {
            self.problem_at(ProblemCode::Empty, key, value);
            return None;
        }
        if let Some(first_too_many) = items.get(MOST_ITEMS) {
            self.problem_at(ProblemCode::TooManyItems, key, first_too_many);
            return None;
        }
        let texts: Vec<Option<String>> = items
            .iter()
            .map(|item| self.text(key, item, longest).map(|(text, _)| text))
            .collect();
        texts.into_iter().collect()
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
        key: &'static str,
        value: &Value<'s>,
    ) -> Option<(IdentityRule, IdentityKind)> {
        let kind = self.kind(table);
        if key == "parts" {
            let parts = self.parts(value)?;
            let kind = kind.ok()?.unwrap_or(IdentityKind::Uri);
            if kind != IdentityKind::Uri {
                self.problem(ProblemCode::IdentityNotOfKind, value.span())
                    .key = Some(key);
                return None;
            }
            return Some((IdentityRule::Parts(parts), kind));
        }
        let (text, span) = self.text(key, value, LONGEST_IDENTITY)?;
        if key == "identity-regex" {
            return self.expression(&text, span, kind.ok()?);
        }
        let kind = kind.ok()?.unwrap_or_else(|| IdentityKind::of_text(&text));
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

    fn expression(
        &mut self,
        text: &str,
        span: Range<usize>,
        kind: Option<IdentityKind>,
    ) -> Option<(IdentityRule, IdentityKind)> {
        let key = "identity-regex";
        self.regexes += 1;
        let regex = if self.regexes > MOST_REGEXES {
            self.problem(ProblemCode::TooManyRegexes, span).key = Some(key);
            return None;
        } else if text.is_ascii() {
            WholeRegex::new(text)
        } else {
            self.problem_with(ProblemCode::NotAscii, key, text, span);
            return None;
        };
        let regex = match regex {
            Ok(regex) => regex,
            Err(error) => {
                self.problem_with(ProblemCode::RegexBroken, key, &error, span);
                return None;
            }
        };
        let kind = kind.unwrap_or_else(|| IdentityKind::of_text(text));
        if let Some(code) = expression_problem(&regex, kind) {
            self.problem_with(code, key, text, span);
            return None;
        }
        Some((IdentityRule::Regex(regex), kind))
    }

    fn parts(&mut self, value: &Value<'s>) -> Option<WorkflowRule> {
        let DeValue::Table(table) = value.get_ref() else {
            self.problem_at(ProblemCode::ExpectedTable, "parts", value);
            return None;
        };
        self.refuse_unknown_keys(table, &PART_KEYS);
        let before = self.count();
        let span = value.span();
        let mut part = |key: &'static str| {
            let (text, place) = self.required(table, key, &span, LONGEST_IDENTITY)?;
            let open = matches!(key, "repository" | "workflow") && text == "*";
            if !open && !is_part(key, &text) {
                let code = match key {
                    "host" | "owner" if text.contains('*') => ProblemCode::PatternTooOpen,
                    _ => ProblemCode::PartShape,
                };
                self.problem_with(code, key, &text, place);
            }
            Some(if open {
                PartRule::Any
            } else {
                PartRule::Fixed(text)
            })
        };
        let (host, owner) = (part("host"), part("owner"));
        let (repository, workflow) = (part("repository"), part("workflow"));
        let reference = match table.get("ref") {
            Some(value) => self.reference("ref", value),
            None => {
                self.problem(ProblemCode::KeyMissing, span).key = Some("ref");
                None
            }
        };
        if self.count() > before {
            return None;
        }
        Some(WorkflowRule {
            host: host?.text().to_owned(),
            owner: owner?.text().to_owned(),
            repository: repository?,
            workflow: workflow?,
            reference: reference?,
        })
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

    fn flag(&mut self, table: &DeTable<'s>, key: &'static str, absent: bool) -> Option<bool> {
        let Some(value) = table.get(key) else {
            return Some(absent);
        };
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.problem_at(ProblemCode::ExpectedBoolean, key, value);
        }
        flag
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
        self.remark_of(key, table.get(key)?, LONGEST_REMARK)
    }

    fn remark_of(
        &mut self,
        key: &'static str,
        value: &Value<'s>,
        longest: usize,
    ) -> Option<String> {
        let Some(text) = value.get_ref().as_str() else {
            self.problem_at(ProblemCode::ExpectedText, key, value);
            return None;
        };
        if text.chars().count() > longest {
            self.problem_at(ProblemCode::TooLong, key, value).limit = Some(longest);
            return None;
        }
        Some(text.to_owned())
    }

    /// How many problems were noted so far.
    fn count(&self) -> usize {
        self.problems.len() + usize::from(self.surplus.is_some())
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
        let problem = self.problem_with(code, key, text, value.span());
        problem.limit = (code == ProblemCode::TooLong).then_some(longest);
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
    fn problem_at(
        &mut self,
        code: ProblemCode,
        key: &'static str,
        value: &Value<'s>,
    ) -> &mut Problem {
        let found = self.source.get(value.span()).unwrap_or_default();
        self.problem_with(code, key, found, value.span())
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
            limit: None,
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
                limit: None,
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
pub(crate) fn alike_keys(label: &str) -> [String; 2] {
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
            if host.contains('*') || is_public_mail_host(host) {
                Some(ProblemCode::PatternTooOpen)
            } else {
                pattern.contains("**").then_some(ProblemCode::PatternStars)
            }
        }
        IdentityKind::OtherName => Some(ProblemCode::PatternNotForKind),
    }
}

/// An expression must fix what a pattern must fix: host and owner, or the host of a mail address.
pub(crate) fn expression_problem(regex: &WholeRegex, kind: IdentityKind) -> Option<ProblemCode> {
    let too_open = match kind {
        IdentityKind::Uri => {
            let prefix = regex.prefix();
            let after_owner = |parts: UriParts<'_>| {
                let owner = parts.owner?;
                let known = parts.host.len() + 1 + owner.len();
                (prefix.as_bytes().get(known) == Some(&b'/')).then_some(())
            };
            !is_of_kind(prefix, kind) || UriParts::of(prefix).and_then(after_owner).is_none()
        }
        IdentityKind::Email => match regex.suffix().rsplit_once('@') {
            Some((_, host)) => host.is_empty() || is_public_mail_host(host),
            None => true,
        },
        IdentityKind::OtherName => return Some(ProblemCode::PatternNotForKind),
    };
    too_open.then_some(ProblemCode::PatternTooOpen)
}

/// Whether a text can be this part of a workflow's address.
fn is_part(key: &str, text: &str) -> bool {
    let plain = |text: &str| glob::is_plain(text) && !text.contains(['*', '@', ' ']);
    match key {
        "host" => {
            plain(text)
                && !text.contains('/')
                && !text.bytes().any(|byte| byte.is_ascii_uppercase())
        }
        "owner" => plain(text) && !text.contains('/'),
        // GitLab's paths begin with a slash, which sets them apart from nested groups.
        "workflow" => plain(text.strip_prefix('/').unwrap_or(text)),
        _ => plain(text),
    }
}
