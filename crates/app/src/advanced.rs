//! What the settings tell and nobody can change: how much is looked at, and what is recognised but not checked. All
//! of it comes from the code that acts by it.

use serde::Serialize;
use whence_display::DisplayText;
use whence_evidence::limits;
use whence_sbom::{Format, limits as of_parts_lists};

use crate::{
    archive,
    classify::OtherSystem,
    parts, pasted,
    view::{Arg, Message},
    watch::arrivals,
};

/// Limits, and what is recognised but not checked.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct AdvancedView {
    /// How much is looked at, each a sentence.
    pub limits: Vec<Message>,
    /// What is recognised and not checked.
    pub unchecked: Vec<UncheckedView>,
}

/// Things of one kind that are recognised and not checked.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct UncheckedView {
    /// What they are.
    pub title: Message,
    /// Their names.
    pub names: Vec<Message>,
    /// What to do instead.
    pub instead: Message,
}

/// With the limits of rooms that this one does not know.
pub fn view(of_others: impl IntoIterator<Item = Message>) -> AdvancedView {
    AdvancedView {
        limits: limits_here().into_iter().chain(of_others).collect(),
        unchecked: vec![
            UncheckedView {
                title: Message::new("unchecked-signatures"),
                names: OtherSystem::ALL
                    .iter()
                    .map(|system| Message::new(format!("system-{}", system.as_str())))
                    .collect(),
                instead: Message::new("unchecked-signatures-instead"),
            },
            UncheckedView {
                title: Message::new("unchecked-archives"),
                names: archive::not_looked_into()
                    .map(|archive| named(DisplayText::identifier(archive.as_str())))
                    .collect(),
                instead: Message::new("unchecked-archives-instead"),
            },
            UncheckedView {
                title: Message::new("unchecked-parts-lists"),
                names: Format::ALL
                    .iter()
                    .filter(|format| !format.is_read())
                    .map(|format| named(parts::format_name(*format)))
                    .collect(),
                instead: Message::new("unchecked-parts-lists-instead"),
            },
        ],
    }
}

fn named(name: DisplayText) -> Message {
    Message::new("unchecked-name").with("name", name)
}

fn limits_here() -> Vec<Message> {
    vec![
        size("limit-evidence", limits::EVIDENCE_BYTES as u64),
        count("limit-evidence-pieces", limits::DOCUMENTS),
        count("limit-log-entries", limits::LOG_ENTRIES),
        count("limit-timestamps", limits::TIMESTAMPS),
        count("limit-chain", limits::CHAIN_LENGTH),
        count("limit-subjects", limits::SUBJECTS),
        count("limit-checksum-lines", limits::CHECKSUM_LINES),
        count("limit-folder-files", limits::MODEL_RESOURCES),
        count("limit-watched-files", arrivals::MOST_FILES),
        size("limit-archive", archive::LONGEST_UNPACKED),
        count("limit-archive-files", archive::MOST_MEMBERS),
        size("limit-parts-list", of_parts_lists::DOCUMENT as u64),
        size("limit-parts-list-yaml", of_parts_lists::YAML as u64),
        count("limit-parts", of_parts_lists::COMPONENTS),
        count("limit-attachments", limits::ATTACHMENTS),
        size("limit-attached", limits::ATTACHED_BYTES),
        size("limit-trusted-root", limits::TRUSTED_ROOT_BYTES as u64),
        size("limit-pasted", pasted::MOST_BYTES as u64),
    ]
}

fn size(id: &str, bytes: u64) -> Message {
    Message::new(id).with("most", Arg::Size(bytes))
}

fn count(id: &str, most: usize) -> Message {
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    Message::new(id).with("most", Arg::Number(most))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "tests")]

    use super::*;
    use crate::words::Words;

    #[test]
    fn everything_has_words_and_what_is_read_is_not_among_the_unchecked() {
        let words = Words::english();
        let view = view([]);
        let groups = view.unchecked.iter();
        let said: Vec<String> = view
            .limits
            .iter()
            .chain(groups.flat_map(|it| [&it.title, &it.instead].into_iter().chain(&it.names)))
            .map(|message| words.render(message))
            .collect();
        for text in &said {
            assert!(
                text.contains(|c: char| c.is_ascii_alphanumeric()),
                "{said:?}"
            );
            assert!(
                !text.starts_with("limit-") && !text.starts_with("unchecked-"),
                "{text}"
            );
        }
        let names = |group: usize| -> Vec<String> {
            let names = view.unchecked[group].names.iter();
            names.map(|name| words.render(name)).collect()
        };
        assert!(names(0).contains(&"OpenPGP".to_owned()));
        assert_eq!(names(1), ["xz", "bzip2", "7z"]);
        assert!(names(2).contains(&"CycloneDX protobuf".to_owned()));
        assert!(!names(2).contains(&"CycloneDX JSON".to_owned()));
    }
}
