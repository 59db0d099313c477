//! What is wrong, odd or missing in a document. Never a reason not to show the rest.

use crate::ComponentId;

/// One thing found while reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub code: FindingCode,
    /// The component it is about, when it is about one.
    pub component: Option<ComponentId>,
    /// Where: a JSON pointer (`/components/3/licenses/0`), in XML and YAML by the names of elements.
    pub pointer: String,
    /// The line, from 1, where it is known.
    pub line: Option<u32>,
    /// The text it is about, at most 200 characters of it: outside text.
    pub text: String,
}

macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident => $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)* }
        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            /// The stable kebab-case code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
            /// The reverse of [`Self::as_str`].
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == code)
            }
        }
    };
}
pub(crate) use codes;

codes! {
    /// The kinds of finding.
    FindingCode {
        /// Two elements have the same identifier; the first one is meant by references.
        DuplicateReference => "duplicate-reference",
        /// An identifier or reference is empty.
        EmptyReference => "empty-reference",
        /// A reference to nothing in the document.
        DanglingReference => "dangling-reference",
        /// Parts that use each other in a circle. Legal, but worth knowing.
        Cycle => "cycle",
        /// A field that the format requires is not there.
        MissingField => "missing-field",
        /// A field with a value of another type than the format's.
        WrongType => "wrong-type",
        /// A value that the format's list of values does not have.
        UnknownValue => "unknown-value",
        /// A version of the format that is not known; read as the newest known one.
        UnknownVersion => "unknown-version",
        /// A field is there twice; the first one counts.
        DuplicateField => "duplicate-field",
        /// A text that is opened and not closed: the document may be cut off.
        UnclosedText => "unclosed-text",
        /// Fields that exclude each other are both there.
        ConflictingFields => "conflicting-fields",
        /// Not a package URL.
        InvalidPurl => "invalid-purl",
        /// Not a CPE name.
        InvalidCpe => "invalid-cpe",
        /// Not an identifier of the SPDX licence list.
        UnknownLicence => "unknown-licence",
        /// Not an SPDX licence expression.
        InvalidLicenceExpression => "invalid-licence-expression",
        /// A licence with neither or both of what it can be, or a mixture that the format forbids.
        LicenceChoice => "licence-choice",
        /// A digest of the wrong length, not in hex, or of an unknown algorithm.
        InvalidHash => "invalid-hash",
        /// Not a date and time.
        InvalidTimestamp => "invalid-timestamp",
        /// Not a `urn:uuid:` serial number.
        InvalidSerialNumber => "invalid-serial-number",
        /// The same package URL on several components.
        DuplicatePurl => "duplicate-purl",
        /// No element is declared as what the document is about.
        NoRoot => "no-root",
        /// The document declares no relations at all.
        NoRelations => "no-relations",
        /// The document carries a signature of its own (JSF, XML-DSig), which is not checked here.
        EmbeddedSignature => "embedded-signature",
    }
}

codes! {
    /// Why a document could not be read at all.
    RefusedCode {
        /// Not a list of parts in any format this room knows.
        NotAnSbom => "not-an-sbom",
        /// A known format that is not read; [`Refused::format`] says which.
        NotSupported => "not-supported",
        /// Neither UTF-8 nor UTF-16.
        Encoding => "encoding",
        /// Broken JSON, XML, YAML or tag-value.
        Syntax => "syntax",
        /// XML with a document type declaration: nothing of it is ever read.
        DocumentType => "document-type",
        /// Nested deeper than [`crate::limits::DEPTH`].
        TooDeep => "too-deep",
        /// Larger than [`crate::limits::DOCUMENT`].
        TooLarge => "too-large",
        /// More components, relations or values than the limits allow.
        TooMany => "too-many",
        /// Whoever asked for it does not want it any more.
        Stopped => "stopped",
    }
}

/// A document that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub code: RefusedCode,
    /// The format it was recognised as, if any.
    pub format: Option<crate::Format>,
    /// Line, from 1, where it is known.
    pub line: Option<u32>,
    /// One line for people who repair such documents: English, without text from the document.
    pub detail: String,
}

impl Refused {
    pub(crate) fn new(code: RefusedCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            format: None,
            line: None,
            detail: detail.into(),
        }
    }

    pub(crate) fn at(mut self, line: impl TryInto<u32>) -> Self {
        self.line = line.try_into().ok().filter(|line| *line > 0);
        self
    }

    pub(crate) fn of(mut self, format: crate::Format) -> Self {
        self.format = Some(format);
        self
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)?;
        match self.line {
            Some(line) => write!(f, " (line {line})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Refused {}
