//! Where the known predicates keep what a person wants to see. One table for each kind; where versions of a
//! predicate differ, the places of all of them stand side by side.

use super::{PredicateKind, provenance::Version};

/// A group of fields and where it stands: names joined by `/`, `*` for every item or member.
pub(super) struct Section {
    pub(super) name: &'static str,
    pub(super) at: &'static str,
    pub(super) fields: &'static [Field],
}

pub(super) struct Field {
    pub(super) name: &'static str,
    /// The first place that is there counts.
    pub(super) at: &'static [&'static str],
    pub(super) read: Read,
}

/// How a value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    Text,
    Time,
    /// The members of an object, each a name and a text; the texts of a list.
    Pairs,
    /// An object whose members of these names are a name and its value.
    Named(&'static str, &'static str),
    /// The name under which the group itself stands.
    Key,
}

const fn text(name: &'static str, at: &'static [&'static str]) -> Field {
    Field {
        name,
        at,
        read: Read::Text,
    }
}

const fn time(name: &'static str, at: &'static [&'static str]) -> Field {
    Field {
        name,
        at,
        read: Read::Time,
    }
}

const fn pairs(name: &'static str, at: &'static [&'static str]) -> Field {
    Field {
        name,
        at,
        read: Read::Pairs,
    }
}

/// The name under which a thing stands among others.
const KEY: Field = Field {
    name: "name",
    at: &[],
    read: Read::Key,
};

/// The table of a kind; empty where the document itself says it better.
pub(super) fn of(kind: PredicateKind) -> &'static [Section] {
    match kind {
        PredicateKind::BuildRecord(Version::V1) => BUILD_RECORD_V1,
        PredicateKind::BuildRecord(Version::V02 | Version::V01) => BUILD_RECORD_V0,
        PredicateKind::VerificationSummary => VERIFICATION_SUMMARY,
        PredicateKind::VulnerabilityScan => VULNERABILITY_SCAN,
        PredicateKind::Vex => VEX,
        PredicateKind::TestResult => TEST_RESULT,
        PredicateKind::Release => RELEASE,
        PredicateKind::AttributeReport => ATTRIBUTE_REPORT,
        PredicateKind::Link => LINK,
        PredicateKind::Layout => LAYOUT,
        PredicateKind::Reference => REFERENCE,
        PredicateKind::RuntimeTrace => RUNTIME_TRACE,
        PredicateKind::SimpleVerificationResult => SIMPLE_VERIFICATION_RESULT,
        PredicateKind::CosignCustom => COSIGN_CUSTOM,
        PredicateKind::PublishRecord => PUBLISH_RECORD,
        PredicateKind::ModelFiles => MODEL_FILES,
        PredicateKind::GitObject => GIT_OBJECT,
        PredicateKind::Spdx
        | PredicateKind::CycloneDx
        | PredicateKind::CosignSignature
        | PredicateKind::Unknown => &[],
    }
}

/// What [`super::provenance`] does not already tell.
const BUILD_RECORD_V1: &[Section] = &[
    Section {
        name: "builder",
        at: "runDetails/builder",
        fields: &[pairs("version", &["version"])],
    },
    Section {
        name: "builder-dependency",
        at: "runDetails/builder/builderDependencies/*",
        fields: RESOURCE,
    },
    Section {
        name: "dependency",
        at: "buildDefinition/resolvedDependencies/*",
        fields: RESOURCE,
    },
    Section {
        name: "byproduct",
        at: "runDetails/byproducts/*",
        fields: RESOURCE,
    },
];

const BUILD_RECORD_V0: &[Section] = &[
    Section {
        name: "instructions",
        at: "invocation/configSource",
        fields: &[
            text("address", &["uri"]),
            pairs("digest", &["digest"]),
            text("entry-point", &["entryPoint"]),
        ],
    },
    Section {
        name: "instructions",
        at: "recipe",
        fields: &[
            text("defined-in", &["definedInMaterial"]),
            text("entry-point", &["entryPoint"]),
        ],
    },
    Section {
        name: "completeness",
        at: "metadata",
        fields: &[
            pairs("complete", &["completeness"]),
            text("reproducible", &["reproducible"]),
        ],
    },
    Section {
        name: "dependency",
        at: "materials/*",
        fields: RESOURCE,
    },
];

/// A resource descriptor (in-toto attestation framework, `resource_descriptor`).
const RESOURCE: &[Field] = &[
    text("name", &["name"]),
    text("address", &["uri"]),
    text("download", &["downloadLocation"]),
    pairs("digest", &["digest"]),
    text("media-type", &["mediaType"]),
    text("content", &["content"]),
    pairs("annotation", &["annotations"]),
];

const VERIFICATION_SUMMARY: &[Section] = &[
    Section {
        name: "summary",
        at: "",
        fields: &[
            text("result", &["verificationResult", "verification_result"]),
            text("levels", &["verifiedLevels/*", "policy_level"]),
            text("resource", &["resourceUri", "resource_uri"]),
            text("verifier", &["verifier/id"]),
            pairs("verifier-version", &["verifier/version"]),
            time("time-verified", &["timeVerified", "time_verified"]),
            text("policy", &["policy/uri"]),
            pairs("policy-digest", &["policy/digest"]),
            pairs(
                "dependency-levels",
                &["dependencyLevels", "dependency_levels"],
            ),
            text("slsa-version", &["slsaVersion"]),
        ],
    },
    Section {
        name: "input",
        at: "inputAttestations/*",
        fields: RESOURCE,
    },
    Section {
        name: "input",
        at: "input_attestations/*",
        fields: RESOURCE,
    },
];

const VULNERABILITY_SCAN: &[Section] = &[
    Section {
        name: "scan",
        at: "",
        fields: &[
            text("scanner", &["scanner/uri"]),
            text("version", &["scanner/version"]),
            text("database", &["scanner/db/uri", "scanner/database/uri"]),
            text(
                "database-version",
                &["scanner/db/version", "scanner/database/version"],
            ),
            time(
                "database-updated",
                &["scanner/db/lastUpdate", "scanner/database/lastUpdate"],
            ),
            time("started", &["metadata/scanStartedOn"]),
            time("finished", &["metadata/scanFinishedOn"]),
            text("invocation", &["invocation/uri"]),
            pairs("parameter", &["invocation/parameters"]),
            text("event", &["invocation/event_id"]),
            text(
                "builder",
                &["invocation/builder.id", "invocation/builder/id"],
            ),
        ],
    },
    Section {
        name: "vulnerability",
        at: "scanner/result/*",
        fields: &[
            text("vulnerability", &["id", "vuln_id"]),
            Field {
                name: "severity",
                at: &["severity/*"],
                read: Read::Named("method", "score"),
            },
        ],
    },
];

const VEX: &[Section] = &[
    Section {
        name: "document",
        at: "",
        fields: &[
            text("document-id", &["@id"]),
            text("author", &["author"]),
            text("author-role", &["role"]),
            time("time", &["timestamp"]),
            time("updated", &["last_updated"]),
            text("version", &["version"]),
            text("tool", &["tooling"]),
        ],
    },
    Section {
        name: "vulnerability",
        at: "statements/*",
        fields: &[
            text(
                "vulnerability",
                &["vulnerability/name", "vulnerability/@id", "vulnerability"],
            ),
            text("vulnerability-alias", &["vulnerability/aliases/*"]),
            text("vulnerability-description", &["vulnerability/description"]),
            text("status", &["status"]),
            text("status-notes", &["status_notes"]),
            text("justification", &["justification"]),
            text("impact", &["impact_statement"]),
            text("action", &["action_statement"]),
            text("product", &["products/*/@id", "products/*"]),
            pairs("product-name", &["products/*/identifiers"]),
            pairs("product-digest", &["products/*/hashes"]),
            text(
                "product-part",
                &["products/*/subcomponents/*/@id", "subcomponents/*"],
            ),
            time("time", &["timestamp"]),
            time("updated", &["last_updated"]),
            text("statement-id", &["@id"]),
        ],
    },
];

const TEST_RESULT: &[Section] = &[
    Section {
        name: "test",
        at: "",
        fields: &[
            text("result", &["result"]),
            text("address", &["url"]),
            text("test-failed", &["failedTests/*"]),
            text("test-warned", &["warnedTests/*"]),
            text("test-passed", &["passedTests/*"]),
        ],
    },
    Section {
        name: "configuration",
        at: "configuration/*",
        fields: RESOURCE,
    },
];

const RELEASE: &[Section] = &[Section {
    name: "release",
    at: "",
    fields: &[
        text("package-url", &["purl"]),
        text("package-number", &["packageId"]),
        text("release-number", &["releaseId", "databaseId"]),
        text("tag", &["tag"]),
        text("repository", &["repository"]),
        text("repository-number", &["repositoryId"]),
        text("owner-number", &["ownerId"]),
    ],
}];

const ATTRIBUTE_REPORT: &[Section] = &[
    Section {
        name: "producer",
        at: "producer",
        fields: RESOURCE,
    },
    Section {
        name: "attribute",
        at: "attributes/*",
        fields: &[
            text("attribute", &["attribute"]),
            text("target", &["target/name"]),
            text("target-address", &["target/uri", "target/downloadLocation"]),
            pairs("target-digest", &["target/digest"]),
            pairs("condition", &["conditions"]),
            text("basis", &["evidence/name"]),
            text(
                "basis-address",
                &["evidence/uri", "evidence/downloadLocation"],
            ),
            pairs("basis-digest", &["evidence/digest"]),
            text("basis-media-type", &["evidence/mediaType"]),
        ],
    },
];

const LINK: &[Section] = &[
    Section {
        name: "step",
        at: "",
        fields: &[
            text("name", &["name"]),
            text("command", &["command/*"]),
            pairs("byproduct-value", &["byproducts"]),
            pairs("environment", &["environment"]),
        ],
    },
    Section {
        name: "material",
        at: "materials/*",
        fields: &[
            KEY,
            text("name", &["name"]),
            text("address", &["uri"]),
            // Version 1 writes the digests at once under the name, version 0.3 a resource descriptor.
            pairs("digest", &["digest", ""]),
        ],
    },
    // Only before there were attestations, whose subjects they became.
    Section {
        name: "product",
        at: "products/*",
        fields: &[KEY, pairs("digest", &[""])],
    },
];

const LAYOUT: &[Section] = &[
    Section {
        name: "layout",
        at: "",
        fields: &[time("expires", &["expires"]), text("readme", &["readme"])],
    },
    Section {
        name: "layout-step",
        at: "steps/*",
        fields: &[
            text("name", &["name"]),
            text("command", &["expected_command/*"]),
            text("signatures-needed", &["threshold"]),
            text("signing-key", &["pubkeys/*"]),
            text("signing-name", &["cert_constraints/*/common_name"]),
        ],
    },
    Section {
        name: "inspection",
        at: "inspect/*",
        fields: &[text("name", &["name"]), text("command", &["run/*"])],
    },
    Section {
        name: "layout-key",
        at: "keys/*",
        fields: &[
            text("signing-key", &["keyid"]),
            text("method", &["scheme", "keytype"]),
        ],
    },
];

const REFERENCE: &[Section] = &[
    Section {
        name: "attester",
        at: "",
        fields: &[text("attester", &["attester/id"])],
    },
    Section {
        name: "reference",
        at: "references/*",
        fields: RESOURCE,
    },
];

const RUNTIME_TRACE: &[Section] = &[
    Section {
        name: "trace",
        at: "",
        fields: &[
            text("monitor", &["monitor/type"]),
            text(
                "monitor-configuration",
                &["monitor/configSource/uri", "monitor/configSource/name"],
            ),
            text("monitor-rules", &["monitor/tracePolicy/policies/*/Name"]),
            pairs("process", &["monitoredProcess"]),
            time("started", &["metadata/buildStartedOn"]),
            time("finished", &["metadata/buildFinishedOn"]),
        ],
    },
    Section {
        name: "trace-network",
        at: "monitorLog/network/*",
        fields: &[
            text("host", &["hostname"]),
            text("network-address", &["ip"]),
            text("port", &["port"]),
            text("protocol", &["protocol"]),
        ],
    },
    Section {
        name: "trace-file",
        at: "monitorLog/fileAccess/*",
        fields: RESOURCE,
    },
    // What a process is called is up to the monitor; these are the names in use.
    Section {
        name: "trace-process",
        at: "monitorLog/process/*",
        fields: &[
            text("event", &["eventType"]),
            text("program", &["processBinary"]),
            text("arguments", &["arguments/*"]),
        ],
    },
];

const SIMPLE_VERIFICATION_RESULT: &[Section] = &[
    Section {
        name: "summary",
        at: "",
        fields: &[
            text("verifier", &["verifier/id"]),
            time("time-verified", &["timeCreated"]),
            text("property", &["properties/*"]),
        ],
    },
    Section {
        name: "policy",
        at: "verifier/policies/*",
        fields: RESOURCE,
    },
];

const COSIGN_CUSTOM: &[Section] = &[Section {
    name: "content",
    at: "",
    fields: &[text("content", &["Data"]), time("time", &["Timestamp"])],
}];

const PUBLISH_RECORD: &[Section] = &[Section {
    name: "publication",
    at: "",
    fields: &[
        text("name", &["name"]),
        text("version", &["version"]),
        text("registry", &["registry"]),
        text("channel", &["targetChannel"]),
    ],
}];

const MODEL_FILES: &[Section] = &[
    Section {
        name: "serialization",
        at: "serialization",
        fields: &[
            text("method", &["method"]),
            text("hash", &["hash_type"]),
            text("links-allowed", &["allow_symlinks"]),
            text("ignored", &["ignore_paths/*"]),
        ],
    },
    Section {
        name: "model-file",
        at: "resources/*",
        fields: &[
            text("name", &["name"]),
            text("hash", &["algorithm"]),
            text("digest-value", &["digest"]),
        ],
    },
];

const GIT_OBJECT: &[Section] = &[Section {
    name: "commit",
    at: "source",
    fields: &[
        text("tree", &["tree"]),
        text("parent", &["parents/*"]),
        text("author", &["author/name"]),
        text("author-address", &["author/email"]),
        time("time", &["author/date"]),
        text("committer", &["committer/name"]),
        text("committer-address", &["committer/email"]),
        time("committed", &["committer/date"]),
        text("tag", &["tag"]),
        text("tagged-object", &["object"]),
        text("tagged-kind", &["object_type"]),
        text("tagger", &["tagger/name"]),
        text("tagger-address", &["tagger/email"]),
        time("tagged", &["tagger/date"]),
        text("message", &["message"]),
    ],
}];
