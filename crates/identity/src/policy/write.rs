//! Entries as policies of other tools.

use whence_evidence::UnixTime;
use whence_verify::{Claim, RELEASE_SERVICE};

use super::gather::LABEL_ANNOTATION;
use super::images::{self, Dialect, may_overlap};
use super::{Format, codes};
use crate::command::{escaped, expression};
use crate::list::{Conditions, Entry, IdentityKind, Rule, Who};
use crate::rule::IdentityRule;

codes! {
    /// Why an entry is left out of a policy, which would else accept more than the entry.
    LeftOut {
        /// It is switched off, not reviewed, or expired.
        NotInForce = "not-in-force",
        /// It has a last day, which policies do not have.
        Expires = "expires",
        /// It does not count for signatures.
        Claim = "claim",
        /// It compares account numbers.
        AccountNumbers = "account-numbers",
        /// It compares further facts of the build.
        Conditions = "conditions",
        /// The format holds no keys, or the key itself is not known, only its fingerprint.
        Key = "key",
        /// Its regular expression may be read differently.
        Expression = "expression",
        /// It is for files or packages only.
        NoImages = "no-images",
        /// Its pattern of images has no equal.
        ImagePattern = "image-pattern",
        /// An earlier entry may be for some of the same images, and the format has one signer for each.
        SameImages = "same-images",
        /// For some of its images a rule asks for further signers.
        Together = "together",
    }
}

/// A policy made of entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// The file; empty when every entry was left out.
    pub text: String,
    /// Positions of the entries that are not in it, and why.
    pub left_out: Vec<(usize, LeftOut)>,
}

/// A policy that accepts nothing but what these entries accept of signatures on images, as far as the `rules`
/// of their list let them.
pub fn export(format: Format, entries: &[&Entry], rules: &[&Rule], now: UnixTime) -> Exported {
    let mut exported = Exported::default();
    let mut written = Vec::new();
    for (position, entry) in entries.iter().enumerate() {
        let alone = match rules.iter().any(|rule| rule.enabled && binds(rule, entry)) {
            true => Err(LeftOut::Together),
            false => Ok(()),
        };
        let written_alone = alone.and_then(|()| Written::of(format, entry, now));
        match written_alone.and_then(|new| fits(format, new, &written)) {
            Ok(new) => written.push(new),
            Err(why) => exported.left_out.push((position, why)),
        }
    }
    if written.is_empty() {
        return exported;
    }
    exported.text = match format {
        Format::ClusterImagePolicy => documents(&written, cluster_image_policy),
        Format::KyvernoClusterPolicy => documents(&written, kyverno),
        Format::KyvernoImageValidatingPolicy => documents(&written, kyverno_validating),
        Format::Connaisseur => connaisseur(&written),
        Format::Ratify => ratify(&written),
    };
    exported
}

/// Whether a rule is for some of the images that an entry is for.
fn binds(rule: &Rule, entry: &Entry) -> bool {
    let scope = &entry.scope;
    let everything = scope.images.is_empty() && scope.files.is_empty() && scope.packages.is_empty();
    let mut ruled = rule.scope.images.iter();
    ruled.any(|ruled| everything || scope.images.iter().any(|image| may_overlap(image, ruled)))
}

/// What every format needs of an entry.
struct Written<'a> {
    entry: &'a Entry,
    images: Vec<String>,
    signer: Signer,
}

enum Signer {
    Key(String),
    Certificate {
        issuer: String,
        identity: String,
        /// Whether the identity is an expression, anchored at both ends.
        searched: bool,
    },
}

impl<'a> Written<'a> {
    fn of(format: Format, entry: &'a Entry, now: UnixTime) -> Result<Self, LeftOut> {
        if !entry.in_force(now) {
            return Err(LeftOut::NotInForce);
        }
        if entry.expires.is_some() {
            return Err(LeftOut::Expires);
        }
        if !entry.scope.claims.contains(&Claim::Signature) {
            return Err(LeftOut::Claim);
        }
        let dialect = match format {
            Format::ClusterImagePolicy => Dialect::Glob,
            Format::KyvernoClusterPolicy | Format::KyvernoImageValidatingPolicy => {
                Dialect::Wildcard
            }
            Format::Connaisseur => Dialect::Component,
            Format::Ratify => Dialect::Prefix,
        };
        Ok(Self {
            entry,
            signer: Signer::of(format, &entry.who)?,
            images: images::export(dialect, &entry.scope)?,
        })
    }
}

