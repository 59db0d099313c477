//! Commits and tags of Git signed as gitsign does.

use serde_json::Value;

use crate::der::{self, oids};
use crate::forms::{FormCase, FormEvidence};
use crate::keys::{pem, sha256, unbase64};
use crate::scenario::{Minted, Scenario};
use crate::tsa::Token;
use crate::{Edit, Expect};

const COMMIT: &str = "\
tree 0123456789abcdef0123456789abcdef01234567
parent 89abcdef0123456789abcdef0123456789abcdef
author Testkit <person@testkit.example> 1772547600 +0000
committer Testkit <person@testkit.example> 1772547600 +0000

A change, with a line that ends in a blank \n";

const TAG: &str = "\
object 0123456789abcdef0123456789abcdef01234567
type commit
tag v1.2.3
tagger Testkit <person@testkit.example> 1772547600 +0000

A version\n";

const TAG_WITH_SUM: &str = "\
object 0123456789abcdef0123456789abcdef01234567
type commit
tag v1.2.3
tagger Testkit <person@testkit.example> 1772547600 +0000

A version

0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  tool.zip\n";

/// An object to be signed; everything may be wrong on purpose.
struct Object {
    /// The object without its signature.
    text: &'static str,
    /// The bytes whose digest is signed, where they are others.
    digest_of: Option<Vec<u8>>,
    /// The signed attributes, DER each.
    attributes: Edit<Vec<Vec<u8>>>,
    /// How often the signer is listed.
    signers: usize,
    with_certificate: bool,
    /// Writes the entry of the log and the time stamps beside the signature.
    with_proofs: bool,
    /// Names another serial number as the signer's.
    of_another: bool,
    /// Changes the object once it is signed.
    after: fn(String) -> String,
}

