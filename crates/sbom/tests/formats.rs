//! One small list of parts, written in every format: a program that uses a library, which contains a file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use whence_sbom::{
    Acknowledgement, AttributeKind, Component, ComponentId, ComponentKind, FindingCode, Format,
    HashName, Index, Refused, RefusedCode, Relation, RelationKind, recognise,
};

const SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const CYCLONEDX_JSON: &str = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 3,
  "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
  "metadata": {
    "timestamp": "2026-03-01T10:00:00Z",
    "lifecycles": [{"phase": "build"}],
    "tools": {"components": [{"type": "application", "name": "maker", "version": "2.0", "group": "Tools Ltd"}]},
    "authors": [{"name": "Ann", "email": "ann@post.example"}],
    "component": {"type": "application", "bom-ref": "app", "name": "program", "version": "4.2",
      "hashes": [{"alg": "SHA-256", "content": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}
  },
  "components": [
    {"type": "library", "bom-ref": "lib", "group": "org.acme", "name": "lib\u0072ary", "version": "1.10.0",
     "supplier": {"name": "Acme"}, "purl": "pkg:maven/org.acme/library@1.10.0",
     "cpe": "cpe:2.3:a:acme:library:1.10.0:*:*:*:*:*:*:*", "scope": "optional",
     "licenses": [{"license": {"id": "MIT", "acknowledgement": "declared"}}],
     "components": [{"type": "file", "bom-ref": "file", "name": "core.c"}]}
  ],
  "dependencies": [{"ref": "app", "dependsOn": ["lib"]}, {"ref": "lib", "dependsOn": []}],
  "compositions": [{"aggregate": "complete", "dependencies": ["app"]}],
  "vulnerabilities": [{"id": "CVE-2026-1", "source": {"name": "NVD"}, "ratings": [{"severity": "high"}],
    "affects": [{"ref": "lib"}], "analysis": {"state": "not_affected", "justification": "code_not_reachable",
    "response": ["update"], "detail": "never called"}}]
}"#;

const CYCLONEDX_XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<b:bom xmlns:b="http://cyclonedx.org/schema/bom/1.6" version="3"
     serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79">
  <b:metadata>
    <b:timestamp>2026-03-01T10:00:00Z</b:timestamp>
    <b:lifecycles><b:lifecycle><b:phase>build</b:phase></b:lifecycle></b:lifecycles>
    <b:tools><b:components><b:component type="application"><b:group>Tools Ltd</b:group><b:name>maker</b:name>
      <b:version>2.0</b:version></b:component></b:components></b:tools>
    <b:authors><b:author><b:name>Ann</b:name><b:email>ann@post.example</b:email></b:author></b:authors>
    <b:component type="application" bom-ref="app"><b:name>program</b:name><b:version>4.2</b:version>
      <b:hashes><b:hash alg="SHA-256">e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855</b:hash></b:hashes>
    </b:component>
  </b:metadata>
  <b:components>
    <b:component type="library" bom-ref="lib">
      <b:supplier><b:name>Acme</b:name></b:supplier>
      <b:group>org.acme</b:group><b:name>lib&#114;ary</b:name><b:version>1.10.0</b:version>
      <b:scope>optional</b:scope>
      <b:licenses><b:license acknowledgement="declared"><b:id>MIT</b:id></b:license></b:licenses>
      <b:cpe>cpe:2.3:a:acme:library:1.10.0:*:*:*:*:*:*:*</b:cpe>
      <b:purl>pkg:maven/org.acme/library@1.10.0</b:purl>
      <b:components><b:component type="file" bom-ref="file"><b:name>core.c</b:name></b:component></b:components>
    </b:component>
    <x:component xmlns:x="urn:other"><x:name>not ours</x:name></x:component>
  </b:components>
  <b:dependencies>
    <b:dependency ref="app"><b:dependency ref="lib"/></b:dependency><b:dependency ref="lib"/>
  </b:dependencies>
  <b:compositions><b:composition><b:aggregate>complete</b:aggregate>
    <b:dependencies><b:dependency ref="app"/></b:dependencies></b:composition></b:compositions>
  <b:vulnerabilities><b:vulnerability><b:id>CVE-2026-1</b:id><b:source><b:name>NVD</b:name></b:source>
    <b:ratings><b:rating><b:severity>high</b:severity></b:rating></b:ratings>
    <b:analysis><b:state>not_affected</b:state><b:justification>code_not_reachable</b:justification>
    <b:responses><b:response>update</b:response></b:responses><b:detail>never called</b:detail></b:analysis>
    <b:affects><b:target><b:ref>lib</b:ref></b:target></b:affects></b:vulnerability></b:vulnerabilities>
</b:bom>"#;

const SPDX_JSON: &str = r#"{
  "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "doc",
  "documentNamespace": "https://example.org/doc",
  "creationInfo": {"created": "2026-03-01T10:00:00Z",
    "creators": ["Tool: maker-2.0", "Person: Ann (ann@post.example)"]},
  "packages": [
    {"SPDXID": "SPDXRef-app", "name": "program", "versionInfo": "4.2", "downloadLocation": "NOASSERTION",
     "primaryPackagePurpose": "APPLICATION", "checksums": [{"algorithm": "SHA256",
     "checksumValue": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]},
    {"SPDXID": "SPDXRef-lib", "name": "library", "versionInfo": "1.10.0", "downloadLocation": "NONE",
     "primaryPackagePurpose": "LIBRARY", "supplier": "Organization: Acme (info@acme.example)",
     "licenseDeclared": "MIT", "licenseConcluded": "NOASSERTION",
     "externalRefs": [
       {"referenceCategory": "PACKAGE_MANAGER", "referenceType": "purl",
        "referenceLocator": "pkg:maven/org.acme/library@1.10.0"},
       {"referenceCategory": "SECURITY", "referenceType": "cpe23Type",
        "referenceLocator": "cpe:2.3:a:acme:library:1.10.0:*:*:*:*:*:*:*"}]}
  ],
  "files": [{"SPDXID": "SPDXRef-file", "fileName": "core.c"}],
  "relationships": [
    {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-app"},
    {"spdxElementId": "SPDXRef-lib", "relationshipType": "DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-app"},
    {"spdxElementId": "SPDXRef-file", "relationshipType": "CONTAINED_BY", "relatedSpdxElement": "SPDXRef-lib"},
    {"spdxElementId": "SPDXRef-file", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "NONE"}
  ]
}"#;

const SPDX_YAML: &str = r#"SPDXID: "SPDXRef-DOCUMENT"
spdxVersion: SPDX-2.3
dataLicense: CC0-1.0
name: doc
documentNamespace: https://example.org/doc
creationInfo:
  created: "2026-03-01T10:00:00Z"
  creators: ["Tool: maker-2.0", "Person: Ann (ann@post.example)"]
packages:
- SPDXID: SPDXRef-app
  name: program
  versionInfo: 4.2
  downloadLocation: NOASSERTION
  primaryPackagePurpose: APPLICATION
  checksums:
  - algorithm: SHA256
    checksumValue: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
- SPDXID: SPDXRef-lib
  name: library
  versionInfo: 1.10.0
  downloadLocation: NONE
  primaryPackagePurpose: LIBRARY
  supplier: "Organization: Acme (info@acme.example)"
  licenseDeclared: MIT
  licenseConcluded: NOASSERTION
  externalRefs:
  - referenceCategory: PACKAGE-MANAGER
    referenceType: purl
    referenceLocator: pkg:maven/org.acme/library@1.10.0
  - referenceCategory: SECURITY
    referenceType: cpe23Type
    referenceLocator: "cpe:2.3:a:acme:library:1.10.0:*:*:*:*:*:*:*"
files:
- SPDXID: SPDXRef-file
  fileName: core.c
relationships:
- {spdxElementId: SPDXRef-DOCUMENT, relationshipType: DESCRIBES, relatedSpdxElement: SPDXRef-app}
- {spdxElementId: SPDXRef-lib, relationshipType: DEPENDENCY_OF, relatedSpdxElement: SPDXRef-app}
- {spdxElementId: SPDXRef-file, relationshipType: CONTAINED_BY, relatedSpdxElement: SPDXRef-lib}
- {spdxElementId: SPDXRef-file, relationshipType: DEPENDS_ON, relatedSpdxElement: NONE}
"#;

const SPDX_TAG_VALUE: &str = "SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: doc
DocumentNamespace: https://example.org/doc
Creator: Tool: maker-2.0
Creator: Person: Ann (ann@post.example)
CreatorComment: <text>two
lines: PackageName: not one</text>
Created: 2026-03-01T10:00:00Z
# a comment
PackageName: program
SPDXID: SPDXRef-app
PackageVersion: 4.2
PackageDownloadLocation: NOASSERTION
PrimaryPackagePurpose: APPLICATION
PackageChecksum: SHA256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
PackageName: library
SPDXID: SPDXRef-lib
PackageVersion: 1.10.0
PackageDownloadLocation: NONE
PrimaryPackagePurpose: LIBRARY
PackageSupplier: Organization: Acme (info@acme.example)
PackageLicenseDeclared: MIT
PackageLicenseConcluded: NOASSERTION
ExternalRef: PACKAGE-MANAGER purl pkg:maven/org.acme/library@1.10.0
ExternalRef: SECURITY cpe23Type cpe:2.3:a:acme:library:1.10.0:*:*:*:*:*:*:*
FileName: core.c
SPDXID: SPDXRef-file
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-app
Relationship: SPDXRef-lib DEPENDENCY_OF SPDXRef-app
Relationship: SPDXRef-file CONTAINED_BY SPDXRef-lib
Relationship: SPDXRef-file DEPENDS_ON NONE
";

const SPDX_XML: &str = r#"<?xml version="1.0"?>
<Document>
  <SPDXID>SPDXRef-DOCUMENT</SPDXID><spdxVersion>SPDX-2.3</spdxVersion><dataLicense>CC0-1.0</dataLicense>
  <name>doc</name><documentNamespace>https://example.org/doc</documentNamespace>
  <creationInfo><created>2026-03-01T10:00:00Z</created><creators>Tool: maker-2.0</creators>
    <creators>Person: Ann (ann@post.example)</creators></creationInfo>
  <packages><SPDXID>SPDXRef-app</SPDXID><name>program</name><versionInfo>4.2</versionInfo>
    <downloadLocation>NOASSERTION</downloadLocation><primaryPackagePurpose>APPLICATION</primaryPackagePurpose>
    <checksums><algorithm>SHA256</algorithm>
    <checksumValue>e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855</checksumValue></checksums></packages>
  <packages><SPDXID>SPDXRef-lib</SPDXID><name>library</name><versionInfo>1.10.0</versionInfo>
    <downloadLocation>NONE</downloadLocation><primaryPackagePurpose>LIBRARY</primaryPackagePurpose>
    <supplier>Organization: Acme (info@acme.example)</supplier><licenseDeclared>MIT</licenseDeclared>
    <licenseConcluded>NOASSERTION</licenseConcluded>
    <externalRefs><referenceType>purl</referenceType>
      <referenceLocator>pkg:maven/org.acme/library@1.10.0</referenceLocator></externalRefs>
    <externalRefs><referenceType>cpe23Type</referenceType>
      <referenceLocator>cpe:2.3:a:acme:library:1.10.0:*:*:*:*:*:*:*</referenceLocator></externalRefs></packages>
  <files><SPDXID>SPDXRef-file</SPDXID><fileName>core.c</fileName></files>
  <relationships><spdxElementId>SPDXRef-DOCUMENT</spdxElementId><relationshipType>DESCRIBES</relationshipType>
    <relatedSpdxElement>SPDXRef-app</relatedSpdxElement></relationships>
  <relationships><spdxElementId>SPDXRef-lib</spdxElementId><relationshipType>DEPENDENCY_OF</relationshipType>
    <relatedSpdxElement>SPDXRef-app</relatedSpdxElement></relationships>
  <relationships><spdxElementId>SPDXRef-file</spdxElementId><relationshipType>CONTAINED_BY</relationshipType>
    <relatedSpdxElement>SPDXRef-lib</relatedSpdxElement></relationships>
  <relationships><spdxElementId>SPDXRef-file</spdxElementId><relationshipType>DEPENDS_ON</relationshipType>
    <relatedSpdxElement>NONE</relatedSpdxElement></relationships>
</Document>"#;

const SPDX3: &str = r#"{
  "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
  "@graph": [
    {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "2026-03-01T10:00:00Z",
     "createdBy": ["urn:ann"], "createdUsing": ["urn:tool"]},
    {"type": "Relationship", "spdxId": "urn:r1", "creationInfo": "_:c", "from": "urn:app",
     "relationshipType": "dependsOn", "to": ["urn:lib"], "completeness": "complete"},
    {"type": "Relationship", "spdxId": "urn:r2", "creationInfo": "_:c", "from": "urn:lib",
     "relationshipType": "contains", "to": ["urn:file"]},
    {"type": "Relationship", "spdxId": "urn:r3", "creationInfo": "_:c", "from": "urn:lib",
     "relationshipType": "hasDeclaredLicense", "to": ["urn:mit"]},
    {"type": "Person", "spdxId": "urn:ann", "creationInfo": "_:c", "name": "Ann",
     "externalIdentifier": [{"type": "ExternalIdentifier", "externalIdentifierType": "email",
     "identifier": "ann@post.example"}]},
    {"type": "Tool", "spdxId": "urn:tool", "creationInfo": "_:c", "name": "maker"},
    {"type": "Organization", "spdxId": "urn:acme", "creationInfo": "_:c", "name": "Acme"},
    {"type": "simplelicensing_LicenseExpression", "spdxId": "urn:mit", "creationInfo": "_:c",
     "simplelicensing_licenseExpression": "MIT"},
    {"type": "SpdxDocument", "spdxId": "urn:doc", "creationInfo": "_:c", "name": "doc", "rootElement": ["urn:sbom"],
     "profileConformance": ["core", "software"]},
    {"type": "software_Sbom", "spdxId": "urn:sbom", "creationInfo": "_:c", "rootElement": ["urn:app"],
     "software_sbomType": ["build"]},
    {"type": "software_Package", "spdxId": "urn:app", "creationInfo": "_:c", "name": "program",
     "software_packageVersion": "4.2", "software_primaryPurpose": "application",
     "verifiedUsing": [{"type": "Hash", "algorithm": "sha256",
     "hashValue": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]},
    {"type": "software_Package", "spdxId": "urn:lib", "creationInfo": "_:c", "name": "library",
     "software_packageVersion": "1.10.0", "software_primaryPurpose": "library", "suppliedBy": "urn:acme",
     "software_packageUrl": "pkg:maven/org.acme/library@1.10.0",
     "externalIdentifier": [{"type": "ExternalIdentifier", "externalIdentifierType": "cpe23",
     "identifier": "cpe:2.3:a:acme:library:1.10.0:*:*:*:*:*:*:*"}]},
    {"type": "software_File", "spdxId": "urn:file", "creationInfo": "_:c", "name": "core.c"},
    {"type": "security_Vulnerability", "spdxId": "urn:v", "creationInfo": "_:c",
     "externalIdentifier": [{"externalIdentifierType": "cve", "identifier": "CVE-2026-1"}]},
    {"type": "security_VexNotAffectedVulnAssessmentRelationship", "spdxId": "urn:a", "creationInfo": "_:c",
     "from": "urn:v", "relationshipType": "doesNotAffect", "to": ["urn:lib"],
     "security_justificationType": "vulnerableCodeNotInExecutePath",
     "security_impactStatement": "never called"}
  ]
}"#;

const SYFT: &str = r#"{
  "artifacts": [
    {"id": "lib", "name": "library", "version": "1.10.0", "type": "java-archive", "foundBy": "cataloger",
     "locations": [{"path": "/app/library.jar"}], "licenses": [{"value": "MIT", "spdxExpression": "MIT",
     "type": "declared"}], "language": "java", "purl": "pkg:maven/org.acme/library@1.10.0",
     "cpes": [{"cpe": "cpe:2.3:a:acme:library:1.10.0:*:*:*:*:*:*:*", "source": "generated"}],
     "metadata": {"vendor": "Acme"}}
  ],
  "artifactRelationships": [
    {"parent": "app", "child": "lib", "type": "contains"},
    {"parent": "lib", "child": "file", "type": "contains"}
  ],
  "files": [{"id": "file", "location": {"path": "core.c"}}],
  "source": {"id": "app", "name": "program", "version": "4.2", "type": "image", "metadata": {
    "userInput": "registry.example/program:4.2", "imageID":
    "sha256:5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9", "manifestDigest":
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}},
  "descriptor": {"name": "maker", "version": "2.0", "timestamp": "2026-03-01T10:00:00Z"},
  "schema": {"version": "16.0.0"}
}"#;

const ALL: [(Format, &str); 8] = [
    (Format::CycloneDxJson, CYCLONEDX_JSON),
    (Format::CycloneDxXml, CYCLONEDX_XML),
    (Format::SpdxJson, SPDX_JSON),
    (Format::SpdxYaml, SPDX_YAML),
    (Format::SpdxTagValue, SPDX_TAG_VALUE),
    (Format::SpdxXml, SPDX_XML),
    (Format::Spdx3, SPDX3),
    (Format::Syft, SYFT),
];

fn named<'a>(index: &'a Index, name: &str) -> Component<'a> {
    let found = index.components().find(|one| one.name() == name);
    found.unwrap_or_else(|| panic!("{name} is missing"))
}

