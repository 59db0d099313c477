//! *Test this entry*: tried on what was checked before and on names made to deceive.

use whence_display::DisplayText;
use whence_identity::{Entry, EntryTest, Impostor, KnownBy, PastSigner, TargetFacts, test_entry};

use super::{
    describe,
    past::{Past, PastFile},
    show::count,
    view::{MOST_TEST_ROWS, SignerTest, TestedFile, TestedName},
};
use crate::view::Message;

/// What an entry accepts, as if it counted now.
pub fn trial(entry: &Entry, past: &Past) -> SignerTest {
    let files = past.files();
    let signers: Vec<PastSigner<'_>> = files.iter().map(past_signer).collect();
    let EntryTest {
        accepted,
        refused,
        impostors,
        accepted_impostors,
        examples,
    } = test_entry(entry, &signers);
    let row = |position: &usize, accepted, because| {
        let file = files.get(*position)?;
        Some(TestedFile {
            name: file.shown_name(),
            who: file.who.clone(),
            state: file.state,
            checked_at: file.checked_at.milliseconds(),
            accepted,
            because,
        })
    };
    let of_accepted = accepted.iter().filter_map(|at| row(at, true, None));
    let of_refused = refused.iter().filter_map(|(at, difference)| {
        let instance = files.get(*at).and_then(|file| match &file.facts.known_by {
            KnownBy::Certificate(facts) => facts.instance.as_deref(),
            KnownBy::Key(_) => None,
        });
        let because = difference.map(|it| describe::difference(it, instance));
        row(at, false, because)
    });
    let name = |impostor: &Impostor, accepted| TestedName {
        identity: DisplayText::identifier(match &impostor.signer {
            KnownBy::Certificate(facts) => &facts.identity,
            KnownBy::Key(_) => "",
        }),
        how: Message::new("impostor").select("trick", impostor.trick.as_str()),
        accepted,
    };
    let of_accepted_names = accepted_impostors.iter().map(|it| name(it, true));
    SignerTest {
        accepted: count(accepted.len()),
        past: count(files.len()),
        files: of_accepted.chain(of_refused).take(MOST_TEST_ROWS).collect(),
        refused: count(impostors.saturating_sub(accepted_impostors.len())),
        look_alikes: count(impostors),
        names: of_accepted_names
            .chain(examples.iter().map(|it| name(it, false)))
            .take(MOST_TEST_ROWS)
            .collect(),
        no_past_because: match past {
            Past::Files(_) => None,
            Past::NotKept(because) => Some(because.clone()),
        },
    }
}

/// As the identity room tries it.
pub(super) fn past_signer(file: &PastFile) -> PastSigner<'_> {
    PastSigner {
        signer: &file.facts,
        target: TargetFacts {
            file_name: Some(&file.name),
            package: file.package.as_deref(),
            image: None,
        },
    }
}
