//! A result in six plain lines, for reading aloud or pasting into a message.

use whence_display::DisplayText;

use crate::{
    report,
    view::{Message, ResultView, SubjectKind},
};

fn first_digest(view: &ResultView) -> DisplayText {
    let digest = view.subject.digests.first();
    let text = digest.map(|digest| format!("{}:{}", digest.algorithm, digest.hex));
    DisplayText::identifier(&text.unwrap_or_default())
}

/// File, result, signer, time, trust data, and when it was checked.
pub fn summary(view: &ResultView) -> Vec<Message> {
    let name = view.subject.name.clone();
    let subject = match (view.subject.kind, view.subject.size) {
        (SubjectKind::File | SubjectKind::Folder | SubjectKind::Statement, Some(size)) => {
            Message::new("summary-file")
                .with("name", name)
                .with("size", crate::view::Arg::Size(size))
        }
        (SubjectKind::Digest, _) => Message::new("summary-digest").with("name", name),
        (SubjectKind::Image, _) => Message::new("summary-image")
            .with("name", name)
            .with("digest", first_digest(view)),
        (SubjectKind::File | SubjectKind::Folder | SubjectKind::Statement, None) => {
            Message::new("summary-name").with("name", name)
        }
    };
    let signed_by = view
        .verdict
        .detail
        .as_ref()
        .filter(|detail| detail.id != "detail-claimed");
    let signer = match signed_by.and_then(|detail| detail.args.get("who")) {
        Some(who) => Message::new("summary-signer").with("who", who.clone()),
        None => Message::new("summary-no-signer"),
    };
    let time = view
        .why
        .iter()
        .find(|line| matches!(line.sentence.id.as_str(), "why-time" | "why-time-of-key"))
        .and_then(|line| line.sentence.args.get("time"));
    let when = match time.filter(|_| signed_by.is_some()) {
        Some(time) => Message::new("summary-when").with("time", time.clone()),
        None => Message::new("summary-no-time"),
    };
    vec![
        subject,
        Message::new("summary-result").with("headline", view.verdict.headline.clone()),
        signer,
        when,
        Message::new("summary-trust-data").with("name", view.trust_data.name.clone()),
        Message::new("summary-checked")
            .with("time", crate::view::Arg::Time(view.checked_at))
            .with(
                "version",
                whence_display::DisplayText::identifier(env!("CARGO_PKG_VERSION")),
            )
            .with("code", DisplayText::identifier(&report::short_code(view))),
    ]
}
