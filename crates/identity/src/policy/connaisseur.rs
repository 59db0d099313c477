//! Connaisseur: `validators` and `policy` of its values. Of several patterns the most specific counts.

use std::collections::BTreeSet;

use super::Why;
use super::gather::{Gather, Names};
use super::images::{self, Dialect, fixed, may_overlap};
use super::tree::{Node, Object};
use crate::list::Who;

const NAMES: Names = Names {
    issuer: ["issuer", "issuerRegex"],
    subject: ["subject", "subjectRegex"],
    wildcards: false,
};
/// Each pattern is compared with every other.
const MOST_PATTERNS: usize = 1_000;

/// Whether these are values of Connaisseur.
pub(super) fn is(root: &Object<'_>) -> bool {
    let both = |object: &Object<'_>| object.has("validators") && object.has("policy");
    both(root)
        || root
            .find("application")
            .and_then(|node| Object::of(node, String::new()))
            .is_some_and(|application| both(&application))
}

struct Validator<'a> {
    name: &'a str,
    roots: Vec<(&'a str, Option<Who>, String, &'a Node)>,
    /// Whether entries can be made of it.
    whole: bool,
}

struct Pattern<'a> {
    text: &'a str,
    place: String,
    node: &'a Node,
    validator: &'a str,
    with: Option<&'a Node>,
}

/// Positions of a validator and of its trust roots, which are needed together, and the patterns they count for.
type Found<'a> = (usize, Vec<usize>, Vec<(String, &'a Node)>);

pub(super) fn import(mut root: Object<'_>, gather: &mut Gather) {
    let values = match gather.child(&mut root, "application") {
        Ok(Some(application)) => {
            for (place, node) in root.rest() {
                gather.mention(&place, node, Why::Enforcement);
            }
            application
        }
        Ok(None) => root,
        Err(()) => return,
    };
    let mut values = values;
    let validators: Vec<Validator<'_>> = gather
        .items(&mut values, "validators")
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(place, item)| validator(item, place, gather))
        .collect();
    let items = gather.signers_in(&mut values, "policy");
    gather.aside(&mut values, &["features", "alerting"], Why::Enforcement);
    let whole = gather.all_known(values);
    if let Some((place, item)) = items.get(MOST_PATTERNS) {
        return gather.stop(place, item, Why::NotAnEntry);
    }
    let mut patterns = Vec::new();
    for (place, item) in items {
        let Some(mut rule) = gather.object(item, place) else {
            return;
        };
        let pattern = gather.text(&mut rule, "pattern");
        let validator = rule.text("validator").unwrap_or("default");
        let with = rule.take("with");
        let place = rule.at("pattern");
        let known = gather.all_known(rule);
        // A pattern that is not understood may count for any image.
        let (Ok(Some((node, text))), true) = (pattern, known) else {
            return gather.stop(&place, item, Why::Shape);
        };
        patterns.push(Pattern {
            text,
            place,
            node,
            validator,
            with,
        });
    }
    if !whole {
        return;
    }
    // The same signer for several patterns is one entry.
    let mut found: Vec<Found<'_>> = Vec::new();
    for pattern in &patterns {
        if shadowed(pattern, &patterns) {
            gather.stop(&pattern.place, pattern.node, Why::Shadowed);
            continue;
        }
        let at = validators
            .iter()
            .position(|known| known.name == pattern.validator);
        let Some((at, validator)) = at.and_then(|at| Some((at, validators.get(at)?))) else {
            gather.stop(&pattern.place, pattern.node, Why::NoSigner);
            continue;
        };
        let Some(roots) = chosen(pattern, validator, gather) else {
            continue;
        };
        for roots in roots {
            let image = (pattern.place.clone(), pattern.node);
            match found
                .iter_mut()
                .find(|known| known.0 == at && known.1 == roots)
            {
                Some(known) => known.2.push(image),
                None => found.push((at, roots, vec![image])),
            }
        }
    }
    for (at, roots, patterns) in found {
        let images = images::import(Dialect::Component, &patterns, gather);
        let Some(validator) = validators.get(at).filter(|known| known.whole) else {
            continue;
        };
        let signer = |root: &usize| match validator.roots.get(*root)? {
            (name, Some(who), place, node) => {
                let label = match *name {
                    "default" | "" => validator.name,
                    name => name,
                };
                Some((label, who.clone(), place.clone(), *node))
            }
            _ => None,
        };
        // Without one of those that are needed the rest would ask for less.
        let signers: Option<Vec<_>> = roots.iter().map(signer).collect();
        if let Some(signers) = signers
            && !images.is_empty()
        {
            gather.together(signers, &images);
        }
    }
}

