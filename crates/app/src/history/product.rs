//! Which files are the same thing over time, told by their names alone.

/// Longer names are cut: a name is at most 255 bytes on common systems.
const MOST_BYTES: usize = 255;
/// Endings that are taken off one after the other: `.tar.gz`, `.sigstore.json`.
const MOST_ENDINGS: usize = 4;

/// Endings that say how a file is packed, not which one it is.
const ENDINGS: &[&str] = &[
    "7z", "aab", "apk", "appimage", "appx", "bin", "bottle", "bundle", "bz2", "cab", "cdx",
    "crate", "crx", "csv", "deb", "dmg", "doc", "docx", "egg", "exe", "flatpak", "gem", "gz",
    "img", "ipa", "iso", "jar", "json", "jsonl", "lz", "lzma", "msi", "msix", "nupkg", "oci",
    "odt", "pdf", "phar", "pkg", "pom", "ps1", "pyz", "qcow2", "rpm", "run", "sh", "sig",
    "sigstore", "snap", "spdx", "tar", "tbz", "tgz", "txt", "txz", "vsix", "war", "wasm", "whl",
    "xml", "xpi", "xz", "yaml", "yml", "zip", "zst", "zstd",
];

/// Words at the end of a name that say for which machine it is or how it is put there.
const PLATFORMS: &[&str] = &[
    "32",
    "32bit",
    "64",
    "64bit",
    "aarch64",
    "all",
    "alpine",
    "amd64",
    "android",
    "any",
    "apple",
    "arm",
    "arm64",
    "arm64v8",
    "armhf",
    "armv6",
    "armv7",
    "armv7l",
    "cli",
    "darwin",
    "debian",
    "desktop",
    "freebsd",
    "full",
    "gnu",
    "gui",
    "i386",
    "i586",
    "i686",
    "ia32",
    "installer",
    "intel",
    "linux",
    "linux32",
    "linux64",
    "mac",
    "macos",
    "minimal",
    "msvc",
    "musl",
    "netbsd",
    "noarch",
    "none",
    "osx",
    "pc",
    "portable",
    "ppc64le",
    "py2",
    "py3",
    "riscv64",
    "s390x",
    "setup",
    "silicon",
    "static",
    "ubuntu",
    "universal",
    "unknown",
    "user",
    "win",
    "win32",
    "win64",
    "windows",
    "x32",
    "x64",
    "x86",
];

/// Names that many publishers give: files that have them are not the same thing.
const COMMON: &[&str] = &[
    "app",
    "archive",
    "artifact",
    "artifacts",
    "attestation",
    "backup",
    "build",
    "changelog",
    "checksum",
    "checksums",
    "data",
    "dist",
    "doc",
    "docs",
    "document",
    "download",
    "file",
    "files",
    "image",
    "index",
    "latest",
    "license",
    "main",
    "manifest",
    "master",
    "notes",
    "output",
    "package",
    "plugin",
    "program",
    "provenance",
    "readme",
    "release",
    "report",
    "sbom",
    "scan",
    "sha256",
    "sha256sum",
    "sha256sums",
    "sha512",
    "sha512sums",
    "signature",
    "source",
    "sources",
    "src",
    "test",
    "tmp",
    "untitled",
    "update",
    "upload",
    "version",
];

/// A thing that is published again and again, and one of its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Names the thing: the file name without version, platform and ending, in lower case; or the package or
    /// image.
    pub key: String,
    /// The file name with `#` in place of the version.
    pub line: String,
    /// The version.
    pub version: Option<String>,
    /// Whether files of this name can be compared: not when everybody calls theirs so.
    pub compared: bool,
}

