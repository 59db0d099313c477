//! Two checks side by side.

use whence_display::DisplayText;
use whence_verdict::{SeenCertificate, SeenSigner, State};

use super::{
    Observation,
    view::{CompareRow, CompareSide, CompareValue, CompareView, MarkedText},
};
use crate::{
    check::Against,
    present::{badge_of, kind_code, state_view},
    view::{DigestView, FactValue, Message},
};

/// Two checks, the earlier one on the left. Facts that neither has are left out; those that differ come
/// first, each part in the order of importance.
pub fn compare(before: &Observation, after: &Observation) -> CompareView {
    let rows = FACTS.iter().filter_map(|(label, value)| {
        let (before, after) = (value(before), value(after));
        (before.is_some() || after.is_some()).then(|| row(label, before, after))
    });
    let (differing, mut same): (Vec<_>, Vec<_>) = rows.partition(|row| !row.same);
    let differences = differing.len() as u64;
    let mut rows = differing;
    rows.append(&mut same);
    CompareView {
        said: Message::new("compare-checks")
            .with("differences", crate::view::Arg::Number(differences)),
        before: side("compare-earlier", before),
        after: side("compare-later", after),
        rows,
    }
}

/// Two texts, cut where they begin and end to differ.
pub fn marked(before: &str, after: &str) -> (CompareValue, CompareValue) {
    let start = common(before.chars(), after.chars());
    let (before_rest, after_rest) = (skip(before, start), skip(after, start));
    let end = common(before_rest.chars().rev(), after_rest.chars().rev());
    let cut = |text: &str, rest: &str| {
        let middle = rest.len() - tail_bytes(rest, end);
        let start = text.len() - rest.len();
        let piece = |range: std::ops::Range<usize>, differs| MarkedText {
            text: DisplayText::identifier(text.get(range).unwrap_or_default()),
            differs,
        };
        let pieces = [
            (0..start, false),
            (start..start + middle, true),
            (start + middle..text.len(), false),
        ];
        CompareValue::Marked(
            pieces
                .into_iter()
                .filter(|(range, _)| !range.is_empty())
                .map(|(range, differs)| piece(range, differs))
                .collect(),
        )
    };
    (cut(before, before_rest), cut(after, after_rest))
}

