#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use whence_testkit::{
    archives::{ar, gzip, rpm, tar, zip, zst},
    packages::packages,
};

use super::*;

const BUNDLE: &[u8] = b"{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\"}";

fn look(name: &str, bytes: &[u8]) -> Option<Inside> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    look_into(&path, &AtomicBool::new(false))
}

fn refused(bytes: &[u8]) -> Option<Refused> {
    look("a", bytes).unwrap().refused
}

#[test]
fn packages_name_themselves() {
    for package in packages() {
        let inside = look(package.file, &package.bytes).unwrap();
        let purl = inside.package.as_ref().map(Claimed::purl);
        assert_eq!(purl.as_deref(), package.purl, "{}", package.file);
        assert_eq!(inside.refused, None, "{}", package.file);
    }
}

#[test]
fn evidence_and_parts_lists_inside_are_seen() {
    let list: &[u8] = b"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}";
    let members = [
        ("d/tool.sigstore.json", BUNDLE),
        ("d/tool.cdx.json", list),
        ("d/x.bundle", b"no".as_slice()),
    ];
    let plain = tar(&members);
    let (first, second) = plain.split_at(700);
    // Two frames with a third between them that is to be skipped.
    let frames = [
        &zst(first)[..],
        b"\x50\x2a\x4d\x18\x03\0\0\0abc",
        &zst(second),
    ]
    .concat();
    for bytes in [zip(&members), gzip(&plain), zst(&plain), frames, plain] {
        let inside = look("a", &bytes).unwrap();
        assert_eq!(
            (inside.evidence, inside.parts_lists, inside.refused),
            (1, 1, None)
        );
    }
}

#[test]
fn paths_and_links_that_lead_out_are_refused() {
    let out = Some(Refused::PathLeadsOut);
    for path in ["../x", "/etc/x", "a/../../x", "..\\x", "C:x", "\\\\host\\x"] {
        let packed = tar(&[(path, b"x")]);
        assert_eq!(refused(&packed), out, "{path}");
        assert_eq!(refused(&zst(&packed)), out, "{path}");
        assert_eq!(refused(&zip(&[(path, b"x")])), out, "{path}");
    }
    let link = |kind, name: &str, target: &str| {
        let mut links = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(0);
        header.set_path(name).unwrap();
        header.set_link_name(target).unwrap();
        header.set_cksum();
        links.append(&header, io::empty()).unwrap();
        refused(&links.into_inner().unwrap())
    };
    let symbolic = tar::EntryType::Symlink;
    assert_eq!(link(symbolic, "d/link", "../../etc/passwd"), out);
    assert_eq!(link(symbolic, "./link", "../x"), out);
    assert_eq!(link(symbolic, "d/link", "../x"), None);
    // A hard link is seen from the top.
    assert_eq!(link(tar::EntryType::Link, "d/link", "../x"), out);
    let zip_link = |target: &str| {
        let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        archive.add_symlink("d/link", target, options).unwrap();
        refused(&archive.finish().unwrap().into_inner())
    };
    assert_eq!(zip_link("../../x"), out);
    assert_eq!(zip_link("../x"), None);
}

#[test]
fn what_is_broken_or_packed_otherwise_is_named() {
    // Noise of several blocks, so that half of what is packed holds the first member's name.
    let mut state = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    })
    .take(400_000)
    .collect();
    let whole = tar(&[("a", &noise), ("b", &noise)]);
    for packed in [gzip(&whole), zst(&whole), whole] {
        let half = packed.len() / 2;
        assert_eq!(refused(&packed[..half]), Some(Refused::Unreadable));
    }
    assert_eq!(refused(b"\xfd7zXZ\0"), Some(Refused::Xz));
    assert_eq!(refused(b"BZh91AY"), Some(Refused::Bzip2));
    assert_eq!(refused(b"7z\xbc\xaf\x27\x1c"), Some(Refused::SevenZip));
    let deb = ar(&[("debian-binary", b"2.0\n"), ("control.tar.xz", b"x")]);
    assert_eq!(refused(&deb), Some(Refused::Xz));
    let package = rpm(&[(1000, "tool")]);
    assert_eq!(
        refused(&package[..package.len() - 40]),
        Some(Refused::Unreadable)
    );
}

#[test]
fn what_grows_beyond_the_limits_is_refused() {
    let mut many = zip(&[("a", b"x")]);
    let end = many
        .windows(4)
        .rposition(|mark| mark == b"PK\x05\x06")
        .unwrap();
    many[end + 10..end + 12].copy_from_slice(&[0xff, 0xff]);
    many[end + 12..end + 16].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(refused(&many), Some(Refused::TooManyMembers));
    // A million members of nothing, each once more the same.
    let mut header = tar::Header::new_gnu();
    header.set_path("a").unwrap();
    header.set_size(0);
    header.set_cksum();
    let members = header.as_bytes().repeat(MOST_MEMBERS + 1);
    assert_eq!(refused(&members), Some(Refused::TooManyMembers));

    // What unpacks to a thousand times its size, and more.
    let mut header = tar::Header::new_gnu();
    header.set_path("zeros").unwrap();
    header.set_size(LONGEST_UNPACKED + 1);
    header.set_cksum();
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(header.as_bytes()).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..=(LONGEST_UNPACKED >> 20) {
        bomb.write_all(&zeros).unwrap();
    }
    assert_eq!(refused(&bomb.finish().unwrap()), Some(Refused::TooLarge));
    // One frame of blocks that each say: the same byte, 131,072 times.
    let mut bomb = zst(header.as_bytes());
    bomb.extend(b"\x28\xb5\x2f\xfd\x00\x38");
    for _ in 0..=(LONGEST_UNPACKED >> 17) {
        bomb.extend(b"\x02\x00\x10\x00");
    }
    assert!(bomb.len() < 10_000);
    assert_eq!(refused(&bomb), Some(Refused::TooLarge));
    // A frame that may look back by four gigabytes.
    let window = [
        &zst(header.as_bytes())[..],
        b"\x28\xb5\x2f\xfd\x00\xb0\x01\x00\x00",
    ]
    .concat();
    assert_eq!(refused(&window), Some(Refused::TooMuchMemory));
    // A name of many megabytes is not kept.
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::GNULongName);
    header.set_size(8 << 20);
    header.set_cksum();
    let name = [header.as_bytes(), &vec![b'a'; 8 << 20][..]].concat();
    assert_eq!(refused(&name), Some(Refused::TooLarge));
    // What is packed in what is packed is not unpacked.
    let nested = tar(&[(
        "d/inner.tar.gz",
        &gzip(&tar(&[("d/x.sigstore.json", BUNDLE)])),
    )]);
    assert_eq!(look("a", &nested), Some(Inside::default()));
}

#[test]
fn what_is_no_archive_is_passed_over() {
    assert_eq!(look("a", b"text"), None);
    assert_eq!(look("a.gz", &gzip(b"")), None);
    assert_eq!(look("a.gz", &gzip(&[b'x'; 2000])), None);
    assert_eq!(look("a.zst", &zst(&[b'x'; 2000])), None);
    assert_eq!(look("a.a", &ar(&[("x.o", b"x")])), None);
    assert_eq!(look("a", b""), None);
}

#[test]
fn a_look_into_an_archive_ends_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    std::fs::write(&path, tar(&[("a", b"x")])).unwrap();
    assert_eq!(look_into(&path, &AtomicBool::new(true)), None);
}
