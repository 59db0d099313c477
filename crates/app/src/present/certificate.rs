//! The *Certificate* tab: what it says of the signer first, the whole of it after.

use whence_display::DisplayText;
use whence_evidence::{
    UnixTime, Window,
    certificate::{Certificate, name_text},
    fulcio::{Claim, FulcioClaims},
    hash::to_hex,
    sct,
};
use whence_verify::{About, CheckId, crypto};

use super::{
    checked_if, fact, facts, folded, held, hex, remark, san_kind_words, text, time, who, words,
};
use crate::{
    check::Judged,
    view::{Block, ChainLink, Fact, FactValue, Message, Standing},
};

/// What a certificate says of its holder, in the order people ask for it.
const IDENTITY_CLAIMS: [Claim; 13] = [
    Claim::SourceRepositoryOwnerUri,
    Claim::SourceRepositoryOwnerIdentifier,
    Claim::SourceRepositoryUri,
    Claim::SourceRepositoryIdentifier,
    Claim::SourceRepositoryRef,
    Claim::SourceRepositoryDigest,
    Claim::BuildSignerUri,
    Claim::BuildConfigUri,
    Claim::BuildTrigger,
    Claim::RunnerEnvironment,
    Claim::RunInvocationUri,
    Claim::SourceRepositoryVisibilityAtSigning,
    Claim::DeploymentEnvironment,
];

pub(super) fn blocks(judged: &Judged) -> Vec<Block> {
    let Some(leaf) = judged.report.leaf() else {
        return vec![remark(Message::new("certificate-none"))];
    };
    let standing = checked_if(judged.report.proven().is_some());
    let claims = FulcioClaims::read(leaf);
    let mut blocks = vec![facts(
        Message::new("block-identity"),
        identity(leaf, &claims, standing),
    )];
    blocks.push(facts(
        Message::new("block-validity"),
        validity(judged, leaf, standing),
    ));
    blocks.push(chain(judged, leaf));
    blocks.push(folded(Message::new("block-key"), key(leaf, standing)));
    blocks.push(folded(
        Message::new("block-fulcio-fields"),
        fulcio_fields(&claims, standing),
    ));
    blocks.extend(scts(judged, leaf));
    blocks
}

fn identity(leaf: &Certificate, claims: &FulcioClaims, standing: Standing) -> Vec<Fact> {
    let mut facts = Vec::new();
    let names = leaf
        .subject_alternative_names()
        .ok()
        .flatten()
        .map(|found| found.names)
        .unwrap_or_default();
    for name in names {
        facts.push(fact("fact-identity", text(&name.value), standing));
        facts.push(fact(
            "fact-identity-kind",
            words(san_kind_words(name.kind)),
            standing,
        ));
    }
    if let Ok(Some(issuer)) = claims.issuer() {
        facts.push(fact("fact-issuer", text(issuer), standing));
        facts.push(fact(
            "fact-service",
            FactValue::Words(who::service(issuer)),
            standing,
        ));
    }
    let present = IDENTITY_CLAIMS
        .iter()
        .filter_map(|claim| Some((*claim, claims.claim(*claim)?.ok()?)));
    facts.extend(present.map(|(claim, value)| fact(&claim_label(claim), text(value), standing)));
    facts
}

fn validity(judged: &Judged, leaf: &Certificate, standing: Standing) -> Vec<Fact> {
    let window = leaf.validity();
    let mut facts = vec![fact("fact-not-before", time(window.start), standing)];
    facts.extend(
        window
            .end
            .map(|end| fact("fact-not-after", time(end), standing)),
    );
    let times = judged
        .signer()
        .map(|signer| signer.times())
        .unwrap_or_default();
    facts.extend(times.iter().map(|proven| signed_at(window, proven.at())));
    facts
}

fn signed_at(window: Window, at: UnixTime) -> Fact {
    let label = if window.contains(at) {
        "fact-signed-inside"
    } else {
        "fact-signed-outside"
    };
    fact(label, time(at), Standing::Checked)
}

