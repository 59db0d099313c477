#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::*;

const BUNDLE: &[u8] = b"{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\"}";

fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        // The builder refuses paths that lead out, which are wanted here.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        archive.append(&header, *content).unwrap();
    }
    archive.into_inner().unwrap()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for (name, content) in members {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(*name, options).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// An archive of Unix, as Debian's packages are.
fn ar_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = b"!<arch>\n".to_vec();
    for (name, content) in parts {
        write!(
            bytes,
            "{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n",
            0,
            0,
            0,
            644,
            content.len()
        )
        .unwrap();
        bytes.extend_from_slice(content);
        bytes.resize(bytes.len().next_multiple_of(2), b'\n');
    }
    bytes
}

fn rpm_header(texts: &[(u32, &str)]) -> Vec<u8> {
    let (mut entries, mut data) = (Vec::new(), Vec::new());
    for (tag, text) in texts {
        for number in [*tag, 6, data.len() as u32, 1] {
            entries.extend(number.to_be_bytes());
        }
        data.extend_from_slice(text.as_bytes());
        data.push(0);
    }
    let mut bytes = vec![0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0];
    bytes.extend((texts.len() as u32).to_be_bytes());
    bytes.extend((data.len() as u32).to_be_bytes());
    [bytes, entries, data].concat()
}

fn rpm_of(texts: &[(u32, &str)]) -> Vec<u8> {
    let mut lead = b"\xed\xab\xee\xdb\x03\x00".to_vec();
    lead.resize(96, 0);
    let mut signatures = rpm_header(&[(1000, "not this one")]);
    signatures.resize(signatures.len().next_multiple_of(8), 0);
    [lead, signatures, rpm_header(texts)].concat()
}

fn look(name: &str, bytes: &[u8]) -> Option<Inside> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    look_into(&path, &AtomicBool::new(false))
}

fn purl(name: &str, bytes: &[u8]) -> Option<String> {
    Some(look(name, bytes)?.package?.purl())
}

fn refused(bytes: &[u8]) -> Option<Refused> {
    look("a", bytes).unwrap().refused
}

#[test]
fn packages_name_themselves() {
    let tgz = |members: &[(&str, &[u8])]| gz(&tar_of(members));
    let gem = gz(b"--- !ruby/object:Gem::Specification\nname: tool\nversion: !ruby/object:Gem::Version\n  version: 1.2.3\n");
    let npm: &[u8] = b"{\"name\":\"@acme/tool\",\"version\":\"1.2.3\"}";
    let crate_: &[u8] =
        b"[package]\nedition = \"2024\"\nname = \"tool\"\nversion = \"1.2.3\"\n[dependencies]\n";
    let python: &[u8] = b"Metadata-Version: 2.1\nName: My.Tool\nVersion: 1.2.3\n";
    let chart: &[u8] = b"apiVersion: v2\nname: tool\nversion: 1.2.3\n";
    let pom: &[u8] = b"#x\nversion=1.2.3\ngroupId=org.acme\nartifactId=tool\n";
    let other_pom: &[u8] = b"#x\nversion=9\ngroupId=org.other\nartifactId=part\n";
    let (maven, other_maven) = (
        "META-INF/maven/org.acme/tool/pom.properties",
        "META-INF/maven/org.other/part/pom.properties",
    );
    let control: &[u8] =
        b"Package: tool\nSource: x\nVersion: 1:1.2.3-1\nDescription: x\n Package: no\n";
    let deb = |name: &str, packed: &[u8]| {
        ar_of(&[
            ("debian-binary", b"2.0\n"),
            (name, packed),
            ("data.tar.xz", b"x"),
        ])
    };
    let control = tar_of(&[("./", b""), ("./md5sums", b"x"), ("./control", control)]);
    let conda = zst(&tar_of(&[(
        "info/index.json",
        b"{\"name\":\"tool\",\"version\":\"1.2.3\"}",
    )]));
    let bottle = tgz(&[("tool/1.2.3/bin/tool", b"x")]);
    let table: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "a.tgz",
            tgz(&[("package/package.json", npm)]),
            "pkg:npm/%40acme/tool@1.2.3",
        ),
        (
            "a.tgz",
            tgz(&[("tool/package.json", npm)]),
            "pkg:npm/%40acme/tool@1.2.3",
        ),
        // A package may hold the description of another kind of package.
        (
            "a.tgz",
            tgz(&[
                ("package/Cargo.toml", crate_),
                ("package/package.json", npm),
            ]),
            "pkg:npm/%40acme/tool@1.2.3",
        ),
        (
            "a.tar.gz",
            tgz(&[("a-1/package.json", npm), ("a-1/PKG-INFO", python)]),
            "pkg:pypi/my-tool@1.2.3",
        ),
        (
            "a.zip",
            zip_of(&[("a-1/PKG-INFO", python)]),
            "pkg:pypi/my-tool@1.2.3",
        ),
        (
            "a.whl",
            zip_of(&[("a-1.dist-info/METADATA", b"Name: tool\nVersion: 1.2.3\n")]),
            "pkg:pypi/tool@1.2.3",
        ),
        (
            "a.jar",
            zip_of(&[(maven, pom)]),
            "pkg:maven/org.acme/tool@1.2.3",
        ),
        (
            "tool-1.2.3.jar",
            zip_of(&[(other_maven, other_pom), (maven, pom)]),
            "pkg:maven/org.acme/tool@1.2.3",
        ),
        (
            "a.nupkg",
            zip_of(&[(
                "tool.nuspec",
                b"<package><metadata><id>Tool</id><version>1.2.3</version>",
            )]),
            "pkg:nuget/Tool@1.2.3",
        ),
        (
            "a.crate",
            tgz(&[("tool-1.2.3/Cargo.toml", crate_)]),
            "pkg:cargo/tool@1.2.3",
        ),
        (
            "a.tgz",
            tgz(&[("tool/Chart.yaml", chart)]),
            "pkg:helm/tool@1.2.3",
        ),
        (
            "a.gem",
            tar_of(&[("metadata.gz", &gem), ("data.tar.gz", b"")]),
            "pkg:gem/tool@1.2.3",
        ),
        (
            "tool--1.2.3.arm64_sonoma.bottle.tar.gz",
            bottle.clone(),
            "pkg:brew/tool@1.2.3",
        ),
        (
            "my-tool-1.2.3.arm64_sonoma.bottle.1.tar.gz",
            bottle,
            "pkg:brew/my-tool@1.2.3",
        ),
        (
            "v1.2.3.zip",
            zip_of(&[("example.org/tool@v1.2.3/go.mod", b"module x")]),
            "pkg:golang/example.org/tool@v1.2.3",
        ),
        (
            "a.conda",
            zip_of(&[("info-tool-1.2.3-0.tar.zst", &conda)]),
            "pkg:conda/tool@1.2.3",
        ),
        (
            "a.deb",
            deb("control.tar.gz", &gz(&control)),
            "pkg:deb/tool@1:1.2.3-1",
        ),
        (
            "a.deb",
            deb("control.tar.zst/", &zst(&control)),
            "pkg:deb/tool@1:1.2.3-1",
        ),
        (
            "a.deb",
            deb("control.tar", &control),
            "pkg:deb/tool@1:1.2.3-1",
        ),
        (
            "a.rpm",
            rpm_of(&[(1000, "tool"), (1001, "1.2.3"), (1002, "1.el9")]),
            "pkg:rpm/tool@1.2.3-1.el9",
        ),
        (
            "a.tar.zst",
            zst(&tar_of(&[("tool-1.2.3/Cargo.toml", crate_)])),
            "pkg:cargo/tool@1.2.3",
        ),
    ];
    for (name, bytes, expected) in table {
        assert_eq!(purl(name, &bytes).as_deref(), Some(expected), "{name}");
    }
    assert_eq!(purl("a.zip", &zip_of(&[("readme", b"x")])), None);
    // Which of its parts a jar of many is, nothing tells.
    assert_eq!(
        purl(
            "all.jar",
            &zip_of(&[(other_maven, other_pom), (maven, pom)])
        ),
        None
    );
    let odd = tgz(&[(
        "p/package.json",
        b"{\"name\":\"a b\",\"version\":\"\\u202e\"}",
    )]);
    assert_eq!(purl("a.tgz", &odd), None);
}

