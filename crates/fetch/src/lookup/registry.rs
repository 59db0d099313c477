//! Attestations of package registries: an address whose answer is the evidence; of a Python index also one that its
//! own list of files names.

use reqwest::Url;
use serde::{Deserialize, de::IgnoredAny};
use whence_app::lookup::{LookupTrouble, Question, Reply};
use whence_evidence::limits;

use super::{content, document};
use crate::{Answer, Client};

/// Bytes of an answer.
const LARGEST: u64 = limits::EVIDENCE_BYTES as u64;
/// Bytes of the list of all files of a project: some have been built every night for years.
const LARGEST_LIST: u64 = 64 << 20;

const PYPI: &str = "lookup-pypi";
/// The list of files of a project (PEP 691).
const FILES: &str = "application/vnd.pypi.simple.v1+json";
/// Attestations of a file (PEP 740).
const PROVENANCE: &str = "application/vnd.pypi.integrity.v1+json";

pub(super) async fn ask(client: &Client, question: &Question) -> Result<Reply, LookupTrouble> {
    let (accept, purpose) = match question {
        Question::PyPi { .. } => (PROVENANCE, PYPI),
        Question::Npm { .. } => ("application/json", "lookup-npm"),
        Question::RubyGems { .. } => ("application/json", "lookup-rubygems"),
        _ => ("*/*", "lookup-maven"),
    };
    let answer = client
        .get(&question.address(), accept, LARGEST, purpose)
        .await;
    let answer = match (answer, question) {
        // Not every index keeps them where the best known one does, or knows that address at all.
        (
            Ok(Answer {
                status: 404 | 405 | 406 | 410,
                ..
            }),
            Question::PyPi { file, .. },
        ) => listed(client, question, file).await?,
        (answer, _) => content(answer)?,
    };
    let Some(answer) = answer else {
        return Ok(Reply::default());
    };
    let documents = if holds_none(&answer.body) {
        vec![]
    } else {
        let name = format!("{} {}", question.host(), question.about());
        vec![document(name, answer.body)]
    };
    Ok(Reply {
        documents,
        ..Reply::default()
    })
}

/// The attestations that the index itself names for a file.
async fn listed(
    client: &Client,
    question: &Question,
    file: &str,
) -> Result<Option<Answer>, LookupTrouble> {
    let Some(list) = question.list_address() else {
        return Ok(None);
    };
    let answer = client.get(&list, FILES, LARGEST_LIST, PYPI).await;
    let Some(answer) = content(answer)? else {
        return Ok(None);
    };
    let Some(named) = provenance_of(&answer.body, file)? else {
        return Ok(None);
    };
    // Answers of an index say where to go on; whom to ask says the person.
    let (index, address) = match (Url::parse(&list), Url::parse(&named)) {
        (Ok(index), Ok(address)) => (index, address),
        _ => return Err(LookupTrouble::wrong_content()),
    };
    let host = address.host_str().unwrap_or_default();
    if index.origin() != address.origin() && !client.is_configured(host) {
        return Err(LookupTrouble::other_host(host));
    }
    let answer = client
        .get(address.as_str(), PROVENANCE, LARGEST, PYPI)
        .await;
    // It was announced.
    content(answer)?.map_or_else(|| Err(LookupTrouble::wrong_content()), |it| Ok(Some(it)))
}

/// What a list of files (PEP 691, with `provenance` since version 1.3) names for a file.
fn provenance_of(list: &[u8], file: &str) -> Result<Option<String>, LookupTrouble> {
    #[derive(Deserialize)]
    struct List {
        files: Vec<File>,
    }
    #[derive(Deserialize)]
    struct File {
        filename: String,
        provenance: Option<String>,
    }
    match serde_json::from_slice::<List>(list) {
        Ok(List { files }) => {
            let found = files.into_iter().find(|it| it.filename == file);
            Ok(found.and_then(|it| it.provenance))
        }
        // Older indexes have pages for people alone. One that says nothing of provenance has none.
        Err(_) if is_page(list) && !names_provenance(list) => Ok(None),
        Err(_) => Err(LookupTrouble::wrong_content()),
    }
}

fn is_page(list: &[u8]) -> bool {
    let begun = list.trim_ascii_start();
    let is = |start: &[u8]| {
        begun
            .get(..start.len())
            .is_some_and(|it| it.eq_ignore_ascii_case(start))
    };
    is(b"<!doctype html") || is(b"<html")
}

fn names_provenance(page: &[u8]) -> bool {
    const NAME: &[u8] = b"data-provenance";
    page.windows(NAME.len())
        .any(|it| it.eq_ignore_ascii_case(NAME))
}

/// Whether the answer says that there are no attestations.
fn holds_none(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Answer {
        Npm {
            attestations: Vec<IgnoredAny>,
        },
        PyPi {
            attestation_bundles: Vec<IgnoredAny>,
        },
        RubyGems(Vec<IgnoredAny>),
    }
    match serde_json::from_slice(body) {
        Ok(
            Answer::Npm { attestations: all }
            | Answer::PyPi {
                attestation_bundles: all,
            }
            | Answer::RubyGems(all),
        ) => all.is_empty(),
        Err(_) => false,
    }
}
