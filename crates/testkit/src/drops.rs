//! Folders as people have them: a file, and around it evidence, checksum lists and junk under the names of the
//! trade, each with the verdict it comes to.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha512};

use crate::keys::{base64, hex, pem, sha256};
use crate::rekor::Kind;
use crate::scenario::{Minted, Scenario, envelope};
use crate::statement::provenance;
use crate::{ARTIFACT, json_text};

/// The file that every folder is about.
pub const FILE: &str = "tool_1.0_linux_amd64.tar.gz";

/// A file that a browser gave a number because there was a `tool.tar.gz` already.
const NUMBERED: &str = "tool (1).tar.gz";

/// A folder and what comes of it.
#[derive(Clone, Debug)]
pub struct Drop {
    /// Kebab-case, unique.
    pub name: String,
    /// Names and contents of the files in the folder.
    pub files: Vec<(String, Vec<u8>)>,
    /// Names of what is handed over.
    pub dropped: Vec<String>,
    /// Trusted root and moment; the rest of it is not used.
    pub minted: Minted,
    /// Code of the verdict about [`FILE`].
    pub code: &'static str,
    /// Pieces of evidence that are shown for it.
    pub pieces: usize,
}

/// Every way in which evidence lies around a file.
pub fn drops() -> Vec<Drop> {
    let mut drops = siblings();
    drops.extend(shared());
    drops.extend(reverse());
    drops.extend(junk());
    drops.extend(lists());
    drops.extend(list_grammars());
    drops.extend(marked_late());
    drops
}

/// A file with evidence around it that holds, is for another file, contradicts itself, or lacks its time.
pub fn drops_around(file: &str, bytes: &[u8]) -> Vec<Drop> {
    let (signature, certificate) = pair(&signed(bytes));
    let other = signed(b"another file\n").bundle_json;
    let line = |bytes: &[u8]| format!("{}  {file}\n", hex(&sha256(bytes)));
    let drop = |name: &str, code| {
        let mut drop = Drop::new(name, code, 1);
        drop.files = vec![(file.to_owned(), bytes.to_vec())];
        drop.dropped = vec![file.to_owned()];
        drop
    };
    let bundle = format!("{file}.sigstore.json");
    vec![
        drop("good", "no-entry").with(&bundle, signed(bytes).bundle_json),
        drop("mismatching", "file-mismatch").with(&bundle, other),
        drop("ambiguous", "checksum-ambiguous").with(
            "SHA256SUMS",
            [line(bytes), line(b"another file\n")].concat(),
        ),
        drop("missing-time", "signing-time-not-included")
            .with(format!("{file}.sig"), signature)
            .with(format!("{file}.pem"), certificate),
    ]
}

impl Drop {
    fn new(name: &str, code: &'static str, pieces: usize) -> Drop {
        Drop {
            name: name.to_owned(),
            files: vec![(FILE.to_owned(), ARTIFACT.to_vec())],
            dropped: vec![FILE.to_owned()],
            minted: Scenario::message_rekor_v1().mint(),
            code,
            pieces,
        }
    }