#[test]
fn evidence_and_parts_lists_inside_are_seen() {
    let list: &[u8] = b"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}";
    let members = [
        ("d/tool.sigstore.json", BUNDLE),
        ("d/tool.cdx.json", list),
        ("d/x.bundle", b"no".as_slice()),
    ];
    let plain = tar_of(&members);
    let (first, second) = plain.split_at(700);
    // Two frames with a third between them that is to be skipped.
    let frames = [
        &zst(first)[..],
        b"\x50\x2a\x4d\x18\x03\0\0\0abc",
        &zst(second),
    ]
    .concat();
    for bytes in [zip_of(&members), gz(&plain), zst(&plain), frames, plain] {
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
        let tar = tar_of(&[(path, b"x")]);
        assert_eq!(refused(&tar), out, "{path}");
        assert_eq!(refused(&zst(&tar)), out, "{path}");
        assert_eq!(refused(&zip_of(&[(path, b"x")])), out, "{path}");
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
    let whole = tar_of(&[("a", &noise), ("b", &noise)]);
    for packed in [gz(&whole), zst(&whole), whole] {
        let half = packed.len() / 2;
        assert_eq!(refused(&packed[..half]), Some(Refused::Unreadable));
    }
    assert_eq!(refused(b"\xfd7zXZ\0"), Some(Refused::Xz));
    assert_eq!(refused(b"BZh91AY"), Some(Refused::Bzip2));
    assert_eq!(refused(b"7z\xbc\xaf\x27\x1c"), Some(Refused::SevenZip));
    let deb = ar_of(&[("debian-binary", b"2.0\n"), ("control.tar.xz", b"x")]);
    assert_eq!(refused(&deb), Some(Refused::Xz));
    let rpm = rpm_of(&[(1000, "tool")]);
    assert_eq!(refused(&rpm[..rpm.len() - 40]), Some(Refused::Unreadable));
}

#[test]
fn what_grows_beyond_the_limits_is_refused() {
    let mut many = zip_of(&[("a", b"x")]);
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
    let nested = tar_of(&[(
        "d/inner.tar.gz",
        &gz(&tar_of(&[("d/x.sigstore.json", BUNDLE)])),
    )]);
    assert_eq!(look("a", &nested), Some(Inside::default()));
}

#[test]
fn what_is_no_archive_is_passed_over() {
    assert_eq!(look("a", b"text"), None);
    assert_eq!(look("a.gz", &gz(b"")), None);
    assert_eq!(look("a.gz", &gz(&[b'x'; 2000])), None);
    assert_eq!(look("a.zst", &zst(&[b'x'; 2000])), None);
    assert_eq!(look("a.a", &ar_of(&[("x.o", b"x")])), None);
    assert_eq!(look("a", b""), None);
}

#[test]
fn a_look_into_an_archive_ends_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    std::fs::write(&path, tar_of(&[("a", b"x")])).unwrap();
    assert_eq!(look_into(&path, &AtomicBool::new(true)), None);
}
