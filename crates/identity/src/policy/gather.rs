//! What a file of policies gives, as it is gathered.

use std::collections::{HashMap, HashSet};

use whence_verify::Claim;

use super::images::may_overlap;
use super::tree::{Node, Object, Value};
use super::{Format, Imported, NotExpressible, Why};
use crate::command::from_expression;
use crate::list::{
    CertificateRule, Conditions, Entry, IdentityKind, IdentityList, KeyRule, Rule, Scope, Who,
    free_id, id_of,
};
use crate::parse::{LONGEST_LABEL, alike_keys};
use crate::problem::ProblemCode;
use crate::rule::IdentityRule;
use crate::search_pattern::NotEqual;

pub(super) const PUBLIC_FULCIO: &str = "https://fulcio.sigstore.dev";
pub(super) const PUBLIC_REKOR: &str = "https://rekor.sigstore.dev";
/// Annotation that holds an entry's label in policies this program writes.
pub(super) const LABEL_ANNOTATION: &str = "whence-label";

/// The keys by which a tool names login service and identity, each exact and as an expression.
pub(super) struct Names {
    pub(super) issuer: [&'static str; 2],
    pub(super) subject: [&'static str; 2],
    /// Whether `*` and `?` of the exact forms stand for other characters.
    pub(super) wildcards: bool,
}

/// Signers of images, each with its place.
pub(super) type Signers<'a> = Vec<(Who, String, &'a Node)>;

/// The same with the label each is wanted under.
pub(super) type Labelled<'a> = Vec<(&'a str, Who, String, &'a Node)>;

/// Which of several signers are needed.
pub(super) enum Needed<'a> {
    /// One of them is enough.
    Any(Signers<'a>),
    /// Each of them.
    All(Signers<'a>),
}

/// What a policy asks of some images: one of these entries, or all of them.
struct Demand {
    images: Vec<String>,
    ids: Vec<String>,
    all: bool,
    note: NotExpressible,
}

/// Demands that are compared one with each other.
const MOST_COMPARED: usize = 200;

pub(super) struct Gather {
    pub(super) formats: Vec<Format>,
    from: String,
    entries: Vec<Entry>,
    rules: Vec<Rule>,
    /// Of tools that ask for everything that any of their policies asks for.
    demands: Vec<Demand>,
    notes: Vec<NotExpressible>,
    /// What the labels of the entries look like.
    labels: HashSet<String>,
    ids: HashSet<String>,
    /// The last number given to a label that was wanted before.
    numbers: HashMap<String, u32>,
}

impl Gather {
    pub(super) fn new(from: &str) -> Self {
        Self {
            formats: Vec::new(),
            from: from.chars().take(LONGEST_LABEL).collect(),
            entries: Vec::new(),
            rules: Vec::new(),
            demands: Vec::new(),
            notes: Vec::new(),
            labels: HashSet::new(),
            ids: HashSet::new(),
            numbers: HashMap::new(),
        }
    }

    pub(super) fn met(&mut self, format: Format) {
        if !self.formats.contains(&format) {
            self.formats.push(format);
        }
    }

    pub(super) fn finish(mut self) -> Imported {
        self.join_demands();
        self.notes.sort_by_key(|note| note.line);
        Imported {
            formats: self.formats,
            entries: self.entries,
            rules: self.rules,
            not_expressible: self.notes,
        }
    }

    /// Lists what gives no entry.
    pub(super) fn stop(&mut self, place: &str, node: &Node, why: Why) {
        self.note(place, node, why, true);
    }

    /// Lists what an entry leaves aside.
    pub(super) fn mention(&mut self, place: &str, node: &Node, why: Why) {
        self.note(place, node, why, false);
    }

    fn note(&mut self, place: &str, node: &Node, why: Why, left_out: bool) {
        self.notes.push(NotExpressible {
            line: node.line,
            place: place.to_owned(),
            what: node.brief(),
            why,
            left_out,
        });
    }

    /// Whether none of these keys is there. Those that are give no entry.
    pub(super) fn without(&mut self, object: &mut Object<'_>, keys: &[&str], why: Why) -> bool {
        let mut none = true;
        for key in keys {
            if let Some(node) = object.take(key) {
                self.stop(&object.at(key), node, why);
                none = false;
            }
        }
        none
    }

    /// Lists these keys as left aside.
    pub(super) fn aside(&mut self, object: &mut Object<'_>, keys: &[&str], why: Why) {
        for key in keys {
            if let Some(node) = object.take(key) {
                self.mention(&object.at(key), node, why);
            }
        }
    }

    /// Whether every key was dealt with. Those that were not give no entry: they may ask for more.
    pub(super) fn all_known(&mut self, object: Object<'_>) -> bool {
        let rest = object.rest();
        for (place, node) in &rest {
            self.stop(place, node, Why::UnknownKey);
        }
        rest.is_empty()
    }

    /// The mapping of a node, or a note that it is none.
    pub(super) fn object<'a>(&mut self, node: &'a Node, place: String) -> Option<Object<'a>> {
        if !matches!(node.value, Value::Map(_)) {
            self.stop(&place, node, Why::Shape);
        }
        Object::of(node, place)
    }