#[test]
fn every_format_says_the_same() {
    for (format, document) in ALL {
        let index = whence_sbom::read(document.as_bytes().to_vec()).unwrap();
        let say = format.as_str();
        assert_eq!(index.facts().format, format);
        assert_eq!(index.len(), 3, "{say}");
        let (app, lib, file) = (
            named(&index, "program"),
            named(&index, "library"),
            named(&index, "core.c"),
        );
        assert_eq!(index.facts().roots, [app.id()], "{say}");
        assert!(index.facts().roots_declared, "{say}");
        assert_eq!(app.version(), Some("4.2"), "{say}");
        assert!(
            app.hashes().any(|hash| hash == (HashName::Sha256, SHA256)),
            "{say}"
        );
        assert_eq!(lib.version(), Some("1.10.0"), "{say}");
        assert_eq!(lib.kind(), ComponentKind::Library, "{say}");
        assert_eq!(lib.supplier(), Some("Acme"), "{say}");
        assert_eq!(
            lib.purl(),
            Some("pkg:maven/org.acme/library@1.10.0"),
            "{say}"
        );
        let cpe = lib.first(AttributeKind::Cpe).unwrap();
        assert!(cpe.starts_with("cpe:2.3:a:acme:library"), "{say}");
        let licence = lib.licences().next().unwrap();
        assert_eq!(
            (licence.kind, licence.text),
            (AttributeKind::LicenceId, "MIT"),
            "{say}"
        );
        assert_eq!(
            licence.acknowledgement(),
            Some(Acknowledgement::Declared),
            "{say}"
        );
        assert_eq!(file.kind(), ComponentKind::File, "{say}");
        let relations = [app, lib, file].map(|one| one.relation());
        assert_eq!(
            relations,
            [Relation::Root, Relation::Direct, Relation::Transitive],
            "{say}"
        );
        let users: Vec<_> = index
            .graph()
            .used_by(lib.id())
            .map(|one| one.component)
            .collect();
        assert_eq!(users, [app.id()], "{say}");
        assert!(app.declares_uses(), "{say}");
        assert_eq!(
            index.facts().created.as_deref(),
            Some("2026-03-01T10:00:00Z"),
            "{say}"
        );
        assert_eq!(index.facts().tools[0].name, "maker", "{say}");
        if format != Format::Syft {
            assert!(
                index.facts().authors[0].contains("ann@post.example"),
                "{say}"
            );
            assert!(index.facts().known_unknowns, "{say}");
        }
        assert_eq!(index.findings(), [], "{say}");
        assert_eq!(
            index.by_digest(HashName::Sha256, &SHA256.to_uppercase()),
            [app.id()],
            "{say}"
        );
        assert!(
            index.by_digest(HashName::Sha512, SHA256).is_empty(),
            "{say}"
        );
    }
}

