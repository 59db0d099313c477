//! The settings and the mistakes of the list, as a window shows them.

use whence_display::DisplayText;
use whence_identity::Problem;

use crate::{
    settings::{Settings, TrustData},
    view::{Arg, Message, SettingsView},
};

/// The settings in force and what is wrong with the stored ones.
pub fn settings_view(
    settings: &Settings,
    trust: &TrustData,
    problems: Vec<Message>,
) -> SettingsView {
    let path = settings.trusted_root.as_ref();
    SettingsView {
        appearance: settings.appearance.view(),
        trust_data: trust.view.clone(),
        trusted_root: path.map(|path| DisplayText::from_bytes(path.as_os_str().as_encoded_bytes())),
        problems: problems.into_iter().chain(trust.problem.clone()).collect(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// A mistake in the list file, in words without its place.
pub fn list_problem(problem: &Problem) -> Message {
    let found = DisplayText::prose(problem.found.as_deref().unwrap_or_default());
    let mut message =
        Message::new(format!("list-problem-{}", problem.code.as_str())).with("found", found);
    if let Some(key) = problem.key {
        message = message.with("key", DisplayText::identifier(key));
    }
    if let Some(line) = problem.other_line {
        message = message.with("other-line", Arg::Number(line.into()));
    }
    match problem.suggestion {
        None => message,
        Some(suggestion) => Message::new("list-problem-suggestion")
            .with("problem", message)
            .with("suggestion", DisplayText::identifier(suggestion)),
    }
}
