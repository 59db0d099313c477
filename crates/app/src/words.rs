//! Renders messages where there is no window: terminal and reports.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
};

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use whence_evidence::UnixTime;

use crate::view::{Arg, FactValue, Message, Outcome, Standing};

/// The sentences, each read when it is first asked for: a process that says ten should not read a thousand.
pub struct Words {
    files: Vec<File>,
}

struct File {
    text: &'static str,
    /// What was asked for so far.
    bundle: RefCell<FluentBundle<FluentResource>>,
    /// Whether that is all of the file.
    whole: Cell<bool>,
}

/// The message files this crate renders, in the order they are searched.
const ENGLISH: &[&str] = &[
    include_str!("../../../locales/en/verdict.ftl"),
    include_str!("../../../locales/en/cli.ftl"),
    include_str!("../../../locales/en/checks.ftl"),
    include_str!("../../../locales/en/evidence.ftl"),
    include_str!("../../../locales/en/history.ftl"),
    include_str!("../../../locales/en/commands.ftl"),
    include_str!("../../../locales/en/statement.ftl"),
    include_str!("../../../locales/en/parts.ftl"),
    include_str!("../../../locales/en/trust.ftl"),
    include_str!("../../../locales/en/network.ftl"),
    include_str!("../../../locales/en/signers.ftl"),
    include_str!("../../../locales/en/policy.ftl"),
    include_str!("../../../locales/en/lookup.ftl"),
    include_str!("../../../locales/en/batch.ftl"),
    include_str!("../../../locales/en/image.ftl"),
    include_str!("../../../locales/en/intake.ftl"),
    include_str!("../../../locales/en/pasted.ftl"),
    include_str!("../../../locales/en/report.ftl"),
    include_str!("../../../locales/en/settings.ftl"),
];

impl Words {
    /// The English sentences.
    pub fn english() -> Self {
        Self {
            files: ENGLISH.iter().copied().map(File::new).collect(),
        }
    }

    /// One sentence. Text from outside is escaped; a message that does not exist is named, because a
    /// missing sentence must not hide a verdict.
    pub fn render(&self, message: &Message) -> String {
        let arguments = self.arguments(message);
        let mut files = self.files.iter();
        files
            .find_map(|file| file.render(&message.id, &arguments))
            .unwrap_or_else(|| message.id.clone())
    }

    /// How a check or a line came out, in a word or two.
    pub fn outcome(&self, outcome: Outcome) -> String {
        self.render(&Message::new(match outcome {
            Outcome::Held => "outcome-held",
            Outcome::Failed => "outcome-failed",
            Outcome::NotDone => "outcome-not-done",
            Outcome::Noted => "outcome-noted",
        }))
    }

    /// What a value rests on.
    pub fn standing(&self, standing: Standing) -> String {
        self.render(&Message::new(match standing {
            Standing::Checked => "standing-checked",
            Standing::Claimed => "standing-claimed",
            Standing::Computed => "standing-computed",
        }))
    }

    /// A value on one line.
    pub fn fact_value(&self, value: &FactValue) -> String {
        match value {
            FactValue::Text(text) => text.to_terminal(),
            FactValue::Words(message) => self.render(message),
            FactValue::Time(milliseconds) => time(*milliseconds),
            FactValue::Number(number) => number.clone(),
            FactValue::Hex(hex) => hex.clone(),
            FactValue::Digest(digest) => format!("{}:{}", digest.algorithm, digest.hex),
        }
    }

    /// Whether there is a sentence of this name.
    pub fn contains(&self, id: &str) -> bool {
        self.files.iter().any(|file| file.entry(id).is_some())
    }

    fn arguments<'a>(&self, message: &'a Message) -> FluentArgs<'a> {
        message
            .args
            .iter()
            .map(|(name, value)| (name.as_str(), self.value(value)))
            .collect()
    }

    fn value<'a>(&self, value: &'a Arg) -> FluentValue<'a> {
        match value {
            Arg::Text(text) => text.to_terminal().into(),
            Arg::Number(number) => FluentValue::from(*number),
            Arg::Size(bytes) => size(*bytes).into(),
            Arg::Time(milliseconds) => time(*milliseconds).into(),
            Arg::Date(milliseconds) => date(*milliseconds).into(),
            Arg::Words(message) => self.render(message).into(),
            Arg::Code(code) => FluentValue::String(Cow::Borrowed(code)),
        }
    }
}

impl File {
    fn new(text: &'static str) -> Self {
        let mut bundle = FluentBundle::new(vec![unic_langid::langid!("en")]);
        // Isolation marks steer a screen; in a terminal they show up as junk, and what could reorder
        // text is already an escape.
        bundle.set_use_isolating(false);
        Self {
            text,
            bundle: RefCell::new(bundle),
            whole: Cell::new(false),
        }
    }

