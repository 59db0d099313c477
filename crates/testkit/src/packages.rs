//! Archives, and packages of the ecosystems with the name and version they claim.

use std::io::{Cursor, Write};

use flate2::{Compression, write::GzEncoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

/// A package file.
#[derive(Clone, Debug)]
pub struct Package {
    /// File name.
    pub file: &'static str,
    /// Content.
    pub bytes: Vec<u8>,
    /// What it claims to be, as a package URL; absent when nothing tells.
    pub purl: Option<&'static str>,
}

/// Every form of package that is looked into.
pub fn packages() -> Vec<Package> {
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
    let odd: &[u8] = b"{\"name\":\"a b\",\"version\":\"\\u202e\"}";
    let table: Vec<(&'static str, Vec<u8>, Option<&'static str>)> = vec![
        (
            "a.tgz",
            tgz(&[("package/package.json", npm)]),
            Some("pkg:npm/%40acme/tool@1.2.3"),
        ),
        (
            "a.tgz",
            tgz(&[("tool/package.json", npm)]),
            Some("pkg:npm/%40acme/tool@1.2.3"),
        ),
        // A package may hold the description of another kind of package.
        (
            "a.tgz",
            tgz(&[
                ("package/Cargo.toml", crate_),
                ("package/package.json", npm),
            ]),
            Some("pkg:npm/%40acme/tool@1.2.3"),
        ),
        (
            "a.tar.gz",
            tgz(&[("a-1/package.json", npm), ("a-1/PKG-INFO", python)]),
            Some("pkg:pypi/my-tool@1.2.3"),
        ),
        (
            "a.zip",
            zip_of(&[("a-1/PKG-INFO", python)]),
            Some("pkg:pypi/my-tool@1.2.3"),
        ),
        (
            "a.whl",
            zip_of(&[("a-1.dist-info/METADATA", b"Name: tool\nVersion: 1.2.3\n")]),
            Some("pkg:pypi/tool@1.2.3"),
        ),
        (
            "a.jar",
            zip_of(&[(maven, pom)]),
            Some("pkg:maven/org.acme/tool@1.2.3"),
        ),
        (
            "tool-1.2.3.jar",
            zip_of(&[(other_maven, other_pom), (maven, pom)]),
            Some("pkg:maven/org.acme/tool@1.2.3"),
        ),
        (
            "a.nupkg",
            zip_of(&[(
                "tool.nuspec",
                b"<package><metadata><id>Tool</id><version>1.2.3</version>",
            )]),
            Some("pkg:nuget/Tool@1.2.3"),
        ),
        (
            "a.crate",
            tgz(&[("tool-1.2.3/Cargo.toml", crate_)]),
            Some("pkg:cargo/tool@1.2.3"),
        ),
        (
            "a.tgz",
            tgz(&[("tool/Chart.yaml", chart)]),
            Some("pkg:helm/tool@1.2.3"),
        ),
        (
            "a.gem",
            tar_of(&[("metadata.gz", &gem), ("data.tar.gz", b"")]),
            Some("pkg:gem/tool@1.2.3"),
        ),
        (
            "tool--1.2.3.arm64_sonoma.bottle.tar.gz",
            bottle.clone(),
            Some("pkg:brew/tool@1.2.3"),
        ),
        (
            "my-tool-1.2.3.arm64_sonoma.bottle.1.tar.gz",
            bottle,
            Some("pkg:brew/my-tool@1.2.3"),
        ),
        (
            "v1.2.3.zip",
            zip_of(&[("example.org/tool@v1.2.3/go.mod", b"module x")]),
            Some("pkg:golang/example.org/tool@v1.2.3"),
        ),
        (
            "a.conda",
            zip_of(&[("info-tool-1.2.3-0.tar.zst", &conda)]),
            Some("pkg:conda/tool@1.2.3"),
        ),
        (
            "a.deb",
            deb("control.tar.gz", &gz(&control)),
            Some("pkg:deb/tool@1:1.2.3-1"),
        ),
        (
            "a.deb",
            deb("control.tar.zst/", &zst(&control)),
            Some("pkg:deb/tool@1:1.2.3-1"),
        ),
        (
            "a.deb",
            deb("control.tar", &control),
            Some("pkg:deb/tool@1:1.2.3-1"),
        ),
        (
            "a.rpm",
            rpm_of(&[(1000, "tool"), (1001, "1.2.3"), (1002, "1.el9")]),
            Some("pkg:rpm/tool@1.2.3-1.el9"),
        ),
        (
            "a.tar.zst",
            zst(&tar_of(&[("tool-1.2.3/Cargo.toml", crate_)])),
            Some("pkg:cargo/tool@1.2.3"),
        ),
        ("a.zip", zip_of(&[("readme", b"x")]), None),
        // Which of its parts a jar of many is, nothing tells.
        (
            "all.jar",
            zip_of(&[(other_maven, other_pom), (maven, pom)]),
            None,
        ),
        ("a.tgz", tgz(&[("p/package.json", odd)]), None),
    ];
    table
        .into_iter()
        .map(|(file, bytes, purl)| Package { file, bytes, purl })
        .collect()
}
/// Packed with gzip.
pub fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// Packed with Zstandard.
pub fn zst(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

/// A zip archive.
pub fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(*name, options).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// An archive of Unix, as Debian's packages are.
pub fn ar_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = b"!<arch>\n".to_vec();
    for (name, content) in parts {
        writeln!(
            bytes,
            "{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`",
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

/// An RPM package with these texts by their tags.
pub fn rpm_of(texts: &[(u32, &str)]) -> Vec<u8> {
    let mut lead = b"\xed\xab\xee\xdb\x03\x00".to_vec();
    lead.resize(96, 0);
    let mut signatures = rpm_header(&[(1000, "not this one")]);
    signatures.resize(signatures.len().next_multiple_of(8), 0);
    [lead, signatures, rpm_header(texts)].concat()
}

/// A tar archive; paths are written as they are.
pub fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
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
