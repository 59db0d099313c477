//! Kyverno: `verifyImages` rules, and `ImageValidatingPolicy`.

use super::Why;
use super::gather::{Gather, Names, Needed, PUBLIC_REKOR, Policy, Signers, policy};
use super::images::{self, Dialect};
use super::tree::{Node, Object};
use crate::list::Who;

/// Of `verifyImages` rules.
const WILDCARD_NAMES: Names = Names {
    issuer: ["issuer", "issuerRegExp"],
    subject: ["subject", "subjectRegExp"],
    wildcards: true,
};
/// Of `ImageValidatingPolicy`.
const NAMES: Names = Names {
    wildcards: false,
    ..WILDCARD_NAMES
};

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
    let enforcement = [
        "admission",
        "applyRules",
        "background",
        "emitWarning",
        "failureAction",
        "failurePolicy",
        "schemaValidation",
        "useServerSideApply",
        "validationFailureAction",
        "validationFailureActionOverrides",
        "webhookConfiguration",
        "webhookTimeoutSeconds",
    ];
    gather.aside(&mut spec, &enforcement, Why::Enforcement);
    let rules = gather.signers_in(&mut spec, "rules");
    whole &= gather.all_known(spec);
    for (place, item) in rules {
        let Some(mut rule) = gather.object(item, place) else {
            continue;
        };
        let title = rule.text("name").filter(|_| !own_label);
        let label = title.map_or(name.clone(), |title| format!("{name}: {title}"));
        let filters = [
            "celPreconditions",
            "context",
            "exclude",
            "match",
            "preconditions",
            "skipBackgroundRequests",
        ];
        gather.aside(&mut rule, &filters, Why::WorkloadFilter);
        let others = ["generate", "mutate", "validate"];
        gather.aside(&mut rule, &others, Why::OtherRule);
        let checks = gather.items(&mut rule, "verifyImages").unwrap_or_default();
        if !gather.all_known(rule) {
            continue;
        }
        for (place, item) in checks {
            if let Some((images, needed)) = check(item, place.clone(), gather)
                && whole
            {
                gather.demand(&label, needed, &images, &place, item);
            }
        }
    }
}

/// The images and signers of one of `verifyImages`; `None` after a note. Each of its attestors is needed.
fn check<'a>(
    node: &'a Node,
    place: String,
    gather: &mut Gather,
) -> Option<(Vec<String>, Needed<'a>)> {
    let mut check = gather.object(node, place)?;
    let mut whole = true;
    if let Some(kind) = check.take("type")
        && !matches!(kind.as_text(), Some("Cosign" | "SigstoreBundle"))
    {
        gather.stop(&check.at("type"), kind, Why::OtherSignature);
        whole = false;
    }
    let enforcement = [
        "failureAction",
        "mutateDigest",
        "required",
        "useCache",
        "verifyDigest",
    ];
    gather.aside(&mut check, &enforcement, Why::Enforcement);
    let details = ["cosignOCI11", "imageRegistryCredentials", "repository"];
    gather.aside(&mut check, &details, Why::EvidenceDetail);
    whole &= gather.without(&mut check, &["validate"], Why::PolicyLanguage);
    whole &= gather.without(&mut check, &["attestations"], Why::Attestations);
    whole &= gather.without(&mut check, &["annotations"], Why::Annotations);
    let exceptions = ["skipImageReferences"];
    whole &= gather.without(&mut check, &exceptions, Why::ImageExceptions);
    let references = gather.items(&mut check, "imageReferences")?;
    let images = images::import(Dialect::Wildcard, &references, gather);
    let attestors = gather.items(&mut check, "attestors")?;
    if attestors.is_empty() {
        gather.stop(&check.place, check.node, Why::NoSigner);
    }
    let single = attestors.len() == 1;
    let mut all: Signers<'a> = Vec::new();
    let mut needed = None;
    for (place, item) in &attestors {
        match attestor(item, place.clone(), gather) {
            Some(only) if single => needed = Some(only),
            Some(Needed::All(signers)) => all.extend(signers),
            Some(Needed::Any(signers)) if signers.len() == 1 => all.extend(signers),
            Some(Needed::Any(signers)) => {
                if signers.len() > 1 {
                    gather.stop(place, item, Why::SeveralNeeded);
                }
                whole = false;
            }
            None => whole = false,
        }
    }
    whole &= gather.all_known(check);
    let needed = needed.unwrap_or(Needed::All(all));
    (whole && !images.is_empty()).then_some((images, needed))
}

/// The signers of an attestor, of which one is enough or each is needed; `None` after a note.
fn attestor<'a>(node: &'a Node, place: String, gather: &mut Gather) -> Option<Needed<'a>> {
    let mut attestor = gather.object(node, place)?;
    let count = attestor.take("count");
    let entries = gather.items(&mut attestor, "entries")?;
    let wanted = match count {
        Some(count) => count.as_text().and_then(|text| text.parse().ok()),
        None => Some(entries.len()),
    };
    let one_is_enough = wanted == Some(1);
    let place = attestor.at("entries");
    let mut whole = gather.all_known(attestor);
    if entries.is_empty() {
        gather.stop(&place, node, Why::NoSigner);
        whole = false;
    } else if !one_is_enough && wanted != Some(entries.len()) {
        gather.stop(&place, count.unwrap_or(node), Why::SeveralNeeded);
        return None;
    }
    let mut signers = Vec::new();
    for (place, item) in entries {
        match entry(item, place.clone(), gather) {
            Some(who) => signers.push((who, place, item)),
            // Without one of those that are needed the rest would ask for less.
            None => whole &= one_is_enough,
        }
    }
    whole.then_some(if one_is_enough {
        Needed::Any(signers)
    } else {
        Needed::All(signers)
    })
}

