//! Well-known signers to begin with.

use whence_display::DisplayText;
use whence_identity::{IdentityList, starter};

use super::{
    describe, draft,
    view::{EntryDraft, MOST_STARTERS, Starter},
};
use crate::view::Message;

/// Those that fit the words and are not on the list yet; none for no words.
pub(super) fn search(text: &str, list: &IdentityList) -> Vec<Starter> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    starter::search(text)
        .into_iter()
        .filter(|starter| {
            let who = starter.entry().who;
            !list.entries().iter().any(|entry| entry.who == who)
        })
        .take(MOST_STARTERS)
        .map(view)
        .collect()
}

fn view(starter: &starter::Starter) -> Starter {
    let entry = starter.entry();
    Starter {
        name: DisplayText::identifier(&starter.name),
        who: describe::who(&entry.who),
        read_at: Message::new("starter-read-at")
            .with("source", DisplayText::prose(&starter.source))
            .with("day", DisplayText::identifier(&starter.read_on)),
        draft: EntryDraft {
            label: String::new(),
            ..draft::of(&entry)
        },
    }
}
