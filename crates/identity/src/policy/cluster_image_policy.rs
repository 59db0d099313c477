//! `ClusterImagePolicy` of Sigstore Policy Controller. One authority is enough, and of each one identity.

use super::Why;
use super::gather::{Gather, Names, PUBLIC_FULCIO, PUBLIC_REKOR, Policy, Signers, policy};
use super::images::{self, Dialect};
use super::tree::{Node, Object};

const NAMES: Names = Names {
    issuer: ["issuer", "issuerRegExp"],
    subject: ["subject", "subjectRegExp"],
    wildcards: false,
};
/// What the tool can be told to look at.
const RESOURCES: [&str; 8] = [
    "pods",
    "replicasets",
    "deployments",
    "jobs",
    "cronjobs",
    "daemonsets",
    "statefulsets",
    "replicationcontrollers",
];

pub(super) fn import(root: Object<'_>, gather: &mut Gather) {
    let Some(Policy {
        name,
        own_label,
        mut spec,
        mut whole,
    }) = policy(root, gather)
    else {
        return;
    };
    match spec.take("mode") {
        Some(mode) if !matches!(mode.as_text(), Some("enforce" | "warn")) => {
            gather.stop("spec.mode", mode, Why::Invalid);
            whole = false;
        }
        Some(mode) if mode.as_text() == Some("warn") => {
            gather.mention("spec.mode", mode, Why::Enforcement);
        }
        _ => {}
    }
    whole &= filters(&mut spec, gather);
    whole &= gather.without(&mut spec, &["policy"], Why::PolicyLanguage);
    let mut globs = Vec::new();
    for (place, item) in gather.items(&mut spec, "images").unwrap_or_default() {
        let Some(mut image) = gather.object(item, place) else {
            continue;
        };
        let place = image.at("glob");
        let glob = image.take("glob");
        // What else is said of an image may be that it is for fewer of them.
        if gather.all_known(image)
            && let Some(glob) = glob
        {
            globs.push((place, glob));
        }
    }
    let images = images::import(Dialect::Glob, &globs, gather);
    let authorities = gather.signers_in(&mut spec, "authorities");
    let node = spec.node;
    whole &= gather.all_known(spec);
    let mut ids = Vec::new();
    for (place, item) in authorities {
        let Some((title, signers)) = authority(item, place.clone(), gather) else {
            continue;
        };
        let label = match title {
            Some(title) if !own_label => format!("{name}: {title}"),
            _ => name.clone(),
        };
        if whole && !images.is_empty() {
            for (who, place, node) in signers {
                ids.extend(gather.add(&label, who, &images, &place, node));
            }
        }
    }
    gather.demanded(ids, false, &images, "spec", node);
}

/// Whether the workloads the policy is for are ones the tool knows.
fn filters(spec: &mut Object<'_>, gather: &mut Gather) -> bool {
    let Some(items) = gather.items(spec, "match") else {
        return false;
    };
    let mut known = true;
    for (place, item) in items {
        let resource = Object::of(item, String::new()).and_then(|mut item| item.text("resource"));
        if resource.is_some_and(|resource| RESOURCES.contains(&resource)) {
            gather.mention(&place, item, Why::WorkloadFilter);
        } else {
            gather.stop(&place, item, Why::Invalid);
            known = false;
        }
    }
    known
}

/// The signers of an authority and its name; `None` after a note.
fn authority<'a>(
    node: &'a Node,
    place: String,
    gather: &mut Gather,
) -> Option<(Option<&'a str>, Signers<'a>)> {
    let mut authority = gather.object(node, place.clone())?;
    let title = authority.text("name");
    let has_key = authority.has("key");
    let kinds = ["key", "keyless", "static"].map(|kind| authority.has(kind));
    let mut whole = gather.without(&mut authority, &["static"], Why::StaticAction);
    whole &= gather.without(&mut authority, &["attestations"], Why::Attestations);
    let details = ["source", "rfc3161timestamp", "signatureFormat"];
    gather.aside(&mut authority, &details, Why::EvidenceDetail);
    match kinds.into_iter().filter(|there| *there).count() {
        0 => {
            gather.stop(&place, node, Why::NoSigner);
            whole = false;
        }
        1 => {}
        _ => {
            gather.stop(&place, node, Why::Twice);
            whole = false;
        }
    }
    if has_key {
        // Whoever keeps the log, the key is the same.
        gather.aside(&mut authority, &["ctlog"], Why::EvidenceDetail);
    } else if let Some(mut log) = gather.child(&mut authority, "ctlog").ok()? {
        whole &= gather.public(&mut log, "url", PUBLIC_REKOR);
        whole &= gather.without(&mut log, &["trustRootRef"], Why::PrivateInstance);
        whole &= gather.all_known(log);
    }
    let mut signers = Vec::new();
    if let Some(mut key) = gather.child(&mut authority, "key").ok()? {
        whole &= key_of(&mut key, &mut signers, gather).is_some();
        whole &= gather.all_known(key);
    }
    if let Some(mut keyless) = gather.child(&mut authority, "keyless").ok()? {
        whole &= gather.public(&mut keyless, "url", PUBLIC_FULCIO);
        let private = ["ca-cert", "trustRootRef"];
        whole &= gather.without(&mut keyless, &private, Why::PrivateInstance);
        gather.aside(&mut keyless, &["insecureIgnoreSCT"], Why::EvidenceDetail);
        let identities = gather.items(&mut keyless, "identities")?;
        if identities.is_empty() {
            gather.stop(&keyless.place, keyless.node, Why::IdentityMissing);
        }
        whole &= gather.all_known(keyless);
        for (place, item) in identities {
            let Some(mut identity) = gather.object(item, place.clone()) else {
                continue;
            };
            let who = gather.certificate(&mut identity, &NAMES);
            if gather.all_known(identity)
                && let Some(who) = who
            {
                signers.push((who, place, item));
            }
        }
    }
    whole &= gather.all_known(authority);
    whole.then_some((title, signers))
}

/// Adds the key; `None` after a note.
fn key_of<'a>(key: &mut Object<'a>, signers: &mut Signers<'a>, gather: &mut Gather) -> Option<()> {
    let ways = ["data", "kms", "secretRef"].map(|way| key.has(way));
    let data = key.take("data");
    let here = gather.without(key, &["kms", "secretRef"], Why::KeyElsewhere);
    if let Some(algorithm) = key.take("hashAlgorithm") {
        let place = key.at("hashAlgorithm");
        if !matches!(
            algorithm.as_text(),
            Some("sha224" | "sha256" | "sha384" | "sha512")
        ) {
            gather.stop(&place, algorithm, Why::Invalid);
            return None;
        }
        gather.mention(&place, algorithm, Why::EvidenceDetail);
    }
    match ways.into_iter().filter(|there| *there).count() {
        1 => {}
        0 => gather.stop(&key.place, key.node, Why::NoSigner),
        _ => {
            gather.stop(&key.place, key.node, Why::Twice);
            return None;
        }
    }
    let place = key.at("data");
    let who = gather.key(&place, data.filter(|_| here)?)?;
    signers.push((who, place, data?));
    Some(())
}