#[test]
fn the_same_bytes_in_other_encodings() {
    for (format, document) in ALL {
        // A declaration that names another encoding is not what decides.
        let with_mark: Vec<u8> = [b"\xef\xbb\xbf", document.as_bytes()].concat();
        let little: Vec<u8> = "\u{feff}"
            .encode_utf16()
            .chain(document.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let big: Vec<u8> = document.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [with_mark, little, big] {
            assert_eq!(recognise(&bytes), Some(format));
            let index = whence_sbom::read(bytes).unwrap();
            assert_eq!(index.len(), 3, "{}", format.as_str());
        }
    }
}

#[test]
fn a_beginning_is_enough_to_recognise() {
    for (format, document) in ALL {
        let beginning = match format {
            // These say what they are at their end; a beginning says nothing, which is no wrong answer.
            Format::Syft => document,
            _ => &document[..300],
        };
        assert_eq!(recognise(beginning.as_bytes()), Some(format));
    }
    for other in [
        "",
        "{}",
        "[]",
        "<html/>",
        "{\"spdx\": 1}",
        "name: value",
        "\u{0}\u{1}",
        "{",
    ] {
        assert_eq!(recognise(other.as_bytes()), None, "{other}");
        assert_eq!(refusal(other).code, RefusedCode::NotAnSbom, "{other}");
    }
}

fn refusal(document: &str) -> Refused {
    whence_sbom::read(document.as_bytes().to_vec()).unwrap_err()
}

#[test]
fn known_formats_that_are_not_read_are_named() {
    let rdf = "<?xml version='1.0'?><rdf:RDF xmlns:spdx='http://spdx.org/rdf/terms#'/>";
    let csaf = r#"{"document": {"csaf_version": "2.0"}}"#;
    let protobuf = b"\x0a\x031.6\x1a\x2durn:uuid:3e671687";
    for (bytes, format) in [
        (rdf.as_bytes(), Format::SpdxRdf),
        (csaf.as_bytes(), Format::Csaf),
        (protobuf, Format::CycloneDxProtobuf),
    ] {
        let refused = whence_sbom::read(bytes.to_vec()).unwrap_err();
        assert_eq!(refused.code, RefusedCode::NotSupported);
        assert_eq!(refused.format, Some(format));
    }
}

#[test]
fn broken_documents_say_where() {
    let broken =
        refusal("{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\",\n\"components\": [}");
    assert_eq!((broken.code, broken.line), (RefusedCode::Syntax, Some(2)));
    let cut = CYCLONEDX_XML.split("</b:metadata>").next().unwrap();
    assert_eq!(refusal(cut).code, RefusedCode::Syntax);
    let crossed = CYCLONEDX_XML.replace("</b:metadata>", "</b:meta>");
    assert_eq!(
        (refusal(&crossed).code, refusal(&crossed).line),
        (RefusedCode::Syntax, Some(14))
    );
    assert_eq!(refusal("spdxVersion: [\n}").code, RefusedCode::Syntax);
    let mut bytes = SPDX_TAG_VALUE.as_bytes().to_vec();
    bytes.push(0xff);
    assert_eq!(
        whence_sbom::read(bytes).unwrap_err().code,
        RefusedCode::Encoding
    );
}

#[test]
fn relations_keep_their_kinds_and_directions() {
    let index = whence_sbom::read(SPDX_JSON.as_bytes().to_vec()).unwrap();
    let kinds = |id: u32| -> Vec<(u32, RelationKind)> {
        let outgoing = index.graph().outgoing(ComponentId(id));
        outgoing.map(|one| (one.component.0, one.kind)).collect()
    };
    assert_eq!(kinds(0), [(1, RelationKind::DependsOn)]);
    assert_eq!(kinds(1), [(2, RelationKind::Contains)]);
    assert_eq!(kinds(2), []);
    let index = whence_sbom::read(CYCLONEDX_JSON.as_bytes().to_vec()).unwrap();
    let lib = named(&index, "library");
    let inside = index.graph().outgoing(lib.id()).next().unwrap();
    assert_eq!(inside.kind, RelationKind::Nested);
    assert_eq!(named(&index, "core.c").parent(), Some(lib.id()));
    // `lib` says that it uses nothing; the file does not say.
    assert!(lib.declares_uses() && !named(&index, "core.c").declares_uses());
}

#[test]
fn vulnerabilities_of_every_kind() {
    for document in [CYCLONEDX_JSON, CYCLONEDX_XML, SPDX3] {
        let index = whence_sbom::read(document.as_bytes().to_vec()).unwrap();
        let [one] = index.vulnerabilities() else {
            panic!("not one");
        };
        assert_eq!(one.id, "CVE-2026-1");
        assert_eq!(one.components, [named(&index, "library").id()]);
        assert_eq!(one.status.as_deref(), Some("not_affected"));
        assert!(one.justification.is_some());
        assert_eq!(one.detail.as_deref(), Some("never called"));
    }
    let openvex = r#"{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "urn:vex", "author": "Ann", "version": 1,
      "timestamp": "2026-03-01T10:00:00Z", "statements": [{"vulnerability": {"name": "CVE-2026-1",
      "aliases": ["GHSA-1"]}, "products": [{"@id": "pkg:oci/a"}], "status": "not_affected",
      "justification": "component_not_present"}, {"vulnerability": "CVE-2026-2", "products": ["pkg:oci/b"],
      "status": "odd"}]}"#;
    let index = whence_sbom::read(openvex.as_bytes().to_vec()).unwrap();
    let ids: Vec<_> = index
        .vulnerabilities()
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    assert_eq!(ids, ["CVE-2026-1", "CVE-2026-2"]);
    assert_eq!(index.vulnerabilities()[0].aliases, ["GHSA-1"]);
    assert_eq!(index.vulnerabilities()[1].elsewhere, ["pkg:oci/b"]);
    let codes: Vec<_> = index.findings().iter().map(|one| one.code).collect();
    assert_eq!(codes, [FindingCode::UnknownValue]);
}