    /// The mapping of a key; `Ok(None)` when it is not there, `Err` after a note.
    pub(super) fn child<'a>(
        &mut self,
        object: &mut Object<'a>,
        key: &str,
    ) -> Result<Option<Object<'a>>, ()> {
        match object.take(key) {
            None => Ok(None),
            Some(node) => self.object(node, object.at(key)).map(Some).ok_or(()),
        }
    }

    /// The list of a key with the place of each item; none when it is not there, `None` after a note.
    pub(super) fn items<'a>(
        &mut self,
        object: &mut Object<'a>,
        key: &str,
    ) -> Option<Vec<(String, &'a Node)>> {
        let Some(node) = object.take(key) else {
            return Some(Vec::new());
        };
        let place = object.at(key);
        let Value::List(items) = &node.value else {
            self.stop(&place, node, Why::Shape);
            return None;
        };
        let items = items.iter().enumerate();
        Some(
            items
                .map(|(at, item)| (format!("{place}[{at}]"), item))
                .collect(),
        )
    }

    /// The items of a list through which a policy comes to its signers, and a note where there are none: a policy
    /// that asks for nobody is not passed over in silence.
    pub(super) fn signers_in<'a>(
        &mut self,
        object: &mut Object<'a>,
        key: &str,
    ) -> Vec<(String, &'a Node)> {
        let items = self.items(object, key);
        if items.as_ref().is_some_and(Vec::is_empty) {
            self.stop(&object.at(key), object.node, Why::NoSigner);
        }
        items.unwrap_or_default()
    }

    /// The text of a key; `Ok(None)` when it is not there, `Err` after a note.
    pub(super) fn text<'a>(
        &mut self,
        object: &mut Object<'a>,
        key: &str,
    ) -> Result<Option<(&'a Node, &'a str)>, ()> {
        match object.take(key) {
            None => Ok(None),
            Some(node) => match node.as_text() {
                Some(text) => Ok(Some((node, text))),
                None => {
                    self.stop(&object.at(key), node, Why::Shape);
                    Err(())
                }
            },
        }
    }

    /// Whether a key is absent or names the public instance.
    pub(super) fn public(&mut self, object: &mut Object<'_>, key: &str, address: &str) -> bool {
        match self.text(object, key) {
            Err(()) => false,
            Ok(None) => true,
            Ok(Some((_, text))) if text.trim_end_matches('/') == address => true,
            Ok(Some((node, _))) => {
                self.stop(&object.at(key), node, Why::PrivateInstance);
                false
            }
        }
    }

    /// Login service and identity of a mapping, `None` after a note.
    pub(super) fn certificate(&mut self, object: &mut Object<'_>, names: &Names) -> Option<Who> {
        let place = object.place.clone();
        let mut pair = |keys: [&str; 2], missing: Why| {
            let exact = self.text(object, keys[0]).ok()?;
            let search = self.text(object, keys[1]).ok()?;
            match (exact, search) {
                (Some((node, _)), Some(_)) => {
                    self.stop(&place, node, Why::Twice);
                    None
                }
                (Some((node, "")), None) | (None, Some((node, ""))) => {
                    self.stop(&place, node, missing);
                    None
                }
                (Some((node, text)), None) => Some((node, text, false)),
                (None, Some((node, text))) => Some((node, text, true)),
                (None, None) => {
                    self.stop(&place, object.node, missing);
                    None
                }
            }
        };
        let issuer = pair(names.issuer, Why::IssuerMissing);
        let subject = pair(names.subject, Why::IdentityMissing);
        let (issuer, subject) = (issuer?, subject?);
        let open = |text: &str| names.wildcards && text.contains(['*', '?']);
        let address = match issuer {
            (_, text, false) if !open(text) => Some(text.to_owned()),
            (_, text, true) => match IdentityRule::from_search(text, IdentityKind::Uri) {
                Ok(IdentityRule::Exact(address)) => Some(address),
                _ => None,
            },
            _ => None,
        };
        let Some(issuer) = address else {
            self.stop(
                &object.at(name_of(names.issuer, issuer.2)),
                issuer.0,
                Why::IssuerOpen,
            );
            return None;
        };
        let place = object.at(name_of(names.subject, subject.2));
        let identity = match subject {
            (_, text, true) => searched(text),
            (_, text, false) if open(text) && text.contains('?') => Err(Why::Wildcard),
            // Theirs crosses segments.
            (_, text, false) if open(text) => Ok(IdentityRule::Pattern(spanning(text))),
            (_, text, false) => Ok(IdentityRule::Exact(text.to_owned())),
        };
        match identity {
            Ok(identity) => Some(Who::Certificate(CertificateRule {
                issuer,
                kind: IdentityKind::of_text(&identity.text()),
                identity,
                instance: None,
                conditions: Conditions::default(),
            })),
            Err(why) => {
                self.stop(&place, subject.0, why);
                None
            }
        }
    }

    /// The key of a PEM text, `None` after a note.
    pub(super) fn key(&mut self, place: &str, node: &Node) -> Option<Who> {
        const BEGIN: &str = "-----BEGIN";
        let text = node.as_text().unwrap_or_default().trim();
        if !text.starts_with(BEGIN) {
            self.stop(place, node, Why::KeyElsewhere);
            return None;
        }
        if text.matches(BEGIN).count() > 1 {
            self.stop(place, node, Why::SeveralNeeded);
            return None;
        }
        let key = KeyRule::from_pem(&format!("{text}\n"));
        if key.is_none() {
            self.stop(place, node, Why::KeyUnreadable);
        }
        key.map(Who::Key)
    }

    /// Adds what one policy asks of some images, where the tool asks for what each of its policies asks.
    pub(super) fn demand(
        &mut self,
        label: &str,
        needed: Needed<'_>,
        images: &[String],
        place: &str,
        node: &Node,
    ) {
        let (ids, all) = match needed {
            Needed::All(signers) => {
                let signers = signers.into_iter();
                let labelled = signers.map(|(who, place, node)| (label, who, place, node));
                (self.add_all(labelled.collect(), images), true)
            }
            Needed::Any(signers) => {
                let add = |(who, place, node): (Who, String, &Node)| {
                    self.add(label, who, images, &place, node)
                };
                (signers.into_iter().filter_map(add).collect(), false)
            }
        };
        self.demanded(ids, all, images, place, node);
    }

    /// Remembers that one of these entries is asked for, or all of them.
    pub(super) fn demanded(
        &mut self,
        ids: Vec<String>,
        all: bool,
        images: &[String],
        place: &str,
        node: &Node,
    ) {
        if !ids.is_empty() {
            self.demands.push(Demand {
                images: images.to_vec(),
                ids,
                all,
                note: NotExpressible {
                    line: node.line,
                    place: place.to_owned(),
                    what: String::new(),
                    why: Why::OthersToo,
                    left_out: false,
                },
            });
        }
    }

    /// Adds entries that count only together, all of them or none.
    pub(super) fn together(&mut self, signers: Labelled<'_>, images: &[String]) {
        let ids = self.add_all(signers, images);
        self.require(ids, images.to_vec());
    }

    /// The ids of the entries, none when one of them cannot be made: fewer would ask for less.
    fn add_all(&mut self, signers: Labelled<'_>, images: &[String]) -> Vec<String> {
        let before = self.entries.len();
        let mut distinct: Labelled<'_> = Vec::new();
        for signer in signers {
            if !distinct.iter().any(|(_, who, ..)| *who == signer.1) {
                distinct.push(signer);
            }
        }
        let mut ids = Vec::new();
        for (label, who, place, node) in distinct {
            match self.add(label, who, images, &place, node) {
                Some(id) => ids.push(id),
                None => {
                    self.entries.truncate(before);
                    return Vec::new();
                }
            }
        }
        ids
    }

    /// Makes rules of what several signers are needed for, and lists where it cannot be said by rules.
    fn join_demands(&mut self) {
        let demands = std::mem::take(&mut self.demands);
        let mut alike: Vec<(Vec<String>, Vec<Demand>)> = Vec::new();
        let mut places: HashMap<Vec<String>, usize> = HashMap::new();
        for demand in demands {
            let mut images = demand.images.clone();
            images.sort_unstable();
            let at = *places.entry(images).or_insert(alike.len());
            match alike.get_mut(at) {
                Some((_, known)) => known.push(demand),
                None => alike.push((demand.images.clone(), vec![demand])),
            }
        }
        let many = alike.len() > MOST_COMPARED;
        let overlaps = |position: usize, images: &[String]| {
            let others = alike.iter().enumerate().filter(|(at, _)| *at != position);
            let mut images = images.iter().flat_map(|image| {
                others.clone().flat_map(move |(_, (theirs, _))| {
                    theirs.iter().map(move |their| (image, their))
                })
            });
            many || images.any(|(image, their)| may_overlap(image, their))
        };
        let overlapping: Vec<bool> = alike
            .iter()
            .enumerate()
            .map(|(position, (images, _))| overlaps(position, images))
            .collect();
        for ((images, demands), overlapping) in alike.into_iter().zip(overlapping) {
            let told = demands
                .iter()
                .all(|demand| demand.all || demand.ids.len() == 1);
            if overlapping || !told {
                let several = overlapping || demands.len() > 1;
                let notes = demands.iter().filter(|_| several).map(|it| it.note.clone());
                self.notes.extend(notes);
            }
            let mut ids: Vec<String> = Vec::new();
            for demand in demands.into_iter().filter(|it| it.all || it.ids.len() == 1) {
                ids.extend(demand.ids);
            }
            self.require(ids, images);
        }
    }

    /// A rule that these entries count together only; none for a single one.
    fn require(&mut self, ids: Vec<String>, images: Vec<String>) {
        if ids.len() < 2 {
            return;
        }
        let labels: Vec<&str> = self
            .entries
            .iter()
            .filter(|entry| ids.contains(&entry.id))
            .map(|entry| entry.label.as_str())
            .collect();
        let label: String = labels.join(" + ").chars().take(LONGEST_LABEL).collect();
        self.rules.push(Rule {
            label: label.trim_end().to_owned(),
            scope: Scope {
                images,
                ..Scope::default()
            },
            requires: ids,
            enabled: true,
            origin: Default::default(),
            first_line: 0,
            last_line: 0,
        });
    }

    /// An entry for signatures on images, if the list format takes it; its id.
    pub(super) fn add(
        &mut self,
        label: &str,
        who: Who,
        images: &[String],
        place: &str,
        node: &Node,
    ) -> Option<String> {
        /// Nobody reviews more.
        const MOST: usize = 2_000;
        if self.entries.len() >= MOST {
            self.stop(place, node, Why::NotAnEntry);
            return None;
        }
        let mut entry = Entry::new(label, who);
        entry.enabled = false;
        entry.imported_from = Some(self.from.clone());
        entry.scope.claims = vec![Claim::Signature];
        entry.scope.images = images.to_vec();
        let Some((label, keys)) = self.free_label(label) else {
            self.stop(place, node, Why::NotAnEntry);
            return None;
        };
        entry.id = free_id(&id_of(&label), |id| self.ids.contains(id));
        entry.label = label;
        // The rules of the list format hold for it as for any other.
        let file = format!("schema = 1\n{}", entry.to_toml());
        match IdentityList::parse(file.as_bytes()) {
            Ok(list) => {
                self.labels.extend(keys);
                let id = entry.id;
                self.ids.insert(id.clone());
                self.entries
                    .extend(list.entries().iter().cloned().map(|entry| Entry {
                        first_line: 0,
                        last_line: 0,
                        ..entry
                    }));
                Some(id)
            }
            Err(problems) => {
                let why = match problems.first().map(|problem| problem.code) {
                    Some(ProblemCode::IssuerNotAnAddress) => Why::IssuerNotAnAddress,
                    Some(ProblemCode::IssuerOpen) => Why::IssuerOpen,
                    Some(
                        ProblemCode::IdentityNotOfKind
                        | ProblemCode::NotAscii
                        | ProblemCode::IdentityHasStar
                        | ProblemCode::PartShape,
                    ) => Why::IdentityShape,
                    Some(ProblemCode::PatternTooOpen) => Why::IdentityTooOpen,
                    _ => Why::NotAnEntry,
                };
                self.stop(place, node, why);
                None
            }
        }
    }

    /// The label, with a number when an earlier entry has one that looks like it; and what it looks like.
    fn free_label(&mut self, wanted: &str) -> Option<(String, [String; 2])> {
        let wanted: String = match wanted.trim() {
            "" => "Policy".to_owned(),
            text => text.chars().take(LONGEST_LABEL - 8).collect(),
        };
        let wanted = wanted.trim_end().to_owned();
        let first = self.numbers.get(&wanted).copied().unwrap_or(1);
        // Of that many numbers one is free.
        for number in (first..).take(self.labels.len() + 1) {
            let label = match number {
                1 => wanted.clone(),
                number => format!("{wanted} ({number})"),
            };
            let keys = alike_keys(&label);
            if !keys.iter().any(|key| self.labels.contains(key)) {
                self.numbers.insert(wanted, number);
                return Some((label, keys));
            }
        }
        None
    }
}

