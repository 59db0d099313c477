//! Certificates, time stamps and checkpoints of real projects, as far as the vectors are at hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use whence_evidence::{
    UnreadableCode, base64,
    certificate::{Certificate, name_text, oid},
    checkpoint::Checkpoint,
    fulcio::{Claim, FulcioClaims},
    sct,
    timestamp::{TimestampResponse, TimestampToken},
};
use x509_cert::der::{Decode as _, Encode as _};

/// The folder of vectors, when this machine has it.
fn vectors() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    folder.is_dir().then_some(folder)
}

fn catalogue(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("index.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// All files of cases of `kinds`, each once, with the verdict of its first case.
fn files(folder: &Path, kinds: &[&str]) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for case in catalogue(folder) {
        if !kinds.contains(&case["kind"].as_str().unwrap()) {
            continue;
        }
        for file in case["files"].as_object().unwrap().values() {
            if let Some(path) = file.as_str().filter(|path| !path.ends_with('/')) {
                let verdict = case["expected"].as_str().unwrap().to_owned();
                files.entry(path.to_owned()).or_insert(verdict);
            }
        }
    }
    files
}

/// What the JSON documents among the vectors hold, each thing once, with one file it stands in.
#[derive(Default)]
struct Found {
    certificates: BTreeMap<Vec<u8>, String>,
    timestamps: BTreeMap<Vec<u8>, String>,
    checkpoints: BTreeMap<String, String>,
}

impl Found {
    fn in_documents(folder: &Path) -> Self {
        let kinds = [
            "bundle",
            "npm",
            "pypi",
            "model-signing",
            "trust-root",
            "timestamp",
            "dsse-envelope",
        ];
        let mut found = Self::default();
        for path in files(folder, &kinds).keys() {
            let Ok(text) = fs::read_to_string(folder.join(path)) else {
                continue;
            };
            for line in [text.as_str()].into_iter().chain(text.lines()) {
                if let Ok(document) = serde_json::from_str(line) {
                    found.visit(&document, "", path);
                    break;
                }
            }
        }
        found
    }

    fn visit(&mut self, value: &Value, key: &str, path: &str) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    match (key, name.as_str(), member.as_str()) {
                        ("certificate" | "certificates", "rawBytes", Some(text)) => {
                            self.keep_certificate(text, path);
                        }
                        (_, "signedTimestamp", Some(text)) => {
                            let der = base64::decode(text);
                            self.timestamps
                                .extend(der.map(|der| (der, path.to_owned())));
                        }
                        ("checkpoint", "envelope", Some(text)) => {
                            self.checkpoints.insert(text.to_owned(), path.to_owned());
                        }
                        // PEP 740 has no wrapper around it.
                        (_, "certificate", Some(text)) => self.keep_certificate(text, path),
                        _ => self.visit(member, name, path),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.visit(item, key, path)),
            _ => {}
        }
    }

    fn keep_certificate(&mut self, text: &str, path: &str) {
        let der = base64::decode(text);
        self.certificates
            .extend(der.map(|der| (der, path.to_owned())));
    }
}

/// Reads one certificate with both readers and compares all they say.
fn compare(der: &[u8], path: &str) {
    let ours = Certificate::parse(der).unwrap_or_else(|error| panic!("{path}: {error}"));
    let other =
        x509_cert::Certificate::from_der(der).unwrap_or_else(|error| panic!("{path}: {error}"));
    let tbs = other.tbs_certificate();
    assert_eq!(tbs.to_der().unwrap(), ours.tbs_der(), "{path}");
    assert_eq!(tbs.issuer().to_der().unwrap(), ours.issuer_der(), "{path}");
    assert_eq!(
        tbs.subject().to_der().unwrap(),
        ours.subject_der(),
        "{path}"
    );
    assert_eq!(tbs.serial_number().as_bytes(), ours.serial(), "{path}");
    let spki = tbs.subject_public_key_info().to_der().unwrap();
    assert_eq!(spki, ours.spki_der(), "{path}");
    assert_eq!(other.signature().raw_bytes(), ours.signature(), "{path}");
    assert_eq!(
        other.signature_algorithm().oid,
        ours.signature_algorithm().oid,
        "{path}"
    );
    let seconds =
        |time: x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap();
    let validity = ours.validity();
    assert_eq!(seconds(tbs.validity().not_before), validity.start.seconds());
    assert_eq!(
        seconds(tbs.validity().not_after),
        validity.end.unwrap().seconds()
    );
    let theirs = tbs.extensions().map_or(&[][..], Vec::as_slice);
    assert_eq!(theirs.len(), ours.extensions().len(), "{path}");
    for (ours, theirs) in ours.extensions().zip(theirs) {
        assert_eq!(ours.oid, theirs.extn_id, "{path}");
        assert_eq!(ours.critical, theirs.critical, "{path}");
        assert_eq!(ours.value, theirs.extn_value.as_bytes(), "{path}");
    }
    // Encoding the other reader's fields again must give what cutting the bytes gives.
    let other_precertificate = without_sct_list(&other);
    match ours.precertificate_tbs() {
        Ok(cut) => {
            assert_eq!(Some(cut), other_precertificate, "{path}");
            let scts = sct::embedded(&ours)
                .unwrap_or_else(|error| panic!("{path}: {error}"))
                .unwrap();
            assert!(!scts.is_empty(), "{path}");
        }
        Err(_) => assert_eq!(other_precertificate, None, "{path}"),
    }
    name_text(ours.issuer_der()).unwrap();
    name_text(ours.subject_der()).unwrap();
}

