//! Raw snappy blocks (snappy `format_description.txt`), as GitHub stores bundles. Own code, because the
//! format is small and a crate for it would bring the framed format and a compressor along.

/// The bytes of a block; `None` when it is malformed or longer than `limit`.
pub(super) fn decompress(block: &[u8], limit: usize) -> Option<Vec<u8>> {
    let (length, mut rest) = preamble(block)?;
    // No element makes more than 64 bytes of three, so a stated length beyond that is a lie.
    if length > limit || length > block.len().saturating_mul(22) {
        return None;
    }
    let mut out = Vec::with_capacity(length);
    while let [tag, after @ ..] = rest {
        let upper = usize::from(tag >> 2);
        rest = match tag & 3 {
            0 => {
                let (count, after) = literal_length(upper, after)?;
                let (literal, after) = after.split_at_checked(count)?;
                out.extend_from_slice(literal);
                after
            }
            kind => {
                let (count, offset, after) = match (kind, after) {
                    (1, [low, after @ ..]) => {
                        let high = usize::from(tag >> 5) << 8;
                        (4 + (upper & 7), high | usize::from(*low), after)
                    }
                    (2, [a, b, after @ ..]) => {
                        (upper + 1, usize::from(u16::from_le_bytes([*a, *b])), after)
                    }
                    (3, [a, b, c, d, after @ ..]) => {
                        let offset = u32::from_le_bytes([*a, *b, *c, *d]);
                        (upper + 1, usize::try_from(offset).ok()?, after)
                    }
                    _ => return None,
                };
                let start = out.len().checked_sub(offset).filter(|_| offset > 0)?;
                // The copy may reach into what it is itself writing.
                for position in start..start + count {
                    out.push(*out.get(position)?);
                }
                after
            }
        };
        if out.len() > length {
            return None;
        }
    }
    (out.len() == length).then_some(out)
}

/// The stated length: a little-endian varint of 32 bits.
fn preamble(block: &[u8]) -> Option<(usize, &[u8])> {
    let mut length: u64 = 0;
    for (position, byte) in block.iter().take(5).enumerate() {
        length |= u64::from(byte & 0x7f) << (7 * position);
        if byte & 0x80 == 0 {
            let length = u32::try_from(length).ok()?;
            return Some((usize::try_from(length).ok()?, block.get(position + 1..)?));
        }
    }
    None
}

/// Up to 60 stands in the tag; above, the tag says in how many bytes it follows.
fn literal_length(upper: usize, after: &[u8]) -> Option<(usize, &[u8])> {
    if upper < 60 {
        return Some((upper + 1, after));
    }
    let (bytes, after) = after.split_at_checked(upper - 59)?;
    let mut length = 0;
    for (position, byte) in bytes.iter().enumerate() {
        length |= u64::from(*byte) << (8 * position);
    }
    Some((usize::try_from(length).ok()?.checked_add(1)?, after))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::decompress;

    #[test]
    fn reads_every_kind_of_element() {
        // "abcd" as a literal, then a copy of each kind from four back.
        let block = [
            20,
            3 << 2,
            b'a',
            b'b',
            b'c',
            b'd', // literal of 4
            1,
            4, // 4 from offset 4
            (3 << 2) | 2,
            4,
            0, // 4 from offset 4
            (7 << 2) | 3,
            4,
            0,
            0,
            0, // 8 from offset 4, over itself
        ];
        assert_eq!(decompress(&block, 100).unwrap(), b"abcdabcdabcdabcdabcd");
        let long = [&[100, 60 << 2, 99][..], &[b'x'; 100]].concat();
        assert_eq!(decompress(&long, 100).unwrap(), [b'x'; 100]);
        assert_eq!(decompress(&[0], 100).unwrap(), b"");
    }

    #[test]
    fn refuses_broken_blocks() {
        for block in [
            &[][..],
            &[0x80],
            &[0xff, 0xff, 0xff, 0xff, 0xff, 0],
            // A length nothing follows, one too short, one too long.
            &[5, 0, b'a'],
            &[1, 1 << 2, b'a', b'b'],
            &[2, 0, b'a'],
            // Copies from before the start and from offset 0.
            &[5, 0, b'a', 1, 2],
            &[5, 0, b'a', 1, 0],
            // Cut off.
            &[5, 0, b'a', 1],
            &[5, 60 << 2],
            &[5, 63 << 2, 0xff, 0xff, 0xff, 0xff],
        ] {
            assert_eq!(decompress(block, 100), None, "{block:?}");
        }
        let block = [&[101, 60 << 2, 100][..], &[0; 101]].concat();
        assert_eq!(decompress(&block, 100), None);
        assert!(decompress(&block, 101).is_some());
    }

    proptest! {
        #[test]
        fn never_panics_and_keeps_its_limit(block: Vec<u8>) {
            if let Some(out) = decompress(&block, 1000) {
                prop_assert!(out.len() <= 1000);
            }
        }
    }
}
