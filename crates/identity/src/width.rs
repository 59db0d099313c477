//! How widely a signer could be trusted, from narrow to wide.

use whence_verify::RELEASE_SERVICE;

use crate::list::{CertificateRule, Conditions, IdentityKind, RefRule};
use crate::mail_host::is_public_mail_host;
use crate::parts::{Parts, UriParts};
use crate::rule::{IdentityRule, PartRule, WorkflowRule};
use crate::signer::CertificateFacts;

/// How much of a signer's identity a rule fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Width {
    /// This identity, letter by letter.
    ThisIdentity,
    /// This workflow, on version tags only.
    VersionTags,
    /// This workflow, on any branch or tag: whoever can push a branch.
    AnyRef,
    /// Any workflow of this repository: whoever can add one.
    AnyWorkflow,
    /// Any repository of this owner.
    AnyRepository,
    /// Any mail box of this host.
    AnyMailbox,
}

impl Width {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ThisIdentity => "this-identity",
            Self::VersionTags => "version-tags",
            Self::AnyRef => "any-ref",
            Self::AnyWorkflow => "any-workflow",
            Self::AnyRepository => "any-repository",
            Self::AnyMailbox => "any-mailbox",
        }
    }
}

/// A rule that names a signer, with its width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// How wide it is.
    pub width: Width,
    /// Whether it is the one to recommend.
    pub recommended: bool,
    /// The rule. Pins the account numbers the certificate has, as far as the names they belong to are
    /// fixed.
    pub rule: CertificateRule,
}

/// The rules that name this signer, from narrow to wide; each fits it. None for a certificate without
/// login service, which no entry can name.
pub fn proposals(facts: &CertificateFacts) -> Vec<Proposal> {
    let Some(issuer) = &facts.issuer else {
        return Vec::new();
    };
    let propose = |width, identity| {
        let repository_fixed = width < Width::AnyRepository;
        let pinned = Conditions {
            repository_id: facts.repository_id.clone().filter(|_| repository_fixed),
            owner_id: facts.owner_id.clone(),
            ..Conditions::default()
        };
        Proposal {
            width,
            recommended: false,
            rule: CertificateRule {
                issuer: issuer.clone(),
                kind: facts.kind,
                identity,
                instance: facts.instance.clone(),
                conditions: pinned,
            },
        }
    };
    let exact = IdentityRule::Exact(facts.identity.clone());
    let mut proposals = vec![propose(Width::ThisIdentity, exact)];
    match workflow_of(facts) {
        Some(parts) => {
            let with = |repository, workflow, reference| {
                IdentityRule::Parts(WorkflowRule {
                    repository,
                    workflow,
                    reference,
                    ..parts.clone()
                })
            };
            let (repository, workflow) = (&parts.repository, &parts.workflow);
            proposals.extend([
                propose(
                    Width::VersionTags,
                    with(repository.clone(), workflow.clone(), RefRule::AnyVersionTag),
                ),
                propose(
                    Width::AnyRef,
                    with(repository.clone(), workflow.clone(), RefRule::Any),
                ),
                propose(
                    Width::AnyWorkflow,
                    with(repository.clone(), PartRule::Any, RefRule::Any),
                ),
                propose(
                    Width::AnyRepository,
                    with(PartRule::Any, PartRule::Any, RefRule::Any),
                ),
            ]);
        }
        None if *issuer == RELEASE_SERVICE => {
            if let Some(owner) = UriParts::of(&facts.identity).and_then(|uri| uri.owner) {
                let pattern = IdentityRule::Pattern(format!("https://github.com/{owner}/*"));
                proposals.push(propose(Width::AnyRepository, pattern));
            }
        }
        None => {
            if let Parts::Email { host, .. } = Parts::of(facts.kind, &facts.identity)
                && !is_public_mail_host(host)
            {
                let pattern = IdentityRule::Pattern(format!("*@{host}"));
                proposals.push(propose(Width::AnyMailbox, pattern));
            }
        }
    }
    // A build from a branch has no version tags to offer; a parts rule must not name another build.
    proposals.retain(|proposal| proposal.rule.fits(facts));
    let best = proposals
        .iter()
        .position(|proposal| proposal.width == Width::VersionTags)
        .unwrap_or(0);
    if let Some(best) = proposals.get_mut(best) {
        best.recommended = true;
    }
    proposals
}

/// The parts of a signer's identity when it is the address of a build workflow.
fn workflow_of(facts: &CertificateFacts) -> Option<WorkflowRule> {
    if facts.kind != IdentityKind::Uri {
        return None;
    }
    let uri = UriParts::of(&facts.identity)?;
    Some(WorkflowRule {
        host: uri.host.strip_prefix("https://")?.to_owned(),
        owner: uri.owner?.to_owned(),
        repository: PartRule::Fixed(uri.repository?.to_owned()),
        workflow: PartRule::Fixed(uri.path?.to_owned()),
        reference: RefRule::Fixed(uri.reference?.to_owned()),
    })
}
