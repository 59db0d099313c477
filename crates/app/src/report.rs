//! A check as a page to keep: what was checked, what came of it and why, and what it was checked with.
//!
//! It is a record and no proof, and says so. It holds no script, loads nothing, and text from outside stands in it as
//! in a terminal: escaped, then escaped once more for HTML.

use std::fmt::Write;

use whence_display::DisplayText;

use crate::{
    Checked, present,
    signers::Revision,
    view::{Arg, Block, CheckRow, Fact, Message, ResultView, TabKind},
    words::{self, Words},
};

/// Tabs whose values belong into a record; the others show how something was computed, or bytes.
const TABS: [TabKind; 2] = [TabKind::Certificate, TabKind::Timestamps];
/// Only its own style, nothing from anywhere.
const HEAD: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
"#;
const STYLE: &str = "<style>
:root { color-scheme: light dark }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif }
h1, h2, h3 { line-height: 1.25 }
.verdict { padding: .5rem 1rem; border: 1px solid; border-inline-start-width: .4rem }
.badge { font-weight: 600 }
table { width: 100%; border-collapse: collapse; margin-block: .5rem }
th, td { padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8886; text-align: start; vertical-align: top; overflow-wrap: anywhere }
th { width: 12rem; font-weight: 400; opacity: .8 }
code { font-family: ui-monospace, monospace }
@media print { body { margin: 0; max-width: none } h2, tr { break-inside: avoid } }
</style>
";

/// Twelve digits that stand for everything in the view, to be read aloud: another result has others.
pub fn short_code(view: &ResultView) -> String {
    let same = ResultView {
        result: 0,
        ..view.clone()
    };
    let written = serde_json::to_vec(&same).unwrap_or_default();
    let digest = Revision::of(&written).to_string();
    let number = digest
        .get(..15)
        .and_then(|digits| u64::from_str_radix(digits, 16).ok())
        .unwrap_or_default();
    let digits = format!("{:012}", number % 1_000_000_000_000);
    let (first, rest) = digits.split_at(4);
    let (second, third) = rest.split_at(4);
    format!("{first}-{second}-{third}")
}

/// The page, in HTML; `list` is the fingerprint of the list in force.
pub fn html(checked: &Checked, list: &str, words: &Words) -> String {
    let view = present::result_view(checked, 0);
    let mut page = Page {
        words,
        text: HEAD.to_owned(),
    };
    page.title(&view);
    page.verdict(checked, &view);
    page.why(&view);
    page.evidence(checked, &view);
    page.record(&view, list);
    page.text.push_str("</html>\n");
    page.text
}

/// A name to propose for the file.
pub fn file_name(checked: &Checked) -> String {
    let name = checked.subject.name.to_string_lossy();
    let plain: String = name
        .chars()
        .filter(|letter| letter.is_alphanumeric() || "._- ".contains(*letter))
        .take(100)
        .collect();
    match plain.trim_matches(['.', ' ']) {
        "" => "whence-report.html".to_owned(),
        plain => format!("{plain}.whence-report.html"),
    }
}

struct Page<'a> {
    words: &'a Words,
    text: String,
}

