//! What the end of a file name says, and ways to hide it.

use std::ffi::OsStr;

use crate::characters::{is_direction_control, is_hidden};
use crate::{DisplayText, Flag, Flags};

/// Longer endings are taken as part of the name, so that an extension always fits where it is kept.
const LONGEST_EXTENSION: usize = 16;

/// Endings that a desktop system starts as a program or script, lower case.
const PROGRAMS: &[&str] = &[
    "app", "appimage", "appx", "bat", "bin", "cmd", "com", "command", "cpl", "deb", "desktop",
    "dll", "dmg", "exe", "gadget", "hta", "htm", "html", "jar", "js", "jse", "lnk", "msc", "msi",
    "msix", "pif", "pkg", "ps1", "py", "reg", "rpm", "run", "scr", "sh", "svg", "url", "vbe",
    "vbs", "wsf", "wsh",
];

/// Endings that a person opens to read, look at or listen to, lower case.
const DOCUMENTS: &[&str] = &[
    "avi", "csv", "doc", "docx", "epub", "gif", "jpeg", "jpg", "json", "md", "mkv", "mov", "mp3",
    "mp4", "odp", "ods", "odt", "pdf", "png", "ppt", "pptx", "rtf", "tif", "tiff", "txt", "wav",
    "webp", "xls", "xlsx", "xml",
];

/// Names that mean a device on Windows, whatever extension follows, lower case.
const RESERVED: &[&str] = &[
    "con", "prn", "aux", "nul", "com", "lpt", "conin$", "conout$",
];

/// The extension of a file name as the system reads it: what follows the last dot in stored order,
/// with direction controls having no say. `None` without a dot, for `.name` and for long endings.
pub fn extension(name: &OsStr) -> Option<DisplayText> {
    Some(DisplayText::from_bytes(parts(name.as_encoded_bytes()).1?))
}

/// Splits at the last dot: stem and extension without the dot.
fn parts(name: &[u8]) -> (&[u8], Option<&[u8]>) {
    match name.iter().rposition(|byte| *byte == b'.') {
        None | Some(0) => (name, None),
        Some(dot) => {
            let (stem, rest) = name.split_at(dot);
            let extension = rest.get(1..).unwrap_or_default();
            let fits = !extension.is_empty() && extension.len() <= LONGEST_EXTENSION;
            if fits {
                (stem, Some(extension))
            } else {
                (name, None)
            }
        }
    }
}

pub(crate) fn add_flags(name: &[u8], flags: &mut Flags) {
    let text = String::from_utf8_lossy(name);
    // Windows drops dots and spaces at the end, so `x.exe.` is started as `x.exe`.
    let trimmed = text.trim_end_matches(['.', ' ']);
    if trimmed.len() != text.len() {
        flags.insert(Flag::Unusual);
    }
    let (stem, extension) = parts(trimmed.as_bytes());
    let Some(extension) = extension else {
        add_reserved(trimmed, flags);
        return;
    };
    add_reserved(trimmed.split('.').next().unwrap_or_default(), flags);
    let posing = bare(stem)
        .rsplit_once('.')
        .is_some_and(|(_, inner)| DOCUMENTS.contains(&inner.trim()));
    let program = PROGRAMS.contains(&bare(extension).as_str());
    if posing && program {
        flags.insert(Flag::DoubleExtension);
    }
    let padded = stem.ends_with(b"  ")
        || String::from_utf8_lossy(stem).ends_with(|last: char| last.is_whitespace());
    let reordered = text.chars().any(is_direction_control);
    let broken = String::from_utf8_lossy(extension).chars().any(is_hidden);
    if padded || reordered || broken {
        flags.insert(Flag::HiddenExtension);
    }
}

fn add_reserved(stem: &str, flags: &mut Flags) {
    let stem = stem.trim().to_ascii_lowercase();
    let device = stem.trim_end_matches(|last: char| last.is_ascii_digit());
    let numbered = matches!(device, "com" | "lpt");
    let reserved =
        RESERVED.contains(&device) && (device.len() + usize::from(numbered) == stem.len());
    if reserved {
        flags.insert(Flag::Unusual);
    }
}

/// Lower case, without what takes no room: what a reader would see.
fn bare(part: &[u8]) -> String {
    let seen = |character: &char| !is_hidden(*character) && !is_direction_control(*character);
    String::from_utf8_lossy(part)
        .chars()
        .filter(seen)
        .collect::<String>()
        .to_lowercase()
}
