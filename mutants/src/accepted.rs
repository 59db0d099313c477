//! The list of mutants that were looked at and may stay unnoticed, each group under its reason.

use std::{collections::BTreeMap, fs, path::Path};

/// Names of mutants with the reason why no test need notice them. A line that starts with `# ` is the reason of
/// the lines below it, up to the next empty line.
pub(crate) fn read(path: &Path) -> Result<BTreeMap<String, String>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut accepted = BTreeMap::new();
    let mut reason = String::new();
    for (number, line) in text.lines().enumerate() {
        let said = |what: &str| format!("{}:{}: {what}", path.display(), number + 1);
        if line.is_empty() {
            reason.clear();
        } else if let Some(text) = line.strip_prefix("# ") {
            reason = text.to_owned();
        } else if reason.is_empty() {
            return Err(said("a mutant without a reason"));
        } else if accepted.insert(line.to_owned(), reason.clone()).is_some() {
            return Err(said("a mutant twice"));
        }
    }
    Ok(accepted)
}
