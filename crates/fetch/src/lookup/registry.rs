//! Attestations of package registries: one address each, whose answer is the evidence.

use serde::{Deserialize, de::IgnoredAny};
use whence_app::lookup::{LookupTrouble, Question, Reply};
use whence_evidence::limits;

use super::{content, document};
use crate::Client;

/// Bytes of an answer.
const LARGEST: u64 = limits::EVIDENCE_BYTES as u64;

pub(super) async fn ask(client: &Client, question: &Question) -> Result<Reply, LookupTrouble> {
    let (accept, purpose) = match question {
        Question::PyPi { .. } => ("application/vnd.pypi.integrity.v1+json", "lookup-pypi"),
        Question::Npm { .. } => ("application/json", "lookup-npm"),
        Question::RubyGems { .. } => ("application/json", "lookup-rubygems"),
        _ => ("*/*", "lookup-maven"),
    };
    let answer = client
        .get(&question.address(), accept, LARGEST, purpose)
        .await;
    let Some(answer) = content(answer)? else {
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