impl Product {
    /// By the name of a file. A hint and no more: a name is whatever its sender made it.
    pub fn of_file(name: &str) -> Self {
        let name = without_copy_number(cut(name)).to_lowercase();
        let stem = without_endings(&name);
        let found = version(stem);
        let (before, after) = match found {
            Some((start, end)) => (
                stem.get(..start).unwrap_or_default(),
                stem.get(end..).unwrap_or_default(),
            ),
            None => (stem, ""),
        };
        let key = match product_words(before) {
            key if key.is_empty() => product_words(after),
            key => key,
        };
        let line = match found {
            // A `v` before the version is a habit that comes and goes.
            Some((start, end)) => format!(
                "{}#{}",
                name.get(..start).unwrap_or_default().trim_end_matches('v'),
                name.get(end..).unwrap_or_default()
            ),
            None => name.clone(),
        };
        let says_nothing = COMMON.contains(&key.as_str()) || PLATFORMS.contains(&key.as_str());
        let compared = key.chars().any(char::is_alphabetic) && !says_nothing;
        Self {
            version: found.and_then(|(start, end)| stem.get(start..end).map(str::to_owned)),
            key: if compared { key } else { stem.to_owned() },
            line,
            compared,
        }
    }

    /// By a package URL: everything but version, qualifiers and subpath.
    pub fn of_package(purl: &str) -> Option<Self> {
        let rest = cut(purl).strip_prefix("pkg:")?;
        let rest = rest.split(['?', '#']).next()?;
        // An at sign may also begin a scope: `pkg:npm/@acme/tool@1.0`.
        let (name, version) = match rest.rsplit_once('@') {
            Some((name, version)) if !version.contains('/') && !name.ends_with('/') => {
                (name, Some(version))
            }
            _ => (rest, None),
        };
        let key = format!("pkg:{}", name.to_lowercase());
        name.contains('/').then(|| Self {
            line: key.clone(),
            key,
            version: version.filter(|it| !it.is_empty()).map(str::to_owned),
            compared: true,
        })
    }

    /// By the repository of an image, without tag and digest.
    pub fn of_image(repository: &str, tag: Option<&str>) -> Self {
        let key = cut(repository).to_lowercase();
        Self {
            line: key.clone(),
            key,
            version: tag.map(str::to_owned),
            compared: true,
        }
    }

    /// By itself alone: a digest that was given, or evidence without its file.
    pub fn alone(name: &str) -> Self {
        let key = cut(name).to_lowercase();
        Self {
            line: key.clone(),
            key,
            version: None,
            compared: false,
        }
    }
}

fn cut(name: &str) -> &str {
    let mut end = name.len().min(MOST_BYTES);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.get(..end).unwrap_or_default()
}

/// What browsers and file managers add to a second file of the same name: `tool (1).zip`.
fn without_copy_number(name: &str) -> String {
    if let Some(open) = name.rfind(" (")
        && let Some((number, rest)) = name.get(open + 2..).and_then(|rest| rest.split_once(')'))
        && (1..=3).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && (rest.is_empty() || rest.starts_with('.'))
    {
        return format!("{}{rest}", name.get(..open).unwrap_or_default());
    }
    name.to_owned()
}

fn without_endings(name: &str) -> &str {
    let mut stem = name;
    for _ in 0..MOST_ENDINGS {
        match stem.rsplit_once('.') {
            Some((rest, ending)) if !rest.is_empty() && ENDINGS.contains(&ending) => stem = rest,
            _ => break,
        }
    }
    stem
}

/// Where the version stands: the first number with a point in it, else the last whole number that stands by
/// itself.
fn version(stem: &str) -> Option<(usize, usize)> {
    let bytes = stem.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut whole = None;
    let mut at = 0;
    while at < bytes.len() {
        if !digit(at) {
            at += 1;
            continue;
        }
        let start = at;
        let mut end = at;
        let mut points = 0;
        loop {
            while digit(end) {
                end += 1;
            }
            if bytes.get(end) == Some(&b'.') && digit(end + 1) {
                points += 1;
                end += 1;
            } else {
                break;
            }
        }
        // `x86_64` and its like are machines, whatever stands around the number.
        let machine = stem
            .get(..start)
            .is_some_and(|before| before.ends_with("x86_") || before.ends_with("x86-"));
        let previous = start.checked_sub(1).and_then(|before| bytes.get(before));
        let v_before = previous == Some(&b'v')
            && (start < 2
                || bytes
                    .get(start - 2)
                    .is_some_and(|it| !it.is_ascii_alphanumeric()));
        let stands_alone = previous.is_none_or(|it| !it.is_ascii_alphanumeric()) || v_before;
        let ends = bytes.get(end).is_none_or(|it| !it.is_ascii_alphabetic());
        if points > 0 && !machine {
            return Some((start, pre_release(stem, end)));
        }
        if stands_alone && ends && !machine && end - start <= 12 {
            whole = Some((start, pre_release(stem, end)));
        }
        at = end;
    }
    whole
}

