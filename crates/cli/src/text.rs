//! What a person reads in a terminal: our words first, text from outside escaped.

use std::{env, fmt::Write, io::IsTerminal};

use whence_app::{
    Checked,
    batch::Row,
    image::ImageView,
    present,
    view::{Block, CheckRow, Fact, Message, ResultView, State, TreeNode},
    words::{self, Words},
};
use whence_display::DisplayText;

use crate::json;

/// A result.
pub(crate) fn write(checked: &Checked, words: &Words, verbose: bool) -> String {
    let page = Page {
        words,
        verbose,
        colour: colour(),
    };
    page.result(&present::result_view(checked, 0), &present::badge(checked))
}

/// A result of many, on one line.
pub(crate) fn line_of(row: &Row, checked: &Checked, words: &Words) -> String {
    let page = Page {
        words,
        verbose: false,
        colour: colour(),
    };
    let state = present::state_view(checked.verdict.state);
    let name = json::shown_path(&row.shown());
    let said = match (state, row.signer()) {
        (State::Listed | State::Unlisted, Some(signer)) => words.render(signer),
        _ => words.render(&row.finding()),
    };
    format!("{} {name}: {said}", page.badge(state, &row.badge()))
}

/// The verdict in short.
pub(crate) fn headline(checked: &Checked, words: &Words) -> String {
    let page = Page {
        words,
        verbose: false,
        colour: colour(),
    };
    let view = present::result_view(checked, 0);
    let mut text = String::new();
    page.headline(&mut text, &view, &present::badge(checked));
    text
}

/// The content of a tab.
pub(crate) fn blocks(blocks: &[Block], words: &Words) -> String {
    let page = Page {
        words,
        verbose: true,
        colour: false,
    };
    let mut text = String::new();
    for block in blocks {
        page.block(&mut text, block);
    }
    text
}

fn colour() -> bool {
    std::io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

struct Page<'a> {
    words: &'a Words,
    verbose: bool,
    colour: bool,
}

