//! What a person reads in a terminal: our words first, text from outside escaped.

use std::{env, fmt::Write, io::IsTerminal};

use whence_app::{
    Checked, present,
    view::{CheckRow, Fact, FactValue, Message, Outcome, ResultView, State},
    words::{self, Words},
};

/// All results, one after the other.
pub(crate) fn write(checked: &[Checked], words: &Words, verbose: bool) -> String {
    let colour = std::io::stdout().is_terminal()
        && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let page = Page {
        words,
        verbose,
        colour,
    };
    let results: Vec<String> = (0..)
        .zip(checked)
        .map(|(number, checked)| {
            page.result(
                &present::result_view(checked, number),
                &present::badge(checked),
            )
        })
        .collect();
    results.join("\n")
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
        line(
            &mut text,
            &format!(
                "{} {}",
                self.badge(verdict.state, badge),
                view.subject.name.to_terminal()
            ),
        );
        line(
            &mut text,
            &format!("  {}", self.words.render(&verdict.headline)),
        );
        for message in verdict.detail.iter().chain([&verdict.limit]) {
            line(&mut text, &format!("  {}", self.words.render(message)));
        }
        for message in view
            .subject
            .name_notes
            .iter()
            .chain(verdict.notes.iter().map(|note| &note.message))
        {
            line(&mut text, &format!("  ! {}", self.words.render(message)));
        }
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

    fn why(&self, text: &mut String, view: &ResultView) {
        for why in &view.why {
            line(
                text,
                &format!(
                    "    {:<8} {}",
                    self.outcome(why.outcome),
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
        let outcome = self.outcome(check.outcome);
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
        let value = match &fact.value {
            FactValue::Text(text) => text.to_terminal(),
            FactValue::Words(message) => self.words.render(message),
            FactValue::Time(time) => words::time(*time),
            FactValue::Number(number) => number.clone(),
            FactValue::Hex(hex) => hex.clone(),
            FactValue::Digest(digest) => format!("{}:{}", digest.algorithm, digest.hex),
        };
        format!("{}: {value}", self.words.render(&fact.label))
    }

    fn outcome(&self, outcome: Outcome) -> String {
        let id = match outcome {
            Outcome::Held => "outcome-held",
            Outcome::Failed => "outcome-failed",
            Outcome::NotDone => "outcome-not-done",
            Outcome::Noted => "outcome-noted",
        };
        self.words.render(&Message::new(id))
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

fn line(text: &mut String, content: &str) {
    // Writing to a String does not fail.
    let _ = writeln!(text, "{content}");
}
