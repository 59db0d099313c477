//! Commits and tags of Git that were signed with gitsign: the signature is CMS (RFC 5652) inside the object, over
//! the object's own bytes without it.
//!
//! Bytes are never taken apart and written anew: what Git keeps is what was signed, or it is not
//! (GHSA-7rmh-48mx-2vwc).

use std::iter;

use crate::{
    Place, Unreadable, UnreadableCode,
    bundle::{Bundle, Form, GitSignature, InclusionProof, LogEntry, MessageSignature},
    certificate::ObjectIdentifier,
    der_reader::{Reader, header, tag},
    limits, pem,
    timestamp::{SignedAttributes, signed_data},
};

/// The content type of what is signed: data without a type of its own.
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
/// gitsign's own attribute: the entry of the log, in protobuf.
const LOG_ENTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.57264.3.1");
/// A time-stamp token over the signature (RFC 3161 appendix A).
const TIMESTAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");
/// `PKIStatusInfo` that says *granted*: what stands before a token in a response.
const GRANTED: [u8; 5] = [0x30, 0x03, 0x02, 0x01, 0x00];

const BEGIN: &[u8] = b"-----BEGIN ";
/// Headers that occur once.
const SINGLE: [&[u8]; 10] = [
    b"tree",
    b"author",
    b"committer",
    b"encoding",
    b"gpgsig",
    b"gpgsig-sha256",
    b"object",
    b"type",
    b"tag",
    b"tagger",
];

/// Reads a raw object, as `git cat-file commit` prints it; `None` when it is none or bears no signature.
pub(super) fn read(bytes: &[u8]) -> Option<Result<Bundle, Unreadable>> {
    match Signed::find(bytes)? {
        Ok(signed) => Some(bundle(bytes, signed)),
        Err(error) => Some(Err(error)),
    }
}

/// Whether the bytes, which may be the first of a file, begin as a commit or tag does. Most such objects bear no
/// signature.
pub(super) fn looks_like_object(bytes: &[u8]) -> bool {
    let (line, rest) = split_line(bytes);
    let names = |name: &[u8]| {
        let id = line.strip_prefix(name);
        id.is_some_and(|id| matches!(id.len(), 40 | 64) && id.iter().all(u8::is_ascii_hexdigit))
    };
    names(b"tree ") || (names(b"object ") && rest.starts_with(b"type "))
}

/// A signature within an object.
struct Signed {
    /// The object without it.
    bytes: Vec<u8>,
    /// The signature as text.
    signature: Vec<u8>,
}

impl Signed {
    fn find(object: &[u8]) -> Option<Result<Self, Unreadable>> {
        if !looks_like_object(object) {
            return None;
        }
        let end = object
            .windows(2)
            .position(|pair| pair == b"\n\n")
            .map_or(object.len(), |at| at + 1);
        let (head, body) = object.split_at_checked(end)?;
        match Self::in_header(head, body) {
            Ok(None) if head.starts_with(b"object ") => Self::below(object),
            Ok(None) => None,
            Ok(Some(signed)) => Some(Ok(signed)),
            Err(error) => Some(Err(error)),
        }
    }

    /// In a header of its own, whose further lines begin with a blank.
    fn in_header(head: &[u8], body: &[u8]) -> Result<Option<Self>, Unreadable> {
        let mut bytes = Vec::with_capacity(head.len() + body.len());
        let mut signature: Option<Vec<u8>> = None;
        let mut seen: Vec<&[u8]> = Vec::new();
        let (mut within, mut ambiguous) = (false, false);
        let mut rest = head;
        while !rest.is_empty() {
            let (line, after) = split_line(rest);
            let whole = rest.get(..rest.len() - after.len()).unwrap_or_default();
            rest = after;
            if let (true, Some(more)) = (within, line.strip_prefix(b" ")) {
                if let Some(signature) = &mut signature {
                    signature.extend_from_slice(more);
                    signature.push(b'\n');
                }
                continue;
            }
            let name = line.split(|byte| *byte == b' ').next().unwrap_or_default();
            // Readers take the first or the last of them: what one checks is not what another uses.
            ambiguous |= seen.contains(&name) || line.contains(&0);
            if SINGLE.contains(&name) {
                seen.push(name);
            }
            within = matches!(name, b"gpgsig" | b"gpgsig-sha256");
            if within {
                ambiguous |= signature.is_some();
                let mut text = line.get(name.len() + 1..).unwrap_or_default().to_vec();
                text.push(b'\n');
                signature = Some(text);
            } else {
                bytes.extend_from_slice(whole);
            }
        }
        bytes.extend_from_slice(body);
        if ambiguous && signature.is_some() {
            return Err(Unreadable::text(
                "a Git object with a header that occurs twice",
            ));
        }
        Ok(signature.map(|signature| Self { bytes, signature }))
    }