impl Page<'_> {
    fn title(&mut self, view: &ResultView) {
        let name = view.subject.name.to_terminal();
        let title = Message::new("report-title").with("name", view.subject.name.clone());
        let title = self.said(&title);
        let _ = write!(self.text, "<title>{title}</title>\n{STYLE}");
        let heading = self.said(&Message::new("report-heading"));
        let _ = write!(
            self.text,
            "<h1>{heading}</h1>\n<p><code>{}</code></p>\n",
            escaped(&name)
        );
    }

    fn verdict(&mut self, checked: &Checked, view: &ResultView) {
        let verdict = &view.verdict;
        self.text.push_str("<div class=\"verdict\">\n");
        let badge = self.said(&present::badge(checked));
        let headline = self.said(&verdict.headline);
        let _ = write!(
            self.text,
            "<p class=\"badge\">{badge}</p>\n<h2>{headline}</h2>\n"
        );
        let notes = verdict.notes.iter().map(|note| &note.message);
        let lines = verdict.detail.iter().chain([&verdict.limit]).chain(notes);
        lines.for_each(|line| self.paragraph(line));
        self.text.push_str("</div>\n");
        let mut rows = Vec::new();
        rows.extend(view.subject.size.map(|size| {
            let size = escaped(&words::size(size));
            (self.said(&Message::new("report-size")), size)
        }));
        for digest in &view.subject.digests {
            let name = escaped(&digest.algorithm);
            rows.push((name, format!("<code>{}</code>", escaped(&digest.hex))));
        }
        let about = view.subject.name_notes.iter().chain(&view.subject.claims);
        about.for_each(|line| self.paragraph(line));
        self.table(&rows);
        let looked = view.looked.iter().flat_map(|looked| &looked.lines);
        looked.for_each(|line| self.paragraph(&line.sentence));
    }

    fn why(&mut self, view: &ResultView) {
        if view.why.is_empty() {
            return;
        }
        self.heading("report-why");
        let mut rows = Vec::new();
        for line in &view.why {
            let mut said = self.said(&line.sentence);
            if let Some(reason) = &line.reason {
                let _ = write!(said, "<br>{}", self.said(reason));
            }
            rows.push((escaped(&self.words.outcome(line.outcome)), said));
        }
        self.table(&rows);
        let checks = || view.why.iter().flat_map(|line| &line.checks);
        if checks().next().is_none() {
            return;
        }
        self.heading("report-checks");
        let rows: Vec<_> = checks().map(|check| self.check(check)).collect();
        self.table(&rows);
    }

    fn check(&self, check: &CheckRow) -> (String, String) {
        let mut said = self.said(&check.sentence);
        let mut id = escaped(&check.id);
        if let Some(about) = check.about {
            let _ = write!(id, "[{about}]");
        }
        let _ = write!(said, "<br><code>{id}</code>");
        if let Some(code) = &check.code {
            let _ = write!(said, " <code>{}</code>", escaped(code));
        }
        (escaped(&self.words.outcome(check.outcome)), said)
    }

    fn evidence(&mut self, checked: &Checked, view: &ResultView) {
        if view.evidence.is_empty() {
            return;
        }
        self.heading("report-evidence");
        for piece in &view.evidence {
            let name = escaped(&piece.name.to_terminal());
            let _ = writeln!(self.text, "<h3><code>{name}</code></h3>");
            self.paragraph(&piece.summary);
            let bytes = usize::try_from(piece.index)
                .ok()
                .and_then(|index| checked.pieces.get(index))
                .map(|piece| Revision::of(&piece.piece.bytes).to_string());
            let digest =
                bytes.map(|digest| ("sha256".to_owned(), format!("<code>{digest}</code>")));
            self.table(&Vec::from_iter(digest));
            for kind in TABS.into_iter().filter(|kind| piece.tabs.contains(kind)) {
                for block in present::tab(checked, piece.index, kind).blocks {
                    // What is folded on the screen is for those who look closer, at the evidence itself.
                    if let Block::Facts {
                        title,
                        folded: false,
                        facts,
                    } = block
                    {
                        self.paragraph(&title);
                        let rows: Vec<_> = facts.iter().map(|fact| self.fact(fact)).collect();
                        self.table(&rows);
                    }
                }
            }
        }
    }

    fn fact(&self, fact: &Fact) -> (String, String) {
        let value = escaped(&self.words.fact_value(&fact.value));
        let standing = escaped(&self.words.standing(fact.standing));
        (
            self.said(&fact.label),
            format!("<code>{value}</code> <small>({standing})</small>"),
        )
    }

    fn record(&mut self, view: &ResultView, list: &str) {
        self.heading("report-record");
        self.paragraph(&Message::new("report-note"));
        let mut lines = vec![
            Message::new("report-checked").with("time", Arg::Time(view.checked_at)),
            Message::new("report-trust-data").with("name", view.trust_data.name.clone()),
        ];
        lines.extend(
            view.trust_data
                .dated
                .map(|dated| Message::new("report-dated").with("date", Arg::Date(dated))),
        );
        lines.extend(
            view.proven_again
                .map(|time| Message::new("report-proven-again").with("time", Arg::Time(time))),
        );
        let named =
            |id: &str, text: &str| Message::new(id).with("text", DisplayText::identifier(text));
        lines.push(named("report-list", list));
        lines.push(named("report-version", env!("CARGO_PKG_VERSION")));
        lines.push(named("report-code", &short_code(view)));
        lines.iter().for_each(|line| self.paragraph(line));
    }

    fn heading(&mut self, id: &str) {
        let text = self.said(&Message::new(id));
        let _ = writeln!(self.text, "<h2>{text}</h2>");
    }

    fn paragraph(&mut self, message: &Message) {
        let text = self.said(message);
        let _ = writeln!(self.text, "<p>{text}</p>");
    }

    /// Rows whose cells are HTML already.
    fn table(&mut self, rows: &[(String, String)]) {
        if rows.is_empty() {
            return;
        }
        self.text.push_str("<table>\n");
        for (name, value) in rows {
            let _ = writeln!(
                self.text,
                "<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>"
            );
        }
        self.text.push_str("</table>\n");
    }

    fn said(&self, message: &Message) -> String {
        escaped(&self.words.render(message))
    }
}

/// Fit to stand in HTML, also within quotes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_becomes_a_part_of_the_page() {
        assert_eq!(
            escaped("<img src=x onerror='a' \"b\">&amp;"),
            "&lt;img src=x onerror=&#39;a&#39; &quot;b&quot;&gt;&amp;amp;"
        );
    }
}
