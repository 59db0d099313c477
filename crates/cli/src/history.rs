//! `whence history`: what was checked before.

use std::{ffi::OsString, fs::File, io::BufWriter, path::PathBuf, sync::Arc};

use serde::Serialize;
use whence_app::{
    history::{
        Observation,
        compare::compare,
        export::{Exporter, Record},
        row_view,
        view::{CompareValue, CompareView, Forget, GROUPS_PER_PAGE, HistoryForm, ROWS_PER_CALL},
    },
    settings::{Keep, SettingsStore},
    view::{Arg, FactValue, Message},
    words::Words,
};
use whence_display::{DisplayText, ascii_json};
use whence_store::{Filter, HistoryFile, SettingsFile, config_folder};
use whence_verdict::State;

use crate::{
    Stop,
    arguments::{Format, wrong},
    check::now,
    print,
};

/// Raised when a reader of the old form could be misled by the new one.
const SCHEMA: u32 = 1;

/// `whence history`.
#[derive(Debug, PartialEq)]
pub(crate) struct History {
    action: Action,
    format: Format,
}

#[derive(Debug, PartialEq)]
enum Action {
    /// Products, or the checks of one.
    Show {
        product: Option<String>,
        page: u32,
    },
    Search {
        text: String,
        state: Option<State>,
        page: u32,
    },
    Compare(u64, u64),
    Forget(ForgetWhat),
    Export {
        to: Option<PathBuf>,
        form: HistoryForm,
    },
    /// How long checks are kept from now on; as it is when nothing is said.
    Keep(Option<Keep>),
}

#[derive(Debug, PartialEq)]
enum ForgetWhat {
    Check(u64),
    Product(String),
    All,
}

/// Reads the arguments after `whence history`; nothing when help is asked for.
pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Option<History>, Stop> {
    let mut words: Vec<String> = Vec::new();
    let (mut format, mut form) = (Format::Text, HistoryForm::Csv);
    let (mut product, mut state, mut page, mut all) = (None, None, 1, false);
    let mut arguments = arguments;
    let mut only_words = false;
    while let Some(argument) = arguments.next() {
        let text = argument
            .to_str()
            .ok_or_else(|| wrong("cli-not-text", &argument))?
            .to_owned();
        if only_words || !text.starts_with('-') || text == "-" {
            words.push(text);
            continue;
        }
        let (name, attached) = match text.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (text.clone(), None),
        };
        let takes_none = matches!(name.as_str(), "--" | "--help" | "-h" | "--all");
        if takes_none && attached.is_some() {
            return Err(wrong("cli-value-not-wanted", name.as_ref()));
        }
        let mut value = || match attached.clone() {
            Some(value) => Ok(value),
            None => {
                let value = arguments.next().and_then(|value| value.into_string().ok());
                value.ok_or_else(|| wrong("cli-value-missing", name.as_ref()))
            }
        };
        match name.as_str() {
            "--" => only_words = true,
            "--help" | "-h" => return Ok(None),
            "--all" => all = true,
            "--product" => product = Some(value()?),
            "--page" => {
                let value = value()?;
                page = value
                    .parse()
                    .ok()
                    .filter(|page| *page > 0)
                    .ok_or_else(|| wrong("cli-not-a-number", value.as_ref()))?;
            }
            "--state" => {
                let value = value()?;
                let found = State::ALL.into_iter().find(|it| it.as_str() == value);
                state = Some(found.ok_or_else(|| wrong("cli-unknown-state", value.as_ref()))?);
            }
            "--format" => {
                let value = value()?;
                (format, form) = match value.as_str() {
                    "text" => (Format::Text, form),
                    "json" => (Format::Json, HistoryForm::Json),
                    "csv" => (format, HistoryForm::Csv),
                    _ => return Err(wrong("cli-unknown-format", value.as_ref())),
                };
            }
            _ => return Err(wrong("cli-unknown-option", &argument)),
        }
    }
    let mut words = words.into_iter();
    let action = words.next().unwrap_or_else(|| "show".to_owned());
    let rest: Vec<String> = words.collect();
    let number = |text: &String| {
        text.parse::<u64>()
            .map_err(|_| wrong("cli-not-a-number", text.as_ref()))
    };
    let action = match (action.as_str(), rest.as_slice()) {
        ("show", []) => Action::Show { product, page },
        ("show", [name]) if product.is_none() => Action::Show {
            product: Some(name.clone()),
            page,
        },
        ("search", words) if !words.is_empty() || state.is_some() => Action::Search {
            text: words.join(" "),
            state,
            page,
        },
        ("compare", [before, after]) => Action::Compare(number(before)?, number(after)?),
        ("forget", []) if all && product.is_none() => Action::Forget(ForgetWhat::All),
        ("forget", []) if !all && product.is_some() => {
            Action::Forget(ForgetWhat::Product(product.unwrap_or_default()))
        }
        ("forget", [check]) if !all && product.is_none() => {
            Action::Forget(ForgetWhat::Check(number(check)?))
        }
        ("export", []) => Action::Export { to: None, form },
        ("export", [to]) => Action::Export {
            to: (to != "-").then(|| to.into()),
            form,
        },
        ("keep", []) => Action::Keep(None),
        ("keep", [months]) => Action::Keep(Some(match months.as_str() {
            "off" => Keep::Off,
            "forever" => Keep::Forever,
            months => {
                let found = months.parse().ok().filter(|months| *months > 0);
                Keep::Months(found.ok_or_else(|| wrong("cli-unknown-keep", months.as_ref()))?)
            }
        })),
        ("show" | "search" | "compare" | "forget" | "export" | "keep", _) => {
            return Err(Stop::new(Message::new("cli-history-use")));
        }
        (other, _) => return Err(wrong("cli-unknown-command", other.as_ref())),
    };
    Ok(Some(History { action, format }))
}