/// The signer's certificate and the way up that the trust data knows.
fn chain(judged: &Judged, leaf: &Certificate) -> Block {
    let report = &judged.report;
    let signed = held(report, CheckId::ChainSignatures, About::Whole);
    let link = |role: &str, certificate: &Certificate, standing| ChainLink {
        role: Message::new(role),
        standing,
        facts: link_facts(certificate, standing),
    };
    let mut certificates = vec![link(
        "chain-signer",
        leaf,
        checked_if(signed && report.proven().is_some()),
    )];
    let last = report.path().len().saturating_sub(1);
    certificates.extend(
        report
            .path()
            .iter()
            .enumerate()
            .map(|(position, certificate)| {
                let role = if position == last {
                    "chain-root"
                } else {
                    "chain-intermediate"
                };
                link(role, certificate, checked_if(signed))
            }),
    );
    Block::Chain {
        title: Message::new("block-chain"),
        certificates,
    }
}

fn link_facts(certificate: &Certificate, standing: Standing) -> Vec<Fact> {
    let name = |label, der| {
        Some(fact(
            label,
            text(&name_text(der).ok().filter(|name| !name.is_empty())?),
            standing,
        ))
    };
    let window = certificate.validity();
    let mut facts: Vec<Fact> = name("fact-subject-name", certificate.subject_der())
        .into_iter()
        .collect();
    facts.extend(name("fact-issuer-name", certificate.issuer_der()));
    facts.push(fact("fact-not-before", time(window.start), standing));
    facts.extend(
        window
            .end
            .map(|end| fact("fact-not-after", time(end), standing)),
    );
    facts.push(fact(
        "fact-fingerprint",
        hex(&crypto::sha256(certificate.der())),
        Standing::Computed,
    ));
    facts
}

fn key(leaf: &Certificate, standing: Standing) -> Vec<Fact> {
    let algorithm = match crypto::VerifyKey::from_spki(leaf.spki_der()) {
        Ok(key) => text(key.algorithm().as_str()),
        Err(_) => words("key-unsupported"),
    };
    let mut facts = vec![
        fact("fact-key-algorithm", algorithm, standing),
        fact(
            "fact-key-fingerprint",
            hex(&crypto::sha256(leaf.spki_der())),
            Standing::Computed,
        ),
        fact("fact-serial", hex(leaf.serial()), standing),
        fact(
            "fact-signature-algorithm",
            text(&leaf.signature_algorithm().oid.to_string()),
            standing,
        ),
    ];
    if let Ok(Some(usages)) = leaf.extended_key_usages() {
        let purposes = usages.purposes.iter();
        facts.extend(purposes.map(|purpose| {
            fact(
                "fact-extended-key-usage",
                text(&purpose.to_string()),
                standing,
            )
        }));
    }
    facts
}

fn fulcio_fields(claims: &FulcioClaims, standing: Standing) -> Vec<Fact> {
    let known = claims.iter().map(|(claim, value)| match value {
        Ok(value) => fact(&claim_label(claim), text(value), standing),
        Err(_) => fact(&claim_label(claim), words("value-unreadable"), standing),
    });
    let unknown = claims.unknown().iter().map(|claim| Fact {
        label: Message::new("claim-unknown")
            .with("oid", DisplayText::identifier(&claim.oid.to_string())),
        value: FactValue::Hex(to_hex(&claim.value)),
        standing,
    });
    known.chain(unknown).collect()
}

fn claim_label(claim: Claim) -> String {
    format!("claim-{}", claim.as_str())
}

fn scts(judged: &Judged, leaf: &Certificate) -> Vec<Block> {
    let scts = sct::embedded(leaf).ok().flatten().unwrap_or_default();
    let block = |(position, sct): (usize, &sct::Sct)| {
        let standing = checked_if(held(
            &judged.report,
            CheckId::SctSignature,
            About::Sct(position),
        ));
        let title = Message::new("block-sct").with("number", super::count(position + 1));
        folded(
            title,
            vec![
                fact("fact-sct-log", hex(&sct.log_id), standing),
                fact("fact-sct-time", time(sct.timestamp), standing),
                fact("fact-sct-signature", hex(&sct.signature), Standing::Claimed),
            ],
        )
    };
    scts.iter().enumerate().map(block).collect()
}
