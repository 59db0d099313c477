//! Who signed, in words: proven, or as claimed.

use whence_display::DisplayText;
use whence_evidence::{
    certificate::SanKind,
    fulcio::{Claim, FulcioClaims},
};
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
            who(
                identity.kind(),
                identity.value(),
                certificate.issuer(),
                certificate.claims(),
            )
        }
        SignerKind::Key {
            registry: Some(registry),
            ..
        } => Message::new("who-registry").with("registry", DisplayText::identifier(registry)),
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
    let issuer = claims.issuer().ok().flatten();
    Some(who(name.kind, &name.value, issuer, &claims))
}

/// A login service by our name for it, or by its own address.
pub(super) fn service(issuer: &str) -> Message {
    match SERVICES.iter().find(|(address, _)| *address == issuer) {
        Some((_, id)) => Message::new(*id),
        None => Message::new("service-other").with("issuer", DisplayText::identifier(issuer)),
    }
}

/// A build is named by the source it was built from, with branch or tag, as the certificate's own fields
/// give them; a shared workflow, which stands in another repository, is named as well.
fn who(kind: SanKind, value: &str, issuer: Option<&str>, claims: &FulcioClaims) -> Message {
    let identity = DisplayText::identifier(value);
    let Some(service) = issuer.map(service) else {
        return Message::new("who-without-service").with("identity", identity);
    };
    let message = match kind {
        SanKind::Email => Message::new("who-mail").with("identity", identity),
        SanKind::Uri if BUILD_SERVICES.contains(&service.id.as_str()) => build(value, claims)
            .unwrap_or_else(|| Message::new("who-workflow").with("identity", identity)),
        _ => Message::new("who-other").with("identity", identity),
    };
    message.with("service", service)
}

fn build(workflow: &str, claims: &FulcioClaims) -> Option<Message> {
    let field = |claim| claims.claim(claim)?.ok();
    let repository = field(Claim::SourceRepositoryUri)?;
    let from = |id| Message::new(id).with("repository", DisplayText::identifier(repository));
    let within = workflow
        .strip_prefix(repository)
        .is_some_and(|rest| rest.starts_with('/'));
    Some(match (within, field(Claim::SourceRepositoryRef)) {
        (true, Some(version)) => {
            from("who-build").with("version", DisplayText::identifier(version))
        }
        (true, None) => from("who-build-unversioned"),
        (false, _) => from("who-shared-build").with("identity", DisplayText::identifier(workflow)),
    })
}