fn entry(node: &Node, place: String, gather: &mut Gather) -> Option<Who> {
    let mut entry = gather.object(node, place)?;
    let mut whole = gather.without(&mut entry, &["annotations"], Why::Annotations);
    whole &= gather.without(&mut entry, &["certificates"], Why::PrivateInstance);
    whole &= gather.without(&mut entry, &["attestor"], Why::SeveralNeeded);
    let details = ["repository", "signatureAlgorithm"];
    gather.aside(&mut entry, &details, Why::EvidenceDetail);
    let keys = gather.child(&mut entry, "keys").ok()?;
    let keyless = gather.child(&mut entry, "keyless").ok()?;
    let who = match (keys, keyless) {
        (Some(mut keys), None) => {
            let details = ["ctlog", "rekor", "signatureAlgorithm"];
            gather.aside(&mut keys, &details, Why::EvidenceDetail);
            whole &= gather.without(&mut keys, &["kms", "secret"], Why::KeyElsewhere);
            let place = keys.at("publicKeys");
            let key = keys.take("publicKeys");
            let who = key.and_then(|key| gather.key(&place, key));
            whole &= gather.all_known(keys);
            who
        }
        (None, Some(mut keyless)) => {
            whole &= gather.without(&mut keyless, &["roots"], Why::PrivateInstance);
            whole &= gather.without(&mut keyless, &["additionalExtensions"], Why::Extensions);
            if let Some(mut log) = gather.child(&mut keyless, "rekor").ok()? {
                whole &= gather.public(&mut log, "url", PUBLIC_REKOR);
                whole &= gather.without(&mut log, &["pubkey"], Why::PrivateInstance);
                gather.aside(&mut log, &["ignoreTlog"], Why::EvidenceDetail);
                whole &= gather.all_known(log);
            }
            if let Some(mut log) = gather.child(&mut keyless, "ctlog").ok()? {
                let private = ["pubkey", "tsaCertChain"];
                whole &= gather.without(&mut log, &private, Why::PrivateInstance);
                gather.aside(&mut log, &["ignoreSCT"], Why::EvidenceDetail);
                whole &= gather.all_known(log);
            }
            let who = gather.certificate(&mut keyless, &WILDCARD_NAMES);
            whole &= gather.all_known(keyless);
            who
        }
        (Some(_), Some(second)) => {
            gather.stop(&second.place, second.node, Why::Twice);
            None
        }
        (None, None) => {
            gather.stop(&entry.place, entry.node, Why::NoSigner);
            None
        }
    };
    whole &= gather.all_known(entry);
    who.filter(|_| whole)
}

pub(super) fn import_validating(root: Object<'_>, gather: &mut Gather) {
    let Some(Policy {
        name,
        own_label,
        mut spec,
        mut whole,
    }) = policy(root, gather)
    else {
        return;
    };
    let enforcement = [
        "auditAnnotations",
        "autogen",
        "evaluation",
        "failurePolicy",
        "validationActions",
        "validationConfigurations",
        "webhookConfiguration",
    ];
    gather.aside(&mut spec, &enforcement, Why::Enforcement);
    let filters = ["images", "matchConditions", "matchConstraints"];
    gather.aside(&mut spec, &filters, Why::WorkloadFilter);
    gather.aside(&mut spec, &["credentials"], Why::EvidenceDetail);
    whole &= gather.without(&mut spec, &["variables"], Why::PolicyLanguage);
    whole &= gather.without(&mut spec, &["attestations"], Why::Attestations);
    let mut globs = Vec::new();
    let references = gather.items(&mut spec, "matchImageReferences");
    for (place, item) in references.unwrap_or_default() {
        let Some(mut image) = gather.object(item, place) else {
            continue;
        };
        let plain = gather.without(&mut image, &["expression"], Why::PolicyLanguage);
        let place = image.at("glob");
        let glob = image.take("glob");
        if gather.all_known(image)
            && plain
            && let Some(glob) = glob
        {
            globs.push((place, glob));
        }
    }
    let images = images::import(Dialect::Wildcard, &globs, gather);
    let attestors = gather.signers_in(&mut spec, "attestors");
    let enough = validations(&mut spec, gather);
    let node = spec.node;
    whole &= gather.all_known(spec);
    let mut ids = Vec::new();
    for (place, item) in attestors {
        let Some((title, signers)) = named_attestor(item, place.clone(), gather) else {
            continue;
        };
        let label = match title.as_str() {
            title if own_label || title.is_empty() => name.clone(),
            title => format!("{name}: {title}"),
        };
        match &enough {
            None => {}
            Some(enough) if !enough.contains(&title) => {
                gather.stop(&place, item, Why::PolicyLanguage);
            }
            Some(_) if whole && !images.is_empty() => {
                for (who, place, node) in signers {
                    ids.extend(gather.add(&label, who, &images, &place, node));
                }
            }
            Some(_) => {}
        }
    }
    gather.demanded(ids, false, &images, "spec", node);
}