pub(crate) fn run(history: History, words: &Words) -> Result<u8, Stop> {
    let folder = config_folder().ok_or_else(|| Stop::new(Message::new("cli-no-home")))?;
    let file = HistoryFile::in_folder(&folder);
    let format = history.format;
    let said = match history.action {
        Action::Show {
            product: None,
            page,
        } => products(&file, &Filter::default(), page, format, words),
        Action::Show {
            product: Some(product),
            page,
        } => product_checks(&file, &product, page, format, words)?,
        Action::Search { text, state, page } => {
            products(&file, &Filter::new(&text, state), page, format, words)
        }
        Action::Compare(before, after) => {
            let view = compare(&found(&file, before)?, &found(&file, after)?);
            comparison(&view, before, after, format, words)
        }
        Action::Forget(what) => {
            let checks = forget(&file, what)?;
            counted("cli-history-forgotten", checks, format, words)
        }
        Action::Export { to, form } => return export(&file, to, form),
        Action::Keep(keep) => {
            let settings = SettingsFile::in_folder(&folder);
            self::keep(&file, &settings, keep, format, words)?
        }
    };
    if let Some(problem) = file.problem() {
        return Err(Stop::new(problem));
    }
    print(said.trim_end())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listing<'a> {
    schema: u32,
    total_products: u64,
    total_checks: u64,
    products: Vec<ProductListing<'a>>,
}

#[derive(Serialize)]
struct ProductListing<'a> {
    product: &'a str,
    total: u64,
    checks: Vec<Record<'a>>,
}

fn products(
    file: &HistoryFile,
    filter: &Filter,
    page: u32,
    format: Format,
    words: &Words,
) -> String {
    let first = (page - 1).saturating_mul(u32::try_from(GROUPS_PER_PAGE).unwrap_or(u32::MAX));
    let page = file.page(filter, first);
    match format {
        Format::Json => json(&Listing {
            schema: SCHEMA,
            total_products: page.total_groups,
            total_checks: page.total_checks,
            products: page
                .groups
                .iter()
                .map(|group| ProductListing {
                    product: &group.product,
                    total: group.total,
                    checks: group.rows.iter().map(Record::of).collect(),
                })
                .collect(),
        }),
        Format::Text => {
            let mut text = String::new();
            for group in &page.groups {
                text.push_str(&heading(&group.product, group.total, words));
                text.push_str(&rows(file, &group.rows, words));
            }
            let end = Message::new("cli-history-total")
                .with("shown", Arg::Number(page.groups.len() as u64))
                .with("products", Arg::Number(page.total_groups))
                .with("checks", Arg::Number(page.total_checks));
            text + &words.render(&end)
        }
    }
}

fn product_checks(
    file: &HistoryFile,
    product: &str,
    page: u32,
    format: Format,
    words: &Words,
) -> Result<String, Stop> {
    let group = group_of(file, product)?;
    let first = u64::from(page - 1) * ROWS_PER_CALL as u64;
    let checks = file.rows(&Filter::default(), group, first, ROWS_PER_CALL);
    let total = file.total(group);
    Ok(match format {
        Format::Json => json(&Listing {
            schema: SCHEMA,
            total_products: 1,
            total_checks: total,
            products: vec![ProductListing {
                product,
                total,
                checks: checks.iter().map(Record::of).collect(),
            }],
        }),
        Format::Text => heading(product, total, words) + &rows(file, &checks, words),
    })
}

