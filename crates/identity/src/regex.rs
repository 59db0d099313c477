//! Regular expressions that describe a whole identity, in linear time.

use regex_automata::{Anchored, Input, meta};
use regex_syntax::{
    ParserBuilder,
    hir::{Class, Hir, HirKind, Look},
};

/// Largest compiled expression, in bytes.
const LARGEST_PROGRAM: usize = 1 << 18;
/// Deepest nesting of groups and repetitions.
const DEEPEST: u32 = 32;

/// A regular expression that is always matched against all of a value. The syntax is that of the `regex`
/// crate over ASCII: `\d`, `\w`, `\s` and `(?i)` know ASCII only.
#[derive(Clone)]
pub struct WholeRegex {
    text: String,
    program: meta::Regex,
    /// What every fitting value begins and ends with.
    prefix: String,
    suffix: String,
    exact: bool,
}

impl WholeRegex {
    /// Compiles an expression.
    ///
    /// # Errors
    /// What is wrong with it, in the words of the parser: for experts, and display text only.
    pub fn new(text: &str) -> Result<Self, String> {
        let tree = parse(text)?;
        let (prefix, suffix, exact) = (
            edge(&tree, Edge::Start),
            edge(&tree, Edge::End),
            tree.properties().is_literal(),
        );
        let whole = Hir::concat(vec![Hir::look(Look::Start), tree, Hir::look(Look::End)]);
        let config = meta::Config::new()
            .nfa_size_limit(Some(LARGEST_PROGRAM))
            .utf8_empty(false);
        let program = meta::Builder::new()
            .configure(config)
            .build_from_hir(&whole)
            .map_err(|error| error.to_string())?;
        Ok(Self {
            text: text.to_owned(),
            program,
            prefix,
            suffix,
            exact,
        })
    }

    /// The expression as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the expression describes all of `value`, which must be printable ASCII.
    pub fn matches(&self, value: &str) -> bool {
        value.bytes().all(|byte| byte.is_ascii_graphic())
            && self
                .program
                .is_match(Input::new(value).anchored(Anchored::Yes))
    }

    /// A text it describes, the simplest that is easy to find.
    pub(crate) fn sample(&self) -> String {
        let mut text = Vec::new();
        // It was parsed before.
        if let Ok(tree) = parse(&self.text) {
            simplest(&tree, &mut text);
        }
        String::from_utf8(text).unwrap_or_default()
    }

    /// What every value that fits begins with.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// What every value that fits ends with.
    pub(crate) fn suffix(&self) -> &str {
        &self.suffix
    }

    /// The one text it describes, when it is one.
    pub(crate) fn literal(&self) -> Option<&str> {
        self.exact.then_some(self.prefix.as_str())
    }
}

impl PartialEq for WholeRegex {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for WholeRegex {}

impl std::fmt::Debug for WholeRegex {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "WholeRegex({:?})", self.text)
    }
}

/// The syntax tree, with ASCII classes.
pub(crate) fn parse(text: &str) -> Result<Hir, String> {
    ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .nest_limit(DEEPEST)
        .build()
        .parse(text)
        .map_err(|error| match error {
            regex_syntax::Error::Parse(error) => error.kind().to_string(),
            regex_syntax::Error::Translate(error) => error.kind().to_string(),
            other => other.to_string(),
        })
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    Start,
    End,
}

/// The text that everything a tree describes begins or ends with, as far as it is plain to see.
pub(crate) fn edge(tree: &Hir, at: Edge) -> String {
    let mut pieces = Vec::new();
    collect(tree, at, &mut pieces);
    if at == Edge::End {
        pieces.reverse();
    }
    String::from_utf8(pieces.concat()).unwrap_or_default()
}

/// Gathers literals from one edge inwards; whether all of the tree was literal.
fn collect(tree: &Hir, at: Edge, pieces: &mut Vec<Vec<u8>>) -> bool {
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => {
            pieces.push(literal.0.to_vec());
            true
        }
        HirKind::Class(Class::Bytes(class)) => match class.literal() {
            Some(byte) => {
                pieces.push(byte);
                true
            }
            None => false,
        },
        HirKind::Capture(group) => collect(&group.sub, at, pieces),
        HirKind::Concat(parts) => match at {
            Edge::Start => parts.iter().all(|part| collect(part, at, pieces)),
            Edge::End => parts.iter().rev().all(|part| collect(part, at, pieces)),
        },
        HirKind::Class(_) | HirKind::Repetition(_) | HirKind::Alternation(_) => false,
    }
}

/// Adds the simplest text of a tree: the first choice, the fewest repetitions, a letter where one will do.
fn simplest(tree: &Hir, text: &mut Vec<u8>) {
    /// Longer samples help nobody.
    const LONGEST: usize = 4_096;
    if text.len() > LONGEST {
        return;
    }
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.extend_from_slice(&literal.0),
        HirKind::Class(Class::Bytes(class)) => {
            let takes = |byte: u8| {
                class
                    .ranges()
                    .iter()
                    .any(|range| (range.start()..=range.end()).contains(&byte))
            };
            let likely = b"x1v.-/".iter().copied().chain(b'!'..=b'~');
            text.extend(likely.into_iter().find(|byte| takes(*byte)));
        }
        HirKind::Class(Class::Unicode(_)) => {}
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.min {
                if text.len() <= LONGEST {
                    simplest(&repetition.sub, text);
                }
            }
        }
        HirKind::Capture(group) => simplest(&group.sub, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| simplest(part, text)),
        HirKind::Alternation(parts) => {
            if let Some(first) = parts.first() {
                simplest(first, text);
            }
        }
    }
}
