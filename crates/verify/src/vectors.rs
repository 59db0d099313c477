//! Parts of evidence with a catalogued outcome: time stamps, SCTs, inclusion proofs, checkpoints, log
//! entries, certificates, trusted roots. Each is compared with a line of `tests/parts.expected`, which
//! says for what is refused which check refuses it.
//!
//! The vectors are not part of this repository; when the folder beside it is missing, nothing is left
//! to compare with.

#[path = "../tests/support/catalogue.rs"]
mod catalogue;

use std::collections::BTreeMap;

use catalogue::{Case, catalogue, expectations};
use serde_json::{Value as Json, json};
use whence_evidence::{
    UnixTime, Window, base64,
    bundle::{Bundle, LogEntry},
    certificate::{Certificate, SanKind},
    checkpoint::Checkpoint,
    fulcio::FulcioClaims,
    pem,
    timestamp::{SignerIdentifier, TimestampResponse, TimestampToken},
    trusted_root::{Authority, Log, TrustedRoot},
};

use crate::{
    chain::{self, Leaf},
    checks::{Code, Gate, Status, Trace},
    crypto::VerifyKey,
    ct,
    merkle::climb,
    times::{self, Times},
    tlog,
    trust::{Instance, PreparedTrust, issued_by},
};

/// Cases that come out otherwise than catalogued, and why.
const JUDGED_OTHERWISE: [(&str, &str); 4] = [
    (
        "tspclient.internal.cms.TimeStampTokenWithSigningTime.p7s",
        "its source reads it only; openssl too finds that its signature does not hold",
    ),
    (
        "tspclient.TimeStampTokenWithoutCertificate.p7s",
        "certificates of services come from the trusted root, never from a token",
    ),
    (
        "tspclient.internal.cms.TimeStampTokenWithoutCertificate.p7s",
        "as above",
    ),
    (
        "tspclient.internal.cms.TimeStampTokenWithInvalidCertificates.p7s",
        "as above",
    ),
];

struct Vectors {
    cases: Vec<Case>,
    /// By id: what must come out.
    expected: BTreeMap<&'static str, &'static str>,
    wrong: Vec<String>,
    seen: usize,
}

impl Vectors {
    /// The cases of one kind, when the vectors are there.
    fn of(kind: &str) -> Option<Self> {
        let cases: Vec<Case> = catalogue()
            .into_iter()
            .filter(|case| case.kind() == kind)
            .collect();
        (!cases.is_empty()).then(|| Self {
            cases,
            expected: expectations(include_str!("../tests/parts.expected"), ": "),
            wrong: Vec::new(),
            seen: 0,
        })
    }

    fn cases(&self) -> Vec<Case> {
        self.cases.clone()
    }

    fn compare(&mut self, case: &Case, found: &str) {
        self.seen += 1;
        let wanted = self.expected.get(case.id()).copied();
        let fits = match case.expected() {
            _ if JUDGED_OTHERWISE.iter().any(|(id, _)| *id == case.id()) => true,
            "pass" => found.starts_with("held") || found.starts_with("other format"),
            "fail" => !found.starts_with("held"),
            _ => true,
        };
        if wanted != Some(found) || !fits {
            let note = if fits { "" } else { "    # not as catalogued" };
            self.wrong.push(format!("{}: {found}{note}", case.id()));
        }
    }

    fn finish(self, at_least: usize) {
        let wrong = self.wrong;
        assert!(
            wrong.is_empty(),
            "\n{}\n{} wrong",
            wrong.join("\n"),
            wrong.len()
        );
        assert!(self.seen >= at_least, "{}", self.seen);
    }
}

const ALWAYS: Window = Window {
    start: UnixTime::from_seconds(0),
    end: None,
};

fn empty_root() -> TrustedRoot {
    TrustedRoot {
        media_type: String::new(),
        logs: Vec::new(),
        certificate_authorities: Vec::new(),
        certificate_logs: Vec::new(),
        time_authorities: Vec::new(),
    }
}

fn authority(chain: Vec<Vec<u8>>) -> Authority {
    Authority {
        uri: "https://authority.example".to_owned(),
        chain,
        valid_for: ALWAYS,
        operator: None,
    }
}

