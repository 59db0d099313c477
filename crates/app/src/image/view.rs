//! What is shown of an image beside its verdict.

use serde::Serialize;
use whence_display::DisplayText;
use whence_evidence::oci::{Attachment, Reference};

use super::{Attached, AttachedBy, ImageFacts, Role};
use crate::{
    Checked,
    network::PlainHttp,
    view::{Arg, Message},
};

/// Files beside a saved image that are told by name.
const NAMED: usize = 5;

/// What is shown of an image beside its verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ImageView {
    /// The name it was asked by.
    pub reference: Option<DisplayText>,
    /// What the digest is of, as words: the index of all platforms, one of them.
    pub role: Message,
    /// For which machines it is: `linux/amd64`. Claimed by the index or the image.
    pub platform: Option<DisplayText>,
    /// The digest that the verdict is about: `sha256:…`.
    pub digest: Option<DisplayText>,
    /// The digest of the index that lists it.
    pub index: Option<DisplayText>,
    /// Whether the verdict rests on a signature over the index.
    pub through_index: bool,
    /// Remarks: platforms that are not here, layers that are not in the file.
    pub remarks: Vec<Message>,
    /// What is attached and signed by nobody.
    pub attached: Vec<AttachedView>,
}

/// Something attached to an image that nobody signed by itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct AttachedView {
    /// What it is and what it is worth, in words.
    pub what: Message,
    /// The media type, or what a statement says it is.
    pub kind: DisplayText,
    /// Its size in bytes, as stated.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub size: u64,
}

/// What asking a registry sends, as shown before it is asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct RegistryQuestion {
    /// The registry as people write it: `docker.io`.
    pub registry: DisplayText,
    /// The host that is asked, with its port.
    pub host: DisplayText,
    /// The name of the image in full.
    pub image: DisplayText,
    /// What is sent, line by line.
    pub sends: Vec<Message>,
    /// The address that is asked first.
    pub address: DisplayText,
    /// What is to be thought of before: that the registry is asked without encryption.
    pub warning: Option<Message>,
}

/// What asking for this image would send; `address` is asked first, and `plain` says how when it is asked without
/// encryption.
pub fn registry_question(
    reference: &Reference,
    address: &str,
    plain: Option<PlainHttp>,
) -> RegistryQuestion {
    let image = DisplayText::identifier(&reference.to_string());
    let password = match plain {
        Some(PlainHttp { passwords: false }) => "image-sends-no-password",
        _ => "image-sends-password",
    };
    let warning = plain.map(|plain| {
        Message::new("image-plain-http")
            .select("passwords", if plain.passwords { "sent" } else { "kept" })
    });
    RegistryQuestion {
        registry: DisplayText::identifier(reference.registry()),
        host: DisplayText::identifier(reference.host()),
        sends: vec![
            Message::new("image-sends-name").with("image", image.clone()),
            Message::new("image-sends-digests"),
            Message::new(password),
        ],
        warning,
        image,
        address: DisplayText::identifier(address),
    }
}

/// What is shown of the image of a check; absent for other targets.
pub fn image_view(checked: &Checked) -> Option<ImageView> {
    let facts = checked.subject.image.as_ref()?;
    let digest = |digest: &whence_evidence::Digest| DisplayText::identifier(&digest.to_string());
    let through_index = checked
        .deciding()
        .is_some_and(|piece| piece.piece.about.is_some());
    let index_signed = is_index_signed(checked, facts);
    Some(ImageView {
        reference: facts.reference.as_deref().map(DisplayText::identifier),
        role: match &facts.artifact_type {
            Some(kind) => {
                Message::new("image-role-artifact").with("kind", DisplayText::identifier(kind))
            }
            None => Message::new(format!("image-role-{}", facts.role.as_str())),
        },
        platform: facts
            .platform
            .as_ref()
            .map(|platform| DisplayText::identifier(&platform.to_string())),
        digest: facts.digest.as_ref().map(digest),
        index: facts.index.as_ref().map(digest),
        through_index,
        remarks: remarks(facts),
        attached: facts
            .attached
            .iter()
            .map(|attached| attached_view(attached, index_signed))
            .collect(),
    })
}

/// What a saved image says of itself.
pub(crate) fn claims(facts: &ImageFacts) -> Vec<Message> {
    let name = facts.calls_itself.as_deref().map(DisplayText::identifier);
    let claim = |name| Message::new("image-calls-itself").with("name", name);
    name.map(claim).into_iter().collect()
}

/// Whether a saved image calls itself by the name of another repository than `signed`, which the signer called it
/// by. A tag alone names none.
pub(crate) fn is_named_differently(facts: &ImageFacts, signed: &str) -> bool {
    let repository = |name: &str| Some(Reference::parse(name).ok()?.repository());
    facts
        .calls_itself
        .as_deref()
        .filter(|name| name.contains('/'))
        .is_some_and(|name| repository(name) != repository(signed))
}

/// Whether somebody is proven to have signed the index: what it lists is covered then.
pub(crate) fn is_index_signed(checked: &Checked, facts: &ImageFacts) -> bool {
    checked.pieces.iter().any(|piece| {
        let covers_index = piece.piece.about.is_some() || facts.role == Role::Index;
        covers_index
            && piece
                .judged()
                .is_some_and(|judged| judged.signer().is_some())
    })
}

fn remarks(facts: &ImageFacts) -> Vec<Message> {
    let mut remarks = Vec::new();
    let number = |count: usize| Arg::Number(count as u64);
    for path in facts.other_files.iter().take(NAMED) {
        let message = Message::new("image-other-file");
        remarks.push(message.with("path", DisplayText::identifier(path)));
    }
    if let more @ 1.. = facts.other_files.len().saturating_sub(NAMED) {
        remarks.push(Message::new("image-other-files-more").with("number", number(more)));
    }
    if facts.further > 0 {
        remarks.push(Message::new("image-further").with("number", number(facts.further)));
    }
    if let (_, absent @ 1..) = facts.platforms {
        let message = Message::new("image-platforms-absent");
        remarks.push(message.with("number", Arg::Number(absent.into())));
    }
    if facts.absent_blobs > 0 {
        let message = Message::new("image-blobs-absent");
        remarks.push(message.with("number", Arg::Number(facts.absent_blobs.into())));
    }
    if facts.tag.is_some() && facts.digest.is_some() {
        remarks.push(Message::new("image-tag-moves"));
    }
    remarks
}

fn attached_view(attached: &Attached, index_signed: bool) -> AttachedView {
    let kind = match attached.kind {
        Attachment::Statement => "statement",
        Attachment::PartsList => "parts-list",
        _ => "other",
    };
    let worth = match attached.by {
        AttachedBy::Index if index_signed => "covered",
        _ => "unsigned",
    };
    AttachedView {
        what: Message::new("image-attached")
            .select("kind", kind)
            .select("worth", worth),
        kind: DisplayText::identifier(&attached.what),
        size: attached.size,
    }
}

/// The ids of messages that code puts together here.
pub fn message_ids() -> Vec<String> {
    Role::ALL
        .map(|role| format!("image-role-{}", role.as_str()))
        .to_vec()
}
