//! What can be wrong with a list file.

use std::fmt;

/// A mistake in a list file and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub code: ProblemCode,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// The key it is about, as the format names it.
    pub key: Option<&'static str>,
    /// The text at fault, at most 200 characters of it; for [`ProblemCode::Syntax`] what the TOML
    /// parser says. From the file: draw it only as display text.
    pub found: Option<String>,
    /// A known word that is close to the one found.
    pub suggestion: Option<&'static str>,
    /// How many characters there can be, for [`ProblemCode::TooLong`].
    pub limit: Option<usize>,
    /// The line of the earlier entry that this one collides with.
    pub other_line: Option<u32>,
}

macro_rules! problem_codes {
    ($($(#[$meta:meta])* $variant:ident = $name:literal,)*) => {
        /// Kinds of mistakes, each with a stable kebab-case name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemCode {
            $($(#[$meta])* $variant,)*
        }

        impl ProblemCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

problem_codes! {
    /// Larger than [`crate::LARGEST_FILE`].
    FileTooLarge = "file-too-large",
    /// Not UTF-8.
    NotUtf8 = "not-utf8",
    /// Not TOML.
    Syntax = "syntax",
    /// No `schema = 1`.
    SchemaMissing = "schema-missing",
    /// A schema this program does not know; nothing else of the file is judged then.
    SchemaUnsupported = "schema-unsupported",
    /// More than [`crate::MOST_ENTRIES`].
    TooManyEntries = "too-many-entries",
    /// A key that the format does not have.
    UnknownKey = "unknown-key",
    /// A key that every entry needs.
    KeyMissing = "key-missing",
    /// A text in quotes was expected.
    ExpectedText = "expected-text",
    /// A list in brackets was expected.
    ExpectedList = "expected-list",
    /// `true` or `false` was expected.
    ExpectedBoolean = "expected-boolean",
    /// A date such as `2027-01-01` was expected.
    ExpectedDate = "expected-date",
    /// A whole number was expected.
    ExpectedNumber = "expected-number",
    /// A table was expected.
    ExpectedTable = "expected-table",
    /// An empty text.
    Empty = "empty",
    /// A text longer than its key allows.
    TooLong = "too-long",
    /// Hidden, reordering, line-breaking or icon-like characters, or spaces that cannot be seen.
    OddCharacters = "odd-characters",
    /// Characters outside ASCII in a URI or e-mail address, which certificates cannot hold there.
    NotAscii = "not-ascii",
    /// The same label as an earlier entry.
    LabelTaken = "label-taken",
    /// A label that could be taken for that of an earlier entry.
    LabelLooksAlike = "label-looks-alike",
    /// `*` in the issuer, which is always exact.
    IssuerOpen = "issuer-open",
    /// The issuer is no https address of a host.
    IssuerNotAnAddress = "issuer-not-an-address",
    /// An id with other characters than lower-case letters, digits and hyphens.
    IdShape = "id-shape",
    /// The same id as an earlier entry.
    IdTaken = "id-taken",
    /// Neither an identity in one of its forms nor a key.
    IdentityMissing = "identity-missing",
    /// More than one of `identity`, `parts`, `identity-pattern`, `identity-regex`, `key`, `key-pem`,
    /// `key-file`.
    IdentityTwice = "identity-twice",
    /// `*` in `identity`, which is exact.
    IdentityHasStar = "identity-has-star",
    /// The identity is not of the given kind.
    IdentityNotOfKind = "identity-not-of-kind",
    /// No `*` in `identity-pattern`.
    PatternWithoutStar = "pattern-without-star",
    /// A character that patterns do not have, such as those of regular expressions.
    PatternCharacter = "pattern-character",
    /// Three or more stars in a row, too many stars, or `**` in an e-mail address.
    PatternStars = "pattern-stars",
    /// The pattern leaves the host or the owner open.
    PatternTooOpen = "pattern-too-open",
    /// No regular expression that this program can evaluate; `found` says why.
    RegexBroken = "regex-broken",
    /// More regular expressions than a list can have.
    TooManyRegexes = "too-many-regexes",
    /// Neither a branch, tag or commit nor one of `*`, `refs/tags/*`, `refs/tags/v*`, `refs/heads/*`.
    RefUnknown = "ref-unknown",
    /// A part of an address that holds what ends the part, or a star.
    PartShape = "part-shape",
    /// A key of certificates in an entry about a public key.
    NotForKeys = "not-for-keys",
    /// No public key in PEM that this program can check with.
    KeyUnreadable = "key-unreadable",
    /// Not `sha256:` and 64 hexadecimal digits.
    FingerprintShape = "fingerprint-shape",
    /// An account number with other characters than digits.
    NumberShape = "number-shape",
    /// A runner other than `hosted` and `self-hosted`.
    RunnerUnknown = "runner-unknown",
    /// A basis that the format does not have.
    BasisUnknown = "basis-unknown",
    /// A link that is no https address.
    LinkNotAnAddress = "link-not-an-address",
    /// More patterns or names in one list than it can have.
    TooManyItems = "too-many-items",
    /// A rule that names neither files nor images nor packages.
    RuleWithoutScope = "rule-without-scope",
    /// Patterns are not offered for this kind of identity.
    PatternNotForKind = "pattern-not-for-kind",
    /// A kind other than `uri`, `email` and `other-name`.
    KindUnknown = "kind-unknown",
    /// A claim that the format does not have.
    ClaimUnknown = "claim-unknown",
    /// The same claim twice.
    ClaimTwice = "claim-twice",
    /// More mistakes than are listed.
    MoreProblems = "more-problems",
}

impl fmt::Display for ProblemCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