fn log(base_url: &str, pem: &str) -> Log {
    let (_, key) = pem::blocks(pem, 1).unwrap().remove(0);
    Log {
        base_url: base_url.to_owned(),
        id: crate::crypto::sha256(&key).to_vec(),
        checkpoint_key_id: None,
        key,
        key_details: "PKIX_ECDSA_P256_SHA_256".to_owned(),
        valid_for: ALWAYS,
        operator: None,
    }
}

fn prepare(root: &TrustedRoot) -> PreparedTrust {
    PreparedTrust::prepare(root, Instance::File)
}

/// `held`, or every required check that is open.
fn outcome(trace: &Trace) -> String {
    let open: Vec<String> = trace
        .checks()
        .iter()
        .filter(|check| check.gate == Gate::Required)
        .filter_map(|check| match check.status {
            Status::Failed(code) | Status::Missing(code) => {
                Some(format!("{}:{}", check.id.as_str(), code.as_str()))
            }
            _ => None,
        })
        .collect();
    if open.is_empty() {
        "held".to_owned()
    } else {
        open.join(" ")
    }
}

// --- time stamps ---------------------------------------------------------------------------------

/// Every certificate that comes with a time stamp or beside one.
fn time_certificates(cases: &[Case]) -> Vec<Certificate> {
    let mut pool: Vec<Certificate> = Vec::new();
    let mut add = |certificate: Certificate| {
        if !pool.iter().any(|known| known.der() == certificate.der()) {
            pool.push(certificate);
        }
    };
    for case in cases {
        if let Ok(token) = token_of(case) {
            let certificates = token.certificates.iter();
            certificates
                .filter_map(|der| Certificate::parse(der).ok())
                .for_each(&mut add);
        }
        for role in ["chain", "root"] {
            let Some(file) = case.file(role) else {
                continue;
            };
            let listed = match std::str::from_utf8(&file) {
                Ok(text) => Certificate::parse_pem(text).unwrap(),
                Err(_) => vec![Certificate::parse(&file).unwrap()],
            };
            listed.into_iter().for_each(&mut add);
        }
    }
    pool
}

/// The response of a case; a bare token is wrapped in one that grants it.
fn response_of(case: &Case) -> Option<Vec<u8>> {
    let der = case.file("response").or_else(|| case.file("token"))?;
    if TimestampToken::parse(&der).is_err() {
        return Some(der);
    }
    let granted = whence_testkit::der::sequence(&[whence_testkit::der::small_integer(0)]);
    Some(whence_testkit::der::sequence(&[granted, der]))
}

fn token_of(case: &Case) -> Result<TimestampToken, String> {
    let der = response_of(case).ok_or("no response")?;
    let response = TimestampResponse::parse(&der).map_err(|error| error.to_string())?;
    response.token.ok_or_else(|| "no token".to_owned())
}

/// From the certificate that the token names up to one that names itself, all from the pool.
fn chain_of(token: &TimestampToken, pool: &[Certificate]) -> Vec<Vec<u8>> {
    let named = |certificate: &&Certificate| match &token.signers[0].sid {
        SignerIdentifier::IssuerAndSerial { issuer_der, serial } => {
            certificate.issuer_der() == issuer_der && certificate.serial() == serial
        }
        SignerIdentifier::SubjectKeyId(id) => {
            certificate.subject_key_id().unwrap() == Some(id.as_slice())
        }
    };
    let mut chain = Vec::new();
    let mut next = pool.iter().find(named);
    while let Some(certificate) = next {
        chain.push(certificate.der().to_vec());
        // Several services of one name lie in the pool.
        let issued_by = |above: &&Certificate| {
            let key = VerifyKey::from_spki(above.spki_der());
            key.is_ok_and(|key| issued_by(certificate, above, &key).is_ok())
        };
        next = pool
            .iter()
            .filter(|above| above.der() != certificate.der())
            .find(issued_by);
    }
    chain
}

#[test]
fn time_stamps() {
    let Some(mut vectors) = Vectors::of("timestamp") else {
        return;
    };
    let cases = vectors.cases();
    let pool = time_certificates(&cases);
    for case in &cases {
        // One is a whole bundle, which is checked among the bundles.
        let Some(response) = response_of(case) else {
            continue;
        };
        let mut root = empty_root();
        if let Ok(token) = token_of(case) {
            root.time_authorities
                .push(authority(chain_of(&token, &pool)));
        }
        let message = case.file("message").unwrap_or_else(|| b"hello".to_vec());
        let mut trace = Trace::default();
        times::check_timestamps(&mut trace, &prepare(&root), &[response], &message);
        // Most sources do not say what they stamped.
        let found = match outcome(&trace).split_once("tsp.imprint:timestamp-invalid") {
            None => outcome(&trace),
            Some(("", "")) => "held, over something unknown".to_owned(),
            Some((before, after)) => format!("{before}{}", after.trim_start()),
        };
        vectors.compare(case, &found);
    }
    vectors.finish(35);
}