impl Signer {
    fn of(format: Format, who: &Who) -> Result<Self, LeftOut> {
        let rule = match who {
            Who::Key(key) => {
                let pem = key.pem.as_ref().filter(|_| format != Format::Ratify);
                return pem.cloned().map(Self::Key).ok_or(LeftOut::Key);
            }
            Who::Certificate(rule) if rule.issuer == RELEASE_SERVICE => return Err(LeftOut::Claim),
            Who::Certificate(rule) => rule,
        };
        if rule.conditions.owner_id.is_some() || rule.conditions.repository_id.is_some() {
            return Err(LeftOut::AccountNumbers);
        }
        if rule.conditions != Conditions::default() || rule.instance.is_some() {
            return Err(LeftOut::Conditions);
        }
        // Kyverno reads these as wildcards.
        let exact =
            |text: &str| format != Format::KyvernoClusterPolicy || !text.contains(['*', '?']);
        let (identity, searched) = match &rule.identity {
            IdentityRule::Exact(text) if exact(text) => (text.clone(), false),
            IdentityRule::Exact(text) => (format!("^{}$", escaped(text)), true),
            IdentityRule::Regex(regex) => {
                let search = format!("^{}$", regex.as_str());
                let back = IdentityRule::from_search(&search, rule.kind);
                if back.as_ref() != Ok(&rule.identity) {
                    return Err(LeftOut::Expression);
                }
                (search, true)
            }
            other => {
                let search = expression(other).map_err(|_| LeftOut::Expression)?;
                (search, true)
            }
        };
        if rule.kind == IdentityKind::OtherName && searched {
            return Err(LeftOut::Expression);
        }
        Ok(Self::Certificate {
            issuer: rule.issuer.clone(),
            identity,
            searched,
        })
    }
}

/// Whether the format can hold an entry next to those before it.
fn fits<'a>(
    format: Format,
    new: Written<'a>,
    earlier: &[Written<'a>],
) -> Result<Written<'a>, LeftOut> {
    // Of several rules for an image these tools take one.
    let one_rule = matches!(format, Format::Connaisseur | Format::Ratify);
    let grouped = |other: &Written<'a>| format == Format::Connaisseur && other.images == new.images;
    let collides = |other: &Written<'a>| {
        let pairs = |image: &String| new.images.iter().any(|own| may_overlap(own, image));
        !grouped(other) && other.images.iter().any(pairs)
    };
    if one_rule && earlier.iter().any(collides) {
        return Err(LeftOut::SameImages);
    }
    Ok(new)
}

fn documents(written: &[Written<'_>], document: fn(&Written<'_>, &mut Lines)) -> String {
    let mut lines = Lines::default();
    for (position, entry) in written.iter().enumerate() {
        if position > 0 {
            lines.add(0, "---");
        }
        document(entry, &mut lines);
    }
    lines.0
}

fn head(version: &str, kind: &str, entry: &Entry, lines: &mut Lines) {
    lines.add(0, &format!("apiVersion: {version}"));
    lines.add(0, &format!("kind: {kind}"));
    lines.add(0, "metadata:");
    // Names of Kubernetes begin and end with a letter or digit.
    let name = match entry.id.trim_matches('-') {
        "" => "entry",
        name => name,
    };
    lines.add(1, &format!("name: {}", quoted(name)));
    lines.add(1, "annotations:");
    lines.add(2, &format!("{LABEL_ANNOTATION}: {}", quoted(&entry.label)));
    lines.add(0, "spec:");
}

fn cluster_image_policy(written: &Written<'_>, lines: &mut Lines) {
    head(
        "policy.sigstore.dev/v1beta1",
        "ClusterImagePolicy",
        written.entry,
        lines,
    );
    lines.add(1, "images:");
    for image in &written.images {
        lines.add(1, &format!("- glob: {}", quoted(image)));
    }
    lines.add(1, "authorities:");
    lines.attestor([1, 4], "- ", &written.signer, ["key", "data"], true);
}

fn kyverno(written: &Written<'_>, lines: &mut Lines) {
    head("kyverno.io/v1", "ClusterPolicy", written.entry, lines);
    lines.add(1, "rules:");
    lines.add(1, "- name: \"signer\"");
    lines.add(2, "match:");
    lines.add(3, "any:");
    lines.add(3, "- resources:");
    lines.add(5, "kinds: [\"Pod\"]");
    lines.add(2, "verifyImages:");
    lines.add(2, "- imageReferences:");
    for image in &written.images {
        lines.add(3, &format!("- {}", quoted(image)));
    }
    lines.add(3, "failureAction: \"Enforce\"");
    lines.add(3, "attestors:");
    lines.add(3, "- count: 1");
    lines.add(4, "entries:");
    lines.attestor([4, 7], "- ", &written.signer, ["keys", "publicKeys"], false);
}

fn kyverno_validating(written: &Written<'_>, lines: &mut Lines) {
    head(
        "policies.kyverno.io/v1",
        "ImageValidatingPolicy",
        written.entry,
        lines,
    );
    lines.add(1, "validationActions: [\"Deny\"]");
    lines.add(1, "matchConstraints:");
    lines.add(2, "resourceRules:");
    lines.add(2, "- apiGroups: [\"\"]");
    lines.add(3, "apiVersions: [\"v1\"]");
    lines.add(3, "operations: [\"CREATE\", \"UPDATE\"]");
    lines.add(3, "resources: [\"pods\"]");
    lines.add(1, "matchImageReferences:");
    for image in &written.images {
        lines.add(1, &format!("- glob: {}", quoted(image)));
    }
    lines.add(1, "attestors:");
    lines.add(1, "- name: \"signer\"");
    lines.add(2, "cosign:");
    lines.attestor([3, 4], "", &written.signer, ["key", "data"], true);
    lines.add(1, "validations:");
    let expression = "images.containers.map(image, verifyImageSignatures(image, [attestors.signer])).all(e, e > 0)";
    lines.add(1, &format!("- expression: {}", quoted(expression)));
    lines.add(2, "message: \"Not signed by this signer.\"");
}

