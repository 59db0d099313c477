//! Who signed, in words: proven, or as claimed.

use whence_display::DisplayText;
use whence_evidence::{certificate::SanKind, fulcio::FulcioClaims};
use whence_verify::SignerKind;

use crate::{check::Judged, view::Message};

/// Login services that have a name of ours, compared exactly.
const SERVICES: &[(&str, &str)] = &[
    (
        "https://token.actions.githubusercontent.com",
        "service-github-actions",
    ),
    ("https://gitlab.com", "service-gitlab"),
    ("https://accounts.google.com", "service-google"),
    ("https://github.com/login/oauth", "service-github-login"),
    ("https://login.microsoftonline.com", "service-microsoft"),
    ("https://agent.buildkite.com", "service-buildkite"),
    ("https://oidc.codefresh.io", "service-codefresh"),
];

/// Services whose accounts are builds, not people.
const BUILD_SERVICES: &[&str] = &[
    "service-github-actions",
    "service-gitlab",
    "service-buildkite",
    "service-codefresh",
];

/// The proven signer of a piece.
pub(crate) fn proven_signer(judged: &Judged) -> Option<Message> {
    Some(match judged.signer()?.kind() {
        SignerKind::Certificate(certificate) => {
            let identity = certificate.identity();
            who(identity.kind(), identity.value(), certificate.issuer())
        }
        SignerKind::Key { spki_sha256, .. } => Message::new("who-key").with(
            "fingerprint",
            DisplayText::identifier(&spki_sha256.to_hex()),
        ),
    })
}

/// Who the certificate of a piece names, proven or not.
pub(crate) fn claimed_signer(judged: &Judged) -> Option<Message> {
    let certificate = judged.report.leaf()?;
    let names = certificate.subject_alternative_names().ok()??.names;
    let name = names.first()?;
    let claims = FulcioClaims::read(certificate);
    Some(who(name.kind, &name.value, claims.issuer().ok().flatten()))
}

/// A login service by our name for it, or by its own address.
pub(super) fn service(issuer: &str) -> Message {
    match SERVICES.iter().find(|(address, _)| *address == issuer) {
        Some((_, id)) => Message::new(*id),
        None => Message::new("service-other").with("issuer", DisplayText::identifier(issuer)),
    }
}

fn who(kind: SanKind, value: &str, issuer: Option<&str>) -> Message {
    let identity = DisplayText::identifier(value);
    let Some(service) = issuer.map(service) else {
        return Message::new("who-without-service").with("identity", identity);
    };
    let id = match kind {
        SanKind::Email => "who-mail",
        SanKind::Uri if BUILD_SERVICES.contains(&service.id.as_str()) => "who-workflow",
        _ => "who-other",
    };
    Message::new(id)
        .with("identity", identity)
        .with("service", service)
}