// --- SCTs ----------------------------------------------------------------------------------------

#[test]
fn signed_certificate_timestamps() {
    let Some(mut vectors) = Vectors::of("sct") else {
        return;
    };
    for case in vectors.cases() {
        // The other has no key of its log; the parsers' tests look at it.
        let Some(key) = case.text("ct_key") else {
            continue;
        };
        let read = |role: &str| {
            let text = case.text(role).unwrap();
            Certificate::parse_pem(&text).unwrap().remove(0)
        };
        let mut root = empty_root();
        root.certificate_logs.push(log("https://ct.example", &key));
        root.certificate_authorities
            .push(authority(vec![read("root").der().to_vec()]));
        let trust = prepare(&root);
        let certificate = read("certificate");
        let absence = Status::Failed(Code::IssuanceProofMissing);
        let issuer = trust.issuers().first();
        let mut trace = Trace::default();
        ct::check(&mut trace, &trust, &certificate, issuer, 1, absence);
        vectors.compare(&case, &outcome(&trace));
        // Without the key of the issuer nothing can be checked.
        let mut trace = Trace::default();
        assert!(!ct::check(
            &mut trace,
            &trust,
            &certificate,
            None,
            1,
            absence
        ));
        assert_eq!(trace.checks().last().unwrap().status.code(), None);
    }
    vectors.finish(1);
}

// --- inclusion proofs ----------------------------------------------------------------------------

#[test]
fn inclusion_proofs() {
    let Some(vectors) = Vectors::of("merkle") else {
        return;
    };
    let hash = |value: &Json| base64::decode(value.as_str().unwrap_or_default()).unwrap();
    let (mut held, mut refused) = (0, 0);
    // Proofs of consistency and of subtrees have no place in a bundle.
    let of_inclusion = |case: &Case| case.id().starts_with("merkle.inclusion.");
    for case in vectors.cases().into_iter().filter(of_inclusion) {
        let file: Vec<Json> = serde_json::from_slice(&case.file("vectors").unwrap()).unwrap();
        for proof in &file {
            let listed = proof["proof"].as_array().cloned().unwrap_or_default();
            let hashes: Result<Vec<[u8; 32]>, _> =
                listed.iter().map(|item| hash(item).try_into()).collect();
            let leaf: Result<[u8; 32], _> = hash(&proof["leafHash"]).try_into();
            let numbers = proof["leafIdx"].as_u64().zip(proof["treeSize"].as_u64());
            let root = match (hashes, leaf, numbers) {
                (Ok(hashes), Ok(leaf), Some((index, size))) => {
                    climb(leaf, index, size, &hashes, |_| {})
                }
                _ => None,
            };
            let leads_there = root.is_some_and(|root| hash(&proof["root"]) == root);
            assert_eq!(
                leads_there,
                !proof["wantErr"].as_bool().unwrap(),
                "{} {}",
                case.id(),
                proof["desc"]
            );
            if leads_there {
                held += 1;
            } else {
                refused += 1;
            }
        }
    }
    println!("{held} hold, {refused} refused");
    assert!(held > 0 && refused > 40, "{held} {refused}");
}

// --- checkpoints ---------------------------------------------------------------------------------

#[test]
fn checkpoints() {
    let Some(mut vectors) = Vectors::of("checkpoint") else {
        return;
    };
    for case in vectors.cases() {
        let found = match Checkpoint::parse(&case.text("checkpoint").unwrap()) {
            Ok(checkpoint) => format!("held {} lines", checkpoint.signatures.len()),
            Err(error) => error.to_string(),
        };
        vectors.compare(&case, &found);
    }
    vectors.finish(6);
}

// --- log entries ---------------------------------------------------------------------------------