fn validator<'a>(node: &'a Node, place: String, gather: &mut Gather) -> Option<Validator<'a>> {
    let mut object = gather.object(node, place)?;
    let name = object.text("name").unwrap_or_default();
    let kind = object.take("type");
    let mut whole = true;
    match kind.and_then(Node::as_text) {
        Some("cosign") => {}
        other => {
            let why = match other {
                Some("static") => Why::StaticAction,
                _ => Why::OtherSignature,
            };
            gather.stop(&object.place, node, why);
            // Nothing else of it matters then.
            return Some(Validator {
                name,
                roots: Vec::new(),
                whole: false,
            });
        }
    }
    gather.aside(&mut object, &["auth", "cert"], Why::EvidenceDetail);
    whole &= gather.without(&mut object, &["host"], Why::PrivateInstance);
    let mut roots = Vec::new();
    for (place, item) in gather.items(&mut object, "trustRoots").unwrap_or_default() {
        let Some(mut root) = gather.object(item, place.clone()) else {
            continue;
        };
        let title = root.text("name").unwrap_or_default();
        let key = root.take("key");
        let keyless = gather.child(&mut root, "keyless");
        let who = match (key, keyless) {
            (Some(key), Ok(None)) => gather.key(&root.at("key"), key),
            (None, Ok(Some(mut keyless))) => {
                let who = gather.certificate(&mut keyless, &NAMES);
                who.filter(|_| gather.all_known(keyless))
            }
            (Some(key), Ok(Some(_))) => {
                gather.stop(&place, key, Why::Twice);
                None
            }
            (None, Ok(None)) => {
                gather.stop(&place, item, Why::NoSigner);
                None
            }
            (_, Err(())) => None,
        };
        let who = who.filter(|_| gather.all_known(root));
        roots.push((title, who, place, item));
    }
    if roots.is_empty() {
        gather.stop(&object.place, node, Why::NoSigner);
    }
    whole &= gather.all_known(object);
    Some(Validator { name, roots, whole })
}

/// The trust roots of which one is enough, or those that are needed together; `None` after a note.
fn chosen(
    pattern: &Pattern<'_>,
    validator: &Validator<'_>,
    gather: &mut Gather,
) -> Option<Vec<Vec<usize>>> {
    let mut wanted = "default";
    let (mut threshold, mut required) = (None, Vec::new());
    if let Some(node) = pattern.with {
        let mut with = gather.object(node, pattern.place.replace(".pattern", ".with"))?;
        wanted = with.text("trustRoot").unwrap_or("default");
        threshold = with.take("threshold");
        let details = ["verifyInTransparencyLog", "verifySCT", "verifyTLog"];
        gather.aside(&mut with, &details, Why::EvidenceDetail);
        gather.aside(&mut with, &["mode"], Why::Enforcement);
        required = gather.items(&mut with, "required")?;
        if !gather.all_known(with) {
            return None;
        }
    }
    let roots: Vec<usize> = validator
        .roots
        .iter()
        .enumerate()
        .filter(|(_, (name, ..))| wanted == "*" || *name == wanted)
        .map(|(at, _)| at)
        .collect();
    if roots.is_empty() {
        if validator.whole {
            gather.stop(&pattern.place, pattern.node, Why::NoSigner);
        }
        return Some(Vec::new());
    }
    let named = |(_, node): &(String, &Node)| {
        let name = node.as_text()?;
        let mut roots = roots.iter().copied();
        roots.find(|at| validator.roots.get(*at).is_some_and(|root| root.0 == name))
    };
    // One that is named twice is needed once, and counts once.
    let must: Option<BTreeSet<usize>> = required.iter().map(named).collect();
    let must = must.map(|must| must.into_iter().collect::<Vec<usize>>());
    // Where no number is said, the strictest reading is all of them.
    let number = match threshold {
        Some(node) => node.as_text().and_then(|text| text.parse::<usize>().ok()),
        None => Some(roots.len()),
    };
    match (number, must) {
        (Some(1), Some(must)) if must.is_empty() => {
            Some(roots.into_iter().map(|root| vec![root]).collect())
        }
        (Some(number), Some(_)) if number == roots.len() => Some(vec![roots]),
        (Some(number), Some(must)) if (1..=must.len()).contains(&number) => Some(vec![must]),
        _ => {
            let node = threshold.unwrap_or(pattern.node);
            gather.stop(&pattern.place, node, Why::SeveralNeeded);
            None
        }
    }
}

/// Whether another rule may count instead for some of the images.
fn shadowed(pattern: &Pattern<'_>, all: &[Pattern<'_>]) -> bool {
    all.iter().any(|other| {
        let same = other.validator == pattern.validator && other.with == pattern.with;
        // A pattern that goes on where the other one leaves everything open is the more specific one.
        let (mine, theirs) = (fixed(pattern.text), fixed(other.text));
        let open = other.text.strip_prefix(theirs);
        let narrower = mine.len() > theirs.len()
            && mine.starts_with(theirs)
            && matches!(open, Some("*" | "*:*"));
        !std::ptr::eq(other, pattern) && !same && !narrower && may_overlap(pattern.text, other.text)
    })
}
