//! Entries as the list file has them.

use std::fmt::Write as _;

use whence_display::is_unseen;
use whence_evidence::UnixTime;

use crate::list::{Entry, Rule, Scope, Who, id_of};
use crate::rule::IdentityRule;

impl Entry {
    /// The entry as a table of a list file: `[[signer]]` and its keys, each on a line of its own. Reading
    /// it gives the same entry, apart from lines and origin.
    pub fn to_toml(&self) -> String {
        let mut out = Lines::begin("signer");
        if self.id != id_of(&self.label) {
            out.text("id", &self.id);
        }
        out.text("label", &self.label);
        match &self.who {
            Who::Certificate(rule) => {
                out.text("issuer", &rule.issuer);
                match &rule.identity {
                    IdentityRule::Exact(text) => out.text("identity", text),
                    IdentityRule::Pattern(text) => out.text("identity-pattern", text),
                    IdentityRule::Regex(regex) => out.text("identity-regex", regex.as_str()),
                    IdentityRule::Parts(parts) => {
                        let pairs = [
                            ("host", parts.host.as_str()),
                            ("owner", &parts.owner),
                            ("repository", parts.repository.text()),
                            ("workflow", parts.workflow.text()),
                            ("ref", parts.reference.text()),
                        ];
                        let pairs = pairs.map(|(key, text)| format!("{key} = {}", quoted(text)));
                        out.raw("parts", &format!("{{ {} }}", pairs.join(", ")));
                    }
                }
                out.text("kind", rule.kind.as_str());
                out.optional("instance", rule.instance.as_deref());
                let conditions = &rule.conditions;
                out.optional("repository-id", conditions.repository_id.as_deref());
                out.optional("owner-id", conditions.owner_id.as_deref());
                out.optional("source-repository", conditions.source_repository.as_deref());
                let source_ref = conditions.source_ref.as_ref();
                out.optional("source-ref", source_ref.map(|rule| rule.text()));
                out.optional("runner", conditions.runner.map(|runner| runner.as_str()));
                out.texts("triggers", &conditions.triggers);
            }
            Who::Key(key) => match (&key.file, &key.pem, &key.spki_sha256) {
                (Some(file), ..) => out.text("key-file", file),
                (None, Some(pem), _) => out.text("key-pem", pem),
                (None, None, Some(digest)) => out.text("key", &digest.to_string()),
                (None, None, None) => {}
            },
        }
        out.scope(&self.scope);
        if self.scope.claims != Self::ALL_CLAIMS {
            let claims: Vec<String> = self
                .scope
                .claims
                .iter()
                .map(|claim| claim.as_str().to_owned())
                .collect();
            out.texts("claims", &claims);
        }
        if let Some(basis) = &self.basis {
            out.text("basis", basis.kind.as_str());
            out.optional("basis-link", basis.link.as_deref());
        }
        out.optional("added-by", self.added_by.as_deref());
        out.date("added", self.added.as_deref());
        out.date("expires", self.expires.map(day).as_deref());
        if !self.enabled {
            out.raw("enabled", "false");
        }
        if self.pinned {
            out.raw("pinned", "true");
        }
        out.optional("imported-from", self.imported_from.as_deref());
        out.date("reviewed", self.reviewed.as_deref());
        out.optional("note", self.note.as_deref());
        out.0
    }
}

impl Rule {
    /// The rule as a table of a list file.
    pub fn to_toml(&self) -> String {
        let mut out = Lines::begin("rule");
        out.text("label", &self.label);
        out.scope(&self.scope);
        out.texts("requires", &self.requires);
        if !self.enabled {
            out.raw("enabled", "false");
        }
        out.0
    }
}

/// The day of a time, in UTC: `2027-01-01`.
fn day(time: UnixTime) -> String {
    time.to_string().chars().take(10).collect()
}

/// Lines of one table.
struct Lines(String);

impl Lines {
    fn begin(table: &str) -> Self {
        Self(format!("[[{table}]]\n"))
    }

    fn raw(&mut self, key: &str, value: &str) {
        // Writing to a text does not fail.
        let _ = writeln!(self.0, "{key} = {value}");
    }

    fn text(&mut self, key: &str, text: &str) {
        self.raw(key, &quoted(text));
    }

    fn optional(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    /// A day as it was read, which needs no quotes.
    fn date(&mut self, key: &str, day: Option<&str>) {
        if let Some(day) = day {
            self.raw(key, day);
        }
    }

    fn texts(&mut self, key: &str, texts: &[String]) {
        if !texts.is_empty() {
            let quoted: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
            self.raw(key, &format!("[{}]", quoted.join(", ")));
        }
    }

    fn scope(&mut self, scope: &Scope) {
        self.texts("files", &scope.files);
        self.texts("images", &scope.images);
        self.texts("packages", &scope.packages);
    }
}

/// A basic string of TOML; several lines between three quotes.
fn quoted(text: &str) -> String {
    let lines = text.contains('\n');
    let mut out = String::from(if lines { "\"\"\"\n" } else { "\"" });
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push('\n'),
            '\t' => out.push_str("\\t"),
            // What would act on an editor or a terminal without being seen is spelled out.
            other if other.is_control() || is_unseen(other) => {
                let _ = match u32::from(other) {
                    code @ ..=0xffff => write!(out, "\\u{code:04X}"),
                    code => write!(out, "\\U{code:08X}"),
                };
            }
            other => out.push(other),
        }
    }
    out.push_str(if lines { "\"\"\"" } else { "\"" });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_spelled_out() {
        assert_eq!(
            quoted("a\u{202e}b\u{9b}\u{e0041}é\"\\"),
            "\"a\\u202Eb\\u009B\\U000E0041é\\\"\\\\\""
        );
    }
}
