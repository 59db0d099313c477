//! Draws the sizes of the program's icon from its one source.

use std::{fs, path::Path, process::Command};

use crate::run::Outcome;

/// Side in pixels of each drawing inside `icon.ico`.
const ICO_SIDES: [u8; 5] = [16, 24, 32, 48, 64];

/// Apple's name for each size inside `icon.icns`; a size appears twice where it also serves as the
/// doubled form of a smaller one.
const ICNS_KINDS: [(&[u8; 4], u32); 8] = [
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic13", 256),
    (b"ic08", 256),
    (b"ic14", 512),
    (b"ic09", 512),
    (b"ic10", 1024),
];

/// Writes the generated files next to `icons/app.svg`.
pub(crate) fn draw(root: &Path) -> Outcome {
    let folder = root.join("icons");
    let png = |side| png(&folder.join("app.svg"), side);
    for (name, side) in [
        ("32x32.png", 32),
        ("128x128.png", 128),
        ("128x128@2x.png", 256),
    ] {
        write(&folder.join(name), &png(side)?)?;
    }

    let mut icns = Vec::new();
    for (kind, side) in ICNS_KINDS {
        let picture = png(side)?;
        icns.extend(kind);
        icns.extend((length(&picture)? + 8).to_be_bytes());
        icns.extend(picture);
    }
    let size = (length(&icns)? + 8).to_be_bytes();
    write(
        &folder.join("icon.icns"),
        &[b"icns".as_slice(), &size, &icns].concat(),
    )?;

    // A side of 256 is written as 0.
    let mut pictures = Vec::new();
    for side in ICO_SIDES {
        pictures.push((side, png(side.into())?));
    }
    pictures.push((0, png(256)?));
    let mut ico = vec![
        0,
        0,
        1,
        0,
        u8::try_from(pictures.len()).unwrap_or(u8::MAX),
        0,
    ];
    let mut offset = length(&ico)? + 16 * length(&pictures)?;
    for (side, picture) in &pictures {
        // Width, height, colours, reserved, planes, bits per pixel.
        ico.extend([*side, *side, 0, 0, 1, 0, 32, 0]);
        ico.extend(length(picture)?.to_le_bytes());
        ico.extend(offset.to_le_bytes());
        offset += length(picture)?;
    }
    pictures
        .into_iter()
        .for_each(|(_, picture)| ico.extend(picture));
    write(&folder.join("icon.ico"), &ico)
}

fn png(source: &Path, side: u32) -> Result<Vec<u8>, String> {
    let side = side.to_string();
    let output = Command::new("rsvg-convert")
        .args(["--width", &side, "--height", &side])
        .arg(source)
        .output()
        .map_err(|error| {
            format!("rsvg-convert (package librsvg2-bin) could not be started: {error}")
        })?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(format!(
            "rsvg-convert: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        ))
    }
}

fn write(path: &Path, bytes: &[u8]) -> Outcome {
    fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}

fn length<T>(items: &[T]) -> Result<u32, String> {
    u32::try_from(items.len()).map_err(|_| "a picture of more than 4 GB".to_owned())
}
