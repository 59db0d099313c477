//! A small Sigstore in memory for tests: CA, CT log, Rekor v1 and v2, time-stamp authority, trusted root.
