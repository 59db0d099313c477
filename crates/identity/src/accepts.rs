//! Whether an entry would have accepted a signer seen before.

use whence_evidence::UnixTime;

use crate::list::Entry;
use crate::test_entry::PastSigner;

/// As if the entry were in force: whether it is switched on, reviewed and not expired does not count here.
pub fn accepts(entry: &Entry, past: &PastSigner<'_>) -> bool {
    let mut entry = entry.clone();
    entry.enabled = true;
    entry.expires = None;
    entry.imported_from = None;
    entry.fits(past.signer, &past.target, UnixTime::from_seconds(0))
}
