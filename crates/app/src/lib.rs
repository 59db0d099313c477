//! Use cases and the view model: what happens to a dropped file, and what is shown of it.
//!
//! [`intake`] reads a file once, [`discover`] finds the evidence that came with it, [`Checker`] lets the
//! engine, the list and the verdict speak, and [`present`] turns the outcome into a view: codes, typed
//! arguments and text made fit to draw, without prose. [`words`] renders that view where there is no window.

pub mod advanced;
pub mod appearance;
pub mod archive;
pub mod batch;
pub mod check;
pub mod classify;
pub mod discover;
pub mod folder;
pub mod history;
pub mod image;
pub mod intake;
pub mod lookup;
mod message;
pub mod network;
mod package;
pub mod parts;
pub mod pasted;
pub mod present;
pub mod report;
pub mod settings;
pub mod signers;
pub mod summary;
pub mod surroundings;
pub mod trust_data;
pub mod view;
pub mod watch;
pub mod words;

pub use check::{Checked, Checker, Input};
