//! Screenshots against kept ones.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::{
    env, fs,
    path::Path,
    time::{Duration, Instant},
};

use crate::{app::target_folder, webdriver::Session};

/// Letters are drawn a little differently by every version of the font library. A square of this many
/// pixels evens that out and still notices a missing icon.
const TILE: usize = 16;

/// How far the mean of a tile may be from the kept one, of 255.
const TOLERANCE: u64 = 12;

/// Pixels at the right edge that are not compared: the toolkit's own scroll bar comes and goes there.
const BAR: usize = 8;

/// For how long a page may still be on its way to the kept picture.
const PATIENCE: Duration = Duration::from_secs(30);

/// Compares the page with `tests/goldens/NAME.png`, and looks again for as long as they differ: what the
/// page asks for last may come after what a test waits for. With `WHENCE_UPDATE_GOLDENS=1` it is kept
/// instead.
///
/// # Panics
/// When they go on differing; what was seen is then in `target/goldens/NAME.png`.
pub fn assert_looks_like(name: &str, page: &Session) {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("goldens")
        .join(name)
        .with_extension("png");
    if env::var_os("WHENCE_UPDATE_GOLDENS").is_some_and(|value| value == "1") {
        write(&kept, &page.screenshot());
        return;
    }
    let start = Instant::now();
    loop {
        let seen = page.screenshot();
        let difference = match fs::read(&kept) {
            Ok(kept) => difference(&Picture::decode(&kept), &Picture::decode(&seen)),
            Err(error) => Some(format!("it cannot be read: {error}")),
        };
        let Some(difference) = difference else { return };
        if start.elapsed() > PATIENCE {
            let actual = target_folder()
                .join("goldens")
                .join(name)
                .with_extension("png");
            write(&actual, &seen);
            panic!(
                "{} differs: {difference}. What was seen is in {}; if it is right, run the test again with \
                 WHENCE_UPDATE_GOLDENS=1",
                kept.display(),
                actual.display()
            );
        }
    }
}

/// Says where two pictures differ most, if they do.
fn difference(kept: &Picture, seen: &Picture) -> Option<String> {
    let size = |picture: &Picture| (picture.width, picture.height(), picture.channels);
    if size(kept) != size(seen) {
        return Some(format!(
            "width, height and channels are {:?} and were {:?}",
            size(seen),
            size(kept)
        ));
    }
    let mut worst = (0, 0, 0);
    for top in (0..kept.height()).step_by(TILE) {
        for left in (0..kept.width - BAR).step_by(TILE) {
            let pairs = kept.tile(left, top).zip(seen.tile(left, top));
            let (sum, count) = pairs.fold((0, 0), |(sum, count), (kept, seen)| {
                (sum + u64::from(kept.abs_diff(seen)), count + 1)
            });
            worst = worst.max((sum / count, left, top));
        }
    }
    let (mean, left, top) = worst;
    (mean > TOLERANCE).then(|| format!("worst around {left}, {top}: {mean} of 255 on average"))
}

fn write(path: &Path, bytes: &[u8]) {
    let folder = path.parent().expect("a file lies in a folder");
    fs::create_dir_all(folder).expect("the folder can be made");
    fs::write(path, bytes).expect("the picture can be written");
}

struct Picture {
    width: usize,
    channels: usize,
    samples: Vec<u8>,
}

impl Picture {
    fn decode(file: &[u8]) -> Self {
        let mut reader = png::Decoder::new(std::io::Cursor::new(file))
            .read_info()
            .expect("a PNG");
        let mut samples = vec![
            0;
            reader
                .output_buffer_size()
                .expect("a picture that fits into memory")
        ];
        let frame = reader.next_frame(&mut samples).expect("a whole PNG");
        assert_eq!(frame.bit_depth, png::BitDepth::Eight);
        samples.truncate(frame.buffer_size());
        Self {
            width: frame.width as usize,
            channels: frame.color_type.samples(),
            samples,
        }
    }

    fn height(&self) -> usize {
        self.samples.len() / (self.width * self.channels)
    }

    /// The samples of the tile with this corner, cut off at the edges of what is compared.
    fn tile(&self, left: usize, top: usize) -> impl Iterator<Item = u8> {
        let stride = self.width * self.channels;
        let columns = left * self.channels..(left + TILE).min(self.width - BAR) * self.channels;
        let rows = self.samples.chunks_exact(stride).skip(top).take(TILE);
        rows.flat_map(move |row| row[columns.clone()].iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(change: impl Fn(usize) -> u8) -> Picture {
        Picture {
            width: 48,
            channels: 1,
            samples: (0..48 * 30).map(change).collect(),
        }
    }

    #[test]
    fn a_missing_sign_is_noticed_and_a_softer_edge_is_not() {
        let kept = grey(|_| 200);
        let softer = grey(|place| if place % 48 == 7 { 150 } else { 200 });
        let sign = grey(|place| {
            if (240..480).contains(&place) && (31..40).contains(&(place % 48)) {
                0
            } else {
                200
            }
        });
        assert_eq!(difference(&kept, &softer), None);
        let noticed = difference(&kept, &sign).expect("a difference");
        assert!(noticed.starts_with("worst around 32, 0"), "{noticed}");
        let bar = grey(|place| if place % 48 >= 40 { 0 } else { 200 });
        assert_eq!(difference(&kept, &bar), None);
    }

    #[test]
    fn another_size_is_another_picture() {
        let smaller = Picture {
            width: 20,
            channels: 1,
            samples: vec![200; 20 * 30],
        };
        assert!(difference(&grey(|_| 200), &smaller).is_some());
    }
}