/// A label and the value of a check.
type ComparedFact = (&'static str, fn(&Observation) -> Option<Value>);

/// What is compared, most important first.
const FACTS: &[ComparedFact] = &[
    ("compare-result", |it| {
        Some(words(badge_of(it.sighting.state, Against::OwnList)))
    }),
    ("compare-reason", reason),
    ("compare-signer", |it| {
        certificate(it).map(|certificate| Value::Text(certificate.identity.clone()))
    }),
    ("compare-key", |it| match it.sighting.signer.as_ref()? {
        SeenSigner::Key { fingerprint, .. } => {
            Some(Value::Fact(FactValue::Hex(fingerprint.clone())))
        }
        SeenSigner::Certificate(_) => None,
    }),
    ("compare-registry", |it| {
        match it.sighting.signer.as_ref()? {
            SeenSigner::Key { registry, .. } => registry.clone().map(Value::Text),
            SeenSigner::Certificate(_) => None,
        }
    }),
    ("compare-issuer", |it| {
        text(certificate(it)?.issuer.as_ref())
    }),
    ("compare-instance", |it| {
        text(certificate(it)?.instance.as_ref())
    }),
    ("compare-owner", |it| text(certificate(it)?.owner.as_ref())),
    ("compare-owner-number", |it| {
        text(certificate(it)?.owner_id.as_ref())
    }),
    ("compare-repository", |it| {
        text(certificate(it)?.repository.as_ref())
    }),
    ("compare-repository-number", |it| {
        text(certificate(it)?.repository_id.as_ref())
    }),
    ("compare-source-ref", |it| {
        text(certificate(it)?.source_ref.as_ref())
    }),
    ("compare-runner", |it| {
        text(certificate(it)?.runner.as_ref())
    }),
    ("compare-trigger", |it| {
        text(certificate(it)?.trigger.as_ref())
    }),
    ("compare-entry", |it| {
        Some(Value::Text(it.sighting.entry.as_ref()?.1.clone()))
    }),
    ("compare-claim", |it| {
        Some(words(
            Message::new("claim-kind").select("claim", it.sighting.claim?.as_str()),
        ))
    }),
    ("compare-log", |it| presence(it, it.sighting.logged)),
    ("compare-timestamp", |it| {
        presence(it, it.sighting.timestamped)
    }),
    ("compare-version", |it| text(it.sighting.version.as_ref())),
    ("compare-digest", |it| {
        let (algorithm, hex) = it.sighting.digest.as_ref()?.split_once(':')?;
        Some(Value::Fact(FactValue::Digest(DigestView {
            algorithm: algorithm.to_owned(),
            hex: hex.to_owned(),
        })))
    }),
    ("compare-size", |it| {
        Some(words(
            Message::new("history-size").with("size", crate::view::Arg::Size(it.size?)),
        ))
    }),
    ("compare-trust-data", |it| {
        Some(Value::Fact(FactValue::Time(it.trust_dated?)))
    }),
];

enum Value {
    Text(String),
    Fact(FactValue),
}

fn row(label: &str, before: Option<Value>, after: Option<Value>) -> CompareRow {
    let (before, after) = match (before, after) {
        (Some(Value::Text(before)), Some(Value::Text(after))) if before != after => {
            let (before, after) = marked(&before, &after);
            return CompareRow {
                label: Message::new(label),
                before: Some(before),
                after: Some(after),
                same: false,
                spelled: None,
            };
        }
        (before, after) => (before.map(Value::plain), after.map(Value::plain)),
    };
    CompareRow {
        label: Message::new(label),
        same: before == after,
        before,
        after,
        spelled: None,
    }
}

impl Value {
    fn plain(self) -> CompareValue {
        CompareValue::Fact(match self {
            Self::Text(text) => FactValue::Text(DisplayText::identifier(&text)),
            Self::Fact(fact) => fact,
        })
    }
}

fn side(role: &str, observation: &Observation) -> CompareSide {
    CompareSide {
        role: Message::new(role),
        name: DisplayText::file_name(observation.name.as_ref()),
        state: Some(state_view(observation.sighting.state)),
        at: Some(observation.at),
    }
}

fn certificate(observation: &Observation) -> Option<&SeenCertificate> {
    match observation.sighting.signer.as_ref()? {
        SeenSigner::Certificate(certificate) => Some(certificate),
        SeenSigner::Key { .. } => None,
    }
}

/// Why nothing could be said for it: the headline of such a result.
fn reason(observation: &Observation) -> Option<Value> {
    match observation.sighting.state {
        State::Failed | State::CouldNotCheck => Some(words(
            Message::new(observation.code.clone()).select("target", kind_code(observation.kind)),
        )),
        State::Listed | State::Unlisted | State::NoSignature => None,
    }
}

/// Whether something was part of the proof; says nothing where nothing was proven.
fn presence(observation: &Observation, present: bool) -> Option<Value> {
    observation.sighting.signer.as_ref()?;
    let id = if present {
        "compare-present"
    } else {
        "compare-absent"
    };
    Some(words(Message::new(id)))
}

fn text(value: Option<&String>) -> Option<Value> {
    value.cloned().map(Value::Text)
}

const fn words(message: Message) -> Value {
    Value::Fact(FactValue::Words(message))
}

/// How many characters two texts begin with in common.
fn common(first: impl Iterator<Item = char>, second: impl Iterator<Item = char>) -> usize {
    first
        .zip(second)
        .take_while(|(first, second)| first == second)
        .count()
}

fn skip(text: &str, characters: usize) -> &str {
    let at = text.char_indices().nth(characters).map(|(at, _)| at);
    text.get(at.unwrap_or(text.len())..).unwrap_or_default()
}

fn tail_bytes(text: &str, characters: usize) -> usize {
    text.chars()
        .rev()
        .take(characters)
        .map(char::len_utf8)
        .sum()
}

#[cfg(test)]
#[allow(clippy::panic, reason = "tests")]
mod tests {
    use super::*;

    fn pieces(value: &CompareValue) -> Vec<(String, bool)> {
        match value {
            CompareValue::Marked(pieces) => pieces
                .iter()
                .map(|piece| (piece.text.to_terminal(), piece.differs))
                .collect(),
            CompareValue::Fact(_) => panic!("not cut"),
        }
    }

    #[test]
    fn texts_are_cut_where_they_differ() {
        type Pieces<'a> = &'a [(&'a str, bool)];
        let table: [(&str, &str, Pieces<'_>, Pieces<'_>); 6] = [
            (
                "acme/tool",
                "acme/t00l",
                &[("acme/t", false), ("oo", true), ("l", false)],
                &[("acme/t", false), ("00", true), ("l", false)],
            ),
            ("abc", "xyz", &[("abc", true)], &[("xyz", true)]),
            ("a", "aa", &[("a", false)], &[("a", false), ("a", true)]),
            (
                "größe",
                "grösse",
                &[("grö", false), ("ß", true), ("e", false)],
                &[("grö", false), ("ss", true), ("e", false)],
            ),
            ("", "x", &[], &[("x", true)]),
            (
                "aba",
                "aa",
                &[("a", false), ("b", true), ("a", false)],
                &[("a", false), ("a", false)],
            ),
        ];
        for (before, after, left, right) in table {
            let (found_left, found_right) = marked(before, after);
            let owned = |pieces: &[(&str, bool)]| -> Vec<(String, bool)> {
                pieces
                    .iter()
                    .map(|(text, differs)| ((*text).to_owned(), *differs))
                    .collect()
            };
            assert_eq!(pieces(&found_left), owned(left), "{before} {after}");
            assert_eq!(pieces(&found_right), owned(right), "{before} {after}");
        }
    }
}
