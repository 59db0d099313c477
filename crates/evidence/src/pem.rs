//! PEM (RFC 7468), as certificates and keys are written in files and in log entries.

use crate::{Unreadable, UnreadableCode, base64};

/// The blocks of a text as label and decoded bytes, at most `limit`. Text outside of blocks is
/// explanatory and passed over; line lengths are not looked at.
///
/// # Errors
/// When a block does not end, ends under another label, or holds no base64; when there are more
/// than `limit`.
pub fn blocks(text: &str, limit: usize) -> Result<Vec<(&str, Vec<u8>)>, Unreadable> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
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
        if blocks.len() == limit {
            return Err(Unreadable::new(
                UnreadableCode::LimitExceeded,
                crate::Place::Whole,
                "more PEM blocks than this program reads",
            ));
        }
        let mut compact = String::with_capacity(inner.len());
        compact.extend(inner.split(['\n', '\r', ' ', '\t']));
        blocks.push((label, base64::decode(&compact)?));
        rest = after;
    }
    Ok(blocks)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn reads_blocks_and_passes_over_the_rest() {
        let text = "note\n-----BEGIN A-----\nAQID\n-----END A-----\n\n-----BEGIN B C-----\r\nBA==\r\n-----END B C-----";
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
        ] {
            assert!(blocks(text, 9).is_err(), "{text}");
        }
        assert!(blocks("no block at all", 9).unwrap().is_empty());
    }
}