impl Page<'_> {
    fn result(&self, view: &ResultView, badge: &Message) -> String {
        let mut text = String::new();
        let verdict = &view.verdict;
        self.headline(&mut text, view, badge);
        for message in &verdict.steps {
            line(&mut text, &format!("  > {}", self.words.render(message)));
        }
        if self.verbose
            || matches!(
                verdict.state,
                State::Failed | State::CouldNotCheck | State::NoSignature
            )
        {
            self.why(&mut text, view);
        }
        if self.verbose {
            self.evidence(&mut text, view);
        }
        text
    }

    /// What stands in the verdict panel, without the steps.
    fn headline(&self, text: &mut String, view: &ResultView, badge: &Message) {
        let verdict = &view.verdict;
        line(
            text,
            &format!(
                "{} {}",
                self.badge(verdict.state, badge),
                view.subject.name.to_terminal()
            ),
        );
        if let Some(image) = &view.subject.image {
            self.image(text, image);
        }
        line(text, &format!("  {}", self.words.render(&verdict.headline)));
        for message in verdict.detail.iter().chain([&verdict.limit]) {
            line(text, &format!("  {}", self.words.render(message)));
        }
        for looked in view.looked.iter().flat_map(|looked| &looked.lines) {
            line(
                text,
                &format!("  ? {}", self.words.render(&looked.sentence)),
            );
        }
        for message in &view.subject.claims {
            line(text, &format!("  - {}", self.words.render(message)));
        }
        for message in view
            .subject
            .name_notes
            .iter()
            .chain(verdict.notes.iter().map(|note| &note.message))
        {
            line(text, &format!("  ! {}", self.words.render(message)));
        }
    }

    /// Which digest the verdict is about, and what of it nobody signed.
    fn image(&self, text: &mut String, image: &ImageView) {
        let role = self.words.render(&image.role);
        let platform = image.platform.as_ref().map(DisplayText::to_terminal);
        let digest = image.digest.as_ref().map(DisplayText::to_terminal);
        let parts = [Some(role), platform, digest];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        line(text, &format!("  {}", parts.join(" · ")));
        if image.through_index {
            let through = Message::new("image-through-index");
            line(text, &format!("  {}", self.words.render(&through)));
        }
        for remark in &image.remarks {
            line(text, &format!("  ! {}", self.words.render(remark)));
        }
        for attached in &image.attached {
            let what = self.words.render(&attached.what);
            line(
                text,
                &format!("  ~ {what} ({})", attached.kind.to_terminal()),
            );
        }
    }

    fn block(&self, text: &mut String, block: &Block) {
        let title = |text: &mut String, title: &Message| {
            line(text, &format!("\n  {}", self.words.render(title)));
        };
        match block {
            Block::Remark { message } => {
                line(text, &format!("\n  {}", self.words.render(message)));
            }
            Block::Facts {
                title: heading,
                facts,
                ..
            } => {
                title(text, heading);
                for fact in facts {
                    let standing = self.words.standing(fact.standing);
                    line(text, &format!("    {standing:<15} {}", self.fact(fact)));
                }
            }
            Block::Tree {
                title: heading,
                nodes,
                ..
            } => {
                title(text, heading);
                tree(text, nodes, 2);
            }
            Block::Lines {
                title: heading,
                lines,
                ..
            } => {
                title(text, heading);
                for content in lines {
                    line(text, &format!("    {}", content.to_terminal()));
                }
            }
            // A statement has none of these.
            Block::Chain { .. }
            | Block::Timeline { .. }
            | Block::InclusionProof { .. }
            | Block::RawParts { .. } => {}
        }
    }

    fn why(&self, text: &mut String, view: &ResultView) {
        for why in &view.why {
            line(
                text,
                &format!(
                    "    {:<8} {}",
                    self.words.outcome(why.outcome),
                    self.words.render(&why.sentence)
                ),
            );
            if let Some(reason) = &why.reason {
                line(
                    text,
                    &format!("    {:<8} {}", "", self.words.render(reason)),
                );
            }
            if self.verbose {
                why.checks.iter().for_each(|check| self.check(text, check));
            }
        }
    }

    fn check(&self, text: &mut String, check: &CheckRow) {
        let about = check
            .about
            .map(|position| format!("[{position}]"))
            .unwrap_or_default();
        let code = check
            .code
            .as_ref()
            .map(|code| format!(" ({code})"))
            .unwrap_or_default();
        let sentence = self.words.render(&check.sentence);
        let outcome = self.words.outcome(check.outcome);
        line(
            text,
            &format!(
                "             {outcome:<8} {}{about}{code}: {sentence}",
                check.id
            ),
        );
        for fact in &check.facts {
            line(text, &format!("                      {}", self.fact(fact)));
        }
    }

    fn evidence(&self, text: &mut String, view: &ResultView) {
        for evidence in &view.evidence {
            let name = evidence.name.to_terminal();
            line(
                text,
                &format!("  = {} {name}", self.words.render(&evidence.summary)),
            );
        }
        for digest in &view.subject.digests {
            line(text, &format!("  = {}:{}", digest.algorithm, digest.hex));
        }
        let trust = self.words.render(&view.trust_data.name);
        let dated = view
            .trust_data
            .dated
            .map(|dated| format!(" ({})", words::date(dated)))
            .unwrap_or_default();
        line(text, &format!("  = {trust}{dated}"));
    }

    fn fact(&self, fact: &Fact) -> String {
        self::fact(fact, self.words)
    }

    /// The state in brackets; colour only repeats what the words say.
    fn badge(&self, state: State, badge: &Message) -> String {
        let colour = match state {
            State::Listed => "34",
            State::Unlisted => "33",
            State::Failed => "31",
            State::NoSignature | State::CouldNotCheck => "2",
        };
        let words = self.words.render(badge);
        if self.colour {
            format!("\x1b[{colour}m[{words}]\x1b[0m")
        } else {
            format!("[{words}]")
        }
    }
}

/// An outline, a level of it for each two spaces.
fn tree(text: &mut String, nodes: &[TreeNode], level: usize) {
    for node in nodes {
        let value = node
            .value
            .as_ref()
            .map(|value| format!(": {}", value.to_terminal()))
            .unwrap_or_default();
        let indent = "  ".repeat(level);
        line(text, &format!("{indent}{}{value}", node.key.to_terminal()));
        tree(text, &node.children, level + 1);
    }
}

fn line(text: &mut String, content: &str) {
    // Writing to a String does not fail.
    let _ = writeln!(text, "{content}");
}

/// A labelled value on one line.
pub(crate) fn fact(fact: &Fact, words: &Words) -> String {
    let value = words.fact_value(&fact.value);
    format!("{}: {value}", words.render(&fact.label))
}
