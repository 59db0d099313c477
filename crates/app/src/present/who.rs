//! Who signed, in words: proven, or as claimed.

use whence_display::DisplayText;
use whence_evidence::fulcio::{Claim, FulcioClaims};
use whence_verdict::{SeenCertificate, SeenSigner};
use whence_verify::RELEASE_SERVICE;

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
    (RELEASE_SERVICE, "service-github-releases"),
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
    Some(seen_signer(&crate::history::seen(judged.signer()?)))
}

/// A signer that was proven, now or in an earlier check.
pub fn seen_signer(signer: &SeenSigner) -> Message {
    match signer {
        SeenSigner::Certificate(certificate) => {
            through(who(certificate), certificate.instance.as_deref())
        }
        SeenSigner::Key {
            registry: Some(registry),
            ..
        } => Message::new("who-registry").with("registry", DisplayText::identifier(registry)),
        SeenSigner::Key { fingerprint, .. } => {
            Message::new("who-key").with("fingerprint", DisplayText::identifier(fingerprint))
        }
    }
}

/// Who the certificate of a piece names, proven or not.
pub(crate) fn claimed_signer(judged: &Judged) -> Option<Message> {
    let certificate = judged.report.leaf()?;
    let names = certificate.subject_alternative_names().ok()??.names;
    let name = names.first()?;
    let claims = FulcioClaims::read(certificate);
    let field = |claim| Some(claims.claim(claim)?.ok()?.to_owned());
    Some(who(&SeenCertificate {
        kind: name.kind.as_str().to_owned(),
        identity: name.value.clone(),
        issuer: claims.issuer().ok().flatten().map(str::to_owned),
        repository: field(Claim::SourceRepositoryUri),
        source_ref: field(Claim::SourceRepositoryRef),
        ..SeenCertificate::default()
    }))
}

/// A login service by our name for it, or by its own address.
pub(crate) fn service(issuer: &str) -> Message {
    match SERVICES.iter().find(|(address, _)| *address == issuer) {
        Some((_, id)) => Message::new(*id),
        None => Message::new("service-other").with("issuer", DisplayText::identifier(issuer)),
    }
}

/// Who it is, and which signing service that the person added says so. Those built in go without saying.
pub(crate) fn through(who: Message, instance: Option<&str>) -> Message {
    match instance {
        Some(name) => Message::new("who-through")
            .with("who", who)
            .with("instance", DisplayText::identifier(name)),
        None => who,
    }
}

/// A build is named by the source it was built from, with branch or tag, as the certificate's own fields
/// give them; a shared workflow, which stands in another repository, is named as well.
fn who(certificate: &SeenCertificate) -> Message {
    let identity = DisplayText::identifier(&certificate.identity);
    let Some(service) = certificate.issuer.as_deref().map(service) else {
        return Message::new("who-without-service").with("identity", identity);
    };
    let message = match certificate.kind.as_str() {
        _ if certificate.issuer.as_deref() == Some(RELEASE_SERVICE) => {
            Message::new("who-release").with("repository", identity)
        }
        "email" => Message::new("who-mail").with("identity", identity),
        "uri" if BUILD_SERVICES.contains(&service.id.as_str()) => build(certificate)
            .unwrap_or_else(|| Message::new("who-workflow").with("identity", identity)),
        _ => Message::new("who-other").with("identity", identity),
    };
    message.with("service", service)
}

fn build(certificate: &SeenCertificate) -> Option<Message> {
    let repository = certificate.repository.as_deref()?;
    let from = |id| Message::new(id).with("repository", DisplayText::identifier(repository));
    let workflow = certificate.identity.as_str();
    let within = workflow
        .strip_prefix(repository)
        .is_some_and(|rest| rest.starts_with('/'));
    Some(match (within, certificate.source_ref.as_deref()) {
        (true, Some(version)) => {
            from("who-build").with("version", DisplayText::identifier(version))
        }
        (true, None) => from("who-build-unversioned"),
        (false, _) => from("who-shared-build").with("identity", DisplayText::identifier(workflow)),
    })
}
