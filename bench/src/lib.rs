//! Speed as ratios: whence next to its floor and next to its peers, in the same run.
//!
//! Nothing here asserts a time. A machine shared with other programs is slow at times, so everything
//! that is compared runs in turns, and what is reported is the median of the ratios of one turn.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "measurement: what cannot be measured must stop the run"
)]

pub mod floor;
pub mod process;
pub mod rounds;
pub mod subject;
pub mod table;
