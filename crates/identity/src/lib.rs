//! The trusted identity list: file format and matching of proven signers.