    fn with(mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Drop {
        self.files.push((name.into(), bytes.into()));
        self
    }

    fn handing(mut self, names: &[&str]) -> Drop {
        self.dropped = names.iter().map(|name| (*name).to_owned()).collect();
        self
    }
}

/// A workflow's signature over these bytes.
fn signed(bytes: &[u8]) -> Minted {
    let mut scenario = Scenario::message_rekor_v1();
    scenario.artifact = bytes.to_vec();
    scenario.mint()
}

/// A workflow's build record about these bytes.
fn built(bytes: &[u8]) -> Vec<u8> {
    let mut scenario = Scenario::envelope_rekor_v1(Kind::Dsse);
    scenario.artifact = bytes.to_vec();
    scenario.content = envelope(&provenance(bytes));
    scenario.mint().bundle_json
}

fn bundle(minted: &Minted) -> Value {
    serde_json::from_slice(&minted.bundle_json).expect("a bundle")
}

/// The signature file and the certificate file of a bundle.
fn pair(minted: &Minted) -> (Vec<u8>, Vec<u8>) {
    let bundle = bundle(minted);
    let place = "/verificationMaterial/certificate/rawBytes";
    let text = |pointer| {
        bundle
            .pointer(pointer)
            .and_then(Value::as_str)
            .expect("text")
    };
    let certificate = crate::keys::unbase64(text(place));
    (
        text("/messageSignature/signature").as_bytes().to_vec(),
        pem("CERTIFICATE", &certificate).into_bytes(),
    )
}

/// PyPI's form of a bundle.
fn pypi(bundle: &[u8]) -> Vec<u8> {
    let bundle: Value = serde_json::from_slice(bundle).expect("a bundle");
    let envelope = &bundle["dsseEnvelope"];
    let material = &bundle["verificationMaterial"];
    let attestation = json!({
        "version": 1,
        "verification_material": {
            "certificate": material["certificate"]["rawBytes"],
            "transparency_entries": material["tlogEntries"],
        },
        "envelope": { "statement": envelope["payload"], "signature": envelope["signatures"][0]["sig"] },
    });
    json_text(&attestation).into_bytes()
}

/// PyPI's object with the attestations of one file.
fn provenance_object(attestation: &[u8]) -> Vec<u8> {
    let attestation: Value = serde_json::from_slice(attestation).expect("an attestation");
    let object = json!({
        "version": 1,
        "attestation_bundles": [{
            "publisher": { "kind": "GitHub", "repository": "testkit/project", "workflow": "release.yml" },
            "attestations": [attestation],
        }],
    });
    json_text(&object).into_bytes()
}

/// The DSSE envelope of a bundle without what would prove its time.
fn bare_envelope(bundle: &[u8]) -> Vec<u8> {
    let bundle: Value = serde_json::from_slice(bundle).expect("a bundle");
    let certificate = &bundle["verificationMaterial"]["certificate"]["rawBytes"];
    let certificate = crate::keys::unbase64(certificate.as_str().expect("text"));
    let mut envelope = bundle["dsseEnvelope"].clone();
    envelope["signatures"][0]["cert"] = json!(pem("CERTIFICATE", &certificate));
    json_text(&envelope).into_bytes()
}

/// Names made for the file.
fn siblings() -> Vec<Drop> {
    let message = signed(ARTIFACT).bundle_json;
    let other = signed(b"another file\n").bundle_json;
    let record = built(ARTIFACT);
    let (signature, certificate) = pair(&signed(ARTIFACT));
    let mut drops = Vec::new();
    for suffix in [
        ".sigstore.json",
        ".sigstore",
        ".bundle",
        ".cosign.bundle",
        ".sig.bundle",
        "-keyless.sigstore.json",
        "-kms.sigstore.json",
    ] {
        let name = format!("{FILE}{suffix}");
        let case = |what: &str| format!("sibling{}-{what}", suffix.replace('.', "-"));
        drops.push(Drop::new(&case("good"), "no-entry", 1).with(&name, &message[..]));
        drops.push(Drop::new(&case("of-another-file"), "file-mismatch", 1).with(&name, &other[..]));
        drops.push(
            Drop::new(&case("alone"), "no-entry", 1)
                .with(&name, &message[..])
                .handing(&[&name]),
        );
    }
    for (suffix, content) in [
        (".intoto.jsonl", record.clone()),
        (".build.slsa", record.clone()),
        (".attestation", record.clone()),
        (".attestation.json", record.clone()),
        (
            ".attestation.jsonl",
            [&record[..], b"\n", &built(b"another file\n")].concat(),
        ),
        (".publish.attestation", pypi(&record)),
        (".slsa.attestation", pypi(&record)),
    ] {
        let pieces = if suffix.ends_with("jsonl") && suffix.starts_with(".att") {
            2
        } else {
            1
        };
        let name = format!("sibling{}-good", suffix.replace('.', "-"));
        drops.push(Drop::new(&name, "no-entry", pieces).with(format!("{FILE}{suffix}"), content));
    }
    let stranger = built(b"another file\n");
    for (suffix, content) in [
        (".intoto.jsonl", stranger.clone()),
        (".build.slsa", stranger.clone()),
        (".attestation", stranger.clone()),
        (".attestation.json", stranger.clone()),
        (".publish.attestation", pypi(&stranger)),
        (".slsa.attestation", pypi(&stranger)),
        (".provenance", provenance_object(&pypi(&stranger))),
    ] {
        let name = format!("sibling{}-of-another-file", suffix.replace('.', "-"));
        drops.push(Drop::new(&name, "file-mismatch", 1).with(format!("{FILE}{suffix}"), content));
    }
    drops.push(Drop::new("sibling-provenance-good", "no-entry", 1).with(
        format!("{FILE}.provenance"),
        provenance_object(&pypi(&record)),
    ));
    drops.push(
        Drop::new("sibling-sig-without-a-certificate", "needs-key", 1)
            .with(format!("{FILE}.sig"), &signature[..]),
    );
    for suffix in [".att", ".att.json", ".intoto.jsonl"] {
        let name = format!("sibling{}-without-time", suffix.replace('.', "-"));
        drops.push(
            Drop::new(&name, "signing-time-not-included", 1)
                .with(format!("{FILE}{suffix}"), bare_envelope(&record)),
        );
    }
    for (sig, cert) in [
        (".sig", ".pem"),
        (".sig", ".cert"),
        (".sig", ".crt"),
        ("-keyless.sig", "-keyless.pem"),
    ] {
        let name = format!(
            "sibling{}{}-without-time",
            sig.replace('.', "-"),
            cert.replace('.', "-")
        );
        drops.push(
            Drop::new(&name, "signing-time-not-included", 1)
                .with(format!("{FILE}{sig}"), &signature[..])
                .with(format!("{FILE}{cert}"), &certificate[..]),
        );
    }
    for (suffix, content) in [
        (
            ".asc",
            &b"-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"[..],
        ),
        (".gpg", b"\x89\x02\x33\x04\x00\x01\x08\x00"),
        (".minisig", b"untrusted comment: signature\nRWQ=\n"),
        (
            ".p7s",
            b"\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0",
        ),
    ] {
        let name = format!("sibling{}-of-another-system", suffix.replace('.', "-"));
        drops.push(
            Drop::new(&name, "format-unsupported", 1).with(format!("{FILE}{suffix}"), content),
        );
    }
    drops.push(
        Drop::new("several-pieces-are-all-tried", "no-entry", 3)
            .with(format!("{FILE}.sigstore.json"), &message[..])
            .with(format!("{FILE}.intoto.jsonl"), &record[..])
            .with(format!("{FILE}.att"), bare_envelope(&record)),
    );
    drops
}

/// Evidence about several files, and evidence named for a digest.
fn shared() -> Vec<Drop> {
    let record = built(ARTIFACT);
    let other = built(b"another file\n");
    let both = [&other[..], b"\n", &record].concat();
    let digest = hex(&sha256(ARTIFACT));
    let mut drops = vec![
        Drop::new("shared-attestations-with-one-for-the-file", "no-entry", 1)
            .with("attestations.jsonl", &both[..]),
        Drop::new("shared-attestation-of-another-file", "none-found", 0)
            .with("attestation.json", &other[..]),
        Drop::new("named-for-the-digest", "no-entry", 1)
            .with(format!("sha256-{digest}.jsonl"), &record[..]),
        Drop::new("named-for-the-digest-with-a-colon", "no-entry", 1)
            .with(format!("sha256:{digest}.jsonl"), &record[..]),
        Drop::new("named-for-the-longer-digest", "no-entry", 1).with(
            format!("sha512-{}.jsonl", hex(&Sha512::digest(ARTIFACT))),
            &record[..],
        ),
        Drop::new("answer-of-the-github-interface", "no-entry", 1)
            .with("attestations.json", github_answer(&record)),
        Drop::new(
            "named-for-the-digest-and-about-another-file",
            "none-found",
            0,
        )
        .with(format!("sha256-{digest}.jsonl"), &other[..]),
        Drop::new("some-bundle-in-the-folder", "no-entry", 1)
            .with("download (3).json", signed(ARTIFACT).bundle_json),
    ];
    for name in [
        "multiple.intoto.jsonl",
        "provenance.intoto.jsonl",
        "argocd-cli.intoto.jsonl",
        "cosign.bundle",
        "attestation.json",
        "attestations.json",
    ] {
        let case = format!("shared-{}", name.replace('.', "-"));
        drops.push(Drop::new(&case, "no-entry", 1).with(name, &record[..]));
    }
    drops
}

/// Evidence that came without its file, under a name that does not tell which it is.
fn reverse() -> Vec<Drop> {
    let message = signed(ARTIFACT).bundle_json;
    let named = |name: &str, bytes: &[u8]| {
        let mut scenario = Scenario::envelope_rekor_v1(Kind::Dsse);
        scenario.artifact = bytes.to_vec();
        scenario.content = envelope(&statement_about(name, bytes));
        scenario.mint().bundle_json
    };
    let drop = |name: &str, code, bytes: &[u8]| {
        Drop::new(name, code, 1)
            .with("download (3).json", bytes)
            .handing(&["download (3).json"])
    };
    let other: &[u8] = b"another file\n";
    let two = [
        &named("other.zip", other)[..],
        b"\n",
        &named(FILE, ARTIFACT),
    ]
    .concat();
    vec![
        drop("reverse-by-the-digest", "no-entry", &message).with("other.zip", other),
        drop("reverse-by-the-name", "no-entry", &named(FILE, ARTIFACT)),
        drop(
            "reverse-by-a-name-in-a-folder",
            "no-entry",
            &named(&format!("dist/{FILE}"), ARTIFACT),
        ),
        // Names are claims: what counts are the bytes, and no name leads elsewhere.
        drop(
            "reverse-under-another-name",
            "no-entry",
            &named("tool.tar.gz", ARTIFACT),
        ),
        drop(
            "reverse-by-a-path-that-leads-out",
            "no-entry",
            &named(&format!("../../{FILE}"), ARTIFACT),
        ),
        drop(
            "reverse-by-the-name-of-other-bytes",
            "no-entry",
            &named(FILE, other),
        ),
        drop(
            "reverse-without-the-file",
            "needs-file",
            &signed(other).bundle_json,
        ),
        drop("reverse-one-of-several", "no-entry", &two),
    ]
}

/// A statement about bytes under this name.
fn statement_about(name: &str, bytes: &[u8]) -> Value {
    let mut statement = provenance(bytes);
    statement["subject"][0]["name"] = json!(name);
    statement
}

/// Evidence with its members in the order of the alphabet, so that a long statement stands before whatever tells that it
/// is evidence.
fn marked_late() -> Vec<Drop> {
    let mut scenario = Scenario::envelope_rekor_v1(Kind::Dsse);
    let mut statement = provenance(ARTIFACT);
    statement["predicate"]["padding"] = json!("a".repeat(80_000));
    scenario.content = envelope(&statement);
    let bundle = bundle(&scenario.mint());
    let text = |value: &Value| json_text(value).trim_end().to_owned();
    let envelope = &bundle["dsseEnvelope"];
    let late = format!(
        r#"{{"dsseEnvelope":{{"payload":{},"payloadType":{},"signatures":{}}},"mediaType":{},"verificationMaterial":{}}}"#,
        text(&envelope["payload"]),
        text(&envelope["payloadType"]),
        text(&envelope["signatures"]),
        text(&bundle["mediaType"]),
        text(&bundle["verificationMaterial"]),
    );
    let block = crate::forms::snappy(late.as_bytes());
    let drop = |name: &str| Drop::new(name, "no-entry", 1);
    vec![
        drop("marked-late-beside").with(format!("{FILE}.sigstore.json"), &late[..]),
        drop("marked-late-near").with("proof.json", &late[..]),
        drop("marked-late-handed-over")
            .with("proof", &late[..])
            .handing(&[FILE, "proof"]),
        drop("marked-late-handed-alone")
            .with("proof", &late[..])
            .handing(&["proof"]),
        drop("marked-late-in-a-snappy-block")
            .with("proof", &block[..])
            .handing(&[FILE, "proof"]),
        drop("long-snappy-block")
            .with("proof", crate::forms::snappy(json_text(&bundle).as_bytes()))
            .handing(&[FILE, "proof"]),
    ]
}

/// What the interface of GitHub answers about a digest.
fn github_answer(bundle: &[u8]) -> Vec<u8> {
    let bundle: Value = serde_json::from_slice(bundle).expect("a bundle");
    let answer = json!({ "attestations": [{ "repository_id": 1_234_567, "bundle_url": "https://example.org/x", "bundle": bundle }] });
    json_text(&answer).into_bytes()
}

/// What is no evidence for the file, and must not make it fail.
fn junk() -> Vec<Drop> {
    let other = signed(b"another file\n");
    let list = format!("{}  other.zip\n", hex(&sha256(b"another file\n")));
    vec![
        Drop::new("junk-bundle-of-another-file", "none-found", 0)
            .with("other.zip.sigstore.json", &other.bundle_json[..]),
        Drop::new("junk-signed-parts-list", "none-found", 0)
            .with(
                format!("{FILE}.spdx.json"),
                &b"{\"spdxVersion\":\"SPDX-2.3\"}"[..],
            )
            .with(
                format!("{FILE}.spdx.json.sigstore.json"),
                signed(b"{\"spdxVersion\":\"SPDX-2.3\"}").bundle_json,
            ),
        Drop::new("junk-broken-bundle", "none-found", 0).with(
            "other.json",
            &b"{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\""[..],
        ),
        Drop::new("junk-list-of-other-files", "none-found", 0).with("SHA256SUMS", list),
        Drop::new("junk-texts", "none-found", 0)
            .with("README.md", &b"# tool\n"[..])
            .with("checksums.txt", &b"none\n"[..]),
    ]
}

/// The line that names the file as it is.
fn line() -> String {
    format!("{}  {FILE}\n", hex(&sha256(ARTIFACT)))
}

/// The line that names the file as it is not.
fn wrong_line() -> String {
    format!("{}  {FILE}\n", hex(&sha256(b"another file\n")))
}

/// Signed and unsigned checksum lists.
fn lists() -> Vec<Drop> {
    let good = format!("{}  other.zip\n{}", "ab".repeat(32), line());
    let (signature, certificate) = pair(&signed(good.as_bytes()));
    let over = |list: &str| signed(list.as_bytes()).bundle_json;
    let cosign = {
        let bundle = bundle(&signed(good.as_bytes()));
        let entry = &bundle["verificationMaterial"]["tlogEntries"][0];
        let text = |pointer: &str| {
            entry
                .pointer(pointer)
                .and_then(Value::as_str)
                .expect("text")
        };
        json!({
            "base64Signature": bundle["messageSignature"]["signature"],
            "cert": base64(&certificate),
            "rekorBundle": {
                "SignedEntryTimestamp": text("/inclusionPromise/signedEntryTimestamp"),
                "Payload": {
                    "body": text("/canonicalizedBody"),
                    "integratedTime": text("/integratedTime").parse::<u64>().expect("a number"),
                    "logIndex": text("/logIndex").parse::<u64>().expect("a number"),
                    "logID": hex(&crate::keys::unbase64(text("/logId/keyId"))),
                },
            },
        })
    };
    let mut drops = Vec::new();
    for name in [
        "checksums.txt",
        "tool_1.0_checksums.txt",
        "tool_checksums.txt",
        "cosign_checksums.txt",
        "cli_checksums.txt",
        "SHA256SUMS",
        "SHA256SUMS.txt",
        "SHASUMS256.txt",
        "sha256sum.txt",
        "tools.sha256",
    ] {
        let case = |what: &str| {
            format!(
                "list-{}-{what}",
                name.replace(['.', '_'], "-").to_lowercase()
            )
        };
        let bundle = format!("{name}.sigstore.json");
        drops.push(
            Drop::new(&case("good"), "no-entry", 1)
                .with(name, &good[..])
                .with(&bundle, over(&good)),
        );
        drops.push(Drop::new(&case("unsigned"), "list-unsigned", 1).with(name, &good[..]));
        drops.push(
            Drop::new(&case("handed-over"), "no-entry", 1)
                .with(name, &good[..])
                .with(&bundle, over(&good))
                .handing(&[FILE, name, &bundle]),
        );
    }
    let long = format!("{}  {FILE}\n", hex(&Sha512::digest(ARTIFACT)));
    let wrong = format!("{}  {FILE}\n", hex(&Sha512::digest(b"another file\n")));
    for name in [
        "SHA512SUMS",
        "SHA512SUMS.txt",
        "SHASUMS512.txt",
        "tools.sha512",
    ] {
        let case = |what: &str| format!("list-{}-{what}", name.replace('.', "-").to_lowercase());
        drops.extend([
            Drop::new(&case("good"), "no-entry", 1)
                .with(name, &long[..])
                .with(format!("{name}.sigstore.json"), over(&long)),
            Drop::new(&case("unsigned"), "list-unsigned", 1).with(name, &long[..]),
            Drop::new(&case("mismatch"), "checksum-mismatch", 1).with(name, &wrong[..]),
        ]);
    }
    // Algorithms that prove nothing any more, and those that this app does not compute.
    for (suffix, digits, code) in [
        (".md5", 32, "checksum-weak"),
        (".md5sum", 32, "checksum-weak"),
        (".sha1", 40, "checksum-weak"),
        (".sha1sum", 40, "checksum-weak"),
        (".sha224", 56, "algorithm-unsupported"),
        (".sha3-256", 64, "algorithm-unsupported"),
        (".sha3-512", 128, "algorithm-unsupported"),
        (".blake2b", 128, "algorithm-unsupported"),
        (".blake3", 64, "algorithm-unsupported"),
    ] {
        let text = format!("{}  {FILE}\n", "a".repeat(digits));
        let case = format!("list-own{}", suffix.replace('.', "-"));
        drops.push(Drop::new(&case, code, 1).with(format!("{FILE}{suffix}"), text));
    }
    let list = |name: &str, code, list: &str| Drop::new(name, code, 1).with("checksums.txt", list);
    let signed_list = |name: &str, code, text: &str| {
        list(name, code, text).with("checksums.txt.sigstore.json", over(text))
    };
    let twice = format!("{}{}", line(), wrong_line());
    let renamed = format!("{}  tool-latest.tar.gz\n", hex(&sha256(ARTIFACT)));
    let original = format!("{}  tool.tar.gz\n", hex(&sha256(ARTIFACT)));
    let several = format!("{renamed}{}  other.zip\n", "ab".repeat(32));
    let warning = format!("Never run this file:\n{}", line());
    let own = |name: &str, code, text: &str| {
        Drop::new(name, code, 1)
            .with(format!("{FILE}.sha256"), text)
            .with(format!("{FILE}.sha256.sigstore.json"), over(text))
    };
    let weak = format!("{}  {FILE}\n", "a".repeat(32));
    drops.extend([
        list("list-unsigned-mismatch", "checksum-mismatch", &wrong_line()),
        list("list-unsigned-ambiguous", "checksum-ambiguous", &twice),
        list("list-unsigned-weak", "checksum-weak", &weak),
        signed_list("list-signed-mismatch", "checksum-mismatch", &wrong_line()),
        signed_list("list-signed-ambiguous", "checksum-ambiguous", &twice),
        signed_list("list-signed-weak", "checksum-weak", &weak),
        signed_list("list-signed-weak-beside-strong", "no-entry", &format!("{weak}{}", line())),
        signed_list("list-signed-in-folders", "no-entry", &good.replace(FILE, &format!("dist/{FILE}"))),
        list("list-handed-and-renamed", "checksum-other-name", &renamed)
            .with("checksums.txt.sigstore.json", over(&renamed))
            .handing(&[FILE, "checksums.txt"]),
        list("list-handed-and-numbered", "no-entry", &original)
            .with("checksums.txt.sigstore.json", over(&original))
            .with(NUMBERED, ARTIFACT)
            .handing(&[NUMBERED, "checksums.txt"]),
        // A list for the file alone may call it as it was called where it was made.
        own("list-own-under-another-name", "no-entry", &renamed),
        own("list-own-of-several-others", "checksum-other-name", &several),
        // Whoever signs a text that mentions a file may warn of it.
        Drop { pieces: 0, ..signed_list("list-is-a-text-that-mentions-the-file", "none-found", &warning) },
        Drop { pieces: 0, ..own("list-own-is-a-text-that-mentions-the-file", "none-found", &warning) },
        list("list-handed-and-without-the-file", "checksum-absent", &format!("{}  other.zip\n", "ab".repeat(32)))
            .handing(&[FILE, "checksums.txt"]),
        list("list-signature-handed-alone", "no-entry", &good)
            .with("checksums.txt.sigstore.json", over(&good))
            .handing(&[FILE, "checksums.txt.sigstore.json"]),
        list("list-signature-of-another-list", "file-mismatch", &good)
            .with("checksums.txt.sigstore.json", over(&renamed)),
        list("list-detached-without-time", "signing-time-not-included", &good)
            .with("checksums.txt.sig", &signature[..])
            .with("checksums.txt.pem", &certificate[..]),
        list("list-with-cosign-bundle", "no-entry", &good)
            .with("checksums.txt.bundle", json_text(&cosign)),
        list("list-with-openpgp-signature", "format-unsupported", &good)
            .with("checksums.txt.asc", &b"-----BEGIN PGP SIGNATURE-----\n"[..]),
        Drop::new("list-sha256sums-with-openpgp-signature", "format-unsupported", 1)
            .with("SHA256SUMS", &good[..])
            .with("SHA256SUMS.gpg", &b"\x89\x02\x33\x04\x00\x01\x08\x00"[..]),
        list("list-and-build-record-of-the-list", "no-entry", &good)
            .with("checksums.txt.intoto.jsonl", built(good.as_bytes())),
        Drop::new("list-in-openpgp", "format-unsupported", 1).with(
            "SHA256SUMS.asc",
            format!("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{good}-----BEGIN PGP SIGNATURE-----\n"),
        ),
        Drop::new("list-in-openpgp-mismatch", "checksum-mismatch", 1).with(
            "SHA256SUMS.asc",
            format!("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{}-----BEGIN PGP SIGNATURE-----\n", wrong_line()),
        ),
        Drop::new("own-bundle-beside-a-list", "no-entry", 2)
            .with(format!("{FILE}.sigstore.json"), signed(ARTIFACT).bundle_json)
            .with("checksums.txt", &good[..]),
    ]);
    drops
}

/// Writes a list with this digest of the file.
type Writing = fn(&str) -> String;

/// Lists for the file alone in every way of writing one.
fn list_grammars() -> Vec<Drop> {
    let (good, other) = (hex(&sha256(ARTIFACT)), hex(&sha256(b"another file\n")));
    let writings: [(&str, &str, Writing); 12] = [
        ("gnu-escaped", ".sha256", |hex| format!("\\{hex}  {FILE}\n")),
        ("a-tab", ".sha256", |hex| format!("{hex}\t{FILE}\n")),
        ("openssl-short", ".sha256", |hex| {
            format!("SHA256({FILE})= {hex}\n")
        }),
        ("gnu", ".sha256", |hex| format!("{hex}  {FILE}\n")),
        ("gnu-binary", ".sha256", |hex| format!("{hex} *{FILE}\r\n")),
        ("digest-alone", ".sha256", |hex| hex.to_owned()),
        ("one-blank", ".sha256sum", |hex| format!("{hex} {FILE}\n")),
        ("bsd", ".sha256", |hex| format!("SHA256 ({FILE}) = {hex}\n")),
        ("openssl", ".sha256", |hex| {
            format!("SHA2-256({FILE})= {hex}\n")
        }),
        ("certutil", ".sha256.txt", |hex| {
            format!(
                "SHA256 hash of {FILE}:\r\n{hex}\r\nCertUtil: -hashfile command completed successfully.\r\n"
            )
        }),
        ("powershell", ".sha256.txt", |hex| {
            format!(
                "\r\nAlgorithm : SHA256\r\nHash      : {}\r\nPath      : C:\\d\\{FILE}\r\n",
                hex.to_uppercase()
            )
        }),
        ("helm", ".prov", |hex| {
            format!(
                "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nname: tool\n\n...\nfiles:\n  {FILE}: sha256:{hex}\n-----BEGIN PGP SIGNATURE-----\n"
            )
        }),
    ];
    let mut drops = Vec::new();
    for (name, suffix, write) in writings {
        let own = format!("{FILE}{suffix}");
        let case = |what: &str| format!("list-written-{name}-{what}");
        let list = write(&good);
        if name == "helm" {
            drops.push(Drop::new(&case("in-openpgp"), "format-unsupported", 1).with(&own, list));
        } else {
            let evidence = signed(list.as_bytes()).bundle_json;
            drops.push(Drop::new(&case("unsigned"), "list-unsigned", 1).with(&own, &list[..]));
            drops.push(
                Drop::new(&case("signed"), "no-entry", 1)
                    .with(&own, &list[..])
                    .with(format!("{own}.sigstore.json"), &evidence[..]),
            );
            drops.push(
                Drop::new(&case("leads-to-its-file"), "list-unsigned", 1)
                    .with(&own, &list[..])
                    .handing(&[&own]),
            );
        }
        drops.push(Drop::new(&case("mismatch"), "checksum-mismatch", 1).with(&own, write(&other)));
    }
    drops
}
