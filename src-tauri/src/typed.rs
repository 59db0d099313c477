//! Typed and pasted text that names files on this computer, a digest or an image, or is itself what is to be looked
//! at.

use std::{
    env,
    path::{Path, PathBuf},
};

use tauri::Url;
use whence_app::{Input, view::CommandError};

use crate::answer::{Answer, error};

/// File managers copy one line for each file. More than this many bytes is something else.
const MOST_BYTES: usize = 64 << 10;

/// Bytes of a document that is pasted; larger ones are files.
const MOST_DOCUMENT: usize = 32 << 20;

/// One thing for each line that is not empty, or the document that the text is.
pub(crate) fn inputs(text: &str) -> Answer<Vec<Input>> {
    if is_document(text) {
        return if text.len() > MOST_DOCUMENT {
            Err(error("pasted-too-large"))
        } else {
            Ok(vec![Input::Bytes(text.as_bytes().to_vec())])
        };
    }
    if text.len() > MOST_BYTES {
        return Err(not_a_place());
    }
    let home = env::home_dir();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let inputs: Vec<Input> = lines
        .map(|line| input(line, home.as_deref()))
        .collect::<Answer<_>>()?;
    if inputs.is_empty() {
        Err(not_a_place())
    } else {
        Ok(inputs)
    }
}

/// Whether the text is a signature file, a statement or a parts list, and no place: none begins like these.
fn is_document(text: &str) -> bool {
    let begins = text.trim_start();
    begins.starts_with(['{', '<']) || begins.starts_with("[{") || begins.starts_with("SPDXVersion:")
}

/// `sha256:…`, an absolute path, `~/…`, `file://…` or the name of an image, perhaps in quotes.
fn input(line: &str, home: Option<&Path>) -> Answer<Input> {
    let quoted = |quote| line.strip_prefix(quote)?.strip_suffix(quote);
    let line = quoted('"').or_else(|| quoted('\'')).unwrap_or(line);
    if let Some(digest) = Input::digest(line) {
        return Ok(digest);
    }
    if line
        .get(..5)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"))
    {
        let path = Url::parse(line)
            .ok()
            .and_then(|url| url.to_file_path().ok());
        return path.map(Input::Path).ok_or_else(not_a_place);
    }
    let path = match line.strip_prefix("~/") {
        Some(rest) => home.map(|home| home.join(rest)),
        None => Some(PathBuf::from(line)),
    };
    match path {
        Some(path) if path.is_absolute() => Ok(Input::Path(path)),
        _ => Input::image(line).ok_or_else(|| {
            if line.contains("://") {
                error("web-address")
            } else {
                not_a_place()
            }
        }),
    }
}

fn not_a_place() -> CommandError {
    error("not-a-place")
}

#[cfg(all(test, unix))]
#[allow(clippy::panic, reason = "tests")]
mod tests {
    use super::*;

    fn path(line: &str) -> Answer<Input> {
        input(line, Some(Path::new("/home/me")))
    }

    #[test]
    fn places_are_read_as_people_write_them() {
        let same = [
            "/a b/c",
            "\"/a b/c\"",
            "'/a b/c'",
            "file:///a%20b/c",
            "FILE://localhost/a%20b/c",
            "~/../../a b/c",
        ];
        for line in same {
            let Ok(Input::Path(found)) = path(line) else {
                panic!("{line}")
            };
            let found = found
                .strip_prefix("/home/me/../..")
                .map_or(found.clone(), |rest| Path::new("/").join(rest));
            assert_eq!(found, Path::new("/a b/c"), "{line}");
        }
        let digest = format!("SHA256:{}", "AB".repeat(32)).replace("SHA", "sha");
        assert!(matches!(path(&digest), Ok(Input::Digest(_))));
        assert_eq!(inputs("/a\r\n\n  /b\n").map(|inputs| inputs.len()), Ok(2));
    }

    #[test]
    fn images_are_told_by_their_spelling() {
        for line in [
            "registry.example/acme/tool:4.2",
            "oci://registry.example/acme/tool",
            "docker://alpine",
            "'localhost:5000/a'",
            "alpine:3.20",
        ] {
            assert!(matches!(path(line), Ok(Input::Image(_))), "{line}");
        }
    }

    #[test]
    fn what_is_no_place_is_refused_in_words() {
        for line in [
            "a/b",
            "~",
            "sha256:abc",
            "file://server/share",
            "\"",
            "~me/x",
            "\u{202e}/a",
        ] {
            assert_eq!(path(line), Err(error("not-a-place")), "{line}");
        }
        assert_eq!(path("https://example.org/a"), Err(error("web-address")));
        assert_eq!(inputs(" \n"), Err(error("not-a-place")));
        assert_eq!(inputs(&"/a\n".repeat(1 << 16)), Err(error("not-a-place")));
        assert_eq!(inputs("/a\nb"), Err(error("not-a-place")));
    }

    #[test]
    fn a_document_is_taken_as_it_is() {
        for text in [
            " {\"bomFormat\": \"CycloneDX\"}\n",
            "<?xml version=\"1.0\"?>\n<bom/>",
            "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0",
            "[{\"mediaType\": 1}]",
        ] {
            assert_eq!(
                inputs(text),
                Ok(vec![Input::Bytes(text.as_bytes().to_vec())])
            );
        }
        let large = format!("{{{}", " ".repeat(MOST_DOCUMENT));
        assert_eq!(inputs(&large), Err(error("pasted-too-large")));
    }
}
