//! What was checked before: product by product, compared, kept and forgotten; and folders that are watched.

pub mod view;