/// The signed part encoded again by the other reader, the SCT list left out.
fn without_sct_list(other: &x509_cert::Certificate) -> Option<Vec<u8>> {
    let tbs = other.tbs_certificate();
    let extensions = tbs.extensions()?;
    let kept: Vec<_> = extensions
        .iter()
        .filter(|extension| extension.extn_id != oid::SCT_LIST)
        .cloned()
        .collect();
    if kept.len() == extensions.len() {
        return None;
    }
    let fields: Vec<Vec<u8>> = vec![
        vec![0xa0, 3, 2, 1, 2],
        tbs.serial_number().to_der().unwrap(),
        tbs.signature().to_der().unwrap(),
        tbs.issuer().to_der().unwrap(),
        tbs.validity().to_der().unwrap(),
        tbs.subject().to_der().unwrap(),
        tbs.subject_public_key_info().to_der().unwrap(),
        wrap(0xa3, &kept.to_der().unwrap()),
    ];
    Some(wrap(0x30, &fields.concat()))
}

fn wrap(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    let [high, low] = length.to_be_bytes();
    let header = match length {
        0..0x80 => vec![tag, low],
        0x80..0x100 => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [&header, content].concat()
}

#[test]
fn certificates_in_documents() {
    let Some(folder) = vectors() else { return };
    let found = Found::in_documents(&folder);
    let mut with_issuer = 0;
    for (der, path) in &found.certificates {
        compare(der, path);
        let certificate = Certificate::parse(der).unwrap();
        certificate.basic_constraints().expect(path);
        certificate.key_usage().expect(path);
        certificate.extended_key_usages().expect(path);
        certificate.subject_key_id().expect(path);
        certificate.authority_key_id().expect(path);
        certificate.subject_alternative_names().expect(path);
        let claims = FulcioClaims::read(&certificate);
        for (claim, value) in claims.iter() {
            assert!(value.is_ok(), "{path}: {claim:?}: {value:?}");
        }
        with_issuer += usize::from(claims.issuer().expect(path).is_some());
        if claims.claim(Claim::IssuerV1).is_some() {
            assert!(
                !certificate
                    .subject_alternative_names()
                    .unwrap()
                    .unwrap()
                    .names
                    .is_empty()
            );
        }
    }
    println!(
        "{} certificates, {with_issuer} with an issuer",
        found.certificates.len()
    );
    assert!(found.certificates.len() > 100 && with_issuer > 50);
}

#[test]
fn certificates_in_files() {
    let Some(folder) = vectors() else { return };
    let kinds = [
        "x509",
        "certificate",
        "sct",
        "timestamp",
        "legacy-bundle",
        "cosign-oci",
    ];
    let mut read = 0;
    let mut refused = BTreeSet::new();
    for path in files(&folder, &kinds).keys() {
        let Ok(text) = fs::read_to_string(folder.join(path)) else {
            continue;
        };
        if !text.contains("-----BEGIN CERTIFICATE-----") || text.starts_with('{') {
            continue;
        }
        match Certificate::parse_pem(&text) {
            Ok(certificates) => {
                read += certificates.len();
                for certificate in certificates {
                    compare(certificate.der(), path);
                }
            }
            Err(error) => {
                refused.insert(format!("{}: {error}", path.rsplit('/').next().unwrap()));
            }
        }
    }
    println!("{read} certificates in PEM, {} refused", refused.len());
    assert!(read > 20, "{read}");
    assert_eq!(
        refused.into_iter().collect::<Vec<_>>(),
        [
            "xf-der-invalid-nonminimal-int.pem: byte 13: serial number: integer not in its shortest form"
        ]
    );
}

#[test]
fn a_precertificate_that_its_source_wrote_down() {
    let Some(folder) = vectors() else { return };
    let folder = folder.join("sct/ruby.scts");
    let pem = fs::read_to_string(folder.join("cryptography-scts.pem")).unwrap();
    let expected = fs::read(folder.join("cryptography-scts-tbs-precert.der")).unwrap();
    let [certificate] = Certificate::parse_pem(&pem).unwrap().try_into().unwrap();
    assert_eq!(certificate.precertificate_tbs().unwrap(), expected);
}

#[test]
fn timestamps_in_documents() {
    let Some(folder) = vectors() else { return };
    let found = Found::in_documents(&folder);
    let mut refused = BTreeSet::new();
    for (der, path) in &found.timestamps {
        match TimestampResponse::parse(der) {
            Ok(response) => {
                let token = response.token.expect(path);
                assert_eq!(token.signers.len(), 1, "{path}");
                let attributes = token.signers[0].signed_attributes.as_ref().expect(path);
                assert_eq!(attributes.message_digests.len(), 1, "{path}");
                for certificate in &token.certificates {
                    compare(certificate, path);
                }
            }
            Err(error) => {
                refused.insert(format!("{path}: {error}"));
            }
        }
    }
    println!(
        "{} time stamps, {} refused",
        found.timestamps.len(),
        refused.len()
    );
    assert!(found.timestamps.len() > 20);
    assert_eq!(refused.into_iter().collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn timestamps_in_files() {
    let Some(folder) = vectors() else { return };
    let mut read = 0;
    let mut refused = BTreeSet::new();
    for (path, verdict) in files(&folder, &["timestamp"]) {
        let name = path.rsplit('/').next().unwrap();
        if !(name.ends_with(".tsr") || name.ends_with(".p7s") || name.ends_with(".tsq")) {
            continue;
        }
        let der = fs::read(folder.join(&path)).unwrap();
        let outcome = if name.ends_with(".p7s") {
            TimestampToken::parse(&der).map(Some)
        } else {
            TimestampResponse::parse(&der).map(|response| response.token)
        };
        let said = match &outcome {
            Ok(Some(token)) => token.info.gen_time.to_string(),
            Ok(None) => "no token".to_owned(),
            Err(error) => error.to_string(),
        };
        if verdict == "pass" {
            assert!(matches!(outcome, Ok(Some(_))), "{path}: {said}");
        }
        read += 1;
        if !matches!(outcome, Ok(Some(_))) {
            refused.insert(format!("{name}: {said}"));
        }
    }
    println!(
        "{read} time stamps in files, {} without a token",
        refused.len()
    );
    assert!(read > 30);
    // All other broken ones are well formed: what is wrong there is for a verifier to find.
    assert_eq!(
        refused.into_iter().collect::<Vec<_>>(),
        [
            "SignedDataWithoutSignedAttributes.p7s: byte 43: signed data about something else than time",
            "TimeStampTokenWithInvalidContentType.p7s: byte 43: signed data about something else than time",
            "TimeStampTokenWithInvalidSigningCertificateV2.p7s: byte 6031: certificate references: missing or of another type",
            "TimeStampTokenWithInvalidSigningTime.p7s: byte 6205: attribute values: missing or of another type",
            "TimeStampTokenWithInvalideContentType.p7s: byte 43: signed data about something else than time",
            "TimeStampTokenWithTSTInfoVersion2.p7s: byte 65: TSTInfo of another version than 1",
            "TimeStampTokenWithWrongSigningCertificateV2IssuerChoiceTag.p7s: byte 6073: issuer directory name: missing or of another type",
            "rejection.tsq: no token",
            "sigstore_tsa_response_invalid.tsr: byte 747: time-stamp response: followed by bytes that do not belong there",
            // Its signing-certificate attribute is wrapped in an OCTET STRING.
            "test.tsr: byte 1680: signing certificate: missing or of another type",
        ]
    );
}

#[test]
fn checkpoints_in_documents_and_files() {
    let Some(folder) = vectors() else { return };
    let found = Found::in_documents(&folder);
    let mut refused = BTreeSet::new();
    for (text, path) in &found.checkpoints {
        match Checkpoint::parse(text) {
            Ok(checkpoint) => assert!(text.starts_with(checkpoint.note_text()), "{path}"),
            Err(error) => {
                let case = path
                    .rsplit('/')
                    .nth(1)
                    .unwrap()
                    .trim_start_matches("conformance.");
                refused.insert(format!("{case}: {error}"));
            }
        }
    }
    println!(
        "{} checkpoints, {} refused",
        found.checkpoints.len(),
        refused.len()
    );
    assert!(found.checkpoints.len() > 50);
    // The two cases are named after exactly this.
    assert_eq!(
        refused.into_iter().collect::<Vec<_>>(),
        [
            "rekor2-checkpoint-missing-origin_fail: line 2, column 1: tree size is not a decimal number",
            "rekor2-checkpoint-missing-size_fail: line 2, column 1: tree size is not a decimal number",
        ]
    );

    let files = files(&folder, &["checkpoint"]);
    assert!(!files.is_empty());
    for (path, verdict) in files {
        let text = fs::read_to_string(folder.join(&path)).unwrap();
        match Checkpoint::parse(&text) {
            Ok(_) => assert_eq!(verdict, "pass", "{path}"),
            Err(error) => {
                assert_eq!(verdict, "fail", "{path}: {error}");
                assert_eq!(error.code, UnreadableCode::MalformedText, "{path}");
            }
        }
    }
}
