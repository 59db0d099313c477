use whence_evidence::{Digest, fulcio};
use whence_identity::{CertificateFacts, IdentityList, Match};
use whence_verdict::{SeenCertificate, SeenSigner, Sighting, Verdict};
use whence_verify::{Signer, SignerKind, TimeSource};

use super::{LONGEST_TEXT, Observation, Product};
use crate::{
    check::{Checked, CheckedPiece, PieceOutcome, Subject},
    image::ImageFacts,
    parts,
    view::SubjectKind,
};

/// Pieces of evidence whose kinds are kept.
const MOST_KINDS: usize = 16;

/// What is kept of a check.
pub fn observation(checked: &Checked) -> Observation {
    let product = checked.subject.product();
    let mut evidence: Vec<String> = checked.pieces.iter().map(evidence_kind).collect();
    evidence.sort_unstable();
    evidence.dedup();
    evidence.truncate(MOST_KINDS);
    Observation {
        at: checked.checked_at.milliseconds(),
        kind: checked.subject.kind,
        name: bounded(&checked.subject.name.to_string_lossy()),
        product: product.key,
        size: checked.subject.size,
        code: checked.verdict.code.as_str().to_owned(),
        sighting: checked.sighting.clone(),
        evidence,
        trust_dated: checked.trust_data.dated,
        changes: checked.changes.changes.clone(),
        lists: parts::places(checked),
    }
}

/// What a check is compared by.
pub fn sighting(
    subject: &Subject,
    verdict: &Verdict,
    pieces: &[CheckedPiece],
    list: &IdentityList,
) -> Sighting {
    let product = subject.product();
    let deciding = verdict.deciding.and_then(|position| pieces.get(position));
    let judged = deciding.and_then(CheckedPiece::judged);
    let signer = judged.and_then(|judged| judged.signer());
    let entry = judged.and_then(|judged| match judged.listing.as_ref()? {
        Match::Listed(listed) => {
            let id = &list.entries().get(listed.entry)?.id;
            Some((id.clone(), bounded(&listed.label)))
        }
        Match::Unlisted(_) => None,
    });
    Sighting {
        check: 0,
        line: product.line,
        version: product.version,
        digest: kept_digest(subject).map(|digest| digest.to_string()),
        state: verdict.state,
        claim: signer.map(Signer::claim),
        logged: signer.is_some() && judged.is_some_and(|it| !it.bundle.log_entries.is_empty()),
        timestamped: signer.is_some_and(|signer| {
            let mut sources = signer.times().iter().map(|time| time.source());
            sources.any(|source| matches!(source, TimeSource::Timestamp(_)))
        }),
        signer: signer.map(seen),
        entry,
        changed: false,
    }
}

/// The one digest that is kept of what was checked.
pub(crate) fn kept_digest(subject: &Subject) -> Option<Digest> {
    // What proves little of a digest is the algorithm the evidence happens to use; most use this one.
    let digests = || subject.digests.iter().copied();
    digests()
        .find(|digest| digest.algorithm() == whence_evidence::HashAlgorithm::Sha256)
        .or_else(|| digests().next())
}

impl Subject {
    /// Which product it is a version of: the package it says it is, else what it is called like.
    pub(crate) fn product(&self) -> Product {
        let named = self.called_like();
        match self.package.as_deref().and_then(Product::of_package) {
            // The name tells which files differ in nothing but their version, whatever an archive says of itself.
            Some(claimed) if named.compared => Product {
                line: named.line,
                version: named.version.or(claimed.version),
                ..claimed
            },
            Some(claimed) => claimed,
            None => named,
        }
    }

    /// The products whose earlier checks it is compared with. What an archive says of itself adds one and takes none
    /// away: otherwise whoever packs it could choose not to be compared with a pinned signer.
    pub(crate) fn compared_products(&self) -> Vec<Product> {
        let mut products = vec![self.product()];
        let named = self.called_like();
        if products.iter().all(|known| known.key != named.key) {
            products.push(named);
        }
        products.retain(|product| product.compared);
        products
    }