/// The end of a version with the word that follows it, if it is one of those that belong to versions.
fn pre_release(stem: &str, end: usize) -> usize {
    const WORDS: [&str; 11] = [
        "alpha", "beta", "rc", "dev", "pre", "preview", "post", "snapshot", "nightly", "a", "b",
    ];
    let rest = stem.get(end..).unwrap_or_default();
    let word = rest.trim_start_matches(['-', '.', '_', '~']);
    let separators = rest.len() - word.len();
    if separators > 1 {
        return end;
    }
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    if !word.get(..letters).is_some_and(|it| WORDS.contains(&it)) {
        return end;
    }
    let number = word.get(letters..).unwrap_or_default();
    let point = usize::from(
        number.starts_with(['.', '-']) && number.as_bytes().get(1).is_some_and(u8::is_ascii_digit),
    );
    let digits = number
        .bytes()
        .skip(point)
        .take_while(u8::is_ascii_digit)
        .count();
    // One letter without a number is a word of its own.
    if letters == 1 && digits == 0 {
        return end;
    }
    let point = if digits == 0 { 0 } else { point };
    end + separators + letters + point + digits
}

/// The words that name the product, without those for machines at the end, joined by hyphens.
fn product_words(text: &str) -> String {
    let mut words: Vec<&str> = text
        .split(|it: char| !it.is_alphanumeric() && it != '@' && it != '+')
        .filter(|word| !word.is_empty())
        .collect();
    if words.len() > 1 && words.last() == Some(&"v") {
        words.pop();
    }
    while words.len() > 1 && words.last().is_some_and(|word| PLATFORMS.contains(word)) {
        words.pop();
    }
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_product_have_one_name() {
        // File name, product, version, line.
        let table = [
            ("tool-4.2-setup.exe", "tool", "4.2", "tool-#-setup.exe"),
            ("tool-4.1-setup.exe", "tool", "4.1", "tool-#-setup.exe"),
            ("Tool-v4.2.tar.gz", "tool", "4.2", "tool-#.tar.gz"),
            ("tool-v4.2.tar.gz", "tool", "4.2", "tool-#.tar.gz"),
            ("tool-4.2 (1).tar.gz", "tool", "4.2", "tool-#.tar.gz"),
            (
                "tool_1.2.3_linux_amd64.tar.gz",
                "tool",
                "1.2.3",
                "tool_#_linux_amd64.tar.gz",
            ),
            ("tool-linux-amd64", "tool", "", "tool-linux-amd64"),
            ("tool-linux-amd64-2.1", "tool", "2.1", "tool-linux-amd64-#"),
            (
                "tool-x86_64-unknown-linux-musl.tar.gz",
                "tool",
                "",
                "tool-x86_64-unknown-linux-musl.tar.gz",
            ),
            (
                "my_tool-1.0-py3-none-any.whl",
                "my-tool",
                "1.0",
                "my_tool-#-py3-none-any.whl",
            ),
            ("my-tool-1.0.tar.gz", "my-tool", "1.0", "my-tool-#.tar.gz"),
            (
                "log4j-core-2.17.1.jar",
                "log4j-core",
                "2.17.1",
                "log4j-core-#.jar",
            ),
            ("tool-2.0.0-rc.1.zip", "tool", "2.0.0-rc.1", "tool-#.zip"),
            ("tool-2.0b3.zip", "tool", "2.0b3", "tool-#.zip"),
            ("tool-2.0-binary.zip", "tool", "2.0", "tool-#-binary.zip"),
            (
                "foo--1.2.arm64_sonoma.bottle.tar.gz",
                "foo",
                "1.2",
                "foo--#.arm64_sonoma.bottle.tar.gz",
            ),
            (
                "libfoo-3-dev_1.2-4_amd64.deb",
                "libfoo-3-dev",
                "1.2",
                "libfoo-3-dev_#-4_amd64.deb",
            ),
            ("browser-115.dmg", "browser", "115", "browser-#.dmg"),
            (
                "nightly-20250101.zip",
                "nightly",
                "20250101",
                "nightly-#.zip",
            ),
            ("node18.2.1.exe", "node", "18.2.1", "node#.exe"),
            ("4.2-tool.zip", "tool", "4.2", "#-tool.zip"),
            ("tool.1.2.3.nupkg", "tool", "1.2.3", "tool.#.nupkg"),
            (
                "tool-4.2.tar.gz.sigstore.json",
                "tool",
                "4.2",
                "tool-#.tar.gz.sigstore.json",
            ),
            ("Tool Setup 4.2.exe", "tool", "4.2", "tool setup #.exe"),
            (
                "werkzeug-größe-1.0.zip",
                "werkzeug-größe",
                "1.0",
                "werkzeug-größe-#.zip",
            ),
            ("道具-1.0.zip", "道具", "1.0", "道具-#.zip"),
        ];
        for (name, key, version, line) in table {
            let product = Product::of_file(name);
            assert_eq!(product.key, key, "{name}");
            assert_eq!(
                product.version.as_deref().unwrap_or_default(),
                version,
                "{name}"
            );
            assert_eq!(product.line, line, "{name}");
            assert!(product.compared, "{name}");
        }
    }

    #[test]
    fn names_that_everybody_gives_are_not_compared() {
        for name in [
            "README.txt",
            "setup.exe",
            "installer.dmg",
            "checksums.txt",
            "sha256sums.txt",
            "release-1.0.zip",
            "1.0.zip",
            "2025-01-01.pdf",
            "",
            ".",
            "...",
            "---",
            "source (3).zip",
            "\u{202e}",
            "document.pdf",
        ] {
            let product = Product::of_file(name);
            assert!(!product.compared, "{name}: {product:?}");
        }
    }

    #[test]
    fn any_name_is_taken_and_none_grows() {
        for name in [
            "é".repeat(400),
            "1.".repeat(400),
            "(((".repeat(200),
            "a.".repeat(300),
            " (1)".repeat(99),
        ] {
            let product = Product::of_file(&name);
            assert!(
                product.key.len() <= 2 * MOST_BYTES && product.line.len() <= 2 * MOST_BYTES,
                "{name}"
            );
        }
    }

    #[test]
    fn packages_and_images_name_themselves() {
        let package = |purl| Product::of_package(purl).map(|it| (it.key, it.version));
        let found =
            |key: &str, version: Option<&str>| Some((key.to_owned(), version.map(str::to_owned)));
        assert_eq!(
            package("pkg:npm/%40acme/tool@1.0.0"),
            found("pkg:npm/%40acme/tool", Some("1.0.0"))
        );
        assert_eq!(
            package("pkg:npm/@acme/tool"),
            found("pkg:npm/@acme/tool", None)
        );
        assert_eq!(
            package("pkg:PyPI/Tool@2?x=y#z"),
            found("pkg:pypi/tool", Some("2"))
        );
        assert_eq!(package("npm/tool"), None);
        assert_eq!(package("pkg:npm"), None);
        let image = Product::of_image("ghcr.io/Acme/Tool", Some("4.2"));
        assert_eq!(
            (image.key.as_str(), image.version.as_deref()),
            ("ghcr.io/acme/tool", Some("4.2"))
        );
    }
}
