//! Archives and packages as their tools write them, and some that nobody should: seeds for readers of archives.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde_json::json;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::images::{Repository, annotated, attestation, digest_of, payload, signature};
use crate::packages::packages;
use crate::{Scenario, json_text};

/// Names and contents of files.
type Files<'a> = &'a [(&'a str, &'a [u8])];

/// Names and bytes of archives.
pub fn archives() -> Vec<(String, Vec<u8>)> {
    let bundle = Scenario::message_rekor_v1().mint().bundle_json;
    let parts = json_text(&json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [{ "type": "library", "name": "a", "version": "1" }],
    }));
    let released: Files<'_> = &[
        ("tool/tool", b"program"),
        ("tool/tool.sigstore.json", &bundle),
        ("tool/bom.json", parts.as_bytes()),
    ];
    let layout = tar_of_owned(&image());
    let mut cut = gzip(&tar(released));
    cut.truncate(cut.len() / 2);
    let mut archives = [
        ("released.tar", tar(released)),
        ("released.tar.gz", gzip(&tar(released))),
        ("released.zip", zip(released)),
        ("released.tar.zst", zst(&tar(released))),
        ("layout.tar", layout),
        ("docker.tar", docker()),
        ("path-leads-out.tar", leads_out()),
        ("path-leads-out.zip", zip(&[("../../x", b"x")])),
        ("long-name.tar", tar(&[(&"a/".repeat(200), b"")])),
        ("cut.tar.gz", cut),
        (
            "zeros.tar.gz",
            gzip(&tar(&[("zeros.sigstore.json", &[0; 100_000])])),
        ),
    ]
    .map(|(name, bytes)| (name.to_owned(), bytes))
    .to_vec();
    let packages = packages().into_iter().enumerate();
    archives
        .extend(packages.map(|(number, package)| {
            (format!("package-{number}-{}", package.file), package.bytes)
        }));
    archives
}

/// A tar archive; paths that fit into a header are written as they are, wherever they lead.
pub fn tar(files: Files<'_>) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        match header.as_old_mut().name.get_mut(..name.len()) {
            Some(place) => {
                place.copy_from_slice(name.as_bytes());
                header.set_cksum();
                archive.append(&header, *bytes).unwrap();
            }
            None => archive.append_data(&mut header, name, *bytes).unwrap(),
        }
    }
    archive.into_inner().unwrap()
}

fn tar_of_owned(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    tar(&files)
}

/// Packed by gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// A zip archive.
pub fn zip(files: Files<'_>) -> Vec<u8> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Packed with Zstandard.
pub fn zst(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

/// An archive of Unix, as Debian's packages are.
pub fn ar(parts: &[(&str, &[u8])]) -> Vec<u8> {
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

/// An RPM package with these texts by their tags.
pub fn rpm(texts: &[(u32, &str)]) -> Vec<u8> {
    let mut lead = b"\xed\xab\xee\xdb\x03\x00".to_vec();
    lead.resize(96, 0);
    let mut signatures = rpm_header(&[(1000, "not this one")]);
    signatures.resize(signatures.len().next_multiple_of(8), 0);
    [lead, signatures, rpm_header(texts)].concat()
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

/// A signed image with an attestation: the files of its layout.
pub fn image() -> Vec<(String, Vec<u8>)> {
    let mut repository = Repository::default();
    let image = repository.image("linux", "amd64");
    let digest = digest_of(&image);
    let (layer, _) = signature(&mut repository, &payload(&digest, "registry.example/tool"));
    let signature = repository.attach(&digest, "sig", &[layer]);
    let manifest = repository.manifests[&digest].1.clone();
    let (layer, _) = attestation(&mut repository, &manifest);
    let attestation = repository.attach(&digest, "att", &[layer]);
    let name = "org.opencontainers.image.ref.name";
    let attached = |kind| crate::images::attached_tag(&digest, Some(kind));
    let top = [
        annotated(&image, name, "1.0"),
        annotated(&signature, name, &attached("sig")),
        annotated(&attestation, name, &attached("att")),
    ];
    repository.layout(&top).into_iter().collect()
}

/// An image as Docker saved it before it knew layouts.
fn docker() -> Vec<u8> {
    let layer = b"layer\n";
    let config = json!({
        "os": "linux",
        "architecture": "amd64",
        "config": {},
        "rootfs": { "type": "layers", "diff_ids": [crate::images::digest(layer)] },
    });
    let manifest = json!([{
        "Config": "config.json",
        "RepoTags": ["tool:1.0"],
        "Layers": ["layer/layer.tar"],
    }]);
    tar(&[
        ("manifest.json", json_text(&manifest).as_bytes()),
        ("config.json", json_text(&config).as_bytes()),
        ("layer/layer.tar", layer),
    ])
}

/// With a link that leads out of where it is unpacked.
fn leads_out() -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    archive
        .append_link(&mut header, "tool/link", "../../outside")
        .unwrap();
    archive.into_inner().unwrap()
}