    /// The product that its name tells of.
    fn called_like(&self) -> Product {
        let name = self.name.to_string_lossy();
        match self.kind {
            SubjectKind::File | SubjectKind::Folder if !name.is_empty() => Product::of_file(&name),
            SubjectKind::Image => match self.image.as_deref() {
                Some(ImageFacts {
                    repository: Some(repository),
                    tag,
                    ..
                }) => Product::of_image(repository, tag.as_deref()),
                _ => Product::alone(&name),
            },
            _ => Product::alone(&name),
        }
    }
}

/// A proven signer, as far as later ones are compared with it.
pub(crate) fn seen(signer: &Signer) -> SeenSigner {
    match signer.kind() {
        SignerKind::Key {
            registry,
            spki_sha256,
            ..
        } => SeenSigner::Key {
            fingerprint: spki_sha256.to_hex(),
            registry: registry.map(str::to_owned),
        },
        SignerKind::Certificate(certificate) => {
            let claims = certificate.claims();
            let owner = claims.claim(fulcio::Claim::SourceRepositoryOwnerUri);
            // A name that no entry could ask for is still one to compare later checks with.
            let facts = CertificateFacts::of(certificate);
            let text = |part: fn(&CertificateFacts) -> Option<&String>| {
                facts.as_ref().and_then(part).map(|text| bounded(text))
            };
            let own = certificate.identity();
            SeenSigner::Certificate(Box::new(SeenCertificate {
                kind: own.kind().as_str().to_owned(),
                identity: text(|it| Some(&it.identity)).unwrap_or_else(|| bounded(own.value())),
                issuer: text(|it| it.issuer.as_ref()),
                repository: text(|it| it.source_repository.as_ref()),
                repository_id: text(|it| it.repository_id.as_ref()),
                owner: owner.and_then(Result::ok).map(bounded),
                owner_id: text(|it| it.owner_id.as_ref()),
                source_ref: text(|it| it.source_ref.as_ref()),
                trigger: text(|it| it.trigger.as_ref()),
                runner: text(|it| it.runner.as_ref()),
                instance: certificate.added_instance().map(bounded),
            }))
        }
    }
}

/// The kind of claim and the form it came in, or why it could not be read.
fn evidence_kind(piece: &CheckedPiece) -> String {
    match &piece.outcome {
        PieceOutcome::Judged(judged) => {
            let claim = crate::present::claim_code(judged);
            match judged.bundle.version {
                Some(version) => format!("{claim} {}", version.as_str()),
                None => claim.to_owned(),
            }
        }
        PieceOutcome::Unread(defect) => defect.code.as_str().to_owned(),
        PieceOutcome::ListOnly(..) => "checksum-list".to_owned(),
        PieceOutcome::NotLookedInto => "not-looked-into".to_owned(),
    }
}

fn bounded(text: &str) -> String {
    let mut end = text.len().min(LONGEST_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(name: &str, package: Option<&str>) -> Subject {
        Subject {
            kind: SubjectKind::File,
            name: name.into(),
            size: None,
            content: None,
            digests: vec![],
            state: None,
            folder: None,
            inside: None,
            package: package.map(str::to_owned),
            image: None,
            text: None,
        }
    }

    #[test]
    fn what_an_archive_says_of_itself_adds_to_what_it_is_compared_with() {
        let claim = Some("pkg:npm/other@9.9.9");
        for (name, claim, keys) in [
            ("tool-3.0.0.tgz", None, &["tool"][..]),
            ("tool-3.0.0.tgz", claim, &["pkg:npm/other", "tool"]),
            // What everybody calls their files is nothing to compare by.
            ("package.tgz", claim, &["pkg:npm/other"]),
            ("package.tgz", None, &[]),
        ] {
            let products = subject(name, claim).compared_products();
            let found: Vec<&str> = products.iter().map(|it| it.key.as_str()).collect();
            assert_eq!(found, keys, "{name}");
        }
        let claimed = subject("tool-3.0.0.tgz", claim).product();
        assert_eq!(claimed.line, "tool-#.tgz");
        assert_eq!(claimed.version.as_deref(), Some("3.0.0"));
    }
}