/// An entry in any of the forms in which logs and bundles write it.
fn log_entries(document: &Json) -> Vec<LogEntry> {
    if let Some(items) = document.as_array() {
        return items.iter().flat_map(log_entries).collect();
    }
    if document.get("canonicalizedBody").is_some() {
        return vec![as_in_bundle(document)];
    }
    let of_interface = |entry: &Json| {
        let body = entry["body"].as_str()?;
        let inside: Json = serde_json::from_slice(&base64::decode(body).ok()?).ok()?;
        let mut written = json!({
            "logIndex": entry["logIndex"],
            "logId": { "keyId": base64::encode(&unhex(entry["logID"].as_str()?)) },
            "kindVersion": { "kind": inside["kind"], "version": inside["apiVersion"] },
            "integratedTime": entry["integratedTime"],
            "canonicalizedBody": body,
        });
        let verification = &entry["verification"];
        if let Some(set) = verification["signedEntryTimestamp"].as_str() {
            written["inclusionPromise"] = json!({ "signedEntryTimestamp": set });
        }
        if let Some(proof) = verification["inclusionProof"].as_object() {
            let hashes = proof["hashes"].as_array()?.iter();
            let hashes: Vec<String> = hashes
                .map(|hash| base64::encode(&unhex(hash.as_str().unwrap())))
                .collect();
            written["inclusionProof"] = json!({
                "logIndex": proof["logIndex"],
                "rootHash": base64::encode(&unhex(proof["rootHash"].as_str()?)),
                "treeSize": proof["treeSize"],
                "hashes": hashes,
            });
            if let Some(checkpoint) = proof.get("checkpoint") {
                written["inclusionProof"]["checkpoint"] = json!({ "envelope": checkpoint });
            }
        }
        Some(as_in_bundle(&written))
    };
    let entries = document.as_object().unwrap().values();
    entries.filter_map(of_interface).collect()
}