    /// At the end of a tag's message: the last line that begins a block begins it.
    fn below(object: &[u8]) -> Option<Result<Self, Unreadable>> {
        let mut begin = None;
        let mut at = 0;
        for line in object.split_inclusive(|byte| *byte == b'\n') {
            if line.starts_with(BEGIN) {
                begin = Some(at);
            }
            at += line.len();
        }
        let (bytes, signature) = object.split_at_checked(begin?)?;
        Some(Ok(Self {
            bytes: bytes.to_vec(),
            signature: signature.to_vec(),
        }))
    }
}

fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.iter().position(|byte| *byte == b'\n') {
        Some(at) => {
            let (line, rest) = bytes.split_at_checked(at).unwrap_or((bytes, &[]));
            (line, rest.get(1..).unwrap_or_default())
        }
        None => (bytes, &[]),
    }
}

fn bundle(object: &[u8], signed: Signed) -> Result<Bundle, Unreadable> {
    let text = std::str::from_utf8(&signed.signature)
        .map_err(|_| Unreadable::text("a signature that is no text"))?;
    let cms = match pem::first(text) {
        Ok(Some(block)) if block.label == "SIGNED MESSAGE" => {
            // Text beside it would be part of the object, and signed by nobody.
            if !block.before.is_empty() || !block.after.trim_ascii().is_empty() {
                return Err(Unreadable::text(
                    "text beside the signature of a Git object",
                ));
            }
            block.der
        }
        Ok(_) => return Err(other_system("a Git signature of another system")),
        // The armour of OpenPGP has lines of its own before its base64.
        Err(_) if !text.starts_with("-----BEGIN SIGNED MESSAGE-----") => {
            return Err(other_system("a Git signature of another system"));
        }
        Err(error) => return Err(error),
    };
    let mut input = Reader::new(&cms, 0);
    let data = signed_data(&mut input, "Git signature")?;
    input.finish("Git signature")?;
    let mut content = data.encapsulated.inside();
    if content.object_identifier("content type")? != DATA {
        return Err(Unreadable::der("signed data of another type"));
    }
    content.finish("detached content")?;
    let signers = data.signers.len();
    let Some(signer) = data.signers.into_iter().next() else {
        return Err(Unreadable::der("signed data without a signer"));
    };

    let mut bundle = Bundle::empty(Form::GitObject);
    bundle.certificate_chain = Some(data.certificates);
    if let Some(unsigned) = &signer.unsigned_attributes {
        read_unsigned(unsigned, &mut bundle)?;
    }
    bundle.message = Some(MessageSignature {
        digest: None,
        signature: signer.signature,
    });
    bundle.git = Some(Box::new(GitSignature {
        object: object.to_vec(),
        signed: signed.bytes,
        signers,
        sid: signer.sid,
        digest_algorithm: signer.digest_algorithm,
        attributes: signer.signed_attributes.unwrap_or_else(no_attributes),
    }));
    Ok(bundle)
}

/// Such a signature is over the content itself, which gitsign never makes.
const fn no_attributes() -> SignedAttributes {
    SignedAttributes {
        set_der: Vec::new(),
        content_types: Vec::new(),
        message_digests: Vec::new(),
        signing_certificate_v1: None,
        signing_certificate_v2: None,
    }
}

fn other_system(detail: &str) -> Unreadable {
    Unreadable::new(UnreadableCode::OtherSystem, Place::Whole, detail)
}

