//! The only network room: one client with manners, and trust data over TUF.
//!
//! Nothing here decides what is believed. A [`Client`] exists only where the person allowed one, and whatever
//! it brings is bytes that the engine, or TUF's own checks, still have to prove.

mod address;
mod client;
pub mod lookup;
pub mod registry;
pub mod tuf;

pub use address::{Refused, check_place};
pub use client::{Answer, Client, Manners, PATIENCE, Trouble};