fn group_of(file: &HistoryFile, product: &str) -> Result<u32, Stop> {
    let group = file.group(&product.to_lowercase());
    group.ok_or_else(|| match file.problem() {
        Some(problem) => Stop::new(problem),
        None => wrong("cli-history-no-product", product.as_ref()),
    })
}

fn heading(product: &str, total: u64, words: &Words) -> String {
    let heading = Message::new("cli-history-product")
        .with("product", DisplayText::identifier(product))
        .with("checks", Arg::Number(total));
    words.render(&heading) + "\n"
}

fn rows(file: &HistoryFile, observations: &[Observation], words: &Words) -> String {
    let find = |check: u64| file.find(check).map(|found| found.sighting);
    let mut text = String::new();
    for observation in observations {
        let row = row_view(observation, find, false);
        let state = observation.sighting.state.as_str();
        let line = Message::new("cli-history-check")
            .with("check", DisplayText::identifier(&row.check.to_string()))
            .with("time", Arg::Time(row.checked_at))
            .with("state", Message::new(format!("state-{state}")))
            .with("name", row.name);
        text.push_str(&format!("  {}\n", words.render(&line)));
        let notes = row.notes.into_iter().map(|note| note.message);
        for message in row.signer.into_iter().chain(notes) {
            text.push_str(&format!("      {}\n", words.render(&message)));
        }
    }
    text
}

fn found(file: &Arc<HistoryFile>, check: u64) -> Result<Observation, Stop> {
    file.find(check).ok_or_else(|| match file.problem() {
        Some(problem) => Stop::new(problem),
        None => wrong("cli-history-no-check", check.to_string().as_ref()),
    })
}

#[derive(Serialize)]
struct Comparison {
    schema: u32,
    before: u64,
    after: u64,
    said: String,
    facts: Vec<ComparedFact>,
}

#[derive(Serialize)]
struct ComparedFact {
    fact: String,
    same: bool,
    before: Option<String>,
    after: Option<String>,
}

fn comparison(
    view: &CompareView,
    before: u64,
    after: u64,
    format: Format,
    words: &Words,
) -> String {
    let value = |value: &Option<CompareValue>| value.as_ref().map(|value| plain(value, words));
    let facts: Vec<ComparedFact> = view
        .rows
        .iter()
        .map(|row| ComparedFact {
            fact: words.render(&row.label),
            same: row.same,
            before: value(&row.before),
            after: value(&row.after),
        })
        .collect();
    let said = words.render(&view.said);
    match format {
        Format::Json => json(&Comparison {
            schema: SCHEMA,
            before,
            after,
            said,
            facts,
        }),
        Format::Text => {
            let mut text = said + "\n";
            let absent = words.render(&Message::new("cli-history-absent"));
            for fact in facts {
                let (before, after) = (fact.before.as_deref(), fact.after.as_deref());
                if fact.same {
                    let value = before.unwrap_or(&absent);
                    text.push_str(&format!("= {}: {value}\n", fact.fact));
                } else {
                    let (before, after) = (before.unwrap_or(&absent), after.unwrap_or(&absent));
                    text.push_str(&format!("! {}:\n    {before}\n    {after}\n", fact.fact));
                }
            }
            text
        }
    }
}

fn plain(value: &CompareValue, words: &Words) -> String {
    match value {
        CompareValue::Marked(pieces) => pieces.iter().map(|it| it.text.to_terminal()).collect(),
        CompareValue::Fact(fact) => match fact {
            FactValue::Text(text) => text.to_terminal(),
            FactValue::Words(message) => words.render(message),
            FactValue::Time(at) => whence_app::words::date(*at),
            FactValue::Number(digits) | FactValue::Hex(digits) => digits.clone(),
            FactValue::Digest(digest) => format!("{}:{}", digest.algorithm, digest.hex),
        },
    }
}

fn forget(file: &HistoryFile, what: ForgetWhat) -> Result<u64, Stop> {
    let what = match what {
        ForgetWhat::All => Forget::Everything,
        ForgetWhat::Check(check) => Forget::Check { check },
        ForgetWhat::Product(product) => Forget::Group {
            group: group_of(file, &product)?,
        },
    };
    Ok(file.forget(&what).map_err(Stop::new)?.checks)
}

fn export(file: &HistoryFile, to: Option<PathBuf>, form: HistoryForm) -> Result<u8, Stop> {
    let failed = || Stop::new(Message::new("cli-output-failed"));
    let out: Box<dyn std::io::Write> = match to {
        // Never over a file that is there.
        Some(path) => Box::new(File::create_new(path).map_err(|_| failed())?),
        None => Box::new(std::io::stdout().lock()),
    };
    let mut exporter = Exporter::begin(BufWriter::new(out), form).map_err(|_| failed())?;
    let mut problem = None;
    let mut take = |observation: &Observation| {
        problem = exporter.write(observation).err();
        problem.is_none()
    };
    file.each(&Filter::default(), &mut take)
        .map_err(Stop::new)?;
    match problem.map_or_else(|| exporter.end().map(|_| ()), Err) {
        Ok(()) => Ok(0),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(0),
        Err(_) => Err(failed()),
    }
}