/// What stands beside the signature and is not signed: the entry of a log, time stamps.
fn read_unsigned(set: &[u8], bundle: &mut Bundle) -> Result<(), Unreadable> {
    let mut list = Reader::new(set, 0);
    while !list.is_empty() {
        let mut attribute = list.sequence("unsigned attribute")?;
        let oid = attribute.object_identifier("attribute type")?;
        let mut values = attribute.expect(tag::SET, "attribute values")?.inside();
        attribute.finish("unsigned attribute")?;
        match oid {
            LOG_ENTRY => {
                if values.next_tag() == Some(tag::INTEGER) {
                    return Err(other_system("a form that gitsign tried out before its own"));
                }
                let entry = values.expect(tag::OCTET_STRING, "log entry")?;
                values.finish("log entry")?;
                if !bundle.log_entries.is_empty() {
                    return Err(Unreadable::der("two attributes with a log entry"));
                }
                bundle.log_entries.push(log_entry(entry.content)?);
            }
            TIMESTAMP => {
                while !values.is_empty() {
                    if bundle.timestamps.len() == limits::TIMESTAMPS {
                        return Err(Unreadable::limit("too many time stamps"));
                    }
                    let token = values.expect(tag::SEQUENCE, "time-stamp token")?;
                    let mut response = header(tag::SEQUENCE, GRANTED.len() + token.der.len());
                    response.extend_from_slice(&GRANTED);
                    response.extend_from_slice(token.der);
                    bundle.timestamps.push(response);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// `TransparencyLogEntry` in protobuf, without the body: that is rebuilt from what was signed.
fn log_entry(bytes: &[u8]) -> Result<LogEntry, Unreadable> {
    let mut entry = LogEntry {
        log_index: 0,
        log_id: Vec::new(),
        kind: String::new(),
        version: String::new(),
        integrated_time: 0,
        set: None,
        proof: None,
        body: Vec::new(),
    };
    for field in fields(bytes) {
        match field? {
            (1, Wire::Number(index)) => entry.log_index = index,
            (2, Wire::Bytes(inner)) => {
                for field in fields(inner) {
                    match field? {
                        (1, Wire::Bytes(id)) => entry.log_id = id.to_vec(),
                        _ => return Err(unexpected()),
                    }
                }
            }
            (3, Wire::Bytes(inner)) => {
                for field in fields(inner) {
                    match field? {
                        (1, Wire::Bytes(kind)) => entry.kind = text(kind)?,
                        (2, Wire::Bytes(version)) => entry.version = text(version)?,
                        _ => return Err(unexpected()),
                    }
                }
            }
            (4, Wire::Number(time)) => entry.integrated_time = time,
            (5, Wire::Bytes(inner)) => {
                for field in fields(inner) {
                    match field? {
                        (1, Wire::Bytes(set)) => entry.set = Some(set.to_vec()),
                        _ => return Err(unexpected()),
                    }
                }
            }
            (6, Wire::Bytes(inner)) => entry.proof = Some(proof(inner)?),
            (7, Wire::Bytes(body)) => entry.body = body.to_vec(),
            _ => return Err(unexpected()),
        }
    }
    Ok(entry)
}

fn proof(bytes: &[u8]) -> Result<InclusionProof, Unreadable> {
    let mut proof = InclusionProof {
        log_index: 0,
        root_hash: Vec::new(),
        tree_size: 0,
        hashes: Vec::new(),
        checkpoint: None,
    };
    for field in fields(bytes) {
        match field? {
            (1, Wire::Number(index)) => proof.log_index = index,
            (2, Wire::Bytes(root)) => proof.root_hash = root.to_vec(),
            (3, Wire::Number(size)) => proof.tree_size = size,
            (4, Wire::Bytes(hash)) => {
                if proof.hashes.len() == limits::INCLUSION_HASHES {
                    return Err(Unreadable::limit("too many hashes in a proof"));
                }
                proof.hashes.push(hash.to_vec());
            }
            (5, Wire::Bytes(inner)) => {
                for field in fields(inner) {
                    match field? {
                        (1, Wire::Bytes(note)) => proof.checkpoint = Some(text(note)?),
                        _ => return Err(unexpected()),
                    }
                }
            }
            _ => return Err(unexpected()),
        }
    }
    Ok(proof)
}

enum Wire<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The fields of a protobuf message, read one by one so that the first defect ends the reading. Only a repeated
/// one may occur twice; of ours that is number 4 of a proof.
fn fields(mut bytes: &[u8]) -> impl Iterator<Item = Result<(u64, Wire<'_>), Unreadable>> {
    // One bit for each number; none of ours is above 7.
    let mut seen = 0_u8;
    iter::from_fn(move || {
        (!bytes.is_empty()).then(|| {
            let (number, value) = field(&mut bytes)?;
            let bit = u32::try_from(number)
                .ok()
                .and_then(|number| 1_u8.checked_shl(number))
                .ok_or_else(unexpected)?;
            let repeats = number == 4 && matches!(value, Wire::Bytes(_));
            if seen & bit != 0 && !repeats {
                return Err(unexpected());
            }
            seen |= bit;
            Ok((number, value))
        })
    })
}

fn field<'a>(bytes: &mut &'a [u8]) -> Result<(u64, Wire<'a>), Unreadable> {
    let key = varint(bytes)?;
    let value = match key & 7 {
        0 => Wire::Number(varint(bytes)?),
        2 => {
            let length = usize::try_from(varint(bytes)?).map_err(|_| unexpected())?;
            let (value, rest) = bytes.split_at_checked(length).ok_or_else(unexpected)?;
            *bytes = rest;
            Wire::Bytes(value)
        }
        _ => return Err(unexpected()),
    };
    Ok((key >> 3, value))
}

fn varint(bytes: &mut &[u8]) -> Result<u64, Unreadable> {
    let mut value = 0_u64;
    for place in 0..10_u32 {
        let (first, rest) = bytes.split_first().ok_or_else(unexpected)?;
        *bytes = rest;
        let bits = u64::from(first & 0x7f);
        let shifted = bits << (7 * place);
        if shifted >> (7 * place) != bits {
            return Err(unexpected());
        }
        value |= shifted;
        if first & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(unexpected())
}

fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    String::from_utf8(bytes.to_vec()).map_err(|_| unexpected())
}

fn unexpected() -> Unreadable {
    Unreadable::der("a log entry that is not in the form gitsign writes")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    const TREE: &str = "tree 045f683042529876c1fe28f97f416c1501ffa433\n";

    fn found(object: &str) -> Option<(String, String)> {
        let signed = Signed::find(object.as_bytes())?.unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Some((text(signed.bytes), text(signed.signature)))
    }

    #[test]
    fn a_signature_is_cut_out_and_all_else_stays_as_it_is() {
        let rest = "author A <a@b> 1 +0000\nmergetag object x\n gpgsig no\n\nText\ngpgsig no\n";
        let object = format!("{TREE}parent a\nparent b\ngpgsig one\n two\n \n{rest}");
        let (bytes, signature) = found(&object).unwrap();
        assert_eq!(bytes, format!("{TREE}parent a\nparent b\n{rest}"));
        assert_eq!(signature, "one\ntwo\n\n");
        let tag = "object 045f683042529876c1fe28f97f416c1501ffa433\ntype commit\ntag v1\n\n-----BEGIN A\nText\n";
        let (bytes, signature) = found(&format!("{tag}-----BEGIN B\nC\n")).unwrap();
        assert_eq!(
            (bytes.as_str(), signature.as_str()),
            (tag, "-----BEGIN B\nC\n")
        );
    }

    #[test]
    fn what_bears_no_signature_is_no_evidence() {
        for object in [
            "",
            "tree\n",
            "tree 045f\ngpgsig x\n",
            &format!("{TREE}author A\n\ngpgsig x\n"),
            &format!("{TREE}author A"),
            "object 045f683042529876c1fe28f97f416c1501ffa433\ntype commit\n\nText\n",
            "object 045f683042529876c1fe28f97f416c1501ffa433\n-----BEGIN A\n",
        ] {
            assert!(Signed::find(object.as_bytes()).is_none(), "{object}");
        }
    }

    #[test]
    fn an_object_that_two_readers_may_read_differently_is_refused() {
        for head in [
            "gpgsig x\ngpgsig y\n",
            "gpgsig x\ngpgsig-sha256 y\n",
            "tree 045f683042529876c1fe28f97f416c1501ffa433\ngpgsig x\n",
            "author A\nauthor B\ngpgsig x\n",
            "author A\0\ngpgsig x\n",
        ] {
            let object = format!("{TREE}{head}\nText\n");
            assert!(Signed::find(object.as_bytes()).unwrap().is_err(), "{head}");
        }
    }

    #[test]
    fn other_systems_are_told_by_name() {
        for armour in [
            "-----BEGIN PGP SIGNATURE-----\n \n iQ==\n =abcd\n -----END PGP SIGNATURE-----",
            "-----BEGIN SSH SIGNATURE-----\n U1NI\n -----END SSH SIGNATURE-----",
        ] {
            let object = format!("{TREE}gpgsig {armour}\n\nText\n");
            let error = read(object.as_bytes()).unwrap().unwrap_err();
            assert_eq!(error.code, UnreadableCode::OtherSystem, "{armour}");
        }
    }

    #[test]
    fn nothing_stands_beside_a_signature() {
        let block = "-----BEGIN SIGNED MESSAGE-----\n MAA=\n -----END SIGNED MESSAGE-----";
        let commit = |signature: &str| format!("{TREE}gpgsig {signature}\n\nText\n");
        let lines = block.replace("\n ", "\n");
        let tag = |after: &str| {
            format!(
                "object 045f683042529876c1fe28f97f416c1501ffa433\ntype commit\ntag v1\n\nText\n{lines}{after}"
            )
        };
        let beside = |object: &str| {
            let error = read(object.as_bytes()).unwrap().unwrap_err();
            error.code == UnreadableCode::MalformedText
        };
        for after in ["", "\n", " \n\n"] {
            // It reaches the signature, which is an empty sequence.
            assert!(!beside(&commit(&format!("{block}{after}"))), "{after:?}");
            assert!(!beside(&tag(after)), "{after:?}");
        }
        for after in [
            "\n approved by the board -----",
            "\n -----END SIGNED MESSAGE-----",
            "\n approved by the board\n -----END SIGNED MESSAGE-----",
            " approved -----",
            "-----END SIGNED MESSAGE-----",
            "\n text",
            "\n -----BEGIN SIGNED MESSAGE-----\n MAA=\n -----END SIGNED MESSAGE-----",
        ] {
            assert!(beside(&commit(&format!("{block}{after}"))), "{after}");
        }
        for after in [
            "\napproved by the board -----",
            "\n-----END SIGNED MESSAGE-----",
            " approved -----",
        ] {
            assert!(beside(&tag(after)), "{after}");
        }
        assert!(beside(&commit(&format!("approved\n {block}"))));
    }

    #[test]
    fn fields_of_any_number_end_the_reading_at_the_first() {
        let unknown = |number: u64| {
            let mut key = number << 3;
            let mut bytes = Vec::new();
            while key > 0x7f {
                bytes.push((key & 0x7f) as u8 | 0x80);
                key >>= 7;
            }
            bytes.extend([key as u8, 0]);
            bytes
        };
        let many: Vec<u8> = (100..200_000).flat_map(unknown).collect();
        let mut read = fields(&many);
        assert!(read.next().unwrap().is_err());
        assert!(log_entry(&many).is_err());
        for number in [8, 31, 32, 33, 1 << 32, (1 << 32) + 1, (1 << 61) - 1] {
            assert!(
                fields(&unknown(number)).next().unwrap().is_err(),
                "{number}"
            );
        }
        let hashes = [0x22, 1, 0].repeat(limits::INCLUSION_HASHES + 1);
        assert_eq!(
            proof(&hashes).unwrap_err().code,
            UnreadableCode::LimitExceeded
        );
        let fits = hashes.get(..3 * limits::INCLUSION_HASHES).unwrap();
        assert_eq!(proof(fits).unwrap().hashes.len(), limits::INCLUSION_HASHES);
    }

    #[test]
    fn protobuf_is_read_to_its_last_bit_or_not_at_all() {
        let number = |mut bytes: &[u8]| varint(&mut bytes).ok();
        assert_eq!(number(&[0x96, 0x01]), Some(150));
        let most = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
        assert_eq!(number(&most), Some(u64::MAX));
        let over = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x03];
        assert_eq!(number(&over), None);
        assert_eq!(number(&[0x80]), None);
        for broken in [
            &[0x0a, 2, 1][..],
            &[0x08],
            &[0x08, 1, 0x08, 2],
            &[0x0d, 0, 0, 0, 0],
            &[0x40, 1],
            &[0x08, 1, 0x12, 2, 0x10, 1],
        ] {
            assert!(log_entry(broken).is_err(), "{broken:?}");
        }
        let entry = log_entry(&[0x08, 5, 0x12, 3, 0x0a, 1, 7, 0x20, 9]).unwrap();
        assert_eq!((entry.log_index, entry.integrated_time), (5, 9));
        assert_eq!(entry.log_id, [7]);
    }
}