fn as_in_bundle(entry: &Json) -> LogEntry {
    let bundle = json!({ "verificationMaterial": { "tlogEntries": [entry] } });
    let mut bundle = Bundle::parse(bundle.to_string().as_bytes()).unwrap();
    bundle.log_entries.remove(0)
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

#[test]
fn entries_of_logs() {
    let Some(mut vectors) = Vectors::of("log-entry") else {
        return;
    };
    let instances = [
        PreparedTrust::public_good().unwrap(),
        PreparedTrust::staging().unwrap(),
    ];
    for case in vectors.cases() {
        let document: Json = serde_json::from_slice(&case.file("entry").unwrap()).unwrap();
        let listed = log_entries(&document);
        let mut bundle = Bundle::parse(b"{}").unwrap();
        let found: Vec<String> = listed
            .into_iter()
            .map(|entry| {
                let names =
                    |trust: &&PreparedTrust| trust.logs().iter().any(|log| log.id == entry.log_id);
                let Some(trust) = instances.iter().find(names) else {
                    return "unknown log".to_owned();
                };
                bundle.log_entries = vec![entry];
                let mut trace = Trace::default();
                tlog::check_entries(&mut trace, trust, &bundle);
                outcome(&trace)
            })
            .collect();
        let found = if found.is_empty() {
            "no entry of a log".to_owned()
        } else {
            found.join(" | ")
        };
        vectors.compare(&case, &found);
    }
    vectors.finish(5);
}

// --- certificates --------------------------------------------------------------------------------

/// What is wrong with a certificate as that of a signer, apart from who issued it and when.
fn as_signer(certificate: &Certificate) -> String {
    let leaf = Leaf {
        key: VerifyKey::from_spki(certificate.spki_der()),
        certificate: certificate.clone(),
    };
    let key = match &leaf.key {
        Ok(_) => String::new(),
        Err(reason) => format!("key {reason:?} "),
    };
    let mut bundle = Bundle::parse(b"{}").unwrap();
    bundle.certificate = Some(certificate.der().to_vec());
    let mut trace = Trace::default();
    chain::read_leaf(&mut trace, &bundle);
    let times = Times {
        verified: Vec::new(),
        sufficient: false,
    };
    chain::check(&mut trace, &prepare(&empty_root()), &leaf, &times);
    let found = outcome(&trace).replace("chain.path:signing-service-unknown", "");
    let found = found.split_whitespace().collect::<Vec<_>>().join(" ");
    match format!("{key}{found}").as_str() {
        "" => "held".to_owned(),
        text => text.to_owned(),
    }
}

/// What is wrong with certificates as those of an authority.
fn as_authority(chain: &[Certificate]) -> String {
    let mut root = empty_root();
    let ders = chain.iter().map(|certificate| certificate.der().to_vec());
    root.certificate_authorities.push(authority(ders.collect()));
    let trust = prepare(&root);
    let whole = trust.defects().iter().map(|defect| defect.reason);
    let each = trust.issuers().iter().filter_map(|issuer| *issuer.defect);
    let usage = trust
        .issuers()
        .iter()
        .filter(|issuer| !issuer.allows_code_signing)
        .map(|_| "not for code signing");
    let found: Vec<&str> = whole.chain(each).chain(usage).collect();
    if found.is_empty() {
        "held".to_owned()
    } else {
        found.join(", ")
    }
}

#[test]
fn certificates_in_both_roles() {
    let Some(mut vectors) = Vectors::of("x509") else {
        return;
    };
    for case in vectors.cases() {
        let found = match Certificate::parse_pem(&case.text("certificate").unwrap()) {
            Err(error) => format!("unreadable: {error}"),
            Ok(chain) => format!(
                "as signer {}; as authority {}",
                as_signer(&chain[0]),
                as_authority(&chain)
            ),
        };
        vectors.compare(&case, &found);
    }
    vectors.finish(18);
}

#[test]
fn certificates_of_fulcio() {
    let Some(mut vectors) = Vectors::of("certificate") else {
        return;
    };
    for case in vectors.cases() {
        let chain = Certificate::parse_pem(&case.text("certificate").unwrap()).unwrap();
        let names = chain[0].subject_alternative_names().unwrap().unwrap().names;
        let args = &case.json["args"];
        assert_eq!(names.len(), 1);
        assert_eq!(names[0].kind, SanKind::Email);
        assert_eq!(names[0].value, args["certificate_identity"]);
        let claims = FulcioClaims::read(&chain[0]);
        let issuer = args["certificate_oidc_issuer"].as_str();
        assert_eq!(claims.issuer().unwrap(), issuer);
        vectors.compare(&case, &format!("as signer {}", as_signer(&chain[0])));
    }
    vectors.finish(1);
}

// --- trusted roots -------------------------------------------------------------------------------

#[test]
fn trusted_roots() {
    let Some(mut vectors) = Vectors::of("trust-root") else {
        return;
    };
    for case in vectors.cases() {
        let file = case.file("trusted_root").unwrap();
        let document: Json = serde_json::from_slice(&file).unwrap();
        let media_type = document["mediaType"].as_str().unwrap_or_default();
        let found = match TrustedRoot::parse(&file) {
            Ok(root) => {
                let trust = prepare(&root);
                let defects: Vec<String> = trust
                    .defects()
                    .iter()
                    .map(|defect| format!("{}[{}] {}", defect.list, defect.position, defect.reason))
                    .chain(
                        trust
                            .issuers()
                            .iter()
                            .filter_map(|i| i.defect.map(str::to_owned)),
                    )
                    .chain(
                        trust
                            .time_services()
                            .iter()
                            .filter_map(|s| s.defect.map(str::to_owned)),
                    )
                    .collect();
                match defects.as_slice() {
                    [] => "held".to_owned(),
                    _ => format!("held, without {}", defects.join(", ")),
                }
            }
            // Configurations of clients and signers, and single parts, lie among the vectors too.
            Err(_) if case.json["expected"] == "pass" && !media_type.contains("trustedroot") => {
                format!("other format {media_type:?}")
            }
            Err(error) => format!("unreadable: {error}"),
        };
        vectors.compare(&case, &found);
    }
    vectors.finish(10);
}

#[test]
fn every_expectation_belongs_to_a_case() {
    let kinds = [
        "timestamp",
        "sct",
        "checkpoint",
        "log-entry",
        "x509",
        "certificate",
        "trust-root",
    ];
    let mut known = Vec::new();
    for kind in kinds {
        let Some(vectors) = Vectors::of(kind) else {
            return;
        };
        known.extend(vectors.cases().iter().map(|case| case.id().to_owned()));
    }
    let vectors = Vectors::of("merkle").unwrap();
    let stray: Vec<_> = vectors
        .expected
        .keys()
        .filter(|id| !known.iter().any(|known| known == *id))
        .collect();
    assert!(stray.is_empty(), "{stray:?}");
}