    /// `None` when the sentence is not of this file.
    fn render(&self, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        if !self.bundle.borrow().has_message(id) {
            self.read(self.entry(id)?);
        }
        let format = || {
            let bundle = self.bundle.borrow();
            let pattern = bundle.get_message(id)?.value()?;
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, Some(arguments), &mut errors);
            Some((text.into_owned(), errors.is_empty()))
        };
        match format()? {
            // A few sentences use others of their file.
            (_, false) if !self.whole.replace(true) => {
                self.read(self.text);
                Some(format()?.0)
            }
            (text, _) => Some(text),
        }
    }

    fn read(&self, text: &str) {
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(text.to_owned());
        self.bundle.borrow_mut().add_resource_overriding(resource);
    }

    /// The lines of one sentence: from its name to where a line begins with the next name or a remark.
    fn entry(&self, id: &str) -> Option<&'static str> {
        let begins = |text: &str| {
            let rest = text.strip_prefix(id);
            rest.is_some_and(|rest| rest.starts_with(" ="))
        };
        let start = match self.text {
            text if begins(text) => 0,
            text => text.find(&format!("\n{id} ="))? + 1,
        };
        let rest = self.text.get(start..)?;
        let next = |(at, _): &(usize, &str)| {
            let first = rest.as_bytes().get(at + 1);
            first.is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'#' | b'-'))
        };
        let end = rest.match_indices('\n').find(next);
        end.map_or(Some(rest), |(at, _)| rest.get(..=at))
    }
}

/// `2026-03-03 14:02:07 UTC`.
pub fn time(milliseconds: i64) -> String {
    let ((year, month, day), (hour, minute, second)) =
        from_milliseconds(milliseconds).to_calendar();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

/// `2026-03-03`.
pub fn date(milliseconds: i64) -> String {
    let ((year, month, day), _) = from_milliseconds(milliseconds).to_calendar();
    format!("{year:04}-{month:02}-{day:02}")
}

fn from_milliseconds(milliseconds: i64) -> UnixTime {
    UnixTime::from_seconds(milliseconds.div_euclid(1000))
}

/// `18.2 MB`, in powers of 1000 as file managers show it.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} bytes");
    }
    // Tenths of the unit, in whole numbers so that nothing is rounded twice.
    let mut tenths = bytes / 100;
    for (position, unit) in UNITS.iter().enumerate() {
        if tenths < 10_000 || position + 1 == UNITS.len() {
            return format!("{}.{} {unit}", tenths / 10, tenths % 10);
        }
        tenths /= 1000;
    }
    format!("{bytes} bytes")
}

#[cfg(test)]
mod tests {
    use whence_display::DisplayText;

    use super::*;

    #[test]
    fn sizes_and_times_read_as_people_write_them() {
        let sizes = [0, 999, 1_000, 18_249_999, 999_999_999, 5_368_709_120].map(size);
        assert_eq!(
            sizes,
            [
                "0 bytes",
                "999 bytes",
                "1.0 kB",
                "18.2 MB",
                "999.9 MB",
                "5.3 GB"
            ]
        );
        assert_eq!(time(1_772_546_400_999), "2026-03-03 14:00:00 UTC");
        assert_eq!(date(1_772_546_400_000), "2026-03-03");
    }

    /// Reading sentence by sentence must give what reading the file does.
    #[test]
    fn every_sentence_is_found_and_is_the_same_alone() {
        for text in ENGLISH {
            let all = File::new(text);
            all.read(text);
            all.whole.set(true);
            let arguments = FluentArgs::new();
            let names = text.lines().filter_map(|line| {
                let (name, _) = line.split_once('=')?;
                let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic());
                is_name.then(|| name.trim_end())
            });
            let mut count = 0;
            for name in names {
                let alone = File::new(text).render(name, &arguments);
                assert_eq!(alone, all.render(name, &arguments), "{name}");
                assert!(alone.is_some(), "{name}");
                count += 1;
            }
            assert!(count > 3);
            assert_eq!(File::new(text).render("no-such-sentence", &arguments), None);
        }
    }

    #[test]
    fn text_from_outside_is_escaped_and_words_nest() {
        let name = DisplayText::identifier("evil\u{202e}gpj\u{1b}[31m");
        let who = Message::new("who-without-service").with("identity", name);
        let line = Words::english().render(&Message::new("detail-claimed").with("who", who));
        assert_eq!(
            line,
            "Claims to be “evil<U+202E>gpj<U+001B>[31m”. This was not proven."
        );
    }

    #[test]
    fn selectors_choose_the_variant() {
        let label = DisplayText::identifier("Acme");
        let listed = |claim| {
            Message::new("listed")
                .with("label", label.clone())
                .select("claim", claim)
                .select("target", "digest")
        };
        let words = Words::english();
        assert_eq!(
            words.render(&listed("signature")),
            "Signed by Acme, who is on your list."
        );
        assert_eq!(
            words.render(&listed("parts-list")),
            "Acme, who is on your list, signed a parts list for exactly this digest."
        );
    }
}