#[test]
fn faults_are_found_and_placed() {
    let document = r#"{"bomFormat": "CycloneDX", "specVersion": "1.9",
"components": [
 {"type": "library", "bom-ref": "a", "name": "a", "name": "b", "version": 7,
  "purl": "not one", "cpe": "cpe:2.3:a", "hashes": [{"alg": "SHA-256", "content": "abc"}]},
 {"type": "nothing", "bom-ref": "a", "name": "c",
  "licenses": [{"expression": "MIT AND (", "license": {"id": "Mit"}}]},
 {"type": "file", "bom-ref": "d", "name": {"no": "text"}},
 17
],
"dependencies": [{"ref": "a", "dependsOn": ["d", "ghost", "urn:cdx:other/1#x"]}, {"ref": "d", "dependsOn": ["a"]}]}"#;
    let index = whence_sbom::read(document.as_bytes().to_vec()).unwrap();
    assert_eq!(index.len(), 4);
    let expected = [
        (FindingCode::UnknownVersion, "/specVersion", Some(1)),
        (FindingCode::DuplicateField, "/components/0", Some(3)),
        (FindingCode::WrongType, "/components/0/version", None),
        (FindingCode::InvalidPurl, "/components/0/purl", Some(4)),
        (FindingCode::InvalidCpe, "/components/0/cpe", Some(4)),
        (FindingCode::InvalidHash, "/components/0/hashes", Some(4)),
        (FindingCode::DuplicateReference, "/components/1", Some(5)),
        (FindingCode::UnknownValue, "/components/1/type", Some(5)),
        (
            FindingCode::LicenceChoice,
            "/components/1/licenses",
            Some(6),
        ),
        (
            FindingCode::InvalidLicenceExpression,
            "/components/1/licenses",
            Some(6),
        ),
        (
            FindingCode::UnknownLicence,
            "/components/1/licenses",
            Some(6),
        ),
        (FindingCode::WrongType, "/components/2/name", Some(7)),
        (FindingCode::WrongType, "/components/3", None),
        (FindingCode::DanglingReference, "", Some(10)),
        (FindingCode::Cycle, "", Some(3)),
        (FindingCode::NoRoot, "", None),
    ];
    let found: Vec<_> = index
        .findings()
        .iter()
        .map(|one| (one.code, one.pointer.as_str(), one.line))
        .collect();
    for one in &expected {
        assert!(found.contains(one), "{one:?} is not in {found:#?}");
    }
    // The first of two fields counts, and a wrong type is shown as what it says.
    let first = index.component(ComponentId(0)).unwrap();
    assert_eq!((first.name(), first.version()), ("a", Some("7")));
    assert!(
        !found
            .iter()
            .any(|one| one.0 == FindingCode::DanglingReference && one.1.contains("cdx"))
    );
}
