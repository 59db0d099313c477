//! Attestations that GitHub keeps, by digest (REST API, *attestations*).

use serde::Deserialize;
use serde_json::value::RawValue;
use whence_app::lookup::{Holder, LookupTrouble, Question, Reply};
use whence_evidence::limits;

use super::{content, document};
use crate::Client;

const PURPOSE: &str = "lookup-github";
const JSON: &str = "application/vnd.github+json";
/// Pages of a hundred that are followed.
const MOST_PAGES: usize = 5;
/// Attestations that are fetched from where GitHub keeps them apart.
const MOST_APART: usize = 100;
/// Bytes of one page, and of one bundle.
const LARGEST: u64 = limits::EVIDENCE_BYTES as u64;

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    attestations: Vec<Item<'a>>,
}

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow)]
    bundle: Option<&'a RawValue>,
    bundle_url: Option<String>,
}

#[derive(Deserialize)]
struct GitRef {
    object: GitObject,
}

#[derive(Deserialize)]
struct GitObject {
    sha: String,
}

pub(super) async fn ask(
    client: &Client,
    question: &Question,
    api: &str,
    holder: &Holder,
    tag: Option<&str>,
) -> Result<Reply, LookupTrouble> {
    let mut gathering = Gathering {
        client,
        api,
        name: holder.as_text(),
        apart: 0,
        reply: Reply::default(),
    };
    let found = gathering.pages(question.address()).await?;
    if let (false, Holder::Owner(owner)) = (found, holder) {
        // Organisations and people are asked at different addresses, and a name does not tell which it is.
        let address =
            question
                .address()
                .replacen(&format!("/orgs/{owner}/"), &format!("/users/{owner}/"), 1);
        gathering.pages(address).await?;
    }
    if let (Some(tag), Holder::Repository { owner, name }) = (tag, holder)
        && let Err(trouble) = gathering.release(owner, name, tag).await
    {
        gathering.reply.trouble.get_or_insert(trouble);
    }
    Ok(gathering.reply)
}

struct Gathering<'a> {
    client: &'a Client,
    api: &'a str,
    name: String,
    /// Bundles fetched from where they are kept apart.
    apart: usize,
    reply: Reply,
}

impl Gathering<'_> {
    /// All pages from this address on; whether there is anything there.
    async fn pages(&mut self, first: String) -> Result<bool, LookupTrouble> {
        let mut address = first;
        for page in 0..MOST_PAGES {
            let answer = self.client.get(&address, JSON, LARGEST, PURPOSE).await;
            let answer = match content(answer) {
                Ok(Some(answer)) => answer,
                Ok(None) => return Ok(page > 0),
                // What came before is not lost over it.
                Err(trouble) if page > 0 => {
                    self.reply.trouble.get_or_insert(trouble);
                    return Ok(true);
                }
                Err(trouble) => return Err(trouble),
            };
            let read: Page<'_> =
                serde_json::from_slice(&answer.body).map_err(|_| LookupTrouble::wrong_content())?;
            for item in read.attestations {
                self.take(item).await;
            }
            match answer.next {
                // Pages stand where the first one stood.
                Some(next) if next.starts_with(&format!("{}/", self.api)) => address = next,
                Some(_) => {
                    self.reply
                        .trouble
                        .get_or_insert(LookupTrouble::wrong_content());
                    return Ok(true);
                }
                None => return Ok(true),
            }
        }
        // How many more there are, nobody said.
        self.reply.left += 1;
        Ok(true)
    }

    async fn take(&mut self, item: Item<'_>) {
        let number = self.reply.documents.len() + 1;
        let name = format!("{} {number}", self.name);
        let bytes = match (item.bundle, item.bundle_url) {
            (Some(bundle), _) if bundle.get() != "null" => bundle.get().as_bytes().to_vec(),
            (_, Some(_)) if self.apart == MOST_APART => {
                self.reply.left += 1;
                return;
            }
            (_, Some(address)) => {
                self.apart += 1;
                let answer = self.client.get(&address, "*/*", LARGEST, PURPOSE).await;
                match content(answer) {
                    Ok(Some(answer)) => answer.body,
                    // It was announced.
                    Ok(None) => {
                        self.reply
                            .trouble
                            .get_or_insert(LookupTrouble::wrong_content());
                        return;
                    }
                    Err(trouble) => {
                        self.reply.trouble.get_or_insert(trouble);
                        return;
                    }
                }
            }
            (_, None) => {
                self.reply
                    .trouble
                    .get_or_insert(LookupTrouble::wrong_content());
                return;
            }
        };
        let document = document(name, bytes);
        let known = self
            .reply
            .documents
            .iter()
            .any(|known| known.bytes == document.bytes);
        if !known {
            self.reply.documents.push(document);
        }
    }

    /// The attestation of an immutable release, which lists the files of the release. It is kept for the
    /// digest of the tag.
    async fn release(&mut self, owner: &str, name: &str, tag: &str) -> Result<(), LookupTrouble> {
        let address = format!("{}/repos/{owner}/{name}/git/ref/tags/{tag}", self.api);
        let answer = self.client.get(&address, JSON, LARGEST, PURPOSE).await;
        let Some(answer) = content(answer)? else {
            return Ok(());
        };
        let read: GitRef =
            serde_json::from_slice(&answer.body).map_err(|_| LookupTrouble::wrong_content())?;
        let sha = read.object.sha;
        let algorithm = match sha.len() {
            40 => "sha1",
            64 => "sha256",
            _ => return Err(LookupTrouble::wrong_content()),
        };
        if !sha.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(LookupTrouble::wrong_content());
        }
        let address = format!(
            "{}/repos/{owner}/{name}/attestations/{algorithm}:{sha}?per_page=100&predicate_type=release",
            self.api
        );
        self.pages(address).await.map(|_| ())
    }
}
