//! The engine: every check of a Sigstore signature as a recorded value, and the proof that only passing checks can build.