fn connaisseur(written: &[Written<'_>]) -> String {
    let mut groups: Vec<Vec<&Written<'_>>> = Vec::new();
    for new in written {
        let group = groups.iter_mut().find(|group| {
            group
                .first()
                .is_some_and(|first| first.images == new.images)
        });
        match group {
            Some(group) => group.push(new),
            None => groups.push(vec![new]),
        }
    }
    let mut lines = Lines::default();
    lines.add(0, "application:");
    lines.add(1, "validators:");
    for (number, group) in groups.iter().enumerate() {
        lines.add(1, &format!("- name: \"validator-{}\"", number + 1));
        lines.add(2, "type: \"cosign\"");
        lines.add(2, "trustRoots:");
        for new in group {
            lines.add(2, &format!("- name: {}", quoted(&new.entry.label)));
            match &new.signer {
                Signer::Key(pem) => lines.pem(3, "key", pem),
                Signer::Certificate { .. } => {
                    lines.add(3, "keyless:");
                    lines.signer(4, "", &new.signer, ["issuer", "subject", "subjectRegex"]);
                }
            }
        }
    }
    lines.add(1, "policy:");
    for (number, group) in groups.iter().enumerate() {
        let images = group.first().map(|first| first.images.as_slice());
        for image in images.unwrap_or_default() {
            lines.add(1, &format!("- pattern: {}", quoted(image)));
            lines.add(2, &format!("validator: \"validator-{}\"", number + 1));
            lines.add(2, "with:");
            lines.add(3, "trustRoot: \"*\"");
            lines.add(3, "threshold: 1");
        }
    }
    lines.0
}

fn ratify(written: &[Written<'_>]) -> String {
    let mut lines = Lines::default();
    lines.add(0, "apiVersion: config.ratify.deislabs.io/v1beta1");
    lines.add(0, "kind: Verifier");
    lines.add(0, "metadata:");
    lines.add(1, "name: \"verifier-cosign\"");
    lines.add(0, "spec:");
    lines.add(1, "name: \"cosign\"");
    lines.add(
        1,
        "artifactTypes: \"application/vnd.dev.cosign.artifact.sig.v1+json\"",
    );
    lines.add(1, "parameters:");
    lines.add(2, "trustPolicies:");
    for new in written {
        lines.add(2, &format!("- name: {}", quoted(&new.entry.label)));
        lines.add(3, "version: \"1.0.0\"");
        lines.add(3, "scopes:");
        for image in &new.images {
            lines.add(3, &format!("- {}", quoted(image)));
        }
        lines.add(3, "keyless:");
        let keys = [
            "certificateOIDCIssuer",
            "certificateIdentity",
            "certificateIdentityRegExp",
        ];
        lines.signer(4, "", &new.signer, keys);
    }
    lines.0
}

/// Lines of YAML. Everything from the list is in double quotes or a block of its own.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn add(&mut self, depth: usize, line: &str) {
        self.0.push_str(&"  ".repeat(depth));
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn pem(&mut self, depth: usize, key: &str, pem: &str) {
        self.add(depth, &format!("{key}: |"));
        for line in pem.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.add(depth + 1, line);
        }
    }

    /// A key, by the names of it and of its text, or a login with an identity, which may stand in a list.
    fn attestor(
        &mut self,
        [outer, inner]: [usize; 2],
        dash: &str,
        signer: &Signer,
        [key, text]: [&str; 2],
        in_a_list: bool,
    ) {
        match signer {
            Signer::Key(pem) => {
                self.add(outer, &format!("{dash}{key}:"));
                self.pem(inner, text, pem);
            }
            Signer::Certificate { .. } => {
                self.add(outer, &format!("{dash}keyless:"));
                if in_a_list {
                    self.add(inner, "identities:");
                }
                let dash = if in_a_list { "- " } else { "" };
                let keys = ["issuer", "subject", "subjectRegExp"];
                self.signer(inner, dash, signer, keys);
            }
        }
    }

    /// Login service and identity, by the keys for the issuer, the exact and the searched identity.
    fn signer(&mut self, depth: usize, dash: &str, signer: &Signer, keys: [&str; 3]) {
        let Signer::Certificate {
            issuer,
            identity,
            searched,
        } = signer
        else {
            return;
        };
        let [issuer_key, exact, search] = keys;
        self.add(depth, &format!("{dash}{issuer_key}: {}", quoted(issuer)));
        let key = if *searched { search } else { exact };
        let depth = depth + usize::from(!dash.is_empty());
        self.add(depth, &format!("{key}: {}", quoted(identity)));
    }
}

/// A double-quoted text of YAML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            plain if plain.is_ascii_graphic() || plain == ' ' || plain.is_alphanumeric() => {
                out.push(plain);
            }
            other => out.push_str(&format!("\\U{:08X}", u32::from(other))),
        }
    }
    out.push('"');
    out
}
