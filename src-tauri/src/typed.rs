//! Typed and pasted text that names files on this computer, or a digest.

use std::{
    env,
    path::{Path, PathBuf},
};

use tauri::Url;
use whence_app::{Input, view::CommandError};

use crate::answer::{Answer, error};

/// File managers copy one line for each file. More than this many bytes is something else.
const MOST_BYTES: usize = 64 << 10;

/// One thing for each line that is not empty.
pub(crate) fn inputs(text: &str) -> Answer<Vec<Input>> {
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

/// `sha256:…`, an absolute path, `~/…` or `file://…`, perhaps in quotes.
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
        _ if line.contains("://") => Err(error("web-address")),
        _ => Err(not_a_place()),
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
}
