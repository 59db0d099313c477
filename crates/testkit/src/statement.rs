//! in-toto statements as payloads of envelopes.

use serde_json::{Value, json};

use crate::ca::IDENTITY;
use crate::json_text;
use crate::keys::{Hash, hex};

/// Payload type of in-toto statements.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// `_type` of version 1.
pub const STATEMENT_V1: &str = "https://in-toto.io/Statement/v1";
/// `_type` of version 0.1.
pub const STATEMENT_V01: &str = "https://in-toto.io/Statement/v0.1";

/// A statement about one file, by SHA-256.
pub fn statement(artifact: &[u8], predicate_type: &str, predicate: Value) -> Value {
    json!({
        "_type": STATEMENT_V1,
        "subject": [subject("project-1.2.3.tar.gz", Hash::Sha256, artifact)],
        "predicateType": predicate_type,
        "predicate": predicate,
    })
}

/// One subject.
pub fn subject(name: &str, hash: Hash, artifact: &[u8]) -> Value {
    json!({ "name": name, "digest": { hash.short_name(): hex(&hash.digest(artifact)) } })
}

/// SLSA provenance 1.0 of a GitHub workflow.
pub fn provenance(artifact: &[u8]) -> Value {
    let predicate = json!({
        "buildDefinition": {
            "buildType": "https://actions.github.io/buildtypes/workflow/v1",
            "externalParameters": { "workflow": {
                "ref": "refs/tags/v1.2.3",
                "repository": "https://github.com/testkit/project",
                "path": ".github/workflows/release.yml",
            } },
            "internalParameters": { "github": {
                "event_name": "push",
                "repository_id": "1234567",
                "repository_owner_id": "7654321",
                "runner_environment": "github-hosted",
            } },
            "resolvedDependencies": [{
                "uri": "git+https://github.com/testkit/project@refs/tags/v1.2.3",
                "digest": { "gitCommit": "0123456789abcdef0123456789abcdef01234567" },
            }],
        },
        "runDetails": {
            "builder": { "id": IDENTITY },
            "metadata": {
                "invocationId": "https://github.com/testkit/project/actions/runs/42/attempts/1",
            },
        },
    });
    statement(artifact, "https://slsa.dev/provenance/v1", predicate)
}

/// A CycloneDX bill of materials with one component.
pub fn cyclonedx(artifact: &[u8]) -> Value {
    let predicate = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": { "type": "application", "name": "project", "version": "1.2.3" } },
        "components": [{
            "type": "library",
            "name": "left-pad",
            "version": "1.3.0",
            "purl": "pkg:npm/left-pad@1.3.0",
            "licenses": [{ "license": { "id": "WTFPL" } }],
        }],
    });
    statement(artifact, "https://cyclonedx.org/bom", predicate)
}

/// An SPDX 2.3 document with one package.
pub fn spdx(artifact: &[u8]) -> Value {
    let predicate = json!({
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "dataLicense": "CC0-1.0",
        "name": "project-1.2.3",
        "documentNamespace": "https://testkit.example/spdx/project-1.2.3",
        "creationInfo": { "created": "2026-03-03T14:00:00Z", "creators": ["Tool: testkit"] },
        "packages": [{
            "SPDXID": "SPDXRef-Package-left-pad",
            "name": "left-pad",
            "versionInfo": "1.3.0",
            "downloadLocation": "NOASSERTION",
            "licenseConcluded": "WTFPL",
        }],
        "relationships": [{
            "spdxElementId": "SPDXRef-DOCUMENT",
            "relationshipType": "DESCRIBES",
            "relatedSpdxElement": "SPDXRef-Package-left-pad",
        }],
    });
    statement(artifact, "https://spdx.dev/Document/v2.3", predicate)
}

/// The bytes that an envelope carries for a statement.
pub fn payload(statement: &Value) -> Vec<u8> {
    json_text(statement).into_bytes()
}

/// DSSE pre-authentication encoding.
pub fn pre_authentication_encoding(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!(
        "DSSEv1 {} {payload_type} {} ",
        payload_type.len(),
        payload.len()
    );
    [head.as_bytes(), payload].concat()
}
