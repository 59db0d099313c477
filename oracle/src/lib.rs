//! Whatever whence proves, `sigstore-verify` must accept too. All of it is in `tests/oracle`; the
//! reviewed differences are listed in `tests/oracle/exceptions.rs`.
