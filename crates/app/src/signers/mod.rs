//! The trusted identity list as something to work with: editing, testing, trusting, importing, exporting.

pub mod view;