#[derive(Serialize)]
struct Kept {
    schema: u32,
    /// 0 for not at all, absent for ever.
    months: Option<u32>,
}

fn keep(
    file: &HistoryFile,
    store: &SettingsFile,
    keep: Option<Keep>,
    format: Format,
    words: &Words,
) -> Result<String, Stop> {
    let (mut settings, problems) = store.load();
    if !problems.is_empty() {
        return Err(Stop {
            code: crate::WRONG_USE,
            messages: problems,
        });
    }
    if let Some(keep) = keep {
        settings = store
            .change(&settings, &mut |settings| settings.keep = keep)
            .map_err(Stop::new)?;
        match (keep, keep.until(now())) {
            (Keep::Off, _) => file.forget(&Forget::Everything).map(|_| ()),
            (_, Some(until)) => file.forget_before(until).map(|_| ()),
            (_, None) => Ok(()),
        }
        .map_err(Stop::new)?;
    }
    Ok(match format {
        Format::Json => json(&Kept {
            schema: SCHEMA,
            months: settings.keep.months(),
        }),
        Format::Text => words.render(&match settings.keep {
            Keep::Off => Message::new("cli-history-off"),
            Keep::Forever => Message::new("cli-history-forever"),
            Keep::Months(months) => {
                Message::new("cli-history-months").with("months", Arg::Number(months.into()))
            }
        }),
    })
}

#[derive(Serialize)]
struct Counted {
    schema: u32,
    checks: u64,
}

fn counted(id: &str, checks: u64, format: Format, words: &Words) -> String {
    match format {
        Format::Json => json(&Counted {
            schema: SCHEMA,
            checks,
        }),
        Format::Text => words.render(&Message::new(id).with("checks", Arg::Number(checks))),
    }
}

fn json(value: &impl Serialize) -> String {
    // Maps have text keys and there are no other fallible parts, so this does not fail.
    ascii_json(&serde_json::to_string_pretty(value).unwrap_or_default())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Action, String> {
        match parse(line.split_whitespace().map(OsString::from)) {
            Ok(history) => Ok(history.unwrap().action),
            Err(stop) => Err(stop.messages[0].id.clone()),
        }
    }

    #[test]
    fn what_is_asked_for_is_understood() {
        let show = |product: Option<&str>, page| Action::Show {
            product: product.map(str::to_owned),
            page,
        };
        assert_eq!(parsed(""), Ok(show(None, 1)));
        assert_eq!(parsed("show tool --page=2"), Ok(show(Some("tool"), 2)));
        assert_eq!(parsed("compare 1 2"), Ok(Action::Compare(1, 2)));
        assert_eq!(
            parsed("search a b --state failed"),
            Ok(Action::Search {
                text: "a b".into(),
                state: Some(State::Failed),
                page: 1
            })
        );
        assert_eq!(parsed("forget 3"), Ok(Action::Forget(ForgetWhat::Check(3))));
        assert_eq!(parsed("forget --all"), Ok(Action::Forget(ForgetWhat::All)));
        assert_eq!(
            parsed("forget --product tool"),
            Ok(Action::Forget(ForgetWhat::Product("tool".into())))
        );
        assert_eq!(
            parsed("export - --format json"),
            Ok(Action::Export {
                to: None,
                form: HistoryForm::Json
            })
        );
        assert_eq!(
            parsed("keep forever"),
            Ok(Action::Keep(Some(Keep::Forever)))
        );
        assert_eq!(parsed("keep 6"), Ok(Action::Keep(Some(Keep::Months(6)))));
        for (line, problem) in [
            ("forget", "cli-history-use"),
            ("forget 1 --all", "cli-history-use"),
            ("forget --all --product x", "cli-history-use"),
            ("forget x", "cli-not-a-number"),
            ("compare 1", "cli-history-use"),
            ("search", "cli-history-use"),
            ("search --state fine", "cli-unknown-state"),
            ("show --page 0", "cli-not-a-number"),
            ("keep 0", "cli-unknown-keep"),
            ("keep soon", "cli-unknown-keep"),
            ("burn", "cli-unknown-command"),
            ("show --fast", "cli-unknown-option"),
            ("show --page", "cli-value-missing"),
            ("forget --all=1", "cli-value-not-wanted"),
        ] {
            assert_eq!(parsed(line), Err(problem.to_owned()), "{line}");
        }
    }
}
