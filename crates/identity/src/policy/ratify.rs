//! Ratify 1: the trust policies of a `Verifier` of type cosign.

use super::Why;
use super::gather::{Gather, Names, PUBLIC_REKOR, label};
use super::images::{self, Dialect};
use super::tree::{Node, Object};

const NAMES: Names = Names {
    issuer: ["certificateOIDCIssuer", "certificateOIDCIssuerRegExp"],
    subject: ["certificateIdentity", "certificateIdentityRegExp"],
    wildcards: false,
};

pub(super) fn import(kind: &str, mut root: Object<'_>, gather: &mut Gather) {
    let why = match kind {
        "Verifier" | "NamespacedVerifier" => None,
        "Store" | "NamespacedStore" => Some(Why::EvidenceDetail),
        "Policy" | "NamespacedPolicy" => Some(Why::PolicyLanguage),
        "KeyManagementProvider" | "NamespacedKeyManagementProvider" => Some(Why::KeyElsewhere),
        _ => Some(Why::OtherDocument),
    };
    if let Some(why) = why {
        return gather.mention("", root.node, why);
    }
    let (name, _) = label(&mut root, gather);
    root.take("status");
    let Ok(Some(mut spec)) = gather.child(&mut root, "spec") else {
        return gather.stop("spec", root.node, Why::NoSigner);
    };
    let mut whole = gather.all_known(root);
    if spec.find("name").and_then(Node::as_text) != Some("cosign") {
        return gather.stop("spec.name", spec.node, Why::OtherSignature);
    }
    spec.take("name");
    spec.take("type");
    spec.take("version");
    let details = ["address", "artifactTypes", "source"];
    gather.aside(&mut spec, &details, Why::EvidenceDetail);
    let parameters = gather.child(&mut spec, "parameters");
    let node = spec.node;
    whole &= gather.all_known(spec);
    let Ok(Some(mut parameters)) = parameters else {
        return gather.stop("spec.parameters", node, Why::NoSigner);
    };
    whole &= gather.without(&mut parameters, &["key"], Why::KeyElsewhere);
    let policies = gather.signers_in(&mut parameters, "trustPolicies");
    whole &= gather.all_known(parameters);
    for (place, item) in policies {
        trust_policy(item, place, &name, whole, gather);
    }
}

fn trust_policy(node: &Node, place: String, name: &str, mut whole: bool, gather: &mut Gather) {
    let Some(mut policy) = gather.object(node, place.clone()) else {
        return;
    };
    let title = policy.text("name").unwrap_or(name);
    policy.take("version");
    gather.aside(&mut policy, &["tLogVerify"], Why::EvidenceDetail);
    whole &= gather.public(&mut policy, "rekorURL", PUBLIC_REKOR);
    whole &= gather.without(&mut policy, &["keys"], Why::KeyElsewhere);
    let scopes = gather.items(&mut policy, "scopes").unwrap_or_default();
    let images = images::import(Dialect::Prefix, &scopes, gather);
    let keyless = gather.child(&mut policy, "keyless");
    let mut who = None;
    match keyless {
        Ok(Some(mut keyless)) => {
            gather.aside(&mut keyless, &["ctLogVerify"], Why::EvidenceDetail);
            who = gather.certificate(&mut keyless, &NAMES);
            whole &= gather.all_known(keyless);
        }
        Ok(None) if whole => gather.stop(&place, node, Why::NoSigner),
        _ => {}
    }
    whole &= gather.all_known(policy);
    if let Some(who) = who
        && whole
        && !images.is_empty()
    {
        gather.add(title, who, &images, &place, node);
    }
}