/// The attestors of which one is enough, where that is all the policy asks for; `None` after a note.
fn validations(spec: &mut Object<'_>, gather: &mut Gather) -> Option<Vec<String>> {
    let items = gather.items(spec, "validations")?;
    let [(place, item)] = items.as_slice() else {
        match items.get(1) {
            Some((place, second)) => gather.stop(place, second, Why::PolicyLanguage),
            None => gather.stop("spec.validations", spec.node, Why::NoSigner),
        }
        return None;
    };
    let mut validation = gather.object(item, place.clone())?;
    validation.take("message");
    let place = validation.at("expression");
    let expression = validation.take("expression")?;
    let whole = gather.all_known(validation);
    let text: String = expression
        .as_text()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let names = text
        .strip_prefix("images.containers.map(image,verifyImageSignatures(image,[")
        .and_then(|rest| {
            rest.strip_suffix("])>0).all(e,e)")
                .or_else(|| rest.strip_suffix("])).all(e,e>0)"))
        })
        .and_then(|names| {
            let name = |name: &str| name.strip_prefix("attestors.").map(str::to_owned);
            names.split(',').map(name).collect::<Option<Vec<String>>>()
        });
    if names.is_none() {
        gather.stop(&place, expression, Why::PolicyLanguage);
    }
    names.filter(|_| whole)
}

fn named_attestor<'a>(
    node: &'a Node,
    place: String,
    gather: &mut Gather,
) -> Option<(String, Signers<'a>)> {
    let mut attestor = gather.object(node, place)?;
    let title = attestor.text("name").unwrap_or_default().to_owned();
    let mut whole = gather.without(&mut attestor, &["notary"], Why::OtherSignature);
    let cosign = gather.child(&mut attestor, "cosign").ok()?;
    whole &= gather.all_known(attestor);
    let mut cosign = cosign?;
    whole &= gather.without(&mut cosign, &["annotations"], Why::Annotations);
    let private = ["certificate", "trustedRoot", "tuf"];
    whole &= gather.without(&mut cosign, &private, Why::PrivateInstance);
    gather.aside(&mut cosign, &["source"], Why::EvidenceDetail);
    if cosign.has("key") {
        gather.aside(&mut cosign, &["ctlog"], Why::EvidenceDetail);
    } else if let Some(mut log) = gather.child(&mut cosign, "ctlog").ok()? {
        whole &= gather.public(&mut log, "url", PUBLIC_REKOR);
        let private = ["ctLogPubKey", "rekorPubKey", "tsaCertChain"];
        whole &= gather.without(&mut log, &private, Why::PrivateInstance);
        let details = ["insecureIgnoreSCT", "insecureIgnoreTlog"];
        gather.aside(&mut log, &details, Why::EvidenceDetail);
        whole &= gather.all_known(log);
    }
    let mut signers = Vec::new();
    let key = gather.child(&mut cosign, "key").ok()?;
    let keyless = gather.child(&mut cosign, "keyless").ok()?;
    match (key, keyless) {
        (Some(mut key), None) => {
            gather.aside(&mut key, &["hashAlgorithm"], Why::EvidenceDetail);
            whole &= gather.without(&mut key, &["kms"], Why::KeyElsewhere);
            whole &= gather.without(&mut key, &["expression"], Why::PolicyLanguage);
            let place = key.at("data");
            if let Some(data) = key.take("data")
                && let Some(who) = gather.key(&place, data)
            {
                signers.push((who, place, data));
            }
            whole &= gather.all_known(key);
        }
        (None, Some(mut keyless)) => {
            whole &= gather.without(&mut keyless, &["roots"], Why::PrivateInstance);
            whole &= gather.without(&mut keyless, &["additionalExtensions"], Why::Extensions);
            let identities = gather.items(&mut keyless, "identities")?;
            if identities.is_empty() {
                gather.stop(&keyless.place, keyless.node, Why::IdentityMissing);
            }
            whole &= gather.all_known(keyless);
            for (place, item) in identities {
                let Some(mut identity) = gather.object(item, place.clone()) else {
                    continue;
                };
                let computed = ["subjectExpression"];
                let plain = gather.without(&mut identity, &computed, Why::PolicyLanguage);
                let who = gather.certificate(&mut identity, &NAMES);
                if gather.all_known(identity)
                    && plain
                    && let Some(who) = who
                {
                    signers.push((who, place, item));
                }
            }
        }
        (Some(_), Some(second)) => {
            gather.stop(&second.place, second.node, Why::Twice);
            whole = false;
        }
        (None, None) => gather.stop(&cosign.place, cosign.node, Why::NoSigner),
    }
    whole &= gather.all_known(cosign);
    whole.then_some((title, signers))
}
