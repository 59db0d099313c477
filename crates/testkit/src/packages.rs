//! Packages of every ecosystem, with the name and version they claim.

use crate::archives::{ar, gzip, rpm, tar, zip, zst};

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
    let tgz = |members: &[(&str, &[u8])]| gzip(&tar(members));
    let gem = gzip(b"--- !ruby/object:Gem::Specification\nname: tool\nversion: !ruby/object:Gem::Version\n  version: 1.2.3\n");
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
        ar(&[
            ("debian-binary", b"2.0\n"),
            (name, packed),
            ("data.tar.xz", b"x"),
        ])
    };
    let control = tar(&[("./", b""), ("./md5sums", b"x"), ("./control", control)]);
    let conda = zst(&tar(&[(
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
            zip(&[("a-1/PKG-INFO", python)]),
            Some("pkg:pypi/my-tool@1.2.3"),
        ),
        (
            "a.whl",
            zip(&[("a-1.dist-info/METADATA", b"Name: tool\nVersion: 1.2.3\n")]),
            Some("pkg:pypi/tool@1.2.3"),
        ),
        (
            "a.jar",
            zip(&[(maven, pom)]),
            Some("pkg:maven/org.acme/tool@1.2.3"),
        ),
        (
            "tool-1.2.3.jar",
            zip(&[(other_maven, other_pom), (maven, pom)]),
            Some("pkg:maven/org.acme/tool@1.2.3"),
        ),
        (
            "a.nupkg",
            zip(&[(
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
            tar(&[("metadata.gz", &gem), ("data.tar.gz", b"")]),
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
            zip(&[("example.org/tool@v1.2.3/go.mod", b"module x")]),
            Some("pkg:golang/example.org/tool@v1.2.3"),
        ),
        (
            "a.conda",
            zip(&[("info-tool-1.2.3-0.tar.zst", &conda)]),
            Some("pkg:conda/tool@1.2.3"),
        ),
        (
            "a.deb",
            deb("control.tar.gz", &gzip(&control)),
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
            rpm(&[(1000, "tool"), (1001, "1.2.3"), (1002, "1.el9")]),
            Some("pkg:rpm/tool@1.2.3-1.el9"),
        ),
        (
            "a.tar.zst",
            zst(&tar(&[("tool-1.2.3/Cargo.toml", crate_)])),
            Some("pkg:cargo/tool@1.2.3"),
        ),
        ("a.zip", zip(&[("readme", b"x")]), None),
        // Which of its parts a jar of many is, nothing tells.
        (
            "all.jar",
            zip(&[(other_maven, other_pom), (maven, pom)]),
            None,
        ),
        ("a.tgz", tgz(&[("p/package.json", odd)]), None),
    ];
    table
        .into_iter()
        .map(|(file, bytes, purl)| Package { file, bytes, purl })
        .collect()
}