impl Object {
    fn new(text: &'static str) -> Self {
        Self {
            text,
            digest_of: None,
            attributes: Edit::none(),
            signers: 1,
            with_certificate: true,
            with_proofs: true,
            of_another: false,
            after: |text| text,
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// What is signed: a SET of attributes.
    fn attributes(&self) -> Vec<u8> {
        let digest = sha256(self.digest_of.as_deref().unwrap_or(self.text.as_bytes()));
        let attribute =
            |oid, value: Vec<u8>| der::sequence(&[der::oid(oid), der::element(0x31, &value)]);
        let mut attributes = vec![
            attribute(oids::CONTENT_TYPE, der::oid(oids::DATA)),
            attribute(oids::MESSAGE_DIGEST, der::octet_string(&digest)),
        ];
        self.attributes.apply(&mut attributes);
        der::set_of(&attributes)
    }

    /// The case of this object as `scenario` signs and records it.
    fn case(self, name: &'static str, mut scenario: Scenario) -> FormCase {
        scenario.artifact = self.attributes();
        let mut case = FormCase::right(name, &scenario, |bundle, _| {
            FormEvidence::File(self.write(bundle).into_bytes())
        });
        let FormEvidence::File(object) = &case.evidence else {
            unreachable!("one file")
        };
        case.minted = Minted {
            artifact: object.clone(),
            ..case.minted
        };
        case
    }

    fn write(&self, bundle: &Value) -> String {
        let armour = pem("SIGNED MESSAGE", &self.cms(bundle));
        let signed = match self.text.split_once("\n\n") {
            Some((head, body)) if head.starts_with("tree ") => {
                let folded = armour.trim_end().replace('\n', "\n ");
                format!("{head}\ngpgsig {folded}\n \n\n{body}")
            }
            _ => format!("{}{armour}", self.text),
        };
        (self.after)(signed)
    }

    fn cms(&self, bundle: &Value) -> Vec<u8> {
        let material = &bundle["verificationMaterial"];
        let bytes = |value: &Value| unbase64(value.as_str().expect("base64"));
        let certificate = bytes(&material["certificate"]["rawBytes"]);
        let [issuer, serial] = issuer_and_serial(&certificate);
        let sha256 = der::sequence(&[der::oid(oids::SHA256)]);
        let mut written = self.attributes();
        written[0] = 0xa0;
        let serial = match self.of_another {
            true => der::small_integer(7),
            false => serial,
        };
        let mut signer = vec![
            der::small_integer(1),
            der::sequence(&[issuer, serial]),
            sha256.clone(),
            written,
            der::sequence(&[der::oid("1.2.840.10045.4.3.2")]),
            der::octet_string(&bytes(&bundle["messageSignature"]["signature"])),
        ];
        if self.with_proofs {
            let attribute =
                |oid, value: Vec<u8>| der::sequence(&[der::oid(oid), der::element(0x31, &value)]);
            let entries = material["tlogEntries"].as_array().into_iter().flatten();
            let stamps = material["timestampVerificationData"]["rfc3161Timestamps"].as_array();
            let mut unsigned: Vec<Vec<u8>> = entries
                .map(|entry| attribute("1.3.6.1.4.1.57264.3.1", der::octet_string(&proto(entry))))
                .collect();
            unsigned.extend(stamps.into_iter().flatten().map(|stamp| {
                // The response without its status, five bytes behind the header, is the token.
                let response = bytes(&stamp["signedTimestamp"]);
                let token = response[header(&response) + 5..].to_vec();
                attribute("1.2.840.113549.1.9.16.2.14", token)
            }));
            signer.push(der::context(1, &unsigned.concat()));
        }
        let mut parts = vec![
            der::small_integer(1),
            der::set_of(&[sha256]),
            der::sequence(&[der::oid(oids::DATA)]),
        ];
        if self.with_certificate {
            parts.push(der::context(0, &certificate));
        }
        parts.push(der::set_of(&vec![der::sequence(&signer); self.signers]));
        let data = der::context(0, &der::sequence(&parts));
        der::sequence(&[der::oid(oids::SIGNED_DATA), data])
    }
}

/// Issuer and serial number as they stand in a certificate.
fn issuer_and_serial(certificate: &[u8]) -> [Vec<u8>; 2] {
    let signed = &certificate[header(certificate)..];
    let fields = &signed[header(signed)..];
    let mut parts = [const { Vec::new() }; 4];
    let mut at = 0;
    // Version, serial number, algorithm, issuer.
    for part in &mut parts {
        let field = &fields[at..];
        *part = field[..length(field)].to_vec();
        at += part.len();
    }
    let [_, serial, _, issuer] = parts;
    [issuer, serial]
}

/// Length of the tag and length that an element begins with.
fn header(der: &[u8]) -> usize {
    if der[1] < 0x80 {
        2
    } else {
        2 + usize::from(der[1] & 0x7f)
    }
}

/// Length of the whole element.
fn length(der: &[u8]) -> usize {
    let header = header(der);
    if header == 2 {
        return 2 + usize::from(der[1]);
    }
    let bytes = der[2..header].iter();
    header + bytes.fold(0, |sum, byte| sum << 8 | usize::from(*byte))
}

/// `TransparencyLogEntry` in protobuf, without its body.
fn proto(entry: &Value) -> Vec<u8> {
    let number = |value: &Value| {
        value
            .as_str()
            .map_or(0, |text| text.parse().expect("a number"))
    };
    let bytes = |value: &Value| unbase64(value.as_str().expect("base64"));
    let mut out = Vec::new();
    put_number(&mut out, 1, number(&entry["logIndex"]));
    put(
        &mut out,
        2,
        &message(&[(1, bytes(&entry["logId"]["keyId"]))]),
    );
    let text = |value: &Value| value.as_str().expect("text").as_bytes().to_vec();
    let kind = &entry["kindVersion"];
    put(
        &mut out,
        3,
        &message(&[(1, text(&kind["kind"])), (2, text(&kind["version"]))]),
    );
    put_number(&mut out, 4, number(&entry["integratedTime"]));
    let promise = &entry["inclusionPromise"]["signedEntryTimestamp"];
    if promise.is_string() {
        put(&mut out, 5, &message(&[(1, bytes(promise))]));
    }
    let proof = &entry["inclusionProof"];
    let mut inner = Vec::new();
    put_number(&mut inner, 1, number(&proof["logIndex"]));
    put(&mut inner, 2, &bytes(&proof["rootHash"]));
    put_number(&mut inner, 3, number(&proof["treeSize"]));
    for hash in proof["hashes"].as_array().into_iter().flatten() {
        put(&mut inner, 4, &bytes(hash));
    }
    put(
        &mut inner,
        5,
        &message(&[(1, text(&proof["checkpoint"]["envelope"]))]),
    );
    put(&mut out, 6, &inner);
    out
}

fn message(fields: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    for (number, value) in fields {
        put(&mut out, *number, value);
    }
    out
}

fn put(out: &mut Vec<u8>, number: u8, value: &[u8]) {
    out.push(number << 3 | 2);
    put_varint(out, value.len() as u64);
    out.extend_from_slice(value);
}

fn put_number(out: &mut Vec<u8>, number: u8, value: u64) {
    out.push(number << 3);
    put_varint(out, value);
}

fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Signed objects, right and with the faults they are prone to.
pub(crate) fn objects() -> Vec<FormCase> {
    let online = Scenario::message_rekor_v1;
    let stamped = || {
        let mut scenario = online();
        scenario.entry().with_promise = false;
        scenario.tokens.push(Token::new(0));
        scenario
    };
    let commit = || Object::new(COMMIT);
    let timeless = |object: Object| object.with(|it| it.with_proofs = false);
    vec![
        commit().case("git-commit", online()),
        Object::new(TAG).case("git-tag", online()),
        commit().case("git-commit-with-time-stamp", stamped()),
        // gitsign's default: the entry, over the commit's id, has to be searched.
        timeless(commit())
            .case("git-commit-without-entry", online())
            .but_timeless(),
        timeless(commit())
            .with(|it| it.with_certificate = false)
            .case("git-commit-without-certificate", online())
            .but(Expect::fails("bundle.version_shape"))
            .also(&["time.threshold", "tlog.threshold"]),
        // GHSA-7rmh-48mx-2vwc: signed are bytes that a reader would write for this object.
        commit()
            .with(|it| it.digest_of = Some(COMMIT.replace(" \n", "\n").into_bytes()))
            .case("git-commit-over-other-bytes", online())
            .but(Expect::fails("git.object")),
        commit()
            .with(|it| it.after = |text| text.replace("A change", "Another change"))
            .case("git-commit-changed", online())
            .but(Expect::fails("git.object")),
        Object::new(TAG)
            .with(|it| it.after = |text| text.replace("v1.2.3", "v1.2.4"))
            .case("git-tag-changed", online())
            .but(Expect::fails("git.object")),
        commit()
            .with(|it| {
                it.after = |text| text.replacen("parent ", "tree 89abcdef\nparent ", 1);
            })
            .case("git-commit-with-two-trees", online())
            .but(Expect::unreadable("json.strict")),
        // Signed by nobody, and still part of the object.
        Object::new(TAG)
            .with(|it| it.after = |text| text + "More of the message\n")
            .case("git-tag-with-text-below-its-signature", online())
            .but(Expect::unreadable("json.strict")),
        commit()
            .with(|it| {
                it.after = |text| text.replacen("\n \n\n", "\n More of the header\n \n\n", 1);
            })
            .case("git-commit-with-text-below-its-signature", online())
            .but(Expect::unreadable("json.strict")),
        commit()
            .with(|it| it.after = |text| text.replacen("gpgsig ", "gpgsig More\n ", 1))
            .case("git-commit-with-text-above-its-signature", online())
            .but(Expect::unreadable("json.strict")),
        // Right as an object, and no checksum list for all that.
        Object::new(TAG_WITH_SUM).case("git-tag-with-checksum-line", online()),
        commit()
            .with(|it| it.attributes.with(|list| drop(list.remove(1))))
            .case("git-commit-without-message-digest", online())
            .but(Expect::fails("git.object")),
        commit()
            .with(|it| {
                it.attributes.with(|list| {
                    let again = list[1].clone();
                    list.push(again);
                });
            })
            .case("git-commit-with-message-digest-twice", online())
            .but(Expect::fails("git.object")),
        commit()
            .with(|it| {
                it.attributes.with(|list| {
                    let kind = der::element(0x31, &der::oid(oids::TST_INFO));
                    list[0] = der::sequence(&[der::oid(oids::CONTENT_TYPE), kind]);
                });
            })
            .case("git-commit-of-another-content-type", online())
            .but(Expect::fails("git.object")),
        commit()
            .with(|it| it.signers = 2)
            .case("git-commit-with-two-signers", online())
            .but(Expect::fails("git.signer")),
        commit()
            .with(|it| it.of_another = true)
            .case("git-commit-of-another-signer", online())
            .but(Expect::fails("git.signer")),
        commit()
            .case("git-commit-signature-damaged", {
                let mut scenario = online();
                scenario.signature.with(|bytes| {
                    if let Some(last) = bytes.last_mut() {
                        *last ^= 1;
                    }
                });
                scenario
            })
            .but(Expect::fails("sig.message")),
    ]
}