/// The key of the exact form or of the expression.
fn name_of([exact, search]: [&'static str; 2], searched: bool) -> &'static str {
    if searched { search } else { exact }
}

/// A policy of Kubernetes, opened.
pub(super) struct Policy<'a> {
    pub(super) name: String,
    /// Whether the name is a label this program wrote.
    pub(super) own_label: bool,
    pub(super) spec: Object<'a>,
    /// Whether everything beside the spec is known.
    pub(super) whole: bool,
}

/// Opens a policy; nothing, after a note, when it says nothing of what it is for.
pub(super) fn policy<'a>(mut root: Object<'a>, gather: &mut Gather) -> Option<Policy<'a>> {
    let (name, own_label) = label(&mut root, gather);
    root.take("status");
    let Ok(Some(spec)) = gather.child(&mut root, "spec") else {
        gather.stop("spec", root.node, Why::NoSigner);
        return None;
    };
    Some(Policy {
        name,
        own_label,
        spec,
        whole: gather.all_known(root),
    })
}

/// The label an annotation holds, or the name.
pub(super) fn label<'a>(root: &mut Object<'a>, gather: &mut Gather) -> (String, bool) {
    let Ok(Some(mut metadata)) = gather.child(root, "metadata") else {
        return (String::new(), false);
    };
    let name = metadata.text("name").unwrap_or_default();
    let annotations = metadata.take("annotations");
    let label = annotations
        .and_then(|node| Object::of(node, String::new()))
        .and_then(|mut annotations| annotations.text(LABEL_ANNOTATION));
    (label.unwrap_or(name).to_owned(), label.is_some())
}

/// The rule that fits what another tool's search finds.
fn searched(text: &str) -> Result<IdentityRule, Why> {
    let kind = IdentityKind::of_text(text.trim_start_matches('^'));
    let equal = IdentityRule::from_search(text, kind);
    if let Ok(IdentityRule::Exact(_)) = equal {
        return equal.map_err(|_| Why::ExpressionSyntax);
    }
    if let Some(rule) = from_expression(text) {
        return Ok(rule);
    }
    equal.map_err(|reason| match reason {
        NotEqual::Unanchored => Why::ExpressionUnanchored,
        NotEqual::Syntax => Why::ExpressionSyntax,
        NotEqual::TooOpen => Why::IdentityTooOpen,
    })
}

/// Every run of stars as one that crosses segments.
pub(super) fn spanning(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '*' if out.ends_with('*') => {}
            '*' => out.push_str("**"),
            other => out.push(other),
        }
    }
    out
}
