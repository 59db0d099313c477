//! PEM (RFC 7468), as certificates and keys are written in files and in log entries.

use crate::{Unreadable, base64};

/// The blocks of a text as label and decoded bytes, at most `limit`. Text outside of blocks is
/// explanatory and passed over; line lengths are not looked at.
///
/// # Errors
/// When a block shares a line with other text, does not end, ends under another label, or holds no
/// base64; when there are more than `limit`.
pub fn blocks(text: &str, limit: usize) -> Result<Vec<(&str, Vec<u8>)>, Unreadable> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(block) = first(rest)? {
        if blocks.len() == limit {
            return Err(Unreadable::limit("more PEM blocks than this program reads"));
        }
        blocks.push((block.label, block.der));
        rest = block.after;
    }
    Ok(blocks)
}

/// One block and the text around it.
pub(crate) struct Block<'a> {
    pub(crate) before: &'a str,
    pub(crate) label: &'a str,
    pub(crate) der: Vec<u8>,
    pub(crate) after: &'a str,
}

/// The first block of a text.
///
/// # Errors
/// As for [`blocks`].
pub(crate) fn first(text: &str) -> Result<Option<Block<'_>>, Unreadable> {
    let Some((before, after)) = text.split_once("-----BEGIN ") else {
        return Ok(None);
    };
    let unfinished = || Unreadable::text("a PEM block without its end");
    let (label, after) = after.split_once("-----").ok_or_else(unfinished)?;
    let (inner, after) = after.split_once("-----END ").ok_or_else(unfinished)?;
    let after = after
        .strip_prefix(label)
        .and_then(|after| after.strip_prefix("-----"))
        .ok_or_else(|| Unreadable::text("a PEM block that ends under another label"))?;
    if label.len() > 64 || label.contains(['\n', '\r']) {
        return Err(Unreadable::text("a PEM block without a label"));
    }
    // Other readers pass over a boundary within a line, and would find another block than this one.
    let ends_line = after.trim_start_matches([' ', '\t']);
    if !(before.is_empty() || before.ends_with(['\n', '\r']))
        || !(ends_line.is_empty() || ends_line.starts_with(['\n', '\r']))
    {
        return Err(Unreadable::text("text in the line of a PEM boundary"));
    }
    let mut compact = String::with_capacity(inner.len());
    compact.extend(inner.split(['\n', '\r', ' ', '\t']));
    Ok(Some(Block {
        before,
        label,
        der: base64::decode(&compact)?,
        after,
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::UnreadableCode;

    #[test]
    fn reads_blocks_and_passes_over_the_rest() {
        let text = "note\n-----BEGIN A-----\nAQID\n-----END A----- \t\n\n-----BEGIN B C-----\r\nBA==\r\n-----END B C-----";
        assert_eq!(
            blocks(text, 2).unwrap(),
            [("A", vec![1, 2, 3]), ("B C", vec![4])]
        );
        assert_eq!(
            blocks(text, 1).unwrap_err().code,
            UnreadableCode::LimitExceeded
        );
    }

    #[test]
    fn refuses_broken_blocks() {
        for text in [
            "-----BEGIN A-----\nAQID\n",
            "-----BEGIN A-----\nAQID\n-----END B-----",
            "-----BEGIN A-----\n!!!!\n-----END A-----",
            "-----BEGIN A",
            "note -----BEGIN A-----\nAQID\n-----END A-----",
            " -----BEGIN A-----\nAQID\n-----END A-----",
            "-----BEGIN A-----\nAQID\n-----END A----- note",
            "-----BEGIN A-----\nAQID\n-----END A----------BEGIN A-----\nAQID\n-----END A-----",
        ] {
            assert!(blocks(text, 9).is_err(), "{text}");
        }
        assert!(blocks("no block at all", 9).unwrap().is_empty());
    }
}
