//! What a format writes as an object is read from an object, never from an array of its values.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use whence_evidence::{
    base64, bundle::Bundle, log_entry::Body, statement::Statement, trusted_root::TrustedRoot,
};

const BUNDLE: &str = r#"{"mediaType":"application/vnd.dev.sigstore.bundle+json;version=0.1",
    "verificationMaterial":{"publicKey":{"hint":""},"x509CertificateChain":{"certificates":[{"rawBytes":"AA=="}]},
        "certificate":{"rawBytes":"AA=="},"tlogEntries":[{"logIndex":"1","logId":{"keyId":"AA=="},
            "kindVersion":{"kind":"a","version":"b"},"integratedTime":"1",
            "inclusionPromise":{"signedEntryTimestamp":"AA=="},
            "inclusionProof":{"logIndex":"1","rootHash":"AA==","treeSize":"1","hashes":[],
                "checkpoint":{"envelope":"a"}},"canonicalizedBody":"AA=="}],
        "timestampVerificationData":{"rfc3161Timestamps":[{"signedTimestamp":"AA=="}]}},
    "messageSignature":{"messageDigest":{"algorithm":"SHA2_256","digest":"AA=="},"signature":"AA=="},
    "dsseEnvelope":{"payload":"AA==","payloadType":"a","signatures":[{"sig":"AA==","keyid":""}]}}"#;

const STATEMENT: &str = r#"{"_type":"https://in-toto.io/Statement/v1",
    "subject":[{"name":"a","uri":"b","digest":{"sha256":"00"},"annotations":7}],"predicateType":"t","predicate":7}"#;

const TRUSTED_ROOT: &str = r#"{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[LOG],
    "certificateAuthorities":[AUTHORITY],"ctlogs":[LOG],"timestampAuthorities":[AUTHORITY]}"#;
const LOG: &str = r#"{"baseUrl":"https://log.example","hashAlgorithm":"SHA2_256",
    "publicKey":{"rawBytes":"AA==","keyDetails":"k","validFor":VALID},"logId":{"keyId":"AA=="},
    "checkpointKeyId":{"keyId":"AA=="},"operator":"o"}"#;
const AUTHORITY: &str = r#"{"subject":{"organization":"o","commonName":"c"},"uri":"u",
    "certChain":{"certificates":[{"rawBytes":"AA=="}]},"validFor":VALID,"operator":"o"}"#;
const VALID: &str = r#"{"start":"2020-01-01T00:00:00Z","end":"2030-01-01T00:00:00Z"}"#;

/// Kind, version and `spec` of a body.
const BODIES: [(&str, &str, &str); 6] = [
    (
        "hashedrekord",
        "0.0.1",
        r#"{"data":{"hash":HASH},"signature":{"content":"AA==","publicKey":{"content":"PEM"}}}"#,
    ),
    (
        "rekord",
        "0.0.1",
        r#"{"data":{"hash":HASH},"signature":{"content":"AA==","format":"x509","publicKey":{"content":"PEM"}}}"#,
    ),
    (
        "dsse",
        "0.0.1",
        r#"{"envelopeHash":HASH,"payloadHash":HASH,"signatures":[{"signature":"AA==","verifier":"PEM"}]}"#,
    ),
    (
        "intoto",
        "0.0.1",
        r#"{"content":{"hash":HASH,"payloadHash":HASH},"publicKey":"PEM"}"#,
    ),
    (
        "intoto",
        "0.0.2",
        r#"{"content":{"envelope":{"payload":null,"payloadType":"t",
            "signatures":[{"keyid":"","publicKey":"PEM","sig":"QUE9PQ=="}]},"hash":HASH,"payloadHash":HASH}}"#,
    ),
    (
        "hashedrekord",
        "0.0.2",
        r#"{"hashedRekordV002":{"data":{"algorithm":"SHA2_256","digest":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
            "signature":{"content":"AA==","verifier":{"keyDetails":"k","x509Certificate":null,
            "publicKey":{"rawBytes":"AA=="}}}}}"#,
    ),
];

/// Every document above has all members of its objects, in the order in which the reader lists them: that is the
/// order in which serde would take their values from an array.
#[test]
fn no_object_can_be_written_as_an_array() {
    refused_as_arrays(BUNDLE, |document| Bundle::parse(document).is_ok());
    refused_as_arrays(STATEMENT, |document| Statement::parse(document).is_ok());
    let root = TRUSTED_ROOT
        .replace("LOG", LOG)
        .replace("AUTHORITY", AUTHORITY)
        .replace("VALID", VALID);
    refused_as_arrays(&root, |document| TrustedRoot::parse(document).is_ok());
    let pem = base64::encode(b"-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n");
    let hash = format!(r#"{{"algorithm":"sha256","value":"{}"}}"#, "00".repeat(32));
    for (kind, version, spec) in BODIES {
        let spec = spec.replace("HASH", &hash).replace("PEM", &pem);
        let body = format!(r#"{{"apiVersion":"{version}","kind":"{kind}","spec":{spec}}}"#);
        refused_as_arrays(&body, |document| Body::parse(document).is_ok());
    }
}

fn refused_as_arrays(document: &str, accepted: impl Fn(&[u8]) -> bool) {
    assert!(accepted(document.as_bytes()), "{document}");
    for (start, _) in document.match_indices('{') {
        let changed = as_array(document, start);
        assert!(!accepted(changed.as_bytes()), "{changed}");
    }
}

/// The document with the values of the object at `start` in an array. No text in it holds a quote.
fn as_array(document: &str, start: usize) -> String {
    let (before, rest) = document.split_at(start);
    let mut changed = before.to_owned();
    let (mut depth, mut in_text, mut in_name) = (0, false, false);
    for (at, c) in rest.char_indices() {
        match c {
            '"' => in_text = !in_text,
            _ if in_text => {}
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ => {}
        }
        match c {
            '{' if at == 0 => {
                changed.push('[');
                in_name = true;
            }
            '}' if depth == 0 => {
                changed.push(']');
                changed.push_str(&rest[at + 1..]);
                return changed;
            }
            ':' if in_name && !in_text => in_name = false,
            _ if in_name => {}
            ',' if depth == 1 && !in_text => {
                changed.push(c);
                in_name = true;
            }
            _ => changed.push(c),
        }
    }
    changed
}
